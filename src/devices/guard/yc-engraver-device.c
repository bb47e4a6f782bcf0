/* yc-engraver-device.c: an engraver as a desk has it
 *
 * This process never opens the machine. Each action starts a guard, which owns it until
 * the action has ended and the machine is safe, also when this process is gone by then.
 * The guard of the next action waits until that one has let go.
 */

#include "yc-engraver-device.h"

#include "yc-device-private.h"
#include "yc-guard-client.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GPtrArray *options; /* of "NAME=VALUE", ended by NULL */
  gint paused;        /* atomic */
  YcEngraverState state;
  gboolean running;
  YcEngraveHooks *hooks; /* (nullable): of the job that runs; main context */
} YcEngraverDevicePrivate;

/* One action: what yc_device_act() carries. */
typedef struct
{
  YcGuardVerb verb;
  YcId job;
  YcToolpath *path; /* (nullable) */
  YcEngraveHooks hooks;
  GPtrArray *options;
  gint *paused;
  char *place;
  char *identity;
  const char *machine;
  YcEngraverDevice *device; /* (unowned): the action keeps it */
} Action;

typedef enum
{
  NEWS_STATE,
  NEWS_PROGRESS,
  NEWS_END, /* before the action's own answer */
} NewsType;

/* Something the worker has heard, on its way to the main context. */
typedef struct
{
  YcEngraverDevice *device;
  NewsType type;
  YcEngraverState state;
  YcEngraveProgress progress;
} News;

static char *guard_program;
static char *guard_folder;

static void yc_engraver_device_engraver_init (YcEngraverInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (YcEngraverDevice, yc_engraver_device, YC_TYPE_DEVICE,
                                  G_ADD_PRIVATE (YcEngraverDevice)
                                  G_IMPLEMENT_INTERFACE (YC_TYPE_ENGRAVER,
                                                         yc_engraver_device_engraver_init))

/* --- from the worker to the main context ----------------------------- */

static void
news_free (gpointer data)
{
  News *news = data;

  g_object_unref (news->device);
  g_free (news);
}

static void
set_state (YcEngraverDevice *self,
           YcEngraverState   state)
{
  YcEngraverDevicePrivate *priv = yc_engraver_device_get_instance_private (self);

  if (priv->state == state)
    return;
  priv->state = state;
  yc_engraver_tell_state (YC_ENGRAVER (self), state);
}

static void
tell_progress (YcEngraverDevice  *self,
               YcEngraveProgress *progress)
{
  YcEngraverDevicePrivate *priv = yc_engraver_device_get_instance_private (self);

  if (priv->hooks != NULL && priv->hooks->left != NULL)
    progress->seconds_left = priv->hooks->left (progress, priv->hooks->data);
  yc_engraver_tell_progress (YC_ENGRAVER (self), progress);
}

static gboolean
news_cb (gpointer data)
{
  News *news = data;
  YcEngraverDevicePrivate *priv = yc_engraver_device_get_instance_private (news->device);

  if (news->type == NEWS_STATE)
    set_state (news->device, news->state);
  else if (news->type == NEWS_PROGRESS)
    tell_progress (news->device, &news->progress);
  else
    {
      priv->running = FALSE;
      priv->hooks = NULL;
      set_state (news->device, YC_ENGRAVER_RESTING);
    }
  return G_SOURCE_REMOVE;
}

static void
post (News *news)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, news_cb, news, news_free);
  g_source_attach (source, NULL);
}

/* Worker's thread. */
static void
state_heard (YcEngraverState state,
             gpointer        data)
{
  News *news = g_new0 (News, 1);

  *news = (News){ g_object_ref (data), NEWS_STATE, state };
  post (news);
}

static void
progress_heard (const YcEngraveProgress *progress,
                gpointer                 data)
{
  News *news = g_new0 (News, 1);

  *news = (News){ g_object_ref (data), NEWS_PROGRESS, 0, *progress };
  post (news);
}

static void
problem_heard (const char *problem,
               gpointer    data)
{
  yc_device_post_problem (data, problem[0] != '\0' ? problem : NULL);
}

/* --- actions --------------------------------------------------------- */

static void
action_free (gpointer data)
{
  Action *action = data;

  g_clear_pointer (&action->path, yc_toolpath_unref);
  if (action->hooks.free != NULL)
    action->hooks.free (action->hooks.data);
  g_ptr_array_unref (action->options);
  g_free (action->place);
  g_free (action->identity);
  g_free (action);
}

static const char *
get_program (void)
{
  const char *named = g_getenv ("YC_GUARD");

  return guard_program != NULL ? guard_program : named != NULL ? named : YC_GUARD_PROGRAM;
}

/* A folder a machine: its identity may hold slashes. */
static char *
dup_folder (const char *identity)
{
  g_autofree char *all = guard_folder != NULL
                           ? g_strdup (guard_folder)
                           : g_build_filename (g_get_user_state_dir (), "yichuang", "guard", NULL);
  g_autofree char *name = g_strdup (identity);

  g_strcanon (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-.@#", '_');
  if (g_mkdir_with_parents (all, 0700) != 0)
    g_debug ("%s cannot be made", all);
  return g_build_filename (all, name, NULL);
}

static YcGuardEnd
call_guard (Action       *action,
            GCancellable *cancellable)
{
  g_autofree char *folder = dup_folder (action->identity);
  const YcGuardCall call = { get_program (), action->machine, action->place, folder,
                             (const char *const *) action->options->pdata, action->verb,
                             action->job, action->path, action->hooks.started,
                             action->hooks.data, action->paused,
                             { state_heard, progress_heard, problem_heard, action->device } };

  return yc_guard_call (&call, cancellable);
}

/* Worker's thread. The end of a job is told whole, whatever it was. */
static gpointer
act (YcDevice     *device,
     YcTransport  *transport,
     gpointer      data,
     GCancellable *cancellable,
     GError      **error)
{
  YcGuardEnd *end = g_new0 (YcGuardEnd, 1);
  News *news = g_new0 (News, 1);

  *end = call_guard (data, cancellable);
  *news = (News){ g_object_ref (YC_ENGRAVER_DEVICE (device)), NEWS_END };
  post (news);
  if (end->error != NULL)
    {
      g_propagate_error (error, end->error);
      g_free (end);
      return NULL;
    }
  return end;
}

static Action *
new_action (YcEngraver *engraver,
            YcGuardVerb verb,
            YcToolpath *path,
            const YcId *job)
{
  YcEngraverDevice *self = YC_ENGRAVER_DEVICE (engraver);
  YcEngraverDevicePrivate *priv = yc_engraver_device_get_instance_private (self);
  Action *action = g_new0 (Action, 1);

  action->verb = verb;
  action->device = self;
  action->machine = YC_ENGRAVER_DEVICE_GET_CLASS (self)->machine;
  action->path = path != NULL ? yc_toolpath_ref (path) : NULL;
  action->place = g_strdup (yc_device_get_place (YC_DEVICE (self)));
  action->identity = g_strdup (yc_device_get_identity (YC_DEVICE (self)));
  action->options = g_ptr_array_ref (priv->options);
  action->paused = &priv->paused;
  if (job != NULL)
    action->job = *job;
  return action;
}

static void
run (YcEngraver         *engraver,
     Action             *action,
     GCancellable       *cancellable,
     GAsyncReadyCallback callback,
     gpointer            data)
{
  YcEngraverDevicePrivate *priv =
    yc_engraver_device_get_instance_private (YC_ENGRAVER_DEVICE (engraver));
  GTask *task = g_task_new (engraver, cancellable, callback, data);

  /* One that is unplugged or busy refuses the action, and frees it. */
  if (!priv->running && yc_device_get_state (YC_DEVICE (engraver)) != YC_DEVICE_ABSENT)
    {
      priv->running = TRUE;
      priv->hooks = &action->hooks;
      g_atomic_int_set (&priv->paused, FALSE);
    }
  g_task_set_source_tag (task, run);
  /* What was made is told even to someone who no longer wants it. */
  g_task_set_check_cancellable (task, FALSE);
  yc_device_act (YC_DEVICE (engraver), act, action, action_free, g_free, task);
}

static void
yc_engraver_device_check_async (YcEngraver         *engraver,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            data)
{
  run (engraver, new_action (engraver, YC_GUARD_CHECK, NULL, NULL), cancellable, callback, data);
}

static void
yc_engraver_device_home_async (YcEngraver         *engraver,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            data)
{
  run (engraver, new_action (engraver, YC_GUARD_HOME, NULL, NULL), cancellable, callback, data);
}

static void
yc_engraver_device_frame_async (YcEngraver         *engraver,
                                YcToolpath         *path,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            data)
{
  run (engraver, new_action (engraver, YC_GUARD_FRAME, path, NULL), cancellable, callback, data);
}

static void
yc_engraver_device_engrave_async (YcEngraver           *engraver,
                                  YcToolpath           *path,
                                  const YcId           *job,
                                  const YcEngraveHooks *hooks,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              data)
{
  Action *action = new_action (engraver, YC_GUARD_ENGRAVE, path, job);

  action->hooks = *hooks;
  run (engraver, action, cancellable, callback, data);
}

static gboolean
yc_engraver_device_finish (YcEngraver   *engraver,
                           GAsyncResult *result,
                           GError      **error)
{
  g_autofree YcGuardEnd *end = NULL;

  g_return_val_if_fail (g_task_is_valid (result, engraver), FALSE);

  end = g_task_propagate_pointer (G_TASK (result), error);
  return end != NULL;
}

static YcEngraveOutcome
outcome_of (const GError *error)
{
  if (g_error_matches (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_OUTCOME_UNKNOWN))
    return YC_ENGRAVE_UNKNOWN;
  if (g_error_matches (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_STOPPED))
    return YC_ENGRAVE_STOPPED;
  return YC_ENGRAVE_NOT_STARTED;
}

static YcEngraveOutcome
yc_engraver_device_engrave_finish (YcEngraver   *engraver,
                                   GAsyncResult *result,
                                   GError      **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree YcGuardEnd *end = NULL;
  YcEngraveOutcome outcome;

  g_return_val_if_fail (g_task_is_valid (result, engraver), YC_ENGRAVE_UNKNOWN);

  end = g_task_propagate_pointer (G_TASK (result), &local);
  outcome = end != NULL ? end->outcome : outcome_of (local);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return outcome;
}

/* --- asking: needs no machine ---------------------------------------- */

static void
ask_in_thread (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  YcGuardEnd end = call_guard (task_data, cancellable);
  YcEngraveRecord *record;

  if (end.error != NULL && end.outcome == YC_ENGRAVE_NOT_STARTED)
    {
      g_task_return_error (task, end.error);
      return;
    }
  record = g_new0 (YcEngraveRecord, 1);
  *record = (YcEngraveRecord){ end.outcome, end.moves_done, end.moves_total,
                               g_strdup (end.error != NULL ? end.error->message : "") };
  g_clear_error (&end.error);
  g_task_return_pointer (task, record, (GDestroyNotify) yc_engrave_record_free);
}

static void
yc_engraver_device_ask_async (YcEngraver         *engraver,
                              const YcId         *job,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            data)
{
  g_autoptr (GTask) task = g_task_new (engraver, cancellable, callback, data);
  Action *action = new_action (engraver, YC_GUARD_ASK, NULL, job);

  action->paused = NULL;
  g_task_set_source_tag (task, yc_engraver_device_ask_async);
  g_task_set_task_data (task, action, action_free);
  g_task_run_in_thread (task, ask_in_thread);
}

static YcEngraveRecord *
yc_engraver_device_ask_finish (YcEngraver   *engraver,
                               GAsyncResult *result,
                               GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, engraver), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
yc_engraver_device_pause (YcEngraver *engraver,
                          gboolean    paused)
{
  YcEngraverDevicePrivate *priv =
    yc_engraver_device_get_instance_private (YC_ENGRAVER_DEVICE (engraver));

  g_atomic_int_set (&priv->paused, paused);
}

static YcEngraverState
yc_engraver_device_get_state (YcEngraver *engraver)
{
  YcEngraverDevicePrivate *priv =
    yc_engraver_device_get_instance_private (YC_ENGRAVER_DEVICE (engraver));

  return priv->state;
}

static void
yc_engraver_device_engraver_init (YcEngraverInterface *iface)
{
  iface->check_async = yc_engraver_device_check_async;
  iface->home_async = yc_engraver_device_home_async;
  iface->frame_async = yc_engraver_device_frame_async;
  iface->engrave_async = yc_engraver_device_engrave_async;
  iface->ask_async = yc_engraver_device_ask_async;
  iface->finish = yc_engraver_device_finish;
  iface->engrave_finish = yc_engraver_device_engrave_finish;
  iface->ask_finish = yc_engraver_device_ask_finish;
  iface->pause = yc_engraver_device_pause;
  iface->get_state = yc_engraver_device_get_state;
}

static void
yc_engraver_device_finalize (GObject *object)
{
  YcEngraverDevicePrivate *priv =
    yc_engraver_device_get_instance_private (YC_ENGRAVER_DEVICE (object));

  g_ptr_array_unref (priv->options);
  G_OBJECT_CLASS (yc_engraver_device_parent_class)->finalize (object);
}

static void
yc_engraver_device_class_init (YcEngraverDeviceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yc_engraver_device_finalize;
  YC_DEVICE_CLASS (klass)->role = YC_DEVICE_ROLE_ENGRAVER;
}

static void
yc_engraver_device_init (YcEngraverDevice *self)
{
  YcEngraverDevicePrivate *priv = yc_engraver_device_get_instance_private (self);

  priv->options = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (priv->options, NULL);
}

void
yc_engraver_device_set_option (YcEngraverDevice *self,
                               const char       *name,
                               const char       *value)
{
  YcEngraverDevicePrivate *priv = yc_engraver_device_get_instance_private (self);
  GPtrArray *options = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *prefix = g_strconcat (name, "=", NULL);

  /* Not the old array: an action may hold it. */
  for (guint i = 0; priv->options->pdata[i] != NULL; i++)
    if (!g_str_has_prefix (priv->options->pdata[i], prefix))
      g_ptr_array_add (options, g_strdup (priv->options->pdata[i]));
  g_ptr_array_add (options, g_strconcat (prefix, value, NULL));
  g_ptr_array_add (options, NULL);
  g_ptr_array_unref (priv->options);
  priv->options = options;
}

void
yc_engraver_device_set_guard (const char *program,
                              const char *folder)
{
  g_free (guard_program);
  g_free (guard_folder);
  guard_program = g_strdup (program);
  guard_folder = g_strdup (folder);
}
