/* The clocks of a folded case. */
#pragma once

#include "yc-case-progress.h"
#include "yc-catalogue.h"
#include "yc-clocks.h"
#include "yc-visit.h"

G_BEGIN_DECLS

void yc_case_read_clock_facts (YcCase    *self,
                          const YcMatter *matter,
                          gint64          now_ms,
                          int             zone_minutes,
                          YcClockModule   modules[YC_CLOCKS_MODULES_MAX],
                          GArray         *pauses,
                          YcClockFacts   *ret_facts);
void yc_case_read_clocks (YcCase            *self,
                          YcVisit           *visit,
                          const YcCatalogue *catalogue,
                          const YcMatter    *matter,
                          gint64             now_ms,
                          int                zone_minutes,
                          YcClocks          *ret_clocks);

G_END_DECLS
