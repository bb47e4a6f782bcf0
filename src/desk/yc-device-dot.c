/* yc-device-dot.c: a device in the header
 *
 * A dot that turns, with the device's name; the words come when asked for
 * (hovering, or the Devices page that pressing it opens). Trouble is never a
 * dialog.
 */

#include "yc-device-dot.h"

#include <glib/gi18n-lib.h>

struct _YcDeviceDot
{
  GtkWidget parent_instance;

  YcDevice *device;
  GtkWidget *button;
  GtkLabel *dot;
  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (YcDeviceDot, yc_device_dot, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_DEVICE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/* Returns: (transfer none): what the clerk calls such a device */
const char *
yc_device_role_get_words (YcDeviceRole role)
{
  switch (role)
    {
    case YC_DEVICE_ROLE_READER:
      return _("Card reader");
    case YC_DEVICE_ROLE_RECEIPT_PRINTER:
      return _("Receipt printer");
    case YC_DEVICE_ROLE_SCANNER:
      return _("Scanner");
    case YC_DEVICE_ROLE_ENGRAVER:
      return _("Engraver");
    case YC_DEVICE_ROLE_FORM_PRINTER:
      return _("Form printer");
    case YC_DEVICE_ROLE_NONE:
    default:
      return _("Device");
    }
}

const char *
yc_device_state_get_words (YcDeviceState state)
{
  switch (state)
    {
    case YC_DEVICE_ABSENT:
      return _("unplugged");
    case YC_DEVICE_READY:
      return _("ready");
    case YC_DEVICE_BUSY:
      return _("working");
    case YC_DEVICE_PROBLEM:
      return _("needs help");
    default:
      return "";
    }
}

/* Returns: (transfer none): the style class that gives the state its colour */
const char *
yc_device_state_get_class (YcDeviceState state)
{
  switch (state)
    {
    case YC_DEVICE_READY:
      return "success";
    case YC_DEVICE_BUSY:
      return "accent";
    case YC_DEVICE_PROBLEM:
      return "warning";
    case YC_DEVICE_ABSENT:
    default:
      return "dim-label";
    }
}

static void
refresh (YcDeviceDot *self)
{
  YcDeviceState state = yc_device_get_state (self->device);
  const char *problem = yc_device_get_problem (self->device);
  const char *classes[] = { yc_device_state_get_class (state), NULL };
  const char *name = yc_device_role_get_words (yc_device_get_role (self->device));
  g_autofree char *words = NULL;

  if (problem != NULL && *problem != '\0')
    words = g_strdup_printf ("%s: %s", name, problem);
  else
    words = g_strdup_printf ("%s: %s", name, yc_device_state_get_words (state));
  gtk_label_set_text (self->dot, state == YC_DEVICE_PROBLEM ? "!" : state == YC_DEVICE_ABSENT ? "○" : "●");
  gtk_widget_set_css_classes (GTK_WIDGET (self->dot), classes);
  gtk_label_set_text (self->label, name);
  gtk_widget_set_tooltip_text (self->button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
yc_device_dot_set_property (GObject      *object,
                            guint         id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  YcDeviceDot *self = YC_DEVICE_DOT (object);

  switch (id)
    {
    case PROP_DEVICE:
      self->device = g_value_dup_object (value);
      g_signal_connect_object (self->device, "notify", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
      refresh (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
yc_device_dot_dispose (GObject *object)
{
  YcDeviceDot *self = YC_DEVICE_DOT (object);

  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_object (&self->device);
  G_OBJECT_CLASS (yc_device_dot_parent_class)->dispose (object);
}

static void
yc_device_dot_class_init (YcDeviceDotClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = yc_device_dot_dispose;
  object_class->set_property = yc_device_dot_set_property;

  props[PROP_DEVICE] = g_param_spec_object ("device", NULL, NULL, YC_TYPE_DEVICE,
                                            G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-device-dot.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcDeviceDot, button);
  gtk_widget_class_bind_template_child (widget_class, YcDeviceDot, dot);
  gtk_widget_class_bind_template_child (widget_class, YcDeviceDot, label);
}

static void
yc_device_dot_init (YcDeviceDot *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
yc_device_dot_new (YcDevice *device)
{
  return g_object_new (YC_TYPE_DEVICE_DOT, "device", device, NULL);
}
