/* A GRBL laser, as its guard drives it. */
#pragma once

#include "yc-machine.h"

G_BEGIN_DECLS

#define YC_TYPE_GRBL_MACHINE (yc_grbl_machine_get_type ())
G_DECLARE_FINAL_TYPE (YcGrblMachine, yc_grbl_machine, YC, GRBL_MACHINE, YcMachine)

G_END_DECLS
