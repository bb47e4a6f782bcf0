/* yc-result-page.c: what the applicant takes home
 *
 * Number, code, the receipt with its copies, and below them what has happened
 * to the case, line by line, as the hub holds it.
 */

#include "yc-result-page.h"

#include "yc-case-reveal.h"
#include "yc-handover-box.h"
#include "yc-look-popover.h"
#include "yc-place.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>

#define RECEIPT_KIND "print.record"
#define LOOK_KIND "person.reveal"

struct _YcResultPage
{
  YcStepPage parent_instance;

  GtkLabel *number;
  GtkLabel *firm;
  GtkLabel *code;
  GtkLabel *printed;
  YcHandoverBox *handover;
  GtkBox *events;
};

G_DEFINE_FINAL_TYPE (YcResultPage, yc_result_page, YC_TYPE_STEP_PAGE)

static const struct
{
  const char *kind;
  const char *words;
} kind_words[] = {
  { "case.open", N_("Case opened") },
  { "fields.set", N_("Filled in") },
  { "row.add", N_("Row added") },
  { "row.remove", N_("Row removed") },
  { "field.settle", N_("Two values settled") },
  { "identity.record", N_("Person identified") },
  { "identity.confirm", N_("Identity looked at again") },
  { "item.mark", N_("Paper marked") },
  { "document.add", N_("Paper made") },
  { "case.submit", N_("Submitted") },
  { "case.receive", N_("Accepted") },
  { "decision.record", N_("Decided") },
  { "module.done", N_("Result issued") },
  { "module.start", N_("Sent to an office") },
  { "module.acknowledge", N_("Received by an office") },
  { "module.correct", N_("Correction asked by an office") },
  { "module.retry", N_("Sent again") },
  { "module.refuse", N_("Refused by an office") },
  { "module.drop", N_("Module given up") },
  { "answer.reject", N_("Office’s answer not taken") },
  { "answer.late", N_("Office’s answer was late") },
  { "case.finish", N_("All modules ended") },
  { "receive.record", N_("Received at the window") },
  { "contact.record", N_("Contact") },
  { "consent.record", N_("Consent given") },
  { "owner.set", N_("Helper named") },
  { "transfer.offer", N_("Hand-over code made") },
  { "transfer.take", N_("Hand-over code used") },
  { "clock.pause", N_("Clock paused") },
  { "clock.resume", N_("Clock goes on") },
  { "consult.open", N_("Consultation opened") },
  { "consult.say", N_("Consultation") },
  { "consult.close", N_("Consultation decided") },
  { "handover.sign", N_("Signed for") },
  { "handover.post", N_("Posted") },
  { "handover.complete", N_("All handed over") },
  { "rating.give", N_("Rated by the applicant") },
  { "callback.due", N_("Call-back due") },
  { "callback.record", N_("Called back") },
  { "note.add", N_("Note") },
  { "person.reveal", N_("Personal data looked at") },
  { "print.record", N_("Printed") },
  { "print.settle", N_("Print looked at") },
};

static const char *
get_kind_words (const char *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kind_words); i++)
    if (g_str_equal (kind_words[i].kind, kind))
      return _(kind_words[i].words);
  return kind;
}

/* A colleague by their code; the hub is nobody's. */
static const char *
get_author_words (const char *by)
{
  return g_str_equal (by, "hub") ? _("central system") : by;
}

/* "   To reach the applicant: 代理人移动电话", and how many more; (transfer full). */
static char *
dup_look_words (YcCaseFile    *file,
                const YcEvent *event)
{
  const YcReveal *reveal = yc_case_find_reveal (yc_case_file_get_case (file), &event->op);
  GString *words = g_string_new (NULL);
  g_autofree char *label = NULL;

  if (reveal == NULL)
    return g_string_free (words, FALSE);
  label = yc_place_dup_label (file, g_ptr_array_index (reveal->paths, 0));
  g_string_append_printf (words, "   %s", yc_look_get_purpose_words (reveal->purpose));
  if (reveal->text != NULL)
    g_string_append_printf (words, " · %s", reveal->text);
  g_string_append_printf (words, " · %s", label);
  if (reveal->paths->len > 1)
    g_string_append_printf (words, _(" and %u more"), reveal->paths->len - 1);
  return g_string_free (words, FALSE);
}

static void
add_event (YcResultPage  *self,
           const YcEvent *event,
           guint          times)
{
  g_autofree char *time = yc_words_dup_time (event->at.at_ms);
  g_autofree char *look = dup_look_words (yc_step_page_get_file (YC_STEP_PAGE (self)), event);
  g_autofree char *count = times > 1 ? g_strdup_printf (" ×%u", times) : g_strdup ("");
  g_autofree char *words = NULL;
  GtkWidget *label;

  words = g_strdup_printf ("%s%s   %s%s   %s%s%s%s%s", time, event->at.uncertain ? "?" : "",
                           get_kind_words (event->kind), count, get_author_words (event->by),
                           event->outcome == YC_OUTCOME_REFUSED ? _(" · refused") : "",
                           event->outcome == YC_OUTCOME_CONTESTED ? _(" · contested") : "",
                           event->known ? "" : _(" · not known to this version"), look);
  label = gtk_label_new (words);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "event");
  gtk_box_append (self->events, label);
}

static gboolean
is_alike (const YcEvent *a,
          const YcEvent *b)
{
  return g_str_equal (a->kind, b->kind) && !g_str_equal (a->kind, LOOK_KIND) && g_strcmp0 (a->by, b->by) == 0 && a->outcome == b->outcome &&
         a->at.uncertain == b->at.uncertain;
}

/* Newest first; the same again and again is one line. */
static void
show_events (YcResultPage *self,
             GPtrArray    *events)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->events))) != NULL)
    gtk_box_remove (self->events, child);
  for (guint i = events->len, times = 1; i > 0; i--, times++)
    {
      const YcEvent *event = g_ptr_array_index (events, i - 1);

      if (i > 1 && is_alike (event, g_ptr_array_index (events, i - 2)))
        continue;
      add_event (self, event, times);
      times = 0;
    }
}

static guint
count_printed (GPtrArray *events)
{
  guint printed = 0;

  for (guint i = 0; i < events->len; i++)
    {
      const YcEvent *event = g_ptr_array_index (events, i);

      printed += g_str_equal (event->kind, RECEIPT_KIND) && g_str_equal (event->detail, "receipt");
    }
  return printed;
}

static void
yc_result_page_refresh (YcStepPage *page)
{
  YcResultPage *self = YC_RESULT_PAGE (page);
  YcCaseFile *file = yc_step_page_get_file (page);
  YcCase *c = yc_case_file_get_case (file);
  GPtrArray *events = yc_case_get_events (c);
  guint printed = count_printed (events);
  const char *number = yc_case_file_get_number (file);
  const char *code = yc_case_get_result (c, "registration", "credit-code");
  g_autofree char *words = g_strdup_printf (ngettext ("Printed %u time; the next copy is no. %u",
                                                      "Printed %u times; the next copy is no. %u", printed),
                                            printed, printed + 1);

  gtk_label_set_text (self->number, *number != '\0' ? number : _("not given yet"));
  gtk_label_set_text (self->firm, yc_case_file_get_title (file));
  gtk_label_set_text (self->code, code != NULL ? code : _("not given yet"));
  gtk_label_set_text (self->printed, printed > 0 ? words : _("Not printed yet"));
  yc_handover_box_show (self->handover, file);
  show_events (self, events);
}

/* F9 signs for what is ticked, Shift+F9 posts it. */
static gboolean
yc_result_page_act (YcStepPage *page,
                    gboolean    other)
{
  YcResultPage *self = YC_RESULT_PAGE (page);

  return other ? yc_handover_box_post (self->handover) : yc_handover_box_sign (self->handover);
}

static void
yc_result_page_class_init (YcResultPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  YC_STEP_PAGE_CLASS (klass)->refresh = yc_result_page_refresh;
  YC_STEP_PAGE_CLASS (klass)->act = yc_result_page_act;

  g_type_ensure (YC_TYPE_HANDOVER_BOX);
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-result-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YcResultPage, number);
  gtk_widget_class_bind_template_child (widget_class, YcResultPage, firm);
  gtk_widget_class_bind_template_child (widget_class, YcResultPage, code);
  gtk_widget_class_bind_template_child (widget_class, YcResultPage, printed);
  gtk_widget_class_bind_template_child (widget_class, YcResultPage, handover);
  gtk_widget_class_bind_template_child (widget_class, YcResultPage, events);
}

static void
yc_result_page_init (YcResultPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* What was handed over, to be signed. */
void
yc_result_page_print_list (YcResultPage *self)
{
  g_return_if_fail (YC_IS_RESULT_PAGE (self));

  yc_handover_box_print (self->handover);
}
