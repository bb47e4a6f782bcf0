/* What the files of the server share. All of it lives on the main thread. */
#pragma once

#include "yc-hub-auth.h"
#include "yc-hub-choose.h"
#include "yc-hub-ingest.h"
#include "yc-hub-log.h"
#include "yc-hub-offices.h"
#include "yc-hub-packs.h"
#include "yc-hub-request.h"
#include "yc-hub-server.h"
#include "yc-hub-watch.h"
#include "yc-worker.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

#define YC_HUB_OP_WORKERS 2

struct _YcHubServer
{
  YcHub *hub; /* the store's worker uses it; here only what never changes */
  YcWorker *store_worker;
  YcWorker *op_workers[YC_HUB_OP_WORKERS]; /* read ops, so that the store's thread has less to do */
  guint next_op_worker;
  YcWorker *password_worker;
  YcWorker *blob_worker;
  YcWorker *figures_worker; /* counts, so that ops do not wait for it */
  YcWorker *backup_worker;
  GCancellable *stopping; /* ends what takes long */
  SoupServer *soup;
  GSocketService *service;
  GSocketService *admin_service;
  char *socket_path; /* (nullable): removed at the end */
  char *admin_path;  /* (nullable): the same */
  guint *connections; /* outlived by connections: counted references */
  guint request_max_ms;

  GHashTable *devices; /* YcId → YcHubDevice */
  GQueue queue;        /* of YcHubVisit: their ops wait for a transaction */
  guint queued;        /* ops of these */
  gboolean committing;
  GHashTable *waiters; /* stream or hall → GPtrArray of YcHubVisit */
  guint waiting;
  GPtrArray *event_readers; /* of yc-hub-events.c's readers */
  guint reading;       /* feeds that the store's thread has */
  double enrol_left;   /* a bucket of tries, refilled with time */
  gint64 enrol_at_us;
  YcHubOffices *offices; /* (nullable) */
  YcHubWatch *watch;     /* (nullable) */
  gboolean certificates; /* a proxy in front tells whose certificate a device has */
  guint *pieces; /* of documents, in memory; outlived by messages: counted references */
  guint clear_source; /* once a day */
  gint64 packs;  /* the revision that waiting readers know */
  guint seen_source;  /* once a minute */
  guint jobs; /* that the workers have not answered */

  GSourceFunc stopped; /* set once the server is stopping */
  gpointer stopped_data;
  guint stop_source;
};

/* One request, from its head to its answer; lives as long as its message. */
typedef struct
{
  YcHubServer *server;
  SoupServerMessage *message; /* not owned */
  guint deadline;             /* source: the request must have come by then */
  gsize body_bytes;
  YcHubRequest *request; /* NULL until the head has been read */
  YcHubDevice *device;   /* (nullable): a copy */
  YcHubAnswer *answer;   /* what a worker found */

  GBytes *body;         /* (nullable): of ops, until they are read */
  gint64 received_ms;   /* the same: when they came, by the hub's clock */
  GPtrArray *puts;      /* (nullable): of YcHubPut */
  YcHubEnrolRequest *enrolment;
  YcHubDevice *enrolled;
  YcHubLoginRequest *login;
  GBytes *piece;        /* (nullable): of a document */
  guint *place;         /* (nullable): the server's count of pieces, counted in it */
  gboolean is_whole;    /* of a document: that was the last of it */
  gboolean is_empty;    /* of a feed */
  char *code;           /* (nullable): a hand-over code */
  YcHubPackWord *pack_word; /* (nullable): what a desk says of a pack */
  YcHubChoice *choice;  /* (nullable): a password that somebody chooses */
  YcId *drawn;          /* (nullable): the op that a code is drawn for */
  GHashTable *touched;  /* (nullable): what a door has put new rows behind */
  gint64 packs;         /* of a feed: the revision when it was last read */
  gint64 wait_until_us; /* of a feed: monotonic */
  guint wait_source;

  char id[YC_HUB_REQUEST_ID_SIZE];
  gint64 began_us;  /* monotonic: its first byte */
  gint64 parked_us; /* the same: a feed's, while it waits; 0 else */
  gint64 waited_us; /* in all, for something new */
} YcHubVisit;

/* yc-hub-dispatch.c */
void yc_hub_dispatch       (YcHubVisit  *visit,
                            GBytes      *body);
void yc_hub_dispatch_wake  (YcHubServer *server,
                            GHashTable  *touched);
void yc_hub_dispatch_stop  (YcHubServer *server);
void yc_hub_dispatch_tell_packs (YcHubServer *server);

/* yc-hub-server.c */
void yc_hub_visit_answer   (YcHubVisit  *visit,
                            YcHubAnswer *answer);
void yc_hub_visit_note     (YcHubVisit        *visit,
                            const YcHubAnswer *answer);
gboolean yc_hub_visit_is_known (YcHubVisit *visit);
void yc_hub_server_job_done (YcHubServer *self);

/* yc-hub-admin-socket.c */
GSocketService *yc_hub_admin_socket_new (YcHubServer *server,
                                         const char  *path,
                                         GError     **error);

G_END_DECLS
