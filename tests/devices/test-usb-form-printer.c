/* test-usb-form-printer.c: the form printer driver through the real libusb
 *
 * It prints as the receipt printer does, whose test tries every chunk; here is
 * what is different: no question ever reaches the paper, and only the port tells
 * how the printer is. The bytes that arrive are read back as a form.
 */

#include "yc-escpk-device.h"
#include "yc-escpk-proto.h"
#include "yc-sim-form-paper.h"
#include "yc-test-counter.h"

#include <string.h>

#define LINES 60
#define COLUMNS 40

/* Two invoice forms full of text: about 14 KiB. */
static GBytes *
make_job (void)
{
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_print_page_free);
  const YcEscpkSettings settings = { YC_ESCPK_GB2312, FALSE, 0, 0 };
  g_autoptr (GError) error = NULL;
  GBytes *bytes;

  for (guint n = 0; n < 2; n++)
    {
      YcPrintPage *page = yc_print_page_new (241, 139.7, NULL);

      for (guint i = 0; i < LINES / 2; i++)
        for (guint j = 0; j < COLUMNS; j++)
          {
            YcPrintChar c = { 0x7A0E, 10 + j * 5, 5 + i * 4, 4.1, 3.7 }; /* 税 */

            g_assert_true (yc_print_page_add_char (page, &c, NULL));
          }
      yc_print_page_fill (page, 10, 130, 200, 0.1);
      g_ptr_array_add (pages, page);
    }
  bytes = yc_escpk_write (pages, &settings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (bytes), >, 3 * YC_PRINTER_CHUNK_MAX_BYTES);
  return bytes;
}

static void
test_print (void)
{
  g_auto (YcTestCounter) counter = { NULL };
  g_auto (YcTestEnd) end = { FALSE };
  g_autoptr (GBytes) job = make_job ();
  g_autoptr (GBytes) got = NULL;
  g_autoptr (YcSimFormPaper) paper = NULL;

  yc_test_counter_init_form (&counter);
  g_assert_true (YC_IS_ESCPK_DEVICE (counter.printer));
  g_assert_cmpstr (yc_device_get_driver_id (counter.printer), ==, "escpk");
  yc_test_print (&counter, job, &end);
  g_assert_no_error (end.error);
  g_assert_cmpint (end.outcome, ==, YC_PRINT_DONE);
  g_assert_cmpuint (yc_test_count_received (&counter, job), ==, g_bytes_get_size (job));
  g_assert_cmpuint (end.journal->len, ==,
                    1 + (g_bytes_get_size (job) + YC_PRINTER_CHUNK_MAX_BYTES - 1) / YC_PRINTER_CHUNK_MAX_BYTES);

  got = yc_mock_port_get_received (counter.printer_port);
  paper = yc_sim_form_paper_read (got, &end.error);
  g_assert_no_error (end.error);
  g_assert_cmpuint (paper->pages->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpuint (((YcSimFormPage *) g_ptr_array_index (paper->pages, i))->chars->len, ==, LINES / 2 * COLUMNS);
}

/* Before the start: an instruction, and nothing sent. */
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
    { "cover-open", "cover-close", TRUE, YC_DEVICE_RETRY_OFFLINE },
    { "jam", "clear", FALSE, YC_DEVICE_ERROR_DEVICE },
  };
  g_auto (YcTestCounter) counter = { NULL };
  g_auto (YcTestEnd) end = { FALSE };
  g_autoptr (GBytes) job = make_job ();

  yc_test_counter_init_form (&counter);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      yc_test_tell (counter.printer_port, "%s", rows[i].script);
      yc_test_print (&counter, job, &end);
      g_assert_true (g_error_matches (end.error, rows[i].retry ? YC_DEVICE_RETRY : YC_DEVICE_ERROR, rows[i].code));
      g_assert_cmpint (end.outcome, ==, YC_PRINT_NOT_STARTED);
      g_assert_cmpuint (end.journal->len, ==, 0);
      g_assert_cmpuint (yc_test_count_received (&counter, job), ==, 0);
      yc_test_tell (counter.printer_port, "%s", rows[i].undo);
    }
  yc_test_print (&counter, job, &end);
  g_assert_no_error (end.error);
}

/* The form ends on the way: told, waited for, gone on with where it was. */
static void
test_paper_ends (void)
{
  g_auto (YcTestCounter) counter = { NULL };
  g_auto (YcTestEnd) end = { FALSE };
  g_autoptr (GBytes) job = make_job ();

  yc_test_counter_init_form (&counter);
  yc_test_tell (counter.printer_port, "paper-out-at 5000");
  yc_test_start_print (&counter, job, &end);
  yc_test_wait_for (yc_device_get_problem (counter.printer) != NULL);
  g_assert_cmpuint (yc_test_count_received (&counter, job), ==, 5000);
  yc_test_tell (counter.printer_port, "paper-in");
  yc_test_wait_for (end.done);
  g_assert_cmpint (end.outcome, ==, YC_PRINT_DONE);
  g_assert_cmpuint (yc_test_count_received (&counter, job), ==, g_bytes_get_size (job));
}

/* Every fault, at the edge of every chunk: honest, and never sent again. */
static void
test_faults_at_every_chunk (void)
{
  static const char *const faults[] = { "unplug-at", "stall-at" };
  g_autoptr (GBytes) job = make_job ();

  for (guint fault = 0; fault < G_N_ELEMENTS (faults); fault++)
    for (gsize at = 1; at < g_bytes_get_size (job); at += YC_PRINTER_CHUNK_MAX_BYTES)
      {
        g_auto (YcTestCounter) counter = { NULL };
        g_auto (YcTestEnd) end = { FALSE };

        yc_test_counter_init_form (&counter);
        yc_test_tell (counter.printer_port, "%s %" G_GSIZE_FORMAT, faults[fault], at);
        yc_test_print (&counter, job, &end);
        g_assert_cmpint (end.outcome, ==, YC_PRINT_UNKNOWN);
        g_assert_error (end.error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_OUTCOME_UNKNOWN);
        g_assert_cmpuint (yc_test_count_received (&counter, job), ==, at);
      }
}

static void
test_status_fails (void)
{
  g_auto (YcTestCounter) counter = { NULL };
  g_auto (YcTestEnd) end = { FALSE };
  g_autoptr (GBytes) job = make_job ();

  yc_test_counter_init_form (&counter);
  yc_test_tell (counter.printer_port, "status-fails");
  yc_test_print (&counter, job, &end);
  g_assert_no_error (end.error);
  g_assert_cmpint (end.outcome, ==, YC_PRINT_DONE);
  g_assert_cmpuint (yc_test_count_received (&counter, job), ==, g_bytes_get_size (job));
}

/* By its command set, never by its number. */
static void
test_match (void)
{
  const struct
  {
    const char *id;
    gboolean ours;
  } rows[] = {
    { "MFG:EPSON;CMD:ESCPK,BDC;MDL:LQ-630K;CLS:PRINTER;", TRUE },
    { "MFG:X;COMMAND SET:ESC/P-K;MODEL:LQ;", TRUE },
    { "MFG:EPSON;CMD:ESCP,PRPXL24,BDC;MDL:LQ-2190;", TRUE },
    { "MFG:EPSON;CMD:escp2;MDL:LQ-690;", TRUE },
    { "MFG:EPSON;CMD:ESCP9,PRPII9,BDC;MDL:DFX-9000;CLS:PRINTER;DES:EPSON DFX-9000;", FALSE },
    { "MFG:EPSON;CMD:ESCPL2,BDC,D4,D4PX,ESCPR1;MDL:L3150;", FALSE },
    { "MFG:EPSON;CMD:ESC/POS;MDL:TM-T88V;", FALSE },
    { "MFG:HP;CMD:PCL,PS;MDL:ESCPK;", FALSE },
    { "CMD:", FALSE }, { "", FALSE }, { NULL, FALSE },
  };
  YcDeviceClass *klass = g_type_class_ref (YC_TYPE_ESCPK_DEVICE);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      YcDeviceInfo info = { .class_code = 0x07, .subclass = 0x01, .printer_id = (char *) rows[i].id };

      g_test_message ("%s", rows[i].id);
      g_assert_cmpint (klass->match (klass, &info) > 0, ==, rows[i].ours);
    }
  g_type_class_unref (klass);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/usb-form-printer/print", test_print);
  g_test_add_func ("/usb-form-printer/obstacles", test_obstacles);
  g_test_add_func ("/usb-form-printer/paper-ends", test_paper_ends);
  g_test_add_func ("/usb-form-printer/faults-at-every-chunk", test_faults_at_every_chunk);
  g_test_add_func ("/usb-form-printer/status-fails", test_status_fails);
  g_test_add_func ("/usb-form-printer/match", test_match);
  return g_test_run ();
}
