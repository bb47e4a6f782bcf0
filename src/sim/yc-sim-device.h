/* A simulated device: bytes in, bytes out, and faults on request (D34). */
#pragma once

#include "yc-device-info.h"

G_BEGIN_DECLS

#define YC_SIM_SCRIPT_LINES_MAX 1000
#define YC_SIM_REPLIES_MAX 64

typedef enum
{
  YC_SIM_OK,
  YC_SIM_WAIT,  /* NAK: ask again later */
  YC_SIM_STALL,
  YC_SIM_GONE,  /* unplugged */
  YC_SIM_CANCELLED,
} YcSimStatus;

#define YC_TYPE_SIM_DEVICE (yc_sim_device_get_type ())
G_DECLARE_DERIVABLE_TYPE (YcSimDevice, yc_sim_device, YC, SIM_DEVICE, GObject)

/* Time comes in as milliseconds of any clock that does not step. One thread at
 * a time: the front locks. */
struct _YcSimDeviceClass
{
  GObjectClass parent_class;

  gboolean faults_on_in; /* what "stall" and "unplug-at" mean without a word */

  /* As after plugging in. */
  void (*power_on) (YcSimDevice *self);
  /* (nullable): does what happens by itself up to @now_ms. Returns when more will,
   * -1 for never. */
  gint64 (*advance) (YcSimDevice *self,
                     gint64       now_ms);
  /* How many of the bytes it takes now; 0 for none. */
  gsize (*accept) (YcSimDevice  *self,
                   const guint8 *data,
                   gsize         size_bytes,
                   gint64        now_ms);
  /* (nullable): bytes that only ask; faults by byte pass over them. */
  gboolean (*is_question) (const guint8 *data,
                           gsize         size_bytes);
  /* How many bytes it filled in; -1 refuses. */
  gssize (*control) (YcSimDevice          *self,
                     const YcControlSetup *setup,
                     guint8               *data);
  /* A line of the script that is its own. FALSE without an error: not known. */
  gboolean (*tell) (YcSimDevice *self,
                    char       **words,
                    GError     **error);
  void (*describe) (YcSimDevice  *self,
                    YcDeviceInfo *info);
};

YcSimStatus   yc_sim_device_put         (YcSimDevice          *self,
                                         const guint8         *data,
                                         gsize                 size_bytes,
                                         gint64                now_ms,
                                         gsize                *taken_bytes);
YcSimStatus   yc_sim_device_get         (YcSimDevice          *self,
                                         guint8               *buffer,
                                         gsize                 size_bytes,
                                         gint64                now_ms,
                                         gsize                *got_bytes);
YcSimStatus   yc_sim_device_control     (YcSimDevice          *self,
                                         const YcControlSetup *setup,
                                         guint8               *data,
                                         gsize                *got_bytes);
gboolean      yc_sim_device_tell        (YcSimDevice          *self,
                                         const char           *line,
                                         GError              **error);
gboolean      yc_sim_device_load_script (YcSimDevice          *self,
                                         const char           *script,
                                         GError              **error);
gboolean      yc_sim_device_tick        (YcSimDevice          *self,
                                         gint64                now_ms,
                                         GError              **error);
gint64        yc_sim_device_get_next_ms (YcSimDevice          *self);
gboolean      yc_sim_device_is_plugged  (YcSimDevice          *self);
YcDeviceInfo *yc_sim_device_describe    (YcSimDevice          *self);

/* For the devices themselves: an answer, on which the faults are laid. */
void          yc_sim_device_reply       (YcSimDevice          *self,
                                         GBytes               *bytes,
                                         gint64                now_ms);
void          yc_sim_device_forget      (YcSimDevice          *self);

G_END_DECLS
