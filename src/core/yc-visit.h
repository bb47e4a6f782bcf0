/* A visit: one number drawn at the entrance, the fold of its ops. */
#pragma once

#include "yc-kind.h"
#include "yc-op.h"
#include "yc-verdict.h"

G_BEGIN_DECLS

typedef enum
{
  YC_VISIT_NEW, /* nothing folded yet */
  YC_VISIT_WAITING,
  YC_VISIT_CALLED,
  YC_VISIT_SERVED, /* at the window, a case may be open */
  YC_VISIT_PARKED, /* asked to wait aside; may be called again */
  YC_VISIT_NO_SHOW,
  YC_VISIT_CLOSED,
} YcVisitState;

#define YC_TYPE_VISIT (yc_visit_get_type ())
G_DECLARE_FINAL_TYPE (YcVisit, yc_visit, YC, VISIT, GObject)

YcVisit     *yc_visit_new           (const YcId      *id);
gboolean     yc_visit_fold          (YcVisit         *self,
                                     const YcOp      *op,
                                     const YcVerdict *verdict,
                                     gint64           revision);
void         yc_visit_predict       (YcVisit         *self,
                                     const YcOp      *op,
                                     const YcVerdict *verdict);
void         yc_visit_judge         (YcVisit         *self,
                                     const YcOp      *op,
                                     YcVerdict       *verdict);

const YcId  *yc_visit_get_id        (YcVisit         *self);
YcVisitState yc_visit_get_state     (YcVisit         *self);
gint64       yc_visit_get_revision  (YcVisit         *self);
const char  *yc_visit_get_number    (YcVisit         *self);
const char  *yc_visit_get_service   (YcVisit         *self);
const char  *yc_visit_get_hall      (YcVisit         *self);
const char  *yc_visit_get_window    (YcVisit         *self);
const char  *yc_visit_get_target    (YcVisit         *self);
const char  *yc_visit_get_reason    (YcVisit         *self);
guint        yc_visit_get_calls     (YcVisit         *self);
YcMoment     yc_visit_get_issued_at (YcVisit         *self);
YcMoment     yc_visit_get_called_at (YcVisit         *self);
YcMoment     yc_visit_get_first_call (YcVisit        *self,
                                     const char     **ret_window,
                                     const char     **ret_by);
YcMoment     yc_visit_get_no_show_at (YcVisit        *self);
YcMoment     yc_visit_get_transferred_at (YcVisit    *self);
gboolean     yc_visit_get_case      (YcVisit         *self,
                                     YcId            *ret_case);

G_END_DECLS
