/* What the motion and the line of a time model share. */
#pragma once

#include "yc-seal-time.h"

G_BEGIN_DECLS

/* A move as it is carried out: once in each pass. */
typedef struct
{
  double end_s;      /* from the job's beginning */
  float length_mm;
  float speed_mm_s;  /* that it has in its middle if it is long enough */
  float accel_mm_s2;
  float entry_mm_s;  /* squared while the motion is being worked out */
} YcSealStep;

double yc_seal_step_get_duration_s (const YcSealStep    *self,
                                    double               exit_mm_s);
double yc_seal_step_get_way_mm     (const YcSealStep    *self,
                                    double               exit_mm_s,
                                    double               after_s);
void   yc_seal_motion_fill         (const YcToolpath    *path,
                                    const YcSealMachine *machine,
                                    YcSealStep          *steps,
                                    guint                n_steps);

/* The bytes that a move becomes on the line. */
typedef struct
{
  const YcSealMachine *machine;
  const YcToolpathSection *section;
  gint32 power; /* last told */
} YcSealLine;

guint    yc_seal_line_count_bytes (YcSealLine              *self,
                                   guint                    move);
gboolean yc_seal_line_restarts    (const YcSealMachine     *machine,
                                   const YcToolpathSection *section,
                                   const YcToolpathMove    *from,
                                   const YcToolpathMove    *to);

G_END_DECLS
