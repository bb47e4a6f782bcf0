/* yc-guard-client.c: the desk's end of a guard
 *
 * Blocks, on the device's worker thread, from starting the guard to its last word. It
 * says every YC_GUARD_BEAT_MS that the desk is alive: so a desk that hangs as a whole,
 * or dies, is noticed; one whose window is busy for a moment spoils no seal.
 *
 * A guard that ends without a word, or says nothing for SILENCE_MAX_MS, leaves a job
 * that was started unknown.
 */

#include "yc-guard-client.h"

#include "yc-device-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define DESK_FD_OF_GUARD 3
#define TURN_MS 25
#define SILENCE_MAX_MS 4000
#define SEND_MAX_MS 10000
#define OPTIONS_MAX 8

typedef struct
{
  const YcGuardCall *call;
  GCancellable *cancellable;
  int fd;
  guint8 bytes[YC_GUARD_FRAME_MAX_BYTES];
  gsize have;
  gint64 beat_us;
  gint64 heard_us;
  gboolean ready;     /* it said READY */
  gboolean started;   /* START has been said, or was about to be */
  gboolean cancelled; /* CANCEL has been said */
  gboolean paused;    /* as last said */
  gboolean ended;
  YcGuardEnd end;
} Talk;

static gboolean
set_lost (GError **error)
{
  g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL,
                       _("The engraver’s guard does not answer"));
  return FALSE;
}

static gboolean
send_all (Talk    *talk,
          GBytes  *frame,
          GError **error)
{
  gint64 end_us = g_get_monotonic_time () + SEND_MAX_MS * G_GINT64_CONSTANT (1000);
  gsize size, at = 0;
  const guint8 *bytes = g_bytes_get_data (frame, &size);

  while (at < size)
    {
      struct pollfd fd = { talk->fd, POLLOUT, 0 };
      ssize_t n = send (talk->fd, bytes + at, size - at, MSG_DONTWAIT | MSG_NOSIGNAL);

      if (n > 0)
        at += (gsize) n;
      else if ((n < 0 && errno != EAGAIN && errno != EINTR) || g_get_monotonic_time () > end_us)
        return set_lost (error);
      else
        poll (&fd, 1, TURN_MS);
    }
  talk->beat_us = g_get_monotonic_time ();
  return TRUE;
}

static gboolean
say (Talk    *talk,
     GBytes  *frame,
     GError **error)
{
  gboolean ok = send_all (talk, frame, error);

  g_bytes_unref (frame);
  return ok;
}

static gboolean
say_path (Talk    *talk,
          GError **error)
{
  g_autoptr (GPtrArray) frames = NULL;

  if (talk->call->path == NULL)
    return TRUE;
  frames = yc_guard_build_path (talk->call->path);
  for (guint i = 0; i < frames->len; i++)
    if (!send_all (talk, frames->pdata[i], error))
      return FALSE;
  return TRUE;
}

/* The caller writes "started" to disk; then the guard may begin. */
static gboolean
start (Talk    *talk,
       GError **error)
{
  const YcGuardCall *call = talk->call;
  g_autoptr (GError) local = NULL;

  if (call->started != NULL && !call->started (&call->job, call->started_data, &local))
    {
      g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_JOURNAL,
                   _("The engraving could not be written down: %s"),
                   local != NULL ? local->message : _("no reason given"));
      return FALSE;
    }
  talk->started = TRUE;
  talk->heard_us = g_get_monotonic_time ();
  return say (talk, yc_guard_build (YC_GUARD_START), error);
}

static gboolean
take_ready (Talk               *talk,
            const YcGuardFrame *frame,
            GError            **error)
{
  guint version = 0;

  if (!yc_guard_parse_number (frame, G_MAXUINT8, &version, error))
    return FALSE;
  if (version != YC_GUARD_VERSION || talk->ready)
    return set_lost (error);
  talk->ready = TRUE;
  return say (talk, yc_guard_build_verb (talk->call->verb, &talk->call->job), error) &&
         say_path (talk, error);
}

static gboolean
take_told (Talk               *talk,
           const YcGuardFrame *frame,
           GError            **error)
{
  const YcGuardEars *ears = &talk->call->ears;
  g_autofree char *text = NULL;
  YcEngraveProgress progress;
  guint state = 0;

  if (frame->type == YC_GUARD_STATE)
    {
      if (!yc_guard_parse_number (frame, YC_ENGRAVER_PARKING, &state, error))
        return FALSE;
      if (state == YC_ENGRAVER_PAUSED && !talk->paused && talk->call->paused != NULL)
        {
          /* The machine has paused by itself: from here on the clerk may resume. */
          g_atomic_int_set (talk->call->paused, TRUE);
          talk->paused = TRUE;
        }
      if (ears->state != NULL)
        ears->state ((YcEngraverState) state, ears->data);
      return TRUE;
    }
  if (frame->type == YC_GUARD_PROGRESS)
    {
      if (!yc_guard_parse_progress (frame, &progress, error))
        return FALSE;
      if (ears->progress != NULL)
        ears->progress (&progress, ears->data);
      return TRUE;
    }
  text = yc_guard_parse_text (frame, error);
  if (text != NULL && ears->problem != NULL)
    ears->problem (text, ears->data);
  return text != NULL;
}

static gboolean
take_frame (Talk               *talk,
            const YcGuardFrame *frame,
            GError            **error)
{
  switch (frame->type)
    {
    case YC_GUARD_READY:
      return take_ready (talk, frame, error);
    case YC_GUARD_PREPARED:
      return talk->started || talk->call->verb != YC_GUARD_ENGRAVE ? set_lost (error)
                                                                   : start (talk, error);
    case YC_GUARD_STATE:
    case YC_GUARD_PROGRESS:
    case YC_GUARD_PROBLEM:
      return take_told (talk, frame, error);
    case YC_GUARD_ALIVE:
      return TRUE;
    case YC_GUARD_END:
      talk->ended = yc_guard_parse_end (frame, &talk->end, error);
      return talk->ended;
    default:
      return set_lost (error);
    }
}

static gboolean
take_frames (Talk    *talk,
             GError **error)
{
  gsize at = 0, used = 1;

  while (used > 0 && !talk->ended)
    {
      YcGuardFrame frame;

      if (!yc_guard_parse_frame (talk->bytes + at, talk->have - at, &frame, &used, error) ||
          (used > 0 && !take_frame (talk, &frame, error)))
        return FALSE;
      at += used;
    }
  memmove (talk->bytes, talk->bytes + at, talk->have - at);
  talk->have -= at;
  return TRUE;
}

static gboolean
hear (Talk    *talk,
      GError **error)
{
  struct pollfd fd = { talk->fd, POLLIN, 0 };
  ssize_t n = 0;

  if (poll (&fd, 1, TURN_MS) > 0)
    n = recv (talk->fd, talk->bytes + talk->have, sizeof talk->bytes - talk->have, MSG_DONTWAIT);
  else
    return g_get_monotonic_time () - talk->heard_us < SILENCE_MAX_MS * G_GINT64_CONSTANT (1000) ||
           set_lost (error);
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return TRUE;
  if (n <= 0)
    return set_lost (error);
  talk->heard_us = g_get_monotonic_time ();
  talk->have += (gsize) n;
  return take_frames (talk, error);
}

/* What the clerk wants, and that we are there. */
static gboolean
speak (Talk    *talk,
       GError **error)
{
  gboolean paused = talk->call->paused != NULL && g_atomic_int_get (talk->call->paused) != 0;

  if (!talk->ready)
    return TRUE;
  if (!talk->cancelled && g_cancellable_is_cancelled (talk->cancellable))
    {
      talk->cancelled = TRUE;
      return say (talk, yc_guard_build (YC_GUARD_CANCEL), error);
    }
  if (paused != talk->paused)
    {
      talk->paused = paused;
      return say (talk, yc_guard_build (paused ? YC_GUARD_PAUSE : YC_GUARD_RESUME), error);
    }
  if (g_get_monotonic_time () - talk->beat_us >= YC_GUARD_BEAT_MS * 1000)
    return say (talk, yc_guard_build (YC_GUARD_BEAT), error);
  return TRUE;
}

/* The guard's end of the stream becomes its descriptor 3. */
static gboolean
spawn (const YcGuardCall *call,
       int               *ret_fd,
       GError           **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GSubprocess) guard = NULL;
  g_autoptr (GError) local = NULL;
  const char *argv[4 + OPTIONS_MAX + 1] = { call->program, call->driver, call->place,
                                            call->folder };
  int fds[2];

  for (guint i = 0; call->options != NULL && call->options[i] != NULL && i < OPTIONS_MAX; i++)
    argv[4 + i] = call->options[i];
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
    return set_lost (error);
  g_subprocess_launcher_take_fd (launcher, fds[1], DESK_FD_OF_GUARD);
  guard = g_subprocess_launcher_spawnv (launcher, argv, &local);
  if (guard == NULL)
    {
      close (fds[0]);
      g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNSUPPORTED,
                   _("The engraver’s guard cannot be started: %s"), local->message);
      return FALSE;
    }
  *ret_fd = fds[0];
  return TRUE;
}

static void
end_without_word (Talk   *talk,
                  GError *error)
{
  talk->end.outcome = talk->started ? YC_ENGRAVE_UNKNOWN : YC_ENGRAVE_NOT_STARTED;
  talk->end.error = error;
  if (!talk->started)
    return;
  talk->end.error = g_error_new (YC_DEVICE_ERROR, YC_DEVICE_ERROR_OUTCOME_UNKNOWN,
                                 _("It is not known how the engraving ended: %s. Press the engraver’s own stop, then look at the piece"),
                                 error->message);
  g_error_free (error);
}

/**
 * yc_guard_call:
 * @call: what to do
 * @cancellable: (nullable): stops the machine
 *
 * Returns: how it ended; the caller frees its error
 */
YcGuardEnd
yc_guard_call (const YcGuardCall *call,
               GCancellable      *cancellable)
{
  g_autofree Talk *talk = g_new0 (Talk, 1);
  GError *error = NULL;

  talk->call = call;
  talk->cancellable = cancellable;
  talk->heard_us = g_get_monotonic_time ();
  if (!spawn (call, &talk->fd, &error))
    return (YcGuardEnd){ YC_ENGRAVE_NOT_STARTED, 0, 0, error };
  while (!talk->ended && error == NULL)
    if (hear (talk, &error) && !talk->ended)
      speak (talk, &error);
  if (!talk->ended)
    end_without_word (talk, error);
  close (talk->fd);
  return talk->end;
}
