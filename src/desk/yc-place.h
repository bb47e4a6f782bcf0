/* What a path of a case is called, and in which step it is mended. */
#pragma once

#include "yc-case-file.h"

G_BEGIN_DECLS

char   *yc_place_dup_label (YcCaseFile *file,
                            const char *path);
YcStep  yc_place_get_step  (const char *path);
char   *yc_place_dup_source (YcCaseFile     *file,
                             const YcOrigin *origin);
char   *yc_place_dup_whole_value (YcCaseFile    *file,
                                  const char    *path,
                                  const YcValue *value);
char   *yc_place_dup_value (YcCaseFile    *file,
                            const char    *path,
                            const YcValue *value);

G_END_DECLS
