/* yc-seal-rules.c: the rules that the seals of this place are made by */

#include "yc-seal-rules.h"

#include "yc-file.h"
#include "yc-seal-profile-reader.h"

#include <glib/gi18n-lib.h>

static YcSealProfiles *
read_file (const char  *path,
           GError     **error)
{
  g_autoptr (GBytes) bytes = yc_file_read (path, YC_SEAL_PROFILES_BYTES_MAX, error);

  return bytes != NULL ? yc_seal_profiles_read (bytes, path, error) : NULL;
}

/* The last that came into force. */
static YcSealProfiles *
read_newest (const char  *folder,
             GError     **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  g_autoptr (YcSealProfiles) newest = NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (YcSealProfiles) one = NULL;

      if (!g_str_has_suffix (name, ".json"))
        continue;
      one = read_file (path, error);
      if (one == NULL)
        return NULL;
      if (newest == NULL || yc_date_compare (&one->valid_from, &newest->valid_from) > 0)
        {
          g_clear_pointer (&newest, yc_seal_profiles_unref);
          newest = g_steal_pointer (&one);
        }
    }
  if (dir != NULL && newest == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("%s holds no rules for seals"), folder);
  return g_steal_pointer (&newest);
}

/**
 * yc_seal_rules_read:
 * @path: (nullable): a file of profiles, or a folder of them; %NULL for those
 *   that are installed, or that YC_SEALS names for a build tree
 *
 * Reads from the disk: for a worker.
 *
 * Returns: (transfer full) (nullable): of a folder the last that came into force
 */
YcSealProfiles *
yc_seal_rules_read (const char  *path,
                    GError     **error)
{
  if (path == NULL)
    path = g_getenv ("YC_SEALS");
  if (path == NULL)
    path = YC_DATA_DIR "/seals";
  return g_file_test (path, G_FILE_TEST_IS_DIR) ? read_newest (path, error) : read_file (path, error);
}
