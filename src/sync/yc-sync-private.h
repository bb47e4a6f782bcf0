/* The sync machine from within: what its files share. */
#pragma once

#include "yc-sync-backoff.h"
#include "yc-sync-blobs.h"
#include "yc-sync-feed.h"
#include "yc-sync-outbox.h"

G_BEGIN_DECLS

typedef enum
{
  YC_SYNC_STAGE_STOPPED,   /* before the first START */
  YC_SYNC_STAGE_RUNNING,
  YC_SYNC_STAGE_REBASING,  /* the change of epoch is being saved */
  YC_SYNC_STAGE_RELOADING, /* the store is being read again */
} YcSyncStage;

struct _YcSync
{
  YcSyncStage stage;
  char epoch[YC_SYNC_EPOCH_MAX + 1];
  guint64 last_number; /* of requests and transactions */
  guint64 rebase_save;
  gboolean epoch_lost; /* a feed's cursor is not in the hub's history */

  YcSyncOutbox outbox;
  gboolean more;       /* the store holds ops that the outbox had no room for */
  YcSyncBlobs blobs;
  GHashTable *feeds; /* name → YcSyncFeed */

  gboolean up;
  gboolean heard;      /* the line was up or down before: no longer just connecting */
  gboolean probe_due;  /* to be asked at once, also when the line is up */
  guint64 probe;       /* 0: none under way */
  gint64 probe_deadline_ms;
  gint64 probe_at_ms;  /* DOWN: not before */
  guint line_failures; /* in a row */
  guint troubles;      /* in a row */
  gboolean needs_login;
  const char *refused; /* (nullable): why the hub wants no more of this desk: a literal */
  char reason[YC_SYNC_CODE_MAX + 1];

  gboolean offset_known;
  gint64 offset_ms;       /* hub's clock − CLOCK_BOOTTIME */
  gint64 saved_offset_ms; /* hub's clock − wall clock, as last saved */
  gboolean offset_saved;
  gint64 horizon_ms;
  gint64 forget_at_ms;
  gboolean head_due;   /* the hall's feed has been read to its end since the head was asked for */
  gint64 head_at_ms;   /* not before */

  gint64 timer_ms; /* as last asked for; 0: none */
  YcSyncLineState shown_state;
  gint64 shown_since_ms;
  gboolean changed; /* what is shown, since the last PUBLISH */
};

/* What the functions of one step share. */
typedef struct
{
  YcSync *self;
  const YcSyncEvent *event;
  YcSyncEffects *effects;
  YcSyncEffect *save; /* (nullable): the one transaction of this step */
  guint32 random;
} YcSyncStep;

/* yc-sync-step.c */
YcSyncEffect *yc_sync_add_effect        (YcSyncStep       *step,
                                         YcSyncEffectType  type);
YcSyncChange *yc_sync_add_change        (YcSyncStep       *step,
                                         YcSyncChangeType  type);
void          yc_sync_cancel_request    (YcSyncStep       *step,
                                         guint64           request);
gint64        yc_sync_next_backoff_ms   (YcSyncStep       *step,
                                         guint             failures);
void          yc_sync_delay_queue       (YcSyncStep       *step,
                                         YcSyncQueue      *queue);
void          yc_sync_delay_feed        (YcSyncStep       *step,
                                         YcSyncFeed       *feed);
YcSyncFeed   *yc_sync_find_feed_request (YcSync           *self,
                                         guint64           request);
YcSyncFeed   *yc_sync_ensure_feed       (YcSync           *self,
                                         const char       *name);
void          yc_sync_drop_requests     (YcSyncStep       *step);

/* yc-sync-line.c */
void          yc_sync_set_reason        (YcSync           *self,
                                         const char       *reason);
void          yc_sync_line_up           (YcSync           *self);
void          yc_sync_line_proven       (YcSync           *self);
void          yc_sync_line_down         (YcSyncStep       *step,
                                         const char       *reason,
                                         gint64            retry_after_ms);
void          yc_sync_learn_time        (YcSyncStep       *step,
                                         gint64            time_ms);
void          yc_sync_publish           (YcSyncStep       *step);

/* yc-sync-answer.c */
void          yc_sync_on_refused        (YcSyncStep       *step);
void          yc_sync_on_failed         (YcSyncStep       *step);
void          yc_sync_on_op             (YcSyncStep       *step);
void          yc_sync_on_rows           (YcSyncStep       *step);
void          yc_sync_on_probed         (YcSyncStep       *step);
void          yc_sync_expire_requests   (YcSyncStep       *step);

/* yc-sync-piece.c */
void          yc_sync_on_document       (YcSyncStep       *step);
void          yc_sync_on_piece          (YcSyncStep       *step);
void          yc_sync_on_lost           (YcSyncStep       *step);
void          yc_sync_refuse_piece      (YcSyncStep       *step,
                                         YcSyncBlob       *blob);
void          yc_sync_lose_piece        (YcSyncStep       *step,
                                         YcSyncBlob       *blob);
gint64        yc_sync_piece_late_at     (YcSync           *self);
void          yc_sync_clear_the_way     (YcSyncStep       *step);
void          yc_sync_delay_blob        (YcSyncStep       *step,
                                         YcSyncBlob       *blob,
                                         const char       *code);
void          yc_sync_send_piece        (YcSyncStep       *step);

/* yc-sync-send.c */
void          yc_sync_send_what_may_go  (YcSyncStep       *step);
void          yc_sync_set_timer         (YcSyncStep       *step);

/* yc-sync-disk.c */
void          yc_sync_begin_epoch       (YcSyncStep       *step,
                                         const char       *epoch);
void          yc_sync_on_saved          (YcSyncStep       *step);
void          yc_sync_on_unsaved        (YcSyncStep       *step);
void          yc_sync_on_start          (YcSyncStep       *step);

G_END_DECLS
