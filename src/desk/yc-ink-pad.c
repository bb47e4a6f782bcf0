/* yc-ink-pad.c: the field somebody signs in
 *
 * A pen comes through GtkGestureStylus, with every position it passed between
 * two frames and its pressure; everything else through GtkGestureDrag, and is
 * a mouse or a finger by its device. One handwriting has one device: who goes
 * on with another begins anew, but for a palm that touches beside a pen.
 *
 * Samples go into the ink as they come. What is drawn is smoothed and is only
 * a picture of it.
 */

#include "yc-ink-pad.h"

#include <math.h>

#define MM_PER_PX_PLAIN (25.4 / 96) /* where the monitor does not say how large it is */
#define MM_PER_PX_MIN 0.05
#define MM_PER_PX_MAX 1.0
#define WIDTH_PX_MIN 1.4 /* of the line, by pressure */
#define WIDTH_PX_MAX 5.0
#define WIDTH_PX_PLAIN 2.6
#define BASE_LINE 0.78 /* of the height: where one writes on */

struct _YcInkPad
{
  GtkWidget parent_instance;

  YcInk *ink; /* (nullable) */
  double um_per_px; /* of @ink */
  guint32 last_ms;  /* the device's time of the last sample */
  char *trouble;    /* (nullable) */
  char *hint;       /* (nullable): where nothing is written yet */

  GtkGesture *stylus;
  GtkGesture *drag;
  double drag_x;
  double drag_y;
};

G_DEFINE_FINAL_TYPE (YcInkPad, yc_ink_pad, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- taking samples ------------------------------------------------------------- */

static double
find_mm_per_px (YcInkPad *self)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));
  GdkSurface *surface = gtk_native_get_surface (native);
  GdkMonitor *monitor = gdk_display_get_monitor_at_surface (gtk_widget_get_display (GTK_WIDGET (self)), surface);
  GdkRectangle geometry;
  double mm_per_px;

  if (monitor == NULL)
    return MM_PER_PX_PLAIN;
  gdk_monitor_get_geometry (monitor, &geometry);
  mm_per_px = (double) gdk_monitor_get_width_mm (monitor) / MAX (geometry.width, 1);
  return mm_per_px >= MM_PER_PX_MIN && mm_per_px <= MM_PER_PX_MAX ? mm_per_px : MM_PER_PX_PLAIN;
}

static guint
to_side_mm (double px,
            double mm_per_px)
{
  return CLAMP ((guint) ceil (px * mm_per_px), YC_INK_SIDE_MM_MIN, YC_INK_SIDE_MM_MAX);
}

static void
forget_ink (YcInkPad *self)
{
  g_clear_pointer (&self->ink, yc_ink_free);
  g_clear_pointer (&self->trouble, g_free);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
begin_ink (YcInkPad    *self,
           YcInkDevice  device)
{
  double mm_per_px = find_mm_per_px (self);

  forget_ink (self);
  self->um_per_px = mm_per_px * 1000;
  self->ink = yc_ink_new (device, to_side_mm (gtk_widget_get_width (GTK_WIDGET (self)), mm_per_px),
                          to_side_mm (gtk_widget_get_height (GTK_WIDGET (self)), mm_per_px));
}

static gint32
to_um (YcInkPad *self,
       double    px)
{
  return (gint32) CLAMP (lrint (px * self->um_per_px), -YC_INK_OUTSIDE_UM_MAX, YC_INK_OUTSIDE_UM_MAX);
}

/* A backlog may end with the position that the event itself tells again. */
static gboolean
is_told_again (YcInkPad          *self,
               const YcInkSample *sample)
{
  guint count;
  const YcInkSample *samples = yc_ink_get_samples (self->ink, &count);
  const YcInkSample *last = count > 0 ? &samples[count - 1] : NULL;

  return last != NULL && sample->dt_ms == 0 && last->x_um == sample->x_um && last->y_um == sample->y_um &&
         last->pressure == sample->pressure;
}

static void
add_sample (YcInkPad *self,
            double    x_px,
            double    y_px,
            guint32   time_ms,
            int       pressure)
{
  guint count;
  guint32 since_ms = time_ms - self->last_ms; /* the device's clock begins again after 49 days */
  YcInkSample sample = { to_um (self, x_px), to_um (self, y_px), 0, (gint16) pressure };
  g_autoptr (GError) error = NULL;

  yc_ink_get_samples (self->ink, &count);
  if (count > 0 && since_ms < G_MAXINT32)
    sample.dt_ms = since_ms;
  if (self->trouble != NULL || is_told_again (self, &sample))
    return;
  if (!yc_ink_add (self->ink, &sample, &error))
    {
      self->trouble = g_strdup (error->message);
      g_signal_emit (self, signals[CHANGED], 0);
      return;
    }
  self->last_ms = time_ms;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Returns: whether a stroke of @device is taken */
static gboolean
begin_stroke (YcInkPad    *self,
              YcInkDevice  device)
{
  if (!gtk_widget_is_sensitive (GTK_WIDGET (self)))
    return FALSE;
  if (self->ink != NULL && yc_ink_get_device (self->ink) == device)
    return !yc_ink_is_down (self->ink);
  if (self->ink != NULL && yc_ink_get_device (self->ink) == YC_INK_PEN && device == YC_INK_TOUCH)
    return FALSE;
  begin_ink (self, device);
  return TRUE;
}

static void
end_stroke (YcInkPad *self,
            double    x_px,
            double    y_px,
            guint32   time_ms)
{
  if (self->ink == NULL || !yc_ink_is_down (self->ink))
    return;
  add_sample (self, x_px, y_px, time_ms, YC_INK_UP);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
is_writing_with (YcInkPad    *self,
                 gboolean     pen)
{
  return self->ink != NULL && yc_ink_is_down (self->ink) && (yc_ink_get_device (self->ink) == YC_INK_PEN) == pen;
}

/* --- a pen ------------------------------------------------------------------------ */

static int
to_pressure (double pressure)
{
  return (int) lrint (CLAMP (pressure, 0, 1) * YC_INK_PRESSURE_MAX);
}

static int
get_pressure (GtkGestureStylus *stylus)
{
  double pressure;

  return gtk_gesture_stylus_get_axis (stylus, GDK_AXIS_PRESSURE, &pressure) ? to_pressure (pressure) : YC_INK_NO_PRESSURE;
}

static guint32
get_time (gpointer controller)
{
  return gtk_event_controller_get_current_event_time (controller);
}

static void
stylus_down_cb (GtkGestureStylus *stylus,
                double            x,
                double            y,
                YcInkPad         *self)
{
  if (!begin_stroke (self, YC_INK_PEN))
    return;
  gtk_gesture_set_state (GTK_GESTURE (stylus), GTK_EVENT_SEQUENCE_CLAIMED);
  add_sample (self, x, y, get_time (stylus), get_pressure (stylus));
}

static void
add_backlog (YcInkPad         *self,
             GtkGestureStylus *stylus)
{
  g_autofree GdkTimeCoord *backlog = NULL;
  guint count = 0;

  if (!gtk_gesture_stylus_get_backlog (stylus, &backlog, &count))
    return;
  for (guint i = 0; i < count; i++)
    add_sample (self, backlog[i].axes[GDK_AXIS_X], backlog[i].axes[GDK_AXIS_Y], backlog[i].time,
                (backlog[i].flags & GDK_AXIS_FLAG_PRESSURE) != 0 ? to_pressure (backlog[i].axes[GDK_AXIS_PRESSURE])
                                                                 : YC_INK_NO_PRESSURE);
}

static void
stylus_motion_cb (GtkGestureStylus *stylus,
                  double            x,
                  double            y,
                  YcInkPad         *self)
{
  if (!is_writing_with (self, TRUE))
    return;
  add_backlog (self, stylus);
  add_sample (self, x, y, get_time (stylus), get_pressure (stylus));
}

static void
stylus_up_cb (GtkGestureStylus *stylus,
              double            x,
              double            y,
              YcInkPad         *self)
{
  if (is_writing_with (self, TRUE))
    end_stroke (self, x, y, get_time (stylus));
}

/* --- a finger or a mouse ------------------------------------------------------------ */

/* Returns: %FALSE where it is a pen's, which the other gesture takes */
static gboolean
find_device (GtkGesture  *drag,
             YcInkDevice *ret_device)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (drag));
  GdkDevice *device = event != NULL ? gdk_event_get_device (event) : NULL;

  if (device == NULL || gdk_event_get_device_tool (event) != NULL || gdk_device_get_source (device) == GDK_SOURCE_PEN)
    return FALSE;
  *ret_device = gdk_device_get_source (device) == GDK_SOURCE_TOUCHSCREEN ? YC_INK_TOUCH : YC_INK_MOUSE;
  return TRUE;
}

static void
drag_begin_cb (GtkGestureDrag *drag,
               double          x,
               double          y,
               YcInkPad       *self)
{
  YcInkDevice device;

  if (!find_device (GTK_GESTURE (drag), &device) || !begin_stroke (self, device))
    {
      gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
  self->drag_x = x;
  self->drag_y = y;
  add_sample (self, x, y, get_time (drag), YC_INK_NO_PRESSURE);
}

static void
drag_update_cb (GtkGestureDrag *drag,
                double          dx,
                double          dy,
                YcInkPad       *self)
{
  if (is_writing_with (self, FALSE))
    add_sample (self, self->drag_x + dx, self->drag_y + dy, get_time (drag), YC_INK_NO_PRESSURE);
}

static void
drag_end_cb (GtkGestureDrag *drag,
             double          dx,
             double          dy,
             YcInkPad       *self)
{
  if (is_writing_with (self, FALSE))
    end_stroke (self, self->drag_x + dx, self->drag_y + dy, get_time (drag));
}

/* A stroke that the system takes away ends where it was. */
static void
cancel_cb (GtkGesture       *gesture,
           GdkEventSequence *sequence,
           YcInkPad         *self)
{
  guint count;
  const YcInkSample *samples;

  if (!is_writing_with (self, gesture == self->stylus))
    return;
  samples = yc_ink_get_samples (self->ink, &count);
  end_stroke (self, samples[count - 1].x_um / self->um_per_px, samples[count - 1].y_um / self->um_per_px, self->last_ms);
}

/* --- drawing ------------------------------------------------------------------------ */

static double
to_width (const YcInkSample *sample)
{
  return sample->pressure >= 0
         ? WIDTH_PX_MIN + (WIDTH_PX_MAX - WIDTH_PX_MIN) * sample->pressure / YC_INK_PRESSURE_MAX
         : WIDTH_PX_PLAIN;
}

/* From the middle before @i to the middle behind it, bent by @i itself. */
static void
draw_bend (YcInkPad          *self,
           cairo_t           *cr,
           const YcInkSample *at,
           gboolean           first,
           gboolean           last)
{
  double px = 1 / self->um_per_px;
  double x = at->x_um * px, y = at->y_um * px;
  double x0 = first ? x : (at[-1].x_um * px + x) / 2, y0 = first ? y : (at[-1].y_um * px + y) / 2;
  double x1 = last ? x : (at[1].x_um * px + x) / 2, y1 = last ? y : (at[1].y_um * px + y) / 2;

  cairo_set_line_width (cr, to_width (at));
  cairo_move_to (cr, x0, y0);
  cairo_curve_to (cr, x0 + (x - x0) * 2 / 3, y0 + (y - y0) * 2 / 3, x1 + (x - x1) * 2 / 3, y1 + (y - y1) * 2 / 3, x1, y1);
  cairo_stroke (cr);
}

static void
draw_ink (YcInkPad *self,
          cairo_t  *cr)
{
  guint count;
  const YcInkSample *samples = yc_ink_get_samples (self->ink, &count);

  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_source_rgb (cr, 0.05, 0.07, 0.25);
  for (guint i = 0; i < count; i++)
    if (samples[i].pressure != YC_INK_UP)
      draw_bend (self, cr, &samples[i], i == 0 || samples[i - 1].pressure == YC_INK_UP,
                 i == count - 1 || samples[i + 1].pressure == YC_INK_UP);
}

/* Paper is white, in the dark too. */
static void
draw_paper (YcInkPad *self,
            cairo_t  *cr,
            int       width,
            int       height)
{
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0.72, 0.74, 0.78);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, 24, floor (height * BASE_LINE) + 0.5);
  cairo_line_to (cr, width - 24, floor (height * BASE_LINE) + 0.5);
  cairo_stroke (cr);
}

static void
draw_hint (YcInkPad *self,
           cairo_t  *cr,
           int       width,
           int       height)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->hint);
  int text_width, text_height;

  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  cairo_set_source_rgb (cr, 0.45, 0.47, 0.52);
  cairo_move_to (cr, (width - text_width) / 2.0, height * BASE_LINE / 2 - text_height / 2.0);
  pango_cairo_show_layout (cr, layout);
}

static void
yc_ink_pad_snapshot (GtkWidget   *widget,
                     GtkSnapshot *snapshot)
{
  YcInkPad *self = YC_INK_PAD (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));

  draw_paper (self, cr, width, height);
  if (self->ink != NULL)
    draw_ink (self, cr);
  else if (self->hint != NULL)
    draw_hint (self, cr, width, height);
  cairo_destroy (cr);
}

/* --- the class ---------------------------------------------------------------------- */

static void
yc_ink_pad_finalize (GObject *object)
{
  YcInkPad *self = YC_INK_PAD (object);

  g_clear_pointer (&self->ink, yc_ink_free);
  g_free (self->trouble);
  g_free (self->hint);
  G_OBJECT_CLASS (yc_ink_pad_parent_class)->finalize (object);
}

static void
yc_ink_pad_class_init (YcInkPadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yc_ink_pad_finalize;
  widget_class->snapshot = yc_ink_pad_snapshot;
  gtk_widget_class_set_css_name (widget_class, "inkpad");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[CHANGED] = g_signal_new ("changed", YC_TYPE_INK_PAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
add_gesture (YcInkPad   *self,
             GtkGesture *gesture)
{
  g_signal_connect (gesture, "cancel", G_CALLBACK (cancel_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (gesture));
}

static void
yc_ink_pad_init (YcInkPad *self)
{
  self->stylus = gtk_gesture_stylus_new ();
  g_signal_connect (self->stylus, "down", G_CALLBACK (stylus_down_cb), self);
  g_signal_connect (self->stylus, "motion", G_CALLBACK (stylus_motion_cb), self);
  g_signal_connect (self->stylus, "up", G_CALLBACK (stylus_up_cb), self);
  add_gesture (self, self->stylus);

  self->drag = gtk_gesture_drag_new ();
  g_signal_connect (self->drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (self->drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (self->drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  add_gesture (self, self->drag);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "crosshair");
}

GtkWidget *
yc_ink_pad_new (void)
{
  return g_object_new (YC_TYPE_INK_PAD, NULL);
}

/**
 * yc_ink_pad_set_words:
 * @self: a field
 * @name: what it is called to who cannot see it
 * @hint: (nullable): stands in it while nothing is written
 */
void
yc_ink_pad_set_words (YcInkPad   *self,
                      const char *name,
                      const char *hint)
{
  g_return_if_fail (YC_IS_INK_PAD (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (g_strcmp0 (self->hint, hint) == 0)
    return;
  g_free (self->hint);
  self->hint = g_strdup (hint);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
yc_ink_pad_clear (YcInkPad *self)
{
  g_return_if_fail (YC_IS_INK_PAD (self));

  if (self->ink == NULL)
    return;
  forget_ink (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

const YcInk *
yc_ink_pad_get_ink (YcInkPad *self)
{
  g_return_val_if_fail (YC_IS_INK_PAD (self), NULL);

  return self->ink;
}

gboolean
yc_ink_pad_is_ended (YcInkPad *self)
{
  g_return_val_if_fail (YC_IS_INK_PAD (self), FALSE);

  return self->ink != NULL && self->trouble == NULL && yc_ink_check_ended (self->ink, NULL);
}

const char *
yc_ink_pad_get_trouble (YcInkPad *self)
{
  g_return_val_if_fail (YC_IS_INK_PAD (self), NULL);

  return self->trouble;
}
