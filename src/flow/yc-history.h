/* One stream as this desk knows it: the hub's rows, and on top its own ops
 * that are not among them yet. */
#pragma once

#include "yc-case.h"
#include "yc-op-wire.h"
#include "yc-visit.h"

G_BEGIN_DECLS

typedef struct _YcHistory YcHistory;

YcHistory *yc_history_new          (const YcStream  *stream);
void       yc_history_free         (YcHistory       *self);
gboolean   yc_history_add_row      (YcHistory       *self,
                                    YcFeedRow       *row);
void       yc_history_add_own      (YcHistory       *self,
                                    YcOp            *op);
void       yc_history_answer       (YcHistory       *self,
                                    const YcId      *op,
                                    const YcVerdict *verdict);
void       yc_history_clear_rows   (YcHistory       *self);
gint64     yc_history_get_revision (YcHistory       *self);
guint      yc_history_get_waiting  (YcHistory       *self);
const YcOp *yc_history_find_grant  (YcHistory       *self,
                                    const char      *job);
YcCase    *yc_history_fold_case    (YcHistory       *self,
                                    gint64           offset_ms);
YcCase    *yc_history_fold_case_at (YcHistory       *self,
                                    gint64           revision);
YcVisit   *yc_history_fold_visit   (YcHistory       *self,
                                    gint64           offset_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHistory, yc_history_free)

G_END_DECLS
