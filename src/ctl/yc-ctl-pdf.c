/* yc-ctl-pdf.c: yichuang-ctl pdf …
 *
 *   key -o KEY.pem --cert CERT.pem --subject NAME      a desk's key with its own certificate
 *   prepare IN -o OUT --field NAME,PAGE,X,Y,W,H[,TEXT] …   empty fields for all signers, in mm
 *   sign IN -o OUT --key KEY.pem --cert CERT.pem …     one signature more
 *   verify FILE [--json] [--trust CA.pem]              who, when, and whether it is unchanged
 *
 * Exit status: 0 done or good, 1 not, 2 wrong use or a file that cannot be read.
 */

#include "yc-ctl-pdf.h"

#include "yc-file.h"
#include "yc-ink-wire.h"
#include "yc-pdf-fields.h"
#include "yc-pdf-key.h"
#include "yc-pdf-signing.h"

#include <math.h>
#include <string.h>

#define PEM_BYTES_MAX (256 * 1024)
#define DAYS_DEFAULT 3650
#define FIELD_DEFAULT "signature"
#define INK_TOLERANCE_UM 50 /* how far a fitted curve may leave the pen's way */

static char *option_out;
static char *option_key;
static char *option_cert;
static char *option_subject;
static char *option_organisation;
static gboolean option_rsa;
static int option_days = DAYS_DEFAULT;
static char **option_fields;
static char *option_field;
static char *option_name;
static char *option_reason;
static int option_page = 1;
static char *option_at;
static char *option_evidence;
static char *option_ink;

static const GOptionEntry key_entries[] = {
  { "out", 'o', 0, G_OPTION_ARG_FILENAME, &option_out, "Where the key goes; only its owner can read it", "KEY.pem" },
  { "cert", 0, 0, G_OPTION_ARG_FILENAME, &option_cert, "Where the certificate goes", "CERT.pem" },
  { "subject", 0, 0, G_OPTION_ARG_STRING, &option_subject, "Whose key: the desk's name", "NAME" },
  { "organisation", 0, 0, G_OPTION_ARG_STRING, &option_organisation, "Whose desk it is", "NAME" },
  { "rsa", 0, 0, G_OPTION_ARG_NONE, &option_rsa, "RSA with 3072 bits instead of P-256", NULL },
  { "days", 0, 0, G_OPTION_ARG_INT, &option_days, "How long the certificate is good (3650)", "N" },
  { NULL },
};

static const GOptionEntry prepare_entries[] = {
  { "out", 'o', 0, G_OPTION_ARG_FILENAME, &option_out, "Where the PDF with its fields goes", "OUT" },
  { "field", 0, 0, G_OPTION_ARG_STRING_ARRAY, &option_fields, "A field, in mm from the page's top left corner",
    "NAME,PAGE,X,Y,W,H[,TEXT]" },
  { NULL },
};

static const GOptionEntry sign_entries[] = {
  { "out", 'o', 0, G_OPTION_ARG_FILENAME, &option_out, "Where the signed PDF goes", "OUT" },
  { "key", 0, 0, G_OPTION_ARG_FILENAME, &option_key, "The desk's key", "KEY.pem" },
  { "cert", 0, 0, G_OPTION_ARG_FILENAME, &option_cert, "Its certificate, then the chain", "CERT.pem" },
  { "field", 0, 0, G_OPTION_ARG_STRING, &option_field, "The field (" FIELD_DEFAULT "); made if --at says where", "NAME" },
  { "name", 0, 0, G_OPTION_ARG_STRING, &option_name, "Who signs", "NAME" },
  { "reason", 0, 0, G_OPTION_ARG_STRING, &option_reason, "Why", "TEXT" },
  { "page", 0, 0, G_OPTION_ARG_INT, &option_page, "Where a field is made: the page (1)", "N" },
  { "at", 0, 0, G_OPTION_ARG_STRING, &option_at, "and the place on it, in mm from its top left corner", "X,Y,W,H" },
  { "ink", 0, 0, G_OPTION_ARG_FILENAME, &option_ink, "The strokes of the signature", "STROKES.json" },
  { "evidence", 0, 0, G_OPTION_ARG_FILENAME, &option_evidence, "A record to be attached and sealed", "FILE" },
  { NULL },
};

static int
fail (GError *error)
{
  g_printerr ("%s\n", error->message);
  return g_error_matches (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_BROKEN) ||
             g_error_matches (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_NOT_PDF) ||
             g_error_matches (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_ENCRYPTED) || error->domain == G_FILE_ERROR ||
             error->domain == G_IO_ERROR
           ? 2 : 1;
}

/* Reads the options; what is left over is @ret_file, if one is wanted. */
static gboolean
parse (const char         *what,
       const GOptionEntry *entries,
       int                 argc,
       char              **argv,
       const char        **ret_file)
{
  g_autoptr (GOptionContext) context = g_option_context_new (what);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return FALSE;
    }
  if (argc != (ret_file != NULL ? 2 : 1))
    {
      g_printerr ("Usage: yichuang-ctl pdf %s %s-o FILE …; --help tells more\n", argv[0], ret_file != NULL ? "FILE " : "");
      return FALSE;
    }
  if (ret_file != NULL)
    *ret_file = argv[1];
  return TRUE;
}

static gboolean
need (const char *value,
      const char *option)
{
  if (value == NULL || *value == '\0')
    g_printerr ("%s is missing\n", option);
  return value != NULL && *value != '\0';
}

/* A key that is there may be the only one that fits its certificates. */
static gboolean
is_free (const char *path)
{
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_printerr ("%s is there already and was left as it is\n", path);
  return FALSE;
}

static int
make_key (int    argc,
          char **argv)
{
  g_autoptr (GBytes) key = NULL;
  g_autoptr (GBytes) certificate = NULL;
  g_autoptr (GError) error = NULL;

  if (!parse ("— a desk's key with its own certificate", key_entries, argc, argv, NULL) || !need (option_out, "-o KEY.pem") ||
      !need (option_cert, "--cert CERT.pem") || !need (option_subject, "--subject NAME"))
    return 2;
  if (option_days < 1 || option_days > YC_PDF_KEY_DAYS_MAX)
    {
      g_printerr ("--days must be from 1 to %d\n", YC_PDF_KEY_DAYS_MAX);
      return 2;
    }
  if (!is_free (option_out) || !is_free (option_cert))
    return 1;
  if (!yc_pdf_key_make (option_rsa ? YC_PDF_KEY_RSA : YC_PDF_KEY_P256, option_subject, option_organisation,
                        g_get_real_time () / G_USEC_PER_SEC, option_days, &key, &certificate, &error) ||
      !yc_file_write_durably (option_out, key, 0600, &error) ||
      !yc_file_write_durably (option_cert, certificate, 0644, &error))
    return fail (error);
  return 0;
}

/* Numbers with commas between them; what follows the last one, or "". */
static gboolean
parse_numbers (const char  *text,
               double      *numbers,
               guint        n,
               const char **ret_rest)
{
  for (guint i = 0; i < n; i++)
    {
      char *end;

      numbers[i] = g_ascii_strtod (text, &end);
      if (end == text || !isfinite (numbers[i]) || (*end != ',' && *end != '\0') || (*end == '\0' && i + 1 < n))
        return FALSE;
      text = *end == ',' ? end + 1 : end;
    }
  *ret_rest = text;
  return TRUE;
}

/* NAME,PAGE,X,Y,W,H[,TEXT]; cuts @text. */
static gboolean
parse_field (char       *text,
             YcPdfField *ret_field)
{
  char *comma = strchr (text, ',');
  double numbers[5];
  const char *rest;

  if (comma == NULL || !parse_numbers (comma + 1, numbers, 5, &rest) || numbers[0] < 1 || numbers[0] > YC_PDF_SIGN_PAGES_MAX)
    {
      g_printerr ("“%s” is not NAME,PAGE,X,Y,W,H[,TEXT]\n", text);
      return FALSE;
    }
  *comma = '\0';
  *ret_field = (YcPdfField) { text, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], *rest != '\0' ? rest : NULL };
  return TRUE;
}

static int
prepare (int    argc,
         char **argv)
{
  const char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = NULL;
  g_autoptr (GBytes) prepared = NULL;
  g_autofree YcPdfField *fields = NULL;
  guint n_fields;

  if (!parse ("IN — empty fields for all who will sign", prepare_entries, argc, argv, &path) || !need (option_out, "-o OUT") ||
      !need (option_fields != NULL ? option_fields[0] : NULL, "--field"))
    return 2;
  n_fields = g_strv_length (option_fields);
  if (n_fields > YC_PDF_SIGN_FIELDS_MAX)
    {
      g_printerr ("There are more than %d fields\n", YC_PDF_SIGN_FIELDS_MAX);
      return 2;
    }
  fields = g_new0 (YcPdfField, n_fields);
  for (guint i = 0; i < n_fields; i++)
    if (!parse_field (option_fields[i], &fields[i]))
      return 2;
  pdf = yc_file_read (path, YC_PDF_SIGN_BYTES_MAX, &error);
  prepared = pdf != NULL ? yc_pdf_fields_prepare (pdf, fields, n_fields, &error) : NULL;
  if (prepared == NULL || !yc_file_write_durably (option_out, prepared, 0644, &error))
    return fail (error);
  return 0;
}

/* Makes the one field that --at asks for, unless it is there. */
static GBytes *
ensure_field (GBytes     *pdf,
              const char *name,
              GError    **error)
{
  double numbers[4];
  const char *rest = NULL;
  YcPdfField field;

  if (option_at == NULL)
    return g_bytes_ref (pdf);
  if (!parse_numbers (option_at, numbers, 4, &rest) || *rest != '\0')
    {
      g_set_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_FIELD, "“%s” is not X,Y,W,H", option_at);
      return NULL;
    }
  field = (YcPdfField) { name, MAX (option_page, 0), numbers[0], numbers[1], numbers[2], numbers[3], option_name };
  return yc_pdf_fields_prepare (pdf, &field, 1, error);
}

static YcPdfKeySigner *
open_signer (GError **error)
{
  g_autoptr (GBytes) key = yc_file_read (option_key, PEM_BYTES_MAX, error);
  g_autoptr (GBytes) certificates = key != NULL ? yc_file_read (option_cert, PEM_BYTES_MAX, error) : NULL;

  return certificates != NULL ? yc_pdf_key_signer_new (key, certificates, error) : NULL;
}

/* The strokes as curves. */
static GArray *
read_ink (GError **error)
{
  g_autoptr (GBytes) bytes = yc_file_read (option_ink, YC_INK_BYTES_MAX, error);
  g_autoptr (YcInk) ink = bytes != NULL ? yc_ink_read (bytes, error) : NULL;

  return ink != NULL ? yc_ink_fit (ink, INK_TOLERANCE_UM) : NULL;
}

static GBytes *
sign_file (const char *path,
           GError    **error)
{
  const char *field = option_field != NULL ? option_field : FIELD_DEFAULT;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (YcPdfKeySigner) signer = open_signer (error);
  g_autoptr (GBytes) pdf = signer != NULL ? yc_file_read (path, YC_PDF_SIGN_BYTES_MAX, error) : NULL;
  g_autoptr (GBytes) prepared = pdf != NULL ? ensure_field (pdf, field, error) : NULL;
  g_autoptr (GBytes) evidence = NULL;
  g_autoptr (GArray) ink = NULL;
  YcPdfSigningOptions options = {
    .field = field,
    .name = option_name,
    .time_s = g_date_time_to_unix (now),
    .offset_minutes = g_date_time_get_utc_offset (now) / G_TIME_SPAN_MINUTE,
    .reason = option_reason,
  };

  if (prepared == NULL)
    return NULL;
  if (option_evidence != NULL)
    {
      options.evidence = evidence = yc_file_read (option_evidence, YC_PDF_SIGN_EVIDENCE_BYTES_MAX, error);
      if (evidence == NULL)
        return NULL;
    }
  if (option_ink != NULL)
    {
      options.ink = ink = read_ink (error);
      if (ink == NULL)
        return NULL;
    }
  return yc_pdf_sign (prepared, &options, YC_PDF_SIGNER (signer), NULL, error);
}

static int
sign (int    argc,
      char **argv)
{
  const char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) result = NULL;

  if (!parse ("IN — one signature more", sign_entries, argc, argv, &path) || !need (option_out, "-o OUT") ||
      !need (option_key, "--key KEY.pem") || !need (option_cert, "--cert CERT.pem") || !need (option_name, "--name NAME"))
    return 2;
  result = sign_file (path, &error);
  if (result == NULL || !yc_file_write_durably (option_out, result, 0644, &error))
    return fail (error);
  return 0;
}

int
yc_ctl_pdf (int    argc,
            char **argv)
{
  static const struct
  {
    const char *name;
    int (*run) (int argc, char **argv);
  } verbs[] = {
    { "key", make_key },
    { "prepare", prepare },
    { "sign", sign },
    { "verify", yc_ctl_pdf_verify },
  };

  for (gsize i = 0; argc > 1 && i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (argv[1], verbs[i].name))
      return verbs[i].run (argc - 1, argv + 1);
  g_printerr ("Usage: yichuang-ctl pdf key | prepare | sign | verify …; --help tells more of each\n");
  return 2;
}
