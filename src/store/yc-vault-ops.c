/* yc-vault-ops.c: the ops of this desk and how far they have come
 *
 *   queued ──> sent ──> acknowledged ──(receipt and horizon passed)──> gone
 *     ^  ^──────┘  │
 *     └── parked <─┘
 *
 * An answer may come for an op in any state, because the one that was sent
 * before a crash counts too. An acknowledged op goes back to queued only with
 * a new epoch (D16).
 */

#include "yc-vault.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define OP_COLUMNS \
  "SELECT number, id, stream, kind, made_wall_ms, made_boot, made_boot_ms, state, changed_ms," \
  " reason, sealed_detail, sealed, sealed_verdict, revision, position FROM ops "

static GBytes *
pack_op (const YcOp *op)
{
  GBytes *parts[] = { op->bytes, op->signature };

  return yc_vault_pack (parts, G_N_ELEMENTS (parts));
}

/* Appending again is no fault after an uncertain save, if it is the same. */
static gboolean
is_same (YcVault     *self,
         const YcOp  *op,
         GBytes      *packed,
         GError     **error)
{
  char id[YC_ID_TEXT_SIZE];
  g_autoptr (YcDbRows) rows = NULL;
  g_autoptr (GBytes) there = NULL;

  yc_id_to_text (&op->id, id);
  rows = yc_db_query (self->db, error, "SELECT sealed FROM ops WHERE id = ?", "s", id);
  if (rows == NULL || !yc_db_next (self->db, rows, error))
    return FALSE;
  there = yc_vault_open_column (self, "ops", id, 0, rows, 0, error);
  if (there == NULL)
    return FALSE;
  if (g_bytes_equal (there, packed))
    return TRUE;
  g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_CONFLICT,
               _("Another op has the id %s"), id);
  return FALSE;
}

static gboolean
append_one (YcVault     *self,
            const YcOp  *op,
            GError     **error)
{
  g_autoptr (GBytes) packed = pack_op (op);
  g_autoptr (GBytes) sealed = NULL;
  char id[YC_ID_TEXT_SIZE];

  yc_id_to_text (&op->id, id);
  sealed = yc_vault_seal (self, "ops", id, 0, packed);
  if (!yc_vault_meet_stream (self, &op->stream, error) ||
      !yc_db_run (self->db, error,
                  "INSERT INTO ops (id, stream, kind, made_wall_ms, made_boot, made_boot_ms, state, sealed)"
                  " VALUES (?, ?, ?, ?, ?, ?, 1, ?) ON CONFLICT (id) DO NOTHING",
                  "smsidib", id, &op->stream, op->kind,
                  op->when.wall_ms, &op->when.boot, op->when.boot_ms, sealed))
    return FALSE;
  if (yc_db_changes (self->db) == 0)
    return is_same (self, op, packed, error);
  yc_vault_touch (self, &op->stream);
  self->outbox_touched = TRUE;
  return TRUE;
}

static gboolean
set_meta_number (YcVault     *self,
                 const char  *name,
                 gint64       value,
                 GError     **error)
{
  return yc_db_run (self->db, error, "REPLACE INTO meta VALUES (?, ?)", "si", name, value);
}

static gboolean
keep_last (YcVault        *self,
           const YcStamp  *last,
           GError        **error)
{
  return set_meta_number (self, "last_wall_ms", last->wall_ms, error) &&
         set_meta_number (self, "last_boot_ms", last->boot_ms, error) &&
         yc_db_run (self->db, error, "REPLACE INTO meta VALUES ('last_boot', ?)", "d", &last->boot);
}

/**
 * yc_vault_append:
 * @self: an open folder, in a transaction
 * @ops: (element-type YcOp): of one action of the clerk, with bytes and
 *   signature
 * @ret_number: (out): the first one's local number; the others follow it
 * @error: of %YC_STORE_ERROR
 */
gboolean
yc_vault_append (YcVault    *self,
                 GPtrArray  *ops,
                 gint64     *ret_number,
                 GError    **error)
{
  const YcOp *first = ops->pdata[0];
  const YcOp *last = ops->pdata[ops->len - 1];

  for (guint i = 0; i < ops->len; i++)
    if (!append_one (self, ops->pdata[i], error))
      return FALSE;
  return keep_last (self, &last->when, error) &&
         yc_db_number (self->db, ret_number, error, "SELECT number FROM ops WHERE id = ?", "d", &first->id);
}

static gboolean
fail_not_found (const YcId  *id,
                GError     **error)
{
  char text[YC_ID_TEXT_SIZE];

  yc_id_to_text (id, text);
  g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_NOT_FOUND, _("There is no op %s here"), text);
  return FALSE;
}

/* After a statement about one op: it has to be there. */
static gboolean
touch_op (YcVault     *self,
          const YcId  *id,
          GError     **error)
{
  g_autoptr (YcDbRows) rows = NULL;
  GError *local_error = NULL;
  YcStream stream;

  rows = yc_db_query (self->db, error, "SELECT stream FROM ops WHERE id = ?", "d", id);
  if (rows == NULL)
    return FALSE;
  if (!yc_db_next (self->db, rows, &local_error))
    {
      if (local_error == NULL)
        return fail_not_found (id, error);
      g_propagate_error (error, local_error);
      return FALSE;
    }
  if (!yc_db_read_stream (rows, 0, &stream, error))
    return FALSE;
  yc_vault_touch (self, &stream);
  self->outbox_touched = TRUE;
  return TRUE;
}

/* An op that was answered meanwhile stays answered. */
gboolean
yc_vault_mark_sent (YcVault     *self,
                    const YcId  *id,
                    gint64       now_ms,
                    GError     **error)
{
  return yc_db_run (self->db, error,
                    "UPDATE ops SET state = 2, changed_ms = ? WHERE id = ? AND state = 1", "id", now_ms, id) &&
         touch_op (self, id, error);
}

gboolean
yc_vault_acknowledge (YcVault     *self,
                      const YcId  *id,
                      GBytes      *verdict,
                      gint64       revision,
                      gint64       position,
                      gint64       now_ms,
                      GError     **error)
{
  g_autoptr (GBytes) sealed = NULL;
  char text[YC_ID_TEXT_SIZE];

  yc_id_to_text (id, text);
  sealed = yc_vault_seal (self, "ops.verdict", text, 0, verdict);
  return yc_db_run (self->db, error,
                    "UPDATE ops SET state = 3, changed_ms = ?, reason = NULL, sealed_detail = NULL,"
                    " sealed_verdict = ?, revision = ?, position = ? WHERE id = ?",
                    "ibiis", now_ms, sealed, revision, position, text) &&
         touch_op (self, id, error);
}

/* @detail may quote what the hub said, so it is sealed. */
gboolean
yc_vault_park (YcVault     *self,
               const YcId  *id,
               const char  *reason,
               const char  *detail,
               gint64       now_ms,
               GError     **error)
{
  g_autoptr (GBytes) plain = detail != NULL ? g_bytes_new (detail, strlen (detail)) : NULL;
  g_autoptr (GBytes) sealed = NULL;
  char text[YC_ID_TEXT_SIZE];

  yc_id_to_text (id, text);
  sealed = yc_vault_seal (self, "ops.detail", text, 0, plain);
  return yc_db_run (self->db, error,
                    "UPDATE ops SET state = 4, changed_ms = ?, reason = ?, sealed_detail = ?"
                    " WHERE id = ? AND state <> 3",
                    "isbs", now_ms, reason, sealed, text) &&
         touch_op (self, id, error);
}

gboolean
yc_vault_unpark (YcVault     *self,
                 const YcId  *id,
                 GError     **error)
{
  return yc_db_run (self->db, error,
                    "UPDATE ops SET state = 1, changed_ms = 0, reason = NULL, sealed_detail = NULL"
                    " WHERE id = ? AND state = 4", "d", id) &&
         touch_op (self, id, error);
}

gboolean
yc_vault_unpark_stream (YcVault         *self,
                        const YcStream  *stream,
                        GError         **error)
{
  yc_vault_touch (self, stream);
  self->outbox_touched = TRUE;
  return yc_db_run (self->db, error,
                    "UPDATE ops SET state = 1, changed_ms = 0, reason = NULL, sealed_detail = NULL"
                    " WHERE stream = ? AND state = 4", "m", stream);
}

/* The hub has begun a new life: all that is held goes to it again. */
gboolean
yc_vault_requeue_all (YcVault *self,
                      GError **error)
{
  self->outbox_touched = TRUE;
  return yc_db_run (self->db, error,
                    "UPDATE ops SET state = 1, changed_ms = 0, sealed_verdict = NULL, revision = 0, position = 0"
                    " WHERE state IN (2, 3)", "");
}

/**
 * yc_vault_forget:
 * @self: an open folder, in a transaction
 * @before_ms: the hub has had it since before this moment
 * @error: of %YC_STORE_ERROR
 *
 * An op goes only when its row has come back in a feed: until then it is all
 * this desk has to show. Rows of documents go here, their files after the
 * commit.
 */
gboolean
yc_vault_forget (YcVault  *self,
                 gint64    before_ms,
                 GError  **error)
{
  self->files_may_go = TRUE;
  return yc_db_run (self->db, error,
                    "DELETE FROM ops WHERE state = 3 AND changed_ms < ?"
                    " AND EXISTS (SELECT 1 FROM rows WHERE rows.id = ops.id)", "i", before_ms) &&
         yc_db_run (self->db, error, "DELETE FROM blobs WHERE state IN (3, 4) AND changed_ms < ?", "i", before_ms);
}

static gboolean
open_sealed (YcVault    *self,
             YcDbRows   *rows,
             YcStoreOp  *op,
             GError    **error)
{
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GBytes) detail = NULL;
  GBytes *parts[2] = { NULL, NULL };
  char id[YC_ID_TEXT_SIZE];
  gboolean good;

  yc_id_to_text (&op->id, id);
  packed = yc_vault_open_column (self, "ops", id, 0, rows, 11, error);
  if (packed == NULL)
    return FALSE;
  good = yc_vault_unpack (packed, parts, G_N_ELEMENTS (parts), error);
  op->bytes = parts[0];
  op->signature = parts[1];
  if (!good)
    return FALSE;
  if (op->state == YC_STORE_OP_ACKNOWLEDGED)
    {
      op->verdict = yc_vault_open_column (self, "ops.verdict", id, 0, rows, 12, error);
      return op->verdict != NULL;
    }
  if (sqlite3_column_type (rows, 10) == SQLITE_NULL)
    return TRUE;
  detail = yc_vault_open_column (self, "ops.detail", id, 0, rows, 10, error);
  if (detail != NULL)
    op->detail = g_strndup (g_bytes_get_data (detail, NULL), g_bytes_get_size (detail));
  return detail != NULL;
}

static YcStoreOp *
read_op (YcVault   *self,
         YcDbRows  *rows,
         GError   **error)
{
  g_autoptr (YcStoreOp) op = g_new0 (YcStoreOp, 1);

  op->number = yc_db_get_number (rows, 0);
  if (!yc_db_read_id (rows, 1, &op->id, error) || !yc_db_read_stream (rows, 2, &op->stream, error) ||
      !yc_db_read_id (rows, 5, &op->made.boot, error))
    return NULL;
  op->kind = yc_db_dup_text (rows, 3);
  op->made.wall_ms = yc_db_get_number (rows, 4);
  op->made.boot_ms = yc_db_get_number (rows, 6);
  op->state = (YcStoreOpState) yc_db_get_number (rows, 7);
  op->changed_ms = yc_db_get_number (rows, 8);
  op->reason = yc_db_dup_text (rows, 9);
  op->revision = yc_db_get_number (rows, 13);
  op->position = yc_db_get_number (rows, 14);
  if (!open_sealed (self, rows, op, error))
    return NULL;
  return g_steal_pointer (&op);
}

static GPtrArray *
read_ops (YcVault   *self,
          YcDbRows  *rows,
          GError   **error)
{
  g_autoptr (GPtrArray) ops = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_store_op_free);
  GError *local_error = NULL;

  while (yc_db_next (self->db, rows, &local_error))
    {
      YcStoreOp *op = read_op (self, rows, &local_error);

      if (op == NULL)
        break;
      g_ptr_array_add (ops, op);
    }
  if (local_error == NULL)
    return g_steal_pointer (&ops);
  g_propagate_error (error, local_error);
  return NULL;
}

/* Everything the hub has not answered, in local order. */
GPtrArray *
yc_vault_load_outbox (YcVault *self,
                      GError **error)
{
  g_autoptr (YcDbRows) rows = yc_db_query (self->db, error, OP_COLUMNS "WHERE state <> 3 ORDER BY number", "");

  return rows != NULL ? read_ops (self, rows, error) : NULL;
}

/* The stream's ops that no feed has brought back, in local order. */
GPtrArray *
yc_vault_load_pending (YcVault         *self,
                       const YcStream  *stream,
                       GError         **error)
{
  g_autoptr (YcDbRows) rows = NULL;

  rows = yc_db_query (self->db, error,
                      OP_COLUMNS "WHERE stream = ? AND id NOT IN (SELECT id FROM rows WHERE rows.stream = ops.stream)"
                      " ORDER BY number", "m", stream);
  return rows != NULL ? read_ops (self, rows, error) : NULL;
}
