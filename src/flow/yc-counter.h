/* One window's counter: everything a clerk can do, without a window. */
#pragma once

#include "yc-case-file.h"
#include "yc-credential-source.h"
#include "yc-crypto.h"
#include "yc-line.h"
#include "yc-store-key.h"
#include "yc-ticket.h"

G_BEGIN_DECLS

typedef enum
{
  YC_COUNTER_ERROR_NOT_ENROLLED,
  YC_COUNTER_ERROR_NOT_SIGNED_IN,
  YC_COUNTER_ERROR_WRONG_PASSWORD,
  YC_COUNTER_ERROR_EXPIRED,      /* an offline permission has ended */
  YC_COUNTER_ERROR_OFFLINE,      /* needs the hub, and the line is down */
  YC_COUNTER_ERROR_NOTHING_WAITS,
  YC_COUNTER_ERROR_NOT_ALLOWED,  /* the state of the ticket or the case forbids it */
  YC_COUNTER_ERROR_NO_DEVICE,
  YC_COUNTER_ERROR_NOT_FOUND,
} YcCounterError;

#define YC_COUNTER_ERROR (yc_counter_error_quark ())
GQuark yc_counter_error_quark (void);

typedef struct
{
  const char *data_dir;       /* the store's folder */
  const char *key_file;       /* (nullable): NULL for "desk.key" beside the folder */
  YcStoreKeyPlace key_place;  /* where a store that is not there yet is to have its key */
  guint purge_days;           /* the term after which a case that is over leaves this desk; 0: as set before */
  const char *cipher;         /* (nullable): what the store writes with from now on: "aes-256-gcm", "sm4-gcm" */
  const char *hub_url;        /* (nullable): NULL for the one it was enrolled with */
  const char *tls_ca;          /* (nullable): PEM files; NULL for those it was enrolled with: */
  const char *tls_certificate; /* (nullable): whom it believes, who it is, and the key of that */
  const char *tls_key;         /* (nullable) */
  const char *const *devices; /* (nullable): "socket:PATH" of simulated devices, "sane" */
  gboolean usb;               /* look for devices on USB, and for scanners */
  gboolean without_line;      /* only to look at what is there */
  const char *card_control;   /* (nullable): control socket of a simulated reader */
  const char *const *made;    /* (nullable): folders of what simulated machines make */
} YcCounterOptions;

#define YC_TYPE_COUNTER (yc_counter_get_type ())
G_DECLARE_FINAL_TYPE (YcCounter, yc_counter, YC, COUNTER, GObject)

/* Properties, all read-only, all with notify on the main context:
 *   "enrolled" boolean, "signed-in" boolean, "operator" string (name),
 *   "window" string, "hall-name" string, "training" boolean,
 *   "line" YcLine, "queue" GListModel of YcTicket (waiting, called and parked
 *   in this hall, in the order they will be called), "cases" GListModel of
 *   YcCaseFile (this window's, newest first), "devices" GListModel of YcDevice,
 *   "current" YcTicket (nullable): the ticket called or served here,
 *   "history" is the case's own. */
YcCounter  *yc_counter_new              (void);
void        yc_counter_open_async       (YcCounter               *self,
                                         const YcCounterOptions  *options,
                                         GCancellable            *cancellable,
                                         GAsyncReadyCallback      callback,
                                         gpointer                 user_data);
gboolean    yc_counter_open_finish      (YcCounter               *self,
                                         GAsyncResult            *result,
                                         GError                 **error);
void        yc_counter_close_async      (YcCounter               *self,
                                         GAsyncReadyCallback      callback,
                                         gpointer                 user_data);
gboolean    yc_counter_close_finish     (YcCounter               *self,
                                         GAsyncResult            *result,
                                         GError                 **error);

gboolean         yc_counter_needs_enrolment   (YcCounter            *self);
void        yc_counter_enrol_async      (YcCounter               *self,
                                         const char              *code,
                                         const char              *name,
                                         GCancellable            *cancellable,
                                         GAsyncReadyCallback      callback,
                                         gpointer                 user_data);
gboolean    yc_counter_enrol_finish     (YcCounter               *self,
                                         GAsyncResult            *result,
                                         GError                 **error);
/* With the line down this unlocks the permission this desk still holds. */
void        yc_counter_sign_in_async    (YcCounter               *self,
                                         const char              *operator_code,
                                         const char              *password,
                                         GCancellable            *cancellable,
                                         GAsyncReadyCallback      callback,
                                         gpointer                 user_data);
gboolean    yc_counter_sign_in_finish   (YcCounter               *self,
                                         GAsyncResult            *result,
                                         GError                 **error);
void        yc_counter_sign_out         (YcCounter               *self);

gboolean    yc_counter_is_enrolled      (YcCounter               *self);
gboolean    yc_counter_is_signed_in     (YcCounter               *self);
gboolean    yc_counter_is_training      (YcCounter               *self);
const char *yc_counter_get_operator     (YcCounter               *self);
const char *yc_counter_get_operator_code (YcCounter              *self);
guint       yc_counter_get_roles        (YcCounter               *self);
const char *yc_counter_get_window       (YcCounter               *self);
const char *yc_counter_get_hall_name    (YcCounter               *self);
YcLine     *yc_counter_get_line         (YcCounter               *self);
GBytes     *yc_counter_dup_heads        (YcCounter               *self);
GListModel *yc_counter_get_queue        (YcCounter               *self);
GListModel *yc_counter_get_cases        (YcCounter               *self);
GListModel *yc_counter_get_devices      (YcCounter               *self);
/* (transfer none): of what simulated machines have made; of none outside a training hall */
const char *const *yc_counter_get_made_folders (YcCounter        *self);
YcTicket   *yc_counter_get_current      (YcCounter               *self);
/* (nullable): NULL while no version that is valid today is here */
YcCatalogue *yc_counter_get_catalogue   (YcCounter               *self);
YcMoment    yc_counter_now              (YcCounter               *self);

/* Tickets. Each finishes when the fact is on disk; @ret may be NULL. */
void        yc_counter_issue_ticket_async   (YcCounter           *self,
                                             const char          *service,
                                             gboolean             print,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
YcTicket   *yc_counter_issue_ticket_finish  (YcCounter           *self,
                                             GAsyncResult        *result,
                                             GError             **error);
void        yc_counter_call_next_async      (YcCounter           *self,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
YcTicket   *yc_counter_call_next_finish     (YcCounter           *self,
                                             GAsyncResult        *result,
                                             GError             **error);

/* What can be done with a called ticket, and with a waiting one (CALL). */
typedef enum
{
  YC_TICKET_CALL,
  YC_TICKET_RECALL,
  YC_TICKET_PARK,
  YC_TICKET_NO_SHOW,
  YC_TICKET_TRANSFER, /* argument: the other window's code */
  YC_TICKET_CLOSE,    /* argument: the outcome; NULL for "done" */
} YcTicketAction;

void        yc_counter_ticket_async     (YcCounter               *self,
                                         YcTicket                *ticket,
                                         YcTicketAction           action,
                                         const char              *argument,
                                         GCancellable            *cancellable,
                                         GAsyncReadyCallback      callback,
                                         gpointer                 user_data);
gboolean    yc_counter_ticket_finish    (YcCounter               *self,
                                         GAsyncResult            *result,
                                         GError                 **error);

/* Cases. */
/* @ticket: (nullable): whom it is for; served from then on. */
void        yc_counter_open_case_async  (YcCounter               *self,
                                         YcTicket                *ticket,
                                         const char              *matter,
                                         GCancellable            *cancellable,
                                         GAsyncReadyCallback      callback,
                                         gpointer                 user_data);
YcCaseFile *yc_counter_open_case_finish (YcCounter               *self,
                                         GAsyncResult            *result,
                                         GError                 **error);
/* A case that another window began: its history is fetched, and it is followed
 * from then on. Needs the line unless this desk has it. */
void        yc_counter_open_stream_async (YcCounter              *self,
                                         const YcId              *id,
                                         GCancellable            *cancellable,
                                         GAsyncReadyCallback      callback,
                                         gpointer                 user_data);
YcCaseFile *yc_counter_open_stream_finish (YcCounter             *self,
                                         GAsyncResult            *result,
                                         GError                 **error);
/* All over the hall, at the hub: gives a GListModel of at most 50 YcListRow. */
void        yc_counter_search_hall_async (YcCounter              *self,
                                         const char              *words,
                                         GCancellable            *cancellable,
                                         GAsyncReadyCallback      callback,
                                         gpointer                 user_data);
GListModel *yc_counter_search_hall_finish (YcCounter             *self,
                                         GAsyncResult            *result,
                                         GError                 **error);
/* Cases that are over leave this desk after their term. */
#define YC_COUNTER_PURGE_DAYS 90 /* the term where none was set */
#define YC_COUNTER_PURGE_DAYS_MAX 3650
void        yc_counter_purge_async      (YcCounter               *self,
                                         gint64                   now_ms,
                                         GAsyncReadyCallback      callback,
                                         gpointer                 user_data);
gssize      yc_counter_purge_finish     (YcCounter               *self,
                                         GAsyncResult            *result,
                                         GError                 **error);
void        yc_counter_keep_case        (YcCounter               *self,
                                         YcCaseFile              *file);
/* Hand-over codes: 8 digits that open @file once, at any window. They need the
 * line; @ret_expires_ms is by the hub's clock. */
void        yc_counter_issue_code_async (YcCounter               *self,
                                         YcCaseFile              *file,
                                         GCancellable            *cancellable,
                                         GAsyncReadyCallback      callback,
                                         gpointer                 user_data);
char       *yc_counter_issue_code_finish (YcCounter              *self,
                                         GAsyncResult            *result,
                                         gint64                  *ret_expires_ms,
                                         GError                 **error);
void        yc_counter_redeem_code_async (YcCounter              *self,
                                         const char              *code,
                                         GCancellable            *cancellable,
                                         GAsyncReadyCallback      callback,
                                         gpointer                 user_data);
YcCaseFile *yc_counter_redeem_code_finish (YcCounter             *self,
                                         GAsyncResult            *result,
                                         GError                 **error);
/* Among this window's cases, in memory: name, number, person, phone. */
GListModel *yc_counter_search           (YcCounter               *self,
                                         const char              *words);

/* Waits for a card on the reader and reads it. */
void        yc_counter_read_card_async  (YcCounter               *self,
                                         GCancellable            *cancellable,
                                         GAsyncReadyCallback      callback,
                                         gpointer                 user_data);
YcCard     *yc_counter_read_card_finish (YcCounter               *self,
                                         GAsyncResult            *result,
                                         GError                 **error);

/* Line: ask again for what is parked, and try the line at once. */
void        yc_counter_retry            (YcCounter               *self,
                                         const YcId              *op);

/* The platform of e-licences and e-IDs, and the key it signs by. */
void        yc_counter_set_credentials  (YcCounter               *self,
                                         YcCredentialSource      *source,
                                         const guint8             key[YC_KEY_SIZE]);

/* Training halls only: who can be laid on the simulated reader, "zhang 张测试
 * 1101…" each, empty while the reader has not told; and laying one of them, by
 * the first word, or lifting it with NULL. */
char      **yc_counter_list_training_cards (YcCounter            *self);
void        yc_counter_lay_training_card   (YcCounter            *self,
                                            const char           *id);

G_END_DECLS
