/* yc-today-page.c: who waits, and my cases
 *
 * Left, the queue in the order it will be called, and above it the person at
 * the window. Right, this window's cases: what breaks first, then what waits for
 * the clerk. A search replaces the cases while there are words.
 */

#include "yc-today-page.h"

#include "yc-case-row.h"
#include "yc-case-time.h"
#include "yc-mask.h"
#include "yc-pulse.h"
#include "yc-say.h"
#include "yc-ticket-row.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>

/* How often the order of the cases is looked at again. */
#define SORT_PERIOD_S 5

struct _YcTodayPage
{
  GtkWidget parent_instance;

  YcCounter *counter;
  GtkSorter *sorter;
  guint sort_countdown_s;

  GtkWidget *content;
  GtkStack *queue_stack;
  GtkListView *queue;
  GtkStack *cases_stack;
  GtkListView *cases;
  GtkEditable *search;
  char *number; /* (nullable): what is searched for, where the entry shows its mask */
  GtkLabel *current_number;
  GtkLabel *current_words;
  GtkLabel *queue_title;
  GtkLabel *cases_title;
  GtkWidget *transfer;
  GtkPopover *transfer_popover;
  GtkEditable *transfer_window;
  GtkWidget *actions;

  /* A card that waits for its case to be opened. */
  YcCard *card;
};

G_DEFINE_FINAL_TYPE (YcTodayPage, yc_today_page, GTK_TYPE_WIDGET)

enum
{
  OPEN_CASE,
  TAKE_CARD,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- the person at the window ------------------------------------------- */

static void
show_current (YcTodayPage *self)
{
  YcTicket *ticket = yc_counter_get_current (self->counter);
  g_autofree char *words = NULL;
  g_autofree char *since = NULL;

  gtk_widget_set_sensitive (self->actions, ticket != NULL);
  if (ticket == NULL)
    {
      gtk_label_set_text (self->current_number, "—");
      gtk_label_set_text (self->current_words, _("Nobody at the window"));
      return;
    }
  since = yc_words_dup_duration (yc_pulse_get_now (yc_pulse_get_default ()) - yc_ticket_get_called_at (ticket));
  words = g_strdup_printf ("%s · %s · %s", yc_ticket_get_service (ticket), yc_ticket_get_state_text (ticket), since);
  gtk_label_set_text (self->current_number, yc_ticket_get_number (ticket));
  gtk_label_set_text (self->current_words, words);
}

static void
show_counts (YcTodayPage *self)
{
  GListModel *queue = yc_counter_get_queue (self->counter);
  guint shown = g_list_model_get_n_items (queue), waiting = 0;
  guint cases = g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (self->cases)));
  g_autofree char *queue_title = NULL;
  g_autofree char *cases_title = g_strdup_printf (_("My cases · %u"), cases);

  for (guint i = 0; i < shown; i++)
    {
      g_autoptr (YcTicket) ticket = g_list_model_get_item (queue, i);

      waiting += yc_ticket_get_state (ticket) == YC_VISIT_WAITING;
    }
  queue_title = g_strdup_printf (_("Queue · %u"), waiting);
  gtk_label_set_text (self->queue_title, queue_title);
  gtk_label_set_text (self->cases_title, cases_title);
  gtk_stack_set_visible_child_name (self->queue_stack, shown > 0 ? "list" : "empty");
  gtk_stack_set_visible_child_name (self->cases_stack, cases > 0 ? "list" : "empty");
}

/* --- the order of the cases ---------------------------------------------- */

static int
compare_cases (gconstpointer a,
               gconstpointer b,
               gpointer      data)
{
  return yc_case_file_compare ((YcCaseFile *) a, (YcCaseFile *) b, yc_pulse_get_now (yc_pulse_get_default ()));
}

static GListModel *
sorted (YcTodayPage *self,
        GListModel  *model)
{
  return G_LIST_MODEL (gtk_sort_list_model_new (model, g_object_ref (self->sorter)));
}

static void
show_cases (YcTodayPage *self,
            GListModel  *model)
{
  g_autoptr (GtkSingleSelection) selection = gtk_single_selection_new (sorted (self, model));

  gtk_list_view_set_model (self->cases, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (selection, "items-changed", G_CALLBACK (show_counts), self, G_CONNECT_SWAPPED);
  show_counts (self);
}

static void
search_changed_cb (YcTodayPage *self)
{
  const char *words = gtk_editable_get_text (self->search);
  g_autofree char *masked = yc_mask_dup_text (YC_MASK_NUMBER, self->number);

  if (self->number != NULL && g_str_equal (words, masked))
    words = self->number;
  else
    g_clear_pointer (&self->number, g_free);

  if (self->counter == NULL)
    return;
  if (*words == '\0')
    {
      show_cases (self, g_object_ref (yc_counter_get_cases (self->counter)));
      return;
    }
  show_cases (self, yc_counter_search (self->counter, words));
}

static void
stop_search_cb (YcTodayPage *self)
{
  gtk_editable_set_text (self->search, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->queue));
}

static void
search_entered_cb (YcTodayPage *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self->cases), GTK_DIR_TAB_FORWARD);
}

static void
pulse_cb (YcTodayPage *self)
{
  if (self->counter == NULL)
    return;
  show_current (self);
  show_counts (self);
  if (self->sort_countdown_s-- > 0)
    return;
  self->sort_countdown_s = SORT_PERIOD_S;
  gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
}

/* The matter that @ticket was drawn for, by its id or its name; else the first. */
static const YcMatter *
find_matter (YcTodayPage *self,
             YcTicket    *ticket)
{
  YcCatalogue *catalogue = yc_counter_get_catalogue (self->counter);
  GPtrArray *matters = catalogue != NULL ? yc_catalogue_get_matters (catalogue) : NULL;

  for (guint i = 0; ticket != NULL && matters != NULL && i < matters->len; i++)
    {
      const YcMatter *matter = g_ptr_array_index (matters, i);

      if (g_strcmp0 (matter->label, yc_ticket_get_service (ticket)) == 0 ||
          g_strcmp0 (matter->id, yc_ticket_get_service (ticket)) == 0)
        return matter;
    }
  return matters != NULL && matters->len > 0 ? g_ptr_array_index (matters, 0) : NULL;
}

/* --- verbs ---------------------------------------------------------------- */

static void
called_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (YcTodayPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcTicket) ticket = yc_counter_call_next_finish (YC_COUNTER (source), result, &error);

  if (ticket == NULL)
    yc_say_error (GTK_WIDGET (self), error);
  show_current (self);
}

static void
acted_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (YcTodayPage) self = data;
  g_autoptr (GError) error = NULL;

  if (!yc_counter_ticket_finish (YC_COUNTER (source), result, &error))
    yc_say_error (GTK_WIDGET (self), error);
  show_current (self);
}

static void
issued_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (YcTodayPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcTicket) ticket = yc_counter_issue_ticket_finish (YC_COUNTER (source), result, &error);

  if (ticket != NULL)
    yc_say (GTK_WIDGET (self), _("Ticket %s issued"), yc_ticket_get_number (ticket));
  else
    yc_say_error (GTK_WIDGET (self), error);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (YcTodayPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcCaseFile) file = yc_counter_open_case_finish (YC_COUNTER (source), result, &error);
  g_autoptr (YcCard) card = g_steal_pointer (&self->card);

  if (file == NULL)
    {
      yc_say_error (GTK_WIDGET (self), error);
      return;
    }
  g_signal_emit (self, signals[OPEN_CASE], 0, file);
  if (card != NULL)
    g_signal_emit (self, signals[TAKE_CARD], 0, card);
}

static void
queue_activated_cb (YcTodayPage *self,
                    guint        position)
{
  g_autoptr (YcTicket) ticket = g_list_model_get_item (yc_counter_get_queue (self->counter), position);

  if (ticket != NULL)
    yc_counter_ticket_async (self->counter, ticket, YC_TICKET_CALL, NULL, NULL, acted_cb, g_object_ref (self));
}

static void
case_activated_cb (YcTodayPage *self,
                   guint        position)
{
  g_autoptr (YcCaseFile) file = g_list_model_get_item (G_LIST_MODEL (gtk_list_view_get_model (self->cases)),
                                                       position);

  if (file != NULL)
    g_signal_emit (self, signals[OPEN_CASE], 0, file);
}

static void
transfer_cb (YcTodayPage *self)
{
  YcTicket *ticket = yc_counter_get_current (self->counter);
  const char *window = gtk_editable_get_text (self->transfer_window);

  if (ticket == NULL || *window == '\0')
    return;
  gtk_popover_popdown (self->transfer_popover);
  yc_counter_ticket_async (self->counter, ticket, YC_TICKET_TRANSFER, window, NULL, acted_cb,
                           g_object_ref (self));
}

/* --- the class ------------------------------------------------------------ */

static gboolean
yc_today_page_grab_focus (GtkWidget *widget)
{
  YcTodayPage *self = YC_TODAY_PAGE (widget);

  if (gtk_widget_child_focus (GTK_WIDGET (self->queue_stack), GTK_DIR_TAB_FORWARD))
    return TRUE;
  return gtk_widget_child_focus (GTK_WIDGET (self->cases_stack), GTK_DIR_TAB_FORWARD) ||
         gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
yc_today_page_dispose (GObject *object)
{
  YcTodayPage *self = YC_TODAY_PAGE (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->counter);
  g_clear_object (&self->sorter);
  g_clear_pointer (&self->card, yc_card_unref);
  g_clear_pointer (&self->number, g_free);
  G_OBJECT_CLASS (yc_today_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, YcTodayPage, content);
  gtk_widget_class_bind_template_child (widget_class, YcTodayPage, queue_stack);
  gtk_widget_class_bind_template_child (widget_class, YcTodayPage, queue);
  gtk_widget_class_bind_template_child (widget_class, YcTodayPage, cases_stack);
  gtk_widget_class_bind_template_child (widget_class, YcTodayPage, cases);
  gtk_widget_class_bind_template_child (widget_class, YcTodayPage, search);
  gtk_widget_class_bind_template_child (widget_class, YcTodayPage, current_number);
  gtk_widget_class_bind_template_child (widget_class, YcTodayPage, current_words);
  gtk_widget_class_bind_template_child (widget_class, YcTodayPage, queue_title);
  gtk_widget_class_bind_template_child (widget_class, YcTodayPage, cases_title);
  gtk_widget_class_bind_template_child (widget_class, YcTodayPage, transfer);
  gtk_widget_class_bind_template_child (widget_class, YcTodayPage, transfer_popover);
  gtk_widget_class_bind_template_child (widget_class, YcTodayPage, transfer_window);
  gtk_widget_class_bind_template_child (widget_class, YcTodayPage, actions);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_entered_cb);
  gtk_widget_class_bind_template_callback (widget_class, queue_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, case_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, transfer_cb);
}

static void
yc_today_page_class_init (YcTodayPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = yc_today_page_dispose;
  widget_class->grab_focus = yc_today_page_grab_focus;

  signals[OPEN_CASE] = g_signal_new ("open-case", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, YC_TYPE_CASE_FILE);
  signals[TAKE_CARD] = g_signal_new ("take-card", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, YC_TYPE_CARD);

  g_type_ensure (YC_TYPE_TICKET_ROW);
  g_type_ensure (YC_TYPE_CASE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-today-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_template (widget_class);
}

static void
yc_today_page_init (YcTodayPage *self)
{
  self->sorter = GTK_SORTER (gtk_custom_sorter_new (compare_cases, NULL, NULL));
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (yc_pulse_get_default (), "notify::now", G_CALLBACK (pulse_cb), self, G_CONNECT_SWAPPED);
}

void
yc_today_page_set_counter (YcTodayPage *self,
                           YcCounter   *counter)
{
  g_autoptr (GtkSingleSelection) queue = NULL;

  g_return_if_fail (YC_IS_TODAY_PAGE (self));

  g_set_object (&self->counter, counter);
  queue = gtk_single_selection_new (g_object_ref (yc_counter_get_queue (counter)));
  gtk_list_view_set_model (self->queue, GTK_SELECTION_MODEL (queue));
  g_signal_connect_object (queue, "items-changed", G_CALLBACK (show_counts), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (counter, "notify::current", G_CALLBACK (show_current), self, G_CONNECT_SWAPPED);
  show_cases (self, g_object_ref (yc_counter_get_cases (counter)));
  show_current (self);
}

/* Calls whoever is next; nobody there is said as a toast. */
void
yc_today_page_call_next (YcTodayPage *self)
{
  g_return_if_fail (YC_IS_TODAY_PAGE (self));

  yc_counter_call_next_async (self->counter, NULL, called_cb, g_object_ref (self));
}

/* Does @action with the person at the window. */
void
yc_today_page_act (YcTodayPage   *self,
                   YcTicketAction action)
{
  YcTicket *ticket;

  g_return_if_fail (YC_IS_TODAY_PAGE (self));

  ticket = yc_counter_get_current (self->counter);
  if (ticket == NULL)
    yc_say (GTK_WIDGET (self), "%s", _("Nobody at the window"));
  else
    yc_counter_ticket_async (self->counter, ticket, action, NULL, NULL, acted_cb, g_object_ref (self));
}

/* Asks to which window the person goes. */
void
yc_today_page_transfer (YcTodayPage *self)
{
  g_return_if_fail (YC_IS_TODAY_PAGE (self));

  if (yc_counter_get_current (self->counter) == NULL)
    {
      yc_say (GTK_WIDGET (self), "%s", _("Nobody at the window"));
      return;
    }
  gtk_editable_set_text (self->transfer_window, "");
  gtk_popover_popup (self->transfer_popover);
  gtk_widget_grab_focus (GTK_WIDGET (self->transfer_window));
}

/* Draws a number for somebody who came without one, and prints it. */
void
yc_today_page_issue (YcTodayPage *self)
{
  const YcMatter *matter;

  g_return_if_fail (YC_IS_TODAY_PAGE (self));

  matter = find_matter (self, NULL);
  if (matter != NULL)
    yc_counter_issue_ticket_async (self->counter, matter->label, TRUE, NULL, issued_cb, g_object_ref (self));
  else
    yc_say (GTK_WIDGET (self), "%s", _("This desk has no catalogue yet: it comes with the line"));
}

/* Opens a case for the person at the window, or for nobody with a ticket.
 * @card: (nullable): is read into it */
void
yc_today_page_new_case (YcTodayPage *self,
                        YcCard      *card)
{
  YcTicket *ticket;
  const YcMatter *matter;

  g_return_if_fail (YC_IS_TODAY_PAGE (self));

  ticket = yc_counter_get_current (self->counter);
  matter = find_matter (self, ticket);
  if (matter == NULL)
    {
      yc_say (GTK_WIDGET (self), "%s", _("This desk has no catalogue yet: it comes with the line"));
      return;
    }
  g_clear_pointer (&self->card, yc_card_unref);
  self->card = card != NULL ? yc_card_ref (card) : NULL;
  yc_counter_open_case_async (self->counter, ticket, matter->id, NULL, opened_cb, g_object_ref (self));
}

/* @words: (nullable): NULL to leave what stands there and go on typing */
void
yc_today_page_search (YcTodayPage *self,
                      const char  *words)
{
  g_return_if_fail (YC_IS_TODAY_PAGE (self));

  if (words != NULL)
    gtk_editable_set_text (self->search, words);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/* The cases of the person with @number, which is searched for and not shown. */
void
yc_today_page_search_number (YcTodayPage *self,
                             const char  *number)
{
  g_autofree char *masked = NULL;

  g_return_if_fail (YC_IS_TODAY_PAGE (self));

  masked = yc_mask_dup_text (YC_MASK_NUMBER, number);
  g_free (self->number);
  self->number = g_strdup (number);
  yc_today_page_search (self, masked);
}
