/* One request to an outside office, and its answer. */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* What came back; no message is no answer at all. */
typedef struct
{
  guint status;          /* of HTTP; 0 where nobody answered */
  GBytes *body;          /* (nullable): NULL with a status of 0 */
  gint64 retry_after_ms; /* 0 for nothing */
} YcHubOfficeReply;

void     yc_hub_office_reply_free  (YcHubOfficeReply    *self);
void     yc_hub_office_call_async  (SoupSession         *session,
                                    SoupMessage         *message,
                                    gsize                bytes_max,
                                    guint                timeout_ms,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             data);
YcHubOfficeReply *yc_hub_office_call_finish (GAsyncResult *result,
                                    GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubOfficeReply, yc_hub_office_reply_free)

G_END_DECLS
