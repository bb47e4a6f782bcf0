/* A case after its form: receiving, modules, clocks' pauses, consultations,
 * hand-over and rating. All that is returned is the case's own and lives until
 * the next op is folded. */
#pragma once

#include "yc-case.h"

G_BEGIN_DECLS

/* Something to mend, or why not. */
typedef struct
{
  char *code;
  char *path;   /* (nullable): of the field it is about */
  char *text;
  char *remedy; /* (nullable) */
} YcPoint;

typedef enum
{
  YC_MODULE_WAITING,      /* on another module, or to be sent again */
  YC_MODULE_STARTED,      /* on its way to the office */
  YC_MODULE_ACKNOWLEDGED, /* the office has it */
  YC_MODULE_CORRECTION,   /* the office asks for something */
  YC_MODULE_DONE,
  YC_MODULE_REFUSED,
  YC_MODULE_DROPPED,      /* refused, and given up by the applicant */
} YcModuleState;

typedef struct
{
  char *module;
  YcModuleState state;
  YcId request;      /* of the newest request; nil for registration */
  char *office;      /* (nullable) */
  gint64 due_ms;     /* when the office should have answered; 0 where none was asked */
  char *receipt;     /* (nullable): the office's */
  guint tries;       /* requests so far */
  gboolean late;     /* an answer came after its time */
  char *rejected;    /* (nullable): why the newest answer was not taken */
  YcMoment started_at;      /* of the first request; 0 before */
  YcMoment acknowledged_at; /* of the newest request; 0 before */
  YcMoment ended_at;        /* done, refused or dropped; 0 before */
  GPtrArray *keys;   /* of char *: what was given, in its order; see yc_case_get_result() */
  GPtrArray *points; /* of YcPoint: of the newest correction or refusal */
} YcModuleProgress;

/* A stretch of time that a clock does not count. */
typedef struct
{
  char *code;    /* a reason of the catalogue */
  char *module;  /* (nullable): NULL for the whole case */
  char *text;    /* (nullable) */
  char *by;
  YcMoment from;
  YcMoment to; /* at_ms is 0 while it lasts */
} YcPause;

/* How a form was received at the window, when it was not simply accepted. */
typedef struct
{
  char *outcome; /* "corrected", "incomplete", "owed", "refused" */
  char *text;    /* (nullable) */
  char *due;     /* (nullable): "YYYY-MM-DD" */
  char *by;
  YcMoment at;
  GPtrArray *points; /* of YcPoint */
} YcReceiving;

typedef struct
{
  char *channel; /* "window", "phone", "visit", "post" */
  char *subject;
  char *text;
  char *result; /* (nullable) */
  char *by;
  YcMoment at;
} YcContact;

typedef struct
{
  char *by;
  char *text;
  YcMoment at;
} YcConsultWord;

typedef struct
{
  YcId id;
  char *question;
  char *with;
  char *by;
  YcMoment opened_at;
  GPtrArray *words; /* of YcConsultWord */
  char *outcome;    /* (nullable): "approve", "return", "refuse" once it is closed */
  char *text;       /* (nullable): the decision's */
  char *closed_by;  /* (nullable) */
  YcMoment closed_at;
} YcConsult;

/* What an applicant agrees to. */
#define YC_CONSENT_HELPER "helper-fills" /* that a helper fills in for them */
#define YC_CONSENT_SENSITIVE "sensitive" /* that what identifies them is kept */

typedef struct
{
  char *purpose; /* one of those above */
  char *person;
  char *method; /* "signed", "spoken", "display" */
  char *text;   /* what was agreed to */
  char *by;
  YcMoment at;
} YcConsent;

typedef struct
{
  char *output; /* "seals/seal-official" */
  gboolean posted;
  char *name;        /* signed for: by whom */
  char *relation;    /* "self" or "agent" */
  char *number_tail; /* the last four of their number */
  char *carrier;     /* posted */
  char *number;      /* the carrier's */
  char *direction;   /* "out", or "in" for what the applicant sends */
  char *by;
  YcMoment at;
} YcHandover;

typedef struct
{
  char *reason; /* "rating", "full-service", "licence-only" */
  char *due;    /* "YYYY-MM-DD" */
  char *result; /* (nullable): of the newest try: "reached", "unreached", "resolved" */
  char *text;   /* (nullable) */
  char *by;     /* (nullable) */
  guint tries;
  YcMoment asked_at;
  YcMoment ended_at; /* at_ms is 0 while it is due */
} YcCallback;

YcPoint         *yc_point_new            (const char *code,
                                          const char *path,
                                          const char *text,
                                          const char *remedy);
GPtrArray       *yc_points_new           (const YcBody *body);

const YcModuleProgress *yc_case_get_module (YcCase     *self,
                                          const char *module);
GPtrArray       *yc_case_list_modules    (YcCase     *self);
GPtrArray       *yc_case_get_pauses      (YcCase     *self);
GPtrArray       *yc_case_get_receivings  (YcCase     *self);
GPtrArray       *yc_case_get_contacts    (YcCase     *self);
GPtrArray       *yc_case_get_consults    (YcCase     *self);
const YcConsult *yc_case_find_open_consult (YcCase   *self);
GPtrArray       *yc_case_get_consents    (YcCase     *self);
const YcConsent *yc_case_find_consent    (YcCase     *self,
                                          const char *purpose);
GPtrArray       *yc_case_get_handovers   (YcCase     *self);
const YcHandover *yc_case_find_handover  (YcCase     *self,
                                          const char *output);
GPtrArray       *yc_case_get_callbacks   (YcCase     *self);
GPtrArray       *yc_case_get_open_paths  (YcCase     *self);
GPtrArray       *yc_case_list_asked      (YcCase     *self);
const char      *yc_case_get_owner       (YcCase     *self);
const char      *yc_case_get_owner_name  (YcCase     *self);
int              yc_case_get_rating      (YcCase     *self);
const char      *yc_case_get_rating_text (YcCase     *self);
YcMoment         yc_case_get_received_at (YcCase     *self);
YcMoment         yc_case_get_finished_at (YcCase     *self);
YcMoment         yc_case_get_handed_at   (YcCase     *self);
YcMoment         yc_case_get_rated_at    (YcCase     *self);
const char      *yc_module_state_to_text (YcModuleState state);

G_END_DECLS
