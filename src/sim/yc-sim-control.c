/* yc-sim-control.c: a socket that takes lines of the script language
 *
 * One connection, one line, one answer: "ok", or "error: " and why. "persons"
 * answers with who can be laid on a reader.
 */

#include "yc-sim-control.h"

#include "yc-sim-person.h"

#include <gio/gunixsocketaddress.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TIMEOUT_S 5

struct _YcSimControl
{
  GSocketService *service;
  char *path;
  YcSimControlFunc told;
  gpointer data;
};

/**
 * yc_sim_listen:
 * @path: of a unix socket; one that nobody listens at any more is replaced
 * @error: why it cannot be had
 *
 * The socket is this user's alone.
 *
 * Returns: (transfer full): a service that listens
 */
GSocketService *
yc_sim_listen (const char *path,
               GError    **error)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocketService) service = g_socket_service_new ();
  struct stat st;
  mode_t mask;
  gboolean ok;

  if (lstat (path, &st) == 0 && S_ISSOCK (st.st_mode))
    unlink (path);
  mask = umask (0077);
  ok = g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, error);
  umask (mask);
  return ok ? g_steal_pointer (&service) : NULL;
}

static char *
answer_line (YcSimControl *self,
             const char   *line)
{
  g_autoptr (GError) error = NULL;

  if (g_str_equal (line, "persons"))
    return yc_sim_person_list ();
  if (self->told (line, self->data, &error))
    return g_strdup ("ok\n");
  return g_strdup_printf ("error: %s\n", error->message);
}

static void
line_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  GDataInputStream *in = G_DATA_INPUT_STREAM (source);
  g_autoptr (GIOStream) connection = g_object_steal_data (source, "connection");
  YcSimControl *self = data;
  g_autofree char *line = NULL;
  g_autofree char *answer = NULL;
  gsize size;

  line = g_data_input_stream_read_line_finish_utf8 (in, result, &size, NULL);
  if (line == NULL || size > YC_SIM_LINE_MAX_BYTES)
    return;
  answer = answer_line (self, line);
  g_output_stream_write_all (g_io_stream_get_output_stream (connection), answer, strlen (answer),
                             NULL, NULL, NULL);
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             gpointer           data)
{
  GInputStream *raw = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_autoptr (GDataInputStream) in = g_data_input_stream_new (raw);

  g_socket_set_timeout (g_socket_connection_get_socket (connection), TIMEOUT_S);
  g_object_set_data_full (G_OBJECT (in), "connection", g_object_ref (connection), g_object_unref);
  g_data_input_stream_read_line_async (in, G_PRIORITY_DEFAULT, NULL, line_read_cb, data);
  return TRUE;
}

/**
 * yc_sim_control_new:
 * @path: of the socket
 * @told: does what a line says
 * @data: for @told
 * @error: why nobody can listen there
 *
 * Must outlive the connections it has accepted: it is for whole programs.
 *
 * Returns: (transfer full): the socket, listening on this main context
 */
YcSimControl *
yc_sim_control_new (const char      *path,
                    YcSimControlFunc told,
                    gpointer         data,
                    GError         **error)
{
  g_autoptr (GSocketService) service = yc_sim_listen (path, error);
  YcSimControl *self;

  if (service == NULL)
    return NULL;
  self = g_new0 (YcSimControl, 1);
  self->service = g_steal_pointer (&service);
  self->path = g_strdup (path);
  self->told = told;
  self->data = data;
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  return self;
}

void
yc_sim_control_free (YcSimControl *self)
{
  if (self == NULL)
    return;

  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  unlink (self->path);
  g_free (self->path);
  g_free (self);
}

/**
 * yc_sim_control_tell:
 * @path: of a control socket
 * @line: what to say
 * @ret_reply: (out) (transfer full): the answer
 * @error: why there is none, or what the simulator answered after "error: "
 *
 * Blocks until the answer has come.
 *
 * Returns: %TRUE if it was done
 */
gboolean
yc_sim_control_tell (const char *path,
                     const char *line,
                     char      **ret_reply,
                     GError    **error)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autofree char *sent = g_strconcat (line, "\n", NULL);
  GString *reply;
  char buffer[512];
  gssize n;

  g_socket_client_set_timeout (client, TIMEOUT_S);
  connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, error);
  if (connection == NULL ||
      !g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), sent,
                                  strlen (sent), NULL, NULL, error))
    return FALSE;

  reply = g_string_new (NULL);
  while ((n = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer,
                                   sizeof buffer, NULL, NULL)) > 0)
    g_string_append_len (reply, buffer, n);
  if (reply->len > 0 && !g_str_has_prefix (reply->str, "error: "))
    {
      *ret_reply = g_string_free (reply, FALSE);
      return TRUE;
    }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s",
               reply->len > 0 ? g_strchomp (reply->str) + strlen ("error: ") : "No answer");
  g_string_free (reply, TRUE);
  return FALSE;
}
