/* yc-value.c: what a field holds */

#include "yc-value.h"

#include <string.h>

/* First and last of characters that stand for themselves in normal form C
 * wherever they are: none decomposes, combines, or is combined with what
 * stands before it (NFC_Quick_Check=Yes and combining class 0, UAX #15). */
static const gunichar plain[][2] = {
  { 0x0001, 0x02ff }, /* Latin */
  { 0x2010, 0x2027 }, /* dashes, quotation marks */
  { 0x3000, 0x3029 }, /* punctuation, brackets */
  { 0x3400, 0x4dbf }, /* rarer characters */
  { 0x4e00, 0x9fff }, /* characters */
  { 0xff01, 0xffef }, /* full width */
};

static gboolean
is_plain (gunichar code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (plain); i++)
    if (code <= plain[i][1])
      return code >= plain[i][0];
  return FALSE;
}

/* Nearly all that is typed is plain, and to normalize it takes longer than to
 * read the rest of an op. */
static gboolean
is_normal (const char *text)
{
  g_autofree char *normal = NULL;
  const char *at = text;

  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;
  while (*at != '\0' && ((guchar) *at < 0x80 || is_plain (g_utf8_get_char (at))))
    at = g_utf8_next_char (at);
  if (*at == '\0')
    return TRUE;
  normal = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  return strcmp (normal, text) == 0;
}

void
yc_value_clear (YcValue *value)
{
  g_clear_pointer (&value->text, g_free);
  value->type = YC_VALUE_NONE;
  value->integer = 0;
}

/**
 * yc_value_copy:
 * @value: (nullable): what to copy; %NULL stands for no value
 * @ret_copy: (out): an uninitialised or cleared value
 */
void
yc_value_copy (const YcValue *value,
               YcValue       *ret_copy)
{
  static const YcValue none = YC_VALUE_INIT;

  g_return_if_fail (ret_copy != NULL);

  *ret_copy = value != NULL ? *value : none;
  ret_copy->text = g_strdup (ret_copy->text);
}

/**
 * yc_value_set_text:
 * @value: an initialised value
 * @text: (nullable): UTF-8; brought to normal form C. Nothing, or an empty
 *   text, leaves the value without content: an emptied entry and one never
 *   touched are the same.
 */
void
yc_value_set_text (YcValue    *value,
                   const char *text)
{
  g_autofree char *normal = NULL;

  g_return_if_fail (value != NULL);

  if (text != NULL && *text != '\0')
    normal = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  yc_value_clear (value);
  if (normal == NULL)
    return;
  value->type = YC_VALUE_TEXT;
  value->text = g_steal_pointer (&normal);
}

void
yc_value_set_int (YcValue *value,
                  gint64   integer)
{
  g_return_if_fail (value != NULL);

  yc_value_clear (value);
  value->type = YC_VALUE_INT;
  value->integer = integer;
}

/**
 * yc_value_equal:
 * @a: (nullable): a value
 * @b: (nullable): another
 *
 * Texts are compared as bytes: what is not the same bytes is not the same.
 */
gboolean
yc_value_equal (const YcValue *a,
                const YcValue *b)
{
  YcValueType type_a = a != NULL ? a->type : YC_VALUE_NONE;
  YcValueType type_b = b != NULL ? b->type : YC_VALUE_NONE;

  if (type_a != type_b)
    return FALSE;
  switch (type_a)
    {
    case YC_VALUE_TEXT:
      return strcmp (a->text, b->text) == 0;
    case YC_VALUE_INT:
      return a->integer == b->integer;
    case YC_VALUE_NONE:
    default:
      return TRUE;
    }
}

/**
 * yc_value_is_valid:
 * @value: a value from outside
 *
 * Returns: %TRUE if it keeps the limits and a text is UTF-8 in normal form C
 */
gboolean
yc_value_is_valid (const YcValue *value)
{
  switch (value->type)
    {
    case YC_VALUE_NONE:
      return TRUE;
    case YC_VALUE_INT:
      return value->integer >= -YC_VALUE_INT_MAX && value->integer <= YC_VALUE_INT_MAX;
    case YC_VALUE_TEXT:
      return value->text != NULL && *value->text != '\0' && strlen (value->text) <= YC_VALUE_TEXT_MAX &&
             is_normal (value->text);
    default:
      return FALSE;
    }
}

/* A text to show or hash, never to read back: 1 and "1" look the same. */
char *
yc_value_dup_text (const YcValue *value)
{
  switch (value != NULL ? value->type : YC_VALUE_NONE)
    {
    case YC_VALUE_TEXT:
      return g_strdup (value->text);
    case YC_VALUE_INT:
      return g_strdup_printf ("%" G_GINT64_FORMAT, value->integer);
    case YC_VALUE_NONE:
    default:
      return g_strdup ("");
    }
}

/* Returns: (transfer full): "1,000,000" or "0.50": yuan, with fen only where there are any */
char *
yc_value_dup_yuan (gint64 fen)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, ABS (fen) / 100);
  GString *text = g_string_new (fen < 0 ? "-" : "");
  gsize length = strlen (digits);

  for (gsize i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % 3 == 0)
        g_string_append_c (text, ',');
      g_string_append_c (text, digits[i]);
    }
  if (fen % 100 != 0)
    g_string_append_printf (text, ".%02d", (int) (ABS (fen) % 100));
  return g_string_free (text, FALSE);
}
