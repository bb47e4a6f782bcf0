/* yc-look-popover.c: what somebody needs personal data for, before they see it
 *
 * A digit takes a purpose, as do Up, Down and Return; one that is none of
 * these is said in words. Escape leaves everything masked. What was chosen is
 * on record before anything is shown (yc-case-look.h).
 */

#include "yc-look-popover.h"

#include "yc-case-look.h"
#include "yc-case-reveal.h"
#include "yc-place.h"
#include "yc-say.h"

#include <glib/gi18n-lib.h>

#define PURPOSE "yc-look-purpose"
#define TEXT_CHARS_MAX 100

/* Of one popover. */
typedef struct
{
  GtkWidget *popover; /* not owned: it owns this */
  GtkWidget *widget;  /* not owned: the popover's parent */
  GtkWidget *before;  /* weak, (nullable): what had the focus */
  YcCaseFile *file;
  char **paths;
  GtkWidget *list;
  GtkWidget *text;
} Asking;

static void
asking_free (gpointer data)
{
  Asking *self = data;

  g_clear_weak_pointer (&self->before);
  g_object_unref (self->file);
  g_strfreev (self->paths);
  g_free (self);
}

/* Returns: (transfer none): a purpose in words; its code where this program does not know it */
const char *
yc_look_get_purpose_words (const char *purpose)
{
  static const struct
  {
    const char *purpose;
    const char *words;
  } words[] = {
    { YC_REVEAL_DOCUMENT, N_("To check a document") },
    { YC_REVEAL_CONTACT, N_("To reach the applicant") },
    { YC_REVEAL_REVIEW, N_("To examine the case") },
    { YC_REVEAL_REQUEST, N_("At the applicant’s request") },
    { YC_REVEAL_OTHER, N_("For another purpose") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].purpose, purpose))
      return _(words[i].words);
  return purpose;
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (GtkWidget) widget = data;
  g_autoptr (GError) error = NULL;

  if (yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    yc_say (widget, "%s", _("Shown until you leave this case; it is on record"));
  else
    yc_say_error (widget, error);
}

static void
take (Asking     *self,
      const char *purpose,
      const char *text)
{
  yc_case_file_look_async (self->file, (const char *const *) self->paths, purpose, text, looked_cb,
                           g_object_ref (self->widget));
  gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static void
choose (Asking        *self,
        GtkListBoxRow *row)
{
  const char *purpose = g_object_get_data (G_OBJECT (row), PURPOSE);

  if (!g_str_equal (purpose, YC_REVEAL_OTHER))
    {
      take (self, purpose, NULL);
      return;
    }
  gtk_widget_set_visible (self->text, TRUE);
  gtk_widget_grab_focus (self->text);
}

static void
chosen_cb (GtkListBox    *list,
           GtkListBoxRow *row,
           gpointer       data)
{
  choose (data, row);
}

static void
text_cb (GtkEntry *entry,
         gpointer  data)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));

  if (*text != '\0')
    take (data, YC_REVEAL_OTHER, text);
}

/* Comes here when nothing inside wanted the key; what is typed here means
 * nothing to the page behind. */
static gboolean
key_cb (GtkEventControllerKey *controller,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        state,
        gpointer               data)
{
  Asking *self = data;
  guint digit = keyval >= GDK_KEY_KP_1 && keyval <= GDK_KEY_KP_9 ? keyval - GDK_KEY_KP_0 : keyval - GDK_KEY_0;
  GtkListBoxRow *row;

  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0 || gdk_keyval_to_unicode (keyval) < ' ')
    return GDK_EVENT_PROPAGATE;
  row = digit >= 1 && digit <= 9 ? gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), (int) digit - 1) : NULL;
  if (row != NULL)
    choose (self, row);
  return GDK_EVENT_STOP;
}

static gboolean
drop_cb (gpointer data)
{
  gtk_widget_unparent (data);
  return G_SOURCE_REMOVE;
}

/* Not at once: it is in the midst of closing. */
static void
closed_cb (GtkWidget *popover,
           gpointer   data)
{
  Asking *self = data;

  if (self->before != NULL && gtk_widget_get_mapped (self->before))
    gtk_widget_grab_focus (self->before);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, drop_cb, g_object_ref (popover), g_object_unref);
}

static GtkWidget *
new_list (void)
{
  const char *const *purposes = yc_reveal_list_purposes ();
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("What the personal data is needed for"), -1);
  for (guint i = 0; purposes[i] != NULL; i++)
    {
      g_autofree char *words = g_strdup_printf ("%u  %s", i + 1, yc_look_get_purpose_words (purposes[i]));
      GtkWidget *row = gtk_list_box_row_new ();
      GtkWidget *label = gtk_label_new (words);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
      g_object_set_data (G_OBJECT (row), PURPOSE, (char *) purposes[i]);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
  return list;
}

static GtkWidget *
new_text (void)
{
  GtkWidget *text = gtk_entry_new ();

  gtk_entry_set_max_length (GTK_ENTRY (text), TEXT_CHARS_MAX);
  gtk_entry_set_placeholder_text (GTK_ENTRY (text), _("What for, in words"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What for, in words"), -1);
  gtk_widget_set_visible (text, FALSE);
  return text;
}

/* Which field, or how many. */
static GtkWidget *
new_title (YcCaseFile        *file,
           const char *const *paths)
{
  guint count = g_strv_length ((char **) paths);
  g_autofree char *label = count == 1 ? yc_place_dup_label (file, paths[0]) : NULL;
  g_autofree char *words = label != NULL ? g_strdup_printf (_("Show: %s"), label)
                                         : g_strdup_printf (_("Show the personal data of this case: %u fields"), count);
  GtkWidget *title = gtk_label_new (words);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "heading");
  return title;
}

static Asking *
new_asking (GtkWidget         *widget,
            YcCaseFile        *file,
            const char *const *paths)
{
  Asking *self = g_new0 (Asking, 1);
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->widget = widget;
  self->file = g_object_ref (file);
  self->paths = g_strdupv ((char **) paths);
  self->popover = gtk_popover_new ();
  self->list = new_list ();
  self->text = new_text ();
  g_set_weak_pointer (&self->before, root != NULL ? gtk_root_get_focus (root) : NULL);
  gtk_box_append (GTK_BOX (box), new_title (file, paths));
  gtk_box_append (GTK_BOX (box), self->list);
  gtk_box_append (GTK_BOX (box), self->text);
  gtk_popover_set_child (GTK_POPOVER (self->popover), box);
  gtk_widget_add_controller (self->popover, keys);
  g_object_set_data_full (G_OBJECT (self->popover), "asking", self, asking_free);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (chosen_cb), self);
  g_signal_connect (self->text, "activate", G_CALLBACK (text_cb), self);
  g_signal_connect (self->popover, "closed", G_CALLBACK (closed_cb), self);
  return self;
}

/* @near: (nullable): somewhere in the window of the popover's parent */
static void
point_to (GtkWidget *popover,
          GtkWidget *near)
{
  graphene_rect_t bounds;

  if (near != NULL && gtk_widget_compute_bounds (near, gtk_widget_get_parent (popover), &bounds))
    gtk_popover_set_pointing_to (GTK_POPOVER (popover),
                                 &(GdkRectangle){ (int) bounds.origin.x, (int) bounds.origin.y, (int) bounds.size.width,
                                                  (int) bounds.size.height });
}

/**
 * yc_look_popover_ask:
 * @widget: whose popover it is; one that stays while the case is shown
 * @near: (nullable): where it points; %NULL for @widget
 * @file: a case
 * @paths: what is to be seen
 *
 * Asks what for, and shows it.
 */
void
yc_look_popover_ask (GtkWidget         *widget,
                     GtkWidget         *near,
                     YcCaseFile        *file,
                     const char *const *paths)
{
  Asking *asking;

  if (paths[0] == NULL)
    {
      yc_say (widget, "%s", _("Nothing of this case is masked now"));
      return;
    }
  asking = new_asking (widget, file, paths);
  gtk_widget_set_parent (asking->popover, widget);
  point_to (asking->popover, near);
  gtk_popover_popup (GTK_POPOVER (asking->popover));
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (asking->list), 0)));
}
