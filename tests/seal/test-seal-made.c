/* From a seal to what a simulated machine has burnt, mirrored back and laid over the seal.
 *
 * With YC_TEST_PICTURES=FOLDER the plates are kept there. */

#include "test-seals.h"
#include "yc-grbl-encode.h"
#include "yc-lihuiyu-encode.h"
#include "yc-sim-grbl.h"
#include "yc-sim-lihuiyu-board.h"

#include <math.h>

#define BUFFER_BYTES 900
#define GRBL_BED_MM 400
#define COVERED 128

static YcSealPlan *
make (const GPtrArray *parts,
      const char      *material,
      const char      *machine)
{
  g_autoptr (GError) error = NULL;
  YcSealPlan *plan = yc_seal_plan_new (parts, yc_seal_material_find (material), yc_seal_machine_find (machine), NULL,
                                       NULL, &error);

  g_assert_no_error (error);
  return plan;
}

/* --- the machines ------------------------------------------------------- */

static YcSimLihuiyuBoard *
make_on_lihuiyu (const YcSealPlan *plan,
                 const char       *name)
{
  YcSimLihuiyuBoard *board = yc_sim_lihuiyu_board_new (name, BUFFER_BYTES, 300, 200);
  g_autoptr (GError) error = NULL;
  g_autoptr (YcLihuiyuJob) job = NULL;
  YcSimLihuiyuReport report = { 0 };
  YcLihuiyuBoard type;
  double now_ms = 0;
  gsize bytes;

  g_assert_true (yc_lihuiyu_board_from_name (name, &type));
  job = yc_lihuiyu_encode (yc_seal_plan_get_path (plan), type, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < yc_lihuiyu_job_get_n_packets (job); i++)
    {
      guint8 packet[YC_LIHUIYU_PACKET_BYTES];

      yc_lihuiyu_job_build_packet (job, i, packet);
      while (yc_sim_lihuiyu_board_get_room (board) < YC_LIHUIYU_PAYLOAD_BYTES)
        yc_sim_lihuiyu_board_advance (board, now_ms += 20);
      yc_sim_lihuiyu_board_feed (board, packet + 2, YC_LIHUIYU_PAYLOAD_BYTES);
    }
  while (!yc_sim_lihuiyu_board_is_finished (board))
    yc_sim_lihuiyu_board_advance (board, now_ms += 100);
  yc_sim_lihuiyu_board_fill_report (board, &report);
  g_assert_cmpuint (report.nonsense, ==, 0);
  g_assert_false (report.plate.laser);
  yc_lihuiyu_job_get_stream (job, &bytes);
  g_assert_cmpfloat_with_epsilon (yc_seal_time_get_bytes (yc_seal_plan_get_time (plan)), bytes, 0.05 * bytes);
  return board;
}

static YcSimDevice *
make_on_grbl (const YcSealPlan *plan)
{
  YcSimDevice *device = yc_sim_grbl_new (GRBL_BED_MM, GRBL_BED_MM);
  const YcGrblSetting setting = { 1000, TRUE };
  g_autoptr (YcGrblJob) job = yc_grbl_encode (yc_seal_plan_get_path (plan), &setting, NULL);
  YcGrblWindow window = { .count = 0 };
  YcGrblLines lines = { .size = 0 };
  YcSimGrblReport report;
  gint64 now_ms = 1000;
  gsize bytes;
  const char *text = yc_grbl_job_get_text (job, &bytes);

  g_assert_true (yc_sim_device_tell (device, "no-homing", NULL));
  for (guint next = 0; next < yc_grbl_job_get_n_lines (job) || window.count > 0; now_ms += 2)
    {
      guint8 answer[256];
      gsize got = 0, taken;

      while (next < yc_grbl_job_get_n_lines (job) &&
             yc_grbl_window_fits (&window, yc_grbl_job_get_line (job, next)->size_bytes))
        {
          const YcGrblLine *line = yc_grbl_job_get_line (job, next++);

          yc_grbl_window_push (&window, line->size_bytes);
          yc_sim_device_put (device, (const guint8 *) text + line->offset, line->size_bytes, now_ms, &taken);
        }
      while (yc_sim_device_get (device, answer, sizeof answer, now_ms, &got) == YC_SIM_OK)
        for (gsize i = 0; i < got; i++)
          if (yc_grbl_lines_take (&lines, answer[i]))
            g_assert_true (yc_grbl_window_pop (&window));
    }
  yc_sim_grbl_report (YC_SIM_GRBL (device), G_MAXINT32, &report);
  g_assert_true (report.idle);
  g_assert_cmpuint (report.refused, ==, 0);
  g_assert_false (report.plate.laser);
  g_assert_cmpfloat_with_epsilon (yc_seal_time_get_bytes (yc_seal_plan_get_time (plan)), bytes, 0.1 * bytes);
  return device;
}

static void
save (const YcSimPlate *plate,
      const char       *name)
{
  const char *folder = g_getenv ("YC_TEST_PICTURES");
  g_autofree char *path = folder != NULL ? g_build_filename (folder, name, NULL) : NULL;

  if (path != NULL)
    g_assert_true (yc_sim_plate_save (plate, path, NULL));
}

/* --- laid over the seal --------------------------------------------------- */

/* One shape of a seal as it prints, or all (-1), in dots whose first lies @left, @top mm in it. */
static cairo_surface_t *
draw (const YcSealDrawing *drawing,
      int                  shape,
      double               left_mm,
      double               top_mm,
      guint                width,
      guint                height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, width, height);
  cairo_t *cr = cairo_create (surface);

  cairo_scale (cr, 1 / 0.0508, 1 / 0.0508);
  cairo_translate (cr, -left_mm, -top_mm);
  if (shape < 0)
    yc_seal_drawing_draw (drawing, cr);
  else
    {
      yc_seal_path_draw (yc_seal_drawing_get_path (drawing, shape), cr);
      cairo_fill (cr);
    }
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* Whether the beam, which is wider than a dot, has been there or on a neighbour. */
static gboolean
is_lowered (const YcSimPlate *plate,
            guint             column,
            guint             row,
            guint             reach)
{
  for (guint y = row - reach; y <= row + reach; y++)
    for (guint x = column - reach; x <= column + reach; x++)
      if (yc_sim_plate_get_count (plate, x, y) > 0)
        return TRUE;
  return FALSE;
}

/* Ink of the drawing, and how much of it does not print and how much prints beside it. */
typedef struct
{
  guint ink;
  guint missing;
  guint beside;
} Overlay;

/* The dots that a shape can touch. */
static void
find_box (const YcSealBurn    *burn,
          const YcSealDrawing *drawing,
          int                  shape,
          double               left_mm,
          guint                ret_box[4])
{
  YcSealBox bounds;

  yc_seal_drawing_get_bounds (drawing, shape, &bounds);
  ret_box[0] = CLAMP (floor ((bounds.x - left_mm) / 0.0508), 0, burn->width);
  ret_box[1] = CLAMP (floor ((bounds.y - burn->top_mm) / 0.0508), 0, burn->height);
  ret_box[2] = CLAMP (ceil ((bounds.x + bounds.width - left_mm) / 0.0508), 0, burn->width);
  ret_box[3] = CLAMP (ceil ((bounds.y + bounds.height - burn->top_mm) / 0.0508), 0, burn->height);
}

/* @direct: what is burnt prints; else what was left standing does. @reach: of the beam beside the
 * dots that it was on for, in dots. */
static Overlay
lay_over (const YcSimPlate    *plate,
          const YcSealPlace   *place,
          const YcSealDrawing *drawing,
          int                  shape,
          gboolean             direct,
          guint                reach)
{
  const YcSealBurn *burn = place->burn;
  double left_mm = yc_seal_drawing_get_width_mm (drawing) - (burn->left_mm + burn->width * 0.0508);
  cairo_surface_t *surface = draw (drawing, shape, left_mm, burn->top_mm, burn->width, burn->height);
  const guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  guint box[4] = { 0, 0, burn->width, burn->height };
  Overlay overlay = { 0 };

  if (shape >= 0)
    find_box (burn, drawing, shape, left_mm, box);
  for (guint y = box[1]; y < box[3]; y++)
    for (guint x = box[0]; x < box[2]; x++)
      {
        guint column = place->x_dots + burn->width - 1 - x; /* mirrored back */
        gboolean ink = data[y * stride + x] >= COVERED;
        gboolean burnt = yc_sim_plate_get_count (plate, column, place->y_dots + y) > 0;
        double u = (x + 0.5) / burn->width * 2 - 1, v = (y + 0.5) / burn->height * 2 - 1;

        overlay.ink += ink;
        overlay.missing += ink && burnt != direct;
        /* Outside the border nothing is left of a relief's piece: the corners of the box are no piece. */
        overlay.beside += !ink && hypot (u, v) < 0.9 &&
                          direct == (burnt || is_lowered (plate, column, place->y_dots + y, reach));
      }
  cairo_surface_destroy (surface);
  return overlay;
}

/* In relief's slopes a board that only switches leaves dots between its pulses. A beam is 0.1 to
 * 0.2 mm wide and does not stop within a dot, so a neighbour's pulse lowers them too. */
static void
assert_made (const YcSimPlate *plate,
             const YcSealPlan *plan,
             const GPtrArray  *parts,
             gboolean          direct,
             guint             reach)
{
  for (guint i = 0; i < parts->len; i++)
    {
      const YcSealPart *part = g_ptr_array_index (parts, i);
      const YcSealPlace *place = yc_seal_plan_get_place (plan, i);
      Overlay all = lay_over (plate, place, part->drawing, -1, direct, reach);

      g_test_message ("%s: %u dots of ink, %u missing, %u beside", part->label, all.ink, all.missing, all.beside);
      g_assert_cmpuint (all.ink, >, 10000);
      g_assert_cmpuint (all.missing * 100, <=, all.ink);
      g_assert_cmpuint (all.beside * 100, <=, all.ink);
      for (guint shape = 0; shape < yc_seal_drawing_count_shapes (part->drawing); shape++)
        {
          Overlay one = lay_over (plate, place, part->drawing, shape, direct, reach);

          g_assert_cmpuint (one.missing * 20, <=, one.ink); /* a digit has some ninety dots */
        }
    }
}

/* Made once. */
static GPtrArray *
get_parts (void)
{
  static GPtrArray *parts = NULL;

  if (parts == NULL)
    parts = seals_make_five ();
  return parts;
}

static void
test_lihuiyu (gconstpointer name)
{
  GPtrArray *parts = get_parts ();
  g_autoptr (YcSealPlan) plan = make (parts, "rubber", g_str_equal (name, "M2") ? "lihuiyu-m2" : "lihuiyu-b2");
  YcSimLihuiyuBoard *board = make_on_lihuiyu (plan, name);

  save (yc_sim_lihuiyu_board_get_plate (board), "seals-lihuiyu.png");
  assert_made (yc_sim_lihuiyu_board_get_plate (board), plan, parts, FALSE, 1);
  yc_sim_lihuiyu_board_free (board);
}

static void
test_lihuiyu_direct (void)
{
  GPtrArray *parts = get_parts ();
  g_autoptr (YcSealPlan) plan = make (parts, "infiltration", "lihuiyu-m2");
  YcSimLihuiyuBoard *board = make_on_lihuiyu (plan, "M2");

  save (yc_sim_lihuiyu_board_get_plate (board), "seals-lihuiyu-direct.png");
  assert_made (yc_sim_lihuiyu_board_get_plate (board), plan, parts, TRUE, 0);
  yc_sim_lihuiyu_board_free (board);
}

static void
test_grbl (gconstpointer material)
{
  GPtrArray *parts = get_parts ();
  g_autoptr (YcSealPlan) plan = make (parts, material, "grbl");
  g_autoptr (YcSimDevice) device = make_on_grbl (plan);
  YcSimPlate *plate = yc_sim_grbl_get_plate (YC_SIM_GRBL (device));

  save (plate, "seals-grbl.png");
  assert_made (plate, plan, parts, g_str_equal (material, "infiltration"), 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/seal-made/lihuiyu-m2", "M2", test_lihuiyu);
  g_test_add_data_func ("/seal-made/lihuiyu-b2", "B2", test_lihuiyu);
  g_test_add_func ("/seal-made/lihuiyu-direct", test_lihuiyu_direct);
  g_test_add_data_func ("/seal-made/grbl", "rubber", test_grbl);
  g_test_add_data_func ("/seal-made/grbl-direct", "infiltration", test_grbl);
  return g_test_run ();
}
