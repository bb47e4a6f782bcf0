/* The papers of the counter, as bytes for the receipt printer. */
#pragma once

#include "yc-case.h"
#include "yc-visit.h"

G_BEGIN_DECLS

typedef struct
{
  const char *hall;   /* its name */
  const char *window; /* its code */
  const char *name;   /* of the operator */
  gboolean training;  /* marked on every paper */
  gint64 printed_ms;  /* by the hub's clock, as far as known */
  guint copy;         /* from 1 */
  gboolean pending;   /* made before the hub has answered */
} YcPaperFrame;

GBytes *yc_papers_make_ticket  (YcVisit             *visit,
                                guint                ahead,
                                const YcPaperFrame  *frame,
                                GError             **error);
GBytes *yc_papers_make_receipt (YcCase              *c,
                                const char          *matter,
                                guint                promise_minutes,
                                const YcPaperFrame  *frame,
                                GError             **error);

G_END_DECLS
