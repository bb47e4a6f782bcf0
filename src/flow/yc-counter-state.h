/* The inside of a counter, for the files that make it up. */
#pragma once

#include "yc-counter-private.h"
#include "yc-credential-source.h"
#include "yc-device-registry.h"
#include "yc-pack-book.h"
#include "yc-pack-check.h"
#include "yc-papers.h"
#include "yc-scanner.h"
#include "yc-session.h"
#include "yc-store.h"
#include "yc-sync-edge.h"
#include "yc-template.h"

G_BEGIN_DECLS

/* How many streams a desk opens at its start, newest first. */
#define YC_COUNTER_VISITS_MAX 400
#define YC_COUNTER_CASES_MAX 400
/* The heads of the hub's chain that this desk remembers, as JSON lines. */
#define YC_COUNTER_BOOK_SETTING "audit.heads"
/* Cases of other windows that were opened here and are still followed. */
#define YC_COUNTER_GUESTS_MAX 64

struct _YcCounter
{
  GObject parent_instance;

  YcClock *clock;
  YcStore *store;
  YcSyncEdge *edge;
  YcDeviceRegistry *registry;
  YcScanSource scan_source; /* where pages are taken from; for this run */
  GPtrArray *catalogues; /* of YcCatalogue: every version that came here */
  GPtrArray *later;      /* of char *: versions that came after the enrolment */
  guint renew_source;    /* looks for a newer one now and then */
  guint purge_source;    /* lets cases go that are past their term, now and then */
  gboolean purging;      /* a round of that is under way */
  GPtrArray *wanted;     /* of char *: versions asked for; "" is the newest */
  YcSession *session;     /* (nullable): nobody signed in */
  GHashTable *templates;  /* (nullable): version of the catalogue → GPtrArray of YcTemplate */
  YcPackBook *packs;      /* what is known of packs */
  GHashTable *pack_contents; /* version → YcPackContent: those on trial and those that are good */
  gboolean packs_asked;   /* the hub is being asked for them */
  gboolean packs_again;   /* and has more by now */
  GPtrArray *packs_words; /* of char *: what a clerk must hear of them, at sign-in */
  YcWorker *pdf_worker;   /* (nullable): no PDF was opened yet */
  YcPdfSigner *sealer;    /* (nullable): not needed yet */
  YcCredentialSource *credentials; /* (nullable): no platform is known */
  guint8 credential_key[YC_KEY_SIZE];

  /* What enrolment gave. */
  gboolean enrolled;
  gboolean training;
  char *url;
  char *tls_ca;          /* (nullable): paths */
  char *tls_certificate; /* (nullable) */
  char *tls_key;         /* (nullable) */
  char *card_control;   /* (nullable) */
  GStrv made;           /* folders of what simulated machines make */
  GStrv training_cards; /* (nullable): "zhang 张测试 …" */
  YcHubClient *client; /* (nullable): before enrolment */
  char *token;
  char *device;
  char *window;
  char *hall;
  char *hall_name;
  guint8 hub_key[YC_KEY_SIZE];

  YcLine *line;
  GPtrArray *book;   /* (nullable): of YcAuditEntry; NULL where what the store has cannot be read */
  GListStore *queue; /* of YcTicket, as they will be called */
  GListStore *cases; /* of YcCaseFile, newest first */
  GHashTable *visits;   /* YcId → YcHistory */
  GHashTable *tickets;  /* YcId → YcTicket */
  GHashTable *files;    /* YcId → YcCaseFile */
  GHashTable *jobs;     /* set of YcId: granted work that this run has started, or has called unknown */
  GHashTable *kept;     /* set of YcId: cases that were opened here in this run */
  GHashTable *printing; /* set of char *: forms on their way to the printer, "case/paper" */
  GQueue guests;        /* of YcCaseFile among them that are not this window's; newest first */
  GPtrArray *openings;  /* of GTask: waiting for the first rows of a case */
  YcTicket *current;
  YcId calling;     /* a ticket called here that the hub has not confirmed */
  gint64 offset_ms; /* the hub's clock minus this desk's */
};

gboolean yc_counter_ensure_client     (YcCounter        *self,
                                       GError          **error);
void     yc_counter_notice            (YcCounter        *self,
                                       const char       *text);
gboolean yc_counter_check_signed_in   (YcCounter        *self,
                                       GTask            *task);
void     yc_counter_reload_async      (YcCounter        *self,
                                       const YcStream   *stream,
                                       GTask            *waiter);
/* (nullable): what goes into the journal with @ops */
YcStoreTxn *yc_counter_create_journal (YcCounter        *self,
                                       GPtrArray        *ops);
void     yc_counter_drop_journal      (YcCounter        *self,
                                       GPtrArray        *ops,
                                       const GError     *error);
void     yc_counter_doubt_jobs        (YcCounter        *self,
                                       YcCaseFile       *file);
void     yc_counter_doubt_all_jobs    (YcCounter        *self);
void     yc_counter_place_case        (YcCounter        *self,
                                       YcCaseFile       *file);
void     yc_counter_fill_frame        (YcCounter        *self,
                                       guint             copy,
                                       YcPaperFrame     *ret_frame);
void     yc_counter_place_ticket      (YcCounter        *self,
                                       YcTicket         *ticket);
void     yc_counter_settle_call       (YcCounter        *self,
                                       YcTicket         *ticket);
gboolean yc_counter_take_enrolment    (YcCounter        *self,
                                       GBytes           *bytes,
                                       GError          **error);
gboolean yc_counter_take_catalogue    (YcCounter        *self,
                                       GBytes           *bytes,
                                       GError          **error);
void     yc_counter_renew_catalogues  (YcCounter        *self);
void     yc_counter_keep_catalogue    (YcCounter        *self,
                                       YcStoreTxn       *txn,
                                       const char       *version,
                                       GBytes           *bytes);
void     yc_counter_refresh_version   (YcCounter        *self,
                                       const char       *version);
/* Reads what is known of packs, and counts the run before where it fell over. */
void     yc_counter_load_packs_async  (YcCounter        *self,
                                       GAsyncReadyCallback callback,
                                       gpointer          user_data);
gboolean yc_counter_load_packs_finish (YcCounter        *self,
                                       GAsyncResult     *result,
                                       GError          **error);
void     yc_counter_renew_packs       (YcCounter        *self);
void     yc_counter_say_packs         (YcCounter        *self);
/* This run ends as it should. */
void     yc_counter_end_packs         (YcCounter        *self);
void     yc_counter_load_catalogues_async (YcCounter    *self,
                                       GAsyncReadyCallback callback,
                                       gpointer          user_data);
gboolean yc_counter_load_catalogues_finish (YcCounter   *self,
                                       GAsyncResult     *result,
                                       GError          **error);
/* Of YcTemplate: the papers that a case of @catalogue can have. */
void     yc_counter_load_templates_async (YcCounter     *self,
                                       YcCatalogue      *catalogue,
                                       GAsyncReadyCallback callback,
                                       gpointer          user_data);
GPtrArray *yc_counter_load_templates_finish (YcCounter  *self,
                                       GAsyncResult     *result,
                                       GError          **error);
gboolean yc_counter_start_line        (YcCounter        *self,
                                       GError          **error);
void     yc_counter_ask_training_cards (YcCounter       *self);
void     yc_counter_load_scanner      (YcCounter        *self);
void     yc_counter_take_head         (YcCounter        *self,
                                       GBytes           *bytes,
                                       GBytes           *signature);
void     yc_counter_take_book         (YcCounter        *self,
                                       GBytes           *lines);
void     yc_counter_take_history      (YcHistory        *history,
                                       const YcStoreHistory *stored);
void     yc_counter_start_purging     (YcCounter        *self,
                                       guint             days);
void     yc_counter_notify_enrolled   (YcCounter        *self);
void     yc_counter_set_session       (YcCounter        *self,
                                       YcSession        *session);

G_END_DECLS
