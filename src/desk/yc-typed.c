/* yc-typed.c: from what a clerk types to a field's value and back
 *
 * People type a date as 20310630 or 2031.6.30 and a sum as 100万: all of that
 * is taken, and shown again in the one form the field keeps.
 */

#include "yc-typed.h"

#include "yc-date.h"
#include "yc-words.h"

#include <string.h>

static gboolean
parse_int (const char *typed,
           YcValue    *ret_value)
{
  gint64 number;

  if (!g_ascii_string_to_signed (typed, 10, -YC_VALUE_INT_MAX, YC_VALUE_INT_MAX, &number, NULL))
    return FALSE;
  yc_value_set_int (ret_value, number);
  return TRUE;
}

static gboolean
parse_money (const char *typed,
             YcValue    *ret_value)
{
  gint64 fen;

  if (!yc_words_parse_yuan (typed, &fen))
    return FALSE;
  yc_value_set_int (ret_value, fen);
  return TRUE;
}

/* Up to three numbers with anything but digits between them. */
static gboolean
split_date (const char *typed,
            YcDate     *ret_date)
{
  int parts[3] = { 0, 0, 0 };
  guint n = 0, digits = 0;

  for (const char *p = typed; *p != '\0'; p++)
    {
      if (!g_ascii_isdigit (*p))
        {
          if (digits > 0)
            n++;
          digits = 0;
          continue;
        }
      if (n >= 3 || ++digits > 4)
        return FALSE;
      parts[n] = parts[n] * 10 + (*p - '0');
    }
  if (n + (digits > 0) != 3)
    return FALSE;
  *ret_date = (YcDate) { parts[0], parts[1], parts[2] };
  return yc_date_is_valid (ret_date);
}

static gboolean
parse_date (const char *typed,
            YcValue    *ret_value)
{
  char text[YC_DATE_TEXT_SIZE];
  YcDate date;

  if (!(strlen (typed) == 8 && yc_date_parse_digits (typed, &date)) && !split_date (typed, &date))
    return FALSE;
  yc_date_to_text (&date, text);
  yc_value_set_text (ret_value, text);
  return TRUE;
}

/* Numbers of papers are written in capitals and without blanks. */
static void
take_number (const char *typed,
             YcValue    *ret_value)
{
  g_autofree char *upper = g_utf8_strup (typed, -1);
  GString *text = g_string_new (NULL);

  for (const char *p = upper; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      g_string_append_unichar (text, g_utf8_get_char (p));
  yc_value_set_text (ret_value, text->str);
  g_string_free (text, TRUE);
}

/**
 * yc_typed_parse:
 * @spec: the field
 * @typed: what stands in the entry
 * @ret_value: (out): the value; none where nothing but blanks was typed
 *
 * Returns: whether it can be a value of the field's type; whether it is a
 *   right one is the catalogue's question
 */
gboolean
yc_typed_parse (const YcFieldSpec *spec,
                const char        *typed,
                YcValue           *ret_value)
{
  g_autofree char *normal = g_utf8_normalize (typed, -1, G_NORMALIZE_NFC);

  if (normal == NULL)
    return FALSE;
  g_strstrip (normal);
  if (*normal == '\0')
    {
      yc_value_clear (ret_value);
      return TRUE;
    }
  switch (spec->type)
    {
    case YC_FIELD_INT:
      return parse_int (normal, ret_value);
    case YC_FIELD_MONEY:
      return parse_money (normal, ret_value);
    case YC_FIELD_DATE:
      return parse_date (normal, ret_value);
    case YC_FIELD_PERSON_NUMBER:
    case YC_FIELD_CREDIT_CODE:
    case YC_FIELD_PHONE:
      take_number (normal, ret_value);
      return TRUE;
    case YC_FIELD_TEXT:
    case YC_FIELD_LONG_TEXT:
    case YC_FIELD_CHOICE:
    case YC_FIELD_AREA:
    case YC_FIELD_INDUSTRY:
    case YC_FIELD_SCOPE:
    default:
      yc_value_set_text (ret_value, normal);
      return yc_value_is_valid (ret_value);
    }
}

/* Returns: (transfer full): the value as it stands in an entry */
char *
yc_typed_dup_text (const YcFieldSpec *spec,
                   const YcValue     *value)
{
  if (value == NULL || value->type == YC_VALUE_NONE)
    return g_strdup ("");
  if (spec->type == YC_FIELD_MONEY && value->type == YC_VALUE_INT)
    return yc_value_dup_yuan (value->integer);
  return yc_value_dup_text (value);
}
