/* From what a clerk types to a field's value and back. */
#pragma once

#include "yc-catalogue.h"

G_BEGIN_DECLS

gboolean yc_typed_parse    (const YcFieldSpec *spec,
                            const char        *typed,
                            YcValue           *ret_value);
char    *yc_typed_dup_text (const YcFieldSpec *spec,
                            const YcValue     *value);

G_END_DECLS
