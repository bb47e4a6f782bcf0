/* The profiles that are handed out, and seals made by them. */
#pragma once

#include "yc-file.h"
#include "yc-seal-plan.h"
#include "yc-seal-profile-reader.h"
#include "yc-seal-report.h"

#define SEALS_NAME "聊城市示范科技有限公司"
#define SEALS_CODE "3715021234567"
#define SEALS_CREDIT "91371500MA3C00001X"

G_GNUC_UNUSED static YcSealProfiles *
seals_read (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("YC_TEST_SOURCE_ROOT"), "data/seals/seals-2026.json", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = yc_file_read (path, YC_SEAL_PROFILES_BYTES_MAX, &error);
  YcSealProfiles *profiles;

  g_assert_no_error (error);
  profiles = yc_seal_profiles_read (bytes, "seals-2026.json", &error);
  g_assert_no_error (error);
  return profiles;
}

G_GNUC_UNUSED static YcSealReport *
seals_report (const YcSealDrawing *drawing,
              const YcSealProfile *profile,
              const YcSealTexts   *texts)
{
  return yc_seal_report_new (drawing, profile, texts, yc_seal_material_find ("rubber"));
}

/* What was wrong, for a message: "name-even 0.412 (公司)". */
G_GNUC_UNUSED static char *
seals_list_wrong (const YcSealReport *report,
                  gboolean            of_material)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < report->measures->len; i++)
    {
      const YcSealMeasure *m = &g_array_index (report->measures, YcSealMeasure, i);

      if (!m->good && m->of_material == of_material)
        g_string_append_printf (out, "%s%s %.3f%s%s", out->len > 0 ? ", " : "", m->id, m->measured, m->at != NULL ? " " : "",
                                m->at != NULL ? m->at : "");
    }
  return g_string_free (out, FALSE);
}

/* The five of one case, by their default profiles. Of YcSealPart. */
G_GNUC_UNUSED static GPtrArray *
seals_make_five (void)
{
  g_autoptr (YcSealProfiles) profiles = seals_read ();
  g_autoptr (YcSealFonts) fonts = yc_seal_fonts_new ();
  GPtrArray *parts = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_seal_part_free);

  for (YcSealKind kind = 0; kind < YC_SEAL_N_KINDS; kind++)
    {
      const YcSealProfile *profile = yc_seal_profiles_find (profiles, kind, NULL);
      YcSealTexts texts = { .name = SEALS_NAME, .person = "王小明", .code = profile->code != NULL ? SEALS_CODE : NULL,
                            .credit_code = SEALS_CREDIT };
      g_autoptr (GError) error = NULL;
      g_autoptr (YcSeal) seal = yc_seal_make (profile, &texts, fonts, &error);

      g_assert_no_error (error);
      g_ptr_array_add (parts, yc_seal_part_new (seal->drawing, yc_seal_kind_to_text (kind)));
    }
  return parts;
}
