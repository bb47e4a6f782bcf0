/* Documents on their way to the hub (D14). */
#pragma once

#include "yc-sync-pace.h"
#include "yc-sync.h"

G_BEGIN_DECLS

typedef enum
{
  YC_SYNC_BLOB_READY,
  YC_SYNC_BLOB_SENDING,
  YC_SYNC_BLOB_SAVING, /* the hub has it whole; that is being put down */
} YcSyncBlobState;

typedef struct
{
  char *sha256;
  gint64 size;
  gint64 offset; /* bytes that the hub has, as far as is known */
  YcSyncBlobState state;
  guint64 request;
  gint64 piece_bytes; /* SENDING */
  gint64 sent_ms;
  gint64 deadline_ms;
  gint64 not_before_ms;
  guint failures; /* in a row */
  char code[YC_SYNC_CODE_MAX + 1]; /* why it does not get on; "" while it does */
} YcSyncBlob;

typedef struct
{
  GPtrArray *list;     /* of YcSyncBlob, small first */
  GHashTable *names;   /* SHA-256 → YcSyncBlob */
  YcSyncPace pace;
} YcSyncBlobs;

void        yc_sync_blobs_init         (YcSyncBlobs         *self);
void        yc_sync_blobs_clear        (YcSyncBlobs         *self);
gboolean    yc_sync_blobs_add          (YcSyncBlobs         *self,
                                        const YcSyncDocument *document);
void        yc_sync_blobs_drop         (YcSyncBlobs         *self,
                                        YcSyncBlob          *blob);
YcSyncBlob *yc_sync_blobs_find_request (YcSyncBlobs         *self,
                                        guint64              request);
YcSyncBlob *yc_sync_blobs_find_sending (YcSyncBlobs         *self);
YcSyncBlob *yc_sync_blobs_find_ready   (YcSyncBlobs         *self,
                                        gint64               now_ms);
void        yc_sync_blobs_retry        (YcSyncBlobs         *self,
                                        const char          *code);
void        yc_sync_blobs_rest         (YcSyncBlobs         *self);
void        yc_sync_blobs_describe     (YcSyncBlobs         *self,
                                        YcSyncLine          *line);

G_END_DECLS
