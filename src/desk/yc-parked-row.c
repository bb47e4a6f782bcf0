/* yc-parked-row.c: something that cannot be sent as it is */

#include "yc-parked-row.h"

struct _YcParkedRow
{
  GtkWidget parent_instance;

  YcParked *parked; /* (nullable): while the row is in use */
  GtkLabel *title;
  GtkLabel *reason;
  GtkLabel *advice;
};

G_DEFINE_FINAL_TYPE (YcParkedRow, yc_parked_row, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_PARKED,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
refresh (YcParkedRow *self)
{
  g_autofree char *words = NULL;

  if (self->parked == NULL)
    return;
  gtk_label_set_text (self->title, yc_parked_get_title (self->parked));
  gtk_label_set_text (self->reason, yc_parked_get_reason (self->parked));
  gtk_label_set_text (self->advice, yc_parked_get_advice (self->parked));
  words = g_strdup_printf ("%s, %s, %s", yc_parked_get_title (self->parked), yc_parked_get_reason (self->parked),
                           yc_parked_get_advice (self->parked));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
set_parked (YcParkedRow *self,
            YcParked    *parked)
{
  if (self->parked == parked)
    return;
  if (self->parked != NULL)
    g_signal_handlers_disconnect_by_func (self->parked, refresh, self);
  g_set_object (&self->parked, parked);
  if (parked != NULL)
    g_signal_connect_object (parked, "notify", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
}

static void
yc_parked_row_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  if (id == PROP_PARKED)
    g_value_set_object (value, YC_PARKED_ROW (object)->parked);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
yc_parked_row_set_property (GObject      *object,
                            guint         id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  if (id == PROP_PARKED)
    set_parked (YC_PARKED_ROW (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
yc_parked_row_dispose (GObject *object)
{
  YcParkedRow *self = YC_PARKED_ROW (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  set_parked (self, NULL);
  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (yc_parked_row_parent_class)->dispose (object);
}

static void
yc_parked_row_class_init (YcParkedRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = yc_parked_row_get_property;
  object_class->set_property = yc_parked_row_set_property;
  object_class->dispose = yc_parked_row_dispose;

  props[PROP_PARKED] = g_param_spec_object ("parked", NULL, NULL, YC_TYPE_PARKED,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-parked-row.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcParkedRow, title);
  gtk_widget_class_bind_template_child (widget_class, YcParkedRow, reason);
  gtk_widget_class_bind_template_child (widget_class, YcParkedRow, advice);
}

static void
yc_parked_row_init (YcParkedRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
