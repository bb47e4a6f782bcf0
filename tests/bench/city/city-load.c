/* city-load.c: the windows of a city at one hub
 *
 *   city-load prepare FOLDER HALLS WINDOWS CITY
 *   city-load run PORT CITY SECONDS OPS
 *
 * The first gives the hub of FOLDER, which is not running, HALLS halls of
 * WINDOWS windows, each with a device and somebody signed in, and writes into
 * the file CITY how to be one of them. The second is all of them for that long:
 * every window reads its hall's feed by long poll, as a desk does, and serves
 * one applicant after another, so that all together OPS ops a second fall due
 * at moments drawn by the dice. An op that falls due while the window's last
 * one has no answer waits for it, and that counts as its time.
 *
 * At the end nobody sends any more, and every window must have had every row of
 * its hall, once and in order. Prints one object of JSON: what was sent and
 * taken; ms from falling due to the answer; ms from an op's answer to the row
 * at each other window (0 where the row was there first).
 */

#include "yc-test-hub.h"

#include "yc-password.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define OPERATOR "C0001"
#define ANSWER_MAX (1024 * 1024) /* bytes */
#define FEED_ROWS 100
#define EDITS 24       /* of a case, before its visit is closed */
#define SETTLE_S 20    /* for the last rows */
#define BUCKETS 60000  /* of 1 ms */
#define GRANT_MS (G_GINT64_CONSTANT (12) * 3600 * 1000)

typedef struct _Window Window;

typedef struct
{
  Window *window;
  int socket; /* 0: not open */
  GString *request;
  gsize sent;
  char *answer;
  gsize answer_size;
  gsize answer_room;
} Line;

typedef struct
{
  char *code;
  GHashTable *answered; /* position → ms when that was answered */
  guint rows;           /* that its windows have appended */
} Hall;

struct _Window
{
  Hall *hall;
  TestDesk desk;
  Line ops;
  Line feed;

  char epoch[YC_ID_TEXT_SIZE];
  gint64 after;
  char hash[YC_SHA256_TEXT_SIZE];
  guint rows;

  gint64 due_ms; /* of the op that comes next */
  gboolean sending;
  YcStream visit;
  YcStream case_;
  guint step;
};

typedef struct
{
  GPtrArray *windows; /* of Window */
  GHashTable *halls;  /* code → Hall */
  int poll;
  guint port;
  double ops_per_ms;  /* of one window */
  gint64 end_ms;
  gboolean stopping;
  guint due, taken, refused, failed;
  guint waits[BUCKETS], lags[BUCKETS];
} City;

/* --- before the hub runs ------------------------------------------------------ */

static void
ask_admin (YcHub      *hub,
           const char *command)
{
  g_autoptr (GBytes) bytes = g_bytes_new (command, strlen (command));
  g_autoptr (GBytes) answer = yc_hub_admin_run (hub, bytes, NULL);

  if (g_strstr_len (g_bytes_get_data (answer, NULL), (gssize) g_bytes_get_size (answer), "\"ok\":true") == NULL)
    g_error ("%.*s", (int) g_bytes_get_size (answer), (const char *) g_bytes_get_data (answer, NULL));
}

/* Returns: the line by which city-load is that window */
static char *
add_window (YcHub      *hub,
            const char *hall,
            guint       number)
{
  g_autoptr (YcHubDevice) device = yc_hub_device_new ();
  g_autoptr (YcHubGrant) grant = yc_hub_grant_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *secret = NULL, *seed_text = NULL, *device_id = NULL, *grant_id = NULL;
  guint8 seed[YC_KEY_SIZE];
  YcKeyPair *session;
  YcId random;

  yc_random_bytes (seed, sizeof seed);
  session = yc_key_pair_new (seed);
  yc_id_init_random (&random);
  secret = yc_id_dup_text (&random);
  yc_id_init_random (&device->id);
  device->name = g_strdup ("city-load");
  device->hall = g_strdup (hall);
  device->window = g_strdup_printf ("%u", number);
  memcpy (device->key, yc_key_pair_get_public (session), YC_KEY_SIZE);
  yc_sha256 (secret, strlen (secret), device->token);
  yc_id_init_random (&grant->id);
  grant->device = device->id;
  grant->operator_code = g_strdup (OPERATOR);
  grant->window = g_strdup (device->window);
  grant->roles = YC_ROLE_CLERK;
  memcpy (grant->key, yc_key_pair_get_public (session), YC_KEY_SIZE);
  grant->issued_ms = yc_hub_get_now (hub);
  grant->expires_ms = grant->issued_ms + GRANT_MS;
  yc_key_pair_free (session);
  if (!YC_HUB_CALL (hub, put_device, device, &error) || !YC_HUB_CALL (hub, put_grant, grant, &error))
    g_error ("%s", error->message);
  device_id = yc_id_dup_text (&device->id);
  grant_id = yc_id_dup_text (&grant->id);
  seed_text = g_base64_encode (seed, sizeof seed);
  return g_strdup_printf ("%s %u %s.%s %s %s\n", hall, number, device_id, secret, grant_id, seed_text);
}

static void
prepare (const char *folder,
         guint       halls,
         guint       windows,
         const char *path)
{
  g_autofree char *catalogues = test_hub_dup_catalogues ();
  g_autofree char *hash = NULL, *operator = NULL;
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  YcHub *hub = yc_hub_open (folder, yc_clock_get_system (), catalogues, &error);

  g_assert_no_error (error);
  hash = yc_password_hash (TEST_PASSWORD);
  operator = g_strdup_printf ("{\"command\":\"operator-add\",\"code\":\"" OPERATOR "\",\"name\":\"李测试\","
                              "\"roles\":\"clerk\",\"hash\":\"%s\"}", hash);
  ask_admin (hub, operator);
  for (guint i = 0; i < halls; i++)
    {
      g_autofree char *code = g_strdup_printf ("h%u", i + 1);
      g_autofree char *command = g_strdup_printf ("{\"command\":\"hall-add\",\"code\":\"%s\",\"name\":\"第 %u 大厅\","
                                                  "\"city\":\"示例市\"}", code, i + 1);

      ask_admin (hub, command);
      YC_HUB_CALL (hub, begin, &error);
      g_assert_no_error (error);
      for (guint j = 0; j < windows; j++)
        {
          g_autofree char *line = add_window (hub, code, j + 1);

          g_string_append (lines, line);
        }
      YC_HUB_CALL (hub, commit, &error);
      g_assert_no_error (error);
    }
  yc_hub_close (hub, &error);
  g_assert_no_error (error);
  g_file_set_contents (path, lines->str, (gssize) lines->len, &error);
  g_assert_no_error (error);
}

/* --- a line ------------------------------------------------------------------- */

static gint64
now_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

static void
fail (const char *what)
{
  g_printerr ("city-load: %s: %s\n", what, g_strerror (errno));
  exit (1);
}

static void
watch (City   *city,
       Line   *line,
       int     how,
       guint32 events)
{
  struct epoll_event event = { .events = events, .data.ptr = line };

  if (epoll_ctl (city->poll, how, line->socket, &event) != 0)
    fail ("epoll");
}

/* With the first request: who comes and asks for nothing is sent away. */
static void
line_open (City *city,
           Line *line)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons ((guint16) city->port) };
  int one = 1;

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  line->socket = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (line->socket < 0 || connect (line->socket, (struct sockaddr *) &address, sizeof address) != 0 ||
      setsockopt (line->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) != 0 ||
      fcntl (line->socket, F_SETFL, O_NONBLOCK) != 0)
    fail ("no connection");
  watch (city, line, EPOLL_CTL_ADD, EPOLLIN);
}

static void
line_push (City *city,
           Line *line)
{
  while (line->sent < line->request->len)
    {
      ssize_t count = send (line->socket, line->request->str + line->sent, line->request->len - line->sent,
                            MSG_NOSIGNAL);

      if (count < 0 && errno == EAGAIN)
        {
          watch (city, line, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
          return;
        }
      if (count < 0)
        fail ("a request was not sent");
      line->sent += (gsize) count;
    }
  watch (city, line, EPOLL_CTL_MOD, EPOLLIN);
}

static void
line_begin (City *city,
            Line *line)
{
  if (line->socket == 0)
    line_open (city, line);
  line->sent = 0;
  line->answer_size = 0;
  line_push (city, line);
}

/* The body, once all of the answer is there; @ret_status: (out) */
static const char *
line_pull (Line  *line,
           guint *ret_status)
{
  char *end, *length;
  ssize_t count;

  if (line->answer_room - line->answer_size < 65536)
    {
      line->answer_room += 65536;
      line->answer = g_realloc (line->answer, line->answer_room + 1);
    }
  count = recv (line->socket, line->answer + line->answer_size, line->answer_room - line->answer_size, 0);
  if (count < 0 && errno == EAGAIN)
    return NULL;
  if (count <= 0 || line->answer_size > ANSWER_MAX)
    fail ("an answer did not come");
  line->answer_size += (gsize) count;
  line->answer[line->answer_size] = '\0';
  end = strstr (line->answer, "\r\n\r\n");
  length = end != NULL ? strcasestr (line->answer, "\r\nContent-Length:") : NULL;
  if (length == NULL || (gsize) (end + 4 - line->answer) + g_ascii_strtoull (length + 17, NULL, 10) > line->answer_size)
    return NULL;
  *ret_status = (guint) g_ascii_strtoull (line->answer + 9, NULL, 10);
  return end + 4;
}

/* --- a window ------------------------------------------------------------------ */

static YcOp *
make_op (Window *self)
{
  TestDesk *desk = &self->desk;
  g_autofree char *visit = yc_id_dup_text (&self->visit.id);
  g_autofree char *name = yc_id_dup_text (&self->case_.id);
  g_autofree char *number = g_strdup_printf ("A%03u", self->step % 1000);
  guint edit = self->step - 4;
  g_autofree char *value = g_strdup_printf ("鲁西示例%u", edit);
  g_autofree char *was = edit > 0 ? g_strdup_printf ("鲁西示例%u", edit - 1) : NULL;

  switch (self->step)
    {
    case 0:
      return test_desk_make (desk, &self->visit, "ticket.issue",
                             test_body ("number", number, "service", "company", "hall", self->hall->code, NULL));
    case 1:
      return test_desk_make (desk, &self->visit, "ticket.call", test_body (NULL, NULL));
    case 2:
      return test_desk_make (desk, &self->case_, "case.open",
                             test_body ("matter", "limited-company-establishment", "version", "2026.12", "hall",
                                        self->hall->code, "visit", visit, NULL));
    case 3:
      return test_desk_make (desk, &self->visit, "ticket.serve", test_body ("case", name, NULL));
    case 4 + EDITS:
      return test_desk_make (desk, &self->visit, "ticket.close", test_body ("outcome", "served", NULL));
    default:
      return test_desk_make (desk, &self->case_, "fields.set", test_set_text ("/name/trade", value, was));
    }
}

static void
begin_applicant (Window *self)
{
  self->visit = test_stream_new (YC_STREAM_VISIT);
  self->case_ = test_stream_new (YC_STREAM_CASE);
  self->step = 0;
}

static void
send_op (City   *city,
         Window *self)
{
  g_autoptr (YcOp) op = make_op (self);
  g_autofree char *id = yc_id_dup_text (&op->id);
  g_autofree char *signature = g_base64_encode (g_bytes_get_data (op->signature, NULL), YC_SIGNATURE_SIZE);
  g_autofree char *boot = yc_id_dup_text (&self->desk.boot);

  g_string_printf (self->ops.request,
                   "PUT /v1/ops/%s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n"
                   "Content-Type: application/json\r\nYc-Signature: %s\r\nYc-Sending: %" G_GINT64_FORMAT " %s %"
                   G_GINT64_FORMAT "\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
                   id, self->desk.token, signature, op->when.wall_ms, boot, self->desk.boot_ms,
                   g_bytes_get_size (op->bytes));
  g_string_append_len (self->ops.request, g_bytes_get_data (op->bytes, NULL), (gssize) g_bytes_get_size (op->bytes));
  self->sending = TRUE;
  line_begin (city, &self->ops);
}

static void
send_poll (City   *city,
           Window *self)
{
  g_string_printf (self->feed.request,
                   "GET /v1/halls/%s/feed?limit=%d&wait=%d&after=%" G_GINT64_FORMAT, self->hall->code, FEED_ROWS,
                   YC_HUB_FEED_WAIT_MAX_S, self->after);
  if (self->epoch[0] != '\0')
    g_string_append_printf (self->feed.request, "&epoch=%s", self->epoch);
  if (self->after > 0)
    g_string_append_printf (self->feed.request, "&hash=%s", self->hash);
  g_string_append_printf (self->feed.request, " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n\r\n",
                          self->desk.token);
  line_begin (city, &self->feed);
}

static void
draw_due (City   *city,
          Window *self)
{
  self->due_ms += (gint64) (-log (1.0 - g_random_double ()) / city->ops_per_ms);
}

static void
count (guint  *buckets,
       gint64  ms)
{
  buckets[CLAMP (ms, 0, BUCKETS - 1)]++;
}

static void
take_answer (City       *city,
             Window     *self,
             guint       status,
             const char *body)
{
  g_autoptr (json_t) json = json_loads (body, 0, NULL);
  gint64 *position = g_new (gint64, 1);
  gint64 *at_ms = g_new (gint64, 1);

  *position = json_integer_value (json_object_get (json, "position"));
  *at_ms = now_ms ();
  self->sending = FALSE;
  if (status != 200 || *position == 0)
    {
      city->failed++;
      g_printerr ("city-load: an op got %u: %s\n", status, body);
    }
  else if (strstr (body, "\"outcome\":\"applied\"") == NULL)
    {
      city->refused++;
      g_printerr ("city-load: an op got %s\n", body);
    }
  city->taken++;
  self->hall->rows++;
  count (city->waits, *at_ms - self->due_ms);
  g_hash_table_insert (self->hall->answered, position, at_ms);
  draw_due (city, self);
  if (++self->step > 4 + EDITS)
    begin_applicant (self);
}

static void
take_rows (City       *city,
           Window     *self,
           guint       status,
           const char *body)
{
  g_autoptr (json_t) json = json_loads (body, 0, NULL);
  json_t *rows = json_object_get (json, "rows"), *row;
  gint64 at_ms = now_ms ();
  gsize i;

  if (status != 200 || !json_is_array (rows))
    {
      city->failed++;
      g_printerr ("city-load: a feed got %u: %.200s\n", status, body);
      exit (1);
    }
  g_strlcpy (self->epoch, json_string_value (json_object_get (json, "epoch")), sizeof self->epoch);
  json_array_foreach (rows, i, row)
    {
      gint64 position = json_integer_value (json_object_get (row, "position"));
      const gint64 *answered_ms = g_hash_table_lookup (self->hall->answered, &position);

      if (position <= self->after)
        {
          g_printerr ("city-load: a row came twice or out of order\n");
          exit (1);
        }
      self->after = position;
      self->rows++;
      count (city->lags, answered_ms != NULL ? at_ms - *answered_ms : 0);
      g_strlcpy (self->hash, json_string_value (json_object_get (row, "hash")), sizeof self->hash);
    }
  send_poll (city, self);
}

static void
hear (City *city,
      Line *line)
{
  guint status;
  const char *body = line_pull (line, &status);

  if (body == NULL)
    return;
  if (line == &line->window->ops)
    take_answer (city, line->window, status, body);
  else
    take_rows (city, line->window, status, body);
}

/* --- the city -------------------------------------------------------------------- */

static void
hall_free (gpointer data)
{
  Hall *self = data;

  g_hash_table_unref (self->answered);
  g_free (self->code);
  g_free (self);
}

static Hall *
ensure_hall (City       *city,
             const char *code)
{
  Hall *hall = g_hash_table_lookup (city->halls, code);

  if (hall != NULL)
    return hall;
  hall = g_new0 (Hall, 1);
  hall->code = g_strdup (code);
  hall->answered = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_hash_table_insert (city->halls, hall->code, hall);
  return hall;
}

static void
add_line (City       *city,
          TestHub    *hub,
          const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, " ", 5);
  Window *self = g_new0 (Window, 1);
  g_autofree guchar *seed = NULL;
  gsize size;

  g_assert_cmpuint (g_strv_length (parts), ==, 5);
  self->hall = ensure_hall (city, parts[0]);
  self->desk.hub = hub;
  self->desk.window = g_strdup (parts[1]);
  self->desk.token = g_strdup (parts[2]);
  self->desk.by = g_strdup (OPERATOR);
  g_assert_true (yc_id_parse (parts[3], &self->desk.grant));
  seed = g_base64_decode (parts[4], &size);
  g_assert_cmpuint (size, ==, YC_KEY_SIZE);
  self->desk.session_key = yc_key_pair_new (seed);
  begin_applicant (self);
  self->ops = (Line){ .window = self, .request = g_string_new (NULL) };
  self->feed = (Line){ .window = self, .request = g_string_new (NULL) };
  g_ptr_array_add (city->windows, self);
}

static void
send_what_is_due (City *city,
                  gint64 at_ms)
{
  for (guint i = 0; i < city->windows->len; i++)
    {
      Window *window = g_ptr_array_index (city->windows, i);
      YcStamp stamp;

      if (window->sending || window->due_ms > at_ms || window->due_ms > city->end_ms)
        continue;
      yc_clock_read (yc_clock_get_system (), &stamp);
      window->desk.boot = stamp.boot;
      window->desk.boot_ms = window->desk.sending_ms = stamp.boot_ms;
      window->desk.hub->clock.now_ms = stamp.wall_ms;
      city->due++;
      send_op (city, window);
    }
}

static gboolean
has_all (City *city)
{
  for (guint i = 0; i < city->windows->len; i++)
    {
      const Window *window = g_ptr_array_index (city->windows, i);

      if (window->sending || window->rows != window->hall->rows)
        return FALSE;
    }
  return TRUE;
}

static void
live (City *city)
{
  struct epoll_event events[256];
  gint64 at_ms;

  while ((at_ms = now_ms ()) < city->end_ms + SETTLE_S * 1000 && (at_ms < city->end_ms || !has_all (city)))
    {
      int ready = epoll_wait (city->poll, events, G_N_ELEMENTS (events), 1);

      if (ready < 0 && errno != EINTR)
        fail ("epoll");
      for (int i = 0; i < ready; i++)
        {
          Line *line = events[i].data.ptr;

          if ((events[i].events & EPOLLOUT) != 0)
            line_push (city, line);
          if ((events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0)
            hear (city, line);
        }
      send_what_is_due (city, at_ms);
    }
}

static guint
find_share (const guint *buckets,
            double       share)
{
  guint64 all = 0, sum = 0;

  for (guint i = 0; i < BUCKETS; i++)
    all += buckets[i];
  for (guint i = 0; i < BUCKETS; i++)
    {
      sum += buckets[i];
      if (all > 0 && (double) sum >= share * (double) all)
        return i;
    }
  return 0;
}

static int
run (guint       port,
     const char *path,
     guint       seconds,
     double      ops)
{
  g_autoptr (TestHub) hub = test_hub_new_remote (".", port);
  g_autofree City *city = g_new0 (City, 1);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  gint64 begun_ms;
  gboolean all;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (g_strstrip (text), "\n", -1);
  city->windows = g_ptr_array_new ();
  city->halls = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, hall_free);
  city->port = port;
  city->poll = epoll_create1 (EPOLL_CLOEXEC);
  for (guint i = 0; lines[i] != NULL; i++)
    add_line (city, hub, lines[i]);
  city->ops_per_ms = ops / 1000.0 / city->windows->len;
  begun_ms = now_ms ();
  city->end_ms = begun_ms + (gint64) seconds * 1000;
  for (guint i = 0; i < city->windows->len; i++)
    {
      Window *window = g_ptr_array_index (city->windows, i);

      window->due_ms = begun_ms;
      draw_due (city, window);
      send_poll (city, window);
    }
  live (city);
  all = has_all (city);
  g_print ("{\"windows\": %u, \"seconds\": %u, \"ops\": %u, \"not_taken\": %u, \"not_applied\": %u, \"all_rows\": %s,"
           " \"answer_p50_ms\": %u, \"answer_p99_ms\": %u, \"answer_max_ms\": %u,"
           " \"lag_p50_ms\": %u, \"lag_p99_ms\": %u, \"lag_max_ms\": %u}\n",
           city->windows->len, seconds, city->taken, city->failed, city->refused, all ? "true" : "false",
           find_share (city->waits, 0.5), find_share (city->waits, 0.99), find_share (city->waits, 1.0),
           find_share (city->lags, 0.5), find_share (city->lags, 0.99), find_share (city->lags, 1.0));
  return all && city->failed == 0 && city->refused == 0 ? 0 : 1;
}

int
main (int    argc,
      char **argv)
{
  if (argc == 6 && strcmp (argv[1], "prepare") == 0)
    {
      prepare (argv[2], (guint) g_ascii_strtoull (argv[3], NULL, 10), (guint) g_ascii_strtoull (argv[4], NULL, 10),
               argv[5]);
      return 0;
    }
  if (argc == 6 && strcmp (argv[1], "run") == 0)
    return run ((guint) g_ascii_strtoull (argv[2], NULL, 10), argv[3], (guint) g_ascii_strtoull (argv[4], NULL, 10),
                g_ascii_strtod (argv[5], NULL));
  g_printerr ("city-load prepare FOLDER HALLS WINDOWS CITY\ncity-load run PORT CITY SECONDS OPS\n");
  return 2;
}
