/* yc-counter-scan.c: which scanner a counter scans with, and from where */

#include "yc-case-scan.h"

#include "yc-counter-state.h"

#include <string.h>

#define SETTING_SCANNER "scanner"

YcDevice *
yc_counter_get_scanner (YcCounter *self)
{
  return yc_device_registry_get_by_role (self->registry, YC_DEVICE_ROLE_SCANNER);
}

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (GError) error = NULL;

  /* It holds for this run at least. */
  if (!yc_store_commit_finish (YC_STORE (source), result, &error))
    g_debug ("The choice of a scanner was not kept: %s", error->message);
}

/* From now on, also after a restart, when it is there. */
void
yc_counter_choose_scanner (YcCounter *self,
                           YcDevice  *device)
{
  g_autoptr (YcStoreTxn) txn = NULL;
  g_autoptr (GBytes) value = NULL;
  const char *identity;

  g_return_if_fail (YC_IS_COUNTER (self) && YC_IS_SCANNER (device));

  identity = yc_device_get_identity (device);
  yc_device_registry_prefer (self->registry, YC_DEVICE_ROLE_SCANNER, identity);
  if (self->store == NULL)
    return;
  value = g_bytes_new (identity, strlen (identity));
  txn = yc_store_txn_new ();
  yc_store_txn_set_setting (txn, SETTING_SCANNER, value);
  yc_store_commit_async (self->store, g_steal_pointer (&txn), kept_cb, NULL);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (YcCounter) self = data;
  g_autoptr (GBytes) value = yc_store_load_setting_finish (YC_STORE (source), result, NULL);
  g_autofree char *identity = NULL;

  if (value == NULL)
    return;
  identity = g_strndup (g_bytes_get_data (value, NULL), g_bytes_get_size (value));
  yc_device_registry_prefer (self->registry, YC_DEVICE_ROLE_SCANNER, identity);
}

/* Remembers which one was chosen in a run before. */
void
yc_counter_load_scanner (YcCounter *self)
{
  yc_store_load_setting_async (self->store, SETTING_SCANNER, NULL, loaded_cb, g_object_ref (self));
}

/* Scanners tell nobody that they are there: they have to be asked for. */
void
yc_counter_look_for_devices (YcCounter *self)
{
  g_return_if_fail (YC_IS_COUNTER (self));

  yc_device_registry_look_again (self->registry);
}

YcScanSource
yc_counter_get_scan_source (YcCounter *self)
{
  return self->scan_source;
}

void
yc_counter_set_scan_source (YcCounter    *self,
                            YcScanSource  source)
{
  g_return_if_fail (YC_IS_COUNTER (self) && source < YC_N_SCAN_SOURCES);

  self->scan_source = source;
}
