/* test-seal-report.c: a report finds what is wrong, whoever drew it
 *
 * Good drawings are damaged one shape at a time. The damage is as small as what a
 * report must find: a tenth of a mm, a degree and a half, a character in another's
 * place. */

#include "test-seals.h"

#include <math.h>
#include <string.h>

typedef struct
{
  YcSealRole role;
  guint which;       /* of that role */
  double dx, dy;     /* mm */
  double scale_x, scale_y; /* around its own middle; 0: as it is */
  double turn_deg;   /* the same */
  gboolean leave_out;
  const char *finds; /* the measure that says so */
} Damage;

static const Damage damages[] = {
  { .role = YC_SEAL_NAME, .which = 4, .dx = 0.1, .finds = "name-even" },
  { .role = YC_SEAL_NAME, .which = 5, .dy = -0.25, .finds = "name-border-gap" },
  { .role = YC_SEAL_NAME, .which = 5, .scale_y = 1.1, .finds = "name-height" },
  { .role = YC_SEAL_NAME, .which = 3, .turn_deg = 4, .finds = "name-even" },
  { .role = YC_SEAL_NAME, .which = 6, .leave_out = TRUE, .finds = "name-count" },
  { .role = YC_SEAL_NAME, .which = 0, .dy = 0.4, .finds = "name-middle" },
  { .role = YC_SEAL_CODE, .which = 6, .scale_y = 1.1, .finds = "code-height" },
  { .role = YC_SEAL_CODE, .which = 6, .dx = 0.06, .finds = "code-even" },
  { .role = YC_SEAL_CODE, .which = 12, .leave_out = TRUE, .finds = "code-count" },
  { .role = YC_SEAL_TITLE, .which = 2, .dy = -0.1, .finds = "title-top" },
  { .role = YC_SEAL_TITLE, .which = 1, .dx = 0.05, .finds = "title-even" },
  { .role = YC_SEAL_TITLE, .which = 2, .scale_x = 1.06, .finds = "title-even" },
  { .role = YC_SEAL_CREDIT_CODE, .which = 0, .dx = -0.06, .finds = "credit-total" },
  { .role = YC_SEAL_CREDIT_CODE, .which = 8, .scale_x = 1.05, .finds = "credit-width" },
  { .role = YC_SEAL_CREDIT_CODE, .which = 8, .scale_x = 0.95, .finds = "credit-width-min" },
  { .role = YC_SEAL_CREDIT_CODE, .which = 3, .scale_y = 1.05, .finds = "credit-height" },
  { .role = YC_SEAL_SERIAL, .which = 1, .scale_x = 1.05, .finds = "serial-width" },
  { .role = YC_SEAL_STAR, .which = 0, .dx = 0.06, .finds = "star-x" },
  { .role = YC_SEAL_STAR, .which = 0, .dy = 0.06, .finds = "star-y" },
  { .role = YC_SEAL_STAR, .which = 0, .scale_x = 1.01, .scale_y = 1.01, .finds = "star" },
  { .role = YC_SEAL_BORDER, .which = 0, .scale_x = 1.01, .scale_y = 1.01, .finds = "width" },
  { .role = YC_SEAL_BORDER, .which = 0, .scale_y = 0.99, .finds = "height" },
  { .role = YC_SEAL_NAME, .which = 5, .dy = -0.8, .finds = "shapes-gap" },
  { .role = YC_SEAL_STAR, .which = 0, .dy = 6, .finds = "shapes-gap" },
};

static YcSealPath *
damage_path (const YcSealDrawing *drawing,
             guint                shape,
             const Damage        *damage)
{
  cairo_matrix_t matrix;
  YcSealBox box;

  yc_seal_drawing_get_bounds (drawing, shape, &box);
  cairo_matrix_init_translate (&matrix, box.x + box.width / 2 + damage->dx, box.y + box.height / 2 + damage->dy);
  cairo_matrix_rotate (&matrix, damage->turn_deg * G_PI / 180);
  cairo_matrix_scale (&matrix, damage->scale_x != 0 ? damage->scale_x : 1, damage->scale_y != 0 ? damage->scale_y : 1);
  cairo_matrix_translate (&matrix, -box.x - box.width / 2, -box.y - box.height / 2);
  return yc_seal_path_copy (yc_seal_drawing_get_path (drawing, shape), &matrix);
}

static YcSealDrawing *
damage_drawing (const YcSealDrawing *drawing,
                const Damage        *damage)
{
  YcSealDrawingBuilder *builder = yc_seal_drawing_builder_new (yc_seal_drawing_get_width_mm (drawing),
                                                               yc_seal_drawing_get_height_mm (drawing));
  guint seen = 0;

  for (guint i = 0; i < yc_seal_drawing_count_shapes (drawing); i++)
    {
      gboolean hit = yc_seal_drawing_get_role (drawing, i) == damage->role && seen++ == damage->which;

      if (hit && damage->leave_out)
        continue;
      yc_seal_drawing_builder_add (builder, yc_seal_drawing_get_role (drawing, i), yc_seal_drawing_get_text (drawing, i),
                                   hit ? damage_path (drawing, i, damage)
                                       : yc_seal_path_copy (yc_seal_drawing_get_path (drawing, i), NULL));
    }
  return yc_seal_drawing_builder_end (builder);
}

static gboolean
finds (const YcSealReport *report,
       const char         *id)
{
  for (guint i = 0; i < report->measures->len; i++)
    {
      const YcSealMeasure *m = &g_array_index (report->measures, YcSealMeasure, i);

      if (!m->good && g_str_equal (m->id, id))
        return TRUE;
    }
  return FALSE;
}

/* A round seal has the star, an oval one the credit code; each damage goes to one that has what it hurts. */
static YcSealKind
choose_kind (YcSealRole role)
{
  return role == YC_SEAL_STAR || role == YC_SEAL_TITLE ? YC_SEAL_FINANCE : YC_SEAL_INVOICE;
}

static void
test_damage (void)
{
  g_autoptr (YcSealProfiles) profiles = seals_read ();
  g_autoptr (YcSealFonts) fonts = yc_seal_fonts_new ();

  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      YcSealKind kind = choose_kind (damages[i].role);
      const YcSealProfile *profile = yc_seal_profiles_find (profiles, kind, NULL);
      YcSealTexts texts = { .name = SEALS_NAME, .code = SEALS_CODE, .credit_code = SEALS_CREDIT,
                            .serial = kind == YC_SEAL_INVOICE ? 2 : 0 };
      g_autoptr (GError) error = NULL;
      g_autoptr (YcSeal) seal = yc_seal_make (profile, &texts, fonts, &error);
      g_autoptr (YcSealDrawing) damaged = NULL;
      g_autoptr (YcSealReport) good = NULL, bad = NULL;
      g_autofree char *wrong = NULL;

      g_assert_no_error (error);
      good = seals_report (seal->drawing, profile, &texts);
      g_assert_true (good->exact);
      damaged = damage_drawing (seal->drawing, &damages[i]);
      bad = seals_report (damaged, profile, &texts);
      wrong = seals_list_wrong (bad, FALSE);
      g_test_message ("%u: %s: %s", i, damages[i].finds, wrong);
      g_assert_false (bad->exact);
      if (!finds (bad, damages[i].finds))
        g_test_fail_printf ("%u: %s is not among %s", i, damages[i].finds, wrong);
    }
}

/* Another name is a wrong seal, however well it is drawn; so is another size. */
static void
test_other_seal (void)
{
  g_autoptr (YcSealProfiles) profiles = seals_read ();
  g_autoptr (YcSealFonts) fonts = yc_seal_fonts_new ();
  const YcSealProfile *profile = yc_seal_profiles_find (profiles, YC_SEAL_CONTRACT, NULL);
  YcSealTexts texts = { .name = SEALS_NAME }, others = { .name = "聊城市示范科枝有限公司" };
  g_autoptr (YcSeal) seal = yc_seal_make (profile, &texts, fonts, NULL);
  g_autoptr (YcSealDrawing) mirrored = yc_seal_drawing_mirror (seal->drawing);
  g_autoptr (YcSealReport) name = seals_report (seal->drawing, profile, &others);
  g_autoptr (YcSealReport) size = seals_report (seal->drawing, yc_seal_profiles_find (profiles, YC_SEAL_CONTRACT, "58"), &texts);
  g_autoptr (YcSealReport) title = seals_report (seal->drawing, yc_seal_profiles_find (profiles, YC_SEAL_FINANCE, NULL), &texts);
  g_autoptr (YcSealReport) back = seals_report (mirrored, profile, &texts);

  g_assert_true (finds (name, "name-count"));
  g_assert_true (finds (size, "width"));
  g_assert_true (finds (title, "title-count"));
  g_assert_true (finds (back, "name-order"));
}

static YcSealPath *
create_bar (double x,
            double y,
            double width,
            double height)
{
  YcSealPath *path = yc_seal_path_new ();

  yc_seal_path_move_to (path, x, y);
  yc_seal_path_line_to (path, x + width, y);
  yc_seal_path_line_to (path, x + width, y + height);
  yc_seal_path_line_to (path, x, y + height);
  yc_seal_path_close (path);
  return path;
}

/* What is known: two bars of 0.12 mm, 0.07 mm apart. */
static void
test_strokes (void)
{
  g_autoptr (YcSealProfiles) profiles = seals_read ();
  YcSealDrawingBuilder *builder = yc_seal_drawing_builder_new (18, 18);
  YcSealPath *bars = create_bar (5, 5, 0.12, 6);
  g_autoptr (YcSealPath) second = create_bar (5.19, 5, 0.12, 6);
  YcSealTexts texts = { .person = "二", .suffix = "" };
  YcSealMaterial material = { .line_min_mm = 0.115, .gap_min_mm = 0.08 };
  g_autoptr (YcSealDrawing) drawing = NULL;
  g_autoptr (YcSealReport) report = NULL;

  yc_seal_path_append (bars, second, NULL);
  yc_seal_drawing_builder_add (builder, YC_SEAL_PERSON, "二", bars);
  drawing = yc_seal_drawing_builder_end (builder);
  report = yc_seal_report_new (drawing, yc_seal_profiles_find (profiles, YC_SEAL_LEGAL_REP, NULL), &texts, &material);
  for (guint i = 0; i < report->measures->len; i++)
    {
      const YcSealMeasure *m = &g_array_index (report->measures, YcSealMeasure, i);

      if (g_str_equal (m->id, "line-min"))
        {
          g_assert_cmpfloat_with_epsilon (m->measured, 0.12, 0.002);
          g_assert_true (m->good);
        }
      if (g_str_equal (m->id, "gap-min"))
        {
          g_assert_cmpfloat_with_epsilon (m->measured, 0.07, 0.002);
          g_assert_false (m->good);
        }
    }
  g_assert_false (report->cuttable);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seal-report/damage", test_damage);
  g_test_add_func ("/seal-report/other-seal", test_other_seal);
  g_test_add_func ("/seal-report/strokes", test_strokes);
  return g_test_run ();
}
