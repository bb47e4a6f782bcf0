/* test-slow-line.c: ops beside documents over a line that is slow
 *
 * What must hold is said in bytes and order, not in seconds: between an op's
 * being made and its arrival at the hub the line carries no more of documents
 * than one piece, however slow this machine is today. What the clock said is
 * printed.
 */

#include "yc-test-program.h"

#include "yc-document-fetch.h"

#include <string.h>
#include <unistd.h>

#define RATE 125000 /* bytes a second: 1 Mbit/s */
#define DELAY_MS 40 /* one way */
#define PAGES 20
#define PAGE_SIZE 265000 /* of the smallest; each leaves another rest of its pieces */
#define PAGE_STEP 3500
#define PAGES_LEFT 12 /* so many are still to go when enough is seen */
#define OPS_MAX 400
#define FETCHED_SIZE 2000000 /* more than the line carries in the time that one answer has */
/* Half a second of the line and what its first packets make it seem faster by. */
#define PIECE_MAX (72 * 1024)

/* The line, a process of its own. */
typedef struct
{
  GSubprocess *process;
  char *folder;
  char *log; /* path */
} Line;

/* An op as the line saw it. */
typedef struct
{
  gint64 made_us;
  gint64 took_us;
  gint64 between_bytes; /* of pieces that arrived before it and after it was made */
} Passage;

static gboolean
has_said (gpointer data)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (((Line *) data)->log, &text, NULL, NULL) && strchr (text, '\n') != NULL;
}

/* @ret_port: (out): where it listens */
static Line *
line_new (TestHub *hub,
          guint   *ret_port)
{
  Line *self = g_new0 (Line, 1);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE);
  g_autofree char *port = g_strdup_printf ("%u", hub->port);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("yc-line-XXXXXX", &error);
  g_assert_no_error (error);
  self->log = g_build_filename (self->folder, "log", NULL);
  g_subprocess_launcher_set_stdout_file_path (launcher, self->log);
  /* The sanitizer is for this program. */
  g_subprocess_launcher_unsetenv (launcher, "LD_PRELOAD");
  self->process = g_subprocess_launcher_spawn (launcher, &error, "/usr/bin/python3", g_getenv ("YC_TEST_SLOW_LINE"), port,
                                               G_STRINGIFY (RATE), G_STRINGIFY (DELAY_MS), NULL);
  g_assert_no_error (error);
  test_spin_until (has_said, self);
  g_assert_true (g_file_get_contents (self->log, &text, NULL, NULL));
  *ret_port = (guint) g_ascii_strtoull (text, NULL, 10);
  g_assert_cmpuint (*ret_port, >, 0);
  return self;
}

static void
line_end (Line *self)
{
  g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
  g_assert_true (g_subprocess_wait_check (self->process, NULL, NULL));
}

static void
line_free (Line *self)
{
  g_object_unref (self->process);
  unlink (self->log);
  rmdir (self->folder);
  g_free (self->log);
  g_free (self->folder);
  g_free (self);
}

static gboolean
is_settled (gpointer data)
{
  const YcSyncLine *line = yc_sync_edge_get_line (((TestProgram *) data)->edge);

  return line->state == YC_SYNC_LINE_ONLINE && line->waiting == 0;
}

static gboolean
is_past (gpointer data)
{
  return g_get_monotonic_time () >= *(gint64 *) data;
}

/* @ret_sha256: (out) (optional) */
static void
append_document (TestProgram    *program,
                 const YcStream *stream,
                 guint           number,
                 gsize           size,
                 char          **ret_sha256)
{
  guint8 *noise = g_malloc (size);
  GRand *rand = g_rand_new_with_seed (number);
  g_autofree char *document = g_strdup_printf ("%032x", number + 1);
  g_autofree char *sha256 = NULL;
  g_autoptr (GBytes) bytes = NULL;
  YcBody *body;

  for (gsize i = 0; i < size; i++)
    noise[i] = (guint8) g_rand_int (rand);
  g_rand_free (rand);
  bytes = g_bytes_new_take (noise, size);
  sha256 = test_program_add_document (program, bytes);
  body = test_body ("kind", "scan", "title", "住所证明", "sha256", sha256, "document", document, NULL);
  yc_record_set_int (body->record, "size", (gint64) size);
  test_program_append (program, stream, "document.add", body);
  if (ret_sha256 != NULL)
    *ret_sha256 = g_steal_pointer (&sha256);
}

static void
open_case (TestProgram    *program,
           const YcStream *stream)
{
  test_program_append (program, stream, "case.open",
                       test_body ("matter", "limited-company-establishment", "version", "2026.11", "hall",
                                  YC_HUB_TRAINING_HALL, NULL));
}

/* What the log says between an op's being made and its arrival. */
static void
find_passage (char   **log,
              Passage *passage)
{
  gint64 before = 0, pieces = 0;

  for (char **line = log; *line != NULL; line++)
    {
      g_auto (GStrv) words = g_strsplit (*line, " ", 3);
      gint64 us = g_strv_length (words) > 1 ? g_ascii_strtoll (words[1], NULL, 10) : 0;

      if (g_strv_length (words) == 3)
        pieces = g_ascii_strtoll (words[2], NULL, 10);
      if (us <= passage->made_us)
        before = pieces;
      else if (g_strv_length (words) == 2 && g_str_equal (words[0], "op"))
        {
          passage->took_us = us - passage->made_us;
          passage->between_bytes = pieces - before;
          return;
        }
    }
  g_assert_not_reached ();
}

static int
compare_took_cb (gconstpointer a,
                 gconstpointer b)
{
  gint64 difference = ((const Passage *) a)->took_us - ((const Passage *) b)->took_us;

  return (difference > 0) - (difference < 0);
}

static void
judge (Line   *line,
       GArray *passages)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) log = NULL;
  gint64 most = 0;

  g_assert_true (g_file_get_contents (line->log, &text, NULL, NULL));
  log = g_strsplit (text, "\n", -1);
  for (guint i = 0; i < passages->len; i++)
    {
      Passage *passage = &g_array_index (passages, Passage, i);

      find_passage (log, passage);
      most = MAX (most, passage->between_bytes);
    }
  g_array_sort (passages, compare_took_cb);
  g_test_message ("%u ops from being made to the hub: median %d ms, 95th percentile %d ms, longest %d ms; "
                  "at most %" G_GINT64_FORMAT " bytes of documents before one", passages->len,
                  (int) (g_array_index (passages, Passage, passages->len / 2).took_us / 1000),
                  (int) (g_array_index (passages, Passage, (passages->len - 1) * 95 / 100).took_us / 1000),
                  (int) (g_array_index (passages, Passage, passages->len - 1).took_us / 1000), most);
  g_assert_cmpint (most, <=, PIECE_MAX);
}

/* While twenty pages go up, ops are made at uneven times. */
static void
test_ops_beside_pages (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (GArray) passages = g_array_new (FALSE, TRUE, sizeof (Passage));
  YcStream stream = test_stream_new (YC_STREAM_CASE);
  gint64 begun_us;
  TestProgram *program;
  Line *line;

  test_hub_add_operator (hub, "C0301", "clerk");
  program = test_program_new (hub, "3", "C0301");
  line = line_new (hub, &program->port);
  test_program_connect (program);
  test_spin_until (is_settled, program);
  begun_us = g_get_monotonic_time ();
  open_case (program, &stream);
  for (guint i = 0; i < PAGES; i++)
    append_document (program, &stream, i, PAGE_SIZE + i * PAGE_STEP, NULL);
  test_spin_until (is_settled, program);
  while (yc_sync_edge_get_line (program->edge)->documents > PAGES_LEFT && passages->len < OPS_MAX)
    {
      YcStream ticket = test_stream_new (YC_STREAM_VISIT);
      gint64 until_us = g_get_monotonic_time () + (150 + passages->len * 377 % 900) * 1000;
      Passage passage = { 0 };

      test_spin_until (is_past, &until_us);
      passage.made_us = g_get_monotonic_time ();
      test_program_append (program, &ticket, "ticket.issue",
                           test_body ("number", "A001", "service", "company", "hall", YC_HUB_TRAINING_HALL, NULL));
      test_spin_until (is_settled, program);
      g_array_append_val (passages, passage);
    }
  /* They do get on beside the ops. */
  g_assert_cmpuint (yc_sync_edge_get_line (program->edge)->documents, <=, PAGES_LEFT);
  g_test_message ("%d pages went in %d s", PAGES - PAGES_LEFT,
                  (int) ((g_get_monotonic_time () - begun_us) / G_USEC_PER_SEC));
  test_program_free (program);
  line_end (line);
  judge (line, passages);
  line_free (line);
}

static gboolean
has_sent (gpointer data)
{
  return is_settled (data) && yc_sync_edge_get_line (((TestProgram *) data)->edge)->documents == 0;
}

/* A document of another desk comes down it, however large. */
static void
test_fetch (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  YcStream stream = test_stream_new (YC_STREAM_CASE);
  g_autofree char *sha256 = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  TestProgram *a, *b;
  Line *line;

  test_hub_add_operator (hub, "C0301", "clerk");
  test_hub_add_operator (hub, "C0302", "clerk");
  a = test_program_new (hub, "3", "C0301");
  b = test_program_new (hub, "4", "C0302");
  open_case (a, &stream);
  append_document (a, &stream, 1, FETCHED_SIZE, &sha256);
  test_spin_until (has_sent, a);
  line = line_new (hub, &b->port);
  test_program_connect (b);
  test_spin_until (is_settled, b);
  yc_document_fetch_async (b->store, b->client, sha256, TEST_NOW_MS, NULL, test_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  bytes = yc_document_fetch_finish (b->store, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, FETCHED_SIZE);
  test_program_free (a);
  test_program_free (b);
  line_end (line);
  line_free (line);
}

/* The same program where the line is nothing but this machine. */
static void
test_fast (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  YcStream stream = test_stream_new (YC_STREAM_CASE);
  gint64 begun_us;
  TestProgram *program;

  test_hub_add_operator (hub, "C0301", "clerk");
  program = test_program_new (hub, "3", "C0301");
  test_spin_until (is_settled, program);
  open_case (program, &stream);
  test_spin_until (is_settled, program);
  append_document (program, &stream, 1, 16 * 1024 * 1024, NULL);
  begun_us = g_get_monotonic_time ();
  test_spin_until (has_sent, program);
  g_test_message ("16 MiB went in %d ms", (int) ((g_get_monotonic_time () - begun_us) / 1000));
  test_program_free (program);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/slow-line/ops-beside-pages", test_ops_beside_pages);
  g_test_add_func ("/slow-line/fetch", test_fetch);
  g_test_add_func ("/slow-line/fast", test_fast);
  return g_test_run ();
}
