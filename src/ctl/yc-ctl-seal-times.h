/* How long a plan of seals takes, part by part. */
#pragma once

#include "yc-seal-plan.h"

G_BEGIN_DECLS

GBytes *yc_ctl_seal_times_to_words (const YcSealPlan *plan);
GBytes *yc_ctl_seal_times_to_json  (const YcSealPlan *plan);

G_END_DECLS
