/* Folded streams, kept while they are in use. */
#pragma once

#include "yc-case.h"
#include "yc-hub-store.h"
#include "yc-visit.h"

G_BEGIN_DECLS

#define YC_HUB_STREAM_OPS_MAX 20000 /* a stream that has more takes no more */

/* One stream as it is after its last row. */
typedef struct
{
  YcStream stream;
  char *hall;      /* NULL until somebody wrote to it */
  gint64 revision; /* of the last row; 0 before the first */
  YcCase *folded_case;   /* of a case */
  YcVisit *folded_visit; /* of a visit */
} YcHubState;

typedef struct _YcHubStates YcHubStates;

YcHubStates *yc_hub_states_new   (guint           kept_max);
void         yc_hub_states_free  (YcHubStates    *self);
YcHubState  *yc_hub_states_get   (YcHubStates    *self,
                                  YcHubStore     *store,
                                  const YcStream *stream,
                                  GError        **error);
void         yc_hub_states_clear (YcHubStates    *self);
gboolean     yc_hub_state_fold   (YcHubState     *state,
                                  const YcOp     *op,
                                  const YcVerdict *verdict,
                                  gint64          revision);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubStates, yc_hub_states_free)

G_END_DECLS
