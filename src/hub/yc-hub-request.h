/* What a request asks for, read from its head. */
#pragma once

#include "yc-hub-answer.h"
#include "yc-hub-store.h"

G_BEGIN_DECLS

#define YC_HUB_TARGET_MAX 2048     /* bytes of path and query */
#define YC_HUB_FEED_LIMIT_MAX 500  /* rows */
#define YC_HUB_FEED_WAIT_MAX_S 25
#define YC_HUB_LIST_LIMIT_MAX 200   /* rows */
#define YC_HUB_REVEAL_GROUPS_MAX 200 /* persons, or purposes */
#define YC_HUB_PERIOD_MAX_MS (G_GINT64_CONSTANT (400) * 24 * 3600 * 1000) /* of figures */
#define YC_HUB_PIECE_MAX 0x400000  /* bytes of a document in one request */
#define YC_HUB_BLOB_MAX 0x10000000 /* bytes of a document */
#define YC_HUB_KEY_MAX 64          /* bytes of a group's key */
#define YC_HUB_SEARCH_MIN 2        /* characters */
#define YC_HUB_SEARCH_MAX 64       /* characters */
#define YC_HUB_SMALL_BODY_MAX 4096 /* bytes: enrolment and login */

typedef enum
{
  YC_HUB_DOOR_HEALTH,
  YC_HUB_DOOR_ENROL,
  YC_HUB_DOOR_LOGIN,
  YC_HUB_DOOR_CATALOGUE,
  YC_HUB_DOOR_OP,
  YC_HUB_DOOR_OPS,
  YC_HUB_DOOR_HALL_FEED,
  YC_HUB_DOOR_STREAM_FEED,
  YC_HUB_DOOR_CASES,
  YC_HUB_DOOR_CASE_CODE,
  YC_HUB_DOOR_CODES,
  YC_HUB_DOOR_LISTS,
  YC_HUB_DOOR_FIGURES,
  YC_HUB_DOOR_COUNTED,
  YC_HUB_DOOR_REVEALS,
  YC_HUB_DOOR_PUT_BLOB,
  YC_HUB_DOOR_GET_BLOB,
  YC_HUB_DOOR_AUDIT_HEAD,
  YC_HUB_DOOR_PACKS,
  YC_HUB_DOOR_PACK,
  YC_HUB_DOOR_PACK_STATE,
  YC_HUB_DOOR_STAFF_PACKS,
  YC_HUB_DOOR_STAFF_OPERATORS,
  YC_HUB_DOOR_STAFF_WINDOWS,
  YC_HUB_DOOR_STAFF_DEVICES,
  YC_HUB_DOOR_STAFF_CODES,
  YC_HUB_DOOR_PASSWORD,
} YcHubDoor;

/* The head of a request as it came. */
typedef struct
{
  const char *method;
  const char *path;          /* as sent, not decoded */
  const char *query;         /* (nullable): the same */
  const char *authorization; /* (nullable) */
  const char *signature;     /* (nullable): Yc-Signature */
  const char *sending;       /* (nullable): Yc-Sending */
  const char *epoch;         /* (nullable): Yc-Epoch */
  const char *grant;         /* (nullable): Yc-Grant */
  const char *said;          /* (nullable): Yc-Said */
  const char *accept;        /* (nullable): Accept */
  const char *last_event;    /* (nullable): Last-Event-ID */
} YcHubHead;

/* Where a reader of a feed stands (D16). */
typedef struct
{
  char *epoch; /* "" when the reader has none yet */
  gint64 after;
  char *hash;
  guint limit;
  guint wait_s;
} YcHubCursor;

typedef struct
{
  YcHubDoor door;
  gboolean has_token;
  YcId token_device;                /* who it says it is */
  guint8 token_hash[YC_SHA256_SIZE]; /* of the secret part */
  YcId op;            /* door op */
  GBytes *signature;  /* the same; 64 bytes */
  GPtrArray *grant;   /* the same; of YcHubShown */
  GPtrArray *said;    /* the same; of YcHubShown */
  YcStamp sending;    /* doors op and ops */
  char *hall;         /* door hall feed; door lists: the list's name */
  YcStream stream;    /* door stream feed, door case code */
  gboolean events;    /* door hall feed: as server-sent events */
  YcHubCursor cursor; /* the feeds; of ops the epoch they were sent to, "" for any */
  char *sha256;       /* doors of blobs; cursor.after is the offset then, as of a pack */
  gint64 size;        /* door put blob: of the whole document; get blob, pack: how much is wanted */
  char *search;       /* door cases; doors lists and reveals: whose, "" for all; door counted: the group's key;
                       * door staff operators: part of a number or a name, "" for all;
                       * door catalogue: the version, NULL for the newest; doors of one pack: the version */
  YcFiguresQuery figures; /* doors figures, counted and reveals; its now_ms is 0 where none was given */
  YcMeasure measure;      /* door counted */
  gboolean has_key;       /* door counted: of one group, not of all */
} YcHubRequest;

YcHubRequest *yc_hub_request_parse        (const YcHubHead    *head,
                                           YcHubAnswer       **ret_refusal);
void          yc_hub_request_free         (YcHubRequest       *self);
gsize         yc_hub_request_get_body_max (const YcHubRequest *self);
gboolean      yc_hub_request_needs_device (const YcHubRequest *self);
const char   *yc_hub_door_get_name        (YcHubDoor           door);

gboolean      yc_hub_base64_decode        (const char         *text,
                                           guint8             *ret_bytes,
                                           gsize               size);
gboolean      yc_hub_code_is_valid        (const char         *code);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubRequest, yc_hub_request_free)

G_END_DECLS
