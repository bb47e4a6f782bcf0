/* One thread that does blocking work, one piece after another (D3). */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define YC_TYPE_WORKER (yc_worker_get_type ())
G_DECLARE_FINAL_TYPE (YcWorker, yc_worker, YC, WORKER, GObject)

YcWorker *yc_worker_new  (const char      *name,
                          guint            queue_max);
void      yc_worker_run  (YcWorker        *self,
                          GTask           *task,
                          GTaskThreadFunc  func);
void      yc_worker_stop (YcWorker        *self);

G_END_DECLS
