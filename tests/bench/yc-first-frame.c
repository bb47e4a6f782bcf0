/* yc-first-frame.c: says when a program has drawn its first window
 *
 * Preloaded into any GTK program, it waits for the first window that is
 * presented and, once that window's frame clock has painted, writes the
 * monotonic time in microseconds to the file YC_FIRST_FRAME_FILE. Neither
 * program measured knows of it, so both are measured alike.
 */

#include "yc-shim.h"

#include <fcntl.h>
#include <gtk/gtk.h>
#include <unistd.h>

static void
after_paint_cb (GdkFrameClock *clock,
                gpointer       user_data)
{
  const char *path = g_getenv ("YC_FIRST_FRAME_FILE");
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT "\n", g_get_monotonic_time ());
  int fd;

  g_signal_handlers_disconnect_by_func (clock, after_paint_cb, user_data);
  if (path == NULL)
    return;
  fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0 || write (fd, text, strlen (text)) < 0)
    g_error ("cannot write %s", path);
  close (fd);
}

void
gtk_window_present (GtkWindow *window)
{
  static gboolean is_watched;
  YC_SHIM_NEXT (void, gtk_window_present, (GtkWindow *));

  real (window);
  if (!is_watched)
    {
      is_watched = TRUE;
      g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (window)), "after-paint",
                        G_CALLBACK (after_paint_cb), NULL);
    }
}
