/* yc-hub.c: a store, a key, and the state that follows from them */

#include "yc-hub.h"

#include "yc-hub-facts.h"
#include "yc-hub-key.h"
#include "yc-hub-packs.h"
#include "yc-hub-store-sqlite.h"

#define BLOB_FOLDER "blobs"

static gboolean
ensure_epoch (YcHub   *self,
              GError **error)
{
  g_autoptr (GError) local_error = NULL;
  YcId epoch;

  self->epoch = YC_HUB_CALL (self, get_meta, "epoch", &local_error);
  if (self->epoch != NULL)
    return TRUE;
  if (local_error == NULL)
    {
      yc_id_init_random (&epoch);
      self->epoch = yc_id_dup_text (&epoch);
      if (YC_HUB_CALL (self, begin, &local_error) &&
          YC_HUB_CALL (self, set_meta, "epoch", self->epoch, &local_error) &&
          YC_HUB_CALL (self, commit, &local_error))
        return TRUE;
      YC_HUB_CALL (self, rollback);
    }
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* @catalogues: (nullable): a command of admin judges nothing */
static gboolean
open_rules (YcHub      *self,
            const char *catalogues,
            GError    **error)
{
  YcHubCatalogues *read;

  if (catalogues == NULL)
    return TRUE;
  read = yc_hub_catalogues_open (catalogues, error);
  if (read != NULL)
    self->rules = yc_hub_rules_new (read);
  return read != NULL;
}

static void
hub_free (YcHub *self)
{
  g_clear_object (&self->store);
  g_clear_pointer (&self->key, yc_key_pair_free);
  g_clear_pointer (&self->states, yc_hub_states_free);
  g_clear_pointer (&self->board, yc_hub_board_free);
  g_clear_pointer (&self->keys, yc_hub_keys_free);
  g_clear_pointer (&self->metrics, yc_hub_metrics_free);
  g_clear_pointer (&self->seen, yc_hub_seen_free);
  g_clear_pointer (&self->rules, yc_hub_rules_free);
  g_free (self->folder);
  g_free (self->blob_folder);
  g_free (self->epoch);
  g_free (self->head_hash);
  g_free (self);
}

/**
 * yc_hub_open:
 * @folder: where it keeps all it has
 * @clock: where time comes from; outlives the hub
 * @catalogues: (nullable): a catalogue's path, or that of a folder of them
 * @error: of %YC_HUB_STORE_ERROR, %G_IO_ERROR, or of the catalogue's reader
 *
 * Returns: (transfer full) (nullable): the hub; the folder is locked until it
 *   is closed
 */
YcHub *
yc_hub_open (const char *folder,
             YcClock    *clock,
             const char *catalogues,
             GError    **error)
{
  YcHub *self = g_new0 (YcHub, 1);
  g_autofree char *training = NULL;
  g_autofree char *restored = NULL;

  self->clock = clock;
  self->folder = g_strdup (folder);
  self->blob_folder = g_build_filename (folder, BLOB_FOLDER, NULL);
  self->states = yc_hub_states_new (YC_HUB_STATES_MAX);
  self->board = yc_hub_board_new ();
  self->keys = yc_hub_keys_new ();
  self->metrics = yc_hub_metrics_new ();
  self->seen = yc_hub_seen_new ();
  self->store = yc_hub_store_sqlite_open (folder, error);
  if (self->store == NULL || !open_rules (self, catalogues, error) || (self->key = yc_hub_key_open (folder, error)) == NULL ||
      !ensure_epoch (self, error) || (self->rules != NULL && !yc_hub_packs_open (self, error)) ||
      (self->rules != NULL && !yc_hub_facts_build (self, error)))
    {
      hub_free (self);
      return NULL;
    }
  training = YC_HUB_CALL (self, get_meta, "training", NULL);
  self->training = training != NULL;
  restored = YC_HUB_CALL (self, get_meta, YC_HUB_RESTORED_META, NULL);
  self->restored_ms = restored != NULL ? g_ascii_strtoll (restored, NULL, 10) : 0;
  return self;
}

/* Checkpoints, gives the folder back and frees @self in any case. */
gboolean
yc_hub_close (YcHub   *self,
              GError **error)
{
  gboolean good = YC_HUB_CALL (self, close, error);

  hub_free (self);
  return good;
}

/* Milliseconds since 1970. */
gint64
yc_hub_get_now (YcHub *self)
{
  YcStamp stamp;

  yc_clock_read (self->clock, &stamp);
  return stamp.wall_ms;
}

/* Counts what packs have come and gone; any thread may ask. */
gint64
yc_hub_get_packs (YcHub *self)
{
  return self->rules != NULL ? yc_hub_catalogues_get_revision (yc_hub_rules_get_catalogues (self->rules)) : 0;
}

/* After a rollback: what was folded or counted in memory may never have been. */
void
yc_hub_forget (YcHub *self)
{
  yc_hub_states_clear (self->states);
  self->head_known = FALSE;
}

gboolean
yc_hub_know_head (YcHub   *self,
                  GError **error)
{
  char *hash;

  if (self->head_known)
    return TRUE;
  if (!YC_HUB_CALL (self, get_head, &self->head_position, &hash, error))
    return FALSE;
  g_free (self->head_hash);
  self->head_hash = hash;
  self->head_known = TRUE;
  return TRUE;
}

/**
 * yc_hub_stream_is_open:
 * @hall: (nullable): whose stream it is; %NULL where nobody has written to it
 * @device: who wants to read or write
 * @ret_open: (out): it stands in that hall, or has been given the stream's code
 */
gboolean
yc_hub_stream_is_open (YcHub             *self,
                       const YcStream    *stream,
                       const char        *hall,
                       const YcHubDevice *device,
                       gboolean          *ret_open,
                       GError           **error)
{
  *ret_open = hall == NULL || g_str_equal (hall, device->hall);
  return *ret_open || YC_HUB_CALL (self, is_guest, stream, &device->id, ret_open, error);
}
