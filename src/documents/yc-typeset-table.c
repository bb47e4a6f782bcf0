/* yc-typeset-table.c: tables over pages
 *
 * A row goes whole to one page where a page can hold it, and is split between
 * lines where none can. The header stands again at the top of every page that
 * has rows, and never alone at the foot of one.
 */

#include "yc-typeset-private.h"

#define PADDING_X 4.0 /* points */
#define PADDING_Y 3.0
#define SPLIT_LINES_MIN 3 /* fewer lines of a tall row are not begun on a page */

void
yc_typeset_row_free (YcTypesetRow *row)
{
  for (guint i = 0; i < row->n_cells; i++)
    if (row->cells[i] != NULL)
      yc_typeset_lines_free (row->cells[i]);
  g_free (row->cells);
  g_free (row);
}

/* @columns_mm: (array length=n_columns): their widths */
void
yc_typeset_begin_table (YcTypeset    *self,
                        const double *columns_mm,
                        guint         n_columns)
{
  g_return_if_fail (n_columns > 0 && n_columns <= YC_TYPESET_COLUMNS_MAX);

  for (guint i = 0; i < n_columns; i++)
    self->columns[i] = columns_mm[i] * YC_TYPESET_POINTS_PER_MM;
  self->n_columns = n_columns;
  g_ptr_array_set_size (self->header, 0);
  self->header_due = TRUE;
}

void
yc_typeset_end_table (YcTypeset *self)
{
  self->n_columns = 0;
  g_ptr_array_set_size (self->header, 0);
}

static double
get_cell_width (YcTypeset          *self,
                const YcTypesetRow *row,
                guint               cell)
{
  guint column = 0;
  double width = 0;

  for (guint i = 0; i < cell; i++)
    column += row->spans[i];
  for (guint i = 0; i < row->spans[cell] && column + i < self->n_columns; i++)
    width += self->columns[column + i];
  return width;
}

static guint
get_lines_left (const YcTypesetRow *row,
                guint               cell)
{
  return row->cells[cell]->n_lines - row->from[cell];
}

/* What is left of the row, at least @least high. */
static double
get_height (const YcTypesetRow *row,
            double              least)
{
  double height = least;

  for (guint i = 0; i < row->n_cells; i++)
    height = MAX (height, get_lines_left (row, i) * row->cells[i]->style->line_pt + 2 * PADDING_Y);
  return height;
}

static double
get_line_max (const YcTypesetRow *row)
{
  double line = 0;

  for (guint i = 0; i < row->n_cells; i++)
    line = MAX (line, row->cells[i]->style->line_pt);
  return line;
}

/* Draws a cell's lines as far as @height holds them, in the middle of it. */
static void
draw_cell (YcTypeset    *self,
           YcTypesetRow *row,
           guint         cell,
           double        x,
           double        height)
{
  YcTypesetLines *lines = row->cells[cell];
  double line_pt = lines->style->line_pt;
  guint count = MIN (get_lines_left (row, cell), (guint) ((height - 2 * PADDING_Y + 0.01) / line_pt));
  double y = self->y + (height - count * line_pt) / 2;

  for (guint i = 0; i < count; i++)
    yc_typeset_lines_ink (self, lines, row->from[cell] + i, self->pages->len, x + PADDING_X, y + i * line_pt);
  row->from[cell] += count;
}

static void
draw_row (YcTypeset    *self,
          YcTypesetRow *row,
          double        height)
{
  double x = self->left;

  for (guint i = 0; i < row->n_cells; i++)
    {
      YcInk box = { .type = YC_INK_BOX, .x = x, .y = self->y, .width = get_cell_width (self, row, i), .height = height };

      draw_cell (self, row, i, x, height);
      yc_typeset_add_ink (self, self->pages->len, &box);
      x += box.width;
    }
  self->y += height;
}

static double
get_header_height (YcTypeset *self)
{
  double height = 0;

  for (guint i = 0; i < self->header->len; i++)
    height += ((YcTypesetRow *) g_ptr_array_index (self->header, i))->height;
  return height;
}

static void
draw_header (YcTypeset *self)
{
  for (guint i = 0; i < self->header->len && self->header_due; i++)
    {
      YcTypesetRow *row = g_ptr_array_index (self->header, i);

      for (guint cell = 0; cell < row->n_cells; cell++)
        row->from[cell] = 0;
      draw_row (self, row, row->height);
    }
  self->header_due = FALSE;
}

static gboolean
turn_page (YcTypeset  *self,
           GError    **error)
{
  self->header_due = TRUE;
  return yc_typeset_new_page (self, error);
}

/* The row is higher than a page: as much of it as goes here. */
static gboolean
place_part (YcTypeset     *self,
            YcTypesetRow  *row,
            double         room,
            GError       **error)
{
  if (room < SPLIT_LINES_MIN * get_line_max (row) + 2 * PADDING_Y)
    return turn_page (self, error);
  draw_header (self);
  draw_row (self, row, room);
  return turn_page (self, error);
}

static gboolean
place_row (YcTypeset     *self,
           YcTypesetRow  *row,
           GError       **error)
{
  double least = row->height;

  for (;;)
    {
      double head = get_header_height (self);
      double room = self->bottom - self->y - (self->header_due ? head : 0);
      double height = get_height (row, least);

      if (height <= room)
        {
          draw_header (self);
          draw_row (self, row, height);
          return TRUE;
        }
      if (height <= self->bottom - self->top - head)
        {
          if (!turn_page (self, error))
            return FALSE;
          continue;
        }
      least = 0;
      if (!place_part (self, row, room, error))
        return FALSE;
    }
}

/**
 * yc_typeset_add_row:
 * @cells: (array length=n_cells): their spans together are the table's columns
 * @height_mm: the least height; 0 for as much as the text needs
 * @is_header: repeated on every page; before all other rows
 * @error: %YC_TEMPLATE_ERROR_GLYPH, %YC_TEMPLATE_ERROR_LIMIT
 */
gboolean
yc_typeset_add_row (YcTypeset            *self,
                    const YcTypesetCell  *cells,
                    guint                 n_cells,
                    double                height_mm,
                    gboolean              is_header,
                    GError              **error)
{
  YcTypesetRow *row = g_new0 (YcTypesetRow, 1);
  gboolean good;

  g_return_val_if_fail (n_cells > 0 && n_cells <= self->n_columns, FALSE);

  row->cells = g_new0 (YcTypesetLines *, n_cells + 1);
  row->n_cells = n_cells;
  good = yc_typeset_check (self, error);
  for (guint i = 0; i < n_cells && good; i++)
    {
      row->spans[i] = cells[i].span;
      row->cells[i] = yc_typeset_lines_new (self, cells[i].text, cells[i].style,
                                            get_cell_width (self, row, i) - 2 * PADDING_X, error);
      good = row->cells[i] != NULL;
    }
  if (good)
    row->height = get_height (row, height_mm * YC_TYPESET_POINTS_PER_MM);
  if (good && is_header)
    {
      g_ptr_array_add (self->header, row);
      return TRUE;
    }
  good = good && place_row (self, row, error);
  yc_typeset_row_free (row);
  return good;
}
