/* Code tables: found by code and by name, at each level, at both ends. */

#include "yc-codes.h"

static void
test_area_find (void)
{
  g_assert_cmpstr (yc_area_find ("371500")->name, ==, "聊城市");
  g_assert_cmpstr (yc_area_find ("371502")->parent, ==, "371500");
  g_assert_cmpstr (yc_area_find (yc_area_rows[0].code)->name, ==, "北京市");
  g_assert_true (yc_area_find (yc_area_rows[yc_n_area_rows - 1].code) ==
                 &yc_area_rows[yc_n_area_rows - 1]);
  g_assert_null (yc_area_find ("371599"));
  g_assert_null (yc_area_find ("3715"));
  g_assert_null (yc_area_find ("3715000"));
  g_assert_null (yc_area_find (""));
  g_assert_null (yc_area_find (NULL));
}

/* Sorted, each code once, or nothing would be found. */
static void
test_area_order (void)
{
  for (gsize i = 1; i < yc_n_area_rows; i++)
    g_assert_cmpstr (yc_area_rows[i - 1].code, <, yc_area_rows[i].code);
  for (gsize i = 0; i < yc_n_area_rows; i++)
    g_assert_true (*yc_area_rows[i].parent == '\0' || yc_area_find (yc_area_rows[i].parent) != NULL);
}

static void
test_area_full_name (void)
{
  static const struct
  {
    const char *code;
    const char *name;
  } areas[] = {
    { "370000", "山东省" },
    { "371500", "山东省聊城市" },
    { "371502", "山东省聊城市东昌府区" },
    { "110101", "北京市东城区" },
    { "441900", "广东省东莞市" },
    { "659001", "新疆维吾尔自治区石河子市" },
    { "371599", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (areas); i++)
    {
      g_autofree char *name = yc_area_dup_full_name (areas[i].code);

      g_assert_cmpstr (name, ==, areas[i].name);
    }
}

static void
test_area_levels (void)
{
  g_assert_true (yc_area_is_county ("371502"));
  g_assert_true (yc_area_is_county ("441900")); /* a city without counties */
  g_assert_false (yc_area_is_county ("371500"));
  g_assert_false (yc_area_is_county ("370000"));
  g_assert_false (yc_area_is_county ("371599"));

  g_assert_true (yc_area_province_exists ("372501"));
  g_assert_true (yc_area_province_exists ("710000"));
  g_assert_true (yc_area_province_exists ("830000"));
  g_assert_false (yc_area_province_exists ("990101"));
  g_assert_false (yc_area_province_exists ("3"));
  g_assert_false (yc_area_province_exists (NULL));
}

static void
test_area_search (void)
{
  g_autoptr (GPtrArray) near = yc_area_search ("东", "371502", 3);
  g_autoptr (GPtrArray) code = yc_area_search ("37152", "", 100);
  g_autoptr (GPtrArray) none = yc_area_search ("没有这个地方", "3715", 100);

  g_assert_cmpuint (near->len, ==, 3);
  g_assert_cmpstr (((YcArea *) near->pdata[0])->name, ==, "东昌府区");
  g_assert_cmpstr (((YcArea *) near->pdata[1])->name, ==, "东阿县");
  g_assert_cmpstr (((YcArea *) near->pdata[2])->code, ==, "110101");
  g_assert_cmpuint (code->len, ==, 5);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_groups (void)
{
  g_assert_cmpstr (yc_ethnic_group_find ("01")->name, ==, "汉族");
  g_assert_cmpstr (yc_ethnic_group_find ("56")->name, ==, "基诺族");
  g_assert_nonnull (yc_ethnic_group_find ("98"));
  g_assert_null (yc_ethnic_group_find ("57"));
  g_assert_null (yc_ethnic_group_find ("1"));
  g_assert_cmpstr (yc_ethnic_group_find_name ("汉")->code, ==, "01");
  g_assert_cmpstr (yc_ethnic_group_find_name ("土家族")->code, ==, "15");
  g_assert_null (yc_ethnic_group_find_name (""));
  g_assert_null (yc_ethnic_group_find_name (NULL));
  g_assert_cmpstr (yc_sex_find ("2")->name, ==, "女性");
  g_assert_null (yc_sex_find ("3"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/codes/area-find", test_area_find);
  g_test_add_func ("/codes/area-order", test_area_order);
  g_test_add_func ("/codes/area-full-name", test_area_full_name);
  g_test_add_func ("/codes/area-levels", test_area_levels);
  g_test_add_func ("/codes/area-search", test_area_search);
  g_test_add_func ("/codes/groups", test_groups);

  return g_test_run ();
}
