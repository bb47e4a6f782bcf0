/* yc-ctl-wait.c: waiting for what is asynchronous */

#include "yc-ctl-wait.h"

void
yc_ctl_wait_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  YcCtlWait *self = user_data;

  self->result = g_object_ref (result);
}

/* Every asynchronous call here has a timeout of its own, so this one ends. */
void
yc_ctl_wait (YcCtlWait *self)
{
  while (self->result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

void
yc_ctl_wait_clear (YcCtlWait *self)
{
  g_clear_object (&self->result);
}

static gboolean
wake_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Returns: %TRUE if @reached came true in time */
gboolean
yc_ctl_wait_until (gboolean (*reached) (gpointer data),
                   gpointer   data,
                   guint      timeout_ms)
{
  gboolean late = FALSE;
  guint timer = g_timeout_add (timeout_ms, wake_cb, &late);
  gboolean good;

  while (!(good = reached (data)) && !late)
    g_main_context_iteration (NULL, TRUE);
  if (!late)
    g_source_remove (timer);
  return good;
}
