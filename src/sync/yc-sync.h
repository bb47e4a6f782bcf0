/* The desk's side of the line, as a machine of values (D13, D16–D18). */
#pragma once

#include "yc-op-wire.h"

G_BEGIN_DECLS

#define YC_SYNC_PARALLEL_MAX 16          /* ops on their way at once, each of another stream */
#define YC_SYNC_ROWS_MAX 100             /* rows of one feed answer */
#define YC_SYNC_OUTBOX_MAX 200000        /* ops that wait */
#define YC_SYNC_DOCUMENTS_MAX 20000      /* documents that wait */
#define YC_SYNC_FEEDS_MAX 512            /* streams that are followed */
#define YC_SYNC_EPOCH_MAX 64             /* bytes */
#define YC_SYNC_HASH_MAX 64              /* bytes */
#define YC_SYNC_CODE_MAX 32              /* bytes of a reason's code */

#define YC_SYNC_BACKOFF_MIN_MS 1000
#define YC_SYNC_BACKOFF_MAX_MS 60000
#define YC_SYNC_OP_TIMEOUT_MS 20000
#define YC_SYNC_PIECE_TIMEOUT_MS 20000   /* the hub gives a request 15 s, and a piece is to take half a second */
#define YC_SYNC_PIECE_LATE_MS 2000       /* after that a piece is not waited for by an op */
#define YC_SYNC_PIECE_BYTES_MIN 0x4000   /* 16 KiB */
#define YC_SYNC_PROBE_TIMEOUT_MS 10000
#define YC_SYNC_FEED_WAIT_S 25           /* long poll of the hall's feed */
#define YC_SYNC_FEED_TIMEOUT_MS 10000    /* beyond the wait */
#define YC_SYNC_UNKNOWN_KIND_MS 300000   /* how often an op asks whether the hub knows its kind by now */
#define YC_SYNC_HELD_MS 30000            /* how often an op asks whether a hub that was set back takes it by now */
#define YC_SYNC_HEAD_MS 900000           /* how often the hub is asked for the signed head of its chain, at most */
#define YC_SYNC_FORGET_MS 3600000        /* how often what is old enough is let go */
#define YC_SYNC_HORIZON_MS (G_GINT64_CONSTANT (7) * 24 * 3600 * 1000)

/* "hall", or a stream as text. */
#define YC_SYNC_HALL "hall"
#define YC_SYNC_FEED_SIZE YC_STREAM_TEXT_SIZE

/* An op that waits, as the store has it. */
typedef struct
{
  YcId id;
  YcStream stream;
  gint64 sequence;     /* the desk's own order, from 1 */
  gsize size_bytes;
  gint64 made_ms;      /* the desk's wall clock when it was made */
  const char *parked;  /* (nullable): why it cannot be sent as it is */
} YcSyncOp;

/* A document that the hub is to have, as the store has it. */
typedef struct
{
  const char *sha256; /* 64 hexadecimal digits */
  gint64 size;        /* bytes */
} YcSyncDocument;

/* How far a feed has been read: the last row that was saved. */
typedef struct
{
  const char *feed; /* YC_SYNC_HALL, or a stream as text */
  gint64 after;     /* position in a hall's feed, revision in a stream's; 0: nothing */
  const char *hash; /* of that row; "" for nothing */
} YcSyncCursor;

typedef enum
{
  YC_SYNC_EVENT_START,    /* what the store holds */
  YC_SYNC_EVENT_TICK,     /* the timer, or any other time */
  YC_SYNC_EVENT_ENQUEUED, /* an op has been stored */
  YC_SYNC_EVENT_LINK,     /* the network may have come or gone */
  YC_SYNC_EVENT_OP,       /* the hub's answer to an op */
  YC_SYNC_EVENT_OPS,      /* its answers to several: OP, REFUSED and FAILED, of one request to it */
  YC_SYNC_EVENT_ROWS,     /* the hub's answer to a feed request */
  YC_SYNC_EVENT_PROBED,   /* the hub's answer to a probe */
  YC_SYNC_EVENT_REFUSED,  /* an answer that is none of these */
  YC_SYNC_EVENT_FAILED,   /* no answer, or one that nobody can read */
  YC_SYNC_EVENT_SAVED,    /* a transaction is on disk */
  YC_SYNC_EVENT_UNSAVED,  /* a transaction has failed; it may still be on disk */
  YC_SYNC_EVENT_AUTH,     /* somebody has logged in, or the device was enrolled */
  YC_SYNC_EVENT_FOLLOW,   /* a stream is open on this desk */
  YC_SYNC_EVENT_UNFOLLOW,
  YC_SYNC_EVENT_RETRY,    /* a person asks to try again */
  YC_SYNC_EVENT_DOCUMENT, /* a document has been stored and named by an op */
  YC_SYNC_EVENT_PIECE,    /* the hub's answer to a piece */
  YC_SYNC_EVENT_LOST,     /* a piece that was to go cannot be read on this machine */
} YcSyncEventType;

typedef struct _YcSyncEvent YcSyncEvent;
struct _YcSyncEvent
{
  YcSyncEventType type;
  gint64 now_ms;   /* CLOCK_BOOTTIME: never steps */
  gint64 wall_ms;  /* the desk's wall clock, right or wrong */
  guint32 random;  /* any number; spreads what is tried again */
  guint64 request; /* OP, ROWS, PROBED, REFUSED, FAILED: which one; SAVED, UNSAVED: which transaction */

  /* START */
  const char *epoch;          /* "" before the first */
  const YcSyncOp *ops;
  gsize n_ops;
  const YcSyncDocument *documents;
  gsize n_documents;
  const YcSyncCursor *cursors; /* the hall's and those of followed streams */
  gsize n_cursors;
  gint64 horizon_ms;          /* 0: not told yet */

  const YcSyncOp *op;         /* ENQUEUED */
  const YcSyncDocument *document; /* DOCUMENT */

  /* OP; hash also FOLLOW */
  gint64 position;
  gint64 revision;
  const char *hash;
  YcVerdict *verdict;
  gint64 time_ms;             /* the hub's clock: ROWS, PROBED now, 0: not told; OP when first received */

  /* ROWS; epoch also PROBED */
  GPtrArray *rows;            /* of YcFeedRow */
  gint64 head;                /* the newest there is: position, or revision in a stream's feed */

  /* REFUSED */
  guint status;               /* of HTTP */
  const char *code;           /* of the problem document, or ""; FAILED: what went wrong */
  gint64 retry_after_ms;      /* 0: not told */

  const char *feed;           /* FOLLOW, UNFOLLOW: the stream as text */
  gint64 after;               /* FOLLOW: its cursor; PIECE: how much of the document the hub has */
  gboolean whole;             /* PIECE: all of it */
  const YcId *retry;          /* (nullable) RETRY: a parked op; NULL for all and the line */
  const YcSyncEvent *answers; /* OPS; their times are those of the whole */
  gsize n_answers;
};

typedef enum
{
  YC_SYNC_CHANGE_ACK,     /* the hub has the op and said this of it */
  YC_SYNC_CHANGE_PARK,    /* the op can't be sent as it is */
  YC_SYNC_CHANGE_UNPARK,
  YC_SYNC_CHANGE_ROWS,    /* rows of a feed, and the cursor that stands behind them */
  YC_SYNC_CHANGE_EPOCH,   /* a new life of the hub: rows and cursors of the last one go,
                           * and all ops that are still held are unsent again */
  YC_SYNC_CHANGE_HORIZON, /* how long the hub may fall back */
  YC_SYNC_CHANGE_OFFSET,  /* hub's clock minus this desk's wall clock */
  YC_SYNC_CHANGE_SENT,    /* the hub has a document whole */
  YC_SYNC_CHANGE_FORGET,  /* ops that were received before this may be let go */
} YcSyncChangeType;

typedef struct
{
  YcSyncChangeType type;
  YcId op;
  gint64 position;
  gint64 revision;
  char *hash;      /* SENT: which document, its SHA-256 */
  YcVerdict *verdict;
  char *code;
  char *feed;
  gint64 after;    /* SENT: its size */
  GPtrArray *rows; /* of YcFeedRow */
  char *epoch;
  gint64 time_ms;  /* ACK: received, SENT: whole since, FORGET: before, by the hub's clock;
                    * HORIZON, OFFSET: the number */
} YcSyncChange;

typedef enum
{
  YC_SYNC_EFFECT_SEND_OP,
  YC_SYNC_EFFECT_SEND_FEED,
  YC_SYNC_EFFECT_SEND_PROBE,
  YC_SYNC_EFFECT_SEND_PIECE,
  YC_SYNC_EFFECT_SEND_HEAD, /* ask for the signed head; the machine waits for no answer */
  YC_SYNC_EFFECT_CANCEL,  /* nobody waits for this request any more */
  YC_SYNC_EFFECT_SAVE,    /* all changes in one transaction; answered by SAVED or UNSAVED */
  YC_SYNC_EFFECT_RELOAD,  /* read the store again and send START */
  YC_SYNC_EFFECT_TIMER,   /* send TICK at @at_ms; replaces the timer before */
  YC_SYNC_EFFECT_PUBLISH, /* the line's state is another */
} YcSyncEffectType;

typedef struct
{
  YcSyncEffectType type;
  guint64 request;    /* of the send or the save */
  YcId op;
  char *feed;
  char *epoch;
  gint64 after;       /* SEND_PIECE: where it begins */
  char *hash;         /* SEND_PIECE: of which document, its SHA-256 */
  gint64 size;        /* SEND_PIECE: of the document, bytes */
  gint64 piece_bytes; /* SEND_PIECE: how much of it; 0 only asks how far the hub has got */
  guint wait_s;
  guint rows_max;
  gint64 at_ms;       /* TIMER: by CLOCK_BOOTTIME */
  GPtrArray *changes; /* SAVE: of YcSyncChange */
} YcSyncEffect;

/* What a step wants done, in this order. */
typedef GPtrArray YcSyncEffects; /* of YcSyncEffect */

typedef enum
{
  YC_SYNC_LINE_CONNECTING,
  YC_SYNC_LINE_ONLINE,
  YC_SYNC_LINE_OFFLINE,
  YC_SYNC_LINE_NEEDS_LOGIN, /* ops are held until somebody logs in */
  YC_SYNC_LINE_REFUSED,     /* the hub does not accept this device; everything is kept */
} YcSyncLineState;

/* An op that waits for more than the line. */
typedef struct
{
  YcId op;
  YcStream stream;
  char code[YC_SYNC_CODE_MAX + 1]; /* "role", "malformed", "unknown-kind"… */
  gint64 made_ms;                  /* the desk's wall clock when it was made */
  gboolean waits;                  /* asks again by itself: for a newer hub, or one that knows again what it had granted */
  guint behind;                    /* ops of its stream that wait behind it */
} YcSyncParked;

typedef struct
{
  YcSyncLineState state;
  gint64 since_ms;                   /* CLOCK_BOOTTIME: in this state since */
  char reason[YC_SYNC_CODE_MAX + 1]; /* why it is not online: a code; "" when it is */
  guint waiting;                     /* ops that the hub has not answered */
  gint64 oldest_made_ms;             /* the wall clock when the oldest was made; 0: nothing waits */
  gboolean offset_known;             /* in this boot */
  gint64 offset_ms;                  /* hub's clock minus CLOCK_BOOTTIME */
  GArray *parked;                    /* of YcSyncParked */
  guint documents;                   /* that the hub does not have whole */
  gint64 document_bytes;             /* of them that it does not have, as far as is known */
  char document_code[YC_SYNC_CODE_MAX + 1]; /* why the first that does not get on does not; "" */
} YcSyncLine;

typedef struct _YcSync YcSync;

YcSync        *yc_sync_new         (void);
void           yc_sync_free        (YcSync            *self);
void           yc_sync_step        (YcSync            *self,
                                    const YcSyncEvent *event,
                                    YcSyncEffects     *effects);
YcSyncLine    *yc_sync_dup_line    (YcSync            *self);
void           yc_sync_line_free   (YcSyncLine        *line);

YcSyncEffects *yc_sync_effects_new (void);
void           yc_sync_effect_free (YcSyncEffect      *effect);
void           yc_sync_change_free (YcSyncChange      *change);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSync, yc_sync_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSyncLine, yc_sync_line_free)

G_END_DECLS
