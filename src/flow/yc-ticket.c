/* yc-ticket.c: a ticket as a window shows it */

#include "yc-ticket.h"

#include <glib/gi18n-lib.h>

struct _YcTicket
{
  GObject parent_instance;

  YcId id;
  char *own_window;
  YcVisit *visit; /* what the hub has said, and on top what this desk expects */
};

G_DEFINE_FINAL_TYPE (YcTicket, yc_ticket, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_NUMBER,
  PROP_SERVICE,
  PROP_STATE,
  PROP_STATE_TEXT,
  PROP_WINDOW,
  PROP_ISSUED_AT,
  PROP_MINE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint changed_signal;

static void
yc_ticket_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  YcTicket *self = YC_TICKET (object);

  switch (prop_id)
    {
    case PROP_NUMBER:
      g_value_set_string (value, yc_ticket_get_number (self));
      break;
    case PROP_SERVICE:
      g_value_set_string (value, yc_ticket_get_service (self));
      break;
    case PROP_STATE:
      g_value_set_int (value, yc_ticket_get_state (self));
      break;
    case PROP_STATE_TEXT:
      g_value_set_string (value, yc_ticket_get_state_text (self));
      break;
    case PROP_WINDOW:
      g_value_set_string (value, yc_ticket_get_window (self));
      break;
    case PROP_ISSUED_AT:
      g_value_set_int64 (value, yc_ticket_get_issued_at (self));
      break;
    case PROP_MINE:
      g_value_set_boolean (value, yc_ticket_is_mine (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
yc_ticket_finalize (GObject *object)
{
  YcTicket *self = YC_TICKET (object);

  g_free (self->own_window);
  g_clear_object (&self->visit);
  G_OBJECT_CLASS (yc_ticket_parent_class)->finalize (object);
}

static void
yc_ticket_class_init (YcTicketClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = yc_ticket_get_property;
  object_class->finalize = yc_ticket_finalize;

  props[PROP_NUMBER] = g_param_spec_string ("number", NULL, NULL, NULL, flags);
  props[PROP_SERVICE] = g_param_spec_string ("service", NULL, NULL, NULL, flags);
  props[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, G_MAXINT, 0, flags);
  props[PROP_STATE_TEXT] = g_param_spec_string ("state-text", NULL, NULL, NULL, flags);
  props[PROP_WINDOW] = g_param_spec_string ("window", NULL, NULL, NULL, flags);
  props[PROP_ISSUED_AT] = g_param_spec_int64 ("issued-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_MINE] = g_param_spec_boolean ("mine", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  changed_signal = g_signal_new ("changed", YC_TYPE_TICKET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
yc_ticket_init (YcTicket *self)
{
}

YcTicket *
yc_ticket_new (const YcId *id,
               const char *own_window)
{
  YcTicket *self = g_object_new (YC_TYPE_TICKET, NULL);

  self->id = *id;
  self->own_window = g_strdup (own_window);
  self->visit = yc_visit_new (id);
  return self;
}

/**
 * yc_ticket_set_visit:
 * @self: a ticket
 * @visit: the state to show from now on; a reference is taken
 */
void
yc_ticket_set_visit (YcTicket *self,
                     YcVisit  *visit)
{
  g_return_if_fail (YC_IS_TICKET (self) && YC_IS_VISIT (visit));

  g_object_freeze_notify (G_OBJECT (self));
  g_set_object (&self->visit, visit);
  for (guint i = 1; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), props[i]);
  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit (self, changed_signal, 0);
}

YcVisit *
yc_ticket_get_visit (YcTicket *self)
{
  return self->visit;
}

const YcId *
yc_ticket_get_id (YcTicket *self)
{
  return &self->id;
}

const char *
yc_ticket_get_number (YcTicket *self)
{
  return yc_visit_get_number (self->visit);
}

const char *
yc_ticket_get_service (YcTicket *self)
{
  return yc_visit_get_service (self->visit);
}

const char *
yc_ticket_get_window (YcTicket *self)
{
  return yc_visit_get_window (self->visit);
}

YcVisitState
yc_ticket_get_state (YcTicket *self)
{
  return yc_visit_get_state (self->visit);
}

const char *
yc_ticket_get_state_text (YcTicket *self)
{
  switch (yc_visit_get_state (self->visit))
    {
    case YC_VISIT_WAITING:
      return yc_visit_get_target (self->visit) != NULL ? _("Transferred") : _("Waiting");
    case YC_VISIT_CALLED:
      return _("Called");
    case YC_VISIT_SERVED:
      return _("Being served");
    case YC_VISIT_PARKED:
      return _("Set aside");
    case YC_VISIT_NO_SHOW:
      return _("Did not come");
    case YC_VISIT_CLOSED:
      return _("Done");
    case YC_VISIT_NEW:
    default:
      return "";
    }
}

gint64
yc_ticket_get_issued_at (YcTicket *self)
{
  return yc_visit_get_issued_at (self->visit).at_ms;
}

gint64
yc_ticket_get_called_at (YcTicket *self)
{
  return yc_visit_get_called_at (self->visit).at_ms;
}

/* Whether it is at this window now. */
gboolean
yc_ticket_is_mine (YcTicket *self)
{
  YcVisitState state = yc_ticket_get_state (self);

  return (state == YC_VISIT_CALLED || state == YC_VISIT_SERVED) &&
         g_strcmp0 (yc_ticket_get_window (self), self->own_window) == 0;
}
