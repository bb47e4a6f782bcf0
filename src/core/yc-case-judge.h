/* What the hub says of a case's op; a desk asks it to predict that. */
#pragma once

#include "yc-case.h"

G_BEGIN_DECLS

void yc_case_judge (YcCase     *self,
                    const YcOp *op,
                    YcVerdict  *verdict);

G_END_DECLS
