/* yc-display-window.c: what the applicant sees
 *
 * Shows a YcDisplay and nothing of its own. On a second monitor it fills it;
 * without one it is an ordinary window that F11 shows and hides.
 *
 * The keyboard is the clerk's. When this window is made active, by a touch or
 * by the window manager, the clerk's is made active again at once; only while
 * the applicant is asked something do their keys (1 to 5, and words) count.
 */

#include "yc-display-window.h"

#include "yc-display-words.h"
#include "yc-face.h"
#include "yc-pulse.h"
#include "yc-qr.h"
#include "yc-signing-view.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>

#define TALL_PX 1000       /* from this height on the type is larger */
#define COLUMNS_FROM 7     /* lines of a list before it takes two columns */
#define SEND_AFTER_S 30    /* a face that was chosen counts after so long */
#define N_SCORES 5

struct _YcDisplayWindow
{
  GtkWindow parent_instance;

  YcDisplay *display;
  GtkWindow *clerk; /* weak */
  int score;        /* chosen, not sent; 0 for none */
  gboolean beside;  /* on a monitor of its own */
  guint send_id;
  gulong layout_id;
  GtkWidget *face_buttons[N_SCORES];

  GtkStack *stack;
  GtkLabel *hall;
  GtkLabel *title;
  GtkLabel *window_label;
  GtkLabel *idle_title;
  GtkLabel *idle_now;
  GtkLabel *idle_number;
  GtkLabel *idle_window;
  GtkLabel *idle_wait;
  GtkLabel *check_title;
  GtkLabel *check_note;
  GtkGrid *items;
  GtkLabel *progress_title;
  GtkLabel *now_label;
  GtkLabel *now_words;
  GtkLabel *next_label;
  GtkLabel *next_words;
  GtkGrid *modules;
  GtkLabel *field_title;
  GtkLabel *field_label;
  GtkLabel *field_value;
  GtkLabel *field_note;
  GtkLabel *consent_title;
  GtkLabel *consent_person;
  GtkLabel *consent_text;
  GtkButton *consent_yes;
  GtkButton *consent_no;
  YcQr *qr;
  GtkLabel *qr_title;
  GtkLabel *qr_for;
  GtkLabel *qr_steps;
  GtkLabel *qr_left;
  GtkLabel *qr_other;
  GtkLabel *rating_title;
  GtkLabel *rating_note;
  GtkBox *faces;
  GtkRevealer *rating_more;
  GtkLabel *rating_hint;
  GtkEditable *rating_text;
  GtkButton *rating_send;
  YcSigningView *signing;
  GtkLabel *thanks_title;
  GtkLabel *thanks_note;
  GtkButton *larger;
  GtkButton *language;
};

G_DEFINE_FINAL_TYPE (YcDisplayWindow, yc_display_window, GTK_TYPE_WINDOW)

static const char *const page_names[] = {
  [YC_DISPLAY_IDLE] = "idle",       [YC_DISPLAY_CHECK] = "check",   [YC_DISPLAY_PROGRESS] = "progress",
  [YC_DISPLAY_FIELD] = "field",     [YC_DISPLAY_CONSENT] = "consent", [YC_DISPLAY_QR] = "qr",
  [YC_DISPLAY_RATING] = "rating",   [YC_DISPLAY_THANKS] = "thanks", [YC_DISPLAY_READING] = "signing",
  [YC_DISPLAY_WRITING] = "signing", [YC_DISPLAY_SIGNED] = "signing",
};

static const char *
say (YcDisplayWindow *self,
     const char      *key)
{
  return yc_display_words_get (yc_display_get_english (self->display), key, NULL);
}

static char *
say_with (YcDisplayWindow *self,
          const char      *key,
          const char      *argument)
{
  return yc_display_words_dup (yc_display_get_english (self->display), key, argument);
}

static gboolean
is_asking (YcDisplayWindow *self)
{
  YcDisplayPage page = yc_display_get_page (self->display);

  if (page == YC_DISPLAY_READING || page == YC_DISPLAY_WRITING)
    return !self->beside; /* read and signed by touch and pen, while the clerk goes on typing */
  return page == YC_DISPLAY_CONSENT || page == YC_DISPLAY_RATING;
}

/* --- lists ------------------------------------------------------------------ */

static const char *const state_names[] = { "open", "running", "done", "trouble" };
static const char *const state_signs[] = { "○", "◐", "✓", "!" };

static char *
dup_note (YcDisplayWindow *self,
          YcDisplayItem   *item,
          const char      *prefix)
{
  g_autofree char *key = g_strconcat (prefix, ".", state_names[yc_display_item_get_state (item)], NULL);
  const char *note = yc_display_item_get_note (item);
  g_autofree char *due = NULL;

  if (*note == '\0')
    return g_strdup (say (self, key));
  due = g_strconcat (key, ".due", NULL);
  return say_with (self, due, note);
}

static GtkWidget *
new_line (YcDisplayWindow *self,
          YcDisplayItem   *item,
          const char      *prefix)
{
  YcDisplayState state = yc_display_item_get_state (item);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14);
  GtkWidget *sign = gtk_label_new (state_signs[state]);
  GtkWidget *label = gtk_label_new (yc_display_words_get (yc_display_get_english (self->display),
                                                          yc_display_item_get_key (item),
                                                          yc_display_item_get_label (item)));
  g_autofree char *words = dup_note (self, item, prefix);
  GtkWidget *note = gtk_label_new (words);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (note, "note");
  gtk_widget_add_css_class (box, "display-item");
  gtk_widget_add_css_class (box, state_names[state]);
  gtk_box_append (GTK_BOX (box), sign);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), note);
  return box;
}

/* Down the first column, then down the second. */
static void
show_list (YcDisplayWindow *self,
           GtkGrid         *grid,
           GListModel      *list,
           const char      *prefix)
{
  guint n = g_list_model_get_n_items (list);
  guint rows = n < COLUMNS_FROM ? n : (n + 1) / 2;
  const char *few[] = { "display-list", "few", NULL };
  const char *many[] = { "display-list", NULL };
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (grid))) != NULL)
    gtk_grid_remove (grid, child);
  gtk_widget_set_css_classes (GTK_WIDGET (grid), n < COLUMNS_FROM ? few : many);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (YcDisplayItem) item = g_list_model_get_item (list, i);

      gtk_grid_attach (grid, new_line (self, item, prefix), (int) (i / rows), (int) (i % rows), 1, 1);
    }
}

/* --- pages ------------------------------------------------------------------ */

static void
show_idle (YcDisplayWindow *self)
{
  const char *number = yc_display_get_number (self->display);
  g_autofree char *window = say_with (self, "idle.window", yc_display_get_window (self->display));

  gtk_label_set_text (self->idle_title, say (self, "idle.title"));
  gtk_label_set_text (self->idle_now, say (self, "idle.now"));
  gtk_label_set_text (self->idle_number, number);
  gtk_label_set_text (self->idle_window, window);
  gtk_label_set_text (self->idle_wait, say (self, "idle.wait"));
  gtk_widget_set_visible (GTK_WIDGET (self->idle_now), *number != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->idle_number), *number != '\0');
}

static void
show_check (YcDisplayWindow *self)
{
  GListModel *items = yc_display_get_items (self->display);

  gtk_label_set_text (self->check_title, say (self, "check.title"));
  gtk_label_set_text (self->check_note, say (self, g_list_model_get_n_items (items) > 0 ? "check.note" : "check.none"));
  show_list (self, self->items, items, "item");
}

static void
show_progress (YcDisplayWindow *self)
{
  gtk_label_set_text (self->progress_title, say (self, "progress.title"));
  gtk_label_set_text (self->now_label, say (self, "progress.now"));
  gtk_label_set_text (self->next_label, say (self, "progress.next"));
  gtk_label_set_text (self->now_words, say (self, yc_display_get_now (self->display)));
  gtk_label_set_text (self->next_words, say (self, yc_display_get_next (self->display)));
  show_list (self, self->modules, yc_display_get_modules (self->display), "state");
}

static void
show_field (YcDisplayWindow *self)
{
  const char *value = yc_display_get_field_value (self->display);
  const char *notice = yc_display_get_notice (self->display);

  gtk_label_set_text (self->field_title, say (self, "field.title"));
  gtk_label_set_text (self->field_label, yc_display_get_field_label (self->display));
  gtk_label_set_text (self->field_value, *value != '\0' ? value : "…");
  gtk_label_set_text (self->field_note,
                      *notice != '\0' ? notice : say (self, *value != '\0' ? "field.note" : "field.empty"));
}

static void
show_consent (YcDisplayWindow *self)
{
  gtk_label_set_text (self->consent_title, say (self, "consent.title"));
  gtk_label_set_text (self->consent_person, yc_display_get_person (self->display));
  gtk_label_set_text (self->consent_text, yc_display_get_text (self->display));
  gtk_button_set_label (self->consent_yes, say (self, "consent.yes"));
  gtk_button_set_label (self->consent_no, say (self, "consent.no"));
}

static void
show_time_left (YcDisplayWindow *self)
{
  gint64 left = yc_display_get_expires (self->display) - yc_pulse_get_now (yc_pulse_get_default ());
  g_autofree char *clock = yc_words_dup_clock (MAX (left, 0));
  g_autofree char *words = say_with (self, "qr.left", clock);

  gtk_label_set_text (self->qr_left, left > 0 ? words : say (self, "qr.over"));
}

static void
show_qr (YcDisplayWindow *self)
{
  g_autofree char *whom = say_with (self, "qr.for", yc_display_get_person (self->display));
  g_autofree char *steps = g_strdup_printf ("1  %s\n2  %s\n3  %s", say (self, "qr.step1"), say (self, "qr.step2"),
                                            say (self, "qr.step3"));

  yc_qr_set_content (self->qr, yc_display_get_qr (self->display), say (self, "qr.name"));
  gtk_label_set_text (self->qr_title, say (self, "qr.title"));
  gtk_label_set_text (self->qr_for, whom);
  gtk_label_set_text (self->qr_steps, steps);
  gtk_label_set_text (self->qr_other, say (self, "qr.other"));
  show_time_left (self);
}

/* --- rating ----------------------------------------------------------------- */

static void
show_rating (YcDisplayWindow *self)
{
  gtk_label_set_text (self->rating_title, say (self, "rating.title"));
  gtk_label_set_text (self->rating_note, say (self, "rating.note"));
  gtk_label_set_text (self->rating_hint, say (self, "rating.sent"));
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->rating_text), say (self, "rating.text"));
  gtk_button_set_label (self->rating_send, say (self, "rating.send"));
  gtk_revealer_set_reveal_child (self->rating_more, self->score > 0);
  for (int i = 0; i < N_SCORES; i++)
    {
      g_autofree char *key = g_strdup_printf ("rating.%d", i + 1);
      g_autofree char *name = g_strdup_printf ("%d %s", i + 1, say (self, key));
      GtkWidget *box = gtk_button_get_child (GTK_BUTTON (self->face_buttons[i]));

      gtk_label_set_text (GTK_LABEL (gtk_widget_get_last_child (box)), name);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->face_buttons[i]), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
      if (self->score == i + 1)
        gtk_widget_add_css_class (self->face_buttons[i], "chosen");
      else
        gtk_widget_remove_css_class (self->face_buttons[i], "chosen");
    }
}

static void
forget_rating (YcDisplayWindow *self)
{
  self->score = 0;
  g_clear_handle_id (&self->send_id, g_source_remove);
  gtk_editable_set_text (self->rating_text, "");
}

static void
send_rating_cb (YcDisplayWindow *self)
{
  g_autofree char *text = NULL;
  int score = self->score;

  if (score == 0)
    return;
  text = g_strstrip (g_strdup (gtk_editable_get_text (self->rating_text)));
  forget_rating (self);
  yc_display_rate (self->display, score, text);
}

static gboolean
send_late_cb (gpointer data)
{
  YcDisplayWindow *self = data;

  self->send_id = 0;
  send_rating_cb (self);
  return G_SOURCE_REMOVE;
}

/* Chosen, and not yet sent: a finger may have slipped. Whoever walks away has
 * meant it. */
static void
choose (YcDisplayWindow *self,
        int              score)
{
  self->score = score;
  g_clear_handle_id (&self->send_id, g_source_remove);
  self->send_id = g_timeout_add_seconds (SEND_AFTER_S, send_late_cb, self);
  show_rating (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->rating_send));
}

static void
face_cb (YcDisplayWindow *self,
         GtkWidget       *button)
{
  for (int i = 0; i < N_SCORES; i++)
    if (self->face_buttons[i] == button)
      choose (self, i + 1);
}

static void
add_face (YcDisplayWindow *self,
          int              score)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *button = gtk_button_new ();

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_box_append (GTK_BOX (box), yc_face_new (score));
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "face");
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (face_cb), self);
  gtk_box_append (self->faces, button);
  self->face_buttons[score - 1] = button;
}

/* --- the whole -------------------------------------------------------------- */

static void
show_frame (YcDisplayWindow *self)
{
  const char *window = yc_display_get_window (self->display);
  g_autofree char *words = say_with (self, "idle.window", window);
  gboolean large = yc_display_get_large (self->display);

  gtk_label_set_text (self->hall, yc_display_get_hall (self->display));
  gtk_label_set_text (self->title, yc_display_get_title (self->display));
  gtk_label_set_text (self->window_label, *window != '\0' ? words : "");
  gtk_button_set_label (self->larger, say (self, large ? "button.normal" : "button.large"));
  gtk_button_set_label (self->language, say (self, "button.language"));
  if (large)
    gtk_widget_add_css_class (GTK_WIDGET (self), "large");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "large");
}

/* A page that is not shown still has its words, for who listens to the tree. */
static void
cover_pages (YcDisplayWindow *self)
{
  GtkWidget *idle = gtk_stack_get_child_by_name (self->stack, page_names[YC_DISPLAY_IDLE]);
  gboolean covered = yc_display_is_covered (self->display);

  for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (self->stack)); page != NULL;
       page = gtk_widget_get_next_sibling (page))
    gtk_widget_set_visible (page, page == idle || !covered);
}

static void
show_page (YcDisplayWindow *self,
           YcDisplayPage    page)
{
  static void (*const shows[]) (YcDisplayWindow *) = {
    [YC_DISPLAY_IDLE] = show_idle,       [YC_DISPLAY_CHECK] = show_check, [YC_DISPLAY_PROGRESS] = show_progress,
    [YC_DISPLAY_FIELD] = show_field,     [YC_DISPLAY_CONSENT] = show_consent, [YC_DISPLAY_QR] = show_qr,
    [YC_DISPLAY_RATING] = show_rating,   [YC_DISPLAY_THANKS] = NULL,  [YC_DISPLAY_READING] = NULL,
    [YC_DISPLAY_WRITING] = NULL,         [YC_DISPLAY_SIGNED] = NULL,
  };

  if (shows[page] != NULL)
    shows[page] (self);
  yc_signing_view_show (self->signing, yc_display_get_signing (self->display), yc_display_get_english (self->display),
                        yc_display_get_large (self->display));
  gtk_label_set_text (self->thanks_title, say (self, "thanks.title"));
  gtk_label_set_text (self->thanks_note, say (self, "thanks.note"));
  if (!yc_display_is_covered (self->display))
    cover_pages (self);
  gtk_stack_set_visible_child_name (self->stack, page_names[page]);
  if (yc_display_is_covered (self->display))
    cover_pages (self);
}

/* The clerk goes on typing where they were. */
static void
give_keyboard_back (YcDisplayWindow *self)
{
  if (self->clerk != NULL && gtk_window_is_active (GTK_WINDOW (self)) && !is_asking (self))
    gtk_window_present (self->clerk);
}

static void
display_changed_cb (YcDisplayWindow *self)
{
  YcDisplayPage page = yc_display_get_page (self->display);

  if (page != YC_DISPLAY_RATING && !yc_display_is_covered (self->display))
    forget_rating (self);
  if (!is_asking (self))
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  show_frame (self);
  show_page (self, page);
  give_keyboard_back (self);
}

static void
pulse_cb (YcDisplayWindow *self)
{
  if (yc_display_get_page (self->display) == YC_DISPLAY_QR)
    show_time_left (self);
}

static void
consent_yes_cb (YcDisplayWindow *self)
{
  yc_display_consent (self->display, TRUE);
}

static void
consent_no_cb (YcDisplayWindow *self)
{
  yc_display_consent (self->display, FALSE);
}

static void
larger_cb (YcDisplayWindow *self)
{
  yc_display_set_large (self->display, !yc_display_get_large (self->display));
}

static void
language_cb (YcDisplayWindow *self)
{
  yc_display_set_english (self->display, !yc_display_get_english (self->display));
}

static gboolean
is_typing (YcDisplayWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->rating_text));
}

/* The applicant's keys, from the row or from a keypad: digits answer, + and *
 * are the two buttons below. */
static gboolean
key_cb (GtkEventControllerKey *controller,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        state,
        gpointer               data)
{
  YcDisplayWindow *self = data;
  int digit = (int) (gdk_keyval_to_unicode (keyval)) - '0';

  if (is_typing (self))
    return GDK_EVENT_PROPAGATE;
  if (yc_display_get_page (self->display) == YC_DISPLAY_RATING && digit >= 1 && digit <= N_SCORES)
    choose (self, digit);
  else if (yc_display_get_page (self->display) == YC_DISPLAY_CONSENT && (digit == 1 || digit == 2))
    yc_display_consent (self->display, digit == 1);
  else if (yc_signing_view_key (self->signing, keyval))
    return GDK_EVENT_STOP;
  else if (keyval == GDK_KEY_KP_Add || keyval == GDK_KEY_plus)
    larger_cb (self);
  else if (keyval == GDK_KEY_KP_Multiply || keyval == GDK_KEY_asterisk)
    language_cb (self);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* --- where it is ------------------------------------------------------------ */

static GdkMonitor *
find_other_monitor (YcDisplayWindow *self)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (self));
  GListModel *monitors = gdk_display_get_monitors (display);
  GdkSurface *surface = self->clerk != NULL ? gtk_native_get_surface (GTK_NATIVE (self->clerk)) : NULL;
  GdkMonitor *own = surface != NULL ? gdk_display_get_monitor_at_surface (display, surface) : NULL;

  for (guint i = 0; own != NULL && i < g_list_model_get_n_items (monitors); i++)
    {
      g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, i);

      if (monitor != own)
        return monitor; /* the list keeps it */
    }
  return NULL;
}

static void
layout_cb (YcDisplayWindow *self,
           int              width,
           int              height)
{
  if (height >= TALL_PX)
    gtk_widget_add_css_class (GTK_WIDGET (self), "tall");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "tall");
}

static void
yc_display_window_realize (GtkWidget *widget)
{
  YcDisplayWindow *self = YC_DISPLAY_WINDOW (widget);

  GTK_WIDGET_CLASS (yc_display_window_parent_class)->realize (widget);
  self->layout_id = g_signal_connect_swapped (gtk_native_get_surface (GTK_NATIVE (self)), "layout",
                                              G_CALLBACK (layout_cb), self);
}

static void
yc_display_window_unrealize (GtkWidget *widget)
{
  YcDisplayWindow *self = YC_DISPLAY_WINDOW (widget);

  g_clear_signal_handler (&self->layout_id, gtk_native_get_surface (GTK_NATIVE (self)));
  GTK_WIDGET_CLASS (yc_display_window_parent_class)->unrealize (widget);
}

/* Closing it hides it: F11 brings it back. */
static gboolean
yc_display_window_close_request (GtkWindow *window)
{
  gtk_widget_set_visible (GTK_WIDGET (window), FALSE);
  return GDK_EVENT_STOP;
}

static void
yc_display_window_dispose (GObject *object)
{
  YcDisplayWindow *self = YC_DISPLAY_WINDOW (object);

  g_clear_handle_id (&self->send_id, g_source_remove);
  g_clear_weak_pointer (&self->clerk);
  g_clear_object (&self->display);
  G_OBJECT_CLASS (yc_display_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, hall);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, title);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, window_label);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, idle_title);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, idle_now);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, idle_number);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, idle_window);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, idle_wait);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, check_title);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, check_note);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, items);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, progress_title);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, now_label);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, now_words);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, next_label);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, next_words);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, modules);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, field_title);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, field_label);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, field_value);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, field_note);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, consent_title);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, consent_person);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, consent_text);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, consent_yes);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, consent_no);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, qr);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, qr_title);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, qr_for);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, qr_steps);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, qr_left);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, qr_other);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, rating_title);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, rating_note);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, faces);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, rating_more);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, rating_hint);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, rating_text);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, rating_send);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, signing);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, thanks_title);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, thanks_note);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, larger);
  gtk_widget_class_bind_template_child (widget_class, YcDisplayWindow, language);
}

static void
yc_display_window_class_init (YcDisplayWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_display_window_dispose;
  widget_class->realize = yc_display_window_realize;
  widget_class->unrealize = yc_display_window_unrealize;
  GTK_WINDOW_CLASS (klass)->close_request = yc_display_window_close_request;

  g_type_ensure (YC_TYPE_QR);
  g_type_ensure (YC_TYPE_SIGNING_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-display-window.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, consent_yes_cb);
  gtk_widget_class_bind_template_callback (widget_class, consent_no_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_rating_cb);
  gtk_widget_class_bind_template_callback (widget_class, larger_cb);
  gtk_widget_class_bind_template_callback (widget_class, language_cb);
}

static void
yc_display_window_init (YcDisplayWindow *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  for (int score = 1; score <= N_SCORES; score++)
    add_face (self, score);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

YcDisplayWindow *
yc_display_window_new (YcDisplay *display,
                       GtkWindow *clerk)
{
  YcDisplayWindow *self = g_object_new (YC_TYPE_DISPLAY_WINDOW, NULL);

  self->display = g_object_ref (display);
  g_set_weak_pointer (&self->clerk, clerk);
  g_signal_connect_object (display, "changed", G_CALLBACK (display_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (yc_pulse_get_default (), "notify::now", G_CALLBACK (pulse_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (give_keyboard_back), NULL);
  display_changed_cb (self);
  return self;
}

gboolean
yc_display_window_place (YcDisplayWindow *self)
{
  GdkMonitor *monitor;

  g_return_val_if_fail (YC_IS_DISPLAY_WINDOW (self), FALSE);

  monitor = find_other_monitor (self);
  self->beside = monitor != NULL;
  if (monitor == NULL)
    {
      gtk_window_unfullscreen (GTK_WINDOW (self));
      return FALSE;
    }
  gtk_window_fullscreen_on_monitor (GTK_WINDOW (self), monitor);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  return TRUE;
}

/* Made visible, not presented: presenting would ask for the keyboard. */
void
yc_display_window_toggle (YcDisplayWindow *self)
{
  g_return_if_fail (YC_IS_DISPLAY_WINDOW (self));

  if (gtk_widget_get_visible (GTK_WIDGET (self)))
    gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  else if (!yc_display_window_place (self))
    gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

/* Whoever is asked sees it: on a monitor that is shared, it comes before the
 * clerk's window by being shown anew. */
void
yc_display_window_come_forward (YcDisplayWindow *self)
{
  g_return_if_fail (YC_IS_DISPLAY_WINDOW (self));

  if (gtk_widget_get_visible (GTK_WIDGET (self)) && !self->beside)
    gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    yc_display_window_toggle (self);
}
