/* yc-seal-clash.c: how near shapes come to each other
 *
 * Measured between flattened outlines, with nothing known of how they were put
 * where they are. Lines are sorted into the cells of a grid that they reach; two
 * lines of different shapes are compared where they meet in a cell.
 */

#include "yc-seal-clash.h"

#include <math.h>

#define CELL_MM 0.5
#define CELLS_MAX 512 /* of a side */

/* --- points and lines ------------------------------------------------ */

/* Squared, of a point from a line. */
static double
get_point_distance (YcSealPoint p,
                    YcSealPoint a,
                    YcSealPoint b)
{
  double dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy;
  double t = length > 0 ? CLAMP (((p.x - a.x) * dx + (p.y - a.y) * dy) / length, 0, 1) : 0;
  double x = a.x + t * dx - p.x, y = a.y + t * dy - p.y;

  return x * x + y * y;
}

static double
get_turn (YcSealPoint a,
          YcSealPoint b,
          YcSealPoint c)
{
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

static double
get_line_distance (const YcSealEdge *p,
                   const YcSealEdge *q)
{
  if ((get_turn (p->a, p->b, q->a) > 0) != (get_turn (p->a, p->b, q->b) > 0) &&
      (get_turn (q->a, q->b, p->a) > 0) != (get_turn (q->a, q->b, p->b) > 0))
    return 0;
  return sqrt (MIN (MIN (get_point_distance (p->a, q->a, q->b), get_point_distance (p->b, q->a, q->b)),
                    MIN (get_point_distance (q->a, p->a, p->b), get_point_distance (q->b, p->a, p->b))));
}

static void
add_edges (const YcSealPath *path,
           guint             shape,
           GArray           *edges)
{
  g_autoptr (GPtrArray) contours = yc_seal_path_flatten (path, YC_SEAL_FLAT_MM);

  for (guint i = 0; i < contours->len; i++)
    {
      GArray *points = g_ptr_array_index (contours, i);

      for (guint p = 0; p < points->len; p++)
        {
          YcSealEdge edge = { g_array_index (points, YcSealPoint, p), g_array_index (points, YcSealPoint, (p + 1) % points->len),
                              shape };

          g_array_append_val (edges, edge);
        }
    }
}

/* Returns: (transfer full) (element-type YcSealEdge): an outline's lines, flattened */
GArray *
yc_seal_list_edges (const YcSealPath *path)
{
  GArray *edges = g_array_new (FALSE, FALSE, sizeof (YcSealEdge));

  add_edges (path, 0, edges);
  return edges;
}

/* Whether a point is ink, by the nonzero rule. @lines: as yc_seal_path_flatten() gives them */
gboolean
yc_seal_is_inside (const GPtrArray *lines,
                   double           x,
                   double           y)
{
  int winding = 0;

  for (guint i = 0; i < lines->len; i++)
    {
      GArray *points = g_ptr_array_index (lines, i);

      for (guint p = 0; p < points->len; p++)
        {
          YcSealPoint a = g_array_index (points, YcSealPoint, p);
          YcSealPoint b = g_array_index (points, YcSealPoint, (p + 1) % points->len);

          if ((a.y <= y) == (b.y <= y))
            continue;
          if (a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x) > x)
            winding += b.y > a.y ? 1 : -1;
        }
    }
  return winding != 0;
}

/* --- the grid -------------------------------------------------------- */

typedef struct
{
  GArray *lines;   /* of YcSealEdge */
  guint columns;
  guint rows;
  guint *starts;   /* where a cell's indices begin, and one more */
  guint *indices;  /* of lines */
} Grid;

typedef struct
{
  guint from[2]; /* column and row */
  guint to[2];   /* last ones */
} Cells;

static Cells
get_cells (const Grid *self,
           const YcSealEdge *line,
           double      reach_mm)
{
  double min_x = MIN (line->a.x, line->b.x) - reach_mm, max_x = MAX (line->a.x, line->b.x) + reach_mm;
  double min_y = MIN (line->a.y, line->b.y) - reach_mm, max_y = MAX (line->a.y, line->b.y) + reach_mm;

  return (Cells) { { (guint) CLAMP (min_x / CELL_MM, 0, self->columns - 1), (guint) CLAMP (min_y / CELL_MM, 0, self->rows - 1) },
                   { (guint) CLAMP (max_x / CELL_MM, 0, self->columns - 1), (guint) CLAMP (max_y / CELL_MM, 0, self->rows - 1) } };
}

/* Counts first, so that the indices of all cells lie in one block. */
static void
grid_init (Grid                *self,
           const YcSealDrawing *drawing,
           double               reach_mm)
{
  g_autofree guint *filled = NULL;
  guint cells;

  self->lines = g_array_new (FALSE, FALSE, sizeof (YcSealEdge));
  for (guint i = 0; i < yc_seal_drawing_count_shapes (drawing); i++)
    add_edges (yc_seal_drawing_get_path (drawing, i), i, self->lines);
  self->columns = (guint) CLAMP (ceil (yc_seal_drawing_get_width_mm (drawing) / CELL_MM), 1, CELLS_MAX);
  self->rows = (guint) CLAMP (ceil (yc_seal_drawing_get_height_mm (drawing) / CELL_MM), 1, CELLS_MAX);
  cells = self->columns * self->rows;
  self->starts = g_new0 (guint, cells + 1);
  for (guint pass = 0; pass < 2; pass++)
    {
      for (guint i = 0; i < self->lines->len; i++)
        {
          Cells c = get_cells (self, &g_array_index (self->lines, YcSealEdge, i), reach_mm / 2);

          for (guint y = c.from[1]; y <= c.to[1]; y++)
            for (guint x = c.from[0]; x <= c.to[0]; x++)
              {
                guint cell = y * self->columns + x;

                if (pass == 0)
                  self->starts[cell + 1]++;
                else
                  self->indices[self->starts[cell] + filled[cell]++] = i;
              }
        }
      if (pass == 1)
        break;
      for (guint i = 0; i < cells; i++)
        self->starts[i + 1] += self->starts[i];
      self->indices = g_new (guint, MAX (self->starts[cells], 1));
      filled = g_new0 (guint, cells);
    }
}

static void
grid_clear (Grid *self)
{
  g_array_unref (self->lines);
  g_free (self->starts);
  g_free (self->indices);
}

static void
search_cell (const Grid  *self,
             guint        cell,
             YcSealClash *clash)
{
  for (guint i = self->starts[cell]; i < self->starts[cell + 1]; i++)
    for (guint k = i + 1; k < self->starts[cell + 1]; k++)
      {
        const YcSealEdge *a = &g_array_index (self->lines, YcSealEdge, self->indices[i]);
        const YcSealEdge *b = &g_array_index (self->lines, YcSealEdge, self->indices[k]);
        double gap;

        if (a->shape == b->shape)
          continue;
        gap = get_line_distance (a, b);
        if (gap < clash->gap_mm)
          *clash = (YcSealClash) { MIN (a->shape, b->shape), MAX (a->shape, b->shape), gap };
      }
}

/* A shape that lies in another's ink, with no line of theirs near each other. */
static gboolean
find_buried (const YcSealDrawing *drawing,
             YcSealClash         *ret_clash)
{
  guint n = yc_seal_drawing_count_shapes (drawing);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GPtrArray) lines = NULL;
      YcSealBox box;

      yc_seal_drawing_get_bounds (drawing, i, &box);
      for (guint k = 0; k < n; k++)
        {
          YcSealPoint p = yc_seal_path_get_contour (yc_seal_drawing_get_path (drawing, k), 0)->start;

          if (k == i || p.x < box.x || p.y < box.y || p.x > box.x + box.width || p.y > box.y + box.height)
            continue;
          if (lines == NULL)
            lines = yc_seal_drawing_flatten (drawing, i, YC_SEAL_FLAT_MM);
          if (!yc_seal_is_inside (lines, p.x, p.y))
            continue;
          *ret_clash = (YcSealClash) { MIN (i, k), MAX (i, k), 0 };
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * yc_seal_find_clash:
 * @reach_mm: how near two shapes must come to count, at most half a mm; 0: touch or overlap
 * @ret_clash: (out): the two that are nearest; untouched where none are
 *
 * Returns: whether there are any
 */
gboolean
yc_seal_find_clash (const YcSealDrawing *drawing,
                    double               reach_mm,
                    YcSealClash         *ret_clash)
{
  YcSealClash clash = { 0, 0, reach_mm + 1e-9 };
  gboolean found = FALSE;
  Grid grid;

  g_return_val_if_fail (reach_mm >= 0 && reach_mm <= CELL_MM, FALSE);

  grid_init (&grid, drawing, reach_mm);
  for (guint i = 0; i < grid.columns * grid.rows; i++)
    search_cell (&grid, i, &clash);
  grid_clear (&grid);
  found = clash.second > clash.first;
  if ((!found || clash.gap_mm > 0) && find_buried (drawing, &clash))
    found = TRUE;
  if (found)
    *ret_clash = clash;
  return found;
}

static gboolean
is_within (const YcSealEdge *a,
           const YcSealEdge *b,
           double      reach)
{
  return MAX (a->a.x, a->b.x) + reach > MIN (b->a.x, b->b.x) && MIN (a->a.x, a->b.x) - reach < MAX (b->a.x, b->b.x) &&
         MAX (a->a.y, a->b.y) + reach > MIN (b->a.y, b->b.y) && MIN (a->a.y, a->b.y) - reach < MAX (b->a.y, b->b.y);
}

static void
get_box (const GArray *edges,
         YcSealEdge   *ret_box)
{
  YcSealEdge box = { { G_MAXDOUBLE, G_MAXDOUBLE }, { -G_MAXDOUBLE, -G_MAXDOUBLE }, 0 };

  for (guint i = 0; i < edges->len; i++)
    {
      const YcSealEdge *e = &g_array_index (edges, YcSealEdge, i);

      box.a = (YcSealPoint) { MIN (box.a.x, MIN (e->a.x, e->b.x)), MIN (box.a.y, MIN (e->a.y, e->b.y)) };
      box.b = (YcSealPoint) { MAX (box.b.x, MAX (e->a.x, e->b.x)), MAX (box.b.y, MAX (e->a.y, e->b.y)) };
    }
  *ret_box = box;
}

/* Those that may be as near as @reach to all of @others. */
static GArray *
list_near (const GArray *edges,
           const GArray *others,
           double        reach)
{
  GArray *near = g_array_new (FALSE, FALSE, sizeof (YcSealEdge));
  YcSealEdge box;

  get_box (others, &box);
  for (guint i = 0; i < edges->len; i++)
    if (is_within (&g_array_index (edges, YcSealEdge, i), &box, reach))
      g_array_append_vals (near, &g_array_index (edges, YcSealEdge, i), 1);
  return near;
}

/**
 * yc_seal_measure_edges_gap:
 * @a: (element-type YcSealEdge): closed outlines
 * @b: (element-type YcSealEdge): the same
 * @at_most_mm: what is further apart need not be found; G_MAXDOUBLE where nothing is known
 *
 * Returns: how far apart two outlines are; 0 where they touch
 */
double
yc_seal_measure_edges_gap (const GArray *a,
                           const GArray *b,
                           double        at_most_mm)
{
  g_autoptr (GArray) near_a = NULL;
  g_autoptr (GArray) near_b = NULL;
  double least = at_most_mm;

  /* A bound from a few lines leaves few to compare. */
  for (guint k = 0; k < b->len && at_most_mm == G_MAXDOUBLE; k += 8)
    for (guint i = 0; i < a->len; i += 8)
      least = MIN (least, get_line_distance (&g_array_index (a, YcSealEdge, i), &g_array_index (b, YcSealEdge, k)));
  near_a = list_near (a, b, least);
  near_b = list_near (b, near_a, least);
  for (guint i = 0; i < near_a->len; i++)
    for (guint k = 0; k < near_b->len; k++)
      if (is_within (&g_array_index (near_a, YcSealEdge, i), &g_array_index (near_b, YcSealEdge, k), least))
        least = MIN (least, get_line_distance (&g_array_index (near_a, YcSealEdge, i), &g_array_index (near_b, YcSealEdge, k)));
  return least;
}

/* The same of two shapes. */
double
yc_seal_measure_gap (const YcSealDrawing *drawing,
                     guint                first,
                     guint                second)
{
  g_autoptr (GArray) a = yc_seal_list_edges (yc_seal_drawing_get_path (drawing, first));
  g_autoptr (GArray) b = yc_seal_list_edges (yc_seal_drawing_get_path (drawing, second));

  return yc_seal_measure_edges_gap (a, b, G_MAXDOUBLE);
}
