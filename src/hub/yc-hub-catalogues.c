/* yc-hub-catalogues.c: the versions of the catalogue that a hub has
 *
 * A folder holds them all, a file each; a case keeps the version it began with
 * (D31), so an old one stays there as long as there are cases of it. All are
 * read when the hub starts, and one that is wrong stops it: nobody is to learn
 * at the window that a form cannot be judged.
 *
 * What was read is never changed, so any thread may look into it.
 */

#include "yc-hub-catalogues.h"

#include "yc-catalogue-reader.h"
#include "yc-file.h"

#include <string.h>

#define SUFFIX ".json"

typedef struct
{
  char *name; /* of the file */
  YcCatalogue *catalogue;
  GBytes *bytes;
} Version;

struct _YcHubCatalogues
{
  GPtrArray *versions; /* of Version */
};

static void
version_free (gpointer data)
{
  Version *self = data;

  g_free (self->name);
  yc_catalogue_unref (self->catalogue);
  g_bytes_unref (self->bytes);
  g_free (self);
}

static const Version *
find (YcHubCatalogues *self,
      const char      *version)
{
  for (guint i = 0; i < self->versions->len; i++)
    {
      const Version *one = g_ptr_array_index (self->versions, i);

      if (strcmp (yc_catalogue_get_version (one->catalogue), version) == 0)
        return one;
    }
  return NULL;
}

/* Two files that say they are one version: nobody could tell which a case means. */
static gboolean
refuse_twice (YcHubCatalogues *self,
              YcCatalogue     *catalogue,
              const char      *name,
              GError         **error)
{
  const Version *other = find (self, yc_catalogue_get_version (catalogue));

  if (other == NULL)
    return TRUE;
  g_set_error (error, YC_CATALOGUE_ERROR, YC_CATALOGUE_ERROR_REFERENCE, "%s: /version: %s is in %s already", name,
               yc_catalogue_get_version (catalogue), other->name);
  return FALSE;
}

static gboolean
add_file (YcHubCatalogues *self,
          const char      *path,
          GError         **error)
{
  g_autoptr (GBytes) bytes = yc_file_read (path, YC_CATALOGUE_BYTES_MAX, error);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (YcCatalogue) catalogue = bytes != NULL ? yc_catalogue_read (bytes, name, error) : NULL;
  Version *version;

  if (catalogue == NULL || !refuse_twice (self, catalogue, name, error))
    return FALSE;
  version = g_new0 (Version, 1);
  version->name = g_steal_pointer (&name);
  version->catalogue = g_steal_pointer (&catalogue);
  version->bytes = g_steal_pointer (&bytes);
  g_ptr_array_add (self->versions, version);
  return TRUE;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* (nullable): the folder's files in the order of their names */
static GPtrArray *
list_files (const char  *folder,
            GError     **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  GPtrArray *paths;

  if (dir == NULL)
    return NULL;
  paths = g_ptr_array_new_with_free_func (g_free);
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    if (g_str_has_suffix (name, SUFFIX))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, compare_names);
  return paths;
}

static gboolean
add_folder (YcHubCatalogues *self,
            const char      *folder,
            GError         **error)
{
  g_autoptr (GPtrArray) paths = list_files (folder, error);

  if (paths == NULL)
    return FALSE;
  if (paths->len == 0 || paths->len > YC_HUB_CATALOGUES_MAX)
    {
      g_set_error (error, YC_CATALOGUE_ERROR, YC_CATALOGUE_ERROR_LIMIT, "%s: holds %u catalogues; 1 to %d may be",
                   folder, paths->len, YC_HUB_CATALOGUES_MAX);
      return FALSE;
    }
  for (guint i = 0; i < paths->len; i++)
    if (!add_file (self, g_ptr_array_index (paths, i), error))
      return FALSE;
  return TRUE;
}

/**
 * yc_hub_catalogues_open:
 * @path: a catalogue, or a folder of them
 * @error: of %YC_CATALOGUE_ERROR, %G_IO_ERROR or %G_FILE_ERROR
 *
 * Returns: (transfer full) (nullable): all of them, or nothing
 */
YcHubCatalogues *
yc_hub_catalogues_open (const char  *path,
                        GError     **error)
{
  g_autoptr (YcHubCatalogues) self = g_new0 (YcHubCatalogues, 1);
  gboolean good;

  self->versions = g_ptr_array_new_with_free_func (version_free);
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    good = add_folder (self, path, error);
  else
    good = add_file (self, path, error);
  return good ? g_steal_pointer (&self) : NULL;
}

void
yc_hub_catalogues_free (YcHubCatalogues *self)
{
  g_ptr_array_unref (self->versions);
  g_free (self);
}

/* Returns: (nullable) (transfer none): the version that is called so */
const YcCatalogue *
yc_hub_catalogues_find (YcHubCatalogues *self,
                        const char      *version)
{
  const Version *found = find (self, version);

  return found != NULL ? found->catalogue : NULL;
}

/* Returns: (nullable) (transfer none): what a case that begins on @day begins with */
const YcCatalogue *
yc_hub_catalogues_find_newest (YcHubCatalogues *self,
                               const YcDate    *day)
{
  const YcCatalogue *newest = NULL;

  for (guint i = 0; i < self->versions->len; i++)
    {
      const Version *version = g_ptr_array_index (self->versions, i);

      if (yc_catalogue_is_valid_on (version->catalogue, day) &&
          (newest == NULL || yc_catalogue_compare (version->catalogue, newest) > 0))
        newest = version->catalogue;
    }
  return newest;
}

/* Returns: (transfer none): what stands in its file, as it is signed */
GBytes *
yc_hub_catalogues_get_bytes (YcHubCatalogues   *self,
                             const YcCatalogue *catalogue)
{
  return find (self, yc_catalogue_get_version (catalogue))->bytes;
}
