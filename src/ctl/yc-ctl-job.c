/* yc-ctl-job.c: yichuang-ctl job list | settle: physical work, for who helps a desk
 *
 *   job list --data DIR
 *   job settle --data DIR [--hub URL] --operator CODE --password-file FILE JOB made|spoilt REASON
 *
 * On the folder of a desk that does not run: a running one holds it. So what is
 * started there was left by a program that died. Who settles is signed in, and
 * has looked at the piece.
 */

#include "yc-ctl-job.h"

#include "yc-case-jobs.h"
#include "yc-counter.h"
#include "yc-ctl-wait.h"

#include <string.h>

#define SHOWN_WAIT_MS 20000
#define PASSWORD_BYTES_MAX 1024

static char *option_data;
static char *option_hub;
static char *option_operator;
static char *option_password_file;

static const GOptionEntry entries[] = {
  { "data", 0, 0, G_OPTION_ARG_FILENAME, &option_data, "The desk's folder", "DIR" },
  { "hub", 0, 0, G_OPTION_ARG_STRING, &option_hub, "The hub, where it is another than the desk's", "URL" },
  { "operator", 0, 0, G_OPTION_ARG_STRING, &option_operator, "Who has looked at the piece", "CODE" },
  { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &option_password_file, "Their password is its first line", "FILE" },
  { NULL },
};

static gboolean
open_counter (YcCounter  *counter,
              gboolean    without_line,
              GError    **error)
{
  const YcCounterOptions options = { .data_dir = option_data, .hub_url = option_hub, .without_line = without_line };
  g_auto (YcCtlWait) wait = { 0 };

  if (!g_file_test (option_data, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no folder %s", option_data);
      return FALSE;
    }
  yc_counter_open_async (counter, &options, NULL, yc_ctl_wait_cb, &wait);
  yc_ctl_wait (&wait);
  return yc_counter_open_finish (counter, wait.result, error);
}

static void
close_counter (YcCounter *counter)
{
  g_auto (YcCtlWait) wait = { 0 };

  yc_counter_close_async (counter, yc_ctl_wait_cb, &wait);
  yc_ctl_wait (&wait);
  yc_counter_close_finish (counter, wait.result, NULL);
}

/* --- list ---------------------------------------------------------------------- */

/* Nobody runs this desk now: what it has started it has left. */
static const char *
get_words (YcJob *job)
{
  if (yc_job_get_state (job) == YC_JOB_STARTED && yc_job_is_mine (job))
    return "left when the program ended: look at it";
  return yc_job_get_state_text (job);
}

static void
print_jobs (YcCaseFile *file)
{
  GListModel *jobs = yc_case_file_get_jobs (file);

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (YcJob) job = g_list_model_get_item (jobs, i);
      g_autofree char *id = yc_id_dup_text (yc_job_get_id (job));

      g_print ("%s  %-16s  %-8s  %s  %s\n", id, yc_case_file_get_number (file),
               yc_job_state_to_text (yc_job_get_state (job)), yc_job_get_label (job), get_words (job));
    }
}

static int
list (void)
{
  g_autoptr (YcCounter) counter = yc_counter_new ();
  g_autoptr (GError) error = NULL;
  GListModel *cases;

  if (!open_counter (counter, TRUE, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  cases = yc_counter_get_cases (counter);
  for (guint i = 0; i < g_list_model_get_n_items (cases); i++)
    {
      g_autoptr (YcCaseFile) file = g_list_model_get_item (cases, i);

      print_jobs (file);
    }
  close_counter (counter);
  return 0;
}

/* --- settle -------------------------------------------------------------------- */

typedef struct
{
  YcCounter *counter;
  YcId id;
  YcCaseFile *file; /* (nullable): of the counter's */
} Wanted;

/* The job is shown, and is not what is about to be called unknown. */
static gboolean
is_known (gpointer data)
{
  Wanted *wanted = data;
  GListModel *cases = yc_counter_get_cases (wanted->counter);

  for (guint i = 0; i < g_list_model_get_n_items (cases); i++)
    {
      g_autoptr (YcCaseFile) file = g_list_model_get_item (cases, i);
      YcJob *job = yc_case_file_find_job (file, &wanted->id);

      if (job != NULL && yc_job_get_state (job) != YC_JOB_STARTED)
        wanted->file = file;
    }
  return wanted->file != NULL;
}

static char *
read_password (GError **error)
{
  char *text;
  gsize size;

  if (!g_file_get_contents (option_password_file, &text, &size, error))
    return NULL;
  if (size > PASSWORD_BYTES_MAX)
    text[0] = '\0';
  text[strcspn (text, "\r\n")] = '\0';
  return text;
}

static gboolean
sign_in (YcCounter *counter,
         GError   **error)
{
  g_autofree char *password = read_password (error);
  g_auto (YcCtlWait) wait = { 0 };

  if (password == NULL)
    return FALSE;
  yc_counter_sign_in_async (counter, option_operator, password, NULL, yc_ctl_wait_cb, &wait);
  yc_ctl_wait (&wait);
  return yc_counter_sign_in_finish (counter, wait.result, error);
}

static gboolean
say (Wanted     *wanted,
     gboolean    made,
     const char *reason,
     GError    **error)
{
  g_auto (YcCtlWait) wait = { 0 };

  if (!sign_in (wanted->counter, error))
    return FALSE;
  if (!yc_ctl_wait_until (is_known, wanted, SHOWN_WAIT_MS))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "This desk knows no such job, or may not speak of it");
      return FALSE;
    }
  yc_case_file_settle_job_async (wanted->file, &wanted->id, made, reason, yc_ctl_wait_cb, &wait);
  yc_ctl_wait (&wait);
  return yc_case_file_finish (wanted->file, wait.result, error);
}

static gboolean
is_all_sent (gpointer data)
{
  YcLine *line = yc_counter_get_line (data);

  return yc_line_get_waiting (line) == 0;
}

static int
settle (const char *job,
        const char *outcome,
        const char *reason)
{
  g_autoptr (YcCounter) counter = yc_counter_new ();
  Wanted wanted = { .counter = counter };
  g_autoptr (GError) error = NULL;
  gboolean sent;

  if (!yc_id_parse (job, &wanted.id) || (strcmp (outcome, "made") != 0 && strcmp (outcome, "spoilt") != 0))
    {
      g_printerr ("JOB is as “job list” says it; what became of it is “made” or “spoilt”\n");
      return 2;
    }
  if (!open_counter (counter, FALSE, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  if (!say (&wanted, strcmp (outcome, "made") == 0, reason, &error))
    {
      g_printerr ("%s\n", error->message);
      close_counter (counter);
      return 1;
    }
  sent = yc_ctl_wait_until (is_all_sent, counter, SHOWN_WAIT_MS);
  g_print ("%s\n", sent ? "The hub has it" : "It is on this desk's disk, and goes to the hub with the line");
  close_counter (counter);
  return 0;
}

int
yc_ctl_job (int    argc,
            char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new ("list | settle JOB made|spoilt REASON");
  gboolean good;

  g_option_context_add_main_entries (context, entries, NULL);
  good = g_option_context_parse (context, &argc, &argv, &error) && option_data != NULL;
  if (good && argc == 2 && strcmp (argv[1], "list") == 0)
    return list ();
  if (good && argc == 5 && strcmp (argv[1], "settle") == 0 && option_operator != NULL && option_password_file != NULL)
    return settle (argv[2], argv[3], argv[4]);
  if (error != NULL)
    g_printerr ("%s\n", error->message);
  g_printerr ("Usage:\n"
              "  yichuang-ctl job list --data DIR\n"
              "  yichuang-ctl job settle --data DIR [--hub URL] --operator CODE --password-file FILE JOB made|spoilt REASON\n");
  return 2;
}
