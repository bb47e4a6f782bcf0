/* A field that two people have filled in: both values, side by side. */
#pragma once

#include "yc-case-file.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_CONTEST_BOX (yc_contest_box_get_type ())
G_DECLARE_FINAL_TYPE (YcContestBox, yc_contest_box, YC, CONTEST_BOX, GtkWidget)

GtkWidget *yc_contest_box_new  (void);
void       yc_contest_box_show (YcContestBox  *self,
                            YcCaseFile *file,
                            const char *path);

G_END_DECLS
