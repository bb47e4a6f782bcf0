/* yc-sane-bus.c: scanners that SANE finds
 *
 * SANE tells of nothing that comes or goes; one has to ask, and the answer may
 * take seconds. So a thread asks at the start, when somebody wants to know, and
 * now and then while nobody scans. A driver that hangs when asked costs that
 * thread and nothing else: the bus is left behind when the program ends.
 */

#include "yc-sane-bus.h"

#include "yc-sane-gate.h"
#include "yc-sane-transport.h"

#include <string.h>

#define LOOK_EVERY_MS 60000
#define NAME_MAX_BYTES 256

struct _YcSaneBus
{
  gatomicrefcount refs; /* the owner's and the thread's */
  YcBusPost *post;
  GMutex mutex;
  GCond cond;
  gboolean end;
  gboolean look;
  GPtrArray *known; /* of YcDeviceInfo; the thread's own */
};

static void
bus_unref (YcSaneBus *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  yc_bus_post_unref (self->post);
  g_ptr_array_unref (self->known);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

static YcDeviceInfo *
new_info (const SANE_Device *device)
{
  g_autofree char *place = g_strconcat ("sane:", device->name, NULL);
  YcDeviceInfo *info = yc_device_info_new (place);
  g_autofree char *label = g_strdup_printf ("%s %s", device->vendor != NULL ? device->vendor : "",
                                            device->model != NULL ? device->model : "");
  g_autofree char *words = g_utf8_make_valid (g_strstrip (label), -1);

  if (*words != '\0')
    info->label = g_steal_pointer (&words);
  info->transport = yc_sane_transport_new (device->name);
  return info;
}

static gboolean
is_usable (const SANE_Device *device)
{
  return device->name != NULL && strlen (device->name) <= NAME_MAX_BYTES && g_utf8_validate (device->name, -1, NULL);
}

static gboolean
is_listed (GPtrArray  *list,
           const char *place)
{
  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (((YcDeviceInfo *) g_ptr_array_index (list, i))->place, place))
      return TRUE;
  return FALSE;
}

/* Returns: (transfer full) (nullable): NULL where SANE gave no answer */
static GPtrArray *
list_devices (void)
{
  const SANE_Device **devices = NULL;
  GPtrArray *list = NULL;

  if (!yc_sane_gate_enter (NULL))
    return NULL;
  if (sane_get_devices (&devices, SANE_FALSE) == SANE_STATUS_GOOD && devices != NULL)
    {
      list = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_device_info_unref);
      for (guint i = 0; devices[i] != NULL && list->len < YC_SANE_SCANNERS_MAX; i++)
        if (is_usable (devices[i]))
          g_ptr_array_add (list, new_info (devices[i]));
    }
  yc_sane_gate_leave ();
  return list;
}

static void
tell_differences (YcSaneBus *self,
                  GPtrArray *list,
                  GPtrArray *other,
                  gboolean   arrived)
{
  for (guint i = 0; i < list->len; i++)
    {
      YcDeviceInfo *info = g_ptr_array_index (list, i);

      if (!is_listed (other, info->place))
        yc_bus_post_send (self->post, yc_device_info_ref (info), arrived);
    }
}

static void
look (YcSaneBus *self)
{
  GPtrArray *list = list_devices ();

  if (list == NULL)
    return;
  tell_differences (self, self->known, list, FALSE);
  tell_differences (self, list, self->known, TRUE);
  g_ptr_array_unref (self->known);
  self->known = list;
}

/* Returns: whether to look; FALSE at the end */
static gboolean
wait_for_reason (YcSaneBus *self)
{
  gboolean go_on;

  g_mutex_lock (&self->mutex);
  while (!self->end && !self->look)
    {
      gint64 until = g_get_monotonic_time () + LOOK_EVERY_MS * G_GINT64_CONSTANT (1000);

      if (!g_cond_wait_until (&self->cond, &self->mutex, until) && yc_sane_gate_is_quiet ())
        break;
    }
  self->look = FALSE;
  go_on = !self->end;
  g_mutex_unlock (&self->mutex);
  return go_on;
}

static gpointer
bus_main (gpointer data)
{
  YcSaneBus *self = data;

  while (wait_for_reason (self))
    look (self);
  bus_unref (self);
  return NULL;
}

/**
 * yc_sane_bus_new:
 * @func: told what comes and goes, on this thread's main context
 * @data: for @func
 *
 * Returns: (transfer full): a bus that looks for scanners at once
 */
YcSaneBus *
yc_sane_bus_new (YcBusFunc func,
                 gpointer  data)
{
  YcSaneBus *self = g_new0 (YcSaneBus, 1);

  g_atomic_ref_count_init (&self->refs);
  g_atomic_ref_count_inc (&self->refs);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->post = yc_bus_post_new (func, data);
  self->known = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_device_info_unref);
  self->look = TRUE;
  g_thread_unref (g_thread_new ("yc-sane-bus", bus_main, self));
  return self;
}

/* Does not wait: the thread ends by itself when SANE has answered. */
void
yc_sane_bus_free (YcSaneBus *self)
{
  if (self == NULL)
    return;
  yc_bus_post_close (self->post);
  g_mutex_lock (&self->mutex);
  self->end = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
  bus_unref (self);
}

void
yc_sane_bus_look_again (YcSaneBus *self)
{
  g_mutex_lock (&self->mutex);
  self->look = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}
