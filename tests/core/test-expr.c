/* Expressions: what they say of forms that are full, empty and odd. */

#include "test-form.h"
#include "yc-expr.h"

#include <string.h>

static const YcDate today = { 2026, 2, 28 };

static YcExpr *
text (const char *literal)
{
  g_auto (YcValue) value = YC_VALUE_INIT;

  yc_value_set_text (&value, literal);
  return yc_expr_new_literal (&value);
}

static YcExpr *
number (gint64 literal)
{
  g_auto (YcValue) value = YC_VALUE_INIT;

  yc_value_set_int (&value, literal);
  return yc_expr_new_literal (&value);
}

static YcExpr *
field (const char *path)
{
  return yc_expr_new_field (path);
}

static YcExpr *
one (YcExprType type,
     YcExpr    *a)
{
  return yc_expr_new (type, &a, 1);
}

static YcExpr *
two (YcExprType type,
     YcExpr    *a,
     YcExpr    *b)
{
  YcExpr *arguments[] = { a, b };

  return yc_expr_new (type, arguments, 2);
}

static YcExpr *
now (void)
{
  return yc_expr_new (YC_EXPR_TODAY, NULL, 0);
}

static YcExpr *
later (YcExpr *date,
       gint64  years,
       gint64  months,
       gint64  days)
{
  YcExpr *arguments[] = { date, number (years), number (months), number (days) };

  return yc_expr_new (YC_EXPR_DATE_ADD, arguments, 4);
}

static void
fill (TestForm *form)
{
  test_form_init (form, "/people");
  test_form_set_text (form, "/right", "rented");
  test_form_set_text (form, "/area", "371502");
  test_form_set_int (form, "/capital", 300);
  test_form_add_row (form, "a");
  test_form_add_row (form, "b");
  test_form_add_row (form, "c");
  test_form_set_int (form, "/people/a/amount", 100);
  test_form_set_int (form, "/people/b/amount", 200);
  test_form_set_text (form, "/people/a/due", "2031-02-28");
  test_form_set_text (form, "/people/b/due", "2031-03-01");
}

/* Takes the expression. */
static void
assert_holds (TestForm *form,
              YcExpr   *taken,
              gboolean  expected)
{
  g_autoptr (YcExpr) expr = taken;

  g_assert_nonnull (expr);
  g_assert_cmpint (yc_expr_gives (expr), ==, YC_EXPR_GIVES_TRUTH);
  g_assert_cmpint (yc_expr_holds (expr, &form->form, NULL, &today), ==, expected);
}

/* Takes the expression. @expected: as a text, "" for nothing */
static void
assert_value (TestForm   *form,
              YcExpr     *taken,
              const char *expected)
{
  g_autoptr (YcExpr) expr = taken;
  g_auto (YcValue) value = YC_VALUE_INIT;
  g_autofree char *shown = NULL;

  yc_expr_evaluate (expr, &form->form, NULL, &today, &value);
  shown = yc_value_dup_text (&value);
  g_assert_cmpstr (shown, ==, expected);
}

static void
test_compare (void)
{
  g_auto (TestForm) form;

  fill (&form);
  assert_holds (&form, two (YC_EXPR_EQ, field ("/right"), text ("rented")), TRUE);
  assert_holds (&form, two (YC_EXPR_NE, field ("/right"), text ("rented")), FALSE);
  assert_holds (&form, two (YC_EXPR_LT, field ("/capital"), number (300)), FALSE);
  assert_holds (&form, two (YC_EXPR_LE, field ("/capital"), number (300)), TRUE);
  assert_holds (&form, two (YC_EXPR_GT, field ("/capital"), number (299)), TRUE);
  assert_holds (&form, two (YC_EXPR_GE, field ("/capital"), number (301)), FALSE);
  assert_holds (&form, two (YC_EXPR_STARTS, field ("/area"), text ("3715")), TRUE);
  assert_holds (&form, two (YC_EXPR_STARTS, text ("3715"), field ("/area")), FALSE);
  assert_holds (&form, two (YC_EXPR_EQ, field ("/capital"), text ("300")), FALSE);
  assert_holds (&form, two (YC_EXPR_LT, field ("/capital"), text ("999")), FALSE);
}

static void
test_nothing (void)
{
  static const YcExprType orders[] = { YC_EXPR_LT, YC_EXPR_LE, YC_EXPR_GT, YC_EXPR_GE };
  g_auto (TestForm) form;

  fill (&form);
  assert_holds (&form, two (YC_EXPR_EQ, field ("/x"), text ("a")), FALSE);
  assert_holds (&form, two (YC_EXPR_NE, field ("/x"), text ("a")), TRUE);
  assert_holds (&form, two (YC_EXPR_EQ, field ("/x"), field ("/y")), TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      assert_holds (&form, two (orders[i], field ("/x"), number (0)), FALSE);
      assert_holds (&form, two (orders[i], field ("/x"), field ("/x")), FALSE);
    }
  assert_holds (&form, two (YC_EXPR_STARTS, field ("/x"), text ("a")), FALSE);
  assert_holds (&form, one (YC_EXPR_EXISTS, field ("/x")), FALSE);
  assert_holds (&form, one (YC_EXPR_EXISTS, field ("/area")), TRUE);
  assert_holds (&form, one (YC_EXPR_EXISTS, field ("./amount")), FALSE);
  assert_value (&form, later (field ("/x"), 1, 0, 0), "");
  assert_value (&form, later (field ("/area"), 1, 0, 0), "");
}

static void
test_logic (void)
{
  g_auto (TestForm) form;

  fill (&form);
  for (guint bits = 0; bits < 4; bits++)
    {
      gboolean a = bits & 1;
      gboolean b = bits >> 1;

      assert_holds (&form, two (YC_EXPR_AND, two (YC_EXPR_EQ, number (a), number (1)),
                                two (YC_EXPR_EQ, number (b), number (1))), a && b);
      assert_holds (&form, two (YC_EXPR_OR, two (YC_EXPR_EQ, number (a), number (1)),
                                two (YC_EXPR_EQ, number (b), number (1))), a || b);
      assert_holds (&form, one (YC_EXPR_NOT, two (YC_EXPR_EQ, number (a), number (1))), !a);
    }
}

static void
test_in (void)
{
  YcExpr *yes[] = { field ("/right"), text ("owned"), text ("rented") };
  YcExpr *no[] = { field ("/right"), text ("owned"), text ("free") };
  g_auto (TestForm) form;

  fill (&form);
  assert_holds (&form, yc_expr_new (YC_EXPR_IN, yes, 3), TRUE);
  assert_holds (&form, yc_expr_new (YC_EXPR_IN, no, 3), FALSE);
}

static void
test_rows (void)
{
  g_auto (TestForm) form;

  fill (&form);
  assert_value (&form, yc_expr_new_over (YC_EXPR_COUNT, "/people", NULL), "3");
  assert_value (&form, yc_expr_new_over (YC_EXPR_COUNT, "/nobody", NULL), "0");
  assert_value (&form, yc_expr_new_over (YC_EXPR_SUM, "/people", field ("./amount")), "300");
  assert_value (&form, yc_expr_new_over (YC_EXPR_SUM, "/people", field ("./due")), "0");
  assert_value (&form, yc_expr_new_over (YC_EXPR_COUNT, "/people",
                                         two (YC_EXPR_GT, field ("./amount"), number (100))), "1");
  /* Five years from 28 February 2026: b is late, and c gave no date. */
  assert_value (&form, yc_expr_new_over (YC_EXPR_COUNT, "/people",
                                         two (YC_EXPR_LE, field ("./due"), later (now (), 5, 0, 0))), "1");
}

static void
test_sum_stays_in_bounds (void)
{
  g_autoptr (YcExpr) sum = yc_expr_new_over (YC_EXPR_SUM, "/people", field ("./amount"));
  g_auto (YcValue) value = YC_VALUE_INIT;
  g_auto (TestForm) form;

  fill (&form);
  test_form_set_int (&form, "/people/a/amount", G_MAXINT64);
  test_form_set_int (&form, "/people/b/amount", G_MAXINT64);
  yc_expr_evaluate (sum, &form.form, NULL, &today, &value);
  g_assert_cmpint (value.integer, ==, YC_VALUE_INT_MAX);
  test_form_set_int (&form, "/people/a/amount", G_MININT64);
  test_form_set_int (&form, "/people/b/amount", G_MININT64);
  yc_expr_evaluate (sum, &form.form, NULL, &today, &value);
  g_assert_cmpint (value.integer, ==, -YC_VALUE_INT_MAX);
}

static void
test_row (void)
{
  g_autoptr (YcExpr) expr = two (YC_EXPR_EQ, field ("./amount"), number (200));
  g_auto (TestForm) form;

  fill (&form);
  g_assert_false (yc_expr_holds (expr, &form.form, "/people/a", &today));
  g_assert_true (yc_expr_holds (expr, &form.form, "/people/b", &today));
  g_assert_false (yc_expr_holds (expr, &form.form, NULL, &today));
}

static void
test_dates (void)
{
  g_auto (TestForm) form;

  fill (&form);
  assert_value (&form, now (), "2026-02-28");
  assert_value (&form, later (now (), 5, 0, 0), "2031-02-28");
  assert_value (&form, later (now (), 0, 1, 1), "2026-03-29");
  assert_value (&form, later (now (), 0, 0, -59), "2025-12-31");
  assert_value (&form, later (now (), G_MAXINT64, 0, 0), "9999-12-28");
  assert_value (&form, later (text ("2024-02-29"), 1, 0, 0), "2025-02-28");
}

static void
test_explain (void)
{
  g_autoptr (YcExpr) expr =
    two (YC_EXPR_AND, two (YC_EXPR_LE, field ("/capital"), number (1000)),
         two (YC_EXPR_AND, two (YC_EXPR_EQ, field ("/missing"), field ("/capital")),
              two (YC_EXPR_LT, yc_expr_new_over (YC_EXPR_SUM, "/people", field ("./amount")),
                   number (5))));
  g_auto (GStrv) paths = yc_expr_list_paths (expr);
  g_autofree char *joined = g_strjoinv (" ", paths);
  g_autofree char *seen = NULL;
  g_auto (TestForm) form;

  fill (&form);
  seen = yc_expr_explain (expr, &form.form, NULL, &today);
  g_assert_cmpstr (seen, ==, "/capital = 300, /missing = -, sum /people/amount = 300");
  g_assert_cmpstr (joined, ==, "/capital /missing /people /people/amount");
  g_assert_cmpuint (yc_expr_get_depth (expr), ==, 5);
}

static void
test_explain_count (void)
{
  g_autoptr (YcExpr) some =
    two (YC_EXPR_EQ, number (0),
         yc_expr_new_over (YC_EXPR_COUNT, "/people", two (YC_EXPR_GT, field ("./amount"), number (100))));
  g_autoptr (YcExpr) all = two (YC_EXPR_EQ, yc_expr_new_over (YC_EXPR_COUNT, "/people", NULL), number (0));
  g_autofree char *seen_some = NULL;
  g_autofree char *seen_all = NULL;
  g_auto (TestForm) form;

  fill (&form);
  seen_some = yc_expr_explain (some, &form.form, NULL, &today);
  g_assert_cmpstr (seen_some, ==, "count /people = 1 of 3");
  seen_all = yc_expr_explain (all, &form.form, NULL, &today);
  g_assert_cmpstr (seen_all, ==, "count /people = 3");
}

static void
test_explain_is_short (void)
{
  g_autoptr (YcExpr) expr = two (YC_EXPR_EQ, field ("/long"), text ("a"));
  g_autofree char *lengthy = g_strnfill (3000, 'x');
  g_autofree char *seen = NULL;
  g_auto (TestForm) form;

  fill (&form);
  test_form_set_text (&form, "/long", lengthy);
  seen = yc_expr_explain (expr, &form.form, NULL, &today);
  g_assert_cmpuint (strlen (seen), <, 80);
}

static void
test_ill_formed (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (YcExpr) value = text ("a");

      yc_expr_new (YC_EXPR_NOT, &value, 1);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expr/compare", test_compare);
  g_test_add_func ("/expr/nothing", test_nothing);
  g_test_add_func ("/expr/logic", test_logic);
  g_test_add_func ("/expr/in", test_in);
  g_test_add_func ("/expr/rows", test_rows);
  g_test_add_func ("/expr/sum-stays-in-bounds", test_sum_stays_in_bounds);
  g_test_add_func ("/expr/row", test_row);
  g_test_add_func ("/expr/dates", test_dates);
  g_test_add_func ("/expr/explain", test_explain);
  g_test_add_func ("/expr/explain/count", test_explain_count);
  g_test_add_func ("/expr/explain/short", test_explain_is_short);
  g_test_add_func ("/expr/ill-formed", test_ill_formed);
  return g_test_run ();
}
