/* yc-hub-stream.c: a connection as SoupServer gets it
 *
 * SoupServer of libsoup 3.2 never lets go of a connection whose peer goes
 * away, or stays silent for too long, between two requests: it reads the end,
 * ends the request that has not begun, and forgets to close. The descriptor
 * stays for as long as the program runs, and a hub would take nobody any more
 * after some thousand desks have come and gone.
 *
 * So it is not told of such an end. Between two requests (rest) it reads a
 * last request of our making instead, by which the server knows that the
 * connection is over and takes it away, as it does with those it refuses.
 * Within a request an end is an end.
 */

#include "yc-hub-stream.h"

#include <string.h>

#define INPUT_KEY "yc-hub-input"

static const char last_request[] = "GET /over HTTP/1.0\r\n\r\n";

/* What comes from the peer. */

#define YC_TYPE_HUB_INPUT (yc_hub_input_get_type ())
G_DECLARE_FINAL_TYPE (YcHubInput, yc_hub_input, YC, HUB_INPUT, GFilterInputStream)

struct _YcHubInput
{
  GFilterInputStream parent_instance;

  gboolean rests; /* nothing of the next request has come */
  gboolean over;
  gsize told;     /* bytes of the last request that were read; once it is over */
};

static void pollable_iface_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YcHubInput, yc_hub_input, G_TYPE_FILTER_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, pollable_iface_init))

static GPollableInputStream *
get_base (gpointer stream)
{
  return G_POLLABLE_INPUT_STREAM (g_filter_input_stream_get_base_stream (stream));
}

static gssize
tell_last (YcHubInput *self,
           void       *buffer,
           gsize       size)
{
  gsize count = MIN (size, strlen (last_request) - self->told);

  memcpy (buffer, last_request + self->told, count);
  self->told += count;
  return (gssize) count;
}

static gssize
input_read_nonblocking (GPollableInputStream  *stream,
                        void                  *buffer,
                        gsize                  size,
                        GError               **error)
{
  YcHubInput *self = YC_HUB_INPUT (stream);
  g_autoptr (GError) local_error = NULL;
  gssize count;

  if (self->over)
    return tell_last (self, buffer, size);
  count = g_pollable_input_stream_read_nonblocking (get_base (self), buffer, size, NULL, &local_error);
  if (self->rests && count <= 0 && !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      self->over = TRUE;
      return tell_last (self, buffer, size);
    }
  self->rests = self->rests && count <= 0;
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return count;
}

static gboolean
input_is_readable (GPollableInputStream *stream)
{
  return YC_HUB_INPUT (stream)->over || g_pollable_input_stream_is_readable (get_base (stream));
}

static GSource *
input_create_source (GPollableInputStream *stream,
                     GCancellable         *cancellable)
{
  g_autoptr (GSource) base = g_pollable_input_stream_create_source (get_base (stream), NULL);

  return g_pollable_source_new_full (stream, base, cancellable);
}

static void
pollable_iface_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = input_is_readable;
  iface->create_source = input_create_source;
  iface->read_nonblocking = input_read_nonblocking;
}

static void
yc_hub_input_class_init (YcHubInputClass *klass)
{
}

static void
yc_hub_input_init (YcHubInput *self)
{
}

/* Both ways together. */

#define YC_TYPE_HUB_STREAM (yc_hub_stream_get_type ())
G_DECLARE_FINAL_TYPE (YcHubStream, yc_hub_stream, YC, HUB_STREAM, GIOStream)

struct _YcHubStream
{
  GIOStream parent_instance;

  GIOStream *connection;
  YcHubInput *input;
};

G_DEFINE_FINAL_TYPE (YcHubStream, yc_hub_stream, G_TYPE_IO_STREAM)

static GInputStream *
stream_get_input (GIOStream *stream)
{
  return G_INPUT_STREAM (YC_HUB_STREAM (stream)->input);
}

static GOutputStream *
stream_get_output (GIOStream *stream)
{
  return g_io_stream_get_output_stream (YC_HUB_STREAM (stream)->connection);
}

static gboolean
stream_close (GIOStream     *stream,
              GCancellable  *cancellable,
              GError       **error)
{
  return g_io_stream_close (YC_HUB_STREAM (stream)->connection, cancellable, error);
}

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (g_io_stream_close_finish (G_IO_STREAM (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Without a thread of its own, which a stream's usual way would take. */
static void
stream_close_async (GIOStream           *stream,
                    int                  priority,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             data)
{
  g_io_stream_close_async (YC_HUB_STREAM (stream)->connection, priority, cancellable, closed_cb,
                           g_task_new (stream, cancellable, callback, data));
}

static gboolean
stream_close_finish (GIOStream     *stream,
                     GAsyncResult  *result,
                     GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
yc_hub_stream_dispose (GObject *object)
{
  YcHubStream *self = YC_HUB_STREAM (object);

  G_OBJECT_CLASS (yc_hub_stream_parent_class)->dispose (object);
  g_clear_object (&self->input);
  g_clear_object (&self->connection);
}

static void
yc_hub_stream_class_init (YcHubStreamClass *klass)
{
  GIOStreamClass *io_class = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_hub_stream_dispose;
  io_class->get_input_stream = stream_get_input;
  io_class->get_output_stream = stream_get_output;
  io_class->close_fn = stream_close;
  io_class->close_async = stream_close_async;
  io_class->close_finish = stream_close_finish;
}

static void
yc_hub_stream_init (YcHubStream *self)
{
}

/**
 * yc_hub_stream_accept:
 * @connection: one that has come
 * @error: why SoupServer does not take it
 */
gboolean
yc_hub_stream_accept (SoupServer         *soup,
                      GSocketConnection  *connection,
                      GError            **error)
{
  g_autoptr (YcHubStream) self = g_object_new (YC_TYPE_HUB_STREAM, NULL);
  /* SoupServer wants an address to spell a request's own, also of a Unix
   * socket; and a message tells which one it has, so the input is found by it. */
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 80);

  self->connection = g_object_ref (G_IO_STREAM (connection));
  self->input = g_object_new (YC_TYPE_HUB_INPUT, "base-stream", g_io_stream_get_input_stream (self->connection),
                              "close-base-stream", FALSE, NULL);
  g_object_set_data_full (G_OBJECT (address), INPUT_KEY, g_object_ref (self->input), g_object_unref);
  return soup_server_accept_iostream (soup, G_IO_STREAM (self), address, address, error);
}

static YcHubInput *
get_input (SoupServerMessage *message)
{
  return g_object_get_data (G_OBJECT (soup_server_message_get_remote_address (message)), INPUT_KEY);
}

/* A request has begun; SoupServer may have had its first bytes for long. */
void
yc_hub_stream_begin (SoupServerMessage *message)
{
  get_input (message)->rests = FALSE;
}

/* The message was answered: what comes next is a request, or an end. */
void
yc_hub_stream_rest (SoupServerMessage *message)
{
  get_input (message)->rests = TRUE;
}

/* Whether @message is none of the peer's: its connection is to be taken away. */
gboolean
yc_hub_stream_is_over (SoupServerMessage *message)
{
  return get_input (message)->over;
}
