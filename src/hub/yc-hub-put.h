/* Ops as they come, before the store has seen them. */
#pragma once

#include "yc-hub-keys.h"
#include "yc-hub-request.h"

G_BEGIN_DECLS

/* One op that came, decoded, from a device that is known. */
typedef struct _YcHubPut YcHubPut;
struct _YcHubPut
{
  YcHubDevice *device;
  YcOp *op;
  YcStamp sending;
  GPtrArray *grant;    /* of YcHubShown: as it was shown with the op */
  GPtrArray *said;     /* the same: what the hub has said after it */
  gint64 received_ms;
  gboolean is_verified; /* its signature is by that key; whose key it is, the store says */
  guint8 verified_key[YC_KEY_SIZE];
  const YcHubPut *before; /* (nullable): of the same request and stream, and to be taken before it */
  YcHubAnswer *answer; /* (nullable): filled in by the ingest */
  YcOutcome outcome;   /* 0: not settled now; the same */
  YcId withdrawn;      /* the device that is not known any more; nil: none; the same */
};

GPtrArray   *yc_hub_puts_read   (YcHubKeys          *keys,
                                 const YcHubDevice  *device,
                                 const YcHubRequest *request,
                                 GBytes             *body,
                                 gint64              received_ms,
                                 YcHubAnswer       **ret_refusal);
YcHubAnswer *yc_hub_puts_answer (GPtrArray          *puts,
                                 YcHubDoor           door);

G_END_DECLS
