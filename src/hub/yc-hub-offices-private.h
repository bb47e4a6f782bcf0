/* What the files of the hub's side towards offices share. */
#pragma once

#include "yc-hub-engine.h"
#include "yc-hub-offices.h"
#include "yc-hub-server-private.h"

G_BEGIN_DECLS

/* One piece of work for the store's thread, and what came of it. */
typedef struct
{
  YcHubServer *server;
  char *office;
  GAsyncReadyCallback done;
  gpointer data;

  YcId request;
  char *receipt;              /* of acknowledge */
  gint64 retry_after_ms;      /* of postpone */
  YcHubOfficeProblem problem; /* of give up */
  GPtrArray *entries;         /* of take */
  gint64 head;                /* the same */
  gint64 after;               /* the same: the cursor it was asked with */

  gboolean is_known;  /* of recognise: the office is read from its beginning */

  gint64 cursor;      /* gets how far the office has been read */
  GPtrArray *waiting; /* gets what is to be sent, of YcHubOfficeRequest */
  GHashTable *touched;
} YcHubOfficeJob;

YcHubOfficeJob *yc_hub_office_job_new         (YcHubServer     *server,
                                               const char      *office);
void            yc_hub_office_job_free        (YcHubOfficeJob  *self);
void            yc_hub_office_job_run         (YcHubOfficeJob  *self,
                                               GTaskThreadFunc  func,
                                               GAsyncReadyCallback done,
                                               gpointer         data);
YcHubOfficeJob *yc_hub_office_job_finish      (GAsyncResult    *result,
                                               GError         **error);

/* For yc_hub_office_job_run(). */
void            yc_hub_office_job_begin       (GTask           *task,
                                               gpointer         source,
                                               gpointer         data,
                                               GCancellable    *cancellable);
void            yc_hub_office_job_list        (GTask           *task,
                                               gpointer         source,
                                               gpointer         data,
                                               GCancellable    *cancellable);
void            yc_hub_office_job_acknowledge (GTask           *task,
                                               gpointer         source,
                                               gpointer         data,
                                               GCancellable    *cancellable);
void            yc_hub_office_job_recognise   (GTask           *task,
                                               gpointer         source,
                                               gpointer         data,
                                               GCancellable    *cancellable);
void            yc_hub_office_job_postpone    (GTask           *task,
                                               gpointer         source,
                                               gpointer         data,
                                               GCancellable    *cancellable);
void            yc_hub_office_job_give_up     (GTask           *task,
                                               gpointer         source,
                                               gpointer         data,
                                               GCancellable    *cancellable);
void            yc_hub_office_job_take        (GTask           *task,
                                               gpointer         source,
                                               gpointer         data,
                                               GCancellable    *cancellable);

G_END_DECLS
