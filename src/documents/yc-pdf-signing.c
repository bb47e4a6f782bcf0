/* yc-pdf-signing.c: one signature, prepared, signed elsewhere, embedded
 * (ISO 32000-1, 12.8; ETSI EN 319 142-1: PAdES B-B)
 *
 * One increment holds all that belongs to a signature: the signature's
 * dictionary, the field with its value and its picture, and the evidence as an
 * embedded file. So the signature covers its own evidence.
 *
 *   prepare ──▶ digest of all but <Contents> ──▶ …signer… ──▶ CMS ──▶ embed
 *
 * 1. /ByteRange has a fixed width and /Contents a fixed room: filling them in
 *    moves nothing.
 * 2. What is embedded was checked against the digest: a wrong answer of a signer
 *    changes nothing.
 * 3. A PDF that was signed and has something behind its last signature gets no
 *    further one, which would seem to confirm what was added.
 */

#include "yc-pdf-signing.h"

#include "yc-pdf-append.h"
#include "yc-pdf-cms.h"
#include "yc-pdf-fields.h"

#include <math.h>
#include <openssl/evp.h>
#include <string.h>

#define OFFSET_MINUTES_MAX (14 * 60)

struct _YcPdfSigning
{
  GByteArray *bytes;
  gsize contents_from; /* where '<' stands */
  gsize contents_to;   /* behind '>' */
  guint8 digest[YC_SHA256_SIZE];
};

/* Numbers and places within one increment. */
typedef struct
{
  YcPdfFile *file;
  YcPdfAppend *append;
  const YcPdfSigningOptions *options;
  qpdf_oh field;
  guint value;
  guint picture;
  guint evidence;      /* 0: none */
  gsize range_at;
  gsize contents_from;
  gsize contents_to;
} Work;

#define RANGE_FORMAT "[ 0 %-10" G_GSIZE_FORMAT " %-10" G_GSIZE_FORMAT " %-10" G_GSIZE_FORMAT " ]"

static gboolean set_field_error (GError    **error,
                                 const char *format,
                                 ...) G_GNUC_PRINTF (2, 3);

static gboolean
set_field_error (GError    **error,
                 const char *format,
                 ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error, g_error_new_valist (YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_FIELD, format, arguments));
  va_end (arguments);
  return FALSE;
}

/* The end of what the signature in @dict covers, or 0. */
static gsize
get_range_end (YcPdfFile *file,
               qpdf_oh    dict)
{
  qpdf_data qpdf = yc_pdf_file_get_qpdf (file);
  qpdf_oh range = yc_pdf_file_get_key (file, yc_pdf_file_get_key (file, dict, "/V"), "/ByteRange");
  gint64 from = 0, size = 0;

  if (!qpdf_oh_is_array (qpdf, range) || qpdf_oh_get_array_n_items (qpdf, range) != 4 ||
      !yc_pdf_file_get_integer (file, qpdf_oh_get_array_item (qpdf, range, 2), &from) ||
      !yc_pdf_file_get_integer (file, qpdf_oh_get_array_item (qpdf, range, 3), &size) ||
      from < 0 || size < 0 || from > YC_PDF_SIGN_BYTES_MAX || size > YC_PDF_SIGN_BYTES_MAX)
    return 0;
  return from + size;
}

/* Finds the empty field, and sees that nothing stands behind the last signature. */
static gboolean
find_field (Work    *work,
            GError **error)
{
  g_autoptr (GPtrArray) fields = yc_pdf_file_list_fields (work->file, error);
  YcPdfFormField *field;
  gboolean is_signed = FALSE;
  gsize covered = 0;

  if (fields == NULL)
    return FALSE;
  for (guint i = 0; i < fields->len; i++)
    {
      field = g_ptr_array_index (fields, i);
      if (!field->is_signature || !field->has_value)
        continue;
      is_signed = TRUE;
      covered = MAX (covered, get_range_end (work->file, field->dict));
    }
  if (is_signed && covered != yc_pdf_file_get_size (work->file))
    {
      g_set_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_SIGNED,
                   "The PDF was changed after it was signed: its last signature covers %" G_GSIZE_FORMAT
                   " of %" G_GSIZE_FORMAT " bytes. Nothing was signed; check the PDF",
                   covered, yc_pdf_file_get_size (work->file));
      return FALSE;
    }
  field = yc_pdf_file_find_field (fields, work->options->field);
  if (field == NULL || !field->is_signature)
    return set_field_error (error, "The PDF has no signature field “%s”", work->options->field);
  if (field->has_value)
    return set_field_error (error, "“%s” is signed already", work->options->field);
  if (!qpdf_oh_is_indirect (yc_pdf_file_get_qpdf (work->file), field->dict) ||
      qpdf_oh_is_array (yc_pdf_file_get_qpdf (work->file), yc_pdf_file_get_key (work->file, field->dict, "/Kids")))
    return set_field_error (error, "“%s” is drawn in several places or none, and cannot be signed here",
                            work->options->field);
  work->field = field->dict;
  return TRUE;
}

/* "2026-11-26 21:04", by the wall clock of the options. */
static char *
spell_moment (const YcPdfSigningOptions *options,
              const char                *format)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (options->time_s);
  g_autoptr (GDateTime) wall = utc != NULL ? g_date_time_add_minutes (utc, options->offset_minutes) : NULL;

  return wall != NULL ? g_date_time_format (wall, format) : g_strdup ("");
}

/* A date of PDF's (ISO 32000-1, 7.9.4). */
static char *
spell_date (const YcPdfSigningOptions *options)
{
  g_autofree char *wall = spell_moment (options, "D:%Y%m%d%H%M%S");
  int minutes = ABS (options->offset_minutes);

  if (minutes == 0)
    return g_strdup_printf ("(%sZ)", wall);
  return g_strdup_printf ("(%s%c%02d'%02d')", wall, options->offset_minutes > 0 ? '+' : '-', minutes / 60, minutes % 60);
}

static gboolean
check_text (const char *text,
            const char *what,
            GError    **error)
{
  if (text == NULL || (strlen (text) <= YC_PDF_SIGN_TEXT_BYTES_MAX && g_utf8_validate (text, -1, NULL)))
    return TRUE;
  g_set_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_TOO_BIG, "The %s is not UTF-8, or has more than %d bytes",
               what, YC_PDF_SIGN_TEXT_BYTES_MAX);
  return FALSE;
}

static gboolean
check_options (const YcPdfSigningOptions *options,
               GError                   **error)
{
  if (!check_text (options->name, "name", error) || !check_text (options->reason, "reason", error) ||
      !check_text (options->evidence_name, "evidence's name", error))
    return FALSE;
  if (options->evidence == NULL || g_bytes_get_size (options->evidence) <= YC_PDF_SIGN_EVIDENCE_BYTES_MAX)
    return TRUE;
  g_set_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_TOO_BIG,
               "The evidence has %" G_GSIZE_FORMAT " bytes; at most %d can be attached",
               g_bytes_get_size (options->evidence), YC_PDF_SIGN_EVIDENCE_BYTES_MAX);
  return FALSE;
}

static void
write_value (Work *work)
{
  YcPdfAppend *append = work->append;
  g_autofree char *date = spell_date (work->options);
  g_autofree char *name = yc_pdf_spell_text (work->options->name);
  g_autofree char *reason = work->options->reason != NULL ? yc_pdf_spell_text (work->options->reason) : NULL;

  yc_pdf_append_begin (append, work->value, 0);
  yc_pdf_append_add (append, "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M %s /Name %s", date, name);
  if (reason != NULL)
    yc_pdf_append_add (append, " /Reason %s", reason);
  yc_pdf_append_add (append, "\n/ByteRange ");
  work->range_at = yc_pdf_append_get_size (append);
  yc_pdf_append_add (append, RANGE_FORMAT "\n/Contents ", (gsize) 0, (gsize) 0, (gsize) 0);
  work->contents_from = yc_pdf_append_get_size (append);
  yc_pdf_append_add (append, "<");
  yc_pdf_append_add_filled (append, '0', 2 * YC_PDF_CMS_BYTES_MAX);
  yc_pdf_append_add (append, ">");
  work->contents_to = yc_pdf_append_get_size (append);
  yc_pdf_append_add (append, " >>");
  yc_pdf_append_end (append);
}

/* How large the field is as it is seen, in points. */
static gboolean
get_field_size (Work   *work,
                int     turn,
                double *ret_width,
                double *ret_height)
{
  qpdf_data qpdf = yc_pdf_file_get_qpdf (work->file);
  qpdf_oh rectangle = yc_pdf_file_get_key (work->file, work->field, "/Rect");
  double corner[4], width, height;

  if (!qpdf_oh_is_array (qpdf, rectangle) || qpdf_oh_get_array_n_items (qpdf, rectangle) != 4)
    return FALSE;
  for (int i = 0; i < 4; i++)
    corner[i] = qpdf_oh_get_numeric_value (qpdf, qpdf_oh_get_array_item (qpdf, rectangle, i));
  width = fabs (corner[2] - corner[0]);
  height = fabs (corner[3] - corner[1]);
  *ret_width = turn == 90 || turn == 270 ? height : width;
  *ret_height = turn == 90 || turn == 270 ? width : height;
  return isfinite (width) && isfinite (height) && width <= G_MAXUINT16 && height <= G_MAXUINT16;
}

/* The picture stands upright on a page that is turned when shown. */
static gboolean
write_picture (Work    *work,
               GError **error)
{
  static const char *const matrices[] = { "1 0 0 1 0 0", "0 1 -1 0 0 0", "-1 0 0 -1 0 0", "0 -1 1 0 0 0" };
  int turn = yc_pdf_page_get_turn (work->file, yc_pdf_file_get_key (work->file, work->field, "/P"));
  g_autofree char *moment = spell_moment (work->options, "%Y-%m-%d %H:%M");
  const char *const lines[] = { work->options->name, moment, NULL };
  g_autofree char *content = NULL;
  g_autofree char *entries = NULL;
  g_autofree char *wide = NULL;
  g_autofree char *high = NULL;
  double width, height;

  if (!get_field_size (work, turn, &width, &height))
    return set_field_error (error, "“%s” does not say how large it is", work->options->field);
  /* An invisible field (no size) gets a picture of nothing. */
  content = width > 0 && height > 0 ? yc_pdf_look_draw (work->options->ink, lines, width, height, error) : g_strdup ("");
  if (content == NULL)
    return FALSE;
  wide = yc_pdf_spell_number (width);
  high = yc_pdf_spell_number (height);
  entries = g_strdup_printf ("/Type /XObject /Subtype /Form /BBox [ 0 0 %s %s ] /Matrix [ %s ] /Resources << >>", wide, high,
                             matrices[turn / 90]);
  yc_pdf_append_stream (work->append, work->picture, entries, content, strlen (content), TRUE);
  return TRUE;
}

/* ---- Evidence: an embedded file (ISO 32000-1, 7.11.4), in the catalog's names,
 * where readers list it, and as the field's associated file (ISO 32000-2, 14.13),
 * which says whose it is. It is not compressed: what it holds is what one reads. */

static char *
dup_evidence_name (const YcPdfSigningOptions *options)
{
  return options->evidence_name != NULL ? g_strdup (options->evidence_name)
                                        : g_strdup_printf ("evidence-%s.json", options->field);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  const YcPdfEmbedded *one = *(YcPdfEmbedded *const *) a, *other = *(YcPdfEmbedded *const *) b;

  return strcmp (one->name, other->name);
}

static gboolean
write_names (Work       *work,
             const char *name,
             GError    **error)
{
  qpdf_data qpdf = yc_pdf_file_get_qpdf (work->file);
  qpdf_oh root = qpdf_get_root (qpdf), old = yc_pdf_file_get_key (work->file, root, "/Names");
  qpdf_oh names = qpdf_oh_new_dictionary (qpdf);
  g_autoptr (GPtrArray) embedded = yc_pdf_file_list_embedded (work->file, error);
  guint tree = yc_pdf_append_reserve (work->append);
  YcPdfEmbedded *own;

  if (embedded == NULL)
    return FALSE;
  for (guint i = 0; i < embedded->len; i++)
    if (g_str_equal (((YcPdfEmbedded *) g_ptr_array_index (embedded, i))->name, name))
      return set_field_error (error, "The PDF holds a file “%s” already", name);
  own = g_new0 (YcPdfEmbedded, 1);
  own->name = g_strdup (name);
  own->key = yc_pdf_spell_text (name);
  own->value = g_strdup_printf ("%u 0 R", work->evidence);
  g_ptr_array_add (embedded, own);
  g_ptr_array_sort (embedded, compare_names);
  yc_pdf_append_begin (work->append, tree, 0);
  yc_pdf_append_add (work->append, "<< /Names [");
  for (guint i = 0; i < embedded->len; i++)
    {
      own = g_ptr_array_index (embedded, i);
      yc_pdf_append_add (work->append, " %s %s", own->key, own->value);
    }
  yc_pdf_append_add (work->append, " ] >>");
  yc_pdf_append_end (work->append);

  if (!qpdf_oh_is_dictionary (qpdf, old))
    old = qpdf_oh_new_dictionary (qpdf);
  for (qpdf_oh_begin_dict_key_iter (qpdf, old); qpdf_oh_dict_more_keys (qpdf);)
    {
      const char *key = qpdf_oh_dict_next_key (qpdf);

      qpdf_oh_replace_key (qpdf, names, key, qpdf_oh_get_key (qpdf, old, key));
    }
  qpdf_oh_replace_key (qpdf, names, "/EmbeddedFiles", qpdf_get_object_by_id (qpdf, tree, 0));
  qpdf_oh_replace_key (qpdf, root, "/Names", names);
  yc_pdf_append_object (work->append, root);
  return TRUE;
}

static gboolean
write_evidence (Work    *work,
                GError **error)
{
  g_autofree char *name = dup_evidence_name (work->options);
  g_autofree char *spelled = yc_pdf_spell_text (name);
  g_autofree char *entries = NULL;
  guint stream = yc_pdf_append_reserve (work->append);
  gsize size = 0;
  const void *data = g_bytes_get_data (work->options->evidence, &size);

  work->evidence = yc_pdf_append_reserve (work->append);
  entries = g_strdup_printf ("/Type /EmbeddedFile /Subtype /application#2Fjson /Params << /Size %" G_GSIZE_FORMAT " >>", size);
  yc_pdf_append_stream (work->append, stream, entries, data, size, FALSE);
  yc_pdf_append_begin (work->append, work->evidence, 0);
  yc_pdf_append_add (work->append, "<< /Type /Filespec /F %s /UF %s /AFRelationship /Data /EF << /F %u 0 R /UF %u 0 R >> >>",
                     spelled, spelled, stream, stream);
  yc_pdf_append_end (work->append);
  return write_names (work, name, error);
}

/* The field anew: its value, its picture, who signed as text, its evidence. */
static void
write_field (Work *work)
{
  qpdf_data qpdf = yc_pdf_file_get_qpdf (work->file);
  g_autofree char *moment = spell_moment (work->options, "%Y-%m-%d %H:%M");
  g_autofree char *words = g_strconcat (work->options->name, " ", moment, NULL);
  qpdf_oh look = qpdf_oh_new_dictionary (qpdf);

  qpdf_oh_replace_key (qpdf, look, "/N", qpdf_get_object_by_id (qpdf, work->picture, 0));
  qpdf_oh_replace_key (qpdf, work->field, "/AP", look);
  qpdf_oh_replace_key (qpdf, work->field, "/V", qpdf_get_object_by_id (qpdf, work->value, 0));
  qpdf_oh_replace_key (qpdf, work->field, "/Contents", qpdf_oh_new_unicode_string (qpdf, words));
  if (work->evidence != 0)
    {
      qpdf_oh files = qpdf_oh_new_array (qpdf);

      qpdf_oh_append_item (qpdf, files, qpdf_get_object_by_id (qpdf, work->evidence, 0));
      qpdf_oh_replace_key (qpdf, work->field, "/AF", files);
    }
  yc_pdf_append_object (work->append, work->field);
}

static void
compute_digest (const guint8 *data,
                gsize         size_bytes,
                gsize         gap_from,
                gsize         gap_to,
                guint8        ret_digest[YC_SHA256_SIZE])
{
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  gboolean hashed = EVP_DigestInit_ex (context, EVP_sha256 (), NULL) == 1 &&
                    EVP_DigestUpdate (context, data, gap_from) == 1 &&
                    EVP_DigestUpdate (context, data + gap_to, size_bytes - gap_to) == 1 &&
                    EVP_DigestFinal_ex (context, ret_digest, NULL) == 1;

  g_assert (hashed);
  EVP_MD_CTX_free (context);
}

/* Says what is covered, in the room kept for it, and hashes that. */
static YcPdfSigning *
close_gap (Work       *work,
           GByteArray *bytes)
{
  YcPdfSigning *self = g_new0 (YcPdfSigning, 1);
  g_autofree char *empty = g_strdup_printf (RANGE_FORMAT, (gsize) 0, (gsize) 0, (gsize) 0);
  g_autofree char *range = g_strdup_printf (RANGE_FORMAT, work->contents_from, work->contents_to,
                                            (gsize) bytes->len - work->contents_to);

  g_assert (strlen (range) == strlen (empty));
  memcpy (bytes->data + work->range_at, range, strlen (range));
  self->bytes = bytes;
  self->contents_from = work->contents_from;
  self->contents_to = work->contents_to;
  compute_digest (bytes->data, bytes->len, self->contents_from, self->contents_to, self->digest);
  return self;
}

static YcPdfSigning *
write_increment (Work    *work,
                 GError **error)
{
  GByteArray *bytes;

  work->value = yc_pdf_append_reserve (work->append);
  work->picture = yc_pdf_append_reserve (work->append);
  if ((work->options->evidence != NULL && !write_evidence (work, error)) || !write_picture (work, error))
    return NULL;
  write_value (work);
  write_field (work);
  bytes = yc_pdf_append_finish (work->append, error);
  return bytes != NULL ? close_gap (work, bytes) : NULL;
}

/**
 * yc_pdf_signing_prepare:
 * @pdf: a PDF with an empty signature field
 * @options: who signs where
 * @error: FIELD, SIGNED, TEXT, TOO_BIG, and what yc_pdf_file_open() says
 *
 * Blocks: call it on a worker (D3).
 *
 * Returns: (transfer full) (nullable): the PDF that lacks nothing but the CMS
 */
YcPdfSigning *
yc_pdf_signing_prepare (GBytes                    *pdf,
                        const YcPdfSigningOptions *options,
                        GError                   **error)
{
  g_autoptr (YcPdfFile) file = NULL;
  g_autoptr (YcPdfAppend) append = NULL;
  Work work = { 0 };

  g_return_val_if_fail (options->field != NULL && options->name != NULL && *options->name != '\0', NULL);
  g_return_val_if_fail (ABS (options->offset_minutes) <= OFFSET_MINUTES_MAX, NULL);

  if (!check_options (options, error))
    return NULL;
  file = yc_pdf_file_open (pdf, g_bytes_get_size (pdf), error);
  work.file = file;
  work.options = options;
  if (file == NULL)
    return NULL;
  work.append = append = yc_pdf_append_new (file);
  if (!find_field (&work, error))
    return NULL;
  return write_increment (&work, error);
}

void
yc_pdf_signing_free (YcPdfSigning *self)
{
  g_clear_pointer (&self->bytes, g_byte_array_unref);
  g_free (self);
}

/* Returns: (transfer none): SHA-256 of what the signature will cover */
const guint8 *
yc_pdf_signing_get_digest (YcPdfSigning *self)
{
  return self->digest;
}

static GBytes *
give_digest (const char *digest,
             gpointer    data)
{
  YcPdfSigning *self = data;

  /* Whoever signs was given SHA-256 and nothing else. */
  return g_str_equal (digest, "SHA256") ? g_bytes_new (self->digest, YC_SHA256_SIZE) : g_bytes_new (NULL, 0);
}

/**
 * yc_pdf_signing_embed:
 * @self: a prepared signature, done with after success
 * @cms: what a signer made of its digest
 * @error: CMS if that is no signature of it, TOO_BIG if there is no room
 *
 * Returns: (transfer full) (nullable): the signed PDF
 */
GBytes *
yc_pdf_signing_embed (YcPdfSigning *self,
                      GBytes       *cms,
                      GError      **error)
{
  static const char digits[] = "0123456789abcdef";
  gsize size = 0;
  const guint8 *der = g_bytes_get_data (cms, &size);
  g_autoptr (YcPdfCmsFinding) finding = NULL;

  g_return_val_if_fail (self->bytes != NULL, NULL);

  if (size > YC_PDF_CMS_BYTES_MAX)
    {
      g_set_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_TOO_BIG,
                   "The signature has %" G_GSIZE_FORMAT " bytes; there is room for %d. Nothing was signed; "
                   "use fewer certificates", size, YC_PDF_CMS_BYTES_MAX);
      return NULL;
    }
  finding = yc_pdf_cms_check (der, size, TRUE, give_digest, self);
  if (finding->fault != NULL)
    {
      g_set_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_CMS,
                   "The signer's answer was not used: %s. Nothing was signed; sign again", finding->fault);
      return NULL;
    }
  for (gsize i = 0; i < size; i++)
    {
      self->bytes->data[self->contents_from + 1 + 2 * i] = digits[der[i] >> 4];
      self->bytes->data[self->contents_from + 2 + 2 * i] = digits[der[i] & 15];
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&self->bytes));
}

/**
 * yc_pdf_sign:
 *
 * All three steps at once. Blocks as long as @signer does.
 *
 * Returns: (transfer full) (nullable): the signed PDF
 */
GBytes *
yc_pdf_sign (GBytes                    *pdf,
             const YcPdfSigningOptions *options,
             YcPdfSigner               *signer,
             GCancellable              *cancellable,
             GError                   **error)
{
  g_autoptr (YcPdfSigning) signing = yc_pdf_signing_prepare (pdf, options, error);
  g_autoptr (GBytes) cms = NULL;

  if (signing == NULL)
    return NULL;
  cms = yc_pdf_signer_sign (signer, signing->digest, cancellable, error);
  return cms != NULL ? yc_pdf_signing_embed (signing, cms, error) : NULL;
}
