/* The hall in figures for the wall: large, and nothing to press. */
#pragma once

#include "yc-hall.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWindow *yc_hall_wall_new (YcCounter *counter,
                             YcHall    *hall,
                             GtkWindow *parent);

G_END_DECLS
