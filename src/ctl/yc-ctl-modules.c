/* yc-ctl-modules.c: the scripted case after its decision
 *
 * The modules run by themselves, between the hub and the offices; here they are
 * only watched; what an office sends back is answered. When all have ended what
 * they gave is signed for, and rated on the display's side. What was done in an earlier run is said to be there.
 */

#include "yc-ctl-modules.h"

#include "yc-case-documents.h"
#include "yc-case-verbs.h"
#include "yc-ctl-make.h"
#include "yc-ctl-wait.h"
#include "yc-display.h"
#include "yc-form-print.h"

#include <string.h>

#define LEGAL_REPRESENTATIVE "/legal-representative"
#define TAIL_CHARS 4

typedef struct
{
  YcCtlScript *script;
  GHashTable *told; /* set of YcId: ops that were looked at; an own op moves back behind what came meanwhile */
  const YcModuleProgress *trouble; /* (nullable): a module that an office has sent back */
} Watch;

static const char *
get_label (YcCtlScript *self,
           const char  *module)
{
  const YcModule *found = yc_matter_find_module (yc_case_file_get_matter (self->file), module);

  return found != NULL ? found->label : module;
}

/* "公章 37150201000001, …" */
static char *
list_results (YcCtlScript *self,
              const char  *module)
{
  YcCase *c = yc_case_file_get_case (self->file);
  const YcModuleProgress *progress = yc_case_get_module (c, module);
  const YcMatter *matter = yc_case_file_get_matter (self->file);
  const YcModule *spec = yc_matter_find_module (matter, module);
  GString *text = g_string_new (NULL);

  for (guint i = 0; progress != NULL && i < progress->keys->len; i++)
    {
      const char *key = g_ptr_array_index (progress->keys, i);
      const YcOutput *output = spec != NULL ? yc_module_find_output (spec, key) : NULL;
      const char *value = yc_case_get_result (c, module, key);
      g_autofree char *words = output != NULL ? yc_output_dup_words (output, matter, value) : g_strdup (value);

      g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "", output != NULL ? output->label : key, words);
    }
  return g_string_free (text, FALSE);
}

static void
tell_event (YcCtlScript   *self,
            const YcEvent *event)
{
  const YcModuleProgress *progress = yc_case_get_module (yc_case_file_get_case (self->file), event->detail);
  g_autofree char *results = NULL;

  if (strcmp (event->kind, "module.start") == 0)
    yc_ctl_say (self, "the hub: %s sent to the office “%s”", get_label (self, event->detail), progress->office);
  else if (strcmp (event->kind, "module.acknowledge") == 0)
    yc_ctl_say (self, "the office “%s” has it: %s", progress->office, progress->receipt);
  else if (strcmp (event->kind, "module.done") == 0 && progress->office != NULL)
    {
      results = list_results (self, event->detail);
      yc_ctl_say (self, "the office “%s”: %s", progress->office, results);
    }
  else if (strcmp (event->kind, "module.correct") == 0 || strcmp (event->kind, "module.refuse") == 0)
    yc_ctl_say (self, "the office “%s” does not do it as it is", progress->office);
  else if (strcmp (event->kind, "case.finish") == 0)
    yc_ctl_say (self, "the hub: every module has ended");
}

static const YcModuleProgress *
find_trouble (YcCase *c)
{
  GPtrArray *modules = yc_case_list_modules (c);

  for (guint i = 0; i < modules->len; i++)
    {
      const YcModuleProgress *progress = g_ptr_array_index (modules, i);

      if (progress->state == YC_MODULE_CORRECTION || progress->state == YC_MODULE_REFUSED)
        return progress;
    }
  return NULL;
}

static gboolean
is_finished (gpointer data)
{
  Watch *watch = data;
  YcCase *c = yc_case_file_get_case (watch->script->file);
  GPtrArray *events = yc_case_get_events (c);

  for (guint i = 0; i < events->len; i++)
    {
      const YcEvent *event = g_ptr_array_index (events, i);

      if (g_hash_table_add (watch->told, yc_id_copy (&event->op)))
        tell_event (watch->script, event);
    }
  watch->trouble = find_trouble (c);
  return watch->trouble != NULL || yc_case_get_status (c) == YC_CASE_DONE || yc_ctl_script_has_work (watch->script);
}

/* Which modules have not ended, and how they stand. */
static char *
list_unfinished (YcCtlScript *self)
{
  GPtrArray *modules = yc_case_list_modules (yc_case_file_get_case (self->file));
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < modules->len; i++)
    {
      const YcModuleProgress *progress = g_ptr_array_index (modules, i);

      if (progress->state != YC_MODULE_DONE && progress->state != YC_MODULE_DROPPED)
        g_string_append_printf (text, " %s (%s)", progress->module, yc_module_state_to_text (progress->state));
    }
  return g_string_free (text, FALSE);
}

static gboolean
finish_verb (YcCtlScript *self,
             YcCtlWait   *wait,
             GError     **error)
{
  yc_ctl_wait (wait);
  return yc_case_file_finish (self->file, wait->result, error);
}

/* What an office asks for is looked over and sent again; what it refuses, the
 * applicant does without. */
static gboolean
answer_office (YcCtlScript            *self,
               const YcModuleProgress *progress,
               GError                **error)
{
  gboolean again = progress->state == YC_MODULE_CORRECTION;
  g_autofree char *label = g_strdup (get_label (self, progress->module));
  g_auto (YcCtlWait) wait = { 0 };

  if (again)
    yc_case_file_retry_module_async (self->file, progress->module, yc_ctl_wait_cb, &wait);
  else
    yc_case_file_drop_module_async (self->file, progress->module, "申请人放弃办理", yc_ctl_wait_cb, &wait);
  if (!finish_verb (self, &wait, error))
    return FALSE;
  yc_ctl_say (self, again ? "accepted: %s sent again" : "accepted: done without %s", label);
  return TRUE;
}

/**
 * yc_ctl_script_follow_modules:
 * @patience_ms: for each step of an office
 * @error: TIMED_OUT when some have not ended in time
 *
 * Waits until the case is finished, and says what happens on the way.
 */
gboolean
yc_ctl_script_follow_modules (YcCtlScript *self,
                              guint        patience_ms,
                              GError     **error)
{
  g_autoptr (GHashTable) told = g_hash_table_new_full (yc_id_hash, yc_id_equal, g_free, NULL);
  Watch watch = { self, told, NULL };
  g_autofree char *left = NULL;

  while (yc_ctl_wait_until (is_finished, &watch, patience_ms))
    {
      if (watch.trouble == NULL && yc_case_get_status (yc_case_file_get_case (self->file)) == YC_CASE_DONE)
        return TRUE;
      if (watch.trouble != NULL ? !answer_office (self, watch.trouble, error) : !yc_ctl_script_make_pieces (self, error))
        return FALSE;
    }
  left = list_unfinished (self);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "These modules have not ended:%s", left);
  return FALSE;
}

static const char *
get_text (YcCtlScript *self,
          const char  *path)
{
  const YcValue *value = yc_case_get_value (yc_case_file_get_case (self->file), path);

  return value != NULL && value->type == YC_VALUE_TEXT ? value->text : "";
}

static gboolean
sign_for (YcCtlScript       *self,
          const char *const *outputs,
          GError           **error)
{
  const char *number = get_text (self, LEGAL_REPRESENTATIVE "/number");
  gsize size = strlen (number);
  g_auto (YcCtlWait) wait = { 0 };

  yc_case_file_handover_sign_async (self->file, outputs, get_text (self, LEGAL_REPRESENTATIVE "/name"), "self",
                                    size > TAIL_CHARS ? number + size - TAIL_CHARS : number, yc_ctl_wait_cb, &wait);
  return finish_verb (self, &wait, error);
}

static gboolean
print_list (YcCtlScript *self,
            GError     **error)
{
  g_auto (YcCtlWait) wait = { 0 };

  if (!yc_case_file_has_paper (self->file, YC_PAPER_HANDOVER))
    return TRUE;
  yc_case_file_print_async (self->file, YC_PAPER_HANDOVER, yc_ctl_wait_cb, &wait);
  if (!finish_verb (self, &wait, error))
    return FALSE;
  yc_ctl_say (self, "accepted: hand-over list printed%s",
              yc_counter_get_form_printer (self->counter) != NULL ? " on the form printer" : "");
  return TRUE;
}

gboolean
yc_ctl_script_print_form (YcCtlScript *self,
                          const char  *kind,
                          GError     **error)
{
  g_auto (YcCtlWait) made = { 0 };
  g_auto (YcCtlWait) printed = { 0 };

  yc_case_file_make_paper_async (self->file, kind, yc_ctl_wait_cb, &made);
  if (!finish_verb (self, &made, error))
    return FALSE;
  yc_case_file_print_form_async (self->file, kind, yc_ctl_wait_cb, &printed);
  if (!finish_verb (self, &printed, error))
    return FALSE;
  yc_ctl_say (self, "accepted: %s made, and printed on the form printer", kind);
  return TRUE;
}

/* Everything that is given out is signed for by the legal representative. */
gboolean
yc_ctl_script_hand_out (YcCtlScript *self,
                        gboolean     print,
                        GError     **error)
{
  g_autoptr (GPtrArray) lines = yc_case_file_list_outputs (self->file);
  g_autoptr (GPtrArray) outputs = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) labels = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    {
      const YcOutputLine *line = g_ptr_array_index (lines, i);

      if (!line->spec->handed || !line->ready || line->handed != NULL)
        continue;
      g_ptr_array_add (outputs, g_strdup (line->output));
      g_string_append_printf (labels, "%s%s", labels->len > 0 ? ", " : "", line->spec->label);
    }
  if (outputs->len == 0)
    return TRUE;
  g_ptr_array_add (outputs, NULL);
  if (!sign_for (self, (const char *const *) outputs->pdata, error))
    return FALSE;
  yc_ctl_say (self, "accepted: signed for: %s", labels->str);
  return !print || print_list (self, error);
}

typedef struct
{
  YcCtlScript *script;
  YcCtlWait wait;
  gboolean asked;
} Rating;

static void
rated_cb (Rating     *rating,
          int         score,
          const char *text)
{
  rating->asked = TRUE;
  yc_case_file_rate_async (rating->script->file, score, *text != '\0' ? text : NULL, "display", yc_ctl_wait_cb,
                           &rating->wait);
}

/* The applicant answers on their side of the counter: @score from 1 to 5. */
gboolean
yc_ctl_script_rate (YcCtlScript *self,
                    int          score,
                    GError     **error)
{
  g_autoptr (YcDisplay) display = NULL;
  Rating rating = { self, { 0 }, FALSE };
  gboolean good = FALSE;

  if (yc_case_get_rating (yc_case_file_get_case (self->file)) != 0)
    {
      yc_ctl_say (self, "there: rated");
      return TRUE;
    }
  display = yc_display_new ();
  yc_display_set_case (display, self->file);
  g_signal_connect_swapped (display, "rated", G_CALLBACK (rated_cb), &rating);
  yc_display_ask_rating (display);
  yc_display_rate (display, score, score >= 4 ? "等候时间过长" : "");
  if (rating.asked)
    good = finish_verb (self, &rating.wait, error);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The display does not ask for a rating");
  yc_ctl_wait_clear (&rating.wait);
  if (good)
    yc_ctl_say (self, "accepted: rated");
  return good;
}
