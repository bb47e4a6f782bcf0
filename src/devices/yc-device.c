/* yc-device.c: what all devices share
 *
 * A device object stands for one thing on the counter. It outlives unplugging:
 * the registry plugs the same object in again when the same identity returns.
 *
 *   ABSENT ⇄ READY → BUSY → READY, or PROBLEM → BUSY → …
 *
 * 1. One action at a time; a second one is answered BUSY at once.
 * 2. The transport is touched on the worker's thread only, and is opened and
 *    closed inside each action.
 * 3. State, problem and identity change on the main context only. A worker
 *    that wants to show something posts it.
 * 4. An unplugged device's action ends by itself: its transport answers
 *    UNPLUGGED, and the action's cancellable is cancelled by nobody.
 * 5. The worker is joined when the device is stopped or dropped while idle; an
 *    action keeps its device alive.
 */

#include "yc-device-private.h"

#include "yc-worker.h"

#include <glib/gi18n-lib.h>
#include <poll.h>
#include <string.h>

typedef struct
{
  YcWorker *worker; /* (nullable): made with the first action */
  YcTransport *transport;
  YcDeviceState state;
  char *problem;
  char *identity;
  char *place;
  char *label;
  char *detail;
  gboolean present;
  gboolean busy;
} YcDevicePrivate;

/* One action: lives as the data of the task that runs in the worker. */
typedef struct
{
  YcDevice *device;
  YcTransport *transport;
  YcDeviceFunc func;
  gpointer data;
  GDestroyNotify data_free;
  GDestroyNotify result_free;
  GTask *task; /* the caller's */
} Action;

typedef struct
{
  YcDevice *device;
  char *text;
  gboolean is_problem;
} Post;

enum
{
  PROP_0,
  PROP_NAME,
  PROP_ROLE,
  PROP_STATE,
  PROP_PROBLEM,
  PROP_IDENTITY,
  PROP_PLACE,
  PROP_DETAIL,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (YcDevice, yc_device, G_TYPE_OBJECT)

GType
yc_device_state_get_type (void)
{
  static gsize type;
  static const GEnumValue values[] = {
    { YC_DEVICE_ABSENT, "YC_DEVICE_ABSENT", "absent" },
    { YC_DEVICE_READY, "YC_DEVICE_READY", "ready" },
    { YC_DEVICE_BUSY, "YC_DEVICE_BUSY", "busy" },
    { YC_DEVICE_PROBLEM, "YC_DEVICE_PROBLEM", "problem" },
    { 0, NULL, NULL },
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("YcDeviceState", values));
  return type;
}

GType
yc_device_role_get_type (void)
{
  static gsize type;
  static const GEnumValue values[] = {
    { YC_DEVICE_ROLE_NONE, "YC_DEVICE_ROLE_NONE", "none" },
    { YC_DEVICE_ROLE_READER, "YC_DEVICE_ROLE_READER", "reader" },
    { YC_DEVICE_ROLE_RECEIPT_PRINTER, "YC_DEVICE_ROLE_RECEIPT_PRINTER", "receipt-printer" },
    { YC_DEVICE_ROLE_SCANNER, "YC_DEVICE_ROLE_SCANNER", "scanner" },
    { YC_DEVICE_ROLE_ENGRAVER, "YC_DEVICE_ROLE_ENGRAVER", "engraver" },
    { YC_DEVICE_ROLE_FORM_PRINTER, "YC_DEVICE_ROLE_FORM_PRINTER", "form-printer" },
    { 0, NULL, NULL },
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("YcDeviceRole", values));
  return type;
}

static void
update_state (YcDevice *self)
{
  YcDevicePrivate *priv = yc_device_get_instance_private (self);
  YcDeviceState state = YC_DEVICE_READY;

  if (!priv->present)
    state = YC_DEVICE_ABSENT;
  else if (priv->busy)
    state = YC_DEVICE_BUSY;
  else if (priv->problem != NULL)
    state = YC_DEVICE_PROBLEM;

  if (state == priv->state)
    return;
  priv->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
set_text (YcDevice   *self,
          char      **field,
          const char *text,
          guint       prop)
{
  if (g_strcmp0 (*field, text) == 0)
    return;
  g_free (*field);
  *field = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

static void
set_problem (YcDevice   *self,
             const char *problem)
{
  YcDevicePrivate *priv = yc_device_get_instance_private (self);

  set_text (self, &priv->problem, problem, PROP_PROBLEM);
  update_state (self);
}

static void
action_free (gpointer data)
{
  Action *action = data;

  if (action->data_free != NULL)
    action->data_free (action->data);
  g_object_unref (action->transport);
  g_object_unref (action->task);
  g_object_unref (action->device);
  g_free (action);
}

static void
post_free (gpointer data)
{
  Post *post = data;

  g_object_unref (post->device);
  g_free (post->text);
  g_free (post);
}

/* Worker's thread. */
static void
action_run_cb (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Action *action = task_data;
  GError *error = NULL;
  gpointer result;

  result = action->func (action->device, action->transport, action->data, cancellable, &error);
  yc_transport_close (action->transport);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result, action->result_free);
}

/* What an action's end says about the device. A cancelled action, an empty
 * reader and an empty feeder are no problem of the device, nor is what happened before it was
 * plugged in again. */
static void
judge_end (YcDevice     *self,
           YcTransport  *transport,
           const GError *error)
{
  YcDevicePrivate *priv = yc_device_get_instance_private (self);
  gboolean replugged = transport != priv->transport;

  if (error == NULL || replugged || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_error_matches (error, YC_DEVICE_RETRY, YC_DEVICE_RETRY_NO_CARD) ||
      g_error_matches (error, YC_DEVICE_RETRY, YC_DEVICE_RETRY_NO_PAGES))
    g_clear_pointer (&priv->problem, g_free);
  else
    {
      g_free (priv->problem);
      priv->problem = g_strdup (error->message);
    }
  priv->busy = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROBLEM]);
  update_state (self);
}

/* Main context. The source is the device, which the task keeps alive. */
static void
action_done_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  YcDevice *self = YC_DEVICE (source);
  Action *action = g_task_get_task_data (G_TASK (result));
  g_autoptr (GTask) task = g_object_ref (action->task);
  GDestroyNotify result_free = action->result_free;
  GError *error = NULL;
  gpointer value;

  value = g_task_propagate_pointer (G_TASK (result), &error);
  judge_end (self, action->transport, error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, value, result_free);
}

static gboolean
post_cb (gpointer data)
{
  Post *post = data;
  YcDevicePrivate *priv = yc_device_get_instance_private (post->device);

  if (!post->is_problem)
    set_text (post->device, &priv->detail, post->text, PROP_DETAIL);
  else if (priv->busy)
    set_problem (post->device, post->text);
  return G_SOURCE_REMOVE;
}

static void
post_text (YcDevice   *self,
           const char *text,
           gboolean    is_problem)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Post *post = g_new0 (Post, 1);

  /* Not g_main_context_invoke(): it may run the call in this thread. */
  post->device = g_object_ref (self);
  post->text = g_strdup (text);
  post->is_problem = is_problem;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, post_cb, post, post_free);
  g_source_attach (source, NULL);
}

static guint
class_match (YcDeviceClass      *klass,
             const YcDeviceInfo *info)
{
  for (const YcDeviceMatch *m = klass->matches; m != NULL && m->vendor != 0; m++)
    if (m->vendor == info->vendor &&
        (m->product == YC_DEVICE_ANY_PRODUCT || m->product == info->product))
      return klass->score;
  return 0;
}

static void
yc_device_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  YcDevice *self = YC_DEVICE (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, yc_device_get_name (self));
      break;
    case PROP_ROLE:
      g_value_set_enum (value, yc_device_get_role (self));
      break;
    case PROP_STATE:
      g_value_set_enum (value, yc_device_get_state (self));
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, yc_device_get_problem (self));
      break;
    case PROP_IDENTITY:
      g_value_set_string (value, yc_device_get_identity (self));
      break;
    case PROP_PLACE:
      g_value_set_string (value, yc_device_get_place (self));
      break;
    case PROP_DETAIL:
      g_value_set_string (value, yc_device_get_detail (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
yc_device_dispose (GObject *object)
{
  yc_device_stop (YC_DEVICE (object));
  G_OBJECT_CLASS (yc_device_parent_class)->dispose (object);
}

static void
yc_device_finalize (GObject *object)
{
  YcDevicePrivate *priv = yc_device_get_instance_private (YC_DEVICE (object));

  g_clear_object (&priv->transport);
  g_free (priv->problem);
  g_free (priv->identity);
  g_free (priv->place);
  g_free (priv->label);
  g_free (priv->detail);
  G_OBJECT_CLASS (yc_device_parent_class)->finalize (object);
}

static void
yc_device_class_init (YcDeviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  klass->match = class_match;
  object_class->get_property = yc_device_get_property;
  object_class->dispose = yc_device_dispose;
  object_class->finalize = yc_device_finalize;

  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  props[PROP_ROLE] = g_param_spec_enum ("role", NULL, NULL, YC_TYPE_DEVICE_ROLE,
                                        YC_DEVICE_ROLE_NONE, flags);
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, YC_TYPE_DEVICE_STATE,
                                         YC_DEVICE_ABSENT, flags);
  props[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  props[PROP_IDENTITY] = g_param_spec_string ("identity", NULL, NULL, NULL, flags);
  props[PROP_PLACE] = g_param_spec_string ("place", NULL, NULL, NULL, flags);
  props[PROP_DETAIL] = g_param_spec_string ("detail", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
yc_device_init (YcDevice *self)
{
}

/**
 * yc_device_new:
 * @type: a driver's type
 * @info: what the bus knows
 *
 * Returns: (transfer full): the device, plugged in
 */
YcDevice *
yc_device_new (GType               type,
               const YcDeviceInfo *info)
{
  g_autofree char *identity = NULL;
  YcDevice *self;

  g_return_val_if_fail (g_type_is_a (type, YC_TYPE_DEVICE) && info != NULL, NULL);

  self = g_object_new (type, NULL);
  identity = yc_device_info_dup_identity (info);
  yc_device_set_identity (self, identity);
  yc_device_plug (self, info);
  return self;
}

/* The same driver on a transport that no bus has found: for tests and demos. */
YcDevice *
yc_device_new_for_transport (GType        type,
                             YcTransport *transport)
{
  g_autofree char *place = yc_transport_describe (transport);
  g_autoptr (YcDeviceInfo) info = yc_device_info_new (place);

  info->transport = g_object_ref (transport);
  return yc_device_new (type, info);
}

/* Stable: for settings and logs. */
const char *
yc_device_get_driver_id (YcDevice *self)
{
  g_return_val_if_fail (YC_IS_DEVICE (self), NULL);

  return YC_DEVICE_GET_CLASS (self)->id;
}

/* For people: what the device calls itself, else what its driver does. */
const char *
yc_device_get_name (YcDevice *self)
{
  YcDevicePrivate *priv = yc_device_get_instance_private (self);

  g_return_val_if_fail (YC_IS_DEVICE (self), NULL);

  return priv->label != NULL ? priv->label : _(YC_DEVICE_GET_CLASS (self)->name);
}

YcDeviceRole
yc_device_get_role (YcDevice *self)
{
  g_return_val_if_fail (YC_IS_DEVICE (self), YC_DEVICE_ROLE_NONE);

  return YC_DEVICE_GET_CLASS (self)->role;
}

YcDeviceState
yc_device_get_state (YcDevice *self)
{
  YcDevicePrivate *priv = yc_device_get_instance_private (self);

  g_return_val_if_fail (YC_IS_DEVICE (self), YC_DEVICE_ABSENT);

  return priv->state;
}

/* The last problem in words, or %NULL; stays while the device is absent. */
const char *
yc_device_get_problem (YcDevice *self)
{
  YcDevicePrivate *priv = yc_device_get_instance_private (self);

  g_return_val_if_fail (YC_IS_DEVICE (self), NULL);

  return priv->problem;
}

/* Survives unplugging: see yc_device_info_dup_identity(). */
const char *
yc_device_get_identity (YcDevice *self)
{
  YcDevicePrivate *priv = yc_device_get_instance_private (self);

  g_return_val_if_fail (YC_IS_DEVICE (self), NULL);

  return priv->identity;
}

/* Where it is, or was, plugged in. */
const char *
yc_device_get_place (YcDevice *self)
{
  YcDevicePrivate *priv = yc_device_get_instance_private (self);

  g_return_val_if_fail (YC_IS_DEVICE (self), NULL);

  return priv->place;
}

/* What the device told about itself, such as its SAM number, or %NULL. */
const char *
yc_device_get_detail (YcDevice *self)
{
  YcDevicePrivate *priv = yc_device_get_instance_private (self);

  g_return_val_if_fail (YC_IS_DEVICE (self), NULL);

  return priv->detail;
}

/**
 * yc_device_act:
 * @self: a device
 * @func: what to do, on the worker's thread
 * @data: (transfer full): for @func
 * @data_free: (nullable): frees @data
 * @result_free: (nullable): frees what @func returns
 * @task: (transfer full): the caller's; gets the pointer or the error
 *
 * Opens nothing: @func does, and what it leaves open is closed after it.
 */
void
yc_device_act (YcDevice      *self,
               YcDeviceFunc   func,
               gpointer       data,
               GDestroyNotify data_free,
               GDestroyNotify result_free,
               GTask         *task)
{
  YcDevicePrivate *priv = yc_device_get_instance_private (self);
  g_autoptr (GTask) inner = NULL;
  Action *action;

  if (!priv->present || priv->busy)
    {
      g_task_return_new_error (task, YC_DEVICE_ERROR,
                               priv->busy ? YC_DEVICE_ERROR_BUSY : YC_DEVICE_ERROR_UNPLUGGED,
                               priv->busy ? _("The device is busy") : _("The device is unplugged"));
      g_object_unref (task);
      if (data_free != NULL)
        data_free (data);
      return;
    }

  action = g_new0 (Action, 1);
  *action = (Action){ g_object_ref (self), g_object_ref (priv->transport), func, data, data_free,
                      result_free, task };
  inner = g_task_new (self, g_task_get_cancellable (task), action_done_cb, NULL);
  /* Even when cancelled, the answer is what was done. */
  g_task_set_check_cancellable (inner, FALSE);
  g_task_set_task_data (inner, action, action_free);
  if (priv->worker == NULL)
    priv->worker = yc_worker_new (YC_DEVICE_GET_CLASS (self)->id, 1);
  priv->busy = TRUE;
  update_state (self);
  yc_worker_run (priv->worker, inner, action_run_cb);
}

void
yc_device_post_problem (YcDevice   *self,
                        const char *problem)
{
  post_text (self, problem, TRUE);
}

void
yc_device_post_detail (YcDevice   *self,
                       const char *detail)
{
  post_text (self, detail, FALSE);
}

/* How well a driver fits, 0 not at all. */
guint
yc_device_class_match (YcDeviceClass      *klass,
                       const YcDeviceInfo *info)
{
  return klass->match (klass, info);
}

void
yc_device_set_identity (YcDevice   *self,
                        const char *identity)
{
  YcDevicePrivate *priv = yc_device_get_instance_private (self);

  set_text (self, &priv->identity, identity, PROP_IDENTITY);
}

/* It is here, for the first time or again. */
void
yc_device_plug (YcDevice           *self,
                const YcDeviceInfo *info)
{
  YcDevicePrivate *priv = yc_device_get_instance_private (self);

  g_set_object (&priv->transport, info->transport);
  set_text (self, &priv->place, info->place, PROP_PLACE);
  set_text (self, &priv->label, info->label, PROP_NAME);
  priv->present = TRUE;
  set_problem (self, info->refusal);
}

void
yc_device_unplug (YcDevice *self)
{
  YcDevicePrivate *priv = yc_device_get_instance_private (self);

  priv->present = FALSE;
  update_state (self);
}

/**
 * yc_device_stop:
 * @self: a device
 *
 * Waits for its action and ends its thread. Only for the end of the program,
 * after cancelling what runs: it blocks.
 */
void
yc_device_stop (YcDevice *self)
{
  YcDevicePrivate *priv = yc_device_get_instance_private (self);

  g_return_if_fail (YC_IS_DEVICE (self));

  if (priv->worker != NULL)
    yc_worker_stop (priv->worker);
  g_clear_object (&priv->worker);
}

gboolean
yc_device_pause (GCancellable *cancellable,
                 guint         pause_ms,
                 GError      **error)
{
  GPollFD fd;

  if (cancellable == NULL || !g_cancellable_make_pollfd (cancellable, &fd))
    {
      g_usleep (pause_ms * 1000ul);
      return TRUE;
    }
  g_poll (&fd, 1, (int) pause_ms);
  g_cancellable_release_fd (cancellable);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}
