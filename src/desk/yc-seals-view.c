/* yc-seals-view.c: a case's seals at true size, and the plate they are cut from
 *
 * Above, each seal as it prints. Below, the plate as it lies in the machine: what
 * is burnt so far is kept in a picture of its own and only ever added to, so that
 * an hour of rows costs a moment's drawing.
 */

#include "yc-seals-view.h"

#include "yc-seal-play.h"

#include <math.h>

#define GAP_MM 6.0
#define NARROW_PX_MM 2.0 /* a monitor that says less, or more, says nothing */
#define WIDE_PX_MM 12.0
#define USUAL_PX_MM (96.0 / 25.4)
#define RING_MM 0.24 /* the line around where the head is */
#define AROUND_MM 4.0
#define SLICE_S 100.0 /* of the machine's time, burnt in one frame: some 5 ms */

struct _YcSealsView
{
  GtkWidget parent_instance;

  YcSealWork *work;         /* (nullable) */
  double time_s;
  cairo_surface_t *burnt;   /* (nullable): alpha, of the plate */
  YcSealPlan *burnt_plan;   /* (nullable): whose plate that is */
  double burnt_s;
  double burnt_scale;
};

G_DEFINE_FINAL_TYPE (YcSealsView, yc_seals_view, GTK_TYPE_WIDGET)

/* Pixels to a millimetre of the monitor that shows it. */
static double
get_scale (YcSealsView *self)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));
  GdkSurface *surface = native != NULL ? gtk_native_get_surface (native) : NULL;
  GdkMonitor *monitor = surface != NULL ? gdk_display_get_monitor_at_surface (gtk_widget_get_display (GTK_WIDGET (self)), surface) : NULL;
  GdkRectangle place;
  double scale;

  if (monitor == NULL || gdk_monitor_get_width_mm (monitor) <= 0)
    return USUAL_PX_MM;
  gdk_monitor_get_geometry (monitor, &place);
  scale = (double) place.width / gdk_monitor_get_width_mm (monitor);
  return scale >= NARROW_PX_MM && scale <= WIDE_PX_MM ? scale : USUAL_PX_MM;
}

static YcSealPlan *
get_plan (YcSealsView *self)
{
  return self->work != NULL ? yc_seal_work_get_plan (self->work) : NULL;
}

/* The size of the strip of seals, in mm. */
static void
measure_seals (YcSealsView *self,
               double      *ret_width,
               double      *ret_height)
{
  GPtrArray *items = self->work != NULL ? yc_seal_work_get_items (self->work) : NULL;

  *ret_width = GAP_MM;
  *ret_height = 0;
  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      const YcSealItem *item = g_ptr_array_index (items, i);

      if (item->seal == NULL)
        continue;
      *ret_width += yc_seal_drawing_get_width_mm (item->seal->drawing) + GAP_MM;
      *ret_height = MAX (*ret_height, yc_seal_drawing_get_height_mm (item->seal->drawing));
    }
}

/* Where seals lie on the plate, and a little around: a bed is mostly empty. */
static void
measure_plate (YcSealsView *self,
               YcSealBox   *ret_plate)
{
  YcSealPlan *plan = get_plan (self);
  double left = G_MAXDOUBLE, top = G_MAXDOUBLE, right = 0, bottom = 0;

  *ret_plate = (YcSealBox){ 0, 0, 0, 0 };
  for (guint i = 0; plan != NULL && i < yc_seal_plan_get_n_places (plan); i++)
    {
      const YcSealBox *piece = &yc_seal_plan_get_place (plan, i)->piece;

      left = MIN (left, piece->x);
      top = MIN (top, piece->y);
      right = MAX (right, piece->x + piece->width);
      bottom = MAX (bottom, piece->y + piece->height);
    }
  if (right > 0)
    *ret_plate = (YcSealBox){ left - AROUND_MM, top - AROUND_MM, right - left + 2 * AROUND_MM, bottom - top + 2 * AROUND_MM };
}

/* --- drawing ----------------------------------------------------------------------- */

/* From above to below in mm; where the plate begins. */
static double
draw_seals (YcSealsView *self,
            cairo_t     *cr)
{
  GPtrArray *items = self->work != NULL ? yc_seal_work_get_items (self->work) : NULL;
  double x = GAP_MM, width, height;

  measure_seals (self, &width, &height);
  cairo_set_source_rgb (cr, 0.78, 0.06, 0.18);
  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      const YcSealItem *item = g_ptr_array_index (items, i);
      YcSealDrawing *drawing = item->seal != NULL ? item->seal->drawing : NULL;

      if (drawing == NULL)
        continue;
      cairo_save (cr);
      cairo_translate (cr, x, GAP_MM + (height - yc_seal_drawing_get_height_mm (drawing)) / 2);
      yc_seal_drawing_draw (drawing, cr);
      cairo_restore (cr);
      x += yc_seal_drawing_get_width_mm (drawing) + GAP_MM;
    }
  return height > 0 ? height + 2 * GAP_MM : GAP_MM;
}

static void
forget_burnt (YcSealsView *self)
{
  g_clear_pointer (&self->burnt, cairo_surface_destroy);
  g_clear_pointer (&self->burnt_plan, yc_seal_plan_unref);
  self->burnt_s = 0;
}

static gboolean
burn_on_cb (GtkWidget     *widget,
            GdkFrameClock *clock,
            gpointer       data)
{
  gtk_widget_queue_draw (widget);
  return G_SOURCE_REMOVE;
}

/* The picture of what is burnt, brought on to where the time stands; a slider that is
 * drawn to the end of an hour gets there in a few frames. */
static void
burn (YcSealsView     *self,
      YcSealPlan      *plan,
      const YcSealBox *plate,
      double           scale)
{
  double until_s;
  cairo_t *cr;

  if (self->burnt_plan != plan || self->burnt_scale != scale || self->time_s < self->burnt_s)
    forget_burnt (self);
  if (self->burnt == NULL)
    {
      self->burnt = cairo_image_surface_create (CAIRO_FORMAT_A8, (int) ceil (plate->width * scale) + 1,
                                                (int) ceil (plate->height * scale) + 1);
      self->burnt_plan = yc_seal_plan_ref (plan);
      self->burnt_scale = scale;
    }
  until_s = MIN (self->time_s, self->burnt_s + SLICE_S);
  cr = cairo_create (self->burnt);
  cairo_scale (cr, scale, scale);
  cairo_translate (cr, -plate->x, -plate->y);
  yc_seal_play_draw_burnt (yc_seal_plan_get_time (plan), self->burnt_s, until_s, cr);
  cairo_destroy (cr);
  self->burnt_s = until_s;
  if (until_s < self->time_s)
    gtk_widget_add_tick_callback (GTK_WIDGET (self), burn_on_cb, NULL, NULL);
}

static void
draw_head (YcSealsView     *self,
           YcSealPlan      *plan,
           const YcSealBox *plate,
           cairo_t         *cr)
{
  YcSealMoment moment;

  if (self->time_s <= 0 || !yc_seal_time_locate (yc_seal_plan_get_time (plan), self->time_s, &moment))
    return;
  cairo_set_source_rgb (cr, 0.11, 0.44, 0.85);
  cairo_arc (cr, moment.x_mm - plate->x, moment.y_mm - plate->y, 0.8, 0, 2 * G_PI);
  cairo_set_line_width (cr, RING_MM);
  cairo_stroke (cr);
}

static void
draw_plate (YcSealsView *self,
            cairo_t     *cr,
            double       scale)
{
  YcSealPlan *plan = get_plan (self);
  YcSealBox plate;

  if (plan == NULL)
    return;
  measure_plate (self, &plate);
  burn (self, plan, &plate, scale);
  cairo_translate (cr, GAP_MM, 0);
  cairo_rectangle (cr, 0, 0, plate.width, plate.height);
  cairo_set_source_rgb (cr, 0.87, 0.80, 0.70); /* the plate */
  cairo_fill (cr);
  cairo_save (cr);
  cairo_scale (cr, 1 / scale, 1 / scale);
  cairo_set_source_rgb (cr, 0.23, 0.17, 0.13);
  cairo_mask_surface (cr, self->burnt, 0, 0);
  cairo_restore (cr);
  draw_head (self, plan, &plate, cr);
}

static void
yc_seals_view_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  YcSealsView *self = YC_SEALS_VIEW (widget);
  graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  double scale = get_scale (self);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &all);
  double top;

  cairo_set_source_rgb (cr, 1, 1, 1); /* paper, in dark looks too */
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  top = draw_seals (self, cr);
  cairo_translate (cr, 0, top);
  draw_plate (self, cr, scale);
  cairo_destroy (cr);
}

static void
yc_seals_view_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  YcSealsView *self = YC_SEALS_VIEW (widget);
  double width, height, size;
  YcSealBox plate;

  measure_seals (self, &width, &height);
  measure_plate (self, &plate);
  size = orientation == GTK_ORIENTATION_HORIZONTAL ? MAX (width, plate.width + 2 * GAP_MM)
                                                   : height + plate.height + 3 * GAP_MM;
  *minimum = *natural = (int) ceil (size * get_scale (self));
}

/* --- the class --------------------------------------------------------------------- */

static void
yc_seals_view_dispose (GObject *object)
{
  YcSealsView *self = YC_SEALS_VIEW (object);

  forget_burnt (self);
  g_clear_object (&self->work);
  G_OBJECT_CLASS (yc_seals_view_parent_class)->dispose (object);
}

static void
yc_seals_view_class_init (YcSealsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_seals_view_dispose;
  widget_class->snapshot = yc_seals_view_snapshot;
  widget_class->measure = yc_seals_view_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
yc_seals_view_init (YcSealsView *self)
{
}

void
yc_seals_view_set_work (YcSealsView *self,
                        YcSealWork  *work)
{
  g_return_if_fail (YC_IS_SEALS_VIEW (self));

  g_set_object (&self->work, work);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
yc_seals_view_set_time (YcSealsView *self,
                        double       time_s)
{
  g_return_if_fail (YC_IS_SEALS_VIEW (self));

  self->time_s = time_s;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
