/* yc-store-types.c: releasing what the store gave */

#include "yc-store-types.h"

G_DEFINE_QUARK (yc-store-error-quark, yc_store_error)

void
yc_store_purged_free (YcStorePurged *self)
{
  g_free (self->hash);
  g_free (self);
}

void
yc_store_op_free (YcStoreOp *self)
{
  if (self == NULL)
    return;
  g_free (self->kind);
  g_free (self->reason);
  g_free (self->detail);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->signature, g_bytes_unref);
  g_clear_pointer (&self->verdict, g_bytes_unref);
  g_free (self);
}

void
yc_store_row_free (YcStoreRow *self)
{
  if (self == NULL)
    return;
  g_free (self->hash);
  g_free (self->kind);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->signature, g_bytes_unref);
  g_clear_pointer (&self->verdict, g_bytes_unref);
  g_free (self);
}

void
yc_store_history_free (YcStoreHistory *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->ops, g_ptr_array_unref);
  g_free (self);
}

void
yc_store_cursor_free (YcStoreCursor *self)
{
  if (self == NULL)
    return;
  g_free (self->feed);
  g_free (self->hash);
  g_free (self);
}

void
yc_store_cursors_free (YcStoreCursors *self)
{
  if (self == NULL)
    return;
  g_free (self->epoch);
  g_clear_pointer (&self->cursors, g_ptr_array_unref);
  g_free (self);
}

void
yc_store_blob_free (YcStoreBlob *self)
{
  if (self == NULL)
    return;
  g_free (self->sha256);
  g_free (self->kind);
  g_free (self);
}

void
yc_store_job_free (YcStoreJob *self)
{
  if (self == NULL)
    return;
  g_free (self->kind);
  g_free (self->digest);
  g_free (self);
}
