/* yc-case-page.c: a case on the screen
 *
 * Owns the step pages and gives each the file; passes on "changed". A step
 * can be gone to at any time: the path is shown, and traps nobody.
 *
 * What is being typed is made a fact before anything else is done with the
 * case: every verb here begins with a commit.
 */

#include "yc-case-page.h"

#include "yc-case-look.h"
#include "yc-case-side.h"
#include "yc-case-verbs.h"
#include "yc-decision-page.h"
#include "yc-field-row.h"
#include "yc-form-page.h"
#include "yc-identity-page.h"
#include "yc-look-popover.h"
#include "yc-papers-page.h"
#include "yc-pause-popover.h"
#include "yc-place.h"
#include "yc-rating-page.h"
#include "yc-result-page.h"
#include "yc-say.h"
#include "yc-sign-page.h"
#include "yc-step-page.h"
#include "yc-submit-page.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>

/* The second press of F12 counts for so long. */
#define SUBMIT_ARMED_MS 5000

struct _YcCasePage
{
  GtkWidget parent_instance;

  YcCounter *counter;
  YcDisplay *display; /* (nullable): the applicant's */
  YcCaseFile *file; /* (nullable) */
  gulong changed_id;
  gulong settled_id;
  YcCard *held; /* (nullable): read, and kept out of the case until the applicant agrees */
  gboolean going_on; /* Ctrl+J goes on once what was typed has come to the case */
  YcStep step;
  char *visited; /* (nullable): where Ctrl+J went last */
  gint64 armed_us;

  GtkStack *stack;
  GtkLabel *title;
  GtkLabel *owner;
  GtkLabel *number;
  GtkLabel *status;
  GtkBox *steps;
  GtkWidget *buttons[YC_N_STEPS];
  GtkLabel *states[YC_N_STEPS];
  GtkStack *pages;
  YcStepPage *step_pages[YC_N_STEPS];
  YcCaseSide *side;
};

G_DEFINE_FINAL_TYPE (YcCasePage, yc_case_page, GTK_TYPE_WIDGET)

/* --- steps ------------------------------------------------------------------ */

static const char *
get_state_words (YcStepState state)
{
  switch (state)
    {
    case YC_STEP_DONE:
      return _("done");
    case YC_STEP_WAITING:
      return _("waiting");
    case YC_STEP_TROUBLE:
      return _("look here");
    case YC_STEP_OPEN:
    default:
      return _("open");
    }
}

static const char *
get_state_sign (YcStepState state)
{
  switch (state)
    {
    case YC_STEP_DONE:
      return "✓";
    case YC_STEP_WAITING:
      return "…";
    case YC_STEP_TROUBLE:
      return "!";
    case YC_STEP_OPEN:
    default:
      return "·";
    }
}

static const char *
get_state_class (YcStepState state)
{
  switch (state)
    {
    case YC_STEP_DONE:
      return "success";
    case YC_STEP_TROUBLE:
      return "warning";
    case YC_STEP_WAITING:
    case YC_STEP_OPEN:
    default:
      return "dim-label";
    }
}

static void
show_steps (YcCasePage *self)
{
  for (YcStep step = 0; step < YC_N_STEPS; step++)
    {
      YcStepState state = yc_case_file_get_step (self->file, step);
      const char *classes[] = { get_state_class (state), NULL };
      g_autofree char *words = g_strdup_printf (_("Step %d, %s: %s"), step + 1, yc_words_get_step (step),
                                                get_state_words (state));

      gtk_label_set_text (self->states[step], get_state_sign (state));
      gtk_widget_set_css_classes (GTK_WIDGET (self->states[step]), classes);
      if (step == self->step)
        gtk_widget_add_css_class (self->buttons[step], "here");
      else
        gtk_widget_remove_css_class (self->buttons[step], "here");
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->buttons[step]), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
    }
}

static void
add_step_button (YcCasePage *self,
                 YcStep      step)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  g_autofree char *words = g_strdup_printf ("%d  %s", step + 1, yc_words_get_step (step));
  GtkWidget *label = gtk_label_new (words);
  GtkWidget *state = gtk_label_new ("·");
  GtkWidget *button = gtk_button_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), state);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "step");
  gtk_widget_set_focusable (button, FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.step");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "i", (int) step);
  gtk_box_append (self->steps, button);
  self->buttons[step] = button;
  self->states[step] = GTK_LABEL (state);
}

static void
add_step_pages (YcCasePage *self)
{
  const GType types[YC_N_STEPS] = {
    YC_TYPE_IDENTITY_PAGE, YC_TYPE_FORM_PAGE, YC_TYPE_PAPERS_PAGE,
    YC_TYPE_SIGN_PAGE, YC_TYPE_SUBMIT_PAGE, YC_TYPE_DECISION_PAGE,
    YC_TYPE_RESULT_PAGE, YC_TYPE_RATING_PAGE,
  };

  for (YcStep step = 0; step < YC_N_STEPS; step++)
    {
      self->step_pages[step] = g_object_new (types[step], NULL);
      gtk_stack_add_child (self->pages, GTK_WIDGET (self->step_pages[step]));
      add_step_button (self, step);
    }
}

/* Whose firm it is, for whoever works at the case now. */
static void
show_owner (YcCasePage *self)
{
  const char *owner = yc_case_get_owner_name (yc_case_file_get_case (self->file));
  g_autofree char *words = owner != NULL ? g_strdup_printf (_("Helper in charge: %s"), owner) : NULL;

  gtk_label_set_text (self->owner, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->owner), words != NULL);
}

static void
refresh (YcCasePage *self)
{
  const char *title = yc_case_file_get_title (self->file);

  gtk_label_set_text (self->title, *title != '\0' ? title : _("New case"));
  gtk_label_set_text (self->number, yc_case_file_get_number (self->file));
  gtk_label_set_text (self->status, yc_case_file_get_status_text (self->file));
  show_owner (self);
  show_steps (self);
  for (YcStep step = 0; step < YC_N_STEPS; step++)
    yc_step_page_refresh (self->step_pages[step]);
  yc_case_side_refresh (self->side);
}

/* Where the work of this case goes on. */
static YcStep
get_first_step (YcCaseFile *file)
{
  for (YcStep step = 0; step < YC_STEP_RESULT; step++)
    if (yc_case_file_get_step (file, step) != YC_STEP_DONE)
      return step;
  return YC_STEP_RESULT;
}

/* --- verbs ------------------------------------------------------------------ */

static void
submitted_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr (YcCasePage) self = data;
  g_autoptr (GError) error = NULL;

  if (!yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    {
      yc_say_error (GTK_WIDGET (self), error);
      return;
    }
  yc_say (GTK_WIDGET (self), "%s", _("Submitted"));
  if (self->file == YC_CASE_FILE (source))
    yc_case_page_show_step (self, YC_STEP_DECISION);
}

static void
printed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (YcCasePage) self = data;
  g_autoptr (GError) error = NULL;

  if (yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    yc_say (GTK_WIDGET (self), "%s", _("Receipt printed"));
  else
    yc_say_error (GTK_WIDGET (self), error);
}

static void
paper_printed_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  g_autoptr (YcCasePage) self = data;
  g_autoptr (GError) error = NULL;

  if (yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    yc_say (GTK_WIDGET (self), "%s", _("Paper printed"));
  else
    yc_say_error (GTK_WIDGET (self), error);
}

static void
identified_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  g_autoptr (YcCasePage) self = data;
  g_autoptr (GError) error = NULL;

  if (yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    yc_say (GTK_WIDGET (self), "%s", _("ID card read"));
  else
    yc_say_error (GTK_WIDGET (self), error);
}

/* --- the class -------------------------------------------------------------- */

static gboolean
yc_case_page_grab_focus (GtkWidget *widget)
{
  YcCasePage *self = YC_CASE_PAGE (widget);

  if (self->file == NULL)
    return FALSE;
  return gtk_widget_grab_focus (GTK_WIDGET (self->step_pages[self->step]));
}

/* Another page, or the lock page, is in front: the case is left. */
static void
yc_case_page_unmap (GtkWidget *widget)
{
  YcCasePage *self = YC_CASE_PAGE (widget);

  GTK_WIDGET_CLASS (yc_case_page_parent_class)->unmap (widget);
  if (self->file != NULL)
    yc_case_file_look_away (self->file);
}

static void
yc_case_page_dispose (GObject *object)
{
  YcCasePage *self = YC_CASE_PAGE (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_pointer (&child, gtk_widget_unparent);
  if (self->file != NULL)
    {
      g_clear_signal_handler (&self->changed_id, self->file);
      g_clear_signal_handler (&self->settled_id, self->file);
    }
  g_clear_object (&self->file);
  g_clear_object (&self->counter);
  g_clear_object (&self->display);
  g_clear_pointer (&self->visited, g_free);
  g_clear_pointer (&self->held, yc_card_unref);
  G_OBJECT_CLASS (yc_case_page_parent_class)->dispose (object);
}

static void
yc_case_page_class_init (YcCasePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_case_page_dispose;
  widget_class->grab_focus = yc_case_page_grab_focus;
  widget_class->unmap = yc_case_page_unmap;

  g_type_ensure (YC_TYPE_CASE_SIDE);
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-case-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcCasePage, stack);
  gtk_widget_class_bind_template_child (widget_class, YcCasePage, title);
  gtk_widget_class_bind_template_child (widget_class, YcCasePage, owner);
  gtk_widget_class_bind_template_child (widget_class, YcCasePage, number);
  gtk_widget_class_bind_template_child (widget_class, YcCasePage, status);
  gtk_widget_class_bind_template_child (widget_class, YcCasePage, steps);
  gtk_widget_class_bind_template_child (widget_class, YcCasePage, pages);
  gtk_widget_class_bind_template_child (widget_class, YcCasePage, side);
}

static void
yc_case_page_init (YcCasePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_step_pages (self);
}

void
yc_case_page_set_counter (YcCasePage *self,
                          YcCounter  *counter)
{
  g_return_if_fail (YC_IS_CASE_PAGE (self));

  g_set_object (&self->counter, counter);
}

/* @card: (nullable) */
static void
hold_card (YcCasePage *self,
           YcCard     *card)
{
  g_clear_pointer (&self->held, yc_card_unref);
  self->held = card != NULL ? yc_card_ref (card) : NULL;
}

/* What was read is forgotten where they do not agree. */
static void
consented_cb (YcCasePage *self,
              gboolean    yes)
{
  if (!yes)
    hold_card (self, NULL);
}

void
yc_case_page_set_display (YcCasePage *self,
                          YcDisplay  *display)
{
  g_return_if_fail (YC_IS_CASE_PAGE (self));

  if (g_set_object (&self->display, display) && display != NULL)
    g_signal_connect_object (display, "consented", G_CALLBACK (consented_cb), self, G_CONNECT_SWAPPED);
  for (YcStep step = 0; step < YC_N_STEPS; step++)
    yc_step_page_set_display (self->step_pages[step], display);
}

static void
settled_cb (YcCasePage *self)
{
  g_autoptr (YcCard) card = NULL;

  if (self->held != NULL && !yc_case_file_needs_sensitive_consent (self->file))
    {
      card = g_steal_pointer (&self->held);
      yc_case_page_take_card (self, card);
    }
  if (self->going_on)
    yc_case_page_next_missing (self);
}

/* Shows @file where its work goes on. */
void
yc_case_page_set_file (YcCasePage *self,
                       YcCaseFile *file)
{
  g_return_if_fail (YC_IS_CASE_PAGE (self));
  g_return_if_fail (YC_IS_CASE_FILE (file));

  if (self->file == file)
    return;
  yc_case_page_commit (self);
  hold_card (self, NULL);
  if (self->file != NULL)
    {
      g_clear_signal_handler (&self->changed_id, self->file);
      g_clear_signal_handler (&self->settled_id, self->file);
      yc_case_file_look_away (self->file);
    }
  g_set_object (&self->file, file);
  self->settled_id = g_signal_connect_swapped (file, "settled", G_CALLBACK (settled_cb), self);
  self->changed_id = g_signal_connect_swapped (file, "changed", G_CALLBACK (refresh), self);
  self->armed_us = 0;
  for (YcStep step = 0; step < YC_N_STEPS; step++)
    yc_step_page_set_file (self->step_pages[step], file);
  yc_case_side_set_file (self->side, file);
  gtk_stack_set_visible_child_name (self->stack, "case");
  yc_case_page_show_step (self, get_first_step (file));
  refresh (self);
}

/* Returns: (nullable) (transfer none) */
YcCaseFile *
yc_case_page_get_file (YcCasePage *self)
{
  g_return_val_if_fail (YC_IS_CASE_PAGE (self), NULL);

  return self->file;
}

void
yc_case_page_show_step (YcCasePage *self,
                        YcStep      step)
{
  g_return_if_fail (YC_IS_CASE_PAGE (self));

  if (self->file == NULL || step >= YC_N_STEPS)
    return;
  yc_case_page_commit (self);
  self->going_on = FALSE;
  self->step = step;
  gtk_stack_set_visible_child (self->pages, GTK_WIDGET (self->step_pages[step]));
  show_steps (self);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  /* The stack may have put the focus on the page's first thing; from there it would go on to the second. */
  gtk_root_set_focus (gtk_widget_get_root (GTK_WIDGET (self)), NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->step_pages[step]));
}

/* Goes to where @path is mended. */
void
yc_case_page_jump (YcCasePage *self,
                   const char *path)
{
  YcStep step;

  g_return_if_fail (YC_IS_CASE_PAGE (self));

  if (self->file == NULL)
    return;
  step = yc_place_get_step (path);
  self->going_on = FALSE;
  g_free (self->visited);
  self->visited = g_strdup (path);
  if (step != self->step)
    yc_case_page_show_step (self, step);
  yc_step_page_jump (self->step_pages[step], path);
}

/* What was just typed may answer more than its field, or leave it wanting: the
 * case is asked once it knows. */
void
yc_case_page_next_missing (YcCasePage *self)
{
  g_autofree char *path = NULL;

  g_return_if_fail (YC_IS_CASE_PAGE (self));

  if (self->file == NULL)
    return;
  yc_case_page_commit (self);
  self->going_on = !yc_case_file_is_settled (self->file);
  if (self->going_on)
    return;
  path = yc_case_side_dup_next (self->side, self->visited);
  if (path != NULL)
    yc_case_page_jump (self, path);
  else
    yc_say (GTK_WIDGET (self), "%s", _("Nothing is missing"));
}

void
yc_case_page_add (YcCasePage *self)
{
  g_return_if_fail (YC_IS_CASE_PAGE (self));

  if (self->file == NULL)
    return;
  yc_case_page_commit (self);
  if (!yc_step_page_add (self->step_pages[self->step]))
    yc_case_page_show_step (self, YC_STEP_FORM);
}

/* Goes to the submit step and begins a YcReceiveOutcome there. */
void
yc_case_page_receive (YcCasePage *self,
                      int         outcome)
{
  g_return_if_fail (YC_IS_CASE_PAGE (self));

  if (self->file == NULL)
    return;
  yc_case_page_show_step (self, YC_STEP_SUBMIT);
  yc_submit_page_receive (YC_SUBMIT_PAGE (self->step_pages[YC_STEP_SUBMIT]), (YcReceiveOutcome) outcome);
}

/* F9 and Shift+F9: what the step that is shown is for. */
void
yc_case_page_act (YcCasePage *self,
                  gboolean    other)
{
  g_return_if_fail (YC_IS_CASE_PAGE (self));

  if (self->file == NULL)
    return;
  yc_case_page_commit (self);
  if (!yc_step_page_act (self->step_pages[self->step], other))
    yc_say (GTK_WIDGET (self), "%s", _("This key does nothing here"));
}

/* Ctrl+PageDown and Ctrl+PageUp: through the pages of the form. */
void
yc_case_page_turn (YcCasePage *self,
                   int         by)
{
  g_return_if_fail (YC_IS_CASE_PAGE (self));

  if (self->file == NULL)
    return;
  yc_case_page_commit (self);
  if (!yc_step_page_turn (self->step_pages[self->step], by))
    yc_say (GTK_WIDGET (self), "%s", by > 0 ? _("This is the last page") : _("This is the first page"));
}

/* F3, and Shift+F3 for the page with the focus anew: of the paper in hand. */
void
yc_case_page_scan (YcCasePage *self,
                   gboolean    replace)
{
  g_return_if_fail (YC_IS_CASE_PAGE (self));

  if (self->file == NULL)
    return;
  yc_case_page_commit (self);
  if (self->step != YC_STEP_PAPERS)
    yc_case_page_show_step (self, YC_STEP_PAPERS);
  else
    yc_papers_page_scan (YC_PAPERS_PAGE (self->step_pages[YC_STEP_PAPERS]), replace);
}

/* F4: the next paper to be signed goes to the applicant's display. */
void
yc_case_page_sign (YcCasePage *self)
{
  g_return_if_fail (YC_IS_CASE_PAGE (self));

  if (self->file == NULL)
    return;
  if (self->step != YC_STEP_SIGN)
    yc_case_page_show_step (self, YC_STEP_SIGN);
  yc_sign_page_next (YC_SIGN_PAGE (self->step_pages[YC_STEP_SIGN]));
}

/* F6: the clocks stand still, or run again. */
void
yc_case_page_pause (YcCasePage *self)
{
  g_return_if_fail (YC_IS_CASE_PAGE (self));

  if (self->file == NULL)
    return;
  yc_case_page_commit (self);
  yc_pause_popover_ask (GTK_WIDGET (self->status), self->file);
}

/* Ctrl+I: the masked field that has the focus, else all that is masked. */
void
yc_case_page_look (YcCasePage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, YC_TYPE_FIELD_ROW) : NULL;
  const char *own[] = { row != NULL ? yc_field_row_get_path (YC_FIELD_ROW (row)) : NULL, NULL };
  g_auto (GStrv) all = NULL;

  g_return_if_fail (YC_IS_CASE_PAGE (self));

  if (self->file == NULL)
    return;
  yc_case_page_commit (self);
  if (own[0] != NULL && yc_case_file_get_mask (self->file, own[0]) != YC_MASK_NONE)
    {
      yc_look_popover_ask (GTK_WIDGET (self->status), row, self->file, own);
      return;
    }
  all = yc_case_file_list_masked (self->file);
  yc_look_popover_ask (GTK_WIDGET (self->status), NULL, self->file, (const char *const *) all);
}

/* Takes a proposal that the step shows, by its number from 0. */
void
yc_case_page_mend (YcCasePage *self,
                   guint       number)
{
  g_return_if_fail (YC_IS_CASE_PAGE (self));

  if (self->file == NULL)
    return;
  yc_case_page_commit (self);
  if (!yc_step_page_mend (self->step_pages[self->step], number))
    yc_say (GTK_WIDGET (self), "%s", _("There is no such proposal"));
}

/* What is typed and not kept is taken back first; then the newest edit. */
void
yc_case_page_undo (YcCasePage *self)
{
  GtkWidget *focus, *row;

  g_return_if_fail (YC_IS_CASE_PAGE (self));

  if (self->file == NULL)
    return;
  focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  row = focus != NULL ? gtk_widget_get_ancestor (focus, YC_TYPE_FIELD_ROW) : NULL;
  if (row != NULL && yc_field_row_revert (YC_FIELD_ROW (row)))
    return;
  if (yc_step_page_undo (self->step_pages[self->step]))
    return;
  if (yc_case_file_can_undo (self->file))
    yc_case_file_undo_async (self->file, yc_step_page_done_cb, g_object_ref (self));
  else
    yc_say (GTK_WIDGET (self), "%s", _("Nothing to undo"));
}

/* The first press goes to the submit page and arms; the second, soon after,
 * submits. */
void
yc_case_page_submit (YcCasePage *self)
{
  gint64 now = g_get_monotonic_time ();
  gboolean armed;

  g_return_if_fail (YC_IS_CASE_PAGE (self));

  if (self->file == NULL)
    return;
  yc_case_page_commit (self);
  armed = self->armed_us != 0 && now - self->armed_us < SUBMIT_ARMED_MS * G_GINT64_CONSTANT (1000);
  self->armed_us = 0;
  if (self->step != YC_STEP_SUBMIT && !armed)
    yc_case_page_show_step (self, YC_STEP_SUBMIT);
  if (!yc_case_file_is_editable (self->file))
    return;
  if (yc_case_file_count_missing (self->file) > 0)
    {
      yc_say (GTK_WIDGET (self), "%s", _("Something is still missing: Ctrl+J goes there"));
      return;
    }
  if (!armed)
    {
      self->armed_us = now;
      yc_say (GTK_WIDGET (self), "%s", _("Press F12 again to submit"));
      return;
    }
  yc_case_file_submit_async (self->file, submitted_cb, g_object_ref (self));
}

/* Of a case that a decision refused the notice of that. On the submit step the
 * paper of how the form was received last; the notice of acceptance where it was
 * simply accepted. Elsewhere the receipt. */
static YcPaperKind
get_paper (YcCasePage *self)
{
  GPtrArray *receivings = yc_case_get_receivings (yc_case_file_get_case (self->file));
  const YcReceiving *last = receivings->len > 0 ? g_ptr_array_index (receivings, receivings->len - 1) : NULL;

  if (yc_case_get_status (yc_case_file_get_case (self->file)) == YC_CASE_REFUSED)
    return YC_PAPER_REFUSAL;
  if (self->step != YC_STEP_SUBMIT)
    return YC_PAPER_RECEIPT;
  if (last == NULL || yc_case_file_has_paper (self->file, YC_PAPER_ACCEPTANCE))
    return YC_PAPER_ACCEPTANCE;
  if (g_str_equal (last->outcome, "owed"))
    return YC_PAPER_COMMITMENT;
  return g_str_equal (last->outcome, "refused") ? YC_PAPER_REFUSAL : YC_PAPER_CORRECTION;
}

void
yc_case_page_print (YcCasePage *self)
{
  g_return_if_fail (YC_IS_CASE_PAGE (self));

  if (self->file != NULL)
    yc_case_file_print_async (self->file, get_paper (self),
                              get_paper (self) == YC_PAPER_RECEIPT ? printed_cb : paper_printed_cb,
                              g_object_ref (self));
}

/* What was handed over, to be signed. */
void
yc_case_page_print_list (YcCasePage *self)
{
  g_return_if_fail (YC_IS_CASE_PAGE (self));

  if (self->file != NULL)
    yc_result_page_print_list (YC_RESULT_PAGE (self->step_pages[YC_STEP_RESULT]));
}

/* Gives a card that was read to the person it belongs to. */
void
yc_case_page_take_card (YcCasePage *self,
                        YcCard     *card)
{
  g_return_if_fail (YC_IS_CASE_PAGE (self));

  if (self->file == NULL)
    return;
  if (!yc_case_file_is_editable (self->file))
    {
      yc_say (GTK_WIDGET (self), "%s", yc_case_file_needs_consent (self->file)
                                           ? _("Ask the applicant first whether a helper may fill in for them (Alt+3)")
                                           : _("This case can no longer be changed"));
      return;
    }
  yc_case_page_commit (self);
  if (!yc_case_file_needs_sensitive_consent (self->file))
    {
      yc_case_file_identify_card_async (self->file, NULL, card, identified_cb, g_object_ref (self));
      return;
    }
  hold_card (self, card);
  yc_case_page_show_step (self, YC_STEP_IDENTITY);
  yc_identity_page_ask_consent (YC_IDENTITY_PAGE (self->step_pages[YC_STEP_IDENTITY]),
                                card->name != NULL ? card->name : card->english_name);
}

/* Makes a fact of what is being typed. */
void
yc_case_page_commit (YcCasePage *self)
{
  GtkRoot *root;
  GtkWidget *focus, *row;

  g_return_if_fail (YC_IS_CASE_PAGE (self));

  root = gtk_widget_get_root (GTK_WIDGET (self));
  focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  row = focus != NULL ? gtk_widget_get_ancestor (focus, YC_TYPE_FIELD_ROW) : NULL;
  if (row != NULL)
    yc_field_row_commit (YC_FIELD_ROW (row));
}
