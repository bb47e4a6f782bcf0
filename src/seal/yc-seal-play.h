/* A toolpath as a picture: what is burnt between two moments, and where the head went. */
#pragma once

#include "yc-seal-time.h"

#include <cairo.h>

G_BEGIN_DECLS

/* cr is in mm of the bed: scaled by whoever calls. What is burnt is drawn on an alpha surface
 * (CAIRO_FORMAT_A8), which is then painted as a mask. */
void yc_seal_play_draw_burnt (const YcSealTime *time,
                              double            from_s,
                              double            to_s,
                              cairo_t          *cr);
void yc_seal_play_draw_jogs  (const YcSealTime *time,
                              double            from_s,
                              double            to_s,
                              double            width_mm,
                              cairo_t          *cr);

G_END_DECLS
