/* yc-class-printer.c: a printer of the USB printer class, and printing once
 *
 *   open → look → start → send ⟲ → look after → close
 *
 * 1. Nothing is journalled, and nothing that prints is sent, before the printer
 *    was seen to be ready. A printer that answers no questions is believed to
 *    be: it must still print.
 * 2. The journal is told "started" before the first byte leaves.
 * 3. Bytes that were handed to the transport are never handed to it again.
 * 4. From "started" on, every end but a clean one is OUTCOME_UNKNOWN.
 * 5. Out of paper on the way, the printer takes no bytes. The transfer stays in
 *    flight; the port's status is asked meanwhile, and the clerk told.
 * 6. close is a clean-up state: the system gets its printer back.
 *
 * What a printer is asked is its driver's business (look): the port's status,
 * which every printer of the class has, and more where its language has
 * questions.
 */

#include "yc-class-printer.h"

#include "yc-class-printer-proto.h"
#include "yc-device-private.h"
#include "yc-printer.h"
#include "yc-sequence.h"

#include <glib/gi18n-lib.h>

#define STATUS_TIMEOUT_MS 500
#define STUCK_MAX_MS 20000
#define LOOK_AGAIN_MS 300

typedef struct
{
  GBytes *bytes;
  YcId job;
  YcPrinterJournalFunc journal;
  gpointer journal_data;
  GDestroyNotify journal_free;
} Job;

/* One job, on the worker's thread. */
typedef struct
{
  YcDevice *device;
  YcTransport *transport;
  GCancellable *cancellable;
  Job *job;
  gsize sent;
  gboolean started;
  gint64 taken_us;     /* when the printer last took bytes, or had a reason not to */
  gint64 obstacle_us;  /* since when something is in the way, or 0 */
  gboolean told;       /* the clerk was told of it */
} Session;

static void yc_class_printer_printer_init (YcPrinterInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (YcClassPrinter, yc_class_printer, YC_TYPE_DEVICE,
                                  G_IMPLEMENT_INTERFACE (YC_TYPE_PRINTER, yc_class_printer_printer_init))

static void
job_free (gpointer data)
{
  Job *job = data;

  g_bytes_unref (job->bytes);
  if (job->journal_free != NULL)
    job->journal_free (job->journal_data);
  g_free (job);
}

/**
 * yc_class_printer_ask_port:
 * @transport: open
 * @ret_flags: (out): untouched on failure
 * @error: YC_DEVICE_ERROR
 *
 * GET_PORT_STATUS goes over the control pipe, so it works while data waits.
 */
gboolean
yc_class_printer_ask_port (YcTransport    *transport,
                           YcPrinterFlags *ret_flags,
                           GError        **error)
{
  const YcControlSetup setup = { .type = 0xA1, .request = 0x01, .length_bytes = 1 };
  guint8 status;

  if (yc_transport_control (transport, &setup, &status, STATUS_TIMEOUT_MS, error) != 1)
    return FALSE;
  *ret_flags = yc_class_printer_parse_port_status (status);
  return TRUE;
}

static gboolean
is_unplugged (const GError *error)
{
  return g_error_matches (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNPLUGGED);
}

static gboolean
look (YcDevice       *device,
      YcTransport    *transport,
      YcPrinterFlags *ret_flags,
      GError        **error)
{
  return YC_CLASS_PRINTER_GET_CLASS (device)->look (transport, ret_flags, error);
}

/* What is in the way, in words the clerk can act on. NULL: nothing. */
static GError *
obstacle (YcPrinterFlags flags)
{
  if (flags & YC_PRINTER_COVER_OPEN)
    return g_error_new (YC_DEVICE_RETRY, YC_DEVICE_RETRY_COVER_OPEN, _("Close the printer’s cover"));
  if (flags & YC_PRINTER_PAPER_OUT)
    return g_error_new (YC_DEVICE_RETRY, YC_DEVICE_RETRY_PAPER_OUT, _("Put paper into the printer"));
  if (flags & YC_PRINTER_FAULT)
    return g_error_new (YC_DEVICE_ERROR, YC_DEVICE_ERROR_DEVICE,
                        _("The printer reports a fault: paper jam or knife"));
  if (flags & YC_PRINTER_OFFLINE)
    return g_error_new (YC_DEVICE_RETRY, YC_DEVICE_RETRY_OFFLINE, _("Put the printer online"));
  return NULL;
}

static gboolean
tell_journal (Session *s,
              GError **error)
{
  YcPrintProgress progress = { s->job->job, s->sent, g_bytes_get_size (s->job->bytes) };
  GError *local = NULL;

  if (s->job->journal == NULL || s->job->journal (&progress, s->job->journal_data, &local))
    return TRUE;
  g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_JOURNAL,
               _("The printing could not be written down: %s"),
               local != NULL ? local->message : _("no reason given"));
  g_clear_error (&local);
  return FALSE;
}

static void
open_state (YcSequence *sequence,
            gpointer    data)
{
  Session *s = data;
  GError *error = NULL;

  if (yc_transport_open (s->transport, &error))
    yc_sequence_next (sequence);
  else
    yc_sequence_fail (sequence, error);
}

static void
look_state (YcSequence *sequence,
            gpointer    data)
{
  Session *s = data;
  YcPrinterFlags flags = YC_PRINTER_FLAG_NONE;
  GError *error = NULL;

  if (look (s->device, s->transport, &flags, &error))
    error = obstacle (flags);
  else if (!is_unplugged (error))
    g_clear_error (&error);

  if (error == NULL)
    yc_sequence_next (sequence);
  else
    yc_sequence_fail (sequence, error);
}

static void
start_state (YcSequence *sequence,
             gpointer    data)
{
  Session *s = data;
  GError *error = NULL;

  if (!tell_journal (s, &error))
    {
      yc_sequence_fail (sequence, error);
      return;
    }
  s->started = TRUE;
  s->taken_us = g_get_monotonic_time ();
  yc_sequence_next (sequence);
}

/* Shows what is in the way, and hides it when it has gone. */
static void
tell_obstacle (Session      *s,
               const GError *what)
{
  gint64 now_us = g_get_monotonic_time ();

  if (what != NULL && !s->told)
    {
      s->obstacle_us = now_us;
      yc_device_post_problem (s->device, what->message);
    }
  else if (what == NULL && s->told)
    yc_device_post_problem (s->device, NULL);
  s->told = what != NULL;
  if (what == NULL)
    s->obstacle_us = 0;
  else
    s->taken_us = now_us;
}

static gboolean
waited_too_long (Session *s)
{
  gint64 now_us = g_get_monotonic_time ();

  return (s->obstacle_us != 0 &&
          now_us - s->obstacle_us > YC_PRINTER_PAPER_WAIT_MAX_MS * G_GINT64_CONSTANT (1000)) ||
         now_us - s->taken_us > STUCK_MAX_MS * G_GINT64_CONSTANT (1000);
}

/* While bytes are in flight and the printer takes none. */
static gboolean
idle_cb (gpointer data,
         GError **error)
{
  Session *s = data;
  YcPrinterFlags flags = YC_PRINTER_FLAG_NONE;
  g_autoptr (GError) what = NULL;

  if (g_cancellable_set_error_if_cancelled (s->cancellable, error))
    return FALSE;
  if (yc_class_printer_ask_port (s->transport, &flags, NULL))
    what = obstacle (flags);
  tell_obstacle (s, what);
  if (!waited_too_long (s))
    return TRUE;
  g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_TIMEOUT,
                       what != NULL ? what->message : _("The printer takes no more bytes"));
  return FALSE;
}

static void
send_state (YcSequence *sequence,
            gpointer    data)
{
  Session *s = data;
  gsize total;
  const guint8 *bytes = g_bytes_get_data (s->job->bytes, &total);
  gsize chunk = MIN (total - s->sent, YC_PRINTER_CHUNK_MAX_BYTES);
  GError *error = NULL;
  gsize sent = 0;
  gboolean ok;

  ok = yc_transport_write (s->transport, bytes + s->sent, chunk, YC_TRANSPORT_TIMEOUT_MAX_MS,
                           idle_cb, s, &sent, &error);
  s->sent += sent;
  s->taken_us = g_get_monotonic_time ();
  if (!ok || !tell_journal (s, &error))
    {
      yc_sequence_fail (sequence, error);
      return;
    }
  tell_obstacle (s, NULL);
  if (s->sent < total)
    yc_sequence_jump (sequence, 3);
  else
    yc_sequence_next (sequence);
}

/* All bytes were taken; the last lines may still wait for paper. */
static void
look_after_state (YcSequence *sequence,
                  gpointer    data)
{
  Session *s = data;
  YcPrinterFlags flags = YC_PRINTER_FLAG_NONE;
  g_autoptr (GError) what = NULL;
  GError *error = NULL;

  if (look (s->device, s->transport, &flags, &error))
    what = obstacle (flags);
  else if (!is_unplugged (error))
    g_clear_error (&error); /* no answers: the bytes were taken, that is all */

  tell_obstacle (s, what);
  if (error == NULL && what != NULL && !waited_too_long (s) &&
      yc_device_pause (s->cancellable, LOOK_AGAIN_MS, &error))
    {
      yc_sequence_jump (sequence, 4);
      return;
    }
  if (error == NULL && what != NULL)
    error = g_steal_pointer (&what);
  if (error == NULL)
    yc_sequence_finish (sequence);
  else
    yc_sequence_fail (sequence, error);
}

static void
close_state (YcSequence *sequence,
             gpointer    data)
{
  Session *s = data;

  yc_transport_close (s->transport);
  yc_sequence_next (sequence);
}

static const YcSequenceState print_states[] = {
  { "open", open_state }, { "look", look_state },           { "start", start_state },
  { "send", send_state }, { "look after", look_after_state }, { "close", close_state },
};

/* After "started" nothing but a clean end is known. */
static gboolean
fail_as_unknown (Session *s,
                 GError  *why,
                 GError **error)
{
  g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_OUTCOME_UNKNOWN,
               _("It is not known what was printed: the printer took %zu of %zu bytes (%s). Look at the paper"),
               s->sent, g_bytes_get_size (s->job->bytes), why->message);
  g_error_free (why);
  return FALSE;
}

/* Worker's thread. */
static gpointer
print_job (YcDevice     *device,
           YcTransport  *transport,
           gpointer      data,
           GCancellable *cancellable,
           GError      **error)
{
  Session s = { device, transport, cancellable, data };
  g_autoptr (YcSequence) sequence = NULL;
  GError *local = NULL;

  sequence = yc_sequence_new (print_states, G_N_ELEMENTS (print_states), 5,
                              YC_PRINTER_JOB_MAX_BYTES / YC_PRINTER_CHUNK_MAX_BYTES +
                                YC_PRINTER_PAPER_WAIT_MAX_MS / LOOK_AGAIN_MS + 10,
                              &s);
  if (yc_sequence_run (sequence, cancellable, &local))
    return device;
  if (s.started)
    fail_as_unknown (&s, local, error);
  else
    g_propagate_error (error, local);
  return NULL;
}

/* Worker's thread. */
static gpointer
check_printer (YcDevice     *device,
               YcTransport  *transport,
               gpointer      data,
               GCancellable *cancellable,
               GError      **error)
{
  YcPrinterFlags flags;

  if (!yc_transport_open (transport, error) || !look (device, transport, &flags, error))
    return NULL;
  /* Never NULL, which would mean failure. */
  return GUINT_TO_POINTER (flags | 1u << 31);
}

static void
yc_class_printer_print_async (YcPrinter           *printer,
                              GBytes              *bytes,
                              const YcId          *id,
                              YcPrinterJournalFunc journal,
                              gpointer             journal_data,
                              GDestroyNotify       journal_free,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             data)
{
  GTask *task = g_task_new (printer, cancellable, callback, data);
  Job *job = g_new0 (Job, 1);

  *job = (Job){ g_bytes_ref (bytes), *id, journal, journal_data, journal_free };
  g_task_set_source_tag (task, yc_class_printer_print_async);
  /* What was printed is told even to someone who no longer wants it. */
  g_task_set_check_cancellable (task, FALSE);
  yc_device_act (YC_DEVICE (printer), print_job, job, job_free, NULL, task);
}

static YcPrintOutcome
yc_class_printer_print_finish (YcPrinter    *printer,
                               GAsyncResult *result,
                               GError      **error)
{
  g_autoptr (GError) local = NULL;
  YcPrintOutcome outcome = YC_PRINT_DONE;

  g_return_val_if_fail (g_task_is_valid (result, printer), YC_PRINT_UNKNOWN);

  g_task_propagate_pointer (G_TASK (result), &local);
  if (g_error_matches (local, YC_DEVICE_ERROR, YC_DEVICE_ERROR_OUTCOME_UNKNOWN))
    outcome = YC_PRINT_UNKNOWN;
  else if (local != NULL)
    outcome = YC_PRINT_NOT_STARTED;
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return outcome;
}

static void
yc_class_printer_check_async (YcPrinter          *printer,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            data)
{
  GTask *task = g_task_new (printer, cancellable, callback, data);

  g_task_set_source_tag (task, yc_class_printer_check_async);
  yc_device_act (YC_DEVICE (printer), check_printer, NULL, NULL, NULL, task);
}

static gboolean
yc_class_printer_check_finish (YcPrinter      *printer,
                               GAsyncResult   *result,
                               YcPrinterFlags *ret_flags,
                               GError        **error)
{
  gpointer value;

  g_return_val_if_fail (g_task_is_valid (result, printer), FALSE);

  value = g_task_propagate_pointer (G_TASK (result), error);
  if (value == NULL)
    return FALSE;
  *ret_flags = GPOINTER_TO_UINT (value) & ~(1u << 31);
  return TRUE;
}

static void
yc_class_printer_printer_init (YcPrinterInterface *iface)
{
  iface->print_async = yc_class_printer_print_async;
  iface->print_finish = yc_class_printer_print_finish;
  iface->check_async = yc_class_printer_check_async;
  iface->check_finish = yc_class_printer_check_finish;
}

static void
yc_class_printer_class_init (YcClassPrinterClass *klass)
{
  klass->look = yc_class_printer_ask_port;
}

static void
yc_class_printer_init (YcClassPrinter *self)
{
}
