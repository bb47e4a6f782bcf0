/* yc-machine.c: what every machine has: a transport, and a guard that is asked */

#include "yc-machine.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  YcTransport *transport;
  YcMachineHooks hooks;
} YcMachinePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (YcMachine, yc_machine, G_TYPE_OBJECT)

static void
yc_machine_finalize (GObject *object)
{
  YcMachinePrivate *priv = yc_machine_get_instance_private (YC_MACHINE (object));

  g_clear_object (&priv->transport);
  G_OBJECT_CLASS (yc_machine_parent_class)->finalize (object);
}

static void
yc_machine_class_init (YcMachineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yc_machine_finalize;
}

static void
yc_machine_init (YcMachine *self)
{
}

/* Once, before anything else. */
void
yc_machine_attach (YcMachine            *self,
                   YcTransport          *transport,
                   const YcMachineHooks *hooks)
{
  YcMachinePrivate *priv = yc_machine_get_instance_private (self);

  g_return_if_fail (YC_IS_MACHINE (self) && priv->transport == NULL);

  priv->transport = g_object_ref (transport);
  priv->hooks = *hooks;
}

YcTransport *
yc_machine_get_transport (YcMachine *self)
{
  YcMachinePrivate *priv = yc_machine_get_instance_private (self);

  return priv->transport;
}

gboolean
yc_machine_wants_stop (YcMachine *self)
{
  YcMachinePrivate *priv = yc_machine_get_instance_private (self);

  return priv->hooks.wants_stop (priv->hooks.data);
}

gboolean
yc_machine_wants_pause (YcMachine *self)
{
  YcMachinePrivate *priv = yc_machine_get_instance_private (self);

  return priv->hooks.wants_pause (priv->hooks.data);
}

void
yc_machine_set_pause (YcMachine *self,
                      gboolean   paused)
{
  YcMachinePrivate *priv = yc_machine_get_instance_private (self);

  priv->hooks.set_pause (priv->hooks.data, paused);
}

/**
 * yc_machine_wait:
 * @self: a machine
 * @wait_ms: how long
 * @error: G_IO_ERROR_CANCELLED
 *
 * Returns: %FALSE as soon as a stop is wanted
 */
gboolean
yc_machine_wait (YcMachine *self,
                 guint      wait_ms,
                 GError   **error)
{
  gint64 end_us = g_get_monotonic_time () + wait_ms * G_GINT64_CONSTANT (1000);

  for (;;)
    {
      gint64 left_us = end_us - g_get_monotonic_time ();

      if (yc_machine_wants_stop (self))
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                               _("The job was stopped"));
          return FALSE;
        }
      if (left_us <= 0)
        return TRUE;
      g_usleep ((gulong) MIN (left_us, YC_MACHINE_LOOK_MS * 1000));
    }
}

void
yc_machine_tell_state (YcMachine      *self,
                       YcEngraverState state)
{
  YcMachinePrivate *priv = yc_machine_get_instance_private (self);

  priv->hooks.tell_state (priv->hooks.data, state);
}

void
yc_machine_tell_progress (YcMachine               *self,
                          const YcEngraveProgress *progress)
{
  YcMachinePrivate *priv = yc_machine_get_instance_private (self);

  priv->hooks.tell_progress (priv->hooks.data, progress);
}

/* @problem: (nullable) */
void
yc_machine_tell_problem (YcMachine  *self,
                         const char *problem)
{
  YcMachinePrivate *priv = yc_machine_get_instance_private (self);

  priv->hooks.tell_problem (priv->hooks.data, problem);
}
