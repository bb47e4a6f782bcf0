/* What waits to be sent, stream by stream (D13). */
#pragma once

#include "yc-sync.h"

G_BEGIN_DECLS

/* An op that waits. */
typedef struct
{
  YcId id;
  gint64 sequence;
  gint64 made_ms;
} YcSyncEntry;

typedef enum
{
  YC_SYNC_QUEUE_READY,   /* its first op may go from not_before_ms on */
  YC_SYNC_QUEUE_SENDING, /* its first op is on its way */
  YC_SYNC_QUEUE_SAVING,  /* the answer to its first op is being saved */
  YC_SYNC_QUEUE_PARKED,  /* its first op cannot be sent as it is */
} YcSyncQueueState;

/* The ops of one stream, in the order they were made. */
typedef struct
{
  YcStream stream;
  GQueue entries; /* of YcSyncEntry, never empty while the queue is in the outbox */
  YcSyncQueueState state;
  guint64 request;       /* SENDING: of the send; SAVING: of the save */
  gint64 deadline_ms;    /* SENDING: when nobody waits any longer */
  gint64 not_before_ms;  /* READY */
  guint failures;        /* of its first op, in a row */
  char code[YC_SYNC_CODE_MAX + 1]; /* why its first op waits for more than the line; "" otherwise */
} YcSyncQueue;

typedef struct
{
  GHashTable *queues; /* YcStream → YcSyncQueue */
  GHashTable *ids;    /* set of YcId: every op that waits */
  guint sending;      /* queues in state SENDING */
  guint saving;       /* and SAVING */
} YcSyncOutbox;

void         yc_sync_outbox_init        (YcSyncOutbox   *self);
void         yc_sync_outbox_clear       (YcSyncOutbox   *self);
gboolean     yc_sync_outbox_add         (YcSyncOutbox   *self,
                                         const YcSyncOp *op);
YcSyncQueue *yc_sync_outbox_find_ready  (YcSyncOutbox   *self,
                                         gint64          now_ms);
gboolean     yc_sync_outbox_is_busy     (YcSyncOutbox   *self);
YcSyncQueue *yc_sync_outbox_find_request (YcSyncOutbox  *self,
                                         guint64         request);
YcSyncQueue *yc_sync_outbox_find_parked (YcSyncOutbox   *self,
                                         const YcId     *op);
void         yc_sync_outbox_set_state   (YcSyncOutbox   *self,
                                         YcSyncQueue    *queue,
                                         YcSyncQueueState state);
void         yc_sync_outbox_drop_first  (YcSyncOutbox   *self,
                                         YcSyncQueue    *queue);
guint        yc_sync_outbox_count       (YcSyncOutbox   *self);

YcSyncEntry *yc_sync_queue_first        (YcSyncQueue    *queue);
void         yc_sync_code_set           (char           *code,
                                         const char     *text);

G_END_DECLS
