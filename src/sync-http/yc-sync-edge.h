/* Carries out what the sync machine decides: HTTP, store, clock, timer. */
#pragma once

#include "yc-hub-client.h"
#include "yc-store.h"
#include "yc-sync.h"

G_BEGIN_DECLS

/* Names of settings that the edge keeps in the store, as decimal text. */
#define YC_SYNC_SETTING_OFFSET "sync.offset"   /* hub's clock − wall clock, ms */
#define YC_SYNC_SETTING_HORIZON "sync.horizon" /* ms */
/* Then a grant's id: what the hub gave, as it is shown to it again (Yc-Grant).
 * Who signs in keeps it. */
#define YC_SYNC_SETTING_GRANT "sync.grant."

/* All signals come on the main context, after what they tell of is on disk:
 *   "line-changed"
 *   "stream-rows" (YcStream *): new rows of that stream are in the store
 *   "answered" (YcId *op, YcVerdict *verdict, gint64 revision): the hub's word
 *     on an op of this desk
 *   "epoch-changed": all rows are gone from the store and come anew; load
 *     what is shown from the store again
 *   "head" (GBytes *head, GBytes *signature): what the hub signed of its chain;
 *     not looked at here, and not on disk
 *   "packs": a pack has come to the hub since it was last heard, or a version
 *     was withdrawn; also after the first answer of a hub that knows packs
 *   "needs-login": the hub asks for somebody to log in */
#define YC_TYPE_SYNC_EDGE (yc_sync_edge_get_type ())
G_DECLARE_FINAL_TYPE (YcSyncEdge, yc_sync_edge, YC, SYNC_EDGE, GObject)

YcSyncEdge       *yc_sync_edge_new            (YcHubClient    *client,
                                               YcStore        *store,
                                               YcClock        *clock,
                                               const char     *hall);
void              yc_sync_edge_start          (YcSyncEdge     *self);
void              yc_sync_edge_stop           (YcSyncEdge     *self);
void              yc_sync_edge_enqueue        (YcSyncEdge     *self,
                                               GPtrArray      *ops,
                                               gint64          first_number);
void              yc_sync_edge_follow         (YcSyncEdge     *self,
                                               const YcStream *stream);
void              yc_sync_edge_unfollow       (YcSyncEdge     *self,
                                               const YcStream *stream);
void              yc_sync_edge_forget         (YcSyncEdge     *self,
                                               const YcStream *stream);
void              yc_sync_edge_logged_in      (YcSyncEdge     *self);
void              yc_sync_edge_retry          (YcSyncEdge     *self,
                                               const YcId     *op);
const YcSyncLine *yc_sync_edge_get_line       (YcSyncEdge     *self);
gint64            yc_sync_edge_get_since_wall (YcSyncEdge     *self);
gint64            yc_sync_edge_get_offset_ms  (YcSyncEdge     *self);
YcMoment          yc_sync_edge_now            (YcSyncEdge     *self);

G_END_DECLS
