/* yc-counter-packs.c: packs at a desk: fetched, checked, put on trial, gone back from
 *
 *   hub's list ─▶ fetch, a piece at a time ─▶ check, on the worker ─▶ on the disk, on trial
 *                                                 │                         │
 *                                                 └──▶ refused ◀────────────┴─▶ good
 *
 * The check is the hub's own (yc_pack_content_new), and then every paper of every
 * example is made with this desk's fonts. No case begins with a version before its
 * pack has passed; until then the one before counts, also for weeks without a line.
 * What is refused is said to the clerk and to the hub, and not tried again; cases
 * that have it are shown without their form.
 *
 * One thing at a time: the list, then what it names, then what the hub is to hear.
 *
 * Kept are: "packs", the book (YcPackBook), and "pack-VERSION".
 */

#include "yc-counter-state.h"

#include "yc-hub-client-packs.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SETTING_BOOK "packs"
#define SETTING_PACK "pack-"

static void go_on (YcCounter *self);

/* --- the book ------------------------------------------------------------------ */

gboolean
yc_counter_may_show (YcCounter  *self,
                     const char *version)
{
  return yc_pack_book_may_show (self->packs, version);
}

YcSealProfiles *
yc_counter_get_seals (YcCounter  *self,
                      const char *version)
{
  const YcPackContent *content = g_hash_table_lookup (self->pack_contents, version);

  return content != NULL ? content->seals : NULL;
}

static void
put_book (YcCounter  *self,
          YcStoreTxn *txn)
{
  g_autoptr (GBytes) bytes = NULL;

  self->packs->running = yc_pack_book_is_trying (self->packs);
  bytes = yc_pack_book_encode (self->packs);
  yc_store_txn_set_setting (txn, SETTING_BOOK, bytes);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (GError) error = NULL;

  /* The next change brings it to the disk with itself. */
  if (!yc_store_commit_finish (YC_STORE (source), result, &error))
    g_debug ("What is known of packs is not on the disk: %s", error->message);
}

static void
save_book (YcCounter *self)
{
  YcStoreTxn *txn = yc_store_txn_new ();

  put_book (self, txn);
  yc_store_commit_async (self->store, txn, saved_cb, NULL);
}

/* What a clerk hears: now where one is signed in, else when somebody is. */
static void
say (YcCounter *self,
     char      *text)
{
  g_ptr_array_add (self->packs_words, text);
  if (self->session != NULL)
    yc_counter_say_packs (self);
}

void
yc_counter_say_packs (YcCounter *self)
{
  while (self->packs_words->len > 0)
    {
      g_autofree char *text = g_ptr_array_steal_index (self->packs_words, 0);

      yc_counter_notice (self, text);
    }
}

static void
say_refused (YcCounter         *self,
             const YcPackEntry *entry)
{
  const char *why = strcmp (entry->why, YC_PACK_WHY_ENDED) == 0 ? _("the program ended twice while it was tried") : entry->why;

  say (self, g_strdup_printf (_("Form %s is not used at this desk: %s. New cases begin with the form before it; the center is told"),
                              entry->version, why));
}

/* --- reading a pack -------------------------------------------------------------- */

/* A pack on its way through the worker. */
typedef struct
{
  char *version;
  char *sha256;     /* as the hub says */
  GBytes *bytes;
  gboolean kept;    /* it was checked before, and is on the disk */
  YcPackContent *content;
} Candidate;

static void
candidate_free (gpointer data)
{
  Candidate *self = data;

  g_free (self->version);
  g_free (self->sha256);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->content, yc_pack_content_free);
  g_free (self);
}

static Candidate *
candidate_new (const YcPackEntry *entry,
               GBytes            *bytes,
               gboolean           kept)
{
  Candidate *self = g_new0 (Candidate, 1);

  self->version = g_strdup (entry->version);
  self->sha256 = g_strdup (entry->sha256);
  self->bytes = g_bytes_ref (bytes);
  self->kept = kept;
  return self;
}

/* Makes the papers that a case like @example has. */
static gboolean
make_papers (const YcPackContent *content,
             const YcPackExample *example,
             GError             **error)
{
  const YcPaperOptions options = { .today = example->day, .training = TRUE };

  for (guint i = 0; i < content->templates->len; i++)
    {
      YcTemplate *template = g_ptr_array_index (content->templates, i);
      YcPaper *paper;

      if (!yc_template_applies (template, yc_template_data_get_form (example->data), &example->day))
        continue;
      paper = yc_template_render (template, example->data, &options, NULL, error);
      if (paper == NULL)
        {
          g_prefix_error (error, "%s: %s: ", example->name, yc_template_get_id (template));
          return FALSE;
        }
      yc_paper_free (paper);
    }
  return TRUE;
}

static gboolean
check (Candidate *self,
       GError   **error)
{
  g_autoptr (YcPack) pack = yc_pack_read (self->bytes, error);

  if (pack == NULL)
    return FALSE;
  if (strcmp (pack->sha256, self->sha256) != 0 || strcmp (pack->version, self->version) != 0)
    {
      g_set_error_literal (error, YC_PACK_ERROR, YC_PACK_ERROR_DIGEST, "it is not the pack that the center named");
      return FALSE;
    }
  self->content = yc_pack_content_new (pack, error);
  for (guint i = 0; self->content != NULL && !self->kept && i < self->content->examples->len; i++)
    if (!make_papers (self->content, g_ptr_array_index (self->content->examples, i), error))
      return FALSE;
  return self->content != NULL;
}

static void
check_func (GTask        *task,
            gpointer      source,
            gpointer      task_data,
            GCancellable *cancellable)
{
  GError *error = NULL;

  if (check (task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The task's data is @candidate. */
static void
check_async (YcCounter           *self,
             Candidate           *candidate,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_task_data (task, candidate, candidate_free);
  yc_worker_run (yc_counter_get_pdf_worker (self), task, check_func);
}

static void
take_content (YcCounter *self,
              Candidate *candidate)
{
  g_hash_table_replace (self->pack_contents, g_strdup (candidate->version), g_steal_pointer (&candidate->content));
}

/* --- a new one ------------------------------------------------------------------ */

static void
refuse_version (YcCounter   *self,
                YcPackEntry *entry,
                const char  *why)
{
  yc_pack_book_set_state (entry, YC_PACK_REFUSED, why);
  say_refused (self, entry);
  yc_counter_refresh_version (self, entry->version);
  save_book (self);
}

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (GTask) task = data;
  YcCounter *self = g_task_get_source_object (task);
  Candidate *candidate = g_task_get_task_data (task);
  YcPackEntry *entry = yc_pack_book_find (self->packs, candidate->version);
  g_autoptr (GError) error = NULL;

  if (!yc_store_commit_finish (YC_STORE (source), result, &error))
    {
      /* It is asked for again with the next change, or at the next start. */
      yc_pack_book_set_state (entry, YC_PACK_ABSENT, "");
      yc_counter_notice (self, error->message);
      self->packs_asked = FALSE;
      return;
    }
  yc_counter_take_catalogue (self, candidate->content->catalogue_bytes, NULL);
  take_content (self, candidate);
  yc_counter_refresh_version (self, candidate->version);
  go_on (self);
}

/* On the disk with the mark of its trial, before anything is shown by it. */
static void
keep (YcCounter   *self,
      YcPackEntry *entry,
      GTask       *task)
{
  Candidate *candidate = g_task_get_task_data (task);
  g_autofree char *setting = g_strconcat (SETTING_PACK, entry->version, NULL);
  YcStoreTxn *txn = yc_store_txn_new ();

  yc_pack_book_set_state (entry, YC_PACK_TRYING, "");
  yc_store_txn_set_setting (txn, setting, candidate->bytes);
  yc_counter_keep_catalogue (self, txn, entry->version, candidate->content->catalogue_bytes);
  put_book (self, txn);
  yc_store_commit_async (self->store, txn, kept_cb, g_object_ref (task));
}

static void
checked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  YcCounter *self = YC_COUNTER (source);
  GTask *task = G_TASK (result);
  const Candidate *candidate = g_task_get_task_data (task);
  YcPackEntry *entry = yc_pack_book_find (self->packs, candidate->version);
  g_autoptr (GError) error = NULL;
  gboolean good = g_task_propagate_boolean (task, &error);

  if (self->edge == NULL || entry == NULL || strcmp (entry->sha256, candidate->sha256) != 0)
    self->packs_asked = FALSE;
  else if (good)
    keep (self, entry, task);
  else
    {
      refuse_version (self, entry, error->message);
      go_on (self);
    }
}

static void
fetched_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (GTask) task = data;
  YcCounter *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = yc_hub_client_fetch_pack_finish (YC_HUB_CLIENT (source), result, &error);
  YcPackEntry *entry = yc_pack_book_find (self->packs, g_task_get_task_data (task));

  /* Without a line it is asked for again when there is one. */
  if (bytes == NULL || self->edge == NULL || entry == NULL)
    {
      if (error != NULL)
        g_debug ("A pack has not come: %s", error->message);
      self->packs_asked = FALSE;
      return;
    }
  check_async (self, candidate_new (entry, bytes, FALSE), checked_cb, NULL);
}

/* Returns: (nullable): what is to be fetched: all that cases may begin with, and of
 * what was withdrawn that by which cases are shown here */
static YcPackEntry *
find_absent (YcCounter *self)
{
  for (guint i = 0; i < self->packs->entries->len; i++)
    {
      YcPackEntry *entry = g_ptr_array_index (self->packs->entries, i);

      if (entry->state == YC_PACK_ABSENT && *entry->sha256 != '\0' && entry->size > 0 && entry->size <= YC_PACK_BYTES_MAX &&
          (entry->withdrawn_ms == 0 || yc_counter_find_catalogue (self, entry->version) != NULL))
        return entry;
    }
  return NULL;
}

/* --- what the hub hears ----------------------------------------------------------- */

static void
told_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (GTask) task = data;
  YcCounter *self = g_task_get_source_object (task);
  YcPackEntry *entry = yc_pack_book_find (self->packs, g_task_get_task_data (task));
  g_autoptr (GError) error = NULL;

  gboolean told = yc_hub_client_say_pack_finish (YC_HUB_CLIENT (source), result, &error);

  if (!told)
    g_debug ("The hub does not know how this desk gets on with a form: %s", error->message);
  if (self->edge == NULL || entry == NULL || (!told && !g_error_matches (error, YC_HUB_ERROR, YC_HUB_ERROR_REFUSED)))
    {
      self->packs_asked = FALSE;
      return;
    }
  /* A hub that has the version no more need not know. */
  if (strcmp (g_task_get_name (task), yc_pack_state_to_text (entry->state)) == 0)
    entry->told = TRUE;
  save_book (self);
  go_on (self);
}

static YcPackEntry *
find_untold (YcCounter *self)
{
  for (guint i = 0; i < self->packs->entries->len; i++)
    {
      YcPackEntry *entry = g_ptr_array_index (self->packs->entries, i);

      if (!entry->told && entry->state != YC_PACK_ABSENT)
        return entry;
    }
  return NULL;
}

static GTask *
new_task (YcCounter         *self,
          const YcPackEntry *entry)
{
  GTask *task = g_task_new (self, NULL, NULL, NULL);

  g_task_set_task_data (task, g_strdup (entry->version), g_free);
  g_task_set_name (task, yc_pack_state_to_text (entry->state));
  return task;
}

/* The next thing there is to do. */
static void
go_on (YcCounter *self)
{
  YcPackEntry *absent = find_absent (self);
  YcPackEntry *untold = find_untold (self);

  if (self->client == NULL || self->edge == NULL || (absent == NULL && untold == NULL))
    {
      self->packs_asked = FALSE;
      if (self->packs_again)
        yc_counter_renew_packs (self);
    }
  else if (absent == NULL)
    yc_hub_client_say_pack_async (self->client, untold->version, yc_pack_state_to_text (untold->state), untold->why, NULL, told_cb,
                                  new_task (self, untold));
  else
    yc_hub_client_fetch_pack_async (self->client, absent->version, absent->size, NULL, fetched_cb, new_task (self, absent));
}

/* --- the hub's list --------------------------------------------------------------- */

/* With which of them cases could begin, in a line each. */
static char *
dup_withdrawn (YcCounter *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->packs->entries->len; i++)
    {
      const YcPackEntry *entry = g_ptr_array_index (self->packs->entries, i);

      if (entry->withdrawn_ms != 0)
        g_string_append_printf (text, "%s\n", entry->version);
    }
  return g_string_free (text, FALSE);
}

static void
say_withdrawn (YcCounter  *self,
               const char *before)
{
  for (guint i = 0; i < self->packs->entries->len; i++)
    {
      const YcPackEntry *entry = g_ptr_array_index (self->packs->entries, i);
      g_autofree char *line = g_strconcat (entry->version, "\n", NULL);

      if (entry->withdrawn_ms != 0 && strstr (before, line) == NULL && yc_counter_find_catalogue (self, entry->version) != NULL)
        say (self, g_strdup_printf (_("Form %s was withdrawn by the center. New cases begin with another; those that have it go on"),
                                    entry->version));
    }
}

static gboolean
is_signed (YcCounter         *self,
           const YcHubSigned *answer)
{
  return g_bytes_get_size (answer->signature) == YC_ED25519_SIGNATURE_SIZE &&
         yc_signature_verify (self->hub_key, g_bytes_get_data (answer->bytes, NULL), g_bytes_get_size (answer->bytes),
                              g_bytes_get_data (answer->signature, NULL));
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (GTask) task = data;
  YcCounter *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (YcHubSigned) answer = yc_hub_client_fetch_packs_finish (YC_HUB_CLIENT (source), result, &error);
  g_autofree char *before = dup_withdrawn (self);

  if (answer == NULL || self->edge == NULL)
    {
      if (error != NULL)
        g_debug ("What packs there are is not known: %s", error->message);
      self->packs_asked = FALSE;
      yc_counter_want_catalogue (self, NULL);
      return;
    }
  if (!is_signed (self, answer))
    yc_counter_notice (self, _("The list of forms is not signed by the central system"));
  else if (!yc_pack_book_take_list (self->packs, answer->bytes, &error))
    yc_counter_notice (self, error->message);
  else
    {
      say_withdrawn (self, before);
      save_book (self);
    }
  /* Not before: until the list is here nobody knows what is in a pack. */
  yc_counter_want_catalogue (self, NULL);
  go_on (self);
}

/* What packs are there, and what has become of them? */
void
yc_counter_renew_packs (YcCounter *self)
{
  if (self->client == NULL || self->edge == NULL || !yc_counter_is_online (self))
    return;
  self->packs_again = self->packs_asked;
  if (self->packs_asked)
    return;
  self->packs_asked = TRUE;
  yc_hub_client_fetch_packs_async (self->client, NULL, listed_cb, g_task_new (self, NULL, NULL, NULL));
}

/**
 * yc_case_file_note_drawn:
 * @self: a case whose form stands on the screen
 */
void
yc_case_file_note_drawn (YcCaseFile *self)
{
  YcCounter *counter = yc_case_file_get_counter (self);
  const char *version = yc_case_get_version (yc_case_file_get_case (self));
  YcPackEntry *entry = counter != NULL && version != NULL ? yc_pack_book_find (counter->packs, version) : NULL;

  if (entry == NULL || entry->state != YC_PACK_TRYING)
    return;
  yc_pack_book_set_state (entry, YC_PACK_GOOD, "");
  save_book (counter);
  yc_counter_renew_packs (counter);
}

/* --- opening and closing ---------------------------------------------------------- */

void
yc_counter_end_packs (YcCounter *self)
{
  g_autoptr (GBytes) bytes = NULL;
  YcStoreTxn *txn;

  if (!self->packs->running)
    return;
  self->packs->running = FALSE;
  bytes = yc_pack_book_encode (self->packs);
  txn = yc_store_txn_new ();
  yc_store_txn_set_setting (txn, SETTING_BOOK, bytes);
  yc_store_commit_async (self->store, txn, saved_cb, NULL);
}

static void load_next (GTask *task);

/* What was good when it came and is none now is no reason to leave the desk shut. */
static void
reread_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  YcCounter *self = YC_COUNTER (source);
  Candidate *candidate = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    take_content (self, candidate);
  else
    g_debug ("The pack %s on the disk: %s", candidate->version, error->message);
  load_next (data);
}

static void
pack_loaded_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  GTask *task = data;
  YcCounter *self = g_task_get_source_object (task);
  guint *next = g_task_get_task_data (task);
  YcPackEntry *entry = g_ptr_array_index (self->packs->entries, *next - 1);
  g_autoptr (GBytes) bytes = yc_store_load_setting_finish (YC_STORE (source), result, NULL);

  if (bytes != NULL)
    {
      check_async (self, candidate_new (entry, bytes, TRUE), reread_cb, task);
      return;
    }
  yc_pack_book_set_state (entry, YC_PACK_ABSENT, "");
  load_next (task);
}

/* One after the other; the task's data counts them. */
static void
load_next (GTask *task)
{
  YcCounter *self = g_task_get_source_object (task);
  guint *next = g_task_get_task_data (task);

  while (*next < self->packs->entries->len)
    {
      const YcPackEntry *entry = g_ptr_array_index (self->packs->entries, (*next)++);
      g_autofree char *setting = g_strconcat (SETTING_PACK, entry->version, NULL);

      if (entry->state == YC_PACK_TRYING || entry->state == YC_PACK_GOOD)
        {
          yc_store_load_setting_async (self->store, setting, NULL, pack_loaded_cb, task);
          return;
        }
    }
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
begun_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  GTask *task = data;
  GError *error = NULL;

  if (yc_store_commit_finish (YC_STORE (source), result, &error))
    {
      load_next (task);
      return;
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

/* That this run has begun is on the disk before it shows anything. */
static void
begin_run (GTask *task)
{
  YcCounter *self = g_task_get_source_object (task);
  YcStoreTxn *txn;

  if (!yc_pack_book_begin_run (self->packs))
    {
      load_next (task);
      return;
    }
  for (guint i = 0; i < self->packs->entries->len; i++)
    {
      const YcPackEntry *entry = g_ptr_array_index (self->packs->entries, i);

      if (entry->state == YC_PACK_REFUSED && !entry->told)
        say_refused (self, entry);
    }
  txn = yc_store_txn_new ();
  put_book (self, txn);
  yc_store_commit_async (self->store, txn, begun_cb, task);
}

static void
book_loaded_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  GTask *task = data;
  YcCounter *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = yc_store_load_setting_finish (YC_STORE (source), result, &error);
  YcPackBook *book = bytes != NULL ? yc_pack_book_parse (bytes, &error) : NULL;

  if (book != NULL)
    {
      yc_pack_book_free (self->packs);
      self->packs = book;
    }
  else if (!g_error_matches (error, YC_STORE_ERROR, YC_STORE_ERROR_NOT_FOUND))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }
  begin_run (task);
}

void
yc_counter_load_packs_async (YcCounter           *self,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, yc_counter_load_packs_async);
  g_task_set_task_data (task, g_new0 (guint, 1), g_free);
  yc_store_load_setting_async (self->store, SETTING_BOOK, NULL, book_loaded_cb, task);
}

gboolean
yc_counter_load_packs_finish (YcCounter     *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
