/* National code tables, as of the build. */
#pragma once

#include "yc-codes-tables.h"

G_BEGIN_DECLS

/* One code with its parent's and its name. */
typedef YcCodeRow YcCode;

/* GB/T 2260, administrative divisions to county level: six digits. */
typedef YcCode YcArea;

const YcArea *yc_area_find            (const char *code);
char         *yc_area_dup_full_name   (const char *code);
gboolean      yc_area_is_county       (const char *code);
gboolean      yc_area_province_exists (const char *code);
GPtrArray    *yc_area_search          (const char *words,
                                       const char *first,
                                       guint       count_max);

/* GB/T 3304, ethnic groups; GB/T 2261.1, sex. */
const YcCode *yc_ethnic_group_find      (const char *code);
const YcCode *yc_ethnic_group_find_name (const char *name);
const YcCode *yc_sex_find               (const char *code);

G_END_DECLS
