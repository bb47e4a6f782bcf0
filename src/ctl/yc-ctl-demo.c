/* yc-ctl-demo.c: one case from ticket to rating, without a window
 *
 * A real hub process, outside offices and devices that are simulated, and the
 * same flow code as the desk.
 * With --offline the hub is stopped from form to submission and started again:
 * the end is the same. What comes out is in the output folder: the papers as
 * bytes and as text, and the case as JSON.
 */

#include "yc-ctl-demo.h"

#include "yc-counter.h"
#include "yc-ctl-modules.h"
#include "yc-ctl-process.h"
#include "yc-ctl-script.h"
#include "yc-ctl-wait.h"
#include "yc-engraver-device.h"
#include "yc-file.h"

#include <glib/gstdio.h>

#define START_WAIT_MS 20000
#define PORT_MIN 20000
#define PORT_MAX 30000
#define PORT_TRIES 5
#define WINDOW "3"
#define DEVICES 4 /* reader, two printers, engraver */
#define SCORE 1 /* very satisfied */
#define ENGRAVER_SCRIPT "pace 1000\n" /* times as fast as a real one: a demo is no quarter of an hour */

typedef struct
{
  const char *out;
  gboolean offline;
  GSubprocess *hub;
  GSubprocess *offices;
  GSubprocess *reader;
  GSubprocess *printer;
  GSubprocess *form_printer;
  GSubprocess *engraver;
  char *hub_dir;
  char *offices_file; /* what the hub reads of them */
  char *address; /* "127.0.0.1:PORT", the same after a restart */
  char *reader_socket;
  char *reader_control;
  char *printer_socket;
  char *form_socket;
  char *engraver_socket;
  YcCounter *counter;
  YcCtlScript script;
} Demo;

static void
demo_clear (Demo *self)
{
  yc_ctl_script_clear (&self->script);
  g_clear_object (&self->counter);
  g_clear_object (&self->hub);
  g_clear_object (&self->offices);
  g_clear_object (&self->reader);
  g_clear_object (&self->printer);
  g_clear_object (&self->form_printer);
  g_clear_object (&self->engraver);
  g_free (self->hub_dir);
  g_free (self->offices_file);
  g_free (self->address);
  g_free (self->reader_socket);
  g_free (self->reader_control);
  g_free (self->printer_socket);
  g_free (self->form_socket);
  g_free (self->engraver_socket);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Demo, demo_clear)

static gboolean
start_hub (Demo    *self,
           GError **error)
{
  g_autofree char *log = g_build_filename (self->out, "hub.log", NULL);
  g_autofree char *port_file = g_build_filename (self->out, "work", "port", NULL);
  g_autofree char *port = NULL;
  g_autofree char *listen = g_strdup (self->address);

  /* Below the ports that connections draw for themselves: a desk that tries such
   * a port while the hub is down can meet itself there. */
  if (listen == NULL)
    listen = g_strdup_printf ("127.0.0.1:%d", g_random_int_range (PORT_MIN, PORT_MAX));
  g_unlink (port_file);
  self->hub = yc_ctl_start (log, error, "yichuang-hub", "--data", self->hub_dir, "--listen", listen,
                            "--training", "--offices", self->offices_file, "--port-file", port_file, NULL);
  if (self->hub == NULL)
    return FALSE;
  if (!yc_ctl_wait_for_file (port_file, self->hub, START_WAIT_MS) ||
      !g_file_get_contents (port_file, &port, NULL, error))
    {
      g_clear_error (error);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "The hub did not start; see %s", log);
      return FALSE;
    }
  g_free (self->address);
  self->address = g_strconcat ("127.0.0.1:", g_strstrip (port), NULL);
  return TRUE;
}

/* Another program may have the port that was drawn. */
static gboolean
find_hub (Demo    *self,
          GError **error)
{
  for (int tries = 1; tries < PORT_TRIES; tries++)
    {
      if (start_hub (self, NULL))
        return TRUE;
      g_clear_object (&self->hub);
    }
  return start_hub (self, error);
}

static gboolean
start_offices (Demo    *self,
               GError **error)
{
  g_autofree char *log = g_build_filename (self->out, "offices.log", NULL);
  g_autofree char *books = g_build_filename (self->out, "work", "offices", NULL);
  g_autofree char *port_file = g_build_filename (self->out, "work", "offices-port", NULL);

  self->offices_file = g_build_filename (self->out, "work", "offices.json", NULL);
  self->offices = yc_ctl_start (log, error, "yichuang-sim", "office", "all", "--listen", "127.0.0.1:0", "--data", books,
                                "--hub-file", self->offices_file, "--port-file", port_file, NULL);
  if (self->offices == NULL)
    return FALSE;
  if (!yc_ctl_wait_for_file (port_file, self->offices, START_WAIT_MS))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "The offices did not start; see %s", log);
      return FALSE;
    }
  return TRUE;
}

/* Its guard keeps its journal with the demo, and what is burnt lies with the papers. */
static gboolean
start_engraver (Demo        *self,
                const char  *log,
                GError     **error)
{
  g_autofree char *script = g_build_filename (self->out, "work", "engraver-script", NULL);
  g_autofree char *guard = g_build_filename (self->out, "work", "guard", NULL);
  g_autofree char *plates = g_build_filename (self->out, "plates", NULL);

  self->engraver_socket = g_build_filename (self->out, "work", "engraver", NULL);
  if (!g_file_set_contents (script, ENGRAVER_SCRIPT, -1, error))
    return FALSE;
  yc_engraver_device_set_guard (NULL, guard);
  self->engraver = yc_ctl_start (log, error, "yichuang-sim", "engraver", "--kind", "lihuiyu", "--socket",
                                 self->engraver_socket, "--script", script, "--output", plates, NULL);
  return self->engraver != NULL;
}

/* Its sheets lie beside the rolls of the receipt printer, each with its picture. */
static gboolean
start_form_printer (Demo        *self,
                    const char  *log,
                    GError     **error)
{
  g_autofree char *forms = g_build_filename (self->out, "forms", NULL);

  self->form_socket = g_build_filename (self->out, "work", "form-printer", NULL);
  self->form_printer = yc_ctl_start (log, error, "yichuang-sim", "printer", "--form", "--socket", self->form_socket,
                                     "--output", forms, NULL);
  return self->form_printer != NULL;
}

static gboolean
start_devices (Demo    *self,
               GError **error)
{
  g_autofree char *log = g_build_filename (self->out, "devices.log", NULL);
  g_autofree char *papers = g_build_filename (self->out, "papers", NULL);

  self->reader_socket = g_build_filename (self->out, "work", "reader", NULL);
  self->reader_control = g_build_filename (self->out, "work", "reader-control", NULL);
  self->printer_socket = g_build_filename (self->out, "work", "printer", NULL);
  self->reader = yc_ctl_start (log, error, "yichuang-sim", "card-reader", "--socket",
                               self->reader_socket, "--control", self->reader_control, NULL);
  if (self->reader == NULL)
    return FALSE;
  self->printer = yc_ctl_start (log, error, "yichuang-sim", "printer", "--socket",
                                self->printer_socket, "--output", papers, NULL);
  if (self->printer == NULL)
    return FALSE;
  if (!start_engraver (self, log, error) || !start_form_printer (self, log, error))
    return FALSE;
  if (!yc_ctl_wait_for_file (self->reader_control, self->reader, START_WAIT_MS) ||
      !yc_ctl_wait_for_file (self->engraver_socket, self->engraver, START_WAIT_MS) ||
      !yc_ctl_wait_for_file (self->form_socket, self->form_printer, START_WAIT_MS) ||
      !yc_ctl_wait_for_file (self->printer_socket, self->printer, START_WAIT_MS))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "The devices did not start; see %s", log);
      return FALSE;
    }
  return TRUE;
}

static gboolean
devices_are_ready (gpointer data)
{
  Demo *self = data;
  GListModel *devices = yc_counter_get_devices (self->counter);

  return g_list_model_get_n_items (devices) >= DEVICES;
}

static gboolean
open_counter (Demo    *self,
              GError **error)
{
  g_autofree char *data_dir = g_build_filename (self->out, "work", "desk", NULL);
  g_autofree char *url = g_strconcat ("http://", self->address, NULL);
  g_autofree char *reader = g_strconcat ("socket:", self->reader_socket, NULL);
  g_autofree char *printer = g_strconcat ("socket:", self->printer_socket, NULL);
  g_autofree char *code = NULL;
  g_autofree char *engraver = g_strconcat ("socket:", self->engraver_socket, NULL);
  g_autofree char *form = g_strconcat ("socket:", self->form_socket, NULL);
  const char *const devices[] = { reader, printer, form, engraver, NULL };
  const YcCounterOptions options = {
    .data_dir = data_dir, .hub_url = url, .devices = devices, .card_control = self->reader_control,
  };
  g_auto (YcCtlWait) opened = { 0 };
  g_auto (YcCtlWait) enrolled = { 0 };

  self->counter = yc_counter_new ();
  yc_counter_open_async (self->counter, &options, NULL, yc_ctl_wait_cb, &opened);
  yc_ctl_wait (&opened);
  if (!yc_counter_open_finish (self->counter, opened.result, error))
    return FALSE;
  code = yc_ctl_ask (error, "yichuang-hub", "admin", "--data", self->hub_dir, "enrol-code",
                     "--window", WINDOW, NULL);
  if (code == NULL)
    return FALSE;
  yc_counter_enrol_async (self->counter, code, "demo", NULL, yc_ctl_wait_cb, &enrolled);
  yc_ctl_wait (&enrolled);
  if (!yc_counter_enrol_finish (self->counter, enrolled.result, error))
    return FALSE;
  yc_ctl_script_begin (&self->script, self->counter);
  self->script.cuts = TRUE;
  if (!yc_ctl_script_sign_in (&self->script, error))
    return FALSE;
  if (!yc_ctl_wait_until (devices_are_ready, self, START_WAIT_MS))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "The devices were not found");
      return FALSE;
    }
  return TRUE;
}

static gboolean
stop_line (Demo    *self,
           GError **error)
{
  if (!yc_ctl_script_send_all (&self->script, error) || !yc_ctl_stop (self->hub, error))
    return FALSE;
  g_clear_object (&self->hub);
  yc_ctl_say (&self->script, "the hub is stopped: working offline");
  return TRUE;
}

static gboolean
restore_line (Demo    *self,
              GError **error)
{
  yc_ctl_say (&self->script, "%u facts wait for the line",
              yc_line_get_waiting (yc_counter_get_line (self->counter)));
  if (!start_hub (self, error))
    return FALSE;
  yc_ctl_say (&self->script, "the hub is started again");
  yc_counter_retry (self->counter, NULL);
  return TRUE;
}

static gboolean
run (Demo    *self,
     GError **error)
{
  YcCtlScript *script = &self->script;
  g_autofree char *json = g_build_filename (self->out, "case.json", NULL);

  if (!start_offices (self, error) || !find_hub (self, error) || !start_devices (self, error) || !open_counter (self, error))
    return FALSE;
  yc_ctl_say (script, "hub, offices, devices and counter are ready");
  if (!yc_ctl_script_take_ticket (script, error) ||
      (self->offline && !stop_line (self, error)) ||
      !yc_ctl_script_fill_in (script, error) ||
      !yc_ctl_script_submit (script, error) ||
      (self->offline && !restore_line (self, error)))
    return FALSE;
  return yc_ctl_script_hand_over (script, error) && yc_ctl_script_follow_modules (script, YC_CTL_LINE_WAIT_MS, error) &&
         yc_ctl_script_print_form (script, "invoices", error) && yc_ctl_script_hand_out (script, TRUE, error) && yc_ctl_script_rate (script, SCORE, error) &&
         yc_ctl_script_send_all (script, error) &&
         yc_ctl_script_write_case (script, json, error) && yc_ctl_script_close (script, error);
}

static void
stop_all (Demo *self)
{
  GSubprocess *processes[] = { self->reader, self->printer, self->form_printer, self->engraver, self->hub, self->offices };

  for (gsize i = 0; i < G_N_ELEMENTS (processes); i++)
    if (processes[i] != NULL)
      yc_ctl_stop (processes[i], NULL);
}

/* A folder of its own for sockets and stores; what was there of an earlier
 * demo would be another case, so it has to be new. */
static gboolean
make_folders (Demo    *self,
              GError **error)
{
  g_autofree char *work = g_build_filename (self->out, "work", NULL);
  g_autofree char *papers = g_build_filename (self->out, "papers", NULL);

  if (g_file_test (work, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                   "%s holds a demo already; name a new folder", self->out);
      return FALSE;
    }
  if (!yc_dir_ensure (self->out, error) || !yc_dir_ensure (work, error) || !yc_dir_ensure (papers, error))
    return FALSE;
  self->hub_dir = g_build_filename (work, "hub", NULL);
  return TRUE;
}

int
yc_ctl_demo (int    argc,
             char **argv)
{
  g_auto (Demo) self = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *out = NULL;
  const GOptionEntry entries[] = {
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &out, "Where papers and the case go", "DIR" },
    { "offline", 0, 0, G_OPTION_ARG_NONE, &self.offline, "Stop the hub from form to submission", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("— one case from ticket to rating");
  gboolean good;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  if (out == NULL)
    {
      g_printerr ("--out DIR is missing\n");
      return 2;
    }
  self.out = out;
  self.script.began_us = g_get_monotonic_time ();
  good = make_folders (&self, &error) && run (&self, &error);
  stop_all (&self);
  if (!good)
    {
      yc_ctl_say (&self.script, "failed: %s", error != NULL ? error->message : "timed out");
      return 1;
    }
  yc_ctl_say (&self.script, "done; see %s", out);
  return 0;
}
