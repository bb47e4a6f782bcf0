/* A SANE driver's options, by their well-known names. */
#pragma once

#include "yc-scanner.h"

#include <sane/sane.h>

G_BEGIN_DECLS

YcScannerCaps *yc_sane_options_list  (SANE_Handle           handle);
/* @ret_dpi: what the scanner took; @ret_feeder: whether it will go on page after
 * page until its feeder is empty */
gboolean       yc_sane_options_apply (SANE_Handle           handle,
                                      const YcScanSettings *settings,
                                      guint                *ret_dpi,
                                      gboolean             *ret_feeder,
                                      GError              **error);

G_END_DECLS
