/* yc-hub-rules.c: what the catalogue asks, and what follows from a submission
 *
 * A case is judged by the version it began with (D31), however old that is.
 * Which versions there are yc-hub-catalogues.c knows.
 *
 * The judge in core knows what may be done to any case and when; this file
 * knows what the case's matter allows: which fields there are and what they
 * hold, what must be there before a submission, and which rules decide it.
 */

#include "yc-hub-rules.h"

#include "yc-case-form.h"
#include "yc-case-job.h"
#include "yc-case-judge.h"
#include "yc-checks.h"

#include <string.h>

#define TIME_ZONE_MINUTES 480 /* China keeps one time */
#define AREA_PATH "/domicile/area"
#define NAME_PAGE "/name/"
#define NAME_ALTERNATIVE "/name/alternative"
#define WORDS_MAX 8192 /* bytes */

struct _YcHubRules
{
  YcHubCatalogues *catalogues;
};

/* @catalogues: (transfer full) */
YcHubRules *
yc_hub_rules_new (YcHubCatalogues *catalogues)
{
  YcHubRules *self = g_new0 (YcHubRules, 1);

  self->catalogues = catalogues;
  return self;
}

void
yc_hub_rules_free (YcHubRules *self)
{
  yc_hub_catalogues_free (self->catalogues);
  g_free (self);
}

/* Returns: (transfer none) */
YcHubCatalogues *
yc_hub_rules_get_catalogues (YcHubRules *self)
{
  return self->catalogues;
}

/* Returns: (nullable) (transfer none): of the case's own version; NULL before it
 *   is opened, and where the hub has that version no more */
const YcCatalogue *
yc_hub_rules_find_catalogue (YcHubRules *self,
                             YcCase     *folded)
{
  const char *version = yc_case_get_version (folded);

  return version != NULL ? yc_hub_catalogues_find (self->catalogues, version) : NULL;
}

/* Returns: (nullable) (transfer none): the case's matter */
const YcMatter *
yc_hub_rules_find_matter (YcHubRules *self,
                          YcCase     *folded)
{
  const YcCatalogue *catalogue = yc_hub_rules_find_catalogue (self, folded);
  const char *id = yc_case_get_matter (folded);

  return catalogue != NULL && id != NULL ? yc_catalogue_find_matter (catalogue, id) : NULL;
}

/* A form is valid for cases that begin; those that began with it keep it. One that was
 * withdrawn is good for cases that were begun before. */
static void
judge_open (YcHubRules *self,
            const YcOp *op,
            gint64      at_ms,
            YcVerdict  *verdict)
{
  const YcRecord *record = op->body->record;
  const YcHubVersion *version = yc_hub_catalogues_look_up (self->catalogues, yc_record_get_text (record, "version"));
  YcDate day = yc_date_from_wall (at_ms, TIME_ZONE_MINUTES);

  if (version == NULL)
    {
      yc_verdict_refuse (verdict, "", "unknown-version");
      return;
    }
  if (yc_catalogue_find_matter (version->catalogue, yc_record_get_text (record, "matter")) == NULL)
    yc_verdict_refuse (verdict, "", "unknown-matter");
  if (!yc_catalogue_is_valid_on (version->catalogue, &day))
    yc_verdict_refuse (verdict, "", "version-not-valid");
  if (version->withdrawn_ms != 0 && at_ms >= version->withdrawn_ms)
    yc_verdict_refuse (verdict, "", "version-withdrawn");
}

static void
judge_fields (const YcMatter *matter,
              const YcOp     *op,
              YcVerdict      *verdict)
{
  for (guint i = 0; i < op->body->items->len; i++)
    {
      const YcRecord *item = g_ptr_array_index (op->body->items, i);
      const char *path = yc_record_get_text (item, "path");
      const char *wrong = yc_matter_check_value (matter, path, yc_record_get (item, "value"));

      if (wrong != NULL)
        yc_verdict_refuse (verdict, path, wrong);
    }
}

static void
judge_list (const YcMatter *matter,
            const YcOp     *op,
            YcVerdict      *verdict)
{
  const char *list = yc_record_get_text (op->body->record, "list");

  if (yc_matter_find_list (matter, list) == NULL)
    yc_verdict_refuse (verdict, list, "unknown-path");
}

/* What stands of a row is its existence, and no field of the form. */
static void
judge_chosen (const YcMatter *matter,
              YcCase         *folded,
              const YcOp     *op,
              YcVerdict      *verdict)
{
  const char *path = yc_record_get_text (op->body->record, "path");
  const char *wrong;

  if (yc_matter_find_field (matter, path) == NULL && yc_case_get_field (folded, path) != NULL)
    return;
  wrong = yc_matter_check_value (matter, path, yc_record_get (op->body->record, "chosen"));
  if (wrong != NULL)
    yc_verdict_refuse (verdict, path, wrong);
}

static void
judge_person (const YcMatter *matter,
              const YcOp     *op,
              YcVerdict      *verdict)
{
  const char *person = yc_record_get_text (op->body->record, "person");
  g_autofree char *name = g_strconcat (person, "/name", NULL);

  if (yc_matter_find_field (matter, name) == NULL)
    yc_verdict_refuse (verdict, person, "unknown-path");
}

static void
judge_item (const YcMatter *matter,
            const YcOp     *op,
            YcVerdict      *verdict)
{
  if (yc_matter_find_item (matter, yc_record_get_text (op->body->record, "item")) == NULL)
    yc_verdict_refuse (verdict, "", "unknown-item");
}

/* Everything that stands in the way, at once. */
static void
judge_submission (const YcMatter *matter,
                  YcCase         *folded,
                  gint64          at_ms,
                  YcVerdict      *verdict)
{
  YcDate day = yc_date_from_wall (at_ms, TIME_ZONE_MINUTES);
  g_autoptr (GPtrArray) findings = NULL;
  YcCaseForm form;

  yc_case_form_init (&form, folded);
  findings = yc_matter_check (matter, &form.form, &day);
  for (guint i = 0; i < findings->len; i++)
    {
      const YcFinding *finding = g_ptr_array_index (findings, i);

      if (finding->severity == YC_SEVERITY_ERROR)
        yc_verdict_refuse (verdict, finding->path, finding->code);
    }
}

/* What is put to the form can't be judged without it. */
static gboolean
asks_the_form (YcKindCode code)
{
  return code == YC_KIND_FIELDS_SET || code == YC_KIND_ROW_ADD || code == YC_KIND_ROW_REMOVE ||
         code == YC_KIND_FIELD_SETTLE || code == YC_KIND_IDENTITY_RECORD || code == YC_KIND_IDENTITY_CONFIRM ||
         code == YC_KIND_ITEM_MARK || code == YC_KIND_CASE_SUBMIT || code == YC_KIND_JOB_ASK;
}

static void
judge_by_matter (const YcMatter *matter,
                 YcCase         *folded,
                 const YcOp     *op,
                 gint64          at_ms,
                 YcVerdict      *verdict)
{
  YcDate day = yc_date_from_wall (at_ms, TIME_ZONE_MINUTES);

  if (yc_case_wants_consent (folded, matter, op))
    yc_verdict_refuse (verdict, "", "no-consent");
  switch ((int) yc_kind_find (op->kind)->code)
    {
    case YC_KIND_FIELDS_SET:
      judge_fields (matter, op, verdict);
      break;
    case YC_KIND_ROW_ADD:
    case YC_KIND_ROW_REMOVE:
      judge_list (matter, op, verdict);
      break;
    case YC_KIND_FIELD_SETTLE:
      judge_chosen (matter, folded, op, verdict);
      break;
    case YC_KIND_IDENTITY_RECORD:
    case YC_KIND_IDENTITY_CONFIRM:
      judge_person (matter, op, verdict);
      break;
    case YC_KIND_ITEM_MARK:
      judge_item (matter, op, verdict);
      break;
    case YC_KIND_CASE_SUBMIT:
      judge_submission (matter, folded, at_ms, verdict);
      break;
    case YC_KIND_JOB_ASK:
    case YC_KIND_HANDOVER_SIGN:
    case YC_KIND_HANDOVER_POST:
      yc_case_judge_piece (folded, matter, op, &day, verdict);
      break;
    default:
      break;
    }
}

/**
 * yc_hub_rules_judge:
 * @folded: the case before @op
 * @op: an op of a known kind with a sound body
 * @at_ms: when it was made, corrected
 * @verdict: (inout): gets the catalogue's reasons to refuse
 */
void
yc_hub_rules_judge (YcHubRules *self,
                    YcCase     *folded,
                    const YcOp *op,
                    gint64      at_ms,
                    YcVerdict  *verdict)
{
  YcKindCode code = yc_kind_find (op->kind)->code;
  const YcMatter *matter = yc_hub_rules_find_matter (self, folded);

  if (code == YC_KIND_CASE_OPEN)
    judge_open (self, op, at_ms, verdict);
  else if (matter != NULL)
    judge_by_matter (matter, folded, op, at_ms, verdict);
  else if (yc_case_get_matter (folded) != NULL && asks_the_form (code))
    yc_verdict_refuse (verdict, "", "unknown-version");
}

static void
add_reasons (YcBody    *body,
             GPtrArray *results)
{
  for (guint i = 0; i < results->len; i++)
    {
      const YcRuleResult *result = g_ptr_array_index (results, i);
      YcRecord *item = yc_body_add_item (body);

      yc_record_set_text (item, "rule", result->rule->id);
      yc_record_set_int (item, "holds", result->holds ? 1 : 0);
      yc_record_set_text (item, "text", result->holds ? result->rule->label : result->rule->failed);
    }
}

/**
 * yc_hub_rules_decide:
 * @folded: a case that was submitted
 * @at_ms: when
 * @ret_approved: (out): whether all rules hold
 *
 * Returns: (transfer full): the body of a decision.record, with every rule as
 *   a reason
 */
YcBody *
yc_hub_rules_decide (YcHubRules *self,
                     YcCase     *folded,
                     gint64      at_ms,
                     gboolean   *ret_approved)
{
  const YcMatter *matter = yc_hub_rules_find_matter (self, folded);
  const YcModule *module = matter != NULL ? yc_matter_find_module (matter, YC_HUB_REGISTRATION) : NULL;
  YcDate day = yc_date_from_wall (at_ms, TIME_ZONE_MINUTES);
  YcBody *body = yc_body_new ();
  gboolean approved = FALSE;
  YcCaseForm form;

  if (module != NULL)
    {
      g_autoptr (GPtrArray) results = NULL;

      yc_case_form_init (&form, folded);
      results = yc_module_decide (module, &form.form, &day, &approved);
      add_reasons (body, results);
    }
  yc_record_set_text (body->record, "module", YC_HUB_REGISTRATION);
  yc_record_set_text (body->record, "outcome", approved ? "approved" : "review");
  yc_record_set_text (body->record, "by", "rules");
  *ret_approved = approved;
  return body;
}

/* Returns: (transfer none): what a case's number begins with */
const char *
yc_hub_rules_get_prefix (YcHubRules *self,
                         YcCase     *folded)
{
  const YcMatter *matter = yc_hub_rules_find_matter (self, folded);

  return matter != NULL ? matter->prefix : "";
}

/**
 * yc_hub_rules_dup_credit_code:
 * @folded: a case that was approved
 * @number: any; what is more than the body holds falls away
 *
 * A unified social credit identifier of an enterprise (GB 32100-2015): 91, the
 * area of the domicile, and an organisation's code whose body is @number in the
 * standard's 31 letters behind "MA".
 *
 * Returns: (transfer full) (nullable): the code; %NULL without an area
 */
char *
yc_hub_rules_dup_credit_code (YcCase  *folded,
                              guint64  number)
{
  static const char letters[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  const YcValue *area = yc_case_get_value (folded, AREA_PATH);
  char body[] = "MA000000";
  char organisation[YC_ORGANISATION_CODE_SIZE], code[YC_CREDIT_CODE_SIZE];

  for (gsize i = sizeof body - 2; i >= 2; i--, number /= 31)
    body[i] = letters[number % 31];
  if (area == NULL || area->type != YC_VALUE_TEXT || !yc_organisation_code_build (body, organisation) ||
      !yc_credit_code_build ('9', '1', area->text, organisation, code))
    return NULL;
  return g_strdup (code);
}

static gboolean
is_named (YcCase *folded)
{
  const YcValue *trade = yc_case_get_value (folded, yc_name_part_get_path (YC_NAME_TRADE));

  return trade != NULL && trade->type == YC_VALUE_TEXT && *trade->text != '\0';
}

/* The name as it stands on the licence: region, trade name, industry, form. What
 * the form begins with is no name: "" while there is no trade name. */
char *
yc_hub_rules_dup_name (YcHubRules *self,
                       YcCase     *folded)
{
  const YcMatter *matter = yc_hub_rules_find_matter (self, folded);
  const YcPage *page = matter != NULL ? yc_matter_find_page (matter, NAME_ALTERNATIVE) : NULL;
  GString *name = g_string_new (NULL);

  for (guint i = 0; page != NULL && is_named (folded) && i < page->fields->len; i++)
    {
      const YcFieldSpec *spec = g_ptr_array_index (page->fields, i);
      const YcValue *value = yc_case_get_value (folded, spec->path);
      const char *label = NULL;

      if (!g_str_has_prefix (spec->path, NAME_PAGE) || strcmp (spec->path, NAME_ALTERNATIVE) == 0 || value == NULL ||
          value->type != YC_VALUE_TEXT)
        continue;
      if (spec->type == YC_FIELD_CHOICE)
        label = yc_field_spec_get_choice_label (spec, value->text);
      g_string_append (name, label != NULL ? label : value->text);
    }
  return g_string_free (name, FALSE);
}

/* People look for a case by who is in it. */
static gboolean
is_looked_for (const YcMatter *matter,
               const char     *path)
{
  const YcFieldSpec *spec = yc_matter_find_field (matter, path);

  if (spec == NULL)
    return FALSE;
  return spec->type == YC_FIELD_PERSON_NUMBER || spec->type == YC_FIELD_PHONE || g_str_has_suffix (path, "/name");
}

/**
 * yc_hub_rules_dup_words:
 *
 * Returns: (transfer full): all that @folded may be found by, a line each
 */
char *
yc_hub_rules_dup_words (YcHubRules *self,
                        YcCase     *folded)
{
  const YcMatter *matter = yc_hub_rules_find_matter (self, folded);
  g_auto (GStrv) paths = yc_case_list_fields (folded);
  g_autofree char *name = yc_hub_rules_dup_name (self, folded);
  const char *number = yc_case_get_number (folded);
  GString *words = g_string_new (name);

  if (number != NULL)
    g_string_append_printf (words, "\n%s", number);
  for (char **path = paths; matter != NULL && *path != NULL && words->len < WORDS_MAX; path++)
    {
      const YcValue *value = yc_case_get_value (folded, *path);

      if (value != NULL && value->type == YC_VALUE_TEXT && is_looked_for (matter, *path))
        g_string_append_printf (words, "\n%s", value->text);
    }
  return g_string_free (words, FALSE);
}

/**
 * yc_hub_rules_find_bytes:
 * @version: (nullable): of a catalogue; %NULL for the newest that is valid
 * @at_ms: now
 *
 * Returns: (nullable) (transfer none): the catalogue as it stands in its file
 */
GBytes *
yc_hub_rules_find_bytes (YcHubRules *self,
                         const char *version,
                         gint64      at_ms)
{
  YcDate day = yc_date_from_wall (at_ms, TIME_ZONE_MINUTES);
  const YcCatalogue *catalogue = version != NULL ? yc_hub_catalogues_find (self->catalogues, version)
                                                 : yc_hub_catalogues_find_newest (self->catalogues, &day);

  return catalogue != NULL ? yc_hub_catalogues_get_bytes (self->catalogues, catalogue) : NULL;
}
