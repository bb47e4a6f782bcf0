/* yc-scope-editor.c: what an enterprise does, item by item
 *
 * The first item is the main business. Each says whether it is general or by
 * which licence it may be begun. Up goes from the entry into the items, where
 * Alt+Up and Alt+Down move and Delete takes out; Tab passes the items by, so
 * that twenty of them cost no key. Every change is made a fact at once, so
 * Ctrl+Z takes back one at a time.
 */

#include "yc-scope-editor.h"

#include "yc-lookup-entry.h"
#include "yc-scope.h"

#include <glib/gi18n-lib.h>

struct _YcScopeEditor
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkListBox *items;
  YcLookupEntry *lookup;
  GtkLabel *keys;
  GtkLabel *preview;
  char *scope; /* "" for none */
};

G_DEFINE_FINAL_TYPE (YcScopeEditor, yc_scope_editor, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  KEPT,
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- the items ------------------------------------------------------------ */

static char *
dup_kind (const char  *wording,
          const char **ret_class)
{
  const YcScopeItem *item = yc_scope_item_find_name (wording);

  *ret_class = item == NULL || yc_scope_item_is_licensed (item) ? "warning" : "dim-label";
  if (item == NULL)
    return g_strdup (_("not in the list"));
  if (yc_scope_item_is_licensed (item))
    return g_strdup_printf (_("licensed: %s"), item->licence);
  return g_strdup (_("general"));
}

static const char *
get_wording (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "wording");
}

static GtkWidget *
new_label (const char *words,
           const char *css_class,
           gboolean    wide)
{
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), wide);
  gtk_widget_set_hexpand (label, wide);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
remove_cb (YcScopeEditor *self,
           GtkWidget     *button);

static GtkWidget *
new_item (YcScopeEditor *self,
          const char    *wording,
          guint          number)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *button = gtk_button_new_with_label (_("Remove"));
  const char *css_class;
  g_autofree char *kind = dup_kind (wording, &css_class);
  g_autofree char *place = number == 0 ? g_strdup (_("main")) : g_strdup_printf ("%u", number + 1);
  g_autofree char *words = g_strdup_printf ("%s, %s, %s", place, wording, kind);
  GtkWidget *place_label = new_label (place, number == 0 ? "accent" : "dim-label", FALSE);

  gtk_label_set_width_chars (GTK_LABEL (place_label), 4);
  gtk_box_append (GTK_BOX (box), place_label);
  gtk_box_append (GTK_BOX (box), new_label (wording, "scope-item", TRUE));
  gtk_box_append (GTK_BOX (box), new_label (kind, css_class, FALSE));
  gtk_widget_add_css_class (button, "mend");
  gtk_widget_set_focusable (button, FALSE); /* Delete does it */
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), button);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), "wording", g_strdup (wording), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  return row;
}

static void
show_preview (YcScopeEditor *self,
              guint          n_items)
{
  g_autofree char *general = yc_scope_pick (self->scope, FALSE);
  g_autofree char *licensed = yc_scope_pick (self->scope, TRUE);
  glong n_chars = g_utf8_strlen (self->scope, -1);
  GString *words = g_string_new (NULL);

  g_string_append_printf (words, ngettext ("%u item, %ld characters", "%u items, %ld characters", n_items), n_items,
                          n_chars);
  if (*general != '\0')
    g_string_append_printf (words, _("\nGeneral items: %s"), general);
  if (*licensed != '\0')
    g_string_append_printf (words, _("\nLicensed items: %s"), licensed);
  gtk_label_set_text (self->preview, words->str);
  gtk_widget_set_visible (GTK_WIDGET (self->preview), n_items > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->keys), n_items > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->items), n_items > 0);
  g_string_free (words, TRUE);
}

static void
show_items (YcScopeEditor *self)
{
  g_auto (GStrv) wordings = yc_scope_split (self->scope);
  guint n = g_strv_length (wordings);
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->items, 0)) != NULL)
    gtk_list_box_remove (self->items, GTK_WIDGET (row));
  for (guint i = 0; i < n; i++)
    gtk_list_box_append (self->items, new_item (self, wordings[i], i));
  show_preview (self, n);
}

/* --- what the clerk does -------------------------------------------------- */

/* Takes @scope over. */
static void
change (YcScopeEditor *self,
        char          *scope)
{
  if (g_str_equal (scope, self->scope))
    {
      g_free (scope);
      return;
    }
  g_free (self->scope);
  self->scope = scope;
  show_items (self);
  g_signal_emit (self, signals[CHANGED], 0);
  g_signal_emit (self, signals[KEPT], 0);
}

/* The item at @index has the focus, or the last one, or the entry. */
static void
focus_item (YcScopeEditor *self,
            int            index)
{
  GtkListBoxRow *row = NULL;

  for (int i = index; i >= 0 && row == NULL; i--)
    row = gtk_list_box_get_row_at_index (self->items, i);
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->lookup));
}

static void
remove_cb (YcScopeEditor *self,
           GtkWidget     *button)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, GTK_TYPE_LIST_BOX_ROW);

  change (self, yc_scope_remove (self->scope, get_wording (GTK_LIST_BOX_ROW (row))));
}

static void
taken_cb (YcScopeEditor     *self,
          const YcLookupRow *row)
{
  yc_lookup_entry_set_text (self->lookup, "");
  change (self, yc_scope_add (self->scope, row->name));
}

static void
done_cb (YcScopeEditor *self)
{
  g_signal_emit (self, signals[DONE], 0);
}

static GtkListBoxRow *
get_focused_item (YcScopeEditor *self)
{
  GtkWidget *child = gtk_widget_get_focus_child (GTK_WIDGET (self->items));

  return child != NULL ? GTK_LIST_BOX_ROW (child) : NULL;
}

static gboolean
item_key_cb (GtkEventControllerKey *controller,
             guint                  keyval,
             guint                  keycode,
             GdkModifierType        state,
             gpointer               data)
{
  YcScopeEditor *self = data;
  GtkListBoxRow *row = get_focused_item (self);
  int index = row != NULL ? gtk_list_box_row_get_index (row) : -1;
  gboolean alt = (state & gtk_accelerator_get_default_mod_mask ()) == GDK_ALT_MASK;
  int by = keyval == GDK_KEY_Up ? -1 : 1;

  if (row == NULL)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Delete)
    {
      change (self, yc_scope_remove (self->scope, get_wording (row)));
      focus_item (self, index);
    }
  else if (alt && (keyval == GDK_KEY_Up || keyval == GDK_KEY_Down))
    {
      change (self, yc_scope_move (self->scope, get_wording (row), by));
      focus_item (self, MAX (index + by, 0));
    }
  else if (!alt && keyval == GDK_KEY_Down && gtk_list_box_get_row_at_index (self->items, index + 1) == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->lookup));
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* Up from the entry goes to the last item, while nothing is being chosen there. */
static gboolean
entry_key_cb (GtkEventControllerKey *controller,
              guint                  keyval,
              guint                  keycode,
              GdkModifierType        state,
              gpointer               data)
{
  YcScopeEditor *self = data;

  if (keyval != GDK_KEY_Up || *self->scope == '\0' || *yc_lookup_entry_get_text (self->lookup) != '\0')
    return GDK_EVENT_PROPAGATE;
  focus_item (self, YC_SCOPE_ITEMS_MAX);
  return GDK_EVENT_STOP;
}

/* --- the class ------------------------------------------------------------ */

static gboolean
yc_scope_editor_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (YC_SCOPE_EDITOR (widget)->lookup));
}

/* Tab stops at the entry only. */
static gboolean
yc_scope_editor_focus (GtkWidget       *widget,
                       GtkDirectionType direction)
{
  if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
    return GTK_WIDGET_CLASS (yc_scope_editor_parent_class)->focus (widget, direction);
  if (gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;
  return yc_scope_editor_grab_focus (widget);
}

static void
yc_scope_editor_dispose (GObject *object)
{
  YcScopeEditor *self = YC_SCOPE_EDITOR (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->scope, g_free);
  G_OBJECT_CLASS (yc_scope_editor_parent_class)->dispose (object);
}

static void
yc_scope_editor_class_init (YcScopeEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_scope_editor_dispose;
  widget_class->grab_focus = yc_scope_editor_grab_focus;
  widget_class->focus = yc_scope_editor_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[KEPT] = g_signal_new ("kept", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  signals[DONE] = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

static GtkLabel *
add_caption (YcScopeEditor *self,
             const char    *words)
{
  GtkWidget *label = new_label (words, "dim-label", TRUE);

  gtk_widget_add_css_class (label, "caption");
  gtk_widget_set_visible (label, FALSE);
  gtk_box_append (GTK_BOX (self->box), label);
  return GTK_LABEL (label);
}

static void
add_keys (YcScopeEditor *self,
          GtkWidget     *widget,
          GCallback      callback)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", callback, self);
  gtk_widget_add_controller (widget, keys);
}

static void
yc_scope_editor_init (YcScopeEditor *self)
{
  self->scope = g_strdup ("");
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  self->items = GTK_LIST_BOX (gtk_list_box_new ());
  self->lookup = YC_LOOKUP_ENTRY (yc_lookup_entry_new (YC_LOOKUP_SCOPE_ITEMS));
  gtk_list_box_set_selection_mode (self->items, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->items), "scope-items");
  gtk_widget_set_visible (GTK_WIDGET (self->items), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->items), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Items of the business scope"), -1);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->items));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->lookup));
  self->keys = add_caption (self, _("↑ goes to the items · Alt+↑ Alt+↓ move one · Delete takes it out · Ctrl+Z undoes"));
  self->preview = add_caption (self, "");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  add_keys (self, GTK_WIDGET (self->items), G_CALLBACK (item_key_cb));
  add_keys (self, GTK_WIDGET (self->lookup), G_CALLBACK (entry_key_cb));
  g_signal_connect_swapped (self->lookup, "taken", G_CALLBACK (taken_cb), self);
  g_signal_connect_swapped (self->lookup, "done", G_CALLBACK (done_cb), self);
}

GtkWidget *
yc_scope_editor_new (const char *label)
{
  YcScopeEditor *self = g_object_new (YC_TYPE_SCOPE_EDITOR, NULL);

  yc_lookup_entry_set_label (self->lookup, label);
  return GTK_WIDGET (self);
}

/* @scope: wordings with "；" between, "" for none */
void
yc_scope_editor_set_scope (YcScopeEditor *self,
                           const char    *scope)
{
  g_return_if_fail (YC_IS_SCOPE_EDITOR (self));

  if (g_str_equal (scope, self->scope))
    return;
  g_free (self->scope);
  self->scope = g_strdup (scope);
  show_items (self);
}

const char *
yc_scope_editor_get_scope (YcScopeEditor *self)
{
  g_return_val_if_fail (YC_IS_SCOPE_EDITOR (self), NULL);

  return self->scope;
}

void
yc_scope_editor_deselect (YcScopeEditor *self)
{
  g_return_if_fail (YC_IS_SCOPE_EDITOR (self));

  yc_lookup_entry_deselect (self->lookup);
}
