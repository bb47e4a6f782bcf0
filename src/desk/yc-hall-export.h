/* The hall's figures as a file for a spreadsheet. */
#pragma once

#include "yc-hall.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void yc_hall_export (GtkWidget *from,
                     YcCounter *counter,
                     YcHall    *hall);

G_END_DECLS
