/* yc-device-registry.c: every device of the counter
 *
 * Buses tell what is plugged in; the driver with the highest score gets it. A
 * device that is unplugged stays in the list as absent, and the same object
 * comes back when its identity does, so whoever holds it keeps it.
 *
 * Cheap devices often share one serial number. When a second one comes while
 * the first is plugged in, it is told apart by its port.
 */

#include "yc-device-registry.h"

#include "yc-device-private.h"
#include "yc-escpk-device.h"
#include "yc-escpos-device.h"
#include "yc-grbl-device.h"
#include "yc-idcard-device.h"
#include "yc-known-device.h"
#include "yc-lihuiyu-device.h"
#include "yc-sane-bus.h"
#include "yc-sane-device.h"
#include "yc-socket-bus.h"
#include "yc-tty-bus.h"
#include "yc-usb-bus.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SOCKETS_MAX 16
#define LINES_MAX 16
#define ROLES_COUNT (YC_DEVICE_ROLE_FORM_PRINTER + 1)

struct _YcDeviceRegistry
{
  GObject parent_instance;

  GPtrArray *devices;  /* of YcDevice */
  GArray *drivers;     /* of GType */
  YcUsbBus *usb;       /* (nullable) */
  YcSaneBus *sane;     /* (nullable) */
  GPtrArray *sockets;  /* of YcSocketBus */
  GPtrArray *lines;    /* of YcTtyBus */
  char *preferred[ROLES_COUNT]; /* (nullable): identities */
};

static void yc_device_registry_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YcDeviceRegistry, yc_device_registry, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      yc_device_registry_list_init))

static GType
choose_driver (YcDeviceRegistry   *self,
               const YcDeviceInfo *info)
{
  GType best = G_TYPE_INVALID;
  guint best_score = 0;

  for (guint i = 0; i < self->drivers->len; i++)
    {
      GType type = g_array_index (self->drivers, GType, i);
      YcDeviceClass *klass = g_type_class_ref (type);
      guint score = yc_device_class_match (klass, info);

      if (score > best_score)
        {
          best_score = score;
          best = type;
        }
      g_type_class_unref (klass);
    }
  return best;
}

static YcDevice *
find_present_at (YcDeviceRegistry *self,
                 const char       *place)
{
  for (guint i = 0; i < self->devices->len; i++)
    {
      YcDevice *device = self->devices->pdata[i];

      if (yc_device_get_state (device) != YC_DEVICE_ABSENT &&
          g_strcmp0 (yc_device_get_place (device), place) == 0)
        return device;
    }
  return NULL;
}

/* Makes room by forgetting the device that has been absent the longest: those
 * nearer to the front were met earlier. */
static gboolean
make_room (YcDeviceRegistry *self)
{
  if (self->devices->len < YC_DEVICE_REGISTRY_DEVICES_MAX)
    return TRUE;
  for (guint i = 0; i < self->devices->len; i++)
    if (yc_device_get_state (self->devices->pdata[i]) == YC_DEVICE_ABSENT)
      {
        g_ptr_array_remove_index (self->devices, i);
        g_list_model_items_changed (G_LIST_MODEL (self), i, 1, 0);
        return TRUE;
      }
  return FALSE;
}

static char *
choose_identity (YcDeviceRegistry   *self,
                 const YcDeviceInfo *info)
{
  g_autofree char *identity = yc_device_info_dup_identity (info);
  YcDevice *known = yc_device_registry_get_by_identity (self, identity);

  if (known == NULL || yc_device_get_state (known) == YC_DEVICE_ABSENT ||
      g_strcmp0 (yc_device_get_place (known), info->place) == 0)
    return g_steal_pointer (&identity);
  return g_strdup_printf ("%s@%s", identity, info->place);
}

static void
add_device (YcDeviceRegistry   *self,
            GType               driver,
            const YcDeviceInfo *info,
            const char         *identity)
{
  YcDevice *device;

  if (!make_room (self))
    return;
  device = yc_device_new (driver, info);
  yc_device_set_identity (device, identity);
  g_ptr_array_add (self->devices, device);
  g_list_model_items_changed (G_LIST_MODEL (self), self->devices->len - 1, 0, 1);
}

static void
arrived (YcDeviceRegistry *self,
         YcDeviceInfo     *info)
{
  GType driver = choose_driver (self, info);
  g_autofree char *identity = NULL;
  YcDevice *known;

  if (driver == G_TYPE_INVALID)
    return;
  identity = choose_identity (self, info);
  known = yc_device_registry_get_by_identity (self, identity);
  if (known == NULL || G_OBJECT_TYPE (known) != driver)
    add_device (self, driver, info, identity);
  else
    yc_device_plug (known, info);
}

static void
bus_cb (YcDeviceInfo *info,
        gboolean      has_arrived,
        gpointer      data)
{
  YcDeviceRegistry *self = data;
  YcDevice *device;

  if (has_arrived)
    {
      arrived (self, info);
      return;
    }
  device = find_present_at (self, info->place);
  if (device != NULL)
    yc_device_unplug (device);
}

static GType
yc_device_registry_get_item_type (GListModel *list)
{
  return YC_TYPE_DEVICE;
}

static guint
yc_device_registry_get_n_items (GListModel *list)
{
  return YC_DEVICE_REGISTRY (list)->devices->len;
}

static gpointer
yc_device_registry_get_item (GListModel *list,
                             guint       position)
{
  YcDeviceRegistry *self = YC_DEVICE_REGISTRY (list);

  return position < self->devices->len ? g_object_ref (self->devices->pdata[position]) : NULL;
}

static void
yc_device_registry_list_init (GListModelInterface *iface)
{
  iface->get_item_type = yc_device_registry_get_item_type;
  iface->get_n_items = yc_device_registry_get_n_items;
  iface->get_item = yc_device_registry_get_item;
}

static void
yc_device_registry_dispose (GObject *object)
{
  yc_device_registry_stop (YC_DEVICE_REGISTRY (object));
  G_OBJECT_CLASS (yc_device_registry_parent_class)->dispose (object);
}

static void
yc_device_registry_finalize (GObject *object)
{
  YcDeviceRegistry *self = YC_DEVICE_REGISTRY (object);

  g_ptr_array_unref (self->devices);
  g_ptr_array_unref (self->sockets);
  g_ptr_array_unref (self->lines);
  g_array_unref (self->drivers);
  for (guint i = 0; i < ROLES_COUNT; i++)
    g_free (self->preferred[i]);
  G_OBJECT_CLASS (yc_device_registry_parent_class)->finalize (object);
}

static void
yc_device_registry_class_init (YcDeviceRegistryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yc_device_registry_dispose;
  G_OBJECT_CLASS (klass)->finalize = yc_device_registry_finalize;
}

static void
yc_device_registry_init (YcDeviceRegistry *self)
{
  const GType drivers[] = { YC_TYPE_IDCARD_DEVICE, YC_TYPE_ESCPOS_DEVICE, YC_TYPE_ESCPK_DEVICE, YC_TYPE_SANE_DEVICE,
                            YC_TYPE_LIHUIYU_DEVICE, YC_TYPE_GRBL_DEVICE, YC_TYPE_KNOWN_DEVICE };

  self->devices = g_ptr_array_new_with_free_func (g_object_unref);
  self->sockets = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_socket_bus_free);
  self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_tty_bus_free);
  self->drivers = g_array_new (FALSE, FALSE, sizeof (GType));
  g_array_append_vals (self->drivers, drivers, G_N_ELEMENTS (drivers));
}

/* With no bus: add addresses to it. */
YcDeviceRegistry *
yc_device_registry_new (void)
{
  return g_object_new (YC_TYPE_DEVICE_REGISTRY, NULL);
}

/**
 * yc_device_registry_add_address:
 * @self: a registry
 * @address: "usb" for everything on USB, "sane" for scanners with a SANE driver,
 * "tty:PATH" for an engraver on a serial line, or "socket:PATH" for a simulated device
 * @error: G_IO_ERROR_INVALID_ARGUMENT, G_IO_ERROR_NO_SPACE
 *
 * Does not wait. What is there is told as items-changed soon after; nobody has
 * to be listening at a socket yet.
 *
 * Returns: %TRUE if the address made sense
 */
gboolean
yc_device_registry_add_address (YcDeviceRegistry *self,
                                const char       *address,
                                GError          **error)
{
  g_return_val_if_fail (YC_IS_DEVICE_REGISTRY (self) && address != NULL, FALSE);

  if (g_str_equal (address, "usb"))
    {
      if (self->usb == NULL)
        self->usb = yc_usb_bus_new (bus_cb, self);
      return TRUE;
    }
  if (g_str_equal (address, "sane"))
    {
      if (self->sane == NULL)
        self->sane = yc_sane_bus_new (bus_cb, self);
      return TRUE;
    }
  if (g_str_has_prefix (address, "tty:/") && self->lines->len < LINES_MAX)
    {
      g_ptr_array_add (self->lines, yc_tty_bus_new (address + strlen ("tty:"), bus_cb, self));
      return TRUE;
    }
  if (!g_str_has_prefix (address, "socket:") || address[strlen ("socket:")] == '\0')
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("“%s” is no device address; “usb”, “sane”, “tty:PATH” and “socket:PATH” are"), address);
      return FALSE;
    }
  if (self->sockets->len >= SOCKETS_MAX)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                   _("More than %d simulated devices"), SOCKETS_MAX);
      return FALSE;
    }
  g_ptr_array_add (self->sockets, yc_socket_bus_new (address + strlen ("socket:"), bus_cb, self));
  return TRUE;
}

/**
 * yc_device_registry_prefer:
 * @self: a registry
 * @role: a role
 * @identity: (nullable): the device that shall have it when it is here
 */
void
yc_device_registry_prefer (YcDeviceRegistry *self,
                           YcDeviceRole      role,
                           const char       *identity)
{
  g_return_if_fail (YC_IS_DEVICE_REGISTRY (self) && (guint) role < ROLES_COUNT);

  g_free (self->preferred[role]);
  self->preferred[role] = g_strdup (identity);
}

/**
 * yc_device_registry_get_by_role:
 * @self: a registry
 * @role: what it shall do
 *
 * Returns: (transfer none) (nullable): the preferred device, or the first that
 * is plugged in, or an absent one if none is
 */
YcDevice *
yc_device_registry_get_by_role (YcDeviceRegistry *self,
                                YcDeviceRole      role)
{
  YcDevice *best = NULL;

  g_return_val_if_fail (YC_IS_DEVICE_REGISTRY (self) && (guint) role < ROLES_COUNT, NULL);

  for (guint i = 0; i < self->devices->len; i++)
    {
      YcDevice *device = self->devices->pdata[i];
      gboolean present = yc_device_get_state (device) != YC_DEVICE_ABSENT;

      if (yc_device_get_role (device) != role)
        continue;
      if (present && g_strcmp0 (yc_device_get_identity (device), self->preferred[role]) == 0)
        return device;
      if (best == NULL || (present && yc_device_get_state (best) == YC_DEVICE_ABSENT))
        best = device;
    }
  return best;
}

/* (transfer none) (nullable) */
YcDevice *
yc_device_registry_get_by_identity (YcDeviceRegistry *self,
                                    const char       *identity)
{
  g_return_val_if_fail (YC_IS_DEVICE_REGISTRY (self) && identity != NULL, NULL);

  for (guint i = 0; i < self->devices->len; i++)
    if (g_strcmp0 (yc_device_get_identity (self->devices->pdata[i]), identity) == 0)
      return self->devices->pdata[i];
  return NULL;
}

/* Asks for what can only be asked for: scanners. Does not wait. */
void
yc_device_registry_look_again (YcDeviceRegistry *self)
{
  g_return_if_fail (YC_IS_DEVICE_REGISTRY (self));

  if (self->sane != NULL)
    yc_sane_bus_look_again (self->sane);
}

/* Listens to nothing any more. Actions that run go on to their end. */
void
yc_device_registry_stop (YcDeviceRegistry *self)
{
  g_return_if_fail (YC_IS_DEVICE_REGISTRY (self));

  g_ptr_array_set_size (self->sockets, 0);
  g_ptr_array_set_size (self->lines, 0);
  g_clear_pointer (&self->sane, yc_sane_bus_free);
  if (self->usb != NULL)
    yc_usb_bus_stop (self->usb);
  g_clear_object (&self->usb);
}
