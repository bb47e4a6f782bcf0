/* yc-test-engraver.c: an engraver that is simulated, behind the real guard */

#include "yc-test-engraver.h"

#include "yc-engraver-device.h"

#include <glib/gstdio.h>
#include <string.h>

YcMockFunc yc_test_engraver_moved;

static void
pty_moved_cb (YcSimDevice *sim,
              gpointer     data)
{
  if (yc_test_engraver_moved != NULL)
    yc_test_engraver_moved (sim, FALSE, NULL);
}

/* umockdev complains when a process closes a device's node while that is being taken
 * away: what these tests do all the time, and no fault of what is tested. */
static gboolean
is_noise (const char *message)
{
  return strstr (message, "Destroying IoctlClient with open stream") != NULL;
}

static gboolean
is_fatal_cb (const char    *domain,
             GLogLevelFlags level,
             const char    *message,
             gpointer       data)
{
  return !is_noise (message);
}

static void
log_cb (const char    *domain,
        GLogLevelFlags level,
        const char    *message,
        gpointer       data)
{
  if (!is_noise (message))
    g_log_default_handler (domain, level, message, data);
}

/* One bus for all tests of a program, as umockdev wants it. */
void
yc_test_engraver_init (YcTestEngraver *engraver,
                       gboolean        grbl,
                       const char     *guard)
{
  g_autofree char *line = NULL;
  g_autofree char *address = NULL;
  g_autoptr (GError) error = NULL;

  g_log_set_default_handler (log_cb, NULL);
  g_test_log_set_fatal_handler (is_fatal_cb, NULL);
  *engraver = (YcTestEngraver){ .grbl = grbl };
  engraver->folder = g_dir_make_tmp ("yc-engraver-XXXXXX", &error);
  g_assert_no_error (error);
  yc_engraver_device_set_guard (guard, engraver->folder);
  engraver->registry = yc_device_registry_new ();
  line = g_build_filename (engraver->folder, "line", NULL);
  address = grbl ? g_strconcat ("tty:", line, NULL) : g_strdup ("usb");
  if (grbl)
    {
      engraver->sim = yc_sim_grbl_new (YC_TEST_BED_MM, YC_TEST_BED_MM);
      engraver->pty = yc_sim_pty_new (engraver->sim, line, &error);
      g_assert_no_error (error);
      yc_sim_pty_set_moved (engraver->pty, pty_moved_cb, NULL);
    }
  else
    {
      engraver->sim = yc_sim_lihuiyu_new ("M2", YC_TEST_BED_MM, YC_TEST_BED_MM);
      engraver->bus = yc_mock_bus_new ();
      engraver->port = yc_mock_bus_add (engraver->bus, engraver->sim, yc_test_engraver_moved, NULL);
    }
  g_assert_true (yc_device_registry_add_address (engraver->registry, address, &error));
  yc_test_wait_for (g_list_model_get_n_items (G_LIST_MODEL (engraver->registry)) == 1);
  engraver->device = yc_device_registry_get_by_role (engraver->registry, YC_DEVICE_ROLE_ENGRAVER);
  g_assert_true (YC_IS_ENGRAVER (engraver->device));
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);

      if (g_file_test (inner, G_FILE_TEST_IS_DIR) && !g_file_test (inner, G_FILE_TEST_IS_SYMLINK))
        remove_folder (inner);
      else
        g_unlink (inner);
    }
  g_rmdir (path);
}

void
yc_test_engraver_clear (YcTestEngraver *engraver)
{
  yc_device_registry_stop (engraver->registry);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (engraver->registry);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  yc_sim_pty_free (engraver->pty);
  yc_mock_bus_free (engraver->bus);
  g_object_unref (engraver->sim);
  remove_folder (engraver->folder);
  g_free (engraver->folder);
}

void
yc_test_engraver_tell (YcTestEngraver *engraver,
                       const char     *format,
                       ...)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  if (engraver->grbl)
    yc_sim_pty_tell (engraver->pty, line, &error);
  else
    yc_mock_port_tell (engraver->port, line, &error);
  g_assert_no_error (error);
}

/* While nothing moves at it: see yc_mock_port_look(). */
void
yc_test_engraver_look (YcSimDevice  *sim,
                       YcTestReport *report)
{
  gint64 now_ms = g_get_monotonic_time () / 1000;
  YcSimLihuiyuReport lihuiyu;
  YcSimGrblReport grbl;

  if (YC_IS_SIM_GRBL (sim))
    {
      yc_sim_grbl_report (YC_SIM_GRBL (sim), now_ms, &grbl);
      *report = (YcTestReport){ grbl.plate, grbl.lines, grbl.resets, grbl.homes, 0, grbl.idle };
      g_assert_cmpuint (grbl.overrun, ==, 0);
      return;
    }
  yc_sim_lihuiyu_report (YC_SIM_LIHUIYU (sim), now_ms, &lihuiyu);
  *report = (YcTestReport){ lihuiyu.plate, lihuiyu.packets, lihuiyu.stops, lihuiyu.homes,
                            lihuiyu.programs, lihuiyu.idle };
  g_assert_cmpuint (lihuiyu.nonsense, ==, 0);
}

static void
look_cb (YcSimDevice *sim,
         gboolean     released,
         gpointer     data)
{
  yc_test_engraver_look (sim, data);
}

void
yc_test_engraver_report (YcTestEngraver *engraver,
                         YcTestReport   *ret_report)
{
  if (engraver->grbl)
    look_cb (engraver->sim, FALSE, ret_report);
  else
    yc_mock_port_look (engraver->port, look_cb, ret_report);
}

typedef struct
{
  guint rows;
  guint differs;
} Difference;

static void
differ_cb (YcSimDevice *sim,
           gboolean     released,
           gpointer     data)
{
  Difference *difference = data;
  YcSimPlate *plate = YC_IS_SIM_GRBL (sim) ? yc_sim_grbl_get_plate (YC_SIM_GRBL (sim))
                                           : yc_sim_lihuiyu_get_plate (YC_SIM_LIHUIYU (sim));

  difference->differs = yc_test_plate_differs (plate, difference->rows);
}

/* Of what was wanted, in permille. */
guint
yc_test_engraver_differs (YcTestEngraver *engraver,
                          guint           rows)
{
  Difference difference = { rows, 0 };

  if (engraver->grbl)
    differ_cb (engraver->sim, FALSE, &difference);
  else
    yc_mock_port_look (engraver->port, differ_cb, &difference);
  return difference.differs;
}

static void
home_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (GError) error = NULL;

  yc_engraver_finish (YC_ENGRAVER (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

void
yc_test_engraver_home (YcTestEngraver *engraver)
{
  gboolean done = FALSE;

  yc_engraver_home_async (YC_ENGRAVER (engraver->device), NULL, home_cb, &done);
  yc_test_wait_long (done, 30);
}

/* --- jobs ------------------------------------------------------------ */

typedef struct
{
  YcTestEngraver *engraver;
  YcTestJob *job;
} Both;

/* Worker's thread. */
static gboolean
started_cb (const YcId *id,
            gpointer    data,
            GError    **error)
{
  Both *both = data;
  YcTestReport report;

  g_assert_true (yc_id_equal (id, &both->job->job));
  both->job->starts++;
  if (!both->engraver->grbl)
    {
      yc_test_engraver_report (both->engraver, &report);
      both->job->packets_started = report.packets;
    }
  if (!both->job->refuse)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "disk full");
  return FALSE;
}

static double
left_cb (const YcEngraveProgress *progress,
         gpointer                 data)
{
  return progress->mm_total - progress->mm_done;
}

static void
progress_cb (YcEngraver              *engraver,
             const YcEngraveProgress *progress,
             YcTestJob               *job)
{
  g_assert_cmpuint (progress->moves_done, >=, job->last.moves_done);
  g_assert_cmpuint (progress->moves_done, <=, progress->moves_total);
  g_assert_cmpfloat (progress->seconds_left, ==, progress->mm_total - progress->mm_done);
  job->last = *progress;
  job->progresses++;
}

static void
state_cb (YcEngraver     *engraver,
          YcEngraverState state,
          YcTestJob      *job)
{
  g_assert_cmpint (state, ==, yc_engraver_get_state (engraver));
  job->states |= 1u << state;
}

static void
problem_cb (YcDevice   *device,
            GParamSpec *pspec,
            YcTestJob  *job)
{
  if (yc_engraver_get_state (YC_ENGRAVER (device)) == YC_ENGRAVER_RESTING ||
      yc_device_get_problem (device) == NULL)
    return;
  g_free (job->problem);
  job->problem = g_strdup (yc_device_get_problem (device));
}

static void
engraved_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  YcTestJob *job = data;

  job->outcome = yc_engraver_engrave_finish (YC_ENGRAVER (source), result, &job->error);
  g_assert_true ((job->error == NULL) == (job->outcome == YC_ENGRAVE_DONE));
  g_signal_handlers_disconnect_by_data (source, job);
  job->done = TRUE;
}

void
yc_test_engraver_start (YcTestEngraver *engraver,
                        YcToolpath     *path,
                        YcTestJob      *job)
{
  gboolean refuse = job->refuse;
  gboolean again = job->again;
  YcId id = job->job;
  Both *both = g_new0 (Both, 1);
  const YcEngraveHooks hooks = { started_cb, left_cb, both, g_free };

  yc_test_job_clear (job);
  *both = (Both){ engraver, job };
  job->refuse = refuse;
  job->cancellable = g_cancellable_new ();
  if (again)
    job->job = id;
  else
    yc_id_init_random (&job->job);
  g_signal_connect (engraver->device, "progress", G_CALLBACK (progress_cb), job);
  g_signal_connect (engraver->device, "engraver-state-changed", G_CALLBACK (state_cb), job);
  g_signal_connect (engraver->device, "notify::problem", G_CALLBACK (problem_cb), job);
  yc_engraver_engrave_async (YC_ENGRAVER (engraver->device), path, &job->job, &hooks,
                             job->cancellable, engraved_cb, job);
}

void
yc_test_engraver_run (YcTestEngraver *engraver,
                      YcToolpath     *path,
                      YcTestJob      *job)
{
  yc_test_engraver_start (engraver, path, job);
  yc_test_wait_long (job->done, 60);
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  YcTestJob *job = data;

  g_clear_error (&job->error);
  job->record = yc_engraver_ask_finish (YC_ENGRAVER (source), result, &job->error);
  job->done = TRUE;
}

/* Until the guard that still stops the machine has let go. */
void
yc_test_engraver_ask (YcTestEngraver *engraver,
                      YcTestJob      *job)
{
  gint64 end_us = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  g_clear_pointer (&job->record, yc_engrave_record_free);
  do
    {
      job->done = FALSE;
      yc_engraver_ask_async (YC_ENGRAVER (engraver->device), &job->job, NULL, asked_cb, job);
      yc_test_wait_long (job->done, 30);
    }
  while (g_error_matches (job->error, YC_DEVICE_RETRY, YC_DEVICE_RETRY_WAIT) &&
         g_get_monotonic_time () < end_us);
  g_assert_no_error (job->error);
}

void
yc_test_job_clear (YcTestJob *job)
{
  g_clear_error (&job->error);
  g_clear_object (&job->cancellable);
  g_clear_pointer (&job->record, yc_engrave_record_free);
  g_free (job->problem);
  *job = (YcTestJob){ .done = FALSE };
}
