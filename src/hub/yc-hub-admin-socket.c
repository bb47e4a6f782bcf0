/* yc-hub-admin-socket.c: commands to a hub that is running
 *
 * One connection, one command: the peer sends it, closes its side, and reads
 * the answer.
 */

#include "yc-hub-admin.h"
#include "yc-hub-server-private.h"

#include <gio/gunixsocketaddress.h>
#include <string.h>

#define PEER_MAX_S 10

typedef struct
{
  YcHubServer *server;
  GIOStream *stream;
  GBytes *answer;
  gsize size;
  char *command; /* YC_HUB_ADMIN_MESSAGE_MAX + 1 bytes; touched as they come */
} Caller;

static void
caller_free (gpointer data)
{
  Caller *self = data;

  g_io_stream_close_async (self->stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_object_unref (self->stream);
  g_clear_pointer (&self->answer, g_bytes_unref);
  g_free (self->command);
  g_free (self);
}

static void
command_job (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Caller *self = data;
  g_autoptr (GBytes) command = g_bytes_new_static (self->command, self->size);

  self->answer = yc_hub_admin_run (self->server->hub, command, self->server->stopping);
  g_task_return_boolean (task, TRUE);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);
  caller_free (data);
}

static void
commanded_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  Caller *self = data;
  YcHubServer *server = self->server;

  if (g_task_propagate_boolean (G_TASK (result), NULL))
    g_output_stream_write_all_async (g_io_stream_get_output_stream (self->stream),
                                     g_bytes_get_data (self->answer, NULL), g_bytes_get_size (self->answer),
                                     G_PRIORITY_DEFAULT, NULL, written_cb, self);
  else
    caller_free (self);
  yc_hub_dispatch_tell_packs (server);
  yc_hub_server_job_done (server);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  Caller *self = data;
  YcHubServer *server = self->server;
  g_autoptr (GBytes) command = NULL;
  g_autoptr (GTask) task = NULL;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &self->size, NULL) ||
      self->size > YC_HUB_ADMIN_MESSAGE_MAX || server->stopped != NULL)
    {
      caller_free (self);
      return;
    }
  server->jobs++;
  command = g_bytes_new_static (self->command, self->size);
  task = g_task_new (NULL, NULL, commanded_cb, self);
  g_task_set_task_data (task, self, NULL);
  yc_worker_run (yc_hub_admin_is_long (command) ? server->backup_worker : server->store_worker, task, command_job);
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             gpointer           data)
{
  Caller *self = g_new0 (Caller, 1);

  self->server = data;
  self->stream = g_object_ref (G_IO_STREAM (connection));
  self->command = g_malloc (YC_HUB_ADMIN_MESSAGE_MAX + 1);
  g_socket_set_timeout (g_socket_connection_get_socket (connection), PEER_MAX_S);
  g_input_stream_read_all_async (g_io_stream_get_input_stream (self->stream), self->command, YC_HUB_ADMIN_MESSAGE_MAX + 1,
                                 G_PRIORITY_DEFAULT, NULL, read_cb, self);
  return TRUE;
}

/* Returns: (transfer full) (nullable): a service that takes commands at @path */
GSocketService *
yc_hub_admin_socket_new (YcHubServer *server,
                         const char  *path,
                         GError     **error)
{
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);

  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, error))
    return NULL;
  g_signal_connect (service, "incoming", G_CALLBACK (incoming_cb), server);
  return g_steal_pointer (&service);
}
