/* yc-ctl-day.c: yichuang-ctl day: one window's day, case after case
 *
 * A window as it is on a busy day, without anybody at it: numbers are drawn and
 * called, some people have gone, some belong to another window, some do without
 * modules, some bring paper, some need a reviewer; offices ask for corrections
 * and refuse. The same seed gives the same day, as far as this window goes.
 * Several windows at one hub make a hall's day, whose figures can be recounted.
 */

#include "yc-ctl-day.h"

#include "yc-case-verbs.h"
#include "yc-ctl-modules.h"
#include "yc-ctl-script.h"
#include "yc-ctl-wait.h"

#include <string.h>

#define CALL_WAIT_MS 20000
#define SHOWN_WAIT_MS 250
#define CASES_MAX 1000
#define MENDS_MAX 8
#define MATTER "limited-company-establishment"
#define REVIEWED_CAPITAL_FEN G_GINT64_CONSTANT (2000000000) /* more than the rules let through */

static char *option_data;
static char *option_hub;
static char *option_code;
static char *option_operator;
static char **option_devices;
static char *option_card_control;
static char **option_windows;
static char *option_bench;
static int option_cases = 40;
static int option_seed;
static int option_patience_ms = 20000;

static const GOptionEntry entries[] = {
  { "data", 0, 0, G_OPTION_ARG_FILENAME, &option_data, "The desk's folder", "DIR" },
  { "hub", 0, 0, G_OPTION_ARG_STRING, &option_hub, "The hub to work with", "URL" },
  { "enrol-code", 0, 0, G_OPTION_ARG_STRING, &option_code, "Enrol the desk first", "CODE" },
  { "operator", 0, 0, G_OPTION_ARG_STRING, &option_operator, "Who works there", "CODE" },
  { "device", 0, 0, G_OPTION_ARG_STRING_ARRAY, &option_devices, "A simulated device", "socket:PATH" },
  { "card-control", 0, 0, G_OPTION_ARG_FILENAME, &option_card_control, "Of the simulated reader", "PATH" },
  { "to", 0, 0, G_OPTION_ARG_STRING_ARRAY, &option_windows, "A window that people are sent on to", "WINDOW" },
  { "bench", 0, 0, G_OPTION_ARG_FILENAME, &option_bench, "Where what cases want made is made", "FILE" },
  { "cases", 0, 0, G_OPTION_ARG_INT, &option_cases, "How many cases", "N" },
  { "seed", 0, 0, G_OPTION_ARG_INT, &option_seed, "Which day", "N" },
  { "patience", 0, 0, G_OPTION_ARG_INT, &option_patience_ms, "How long a case's modules are waited for", "MS" },
  { NULL },
};

typedef struct
{
  YcCtlScript script;
  GRand *random;
} Day;

static gboolean
happens (Day   *self,
         guint  percent)
{
  return (guint) g_rand_int_range (self->random, 0, 100) < percent;
}

static gboolean
open_counter (YcCounter *counter,
              GError   **error)
{
  const YcCounterOptions options = {
    .data_dir = option_data,
    .hub_url = option_hub,
    .devices = (const char *const *) option_devices,
    .card_control = option_card_control,
  };
  g_auto (YcCtlWait) opened = { 0 };
  g_auto (YcCtlWait) enrolled = { 0 };

  yc_counter_open_async (counter, &options, NULL, yc_ctl_wait_cb, &opened);
  yc_ctl_wait (&opened);
  if (!yc_counter_open_finish (counter, opened.result, error))
    return FALSE;
  if (yc_counter_is_enrolled (counter))
    return TRUE;
  yc_counter_enrol_async (counter, option_code, "scripted day", NULL, yc_ctl_wait_cb, &enrolled);
  yc_ctl_wait (&enrolled);
  return yc_counter_enrol_finish (counter, enrolled.result, error);
}

/* --- numbers ------------------------------------------------------------- */

static gboolean
issue (Day     *self,
       GError **error)
{
  g_auto (YcCtlWait) wait = { 0 };
  g_autoptr (YcTicket) ticket = NULL;

  yc_counter_issue_ticket_async (self->script.counter, "企业开办", FALSE, NULL, yc_ctl_wait_cb, &wait);
  yc_ctl_wait (&wait);
  ticket = yc_counter_issue_ticket_finish (self->script.counter, wait.result, error);
  return ticket != NULL;
}

static gboolean
do_ticket (Day            *self,
           YcTicket       *ticket,
           YcTicketAction  action,
           const char     *argument,
           GError        **error)
{
  g_auto (YcCtlWait) wait = { 0 };

  yc_counter_ticket_async (self->script.counter, ticket, action, argument, NULL, yc_ctl_wait_cb, &wait);
  yc_ctl_wait (&wait);
  return yc_counter_ticket_finish (self->script.counter, wait.result, error);
}

typedef struct
{
  Day *day;
  YcTicket *ticket;
} Called;

static gboolean
is_lost (gpointer data)
{
  const Called *called = data;

  return yc_counter_get_current (called->day->script.counter) != called->ticket;
}

/* Another window may have called the same number; the hub says whose it is, and
 * a moment later the desk shows it. */
static YcTicket *
call (Day     *self,
      GError **error)
{
  gint64 until_us = g_get_monotonic_time () + CALL_WAIT_MS * 1000;

  while (g_get_monotonic_time () < until_us)
    {
      g_auto (YcCtlWait) wait = { 0 };
      g_autoptr (YcTicket) ticket = NULL;

      if (g_list_model_get_n_items (yc_counter_get_queue (self->script.counter)) == 0 && !issue (self, error))
        return NULL;
      yc_counter_call_next_async (self->script.counter, NULL, yc_ctl_wait_cb, &wait);
      yc_ctl_wait (&wait);
      ticket = yc_counter_call_next_finish (self->script.counter, wait.result, NULL);
      if (!yc_ctl_script_send_all (&self->script, error))
        return NULL;
      if (ticket != NULL && !yc_ctl_wait_until (is_lost, &(Called){ self, ticket }, SHOWN_WAIT_MS))
        return g_steal_pointer (&ticket);
    }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "No number could be called");
  return NULL;
}

/* --- one case ------------------------------------------------------------ */

static gboolean
finish_verb (Day       *self,
             YcCtlWait *wait,
             GError   **error)
{
  yc_ctl_wait (wait);
  return yc_case_file_finish (self->script.file, wait->result, error);
}

static gboolean
set_value (Day           *self,
           const char    *path,
           const YcValue *value,
           GError       **error)
{
  const YcEdit edit = { path, value, NULL };
  g_auto (YcCtlWait) wait = { 0 };

  if (!yc_case_file_has_field (self->script.file, path))
    return TRUE;
  yc_case_file_set_fields_async (self->script.file, &edit, 1, YC_SOURCE_TYPED, yc_ctl_wait_cb, &wait);
  return finish_verb (self, &wait, error);
}

/* Some firms do without; each choice for itself. */
static gboolean
opt_out (Day     *self,
         GError **error)
{
  const YcMatter *matter = yc_case_file_get_matter (self->script.file);

  for (guint i = 0; i < matter->modules->len; i++)
    {
      const YcModule *module = g_ptr_array_index (matter->modules, i);
      g_auto (YcValue) no = YC_VALUE_INIT;

      if (module->chosen_by == NULL || !happens (self, 15))
        continue;
      yc_value_set_text (&no, "no");
      if (!set_value (self, module->chosen_by, &no, error))
        return FALSE;
    }
  return TRUE;
}

/* What cannot be together is mended as the form proposes. */
static gboolean
take_mends (Day     *self,
            GError **error)
{
  for (guint i = 0; i < MENDS_MAX; i++)
    {
      GPtrArray *findings = yc_case_file_get_findings (self->script.file);
      g_auto (YcValue) mend = YC_VALUE_INIT;
      g_autofree char *path = NULL;

      for (guint j = 0; j < findings->len && path == NULL; j++)
        {
          const YcFinding *finding = g_ptr_array_index (findings, j);

          if (finding->severity != YC_SEVERITY_ERROR || finding->mend_value == NULL)
            continue;
          path = g_strdup (finding->path);
          yc_value_set_text (&mend, finding->mend_value);
        }
      if (path == NULL)
        return TRUE;
      if (!set_value (self, path, &mend, error))
        return FALSE;
    }
  return TRUE;
}

/* The contributions have to make up the capital. */
static gboolean
raise_capital (Day     *self,
               GError **error)
{
  g_auto (GStrv) rows = yc_case_list_rows (yc_case_file_get_case (self->script.file), YC_CASE_SHAREHOLDERS);
  g_auto (YcValue) capital = YC_VALUE_INIT;
  gint64 left_fen = REVIEWED_CAPITAL_FEN;

  yc_value_set_int (&capital, REVIEWED_CAPITAL_FEN);
  if (!set_value (self, "/capital/amount", &capital, error))
    return FALSE;
  for (char **row = rows; *row != NULL; row++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%s/amount", YC_CASE_SHAREHOLDERS, *row);
      g_auto (YcValue) amount = YC_VALUE_INIT;

      yc_value_set_int (&amount, row[1] != NULL ? left_fen / 2 : left_fen);
      left_fen -= amount.integer;
      if (!set_value (self, path, &amount, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
stand_still (Day     *self,
             GError **error)
{
  YcCatalogue *catalogue = yc_case_file_get_catalogue (self->script.file);
  GPtrArray *pauses = yc_catalogue_get_pauses (catalogue);
  g_auto (YcCtlWait) paused = { 0 };
  g_auto (YcCtlWait) resumed = { 0 };
  const YcCodedReason *reason;

  if (pauses->len == 0)
    return TRUE;
  reason = g_ptr_array_index (pauses, (guint) g_rand_int_range (self->random, 0, (gint32) pauses->len));
  yc_case_file_pause_async (self->script.file, reason->id, NULL, reason->label, yc_ctl_wait_cb, &paused);
  if (!finish_verb (self, &paused, error))
    return FALSE;
  yc_case_file_resume_async (self->script.file, reason->id, NULL, yc_ctl_wait_cb, &resumed);
  return finish_verb (self, &resumed, error);
}

/* What was brought on paper is on the checklist with its originals; the rest is
 * seen as it came, by the line. */
static gboolean
prepare (Day     *self,
         GError **error)
{
  self->script.electronic = happens (self, 60);
  if (!yc_ctl_script_fill_in (&self->script, error) || !opt_out (self, error) || !take_mends (self, error))
    return FALSE;
  return !happens (self, 5) || raise_capital (self, error);
}

/* Waits for the modules; what offices ask for is sent again, what they refuse
 * is given up. A case that takes too long is left to itself. */
static gboolean
follow (Day     *self,
        GError **error)
{
  g_autoptr (GError) late = NULL;

  if (!yc_ctl_script_wait_decided (&self->script, (guint) option_patience_ms, &late))
    {
      yc_ctl_say (&self->script, "left: %s", late->message);
      return TRUE;
    }
  if (happens (self, 5) && yc_case_get_status (yc_case_file_get_case (self->script.file)) == YC_CASE_APPROVED &&
      !stand_still (self, error))
    return FALSE;
  if (!yc_ctl_script_follow_modules (&self->script, (guint) option_patience_ms, &late))
    {
      yc_ctl_say (&self->script, "left: %s", late->message);
      return TRUE;
    }
  if (!happens (self, 95))
    return TRUE; /* fetched another day */
  if (!yc_ctl_script_hand_out (&self->script, FALSE, error))
    return FALSE;
  return !happens (self, 90) || yc_ctl_script_rate (&self->script, g_rand_int_range (self->random, 1, 6), error);
}

static gboolean
serve (Day       *self,
       YcTicket  *ticket,
       GError   **error)
{
  g_auto (YcCtlWait) wait = { 0 };
  gboolean good;

  yc_counter_open_case_async (self->script.counter, ticket, MATTER, NULL, yc_ctl_wait_cb, &wait);
  yc_ctl_wait (&wait);
  self->script.file = yc_counter_open_case_finish (self->script.counter, wait.result, error);
  good = self->script.file != NULL && prepare (self, error) && yc_ctl_script_submit (&self->script, error) &&
         follow (self, error) && do_ticket (self, ticket, YC_TICKET_CLOSE, NULL, error) &&
         yc_ctl_script_send_all (&self->script, error);
  g_clear_object (&self->script.file);
  return good;
}

static gboolean
run_one (Day     *self,
         GError **error)
{
  g_autoptr (YcTicket) ticket = call (self, error);

  if (ticket == NULL)
    return FALSE;
  if (happens (self, 5))
    return do_ticket (self, ticket, YC_TICKET_NO_SHOW, NULL, error);
  if (option_windows != NULL && happens (self, 5))
    return do_ticket (self, ticket, YC_TICKET_TRANSFER,
                      option_windows[g_rand_int_range (self->random, 0, (gint32) g_strv_length (option_windows))],
                      error);
  return serve (self, ticket, error);
}

static gboolean
run (Day     *self,
     GError **error)
{
  if (!yc_ctl_script_sign_in (&self->script, error))
    return FALSE;
  for (int i = 0; i < option_cases; i++)
    {
      if (!issue (self, error) || !run_one (self, error))
        return FALSE;
      yc_ctl_say (&self->script, "case %d of %d", i + 1, option_cases);
    }
  return yc_ctl_script_send_all (&self->script, error) && yc_ctl_script_close (&self->script, error);
}

static gboolean
parse (int      argc,
       char   **argv,
       GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("— one window's day, case after case");

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  if (option_data != NULL && option_hub != NULL && option_cases > 0 && option_cases <= CASES_MAX &&
      option_patience_ms > 0)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "Say --data, --hub, and --cases up to %d", CASES_MAX);
  return FALSE;
}

int
yc_ctl_day (int    argc,
            char **argv)
{
  Day self = { 0 };
  g_autoptr (YcCounter) counter = NULL;
  g_autoptr (GError) error = NULL;
  gboolean good;

  if (!parse (argc, argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  counter = yc_counter_new ();
  self.random = g_rand_new_with_seed ((guint32) option_seed);
  self.script.operator_code = option_operator;
  yc_ctl_script_begin (&self.script, counter);
  self.script.bench = option_bench;
  good = open_counter (counter, &error) && run (&self, &error);
  if (!good)
    {
      yc_ctl_say (&self.script, "failed: %s", error->message);
      /* Threads that still work must not outlive what they work with. */
      yc_ctl_script_close (&self.script, NULL);
    }
  yc_ctl_script_clear (&self.script);
  g_rand_free (self.random);
  return good ? 0 : 1;
}
