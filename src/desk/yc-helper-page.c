/* yc-helper-page.c: helping an applicant, and staying with their firm
 *
 * Left, who came today; in the middle the case that is chosen: the applicant's
 * consent, then filling in, then the card that takes it to any window; right,
 * the firms this helper takes care of, and what they are asked for. A firm
 * stays on the list wherever its case goes on: whoever was asked first is asked
 * again.
 */

#include "yc-helper-page.h"

#include "yc-call-box.h"
#include "yc-case-list.h"
#include "yc-case-row.h"
#include "yc-case-verbs.h"
#include "yc-code-card.h"
#include "yc-consent-box.h"
#include "yc-list-line.h"
#include "yc-review-side.h"
#include "yc-say.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>

#define DAY_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)
#define BEIJING_MS (G_GINT64_CONSTANT (8) * 3600 * 1000)

/* The hub's lists, in the order of their keys. */
static const struct
{
  const char *name;
  const char *label;
  const char *empty;
} lists[] = {
  { "firms", N_("My firms"), N_("No firm yet: whom you help first is yours from then on.") },
  { "corrections", N_("Asked for"), N_("Nobody asks for a correction.") },
  { "owed", N_("Owed"), N_("Nothing is owed.") },
  { "callbacks", N_("To call"), N_("Nobody is to be called.") },
};

#define N_LISTS G_N_ELEMENTS (lists)

struct _YcHelperPage
{
  GtkWidget parent_instance;

  YcCounter *counter; /* (nullable) */
  YcCaseList *lists[N_LISTS];
  guint list;         /* which of them is shown */
  YcCaseFile *file;   /* (nullable): the case that is shown */
  gulong changed_id;
  GtkFilter *filter;  /* of today's cases */

  GtkWidget *content;
  GtkLabel *ticket;
  GtkLabel *today_title;
  GtkStack *today_stack;
  GtkListView *today;
  GtkStack *stack;
  GtkLabel *title;
  GtkLabel *number;
  GtkLabel *status;
  GtkLabel *consent;
  YcConsentBox *consent_box;
  GtkWidget *verbs;
  GtkButton *fill;
  YcCodeCard *card;
  YcCallBox *call;
  GtkBox *history;
  GtkBox *tabs;
  GtkWidget *tab[N_LISTS];
  GtkLabel *problem;
  GtkStack *list_stack;
  GtkListView *list_view;
  GtkLabel *list_empty;
};

G_DEFINE_FINAL_TYPE (YcHelperPage, yc_helper_page, GTK_TYPE_WIDGET)

enum
{
  OPEN_CASE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- the case ----------------------------------------------------------------- */

static void
show_consent (YcHelperPage *self)
{
  const YcConsent *given = yc_case_find_consent (yc_case_file_get_case (self->file), YC_CONSENT_HELPER);
  gboolean needed = yc_case_file_needs_consent (self->file);
  g_autofree char *time = NULL;
  g_autofree char *words = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->consent_box), needed);
  gtk_widget_set_visible (self->verbs, !needed);
  gtk_widget_set_visible (GTK_WIDGET (self->consent), given != NULL);
  if (given == NULL)
    return;
  time = yc_words_dup_time (given->at.at_ms);
  words = g_strdup_printf (_("%s agreed at %s (%s) that a helper fills in"), given->person, time,
                           g_str_equal (given->method, "display")  ? _("on the display")
                           : g_str_equal (given->method, "signed") ? _("signed")
                                                                   : _("said aloud"));
  gtk_label_set_text (self->consent, words);
}

static void
show_case (YcHelperPage *self)
{
  const char *title = yc_case_file_get_title (self->file);

  gtk_label_set_text (self->title, *title != '\0' ? title : _("New case"));
  gtk_label_set_text (self->number, yc_case_file_get_number (self->file));
  gtk_label_set_text (self->status, yc_case_file_get_status_text (self->file));
  gtk_button_set_label (self->fill, yc_case_file_is_editable (self->file) ? _("Fill in  F") : _("Open  F"));
  show_consent (self);
  yc_review_side_fill (self->history, self->file, NULL);
}

/* @file: (nullable) */
void
yc_helper_page_set_file (YcHelperPage *self,
                         YcCaseFile   *file)
{
  g_return_if_fail (YC_IS_HELPER_PAGE (self));

  if (self->file == file)
    return;
  if (self->file != NULL)
    g_clear_signal_handler (&self->changed_id, self->file);
  g_set_object (&self->file, file);
  yc_consent_box_set_file (self->consent_box, file);
  yc_code_card_set_file (self->card, file);
  yc_call_box_set_file (self->call, file);
  gtk_stack_set_visible_child_name (self->stack, file != NULL ? "case" : "none");
  if (file == NULL)
    return;
  self->changed_id = g_signal_connect_swapped (file, "changed", G_CALLBACK (show_case), self);
  show_case (self);
}

/* Where the work with the chosen case goes on. */
static void
focus_case (YcHelperPage *self)
{
  if (self->file != NULL && yc_case_file_needs_consent (self->file))
    yc_consent_box_start (self->consent_box);
}

static void
agreed_cb (YcHelperPage *self,
           YcCaseFile   *file)
{
  yc_say (GTK_WIDGET (self), "%s", _("Consent recorded"));
  if (self->file == file && gtk_widget_get_mapped (GTK_WIDGET (self)))
    g_signal_emit (self, signals[OPEN_CASE], 0, file);
}

/* --- today's applicants -------------------------------------------------------- */

static gboolean
is_of_today (gpointer item,
             gpointer data)
{
  YcHelperPage *self = data;
  gint64 today = (yc_counter_now (self->counter).at_ms + BEIJING_MS) / DAY_MS;
  const char *owner = yc_case_get_owner (yc_case_file_get_case (item));

  return g_strcmp0 (owner, yc_counter_get_operator_code (self->counter)) == 0 &&
         (yc_case_file_get_opened_at (item) + BEIJING_MS) / DAY_MS == today;
}

static void
today_changed_cb (YcHelperPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (self->today)));
  g_autofree char *title = g_strdup_printf (_("Helped today · %u"), n);

  gtk_label_set_text (self->today_title, title);
  gtk_stack_set_visible_child_name (self->today_stack, n > 0 ? "list" : "empty");
}

static void
today_activated_cb (YcHelperPage *self,
                    guint         position)
{
  g_autoptr (YcCaseFile) file = g_list_model_get_item (G_LIST_MODEL (gtk_list_view_get_model (self->today)), position);

  if (file == NULL)
    return;
  yc_helper_page_set_file (self, file);
  focus_case (self);
}

static void
show_ticket (YcHelperPage *self)
{
  YcTicket *ticket = yc_counter_get_current (self->counter);
  g_autofree char *words = NULL;

  if (ticket != NULL)
    words = g_strdup_printf ("%s · %s", yc_ticket_get_number (ticket), yc_ticket_get_service (ticket));
  gtk_label_set_text (self->ticket, words != NULL ? words : _("No number called: N begins without one"));
}

static void
new_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      data)
{
  g_autoptr (YcHelperPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcCaseFile) file = yc_counter_open_case_finish (YC_COUNTER (source), result, &error);

  if (file == NULL)
    yc_say_error (GTK_WIDGET (self), error);
  if (file == NULL || self->content == NULL)
    return;
  yc_helper_page_set_file (self, file);
  focus_case (self);
}

/* The matter that was asked for at the entrance; else the first. */
static const YcMatter *
find_matter (YcHelperPage *self,
             YcTicket     *ticket)
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

static void
begin_case (YcHelperPage *self)
{
  YcTicket *ticket = yc_counter_get_current (self->counter);
  const YcMatter *matter = find_matter (self, ticket);

  if (matter == NULL)
    yc_say (GTK_WIDGET (self), "%s", _("This desk has no catalogue yet: it comes with the line"));
  else
    yc_counter_open_case_async (self->counter, ticket, matter->id, NULL, new_cb, g_object_ref (self));
}

static void
called_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (YcHelperPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcTicket) ticket = yc_counter_call_next_finish (YC_COUNTER (source), result, &error);

  if (ticket == NULL)
    yc_say_error (GTK_WIDGET (self), error);
}

/* --- my firms ------------------------------------------------------------------ */

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (YcHelperPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcCaseFile) file = yc_counter_open_stream_finish (YC_COUNTER (source), result, &error);

  if (file == NULL)
    yc_say_error (GTK_WIDGET (self), error);
  if (file == NULL || self->content == NULL)
    return;
  yc_helper_page_set_file (self, file);
  if (self->list == N_LISTS - 1)
    yc_call_box_start (self->call);
}

static void
list_activated_cb (YcHelperPage *self,
                   guint         position)
{
  g_autoptr (YcListRow) row = g_list_model_get_item (G_LIST_MODEL (self->lists[self->list]), position);

  if (row != NULL)
    yc_counter_open_stream_async (self->counter, yc_list_row_get_id (row), NULL, opened_cb, g_object_ref (self));
}

static void
show_lists (YcHelperPage *self)
{
  const char *problem = yc_case_list_get_problem (self->lists[self->list]);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->lists[self->list]));

  for (guint i = 0; i < N_LISTS; i++)
    {
      g_autofree char *words = g_strdup_printf ("%u %s · %u", i + 1, _(lists[i].label),
                                                yc_case_list_get_total (self->lists[i]));

      gtk_button_set_label (GTK_BUTTON (self->tab[i]), words);
      if (i == self->list)
        gtk_widget_add_css_class (self->tab[i], "here");
      else
        gtk_widget_remove_css_class (self->tab[i], "here");
    }
  gtk_label_set_text (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  gtk_label_set_text (self->list_empty, _(lists[self->list].empty));
  gtk_stack_set_visible_child_name (self->list_stack, n > 0 || problem != NULL ? "list" : "empty");
}

static void
show_list (YcHelperPage *self,
           guint         list)
{
  g_autoptr (GtkSingleSelection) selection = NULL;

  self->list = list;
  selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->lists[list])));
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (selection));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list_view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _(lists[list].label), -1);
  show_lists (self);
}

static void
tab_cb (YcHelperPage *self,
        GtkButton    *button)
{
  for (guint i = 0; i < N_LISTS; i++)
    if (self->tab[i] == GTK_WIDGET (button))
      show_list (self, i);
}

static void
set_live (YcHelperPage *self,
          gboolean      live)
{
  for (guint i = 0; i < N_LISTS && self->lists[i] != NULL; i++)
    yc_case_list_set_live (self->lists[i], live);
}

/* --- verbs --------------------------------------------------------------------- */

static void
act_on_case (YcHelperPage *self,
             const char   *verb)
{
  if (self->file == NULL)
    {
      yc_say (GTK_WIDGET (self), "%s", _("Choose a case first, or begin one (N)"));
      return;
    }
  if (g_str_equal (verb, "call"))
    yc_call_box_start (self->call);
  else if (g_str_equal (verb, "print"))
    yc_code_card_print (self->card);
  else if (yc_case_file_needs_consent (self->file))
    yc_consent_box_start (self->consent_box);
  else if (g_str_equal (verb, "fill"))
    g_signal_emit (self, signals[OPEN_CASE], 0, self->file);
  else if (g_str_equal (verb, "code"))
    yc_code_card_issue (self->card);
}

/**
 * yc_helper_page_act:
 * @self: the page
 * @verb: "new", "next-ticket", "list-1" … "list-4"; with the chosen case
 *   "fill", "code", "print", "call"
 *
 * Before the applicant has agreed, what needs that asks for it.
 */
void
yc_helper_page_act (YcHelperPage *self,
                    const char   *verb)
{
  g_return_if_fail (YC_IS_HELPER_PAGE (self));

  if (self->counter == NULL)
    return;
  if (g_str_equal (verb, "new"))
    begin_case (self);
  else if (g_str_equal (verb, "next-ticket"))
    yc_counter_call_next_async (self->counter, NULL, called_cb, g_object_ref (self));
  else if (g_str_has_prefix (verb, "list-"))
    {
      show_list (self, CLAMP (verb[5] - '1', 0, (int) N_LISTS - 1));
      gtk_widget_child_focus (GTK_WIDGET (self->list_stack), GTK_DIR_TAB_FORWARD);
    }
  else
    act_on_case (self, verb);
}

/* Comes here only when what has the focus did not want the key: a letter that
 * is typed into a field does nothing else. */
static gboolean
key_pressed_cb (YcHelperPage   *self,
                guint           keyval,
                guint           keycode,
                GdkModifierType state)
{
  static const struct
  {
    guint key;
    const char *verb;
  } keys[] = {
    { GDK_KEY_n, "new" },    { GDK_KEY_f, "fill" },   { GDK_KEY_h, "code" },   { GDK_KEY_p, "print" },
    { GDK_KEY_r, "call" },   { GDK_KEY_1, "list-1" }, { GDK_KEY_2, "list-2" }, { GDK_KEY_3, "list-3" },
    { GDK_KEY_4, "list-4" },
  };

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return GDK_EVENT_PROPAGATE;
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i].key == gdk_keyval_to_lower (keyval))
      {
        yc_helper_page_act (self, keys[i].verb);
        return GDK_EVENT_STOP;
      }
  if (keyval != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  return GDK_EVENT_STOP;
}

/* --- the class ----------------------------------------------------------------- */

static gboolean
yc_helper_page_grab_focus (GtkWidget *widget)
{
  YcHelperPage *self = YC_HELPER_PAGE (widget);

  return gtk_widget_child_focus (GTK_WIDGET (self->today_stack), GTK_DIR_TAB_FORWARD) ||
         GTK_WIDGET_CLASS (yc_helper_page_parent_class)->grab_focus (widget);
}

static void
yc_helper_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (yc_helper_page_parent_class)->map (widget);
  set_live (YC_HELPER_PAGE (widget), TRUE);
}

static void
yc_helper_page_unmap (GtkWidget *widget)
{
  set_live (YC_HELPER_PAGE (widget), FALSE);
  GTK_WIDGET_CLASS (yc_helper_page_parent_class)->unmap (widget);
}

static void
yc_helper_page_dispose (GObject *object)
{
  YcHelperPage *self = YC_HELPER_PAGE (object);

  if (self->file != NULL)
    g_clear_signal_handler (&self->changed_id, self->file);
  g_clear_object (&self->file);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  for (guint i = 0; i < N_LISTS; i++)
    g_clear_object (&self->lists[i]);
  g_clear_object (&self->filter);
  g_clear_object (&self->counter);
  G_OBJECT_CLASS (yc_helper_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, YcHelperPage, content);
  gtk_widget_class_bind_template_child (widget_class, YcHelperPage, ticket);
  gtk_widget_class_bind_template_child (widget_class, YcHelperPage, today_title);
  gtk_widget_class_bind_template_child (widget_class, YcHelperPage, today_stack);
  gtk_widget_class_bind_template_child (widget_class, YcHelperPage, today);
  gtk_widget_class_bind_template_child (widget_class, YcHelperPage, stack);
  gtk_widget_class_bind_template_child (widget_class, YcHelperPage, title);
  gtk_widget_class_bind_template_child (widget_class, YcHelperPage, number);
  gtk_widget_class_bind_template_child (widget_class, YcHelperPage, status);
  gtk_widget_class_bind_template_child (widget_class, YcHelperPage, consent);
  gtk_widget_class_bind_template_child (widget_class, YcHelperPage, consent_box);
  gtk_widget_class_bind_template_child (widget_class, YcHelperPage, verbs);
  gtk_widget_class_bind_template_child (widget_class, YcHelperPage, fill);
  gtk_widget_class_bind_template_child (widget_class, YcHelperPage, card);
  gtk_widget_class_bind_template_child (widget_class, YcHelperPage, call);
  gtk_widget_class_bind_template_child (widget_class, YcHelperPage, history);
  gtk_widget_class_bind_template_child (widget_class, YcHelperPage, tabs);
  gtk_widget_class_bind_template_child (widget_class, YcHelperPage, problem);
  gtk_widget_class_bind_template_child (widget_class, YcHelperPage, list_stack);
  gtk_widget_class_bind_template_child (widget_class, YcHelperPage, list_view);
  gtk_widget_class_bind_template_child (widget_class, YcHelperPage, list_empty);
  gtk_widget_class_bind_template_callback (widget_class, today_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, agreed_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
}

static void
yc_helper_page_class_init (YcHelperPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_helper_page_dispose;
  widget_class->grab_focus = yc_helper_page_grab_focus;
  widget_class->map = yc_helper_page_map;
  widget_class->unmap = yc_helper_page_unmap;

  signals[OPEN_CASE] = g_signal_new ("open-case", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, YC_TYPE_CASE_FILE);

  g_type_ensure (YC_TYPE_CALL_BOX);
  g_type_ensure (YC_TYPE_CASE_ROW);
  g_type_ensure (YC_TYPE_CODE_CARD);
  g_type_ensure (YC_TYPE_CONSENT_BOX);
  g_type_ensure (YC_TYPE_LIST_LINE);
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-helper-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_template (widget_class);
}

static void
yc_helper_page_init (YcHelperPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < N_LISTS; i++)
    {
      self->tab[i] = gtk_button_new_with_label (_(lists[i].label));
      gtk_widget_add_css_class (self->tab[i], "flat");
      gtk_widget_add_css_class (self->tab[i], "list-tab");
      gtk_widget_set_focusable (self->tab[i], FALSE);
      g_signal_connect_swapped (self->tab[i], "clicked", G_CALLBACK (tab_cb), self);
      gtk_box_append (self->tabs, self->tab[i]);
    }
}

/* What one helper worked on is not left on the screen for the next. */
static void
operator_changed_cb (YcHelperPage *self)
{
  yc_helper_page_set_file (self, NULL);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

void
yc_helper_page_set_counter (YcHelperPage *self,
                            YcCounter    *counter)
{
  g_autoptr (GtkSingleSelection) selection = NULL;
  GtkFilterListModel *mine;

  g_return_if_fail (YC_IS_HELPER_PAGE (self));

  if (!g_set_object (&self->counter, counter))
    return;
  yc_code_card_set_counter (self->card, counter);
  self->filter = GTK_FILTER (gtk_custom_filter_new (is_of_today, self, NULL));
  mine = gtk_filter_list_model_new (g_object_ref (yc_counter_get_cases (counter)), g_object_ref (self->filter));
  selection = gtk_single_selection_new (G_LIST_MODEL (mine));
  gtk_list_view_set_model (self->today, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (selection, "items-changed", G_CALLBACK (today_changed_cb), self, G_CONNECT_SWAPPED);
  for (guint i = 0; i < N_LISTS; i++)
    {
      self->lists[i] = yc_case_list_new (counter, lists[i].name, TRUE);
      g_signal_connect_object (self->lists[i], "notify", G_CALLBACK (show_lists), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->lists[i], "items-changed", G_CALLBACK (show_lists), self, G_CONNECT_SWAPPED);
    }
  g_signal_connect_object (counter, "notify::operator", G_CALLBACK (operator_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (counter, "notify::current", G_CALLBACK (show_ticket), self, G_CONNECT_SWAPPED);
  today_changed_cb (self);
  show_ticket (self);
  show_list (self, 0);
}

void
yc_helper_page_set_display (YcHelperPage *self,
                            YcDisplay    *display)
{
  g_return_if_fail (YC_IS_HELPER_PAGE (self));

  yc_consent_box_set_display (self->consent_box, display);
}
