/* yc-pdf-fields.c: empty signature fields in an increment of their own
 *
 * All fields exist before the first signature, so what a signature adds later
 * is a value and a picture in a place that everybody who signed before had seen.
 *
 * The form gets SigFlags 3 (signatures exist, append only) and loses
 * NeedAppearances: with it a reader would draw anew what was signed
 * (ISO 32000-1, 12.7.2).
 */

#include "yc-pdf-fields.h"

#include "yc-pdf-append.h"

#include <math.h>
#include <string.h>

#define WIDGET_FLAGS 132 /* printed, and not to be moved (ISO 32000-1, 12.5.3) */
#define BOX_PT_MAX 14400.0 /* a page's longest side (annex C) */
#define PARENTS_MAX 32

/* A page's visible part. */
typedef struct
{
  double left;
  double bottom;
  double width;
  double height;
  int turn; /* degrees clockwise, as it is shown: 0, 90, 180, 270 */
} Box;

static qpdf_oh
get_inherited (YcPdfFile  *file,
               qpdf_oh     page,
               const char *key)
{
  qpdf_data qpdf = yc_pdf_file_get_qpdf (file);
  qpdf_oh node = page, value = yc_pdf_file_get_key (file, page, key);

  for (guint i = 0; i < PARENTS_MAX && qpdf_oh_is_null (qpdf, value); i++)
    {
      node = yc_pdf_file_get_key (file, node, "/Parent");
      value = yc_pdf_file_get_key (file, node, key);
    }
  return value;
}

/* Returns: by how much the page is turned when shown, clockwise: 0, 90, 180 or 270 */
int
yc_pdf_page_get_turn (YcPdfFile *file,
                      qpdf_oh    page)
{
  gint64 turn = 0;

  yc_pdf_file_get_integer (file, get_inherited (file, page, "/Rotate"), &turn);
  turn = ((turn % 360) + 360) % 360;
  return turn % 90 == 0 ? turn : 0;
}

static gboolean
get_box (YcPdfFile *file,
         qpdf_oh    page,
         Box       *ret_box)
{
  qpdf_data qpdf = yc_pdf_file_get_qpdf (file);
  qpdf_oh array = get_inherited (file, page, "/CropBox");
  double corner[4];

  if (!qpdf_oh_is_array (qpdf, array))
    array = get_inherited (file, page, "/MediaBox");
  if (!qpdf_oh_is_array (qpdf, array) || qpdf_oh_get_array_n_items (qpdf, array) != 4)
    return FALSE;
  for (int i = 0; i < 4; i++)
    {
      qpdf_oh item = qpdf_oh_get_array_item (qpdf, array, i);

      if (!qpdf_oh_is_number (qpdf, item))
        return FALSE;
      corner[i] = qpdf_oh_get_numeric_value (qpdf, item);
      if (!isfinite (corner[i]) || fabs (corner[i]) > BOX_PT_MAX)
        return FALSE;
    }
  *ret_box = (Box) { MIN (corner[0], corner[2]), MIN (corner[1], corner[3]), fabs (corner[2] - corner[0]),
                     fabs (corner[3] - corner[1]), yc_pdf_page_get_turn (file, page) };
  return TRUE;
}

/* A point of the page as it is seen, from its top left corner, in its own space. */
static void
place_point (const Box *box,
             double     right,
             double     down,
             double    *ret_x,
             double    *ret_y)
{
  switch (box->turn)
    {
    case 90:
      *ret_x = box->left + down;
      *ret_y = box->bottom + right;
      break;
    case 180:
      *ret_x = box->left + box->width - right;
      *ret_y = box->bottom + down;
      break;
    case 270:
      *ret_x = box->left + box->width - down;
      *ret_y = box->bottom + box->height - right;
      break;
    default:
      *ret_x = box->left + right;
      *ret_y = box->bottom + box->height - down;
    }
}

static gboolean
check_field (YcPdfFile        *file,
             const YcPdfField *field,
             const Box        *box,
             GError          **error)
{
  gboolean lies = box->turn == 90 || box->turn == 270;
  double width = (lies ? box->height : box->width) / YC_PDF_PT_PER_MM;
  double height = (lies ? box->width : box->height) / YC_PDF_PT_PER_MM;

  if (field->x_mm >= 0 && field->y_mm >= 0 && field->width_mm >= YC_PDF_FIELD_MM_MIN &&
      field->height_mm >= YC_PDF_FIELD_MM_MIN && field->x_mm + field->width_mm <= width &&
      field->y_mm + field->height_mm <= height)
    return TRUE;
  g_set_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_FIELD,
               "The field “%s” does not lie on page %u, which is %.1f mm wide and %.1f mm high, "
               "or is smaller than %.0f mm", field->name, field->page, width, height, YC_PDF_FIELD_MM_MIN);
  return FALSE;
}

static char *
spell_rectangle (const YcPdfField *field,
                 const Box        *box)
{
  double x[2], y[2];
  g_autofree char *left = NULL;
  g_autofree char *bottom = NULL;
  g_autofree char *right = NULL;
  g_autofree char *top = NULL;

  place_point (box, field->x_mm * YC_PDF_PT_PER_MM, field->y_mm * YC_PDF_PT_PER_MM, &x[0], &y[0]);
  place_point (box, (field->x_mm + field->width_mm) * YC_PDF_PT_PER_MM,
               (field->y_mm + field->height_mm) * YC_PDF_PT_PER_MM, &x[1], &y[1]);
  left = yc_pdf_spell_number (MIN (x[0], x[1]));
  bottom = yc_pdf_spell_number (MIN (y[0], y[1]));
  right = yc_pdf_spell_number (MAX (x[0], x[1]));
  top = yc_pdf_spell_number (MAX (y[0], y[1]));
  return g_strdup_printf ("[ %s %s %s %s ]", left, bottom, right, top);
}

/* A field and its only widget in one dictionary, with a picture of nothing. */
static gboolean
write_field (YcPdfFile        *file,
             YcPdfAppend      *append,
             const YcPdfField *field,
             guint             number,
             GError          **error)
{
  qpdf_data qpdf = yc_pdf_file_get_qpdf (file);
  qpdf_oh page = qpdf_get_page_n (qpdf, field->page - 1);
  guint picture = yc_pdf_append_reserve (append);
  g_autofree char *name = yc_pdf_spell_text (field->name);
  g_autofree char *tooltip = yc_pdf_spell_text (field->tooltip != NULL ? field->tooltip : field->name);
  g_autofree char *rectangle = NULL;
  Box box;

  if (!get_box (file, page, &box))
    {
      g_set_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_BROKEN,
                   "Page %u of the PDF does not say how large it is; make it again", field->page);
      return FALSE;
    }
  if (!check_field (file, field, &box, error))
    return FALSE;
  rectangle = spell_rectangle (field, &box);
  yc_pdf_append_stream (append, picture, "/Type /XObject /Subtype /Form /BBox [ 0 0 1 1 ] /Resources << >>", "", 0, FALSE);
  yc_pdf_append_begin (append, number, 0);
  yc_pdf_append_add (append,
                     "<< /Type /Annot /Subtype /Widget /FT /Sig /T %s /TU %s /F %d /P %d %d R /Rect %s /AP << /N %u 0 R >> >>",
                     name, tooltip, WIDGET_FLAGS, qpdf_oh_get_object_id (qpdf, page),
                     qpdf_oh_get_generation (qpdf, page), rectangle, picture);
  yc_pdf_append_end (append);
  return TRUE;
}

/* Adds references to @owner's array @key, wherever that stands; what must be
 * written anew is in the file's memory then. Returns the object to write. */
static qpdf_oh
extend_array (YcPdfFile  *file,
              qpdf_oh     owner,
              const char *key,
              const guint *numbers,
              guint       n_numbers)
{
  qpdf_data qpdf = yc_pdf_file_get_qpdf (file);
  qpdf_oh old = yc_pdf_file_get_key (file, owner, key), longer = qpdf_oh_new_array (qpdf);
  gboolean apart = qpdf_oh_is_array (qpdf, old) && qpdf_oh_is_indirect (qpdf, old);

  for (int i = 0; qpdf_oh_is_array (qpdf, old) && i < qpdf_oh_get_array_n_items (qpdf, old); i++)
    qpdf_oh_append_item (qpdf, longer, qpdf_oh_get_array_item (qpdf, old, i));
  for (guint i = 0; i < n_numbers; i++)
    qpdf_oh_append_item (qpdf, longer, qpdf_get_object_by_id (qpdf, numbers[i], 0));
  if (apart)
    {
      int number = qpdf_oh_get_object_id (qpdf, old), generation = qpdf_oh_get_generation (qpdf, old);

      qpdf_replace_object (qpdf, number, generation, longer);
      return qpdf_get_object_by_id (qpdf, number, generation);
    }
  qpdf_oh_replace_key (qpdf, owner, key, longer);
  return owner;
}

/* The form, in the catalog or apart. */
static void
write_form (YcPdfFile   *file,
            YcPdfAppend *append,
            const guint *numbers,
            guint        n_numbers)
{
  qpdf_data qpdf = yc_pdf_file_get_qpdf (file);
  qpdf_oh root = qpdf_get_root (qpdf), form = yc_pdf_file_get_key (file, root, "/AcroForm"), changed;
  gboolean apart = qpdf_oh_is_dictionary (qpdf, form) && qpdf_oh_is_indirect (qpdf, form);

  if (!qpdf_oh_is_dictionary (qpdf, form))
    {
      qpdf_oh_replace_key (qpdf, root, "/AcroForm", qpdf_oh_new_dictionary (qpdf));
      form = yc_pdf_file_get_key (file, root, "/AcroForm");
    }
  qpdf_oh_replace_key (qpdf, form, "/SigFlags", qpdf_oh_new_integer (qpdf, 3));
  qpdf_oh_remove_key (qpdf, form, "/NeedAppearances");
  changed = extend_array (file, form, "/Fields", numbers, n_numbers);
  if (qpdf_oh_is_array (qpdf, changed))
    yc_pdf_append_object (append, changed);
  yc_pdf_append_object (append, apart ? form : root);
}

static void
write_pages (YcPdfFile        *file,
             YcPdfAppend      *append,
             const YcPdfField *fields,
             const guint      *numbers,
             guint             n_fields)
{
  qpdf_data qpdf = yc_pdf_file_get_qpdf (file);

  for (guint page = 1; page <= yc_pdf_file_get_page_count (file); page++)
    {
      g_autoptr (GArray) own = g_array_new (FALSE, FALSE, sizeof (guint));

      for (guint i = 0; i < n_fields; i++)
        if (fields[i].page == page)
          g_array_append_val (own, numbers[i]);
      if (own->len > 0)
        yc_pdf_append_object (append, extend_array (file, qpdf_get_page_n (qpdf, page - 1), "/Annots",
                                                    (const guint *) own->data, own->len));
    }
}

static gboolean
check_name (const YcPdfField *fields,
            guint             index,
            GPtrArray        *there,
            GError          **error)
{
  const char *name = fields[index].name;
  gboolean taken = yc_pdf_file_find_field (there, name) != NULL;

  for (guint i = 0; i < index; i++)
    taken |= g_str_equal (fields[i].name, name);
  if (!taken && *name != '\0' && strchr (name, '.') == NULL && strlen (name) <= YC_PDF_SIGN_TEXT_BYTES_MAX &&
      g_utf8_validate (name, -1, NULL))
    return TRUE;
  g_set_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_FIELD,
               taken ? "There is a field “%s” already" : "“%s” cannot be the name of a field", name);
  return FALSE;
}

static gboolean
check_file (YcPdfFile        *file,
            const YcPdfField *fields,
            guint             n_fields,
            GError          **error)
{
  qpdf_data qpdf = yc_pdf_file_get_qpdf (file);
  g_autoptr (GPtrArray) there = yc_pdf_file_list_fields (file, error);
  qpdf_oh form = yc_pdf_file_get_key (file, qpdf_get_root (qpdf), "/AcroForm");

  if (there == NULL)
    return FALSE;
  if (!qpdf_oh_is_null (qpdf, yc_pdf_file_get_key (file, form, "/XFA")))
    {
      g_set_error_literal (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_UNSUPPORTED,
                           "The PDF is an XFA form, which cannot be signed here; print it into a plain PDF");
      return FALSE;
    }
  for (guint i = 0; i < there->len; i++)
    {
      YcPdfFormField *field = g_ptr_array_index (there, i);

      if (!field->is_signature || !field->has_value)
        continue;
      g_set_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_SIGNED,
                   "The PDF is signed already (%s), so it gets no more fields: they must all be there before the "
                   "first signature", field->name);
      return FALSE;
    }
  for (guint i = 0; i < n_fields; i++)
    {
      if (!check_name (fields, i, there, error))
        return FALSE;
      if (fields[i].page >= 1 && fields[i].page <= yc_pdf_file_get_page_count (file))
        continue;
      g_set_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_FIELD,
                   "The field “%s” should stand on page %u; the PDF has pages 1 to %u", fields[i].name,
                   fields[i].page, yc_pdf_file_get_page_count (file));
      return FALSE;
    }
  return TRUE;
}

/**
 * yc_pdf_fields_prepare:
 * @pdf: a PDF nobody has signed
 * @fields: (array length=n_fields): where who will sign, of all signers
 * @n_fields: at least 1, at most %YC_PDF_SIGN_FIELDS_MAX
 * @error: SIGNED, FIELD, UNSUPPORTED, and what yc_pdf_file_open() says
 *
 * Blocks: call it on a worker (D3).
 *
 * Returns: (transfer full) (nullable): @pdf, and behind it the fields
 */
GBytes *
yc_pdf_fields_prepare (GBytes           *pdf,
                       const YcPdfField *fields,
                       guint             n_fields,
                       GError          **error)
{
  g_autoptr (YcPdfFile) file = NULL;
  g_autoptr (YcPdfAppend) append = NULL;
  g_autofree guint *numbers = g_new0 (guint, n_fields);
  GByteArray *result;

  g_return_val_if_fail (n_fields > 0 && n_fields <= YC_PDF_SIGN_FIELDS_MAX, NULL);

  file = yc_pdf_file_open (pdf, g_bytes_get_size (pdf), error);
  if (file == NULL || !check_file (file, fields, n_fields, error))
    return NULL;
  append = yc_pdf_append_new (file);
  for (guint i = 0; i < n_fields; i++)
    numbers[i] = yc_pdf_append_reserve (append);
  for (guint i = 0; i < n_fields; i++)
    if (!write_field (file, append, &fields[i], numbers[i], error))
      return NULL;
  write_pages (file, append, fields, numbers, n_fields);
  write_form (file, append, numbers, n_fields);
  result = yc_pdf_append_finish (append, error);
  return result != NULL ? g_byte_array_free_to_bytes (result) : NULL;
}
