/* yc-lihuiyu-proto.c: packets, distances, speed codes and answers
 *
 * A packet is A6 00, thirty bytes of LHYMICRO-GL filled up with F, A6 and a check
 * byte: CRC-8 of Dallas/Maxim over the thirty.
 *
 * A speed is told as the time between two steps, T = 25.4 / v milliseconds for a
 * mil, in ticks of the board's clock: 65536 − (b + m · T) rounded down, as two
 * bytes of three digits each. m and b are the board's; b grows with the ramp
 * that the acceleration, 1 to 4, names. The numbers were found by those who have
 * compared what the maker's program sends; a real machine runs at about 0.92 of
 * the speed it is told.
 */

#include "yc-lihuiyu-proto.h"

#include "yc-bytes.h"
#include "yc-device-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MIL_NM 25400
#define DIAGONAL_FACTOR 0.261199
#define STEP_PERIODS_MAX 128

typedef struct
{
  const char *name;
  double slope;            /* m */
  guint intercept[4];      /* b by acceleration */
  gboolean has_suffix;     /* a twelfth of the slope, for slow and fine speeds */
} Board;

#define BOARD_M(board_name) { board_name, 12120, { 5120, 5120, 5632, 6144 }, TRUE }
#define BOARD_A(board_name) { board_name, 2000, { 784, 784, 896, 1024 }, FALSE }

static const Board boards[] = {
  [YC_LIHUIYU_M2] = BOARD_M ("M2"),
  [YC_LIHUIYU_B2] = { "B2", 24240, { 784, 784, 896, 1024 }, FALSE },
  [YC_LIHUIYU_M] = BOARD_M ("M"),
  [YC_LIHUIYU_M1] = BOARD_M ("M1"),
  [YC_LIHUIYU_M3] = BOARD_M ("M3"),
  [YC_LIHUIYU_A] = BOARD_A ("A"),
  [YC_LIHUIYU_B] = BOARD_A ("B"),
  [YC_LIHUIYU_B1] = BOARD_A ("B1"),
};

/* "M2"; in either case of letters. */
gboolean
yc_lihuiyu_board_from_name (const char     *name,
                            YcLihuiyuBoard *ret_board)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (boards); i++)
    if (g_ascii_strcasecmp (name, boards[i].name) == 0)
      {
        *ret_board = (YcLihuiyuBoard) i;
        return TRUE;
      }
  return FALSE;
}

const char *
yc_lihuiyu_board_to_name (YcLihuiyuBoard board)
{
  g_return_val_if_fail ((guint) board < G_N_ELEMENTS (boards), NULL);

  return boards[board].name;
}

/* Whether the board takes speeds with the letter C behind them. */
gboolean
yc_lihuiyu_has_suffix (YcLihuiyuBoard board)
{
  g_return_val_if_fail ((guint) board < G_N_ELEMENTS (boards), FALSE);

  return boards[board].has_suffix;
}

/* CRC-8, polynomial 0x31 reflected (0x8C), beginning with 0. */
guint8
yc_lihuiyu_crc (const guint8 *payload,
                gsize         size_bytes)
{
  guint8 crc = 0;

  for (gsize i = 0; i < size_bytes; i++)
    {
      crc ^= payload[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = (guint8) ((crc >> 1) ^ ((crc & 1) ? 0x8C : 0));
    }
  return crc;
}

/**
 * yc_lihuiyu_build_packet:
 * @text: up to thirty letters of LHYMICRO-GL
 * @size_bytes: how many, 1 to %YC_LIHUIYU_PAYLOAD_BYTES
 * @packet: (out): what goes over the wire
 */
void
yc_lihuiyu_build_packet (const char *text,
                         gsize       size_bytes,
                         guint8      packet[YC_LIHUIYU_PACKET_BYTES])
{
  g_return_if_fail (size_bytes > 0 && size_bytes <= YC_LIHUIYU_PAYLOAD_BYTES);

  packet[0] = 0xA6;
  packet[1] = 0x00;
  memset (packet + 2, 'F', YC_LIHUIYU_PAYLOAD_BYTES);
  memcpy (packet + 2, text, size_bytes);
  packet[32] = 0xA6;
  packet[33] = yc_lihuiyu_crc (packet + 2, YC_LIHUIYU_PAYLOAD_BYTES);
}

static gboolean
is_all_zero (const guint8 *bytes,
             gsize         size_bytes)
{
  for (gsize i = 0; i < size_bytes; i++)
    if (bytes[i] != 0)
      return FALSE;
  return TRUE;
}

/* What the board says of itself, in the second of up to six bytes. */
YcLihuiyuStatus
yc_lihuiyu_parse_status (const guint8 *bytes,
                         gsize         size_bytes)
{
  YcReader reader;
  guint8 first, state;

  yc_reader_init (&reader, bytes, size_bytes);
  if (size_bytes > YC_LIHUIYU_STATUS_BYTES || !yc_reader_read_u8 (&reader, &first) ||
      !yc_reader_read_u8 (&reader, &state))
    return YC_LIHUIYU_NONSENSE;
  switch (state)
    {
    case 0x00:
      return is_all_zero (bytes, size_bytes) ? YC_LIHUIYU_LOST : YC_LIHUIYU_NONSENSE;
    case 0xCE:
      return YC_LIHUIYU_ACCEPTED;
    case 0xCF:
      return YC_LIHUIYU_REFUSED;
    case 0xEE:
      return YC_LIHUIYU_BUSY;
    case 0xEC:
    case 0xCC:
      return YC_LIHUIYU_FINISHED;
    case 0xEF:
      return YC_LIHUIYU_LOW_POWER;
    default:
      return YC_LIHUIYU_NONSENSE;
    }
}

/* To the nearest thousandth of an inch, halves upwards, on either side of 0. */
int
yc_lihuiyu_nm_to_mils (gint32 nm)
{
  gint64 shifted = (gint64) nm + MIL_NM / 2;
  gint64 mils = shifted / MIL_NM;

  if (shifted < 0 && shifted % MIL_NM != 0)
    mils--;
  return (int) mils;
}

/**
 * yc_lihuiyu_add_distance:
 * @text: where the letters go
 * @mils: how far; nothing is written for 0
 *
 * z is 255 and may come often; the rest is a letter (1 to 25), a letter behind |
 * (26 to 51) or three digits.
 */
void
yc_lihuiyu_add_distance (GString *text,
                         guint    mils)
{
  while (mils >= 255)
    {
      g_string_append_c (text, 'z');
      mils -= 255;
    }
  if (mils >= 52)
    g_string_append_printf (text, "%03u", mils);
  else if (mils > 25)
    g_string_append_printf (text, "|%c", (char) ('a' + mils - 26));
  else if (mils > 0)
    g_string_append_c (text, (char) ('a' + mils - 1));
}

/* The ramp that belongs to a speed: 1 to 4. */
guint
yc_lihuiyu_acceleration (guint    speed_um_s,
                         gboolean raster)
{
  if (speed_um_s <= 25400)
    return 1;
  if (speed_um_s <= 60000)
    return 2;
  if (raster)
    return speed_um_s < 127000 ? 2 : speed_um_s <= 320000 ? 3 : 4;
  return speed_um_s < 127000 ? 3 : 4;
}

static gboolean
check_speed (guint    speed_um_s,
             double   value,
             GError **error)
{
  if (speed_um_s > 0 && speed_um_s <= YC_LIHUIYU_SPEED_MAX_UM_S && value >= 0)
    return TRUE;
  g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNSUPPORTED,
               _("This engraver cannot be told to run at %.1f mm a second"), speed_um_s / 1000.0);
  return FALSE;
}

/* What the clock counts for a mil at this speed. */
static double
count_ticks (double slope,
             guint  speed_um_s)
{
  return slope * 25.4 / (MAX (speed_um_s, 1) / 1000.0);
}

static void
add_value (GString *text,
           guint    value)
{
  g_string_append_printf (text, "%03u%03u", value >> 8 & 0xFF, value & 0xFF);
}

/**
 * yc_lihuiyu_speed_code:
 * @board: which board
 * @speed_um_s: micrometres a second
 * @suffix: whether to say it the finer way: see yc_lihuiyu_has_suffix()
 * @error: UNSUPPORTED when the board cannot be told this speed
 *
 * Returns: (transfer full): a speed for vectors: `CV1552121016001079`
 */
char *
yc_lihuiyu_speed_code (YcLihuiyuBoard board,
                       guint          speed_um_s,
                       gboolean       suffix,
                       GError       **error)
{
  const Board *b = &boards[board];
  guint acceleration = yc_lihuiyu_acceleration (speed_um_s, FALSE);
  double ticks, value;
  guint periods;
  GString *text;

  g_return_val_if_fail ((guint) board < G_N_ELEMENTS (boards), NULL);
  g_return_val_if_fail (!suffix || b->has_suffix, NULL);

  ticks = count_ticks (suffix ? b->slope / 12 : b->slope, speed_um_s);
  value = floor (65536 - ((suffix ? 8 : b->intercept[acceleration - 1]) + ticks));
  periods = MIN (speed_um_s / 1000 + 1, STEP_PERIODS_MAX);
  if (!check_speed (speed_um_s, value, error))
    return NULL;

  text = g_string_new ("CV");
  add_value (text, (guint) value);
  g_string_append_printf (text, "%u%03u", acceleration, periods);
  add_value (text, (guint) MIN (DIAGONAL_FACTOR * ticks / periods, G_MAXUINT16));
  if (suffix)
    g_string_append_c (text, 'C');
  return g_string_free (text, FALSE);
}

/**
 * yc_lihuiyu_raster_code:
 * @board: which board
 * @speed_um_s: micrometres a second
 * @step_mils: from line to line, 1 to %YC_LIHUIYU_STEP_MAX_MILS
 * @error: UNSUPPORTED when the board cannot be told this speed
 *
 * Returns: (transfer full): a speed for a raster: `V1552121G002`
 */
char *
yc_lihuiyu_raster_code (YcLihuiyuBoard board,
                        guint          speed_um_s,
                        guint          step_mils,
                        GError       **error)
{
  const Board *b = &boards[board];
  guint acceleration = yc_lihuiyu_acceleration (speed_um_s, TRUE);
  double value;
  GString *text;

  g_return_val_if_fail ((guint) board < G_N_ELEMENTS (boards), NULL);
  g_return_val_if_fail (step_mils > 0 && step_mils <= YC_LIHUIYU_STEP_MAX_MILS, NULL);

  value = floor (65536 - (b->intercept[acceleration - 1] + count_ticks (b->slope, speed_um_s)));
  if (!check_speed (speed_um_s, value, error))
    return NULL;
  text = g_string_new ("V");
  add_value (text, (guint) value);
  g_string_append_printf (text, "%uG%03u", acceleration, step_mils);
  return g_string_free (text, FALSE);
}
