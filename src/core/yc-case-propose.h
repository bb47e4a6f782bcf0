/* What a form says by itself: values that follow from what was filled in. */
#pragma once

#include "yc-case.h"
#include "yc-catalogue.h"
#include "yc-op.h"

G_BEGIN_DECLS

/* A value that is to be put into a field for which nobody has given one. */
typedef struct
{
  char *path;
  YcValue value; /* none where what was proposed before holds no longer */
  YcValue was;
} YcProposedEdit;

/* @ops: of #YcOp: what is about to be appended. Returns: (transfer full): of
 * #YcProposedEdit, in the order of the form; what follows from them follows them. */
GPtrArray *yc_case_list_proposals (YcCase         *self,
                                   const YcMatter *matter,
                                   const YcDate   *today,
                                   GPtrArray      *ops);

G_END_DECLS
