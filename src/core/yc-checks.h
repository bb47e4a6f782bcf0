#pragma once
#include "yc-date.h"
#include "yc-form.h"
gboolean yc_check_is_known (const char *name);
void yc_check_run (const char *name, const char *path, const YcValue *value, const YcForm *form, const char *row, const YcDate *today, GPtrArray *findings);
