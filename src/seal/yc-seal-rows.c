/* yc-seal-rows.c: from dots to rows of runs
 *
 * A row of a group of islands is the union of theirs; blank ones are left out.
 * Rows run there and back: at a row's end the head goes on to where it has
 * overscan for this row to slow down and for the next to gain speed, whichever is
 * further, and steps across there.
 *
 * Dot (c, r) covers c … c + 1 along the row; its line runs through its middle.
 */

#include "yc-seal-rows.h"

/* What is being put together. */
typedef struct
{
  YcToolpathBuilder *builder;
  const YcSealIsland *islands; /* by x */
  guint n_islands;
  gint32 dot_nm;
  gboolean spans_only;
} Rows;

void
yc_seal_island_clear (YcSealIsland *self)
{
  g_clear_pointer (&self->spans, g_array_unref);
}

static const guint8 *
get_row (const YcSealBurn *burn,
         guint             y)
{
  return burn->levels + (gsize) y * burn->width;
}

/* --- islands ----------------------------------------------------------- */

static guint8 *
find_columns (const YcSealBurn *burn)
{
  guint8 *columns = g_malloc0 (burn->width);

  for (guint y = 0; y < burn->height; y++)
    {
      const guint8 *row = get_row (burn, y);

      for (guint x = 0; x < burn->width; x++)
        columns[x] |= row[x];
    }
  return columns;
}

static YcSealSpan
find_span (const guint8 *row,
           guint         from,
           guint         to)
{
  while (from < to && row[from] == 0)
    from++;
  while (to > from && row[to - 1] == 0)
    to--;
  return (YcSealSpan){ from, to };
}

static void
add_island (GArray       *islands,
            YcSealIsland *island)
{
  island->spans = g_array_sized_new (FALSE, FALSE, sizeof (YcSealSpan), island->burn->height);
  for (guint y = 0; y < island->burn->height; y++)
    {
      YcSealSpan span = find_span (get_row (island->burn, y), island->from, island->to);

      g_array_append_val (island->spans, span);
    }
  g_array_append_vals (islands, island, 1);
}

/**
 * yc_seal_islands_add:
 * @islands: of #YcSealIsland, by x; those of @burn go behind them
 * @burn: lives at least as long
 * @part: kept with them
 * @x_dots: where it lies on the bed
 * @y_dots: where it lies on the bed
 * @gap_dots: as many blank columns part two islands
 */
void
yc_seal_islands_add (GArray           *islands,
                     const YcSealBurn *burn,
                     guint             part,
                     gint32            x_dots,
                     gint32            y_dots,
                     guint             gap_dots)
{
  g_autofree guint8 *columns = find_columns (burn);
  YcSealIsland island = { burn, x_dots, y_dots, 0, 0, part, NULL };

  for (guint x = 0; x < burn->width; x++)
    {
      if (!columns[x])
        continue;
      if (island.to > 0 && x - island.to >= gap_dots)
        {
          add_island (islands, &island);
          island.from = x;
        }
      island.to = x + 1;
    }
  if (island.to > 0)
    add_island (islands, &island);
}

/* --- rows -------------------------------------------------------------- */

/* What of row @y of the bed lies in an island; blank where it has no such row. */
static YcSealSpan
get_span (const YcSealIsland *island,
          gint32              y)
{
  gint32 row = y - island->y_dots;

  if (row < 0 || row >= (gint32) island->spans->len)
    return (YcSealSpan){ 0, 0 };
  return g_array_index (island->spans, YcSealSpan, row);
}

/* In dots of the bed. */
static gboolean
get_extent (const Rows *self,
            gint32      y,
            YcSealSpan *ret_extent)
{
  gboolean found = FALSE;

  for (guint i = 0; i < self->n_islands; i++)
    {
      YcSealSpan span = get_span (&self->islands[i], y);

      if (span.from == span.to)
        continue;
      if (!found)
        ret_extent->from = self->islands[i].x_dots + span.from;
      ret_extent->to = self->islands[i].x_dots + span.to;
      found = TRUE;
    }
  return found;
}

static gint32
get_y_nm (const Rows *self,
          gint32      y)
{
  return y * self->dot_nm + self->dot_nm / 2;
}

static void
add_to (const Rows *self,
        gint32      x,
        gint32      y,
        gint32      power)
{
  yc_toolpath_builder_add (self->builder, x * self->dot_nm, get_y_nm (self, y), power);
}

static void
add_island_row (const Rows         *self,
                const YcSealIsland *island,
                gint32              y,
                gboolean            forwards)
{
  YcSealSpan span = get_span (island, y);
  const guint8 *row = get_row (island->burn, MAX (0, y - island->y_dots));
  gint32 at = forwards ? span.from : span.to, end = forwards ? span.to : span.from;

  if (span.from == span.to)
    return;
  add_to (self, island->x_dots + at, y, 0);
  while (at != end)
    {
      guint8 level = forwards ? row[at] : row[at - 1];

      if (forwards)
        while (at != end && row[at] == level)
          at++;
      else
        while (at != end && row[at - 1] == level)
          at--;
      add_to (self, island->x_dots + at, y, island->burn->powers[level]);
    }
}

static void
add_row (const Rows       *self,
         gint32            y,
         const YcSealSpan *extent,
         gboolean          forwards)
{
  if (self->spans_only)
    {
      add_to (self, forwards ? extent->from : extent->to, y, 0);
      add_to (self, forwards ? extent->to : extent->from, y, YC_TOOLPATH_POWER_FULL);
      return;
    }
  for (guint i = 0; i < self->n_islands; i++)
    add_island_row (self, &self->islands[forwards ? i : self->n_islands - 1 - i], y, forwards);
}

/* The next row that has something, from @y on; @y_end where there is none. */
static gint32
find_row (const Rows *self,
          gint32      y,
          gint32      y_end,
          YcSealSpan *ret_extent)
{
  while (y < y_end && !get_extent (self, y, ret_extent))
    y++;
  return y;
}

static void
add_rows (const Rows *self,
          gint32      y_from,
          gint32      y_end,
          gint32      overscan_dots)
{
  YcSealSpan extent = { 0, 0 }, next = { 0, 0 };
  gint32 y = find_row (self, y_from, y_end, &extent), y_next;
  gboolean forwards = TRUE;

  add_to (self, extent.from - overscan_dots, y, 0);
  for (; y < y_end; y = y_next, extent = next, forwards = !forwards)
    {
      gint32 turn = forwards ? extent.to : extent.from;

      add_row (self, y, &extent, forwards);
      y_next = find_row (self, y + 1, y_end, &next);
      if (y_next < y_end)
        turn = forwards ? MAX (turn, next.to) : MIN (turn, next.from);
      turn += forwards ? overscan_dots : -overscan_dots;
      add_to (self, turn, y, 0);
      if (y_next < y_end)
        add_to (self, turn, y_next, 0);
    }
}

/**
 * yc_seal_rows_add:
 * @builder: gets one section
 * @islands: by x, none over another, all of one resolution
 * @n_islands: at least 1
 * @setting: of the section
 * @overscan_dots: at least 1
 * @spans_only: each row is one run from its first burnt dot to its last: enough to time it
 */
void
yc_seal_rows_add (YcToolpathBuilder       *builder,
                  const YcSealIsland      *islands,
                  guint                    n_islands,
                  const YcToolpathSetting *setting,
                  gint32                   overscan_dots,
                  gboolean                 spans_only)
{
  Rows self = { builder, islands, n_islands, 0, spans_only };
  gint32 y_from = G_MAXINT32, y_end = G_MININT32;

  g_return_if_fail (n_islands > 0 && overscan_dots > 0);

  self.dot_nm = islands[0].burn->dot_nm;
  for (guint i = 0; i < n_islands; i++)
    {
      y_from = MIN (y_from, islands[i].y_dots);
      y_end = MAX (y_end, islands[i].y_dots + (gint32) islands[i].spans->len);
    }
  yc_toolpath_builder_begin (builder, setting);
  add_rows (&self, y_from, y_end, overscan_dots);
}
