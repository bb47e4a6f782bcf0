/* Where a reviewer's decision is written down before it is made. */
#pragma once

#include "yc-case-review.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  YC_REVIEW_NONE,
  YC_REVIEW_APPROVE,
  YC_REVIEW_RETURN,
  YC_REVIEW_REFUSE,
  YC_REVIEW_CONSULT,
} YcReviewVerb;

#define YC_TYPE_REVIEW_PANEL (yc_review_panel_get_type ())
G_DECLARE_FINAL_TYPE (YcReviewPanel, yc_review_panel, YC, REVIEW_PANEL, GtkWidget)

void         yc_review_panel_open        (YcReviewPanel  *self,
                                          YcReviewVerb    verb,
                                          YcCaseFile     *file,
                                          const YcModule *module);
void         yc_review_panel_close       (YcReviewPanel  *self);
YcReviewVerb yc_review_panel_get_verb    (YcReviewPanel  *self);
gboolean     yc_review_panel_toggle      (YcReviewPanel  *self,
                                          guint           number);
GPtrArray   *yc_review_panel_list_points (YcReviewPanel  *self);
const char  *yc_review_panel_get_text    (YcReviewPanel  *self);
const char  *yc_review_panel_get_with    (YcReviewPanel  *self);
gboolean     yc_review_panel_get_outcome (YcReviewPanel  *self,
                                          YcDecideOutcome *ret_outcome);
void         yc_review_panel_edit        (YcReviewPanel  *self);

G_END_DECLS
