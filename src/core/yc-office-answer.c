/* yc-office-answer.c: an office's answer, held against the case it is for
 *
 * An office is somebody else's program. What it sends is taken only where the
 * case waits for just that: the newest request of a module that has not ended,
 * with values that pass the checks the catalogue sets for its outputs. What is
 * not taken is named by a word, and leaves the case as it was.
 */

#include "yc-office-answer.h"

#include "yc-case-form.h"
#include "yc-checks.h"
#include "yc-field.h"

#include <string.h>

YcOfficeAnswer *
yc_office_answer_new (const YcId      *request,
                      const YcId      *c,
                      YcOfficeOutcome  outcome)
{
  YcOfficeAnswer *self = g_new0 (YcOfficeAnswer, 1);

  self->request = *request;
  self->c = *c;
  self->outcome = outcome;
  self->body = yc_body_new ();
  return self;
}

void
yc_office_answer_free (YcOfficeAnswer *self)
{
  yc_body_free (self->body);
  g_free (self);
}

/* The module whose newest request it answers. */
static const YcModuleProgress *
find_progress (const YcOfficeAnswer *self,
               YcCase               *c)
{
  GPtrArray *modules = yc_case_list_modules (c);

  for (guint i = 0; i < modules->len; i++)
    {
      const YcModuleProgress *progress = g_ptr_array_index (modules, i);

      if (!yc_id_is_nil (&progress->request) && yc_id_equal (&progress->request, &self->request))
        return progress;
    }
  return NULL;
}

static gboolean
value_passes (const YcOutput *output,
              const YcMatter *matter,
              const char     *text,
              const YcForm   *form,
              const YcDate   *today)
{
  g_autoptr (GPtrArray) findings = yc_findings_new ();
  g_auto (YcValue) value = YC_VALUE_INIT;

  if (!yc_output_has_form (output, matter, text))
    return FALSE;
  if (output->check == NULL)
    return TRUE;
  yc_value_set_text (&value, text);
  yc_check_run (output->check, output->key, &value, form, NULL, today, findings);
  return yc_findings_count (findings, YC_SEVERITY_ERROR) == 0;
}

/* Only outputs of the module, each once, each with a value that passes. */
static gboolean
outputs_pass (const YcOfficeAnswer *self,
              const YcMatter       *matter,
              const YcModule       *module,
              const YcForm         *form,
              const YcDate         *today)
{
  GPtrArray *items = self->body->items;

  for (guint i = 0; i < items->len; i++)
    {
      const YcRecord *item = g_ptr_array_index (items, i);
      const char *key = yc_record_get_text (item, "key");
      const char *value = yc_record_get_text (item, "value");
      const YcOutput *output = key != NULL ? yc_module_find_output (module, key) : NULL;

      if (output == NULL || value == NULL || *value == '\0' || !value_passes (output, matter, value, form, today))
        return FALSE;
      for (guint j = 0; j < i; j++)
        if (g_strcmp0 (yc_record_get_text (g_ptr_array_index (items, j), "key"), key) == 0)
          return FALSE;
    }
  return TRUE;
}

static gboolean
gives (const YcOfficeAnswer *self,
       const char           *key)
{
  for (guint i = 0; i < self->body->items->len; i++)
    if (g_strcmp0 (yc_record_get_text (g_ptr_array_index (self->body->items, i), "key"), key) == 0)
      return TRUE;
  return FALSE;
}

/* What the module must give in this case, it must give. */
static gboolean
outputs_are_whole (const YcOfficeAnswer *self,
                   const YcModule       *module,
                   const YcForm         *form,
                   const YcDate         *today)
{
  for (guint i = 0; i < module->outputs->len; i++)
    {
      const YcOutput *output = g_ptr_array_index (module->outputs, i);

      if ((output->given_when == NULL || yc_expr_holds (output->given_when, form, NULL, today)) &&
          !gives (self, output->key))
        return FALSE;
    }
  return TRUE;
}

/* A correction may open only fields that the office was sent. */
static gboolean
paths_are_used (const YcOfficeAnswer *self,
                const YcModule       *module)
{
  for (guint i = 0; i < self->body->items->len; i++)
    {
      const char *path = yc_record_get_text (g_ptr_array_index (self->body->items, i), "path");
      gboolean used = FALSE;

      for (guint j = 0; path != NULL && j < module->uses->len && !used; j++)
        {
          const char *use = g_ptr_array_index (module->uses, j);

          used = strcmp (path, use) == 0 || yc_path_is_below (path, use);
        }
      if (!used)
        return FALSE;
    }
  return TRUE;
}

static gboolean
body_is_sound (const YcOfficeAnswer *self,
               const char           *module)
{
  g_autoptr (YcBody) body = yc_office_answer_dup_body (self, module);

  if (self->outcome != YC_OFFICE_DONE && self->body->items->len == 0)
    return FALSE;
  return yc_kind_check_body (yc_kind_find (yc_office_answer_get_kind (self)), body) == NULL;
}

/**
 * yc_office_answer_check:
 * @c: the case that the request was made for
 * @matter: its matter, of its own version of the catalogue
 * @today: the hub's day
 * @ret_module: (out) (optional): the module it is about; %NULL where the
 *   request is not the newest of any
 *
 * Returns: (nullable): why it is not taken: "other-case", "twice" (also for a
 *   request that was sent anew), "malformed", "wrong-code"; %NULL where it is
 */
const char *
yc_office_answer_check (const YcOfficeAnswer *self,
                        YcCase               *c,
                        const YcMatter       *matter,
                        const YcDate         *today,
                        const char          **ret_module)
{
  const YcModuleProgress *progress = find_progress (self, c);
  const YcModule *module = progress != NULL ? yc_matter_find_module (matter, progress->module) : NULL;
  YcCaseForm form;

  if (ret_module != NULL)
    *ret_module = module != NULL ? module->id : NULL;
  if (!yc_id_equal (&self->c, yc_case_get_id (c)))
    return "other-case";
  if (module == NULL ||
      (progress->state != YC_MODULE_STARTED && progress->state != YC_MODULE_ACKNOWLEDGED))
    return "twice";
  if (!body_is_sound (self, module->id))
    return "malformed";
  yc_case_form_init (&form, c);
  if (self->outcome == YC_OFFICE_CORRECT)
    return paths_are_used (self, module) ? NULL : "malformed";
  if (self->outcome == YC_OFFICE_REFUSE)
    return NULL;
  if (!outputs_pass (self, matter, module, &form.form, today))
    return "wrong-code";
  return outputs_are_whole (self, module, &form.form, today) ? NULL : "malformed";
}

/* Returns: the kind of op that it becomes */
const char *
yc_office_answer_get_kind (const YcOfficeAnswer *self)
{
  static const char *const kinds[] = {
    [YC_OFFICE_DONE] = "module.done",
    [YC_OFFICE_CORRECT] = "module.correct",
    [YC_OFFICE_REFUSE] = "module.refuse",
  };

  return kinds[self->outcome];
}

/* Returns: (transfer full): the body of that op */
YcBody *
yc_office_answer_dup_body (const YcOfficeAnswer *self,
                           const char           *module)
{
  YcBody *body = yc_body_copy (self->body);
  char request[YC_ID_TEXT_SIZE];

  yc_id_to_text (&self->request, request);
  yc_record_set_text (body->record, "module", module);
  yc_record_set_text (body->record, "request", request);
  return body;
}
