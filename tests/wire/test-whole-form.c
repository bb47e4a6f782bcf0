/* The whole form of 2026.12: nothing is asked twice, nothing for nobody, and
 * what a choice brings in goes with it. */

#include "test-whole-form.h"

#define ANSWERS_MAX 32 /* of a routine case: what stands already is no work */

/* Findings as "path code", one a line. */
static char *
dup_findings (const YcMatter *matter,
              TestForm       *form)
{
  g_autoptr (GPtrArray) findings = yc_matter_check (matter, &form->form, &whole_today);
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    {
      const YcFinding *finding = g_ptr_array_index (findings, i);

      g_string_append_printf (lines, "%s%s %s", i > 0 ? "\n" : "", finding->path, finding->code);
    }
  return g_string_free (lines, FALSE);
}

static void
assert_findings (const YcMatter *matter,
                 TestForm       *form,
                 const char     *expected)
{
  g_autofree char *findings = dup_findings (matter, form);

  g_assert_cmpstr (findings, ==, expected);
}

/* @failing: id of the one rule that does not hold; NULL for none */
static void
assert_decision (const YcMatter *matter,
                 TestForm       *form,
                 const char     *failing)
{
  g_autoptr (GPtrArray) results = NULL;
  gboolean approve;

  results = yc_module_decide (yc_matter_find_module (matter, "registration"), &form->form, &whole_today, &approve);
  g_assert_cmpint (approve, ==, failing == NULL);
  for (guint i = 0; i < results->len; i++)
    {
      const YcRuleResult *result = g_ptr_array_index (results, i);

      g_test_message ("%s: %d: %s", result->rule->id, result->holds, result->seen);
      g_assert_cmpint (result->holds, ==, g_strcmp0 (result->rule->id, failing) != 0);
    }
}

static void
test_routine (void)
{
  g_autoptr (YcCatalogue) catalogue = whole_read ();
  const YcMatter *matter = whole_get_matter (catalogue);
  g_auto (TestForm) form;
  guint answers = whole_fill (&form, matter);

  assert_findings (matter, &form, "");
  assert_decision (matter, &form, NULL);
  g_assert_cmpuint (answers, <=, ANSWERS_MAX);
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
    { "/business/scope", "软件开发；餐饮服务", "licensed-items" },
    { "/legal-representative/identity", "typed-confirmed", "identities" },
    { "/shareholders/b/identity", NULL, "identities" },
    { "/agent/kind", "agent", "identities" },
    { "/supervisor/kind", "one", "identities" },
    { "/shareholders/b/kind", "legal", "natural-shareholders" },
    { "/shareholders/b/country", "other", "natural-shareholders" },
    { "/shareholders/b/due", "2031-11-27", "contribution-dates" },
    { "/shareholders/b/form", "land", "contribution-forms" },
    { "/domicile/purpose", "dwelling", "dwelling" },
    { "/items/appointment/state", "owed", "nothing-owed" },
  };
  g_autoptr (YcCatalogue) catalogue = whole_read ();
  const YcMatter *matter = whole_get_matter (catalogue);

  for (gsize i = 0; i < G_N_ELEMENTS (breaks); i++)
    {
      g_auto (TestForm) form;

      whole_fill (&form, matter);
      test_form_set_text (&form, breaks[i].path, breaks[i].text);
      assert_decision (matter, &form, breaks[i].rule);
    }
}

/* Company Law, article 47: five years and not a day more, each shareholder. */
static void
test_five_years (void)
{
  g_autoptr (YcCatalogue) catalogue = whole_read ();
  const YcMatter *matter = whole_get_matter (catalogue);
  g_autoptr (GPtrArray) findings = NULL;
  g_auto (TestForm) form;

  whole_fill (&form, matter);
  test_form_set_text (&form, "/shareholders/a/due", "2031-11-26");
  test_form_set_text (&form, "/shareholders/b/due", "2031-11-27");
  assert_findings (matter, &form, "/shareholders/b/due contribution-too-late");
  findings = yc_matter_check (matter, &form.form, &whole_today);
  g_assert_cmpstr (((YcFinding *) findings->pdata[0])->mend_value, ==, "2031-11-26");
}

/* --- nothing is asked twice, nothing for nobody --------------------------- */

typedef void (*EachField) (const YcFieldSpec *spec, const char *list, gpointer data);

/* @list: NULL for a field of a page */
static void
each_field (const YcMatter *matter,
            EachField       each,
            gpointer        data)
{
  for (guint i = 0; i < matter->pages->len; i++)
    {
      const YcPage *page = g_ptr_array_index (matter->pages, i);

      for (guint j = 0; j < page->fields->len; j++)
        each (g_ptr_array_index (page->fields, j), NULL, data);
      for (guint j = 0; page->list != NULL && j < page->list->fields->len; j++)
        each (g_ptr_array_index (page->list->fields, j), page->list->path, data);
    }
}

/* What a field is about: "/finance" of "/finance/name", or its list. */
static char *
dup_subject (const YcFieldSpec *spec,
             const char        *list)
{
  return list != NULL ? g_strdup (list) : g_path_get_dirname (spec->path);
}

static void
add_label (const YcFieldSpec *spec,
           const char        *list,
           gpointer           data)
{
  g_autofree char *label = g_strconcat (list != NULL ? list : "", " ", spec->label, NULL);

  g_test_message ("%s: %s", spec->path, label);
  g_assert_true (g_hash_table_add (data, g_steal_pointer (&label)));
}

/* A person has one number, one telephone, one name. */
static void
add_fact (const YcFieldSpec *spec,
          const char        *list,
          gpointer           data)
{
  g_autofree char *subject = dup_subject (spec, list);
  g_autofree char *fact = NULL;

  if (spec->type != YC_FIELD_PERSON_NUMBER && spec->type != YC_FIELD_PHONE && spec->type != YC_FIELD_CREDIT_CODE &&
      spec->type != YC_FIELD_SCOPE && spec->type != YC_FIELD_INDUSTRY && spec->type != YC_FIELD_AREA &&
      g_strcmp0 (spec->check, "person-name") != 0)
    return;
  if (list != NULL && g_strcmp0 (spec->check, "person-name") == 0 && strcmp (spec->path, "name") != 0)
    return; /* a firm's representative, beside its name */
  fact = g_strdup_printf ("%s %d %s", subject, (int) spec->type, spec->check != NULL ? spec->check : "");
  g_test_message ("%s", fact);
  g_assert_true (g_hash_table_add (data, g_steal_pointer (&fact)));
}

static void
test_nothing_twice (void)
{
  g_autoptr (YcCatalogue) catalogue = whole_read ();
  g_autoptr (GHashTable) labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const YcMatter *matter = whole_get_matter (catalogue);

  each_field (matter, add_label, labels);
  each_field (matter, add_fact, facts);
  g_assert_cmpuint (g_hash_table_size (labels), >=, 150);
  g_assert_cmpuint (g_hash_table_size (facts), >=, 30);
}

static gboolean
module_uses (const YcModule *module,
             const char     *path)
{
  return g_ptr_array_find_with_equal_func (module->uses, path, g_str_equal, NULL);
}

static void
assert_used (const YcFieldSpec *spec,
             const char        *list,
             gpointer           data)
{
  const YcMatter *matter = data;
  const char *path = list != NULL ? list : spec->path;
  guint users = 0;

  for (guint i = 0; i < matter->modules->len; i++)
    users += module_uses (g_ptr_array_index (matter->modules, i), path);
  if (users == 0)
    g_test_message ("nobody uses %s", path);
  g_assert_cmpuint (users, >, 0);
}

static void
test_all_used (void)
{
  g_autoptr (YcCatalogue) catalogue = whole_read ();
  const YcMatter *matter = whole_get_matter (catalogue);

  each_field (matter, assert_used, (gpointer) matter);
}

/* --- what is not chosen is not asked --------------------------------------- */

static const YcPage *
find_page (const YcMatter *matter,
           const char     *id)
{
  for (guint i = 0; i < matter->pages->len; i++)
    if (strcmp (((YcPage *) g_ptr_array_index (matter->pages, i))->id, id) == 0)
      return g_ptr_array_index (matter->pages, i);
  g_assert_not_reached ();
}

static guint
count_shown (const YcPage *page,
             TestForm     *form)
{
  guint shown = 0;

  for (guint i = 0; i < page->fields->len; i++)
    shown += yc_field_spec_is_shown (g_ptr_array_index (page->fields, i), &form->form, NULL, &whole_today);
  return shown;
}

static void
empty_page (const YcPage *page,
            TestForm     *form)
{
  for (guint i = 0; i < page->fields->len; i++)
    test_form_set_text (form, ((YcFieldSpec *) g_ptr_array_index (page->fields, i))->path, NULL);
}

static void
forget_items (const YcMatter *matter,
              TestForm       *form,
              const char     *module)
{
  for (guint i = 0; i < matter->items->len; i++)
    {
      const YcItemSpec *item = g_ptr_array_index (matter->items, i);
      g_autofree char *path = g_strconcat ("/items/", item->id, "/state", NULL);

      if (item->modules->len == 1 && strcmp (g_ptr_array_index (item->modules, 0), module) == 0)
        test_form_set_text (form, path, NULL);
    }
}

/* @id: of a module, whose page is called like it */
static void
assert_opt_out (const YcMatter *matter,
                const char     *id)
{
  const YcModule *module = yc_matter_find_module (matter, id);
  const YcPage *page = find_page (matter, id);
  g_auto (TestForm) form;

  g_test_message ("%s", id);
  whole_fill (&form, matter);
  g_assert_cmpuint (count_shown (page, &form), >, 0);
  g_assert_true (yc_module_is_chosen (module, &form.form));

  test_form_set_text (&form, module->chosen_by, "no");
  if (strcmp (id, "seals") == 0)
    test_form_set_text (&form, "/modules/bank", "no");
  if (strcmp (id, "seals") == 0 || strcmp (id, "bank") == 0)
    test_form_set_text (&form, "/unit-account/kind", "later");
  g_assert_cmpuint (count_shown (page, &form), ==, 0);
  g_assert_false (yc_module_is_chosen (module, &form.form));
  empty_page (page, &form);
  forget_items (matter, &form, id);
  assert_findings (matter, &form, "");
  assert_decision (matter, &form, NULL);
}

static void
test_opt_outs (void)
{
  g_autoptr (YcCatalogue) catalogue = whole_read ();
  const YcMatter *matter = whole_get_matter (catalogue);

  for (guint i = 1; i < matter->modules->len; i++)
    assert_opt_out (matter, ((YcModule *) g_ptr_array_index (matter->modules, i))->id);
}

/* What three modules share is asked while one of them is left. */
static void
test_shared_page (void)
{
  g_autoptr (YcCatalogue) catalogue = whole_read ();
  const YcMatter *matter = whole_get_matter (catalogue);
  const YcPage *page = find_page (matter, "units");
  g_auto (TestForm) form;

  whole_fill (&form, matter);
  test_form_set_text (&form, "/modules/social", "no");
  test_form_set_text (&form, "/modules/fund", "no");
  g_assert_cmpuint (count_shown (page, &form), >, 0);
  test_form_set_text (&form, "/modules/medical", "no");
  g_assert_cmpuint (count_shown (page, &form), ==, 0);
  empty_page (page, &form);
  assert_findings (matter, &form, "");
}

/* A licence and nothing else: one page of choices, and the registration. */
static void
test_licence_only (void)
{
  static const char *const modules[] = { "seals", "invoices", "social", "medical", "fund", "bank" };
  g_autoptr (YcCatalogue) catalogue = whole_read ();
  const YcMatter *matter = whole_get_matter (catalogue);
  g_auto (TestForm) form;

  whole_fill (&form, matter);
  for (gsize i = 0; i < G_N_ELEMENTS (modules); i++)
    {
      g_autofree char *path = g_strconcat ("/modules/", modules[i], NULL);

      test_form_set_text (&form, path, "no");
      empty_page (find_page (matter, modules[i]), &form);
      forget_items (matter, &form, modules[i]);
    }
  empty_page (find_page (matter, "units"), &form);
  assert_findings (matter, &form, "");
  g_assert_cmpuint (yc_matter_find_promise (matter, &form.form, &whole_today)->minutes, ==, 20);
}

static void
test_promises (void)
{
  g_autoptr (YcCatalogue) catalogue = whole_read ();
  const YcMatter *matter = whole_get_matter (catalogue);
  g_auto (TestForm) form;

  whole_fill (&form, matter);
  g_assert_cmpuint (yc_matter_find_promise (matter, &form.form, &whole_today)->minutes, ==, 60);
  test_form_set_text (&form, "/modules/invoices", "no");
  g_assert_cmpuint (yc_matter_find_promise (matter, &form.form, &whole_today)->minutes, ==, 120);
  test_form_set_text (&form, "/modules/bank", "no");
  g_assert_cmpuint (yc_matter_find_promise (matter, &form.form, &whole_today)->minutes, ==, 20);
}

/* --- each bank's checklist --------------------------------------------------- */

/* Items of the bank module that are wanted, for the bank alone or for all. */
static GPtrArray *
list_bank_items (const YcMatter *matter,
                 TestForm       *form)
{
  GPtrArray *items = g_ptr_array_new ();

  for (guint i = 0; i < matter->items->len; i++)
    {
      const YcItemSpec *item = g_ptr_array_index (matter->items, i);

      if (g_ptr_array_find_with_equal_func (item->modules, "bank", g_str_equal, NULL) &&
          yc_item_spec_is_needed (item, &form->form, &whole_today))
        g_ptr_array_add (items, item->id);
    }
  return items;
}

static void
test_banks (void)
{
  g_autoptr (YcCatalogue) catalogue = whole_read ();
  const YcMatter *matter = whole_get_matter (catalogue);
  const YcFieldSpec *banks = yc_matter_find_field (matter, "/bank/bank");
  g_auto (TestForm) form;

  whole_fill (&form, matter);
  g_assert_cmpuint (banks->choices->len, ==, 8);
  for (guint i = 0; i < banks->choices->len; i++)
    {
      const YcChoice *bank = g_ptr_array_index (banks->choices, i);
      g_autofree char *start = g_strconcat (bank->code, "-", NULL);
      g_autoptr (GPtrArray) items = NULL;
      guint own = 0;

      test_form_set_text (&form, "/bank/bank", bank->code);
      items = list_bank_items (matter, &form);
      g_assert_true (g_ptr_array_find_with_equal_func (items, "bank-application", g_str_equal, NULL));
      for (guint j = 0; j < items->len; j++)
        if (g_str_has_prefix (g_ptr_array_index (items, j), start))
          own++;
        else
          g_assert_true (g_str_has_prefix (g_ptr_array_index (items, j), "bank-"));
      g_assert_cmpuint (own, >, 0);
    }
}

/* --- what may not be together ------------------------------------------------- */

static void
test_constraints (void)
{
  static const struct
  {
    const char *path;
    const char *text;
    const char *found;
  } turns[] = {
    { "/modules/seals", "no", "/modules/bank bank-needs-seals" },
    { "/seals/finance", "no", "/seals/finance bank-needs-seal-finance" },
    { "/seals/legal-rep/material", "photosensitive", "/seals/legal-rep/material photosensitive-seal" },
    { "/company/type", "natural-sole", "/company/type several-shareholders" },
    { "/board/kind", "board", "/directors rows-min" },
    { "/staff-now/enrol", "yes", "/staff rows-min\n/items/staff-contracts item-missing" },
    { "/invoices/taxpayer", "general", "/invoices/period general-by-quarter" },
    { "/name/trade", "中国示例", "/name/trade name-state" },
    { "/domicile/purpose", "dwelling", "/items/neighbours item-missing" },
    { "/domicile/evidence", "commitment", "/items/domicile-commitment item-missing" },
  };
  g_autoptr (YcCatalogue) catalogue = whole_read ();
  const YcMatter *matter = whole_get_matter (catalogue);

  for (gsize i = 0; i < G_N_ELEMENTS (turns); i++)
    {
      g_auto (TestForm) form;

      whole_fill (&form, matter);
      test_form_set_text (&form, turns[i].path, turns[i].text);
      assert_findings (matter, &form, turns[i].found);
    }
}

static void
test_constraints_of_two (void)
{
  g_autoptr (YcCatalogue) catalogue = whole_read ();
  const YcMatter *matter = whole_get_matter (catalogue);
  g_auto (TestForm) form;

  whole_fill (&form, matter);
  g_ptr_array_set_size (form.rows, 1);
  test_form_set_int (&form, "/shareholders/a/amount", 100000000);
  assert_findings (matter, &form, "/company/type sole-shareholder");
  test_form_set_text (&form, "/company/type", "natural-sole");
  assert_findings (matter, &form, "");

  test_form_set_int (&form, "/shareholders/a/paid", 100000001);
  test_form_set_text (&form, "/shareholders/a/paid-on", "2026-11-26");
  assert_findings (matter, &form, "/shareholders/a/paid paid-too-much");
  test_form_set_int (&form, "/shareholders/a/paid", 100000000);
  assert_findings (matter, &form, "");

  test_form_set_text (&form, "/supervisor/kind", "one");
  test_form_set_text (&form, "/supervisor/name", "张测试");
  test_form_set_text (&form, "/supervisor/identity", "card");
  test_form_set_text (&form, "/supervisor/number", WHOLE_NUMBER);
  assert_findings (matter, &form, "/supervisor/number supervisor-is-representative");

  test_form_set_text (&form, "/supervisor/kind", "none");
  test_form_set_text (&form, "/domicile/right", "rented");
  test_form_set_text (&form, "/domicile/owner", "李测试");
  test_form_set_text (&form, "/domicile/rent-from", "2027-01-01");
  test_form_set_text (&form, "/domicile/rent-until", "2026-12-31");
  whole_see_items (&form, matter);
  assert_findings (matter, &form, "/domicile/rent-until rent-order");
}

/* Signers: those who hold a post, once they are named. */
static void
test_signers (void)
{
  g_autoptr (YcCatalogue) catalogue = whole_read ();
  const YcMatter *matter = whole_get_matter (catalogue);
  g_auto (GStrv) few = NULL;
  g_auto (GStrv) many = NULL;
  g_autofree char *row = NULL;
  g_auto (TestForm) form;

  whole_fill (&form, matter);
  few = yc_matter_list_signers (matter, &form.form, &whole_today);
  g_assert_cmpuint (g_strv_length (few), ==, 3);
  test_form_set_text (&form, "/legal-representative/post", "director");
  test_form_set_text (&form, "/manager/kind", "other");
  test_form_set_text (&form, "/manager/name", "王测试");
  test_form_set_text (&form, "/supervisor/kind", "one");
  test_form_set_text (&form, "/supervisor/name", "赵测试");
  test_form_set_text (&form, "/board/kind", "board");
  row = whole_add_row (&form, matter, "/directors", "d");
  test_form_set_text (&form, "/agent/kind", "agent");
  test_form_set_text (&form, "/agent/name", "钱测试");
  many = yc_matter_list_signers (matter, &form.form, &whole_today);
  g_assert_cmpuint (g_strv_length (many), ==, 7);
}

static void
assert_output (const YcMatter *matter,
               const char     *key,
               const char     *value,
               const char     *words)
{
  const YcOutput *output = yc_module_find_output (yc_matter_find_module (matter, "invoices"), key);
  g_autofree char *said = yc_output_dup_words (output, matter, value);

  g_assert_true (yc_output_has_form (output, matter, value));
  g_assert_cmpstr (said, ==, words);
}

/* What an office gives by code or in fen is told as the form tells it, and
 * nothing else is taken for it. */
static void
test_outputs (void)
{
  g_autoptr (YcCatalogue) catalogue = whole_read ();
  const YcMatter *matter = whole_get_matter (catalogue);
  const YcModule *invoices = yc_matter_find_module (matter, "invoices");
  const YcOutput *limit = yc_module_find_output (invoices, "credit-limit");

  assert_output (matter, "invoice-kind", "digital", "数电票");
  assert_output (matter, "credit-limit", "10000000", "100,000 元");
  assert_output (matter, "credit-limit", "50", "0.50 元");
  assert_output (matter, "taxpayer-determination", "小规模纳税人", "小规模纳税人");
  g_assert_false (yc_output_has_form (limit, matter, "100,000"));
  g_assert_false (yc_output_has_form (limit, matter, "-1"));
  g_assert_false (yc_output_has_form (limit, matter, "99999999999999999999"));
  g_assert_false (yc_output_has_form (yc_module_find_output (invoices, "invoice-kind"), matter, "paper"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/whole-form/routine", test_routine);
  g_test_add_func ("/whole-form/rules", test_rules);
  g_test_add_func ("/whole-form/five-years", test_five_years);
  g_test_add_func ("/whole-form/nothing-twice", test_nothing_twice);
  g_test_add_func ("/whole-form/all-used", test_all_used);
  g_test_add_func ("/whole-form/opt-outs", test_opt_outs);
  g_test_add_func ("/whole-form/shared-page", test_shared_page);
  g_test_add_func ("/whole-form/licence-only", test_licence_only);
  g_test_add_func ("/whole-form/promises", test_promises);
  g_test_add_func ("/whole-form/banks", test_banks);
  g_test_add_func ("/whole-form/constraints", test_constraints);
  g_test_add_func ("/whole-form/constraints/two", test_constraints_of_two);
  g_test_add_func ("/whole-form/signers", test_signers);
  g_test_add_func ("/whole-form/outputs", test_outputs);
  return g_test_run ();
}
