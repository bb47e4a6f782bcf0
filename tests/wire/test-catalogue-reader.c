/* Catalogues from JSON: good ones whole, bad ones refused where they are bad.
 *
 * Each fixture bad-NAME.json is good-small.json or good-modules.json with one
 * thing wrong. */

#include "yc-catalogue-reader.h"

#include <string.h>

#define HOLDS "/matters/0/modules/0/rules/0/holds"
#define MODULE "/matters/0/modules/1"

static const YcDate today = { 2026, 11, 24 };

static const struct
{
  const char *name;
  const char *at; /* NULL where JSON itself is broken */
  const char *reason;
} bad[] = {
  { "unknown-member", "/matters/0/colour", "is not known here" },
  { "unknown-field-member", "/matters/0/pages/0/fields/0/colour", "is not known here" },
  { "missing-member", "/matters/0/prefix", "is missing" },
  { "missing-choices", "/matters/0/pages/0/fields/1/choices", "is missing" },
  { "format", "/format", "is not yichuang-catalogue-1" },
  { "wrong-type", "/matters/0/pages/0/fields/0/label", "is not a text" },
  { "not-an-object", "/matters/0/items/0", "is not an object" },
  { "not-an-array", "/matters/0/items", "is not an array" },
  { "empty-label", "/matters/0/label", "is empty" },
  { "bad-id", "/matters/0/id", "is not an id" },
  { "prefix", "/matters/0/prefix", "capital letters" },
  { "field-type", "/matters/0/pages/0/fields/0/type", "is no type of field" },
  { "member-of-other-type",
    "/matters/0/pages/0/fields/0/min",
    "is not for fields of this type" },
  { "sensitive-choice", "/matters/0/pages/0/fields/1/sensitive", "cannot be masked" },
  { "field-path", "/matters/0/pages/0/fields/0/path", "is not a path" },
  { "reserved-path", "/matters/0/pages/0/fields/0/path", "is kept" },
  { "row-field-path",
    "/matters/0/pages/0/list/fields/0/path",
    "is not the name of a row's field" },
  { "list-path", "/matters/0/pages/0/list/path", "is not the path of a list" },
  { "list-shown", "/matters/0/pages/0/list/shown_when/exists", "names no field" },
  { "field-in-list", "/matters/0/pages/1/fields/0/path", "lies in a list" },
  { "duplicate-field", "/matters/0/pages/0/fields/2/path", "was there before" },
  { "duplicate-row-field", "/matters/0/pages/0/list/fields/1/path", "was there before" },
  { "duplicate-list", "/matters/0/pages/0/list/path", "was there before" },
  { "duplicate-page", "/matters/0/pages/1/id", "was there before" },
  { "duplicate-item", "/matters/0/items/1/id", "was there before" },
  { "duplicate-module", "/matters/0/modules/1/id", "was there before" },
  { "duplicate-rule", "/matters/0/modules/0/rules/1/id", "was there before" },
  { "duplicate-signer", "/matters/0/signers/1/path", "was there before" },
  { "duplicate-choice", "/matters/0/pages/0/fields/1/choices/2/code", "was there before" },
  { "duplicate-matter", "/matters/1/id", "was there before" },
  { "unknown-check", "/matters/0/pages/0/fields/0/check", "is no check" },
  { "initial", "/matters/0/pages/0/fields/1/initial", "does not fit the field" },
  { "proposed-value", "/matters/0/pages/0/fields/1/proposed/0/value", "is not a choice" },
  { "proposed-truth", "/matters/0/pages/0/fields/1/proposed/0/value/exists", "is a truth where a value is needed" },
  { "proposed-field", "/matters/0/pages/0/fields/1/proposed/0/value/field", "names no field" },
  { "proposed-from", "/matters/0/pages/0/fields/1/proposed/0/from", "is missing" },
  { "min-max", "/matters/0/pages/0/fields/2/min", "is above max" },
  { "rows", "/matters/0/pages/0/list/rows_min", "is above rows_max" },
  { "rows-limit", "/matters/0/pages/0/list/rows_max", "is out of bounds" },
  { "long-label", "/matters/0/pages/0/fields/0/label", "is too long" },
  { "too-many-signers", "/matters/0/signers", "has too many elements" },
  { "required-twice", "/matters/0/pages/0/fields/0/required_when", "stands beside required" },
  { "version", "/version", "letters, digits, dots" },
  { "valid-order", "/valid_from", "is after valid_to" },
  { "valid-date", "/valid_to", "is not a date" },
  { "signer", "/matters/0/signers/0/path", "names no person" },
  { "signature-twice", "/matters/0/signatures/1/paper", "was there before" },
  { "signature-signer", "/matters/0/signatures/0/signers", "names no signer" },
  { "signature-nobody", "/matters/0/signatures/0/signers", "names nobody" },
  { "unknown-operation", HOLDS "/xor", "is no operation" },
  { "two-members", HOLDS, "is neither a literal nor an object with one member" },
  { "unknown-field", HOLDS "/exists", "names no field" },
  { "unknown-row-field", HOLDS "/eq/0/count/where/exists", "names no field" },
  { "row-field-outside", HOLDS "/exists", "where there is no row" },
  { "row-from-outside", HOLDS "/exists", "names no field" },
  { "unknown-list", HOLDS "/eq/0/count", "names no list" },
  { "unknown-choice", HOLDS "/eq/1", "is not a choice" },
  { "unknown-choice-in", HOLDS "/in/2", "is not a choice" },
  { "unknown-identity", HOLDS "/eq/0/count/where/eq/1", "is never held" },
  { "unknown-item-state", HOLDS "/eq/1", "is never held" },
  { "compared-types", HOLDS "/eq/1", "another type" },
  { "sum-of-text", HOLDS "/gt/0/sum/field", "is not a number" },
  { "truth-for-value", HOLDS "/eq/0/exists", "is a truth where a value is needed" },
  { "value-for-truth", HOLDS "/and/0/field", "is a value where a truth is needed" },
  { "literal-for-truth", HOLDS, "is a value where a truth is needed" },
  { "arguments", HOLDS "/eq", "has the wrong number of arguments" },
  { "too-many-arguments", HOLDS "/in", "has more than 64 arguments" },
  { "count-in-count", HOLDS "/eq/0/count/where/eq/0/count", "stands inside another count" },
  { "depth",
    HOLDS "/not/not/not/not/not/not/not/not/not/not/not/not/not/not/not/not",
    "is deeper than 16 expressions" },
  { "date-step", HOLDS "/lt/1/date_add/years", "is out of bounds" },
  { "module-after", MODULE "/after", "names no module before it" },
  { "module-after-itself", MODULE "/after", "names no module before it" },
  { "module-uses", MODULE "/uses/2", "names no field" },
  { "module-uses-twice", MODULE "/uses/2", "was there before" },
  { "module-chosen-by", MODULE "/chosen_by", "is not a choice" },
  { "output-kind", MODULE "/outputs/0/kind", "is no kind of output" },
  { "output-as", MODULE "/outputs/1/as", "names a field that is no choice and no sum of money" },
  { "output-check", MODULE "/outputs/1/check", "is no check" },
  { "made-electronic", MODULE "/outputs/0/made", "is of nothing that is given out" },
  { "made-not-handed", MODULE "/outputs/0/made", "is of nothing that is given out" },
  { "made-from-field", MODULE "/outputs/0/made_from/1", "names no field" },
  { "made-when-alone", MODULE "/outputs/0/made_when", "is of nothing that is made" },
  { "made-from-alone", MODULE "/outputs/0/made_from", "is of nothing that is made" },
  { "duplicate-output", MODULE "/outputs/1/key", "was there before" },
  { "review-item", MODULE "/review_points/0/items", "names no item" },
  { "review-field", MODULE "/review_points/0/fields/1", "names no field" },
  { "item-module", "/matters/0/items/0/modules", "names no module" },
  { "promise-minutes", "/matters/0/promises/0/minutes", "is out of bounds" },
  { "duplicate-refusal", "/matters/0/refusals/1/id", "was there before" },
  { "duplicate-pause", "/pauses/1/id", "was there before" },
  { "calendar-day", "/calendar/holidays", "no date" },
  { "calendar-member", "/calendar/working_days", "is missing" },
  { "callback-days", "/callback_days", "is out of bounds" },
  { "duplicate-member", NULL, "a name that was there before" },
  { "not-json", NULL, "not a value" },
};

static GBytes *
load (const char *path)
{
  g_autofree char *full = g_build_filename (g_getenv ("YC_TEST_SOURCE_ROOT"), path, NULL);
  g_autoptr (GError) error = NULL;
  char *text;
  gsize size;

  g_file_get_contents (full, &text, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (text, size);
}

static YcCatalogue *
read_good (const char *path)
{
  g_autoptr (GBytes) bytes = load (path);
  g_autoptr (GError) error = NULL;
  YcCatalogue *catalogue = yc_catalogue_read (bytes, path, &error);

  g_assert_no_error (error);
  return catalogue;
}

static void
test_bad (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *path = g_strdup_printf ("tests/wire/catalogue/bad-%s.json", bad[i].name);
  g_autoptr (GBytes) bytes = load (path);
  g_autofree char *start = g_strconcat ("bad.json: ", bad[i].at, bad[i].at ? ": " : NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (yc_catalogue_read (bytes, "bad.json", &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_true (error->domain == YC_CATALOGUE_ERROR);
  g_assert_true (g_str_has_prefix (error->message, start));
  g_assert_nonnull (strstr (error->message, bad[i].reason));
}

/* No fixture lies there without being tested. */
static void
test_all_fixtures_are_tested (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("YC_TEST_SOURCE_ROOT"),
                                              "tests/wire/catalogue", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint count = 0;

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    count += g_str_has_prefix (name, "bad-");
  g_assert_cmpuint (count, ==, G_N_ELEMENTS (bad));
}

static void
test_small (void)
{
  g_autoptr (YcCatalogue) catalogue = read_good ("tests/wire/catalogue/good-small.json");

  g_assert_cmpstr (yc_catalogue_get_version (catalogue), ==, "1");
  g_assert_cmpuint (yc_catalogue_get_matters (catalogue)->len, ==, 1);
}

static const YcMatter *
find_company (YcCatalogue *catalogue)
{
  const YcMatter *matter = yc_catalogue_find_matter (catalogue, "limited-company-establishment");

  g_assert_nonnull (matter);
  return matter;
}

static void
test_company (void)
{
  g_autoptr (YcCatalogue) catalogue = read_good ("data/catalogue/limited-company.json");
  const YcMatter *matter = find_company (catalogue);
  const YcModule *module = yc_matter_find_module (matter, "registration");

  g_assert_cmpstr (yc_catalogue_get_version (catalogue), ==, "2026.11");
  g_assert_true (yc_catalogue_is_valid_on (catalogue, &today));
  g_assert_cmpstr (matter->label, ==, "有限责任公司设立");
  g_assert_cmpstr (matter->prefix, ==, "LC");
  g_assert_cmpuint (module->promise_minutes, ==, 20);
  g_assert_cmpuint (module->rules->len, >=, 6);
  g_assert_cmpuint (yc_matter_find_list (matter, "/shareholders")->rows_max, ==, 50);
  g_assert_true (((YcSigner *) g_ptr_array_index (matter->signers, 0))->is_list);
  g_assert_cmpint (yc_matter_find_field (matter, "/shareholders/x/amount")->type, ==, YC_FIELD_MONEY);
  g_assert_cmpuint (yc_matter_find_item (matter, "lease")->owed_days, ==, 5);
}

/* The whole form: seven modules, each with an office but the first. */
static void
test_company_whole (void)
{
  g_autoptr (YcCatalogue) catalogue = read_good ("data/catalogue/limited-company-2026.12.json");
  const YcMatter *matter = find_company (catalogue);

  g_assert_cmpstr (yc_catalogue_get_version (catalogue), ==, "2026.12");
  g_assert_true (yc_catalogue_is_valid_on (catalogue, &today));
  g_assert_cmpuint (matter->modules->len, ==, 7);
  for (guint i = 0; i < matter->modules->len; i++)
    {
      const YcModule *module = g_ptr_array_index (matter->modules, i);

      g_assert_cmpint (module->office != NULL, ==, i > 0);
      g_assert_cmpint (module->chosen_by != NULL, ==, i > 0);
      g_assert_cmpint (module->opt_out_notice != NULL, ==, i > 0);
      g_assert_cmpuint (module->uses->len, >, 0);
      g_assert_cmpuint (module->outputs->len, >, 0);
    }
  g_assert_nonnull (matter->name_kind);
  g_assert_cmpuint (yc_catalogue_get_callback_days (catalogue), >, 0);
}

static void
add_fields (GHashTable *seen,
            GPtrArray  *fields,
            const char *list)
{
  for (guint i = 0; i < fields->len; i++)
    {
      const YcFieldSpec *spec = g_ptr_array_index (fields, i);

      g_assert_true (g_hash_table_add (seen, g_strconcat (list, list[0] ? "/" : "", spec->path, NULL)));
    }
}

static void
test_company_paths_are_unique (void)
{
  g_autoptr (YcCatalogue) catalogue = read_good ("data/catalogue/limited-company.json");
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const YcMatter *matter = find_company (catalogue);

  for (guint i = 0; i < matter->pages->len; i++)
    {
      const YcPage *page = g_ptr_array_index (matter->pages, i);

      add_fields (seen, page->fields, "");
      if (page->list != NULL)
        add_fields (seen, page->list->fields, page->list->path);
    }
  g_assert_cmpuint (g_hash_table_size (seen), >=, 25);
}

static const YcValue *
get_nothing (const YcForm *form,
             const char   *path)
{
  return NULL;
}

static char **
list_nothing (const YcForm *form,
              const char   *list)
{
  return g_new0 (char *, 1);
}

/* A case just opened: everything is asked for, nothing is decided, and no
 * condition stumbles. */
static void
test_company_empty_form (void)
{
  static const YcForm form = { get_nothing, list_nothing };
  g_autoptr (YcCatalogue) catalogue = read_good ("data/catalogue/limited-company.json");
  const YcMatter *matter = find_company (catalogue);
  g_autoptr (GPtrArray) findings = yc_matter_check (matter, &form, &today);
  g_autoptr (GPtrArray) results = NULL;
  gboolean approve = TRUE;

  g_assert_cmpuint (yc_findings_count (findings, YC_SEVERITY_ERROR), >=, 20);
  results = yc_module_decide (yc_matter_find_module (matter, "registration"), &form, &today, &approve);
  g_assert_false (approve);
  g_assert_cmpstr (((YcRuleResult *) g_ptr_array_index (results, 0))->seen, ==, "/domicile/area = -");
}

/* Cut anywhere, it is refused and nothing leaks. */
static void
test_cut_short (void)
{
  g_autoptr (GBytes) whole = load ("tests/wire/catalogue/good-small.json");
  gsize size = g_bytes_get_size (whole);

  for (gsize length = 0; length + 2 < size; length += 7)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole, 0, length);
      g_autoptr (GError) error = NULL;

      g_assert_null (yc_catalogue_read (part, "cut", &error));
      g_assert_error (error, YC_CATALOGUE_ERROR, YC_CATALOGUE_ERROR_JSON);
    }
}

/* What a module waits for, is chosen by, sends, gives, and how long all may take. */
static void
test_modules (void)
{
  g_autoptr (YcCatalogue) catalogue = read_good ("tests/wire/catalogue/good-modules.json");
  const YcMatter *matter = yc_catalogue_find_matter (catalogue, "m");
  const YcModule *seals = yc_matter_find_module (matter, "seals");
  const YcReviewPoint *point = g_ptr_array_index (seals->review_points, 0);
  const YcItemSpec *item = g_ptr_array_index (matter->items, 0);
  const YcDate holiday = { 2026, 10, 1 }, saturday = { 2026, 10, 10 };

  g_assert_cmpstr (seals->office, ==, "police");
  g_assert_true (yc_module_has_after (seals, "registration"));
  g_assert_false (yc_module_has_after (yc_matter_find_module (matter, "registration"), "seals"));
  g_assert_cmpstr (seals->chosen_by, ==, "/modules/seals");
  g_assert_cmpuint (seals->statutory_days, ==, 3);
  g_assert_cmpuint (seals->uses->len, ==, 2);
  g_assert_true (yc_module_find_output (seals, "seal-official")->handed);
  g_assert_cmpint (yc_module_find_output (seals, "seal-official")->kind, ==, YC_OUTPUT_OBJECT);
  g_assert_cmpstr (yc_module_find_output (seals, "filing")->check, ==, "credit-code");
  g_assert_nonnull (point->holds);
  g_assert_cmpuint (item->modules->len, ==, 2);
  g_assert_cmpuint (matter->promises->len, ==, 2);
  g_assert_cmpstr (yc_coded_reasons_find (matter->refusals, "scope")->remedy, ==, "向有权机关申请");
  g_assert_nonnull (yc_coded_reasons_find (yc_catalogue_get_pauses (catalogue), "correction"));
  g_assert_nonnull (yc_coded_reasons_find (yc_catalogue_get_carriers (catalogue), "post"));
  g_assert_cmpuint (yc_catalogue_get_callback_days (catalogue), ==, 3);
  g_assert_false (yc_calendar_is_working_day (yc_catalogue_get_calendar (catalogue), &holiday));
  g_assert_true (yc_calendar_is_working_day (yc_catalogue_get_calendar (catalogue), &saturday));
}

static void
test_signatures (void)
{
  g_autoptr (YcCatalogue) catalogue = read_good ("tests/wire/catalogue/good-signatures.json");
  const YcMatter *matter = g_ptr_array_index (yc_catalogue_get_matters (catalogue), 0);
  const YcSignedPaper *first = yc_matter_find_signed_paper (matter, "application");

  g_assert_cmpuint (matter->signatures->len, ==, 2);
  g_assert_nonnull (first);
  g_assert_cmpstr (first->label, ==, "申请书");
  g_assert_true (first->required);
  g_assert_cmpstr (g_ptr_array_index (first->signers, 0), ==, "/people");
  g_assert_false (yc_matter_find_signed_paper (matter, "articles")->required);
  g_assert_null (yc_matter_find_signed_paper (matter, "seal"));
}

/* 2027.01 is 2026.12, and says which seals the hall makes. */
static void
test_made (void)
{
  g_autoptr (YcCatalogue) before = read_good ("data/catalogue/limited-company-2026.12.json");
  g_autoptr (YcCatalogue) after = read_good ("data/catalogue/limited-company-2027.01.json");
  const YcMatter *then = yc_catalogue_find_matter (after, "limited-company-establishment");
  const YcMatter *now = yc_catalogue_find_matter (before, "limited-company-establishment");
  guint made = 0;

  g_assert_cmpstr (yc_catalogue_get_version (after), ==, "2027.01");
  g_assert_cmpuint (then->modules->len, ==, now->modules->len);
  g_assert_cmpuint (then->pages->len, ==, now->pages->len);
  for (guint i = 0; i < then->modules->len; i++)
    {
      const YcModule *module = g_ptr_array_index (then->modules, i);

      for (guint k = 0; k < module->outputs->len; k++)
        {
          const YcOutput *output = g_ptr_array_index (module->outputs, k);

          g_assert_nonnull (yc_module_find_output (g_ptr_array_index (now->modules, i), output->key));
          if (output->made == NULL)
            continue;
          g_assert_cmpstr (output->made, ==, "seal");
          g_assert_true (g_str_has_prefix (output->key, "seal-"));
          g_assert_cmpuint (output->made_from->len, >, 4);
          g_assert_nonnull (output->made_when);
          made++;
        }
    }
  g_assert_cmpuint (made, ==, 5);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/catalogue-reader/small", test_small);
  g_test_add_func ("/catalogue-reader/company", test_company);
  g_test_add_func ("/catalogue-reader/company/whole", test_company_whole);
  g_test_add_func ("/catalogue-reader/company/unique-paths", test_company_paths_are_unique);
  g_test_add_func ("/catalogue-reader/company/empty-form", test_company_empty_form);
  g_test_add_func ("/catalogue-reader/cut-short", test_cut_short);
  g_test_add_func ("/catalogue-reader/all-fixtures", test_all_fixtures_are_tested);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *name = g_strconcat ("/catalogue-reader/bad/", bad[i].name, NULL);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_bad);
    }
  g_test_add_func ("/catalogue-reader/modules", test_modules);
  g_test_add_func ("/catalogue-reader/signatures", test_signatures);
  g_test_add_func ("/catalogue-reader/made", test_made);
  return g_test_run ();
}
