/* yc-window-display.c: what the clerk's window tells the customer display
 *
 * The display follows the clerk: a case that is open is shown, the field that
 * is being filled in is mirrored, and on Today the applicant sees the number
 * that is served. A rating that was asked for stays while the clerk goes on.
 */

#include "yc-window-private.h"

#include "yc-field-row.h"
#include "yc-place.h"

static gboolean
is_rating (YcWindow *self)
{
  YcDisplayPage page = yc_display_get_page (self->display);

  return page == YC_DISPLAY_RATING || page == YC_DISPLAY_THANKS;
}

/* Devices and the line are looked at in between: the case stays. */
void
yc_window_update_display (YcWindow *self)
{
  YcTicket *ticket;
  const char *number;

  if (self->display == NULL)
    return;
  ticket = yc_counter_get_current (self->counter);
  number = ticket != NULL ? yc_ticket_get_number (ticket) : NULL;
  yc_display_set_place (self->display, yc_counter_get_hall_name (self->counter),
                        yc_counter_get_window (self->counter), number);
  if (g_str_equal (self->page, "case") && yc_counter_is_signed_in (self->counter))
    yc_display_set_case (self->display, yc_case_page_get_file (self->case_page));
  else if (!yc_counter_is_signed_in (self->counter) || (g_str_equal (self->page, "today") && !is_rating (self)))
    yc_display_set_case (self->display, NULL);
}

static YcFieldRow *
find_focused_row (YcWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, YC_TYPE_FIELD_ROW) : NULL;

  return row != NULL ? YC_FIELD_ROW (row) : NULL;
}

/* What stands in the field with the focus, kept or not. */
void
yc_window_mirror_field (YcWindow *self)
{
  YcFieldRow *row = find_focused_row (self);
  YcCaseFile *file = yc_case_page_get_file (self->case_page);
  g_autofree char *label = NULL;
  g_autofree char *value = NULL;
  g_autofree char *notice = NULL;

  if (self->display == NULL)
    return;
  if (row == NULL || file == NULL || !g_str_equal (self->page, "case"))
    {
      yc_display_set_field (self->display, NULL, NULL, NULL, YC_MASK_NONE);
      return;
    }
  label = yc_place_dup_label (file, yc_field_row_get_path (row));
  value = yc_field_row_dup_shown (row);
  yc_display_set_field (self->display, yc_field_row_get_path (row), label, value, yc_field_row_get_mask (row));
  notice = yc_field_row_dup_notice (row);
  yc_display_set_notice (self->display, notice);
}

static gboolean
is_question (YcDisplayPage page)
{
  return page == YC_DISPLAY_RATING || page == YC_DISPLAY_CONSENT || page == YC_DISPLAY_READING || page == YC_DISPLAY_WRITING;
}

/* Whoever is asked must see it, also in a hall without a second monitor; there the
 * clerk has their window back when a consent was answered. */
static void
display_changed_cb (YcWindow *self)
{
  YcDisplayPage page = yc_display_get_page (self->display);
  gboolean visible = gtk_widget_get_visible (GTK_WIDGET (self->display_window));
  gboolean asked = is_question (page) && (!self->display_asks || !visible);

  self->display_asks = is_question (page);
  if (asked)
    {
      yc_display_window_come_forward (self->display_window);
      self->display_lent = page == YC_DISPLAY_CONSENT && !visible;
    }
  else if (self->display_lent && page != YC_DISPLAY_CONSENT)
    {
      self->display_lent = FALSE;
      if (visible)
        yc_display_window_toggle (self->display_window);
    }
}

static void
monitors_changed_cb (YcWindow *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    yc_display_window_place (self->display_window);
}

static void
focus_cb (YcWindow *self)
{
  yc_window_mirror_field (self);
}

/* With a second monitor the display is there from the beginning. */
void
yc_window_open_display (YcWindow *self)
{
  GListModel *monitors = gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (self)));

  self->display = yc_display_new ();
  self->display_window = g_object_ref_sink (yc_display_window_new (self->display, GTK_WINDOW (self)));
  g_signal_connect_object (monitors, "items-changed", G_CALLBACK (monitors_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (focus_cb), NULL);
  g_signal_connect_object (self->display, "changed", G_CALLBACK (display_changed_cb), self, G_CONNECT_SWAPPED);
  yc_case_page_set_display (self->case_page, self->display);
  yc_helper_page_set_display (self->helper_page, self->display);
  yc_window_update_display (self);
  yc_display_window_place (self->display_window);
}

void
yc_window_close_display (YcWindow *self)
{
  if (self->display_window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->display_window));
  g_clear_object (&self->display_window);
  g_clear_object (&self->display);
}

YcDisplay *
yc_window_get_display (YcWindow *self)
{
  g_return_val_if_fail (YC_IS_WINDOW (self), NULL);

  return self->display;
}
