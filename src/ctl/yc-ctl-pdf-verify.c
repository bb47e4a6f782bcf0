/* yc-ctl-pdf-verify.c: yichuang-ctl pdf verify FILE [--json] [--trust CA.pem]
 *
 * Who signed, when, over the whole document or not, and whether it is unchanged.
 * Exit status: 0 all good (and trusted, if that was asked), 1 not, 2 cannot be read.
 */

#include "yc-ctl-pdf.h"

#include "yc-file.h"
#include "yc-pdf-verdict.h"

#include <jansson.h>
#include <stdio.h>

#define PEM_BYTES_MAX (256 * 1024)

static gboolean option_json;
static char *option_trust;

static const GOptionEntry entries[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &option_json, "Print it for a program", NULL },
  { "trust", 0, 0, G_OPTION_ARG_FILENAME, &option_trust, "Certificates that are trusted", "CA.pem" },
  { NULL },
};

/* ---- For people ---- */

static void
print_line (const char *label,
            const char *text)
{
  if (text != NULL)
    g_print ("  %-12s %s\n", label, text);
}

static void
print_fault (const char *label,
             const char *good,
             const char *fault)
{
  g_autofree char *text = fault != NULL ? g_strdup_printf ("NO: %s", fault) : g_strdup (good);

  print_line (label, text);
}

static void
print_signature (const YcPdfSignature *found,
                 guint                 number)
{
  g_autofree char *covers = g_strdup_printf ("the first %" G_GSIZE_FORMAT " bytes, %s", found->covered_bytes,
                                             found->is_whole ? "the whole document as it was then"
                                                             : "NOT the whole document as it was then");
  g_autofree char *evidence = NULL;
  g_autofree char *later = g_strdup_printf ("%u signature%s", found->later, found->later == 1 ? "" : "s");
  g_autofree char *plain = g_strdup_printf ("%u attributes that nothing protects", found->unsigned_attributes);

  g_print ("signature %u: field “%s”\n", number, found->field);
  print_line ("signed by", found->name);
  print_line ("at", found->time);
  print_line ("reason", found->reason);
  print_line ("sealed with", found->subject);
  print_line ("digest", found->digest);
  print_fault ("seal", "holds", found->cms_fault);
  print_fault ("byte range", "sound", found->range_fault);
  print_line ("covers", covers);
  if (found->later > 0)
    print_line ("followed by", later);
  for (guint i = 0; i < found->changes->len; i++)
    print_fault ("changed", NULL, g_ptr_array_index (found->changes, i));
  if (found->evidence_sha256 != NULL)
    {
      evidence = g_strdup_printf ("%s, %" G_GSIZE_FORMAT " bytes, SHA-256 %s", found->evidence_name,
                                  g_bytes_get_size (found->evidence), found->evidence_sha256);
      print_line ("evidence", evidence);
    }
  if (found->evidence_fault != NULL)
    print_fault ("evidence", NULL, found->evidence_fault);
  if (found->unsigned_attributes > 0)
    print_line ("beside it", plain);
  if (found->trust != YC_PDF_TRUST_NOT_ASKED)
    print_fault ("trusted", "yes", found->trust_fault);
}

static void
print_verdict (YcPdfVerdict *verdict)
{
  for (guint i = 0; i < verdict->signatures->len; i++)
    print_signature (g_ptr_array_index (verdict->signatures, i), i + 1);
  if (verdict->trailing_bytes > 0)
    g_print ("%" G_GSIZE_FORMAT " bytes stand behind the end of the last revision that can be read\n", verdict->trailing_bytes);
  if (verdict->signatures->len == 0)
    g_print ("not signed\n");
  else if (verdict->uncovered_bytes > 0)
    g_print ("%" G_GSIZE_FORMAT " bytes were added after the last signature\n", verdict->uncovered_bytes);
  if (verdict->signatures->len > 0)
    g_print ("%s\n", verdict->is_unchanged ? "unchanged since it was signed" : "CHANGED, or not signed soundly");
}

/* ---- For programs ---- */

static void
set_text (json_t     *json,
          const char *key,
          const char *text)
{
  json_object_set_new (json, key, text != NULL ? json_string (text) : json_null ());
}

static json_t *
list_changes (GPtrArray *changes)
{
  json_t *list = json_array ();

  for (guint i = 0; i < changes->len; i++)
    json_array_append_new (list, json_string (g_ptr_array_index (changes, i)));
  return list;
}

static json_t *
describe_evidence (const YcPdfSignature *found)
{
  json_t *json = json_object ();

  set_text (json, "name", found->evidence_name);
  set_text (json, "sha256", found->evidence_sha256);
  set_text (json, "fault", found->evidence_fault);
  json_object_set_new (json, "size", found->evidence != NULL ? json_integer (g_bytes_get_size (found->evidence)) : json_null ());
  return json;
}

static json_t *
describe_signature (YcPdfSignature *found)
{
  json_t *json = json_object ();

  set_text (json, "field", found->field);
  set_text (json, "name", found->name);
  set_text (json, "time", found->time);
  set_text (json, "reason", found->reason);
  set_text (json, "kind", found->kind);
  set_text (json, "subject", found->subject);
  set_text (json, "issuer", found->issuer);
  set_text (json, "serial", found->serial);
  set_text (json, "digest", found->digest);
  set_text (json, "cms_fault", found->cms_fault);
  set_text (json, "range_fault", found->range_fault);
  json_object_set_new (json, "good", json_boolean (yc_pdf_signature_is_good (found)));
  json_object_set_new (json, "whole", json_boolean (found->is_whole));
  json_object_set_new (json, "covered", json_integer (found->covered_bytes));
  json_object_set_new (json, "later", json_integer (found->later));
  json_object_set_new (json, "changes", list_changes (found->changes));
  json_object_set_new (json, "unsigned_attributes", json_integer (found->unsigned_attributes));
  json_object_set_new (json, "trusted",
                       found->trust == YC_PDF_TRUST_NOT_ASKED ? json_null () : json_boolean (found->trust == YC_PDF_TRUST_YES));
  set_text (json, "trust_fault", found->trust_fault);
  json_object_set_new (json, "evidence", found->evidence_name != NULL || found->evidence_fault != NULL
                                           ? describe_evidence (found) : json_null ());
  return json;
}

static void
print_json (YcPdfVerdict *verdict)
{
  json_t *json = json_object (), *list = json_array ();

  for (guint i = 0; i < verdict->signatures->len; i++)
    json_array_append_new (list, describe_signature (g_ptr_array_index (verdict->signatures, i)));
  json_object_set_new (json, "unchanged", json_boolean (verdict->is_unchanged));
  json_object_set_new (json, "size", json_integer (verdict->size_bytes));
  json_object_set_new (json, "trailing", json_integer (verdict->trailing_bytes));
  json_object_set_new (json, "uncovered", json_integer (verdict->uncovered_bytes));
  json_object_set_new (json, "signatures", list);
  json_dumpf (json, stdout, JSON_INDENT (2));
  json_decref (json);
  g_print ("\n");
}

static YcPdfVerdict *
verify (const char *path,
        GError    **error)
{
  g_autoptr (GBytes) trust = option_trust != NULL ? yc_file_read (option_trust, PEM_BYTES_MAX, error) : NULL;
  g_autoptr (GBytes) pdf = option_trust == NULL || trust != NULL ? yc_file_read (path, YC_PDF_SIGN_BYTES_MAX, error) : NULL;

  return pdf != NULL ? yc_pdf_verify (pdf, trust, error) : NULL;
}

int
yc_ctl_pdf_verify (int    argc,
                   char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE — who signed a PDF, and whether it is unchanged");
  g_autoptr (GError) error = NULL;
  g_autoptr (YcPdfVerdict) verdict = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "Usage: yichuang-ctl pdf verify FILE [--json] [--trust CA.pem]");
      return 2;
    }
  verdict = verify (argv[1], &error);
  if (verdict == NULL)
    {
      g_printerr ("%s: %s\n", argv[1], error->message);
      return 2;
    }
  if (option_json)
    print_json (verdict);
  else
    print_verdict (verdict);
  return verdict->is_unchanged && (option_trust == NULL || yc_pdf_verdict_is_trusted (verdict)) ? 0 : 1;
}
