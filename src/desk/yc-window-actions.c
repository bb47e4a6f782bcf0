/* yc-window-actions.c: what every key of the window does
 *
 * Actions are the window's, so that a key works wherever the focus is; each
 * passes on to the page that knows how.
 */

#include "yc-window-private.h"

#include "yc-devices-page.h"
#include "yc-documents-window.h"
#include "yc-made-window.h"
#include "yc-seal-queue-window.h"
#include "yc-seals-window.h"
#include "yc-say.h"

#include <glib/gi18n-lib.h>

static gboolean
is_at_work (YcWindow *self)
{
  return self->counter != NULL && yc_counter_is_signed_in (self->counter) && !self->locked;
}

static gboolean
is_on (YcWindow   *self,
       const char *page)
{
  return g_strcmp0 (self->page, page) == 0;
}

/* --- cards ------------------------------------------------------------------ */

static void
stop_waiting (YcWindow *self)
{
  g_clear_object (&self->reading);
  gtk_revealer_set_reveal_child (self->card_wait, FALSE);
}

/* A card that is read does the right thing: in a case, the next person; on
 * Today, a new case for whoever was called, or the case that knows the number. */
static void
use_card (YcWindow *self,
          YcCard   *card)
{
  g_autoptr (GListModel) known = NULL;

  if (is_on (self, "case") && yc_case_page_get_file (self->case_page) != NULL)
    {
      yc_case_page_take_card (self->case_page, card);
      return;
    }
  if (!yc_window_go (self, "today"))
    return;
  known = yc_counter_search (self->counter, card->number);
  if (yc_counter_get_current (self->counter) == NULL && g_list_model_get_n_items (known) > 0)
    {
      yc_today_page_search_number (self->today_page, card->number);
      yc_window_toast (self, _("Known here already: these are the cases"));
      return;
    }
  yc_today_page_new_case (self->today_page, card);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (YcWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcCard) card = yc_counter_read_card_finish (YC_COUNTER (source), result, &error);

  stop_waiting (self);
  if (card != NULL)
    use_card (self, card);
  else
    yc_say_error (GTK_WIDGET (self), error);
}

static void
read_card_cb (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  YcWindow *self = YC_WINDOW (widget);

  if (!is_at_work (self) || self->reading != NULL)
    return;
  yc_case_page_commit (self->case_page);
  self->reading = g_cancellable_new ();
  gtk_revealer_set_reveal_child (self->card_wait, TRUE);
  yc_counter_read_card_async (self->counter, self->reading, read_cb, g_object_ref (self));
}

static gboolean
escape_cb (GtkWidget *widget,
           GVariant  *arguments,
           gpointer   data)
{
  YcWindow *self = YC_WINDOW (widget);

  if (self->reading == NULL)
    return GDK_EVENT_PROPAGATE;
  g_cancellable_cancel (self->reading);
  return GDK_EVENT_STOP;
}

/* --- tickets ---------------------------------------------------------------- */

static void
ticket_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  static const struct
  {
    const char *name;
    YcTicketAction action;
  } verbs[] = {
    { "win.recall", YC_TICKET_RECALL },
    { "win.park", YC_TICKET_PARK },
    { "win.no-show", YC_TICKET_NO_SHOW },
    { "win.close-ticket", YC_TICKET_CLOSE },
  };
  YcWindow *self = YC_WINDOW (widget);

  for (gsize i = 0; is_at_work (self) && i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (verbs[i].name, action))
      yc_today_page_act (self->today_page, verbs[i].action);
}

static void
call_next_cb (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  YcWindow *self = YC_WINDOW (widget);

  if (!is_at_work (self))
    return;
  if (yc_window_go (self, "today"))
    yc_today_page_call_next (self->today_page);
  else if (yc_window_go (self, "helper"))
    yc_helper_page_act (self->helper_page, "next-ticket");
}

static void
transfer_cb (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  YcWindow *self = YC_WINDOW (widget);

  if (is_at_work (self) && yc_window_go (self, "today"))
    yc_today_page_transfer (self->today_page);
}

static void
issue_cb (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  YcWindow *self = YC_WINDOW (widget);

  if (is_at_work (self))
    yc_today_page_issue (self->today_page);
}

static void
search_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  YcWindow *self = YC_WINDOW (widget);

  if (is_at_work (self) && yc_window_go (self, "today"))
    yc_today_page_search (self->today_page, NULL);
}

/* --- the case ---------------------------------------------------------------- */

/* On Today a new case, in a case a new row. */
static void
add_cb (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  YcWindow *self = YC_WINDOW (widget);

  if (!is_at_work (self))
    return;
  if (is_on (self, "case"))
    yc_case_page_add (self->case_page);
  else if (is_on (self, "today"))
    yc_today_page_new_case (self->today_page, NULL);
}

static gboolean
go_to_case (YcWindow *self)
{
  if (!is_at_work (self) || yc_case_page_get_file (self->case_page) == NULL)
    return FALSE;
  return yc_window_go (self, "case");
}

static void
step_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  YcWindow *self = YC_WINDOW (widget);

  if (go_to_case (self))
    yc_case_page_show_step (self->case_page, (YcStep) g_variant_get_int32 (parameter));
}

static void
jump_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  YcWindow *self = YC_WINDOW (widget);

  if (go_to_case (self))
    yc_case_page_jump (self->case_page, g_variant_get_string (parameter, NULL));
}

static void
case_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  static const struct
  {
    const char *name;
    void (*verb) (YcCasePage *page);
  } verbs[] = {
    { "win.next-missing", yc_case_page_next_missing },
    { "win.undo", yc_case_page_undo },
    { "win.pause", yc_case_page_pause },
    { "win.look", yc_case_page_look },
    { "win.sign", yc_case_page_sign },
    { "win.submit", yc_case_page_submit },
    { "win.print-receipt", yc_case_page_print },
    { "win.print-list", yc_case_page_print_list },
  };
  YcWindow *self = YC_WINDOW (widget);

  if (!is_on (self, "case"))
    return;
  for (gsize i = 0; is_at_work (self) && i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (verbs[i].name, action))
      verbs[i].verb (self->case_page);
}

static void
documents_cb (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  YcWindow *self = YC_WINDOW (widget);

  if (!go_to_case (self))
    return;
  yc_case_page_commit (self->case_page);
  yc_documents_window_present (GTK_WINDOW (self), yc_case_page_get_file (self->case_page));
}

static void
seals_chosen_cb (YcCaseFile *file,
                 gpointer    data)
{
  YcWindow *self = data;

  yc_window_open_case (self, file);
  yc_seals_window_present (GTK_WINDOW (self), file);
}

/* Only learners have machines that make pictures. */
static void
made_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  YcWindow *self = YC_WINDOW (widget);

  if (is_at_work (self) && yc_counter_get_made_folders (self->counter)[0] != NULL)
    yc_made_window_present (GTK_WINDOW (self), self->counter);
  else
    yc_window_toast (self, _("There are no simulated machines here"));
}

/* In a case its seals, elsewhere those of all cases. */
static void
seals_cb (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  YcWindow *self = YC_WINDOW (widget);

  if (is_on (self, "today") && is_at_work (self))
    yc_seal_queue_window_present (GTK_WINDOW (self), self->counter, seals_chosen_cb, self);
  else if (go_to_case (self))
    yc_seals_window_present (GTK_WINDOW (self), yc_case_page_get_file (self->case_page));
}

static void
receive_cb (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  YcWindow *self = YC_WINDOW (widget);

  if (go_to_case (self))
    yc_case_page_receive (self->case_page, g_variant_get_int32 (parameter));
}

static void
act_cb (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  YcWindow *self = YC_WINDOW (widget);

  if (is_at_work (self) && is_on (self, "case"))
    yc_case_page_act (self->case_page, g_str_equal (action, "win.act-other"));
}

/* On the Devices page it looks for scanners. */
static void
scan_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  YcWindow *self = YC_WINDOW (widget);

  if (!is_at_work (self))
    return;
  if (is_on (self, "case"))
    yc_case_page_scan (self->case_page, g_str_equal (action, "win.scan-anew"));
  else if (is_on (self, "devices"))
    yc_devices_page_look (YC_DEVICES_PAGE (self->devices_page));
}

static void
turn_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  YcWindow *self = YC_WINDOW (widget);

  if (is_at_work (self) && is_on (self, "case"))
    yc_case_page_turn (self->case_page, g_variant_get_int32 (parameter));
}

static void
mend_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  YcWindow *self = YC_WINDOW (widget);

  if (is_at_work (self) && is_on (self, "case"))
    yc_case_page_mend (self->case_page, (guint) g_variant_get_int32 (parameter));
}

static void
retry_cb (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  YcWindow *self = YC_WINDOW (widget);

  if (is_at_work (self))
    yc_line_page_retry (self->line_page);
}

static void
review_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  YcWindow *self = YC_WINDOW (widget);

  if (is_at_work (self) && is_on (self, "review"))
    yc_review_page_act (self->review_page, g_variant_get_string (parameter, NULL));
}

static void
administration_cb (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  YcWindow *self = YC_WINDOW (widget);

  if (is_at_work (self) && is_on (self, "administration"))
    yc_administration_page_act (self->administration_page, g_variant_get_string (parameter, NULL));
}

static void
hall_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  YcWindow *self = YC_WINDOW (widget);

  if (is_at_work (self) && is_on (self, "hall"))
    yc_hall_page_act (self->hall_page, g_variant_get_string (parameter, NULL));
}

static void
helper_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  YcWindow *self = YC_WINDOW (widget);

  if (is_at_work (self) && is_on (self, "helper"))
    yc_helper_page_act (self->helper_page, g_variant_get_string (parameter, NULL));
}

/* At any window, on any page: a case that was begun elsewhere goes on here. */
static void
take_over_cb (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  YcWindow *self = YC_WINDOW (widget);

  if (is_at_work (self))
    yc_code_bar_open (self->code_bar);
}

/* What is being typed is a fact before somebody else may sign in. */
static void
sign_out_cb (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  YcWindow *self = YC_WINDOW (widget);

  if (!is_at_work (self))
    return;
  yc_case_page_commit (self->case_page);
  yc_code_bar_close (self->code_bar);
  yc_counter_sign_out (self->counter);
}

static void
lock_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  yc_window_lock (YC_WINDOW (widget));
}

/* --- the customer display ----------------------------------------------------- */

static void
display_cb (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  YcWindow *self = YC_WINDOW (widget);

  if (self->display_window != NULL)
    yc_display_window_toggle (self->display_window);
}

static void
mirror_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  yc_window_mirror_field (YC_WINDOW (widget));
}

/* What is being typed is a fact before the window goes. */
static gboolean
yc_window_close_request (GtkWindow *window)
{
  YcWindow *self = YC_WINDOW (window);

  yc_case_page_commit (self->case_page);
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  return GTK_WINDOW_CLASS (g_type_class_peek (ADW_TYPE_APPLICATION_WINDOW))->close_request (window);
}

void
yc_window_install_actions (GtkWidgetClass *widget_class)
{
  GTK_WINDOW_CLASS (widget_class)->close_request = yc_window_close_request;

  gtk_widget_class_install_property_action (widget_class, "win.page", "page");
  gtk_widget_class_install_action (widget_class, "win.read-card", NULL, read_card_cb);
  gtk_widget_class_install_action (widget_class, "win.call-next", NULL, call_next_cb);
  gtk_widget_class_install_action (widget_class, "win.recall", NULL, ticket_cb);
  gtk_widget_class_install_action (widget_class, "win.park", NULL, ticket_cb);
  gtk_widget_class_install_action (widget_class, "win.no-show", NULL, ticket_cb);
  gtk_widget_class_install_action (widget_class, "win.close-ticket", NULL, ticket_cb);
  gtk_widget_class_install_action (widget_class, "win.transfer", NULL, transfer_cb);
  gtk_widget_class_install_action (widget_class, "win.issue-ticket", NULL, issue_cb);
  gtk_widget_class_install_action (widget_class, "win.add", NULL, add_cb);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_cb);
  gtk_widget_class_install_action (widget_class, "win.step", "i", step_cb);
  gtk_widget_class_install_action (widget_class, "win.jump", "s", jump_cb);
  gtk_widget_class_install_action (widget_class, "win.next-missing", NULL, case_cb);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, case_cb);
  gtk_widget_class_install_action (widget_class, "win.pause", NULL, case_cb);
  gtk_widget_class_install_action (widget_class, "win.look", NULL, case_cb);
  gtk_widget_class_install_action (widget_class, "win.sign", NULL, case_cb);
  gtk_widget_class_install_action (widget_class, "win.documents", NULL, documents_cb);
  gtk_widget_class_install_action (widget_class, "win.seals", NULL, seals_cb);
  gtk_widget_class_install_action (widget_class, "win.made", NULL, made_cb);
  gtk_widget_class_install_action (widget_class, "win.submit", NULL, case_cb);
  gtk_widget_class_install_action (widget_class, "win.print-receipt", NULL, case_cb);
  gtk_widget_class_install_action (widget_class, "win.print-list", NULL, case_cb);
  gtk_widget_class_install_action (widget_class, "win.receive", "i", receive_cb);
  gtk_widget_class_install_action (widget_class, "win.act", NULL, act_cb);
  gtk_widget_class_install_action (widget_class, "win.act-other", NULL, act_cb);
  gtk_widget_class_install_action (widget_class, "win.scan", NULL, scan_cb);
  gtk_widget_class_install_action (widget_class, "win.scan-anew", NULL, scan_cb);
  gtk_widget_class_install_action (widget_class, "win.turn", "i", turn_cb);
  gtk_widget_class_install_action (widget_class, "win.mend", "i", mend_cb);
  gtk_widget_class_install_action (widget_class, "win.retry", NULL, retry_cb);
  gtk_widget_class_install_action (widget_class, "win.review", "s", review_cb);
  gtk_widget_class_install_action (widget_class, "win.hall", "s", hall_cb);
  gtk_widget_class_install_action (widget_class, "win.administration", "s", administration_cb);
  gtk_widget_class_install_action (widget_class, "win.helper", "s", helper_cb);
  gtk_widget_class_install_action (widget_class, "win.take-over", NULL, take_over_cb);
  gtk_widget_class_install_action (widget_class, "win.sign-out", NULL, sign_out_cb);
  gtk_widget_class_install_action (widget_class, "win.lock", NULL, lock_cb);
  gtk_widget_class_install_action (widget_class, "win.display", NULL, display_cb);
  gtk_widget_class_install_action (widget_class, "win.mirror", NULL, mirror_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
}
