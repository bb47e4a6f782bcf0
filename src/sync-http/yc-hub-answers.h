/* What the hub answers, read from bytes. */
#pragma once

#include "yc-op-wire.h"

G_BEGIN_DECLS

#define YC_HUB_ANSWER_BYTES_MAX 65536       /* of an answer that is not listed here */
#define YC_HUB_FEED_BYTES_MAX 0x1800000     /* 24 MiB: 100 rows of the largest ops, escaped */
#define YC_HUB_CATALOGUE_BYTES_MAX 0x400000 /* 4 MiB */
#define YC_HUB_FOUND_MAX 50                 /* cases one search finds */
#define YC_HUB_LIST_BYTES_MAX 0x80000       /* 512 KiB: 200 rows with their reasons */
#define YC_HUB_LIST_ROWS_MAX 200            /* that one answer of a list has */

typedef struct
{
  gint64 position;
  gint64 revision;
  char *hash;
  YcVerdict *verdict;
  gint64 received_ms; /* the hub's clock */
} YcHubOpAnswer;

/* What became of one of several ops. */
typedef struct
{
  guint status;
  YcHubOpAnswer *answer; /* with 200 */
  char *code;            /* else: why not */
} YcHubOpResult;

typedef struct
{
  char *epoch;
  gint64 horizon_ms;
  gint64 time_ms; /* the hub's clock */
  gint64 head;    /* the newest position or revision there is */
  gint64 packs;   /* counts the packs that came and went; -1: the hub knows of none */
  GPtrArray *rows; /* of YcFeedRow */
} YcHubFeedAnswer;

typedef struct
{
  char *epoch;
  gint64 time_ms;
  char *version;
} YcHubHealth;

/* What a device was given when it was enrolled. */
typedef struct
{
  char *device;
  char *token;     /* a secret: for the store, sealed */
  char *window;
  char *hall;
  char *hall_name;
  char *city;
  gboolean training;
  GBytes *key;     /* the hub's Ed25519 public key, 32 bytes */
  char *epoch;
  gint64 time_ms;
} YcHubEnrolment;

/* Bytes that the hub has signed: a grant, a catalogue, a head of its chain. */
typedef struct
{
  GBytes *bytes;
  GBytes *signature; /* 64 bytes; to be verified by who uses the bytes */
  gint64 time_ms;    /* 0: not told */
} YcHubSigned;

/* A case that a search has found. */
typedef struct
{
  YcStream stream;
  char *number; /* "" while there is none */
  char *name;
  char *status;
} YcHubFound;

/* A case on one of the hub's lists. Texts are "" where there is nothing. */
typedef struct
{
  YcStream stream;
  char *number;
  char *name;
  char *status; /* a word for files */
  gint64 due_ms; /* the hub's clock; 0: nothing is due */
  char *why;    /* what it waits for, in the hub's words */
  char *module;
  char *owner;  /* the helper's code */
} YcHubListRow;

typedef struct
{
  GPtrArray *rows; /* of YcHubListRow, in the list's order */
  gint64 total;    /* how many there are in all */
} YcHubList;

/* A hand-over code: a secret until it is used. */
typedef struct
{
  char *code; /* 8 digits */
  gint64 expires_ms;
} YcHubCode;

YcHubOpAnswer   *yc_hub_op_answer_parse   (GBytes           *bytes,
                                           GError          **error);
GPtrArray       *yc_hub_op_results_parse  (GBytes           *bytes,
                                           GError          **error);
void             yc_hub_op_answer_free    (YcHubOpAnswer    *self);
YcHubFeedAnswer *yc_hub_feed_answer_parse (GBytes           *bytes,
                                           GError          **error);
void             yc_hub_feed_answer_free  (YcHubFeedAnswer  *self);
YcHubHealth     *yc_hub_health_parse      (GBytes           *bytes,
                                           GError          **error);
void             yc_hub_health_free       (YcHubHealth      *self);
YcHubEnrolment  *yc_hub_enrolment_parse   (GBytes           *bytes,
                                           GError          **error);
void             yc_hub_enrolment_free    (YcHubEnrolment   *self);
YcHubSigned     *yc_hub_grant_parse       (GBytes           *bytes,
                                           GError          **error);
YcHubSigned     *yc_hub_catalogue_parse   (GBytes           *bytes,
                                           GError          **error);
YcHubSigned     *yc_hub_packs_parse       (GBytes           *bytes,
                                           GError          **error);
YcHubSigned     *yc_hub_head_parse        (GBytes           *bytes,
                                           GError          **error);
void             yc_hub_signed_free       (YcHubSigned      *self);
GPtrArray       *yc_hub_found_parse       (GBytes           *bytes,
                                           GError          **error);
void             yc_hub_found_free        (YcHubFound       *self);
YcHubList       *yc_hub_list_parse        (GBytes           *bytes,
                                           GError          **error);
void             yc_hub_list_free         (YcHubList        *self);
YcHubCode       *yc_hub_code_parse        (GBytes           *bytes,
                                           GError          **error);
void             yc_hub_code_free         (YcHubCode        *self);
YcStream        *yc_hub_stream_parse      (GBytes           *bytes,
                                           GError          **error);
void             yc_hub_problem_parse     (GBytes           *bytes,
                                           char            **ret_code,
                                           char            **ret_detail,
                                           gint64           *ret_offset);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubOpAnswer, yc_hub_op_answer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubFeedAnswer, yc_hub_feed_answer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubHealth, yc_hub_health_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubEnrolment, yc_hub_enrolment_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubSigned, yc_hub_signed_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubFound, yc_hub_found_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubList, yc_hub_list_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubCode, yc_hub_code_free)

G_END_DECLS
