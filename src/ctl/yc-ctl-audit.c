/* yc-ctl-audit.c: yichuang-ctl audit verify | heads: for an auditor
 *
 *   audit verify --data DIR [--heads FILE] [--key BASE64] [--json]
 *   audit heads --data DIR
 *
 * “verify” reads a hub's folder and changes nothing in it; the hub may run.
 * “heads” prints what a desk remembers, as “verify --heads” reads it, from the
 * folder of a desk that does not run. Heads of several desks are one file
 * behind the other.
 * Exit status: 0 all good, 1 not, 2 cannot be read.
 */

#include "yc-ctl-audit.h"

#include "yc-audit-verify.h"
#include "yc-counter.h"
#include "yc-ctl-wait.h"
#include "yc-file.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

static char *option_data;
static char *option_heads;
static char *option_key;
static gboolean option_json;

static const GOptionEntry entries[] = {
  { "data", 0, 0, G_OPTION_ARG_FILENAME, &option_data, "The hub's folder; for “heads” the desk's", "DIR" },
  { "heads", 0, 0, G_OPTION_ARG_FILENAME, &option_heads, "What desks remember", "FILE" },
  { "key", 0, 0, G_OPTION_ARG_STRING, &option_key, "The hub's public key; without it the one that the heads name", "BASE64" },
  { "json", 0, 0, G_OPTION_ARG_NONE, &option_json, "Print it for a program", NULL },
  { NULL },
};

/* ---- verify ---- */

static void
print_finding (const YcAuditFinding *finding)
{
  g_print ("position %" G_GINT64_FORMAT ": %s", finding->position, yc_audit_fault_to_text (finding->fault));
  if (*finding->stream != '\0')
    g_print (", %s", finding->stream);
  if (*finding->op != '\0')
    g_print (", op %s", finding->op);
  g_print (": %s\n", finding->detail);
}

static void
print_report (const YcAuditReport *report)
{
  for (guint i = 0; i < report->findings->len; i++)
    print_finding (g_ptr_array_index (report->findings, i));
  if (report->stopped)
    g_print ("there is more: no further rows were read\n");
  g_print ("%" G_GINT64_FORMAT " rows, the last at position %" G_GINT64_FORMAT ", epoch %s\n", report->rows, report->position,
           report->epoch);
  g_print ("%u of %u signed heads agree, up to position %" G_GINT64_FORMAT "\n", report->heads_agree, report->heads,
           report->agreed);
  if (report->unchecked > 0)
    g_print ("%" G_GINT64_FORMAT " ops of the hub's own were not held against its key, which was not given\n", report->unchecked);
  if (report->findings->len > 0)
    g_print ("NOT as it was settled\n");
  else
    g_print ("%s\n", report->agreed > 0 ? "as it was settled"
                                        : "chained soundly; without a desk's heads that proves nothing against who can write there");
}

static json_t *
describe_finding (const YcAuditFinding *finding)
{
  return json_pack ("{s:s, s:I, s:s, s:s, s:s}", "what", yc_audit_fault_to_text (finding->fault), "position",
                    (json_int_t) finding->position, "stream", finding->stream, "op", finding->op, "detail", finding->detail);
}

static void
print_json (const YcAuditReport *report)
{
  json_t *findings = json_array ();
  json_t *json;

  for (guint i = 0; i < report->findings->len; i++)
    json_array_append_new (findings, describe_finding (g_ptr_array_index (report->findings, i)));
  json = json_pack ("{s:b, s:s, s:I, s:I, s:s, s:I, s:I, s:I, s:I, s:b, s:o}", "good", report->findings->len == 0, "epoch",
                    report->epoch, "rows", (json_int_t) report->rows, "position", (json_int_t) report->position, "value",
                    report->value, "heads", (json_int_t) report->heads, "agree", (json_int_t) report->heads_agree, "agreed",
                    (json_int_t) report->agreed, "unchecked", (json_int_t) report->unchecked, "stopped", report->stopped,
                    "findings", findings);
  json_dumpf (json, stdout, JSON_INDENT (2));
  json_decref (json);
  g_print ("\n");
}

static gboolean
read_heads (GPtrArray **ret_heads,
            GError    **error)
{
  g_autoptr (GBytes) lines = NULL;

  *ret_heads = NULL;
  if (option_heads == NULL)
    return TRUE;
  lines = yc_file_read (option_heads, YC_AUDIT_BOOK_BYTES_MAX, error);
  *ret_heads = lines != NULL ? yc_audit_book_parse (lines, error) : NULL;
  if (*ret_heads == NULL)
    g_prefix_error (error, "%s: ", option_heads);
  return *ret_heads != NULL;
}

/* The hub's key: the one that was given, else the one that the first head names. */
static gboolean
find_key (GPtrArray *heads,
          guint8     ret_key[YC_KEY_SIZE],
          gboolean  *ret_found,
          GError   **error)
{
  g_autofree guint8 *bytes = NULL;
  gsize size;

  *ret_found = option_key != NULL || (heads != NULL && heads->len > 0);
  if (!*ret_found)
    return TRUE;
  if (option_key == NULL)
    {
      memcpy (ret_key, ((YcAuditEntry *) g_ptr_array_index (heads, 0))->key, YC_KEY_SIZE);
      return TRUE;
    }
  bytes = g_base64_decode (option_key, &size);
  if (size == YC_KEY_SIZE)
    {
      memcpy (ret_key, bytes, YC_KEY_SIZE);
      return TRUE;
    }
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "--key is not 32 bytes in base64");
  return FALSE;
}

static int
verify (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) heads = NULL;
  g_autoptr (YcAuditReport) report = NULL;
  guint8 key[YC_KEY_SIZE];
  gboolean found;

  if (read_heads (&heads, &error) && find_key (heads, key, &found, &error))
    report = yc_audit_verify (option_data, heads, found ? key : NULL, &error);
  if (report == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  if (option_json)
    print_json (report);
  else
    print_report (report);
  return report->findings->len > 0 ? 1 : 0;
}

/* ---- heads ---- */

static int
print_heads (void)
{
  const YcCounterOptions options = { .data_dir = option_data, .without_line = TRUE };
  g_autoptr (YcCounter) counter = yc_counter_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) lines = NULL;
  g_auto (YcCtlWait) opened = { 0 };
  g_auto (YcCtlWait) closed = { 0 };

  if (!g_file_test (option_data, G_FILE_TEST_IS_DIR))
    {
      g_printerr ("There is no folder %s\n", option_data);
      return 2;
    }
  yc_counter_open_async (counter, &options, NULL, yc_ctl_wait_cb, &opened);
  yc_ctl_wait (&opened);
  if (!yc_counter_open_finish (counter, opened.result, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  lines = yc_counter_dup_heads (counter);
  fwrite (g_bytes_get_data (lines, NULL), 1, g_bytes_get_size (lines), stdout);
  yc_counter_close_async (counter, yc_ctl_wait_cb, &closed);
  yc_ctl_wait (&closed);
  yc_counter_close_finish (counter, closed.result, NULL);
  return 0;
}

int
yc_ctl_audit (int    argc,
              char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new ("verify | heads — what a hub has settled, and what desks remember of it");
  gboolean good;

  g_option_context_add_main_entries (context, entries, NULL);
  good = g_option_context_parse (context, &argc, &argv, &error) && option_data != NULL && argc == 2;
  if (good && strcmp (argv[1], "verify") == 0)
    return verify ();
  if (good && strcmp (argv[1], "heads") == 0)
    return print_heads ();
  if (error != NULL)
    g_printerr ("%s\n", error->message);
  g_printerr ("Usage:\n"
              "  yichuang-ctl audit verify --data DIR [--heads FILE] [--key BASE64] [--json]\n"
              "  yichuang-ctl audit heads --data DIR\n");
  return 2;
}
