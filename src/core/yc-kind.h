/* The kinds of ops there are, as one table (D10). */
#pragma once

#include "yc-id.h"
#include "yc-record.h"

G_BEGIN_DECLS

/* Who may append an op of a kind; a grant carries such a set. */
typedef enum
{
  YC_ROLE_CLERK = 1 << 0,
  YC_ROLE_HELPER = 1 << 1,
  YC_ROLE_REVIEWER = 1 << 2,
  YC_ROLE_SUPERVISOR = 1 << 3,
  YC_ROLE_ADMINISTRATOR = 1 << 4,
  YC_ROLE_HUB = 1 << 5, /* the hub itself; never in a grant */
} YcRole;

#define YC_ROLE_ANYONE (YC_ROLE_CLERK | YC_ROLE_HELPER | YC_ROLE_REVIEWER | YC_ROLE_SUPERVISOR | YC_ROLE_ADMINISTRATOR)

typedef enum
{
  YC_KIND_UNKNOWN,

  YC_KIND_TICKET_ISSUE,
  YC_KIND_TICKET_CALL,
  YC_KIND_TICKET_RECALL,
  YC_KIND_TICKET_PARK,
  YC_KIND_TICKET_NO_SHOW,
  YC_KIND_TICKET_TRANSFER,
  YC_KIND_TICKET_SERVE,
  YC_KIND_TICKET_CLOSE,

  YC_KIND_CASE_OPEN,
  YC_KIND_FIELDS_SET,
  YC_KIND_ROW_ADD,
  YC_KIND_ROW_REMOVE,
  YC_KIND_FIELD_SETTLE,
  YC_KIND_IDENTITY_RECORD,
  YC_KIND_IDENTITY_CONFIRM,
  YC_KIND_ITEM_MARK,
  YC_KIND_DOCUMENT_ADD,
  YC_KIND_DOCUMENT_READ,
  YC_KIND_SIGNATURE_ADD,
  YC_KIND_CASE_SUBMIT,
  YC_KIND_CASE_RECEIVE,
  YC_KIND_DECISION_RECORD,
  YC_KIND_NOTE_ADD,
  YC_KIND_PERSON_REVEAL,
  YC_KIND_PRINT_RECORD,
  YC_KIND_PRINT_SETTLE,

  YC_KIND_CONSENT_RECORD,
  YC_KIND_OWNER_SET,
  YC_KIND_TRANSFER_OFFER,
  YC_KIND_TRANSFER_TAKE,
  YC_KIND_RECEIVE_RECORD,
  YC_KIND_CONTACT_RECORD,
  YC_KIND_CONSULT_OPEN,
  YC_KIND_CONSULT_SAY,
  YC_KIND_CONSULT_CLOSE,
  YC_KIND_MODULE_START,
  YC_KIND_MODULE_ACKNOWLEDGE,
  YC_KIND_MODULE_DONE,
  YC_KIND_MODULE_CORRECT,
  YC_KIND_MODULE_RETRY,
  YC_KIND_MODULE_REFUSE,
  YC_KIND_MODULE_DROP,
  YC_KIND_ANSWER_REJECT,
  YC_KIND_ANSWER_LATE,
  YC_KIND_CLOCK_PAUSE,
  YC_KIND_CLOCK_RESUME,
  YC_KIND_CASE_FINISH,
  YC_KIND_JOB_ASK,
  YC_KIND_JOB_GRANT,
  YC_KIND_JOB_START,
  YC_KIND_JOB_DONE,
  YC_KIND_JOB_UNKNOWN,
  YC_KIND_JOB_SETTLE,
  YC_KIND_JOB_RETURN,
  YC_KIND_JOB_VOID,
  YC_KIND_HANDOVER_SIGN,
  YC_KIND_HANDOVER_POST,
  YC_KIND_HANDOVER_COMPLETE,
  YC_KIND_RATING_GIVE,
  YC_KIND_CALLBACK_DUE,
  YC_KIND_CALLBACK_RECORD,

  YC_KIND_SHIFT_START,
  YC_KIND_SHIFT_END,

  YC_KIND_OPERATOR_ADD,
  YC_KIND_OPERATOR_SET,
  YC_KIND_OPERATOR_LOCK,
  YC_KIND_OPERATOR_DISABLE,
  YC_KIND_OPERATOR_UNLOCK,
  YC_KIND_OPERATOR_END,
  YC_KIND_OPERATOR_RESET,
  YC_KIND_OPERATOR_CHOSE,
  YC_KIND_DEVICE_INVITE,
  YC_KIND_DEVICE_RENAME,
  YC_KIND_DEVICE_WITHDRAW,
  YC_KIND_CATALOGUE_WITHDRAW,
} YcKindCode;

typedef enum
{
  YC_KEY_TEXT,
  YC_KEY_INT,
  YC_KEY_ANY,  /* a text, an integer or nothing */
  YC_KEY_ID,   /* 32 hexadecimal digits */
  YC_KEY_PATH, /* a field's path */
  YC_KEY_DATE,
} YcKeyType;

typedef struct
{
  const char *name;
  YcKeyType type;
  gboolean required;
} YcKeySpec;

#define YC_KIND_KEYS_MAX 12

typedef struct
{
  YcKindCode code;
  const char *name;
  YcStreamType stream;
  guint roles;                             /* of YcRole: who may append it */
  YcKeySpec keys[YC_KIND_KEYS_MAX];        /* of the record */
  YcKeySpec item_keys[YC_KIND_KEYS_MAX];   /* of each item; none: no items */
} YcKind;

const YcKind *yc_kind_find       (const char   *name);
const YcKind *yc_kind_get        (YcKindCode    code);
const char   *yc_kind_check_body (const YcKind *self,
                                  const YcBody *body);
guint         yc_role_parse      (const char   *name);
const char   *yc_role_to_text    (YcRole        role);

G_END_DECLS
