/* A paper of a case on the form printer: once, asked about after a break, and
 * moved by just what was set for that printer. */

#include "yc-case-documents.h"
#include "yc-case-verbs-private.h"
#include "yc-device-error.h"
#include "yc-escpk-proto.h"
#include "yc-form-print.h"
#include "yc-sim-form-paper.h"
#include "yc-sim-printer.h"
#include "yc-sim-server.h"
#include "yc-test-desk.h"

#include <glib/gstdio.h>
#include <math.h>

#define MATTER "limited-company-establishment"
#define PAPER "invoices"
#define CATALOGUE "limited-company-2026.12.json"
#define BREAK_BYTES 20000

typedef struct
{
  char *catalogues;
  char *folder;
  TestHub *hub;
  TestCounter desk;
  YcSimDevice *printer;
  YcSimServer *server;
  YcId id;
} Fixture;

/* Where this run of the program has looked for it before. */
static void
attach_again (Fixture    *self,
              const char *serial)
{
  g_autofree char *path = g_strdup_printf ("%s/%s", self->folder, serial);
  g_autoptr (GError) error = NULL;

  self->printer = yc_sim_printer_new_form (serial);
  self->server = yc_sim_server_new (self->printer, path, &error);
  g_assert_no_error (error);
  test_wait_until (yc_counter_get_form_printer (self->desk.counter) != NULL);
}

static void
attach (Fixture    *self,
        const char *serial)
{
  g_autofree char *address = g_strdup_printf ("socket:%s/%s", self->folder, serial);
  g_autoptr (GError) error = NULL;

  yc_device_registry_add_address (self->desk.counter->registry, address, &error);
  g_assert_no_error (error);
  attach_again (self, serial);
}

static void
detach (Fixture *self)
{
  g_clear_pointer (&self->server, yc_sim_server_free);
  g_clear_object (&self->printer);
  test_wait_until (yc_counter_get_form_printer (self->desk.counter) == NULL);
}

static YcCaseFile *
get_file (Fixture *self)
{
  return g_hash_table_lookup (self->desk.counter->files, &self->id);
}

static void
finish (Fixture       *self,
        GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;

  yc_case_file_finish (get_file (self), test_wait_result (result), &error);
  g_assert_no_error (error);
  g_clear_object (result);
}

static void
set_text (Fixture    *self,
          const char *path,
          const char *text)
{
  g_auto (YcValue) value = YC_VALUE_INIT;
  const YcEdit edit = { path, &value, NULL };
  GAsyncResult *result = NULL;

  yc_value_set_text (&value, text);
  yc_case_file_set_fields_async (get_file (self), &edit, 1, YC_SOURCE_TYPED, test_ready_cb, &result);
  finish (self, &result);
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (YcCaseFile) file = NULL;
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("yc-form-XXXXXX", NULL);
  self->catalogues = g_dir_make_tmp ("yc-catalogues-XXXXXX", NULL);
  test_put_catalogue (self->catalogues, CATALOGUE, "2026-11-20", "2020-01-02");
  self->hub = test_hub_new_with (self->catalogues, NULL);
  self->hub->clock.now_ms = g_get_real_time () / 1000;
  test_counter_init (&self->desk, self->hub, "3", YC_HUB_TRAINING_OPERATOR);
  yc_counter_open_case_async (self->desk.counter, NULL, MATTER, NULL, test_ready_cb, &result);
  file = yc_counter_open_case_finish (self->desk.counter, test_wait_result (&result), &error);
  g_assert_no_error (error);
  self->id = *yc_case_file_get_id (file);
  set_text (self, "/modules/invoices", "yes");
  set_text (self, "/name/region", "聊城市");
  set_text (self, "/name/trade", "鲁西示例");
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_autofree char *catalogue = g_build_filename (self->catalogues, CATALOGUE, NULL);

  g_clear_pointer (&self->server, yc_sim_server_free);
  g_clear_object (&self->printer);
  test_counter_clear (&self->desk);
  test_hub_free (self->hub);
  g_unlink (catalogue);
  g_rmdir (self->catalogues);
  g_rmdir (self->folder);
  g_free (self->catalogues);
  g_free (self->folder);
}

static void
print (Fixture  *self,
       GError  **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  yc_case_file_print_form_async (get_file (self), PAPER, test_ready_cb, &result);
  yc_case_file_finish (get_file (self), test_wait_result (&result), error);
}

static void
settle (Fixture  *self,
        gboolean  whole)
{
  GAsyncResult *result = NULL;

  yc_case_file_settle_print_async (get_file (self), PAPER, whole, test_ready_cb, &result);
  finish (self, &result);
}

static void
set_offset (Fixture *self,
            double   x_mm,
            double   y_mm,
            GError **error)
{
  YcCounter *counter = self->desk.counter;
  g_autoptr (GAsyncResult) result = NULL;

  yc_counter_set_form_offset_async (counter, yc_counter_get_form_printer (counter), x_mm, y_mm, test_ready_cb, &result);
  yc_counter_set_form_offset_finish (counter, test_wait_result (&result), error);
}

/* In the order they were planned. */
static GPtrArray *
load_jobs (Fixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  GPtrArray *jobs;

  yc_store_load_jobs_async (self->desk.counter->store, NULL, test_ready_cb, &result);
  jobs = yc_store_load_jobs_finish (self->desk.counter->store, test_wait_result (&result), NULL);
  g_assert_nonnull (jobs);
  return jobs;
}

static YcStoreJobState
get_last_state (Fixture *self)
{
  g_autoptr (GPtrArray) jobs = load_jobs (self);

  g_assert_cmpuint (jobs->len, >, 0);
  return ((YcStoreJob *) g_ptr_array_index (jobs, jobs->len - 1))->state;
}

static gsize
count_received (Fixture *self)
{
  g_autoptr (GBytes) bytes = yc_sim_printer_get_received (YC_SIM_PRINTER (self->printer));

  return g_bytes_get_size (bytes);
}

static guint
count_events (Fixture    *self,
              const char *kind)
{
  GPtrArray *events = yc_case_get_events (yc_case_file_get_case (get_file (self)));
  guint count = 0;

  for (guint i = 0; i < events->len; i++)
    {
      const YcEvent *event = g_ptr_array_index (events, i);

      count += g_str_equal (event->kind, kind) && g_str_equal (event->detail, PAPER);
    }
  return count;
}

static guint
count_records (Fixture *self)
{
  return count_events (self, "print.record");
}

static YcSimFormPaper *
take_paper (Fixture *self)
{
  g_autoptr (GBytes) bytes = yc_sim_printer_take_document (YC_SIM_PRINTER (self->printer), FALSE);
  g_autoptr (GError) error = NULL;
  YcSimFormPaper *paper;

  g_assert_nonnull (bytes);
  paper = yc_sim_form_paper_read (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (paper->pages->len, ==, 1);
  return paper;
}

/* The program ends and begins anew, the printer goes away with it. */
static void
restart (Fixture *self)
{
  g_clear_pointer (&self->server, yc_sim_server_free);
  g_clear_object (&self->printer);
  test_counter_close (&self->desk);
  test_counter_open (&self->desk, FALSE);
  test_counter_sign_in (&self->desk, YC_HUB_TRAINING_OPERATOR);
  test_wait_until (get_file (self) != NULL);
}

/* --- tests ------------------------------------------------------------------ */

static void
test_none (Fixture       *self,
           gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  print (self, &error);
  g_assert_error (error, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NO_DEVICE);
  g_assert_cmpuint (count_records (self), ==, 0);
}

static void
test_once (Fixture       *self,
           gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GPtrArray) jobs = NULL;
  g_autoptr (YcSimFormPaper) paper = NULL;
  g_autofree char *digest = NULL;
  g_autofree char *text = NULL;
  const YcStoreJob *job;

  attach (self, "LQ1");
  print (self, &error);
  g_assert_no_error (error);
  bytes = yc_sim_printer_get_received (YC_SIM_PRINTER (self->printer));
  digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  jobs = load_jobs (self);
  g_assert_cmpuint (jobs->len, ==, 1);
  job = g_ptr_array_index (jobs, 0);
  g_assert_cmpstr (job->digest, ==, digest);
  g_assert_cmpstr (job->kind, ==, PAPER);
  g_assert_cmpint (job->state, ==, YC_STORE_JOB_DONE);
  g_assert_cmpint (job->bytes_sent, ==, g_bytes_get_size (bytes));
  g_assert_cmpuint (count_records (self), ==, 1);
  paper = take_paper (self);
  text = yc_sim_form_paper_dup_text (paper);
  g_assert_nonnull (strstr (text, "聊城市鲁西示例"));

  /* A paper that is of another case's module is none of this one. */
  set_text (self, "/modules/invoices", "no");
  print (self, &error);
  g_assert_error (error, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_FOUND);
  g_assert_cmpuint (count_received (self), ==, g_bytes_get_size (bytes));
}

/* Two presses of one key: one sheet. */
static void
test_twice (Fixture       *self,
            gconstpointer  data)
{
  GAsyncResult *first = NULL, *second = NULL;
  g_autoptr (GError) error = NULL;

  attach (self, "LQ1");
  g_assert_true (yc_sim_device_tell (self->printer, "slow 20", NULL));
  yc_case_file_print_form_async (get_file (self), PAPER, test_ready_cb, &first);
  yc_case_file_print_form_async (get_file (self), PAPER, test_ready_cb, &second);
  finish (self, &first);
  g_assert_false (yc_case_file_finish (get_file (self), test_wait_result (&second), &error));
  g_assert_false (yc_form_print_is_in_doubt (error));
  g_clear_object (&second);
  g_assert_cmpuint (count_records (self), ==, 1);
  yc_sim_form_paper_free (take_paper (self));
}

static void
assert_asks (Fixture *self)
{
  gsize received = count_received (self);
  g_autoptr (GError) error = NULL;

  print (self, &error);
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_DOUBT);
  g_assert_true (yc_form_print_is_in_doubt (error));
  g_assert_cmpuint (count_received (self), ==, received);
}

static void
test_cable (Fixture       *self,
            gconstpointer  data)
{
  g_autofree char *pull = g_strdup_printf ("unplug-at %d", BREAK_BYTES);
  g_autoptr (GError) error = NULL;

  attach (self, "LQ1");
  g_assert_true (yc_sim_device_tell (self->printer, pull, NULL));
  print (self, &error);
  g_assert_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_OUTCOME_UNKNOWN);
  g_assert_true (yc_form_print_is_in_doubt (error));
  g_clear_error (&error);
  g_assert_cmpuint (count_received (self), <=, BREAK_BYTES);
  g_assert_cmpint (get_last_state (self), ==, YC_STORE_JOB_UNKNOWN);
  g_assert_cmpuint (count_records (self), ==, 1);

  /* Nothing goes out before somebody has looked, also after a restart. */
  detach (self);
  attach_again (self, "LQ1");
  assert_asks (self);
  restart (self);
  attach (self, "LQ1");
  assert_asks (self);

  settle (self, FALSE);
  g_assert_cmpint (get_last_state (self), ==, YC_STORE_JOB_CANCELLED);
  g_assert_cmpuint (count_events (self, "print.settle"), ==, 1);
  print (self, &error);
  g_assert_no_error (error);
  g_assert_cmpint (get_last_state (self), ==, YC_STORE_JOB_DONE);
  yc_sim_form_paper_free (take_paper (self));
}

/* What a clerk finds whole is not printed again. */
static void
test_whole (Fixture       *self,
            gconstpointer  data)
{
  g_autofree char *pull = g_strdup_printf ("unplug-at %d", BREAK_BYTES);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  attach (self, "LQ1");
  g_assert_true (yc_sim_device_tell (self->printer, pull, NULL));
  print (self, &error);
  g_assert_true (yc_form_print_is_in_doubt (error));
  g_clear_error (&error);
  settle (self, TRUE);
  g_assert_cmpint (get_last_state (self), ==, YC_STORE_JOB_DONE);
  yc_case_file_settle_print_async (get_file (self), PAPER, FALSE, test_ready_cb, &result);
  yc_case_file_finish (get_file (self), test_wait_result (&result), &error);
  g_assert_error (error, YC_STORE_ERROR, YC_STORE_ERROR_NOT_FOUND);
  g_assert_cmpint (get_last_state (self), ==, YC_STORE_JOB_DONE);
}

/* Every character and every dot of @moved is where it is on @still, and so much further. */
static void
assert_moved (const YcSimFormPage *still,
              const YcSimFormPage *moved,
              int                  x_dots,
              int                  y_dots)
{
  guint ink = 0;

  g_assert_cmpuint (still->chars->len, >, 0);
  g_assert_cmpuint (still->chars->len, ==, moved->chars->len);
  for (guint i = 0; i < still->chars->len; i++)
    {
      const YcSimFormChar *one = &g_array_index (still->chars, YcSimFormChar, i);
      const YcSimFormChar *other = &g_array_index (moved->chars, YcSimFormChar, i);

      g_assert_cmpuint (one->character, ==, other->character);
      g_assert_cmpfloat_with_epsilon (other->x_mm - one->x_mm, x_dots * 25.4 / YC_SIM_FORM_DPI_X, 1e-6);
      g_assert_cmpfloat_with_epsilon (other->y_mm - one->y_mm, y_dots * 25.4 / YC_SIM_FORM_DPI_Y, 1e-6);
    }
  for (guint y = MAX (0, -y_dots); y < still->dots->height - MAX (0, y_dots); y++)
    for (guint x = 0; x < still->dots->width - (guint) x_dots; x++)
      {
        gboolean is_ink = yc_raster_get_row (still->dots, y)[x] < 128;

        g_assert_cmpint (is_ink, ==, yc_raster_get_row (moved->dots, (guint) ((int) y + y_dots))[(int) x + x_dots] < 128);
        ink += is_ink;
      }
  g_assert_cmpuint (ink, >, 1000);
}

static void
test_offset (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr (YcSimFormPaper) still = NULL;
  g_autoptr (YcSimFormPaper) moved = NULL;
  g_autoptr (YcSimFormPaper) other = NULL;
  g_autoptr (GError) error = NULL;

  attach (self, "LQ1");
  print (self, &error);
  g_assert_no_error (error);
  still = take_paper (self);
  set_offset (self, 20.1, 0, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  set_offset (self, 0, NAN, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  set_offset (self, 2.54, -1.27, &error);
  g_assert_no_error (error);

  /* Of this printer, and not of another; and for good. */
  restart (self);
  attach (self, "LQ1");
  print (self, &error);
  g_assert_no_error (error);
  moved = take_paper (self);
  assert_moved (g_ptr_array_index (still->pages, 0), g_ptr_array_index (moved->pages, 0), 36, -9);
  detach (self);
  attach (self, "LQ2");
  print (self, &error);
  g_assert_no_error (error);
  other = take_paper (self);
  assert_moved (g_ptr_array_index (still->pages, 0), g_ptr_array_index (other->pages, 0), 0, 0);
}

/* Its rulers count from the paper's edges, whatever is set. */
static void
test_calibration (Fixture       *self,
                  gconstpointer  data)
{
  YcCounter *counter = self->desk.counter;
  g_autoptr (YcSimFormPaper) still = NULL;
  g_autoptr (YcSimFormPaper) again = NULL;
  g_autoptr (GError) error = NULL;

  attach (self, "LQ1");
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;

      yc_counter_print_calibration_async (counter, yc_counter_get_form_printer (counter), 241, 139.7, test_ready_cb, &result);
      yc_counter_print_calibration_finish (counter, test_wait_result (&result), &error);
      g_assert_no_error (error);
      *(i == 0 ? &still : &again) = take_paper (self);
      set_offset (self, -8, 8, &error);
      g_assert_no_error (error);
    }
  assert_moved (g_ptr_array_index (still->pages, 0), g_ptr_array_index (again->pages, 0), 0, 0);
  g_assert_cmpfloat_with_epsilon (((YcSimFormPage *) g_ptr_array_index (still->pages, 0))->height_mm, 139.7, 1e-6);
}

#define ADD(name, test) g_test_add ("/form-print/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("none", test_none);
  ADD ("once", test_once);
  ADD ("twice", test_twice);
  ADD ("cable", test_cable);
  ADD ("whole", test_whole);
  ADD ("offset", test_offset);
  ADD ("calibration", test_calibration);
  return g_test_run ();
}
