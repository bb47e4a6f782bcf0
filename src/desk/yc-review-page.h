/* The reviewer's page: the queue, a case point by point, and its decision. */
#pragma once

#include "yc-counter.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_REVIEW_PAGE (yc_review_page_get_type ())
G_DECLARE_FINAL_TYPE (YcReviewPage, yc_review_page, YC, REVIEW_PAGE, GtkWidget)

void yc_review_page_set_counter (YcReviewPage *self,
                                 YcCounter    *counter);
void yc_review_page_act         (YcReviewPage *self,
                                 const char   *verb);

G_END_DECLS
