/* test-seal-drawing.c: outlines, their bounds, their chords, their ink */

#include "yc-seal-drawing.h"

#include <math.h>

#define KAPPA 0.5522847498307936 /* of a quarter circle as one curve */

/* A circle of four curves; @way: 1 or -1. */
static void
add_circle (YcSealPath *path,
            double      x,
            double      y,
            double      r,
            int         way)
{
  double k = KAPPA * r;

  yc_seal_path_move_to (path, x + r, y);
  yc_seal_path_curve_to (path, x + r, y + way * k, x + k, y + way * r, x, y + way * r);
  yc_seal_path_curve_to (path, x - k, y + way * r, x - r, y + way * k, x - r, y);
  yc_seal_path_curve_to (path, x - r, y - way * k, x - k, y - way * r, x, y - way * r);
  yc_seal_path_curve_to (path, x + k, y - way * r, x + r, y - way * k, x + r, y);
  yc_seal_path_close (path);
}

/* A ring, and a triangle in it whose corner points to the right. */
static YcSealDrawing *
create_drawing (void)
{
  YcSealDrawingBuilder *builder = yc_seal_drawing_builder_new (40, 30);
  YcSealPath *ring = yc_seal_path_new ();
  YcSealPath *triangle = yc_seal_path_new ();

  add_circle (ring, 15, 15, 15, 1);
  add_circle (ring, 15, 15, 14, -1);
  yc_seal_path_move_to (triangle, 12, 12);
  yc_seal_path_line_to (triangle, 20, 15);
  yc_seal_path_line_to (triangle, 12, 18);
  yc_seal_drawing_builder_add (builder, YC_SEAL_BORDER, NULL, ring);
  yc_seal_drawing_builder_add (builder, YC_SEAL_NAME, "角", triangle);
  yc_seal_drawing_builder_add (builder, YC_SEAL_NAME, " ", yc_seal_path_new ());
  return yc_seal_drawing_builder_end (builder);
}

static void
assert_box (const YcSealBox *box,
            double           x,
            double           y,
            double           width,
            double           height)
{
  g_assert_cmpfloat_with_epsilon (box->x, x, 1e-9);
  g_assert_cmpfloat_with_epsilon (box->y, y, 1e-9);
  g_assert_cmpfloat_with_epsilon (box->width, width, 1e-9);
  g_assert_cmpfloat_with_epsilon (box->height, height, 1e-9);
}

static void
test_shapes (void)
{
  g_autoptr (YcSealDrawing) drawing = create_drawing ();
  YcSealBox box;

  g_assert_cmpuint (yc_seal_drawing_count_shapes (drawing), ==, 2);
  g_assert_cmpint (yc_seal_drawing_get_role (drawing, 0), ==, YC_SEAL_BORDER);
  g_assert_null (yc_seal_drawing_get_text (drawing, 0));
  g_assert_cmpstr (yc_seal_drawing_get_text (drawing, 1), ==, "角");
  yc_seal_drawing_get_bounds (drawing, 0, &box);
  assert_box (&box, 0, 0, 30, 30);
  yc_seal_drawing_get_bounds (drawing, 1, &box);
  assert_box (&box, 12, 12, 8, 6);
  g_assert_true (yc_seal_drawing_get_ink_bounds (drawing, &box));
  assert_box (&box, 0, 0, 30, 30);
}

/* The box of a curve is not that of its control points. */
static void
test_curve_bounds (void)
{
  g_autoptr (YcSealPath) path = yc_seal_path_new ();
  YcSealBox box;

  g_assert_false (yc_seal_path_get_bounds (path, &box));
  yc_seal_path_move_to (path, 0, 0);
  yc_seal_path_curve_to (path, 0, 4, 8, 4, 8, 0);
  yc_seal_path_close (path);
  g_assert_true (yc_seal_path_get_bounds (path, &box));
  assert_box (&box, 0, 0, 8, 3);
}

/* No chord is further from the circle than asked, and finer asks for more of them. */
static void
test_flatten (void)
{
  g_autoptr (YcSealDrawing) drawing = create_drawing ();
  const double tolerances[] = { 0.1, 0.01, 0.001 };
  guint before = 0;

  for (guint t = 0; t < G_N_ELEMENTS (tolerances); t++)
    {
      g_autoptr (GPtrArray) lines = yc_seal_drawing_flatten (drawing, 0, tolerances[t]);
      GArray *points = g_ptr_array_index (lines, 0);

      g_assert_cmpuint (lines->len, ==, 2);
      g_assert_cmpuint (points->len, >, before);
      before = points->len;
      for (guint i = 0; i < points->len; i++)
        {
          YcSealPoint a = g_array_index (points, YcSealPoint, i);
          YcSealPoint b = g_array_index (points, YcSealPoint, (i + 1) % points->len);
          double middle = hypot ((a.x + b.x) / 2 - 15, (a.y + b.y) / 2 - 15);

          /* Four curves are themselves 0.0003 of the radius off the circle. */
          g_assert_cmpfloat (fabs (hypot (a.x - 15, a.y - 15) - 15), <, 0.0003 * 15);
          g_assert_cmpfloat (15 - middle, <=, tolerances[t]);
        }
    }
}

static YcSealPath *
copy_moved (const YcSealDrawing *drawing,
            guint                shape)
{
  cairo_matrix_t matrix;

  cairo_matrix_init_translate (&matrix, 1, 1);
  return yc_seal_path_copy (yc_seal_drawing_get_path (drawing, shape), &matrix);
}

/* Twice mirrored it is itself; turned, its page stands up. */
static void
test_transform (void)
{
  g_autoptr (YcSealDrawing) drawing = create_drawing ();
  g_autoptr (YcSealDrawing) mirrored = yc_seal_drawing_mirror (drawing);
  g_autoptr (YcSealDrawing) back = yc_seal_drawing_mirror (mirrored);
  g_autoptr (YcSealDrawing) turned = NULL;
  g_autoptr (YcSealPath) moved = copy_moved (drawing, 1);
  char digests[3][YC_SHA256_TEXT_SIZE];
  cairo_matrix_t matrix;
  YcSealBox box;

  yc_seal_drawing_get_bounds (mirrored, 1, &box);
  assert_box (&box, 20, 12, 8, 6);
  yc_seal_drawing_get_digest (drawing, digests[0]);
  yc_seal_drawing_get_digest (mirrored, digests[1]);
  yc_seal_drawing_get_digest (back, digests[2]);
  g_assert_cmpstr (digests[0], !=, digests[1]);
  g_assert_cmpstr (digests[0], ==, digests[2]);
  cairo_matrix_init_rotate (&matrix, G_PI / 2);
  turned = yc_seal_drawing_transform (drawing, &matrix);
  g_assert_cmpfloat_with_epsilon (yc_seal_drawing_get_width_mm (turned), 30, 1e-9);
  g_assert_cmpfloat_with_epsilon (yc_seal_drawing_get_height_mm (turned), 40, 1e-9);
  yc_seal_drawing_get_bounds (turned, 1, &box);
  assert_box (&box, 12, 12, 6, 8);
  g_assert_true (yc_seal_path_get_bounds (moved, &box));
  assert_box (&box, 13, 13, 8, 6);
}

static guint8
get_dot (cairo_surface_t *surface,
         double           x_mm,
         double           y_mm)
{
  cairo_surface_flush (surface);
  return cairo_image_surface_get_data (surface)[(int) (y_mm * 10) * cairo_image_surface_get_stride (surface) +
                                                (int) (x_mm * 10)];
}

static void
test_ink (void)
{
  g_autoptr (YcSealDrawing) drawing = create_drawing ();
  g_autoptr (YcSealDrawing) mirrored = yc_seal_drawing_mirror (drawing);
  const YcSealDrawing *both[] = { drawing, mirrored };

  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    {
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 400, 300);
      cairo_t *cr = cairo_create (surface);
      double middle = i == 0 ? 15 : 25, tip = i == 0 ? 19.5 : 20.5;

      cairo_scale (cr, 10, 10);
      yc_seal_drawing_draw (both[i], cr);
      g_assert_cmpuint (get_dot (surface, middle, 0.5), ==, 255);  /* in the ring */
      g_assert_cmpuint (get_dot (surface, middle, 3), ==, 0);      /* in its hole */
      g_assert_cmpuint (get_dot (surface, middle, 15), ==, 255);   /* in the triangle */
      g_assert_cmpuint (get_dot (surface, tip, 15), ==, 255);
      g_assert_cmpuint (get_dot (surface, tip, 16), ==, 0);
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
    }
}

/* One nm is another seal, and so is another character. */
static void
test_digest (void)
{
  char digests[3][YC_SHA256_TEXT_SIZE];

  for (guint i = 0; i < 3; i++)
    {
      YcSealDrawingBuilder *builder = yc_seal_drawing_builder_new (10, 10);
      YcSealPath *path = yc_seal_path_new ();
      g_autoptr (YcSealDrawing) drawing = NULL;

      yc_seal_path_move_to (path, 1, 1);
      yc_seal_path_line_to (path, 2, 1);
      yc_seal_path_line_to (path, i == 1 ? 1.000001 : 1, 2);
      yc_seal_drawing_builder_add (builder, YC_SEAL_CODE, i == 2 ? "8" : "3", path);
      drawing = yc_seal_drawing_builder_end (builder);
      yc_seal_drawing_get_digest (drawing, digests[i]);
    }
  g_assert_cmpstr (digests[0], !=, digests[1]);
  g_assert_cmpstr (digests[0], !=, digests[2]);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seal-drawing/shapes", test_shapes);
  g_test_add_func ("/seal-drawing/curve-bounds", test_curve_bounds);
  g_test_add_func ("/seal-drawing/flatten", test_flatten);
  g_test_add_func ("/seal-drawing/transform", test_transform);
  g_test_add_func ("/seal-drawing/ink", test_ink);
  g_test_add_func ("/seal-drawing/digest", test_digest);
  return g_test_run ();
}
