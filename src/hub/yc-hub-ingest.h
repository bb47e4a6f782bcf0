/* Taking ops in: many in one transaction (D15). */
#pragma once

#include "yc-hub-request.h"
#include "yc-hub.h"

G_BEGIN_DECLS

/* One op that came, decoded, from a device that is known. */
typedef struct
{
  YcHubDevice *device;
  YcOp *op;
  YcStamp sending;
  GPtrArray *grant;    /* of YcHubShown: as it was shown with the op */
  GPtrArray *said;     /* the same: what the hub has said after it */
  gint64 received_ms;
  YcHubAnswer *answer; /* (nullable): filled in by the ingest */
  YcOutcome outcome;   /* 0: not settled now; the same */
} YcHubPut;

YcHubPut    *yc_hub_put_new      (const YcHubDevice  *device,
                                  const YcHubRequest *request,
                                  GBytes             *body,
                                  gint64              received_ms,
                                  YcHubAnswer       **ret_refusal);
void         yc_hub_put_free     (YcHubPut           *self);
void         yc_hub_ingest       (YcHub              *hub,
                                  GPtrArray          *puts,
                                  GHashTable         *ret_touched);

gboolean     yc_hub_ingest_own   (YcHub              *hub,
                                  YcHubState         *state,
                                  const char         *kind,
                                  YcBody             *body,
                                  YcMoment            at,
                                  GHashTable         *touched,
                                  GError            **error);

gboolean     yc_hub_ingest_go_on (YcHub              *hub,
                                  const char         *stream,
                                  GHashTable         *touched,
                                  GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubPut, yc_hub_put_free)

G_END_DECLS
