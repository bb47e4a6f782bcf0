/* yc-pdf-verify.c: whether a PDF is still what was signed
 *
 * 1. A signature covers the file from its first byte to the end of a revision,
 *    but for one gap, which is just the hexadecimal string of its own /Contents,
 *    written in one way only: letters of one case, zeros behind the CMS.
 * 2. The CMS holds over those bytes (yc-pdf-cms-check.c).
 * 3. From each signature's revision to the next one's, and from the last one's to
 *    the file as it is, nothing differs that signing does not change
 *    (yc-pdf-compare.c).
 * 4. The last signature covers the file to its last byte.
 *
 * With 1, 2 and 4 a byte that differs is in the last signature's hash, or in its
 * gap, where 1 and 2 find it. What makes a signature vanish leaves bytes that no
 * other covers.
 *
 *   ├─ document ─┼─ fields ─┼─ signature 1 ─┼─ signature 2 ─┼ ─ ─ (trailing)
 *   └────────────── covered by 1 ───────────┘               │
 *   └────────────── covered by 2 ───────────────────────────┘
 */

#include "yc-pdf-verdict.h"

#include "yc-pdf-cms.h"
#include "yc-pdf-compare.h"
#include "yc-pdf-file.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define ENDS_TRIED_MAX 16 /* earlier ends of the file that are tried when the last does not open */

/* A signature while it is looked at. */
typedef struct
{
  YcPdfSignature *found;
  const guint8 *data; /* the whole file's */
  gsize size_bytes;
  gsize gap_from;
  gsize gap_to;
  gsize end;
} Look;

static void
signature_free (YcPdfSignature *self)
{
  g_free (self->field);
  g_free (self->name);
  g_free (self->reason);
  g_free (self->kind);
  g_free (self->time);
  g_free (self->subject);
  g_free (self->issuer);
  g_free (self->serial);
  g_free (self->digest);
  g_free (self->cms_fault);
  g_free (self->range_fault);
  g_ptr_array_unref (self->changes);
  g_free (self->trust_fault);
  g_free (self->evidence_name);
  g_clear_pointer (&self->evidence, g_bytes_unref);
  g_free (self->evidence_sha256);
  g_free (self->evidence_fault);
  g_free (self);
}

void
yc_pdf_verdict_free (YcPdfVerdict *self)
{
  g_ptr_array_unref (self->signatures);
  g_free (self);
}

/* ---- The dictionary ---- */

/* "D:20261126210405+08'00'" (ISO 32000-1, 7.9.4), with all its parts. */
static void
read_time (YcPdfSignature *found,
           const char     *text)
{
  guint part[6] = { 0 };
  static const guint width[] = { 4, 2, 2, 2, 2, 2 };
  g_autofree char *offset = NULL;
  g_autoptr (GTimeZone) zone = NULL;
  g_autoptr (GDateTime) moment = NULL;

  if (text == NULL || !g_str_has_prefix (text, "D:"))
    return;
  text += 2;
  for (guint i = 0; i < G_N_ELEMENTS (width); i++)
    for (guint j = 0; j < width[i]; j++, text++)
      {
        if (!g_ascii_isdigit (*text))
          return;
        part[i] = part[i] * 10 + (*text - '0');
      }
  if (g_ascii_isdigit (text[0] != '\0' ? text[1] : 0) && g_ascii_isdigit (text[2]) && text[3] == '\'' &&
      g_ascii_isdigit (text[4]) && g_ascii_isdigit (text[5]))
    offset = g_strdup_printf ("%.3s:%.2s", text, text + 4);
  zone = g_time_zone_new_identifier (offset != NULL ? offset : "UTC");
  moment = zone != NULL ? g_date_time_new (zone, part[0], part[1], part[2], part[3], part[4], part[5]) : NULL;
  if (moment == NULL)
    return;
  found->time = g_date_time_format (moment, "%Y-%m-%dT%H:%M:%S%:z");
  found->time_s = g_date_time_to_unix (moment);
}

/* Reads what the field's associated file holds: it is not compressed, so what is
 * hashed is what stands in the file. */
static void
read_evidence (YcPdfFile      *file,
               qpdf_oh         field,
               YcPdfSignature *found)
{
  qpdf_data qpdf = yc_pdf_file_get_qpdf (file);
  qpdf_oh files = yc_pdf_file_get_key (file, field, "/AF"), spec, stream;
  guint8 *data = NULL;
  size_t size = 0;
  guint8 hash[YC_SHA256_SIZE];
  char text[YC_SHA256_TEXT_SIZE];

  if (!qpdf_oh_is_array (qpdf, files) || qpdf_oh_get_array_n_items (qpdf, files) < 1)
    return;
  spec = qpdf_oh_get_array_item (qpdf, files, 0);
  found->evidence_name = yc_pdf_file_dup_text (file, spec, "/UF");
  stream = yc_pdf_file_get_key (file, yc_pdf_file_get_key (file, spec, "/EF"), "/F");
  if (!qpdf_oh_is_stream (qpdf, stream) ||
      !qpdf_oh_is_null (qpdf, yc_pdf_file_get_key (file, qpdf_oh_get_dict (qpdf, stream), "/Filter")))
    {
      found->evidence_fault = g_strdup ("it is not attached as this program attaches it");
      return;
    }
  if (qpdf_oh_get_stream_data (qpdf, stream, qpdf_dl_none, NULL, &data, &size) == 0)
    {
      yc_sha256 (data, size, hash);
      yc_sha256_to_text (hash, text);
      found->evidence = g_bytes_new (data, size);
      found->evidence_sha256 = g_strdup (text);
    }
  else
    found->evidence_fault = g_strdup ("it cannot be read");
  free (data);
}

/* ---- The range and its gap ---- */

static gboolean
read_range (YcPdfFile *file,
            qpdf_oh    value,
            gint64     numbers[4])
{
  qpdf_data qpdf = yc_pdf_file_get_qpdf (file);
  qpdf_oh range = yc_pdf_file_get_key (file, value, "/ByteRange");

  if (!qpdf_oh_is_array (qpdf, range) || qpdf_oh_get_array_n_items (qpdf, range) != 4)
    return FALSE;
  for (int i = 0; i < 4; i++)
    if (!yc_pdf_file_get_integer (file, qpdf_oh_get_array_item (qpdf, range, i), &numbers[i]) ||
        numbers[i] < 0 || numbers[i] > YC_PDF_SIGN_BYTES_MAX)
      return FALSE;
  return TRUE;
}

static const char *
check_range (Look         *look,
             const gint64  numbers[4])
{
  gint64 end = numbers[2] + numbers[3];

  if (numbers[0] != 0)
    return "it does not begin with the file's first byte";
  if (numbers[1] >= numbers[2])
    return "it leaves out nothing, or its parts overlap";
  if (end > (gint64) look->size_bytes)
    return "it covers more than there is";
  look->gap_from = numbers[1];
  look->gap_to = numbers[2];
  look->end = end;
  return NULL;
}

/* The gap is "<…>", right behind /Contents. */
static const char *
check_gap (Look *look)
{
  const guint8 *data = look->data;
  gsize before = look->gap_from;

  if (look->gap_to - look->gap_from < 4 || data[look->gap_from] != '<' || data[look->gap_to - 1] != '>')
    return "what it leaves out is not one hexadecimal string";
  while (before > 0 && g_ascii_isspace (data[before - 1]))
    before--;
  if (before < 9 || memcmp (data + before - 9, "/Contents", 9) != 0)
    return "what it leaves out is not its /Contents";
  return NULL;
}

/* Hexadecimal, in one way only. */
static GBytes *
read_gap (Look        *look,
          const char **ret_fault)
{
  gsize size = look->gap_to - look->gap_from - 2;
  const guint8 *text = look->data + look->gap_from + 1;
  g_autofree guint8 *bytes = g_malloc0 (size / 2 + 1);
  gboolean lower = FALSE, upper = FALSE;

  for (gsize i = 0; i < size; i++)
    {
      int digit = g_ascii_xdigit_value (text[i]);

      if (digit < 0 || size % 2 != 0)
        {
          *ret_fault = "its /Contents is not plain hexadecimal";
          return NULL;
        }
      lower |= g_ascii_islower (text[i]);
      upper |= g_ascii_isupper (text[i]);
      bytes[i / 2] |= i % 2 == 0 ? digit << 4 : digit;
    }
  if (lower && upper)
    {
      *ret_fault = "its /Contents mixes large and small letters: somebody has rewritten it";
      return NULL;
    }
  return g_bytes_new (bytes, size / 2);
}

/* How long the CMS is by its own head. */
static gsize
get_der_size (const guint8 *der,
              gsize         size)
{
  const guint8 *at = der;
  long length = 0;
  int tag, class;

  if (size < 2 || (ASN1_get_object (&at, &length, &tag, &class, MIN (size, G_MAXINT)) & 0x81) != 0)
    return size;
  return at - der + length;
}

static GBytes *
hash_covered (const char *digest,
              gpointer    data)
{
  Look *look = data;
  guint8 hash[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  gboolean hashed = EVP_DigestInit_ex (context, EVP_get_digestbyname (digest), NULL) == 1 &&
                    EVP_DigestUpdate (context, look->data, look->gap_from) == 1 &&
                    EVP_DigestUpdate (context, look->data + look->gap_to, look->end - look->gap_to) == 1 &&
                    EVP_DigestFinal_ex (context, hash, &size) == 1;

  g_assert (hashed);
  EVP_MD_CTX_free (context);
  return g_bytes_new (hash, size);
}

static void
take_finding (Look            *look,
              YcPdfCmsFinding *finding,
              GBytes          *trust_pem)
{
  YcPdfSignature *found = look->found;

  found->subject = g_steal_pointer (&finding->subject);
  found->issuer = g_steal_pointer (&finding->issuer);
  found->serial = g_steal_pointer (&finding->serial);
  found->digest = g_steal_pointer (&finding->digest);
  found->cms_fault = g_steal_pointer (&finding->fault);
  found->unsigned_attributes = finding->unsigned_attributes;
  if (trust_pem == NULL)
    return;
  found->trust_fault = yc_pdf_cms_find_trust (finding, trust_pem, found->time_s);
  found->trust = found->trust_fault == NULL ? YC_PDF_TRUST_YES : YC_PDF_TRUST_NO;
}

/* The CMS in the gap, and that the rest of the gap is zeros. */
static const char *
check_contents (Look      *look,
                YcPdfFile *file,
                qpdf_oh    value,
                GBytes    *trust_pem)
{
  qpdf_data qpdf = yc_pdf_file_get_qpdf (file);
  qpdf_oh contents = yc_pdf_file_get_key (file, value, "/Contents");
  const char *fault = NULL;
  g_autoptr (GBytes) gap = read_gap (look, &fault);
  g_autoptr (YcPdfCmsFinding) finding = NULL;
  const guint8 *bytes;
  const char *known;
  size_t known_size = 0;
  gsize size, der_size;

  if (gap == NULL)
    return fault;
  bytes = g_bytes_get_data (gap, &size);
  known = qpdf_oh_is_string (qpdf, contents) ? qpdf_oh_get_binary_string_value (qpdf, contents, &known_size) : NULL;
  if (known == NULL || known_size != size || memcmp (known, bytes, size) != 0)
    return "what it leaves out is another string than its /Contents";
  der_size = get_der_size (bytes, size);
  if (der_size > size)
    der_size = size;
  for (gsize i = der_size; i < size; i++)
    if (bytes[i] != 0)
      return "there is something behind the CMS in its /Contents";
  finding = yc_pdf_cms_check (bytes, der_size, g_strcmp0 (look->found->kind, "ETSI.CAdES.detached") == 0,
                              hash_covered, look);
  take_finding (look, finding, trust_pem);
  return NULL;
}

/* Whether the bytes up to @end are a file of their own that ends there. */
static gboolean
ends_revision (const guint8 *data,
               gsize         end)
{
  return yc_pdf_find_end (data, end) == end;
}

static void
look_at (Look      *look,
         YcPdfFile *file,
         qpdf_oh    value,
         GBytes    *trust_pem)
{
  YcPdfSignature *found = look->found;
  gint64 numbers[4];
  const char *fault;

  if (!qpdf_oh_is_dictionary (yc_pdf_file_get_qpdf (file), value))
    fault = "the signature is no dictionary";
  else if (!read_range (file, value, numbers))
    fault = "its /ByteRange is missing or not four numbers";
  else
    fault = check_range (look, numbers);
  if (fault == NULL)
    fault = check_gap (look);
  if (fault == NULL)
    fault = check_contents (look, file, value, trust_pem);
  if (fault == NULL && g_strcmp0 (found->kind, "ETSI.CAdES.detached") != 0 &&
      g_strcmp0 (found->kind, "adbe.pkcs7.detached") != 0)
    fault = "it is of a kind this program does not check";
  found->range_fault = g_strdup (fault);
  if (fault != NULL && found->cms_fault == NULL)
    found->cms_fault = g_strdup ("it was not checked, because what it covers is not sound");
  found->covered_bytes = look->end;
  found->is_whole = fault == NULL && ends_revision (look->data, look->end);
}

static YcPdfSignature *
read_signature (GBytes         *pdf,
                YcPdfFile      *file,
                YcPdfFormField *field,
                GBytes         *trust_pem)
{
  YcPdfSignature *found = g_new0 (YcPdfSignature, 1);
  qpdf_oh value = yc_pdf_file_get_key (file, field->dict, "/V");
  g_autofree char *time = yc_pdf_file_dup_text (file, value, "/M");
  Look look = { .found = found, .data = g_bytes_get_data (pdf, NULL), .size_bytes = g_bytes_get_size (pdf) };

  found->changes = g_ptr_array_new_with_free_func (g_free);
  found->field = g_strdup (field->name);
  found->name = yc_pdf_file_dup_text (file, value, "/Name");
  found->reason = yc_pdf_file_dup_text (file, value, "/Reason");
  found->kind = yc_pdf_file_dup_text (file, value, "/SubFilter");
  read_time (found, time);
  read_evidence (file, field->dict, found);
  look_at (&look, file, value, trust_pem);
  return found;
}

/* ---- What came after ---- */

/* Whether @file has that signature itself, and it is its last. */
static gboolean
holds_signature (YcPdfFile      *file,
                 YcPdfSignature *found)
{
  g_autoptr (GPtrArray) fields = yc_pdf_file_list_fields (file, NULL);
  YcPdfFormField *field = fields != NULL ? yc_pdf_file_find_field (fields, found->field) : NULL;
  gint64 numbers[4];

  return field != NULL && field->is_signature &&
         read_range (file, yc_pdf_file_get_key (file, field->dict, "/V"), numbers) &&
         numbers[2] + numbers[3] == (gint64) found->covered_bytes;
}

static void
take_changes (YcPdfSignature *found,
              GPtrArray      *changes)
{
  g_ptr_array_extend_and_steal (found->changes, changes);
}

/* Opens the file as it was when @found was made. */
static YcPdfFile *
open_revision (GBytes         *pdf,
               YcPdfSignature *found)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcPdfFile) file = yc_pdf_file_open (pdf, found->covered_bytes, &error);

  if (file != NULL && holds_signature (file, found))
    return g_steal_pointer (&file);
  g_clear_pointer (&found->range_fault, g_free);
  found->is_whole = FALSE;
  found->range_fault = file == NULL ? g_strdup_printf ("what it covers is no readable PDF (%s)", error->message)
                                    : g_strdup ("what it covers does not hold the signature itself");
  return NULL;
}

/* Each signature's revision beside the next one's, the last one's beside the file. */
static void
compare_revisions (YcPdfVerdict *verdict,
                   GBytes       *pdf,
                   YcPdfFile    *file)
{
  g_autoptr (YcPdfFile) before = NULL;

  for (guint i = 0; i < verdict->signatures->len; i++)
    {
      YcPdfSignature *found = g_ptr_array_index (verdict->signatures, i);
      YcPdfSignature *next = i + 1 < verdict->signatures->len ? g_ptr_array_index (verdict->signatures, i + 1) : NULL;
      g_autoptr (YcPdfFile) after = NULL;

      found->later = verdict->signatures->len - i - 1;
      if (found->range_fault == NULL && found->is_whole && before == NULL)
        before = open_revision (pdf, found);
      if (next != NULL && next->range_fault == NULL && next->is_whole && next->covered_bytes > found->covered_bytes)
        after = open_revision (pdf, next);
      if (before != NULL && after != NULL)
        take_changes (found, yc_pdf_compare (before, after, next->field));
      else if (before != NULL && found->covered_bytes < yc_pdf_file_get_size (file))
        take_changes (found, yc_pdf_compare (before, file, NULL));
      g_clear_pointer (&before, yc_pdf_file_free);
      before = g_steal_pointer (&after);
    }
}

static int
compare_ends (gconstpointer a,
              gconstpointer b)
{
  const YcPdfSignature *one = *(YcPdfSignature *const *) a, *other = *(YcPdfSignature *const *) b;

  return (one->covered_bytes > other->covered_bytes) - (one->covered_bytes < other->covered_bytes);
}

static gboolean
read_signatures (YcPdfVerdict *verdict,
                 GBytes       *pdf,
                 YcPdfFile    *file,
                 GBytes       *trust_pem,
                 GError      **error)
{
  g_autoptr (GPtrArray) fields = yc_pdf_file_list_fields (file, error);

  if (fields == NULL)
    return FALSE;
  for (guint i = 0; i < fields->len; i++)
    {
      YcPdfFormField *field = g_ptr_array_index (fields, i);

      if (!field->is_signature || !field->has_value)
        continue;
      if (verdict->signatures->len == YC_PDF_SIGNATURES_MAX)
        {
          g_set_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_TOO_BIG,
                       "The PDF has more than %d signatures", YC_PDF_SIGNATURES_MAX);
          return FALSE;
        }
      g_ptr_array_add (verdict->signatures, read_signature (pdf, file, field, trust_pem));
    }
  g_ptr_array_sort (verdict->signatures, compare_ends);
  return yc_pdf_file_check (file, error);
}

/* Opens the last revision that can be read. What stands behind it is counted;
 * @ret_first says why the file as a whole did not open, if so. */
static YcPdfFile *
open_readable (GBytes  *pdf,
               GError **ret_first)
{
  const guint8 *data = g_bytes_get_data (pdf, NULL);
  gsize size = g_bytes_get_size (pdf), end = size;

  for (guint i = 0; i < ENDS_TRIED_MAX; i++)
    {
      g_autoptr (GError) error = NULL;
      gsize at = size <= YC_PDF_SIGN_BYTES_MAX ? yc_pdf_find_end (data, end) : 0;
      YcPdfFile *file = yc_pdf_file_open (pdf, at > 0 ? at : end, &error);

      if (file != NULL)
        return file;
      if (*ret_first == NULL)
        *ret_first = g_steal_pointer (&error);
      if (at == 0 || !g_error_matches (*ret_first, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_BROKEN))
        break;
      end = yc_pdf_find_last (data, end, "%%EOF");
    }
  return NULL;
}

/* Returns: whether the signature holds over all of the file as it was then, and
 * nothing but signatures came directly after it */
gboolean
yc_pdf_signature_is_good (YcPdfSignature *self)
{
  return self->cms_fault == NULL && self->range_fault == NULL && self->is_whole && self->changes->len == 0 &&
         self->evidence_fault == NULL;
}

/* Returns: whether every signature's certificate leads to one that is trusted */
gboolean
yc_pdf_verdict_is_trusted (YcPdfVerdict *self)
{
  for (guint i = 0; i < self->signatures->len; i++)
    if (((YcPdfSignature *) g_ptr_array_index (self->signatures, i))->trust != YC_PDF_TRUST_YES)
      return FALSE;
  return self->signatures->len > 0;
}

static void
judge (YcPdfVerdict *verdict,
       YcPdfFile    *file)
{
  gsize covered = 0;

  verdict->is_unchanged = verdict->signatures->len > 0;
  for (guint i = 0; i < verdict->signatures->len; i++)
    {
      YcPdfSignature *found = g_ptr_array_index (verdict->signatures, i);

      verdict->is_unchanged &= yc_pdf_signature_is_good (found) && found->covered_bytes > covered;
      covered = MAX (covered, found->covered_bytes);
    }
  verdict->trailing_bytes = verdict->size_bytes - yc_pdf_file_get_size (file);
  verdict->uncovered_bytes = verdict->size_bytes - covered;
  verdict->is_unchanged &= verdict->uncovered_bytes == 0 && verdict->trailing_bytes == 0;
}

/**
 * yc_pdf_verify:
 * @pdf: a PDF
 * @trust_pem: (nullable): certificates that are trusted; %NULL: not asked
 * @error: what yc_pdf_file_open() says of a file that cannot be read at all, and
 *   TOO_BIG; a file without signatures is no error
 *
 * Blocks: call it on a worker (D3).
 *
 * Returns: (transfer full) (nullable): what was found
 */
YcPdfVerdict *
yc_pdf_verify (GBytes  *pdf,
               GBytes  *trust_pem,
               GError **error)
{
  g_autoptr (YcPdfVerdict) verdict = g_new0 (YcPdfVerdict, 1);
  g_autoptr (YcPdfFile) file = NULL;
  g_autoptr (GError) first = NULL;

  verdict->signatures = g_ptr_array_new_with_free_func ((GDestroyNotify) signature_free);
  verdict->size_bytes = g_bytes_get_size (pdf);
  file = open_readable (pdf, &first);
  if (file != NULL && !read_signatures (verdict, pdf, file, trust_pem, error))
    return NULL;
  /* A part of a damaged file that nobody signed says nothing. */
  if (file == NULL || (first != NULL && verdict->signatures->len == 0))
    {
      g_propagate_error (error, g_steal_pointer (&first));
      return NULL;
    }
  compare_revisions (verdict, pdf, file);
  judge (verdict, file);
  return g_steal_pointer (&verdict);
}
