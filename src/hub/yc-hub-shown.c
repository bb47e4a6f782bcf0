/* yc-hub-shown.c: what a desk shows of what this hub signed
 *
 * A hub that was set back to a backup has lost what it said since. What it
 * signed is still its word: desks hold it, and show it with the ops that need
 * it. It is believed where the hub's own key has signed just these bytes,
 * where it is of the kind that is asked for, and where it names who shows it.
 * A hub that was never set back has lost nothing, and reads none of it.
 *
 * Its own words are kept from when they are first shown ("said.STREAM" in its
 * meta table): it may have to say them later, when a document has come or a
 * reviewer has decided, and they are shown with the op they once followed from,
 * also where the hub still has that.
 */

#include "yc-hub-shown.h"

#include "yc-hub-auth.h"
#include "yc-hub-request.h"
#include "yc-json-guard.h"
#include "yc-op-wire.h"

#include <string.h>

#define KEPT_META "said."
#define KEPT_BYTES_MAX 0x40000 /* of a stream's words as text */

static const YcJsonLimits grant_limits = {
  .bytes_max = YC_HUB_SHOWN_BYTES_MAX,
  .depth_max = 2,
  .members_max = 32,
  .string_bytes_max = 512,
};

static void
shown_free (gpointer data)
{
  YcHubShown *self = data;

  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

static char *
dup_kept_key (const YcStream *stream)
{
  char text[YC_STREAM_TEXT_SIZE];

  yc_stream_to_text (stream, text);
  return g_strconcat (KEPT_META, text, NULL);
}

/* "BASE64.BASE64": the text, a dot, the signature */
static YcHubShown *
parse_one (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ".", 3);
  YcHubShown *self;
  guchar *bytes;
  gsize size;

  if (g_strv_length (parts) != 2 || strlen (parts[0]) > YC_HUB_SHOWN_BYTES_MAX / 3 * 4)
    return NULL;
  self = g_new0 (YcHubShown, 1);
  bytes = g_base64_decode (parts[0], &size);
  self->bytes = g_bytes_new_take (bytes, size);
  if (size > 0 && yc_hub_base64_decode (parts[1], self->signature, sizeof self->signature))
    return self;
  shown_free (self);
  return NULL;
}

/**
 * yc_hub_shown_parse:
 * @header: (nullable): what came, texts with commas between them
 *
 * Returns: (transfer full) (element-type YcHubShown) (nullable): what was
 *   shown, none for no header; %NULL where it cannot be read
 */
GPtrArray *
yc_hub_shown_parse (const char *header)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (shown_free);
  g_auto (GStrv) texts = header != NULL ? g_strsplit (header, ",", YC_HUB_SHOWN_MAX + 1) : NULL;

  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      YcHubShown *one = parse_one (g_strstrip (texts[i]));

      if (one == NULL || i >= YC_HUB_SHOWN_MAX)
        {
          g_clear_pointer (&one, shown_free);
          return NULL;
        }
      g_ptr_array_add (list, one);
    }
  return g_steal_pointer (&list);
}

static gboolean
is_ours (const YcHubShown *self,
         const YcHub      *hub)
{
  gsize size;
  gconstpointer bytes = g_bytes_get_data (self->bytes, &size);

  return yc_signature_verify (yc_key_pair_get_public (hub->key), bytes, size, self->signature);
}

static guint
read_roles (json_t *array)
{
  guint roles = 0;
  json_t *entry;
  gsize i;

  json_array_foreach (array, i, entry)
    {
      guint role = json_is_string (entry) ? yc_role_parse (json_string_value (entry)) : 0;

      if (role == 0)
        return 0;
      roles |= role;
    }
  return roles & YC_ROLE_ANYONE;
}

/* NULL where the bytes are no grant as this hub gives them. */
static YcHubGrant *
read_grant (GBytes *bytes)
{
  g_autoptr (json_t) json = yc_json_parse (bytes, &grant_limits, NULL);
  g_autoptr (YcHubGrant) grant = yc_hub_grant_new ();
  const char *id, *operator_code, *device, *window, *key;
  json_int_t issued, expires;
  json_t *roles;
  int version;

  if (json == NULL ||
      json_unpack (json, "{s:i, s:s, s:s, s:o, s:s, s:s, s:s, s:I, s:I}", "v", &version, "id", &id, "operator",
                   &operator_code, "roles", &roles, "device", &device, "window", &window, "key", &key, "issued", &issued,
                   "expires", &expires) != 0 ||
      version != 1 || !yc_id_parse (id, &grant->id) || !yc_id_parse (device, &grant->device) ||
      !yc_hub_base64_decode (key, grant->key, sizeof grant->key) || !yc_hub_code_is_valid (operator_code) ||
      !yc_hub_code_is_valid (window) || issued > expires || expires - issued > YC_HUB_GRANT_MS)
    return NULL;
  grant->roles = read_roles (roles);
  grant->operator_code = g_strdup (operator_code);
  grant->window = g_strdup (window);
  grant->issued_ms = issued;
  grant->expires_ms = expires;
  return grant->roles != 0 ? g_steal_pointer (&grant) : NULL;
}

/**
 * yc_hub_shown_read_grant:
 * @shown: (element-type YcHubShown): what came with an op
 * @id: the grant that the op names
 * @device: who shows it
 *
 * Returns: (transfer full) (nullable): that grant, where this hub gave it to
 *   this device and has lost it with what it lost; whether its operator is
 *   still known is the caller's question
 */
YcHubGrant *
yc_hub_shown_read_grant (GPtrArray         *shown,
                         const YcHub       *hub,
                         const YcId        *id,
                         const YcHubDevice *device)
{
  for (guint i = 0; hub->restored_ms > 0 && i < shown->len; i++)
    {
      const YcHubShown *one = g_ptr_array_index (shown, i);
      g_autoptr (YcHubGrant) grant = is_ours (one, hub) ? read_grant (one->bytes) : NULL;

      if (grant != NULL && yc_id_equal (&grant->id, id) && yc_id_equal (&grant->device, &device->id))
        return g_steal_pointer (&grant);
    }
  return NULL;
}

static void
op_unref (gpointer data)
{
  yc_op_unref (data);
}

/**
 * yc_hub_shown_list_ops:
 * @shown: (element-type YcHubShown): what came with an op
 * @stream: the op's
 *
 * Returns: (transfer full) (element-type YcOp): what this hub has said itself in
 *   that stream, with its bytes and signature
 */
GPtrArray *
yc_hub_shown_list_ops (GPtrArray      *shown,
                       const YcHub    *hub,
                       const YcStream *stream)
{
  GPtrArray *ops = g_ptr_array_new_with_free_func (op_unref);

  for (guint i = 0; hub->restored_ms > 0 && i < shown->len; i++)
    {
      const YcHubShown *one = g_ptr_array_index (shown, i);
      g_autoptr (GBytes) signature = g_bytes_new (one->signature, sizeof one->signature);
      g_autoptr (YcOp) op = is_ours (one, hub) ? yc_op_decode (one->bytes, signature, NULL) : NULL;

      if (op != NULL && strcmp (op->by, YC_HUB_AUTHOR) == 0 && yc_stream_equal (&op->stream, stream))
        g_ptr_array_add (ops, g_steal_pointer (&op));
    }
  return ops;
}

static char *
dup_text (const YcOp *op)
{
  g_autofree char *bytes = g_base64_encode (g_bytes_get_data (op->bytes, NULL), g_bytes_get_size (op->bytes));
  g_autofree char *signature = g_base64_encode (g_bytes_get_data (op->signature, NULL),
                                                g_bytes_get_size (op->signature));

  return g_strconcat (bytes, ".", signature, NULL);
}

/**
 * yc_hub_shown_keep:
 * @hub: the hub, within a transaction
 * @shown: (element-type YcHubShown): what came with an op
 * @stream: the op's
 *
 * Keeps what this hub has said itself in that stream, each once.
 */
gboolean
yc_hub_shown_keep (YcHub           *hub,
                   GPtrArray       *shown,
                   const YcStream  *stream,
                   GError         **error)
{
  g_autoptr (GPtrArray) ops = yc_hub_shown_list_ops (shown, hub, stream);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GString) kept = NULL;
  g_autofree char *key = NULL;
  g_autofree char *before = NULL;
  gsize size;

  if (ops->len == 0)
    return TRUE;
  key = dup_kept_key (stream);
  before = YC_HUB_CALL (hub, get_meta, key, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  kept = g_string_new (before);
  size = kept->len;
  for (guint i = 0; i < ops->len; i++)
    {
      g_autofree char *text = dup_text (g_ptr_array_index (ops, i));

      if (strstr (kept->str, text) == NULL && kept->len + strlen (text) < KEPT_BYTES_MAX)
        g_string_append_printf (kept, "%s%s", kept->len > 0 ? "," : "", text);
    }
  return kept->len == size || YC_HUB_CALL (hub, set_meta, key, kept->str, error);
}

/**
 * yc_hub_shown_list_kept:
 * @stream: a stream
 *
 * Returns: (transfer full) (element-type YcOp) (nullable): what this hub was
 *   shown of its own words there, none for a hub that was never set back
 */
GPtrArray *
yc_hub_shown_list_kept (YcHub           *hub,
                        const YcStream  *stream,
                        GError         **error)
{
  g_autoptr (GPtrArray) shown = g_ptr_array_new_with_free_func (shown_free);
  g_autoptr (GError) local_error = NULL;
  g_autofree char *key = dup_kept_key (stream);
  g_autofree char *kept = hub->restored_ms > 0 ? YC_HUB_CALL (hub, get_meta, key, &local_error) : NULL;
  g_auto (GStrv) texts = kept != NULL ? g_strsplit (kept, ",", -1) : NULL;

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      YcHubShown *one = parse_one (texts[i]);

      if (one != NULL)
        g_ptr_array_add (shown, one);
    }
  return yc_hub_shown_list_ops (shown, hub, stream);
}
