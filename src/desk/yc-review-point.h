/* One point of a review: what the form says, and what stands behind it. */
#pragma once

#include "yc-case-review.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *yc_review_point_row_new   (YcCaseFile         *file,
                                      const YcReviewView *view);
char      *yc_review_point_dup_marks (guint               marks);

G_END_DECLS
