/* yc-hub-catalogues.c: the versions of the catalogue that a hub has
 *
 * A folder holds those of the program, a file each; a case keeps the version it
 * began with (D31), so an old one stays there as long as there are cases of it. All
 * are read when the hub starts, and one that is wrong stops it: nobody is to learn
 * at the window that a form cannot be judged. Packs come while it runs.
 *
 * A version is added and never taken away or changed, so what was looked up here
 * may be kept and read without the lock; the lock is for the list.
 */

#include "yc-hub-catalogues.h"

#include "yc-catalogue-reader.h"
#include "yc-file.h"

#include <string.h>

#define SUFFIX ".json"

struct _YcHubCatalogues
{
  GMutex lock;
  GPtrArray *versions; /* of YcHubVersion */
  gint64 revision;
};

static void
version_free (gpointer data)
{
  YcHubVersion *self = data;

  g_free (self->name);
  g_free (self->pack);
  yc_catalogue_unref (self->catalogue);
  g_bytes_unref (self->bytes);
  g_free (self);
}

/* With the lock. */
static YcHubVersion *
find (YcHubCatalogues *self,
      const char      *version)
{
  for (guint i = 0; i < self->versions->len; i++)
    {
      YcHubVersion *one = g_ptr_array_index (self->versions, i);

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
  const YcHubVersion *other = find (self, yc_catalogue_get_version (catalogue));

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
  YcHubVersion *version;

  if (catalogue == NULL || !refuse_twice (self, catalogue, name, error))
    return FALSE;
  version = g_new0 (YcHubVersion, 1);
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

  g_mutex_init (&self->lock);
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
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * yc_hub_catalogues_add_pack:
 * @catalogue: a pack's
 * @bytes: of which @catalogue was read
 * @sha256: of the pack
 * @size: of the pack, in bytes
 * @error: %YC_CATALOGUE_ERROR_REFERENCE where another form of that version is there
 *
 * One that came with the program as well, in the same bytes, is the pack's from
 * then on: a program that is brought up to date may bring what was a pack before.
 */
gboolean
yc_hub_catalogues_add_pack (YcHubCatalogues *self,
                            YcCatalogue     *catalogue,
                            GBytes          *bytes,
                            const char      *sha256,
                            gsize            size,
                            GError         **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  YcHubVersion *version = find (self, yc_catalogue_get_version (catalogue));

  if (version == NULL)
    {
      version = g_new0 (YcHubVersion, 1);
      version->name = g_strdup_printf ("pack %s", yc_catalogue_get_version (catalogue));
      version->catalogue = yc_catalogue_ref (catalogue);
      version->bytes = g_bytes_ref (bytes);
      g_ptr_array_add (self->versions, version);
    }
  else if (version->pack != NULL || !g_bytes_equal (version->bytes, bytes))
    return refuse_twice (self, catalogue, "catalogue.json", error);
  version->pack = g_strdup (sha256);
  version->pack_bytes = size;
  return TRUE;
}

/* @version: one that need not be here any more */
void
yc_hub_catalogues_withdraw (YcHubCatalogues *self,
                            const char      *version,
                            gint64           at_ms)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  YcHubVersion *found = find (self, version);

  if (found != NULL)
    found->withdrawn_ms = at_ms;
}

/* Returns: (nullable) (transfer none): the version that is called so */
const YcHubVersion *
yc_hub_catalogues_look_up (YcHubCatalogues *self,
                           const char      *version)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  return find (self, version);
}

/* Returns: (nullable) (transfer none): its catalogue */
const YcCatalogue *
yc_hub_catalogues_find (YcHubCatalogues *self,
                        const char      *version)
{
  const YcHubVersion *found = yc_hub_catalogues_look_up (self, version);

  return found != NULL ? found->catalogue : NULL;
}

/* Returns: (nullable) (transfer none): what a case that begins on @day begins with */
const YcCatalogue *
yc_hub_catalogues_find_newest (YcHubCatalogues *self,
                               const YcDate    *day)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  const YcCatalogue *newest = NULL;

  for (guint i = 0; i < self->versions->len; i++)
    {
      const YcHubVersion *version = g_ptr_array_index (self->versions, i);

      if (version->withdrawn_ms == 0 && yc_catalogue_is_valid_on (version->catalogue, day) &&
          (newest == NULL || yc_catalogue_compare (version->catalogue, newest) > 0))
        newest = version->catalogue;
    }
  return newest;
}

/* Returns: (nullable) (transfer none): one that began to count by @day, withdrawn or
 *   not, and comes after @catalogue */
const YcCatalogue *
yc_hub_catalogues_find_later (YcHubCatalogues   *self,
                              const YcCatalogue *catalogue,
                              const YcDate      *day)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  for (guint i = 0; i < self->versions->len; i++)
    {
      const YcHubVersion *version = g_ptr_array_index (self->versions, i);

      if (yc_date_compare (yc_catalogue_get_valid_from (version->catalogue), day) <= 0 &&
          yc_catalogue_compare (version->catalogue, catalogue) > 0)
        return version->catalogue;
    }
  return NULL;
}

/* Returns: (transfer none): what stands in its file, as it is signed */
GBytes *
yc_hub_catalogues_get_bytes (YcHubCatalogues   *self,
                             const YcCatalogue *catalogue)
{
  return yc_hub_catalogues_look_up (self, yc_catalogue_get_version (catalogue))->bytes;
}

guint
yc_hub_catalogues_count (YcHubCatalogues *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  return self->versions->len;
}

/* @func: called with the lock: it must not ask for anything here */
void
yc_hub_catalogues_foreach (YcHubCatalogues  *self,
                           YcHubVersionFunc  func,
                           gpointer          data)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  for (guint i = 0; i < self->versions->len; i++)
    func (g_ptr_array_index (self->versions, i), data);
}

gint64
yc_hub_catalogues_get_revision (YcHubCatalogues *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  return self->revision;
}

void
yc_hub_catalogues_set_revision (YcHubCatalogues *self,
                                gint64           revision)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  self->revision = revision;
}
