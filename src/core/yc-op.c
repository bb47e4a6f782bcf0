/* yc-op.c: one appended fact */

#include "yc-op.h"

#include "yc-crypto.h"

static void
op_clear (gpointer data)
{
  YcOp *self = data;

  g_free (self->kind);
  g_free (self->by);
  g_free (self->window);
  g_clear_pointer (&self->body, yc_body_free);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->signature, g_bytes_unref);
}

/**
 * yc_op_new:
 * @stream: whose history it is for
 * @kind: what happened
 * @body: (transfer full): with what
 *
 * The id, the author, the grant, the window, the stamp and what was seen are
 * for the caller to fill in before the bytes are made.
 *
 * Returns: (transfer full): an op without bytes
 */
YcOp *
yc_op_new (const YcStream *stream,
           const char     *kind,
           YcBody         *body)
{
  YcOp *self;

  g_return_val_if_fail (stream != NULL && kind != NULL && body != NULL, NULL);

  self = g_atomic_rc_box_new0 (YcOp);
  self->stream = *stream;
  self->kind = g_strdup (kind);
  self->by = g_strdup ("");
  self->window = g_strdup ("");
  self->body = body;
  return self;
}

YcOp *
yc_op_ref (YcOp *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
yc_op_unref (YcOp *self)
{
  g_atomic_rc_box_release_full (self, op_clear);
}

/**
 * yc_op_take_bytes:
 * @self: an op without bytes
 * @bytes: (transfer full): what is stored, sent, hashed and signed
 * @signature: (transfer full) (nullable): over @bytes
 */
void
yc_op_take_bytes (YcOp   *self,
                  GBytes *bytes,
                  GBytes *signature)
{
  g_return_if_fail (self->bytes == NULL && bytes != NULL);

  self->bytes = bytes;
  self->signature = signature;
}

static void
add_blob (GArray         *blobs,
          const YcRecord *record)
{
  YcBlobRef blob = { yc_record_get_text (record, "sha256"), yc_record_get_int (record, "size", 0) };
  guint8 hash[YC_SHA256_SIZE];

  if (blob.sha256 != NULL && yc_sha256_parse (blob.sha256, hash) && blob.size > 0)
    g_array_append_val (blobs, blob);
}

/**
 * yc_op_list_blobs:
 * @self: an op of any kind, also of one that this program does not know
 *
 * Whatever has "sha256" and "size" side by side, the body or one of its
 * items, names a document's bytes.
 *
 * Returns: (transfer full) (element-type YcBlobRef): they live as long as @self
 */
GArray *
yc_op_list_blobs (const YcOp *self)
{
  GArray *blobs = g_array_new (FALSE, FALSE, sizeof (YcBlobRef));

  add_blob (blobs, self->body->record);
  for (guint i = 0; i < self->body->items->len; i++)
    add_blob (blobs, g_ptr_array_index (self->body->items, i));
  return blobs;
}
