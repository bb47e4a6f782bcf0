/* How large a piece of a document may be, on this line. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gint64 piece_bytes;
} YcSyncPace;

void yc_sync_pace_init  (YcSyncPace *self);
void yc_sync_pace_learn (YcSyncPace *self,
                         gint64      carried_bytes,
                         gint64      took_ms);
void yc_sync_pace_lose  (YcSyncPace *self);

G_END_DECLS
