/* yc-guard-session.c: a guard at work (D22)
 *
 * Two threads. The main one listens to the desk and watches the time; the other
 * drives the machine, in functions that block for a bounded time and ask between two
 * transfers whether to stop.
 *
 *   READY ◀─ VERB [PATH…] ─▶ look ─▶ PREPARED ◀─ START ─▶ journal ─▶ run ─▶ park ─▶ END
 *                                      any failure or stop: stop ─▶ journal ─▶ park ─▶ END
 *
 * 1. Nothing of a job leaves before START was heard and the journal is on disk.
 * 2. The desk is gone at the end of its stream, at a frame that makes no sense, or
 *    after YC_GUARD_SILENCE_MAX_MS without a frame while the machine may move. Then
 *    the machine is stopped, laser off, parked, and the journal says so.
 * 3. What became of a job is in the journal before the desk is told.
 * 4. A job is run once, in one go. This file has no loop around run.
 * 5. Writing to a desk that does not read holds up nothing: progress is dropped, END
 *    is given up after END_MAX_MS.
 */

#include "yc-guard-session.h"

#include "yc-guard-journal.h"
#include "yc-guard-proto.h"
#include "yc-socket-transport.h"
#include "yc-tty-transport.h"
#include "yc-usb-bus.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define WATCH_MS 50
#define ALIVE_MS 200
#define FIND_MAX_MS 3000
#define START_MAX_MS 60000
#define END_MAX_MS 1000
#define PROGRESS_MS 100

struct _YcGuardSession
{
  int fd;
  char *place;
  char *folder;
  YcMachine *machine;
  GMainLoop *loop;
  YcUsbBus *usb; /* (nullable) */
  YcTransport *transport; /* (nullable): before it was found */
  GThread *thread; /* (nullable) */

  /* Main thread. */
  guint8 bytes[YC_GUARD_FRAME_MAX_BYTES];
  gsize have;
  YcGuardVerb verb; /* 0 before it was said */
  YcId job;
  YcGuardPath *builder;
  YcToolpath *path; /* (nullable) */
  gint64 heard_us;
  gint64 alive_us;
  guint finding; /* a timeout, or 0 */

  /* Both. */
  gint stop;  /* atomic */
  gint pause; /* atomic */
  GMutex mutex;
  GCond changed;
  gboolean started;
  GMutex send_mutex;

  /* The machine's thread. */
  YcEngraveProgress progress;
  gint64 told_us;
};

/* --- to the desk ----------------------------------------------------- */

/* FALSE when it could not be written as a whole within @max_ms; half a frame is
 * worse than none, so the stream is ended then. */
static gboolean
write_frame (int     desk_fd,
             GBytes *frame,
             guint   max_ms)
{
  gint64 end_us = g_get_monotonic_time () + max_ms * G_GINT64_CONSTANT (1000);
  gsize size, at = 0;
  const guint8 *bytes = g_bytes_get_data (frame, &size);

  while (at < size)
    {
      struct pollfd fd = { desk_fd, POLLOUT, 0 };
      ssize_t n = send (desk_fd, bytes + at, size - at, MSG_DONTWAIT | MSG_NOSIGNAL);
      gint64 left_ms = (end_us - g_get_monotonic_time ()) / 1000;

      if (n > 0)
        at += (gsize) n;
      else if (n < 0 && errno != EAGAIN && errno != EINTR)
        return FALSE;
      else if (left_ms <= 0)
        {
          if (at > 0)
            shutdown (desk_fd, SHUT_WR);
          return FALSE;
        }
      else
        poll (&fd, 1, (int) left_ms);
    }
  return TRUE;
}

/* Any thread. */
static gboolean
tell_desk (YcGuardSession *self,
           GBytes         *frame,
           guint           max_ms)
{
  gboolean ok;

  g_mutex_lock (&self->send_mutex);
  ok = write_frame (self->fd, frame, max_ms);
  g_mutex_unlock (&self->send_mutex);
  return ok;
}

static void
tell_and_drop (YcGuardSession *self,
               GBytes         *frame,
               guint           max_ms)
{
  if (!tell_desk (self, frame, max_ms))
    g_debug ("The desk was not told");
  g_bytes_unref (frame);
}

/* --- the machine's thread -------------------------------------------- */

static gboolean
wants_stop (gpointer data)
{
  return g_atomic_int_get (&((YcGuardSession *) data)->stop) != 0;
}

static gboolean
wants_pause (gpointer data)
{
  return g_atomic_int_get (&((YcGuardSession *) data)->pause) != 0;
}

static void
set_pause (gpointer data,
           gboolean paused)
{
  g_atomic_int_set (&((YcGuardSession *) data)->pause, paused);
}

static void
tell_state (gpointer        data,
            YcEngraverState state)
{
  tell_and_drop (data, yc_guard_build_number (YC_GUARD_STATE, (guint8) state), 0);
}

static void
tell_progress (gpointer                 data,
               const YcEngraveProgress *progress)
{
  YcGuardSession *self = data;
  gint64 now_us = g_get_monotonic_time ();

  self->progress = *progress;
  if (now_us - self->told_us < PROGRESS_MS * 1000 && progress->moves_done < progress->moves_total)
    return;
  self->told_us = now_us;
  tell_and_drop (self, yc_guard_build_progress (progress), 0);
}

static void
tell_problem (gpointer    data,
              const char *problem)
{
  tell_and_drop (data, yc_guard_build_text (YC_GUARD_PROBLEM, problem != NULL ? problem : ""), 0);
}

static gboolean
write_journal (YcGuardSession   *self,
               YcGuardJournal   *journal,
               YcEngraveOutcome  outcome,
               const GError     *why,
               GError          **error)
{
  YcEngraveRecord record = { outcome, self->progress.moves_done, self->progress.moves_total,
                             why != NULL ? why->message : NULL };

  return yc_guard_journal_write (journal, &self->job, &record, error);
}

/* What a person reads of a job that did not end well. */
static GError *
new_end_error (YcEngraveOutcome outcome,
               const GError    *why)
{
  if (outcome == YC_ENGRAVE_STOPPED)
    return g_error_new (YC_DEVICE_ERROR, YC_DEVICE_ERROR_STOPPED,
                        _("The engraving was stopped and is not whole: %s. The laser is off; look at the piece"),
                        why->message);
  return g_error_new (YC_DEVICE_ERROR, YC_DEVICE_ERROR_OUTCOME_UNKNOWN,
                      _("It is not known how the engraving ended: %s. Press the engraver’s own stop, then look at the piece"),
                      why->message);
}

static gboolean
park (YcGuardSession *self)
{
  g_autoptr (GError) error = NULL;

  if (YC_MACHINE_GET_CLASS (self->machine)->park (self->machine, &error))
    return TRUE;
  g_debug ("Not parked: %s", error->message);
  return FALSE;
}

/* Stops what has begun. Returns what is known then. */
static YcEngraveOutcome
stop (YcGuardSession *self)
{
  g_autoptr (GError) error = NULL;

  if (YC_MACHINE_GET_CLASS (self->machine)->stop (self->machine, &error))
    return YC_ENGRAVE_STOPPED;
  g_debug ("Not stopped: %s", error->message);
  return YC_ENGRAVE_UNKNOWN;
}

static gboolean
wait_start (YcGuardSession *self,
            GError        **error)
{
  gint64 end_us = g_get_monotonic_time () + START_MAX_MS * G_GINT64_CONSTANT (1000);
  gboolean started;

  g_mutex_lock (&self->mutex);
  while (!self->started && !wants_stop (self) &&
         g_cond_wait_until (&self->changed, &self->mutex, end_us))
    ;
  started = self->started && !wants_stop (self);
  g_mutex_unlock (&self->mutex);
  if (!started)
    g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_STOPPED,
                         _("The job was called off before it began"));
  return started;
}

/* Everything before the first byte. */
static gboolean
make_ready (YcGuardSession *self,
            YcGuardJournal *journal,
            GError        **error)
{
  YcMachineClass *klass = YC_MACHINE_GET_CLASS (self->machine);
  g_autoptr (YcEngraveRecord) before = yc_guard_journal_find (journal, &self->job, error);

  if (before == NULL)
    return FALSE;
  if (before->outcome != YC_ENGRAVE_NOT_STARTED)
    {
      g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_JOURNAL,
                           _("This job was begun before. A job is never begun twice"));
      return FALSE;
    }
  if (!klass->prepare (self->machine, self->path, &self->progress, error) ||
      !klass->look (self->machine, TRUE, error))
    return FALSE;
  tell_and_drop (self, yc_guard_build_progress (&self->progress), END_MAX_MS);
  tell_and_drop (self, yc_guard_build (YC_GUARD_PREPARED), END_MAX_MS);
  return wait_start (self, error) &&
         write_journal (self, journal, YC_ENGRAVE_UNKNOWN, NULL, error);
}

static void
engrave (YcGuardSession *self,
         YcGuardJournal *journal,
         YcGuardEnd     *end)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) late = NULL;

  if (!make_ready (self, journal, &end->error))
    return;
  if (YC_MACHINE_GET_CLASS (self->machine)->run (self->machine, &error))
    end->outcome = YC_ENGRAVE_DONE;
  else
    end->outcome = stop (self);
  if (error != NULL)
    end->error = new_end_error (end->outcome, error);
  /* A journal that cannot be written any more still says unknown: no lie. */
  if (!write_journal (self, journal, end->outcome, error, &late))
    g_debug ("%s", late->message);
  if (end->outcome != YC_ENGRAVE_UNKNOWN)
    park (self);
}

static void
frame (YcGuardSession *self,
       YcGuardEnd     *end)
{
  YcMachineClass *klass = YC_MACHINE_GET_CLASS (self->machine);

  if (!klass->prepare (self->machine, self->path, &self->progress, &end->error) ||
      !klass->look (self->machine, FALSE, &end->error))
    return;
  if (!klass->frame (self->machine, &end->error) && stop (self) != YC_ENGRAVE_STOPPED)
    return;
  park (self);
}

static void
go_home (YcGuardSession *self,
         YcGuardEnd     *end)
{
  YcMachineClass *klass = YC_MACHINE_GET_CLASS (self->machine);

  if (klass->stop (self->machine, &end->error))
    klass->park (self->machine, &end->error);
}

static void
ask (YcGuardSession *self,
     YcGuardJournal *journal,
     YcGuardEnd     *end)
{
  g_autoptr (YcEngraveRecord) record = yc_guard_journal_find (journal, &self->job, &end->error);

  if (record == NULL)
    return;
  end->outcome = record->outcome;
  end->moves_done = record->moves_done;
  end->moves_total = record->moves_total;
  if (record->reason[0] != '\0')
    end->error = g_error_new_literal (YC_DEVICE_ERROR, YC_DEVICE_ERROR_STOPPED, record->reason);
}

static void
drive (YcGuardSession *self,
       YcGuardEnd     *end)
{
  const YcMachineHooks hooks = { wants_stop,    wants_pause,  set_pause, tell_state,
                                 tell_progress, tell_problem, self };
  g_autoptr (YcGuardJournal) journal = yc_guard_journal_open (self->folder, &end->error);

  if (journal == NULL)
    return;
  if (self->verb == YC_GUARD_ASK)
    {
      ask (self, journal, end);
      return;
    }
  yc_machine_attach (self->machine, self->transport, &hooks);
  tell_state (self, YC_ENGRAVER_PREPARING);
  if (self->verb == YC_GUARD_CHECK)
    YC_MACHINE_GET_CLASS (self->machine)->look (self->machine, FALSE, &end->error);
  else if (self->verb == YC_GUARD_HOME)
    go_home (self, end);
  else if (self->verb == YC_GUARD_FRAME)
    frame (self, end);
  else
    engrave (self, journal, end);
  yc_transport_close (self->transport);
  end->moves_done = self->progress.moves_done;
  end->moves_total = self->progress.moves_total;
}

/* Only our two domains cross to the desk. */
static void
settle_domain (YcGuardEnd *end)
{
  g_autoptr (GError) other = NULL;

  if (end->error == NULL || end->error->domain == YC_DEVICE_ERROR ||
      end->error->domain == YC_DEVICE_RETRY)
    return;
  other = end->error;
  end->error = g_error_new_literal (YC_DEVICE_ERROR,
                                    g_error_matches (other, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                                      ? YC_DEVICE_ERROR_STOPPED
                                      : YC_DEVICE_ERROR_UNSUPPORTED,
                                    other->message);
}

static void
tell_end (YcGuardSession *self,
          YcGuardEnd     *end)
{
  settle_domain (end);
  tell_and_drop (self, yc_guard_build_end (end), END_MAX_MS);
  g_clear_error (&end->error);
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (((YcGuardSession *) data)->loop);
  return G_SOURCE_REMOVE;
}

static gpointer
drive_main (gpointer data)
{
  YcGuardSession *self = data;
  YcGuardEnd end = { YC_ENGRAVE_NOT_STARTED };

  drive (self, &end);
  tell_end (self, &end);
  g_idle_add (quit_cb, self);
  return NULL;
}

/* --- the main thread ------------------------------------------------- */

/* The desk is gone, or wants an end. */
void
yc_guard_session_stop (YcGuardSession *self)
{
  g_atomic_int_set (&self->stop, TRUE);
  g_mutex_lock (&self->mutex);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
  if (self->thread == NULL)
    g_main_loop_quit (self->loop);
}

static void
begin_driving (YcGuardSession *self)
{
  g_clear_handle_id (&self->finding, g_source_remove);
  if (self->thread == NULL)
    self->thread = g_thread_new ("yc-machine", drive_main, self);
}

static gboolean
not_found_cb (gpointer data)
{
  YcGuardSession *self = data;
  YcGuardEnd end = { YC_ENGRAVE_NOT_STARTED };

  self->finding = 0;
  end.error = g_error_new_literal (YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNPLUGGED,
                                   _("The device is unplugged"));
  tell_end (self, &end);
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

static void
bus_cb (YcDeviceInfo *info,
        gboolean      arrived,
        gpointer      data)
{
  YcGuardSession *self = data;

  if (!arrived || self->transport != NULL || g_strcmp0 (info->place, self->place) != 0)
    return;
  self->transport = g_object_ref (info->transport);
  begin_driving (self);
}

/* The way to the machine, then its thread. */
static void
begin (YcGuardSession *self)
{
  if (g_str_has_prefix (self->place, "tty:"))
    self->transport = yc_tty_transport_new (self->place + strlen ("tty:"));
  else if (g_str_has_prefix (self->place, "socket:"))
    self->transport = yc_socket_transport_new (self->place + strlen ("socket:"));
  if (self->transport != NULL || self->verb == YC_GUARD_ASK)
    {
      begin_driving (self);
      return;
    }
  self->finding = g_timeout_add (FIND_MAX_MS, not_found_cb, self);
  self->usb = yc_usb_bus_new (bus_cb, self);
}

static gboolean
take_verb (YcGuardSession     *self,
           const YcGuardFrame *frame,
           GError            **error)
{
  if (self->verb != 0)
    {
      g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL, "A second verb");
      return FALSE;
    }
  if (!yc_guard_parse_verb (frame, &self->verb, &self->job, error))
    return FALSE;
  if (self->verb != YC_GUARD_FRAME && self->verb != YC_GUARD_ENGRAVE)
    begin (self);
  return TRUE;
}

static gboolean
take_path (YcGuardSession     *self,
           const YcGuardFrame *frame,
           GError            **error)
{
  if (self->path != NULL || (self->verb != YC_GUARD_FRAME && self->verb != YC_GUARD_ENGRAVE))
    {
      g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL, "No path was due");
      return FALSE;
    }
  if (!yc_guard_path_take (self->builder, frame, &self->path, error))
    return FALSE;
  if (self->path != NULL)
    begin (self);
  return TRUE;
}

static void
take_start (YcGuardSession *self)
{
  g_mutex_lock (&self->mutex);
  self->started = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
}

static gboolean
take_frame (YcGuardSession     *self,
            const YcGuardFrame *frame,
            GError            **error)
{
  switch (frame->type)
    {
    case YC_GUARD_VERB:
      return take_verb (self, frame, error);
    case YC_GUARD_PATH:
    case YC_GUARD_SECTION:
    case YC_GUARD_MOVES:
    case YC_GUARD_PATH_END:
      return take_path (self, frame, error);
    case YC_GUARD_START:
      take_start (self);
      return TRUE;
    case YC_GUARD_PAUSE:
    case YC_GUARD_RESUME:
      g_atomic_int_set (&self->pause, frame->type == YC_GUARD_PAUSE);
      return TRUE;
    case YC_GUARD_CANCEL:
      yc_guard_session_stop (self);
      return TRUE;
    case YC_GUARD_BEAT:
      return TRUE;
    default:
      g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL, "An unknown frame");
      return FALSE;
    }
}

/* All whole frames that are there. */
static gboolean
take_frames (YcGuardSession *self,
             GError        **error)
{
  gsize at = 0, used = 1;

  while (used > 0)
    {
      YcGuardFrame next;

      if (!yc_guard_parse_frame (self->bytes + at, self->have - at, &next, &used, error) ||
          (used > 0 && !take_frame (self, &next, error)))
        return FALSE;
      at += used;
    }
  memmove (self->bytes, self->bytes + at, self->have - at);
  self->have -= at;
  return TRUE;
}

/* A desk that says what it may not is told so if nothing has begun, and is gone. */
static void
lose_desk (YcGuardSession *self,
           GError         *why)
{
  YcGuardEnd end = { YC_ENGRAVE_NOT_STARTED, 0, 0, why };

  if (self->thread == NULL && why != NULL)
    tell_end (self, &end);
  else
    g_clear_error (&why);
  yc_guard_session_stop (self);
}

static gboolean
desk_cb (int          fd,
         GIOCondition condition,
         gpointer     data)
{
  YcGuardSession *self = data;
  ssize_t n = recv (fd, self->bytes + self->have, sizeof self->bytes - self->have, MSG_DONTWAIT);
  GError *error = NULL;

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  if (n <= 0)
    {
      lose_desk (self, NULL);
      return G_SOURCE_REMOVE;
    }
  self->heard_us = g_get_monotonic_time ();
  self->have += (gsize) n;
  if (take_frames (self, &error))
    return G_SOURCE_CONTINUE;
  lose_desk (self, error);
  return G_SOURCE_REMOVE;
}

/* Before START the desk may be busy writing to its disk, and nothing moves. */
static gboolean
is_driving (YcGuardSession *self)
{
  gboolean started;

  g_mutex_lock (&self->mutex);
  started = self->started;
  g_mutex_unlock (&self->mutex);
  return self->thread != NULL && (started || self->verb != YC_GUARD_ENGRAVE);
}

/* What lies there unread: a guard that had no processor for a while was not told less. */
static gboolean
has_more (YcGuardSession *self)
{
  GPollFD desk = { self->fd, G_IO_IN, 0 };

  return g_poll (&desk, 1, 0) > 0;
}

static gboolean
watch_cb (gpointer data)
{
  YcGuardSession *self = data;
  gint64 now_us = g_get_monotonic_time ();

  if (is_driving (self) && now_us - self->heard_us > YC_GUARD_SILENCE_MAX_MS * 1000 &&
      !wants_stop (self) && !has_more (self))
    yc_guard_session_stop (self);
  if (now_us - self->alive_us > ALIVE_MS * 1000)
    {
      self->alive_us = now_us;
      tell_and_drop (self, yc_guard_build (YC_GUARD_ALIVE), 0);
    }
  return G_SOURCE_CONTINUE;
}

/**
 * yc_guard_session_new:
 * @fd: (transfer full): a stream socket to the desk
 * @place: where the machine is: "usb:1-2", "tty:PATH", "socket:PATH"
 * @folder: of its journal
 * @machine: what drives it, with its options set
 */
YcGuardSession *
yc_guard_session_new (int         fd,
                      const char *place,
                      const char *folder,
                      YcMachine  *machine)
{
  YcGuardSession *self = g_new0 (YcGuardSession, 1);

  self->fd = fd;
  self->place = g_strdup (place);
  self->folder = g_strdup (folder);
  self->machine = g_object_ref (machine);
  self->loop = g_main_loop_new (NULL, FALSE);
  self->builder = yc_guard_path_new ();
  self->heard_us = g_get_monotonic_time ();
  g_mutex_init (&self->mutex);
  g_mutex_init (&self->send_mutex);
  g_cond_init (&self->changed);
  return self;
}

/* Until the action has ended, whatever became of the desk. */
void
yc_guard_session_run (YcGuardSession *self)
{
  guint desk = g_unix_fd_add (self->fd, G_IO_IN | G_IO_HUP | G_IO_ERR, desk_cb, self);
  guint watch = g_timeout_add (WATCH_MS, watch_cb, self);

  tell_and_drop (self, yc_guard_build_number (YC_GUARD_READY, YC_GUARD_VERSION), END_MAX_MS);
  g_main_loop_run (self->loop);
  g_clear_pointer (&self->thread, g_thread_join);
  if (g_main_context_find_source_by_id (NULL, desk) != NULL)
    g_source_remove (desk);
  g_source_remove (watch);
}

void
yc_guard_session_free (YcGuardSession *self)
{
  if (self == NULL)
    return;
  g_clear_handle_id (&self->finding, g_source_remove);
  if (self->usb != NULL)
    yc_usb_bus_stop (self->usb);
  g_clear_object (&self->machine);
  g_clear_object (&self->transport);
  g_clear_object (&self->usb);
  g_clear_pointer (&self->path, yc_toolpath_unref);
  yc_guard_path_free (self->builder);
  g_main_loop_unref (self->loop);
  g_mutex_clear (&self->mutex);
  g_mutex_clear (&self->send_mutex);
  g_cond_clear (&self->changed);
  close (self->fd);
  g_free (self->place);
  g_free (self->folder);
  g_free (self);
}
