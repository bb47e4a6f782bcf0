/* The name engine: every rule, all reasons at once, and mends that pass the
 * rules they mend. */

#include "yc-name-rules.h"

#include <string.h>

static void
add_words (GPtrArray  *words,
           const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, " ", -1);

  for (char **part = parts; *part != NULL; part++)
    g_ptr_array_add (words, g_strdup (*part));
}

static void
add_group (YcNameRules *rules,
           const char  *id,
           const char  *words)
{
  YcNameWordGroup *group = yc_name_word_group_new ();

  group->id = g_strdup (id);
  group->label = g_strdup (id);
  add_words (group->words, words);
  g_ptr_array_add (rules->word_groups, group);
}

static void
add_kind (YcNameRules *rules,
          const char  *id,
          const char  *forms,
          const char  *forbidden)
{
  YcNameKind *kind = yc_name_kind_new ();

  kind->id = g_strdup (id);
  add_words (kind->forms, forms);
  add_words (kind->forbidden, forbidden);
  g_ptr_array_add (rules->kinds, kind);
}

static void
add_industry (YcNameRules *rules,
              const char  *word,
              const char  *industries)
{
  YcNameIndustryWord *entry = yc_name_industry_word_new ();

  entry->word = g_strdup (word);
  add_words (entry->industries, industries);
  g_ptr_array_add (rules->industry_words, entry);
}

static YcNameRules *
make_rules (void)
{
  YcNameRules *rules = yc_name_rules_new ();

  rules->region_default = g_strdup ("聊城市");
  rules->region_optional_capital = 5000000000;
  rules->industry_optional_capital = 10000000000;
  add_group (rules, "foreign-states", "美国 日本 俄罗斯");
  add_group (rules, "party-government-army", "共产党 政府 解放军 国务院");
  add_group (rules, "misleading", "最佳 国家级 驰名");
  add_kind (rules, "limited-company", "有限公司 有限责任公司", "股份 合伙");
  add_kind (rules, "individual-business", "店 经营部 工作室", "企业 公司");
  add_kind (rules, "sole-proprietorship", "厂 中心 工作室", "有限 有限责任 公司");
  add_industry (rules, "信息技术", "I64 I65");
  add_industry (rules, "软件", "I65");
  add_industry (rules, "餐饮", "H62");
  add_industry (rules, "餐饮管理", "H62");
  add_industry (rules, "商贸", "F");
  add_words (rules->trade_words, "鲁西 水城 东昌 运河");
  return rules;
}

static YcName
make_name (const char *region,
           const char *trade,
           const char *industry,
           const char *form)
{
  return (YcName){ .parts = { region, trade, industry, form }, .kind = "limited-company" };
}

/* The codes of all reasons, in their order: "name-a name-b". */
static char *
dup_codes (GPtrArray *reasons)
{
  GString *codes = g_string_new (NULL);

  for (guint i = 0; i < reasons->len; i++)
    g_string_append_printf (codes, "%s%s", i > 0 ? " " : "", ((YcNameReason *) reasons->pdata[i])->code);
  return g_string_free (codes, FALSE);
}

static void
test_reasons (void)
{
  static const struct
  {
    const char *parts[YC_NAME_N_PARTS];
    const char *codes;
  } names[] = {
    { { "聊城市", "鲁西示例", "信息技术", "有限公司" }, "" },
    { { "聊城", "鲁西示例", "信息技术", "有限公司" }, "" },
    { { "山东省聊城市东昌府区", "鲁西示例", "信息技术", "有限公司" }, "" },
    { { "聊城东昌府区", "鲁西示例", "信息技术", "有限公司" }, "" },
    { { "东阿县", "鲁西示例", "信息技术", "有限责任公司" }, "" },
    { { "北京市东城区", "鲁西示例", "信息技术", "有限公司" }, "" },
    { { "东昌府区", "鲁西示例", "信息技术", "有限公司" }, "name-district-alone" },
    { { "山东省东昌府区", "鲁西示例", "信息技术", "有限公司" }, "name-district-alone" },
    { { "市辖区", "鲁西示例", "信息技术", "有限公司" }, "name-region-unknown" },
    { { "柳园街道", "鲁西示例", "信息技术", "有限公司" }, "name-region-unknown" },
    { { "", "鲁西示例", "信息技术", "有限公司" }, "name-region-missing" },
    { { "聊城市", "鲁", "信息技术", "有限公司" }, "name-trade-short" },
    { { "聊城市", "ABC", "信息技术", "有限公司" }, "name-characters" },
    { { "聊城市", "鲁西123", "信息技术", "有限公司" }, "name-characters" },
    { { "聊城市", "鲁西", "IT", "有限公司" }, "name-characters" },
    { { "聊城市", "东阿", "信息技术", "有限公司" }, "name-trade-region" },
    { { "聊城市", "餐饮", "信息技术", "有限公司" }, "name-trade-plain" },
    { { "聊城市", "鲁西", "", "有限公司" }, "name-industry-missing" },
    { { "聊城市", "美国鲁西", "信息技术", "有限公司" }, "name-foreign-states" },
    { { "聊城市", "鲁西最", "佳信息技术", "有限公司" }, "name-misleading" },
    { { "聊城市", "鲁西合伙", "信息技术", "有限公司" }, "name-kind-word" },
    { { "聊城市", "鲁西", "信息技术", "股份有限公司" }, "name-form" },
    { { "东昌府区", "美国A", "国家级餐饮", "厂" },
      "name-district-alone name-characters name-foreign-states name-misleading name-form" },
  };
  g_autoptr (YcNameRules) rules = make_rules ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      YcName name = make_name (names[i].parts[0], names[i].parts[1], names[i].parts[2], names[i].parts[3]);
      g_autoptr (GPtrArray) reasons = yc_name_check (rules, &name);
      g_autofree char *codes = dup_codes (reasons);

      g_test_message ("%s%s%s%s", names[i].parts[0], names[i].parts[1], names[i].parts[2], names[i].parts[3]);
      g_assert_cmpstr (codes, ==, names[i].codes);
    }
}

static void
assert_codes (const YcNameRules *rules,
              const YcName      *name,
              const char        *expected)
{
  g_autoptr (GPtrArray) reasons = yc_name_check (rules, name);
  g_autofree char *codes = dup_codes (reasons);

  g_assert_cmpstr (codes, ==, expected);
}

/* What stands beside the name decides too: domicile, industry, capital. */
static void
test_beside (void)
{
  g_autoptr (YcNameRules) rules = make_rules ();
  YcName name = make_name ("聊城市", "鲁西", "信息技术", "有限公司");

  name.area = "371502";
  assert_codes (rules, &name, "");
  name.area = "370102";
  assert_codes (rules, &name, "name-region-elsewhere");
  name.area = NULL;
  name.industry_code = "I6513";
  assert_codes (rules, &name, "");
  name.industry_code = "H6210";
  assert_codes (rules, &name, "name-industry-mismatch");
  name.industry_code = NULL;
  name.parts[YC_NAME_REGION] = "";
  name.capital = 4999999999;
  assert_codes (rules, &name, "name-region-missing");
  name.capital = 5000000000;
  assert_codes (rules, &name, "");
  name.parts[YC_NAME_INDUSTRY] = "";
  assert_codes (rules, &name, "name-industry-missing");
  name.capital = 10000000000;
  assert_codes (rules, &name, "");
}

/* Individual businesses and sole proprietorships have words of their own. */
static void
test_kinds (void)
{
  g_autoptr (YcNameRules) rules = make_rules ();
  YcName name = make_name ("聊城市", "鲁西", "餐饮", "店");

  name.kind = "individual-business";
  assert_codes (rules, &name, "");
  name.parts[YC_NAME_TRADE] = "鲁西企业";
  assert_codes (rules, &name, "name-kind-word");
  name.kind = "sole-proprietorship";
  name.parts[YC_NAME_TRADE] = "鲁西有限责任";
  name.parts[YC_NAME_FORM] = "厂";
  assert_codes (rules, &name, "name-kind-word");
  name.parts[YC_NAME_FORM] = "有限公司";
  name.parts[YC_NAME_TRADE] = "鲁西";
  assert_codes (rules, &name, "name-form");
}

/* A mend is a whole name without an error and without the reason it mends. */
static void
assert_mends_pass (const YcNameRules  *rules,
                   const YcName       *name,
                   const YcNameReason *reason)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_assert_cmpuint (reason->mends->len, <=, YC_NAME_MENDS_MAX);
  for (guint i = 0; i < reason->mends->len; i++)
    {
      const YcNameMend *mend = g_ptr_array_index (reason->mends, i);
      g_autoptr (GPtrArray) left = NULL;
      YcName mended = *name;

      for (guint part = 0; part < YC_NAME_N_PARTS; part++)
        mended.parts[part] = mend->parts[part];
      left = yc_name_check (rules, &mended);
      for (guint j = 0; j < left->len; j++)
        {
          const YcNameReason *other = g_ptr_array_index (left, j);

          g_assert_cmpint (other->severity, !=, YC_SEVERITY_ERROR);
          g_assert_cmpstr (other->code, !=, reason->code);
        }
      g_assert_true (g_hash_table_add (seen, g_strjoinv ("|", (char *[]){ mend->parts[0], mend->parts[1],
                                                                         mend->parts[2], mend->parts[3], NULL })));
    }
}

/* A text of one to four pieces, good and bad. */
static char *
dup_random (const char *const *pieces,
            guint              count,
            guint              most)
{
  GString *text = g_string_new (NULL);
  guint n = g_test_rand_int_range (0, most + 1);

  for (guint i = 0; i < n; i++)
    g_string_append (text, pieces[g_test_rand_int_range (0, count)]);
  return g_string_free (text, FALSE);
}

static void
test_mends_pass (void)
{
  static const char *const regions[] = { "聊城市", "东昌府区", "山东省", "不是地方", "莘县", "济南市" };
  static const char *const trades[] = { "鲁西", "水", "美国", "最", "佳", "A", "1", "国家级", "共产", "党", "示例", "公司",
                                        "有限", "东阿", " ", "合伙", "餐饮" };
  static const char *const industries[] = { "信息技术", "餐饮", "商贸", "IT", "驰名", "政府", "佳" };
  static const char *const forms[] = { "有限公司", "有限责任公司", "厂", "店", "公司" };
  static const char *const kinds[] = { "limited-company", "individual-business", "sole-proprietorship" };
  static const char *const areas[] = { NULL, "371502", "371525", "110101", "441900" };
  static const char *const codes[] = { NULL, "I6513", "H6210", "F5199" };
  g_autoptr (YcNameRules) rules = make_rules ();
  guint errors = 0, mended = 0;

  for (guint round = 0; round < 300; round++)
    {
      g_autofree char *region = dup_random (regions, G_N_ELEMENTS (regions), 2);
      g_autofree char *trade = dup_random (trades, G_N_ELEMENTS (trades), 4);
      g_autofree char *industry = dup_random (industries, G_N_ELEMENTS (industries), 2);
      YcName name = make_name (region, trade, industry, forms[g_test_rand_int_range (0, G_N_ELEMENTS (forms))]);
      g_autoptr (GPtrArray) reasons = NULL;

      name.kind = kinds[g_test_rand_int_range (0, G_N_ELEMENTS (kinds))];
      name.area = areas[g_test_rand_int_range (0, G_N_ELEMENTS (areas))];
      name.industry_code = codes[g_test_rand_int_range (0, G_N_ELEMENTS (codes))];
      reasons = yc_name_explain (rules, &name);
      for (guint i = 0; i < reasons->len; i++)
        {
          const YcNameReason *reason = g_ptr_array_index (reasons, i);

          assert_mends_pass (rules, &name, reason);
          errors++;
          mended += reason->mends->len > 0;
          if (reason->mends->len == 0)
            g_test_message ("%s: %s %s %s %s has no mend", reason->code, region, trade, industry, name.parts[3]);
        }
    }
  g_test_message ("%u reasons, %u with a mend", errors, mended);
  g_assert_cmpuint (errors, >, 300);
  g_assert_cmpuint (mended, ==, errors);
}

static void
test_mends_near (void)
{
  g_autoptr (YcNameRules) rules = make_rules ();
  YcName name = make_name ("东昌府区", "美国示例", "餐饮", "有限公司");
  g_autoptr (GPtrArray) reasons = NULL;
  const YcNameMend *mend;

  name.area = "371502";
  reasons = yc_name_explain (rules, &name);
  g_assert_cmpuint (reasons->len, ==, 2);
  mend = g_ptr_array_index (((YcNameReason *) reasons->pdata[0])->mends, 0);
  g_assert_cmpstr (mend->parts[YC_NAME_REGION], ==, "聊城市");
  g_assert_cmpstr (mend->parts[YC_NAME_TRADE], ==, "示例");
  mend = g_ptr_array_index (((YcNameReason *) reasons->pdata[1])->mends, 1);
  g_assert_cmpstr (mend->parts[YC_NAME_TRADE], ==, "鲁西示例");
  g_assert_cmpstr (mend->parts[YC_NAME_INDUSTRY], ==, "餐饮");
}

static void
test_compare (void)
{
  static const struct
  {
    const char *a[3];
    const char *b[3];
    YcNameLikeness likeness;
  } pairs[] = {
    { { "聊城市", "鲁西", "信息技术" }, { "聊城", "鲁西", "信息技术" }, YC_NAME_SAME },
    { { "聊城市", "鲁西", "信息技术" }, { "莘县", "鲁西", "信息技术" }, YC_NAME_SAME_TRADE },
    { { "聊城市", "鲁西", "信息技术" }, { "聊城市", "鲁西", "软件" }, YC_NAME_SAME_TRADE },
    { { "聊城市", "鲁西", "信息技术" }, { "聊城市", "鲁西", "" }, YC_NAME_SAME_TRADE },
    { { "聊城市", "鲁西", "信息技术" }, { "聊城市", "鲁西", "餐饮" }, YC_NAME_DIFFERENT },
    { { "聊城市", "鲁西", "餐饮" }, { "聊城市", "鲁西", "餐饮管理" }, YC_NAME_SAME_TRADE },
    { { "聊城市", "鲁西", "餐饮" }, { "聊城市", "鲁溪", "餐饮" }, YC_NAME_SAME_SOUND },
    { { "聊城市", "鲁西", "餐饮" }, { "聊城市", "新鲁西", "餐饮" }, YC_NAME_CONTAINED },
    { { "聊城市", "鲁西", "餐饮" }, { "聊城市", "水城", "餐饮" }, YC_NAME_DIFFERENT },
    { { "聊城市", "", "餐饮" }, { "聊城市", "水城", "餐饮" }, YC_NAME_DIFFERENT },
  };
  g_autoptr (YcNameRules) rules = make_rules ();

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      YcName a = make_name (pairs[i].a[0], pairs[i].a[1], pairs[i].a[2], "有限公司");
      YcName b = make_name (pairs[i].b[0], pairs[i].b[1], pairs[i].b[2], "有限责任公司");

      g_assert_cmpint (yc_name_compare (rules, &a, &b), ==, pairs[i].likeness);
      g_assert_cmpint (yc_name_compare (rules, &b, &a), ==, pairs[i].likeness);
    }
}

static void
test_parse (void)
{
  static const char *const names[][5] = {
    { "聊城市鲁西示例信息技术有限公司", "聊城市", "鲁西示例", "信息技术", "有限公司" },
    { "山东省聊城市东昌府区水城餐饮管理有限责任公司", "山东省聊城市东昌府区", "水城", "餐饮管理", "有限责任公司" },
    { "鲁西示例有限公司", "", "鲁西示例", "", "有限公司" },
  };
  g_autoptr (YcNameRules) rules = make_rules ();
  char *parts[YC_NAME_N_PARTS] = { NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_true (yc_name_parse (rules, names[i][0], "limited-company", parts));
      for (guint part = 0; part < YC_NAME_N_PARTS; part++)
        {
          g_assert_cmpstr (parts[part], ==, names[i][part + 1]);
          g_clear_pointer (&parts[part], g_free);
        }
    }
  g_assert_false (yc_name_parse (rules, "聊城市鲁西示例", "limited-company", parts));
  g_assert_false (yc_name_parse (rules, "有限公司", "limited-company", parts));
  g_assert_null (parts[0]);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/name/reasons", test_reasons);
  g_test_add_func ("/name/beside", test_beside);
  g_test_add_func ("/name/kinds", test_kinds);
  g_test_add_func ("/name/mends-pass", test_mends_pass);
  g_test_add_func ("/name/mends-near", test_mends_near);
  g_test_add_func ("/name/compare", test_compare);
  g_test_add_func ("/name/parse", test_parse);

  return g_test_run ();
}
