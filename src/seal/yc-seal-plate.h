/* Where seals lie on a plate: shelves of pieces side by side. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* In any one unit. */
typedef struct
{
  gint64 width;
  gint64 height;
  gint64 x;    /* out */
  gint64 y;    /* out */
  guint shelf; /* out: 0… from the top; pieces of a shelf share no column */
} YcSealPiece;

gboolean yc_seal_plate_lay_out (YcSealPiece *pieces,
                                guint        n_pieces,
                                gint64       width,
                                gint64       height,
                                gint64       gap);

G_END_DECLS
