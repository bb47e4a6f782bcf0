/* What can go wrong with scanned pages. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  YC_SCAN_ERROR_JPEG,      /* bytes that are no JPEG, or that cannot be made one */
  YC_SCAN_ERROR_TOO_LARGE,
  YC_SCAN_ERROR_EMPTY,     /* no page to make a document of */
} YcScanError;

#define YC_SCAN_ERROR (yc_scan_error_quark ())
GQuark yc_scan_error_quark (void);

G_END_DECLS
