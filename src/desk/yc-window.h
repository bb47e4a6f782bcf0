/* The window: header, pages, banner, key bar. */
#pragma once

#include "yc-counter.h"
#include "yc-display.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Properties: "page" ("today", "case", "helper", "review", "hall", "devices",
 * "line"; those that the roles of who is signed in have). */
#define YC_TYPE_WINDOW (yc_window_get_type ())
G_DECLARE_FINAL_TYPE (YcWindow, yc_window, YC, WINDOW, AdwApplicationWindow)

YcWindow *yc_window_new          (AdwApplication *application);
void      yc_window_set_counter  (YcWindow       *self,
                                  YcCounter      *counter,
                                  guint           lock_after_minutes);
void      yc_window_toast        (YcWindow       *self,
                                  const char     *words);
void      yc_window_show_problem (YcWindow       *self,
                                  const char     *problem);
void      yc_window_show_failure (YcWindow       *self,
                                  const char     *problem);
void      yc_window_open_case    (YcWindow       *self,
                                  YcCaseFile     *file);
/* (nullable): what the applicant sees; NULL until there is a counter */
YcDisplay *yc_window_get_display (YcWindow      *self);

G_END_DECLS
