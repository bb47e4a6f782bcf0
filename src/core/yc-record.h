/* The body of an op: a few named values, and a list of such. */
#pragma once

#include "yc-value.h"

G_BEGIN_DECLS

#define YC_RECORD_KEY_MAX 32   /* bytes */
#define YC_RECORD_KEYS_MAX 32
#define YC_BODY_ITEMS_MAX 512

/* Named values in the order they were set. */
typedef struct _YcRecord YcRecord;

YcRecord      *yc_record_new       (void);
void           yc_record_free      (YcRecord       *self);
YcRecord      *yc_record_copy      (const YcRecord *self);
void           yc_record_set       (YcRecord       *self,
                                    const char     *key,
                                    const YcValue  *value);
void           yc_record_set_text  (YcRecord       *self,
                                    const char     *key,
                                    const char     *text);
void           yc_record_set_int   (YcRecord       *self,
                                    const char     *key,
                                    gint64          integer);
guint          yc_record_get_size  (const YcRecord *self);
const char    *yc_record_get_key   (const YcRecord *self,
                                    guint           index);
const YcValue *yc_record_get_at    (const YcRecord *self,
                                    guint           index);
const YcValue *yc_record_get       (const YcRecord *self,
                                    const char     *key);
const char    *yc_record_get_text  (const YcRecord *self,
                                    const char     *key);
gint64         yc_record_get_int   (const YcRecord *self,
                                    const char     *key,
                                    gint64          fallback);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcRecord, yc_record_free)

typedef struct
{
  YcRecord *record; /* owned, never NULL */
  GPtrArray *items; /* owned, of YcRecord, never NULL */
} YcBody;

YcBody   *yc_body_new      (void);
void      yc_body_free     (YcBody       *self);
YcBody   *yc_body_copy     (const YcBody *self);
YcRecord *yc_body_add_item (YcBody       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcBody, yc_body_free)

G_END_DECLS
