/* What a folded case and a folded visit tell the figures. */
#pragma once

#include "yc-case.h"
#include "yc-catalogue.h"
#include "yc-figures.h"
#include "yc-visit.h"

G_BEGIN_DECLS

/* The facts of a case, and what they point at. */
typedef struct
{
  char stream[YC_STREAM_TEXT_SIZE];
  char visit[YC_STREAM_TEXT_SIZE]; /* "" without one */
  gint64 last_ms;                  /* the newest op's moment */
  YcClockModule modules[YC_CLOCKS_MODULES_MAX];
  GArray *pauses;                  /* of YcClockPause */
  GArray *machine;                 /* of YcSpan */
  YcCaseFacts facts;
} YcCaseReading;

void yc_case_reading_init  (YcCaseReading  *self,
                            YcCase         *folded,
                            const YcMatter *matter,
                            int             zone_minutes);
void yc_case_reading_clear (YcCaseReading  *self);
void yc_visit_read_facts   (YcVisit        *self,
                            YcVisitFacts   *ret_facts);

G_END_DECLS
