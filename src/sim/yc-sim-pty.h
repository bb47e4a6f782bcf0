/* A simulated serial device behind a pseudo terminal. */
#pragma once

#include "yc-sim-device.h"

G_BEGIN_DECLS

typedef struct _YcSimPty YcSimPty;

/* After bytes have moved. */
typedef void (*YcSimPtyFunc) (YcSimDevice *device,
                              gpointer     data);

YcSimPty *yc_sim_pty_new         (YcSimDevice  *device,
                                  const char   *path,
                                  GError      **error);
void      yc_sim_pty_free        (YcSimPty     *self);
gboolean  yc_sim_pty_add_control (YcSimPty     *self,
                                  const char   *path,
                                  GError      **error);
gboolean  yc_sim_pty_tell        (YcSimPty     *self,
                                  const char   *line,
                                  GError      **error);
void      yc_sim_pty_set_moved   (YcSimPty     *self,
                                  YcSimPtyFunc  moved,
                                  gpointer      data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSimPty, yc_sim_pty_free)

G_END_DECLS
