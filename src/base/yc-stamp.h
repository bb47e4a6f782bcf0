/* When something happened, as a desk can honestly know it (D11). */
#pragma once

#include "yc-id.h"

G_BEGIN_DECLS

/* Three readings made together. */
typedef struct
{
  gint64 wall_ms; /* CLOCK_REALTIME, milliseconds since 1970, may be wrong */
  YcId   boot;    /* which boot of the machine: /proc/sys/kernel/random/boot_id */
  gint64 boot_ms; /* CLOCK_BOOTTIME in that boot, never wrong, never steps */
} YcStamp;

/* Where stamps come from: the system, or a test that owns time. */
typedef struct _YcClock YcClock;
struct _YcClock
{
  void (*read) (YcClock *clock, YcStamp *ret_stamp);
};

YcClock *yc_clock_get_system (void);
void     yc_clock_read       (YcClock *clock,
                              YcStamp *ret_stamp);

/* A moment all clocks and figures use. */
typedef struct
{
  gint64   at_ms;     /* milliseconds since 1970, by the hub's clock */
  gboolean uncertain; /* by another boot, so only as good as the wall clock */
} YcMoment;

YcMoment yc_stamp_correct (const YcStamp *made,
                           const YcStamp *sending,
                           gint64         received_ms,
                           gint64         offset_ms,
                           gint64         floor_ms);

G_END_DECLS
