/* yc-face.c: a face from laughing to sad, in lines
 *
 * Drawn and not taken from a font: which emoji there are, and how they look,
 * differs from machine to machine. It says nothing by itself; the words stand
 * beneath it.
 */

#include "yc-face.h"

#include <math.h>

#define SIZE 120 /* px at the least */

struct _YcFace
{
  GtkWidget parent_instance;

  int score;
};

G_DEFINE_FINAL_TYPE (YcFace, yc_face, GTK_TYPE_WIDGET)

/* How far the mouth's middle lies below its ends, in parts of the radius. */
static double
get_bend (int score)
{
  static const double bends[] = { 0.42, 0.24, 0, -0.22, -0.38 };

  return bends[CLAMP (score, 1, 5) - 1];
}

static void
draw_face (cairo_t *cr,
           double   radius,
           double   bend)
{
  double mouth = radius * (0.36 - bend / 2);

  cairo_set_line_width (cr, radius / 12);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_arc (cr, 0, 0, radius * 0.94, 0, 2 * M_PI);
  cairo_stroke (cr);
  for (int side = -1; side <= 1; side += 2)
    {
      cairo_arc (cr, side * radius * 0.34, -radius * 0.24, radius * 0.085, 0, 2 * M_PI);
      cairo_fill (cr);
    }
  cairo_move_to (cr, -radius * 0.44, mouth);
  cairo_curve_to (cr, -radius * 0.22, mouth + radius * bend, radius * 0.22, mouth + radius * bend,
                  radius * 0.44, mouth);
  cairo_stroke (cr);
}

static void
yc_face_snapshot (GtkWidget   *widget,
                  GtkSnapshot *snapshot)
{
  YcFace *self = YC_FACE (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_translate (cr, width / 2.0, height / 2.0);
  draw_face (cr, MIN (width, height) / 2.0, get_bend (self->score));
  cairo_destroy (cr);
}

static void
yc_face_measure (GtkWidget      *widget,
                 GtkOrientation  orientation,
                 int             for_size,
                 int            *minimum,
                 int            *natural,
                 int            *minimum_baseline,
                 int            *natural_baseline)
{
  *minimum = *natural = SIZE;
}

static void
yc_face_class_init (YcFaceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = yc_face_snapshot;
  widget_class->measure = yc_face_measure;
  gtk_widget_class_set_css_name (widget_class, "face");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
yc_face_init (YcFace *self)
{
}

GtkWidget *
yc_face_new (int score)
{
  YcFace *self = g_object_new (YC_TYPE_FACE, NULL);

  self->score = score;
  return GTK_WIDGET (self);
}
