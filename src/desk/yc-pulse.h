/* The desk's one ticking clock: rows that show how long something takes
 * follow it. */
#pragma once

#include "yc-counter.h"

G_BEGIN_DECLS

/* Property: "now" (int64 ms, by the counter's clock), notified every second. */
#define YC_TYPE_PULSE (yc_pulse_get_type ())
G_DECLARE_FINAL_TYPE (YcPulse, yc_pulse, YC, PULSE, GObject)

YcPulse *yc_pulse_get_default (void);
void     yc_pulse_set_counter (YcPulse   *self,
                               YcCounter *counter);
gint64   yc_pulse_get_now     (YcPulse   *self);

G_END_DECLS
