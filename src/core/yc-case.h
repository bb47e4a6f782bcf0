/* A case: the fold of its ops. */
#pragma once

#include "yc-field.h"
#include "yc-kind.h"
#include "yc-op.h"
#include "yc-verdict.h"

G_BEGIN_DECLS

typedef enum
{
  YC_CASE_NEW,       /* nothing folded yet */
  YC_CASE_DRAFT,     /* being filled in */
  YC_CASE_SUBMITTED, /* sent in, not yet received */
  YC_CASE_RECEIVED,  /* has a number, waits for a decision */
  YC_CASE_RETURNED,  /* given back for correction: may be edited again */
  YC_CASE_APPROVED, /* registered; the other modules run */
  YC_CASE_REFUSED,
  YC_CASE_NOT_RECEIVED, /* turned away at the window, with reasons */
  YC_CASE_DONE,         /* all chosen modules have ended */
} YcCaseStatus;

/* One line of the history, whether or not its kind is known. */
typedef struct
{
  YcId op;
  char *kind;
  char *by;
  char *window;
  char *detail; /* "" or the one word that tells this from others of its kind */
  YcMoment at;
  YcOutcome outcome;
  gboolean known; /* this program knows what the kind means */
} YcEvent;

/* How a person was identified, and as whom. */
typedef struct
{
  char *method; /* "card", "typed", "passport", "licence", "e-id" */
  char *name;
  char *number;
  char *document;        /* (nullable): what it is called */
  char *expires;         /* (nullable): "YYYY-MM-DD" */
  char *scope;           /* (nullable): what a credential was shown for */
  char *delegate;        /* (nullable): who showed it for them */
  char *delegate_number; /* (nullable) */
  char *by;
  char *confirmed_by; /* NULL until the second look */
  YcMoment at;
} YcIdentity;

/* One line of the checklist. */
typedef struct
{
  char *id;
  char *state; /* "seen", "owed", "missing" */
  gint64 originals;
  gint64 copies;
  char *due;  /* "YYYY-MM-DD" of what is owed; NULL otherwise */
  YcMoment at;
} YcItem;

typedef struct
{
  YcId id;
  char *kind;
  char *title;
  char *item; /* (nullable): the line of the checklist it is for */
  char *sha256;
  gint64 size; /* bytes */
  GHashTable *shows; /* path → digest of the value that the document shows */
  YcMoment at;
} YcDocument;

/* One reason of a decision. */
typedef struct
{
  char *rule;
  char *text;
  char *path;   /* (nullable): of the field it is about */
  char *remedy; /* (nullable): what can be done about it */
  gboolean holds;
} YcDecisionReason;

typedef struct
{
  char *module;
  char *outcome;      /* "approved", "review", "returned", "refused" */
  char *by;           /* "rules" or "person" */
  char *operator_code; /* whose op it was; "hub" for the rules' */
  char *text;         /* (nullable): in the reviewer's words */
  GPtrArray *reasons; /* of YcDecisionReason */
  YcMoment at;
} YcDecision;

#define YC_TYPE_CASE (yc_case_get_type ())
G_DECLARE_FINAL_TYPE (YcCase, yc_case, YC, CASE, GObject)

YcCase          *yc_case_new             (const YcId      *id);
gboolean         yc_case_fold            (YcCase          *self,
                                          const YcOp      *op,
                                          const YcVerdict *verdict,
                                          gint64           revision);
void             yc_case_predict         (YcCase          *self,
                                          const YcOp      *op,
                                          const YcVerdict *verdict);

const YcId      *yc_case_get_id          (YcCase          *self);
YcCaseStatus     yc_case_get_status      (YcCase          *self);
gboolean         yc_case_is_editable     (YcCase          *self);
gboolean         yc_case_path_is_open    (YcCase          *self,
                                          const char      *path);
gint64           yc_case_get_revision    (YcCase          *self);
const char      *yc_case_get_matter      (YcCase          *self);
const char      *yc_case_get_version     (YcCase          *self);
const char      *yc_case_get_hall        (YcCase          *self);
gboolean         yc_case_get_visit       (YcCase          *self,
                                          YcId            *ret_visit);
const char      *yc_case_get_number      (YcCase          *self);
const char      *yc_case_get_result      (YcCase          *self,
                                          const char      *module,
                                          const char      *key);

const YcValue   *yc_case_get_value       (YcCase          *self,
                                          const char      *path);
const YcField   *yc_case_get_field       (YcCase          *self,
                                          const char      *path);
char           **yc_case_list_fields     (YcCase          *self);
char           **yc_case_list_contested  (YcCase          *self);
char           **yc_case_list_rows       (YcCase          *self,
                                          const char      *list);
const YcIdentity *yc_case_get_identity   (YcCase          *self,
                                          const char      *person);
gboolean         yc_identity_is_by_machine (const YcIdentity *self);
const YcItem    *yc_case_get_item        (YcCase          *self,
                                          const char      *item);
const YcDecision *yc_case_get_decision   (YcCase          *self,
                                          const char      *module);
GPtrArray       *yc_case_get_documents   (YcCase          *self);
gboolean         yc_case_document_is_current (YcCase           *self,
                                              const YcDocument *document);
gboolean         yc_document_shows       (const YcDocument *self,
                                          const char      *path);
GPtrArray       *yc_case_get_events      (YcCase          *self);
const YcEvent   *yc_case_find_event      (YcCase          *self,
                                          const char      *kind);

char            *yc_case_dup_form_digest (YcCase          *self);
char            *yc_case_dup_dump        (YcCase          *self);
char            *yc_value_dup_digest     (const YcValue   *value);

G_END_DECLS
