/* yc-template-format.c: how values are written on a Chinese paper */

#include "yc-template-format.h"

#include "yc-value.h"

#include <string.h>

#define GROUPS_MAX 5
#define MASK "****"
#define MASK_CHARS_SHOWN 4

/* The digits behind the point, without zeros at their end; nothing for none. */
static void
append_fraction (GString *out,
                 gint64   fraction,
                 int      digits)
{
  if (fraction == 0)
    return;
  for (; fraction % 10 == 0; digits--)
    fraction /= 10;
  g_string_append_printf (out, ".%0*" G_GINT64_FORMAT, digits, fraction);
}

/* "1,000,000元", "12.50元" */
char *
yc_format_money (gint64 fen)
{
  g_autofree char *yuan = yc_value_dup_yuan (fen);

  return g_strconcat (yuan, "元", NULL);
}

/* "100万元", "0.35万元": as capital is written */
char *
yc_format_money_wan (gint64 fen)
{
  gint64 amount = ABS (fen);
  GString *out = g_string_new (fen < 0 ? "-" : "");

  g_string_append_printf (out, "%" G_GINT64_FORMAT, amount / 1000000);
  append_fraction (out, amount % 1000000, 6);
  g_string_append (out, "万元");
  return g_string_free (out, FALSE);
}

static const char *const upper_digits[] = { "零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖" };

/* Four digits; @after: whether digits stand before them, so that a gap says 零. */
static void
append_upper_group (GString *out,
                    int      group,
                    gboolean after)
{
  static const char *const places[] = { "仟", "佰", "拾", "" };
  static const int weights[] = { 1000, 100, 10, 1 };
  gboolean gap = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (weights); i++)
    {
      int digit = group / weights[i] % 10;

      if (digit == 0)
        {
          gap = after;
          continue;
        }
      if (gap)
        g_string_append (out, upper_digits[0]);
      gap = FALSE;
      after = TRUE;
      g_string_append (out, upper_digits[digit]);
      g_string_append (out, places[i]);
    }
}

static void
append_upper_yuan (GString *out,
                   gint64   yuan)
{
  static const char *const units[GROUPS_MAX] = { "", "万", "亿", "万亿", "亿亿" };
  int groups[GROUPS_MAX];
  gboolean after = FALSE;

  for (gsize i = 0; i < GROUPS_MAX; i++, yuan /= 10000)
    groups[i] = (int) (yuan % 10000);
  for (gsize i = GROUPS_MAX; i > 0; i--)
    {
      int group = groups[i - 1];
      gboolean gap = i < GROUPS_MAX && groups[i] == 0;

      if (group == 0)
        continue;
      if (after && gap && group >= 1000)
        g_string_append (out, upper_digits[0]);
      append_upper_group (out, group, after);
      g_string_append (out, units[i - 1]);
      after = TRUE;
    }
}

/**
 * yc_format_money_upper:
 * @fen: an amount
 *
 * In the digits that can't be changed into others, as on bills: "人民币壹仟零壹元整",
 * "人民币壹拾贰元伍角整", "人民币零元整" (Rules for Accounting Basics, article 52).
 *
 * Returns: (transfer full): the amount in words
 */
char *
yc_format_money_upper (gint64 fen)
{
  gint64 amount = ABS (fen);
  int jiao = (int) (amount / 10 % 10), cents = (int) (amount % 10);
  GString *out = g_string_new (fen < 0 ? "人民币负" : "人民币");

  if (amount >= 100)
    append_upper_yuan (out, amount / 100);
  if (amount >= 100 || amount == 0)
    g_string_append (out, amount == 0 ? "零元" : "元");
  if (jiao > 0)
    g_string_append_printf (out, "%s角", upper_digits[jiao]);
  if (cents > 0)
    g_string_append_printf (out, "%s%s分", jiao == 0 && amount >= 100 ? upper_digits[0] : "", upper_digits[cents]);
  else
    g_string_append (out, "整");
  return g_string_free (out, FALSE);
}

/* "60%", "33.33%"; rounded to the hundredth of a percent */
char *
yc_format_share (gint64 part,
                 gint64 whole)
{
  GString *out = g_string_new (NULL);
  gint64 share;

  if (whole <= 0 || part < 0)
    {
      g_string_append (out, "0%");
      return g_string_free (out, FALSE);
    }
  share = (gint64) ((double) part / (double) whole * 10000.0 + 0.5);
  g_string_append_printf (out, "%" G_GINT64_FORMAT, share / 100);
  append_fraction (out, share % 100, 2);
  g_string_append_c (out, '%');
  return g_string_free (out, FALSE);
}

/* "2026年11月26日" */
char *
yc_format_date (const YcDate *date)
{
  return g_strdup_printf ("%d年%d月%d日", date->year, date->month, date->day);
}

/* "****002X": the last four characters, and nothing of a text that has no more;
 * not even how long it is. */
char *
yc_format_masked (const char *text)
{
  glong chars = g_utf8_strlen (text, -1);

  return g_strconcat (MASK, chars > MASK_CHARS_SHOWN ? g_utf8_offset_to_pointer (text, chars - MASK_CHARS_SHOWN) : "",
                      NULL);
}

/* "一", "十二", "一百零一"; for chapters and articles, below 1000 */
char *
yc_format_ordinal (guint number)
{
  static const char *const digits[] = { "〇", "一", "二", "三", "四", "五", "六", "七", "八", "九" };
  guint hundreds = number / 100 % 10, tens = number / 10 % 10, ones = number % 10;
  GString *out = g_string_new (NULL);

  if (hundreds > 0)
    g_string_append_printf (out, "%s百", digits[hundreds]);
  if (hundreds > 0 && tens == 0 && ones > 0)
    g_string_append (out, "零");
  if (tens > 1 || (tens == 1 && hundreds > 0))
    g_string_append (out, digits[tens]);
  if (tens > 0)
    g_string_append (out, "十");
  if (ones > 0 || number == 0)
    g_string_append (out, digits[ones]);
  return g_string_free (out, FALSE);
}
