/* Names for things: 128 random bits, and the streams they stand for. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* 32 lower-case hexadecimal digits and the closing zero. */
#define YC_ID_TEXT_SIZE 33

typedef struct
{
  guint8 bytes[16];
} YcId;

void     yc_id_init_random  (YcId       *id);
gboolean yc_id_parse        (const char *text,
                             YcId       *ret_id);
void     yc_id_to_text      (const YcId *id,
                             char        text[YC_ID_TEXT_SIZE]);
char    *yc_id_dup_text     (const YcId *id);
gboolean yc_id_is_nil       (const YcId *id);
int      yc_id_compare      (const YcId *a,
                             const YcId *b);
/* For GHashTable; the keys are YcId. */
guint    yc_id_hash         (gconstpointer id);
gboolean yc_id_equal        (gconstpointer a,
                             gconstpointer b);
YcId    *yc_id_copy         (const YcId *id);

/* The kinds of ordered history. */
typedef enum
{
  YC_STREAM_CASE = 1,
  YC_STREAM_VISIT,
  YC_STREAM_WINDOW,
  YC_STREAM_STAFF, /* an operator's, a place's or a device's: what administrators do */
} YcStreamType;

typedef struct
{
  YcStreamType type;
  YcId         id;
} YcStream;

/* "window-" and an id: the longest. */
#define YC_STREAM_TEXT_SIZE 40

gboolean yc_stream_parse   (const char     *text,
                            YcStream       *ret_stream);
void     yc_stream_to_text (const YcStream *stream,
                            char            text[YC_STREAM_TEXT_SIZE]);
guint    yc_stream_hash    (gconstpointer   stream);
gboolean yc_stream_equal   (gconstpointer   a,
                            gconstpointer   b);

G_END_DECLS
