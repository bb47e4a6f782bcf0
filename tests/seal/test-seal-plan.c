/* A job burns exactly the dots that are wanted, and nothing else, anywhere. */

#include "yc-seal-plan.h"
#include "yc-seal-play.h"
#include "yc-seal-rows.h"
#include "yc-test-artwork.h"

#include <math.h>
#include <string.h>

#define SEEDS 8

static YcSealPlan *
make (const GPtrArray         *parts,
      const char              *material,
      const char              *machine,
      const YcSealPlanOptions *options)
{
  g_autoptr (GError) error = NULL;
  YcSealPlan *plan = yc_seal_plan_new (parts, yc_seal_material_find (material), yc_seal_machine_find (machine), options,
                                       NULL, &error);

  g_assert_no_error (error);
  return plan;
}

/* --- a burner ---------------------------------------------------------- */

/* The bed in dots, and what has fallen on each: per mille, added up. */
typedef struct
{
  int width, height;
  gint64 dot_nm;
  int *power;
} Bed;

static void
bed_clear (Bed *bed)
{
  g_free (bed->power);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bed, bed_clear)

static void
burn_run (Bed                  *bed,
          const YcToolpathMove *from,
          const YcToolpathMove *to)
{
  gint64 row = (to->y_nm - bed->dot_nm / 2) / bed->dot_nm;
  gint64 begin = MIN (from->x_nm, to->x_nm), end = MAX (from->x_nm, to->x_nm);

  g_assert_cmpint (from->y_nm, ==, to->y_nm);
  g_assert_cmpint ((to->y_nm - bed->dot_nm / 2) % bed->dot_nm, ==, 0);
  g_assert_cmpint (begin % bed->dot_nm, ==, 0);
  g_assert_cmpint (end % bed->dot_nm, ==, 0);
  for (gint64 x = begin / bed->dot_nm; x < end / bed->dot_nm; x++)
    bed->power[row * bed->width + x] += to->power;
}

/* What the rasters burn; a second pass burns the same again. */
static void
burn (const YcToolpath *path,
      guint32           dot_nm,
      Bed              *bed)
{
  *bed = (Bed){ yc_toolpath_get_width_nm (path) / dot_nm + 1, yc_toolpath_get_height_nm (path) / dot_nm + 1, dot_nm, NULL };
  bed->power = g_new0 (int, (gsize) bed->width * bed->height);
  for (guint s = 0; s < yc_toolpath_get_n_sections (path); s++)
    {
      const YcToolpathSection *section = yc_toolpath_get_section (path, s);

      for (guint m = 1; section->setting.mode == YC_TOOLPATH_RASTER && m < section->n_moves; m++)
        if (section->moves[m].power > 0)
          burn_run (bed, &section->moves[m - 1], &section->moves[m]);
    }
}

/* What is wanted: each seal's dots where it lies. */
static void
lay (const YcSealPlan *plan,
     const Bed        *like,
     Bed              *bed)
{
  *bed = *like;
  bed->power = g_new0 (int, (gsize) bed->width * bed->height);
  for (guint i = 0; i < yc_seal_plan_get_n_places (plan); i++)
    {
      const YcSealPlace *place = yc_seal_plan_get_place (plan, i);

      for (guint y = 0; y < place->burn->height; y++)
        for (guint x = 0; x < place->burn->width; x++)
          {
            guint8 level = place->burn->levels[y * place->burn->width + x];

            bed->power[(place->y_dots + y) * bed->width + place->x_dots + x] += place->burn->powers[level];
          }
    }
}

static void
assert_burns_wanted (const YcSealPlan *plan)
{
  guint32 dot_nm = yc_seal_plan_get_place (plan, 0)->burn->dot_nm;
  g_auto (Bed) burnt = { 0 }, wanted = { 0 };
  gsize size;

  burn (yc_seal_plan_get_path (plan), dot_nm, &burnt);
  lay (plan, &burnt, &wanted);
  size = (gsize) burnt.width * burnt.height * sizeof (int);
  g_assert_cmpint (memcmp (burnt.power, wanted.power, size), ==, 0);
}

static void
test_burns_wanted (void)
{
  static const char *const materials[] = { "rubber", "infiltration" };

  for (guint m = 0; m < yc_seal_machine_count (); m++)
    for (guint i = 0; i < G_N_ELEMENTS (materials); i++)
      {
        g_autoptr (GPtrArray) parts = yc_test_artwork_new_five (m * 10 + i);
        g_autoptr (YcSealPlan) plan = make (parts, materials[i], yc_seal_machine_get (m)->id, NULL);

        assert_burns_wanted (plan);
      }
}

/* Few and many, small and large, on plates of one shelf and of several, at every resolution. */
static void
test_burns_wanted_random (void)
{
  const guint dpis[] = { 250, 333, 500, 1000 };

  for (guint seed = 0; seed < SEEDS; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_seal_part_free);
      YcSealPlanOptions options = { .dpi = dpis[seed % 4], .raster_mm_s = g_rand_int_range (rand, 50, 300),
                                    .plate_width_mm = 80 + 20 * seed };
      g_autoptr (YcSealPlan) plan = NULL;

      for (guint i = 0; i < 1 + seed % 5; i++)
        {
          double side = g_rand_double_range (rand, 14, 30);
          YcTestShape shape = g_rand_int_range (rand, 0, 3);
          g_autoptr (YcSealDrawing) drawing = yc_test_artwork_new (shape, side, side * 0.8, seed * 10 + i);

          g_ptr_array_add (parts, yc_seal_part_new (drawing, "seal"));
        }
      plan = make (parts, seed % 2 == 0 ? "infiltration" : "rubber", "lihuiyu-m2", &options);
      assert_burns_wanted (plan);
    }
}

/* For a board that only switches: what is full stays full, what is blank blank, and a
 * seal's slopes get what they should on the whole. */
static void
test_burns_wanted_in_pulses (void)
{
  g_autoptr (GPtrArray) parts = yc_test_artwork_new_five (3);
  g_autoptr (YcSealPlan) plan = make (parts, "rubber", "lihuiyu-m2", NULL);
  g_auto (Bed) burnt = { 0 }, wanted = { 0 };
  gint64 sum_burnt = 0, sum_wanted = 0;

  burn (yc_seal_time_get_path (yc_seal_plan_get_time (plan)), 50800, &burnt);
  lay (plan, &burnt, &wanted);
  for (int i = 0; i < burnt.width * burnt.height; i++)
    {
      g_assert_true (burnt.power[i] == 0 || burnt.power[i] == 1000);
      if (wanted.power[i] == 0 || wanted.power[i] == 1000)
        g_assert_cmpint (burnt.power[i], ==, wanted.power[i]);
      else
        {
          sum_burnt += burnt.power[i];
          sum_wanted += wanted.power[i];
        }
    }
  g_assert_cmpint (sum_wanted, >, 10000000);
  g_assert_cmpint (ABS (sum_burnt - sum_wanted), <, sum_wanted / 100);
}

/* --- what may not be ----------------------------------------------------- */

static gboolean
is_in_piece (const YcSealPlan *plan,
             double            x_mm,
             double            y_mm)
{
  for (guint i = 0; i < yc_seal_plan_get_n_places (plan); i++)
    {
      const YcSealBox *piece = &yc_seal_plan_get_place (plan, i)->piece;

      if (x_mm >= piece->x - 1e-4 && x_mm <= piece->x + piece->width + 1e-4 &&
          y_mm >= piece->y - 1e-4 && y_mm <= piece->y + piece->height + 1e-4)
        return TRUE;
    }
  return FALSE;
}

static void
assert_dark_outside (const YcSealPlan *plan)
{
  YcToolpath *path = yc_seal_plan_get_path (plan);

  for (guint s = 0; s < yc_toolpath_get_n_sections (path); s++)
    {
      const YcToolpathSection *section = yc_toolpath_get_section (path, s);

      g_assert_cmpint (section->moves[0].power, ==, 0);
      for (guint m = 1; m < section->n_moves; m++)
        if (section->moves[m].power > 0)
          {
            g_assert_true (is_in_piece (plan, section->moves[m - 1].x_nm / 1e6, section->moves[m - 1].y_nm / 1e6));
            g_assert_true (is_in_piece (plan, section->moves[m].x_nm / 1e6, section->moves[m].y_nm / 1e6));
          }
    }
}

/* Between the turn and the first dot, and the last dot and the turn. */
static void
assert_overscan (const YcSealPlan    *plan,
                 const YcSealMachine *machine)
{
  YcToolpath *path = yc_seal_plan_get_path (plan);

  for (guint s = 0; s < yc_toolpath_get_n_sections (path); s++)
    {
      const YcToolpathSection *section = yc_toolpath_get_section (path, s);
      const YcToolpathMove *m = section->moves;
      double speed = section->setting.speed_um_s / 1e3, need = speed * speed / (2 * machine->accel_x_mm_s2);

      if (section->setting.mode != YC_TOOLPATH_RASTER)
        continue;
      for (guint i = 1; i < section->n_moves; i++)
        {
          gboolean first = i == 1 || m[i - 1].y_nm != m[i - 2].y_nm;
          gboolean last = i + 1 == section->n_moves || m[i + 1].y_nm != m[i].y_nm;

          if (m[i].y_nm == m[i - 1].y_nm && (first || last))
            g_assert_cmpfloat (fabs (m[i].x_nm / 1e6 - m[i - 1].x_nm / 1e6), >=, need);
        }
    }
}

/* Every burning run of a row takes its length by the full speed: no gaining, no losing, no waiting. */
static void
assert_full_speed (const YcSealPlan    *plan,
                   const YcSealMachine *machine)
{
  YcSealTime *time = yc_seal_plan_get_time (plan);
  YcToolpath *path = yc_seal_time_get_path (time);

  for (guint s = 0; s < yc_toolpath_get_n_sections (path); s++)
    {
      const YcToolpathSection *section = yc_toolpath_get_section (path, s);
      const YcToolpathMove *m = section->moves;
      double speed = section->setting.speed_um_s / 1e3 * machine->factor;

      for (guint i = 1; section->setting.mode == YC_TOOLPATH_RASTER && i < section->n_moves; i++)
        {
          double took_s = yc_seal_time_get_end_s (time, s, 0, i) - yc_seal_time_get_end_s (time, s, 0, i - 1);

          if (m[i].power > 0)
            g_assert_cmpfloat_with_epsilon (took_s, fabs (m[i].x_nm / 1e6 - m[i - 1].x_nm / 1e6) / speed, 1e-6);
        }
    }
}

/* Inside the plate, and the plate with room to run on the bed. */
static void
assert_on_plate (const YcSealPlan    *plan,
                 const YcSealMachine *machine)
{
  YcSealBox plate;

  yc_seal_plan_get_plate (plan, &plate);
  g_assert_cmpfloat (plate.x, >, 0);
  g_assert_cmpfloat (plate.x + plate.width, <, machine->bed_width_mm);
  for (guint i = 0; i < yc_seal_plan_get_n_places (plan); i++)
    {
      const YcSealBox *piece = &yc_seal_plan_get_place (plan, i)->piece;

      g_assert_cmpfloat (piece->x, >=, plate.x - 1e-6);
      g_assert_cmpfloat (piece->y, >=, plate.y - 1e-6);
      g_assert_cmpfloat (piece->x + piece->width, <=, plate.x + plate.width + 1e-6);
      g_assert_cmpfloat (piece->y + piece->height, <=, plate.y + plate.height + 1e-6);
    }
}

static void
test_stays_dark (void)
{
  for (guint m = 0; m < yc_seal_machine_count (); m++)
    for (guint seed = 0; seed < 4; seed++)
      {
        const YcSealMachine *machine = yc_seal_machine_get (m);
        YcSealPlanOptions options = { .raster_mm_s = 100 + 50 * seed };
        g_autoptr (GPtrArray) parts = yc_test_artwork_new_five (seed);
        g_autoptr (YcSealPlan) plan = make (parts, seed % 2 == 0 ? "rubber" : "infiltration", machine->id, &options);

        assert_dark_outside (plan);
        assert_overscan (plan, machine);
        assert_on_plate (plan, machine);
        if (machine->lookahead_blocks == 0)
          assert_full_speed (plan, machine);
      }
}

/* Engraved first, cut out last, each piece once. */
static void
test_cuts_last (void)
{
  g_autoptr (GPtrArray) parts = yc_test_artwork_new_five (1);
  g_autoptr (YcSealPlan) plan = make (parts, "rubber", "grbl", NULL);
  YcToolpath *path = yc_seal_plan_get_path (plan);
  guint cuts = 0;

  for (guint s = 0; s < yc_toolpath_get_n_sections (path); s++)
    {
      const YcToolpathSection *section = yc_toolpath_get_section (path, s);

      cuts += section->setting.mode == YC_TOOLPATH_VECTOR;
      g_assert_true (cuts == 0 || section->setting.mode == YC_TOOLPATH_VECTOR);
      for (guint m = 1; section->setting.mode == YC_TOOLPATH_VECTOR && m < section->n_moves; m++)
        g_assert_cmpint (section->moves[m].power, ==, YC_TOOLPATH_POWER_FULL);
      if (section->setting.mode == YC_TOOLPATH_VECTOR)
        g_assert_cmpmem (&section->moves[0], 2 * sizeof (gint32), &section->moves[section->n_moves - 1], 2 * sizeof (gint32));
    }
  g_assert_cmpuint (cuts, ==, 5);
}

static void
test_apart (void)
{
  g_autoptr (GPtrArray) parts = yc_test_artwork_new_five (2);
  YcSealPlanOptions options = { .plate_width_mm = 100, .plate_height_mm = 150 };
  g_autoptr (YcSealPlan) plan = make (parts, "rubber", "lihuiyu-m2", &options);

  for (guint i = 0; i < 5; i++)
    for (guint j = 0; j < i; j++)
      {
        const YcSealBox *a = &yc_seal_plan_get_place (plan, i)->piece, *b = &yc_seal_plan_get_place (plan, j)->piece;

        g_assert_true (a->x > b->x + b->width + 0.8 || b->x > a->x + a->width + 0.8 ||
                       a->y > b->y + b->height + 0.8 || b->y > a->y + a->height + 0.8);
      }
  assert_on_plate (plan, yc_seal_machine_find ("lihuiyu-m2"));
  assert_burns_wanted (plan);
}

/* --- grouping -------------------------------------------------------------- */

/* Dots here and there. */
static YcSealBurn *
make_burn (guint width,
           guint height)
{
  YcSealBurn *burn = g_new0 (YcSealBurn, 1);

  burn->width = width;
  burn->height = height;
  burn->dot_nm = 50800;
  burn->levels = g_malloc0 (width * height);
  burn->powers[1] = 1000;
  burn->n_levels = 2;
  return burn;
}

static void
test_islands (void)
{
  g_autoptr (YcSealBurn) burn = make_burn (100, 4);
  g_autoptr (GArray) islands = g_array_new (FALSE, FALSE, sizeof (YcSealIsland));
  const guint columns[] = { 0, 3, 20, 21, 99 };

  g_array_set_clear_func (islands, (GDestroyNotify) yc_seal_island_clear);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    burn->levels[(i % 4) * 100 + columns[i]] = 1;
  yc_seal_islands_add (islands, burn, 0, 0, 0, 10);
  g_assert_cmpuint (islands->len, ==, 3);
  g_assert_cmpuint (g_array_index (islands, YcSealIsland, 0).to, ==, 4);
  g_assert_cmpuint (g_array_index (islands, YcSealIsland, 1).from, ==, 20);
  g_assert_cmpuint (g_array_index (islands, YcSealIsland, 1).to, ==, 22);
  g_assert_cmpuint (g_array_index (islands, YcSealIsland, 2).from, ==, 99);
}

static guint
count_rasters (const YcSealPlan *plan)
{
  guint count = 0;

  for (guint s = 0; s < yc_toolpath_get_n_sections (yc_seal_plan_get_path (plan)); s++)
    count += yc_toolpath_get_section (yc_seal_plan_get_path (plan), s)->setting.mode == YC_TOOLPATH_RASTER;
  return count;
}

/* Seals of one height share their rows where turning round is dear (fast), and rows
 * of a small one are not run through a far longer one's when the gap is what costs (slow). */
static void
test_groups_by_time (void)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_seal_part_free);
  YcSealPlanOptions fast = { .raster_mm_s = 250 }, slow = { .raster_mm_s = 5 };
  g_autoptr (YcSealPlan) together = NULL, apart = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (YcSealDrawing) drawing = yc_test_artwork_new (YC_TEST_ROUND, 30, 30, i);

      g_ptr_array_add (parts, yc_seal_part_new (drawing, i == 0 ? "official" : "finance"));
    }
  together = make (parts, "rubber", "lihuiyu-m2", &fast);
  apart = make (parts, "rubber", "lihuiyu-m2", &slow);
  g_assert_cmpuint (count_rasters (together), ==, 1);
  g_assert_cmpstr (yc_toolpath_get_section (yc_seal_plan_get_path (together), 0)->setting.label, ==, "official + finance");
  g_assert_cmpuint (count_rasters (apart), ==, 2);
  g_assert_cmpstr (yc_toolpath_get_section (yc_seal_plan_get_path (apart), 1)->setting.label, ==, "finance");
}

/* --- playback ------------------------------------------------------------------ */

static cairo_surface_t *
play (YcSealTime *time,
      guint       ticks)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 900, 900);
  cairo_t *cr = cairo_create (surface);
  double total_s = yc_seal_time_get_total_s (time);

  cairo_scale (cr, 20, 20);
  for (guint i = 0; i < ticks; i++)
    yc_seal_play_draw_burnt (time, total_s * i / ticks, total_s * (i + 1) / ticks, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* Played in many ticks it is the picture that it is at once, and that picture is what was wanted. */
static void
test_playback (void)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_seal_part_free);
  g_autoptr (YcSealDrawing) drawing = yc_test_artwork_new (YC_TEST_SQUARE, 16, 16, 3);
  g_autoptr (YcSealPlan) plan = NULL;
  cairo_surface_t *once, *often;
  const YcSealPlace *place;
  guint differ = 0, wrong = 0, black = 0;

  g_ptr_array_add (parts, yc_seal_part_new (drawing, "legal-rep"));
  plan = make (parts, "infiltration", "grbl", NULL);
  place = yc_seal_plan_get_place (plan, 0);
  once = play (yc_seal_plan_get_time (plan), 1);
  often = play (yc_seal_plan_get_time (plan), 700);
  for (guint y = 0; y < place->burn->height; y++)
    for (guint x = 0; x < place->burn->width; x++)
      {
        guint column = (place->x_dots + x + 0.5) * 0.0508 * 20, row = (place->y_dots + y + 0.5) * 0.0508 * 20;
        gsize at = (gsize) row * cairo_image_surface_get_stride (once) + column;
        gboolean a = cairo_image_surface_get_data (once)[at] >= 128, b = cairo_image_surface_get_data (often)[at] >= 128;

        black += a;
        differ += a != b;
        wrong += a != (place->burn->levels[y * place->burn->width + x] > 0);
      }
  g_assert_cmpuint (black, >, 10000);
  g_assert_cmpuint (differ * 200, <, black);
  g_assert_cmpuint (wrong * 20, <, black); /* edges, at nearly a pixel a dot */
  cairo_surface_destroy (once);
  cairo_surface_destroy (often);
}

/* --- the whole ------------------------------------------------------------- */

static void
test_same_again (void)
{
  guint8 first[YC_SHA256_SIZE], again[YC_SHA256_SIZE];

  for (guint m = 0; m < yc_seal_machine_count (); m++)
    {
      g_autoptr (GPtrArray) parts = yc_test_artwork_new_five (4);
      g_autoptr (YcSealPlan) a = make (parts, "rubber", yc_seal_machine_get (m)->id, NULL);
      g_autoptr (YcSealPlan) b = make (parts, "rubber", yc_seal_machine_get (m)->id, NULL);

      yc_toolpath_digest (yc_seal_plan_get_path (a), first);
      yc_toolpath_digest (yc_seal_plan_get_path (b), again);
      g_assert_cmpmem (first, sizeof first, again, sizeof again);
    }
}

/* Five seals in rubber within a quarter of an hour, in three quarters of the naive time. */
static void
test_fast_enough (void)
{
  const YcSealPlanOptions options = { .dpi = 500, .raster_mm_s = 250, .raster_passes = 1 };

  for (guint m = 0; m < yc_seal_machine_count (); m++)
    {
      g_autoptr (GPtrArray) parts = yc_test_artwork_new_five (5);
      g_autoptr (YcSealPlan) plan = make (parts, "rubber", yc_seal_machine_get (m)->id, &options);
      double total_s = yc_seal_time_get_total_s (yc_seal_plan_get_time (plan));

      g_assert_cmpfloat (total_s, <=, 15 * 60);
      g_assert_cmpfloat (total_s, <=, 0.75 * yc_seal_plan_time_naive_s (plan));
    }
}

static void
assert_refused (const GPtrArray         *parts,
                const char              *machine,
                const YcSealPlanOptions *options,
                int                      code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (yc_seal_plan_new (parts, yc_seal_material_find ("rubber"), yc_seal_machine_find (machine), options,
                                   NULL, &error));
  g_assert_error (error, YC_SEAL_PLAN_ERROR, code);
}

static void
test_refuses (void)
{
  g_autoptr (GPtrArray) parts = yc_test_artwork_new_five (1);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GPtrArray) many = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_seal_part_free);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (YcSealDrawing) drawing = yc_test_artwork_new (YC_TEST_ROUND, 40, 40, 1);
  g_autoptr (GError) error = NULL;

  assert_refused (none, "grbl", NULL, YC_SEAL_PLAN_ERROR_NOTHING);
  assert_refused (parts, "lihuiyu-m2", &(YcSealPlanOptions){ .dpi = 600 }, YC_SEAL_PLAN_ERROR_RESOLUTION);
  assert_refused (parts, "lihuiyu-m2", &(YcSealPlanOptions){ .raster_mm_s = 501 }, YC_SEAL_PLAN_ERROR_SPEED);
  assert_refused (parts, "lihuiyu-m2", &(YcSealPlanOptions){ .raster_mm_s = NAN }, YC_SEAL_PLAN_ERROR_SPEED);
  assert_refused (parts, "lihuiyu-m2", &(YcSealPlanOptions){ .raster_passes = 21 }, YC_SEAL_PLAN_ERROR_SPEED);
  assert_refused (parts, "lihuiyu-m2", &(YcSealPlanOptions){ .plate_width_mm = 301 }, YC_SEAL_PLAN_ERROR_PLATE);
  assert_refused (parts, "lihuiyu-m2", &(YcSealPlanOptions){ .plate_width_mm = 60, .plate_height_mm = 60 },
                  YC_SEAL_PLAN_ERROR_PLATE);
  for (guint i = 0; i < YC_SEAL_PARTS_MAX + 1; i++)
    g_ptr_array_add (many, yc_seal_part_new (drawing, "official"));
  assert_refused (many, "grbl", NULL, YC_SEAL_PLAN_ERROR_TOO_MANY);
  g_ptr_array_set_size (many, 30);
  assert_refused (many, "lihuiyu-m2", NULL, YC_SEAL_PLAN_ERROR_PLATE);
  g_cancellable_cancel (cancelled);
  g_assert_null (yc_seal_plan_new (parts, yc_seal_material_find ("rubber"), yc_seal_machine_find ("grbl"), NULL,
                                   cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seal-plan/burns-wanted", test_burns_wanted);
  g_test_add_func ("/seal-plan/burns-wanted-random", test_burns_wanted_random);
  g_test_add_func ("/seal-plan/burns-wanted-in-pulses", test_burns_wanted_in_pulses);
  g_test_add_func ("/seal-plan/stays-dark", test_stays_dark);
  g_test_add_func ("/seal-plan/cuts-last", test_cuts_last);
  g_test_add_func ("/seal-plan/apart", test_apart);
  g_test_add_func ("/seal-plan/islands", test_islands);
  g_test_add_func ("/seal-plan/groups-by-time", test_groups_by_time);
  g_test_add_func ("/seal-plan/playback", test_playback);
  g_test_add_func ("/seal-plan/same-again", test_same_again);
  g_test_add_func ("/seal-plan/fast-enough", test_fast_enough);
  g_test_add_func ("/seal-plan/refuses", test_refuses);
  return g_test_run ();
}
