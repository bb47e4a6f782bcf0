/* What can be wrong with bytes from outside. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  YC_WIRE_ERROR_JSON,    /* not JSON, or JSON that the guard refuses */
  YC_WIRE_ERROR_SHAPE,   /* a member is missing or of the wrong type */
  YC_WIRE_ERROR_TOO_BIG, /* a limit was passed */
} YcWireError;

#define YC_WIRE_ERROR (yc_wire_error_quark ())

GQuark yc_wire_error_quark (void);

G_END_DECLS
