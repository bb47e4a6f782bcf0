/* Today: who waits, and my cases. */
#pragma once

#include "yc-counter.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signals: "open-case" (YcCaseFile), then, where it was opened with a card,
 * "take-card" (YcCard). */
#define YC_TYPE_TODAY_PAGE (yc_today_page_get_type ())
G_DECLARE_FINAL_TYPE (YcTodayPage, yc_today_page, YC, TODAY_PAGE, GtkWidget)

void yc_today_page_set_counter    (YcTodayPage *self,
                                   YcCounter   *counter);
void yc_today_page_call_next      (YcTodayPage *self);
void yc_today_page_act            (YcTodayPage    *self,
                                   YcTicketAction  action);
void yc_today_page_transfer       (YcTodayPage *self);
void yc_today_page_issue          (YcTodayPage *self);
void yc_today_page_new_case       (YcTodayPage *self,
                                   YcCard      *card);
void yc_today_page_search         (YcTodayPage *self,
                                   const char  *words);
void yc_today_page_search_number  (YcTodayPage *self,
                                   const char  *number);

G_END_DECLS
