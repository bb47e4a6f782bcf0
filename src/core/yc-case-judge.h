/* What the hub says of a case's op; a desk asks it to predict that. */
#pragma once

#include "yc-case.h"
#include "yc-catalogue.h"

G_BEGIN_DECLS

void yc_case_judge       (YcCase     *self,
                          const YcOp *op,
                          YcVerdict  *verdict);
/* And what depends on who its author is, beside that. */
void yc_case_judge_roles (YcCase     *self,
                          const YcOp *op,
                          guint       roles,
                          YcVerdict  *verdict);

gboolean yc_case_wants_consent (YcCase         *self,
                                const YcMatter *matter,
                                const YcOp     *op);

G_END_DECLS
