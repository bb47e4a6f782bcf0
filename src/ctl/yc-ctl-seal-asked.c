/* yc-ctl-seal-asked.c: the options that say which seals, and the seals they ask for */

#include "yc-ctl-seal-asked.h"

#include "yc-seal-plan.h"
#include "yc-seal-rules.h"

#include <string.h>

#define ALL_KINDS "official,finance,invoice,contract,legal-rep"

void
yc_ctl_seal_asked_clear (YcCtlSealAsked *self)
{
  char *texts[] = { self->kind, self->name, self->person, self->suffix, self->code, self->credit_code, self->profile,
                    self->profiles };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
}

void
yc_ctl_seal_asked_add_options (YcCtlSealAsked *self,
                               GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "kind", 0, 0, G_OPTION_ARG_STRING, &self->kind, "official, finance, contract, invoice or legal-rep", "KIND" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &self->name, "of the enterprise", "TEXT" },
    { "person", 0, 0, G_OPTION_ARG_STRING, &self->person, "of a personal seal", "TEXT" },
    { "suffix", 0, 0, G_OPTION_ARG_STRING, &self->suffix, "of a personal seal: 印 (as it is), 之印 or nothing", "TEXT" },
    { "code", 0, 0, G_OPTION_ARG_STRING, &self->code, "the filing office's number", "DIGITS" },
    { "credit-code", 0, 0, G_OPTION_ARG_STRING, &self->credit_code, "of an invoice seal", "CODE" },
    { "serial", 0, 0, G_OPTION_ARG_INT, &self->serial, "of an invoice seal, where there are several", "N" },
    { "cuts", 0, 0, G_OPTION_ARG_INT, &self->cuts, "anti-forgery cuts in the border", "N" },
    { "profile", 0, 0, G_OPTION_ARG_STRING, &self->profile, "a size of that kind: 38; the default", "ID" },
    { "profiles", 0, 0, G_OPTION_ARG_FILENAME, &self->profiles, "a file of profiles, or a folder of them", "PATH" },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, NULL);
}

/* --- one ------------------------------------------------------------- */

/* The kind's size that was asked for, or its default. */
const YcSealProfile *
yc_ctl_seal_asked_find_profile (const YcCtlSealAsked  *self,
                                const char            *kind_text,
                                const YcSealProfiles  *profiles,
                                GError               **error)
{
  const YcSealProfile *profile;
  YcSealKind kind;

  if (!yc_seal_kind_parse (kind_text, &kind))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "--kind is one of official, finance, contract, invoice and legal-rep");
      return NULL;
    }
  profile = yc_seal_profiles_find (profiles, kind, self->profile);
  if (profile == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "Profiles %s have no “%s” of the kind %s", profiles->version,
                 self->profile, kind_text);
  return profile;
}

gboolean
yc_ctl_seal_asked_fill_texts (const YcCtlSealAsked  *self,
                              YcSealTexts           *texts,
                              GError               **error)
{
  if (self->serial < 0 || self->cuts < 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "--serial and --cuts are not negative");
      return FALSE;
    }
  *texts = (YcSealTexts) { .name = self->name, .person = self->person, .suffix = self->suffix,
                           .code = self->code, .credit_code = self->credit_code,
                           .serial = (guint) self->serial, .cuts = (guint) self->cuts };
  return TRUE;
}

/* --- several --------------------------------------------------------- */

/* The entry of a list with commas for the seal at @index: one for each, or one for all. */
static gboolean
pick_code (const YcCtlSealAsked *self,
           guint                 index,
           guint                 count,
           char                **ret_code,
           GError              **error)
{
  g_auto (GStrv) codes = g_strsplit (self->code != NULL ? self->code : "", ",", -1);
  guint n = g_strv_length (codes);

  if (n > 1 && n != count)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "--code gives %u numbers for %u seals", n, count);
      return FALSE;
    }
  *ret_code = n == 0 ? NULL : g_strdup (codes[n > 1 ? index : 0]);
  return TRUE;
}

static YcSeal *
make_one (const YcCtlSealAsked  *self,
          const char            *kind,
          const char            *code,
          const YcSealProfiles  *profiles,
          YcSealFonts           *fonts,
          GError               **error)
{
  const YcSealProfile *profile = yc_ctl_seal_asked_find_profile (self, kind, profiles, error);
  YcSealTexts texts;

  if (profile == NULL || !yc_ctl_seal_asked_fill_texts (self, &texts, error))
    return NULL;
  texts.code = code;
  return yc_seal_make (profile, &texts, fonts, error);
}

static gboolean
add_one (const YcCtlSealAsked  *self,
         char                 **kinds,
         guint                  index,
         const YcSealProfiles  *profiles,
         YcSealFonts           *fonts,
         GPtrArray             *parts,
         GError               **error)
{
  g_autofree char *code = NULL;
  g_autoptr (YcSeal) seal = NULL;

  if (!pick_code (self, index, g_strv_length (kinds), &code, error))
    return FALSE;
  seal = make_one (self, kinds[index], code, profiles, fonts, error);
  if (seal == NULL)
    {
      g_prefix_error (error, "%s: ", kinds[index]);
      return FALSE;
    }
  g_ptr_array_add (parts, yc_seal_part_new (seal->drawing, kinds[index]));
  return TRUE;
}

/**
 * yc_ctl_seal_asked_make:
 * @ret_personal: (out): whether a legal representative's seal is among them
 *
 * Returns: (transfer full) (nullable) (element-type YcSealPart): the seals of --kind, which
 * may be a list with commas, or "all"
 */
GPtrArray *
yc_ctl_seal_asked_make (const YcCtlSealAsked  *self,
                        gboolean              *ret_personal,
                        GError               **error)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_seal_part_free);
  g_autoptr (YcSealProfiles) profiles = yc_seal_rules_read (self->profiles, error);
  g_autoptr (YcSealFonts) fonts = NULL;
  g_auto (GStrv) kinds = NULL;
  const char *list;

  if (profiles == NULL)
    return NULL;
  fonts = yc_seal_fonts_new ();
  list = g_strcmp0 (self->kind, "all") == 0 ? ALL_KINDS : self->kind != NULL ? self->kind : "";
  kinds = g_strsplit (list, ",", YC_SEAL_PARTS_MAX + 1);
  for (guint i = 0; kinds[i] != NULL; i++)
    if (!add_one (self, kinds, i, profiles, fonts, parts, error))
      return NULL;
  *ret_personal = g_strv_contains ((const char *const *) kinds, "legal-rep");
  return g_steal_pointer (&parts);
}
