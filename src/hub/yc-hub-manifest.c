/* yc-hub-manifest.c: what a backup says of itself
 *
 * Lines of JSON. The first is of the whole, and has the digest of the lines
 * behind it; each of these is one file: name, size, SHA-256. A city's
 * documents make millions of lines, so no more than one is read at a time.
 * A name that is none of a backup's is refused: where a file is put when it
 * is restored follows from it.
 */

#include "yc-hub-manifest.h"

#include "yc-file.h"
#include "yc-hub-key.h"
#include "yc-hub-store-sqlite.h"
#include "yc-hub.h"
#include "yc-json-guard.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define LINE_MAX_BYTES 1024
#define FILES_MAX 100000000

static const YcJsonLimits limits = {
  .bytes_max = LINE_MAX_BYTES,
  .depth_max = 1,
  .members_max = 16,
  .string_bytes_max = 128,
};

static void
file_free (gpointer data)
{
  YcHubManifestFile *file = data;

  g_free (file->name);
  g_free (file);
}

YcHubManifest *
yc_hub_manifest_new (void)
{
  YcHubManifest *self = g_new0 (YcHubManifest, 1);

  self->files = g_ptr_array_new_with_free_func (file_free);
  return self;
}

void
yc_hub_manifest_free (YcHubManifest *self)
{
  g_ptr_array_unref (self->files);
  g_free (self->hub);
  g_free (self->epoch);
  g_free (self->hash);
  g_free (self->time);
  g_free (self);
}

void
yc_hub_manifest_add (YcHubManifest           *self,
                     const char              *name,
                     const YcHubBackupDigest *digest)
{
  YcHubManifestFile *file = g_new0 (YcHubManifestFile, 1);

  file->name = g_strdup (name);
  file->digest = *digest;
  g_ptr_array_add (self->files, file);
}

/* Bytes of all files. */
gint64
yc_hub_manifest_sum (const YcHubManifest *self)
{
  gint64 sum = 0;

  for (guint i = 0; i < self->files->len; i++)
    sum += ((const YcHubManifestFile *) g_ptr_array_index (self->files, i))->digest.size;
  return sum;
}

static void
add_line (GString *text,
          json_t  *json)
{
  char *line = json_dumps (json, JSON_COMPACT);

  g_string_append_printf (text, "%s\n", line);
  free (line);
  json_decref (json);
}

/**
 * yc_hub_manifest_write:
 * @path: the file's name
 * @error: of %G_IO_ERROR
 *
 * Writes it durably, for its owner alone.
 */
gboolean
yc_hub_manifest_write (const YcHubManifest *self,
                       const char          *path,
                       GError             **error)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GString) head = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *digest = NULL;

  for (guint i = 0; i < self->files->len; i++)
    {
      const YcHubManifestFile *file = g_ptr_array_index (self->files, i);

      add_line (lines, json_pack ("{s:s, s:I, s:s}", "name", file->name, "size", (json_int_t) file->digest.size,
                                  "sha256", file->digest.sha256));
    }
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, lines->str, (gssize) lines->len);
  add_line (head, json_pack ("{s:i, s:s, s:I, s:s, s:I, s:s, s:s, s:I, s:s}", "format", YC_HUB_MANIFEST_FORMAT, "hub",
                             self->hub, "schema", (json_int_t) self->schema, "epoch", self->epoch, "position",
                             (json_int_t) self->position, "hash", self->hash, "time", self->time, "files",
                             (json_int_t) self->files->len, "digest", digest));
  g_string_append_len (head, lines->str, (gssize) lines->len);
  bytes = g_bytes_new (head->str, head->len);
  return yc_file_write_durably (path, bytes, 0600, error);
}

static gboolean
refuse (GError    **error,
        const char *path,
        const char *why)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "“%s”: %s", path, why);
  return FALSE;
}

static const char *
get_text (json_t     *json,
          const char *name)
{
  return json_string_value (json_object_get (json, name));
}

static gint64
get_number (json_t     *json,
            const char *name)
{
  json_t *member = json_object_get (json, name);

  return json_is_integer (member) ? json_integer_value (member) : -1;
}

static gboolean
is_digest (const char *text)
{
  return text != NULL && strlen (text) == YC_SHA256_TEXT_SIZE - 1 &&
         strspn (text, "0123456789abcdef") == YC_SHA256_TEXT_SIZE - 1;
}

/* A document lies where its digest says. */
static gboolean
name_is_valid (const char *name,
               const char *sha256)
{
  g_autofree char *blob = NULL;

  if (strcmp (name, YC_HUB_STORE_SQLITE_FILE) == 0 || strcmp (name, YC_HUB_KEY_FILE) == 0 ||
      strcmp (name, YC_HUB_KEY_PLACE_FILE) == 0)
    return TRUE;
  blob = g_strdup_printf (YC_HUB_MANIFEST_BLOBS "/%.2s/%s", sha256, sha256);
  return strcmp (name, blob) == 0;
}

/* One line; NULL at the end, and with @error set where it is none. */
static json_t *
read_line (FILE       *file,
           const char *path,
           GChecksum  *checksum,
           GError    **error)
{
  char line[LINE_MAX_BYTES];
  g_autoptr (GBytes) bytes = NULL;
  gsize size;

  if (fgets (line, sizeof line, file) == NULL)
    {
      if (ferror (file))
        refuse (error, path, g_strerror (errno));
      return NULL;
    }
  size = strlen (line);
  if (size == 0 || line[size - 1] != '\n')
    {
      refuse (error, path, "It is damaged, or no manifest");
      return NULL;
    }
  if (checksum != NULL)
    g_checksum_update (checksum, (const guchar *) line, (gssize) size);
  bytes = g_bytes_new_static (line, size - 1);
  return yc_json_parse (bytes, &limits, error);
}

static gboolean
read_files (YcHubManifest *self,
            FILE          *file,
            const char    *path,
            gint64         count,
            const char    *digest,
            GError       **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GError) local_error = NULL;

  while (TRUE)
    {
      g_autoptr (json_t) json = read_line (file, path, checksum, &local_error);
      YcHubBackupDigest found = { get_number (json, "size"), "" };
      const char *name = get_text (json, "name");
      const char *sha256 = get_text (json, "sha256");

      if (json == NULL)
        break;
      if (name == NULL || !is_digest (sha256) || found.size < 0 || !name_is_valid (name, sha256) ||
          self->files->len >= (guint) count)
        return refuse (error, path, "It names a file that no backup has");
      g_strlcpy (found.sha256, sha256, sizeof found.sha256);
      yc_hub_manifest_add (self, name, &found);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  return (self->files->len == count && strcmp (g_checksum_get_string (checksum), digest) == 0) ||
         refuse (error, path, "It is damaged: its digest is another");
}

static gboolean
read_head (YcHubManifest *self,
           json_t        *json,
           const char    *path,
           GError       **error)
{
  if (get_number (json, "format") < 1)
    return refuse (error, path, "It is damaged, or no manifest");
  if (get_number (json, "format") != YC_HUB_MANIFEST_FORMAT)
    return refuse (error, path, "The backup was made by a newer hub");
  self->hub = g_strdup (get_text (json, "hub"));
  self->schema = get_number (json, "schema");
  self->epoch = g_strdup (get_text (json, "epoch"));
  self->position = get_number (json, "position");
  self->hash = g_strdup (get_text (json, "hash"));
  self->time = g_strdup (get_text (json, "time"));
  return (self->hub != NULL && self->schema > 0 && self->epoch != NULL && self->position >= 0 && self->hash != NULL &&
          self->time != NULL && is_digest (get_text (json, "digest")) && get_number (json, "files") >= 0 &&
          get_number (json, "files") <= FILES_MAX) ||
         refuse (error, path, "It is damaged, or no manifest");
}

/**
 * yc_hub_manifest_read:
 * @path: the file
 * @error: of %G_IO_ERROR; INVALID_DATA for one that is damaged or newer
 *
 * Returns: (transfer full) (nullable): what it says; the files themselves were
 *   not looked at
 */
YcHubManifest *
yc_hub_manifest_read (const char  *path,
                      GError     **error)
{
  g_autoptr (YcHubManifest) self = yc_hub_manifest_new ();
  g_autoptr (json_t) head = NULL;
  FILE *file = fopen (path, "re");
  gboolean good;

  if (file == NULL)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "Cannot read “%s”: %s", path, g_strerror (errno));
      return NULL;
    }
  head = read_line (file, path, NULL, error);
  good = head != NULL && read_head (self, head, path, error) &&
         read_files (self, file, path, get_number (head, "files"), get_text (head, "digest"), error);
  fclose (file);
  if (!good && error != NULL && *error == NULL)
    refuse (error, path, "It is empty");
  return good ? g_steal_pointer (&self) : NULL;
}
