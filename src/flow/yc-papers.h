/* The papers of the counter, as bytes for the receipt printer. */
#pragma once

#include "yc-case-progress.h"
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

/* What the notices below begin with. */
typedef struct
{
  YcCase *c;
  const char *matter;    /* its name */
  guint promise_minutes; /* 0 where nothing is promised */
} YcNotice;

/* @receiving: with its points; each is on the paper, numbered, with its remedy. */
GBytes *yc_papers_make_acceptance (const YcNotice     *notice,
                                   const YcPaperFrame *frame,
                                   GError            **error);
GBytes *yc_papers_make_correction (const YcNotice     *notice,
                                   const YcReceiving  *receiving,
                                   const YcPaperFrame *frame,
                                   GError            **error);
GBytes *yc_papers_make_commitment (const YcNotice     *notice,
                                   const YcReceiving  *receiving,
                                   const YcPaperFrame *frame,
                                   GError            **error);
GBytes *yc_papers_make_refusal    (const YcNotice     *notice,
                                   const YcReceiving  *receiving,
                                   const YcPaperFrame *frame,
                                   GError            **error);
GBytes *yc_papers_make_rejection  (const YcNotice     *notice,
                                   const YcDecision   *decision,
                                   const YcPaperFrame *frame,
                                   GError            **error);

/* A hand-over code, to be taken to any window. @code: 8 digits; NULL says all
 * but the code. */
GBytes *yc_papers_make_code       (const YcNotice     *notice,
                                   const char         *code,
                                   gint64              expires_ms,
                                   const YcPaperFrame *frame,
                                   GError            **error);

/* One thing that was given. */
typedef struct
{
  const char *label;
  const char *value;        /* (nullable) */
  const YcHandover *handed; /* (nullable): NULL for what is only electronic */
  const char *carrier;      /* (nullable): its name, where it was posted */
} YcGiven;

GBytes *yc_papers_make_handover   (const YcNotice     *notice,
                                   const YcGiven      *given,
                                   guint               n_given,
                                   const YcPaperFrame *frame,
                                   GError            **error);

G_END_DECLS
