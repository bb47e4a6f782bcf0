/* yc-hub-events.c: a hall's feed as server-sent events
 *
 *   reading   the store's thread looks for rows behind the cursor
 *   writing   they are on their way; no more are read before they are gone
 *   waiting   there are none: until a transaction touches the hall
 *
 * A reader has at most one batch in memory (200 rows, or 4 MiB and a row), so a slow
 * one costs that and is behind, and one that takes nothing for 20 s is cut off: it
 * comes again with the id of the last event it has. A comment every 15 s finds out
 * who is gone, and keeps proxies from thinking that the hub is.
 *
 * Before each read and each comment the reader's token is held against those that
 * count, so a device that was enrolled anew has its old readers ended.
 */

#include "yc-hub-events.h"

#include "yc-hub-feed.h"

#include <string.h>

typedef struct
{
  YcHubVisit *visit; /* with a reference to its message */
  guint beat;        /* source */
  gboolean is_open;  /* the answer's head was given */
  gboolean reading;
  gboolean wanted;   /* the hall was touched meanwhile */
  gboolean ended;    /* waits for the store's thread only */
  guint writing;     /* chunks that are not gone */
  gint64 gone_by_us; /* monotonic: when they must be */
} Reader;

static void read_more (Reader *self);

static void
reader_free (Reader *self)
{
  SoupServerMessage *message = self->visit->message;

  g_clear_handle_id (&self->beat, g_source_remove);
  g_signal_handlers_disconnect_by_data (message, self);
  g_free (self);
  g_object_unref (message);
}

/* Takes @self from the list; it is freed at once, or when the store's thread is done. */
static void
drop (Reader *self)
{
  if (self->ended)
    return;
  self->ended = TRUE;
  g_ptr_array_remove_fast (self->visit->server->event_readers, self);
  if (!self->reading)
    reader_free (self);
}

/* The answer ends as it should: its reader comes again. */
static void
end (Reader *self)
{
  SoupServerMessage *message = self->visit->message;

  g_object_ref (message);
  if (self->is_open)
    {
      soup_message_body_complete (soup_server_message_get_response_body (message));
      soup_server_message_unpause (message);
    }
  drop (self);
  g_object_unref (message);
}

static void
cut_off (Reader *self)
{
  SoupServerMessage *message = self->visit->message;
  GIOStream *stream;

  g_object_ref (message);
  drop (self);
  stream = soup_server_message_steal_connection (message);
  if (stream != NULL)
    {
      g_io_stream_close_async (stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
      g_object_unref (stream);
    }
  g_object_unref (message);
}

static void
write_text (Reader *self,
            GBytes *text)
{
  self->writing++;
  self->gone_by_us = g_get_monotonic_time () + (gint64) YC_HUB_EVENT_WRITE_MS * 1000;
  soup_message_body_append_bytes (soup_server_message_get_response_body (self->visit->message), text);
  soup_server_message_unpause (self->visit->message);
}

static gboolean
beat_cb (gpointer data)
{
  Reader *self = data;
  g_autoptr (GBytes) beat = g_bytes_new_static (":\n\n", 3);

  if (self->writing > 0)
    {
      if (g_get_monotonic_time () < self->gone_by_us)
        return G_SOURCE_CONTINUE;
      self->beat = 0;
      cut_off (self);
      return G_SOURCE_REMOVE;
    }
  if (!yc_hub_visit_is_known (self->visit))
    {
      self->beat = 0;
      end (self);
      return G_SOURCE_REMOVE;
    }
  write_text (self, beat);
  return G_SOURCE_CONTINUE;
}

static void
wrote_chunk_cb (SoupServerMessage *message,
                gpointer           data)
{
  Reader *self = data;

  if (self->writing > 0 && --self->writing == 0 && self->wanted)
    read_more (self);
}

static void
finished_cb (SoupServerMessage *message,
             gpointer           data)
{
  drop (data);
}

static void
open_answer (Reader *self)
{
  SoupServerMessage *message = self->visit->message;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autoptr (GBytes) head = g_bytes_new_static ("retry: 3000\n\n", 13);

  soup_server_message_set_status (message, 200, yc_hub_status_to_text (200));
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_headers_replace (headers, "Content-Type", "text/event-stream");
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "X-Accel-Buffering", "no");
  soup_message_headers_replace (headers, "Yc-Request", self->visit->id);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  g_signal_connect (message, "wrote-chunk", G_CALLBACK (wrote_chunk_cb), self);
  self->is_open = TRUE;
  self->beat = g_timeout_add (YC_HUB_EVENT_BEAT_MS, beat_cb, self);
  write_text (self, head);
}

/* Not one that can be read: said as to any reader of the feed, or the end of what was begun. */
static void
give_up (Reader      *self,
         YcHubAnswer *answer)
{
  YcHubVisit *visit = self->visit;
  SoupServerMessage *message = visit->message;

  if (self->is_open)
    {
      yc_hub_answer_free (answer);
      end (self);
      return;
    }
  g_object_ref (message);
  drop (self);
  yc_hub_visit_answer (visit, answer);
  g_object_unref (message);
}

static void
take_batch (Reader      *self,
            YcHubAnswer *answer)
{
  gboolean any = g_bytes_get_size (answer->body) > 0;

  if (!self->is_open)
    {
      yc_hub_visit_note (self->visit, answer);
      open_answer (self);
    }
  if (any)
    {
      self->wanted = TRUE; /* there may be more behind it */
      write_text (self, answer->body);
    }
  yc_hub_answer_free (answer);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  Reader *self = data;
  YcHubServer *server = self->visit->server;
  YcHubAnswer *answer = g_steal_pointer (&self->visit->answer);
  gboolean good = g_task_propagate_boolean (G_TASK (result), NULL);

  self->reading = FALSE;
  if (self->ended)
    {
      g_clear_pointer (&answer, yc_hub_answer_free);
      reader_free (self);
    }
  else if (!good)
    give_up (self, yc_hub_answer_new_problem (503, "busy", "The hub has too much to do; come again"));
  else if (answer->status != 200)
    give_up (self, answer);
  else if (server->stopped != NULL)
    {
      yc_hub_answer_free (answer);
      give_up (self, yc_hub_answer_new_problem (503, "busy", "The hub is about to stop; come again"));
    }
  else
    {
      take_batch (self, answer);
      if (self->wanted && self->writing == 0)
        read_more (self);
    }
  yc_hub_server_job_done (server);
}

static void
read_job (GTask        *task,
          gpointer      source,
          gpointer      data,
          GCancellable *cancellable)
{
  YcHubVisit *visit = data;

  visit->answer = yc_hub_feed_read_events (visit->server->hub, visit->request, visit->device);
  g_task_return_boolean (task, TRUE);
}

static void
read_more (Reader *self)
{
  g_autoptr (GTask) task = NULL;

  if (!yc_hub_visit_is_known (self->visit))
    {
      end (self);
      return;
    }
  self->wanted = FALSE;
  self->reading = TRUE;
  self->visit->server->jobs++;
  task = g_task_new (NULL, NULL, read_cb, self);
  g_task_set_task_data (task, self->visit, NULL);
  yc_worker_run (self->visit->server->store_worker, task, read_job);
}

static guint
count_of_device (YcHubServer *server,
                 const YcId  *device)
{
  guint count = 0;

  for (guint i = 0; i < server->event_readers->len; i++)
    count += yc_id_equal (&((Reader *) g_ptr_array_index (server->event_readers, i))->visit->device->id, device);
  return count;
}

/**
 * yc_hub_events_begin:
 * @visit: a request for a hall's feed as events, whose body has come; its message is paused
 */
void
yc_hub_events_begin (YcHubVisit *visit)
{
  YcHubServer *server = visit->server;
  Reader *self;

  if (server->event_readers->len >= YC_HUB_EVENT_READERS_MAX ||
      count_of_device (server, &visit->device->id) >= YC_HUB_EVENT_READERS_OF_DEVICE_MAX)
    {
      yc_hub_visit_answer (visit, yc_hub_answer_new_problem (429, "busy", "Too many readers of events; come again"));
      return;
    }
  self = g_new0 (Reader, 1);
  self->visit = visit;
  g_object_ref (visit->message);
  g_signal_connect (visit->message, "finished", G_CALLBACK (finished_cb), self);
  g_ptr_array_add (server->event_readers, self);
  read_more (self);
}

/* Readers of the halls that were touched. */
void
yc_hub_events_wake (YcHubServer *server,
                    GHashTable  *touched)
{
  for (guint i = server->event_readers->len; i-- > 0;)
    {
      Reader *self = g_ptr_array_index (server->event_readers, i);

      if (!g_hash_table_contains (touched, self->visit->request->hall))
        continue;
      self->wanted = TRUE;
      if (!self->reading && self->writing == 0)
        read_more (self);
    }
}

/* The server is stopping: all of them are ended, and come again to whoever answers then. */
void
yc_hub_events_stop (YcHubServer *server)
{
  for (guint i = server->event_readers->len; i-- > 0;)
    {
      Reader *self = g_ptr_array_index (server->event_readers, i);

      if (self->is_open)
        end (self);
    }
}
