/* yc-help-window.c: the help page, F1
 *
 * One page in the clerk's language, kept as text beside the interface and
 * shown as it is; which file it is, the translation says.
 */

#include "yc-help-window.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define YC_TYPE_HELP_WINDOW (yc_help_window_get_type ())
G_DECLARE_FINAL_TYPE (YcHelpWindow, yc_help_window, YC, HELP_WINDOW, AdwWindow)

struct _YcHelpWindow
{
  AdwWindow parent_instance;

  GtkLabel *words;
  GtkWidget *scroller;
};

G_DEFINE_FINAL_TYPE (YcHelpWindow, yc_help_window, ADW_TYPE_WINDOW)

static void
yc_help_window_class_init (YcHelpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-help-window.ui");
  gtk_widget_class_bind_template_child (widget_class, YcHelpWindow, words);
  gtk_widget_class_bind_template_child (widget_class, YcHelpWindow, scroller);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
yc_help_window_init (YcHelpWindow *self)
{
  /* Translators: the resource that holds the help page in your language */
  const char *path = _("/cn/yichuang/Desk/help/en.txt");
  g_autoptr (GBytes) text = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  if (text != NULL)
    {
      g_autofree char *words = g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text));

      gtk_label_set_markup (self->words, words);
    }
  gtk_widget_grab_focus (self->scroller);
}

/* Shows the help beside @parent. */
void
yc_help_window_present (GtkWindow *parent)
{
  GtkWidget *window = g_object_new (YC_TYPE_HELP_WINDOW, "transient-for", parent, NULL);

  gtk_window_present (GTK_WINDOW (window));
}
