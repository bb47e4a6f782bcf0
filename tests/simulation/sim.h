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
#define SIM_OP_BYTES 1000        /* on the line, with its head */
#define SIM_HORIZON_MS 5400000   /* as far as a hub may fall back: longer than a desk waits to forget */

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
  SIM_PLANT_HOLDS_NOTHING,      /* a hub that was set back grants what is asked for at once */
  SIM_PLANT_REQUEST_ANEW,       /* and asks offices under ids that it draws */
  SIM_PLANT_NOT_REREAD,         /* nor reads again what an office had decided before */
  SIM_PLANT_WORDS_RENUMBERED,   /* nor minds what it had said before */
  SIM_PLANT_NUMBER_AGAIN,       /* and counts on from where its backup was */
  SIM_PLANT_CODE_ANEW,          /* and a code follows from that, not from its case */
  SIM_PLANT_GRANT_NOT_SHOWN,    /* the desk keeps a lost sign-in to itself */
  SIM_PLANT_BLOB_DROPPED,       /* the desk drops a document when the hub has it */
  SIM_PLANT_WHOLE_BELIEVED,     /* the desk takes its last piece for the end of it */
  SIM_PLANT_PIECE_UNCHECKED,    /* the hub takes any piece for the next, and the sum for the document */
  SIM_PLANT_APPROVED_UNSEEN,    /* the hub approves what names a document that is not there */
  SIM_N_PLANTS,
} SimPlant;

/* What a run was about. */
typedef struct
{
  guint64 events;
  guint64 ops;
  guint64 starts;    /* of machines */
  guint64 restores;
  guint64 held;      /* answers */
  guint64 words;     /* of the hub, said again */
  guint64 sign_ins;  /* shown again */
  guint64 undone;    /* ops that were taken before the hub was set back, and are refused since */
  guint64 documents; /* whole at the hub */
  guint64 pieces;
  guint64 known;     /* requests that an office had had in other bytes */
  guint64 forgotten; /* documents and ops that were old enough */
} SimFigures;

typedef struct _Sim Sim;
typedef struct _SimHub SimHub;
typedef struct _SimDesk SimDesk;
typedef struct _SimBlobs SimBlobs;
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
  guint at_once; /* events since time has passed */
  GPtrArray *heap;
  SimPlant plant;
  SimWeather weather;
  gboolean healing; /* nothing goes wrong any more, and nobody works */
  gboolean restored;
  gint64 lunch_until_ms; /* nobody works, and nothing goes wrong; 0: not yet */
  SimHub *hub;
  SimOffice *offices[SIM_OFFICES];
  YcCatalogue *catalogue; /* of the hub's one matter */
  SimDesk *desks[SIM_DESKS_MAX];
  guint n_desks;
  GHashTable *accepted; /* YcId → SimAccepted: what a clerk saw accepted */
  GHashTable *serving;  /* visit's YcId → desk's index + 1 */
  GHashTable *burns;    /* job's YcId → what a machine has begun */
  GHashTable *unmade;   /* set of YcId: jobs of which a supervisor stated that nothing was made */
  GHashTable *given;    /* number or code → YcStream: the case that any hub has given it to */
  SimFigures figures;
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
gboolean sim_is_at_lunch (Sim        *sim);
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
                          SimFigures *figures);

/* What a desk asks, and what the hub says. */
typedef struct
{
  SimDesk *desk;
  guint life; /* of the desk's process */
  guint64 number;
  YcSyncEffectType type;
  YcOp *op; /* (nullable) */
  GPtrArray *said;      /* (nullable): of YcOp: words of the hub that are shown with it */
  gboolean shows_grant; /* and the sign-in that it was made under */
  YcStamp sending;
  char *feed;
  char *epoch;
  char *hash;
  gint64 after;
  gint64 size;          /* of a document; bytes */
  gint64 piece_bytes;
  gboolean damaged;     /* the piece has other bytes than the document */
  gboolean cancelled;
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
  gint64 horizon_ms;
  gint64 offset;  /* of a document */
  gboolean whole;
} SimReply;

void        sim_reply_unref   (SimReply         *reply);

SimRequest *sim_request_ref   (SimRequest       *request);
SimRequest *sim_request_show_grant (SimRequest  *request);
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
GPtrArray *sim_hub_list_stream (SimHub           *hub,
                                const YcStream   *stream);
SimHubRow *sim_hub_find        (SimHub           *hub,
                                const YcId       *id);

guint      sim_hub_get_life    (SimHub           *hub);
YcCase    *sim_hub_get_case    (SimHub           *hub,
                                const YcStream   *stream);
GPtrArray *sim_hub_list_cases  (SimHub           *hub);
SimEngine *sim_hub_get_engine  (SimHub           *hub);
SimBlobs  *sim_hub_get_blobs   (SimHub           *hub);
gboolean   sim_hub_was_restored (SimHub          *hub);
char      *sim_hub_dup_number  (SimHub           *hub,
                                const char       *prefix);
void       sim_hub_sign_in     (SimHub           *hub,
                                YcId             *ret_grant);
/* @body: (transfer full); @answer: (nullable) */
void       sim_hub_append_own  (SimHub           *hub,
                                const YcStream   *stream,
                                const char       *kind,
                                YcBody           *body,
                                const YcId       *answer);
void       sim_hub_commit      (SimHub           *hub);

/* sim-rows.c */
char      *sim_row_dup_hash    (Sim              *sim,
                                const SimHubRow  *row,
                                const char       *previous);
YcFeedRow *sim_row_carry       (Sim              *sim,
                                const YcFeedRow  *row,
                                gboolean          notice);

/* sim-blobs.c: the hub's documents */
SimBlobs  *sim_blobs_new       (Sim              *sim);
void       sim_blobs_free      (SimBlobs         *self);
void       sim_blobs_start     (SimBlobs         *self);
void       sim_blobs_take_row  (SimBlobs         *self,
                                const YcFeedRow  *row);
gboolean   sim_blobs_has       (SimBlobs         *self,
                                const char       *sha256);
gboolean   sim_blobs_is_right  (SimBlobs         *self,
                                const char       *sha256);
GArray    *sim_blobs_list_cases (SimBlobs        *self,
                                const char       *sha256);
guint      sim_blobs_count_missing (SimBlobs     *self,
                                YcCase           *c);
const char *sim_blobs_put      (SimBlobs         *self,
                                const SimRequest *request,
                                gint64           *ret_offset,
                                gboolean         *ret_completed);
void       sim_blobs_note      (SimBlobs         *self,
                                const char       *sha256);
void       sim_blobs_back_up   (SimBlobs         *self);
void       sim_blobs_restore   (SimBlobs         *self);

/* sim-engine.c: the hub's side towards offices */
YcCatalogue *sim_catalogue_new (void);
SimEngine *sim_engine_new      (Sim              *sim);
void       sim_engine_free     (SimEngine        *self);
void       sim_engine_start    (SimEngine        *self);
void       sim_engine_take_row (SimEngine        *self,
                                const SimHubRow  *row);
void       sim_engine_go_on    (SimEngine        *self,
                                const YcStream   *stream);
gboolean   sim_engine_is_quiet (SimEngine        *self);
gboolean   sim_engine_knows    (SimEngine        *self,
                                const YcId       *request);

/* sim-office.c */
typedef struct
{
  YcId request;
  YcId c;
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
gboolean   sim_office_file     (SimOffice        *self,
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
  gboolean was_taken; /* by the hub in its life before, and not refused */
  guint sent;        /* how often it went out */
  char *turned_away; /* (nullable): in which epoch the hub would not have it now: in memory */
} SimDiskOp;

typedef struct
{
  char *sha256;
  gint64 size;    /* bytes */
  YcId op;        /* that names it */
  gboolean sent;  /* the hub has it whole */
  gint64 sent_ms; /* by the hub's clock, as the desk has it */
  gint64 true_ms; /* when that was */
} SimDocument;

typedef enum
{
  SIM_JOURNAL_NOTHING,
  SIM_JOURNAL_BEGUN,
  SIM_JOURNAL_RETURNED,
} SimJournal;

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
  GPtrArray *documents; /* of SimDocument */
  GHashTable *said;    /* YcStream → GPtrArray of YcOp: the hub's words from epochs before */
  YcId grant;          /* the sign-in that ops are made under */
  GHashTable *journal; /* job as text → SimJournal */
  gint64 horizon_ms;   /* as the hub has told; 0: not yet */
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
  GHashTable *open;     /* set of guint64: ops on their way */
  SimRequest *piece;    /* (nullable): of a document, on its way */
  GPtrArray *together;  /* of SimAnswer: to ops, that are told with the next */
  gboolean cut;         /* the line */
  gint64 bytes_per_s;   /* what it carries to the hub */
  gint64 busy_until_ms; /* what was put on it is on its way until then */

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
                                SimRequest       *request,
                                SimReply         *reply);
void       sim_desk_sign_in    (SimDesk          *desk);
gboolean   sim_desk_has_been_here (SimDesk       *desk,
                                const char       *epoch);
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

/* sim-disk.c */
SimDiskOp *sim_disk_find_op    (SimDesk          *desk,
                                const YcId       *id);
void       sim_disk_save       (SimDesk          *desk,
                                const YcSyncChange *change);
void       sim_disk_save_cursor (SimDesk         *desk,
                                const YcSyncChange *change);
gboolean   sim_disk_takes      (SimDesk          *desk,
                                const YcOp       *op);

/* sim-papers.c: documents, and what the hub has said */
GPtrArray *sim_documents_new   (void);
gboolean   sim_documents_take  (SimDesk          *desk,
                                const YcOp       *op,
                                YcSyncDocument   *ret_document);
GArray    *sim_documents_list_waiting (SimDesk   *desk);
void       sim_documents_save_sent (SimDesk      *desk,
                                const YcSyncChange *change);
void       sim_documents_begin_epoch (SimDesk    *desk);
void       sim_documents_forget (SimDesk         *desk,
                                gint64            before_ms);
gboolean   sim_documents_wait  (SimDesk          *desk);
gboolean   sim_documents_has   (SimDesk          *desk,
                                const char       *sha256);
void       sim_words_keep      (SimDesk          *desk);
GPtrArray *sim_words_choose    (SimDesk          *desk,
                                const YcOp       *op);
gboolean   sim_words_say       (const YcOp       *said,
                                const char       *kind,
                                const YcBody     *body);
gboolean   sim_words_owe_piece (GPtrArray        *said,
                                YcCase           *c,
                                const YcOp       *ask);
gboolean   sim_words_have_grant (GPtrArray       *said,
                                const YcOp       *ask);

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
void       sim_check_said      (Sim              *sim,
                                const YcOp       *op);
void       sim_check_end       (Sim              *sim);

G_END_DECLS
