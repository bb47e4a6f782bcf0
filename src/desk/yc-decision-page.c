/* yc-decision-page.c: how the modules go on, what was decided, and why
 *
 * Above the lanes of all modules; below, each rule with a tick or a cross and
 * its reason, in the order the catalogue asks them. What an office has sent
 * back is mended in the form and sent again from here, or given up: that
 * cannot be undone, so its key counts when it is pressed twice.
 */

#include "yc-decision-page.h"

#include "yc-case-verbs.h"
#include "yc-lanes.h"
#include "yc-say.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>

/* The second press counts for so long. */
#define ARMED_MS 5000

struct _YcDecisionPage
{
  YcStepPage parent_instance;

  GtkLabel *headline;
  GtkLabel *hint;
  YcLanes *lanes;
  GtkWidget *mend;
  GtkBox *box;
  gint64 armed_us; /* when Shift+F9 was pressed once */
};

G_DEFINE_FINAL_TYPE (YcDecisionPage, yc_decision_page, YC_TYPE_STEP_PAGE)

static const char *
get_outcome_words (const char *outcome)
{
  if (g_strcmp0 (outcome, "approved") == 0)
    return _("Approved");
  if (g_strcmp0 (outcome, "review") == 0)
    return _("Needs a reviewer");
  if (g_strcmp0 (outcome, "returned") == 0)
    return _("Returned for correction");
  if (g_strcmp0 (outcome, "refused") == 0)
    return _("Refused");
  return outcome;
}

static void
add_label (YcDecisionPage *self,
           const char     *words,
           const char     *css_class)
{
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_selectable (GTK_LABEL (label), FALSE);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (self->box, label);
}

/* Returns: (nullable): where a person refused for a reason that is no rule */
static const char *
get_rule_label (const YcModule *module,
                const char     *rule)
{
  for (guint i = 0; i < module->rules->len; i++)
    {
      const YcRule *candidate = g_ptr_array_index (module->rules, i);

      if (g_strcmp0 (candidate->id, rule) == 0)
        return candidate->label;
    }
  return NULL;
}

static void
add_reason (YcDecisionPage         *self,
            const YcModule         *module,
            const YcDecisionReason *reason)
{
  const char *label = get_rule_label (module, reason->rule);
  g_autofree char *words = g_strdup_printf ("%s  %s", reason->holds ? "✓" : "✗", label != NULL ? label : reason->text);

  add_label (self, words, reason->holds ? "reason" : "reason-failed");
  if (*reason->text != '\0' && label != NULL && !g_str_equal (reason->text, label))
    add_label (self, reason->text, "reason-words");
  if (reason->remedy != NULL && *reason->remedy != '\0')
    {
      g_autofree char *remedy = g_strdup_printf (_("The applicant can: %s"), reason->remedy);

      add_label (self, remedy, "reason-words");
    }
}

static void
add_module (YcDecisionPage *self,
            YcCase         *c,
            const YcModule *module)
{
  const YcDecision *decision = yc_case_get_decision (c, module->id);
  g_autofree char *time = NULL;
  g_autofree char *words = NULL;

  if (decision == NULL)
    return;
  add_label (self, module->label, "section");
  time = yc_words_dup_time (decision->at.at_ms);
  words = g_strdup_printf ("%s · %s · %s", get_outcome_words (decision->outcome),
                           g_strcmp0 (decision->by, "rules") == 0 ? _("by the rules, at once") : _("by a reviewer"),
                           time);
  add_label (self, words, "numeric");
  for (guint i = 0; i < decision->reasons->len; i++)
    add_reason (self, module, g_ptr_array_index (decision->reasons, i));
  if (decision->text != NULL && *decision->text != '\0')
    add_label (self, decision->text, "reason-words");
}

static const char *
get_hint (YcCaseFile *file)
{
  switch (yc_case_get_status (yc_case_file_get_case (file)))
    {
    case YC_CASE_SUBMITTED:
      return _("Submitted. The decision needs the line; nothing has to be done here.");
    case YC_CASE_RECEIVED:
      return _("A reviewer has it. Other cases can be worked on meanwhile.");
    case YC_CASE_RETURNED:
      return _("Correct what is asked, then submit again.");
    case YC_CASE_APPROVED:
      if (yc_lanes_find_trouble (file) != NULL)
        return _("Correct what the office asks (Return goes there), then send it again with F9.");
      return yc_case_file_get_step (file, YC_STEP_DECISION) == YC_STEP_DONE
               ? _("Go on with Ctrl+7: print the receipt and hand over.")
               : _("The modules run at the same time. Other cases can be worked on meanwhile.");
    case YC_CASE_DONE:
      return _("Go on with Ctrl+7: print the receipt and hand over.");
    case YC_CASE_REFUSED:
    case YC_CASE_NOT_RECEIVED:
      return _("Tell the applicant the reasons below and what they can do about it. F5 prints the notice.");
    case YC_CASE_NEW:
    case YC_CASE_DRAFT:
    default:
      return _("Decided at once where all rules hold, by a reviewer otherwise.");
    }
}

/* F9 sends it again; Shift+F9, twice, gives it up. */
static gboolean
yc_decision_page_act (YcStepPage *page,
                      gboolean    other)
{
  YcDecisionPage *self = YC_DECISION_PAGE (page);
  YcCaseFile *file = yc_step_page_get_file (page);
  const char *module = yc_lanes_find_trouble (file);
  gint64 now = g_get_monotonic_time ();
  gboolean armed = now - self->armed_us < ARMED_MS * 1000;

  if (module == NULL)
    return FALSE;
  if (!other)
    yc_case_file_retry_module_async (file, module, yc_step_page_done_cb, g_object_ref (self));
  else if (!armed)
    {
      self->armed_us = now;
      yc_say (GTK_WIDGET (self), "%s", _("Press Shift+F9 again to do without this module"));
    }
  else
    {
      self->armed_us = 0;
      yc_case_file_drop_module_async (file, module, _("The applicant does without it"), yc_step_page_done_cb,
                                      g_object_ref (self));
    }
  return TRUE;
}

static void
again_cb (YcDecisionPage *self)
{
  yc_step_page_act (YC_STEP_PAGE (self), FALSE);
}

static void
give_up_cb (YcDecisionPage *self)
{
  yc_step_page_act (YC_STEP_PAGE (self), TRUE);
}

static void
yc_decision_page_refresh (YcStepPage *page)
{
  YcDecisionPage *self = YC_DECISION_PAGE (page);
  YcCaseFile *file = yc_step_page_get_file (page);
  const YcMatter *matter = yc_case_file_get_matter (file);
  GtkWidget *child;

  gtk_label_set_text (self->headline, yc_case_file_get_status_text (file));
  gtk_label_set_text (self->hint, get_hint (file));
  yc_lanes_show (self->lanes, file);
  gtk_widget_set_visible (self->mend, yc_lanes_find_trouble (file) != NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
  for (guint i = 0; matter != NULL && i < matter->modules->len; i++)
    add_module (self, yc_case_file_get_case (file), g_ptr_array_index (matter->modules, i));
}

static void
yc_decision_page_class_init (YcDecisionPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  YC_STEP_PAGE_CLASS (klass)->refresh = yc_decision_page_refresh;
  YC_STEP_PAGE_CLASS (klass)->act = yc_decision_page_act;

  g_type_ensure (YC_TYPE_LANES);
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-decision-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YcDecisionPage, headline);
  gtk_widget_class_bind_template_child (widget_class, YcDecisionPage, hint);
  gtk_widget_class_bind_template_child (widget_class, YcDecisionPage, lanes);
  gtk_widget_class_bind_template_child (widget_class, YcDecisionPage, mend);
  gtk_widget_class_bind_template_child (widget_class, YcDecisionPage, box);
  gtk_widget_class_bind_template_callback (widget_class, again_cb);
  gtk_widget_class_bind_template_callback (widget_class, give_up_cb);
}

static void
yc_decision_page_init (YcDecisionPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
