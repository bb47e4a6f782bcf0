/* The numbers of the whole hall. */
#pragma once

#include "yc-hall.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_HALL_TILES (yc_hall_tiles_get_type ())
G_DECLARE_FINAL_TYPE (YcHallTiles, yc_hall_tiles, YC, HALL_TILES, GtkWidget)

void yc_hall_tiles_show     (YcHallTiles        *self,
                             const YcHubFigures *figures);
void yc_hall_tiles_set_wall (YcHallTiles        *self);

G_END_DECLS
