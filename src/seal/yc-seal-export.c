/* yc-seal-export.c: a drawing as a file for other programs
 *
 * SVG and DXF are written here: their numbers are mm and a shape keeps its role.
 * PDF and PNG come from cairo. The same drawing gives the same bytes; numbers are
 * written with a point in every locale.
 */

#include "yc-seal-export.h"

#include <cairo-pdf.h>
#include <math.h>
#include <string.h>

#define POINTS_PER_MM (72 / 25.4)
#define MM_PER_INCH 25.4
#define NUMBER_SIZE 32
#define PDF_DATE "2000-01-01T00:00:00Z" /* cairo would write today's */

static const char *const endings[] = { ".svg", ".pdf", ".png", ".dxf" };

/* By the file's ending. */
gboolean
yc_seal_format_from_name (const char   *file,
                          YcSealFormat *ret_format)
{
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (file, endings[i]))
      {
        *ret_format = (YcSealFormat) i;
        return TRUE;
      }
  return FALSE;
}

/* Ten-thousandths of a mm, and no minus before a zero. */
static void
write_number (GString *out,
              double   value)
{
  char text[NUMBER_SIZE];
  double rounded = round (value * 1e4) / 1e4;

  g_ascii_formatd (text, sizeof text, "%.4f", rounded == 0 ? 0.0 : rounded);
  g_string_append (out, text);
}

/* --- SVG ------------------------------------------------------------- */

static void
write_pair (GString     *out,
            char         command,
            YcSealPoint  p)
{
  g_string_append_c (out, command);
  write_number (out, p.x);
  g_string_append_c (out, ' ');
  write_number (out, p.y);
}

static void
write_svg_path (GString          *out,
                const YcSealPath *path)
{
  for (guint i = 0; i < yc_seal_path_count_contours (path); i++)
    {
      const YcSealContour *contour = yc_seal_path_get_contour (path, i);

      write_pair (out, 'M', contour->start);
      for (guint s = 0; s < contour->segments->len; s++)
        {
          const YcSealSegment *segment = &g_array_index (contour->segments, YcSealSegment, s);

          if (segment->curve)
            {
              write_pair (out, 'C', segment->points[0]);
              write_pair (out, ' ', segment->points[1]);
            }
          write_pair (out, segment->curve ? ' ' : 'L', segment->points[2]);
        }
      g_string_append_c (out, 'Z');
    }
}

static GBytes *
export_svg (const YcSealDrawing *drawing,
            guint32              ink)
{
  GString *out = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                               "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"");
  double width = yc_seal_drawing_get_width_mm (drawing), height = yc_seal_drawing_get_height_mm (drawing);

  write_number (out, width);
  g_string_append (out, "mm\" height=\"");
  write_number (out, height);
  g_string_append (out, "mm\" viewBox=\"0 0 ");
  write_pair (out, ' ', (YcSealPoint) { width, height });
  g_string_append_printf (out, "\" fill=\"#%06x\" fill-rule=\"nonzero\">\n", ink);
  for (guint i = 0; i < yc_seal_drawing_count_shapes (drawing); i++)
    {
      const char *text = yc_seal_drawing_get_text (drawing, i);
      g_autofree char *title = text != NULL ? g_markup_printf_escaped ("<title>%s</title>", text) : g_strdup ("");

      g_string_append_printf (out, "<path class=\"%s\" d=\"", yc_seal_role_to_text (yc_seal_drawing_get_role (drawing, i)));
      write_svg_path (out, yc_seal_drawing_get_path (drawing, i));
      g_string_append_printf (out, "\">%s</path>\n", title);
    }
  g_string_append (out, "</svg>\n");
  return g_string_free_to_bytes (out);
}

/* --- PDF and PNG ----------------------------------------------------- */

static cairo_status_t
append (void                *data,
        const unsigned char *bytes,
        unsigned int         size)
{
  g_byte_array_append (data, bytes, size);
  return CAIRO_STATUS_SUCCESS;
}

static void
set_ink (cairo_t *cr,
         guint32  ink)
{
  cairo_set_source_rgb (cr, (ink >> 16 & 0xff) / 255.0, (ink >> 8 & 0xff) / 255.0, (ink & 0xff) / 255.0);
}

static GBytes *
take (GByteArray      *bytes,
      cairo_status_t   status,
      GError         **error)
{
  if (status == CAIRO_STATUS_SUCCESS)
    return g_byte_array_free_to_bytes (bytes);
  g_byte_array_unref (bytes);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "cairo: %s", cairo_status_to_string (status));
  return NULL;
}

static GBytes *
export_pdf (const YcSealDrawing  *drawing,
            guint32               ink,
            GError              **error)
{
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append, bytes,
                                                                  yc_seal_drawing_get_width_mm (drawing) * POINTS_PER_MM,
                                                                  yc_seal_drawing_get_height_mm (drawing) * POINTS_PER_MM);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, PDF_DATE);
  cairo_scale (cr, POINTS_PER_MM, POINTS_PER_MM);
  set_ink (cr, ink);
  yc_seal_drawing_draw (drawing, cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return take (bytes, status, error);
}

static GBytes *
export_png (const YcSealDrawing  *drawing,
            guint32               ink,
            GError              **error)
{
  double scale = YC_SEAL_PNG_DPI / MM_PER_INCH;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24,
                                                         (int) ceil (yc_seal_drawing_get_width_mm (drawing) * scale),
                                                         (int) ceil (yc_seal_drawing_get_height_mm (drawing) * scale));
  cairo_t *cr = cairo_create (surface);
  GByteArray *bytes = g_byte_array_new ();
  cairo_status_t status;

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  set_ink (cr, ink);
  yc_seal_drawing_draw (drawing, cr);
  cairo_destroy (cr);
  status = cairo_surface_write_to_png_stream (surface, append, bytes);
  cairo_surface_destroy (surface);
  return take (bytes, status, error);
}

/* --- DXF ------------------------------------------------------------- */

static void
write_group (GString    *out,
             int         code,
             const char *value)
{
  g_string_append_printf (out, "%d\n%s\n", code, value);
}

static void
write_real (GString *out,
            int      code,
            double   value)
{
  g_string_append_printf (out, "%d\n", code);
  write_number (out, value);
  g_string_append_c (out, '\n');
}

static void
write_corner (GString    *out,
              const char *name,
              double      x,
              double      y)
{
  write_group (out, 9, name);
  write_real (out, 10, x);
  write_real (out, 20, y);
}

static void
write_dxf_head (GString             *out,
                const YcSealDrawing *drawing)
{
  write_group (out, 999, "mm");
  write_group (out, 0, "SECTION");
  write_group (out, 2, "HEADER");
  write_group (out, 9, "$ACADVER");
  write_group (out, 1, "AC1009");
  write_corner (out, "$EXTMIN", 0, 0);
  write_corner (out, "$EXTMAX", yc_seal_drawing_get_width_mm (drawing), yc_seal_drawing_get_height_mm (drawing));
  write_group (out, 0, "ENDSEC");
}

static void
write_dxf_layers (GString *out)
{
  g_autofree char *count = g_strdup_printf ("%d", YC_SEAL_PERSON + 1);

  write_group (out, 0, "SECTION");
  write_group (out, 2, "TABLES");
  write_group (out, 0, "TABLE");
  write_group (out, 2, "LAYER");
  write_group (out, 70, count);
  for (int role = 0; role <= YC_SEAL_PERSON; role++)
    {
      write_group (out, 0, "LAYER");
      write_group (out, 2, yc_seal_role_to_text ((YcSealRole) role));
      write_group (out, 70, "0");
      write_group (out, 62, "1");
      write_group (out, 6, "CONTINUOUS");
    }
  write_group (out, 0, "ENDTAB");
  write_group (out, 0, "ENDSEC");
}

static void
write_polyline (GString    *out,
                const char *layer,
                GArray     *points,
                double      height)
{
  write_group (out, 0, "POLYLINE");
  write_group (out, 8, layer);
  write_group (out, 66, "1");
  write_group (out, 70, "1");
  write_real (out, 10, 0);
  write_real (out, 20, 0);
  write_real (out, 30, 0);
  for (guint i = 0; i < points->len; i++)
    {
      YcSealPoint p = g_array_index (points, YcSealPoint, i);

      write_group (out, 0, "VERTEX");
      write_group (out, 8, layer);
      write_real (out, 10, p.x);
      write_real (out, 20, height - p.y);
      write_real (out, 30, 0);
    }
  write_group (out, 0, "SEQEND");
  write_group (out, 8, layer);
}

static GBytes *
export_dxf (const YcSealDrawing *drawing)
{
  GString *out = g_string_new (NULL);

  write_dxf_head (out, drawing);
  write_dxf_layers (out);
  write_group (out, 0, "SECTION");
  write_group (out, 2, "ENTITIES");
  for (guint i = 0; i < yc_seal_drawing_count_shapes (drawing); i++)
    {
      g_autoptr (GPtrArray) lines = yc_seal_drawing_flatten (drawing, i, YC_SEAL_DXF_TOLERANCE_MM);

      for (guint k = 0; k < lines->len; k++)
        write_polyline (out, yc_seal_role_to_text (yc_seal_drawing_get_role (drawing, i)), g_ptr_array_index (lines, k),
                        yc_seal_drawing_get_height_mm (drawing));
    }
  write_group (out, 0, "ENDSEC");
  write_group (out, 0, "EOF");
  return g_string_free_to_bytes (out);
}

/**
 * yc_seal_export:
 * @ink: 0xRRGGBB; a DXF has none
 * @error: G_IO_ERROR where cairo fails
 *
 * Returns: (transfer full) (nullable): the file
 */
GBytes *
yc_seal_export (const YcSealDrawing  *drawing,
                YcSealFormat          format,
                guint32               ink,
                GError              **error)
{
  switch (format)
    {
    case YC_SEAL_SVG:
      return export_svg (drawing, ink);
    case YC_SEAL_PDF:
      return export_pdf (drawing, ink, error);
    case YC_SEAL_PNG:
      return export_png (drawing, ink, error);
    case YC_SEAL_DXF:
      return export_dxf (drawing);
    default:
      g_return_val_if_reached (NULL);
    }
}
