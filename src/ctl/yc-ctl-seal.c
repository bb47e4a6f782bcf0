/* yc-ctl-seal.c: yichuang-ctl seal art | report --kind KIND … -o FILE
 *
 * A seal without a window: its artwork for other programs, and what it measures.
 * The same profile, texts and fonts give the same bytes.
 */

#include "yc-ctl-seal.h"

#include "yc-ctl-seal-asked.h"
#include "yc-ctl-seal-job.h"
#include "yc-file.h"
#include "yc-seal-export.h"
#include "yc-seal-material.h"
#include "yc-seal-report.h"
#include "yc-seal-rules.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#define FILE_MODE 0644
#define MATERIAL "rubber" /* where none is named */
#define INK_RED 0xc8102e
#define INK_BLACK 0x000000

typedef struct
{
  YcCtlSealAsked asked;
  char *ink;
  char *output;
  char *material;
  gboolean mirror;
  gboolean json;
  char *verb;
} Options;

static void
options_clear (Options *self)
{
  yc_ctl_seal_asked_clear (&self->asked);
  g_free (self->ink);
  g_free (self->output);
  g_free (self->material);
  g_free (self->verb);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (int       argc,
               char    **argv,
               Options  *self,
               GError  **error)
{
  const GOptionEntry entries[] = {
    { "ink", 0, 0, G_OPTION_ARG_STRING, &self->ink, "red or black", "COLOUR" },
    { "mirror", 0, 0, G_OPTION_ARG_NONE, &self->mirror, "as it is cut, not as it prints", NULL },
    { "material", 0, 0, G_OPTION_ARG_STRING, &self->material, "rubber (as it is), infiltration or photosensitive", "MATERIAL" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, "the report as JSON", NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output, "SVG, PDF, PNG or DXF by its ending; a report", "FILE" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("art | report");

  g_option_context_add_main_entries (context, entries, NULL);
  yc_ctl_seal_asked_add_options (&self->asked, context);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  self->verb = g_strdup (argc == 2 ? argv[1] : "");
  if (self->material == NULL)
    self->material = g_strdup (MATERIAL);
  return TRUE;
}

/* --- art ------------------------------------------------------------- */

static gboolean
get_ink (const Options  *options,
         guint32        *ret_ink,
         GError        **error)
{
  *ret_ink = g_strcmp0 (options->ink, "black") == 0 ? INK_BLACK : INK_RED;
  if (options->ink == NULL || g_str_equal (options->ink, "red") || *ret_ink == INK_BLACK)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "--ink is red or black");
  return FALSE;
}

static gboolean
write_art (const Options        *options,
           const YcSealProfile  *profile,
           const YcSealTexts    *texts,
           YcSeal               *seal,
           GError              **error)
{
  g_autoptr (YcSealDrawing) drawing = options->mirror ? yc_seal_drawing_mirror (seal->drawing)
                                                      : yc_seal_drawing_ref (seal->drawing);
  g_autoptr (GBytes) bytes = NULL;
  YcSealFormat format;
  guint32 ink;

  if (options->output == NULL || !yc_seal_format_from_name (options->output, &format))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "-o names a file that ends in .svg, .pdf, .png or .dxf");
      return FALSE;
    }
  if (!get_ink (options, &ink, error))
    return FALSE;
  bytes = yc_seal_export (drawing, format, ink, error);
  if (bytes == NULL || !yc_file_write_durably (options->output, bytes, FILE_MODE, error))
    return FALSE;
  g_print ("%s: %s, %.0f × %.0f mm, %u shapes, %s\n", options->output, profile->label,
           yc_seal_drawing_get_width_mm (drawing), yc_seal_drawing_get_height_mm (drawing),
           yc_seal_drawing_count_shapes (drawing), seal->digest);
  return TRUE;
}

/* --- report ---------------------------------------------------------- */

static json_t *
real (double value)
{
  return json_real (floor (value * 1e4 + 0.5) / 1e4);
}

static json_t *
measure_to_json (const YcSealMeasure *measure)
{
  static const char *const wants[] = { "exactly", "at-least", "at-most", "between" };
  json_t *json = json_pack ("{s:s, s:s, s:s, s:o, s:o, s:b}", "id", measure->id, "unit", measure->unit, "wants",
                            wants[measure->wants], "tolerance", real (measure->tolerance), "measured",
                            real (measure->measured), "good", measure->good);

  if (measure->wants == YC_SEAL_WANTS_BETWEEN)
    json_object_set_new (json, "wanted", json_pack ("[o, o]", real (measure->wanted), real (measure->wanted_max)));
  else
    json_object_set_new (json, "wanted", real (measure->wanted));
  json_object_set_new (json, "of", json_string (measure->of_material ? "material" : "rule"));
  if (measure->at != NULL)
    json_object_set_new (json, "at", json_string (measure->at));
  return json;
}

static GBytes *
report_to_json (const YcSealProfiles *profiles,
                const YcSealProfile  *profile,
                const YcSealMaterial *material,
                const YcSeal         *seal,
                const YcSealReport   *report)
{
  json_t *measures = json_array (), *fonts = json_array (), *json;
  char *text;

  for (guint i = 0; i < report->measures->len; i++)
    json_array_append_new (measures, measure_to_json (&g_array_index (report->measures, YcSealMeasure, i)));
  for (guint i = 0; i < seal->fonts->len; i++)
    {
      const YcSealFontUse *use = g_ptr_array_index (seal->fonts, i);

      json_array_append_new (fonts, json_pack ("{s:s, s:s, s:b, s:s}", "role", yc_seal_role_to_text (use->role), "font",
                                               use->font, "wanted", use->wanted, "characters", use->characters->str));
    }
  json = json_pack ("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:o, s:o}", "profiles", profiles->version, "kind",
                    yc_seal_kind_to_text (profile->kind), "type", yc_seal_kind_get_type (profile->kind), "profile",
                    profile->id, "label", profile->label, "material", material->id, "sha256", seal->digest, "exact", report->exact, "cuttable",
                    report->cuttable, "fonts", fonts, "measures", measures);
  text = json_dumps (json, JSON_INDENT (1));
  json_decref (json);
  return g_bytes_new_with_free_func (text, strlen (text), free, text);
}

static void
write_wanted (GString             *out,
              const YcSealMeasure *m)
{
  if (m->wants == YC_SEAL_WANTS_BETWEEN && m->wanted != m->wanted_max)
    g_string_append_printf (out, "%.2f–%.2f", m->wanted, m->wanted_max);
  else
    g_string_append_printf (out, "%s%.2f", m->wants == YC_SEAL_WANTS_AT_LEAST  ? "≥ "
                                           : m->wants == YC_SEAL_WANTS_AT_MOST ? "≤ " : "", m->wanted);
}

static void
write_measure (GString             *out,
               const YcSealMeasure *m)
{
  g_autoptr (GString) wanted = g_string_new (NULL);

  write_wanted (wanted, m);
  g_string_append_printf (out, "%s %-42s %15s %9.3f %s %s\n", m->good ? "ok " : "NO ", yc_seal_measure_get_label (m),
                          wanted->str, m->measured, m->unit, m->at != NULL ? m->at : "");
}

static GBytes *
report_to_words (const YcSealProfiles *profiles,
                 const YcSealProfile  *profile,
                 const YcSeal         *seal,
                 const YcSealReport   *report)
{
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, "%s (%s, %s)\nsha256 %s\n\n   %-42s %15s %9s\n", profile->label, profiles->label,
                          profiles->version, seal->digest, "", "wanted", "measured");
  for (guint i = 0; i < report->measures->len; i++)
    write_measure (out, &g_array_index (report->measures, YcSealMeasure, i));
  g_string_append_c (out, '\n');
  for (guint i = 0; i < seal->fonts->len; i++)
    {
      const YcSealFontUse *use = g_ptr_array_index (seal->fonts, i);

      g_string_append_printf (out, "%s: %s%s: %s\n", yc_seal_role_to_text (use->role), use->font,
                              use->wanted ? "" : " (in place of the one the profile wants)", use->characters->str);
    }
  g_string_append_printf (out, "\n%s; %s\n", report->exact ? "as the rule wants it" : "NOT as the rule wants it",
                          report->cuttable ? "the material holds it" : "TOO FINE for the material");
  return g_string_free_to_bytes (out);
}

static gboolean
write_report (const Options         *options,
              const YcSealProfiles  *profiles,
              const YcSealProfile   *profile,
              const YcSealTexts     *texts,
              YcSeal                *seal,
              gboolean              *ret_good,
              GError               **error)
{
  const YcSealMaterial *material = yc_seal_material_find (options->material);
  g_autoptr (YcSealReport) report = yc_seal_report_new (seal->drawing, profile, texts, material);
  gboolean json = options->json || (options->output != NULL && g_str_has_suffix (options->output, ".json"));
  g_autoptr (GBytes) bytes = json ? report_to_json (profiles, profile, material, seal, report)
                                  : report_to_words (profiles, profile, seal, report);

  *ret_good = report->exact && report->cuttable;
  if (options->output != NULL)
    return yc_file_write_durably (options->output, bytes, FILE_MODE, error);
  g_print ("%.*s\n", (int) g_bytes_get_size (bytes), (const char *) g_bytes_get_data (bytes, NULL));
  return TRUE;
}

/* --- the command ----------------------------------------------------- */

/* 0: well; 1: refused, or the report is not good */
static int
run (const Options  *options,
     GError        **error)
{
  gboolean known = yc_seal_material_find (options->material) != NULL;
  g_autoptr (YcSealProfiles) profiles = known ? yc_seal_rules_read (options->asked.profiles, error) : NULL;
  g_autoptr (YcSealFonts) fonts = NULL;
  g_autoptr (YcSeal) seal = NULL;
  const YcSealProfile *profile = NULL;
  gboolean good = TRUE;
  YcSealTexts texts;

  if (!known)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "--material is one of rubber, infiltration and photosensitive");
  else if (profiles != NULL)
    profile = yc_ctl_seal_asked_find_profile (&options->asked, options->asked.kind, profiles, error);
  if (profile == NULL || !yc_ctl_seal_asked_fill_texts (&options->asked, &texts, error))
    return 1;
  fonts = yc_seal_fonts_new ();
  seal = yc_seal_make (profile, &texts, fonts, error);
  if (seal == NULL)
    return 1;
  if (g_str_equal (options->verb, "art"))
    return write_art (options, profile, &texts, seal, error) ? 0 : 1;
  return write_report (options, profiles, profile, &texts, seal, &good, error) && good ? 0 : 1;
}

int
yc_ctl_seal (int    argc,
             char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;
  int status = 2;

  if (argc > 1 && (g_str_equal (argv[1], "job") || g_str_equal (argv[1], "time")))
    return yc_ctl_seal_job (argc, argv);
  if (parse_options (argc, argv, &options, &error))
    {
      if (g_str_equal (options.verb, "art") || g_str_equal (options.verb, "report"))
        status = run (&options, &error);
      else
        g_printerr ("Usage: yichuang-ctl seal art | report --kind KIND [--name …] [--person …] [--code …] "
                    "[--credit-code …] [--profile ID] -o FILE\n"
                    "       yichuang-ctl seal job -o FILE | time --kind KIND,… --machine MACHINE --material MATERIAL …\n");
    }
  if (error != NULL)
    g_printerr ("%s\n", error->message);
  return error != NULL ? 1 : status;
}
