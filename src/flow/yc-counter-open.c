/* yc-counter-open.c: opening and closing a counter, its line and its devices
 *
 * Opening: key file and folder → store → enrolment and catalogues from the
 * store → devices → the streams that are worked on → the line. Nothing of it
 * needs the line; a desk that starts without one shows all it has.
 */

#include "yc-counter-state.h"

#include "yc-store-key.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SEARCH_MAX 50

typedef struct
{
  char *data_dir;
  char *cipher;
  guint purge_days;
  GStrv devices;
  gboolean usb;
  gboolean without_line;
  GArray *streams; /* of YcStream: still to be loaded */
  guint loaded;
} Open;

static void
open_free (gpointer data)
{
  Open *open = data;

  g_free (open->data_dir);
  g_free (open->cipher);
  g_strfreev (open->devices);
  g_clear_pointer (&open->streams, g_array_unref);
  g_free (open);
}

/* Ends the task unless there is no error. */
static gboolean
failed (GTask  *task,
        GError *error)
{
  if (error == NULL)
    return FALSE;
  g_task_return_error (task, error);
  g_object_unref (task);
  return TRUE;
}

/* A setting that was never set is nothing wrong. */
static GBytes *
finish_setting (YcStore       *store,
                GAsyncResult  *result,
                GError       **error)
{
  GBytes *bytes = yc_store_load_setting_finish (store, result, error);

  if (g_error_matches (*error, YC_STORE_ERROR, YC_STORE_ERROR_NOT_FOUND))
    g_clear_error (error);
  return bytes;
}

/* The line, in the clerk's words. */

static const struct
{
  const char *code;
  const char *words;
} line_reasons[] = {
  { "no-answer", N_("The central system does not answer") },
  { "timeout", N_("The central system answers too slowly") },
  { "hub-away", N_("The central system cannot answer now") },
  { "untrusted", N_("What answers has no certificate of the central system") },
  { "no-certificate", N_("This desk’s certificate is missing or has expired: tell the administrator") },
  { "certificate", N_("This desk’s certificate is that of another window: tell the administrator") },
  { "unreadable", N_("Something else answers in the place of the central system") },
  { "busy", N_("The central system is busy") },
  { "login", N_("The central system wants somebody to sign in") },
  { "device", N_("The central system does not know this desk any more: ask the administrator for a one-time code and enter it on the line’s page") },
};

static const char *
get_reason_words (const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (line_reasons); i++)
    if (strcmp (line_reasons[i].code, code) == 0)
      return _(line_reasons[i].words);
  return *code != '\0' ? code : NULL;
}

static YcLineState
get_line_state (YcSyncLineState state)
{
  switch (state)
    {
    case YC_SYNC_LINE_ONLINE:
      return YC_LINE_ONLINE;
    case YC_SYNC_LINE_OFFLINE:
      return YC_LINE_OFFLINE;
    case YC_SYNC_LINE_NEEDS_LOGIN:
      return YC_LINE_NEEDS_SIGN_IN;
    case YC_SYNC_LINE_REFUSED:
      return YC_LINE_STOPPED;
    case YC_SYNC_LINE_CONNECTING:
    default:
      return YC_LINE_CONNECTING;
    }
}

/* What a parked op is about: the firm or the number it belongs to. */
static char *
dup_stream_title (YcCounter      *self,
                  const YcStream *stream)
{
  YcCaseFile *file;
  YcTicket *ticket;

  if (stream->type == YC_STREAM_CASE && (file = g_hash_table_lookup (self->files, &stream->id)) != NULL &&
      *yc_case_file_get_title (file) != '\0')
    return g_strdup_printf (_("Case %s"), yc_case_file_get_title (file));
  if (stream->type == YC_STREAM_VISIT && (ticket = g_hash_table_lookup (self->tickets, &stream->id)) != NULL)
    return g_strdup_printf (_("Ticket %s"), yc_ticket_get_number (ticket));
  return g_strdup (_("A fact of this window"));
}

static void
show_parked (YcCounter        *self,
             const YcSyncLine *line)
{
  GListStore *store = yc_line_get_parked (self->line);
  g_autoptr (GPtrArray) parked = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < line->parked->len; i++)
    {
      const YcSyncParked *entry = &g_array_index (line->parked, YcSyncParked, i);
      g_autofree char *title = dup_stream_title (self, &entry->stream);

      g_ptr_array_add (parked, yc_parked_new (&entry->op, title, entry->code,
                                              entry->made_ms + self->offset_ms));
    }
  g_list_store_splice (store, 0, g_list_model_get_n_items (G_LIST_MODEL (store)), parked->pdata,
                       parked->len);
}

static void
line_changed_cb (YcSyncEdge *edge,
                 YcCounter  *self)
{
  const YcSyncLine *line = yc_sync_edge_get_line (edge);
  gboolean was_online = yc_counter_is_online (self);

  self->offset_ms = yc_sync_edge_get_offset_ms (edge);
  yc_line_update (self->line, get_line_state (line->state),
                  yc_sync_edge_get_since_wall (edge) + self->offset_ms, line->waiting,
                  line->oldest_made_ms > 0 ? line->oldest_made_ms + self->offset_ms : 0,
                  get_reason_words (line->reason));
  yc_line_update_documents (self->line, line->documents, line->document_bytes, line->document_code);
  show_parked (self, line);
  if (!was_online && yc_counter_is_online (self))
    yc_counter_renew_catalogues (self);
}

static void
packs_cb (YcSyncEdge *edge,
          YcCounter  *self)
{
  yc_counter_renew_packs (self);
}

static void
stream_changed_cb (YcStore   *store,
                   YcStream  *stream,
                   YcCounter *self)
{
  yc_counter_reload_async (self, stream, NULL);
}

static void
head_cb (YcSyncEdge *edge,
         GBytes     *bytes,
         GBytes     *signature,
         YcCounter  *self)
{
  yc_counter_take_head (self, bytes, signature);
}

/* A case is followed from the moment it is on this desk. */
static void
follow_cases (YcCounter *self)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      YcStream stream = { YC_STREAM_CASE, *(const YcId *) id };

      yc_sync_edge_follow (self->edge, &stream);
    }
}

/* From its address, and with this desk's certificate where it has one. */
gboolean
yc_counter_ensure_client (YcCounter  *self,
                          GError    **error)
{
  const YcHubTlsFiles tls = { self->tls_ca, self->tls_certificate, self->tls_key };

  if (self->client != NULL)
    return TRUE;
  self->client = yc_hub_client_new (self->url, error);
  if (self->client == NULL)
    return FALSE;
  yc_hub_client_set_tls (self->client, &tls);
  return TRUE;
}

/**
 * yc_counter_start_line:
 * @self: an enrolled counter
 *
 * Returns: %FALSE where the hub's address makes no sense
 */
gboolean
yc_counter_start_line (YcCounter  *self,
                       GError    **error)
{
  if (!yc_counter_ensure_client (self, error))
    return FALSE;
  yc_hub_client_set_token (self->client, self->token);
  self->edge = yc_sync_edge_new (self->client, self->store, self->clock, self->hall);
  g_signal_connect_object (self->edge, "line-changed", G_CALLBACK (line_changed_cb), self, 0);
  g_signal_connect_object (self->edge, "packs", G_CALLBACK (packs_cb), self, 0);
  g_signal_connect_object (self->edge, "head", G_CALLBACK (head_cb), self, 0);
  yc_sync_edge_start (self->edge);
  follow_cases (self);
  return TRUE;
}

/* Opening. */

static void
finish_open (GTask *task)
{
  YcCounter *self = g_task_get_source_object (task);
  Open *open = g_task_get_task_data (task);
  GError *error = NULL;

  g_signal_connect_object (self->store, "stream-changed", G_CALLBACK (stream_changed_cb), self, 0);
  if (self->enrolled && self->catalogues->len > 0 && !open->without_line &&
      !yc_counter_start_line (self, &error))
    {
      failed (task, error);
      return;
    }
  yc_counter_ask_training_cards (self);
  yc_counter_start_purging (self, open->purge_days);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void load_next_stream (GTask *task);

static void
stream_shown_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  /* A stream that cannot be read leaves the others readable. */
  load_next_stream (user_data);
}

static void
load_next_stream (GTask *task)
{
  YcCounter *self = g_task_get_source_object (task);
  Open *open = g_task_get_task_data (task);

  if (open->loaded == open->streams->len)
    {
      finish_open (task);
      return;
    }
  yc_counter_reload_async (self, &g_array_index (open->streams, YcStream, open->loaded++),
                           g_task_new (self, NULL, stream_shown_cb, task));
}

static void
add_newest (GArray *streams,
            GArray *found,
            guint   count_max)
{
  guint first = found->len > count_max ? found->len - count_max : 0;

  for (guint i = first; i < found->len; i++)
    g_array_append_val (streams, g_array_index (found, YcStoreStream, i).stream);
}

static void
cases_listed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  GTask *task = user_data;
  Open *open = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GArray) found = yc_store_list_streams_finish (YC_STORE (source), result, &error);

  if (failed (task, error))
    return;
  add_newest (open->streams, found, YC_COUNTER_CASES_MAX);
  load_next_stream (task);
}

static void
visits_listed_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  GTask *task = user_data;
  Open *open = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GArray) found = yc_store_list_streams_finish (YC_STORE (source), result, &error);

  if (failed (task, error))
    return;
  open->streams = g_array_new (FALSE, FALSE, sizeof (YcStream));
  add_newest (open->streams, found, YC_COUNTER_VISITS_MAX);
  yc_store_list_streams_async (YC_STORE (source), YC_STREAM_CASE, NULL, cases_listed_cb, task);
}

static gboolean
open_devices (YcCounter  *self,
              Open       *open,
              GError    **error)
{
  if (open->usb && (!yc_device_registry_add_address (self->registry, "usb", error) ||
                    !yc_device_registry_add_address (self->registry, "sane", error)))
    return FALSE;
  for (char **device = open->devices; device != NULL && *device != NULL; device++)
    if (!yc_device_registry_add_address (self->registry, *device, error))
      return FALSE;
  return TRUE;
}

static void
catalogues_loaded_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  GTask *task = user_data;
  YcCounter *self = YC_COUNTER (source);
  GError *error = NULL;

  if (!yc_counter_load_catalogues_finish (self, result, &error))
    {
      failed (task, error);
      return;
    }
  if (!open_devices (self, g_task_get_task_data (task), &error))
    {
      failed (task, error);
      return;
    }
  yc_counter_load_scanner (self);
  yc_store_list_streams_async (self->store, YC_STREAM_VISIT, NULL, visits_listed_cb, task);
}

static void
packs_loaded_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  GTask *task = user_data;
  YcCounter *self = YC_COUNTER (source);
  GError *error = NULL;

  if (!yc_counter_load_packs_finish (self, result, &error))
    {
      failed (task, error);
      return;
    }
  yc_counter_load_catalogues_async (self, catalogues_loaded_cb, task);
}

static void
book_loaded_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  GTask *task = user_data;
  YcCounter *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GBytes) lines = finish_setting (YC_STORE (source), result, &error);

  if (failed (task, error))
    return;
  yc_counter_take_book (self, lines);
  yc_counter_load_packs_async (self, packs_loaded_cb, task);
}

static void
enrolment_loaded_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  GTask *task = user_data;
  YcCounter *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GBytes) bytes = finish_setting (YC_STORE (source), result, &error);

  if (failed (task, error))
    return;
  if (bytes != NULL && !yc_counter_take_enrolment (self, bytes, &error))
    {
      failed (task, error);
      return;
    }
  yc_store_load_setting_async (self->store, YC_COUNTER_BOOK_SETTING, NULL, book_loaded_cb, task);
}

static void
store_opened_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  GTask *task = user_data;
  YcCounter *self = g_task_get_source_object (task);
  GError *error = NULL;

  self->store = yc_store_open_finish (result, &error);
  if (failed (task, error))
    return;
  yc_store_load_setting_async (self->store, "enrolment", NULL, enrolment_loaded_cb, task);
}

static void
key_ready_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  GTask *task = user_data;
  Open *open = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) key = yc_store_key_obtain_finish (result, &error);

  if (failed (task, error))
    return;
  yc_store_open_with_async (open->data_dir, key, open->cipher, NULL, store_opened_cb, task);
}

/* Whole, so that it is the same file when the desk is started from elsewhere. */
static char *
dup_path (const char *path)
{
  return path != NULL ? g_canonicalize_filename (path, NULL) : NULL;
}

/**
 * yc_counter_open_async:
 * @self: a new counter
 * @options: copied
 *
 * Opens the store and the devices and begins to speak with the hub, as far as
 * this desk is enrolled.
 */
void
yc_counter_open_async (YcCounter              *self,
                       const YcCounterOptions *options,
                       GCancellable           *cancellable,
                       GAsyncReadyCallback     callback,
                       gpointer                user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Open *open = g_new0 (Open, 1);

  g_return_if_fail (self->store == NULL);

  g_task_set_source_tag (task, yc_counter_open_async);
  open->data_dir = g_strdup (options->data_dir);
  open->cipher = g_strdup (options->cipher);
  open->purge_days = options->purge_days;
  open->devices = g_strdupv ((char **) options->devices);
  open->usb = options->usb;
  open->without_line = options->without_line;
  g_task_set_task_data (task, open, open_free);
  self->url = g_strdup (options->hub_url);
  self->tls_ca = dup_path (options->tls_ca);
  self->tls_certificate = dup_path (options->tls_certificate);
  self->tls_key = dup_path (options->tls_key);
  self->card_control = g_strdup (options->card_control);
  self->made = options->made != NULL ? g_strdupv ((char **) options->made) : g_new0 (char *, 1);
  self->registry = yc_device_registry_new ();
  yc_store_key_obtain_async (options->data_dir, options->key_file, options->key_place, NULL, key_ready_cb, task);
}

gboolean
yc_counter_open_finish (YcCounter     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Closing. */

static void
store_closed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!yc_store_close_finish (YC_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
yc_counter_close_async (YcCounter           *self,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, yc_counter_close_async);
  yc_counter_sign_out (self);
  g_clear_handle_id (&self->renew_source, g_source_remove);
  g_clear_handle_id (&self->purge_source, g_source_remove);
  if (self->edge != NULL)
    yc_sync_edge_stop (self->edge);
  g_clear_object (&self->edge);
  if (self->store == NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  g_signal_handlers_disconnect_by_data (self->store, self);
  yc_counter_end_packs (self);
  yc_store_close_async (self->store, store_closed_cb, task);
}

gboolean
yc_counter_close_finish (YcCounter     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* What is parked. */
void
yc_counter_retry (YcCounter  *self,
                  const YcId *op)
{
  if (self->edge != NULL)
    yc_sync_edge_retry (self->edge, op);
}

/* Cards. */

static void
card_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  YcCard *card = yc_card_reader_read_finish (YC_CARD_READER (source), result, &error);

  if (card == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, card, (GDestroyNotify) yc_card_unref);
}

void
yc_counter_read_card_async (YcCounter           *self,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  YcDevice *reader = yc_device_registry_get_by_role (self->registry, YC_DEVICE_ROLE_READER);

  g_task_set_source_tag (task, yc_counter_read_card_async);
  if (reader == NULL)
    {
      g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NO_DEVICE,
                               _("No card reader is connected"));
      g_object_unref (task);
      return;
    }
  yc_card_reader_read_async (YC_CARD_READER (reader), cancellable, card_read_cb, task);
}

YcCard *
yc_counter_read_card_finish (YcCounter     *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Searching. */

static gboolean
value_contains (const YcField *field,
                const char    *folded)
{
  g_autofree char *text = NULL;

  if (field->value.type != YC_VALUE_TEXT)
    return FALSE;
  text = g_utf8_casefold (field->value.text, -1);
  return strstr (text, folded) != NULL;
}

static gboolean
case_matches (YcCaseFile *file,
              const char *folded)
{
  YcCase *c = yc_case_file_get_case (file);
  g_auto (GStrv) paths = yc_case_list_fields (c);
  g_autofree char *title = g_utf8_casefold (yc_case_file_get_title (file), -1);
  g_autofree char *number = g_utf8_casefold (yc_case_file_get_number (file), -1);

  if (strstr (title, folded) != NULL || strstr (number, folded) != NULL)
    return TRUE;
  for (char **path = paths; *path != NULL; path++)
    if (value_contains (yc_case_get_field (c, *path), folded))
      return TRUE;
  return FALSE;
}

/**
 * yc_counter_search:
 * @self: a counter
 * @words: part of a name, a number, a person, a phone
 *
 * Looks through the cases this window has in memory. Personal data is sealed
 * on disk, so there is no index there to ask.
 *
 * Returns: (transfer full): a GListModel of at most 50 YcCaseFile
 */
GListModel *
yc_counter_search (YcCounter  *self,
                   const char *words)
{
  GListStore *found = g_list_store_new (YC_TYPE_CASE_FILE);
  g_autofree char *folded = g_utf8_casefold (words, -1);
  guint n_cases = g_list_model_get_n_items (G_LIST_MODEL (self->cases));

  g_strstrip (folded);
  for (guint i = 0; i < n_cases && g_list_model_get_n_items (G_LIST_MODEL (found)) < SEARCH_MAX; i++)
    {
      g_autoptr (YcCaseFile) file = g_list_model_get_item (G_LIST_MODEL (self->cases), i);

      if (*folded != '\0' && case_matches (file, folded))
        g_list_store_append (found, file);
    }
  return G_LIST_MODEL (found);
}
