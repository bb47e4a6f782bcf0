/* The way to a scanner that a SANE driver goes. */
#pragma once

#include "yc-transport.h"

G_BEGIN_DECLS

#define YC_TYPE_SANE_TRANSPORT (yc_sane_transport_get_type ())
G_DECLARE_FINAL_TYPE (YcSaneTransport, yc_sane_transport, YC, SANE_TRANSPORT, YcTransport)

YcTransport *yc_sane_transport_new      (const char      *name);
const char  *yc_sane_transport_get_name (YcSaneTransport *self);

G_END_DECLS
