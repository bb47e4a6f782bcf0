/* What of a personal datum everybody may see, by its kind. */

#include "yc-mask.h"

static const struct
{
  YcMask mask;
  const char *text;
  const char *masked;
} cases[] = {
  { YC_MASK_NONE, "聊城市鲁西示例有限公司", "聊城市鲁西示例有限公司" },
  { YC_MASK_NUMBER, "310105199001011234", "310***********1234" },
  { YC_MASK_NUMBER, "11010519491231002X", "110***********002X" },
  { YC_MASK_NUMBER, "310105900101123", "310********1123" },
  { YC_MASK_NUMBER, "L898902C3", "L*****2C3" },
  { YC_MASK_NUMBER, "1234567", "*******" },
  { YC_MASK_NUMBER, "1", "*" },
  { YC_MASK_PHONE, "13800005678", "138****5678" },
  { YC_MASK_PHONE, "0635-8123456", "063*****3456" },
  { YC_MASK_PHONE, "81234567", "****4567" },
  { YC_MASK_PHONE, "12345", "*****" },
  { YC_MASK_ADDRESS, "上海市浦东新区花园石桥路33号", "上海市浦东新区****" },
  { YC_MASK_ADDRESS, "山东省聊城市东昌府区示例街道1号", "山东省聊城市东昌府区****" },
  { YC_MASK_ADDRESS, "山东省阳谷县狮子楼街道2号", "山东省阳谷县****" },
  { YC_MASK_ADDRESS, "山东省临清市先锋路花园小区3号", "山东省临清市****" },
  { YC_MASK_ADDRESS, "广东省东莞市南城街道鸿福路1号", "广东省东莞市****" },
  { YC_MASK_ADDRESS, "济南市市中区经四路5号", "济南市市中区****" },
  { YC_MASK_ADDRESS, "新疆维吾尔自治区乌鲁木齐市天山区光明路1号", "新疆维吾尔自治区乌鲁木齐市天山区****" },
  { YC_MASK_ADDRESS, "吉林省延边朝鲜族自治州延吉市公园路9号", "吉林省延边朝鲜族自治州延吉市****" },
  { YC_MASK_ADDRESS, "东昌府区柳园北路7号", "东昌府区****" },
  { YC_MASK_ADDRESS, "花园小区3号楼", "****" },
  { YC_MASK_ADDRESS, "1 Example Road, Springfield", "****" },
  { YC_MASK_NAME, "张三", "张*" },
  { YC_MASK_NAME, "张测试", "张**" },
  { YC_MASK_NAME, "张", "张" },
  { YC_MASK_TEXT, "党员", "****" },
  { YC_MASK_TEXT, "中共党员", "****" },
};

static void
test_forms (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *masked = yc_mask_dup_text (cases[i].mask, cases[i].text);

      g_assert_cmpstr (masked, ==, cases[i].masked);
    }
}

/* That nothing is there is no secret; bytes that are no text are hidden whole. */
static void
test_edges (void)
{
  for (YcMask mask = YC_MASK_NONE; mask <= YC_MASK_TEXT; mask++)
    {
      g_autofree char *nothing = yc_mask_dup_text (mask, NULL);
      g_autofree char *empty = yc_mask_dup_text (mask, "");

      g_assert_cmpstr (nothing, ==, "");
      g_assert_cmpstr (empty, ==, "");
    }
  for (YcMask mask = YC_MASK_NUMBER; mask <= YC_MASK_TEXT; mask++)
    {
      g_autofree char *broken = yc_mask_dup_text (mask, "13800005678\xff");

      g_assert_cmpstr (broken, ==, "****");
    }
}

/* Whatever is masked, what was hidden cannot be read out of it: of any text
 * of digits at most seven of eleven and more are left, and none in a row of
 * more than four. */
static void
test_hides (void)
{
  for (guint length = 1; length <= 40; length++)
    for (YcMask mask = YC_MASK_NUMBER; mask <= YC_MASK_TEXT; mask++)
      {
        g_autofree char *text = g_strnfill (length, '7');
        g_autofree char *masked = yc_mask_dup_text (mask, text);
        guint left = 0, row = 0;

        for (const char *p = masked; *p != '\0'; p++)
          {
            row = *p == '7' ? row + 1 : 0;
            left += *p == '7';
            g_assert_cmpuint (row, <=, 4);
          }
        g_assert_cmpuint (left, <=, 7);
        g_assert_true (left < length || (mask == YC_MASK_NAME && length == 1));
      }
}

static void
test_fields (void)
{
  static const struct
  {
    YcFieldType type;
    gboolean sensitive;
    const char *path;
    YcMask mask;
  } fields[] = {
    { YC_FIELD_PERSON_NUMBER, FALSE, "number", YC_MASK_NUMBER },
    { YC_FIELD_PHONE, FALSE, "/agent/phone", YC_MASK_PHONE },
    { YC_FIELD_TEXT, TRUE, "number", YC_MASK_NUMBER },
    { YC_FIELD_TEXT, TRUE, "/legal-representative/address", YC_MASK_ADDRESS },
    { YC_FIELD_TEXT, TRUE, "/outputs/post-address", YC_MASK_ADDRESS },
    { YC_FIELD_TEXT, TRUE, "/outputs/post-phone", YC_MASK_PHONE },
    { YC_FIELD_TEXT, TRUE, "party", YC_MASK_TEXT },
    { YC_FIELD_TEXT, FALSE, "/domicile/address", YC_MASK_NONE },
    { YC_FIELD_CREDIT_CODE, FALSE, "number", YC_MASK_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      YcFieldSpec spec = { .path = (char *) fields[i].path, .type = fields[i].type, .sensitive = fields[i].sensitive };

      g_assert_cmpint (yc_field_spec_get_mask (&spec), ==, fields[i].mask);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mask/forms", test_forms);
  g_test_add_func ("/mask/edges", test_edges);
  g_test_add_func ("/mask/hides", test_hides);
  g_test_add_func ("/mask/fields", test_fields);
  return g_test_run ();
}
