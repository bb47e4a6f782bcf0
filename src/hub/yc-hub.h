/* The hub itself: a store, a key, and the state that follows from them. */
#pragma once

#include "yc-hub-answer.h"
#include "yc-hub-board.h"
#include "yc-hub-keys.h"
#include "yc-hub-metrics.h"
#include "yc-hub-rules.h"
#include "yc-hub-seen.h"
#include "yc-hub-states.h"
#include "yc-hub-store.h"

G_BEGIN_DECLS

#define YC_HUB_AUTHOR "hub"                 /* of what the hub says itself */
#define YC_HUB_RELEASED_META "released"     /* the restoring after which machines go on, as it stands there */
#define YC_HUB_RESTORED_META "restored" /* when this hub was made of a backup: ms since 1970 */
#define YC_HUB_STATES_MAX 1024              /* folded streams in memory */
#define YC_HUB_HORIZON_MS (G_GINT64_CONSTANT (7) * 24 * 3600 * 1000)
#define YC_HUB_TIME_ZONE_MINUTES 480        /* China keeps one time */

/* Once it is open, one thread uses it: all of it blocks. The members that
 * never change (@key, @epoch, @training, @restored_ms, @rules, @blob_folder…) may be read by any. */
typedef struct
{
  YcHubStore *store;
  YcKeyPair *key;
  YcClock *clock;
  YcHubStates *states;
  YcHubBoard *board; /* the halls' facts in memory */
  YcHubKeys *keys; /* any thread asks it */
  YcHubMetrics *metrics; /* any thread counts in it */
  YcHubSeen *seen; /* any thread notes in it */
  YcHubRules *rules; /* NULL only where no op is taken: in a command of admin */
  char *folder;
  char *blob_folder;
  char *epoch;
  gboolean training;
  gint64 restored_ms; /* when it was made of a backup; 0: never */
  GPtrArray *said; /* (nullable): of YcOp, while an op is taken: what its desk shows that the hub has said */
  gboolean head_known;
  gint64 head_position;
  char *head_hash;
} YcHub;

YcHub   *yc_hub_open        (const char  *folder,
                             YcClock     *clock,
                             const char  *catalogues,
                             GError     **error);
gboolean yc_hub_close       (YcHub       *self,
                             GError     **error);
gint64   yc_hub_get_now     (YcHub       *self);
gint64   yc_hub_get_packs   (YcHub       *self);
void     yc_hub_forget      (YcHub       *self);
gboolean yc_hub_know_head   (YcHub       *self,
                             GError     **error);
/* @hall: (nullable): the stream's; NULL for one nobody has written to */
gboolean yc_hub_stream_is_open (YcHub    *self,
                             const YcStream *stream,
                             const char *hall,
                             const YcHubDevice *device,
                             gboolean   *ret_open,
                             GError    **error);

/* The store's functions in one word: CALL (hub, find_row, &id, error). */
#define YC_HUB_CALL(hub, function, ...) \
  (YC_HUB_STORE_GET_IFACE ((hub)->store)->function ((hub)->store, ##__VA_ARGS__))

G_END_DECLS
