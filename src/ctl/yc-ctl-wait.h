/* Waiting for what is asynchronous: yichuang-ctl has nothing else to do. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  GAsyncResult *result; /* owned; NULL until it is there */
} YcCtlWait;

void     yc_ctl_wait_cb    (GObject      *source,
                            GAsyncResult *result,
                            gpointer      user_data);
void     yc_ctl_wait       (YcCtlWait    *self);
void     yc_ctl_wait_clear (YcCtlWait    *self);
gboolean yc_ctl_wait_until (gboolean    (*reached) (gpointer data),
                            gpointer      data,
                            guint         timeout_ms);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YcCtlWait, yc_ctl_wait_clear)

G_END_DECLS
