/* The worker: order, limit, cancelling, and its end. */

#include "yc-worker.h"

#define JOB_COUNT 50

typedef struct
{
  YcWorker *worker;
  GPtrArray *answers; /* of GAsyncResult, in the order they came */
  GMutex gate;        /* held: the worker is kept busy */
  GString *done;      /* one letter a job, by the worker */
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->worker = yc_worker_new ("test", JOB_COUNT);
  f->answers = g_ptr_array_new_with_free_func (g_object_unref);
  f->done = g_string_new (NULL);
  g_mutex_init (&f->gate);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  g_clear_object (&f->worker);
  g_ptr_array_unref (f->answers);
  g_string_free (f->done, TRUE);
  g_mutex_clear (&f->gate);
}

static void
answer_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  Fixture *f = data;

  g_ptr_array_add (f->answers, g_object_ref (result));
}

static void
note_cb (GTask        *task,
         gpointer      source,
         gpointer      data,
         GCancellable *cancellable)
{
  Fixture *f = data;

  g_mutex_lock (&f->gate);
  g_string_append_c (f->done, 'x');
  g_mutex_unlock (&f->gate);
  g_task_return_int (task, (gssize) f->done->len);
}

static void
ask (Fixture      *f,
     GCancellable *cancellable)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, answer_cb, f);

  g_task_set_task_data (task, f, NULL);
  yc_worker_run (f->worker, task, note_cb);
}

static void
wait_for (Fixture *f,
          guint    count)
{
  while (f->answers->len < count)
    g_main_context_iteration (NULL, TRUE);
}

static gssize
answer_at (Fixture *f,
           guint    at,
           GError **error)
{
  return g_task_propagate_int (f->answers->pdata[at], error);
}

static void
test_order (Fixture      *f,
            gconstpointer data)
{
  for (int i = 0; i < JOB_COUNT; i++)
    ask (f, NULL);
  wait_for (f, JOB_COUNT);
  for (int i = 0; i < JOB_COUNT; i++)
    g_assert_cmpint (answer_at (f, i, NULL), ==, i + 1);
}

/* One more than may wait is answered at once, while the worker is busy. */
static void
test_limit (Fixture      *f,
            gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint refused = 0;

  g_mutex_lock (&f->gate);
  for (int i = 0; i < JOB_COUNT + 10; i++)
    ask (f, NULL);
  wait_for (f, 9);
  g_mutex_unlock (&f->gate);
  wait_for (f, JOB_COUNT + 10);

  for (guint i = 0; i < f->answers->len; i++)
    if (answer_at (f, i, &error) < 0)
      {
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
        g_clear_error (&error);
        refused++;
      }
  /* The one in hand waits no more, if the worker had taken it by then. */
  g_assert_cmpuint (refused, >=, 9);
  g_assert_cmpuint (refused, <=, 10);
  g_assert_cmpuint (f->done->len, ==, JOB_COUNT + 10 - refused);
}

static void
test_cancelled_before (Fixture      *f,
                       gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&f->gate);
  ask (f, NULL);
  ask (f, cancellable);
  g_cancellable_cancel (cancellable);
  g_mutex_unlock (&f->gate);
  wait_for (f, 2);
  g_assert_cmpint (answer_at (f, 1, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (f->done->len, ==, 1);
}

/* What was asked for is done; what comes later is told so. */
static void
test_stop (Fixture      *f,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 10; i++)
    ask (f, NULL);
  yc_worker_stop (f->worker);
  g_assert_cmpuint (f->done->len, ==, 10);
  ask (f, NULL);
  wait_for (f, 11);
  for (int i = 0; i < 11; i++)
    if (answer_at (f, i, &error) < 0)
      break;
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  yc_worker_stop (f->worker);
}

static gboolean
busy_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
count_cb (gpointer data)
{
  (*(guint *) data)++;
}

static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  (*(guint *) data)++;
}

static void
return_cb (GTask        *task,
           gpointer      source,
           gpointer      data,
           GCancellable *cancellable)
{
  g_task_return_boolean (task, TRUE);
}

/* A main thread that never rests lets go of what was answered all the same. */
static void
test_released_while_busy (Fixture      *f,
                          gconstpointer data)
{
  guint busy = g_idle_add_full (G_PRIORITY_DEFAULT, busy_cb, NULL, NULL);
  guint answered = 0, released = 0;

  for (guint i = 0; i < 20 * JOB_COUNT; i++)
    {
      g_autoptr (GTask) task = g_task_new (NULL, NULL, counted_cb, &answered);

      g_task_set_task_data (task, &released, count_cb);
      yc_worker_run (f->worker, task, return_cb);
      g_clear_object (&task);
      while (answered <= i)
        g_main_context_iteration (NULL, TRUE);
    }
  for (guint i = 0; i < 1000 && released < answered; i++)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (released, ==, answered);
  g_source_remove (busy);
}

static void
add (const char *path,
     void      (*func) (Fixture      *f,
                        gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, func, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/worker/order", test_order);
  add ("/worker/limit", test_limit);
  add ("/worker/cancelled-before", test_cancelled_before);
  add ("/worker/stop", test_stop);
  add ("/worker/released-while-busy", test_released_while_busy);
  return g_test_run ();
}
