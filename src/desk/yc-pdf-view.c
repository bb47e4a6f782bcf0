/* yc-pdf-view.c: a PDF to scroll through
 *
 * All pages have their place from the beginning, so the scrollbar is right; only
 * those near the view have pictures. Page and arrow keys are the scroller's.
 *
 * "notice" (text) tells how a search went; "" when it is over.
 */

#include "yc-pdf-view.h"

#include "yc-pdf-sheet.h"

#include <glib/gi18n-lib.h>

#define SPACING_PX 12
#define AHEAD 1.0 /* views above and below that are drawn beforehand */
#define ZOOM_FIRST 4

static const double zooms[] = { 0.5, 0.67, 0.8, 0.9, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0 };

struct _YcPdfView
{
  GtkWidget parent_instance;

  GtkScrolledWindow *scroller;
  GtkBox *box;
  YcPdfPages *pages; /* (nullable) */
  guint zoom;        /* of zooms */
  GArray *hits;      /* (nullable): of YcPdfHit */
  guint current;
  char *searched;    /* (nullable): what hits are of */
  GCancellable *cancellable; /* (nullable): of a search */
  guint look_id;
};

enum
{
  NOTICE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (YcPdfView, yc_pdf_view, GTK_TYPE_WIDGET)

static void
notice (YcPdfView  *self,
        const char *text)
{
  g_signal_emit (self, signals[NOTICE], 0, text);
}

/* Asks for the pictures of the pages that are near, and lets go of the others'. */
static gboolean
look_cb (gpointer data)
{
  YcPdfView *self = data;
  double height = gtk_widget_get_height (GTK_WIDGET (self->scroller));

  self->look_id = 0;
  for (GtkWidget *sheet = gtk_widget_get_first_child (GTK_WIDGET (self->box)); sheet != NULL;
       sheet = gtk_widget_get_next_sibling (sheet))
    {
      graphene_rect_t place;
      gboolean known = gtk_widget_compute_bounds (sheet, GTK_WIDGET (self->scroller), &place);

      yc_pdf_sheet_show (YC_PDF_SHEET (sheet), known && place.origin.y < height * (1 + AHEAD) &&
                                                 place.origin.y + place.size.height > -height * AHEAD);
    }
  return G_SOURCE_REMOVE;
}

static void
look_soon (YcPdfView *self)
{
  if (self->look_id == 0)
    self->look_id = g_timeout_add (30, look_cb, self);
}

static void
moved_cb (GtkAdjustment *adjustment,
          gpointer       data)
{
  look_soon (data);
}

static void
forget_search (YcPdfView *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->hits, g_array_unref);
  g_clear_pointer (&self->searched, g_free);
  self->current = 0;
}

/* @pages: (nullable): NULL shows nothing */
void
yc_pdf_view_set_pages (YcPdfView  *self,
                       YcPdfPages *pages)
{
  GtkWidget *child;

  g_return_if_fail (YC_IS_PDF_VIEW (self));

  forget_search (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
  g_set_object (&self->pages, pages);
  for (guint i = 0; pages != NULL && i < yc_pdf_pages_get_count (pages); i++)
    {
      GtkWidget *sheet = yc_pdf_sheet_new (pages, i);

      yc_pdf_sheet_set_scale (YC_PDF_SHEET (sheet), zooms[self->zoom]);
      gtk_box_append (self->box, sheet);
    }
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  look_soon (self);
}

/* Returns: (nullable) (transfer none) */
YcPdfPages *
yc_pdf_view_get_pages (YcPdfView *self)
{
  return self->pages;
}

/* @steps: 1 larger, -1 smaller; 0 as at the beginning */
void
yc_pdf_view_zoom (YcPdfView *self,
                  int        steps)
{
  int zoom = steps == 0 ? ZOOM_FIRST : CLAMP ((int) self->zoom + steps, 0, (int) G_N_ELEMENTS (zooms) - 1);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  double ratio = zooms[zoom] / zooms[self->zoom];

  self->zoom = (guint) zoom;
  for (GtkWidget *sheet = gtk_widget_get_first_child (GTK_WIDGET (self->box)); sheet != NULL;
       sheet = gtk_widget_get_next_sibling (sheet))
    yc_pdf_sheet_set_scale (YC_PDF_SHEET (sheet), zooms[self->zoom]);
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) * ratio);
  look_soon (self);
}

/* --- search ------------------------------------------------------------------------ */

static void
go_to_hit (YcPdfView *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  g_autofree char *words = g_strdup_printf (_("%u of %u"), self->current + 1, self->hits->len);
  const YcPdfHit *hit = &g_array_index (self->hits, YcPdfHit, self->current);
  graphene_rect_t place;
  guint page = 0;

  for (GtkWidget *sheet = gtk_widget_get_first_child (GTK_WIDGET (self->box)); sheet != NULL;
       sheet = gtk_widget_get_next_sibling (sheet), page++)
    {
      yc_pdf_sheet_mark (YC_PDF_SHEET (sheet), self->hits, self->current);
      if (page == hit->page && gtk_widget_compute_bounds (sheet, GTK_WIDGET (self->box), &place))
        gtk_adjustment_set_value (adjustment, place.origin.y + hit->y_pt * zooms[self->zoom] -
                                                gtk_widget_get_height (GTK_WIDGET (self->scroller)) / 3.0);
    }
  notice (self, words);
  look_soon (self);
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (YcPdfView) self = user_data;
  g_autoptr (GError) error = NULL;
  GArray *hits = yc_pdf_pages_search_finish (YC_PDF_PAGES (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (hits == NULL)
    {
      notice (self, error->message);
      return;
    }
  self->hits = hits;
  if (hits->len > 0)
    go_to_hit (self);
  else
    notice (self, _("Not found"));
}

/* The same text again goes on to the next place; "" ends the search. */
void
yc_pdf_view_search (YcPdfView  *self,
                    const char *text)
{
  if (self->hits != NULL && self->hits->len > 0 && g_strcmp0 (text, self->searched) == 0)
    {
      self->current = (self->current + 1) % self->hits->len;
      go_to_hit (self);
      return;
    }
  forget_search (self);
  for (GtkWidget *sheet = gtk_widget_get_first_child (GTK_WIDGET (self->box)); sheet != NULL;
       sheet = gtk_widget_get_next_sibling (sheet))
    yc_pdf_sheet_mark (YC_PDF_SHEET (sheet), NULL, 0);
  if (self->pages == NULL || *text == '\0' || strlen (text) > YC_PDF_SEARCH_BYTES_MAX)
    {
      notice (self, "");
      return;
    }
  self->searched = g_strdup (text);
  self->cancellable = g_cancellable_new ();
  yc_pdf_pages_search_async (self->pages, text, self->cancellable, found_cb, g_object_ref (self));
}

static void
yc_pdf_view_size_allocate (GtkWidget *widget,
                           int        width,
                           int        height,
                           int        baseline)
{
  YcPdfView *self = YC_PDF_VIEW (widget);

  gtk_widget_size_allocate (GTK_WIDGET (self->scroller), &(GtkAllocation){ 0, 0, width, height }, baseline);
  look_soon (self);
}

static void
yc_pdf_view_measure (GtkWidget      *widget,
                     GtkOrientation  orientation,
                     int             for_size,
                     int            *minimum,
                     int            *natural,
                     int            *minimum_baseline,
                     int            *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (YC_PDF_VIEW (widget)->scroller), orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static void
yc_pdf_view_dispose (GObject *object)
{
  YcPdfView *self = YC_PDF_VIEW (object);

  forget_search (self);
  g_clear_handle_id (&self->look_id, g_source_remove);
  g_clear_object (&self->pages);
  if (self->scroller != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->scroller));
  self->scroller = NULL;
  G_OBJECT_CLASS (yc_pdf_view_parent_class)->dispose (object);
}

static void
yc_pdf_view_class_init (YcPdfViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_pdf_view_dispose;
  widget_class->size_allocate = yc_pdf_view_size_allocate;
  widget_class->measure = yc_pdf_view_measure;
  signals[NOTICE] = g_signal_new ("notice", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
yc_pdf_view_init (YcPdfView *self)
{
  self->zoom = ZOOM_FIRST;
  self->scroller = GTK_SCROLLED_WINDOW (gtk_scrolled_window_new ());
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, SPACING_PX));
  gtk_widget_set_margin_top (GTK_WIDGET (self->box), SPACING_PX);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->box), SPACING_PX);
  gtk_scrolled_window_set_child (self->scroller, GTK_WIDGET (self->box));
  gtk_widget_set_focusable (GTK_WIDGET (self->scroller), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scroller), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Preview"), -1);
  gtk_widget_set_parent (GTK_WIDGET (self->scroller), GTK_WIDGET (self));
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  g_signal_connect (gtk_scrolled_window_get_vadjustment (self->scroller), "value-changed", G_CALLBACK (moved_cb), self);
}
