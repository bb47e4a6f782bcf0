/* yc-catalogue.c: the catalogue's structures, and looking things up in them
 *
 * A catalogue is built once, by its reader or by a test, and only read after
 * that. Every list owns what is in it; every look-up gives nothing away.
 */

#include "yc-catalogue.h"

#include <string.h>

struct _YcCatalogue
{
  gatomicrefcount refs;
  char *version;
  YcDate valid_from;
  YcDate valid_to;
  GPtrArray *matters; /* of YcMatter */
  YcCalendar *calendar;
  GPtrArray *pauses;   /* of YcCodedReason */
  GPtrArray *carriers; /* of YcCodedReason */
  guint callback_days;
  YcNameRules *name_rules; /* (nullable) */
};

/* --- making and freeing ---------------------------------------------- */

static void
choice_free (gpointer data)
{
  YcChoice *self = data;

  g_free (self->code);
  g_free (self->label);
  g_free (self);
}

static void
proposal_free (gpointer data)
{
  YcProposal *self = data;

  yc_expr_free (self->value);
  yc_expr_free (self->when);
  g_free (self->from);
  g_free (self);
}

static void
field_spec_free (gpointer data)
{
  YcFieldSpec *self = data;

  g_free (self->path);
  g_free (self->label);
  g_free (self->help);
  g_free (self->unit);
  yc_expr_free (self->required_when);
  yc_expr_free (self->shown_when);
  yc_value_clear (&self->initial);
  g_ptr_array_unref (self->proposals);
  g_free (self->check);
  g_ptr_array_unref (self->choices);
  g_free (self);
}

static void
list_spec_free (YcListSpec *self)
{
  g_free (self->path);
  g_free (self->label);
  g_free (self->row_label);
  yc_expr_free (self->shown_when);
  g_ptr_array_unref (self->fields);
  g_free (self);
}

static void
page_free (gpointer data)
{
  YcPage *self = data;

  g_free (self->id);
  g_free (self->label);
  g_ptr_array_unref (self->fields);
  g_clear_pointer (&self->list, list_spec_free);
  g_free (self);
}

static void
item_spec_free (gpointer data)
{
  YcItemSpec *self = data;

  g_free (self->id);
  g_free (self->label);
  g_free (self->help);
  yc_expr_free (self->needed_when);
  g_ptr_array_unref (self->modules);
  g_free (self);
}

static void
rule_free (gpointer data)
{
  YcRule *self = data;

  g_free (self->id);
  g_free (self->label);
  g_free (self->failed);
  yc_expr_free (self->holds);
  g_free (self);
}

static void
signer_free (gpointer data)
{
  YcSigner *self = data;

  g_free (self->path);
  g_free (self->label);
  yc_expr_free (self->applies_when);
  g_free (self);
}

static void
output_free (gpointer data)
{
  YcOutput *self = data;

  g_free (self->key);
  g_free (self->label);
  g_free (self->check);
  g_free (self->as);
  yc_expr_free (self->given_when);
  g_free (self->made);
  g_ptr_array_unref (self->made_from);
  yc_expr_free (self->made_when);
  g_free (self);
}

static void
review_point_free (gpointer data)
{
  YcReviewPoint *self = data;

  g_free (self->id);
  g_free (self->label);
  g_ptr_array_unref (self->fields);
  g_ptr_array_unref (self->items);
  yc_expr_free (self->holds);
  g_free (self);
}

static void
promise_free (gpointer data)
{
  YcPromise *self = data;

  yc_expr_free (self->when);
  g_free (self->label);
  g_free (self);
}

static void
coded_reason_free (gpointer data)
{
  YcCodedReason *self = data;

  g_free (self->id);
  g_free (self->label);
  g_free (self->remedy);
  g_free (self);
}

static void
module_free (gpointer data)
{
  YcModule *self = data;

  g_free (self->id);
  g_free (self->label);
  g_free (self->office);
  g_free (self->chosen_by);
  g_free (self->opt_out_notice);
  g_ptr_array_unref (self->after);
  g_ptr_array_unref (self->uses);
  g_ptr_array_unref (self->outputs);
  g_ptr_array_unref (self->review_points);
  g_ptr_array_unref (self->rules);
  g_free (self);
}

static void
matter_free (gpointer data)
{
  yc_matter_free (data);
}

/* A matter without anything in it, for the reader to fill. So are the others. */
YcConstraint *
yc_constraint_new (void)
{
  return g_new0 (YcConstraint, 1);
}

static void
constraint_free (gpointer data)
{
  YcConstraint *self = data;

  g_free (self->id);
  g_free (self->path);
  g_free (self->list);
  g_clear_pointer (&self->when, yc_expr_free);
  g_free (self->message);
  g_free (self->mend);
  g_free (self->mend_value);
  g_free (self);
}

YcMatter *
yc_matter_new (void)
{
  YcMatter *self = g_new0 (YcMatter, 1);

  self->modules = g_ptr_array_new_with_free_func (module_free);
  self->pages = g_ptr_array_new_with_free_func (page_free);
  self->items = g_ptr_array_new_with_free_func (item_spec_free);
  self->signers = g_ptr_array_new_with_free_func (signer_free);
  self->signatures = g_ptr_array_new_with_free_func (yc_signed_paper_free);
  self->promises = g_ptr_array_new_with_free_func (promise_free);
  self->refusals = g_ptr_array_new_with_free_func (coded_reason_free);
  self->constraints = g_ptr_array_new_with_free_func (constraint_free);
  return self;
}

void
yc_matter_free (YcMatter *self)
{
  g_free (self->id);
  g_free (self->label);
  g_free (self->prefix);
  g_ptr_array_unref (self->modules);
  g_ptr_array_unref (self->pages);
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->signers);
  g_ptr_array_unref (self->signatures);
  g_ptr_array_unref (self->promises);
  g_ptr_array_unref (self->refusals);
  g_ptr_array_unref (self->constraints);
  g_free (self->name_kind);
  g_free (self->consent);
  g_free (self->consent_refused);
  g_free (self);
}

YcPage *
yc_page_new (void)
{
  YcPage *self = g_new0 (YcPage, 1);

  self->fields = g_ptr_array_new_with_free_func (field_spec_free);
  return self;
}

YcListSpec *
yc_list_spec_new (void)
{
  YcListSpec *self = g_new0 (YcListSpec, 1);

  self->fields = g_ptr_array_new_with_free_func (field_spec_free);
  return self;
}

YcFieldSpec *
yc_field_spec_new (void)
{
  YcFieldSpec *self = g_new0 (YcFieldSpec, 1);

  self->choices = g_ptr_array_new_with_free_func (choice_free);
  self->proposals = g_ptr_array_new_with_free_func (proposal_free);
  return self;
}

YcProposal *
yc_proposal_new (void)
{
  return g_new0 (YcProposal, 1);
}

YcItemSpec *
yc_item_spec_new (void)
{
  YcItemSpec *self = g_new0 (YcItemSpec, 1);

  self->modules = g_ptr_array_new_with_free_func (g_free);
  return self;
}

YcRule *
yc_rule_new (void)
{
  return g_new0 (YcRule, 1);
}

YcSigner *
yc_signer_new (void)
{
  return g_new0 (YcSigner, 1);
}

YcModule *
yc_module_new (void)
{
  YcModule *self = g_new0 (YcModule, 1);

  self->after = g_ptr_array_new_with_free_func (g_free);
  self->uses = g_ptr_array_new_with_free_func (g_free);
  self->outputs = g_ptr_array_new_with_free_func (output_free);
  self->review_points = g_ptr_array_new_with_free_func (review_point_free);
  self->rules = g_ptr_array_new_with_free_func (rule_free);
  return self;
}

YcOutput *
yc_output_new (void)
{
  YcOutput *self = g_new0 (YcOutput, 1);

  self->made_from = g_ptr_array_new_with_free_func (g_free);
  return self;
}

YcReviewPoint *
yc_review_point_new (void)
{
  YcReviewPoint *self = g_new0 (YcReviewPoint, 1);

  self->fields = g_ptr_array_new_with_free_func (g_free);
  self->items = g_ptr_array_new_with_free_func (g_free);
  return self;
}

YcPromise *
yc_promise_new (void)
{
  return g_new0 (YcPromise, 1);
}

YcCodedReason *
yc_coded_reason_new (void)
{
  return g_new0 (YcCodedReason, 1);
}

YcChoice *
yc_choice_new (const char *code,
               const char *label)
{
  YcChoice *self = g_new0 (YcChoice, 1);

  self->code = g_strdup (code);
  self->label = g_strdup (label);
  return self;
}

/* --- the catalogue --------------------------------------------------- */

/**
 * yc_catalogue_new:
 * @version: its name: "2026.11"
 * @valid_from: the first day it counts
 * @valid_to: the last day
 */
YcCatalogue *
yc_catalogue_new (const char   *version,
                  const YcDate *valid_from,
                  const YcDate *valid_to)
{
  YcCatalogue *self;

  g_return_val_if_fail (version != NULL, NULL);
  g_return_val_if_fail (yc_date_compare (valid_from, valid_to) <= 0, NULL);

  self = g_new0 (YcCatalogue, 1);
  g_atomic_ref_count_init (&self->refs);
  self->version = g_strdup (version);
  self->valid_from = *valid_from;
  self->valid_to = *valid_to;
  self->matters = g_ptr_array_new_with_free_func (matter_free);
  self->calendar = yc_calendar_new ();
  self->pauses = g_ptr_array_new_with_free_func (coded_reason_free);
  self->carriers = g_ptr_array_new_with_free_func (coded_reason_free);
  return self;
}

YcCatalogue *
yc_catalogue_ref (YcCatalogue *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
yc_catalogue_unref (YcCatalogue *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->version);
  g_ptr_array_unref (self->matters);
  yc_calendar_free (self->calendar);
  g_ptr_array_unref (self->pauses);
  g_ptr_array_unref (self->carriers);
  g_clear_pointer (&self->name_rules, yc_name_rules_free);
  g_free (self);
}

/* @matter: (transfer full): with an id that no other has */
void
yc_catalogue_take_matter (YcCatalogue *self,
                          YcMatter    *matter)
{
  g_return_if_fail (yc_catalogue_find_matter (self, matter->id) == NULL);

  matter->name_rules = self->name_rules;
  g_ptr_array_add (self->matters, matter);
}

const YcNameRules *
yc_catalogue_get_name_rules (const YcCatalogue *self)
{
  return self->name_rules;
}

/* @rules: (transfer full): before any matter is taken */
void
yc_catalogue_take_name_rules (YcCatalogue *self,
                              YcNameRules *rules)
{
  g_return_if_fail (self->matters->len == 0 && self->name_rules == NULL);

  self->name_rules = rules;
}

const char *
yc_catalogue_get_version (const YcCatalogue *self)
{
  return self->version;
}

/* Whether @version may be a version's name: "2026.12". */
gboolean
yc_catalogue_version_is_valid (const char *version)
{
  gsize length = strlen (version);

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (version[i]) && version[i] != '.' && version[i] != '-')
      return FALSE;
  return length > 0 && length <= YC_CATALOGUE_VERSION_MAX;
}

/* Whether a case may begin with it on @day: both ends count. */
gboolean
yc_catalogue_is_valid_on (const YcCatalogue *self,
                          const YcDate      *day)
{
  return yc_date_compare (day, &self->valid_from) >= 0 &&
         yc_date_compare (day, &self->valid_to) <= 0;
}

/* Which of two versions is the newer one: that which counts from the later day,
 * and of two from one day the one whose name comes later. */
int
yc_catalogue_compare (const YcCatalogue *self,
                      const YcCatalogue *other)
{
  int order = yc_date_compare (&self->valid_from, &other->valid_from);

  return order != 0 ? order : strcmp (self->version, other->version);
}

/* The first and the last day on which a case may begin with it. */
const YcDate *
yc_catalogue_get_valid_from (const YcCatalogue *self)
{
  return &self->valid_from;
}

const YcDate *
yc_catalogue_get_valid_to (const YcCatalogue *self)
{
  return &self->valid_to;
}

GPtrArray *
yc_catalogue_get_matters (const YcCatalogue *self)
{
  return self->matters;
}

/* Returns: (transfer none): for its reader to fill, and for others to read */
YcCalendar *
yc_catalogue_get_calendar (const YcCatalogue *self)
{
  return self->calendar;
}

/* Returns: (transfer none): of YcCodedReason: why a clock may be stopped */
GPtrArray *
yc_catalogue_get_pauses (const YcCatalogue *self)
{
  return self->pauses;
}

/* Returns: (transfer none): of YcCodedReason: who carries what is posted */
GPtrArray *
yc_catalogue_get_carriers (const YcCatalogue *self)
{
  return self->carriers;
}

guint
yc_catalogue_get_callback_days (const YcCatalogue *self)
{
  return self->callback_days;
}

void
yc_catalogue_set_callback_days (YcCatalogue *self,
                                guint        days)
{
  self->callback_days = days;
}

const YcMatter *
yc_catalogue_find_matter (const YcCatalogue *self,
                          const char        *id)
{
  for (guint i = 0; i < self->matters->len; i++)
    {
      const YcMatter *matter = g_ptr_array_index (self->matters, i);

      if (g_strcmp0 (matter->id, id) == 0)
        return matter;
    }
  return NULL;
}

/* --- looking things up ----------------------------------------------- */

static const YcFieldSpec *
find_spec (GPtrArray  *fields,
           const char *path)
{
  for (guint i = 0; i < fields->len; i++)
    {
      const YcFieldSpec *spec = g_ptr_array_index (fields, i);

      if (strcmp (spec->path, path) == 0)
        return spec;
    }
  return NULL;
}

/* What @path says after the list's path and the row's id: "name" of
 * "/shareholders/<id>/name". NULL where it lies in no row of @list. */
static const char *
skip_row (const YcListSpec *list,
          const char       *path)
{
  gsize length = strlen (list->path);
  const char *after;

  if (strncmp (path, list->path, length) != 0 || path[length] != '/')
    return NULL;
  after = strchr (path + length + 1, '/');
  return after != NULL && after > path + length + 1 ? after + 1 : NULL;
}

static const YcFieldSpec *
find_in_page (const YcPage *page,
              const char   *path)
{
  const YcFieldSpec *spec = find_spec (page->fields, path);
  const char *inside;

  if (spec != NULL || page->list == NULL)
    return spec;
  inside = skip_row (page->list, path);
  return inside != NULL ? find_spec (page->list->fields, inside) : NULL;
}

const YcFieldSpec *
yc_matter_find_field (const YcMatter *self,
                      const char     *path)
{
  g_return_val_if_fail (path != NULL, NULL);

  for (guint i = 0; i < self->pages->len; i++)
    {
      const YcFieldSpec *spec = find_in_page (g_ptr_array_index (self->pages, i), path);

      if (spec != NULL)
        return spec;
    }
  return NULL;
}

/* @path: the list's own: "/shareholders" */
const YcListSpec *
yc_matter_find_list (const YcMatter *self,
                     const char     *path)
{
  for (guint i = 0; i < self->pages->len; i++)
    {
      const YcPage *page = g_ptr_array_index (self->pages, i);

      if (page->list != NULL && g_strcmp0 (page->list->path, path) == 0)
        return page->list;
    }
  return NULL;
}

/* Whether @path is at or below the list, or beside a field: what is known of
 * a person, such as "/legal-representative/identity", stands with their fields. */
static gboolean
page_is_near (const YcPage *page,
              const char   *path)
{
  const char *last = strrchr (path, '/');
  gsize length = last != NULL ? (gsize) (last - path) + 1 : 0;

  if (page->list != NULL && g_str_has_prefix (path, page->list->path) &&
      strchr ("/", path[strlen (page->list->path)]) != NULL)
    return TRUE;
  for (guint i = 0; i < page->fields->len && length > 1; i++)
    {
      const YcFieldSpec *spec = g_ptr_array_index (page->fields, i);

      if (strncmp (spec->path, path, length) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * yc_matter_find_page:
 * @self: a matter
 * @path: of a field, a row, a list, or a finding about a person
 *
 * Returns: (nullable): the page to open for it; %NULL for what is on none, as
 *   the checklist's items
 */
const YcPage *
yc_matter_find_page (const YcMatter *self,
                     const char     *path)
{
  g_return_val_if_fail (path != NULL, NULL);

  for (guint i = 0; i < self->pages->len; i++)
    if (find_in_page (g_ptr_array_index (self->pages, i), path) != NULL)
      return g_ptr_array_index (self->pages, i);
  for (guint i = 0; i < self->pages->len; i++)
    if (page_is_near (g_ptr_array_index (self->pages, i), path))
      return g_ptr_array_index (self->pages, i);
  return NULL;
}

const YcItemSpec *
yc_matter_find_item (const YcMatter *self,
                     const char     *id)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      const YcItemSpec *item = g_ptr_array_index (self->items, i);

      if (g_strcmp0 (item->id, id) == 0)
        return item;
    }
  return NULL;
}

const YcModule *
yc_matter_find_module (const YcMatter *self,
                       const char     *id)
{
  for (guint i = 0; i < self->modules->len; i++)
    {
      const YcModule *module = g_ptr_array_index (self->modules, i);

      if (g_strcmp0 (module->id, id) == 0)
        return module;
    }
  return NULL;
}

/* Returns: (nullable): the words for @code */
const char *
yc_field_spec_get_choice_label (const YcFieldSpec *self,
                                const char        *code)
{
  for (guint i = 0; i < self->choices->len; i++)
    {
      const YcChoice *choice = g_ptr_array_index (self->choices, i);

      if (g_strcmp0 (choice->code, code) == 0)
        return choice->label;
    }
  return NULL;
}

/* Returns: (nullable): the one of @reasons that is called @id */
const YcCodedReason *
yc_coded_reasons_find (GPtrArray  *reasons,
                       const char *id)
{
  for (guint i = 0; i < reasons->len; i++)
    {
      const YcCodedReason *reason = g_ptr_array_index (reasons, i);

      if (g_strcmp0 (reason->id, id) == 0)
        return reason;
    }
  return NULL;
}

static gboolean
read_fen (const char *text,
          gint64     *ret_fen)
{
  return g_ascii_string_to_signed (text, 10, 0, YC_VALUE_INT_MAX, ret_fen, NULL);
}

/* Whether an office may give @value: where the output is like a field, one of
 * its choices by code, or a sum in fen. */
gboolean
yc_output_has_form (const YcOutput *self,
                    const YcMatter *matter,
                    const char     *value)
{
  const YcFieldSpec *spec = self->as != NULL ? yc_matter_find_field (matter, self->as) : NULL;
  gint64 fen;

  if (spec != NULL && spec->type == YC_FIELD_CHOICE)
    return yc_field_spec_get_choice_label (spec, value) != NULL;
  return spec == NULL || spec->type != YC_FIELD_MONEY || read_fen (value, &fen);
}

/* Returns: (transfer full): @value as people read it: "数电票" for a code, "100,000 元" for a sum */
char *
yc_output_dup_words (const YcOutput *self,
                     const YcMatter *matter,
                     const char     *value)
{
  const YcFieldSpec *spec = self->as != NULL ? yc_matter_find_field (matter, self->as) : NULL;
  g_autofree char *yuan = NULL;
  gint64 fen;

  if (spec == NULL || value == NULL || !yc_output_has_form (self, matter, value))
    return g_strdup (value);
  if (spec->type == YC_FIELD_CHOICE)
    return g_strdup (yc_field_spec_get_choice_label (spec, value));
  read_fen (value, &fen);
  yuan = yc_value_dup_yuan (fen);
  return g_strconcat (yuan, " ", spec->unit, NULL);
}

const YcOutput *
yc_module_find_output (const YcModule *self,
                       const char     *key)
{
  for (guint i = 0; i < self->outputs->len; i++)
    {
      const YcOutput *output = g_ptr_array_index (self->outputs, i);

      if (g_strcmp0 (output->key, key) == 0)
        return output;
    }
  return NULL;
}

/* Whether it waits for @module, a module's id. */
gboolean
yc_module_has_after (const YcModule *self,
                     const char     *module)
{
  return g_ptr_array_find_with_equal_func (self->after, module, g_str_equal, NULL);
}

/* --- conditions ------------------------------------------------------ */

/* @row: (nullable): path of the row that the field is in */
gboolean
yc_field_spec_is_shown (const YcFieldSpec *self,
                        const YcForm      *form,
                        const char        *row,
                        const YcDate      *today)
{
  return self->shown_when == NULL || yc_expr_holds (self->shown_when, form, row, today);
}

/* A field that is not shown is not asked for. */
gboolean
yc_field_spec_is_required (const YcFieldSpec *self,
                           const YcForm      *form,
                           const char        *row,
                           const YcDate      *today)
{
  if (!yc_field_spec_is_shown (self, form, row, today))
    return FALSE;
  if (self->required_when == NULL)
    return self->required;
  return yc_expr_holds (self->required_when, form, row, today);
}

const YcProposal *
yc_field_spec_propose (const YcFieldSpec *self,
                       const YcForm      *form,
                       const char        *row,
                       const YcDate      *today,
                       YcValue           *ret_value)
{
  for (guint i = 0; i < self->proposals->len; i++)
    {
      const YcProposal *proposal = g_ptr_array_index (self->proposals, i);

      if (proposal->when != NULL && !yc_expr_holds (proposal->when, form, row, today))
        continue;
      yc_expr_evaluate (proposal->value, form, row, today, ret_value);
      if (ret_value->type != YC_VALUE_NONE)
        return proposal;
    }
  yc_value_copy (&self->initial, ret_value);
  return NULL;
}

/* Rows of a list that is not shown are not looked at, whatever they hold. */
gboolean
yc_list_spec_is_shown (const YcListSpec *self,
                       const YcForm     *form,
                       const YcDate     *today)
{
  return self->shown_when == NULL || yc_expr_holds (self->shown_when, form, NULL, today);
}

gboolean
yc_item_spec_is_needed (const YcItemSpec *self,
                        const YcForm     *form,
                        const YcDate     *today)
{
  return self->needed_when == NULL || yc_expr_holds (self->needed_when, form, NULL, today);
}

/* A module that nobody has to choose is always there. */
gboolean
yc_module_is_chosen (const YcModule *self,
                     const YcForm   *form)
{
  const YcValue *value;

  if (self->chosen_by == NULL)
    return TRUE;
  value = form->get (form, self->chosen_by);
  return value != NULL && value->type == YC_VALUE_TEXT && strcmp (value->text, "yes") == 0;
}

const YcPromise *
yc_matter_find_promise (const YcMatter *self,
                        const YcForm   *form,
                        const YcDate   *today)
{
  for (guint i = 0; i < self->promises->len; i++)
    {
      const YcPromise *promise = g_ptr_array_index (self->promises, i);

      if (promise->when == NULL || yc_expr_holds (promise->when, form, NULL, today))
        return promise;
    }
  return NULL;
}

static void
add_row_signers (const YcSigner *signer,
                 const YcForm   *form,
                 const YcDate   *today,
                 GPtrArray      *paths)
{
  g_auto (GStrv) rows = form->list_rows (form, signer->path);

  for (guint i = 0; rows != NULL && rows[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat (signer->path, "/", rows[i], NULL);

      if (signer->applies_when == NULL || yc_expr_holds (signer->applies_when, form, path, today))
        g_ptr_array_add (paths, g_steal_pointer (&path));
    }
}

char **
yc_matter_list_signers (const YcMatter *self,
                        const YcForm   *form,
                        const YcDate   *today)
{
  GPtrArray *paths = g_ptr_array_new ();

  for (guint i = 0; i < self->signers->len; i++)
    {
      const YcSigner *signer = g_ptr_array_index (self->signers, i);

      if (signer->is_list)
        add_row_signers (signer, form, today, paths);
      else if (signer->applies_when == NULL ||
               yc_expr_holds (signer->applies_when, form, NULL, today))
        g_ptr_array_add (paths, g_strdup (signer->path));
    }
  g_ptr_array_add (paths, NULL);
  return (char **) g_ptr_array_free (paths, FALSE);
}
