/* The supervisor's page: the hall in figures, and what is behind each. */
#pragma once

#include "yc-hall.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signal: "open-case" (YcCaseFile). */
#define YC_TYPE_HALL_PAGE (yc_hall_page_get_type ())
G_DECLARE_FINAL_TYPE (YcHallPage, yc_hall_page, YC, HALL_PAGE, GtkWidget)

void yc_hall_page_set_counter (YcHallPage *self,
                               YcCounter  *counter);
void yc_hall_page_act         (YcHallPage *self,
                               const char *verb);

G_END_DECLS
