/* A QR code (ISO/IEC 18004), drawn crisp at any size. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a code may hold, in bytes; more shows nothing. */
#define YC_QR_BYTES_MAX 1024

#define YC_TYPE_QR (yc_qr_get_type ())
G_DECLARE_FINAL_TYPE (YcQr, yc_qr, YC, QR, GtkWidget)

/* @content: "" shows nothing; @name: what it is for, for who cannot see it */
void     yc_qr_set_content (YcQr       *self,
                            const char *content,
                            const char *name);
gboolean yc_qr_is_shown    (YcQr       *self);

G_END_DECLS
