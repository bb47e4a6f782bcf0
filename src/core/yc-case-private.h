/* The inside of a case, for the files that make it up. */
#pragma once

#include "yc-case-progress.h"

G_BEGIN_DECLS

#define YC_PAUSE_CORRECTION "correction" /* the reason of pauses that a case begins by itself */

struct _YcCase
{
  GObject parent_instance;

  YcId id;
  YcCaseStatus status;
  gint64 revision;
  char *matter;
  char *version;
  char *hall;
  YcId visit;
  char *number;

  GHashTable *folded;     /* set of YcId: the ops that had their effect */
  GHashTable *fields;     /* path → YcField */
  GHashTable *rows;       /* list's path → GPtrArray of row ids as text, as added */
  GHashTable *identities; /* person's path → YcIdentity */
  GHashTable *items;      /* item's id → YcItem */
  GHashTable *decisions;  /* module → YcDecision */
  GHashTable *results;    /* "module/key" → text */
  GPtrArray *documents;   /* of YcDocument */
  GPtrArray *read_papers; /* of YcReadPaper */
  GPtrArray *signatures;  /* of YcSignature */
  GPtrArray *jobs;        /* of YcCaseJob */
  GPtrArray *reveals;     /* of YcReveal */
  GPtrArray *events;      /* of YcEvent */

  /* After the form: yc-case-progress.h. */
  GHashTable *modules;    /* module → YcModuleProgress */
  GPtrArray *module_order; /* of YcModuleProgress, as they first appeared; not owned */
  GPtrArray *pauses;      /* of YcPause */
  GPtrArray *receivings;  /* of YcReceiving */
  GPtrArray *contacts;    /* of YcContact */
  GPtrArray *consults;    /* of YcConsult */
  GPtrArray *consents;    /* of YcConsent */
  GPtrArray *handovers;   /* of YcHandover */
  GPtrArray *callbacks;   /* of YcCallback */
  GPtrArray *open_paths;  /* of char *: what may be changed though the case was sent in */
  char *owner;            /* operator's code; NULL for none */
  char *owner_name;
  int rating;             /* 1 to 5; 0 for none */
  char *rating_text;
  YcMoment received_at;
  YcMoment finished_at;
  YcMoment handed_at;
  YcMoment rated_at;

  YcValue shown; /* what a computed path answers; until the next question */
};

/* What an effect may look at beside the case. */
typedef struct
{
  const YcOp *op;
  const YcVerdict *verdict;
  gint64 revision; /* 0 while predicted */
} YcFact;

typedef void (*YcCaseEffect) (YcCase       *self,
                              const YcFact *fact);
typedef void (*YcCaseLaw)    (YcCase       *self,
                              const YcOp   *op,
                              YcVerdict    *verdict);

const char *yc_fact_get_text        (const YcFact *fact,
                                     const char   *key);

/* yc-case-progress.c */
YcModuleProgress *yc_case_ensure_module (YcCase   *self,
                                     const char   *module);
void        yc_case_progress_init   (YcCase       *self);
void        yc_case_progress_clear  (YcCase       *self);
void        yc_case_progress_dump   (YcCase       *self,
                                     GString      *out);

/* yc-case-progress-fold.c: what an op of @code does; NULL where it is not of
 * the kinds after the form. @ret_detail: the key that tells it from others. */
YcCaseEffect yc_case_progress_find_effect (YcKindCode   code,
                                     const char **ret_detail);
void        yc_case_pause           (YcCase       *self,
                                     const YcFact *fact,
                                     const char   *code,
                                     const char   *module);
void        yc_case_resume          (YcCase       *self,
                                     const YcFact *fact,
                                     const char   *code,
                                     const char   *module);

/* yc-case-progress-judge.c: in which statuses (a set of 1 << YcCaseStatus) an
 * op of @code may be, what is said otherwise, and what more is asked. FALSE
 * where it is not of the kinds after the form. */
gboolean    yc_case_progress_find_law (YcKindCode   code,
                                     guint        *ret_in,
                                     const char  **ret_reason,
                                     YcCaseLaw    *ret_law);
const YcPause *yc_case_find_pause   (YcCase       *self,
                                     const char   *code,
                                     const char   *module);

/* yc-case-sign.c: the same for papers read and signed */
void        yc_case_sign_init       (YcCase       *self);
void        yc_case_sign_clear      (YcCase       *self);
void        yc_case_sign_dump       (YcCase       *self,
                                     GString      *out);
YcCaseEffect yc_case_sign_find_effect (YcKindCode   code,
                                     const char **ret_detail);
gboolean    yc_case_sign_find_law   (YcKindCode    code,
                                     guint        *ret_in,
                                     const char  **ret_reason,
                                     YcCaseLaw    *ret_law);

/* yc-case-reveal.c: the same for who looked at personal data */
void        yc_case_reveal_init     (YcCase       *self);
void        yc_case_reveal_clear    (YcCase       *self);
void        yc_case_reveal_dump     (YcCase       *self,
                                     GString      *out);
YcCaseEffect yc_case_reveal_find_effect (YcKindCode   code,
                                     const char **ret_detail);
gboolean    yc_case_reveal_find_law (YcKindCode    code,
                                     guint        *ret_in,
                                     const char  **ret_reason,
                                     YcCaseLaw    *ret_law);

/* yc-case-job.c, yc-case-job-judge.c: the same for physical work */
void        yc_case_job_init        (YcCase       *self);
void        yc_case_job_clear       (YcCase       *self);
void        yc_case_job_dump        (YcCase       *self,
                                     GString      *out);
YcCaseEffect yc_case_job_find_effect (YcKindCode   code,
                                     const char **ret_detail);
gboolean    yc_case_job_find_law    (YcKindCode    code,
                                     guint        *ret_in,
                                     const char  **ret_reason,
                                     YcCaseLaw    *ret_law);

YcIdentity *yc_case_find_identity (YcCase     *self,
                                   const char *name,
                                   const char *number);

G_END_DECLS
