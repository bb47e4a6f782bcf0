/* The hub as a process: killed in the middle, stopped, started twice. */

#include "yc-test-hub.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define WAVES 6
#define OPS_A_WAVE 40

typedef struct
{
  char *folder;
  char *port_file;
  GSubprocess *process;
} Program;

static const char *
get_program (void)
{
  return g_getenv ("YC_TEST_HUB");
}

/* The hub must not leak, so it is asked to check itself when it stops. This
 * process does not check (see meson.build): libsoup's client now and then
 * forgets a connection that was reset while it was being made. */
static GSubprocess *
spawn (const char *folder,
       const char *port_file)
{
  g_autofree char *catalogues = test_hub_dup_catalogues ();
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_subprocess_launcher_setenv (launcher, "ASAN_OPTIONS", "abort_on_error=1:detect_leaks=1", TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, get_program (), "--data", folder, "--listen", "127.0.0.1:0",
                                         "--port-file", port_file, "--catalogue", catalogues, "--training",
                                         "--training-password", TEST_PASSWORD, NULL);
  g_assert_no_error (error);
  return process;
}

/* Starts it and waits until it listens. */
static guint
program_start (Program *self)
{
  gint64 until = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  g_autofree char *text = NULL;

  g_unlink (self->port_file);
  self->process = spawn (self->folder, self->port_file);
  while (!g_file_get_contents (self->port_file, &text, NULL, NULL))
    {
      g_assert_nonnull (g_subprocess_get_identifier (self->process));
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_usleep (5000);
    }
  return (guint) g_ascii_strtoull (text, NULL, 10);
}

static Program *
program_new (void)
{
  Program *self = g_new0 (Program, 1);
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("yc-hub-XXXXXX", &error);
  g_assert_no_error (error);
  self->port_file = g_strconcat (self->folder, ".port", NULL);
  return self;
}

static int
program_end (Program *self,
             int      signal)
{
  int status;

  g_subprocess_send_signal (self->process, signal);
  g_subprocess_wait (self->process, NULL, NULL);
  status = g_subprocess_get_if_exited (self->process) ? g_subprocess_get_exit_status (self->process) : -1;
  g_clear_object (&self->process);
  return status;
}

static void
program_free (Program *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_unlink (self->port_file);
  g_free (self->folder);
  g_free (self->port_file);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Program, program_free)

static char *
run_admin (Program    *self,
           const char *first,
           const char *second,
           const char *third,
           int         expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                                                      &error, get_program (), "admin", "--data", self->folder, first,
                                                      second, third, NULL);
  char *text = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, expected);
  return g_strstrip (text);
}

typedef struct
{
  YcOp *op;
  json_t *answer; /* NULL while nobody has said that it is kept */
} Sent;

typedef struct
{
  TestHub *hub;
  TestDesk *desk;
  GPtrArray *sent; /* of Sent */
  guint open;
} Run;

static void
sent_free (gpointer data)
{
  Sent *sent = data;

  yc_op_unref (sent->op);
  if (sent->answer != NULL)
    json_decref (sent->answer);
  g_free (sent);
}

typedef struct
{
  Run *run;
  Sent *sent;
} Call;

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  Call *call = data;
  SoupMessage *message = soup_session_get_async_result_message (SOUP_SESSION (source), result);
  g_autoptr (GBytes) body = soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);

  call->run->open--;
  if (body != NULL && soup_message_get_status (message) == 200)
    {
      g_clear_pointer (&call->sent->answer, json_decref);
      call->sent->answer = json_loadb (g_bytes_get_data (body, NULL), g_bytes_get_size (body), 0, NULL);
    }
  g_free (call);
}

static void
send_async (Run  *run,
            Sent *sent)
{
  g_autofree char *id = yc_id_dup_text (&sent->op->id);
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u/v1/ops/%s", run->hub->port, id);
  g_autoptr (SoupMessage) message = soup_message_new ("PUT", uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  g_autofree char *bearer = g_strconcat ("Bearer ", run->desk->token, NULL);
  g_autofree char *signature = g_base64_encode (g_bytes_get_data (sent->op->signature, NULL), YC_SIGNATURE_SIZE);
  Call *call = g_new0 (Call, 1);

  call->run = run;
  call->sent = sent;
  soup_message_headers_append (headers, "Authorization", bearer);
  soup_message_headers_append (headers, "Yc-Signature", signature);
  soup_message_headers_append (headers, "Yc-Sending", "1 00000000000000000000000000000007 2000000");
  soup_message_set_request_body_from_bytes (message, "application/json", sent->op->bytes);
  run->open++;
  soup_session_send_and_read_async (run->hub->session, message, G_PRIORITY_DEFAULT, NULL, answered_cb, call);
}

static void
send_wave (Run     *run,
           YcStream streams[2])
{
  for (guint i = 0; i < OPS_A_WAVE; i++)
    {
      Sent *sent = g_new0 (Sent, 1);
      g_autofree char *text = g_strdup_printf ("note %u", run->sent->len);

      sent->op = test_desk_make (run->desk, &streams[i % 2], "note.add", test_body ("text", text, NULL));
      g_ptr_array_add (run->sent, sent);
      send_async (run, sent);
    }
}

/* Positions without a gap, no id twice, and what was answered as it was answered. */
static void
check_feed (Run            *run,
            const YcStream *stream,
            GHashTable     *seen)
{
  g_autofree char *target = test_stream_feed (stream);
  g_autoptr (json_t) feed = test_desk_feed (run->desk, target);
  json_t *entry;
  gsize i;

  json_array_foreach (json_object_get (feed, "rows"), i, entry)
    {
      g_autoptr (YcFeedRow) row = yc_feed_row_from_json (entry, NULL);

      g_assert_cmpint (row->revision, ==, (gint64) i + 1);
      g_assert_true (g_hash_table_insert (seen, yc_id_copy (&row->op->id), g_strdup (row->hash)));
    }
}

static void
test_killed (void)
{
  g_autoptr (Program) program = program_new ();
  guint port = program_start (program);
  g_autofree char *code = run_admin (program, "enrol-code", "--window", "3", 0);
  g_autoptr (TestHub) hub = test_hub_new_remote (program->folder, port);
  g_autoptr (TestDesk) desk = test_desk_new_with_code (hub, code, YC_HUB_TRAINING_OPERATOR, TEST_PASSWORD);
  g_autoptr (GPtrArray) sent = g_ptr_array_new_with_free_func (sent_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (yc_id_hash, yc_id_equal, g_free, g_free);
  Run run = { hub, desk, sent, 0 };
  YcStream streams[2] = { test_stream_new (YC_STREAM_CASE), test_stream_new (YC_STREAM_CASE) };
  guint answered = 0;

  test_case_open (desk, &streams[0]);
  test_case_open (desk, &streams[1]);
  for (guint wave = 0; wave < WAVES; wave++)
    {
      guint left = (guint) g_test_rand_int_range (1, OPS_A_WAVE);

      send_wave (&run, streams);
      while (run.open > left)
        g_main_context_iteration (NULL, TRUE);
      program_end (program, SIGKILL);
      while (run.open > 0)
        g_main_context_iteration (NULL, TRUE);
      hub->port = program_start (program);
    }
  for (guint i = 0; i < sent->len; i++)
    {
      Sent *one = g_ptr_array_index (sent, i);
      g_autoptr (json_t) before = one->answer != NULL ? json_incref (one->answer) : NULL;
      g_autoptr (json_t) again = NULL;

      answered += before != NULL;
      g_assert_cmpuint (test_desk_send (desk, one->op, &again), ==, 200);
      if (before != NULL)
        g_assert_true (json_equal (before, again));
      g_clear_pointer (&one->answer, json_decref);
      one->answer = json_incref (again);
    }
  g_test_message ("%u of %u had been answered before a kill", answered, sent->len);
  check_feed (&run, &streams[0], seen);
  check_feed (&run, &streams[1], seen);
  g_assert_cmpuint (g_hash_table_size (seen), ==, sent->len + 2);
  for (guint i = 0; i < sent->len; i++)
    {
      Sent *one = g_ptr_array_index (sent, i);

      g_assert_cmpstr (g_hash_table_lookup (seen, &one->op->id), ==,
                       json_string_value (json_object_get (one->answer, "hash")));
    }
  g_assert_cmpint (program_end (program, SIGTERM), ==, 0);
}

/* Asked to stop, it answers what it took and leaves nothing to recover. */
static void
test_stopped (void)
{
  g_autoptr (Program) program = program_new ();
  guint port = program_start (program);
  g_autofree char *code = run_admin (program, "enrol-code", "--window", "3", 0);
  g_autoptr (TestHub) hub = test_hub_new_remote (program->folder, port);
  g_autoptr (TestDesk) desk = test_desk_new_with_code (hub, code, YC_HUB_TRAINING_OPERATOR, TEST_PASSWORD);
  g_autoptr (GPtrArray) sent = g_ptr_array_new_with_free_func (sent_free);
  g_autofree char *wal = g_build_filename (program->folder, "hub.db-wal", NULL);
  g_autofree char *socket = g_build_filename (program->folder, YC_HUB_ADMIN_SOCKET, NULL);
  Run run = { hub, desk, sent, 0 };
  YcStream streams[2] = { test_stream_new (YC_STREAM_CASE), test_stream_new (YC_STREAM_CASE) };

  test_case_open (desk, &streams[0]);
  send_wave (&run, streams);
  for (guint i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (program_end (program, SIGTERM), ==, 0);
  while (run.open > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (g_file_test (wal, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (socket, G_FILE_TEST_EXISTS));
}

/* One hub a folder; commands go through it, or without one do it themselves. */
static void
test_one_only (void)
{
  g_autoptr (Program) program = program_new ();
  g_autofree char *other_port = NULL;
  g_autofree char *running = NULL;
  g_autofree char *alone = NULL;
  g_autofree char *wrong = NULL;
  g_autoptr (GSubprocess) second = NULL;

  program_start (program);
  other_port = g_strconcat (program->port_file, "2", NULL);
  second = spawn (program->folder, other_port);
  g_subprocess_wait (second, NULL, NULL);
  g_assert_cmpint (g_subprocess_get_exit_status (second), ==, 1);
  g_assert_false (g_file_test (other_port, G_FILE_TEST_EXISTS));
  running = run_admin (program, "status", NULL, NULL, 0);
  g_assert_true (g_str_has_prefix (running, "epoch "));
  g_assert_cmpint (program_end (program, SIGTERM), ==, 0);
  alone = run_admin (program, "status", NULL, NULL, 0);
  g_assert_cmpstr (running, ==, alone);
  wrong = run_admin (program, "enrol-code", "--window", "no such window!", 1);
  g_assert_cmpstr (wrong, ==, "");
}

/* Of the log's index: its head (two copies), the locks to write, to write back
 * and to recover, and the one that says somebody is there (sqlite.org/walformat.html). */
#define LOG_HEAD_SIZE 96
#define LOG_LOCKS_START 120
#define LOG_LOCKS_SIZE 3
#define LOG_THERE_START 128
#define LOOK_S 2

static gpointer
let_go_thread (gpointer data)
{
  g_usleep (LOOK_S * G_USEC_PER_SEC);
  g_assert_cmpint (close (GPOINTER_TO_INT (data)), ==, 0);
  return NULL;
}

/* After a kill whoever opens the database first recovers it. When that is a
 * program that only wants to look, the hub waits for it. */
static void
test_looked_into (void)
{
  g_autoptr (Program) program = program_new ();
  g_autofree char *path = g_build_filename (program->folder, "hub.db-shm", NULL);
  struct flock there = { .l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = LOG_THERE_START, .l_len = 1 };
  struct flock locks = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = LOG_LOCKS_START, .l_len = LOG_LOCKS_SIZE };
  char head[LOG_HEAD_SIZE] = { 0 };
  GThread *thread;
  int file;

  program_start (program);
  g_assert_cmpint (program_end (program, SIGKILL), ==, -1);
  file = g_open (path, O_RDWR | O_CLOEXEC);
  g_assert_cmpint (fcntl (file, F_SETLK, &there), ==, 0);
  g_assert_cmpint (fcntl (file, F_SETLK, &locks), ==, 0);
  g_assert_cmpint (pwrite (file, head, sizeof head, 0), ==, sizeof head);
  thread = g_thread_new ("let-go", let_go_thread, GINT_TO_POINTER (file));
  program_start (program);
  g_thread_join (thread);
  g_assert_cmpint (program_end (program, SIGTERM), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hub/process/killed", test_killed);
  g_test_add_func ("/hub/process/stopped", test_stopped);
  g_test_add_func ("/hub/process/one-only", test_one_only);
  g_test_add_func ("/hub/process/looked-into", test_looked_into);
  return g_test_run ();
}
