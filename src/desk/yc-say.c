/* yc-say.c: telling the clerk what happened, from any widget */

#include "yc-say.h"

#include "yc-window.h"

/* A toast in @from's window; nothing when that has gone. */
void
yc_say (GtkWidget  *from,
        const char *format,
        ...)
{
  GtkRoot *root = gtk_widget_get_root (from);
  g_autofree char *words = NULL;
  va_list args;

  if (!YC_IS_WINDOW (root))
    return;
  va_start (args, format);
  words = g_strdup_vprintf (format, args);
  va_end (args);
  yc_window_toast (YC_WINDOW (root), words);
}

/* What went wrong, unless the clerk stopped it. */
void
yc_say_error (GtkWidget    *from,
              const GError *error)
{
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    yc_say (from, "%s", error->message);
}
