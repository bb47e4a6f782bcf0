/* yc-op-batch.c: several ops in one request
 *
 * An op's bytes are signed, so they travel as they are and not as a text
 * within a text. Of each op there is a line of JSON, then its bytes, then a
 * line's end:
 *
 *   {"id":"…","signature":"…","size":4850}\n
 *   …4850 bytes…\n
 *
 * Members of the line that nobody knows are passed over.
 */

#include "yc-op-batch.h"

#include "yc-json-guard.h"
#include "yc-wire-error.h"

#include <string.h>

#define LINE_BYTES_MAX 1024 /* bytes */

static const YcJsonLimits line_limits = {
  .bytes_max = LINE_BYTES_MAX,
  .depth_max = 2,
  .members_max = 16,
  .string_bytes_max = 512,
};

YcOpParcel *
yc_op_parcel_new (const YcId *id,
                  GBytes     *signature,
                  GBytes     *bytes)
{
  YcOpParcel *self = g_new0 (YcOpParcel, 1);

  self->id = *id;
  self->signature = g_bytes_ref (signature);
  self->bytes = g_bytes_ref (bytes);
  return self;
}

void
yc_op_parcel_free (YcOpParcel *self)
{
  g_bytes_unref (self->signature);
  g_bytes_unref (self->bytes);
  g_free (self);
}

static void
parcel_free_cb (gpointer data)
{
  yc_op_parcel_free (data);
}

/**
 * yc_op_batch_encode:
 * @parcels: (element-type YcOpParcel): from one to %YC_OP_BATCH_MAX
 *
 * Returns: (transfer full): a request's body
 */
GBytes *
yc_op_batch_encode (GPtrArray *parcels)
{
  GByteArray *body = g_byte_array_new ();

  for (guint i = 0; i < parcels->len; i++)
    {
      const YcOpParcel *parcel = g_ptr_array_index (parcels, i);
      g_autofree char *id = yc_id_dup_text (&parcel->id);
      g_autofree char *signature = g_base64_encode (g_bytes_get_data (parcel->signature, NULL),
                                                    g_bytes_get_size (parcel->signature));
      g_autofree char *line = NULL;
      gsize size;
      const guint8 *bytes = g_bytes_get_data (parcel->bytes, &size);

      line = g_strdup_printf ("{\"id\":\"%s\",\"signature\":\"%s\",\"size\":%" G_GSIZE_FORMAT "}\n", id, signature,
                              size);
      g_byte_array_append (body, (const guint8 *) line, (guint) strlen (line));
      g_byte_array_append (body, bytes, (guint) size);
      g_byte_array_append (body, (const guint8 *) "\n", 1);
    }
  return g_byte_array_free_to_bytes (body);
}

static gboolean
refuse (GError    **error,
        guint       number,
        const char *what)
{
  g_set_error (error, YC_WIRE_ERROR, YC_WIRE_ERROR_SHAPE, "Op %u: %s", number, what);
  return FALSE;
}

/* Base64 has one spelling of the bytes. */
static GBytes *
read_signature (const char *text)
{
  g_autofree guchar *bytes = NULL;
  g_autofree char *again = NULL;
  gsize size;

  if (text == NULL || strlen (text) > 2 * YC_SIGNATURE_SIZE)
    return NULL;
  bytes = g_base64_decode (text, &size);
  again = g_base64_encode (bytes, size);
  return size == YC_SIGNATURE_SIZE && strcmp (again, text) == 0 ? g_bytes_new (bytes, size) : NULL;
}

/* The line before an op's bytes, and how many these are. */
static gboolean
read_line (GBytes     *line,
           guint       number,
           YcId       *ret_id,
           GBytes    **ret_signature,
           gsize      *ret_size,
           GError    **error)
{
  g_autoptr (json_t) json = yc_json_parse (line, &line_limits, NULL);
  const char *id = json_string_value (json_object_get (json, "id"));
  json_t *size = json_object_get (json, "size");

  if (!json_is_object (json))
    return refuse (error, number, "its line is not an object");
  if (id == NULL || !yc_id_parse (id, ret_id))
    return refuse (error, number, "“id” is missing or no id");
  if (!json_is_integer (size) || json_integer_value (size) < 1 || json_integer_value (size) > YC_OP_BYTES_MAX)
    return refuse (error, number, "“size” is missing or out of range");
  *ret_size = (gsize) json_integer_value (size);
  *ret_signature = read_signature (json_string_value (json_object_get (json, "signature")));
  return *ret_signature != NULL || refuse (error, number, "“signature” is missing or no signature");
}

/* @at: (inout): where its line begins; then where the next one's does */
static YcOpParcel *
read_parcel (GBytes  *bytes,
             gsize   *at,
             guint    number,
             GError **error)
{
  g_autoptr (GBytes) line = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GBytes) op = NULL;
  YcId id;
  gsize all, size;
  const char *text = g_bytes_get_data (bytes, &all);
  const char *end = *at < all ? memchr (text + *at, '\n', MIN (all - *at, LINE_BYTES_MAX + 1)) : NULL;

  if (end == NULL)
    {
      refuse (error, number, "its line has no end");
      return NULL;
    }
  line = g_bytes_new_from_bytes (bytes, *at, (gsize) (end - text) - *at);
  if (!read_line (line, number, &id, &signature, &size, error))
    return NULL;
  *at = (gsize) (end - text) + 1;
  if (all - *at < size + 1 || text[*at + size] != '\n')
    {
      refuse (error, number, "it has not the bytes that its line says");
      return NULL;
    }
  op = g_bytes_new_from_bytes (bytes, *at, size);
  *at += size + 1;
  return yc_op_parcel_new (&id, signature, op);
}

/**
 * yc_op_batch_decode:
 * @bytes: a request's body, at most %YC_OP_BATCH_BYTES_MAX
 * @error: %YC_WIRE_ERROR_SHAPE or %YC_WIRE_ERROR_TOO_BIG
 *
 * No id may come twice.
 *
 * Returns: (transfer full) (element-type YcOpParcel) (nullable): from one to
 *   %YC_OP_BATCH_MAX; their bytes are parts of @bytes
 */
GPtrArray *
yc_op_batch_decode (GBytes  *bytes,
                    GError **error)
{
  g_autoptr (GPtrArray) parcels = g_ptr_array_new_with_free_func (parcel_free_cb);
  g_autoptr (GHashTable) ids = g_hash_table_new (yc_id_hash, yc_id_equal);
  gsize size = g_bytes_get_size (bytes);
  gsize at = 0;

  if (size > YC_OP_BATCH_BYTES_MAX)
    {
      g_set_error (error, YC_WIRE_ERROR, YC_WIRE_ERROR_TOO_BIG, "More than %d bytes", YC_OP_BATCH_BYTES_MAX);
      return NULL;
    }
  while (at < size || parcels->len == 0)
    {
      YcOpParcel *parcel;

      if (parcels->len == YC_OP_BATCH_MAX)
        {
          g_set_error (error, YC_WIRE_ERROR, YC_WIRE_ERROR_TOO_BIG, "More than %d ops", YC_OP_BATCH_MAX);
          return NULL;
        }
      parcel = read_parcel (bytes, &at, parcels->len + 1, error);
      if (parcel == NULL)
        return NULL;
      g_ptr_array_add (parcels, parcel);
      if (!g_hash_table_add (ids, &parcel->id))
        {
          refuse (error, parcels->len, "its id was there before");
          return NULL;
        }
    }
  return g_steal_pointer (&parcels);
}
