/* A simulated device behind a unix socket, and a second socket that takes lines. */
#pragma once

#include "yc-sim-device.h"

G_BEGIN_DECLS

#define YC_SIM_SERVER_CLIENTS_MAX 32

typedef struct _YcSimServer YcSimServer;

/* After anything moved, and when the last connection that used the device has
 * closed. */
typedef void (*YcSimServerFunc) (YcSimDevice *device,
                                 gboolean     closed,
                                 gpointer     data);

YcSimServer *yc_sim_server_new           (YcSimDevice     *device,
                                          const char      *path,
                                          GError         **error);
void         yc_sim_server_free          (YcSimServer     *self);
gboolean     yc_sim_server_add_control   (YcSimServer     *self,
                                          const char      *path,
                                          GError         **error);
void         yc_sim_server_set_moved     (YcSimServer     *self,
                                          YcSimServerFunc  moved,
                                          gpointer         data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSimServer, yc_sim_server_free)

G_END_DECLS
