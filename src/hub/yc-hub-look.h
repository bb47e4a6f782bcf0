/* How it stands with what the hub keeps, as its store's thread sees it. */
#pragma once

#include "yc-hub.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 head;           /* position of the last row */
  gint64 database_bytes; /* of the file */
  gint64 log_bytes;      /* of the write-ahead log */
  gint64 disk_free_bytes; /* where both lie, for this user */
  GPtrArray *outbox;     /* of YcHubOfficeOpen */
} YcHubLook;

YcHubLook *yc_hub_look       (YcHub     *hub,
                              GError   **error);
void       yc_hub_look_free  (YcHubLook *self);
gboolean   yc_hub_look_write (YcHub     *hub,
                              GError   **error);
gboolean   yc_hub_look_disk  (YcHub     *hub,
                              gint64    *ret_free_bytes,
                              GError   **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubLook, yc_hub_look_free)

G_END_DECLS
