/* fuzz-seal.c: profiles of seals and what a seal says, whatever they are, are read, drawn and measured or refused
 *
 * The bytes are the profiles' JSON; behind a line that begins with a tab, the texts: name, person, code and credit
 * code, a line each. Profiles that are read make a seal of each kind. */

#include "yc-fuzz.h"

#include "yc-seal-profile-reader.h"
#include "yc-seal-report.h"

#include <string.h>

const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:libfontconfig\n";
}

static YcSealFonts *
get_fonts (void)
{
  static YcSealFonts *fonts;

  if (fonts == NULL)
    fonts = yc_seal_fonts_new ();
  return fonts;
}

static void
make (const YcSealProfile *profile,
      const YcSealTexts   *texts)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcSeal) seal = yc_seal_make (profile, texts, get_fonts (), &error);
  g_autoptr (YcSealReport) report = NULL;

  g_assert_true ((seal != NULL) != (error != NULL));
  if (seal == NULL)
    return;
  report = yc_seal_report_new (seal->drawing, profile, texts, yc_seal_material_find ("rubber"));
  g_assert_cmpuint (report->measures->len, >, 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  char *tab = strstr (text, "\n\t");
  g_auto (GStrv) lines = g_strsplit (tab != NULL ? tab + 2 : "聊城示范公司\n张三\n3715021234567\n91371500MA3C00001X", "\n", 5);
  g_autoptr (GBytes) bytes = g_bytes_new (text, tab != NULL ? (gsize) (tab - text) : strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (YcSealProfiles) profiles = yc_seal_profiles_read (bytes, "fuzz", &error);
  YcSealTexts texts = { .cuts = 0 };

  g_assert_true ((profiles != NULL) != (error != NULL));
  if (profiles == NULL || g_strv_length (lines) < 4)
    return 0;
  texts = (YcSealTexts) { .name = lines[0], .person = lines[1], .credit_code = lines[3] };
  for (guint i = 0; i < MIN (profiles->profiles->len, 6); i++)
    {
      const YcSealProfile *profile = g_ptr_array_index (profiles->profiles, i);

      texts.code = profile->code != NULL ? lines[2] : NULL;
      texts.serial = profile->serial != NULL ? 7 : 0;
      texts.cuts = profile->cuts_max;
      make (profile, &texts);
    }
  return 0;
}
