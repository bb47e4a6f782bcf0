/* One of the hub's lists of cases, kept up to date while it is looked at. */
#pragma once

#include "yc-counter.h"
#include "yc-list-row.h"

G_BEGIN_DECLS

/* A GListModel of YcListRow, in the hub's order. Properties, read-only:
 * "total" (uint: how many there are in all), "problem" (string, nullable: why
 * it could not be fetched; what is shown is then what was known last). */
#define YC_TYPE_CASE_LIST (yc_case_list_get_type ())
G_DECLARE_FINAL_TYPE (YcCaseList, yc_case_list, YC, CASE_LIST, GObject)

YcCaseList *yc_case_list_new         (YcCounter  *counter,
                                      const char *name,
                                      gboolean    own);
void        yc_case_list_set_live    (YcCaseList *self,
                                      gboolean    live);
void        yc_case_list_refresh     (YcCaseList *self);
guint       yc_case_list_get_total   (YcCaseList *self);
const char *yc_case_list_get_problem (YcCaseList *self);
YcListRow  *yc_case_list_find        (YcCaseList *self,
                                      const YcId *id,
                                      guint      *ret_position);

G_END_DECLS
