/* What the form of 2026.12 sends to each office is what that office needs, and
 * what the office gives is what the catalogue says the module gives. */

#include "../wire/test-whole-form.h"
#include "yc-checks.h"
#include "yc-json-guard.h"
#include "yc-sim-office-rules.h"

#define CREDIT_CODE "91350100M000100Y43"

/* A case on its way through the offices. */
typedef struct
{
  YcCatalogue *catalogue;
  const YcMatter *matter;
  TestForm form;
  json_t *inputs; /* module → key → value */
  gint64 serial;
} Case;

static void
case_init (Case *self)
{
  self->catalogue = whole_read ();
  self->matter = whole_get_matter (self->catalogue);
  whole_fill (&self->form, self->matter);
  self->inputs = json_pack ("{s:{s:s}}", "registration", "credit-code", CREDIT_CODE);
  self->serial = 0;
}

static void
case_clear (Case *self)
{
  json_decref (self->inputs);
  test_form_clear (&self->form);
  yc_catalogue_unref (self->catalogue);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_clear)

static gint64
draw (gpointer data)
{
  return ++((Case *) data)->serial;
}

/* Only what the module uses goes to its office. */
static json_t *
create_request (Case           *self,
                const YcModule *module)
{
  json_t *form = json_object ();

  for (guint i = 0; i < module->uses->len; i++)
    {
      const char *path = g_ptr_array_index (module->uses, i);
      const YcValue *value = self->form.form.get (&self->form.form, path);

      if (value == NULL || value->type == YC_VALUE_NONE)
        continue;
      json_object_set_new (form, path, value->type == YC_VALUE_INT ? json_integer (value->integer)
                                                                   : json_string (value->text));
    }
  return json_pack ("{s:o, s:O}", "form", form, "inputs", self->inputs);
}

static json_t *
ask (Case           *self,
     const YcModule *module)
{
  g_autoptr (json_t) request = create_request (self, module);
  const YcSimOfficeRules *office = yc_sim_office_rules_find (module->office);
  json_t *answer = json_object ();

  g_assert_nonnull (office);
  g_assert_cmpstr (office->module, ==, module->id);
  yc_sim_office_decide (office, request, answer, draw, self);
  return answer;
}

static void
assert_passes (const YcOutput *output,
               json_t         *value)
{
  g_autoptr (GPtrArray) findings = yc_findings_new ();
  g_auto (YcValue) text = YC_VALUE_INIT;

  yc_value_set_text (&text, json_string_value (value));
  g_assert_cmpint (text.type, ==, YC_VALUE_TEXT);
  if (output->check != NULL)
    yc_check_run (output->check, output->key, &text, NULL, NULL, &whole_today, findings);
  g_assert_cmpuint (findings->len, ==, 0);
}

/* Each output is the module's, passes its check, and none that is due is absent. */
static void
assert_outputs (Case           *self,
                const YcModule *module,
                json_t         *outputs)
{
  const char *key;
  json_t *value;

  json_object_foreach (outputs, key, value)
    {
      const YcOutput *output = yc_module_find_output (module, key);

      g_test_message ("%s gives %s = %s", module->id, key, json_string_value (value));
      g_assert_nonnull (output);
      assert_passes (output, value);
    }
  for (guint i = 0; i < module->outputs->len; i++)
    {
      const YcOutput *output = g_ptr_array_index (module->outputs, i);
      gboolean due = output->given_when == NULL ||
                     yc_expr_holds (output->given_when, &self->form.form, NULL, &whole_today);

      g_assert_cmpint (due, ==, json_object_get (outputs, output->key) != NULL);
    }
}

/* All six, in the catalogue's order; what one gives the later ones are told. */
static void
go_through (Case *self)
{
  for (guint i = 1; i < self->matter->modules->len; i++)
    {
      const YcModule *module = g_ptr_array_index (self->matter->modules, i);
      g_autoptr (json_t) answer = ask (self, module);
      json_t *outputs = json_object_get (answer, "outputs");

      g_assert_cmpstr (json_string_value (json_object_get (answer, "outcome")), ==, "done");
      assert_outputs (self, module, outputs);
      json_object_set (self->inputs, module->id, outputs);
    }
}

static void
test_needs (void)
{
  g_auto (Case) c = { 0 };

  case_init (&c);
  g_assert_cmpuint (c.matter->modules->len, ==, YC_SIM_OFFICES + 1);
  for (guint i = 0; i < YC_SIM_OFFICES; i++)
    {
      const YcSimOfficeRules *office = yc_sim_office_rules_get (i);
      const YcModule *module = yc_matter_find_module (c.matter, office->module);

      g_assert_nonnull (module);
      g_assert_cmpstr (module->office, ==, office->id);
      for (const char *const *path = office->needs; *path != NULL; path++)
        {
          const YcFieldSpec *spec = yc_matter_find_field (c.matter, *path);

          g_test_message ("%s needs %s", office->id, *path);
          g_assert_true (g_ptr_array_find_with_equal_func (module->uses, *path, g_str_equal, NULL));
          /* And nobody gets by without filling it in. */
          g_assert_true (yc_field_spec_is_required (spec, &c.form.form, NULL, &whole_today));
        }
    }
}

static void
test_through (void)
{
  static const char *const kinds[] = { "digital", "legacy" };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_auto (Case) c = { 0 };

      case_init (&c);
      test_form_set_text (&c.form, "/invoices/kind", kinds[i]);
      go_through (&c);
    }
}

/* Each bank opens an account; a seal that was not wanted is not given. */
static void
test_banks (void)
{
  g_auto (Case) c = { 0 };
  const YcFieldSpec *banks;

  case_init (&c);
  banks = yc_matter_find_field (c.matter, "/bank/bank");
  test_form_set_text (&c.form, "/seals/contract", "no");
  for (guint i = 0; i < banks->choices->len; i++)
    {
      test_form_set_text (&c.form, "/bank/bank", ((YcChoice *) banks->choices->pdata[i])->code);
      go_through (&c);
    }
}

/* What an office may want corrected it was sent, or nobody could correct it. */
static void
test_corrections (void)
{
  static const struct
  {
    const char *module;
    const char *path;
    gint64 integer;
  } turns[] = {
    { "invoices", "/invoices/special", 26 },
    { "invoices", "/invoices/ordinary", 51 },
    { "invoices", "/invoices/sheet-limit", 10000001 },
    { "fund", "/fund/rate", 13 },
  };
  g_auto (Case) c = { 0 };

  case_init (&c);
  test_form_set_text (&c.form, "/invoices/kind", "legacy");
  for (gsize i = 0; i < G_N_ELEMENTS (turns); i++)
    {
      const YcModule *module = yc_matter_find_module (c.matter, turns[i].module);
      g_autoptr (json_t) answer = NULL;
      json_t *points;

      test_form_set_int (&c.form, turns[i].path, turns[i].integer);
      answer = ask (&c, module);
      g_assert_cmpstr (json_string_value (json_object_get (answer, "outcome")), ==, "correct");
      points = json_object_get (answer, "points");
      g_assert_cmpstr (json_string_value (json_object_get (json_array_get (points, json_array_size (points) - 1), "path")),
                       ==, turns[i].path);
    }
}

/* The bank would refuse; the form says so before anything is sent. */
static void
test_photosensitive (void)
{
  g_auto (Case) c = { 0 };
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (json_t) answer = NULL;

  case_init (&c);
  go_through (&c);
  test_form_set_text (&c.form, "/seals/legal-rep/material", "photosensitive");
  answer = ask (&c, yc_matter_find_module (c.matter, "bank"));
  g_assert_cmpstr (json_string_value (json_object_get (answer, "outcome")), ==, "refuse");
  findings = yc_matter_check (c.matter, &c.form.form, &whole_today);
  g_assert_cmpuint (findings->len, ==, 1);
  g_assert_cmpstr (((YcFinding *) findings->pdata[0])->code, ==, "photosensitive-seal");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/office-needs/needs", test_needs);
  g_test_add_func ("/office-needs/through", test_through);
  g_test_add_func ("/office-needs/banks", test_banks);
  g_test_add_func ("/office-needs/corrections", test_corrections);
  g_test_add_func ("/office-needs/photosensitive", test_photosensitive);
  return g_test_run ();
}
