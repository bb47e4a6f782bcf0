/* yc-counter-catalogues.c: the versions of the catalogue that a desk has
 *
 * A case keeps the version it began with (D31), so a desk keeps every version
 * that came to it: the newest that is valid is for cases that begin, the
 * others are for those that began with them. One that a case names and that is
 * not here is asked for once; until it is here the case shows what needs no
 * form and says what it waits for.
 *
 * Kept are: "catalogue", which came with the enrolment; "catalogue-VERSION",
 * which came later; and "catalogues", which names the latter, a line each.
 */

#include "yc-counter-state.h"

#include "yc-catalogue-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SETTING_FIRST "catalogue"
#define SETTING_LATER "catalogue-"
#define SETTING_NAMES "catalogues"
#define RENEW_S 600

/* --- what is there --------------------------------------------------------- */

/* Returns: (nullable) (transfer none) */
YcCatalogue *
yc_counter_find_catalogue (YcCounter  *self,
                           const char *version)
{
  for (guint i = 0; i < self->catalogues->len; i++)
    {
      YcCatalogue *catalogue = g_ptr_array_index (self->catalogues, i);

      if (strcmp (yc_catalogue_get_version (catalogue), version) == 0)
        return catalogue;
    }
  return NULL;
}

/**
 * yc_counter_get_catalogue:
 *
 * Returns: (nullable) (transfer none): the newest that is valid today: what a
 *   case that begins now begins with
 */
YcCatalogue *
yc_counter_get_catalogue (YcCounter *self)
{
  YcCatalogue *newest = NULL;
  YcDate today;

  g_return_val_if_fail (YC_IS_COUNTER (self), NULL);

  today = yc_counter_get_today (self);
  for (guint i = 0; i < self->catalogues->len; i++)
    {
      YcCatalogue *catalogue = g_ptr_array_index (self->catalogues, i);

      if (yc_catalogue_is_valid_on (catalogue, &today) &&
          yc_pack_book_may_begin (self->packs, yc_catalogue_get_version (catalogue)) &&
          (newest == NULL || yc_catalogue_compare (catalogue, newest) > 0))
        newest = catalogue;
    }
  return newest;
}

/**
 * yc_counter_take_catalogue:
 * @self: a counter
 * @bytes: a catalogue whose signature was verified
 *
 * A version never changes: of one that is here already nothing is taken.
 *
 * Returns: %FALSE where it is not sound; those that are here stay
 */
gboolean
yc_counter_take_catalogue (YcCounter  *self,
                           GBytes     *bytes,
                           GError    **error)
{
  g_autoptr (YcCatalogue) catalogue = yc_catalogue_read (bytes, "catalogue", error);

  if (catalogue == NULL)
    return FALSE;
  if (yc_counter_find_catalogue (self, yc_catalogue_get_version (catalogue)) == NULL)
    g_ptr_array_add (self->catalogues, g_steal_pointer (&catalogue));
  return TRUE;
}

/* Cases that have waited for their form. */
void
yc_counter_refresh_version (YcCounter  *self,
                            const char *version)
{
  GHashTableIter iter;
  gpointer file;

  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, NULL, &file))
    if (g_strcmp0 (yc_case_get_version (yc_case_file_get_case (file)), version) == 0)
      yc_case_file_refresh (file);
}

/* --- what is asked for ----------------------------------------------------- */

typedef struct
{
  char *version; /* (nullable): NULL for the newest */
  GBytes *bytes; /* once it has come */
} Want;

static void
want_free (gpointer data)
{
  Want *want = data;

  g_free (want->version);
  g_clear_pointer (&want->bytes, g_bytes_unref);
  g_free (want);
}

/* What stands in the list of those asked for: "" is the newest. */
static const char *
get_key (const char *version)
{
  return version != NULL ? version : "";
}

static gboolean
is_wanted (YcCounter  *self,
           const char *version)
{
  return g_ptr_array_find_with_equal_func (self->wanted, get_key (version), g_str_equal, NULL);
}

/* It may be asked for again. */
static void
forget_want (YcCounter  *self,
             const char *version)
{
  guint at;

  if (g_ptr_array_find_with_equal_func (self->wanted, get_key (version), g_str_equal, &at))
    g_ptr_array_remove_index (self->wanted, at);
}

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  YcCounter *self = g_task_get_source_object (task);
  const Want *want = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (YcCatalogue) catalogue = NULL;
  g_autofree char *version = NULL;

  forget_want (self, want->version);
  if (!yc_store_commit_finish (YC_STORE (source), result, &error) ||
      !yc_counter_take_catalogue (self, want->bytes, &error))
    {
      yc_counter_notice (self, error->message);
      return;
    }
  catalogue = yc_catalogue_read (want->bytes, "catalogue", NULL);
  version = g_strdup (yc_catalogue_get_version (catalogue));
  yc_counter_refresh_version (self, version);
}

/* The names of the settings that hold catalogues, with @version among them. */
static GBytes *
pack_names (YcCounter  *self,
            const char *version)
{
  GString *names = g_string_new (version);

  for (guint i = 0; i < self->later->len; i++)
    if (strcmp (g_ptr_array_index (self->later, i), version) != 0)
      g_string_append_printf (names, "\n%s", (char *) g_ptr_array_index (self->later, i));
  return g_string_free_to_bytes (names);
}

/* @txn: (inout): what brings @bytes, the catalogue @version, to the disk */
void
yc_counter_keep_catalogue (YcCounter  *self,
                           YcStoreTxn *txn,
                           const char *version,
                           GBytes     *bytes)
{
  g_autofree char *setting = g_strconcat (SETTING_LATER, version, NULL);
  g_autoptr (GBytes) names = pack_names (self, version);

  if (!g_ptr_array_find_with_equal_func (self->later, version, g_str_equal, NULL))
    g_ptr_array_add (self->later, g_strdup (version));
  yc_store_txn_set_setting (txn, setting, bytes);
  yc_store_txn_set_setting (txn, SETTING_NAMES, names);
}

/* On disk first, so that a desk that shows a form has it tomorrow. */
static void
keep (GTask       *task,
      const char  *version)
{
  YcCounter *self = g_task_get_source_object (task);
  Want *want = g_task_get_task_data (task);
  YcStoreTxn *txn = yc_store_txn_new ();

  yc_counter_keep_catalogue (self, txn, version, want->bytes);
  yc_store_commit_async (self->store, txn, kept_cb, task);
}

static gboolean
is_signed (YcCounter         *self,
           const YcHubSigned *answer)
{
  return g_bytes_get_size (answer->signature) == YC_ED25519_SIGNATURE_SIZE &&
         yc_signature_verify (self->hub_key, g_bytes_get_data (answer->bytes, NULL), g_bytes_get_size (answer->bytes),
                              g_bytes_get_data (answer->signature, NULL));
}

/* Returns: (nullable): the version that came, where it is sound and the one that was asked for */
static char *
dup_version (YcCounter         *self,
             const Want        *want,
             const YcHubSigned *answer,
             GError           **error)
{
  g_autoptr (YcCatalogue) catalogue = NULL;

  if (!is_signed (self, answer))
    {
      g_set_error (error, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_FOUND,
                   _("The catalogue is not signed by the central system"));
      return NULL;
    }
  catalogue = yc_catalogue_read (answer->bytes, "catalogue", error);
  if (catalogue == NULL)
    return NULL;
  if (want->version != NULL && strcmp (yc_catalogue_get_version (catalogue), want->version) != 0)
    {
      g_set_error (error, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_FOUND,
                   _("The central system gave another form than the one asked for"));
      return NULL;
    }
  return g_strdup (yc_catalogue_get_version (catalogue));
}

/* Without a line it is asked for again when there is one. A hub that has it no
 * more is not asked again before the desk is started anew. */
static void
say_not_come (YcCounter    *self,
              const Want   *want,
              const GError *error)
{
  g_autofree char *text = NULL;

  if (!g_error_matches (error, YC_HUB_ERROR, YC_HUB_ERROR_REFUSED) || want->version == NULL)
    {
      forget_want (self, want->version);
      return;
    }
  text = g_strdup_printf (_("The central system has form %s no more; its cases can only be looked at"), want->version);
  yc_counter_notice (self, text);
}

static void
fetched_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  YcCounter *self = g_task_get_source_object (task);
  Want *want = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (YcHubSigned) answer = NULL;
  g_autofree char *version = NULL;

  answer = yc_hub_client_fetch_catalogue_finish (YC_HUB_CLIENT (source), result, &error);
  if (answer == NULL)
    {
      say_not_come (self, want, error);
      return;
    }
  version = dup_version (self, want, answer, &error);
  if (version == NULL)
    yc_counter_notice (self, error->message);
  if (version == NULL || self->store == NULL || yc_counter_find_catalogue (self, version) != NULL)
    {
      forget_want (self, want->version);
      return;
    }
  want->bytes = g_bytes_ref (answer->bytes);
  keep (g_steal_pointer (&task), version);
}

/**
 * yc_counter_want_catalogue:
 * @version: (nullable): one that is not here; %NULL for the newest
 *
 * Asks the hub for it, unless that is under way, or there is no line.
 */
void
yc_counter_want_catalogue (YcCounter  *self,
                           const char *version)
{
  GTask *task;
  Want *want;

  if (self->client == NULL || self->edge == NULL || !yc_counter_is_online (self) || is_wanted (self, version))
    return;
  want = g_new0 (Want, 1);
  want->version = g_strdup (version);
  g_ptr_array_add (self->wanted, g_strdup (get_key (version)));
  task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_task_data (task, want, want_free);
  yc_hub_client_fetch_catalogue_async (self->client, version, NULL, fetched_cb, task);
}

static gboolean
renew_cb (gpointer data)
{
  yc_counter_renew_catalogues (data);
  return G_SOURCE_CONTINUE;
}

/* Is there a newer form, and which one do cases wait for? Asked when the line
 * comes and somebody signs in, and then now and then: a form may be put in, and
 * a day may begin, while all stands as it is. */
void
yc_counter_renew_catalogues (YcCounter *self)
{
  GHashTableIter iter;
  gpointer file;

  if (self->renew_source == 0 && self->edge != NULL)
    self->renew_source = g_timeout_add_seconds (RENEW_S, renew_cb, self);
  yc_counter_renew_packs (self);
  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, NULL, &file))
    {
      const char *version = yc_case_get_version (yc_case_file_get_case (file));

      if (version != NULL && yc_counter_find_catalogue (self, version) == NULL)
        yc_counter_want_catalogue (self, version);
    }
}

/* --- what was kept ---------------------------------------------------------- */

/* Ends the task where what was kept cannot be read. */
static gboolean
take_kept (GTask        *task,
           YcStore      *store,
           GAsyncResult *result)
{
  YcCounter *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = yc_store_load_setting_finish (store, result, &error);

  if (g_error_matches (error, YC_STORE_ERROR, YC_STORE_ERROR_NOT_FOUND))
    return TRUE;
  if (error == NULL && yc_counter_take_catalogue (self, bytes, &error))
    return TRUE;
  g_task_return_error (task, g_steal_pointer (&error));
  g_object_unref (task);
  return FALSE;
}

static void load_next (GTask *task);

static void
later_loaded_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  if (take_kept (user_data, YC_STORE (source), result))
    load_next (user_data);
}

/* One after the other; the task's data counts them. */
static void
load_next (GTask *task)
{
  YcCounter *self = g_task_get_source_object (task);
  guint *next = g_task_get_task_data (task);
  g_autofree char *setting = NULL;

  if (*next == self->later->len)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  setting = g_strconcat (SETTING_LATER, g_ptr_array_index (self->later, (*next)++), NULL);
  yc_store_load_setting_async (self->store, setting, NULL, later_loaded_cb, task);
}

static void
names_loaded_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  GTask *task = user_data;
  YcCounter *self = g_task_get_source_object (task);
  g_autoptr (GBytes) names = yc_store_load_setting_finish (YC_STORE (source), result, NULL);
  g_autofree char *text = names != NULL ? g_strndup (g_bytes_get_data (names, NULL), g_bytes_get_size (names)) : NULL;
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    if (yc_catalogue_version_is_valid (*line))
      g_ptr_array_add (self->later, g_strdup (*line));
  load_next (task);
}

static void
first_loaded_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  if (take_kept (user_data, YC_STORE (source), result))
    yc_store_load_setting_async (YC_STORE (source), SETTING_NAMES, NULL, names_loaded_cb, user_data);
}

/* Takes all that the store has. A desk that is not enrolled has none. */
void
yc_counter_load_catalogues_async (YcCounter           *self,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, yc_counter_load_catalogues_async);
  g_task_set_task_data (task, g_new0 (guint, 1), g_free);
  yc_store_load_setting_async (self->store, SETTING_FIRST, NULL, first_loaded_cb, task);
}

gboolean
yc_counter_load_catalogues_finish (YcCounter     *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
