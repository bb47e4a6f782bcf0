/* The sync edge from within: what its two files share. */
#pragma once

#include "yc-sync-edge.h"

G_BEGIN_DECLS

struct _YcSyncEdge
{
  GObject parent_instance;

  YcHubClient *client;
  YcStore *store;
  YcClock *clock;
  char *hall;
  char *hall_feed; /* the hall's feed as the store names it */

  YcSync *machine;
  YcSyncLine *line;
  gboolean running;
  gint64 packs;             /* the hub's count when it was last heard; -1: not yet */
  gboolean loaded;          /* the store was read once */
  guint timer_source;
  guint reload_source;
  GCancellable *stop;       /* cancelled by yc_sync_edge_stop() */
  GHashTable *requests;     /* gint64 number → GCancellable */
  GHashTable *ops;          /* YcId → YcSyncOutgoing */
  GHashTable *cursors;      /* feed's name → YcSyncStored: every feed the store has read */
  GHashTable *followed;     /* set of stream as text */
  gint64 stored_offset_ms;  /* hub's clock − wall clock, of an earlier time */
  gboolean offset_stored;
};

typedef struct
{
  GBytes *bytes;
  GBytes *signature;
} YcSyncOutgoing;

/* A cursor as the store has it. */
typedef struct
{
  gint64 after;
  char *hash;
} YcSyncStored;

/* A request or a transaction under way. */
typedef struct
{
  YcSyncEdge *edge; /* owned */
  guint64 number;
  GPtrArray *changes; /* (nullable) of YcSyncChange */
} YcSyncPending;

YcSyncPending *yc_sync_pending_new      (YcSyncEdge         *self,
                                         guint64             number);
void           yc_sync_pending_free     (YcSyncPending      *pending);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSyncPending, yc_sync_pending_free)

/* yc-sync-edge.c */
void           yc_sync_edge_step        (YcSyncEdge         *self,
                                         YcSyncEvent        *event);
void           yc_sync_edge_step_answer (YcSyncEdge         *self,
                                         YcSyncEventType     type,
                                         guint64             request);

gboolean       yc_sync_edge_is_stale    (YcSyncPending      *pending);
GCancellable  *yc_sync_edge_open_request (YcSyncEdge        *self,
                                         guint64             number);
void           yc_sync_edge_fill_problem (YcSyncEvent       *event,
                                         YcHubProblem       *problem,
                                         GError             *error);
void           yc_sync_edge_step_problem (YcSyncPending     *pending,
                                         YcHubProblem       *problem,
                                         GError             *error);

/* yc-sync-edge-batch.c */
void           yc_sync_edge_send_ops    (YcSyncEdge         *self,
                                         GPtrArray          *effects);

/* yc-sync-edge-ops.c */
gboolean       yc_sync_edge_is_answered_with_words (const YcOp *op);
void           yc_sync_edge_send_op     (YcSyncEdge         *self,
                                         const YcSyncEffect *effect);

/* yc-sync-edge-pieces.c */
void           yc_sync_edge_send_piece  (YcSyncEdge         *self,
                                         const YcSyncEffect *effect);
void           yc_sync_edge_enqueue_documents (YcSyncEdge   *self,
                                         const YcOp         *op);

/* yc-sync-edge-store.c */
void           yc_sync_edge_load        (YcSyncEdge         *self);
void           yc_sync_edge_save        (YcSyncEdge         *self,
                                         const YcSyncEffect *effect);
void           yc_sync_edge_keep_bytes  (YcSyncEdge         *self,
                                         const YcId         *id,
                                         GBytes             *bytes,
                                         GBytes             *signature);

G_END_DECLS
