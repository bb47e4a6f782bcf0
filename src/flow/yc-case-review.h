/* A case before a reviewer: what is to be looked at, and the decision.
 *
 * Every verb ends in yc_case_file_finish(), when the fact is on disk; what the
 * hub would refuse is refused here already, with nothing stored. */
#pragma once

#include "yc-case-verbs.h"

G_BEGIN_DECLS

/* Why something asks for a second look. */
typedef enum
{
  YC_MARK_CHANGED = 1 << 0,   /* since it was last returned */
  YC_MARK_CONTESTED = 1 << 1, /* two values stand against each other */
  YC_MARK_TYPED = 1 << 2,     /* an identity that no machine read */
  YC_MARK_OWED = 1 << 3,      /* a paper that is still to come */
  YC_MARK_MISSING = 1 << 4,
  YC_MARK_FAILED = 1 << 5,    /* the rule of the point does not hold */
} YcReviewMark;

typedef struct
{
  char *path;
  guint marks;    /* of YcReviewMark */
  YcValue before; /* where it was changed: what stood there when it was returned */
} YcReviewField;

typedef struct
{
  char *path;  /* "/items/lease" or "/shareholders/<id>/identity" */
  guint marks; /* of YcReviewMark */
  const YcItem *item;         /* (nullable): the case's */
  const YcIdentity *identity; /* (nullable): the case's */
} YcReviewEvidence;

/* One point of the review: form and evidence side by side. */
typedef struct
{
  char *id;
  char *label;
  gboolean has_rule;
  gboolean holds;
  guint marks;         /* of all that is in it */
  GPtrArray *fields;   /* of YcReviewField */
  GPtrArray *evidence; /* of YcReviewEvidence */
} YcReviewView;

/* What a person may decide. */
typedef enum
{
  YC_DECIDE_APPROVE,
  YC_DECIDE_RETURN,
  YC_DECIDE_REFUSE,
} YcDecideOutcome;

/* (nullable): the module that waits for a reviewer; NULL where none does */
const YcModule *yc_case_file_get_review_module (YcCaseFile        *self);
/* Returns: (transfer full): of YcReviewView, in the catalogue's order; good
 * until the case changes */
GPtrArray  *yc_case_file_list_review      (YcCaseFile             *self,
                                           const YcModule         *module);
/* When it was given back last, by the hub's clock; 0 for never. */
gint64      yc_case_file_get_returned_at  (YcCaseFile             *self);

/* @points: of YcPoint: what to mend, or why not; may be empty for APPROVE.
 * @text: the reviewer's own words; needed where a rule does not hold */
void        yc_case_file_decide_async     (YcCaseFile             *self,
                                           const YcModule         *module,
                                           YcDecideOutcome         outcome,
                                           GPtrArray              *points,
                                           const char             *text,
                                           GAsyncReadyCallback     callback,
                                           gpointer                user_data);
/* Deciding together: a question, what is said, and the one decision. */
void        yc_case_file_consult_open_async  (YcCaseFile          *self,
                                           const char             *question,
                                           const char             *with,
                                           GAsyncReadyCallback     callback,
                                           gpointer                user_data);
void        yc_case_file_consult_say_async   (YcCaseFile          *self,
                                           const char             *text,
                                           GAsyncReadyCallback     callback,
                                           gpointer                user_data);
void        yc_case_file_consult_close_async (YcCaseFile          *self,
                                           YcDecideOutcome         outcome,
                                           const char             *text,
                                           GAsyncReadyCallback     callback,
                                           gpointer                user_data);

G_END_DECLS
