/* The matter that is shipped, from a form in order to one rule broken each. */

#include "../core/test-form.h"
#include "yc-catalogue-reader.h"

#include <string.h>

#define NUMBER "11010519491231002X"

static const YcDate today = { 2026, 11, 24 };

static YcCatalogue *
read_catalogue (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("YC_TEST_SOURCE_ROOT"),
                                            "data/catalogue/limited-company.json", NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  YcCatalogue *catalogue;
  char *text;
  gsize size;

  g_file_get_contents (path, &text, &size, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new_take (text, size);
  catalogue = yc_catalogue_read (bytes, path, &error);
  g_assert_no_error (error);
  return catalogue;
}

static void
set_texts (TestForm   *form,
           const char *person,
           const char *const *texts)
{
  for (; *texts != NULL; texts += 2)
    {
      g_autofree char *path = g_strconcat (person, "/", texts[0], NULL);

      test_form_set_text (form, path, texts[1]);
    }
}

static void
add_shareholder (TestForm   *form,
                 const char *id,
                 const char *name,
                 gint64      amount)
{
  const char *const texts[] = { "name", name, "number", NUMBER, "address", "示例路 1 号",
                                "phone", "13800000000", "form", "money", "due", "2031-11-24",
                                "identity", "card", NULL };
  g_autofree char *row = g_strconcat ("/shareholders/", id, NULL);
  g_autofree char *path = g_strconcat (row, "/amount", NULL);

  test_form_add_row (form, id);
  set_texts (form, row, texts);
  test_form_set_int (form, path, amount);
}

/* A company of two shareholders in rented rooms, whose rules all hold. */
static void
fill (TestForm *form)
{
  static const char *const texts[] = {
    "name/region", "聊城市", "name/trade", "鲁西示例", "name/industry", "信息技术",
    "name/form", "有限公司", "domicile/area", "371502", "domicile/address", "示例路 1 号",
    "domicile/right", "rented", "domicile/rent-until", "2028-01-01", "business/term", "long",
    "business/scope", "软件开发；信息技术咨询服务", "business/licensed", "no",
    "legal-representative/name", "张测试", "legal-representative/number", NUMBER,
    "legal-representative/phone", "13800000000", "legal-representative/post", "both",
    "legal-representative/identity", "card", "supervisor/kind", "none",
    "finance/name", "李测试", "finance/number", NUMBER, "finance/phone", "13800000000",
    "liaison/name", "李测试", "liaison/phone", "13800000000", "licence/electronic", "yes",
    "licence/delivery", "window", "items/domicile-proof/state", "seen", "items/lease/state", "seen",
    "items/articles/state", "seen", "items/appointment/state", "seen", NULL };

  test_form_init (form, "/shareholders");
  set_texts (form, "", texts);
  test_form_set_int (form, "/capital/amount", 100000000);
  test_form_set_int (form, "/licence/copies", 1);
  add_shareholder (form, "a", "张测试", 60000000);
  add_shareholder (form, "b", "李测试", 40000000);
}

static const YcMatter *
get_matter (YcCatalogue *catalogue)
{
  return g_ptr_array_index (yc_catalogue_get_matters (catalogue), 0);
}

/* @failing: id of the one rule that does not hold; NULL for none */
static void
assert_decision (TestForm   *form,
                 const char *failing)
{
  g_autoptr (YcCatalogue) catalogue = read_catalogue ();
  const YcModule *module = yc_matter_find_module (get_matter (catalogue), "registration");
  g_autoptr (GPtrArray) results = NULL;
  gboolean approve;

  results = yc_module_decide (module, &form->form, &today, &approve);
  g_assert_cmpint (approve, ==, failing == NULL);
  for (guint i = 0; i < results->len; i++)
    {
      const YcRuleResult *result = g_ptr_array_index (results, i);

      g_test_message ("%s: %d: %s", result->rule->id, result->holds, result->seen);
      g_assert_cmpint (result->holds, ==, g_strcmp0 (result->rule->id, failing) != 0);
      g_assert_cmpstr (result->seen, !=, "");
    }
}

static void
test_in_order (void)
{
  g_autoptr (YcCatalogue) catalogue = read_catalogue ();
  g_autoptr (GPtrArray) findings = NULL;
  g_auto (TestForm) form;

  fill (&form);
  findings = yc_matter_check (get_matter (catalogue), &form.form, &today);
  for (guint i = 0; i < findings->len; i++)
    {
      const YcFinding *finding = g_ptr_array_index (findings, i);

      g_test_message ("%s: %s: %s", finding->path, finding->code, finding->message);
    }
  g_assert_cmpuint (findings->len, ==, 0);
  assert_decision (&form, NULL);
}

/* Each rule fails by the one thing it is about. */
static void
test_rules (void)
{
  static const struct
  {
    const char *path;
    const char *text;
    const char *rule;
  } breaks[] = {
    { "/domicile/area", "370102", "area" },
    { "/business/licensed", "yes", "licensed-items" },
    { "/legal-representative/identity", "typed-confirmed", "identities" },
    { "/shareholders/b/identity", NULL, "identities" },
    { "/shareholders/b/due", "2031-11-25", "contribution-dates" },
    { "/shareholders/b/due", NULL, "contribution-dates" },
    { "/shareholders/b/form", "land", "contribution-forms" },
    { "/items/lease/state", "owed", "nothing-owed" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (breaks); i++)
    {
      g_auto (TestForm) form;

      fill (&form);
      test_form_set_text (&form, breaks[i].path, breaks[i].text);
      assert_decision (&form, breaks[i].rule);
    }
}

static void
test_rules_of_numbers (void)
{
  g_auto (TestForm) form;

  fill (&form);
  test_form_set_int (&form, "/shareholders/b/amount", 1);
  assert_decision (&form, "contribution-sum");

  /* Ten million yuan is still decided at once; a fen more is not. */
  test_form_set_int (&form, "/shareholders/b/amount", 940000000);
  test_form_set_int (&form, "/capital/amount", 1000000000);
  assert_decision (&form, NULL);
  test_form_set_int (&form, "/shareholders/b/amount", 940000001);
  test_form_set_int (&form, "/capital/amount", 1000000001);
  assert_decision (&form, "capital");
}

static void
test_many_shareholders (void)
{
  g_auto (TestForm) form;

  fill (&form);
  for (int i = 3; i <= 11; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%d", i);

      add_shareholder (&form, id, "李测试", 100);
      test_form_set_int (&form, "/capital/amount", 100000000 + (i - 2) * 100);
      assert_decision (&form, i <= 10 ? NULL : "shareholders");
    }
}

/* What the choices bring in is asked for, and only then. */
static void
test_conditions (void)
{
  static const struct
  {
    const char *path;
    const char *text;
    const char *asked;
  } turns[] = {
    { "/business/term", "fixed", "/business/term-until required" },
    { "/supervisor/kind", "one", "/supervisor/name required" },
    { "/licence/delivery", "post", "/licence/post-address required" },
    { "/domicile/rent-until", NULL, "/domicile/rent-until required" },
    { "/items/articles/state", NULL, "/items/articles item-missing" },
  };
  g_autoptr (YcCatalogue) catalogue = read_catalogue ();

  for (gsize i = 0; i < G_N_ELEMENTS (turns); i++)
    {
      g_autoptr (GPtrArray) findings = NULL;
      g_autofree char *first = NULL;
      g_auto (TestForm) form;

      fill (&form);
      test_form_set_text (&form, turns[i].path, turns[i].text);
      findings = yc_matter_check (get_matter (catalogue), &form.form, &today);
      g_assert_cmpuint (findings->len, >=, 1);
      first = g_strjoin (" ", ((YcFinding *) findings->pdata[0])->path,
                         ((YcFinding *) findings->pdata[0])->code, NULL);
      g_assert_cmpstr (first, ==, turns[i].asked);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/company/in-order", test_in_order);
  g_test_add_func ("/company/rules", test_rules);
  g_test_add_func ("/company/rules/numbers", test_rules_of_numbers);
  g_test_add_func ("/company/rules/shareholders", test_many_shareholders);
  g_test_add_func ("/company/conditions", test_conditions);
  return g_test_run ();
}
