/* yc-ctl-demo.c: one case from ticket to receipt, without a window
 *
 * A real hub process, simulated devices, and the same flow code as the desk.
 * With --offline the hub is stopped from form to submission and started again:
 * the end is the same. What comes out is in the output folder: the papers as
 * bytes and as text, and the case as JSON.
 */

#include "yc-ctl-demo.h"

#include "yc-counter.h"
#include "yc-ctl-process.h"
#include "yc-ctl-wait.h"
#include "yc-file.h"

#include <glib/gstdio.h>
#include <string.h>

#define START_WAIT_MS 20000
#define HUB_WAIT_MS 30000
#define OPERATOR "C0301"
#define PASSWORD "yichuang"
#define WINDOW "3"
#define MATTER "limited-company-establishment"

typedef struct
{
  const char *out;
  gboolean offline;
  gint64 began_us;
  GSubprocess *hub;
  GSubprocess *reader;
  GSubprocess *printer;
  char *hub_dir;
  char *address; /* "127.0.0.1:PORT", the same after a restart */
  char *reader_socket;
  char *reader_control;
  char *printer_socket;
  YcCounter *counter;
  YcCaseFile *file;
} Demo;

/* What the form is filled with. Nobody here exists. */
static const struct
{
  const char *path;
  const char *text;
  gint64 integer;
} form[] = {
  { "/name/trade", "鲁西示例", 0 },
  { "/name/industry", "信息技术", 0 },
  { "/domicile/area", "371502", 0 },
  { "/domicile/address", "示例路 1 号 2 层 201 室", 0 },
  { "/domicile/right", "owned", 0 },
  { "/business/scope", "信息技术咨询服务；软件开发", 0 },
  { "/business/licensed", "no", 0 },
  { "/capital/amount", NULL, 100000000 },
  { "/legal-representative/phone", "13900000001", 0 },
  { "/legal-representative/post", "director", 0 },
  { "/supervisor/kind", "none", 0 },
  { "/finance/name", "王测试", 0 },
  { "/finance/number", "110105194912310062", 0 },
  { "/finance/phone", "13900000003", 0 },
  { "/liaison/name", "王测试", 0 },
  { "/liaison/phone", "13900000003", 0 },
};

static void
demo_clear (Demo *self)
{
  g_clear_object (&self->file);
  g_clear_object (&self->counter);
  g_clear_object (&self->hub);
  g_clear_object (&self->reader);
  g_clear_object (&self->printer);
  g_free (self->hub_dir);
  g_free (self->address);
  g_free (self->reader_socket);
  g_free (self->reader_control);
  g_free (self->printer_socket);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Demo, demo_clear)

static void G_GNUC_PRINTF (2, 3)
say (Demo       *self,
     const char *format,
     ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_print ("%7.3f s  %s\n", (g_get_monotonic_time () - self->began_us) / 1e6, text);
}

static gboolean
start_hub (Demo    *self,
           GError **error)
{
  g_autofree char *log = g_build_filename (self->out, "hub.log", NULL);
  g_autofree char *port_file = g_build_filename (self->out, "work", "port", NULL);
  g_autofree char *port = NULL;
  g_autofree char *listen = g_strdup (self->address != NULL ? self->address : "127.0.0.1:0");

  g_unlink (port_file);
  self->hub = yc_ctl_start (log, error, "yichuang-hub", "--data", self->hub_dir, "--listen", listen,
                            "--training", "--port-file", port_file, NULL);
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
  if (!yc_ctl_wait_for_file (self->reader_control, self->reader, START_WAIT_MS) ||
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

  return g_list_model_get_n_items (devices) >= 2;
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
  const char *const devices[] = { reader, printer, NULL };
  const YcCounterOptions options = {
    .data_dir = data_dir, .hub_url = url, .devices = devices, .card_control = self->reader_control,
  };
  g_auto (YcCtlWait) opened = { 0 };
  g_auto (YcCtlWait) enrolled = { 0 };
  g_auto (YcCtlWait) signed_in = { 0 };

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
  yc_counter_sign_in_async (self->counter, OPERATOR, PASSWORD, NULL, yc_ctl_wait_cb, &signed_in);
  yc_ctl_wait (&signed_in);
  if (!yc_counter_sign_in_finish (self->counter, signed_in.result, error))
    return FALSE;
  if (!yc_ctl_wait_until (devices_are_ready, self, START_WAIT_MS))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "The devices were not found");
      return FALSE;
    }
  return TRUE;
}

static gboolean
take_ticket (Demo    *self,
             GError **error)
{
  g_auto (YcCtlWait) issued = { 0 };
  g_auto (YcCtlWait) called = { 0 };
  g_auto (YcCtlWait) opened = { 0 };
  g_autoptr (YcTicket) ticket = NULL;
  g_autoptr (YcTicket) next = NULL;

  yc_counter_issue_ticket_async (self->counter, "企业开办", TRUE, NULL, yc_ctl_wait_cb, &issued);
  yc_ctl_wait (&issued);
  ticket = yc_counter_issue_ticket_finish (self->counter, issued.result, error);
  if (ticket == NULL)
    return FALSE;
  say (self, "ticket %s issued", yc_ticket_get_number (ticket));
  yc_counter_call_next_async (self->counter, NULL, yc_ctl_wait_cb, &called);
  yc_ctl_wait (&called);
  next = yc_counter_call_next_finish (self->counter, called.result, error);
  if (next == NULL)
    return FALSE;
  say (self, "ticket %s called to window %s", yc_ticket_get_number (next), WINDOW);
  yc_counter_open_case_async (self->counter, next, MATTER, NULL, yc_ctl_wait_cb, &opened);
  yc_ctl_wait (&opened);
  self->file = yc_counter_open_case_finish (self->counter, opened.result, error);
  if (self->file == NULL)
    return FALSE;
  say (self, "case opened");
  return TRUE;
}

static gboolean
finish_verb (Demo       *self,
             YcCtlWait  *wait,
             GError    **error)
{
  yc_ctl_wait (wait);
  return yc_case_file_finish (self->file, wait->result, error);
}

/* Lays the card of @id on the reader and identifies @person by it. */
static gboolean
identify (Demo        *self,
          const char  *id,
          const char  *person,
          GError     **error)
{
  g_auto (YcCtlWait) read = { 0 };
  g_auto (YcCtlWait) identified = { 0 };
  g_autoptr (YcCard) card = NULL;

  yc_counter_lay_training_card (self->counter, id);
  yc_counter_read_card_async (self->counter, NULL, yc_ctl_wait_cb, &read);
  yc_ctl_wait (&read);
  card = yc_counter_read_card_finish (self->counter, read.result, error);
  if (card == NULL)
    return FALSE;
  yc_case_file_identify_card_async (self->file, person, card, yc_ctl_wait_cb, &identified);
  if (!finish_verb (self, &identified, error))
    return FALSE;
  say (self, "card of %s read, identity recorded", card->name);
  return TRUE;
}

static char *
add_shareholder (Demo    *self,
                 GError **error)
{
  g_auto (YcCtlWait) added = { 0 };

  yc_case_file_add_row_async (self->file, YC_CASE_SHAREHOLDERS, yc_ctl_wait_cb, &added);
  yc_ctl_wait (&added);
  return yc_case_file_add_row_finish (self->file, added.result, error);
}

typedef struct
{
  GPtrArray *paths;
  GArray *values; /* of YcValue */
} Edits;

static void
add_edit (Edits      *edits,
          const char *prefix,
          const char *path,
          const char *text,
          gint64      integer)
{
  YcValue value = YC_VALUE_INIT;

  if (text != NULL)
    yc_value_set_text (&value, text);
  else
    yc_value_set_int (&value, integer);
  g_ptr_array_add (edits->paths, g_strconcat (prefix, path, NULL));
  g_array_append_val (edits->values, value);
}

static gboolean
set_fields (Demo    *self,
            Edits   *edits,
            GError **error)
{
  g_auto (YcCtlWait) set = { 0 };
  g_autofree YcEdit *list = g_new0 (YcEdit, edits->paths->len);

  for (guint i = 0; i < edits->paths->len; i++)
    {
      list[i].path = g_ptr_array_index (edits->paths, i);
      list[i].value = &g_array_index (edits->values, YcValue, i);
    }
  yc_case_file_set_fields_async (self->file, list, edits->paths->len, YC_SOURCE_TYPED,
                                 yc_ctl_wait_cb, &set);
  return finish_verb (self, &set, error);
}

static gboolean
fill_in (Demo        *self,
         const char  *first,
         const char  *second,
         GError     **error)
{
  const char *const rows[] = { first, second };
  const gint64 amounts[] = { 60000000, 40000000 };
  Edits edits = { g_ptr_array_new_with_free_func (g_free), g_array_new (FALSE, TRUE, sizeof (YcValue)) };
  YcMoment now = yc_counter_now (self->counter);
  YcDate today = yc_date_from_wall (now.at_ms, 480);
  YcDate due_date = yc_date_add_months (&today, 48);
  char due[YC_DATE_TEXT_SIZE];
  gboolean good;

  g_array_set_clear_func (edits.values, (GDestroyNotify) yc_value_clear);
  yc_date_to_text (&due_date, due);
  for (gsize i = 0; i < G_N_ELEMENTS (form); i++)
    add_edit (&edits, "", form[i].path, form[i].text, form[i].integer);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      add_edit (&edits, rows[i], "/phone", i == 0 ? "13900000001" : "13900000002", 0);
      add_edit (&edits, rows[i], "/amount", NULL, amounts[i]);
      add_edit (&edits, rows[i], "/form", "money", 0);
      add_edit (&edits, rows[i], "/due", due, 0);
    }
  good = set_fields (self, &edits, error);
  g_ptr_array_unref (edits.paths);
  g_array_unref (edits.values);
  if (good)
    say (self, "form filled in");
  return good;
}

/* Every item the catalogue wants now is seen, with what it wants of it. */
static gboolean
check_papers (Demo    *self,
              GError **error)
{
  const YcMatter *matter = yc_case_file_get_matter (self->file);
  guint marked = 0;

  for (guint i = 0; i < matter->items->len; i++)
    {
      const YcItemSpec *item = g_ptr_array_index (matter->items, i);
      g_auto (YcCtlWait) done = { 0 };

      if (item->from_card || item->needed_when != NULL)
        continue;
      yc_case_file_mark_item_async (self->file, item->id, "seen", item->originals, item->copies,
                                    yc_ctl_wait_cb, &done);
      if (!finish_verb (self, &done, error))
        return FALSE;
      marked++;
    }
  say (self, "%u papers seen", marked);
  return TRUE;
}

static gboolean
submit (Demo    *self,
        GError **error)
{
  GPtrArray *findings = yc_case_file_get_findings (self->file);
  g_auto (YcCtlWait) done = { 0 };

  for (guint i = 0; i < findings->len; i++)
    {
      const YcFinding *finding = g_ptr_array_index (findings, i);

      say (self, "  %s %s: %s", finding->severity == YC_SEVERITY_ERROR ? "missing" : "note",
           finding->path, finding->message);
    }
  yc_case_file_submit_async (self->file, yc_ctl_wait_cb, &done);
  if (!finish_verb (self, &done, error))
    return FALSE;
  say (self, "submitted: %s", yc_case_file_get_status_text (self->file));
  return TRUE;
}

static gboolean
is_decided (gpointer data)
{
  Demo *self = data;

  return yc_case_file_get_step (self->file, YC_STEP_DECISION) == YC_STEP_DONE &&
         yc_case_get_result (yc_case_file_get_case (self->file), "registration", "credit-code") != NULL;
}

static gboolean
is_all_sent (gpointer data)
{
  Demo *self = data;

  return yc_line_get_waiting (yc_counter_get_line (self->counter)) == 0;
}

static gboolean
wait_for_decision (Demo    *self,
                   GError **error)
{
  YcCase *c;

  if (!yc_ctl_wait_until (is_decided, self, HUB_WAIT_MS))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "No decision came: %s, %s",
                   yc_case_file_get_status_text (self->file),
                   yc_line_get_reason (yc_counter_get_line (self->counter)));
      return FALSE;
    }
  c = yc_case_file_get_case (self->file);
  say (self, "accepted as %s", yc_case_get_number (c));
  say (self, "approved by rules, credit code %s",
       yc_case_get_result (c, "registration", "credit-code"));
  return TRUE;
}

static gboolean
print_receipt (Demo    *self,
               GError **error)
{
  g_auto (YcCtlWait) printed = { 0 };

  yc_case_file_print_receipt_async (self->file, yc_ctl_wait_cb, &printed);
  if (!finish_verb (self, &printed, error))
    return FALSE;
  say (self, "acceptance receipt printed");
  if (!yc_ctl_wait_until (is_all_sent, self, HUB_WAIT_MS))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "Not everything reached the hub");
      return FALSE;
    }
  return TRUE;
}

static gboolean
write_case (Demo    *self,
            GError **error)
{
  g_autofree char *path = g_build_filename (self->out, "case.json", NULL);
  char *json = yc_case_file_dup_json (self->file);
  g_autoptr (GBytes) bytes = g_bytes_new_take (json, strlen (json));

  return yc_file_write_durably (path, bytes, 0600, error);
}

static gboolean
close_counter (Demo    *self,
               GError **error)
{
  g_auto (YcCtlWait) closed = { 0 };

  yc_counter_close_async (self->counter, yc_ctl_wait_cb, &closed);
  yc_ctl_wait (&closed);
  return yc_counter_close_finish (self->counter, closed.result, error);
}

static gboolean
stop_line (Demo    *self,
           GError **error)
{
  if (!yc_ctl_wait_until (is_all_sent, self, HUB_WAIT_MS) || !yc_ctl_stop (self->hub, error))
    return FALSE;
  g_clear_object (&self->hub);
  say (self, "hub stopped: working offline");
  return TRUE;
}

static gboolean
restore_line (Demo    *self,
              GError **error)
{
  say (self, "%u facts wait for the line", yc_line_get_waiting (yc_counter_get_line (self->counter)));
  if (!start_hub (self, error))
    return FALSE;
  say (self, "hub started again");
  yc_counter_retry (self->counter, NULL);
  return TRUE;
}

static gboolean
run (Demo    *self,
     GError **error)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (!start_hub (self, error) || !start_devices (self, error) || !open_counter (self, error))
    return FALSE;
  say (self, "hub, devices and counter are ready");
  if (!take_ticket (self, error))
    return FALSE;
  if (self->offline && !stop_line (self, error))
    return FALSE;
  if (!identify (self, "zhang", "/legal-representative", error))
    return FALSE;
  first = add_shareholder (self, error);
  if (first == NULL || !identify (self, "zhang", first, error))
    return FALSE;
  second = add_shareholder (self, error);
  if (second == NULL || !identify (self, "li", second, error))
    return FALSE;
  if (!fill_in (self, first, second, error) || !check_papers (self, error) || !submit (self, error))
    return FALSE;
  if (self->offline && !restore_line (self, error))
    return FALSE;
  return wait_for_decision (self, error) && print_receipt (self, error) && write_case (self, error) &&
         close_counter (self, error);
}

static void
stop_all (Demo *self)
{
  GSubprocess *processes[] = { self->reader, self->printer, self->hub };

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
  g_autoptr (GOptionContext) context = g_option_context_new ("— one case from ticket to receipt");
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
  self.began_us = g_get_monotonic_time ();
  good = make_folders (&self, &error) && run (&self, &error);
  stop_all (&self);
  if (!good)
    {
      say (&self, "failed: %s", error != NULL ? error->message : "timed out");
      return 1;
    }
  say (&self, "done; see %s", out);
  return 0;
}
