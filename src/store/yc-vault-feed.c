/* yc-vault-feed.c: what the hub's feeds brought, and how far they were read
 *
 * A row is known by its stream and revision. The same row may come twice, from
 * the hall's feed and from the stream's; another op at a known revision means
 * that the hub has begun a new life, and is refused until the caller says so.
 */

#include "yc-vault.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static GBytes *
seal_row (YcVault          *self,
          const YcStoreRow *row)
{
  GBytes *parts[] = { row->bytes, row->signature, row->verdict };
  g_autoptr (GBytes) packed = yc_vault_pack (parts, G_N_ELEMENTS (parts));
  char place[YC_STREAM_TEXT_SIZE];

  yc_stream_to_text (&row->stream, place);
  return yc_vault_seal (self, "rows", place, row->revision, packed);
}

static gboolean
is_same_row (YcVault          *self,
             const YcStoreRow *row,
             GError          **error)
{
  gint64 count;

  if (!yc_db_number (self->db, &count, error,
                     "SELECT count (*) FROM rows WHERE stream = ? AND revision = ? AND id = ?",
                     "mid", &row->stream, row->revision, &row->id))
    return FALSE;
  if (count == 1)
    return TRUE;
  g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_CONFLICT,
               _("The hub says something else about revision %" G_GINT64_FORMAT " than before"), row->revision);
  return FALSE;
}

gboolean
yc_vault_add_row (YcVault           *self,
                  const YcStoreRow  *row,
                  GError           **error)
{
  g_autoptr (GBytes) sealed = seal_row (self, row);

  if (!yc_vault_meet_stream (self, &row->stream, error) ||
      !yc_db_run (self->db, error,
                  "INSERT INTO rows (stream, revision, position, hash, id, kind, sealed)"
                  " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                  "miisdsb", &row->stream, row->revision, row->position, row->hash, &row->id,
                  row->kind, sealed))
    return FALSE;
  if (yc_db_changes (self->db) == 0)
    return is_same_row (self, row, error);
  yc_vault_touch (self, &row->stream);
  return yc_db_run (self->db, error,
                    "UPDATE streams SET revision = max (revision, ?) WHERE stream = ?",
                    "im", row->revision, &row->stream);
}

/* A stream has moved; its rows come with its own feed. */
gboolean
yc_vault_notice (YcVault         *self,
                 const YcStream  *stream,
                 gint64           revision,
                 GError         **error)
{
  yc_vault_touch (self, stream);
  return yc_vault_meet_stream (self, stream, error) &&
         yc_db_run (self->db, error, "UPDATE streams SET noticed = max (noticed, ?) WHERE stream = ?",
                    "im", revision, stream);
}

gboolean
yc_vault_set_cursor (YcVault     *self,
                     const char  *feed,
                     gint64       position,
                     const char  *hash,
                     GError     **error)
{
  return yc_db_run (self->db, error, "REPLACE INTO cursors VALUES (?, ?, ?)", "sis", feed, position, hash);
}

static YcStoreRow *
read_row (YcVault         *self,
          const YcStream  *stream,
          YcDbRows        *rows,
          GError         **error)
{
  g_autoptr (YcStoreRow) row = g_new0 (YcStoreRow, 1);
  g_autoptr (GBytes) packed = NULL;
  GBytes *parts[3] = { NULL, NULL, NULL };
  char place[YC_STREAM_TEXT_SIZE];
  gboolean good;

  row->stream = *stream;
  row->revision = yc_db_get_number (rows, 0);
  row->position = yc_db_get_number (rows, 1);
  row->hash = yc_db_dup_text (rows, 2);
  row->kind = yc_db_dup_text (rows, 4);
  yc_stream_to_text (stream, place);
  if (!yc_db_read_id (rows, 3, &row->id, error))
    return NULL;
  packed = yc_vault_open_column (self, "rows", place, row->revision, rows, 5, error);
  if (packed == NULL)
    return NULL;
  good = yc_vault_unpack (packed, parts, G_N_ELEMENTS (parts), error);
  row->bytes = parts[0];
  row->signature = parts[1];
  row->verdict = parts[2];
  return good ? g_steal_pointer (&row) : NULL;
}

static GPtrArray *
load_rows (YcVault         *self,
           const YcStream  *stream,
           GError         **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_store_row_free);
  g_autoptr (YcDbRows) rows = NULL;
  GError *local_error = NULL;

  rows = yc_db_query (self->db, error,
                      "SELECT revision, position, hash, id, kind, sealed FROM rows"
                      " WHERE stream = ? ORDER BY revision", "m", stream);
  if (rows == NULL)
    return NULL;
  while (yc_db_next (self->db, rows, &local_error))
    {
      YcStoreRow *row = read_row (self, stream, rows, &local_error);

      if (row == NULL)
        break;
      g_ptr_array_add (list, row);
    }
  if (local_error == NULL)
    return g_steal_pointer (&list);
  g_propagate_error (error, local_error);
  return NULL;
}

/* "BASE64.BASE64": an op's bytes and signature */
static char *
dup_signed (const YcStoreRow *row)
{
  g_autofree char *bytes = g_base64_encode (g_bytes_get_data (row->bytes, NULL), g_bytes_get_size (row->bytes));
  g_autofree char *signature = g_base64_encode (g_bytes_get_data (row->signature, NULL),
                                                g_bytes_get_size (row->signature));

  return g_strconcat (bytes, ".", signature, NULL);
}

static gboolean
is_word_of_hub (const YcStoreRow *row)
{
  return strcmp (row->kind, "case.receive") == 0 || strcmp (row->kind, "module.done") == 0 ||
         strcmp (row->kind, "job.grant") == 0;
}

/* What the hub has given out in a case, so that it can be shown to it again: a
 * number, a code, grants. What was kept before stays in front. */
static gboolean
keep_words (YcVault         *self,
            const YcStream  *stream,
            GError         **error)
{
  g_autoptr (GPtrArray) rows = load_rows (self, stream, NULL);
  char place[YC_STREAM_TEXT_SIZE];
  g_autofree char *name = NULL;
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  gsize size;

  /* One that cannot be read must not keep the others from the new epoch. */
  if (rows == NULL)
    return TRUE;
  yc_stream_to_text (stream, place);
  name = g_strconcat (YC_STORE_SETTING_SAID, place, NULL);
  before = yc_vault_load_setting (self, name, NULL);
  if (before != NULL)
    g_string_append_len (text, g_bytes_get_data (before, NULL), (gssize) g_bytes_get_size (before));
  size = text->len;
  for (guint i = 0; i < rows->len && text->len < YC_STORE_SAID_MAX; i++)
    {
      const YcStoreRow *row = g_ptr_array_index (rows, i);
      g_autofree char *word = is_word_of_hub (row) ? dup_signed (row) : NULL;

      if (word != NULL && strstr (text->str, word) == NULL)
        g_string_append_printf (text, "%s\n", word);
    }
  if (text->len > size)
    {
      g_autoptr (GBytes) value = g_bytes_new (text->str, text->len);

      return yc_vault_set_setting (self, name, value, error);
    }
  return TRUE;
}

/**
 * yc_vault_begin_epoch:
 * @self: an open folder, in a transaction
 * @epoch: the new life's name
 * @error: of %YC_STORE_ERROR
 *
 * The hub's database has begun a new life, perhaps from a backup. What the
 * feeds brought no longer counts and is read again; this desk's ops and
 * documents go out again, with the same ids (D16).
 */
gboolean
yc_vault_begin_epoch (YcVault     *self,
                      const char  *epoch,
                      GError     **error)
{
  for (YcStreamType type = YC_STREAM_CASE; type <= YC_STREAM_WINDOW; type++)
    {
      g_autoptr (GArray) known = yc_vault_list_streams (self, type, error);

      if (known == NULL)
        return FALSE;
      for (guint i = 0; i < known->len; i++)
        {
          const YcStream *stream = &g_array_index (known, YcStoreStream, i).stream;

          yc_vault_touch (self, stream);
          if (type == YC_STREAM_CASE && !keep_words (self, stream, error))
            return FALSE;
        }
    }
  return yc_db_run (self->db, error, "DELETE FROM rows", "") &&
         yc_db_run (self->db, error, "DELETE FROM cursors", "") &&
         yc_db_run (self->db, error, "UPDATE streams SET revision = 0, noticed = 0", "") &&
         yc_db_run (self->db, error, "REPLACE INTO meta VALUES ('epoch', ?)", "s", epoch) &&
         yc_vault_requeue_all (self, error) && yc_vault_requeue_blobs (self, error);
}

/* An unknown stream is an empty one. */
YcStoreHistory *
yc_vault_load_history (YcVault         *self,
                       const YcStream  *stream,
                       GError         **error)
{
  g_autoptr (YcStoreHistory) history = g_new0 (YcStoreHistory, 1);

  history->rows = load_rows (self, stream, error);
  if (history->rows == NULL)
    return NULL;
  history->ops = yc_vault_load_pending (self, stream, error);
  if (history->ops == NULL ||
      !yc_db_number (self->db, &history->noticed, error,
                     "SELECT ifnull (max (noticed), 0) FROM streams WHERE stream = ?", "m", stream))
    return NULL;
  return g_steal_pointer (&history);
}

GArray *
yc_vault_list_streams (YcVault       *self,
                       YcStreamType   type,
                       GError       **error)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (YcStoreStream));
  g_autoptr (YcDbRows) rows = NULL;
  GError *local_error = NULL;

  rows = yc_db_query (self->db, error,
                      "SELECT number, stream, revision, noticed,"
                      " (SELECT count (*) FROM ops WHERE ops.stream = streams.stream AND state IN (1, 2, 4)),"
                      " (SELECT count (*) FROM ops WHERE ops.stream = streams.stream AND state = 4)"
                      " FROM streams WHERE type = ? ORDER BY number", "i", (gint64) type);
  if (rows == NULL)
    return NULL;
  while (yc_db_next (self->db, rows, &local_error))
    {
      YcStoreStream stream = {
        .number = yc_db_get_number (rows, 0),
        .revision = yc_db_get_number (rows, 2),
        .noticed = yc_db_get_number (rows, 3),
        .waiting = yc_db_get_number (rows, 4),
        .parked = yc_db_get_number (rows, 5),
      };

      if (!yc_db_read_stream (rows, 1, &stream.stream, &local_error))
        break;
      g_array_append_val (list, stream);
    }
  if (local_error == NULL)
    return g_steal_pointer (&list);
  g_propagate_error (error, local_error);
  return NULL;
}

static GPtrArray *
load_cursor_list (YcVault  *self,
                  GError  **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_store_cursor_free);
  g_autoptr (YcDbRows) rows = NULL;
  GError *local_error = NULL;

  rows = yc_db_query (self->db, error, "SELECT feed, position, hash FROM cursors ORDER BY feed", "");
  if (rows == NULL)
    return NULL;
  while (yc_db_next (self->db, rows, &local_error))
    {
      YcStoreCursor *cursor = g_new0 (YcStoreCursor, 1);

      cursor->feed = yc_db_dup_text (rows, 0);
      cursor->position = yc_db_get_number (rows, 1);
      cursor->hash = yc_db_dup_text (rows, 2);
      g_ptr_array_add (list, cursor);
    }
  if (local_error == NULL)
    return g_steal_pointer (&list);
  g_propagate_error (error, local_error);
  return NULL;
}

YcStoreCursors *
yc_vault_load_cursors (YcVault  *self,
                       GError  **error)
{
  g_autoptr (YcStoreCursors) cursors = g_new0 (YcStoreCursors, 1);
  g_autoptr (YcDbRows) rows = NULL;

  rows = yc_db_query (self->db, error,
                      "SELECT ifnull ((SELECT value FROM meta WHERE name = 'epoch'), '')", "");
  if (rows == NULL || !yc_db_next (self->db, rows, error))
    return NULL;
  cursors->epoch = yc_db_dup_text (rows, 0);
  cursors->cursors = load_cursor_list (self, error);
  return cursors->cursors != NULL ? g_steal_pointer (&cursors) : NULL;
}
