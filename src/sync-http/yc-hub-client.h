/* Talking to the hub over HTTP; nothing here blocks. */
#pragma once

#include "yc-hub-answers.h"
#include "yc-op-batch.h"

G_BEGIN_DECLS

typedef enum
{
  YC_HUB_ERROR_OFFLINE,    /* no answer */
  YC_HUB_ERROR_UNREADABLE, /* an answer that is not this hub's */
  YC_HUB_ERROR_LOGIN,      /* 401: wrong password, or a code that is used up */
  YC_HUB_ERROR_FORBIDDEN,  /* 403 */
  YC_HUB_ERROR_BUSY,       /* 429, 5xx: later */
  YC_HUB_ERROR_REFUSED,    /* any other answer but 200 */
  YC_HUB_ERROR_CERTIFICATE, /* this desk's is not what it must be; nothing was sent */
  YC_HUB_ERROR_UNTRUSTED,  /* what answers has no certificate of the hub */
} YcHubError;

#define YC_HUB_ERROR (yc_hub_error_quark ())
GQuark yc_hub_error_quark (void);

/* What an answer that is not 200 says. */
typedef struct
{
  guint status;          /* of HTTP; 0: no answer, or none that can be read */
  char *code;            /* of the problem document, or "" */
  gint64 retry_after_ms; /* 0: not told */
  gint64 offset;         /* of a document: how much the hub has; -1: not told */
} YcHubProblem;

#define YC_HUB_PROBLEM_INIT { 0, NULL, 0, -1 }
void yc_hub_problem_clear (YcHubProblem *problem);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YcHubProblem, yc_hub_problem_clear)

/* A desk's certificate, and the authority that it believes the hub's by: paths
 * of PEM files. */
typedef struct
{
  const char *ca;          /* (nullable): NULL for those the system believes */
  const char *certificate; /* (nullable): NULL for none */
  const char *key;         /* (nullable): NULL where it is in the same file */
} YcHubTlsFiles;

/* @url: "http://127.0.0.1:8470" or "unix:/run/yichuang/hub.sock". One object
 * a hub; the token may come later. */
#define YC_TYPE_HUB_CLIENT (yc_hub_client_get_type ())
G_DECLARE_FINAL_TYPE (YcHubClient, yc_hub_client, YC, HUB_CLIENT, GObject)

YcHubClient *yc_hub_client_new       (const char   *url,
                                      GError      **error);
const char  *yc_hub_client_get_url   (YcHubClient  *self);
void         yc_hub_client_set_token (YcHubClient  *self,
                                      const char   *token);
void         yc_hub_client_set_tls   (YcHubClient  *self,
                                      const YcHubTlsFiles *files);

void            yc_hub_client_enrol_async           (YcHubClient          *self,
                                                     const char           *code,
                                                     const char           *name,
                                                     const guint8          key[32],
                                                     GBytes               *proof,
                                                     const char           *hall,
                                                     const char           *window,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
YcHubEnrolment *yc_hub_client_enrol_finish          (YcHubClient          *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);
void            yc_hub_client_login_async           (YcHubClient          *self,
                                                     const char           *operator_code,
                                                     const char           *password,
                                                     const guint8          key[32],
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
YcHubSigned    *yc_hub_client_login_finish          (YcHubClient          *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);
void            yc_hub_client_fetch_catalogue_async (YcHubClient          *self,
                                                     const char           *version,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
YcHubSigned    *yc_hub_client_fetch_catalogue_finish (YcHubClient         *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);
/* The signed head of the hub's chain. */
void            yc_hub_client_fetch_head_async      (YcHubClient          *self,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
YcHubSigned    *yc_hub_client_fetch_head_finish     (YcHubClient          *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);
void            yc_hub_client_search_async          (YcHubClient          *self,
                                                     const char           *words,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
GPtrArray      *yc_hub_client_search_finish         (YcHubClient          *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);

/* The hub's lists of cases: "review", "progress", "owed", "callbacks", "firms",
 * "corrections". */
void            yc_hub_client_list_async            (YcHubClient          *self,
                                                     const char           *name,
                                                     const char           *operator_code,
                                                     guint                 rows_max,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
YcHubList      *yc_hub_client_list_finish           (YcHubClient          *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);
/* Hand-over codes. */
void            yc_hub_client_issue_code_async      (YcHubClient          *self,
                                                     const YcStream       *stream,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
YcHubCode      *yc_hub_client_issue_code_finish     (YcHubClient          *self,
                                                     GAsyncResult         *result,
                                                     YcHubProblem         *ret_problem,
                                                     GError              **error);
void            yc_hub_client_redeem_code_async     (YcHubClient          *self,
                                                     const char           *code,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
YcStream       *yc_hub_client_redeem_code_finish    (YcHubClient          *self,
                                                     GAsyncResult         *result,
                                                     YcHubProblem         *ret_problem,
                                                     GError              **error);

/* For the sync edge. Each finish may also give the problem. */
void             yc_hub_client_probe_async          (YcHubClient          *self,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
YcHubHealth     *yc_hub_client_probe_finish         (YcHubClient          *self,
                                                     GAsyncResult         *result,
                                                     YcHubProblem         *ret_problem,
                                                     GError              **error);
void             yc_hub_client_put_op_async         (YcHubClient          *self,
                                                     const YcId           *id,
                                                     GBytes               *bytes,
                                                     GBytes               *signature,
                                                     const YcStamp        *sending,
                                                     const char           *epoch,
                                                     const char           *grant,
                                                     const char           *said,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
YcHubOpAnswer   *yc_hub_client_put_op_finish        (YcHubClient          *self,
                                                     GAsyncResult         *result,
                                                     YcHubProblem         *ret_problem,
                                                     GError              **error);
void             yc_hub_client_post_ops_async       (YcHubClient          *self,
                                                     GPtrArray            *parcels,
                                                     const YcStamp        *sending,
                                                     const char           *epoch,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
GPtrArray       *yc_hub_client_post_ops_finish      (YcHubClient          *self,
                                                     GAsyncResult         *result,
                                                     YcHubProblem         *ret_problem,
                                                     GError              **error);
void             yc_hub_client_read_feed_async      (YcHubClient          *self,
                                                     const char           *path,
                                                     const char           *epoch,
                                                     gint64                after,
                                                     const char           *hash,
                                                     guint                 rows_max,
                                                     guint                 wait_s,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
YcHubFeedAnswer *yc_hub_client_read_feed_finish     (YcHubClient          *self,
                                                     GAsyncResult         *result,
                                                     YcHubProblem         *ret_problem,
                                                     GError              **error);

G_END_DECLS
