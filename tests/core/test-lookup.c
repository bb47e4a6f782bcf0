/* Industries and scope items, found as a clerk types: codes, words, pinyin,
 * initials, and the words that are read otherwise. */

#include "yc-lookup.h"
#include "yc-pinyin.h"
#include "yc-scope.h"

#include <string.h>

static void
test_spoken (void)
{
  static const char *const readings[][2] = {
    { "软件开发", "ruan jian kai fa" },
    { "银行", "yin hang" },
    { "自行车", "zi xing che" },
    { "重庆火锅", "chong qing huo guo" },
    { "重型机械", "zhong xing ji xie" },
    { "会计服务", "kuai ji fu wu" },
    { "音乐娱乐", "yin yue yu le" },
    { "绿色女装", "lv se nv zhuang" },
    { "东阿阿胶", "dong e e jiao" },
    { "单测试", "shan ce shi" },
    { "简单", "jian dan" },
    { "曾测试", "zeng ce shi" },
    { "未曾", "wei ceng" },
    { "3D（三维）A", "3 d san wei a" },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (readings); i++)
    {
      g_autofree char *spoken = yc_pinyin_dup_spoken (readings[i][0]);

      g_assert_cmpstr (spoken, ==, readings[i][1]);
    }
}

static void
test_initials (void)
{
  g_autofree char *initials = yc_pinyin_dup_initials ("聊城市鲁西示例信息技术有限公司");
  g_autofree char *typed = yc_pinyin_dup_typed (" Lü-'XI ");

  g_assert_cmpstr (initials, ==, "lcslxslxxjsyxgs");
  g_assert_cmpstr (typed, ==, "lvxi");
  g_assert_true (yc_pinyin_matches ("lxsl", "聊城市鲁西示例信息技术有限公司"));
  g_assert_true (yc_pinyin_matches ("luxishili", "聊城市鲁西示例信息技术有限公司"));
  g_assert_true (yc_pinyin_matches ("鲁西", "聊城市鲁西示例信息技术有限公司"));
  g_assert_false (yc_pinyin_matches ("lxsx", "聊城市鲁西示例信息技术有限公司"));
  g_assert_false (yc_pinyin_matches ("", "聊城市"));
}

/* The words of the list are read at run time as the tables were at build time. */
static void
test_same_reading (void)
{
  for (gsize i = 0; i < yc_n_industry_rows; i++)
    {
      g_autofree char *spoken = yc_pinyin_dup_spoken (yc_industry_rows[i].name);

      g_assert_cmpstr (spoken, ==, yc_industry_rows[i].spoken);
    }
  for (gsize i = 0; i < yc_n_scope_rows; i++)
    {
      g_autofree char *spoken = yc_pinyin_dup_spoken (yc_scope_rows[i].name);

      g_assert_cmpstr (spoken, ==, yc_scope_rows[i].spoken);
    }
}

static void
test_tables (void)
{
  guint classes = 0, licensed = 0;

  for (gsize i = 0; i < yc_n_industry_rows; i++)
    {
      const YcIndustry *row = &yc_industry_rows[i];

      classes += yc_industry_is_class (row);
      g_assert_true (row == yc_industry_find (row->code));
      g_assert_true (*row->parent == '\0' || yc_industry_find (row->parent) != NULL);
    }
  for (gsize i = 0; i < yc_n_scope_rows; i++)
    {
      const YcScopeItem *row = &yc_scope_rows[i];

      licensed += yc_scope_item_is_licensed (row);
      g_assert_true (row == yc_scope_item_find (row->code));
      g_assert_true (row == yc_scope_item_find_name (row->name));
      g_assert_true (yc_industry_is_class (yc_industry_find (row->parent)));
      g_assert_null (strstr (row->name, "；")); /* it parts items from each other */
    }
  g_assert_cmpuint (classes, ==, 1382);
  g_assert_cmpuint (yc_n_scope_rows, >=, 400);
  g_assert_cmpuint (licensed, >=, 100);
  g_assert_cmpuint (yc_n_scope_rows - licensed, >=, 300);
}

/* @words find @name, and no more than @before others stand before it. */
static void
assert_found (GPtrArray  *found,
              const char *words,
              const char *name,
              guint       before)
{
  for (guint i = 0; i < found->len; i++)
    if (strcmp (((YcLookupRow *) found->pdata[i])->name, name) == 0)
      {
        g_assert_cmpuint (i, <=, before);
        return;
      }
  g_error ("%s is not found by %s", name, words);
}

static void
test_industries (void)
{
  static const struct
  {
    const char *words;
    const char *name;
    guint before;
  } asked[] = {
    { "6513", "应用软件开发", 0 },
    { "I6513", "应用软件开发", 0 },
    { "i651", "基础软件开发", 0 },
    { "yyrjkf", "应用软件开发", 0 },
    { "yingyongruanjiankaifa", "应用软件开发", 0 },
    { "yingyrjkf", "应用软件开发", 0 },
    { "rjkf", "应用软件开发", 3 },
    { "软件开发", "应用软件开发", 3 },
    { "软件 应用", "应用软件开发", 0 },
    { "rj yy", "应用软件开发", 0 },
    { "zcfw", "正餐服务", 0 },
    { "syyhfw", "商业银行服务", 0 },
    { "空调", "制冷、空调设备制造", 2 },
    { "kongtiao", "制冷、空调设备制造", 2 },
    { "会计", "会计、审计及税务服务", 0 },
    { "kuaiji", "会计、审计及税务服务", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (asked); i++)
    {
      g_autoptr (GPtrArray) found = yc_industry_search (asked[i].words, 20);

      assert_found (found, asked[i].words, asked[i].name, asked[i].before);
    }
}

static void
test_scope (void)
{
  static const struct
  {
    const char *words;
    const char *name;
    guint before;
  } asked[] = {
    { "rjkf", "软件开发", 0 },
    { "ruanjiankaifa", "软件开发", 0 },
    { "cyfw", "餐饮服务", 1 },
    { "ldpq", "劳务派遣服务", 6 },
    { "lwpq", "劳务派遣服务", 1 },
    { "货物进出口", "货物进出口", 0 },
    { "hwjck", "货物进出口", 0 },
    { "dljz", "代理记账", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (asked); i++)
    {
      g_autoptr (GPtrArray) found = yc_scope_item_search (asked[i].words, NULL, 20);

      if (strcmp (asked[i].words, "ldpq") == 0)
        g_assert_cmpuint (found->len, ==, 0);
      else
        assert_found (found, asked[i].words, asked[i].name, asked[i].before);
    }
  g_assert_true (yc_scope_item_is_licensed (yc_scope_item_find_name ("劳务派遣服务")));
  g_assert_false (yc_scope_item_is_licensed (yc_scope_item_find_name ("软件开发")));
}

static void
test_scope_of_industry (void)
{
  g_autoptr (GPtrArray) all = yc_scope_item_search ("", "I65", 100);
  g_autoptr (GPtrArray) some = yc_scope_item_search ("kf", "I651", 100);
  g_autoptr (GPtrArray) none = yc_scope_item_search ("", NULL, 100);

  g_assert_cmpuint (all->len, >, 10);
  for (guint i = 0; i < all->len; i++)
    g_assert_true (g_str_has_prefix (((YcScopeItem *) all->pdata[i])->parent, "I65"));
  g_assert_cmpuint (some->len, >=, 3);
  g_assert_cmpuint (none->len, ==, 0);
}

/* Better answers first, and never more than were asked for. */
static void
test_order (void)
{
  g_autoptr (GPtrArray) few = yc_industry_search ("z", 5);
  g_autoptr (GPtrArray) none = yc_industry_search ("  ", 5);
  g_autoptr (GPtrArray) strange = yc_industry_search ("没有这样的行业", 5);
  g_autofree char *endless = g_strnfill (5000, 'a');
  g_autoptr (GPtrArray) long_words = yc_industry_search (endless, 5);

  g_assert_cmpuint (few->len, ==, 5);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (strange->len, ==, 0);
  g_assert_cmpuint (long_words->len, ==, 0);
  g_assert_true (yc_industry_lies_in ("I6513", "I65"));
  g_assert_false (yc_industry_lies_in ("I6513", "I66"));
  g_assert_false (yc_industry_lies_in ("I6513", ""));
}

static void
assert_moved (const char *wording,
              int         by,
              const char *expected)
{
  g_autofree char *moved = yc_scope_move ("软件开发；饮料生产；信息技术咨询服务", wording, by);

  g_assert_cmpstr (moved, ==, expected);
}

/* Items move one place or to an end, and no further. */
static void
test_scope_order (void)
{
  g_autofree char *nothing = yc_scope_move ("", "软件开发", 1);

  assert_moved ("饮料生产", -1, "饮料生产；软件开发；信息技术咨询服务");
  assert_moved ("饮料生产", 1, "软件开发；信息技术咨询服务；饮料生产");
  assert_moved ("软件开发", 100, "饮料生产；信息技术咨询服务；软件开发");
  assert_moved ("信息技术咨询服务", -100, "信息技术咨询服务；软件开发；饮料生产");
  assert_moved ("软件开发", -1, "软件开发；饮料生产；信息技术咨询服务");
  assert_moved ("没有这一项", 1, "软件开发；饮料生产；信息技术咨询服务");
  g_assert_cmpstr (nothing, ==, "");
}

/* What is licensed and what is not, each in the order it has; a wording that is
 * not in the list is looked at like a licensed one. */
static void
test_scope_pick (void)
{
  g_autofree char *general = yc_scope_pick ("软件开发；饮料生产；没有这一项；信息技术咨询服务", FALSE);
  g_autofree char *licensed = yc_scope_pick ("软件开发；饮料生产；没有这一项；信息技术咨询服务", TRUE);

  g_assert_cmpstr (general, ==, "软件开发；信息技术咨询服务");
  g_assert_cmpstr (licensed, ==, "饮料生产；没有这一项");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lookup/spoken", test_spoken);
  g_test_add_func ("/lookup/initials", test_initials);
  g_test_add_func ("/lookup/same-reading", test_same_reading);
  g_test_add_func ("/lookup/tables", test_tables);
  g_test_add_func ("/lookup/industries", test_industries);
  g_test_add_func ("/lookup/scope", test_scope);
  g_test_add_func ("/lookup/scope-of-industry", test_scope_of_industry);
  g_test_add_func ("/lookup/order", test_order);
  g_test_add_func ("/lookup/scope-order", test_scope_order);
  g_test_add_func ("/lookup/scope-pick", test_scope_pick);

  return g_test_run ();
}
