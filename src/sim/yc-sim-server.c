/* yc-sim-server.c: the socket front of a simulated device
 *
 * Lives on the main context it was made in. Each connection gets HELLO, may
 * send transfers, and is answered by their tags. When the device is unplugged,
 * connections that used it are closed, as a host's handle would die; those that
 * only listen are told.
 *
 * The control socket takes a line of the script language and answers "ok" or
 * "error: …"; "persons" lists who can be laid on a reader.
 */

#include "yc-sim-server.h"

#include "yc-sim-control.h"
#include "yc-sim-port.h"
#include "yc-socket-proto.h"

#include <gio/gunixsocketaddress.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_BYTES (2 * (YC_SOCKET_HEADER_BYTES + YC_SOCKET_BODY_MAX_BYTES))
#define SEND_TIMEOUT_S 5

struct _YcSimServer
{
  YcSimDevice *device;
  YcSimPort *port;
  GSocketService *service;
  YcSimControl *control; /* (nullable) */
  char *path;
  GPtrArray *clients; /* of Client */
  guint32 last_client;
  gboolean was_plugged;
  guint timer;
  YcSimServerFunc moved;
  gpointer moved_data;
};

typedef struct
{
  YcSimServer *server;
  GSocketConnection *connection;
  GSource *source;
  guint32 id;
  gboolean used; /* it sent transfers */
  gsize have;
  guint8 bytes[BUFFER_BYTES];
} Client;

static void after_move (YcSimServer *self);

static gint64
now_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

static void
client_free (gpointer data)
{
  Client *client = data;

  g_source_destroy (client->source);
  g_source_unref (client->source);
  g_io_stream_close (G_IO_STREAM (client->connection), NULL, NULL);
  g_object_unref (client->connection);
  g_free (client);
}

/* The time limit is for writing only: for reading, silence is normal. */
static void
send_frame (Client *client,
            GBytes *frame)
{
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (client->connection));
  GSocket *socket = g_socket_connection_get_socket (client->connection);

  g_socket_set_timeout (socket, SEND_TIMEOUT_S);
  g_output_stream_write_all (out, g_bytes_get_data (frame, NULL), g_bytes_get_size (frame), NULL,
                             NULL, NULL);
  g_socket_set_timeout (socket, 0);
}

static void
send_hello (Client *client)
{
  g_autoptr (YcDeviceInfo) info = yc_sim_device_describe (client->server->device);
  gboolean plugged = yc_sim_device_is_plugged (client->server->device);
  g_autoptr (GBytes) frame = yc_socket_build_hello (info, plugged);

  send_frame (client, frame);
}

static Client *
find_client (YcSimServer *self,
             guint32      id)
{
  for (guint i = 0; i < self->clients->len; i++)
    if (((Client *) self->clients->pdata[i])->id == id)
      return self->clients->pdata[i];
  return NULL;
}

static YcSocketStatus
to_socket_status (YcSimStatus status)
{
  switch (status)
    {
    case YC_SIM_OK:
      return YC_SOCKET_OK;
    case YC_SIM_STALL:
      return YC_SOCKET_STALL;
    case YC_SIM_GONE:
      return YC_SOCKET_GONE;
    case YC_SIM_CANCELLED:
    case YC_SIM_WAIT:
    default:
      return YC_SOCKET_CANCELLED;
    }
}

/* The bytes go back in answers to IN and to control requests alike; an OUT
 * transfer's are not sent back. */
static void
ended_cb (guint64       tag,
          YcSimStatus   status,
          const guint8 *data,
          gsize         count,
          gpointer      user_data)
{
  YcSimServer *self = user_data;
  Client *client = find_client (self, (guint32) (tag >> 33));
  gboolean out = (tag >> 32 & 1) != 0;
  g_autoptr (GBytes) frame = NULL;

  if (client == NULL)
    return;
  frame = yc_socket_build_done ((guint32) tag, to_socket_status (status), count, data,
                                out ? 0 : count);
  send_frame (client, frame);
}

static guint64
make_tag (Client  *client,
          guint32  tag,
          gboolean out)
{
  return (guint64) client->id << 33 | (guint64) (out ? 1 : 0) << 32 | tag;
}

static gboolean
take_in (Client              *client,
         const YcSocketFrame *frame)
{
  guint32 wanted;
  YcReader reader;

  yc_reader_init (&reader, frame->body, frame->size_bytes);
  if (!yc_reader_read_be32 (&reader, &wanted) || wanted > YC_TRANSPORT_READ_MAX_BYTES)
    return FALSE;
  yc_sim_port_in (client->server->port, make_tag (client, frame->tag, FALSE), wanted);
  return TRUE;
}

static gboolean
take_control (Client              *client,
              const YcSocketFrame *frame)
{
  YcControlSetup setup;
  const guint8 *data;

  if (!yc_socket_parse_control (frame, &setup, &data, NULL))
    return FALSE;
  yc_sim_port_control (client->server->port,
                       make_tag (client, frame->tag, (setup.type & 0x80) == 0), &setup, data);
  return TRUE;
}

/* FALSE for a frame that no desk sends. */
static gboolean
take_frame (Client              *client,
            const YcSocketFrame *frame)
{
  YcSimPort *port = client->server->port;

  client->used = TRUE;
  switch (frame->type)
    {
    case YC_SOCKET_OUT:
      yc_sim_port_out (port, make_tag (client, frame->tag, TRUE), frame->body, frame->size_bytes);
      return TRUE;
    case YC_SOCKET_IN:
      return take_in (client, frame);
    case YC_SOCKET_CONTROL:
      return take_control (client, frame);
    case YC_SOCKET_CANCEL:
      if (!yc_sim_port_cancel (port, make_tag (client, frame->tag, TRUE)))
        yc_sim_port_cancel (port, make_tag (client, frame->tag, FALSE));
      return TRUE;
    default:
      return FALSE;
    }
}

/* FALSE when the connection has to be closed. */
static gboolean
take_frames (Client *client)
{
  gsize at = 0;

  for (;;)
    {
      YcSocketFrame frame;
      gssize used = yc_socket_parse_frame (client->bytes + at, client->have - at, &frame, NULL);

      if (used < 0 || (used > 0 && !take_frame (client, &frame)))
        return FALSE;
      if (used == 0)
        break;
      at += (gsize) used;
    }
  memmove (client->bytes, client->bytes + at, client->have - at);
  client->have -= at;
  return TRUE;
}

static void
drop_client (Client *client)
{
  YcSimServer *self = client->server;
  gboolean used = client->used;

  yc_sim_port_drop (self->port, make_tag (client, 0, FALSE), make_tag (client, G_MAXUINT32, TRUE));
  g_ptr_array_remove (self->clients, client);
  if (used && self->moved != NULL)
    self->moved (self->device, TRUE, self->moved_data);
}

static gboolean
readable_cb (GSocket     *socket,
             GIOCondition condition,
             gpointer     data)
{
  Client *client = data;
  YcSimServer *self = client->server;
  g_autoptr (GError) error = NULL;
  gssize n;

  n = g_socket_receive_with_blocking (socket, (char *) client->bytes + client->have,
                                      sizeof client->bytes - client->have, FALSE, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;
  if (n > 0)
    client->have += (gsize) n;
  if (n <= 0 || !take_frames (client))
    drop_client (client);
  after_move (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             gpointer           data)
{
  YcSimServer *self = data;
  GSocket *socket = g_socket_connection_get_socket (connection);
  Client *client;

  if (self->clients->len >= YC_SIM_SERVER_CLIENTS_MAX)
    return TRUE;
  client = g_new0 (Client, 1);
  client->server = self;
  client->connection = g_object_ref (connection);
  client->id = ++self->last_client;
  client->source = g_socket_create_source (socket, G_IO_IN | G_IO_HUP, NULL);
  g_source_set_callback (client->source, G_SOURCE_FUNC (readable_cb), client, NULL);
  g_source_attach (client->source, g_main_context_get_thread_default ());
  g_ptr_array_add (self->clients, client);
  send_hello (client);
  return TRUE;
}

/* Those that used the device lose it; the others hear of it. */
static void
tell_plugged (YcSimServer *self)
{
  gboolean plugged = yc_sim_device_is_plugged (self->device);

  if (plugged == self->was_plugged)
    return;
  self->was_plugged = plugged;
  for (guint i = self->clients->len; i > 0; i--)
    {
      Client *client = self->clients->pdata[i - 1];

      send_hello (client);
      if (!plugged && client->used)
        drop_client (client);
    }
}

static gboolean
timer_cb (gpointer data)
{
  YcSimServer *self = data;

  self->timer = 0;
  after_move (self);
  return G_SOURCE_REMOVE;
}

static void
arm_timer (YcSimServer *self)
{
  gint64 next_ms = yc_sim_device_get_next_ms (self->device);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (next_ms >= 0)
    self->timer = g_timeout_add ((guint) CLAMP (next_ms - now_ms (), 1, 60000), timer_cb, self);
}

/* Whatever happened: play, move bytes, tell who has to know. */
static void
after_move (YcSimServer *self)
{
  g_autoptr (GError) error = NULL;

  if (!yc_sim_device_tick (self->device, now_ms (), &error))
    g_printerr ("%s\n", error->message);
  yc_sim_port_pump (self->port, now_ms ());
  tell_plugged (self);
  if (self->moved != NULL)
    self->moved (self->device, FALSE, self->moved_data);
  arm_timer (self);
}

static gboolean
told_cb (const char *line,
         gpointer    data,
         GError    **error)
{
  YcSimServer *self = data;
  gboolean ok = yc_sim_device_tell (self->device, line, error);

  after_move (self);
  return ok;
}

/**
 * yc_sim_server_new:
 * @device: what to serve
 * @path: of the socket; one that is left over is replaced
 * @error: why nobody can listen there
 *
 * Returns: (transfer full): a server that listens
 */
YcSimServer *
yc_sim_server_new (YcSimDevice *device,
                   const char  *path,
                   GError     **error)
{
  g_autoptr (GSocketService) service = yc_sim_listen (path, error);
  YcSimServer *self;

  if (service == NULL)
    return NULL;
  self = g_new0 (YcSimServer, 1);
  self->device = g_object_ref (device);
  self->port = yc_sim_port_new (device, ended_cb, self);
  self->service = g_steal_pointer (&service);
  self->path = g_strdup (path);
  self->clients = g_ptr_array_new_with_free_func (client_free);
  self->was_plugged = yc_sim_device_is_plugged (device);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  arm_timer (self);
  return self;
}

void
yc_sim_server_free (YcSimServer *self)
{
  if (self == NULL)
    return;

  g_clear_handle_id (&self->timer, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service); /* a close alone is a warning while it accepts */
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  yc_sim_control_free (self->control);
  g_ptr_array_unref (self->clients);
  yc_sim_port_free (self->port);
  unlink (self->path);
  g_free (self->path);
  g_object_unref (self->device);
  g_free (self);
}

gboolean
yc_sim_server_add_control (YcSimServer *self,
                           const char  *path,
                           GError     **error)
{
  g_return_val_if_fail (self->control == NULL, FALSE);

  self->control = yc_sim_control_new (path, told_cb, self, error);
  return self->control != NULL;
}

void
yc_sim_server_set_moved (YcSimServer    *self,
                         YcSimServerFunc moved,
                         gpointer        data)
{
  self->moved = moved;
  self->moved_data = data;
}
