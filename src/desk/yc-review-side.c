/* yc-review-side.c: beside a review
 *
 * The proposal of the rules with each reason ticked or crossed, the
 * consultation that is open or was closed, and what happened to the case
 * before: who filled it in with whose consent, how it was received, what was
 * returned and refused.
 */

#include "yc-review-side.h"

#include "yc-words.h"

#include <glib/gi18n-lib.h>

static void
add (GtkBox     *box,
     const char *words,
     const char *css_class)
{
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (box, label);
}

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

/* What holds is named, what does not says why. */
static void
add_proposal (GtkBox         *box,
              YcCaseFile     *file,
              const YcModule *module)
{
  const YcDecision *decision = yc_case_get_decision (yc_case_file_get_case (file), module->id);
  guint failed = 0;
  g_autofree char *words = NULL;

  add (box, _("Proposal of the rules"), "section");
  if (decision == NULL || g_strcmp0 (decision->by, "rules") != 0)
    {
      add (box, _("The rules have not looked at it: a person decides."), "dim-label");
      return;
    }
  for (guint i = 0; i < decision->reasons->len; i++)
    failed += !((YcDecisionReason *) g_ptr_array_index (decision->reasons, i))->holds;
  words = failed == 0 ? g_strdup (_("All rules hold"))
                      : g_strdup_printf (ngettext ("%u rule does not hold: a person decides",
                                                   "%u rules do not hold: a person decides", failed), failed);
  add (box, words, failed == 0 ? "success" : "mark");
  for (guint i = 0; i < decision->reasons->len; i++)
    {
      const YcDecisionReason *reason = g_ptr_array_index (decision->reasons, i);
      const char *label = get_rule_label (module, reason->rule);
      g_autofree char *line = g_strdup_printf ("%s %s", reason->holds ? "✓" : "✗", label != NULL ? label : reason->text);

      add (box, line, reason->holds ? "reason" : "reason-failed");
      if (!reason->holds && label != NULL)
        add (box, reason->text, "reason-words");
    }
}

static void
add_consult (GtkBox          *box,
             const YcConsult *consult)
{
  g_autofree char *time = yc_words_dup_time (consult->opened_at.at_ms);
  g_autofree char *head = g_strdup_printf (_("%s asks %s, %s"), consult->by, consult->with, time);

  add (box, head, "dim-label");
  add (box, consult->question, "heading");
  for (guint i = 0; i < consult->words->len; i++)
    {
      const YcConsultWord *word = g_ptr_array_index (consult->words, i);
      g_autofree char *line = g_strdup_printf (_("%s: %s"), word->by, word->text);

      add (box, line, "calm");
    }
  if (consult->outcome == NULL)
    add (box, _("Open: decide it with T first"), "mark");
  else
    {
      g_autofree char *line = g_strdup_printf (_("Decided together by %s: %s"), consult->closed_by, consult->text);

      add (box, line, "success");
    }
}

static void
add_consults (GtkBox *box,
              YcCase *c)
{
  GPtrArray *consults = yc_case_get_consults (c);

  if (consults->len == 0)
    return;
  add (box, _("Consultation"), "section");
  for (guint i = 0; i < consults->len; i++)
    add_consult (box, g_ptr_array_index (consults, i));
}

static const char *
get_event_words (const YcEvent *event)
{
  static const struct
  {
    const char *kind;
    const char *detail; /* (nullable): any */
    const char *words;
  } all[] = {
    { "case.open", NULL, N_("opened") },
    { "consent.record", "helper-fills", N_("applicant agreed that a helper fills in") },
    { "transfer.offer", NULL, N_("hand-over code given out") },
    { "transfer.take", NULL, N_("taken over by hand-over code") },
    { "receive.record", "owed", N_("accepted with papers owed") },
    { "receive.record", "incomplete", N_("told what is missing") },
    { "receive.record", "corrected", N_("corrected on the spot") },
    { "case.submit", NULL, N_("submitted") },
    { "decision.record", "review", N_("left to a reviewer by the rules") },
    { "decision.record", "returned", N_("returned for correction") },
    { "decision.record", "approved", N_("approved") },
    { "decision.record", "refused", N_("refused") },
    { "consult.open", NULL, N_("consultation opened") },
    { "consult.close", NULL, N_("consultation closed") },
    { "module.correct", NULL, N_("an office asks for something") },
    { "module.refuse", NULL, N_("an office has refused") },
    { "case.finish", NULL, N_("all that was asked for is done") },
    { "handover.complete", NULL, N_("everything handed over") },
    { "callback.record", NULL, N_("firm called") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    if (g_str_equal (all[i].kind, event->kind) &&
        (all[i].detail == NULL || g_strcmp0 (all[i].detail, event->detail) == 0))
      return _(all[i].words);
  return NULL;
}

/* Who did it; of what the hub noted, where it was. */
static char *
dup_line (const char    *time,
          const char    *words,
          const YcEvent *event)
{
  g_autofree char *window = NULL;

  if (g_strcmp0 (event->by, "hub") != 0)
    return g_strdup_printf ("%s  %s · %s", time, words, event->by);
  if (!g_str_equal (event->kind, "transfer.take"))
    return g_strdup_printf ("%s  %s", time, words);
  window = g_strdup_printf (_("Window %s"), event->detail);
  return g_strdup_printf ("%s  %s · %s", time, words, window);
}

static void
add_history (GtkBox *box,
             YcCase *c)
{
  GPtrArray *events = yc_case_get_events (c);

  add (box, _("Until now"), "section");
  for (guint i = 0; i < events->len; i++)
    {
      const YcEvent *event = g_ptr_array_index (events, i);
      const char *words = event->outcome != YC_OUTCOME_REFUSED ? get_event_words (event) : NULL;
      g_autofree char *time = NULL;
      g_autofree char *line = NULL;

      if (words == NULL)
        continue;
      time = yc_words_dup_time (event->at.at_ms);
      line = dup_line (time, words, event);
      add (box, line, "event");
    }
}

/* Shows @file in @box anew. */
void
yc_review_side_fill (GtkBox         *box,
                     YcCaseFile     *file,
                     const YcModule *module)
{
  YcCase *c = yc_case_file_get_case (file);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
  if (module != NULL)
    add_proposal (box, file, module);
  add_consults (box, c);
  add_history (box, c);
}
