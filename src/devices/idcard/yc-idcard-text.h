/* The 256-byte text block of the four kinds of card: pure. */
#pragma once

#include "yc-card.h"
#include "yc-device-error.h"

G_BEGIN_DECLS

gboolean yc_idcard_decode_text (YcCard       *card,
                                const guint8 *text,
                                GError      **error);
char    *yc_idcard_decode_utf16 (const guint8 *bytes,
                                 gsize         size_bytes);

G_END_DECLS
