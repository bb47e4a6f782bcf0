/* A job of the five seals: how long the planning takes, how long the machine would, and
 * how long it takes to draw all that is burnt, as when the slider is drawn to its end. */

#include "test-seals.h"
#include "yc-seal-play.h"

#include <locale.h>
#include <stdlib.h>
#include <time.h>

#define TIMES 9
#define LIMIT_MS 100
#define DRAWING_LIMIT_MS 250 /* the window does it a slice a frame */
#define PX_MM 4.0            /* of a usual monitor */
#define PLATE_MM 220

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  return *(const double *) a < *(const double *) b ? -1 : 1;
}

/* Of this process: what the machine does for others meanwhile does not count. */
static double
time_planning_ms (const GPtrArray         *parts,
                  const YcSealMachine     *machine,
                  const YcSealPlanOptions *options)
{
  double times[TIMES];

  for (guint i = 0; i < TIMES; i++)
    {
      clock_t begin = clock ();

      yc_seal_plan_unref (yc_seal_plan_new (parts, yc_seal_material_find ("rubber"), machine, options, NULL, NULL));
      times[i] = (clock () - begin) * 1e3 / CLOCKS_PER_SEC;
    }
  qsort (times, TIMES, sizeof *times, compare_doubles);
  return times[TIMES / 2];
}

static double
time_drawing_ms (YcSealTime *time)
{
  double times[TIMES];

  for (guint i = 0; i < TIMES; i++)
    {
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, (int) (PLATE_MM * PX_MM), (int) (PLATE_MM * PX_MM));
      cairo_t *cr = cairo_create (surface);
      clock_t begin = clock ();

      cairo_scale (cr, PX_MM, PX_MM);
      yc_seal_play_draw_burnt (time, 0, yc_seal_time_get_total_s (time), cr);
      times[i] = (clock () - begin) * 1e3 / CLOCKS_PER_SEC;
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
    }
  qsort (times, TIMES, sizeof *times, compare_doubles);
  return times[TIMES / 2];
}

static gboolean
measure (const GPtrArray         *parts,
         const char              *machine_id,
         const YcSealPlanOptions *options)
{
  const YcSealMachine *machine = yc_seal_machine_find (machine_id);
  g_autoptr (YcSealPlan) plan = yc_seal_plan_new (parts, yc_seal_material_find ("rubber"), machine, options, NULL, NULL);
  YcSealTime *time = yc_seal_plan_get_time (plan);
  double planning_ms = time_planning_ms (parts, machine, options), naive_s = yc_seal_plan_time_naive_s (plan);
  double total_s = yc_seal_time_get_total_s (time), drawing_ms = time_drawing_ms (time);

  g_print ("%-10s %3.0f mm/s × %u: planned in %.1f ms; %u moves, %" G_GUINT64_FORMAT " bytes; %.1f min (naive %.1f, ratio %.2f), "
           "beam on %.1f min, waiting for the line %.1f s; drawn in %.1f ms\n",
           machine_id, options->raster_mm_s, options->raster_passes, planning_ms, yc_toolpath_get_n_moves (yc_seal_time_get_path (time)),
           yc_seal_time_get_bytes (time), total_s / 60, naive_s / 60, total_s / naive_s, yc_seal_time_get_beam_s (time) / 60,
           yc_seal_time_get_starved_s (time), drawing_ms);
  return planning_ms <= LIMIT_MS && drawing_ms <= DRAWING_LIMIT_MS;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GPtrArray) parts = seals_make_five ();
  const YcSealPlanOptions fast = { .raster_mm_s = 250, .raster_passes = 1 }, slow = { .raster_mm_s = 150, .raster_passes = 2 };
  gboolean good = TRUE;

  setlocale (LC_ALL, "C.UTF-8");
  for (guint i = 0; i < yc_seal_machine_count (); i++)
    {
      good &= measure (parts, yc_seal_machine_get (i)->id, &fast);
      good &= measure (parts, yc_seal_machine_get (i)->id, &slow);
    }
  g_print ("limits: planned in %d ms, drawn in %d ms\n", LIMIT_MS, DRAWING_LIMIT_MS);
  return good ? 0 : 1;
}
