/* yc-pdf-sheet.c: one page of a PDF on the screen
 *
 * Its picture is asked for when the page comes near the view, and let go when it
 * leaves: pages that were drawn are kept by YcPdfPages. Until then it is white and
 * has its size, so that nothing jumps.
 */

#include "yc-pdf-sheet.h"

#include <glib/gi18n-lib.h>

struct _YcPdfSheet
{
  GtkWidget parent_instance;

  YcPdfPages *pages;
  guint page;
  double scale; /* pixels a point, as GTK counts them */
  double drawn; /* of the picture that is there or asked for; 0 for none */
  GdkTexture *texture;
  GCancellable *cancellable;
  GArray *hits;  /* (nullable): of YcPdfHit, of all pages */
  guint current; /* which of them is looked at */
};

G_DEFINE_FINAL_TYPE (YcPdfSheet, yc_pdf_sheet, GTK_TYPE_WIDGET)

static void
let_go (YcPdfSheet *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->texture);
  self->drawn = 0;
}

static void
take (YcPdfSheet *self,
      YcPdfImage *image)
{
  g_clear_object (&self->texture);
  self->texture = gdk_memory_texture_new (yc_pdf_image_get_width (image), yc_pdf_image_get_height (image),
                                          GDK_MEMORY_DEFAULT, yc_pdf_image_get_pixels (image),
                                          yc_pdf_image_get_stride (image));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drawn_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (YcPdfSheet) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcPdfImage) image = yc_pdf_pages_draw_finish (YC_PDF_PAGES (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (image != NULL)
    take (self, image);
  else
    self->drawn = 0; /* asked for again when it comes near the next time */
}

/* @near_view: whether it is on the screen, or about to be */
void
yc_pdf_sheet_show (YcPdfSheet *self,
                   gboolean    near_view)
{
  double scale = self->scale * gtk_widget_get_scale_factor (GTK_WIDGET (self));
  g_autoptr (YcPdfImage) image = NULL;

  if (!near_view)
    {
      let_go (self);
      return;
    }
  if (self->drawn == scale)
    return;
  let_go (self);
  self->drawn = scale;
  image = yc_pdf_pages_lookup (self->pages, self->page, scale);
  if (image != NULL)
    {
      take (self, image);
      return;
    }
  self->cancellable = g_cancellable_new ();
  yc_pdf_pages_draw_async (self->pages, self->page, scale, self->cancellable, drawn_cb, g_object_ref (self));
}

void
yc_pdf_sheet_set_scale (YcPdfSheet *self,
                        double      scale)
{
  self->scale = scale;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* @hits: (nullable): what was found in the whole PDF */
void
yc_pdf_sheet_mark (YcPdfSheet *self,
                   GArray     *hits,
                   guint       current)
{
  g_clear_pointer (&self->hits, g_array_unref);
  self->hits = hits != NULL ? g_array_ref (hits) : NULL;
  self->current = current;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
yc_pdf_sheet_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  static const GdkRGBA white = { 1, 1, 1, 1 }, found = { 1, 0.85, 0, 0.35 }, looked_at = { 1, 0.45, 0, 0.45 };
  YcPdfSheet *self = YC_PDF_SHEET (widget);
  graphene_rect_t whole =
    GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget), (float) gtk_widget_get_height (widget));

  gtk_snapshot_append_color (snapshot, &white, &whole);
  if (self->texture != NULL)
    gtk_snapshot_append_texture (snapshot, self->texture, &whole);
  for (guint i = 0; self->hits != NULL && i < self->hits->len; i++)
    {
      const YcPdfHit *hit = &g_array_index (self->hits, YcPdfHit, i);
      graphene_rect_t place =
        GRAPHENE_RECT_INIT ((float) (hit->x_pt * self->scale), (float) (hit->y_pt * self->scale),
                            (float) (hit->width_pt * self->scale), (float) (hit->height_pt * self->scale));

      if (hit->page == self->page)
        gtk_snapshot_append_color (snapshot, i == self->current ? &looked_at : &found, &place);
    }
}

static void
yc_pdf_sheet_measure (GtkWidget      *widget,
                      GtkOrientation  orientation,
                      int             for_size,
                      int            *minimum,
                      int            *natural,
                      int            *minimum_baseline,
                      int            *natural_baseline)
{
  YcPdfSheet *self = YC_PDF_SHEET (widget);
  double width_pt, height_pt;

  yc_pdf_pages_get_page_size (self->pages, self->page, &width_pt, &height_pt);
  *minimum = *natural = (int) ((orientation == GTK_ORIENTATION_HORIZONTAL ? width_pt : height_pt) * self->scale + 0.5);
}

static void
yc_pdf_sheet_dispose (GObject *object)
{
  YcPdfSheet *self = YC_PDF_SHEET (object);

  let_go (self);
  g_clear_object (&self->pages);
  g_clear_pointer (&self->hits, g_array_unref);
  G_OBJECT_CLASS (yc_pdf_sheet_parent_class)->dispose (object);
}

static void
yc_pdf_sheet_class_init (YcPdfSheetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_pdf_sheet_dispose;
  widget_class->snapshot = yc_pdf_sheet_snapshot;
  widget_class->measure = yc_pdf_sheet_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
yc_pdf_sheet_init (YcPdfSheet *self)
{
  self->scale = 1;
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

GtkWidget *
yc_pdf_sheet_new (YcPdfPages *pages,
                  guint       page)
{
  YcPdfSheet *self = g_object_new (YC_TYPE_PDF_SHEET, NULL);
  g_autofree char *name = g_strdup_printf (_("Page %u"), page + 1);

  self->pages = g_object_ref (pages);
  self->page = page;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return GTK_WIDGET (self);
}
