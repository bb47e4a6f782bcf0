/* yc-seal-texts.c: what may stand on a seal */

#include "yc-seal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char credit_alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY"; /* GB 32100 */

static gboolean
refuse (GError     **error,
        YcSealArtError  code,
        const char  *format,
        ...) G_GNUC_PRINTF (3, 4);

static gboolean
refuse (GError     **error,
        YcSealArtError  code,
        const char  *format,
        ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (YC_SEAL_ART_ERROR, code, format, arguments);
  va_end (arguments);
  return FALSE;
}

/* A character of its own that shows something: no blank, no control, nothing that only joins another. */
static gboolean
is_shown (gunichar character)
{
  return g_unichar_isgraph (character) && !g_unichar_ismark (character) && g_unichar_type (character) != G_UNICODE_FORMAT;
}

static gboolean
check_characters (const char  *text,
                  const char  *what,
                  GError     **error)
{
  if (!g_utf8_validate (text, -1, NULL))
    return refuse (error, YC_SEAL_ART_ERROR_TEXT, _("%s is no text in UTF-8."), what);
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!is_shown (g_utf8_get_char (p)))
      return refuse (error, YC_SEAL_ART_ERROR_TEXT,
                     _("%s holds a character that can't be seen (U+%04X). Take it out."), what, g_utf8_get_char (p));
  return TRUE;
}

static gboolean
check_text (const char  *text,
            const char  *what,
            guint        min,
            guint        max,
            GError     **error)
{
  glong chars;

  if (text == NULL || *text == '\0')
    return refuse (error, YC_SEAL_ART_ERROR_TEXT, _("%s is missing."), what);
  if (!check_characters (text, what, error))
    return FALSE;
  chars = g_utf8_strlen (text, -1);
  if (chars < (glong) min || chars > (glong) max)
    return refuse (error, YC_SEAL_ART_ERROR_TEXT, _("%s has %ld characters; a seal of this kind takes %u to %u."), what, chars,
                   min, max);
  return TRUE;
}

static gboolean
check_code (const char            *code,
            const YcSealCodeSpec  *spec,
            GError               **error)
{
  gsize length = strlen (code);

  if (strspn (code, "0123456789") != length || length < spec->digits_min || length > spec->digits_max)
    return spec->digits_min == spec->digits_max
             ? refuse (error, YC_SEAL_ART_ERROR_CODE, _("A seal's number has %u digits here; “%s” has not. Compare it with the "
                       "filing office's answer."), spec->digits_min, code)
             : refuse (error, YC_SEAL_ART_ERROR_CODE, _("A seal's number has %u to %u digits here; “%s” has not. Compare it with "
                       "the filing office's answer."), spec->digits_min, spec->digits_max, code);
  return TRUE;
}

static gboolean
check_credit (const char  *credit,
              GError     **error)
{
  if (credit == NULL || *credit == '\0')
    return refuse (error, YC_SEAL_ART_ERROR_CODE, _("The unified social credit code is missing."));
  if (strlen (credit) != YC_SEAL_CREDIT_CHARS || strspn (credit, credit_alphabet) != YC_SEAL_CREDIT_CHARS)
    return refuse (error, YC_SEAL_ART_ERROR_CODE,
                   _("A unified social credit code has 18 digits and capital letters without I, O, S, V and Z; “%s” has not."),
                   credit);
  return TRUE;
}

/* Returns: (transfer full): name and 印, as they are cut */
char *
yc_seal_texts_dup_person (const YcSealTexts *self)
{
  return g_strconcat (self->person, self->suffix != NULL ? self->suffix : "印", NULL);
}

static gboolean
check_person (const YcSealTexts  *self,
              GError            **error)
{
  static const char *const suffixes[] = { "", "印", "之印", NULL };

  if (!check_text (self->person, _("The person's name"), YC_SEAL_PERSON_CHARS_MIN, YC_SEAL_PERSON_CHARS_MAX, error))
    return FALSE;
  if (self->suffix != NULL && !g_strv_contains (suffixes, self->suffix))
    return refuse (error, YC_SEAL_ART_ERROR_TEXT, _("A personal seal ends with 印, 之印 or nothing, not with “%s”."),
                   self->suffix);
  return TRUE;
}

/* Whether a seal of @profile can say this. @error: of #YC_SEAL_ART_ERROR: TEXT, CODE, PROFILE */
gboolean
yc_seal_texts_check (const YcSealTexts    *self,
                     const YcSealProfile  *profile,
                     GError              **error)
{
  if (self->cuts > profile->cuts_max)
    return refuse (error, YC_SEAL_ART_ERROR_PROFILE, _("“%s” takes at most %u cuts."), profile->label, profile->cuts_max);
  if (profile->square != NULL)
    return check_person (self, error);
  if (!check_text (self->name, _("The enterprise's name"), YC_SEAL_NAME_CHARS_MIN, YC_SEAL_NAME_CHARS_MAX, error))
    return FALSE;
  if (self->code != NULL && profile->code == NULL)
    return refuse (error, YC_SEAL_ART_ERROR_PROFILE, _("“%s” has no place for a seal's number."), profile->label);
  if (self->code != NULL && !check_code (self->code, profile->code, error))
    return FALSE;
  if (self->serial > 0 && profile->serial == NULL)
    return refuse (error, YC_SEAL_ART_ERROR_PROFILE, _("“%s” has no place for a serial number."), profile->label);
  if (self->serial > YC_SEAL_SERIAL_MAX)
    return refuse (error, YC_SEAL_ART_ERROR_CODE, _("A serial number is at most %d."), YC_SEAL_SERIAL_MAX);
  return profile->credit == NULL || check_credit (self->credit_code, error);
}
