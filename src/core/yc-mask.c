/* yc-mask.c: what of a personal datum everybody may see
 *
 * Every window, list, display and screen reader shows a personal datum by
 * this one function, unless somebody has asked for it (yc-case-reveal.h). It
 * is for looking: no op's value ever goes through it.
 *
 *   number of a document   310***********1234   three and four of fifteen and more,
 *                          E*****678            one and three of eight to fourteen
 *   telephone              138****5678          three and four of eleven and more,
 *                          *****4567            four of seven to ten
 *   address                上海市浦东新区****    to the district, as far as it is written so
 *   name                   张**                 the first character
 *   anything else          ****
 *
 * Stars stand for characters one by one where a length tells nothing that the
 * kind does not tell; else there are always four. What is too short to keep a
 * part of keeps none, but for a name's first character.
 */

#include "yc-mask.h"

#include <string.h>

#define HIDDEN "****"
#define PLACE_CHARS_MAX 16 /* of one level of an address: the longest name of a county has fifteen */

/* Keeps @head and @tail characters, with a star for each between them. */
static char *
keep_ends (const char *text,
           glong       length,
           glong       head,
           glong       tail)
{
  GString *masked = g_string_new (NULL);
  glong i = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p), i++)
    if (i < head || i >= length - tail)
      g_string_append_unichar (masked, g_utf8_get_char (p));
    else
      g_string_append_c (masked, '*');
  return g_string_free (masked, FALSE);
}

static char *
mask_number (const char *text)
{
  glong length = g_utf8_strlen (text, -1);

  if (length >= 15)
    return keep_ends (text, length, 3, 4);
  return length >= 8 ? keep_ends (text, length, 1, 3) : keep_ends (text, length, 0, 0);
}

static char *
mask_phone (const char *text)
{
  glong length = g_utf8_strlen (text, -1);

  if (length >= 11)
    return keep_ends (text, length, 3, 4);
  return length >= 7 ? keep_ends (text, length, 0, 4) : keep_ends (text, length, 0, 0);
}

/* Where the name of a place that begins at @text and ends in one of @ends is
 * over; NULL where none of @ends comes before something of @stops, or at all. */
static const char *
skip_place (const char        *text,
            const char *const *ends,
            const char *const *stops)
{
  const char *p = text;

  for (guint i = 0; *p != '\0' && i < PLACE_CHARS_MAX; i++, p = g_utf8_next_char (p))
    {
      for (guint j = 0; stops[j] != NULL; j++)
        if (g_str_has_prefix (p, stops[j]))
          return NULL;
      for (guint j = 0; i > 0 && ends[j] != NULL; j++)
        if (g_str_has_prefix (p, ends[j]))
          return p + strlen (ends[j]);
    }
  return NULL;
}

/* Province, prefecture and district, each where it is written. */
static char *
mask_address (const char *text)
{
  static const char *const provinces[] = { "省", "自治区", "特别行政区", NULL };
  static const char *const prefectures[] = { "市", "自治州", "地区", "盟", NULL };
  static const char *const districts[] = { "区", "县", "旗", "市", NULL };
  static const char *const no_province[] = { "市", "县", "路", "镇", "号", NULL };
  static const char *const no_prefecture[] = { "县", "区", "路", "号", NULL };
  static const char *const no_district[] = { "小区", "园区", "社区", "路", "街", "镇", "乡", "村", "号", "巷", "弄", NULL };
  const char *from = text, *next;

  next = skip_place (from, provinces, no_province);
  from = next != NULL ? next : from;
  next = skip_place (from, prefectures, no_prefecture);
  from = next != NULL ? next : from;
  next = skip_place (from, districts, no_district);
  from = next != NULL ? next : from;
  return g_strdup_printf ("%.*s" HIDDEN, (int) (from - text), text);
}

/**
 * yc_mask_dup_text:
 * @mask: what @text is
 * @text: (nullable): as a person reads it, in UTF-8
 *
 * Text that is empty stays so: that nothing is there is no secret. Text that is
 * not UTF-8 is hidden whole.
 *
 * Returns: (transfer full): never %NULL
 */
char *
yc_mask_dup_text (YcMask      mask,
                  const char *text)
{
  if (text == NULL || *text == '\0')
    return g_strdup ("");
  if (mask == YC_MASK_NONE)
    return g_strdup (text);
  if (!g_utf8_validate (text, -1, NULL))
    return g_strdup (HIDDEN);
  switch (mask)
    {
    case YC_MASK_NUMBER:
      return mask_number (text);
    case YC_MASK_PHONE:
      return mask_phone (text);
    case YC_MASK_ADDRESS:
      return mask_address (text);
    case YC_MASK_NAME:
      return keep_ends (text, g_utf8_strlen (text, -1), 1, 0);
    case YC_MASK_TEXT:
    case YC_MASK_NONE:
    default:
      return g_strdup (HIDDEN);
    }
}

/**
 * yc_field_spec_get_mask:
 * @self: a field of the form
 *
 * A field is personal where the catalogue calls it sensitive, and by its type:
 * numbers of persons and telephones are, whatever it says. Of a sensitive text
 * the end of the path tells what it is: ".../number", ".../post-address".
 */
YcMask
yc_field_spec_get_mask (const YcFieldSpec *self)
{
  if (self->type == YC_FIELD_PERSON_NUMBER)
    return YC_MASK_NUMBER;
  if (self->type == YC_FIELD_PHONE)
    return YC_MASK_PHONE;
  if (!self->sensitive)
    return YC_MASK_NONE;
  if (g_str_has_suffix (self->path, "number"))
    return YC_MASK_NUMBER;
  if (g_str_has_suffix (self->path, "phone"))
    return YC_MASK_PHONE;
  return g_str_has_suffix (self->path, "address") ? YC_MASK_ADDRESS : YC_MASK_TEXT;
}
