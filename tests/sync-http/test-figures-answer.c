/* The hub's figures, read from bytes: good ones, and what must be refused. */

#include "yc-hub-answers-figures.h"

#include "yc-wire-error.h"

#include <string.h>

#define ROW "\"counts\":{\"done\":4,\"kept\":3},\"waited\":{\"n\":2,\"median\":60000,\"p90\":90000},\"handled\":{}," \
            "\"total\":{},\"stages\":{\"touch\":5,\"office\":7},\"whole\":12,\"hours\":[0,0,3],\"uncertain\":1"
#define ALL "{\"key\":null," ROW "}"
#define CASE "{\"stream\":\"case-00000000000000000000000000000001\",\"number\":\"LC1\",\"name\":\"甲\",\"window\":\"3\"," \
             "\"due\":9,\"state\":\"tight\",\"limit\":1200000,\"stages\":{\"wait\":8}}"

static YcHubFigures *
parse (const char *rows,
       const char *rest,
       GError    **error)
{
  g_autofree char *text = g_strdup_printf ("{\"now\":5,\"from\":1,\"to\":9,\"rows\":[%s]%s}", rows, rest);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return yc_hub_figures_parse (bytes, error);
}

static void
test_good (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcHubFigures) figures = parse (ALL ",{\"key\":\"3\"," ROW "}", ",\"before\":" ALL ",\"breaking\":[" CASE
                                            "],\"windows\":[" CASE "],\"names\":{\"C1\":\"王测试\",\"C2\":7}", &error);
  const YcHubCounted *counted;
  const YcFigures *row;

  g_assert_no_error (error);
  g_assert_cmpuint (figures->rows->len, ==, 2);
  row = g_ptr_array_index (figures->rows, 1);
  g_assert_cmpstr (row->key, ==, "3");
  g_assert_cmpuint (row->counts[YC_MEASURE_DONE], ==, 4);
  g_assert_cmpuint (row->counts[YC_MEASURE_KEPT], ==, 3);
  g_assert_cmpuint (row->counts[YC_MEASURE_WAITING], ==, 0);
  g_assert_cmpint (row->waited.p90_ms, ==, 90000);
  g_assert_cmpint (row->stages_ms[YC_STAGE_OFFICE], ==, 7);
  g_assert_cmpuint (row->hours[2], ==, 3);
  counted = g_ptr_array_index (figures->windows, 0);
  g_assert_cmpstr (counted->name, ==, "甲");
  g_assert_cmpint (counted->limit_ms, ==, 1200000);
  g_assert_cmpint (counted->stages_ms[YC_STAGE_WAIT], ==, 8);
  g_assert_cmpstr (counted->why, ==, "");
  g_assert_cmpstr (g_hash_table_lookup (figures->names, "C1"), ==, "王测试");
  g_assert_cmpuint (g_hash_table_size (figures->names), ==, 1);
}

static void
assert_refused (const char *rows,
                const char *rest)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcHubFigures) figures = parse (rows, rest, &error);

  g_assert_null (figures);
  g_assert_nonnull (error);
}

static void
test_refused (void)
{
  assert_refused ("", ",\"before\":" ALL);
  assert_refused ("{\"key\":\"3\"," ROW "}", ",\"before\":" ALL);
  assert_refused (ALL ",7", ",\"before\":" ALL);
  assert_refused (ALL, "");
  assert_refused (ALL, ",\"before\":" ALL ",\"breaking\":[{\"stream\":\"moon-1\"}]");
  assert_refused (ALL, ",\"before\":" ALL ",\"windows\":7");
  assert_refused (ALL, ",\"before\":" ALL ",\"now\":6");
}

static void
test_counted (void)
{
  static const char text[] = "{\"visits\":true,\"rows\":[{\"stream\":\"visit-00000000000000000000000000000002\","
                             "\"number\":\"A001\",\"issued\":7}],\"total\":31,\"now\":5}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GBytes) none = g_bytes_new_static ("{\"rows\":{}}", strlen ("{\"rows\":{}}"));
  g_autoptr (GError) error = NULL, refused = NULL;
  g_autoptr (YcHubCountedList) list = yc_hub_counted_list_parse (bytes, &error);

  g_assert_no_error (error);
  g_assert_true (list->visits);
  g_assert_cmpint (list->total, ==, 31);
  g_assert_cmpint (((YcHubCounted *) g_ptr_array_index (list->rows, 0))->issued_ms, ==, 7);
  g_assert_null (yc_hub_counted_list_parse (none, &refused));
  g_assert_error (refused, YC_WIRE_ERROR, YC_WIRE_ERROR_SHAPE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/figures-answer/good", test_good);
  g_test_add_func ("/figures-answer/refused", test_refused);
  g_test_add_func ("/figures-answer/counted", test_counted);
  return g_test_run ();
}
