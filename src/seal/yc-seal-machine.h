/* What the plan and the time model know of an engraver. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whose words a path becomes: how many bytes a move takes on the line. */
typedef enum
{
  YC_SEAL_WORDS_LIHUIYU, /* LHYMICRO-GL, in mils */
  YC_SEAL_WORDS_GCODE,   /* in mm with three decimals */
} YcSealWords;

typedef struct
{
  const char *id;
  const char *title;
  YcSealWords words;
  double bed_width_mm;
  double bed_height_mm;
  guint32 step_nm;            /* coordinates and line steps are multiples of it */
  gboolean scales_power;      /* FALSE: the board only switches; partial power becomes pulses */
  guint shoulder_steps_max;   /* what the line carries beside a row at full speed */
  double speed_max_mm_s;
  double rapid_mm_s;          /* jogs of vectors and approaches */
  double accel_x_mm_s2;
  double accel_y_mm_s2;
  double junction_mm;         /* GRBL's $11; 0: the board does not slow down at corners */
  guint lookahead_blocks;     /* it must be able to stop within that many moves; 0: no limit */
  double factor;              /* real speed of a burning move by commanded speed */
  double byte_ms;             /* on the line, handshake included */
  double block_ms;            /* a move takes at least that long to be taken in */
  guint buffer_bytes;         /* that the board holds ahead */
  double section_ms;          /* to change speed or mode */
} YcSealMachine;

guint                yc_seal_machine_count (void);
const YcSealMachine *yc_seal_machine_get   (guint       index);
const YcSealMachine *yc_seal_machine_find  (const char *id);

double               yc_seal_machine_get_overscan_mm (const YcSealMachine *self,
                                                      double               speed_mm_s);
guint32              yc_seal_machine_get_dot_nm      (const YcSealMachine *self,
                                                      guint                dpi);

G_END_DECLS
