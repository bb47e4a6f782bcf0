/* yc-key-bar.c: the keys that act here, at the foot of the window
 *
 * Each is a button too, so that what cannot be done now is grey, and a mouse
 * that is there may be used.
 */

#include "yc-key-bar.h"

#include <glib/gi18n-lib.h>

struct _YcKeyBar
{
  GtkWidget parent_instance;

  GtkWidget *box;
};

G_DEFINE_FINAL_TYPE (YcKeyBar, yc_key_bar, GTK_TYPE_WIDGET)

static GtkWidget *
new_button (const YcKey *key)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 5);
  GtkWidget *cap = gtk_label_new (key->key);
  GtkWidget *label = gtk_label_new (_(key->label));
  GtkWidget *button = gtk_button_new ();

  gtk_widget_add_css_class (cap, "keyname");
  gtk_box_append (GTK_BOX (box), cap);
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "key");
  gtk_widget_set_focusable (button, FALSE);
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), key->action);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _(key->label),
                                  GTK_ACCESSIBLE_PROPERTY_KEY_SHORTCUTS, key->key, -1);
  return button;
}

/* Shows the keys of @place and those that act everywhere, as far as @roles (of
 * YcRole) have them. */
void
yc_key_bar_show_place (YcKeyBar   *self,
                       YcKeysPlace place,
                       guint       roles)
{
  GtkWidget *child;
  gsize length;
  const YcKey *keys = yc_keys_list (&length);

  g_return_if_fail (YC_IS_KEY_BAR (self));

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  for (gsize i = 0; i < length; i++)
    if ((keys[i].places & (place | YC_KEYS_EVERYWHERE)) && (keys[i].roles & roles))
      gtk_box_append (GTK_BOX (self->box), new_button (&keys[i]));
}

static void
yc_key_bar_dispose (GObject *object)
{
  YcKeyBar *self = YC_KEY_BAR (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (yc_key_bar_parent_class)->dispose (object);
}

static void
yc_key_bar_class_init (YcKeyBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = yc_key_bar_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-key-bar.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcKeyBar, box);
}

static void
yc_key_bar_init (YcKeyBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
