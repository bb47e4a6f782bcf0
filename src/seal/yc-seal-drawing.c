/* yc-seal-drawing.c: a seal as closed outlines in mm
 *
 * A drawing never changes, so it may be read from any thread. What always holds:
 *
 * 1. The page is the seal's bounding box: its top left corner is (0, 0), x runs
 *    to the right and y down, as one reads the print.
 * 2. A shape is one thing to see (a border, a character, a star) and all of it is
 *    ink. It is filled by the nonzero winding rule: the only rule here. A hole is
 *    a contour that runs the other way. The drawing is the union of its shapes;
 *    nothing takes ink away.
 * 3. Each shape has at least one contour.
 */

#include "yc-seal-drawing.h"

#include <math.h>
#include <string.h>

typedef struct
{
  YcSealRole role;
  char *text; /* (nullable) */
  YcSealPath *path;
} Shape;

struct _YcSealDrawing
{
  gatomicrefcount references;
  double width_mm;
  double height_mm;
  GPtrArray *shapes; /* of Shape */
};

struct _YcSealDrawingBuilder
{
  YcSealDrawing *drawing;
};

static void
shape_free (gpointer data)
{
  Shape *shape = data;

  g_free (shape->text);
  yc_seal_path_free (shape->path);
  g_free (shape);
}

/**
 * yc_seal_drawing_builder_new:
 * @width_mm: of the page, more than 0 and at most %YC_SEAL_SIDE_MM_MAX
 * @height_mm: the same
 */
YcSealDrawingBuilder *
yc_seal_drawing_builder_new (double width_mm,
                             double height_mm)
{
  YcSealDrawingBuilder *self;

  g_return_val_if_fail (width_mm > 0 && width_mm <= YC_SEAL_SIDE_MM_MAX, NULL);
  g_return_val_if_fail (height_mm > 0 && height_mm <= YC_SEAL_SIDE_MM_MAX, NULL);

  self = g_new0 (YcSealDrawingBuilder, 1);
  self->drawing = g_new0 (YcSealDrawing, 1);
  g_atomic_ref_count_init (&self->drawing->references);
  self->drawing->width_mm = width_mm;
  self->drawing->height_mm = height_mm;
  self->drawing->shapes = g_ptr_array_new_with_free_func (shape_free);
  return self;
}

void
yc_seal_drawing_builder_free (YcSealDrawingBuilder *self)
{
  g_clear_pointer (&self->drawing, yc_seal_drawing_unref);
  g_free (self);
}

/**
 * yc_seal_drawing_builder_add:
 * @text: (nullable): the characters the shape shows
 * @path: (transfer full): its outlines, nonzero winding
 *
 * A path without a contour shows nothing and adds no shape.
 */
void
yc_seal_drawing_builder_add (YcSealDrawingBuilder *self,
                             YcSealRole            role,
                             const char           *text,
                             YcSealPath           *path)
{
  Shape *shape;

  yc_seal_path_close (path);
  g_return_if_fail (self->drawing->shapes->len < YC_SEAL_SHAPES_MAX);
  if (yc_seal_path_count_contours (path) == 0)
    {
      yc_seal_path_free (path);
      return;
    }
  shape = g_new0 (Shape, 1);
  shape->role = role;
  shape->text = g_strdup (text);
  shape->path = path;
  g_ptr_array_add (self->drawing->shapes, shape);
}

/* Takes the builder; from now on the drawing does not change. Returns: (transfer full) */
YcSealDrawing *
yc_seal_drawing_builder_end (YcSealDrawingBuilder *self)
{
  YcSealDrawing *drawing = g_steal_pointer (&self->drawing);

  yc_seal_drawing_builder_free (self);
  return drawing;
}

YcSealDrawing *
yc_seal_drawing_ref (YcSealDrawing *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
yc_seal_drawing_unref (YcSealDrawing *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_ptr_array_unref (self->shapes);
  g_free (self);
}

double
yc_seal_drawing_get_width_mm (const YcSealDrawing *self)
{
  return self->width_mm;
}

double
yc_seal_drawing_get_height_mm (const YcSealDrawing *self)
{
  return self->height_mm;
}

guint
yc_seal_drawing_count_shapes (const YcSealDrawing *self)
{
  return self->shapes->len;
}

static const Shape *
get_shape (const YcSealDrawing *self,
           guint                shape)
{
  g_assert (shape < self->shapes->len);
  return g_ptr_array_index (self->shapes, shape);
}

YcSealRole
yc_seal_drawing_get_role (const YcSealDrawing *self,
                          guint                shape)
{
  return get_shape (self, shape)->role;
}

/* Returns: (nullable): UTF-8 */
const char *
yc_seal_drawing_get_text (const YcSealDrawing *self,
                          guint                shape)
{
  return get_shape (self, shape)->text;
}

const YcSealPath *
yc_seal_drawing_get_path (const YcSealDrawing *self,
                          guint                shape)
{
  return get_shape (self, shape)->path;
}

void
yc_seal_drawing_get_bounds (const YcSealDrawing *self,
                            guint                shape,
                            YcSealBox           *ret_box)
{
  gboolean found = yc_seal_path_get_bounds (get_shape (self, shape)->path, ret_box);

  g_assert (found);
}

/* Of all shapes. FALSE where there is none; @ret_box is untouched then. */
gboolean
yc_seal_drawing_get_ink_bounds (const YcSealDrawing *self,
                                YcSealBox           *ret_box)
{
  YcSealBox all;

  if (self->shapes->len == 0)
    return FALSE;
  yc_seal_drawing_get_bounds (self, 0, &all);
  for (guint i = 1; i < self->shapes->len; i++)
    {
      YcSealBox box;
      double right, bottom;

      yc_seal_drawing_get_bounds (self, i, &box);
      right = MAX (all.x + all.width, box.x + box.width);
      bottom = MAX (all.y + all.height, box.y + box.height);
      all.x = MIN (all.x, box.x);
      all.y = MIN (all.y, box.y);
      all.width = right - all.x;
      all.height = bottom - all.y;
    }
  *ret_box = all;
  return TRUE;
}

/**
 * yc_seal_drawing_flatten:
 * @shape: its index
 * @tolerance_mm: how far a chord may lie from its curve
 *
 * Returns: (transfer full) (element-type GArray): see yc_seal_path_flatten()
 */
GPtrArray *
yc_seal_drawing_flatten (const YcSealDrawing *self,
                         guint                shape,
                         double               tolerance_mm)
{
  return yc_seal_path_flatten (get_shape (self, shape)->path, tolerance_mm);
}

/**
 * yc_seal_drawing_draw:
 * @cr: in mm: scaled by whoever calls; its source is the ink
 *
 * Fills each shape on its own, so where two touch, none makes a hole.
 */
void
yc_seal_drawing_draw (const YcSealDrawing *self,
                      cairo_t             *cr)
{
  cairo_save (cr);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_WINDING);
  for (guint i = 0; i < self->shapes->len; i++)
    {
      cairo_new_path (cr);
      yc_seal_path_draw (get_shape (self, i)->path, cr);
      cairo_fill (cr);
    }
  cairo_restore (cr);
}

static void
get_page (const YcSealDrawing  *self,
          const cairo_matrix_t *matrix,
          YcSealBox            *ret_page)
{
  double min[2] = { G_MAXDOUBLE, G_MAXDOUBLE }, max[2] = { -G_MAXDOUBLE, -G_MAXDOUBLE };

  for (guint corner = 0; corner < 4; corner++)
    {
      double x = corner % 2 == 0 ? 0 : self->width_mm;
      double y = corner / 2 == 0 ? 0 : self->height_mm;

      cairo_matrix_transform_point (matrix, &x, &y);
      min[0] = MIN (min[0], x);
      min[1] = MIN (min[1], y);
      max[0] = MAX (max[0], x);
      max[1] = MAX (max[1], y);
    }
  *ret_page = (YcSealBox) { min[0], min[1], max[0] - min[0], max[1] - min[1] };
}

/**
 * yc_seal_drawing_transform:
 * @matrix: turns, scales or mirrors; where it moves the page to does not matter
 *
 * Returns: (transfer full): the same shapes on the page's new bounding box, whose
 *   top left corner is (0, 0) again
 */
YcSealDrawing *
yc_seal_drawing_transform (const YcSealDrawing  *self,
                           const cairo_matrix_t *matrix)
{
  YcSealDrawingBuilder *builder;
  cairo_matrix_t moved = *matrix;
  YcSealBox page;

  get_page (self, matrix, &page);
  moved.x0 -= page.x;
  moved.y0 -= page.y;
  builder = yc_seal_drawing_builder_new (page.width, page.height);
  g_return_val_if_fail (builder != NULL, NULL);
  for (guint i = 0; i < self->shapes->len; i++)
    {
      const Shape *shape = get_shape (self, i);

      yc_seal_drawing_builder_add (builder, shape->role, shape->text, yc_seal_path_copy (shape->path, &moved));
    }
  return yc_seal_drawing_builder_end (builder);
}

/* Left becomes right: what is burnt, so that the print reads. Returns: (transfer full) */
YcSealDrawing *
yc_seal_drawing_mirror (const YcSealDrawing *self)
{
  cairo_matrix_t matrix;

  cairo_matrix_init (&matrix, -1, 0, 0, 1, self->width_mm, 0);
  return yc_seal_drawing_transform (self, &matrix);
}

/* --- digest ---------------------------------------------------------- */

/* Eight bytes, the highest first. */
static void
write_int (GByteArray *out,
           gint64      value)
{
  guint64 bytes = GUINT64_TO_BE ((guint64) value);

  g_byte_array_append (out, (const guint8 *) &bytes, sizeof bytes);
}

/* In whole nm: no machine's last bit of a double makes another seal. */
static void
write_point (GByteArray  *out,
             YcSealPoint  point)
{
  write_int (out, (gint64) llround (point.x * 1e6));
  write_int (out, (gint64) llround (point.y * 1e6));
}

static void
write_text (GByteArray *out,
            const char *text)
{
  gsize size = text != NULL ? strlen (text) : 0;

  write_int (out, (gint64) size);
  g_byte_array_append (out, (const guint8 *) (text != NULL ? text : ""), (guint) size);
}

static void
write_path (GByteArray       *out,
            const YcSealPath *path)
{
  write_int (out, yc_seal_path_count_contours (path));
  for (guint i = 0; i < yc_seal_path_count_contours (path); i++)
    {
      const YcSealContour *contour = yc_seal_path_get_contour (path, i);

      write_int (out, contour->segments->len);
      write_point (out, contour->start);
      for (guint s = 0; s < contour->segments->len; s++)
        {
          const YcSealSegment *segment = &g_array_index (contour->segments, YcSealSegment, s);

          write_int (out, segment->curve ? 3 : 1);
          for (guint p = segment->curve ? 0 : 2; p < 3; p++)
            write_point (out, segment->points[p]);
        }
    }
}

/**
 * yc_seal_drawing_get_digest:
 * @ret_text: (out): SHA-256 of the drawing's canonical bytes: page, roles, texts and
 *   outlines in nm, in their order
 */
void
yc_seal_drawing_get_digest (const YcSealDrawing *self,
                            char                 ret_text[YC_SHA256_TEXT_SIZE])
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint8 hash[YC_SHA256_SIZE];

  write_text (out, "yichuang-seal-drawing-1");
  write_point (out, (YcSealPoint) { self->width_mm, self->height_mm });
  for (guint i = 0; i < self->shapes->len; i++)
    {
      const Shape *shape = get_shape (self, i);

      write_text (out, yc_seal_role_to_text (shape->role));
      write_text (out, shape->text);
      write_path (out, shape->path);
    }
  yc_sha256 (out->data, out->len, hash);
  yc_sha256_to_text (hash, ret_text);
}

const char *
yc_seal_role_to_text (YcSealRole role)
{
  static const char *const texts[] = { "border", "inner-border", "star", "name", "title",
                                       "credit-code", "serial", "code", "person" };

  g_return_val_if_fail ((gsize) role < G_N_ELEMENTS (texts), NULL);

  return texts[role];
}
