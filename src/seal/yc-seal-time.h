/* How long a machine takes over a toolpath, and where its head is at any moment. */
#pragma once

#include "yc-seal-machine.h"
#include "yc-toolpath.h"

G_BEGIN_DECLS

/* Never changes; any thread may read it. */
typedef struct _YcSealTime YcSealTime;

/* Where the head is. */
typedef struct
{
  guint section;
  guint pass;   /* 0… */
  guint move;   /* that is under way */
  double x_mm;
  double y_mm;
  gint32 power; /* of the beam just then; 0 while the head waits */
} YcSealMoment;

YcSealTime *yc_seal_time_new           (YcToolpath          *path,
                                        const YcSealMachine *machine);
YcSealTime *yc_seal_time_ref           (YcSealTime          *self);
void        yc_seal_time_unref         (YcSealTime          *self);

YcToolpath *yc_seal_time_get_path      (const YcSealTime    *self);
double      yc_seal_time_get_total_s   (const YcSealTime    *self);
double      yc_seal_time_get_beam_s    (const YcSealTime    *self);
double      yc_seal_time_get_starved_s (const YcSealTime    *self);
guint64     yc_seal_time_get_bytes     (const YcSealTime    *self);
double      yc_seal_time_get_end_s     (const YcSealTime    *self,
                                        guint                section,
                                        guint                pass,
                                        guint                move);
double      yc_seal_time_get_done_s    (const YcSealTime    *self,
                                        guint                moves_done);
gboolean    yc_seal_time_locate        (const YcSealTime    *self,
                                        double               time_s,
                                        YcSealMoment        *ret_moment);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSealTime, yc_seal_time_unref)

G_END_DECLS
