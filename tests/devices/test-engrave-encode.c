/* test-engrave-encode.c: toolpaths in the words of machines, read back by boards
 *
 * The simulated boards have decoders of their own. They are driven by a false
 * clock here, so a job of minutes takes as long as its bytes.
 */

#include "yc-device-error.h"
#include "yc-grbl-encode.h"
#include "yc-lihuiyu-encode.h"
#include "yc-sim-grbl.h"
#include "yc-sim-lihuiyu-board.h"
#include "yc-test-toolpath.h"

#include <math.h>
#include <string.h>

#define BUFFER_BYTES 900

/* Gives a job to a board packet by packet, as its buffer takes them. */
static void
run_on_board (YcSimLihuiyuBoard *board,
              YcLihuiyuJob      *job)
{
  double now_ms = 0;

  for (guint i = 0; i < yc_lihuiyu_job_get_n_packets (job); i++)
    {
      guint8 packet[YC_LIHUIYU_PACKET_BYTES];

      yc_lihuiyu_job_build_packet (job, i, packet);
      while (yc_sim_lihuiyu_board_get_room (board) < YC_LIHUIYU_PAYLOAD_BYTES)
        yc_sim_lihuiyu_board_advance (board, now_ms += 1);
      yc_sim_lihuiyu_board_feed (board, packet + 2, YC_LIHUIYU_PAYLOAD_BYTES);
    }
  for (guint i = 0; i < 1000000 && !yc_sim_lihuiyu_board_is_finished (board); i++)
    yc_sim_lihuiyu_board_advance (board, now_ms += 10);
}

static void
save_picture (const YcSimPlate *plate,
              const char       *name)
{
  const char *folder = g_getenv ("YC_TEST_PICTURES");
  g_autofree char *path = folder != NULL ? g_build_filename (folder, name, NULL) : NULL;

  if (path != NULL)
    g_assert_true (yc_sim_plate_save (plate, path, NULL));
}

static void
test_lihuiyu_rectangle (void)
{
  g_autoptr (YcToolpath) path = yc_test_rectangle_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (YcLihuiyuJob) job = yc_lihuiyu_encode (path, YC_LIHUIYU_M2, &error);
  guint8 packet[YC_LIHUIYU_PACKET_BYTES];

  g_assert_no_error (error);
  /* The published example, and the laser off at its end. */
  g_assert_cmpstr (yc_lihuiyu_job_get_stream (job, NULL), ==,
                   "IBzzzvRzzzvS1P"
                   "ICV2490731016000027CNLBS1EDz139Rz139Tz139Lz139UFNSE");
  yc_lihuiyu_job_build_packet (job, 0, packet);
  g_assert_cmphex (packet[33], ==, 0xA8);
  /* The first ends behind the rapid, the others are full. */
  g_assert_cmpuint (yc_lihuiyu_job_get_packet (job, 0)->size_bytes, ==, 14);
  g_assert_cmpuint (yc_lihuiyu_job_get_packet (job, 1)->size_bytes, ==, 30);
}

static void
test_lihuiyu_raster (void)
{
  static const struct
  {
    const char *name;
    YcLihuiyuBoard board;
    guint32 speed_um_s;
  } rows[] = { { "M2", YC_LIHUIYU_M2, 250000 },
               { "M2", YC_LIHUIYU_M2, 15000 },
               { "B2", YC_LIHUIYU_B2, 250000 } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (YcToolpath) path = yc_test_raster_new (200, rows[i].speed_um_s);
      g_autoptr (GError) error = NULL;
      g_autoptr (YcLihuiyuJob) job = yc_lihuiyu_encode (path, rows[i].board, &error);
      YcSimLihuiyuBoard *board = yc_sim_lihuiyu_board_new (rows[i].name, BUFFER_BYTES,
                                                           YC_TEST_BED_MM, YC_TEST_BED_MM);
      YcSimLihuiyuReport report = { .packets = 0 };

      g_assert_no_error (error);
      run_on_board (board, job);
      yc_sim_lihuiyu_board_fill_report (board, &report);
      save_picture (yc_sim_lihuiyu_board_get_plate (board), "lihuiyu-raster.png");
      g_assert_true (report.idle);
      g_assert_cmpuint (report.nonsense, ==, 0);
      g_assert_cmpuint (yc_test_plate_differs (yc_sim_lihuiyu_board_get_plate (board), 200), ==, 0);
      g_assert_cmpuint (report.plate.dots_twice, ==, 0);
      g_assert_false (report.plate.laser);
      /* Blank rows twice: begun, and begun anew behind each. */
      g_assert_cmpuint (report.programs, ==, 3);
      yc_sim_lihuiyu_board_free (board);
    }
}

/* Is there a burnt dot within @slack dots of this place? */
static gboolean
is_burnt_near (const YcSimPlate *plate,
               double            x_mm,
               double            y_mm,
               int               slack)
{
  int column = (int) (x_mm * 1e6 / YC_SIM_PLATE_DOT_NM), row = (int) (y_mm * 1e6 / YC_SIM_PLATE_DOT_NM);

  for (int dy = -slack; dy <= slack; dy++)
    for (int dx = -slack; dx <= slack; dx++)
      if (yc_sim_plate_get_count (plate, (guint) (column + dx), (guint) (row + dy)) > 0)
        return TRUE;
  return FALSE;
}

/* All along the lines something is burnt, and nothing in the middles. */
static void
assert_vectors (const YcSimPlate *plate)
{
  for (double t = 0; t <= 1; t += 0.005)
    {
      g_assert_true (is_burnt_near (plate, 5 + 10 * t, 5, 1));
      g_assert_true (is_burnt_near (plate, 5, 5 + 10 * t, 1));
      g_assert_true (is_burnt_near (plate, 20 + 7 * t, 5 + 8.3 * t, 1));
      g_assert_true (is_burnt_near (plate, 27 - 7 * t, 5 + 8.3 * t, 1));
      g_assert_true (is_burnt_near (plate, 40 + 8 * cos (t * 2 * G_PI), 30 + 8 * sin (t * 2 * G_PI), 1));
    }
  g_assert_false (is_burnt_near (plate, 10, 10, 20));
  g_assert_false (is_burnt_near (plate, 40, 30, 20));
  g_assert_false (is_burnt_near (plate, 17.5, 10, 20)); /* between two chains: a jog */
}

static void
test_lihuiyu_vectors (void)
{
  g_autoptr (YcToolpath) path = yc_test_vectors_new (15000);
  g_autoptr (GError) error = NULL;
  g_autoptr (YcLihuiyuJob) job = yc_lihuiyu_encode (path, YC_LIHUIYU_M2, &error);
  YcSimLihuiyuBoard *board = yc_sim_lihuiyu_board_new ("M2", BUFFER_BYTES, YC_TEST_BED_MM,
                                                       YC_TEST_BED_MM);
  YcSimLihuiyuReport report = { .packets = 0 };

  g_assert_no_error (error);
  run_on_board (board, job);
  yc_sim_lihuiyu_board_fill_report (board, &report);
  save_picture (yc_sim_lihuiyu_board_get_plate (board), "lihuiyu-vectors.png");
  g_assert_cmpuint (report.nonsense, ==, 0);
  assert_vectors (yc_sim_lihuiyu_board_get_plate (board));
  /* The head ends where the path does: 20 mm, 13.3 mm. */
  g_assert_cmpfloat_with_epsilon (report.x_mm, 20, 0.013);
  g_assert_cmpfloat_with_epsilon (report.y_mm, 13.3, 0.013);
  /* Lines that were walked in steps are as long as steps are; nothing was left out. */
  g_assert_cmpfloat (report.plate.burnt_mm, >, 40 + 2 * G_PI * 8 + 21.5);
  g_assert_false (report.plate.laser);
  yc_sim_lihuiyu_board_free (board);
}

/* Half the power is half the dots, evenly. */
static void
test_lihuiyu_partial_power (void)
{
  const YcToolpathSetting setting = { YC_TOOLPATH_RASTER, YC_TOOLPATH_AXIS_X, 100000, 50800, 101600,
                                      1, "ramp" };
  static const gint32 powers[] = { 250, 500, 750 };

  for (guint i = 0; i < G_N_ELEMENTS (powers); i++)
    {
      g_autoptr (YcToolpathBuilder) builder = yc_toolpath_builder_new (YC_TEST_BED_NM, YC_TEST_BED_NM);
      g_autoptr (YcToolpath) path = NULL;
      g_autoptr (YcLihuiyuJob) job = NULL;
      YcSimLihuiyuBoard *board = yc_sim_lihuiyu_board_new ("M2", BUFFER_BYTES, YC_TEST_BED_MM,
                                                           YC_TEST_BED_MM);
      YcSimLihuiyuReport report = { .packets = 0 };

      yc_toolpath_builder_begin (builder, &setting);
      yc_toolpath_builder_add (builder, 5080000, 5080000, 0);
      yc_toolpath_builder_add (builder, 10160000, 5080000, 0);
      yc_toolpath_builder_add (builder, 30480000, 5080000, powers[i]);
      yc_toolpath_builder_add (builder, 35560000, 5080000, 0);
      path = yc_toolpath_builder_finish (builder, NULL);
      job = yc_lihuiyu_encode (path, YC_LIHUIYU_M2, NULL);
      run_on_board (board, job);
      yc_sim_lihuiyu_board_fill_report (board, &report);
      g_assert_cmpfloat_with_epsilon (report.plate.burnt_mm, 20.32 * powers[i] / 1000, 0.11);
      yc_sim_lihuiyu_board_free (board);
    }
}

static void
test_lihuiyu_refuses (void)
{
  const struct
  {
    guint32 speed_um_s;
    guint32 step_nm;
  } rows[] = { { 3000, 50800 }, { 600000, 50800 }, { 100000, 10000 }, { 100000, 7000000 } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const YcToolpathSetting setting = { YC_TOOLPATH_RASTER, YC_TOOLPATH_AXIS_X, rows[i].speed_um_s,
                                          rows[i].step_nm, 101600, 1, "" };
      g_autoptr (YcToolpathBuilder) builder = yc_toolpath_builder_new (YC_TEST_BED_NM, YC_TEST_BED_NM);
      g_autoptr (YcToolpath) path = NULL;
      g_autoptr (YcLihuiyuJob) job = NULL;
      g_autoptr (GError) error = NULL;

      yc_toolpath_builder_begin (builder, &setting);
      yc_toolpath_builder_add (builder, 1000000, 5080000, 0);
      yc_toolpath_builder_add (builder, 2000000, 5080000, 0);
      yc_toolpath_builder_add (builder, 3000000, 5080000, 1000);
      yc_toolpath_builder_add (builder, 4000000, 5080000, 0);
      path = yc_toolpath_builder_finish (builder, &error);
      g_assert_no_error (error);
      job = yc_lihuiyu_encode (path, YC_LIHUIYU_M2, &error);
      g_assert_null (job);
      g_assert_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNSUPPORTED);
    }
}

/* The stream is what the packets carry, padding apart; what is done only grows. */
static void
test_lihuiyu_packets (void)
{
  g_autoptr (YcToolpath) path = yc_test_raster_new (100, 250000);
  g_autoptr (YcLihuiyuJob) job = yc_lihuiyu_encode (path, YC_LIHUIYU_M2, NULL);
  g_autoptr (GBytes) wire = yc_lihuiyu_job_dup_wire (job);
  guint count = yc_lihuiyu_job_get_n_packets (job);
  gsize size, at = 0;
  const char *stream = yc_lihuiyu_job_get_stream (job, &size);
  const guint8 *bytes = g_bytes_get_data (wire, NULL);

  g_assert_cmpuint (g_bytes_get_size (wire), ==, count * YC_LIHUIYU_PACKET_BYTES);
  for (guint i = 0; i < count; i++)
    {
      const YcLihuiyuPacket *packet = yc_lihuiyu_job_get_packet (job, i);

      g_assert_cmpuint (packet->offset, ==, at);
      g_assert_cmpmem (bytes + i * YC_LIHUIYU_PACKET_BYTES + 2, packet->size_bytes, stream + at,
                       packet->size_bytes);
      if (i > 0)
        g_assert_cmpuint (packet->moves_done, >=, yc_lihuiyu_job_get_packet (job, i - 1)->moves_done);
      at += packet->size_bytes;
    }
  g_assert_cmpuint (at, ==, size);
  g_assert_cmpuint (yc_lihuiyu_job_get_packet (job, count - 1)->moves_done, ==,
                    yc_toolpath_get_n_moves (path));
}

/* --- GRBL ------------------------------------------------------------ */

/* Sends a program by counting characters, on a false clock. */
static void
run_on_grbl (YcSimDevice *device,
             YcGrblJob   *job)
{
  const char *text = yc_grbl_job_get_text (job, NULL);
  YcGrblWindow window = { .count = 0 };
  YcGrblLines lines = { .size = 0 };
  gint64 now_ms = 1000;
  guint next = 0;

  for (guint turns = 0; turns < 10000000; turns++)
    {
      guint8 bytes[256];
      gsize got = 0, taken;

      while (next < yc_grbl_job_get_n_lines (job) &&
             yc_grbl_window_fits (&window, yc_grbl_job_get_line (job, next)->size_bytes))
        {
          const YcGrblLine *line = yc_grbl_job_get_line (job, next++);

          yc_grbl_window_push (&window, line->size_bytes);
          yc_sim_device_put (device, (const guint8 *) text + line->offset, line->size_bytes, now_ms,
                             &taken);
          g_assert_cmpuint (taken, ==, line->size_bytes);
        }
      while (yc_sim_device_get (device, bytes, sizeof bytes, now_ms, &got) == YC_SIM_OK)
        for (gsize i = 0; i < got; i++)
          if (yc_grbl_lines_take (&lines, bytes[i]))
            {
              g_assert_cmpstr (lines.bytes, ==, "ok");
              g_assert_true (yc_grbl_window_pop (&window));
            }
      if (window.count == 0 && next == yc_grbl_job_get_n_lines (job))
        break;
      now_ms += 2;
    }
  g_assert_cmpuint (window.count, ==, 0);
}

/* Settles what is still planned. */
static void
report_grbl (YcSimDevice     *device,
             YcSimGrblReport *report)
{
  yc_sim_grbl_report (YC_SIM_GRBL (device), G_MAXINT32, report);
  g_assert_true (report->idle);
  g_assert_cmpuint (report->refused, ==, 0);
  g_assert_cmpuint (report->overrun, ==, 0);
  g_assert_cmpuint (report->longest, <=, YC_GRBL_LINE_MAX_BYTES);
  g_assert_false (report->plate.laser);
  g_assert_cmpfloat (report->plate.still_ms_total, ==, 0);
}

static YcSimDevice *
new_grbl (void)
{
  YcSimDevice *device = yc_sim_grbl_new (YC_TEST_BED_MM, YC_TEST_BED_MM);

  g_assert_true (yc_sim_device_tell (device, "no-homing", NULL));
  return device;
}

static void
test_grbl_raster (void)
{
  const YcGrblSetting setting = { 1000, TRUE };
  g_autoptr (YcToolpath) path = yc_test_raster_new (200, 100000);
  g_autoptr (YcGrblJob) job = yc_grbl_encode (path, &setting, NULL);
  g_autoptr (YcSimDevice) device = new_grbl ();
  YcSimGrblReport report;

  run_on_grbl (device, job);
  report_grbl (device, &report);
  save_picture (yc_sim_grbl_get_plate (YC_SIM_GRBL (device)), "grbl-raster.png");
  g_assert_cmpuint (yc_test_plate_differs (yc_sim_grbl_get_plate (YC_SIM_GRBL (device)), 200), ==, 0);
  g_assert_cmpuint (report.plate.dots_twice, ==, 0);
  g_assert_cmpuint (report.lines, ==, yc_grbl_job_get_n_lines (job));
  g_assert_cmpuint (yc_grbl_job_get_line (job, yc_grbl_job_get_n_lines (job) - 1)->moves_done, ==,
                    yc_toolpath_get_n_moves (path));
}

static void
test_grbl_vectors (void)
{
  const YcGrblSetting setting = { 255, TRUE };
  g_autoptr (YcToolpath) path = yc_test_vectors_new (20000);
  g_autoptr (YcGrblJob) job = yc_grbl_encode (path, &setting, NULL);
  g_autoptr (YcSimDevice) device = new_grbl ();
  YcSimGrblReport report;

  g_assert_true (yc_sim_device_tell (device, "power-full 255", NULL));
  run_on_grbl (device, job);
  report_grbl (device, &report);
  assert_vectors (yc_sim_grbl_get_plate (YC_SIM_GRBL (device)));
  g_assert_cmpfloat_with_epsilon (report.plate.burnt_mm, 40 + 72 * 2 * 8 * sin (G_PI / 72) + 2 * hypot (7, 8.3), 0.1);
}

static void
test_grbl_power (void)
{
  const YcToolpathSetting setting = { YC_TOOLPATH_RASTER, YC_TOOLPATH_AXIS_X, 100000, 50800, 101600,
                                      1, "ramp" };
  const YcGrblSetting machine = { 1000, TRUE };
  g_autoptr (YcToolpathBuilder) builder = yc_toolpath_builder_new (YC_TEST_BED_NM, YC_TEST_BED_NM);
  g_autoptr (YcToolpath) path = NULL;
  g_autoptr (YcGrblJob) job = NULL;
  g_autoptr (YcSimDevice) device = new_grbl ();
  YcSimPlate *plate = yc_sim_grbl_get_plate (YC_SIM_GRBL (device));
  YcSimGrblReport report;

  yc_toolpath_builder_begin (builder, &setting);
  yc_toolpath_builder_add (builder, 100 * 50800, 100 * 50800, 0);
  yc_toolpath_builder_add (builder, 200 * 50800, 100 * 50800, 0);
  yc_toolpath_builder_add (builder, 300 * 50800, 100 * 50800, 250);
  yc_toolpath_builder_add (builder, 400 * 50800, 100 * 50800, 600);
  yc_toolpath_builder_add (builder, 500 * 50800, 100 * 50800, 0);
  path = yc_toolpath_builder_finish (builder, NULL);
  job = yc_grbl_encode (path, &machine, NULL);
  g_assert_cmpstr (yc_grbl_job_get_text (job, NULL), ==,
                   "G21G90G94G54\nM4S0\nG0X5.08Y54.92\nG1X10.16F6000\nX15.24S250\nX20.32S600\n"
                   "X25.4S0\nM5S0\n");
  run_on_grbl (device, job);
  report_grbl (device, &report);
  g_assert_cmpuint (yc_sim_plate_get_power (plate, 250, 100), ==, 250);
  g_assert_cmpuint (yc_sim_plate_get_power (plate, 350, 100), ==, 600);
  g_assert_cmpuint (yc_sim_plate_get_power (plate, 450, 100), ==, 0);
}

/* A frame and a check burn nothing. */
static void
test_grbl_frame (void)
{
  const YcGrblSetting setting = { 1000, TRUE };
  g_autoptr (YcToolpath) path = yc_test_raster_new (60, 100000);
  g_autoptr (YcGrblJob) frame = yc_grbl_encode_frame (path, &setting, NULL);
  g_autoptr (YcGrblJob) check = yc_grbl_encode_check (path, &setting, NULL);
  g_autoptr (YcSimDevice) device = new_grbl ();
  YcSimGrblReport report;

  g_assert_null (strstr (yc_grbl_job_get_text (frame, NULL), "M4"));
  run_on_grbl (device, frame);
  report_grbl (device, &report);
  g_assert_cmpuint (report.plate.dots, ==, 0);
  g_assert_nonnull (strstr (yc_grbl_job_get_text (check, NULL), "F6000"));
}

static void
test_grbl_refuses (void)
{
  g_autoptr (YcToolpath) path = yc_test_rectangle_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (YcGrblJob) job = yc_grbl_encode (path, &(YcGrblSetting){ 0, TRUE }, &error);

  g_assert_null (job);
  g_assert_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNSUPPORTED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engrave-encode/lihuiyu/rectangle", test_lihuiyu_rectangle);
  g_test_add_func ("/engrave-encode/lihuiyu/raster", test_lihuiyu_raster);
  g_test_add_func ("/engrave-encode/lihuiyu/vectors", test_lihuiyu_vectors);
  g_test_add_func ("/engrave-encode/lihuiyu/partial-power", test_lihuiyu_partial_power);
  g_test_add_func ("/engrave-encode/lihuiyu/refuses", test_lihuiyu_refuses);
  g_test_add_func ("/engrave-encode/lihuiyu/packets", test_lihuiyu_packets);
  g_test_add_func ("/engrave-encode/grbl/raster", test_grbl_raster);
  g_test_add_func ("/engrave-encode/grbl/vectors", test_grbl_vectors);
  g_test_add_func ("/engrave-encode/grbl/power", test_grbl_power);
  g_test_add_func ("/engrave-encode/grbl/frame", test_grbl_frame);
  g_test_add_func ("/engrave-encode/grbl/refuses", test_grbl_refuses);
  return g_test_run ();
}
