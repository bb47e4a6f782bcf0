/* yc-sim-office-server.c: the offices' doors on the network
 *
 * One process can be one office, at "/v1/…", or all of them, each below its
 * name: "/police/v1/…". Who asks for answers and finds none may wait: the
 * message is paused until there is one, or its time is over.
 *
 * All of it lives on one main loop, the books' writes too: an office is a
 * process of its own, and nobody's window.
 */

#include "yc-sim-office-server.h"

#include <libsoup/soup.h>
#include <string.h>

#define TOO_BIG "yc-too-big"
#define GOT "yc-got"

struct _YcSimOfficeServer
{
  GPtrArray *offices; /* of YcSimOffice */
  char *bearer;
  SoupServer *soup;
  GSocketService *service;
  guint *connections; /* outlived by connections: counted references */
  GPtrArray *waiters; /* of Waiter */
  guint timer;
};

/* Somebody who waits for answers. */
typedef struct
{
  YcSimOfficeServer *server;
  SoupServerMessage *message;
  YcSimOffice *office;
  gint64 after;
  guint source;
} Waiter;

static gint64
now_ms (void)
{
  return g_get_real_time () / 1000;
}

/* @json: (transfer full) */
static void
answer (SoupServerMessage *message,
        guint              status,
        json_t            *json)
{
  char *text = json_dumps (json, JSON_COMPACT);
  const char *type = status < 300 ? "application/json" : "application/problem+json";

  json_decref (json);
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, text, strlen (text));
  free (text);
}

static void
refuse (SoupServerMessage *message,
        guint              status,
        const char        *code,
        const char        *detail)
{
  answer (message, status, yc_sim_problem_new (status, code, detail));
}

/* --- waiting ------------------------------------------------------------- */

static void
waiter_free (gpointer data)
{
  Waiter *waiter = data;

  g_clear_handle_id (&waiter->source, g_source_remove);
  g_object_unref (waiter->message);
  g_free (waiter);
}

static void
answer_waiter (Waiter *waiter)
{
  answer (waiter->message, 200, yc_sim_office_list (waiter->office, waiter->after));
  soup_server_message_unpause (waiter->message);
}

static gboolean
wait_over_cb (gpointer data)
{
  Waiter *waiter = data;

  waiter->source = 0;
  answer_waiter (waiter);
  g_ptr_array_remove_fast (waiter->server->waiters, waiter);
  return G_SOURCE_REMOVE;
}

static void
wait_for_answers (YcSimOfficeServer *self,
                  SoupServerMessage *message,
                  YcSimOffice       *office,
                  gint64             after,
                  guint              wait_s)
{
  Waiter *waiter = g_new0 (Waiter, 1);

  waiter->server = self;
  waiter->message = g_object_ref (message);
  waiter->office = office;
  waiter->after = after;
  waiter->source = g_timeout_add (wait_s * 1000, wait_over_cb, waiter);
  g_ptr_array_add (self->waiters, waiter);
  soup_server_message_pause (message);
}

static void
wake (YcSimOfficeServer *self)
{
  for (guint i = self->waiters->len; i > 0; i--)
    {
      Waiter *waiter = g_ptr_array_index (self->waiters, i - 1);

      if (yc_sim_office_get_head (waiter->office) <= waiter->after)
        continue;
      answer_waiter (waiter);
      g_ptr_array_remove_index_fast (self->waiters, i - 1);
    }
}

static void release (YcSimOfficeServer *self);

static gboolean
timer_cb (gpointer data)
{
  YcSimOfficeServer *self = data;

  self->timer = 0;
  release (self);
  return G_SOURCE_REMOVE;
}

/* Tells what is to be told by now, and comes back when there is more. */
static void
release (YcSimOfficeServer *self)
{
  gint64 next_ms = -1;

  for (guint i = 0; i < self->offices->len; i++)
    {
      gint64 office_ms = yc_sim_office_release (g_ptr_array_index (self->offices, i), now_ms ());

      if (office_ms >= 0 && (next_ms < 0 || office_ms < next_ms))
        next_ms = office_ms;
    }
  g_clear_handle_id (&self->timer, g_source_remove);
  if (next_ms >= 0)
    self->timer = g_timeout_add ((guint) CLAMP (next_ms - now_ms (), 1, 60000), timer_cb, self);
  wake (self);
}

static gboolean
release_cb (gpointer data)
{
  release (data);
  return G_SOURCE_REMOVE;
}

/* --- doors --------------------------------------------------------------- */

/* Which office @path is for; moves it to behind its name. */
static YcSimOffice *
find_office (YcSimOfficeServer *self,
             const char       **path)
{
  if (self->offices->len == 1 && g_str_has_prefix (*path, "/v1/"))
    return g_ptr_array_index (self->offices, 0);
  for (guint i = 0; i < self->offices->len; i++)
    {
      YcSimOffice *office = g_ptr_array_index (self->offices, i);
      const char *id = yc_sim_office_get_rules (office)->id;
      gsize length = strlen (id);

      if (strncmp (*path + 1, id, length) == 0 && g_str_has_prefix (*path + 1 + length, "/v1/"))
        {
          *path += 1 + length;
          return office;
        }
    }
  return NULL;
}

static void
put_request (YcSimOfficeServer *self,
             SoupServerMessage *message,
             YcSimOffice       *office,
             const char        *id)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = NULL;
  json_t *json;
  guint status;

  if (strcmp (soup_server_message_get_method (message), "PUT") != 0)
    {
      refuse (message, 405, "method", "A request is put");
      return;
    }
  if (g_object_get_data (G_OBJECT (message), TOO_BIG) != NULL)
    {
      refuse (message, 413, "too-big", "The request is longer than an office reads");
      return;
    }
  bytes = soup_message_body_flatten (body);
  status = yc_sim_office_put (office, id, bytes, now_ms (), &json);
  answer (message, status, json);
  /* After the acknowledgement, so that it comes first also where there is no delay. */
  g_idle_add (release_cb, self);
}

static gboolean
read_number (GHashTable *query,
             const char *name,
             gint64      most,
             gint64     *ret_number)
{
  const char *text = query != NULL ? g_hash_table_lookup (query, name) : NULL;

  *ret_number = 0;
  return text == NULL || g_ascii_string_to_signed (text, 10, 0, most, ret_number, NULL);
}

static void
get_answers (YcSimOfficeServer *self,
             SoupServerMessage *message,
             YcSimOffice       *office,
             GHashTable        *query)
{
  gint64 after, wait_s;

  if (strcmp (soup_server_message_get_method (message), "GET") != 0)
    refuse (message, 405, "method", "Answers are got");
  else if (!read_number (query, "after", G_MAXINT32, &after) ||
           !read_number (query, "wait", YC_SIM_OFFICE_WAIT_MAX_S, &wait_s))
    refuse (message, 422, "malformed", "after or wait is not a number in its range");
  else if (wait_s > 0 && yc_sim_office_get_head (office) <= after && self->waiters->len < YC_SIM_OFFICE_WAITERS_MAX)
    wait_for_answers (self, message, office, after, (guint) wait_s);
  else
    answer (message, 200, yc_sim_office_list (office, after));
}

static void
handler_cb (SoupServer        *soup,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           data)
{
  YcSimOfficeServer *self = data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *bearer = soup_message_headers_get_one (headers, "Authorization");
  YcSimOffice *office = find_office (self, &path);

  if (office == NULL)
    refuse (message, 404, "no-such-door", "There is no such door");
  else if (strcmp (path, "/v1/health") == 0)
    answer (message, 200,
            json_pack ("{s:s, s:s, s:I}", "interface", "yichuang-office-1", "office",
                       yc_sim_office_get_rules (office)->id, "time", (json_int_t) now_ms ()));
  else if (g_strcmp0 (bearer, self->bearer) != 0)
    refuse (message, 401, "token", "Say who you are");
  else if (g_str_has_prefix (path, "/v1/requests/"))
    put_request (self, message, office, path + strlen ("/v1/requests/"));
  else if (strcmp (path, "/v1/answers") == 0)
    get_answers (self, message, office, query);
  else
    refuse (message, 404, "no-such-door", "There is no such door");
}

/* A body that grows too long is not kept. */
static void
got_chunk_cb (SoupServerMessage *message,
              GBytes            *chunk,
              gpointer           data)
{
  gsize got = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (message), GOT)) + g_bytes_get_size (chunk);

  g_object_set_data (G_OBJECT (message), GOT, GSIZE_TO_POINTER (got));
  if (got <= YC_SIM_OFFICE_BODY_MAX)
    return;
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  soup_message_body_truncate (soup_server_message_get_request_body (message));
  g_object_set_data (G_OBJECT (message), TOO_BIG, message);
}

static void
request_started_cb (SoupServer        *soup,
                    SoupServerMessage *message,
                    gpointer           data)
{
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), NULL);
}

static void
connection_gone_cb (gpointer data,
                    GObject *was)
{
  guint *connections = data;

  (*connections)--;
  g_rc_box_release (connections);
}

/* SoupServer's own listening keeps a little of every connection it ever had,
 * so connections are brought to it. */
static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             gpointer           data)
{
  YcSimOfficeServer *self = data;
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 80);

  if (*self->connections >= YC_SIM_OFFICE_CONNECTIONS_MAX)
    return TRUE;
  g_socket_set_timeout (g_socket_connection_get_socket (connection), YC_SIM_OFFICE_IDLE_MAX_S);
  if (!soup_server_accept_iostream (self->soup, G_IO_STREAM (connection), address, address, NULL))
    return TRUE;
  (*self->connections)++;
  g_object_weak_ref (G_OBJECT (connection), connection_gone_cb, g_rc_box_acquire (self->connections));
  return TRUE;
}

/**
 * yc_sim_office_server_new:
 * @offices: (element-type YcSimOffice): whose doors
 * @token: what the hub says who it is with
 */
YcSimOfficeServer *
yc_sim_office_server_new (GPtrArray  *offices,
                          const char *token)
{
  YcSimOfficeServer *self = g_new0 (YcSimOfficeServer, 1);

  self->offices = g_ptr_array_ref (offices);
  self->bearer = g_strconcat ("Bearer ", token, NULL);
  self->waiters = g_ptr_array_new_with_free_func (waiter_free);
  self->soup = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->soup, NULL, handler_cb, self, NULL);
  g_signal_connect (self->soup, "request-started", G_CALLBACK (request_started_cb), self);
  self->connections = g_rc_box_new0 (guint);
  self->service = g_socket_service_new ();
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  release (self);
  return self;
}

/**
 * yc_sim_office_server_listen:
 * @address: "127.0.0.1:PORT"; port 0 draws one
 * @ret_port: (out): which one it is
 * @error: of %G_IO_ERROR; INVALID_ARGUMENT for an address that is not this machine's own
 */
gboolean
yc_sim_office_server_listen (YcSimOfficeServer *self,
                             const char        *address,
                             guint             *ret_port,
                             GError           **error)
{
  g_autoptr (GSocketConnectable) network = g_network_address_parse (address, 0, error);
  g_autoptr (GSocketAddress) wanted = NULL;
  g_autoptr (GSocketAddress) effective = NULL;

  if (network == NULL)
    return FALSE;
  wanted = g_inet_socket_address_new_from_string (g_network_address_get_hostname (G_NETWORK_ADDRESS (network)),
                                                  g_network_address_get_port (G_NETWORK_ADDRESS (network)));
  if (wanted == NULL ||
      !g_inet_address_get_is_loopback (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (wanted))))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%s” is not a loopback address", address);
      return FALSE;
    }
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &effective, error))
    return FALSE;
  *ret_port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  return TRUE;
}

/**
 * yc_sim_office_server_tell:
 * @line: of an office's script; where there are several, behind one's name
 */
gboolean
yc_sim_office_server_tell (YcSimOfficeServer *self,
                           const char        *line,
                           GError           **error)
{
  g_autofree char *plain = g_strstrip (g_strdup (line));
  char *rest = strchr (plain, ' ');

  if (*plain == '\0' || *plain == '#')
    return TRUE;
  for (guint i = 0; i < self->offices->len && rest != NULL; i++)
    {
      YcSimOffice *office = g_ptr_array_index (self->offices, i);
      const YcSimOfficeRules *rules = yc_sim_office_get_rules (office);
      gsize length = (gsize) (rest - plain);

      if (strlen (rules->id) == length && strncmp (plain, rules->id, length) == 0)
        return yc_sim_office_tell (office, rest + 1, error);
    }
  if (self->offices->len == 1)
    return yc_sim_office_tell (g_ptr_array_index (self->offices, 0), plain, error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "No office is named first: “%s”", line);
  return FALSE;
}

void
yc_sim_office_server_free (YcSimOfficeServer *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  for (guint i = 0; i < self->waiters->len; i++)
    answer_waiter (g_ptr_array_index (self->waiters, i));
  g_ptr_array_unref (self->waiters);
  while (g_idle_remove_by_data (self))
    ;
  g_socket_service_stop (self->service);
  soup_server_disconnect (self->soup);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->soup);
  g_object_unref (self->service);
  g_rc_box_release (self->connections);
  g_ptr_array_unref (self->offices);
  g_free (self->bearer);
  g_free (self);
}
