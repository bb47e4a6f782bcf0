/* yc-store-txn.c: changes, collected on the main thread, made on the store's
 *
 * Everything is checked when it is added, so that what fails later is the
 * disk's doing or a contradiction with what is stored.
 */

#include "yc-store-txn-private.h"

#include <string.h>

typedef struct _Change Change;

/* Each kind of change uses the members it needs. */
struct _Change
{
  gboolean (*apply) (YcVault      *vault,
                     const Change *change,
                     GError      **error);
  YcId op;
  YcStream stream;
  gint64 revision;
  gint64 position;
  gint64 at_ms;
  gint64 offset;
  YcStoreBlobState state;
  YcStoreJobState job_state;
  char *name;
  char *text; /* a hash, or a detail */
  char *kind;
  GBytes *bytes;
  GBytes *signature;
  GBytes *verdict;
};

struct _YcStoreTxn
{
  GPtrArray *changes;
};

static void
change_free (gpointer data)
{
  Change *change = data;

  g_free (change->name);
  g_free (change->text);
  g_free (change->kind);
  g_clear_pointer (&change->bytes, g_bytes_unref);
  g_clear_pointer (&change->signature, g_bytes_unref);
  g_clear_pointer (&change->verdict, g_bytes_unref);
  g_free (change);
}

YcStoreTxn *
yc_store_txn_new (void)
{
  YcStoreTxn *self = g_new0 (YcStoreTxn, 1);

  self->changes = g_ptr_array_new_with_free_func (change_free);
  return self;
}

void
yc_store_txn_free (YcStoreTxn *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->changes);
  g_free (self);
}

/* How many changes; at most %YC_STORE_EFFECTS_MAX can be committed. */
guint
yc_store_txn_get_length (YcStoreTxn *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->changes->len;
}

/* In the order they were added; the caller has begun, and commits. */
gboolean
yc_store_txn_apply (YcStoreTxn  *self,
                    YcVault     *vault,
                    GError     **error)
{
  for (guint i = 0; i < self->changes->len; i++)
    {
      const Change *change = self->changes->pdata[i];

      if (!change->apply (vault, change, error))
        return FALSE;
    }
  return TRUE;
}

static Change *
add (YcStoreTxn *self,
     gboolean  (*apply) (YcVault *, const Change *, GError **))
{
  Change *change = g_new0 (Change, 1);

  change->apply = apply;
  g_ptr_array_add (self->changes, change);
  return change;
}

/* Clear columns hold codes only, so nothing that names a person gets there. */
static gboolean
is_code (const char *text,
         gsize       size_max)
{
  gsize size = text != NULL ? strlen (text) : 0;

  if (size == 0 || size > size_max)
    return FALSE;
  for (gsize i = 0; i < size; i++)
    if (!g_ascii_isgraph (text[i]))
      return FALSE;
  return TRUE;
}

static gboolean
is_within (GBytes *bytes,
           gsize   size_max)
{
  return bytes != NULL && g_bytes_get_size (bytes) <= size_max;
}

static gboolean
apply_sent (YcVault       *vault,
            const Change  *change,
            GError       **error)
{
  return yc_vault_mark_sent (vault, &change->op, change->at_ms, error);
}

/* It goes out now; @now_ms by this desk's clock. */
void
yc_store_txn_mark_sent (YcStoreTxn *self,
                        const YcId *op,
                        gint64      now_ms)
{
  Change *change;

  g_return_if_fail (self != NULL && op != NULL);

  change = add (self, apply_sent);
  change->op = *op;
  change->at_ms = now_ms;
}

static gboolean
apply_acknowledge (YcVault       *vault,
                   const Change  *change,
                   GError       **error)
{
  return yc_vault_acknowledge (vault, &change->op, change->verdict, change->revision,
                               change->position, change->at_ms, error);
}

/**
 * yc_store_txn_acknowledge:
 * @self: changes
 * @op: which op
 * @verdict: the hub's word, as bytes
 * @revision: in its stream
 * @position: in the hub's order
 * @received_ms: the hub's clock at receipt: from then on the horizon counts (D16)
 */
void
yc_store_txn_acknowledge (YcStoreTxn *self,
                          const YcId *op,
                          GBytes     *verdict,
                          gint64      revision,
                          gint64      position,
                          gint64      received_ms)
{
  Change *change;

  g_return_if_fail (self != NULL && op != NULL);
  g_return_if_fail (is_within (verdict, YC_STORE_VERDICT_MAX_BYTES));

  change = add (self, apply_acknowledge);
  change->op = *op;
  change->verdict = g_bytes_ref (verdict);
  change->revision = revision;
  change->position = position;
  change->at_ms = received_ms;
}

static gboolean
apply_park (YcVault       *vault,
            const Change  *change,
            GError       **error)
{
  return yc_vault_park (vault, &change->op, change->name, change->text, change->at_ms, error);
}

/* @reason is a code, kept in clear; @detail (nullable) is in words, sealed,
 * and cut at %YC_STORE_DETAIL_MAX_BYTES. An answered op stays answered. */
void
yc_store_txn_park (YcStoreTxn *self,
                   const YcId *op,
                   const char *reason,
                   const char *detail,
                   gint64      now_ms)
{
  Change *change;

  g_return_if_fail (self != NULL && op != NULL);
  g_return_if_fail (is_code (reason, YC_STORE_REASON_MAX));

  change = add (self, apply_park);
  change->op = *op;
  change->name = g_strdup (reason);
  if (detail != NULL)
    {
      g_autofree char *cut = g_strndup (detail, YC_STORE_DETAIL_MAX_BYTES);

      change->text = g_utf8_make_valid (cut, -1);
    }
  change->at_ms = now_ms;
}

static gboolean
apply_unpark (YcVault       *vault,
              const Change  *change,
              GError       **error)
{
  return yc_vault_unpark (vault, &change->op, error);
}

void
yc_store_txn_unpark (YcStoreTxn *self,
                     const YcId *op)
{
  g_return_if_fail (self != NULL && op != NULL);

  add (self, apply_unpark)->op = *op;
}

static gboolean
apply_unpark_stream (YcVault       *vault,
                     const Change  *change,
                     GError       **error)
{
  return yc_vault_unpark_stream (vault, &change->stream, error);
}

void
yc_store_txn_unpark_stream (YcStoreTxn     *self,
                            const YcStream *stream)
{
  g_return_if_fail (self != NULL && stream != NULL);

  add (self, apply_unpark_stream)->stream = *stream;
}

static gboolean
apply_forget (YcVault       *vault,
              const Change  *change,
              GError       **error)
{
  return yc_vault_forget (vault, change->at_ms, error);
}

/**
 * yc_store_txn_forget:
 * @self: changes
 * @before_ms: the hub's clock now, less the horizon it declared (D16)
 *
 * Lets go of ops and documents that the hub has had since before that moment,
 * ops only when their row has come back. Never give it this desk's own clock:
 * one that is years ahead would let go of everything.
 */
void
yc_store_txn_forget (YcStoreTxn *self,
                     gint64      before_ms)
{
  g_return_if_fail (self != NULL);

  add (self, apply_forget)->at_ms = before_ms;
}

static gboolean
apply_row (YcVault       *vault,
           const Change  *change,
           GError       **error)
{
  YcStoreRow row = {
    .stream = change->stream,
    .revision = change->revision,
    .position = change->position,
    .hash = change->text,
    .id = change->op,
    .kind = change->kind,
    .bytes = change->bytes,
    .signature = change->signature,
    .verdict = change->verdict,
  };

  return yc_vault_add_row (vault, &row, error);
}

/**
 * yc_store_txn_add_row:
 * @self: changes
 * @stream: whose row
 * @revision: in its stream, from 1
 * @position: in the hub's order, from 1
 * @hash: of the row, 64 hexadecimal digits
 * @op: the op's id
 * @kind: the op's kind
 * @bytes: the op's bytes
 * @signature: (nullable): over @bytes
 * @verdict: the hub's word, as bytes
 *
 * The same row again changes nothing; another op at the same revision is
 * %YC_STORE_ERROR_CONFLICT for the whole transaction.
 */
void
yc_store_txn_add_row (YcStoreTxn     *self,
                      const YcStream *stream,
                      gint64          revision,
                      gint64          position,
                      const char     *hash,
                      const YcId     *op,
                      const char     *kind,
                      GBytes         *bytes,
                      GBytes         *signature,
                      GBytes         *verdict)
{
  Change *change;

  g_return_if_fail (self != NULL && stream != NULL && op != NULL);
  g_return_if_fail (revision > 0 && position > 0);
  g_return_if_fail (is_code (hash, YC_STORE_NAME_MAX) && is_code (kind, YC_OP_KIND_MAX));
  g_return_if_fail (is_within (bytes, YC_OP_BYTES_MAX));
  g_return_if_fail (signature == NULL || g_bytes_get_size (signature) == YC_SIGNATURE_SIZE);
  g_return_if_fail (is_within (verdict, YC_STORE_VERDICT_MAX_BYTES));

  change = add (self, apply_row);
  change->stream = *stream;
  change->revision = revision;
  change->position = position;
  change->text = g_strdup (hash);
  change->op = *op;
  change->kind = g_strdup (kind);
  change->bytes = g_bytes_ref (bytes);
  change->signature = signature != NULL ? g_bytes_ref (signature) : NULL;
  change->verdict = g_bytes_ref (verdict);
}

static gboolean
apply_notice (YcVault       *vault,
              const Change  *change,
              GError       **error)
{
  return yc_vault_notice (vault, &change->stream, change->revision, error);
}

/* The stream has moved to @revision; its rows come with its own feed. */
void
yc_store_txn_add_notice (YcStoreTxn     *self,
                         const YcStream *stream,
                         gint64          revision)
{
  Change *change;

  g_return_if_fail (self != NULL && stream != NULL && revision > 0);

  change = add (self, apply_notice);
  change->stream = *stream;
  change->revision = revision;
}

static gboolean
apply_cursor (YcVault       *vault,
              const Change  *change,
              GError       **error)
{
  return yc_vault_set_cursor (vault, change->name, change->position, change->text, error);
}

/* The last row of @feed that this transaction, or an earlier one, has saved.
 * @position is whatever that feed counts by. */
void
yc_store_txn_set_cursor (YcStoreTxn *self,
                         const char *feed,
                         gint64      position,
                         const char *hash)
{
  Change *change;

  g_return_if_fail (self != NULL && hash != NULL);
  g_return_if_fail (is_code (feed, YC_STORE_NAME_MAX) && position >= 0);
  g_return_if_fail (*hash == '\0' || is_code (hash, YC_STORE_NAME_MAX));

  change = add (self, apply_cursor);
  change->name = g_strdup (feed);
  change->position = position;
  change->text = g_strdup (hash);
}

static gboolean
apply_epoch (YcVault       *vault,
             const Change  *change,
             GError       **error)
{
  return yc_vault_begin_epoch (vault, change->name, error);
}

/* A new life of the hub: rows and cursors of the one before go, and all ops
 * and documents that are held wait to be sent again (D16). */
void
yc_store_txn_begin_epoch (YcStoreTxn *self,
                          const char *epoch)
{
  g_return_if_fail (self != NULL && is_code (epoch, YC_STORE_NAME_MAX));

  add (self, apply_epoch)->name = g_strdup (epoch);
}

static gboolean
apply_setting (YcVault       *vault,
               const Change  *change,
               GError       **error)
{
  return yc_vault_set_setting (vault, change->name, change->bytes, error);
}

/* @name is a code, kept in clear; @value (nullable: removes it) is sealed. */
void
yc_store_txn_set_setting (YcStoreTxn *self,
                          const char *name,
                          GBytes     *value)
{
  Change *change;

  g_return_if_fail (self != NULL && is_code (name, YC_STORE_NAME_MAX));
  g_return_if_fail (value == NULL || is_within (value, YC_STORE_SETTING_MAX_BYTES));

  change = add (self, apply_setting);
  change->name = g_strdup (name);
  change->bytes = value != NULL ? g_bytes_ref (value) : NULL;
}

static gboolean
apply_blob (YcVault       *vault,
            const Change  *change,
            GError       **error)
{
  return yc_vault_set_blob (vault, change->name, change->state, change->offset, change->at_ms, error);
}

/**
 * yc_store_txn_set_blob:
 * @self: changes
 * @sha256: which of this desk's documents
 * @state: ANNOUNCED, SENDING or SENT
 * @offset: how many bytes the hub has
 * @now_ms: the hub's clock: with SENT, from then on the horizon counts (D16)
 */
void
yc_store_txn_set_blob (YcStoreTxn       *self,
                       const char       *sha256,
                       YcStoreBlobState  state,
                       gint64            offset,
                       gint64            now_ms)
{
  Change *change;
  guint8 hash[YC_SHA256_SIZE];

  g_return_if_fail (self != NULL && yc_sha256_parse (sha256, hash));
  g_return_if_fail (state >= YC_STORE_BLOB_ANNOUNCED && state <= YC_STORE_BLOB_SENT && offset >= 0);

  change = add (self, apply_blob);
  change->name = g_strdup (sha256);
  change->state = state;
  change->offset = offset;
  change->at_ms = now_ms;
}

static void
add_job (YcStoreTxn     *self,
         gboolean      (*apply) (YcVault *, const Change *, GError **),
         const YcId     *job,
         const YcStream *stream,
         const char     *kind,
         const char     *digest,
         gint64          now_ms)
{
  Change *change;
  guint8 hash[YC_SHA256_SIZE];

  g_return_if_fail (self != NULL && job != NULL && stream != NULL);
  g_return_if_fail (is_code (kind, YC_STORE_NAME_MAX) && yc_sha256_parse (digest, hash));

  change = add (self, apply);
  change->op = *job;
  change->stream = *stream;
  change->name = g_strdup (kind);
  change->text = g_strdup (digest);
  change->at_ms = now_ms;
}

static gboolean
apply_begin_job (YcVault       *vault,
                 const Change  *change,
                 GError       **error)
{
  return yc_vault_begin_job (vault, &change->op, &change->stream, change->name, change->text, change->at_ms, error);
}

/**
 * yc_store_txn_begin_job:
 * @self: changes
 * @job: as the hub granted it
 * @stream: the case
 * @kind: what is made, a code
 * @digest: SHA-256 of what is made, as text
 * @now_ms: this desk's clock
 *
 * A granted job is started. A job that is in the journal is
 * %YC_STORE_ERROR_CONFLICT for the whole transaction.
 */
void
yc_store_txn_begin_job (YcStoreTxn     *self,
                        const YcId     *job,
                        const YcStream *stream,
                        const char     *kind,
                        const char     *digest,
                        gint64          now_ms)
{
  add_job (self, apply_begin_job, job, stream, kind, digest, now_ms);
}

static gboolean
apply_return_job (YcVault       *vault,
                  const Change  *change,
                  GError       **error)
{
  return yc_vault_return_job (vault, &change->op, &change->stream, change->name, change->text, change->at_ms, error);
}

/**
 * yc_store_txn_return_job:
 *
 * The same of a job that is given back: from then on it cannot be started. One
 * that is in the journal stays as it is there.
 */
void
yc_store_txn_return_job (YcStoreTxn     *self,
                         const YcId     *job,
                         const YcStream *stream,
                         const char     *kind,
                         const char     *digest,
                         gint64          now_ms)
{
  add_job (self, apply_return_job, job, stream, kind, digest, now_ms);
}

static gboolean
apply_end_job (YcVault       *vault,
               const Change  *change,
               GError       **error)
{
  return yc_vault_end_job (vault, &change->op, change->job_state, change->at_ms, error);
}

/* What came of a granted job: DONE, UNKNOWN, or CANCELLED for no good piece. */
void
yc_store_txn_end_job (YcStoreTxn      *self,
                      const YcId      *job,
                      YcStoreJobState  state,
                      gint64           now_ms)
{
  Change *change;

  g_return_if_fail (self != NULL && job != NULL);
  g_return_if_fail (state >= YC_STORE_JOB_DONE && state <= YC_STORE_JOB_CANCELLED);

  change = add (self, apply_end_job);
  change->op = *job;
  change->job_state = state;
  change->at_ms = now_ms;
}
