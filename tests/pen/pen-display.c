/* pen-display.c: the customer display with one paper to be signed
 *
 *   pen-display OUT
 *
 * Shows the real window with a paper that is to be read. Says on standard output
 * where things are, in the window's pixels, whenever it changes:
 *
 *   button X Y LABEL   of what can be pressed now
 *   pad X Y WIDTH HEIGHT
 *
 * and writes the handwriting to OUT when it is finished, as the desk would store
 * it; then it says "signed" and ends. */

#include "yc-display-window.h"
#include "yc-ink-pad.h"
#include "yc-ink-wire.h"
#include "yc-test-paper.h"

#include <adwaita.h>

#define PAGES 2
#define TELL_EVERY_MS 100

typedef struct
{
  GMainLoop *loop;
  YcDisplay *display;
  YcSigning *signing;
  GtkWidget *window;
  const char *out;
  char *told; /* what was said last */
} Pen;

static void
find_place (GtkWidget *widget,
            GtkWidget *window,
            double    *ret_x,
            double    *ret_y)
{
  graphene_point_t place;
  double left, top;

  if (!gtk_widget_compute_point (widget, window, &GRAPHENE_POINT_INIT (0, 0), &place))
    g_error ("A widget is nowhere");
  gtk_native_get_surface_transform (GTK_NATIVE (window), &left, &top);
  *ret_x = place.x + left;
  *ret_y = place.y + top;
}

static void
describe (GtkWidget *widget,
          GtkWidget *window,
          GString   *words)
{
  double x, y;

  if (!gtk_widget_get_mapped (widget))
    return;
  if (YC_IS_INK_PAD (widget) && gtk_widget_is_sensitive (widget))
    {
      find_place (widget, window, &x, &y);
      g_string_append_printf (words, "pad %.0f %.0f %d %d\n", x, y, gtk_widget_get_width (widget),
                              gtk_widget_get_height (widget));
    }
  else if (GTK_IS_BUTTON (widget) && gtk_widget_is_sensitive (widget) && gtk_button_get_label (GTK_BUTTON (widget)) != NULL)
    {
      find_place (widget, window, &x, &y);
      g_string_append_printf (words, "button %.0f %.0f %s\n", x + gtk_widget_get_width (widget) / 2,
                              y + gtk_widget_get_height (widget) / 2, gtk_button_get_label (GTK_BUTTON (widget)));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    describe (child, window, words);
}

static gboolean
tell_cb (gpointer data)
{
  Pen *self = data;
  g_autoptr (GString) words = g_string_new (NULL);

  if (!gtk_widget_get_mapped (self->window))
    return G_SOURCE_CONTINUE;
  describe (self->window, self->window, words);
  if (g_strcmp0 (words->str, self->told) == 0)
    return G_SOURCE_CONTINUE;
  g_free (self->told);
  self->told = g_strdup (words->str);
  g_print ("%sthere\n", words->str);
  return G_SOURCE_CONTINUE;
}

static void
signed_cb (Pen *self)
{
  g_autoptr (GBytes) bytes = yc_ink_write (yc_signing_get_ink (self->signing));
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents (self->out, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), &error))
    g_error ("%s", error->message);
  yc_signing_finish (self->signing, NULL);
  g_print ("signed\n");
  g_main_loop_quit (self->loop);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  Pen *self = data;
  g_autoptr (YcPdfPages) pages = yc_pdf_pages_open_finish (result, NULL);

  self->signing = yc_signing_new (pages, "公司章程", "张测试");
  g_signal_connect_swapped (self->signing, "signed", G_CALLBACK (signed_cb), self);
  yc_display_ask_signature (self->display, self->signing);
}

int
main (int    argc,
      char **argv)
{
  static const char *const lines[] = { "Articles of association", "Zhang", NULL };
  g_autoptr (GBytes) paper = yc_test_paper_new (lines, PAGES);
  g_autoptr (GtkCssProvider) css = NULL;
  YcWorker *worker = yc_pdf_pages_worker_new ();
  Pen self = { .out = argc > 1 ? argv[1] : "strokes.json" };

  adw_init ();
  css = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (css, "/cn/yichuang/Desk/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (css),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  self.loop = g_main_loop_new (NULL, FALSE);
  self.display = yc_display_new ();
  yc_display_set_place (self.display, "聊城市政务服务中心", "3", NULL);
  self.window = GTK_WIDGET (yc_display_window_new (self.display, NULL));
  gtk_window_present (GTK_WINDOW (self.window));
  yc_pdf_pages_open_async (worker, paper, NULL, opened_cb, &self);
  g_timeout_add (TELL_EVERY_MS, tell_cb, &self);
  g_main_loop_run (self.loop);
  return 0;
}
