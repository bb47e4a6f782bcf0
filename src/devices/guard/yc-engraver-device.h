/* An engraver as a desk has it: everything it does goes through a guard. */
#pragma once

#include "yc-engraver.h"

G_BEGIN_DECLS

#define YC_TYPE_ENGRAVER_DEVICE (yc_engraver_device_get_type ())
G_DECLARE_DERIVABLE_TYPE (YcEngraverDevice, yc_engraver_device, YC, ENGRAVER_DEVICE, YcDevice)

struct _YcEngraverDeviceClass
{
  YcDeviceClass parent_class;

  const char *machine; /* the guard's name for what drives it */
};

/* NAME=VALUE for the machine: "board=B2". */
void yc_engraver_device_set_option (YcEngraverDevice *self,
                                    const char       *name,
                                    const char       *value);

/* Of all engravers of this program; for tests and programs that are not installed. */
void yc_engraver_device_set_guard  (const char       *program,
                                    const char       *folder);

G_END_DECLS
