/* The tables that data/codes/make-lookup writes. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define YC_PINYIN_FIRST 0x4E00
#define YC_PINYIN_LAST 0x9FFF

/* An industry or an item of a business scope. Sorted by code. */
typedef struct
{
  const char *code;     /* "I6513"; of a scope item "651301" */
  const char *parent;   /* the code above; of a scope item its class; "" for none */
  const char *name;
  const char *spoken;   /* "ruan jian kai fa" */
  const char *licence;  /* of a licensed item the licence it needs; else "" */
} YcLookupRow;

/* A word read otherwise than its characters; "^" before one that begins a name.
 * Sorted by its bytes. */
typedef struct
{
  const char *word;
  const char *spoken;
} YcPinyinWord;

extern const char *const yc_pinyin_syllables[];
extern const guint16 yc_pinyin_index[]; /* by code point, from YC_PINYIN_FIRST; 0 for none */
extern const YcPinyinWord yc_pinyin_words[];
extern const gsize yc_n_pinyin_words;
extern const YcLookupRow yc_industry_rows[];
extern const gsize yc_n_industry_rows;
extern const YcLookupRow yc_scope_rows[];
extern const gsize yc_n_scope_rows;

G_END_DECLS
