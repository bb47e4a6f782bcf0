/* Physical work of a case: what is made once (D20, D21). All that is returned is
 * the case's own and lives until the next op is folded. */
#pragma once

#include "yc-case.h"
#include "yc-catalogue.h"

G_BEGIN_DECLS

#define YC_JOB_PATHS_MAX 64 /* fields that one artwork is made from */

typedef enum
{
  YC_JOB_ASKED,    /* the hub has not answered */
  YC_JOB_GRANTED,  /* may be started, once, at its desk; also without a line */
  YC_JOB_STARTED,  /* the first byte may be out */
  YC_JOB_DONE,     /* the piece is there */
  YC_JOB_UNKNOWN,  /* nobody can tell: a person looks */
  YC_JOB_SPOILT,   /* there is no good piece */
  YC_JOB_RETURNED, /* given back unstarted */
  YC_JOB_VOID,     /* a supervisor states that it was not made */
} YcJobState;

typedef struct
{
  YcId id;
  char *piece;   /* "seals/seal-official": an output of a module */
  char *kind;    /* "seal": what sort of work it is */
  char *artwork; /* SHA-256 of what is made, in hexadecimal */
  char *plan;    /* (nullable): SHA-256 of the machine's path */
  char *machine; /* the device */
  char *desk;    /* the hub's name of the desk whose machine it is */
  char *window;
  char *code;    /* (nullable): the office's number that is on the piece */
  char *reason;  /* (nullable): why the piece is made again */
  GHashTable *shows; /* path → digest of the value that the artwork shows */
  YcJobState state;
  gboolean belied;   /* it was started after a supervisor had stated that it was not made */
  char *doubt;       /* (nullable): why nobody could tell */
  char *word;        /* (nullable): what the person said who settled or voided it */
  char *said_by;     /* (nullable): who that was */
  YcMoment asked_at;
  YcMoment granted_at; /* at_ms is 0 before */
  YcMoment started_at;
  YcMoment ended_at;   /* done, spoilt, returned or void */
} YcCaseJob;

GPtrArray       *yc_case_get_jobs       (YcCase          *self);
const YcCaseJob *yc_case_find_job       (YcCase          *self,
                                         const YcId      *id);
const YcCaseJob *yc_case_find_piece     (YcCase          *self,
                                         const char      *piece);
const YcCaseJob *yc_case_find_piece_holder (YcCase       *self,
                                         const char      *piece);
gboolean         yc_case_job_needs_reason (YcCase        *self,
                                         const char      *piece);
gboolean         yc_case_job_is_current (YcCase          *self,
                                         const YcCaseJob *job);
const char      *yc_job_state_to_text   (YcJobState       state);
YcBody          *yc_case_job_dup_grant  (const YcCaseJob *job);
gboolean         yc_case_job_matches_grant (const YcCaseJob *job,
                                         const YcId      *stream,
                                         const YcOp      *grant);

gboolean         yc_case_job_grant_stands (const YcVerdict *verdict);
gboolean         yc_case_job_goes_on     (YcCase          *self,
                                         const YcOp      *op,
                                         const YcVerdict *verdict);

/* What the case's matter says of its pieces. */
gboolean         yc_case_piece_is_wanted (YcCase         *self,
                                         const YcOutput  *output,
                                         const YcDate    *today);
gboolean         yc_case_module_is_made (YcCase          *self,
                                         const YcModule  *module,
                                         const YcDate    *today);
YcMoment         yc_case_module_get_made_at (YcCase      *self,
                                         const YcModule  *module,
                                         const YcDate    *today);
void             yc_case_judge_piece    (YcCase          *self,
                                         const YcMatter  *matter,
                                         const YcOp      *op,
                                         const YcDate    *today,
                                         YcVerdict       *verdict);
void             yc_case_judge_desk     (YcCase          *self,
                                         const YcOp      *op,
                                         const char      *desk,
                                         guint            roles,
                                         YcVerdict       *verdict);
void             yc_case_judge_burn     (YcCase          *self,
                                         const YcOp      *op,
                                         YcVerdict       *verdict);

G_END_DECLS
