/* yc-ctl-case.c: yichuang-ctl case --data DIR …
 *
 * The scripted case on one desk's folder, up to submission, or with --finish
 * to the receipt. Ended at any moment and run again it goes on where it was;
 * "accepted" lines of one run are "there" lines of the next.
 */

#include "yc-ctl-case.h"

#include "yc-ctl-make.h"
#include "yc-ctl-script.h"
#include "yc-ctl-steady.h"
#include "yc-ctl-wait.h"

static char *option_data;
static char *option_hub;
static char *option_tls_ca;
static char *option_tls_cert;
static char *option_tls_key;
static char *option_code;
static char **option_devices;
static char *option_card_control;
static char *option_json;
static char *option_bench;
static char *option_paper;
static int option_edits;
static int option_pace_ms = 100;
static gboolean option_finish;
static gboolean option_enrol_only;

static const GOptionEntry entries[] = {
  { "data", 0, 0, G_OPTION_ARG_FILENAME, &option_data, "The desk's folder", "DIR" },
  { "hub", 0, 0, G_OPTION_ARG_STRING, &option_hub, "The hub to work with", "URL" },
  { "tls-ca", 0, 0, G_OPTION_ARG_FILENAME, &option_tls_ca, "The authority that the hub is believed by", "PEM" },
  { "tls-cert", 0, 0, G_OPTION_ARG_FILENAME, &option_tls_cert, "The desk's certificate", "PEM" },
  { "tls-key", 0, 0, G_OPTION_ARG_FILENAME, &option_tls_key, "Its key, where it is not in the same file", "PEM" },
  { "enrol-code", 0, 0, G_OPTION_ARG_STRING, &option_code, "Enrol the desk first, or again where the hub has lost it", "CODE" },
  { "enrol-only", 0, 0, G_OPTION_ARG_NONE, &option_enrol_only, "Enrol and sign in, no more", NULL },
  { "device", 0, 0, G_OPTION_ARG_STRING_ARRAY, &option_devices, "A simulated device", "socket:PATH" },
  { "card-control", 0, 0, G_OPTION_ARG_FILENAME, &option_card_control, "Of the simulated reader", "PATH" },
  { "finish", 0, 0, G_OPTION_ARG_NONE, &option_finish, "Wait for the decision, print the receipt", NULL },
  { "bench", 0, 0, G_OPTION_ARG_FILENAME, &option_bench, "With --finish: make what the case wants made, at the bench in FILE", "FILE" },
  { "paper", 0, 0, G_OPTION_ARG_STRING, &option_paper, "Make that paper from the form before it is submitted", "KIND" },
  { "edits", 0, 0, G_OPTION_ARG_INT, &option_edits, "Type the address anew so many times before it is submitted", "N" },
  { "pace", 0, 0, G_OPTION_ARG_INT, &option_pace_ms, "With --edits: wait so long after each", "MS" },
  { "json", 0, 0, G_OPTION_ARG_FILENAME, &option_json, "Write the case there", "FILE" },
  { NULL },
};

static gboolean
enrol (YcCounter *counter,
       GError   **error)
{
  g_auto (YcCtlWait) enrolled = { 0 };

  yc_counter_enrol_async (counter, option_code, "scripted desk", NULL, yc_ctl_wait_cb, &enrolled);
  yc_ctl_wait (&enrolled);
  return yc_counter_enrol_finish (counter, enrolled.result, error);
}

static gboolean
open_counter (YcCounter *counter,
              GError   **error)
{
  const YcCounterOptions options = {
    .data_dir = option_data,
    .hub_url = option_hub,
    .tls_ca = option_tls_ca,
    .tls_certificate = option_tls_cert,
    .tls_key = option_tls_key,
    .devices = (const char *const *) option_devices,
    .card_control = option_card_control,
  };
  g_auto (YcCtlWait) opened = { 0 };

  yc_counter_open_async (counter, &options, NULL, yc_ctl_wait_cb, &opened);
  yc_ctl_wait (&opened);
  if (!yc_counter_open_finish (counter, opened.result, error))
    return FALSE;
  return option_code == NULL || yc_counter_is_enrolled (counter) || enrol (counter, error);
}

static gboolean
is_lost (gpointer data)
{
  return yc_counter_needs_enrolment (data);
}

/* At a hub that has lost this desk, which was set back to a backup, it is
 * enrolled again, where there is a code for it. */
static gboolean
sign_in (YcCtlScript *script,
         GError     **error)
{
  g_autoptr (GError) local_error = NULL;

  if (yc_ctl_script_sign_in (script, &local_error))
    return TRUE;
  if (option_code != NULL && yc_ctl_wait_until (is_lost, script->counter, YC_CTL_LINE_WAIT_MS))
    return enrol (script->counter, error) && yc_ctl_script_sign_in (script, error);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
go_on (YcCtlScript *script,
       GError     **error)
{
  return (option_paper == NULL || yc_ctl_script_make_paper (script, option_paper, error)) &&
         yc_ctl_script_edit (script, (guint) option_edits, (guint) option_pace_ms, error);
}

static gboolean
finish (YcCtlScript *script,
        GError     **error)
{
  return yc_ctl_script_hand_over (script, error) && yc_ctl_script_make_pieces (script, error) &&
         yc_ctl_script_send_documents (script, error) && yc_ctl_script_send_all (script, error);
}

static gboolean
run (YcCtlScript *script,
     GError     **error)
{
  if (!sign_in (script, error))
    return FALSE;
  if (!option_enrol_only &&
      (!yc_ctl_script_take_ticket (script, error) || !yc_ctl_script_fill_in (script, error) ||
       !go_on (script, error) || !yc_ctl_script_submit (script, error) ||
       (option_finish && !finish (script, error)) ||
       (option_json != NULL && !yc_ctl_script_write_case (script, option_json, error))))
    return FALSE;
  return yc_ctl_script_close (script, error);
}

int
yc_ctl_case (int    argc,
             char **argv)
{
  g_auto (YcCtlScript) script = { 0 };
  g_autoptr (YcCounter) counter = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new ("— the scripted case on one desk's folder");

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || option_data == NULL ||
      option_edits < 0 || option_pace_ms < 0)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "Say --data DIR, and --edits and --pace from 0 on");
      return 2;
    }
  counter = yc_counter_new ();
  yc_ctl_script_begin (&script, counter);
  script.bench = option_bench;
  if (!open_counter (counter, &error) || !run (&script, &error))
    {
      yc_ctl_say (&script, "failed: %s", error->message);
      /* Threads that still work must not outlive what they work with. */
      yc_ctl_script_close (&script, NULL);
      return 1;
    }
  return 0;
}
