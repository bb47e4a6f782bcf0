/* yc-seal-report.c: what a seal's rule wants, and what its outlines measure
 *
 * Takes a drawing, whoever made it, and measures it: nothing here asks the layout
 * where it put things or the fonts how large they are. So a layout that is wrong
 * has a report that says so.
 *
 * Lengths may be out by YC_SEAL_TOLERANCE_MM, which is what can be seen with a
 * loupe on a print. Where a rule gives a range or a least, there is no tolerance
 * beyond what flattened curves lose.
 */

#include "yc-seal-report.h"

#include "yc-seal-clash.h"
#include "yc-seal-stroke.h"
#include "yc-seal-survey.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MM(um) ((um) / 1000.0)
#define NEAR_MM 0.4         /* gaps between shapes that are larger are not told */
#define SLACK_MM 0.005      /* of chords */
#define CLASH_REACH_MM NEAR_MM

static const struct
{
  const char *id;
  const char *label;
} labels[] = {
  { "width", N_("width") },
  { "height", N_("height") },
  { "border-line", N_("border line, narrowest") },
  { "border-line-max", N_("border line, widest") },
  { "inner-border-line", N_("inner border line") },
  { "star", N_("star, circle through its tips") },
  { "star-x", N_("star, centre from the left") },
  { "star-y", N_("star, centre from the top") },
  { "name-count", N_("name, characters") },
  { "name-height", N_("name, height") },
  { "name-width", N_("name, widest character") },
  { "name-border-gap", N_("name, distance from the border") },
  { "name-span", N_("name, span") },
  { "name-middle", N_("name, out of the middle") },
  { "name-even", N_("name, spacing uneven by") },
  { "name-gap", N_("name, distance between neighbours") },
  { "name-order", N_("name, step to the next character") },
  { "code-count", N_("number, digits") },
  { "code-height", N_("number, height") },
  { "code-width", N_("number, widest digit") },
  { "code-border-gap", N_("number, distance from the border") },
  { "code-middle", N_("number, out of the middle") },
  { "code-even", N_("number, spacing uneven by") },
  { "code-gap", N_("number, distance between digits") },
  { "title-count", N_("title, characters") },
  { "title-height", N_("title, height") },
  { "title-width", N_("title, widest character") },
  { "title-top", N_("title, top below the centre line") },
  { "title-middle", N_("title, out of the middle") },
  { "title-even", N_("title, spacing uneven by") },
  { "credit-count", N_("credit code, characters") },
  { "credit-height", N_("credit code, height") },
  { "credit-width-min", N_("credit code, narrowest character") },
  { "credit-width", N_("credit code, widest character") },
  { "credit-total", N_("credit code, in all") },
  { "credit-centre", N_("credit code, out of the centre line") },
  { "credit-middle", N_("credit code, out of the middle") },
  { "credit-even", N_("credit code, spacing uneven by") },
  { "serial-count", N_("serial number, characters") },
  { "serial-height", N_("serial number, height") },
  { "serial-width", N_("serial number, widest digit") },
  { "serial-top", N_("serial number, top below the centre line") },
  { "serial-middle", N_("serial number, out of the middle") },
  { "person-count", N_("characters") },
  { "person-margin", N_("distance from the border") },
  { "cuts", N_("anti-forgery cuts") },
  { "cut-width", N_("cut, width") },
  { "shapes-gap", N_("between any two shapes") },
  { "line-min", N_("thinnest line") },
  { "gap-min", N_("narrowest opening") },
};

typedef struct
{
  const YcSealDrawing *drawing;
  const YcSealProfile *profile;
  const YcSealTexts *texts;
  const YcSealMaterial *material;
  YcSealReport *report;
} Reporting;

static void
measure_clear (gpointer data)
{
  g_free (((YcSealMeasure *) data)->at);
}

/* Of a measure, in the reader's language. */
const char *
yc_seal_measure_get_label (const YcSealMeasure *measure)
{
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].id, measure->id))
      return _(labels[i].label);
  g_return_val_if_reached (measure->id);
}

static void
judge (Reporting     *self,
       YcSealMeasure  measure)
{
  double low = measure.wanted - measure.tolerance, high = measure.wanted + measure.tolerance;

  if (measure.wants == YC_SEAL_WANTS_BETWEEN)
    high = measure.wanted_max + measure.tolerance;
  measure.good = (measure.wants == YC_SEAL_WANTS_AT_MOST || measure.measured >= low) &&
                 (measure.wants == YC_SEAL_WANTS_AT_LEAST || measure.measured <= high);
  if (measure.of_material)
    self->report->cuttable &= measure.good;
  else
    self->report->exact &= measure.good;
  g_array_append_val (self->report->measures, measure);
}

static void
judge_length (Reporting  *self,
              const char *id,
              double      wanted_mm,
              double      measured_mm)
{
  judge (self, (YcSealMeasure) { .id = id, .unit = "mm", .wants = YC_SEAL_WANTS_EXACTLY, .wanted = wanted_mm,
                                 .tolerance = YC_SEAL_TOLERANCE_MM, .measured = measured_mm });
}

static void
judge_count (Reporting  *self,
             const char *id,
             guint       wanted,
             guint       measured)
{
  judge (self, (YcSealMeasure) { .id = id, .unit = "", .wants = YC_SEAL_WANTS_EXACTLY, .wanted = wanted,
                                 .measured = measured });
}

static void
judge_limit (Reporting   *self,
             const char  *id,
             YcSealWants  wants,
             double       wanted_mm,
             double       measured_mm,
             const char  *at)
{
  judge (self, (YcSealMeasure) { .id = id, .unit = "mm", .wants = wants, .wanted = wanted_mm, .tolerance = SLACK_MM,
                                 .measured = measured_mm, .at = g_strdup (at) });
}

static const char *
get_text (const Reporting *self,
          guint            shape)
{
  const char *text = yc_seal_drawing_get_text (self->drawing, shape);

  return text != NULL ? text : yc_seal_role_to_text (yc_seal_drawing_get_role (self->drawing, shape));
}

static guint
count_role (const Reporting *self,
            YcSealRole       role)
{
  guint count = 0;

  for (guint i = 0; i < yc_seal_drawing_count_shapes (self->drawing); i++)
    count += yc_seal_drawing_get_role (self->drawing, i) == role ? 1 : 0;
  return count;
}

/* What the text's shapes say, one after the other, is what should stand there: else its count is wrong. */
static guint
count_text (const Reporting *self,
            YcSealRole       role,
            const char      *text)
{
  const char *at = text;
  guint count = 0;

  for (guint i = 0; i < yc_seal_drawing_count_shapes (self->drawing); i++)
    if (yc_seal_drawing_get_role (self->drawing, i) == role)
      {
        const char *shown = yc_seal_drawing_get_text (self->drawing, i);

        if (shown == NULL || !g_str_has_prefix (at, shown))
          return count;
        at += strlen (shown);
        count++;
      }
  return count;
}

/* --- borders and the star -------------------------------------------- */

static void
report_border (Reporting *self)
{
  const YcSealProfile *p = self->profile;
  gboolean square = p->square != NULL;
  double least, most;
  YcSealBox box;

  if (!yc_seal_drawing_get_ink_bounds (self->drawing, &box))
    box = (YcSealBox) { 0 };
  judge_length (self, "width", MM (p->width_um), box.width);
  judge_length (self, "height", MM (p->height_um), box.height);
  if (!yc_seal_survey_border (self->drawing, YC_SEAL_BORDER, square, &least, &most))
    least = most = 0;
  judge_length (self, "border-line", MM (p->border_um), least);
  judge_length (self, "border-line-max", MM (p->border_um), most);
  if (p->inner_border_um == 0)
    return;
  if (!yc_seal_survey_border (self->drawing, YC_SEAL_INNER_BORDER, square, &least, &most))
    least = 0;
  judge_length (self, "inner-border-line", MM (p->inner_border_um), least);
}

/* As wide as the border's pieces are apart. */
static void
report_cuts (Reporting *self)
{
  guint pieces = count_role (self, YC_SEAL_BORDER), first = G_MAXUINT, last = G_MAXUINT;

  judge_count (self, "cuts", self->texts->cuts, pieces > 1 || self->texts->cuts == 1 ? pieces : 0);
  if (pieces < 2)
    return;
  for (guint i = 0; i < yc_seal_drawing_count_shapes (self->drawing); i++)
    {
      if (yc_seal_drawing_get_role (self->drawing, i) != YC_SEAL_BORDER)
        continue;
      if (last != G_MAXUINT)
        judge_length (self, "cut-width", MM (self->profile->cut_um), yc_seal_measure_gap (self->drawing, last, i));
      first = MIN (first, i);
      last = i;
    }
  if (pieces > 2)
    judge_length (self, "cut-width", MM (self->profile->cut_um), yc_seal_measure_gap (self->drawing, last, first));
}

/* Its centre is the middle of all ten corners, its tips are the five furthest from it. */
static void
report_star (Reporting *self)
{
  const YcSealProfile *p = self->profile;
  YcSealPoint middle = { 0, 0 };
  double reach = 0;

  for (guint i = 0; i < yc_seal_drawing_count_shapes (self->drawing); i++)
    {
      g_autoptr (GPtrArray) lines = NULL;
      GArray *points;

      if (yc_seal_drawing_get_role (self->drawing, i) != YC_SEAL_STAR)
        continue;
      lines = yc_seal_drawing_flatten (self->drawing, i, YC_SEAL_FLAT_MM);
      points = g_ptr_array_index (lines, 0);
      for (guint k = 0; k < points->len; k++)
        {
          middle.x += g_array_index (points, YcSealPoint, k).x / points->len;
          middle.y += g_array_index (points, YcSealPoint, k).y / points->len;
        }
      for (guint k = 0; k < points->len; k++)
        reach = MAX (reach, hypot (g_array_index (points, YcSealPoint, k).x - middle.x,
                                   g_array_index (points, YcSealPoint, k).y - middle.y));
    }
  judge_length (self, "star", MM (p->star_um), 2 * reach);
  judge_length (self, "star-x", MM (p->width_um) / 2, middle.x);
  judge_length (self, "star-y", MM (p->height_um) / 2 - MM (p->star_up_um), middle.y);
}

/* --- text on arcs ---------------------------------------------------- */

static YcSealRole
get_ring_role (const Reporting *self)
{
  return self->profile->inner_border_um > 0 ? YC_SEAL_INNER_BORDER : YC_SEAL_BORDER;
}

static void
report_angle (Reporting  *self,
              const char *id,
              double      low_deg,
              double      high_deg,
              double      measured_deg)
{
  judge (self, (YcSealMeasure) { .id = id, .unit = "°", .wants = YC_SEAL_WANTS_BETWEEN, .wanted = low_deg,
                                 .wanted_max = high_deg, .tolerance = YC_SEAL_TOLERANCE_DEG, .measured = measured_deg });
}

static void
report_name_size (Reporting             *self,
                  const YcSealArcSurvey *survey)
{
  const YcSealArc *arc = self->profile->arc;

  if (arc->height_min_um == arc->height_um)
    judge_length (self, "name-height", MM (arc->height_um), survey->height_mm);
  else
    judge (self, (YcSealMeasure) { .id = "name-height", .unit = "mm", .wants = YC_SEAL_WANTS_BETWEEN,
                                   .wanted = MM (arc->height_min_um), .wanted_max = MM (arc->height_um),
                                   .tolerance = YC_SEAL_TOLERANCE_MM, .measured = survey->height_mm });
  judge (self, (YcSealMeasure) { .id = "name-width", .unit = "mm", .wants = YC_SEAL_WANTS_BETWEEN,
                                 .wanted = MM (arc->width_min_um), .wanted_max = MM (arc->width_max_um),
                                 .tolerance = YC_SEAL_TOLERANCE_MM, .measured = survey->width_mm });
}

static void
report_name (Reporting *self)
{
  const YcSealArc *arc = self->profile->arc;
  YcSealArcSurvey survey = { 0 };
  g_autofree char *pair = NULL;

  yc_seal_survey_arc (self->drawing, YC_SEAL_NAME, get_ring_role (self), FALSE, &survey);
  judge_count (self, "name-count", (guint) g_utf8_strlen (self->texts->name, -1),
               count_text (self, YC_SEAL_NAME, self->texts->name));
  if (survey.count < 2)
    return;
  report_name_size (self, &survey);
  judge_length (self, "name-border-gap", MM (arc->border_gap_um), survey.ring_gap_mm);
  report_angle (self, "name-span", arc->span_min_deg, arc->span_max_deg, survey.span_deg);
  report_angle (self, "name-middle", 0, 0, survey.middle_deg);
  report_angle (self, "name-order", 1, 180, survey.order_deg);
  pair = g_strconcat (get_text (self, survey.gap_max_at), get_text (self, survey.gap_max_at + 1), NULL);
  judge_limit (self, "name-even", YC_SEAL_WANTS_AT_MOST, YC_SEAL_EVEN_MM, survey.gap_max_mm - survey.gap_min_mm, pair);
  g_free (pair);
  pair = g_strconcat (get_text (self, survey.gap_min_at), get_text (self, survey.gap_min_at + 1), NULL);
  judge_limit (self, "name-gap", YC_SEAL_WANTS_AT_LEAST, MM (arc->gap_min_um), survey.gap_min_mm, pair);
}

static void
report_code (Reporting *self)
{
  const YcSealCodeSpec *code = self->profile->code;
  YcSealArcSurvey survey = { 0 };
  const char *wanted = code != NULL && self->texts->code != NULL ? self->texts->code : "";

  if (*wanted == '\0' && count_role (self, YC_SEAL_CODE) == 0)
    return;
  yc_seal_survey_arc (self->drawing, YC_SEAL_CODE, get_ring_role (self), TRUE, &survey);
  judge_count (self, "code-count", (guint) strlen (wanted), count_text (self, YC_SEAL_CODE, wanted));
  if (code == NULL || survey.count < 2)
    return;
  judge_length (self, "code-height", MM (code->height_um), survey.height_mm);
  judge_length (self, "code-width", MM (code->width_um), survey.width_mm);
  judge_length (self, "code-border-gap", MM (code->border_gap_um), survey.ring_gap_mm);
  report_angle (self, "code-middle", 0, 0, survey.middle_deg);
  judge_limit (self, "code-even", YC_SEAL_WANTS_AT_MOST, YC_SEAL_EVEN_MM, survey.gap_max_mm - survey.gap_min_mm, NULL);
  judge_length (self, "code-gap", MM (code->gap_um), survey.gap_min_mm);
}

/* --- straight text --------------------------------------------------- */

static double
get_off_middle (const Reporting *self,
                const YcSealBox *box)
{
  return fabs (box->x + box->width / 2 - MM (self->profile->width_um) / 2);
}

static double
get_top (const Reporting *self,
         const YcSealBox *box)
{
  return box->y - MM (self->profile->height_um) / 2;
}

static void
report_title (Reporting *self)
{
  const YcSealRow *row = self->profile->title;
  YcSealRowSurvey survey = { 0 };

  yc_seal_survey_row (self->drawing, YC_SEAL_TITLE, &survey);
  judge_count (self, "title-count", (guint) g_utf8_strlen (row->text, -1), count_text (self, YC_SEAL_TITLE, row->text));
  judge_length (self, "title-height", MM (row->height_um), survey.box.height);
  judge_length (self, "title-width", MM (row->width_um), survey.width_max_mm);
  judge_length (self, "title-top", MM (row->top_um), get_top (self, &survey.box));
  judge_length (self, "title-middle", 0, get_off_middle (self, &survey.box));
  judge_limit (self, "title-even", YC_SEAL_WANTS_AT_MOST, YC_SEAL_EVEN_MM, survey.gap_max_mm - survey.gap_min_mm, NULL);
}

static void
report_credit (Reporting *self)
{
  const YcSealRow *row = self->profile->credit;
  YcSealRowSurvey survey = { 0 };

  yc_seal_survey_row (self->drawing, YC_SEAL_CREDIT_CODE, &survey);
  judge_count (self, "credit-count", YC_SEAL_CREDIT_CHARS,
               count_text (self, YC_SEAL_CREDIT_CODE, self->texts->credit_code));
  judge_length (self, "credit-height", MM (row->height_um), survey.box.height);
  judge_length (self, "credit-width-min", MM (row->width_um), survey.width_min_mm);
  judge_length (self, "credit-width", MM (row->width_um), survey.width_max_mm);
  judge_length (self, "credit-total", MM (row->total_um), survey.box.width);
  judge_length (self, "credit-centre", 0, fabs (get_top (self, &survey.box) + survey.box.height / 2));
  judge_length (self, "credit-middle", 0, get_off_middle (self, &survey.box));
  judge_limit (self, "credit-even", YC_SEAL_WANTS_AT_MOST, YC_SEAL_EVEN_MM, survey.gap_max_mm - survey.gap_min_mm, NULL);
}

static void
report_serial (Reporting *self)
{
  const YcSealRow *row = self->profile->serial;
  g_autofree char *text = g_strdup_printf ("(%u)", self->texts->serial);
  YcSealRowSurvey survey = { 0 };

  if (self->texts->serial == 0 && count_role (self, YC_SEAL_SERIAL) == 0)
    return;
  yc_seal_survey_row (self->drawing, YC_SEAL_SERIAL, &survey);
  judge_count (self, "serial-count", (guint) strlen (text), count_text (self, YC_SEAL_SERIAL, text));
  judge_length (self, "serial-height", MM (row->height_um), survey.box.height);
  if (survey.width_min_mm < G_MAXDOUBLE)
    judge_length (self, "serial-width", MM (row->width_um), survey.width_max_mm);
  judge_length (self, "serial-top", MM (row->top_um), get_top (self, &survey.box));
  judge_length (self, "serial-middle", 0, get_off_middle (self, &survey.box));
}

/* --- personal seals -------------------------------------------------- */

static void
report_person (Reporting *self)
{
  const YcSealProfile *p = self->profile;
  g_autofree char *text = yc_seal_texts_dup_person (self->texts);
  double least = G_MAXDOUBLE;
  const char *at = NULL;

  judge_count (self, "person-count", (guint) g_utf8_strlen (text, -1), count_text (self, YC_SEAL_PERSON, text));
  for (guint i = 0; i < yc_seal_drawing_count_shapes (self->drawing); i++)
    {
      YcSealRole role = yc_seal_drawing_get_role (self->drawing, i);

      for (guint k = 0; role == YC_SEAL_PERSON && k < yc_seal_drawing_count_shapes (self->drawing); k++)
        if (yc_seal_drawing_get_role (self->drawing, k) == get_ring_role (self))
          {
            double gap = yc_seal_measure_gap (self->drawing, i, k);

            at = gap < least ? get_text (self, i) : at;
            least = MIN (least, gap);
          }
    }
  judge_limit (self, "person-margin", YC_SEAL_WANTS_AT_LEAST, MM (p->square->margin_um), least, at);
}

/* --- what the material can hold -------------------------------------- */

static void
judge_material (Reporting  *self,
                const char *id,
                double      wanted_mm,
                double      measured_mm,
                const char *at)
{
  judge (self, (YcSealMeasure) { .id = id, .unit = "mm", .wants = YC_SEAL_WANTS_AT_LEAST, .wanted = wanted_mm,
                                 .tolerance = SLACK_MM, .measured = measured_mm, .of_material = TRUE, .at = g_strdup (at) });
}

static void
report_strokes (Reporting *self)
{
  double line = MM (self->profile->border_um), gap = G_MAXDOUBLE;
  const char *line_at = NULL, *gap_at = NULL;

  for (guint i = 0; i < yc_seal_drawing_count_shapes (self->drawing); i++)
    {
      YcSealStrokes strokes;

      if (yc_seal_drawing_get_text (self->drawing, i) == NULL)
        continue;
      yc_seal_measure_strokes (self->drawing, i, &strokes);
      line_at = strokes.line_mm < line ? get_text (self, i) : line_at;
      line = MIN (line, strokes.line_mm);
      gap_at = strokes.gap_mm < gap ? get_text (self, i) : gap_at;
      gap = MIN (gap, strokes.gap_mm);
    }
  judge_material (self, "line-min", self->material->line_min_mm, line, line_at);
  judge_material (self, "gap-min", self->material->gap_min_mm, MIN (gap, NEAR_MM), gap_at);
}

static void
report_clash (Reporting *self)
{
  YcSealClash clash = { 0, 0, NEAR_MM };
  gboolean found = yc_seal_find_clash (self->drawing, CLASH_REACH_MM, &clash);
  g_autofree char *at = found ? g_strdup_printf ("%s %s", get_text (self, clash.first), get_text (self, clash.second)) : NULL;

  judge_limit (self, "shapes-gap", YC_SEAL_WANTS_AT_LEAST, 2 * SLACK_MM, clash.gap_mm, at);
}

/**
 * yc_seal_report_new:
 * @drawing: of a seal, whoever made it
 * @profile: what it should be
 * @texts: what it should say
 * @material: (nullable): what it is to be made of
 *
 * May be called from any thread.
 *
 * Returns: (transfer full): every measure, and the verdicts
 */
YcSealReport *
yc_seal_report_new (const YcSealDrawing  *drawing,
                    const YcSealProfile  *profile,
                    const YcSealTexts    *texts,
                    const YcSealMaterial *material)
{
  YcSealReport *report = g_new0 (YcSealReport, 1);
  Reporting self = { drawing, profile, texts, material, report };

  report->exact = report->cuttable = TRUE;
  report->measures = g_array_new (FALSE, FALSE, sizeof (YcSealMeasure));
  g_array_set_clear_func (report->measures, measure_clear);
  report_border (&self);
  if (profile->square != NULL)
    report_person (&self);
  if (profile->cuts_max > 0)
    report_cuts (&self);
  if (profile->star_um > 0)
    report_star (&self);
  if (profile->arc != NULL)
    report_name (&self);
  if (profile->title != NULL)
    report_title (&self);
  if (profile->credit != NULL)
    report_credit (&self);
  if (profile->serial != NULL)
    report_serial (&self);
  report_code (&self);
  report_clash (&self);
  if (material != NULL)
    report_strokes (&self);
  return report;
}

void
yc_seal_report_free (YcSealReport *self)
{
  g_array_unref (self->measures);
  g_free (self);
}
