/* What a field holds (D6). */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Longest text of one value, in bytes of UTF-8. */
#define YC_VALUE_TEXT_MAX 4096
/* Integers on the wire stay within what every JSON reader keeps exactly. */
#define YC_VALUE_INT_MAX (G_GINT64_CONSTANT (1) << 53)

typedef enum
{
  YC_VALUE_NONE,
  YC_VALUE_TEXT, /* UTF-8 in normal form C; dates as "YYYY-MM-DD", choices as codes */
  YC_VALUE_INT,  /* money in fen */
} YcValueType;

typedef struct
{
  YcValueType type;
  char *text; /* owned; NULL unless a text */
  gint64 integer;
} YcValue;

#define YC_VALUE_INIT { YC_VALUE_NONE, NULL, 0 }

void     yc_value_clear    (YcValue       *value);
void     yc_value_copy     (const YcValue *value,
                            YcValue       *ret_copy);
void     yc_value_set_text (YcValue       *value,
                            const char    *text);
void     yc_value_set_int  (YcValue       *value,
                            gint64         integer);
gboolean yc_value_equal    (const YcValue *a,
                            const YcValue *b);
gboolean yc_value_is_valid (const YcValue *value);
char    *yc_value_dup_text (const YcValue *value);
char    *yc_value_dup_yuan (gint64         fen);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YcValue, yc_value_clear)

G_END_DECLS
