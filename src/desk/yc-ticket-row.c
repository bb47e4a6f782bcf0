/* yc-ticket-row.c: a ticket in the queue */

#include "yc-ticket-row.h"

#include "yc-pulse.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>

struct _YcTicketRow
{
  GtkWidget parent_instance;

  YcTicket *ticket; /* (nullable): while the row is in use */
  GtkLabel *number;
  GtkLabel *service;
  GtkLabel *state;
  GtkLabel *waited;
};

G_DEFINE_FINAL_TYPE (YcTicketRow, yc_ticket_row, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_TICKET,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static gint64
waited_ms (YcTicket *ticket)
{
  gint64 end = yc_ticket_get_state (ticket) == YC_VISIT_CALLED || yc_ticket_get_state (ticket) == YC_VISIT_SERVED
                 ? yc_ticket_get_called_at (ticket)
                 : yc_pulse_get_now (yc_pulse_get_default ());

  return end - yc_ticket_get_issued_at (ticket);
}

static void
refresh (YcTicketRow *self)
{
  g_autofree char *waited = NULL;
  g_autofree char *words = NULL;

  if (self->ticket == NULL)
    return;
  waited = yc_words_dup_duration (waited_ms (self->ticket));
  gtk_label_set_text (self->number, yc_ticket_get_number (self->ticket));
  gtk_label_set_text (self->service, yc_ticket_get_service (self->ticket));
  gtk_label_set_text (self->state, yc_ticket_get_state_text (self->ticket));
  gtk_label_set_text (self->waited, waited);
  if (yc_ticket_is_mine (self->ticket))
    gtk_widget_add_css_class (GTK_WIDGET (self->number), "accent");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->number), "accent");
  words = g_strdup_printf ("%s, %s, %s, %s", yc_ticket_get_number (self->ticket),
                           yc_ticket_get_service (self->ticket), yc_ticket_get_state_text (self->ticket), waited);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
set_ticket (YcTicketRow *self,
            YcTicket    *ticket)
{
  if (self->ticket == ticket)
    return;
  if (self->ticket != NULL)
    g_signal_handlers_disconnect_by_func (self->ticket, refresh, self);
  g_set_object (&self->ticket, ticket);
  if (ticket != NULL)
    g_signal_connect_object (ticket, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
}

static void
yc_ticket_row_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  if (id == PROP_TICKET)
    g_value_set_object (value, YC_TICKET_ROW (object)->ticket);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
yc_ticket_row_set_property (GObject      *object,
                            guint         id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  if (id == PROP_TICKET)
    set_ticket (YC_TICKET_ROW (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
yc_ticket_row_dispose (GObject *object)
{
  YcTicketRow *self = YC_TICKET_ROW (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  set_ticket (self, NULL);
  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (yc_ticket_row_parent_class)->dispose (object);
}

static void
yc_ticket_row_class_init (YcTicketRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = yc_ticket_row_get_property;
  object_class->set_property = yc_ticket_row_set_property;
  object_class->dispose = yc_ticket_row_dispose;

  props[PROP_TICKET] = g_param_spec_object ("ticket", NULL, NULL, YC_TYPE_TICKET,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-ticket-row.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcTicketRow, number);
  gtk_widget_class_bind_template_child (widget_class, YcTicketRow, service);
  gtk_widget_class_bind_template_child (widget_class, YcTicketRow, state);
  gtk_widget_class_bind_template_child (widget_class, YcTicketRow, waited);
}

static void
yc_ticket_row_init (YcTicketRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (yc_pulse_get_default (), "notify::now", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
}
