/* A case: steps at the left, the step in the middle, the clock at the right. */
#pragma once

#include "yc-counter.h"
#include "yc-display.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_CASE_PAGE (yc_case_page_get_type ())
G_DECLARE_FINAL_TYPE (YcCasePage, yc_case_page, YC, CASE_PAGE, GtkWidget)

void        yc_case_page_set_counter  (YcCasePage *self,
                                       YcCounter  *counter);
void        yc_case_page_set_display  (YcCasePage *self,
                                       YcDisplay  *display);
void        yc_case_page_set_file     (YcCasePage *self,
                                       YcCaseFile *file);
YcCaseFile *yc_case_page_get_file     (YcCasePage *self);
void        yc_case_page_show_step    (YcCasePage *self,
                                       YcStep      step);
void        yc_case_page_jump         (YcCasePage *self,
                                       const char *path);
void        yc_case_page_next_missing (YcCasePage *self);
void        yc_case_page_add          (YcCasePage *self);
void        yc_case_page_receive      (YcCasePage *self,
                                       int         outcome);
void        yc_case_page_act          (YcCasePage *self,
                                       gboolean    other);
void        yc_case_page_turn         (YcCasePage *self,
                                       int         by);
void        yc_case_page_scan         (YcCasePage *self,
                                       gboolean    replace);
void        yc_case_page_sign         (YcCasePage *self);
void        yc_case_page_look         (YcCasePage *self);
void        yc_case_page_look         (YcCasePage *self);
void        yc_case_page_pause        (YcCasePage *self);
void        yc_case_page_mend         (YcCasePage *self,
                                       guint       number);
void        yc_case_page_undo         (YcCasePage *self);
void        yc_case_page_submit       (YcCasePage *self);
void        yc_case_page_print        (YcCasePage *self);
void        yc_case_page_print_list   (YcCasePage *self);
void        yc_case_page_take_card    (YcCasePage *self,
                                       YcCard     *card);
void        yc_case_page_commit       (YcCasePage *self);

G_END_DECLS
