/* Handwriting as JSON: what is stored, sent and looked at by others. */
#pragma once

#include "yc-ink.h"

G_BEGIN_DECLS

#define YC_INK_BYTES_MAX (48 * 1024 * 1024) /* a million samples have at most some 30 bytes each */

GBytes *yc_ink_write (const YcInk *ink);
YcInk  *yc_ink_read  (GBytes      *bytes,
                      GError     **error);

G_END_DECLS
