/* yc-hub-office-jobs.c: what the side towards offices has done on the store's thread */

#include "yc-hub-offices-private.h"

#define WAITING_MAX 16 /* requests that are looked at at once */

YcHubOfficeJob *
yc_hub_office_job_new (YcHubServer *server,
                       const char  *office)
{
  YcHubOfficeJob *self = g_new0 (YcHubOfficeJob, 1);

  self->server = server;
  self->office = g_strdup (office);
  self->touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
yc_hub_office_job_free (YcHubOfficeJob *self)
{
  g_free (self->office);
  g_free (self->receipt);
  g_free (self->problem.code);
  g_free (self->problem.detail);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_hash_table_unref (self->touched);
  g_free (self);
}

/* Whoever reads what has new rows is woken before the caller hears of it. */
static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  YcHubOfficeJob *self = g_task_get_task_data (G_TASK (result));
  YcHubServer *server = self->server;

  yc_hub_dispatch_wake (server, self->touched);
  self->done (NULL, result, self->data);
  yc_hub_server_job_done (server);
}

/**
 * yc_hub_office_job_run:
 * @self: (transfer full): what to do
 * @func: one of the below
 * @done: called on the main thread, also when there was no place for it
 */
void
yc_hub_office_job_run (YcHubOfficeJob      *self,
                       GTaskThreadFunc      func,
                       GAsyncReadyCallback  done,
                       gpointer             data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, done_cb, NULL);

  self->done = done;
  self->data = data;
  self->server->jobs++;
  g_task_set_task_data (task, self, (GDestroyNotify) yc_hub_office_job_free);
  yc_worker_run (self->server->store_worker, task, func);
}

/* Returns: (transfer none) (nullable): the job; it lives as long as @result */
YcHubOfficeJob *
yc_hub_office_job_finish (GAsyncResult  *result,
                          GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error) ? g_task_get_task_data (G_TASK (result)) : NULL;
}

static void
give (GTask    *task,
      gboolean  good,
      GError   *error)
{
  if (good)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* How far the office has been read. */
void
yc_hub_office_job_begin (GTask        *task,
                         gpointer      source,
                         gpointer      data,
                         GCancellable *cancellable)
{
  YcHubOfficeJob *self = data;
  YcHub *hub = self->server->hub;
  GError *error = NULL;
  gboolean good = YC_HUB_CALL (hub, get_office_cursor, self->office, &self->cursor, &error);

  give (task, good, error);
}

void
yc_hub_office_job_list (GTask        *task,
                        gpointer      source,
                        gpointer      data,
                        GCancellable *cancellable)
{
  YcHubOfficeJob *self = data;
  YcHub *hub = self->server->hub;
  GError *error = NULL;

  self->waiting = YC_HUB_CALL (hub, list_waiting, self->office, (gint64) WAITING_MAX, &error);
  give (task, self->waiting != NULL, error);
}

void
yc_hub_office_job_acknowledge (GTask        *task,
                               gpointer      source,
                               gpointer      data,
                               GCancellable *cancellable)
{
  YcHubOfficeJob *self = data;
  GError *error = NULL;
  gboolean good = yc_hub_engine_acknowledge (self->server->hub, &self->request, self->receipt, self->touched, &error);

  give (task, good, error);
}

void
yc_hub_office_job_recognise (GTask        *task,
                             gpointer      source,
                             gpointer      data,
                             GCancellable *cancellable)
{
  YcHubOfficeJob *self = data;
  GError *error = NULL;
  gboolean good = yc_hub_engine_recognise (self->server->hub, &self->request, self->touched, &error);

  self->is_known = good;
  give (task, good, error);
}

void
yc_hub_office_job_postpone (GTask        *task,
                            gpointer      source,
                            gpointer      data,
                            GCancellable *cancellable)
{
  YcHubOfficeJob *self = data;
  GError *error = NULL;
  gboolean good = yc_hub_engine_postpone (self->server->hub, &self->request, self->retry_after_ms, &error);

  give (task, good, error);
}

void
yc_hub_office_job_give_up (GTask        *task,
                           gpointer      source,
                           gpointer      data,
                           GCancellable *cancellable)
{
  YcHubOfficeJob *self = data;
  GError *error = NULL;
  gboolean good = yc_hub_engine_give_up (self->server->hub, &self->request, &self->problem, self->touched, &error);

  give (task, good, error);
}

void
yc_hub_office_job_take (GTask        *task,
                        gpointer      source,
                        gpointer      data,
                        GCancellable *cancellable)
{
  YcHubOfficeJob *self = data;
  GError *error = NULL;
  gboolean good = yc_hub_engine_take (self->server->hub, self->office, self->after, self->entries, self->head, &self->cursor,
                                      self->touched, &error);

  give (task, good, error);
}
