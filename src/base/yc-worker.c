/* yc-worker.c: one thread that does blocking work
 *
 * A blocking library (SQLite, libusb, SANE, poppler) gets a worker of its own
 * and is called from there only. Work comes as a GTask, is done in the order
 * it came, and its result goes back to the main context the task was made in.
 *
 * The queue has a limit: whoever asks for more is told BUSY at once instead
 * of waiting behind work that nobody counts.
 */

#include "yc-worker.h"

struct _YcWorker
{
  GObject parent_instance;

  GThread *thread;
  GAsyncQueue *queue; /* of Job; one without a task ends the thread */
  guint queue_max;
};

typedef struct
{
  GTask *task; /* (nullable) */
  GTaskThreadFunc func;
} Job;

G_DEFINE_FINAL_TYPE (YcWorker, yc_worker, G_TYPE_OBJECT)

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_object (&job->task);
  g_free (job);
}

/* A reference to a task is dropped in the thread that owns its callback, so
 * that the source object never dies in the worker. */
static gboolean
release_cb (gpointer data)
{
  return G_SOURCE_REMOVE;
}

static void
run_job (Job *job)
{
  g_autoptr (GMainContext) context = g_main_context_ref (g_task_get_context (job->task));
  g_autoptr (GSource) release = g_idle_source_new ();

  if (!g_task_return_error_if_cancelled (job->task))
    job->func (job->task, g_task_get_source_object (job->task),
               g_task_get_task_data (job->task), g_task_get_cancellable (job->task));

  /* Not g_main_context_invoke(): it runs the call in this thread when nobody
   * is iterating the context at the moment. */
  /* As urgent as the answer itself: a thread that is never idle would else keep
   * all that it was ever answered. */
  g_source_set_priority (release, g_task_get_priority (job->task));
  g_source_set_callback (release, release_cb, g_steal_pointer (&job->task), g_object_unref);
  g_source_attach (release, context);
}

static gpointer
worker_main (gpointer data)
{
  GAsyncQueue *queue = data;
  gboolean running = TRUE;

  while (running)
    {
      Job *job = g_async_queue_pop (queue);

      if (job->task != NULL)
        run_job (job);
      else
        running = FALSE;
      job_free (job);
    }
  g_async_queue_unref (queue);
  return NULL;
}

static void
yc_worker_dispose (GObject *object)
{
  yc_worker_stop (YC_WORKER (object));
  G_OBJECT_CLASS (yc_worker_parent_class)->dispose (object);
}

static void
yc_worker_finalize (GObject *object)
{
  g_async_queue_unref (YC_WORKER (object)->queue);
  G_OBJECT_CLASS (yc_worker_parent_class)->finalize (object);
}

static void
yc_worker_class_init (YcWorkerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yc_worker_dispose;
  G_OBJECT_CLASS (klass)->finalize = yc_worker_finalize;
}

static void
yc_worker_init (YcWorker *self)
{
  self->queue = g_async_queue_new_full (job_free);
}

/**
 * yc_worker_new:
 * @name: the thread's name, for debuggers; at most 15 bytes are kept
 * @queue_max: how many pieces of work may wait
 *
 * Returns: (transfer full): a worker whose thread is running
 */
YcWorker *
yc_worker_new (const char *name,
               guint       queue_max)
{
  YcWorker *self;

  g_return_val_if_fail (name != NULL && queue_max > 0, NULL);

  self = g_object_new (YC_TYPE_WORKER, NULL);
  self->queue_max = queue_max;
  self->thread = g_thread_new (name, worker_main, g_async_queue_ref (self->queue));
  return self;
}

/**
 * yc_worker_run:
 * @self: a worker
 * @task: what to answer; its data is what @func gets
 * @func: called in the worker's thread; must return from @task
 *
 * Answers G_IO_ERROR_BUSY when too much waits already, and G_IO_ERROR_CLOSED
 * after yc_worker_stop().
 */
void
yc_worker_run (YcWorker        *self,
               GTask           *task,
               GTaskThreadFunc  func)
{
  Job *job;

  g_return_if_fail (YC_IS_WORKER (self));
  g_return_if_fail (G_IS_TASK (task) && func != NULL);

  if (self->thread == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "The worker has been stopped");
      return;
    }
  if (g_async_queue_length (self->queue) >= (int) self->queue_max)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_BUSY,
                               "%u pieces of work are waiting already", self->queue_max);
      return;
    }
  job = g_new0 (Job, 1);
  job->task = g_object_ref (task);
  job->func = func;
  g_async_queue_push (self->queue, job);
}

/**
 * yc_worker_stop:
 * @self: a worker
 *
 * Waits until the work that was asked for is done, then ends the thread. Only
 * for the end of the program: it blocks.
 */
void
yc_worker_stop (YcWorker *self)
{
  g_return_if_fail (YC_IS_WORKER (self));

  if (self->thread == NULL)
    return;
  g_async_queue_push (self->queue, g_new0 (Job, 1));
  g_thread_join (g_steal_pointer (&self->thread));
}
