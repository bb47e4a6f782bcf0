/* The name engine: what is wrong with an enterprise's name, everything at once,
 * and how it can be mended.
 *
 * Provisions on the Registration of Enterprise Names (State Council, 2020) and
 * the measures for carrying them out (2023); individual businesses and sole
 * proprietorships by their own provisions. Words, forms and limits are data. */
#pragma once

#include "yc-finding.h"

G_BEGIN_DECLS

#define YC_NAME_MENDS_MAX 3
#define YC_NAME_PART_CHARS_MAX 40

typedef enum
{
  YC_NAME_REGION,
  YC_NAME_TRADE,
  YC_NAME_INDUSTRY,
  YC_NAME_FORM,
  YC_NAME_N_PARTS,
} YcNamePart;

/* Words that no name may have, for one reason. */
typedef struct
{
  char *id;    /* "foreign-states" */
  char *label; /* "外国国家（地区）名称" */
  GPtrArray *words; /* of char * */
} YcNameWordGroup;

/* What a name of this kind of enterprise ends in. */
typedef struct
{
  char *id; /* "limited-company" */
  GPtrArray *forms;     /* of char * */
  GPtrArray *forbidden; /* of char *: words that belong to other kinds */
} YcNameKind;

/* A trade's word and where in GB/T 4754 it fits. */
typedef struct
{
  char *word;
  GPtrArray *industries; /* of char *: codes of any level */
} YcNameIndustryWord;

typedef struct
{
  char *region_default; /* (nullable): for mends where the domicile is not known */
  gint64 region_optional_capital;   /* fen, from which a name may have no region; 0: never */
  gint64 industry_optional_capital; /* fen, the same of the industry; 0: never */
  guint trade_chars_min;
  GPtrArray *word_groups;    /* of YcNameWordGroup */
  GPtrArray *kinds;          /* of YcNameKind */
  GPtrArray *industry_words; /* of YcNameIndustryWord */
  GPtrArray *trade_words;    /* of char *: what a mend may put to a trade name */
} YcNameRules;

/* A name and what it is judged by. A part that is not there is "". */
typedef struct
{
  const char *parts[YC_NAME_N_PARTS];
  const char *kind;          /* of a YcNameKind */
  const char *area;          /* (nullable): GB/T 2260 code of the domicile */
  const char *industry_code; /* (nullable): GB/T 4754 code of what it does */
  gint64 capital;            /* fen; 0 where it is not known */
} YcName;

/* A whole name that would be right. */
typedef struct
{
  char *parts[YC_NAME_N_PARTS];
} YcNameMend;

typedef struct
{
  YcNamePart part;
  char *code;    /* stable: "name-trade-short", "name-foreign-states" */
  char *message;
  YcSeverity severity;
  GPtrArray *mends; /* of YcNameMend, at most YC_NAME_MENDS_MAX, the best first */
} YcNameReason;

/* How near two names are to each other, the nearest last. */
typedef enum
{
  YC_NAME_DIFFERENT,
  YC_NAME_CONTAINED,  /* one trade name holds the other, in the same trade */
  YC_NAME_SAME_SOUND, /* they are read alike, in the same trade */
  YC_NAME_SAME_TRADE, /* the trade name is the same, in the same trade */
  YC_NAME_SAME,       /* word for word, whatever the form */
} YcNameLikeness;

YcNameRules        *yc_name_rules_new         (void);
void                yc_name_rules_free        (YcNameRules       *self);
YcNameWordGroup    *yc_name_word_group_new    (void);
YcNameKind         *yc_name_kind_new          (void);
YcNameIndustryWord *yc_name_industry_word_new (void);
const YcNameKind   *yc_name_rules_find_kind   (const YcNameRules *self,
                                               const char        *id);
gboolean            yc_name_industry_fits     (const YcNameRules *self,
                                               const char        *word,
                                               const char        *industry_code);

GPtrArray          *yc_name_check             (const YcNameRules *self,
                                               const YcName      *name);
GPtrArray          *yc_name_explain           (const YcNameRules *self,
                                               const YcName      *name);
void                yc_name_reason_free       (YcNameReason      *self);
void                yc_name_mend_free         (YcNameMend        *self);
char               *yc_name_dup_whole         (const char *const *parts);

gboolean            yc_name_parse             (const YcNameRules *self,
                                               const char        *whole,
                                               const char        *kind,
                                               char              *ret_parts[YC_NAME_N_PARTS]);
YcNameLikeness      yc_name_compare           (const YcNameRules *self,
                                               const YcName      *a,
                                               const YcName      *b);

/* Where a region's name ends in @text, and the area it names; 0 for none. */
gsize               yc_name_find_region       (const char        *text,
                                               const char       **ret_area,
                                               gboolean          *ret_alone);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcNameRules, yc_name_rules_free)

G_END_DECLS
