/* test-lihuiyu-proto.c: what goes to a Lihuiyu board and what comes back */

#include "yc-lihuiyu-proto.h"

#include "yc-device-error.h"

#include <string.h>

static void
test_packets (void)
{
  const struct
  {
    const char *text;
    guint8 check;
  } rows[] = {
    { YC_LIHUIYU_HOME, 0xE4 },
    { YC_LIHUIYU_UNLOCK, 0x0F },
    { YC_LIHUIYU_LOCK, 0x53 },
    { YC_LIHUIYU_STOP, 0x82 },
    { YC_LIHUIYU_PAUSE, 0xF3 },
    { "FNSE", 0x42 },
    { "F", 0x50 },
    { "IBzzzvRzzzvS1P", 0xA8 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint8 packet[YC_LIHUIYU_PACKET_BYTES];
      gsize size = strlen (rows[i].text);

      yc_lihuiyu_build_packet (rows[i].text, size, packet);
      g_assert_cmphex (packet[0], ==, 0xA6);
      g_assert_cmphex (packet[1], ==, 0x00);
      g_assert_cmpmem (packet + 2, size, rows[i].text, size);
      for (gsize f = 2 + size; f < 32; f++)
        g_assert_cmpint (packet[f], ==, 'F');
      g_assert_cmphex (packet[32], ==, 0xA6);
      g_assert_cmphex (packet[33], ==, rows[i].check);
    }
}

/* One bit changed anywhere in the payload is another check byte. */
static void
test_check_sees_every_bit (void)
{
  guint8 packet[YC_LIHUIYU_PACKET_BYTES];

  yc_lihuiyu_build_packet ("IBzzzvRzzzvS1P", 14, packet);
  for (guint bit = 0; bit < YC_LIHUIYU_PAYLOAD_BYTES * 8; bit++)
    {
      packet[2 + bit / 8] ^= (guint8) (1 << bit % 8);
      g_assert_cmphex (yc_lihuiyu_crc (packet + 2, YC_LIHUIYU_PAYLOAD_BYTES), !=, packet[33]);
      packet[2 + bit / 8] ^= (guint8) (1 << bit % 8);
    }
}

static void
test_status (void)
{
  const struct
  {
    guint8 bytes[7];
    gsize size;
    YcLihuiyuStatus status;
  } rows[] = {
    { { 0xFF, 0xCE, 0, 0, 0, 0 }, 6, YC_LIHUIYU_ACCEPTED },
    { { 0xFF, 0xCF, 0, 0, 0, 0 }, 6, YC_LIHUIYU_REFUSED },
    { { 0xFF, 0xEE, 0, 0, 0, 0 }, 6, YC_LIHUIYU_BUSY },
    { { 0xFF, 0xEC, 0, 0, 0, 0 }, 6, YC_LIHUIYU_FINISHED },
    { { 0xFF, 0xCC, 0, 0, 0, 0 }, 6, YC_LIHUIYU_FINISHED },
    { { 0xFF, 0xEF, 0, 0, 0, 0 }, 6, YC_LIHUIYU_LOW_POWER },
    { { 0, 0, 0, 0, 0, 0 }, 6, YC_LIHUIYU_LOST },
    { { 0xFF, 0, 0, 0, 0, 0 }, 6, YC_LIHUIYU_NONSENSE },
    { { 0, 0, 0, 0, 0, 1 }, 6, YC_LIHUIYU_NONSENSE },
    { { 0xFF, 0x11, 0, 0, 0, 0 }, 6, YC_LIHUIYU_NONSENSE },
    { { 0xFF, 0xCE }, 2, YC_LIHUIYU_ACCEPTED }, /* cut: the state is there */
    { { 0xFF }, 1, YC_LIHUIYU_NONSENSE },
    { { 0 }, 0, YC_LIHUIYU_NONSENSE },
    { { 0xFF, 0xCE, 0, 0, 0, 0, 0 }, 7, YC_LIHUIYU_NONSENSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (yc_lihuiyu_parse_status (rows[i].bytes, rows[i].size), ==, rows[i].status);
}

static void
test_distances (void)
{
  const struct
  {
    guint mils;
    const char *text;
  } rows[] = {
    { 0, "" },      { 1, "a" },    { 25, "y" },   { 26, "|a" },   { 51, "|z" },
    { 52, "052" },  { 91, "091" }, { 254, "254" }, { 255, "z" },  { 256, "za" },
    { 394, "z139" }, { 510, "zz" }, { 787, "zzzv" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      yc_lihuiyu_add_distance (text, rows[i].mils);
      g_assert_cmpstr (text->str, ==, rows[i].text);
    }
}

static void
test_mils (void)
{
  const struct
  {
    gint32 nm;
    int mils;
  } rows[] = {
    { 0, 0 },           { 12699, 0 },    { 12700, 1 },         { 25400, 1 },
    { 50800, 2 },       { 20000000, 787 }, { 10000000, 394 },  { -12700, 0 },
    { -12701, -1 },     { -25400, -1 },  { -25400000, -1000 }, { 254000000, 10000 },
    { G_MAXINT32, 84547 }, { G_MININT32, -84547 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (yc_lihuiyu_nm_to_mils (rows[i].nm), ==, rows[i].mils);
  /* Never further off than half a mil, and never backwards. */
  for (gint32 nm = -60000000; nm < 60000000; nm += 7001)
    {
      int mils = yc_lihuiyu_nm_to_mils (nm);

      g_assert_cmpint (ABS (mils * 25400 - nm), <=, 12700);
      g_assert_cmpint (mils, <=, yc_lihuiyu_nm_to_mils (nm + 1));
    }
}

static void
test_speed_codes (void)
{
  const struct
  {
    YcLihuiyuBoard board;
    guint speed_um_s;
    gboolean suffix;
    const char *code;
  } rows[] = {
    { YC_LIHUIYU_M2, 15000, FALSE, "CV1552121016001079" },
    { YC_LIHUIYU_M2, 15000, TRUE, "CV2490731016000027C" },
    { YC_LIHUIYU_M1, 15000, FALSE, "CV1552121016001079" },
    { YC_LIHUIYU_M3, 15000, TRUE, "CV2490731016000027C" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *code = yc_lihuiyu_speed_code (rows[i].board, rows[i].speed_um_s,
                                                     rows[i].suffix, NULL);

      g_assert_cmpstr (code, ==, rows[i].code);
    }
}

/* The formula backwards: the code of a speed is that speed, within a tick. */
static void
test_speed_codes_mean_their_speed (void)
{
  const struct
  {
    YcLihuiyuBoard board;
    double slope;
    double intercept[4];
  } rows[] = {
    { YC_LIHUIYU_M2, 12120, { 5120, 5120, 5632, 6144 } },
    { YC_LIHUIYU_B2, 24240, { 784, 784, 896, 1024 } },
    { YC_LIHUIYU_A, 2000, { 784, 784, 896, 1024 } },
    { YC_LIHUIYU_B1, 2000, { 784, 784, 896, 1024 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint speed = 12000; speed <= 400000; speed += 4000)
      {
        g_autofree char *code = yc_lihuiyu_raster_code (rows[i].board, speed, 2, NULL);
        guint high, low, acceleration;
        double value, ticks;

        g_assert_nonnull (code);
        g_assert_cmpuint (strlen (code), ==, 12);
        g_assert_true (g_str_has_suffix (code, "G002"));
        high = (code[1] - '0') * 100u + (code[2] - '0') * 10u + (code[3] - '0');
        low = (code[4] - '0') * 100u + (code[5] - '0') * 10u + (code[6] - '0');
        acceleration = code[7] - '0';
        g_assert_cmpuint (high, <, 256);
        g_assert_cmpuint (low, <, 256);
        value = high * 256.0 + low;
        ticks = 65536 - value - rows[i].intercept[acceleration - 1];
        g_assert_cmpfloat_with_epsilon (ticks, rows[i].slope * 25.4 / (speed / 1000.0), 1.01);
      }
}

static void
test_accelerations (void)
{
  const struct
  {
    guint speed_um_s;
    guint vector;
    guint raster;
  } rows[] = {
    { 15000, 1, 1 },  { 25400, 1, 1 },  { 25401, 2, 2 },  { 60000, 2, 2 },  { 60001, 3, 2 },
    { 126999, 3, 2 }, { 127000, 4, 3 }, { 320000, 4, 3 }, { 320001, 4, 4 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_cmpuint (yc_lihuiyu_acceleration (rows[i].speed_um_s, FALSE), ==, rows[i].vector);
      g_assert_cmpuint (yc_lihuiyu_acceleration (rows[i].speed_um_s, TRUE), ==, rows[i].raster);
    }
}

/* What the two bytes cannot hold is refused, not wrapped around. */
static void
test_impossible_speeds (void)
{
  const struct
  {
    YcLihuiyuBoard board;
    guint speed_um_s;
    gboolean suffix;
    gboolean ok;
  } rows[] = {
    { YC_LIHUIYU_M2, 5000, FALSE, FALSE }, { YC_LIHUIYU_M2, 5000, TRUE, TRUE },
    { YC_LIHUIYU_M2, 300, TRUE, FALSE },   { YC_LIHUIYU_M2, 0, FALSE, FALSE },
    { YC_LIHUIYU_M2, 500001, FALSE, FALSE }, { YC_LIHUIYU_B2, 9000, FALSE, FALSE },
    { YC_LIHUIYU_B2, 10000, FALSE, TRUE }, { YC_LIHUIYU_A, 1000, FALSE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *code = yc_lihuiyu_speed_code (rows[i].board, rows[i].speed_um_s,
                                                     rows[i].suffix, &error);

      g_assert_true ((code != NULL) == rows[i].ok);
      if (!rows[i].ok)
        g_assert_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNSUPPORTED);
    }
}

static void
test_boards (void)
{
  const char *const names[] = { "M2", "B2", "M", "M1", "M3", "A", "B", "B1" };
  YcLihuiyuBoard board = YC_LIHUIYU_A;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_true (yc_lihuiyu_board_from_name (names[i], &board));
      g_assert_cmpuint (board, ==, i);
      g_assert_cmpstr (yc_lihuiyu_board_to_name (board), ==, names[i]);
    }
  g_assert_true (yc_lihuiyu_board_from_name ("m2", &board));
  g_assert_false (yc_lihuiyu_board_from_name ("M4", &board));
  g_assert_false (yc_lihuiyu_board_from_name (NULL, &board));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lihuiyu-proto/packets", test_packets);
  g_test_add_func ("/lihuiyu-proto/check", test_check_sees_every_bit);
  g_test_add_func ("/lihuiyu-proto/status", test_status);
  g_test_add_func ("/lihuiyu-proto/distances", test_distances);
  g_test_add_func ("/lihuiyu-proto/mils", test_mils);
  g_test_add_func ("/lihuiyu-proto/speed-codes", test_speed_codes);
  g_test_add_func ("/lihuiyu-proto/speed-codes-mean-it", test_speed_codes_mean_their_speed);
  g_test_add_func ("/lihuiyu-proto/accelerations", test_accelerations);
  g_test_add_func ("/lihuiyu-proto/impossible-speeds", test_impossible_speeds);
  g_test_add_func ("/lihuiyu-proto/boards", test_boards);
  return g_test_run ();
}
