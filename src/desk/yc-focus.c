/* yc-focus.c: where the focus goes on */

#include "yc-focus.h"

static gboolean
is_backward (GtkDirectionType direction)
{
  return direction == GTK_DIR_TAB_BACKWARD || direction == GTK_DIR_UP || direction == GTK_DIR_LEFT;
}

static GtkWidget *
get_next (GtkWidget *child,
          gboolean   backward)
{
  return backward ? gtk_widget_get_prev_sibling (child) : gtk_widget_get_next_sibling (child);
}

/* The focus vfunc of a widget that hands grab_focus on to something inside it:
 * through its children in their order, and out.
 *
 * When Shift+Tab leaves the first thing inside, GTK grabs the focus for the
 * widget itself, as if it took keys. Handed on, that lands where it came from,
 * and there is no way back. */
gboolean
yc_focus_through (GtkWidget       *widget,
                  GtkDirectionType direction)
{
  gboolean backward = is_backward (direction);
  GtkWidget *child = gtk_widget_get_focus_child (widget);

  if (child == NULL)
    child = backward ? gtk_widget_get_last_child (widget) : gtk_widget_get_first_child (widget);
  for (; child != NULL; child = get_next (child, backward))
    if (gtk_widget_get_mapped (child) && gtk_widget_child_focus (child, direction))
      return TRUE;
  return FALSE;
}
