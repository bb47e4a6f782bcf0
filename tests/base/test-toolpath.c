/* Toolpaths: what is let in, what is joined, the digest, pulses for boards that only switch. */

#include "yc-toolpath.h"

#include <string.h>

#define BED_NM 100000000
#define STEP_NM 50800
#define DOT_NM 25400
#define SEEDS 200

static const YcToolpathSetting raster = {
  YC_TOOLPATH_RASTER, YC_TOOLPATH_AXIS_X, 250000, STEP_NM, DOT_NM, 1, "official"
};
static const YcToolpathSetting vector = { YC_TOOLPATH_VECTOR, YC_TOOLPATH_AXIS_X, 15000, 0, 0, 2, "outline" };

static YcToolpath *
make (const YcToolpathSetting *setting,
      const YcToolpathMove    *moves,
      guint                    n_moves,
      GError                 **error)
{
  g_autoptr (YcToolpathBuilder) builder = yc_toolpath_builder_new (BED_NM, BED_NM);

  yc_toolpath_builder_begin (builder, setting);
  for (guint i = 0; i < n_moves; i++)
    yc_toolpath_builder_add (builder, moves[i].x_nm, moves[i].y_nm, moves[i].power);
  return yc_toolpath_builder_finish (builder, error);
}

/* Two rows there and back, the second three steps further, its end before where the first began. */
static const YcToolpathMove two_rows[] = {
  { 1000000, 1000000, 0 }, { 2000000, 1000000, 0 }, { 3000000, 1000000, 1000 }, { 4000000, 1000000, 300 },
  { 5000000, 1000000, 0 }, { 5000000, 1000000 + 3 * STEP_NM, 0 },
  { 4000000, 1000000 + 3 * STEP_NM, 0 }, { 1500000, 1000000 + 3 * STEP_NM, 1000 }, { 500000, 1000000 + 3 * STEP_NM, 0 },
};

static void
test_keeps_what_is_sound (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcToolpath) path = make (&raster, two_rows, G_N_ELEMENTS (two_rows), &error);
  const YcToolpathSection *section;
  YcToolpathBox box;

  g_assert_no_error (error);
  g_assert_cmpuint (yc_toolpath_get_n_sections (path), ==, 1);
  section = yc_toolpath_get_section (path, 0);
  g_assert_cmpmem (section->moves, section->n_moves * sizeof (YcToolpathMove), two_rows, sizeof two_rows);
  g_assert_true (yc_toolpath_get_burnt_box (path, &box));
  g_assert_cmpint (box.left_nm, ==, 1500000);
  g_assert_cmpint (box.right_nm, ==, 4000000);
  g_assert_cmpint (box.bottom_nm, ==, 1000000 + 3 * STEP_NM);
  g_assert_true (yc_toolpath_get_travel_box (path, &box));
  g_assert_cmpint (box.left_nm, ==, 500000);
  g_assert_cmpint (box.right_nm, ==, 5000000);
}

static void
test_empty (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcToolpathBuilder) builder = yc_toolpath_builder_new (BED_NM, BED_NM);
  g_autoptr (YcToolpath) path = yc_toolpath_builder_finish (builder, &error);
  YcToolpathBox box = { 1, 2, 3, 4 };

  g_assert_no_error (error);
  g_assert_false (yc_toolpath_get_burnt_box (path, &box));
  g_assert_false (yc_toolpath_get_travel_box (path, &box));
  g_assert_cmpint (box.left_nm, ==, 1);
}

static void
test_joins_runs (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcToolpathBuilder) builder = yc_toolpath_builder_new (BED_NM, BED_NM);
  g_autoptr (YcToolpath) path = NULL;

  yc_toolpath_builder_begin (builder, &raster);
  yc_toolpath_builder_add (builder, 0, 0, 0);
  for (guint dot = 1; dot <= 40; dot++)
    yc_toolpath_builder_add (builder, dot * DOT_NM, 0, dot > 10 && dot <= 30 ? YC_TOOLPATH_POWER_FULL : 0);
  path = yc_toolpath_builder_finish (builder, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (yc_toolpath_get_n_moves (path), ==, 4);
}

/* --- what is refused ------------------------------------------------- */

/* A sound section with one number changed. */
static void
assert_refused (const YcToolpathSetting *setting,
                const YcToolpathMove    *moves,
                guint                    n_moves,
                int                      code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcToolpath) path = make (setting, moves, n_moves, &error);

  g_assert_null (path);
  g_assert_error (error, YC_TOOLPATH_ERROR, code);
}

static void
assert_move_refused (guint          at,
                     YcToolpathMove move,
                     int            code)
{
  YcToolpathMove moves[G_N_ELEMENTS (two_rows)];

  memcpy (moves, two_rows, sizeof moves);
  moves[at] = move;
  assert_refused (&raster, moves, G_N_ELEMENTS (moves), code);
}

static void
test_refuses_moves (void)
{
  const gint32 y0 = 1000000, y1 = 1000000 + 3 * STEP_NM;

  assert_move_refused (0, (YcToolpathMove){ 1000000, y0, 1000 }, YC_TOOLPATH_ERROR_MALFORMED);  /* approach burns */
  assert_move_refused (1, (YcToolpathMove){ 2000000, y0, 500 }, YC_TOOLPATH_ERROR_MALFORMED);   /* no run-up */
  assert_move_refused (2, (YcToolpathMove){ 1500000, y0, 1000 }, YC_TOOLPATH_ERROR_MALFORMED);  /* back within a row */
  assert_move_refused (3, (YcToolpathMove){ 4000000, y0 + 1, 300 }, YC_TOOLPATH_ERROR_MALFORMED); /* slanted */
  assert_move_refused (3, (YcToolpathMove){ 4000000, y0, 1001 }, YC_TOOLPATH_ERROR_MALFORMED);
  assert_move_refused (3, (YcToolpathMove){ 4000000, y0, -1 }, YC_TOOLPATH_ERROR_MALFORMED);
  assert_move_refused (5, (YcToolpathMove){ 5000000, y1, 1000 }, YC_TOOLPATH_ERROR_MALFORMED);  /* burns across */
  assert_move_refused (5, (YcToolpathMove){ 5000000, y1 - 1, 0 }, YC_TOOLPATH_ERROR_MALFORMED); /* off the lines */
  assert_move_refused (5, (YcToolpathMove){ 5000000, y0 - STEP_NM, 0 }, YC_TOOLPATH_ERROR_MALFORMED);
  assert_move_refused (8, (YcToolpathMove){ 500000, y1, 1000 }, YC_TOOLPATH_ERROR_MALFORMED);   /* no run-out */
  assert_move_refused (0, (YcToolpathMove){ -1, y0, 0 }, YC_TOOLPATH_ERROR_OUTSIDE);
  assert_move_refused (8, (YcToolpathMove){ BED_NM + 1, y1, 0 }, YC_TOOLPATH_ERROR_OUTSIDE);
  assert_refused (&raster, two_rows, 1, YC_TOOLPATH_ERROR_MALFORMED);
  assert_refused (&raster, two_rows, 4, YC_TOOLPATH_ERROR_MALFORMED); /* cut off while burning */
  assert_refused (&raster, two_rows, 6, YC_TOOLPATH_ERROR_MALFORMED); /* cut off between rows */
}

static void
test_refuses_turns (void)
{
  YcToolpathMove same_way[] = { { 0, 0, 0 }, { 100, 0, 0 }, { 100, STEP_NM, 0 }, { 200, STEP_NM, 0 } };
  YcToolpathMove partial[] = { { 0, 0, 0 }, { 100, 0, 999 } };

  assert_refused (&raster, same_way, 4, YC_TOOLPATH_ERROR_MALFORMED);
  assert_refused (&vector, partial, 2, YC_TOOLPATH_ERROR_MALFORMED);
}

static void
test_refuses_settings (void)
{
  YcToolpathSetting wrong[9];

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    wrong[i] = raster;
  wrong[0].speed_um_s = 0;
  wrong[1].line_step_nm = 0;
  wrong[2].dot_nm = 0;
  wrong[3].passes = 0;
  wrong[4].passes = YC_TOOLPATH_PASSES_MAX + 1;
  wrong[5].mode = 7;
  wrong[6].axis = 0;
  memset (wrong[7].label, 'x', sizeof wrong[7].label);
  wrong[8].label[0] = '\xff';
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    assert_refused (&wrong[i], two_rows, G_N_ELEMENTS (two_rows), YC_TOOLPATH_ERROR_MALFORMED);
}

/* --- the digest ------------------------------------------------------ */

static void
add_be32 (GChecksum *sum,
          guint32    number)
{
  guint8 bytes[4] = { number >> 24, number >> 16 & 0xff, number >> 8 & 0xff, number & 0xff };

  g_checksum_update (sum, bytes, sizeof bytes);
}

/* The canonical form, spelt out again. */
static void
test_digest (void)
{
  g_autoptr (YcToolpath) path = make (&vector, (YcToolpathMove[]){ { 5, 6, 0 }, { 7, 8, 1000 } }, 2, NULL);
  g_autoptr (YcToolpath) other = make (&vector, (YcToolpathMove[]){ { 5, 6, 0 }, { 7, 9, 1000 } }, 2, NULL);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  const guint32 before[] = { BED_NM, BED_NM, 1, 2, 1, 15000, 0, 0, 2, 7 }, after[] = { 2, 5, 6, 0, 7, 8, 1000 };
  guint8 hash[YC_SHA256_SIZE], hash_other[YC_SHA256_SIZE];
  char text[YC_SHA256_TEXT_SIZE];

  g_checksum_update (sum, (const guchar *) "yc-toolpath 1\n", -1);
  for (guint i = 0; i < G_N_ELEMENTS (before); i++)
    add_be32 (sum, before[i]);
  g_checksum_update (sum, (const guchar *) "outline", -1);
  for (guint i = 0; i < G_N_ELEMENTS (after); i++)
    add_be32 (sum, after[i]);
  yc_toolpath_digest (path, hash);
  yc_sha256_to_text (hash, text);
  g_assert_cmpstr (text, ==, g_checksum_get_string (sum));
  yc_toolpath_digest (other, hash_other);
  g_assert_cmpint (memcmp (hash, hash_other, sizeof hash), !=, 0);
}

/* --- pulses ---------------------------------------------------------- */

/* Rows of random runs whose ends lie on the dots. */
static YcToolpath *
make_random (GRand *rand)
{
  g_autoptr (YcToolpathBuilder) builder = yc_toolpath_builder_new (BED_NM, BED_NM);
  g_autoptr (GError) error = NULL;
  YcToolpath *path;
  int x = 1000, sense = 1;

  yc_toolpath_builder_begin (builder, &raster);
  yc_toolpath_builder_add (builder, x * DOT_NM, 0, 0);
  for (guint row = 0; row < 20; row++, sense = -sense)
    {
      if (row > 0)
        yc_toolpath_builder_add (builder, x * DOT_NM, row * STEP_NM, 0);
      for (guint run = 0; run < 12; run++)
        {
          x += sense * g_rand_int_range (rand, 1, 70);
          yc_toolpath_builder_add (builder, x * DOT_NM, row * STEP_NM,
                                   run == 0 || run == 11 ? 0 : g_rand_int_range (rand, 0, 5) * 250);
        }
    }
  path = yc_toolpath_builder_finish (builder, &error);
  g_assert_no_error (error);
  return path;
}

/* What falls on each dot of a row, in per mille. */
static void
add_row (const YcToolpathSection *section,
         gint32                   y_nm,
         int                      wanted[4000])
{
  memset (wanted, 0, 4000 * sizeof (int));
  for (guint m = 1; m < section->n_moves; m++)
    if (section->moves[m].y_nm == y_nm && section->moves[m - 1].y_nm == y_nm)
      {
        int from = section->moves[m - 1].x_nm / DOT_NM, to = section->moves[m].x_nm / DOT_NM;

        for (int dot = MIN (from, to); dot < MAX (from, to); dot++)
          wanted[dot] = section->moves[m].power;
      }
}

/* Nothing where nothing is wanted, all where all is, and of each run its share to a dot. */
static void
assert_evenly (const int wanted[4000],
               const int burnt[4000])
{
  int owed = 0;

  for (int dot = 0; dot < 4000; dot++)
    {
      g_assert_true (burnt[dot] == 0 || burnt[dot] == YC_TOOLPATH_POWER_FULL);
      if (wanted[dot] == 0 || wanted[dot] == YC_TOOLPATH_POWER_FULL)
        g_assert_cmpint (burnt[dot], ==, wanted[dot]);
      owed = dot > 0 && wanted[dot] != wanted[dot - 1] ? 0 : owed;
      owed += wanted[dot] - burnt[dot];
      g_assert_cmpint (ABS (owed), <, YC_TOOLPATH_POWER_FULL);
    }
}

static void
test_pulses (void)
{
  int wanted[4000], burnt[4000];

  for (guint seed = 0; seed < SEEDS; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (YcToolpath) path = make_random (rand);
      g_autoptr (GError) error = NULL;
      g_autoptr (YcToolpath) pulsed = yc_toolpath_dup_pulsed (path, &error);
      YcToolpathBox a, b;

      g_assert_no_error (error);
      g_assert_true (yc_toolpath_get_travel_box (path, &a) && yc_toolpath_get_travel_box (pulsed, &b));
      g_assert_cmpmem (&a, sizeof a, &b, sizeof b);
      for (guint row = 0; row < 20; row++)
        {
          add_row (yc_toolpath_get_section (path, 0), row * STEP_NM, wanted);
          add_row (yc_toolpath_get_section (pulsed, 0), row * STEP_NM, burnt);
          assert_evenly (wanted, burnt);
        }
    }
}

/* 40 rows of 3000 dots of one power, pulsed; every other one is walked backwards. */
static YcToolpath *
make_field (gint32 power)
{
  g_autoptr (YcToolpathBuilder) builder = yc_toolpath_builder_new (BED_NM, BED_NM);
  g_autoptr (YcToolpath) path = NULL;
  YcToolpath *pulsed;

  yc_toolpath_builder_begin (builder, &raster);
  yc_toolpath_builder_add (builder, 0, 0, 0);
  for (int row = 0; row < 40; row++)
    {
      int edges[] = { row % 2 == 0 ? 10 : 3010, row % 2 == 0 ? 3010 : 10, row % 2 == 0 ? 3020 : 0 };

      if (row > 0)
        yc_toolpath_builder_add (builder, row % 2 == 0 ? 0 : 3020 * DOT_NM, row * STEP_NM, 0);
      for (guint i = 0; i < 3; i++)
        yc_toolpath_builder_add (builder, edges[i] * DOT_NM, row * STEP_NM, i == 1 ? power : 0);
    }
  path = yc_toolpath_builder_finish (builder, NULL);
  pulsed = yc_toolpath_dup_pulsed (path, NULL);
  g_assert_nonnull (pulsed);
  return pulsed;
}

/* Rows of one partial power do not put their pulses into columns. */
static void
test_pulses_in_no_columns (void)
{
  g_autoptr (YcToolpath) pulsed = make_field (250);
  int burnt[4000], column[4000] = { 0 };

  for (int row = 0; row < 40; row++)
    {
      add_row (yc_toolpath_get_section (pulsed, 0), row * STEP_NM, burnt);
      for (int dot = 0; dot < 4000; dot++)
        column[dot] += burnt[dot] > 0;
    }
  for (int dot = 0; dot < 4000; dot++)
    g_assert_cmpint (column[dot], <=, 14);
}

/* From 300 per mille on, no three rows of three dots stay dark. */
static void
test_pulses_leave_no_holes (void)
{
  for (gint32 power = 300; power < YC_TOOLPATH_POWER_FULL; power += 25)
    {
      g_autoptr (YcToolpath) pulsed = make_field (power);
      static int burnt[40][4000];

      for (int row = 0; row < 40; row++)
        add_row (yc_toolpath_get_section (pulsed, 0), row * STEP_NM, burnt[row]);
      for (int row = 1; row < 39; row++)
        for (int dot = 11; dot < 3009; dot++)
          {
            int sum = 0;

            for (int i = 0; i < 9; i++)
              sum += burnt[row - 1 + i / 3][dot - 1 + i % 3];
            g_assert_cmpint (sum, >, 0);
          }
    }
}

/* Already pulsed, it stays as it is. */
static void
test_pulses_once (void)
{
  g_autoptr (YcToolpath) pulsed = make_field (700);
  g_autoptr (YcToolpath) again = yc_toolpath_dup_pulsed (pulsed, NULL);
  guint8 a[YC_SHA256_SIZE], b[YC_SHA256_SIZE];

  yc_toolpath_digest (pulsed, a);
  yc_toolpath_digest (again, b);
  g_assert_cmpmem (a, sizeof a, b, sizeof b);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/toolpath/keeps-what-is-sound", test_keeps_what_is_sound);
  g_test_add_func ("/toolpath/empty", test_empty);
  g_test_add_func ("/toolpath/joins-runs", test_joins_runs);
  g_test_add_func ("/toolpath/refuses-moves", test_refuses_moves);
  g_test_add_func ("/toolpath/refuses-turns", test_refuses_turns);
  g_test_add_func ("/toolpath/refuses-settings", test_refuses_settings);
  g_test_add_func ("/toolpath/digest", test_digest);
  g_test_add_func ("/toolpath/pulses", test_pulses);
  g_test_add_func ("/toolpath/pulses-in-no-columns", test_pulses_in_no_columns);
  g_test_add_func ("/toolpath/pulses-leave-no-holes", test_pulses_leave_no_holes);
  g_test_add_func ("/toolpath/pulses-once", test_pulses_once);
  return g_test_run ();
}
