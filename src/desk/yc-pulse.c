/* yc-pulse.c: one timer for every clock on the screen
 *
 * A label that says "waited 4 min" must follow time, and fifty of them must
 * not bring fifty timers. Each listens to "now" here and changes its words
 * only when they differ.
 */

#include "yc-pulse.h"

struct _YcPulse
{
  GObject parent_instance;

  YcCounter *counter;
  gint64 now_ms;
};

G_DEFINE_FINAL_TYPE (YcPulse, yc_pulse, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_NOW,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static gboolean
tick_cb (gpointer data)
{
  YcPulse *self = data;

  if (self->counter != NULL)
    self->now_ms = yc_counter_now (self->counter).at_ms;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NOW]);
  return G_SOURCE_CONTINUE;
}

static void
yc_pulse_get_property (GObject    *object,
                       guint       id,
                       GValue     *value,
                       GParamSpec *pspec)
{
  YcPulse *self = YC_PULSE (object);

  if (id == PROP_NOW)
    g_value_set_int64 (value, self->now_ms);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
yc_pulse_class_init (YcPulseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = yc_pulse_get_property;

  props[PROP_NOW] = g_param_spec_int64 ("now", NULL, NULL, G_MININT64, G_MAXINT64, 0,
                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
yc_pulse_init (YcPulse *self)
{
  self->now_ms = g_get_real_time () / 1000;
  g_timeout_add_seconds (1, tick_cb, self);
}

/* Returns: (transfer none): the one pulse, which lives as long as the program */
YcPulse *
yc_pulse_get_default (void)
{
  static YcPulse *pulse;

  if (pulse == NULL)
    pulse = g_object_new (YC_TYPE_PULSE, NULL);
  return pulse;
}

/* Takes the time from @counter, who knows how far this machine's clock is off. */
void
yc_pulse_set_counter (YcPulse   *self,
                      YcCounter *counter)
{
  g_return_if_fail (YC_IS_PULSE (self));

  g_set_object (&self->counter, counter);
  tick_cb (self);
}

gint64
yc_pulse_get_now (YcPulse *self)
{
  g_return_val_if_fail (YC_IS_PULSE (self), 0);

  return self->now_ms;
}
