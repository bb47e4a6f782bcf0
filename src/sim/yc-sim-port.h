/* The transfers that wait at a simulated device. */
#pragma once

#include "yc-sim-device.h"

G_BEGIN_DECLS

#define YC_SIM_PORT_TRANSFERS_MAX 256

typedef struct _YcSimPort YcSimPort;

/* A transfer has ended; @data is what came in. */
typedef void (*YcSimPortFunc) (guint64      tag,
                               YcSimStatus  status,
                               const guint8 *data,
                               gsize        count,
                               gpointer     user_data);

YcSimPort *yc_sim_port_new     (YcSimDevice          *device,
                                YcSimPortFunc         ended,
                                gpointer              user_data);
void       yc_sim_port_free    (YcSimPort            *self);
void       yc_sim_port_out     (YcSimPort            *self,
                                guint64               tag,
                                const guint8         *data,
                                gsize                 size_bytes);
void       yc_sim_port_in      (YcSimPort            *self,
                                guint64               tag,
                                gsize                 size_bytes);
void       yc_sim_port_control (YcSimPort            *self,
                                guint64               tag,
                                const YcControlSetup *setup,
                                const guint8         *data);
gboolean   yc_sim_port_cancel  (YcSimPort            *self,
                                guint64               tag);
void       yc_sim_port_drop    (YcSimPort            *self,
                                guint64               first_tag,
                                guint64               last_tag);
void       yc_sim_port_pump    (YcSimPort            *self,
                                gint64                now_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSimPort, yc_sim_port_free)

G_END_DECLS
