/* Values as a Chinese paper writes them. */

#include "yc-template-format.h"

static void
test_upper (void)
{
  static const struct
  {
    gint64 fen;
    const char *words;
  } amounts[] = {
    { 0, "人民币零元整" },
    { 1, "人民币壹分" },
    { 50, "人民币伍角整" },
    { 101, "人民币壹元零壹分" },
    { 1250, "人民币壹拾贰元伍角整" },
    { 100100, "人民币壹仟零壹元整" },
    { 100000000, "人民币壹佰万元整" },
    { 100000100, "人民币壹佰万零壹元整" },
    { 1000500000, "人民币壹仟万伍仟元整" },
    { 1000000500000, "人民币壹佰亿零伍仟元整" },
    { 10000000000, "人民币壹亿元整" },
    { 10000010000, "人民币壹亿零壹佰元整" },
    { 12345678912, "人民币壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元壹角贰分" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (amounts); i++)
    {
      g_autofree char *words = yc_format_money_upper (amounts[i].fen);

      g_assert_cmpstr (words, ==, amounts[i].words);
    }
}

#define ASSERT_TEXT(call, expected) \
  G_STMT_START { g_autofree char *text = (call); g_assert_cmpstr (text, ==, (expected)); } G_STMT_END

static void
test_money (void)
{
  ASSERT_TEXT (yc_format_money (100000000), "1,000,000元");
  ASSERT_TEXT (yc_format_money (123456), "1,234.56元");
  ASSERT_TEXT (yc_format_money (5), "0.05元");
  ASSERT_TEXT (yc_format_money (-1000), "-10元");
  ASSERT_TEXT (yc_format_money_wan (100000000), "100万元");
  ASSERT_TEXT (yc_format_money_wan (350000), "0.35万元");
  ASSERT_TEXT (yc_format_money_wan (100000001), "100.000001万元");
}

static void
test_others (void)
{
  YcDate date = { 2026, 11, 26 };

  ASSERT_TEXT (yc_format_share (60, 100), "60%");
  ASSERT_TEXT (yc_format_share (1, 3), "33.33%");
  ASSERT_TEXT (yc_format_share (1, 0), "0%");
  ASSERT_TEXT (yc_format_date (&date), "2026年11月26日");
  ASSERT_TEXT (yc_format_masked ("11010519491231002X"), "****002X");
  ASSERT_TEXT (yc_format_masked ("王𬭚"), "****");
  ASSERT_TEXT (yc_format_ordinal (1), "一");
  ASSERT_TEXT (yc_format_ordinal (10), "十");
  ASSERT_TEXT (yc_format_ordinal (21), "二十一");
  ASSERT_TEXT (yc_format_ordinal (101), "一百零一");
  ASSERT_TEXT (yc_format_ordinal (110), "一百一十");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/template/format/upper", test_upper);
  g_test_add_func ("/template/format/money", test_money);
  g_test_add_func ("/template/format/others", test_others);
  return g_test_run ();
}
