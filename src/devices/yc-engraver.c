/* yc-engraver.c: a device that burns a toolpath, once */

#include "yc-engraver.h"

G_DEFINE_INTERFACE (YcEngraver, yc_engraver, YC_TYPE_DEVICE)

enum
{
  PROGRESS,
  STATE_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

GType
yc_engraver_state_get_type (void)
{
  static gsize type;
  static const GEnumValue values[] = {
    { YC_ENGRAVER_RESTING, "YC_ENGRAVER_RESTING", "resting" },
    { YC_ENGRAVER_PREPARING, "YC_ENGRAVER_PREPARING", "preparing" },
    { YC_ENGRAVER_RUNNING, "YC_ENGRAVER_RUNNING", "running" },
    { YC_ENGRAVER_PAUSING, "YC_ENGRAVER_PAUSING", "pausing" },
    { YC_ENGRAVER_PAUSED, "YC_ENGRAVER_PAUSED", "paused" },
    { YC_ENGRAVER_STOPPING, "YC_ENGRAVER_STOPPING", "stopping" },
    { YC_ENGRAVER_PARKING, "YC_ENGRAVER_PARKING", "parking" },
    { 0, NULL, NULL },
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("YcEngraverState", values));
  return type;
}

void
yc_engrave_record_free (YcEngraveRecord *record)
{
  if (record == NULL)
    return;
  g_free (record->reason);
  g_free (record);
}

static void
yc_engraver_default_init (YcEngraverInterface *iface)
{
  /**
   * YcEngraver::progress:
   * @progress: a YcEngraveProgress, good during the call
   */
  signals[PROGRESS] = g_signal_new ("progress", YC_TYPE_ENGRAVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[STATE_CHANGED] = g_signal_new ("engraver-state-changed", YC_TYPE_ENGRAVER,
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                         YC_TYPE_ENGRAVER_STATE);
}

/**
 * yc_engraver_check_async:
 * @self: an engraver
 *
 * Looks whether the machine is there and ready. Moves nothing.
 */
void
yc_engraver_check_async (YcEngraver         *self,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            data)
{
  g_return_if_fail (YC_IS_ENGRAVER (self));

  YC_ENGRAVER_GET_IFACE (self)->check_async (self, cancellable, callback, data);
}

/* Stops whatever it does, laser off, sends the head home and frees the rail. */
void
yc_engraver_home_async (YcEngraver         *self,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            data)
{
  g_return_if_fail (YC_IS_ENGRAVER (self));

  YC_ENGRAVER_GET_IFACE (self)->home_async (self, cancellable, callback, data);
}

/**
 * yc_engraver_frame_async:
 * @self: an engraver
 * @path: a toolpath
 *
 * A dry run: the head goes round what @path moves in, with the laser off, and home.
 */
void
yc_engraver_frame_async (YcEngraver         *self,
                         YcToolpath         *path,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            data)
{
  g_return_if_fail (YC_IS_ENGRAVER (self) && path != NULL);

  YC_ENGRAVER_GET_IFACE (self)->frame_async (self, path, cancellable, callback, data);
}

/* Of check, home and frame. YC_DEVICE_RETRY with an instruction, or YC_DEVICE_ERROR. */
gboolean
yc_engraver_finish (YcEngraver   *self,
                    GAsyncResult *result,
                    GError      **error)
{
  g_return_val_if_fail (YC_IS_ENGRAVER (self), FALSE);

  return YC_ENGRAVER_GET_IFACE (self)->finish (self, result, error);
}

/**
 * yc_engraver_engrave_async:
 * @self: an engraver
 * @path: what to burn
 * @job: the durable name of this piece of work; never one that was started before
 * @hooks: told that it starts, and asked how long it takes
 * @cancellable: (nullable): stops the machine at once, laser off
 * @callback: when it is over
 * @data: for @callback
 *
 * Looks at the machine, tells that the job starts, and runs it once. A guard
 * process runs it: when this program dies, the machine is stopped. Nothing is ever
 * begun again or gone on with after a break.
 */
void
yc_engraver_engrave_async (YcEngraver           *self,
                           YcToolpath           *path,
                           const YcId           *job,
                           const YcEngraveHooks *hooks,
                           GCancellable         *cancellable,
                           GAsyncReadyCallback   callback,
                           gpointer              data)
{
  g_return_if_fail (YC_IS_ENGRAVER (self) && path != NULL && job != NULL);
  g_return_if_fail (hooks != NULL && hooks->started != NULL);

  YC_ENGRAVER_GET_IFACE (self)->engrave_async (self, path, job, hooks, cancellable, callback, data);
}

/**
 * yc_engraver_engrave_finish:
 * @self: an engraver
 * @result: what the callback got
 * @error: set unless the outcome is %YC_ENGRAVE_DONE
 *
 * Returns: what became of the job
 */
YcEngraveOutcome
yc_engraver_engrave_finish (YcEngraver   *self,
                            GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (YC_IS_ENGRAVER (self), YC_ENGRAVE_UNKNOWN);

  return YC_ENGRAVER_GET_IFACE (self)->engrave_finish (self, result, error);
}

/**
 * yc_engraver_ask_async:
 * @self: an engraver; it may be unplugged
 * @job: a job that this or another program started here
 *
 * Asks what the guard has written down. YC_DEVICE_RETRY_WAIT while a guard is still
 * stopping the machine.
 */
void
yc_engraver_ask_async (YcEngraver         *self,
                       const YcId         *job,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            data)
{
  g_return_if_fail (YC_IS_ENGRAVER (self) && job != NULL);

  YC_ENGRAVER_GET_IFACE (self)->ask_async (self, job, cancellable, callback, data);
}

/* (transfer full) (nullable) */
YcEngraveRecord *
yc_engraver_ask_finish (YcEngraver   *self,
                        GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (YC_IS_ENGRAVER (self), NULL);

  return YC_ENGRAVER_GET_IFACE (self)->ask_finish (self, result, error);
}

/* Asks the job that runs to rest where the laser is off. */
void
yc_engraver_pause (YcEngraver *self)
{
  g_return_if_fail (YC_IS_ENGRAVER (self));

  YC_ENGRAVER_GET_IFACE (self)->pause (self, TRUE);
}

void
yc_engraver_resume (YcEngraver *self)
{
  g_return_if_fail (YC_IS_ENGRAVER (self));

  YC_ENGRAVER_GET_IFACE (self)->pause (self, FALSE);
}

YcEngraverState
yc_engraver_get_state (YcEngraver *self)
{
  g_return_val_if_fail (YC_IS_ENGRAVER (self), YC_ENGRAVER_RESTING);

  return YC_ENGRAVER_GET_IFACE (self)->get_state (self);
}

void
yc_engraver_tell_progress (YcEngraver              *self,
                           const YcEngraveProgress *progress)
{
  g_signal_emit (self, signals[PROGRESS], 0, progress);
}

void
yc_engraver_tell_state (YcEngraver     *self,
                        YcEngraverState state)
{
  g_signal_emit (self, signals[STATE_CHANGED], 0, state);
}
