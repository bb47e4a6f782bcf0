/* yc-sync-effect.c: what a step wants done, as values */

#include "yc-sync.h"

static void
effect_free_cb (gpointer data)
{
  yc_sync_effect_free (data);
}

/* Returns: (transfer full): an empty list; it owns what a step puts into it */
YcSyncEffects *
yc_sync_effects_new (void)
{
  return g_ptr_array_new_with_free_func (effect_free_cb);
}

void
yc_sync_effect_free (YcSyncEffect *effect)
{
  g_free (effect->feed);
  g_free (effect->epoch);
  g_free (effect->hash);
  g_clear_pointer (&effect->changes, g_ptr_array_unref);
  g_free (effect);
}

void
yc_sync_change_free (YcSyncChange *change)
{
  g_free (change->hash);
  g_free (change->code);
  g_free (change->feed);
  g_free (change->epoch);
  g_clear_pointer (&change->verdict, yc_verdict_free);
  g_clear_pointer (&change->rows, g_ptr_array_unref);
  g_free (change);
}
