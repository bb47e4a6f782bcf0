/* yc-test-artwork.c: drawings like seals, from a seed */

#include "yc-test-artwork.h"

#include <math.h>

#define BORDER_MM 1.0
#define CHARACTER_MM 4.2
#define ARC (1.3 * G_PI)
#define STROKES 7

static void
add_oval (YcSealPath *path,
          double      x,
          double      y,
          double      a,
          double      b,
          int         way)
{
  for (int i = 0; i < 180; i++)
    {
      double angle = way * i * G_PI / 90;

      if (i == 0)
        yc_seal_path_move_to (path, x + a, y);
      else
        yc_seal_path_line_to (path, x + a * cos (angle), y + b * sin (angle));
    }
  yc_seal_path_close (path);
}

static void
add_box (YcSealPath *path,
         double      x,
         double      y,
         double      width,
         double      height,
         int         way)
{
  yc_seal_path_move_to (path, x, y);
  yc_seal_path_line_to (path, way > 0 ? x + width : x, way > 0 ? y : y + height);
  yc_seal_path_line_to (path, x + width, y + height);
  yc_seal_path_line_to (path, way > 0 ? x : x + width, way > 0 ? y + height : y);
  yc_seal_path_close (path);
}

static void
add_border (YcSealDrawingBuilder *builder,
            YcTestShape           shape,
            double                width,
            double                height)
{
  YcSealPath *path = yc_seal_path_new ();

  if (shape == YC_TEST_SQUARE)
    {
      add_box (path, 0, 0, width, height, 1);
      add_box (path, BORDER_MM, BORDER_MM, width - 2 * BORDER_MM, height - 2 * BORDER_MM, -1);
    }
  else
    {
      add_oval (path, width / 2, height / 2, width / 2, height / 2, 1);
      add_oval (path, width / 2, height / 2, width / 2 - BORDER_MM, height / 2 - BORDER_MM, -1);
    }
  yc_seal_drawing_builder_add (builder, YC_SEAL_BORDER, NULL, path);
}

static void
add_star (YcSealDrawingBuilder *builder,
          double                x,
          double                y,
          double                radius)
{
  YcSealPath *path = yc_seal_path_new ();

  for (int i = 0; i < 10; i++)
    {
      double r = i % 2 == 0 ? radius : radius * 0.382, angle = i * G_PI / 5 - G_PI_2;

      if (i == 0)
        yc_seal_path_move_to (path, x + r * cos (angle), y + r * sin (angle));
      else
        yc_seal_path_line_to (path, x + r * cos (angle), y + r * sin (angle));
    }
  yc_seal_drawing_builder_add (builder, YC_SEAL_STAR, NULL, path);
}

/* Thin strokes across and down, turned as a character on the arc is. */
static void
add_character (YcSealDrawingBuilder *builder,
               GRand                *rand,
               double                x,
               double                y,
               double                size,
               double                turn)
{
  YcSealPath *strokes = yc_seal_path_new (), *path = yc_seal_path_new ();
  cairo_matrix_t matrix;

  for (guint i = 0; i < STROKES; i++)
    {
      double at = g_rand_double_range (rand, -size / 2, size / 2), thick = g_rand_double_range (rand, 0.15, 0.45);
      double from = g_rand_double_range (rand, -size / 2, 0), to = g_rand_double_range (rand, 0.2, size / 2);

      if (i % 2 == 0)
        add_box (strokes, from, at, to - from, thick, 1);
      else
        add_box (strokes, at, from, thick, to - from, 1);
    }
  cairo_matrix_init_translate (&matrix, x, y);
  cairo_matrix_rotate (&matrix, turn);
  yc_seal_path_append (path, strokes, &matrix);
  yc_seal_path_free (strokes);
  yc_seal_drawing_builder_add (builder, YC_SEAL_NAME, "字", path);
}

YcSealDrawing *
yc_test_artwork_new (YcTestShape shape,
                     double      width_mm,
                     double      height_mm,
                     guint       seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  YcSealDrawingBuilder *builder = yc_seal_drawing_builder_new (width_mm, height_mm);
  guint count = (MIN (width_mm, height_mm) / 2 - 4) * ARC / (1.5 * CHARACTER_MM); /* none over another */

  add_border (builder, shape, width_mm, height_mm);
  if (shape == YC_TEST_SQUARE)
    for (guint i = 0; i < 4; i++)
      add_character (builder, rand, width_mm * (i % 2 == 0 ? 0.28 : 0.72), height_mm * (i < 2 ? 0.28 : 0.72), width_mm * 0.36, 0);
  for (guint i = 0; shape != YC_TEST_SQUARE && i < count; i++)
    {
      double angle = 0.85 * G_PI + ARC * (i + 0.5) / count;

      add_character (builder, rand, width_mm / 2 + (width_mm / 2 - 4) * cos (angle), height_mm / 2 + (height_mm / 2 - 4) * sin (angle),
                     CHARACTER_MM, angle + G_PI_2);
    }
  if (shape == YC_TEST_ROUND)
    add_star (builder, width_mm / 2, height_mm / 2, 7);
  return yc_seal_drawing_builder_end (builder);
}

GPtrArray *
yc_test_artwork_new_five (guint seed)
{
  static const struct { YcTestShape shape; double width, height; const char *label; } kinds[] = {
    { YC_TEST_ROUND, 40, 40, "official" }, { YC_TEST_ROUND, 38, 38, "finance" }, { YC_TEST_ROUND, 38, 38, "contract" },
    { YC_TEST_OVAL, 40, 30, "invoice" }, { YC_TEST_SQUARE, 18, 18, "legal-rep" },
  };
  GPtrArray *parts = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_seal_part_free);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (YcSealDrawing) drawing = yc_test_artwork_new (kinds[i].shape, kinds[i].width, kinds[i].height, seed + i);

      g_ptr_array_add (parts, yc_seal_part_new (drawing, kinds[i].label));
    }
  return parts;
}
