/* A simulated device behind the real kernel: FunctionFS on a device controller. */
#pragma once

#include "yc-sim-device.h"

G_BEGIN_DECLS

typedef struct _YcGadget YcGadget;

typedef void (*YcGadgetFunc) (YcSimDevice *device,
                              gpointer     data);

YcGadget *yc_gadget_new  (YcSimDevice  *device,
                          const char   *name,
                          const char   *controller);
void      yc_gadget_free (YcGadget     *self);
void      yc_gadget_tell (YcGadget     *self,
                          const char   *line);
void      yc_gadget_look (YcGadget     *self,
                          YcGadgetFunc  func,
                          gpointer      data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcGadget, yc_gadget_free)

G_END_DECLS
