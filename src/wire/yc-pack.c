/* yc-pack.c: a pack's file
 *
 *   {"format":"yichuang-pack-1",
 *    "manifest":"{\"version\":…,\"publisher\":…,\"parts\":[{\"name\",\"size\",\"sha256\"}…]}",
 *    "key":"…", "signature":"…",
 *    "parts":{"catalogue.json":"…", "templates/acceptance.json":"…"}}
 *
 * All that is in a pack is JSON text already, so a pack is one JSON text and no
 * archive: nothing is unpacked, so no name leads anywhere, there are no links, and
 * what is small cannot become large. Names are a closed set all the same.
 *
 * Signed (Ed25519) is "yichuang-pack-1\n" and the manifest's bytes; the manifest
 * names each part with its size and SHA-256. Read whole or refused whole: the
 * guard, the signature, then every part, before any of them is looked into.
 */

#include "yc-pack.h"

#include "yc-catalogue.h"
#include "yc-json-guard.h"

#include <string.h>

#define FORMAT "yichuang-pack-1"
#define SIGNED_HEAD FORMAT "\n"
#define MANIFEST_BYTES_MAX (64 * 1024)
#define NAME_MAX_BYTES 48 /* of what stands between folder and suffix */

G_DEFINE_QUARK (yc-pack-error-quark, yc_pack_error)

static const YcJsonLimits pack_limits = {
  .bytes_max = YC_PACK_BYTES_MAX,
  .depth_max = 2,
  .members_max = YC_PACK_PARTS_MAX + 8,
  .string_bytes_max = YC_PACK_PART_BYTES_MAX,
};

static const YcJsonLimits manifest_limits = {
  .bytes_max = MANIFEST_BYTES_MAX,
  .depth_max = 3,
  .members_max = 4 * YC_PACK_PARTS_MAX + 8,
  .string_bytes_max = 256,
};

static gboolean refuse (GError **error, YcPackError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* Always FALSE. */
static gboolean
refuse (GError    **error,
        YcPackError code,
        const char *format,
        ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, YC_PACK_ERROR, code, text);
  return FALSE;
}

/* --- parts ------------------------------------------------------------------ */

/* Whether @name is @folder, a plain name, and ".json". */
static gboolean
is_in_folder (const char *name,
              const char *folder)
{
  const char *plain = name + strlen (folder);
  gsize size;

  if (!g_str_has_prefix (name, folder))
    return FALSE;
  size = strspn (plain, "abcdefghijklmnopqrstuvwxyz0123456789-");
  return size > 0 && size <= NAME_MAX_BYTES && plain[0] != '-' && strcmp (plain + size, ".json") == 0;
}

static gboolean
find_type (const char     *name,
           YcPackPartType *ret_type)
{
  if (strcmp (name, "catalogue.json") == 0)
    *ret_type = YC_PACK_CATALOGUE;
  else if (strcmp (name, "seals.json") == 0)
    *ret_type = YC_PACK_SEALS;
  else if (is_in_folder (name, "templates/"))
    *ret_type = YC_PACK_TEMPLATE;
  else if (is_in_folder (name, "examples/"))
    *ret_type = YC_PACK_EXAMPLE;
  else
    return FALSE;
  return TRUE;
}

/**
 * yc_pack_part_new:
 * @name: "catalogue.json", "seals.json", "templates/NAME.json" or "examples/NAME.json"
 * @bytes: text in UTF-8
 * @error: %YC_PACK_ERROR_PART
 *
 * Returns: (transfer full) (nullable): the part
 */
YcPackPart *
yc_pack_part_new (const char  *name,
                  GBytes      *bytes,
                  GError     **error)
{
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);
  guint8 hash[YC_SHA256_SIZE];
  YcPackPartType type;
  YcPackPart *self;

  if (!find_type (name, &type))
    {
      g_autofree char *shown = g_strescape (name, NULL);

      refuse (error, YC_PACK_ERROR_PART, "“%.100s” is no part of a pack", shown);
      return NULL;
    }
  if (size == 0 || size > YC_PACK_PART_BYTES_MAX || !g_utf8_validate_len (text, size, NULL))
    {
      refuse (error, YC_PACK_ERROR_PART, "%s is empty, too large, or no text", name);
      return NULL;
    }
  self = g_new0 (YcPackPart, 1);
  self->type = type;
  self->name = g_strdup (name);
  self->bytes = g_bytes_ref (bytes);
  yc_sha256 (text, size, hash);
  yc_sha256_to_text (hash, self->sha256);
  return self;
}

void
yc_pack_part_free (YcPackPart *self)
{
  g_free (self->name);
  g_bytes_unref (self->bytes);
  g_free (self);
}

static int
compare_parts (gconstpointer a,
               gconstpointer b)
{
  return strcmp ((*(YcPackPart *const *) a)->name, (*(YcPackPart *const *) b)->name);
}

static guint
count_type (GPtrArray      *parts,
            YcPackPartType  type)
{
  guint count = 0;

  for (guint i = 0; i < parts->len; i++)
    count += ((const YcPackPart *) g_ptr_array_index (parts, i))->type == type;
  return count;
}

/* Sorted: one behind the other where a name is there twice. */
static gboolean
check_parts (GPtrArray  *parts,
             GError    **error)
{
  if (parts->len > YC_PACK_PARTS_MAX)
    return refuse (error, YC_PACK_ERROR_PART, "A pack has at most %d parts", YC_PACK_PARTS_MAX);
  for (guint i = 1; i < parts->len; i++)
    if (compare_parts (&parts->pdata[i - 1], &parts->pdata[i]) >= 0)
      return refuse (error, YC_PACK_ERROR_PART, "%s is there twice, or out of order",
                     ((YcPackPart *) g_ptr_array_index (parts, i))->name);
  if (count_type (parts, YC_PACK_CATALOGUE) != 1)
    return refuse (error, YC_PACK_ERROR_PART, "The pack has no catalogue.json");
  if (count_type (parts, YC_PACK_EXAMPLE) == 0)
    return refuse (error, YC_PACK_ERROR_PART, "The pack has no example to try its rules on");
  return TRUE;
}

/* --- reading ---------------------------------------------------------------- */

static gboolean
decode (json_t     *json,
        const char *name,
        guint8     *ret_bytes,
        gsize       size)
{
  const char *text = json_string_value (json_object_get (json, name));
  g_autofree guchar *bytes = NULL;
  g_autofree char *again = NULL;
  gsize found;

  if (text == NULL)
    return FALSE;
  bytes = g_base64_decode (text, &found);
  again = bytes != NULL ? g_base64_encode (bytes, found) : NULL;
  if (found != size || strcmp (again, text) != 0)
    return FALSE;
  memcpy (ret_bytes, bytes, size);
  return TRUE;
}

static GBytes *
dup_signed (const char *manifest,
            gsize       size)
{
  GByteArray *text = g_byte_array_new ();

  g_byte_array_append (text, (const guint8 *) SIGNED_HEAD, strlen (SIGNED_HEAD));
  g_byte_array_append (text, (const guint8 *) manifest, (guint) size);
  return g_byte_array_free_to_bytes (text);
}

static gboolean
check_signature (YcPack  *self,
                 json_t  *json,
                 GError **error)
{
  json_t *manifest = json_object_get (json, "manifest");
  guint8 signature[YC_ED25519_SIGNATURE_SIZE];
  g_autoptr (GBytes) bytes = NULL;

  if (!decode (json, "key", self->key, YC_KEY_SIZE) || !decode (json, "signature", signature, sizeof signature))
    return refuse (error, YC_PACK_ERROR_FORMAT, "The pack's key or signature is none");
  bytes = dup_signed (json_string_value (manifest), json_string_length (manifest));
  return yc_signature_verify (self->key, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), signature) ||
         refuse (error, YC_PACK_ERROR_SIGNATURE, "The pack is not signed by the key that it names");
}

static gboolean
read_part (YcPack  *self,
           json_t  *line,
           json_t  *parts,
           GError **error)
{
  const char *name = json_string_value (json_object_get (line, "name"));
  const char *sha256 = json_string_value (json_object_get (line, "sha256"));
  json_t *size = json_object_get (line, "size");
  json_t *text = name != NULL ? json_object_get (parts, name) : NULL;
  g_autoptr (GBytes) bytes = NULL;
  YcPackPart *part;

  if (name == NULL || sha256 == NULL || !json_is_integer (size) || json_object_size (line) != 3)
    return refuse (error, YC_PACK_ERROR_FORMAT, "The manifest names a part without name, size and sha256");
  if (!json_is_string (text))
    return refuse (error, YC_PACK_ERROR_PART, "The pack lacks a part that its manifest names: %.100s", name);
  bytes = g_bytes_new (json_string_value (text), json_string_length (text));
  part = yc_pack_part_new (name, bytes, error);
  if (part == NULL)
    return FALSE;
  g_ptr_array_add (self->parts, part);
  return (json_integer_value (size) == (json_int_t) g_bytes_get_size (bytes) && strcmp (part->sha256, sha256) == 0) ||
         refuse (error, YC_PACK_ERROR_DIGEST, "%s is not the part that was signed", name);
}

static gboolean
read_manifest (YcPack  *self,
               json_t  *json,
               GError **error)
{
  json_t *text = json_object_get (json, "manifest");
  json_t *parts = json_object_get (json, "parts");
  g_autoptr (GBytes) bytes = g_bytes_new (json_string_value (text), json_string_length (text));
  g_autoptr (json_t) manifest = yc_json_parse (bytes, &manifest_limits, error);
  const char *version = json_string_value (json_object_get (manifest, "version"));
  const char *publisher = json_string_value (json_object_get (manifest, "publisher"));
  json_t *lines = json_object_get (manifest, "parts");

  if (manifest == NULL)
    return FALSE;
  if (version == NULL || !yc_catalogue_version_is_valid (version) || publisher == NULL || *publisher == '\0' ||
      strlen (publisher) > YC_PACK_PUBLISHER_BYTES_MAX || !json_is_array (lines) || json_object_size (manifest) != 3)
    return refuse (error, YC_PACK_ERROR_FORMAT, "The manifest does not say version, publisher and parts");
  self->version = g_strdup (version);
  self->publisher = g_strdup (publisher);
  for (gsize i = 0; i < json_array_size (lines); i++)
    if (!read_part (self, json_array_get (lines, i), parts, error))
      return FALSE;
  if (json_object_size (parts) != json_array_size (lines))
    return refuse (error, YC_PACK_ERROR_PART, "The pack has parts that its manifest does not name");
  return check_parts (self->parts, error);
}

/* The guard's message, in this domain. */
static json_t *
parse (GBytes  *bytes,
       GError **error)
{
  g_autoptr (GError) local_error = NULL;
  json_t *json = yc_json_parse (bytes, &pack_limits, &local_error);

  if (json == NULL)
    refuse (error, YC_PACK_ERROR_FORMAT, "This is no pack, or not all of one: %s", local_error->message);
  return json;
}

/**
 * yc_pack_read:
 * @bytes: the file, at most %YC_PACK_BYTES_MAX
 * @error: of %YC_PACK_ERROR or the JSON guard's
 *
 * Whether the parts are sound and go together is not looked at here; nor whether
 * anybody trusts the key.
 *
 * Returns: (transfer full) (nullable): the pack, whole and as it was signed
 */
YcPack *
yc_pack_read (GBytes  *bytes,
              GError **error)
{
  g_autoptr (YcPack) self = NULL;
  g_autoptr (json_t) json = parse (bytes, error);
  guint8 hash[YC_SHA256_SIZE];

  if (json == NULL)
    return NULL;
  if (g_strcmp0 (json_string_value (json_object_get (json, "format")), FORMAT) != 0 ||
      !json_is_string (json_object_get (json, "manifest")) || !json_is_object (json_object_get (json, "parts")) ||
      json_object_size (json) != 5)
    {
      refuse (error, YC_PACK_ERROR_FORMAT, "This is no pack of the form that this program knows");
      return NULL;
    }
  self = g_new0 (YcPack, 1);
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_pack_part_free);
  yc_sha256_bytes (bytes, hash);
  yc_sha256_to_text (hash, self->sha256);
  if (!check_signature (self, json, error) || !read_manifest (self, json, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
yc_pack_free (YcPack *self)
{
  g_ptr_array_unref (self->parts);
  g_free (self->version);
  g_free (self->publisher);
  g_free (self);
}

const YcPackPart *
yc_pack_find_part (const YcPack *self,
                   const char   *name)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      const YcPackPart *part = g_ptr_array_index (self->parts, i);

      if (strcmp (part->name, name) == 0)
        return part;
    }
  return NULL;
}

/* --- writing ---------------------------------------------------------------- */

static char *
dup_manifest (const char *version,
              const char *publisher,
              GPtrArray  *parts)
{
  g_autoptr (json_t) manifest = json_pack ("{s:s, s:s, s:[]}", "version", version, "publisher", publisher, "parts");
  json_t *lines = json_object_get (manifest, "parts");

  for (guint i = 0; i < parts->len; i++)
    {
      const YcPackPart *part = g_ptr_array_index (parts, i);

      json_array_append_new (lines, json_pack ("{s:s, s:I, s:s}", "name", part->name, "size",
                                               (json_int_t) g_bytes_get_size (part->bytes), "sha256", part->sha256));
    }
  return json_dumps (manifest, JSON_COMPACT);
}

static char *
sign (const YcKeyPair *key,
      const char      *manifest)
{
  g_autoptr (GBytes) text = dup_signed (manifest, strlen (manifest));
  g_autoptr (GBytes) signature = yc_key_pair_sign_bytes (key, text);

  return g_base64_encode (g_bytes_get_data (signature, NULL), g_bytes_get_size (signature));
}

/**
 * yc_pack_write:
 * @version: of the catalogue among the parts
 * @publisher: who signs, for people
 * @parts: (element-type YcPackPart): what goes in; sorted by this
 * @key: the publisher's
 * @error: of %YC_PACK_ERROR
 *
 * The same parts and key give the same bytes.
 *
 * Returns: (transfer full) (nullable): the file
 */
GBytes *
yc_pack_write (const char       *version,
               const char       *publisher,
               GPtrArray        *parts,
               const YcKeyPair  *key,
               GError          **error)
{
  g_autoptr (json_t) json = NULL;
  g_autofree char *signature = NULL;
  g_autofree char *public_key = g_base64_encode (yc_key_pair_get_public (key), YC_KEY_SIZE);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (YcPack) again = NULL;
  char *manifest;
  json_t *texts = json_object ();
  char *dump;

  g_ptr_array_sort (parts, compare_parts);
  for (guint i = 0; i < parts->len; i++)
    {
      const YcPackPart *part = g_ptr_array_index (parts, i);

      json_object_set_new (texts, part->name, json_stringn (g_bytes_get_data (part->bytes, NULL),
                                                            g_bytes_get_size (part->bytes)));
    }
  manifest = dup_manifest (version, publisher, parts);
  signature = sign (key, manifest);
  json = json_pack ("{s:s, s:s, s:s, s:s, s:o}", "format", FORMAT, "manifest", manifest, "key", public_key, "signature",
                    signature, "parts", texts);
  free (manifest);
  dump = json_dumps (json, JSON_COMPACT);
  bytes = g_bytes_new_with_free_func (dump, strlen (dump), free, dump);
  /* What cannot be read is not given out. */
  again = yc_pack_read (bytes, error);
  return again != NULL ? g_steal_pointer (&bytes) : NULL;
}
