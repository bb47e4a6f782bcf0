/* What a hub keeps of its cases and visits for the figures. */
#pragma once

#include "yc-case-facts.h"

#include <jansson.h>

G_BEGIN_DECLS

/* One case. What @facts points at is owned by the rest. */
typedef struct
{
  char *stream;
  char *visit; /* "" without one */
  char *hall;
  GRefString *window; /* these three are shared by many cases */
  GRefString *operator_code;
  GRefString *matter;
  char *number; /* this and the next two: when read */
  char *name;
  char *status;
  GRefString *operator_name; /* the same; "" for one nobody knows */
  gint64 last_ms; /* the newest op's moment */
  gboolean own_uncertain;   /* one of the case's own moments is */
  gboolean visit_uncertain; /* one of its visit's is */
  char *detail;   /* JSON: modules, pauses and machines */
  json_t *parsed; /* (nullable): the same, once it was unpacked */
  YcClockModule *modules;
  YcClockPause *pauses;
  YcSpan *machine;
  YcCaseFacts facts;
} YcHubCaseFacts;

YcHubCaseFacts *yc_hub_case_facts_new      (void);
YcHubCaseFacts *yc_hub_case_facts_new_read (YcCase               *folded,
                                            const YcMatter       *matter,
                                            const char           *hall,
                                            int                   zone_minutes);
void            yc_hub_case_facts_free     (YcHubCaseFacts       *self);
void            yc_hub_case_facts_point    (YcHubCaseFacts       *self);
gboolean        yc_hub_case_facts_unpack   (YcHubCaseFacts       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubCaseFacts, yc_hub_case_facts_free)

/* One visit. What @facts points at is owned by the rest. */
typedef struct
{
  char *stream;
  char *hall;
  char *number; /* the ticket's */
  GRefString *window;
  GRefString *operator_code;
  GRefString *matter;
  GRefString *operator_name; /* when read; "" for one nobody knows */
  gint64 last_ms;
  YcVisitFacts facts;
} YcHubVisitFacts;

YcHubVisitFacts *yc_hub_visit_facts_new      (void);
YcHubVisitFacts *yc_hub_visit_facts_new_read (YcVisit             *folded,
                                              const char          *hall);
void             yc_hub_visit_facts_free     (YcHubVisitFacts     *self);
void             yc_hub_visit_facts_point    (YcHubVisitFacts     *self);
void             yc_hub_facts_join           (YcHubCaseFacts      *self,
                                              const YcHubVisitFacts *visit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubVisitFacts, yc_hub_visit_facts_free)

G_END_DECLS
