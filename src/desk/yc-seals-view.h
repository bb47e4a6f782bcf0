/* A case's seals at true size, and the plate they are cut from. */
#pragma once

#include "yc-seal-work.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_SEALS_VIEW (yc_seals_view_get_type ())
G_DECLARE_FINAL_TYPE (YcSealsView, yc_seals_view, YC, SEALS_VIEW, GtkWidget)

/* @work: its items and its plan may have changed since */
void yc_seals_view_set_work (YcSealsView *self,
                             YcSealWork  *work);
/* How much of the plan is shown as burnt, in seconds of its time. */
void yc_seals_view_set_time (YcSealsView *self,
                             double       time_s);

G_END_DECLS
