/* yc-counter.c: one window's counter
 *
 * The root of everything a window works with: store, line, devices, and the
 * cases and tickets it shows. It lives on the main thread and waits for
 * nothing; every verb finishes when its fact is on disk.
 *
 * One rule keeps the screen honest: what is shown is read back from the
 * store. A verb appends ops and then reloads the streams it touched; rows that
 * the line brings do the same. So the clerk never sees what a power cut could
 * take away, and there is one way from disk to screen and not two.
 */

#include "yc-counter-state.h"
#include "yc-pdf-pages.h"

#include <gio/gunixconnection.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (YcCounter, yc_counter, G_TYPE_OBJECT)
G_DEFINE_QUARK (yc-counter-error-quark, yc_counter_error)

enum
{
  PROP_0,
  PROP_ENROLLED,
  PROP_SIGNED_IN,
  PROP_OPERATOR,
  PROP_WINDOW,
  PROP_HALL_NAME,
  PROP_TRAINING,
  PROP_LINE,
  PROP_QUEUE,
  PROP_CASES,
  PROP_DEVICES,
  PROP_CURRENT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint notice_signal;

static void
yc_counter_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  YcCounter *self = YC_COUNTER (object);

  switch (prop_id)
    {
    case PROP_ENROLLED:
      g_value_set_boolean (value, self->enrolled);
      break;
    case PROP_SIGNED_IN:
      g_value_set_boolean (value, self->session != NULL);
      break;
    case PROP_OPERATOR:
      g_value_set_string (value, yc_counter_get_operator (self));
      break;
    case PROP_WINDOW:
      g_value_set_string (value, self->window);
      break;
    case PROP_HALL_NAME:
      g_value_set_string (value, self->hall_name);
      break;
    case PROP_TRAINING:
      g_value_set_boolean (value, self->training);
      break;
    case PROP_LINE:
      g_value_set_object (value, self->line);
      break;
    case PROP_QUEUE:
      g_value_set_object (value, self->queue);
      break;
    case PROP_CASES:
      g_value_set_object (value, self->cases);
      break;
    case PROP_DEVICES:
      g_value_set_object (value, self->registry);
      break;
    case PROP_CURRENT:
      g_value_set_object (value, self->current);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
yc_counter_dispose (GObject *object)
{
  YcCounter *self = YC_COUNTER (object);

  g_clear_object (&self->current);
  g_queue_clear (&self->guests);
  g_hash_table_remove_all (self->files);
  g_hash_table_remove_all (self->tickets);
  g_hash_table_remove_all (self->visits);
  g_list_store_remove_all (self->cases);
  g_list_store_remove_all (self->queue);
  g_clear_pointer (&self->session, yc_session_unref);
  g_clear_handle_id (&self->renew_source, g_source_remove);
  g_clear_handle_id (&self->purge_source, g_source_remove);
  g_clear_object (&self->edge);
  g_clear_object (&self->client);
  if (self->registry != NULL)
    yc_device_registry_stop (self->registry);
  g_clear_object (&self->credentials);
  g_clear_object (&self->pdf_worker);
  g_clear_object (&self->sealer);
  g_clear_pointer (&self->templates, g_hash_table_unref);
  g_clear_object (&self->registry);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (yc_counter_parent_class)->dispose (object);
}

static void
yc_counter_finalize (GObject *object)
{
  YcCounter *self = YC_COUNTER (object);

  g_clear_pointer (&self->book, g_ptr_array_unref);
  g_ptr_array_unref (self->catalogues);
  yc_pack_book_free (self->packs);
  g_hash_table_unref (self->pack_contents);
  g_ptr_array_unref (self->packs_words);
  g_ptr_array_unref (self->later);
  g_ptr_array_unref (self->wanted);
  g_object_unref (self->line);
  g_object_unref (self->queue);
  g_object_unref (self->cases);
  g_hash_table_unref (self->visits);
  g_hash_table_unref (self->tickets);
  g_hash_table_unref (self->files);
  g_hash_table_unref (self->jobs);
  g_hash_table_unref (self->kept);
  g_hash_table_unref (self->printing);
  g_ptr_array_unref (self->openings);
  g_free (self->url);
  g_free (self->tls_ca);
  g_free (self->tls_certificate);
  g_free (self->tls_key);
  g_free (self->card_control);
  g_strfreev (self->made);
  g_strfreev (self->training_cards);
  g_free (self->token);
  g_free (self->device);
  g_free (self->window);
  g_free (self->hall);
  g_free (self->hall_name);
  G_OBJECT_CLASS (yc_counter_parent_class)->finalize (object);
}

static void
yc_counter_class_init (YcCounterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = yc_counter_get_property;
  object_class->dispose = yc_counter_dispose;
  object_class->finalize = yc_counter_finalize;

  props[PROP_ENROLLED] = g_param_spec_boolean ("enrolled", NULL, NULL, FALSE, flags);
  props[PROP_SIGNED_IN] = g_param_spec_boolean ("signed-in", NULL, NULL, FALSE, flags);
  props[PROP_OPERATOR] = g_param_spec_string ("operator", NULL, NULL, NULL, flags);
  props[PROP_WINDOW] = g_param_spec_string ("window", NULL, NULL, NULL, flags);
  props[PROP_HALL_NAME] = g_param_spec_string ("hall-name", NULL, NULL, NULL, flags);
  props[PROP_TRAINING] = g_param_spec_boolean ("training", NULL, NULL, FALSE, flags);
  props[PROP_LINE] = g_param_spec_object ("line", NULL, NULL, YC_TYPE_LINE, flags);
  props[PROP_QUEUE] = g_param_spec_object ("queue", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  props[PROP_CASES] = g_param_spec_object ("cases", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  props[PROP_DEVICES] = g_param_spec_object ("devices", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  props[PROP_CURRENT] = g_param_spec_object ("current", NULL, NULL, YC_TYPE_TICKET, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  notice_signal = g_signal_new ("notice", YC_TYPE_COUNTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
yc_counter_init (YcCounter *self)
{
  self->catalogues = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_catalogue_unref);
  self->packs = yc_pack_book_new ();
  self->pack_contents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) yc_pack_content_free);
  self->packs_words = g_ptr_array_new_with_free_func (g_free);
  self->later = g_ptr_array_new_with_free_func (g_free);
  self->wanted = g_ptr_array_new_with_free_func (g_free);
  self->clock = yc_clock_get_system ();
  g_queue_init (&self->guests);
  self->openings = g_ptr_array_new_with_free_func (g_object_unref);
  self->line = yc_line_new ();
  self->queue = g_list_store_new (YC_TYPE_TICKET);
  self->cases = g_list_store_new (YC_TYPE_CASE_FILE);
  self->visits = g_hash_table_new_full (yc_id_hash, yc_id_equal, g_free,
                                        (GDestroyNotify) yc_history_free);
  self->tickets = g_hash_table_new_full (yc_id_hash, yc_id_equal, g_free, g_object_unref);
  self->files = g_hash_table_new_full (yc_id_hash, yc_id_equal, g_free, g_object_unref);
  self->jobs = g_hash_table_new_full (yc_id_hash, yc_id_equal, g_free, NULL);
  self->kept = g_hash_table_new_full (yc_id_hash, yc_id_equal, g_free, NULL);
  self->printing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/* GLib registers a type where it is first used, and takes two locks for it in
 * an order that depends on where that is: two threads that do it at once can
 * wait for each other for ever. These are used by the network's thread and by
 * whoever asks a simulator, so they are registered before there are threads. */
static void
register_types (void)
{
  g_type_ensure (G_TYPE_INET_SOCKET_ADDRESS);
  g_type_ensure (G_TYPE_UNIX_SOCKET_ADDRESS);
  g_type_ensure (G_TYPE_SOCKET_CLIENT);
  g_type_ensure (G_TYPE_TCP_CONNECTION);
  g_type_ensure (G_TYPE_UNIX_CONNECTION);
}

YcCounter *
yc_counter_new (void)
{
  register_types ();
  return g_object_new (YC_TYPE_COUNTER, NULL);
}

/* Tells the clerk of an event that no verb of theirs waits for. */
void
yc_counter_notice (YcCounter  *self,
                   const char *text)
{
  g_signal_emit (self, notice_signal, 0, text);
}

void
yc_counter_notify_enrolled (YcCounter *self)
{
  self->enrolled = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ENROLLED]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WINDOW]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HALL_NAME]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TRAINING]);
}

/* @session: (transfer full) (nullable): who works here from now on */
void
yc_counter_set_session (YcCounter *self,
                        YcSession *session)
{
  g_clear_pointer (&self->session, yc_session_unref);
  self->session = session;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SIGNED_IN]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OPERATOR]);
  yc_counter_doubt_all_jobs (self);
  if (session != NULL)
    yc_counter_say_packs (self);
}

gboolean
yc_counter_check_signed_in (YcCounter *self,
                            GTask     *task)
{
  if (self->session != NULL)
    return TRUE;
  g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_SIGNED_IN, _("Sign in first"));
  g_object_unref (task);
  return FALSE;
}

gboolean
yc_counter_is_enrolled (YcCounter *self)
{
  return self->enrolled;
}

gboolean
yc_counter_is_signed_in (YcCounter *self)
{
  return self->session != NULL;
}

gboolean
yc_counter_is_training (YcCounter *self)
{
  return self->training;
}

/* Returns: (nullable): the name of who is signed in */
const char *
yc_counter_get_operator (YcCounter *self)
{
  return self->session != NULL ? yc_session_get_name (self->session) : NULL;
}

const char *
yc_counter_get_operator_code (YcCounter *self)
{
  return self->session != NULL ? yc_session_get_operator (self->session) : NULL;
}

/* Returns: of YcRole: what who is signed in may do; 0 while nobody is */
guint
yc_counter_get_roles (YcCounter *self)
{
  return self->session != NULL ? yc_session_get_roles (self->session) : 0;
}

const char *
yc_counter_get_window (YcCounter *self)
{
  return self->window;
}

const char *
yc_counter_get_hall_name (YcCounter *self)
{
  return self->hall_name;
}

YcLine *
yc_counter_get_line (YcCounter *self)
{
  return self->line;
}

GListModel *
yc_counter_get_queue (YcCounter *self)
{
  return G_LIST_MODEL (self->queue);
}

GListModel *
yc_counter_get_cases (YcCounter *self)
{
  return G_LIST_MODEL (self->cases);
}

GListModel *
yc_counter_get_devices (YcCounter *self)
{
  return G_LIST_MODEL (self->registry);
}

YcTicket *
yc_counter_get_current (YcCounter *self)
{
  return self->current;
}

gint64
yc_counter_get_offset_ms (YcCounter *self)
{
  return self->offset_ms;
}

gboolean
yc_counter_is_online (YcCounter *self)
{
  return yc_line_get_state (self->line) == YC_LINE_ONLINE;
}

/* The time by the hub's clock, as far as this desk knows it. */
YcMoment
yc_counter_now (YcCounter *self)
{
  YcStamp stamp;

  if (self->edge != NULL)
    return yc_sync_edge_now (self->edge);
  yc_clock_read (self->clock, &stamp);
  return (YcMoment){ stamp.wall_ms + self->offset_ms, TRUE };
}

YcWorker *
yc_counter_get_pdf_worker (YcCounter *self)
{
  if (self->pdf_worker == NULL)
    self->pdf_worker = yc_pdf_pages_worker_new ();
  return self->pdf_worker;
}

YcDate
yc_counter_get_today (YcCounter *self)
{
  return yc_date_from_wall (yc_counter_now (self).at_ms, YC_COUNTER_ZONE_MINUTES);
}

/* From the store to the screen. */

static YcFeedRow *
create_row (const YcStoreRow *stored)
{
  g_autoptr (YcFeedRow) row = yc_feed_row_new ();

  row->stream = stored->stream;
  row->revision = stored->revision;
  row->position = stored->position;
  row->hash = g_strdup (stored->hash);
  row->op = yc_op_decode (stored->bytes, stored->signature, NULL);
  row->verdict = yc_verdict_decode (stored->verdict, NULL);
  return row->op != NULL && row->verdict != NULL ? g_steal_pointer (&row) : NULL;
}

static void
take_rows (YcHistory *history,
           GPtrArray *rows)
{
  if ((gint64) rows->len < yc_history_get_revision (history))
    yc_history_clear_rows (history); /* the hub has begun a new epoch */
  for (guint i = 0; i < rows->len; i++)
    {
      const YcStoreRow *stored = g_ptr_array_index (rows, i);
      YcFeedRow *row;

      if (stored->revision <= yc_history_get_revision (history))
        continue;
      row = create_row (stored);
      if (row == NULL || !yc_history_add_row (history, row))
        break;
    }
}

static void
take_own_ops (YcHistory *history,
              GPtrArray *ops)
{
  for (guint i = 0; i < ops->len; i++)
    {
      const YcStoreOp *stored = g_ptr_array_index (ops, i);
      g_autoptr (YcOp) op = yc_op_decode (stored->bytes, stored->signature, NULL);
      g_autoptr (YcVerdict) verdict = NULL;

      if (op == NULL)
        continue;
      yc_history_add_own (history, op);
      if (stored->verdict != NULL)
        verdict = yc_verdict_decode (stored->verdict, NULL);
      if (verdict != NULL)
        yc_history_answer (history, &op->id, verdict);
    }
}

/* What the store holds of a stream, on top of what @history has. */
void
yc_counter_take_history (YcHistory            *history,
                         const YcStoreHistory *stored)
{
  take_rows (history, stored->rows);
  take_own_ops (history, stored->ops);
}

static void
show_visit (YcCounter            *self,
            const YcId           *id,
            const YcStoreHistory *stored)
{
  YcStream stream = { YC_STREAM_VISIT, *id };
  YcHistory *history = g_hash_table_lookup (self->visits, id);
  YcTicket *ticket = g_hash_table_lookup (self->tickets, id);
  g_autoptr (YcVisit) visit = NULL;

  if (history == NULL)
    {
      history = yc_history_new (&stream);
      ticket = yc_ticket_new (id, self->window);
      g_hash_table_insert (self->visits, yc_id_copy (id), history);
      g_hash_table_insert (self->tickets, yc_id_copy (id), ticket);
    }
  yc_counter_take_history (history, stored);
  visit = yc_history_fold_visit (history, self->offset_ms);
  yc_ticket_set_visit (ticket, visit);
  yc_counter_place_ticket (self, ticket);
  yc_counter_settle_call (self, ticket);
}

static void
show_case (YcCounter            *self,
           const YcId           *id,
           const YcStoreHistory *stored)
{
  YcStream stream = { YC_STREAM_CASE, *id };
  YcCaseFile *file = g_hash_table_lookup (self->files, id);

  if (self->catalogues->len == 0)
    return;
  if (file == NULL)
    {
      YcHistory *history = yc_history_new (&stream);

      yc_counter_take_history (history, stored);
      file = yc_case_file_new (self, history, id);
      g_hash_table_insert (self->files, yc_id_copy (id), file);
      yc_counter_place_case (self, file);
      if (self->edge != NULL)
        yc_sync_edge_follow (self->edge, &stream);
      yc_counter_doubt_jobs (self, file);
      return;
    }
  yc_counter_take_history (yc_case_file_get_history (file), stored);
  yc_case_file_refresh (file);
  yc_counter_place_case (self, file);
  yc_counter_doubt_jobs (self, file);
}

typedef struct
{
  YcStream stream;
  GTask *waiter; /* (nullable): answered when the stream is shown */
} Reload;

static void
reload_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  YcCounter *self = g_task_get_source_object (task);
  Reload *reload = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (YcStoreHistory) stored = yc_store_load_stream_finish (YC_STORE (source), result, &error);

  if (stored != NULL && self->store != NULL && reload->stream.type == YC_STREAM_VISIT)
    show_visit (self, &reload->stream.id, stored);
  else if (stored != NULL && self->store != NULL && reload->stream.type == YC_STREAM_CASE)
    show_case (self, &reload->stream.id, stored);

  if (reload->waiter == NULL)
    return;
  if (error != NULL)
    g_task_return_error (reload->waiter, g_steal_pointer (&error));
  else
    g_task_return_boolean (reload->waiter, TRUE);
}

static void
reload_free (gpointer data)
{
  Reload *reload = data;

  g_clear_object (&reload->waiter);
  g_free (reload);
}

/**
 * yc_counter_reload_async:
 * @self: a counter
 * @stream: a stream that has changed in the store
 * @waiter: (nullable) (transfer full): answered with %TRUE when it is shown
 *
 * The store answers in the order it is asked, so a later reload never shows
 * an older state.
 */
void
yc_counter_reload_async (YcCounter      *self,
                         const YcStream *stream,
                         GTask          *waiter)
{
  GTask *task = g_task_new (self, NULL, NULL, NULL);
  Reload *reload = g_new0 (Reload, 1);

  reload->stream = *stream;
  reload->waiter = waiter;
  g_task_set_task_data (task, reload, reload_free);
  yc_store_load_stream_async (self->store, stream, NULL, reload_cb, task);
}

/* Appending. */

typedef struct
{
  GPtrArray *ops;     /* of YcOp */
  GPtrArray *streams; /* of YcStream, each once */
  guint shown;        /* how many of them are on the screen */
} Append;

static void
append_free (gpointer data)
{
  Append *append = data;

  g_ptr_array_unref (append->ops);
  g_ptr_array_unref (append->streams);
  g_free (append);
}

static void
shown_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  GTask *task = user_data;
  Append *append = g_task_get_task_data (task);

  /* What was stored is stored; a stream that could not be shown is shown by
   * the next change of it. */
  if (++append->shown == append->streams->len)
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  YcCounter *self = g_task_get_source_object (task);
  Append *append = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gint64 first = yc_store_append_finish (YC_STORE (source), result, &error);

  if (first == 0)
    {
      yc_counter_drop_journal (self, append->ops, error);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (self->edge != NULL)
    yc_sync_edge_enqueue (self->edge, append->ops, first);
  for (guint i = 0; i < append->streams->len; i++)
    yc_counter_reload_async (self, g_ptr_array_index (append->streams, i),
                             g_task_new (self, NULL, shown_cb, g_object_ref (task)));
}

/* The revision that the clerk has before them. */
static gint64
get_seen (YcCounter      *self,
          const YcStream *stream)
{
  YcHistory *history = NULL;

  if (stream->type == YC_STREAM_VISIT)
    history = g_hash_table_lookup (self->visits, &stream->id);
  else if (stream->type == YC_STREAM_CASE)
    {
      YcCaseFile *file = g_hash_table_lookup (self->files, &stream->id);

      history = file != NULL ? yc_case_file_get_history (file) : NULL;
    }
  return history != NULL ? yc_history_get_revision (history) : 0;
}

static void
finish_op (YcCounter     *self,
           YcOp          *op,
           const YcStamp *now)
{
  yc_id_init_random (&op->id);
  op->when = *now;
  op->seen = get_seen (self, &op->stream);
  yc_session_sign (self->session, op);
}

static void
add_stream (GPtrArray      *streams,
            const YcStream *stream)
{
  if (!g_ptr_array_find_with_equal_func (streams, stream, yc_stream_equal, NULL))
    g_ptr_array_add (streams, g_memdup2 (stream, sizeof *stream));
}

void
yc_counter_append_async (YcCounter           *self,
                         GPtrArray           *ops,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Append *append = g_new0 (Append, 1);
  YcStamp now;

  g_return_if_fail (YC_IS_COUNTER (self) && ops->len > 0);

  g_task_set_source_tag (task, yc_counter_append_async);
  append->ops = g_ptr_array_ref (ops);
  append->streams = g_ptr_array_new_with_free_func (g_free);
  g_task_set_task_data (task, append, append_free);
  if (!yc_counter_check_signed_in (self, task))
    return;

  yc_clock_read (self->clock, &now);
  for (guint i = 0; i < ops->len; i++)
    {
      YcOp *op = g_ptr_array_index (ops, i);

      finish_op (self, op, &now);
      add_stream (append->streams, &op->stream);
    }
  yc_store_append_with_async (self->store, ops, yc_counter_create_journal (self, ops), stored_cb, task);
}

gboolean
yc_counter_append_finish (YcCounter     *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
yc_counter_set_credentials (YcCounter          *self,
                            YcCredentialSource *source,
                            const guint8        key[YC_KEY_SIZE])
{
  g_return_if_fail (YC_IS_COUNTER (self));

  g_set_object (&self->credentials, source);
  memcpy (self->credential_key, key, YC_KEY_SIZE);
}
