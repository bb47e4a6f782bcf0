/* yc-counter-print.c: printing a paper once (D20 class B, D21)
 *
 *   plan ──→ make ──→ started ──→ bytes … ──→ done
 *     (copy number)      │ on disk before the first byte
 *                        └──→ unknown, or cancelled when not a byte has left
 *
 * The journal is written by the store's thread while the printer's thread
 * waits for it; the main thread waits for neither.
 */

#include "yc-counter-state.h"

#include <glib/gi18n-lib.h>

#define JOURNAL_WAIT_MAX_US (30 * G_USEC_PER_SEC)

typedef struct
{
  YcStream stream;
  char *paper;
  YcPaperFunc make;
  gpointer subject;
  GDestroyNotify subject_free;
  YcDevice *printer;      /* (nullable): NULL for the receipt printer */
  char *digest;
  YcId job;
  guint copy;
  GError *error;          /* why it was not printed */
  YcStoreJobState ending; /* what goes into the journal at the end */
} Print;

/* A line of the journal on its way from the printer's thread to the store. */
typedef struct
{
  gatomicrefcount refs; /* both threads hold it: the waiting one may give up */
  YcStore *store;
  YcId job;
  gint64 sent_bytes;
  gint64 now_ms;
  GMutex mutex;
  GCond cond;
  gboolean written;
  GError *error;
} Entry;

static void
print_free (gpointer data)
{
  Print *print = data;

  g_free (print->paper);
  g_free (print->digest);
  g_clear_error (&print->error);
  if (print->subject_free != NULL)
    print->subject_free (print->subject);
  g_clear_object (&print->printer);
  g_free (print);
}

static void
entry_unref (Entry *entry)
{
  if (!g_atomic_ref_count_dec (&entry->refs))
    return;
  g_object_unref (entry->store);
  g_mutex_clear (&entry->mutex);
  g_cond_clear (&entry->cond);
  g_clear_error (&entry->error);
  g_free (entry);
}

static void
entry_written_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  Entry *entry = user_data;

  g_mutex_lock (&entry->mutex);
  yc_store_set_job_finish (YC_STORE (source), result, &entry->error);
  entry->written = TRUE;
  g_cond_signal (&entry->cond);
  g_mutex_unlock (&entry->mutex);
  entry_unref (entry);
}

static gboolean
write_entry_cb (gpointer data)
{
  Entry *entry = data;

  yc_store_set_job_async (entry->store, &entry->job, YC_STORE_JOB_STARTED, entry->sent_bytes,
                          entry->now_ms, entry_written_cb, entry);
  return G_SOURCE_REMOVE;
}

/* In the printer's thread: returns when the line is on disk. */
static gboolean
journal_cb (const YcPrintProgress *progress,
            gpointer               data,
            GError               **error)
{
  YcCounter *self = data;
  Entry *entry = g_new0 (Entry, 1);
  gint64 deadline_us = g_get_monotonic_time () + JOURNAL_WAIT_MAX_US;
  gboolean good;

  g_atomic_ref_count_init (&entry->refs);
  g_atomic_ref_count_inc (&entry->refs);
  entry->store = g_object_ref (self->store);
  entry->job = progress->job;
  entry->sent_bytes = progress->sent_bytes;
  entry->now_ms = g_get_real_time () / 1000;
  g_mutex_init (&entry->mutex);
  g_cond_init (&entry->cond);
  g_main_context_invoke (NULL, write_entry_cb, entry);

  g_mutex_lock (&entry->mutex);
  while (!entry->written && g_cond_wait_until (&entry->cond, &entry->mutex, deadline_us))
    ;
  good = entry->written && entry->error == NULL;
  if (entry->error != NULL)
    g_propagate_error (error, g_steal_pointer (&entry->error));
  else if (!good)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "The journal could not be written in time");
  g_mutex_unlock (&entry->mutex);
  entry_unref (entry);
  return good;
}

static void
recorded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Print *print = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!yc_counter_append_finish (YC_COUNTER (source), result, &error) && print->error == NULL)
    print->error = g_steal_pointer (&error);
  if (print->error != NULL)
    g_task_return_error (task, g_steal_pointer (&print->error));
  else
    g_task_return_boolean (task, TRUE);
}

static const char *
get_outcome_text (YcStoreJobState ending)
{
  switch (ending)
    {
    case YC_STORE_JOB_DONE:
      return "done";
    case YC_STORE_JOB_CANCELLED:
      return "cancelled";
    case YC_STORE_JOB_PLANNED:
    case YC_STORE_JOB_STARTED:
    case YC_STORE_JOB_UNKNOWN:
    default:
      return "unknown";
    }
}

/* Writes into the case how the print went; a visit keeps no such record. */
static void
record (YcCounter *self,
        GTask     *task)
{
  Print *print = g_task_get_task_data (task);
  g_autoptr (GPtrArray) ops = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_op_unref);
  g_autofree char *job = yc_id_dup_text (&print->job);
  YcBody *body;

  if (print->stream.type != YC_STREAM_CASE || print->ending == YC_STORE_JOB_CANCELLED)
    {
      if (print->error != NULL)
        g_task_return_error (task, g_steal_pointer (&print->error));
      else
        g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  body = yc_body_new ();
  yc_record_set_text (body->record, "job", job);
  yc_record_set_text (body->record, "paper", print->paper);
  yc_record_set_int (body->record, "copy", print->copy);
  yc_record_set_text (body->record, "outcome", get_outcome_text (print->ending));
  yc_record_set_text (body->record, "sha256", print->digest);
  g_ptr_array_add (ops, yc_op_new (&print->stream, "print.record", body));
  yc_counter_append_async (self, ops, recorded_cb, task);
}

static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  GTask *task = user_data;
  Print *print = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!yc_store_set_job_finish (YC_STORE (source), result, &error) && print->error == NULL)
    print->error = g_steal_pointer (&error);
  record (g_task_get_source_object (task), task);
}

static void
end (YcCounter       *self,
     GTask           *task,
     YcStoreJobState  ending,
     gint64           sent_bytes)
{
  Print *print = g_task_get_task_data (task);

  print->ending = ending;
  yc_store_set_job_async (self->store, &print->job, ending, sent_bytes, g_get_real_time () / 1000,
                          ended_cb, task);
}

static void
printed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  GTask *task = user_data;
  Print *print = g_task_get_task_data (task);
  YcPrintOutcome outcome = yc_printer_print_finish (YC_PRINTER (source), result, &print->error);

  end (g_task_get_source_object (task), task,
       outcome == YC_PRINT_DONE          ? YC_STORE_JOB_DONE
       : outcome == YC_PRINT_NOT_STARTED ? YC_STORE_JOB_CANCELLED
                                         : YC_STORE_JOB_UNKNOWN,
       0);
}

/* (nullable) */
static YcDevice *
get_printer (YcCounter   *self,
             const Print *print)
{
  if (print->printer != NULL)
    return print->printer;
  return yc_device_registry_get_by_role (self->registry, YC_DEVICE_ROLE_RECEIPT_PRINTER);
}

static void
planned_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  GTask *task = user_data;
  YcCounter *self = g_task_get_source_object (task);
  Print *print = g_task_get_task_data (task);
  g_autoptr (YcStoreJob) job = NULL;
  g_autoptr (GBytes) bytes = NULL;
  YcDevice *printer;

  job = yc_store_plan_job_finish (YC_STORE (source), result, &print->error);
  if (job == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&print->error));
      g_object_unref (task);
      return;
    }
  print->job = job->id;
  print->copy = job->copy;
  bytes = print->make (print->subject, print->copy, &print->error);
  printer = get_printer (self, print);
  if (bytes == NULL || printer == NULL)
    {
      if (print->error == NULL)
        g_set_error (&print->error, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NO_DEVICE,
                     _("The printer is gone; nothing was printed"));
      end (self, task, YC_STORE_JOB_CANCELLED, 0);
      return;
    }
  yc_printer_print_async (YC_PRINTER (printer), bytes, &print->job, journal_cb,
                          g_object_ref (self), g_object_unref, NULL, printed_cb, task);
}

/* Takes @task and what it holds on its way. */
static void
plan (YcCounter *self,
      GTask     *task,
      GBytes    *sample)
{
  Print *print = g_task_get_task_data (task);
  gint64 now_ms = g_get_real_time () / 1000;

  print->digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, sample);
  if (print->printer != NULL)
    yc_store_plan_job_surely_async (self->store, &print->stream, print->paper, print->digest, now_ms, planned_cb, task);
  else
    yc_store_plan_job_async (self->store, &print->stream, print->paper, print->digest, now_ms, planned_cb, task);
}

static GBytes *
give_bytes_cb (gpointer   subject,
               guint      copy,
               GError   **error)
{
  return g_bytes_ref (subject);
}

/**
 * yc_counter_print_bytes_async:
 * @self: a counter
 * @stream: what the paper is about
 * @paper: copies are counted for each in each stream
 * @bytes: what goes out, and what the digest is of
 * @printer: which one they were made for
 *
 * As yc_counter_print_async(), and the same end. While nobody has said what
 * became of the print before it, it is %YC_STORE_ERROR_DOUBT and nothing goes out.
 */
void
yc_counter_print_bytes_async (YcCounter           *self,
                              const YcStream      *stream,
                              const char          *paper,
                              GBytes              *bytes,
                              YcDevice            *printer,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Print *print = g_new0 (Print, 1);

  g_task_set_source_tag (task, yc_counter_print_async);
  print->stream = *stream;
  print->paper = g_strdup (paper);
  print->make = give_bytes_cb;
  print->subject = g_bytes_ref (bytes);
  print->subject_free = (GDestroyNotify) g_bytes_unref;
  print->printer = g_object_ref (printer);
  g_task_set_task_data (task, print, print_free);
  plan (self, task, bytes);
}

/**
 * yc_counter_print_async:
 * @self: a counter
 * @stream: what the paper is about
 * @paper: "ticket" or "receipt": copies are counted for each in each stream
 * @make: makes the bytes for a copy number; called with 0 for the digest
 * @subject: for @make
 *
 * Never sends a byte twice. A print that ends in doubt is an error that says
 * so; the journal and the case keep it.
 */
void
yc_counter_print_async (YcCounter           *self,
                        const YcStream      *stream,
                        const char          *paper,
                        YcPaperFunc          make,
                        gpointer             subject,
                        GDestroyNotify       subject_free,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Print *print = g_new0 (Print, 1);
  g_autoptr (GBytes) sample = NULL;
  g_autoptr (GError) error = NULL;

  g_task_set_source_tag (task, yc_counter_print_async);
  print->stream = *stream;
  print->paper = g_strdup (paper);
  print->make = make;
  print->subject = subject;
  print->subject_free = subject_free;
  g_task_set_task_data (task, print, print_free);

  if (yc_device_registry_get_by_role (self->registry, YC_DEVICE_ROLE_RECEIPT_PRINTER) == NULL)
    {
      g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NO_DEVICE,
                               _("No receipt printer is connected"));
      g_object_unref (task);
      return;
    }
  sample = make (subject, 0, &error);
  if (sample == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }
  plan (self, task, sample);
}

gboolean
yc_counter_print_finish (YcCounter     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
yc_counter_fill_frame (YcCounter    *self,
                       guint         copy,
                       YcPaperFrame *ret_frame)
{
  ret_frame->hall = self->hall_name;
  ret_frame->window = self->window;
  ret_frame->name = yc_counter_get_operator (self);
  ret_frame->training = self->training;
  ret_frame->printed_ms = yc_counter_now (self).at_ms;
  ret_frame->copy = copy;
  ret_frame->pending = FALSE;
}
