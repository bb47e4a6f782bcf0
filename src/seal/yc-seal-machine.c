/* yc-seal-machine.c: the table of engravers
 *
 * Nobody prints these numbers on a machine. What is assumed, and from where:
 *
 * - Lihuiyu boards: 300 × 200 mm bed, steps of 1 mil. Their ramps are not
 *   documented; 3 000 mm/s² along and across is what light K40 gantries are set to
 *   when they run under other firmware, and 9 mm of overscan at 230 mm/s is in line
 *   with what their own program leaves. In compact mode they do not slow down at
 *   corners, which is why their cuts are slow. The head really runs at 0.92 of what
 *   was commanded.
 * - Their line: 30 bytes a packet. For each, a status is asked for and read, 34
 *   bytes go out as two bulk packets, and the status is asked for and read again: six
 *   transactions, each in a frame of 1 ms of full-speed USB. So 6 ms a packet,
 *   0.2 ms a byte. The board is taken to hold 1 KiB ahead.
 * - GRBL 1.1: 400 × 400 mm, $110/$111 = 24 000 mm/min, $120/$121 = 3 000 mm/s²,
 *   $11 = 0.010 mm, its defaults for lookahead (15 blocks) and receive buffer
 *   (127 bytes). 115 200 baud, 8N1: 10 bits a byte, 0.0868 ms. An ATmega takes in
 *   some 1 000 short lines a second. The speed is the commanded one.
 *
 * A shop that times a job once can correct all of this by one number, the factor.
 */

#include "yc-seal-machine.h"

#define OVERSCAN_EXTRA_MM 0.5
#define INCH_NM 25400000
#define DOT_ERROR_MAX 0.005

static const YcSealMachine machines[] = {
  {
    .id = "lihuiyu-m2",
    .title = "Lihuiyu M2-Nano",
    .words = YC_SEAL_WORDS_LIHUIYU,
    .bed_width_mm = 300,
    .bed_height_mm = 200,
    .step_nm = 25400,
    .scales_power = FALSE,
    .shoulder_steps_max = 4,
    .speed_max_mm_s = 500,
    .rapid_mm_s = 140,
    .accel_x_mm_s2 = 3000,
    .accel_y_mm_s2 = 3000,
    .factor = 0.92,
    .byte_ms = 0.2,
    .buffer_bytes = 1024,
    .section_ms = 250,
  },
  {
    .id = "lihuiyu-b2",
    .title = "Lihuiyu B2",
    .words = YC_SEAL_WORDS_LIHUIYU,
    .bed_width_mm = 300,
    .bed_height_mm = 200,
    .step_nm = 25400,
    .scales_power = FALSE,
    .shoulder_steps_max = 4,
    .speed_max_mm_s = 500,
    .rapid_mm_s = 140,
    .accel_x_mm_s2 = 3000,
    .accel_y_mm_s2 = 3000,
    .factor = 0.92,
    .byte_ms = 0.2,
    .buffer_bytes = 1024,
    .section_ms = 250,
  },
  {
    .id = "grbl",
    .title = "GRBL 1.1",
    .words = YC_SEAL_WORDS_GCODE,
    .bed_width_mm = 400,
    .bed_height_mm = 400,
    .step_nm = 100,
    .scales_power = TRUE,
    .shoulder_steps_max = 2,
    .speed_max_mm_s = 400,
    .rapid_mm_s = 400,
    .accel_x_mm_s2 = 3000,
    .accel_y_mm_s2 = 3000,
    .junction_mm = 0.010,
    .lookahead_blocks = 15,
    .factor = 1,
    .byte_ms = 0.0868,
    .block_ms = 1,
    .buffer_bytes = 127,
    .section_ms = 50,
  },
};

guint
yc_seal_machine_count (void)
{
  return G_N_ELEMENTS (machines);
}

const YcSealMachine *
yc_seal_machine_get (guint index)
{
  g_return_val_if_fail (index < G_N_ELEMENTS (machines), NULL);

  return &machines[index];
}

/* Returns: (nullable) */
const YcSealMachine *
yc_seal_machine_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (machines); i++)
    if (g_str_equal (machines[i].id, id))
      return &machines[i];
  return NULL;
}

/**
 * yc_seal_machine_get_overscan_mm:
 * @speed_mm_s: as commanded
 *
 * Returns: what the head needs along a row to gain that speed, v²/2a, and half a
 * millimetre. The commanded speed, not the slower real one, so that a machine that
 * keeps its word does not burn while it gains speed either.
 */
double
yc_seal_machine_get_overscan_mm (const YcSealMachine *self,
                                 double               speed_mm_s)
{
  return speed_mm_s * speed_mm_s / (2 * self->accel_x_mm_s2) + OVERSCAN_EXTRA_MM;
}

/**
 * yc_seal_machine_get_dot_nm:
 * @dpi: dots per inch
 *
 * Returns: a dot of whole steps of the machine, or 0 where none comes within half
 * a per cent (a board that steps by mils has 1000, 500, 333, 250 and 200)
 */
guint32
yc_seal_machine_get_dot_nm (const YcSealMachine *self,
                            guint                dpi)
{
  double wanted = dpi > 0 ? (double) INCH_NM / dpi : 0;
  guint32 dot = (guint32) (wanted / self->step_nm + 0.5) * self->step_nm;

  return dot > 0 && dot <= wanted * (1 + DOT_ERROR_MAX) && dot >= wanted * (1 - DOT_ERROR_MAX) ? dot : 0;
}
