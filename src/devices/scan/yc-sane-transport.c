/* yc-sane-transport.c: the way to a scanner that a SANE driver goes
 *
 * The driver opens it and moves its bytes; what is kept here is which one.
 */

#include "yc-sane-transport.h"

#include <glib/gi18n-lib.h>

struct _YcSaneTransport
{
  YcTransport parent_instance;

  char *name;
};

G_DEFINE_FINAL_TYPE (YcSaneTransport, yc_sane_transport, YC_TYPE_TRANSPORT)

static gboolean
yc_sane_transport_open (YcTransport  *transport,
                        GError      **error)
{
  g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNSUPPORTED,
                       _("A scanner is opened by its driver"));
  return FALSE;
}

static void
yc_sane_transport_close (YcTransport *transport)
{
}

static char *
yc_sane_transport_describe (YcTransport *transport)
{
  return g_strconcat ("sane:", YC_SANE_TRANSPORT (transport)->name, NULL);
}

static void
yc_sane_transport_finalize (GObject *object)
{
  g_free (YC_SANE_TRANSPORT (object)->name);
  G_OBJECT_CLASS (yc_sane_transport_parent_class)->finalize (object);
}

static void
yc_sane_transport_class_init (YcSaneTransportClass *klass)
{
  YcTransportClass *transport_class = YC_TRANSPORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yc_sane_transport_finalize;
  transport_class->open = yc_sane_transport_open;
  transport_class->close = yc_sane_transport_close;
  transport_class->describe = yc_sane_transport_describe;
}

static void
yc_sane_transport_init (YcSaneTransport *self)
{
}

/* @name: as SANE lists it, "airscan:e0:Scanner" */
YcTransport *
yc_sane_transport_new (const char *name)
{
  YcSaneTransport *self = g_object_new (YC_TYPE_SANE_TRANSPORT, NULL);

  self->name = g_strdup (name);
  return YC_TRANSPORT (self);
}

const char *
yc_sane_transport_get_name (YcSaneTransport *self)
{
  return self->name;
}
