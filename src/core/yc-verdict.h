/* The hub's word on an op (D5). */
#pragma once

#include "yc-id.h"
#include "yc-stamp.h"

G_BEGIN_DECLS

#define YC_REASON_MAX 64 /* bytes of a reason's code */

typedef enum
{
  YC_OUTCOME_APPLIED = 1,
  YC_OUTCOME_CONTESTED, /* what holds was applied; what does not waits for a person */
  YC_OUTCOME_REFUSED,   /* kept in the history, without effect */
} YcOutcome;

/* One value of the op that stands against another. */
typedef struct
{
  char *path;
  YcId joins; /* the branch's first op, if it goes on with a branch; else nil */
} YcContest;

/* Why an op was refused, one reason of several. */
typedef struct
{
  char *path; /* "" where the reason is about the whole */
  char *code; /* "required", "citizen-number-check-digit", "already-called" */
} YcReason;

typedef struct
{
  YcOutcome outcome;
  YcMoment at;          /* when it happened, corrected */
  GPtrArray *contests;  /* of YcContest, never NULL */
  GPtrArray *reasons;   /* of YcReason, never NULL; empty unless refused */
} YcVerdict;

YcVerdict  *yc_verdict_new          (YcOutcome        outcome);
void        yc_verdict_free         (YcVerdict       *self);
YcVerdict  *yc_verdict_copy         (const YcVerdict *self);
void        yc_verdict_add_contest  (YcVerdict       *self,
                                     const char      *path,
                                     const YcId      *joins);
void        yc_verdict_refuse       (YcVerdict       *self,
                                     const char      *path,
                                     const char      *code);
void        yc_verdict_overrule     (YcVerdict       *self);
YcContest  *yc_verdict_find_contest (const YcVerdict *self,
                                     const char      *path);
const char *yc_outcome_to_text      (YcOutcome        outcome);
gboolean    yc_outcome_parse        (const char      *text,
                                     YcOutcome       *ret_outcome);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcVerdict, yc_verdict_free)

G_END_DECLS
