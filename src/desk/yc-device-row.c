/* yc-device-row.c: a device on the Devices page */

#include "yc-device-row.h"

#include "yc-device-dot.h"

struct _YcDeviceRow
{
  GtkWidget parent_instance;

  YcDevice *device; /* (nullable): while the row is in use */
  GtkLabel *name;
  GtkLabel *state;
  GtkLabel *place;
  GtkLabel *detail;
  GtkLabel *problem;
};

G_DEFINE_FINAL_TYPE (YcDeviceRow, yc_device_row, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_DEVICE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
refresh (YcDeviceRow *self)
{
  const char *classes[] = { NULL, NULL };
  const char *problem, *detail;
  g_autofree char *own = NULL;
  g_autofree char *words = NULL;

  if (self->device == NULL)
    return;
  classes[0] = yc_device_state_get_class (yc_device_get_state (self->device));
  problem = yc_device_get_problem (self->device);
  detail = yc_device_get_detail (self->device);
  gtk_label_set_text (self->name, yc_device_role_get_words (yc_device_get_role (self->device)));
  gtk_label_set_text (self->state, yc_device_state_get_words (yc_device_get_state (self->device)));
  gtk_widget_set_css_classes (GTK_WIDGET (self->state), classes);
  gtk_label_set_text (self->place, yc_device_get_place (self->device) != NULL ? yc_device_get_place (self->device) : "");
  own = g_strdup_printf ("%s%s%s", yc_device_get_name (self->device), detail != NULL && *detail != '\0' ? " · " : "",
                         detail != NULL ? detail : "");
  gtk_label_set_text (self->detail, own);
  gtk_label_set_text (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL && *problem != '\0');
  words = g_strdup_printf ("%s, %s%s%s", gtk_label_get_text (self->name), gtk_label_get_text (self->state),
                           problem != NULL ? ", " : "", problem != NULL ? problem : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
set_device (YcDeviceRow *self,
            YcDevice    *device)
{
  if (self->device == device)
    return;
  if (self->device != NULL)
    g_signal_handlers_disconnect_by_func (self->device, refresh, self);
  g_set_object (&self->device, device);
  if (device != NULL)
    g_signal_connect_object (device, "notify", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
}

static void
yc_device_row_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  if (id == PROP_DEVICE)
    g_value_set_object (value, YC_DEVICE_ROW (object)->device);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
yc_device_row_set_property (GObject      *object,
                            guint         id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  if (id == PROP_DEVICE)
    set_device (YC_DEVICE_ROW (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
yc_device_row_dispose (GObject *object)
{
  YcDeviceRow *self = YC_DEVICE_ROW (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  set_device (self, NULL);
  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (yc_device_row_parent_class)->dispose (object);
}

static void
yc_device_row_class_init (YcDeviceRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = yc_device_row_get_property;
  object_class->set_property = yc_device_row_set_property;
  object_class->dispose = yc_device_row_dispose;

  props[PROP_DEVICE] = g_param_spec_object ("device", NULL, NULL, YC_TYPE_DEVICE,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-device-row.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcDeviceRow, name);
  gtk_widget_class_bind_template_child (widget_class, YcDeviceRow, state);
  gtk_widget_class_bind_template_child (widget_class, YcDeviceRow, place);
  gtk_widget_class_bind_template_child (widget_class, YcDeviceRow, detail);
  gtk_widget_class_bind_template_child (widget_class, YcDeviceRow, problem);
}

static void
yc_device_row_init (YcDeviceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
