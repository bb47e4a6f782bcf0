/* Sealing what is stored, so that a stolen disk tells nothing (D24). */
#pragma once

#include "yc-cipher.h"

G_BEGIN_DECLS

#define YC_SEAL_OVERHEAD 45           /* bytes a sealed record is longer than its plain text */
#define YC_SEAL_PLAIN_MAX 0x800000    /* bytes: 8 MiB in one record */
#define YC_SEAL_NAME_MAX 255          /* bytes of a table's or a record's name */

typedef enum
{
  YC_SEAL_ERROR_FORMAT,      /* not a sealed record, or of a newer program */
  YC_SEAL_ERROR_TAMPERED,    /* another key, or the bytes were changed */
  YC_SEAL_ERROR_WRONG_PLACE, /* genuine, but sealed as another record or version */
} YcSealError;

#define YC_SEAL_ERROR (yc_seal_error_quark ())
GQuark yc_seal_error_quark (void);

/* A key in use. It never changes; any thread may seal and open with it. */
typedef struct _YcSealer YcSealer;

YcSealer *yc_sealer_new        (const guint8  key[YC_KEY_SIZE],
                                YcCipher      cipher);
YcSealer *yc_sealer_ref        (YcSealer     *self);
void      yc_sealer_unref      (YcSealer     *self);
guint8    yc_sealer_get_format (YcSealer     *self);

GBytes *yc_seal_record (YcSealer      *self,
                        const char    *table,
                        const char    *id,
                        gint64         version,
                        gconstpointer  plain,
                        gsize          size);
GBytes *yc_open_record (YcSealer      *self,
                        const char    *table,
                        const char    *id,
                        gint64         version,
                        gconstpointer  sealed,
                        gsize          size,
                        GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSealer, yc_sealer_unref)

G_END_DECLS
