/* yc-sane-device.c: a scanner with a SANE driver
 *
 * The device's worker watches a hand, which works the driver. A hand that was
 * given up stays remembered: as long as its driver hangs, another would only
 * hang beside it.
 */

#include "yc-sane-device.h"

#include "yc-device-private.h"
#include "yc-sane-hand.h"
#include "yc-sane-transport.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _YcSaneDevice
{
  YcDevice parent_instance;

  YcSaneHand *lost; /* (nullable): the worker's own */
};

typedef struct
{
  YcScanSettings settings;
  GStrv options;
  YcScanPageFunc page_func;
  gpointer page_data;
  GDestroyNotify page_free;
  guint *pages; /* the caller's task's */
} Scan;

static void yc_sane_device_scanner_init (YcScannerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YcSaneDevice, yc_sane_device, YC_TYPE_DEVICE,
                               G_IMPLEMENT_INTERFACE (YC_TYPE_SCANNER, yc_sane_device_scanner_init))

static void
scan_free (gpointer data)
{
  Scan *scan = data;

  if (scan->page_free != NULL)
    scan->page_free (scan->page_data);
  g_strfreev (scan->options);
  g_free (scan);
}

/* Worker's thread. */
static gboolean
check_lost (YcSaneDevice *self,
            GError      **error)
{
  if (self->lost == NULL)
    return TRUE;
  if (yc_sane_hand_is_over (self->lost))
    {
      g_clear_pointer (&self->lost, yc_sane_hand_unref);
      return TRUE;
    }
  g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_TIMEOUT,
                       _("The scanner's driver still hangs. Switch the scanner off and on; if it stays so, start this "
                         "program again. The pages so far are safe"));
  return FALSE;
}

static gboolean
watch (YcSaneDevice   *self,
       YcSaneHand     *hand,
       YcScanPageFunc  page_func,
       gpointer        page_data,
       GCancellable   *cancellable,
       guint          *ret_pages,
       GError        **error)
{
  gboolean good = yc_sane_hand_watch (hand, page_func, page_data, cancellable, ret_pages, error);

  if (!yc_sane_hand_is_over (hand))
    self->lost = yc_sane_hand_ref (hand);
  return good;
}

static gpointer
scan_func (YcDevice      *device,
           YcTransport   *transport,
           gpointer       data,
           GCancellable  *cancellable,
           GError       **error)
{
  YcSaneDevice *self = YC_SANE_DEVICE (device);
  Scan *scan = data;
  g_autoptr (YcSaneHand) hand = NULL;

  if (!check_lost (self, error))
    return NULL;
  hand = yc_sane_hand_new (yc_sane_transport_get_name (YC_SANE_TRANSPORT (transport)), &scan->settings);
  watch (self, hand, scan->page_func, scan->page_data, cancellable, scan->pages, error);
  return NULL;
}

static void
yc_sane_device_scan_async (YcScanner            *scanner,
                           const YcScanSettings *settings,
                           YcScanPageFunc        page_func,
                           gpointer              page_data,
                           GDestroyNotify        page_free,
                           GCancellable         *cancellable,
                           GAsyncReadyCallback   callback,
                           gpointer              data)
{
  GTask *task = g_task_new (scanner, cancellable, callback, data);
  Scan *scan = g_new0 (Scan, 1);

  g_task_set_source_tag (task, yc_sane_device_scan_async);
  g_task_set_check_cancellable (task, FALSE);
  scan->settings = *settings;
  scan->options = g_strdupv ((GStrv) settings->options);
  scan->settings.options = (const char *const *) scan->options;
  scan->page_func = page_func;
  scan->page_data = page_data;
  scan->page_free = page_free;
  scan->pages = g_new0 (guint, 1);
  g_task_set_task_data (task, scan->pages, g_free);
  yc_device_act (YC_DEVICE (scanner), scan_func, scan, scan_free, NULL, task);
}

static guint
yc_sane_device_scan_finish (YcScanner     *scanner,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, scanner), 0);

  g_task_propagate_pointer (G_TASK (result), error);
  return *(guint *) g_task_get_task_data (G_TASK (result));
}

/* "glass · feeder · 75–600 dpi" */
static char *
describe (const YcScannerCaps *caps)
{
  static const char *const words[YC_N_SCAN_SOURCES] = { "", N_("glass"), N_("feeder"), N_("feeder, both sides") };
  GString *text = g_string_new (NULL);

  for (guint i = 1; i < YC_N_SCAN_SOURCES; i++)
    if ((caps->sources & 1u << i) != 0)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", _(words[i]));
  if (caps->resolutions->len > 0)
    g_string_append_printf (text, " · %u–%u dpi", g_array_index (caps->resolutions, guint, 0),
                            g_array_index (caps->resolutions, guint, caps->resolutions->len - 1));
  return g_string_free (text, FALSE);
}

static gpointer
ask_func (YcDevice      *device,
          YcTransport   *transport,
          gpointer       data,
          GCancellable  *cancellable,
          GError       **error)
{
  YcSaneDevice *self = YC_SANE_DEVICE (device);
  g_autoptr (YcSaneHand) hand = NULL;
  g_autofree char *words = NULL;
  YcScannerCaps *caps;
  guint pages;

  if (!check_lost (self, error))
    return NULL;
  hand = yc_sane_hand_new (yc_sane_transport_get_name (YC_SANE_TRANSPORT (transport)), NULL);
  if (!watch (self, hand, NULL, NULL, cancellable, &pages, error))
    return NULL;
  caps = yc_sane_hand_steal_caps (hand);
  words = describe (caps);
  yc_device_post_detail (device, words);
  return caps;
}

static void
yc_sane_device_ask_async (YcScanner           *scanner,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             data)
{
  GTask *task = g_task_new (scanner, cancellable, callback, data);

  g_task_set_source_tag (task, yc_sane_device_ask_async);
  yc_device_act (YC_DEVICE (scanner), ask_func, NULL, NULL, (GDestroyNotify) yc_scanner_caps_free, task);
}

static YcScannerCaps *
yc_sane_device_ask_finish (YcScanner     *scanner,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, scanner), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
yc_sane_device_scanner_init (YcScannerInterface *iface)
{
  iface->scan_async = yc_sane_device_scan_async;
  iface->scan_finish = yc_sane_device_scan_finish;
  iface->ask_async = yc_sane_device_ask_async;
  iface->ask_finish = yc_sane_device_ask_finish;
}

static guint
yc_sane_device_match (YcDeviceClass      *klass,
                      const YcDeviceInfo *info)
{
  return YC_IS_SANE_TRANSPORT (info->transport) ? klass->score : 0;
}

static void
yc_sane_device_finalize (GObject *object)
{
  g_clear_pointer (&YC_SANE_DEVICE (object)->lost, yc_sane_hand_unref);
  G_OBJECT_CLASS (yc_sane_device_parent_class)->finalize (object);
}

static void
yc_sane_device_class_init (YcSaneDeviceClass *klass)
{
  YcDeviceClass *device_class = YC_DEVICE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yc_sane_device_finalize;
  device_class->id = "sane";
  device_class->name = N_("Scanner");
  device_class->role = YC_DEVICE_ROLE_SCANNER;
  device_class->score = 50;
  device_class->match = yc_sane_device_match;
}

static void
yc_sane_device_init (YcSaneDevice *self)
{
}

/* Returns: (transfer none): what SANE calls it, "airscan:e0:Scanner" */
const char *
yc_sane_device_get_sane_name (YcSaneDevice *self)
{
  const char *place = yc_device_get_place (YC_DEVICE (self));

  return place != NULL && g_str_has_prefix (place, "sane:") ? place + strlen ("sane:") : "";
}
