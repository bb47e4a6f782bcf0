/* What the hub keeps, whatever keeps it (D29). */
#pragma once

#include "yc-crypto.h"
#include "yc-hub-case-facts.h"
#include "yc-op.h"

G_BEGIN_DECLS

#define YC_HUB_CODE_MAX 32        /* bytes of a hall's, window's or operator's code */
#define YC_HUB_NAME_MAX 128       /* bytes of a name */
#define YC_HUB_WORDS_MAX 8192     /* bytes that one case is found by */
#define YC_HUB_FOUND_MAX 50       /* cases one search finds */
#define YC_HUB_DEVICES_MAX 65536
#define YC_HUB_PACKS_MAX 256
#define YC_HUB_PUBLISHERS_MAX 64

typedef enum
{
  YC_HUB_STORE_ERROR_IO,     /* nothing was changed, or the commit's end is not known */
  YC_HUB_STORE_ERROR_LOCKED, /* another program has the folder */
  YC_HUB_STORE_ERROR_FORMAT, /* not a hub's store, or of a newer program */
} YcHubStoreError;

#define YC_HUB_STORE_ERROR (yc_hub_store_error_quark ())
GQuark yc_hub_store_error_quark (void);

/* One row of the hub's order: an op, the word on it, and its place. */
typedef struct
{
  gint64 position; /* in the hub's order, from 1, without gaps */
  gint64 revision; /* in its stream, from 1, without gaps */
  YcId id;
  YcStream stream;
  char *hall;
  char *kind;
  char *hash;        /* the chain's value over all rows so far: 64 hexadecimal digits */
  GBytes *bytes;
  GBytes *signature;
  GBytes *verdict;
  YcId device;       /* nil for the hub's own */
  gint64 at_ms;      /* when it happened, corrected */
  gint64 received_ms;
} YcHubRow;

YcHubRow *yc_hub_row_new  (void);
void      yc_hub_row_free (YcHubRow *self);
char     *yc_hub_row_dup_hash (const YcHubRow *self,
                               const char     *previous);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubRow, yc_hub_row_free)

typedef struct
{
  char *code;
  char *name;
  char *city;
} YcHubHall;

YcHubHall *yc_hub_hall_new  (const char *code,
                             const char *name,
                             const char *city);
void       yc_hub_hall_free (YcHubHall  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubHall, yc_hub_hall_free)

typedef struct
{
  YcId id;
  char *name;
  char *hall;
  char *window;
  guint8 key[YC_KEY_SIZE];      /* public */
  guint8 token[YC_SHA256_SIZE]; /* hash of the token's secret part */
  gint64 withdrawn_ms; /* its token is worth nothing since; 0: it is good */
} YcHubDevice;

YcHubDevice *yc_hub_device_new  (void);
YcHubDevice *yc_hub_device_copy (const YcHubDevice *self);
void         yc_hub_device_free (YcHubDevice       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubDevice, yc_hub_device_free)

/* A code that enrols one device, once. */
typedef struct
{
  guint8 hash[YC_SHA256_SIZE];
  char *hall;
  char *window;
  gint64 expires_ms;
  YcId device; /* nil until it was used */
} YcHubEnrolCode;

YcHubEnrolCode *yc_hub_enrol_code_new  (void);
void            yc_hub_enrol_code_free (YcHubEnrolCode *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubEnrolCode, yc_hub_enrol_code_free)

typedef struct
{
  char *code;
  char *name;
  guint roles;     /* of YcRole */
  char *password;  /* as yc_password_hash() gave it; "" until they have chosen one */
  gint64 wrong;    /* tries since the last right one */
  gint64 locked_until_ms;
  gint64 state;    /* of YcStaffState */
  char *hall;      /* where they work; "" where nobody has said */
} YcHubOperator;

YcHubOperator *yc_hub_operator_new  (void);
void           yc_hub_operator_free (YcHubOperator *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubOperator, yc_hub_operator_free)

typedef struct
{
  YcId id;
  YcId device;
  char *operator_code;
  char *window;
  guint roles; /* of YcRole */
  guint8 key[YC_KEY_SIZE]; /* the session's public key */
  gint64 issued_ms;
  gint64 expires_ms;
} YcHubGrant;

YcHubGrant *yc_hub_grant_new  (void);
void        yc_hub_grant_free (YcHubGrant *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubGrant, yc_hub_grant_free)

/* A code that an op of an administrator allows to be drawn, once. */
typedef struct
{
  YcId op;
  char *operator_code; /* whose password it lets be chosen; "" for a place's */
  char *hall;          /* of a place, where a device is enrolled by it; "" for an operator's */
  char *window;        /* the same */
  gint64 made_ms;      /* when the op was taken */
  gboolean drawn;
  guint8 hash[YC_SHA256_SIZE];
  gint64 expires_ms;
  gint64 wrong; /* codes that were tried in its place */
} YcHubStaffCode;

YcHubStaffCode *yc_hub_staff_code_new  (void);
void            yc_hub_staff_code_free (YcHubStaffCode *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubStaffCode, yc_hub_staff_code_free)

/* An operator as administrators see them. */
typedef struct
{
  char *code;
  char *name;
  char *hall;
  guint roles;
  gint64 state; /* of YcStaffState */
  gint64 locked_until_ms;
  gboolean has_password;
  gint64 code_expires_ms;   /* of a code that was drawn and not used; 0 for none */
  gint64 signed_in_ms;      /* the last time; 0 for never */
  char *signed_in_hall;
  char *signed_in_window;
  gint64 open;              /* devices at which they may still work */
} YcHubStaffOperator;

void yc_hub_staff_operator_free (YcHubStaffOperator *self);

/* A device as administrators see it. */
typedef struct
{
  YcId id;
  char *name;
  char *hall;
  char *window;
  char *version; /* "" where it did not say */
  gint64 seen_ms;
  gint64 withdrawn_ms;
  char *operator_code; /* who may work there now; "" for nobody */
  char *operator_name;
  gint64 signed_in_ms;
} YcHubStaffDevice;

void yc_hub_staff_device_free (YcHubStaffDevice *self);

/* A hall's window: where a device stands, or may be enrolled. */
typedef struct
{
  char *hall;
  char *hall_name;
  char *window;
  gint64 invited_ms; /* when the last code that waits for a device ends; 0 for none */
  gint64 waiting;    /* tickets that wait in the hall */
  gint64 open;       /* cases of this window that are not finished */
} YcHubStaffPlace;

void yc_hub_staff_place_free (YcHubStaffPlace *self);

/* What a case is found by, and what is shown of it. */
typedef struct
{
  char *stream;
  char *hall;
  char *number; /* "" until it was received */
  char *name;
  char *words;  /* all it may be found by, one below the other */
  char *status;
} YcHubCaseCard;

YcHubCaseCard *yc_hub_case_card_new  (void);
void           yc_hub_case_card_free (YcHubCaseCard *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubCaseCard, yc_hub_case_card_free)

/* A code that opens one case at one device, once. */
typedef struct
{
  guint8 hash[YC_SHA256_SIZE]; /* keyed */
  char *stream;
  gint64 expires_ms;
  YcId device; /* nil until it was used */
} YcHubHandoverCode;

YcHubHandoverCode *yc_hub_handover_code_new  (void);
void               yc_hub_handover_code_free (YcHubHandoverCode *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubHandoverCode, yc_hub_handover_code_free)

/* Wrong codes of a device. */
typedef struct
{
  gint64 wrong;
  gint64 since_ms;        /* the first of them */
  gint64 locked_until_ms;
} YcHubCodeTries;

/* A case on one of the hub's lists. */
typedef struct
{
  char *list;
  char *stream;
  char *hall;
  char *number; /* this and the next two: when read */
  char *name;
  char *status;
  gint64 due_ms; /* 0: nothing is due */
  char *why;
  char *module;
  char *owner;
} YcHubListed;

YcHubListed *yc_hub_listed_new  (void);
void          yc_hub_listed_free (YcHubListed *self);

typedef enum
{
  YC_HUB_REQUEST_WAITING,      /* to be sent, or sent and not acknowledged */
  YC_HUB_REQUEST_ACKNOWLEDGED, /* the office has it */
  YC_HUB_REQUEST_ENDED,        /* answered, or not taken by the office */
} YcHubRequestState;

/* One request to an outside office: what is sent until it is acknowledged, and
 * what an answer to it is held against. */
typedef struct
{
  YcId id;
  char *office;
  char *stream;
  char *module;
  GBytes *body;     /* (nullable): NULL once it has ended */
  YcHubRequestState state;
  gint64 tries;
  gint64 next_ms;   /* not before */
  YcId answer;      /* of the answer that was taken; nil before */
  gint64 rejected;  /* answers that were not taken */
} YcHubOfficeRequest;

/* How it stands with one office. */
typedef struct
{
  char *office;
  gint64 waiting;      /* requests that it has not acknowledged */
  gint64 tries;        /* of the one that was tried most */
  gint64 acknowledged; /* requests that it has not answered */
  gint64 seq;          /* how far its list was read */
} YcHubOfficeStand;

void                yc_hub_office_stand_free   (YcHubOfficeStand   *self);

/* What is open with one office. */
typedef struct
{
  char *office;
  gint64 to_send;      /* requests that it has not acknowledged */
  gint64 late;         /* of these, those that were tried in vain */
  gint64 acknowledged; /* requests that it has not answered */
} YcHubOfficeOpen;

void                yc_hub_office_open_free    (YcHubOfficeOpen    *self);

YcHubOfficeRequest *yc_hub_office_request_new  (void);
void                yc_hub_office_request_free (YcHubOfficeRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubOfficeRequest, yc_hub_office_request_free)

/* A document that a case names. */
typedef struct
{
  char *stream;
  gint64 size; /* bytes, as it was announced */
} YcHubBlobRef;

void                yc_hub_blob_ref_free       (YcHubBlobRef       *self);

/* Whose packs the hub takes. */
typedef struct
{
  guint8 key[YC_KEY_SIZE];
  char *name;
  gint64 since_ms;
} YcHubPublisher;

YcHubPublisher *yc_hub_publisher_new  (void);
void            yc_hub_publisher_free (YcHubPublisher *self);

/* A pack that is in force. */
typedef struct
{
  char *version;
  char *sha256;    /* of @bytes */
  char *publisher;
  guint8 key[YC_KEY_SIZE];
  gint64 installed_ms;
  GBytes *bytes;
} YcHubPack;

YcHubPack *yc_hub_pack_new  (void);
void       yc_hub_pack_free (YcHubPack *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubPack, yc_hub_pack_free)

/* A version with which no case begins any more. */
typedef struct
{
  char *version;
  gint64 at_ms;
  char *reason;
} YcHubWithdrawal;

YcHubWithdrawal *yc_hub_withdrawal_new  (void);
void             yc_hub_withdrawal_free (YcHubWithdrawal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubWithdrawal, yc_hub_withdrawal_free)

/* How many desks say the same of a version, and what the last of them said. */
typedef struct
{
  char *version;
  char *state; /* "trying", "good" or "refused" */
  gint64 count;
  char *why;
} YcHubPackCount;

YcHubPackCount *yc_hub_pack_count_new  (void);
void            yc_hub_pack_count_free (YcHubPackCount *self);

/* Somebody looked at personal data of a case. */
typedef struct
{
  gint64 position; /* of the op */
  char *stream;
  char *hall;
  gint64 at_ms;
  char *operator_code;
  char *operator_name; /* read only; "" where nobody knows it */
  char *window;
  char *purpose;
  char *text;      /* "" for none */
  gint64 fields;   /* how many */
  char *number;    /* read only: the case's */
  char *case_name; /* read only */
} YcHubReveal;

YcHubReveal        *yc_hub_reveal_new          (void);
void                yc_hub_reveal_free         (YcHubReveal        *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubReveal, yc_hub_reveal_free)

/* How often, by one person or for one purpose. */
typedef struct
{
  char *key;  /* the operator's code, or the purpose */
  char *name; /* the operator's; "" of a purpose */
  gint64 looks;
  gint64 cases;
} YcHubRevealCount;

void                yc_hub_reveal_count_free   (YcHubRevealCount   *self);

typedef gboolean (*YcHubRowFunc) (const YcHubRow *row,
                                  gpointer        data,
                                  GError        **error);

#define YC_TYPE_HUB_STORE (yc_hub_store_get_type ())
G_DECLARE_INTERFACE (YcHubStore, yc_hub_store, YC, HUB_STORE, GObject)

/* All of it is called from one thread at a time, and blocks. What changes
 * something is called between begin and commit. A find_* that finds nothing
 * gives NULL without an error. */
struct _YcHubStoreInterface
{
  GTypeInterface parent;

  gboolean        (*begin)         (YcHubStore *self, GError **error);
  gboolean        (*commit)        (YcHubStore *self, GError **error);
  void            (*rollback)      (YcHubStore *self);
  gboolean        (*close)         (YcHubStore *self, GError **error);

  char           *(*get_meta)      (YcHubStore *self, const char *key, GError **error);
  gboolean        (*set_meta)      (YcHubStore *self, const char *key, const char *value, GError **error);
  gboolean        (*count)         (YcHubStore *self, const char *counter, gint64 *ret_value, GError **error);
  /* Of a credit code the eight letters that no other firm has: the stream, as text, of the case that has them. */
  gboolean        (*put_organisation) (YcHubStore *self, const char *body, const char *stream, GError **error);
  char           *(*find_organisation) (YcHubStore *self, const char *body, GError **error);

  gboolean        (*get_head)      (YcHubStore *self, gint64 *ret_position, char **ret_hash, GError **error);
  gboolean        (*append_row)    (YcHubStore *self, const YcHubRow *row, GError **error);
  YcHubRow       *(*find_row)      (YcHubStore *self, const YcId *id, GError **error);
  char           *(*find_hash)     (YcHubStore *self, const YcStream *stream, gint64 after, GError **error);
  gboolean        (*find_stream)   (YcHubStore *self, const YcStream *stream, gint64 *ret_revision,
                                    char **ret_hall, GError **error);
  gboolean        (*find_floor)    (YcHubStore *self, const YcStream *stream, const YcId *device,
                                    gint64 *ret_at_ms, GError **error);
  gboolean        (*find_hall_head) (YcHubStore *self, const char *hall, gint64 *ret_position, GError **error);
  gboolean        (*each_of_stream) (YcHubStore *self, const YcStream *stream, gint64 after, guint limit,
                                     YcHubRowFunc func, gpointer data, GError **error);
  gboolean        (*each_of_hall)  (YcHubStore *self, const char *hall, gint64 after, guint limit,
                                    YcHubRowFunc func, gpointer data, GError **error);

  gboolean        (*put_hall)      (YcHubStore *self, const YcHubHall *hall, GError **error);
  YcHubHall      *(*find_hall)     (YcHubStore *self, const char *code, GError **error);
  gboolean        (*put_device)    (YcHubStore *self, const YcHubDevice *device, GError **error);
  GPtrArray      *(*list_devices)  (YcHubStore *self, GError **error);
  gboolean        (*put_enrol_code) (YcHubStore *self, const YcHubEnrolCode *code, GError **error);
  YcHubEnrolCode *(*find_enrol_code) (YcHubStore *self, const guint8 *hash, GError **error);
  gboolean        (*put_operator)  (YcHubStore *self, const YcHubOperator *person, GError **error);
  YcHubOperator  *(*find_operator) (YcHubStore *self, const char *code, GError **error);
  gboolean        (*put_grant)     (YcHubStore *self, const YcHubGrant *grant, GError **error);
  YcHubGrant     *(*find_grant)    (YcHubStore *self, const YcId *id, GError **error);
  gboolean        (*put_case_card) (YcHubStore *self, const YcHubCaseCard *card, GError **error);
  GPtrArray      *(*search_cases)  (YcHubStore *self, const char *hall, const char *text, GError **error);

  gboolean        (*put_handover_code) (YcHubStore *self, const YcHubHandoverCode *code, GError **error);
  YcHubHandoverCode *(*find_handover_code) (YcHubStore *self, const guint8 *hash, GError **error);
  gboolean        (*use_handover_code) (YcHubStore *self, const YcHubHandoverCode *code, gint64 now_ms, GError **error);
  gboolean        (*is_guest)      (YcHubStore *self, const YcStream *stream, const YcId *device,
                                    gboolean *ret_guest, GError **error);
  gboolean        (*find_tries)    (YcHubStore *self, const YcId *device, YcHubCodeTries *ret_tries, GError **error);
  gboolean        (*put_tries)     (YcHubStore *self, const YcId *device, const YcHubCodeTries *tries, GError **error);
  YcHubGrant     *(*find_device_grant) (YcHubStore *self, const YcId *device, GError **error);
  gboolean        (*put_case_lists) (YcHubStore *self, const char *stream, GPtrArray *rows, GError **error);
  GPtrArray      *(*read_list)     (YcHubStore *self, const char *list, const char *hall, const char *owner,
                                    gint64 after, gint64 limit, gint64 *ret_total, GError **error);

  gboolean        (*put_reveal)    (YcHubStore *self, const YcHubReveal *reveal, GError **error);
  GPtrArray      *(*list_reveals)  (YcHubStore *self, const char *hall, gint64 from_ms, gint64 to_ms,
                                    const char *operator_code, gint64 after, gint64 limit, gint64 *ret_total,
                                    GError **error);
  GPtrArray      *(*count_reveals) (YcHubStore *self, const char *hall, gint64 from_ms, gint64 to_ms,
                                    gboolean by_purpose, gint64 limit, GError **error);

  gboolean        (*put_case_facts) (YcHubStore *self, const YcHubCaseFacts *facts, GError **error);
  YcHubCaseFacts *(*find_case_facts) (YcHubStore *self, const char *stream, GError **error);
  GPtrArray      *(*list_case_facts) (YcHubStore *self, const char *hall, gint64 limit, GError **error);
  GPtrArray      *(*list_case_facts_of_visit) (YcHubStore *self, const char *visit, GError **error);
  gboolean        (*put_visit_facts) (YcHubStore *self, const YcHubVisitFacts *facts, GError **error);
  YcHubVisitFacts *(*find_visit_facts) (YcHubStore *self, const char *stream, GError **error);
  GPtrArray      *(*list_visit_facts) (YcHubStore *self, const char *hall, gint64 limit, GError **error);
  GPtrArray      *(*list_streams)  (YcHubStore *self, const char *after, gint64 limit, GError **error);

  gboolean        (*put_office_request) (YcHubStore *self, const YcHubOfficeRequest *request, GError **error);
  YcHubOfficeRequest *(*find_office_request) (YcHubStore *self, const YcId *id, GError **error);
  GPtrArray      *(*list_waiting)  (YcHubStore *self, const char *office, gint64 limit, GError **error);
  gboolean        (*get_office_cursor) (YcHubStore *self, const char *office, gint64 *ret_seq, GError **error);
  gboolean        (*put_office_cursor) (YcHubStore *self, const char *office, gint64 seq, GError **error);
  GPtrArray      *(*list_office_stands) (YcHubStore *self, GError **error);
  GPtrArray      *(*list_office_open) (YcHubStore *self, GError **error);
  gboolean        (*announce_blob) (YcHubStore *self, const YcBlobRef *blob, const char *stream, gint64 now_ms,
                                    GError **error);
  GPtrArray      *(*list_blob_refs) (YcHubStore *self, const char *sha256, GError **error);
  gboolean        (*find_blob)     (YcHubStore *self, const char *sha256, gint64 *ret_size, GError **error);
  gboolean        (*put_blob)      (YcHubStore *self, const char *sha256, gint64 size, gint64 now_ms, GError **error);
  gboolean        (*count_missing) (YcHubStore *self, const char *stream, gint64 *ret_count, GError **error);
  gboolean        (*count_overdue) (YcHubStore *self, gint64 before_ms, gint64 *ret_count, GError **error);

  gboolean        (*put_publisher) (YcHubStore *self, const YcHubPublisher *publisher, GError **error);
  gboolean        (*drop_publisher) (YcHubStore *self, const guint8 *key, GError **error);
  GPtrArray      *(*list_publishers) (YcHubStore *self, GError **error);
  gboolean        (*put_pack)      (YcHubStore *self, const YcHubPack *pack, GError **error);
  GPtrArray      *(*list_packs)    (YcHubStore *self, GError **error);
  /* %NULL without an error for a version that is in no pack */
  GBytes         *(*read_pack)     (YcHubStore *self, const char *version, gint64 offset, gint64 limit, GError **error);
  gboolean        (*put_withdrawal) (YcHubStore *self, const YcHubWithdrawal *withdrawal, GError **error);
  GPtrArray      *(*list_withdrawals) (YcHubStore *self, GError **error);
  gboolean        (*put_pack_desk) (YcHubStore *self, const char *version, const YcId *device, const char *state,
                                    const char *why, gint64 now_ms, GError **error);
  GPtrArray      *(*list_pack_counts) (YcHubStore *self, GError **error);
  GPtrArray      *(*list_cases_in) (YcHubStore *self, const char *status, gint64 limit, GError **error);

  YcHubDevice    *(*find_device)   (YcHubStore *self, const YcId *id, GError **error);
  gboolean        (*withdraw_device) (YcHubStore *self, const YcId *id, gint64 now_ms, GError **error);
  gboolean        (*put_seen)      (YcHubStore *self, const YcId *id, gint64 seen_ms, const char *version,
                                    GError **error);
  gboolean        (*end_grants)    (YcHubStore *self, const char *operator_code, gint64 now_ms, GError **error);
  gboolean        (*count_administrators) (YcHubStore *self, const char *besides, gint64 *ret_count, GError **error);
  gboolean        (*put_staff_code) (YcHubStore *self, const YcHubStaffCode *code, GError **error);
  YcHubStaffCode *(*find_staff_code) (YcHubStore *self, const YcId *op, GError **error);
  YcHubStaffCode *(*find_operator_code) (YcHubStore *self, const char *operator_code, GError **error);
  gboolean        (*drop_operator_code) (YcHubStore *self, const char *operator_code, GError **error);
  GPtrArray      *(*list_staff_operators) (YcHubStore *self, const char *search, gint64 now_ms, gint64 after,
                                           gint64 limit, gint64 *ret_total, GError **error);
  GPtrArray      *(*list_staff_devices) (YcHubStore *self, gint64 now_ms, gint64 after, gint64 limit,
                                         gint64 *ret_total, GError **error);
  GPtrArray      *(*list_devices_of_place) (YcHubStore *self, const char *hall, const char *window, gint64 now_ms,
                                            GError **error);
  GPtrArray      *(*list_staff_places) (YcHubStore *self, gint64 now_ms, gint64 after, gint64 limit,
                                        gint64 *ret_total, GError **error);
  GPtrArray      *(*list_halls)    (YcHubStore *self, gint64 limit, GError **error);
};

G_END_DECLS
