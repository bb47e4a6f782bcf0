/* yc-test-toolpath.c: toolpaths for tests, and the pictures they should burn */

#include "yc-test-toolpath.h"

#include <math.h>

#define DOT_NM YC_SIM_PLATE_DOT_NM
#define LEFT_DOTS 200
#define TOP_DOTS 160
#define OVERSCAN_NM 2000000

gboolean
yc_test_raster_is_ink (guint rows,
                       guint column,
                       guint row)
{
  double middle = rows / 2.0, x, y, distance;

  if (column < LEFT_DOTS || row < TOP_DOTS || column >= LEFT_DOTS + rows || row >= TOP_DOTS + rows)
    return FALSE;
  x = column - LEFT_DOTS + 0.5 - middle;
  y = row - TOP_DOTS + 0.5 - middle;
  distance = hypot (x, y) / middle;
  /* Three blank rows, so that there is something to jump over. */
  if (rows >= 20 && ABS (y) > rows * 0.2 && ABS (y) < rows * 0.2 + 3)
    return FALSE;
  return (distance > 0.7 && distance < 0.98) || (ABS (y) < rows / 10.0 && distance < 0.5);
}

/* The runs of a row from left to right: pairs of columns. */
static GArray *
list_runs (guint rows,
           guint row)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (gint32));

  for (gint32 c = LEFT_DOTS; c <= (gint32) (LEFT_DOTS + rows); c++)
    {
      gboolean now = yc_test_raster_is_ink (rows, (guint) c, row);
      gboolean before = yc_test_raster_is_ink (rows, (guint) (c - 1), row);

      if (now != before)
        g_array_append_val (runs, c);
    }
  return runs;
}

static void
add_row (YcToolpathBuilder *builder,
         GArray            *runs,
         gint32             y_nm,
         gboolean           back,
         gint32             to_nm)
{
  for (guint i = 0; i < runs->len; i++)
    {
      guint at = back ? runs->len - 1 - i : i;

      yc_toolpath_builder_add (builder, g_array_index (runs, gint32, at) * DOT_NM, y_nm,
                               i % 2 == 0 ? 0 : YC_TOOLPATH_POWER_FULL);
    }
  yc_toolpath_builder_add (builder, to_nm, y_nm, 0);
}

YcToolpath *
yc_test_raster_new (guint   rows,
                    guint32 speed_um_s)
{
  const YcToolpathSetting setting = { YC_TOOLPATH_RASTER, YC_TOOLPATH_AXIS_X, speed_um_s, DOT_NM,
                                      2 * DOT_NM, 1, "ring" };
  const gint32 left = LEFT_DOTS * DOT_NM - OVERSCAN_NM;
  const gint32 right = (gint32) (LEFT_DOTS + rows) * DOT_NM + OVERSCAN_NM;
  g_autoptr (YcToolpathBuilder) builder = yc_toolpath_builder_new (YC_TEST_BED_NM, YC_TEST_BED_NM);
  g_autoptr (GError) error = NULL;
  YcToolpath *path;
  gboolean back = FALSE, first = TRUE;

  yc_toolpath_builder_begin (builder, &setting);
  for (guint row = TOP_DOTS; row < TOP_DOTS + rows; row++)
    {
      g_autoptr (GArray) runs = list_runs (rows, row);
      gint32 y = (gint32) row * DOT_NM;

      if (runs->len == 0)
        continue;
      yc_toolpath_builder_add (builder, back ? right : left, y, 0);
      add_row (builder, runs, y, back, back ? left : right);
      back = !back;
      first = FALSE;
    }
  g_assert_false (first);
  path = yc_toolpath_builder_finish (builder, &error);
  g_assert_no_error (error);
  return path;
}

static void
add_corners (YcToolpathBuilder *builder,
             const double      *corners_mm,
             guint              count)
{
  for (guint i = 0; i < count; i++)
    yc_toolpath_builder_add (builder, (gint32) (corners_mm[2 * i] * 1e6),
                             (gint32) (corners_mm[2 * i + 1] * 1e6),
                             i == 0 ? 0 : YC_TOOLPATH_POWER_FULL);
}

YcToolpath *
yc_test_vectors_new (guint32 speed_um_s)
{
  static const double square[] = { 5, 5, 15, 5, 15, 15, 5, 15, 5, 5 };
  static const double cross_a[] = { 20, 5, 27, 13.3 };
  static const double cross_b[] = { 27, 5, 20, 13.3 };
  const YcToolpathSetting setting = { YC_TOOLPATH_VECTOR, YC_TOOLPATH_AXIS_X, speed_um_s, 0, 0, 1,
                                      "outlines" };
  g_autoptr (YcToolpathBuilder) builder = yc_toolpath_builder_new (YC_TEST_BED_NM, YC_TEST_BED_NM);
  g_autoptr (GError) error = NULL;
  double circle[2 * 73];
  YcToolpath *path;

  for (guint i = 0; i <= 72; i++)
    {
      circle[2 * i] = 40 + 8 * cos (i * G_PI / 36);
      circle[2 * i + 1] = 30 + 8 * sin (i * G_PI / 36);
    }
  yc_toolpath_builder_begin (builder, &setting);
  add_corners (builder, square, 5);
  add_corners (builder, circle, 73);
  add_corners (builder, cross_a, 2);
  add_corners (builder, cross_b, 2);
  path = yc_toolpath_builder_finish (builder, &error);
  g_assert_no_error (error);
  return path;
}

/* 1 × 1 cm at (2 cm, 2 cm), 15 mm/s. */
YcToolpath *
yc_test_rectangle_new (void)
{
  static const double corners[] = { 20, 20, 30, 20, 30, 30, 20, 30, 20, 20 };
  const YcToolpathSetting setting = { YC_TOOLPATH_VECTOR, YC_TOOLPATH_AXIS_X, 15000, 0, 0, 1, "" };
  g_autoptr (YcToolpathBuilder) builder = yc_toolpath_builder_new (YC_TEST_BED_NM, YC_TEST_BED_NM);
  YcToolpath *path;

  yc_toolpath_builder_begin (builder, &setting);
  add_corners (builder, corners, 5);
  path = yc_toolpath_builder_finish (builder, NULL);
  g_assert_nonnull (path);
  return path;
}

guint
yc_test_plate_differs (const YcSimPlate *plate,
                       guint             rows)
{
  guint columns, height, wanted = 0, wrong = 0;

  yc_sim_plate_get_size (plate, &columns, &height);
  for (guint row = 0; row < height; row++)
    for (guint column = 0; column < columns; column++)
      {
        gboolean ink = yc_test_raster_is_ink (rows, column, row);

        wanted += ink;
        wrong += ink != (yc_sim_plate_get_count (plate, column, row) > 0);
      }
  g_assert_cmpuint (wanted, >, 0);
  return (guint) ((guint64) wrong * 1000 / wanted);
}
