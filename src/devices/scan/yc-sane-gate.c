/* yc-sane-gate.c: what may be asked of libsane by one thread at a time
 *
 * libsane is one for the whole process, and is begun with the first visitor.
 * A thread that hangs in a driver while it holds the gate never leaves it: the
 * others wait for so long, and say so.
 */

#include "yc-sane-gate.h"

#include "yc-device-error.h"
#include "yc-sane-proto.h"

#include <glib/gi18n-lib.h>

static GMutex mutex;
static GCond cond;
static gboolean taken, begun;
static int scanning;

/* The gate's holder only. */
static gboolean
begin (GError **error)
{
  SANE_Int version;
  SANE_Status status;

  if (begun)
    return TRUE;
  status = sane_init (&version, NULL);
  begun = status == SANE_STATUS_GOOD;
  if (!begun)
    yc_sane_set_error (status, "sane_init", error);
  return begun;
}

/**
 * yc_sane_gate_enter:
 * @error: YC_DEVICE_ERROR_TIMEOUT where another driver does not come back
 *
 * Returns: whether this thread may list, open and close; then it leaves again
 */
gboolean
yc_sane_gate_enter (GError **error)
{
  gint64 until = g_get_monotonic_time () + YC_SANE_GATE_WAIT_MS * G_GINT64_CONSTANT (1000);
  gboolean mine;

  g_mutex_lock (&mutex);
  while (taken && g_cond_wait_until (&cond, &mutex, until))
    ;
  mine = !taken;
  taken = TRUE;
  g_mutex_unlock (&mutex);
  if (!mine)
    {
      g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_TIMEOUT,
                           _("The driver of a scanner does not answer. Switch the scanner off and on, and start this "
                             "program again; the pages so far are safe"));
      return FALSE;
    }
  if (begin (error))
    return TRUE;
  yc_sane_gate_leave ();
  return FALSE;
}

void
yc_sane_gate_leave (void)
{
  g_mutex_lock (&mutex);
  taken = FALSE;
  g_cond_signal (&cond);
  g_mutex_unlock (&mutex);
}

/* Counts those at work, 1 or -1. */
void
yc_sane_gate_scanning (int by)
{
  g_mutex_lock (&mutex);
  scanning += by;
  g_mutex_unlock (&mutex);
}

/* Whether nobody scans: listing disturbs some drivers. */
gboolean
yc_sane_gate_is_quiet (void)
{
  gboolean quiet;

  g_mutex_lock (&mutex);
  quiet = scanning == 0 && !taken;
  g_mutex_unlock (&mutex);
  return quiet;
}
