/* Chinese text as it is typed in pinyin: without tones, ü as v. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How well a text answers what was typed; the least is best. */
typedef enum
{
  YC_PINYIN_EXACT,    /* it is the whole */
  YC_PINYIN_INITIALS, /* the initials, or all syllables, of the whole */
  YC_PINYIN_START,    /* it begins so */
  YC_PINYIN_SPOKEN_START, /* it begins so in pinyin */
  YC_PINYIN_INSIDE,
  YC_PINYIN_SPOKEN_INSIDE,
  YC_PINYIN_NONE,
} YcPinyinRank;

char        *yc_pinyin_dup_spoken   (const char *text);
char        *yc_pinyin_dup_initials (const char *text);
char        *yc_pinyin_dup_typed    (const char *words);
YcPinyinRank yc_pinyin_rank         (const char *typed,
                                     const char *text,
                                     const char *spoken);
gboolean     yc_pinyin_matches      (const char *words,
                                     const char *text);

G_END_DECLS
