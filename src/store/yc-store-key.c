/* yc-store-key.c: where a store's key comes from, and moving it
 *
 * The key is not in the folder, so that a copy of the folder alone tells nothing:
 *
 *   file        "…/desk" has its key in "…/desk.key"
 *   keyring     the session's Secret Service has it, under the store's id
 *   credential  systemd gives it to the program, in $CREDENTIALS_DIRECTORY
 *
 * DIR/key-place says which, "PLACE ID" in one line; without it, it is the file.
 *
 * 1. Only a store that is not there yet gets a new key. A place that does not
 *    give the key of one that is there is an error, and nothing is made.
 * 2. A key is read back from its new place before key-place names it, and is
 *    removed from the old one only after that: killed anywhere, key-place names
 *    a place that has it. Moving again removes what was left.
 */

#include "yc-store-key.h"

#include "yc-file.h"
#include "yc-id.h"
#include "yc-store-keyring.h"
#include "yc-store-types.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PLACE_FILE "key-place"
#define PLACE_BYTES_MAX 128

static const char *const place_names[] = {
  [YC_STORE_KEY_UNSAID] = "",
  [YC_STORE_KEY_FILE] = "file",
  [YC_STORE_KEY_KEYRING] = "keyring",
  [YC_STORE_KEY_CREDENTIAL] = "credential",
  [YC_STORE_KEY_AUTO] = "auto",
};

typedef struct
{
  char *dir;
  char *path;             /* of the key's file */
  YcStoreKeyPlace wanted;
  GBytes *key;            /* (nullable): that is moved */
  YcStoreKeyPlace place;  /* where it is; UNSAID where nothing is said */
  char id[YC_ID_TEXT_SIZE];
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_pointer (&work->key, g_bytes_unref);
  g_free (work->dir);
  g_free (work->path);
  g_free (work);
}

/**
 * yc_store_key_parse_place:
 * @text: (nullable): "file", "keyring", "credential" or "auto"
 * @ret_place: (out): untouched on failure
 */
gboolean
yc_store_key_parse_place (const char      *text,
                          YcStoreKeyPlace *ret_place)
{
  for (guint i = YC_STORE_KEY_FILE; text != NULL && i < G_N_ELEMENTS (place_names); i++)
    if (strcmp (text, place_names[i]) == 0)
      {
        *ret_place = (YcStoreKeyPlace) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * yc_store_key_dup_path:
 * @dir: the store's folder
 * @key_file: (nullable): where somebody wants the key
 *
 * Returns: (transfer full): where its file is
 */
char *
yc_store_key_dup_path (const char *dir,
                       const char *key_file)
{
  g_autofree char *whole = g_canonicalize_filename (dir, NULL);

  return key_file != NULL ? g_strdup (key_file) : g_strconcat (whole, ".key", NULL);
}

static gboolean fail (GError    **error,
                      const char *format,
                      ...) G_GNUC_PRINTF (2, 3);

static gboolean
fail (GError    **error,
      const char *format,
      ...)
{
  va_list values;

  if (error == NULL)
    return FALSE;
  va_start (values, format);
  *error = g_error_new_valist (YC_STORE_ERROR, YC_STORE_ERROR_NO_KEY, format, values);
  va_end (values);
  return FALSE;
}

/* What is said of the folder; UNSAID where nothing is. */
static gboolean
read_place (Work    *work,
            GError **error)
{
  g_autofree char *path = g_build_filename (work->dir, PLACE_FILE, NULL);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) bytes = yc_file_read (path, PLACE_BYTES_MAX, &local_error);
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;
  YcId id;

  if (bytes == NULL)
    {
      if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  words = g_strsplit (g_strchomp (text), " ", 3);
  if (g_strv_length (words) != 2 || !yc_id_parse (words[1], &id) || !yc_store_key_parse_place (words[0], &work->place) ||
      work->place == YC_STORE_KEY_AUTO)
    return fail (error, _("“%s” does not say where the key of the data is. Put the right one back."), path);
  yc_id_to_text (&id, work->id);
  return TRUE;
}

static gboolean
write_place (Work             *work,
             YcStoreKeyPlace   place,
             GError          **error)
{
  g_autofree char *path = g_build_filename (work->dir, PLACE_FILE, NULL);
  g_autofree char *text = g_strdup_printf ("%s %s\n", place_names[place], work->id);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  if (!yc_file_write_durably (path, bytes, 0600, error))
    return FALSE;
  work->place = place;
  return TRUE;
}

static void
ensure_id (Work *work)
{
  YcId id;

  if (*work->id != '\0')
    return;
  yc_id_init_random (&id);
  yc_id_to_text (&id, work->id);
}

/* Whether something has been sealed there. */
static gboolean
store_is_there (Work *work)
{
  g_autofree char *database = g_build_filename (work->dir, "desk.db", NULL);
  g_autofree char *format = g_build_filename (work->dir, "format", NULL);

  return g_file_test (database, G_FILE_TEST_EXISTS) || g_file_test (format, G_FILE_TEST_EXISTS);
}

static char *
dup_credential_path (void)
{
  const char *folder = g_getenv ("CREDENTIALS_DIRECTORY");

  return folder != NULL ? g_build_filename (folder, YC_STORE_CREDENTIAL, NULL) : NULL;
}

static GBytes *
load_credential (GError **error)
{
  g_autofree char *path = dup_credential_path ();
  g_autoptr (GBytes) bytes = path != NULL ? yc_file_read (path, YC_KEY_FILE_SIZE, NULL) : NULL;

  if (bytes != NULL && g_bytes_get_size (bytes) == YC_KEY_FILE_SIZE)
    return yc_secret_new (g_bytes_get_data (bytes, NULL), YC_KEY_FILE_SIZE);
  fail (error, _("The key of this desk’s data is to come from the system as the credential “%s”, and has not. Start the desk by its "
                 "service, or look at LoadCredential= there. Nothing is lost."), YC_STORE_CREDENTIAL);
  return NULL;
}

/* A file that is there, and never a new one. */
static GBytes *
load_file (Work    *work,
           GError **error)
{
  if (g_file_test (work->path, G_FILE_TEST_EXISTS))
    return yc_key_file_ensure (work->path, error);
  fail (error, _("The key of this desk’s data is not in “%s”. Put the file back; without it the data cannot be opened. "
                 "Nothing is lost."), work->path);
  return NULL;
}

static GBytes *
load_key (Work             *work,
          YcStoreKeyPlace   place,
          GError          **error)
{
  switch (place)
    {
    case YC_STORE_KEY_KEYRING:
      return yc_store_keyring_load (work->id, error);
    case YC_STORE_KEY_CREDENTIAL:
      return load_credential (error);
    case YC_STORE_KEY_UNSAID:
    case YC_STORE_KEY_FILE:
    case YC_STORE_KEY_AUTO:
    default:
      return load_file (work, error);
    }
}

/* Into the keyring, and read back from there. */
static gboolean
save_to_keyring (Work    *work,
                 GBytes  *key,
                 GError **error)
{
  g_autoptr (GBytes) back = NULL;

  ensure_id (work);
  if (!yc_store_keyring_save (work->id, key, error))
    return FALSE;
  back = yc_store_keyring_load (work->id, error);
  if (back == NULL)
    return FALSE;
  return g_bytes_equal (back, key) || fail (error, "%s", _("The system’s keyring gives another key back than it got"));
}

static YcStoreKeyPlace
choose_place (void)
{
  g_autofree char *credential = dup_credential_path ();

  if (credential != NULL && g_file_test (credential, G_FILE_TEST_EXISTS))
    return YC_STORE_KEY_CREDENTIAL;
  return yc_store_keyring_is_open () ? YC_STORE_KEY_KEYRING : YC_STORE_KEY_FILE;
}

static GBytes *
make_in_keyring (Work    *work,
                 GError **error)
{
  guint8 bytes[YC_KEY_SIZE];
  g_autoptr (GBytes) key = NULL;

  yc_random_bytes (bytes, sizeof bytes);
  key = yc_secret_new (bytes, sizeof bytes);
  yc_secret_clear (bytes, sizeof bytes);
  if (!save_to_keyring (work, key, error) || !write_place (work, YC_STORE_KEY_KEYRING, error))
    return NULL;
  return g_steal_pointer (&key);
}

/* A file that stands there already is taken: somebody has put it there. */
static GBytes *
make_in_file (Work    *work,
              GError **error)
{
  g_autofree char *parent = g_path_get_dirname (work->path);

  /* Who has the folder above already has it as they want it: it may be their home, or /tmp. */
  if (!g_file_test (parent, G_FILE_TEST_IS_DIR) && !yc_dir_ensure (parent, error))
    return NULL;
  return yc_key_file_ensure (work->path, error);
}

static GBytes *
make_key (Work    *work,
          GError **error)
{
  g_autoptr (GBytes) key = NULL;

  if (work->wanted == YC_STORE_KEY_AUTO)
    work->wanted = g_file_test (work->path, G_FILE_TEST_EXISTS) ? YC_STORE_KEY_FILE : choose_place ();
  if (work->wanted == YC_STORE_KEY_KEYRING)
    return make_in_keyring (work, error);
  if (work->wanted != YC_STORE_KEY_CREDENTIAL)
    return make_in_file (work, error);
  ensure_id (work);
  key = load_credential (error);
  return key != NULL && write_place (work, YC_STORE_KEY_CREDENTIAL, error) ? g_steal_pointer (&key) : NULL;
}

static GBytes *
obtain (Work    *work,
        GError **error)
{
  YcStoreKeyPlace place;

  if (!yc_dir_ensure (work->dir, error) || !read_place (work, error))
    return NULL;
  if (work->place == YC_STORE_KEY_UNSAID && !store_is_there (work))
    return make_key (work, error);
  place = work->place != YC_STORE_KEY_UNSAID ? work->place : YC_STORE_KEY_FILE;
  if (work->wanted == YC_STORE_KEY_UNSAID || work->wanted == YC_STORE_KEY_AUTO || work->wanted == place)
    return load_key (work, place, error);
  fail (error, _("The key of this desk’s data comes from: %s. It is moved by “yichuang-ctl store key --to …”, not by starting "
                 "the desk otherwise."), place_names[place]);
  return NULL;
}

static void
obtain_in_thread (GTask        *task,
                  gpointer      source,
                  gpointer      data,
                  GCancellable *cancellable)
{
  GError *error = NULL;
  GBytes *key = obtain (data, &error);

  if (key == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, key, (GDestroyNotify) g_bytes_unref);
}

static void
run (const char          *dir,
     const char          *key_file,
     YcStoreKeyPlace      place,
     GBytes              *key,
     gpointer             tag,
     GTaskThreadFunc      func,
     GCancellable        *cancellable,
     GAsyncReadyCallback  callback,
     gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Work *work = g_new0 (Work, 1);

  g_task_set_source_tag (task, tag);
  work->dir = g_strdup (dir);
  work->path = yc_store_key_dup_path (dir, key_file);
  work->wanted = place;
  work->key = key != NULL ? g_bytes_ref (key) : NULL;
  g_task_set_task_data (task, work, work_free);
  g_task_run_in_thread (task, func);
}

/**
 * yc_store_key_obtain_async:
 * @dir: the store's folder; made where there is none
 * @key_file: (nullable): the file with the key; %NULL for the one beside @dir
 * @place: where a store that is not there yet is to have its key; for one that
 *   is, UNSAID, AUTO or where it has it
 * @cancellable: (nullable): until the work begins
 * @callback: calls yc_store_key_obtain_finish()
 * @user_data: for @callback
 */
void
yc_store_key_obtain_async (const char          *dir,
                           const char          *key_file,
                           YcStoreKeyPlace      place,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (dir != NULL);

  run (dir, key_file, place, NULL, yc_store_key_obtain_async, obtain_in_thread, cancellable, callback, user_data);
}

/* Returns: (transfer full): YC_KEY_SIZE bytes, cleared when released; NO_KEY
 * says why they cannot be had now and what can be done */
GBytes *
yc_store_key_obtain_finish (GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, yc_store_key_obtain_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Moving. */

static gboolean
save_to_file (Work    *work,
              GError **error)
{
  g_autoptr (GBytes) back = NULL;

  /* Never over another key. */
  if (!g_file_test (work->path, G_FILE_TEST_EXISTS) && !yc_file_write_durably (work->path, work->key, 0600, error))
    return FALSE;
  back = yc_key_file_ensure (work->path, error);
  if (back == NULL)
    return FALSE;
  return g_bytes_equal (back, work->key) ||
         fail (error, _("Another key stands in “%s”. Put it elsewhere; it may be needed for other data."), work->path);
}

static gboolean
check_credential (Work    *work,
                  GError **error)
{
  g_autoptr (GBytes) key = load_credential (error);

  if (key == NULL)
    return FALSE;
  return g_bytes_equal (key, work->key) || fail (error, "%s", _("The system’s credential is another key than this data has"));
}

static gboolean
save_key (Work    *work,
          GError **error)
{
  switch (work->wanted)
    {
    case YC_STORE_KEY_KEYRING:
      return save_to_keyring (work, work->key, error);
    case YC_STORE_KEY_CREDENTIAL:
      return check_credential (work, error);
    case YC_STORE_KEY_UNSAID:
    case YC_STORE_KEY_FILE:
    case YC_STORE_KEY_AUTO:
    default:
      return save_to_file (work, error);
    }
}

/* Only this store's key: another one's may stand in that place. */
static gboolean
remove_elsewhere (Work    *work,
                  GError **error)
{
  g_autoptr (GBytes) left = NULL;

  if (work->wanted != YC_STORE_KEY_FILE && g_file_test (work->path, G_FILE_TEST_EXISTS))
    {
      left = yc_key_file_ensure (work->path, error);
      if (left == NULL || (g_bytes_equal (left, work->key) && !yc_file_remove_durably (work->path, error)))
        return FALSE;
    }
  return work->wanted == YC_STORE_KEY_KEYRING || !yc_store_keyring_is_open () ||
         yc_store_keyring_remove (work->id, error);
}

static void
move_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;

  if (read_place (work, &error))
    {
      ensure_id (work);
      if (save_key (work, &error) && write_place (work, work->wanted, &error) && remove_elsewhere (work, &error))
        {
          g_task_return_boolean (task, TRUE);
          return;
        }
    }
  g_task_return_error (task, error);
}

/**
 * yc_store_key_move_async:
 * @dir: the store's folder, which the caller has open
 * @key_file: (nullable): the file with the key; %NULL for the one beside @dir
 * @key: the key that the store was opened with
 * @place: where it is to be; not UNSAID or AUTO. A credential has to be there already,
 *   with the same key
 * @callback: calls yc_store_key_move_finish()
 * @user_data: for @callback
 */
void
yc_store_key_move_async (const char          *dir,
                         const char          *key_file,
                         GBytes              *key,
                         YcStoreKeyPlace      place,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (dir != NULL && key != NULL);
  g_return_if_fail (place >= YC_STORE_KEY_FILE && place <= YC_STORE_KEY_CREDENTIAL);


  run (dir, key_file, place, key, yc_store_key_move_async, move_in_thread, NULL, callback, user_data);
}

/* After FALSE the key is where it was, and perhaps in the new place too. */
gboolean
yc_store_key_move_finish (GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, yc_store_key_move_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
