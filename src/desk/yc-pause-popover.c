/* yc-pause-popover.c: F6 stops the clocks of a case, and lets them run again
 *
 * Only for a reason that the catalogue has: what is not counted must say why.
 * Up, Down and Return choose, Escape leaves everything as it is.
 */

#include "yc-pause-popover.h"

#include "yc-case-time.h"
#include "yc-case-verbs.h"
#include "yc-say.h"

#include <glib/gi18n-lib.h>

#define REASON "yc-pause-reason"

static void
paused_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (GtkWidget) widget = data;
  g_autoptr (GError) error = NULL;

  if (!yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    yc_say_error (widget, error);
  else if (yc_case_file_get_pause (YC_CASE_FILE (source)) != NULL)
    yc_say (widget, "%s", _("The clocks of this case stand still: F6 lets them run again"));
  else
    yc_say (widget, "%s", _("The clocks of this case run again"));
}

static void
chosen_cb (GtkPopover    *popover,
           GtkListBoxRow *row)
{
  GtkWidget *widget = gtk_widget_get_parent (GTK_WIDGET (popover));

  yc_case_file_pause_async (g_object_get_data (G_OBJECT (popover), "file"), g_object_get_data (G_OBJECT (row), REASON),
                            NULL, NULL, paused_cb, g_object_ref (widget));
  gtk_popover_popdown (popover);
}

static gboolean
drop_cb (gpointer data)
{
  gtk_widget_unparent (data);
  return G_SOURCE_REMOVE;
}

/* Not at once: it is in the midst of closing. */
static void
closed_cb (GtkWidget *popover)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, drop_cb, g_object_ref (popover), g_object_unref);
}

static GtkWidget *
new_list (GPtrArray *reasons)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Why the clocks stand still"), -1);
  for (guint i = 0; i < reasons->len; i++)
    {
      const YcCodedReason *reason = g_ptr_array_index (reasons, i);
      GtkWidget *row = gtk_list_box_row_new ();

      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), gtk_label_new (reason->label));
      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, reason->label, -1);
      g_object_set_data_full (G_OBJECT (row), REASON, g_strdup (reason->id), g_free);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
  return list;
}

void
yc_pause_popover_ask (GtkWidget  *widget,
                      YcCaseFile *file)
{
  const YcPause *pause = yc_case_file_get_pause (file);
  YcCatalogue *catalogue = yc_case_file_get_catalogue (file);
  GPtrArray *reasons = catalogue != NULL ? yc_catalogue_get_pauses (catalogue) : NULL;
  GtkWidget *popover, *list;

  if (pause != NULL)
    {
      yc_case_file_resume_async (file, pause->code, NULL, paused_cb, g_object_ref (widget));
      return;
    }
  if (reasons == NULL || reasons->len == 0)
    {
      yc_say (widget, "%s", _("The catalogue of this case has no reason for which its clocks may stand still"));
      return;
    }
  popover = gtk_popover_new ();
  list = new_list (reasons);
  gtk_popover_set_child (GTK_POPOVER (popover), list);
  g_object_set_data_full (G_OBJECT (popover), "file", g_object_ref (file), g_object_unref);
  g_signal_connect_object (list, "row-activated", G_CALLBACK (chosen_cb), popover, G_CONNECT_SWAPPED);
  g_signal_connect (popover, "closed", G_CALLBACK (closed_cb), NULL);
  gtk_widget_set_parent (popover, widget);
  gtk_popover_popup (GTK_POPOVER (popover));
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0)));
}
