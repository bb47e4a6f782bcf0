/* Desks, a hub, outside offices and a bad network in one process, in virtual time, under a seed. */
#pragma once

#include "yc-catalogue.h"
#include "yc-office-answer.h"
#include "yc-sync.h"
#include "yc-visit.h"

G_BEGIN_DECLS

#define SIM_DESKS_MAX 4
#define SIM_OFFICES 3
#define SIM_TRANSIT_MAX_MS 40000 /* a request on its way, duplicates too */

/* Faults of a program that was built wrong; each must be found. */
typedef enum
{
  SIM_PLANT_NONE,
  SIM_PLANT_NO_UNIQUE_ID,       /* the hub takes an id as often as it comes */
  SIM_PLANT_CURSOR_EARLY,       /* the desk saves the cursor before the rows */
  SIM_PLANT_HUB_NOT_DURABLE,    /* the hub answers before its commit is on disk */
  SIM_PLANT_APPEND_NOT_DURABLE, /* the desk shows as accepted what is not on disk */
  SIM_PLANT_ACK_EARLY,          /* the desk takes what it sent for arrived */
  SIM_PLANT_ORDER_BROKEN,       /* ops of one stream go side by side */
  SIM_PLANT_NEW_ID,             /* what is sent again goes by another id */
  SIM_PLANT_EPOCH_FORGETS,      /* a new epoch does not bring back what was acknowledged */
  SIM_PLANT_DOUBLE_CALL,        /* the hub lets two windows call one number */
  SIM_PLANT_ANSWER_UNCHECKED,   /* the hub takes any answer of an office */
  SIM_PLANT_PLACE_EARLY,        /* the hub keeps its place in an office's list before what it read there */
  SIM_PLANT_REQUEST_REDRAWN,    /* what is sent to an office again goes by another id */
  SIM_PLANT_START_EARLY,        /* the machine begins before the start is on disk */
  SIM_PLANT_JOURNAL_TWICE,      /* the desk's journal takes a job as often as it comes */
  SIM_PLANT_START_RETURNED,     /* nor does it know what was given back */
  SIM_PLANT_JOB_RESUMED,        /* after a crash a desk goes on with what it had started */
  SIM_PLANT_GRANT_TWICE,        /* the hub grants a piece whoever has it */
  SIM_N_PLANTS,
} SimPlant;

typedef struct _Sim Sim;
typedef struct _SimHub SimHub;
typedef struct _SimDesk SimDesk;
typedef struct _SimEngine SimEngine;
typedef struct _SimOffice SimOffice;

/* sim.c: chance, time, the network */
typedef void (*SimFunc) (gpointer data);

/* How bad the world is, in permille of occasions. */
typedef struct
{
  guint drop;
  guint slow;
  guint twice;
  guint half;      /* answers cut in the middle */
  guint unsaved;   /* transactions that fail */
  guint desk_crash_s;  /* on average every so many seconds; 0: never */
  guint hub_crash_s;
  guint cut_s;     /* of a desk's line */
  guint step_s;    /* of a wall clock */
  gboolean restore; /* the hub falls back to its backup, once */
} SimWeather;

struct _Sim
{
  guint64 seed;
  guint64 random;
  gint64 now_ms; /* true time, and the hub's clock */
  guint64 n_events;
  GPtrArray *heap;
  SimPlant plant;
  SimWeather weather;
  gboolean healing; /* nothing goes wrong any more, and nobody works */
  gboolean restored;
  SimHub *hub;
  SimOffice *offices[SIM_OFFICES];
  YcCatalogue *catalogue; /* of the hub's one matter */
  SimDesk *desks[SIM_DESKS_MAX];
  guint n_desks;
  GHashTable *accepted; /* YcId → SimAccepted: what a clerk saw accepted */
  GHashTable *serving;  /* visit's YcId → desk's index + 1 */
  GHashTable *burns;    /* job's YcId → what a machine has begun */
  GHashTable *unmade;   /* set of YcId: jobs of which a supervisor stated that nothing was made */
  GString *failure;     /* empty while all is well */
};

/* An op as the checker remembers it. */
typedef struct
{
  YcOp *op;
  guint desk;
  gint64 sequence;
  gint64 made_ms;    /* true time */
  gint64 arrived_ms; /* true time at which the hub first took it; 0: not yet */
  gboolean poisoned; /* in a stream with an op that cannot be sent */
} SimAccepted;

guint64  sim_random      (Sim        *sim);
gint64   sim_between     (Sim        *sim,
                          gint64      low,
                          gint64      high);
gboolean sim_chance      (Sim        *sim,
                          guint       permille);
gboolean sim_fault       (Sim        *sim,
                          guint       permille);
void     sim_make_id     (Sim        *sim,
                          YcId       *ret_id);
void     sim_at          (Sim        *sim,
                          gint64      at_ms,
                          SimFunc     func,
                          gpointer    data,
                          GDestroyNotify free_data);
void     sim_fail        (Sim        *sim,
                          const char *format,
                          ...) G_GNUC_PRINTF (2, 3);
char    *sim_run         (guint64     seed,
                          SimPlant    plant,
                          guint64    *ret_events,
                          guint      *ret_ops,
                          guint      *ret_starts);

/* What a desk asks, and what the hub says. */
typedef struct
{
  SimDesk *desk;
  guint life; /* of the desk's process */
  guint64 number;
  YcSyncEffectType type;
  YcOp *op; /* (nullable) */
  YcStamp sending;
  char *feed;
  char *epoch;
  char *hash;
  gint64 after;
  guint wait_s;
  guint rows_max;
} SimRequest;

typedef struct
{
  YcSyncEventType type;
  gint64 position;
  gint64 revision;
  char *hash;
  YcVerdict *verdict;
  gint64 time_ms;
  char *epoch;
  GPtrArray *rows;
  gint64 head;
  guint status;
  const char *code;
} SimReply;

SimRequest *sim_request_ref   (SimRequest       *request);
void        sim_request_unref (SimRequest       *request);
SimReply   *sim_reply_new     (YcSyncEventType   type);
void        sim_send          (Sim              *sim,
                               SimRequest       *request);
void        sim_answer        (Sim              *sim,
                               SimRequest       *request,
                               SimReply         *reply);

/* sim-hub.c */
typedef struct
{
  YcFeedRow *row;
  GBytes *verdict;
  gint64 received_ms;
  YcId answer; /* of an office, that this row came of; nil otherwise */
} SimHubRow;

SimHub    *sim_hub_new         (Sim              *sim);
void       sim_hub_free        (SimHub           *hub);
gboolean   sim_hub_is_up       (SimHub           *hub);
void       sim_hub_receive     (SimHub           *hub,
                                SimRequest       *request);
void       sim_hub_heal        (SimHub           *hub);
GPtrArray *sim_hub_get_log     (SimHub           *hub);
char      *sim_hub_dup_hash    (SimHub           *hub,
                                const SimHubRow  *row,
                                const char       *previous);
GPtrArray *sim_hub_list_stream (SimHub           *hub,
                                const YcStream   *stream);
SimHubRow *sim_hub_find        (SimHub           *hub,
                                const YcId       *id);

guint      sim_hub_get_life    (SimHub           *hub);
YcCase    *sim_hub_get_case    (SimHub           *hub,
                                const YcStream   *stream);
GPtrArray *sim_hub_list_cases  (SimHub           *hub);
SimEngine *sim_hub_get_engine  (SimHub           *hub);
/* @body: (transfer full); @answer: (nullable) */
void       sim_hub_append_own  (SimHub           *hub,
                                const YcStream   *stream,
                                const char       *kind,
                                YcBody           *body,
                                const YcId       *answer);
void       sim_hub_commit      (SimHub           *hub);

/* sim-engine.c: the hub's side towards offices */
YcCatalogue *sim_catalogue_new (void);
SimEngine *sim_engine_new      (Sim              *sim);
void       sim_engine_free     (SimEngine        *self);
void       sim_engine_start    (SimEngine        *self);
void       sim_engine_take_row (SimEngine        *self,
                                const SimHubRow  *row);
void       sim_engine_follow   (SimEngine        *self,
                                const YcOp       *op);
gboolean   sim_engine_is_quiet (SimEngine        *self);
gboolean   sim_engine_knows    (SimEngine        *self,
                                const YcId       *request);

/* sim-office.c */
typedef struct
{
  YcId request;
  GBytes *bytes;
} SimFiling;

typedef struct
{
  gint64 seq;
  YcId id;
  YcOfficeAnswer *answer;
} SimTold;

SimOffice *sim_office_new      (Sim              *sim);
void       sim_office_free     (SimOffice        *self);
void       sim_office_file     (SimOffice        *self,
                                const YcId       *request,
                                const YcId       *c,
                                GBytes           *bytes);
GPtrArray *sim_office_read     (SimOffice        *self,
                                gint64            after);
GPtrArray *sim_office_get_filings (SimOffice     *self);
GPtrArray *sim_office_get_told (SimOffice        *self);
gboolean   sim_office_is_quiet (SimOffice        *self);

/* sim-desk.c: the program, and the disk beneath it */
typedef struct
{
  YcOp *op;
  gint64 sequence;
  gboolean acknowledged;
  char *parked;      /* (nullable) */
  GBytes *verdict;   /* (nullable) when acknowledged */
  gint64 received_ms;
  guint sent;        /* how often it went out */
} SimDiskOp;

typedef struct
{
  gint64 after;
  char *hash;
} SimCursor;

struct _SimDesk
{
  Sim *sim;
  guint index;
  char window[8];
  char by[8];

  /* on disk */
  GPtrArray *ops;      /* of SimDiskOp */
  GHashTable *rows;    /* YcStream → GPtrArray of YcFeedRow, revisions 1, 2, … */
  GHashTable *shown;   /* of cases: sim-shown.c */
  GHashTable *noticed; /* set of YcStream: cases others have */
  GHashTable *cursors; /* feed → SimCursor */
  char *epoch;
  gint64 next_sequence;

  /* in memory: gone in a crash */
  gboolean up;
  guint life;
  YcSync *machine;
  GQueue jobs;          /* what the disk has to do, in order */
  gint64 timer_ms;
  GHashTable *followed; /* set of stream as text */
  GHashTable *running;  /* set of YcId: jobs that this program has at the machine */
  gboolean cut;         /* the line */

  /* clocks */
  YcId boot;
  gint64 boot_base_ms;  /* true time at which CLOCK_BOOTTIME was 0 */
  gint64 wall_error_ms;
  gboolean uncertain;   /* made something in one boot that may be sent in another */
};

SimDesk   *sim_desk_new        (Sim              *sim,
                                guint             index);
void       sim_desk_free       (SimDesk          *desk);
void       sim_desk_heal       (SimDesk          *desk);
void       sim_desk_deliver    (SimDesk          *desk,
                                guint             life,
                                guint64           number,
                                SimReply         *reply);
void       sim_desk_read_clock (SimDesk          *desk,
                                YcStamp          *ret_stamp);
void       sim_desk_append     (SimDesk          *desk,
                                YcOp             *op,
                                gboolean          poisoned);
void       sim_desk_follow     (SimDesk          *desk,
                                const YcStream   *stream);
void       sim_desk_unfollow   (SimDesk          *desk,
                                const YcStream   *stream);
gint64     sim_desk_get_revision (SimDesk        *desk,
                                  const YcStream *stream);
char      *sim_desk_explain    (SimDesk          *desk);
gboolean   sim_desk_is_quiet   (SimDesk          *desk);

/* sim-shown.c */
GHashTable *sim_shown_new      (void);
YcCase    *sim_desk_fold_case  (SimDesk          *desk,
                                const YcId       *id,
                                gboolean          predict);
YcVisit   *sim_desk_fold_visit (SimDesk          *desk,
                                const YcId       *id,
                                gboolean          predict);

/* sim-clerk.c: who works at a desk */
void       sim_clerk_begin     (SimDesk          *desk);
/* @body: (transfer full) */
void       sim_clerk_append    (SimDesk          *desk,
                                const YcStream   *stream,
                                const char       *kind,
                                YcBody           *body);

/* sim-machine.c: the machine at a desk */
void       sim_machine_start   (SimDesk          *desk,
                                const YcOp       *op);
gboolean   sim_machine_work    (SimDesk          *desk,
                                const YcStream   *stream);
void       sim_machine_check   (Sim              *sim);

/* sim-check.c */
void       sim_check_end       (Sim              *sim);

G_END_DECLS
