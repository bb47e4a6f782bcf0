/* What the hub says to a request: a status and JSON, or a part of a document. */
#pragma once

#include <gio/gio.h>
#include <jansson.h>

G_BEGIN_DECLS

typedef struct
{
  guint status;
  GBytes *body;
  guint retry_after_s; /* 0: not said */
  gboolean is_bytes;   /* not JSON */
  const char *code;    /* (nullable): a problem's, a literal */
} YcHubAnswer;

YcHubAnswer *yc_hub_answer_new         (GBytes      *body);
YcHubAnswer *yc_hub_answer_new_take    (GBytes      *body);
YcHubAnswer *yc_hub_answer_new_json    (json_t      *json);
YcHubAnswer *yc_hub_answer_new_bytes   (GBytes      *bytes);
YcHubAnswer *yc_hub_answer_new_offset_problem (gint64 offset);
YcHubAnswer *yc_hub_answer_new_problem (guint        status,
                                        const char  *code,
                                        const char  *detail);
void         yc_hub_answer_free        (YcHubAnswer *self);
const char  *yc_hub_answer_get_type    (const YcHubAnswer *self);
const char  *yc_hub_status_to_text     (guint        status);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubAnswer, yc_hub_answer_free)

G_END_DECLS
