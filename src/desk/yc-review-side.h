/* Beside a review: what the rules propose, what was said, what happened before. */
#pragma once

#include "yc-case-review.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void yc_review_side_fill (GtkBox         *box,
                          YcCaseFile     *file,
                          const YcModule *module);

G_END_DECLS
