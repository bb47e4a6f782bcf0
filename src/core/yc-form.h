/* Whatever has fields and rows to be asked for: a case, or a test's table. */
#pragma once

#include "yc-value.h"

G_BEGIN_DECLS

typedef struct _YcForm YcForm;
struct _YcForm
{
  /* The value at @path, valid until the next question; NULL for none. */
  const YcValue *(*get) (const YcForm *form, const char *path);
  /* The ids of the rows of @list in order; (transfer full). */
  char **(*list_rows) (const YcForm *form, const char *list);
};

char *yc_form_dup_digest (const YcForm *form,
                          const char   *path);

G_END_DECLS
