/* yc-counter-audit.c: what this desk remembers of the hub's history
 *
 * Each head that the hub signs and its key holds to goes into a book in the
 * store (YcAuditBook). One that contradicts an earlier one is said on the line's
 * page, and stops nothing: a clerk cannot mend it, and an auditor finds both
 * heads in the book.
 */

#include "yc-counter-state.h"

#include "yc-audit-book.h"

static void
show_contradiction (YcCounter *self)
{
  const YcAuditEntry *entry = yc_audit_book_find_contradiction (self->book);

  yc_line_update_contradiction (self->line, entry != NULL ? entry->head.time_ms : 0);
}

static void
book_saved_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  g_autoptr (GError) error = NULL;

  /* The next head brings it to the disk with itself. */
  if (!yc_store_commit_finish (YC_STORE (source), result, &error))
    g_debug ("The head is not on the disk: %s", error->message);
}

static void
save_book (YcCounter *self)
{
  g_autoptr (GBytes) lines = yc_audit_book_encode (self->book);
  YcStoreTxn *txn = yc_store_txn_new ();

  yc_store_txn_set_setting (txn, YC_COUNTER_BOOK_SETTING, lines);
  yc_store_commit_async (self->store, txn, book_saved_cb, NULL);
}

/**
 * yc_counter_take_head:
 * @bytes: what the hub says that it has signed
 * @signature: its signature
 *
 * Remembers a head; one that the hub's key does not hold to is not its word.
 */
void
yc_counter_take_head (YcCounter *self,
                      GBytes    *bytes,
                      GBytes    *signature)
{
  YcAuditHead head;

  if (self->book == NULL)
    return;
  if (!yc_audit_head_open (bytes, signature, self->hub_key, &head))
    {
      g_debug ("A head came that is not signed by the hub");
      return;
    }
  if (yc_audit_book_take (self->book, yc_audit_entry_new (bytes, signature, self->hub_key)))
    g_debug ("The hub's history is not the one that was seen before");
  show_contradiction (self);
  save_book (self);
}

/**
 * yc_counter_take_book:
 * @lines: (nullable): what the store holds; %NULL before the first head
 *
 * A book that cannot be read is left as it is, and nothing is put into it.
 */
void
yc_counter_take_book (YcCounter *self,
                      GBytes    *lines)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->book, g_ptr_array_unref);
  self->book = lines != NULL ? yc_audit_book_parse (lines, &error) : yc_audit_book_new ();
  if (self->book == NULL)
    g_debug ("What is remembered of the hub's history cannot be read: %s", error->message);
  else
    show_contradiction (self);
}

/**
 * yc_counter_dup_heads:
 * @self: an open counter
 *
 * Returns: (transfer full): the signed heads that this desk remembers, as JSON
 *   lines (yc_audit_book_encode())
 */
GBytes *
yc_counter_dup_heads (YcCounter *self)
{
  g_return_val_if_fail (YC_IS_COUNTER (self), NULL);

  return self->book != NULL ? yc_audit_book_encode (self->book) : g_bytes_new (NULL, 0);
}
