/* A small matter made by hand, and all that can be wrong with a form of it. */

#include "test-form.h"
#include "yc-catalogue.h"

#include <string.h>

static const YcDate today = { 2026, 11, 24 };

static YcExpr *
equals (const char *path,
        const char *text)
{
  g_auto (YcValue) value = YC_VALUE_INIT;
  YcExpr *arguments[2];

  yc_value_set_text (&value, text);
  arguments[0] = yc_expr_new_field (path);
  arguments[1] = yc_expr_new_literal (&value);
  return yc_expr_new (YC_EXPR_EQ, arguments, 2);
}

static YcFieldSpec *
add_field (GPtrArray  *fields,
           const char *path,
           YcFieldType type)
{
  YcFieldSpec *spec = yc_field_spec_new ();

  spec->path = g_strdup (path);
  spec->label = g_strconcat ("label of ", path, NULL);
  spec->type = type;
  spec->chars_max = 10;
  spec->max = YC_VALUE_INT_MAX;
  g_ptr_array_add (fields, spec);
  return spec;
}

static void
add_item (YcMatter   *matter,
          const char *id,
          gboolean    from_card,
          guint       owed_days,
          YcExpr     *needed_when)
{
  YcItemSpec *item = yc_item_spec_new ();

  item->id = g_strdup (id);
  item->label = g_strdup (id);
  item->from_card = from_card;
  item->owed_days = owed_days;
  item->needed_when = needed_when;
  g_ptr_array_add (matter->items, item);
}

static void
add_signer (YcMatter   *matter,
            const char *path,
            gboolean    is_list,
            YcExpr     *applies_when)
{
  YcSigner *signer = yc_signer_new ();

  signer->path = g_strdup (path);
  signer->label = g_strdup ("signer");
  signer->is_list = is_list;
  signer->applies_when = applies_when;
  g_ptr_array_add (matter->signers, signer);
}

static YcPage *
add_page (YcMatter   *matter,
          const char *id)
{
  YcPage *page = yc_page_new ();

  page->id = g_strdup (id);
  page->label = g_strdup (id);
  g_ptr_array_add (matter->pages, page);
  return page;
}

static void
add_fields (YcMatter *matter)
{
  YcPage *page = add_page (matter, "first");
  YcFieldSpec *spec;

  add_field (page->fields, "/a/text", YC_FIELD_TEXT)->required = TRUE;
  spec = add_field (page->fields, "/a/right", YC_FIELD_CHOICE);
  g_ptr_array_add (spec->choices, yc_choice_new ("rented", "租赁"));
  g_ptr_array_add (spec->choices, yc_choice_new ("owned", "自有"));
  spec = add_field (page->fields, "/a/until", YC_FIELD_DATE);
  spec->required = TRUE;
  spec->shown_when = equals ("/a/right", "rented");
  spec = add_field (page->fields, "/a/money", YC_FIELD_MONEY);
  spec->min = 100;
  spec->max = 12345;
  add_field (page->fields, "/boss/name", YC_FIELD_TEXT);
}

static void
add_people (YcMatter *matter)
{
  YcPage *page = add_page (matter, "people");
  YcListSpec *list = page->list = yc_list_spec_new ();
  YcFieldSpec *spec;

  list->path = g_strdup ("/people");
  list->label = g_strdup ("people");
  list->row_label = g_strdup ("person");
  list->rows_min = 1;
  list->rows_max = 2;
  add_field (list->fields, "name", YC_FIELD_TEXT)->required = TRUE;
  add_field (list->fields, "signs", YC_FIELD_TEXT);
  spec = add_field (list->fields, "number", YC_FIELD_PERSON_NUMBER);
  spec->required_when = equals ("./signs", "yes");
}

static YcMatter *
make_matter (void)
{
  YcMatter *matter = yc_matter_new ();

  matter->id = g_strdup ("m");
  matter->label = g_strdup ("matter");
  matter->prefix = g_strdup ("MM");
  add_fields (matter);
  add_people (matter);
  add_item (matter, "identity", TRUE, 0, NULL);
  add_item (matter, "proof", FALSE, 0, NULL);
  add_item (matter, "lease", FALSE, 5, equals ("/a/right", "rented"));
  add_signer (matter, "/people", TRUE, equals ("./signs", "yes"));
  add_signer (matter, "/boss", FALSE, NULL);
  return matter;
}

/* A form without anything wrong. */
static void
fill (TestForm *form)
{
  test_form_init (form, "/people");
  test_form_set_text (form, "/a/text", "text");
  test_form_set_text (form, "/a/right", "rented");
  test_form_set_text (form, "/a/until", "2027-01-01");
  test_form_set_int (form, "/a/money", 12345);
  test_form_set_text (form, "/boss/name", "李测试");
  test_form_set_text (form, "/boss/identity", "card");
  test_form_add_row (form, "r1");
  test_form_set_text (form, "/people/r1/name", "张测试");
  test_form_set_text (form, "/people/r1/signs", "yes");
  test_form_set_text (form, "/people/r1/number", "1");
  test_form_set_text (form, "/people/r1/identity", "card");
  test_form_set_text (form, "/items/proof/state", "seen");
  test_form_set_text (form, "/items/lease/state", "seen");
}

/* @expected: "path code, path code", in order */
static void
assert_findings (TestForm   *form,
                 const char *expected)
{
  YcMatter *matter = make_matter ();
  g_autoptr (GPtrArray) findings = yc_matter_check (matter, &form->form, &today);
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    {
      const YcFinding *finding = g_ptr_array_index (findings, i);

      g_string_append_printf (found, "%s%s %s", i > 0 ? ", " : "", finding->path, finding->code);
      g_assert_cmpstr (finding->message, !=, "");
    }
  g_assert_cmpstr (found->str, ==, expected);
  yc_matter_free (matter);
}

/* One thing changed, and what is said of it. */
static void
assert_text_gives (const char *path,
                   const char *text,
                   const char *expected)
{
  g_auto (TestForm) form;

  fill (&form);
  test_form_set_text (&form, path, text);
  assert_findings (&form, expected);
}

static void
assert_int_gives (const char *path,
                  gint64      integer,
                  const char *expected)
{
  g_auto (TestForm) form;

  fill (&form);
  test_form_set_int (&form, path, integer);
  assert_findings (&form, expected);
}

static void
test_fields (void)
{
  assert_text_gives ("/a/text", "text", "");
  assert_text_gives ("/a/text", NULL, "/a/text required");
  assert_text_gives ("/a/text", "十个汉字十个汉字十个", "");
  assert_text_gives ("/a/text", "十个汉字十个汉字十个字", "/a/text too-long");
  assert_int_gives ("/a/text", 5, "/a/text wrong-type");
  assert_text_gives ("/a/right", "bought", "/a/right not-a-choice");
  assert_text_gives ("/a/until", "2027-02-30", "/a/until wrong-type");
  assert_text_gives ("/a/money", "100", "/a/money wrong-type");
  assert_text_gives ("/a/money", NULL, "");
  assert_int_gives ("/a/money", 99, "/a/money too-small");
  assert_int_gives ("/a/money", 100, "");
  assert_int_gives ("/a/money", 12346, "/a/money too-large");
}

static void
test_hidden (void)
{
  g_auto (TestForm) form;

  fill (&form);
  test_form_set_text (&form, "/a/until", "nonsense");
  test_form_set_text (&form, "/items/lease/state", NULL);
  assert_findings (&form, "/a/until wrong-type, /items/lease item-missing");
  test_form_set_text (&form, "/a/right", "owned");
  assert_findings (&form, "");
}

static void
test_rows (void)
{
  g_auto (TestForm) form;

  assert_text_gives ("/people/r1/name", NULL, "/people/r1/name required");
  assert_text_gives ("/people/r1/number", NULL, "/people/r1/number required");
  fill (&form);
  test_form_add_row (&form, "r2");
  assert_findings (&form, "/people/r2/name required");
  test_form_add_row (&form, "r3");
  assert_findings (&form, "/people rows-max, /people/r2/name required, /people/r3/name required");
  g_ptr_array_set_size (form.rows, 0);
  assert_findings (&form, "/people rows-min");
}

static void
test_persons (void)
{
  assert_text_gives ("/boss/identity", NULL, "/boss/identity identity-missing, /items/identity item-missing");
  assert_text_gives ("/people/r1/identity", "typed",
                     "/people/r1/identity identity-unconfirmed, /items/identity item-missing");
  /* Confirmed it counts, but there is no card to stand for the paper. */
  assert_text_gives ("/people/r1/identity", "typed-confirmed", "/items/identity item-missing");
  assert_text_gives ("/people/r1/signs", "no", "");
}

static void
test_person_who_does_not_sign (void)
{
  g_auto (TestForm) form;

  fill (&form);
  test_form_set_text (&form, "/people/r1/signs", NULL);
  test_form_set_text (&form, "/people/r1/number", NULL);
  test_form_set_text (&form, "/people/r1/identity", NULL);
  assert_findings (&form, "");
}

static void
test_items (void)
{
  g_auto (TestForm) form;

  assert_text_gives ("/items/proof/state", "missing", "/items/proof item-missing");
  assert_text_gives ("/items/proof/state", "owed", "/items/proof item-not-owable");
  assert_text_gives ("/items/lease/state", "owed", "/items/lease item-owed");
  fill (&form);
  test_form_set_text (&form, "/boss/identity", "typed-confirmed");
  test_form_set_text (&form, "/items/identity/state", "seen");
  assert_findings (&form, "");
}

static void
test_severity_and_words (void)
{
  YcMatter *matter = make_matter ();
  g_autoptr (GPtrArray) findings = NULL;
  g_auto (TestForm) form;
  const YcFinding *finding;

  fill (&form);
  test_form_set_text (&form, "/items/lease/state", "owed");
  test_form_set_int (&form, "/a/money", 99999);
  findings = yc_matter_check (matter, &form.form, &today);
  g_assert_cmpuint (yc_findings_count (findings, YC_SEVERITY_WARNING), ==, 1);
  g_assert_cmpuint (yc_findings_count (findings, YC_SEVERITY_ERROR), ==, 1);
  finding = g_ptr_array_index (findings, 0);
  g_assert_nonnull (strstr (finding->message, "label of /a/money"));
  g_assert_nonnull (strstr (finding->message, "123.45"));
  yc_matter_free (matter);
}

static void
assert_door (const YcMatter *matter,
             const char     *path,
             const char     *text,
             gint64          integer,
             const char     *expected)
{
  g_auto (YcValue) value = YC_VALUE_INIT;

  if (text != NULL)
    yc_value_set_text (&value, text);
  else
    yc_value_set_int (&value, integer);
  g_assert_cmpstr (yc_matter_check_value (matter, path, &value), ==, expected);
}

/* What is out of bounds may be put in; what is of another kind may not. */
static void
test_door (void)
{
  YcMatter *matter = make_matter ();

  assert_door (matter, "/a/text", "text", 0, NULL);
  assert_door (matter, "/a/text", "", 0, NULL);
  assert_door (matter, "/a/text", NULL, 3, "wrong-type");
  assert_door (matter, "/a/text", "elevenchars", 0, "too-long");
  assert_door (matter, "/a/right", "bought", 0, "not-a-choice");
  assert_door (matter, "/a/money", NULL, 1, NULL);
  assert_door (matter, "/a/money", NULL, YC_VALUE_INT_MAX + 1, "wrong-type");
  assert_door (matter, "/people/r1/name", "x", 0, NULL);
  assert_door (matter, "/people/r1", "x", 0, "unknown-path");
  assert_door (matter, "/people//name", "x", 0, "unknown-path");
  assert_door (matter, "/people/r1/colour", "x", 0, "unknown-path");
  assert_door (matter, "/peoples/r1/name", "x", 0, "unknown-path");
  assert_door (matter, "/boss/identity", "card", 0, "unknown-path");
  assert_door (matter, "", "x", 0, "unknown-path");
  yc_matter_free (matter);
}

static void
assert_page (const YcMatter *matter,
             const char     *path,
             const char     *expected)
{
  const YcPage *page = yc_matter_find_page (matter, path);

  g_assert_cmpstr (page != NULL ? page->id : NULL, ==, expected);
}

static void
test_pages (void)
{
  YcMatter *matter = make_matter ();

  assert_page (matter, "/a/text", "first");
  assert_page (matter, "/boss/identity", "first");
  assert_page (matter, "/people", "people");
  assert_page (matter, "/people/r1", "people");
  assert_page (matter, "/people/r1/identity", "people");
  assert_page (matter, "/peoples", NULL);
  assert_page (matter, "/items/proof", NULL);
  yc_matter_free (matter);
}

static void
test_signers (void)
{
  YcMatter *matter = make_matter ();
  g_auto (GStrv) paths = NULL;
  g_autofree char *joined = NULL;
  g_auto (TestForm) form;

  fill (&form);
  test_form_add_row (&form, "r2");
  paths = yc_matter_list_signers (matter, &form.form, &today);
  joined = g_strjoinv (" ", paths);
  g_assert_cmpstr (joined, ==, "/people/r1 /boss");
  yc_matter_free (matter);
}

static void
add_rule (YcModule   *module,
          const char *id,
          YcExpr     *holds)
{
  YcRule *rule = yc_rule_new ();

  rule->id = g_strdup (id);
  rule->holds = holds;
  g_ptr_array_add (module->rules, rule);
}

static void
test_decide (void)
{
  YcMatter *matter = make_matter ();
  YcModule *module = yc_module_new ();
  g_autoptr (GPtrArray) results = NULL;
  const YcRuleResult *result;
  gboolean approve = TRUE;
  g_auto (TestForm) form;

  fill (&form);
  g_ptr_array_add (matter->modules, module);
  g_ptr_array_unref (yc_module_decide (module, &form.form, &today, &approve));
  g_assert_false (approve);

  add_rule (module, "one", equals ("/a/right", "rented"));
  g_ptr_array_unref (yc_module_decide (module, &form.form, &today, &approve));
  g_assert_true (approve);

  add_rule (module, "two", equals ("/a/text", "other"));
  add_rule (module, "three", equals ("/a/text", "text"));
  results = yc_module_decide (module, &form.form, &today, &approve);
  g_assert_false (approve);
  g_assert_cmpuint (results->len, ==, 3);
  result = g_ptr_array_index (results, 1);
  g_assert_false (result->holds);
  g_assert_cmpstr (result->seen, ==, "/a/text = text");
  g_assert_true (((YcRuleResult *) g_ptr_array_index (results, 2))->holds);
  yc_matter_free (matter);
}

static void
test_catalogue (void)
{
  g_autoptr (YcCatalogue) catalogue =
    yc_catalogue_new ("1", &(YcDate){ 2026, 5, 1 }, &(YcDate){ 2026, 12, 31 });
  g_autoptr (YcCatalogue) again = yc_catalogue_ref (catalogue);

  yc_catalogue_take_matter (catalogue, make_matter ());
  g_assert_nonnull (yc_catalogue_find_matter (again, "m"));
  g_assert_null (yc_catalogue_find_matter (again, "n"));
  g_assert_false (yc_catalogue_is_valid_on (catalogue, &(YcDate){ 2026, 4, 30 }));
  g_assert_true (yc_catalogue_is_valid_on (catalogue, &(YcDate){ 2026, 5, 1 }));
  g_assert_true (yc_catalogue_is_valid_on (catalogue, &(YcDate){ 2026, 12, 31 }));
  g_assert_false (yc_catalogue_is_valid_on (catalogue, &(YcDate){ 2027, 1, 1 }));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/catalogue/fields", test_fields);
  g_test_add_func ("/catalogue/hidden", test_hidden);
  g_test_add_func ("/catalogue/rows", test_rows);
  g_test_add_func ("/catalogue/persons", test_persons);
  g_test_add_func ("/catalogue/persons/not-signing", test_person_who_does_not_sign);
  g_test_add_func ("/catalogue/items", test_items);
  g_test_add_func ("/catalogue/severity-and-words", test_severity_and_words);
  g_test_add_func ("/catalogue/door", test_door);
  g_test_add_func ("/catalogue/pages", test_pages);
  g_test_add_func ("/catalogue/signers", test_signers);
  g_test_add_func ("/catalogue/decide", test_decide);
  g_test_add_func ("/catalogue/versions", test_catalogue);
  return g_test_run ();
}
