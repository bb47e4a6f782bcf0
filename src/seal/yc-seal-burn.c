/* yc-seal-burn.c: from outlines to dots with a power
 *
 * A dot is ink when at least half of it is covered. Direct: the ink is burnt.
 * Relief: what lies within the margin around the ink's convex hull and is not ink
 * is burnt, and how strongly depends on the distance to the nearest ink, dot's
 * middle to dot's middle: edge_permille right beside it, then in equal steps up to
 * full power, which is reached beyond the shoulder. The ink itself is never touched.
 *
 * The distance is exact within the shoulder's reach R: per column how far up or down
 * the next ink is (at most R + 1), then per row the least of dx² + that² over
 * |dx| ≤ R. Both passes are plain loops over rows, which compilers make wide.
 */

#include "yc-seal-burn.h"

#include "yc-seal-hull.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define DOTS_MAX 40000000u
#define REACH_MAX 100 /* dots: 101² + 101² fits in 16 bits */
#define TOLERANCE_MM 0.005
#define COVERED 128

G_DEFINE_QUARK (yc-seal-burn-error-quark, yc_seal_burn_error)

/* The page all pictures of one seal are drawn on. */
typedef struct
{
  const YcSealDrawing *drawing; /* mirrored */
  double dot_mm;
  int left; /* dots from the drawing's corner */
  int top;
  int width;
  int height;
} Page;

void
yc_seal_burn_free (YcSealBurn *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->outline, g_array_unref);
  g_free (self->levels);
  g_free (self);
}

/* --- pictures of outlines -------------------------------------------- */

/* Returns: (transfer full): coverage, 8 bits a dot, black ink being 255 */
static cairo_surface_t *
draw (const Page   *page,
      const GArray *outline)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, page->width, page->height);
  cairo_t *cr = cairo_create (surface);

  cairo_translate (cr, -page->left, -page->top);
  cairo_scale (cr, 1 / page->dot_mm, 1 / page->dot_mm);
  cairo_set_tolerance (cr, 0.05);
  cairo_set_source_rgba (cr, 0, 0, 0, 1);
  if (outline == NULL)
    yc_seal_drawing_draw (page->drawing, cr);
  for (guint i = 0; outline != NULL && i < outline->len; i++)
    cairo_line_to (cr, g_array_index (outline, YcSealPoint, i).x, g_array_index (outline, YcSealPoint, i).y);
  cairo_fill (cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* Returns: (transfer full) (nullable): 1 where covered, 0 elsewhere; page->width × page->height */
static guint8 *
make_mask (const Page   *page,
           const GArray *outline)
{
  cairo_surface_t *surface = draw (page, outline);
  guint8 *mask = NULL;

  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
    {
      const guint8 *from = cairo_image_surface_get_data (surface);
      int stride = cairo_image_surface_get_stride (surface);

      mask = g_malloc ((gsize) page->width * page->height);
      for (int y = 0; y < page->height; y++)
        for (int x = 0; x < page->width; x++)
          mask[(gsize) y * page->width + x] = from[(gsize) y * stride + x] >= COVERED;
    }
  cairo_surface_destroy (surface);
  return mask;
}

/* --- relief ---------------------------------------------------------- */

/* Per column, dots to the next ink above or below, at most @most. */
static guint8 *
measure_columns (const guint8 *ink,
                 int           width,
                 int           height,
                 guint8        most)
{
  guint8 *far = g_malloc ((gsize) width * height);

  for (int x = 0; x < width; x++)
    far[x] = ink[x] ? 0 : most;
  for (int y = 1; y < height; y++)
    {
      const guint8 *above = far + (gsize) (y - 1) * width, *is_ink = ink + (gsize) y * width;
      guint8 *row = far + (gsize) y * width;

      for (int x = 0; x < width; x++)
        {
          guint8 next = above[x] + 1;

          next = next < most ? next : most;
          row[x] = is_ink[x] ? 0 : next;
        }
    }
  for (int y = height - 2; y >= 0; y--)
    {
      const guint8 *below = far + (gsize) (y + 1) * width;
      guint8 *row = far + (gsize) y * width;

      for (int x = 0; x < width; x++)
        {
          guint8 next = below[x] + 1;

          row[x] = next < row[x] ? next : row[x];
        }
    }
  return far;
}

/* Of one row, squared distances to the nearest ink; exact up to reach². @padded has
 * reach + width + reach places. */
static void
measure_row (const guint8 *far,
             int           width,
             int           reach,
             gint16       *padded,
             gint16       *best)
{
  for (int x = 0; x < width; x++)
    padded[reach + x] = far[x] * far[x];
  memcpy (best, padded + reach, width * sizeof *best);
  for (int dx = 1; dx <= reach; dx++)
    {
      const gint16 *left = padded + reach - dx, *right = padded + reach + dx;
      gint16 square = dx * dx;

      for (int x = 0; x < width; x++)
        {
          gint16 nearer = left[x] < right[x] ? left[x] : right[x];

          nearer += square;
          best[x] = nearer < best[x] ? nearer : best[x];
        }
    }
}

/* The level by squared distance, up to (reach + 1)²: steps 1…n within the shoulder,
 * n + 1 beyond. */
static guint8 *
make_slope (int   reach,
            guint steps)
{
  int most = (reach + 1) * (reach + 1);
  guint8 *slope = g_malloc (most + 1);

  slope[0] = 0;
  for (int square = 1; square <= most; square++)
    {
      double depth = reach > 0 ? (sqrt (square) - 1) * steps / reach : steps;

      slope[square] = 1 + (guint8) MIN (steps, floor (depth));
    }
  return slope;
}

/* Burns @area but for @ink, with a slope of @steps over @reach dots. */
static void
carve (guint8       *area,
       const guint8 *ink,
       int           width,
       int           height,
       int           reach,
       guint         steps)
{
  int most = (reach + 1) * (reach + 1);
  g_autofree guint8 *far = measure_columns (ink, width, height, reach + 1);
  g_autofree guint8 *slope = make_slope (reach, steps);
  g_autofree gint16 *padded = g_new (gint16, width + 2 * reach), *best = g_new (gint16, width);

  for (int x = 0; x < width + 2 * reach; x++)
    padded[x] = most;
  for (int y = 0; y < height; y++)
    {
      guint8 *row = area + (gsize) y * width;

      measure_row (far + (gsize) y * width, width, reach, padded, best);
      for (int x = 0; x < width; x++)
        row[x] = row[x] ? slope[MIN (best[x], most)] : 0;
    }
}

static void
set_powers (YcSealBurn           *self,
            const YcSealMaterial *material,
            guint                 steps)
{
  self->n_levels = material->process == YC_SEAL_RELIEF ? steps + 2 : 2;
  for (guint i = 0; i < steps && i + 1 < self->n_levels; i++)
    self->powers[i + 1] = material->edge_permille + (1000 - material->edge_permille) * (gint32) i / (gint32) steps;
  self->powers[self->n_levels - 1] = 1000;
}

/* --- putting together ------------------------------------------------- */

/* Takes @levels, of the page's size, less its blank borders. */
static void
crop (YcSealBurn   *self,
      const guint8 *levels,
      const Page   *page)
{
  int left = page->width, right = -1, top = page->height, bottom = -1;

  for (int y = 0; y < page->height; y++)
    for (int x = 0; x < page->width; x++)
      if (levels[(gsize) y * page->width + x])
        {
          left = MIN (left, x);
          right = MAX (right, x);
          top = MIN (top, y);
          bottom = MAX (bottom, y);
        }
  if (right < 0)
    return;
  self->width = right - left + 1;
  self->height = bottom - top + 1;
  self->levels = g_malloc ((gsize) self->width * self->height);
  for (guint y = 0; y < self->height; y++)
    memcpy (self->levels + (gsize) y * self->width, levels + (gsize) (top + y) * page->width + left, self->width);
  self->left_mm = (page->left + left) * page->dot_mm;
  self->top_mm = (page->top + top) * page->dot_mm;
}

static void
set_outline (YcSealBurn           *self,
             const YcSealMaterial *material,
             const GArray         *hull)
{
  self->outline = yc_seal_hull_grow (hull, material->margin_mm + material->kerf_mm / 2, TOLERANCE_MM);
  for (guint i = 0; i < self->outline->len; i++)
    {
      YcSealPoint *point = &g_array_index (self->outline, YcSealPoint, i);

      point->x -= self->left_mm;
      point->y -= self->top_mm;
    }
}

/* A page with the margin all around the ink. */
static gboolean
set_page (Page                 *page,
          const YcSealMaterial *material,
          GError              **error)
{
  double margin_mm = material->margin_mm + 2 * page->dot_mm;
  YcSealBox box;

  if (!yc_seal_drawing_get_ink_bounds (page->drawing, &box))
    {
      g_set_error_literal (error, YC_SEAL_BURN_ERROR, YC_SEAL_BURN_ERROR_EMPTY, _("The seal has no ink to make"));
      return FALSE;
    }
  page->left = (int) floor ((box.x - margin_mm) / page->dot_mm);
  page->top = (int) floor ((box.y - margin_mm) / page->dot_mm);
  page->width = (int) ceil ((box.x + box.width + margin_mm) / page->dot_mm) - page->left;
  page->height = (int) ceil ((box.y + box.height + margin_mm) / page->dot_mm) - page->top;
  if ((gint64) page->width * page->height <= DOTS_MAX)
    return TRUE;
  g_set_error (error, YC_SEAL_BURN_ERROR, YC_SEAL_BURN_ERROR_TOO_LARGE,
               _("The seal has %d × %d dots at this resolution. Choose a lower one."), page->width, page->height);
  return FALSE;
}

static gboolean
check (const YcSealMaterial *material,
       guint32               dot_nm,
       GError              **error)
{
  if (material->process == YC_SEAL_FILM)
    {
      g_set_error (error, YC_SEAL_BURN_ERROR, YC_SEAL_BURN_ERROR_FILM,
                   _("A seal of this material is flashed, not burnt: print its film instead (%s)"), _(material->title));
      return FALSE;
    }
  if (dot_nm >= YC_SEAL_DOT_NM_MIN && dot_nm <= YC_SEAL_DOT_NM_MAX)
    return TRUE;
  g_set_error (error, YC_SEAL_BURN_ERROR, YC_SEAL_BURN_ERROR_RESOLUTION,
               _("Seals are made with dots of %.3f to %.3f mm, not %.3f"), YC_SEAL_DOT_NM_MIN / 1e6,
               YC_SEAL_DOT_NM_MAX / 1e6, dot_nm / 1e6);
  return FALSE;
}

static YcSealBurn *
make (const Page           *page,
      const YcSealMaterial *material,
      guint                 steps,
      GError              **error)
{
  g_autoptr (YcSealBurn) self = g_new0 (YcSealBurn, 1);
  g_autoptr (GArray) hull = yc_seal_hull_new (page->drawing, TOLERANCE_MM);
  g_autofree guint8 *ink = make_mask (page, NULL), *area = NULL;
  int reach = CLAMP ((int) lround (material->shoulder_mm / page->dot_mm), 0, REACH_MAX);

  if (material->process == YC_SEAL_RELIEF && hull->len >= 3)
    {
      g_autoptr (GArray) edge = yc_seal_hull_grow (hull, material->margin_mm, TOLERANCE_MM);

      area = make_mask (page, edge);
      if (area != NULL && ink != NULL)
        carve (area, ink, page->width, page->height, reach, steps);
    }
  if (ink == NULL || (material->process == YC_SEAL_RELIEF && area == NULL))
    {
      g_set_error_literal (error, YC_SEAL_BURN_ERROR, YC_SEAL_BURN_ERROR_TOO_LARGE,
                           _("The seal cannot be drawn at this resolution. Choose a lower one."));
      return NULL;
    }
  set_powers (self, material, steps);
  crop (self, area != NULL ? area : ink, page);
  if (self->levels == NULL)
    {
      g_set_error_literal (error, YC_SEAL_BURN_ERROR, YC_SEAL_BURN_ERROR_EMPTY, _("The seal has no ink to make"));
      return NULL;
    }
  set_outline (self, material, hull);
  return g_steal_pointer (&self);
}

/**
 * yc_seal_burn_new:
 * @drawing: a seal as it prints
 * @material: not one that is flashed
 * @dot_nm: a dot's side, %YC_SEAL_DOT_NM_MIN to %YC_SEAL_DOT_NM_MAX
 * @shoulder_steps_max: powers the machine's line has room for, beside full
 * @error: YC_SEAL_BURN_ERROR
 *
 * Returns: (transfer full) (nullable): the dots to burn
 */
YcSealBurn *
yc_seal_burn_new (const YcSealDrawing  *drawing,
                  const YcSealMaterial *material,
                  guint32               dot_nm,
                  guint                 shoulder_steps_max,
                  GError              **error)
{
  g_autoptr (YcSealDrawing) mirrored = NULL;
  guint steps = MIN (MIN (material->shoulder_steps, shoulder_steps_max), YC_SEAL_LEVELS_MAX - 2);
  YcSealBurn *self;
  Page page = { 0 };

  if (!check (material, dot_nm, error))
    return NULL;
  mirrored = material->mirrored ? yc_seal_drawing_mirror (drawing) : yc_seal_drawing_ref ((YcSealDrawing *) drawing);
  page.drawing = mirrored;
  page.dot_mm = dot_nm / 1e6;
  if (!set_page (&page, material, error))
    return NULL;
  self = make (&page, material, steps, error);
  if (self != NULL)
    self->dot_nm = dot_nm;
  return self;
}
