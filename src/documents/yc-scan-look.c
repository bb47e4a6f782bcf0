/* yc-scan-look.c: what is seen of a page at a glance
 *
 * Skew: lines of text, seen along their own direction, are dark stripes with
 * light between them. For an angle, the lower edges of dark things are counted
 * by the stripe they fall into; the sum of the squares of these counts is
 * largest for the angle the page lies at (Postl, US patent 4 723 297, 1988,
 * expired; Bloomberg, Kopec and Dasari, SPIE 2422, 1995). First in steps of
 * half a degree, then finer about the best, then the top of a parabola.
 *
 * Blank: hardly a dot that is clearly darker than the paper, the edges left
 * out: a feeder leaves shadows there.
 */

#include "yc-scan-look.h"

#include <math.h>
#include <string.h>

#define LOOK_DPI 75
#define DARKER 48                 /* than the paper, of 255 */
#define EDGE_DOTS_MAX 60000       /* looked at for the skew */
#define EDGE_DOTS_LEAST 120
#define COARSE_DEGREES 0.5
#define FINE_DEGREES 0.05
#define PEAK_LEAST 1.15           /* times the mean over all angles */
#define MARGIN_PERCENT 4
#define BLANK_MAX_PER_MILLION 120 /* dots of ink */

typedef struct
{
  gint16 x, y;
} Dot;

/* The paper is what most dots are, or lighter. */
static guint8
find_paper (const YcRaster *gray)
{
  guint counts[256] = { 0 };
  guint best = 255;
  gsize n = (gsize) gray->width * gray->height;

  for (gsize i = 0; i < n; i++)
    counts[gray->dots[i]]++;
  for (guint level = 128; level < 256; level++)
    if (counts[level] > counts[best])
      best = level;
  return (guint8) best;
}

/* --- skew ----------------------------------------------------------------- */

/* Dark with light below it. With too many of them every n-th row of columns is
 * left out. */
static GArray *
list_edges (const YcRaster *gray)
{
  guint8 ink = (guint8) MAX (find_paper (gray) - DARKER, 16);
  GArray *dots = g_array_new (FALSE, FALSE, sizeof (Dot));
  guint margin_x = gray->width * MARGIN_PERCENT / 100;
  guint margin_y = gray->height * MARGIN_PERCENT / 100;

  for (guint y = margin_y; y + 1 + margin_y < gray->height; y++)
    {
      const guint8 *row = yc_raster_get_row (gray, y);
      const guint8 *below = yc_raster_get_row (gray, y + 1);

      for (guint x = margin_x; x + margin_x < gray->width; x++)
        if (row[x] < ink && below[x] >= ink)
          {
            Dot dot = { (gint16) x, (gint16) y };

            g_array_append_val (dots, dot);
          }
    }
  return dots;
}

static double
measure_stripes (GArray *dots,
                 guint  *stripes,
                 guint   n_stripes,
                 double  degrees)
{
  int slope = (int) lround (tan (degrees * G_PI / 180) * 65536);
  int middle = (int) n_stripes / 4;
  guint step = dots->len / EDGE_DOTS_MAX + 1;
  double sum = 0;

  memset (stripes, 0, n_stripes * sizeof *stripes);
  for (guint i = 0; i < dots->len; i += step)
    {
      const Dot *dot = &g_array_index (dots, Dot, i);
      /* Two stripes a dot: the finer the angle shows. */
      int stripe = middle + (((int) dot->y << 16) - dot->x * slope + 16384) / 32768;

      if (stripe >= 0 && stripe < (int) n_stripes)
        stripes[stripe]++;
    }
  for (guint i = 0; i + 1 < n_stripes; i++)
    {
      double pair = (double) stripes[i] + stripes[i + 1];

      sum += pair * pair;
    }
  return sum;
}

/* Between the neighbours of the best, where the parabola through them peaks. */
static double
refine (double before,
        double best,
        double after)
{
  double bend = before - 2 * best + after;

  return bend < 0 ? CLAMP (0.5 * (before - after) / bend, -1, 1) : 0;
}

static double
search (GArray *dots,
        guint  *stripes,
        guint   n_stripes,
        double  from,
        double  step,
        guint   n_steps,
        double *ret_mean,
        double *ret_best)
{
  g_autofree double *sums = g_new (double, n_steps);
  double total = 0;
  guint best = 0;

  for (guint i = 0; i < n_steps; i++)
    {
      sums[i] = measure_stripes (dots, stripes, n_stripes, from + i * step);
      total += sums[i];
      if (sums[i] > sums[best])
        best = i;
    }
  *ret_mean = total / n_steps;
  *ret_best = sums[best];
  if (best == 0 || best == n_steps - 1)
    return from + best * step;
  return from + (best + refine (sums[best - 1], sums[best], sums[best + 1])) * step;
}

/**
 * yc_scan_measure_skew:
 * @gray: a picture of about 75 dpi
 *
 * Returns: by how many degrees the page must be turned anticlockwise to lie
 * straight (its lines fall to the right), within ±%YC_SCAN_SKEW_MAX_DEGREES; 0
 * where no lines are seen
 */
double
yc_scan_measure_skew (const YcRaster *gray)
{
  g_autoptr (GArray) dots = NULL;
  g_autofree guint *stripes = NULL;
  guint n_stripes = 4 * (gray->height + gray->width / 4 + 2);
  double coarse, fine, mean, peak, unused;

  g_return_val_if_fail (gray->channels == 1, 0);

  if (gray->width > G_MAXINT16 || gray->height > G_MAXINT16)
    return 0;
  dots = list_edges (gray);
  if (dots->len < EDGE_DOTS_LEAST)
    return 0;
  stripes = g_new (guint, n_stripes);
  coarse = search (dots, stripes, n_stripes, -YC_SCAN_SKEW_MAX_DEGREES, COARSE_DEGREES,
                   (guint) (2 * YC_SCAN_SKEW_MAX_DEGREES / COARSE_DEGREES) + 1, &mean, &peak);
  fine = search (dots, stripes, n_stripes, coarse - COARSE_DEGREES, FINE_DEGREES,
                 (guint) (2 * COARSE_DEGREES / FINE_DEGREES) + 1, &unused, &peak);
  if (peak < mean * PEAK_LEAST || fabs (fine) >= YC_SCAN_SKEW_MAX_DEGREES - COARSE_DEGREES)
    return 0;
  return fine;
}

/* --- blank ---------------------------------------------------------------- */

gboolean
yc_scan_is_blank (const YcRaster *gray)
{
  guint margin_x = gray->width * MARGIN_PERCENT / 100;
  guint margin_y = gray->height * MARGIN_PERCENT / 100;
  int ink = MAX ((int) find_paper (gray) - DARKER, 16);
  guint64 dark = 0, all = 0;

  g_return_val_if_fail (gray->channels == 1, FALSE);

  for (guint y = margin_y; y + margin_y < gray->height; y++)
    {
      const guint8 *row = yc_raster_get_row (gray, y);

      for (guint x = margin_x; x + margin_x < gray->width; x++)
        dark += row[x] < ink;
      all += gray->width - 2 * margin_x;
    }
  return dark * 1000000 <= all * BLANK_MAX_PER_MILLION;
}

/* --- other sizes, other ways ---------------------------------------------- */

static guint
mean_of_square (const YcRaster *page,
                guint           x0,
                guint           y0,
                guint           side)
{
  guint sum = 0;

  for (guint y = y0; y < y0 + side; y++)
    {
      const guint8 *dot = yc_raster_get_row (page, y) + (gsize) x0 * page->channels;

      /* Rec. 601 luma in 1/256: green carries most. */
      if (page->channels == 1)
        for (guint i = 0; i < side; i++)
          sum += dot[i];
      else
        for (guint i = 0; i < side; i++, dot += 3)
          sum += (77u * dot[0] + 150u * dot[1] + 29u * dot[2]) >> 8;
    }
  return sum / (side * side);
}

YcRaster *
yc_scan_shrink (const YcRaster  *page,
                GError         **error)
{
  guint dpi = page->dpi > 0 ? page->dpi : 4 * LOOK_DPI;
  guint side = MAX ((dpi + LOOK_DPI / 2) / LOOK_DPI, 1);
  YcRaster *gray;

  side = MIN (side, MIN (page->width, page->height));
  gray = yc_raster_new (page->width / side, page->height / side, 1, dpi / side, error);
  for (guint y = 0; gray != NULL && y < gray->height; y++)
    {
      guint8 *row = yc_raster_get_row (gray, y);

      for (guint x = 0; x < gray->width; x++)
        row[x] = (guint8) mean_of_square (page, x * side, y * side, side);
    }
  return gray;
}

/* Between four dots, in 1/256 of a dot. */
static inline void
mix (const YcRaster *page,
     int             x,
     int             y,
     guint8         *to)
{
  guint fx = (guint) x >> 8 & 0xFF, fy = (guint) y >> 8 & 0xFF;
  gsize stride = yc_raster_get_stride (page);
  const guint8 *from = yc_raster_get_row (page, (guint) (y >> 16)) + (gsize) (x >> 16) * page->channels;

  for (guint c = 0; c < page->channels; c++)
    {
      guint upper = from[c] * (256 - fx) + from[c + page->channels] * fx;
      guint lower = from[c + stride] * (256 - fx) + from[c + stride + page->channels] * fx;

      to[c] = (guint8) ((upper * (256 - fy) + lower * fy + 32768) >> 16);
    }
}

static void
turn_row (const YcRaster *page,
          YcRaster       *turned,
          guint           y,
          int             sine,
          int             cosine)
{
  gint64 middle_x = (gint64) (page->width - 1) * 32768, middle_y = (gint64) (page->height - 1) * 32768;
  gint64 dy = ((gint64) y << 16) - middle_y;
  /* Where the first dot of the row comes from; each further one lies a step on. */
  gint64 from_x = middle_x + ((-middle_x * cosine + dy * sine) >> 16);
  gint64 from_y = middle_y + ((middle_x * sine + dy * cosine) >> 16);
  gint64 last_x = ((gint64) page->width - 1) << 16, last_y = ((gint64) page->height - 1) << 16;
  guint8 *to = yc_raster_get_row (turned, y);

  for (guint x = 0; x < page->width; x++, to += page->channels, from_x += cosine, from_y -= sine)
    if (from_x >= 0 && from_y >= 0 && from_x < last_x && from_y < last_y)
      mix (page, (int) from_x, (int) from_y, to);
    else
      memset (to, 0xFF, page->channels);
}

YcRaster *
yc_scan_turn (const YcRaster  *page,
              double           degrees,
              GError         **error)
{
  YcRaster *turned = yc_raster_new (page->width, page->height, page->channels, page->dpi, error);
  int sine = (int) lround (sin (degrees * G_PI / 180) * 65536);
  int cosine = (int) lround (cos (degrees * G_PI / 180) * 65536);

  for (guint y = 0; turned != NULL && y < page->height; y++)
    turn_row (page, turned, y, sine, cosine);
  return turned;
}

YcRaster *
yc_scan_turn_quarter (const YcRaster  *page,
                      guint            quarters,
                      GError         **error)
{
  gboolean across = quarters % 2 != 0;
  guint channels = page->channels;
  YcRaster *turned = yc_raster_new (across ? page->height : page->width, across ? page->width : page->height, channels,
                                    page->dpi, error);

  for (guint y = 0; turned != NULL && y < turned->height; y++)
    {
      guint8 *to = yc_raster_get_row (turned, y);

      for (guint x = 0; x < turned->width; x++, to += channels)
        {
          guint from_x = x, from_y = y;

          if (quarters % 4 == 1)
            from_x = y, from_y = page->height - 1 - x;
          else if (quarters % 4 == 2)
            from_x = page->width - 1 - x, from_y = page->height - 1 - y;
          else if (quarters % 4 == 3)
            from_x = page->width - 1 - y, from_y = x;
          memcpy (to, yc_raster_get_row (page, from_y) + (gsize) from_x * channels, channels);
        }
    }
  return turned;
}
