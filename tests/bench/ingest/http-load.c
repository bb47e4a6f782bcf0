/* http-load.c: sends requests that were made beforehand, over many connections
 *
 *   http-load PORT CONNECTIONS WANTED FILE
 *
 * FILE holds whole HTTP/1.1 requests, each after its size in bytes (32 bits,
 * little-endian). Each connection sends the next that nobody has sent yet when
 * its last was answered. WANTED is a text that every answer must have at least
 * once, behind status 200; how often it stood in all of them is counted, which
 * is how many ops were taken.
 *
 * It speaks HTTP by itself and by as little as it can, because it shares the
 * processors with who is measured. Prints one object of JSON.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECTIONS_MAX 1024
#define ANSWER_MAX (1024 * 1024) /* bytes */

typedef struct
{
  int socket;
  const char *request; /* what is left to be sent */
  gsize request_left;
  char *answer;
  gsize answer_size;
  gint64 sent_us;
} Connection;

typedef struct
{
  const char *at; /* the next request's size */
  const char *end;
  const char *wanted;
  guint done;
  guint wanted_count;
  guint open; /* connections that wait for an answer */
  GArray *took_us; /* of guint32 */
} Load;

static void
fail (const char *what)
{
  g_printerr ("http-load: %s: %s\n", what, g_strerror (errno));
  exit (1);
}

static void
connect_to (Connection *connection,
            guint       port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons ((guint16) port) };
  int one = 1;

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  connection->socket = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connection->socket < 0 || connect (connection->socket, (struct sockaddr *) &address, sizeof address) != 0 ||
      setsockopt (connection->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) != 0 ||
      fcntl (connection->socket, F_SETFL, O_NONBLOCK) != 0)
    fail ("no connection");
  connection->answer = g_malloc (ANSWER_MAX + 1);
}

/* TRUE while there is something to send. */
static gboolean
push (Connection *connection)
{
  while (connection->request_left > 0)
    {
      ssize_t count = send (connection->socket, connection->request, connection->request_left, MSG_NOSIGNAL);

      if (count < 0 && errno == EAGAIN)
        return TRUE;
      if (count < 0)
        fail ("a request was not sent");
      connection->request += count;
      connection->request_left -= (gsize) count;
    }
  return FALSE;
}

static gboolean
begin_next (Load       *load,
            Connection *connection)
{
  guint32 size;

  if (load->at == load->end)
    return FALSE;
  memcpy (&size, load->at, sizeof size);
  connection->request = load->at + sizeof size;
  connection->request_left = GUINT32_FROM_LE (size);
  load->at = connection->request + connection->request_left;
  connection->answer_size = 0;
  connection->sent_us = g_get_monotonic_time ();
  load->open++;
  return TRUE;
}

/* The body, when the answer is there as a whole. */
static const char *
find_body (Connection *connection)
{
  char *head_end, *length;

  connection->answer[connection->answer_size] = '\0';
  head_end = strstr (connection->answer, "\r\n\r\n");
  if (head_end == NULL)
    return NULL;
  *head_end = '\0';
  length = strcasestr (connection->answer, "\r\ncontent-length:");
  *head_end = '\r';
  if (length == NULL)
    {
      g_printerr ("http-load: an answer without a length: %s\n", connection->answer);
      exit (1);
    }
  head_end += 4;
  return (gsize) (head_end - connection->answer) + g_ascii_strtoull (length + 17, NULL, 10) <= connection->answer_size
             ? head_end
             : NULL;
}

static void
judge (Load       *load,
       Connection *connection,
       const char *body)
{
  guint32 took_us = (guint32) (g_get_monotonic_time () - connection->sent_us);
  guint count = 0;

  for (const char *at = body; (at = strstr (at, load->wanted)) != NULL; at++)
    count++;
  if (!g_str_has_prefix (connection->answer, "HTTP/1.1 200") || count == 0)
    {
      g_printerr ("http-load: not what was wanted: %s\n", connection->answer);
      exit (1);
    }
  load->wanted_count += count;
  load->done++;
  load->open--;
  g_array_append_val (load->took_us, took_us);
}

/* TRUE when its answer has come and was counted. */
static gboolean
pull (Load       *load,
      Connection *connection)
{
  const char *body;
  ssize_t count = recv (connection->socket, connection->answer + connection->answer_size,
                        ANSWER_MAX - connection->answer_size, 0);

  if (count < 0 && errno == EAGAIN)
    return FALSE;
  if (count <= 0)
    fail ("an answer did not come");
  connection->answer_size += (gsize) count;
  body = find_body (connection);
  if (body == NULL)
    return FALSE;
  judge (load, connection, body);
  return TRUE;
}

static void
watch (int         poll,
       int         how,
       Connection *connection,
       guint32     events)
{
  struct epoll_event event = { .events = events, .data.ptr = connection };

  if (epoll_ctl (poll, how, connection->socket, &event) != 0)
    fail ("epoll");
}

static void
run (Load       *load,
     Connection *connections,
     guint       count)
{
  int poll = epoll_create1 (EPOLL_CLOEXEC);
  struct epoll_event events[64];

  for (guint i = 0; i < count; i++)
    if (begin_next (load, &connections[i]))
      watch (poll, EPOLL_CTL_ADD, &connections[i], push (&connections[i]) ? EPOLLIN | EPOLLOUT : EPOLLIN);
  while (load->open > 0)
    {
      int ready = epoll_wait (poll, events, G_N_ELEMENTS (events), 60000);

      if (ready <= 0)
        fail ("nothing came for a minute");
      for (int i = 0; i < ready; i++)
        {
          Connection *connection = events[i].data.ptr;

          if (connection->request_left > 0 && !push (connection))
            watch (poll, EPOLL_CTL_MOD, connection, EPOLLIN);
          if ((events[i].events & EPOLLIN) != 0 && pull (load, connection) && begin_next (load, connection) &&
              push (connection))
            watch (poll, EPOLL_CTL_MOD, connection, EPOLLIN | EPOLLOUT);
        }
    }
  close (poll);
}

static gint
compare (gconstpointer a,
         gconstpointer b)
{
  guint32 first = *(const guint32 *) a, second = *(const guint32 *) b;

  return first < second ? -1 : first > second;
}

static double
get_ms (GArray *took_us,
        double  share)
{
  return g_array_index (took_us, guint32, (guint) ((took_us->len - 1) * share)) / 1000.0;
}

int
main (int    argc,
      char **argv)
{
  static Connection connections[CONNECTIONS_MAX];
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GError) error = NULL;
  guint64 port, count;
  Load load = { 0 };
  gint64 began_us;
  double seconds;

  if (argc != 5 || !g_ascii_string_to_unsigned (argv[1], 10, 1, 65535, &port, NULL) ||
      !g_ascii_string_to_unsigned (argv[2], 10, 1, CONNECTIONS_MAX, &count, NULL))
    {
      g_printerr ("http-load PORT CONNECTIONS WANTED FILE\n");
      return 2;
    }
  file = g_mapped_file_new (argv[4], FALSE, &error);
  if (file == NULL)
    {
      g_printerr ("http-load: %s\n", error->message);
      return 1;
    }
  load.wanted = argv[3];
  load.at = g_mapped_file_get_contents (file);
  load.end = load.at + g_mapped_file_get_length (file);
  load.took_us = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint i = 0; i < count; i++)
    connect_to (&connections[i], (guint) port);
  began_us = g_get_monotonic_time ();
  run (&load, connections, (guint) count);
  seconds = (double) (g_get_monotonic_time () - began_us) / G_USEC_PER_SEC;
  g_array_sort (load.took_us, compare);
  g_print ("{\"requests\": %u, \"ops\": %u, \"seconds\": %.3f, \"p50_ms\": %.2f, \"p99_ms\": %.2f}\n", load.done,
           load.wanted_count, seconds, get_ms (load.took_us, 0.5), get_ms (load.took_us, 0.99));
  for (guint i = 0; i < count; i++)
    {
      close (connections[i].socket);
      g_free (connections[i].answer);
    }
  g_array_unref (load.took_us);
  return load.done > 0 ? 0 : 1;
}
