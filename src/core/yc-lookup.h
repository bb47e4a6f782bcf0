/* Industries (GB/T 4754) and items of a business scope, found by code, words,
 * pinyin or its initials. */
#pragma once

#include "yc-lookup-tables.h"

G_BEGIN_DECLS

typedef YcLookupRow YcIndustry;
typedef YcLookupRow YcScopeItem;

/* A class and no group, division or section above it. */
#define YC_INDUSTRY_CLASS_SIZE 5 /* "I6513" */

const YcIndustry  *yc_industry_find       (const char       *code);
gboolean           yc_industry_is_class   (const YcIndustry *self);
gboolean           yc_industry_lies_in    (const char       *code,
                                           const char       *above);
GPtrArray         *yc_industry_search     (const char       *words,
                                           guint             count_max);
const YcScopeItem *yc_scope_item_find     (const char       *code);
const YcScopeItem *yc_scope_item_find_name (const char      *name);
gboolean           yc_scope_item_is_licensed (const YcScopeItem *self);
GPtrArray         *yc_scope_item_search   (const char       *words,
                                           const char       *industry,
                                           guint             count_max);

G_END_DECLS
