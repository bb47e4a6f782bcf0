/* yc-case-handover.c: one list of all that the modules give, and giving it out
 *
 * What must be handed over the catalogue says (an output's "handed"); what has
 * been given the case says; each thing is signed for or posted once. What the
 * applicant sends in by post is recorded beside it and ends nothing.
 */

#include "yc-case-verbs.h"

#include "yc-case-form.h"
#include "yc-case-job.h"
#include "yc-case-verbs-private.h"
#include "yc-counter-private.h"

static void
line_free (gpointer data)
{
  YcOutputLine *self = data;

  g_free (self->output);
  g_free (self->value);
  g_free (self);
}

static YcOutputLine *
create_line (YcCase         *c,
             const YcMatter *matter,
             const YcModule *module,
             const YcOutput *spec,
             const YcDate   *today)
{
  const YcModuleProgress *progress = yc_case_get_module (c, module->id);
  YcOutputLine *line = g_new0 (YcOutputLine, 1);

  line->output = g_strconcat (module->id, "/", spec->key, NULL);
  line->module = module;
  line->spec = spec;
  line->value = yc_output_dup_words (spec, matter, yc_case_get_result (c, module->id, spec->key));
  line->ready = progress != NULL && progress->state == YC_MODULE_DONE && yc_case_module_is_made (c, module, today);
  line->handed = yc_case_find_handover (c, line->output);
  return line;
}

/* A module that was given up gives nothing. */
static gboolean
gives_anything (YcCase         *c,
                const YcModule *module,
                const YcForm   *form)
{
  const YcModuleProgress *progress = yc_case_get_module (c, module->id);

  return yc_module_is_chosen (module, form) && (progress == NULL || progress->state != YC_MODULE_DROPPED);
}

GPtrArray *
yc_case_file_list_outputs (YcCaseFile *self)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (line_free);
  const YcMatter *matter = yc_case_file_get_matter (self);
  YcCounter *counter = yc_case_file_get_counter (self);
  YcCase *c = yc_case_file_get_case (self);
  YcCaseForm form;
  YcDate today;

  if (matter == NULL || counter == NULL)
    return lines;
  yc_case_form_init (&form, c);
  today = yc_counter_get_today (counter);
  for (guint i = 0; i < matter->modules->len; i++)
    {
      const YcModule *module = g_ptr_array_index (matter->modules, i);

      for (guint k = 0; gives_anything (c, module, &form.form) && k < module->outputs->len; k++)
        {
          const YcOutput *spec = g_ptr_array_index (module->outputs, k);

          if (spec->given_when == NULL || yc_expr_holds (spec->given_when, &form.form, NULL, &today))
            g_ptr_array_add (lines, create_line (c, matter, module, spec, &today));
        }
    }
  return lines;
}

guint
yc_case_file_count_unhanded (YcCaseFile *self)
{
  g_autoptr (GPtrArray) lines = NULL;
  guint count = 0;

  g_return_val_if_fail (YC_IS_CASE_FILE (self), 0);

  lines = yc_case_file_list_outputs (self);
  for (guint i = 0; i < lines->len; i++)
    {
      const YcOutputLine *line = g_ptr_array_index (lines, i);

      count += line->spec->handed && line->handed == NULL;
    }
  return count;
}

void
yc_case_file_handover_sign_async (YcCaseFile          *self,
                                  const char *const   *outputs,
                                  const char          *name,
                                  const char          *relation,
                                  const char          *number_tail,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr (GPtrArray) ops = yc_case_file_create_ops ();

  g_return_if_fail (YC_IS_CASE_FILE (self));
  g_return_if_fail (outputs != NULL && *outputs != NULL);

  for (const char *const *output = outputs; *output != NULL; output++)
    g_ptr_array_add (ops, yc_case_file_create_text_op (self, "handover.sign", "output", *output, "name", name,
                                                       "relation", relation, "number_tail", number_tail, NULL));
  yc_case_file_append_judged (self, yc_case_file_begin (self, callback, user_data), ops);
}

void
yc_case_file_handover_post_async (YcCaseFile          *self,
                                  const char *const   *outputs,
                                  const char          *carrier,
                                  const char          *number,
                                  const char          *direction,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr (GPtrArray) ops = yc_case_file_create_ops ();

  g_return_if_fail (YC_IS_CASE_FILE (self));
  g_return_if_fail (outputs != NULL && *outputs != NULL);

  for (const char *const *output = outputs; *output != NULL; output++)
    g_ptr_array_add (ops, yc_case_file_create_text_op (self, "handover.post", "output", *output,
                                                       "carrier", carrier, "number", number,
                                                       "direction", direction, NULL));
  yc_case_file_append_judged (self, yc_case_file_begin (self, callback, user_data), ops);
}
