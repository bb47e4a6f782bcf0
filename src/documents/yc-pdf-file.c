/* yc-pdf-file.c: a PDF as it is read for signing and checking
 *
 * qpdf reads, and must not guess: a file that needs its repairs would be
 * repaired differently by the next program, and what two programs see
 * differently must not be signed, nor be called unchanged.
 *
 * 1. Nothing is read behind @size_bytes, so that the file as it was at an
 *    earlier signature is opened without being copied.
 * 2. A warning of qpdf's, also a late one (objects are read when they are asked
 *    for), makes the file a broken one: yc_pdf_file_check().
 * 3. Walks over what the file says (fields, names) have a depth and a count.
 *
 * (ISO 32000-1:2008, 7.5: file structure.)
 */

#include "yc-pdf-file.h"

#include <string.h>

#define TAIL_BYTES_MAX 1024  /* in which the last startxref must stand */
#define DEPTH_MAX 32         /* of trees in the file */
#define EMBEDDED_MAX 4096    /* embedded files */
#define OBJECTS_MAX 8388607  /* the highest number of an object (ISO 32000-1, annex C) */

struct _YcPdfFile
{
  GBytes *bytes;
  gsize size_bytes;
  qpdf_data qpdf;
  gsize xref;
  gboolean has_xref_stream;
  guint n_pages;
};

G_DEFINE_QUARK (yc-pdf-sign-error-quark, yc_pdf_sign_error)

/**
 * yc_pdf_find_last:
 *
 * Returns: where @word last begins in @data, or @size_bytes
 */
gsize
yc_pdf_find_last (const guint8 *data,
                  gsize         size_bytes,
                  const char   *word)
{
  gsize length = strlen (word);

  for (gsize at = size_bytes < length ? 0 : size_bytes - length + 1; at > 0; at--)
    if (data[at - 1] == (guint8) word[0] && memcmp (data + at - 1, word, length) == 0)
      return at - 1;
  return size_bytes;
}

/**
 * yc_pdf_find_end:
 *
 * Returns: where the last revision in @data ends: behind the last %%EOF and
 *   the end of its line; 0 if there is none
 */
gsize
yc_pdf_find_end (const guint8 *data,
                 gsize         size_bytes)
{
  gsize at = yc_pdf_find_last (data, size_bytes, "%%EOF");

  if (at == size_bytes)
    return 0;
  at += strlen ("%%EOF");
  if (at < size_bytes && data[at] == '\r')
    at++;
  if (at < size_bytes && data[at] == '\n')
    at++;
  return at;
}

static gboolean
is_blank (guint8 byte)
{
  return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t' || byte == '\f' || byte == 0;
}

/* Takes what qpdf has to say and makes one error of it. */
static gboolean
set_qpdf_error (YcPdfFile *self,
                GError   **error)
{
  qpdf_error what = NULL;

  if (qpdf_has_error (self->qpdf))
    what = qpdf_get_error (self->qpdf);
  else if (qpdf_more_warnings (self->qpdf))
    what = qpdf_next_warning (self->qpdf);
  if (what == NULL)
    return FALSE;
  if (qpdf_get_error_code (self->qpdf, what) == qpdf_e_password)
    g_set_error_literal (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_ENCRYPTED,
                         "The PDF is protected by a password; make it again without one");
  else
    {
      g_autofree char *detail = g_utf8_make_valid (qpdf_get_error_message_detail (self->qpdf, what), -1);

      g_set_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_BROKEN,
                   "The PDF is damaged and was left as it is (%s); make it again", detail);
    }
  return TRUE;
}

/**
 * yc_pdf_file_check:
 * @self: a file
 * @error: what qpdf had to overlook since the file was opened: BROKEN
 *
 * Returns: %TRUE if all that was asked for so far could be read as it stands
 */
gboolean
yc_pdf_file_check (YcPdfFile *self,
                   GError   **error)
{
  return !set_qpdf_error (self, error);
}

/* The last startxref, and whether a table or a stream stands where it leads. */
static gboolean
find_xref (YcPdfFile *self,
           GError   **error)
{
  const guint8 *data = yc_pdf_file_get_data (self);
  gsize tail = MIN (self->size_bytes, TAIL_BYTES_MAX), from = self->size_bytes - tail;
  gsize at = yc_pdf_find_last (data + from, tail, "startxref");
  guint64 xref = 0;

  if (at == tail)
    {
      g_set_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_BROKEN,
                   "The PDF has no startxref in its last %d bytes: it is cut off or damaged; make it again",
                   TAIL_BYTES_MAX);
      return FALSE;
    }
  at += from + strlen ("startxref");
  while (at < self->size_bytes && is_blank (data[at]))
    at++;
  for (; at < self->size_bytes && g_ascii_isdigit (data[at]) && xref < self->size_bytes; at++)
    xref = xref * 10 + (data[at] - '0');
  while (xref < self->size_bytes && is_blank (data[xref]))
    xref++;
  if (xref == 0 || xref + 4 > self->size_bytes)
    {
      g_set_error_literal (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_BROKEN,
                           "The PDF's startxref leads nowhere: it is cut off or damaged; make it again");
      return FALSE;
    }
  self->xref = xref;
  self->has_xref_stream = memcmp (data + xref, "xref", 4) != 0;
  return TRUE;
}

static gboolean
read_file (YcPdfFile *self,
           GError   **error)
{
  gint64 n_objects = 0;
  qpdf_oh root;
  int n_pages;

  qpdf_silence_errors (self->qpdf);
  qpdf_set_suppress_warnings (self->qpdf, QPDF_TRUE);
  qpdf_set_attempt_recovery (self->qpdf, QPDF_FALSE);
  qpdf_read_memory (self->qpdf, "PDF", g_bytes_get_data (self->bytes, NULL), self->size_bytes, NULL);
  if (set_qpdf_error (self, error))
    return FALSE;
  if (qpdf_is_encrypted (self->qpdf))
    {
      g_set_error_literal (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_ENCRYPTED,
                           "The PDF is encrypted; make it again without protection");
      return FALSE;
    }
  root = qpdf_get_root (self->qpdf);
  if (set_qpdf_error (self, error))
    return FALSE;
  if (!yc_pdf_file_get_integer (self, yc_pdf_file_get_key (self, qpdf_get_trailer (self->qpdf), "/Size"), &n_objects) ||
      n_objects < 1 || n_objects > OBJECTS_MAX ||
      !qpdf_oh_is_indirect (self->qpdf, root))
    {
      g_set_error_literal (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_BROKEN,
                           "The PDF's trailer lacks /Size, or its /Root is no object of its own; make it again");
      return FALSE;
    }
  n_pages = qpdf_get_num_pages (self->qpdf);
  if (set_qpdf_error (self, error))
    return FALSE;
  if (n_pages < 1 || n_pages > YC_PDF_SIGN_PAGES_MAX)
    {
      g_set_error (error, YC_PDF_SIGN_ERROR,
                   n_pages < 1 ? YC_PDF_SIGN_ERROR_BROKEN : YC_PDF_SIGN_ERROR_TOO_BIG,
                   "The PDF has %d pages; from 1 to %d can be signed", n_pages, YC_PDF_SIGN_PAGES_MAX);
      return FALSE;
    }
  self->n_pages = n_pages;
  return TRUE;
}

/**
 * yc_pdf_file_open:
 * @bytes: a PDF
 * @size_bytes: how much of it is the file: all, or up to the end of an earlier
 *   revision
 * @error: TOO_BIG, NOT_PDF, BROKEN or ENCRYPTED
 *
 * Blocks for some milliseconds a megabyte: call it on a worker (D3). The result
 * is used by one thread at a time.
 *
 * Returns: (transfer full) (nullable): the file
 */
YcPdfFile *
yc_pdf_file_open (GBytes  *bytes,
                  gsize    size_bytes,
                  GError **error)
{
  g_autoptr (YcPdfFile) self = NULL;
  const guint8 *data = g_bytes_get_data (bytes, NULL);

  g_return_val_if_fail (size_bytes <= g_bytes_get_size (bytes), NULL);

  if (size_bytes > YC_PDF_SIGN_BYTES_MAX)
    {
      g_set_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_TOO_BIG,
                   "The PDF has %" G_GSIZE_FORMAT " bytes; at most %d can be signed or checked",
                   size_bytes, YC_PDF_SIGN_BYTES_MAX);
      return NULL;
    }
  /* Some readers let a PDF begin later; then its offsets mean two things. */
  if (size_bytes < 16 || memcmp (data, "%PDF-", 5) != 0)
    {
      g_set_error_literal (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_NOT_PDF,
                           "The file is no PDF: it does not begin with %PDF-");
      return NULL;
    }
  self = g_new0 (YcPdfFile, 1);
  self->bytes = g_bytes_ref (bytes);
  self->size_bytes = size_bytes;
  self->qpdf = qpdf_init ();
  if (!find_xref (self, error) || !read_file (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
yc_pdf_file_free (YcPdfFile *self)
{
  if (self->qpdf != NULL)
    qpdf_cleanup (&self->qpdf);
  g_bytes_unref (self->bytes);
  g_free (self);
}

const guint8 *
yc_pdf_file_get_data (YcPdfFile *self)
{
  return g_bytes_get_data (self->bytes, NULL);
}

gsize
yc_pdf_file_get_size (YcPdfFile *self)
{
  return self->size_bytes;
}

/* Where the last section of cross references begins. */
gsize
yc_pdf_file_get_xref (YcPdfFile *self)
{
  return self->xref;
}

gboolean
yc_pdf_file_has_xref_stream (YcPdfFile *self)
{
  return self->has_xref_stream;
}

qpdf_data
yc_pdf_file_get_qpdf (YcPdfFile *self)
{
  return self->qpdf;
}

guint
yc_pdf_file_get_page_count (YcPdfFile *self)
{
  return self->n_pages;
}

/* What stands under @key, or null; also of what is no dictionary. */
qpdf_oh
yc_pdf_file_get_key (YcPdfFile  *self,
                     qpdf_oh     dict,
                     const char *key)
{
  return qpdf_oh_get_key_if_dict (self->qpdf, dict, key);
}

/**
 * yc_pdf_file_dup_text:
 *
 * Returns: (transfer full) (nullable): the text under @key in UTF-8, or %NULL
 *   if there is none
 */
char *
yc_pdf_file_dup_text (YcPdfFile  *self,
                      qpdf_oh     dict,
                      const char *key)
{
  qpdf_oh value = yc_pdf_file_get_key (self, dict, key);

  if (qpdf_oh_is_string (self->qpdf, value))
    return g_utf8_make_valid (qpdf_oh_get_utf8_value (self->qpdf, value), -1);
  if (qpdf_oh_is_name (self->qpdf, value))
    return g_utf8_make_valid (qpdf_oh_get_name (self->qpdf, value) + 1, -1);
  return NULL;
}

gboolean
yc_pdf_file_get_integer (YcPdfFile *self,
                         qpdf_oh    object,
                         gint64    *ret_value)
{
  long long value;

  if (!qpdf_oh_is_integer (self->qpdf, object))
    return FALSE;
  value = qpdf_oh_get_int_value (self->qpdf, object);
  *ret_value = value;
  return TRUE;
}

void
yc_pdf_form_field_free (YcPdfFormField *self)
{
  g_free (self->name);
  g_free (self);
}

static gboolean
set_too_many (GError    **error,
              const char *what)
{
  g_set_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_TOO_BIG,
               "The PDF's %s are too many or nested too deeply to be looked through", what);
  return FALSE;
}

/* A field is looked at once, however often the form lists it. */
static gboolean
is_listed (YcPdfFile *self,
           qpdf_oh    dict,
           GPtrArray *fields)
{
  int number = qpdf_oh_get_object_id (self->qpdf, dict);

  for (guint i = 0; number != 0 && i < fields->len; i++)
    if (qpdf_oh_get_object_id (self->qpdf, ((YcPdfFormField *) g_ptr_array_index (fields, i))->dict) == number)
      return TRUE;
  return FALSE;
}

/* A field with kids that have no names of their own is one field, drawn in
 * several places (ISO 32000-1, 12.7.3.2). */
static gboolean
walk_fields (YcPdfFile  *self,
             qpdf_oh     dict,
             const char *above,
             const char *kind_above,
             guint       depth,
             GPtrArray  *fields,
             GError    **error)
{
  g_autofree char *part = yc_pdf_file_dup_text (self, dict, "/T");
  g_autofree char *own_kind = yc_pdf_file_dup_text (self, dict, "/FT");
  g_autofree char *name = above != NULL && part != NULL ? g_strconcat (above, ".", part, NULL)
                                                        : g_strdup (part != NULL ? part : above);
  const char *kind = own_kind != NULL ? own_kind : kind_above;
  qpdf_oh kids = yc_pdf_file_get_key (self, dict, "/Kids");
  int n_kids = qpdf_oh_is_array (self->qpdf, kids) ? qpdf_oh_get_array_n_items (self->qpdf, kids) : 0;
  YcPdfFormField *field;

  if (is_listed (self, dict, fields))
    return TRUE;
  if (depth > DEPTH_MAX || fields->len >= YC_PDF_SIGN_FIELDS_MAX || n_kids > YC_PDF_SIGN_FIELDS_MAX)
    return set_too_many (error, "form fields");
  field = g_new0 (YcPdfFormField, 1);
  field->name = g_strdup (name != NULL ? name : "");
  field->dict = dict;
  field->is_signature = g_strcmp0 (kind, "Sig") == 0;
  field->has_value = !qpdf_oh_is_null (self->qpdf, yc_pdf_file_get_key (self, dict, "/V"));
  g_ptr_array_add (fields, field);
  for (int i = 0; i < n_kids; i++)
    if (!walk_fields (self, qpdf_oh_get_array_item (self->qpdf, kids, i), name, kind, depth + 1, fields, error))
      return FALSE;
  return TRUE;
}

/**
 * yc_pdf_file_list_fields:
 * @self: a file
 * @error: TOO_BIG or BROKEN
 *
 * Returns: (transfer full) (nullable) (element-type YcPdfFormField): all fields
 *   of its form, parents before kids; empty without a form
 */
GPtrArray *
yc_pdf_file_list_fields (YcPdfFile *self,
                         GError   **error)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_pdf_form_field_free);
  qpdf_oh form = yc_pdf_file_get_key (self, qpdf_get_root (self->qpdf), "/AcroForm");
  qpdf_oh list = yc_pdf_file_get_key (self, form, "/Fields");
  int n = qpdf_oh_is_array (self->qpdf, list) ? qpdf_oh_get_array_n_items (self->qpdf, list) : 0;

  if (n > YC_PDF_SIGN_FIELDS_MAX)
    {
      set_too_many (error, "form fields");
      return NULL;
    }
  for (int i = 0; i < n; i++)
    if (!walk_fields (self, qpdf_oh_get_array_item (self->qpdf, list, i), NULL, NULL, 0, fields, error))
      return NULL;
  if (!yc_pdf_file_check (self, error))
    return NULL;
  return g_steal_pointer (&fields);
}

/* Returns: (transfer none) (nullable): the field of that whole name */
YcPdfFormField *
yc_pdf_file_find_field (GPtrArray  *fields,
                        const char *name)
{
  for (guint i = 0; i < fields->len; i++)
    {
      YcPdfFormField *field = g_ptr_array_index (fields, i);

      if (g_str_equal (field->name, name))
        return field;
    }
  return NULL;
}

static void
embedded_free (YcPdfEmbedded *self)
{
  g_free (self->name);
  g_free (self->key);
  g_free (self->value);
  g_free (self);
}

/* A name tree (ISO 32000-1, 7.9.6). */
static gboolean
walk_names (YcPdfFile *self,
            qpdf_oh    node,
            guint      depth,
            GPtrArray *found,
            GError   **error)
{
  qpdf_oh names = yc_pdf_file_get_key (self, node, "/Names");
  qpdf_oh kids = yc_pdf_file_get_key (self, node, "/Kids");
  int n_names = qpdf_oh_is_array (self->qpdf, names) ? qpdf_oh_get_array_n_items (self->qpdf, names) : 0;
  int n_kids = qpdf_oh_is_array (self->qpdf, kids) ? qpdf_oh_get_array_n_items (self->qpdf, kids) : 0;

  if (depth > DEPTH_MAX || n_kids > EMBEDDED_MAX || found->len + n_names / 2 > EMBEDDED_MAX)
    return set_too_many (error, "embedded files");
  for (int i = 0; i + 1 < n_names; i += 2)
    {
      qpdf_oh key = qpdf_oh_get_array_item (self->qpdf, names, i);
      qpdf_oh value = qpdf_oh_get_array_item (self->qpdf, names, i + 1);
      YcPdfEmbedded *embedded = g_new0 (YcPdfEmbedded, 1);

      embedded->name = g_utf8_make_valid (qpdf_oh_is_string (self->qpdf, key)
                                            ? qpdf_oh_get_utf8_value (self->qpdf, key) : "", -1);
      embedded->key = g_strdup (qpdf_oh_unparse (self->qpdf, key));
      embedded->value = g_strdup (qpdf_oh_unparse (self->qpdf, value));
      g_ptr_array_add (found, embedded);
    }
  for (int i = 0; i < n_kids; i++)
    if (found->len > EMBEDDED_MAX ||
        !walk_names (self, qpdf_oh_get_array_item (self->qpdf, kids, i), depth + 1, found, error))
      return found->len > EMBEDDED_MAX ? set_too_many (error, "embedded files") : FALSE;
  return TRUE;
}

/**
 * yc_pdf_file_list_embedded:
 * @self: a file
 * @error: TOO_BIG or BROKEN
 *
 * Returns: (transfer full) (nullable) (element-type YcPdfEmbedded): the files
 *   the catalog names, in its order
 */
GPtrArray *
yc_pdf_file_list_embedded (YcPdfFile *self,
                           GError   **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) embedded_free);
  qpdf_oh names = yc_pdf_file_get_key (self, qpdf_get_root (self->qpdf), "/Names");

  if (!walk_names (self, yc_pdf_file_get_key (self, names, "/EmbeddedFiles"), 0, found, error) ||
      !yc_pdf_file_check (self, error))
    return NULL;
  return g_steal_pointer (&found);
}

/**
 * yc_pdf_spell_text:
 * @text: UTF-8
 *
 * Returns: (transfer full): @text as a PDF text string: UTF-16BE with its mark,
 *   in hexadecimal, so that nothing in it needs escaping (ISO 32000-1, 7.9.2.2)
 */
char *
yc_pdf_spell_text (const char *text)
{
  GString *spelled = g_string_new ("<FEFF");
  g_autofree gunichar2 *units = g_utf8_to_utf16 (text, -1, NULL, NULL, NULL);

  for (gsize i = 0; units != NULL && units[i] != 0; i++)
    g_string_append_printf (spelled, "%04X", units[i]);
  g_string_append_c (spelled, '>');
  return g_string_free (spelled, FALSE);
}

/* A number as PDF wants it: no exponent, a point in every locale; three places. */
char *
yc_pdf_spell_number (double number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE + 320];
  char *end;

  g_ascii_formatd (buffer, sizeof buffer, "%.3f", number);
  for (end = buffer + strlen (buffer); end[-1] == '0'; end--)
    ;
  end[end[-1] == '.' ? -1 : 0] = '\0';
  return g_strdup (g_str_equal (buffer, "-0") ? "0" : buffer);
}
