/* What is done with a case beside filling in its form: receiving, consents,
 * contacts, clocks, offices' corrections, hand-over, rating, call-back.
 *
 * Every verb ends in yc_case_file_finish(), when the fact is on disk; what the
 * hub would refuse is refused here already, with nothing stored. */
#pragma once

#include "yc-case-file.h"
#include "yc-case-progress.h"

G_BEGIN_DECLS

/* How a form is received that is not simply accepted. */
typedef enum
{
  YC_RECEIVE_CORRECTED,  /* mended on the spot, each point signed */
  YC_RECEIVE_INCOMPLETE, /* all points at once, to come again */
  YC_RECEIVE_OWED,       /* accepted with something owed, against a commitment */
  YC_RECEIVE_REFUSED,    /* out of scope, with reasons and remedies */
} YcReceiveOutcome;

const char *yc_receive_outcome_to_text    (YcReceiveOutcome      outcome);
/* What is known already that @outcome would be about, to be looked over:
 * findings for INCOMPLETE, papers marked as owed for OWED, nothing otherwise.
 * Returns: (transfer full): of YcPoint */
GPtrArray  *yc_case_file_list_points      (YcCaseFile           *self,
                                           YcReceiveOutcome      outcome);
/* The first day on which something owed must come; (transfer full) (nullable) */
char       *yc_case_file_dup_first_due    (YcCaseFile           *self);
/* @points: of YcPoint, at least one, copied; @due: (nullable): "YYYY-MM-DD" */
void        yc_case_file_receive_async    (YcCaseFile           *self,
                                           YcReceiveOutcome      outcome,
                                           GPtrArray            *points,
                                           const char           *text,
                                           const char           *due,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);

/* Whether whoever is signed in is a helper and may not fill in yet: the
 * applicant has not agreed to it. */
gboolean    yc_case_file_needs_consent    (YcCaseFile           *self);
/* Whether the applicant must be asked before what identifies them is taken in:
 * the catalogue says so, and they have not agreed yet. */
gboolean    yc_case_file_needs_sensitive_consent (YcCaseFile    *self);
/* @purpose: YC_CONSENT_…; @method: "signed", "spoken" or "display" */
void        yc_case_file_consent_async    (YcCaseFile           *self,
                                           const char           *purpose,
                                           const char           *person,
                                           const char           *method,
                                           const char           *text,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
/* @channel: "window", "phone", "visit" or "post"; @result: (nullable) */
void        yc_case_file_contact_async    (YcCaseFile           *self,
                                           const char           *channel,
                                           const char           *subject,
                                           const char           *text,
                                           const char           *result,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);

/* @code: of the catalogue's pauses; @module: (nullable): NULL for the whole case */
void        yc_case_file_pause_async      (YcCaseFile           *self,
                                           const char           *code,
                                           const char           *module,
                                           const char           *text,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
void        yc_case_file_resume_async     (YcCaseFile           *self,
                                           const char           *code,
                                           const char           *module,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
/* After an office's correction or refusal: send again, or do without. */
void        yc_case_file_retry_module_async (YcCaseFile         *self,
                                           const char           *module,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
void        yc_case_file_drop_module_async (YcCaseFile          *self,
                                           const char           *module,
                                           const char           *reason,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);

/* One line of the list of all that the chosen modules give. */
typedef struct
{
  char *output;              /* "seals/seal-official" */
  const YcModule *module;    /* the catalogue's */
  const YcOutput *spec;      /* the catalogue's */
  char *value;               /* (nullable): in words; NULL until it is given */
  gboolean ready;            /* its module is done */
  const YcHandover *handed;  /* (nullable): the case's */
} YcOutputLine;

/* Returns: (transfer full): of YcOutputLine, in the catalogue's order; good
 * until the case changes */
GPtrArray  *yc_case_file_list_outputs     (YcCaseFile           *self);
/* Those of them that can be signed for or posted, and have not been yet. */
guint       yc_case_file_count_unhanded   (YcCaseFile           *self);

/* @outputs: NULL-terminated, "seals/seal-official"; signed for together.
 * @relation: "self" or "agent"; @number_tail: the last four of their number */
void        yc_case_file_handover_sign_async (YcCaseFile        *self,
                                           const char *const    *outputs,
                                           const char           *name,
                                           const char           *relation,
                                           const char           *number_tail,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
/* @direction: "out" to the applicant, "in" from them; both ways are free */
void        yc_case_file_handover_post_async (YcCaseFile        *self,
                                           const char *const    *outputs,
                                           const char           *carrier,
                                           const char           *number,
                                           const char           *direction,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
/* @score: 1 (very satisfied) to 5 (very dissatisfied); @text: (nullable);
 * @channel: "display" or "phone" */
void        yc_case_file_rate_async       (YcCaseFile           *self,
                                           int                   score,
                                           const char           *text,
                                           const char           *channel,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
/* @reason: of the call-back that is due; @result: "reached", "unreached" or "resolved" */
void        yc_case_file_callback_async   (YcCaseFile           *self,
                                           const char           *reason,
                                           const char           *result,
                                           const char           *text,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);

/* The papers of a case; each print is journalled and has a copy number. */
typedef enum
{
  YC_PAPER_RECEIPT,    /* the slip with number and code */
  YC_PAPER_ACCEPTANCE, /* notice of acceptance */
  YC_PAPER_CORRECTION, /* notice of all points to mend */
  YC_PAPER_COMMITMENT, /* what is owed, by when, to be signed */
  YC_PAPER_REFUSAL,    /* notice of non-acceptance, with reasons and remedies */
  YC_PAPER_HANDOVER,   /* list of what was handed over, to be signed */
  YC_N_PAPERS,
} YcPaperKind;

const char *yc_paper_kind_to_text         (YcPaperKind           paper);
/* Whether there is something for it to say yet. */
gboolean    yc_case_file_has_paper        (YcCaseFile           *self,
                                           YcPaperKind           paper);
void        yc_case_file_print_async      (YcCaseFile           *self,
                                           YcPaperKind           paper,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);

/* The card of a hand-over code; see yc_counter_issue_code_async(). */
void        yc_case_file_print_code_async (YcCaseFile           *self,
                                           const char           *code,
                                           gint64                expires_ms,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);

/* "Shareholder 2 · Amount": what a path is called; (transfer full) */
char       *yc_case_file_dup_label        (YcCaseFile           *self,
                                           const char           *path);

G_END_DECLS
