/* yc-administration-page.c: operators, windows, devices and forms, for administrators
 *
 * Left a list, one of several (the table lists[]: one more is a line there and
 * its words); right what can be done with the row that is chosen. What takes
 * something away asks for a second press. A one-time code is shown once, until
 * it is put away, and stands nowhere else.
 */

#include "yc-administration-page.h"

#include "yc-administration-form.h"
#include "yc-administration-words.h"
#include "yc-say.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What can be done, and where. */
typedef struct
{
  const char *name;
  guint keyval;
  const char *label;
  const char *armed; /* (nullable): what a second press says; NULL where one is enough */
  const char *kind;  /* (nullable): of the op; NULL where a form says more */
  guint lists;       /* bits: 1 << YcAdministrationList */
  gboolean needs_row;
} Verb;

#define OPERATORS (1 << YC_ADMINISTRATION_OPERATORS)
#define WINDOWS (1 << YC_ADMINISTRATION_WINDOWS)
#define DEVICES (1 << YC_ADMINISTRATION_DEVICES)
#define VERSIONS (1 << YC_ADMINISTRATION_VERSIONS)

static const Verb verbs[] = {
  { "add", GDK_KEY_n, N_("Add an operator  N"), NULL, NULL, OPERATORS, FALSE },
  { "roles", GDK_KEY_r, N_("Change the roles  R"), NULL, NULL, OPERATORS, TRUE },
  { "lock", GDK_KEY_l, N_("Lock the account  L"), N_("Press L again to lock the account"), "operator.lock", OPERATORS, TRUE },
  { "unlock", GDK_KEY_u, N_("Unlock the account  U"), NULL, "operator.unlock", OPERATORS, TRUE },
  { "disable", GDK_KEY_d, N_("Disable the account  D"), N_("Press D again to disable the account"), "operator.disable", OPERATORS, TRUE },
  { "end", GDK_KEY_e, N_("End the sign-ins  E"), N_("Press E again to end the sign-ins"), "operator.end", OPERATORS, TRUE },
  { "reset", GDK_KEY_p, N_("Reset the password  P"), N_("Press P again to reset the password"), "operator.reset", OPERATORS, TRUE },
  { "invite", GDK_KEY_n, N_("Enrolment code for a window  N"), NULL, NULL, WINDOWS | DEVICES, FALSE },
  { "rename", GDK_KEY_m, N_("Rename  M"), NULL, NULL, DEVICES, TRUE },
  { "withdraw", GDK_KEY_w, N_("Withdraw the device  W"), N_("Press W again to withdraw the device"), "device.withdraw", DEVICES, TRUE },
  { "withdraw-version", GDK_KEY_w, N_("Withdraw the version  W"), NULL, NULL, VERSIONS, TRUE },
};

/* The lists, in the order of YcAdministrationList and of their keys. */
static const struct
{
  const char *name;
  const char *label;
  const char *empty;
} lists[YC_N_ADMINISTRATION_LISTS] = {
  { "operators", N_("Operators  1"), N_("No operator is found.") },
  { "windows", N_("Windows  2"), N_("No window has a device yet: give an enrolment code.") },
  { "devices", N_("Devices  3"), N_("No device is enrolled yet.") },
  { "versions", N_("Forms  4"), N_("The central system has no forms.") },
};

struct _YcAdministrationPage
{
  GtkWidget parent_instance;

  YcCounter *counter;               /* (nullable) */
  YcAdministration *administration; /* (nullable) */
  YcAdministrationList list;
  char *chosen;                     /* (nullable): the row that is chosen */
  char *wanted;                     /* (nullable): the one to be chosen when the rows have come */
  GtkSingleSelection *selection;
  gboolean busy;
  gboolean had_focus;               /* before the rows that have just come */
  guint refocus;                    /* source: the list gets the focus back */

  GtkWidget *content;
  GtkBox *tabs;
  GtkWidget *tab[YC_N_ADMINISTRATION_LISTS];
  GtkSearchEntry *search;
  GtkLabel *as_of;
  GtkStack *stack;
  GtkLabel *empty;
  GtkLabel *problem;
  GtkBox *heads;
  GtkListView *rows;
  GtkStack *panel;
  GtkLabel *title;
  GtkLabel *details;
  GtkBox *verbs;
  YcAdministrationForm *form;
  GtkLabel *code_for;
  GtkLabel *code;
  GtkLabel *code_until;
  GtkWidget *code_done;
};

G_DEFINE_FINAL_TYPE (YcAdministrationPage, yc_administration_page, GTK_TYPE_WIDGET)

static const YcHubStaffRow *
get_row (YcAdministrationPage *self)
{
  YcAdministrationRow *row = self->selection != NULL ? gtk_single_selection_get_selected_item (self->selection) : NULL;

  return row != NULL ? yc_administration_row_get (row) : NULL;
}

/* What tells a row from the others of its list. */
static char *
dup_key (const YcHubStaffRow *row)
{
  return *row->code != '\0' ? g_strdup (row->code) : g_strdup_printf ("%s %s", row->hall, row->window);
}

static gboolean
is_on_panel (YcAdministrationPage *self,
             const char           *name)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->panel), name) == 0;
}

/* Rows that have just come are not there to be stood on: then the list's name is. */
static void
focus_list (YcAdministrationPage *self)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "list") != 0 ||
      !gtk_widget_child_focus (GTK_WIDGET (self->rows), GTK_DIR_TAB_FORWARD))
    gtk_widget_grab_focus (self->tab[self->list]);
}

/* --- what can be done ---------------------------------------------------------- */

static void
disarm_cb (GtkWidget *button)
{
  const Verb *verb = g_object_get_data (G_OBJECT (button), "verb");

  gtk_widget_remove_css_class (button, "destructive-action");
  gtk_button_set_label (GTK_BUTTON (button), _(verb->label));
}

static void
verb_cb (YcAdministrationPage *self,
         GtkWidget            *button)
{
  const Verb *verb = g_object_get_data (G_OBJECT (button), "verb");

  yc_administration_page_act (self, verb->name);
}

static GtkWidget *
create_button (YcAdministrationPage *self,
               const Verb           *verb)
{
  GtkWidget *button = gtk_button_new_with_label (_(verb->label));
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_object_set_data (G_OBJECT (button), "verb", (gpointer) verb);
  g_signal_connect_object (button, "clicked", G_CALLBACK (verb_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (disarm_cb), button, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (button, focus);
  return button;
}

/* What makes no sense with the row that is chosen is not offered. */
static gboolean
makes_sense (const Verb          *verb,
             const YcHubStaffRow *row)
{
  if (row == NULL)
    return !verb->needs_row;
  if (strcmp (verb->name, "unlock") == 0)
    return row->state != YC_STAFF_ACTIVE || row->locked_until_ms > 0;
  if (strcmp (verb->name, "lock") == 0 || strcmp (verb->name, "reset") == 0)
    return row->state == YC_STAFF_ACTIVE;
  if (strcmp (verb->name, "disable") == 0)
    return row->state != YC_STAFF_DISABLED;
  if (strcmp (verb->name, "end") == 0)
    return row->open > 0;
  return !verb->needs_row || row->withdrawn_ms == 0;
}

static void
show_verbs (YcAdministrationPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->verbs))) != NULL)
    gtk_box_remove (self->verbs, child);
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if ((verbs[i].lists & (1u << self->list)) != 0 && makes_sense (&verbs[i], get_row (self)))
      gtk_box_append (self->verbs, create_button (self, &verbs[i]));
}

static GtkWidget *
find_button (YcAdministrationPage *self,
             const char           *name)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->verbs));

  while (child != NULL && strcmp (((const Verb *) g_object_get_data (G_OBJECT (child), "verb"))->name, name) != 0)
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static void
show_details (YcAdministrationPage *self)
{
  const YcHubStaffRow *row = get_row (self);
  GString *words = g_string_new (NULL);
  g_autofree char *title = row != NULL ? yc_administration_words_dup_title (self->administration, self->list, row) : NULL;

  for (guint column = 0; row != NULL && column < YC_ADMINISTRATION_COLUMNS; column++)
    {
      g_autofree char *cell = yc_administration_words_dup_cell (self->administration, self->list, row, column);

      g_string_append_printf (words, _("%s: %s\n"), yc_administration_words_get_head (self->list, column), cell);
    }
  gtk_label_set_text (self->title, title != NULL ? title : "");
  gtk_label_set_text (self->details, words->str);
  gtk_widget_set_visible (GTK_WIDGET (self->title), title != NULL);
  g_string_free (words, TRUE);
  show_verbs (self);
}

static void
selected_cb (YcAdministrationPage *self)
{
  const YcHubStaffRow *row = get_row (self);

  if (row != NULL)
    {
      g_free (self->chosen);
      self->chosen = dup_key (row);
    }
  show_details (self);
}

/* --- the list -------------------------------------------------------------------- */

static void
choose_again (YcAdministrationPage *self,
              const char           *chosen)
{
  GListModel *rows = yc_administration_get_rows (self->administration);

  for (guint i = 0; chosen != NULL && i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (YcAdministrationRow) row = g_list_model_get_item (rows, i);
      g_autofree char *key = dup_key (yc_administration_row_get (row));

      if (strcmp (key, chosen) == 0)
        gtk_single_selection_set_selected (self->selection, i);
    }
}

static gboolean
has_focus (YcAdministrationPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
}

/* Before the list has let go of its rows. */
static void
rows_changing_cb (YcAdministrationPage *self)
{
  self->had_focus = has_focus (self);
}

static gboolean
refocus_cb (gpointer data)
{
  YcAdministrationPage *self = data;

  self->refocus = 0;
  if (gtk_widget_has_focus (self->tab[self->list]))
    focus_list (self);
  return G_SOURCE_REMOVE;
}

/* Who stood on a row, or on what could be done with one, does not stand nowhere
 * when that is made anew: keys would reach nobody. New rows have their place only
 * after the next frame; until then the list's name has the focus. */
static void
keep_focus (YcAdministrationPage *self)
{
  if (self->had_focus && !has_focus (self))
    {
      gtk_widget_grab_focus (self->tab[self->list]);
      if (self->refocus == 0)
        self->refocus = g_idle_add_full (G_PRIORITY_LOW, refocus_cb, self, NULL);
    }
  self->had_focus = FALSE;
}

static void
changed_cb (YcAdministrationPage *self)
{
  guint shown = g_list_model_get_n_items (yc_administration_get_rows (self->administration));
  gint64 now_ms = yc_administration_get_now (self->administration);
  const char *problem = yc_administration_get_problem (self->administration);
  g_autofree char *moment = yc_administration_words_dup_moment (now_ms);
  g_autofree char *as_of = NULL;

  if (now_ms > 0)
    as_of = g_strdup_printf (_("%u of %u, as of %s"), shown, yc_administration_get_total (self->administration), moment);
  gtk_label_set_text (self->as_of, as_of != NULL ? as_of : "");
  gtk_label_set_text (self->problem, problem != NULL ? problem : "");
  gtk_label_set_text (self->empty, now_ms > 0 ? _(lists[self->list].empty) : "");
  gtk_stack_set_visible_child_name (self->stack, problem != NULL ? "problem" : shown > 0 ? "list" : "empty");
  gtk_widget_set_visible (GTK_WIDGET (self->panel), problem == NULL || is_on_panel (self, "code"));
  choose_again (self, self->wanted);
  show_details (self);
  keep_focus (self);
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          YcAdministrationPage     *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_widget_add_css_class (box, "dense-row");
  for (guint column = 0; column < YC_ADMINISTRATION_COLUMNS; column++)
    {
      GtkWidget *label = gtk_label_new (NULL);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_list_item_set_child (item, box);
}

/* How wide the columns are, in characters. */
static const int widths[YC_N_ADMINISTRATION_LISTS][YC_ADMINISTRATION_COLUMNS] = {
  { 8, 9, 14, 18, 18, 18 },
  { 20, 6, 16, 10, 12, 22 },
  { 16, 20, 6, 8, 10, 14 },
  { 8, 22, 8, 22, 8, 22 },
};

static void
set_cell (GtkWidget  *label,
          const char *words,
          int         width)
{
  gtk_label_set_text (GTK_LABEL (label), words);
  gtk_label_set_width_chars (GTK_LABEL (label), width);
  gtk_label_set_max_width_chars (GTK_LABEL (label), width);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         YcAdministrationPage     *self)
{
  const YcHubStaffRow *row = yc_administration_row_get (gtk_list_item_get_item (item));
  GtkWidget *box = gtk_list_item_get_child (item);
  GtkWidget *label = gtk_widget_get_first_child (box);
  GString *said = g_string_new (NULL);

  for (guint column = 0; column < YC_ADMINISTRATION_COLUMNS; column++, label = gtk_widget_get_next_sibling (label))
    {
      g_autofree char *cell = yc_administration_words_dup_cell (self->administration, self->list, row, column);

      set_cell (label, cell, widths[self->list][column]);
      g_string_append_printf (said, "%s%s", column > 0 ? ", " : "", cell);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, said->str, -1);
  g_string_free (said, TRUE);
}

static void
show_heads (YcAdministrationPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->heads))) != NULL)
    gtk_box_remove (self->heads, child);
  for (guint column = 0; column < YC_ADMINISTRATION_COLUMNS; column++)
    {
      GtkWidget *label = gtk_label_new (NULL);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      set_cell (label, yc_administration_words_get_head (self->list, column), widths[self->list][column]);
      gtk_box_append (self->heads, label);
    }
}

static void
refresh (YcAdministrationPage *self)
{
  const char *search = gtk_editable_get_text (GTK_EDITABLE (self->search));

  g_free (self->wanted);
  self->wanted = g_strdup (self->chosen);
  if (self->administration != NULL)
    yc_administration_show (self->administration, self->list, self->list == YC_ADMINISTRATION_OPERATORS ? search : "");
}

static void
show_list (YcAdministrationPage *self,
           YcAdministrationList  list)
{
  if (self->list != list)
    g_clear_pointer (&self->chosen, g_free);
  self->list = list;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->tab[list]), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->search), list == YC_ADMINISTRATION_OPERATORS);
  if (!is_on_panel (self, "code"))
    gtk_stack_set_visible_child_name (self->panel, "details");
  show_heads (self);
  refresh (self);
}

static void
tab_cb (YcAdministrationPage *self,
        GtkWidget            *tab)
{
  for (guint i = 0; i < YC_N_ADMINISTRATION_LISTS; i++)
    if (self->tab[i] == tab && self->list != (YcAdministrationList) i &&
        gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (tab)))
      show_list (self, (YcAdministrationList) i);
}

static void
create_tabs (YcAdministrationPage *self)
{
  for (guint i = 0; i < YC_N_ADMINISTRATION_LISTS; i++)
    {
      self->tab[i] = gtk_toggle_button_new_with_label (_(lists[i].label));
      gtk_widget_add_css_class (self->tab[i], "flat");
      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (self->tab[i]), i > 0 ? GTK_TOGGLE_BUTTON (self->tab[0]) : NULL);
      g_signal_connect_object (self->tab[i], "toggled", G_CALLBACK (tab_cb), self, G_CONNECT_SWAPPED);
      gtk_box_append (self->tabs, self->tab[i]);
    }
}

static void
search_cb (YcAdministrationPage *self)
{
  refresh (self);
}

/* --- doing it -------------------------------------------------------------------- */

static void
show_code (YcAdministrationPage   *self,
           const YcHubOneTimeCode *code)
{
  g_autofree char *until = yc_administration_words_dup_moment (code->expires_ms);
  g_autofree char *words = g_strdup_printf (_("Good once, until %s. It is shown now and never again: write it down and hand it over."), until);

  gtk_label_set_text (self->code, code->code);
  gtk_label_set_text (self->code_until, words);
  gtk_stack_set_visible_child_name (self->panel, "code");
  gtk_widget_set_visible (GTK_WIDGET (self->panel), TRUE);
  gtk_widget_grab_focus (self->code_done);
}

static void
put_away_cb (YcAdministrationPage *self)
{
  gtk_label_set_text (self->code, "");
  gtk_label_set_text (self->code_for, "");
  gtk_stack_set_visible_child_name (self->panel, "details");
  changed_cb (self);
  focus_list (self);
}

static void
acted_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (YcAdministrationPage) self = user_data;
  g_autoptr (YcHubOneTimeCode) code = NULL;
  g_autoptr (GError) error = NULL;

  self->busy = FALSE;
  if (!yc_administration_act_finish (YC_ADMINISTRATION (source), result, &code, &error))
    {
      yc_say (GTK_WIDGET (self), "%s", error->message);
      refresh (self);
      return;
    }
  if (code != NULL)
    show_code (self, code);
  else
    {
      gtk_stack_set_visible_child_name (self->panel, "details");
      focus_list (self);
      yc_say (GTK_WIDGET (self), "%s", _("The change is in force"));
    }
  refresh (self);
}

/* @body: (transfer full) */
static void
act (YcAdministrationPage *self,
     const char           *kind,
     YcBody               *body)
{
  const char *person = yc_record_get_text (body->record, "operator");
  const char *window = yc_record_get_text (body->record, "window");
  g_autofree char *words = NULL;

  words = person != NULL ? g_strdup_printf (_("One-time code of operator %s, for choosing a password"), person)
                         : g_strdup_printf (_("Enrolment code of window %s"), window != NULL ? window : "");
  gtk_label_set_text (self->code_for, words);
  self->busy = TRUE;
  yc_administration_act_async (self->administration, kind, body, acted_cb, g_object_ref (self));
}

static void
act_on_row (YcAdministrationPage *self,
            const char           *kind)
{
  const YcHubStaffRow *row = get_row (self);
  YcBody *body = yc_body_new ();

  yc_record_set_text (body->record, self->list == YC_ADMINISTRATION_DEVICES ? "device" : "operator", row->code);
  act (self, kind, body);
}

static void
form_done_cb (YcAdministrationPage *self)
{
  const char *kind;
  YcBody *body;

  if (self->busy)
    return;
  body = yc_administration_form_take (self->form, &kind);
  if (body != NULL)
    act (self, kind, body);
}

static void
form_given_up_cb (YcAdministrationPage *self)
{
  gtk_stack_set_visible_child_name (self->panel, "details");
  focus_list (self);
}

/* The first press arms the button and puts the focus on it. TRUE for the second. */
static gboolean
is_second_press (GtkWidget  *button,
                 const Verb *verb)
{
  if (verb->armed == NULL || gtk_widget_has_css_class (button, "destructive-action"))
    return TRUE;
  gtk_widget_grab_focus (button);
  gtk_widget_add_css_class (button, "destructive-action");
  gtk_button_set_label (GTK_BUTTON (button), _(verb->armed));
  return FALSE;
}

static void
do_verb (YcAdministrationPage *self,
         const Verb           *verb)
{
  GtkWidget *button = find_button (self, verb->name);

  if (self->busy || button == NULL || yc_administration_get_now (self->administration) == 0)
    return;
  if (verb->kind == NULL)
    {
      yc_administration_form_begin (self->form, verb->name, get_row (self), yc_administration_get_halls (self->administration));
      gtk_stack_set_visible_child_name (self->panel, "form");
      gtk_widget_grab_focus (GTK_WIDGET (self->form));
    }
  else if (is_second_press (button, verb))
    act_on_row (self, verb->kind);
}

void
yc_administration_page_act (YcAdministrationPage *self,
                            const char           *verb)
{
  g_return_if_fail (YC_IS_ADMINISTRATION_PAGE (self));

  if (self->administration == NULL || !is_on_panel (self, "details"))
    return;
  if (strcmp (verb, "refresh") == 0)
    refresh (self);
  if (strcmp (verb, "search") == 0 && gtk_widget_get_visible (GTK_WIDGET (self->search)))
    gtk_widget_grab_focus (GTK_WIDGET (self->search));
  for (guint i = 0; i < YC_N_ADMINISTRATION_LISTS; i++)
    if (strcmp (lists[i].name, verb) == 0)
      {
        show_list (self, (YcAdministrationList) i);
        gtk_widget_grab_focus (self->tab[i]);
      }
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (strcmp (verbs[i].name, verb) == 0 && (verbs[i].lists & (1u << self->list)) != 0)
      do_verb (self, &verbs[i]);
}

static const char *
get_key_verb (YcAdministrationPage *self,
              guint                 keyval)
{
  keyval = gdk_keyval_to_lower (keyval);
  if (keyval >= GDK_KEY_1 && keyval < GDK_KEY_1 + YC_N_ADMINISTRATION_LISTS)
    return lists[keyval - GDK_KEY_1].name;
  if (keyval == GDK_KEY_f)
    return "search";
  if (keyval == GDK_KEY_a)
    return "refresh";
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (verbs[i].keyval == keyval && (verbs[i].lists & (1u << self->list)) != 0)
      return verbs[i].name;
  return NULL;
}

/* Comes here only when what has the focus did not want the key. */
static gboolean
key_pressed_cb (YcAdministrationPage *self,
                guint                 keyval,
                guint                 keycode,
                GdkModifierType       state)
{
  const char *verb = get_key_verb (self, keyval);

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Escape && is_on_panel (self, "form"))
    form_given_up_cb (self);
  else if (keyval == GDK_KEY_Escape && is_on_panel (self, "code"))
    put_away_cb (self);
  else if (keyval == GDK_KEY_Escape)
    focus_list (self);
  else if (verb != NULL && is_on_panel (self, "details"))
    yc_administration_page_act (self, verb);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* --- the class ---------------------------------------------------------------- */

static gboolean
yc_administration_page_grab_focus (GtkWidget *widget)
{
  YcAdministrationPage *self = YC_ADMINISTRATION_PAGE (widget);

  if (is_on_panel (self, "code"))
    return gtk_widget_grab_focus (self->code_done);
  if (is_on_panel (self, "form"))
    return gtk_widget_grab_focus (GTK_WIDGET (self->form));
  return gtk_widget_grab_focus (self->tab[self->list]);
}

/* Who comes to the page gets what is so now; who leaves it leaves nothing behind. */
static void
map_cb (YcAdministrationPage *self)
{
  show_list (self, self->list);
}

static void
unmap_cb (YcAdministrationPage *self)
{
  if (self->administration != NULL)
    yc_administration_forget (self->administration);
}

static void
line_changed_cb (YcAdministrationPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && yc_line_get_state (yc_counter_get_line (self->counter)) == YC_LINE_ONLINE &&
      yc_administration_get_now (self->administration) == 0)
    refresh (self);
}

static void
yc_administration_page_dispose (GObject *object)
{
  YcAdministrationPage *self = YC_ADMINISTRATION_PAGE (object);

  g_clear_handle_id (&self->refocus, g_source_remove);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->administration);
  g_clear_object (&self->counter);
  g_clear_pointer (&self->chosen, g_free);
  g_clear_pointer (&self->wanted, g_free);
  G_OBJECT_CLASS (yc_administration_page_parent_class)->dispose (object);
}

static void
yc_administration_page_class_init (YcAdministrationPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_administration_page_dispose;
  widget_class->grab_focus = yc_administration_page_grab_focus;

  g_type_ensure (YC_TYPE_ADMINISTRATION_FORM);
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-administration-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationPage, content);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationPage, tabs);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationPage, search);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationPage, as_of);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationPage, stack);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationPage, empty);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationPage, problem);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationPage, heads);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationPage, rows);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationPage, panel);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationPage, title);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationPage, details);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationPage, verbs);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationPage, form);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationPage, code_for);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationPage, code);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationPage, code_until);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationPage, code_done);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, form_done_cb);
  gtk_widget_class_bind_template_callback (widget_class, form_given_up_cb);
  gtk_widget_class_bind_template_callback (widget_class, put_away_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
}

static void
yc_administration_page_init (YcAdministrationPage *self)
{
  g_autoptr (GtkListItemFactory) factory = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  create_tabs (self);
  factory = gtk_signal_list_item_factory_new ();
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  gtk_list_view_set_factory (self->rows, factory);
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
  g_signal_connect (self, "unmap", G_CALLBACK (unmap_cb), NULL);
}

void
yc_administration_page_set_counter (YcAdministrationPage *self,
                                    YcCounter            *counter)
{
  g_return_if_fail (YC_IS_ADMINISTRATION_PAGE (self));

  if (!g_set_object (&self->counter, counter))
    return;
  self->administration = yc_administration_new (counter);
  g_signal_connect_object (yc_administration_get_rows (self->administration), "items-changed", G_CALLBACK (rows_changing_cb),
                           self, G_CONNECT_SWAPPED);
  self->selection = gtk_single_selection_new (g_object_ref (yc_administration_get_rows (self->administration)));
  gtk_list_view_set_model (self->rows, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->administration, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (yc_counter_get_line (counter), "notify::state", G_CALLBACK (line_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}
