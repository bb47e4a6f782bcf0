/* yc-sync-backoff.c: how long to wait before trying again */

#include "yc-sync-backoff.h"

#include "yc-sync.h"

/**
 * yc_sync_backoff_ms:
 * @failures: how often it has failed in a row, from 1
 * @random: any number
 *
 * Doubles from %YC_SYNC_BACKOFF_MIN_MS to %YC_SYNC_BACKOFF_MAX_MS and stays
 * there for ever. Up to a half is taken off at random, so that the desks of a
 * hall do not come back all at once.
 *
 * Returns: milliseconds
 */
gint64
yc_sync_backoff_ms (guint   failures,
                    guint32 random)
{
  guint shift = MIN (failures > 0 ? failures - 1 : 0, 16);
  gint64 full_ms = MIN ((gint64) YC_SYNC_BACKOFF_MIN_MS << shift, YC_SYNC_BACKOFF_MAX_MS);

  return full_ms - random % (full_ms / 2);
}
