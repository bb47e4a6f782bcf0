/* test-guard-proto.c: what a desk and a guard say, and a guard that is told nonsense */

#include "yc-guard-journal.h"
#include "yc-guard-proto.h"

#include "yc-device-error.h"
#include "yc-test-toolpath.h"

#include <glib/gstdio.h>
#include <string.h>

static YcGuardFrame
parse (GBytes *bytes)
{
  YcGuardFrame frame = { 0 };
  gsize used = 0;

  g_assert_true (yc_guard_parse_frame (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                       &frame, &used, NULL));
  g_assert_cmpuint (used, ==, g_bytes_get_size (bytes));
  return frame;
}

static void
test_frames (void)
{
  g_autoptr (GBytes) beat = yc_guard_build (YC_GUARD_BEAT);
  g_autoptr (GBytes) state = yc_guard_build_number (YC_GUARD_STATE, YC_ENGRAVER_PAUSED);
  const YcEngraveProgress progress = { 17, 99, 12.345, 678.9, -1 };
  g_autoptr (GBytes) told = yc_guard_build_progress (&progress);
  YcGuardFrame frame = parse (beat);
  YcEngraveProgress back;
  guint number = 0;

  g_assert_cmpint (frame.type, ==, YC_GUARD_BEAT);
  g_assert_cmpuint (frame.size_bytes, ==, 0);
  frame = parse (state);
  g_assert_true (yc_guard_parse_number (&frame, YC_ENGRAVER_PARKING, &number, NULL));
  g_assert_cmpuint (number, ==, YC_ENGRAVER_PAUSED);
  g_assert_false (yc_guard_parse_number (&frame, YC_ENGRAVER_PAUSED - 1, &number, NULL));
  frame = parse (told);
  g_assert_true (yc_guard_parse_progress (&frame, &back, NULL));
  g_assert_cmpuint (back.moves_done, ==, 17);
  g_assert_cmpuint (back.moves_total, ==, 99);
  g_assert_cmpfloat_with_epsilon (back.mm_done, 12.345, 0.001);
  g_assert_cmpfloat_with_epsilon (back.mm_total, 678.9, 0.001);
}

static void
test_ends (void)
{
  g_autofree char *longer = g_strnfill (YC_GUARD_TEXT_MAX_BYTES - 1, 'a');
  g_autofree char *cut = g_strconcat (longer, "雕刻", NULL);
  const struct
  {
    GQuark domain;
    int code;
    const char *text;
    const char *back;
  } rows[] = {
    { YC_DEVICE_RETRY, YC_DEVICE_RETRY_COVER_OPEN, "关好盖子", "关好盖子" },
    { YC_DEVICE_ERROR, YC_DEVICE_ERROR_OUTCOME_UNKNOWN, "?", "?" },
    { YC_DEVICE_ERROR, YC_DEVICE_ERROR_STOPPED, cut, longer }, /* between two characters */
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      YcGuardEnd end = { YC_ENGRAVE_STOPPED, 3, 4,
                         g_error_new_literal (rows[i].domain, rows[i].code, rows[i].text) };
      g_autoptr (GBytes) bytes = yc_guard_build_end (&end);
      YcGuardFrame frame = parse (bytes);
      YcGuardEnd back;

      g_assert_true (yc_guard_parse_end (&frame, &back, NULL));
      g_assert_cmpint (back.outcome, ==, YC_ENGRAVE_STOPPED);
      g_assert_cmpuint (back.moves_done, ==, 3);
      g_assert_error (back.error, rows[i].domain, rows[i].code);
      g_assert_cmpstr (back.error->message, ==, rows[i].back);
      g_clear_error (&end.error);
      g_clear_error (&back.error);
    }
}

/* A frame cut anywhere is not whole yet; one that claims too much is none. */
static void
test_cut (void)
{
  g_autoptr (GBytes) bytes = yc_guard_build_text (YC_GUARD_PROBLEM, "关好盖子");
  const guint8 huge[] = { 0, 0, 0xC0, 1, YC_GUARD_BEAT };
  g_autoptr (GError) error = NULL;
  YcGuardFrame frame;
  gsize used;

  for (gsize size = 0; size < g_bytes_get_size (bytes); size++)
    {
      used = 1;
      g_assert_true (yc_guard_parse_frame (g_bytes_get_data (bytes, NULL), size, &frame, &used, NULL));
      g_assert_cmpuint (used, ==, 0);
    }
  g_assert_false (yc_guard_parse_frame (huge, sizeof huge, &frame, &used, &error));
  g_assert_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL);
}

/* Puts the frames together, with one of them left out (G_MAXUINT: none). */
static YcToolpath *
join (GPtrArray *frames,
      guint      without,
      GError   **error)
{
  g_autoptr (YcGuardPath) joined = yc_guard_path_new ();
  YcToolpath *path = NULL;

  for (guint i = 0; i < frames->len; i++)
    {
      YcGuardFrame frame = parse (frames->pdata[i]);

      if (i != without && !yc_guard_path_take (joined, &frame, &path, error))
        return NULL;
    }
  return path;
}

static void
test_paths (void)
{
  g_autoptr (YcToolpath) raster = yc_test_raster_new (200, 250000);
  g_autoptr (YcToolpath) vectors = yc_test_vectors_new (15000);
  YcToolpath *const paths[] = { raster, vectors };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GPtrArray) frames = yc_guard_build_path (paths[i]);
      g_autoptr (YcToolpath) back = join (frames, G_MAXUINT, NULL);
      guint8 wanted[YC_SHA256_SIZE], got[YC_SHA256_SIZE];

      g_assert_nonnull (back);
      yc_toolpath_digest (paths[i], wanted);
      yc_toolpath_digest (back, got);
      g_assert_cmpmem (wanted, sizeof wanted, got, sizeof got);
      /* Without any of them it is no path, or not this one. */
      for (guint without = 0; without < frames->len; without++)
        {
          g_autoptr (GError) error = NULL;

          g_assert_null (join (frames, without, &error));
          g_assert_true (error != NULL || without == frames->len - 1);
        }
    }
}

/* --- the journal ----------------------------------------------------- */

static void
remove_all (const char *folder)
{
  const char *const names[] = { "journal", "lock" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_remove (folder), ==, 0);
}

static void
write_job (YcGuardJournal  *journal,
           const YcId      *id,
           YcEngraveOutcome outcome,
           const char      *reason)
{
  YcEngraveRecord record = { outcome, 1, 2, (char *) reason };
  g_autoptr (GError) error = NULL;

  yc_guard_journal_write (journal, id, &record, &error);
  g_assert_no_error (error);
}

static void
test_journal (void)
{
  g_autofree char *folder = g_dir_make_tmp ("yc-journal-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  YcGuardJournal *journal = yc_guard_journal_open (folder, &error);
  YcId first, last, other;

  g_assert_no_error (error);
  /* One guard at a time. */
  g_assert_null (yc_guard_journal_open (folder, &error));
  g_assert_error (error, YC_DEVICE_RETRY, YC_DEVICE_RETRY_WAIT);
  yc_id_init_random (&first);
  yc_id_init_random (&other);
  write_job (journal, &first, YC_ENGRAVE_UNKNOWN, NULL);
  write_job (journal, &first, YC_ENGRAVE_STOPPED, "two\nlines 断电");
  yc_guard_journal_close (journal);

  journal = yc_guard_journal_open (folder, NULL);
  {
    g_autoptr (YcEngraveRecord) record = yc_guard_journal_find (journal, &first, NULL);
    g_autoptr (YcEngraveRecord) none = yc_guard_journal_find (journal, &other, NULL);

    g_assert_cmpint (record->outcome, ==, YC_ENGRAVE_STOPPED);
    g_assert_cmpstr (record->reason, ==, "two lines 断电");
    g_assert_cmpint (none->outcome, ==, YC_ENGRAVE_NOT_STARTED);
  }
  /* The newest stay. */
  for (guint i = 0; i < YC_GUARD_JOURNAL_JOBS_MAX; i++)
    {
      yc_id_init_random (&last);
      write_job (journal, &last, YC_ENGRAVE_DONE, NULL);
    }
  {
    g_autoptr (YcEngraveRecord) record = yc_guard_journal_find (journal, &last, NULL);
    g_autoptr (YcEngraveRecord) gone = yc_guard_journal_find (journal, &first, NULL);

    g_assert_cmpint (record->outcome, ==, YC_ENGRAVE_DONE);
    g_assert_cmpint (gone->outcome, ==, YC_ENGRAVE_NOT_STARTED);
  }
  yc_guard_journal_close (journal);
  remove_all (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/guard-proto/frames", test_frames);
  g_test_add_func ("/guard-proto/ends", test_ends);
  g_test_add_func ("/guard-proto/cut", test_cut);
  g_test_add_func ("/guard-proto/paths", test_paths);
  g_test_add_func ("/guard-proto/journal", test_journal);
  return g_test_run ();
}
