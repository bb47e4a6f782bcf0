/* How far a feed has been read, and whether more of it is wanted (D9, D16). */
#pragma once

#include "yc-sync.h"

G_BEGIN_DECLS

typedef enum
{
  YC_SYNC_FEED_IDLE,
  YC_SYNC_FEED_ASKED,
  YC_SYNC_FEED_SAVING, /* the rows it brought are being saved */
} YcSyncFeedState;

typedef struct
{
  char *name;
  gboolean is_hall;
  gint64 after;
  char *hash;
  gboolean wanted;       /* to be asked; always so for the hall's */
  gint64 noticed;        /* a stream's: the highest revision that was heard of */
  YcSyncFeedState state;
  guint64 request;       /* ASKED: of the send; SAVING: of the save */
  gint64 asked_ms;
  gint64 deadline_ms;    /* ASKED */
  gint64 not_before_ms;  /* IDLE */
  guint failures;        /* in a row */
  gint64 saving_after;   /* SAVING: where the cursor will stand */
  char *saving_hash;
} YcSyncFeed;

YcSyncFeed *yc_sync_feed_new      (const char   *name);
void        yc_sync_feed_free     (YcSyncFeed   *self);
void        yc_sync_feed_rewind   (YcSyncFeed   *self,
                                   gint64        after,
                                   const char   *hash);
void        yc_sync_feed_notice   (YcSyncFeed   *self,
                                   gint64        revision);
void        yc_sync_feed_asked    (YcSyncFeed   *self);
void        yc_sync_feed_answered (YcSyncFeed   *self,
                                   guint         count,
                                   gint64        last,
                                   gint64        head);
gboolean    yc_sync_feed_accepts  (YcSyncFeed   *self,
                                   GPtrArray    *rows);
void        yc_sync_feed_saved    (YcSyncFeed   *self,
                                   gint64        now_ms);

G_END_DECLS
