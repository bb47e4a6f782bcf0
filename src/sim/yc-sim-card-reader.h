/* A simulated identity card reader, 0400:C35A. */
#pragma once

#include "yc-sim-device.h"

G_BEGIN_DECLS

#define YC_TYPE_SIM_CARD_READER (yc_sim_card_reader_get_type ())
G_DECLARE_FINAL_TYPE (YcSimCardReader, yc_sim_card_reader, YC, SIM_CARD_READER, YcSimDevice)

YcSimDevice *yc_sim_card_reader_new (const char *serial);

G_END_DECLS
