/* A Lihuiyu board, as its guard drives it. */
#pragma once

#include "yc-machine.h"

G_BEGIN_DECLS

#define YC_TYPE_LIHUIYU_MACHINE (yc_lihuiyu_machine_get_type ())
G_DECLARE_FINAL_TYPE (YcLihuiyuMachine, yc_lihuiyu_machine, YC, LIHUIYU_MACHINE, YcMachine)

G_END_DECLS
