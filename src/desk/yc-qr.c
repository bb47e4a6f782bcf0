/* yc-qr.c: a QR code
 *
 * Every module is a whole number of device pixels wide, so that no edge is
 * grey; what is left over goes into the margin. Black on white whatever the
 * theme: readers expect it. Around it the four modules of quiet zone that the
 * standard asks for.
 */

#include "yc-qr.h"

#include <qrencode.h>
#include <string.h>

#define QUIET 4 /* modules */
#define SIZE_MIN 120 /* px */

struct _YcQr
{
  GtkWidget parent_instance;

  char *content;
  QRcode *code; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (YcQr, yc_qr, GTK_TYPE_WIDGET)

static gboolean
is_dark (const QRcode *code,
         int           x,
         int           y)
{
  return x < code->width && code->data[y * code->width + x] & 1;
}

/* One rectangle for each run of dark modules in a row. */
static void
draw_row (GtkSnapshot  *snapshot,
          const QRcode *code,
          int           y,
          double        left,
          double        top,
          double        module)
{
  static const GdkRGBA black = { 0, 0, 0, 1 };

  for (int x = 0, start = -1; x <= code->width; x++)
    {
      if (is_dark (code, x, y) && start < 0)
        start = x;
      else if (!is_dark (code, x, y) && start >= 0)
        {
          gtk_snapshot_append_color (snapshot, &black,
                                     &GRAPHENE_RECT_INIT ((float) (left + start * module), (float) (top + y * module),
                                                          (float) ((x - start) * module), (float) module));
          start = -1;
        }
    }
}

static void
yc_qr_snapshot (GtkWidget   *widget,
                GtkSnapshot *snapshot)
{
  static const GdkRGBA white = { 1, 1, 1, 1 };
  YcQr *self = YC_QR (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  int scale = gtk_widget_get_scale_factor (widget);
  int modules, pixels;
  double side, module;

  if (self->code == NULL)
    return;
  modules = self->code->width + 2 * QUIET;
  pixels = MIN (width, height) * scale / modules;
  if (pixels == 0)
    return;
  module = (double) pixels / scale;
  side = module * modules;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) (int) ((width - side) / 2),
                                                          (float) (int) ((height - side) / 2)));
  gtk_snapshot_append_color (snapshot, &white, &GRAPHENE_RECT_INIT (0, 0, (float) side, (float) side));
  for (int y = 0; y < self->code->width; y++)
    draw_row (snapshot, self->code, y, QUIET * module, QUIET * module, module);
  gtk_snapshot_restore (snapshot);
}

static void
yc_qr_measure (GtkWidget      *widget,
               GtkOrientation  orientation,
               int             for_size,
               int            *minimum,
               int            *natural,
               int            *minimum_baseline,
               int            *natural_baseline)
{
  *minimum = *natural = SIZE_MIN;
}

static void
yc_qr_finalize (GObject *object)
{
  YcQr *self = YC_QR (object);

  g_clear_pointer (&self->code, QRcode_free);
  g_free (self->content);
  G_OBJECT_CLASS (yc_qr_parent_class)->finalize (object);
}

static void
yc_qr_class_init (YcQrClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yc_qr_finalize;
  widget_class->snapshot = yc_qr_snapshot;
  widget_class->measure = yc_qr_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "qr");
}

static void
yc_qr_init (YcQr *self)
{
}

void
yc_qr_set_content (YcQr       *self,
                   const char *content,
                   const char *name)
{
  g_return_if_fail (YC_IS_QR (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (g_strcmp0 (self->content, content) == 0)
    return;
  g_free (self->content);
  self->content = g_strdup (content);
  g_clear_pointer (&self->code, QRcode_free);
  if (*content != '\0' && strlen (content) <= YC_QR_BYTES_MAX)
    self->code = QRcode_encodeString8bit (content, 0, QR_ECLEVEL_M);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Returns: whether there is a code to be scanned */
gboolean
yc_qr_is_shown (YcQr *self)
{
  g_return_val_if_fail (YC_IS_QR (self), FALSE);

  return self->code != NULL;
}
