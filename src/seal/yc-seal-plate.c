/* yc-seal-plate.c: pieces in shelves, the tallest first
 *
 * As many as fit stand side by side, because rows are shared: a row over three seals
 * turns once, not three times. The tallest first, so that the rows below the shorter ones
 * end early. Pieces of one height keep their order, and the same pieces always
 * lie the same way.
 */

#include "yc-seal-plate.h"

static int
compare_pieces (gconstpointer a,
                gconstpointer b,
                gpointer      data)
{
  const YcSealPiece *pieces = data;
  guint i = *(const guint *) a, j = *(const guint *) b;

  if (pieces[i].height != pieces[j].height)
    return pieces[i].height > pieces[j].height ? -1 : 1;
  return i < j ? -1 : i > j;
}

/**
 * yc_seal_plate_lay_out:
 * @pieces: their sizes; where they lie is filled in
 * @n_pieces: how many
 * @width: the plate's
 * @height: the plate's
 * @gap: that stays between two pieces
 *
 * Returns: whether they fit
 */
gboolean
yc_seal_plate_lay_out (YcSealPiece *pieces,
                       guint        n_pieces,
                       gint64       width,
                       gint64       height,
                       gint64       gap)
{
  g_autofree guint *order = g_new (guint, MAX (n_pieces, 1));
  gint64 x = 0, y = 0, shelf_height = 0;
  guint shelf = 0;

  for (guint i = 0; i < n_pieces; i++)
    order[i] = i;
  g_qsort_with_data (order, n_pieces, sizeof *order, compare_pieces, pieces);
  for (guint i = 0; i < n_pieces; i++)
    {
      YcSealPiece *piece = &pieces[order[i]];

      if (x > 0 && x + piece->width > width)
        {
          x = 0;
          y += shelf_height + gap;
          shelf_height = 0;
          shelf++;
        }
      if (piece->width > width || y + piece->height > height)
        return FALSE;
      piece->x = x;
      piece->y = y;
      piece->shelf = shelf;
      x += piece->width + gap;
      shelf_height = MAX (shelf_height, piece->height);
    }
  return TRUE;
}
