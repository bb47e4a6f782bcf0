/* The time model against a motion integrated step by step, and against a line byte by byte. */

#include "yc-seal-time-private.h"
#include "yc-test-artwork.h"

#include <math.h>

#define BED_NM 300000000
#define SEEDS 40
#define TICK_S 2e-5

/* --- paths from a seed --------------------------------------------------- */

static void
add_raster (YcToolpathBuilder *builder,
            GRand             *rand)
{
  YcToolpathSetting setting = { YC_TOOLPATH_RASTER, YC_TOOLPATH_AXIS_X, 0, 50800, 50800, 1, "rows" };
  int x = g_rand_int_range (rand, 600, 1500), y = g_rand_int_range (rand, 10, 500);
  gboolean fine = g_rand_boolean (rand); /* so many short runs that a machine cannot look ahead far */
  int runs = fine ? 60 : 9, longest = fine ? 4 : 60;

  setting.speed_um_s = g_rand_int_range (rand, 20000, 350000);
  setting.passes = g_rand_int_range (rand, 1, 3);
  yc_toolpath_builder_begin (builder, &setting);
  yc_toolpath_builder_add (builder, x * 50800, y * 50800, 0);
  for (int row = 0, sense = 1; row < 4; row++, sense = -sense)
    {
      if (row > 0)
        yc_toolpath_builder_add (builder, x * 50800, (y += g_rand_int_range (rand, 1, 4)) * 50800, 0);
      for (int run = 0; run < runs; run++)
        {
          x += sense * g_rand_int_range (rand, 1, longest);
          yc_toolpath_builder_add (builder, x * 50800, y * 50800, run == 0 || run == runs - 1 ? 0 : run % 2 * 1000);
        }
    }
}

static void
add_vectors (YcToolpathBuilder *builder,
             GRand             *rand)
{
  YcToolpathSetting setting = { YC_TOOLPATH_VECTOR, YC_TOOLPATH_AXIS_X, 0, 0, 0, 1, "cuts" };
  double x = g_rand_double_range (rand, 20, 250), y = g_rand_double_range (rand, 20, 250), heading = 0;

  setting.speed_um_s = g_rand_int_range (rand, 5000, 200000);
  setting.passes = g_rand_int_range (rand, 1, 3);
  yc_toolpath_builder_begin (builder, &setting);
  yc_toolpath_builder_add (builder, x * 1e6, y * 1e6, 0);
  for (int i = 0; i < 12; i++)
    {
      double length = g_rand_double_range (rand, 0.05, 6);

      heading += g_rand_double_range (rand, -1, 1) * (i % 4 == 0 ? 3 : 0.3);
      x = CLAMP (x + length * cos (heading), 0, 300);
      y = CLAMP (y + length * sin (heading), 0, 300);
      yc_toolpath_builder_add (builder, x * 1e6, y * 1e6, i % 5 == 4 ? 0 : 1000);
    }
}

static YcToolpath *
make_random (guint seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (YcToolpathBuilder) builder = yc_toolpath_builder_new (BED_NM, BED_NM);
  g_autoptr (GError) error = NULL;
  YcToolpath *path;

  for (guint i = 0; i < 3; i++)
    {
      if (g_rand_boolean (rand))
        add_raster (builder, rand);
      else
        add_vectors (builder, rand);
    }
  path = yc_toolpath_builder_finish (builder, &error);
  g_assert_no_error (error);
  return path;
}

/* A machine that never waits for its line. */
static YcSealMachine
make_free (const char *id)
{
  YcSealMachine machine = *yc_seal_machine_find (id);

  machine.byte_ms = machine.block_ms = machine.section_ms = 0;
  return machine;
}

/* --- motion, step by step ------------------------------------------------ */

/* A straight piece of the way, told in vectors. */
typedef struct
{
  double x, y; /* mm */
  double length, speed, accel, corner; /* corner: the speed allowed where it begins */
  gboolean burns, raster;
} Leg;

/* What the machine's corners allow, by the angle between the legs. */
static double
get_corner (const YcSealMachine *machine,
            const Leg           *before,
            const Leg           *leg)
{
  double cosine = (before->x * leg->x + before->y * leg->y) / (before->length * leg->length);
  double between = G_PI - acos (CLAMP (cosine, -1, 1)); /* the angle inside the corner: 180° is straight on */

  if (between > G_PI - 0.001)
    return HUGE_VAL;
  if (machine->junction_mm == 0)
    return leg->burns && before->burns && !leg->raster && !before->raster ? HUGE_VAL : 0;
  if (leg->raster && between <= G_PI_2 + 1e-9)
    return 0;
  return sqrt (leg->accel * machine->junction_mm * sin (between / 2) / (1 - sin (between / 2)));
}

static GArray *
list_legs (YcToolpath          *path,
           const YcSealMachine *machine)
{
  GArray *legs = g_array_new (FALSE, FALSE, sizeof (Leg));
  double x = 0, y = 0;

  for (guint s = 0; s < yc_toolpath_get_n_sections (path); s++)
    for (guint i = 0; i < yc_toolpath_get_section (path, s)->setting.passes * yc_toolpath_get_section (path, s)->n_moves; i++)
      {
        const YcToolpathSection *section = yc_toolpath_get_section (path, s);
        const YcToolpathMove *move = &section->moves[i % section->n_moves];
        Leg leg = { move->x_nm / 1e6 - x, move->y_nm / 1e6 - y };
        gboolean rapid = move == section->moves || (section->setting.mode == YC_TOOLPATH_VECTOR && move->power == 0);

        leg.length = sqrt (leg.x * leg.x + leg.y * leg.y);
        leg.burns = move->power > 0;
        leg.raster = section->setting.mode == YC_TOOLPATH_RASTER;
        leg.speed = rapid ? machine->rapid_mm_s
                          : MIN (machine->speed_max_mm_s, section->setting.speed_um_s / 1e3) * machine->factor;
        if (leg.length < 1e-9)
          continue;
        leg.accel = MIN (machine->accel_x_mm_s2 * leg.length / MAX (fabs (leg.x), 1e-12),
                         machine->accel_y_mm_s2 * leg.length / MAX (fabs (leg.y), 1e-12));
        if (legs->len > 0)
          leg.corner = get_corner (machine, &g_array_index (legs, Leg, legs->len - 1), &leg);
        g_array_append_val (legs, leg);
        x = move->x_nm / 1e6;
        y = move->y_nm / 1e6;
      }
  return legs;
}

/* The speed with which a leg may be left: not more than can be got rid of afterwards. */
static double
get_exit (const GArray        *legs,
          guint                leg,
          const YcSealMachine *machine)
{
  guint end = machine->lookahead_blocks > 0 ? MIN (legs->len, leg + 1 + machine->lookahead_blocks) : legs->len;
  double allowed = 0;

  for (guint i = end; i-- > leg + 1;)
    {
      const Leg *next = &g_array_index (legs, Leg, i), *before = &g_array_index (legs, Leg, i - 1);

      allowed = sqrt (allowed * allowed + 2 * next->accel * next->length);
      allowed = MIN (MIN (allowed, next->corner), MIN (next->speed, before->speed));
    }
  return allowed;
}

static double
integrate (const GArray        *legs,
           const YcSealMachine *machine)
{
  double time = 0, speed = 0;

  for (guint i = 0; i < legs->len; i++)
    {
      const Leg *leg = &g_array_index (legs, Leg, i);
      double exit = get_exit (legs, i, machine), way = 0;

      while (way < leg->length)
        {
          double brake = sqrt (exit * exit + 2 * leg->accel * (leg->length - way));
          double next = MIN (MIN (speed + leg->accel * TICK_S, leg->speed), brake);
          double step = MAX ((speed + next) / 2 * TICK_S, 1e-7);

          time += way + step > leg->length ? (leg->length - way) / step * TICK_S : TICK_S;
          way += step;
          speed = next;
        }
      speed = MIN (speed, MAX (exit, 0));
    }
  return time;
}

static void
test_motion (void)
{
  for (guint m = 0; m < yc_seal_machine_count (); m++)
    for (guint seed = 0; seed < SEEDS; seed++)
      {
        YcSealMachine machine = make_free (yc_seal_machine_get (m)->id);
        g_autoptr (YcToolpath) path = make_random (seed);
        g_autoptr (YcSealTime) time = yc_seal_time_new (path, &machine);
        g_autoptr (GArray) legs = list_legs (yc_seal_time_get_path (time), &machine);
        double model = yc_seal_time_get_total_s (time), motion = integrate (legs, &machine);

        g_assert_cmpfloat_with_epsilon (model, motion, 0.01 * motion);
      }
}

/* By hand: 100 mm at 100 mm/s with 1 000 mm/s² is 0.1 s, 90 mm at full speed, 0.1 s. */
static void
test_trapezoid (void)
{
  YcSealMachine machine = make_free ("grbl");
  YcToolpathSetting setting = { YC_TOOLPATH_VECTOR, YC_TOOLPATH_AXIS_X, 100000, 0, 0, 1, "" };
  g_autoptr (YcToolpathBuilder) builder = yc_toolpath_builder_new (BED_NM, BED_NM);
  g_autoptr (YcToolpath) path = NULL;
  g_autoptr (YcSealTime) time = NULL;
  YcSealMoment moment;

  machine.accel_x_mm_s2 = machine.accel_y_mm_s2 = 1000;
  yc_toolpath_builder_begin (builder, &setting);
  yc_toolpath_builder_add (builder, 0, 0, 0);
  yc_toolpath_builder_add (builder, 100000000, 0, 1000);
  path = yc_toolpath_builder_finish (builder, NULL);
  time = yc_seal_time_new (path, &machine);
  g_assert_cmpfloat_with_epsilon (yc_seal_time_get_total_s (time), 1.1, 1e-4);
  g_assert_cmpfloat_with_epsilon (yc_seal_time_get_beam_s (time), 1.1, 1e-4);
  g_assert_true (yc_seal_time_locate (time, 0.1, &moment));
  g_assert_cmpfloat_with_epsilon (moment.x_mm, 5, 1e-3);
  g_assert_cmpint (moment.power, ==, 1000);
  g_assert_true (yc_seal_time_locate (time, 0.6, &moment));
  g_assert_cmpfloat_with_epsilon (moment.x_mm, 55, 1e-3);
  g_assert_true (yc_seal_time_locate (time, 9, &moment));
  g_assert_cmpfloat_with_epsilon (moment.x_mm, 100, 1e-6);
  g_assert_cmpint (moment.power, ==, 0);
}

/* --- where the head is ---------------------------------------------------- */

static void
assert_ends (YcSealTime *time)
{
  YcToolpath *path = yc_seal_time_get_path (time);
  double before = 0;
  guint done = 0;

  g_assert_cmpfloat (yc_seal_time_get_done_s (time, 0), ==, 0);
  for (guint s = 0; s < yc_toolpath_get_n_sections (path); s++)
    for (guint i = 0; i < yc_toolpath_get_section (path, s)->setting.passes * yc_toolpath_get_section (path, s)->n_moves; i++)
      {
        const YcToolpathSection *section = yc_toolpath_get_section (path, s);
        const YcToolpathMove *move = &section->moves[i % section->n_moves];
        double end = yc_seal_time_get_end_s (time, s, i / section->n_moves, i % section->n_moves);
        YcSealMoment moment;

        g_assert_cmpfloat (end, >=, before);
        g_assert_cmpfloat (yc_seal_time_get_done_s (time, ++done), ==, end);
        g_assert_true (yc_seal_time_locate (time, end, &moment));
        g_assert_cmpfloat_with_epsilon (moment.x_mm, move->x_nm / 1e6, 1e-3);
        g_assert_cmpfloat_with_epsilon (moment.y_mm, move->y_nm / 1e6, 1e-3);
        before = end;
      }
  g_assert_cmpfloat (before, ==, yc_seal_time_get_total_s (time));
}

/* It never jumps, and is never faster than the machine. */
static void
assert_flows (YcSealTime          *time,
              const YcSealMachine *machine)
{
  double total = yc_seal_time_get_total_s (time), fastest = MAX (machine->rapid_mm_s, machine->speed_max_mm_s);
  YcSealMoment last = { 0 }, now;

  for (guint i = 0; i <= 20000; i++)
    {
      g_assert_true (yc_seal_time_locate (time, total * i / 20000, &now));
      g_assert_cmpfloat (hypot (now.x_mm - last.x_mm, now.y_mm - last.y_mm), <=, fastest * total / 20000 * 1.5 + 1e-3);
      g_assert_cmpuint (now.section, >=, last.section);
      if (now.section == last.section)
        g_assert_cmpuint (now.pass, >=, last.pass);
      if (now.section == last.section && now.pass == last.pass)
        g_assert_cmpuint (now.move, >=, last.move);
      last = now;
    }
}

static void
test_locate (void)
{
  for (guint m = 0; m < yc_seal_machine_count (); m++)
    for (guint seed = 0; seed < 8; seed++)
      {
        const YcSealMachine *machine = yc_seal_machine_get (m);
        g_autoptr (YcToolpath) path = make_random (seed + 100);
        g_autoptr (YcSealTime) time = yc_seal_time_new (path, machine);

        assert_ends (time);
        assert_flows (time, machine);
      }
}

static void
test_nothing (void)
{
  g_autoptr (YcToolpathBuilder) builder = yc_toolpath_builder_new (BED_NM, BED_NM);
  g_autoptr (YcToolpath) path = yc_toolpath_builder_finish (builder, NULL);
  g_autoptr (YcSealTime) time = yc_seal_time_new (path, yc_seal_machine_get (0));
  YcSealMoment moment;

  g_assert_cmpfloat (yc_seal_time_get_total_s (time), ==, 0);
  g_assert_false (yc_seal_time_locate (time, 0, &moment));
}

/* --- the line --------------------------------------------------------------- */

/* Byte by byte: one goes out when the one before has, and when the board, which frees
 * a move's bytes as it is done, has room. A move begins when its last byte is there. */
static double
send_bytes (const guint         *bytes,
            const double        *durations,
            guint                n_moves,
            const YcSealMachine *machine)
{
  g_autofree double *done = g_new0 (double, n_moves);
  double clock = 0;
  guint64 sent = 0, freed = 0;
  guint first = 0;

  for (guint m = 0; m < n_moves; m++)
    {
      for (guint b = 0; b < bytes[m]; b++, sent++)
        {
          while (sent - freed >= machine->buffer_bytes && first < m)
            {
              clock = MAX (clock, done[first]);
              freed += bytes[first++];
            }
          clock += machine->byte_ms / 1e3;
        }
      done[m] = MAX (m > 0 ? done[m - 1] : 0, clock) + durations[m];
    }
  return done[n_moves - 1];
}

static double
count_and_send (YcToolpath          *path,
                const YcSealMachine *machine)
{
  g_autoptr (YcSealTime) freely = NULL;
  YcSealMachine free_machine = *machine;
  g_autofree guint *bytes = g_new (guint, 3 * YC_TOOLPATH_PASSES_MAX * 400);
  g_autofree double *durations = g_new (double, 3 * YC_TOOLPATH_PASSES_MAX * 400);
  double before = 0;
  guint n = 0;

  free_machine.byte_ms = 0;
  freely = yc_seal_time_new (path, &free_machine);
  path = yc_seal_time_get_path (freely);
  for (guint s = 0; s < yc_toolpath_get_n_sections (path); s++)
    {
      YcSealLine line = { machine, yc_toolpath_get_section (path, s), 0 };

      for (guint i = 0; i < line.section->setting.passes * line.section->n_moves; i++)
        {
          double end = yc_seal_time_get_end_s (freely, s, i / line.section->n_moves, i % line.section->n_moves);

          bytes[n] = yc_seal_line_count_bytes (&line, i % line.section->n_moves);
          durations[n++] = end - before;
          before = end;
        }
    }
  return send_bytes (bytes, durations, n, machine);
}

static void
test_line (void)
{
  guint starved = 0;

  for (guint seed = 0; seed < SEEDS; seed++)
    {
      g_autoptr (YcToolpath) path = make_random (seed + 500);
      YcSealMachine machine = make_free (seed % 2 == 0 ? "lihuiyu-m2" : "grbl");
      g_autoptr (YcSealTime) time = NULL;
      double model, sent;

      machine.byte_ms = 0.1 * (1 + seed % 7);
      machine.buffer_bytes = 100 + 300 * (seed % 3);
      time = yc_seal_time_new (path, &machine);
      model = yc_seal_time_get_total_s (time);
      sent = count_and_send (path, &machine);
      g_assert_cmpfloat (model, >=, 0.999 * sent); /* it sends a move as a whole: a little later, never sooner */
      g_assert_cmpfloat (model, <=, 1.08 * sent);
      g_assert_cmpfloat (model, >=, yc_seal_time_get_bytes (time) * machine.byte_ms / 1e3);
      starved += yc_seal_time_get_starved_s (time) > 0.1;
    }
  g_assert_cmpuint (starved, >, SEEDS / 4);
}

/* D, distance, U, distance, T, … as the board's language has it; the approach and what begins a program are 45. */
static void
test_counts_letters (void)
{
  YcToolpathSetting setting = { YC_TOOLPATH_RASTER, YC_TOOLPATH_AXIS_X, 250000, 50800, 50800, 1, "" };
  g_autoptr (YcToolpathBuilder) builder = yc_toolpath_builder_new (BED_NM, BED_NM);
  g_autoptr (YcToolpath) path = NULL;
  g_autoptr (YcSealTime) time = NULL;
  const int mil = 25400;

  yc_toolpath_builder_begin (builder, &setting);
  yc_toolpath_builder_add (builder, 1000 * mil, 1000 * mil, 0);
  yc_toolpath_builder_add (builder, 1010 * mil, 1000 * mil, 0);    /* j: 1 */
  yc_toolpath_builder_add (builder, 1050 * mil, 1000 * mil, 1000); /* D|o: 3 */
  yc_toolpath_builder_add (builder, 1350 * mil, 1000 * mil, 0);    /* Uz|t: 4 */
  yc_toolpath_builder_add (builder, 1350 * mil, 1002 * mil, 0);    /* T: 1 */
  yc_toolpath_builder_add (builder, 1100 * mil, 1002 * mil, 0);    /* 250: 3 */
  yc_toolpath_builder_add (builder, 1050 * mil, 1002 * mil, 1000); /* D|y: 3 */
  yc_toolpath_builder_add (builder, 1049 * mil, 1002 * mil, 0);    /* Ua: 2 */
  path = yc_toolpath_builder_finish (builder, NULL);
  time = yc_seal_time_new (path, yc_seal_machine_find ("lihuiyu-m2"));
  g_assert_cmpuint (yc_seal_time_get_bytes (time), ==, 45 + 1 + 3 + 4 + 1 + 3 + 3 + 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seal-time/trapezoid", test_trapezoid);
  g_test_add_func ("/seal-time/motion", test_motion);
  g_test_add_func ("/seal-time/locate", test_locate);
  g_test_add_func ("/seal-time/nothing", test_nothing);
  g_test_add_func ("/seal-time/line", test_line);
  g_test_add_func ("/seal-time/counts-letters", test_counts_letters);
  return g_test_run ();
}
