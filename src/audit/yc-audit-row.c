/* yc-audit-row.c: whether a row is sound by itself
 *
 * Ops are signed by who made them, so a changed op is found whatever was done
 * to the chain. Everything else beside an op is the hub's word, and only the
 * chain and its heads tell whether it is the word of then.
 */

#include "yc-audit-row.h"

#include "yc-op-wire.h"

#include <string.h>

#define HUB_AUTHOR "hub"

typedef struct
{
  YcAuditFault fault;
  const char *detail;
} Word;

static gboolean
say (Word        *word,
     YcAuditFault fault,
     const char  *detail)
{
  word->fault = fault;
  word->detail = detail;
  return FALSE;
}

static gboolean
check_columns (const YcAuditRow *row,
               const YcOp       *op,
               Word             *word)
{
  char stream[YC_STREAM_TEXT_SIZE];

  yc_stream_to_text (&op->stream, stream);
  if (!yc_id_equal (&op->id, &row->id))
    return say (word, YC_AUDIT_CHANGED_ROW, "it is kept under another id than the op says");
  if (strcmp (stream, row->stream) != 0)
    return say (word, YC_AUDIT_CHANGED_ROW, "it is kept in another stream than the op says");
  return strcmp (op->kind, row->kind) == 0 || say (word, YC_AUDIT_CHANGED_ROW, "it is kept as another kind than the op says");
}

static gboolean
check_verdict (const YcAuditRow *row,
               Word             *word)
{
  g_autoptr (YcVerdict) verdict = yc_verdict_decode (row->verdict, NULL);

  if (verdict == NULL)
    return say (word, YC_AUDIT_CHANGED_VERDICT, "the verdict cannot be read");
  return verdict->at.at_ms == row->at_ms ||
         say (word, YC_AUDIT_CHANGED_VERDICT, "the verdict names another moment than stands beside it");
}

static gboolean
is_signed (const YcAuditRow *row,
           const guint8      key[YC_KEY_SIZE])
{
  gsize size;
  gconstpointer bytes = g_bytes_get_data (row->bytes, &size);

  return g_bytes_get_size (row->signature) == YC_ED25519_SIGNATURE_SIZE &&
         yc_signature_verify (key, bytes, size, g_bytes_get_data (row->signature, NULL));
}

/* @grant: (nullable): the author's; NULL for none there */
static gboolean
check_author (const YcAuditRow   *row,
              const YcAuditGrant *grant,
              Word               *word)
{
  if (grant == NULL)
    return say (word, YC_AUDIT_CHANGED_OP, "the op names a permission that the hub never gave");
  if (!is_signed (row, grant->key))
    return say (word, YC_AUDIT_CHANGED_OP, "the op is not what its author signed");
  return yc_id_equal (&grant->device, &row->device) ||
         say (word, YC_AUDIT_CHANGED_ROW, "it is kept as sent by another device than its author's");
}

/**
 * yc_audit_row_check:
 * @rows: where the row is from
 * @hub_key: (nullable): the hub's public key
 * @ret_fault: (out): what is wrong, %YC_AUDIT_NOTHING for nothing
 * @ret_detail: (out) (transfer none) (nullable): the same in words
 * @ret_unchecked: (out): it is the hub's own, and its key is not known
 * @error: of %YC_AUDIT_ERROR
 */
gboolean
yc_audit_row_check (YcAuditRows      *rows,
                    const YcAuditRow *row,
                    const guint8     *hub_key,
                    YcAuditFault     *ret_fault,
                    const char      **ret_detail,
                    gboolean         *ret_unchecked,
                    GError          **error)
{
  g_autoptr (YcOp) op = yc_op_decode (row->bytes, row->signature, NULL);
  gboolean own = op != NULL && strcmp (op->by, HUB_AUTHOR) == 0;
  Word word = { YC_AUDIT_NOTHING, NULL };
  YcAuditGrant grant;
  gboolean found = FALSE;

  if (op != NULL && !own && !yc_audit_rows_find_grant (rows, &op->grant, &found, &grant, error))
    return FALSE;
  *ret_unchecked = own && hub_key == NULL;
  if (op == NULL)
    say (&word, YC_AUDIT_CHANGED_OP, "the op cannot be read");
  else if (own && hub_key != NULL && !is_signed (row, hub_key))
    say (&word, YC_AUDIT_CHANGED_OP, "the hub's own op is not what the hub signed");
  else if (own || check_author (row, found ? &grant : NULL, &word))
    {
      if (check_columns (row, op, &word))
        check_verdict (row, &word);
    }
  *ret_fault = word.fault;
  *ret_detail = word.detail;
  return TRUE;
}

void
yc_audit_row_digest (const YcAuditRow *row,
                     guint8            ret_digest[YC_SM3_SIZE])
{
  const YcChainRow chained = {
    .stream = row->stream,
    .revision = row->revision,
    .id = row->id,
    .hall = row->hall,
    .kind = row->kind,
    .device = row->device,
    .at_ms = row->at_ms,
    .received_ms = row->received_ms,
    .bytes = row->bytes,
    .signature = row->signature,
    .verdict = row->verdict,
  };

  yc_chain_digest (&chained, ret_digest);
}
