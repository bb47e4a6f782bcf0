/* Who looked at personal data of the hall's cases, as the hub says it. */
#pragma once

#include "yc-counter.h"
#include "yc-hub-answers-figures.h"

G_BEGIN_DECLS

#define YC_TYPE_LOOK (yc_look_get_type ())
G_DECLARE_FINAL_TYPE (YcLook, yc_look, YC, LOOK, GObject)

const YcHubLook *yc_look_get           (YcLook    *self);

/* "changed" is emitted when an answer has come, or why none came. */
#define YC_TYPE_LOOKS (yc_looks_get_type ())
G_DECLARE_FINAL_TYPE (YcLooks, yc_looks, YC, LOOKS, GObject)

YcLooks         *yc_looks_new          (YcCounter *counter);
void             yc_looks_ask          (YcLooks   *self,
                                        gint64     from_ms,
                                        gint64     to_ms);
void             yc_looks_show_more    (YcLooks   *self);
/* Of YcLook, the newest first. */
GListModel      *yc_looks_get_rows     (YcLooks   *self);
guint            yc_looks_get_total    (YcLooks   *self);
/* Of YcHubLookCount; (nullable): before the first answer. */
GPtrArray       *yc_looks_get_persons  (YcLooks   *self);
GPtrArray       *yc_looks_get_purposes (YcLooks   *self);
/* (nullable): why there is no newer answer. */
const char      *yc_looks_get_problem  (YcLooks   *self);

G_END_DECLS
