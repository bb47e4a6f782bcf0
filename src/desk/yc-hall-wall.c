/* yc-hall-wall.c: the hall in figures for the wall: large, and nothing to press
 *
 * It shows what the page has asked for, so the period and the rows are those
 * chosen there. No names of firms: who walks past a wall is anybody. Esc
 * closes it.
 */

#include "yc-hall-wall.h"

#include "yc-hall-bar.h"
#include "yc-hall-tiles.h"
#include "yc-hall-words.h"
#include "yc-pulse.h"
#include "yc-words.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define ROWS_MAX 10 /* that fit */
#define TALL 1000   /* px from which the type is larger */

#define YC_TYPE_HALL_WALL (yc_hall_wall_get_type ())
G_DECLARE_FINAL_TYPE (YcHallWall, yc_hall_wall, YC, HALL_WALL, AdwWindow)

struct _YcHallWall
{
  AdwWindow parent_instance;

  YcCounter *counter;
  YcHall *hall;
  GtkLabel *clock;
  YcHallTiles *tiles;
  GtkLabel *legend;
  GtkGrid *rows;
  GtkLabel *foot;
};

G_DEFINE_FINAL_TYPE (YcHallWall, yc_hall_wall, ADW_TYPE_WINDOW)

static GtkWidget *
new_label (const char *text,
           const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
show_row (YcHallWall *self,
          YcHallRow  *row,
          int         place)
{
  const YcHubCounted *current = yc_hall_row_get_current (row);
  const YcFigures *figures = yc_hall_row_get_figures (row);
  guint done = figures->counts[YC_MEASURE_DONE];
  g_autofree char *label = yc_hall_words_dup_key (self->counter, self->hall, yc_hall_row_get_key (row));
  g_autofree char *count = g_strdup_printf (_("done %u"), done);
  g_autofree char *left = current != NULL ? yc_hall_words_dup_left (current, yc_pulse_get_now (yc_pulse_get_default ()))
                                          : g_strdup ("");
  GtkWidget *bar = g_object_new (YC_TYPE_HALL_BAR, "hexpand", TRUE, "valign", GTK_ALIGN_FILL, NULL);
  gint64 stages_ms[YC_STAGES] = { 0 };

  for (guint i = 0; i < YC_STAGES; i++)
    stages_ms[i] = current != NULL ? current->stages_ms[i] : done > 0 ? figures->stages_ms[i] / done : 0;
  yc_hall_bar_show (YC_HALL_BAR (bar), stages_ms,
                    current != NULL && current->due_ms > 0 ? current->due_ms - current->since_ms : 0);
  gtk_widget_set_has_tooltip (bar, FALSE);
  gtk_grid_attach (self->rows, new_label (label, "wall-key"), 0, place, 1, 1);
  gtk_grid_attach (self->rows, bar, 1, place, 1, 1);
  gtk_grid_attach (self->rows, new_label (left, current != NULL && strcmp (current->state, "broken") == 0 ? "error" : "numeric"),
                   2, place, 1, 1);
  gtk_grid_attach (self->rows, new_label (count, "numeric"), 3, place, 1, 1);
}

static void
show_rows (YcHallWall *self)
{
  GListModel *rows = yc_hall_get_rows (self->hall);
  GtkWidget *child;
  int place = 0;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows))) != NULL)
    gtk_grid_remove (self->rows, child);
  for (guint i = 0; i < g_list_model_get_n_items (rows) && place < ROWS_MAX; i++)
    {
      g_autoptr (YcHallRow) row = g_list_model_get_item (rows, i);

      if (*yc_hall_row_get_key (row) != '\0')
        show_row (self, row, place++);
    }
}

/* Numbers and windows, no names. */
static void
show_foot (YcHallWall *self)
{
  GListModel *breaking = yc_hall_get_breaking (self->hall);
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (breaking) && i < 3; i++)
    {
      g_autoptr (YcCountedRow) row = g_list_model_get_item (breaking, i);
      const YcHubCounted *counted = yc_counted_row_get (row);
      g_autofree char *why = yc_hall_words_dup_why (self->counter, counted);
      g_autofree char *left = yc_hall_words_dup_left (counted, yc_pulse_get_now (yc_pulse_get_default ()));
      g_autofree char *window = g_strdup_printf (_("Window %s"), counted->window);

      g_string_append_printf (words, "%s%s · %s%s%s", words->len > 0 ? "\n" : "", window, left,
                              *why != '\0' ? " · " : "", why);
    }
  gtk_label_set_text (self->foot, words->len > 0 ? words->str : _("No promise is about to be broken"));
}

static void
refresh (YcHallWall *self)
{
  if (yc_hall_get_figures (self->hall) == NULL)
    return;
  yc_hall_tiles_show (self->tiles, yc_hall_get_figures (self->hall));
  show_rows (self);
  show_foot (self);
}

static void
pulse_cb (YcHallWall *self)
{
  g_autofree char *time = yc_words_dup_time (yc_pulse_get_now (yc_pulse_get_default ()));
  g_autofree char *words = g_strdup_printf ("%s  %s", yc_counter_get_hall_name (self->counter), time);

  gtk_label_set_text (self->clock, words);
}

static void
yc_hall_wall_dispose (GObject *object)
{
  YcHallWall *self = YC_HALL_WALL (object);

  g_clear_object (&self->hall);
  g_clear_object (&self->counter);
  G_OBJECT_CLASS (yc_hall_wall_parent_class)->dispose (object);
}

static void
yc_hall_wall_class_init (YcHallWallClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yc_hall_wall_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
yc_hall_wall_init (YcHallWall *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  g_autofree char *legend = yc_hall_bar_dup_legend ();

  gtk_widget_add_css_class (GTK_WIDGET (self), "wall");
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "none");
  self->clock = GTK_LABEL (new_label ("", "wall-clock"));
  self->tiles = g_object_new (YC_TYPE_HALL_TILES, NULL);
  self->legend = GTK_LABEL (new_label ("", "wall-legend"));
  self->rows = GTK_GRID (gtk_grid_new ());
  self->foot = GTK_LABEL (new_label ("", "wall-foot"));
  yc_hall_tiles_set_wall (self->tiles);
  gtk_label_set_markup (self->legend, legend);
  gtk_grid_set_row_spacing (self->rows, 14);
  gtk_grid_set_column_spacing (self->rows, 28);
  gtk_widget_set_vexpand (GTK_WIDGET (self->rows), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->clock));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->tiles));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->legend));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->rows));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->foot));
  adw_window_set_content (ADW_WINDOW (self), box);
}

/* Where nobody manages windows, the size asked for is the one it gets. */
static void
cover_screen (YcHallWall *self,
              GtkWindow  *parent)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (parent));
  GdkMonitor *monitor = surface != NULL
                            ? gdk_display_get_monitor_at_surface (gdk_surface_get_display (surface), surface)
                            : NULL;
  GdkRectangle area;

  gtk_window_fullscreen (GTK_WINDOW (self));
  if (monitor == NULL)
    return;
  gdk_monitor_get_geometry (monitor, &area);
  gtk_window_set_default_size (GTK_WINDOW (self), area.width, area.height);
  if (area.height >= TALL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "tall");
}

/**
 * yc_hall_wall_new:
 * @hall: whose figures; the page behind keeps it live
 *
 * Returns: (transfer none): a window over the whole screen, still to be presented
 */
GtkWindow *
yc_hall_wall_new (YcCounter *counter,
                  YcHall    *hall,
                  GtkWindow *parent)
{
  YcHallWall *self = g_object_new (YC_TYPE_HALL_WALL, "application", gtk_window_get_application (parent), "title",
                                   _("The hall on the wall"), NULL);

  self->counter = g_object_ref (counter);
  self->hall = g_object_ref (hall);
  g_signal_connect_object (hall, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (yc_pulse_get_default (), "notify::now", G_CALLBACK (pulse_cb), self, G_CONNECT_SWAPPED);
  cover_screen (self, parent);
  pulse_cb (self);
  refresh (self);
  return GTK_WINDOW (self);
}
