/* test-usb-printer.c: the receipt printer driver through the real libusb
 *
 * The simulated printer keeps every byte it took, so each test sees that what
 * arrived is a piece of the job from its beginning, and never more.
 */

#include "yc-escpos-decode.h"
#include "yc-test-counter.h"

#include <string.h>

static void
test_print (void)
{
  g_auto (YcTestCounter) counter = { NULL };
  g_auto (YcTestEnd) end = { FALSE };
  g_autoptr (GBytes) job = yc_test_receipt_new (600);
  gsize last = 0;

  yc_test_counter_init (&counter, NULL);
  yc_test_print (&counter, job, &end);
  g_assert_no_error (end.error);
  g_assert_cmpint (end.outcome, ==, YC_PRINT_DONE);
  g_assert_cmpuint (yc_test_count_received (&counter, job), ==, g_bytes_get_size (job));

  /* "Started" first, then a line a chunk, up to the end. */
  g_assert_cmpuint (end.journal->len, ==,
                    1 + (g_bytes_get_size (job) + YC_PRINTER_CHUNK_MAX_BYTES - 1) /
                          YC_PRINTER_CHUNK_MAX_BYTES);
  for (guint i = 0; i < end.journal->len; i++)
    {
      gsize sent = g_array_index (end.journal, gsize, i);

      g_assert_true (i == 0 ? sent == 0 : sent > last);
      last = sent;
    }
  g_assert_cmpuint (last, ==, g_bytes_get_size (job));
  g_assert_cmpstr (yc_device_get_name (counter.printer), ==, "Simulated receipt printer");
}

/* In the clerk's way before the start: an instruction, and nothing sent. */
static void
test_obstacles (void)
{
  const struct
  {
    const char *script;
    const char *undo;
    gboolean retry;
    int code;
  } rows[] = {
    { "paper-out", "paper-in", TRUE, YC_DEVICE_RETRY_PAPER_OUT },
    { "cover-open", "cover-close", TRUE, YC_DEVICE_RETRY_COVER_OPEN },
    { "jam", "clear", FALSE, YC_DEVICE_ERROR_DEVICE },
  };
  g_auto (YcTestCounter) counter = { NULL };
  g_auto (YcTestEnd) end = { FALSE };
  g_autoptr (GBytes) job = yc_test_receipt_new (3);

  yc_test_counter_init (&counter, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      yc_test_tell (counter.printer_port, "%s", rows[i].script);
      yc_test_print (&counter, job, &end);
      g_assert_true (g_error_matches (end.error, rows[i].retry ? YC_DEVICE_RETRY : YC_DEVICE_ERROR,
                                      rows[i].code));
      g_assert_cmpint (end.outcome, ==, YC_PRINT_NOT_STARTED);
      g_assert_cmpuint (end.journal->len, ==, 0);
      g_assert_cmpuint (yc_test_count_received (&counter, job), ==, 0);
      g_assert_cmpint (yc_device_get_state (counter.printer), ==, YC_DEVICE_PROBLEM);
      yc_test_tell (counter.printer_port, "%s", rows[i].undo);
    }
  yc_test_print (&counter, job, &end);
  g_assert_no_error (end.error);
  g_assert_null (yc_device_get_problem (counter.printer));
}

/* The paper ends on the way: the clerk is told, puts some in, and the job goes
 * on where it was. */
static void
test_paper_ends (void)
{
  const gsize places[] = { 1, 4095, 4096, 10000 };
  g_autoptr (GBytes) job = yc_test_receipt_new (600);

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_auto (YcTestCounter) counter = { NULL };
      g_auto (YcTestEnd) end = { FALSE };

      yc_test_counter_init (&counter, NULL);
      yc_test_tell (counter.printer_port, "paper-out-at %" G_GSIZE_FORMAT, places[i]);
      yc_test_start_print (&counter, job, &end);
      yc_test_wait_for (yc_device_get_problem (counter.printer) != NULL);
      g_assert_nonnull (strstr (yc_device_get_problem (counter.printer), "paper"));
      g_assert_cmpint (yc_device_get_state (counter.printer), ==, YC_DEVICE_BUSY);
      g_assert_cmpuint (yc_test_count_received (&counter, job), ==, places[i]);
      g_assert_false (end.done);

      yc_test_tell (counter.printer_port, "paper-in");
      yc_test_wait_for (end.done);
      g_assert_no_error (end.error);
      g_assert_cmpint (end.outcome, ==, YC_PRINT_DONE);
      g_assert_cmpuint (yc_test_count_received (&counter, job), ==, g_bytes_get_size (job));
    }
}

/* The last bytes were taken and the paper ended: not done before it is in. */
static void
test_paper_ends_last (void)
{
  g_auto (YcTestCounter) counter = { NULL };
  g_auto (YcTestEnd) end = { FALSE };
  g_autoptr (GBytes) job = yc_test_receipt_new (20);

  yc_test_counter_init (&counter, NULL);
  yc_test_tell (counter.printer_port, "paper-out-at %" G_GSIZE_FORMAT, g_bytes_get_size (job));
  yc_test_start_print (&counter, job, &end);
  yc_test_wait_for (yc_device_get_problem (counter.printer) != NULL);
  g_assert_false (end.done);
  yc_test_tell (counter.printer_port, "paper-in");
  yc_test_wait_for (end.done);
  g_assert_cmpint (end.outcome, ==, YC_PRINT_DONE);
}

/* Unplugged around the edge of every chunk: honest, and nothing is sent again
 * when it is back. */
static void
test_unplug_at_every_chunk (void)
{
  g_autoptr (GBytes) job = yc_test_receipt_new (600);
  gsize total = g_bytes_get_size (job);

  for (gsize chunk = 0; chunk < total; chunk += YC_PRINTER_CHUNK_MAX_BYTES)
    for (gsize at = chunk == 0 ? 1 : chunk - 1; at <= chunk + 1; at++)
      {
        g_auto (YcTestCounter) counter = { NULL };
        g_auto (YcTestEnd) end = { FALSE };

        yc_test_counter_init (&counter, NULL);
        yc_test_tell (counter.printer_port, "unplug-at %" G_GSIZE_FORMAT, at);
        yc_test_print (&counter, job, &end);
        g_assert_cmpint (end.outcome, ==, YC_PRINT_UNKNOWN);
        g_assert_error (end.error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_OUTCOME_UNKNOWN);
        g_assert_nonnull (strstr (end.error->message, "unplugged"));
        g_assert_cmpuint (yc_test_count_received (&counter, job), ==, at);

        yc_test_tell (counter.printer_port, "plug");
        yc_test_wait_state (counter.printer, YC_DEVICE_READY);
        g_assert_cmpuint (yc_test_count_received (&counter, job), ==, at);
      }
}

static void
test_unplugged_after_the_last_byte (void)
{
  g_auto (YcTestCounter) counter = { NULL };
  g_auto (YcTestEnd) end = { FALSE };
  g_autoptr (GBytes) job = yc_test_receipt_new (20);

  yc_test_counter_init (&counter, NULL);
  yc_test_tell (counter.printer_port, "unplug-at %" G_GSIZE_FORMAT, g_bytes_get_size (job));
  yc_test_print (&counter, job, &end);
  g_assert_cmpint (end.outcome, ==, YC_PRINT_UNKNOWN);
}

static void
test_stall (void)
{
  const gsize places[] = { 1, 4096, 5000 };
  g_autoptr (GBytes) job = yc_test_receipt_new (600);

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_auto (YcTestCounter) counter = { NULL };
      g_auto (YcTestEnd) end = { FALSE };

      yc_test_counter_init (&counter, NULL);
      yc_test_tell (counter.printer_port, "stall-at %" G_GSIZE_FORMAT, places[i]);
      yc_test_print (&counter, job, &end);
      g_assert_cmpint (end.outcome, ==, YC_PRINT_UNKNOWN);
      g_assert_nonnull (strstr (end.error->message, "stall"));
      g_assert_cmpuint (yc_test_count_received (&counter, job), ==, places[i]);
    }
}

/* A printer that answers no question still prints. */
static void
test_status_fails (void)
{
  g_auto (YcTestCounter) counter = { NULL };
  g_auto (YcTestEnd) end = { FALSE };
  g_autoptr (GBytes) job = yc_test_receipt_new (20);

  yc_test_counter_init (&counter, NULL);
  yc_test_tell (counter.printer_port, "status-fails");
  yc_test_print (&counter, job, &end);
  g_assert_no_error (end.error);
  g_assert_cmpint (end.outcome, ==, YC_PRINT_DONE);
  g_assert_cmpuint (yc_test_count_received (&counter, job), ==, g_bytes_get_size (job));
}

static void
test_slow (void)
{
  g_auto (YcTestCounter) counter = { NULL };
  g_auto (YcTestEnd) end = { FALSE };
  g_autoptr (GBytes) job = yc_test_receipt_new (400);

  yc_test_counter_init (&counter, NULL);
  yc_test_tell (counter.printer_port, "slow 250");
  yc_test_print (&counter, job, &end);
  g_assert_cmpint (end.outcome, ==, YC_PRINT_DONE);
  g_assert_cmpuint (yc_test_count_received (&counter, job), ==, g_bytes_get_size (job));
}

/* What cannot be written down is not printed. */
static void
test_journal_refuses (void)
{
  g_auto (YcTestCounter) counter = { NULL };
  g_auto (YcTestEnd) end = { FALSE };
  g_autoptr (GBytes) job = yc_test_receipt_new (3);

  yc_test_counter_init (&counter, NULL);
  end.refuse = TRUE;
  yc_test_print (&counter, job, &end);
  g_assert_error (end.error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_JOURNAL);
  g_assert_nonnull (strstr (end.error->message, "disk full"));
  g_assert_cmpint (end.outcome, ==, YC_PRINT_NOT_STARTED);
  g_assert_cmpuint (yc_test_count_received (&counter, job), ==, 0);
}

static void
test_cancel_on_the_way (void)
{
  g_auto (YcTestCounter) counter = { NULL };
  g_auto (YcTestEnd) end = { FALSE };
  g_autoptr (GBytes) job = yc_test_receipt_new (600);

  yc_test_counter_init (&counter, NULL);
  yc_test_tell (counter.printer_port, "paper-out-at 5000");
  yc_test_start_print (&counter, job, &end);
  yc_test_wait_for (yc_device_get_problem (counter.printer) != NULL);
  g_cancellable_cancel (end.cancellable);
  yc_test_wait_for (end.done);
  g_assert_cmpint (end.outcome, ==, YC_PRINT_UNKNOWN);
  g_assert_cmpuint (yc_test_count_received (&counter, job), ==, 5000);
}

static void
check_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  YcTestEnd *end = data;

  yc_printer_check_finish (YC_PRINTER (source), result, &end->flags, &end->error);
  end->done = TRUE;
}

static void
test_check (void)
{
  const struct
  {
    const char *script;
    YcPrinterFlags flags;
  } rows[] = {
    { "paper-plenty", YC_PRINTER_FLAG_NONE },
    { "paper-low", YC_PRINTER_PAPER_LOW },
    { "cover-open", YC_PRINTER_PAPER_LOW | YC_PRINTER_COVER_OPEN | YC_PRINTER_OFFLINE },
    { "paper-out", YC_PRINTER_PAPER_OUT | YC_PRINTER_OFFLINE },
  };
  g_auto (YcTestCounter) counter = { NULL };
  g_auto (YcTestEnd) end = { FALSE };

  yc_test_counter_init (&counter, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      yc_test_end_clear (&end);
      yc_test_tell (counter.printer_port, "%s", rows[i].script);
      yc_printer_check_async (YC_PRINTER (counter.printer), NULL, check_cb, &end);
      yc_test_wait_for (end.done);
      g_assert_no_error (end.error);
      g_assert_cmpint (end.flags, ==, rows[i].flags);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/usb-printer/print", test_print);
  g_test_add_func ("/usb-printer/obstacles", test_obstacles);
  g_test_add_func ("/usb-printer/paper-ends", test_paper_ends);
  g_test_add_func ("/usb-printer/paper-ends-last", test_paper_ends_last);
  g_test_add_func ("/usb-printer/unplug-at-every-chunk", test_unplug_at_every_chunk);
  g_test_add_func ("/usb-printer/unplug-after-last-byte", test_unplugged_after_the_last_byte);
  g_test_add_func ("/usb-printer/stall", test_stall);
  g_test_add_func ("/usb-printer/status-fails", test_status_fails);
  g_test_add_func ("/usb-printer/slow", test_slow);
  g_test_add_func ("/usb-printer/journal-refuses", test_journal_refuses);
  g_test_add_func ("/usb-printer/cancel-on-the-way", test_cancel_on_the_way);
  g_test_add_func ("/usb-printer/check", test_check);
  return g_test_run ();
}
