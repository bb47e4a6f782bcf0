/* What the desk's store holds, as values. */
#pragma once

#include "yc-crypto.h"
#include "yc-op.h"

G_BEGIN_DECLS

#define YC_STORE_OPS_MAX 256              /* ops of one user action */
#define YC_STORE_REASON_MAX 64            /* bytes of a parked op's reason code */
#define YC_STORE_DETAIL_MAX_BYTES 4096    /* of a parked op's explanation */
#define YC_STORE_VERDICT_MAX_BYTES 65536
/* Then a case's stream: what the hub has given out in it, in an epoch before;
 * lines of "BASE64.BASE64", an op's bytes and the hub's signature. */
#define YC_STORE_SETTING_SAID "said."
#define YC_STORE_SAID_MAX 262144          /* bytes */
#define YC_STORE_NAME_MAX 96              /* bytes of a feed's, a setting's, a number's name */
#define YC_STORE_SETTING_MAX_BYTES 0x400000 /* 4 MiB: a catalogue fits */
#define YC_STORE_BLOB_MAX_BYTES 0x4000000 /* 64 MiB */
#define YC_STORE_EFFECTS_MAX 4096         /* changes in one transaction */

typedef enum
{
  YC_STORE_ERROR_FAILED,
  YC_STORE_ERROR_IN_USE,    /* another program holds the folder */
  YC_STORE_ERROR_WRONG_KEY, /* the key does not open what is there */
  YC_STORE_ERROR_DAMAGED,   /* the database or a record is not what was written */
  YC_STORE_ERROR_NEWER,     /* written by a newer version of the program */
  YC_STORE_ERROR_DISK,      /* reading or writing failed; nothing was saved */
  YC_STORE_ERROR_FULL,      /* no room; nothing was saved */
  YC_STORE_ERROR_UNCERTAIN, /* the disk failed in the last moment: asking again with the same ids is safe */
  YC_STORE_ERROR_CONFLICT,  /* the same name with other content */
  YC_STORE_ERROR_NOT_FOUND,
  YC_STORE_ERROR_STATE,     /* not from the state it is in */
  YC_STORE_ERROR_NO_KEY,    /* the key cannot be had now from where it is kept; nothing is lost */
  YC_STORE_ERROR_DOUBT,     /* somebody has to say first what became of the one before */
} YcStoreError;

#define YC_STORE_ERROR (yc_store_error_quark ())
GQuark yc_store_error_quark (void);

/* How far an op of this desk has come. */
typedef enum
{
  YC_STORE_OP_QUEUED = 1,
  YC_STORE_OP_SENT,         /* it went out; whether it arrived is not known */
  YC_STORE_OP_ACKNOWLEDGED, /* the hub gave its verdict */
  YC_STORE_OP_PARKED,       /* cannot be sent as it is; blocks its stream */
} YcStoreOpState;

/* An op of this desk. The bytes are opaque here. */
typedef struct
{
  gint64 number; /* local order */
  YcId id;
  YcStream stream;
  char *kind;
  YcStamp made;
  YcStoreOpState state;
  char *reason;            /* (nullable): a code, when parked */
  char *detail;            /* (nullable): in words, when parked */
  gint64 changed_ms;       /* when it came into this state; 0 while queued */
  GBytes *bytes;
  GBytes *signature;
  GBytes *verdict;         /* (nullable): bytes, when acknowledged */
  gint64 revision;         /* when acknowledged, else 0 */
  gint64 position;
} YcStoreOp;

/* An op with the hub's verdict, as a feed brought it. */
typedef struct
{
  YcStream stream;
  gint64 revision;
  gint64 position;
  char *hash;        /* 64 hexadecimal digits */
  YcId id;           /* the op's */
  char *kind;
  GBytes *bytes;
  GBytes *signature; /* (nullable): the hub's own ops may have none */
  GBytes *verdict;
} YcStoreRow;

/* A stream as this desk has it. */
typedef struct
{
  GPtrArray *rows; /* of YcStoreRow, by revision */
  GPtrArray *ops;  /* of YcStoreOp, in local order: those no row has yet */
  gint64 noticed;  /* the highest revision a notice has named, or 0 */
} YcStoreHistory;

typedef struct
{
  YcStream stream;
  gint64 number;   /* local order in which this desk met the streams */
  gint64 revision; /* of the newest row, or 0 */
  gint64 noticed;
  gint64 waiting;  /* ops not acknowledged, parked ones too */
  gint64 parked;
} YcStoreStream;

/* Where a feed has been read to: the last row that was saved. */
typedef struct
{
  char *feed;
  gint64 position; /* by what that feed counts */
  char *hash;      /* of that row; "" for nothing */
} YcStoreCursor;

/* All cursors are of one life of the hub (D16). */
typedef struct
{
  char *epoch;        /* "" before the first */
  GPtrArray *cursors; /* of YcStoreCursor */
} YcStoreCursors;

typedef enum
{
  YC_STORE_BLOB_ANNOUNCED = 1, /* on this disk; the hub has none of it */
  YC_STORE_BLOB_SENDING,       /* the hub has the first bytes */
  YC_STORE_BLOB_SENT,          /* the hub has it whole */
  YC_STORE_BLOB_RECEIVED,      /* came from the hub, or is a draft of this desk: not to be sent */
} YcStoreBlobState;

typedef struct
{
  char *sha256; /* 64 hexadecimal digits */
  char *kind;
  gint64 size;
  YcStoreBlobState state;
  gint64 offset; /* bytes the hub has */
  gint64 changed_ms;
} YcStoreBlob;

/* Physical work (D20, D21): started is on disk before the first byte goes out. */
typedef enum
{
  YC_STORE_JOB_PLANNED = 1,
  YC_STORE_JOB_STARTED,
  YC_STORE_JOB_DONE,
  YC_STORE_JOB_UNKNOWN,   /* the program ended, or the machine went away, while started */
  YC_STORE_JOB_CANCELLED, /* nothing was made */
} YcStoreJobState;

typedef struct
{
  YcId id;
  YcStream stream;
  char *kind;
  gint64 copy;   /* from 1, for each kind in each stream */
  char *digest;  /* of what is made: 64 hexadecimal digits */
  YcStoreJobState state;
  gint64 bytes_sent;
  gint64 planned_ms;
  gint64 changed_ms;
} YcStoreJob;

/* A case that may leave this desk. */
typedef struct
{
  YcStream stream;
  gint64 revision;  /* how far it was read when it was found to be over */
  gint64 before_ms; /* the hub's clock now, less the horizon it declared (D16) */
  gint64 now_ms;    /* the hub's clock */
  GPtrArray *blobs; /* of char *: SHA-256 of the documents it names */
} YcStorePurge;

/* One that has left: the record of it names nobody. */
typedef struct
{
  YcStream stream;
  gint64 purged_ms;
  gint64 before_ms;      /* all of it was received before then */
  gint64 revision;       /* of its last row */
  gint64 first_position; /* of its rows in the hub's order */
  gint64 position;
  char *hash;            /* the audit chain's value at its last row */
  gint64 documents;      /* that it named */
} YcStorePurged;

YcStorePurge *yc_store_purge_copy (const YcStorePurge *self);
void          yc_store_purge_free (YcStorePurge       *self);

void yc_store_purged_free  (YcStorePurged  *self);
void yc_store_op_free      (YcStoreOp      *self);
void yc_store_row_free     (YcStoreRow     *self);
void yc_store_history_free (YcStoreHistory *self);
void yc_store_cursor_free  (YcStoreCursor  *self);
void yc_store_cursors_free (YcStoreCursors *self);
void yc_store_blob_free    (YcStoreBlob    *self);
void yc_store_job_free     (YcStoreJob     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcStorePurge, yc_store_purge_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcStorePurged, yc_store_purged_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcStoreOp, yc_store_op_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcStoreRow, yc_store_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcStoreHistory, yc_store_history_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcStoreCursor, yc_store_cursor_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcStoreCursors, yc_store_cursors_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcStoreBlob, yc_store_blob_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcStoreJob, yc_store_job_free)

G_END_DECLS
