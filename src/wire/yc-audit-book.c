/* yc-audit-book.c: the signed heads that somebody remembers of a hub
 *
 * A list of entries in the order in which they came. Invariants of a book that
 * grows by yc_audit_book_take():
 *
 * 1. Of each day (by the hub's clock, China's time) there is the newest head,
 *    of at most YC_AUDIT_DAYS_MAX days; the newest of all is always there.
 * 2. A head that contradicts one before it stays, and so does that one, up to
 *    YC_AUDIT_PINNED_MAX: they are the proof.
 *
 * Two heads of one epoch contradict each other when they tell of other values
 * at one position, or when the later one's position is lower. A hub that was
 * set back to a backup has another epoch.
 *
 * As bytes it is JSON lines, one object a head; what an auditor gets is the
 * same bytes.
 */

#include "yc-audit-book.h"

#include "yc-json-guard.h"

#include <string.h>

#define DAY_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)
#define ZONE_MS (G_GINT64_CONSTANT (8) * 3600 * 1000) /* China keeps one time */

static const YcJsonLimits limits = { 2048, 2, 16, 512 };

/**
 * yc_audit_entry_new:
 * @bytes: what was signed
 * @signature: by whom
 * @key: the hub's public key
 *
 * The signature is not looked at here.
 *
 * Returns: (transfer full) (nullable): %NULL where @bytes are no head
 */
YcAuditEntry *
yc_audit_entry_new (GBytes       *bytes,
                    GBytes       *signature,
                    const guint8  key[YC_KEY_SIZE])
{
  YcAuditHead head;
  YcAuditEntry *self;

  if (!yc_audit_head_decode (bytes, &head))
    return NULL;
  self = g_new0 (YcAuditEntry, 1);
  self->bytes = g_bytes_ref (bytes);
  self->signature = g_bytes_ref (signature);
  memcpy (self->key, key, YC_KEY_SIZE);
  self->head = head;
  return self;
}

void
yc_audit_entry_free (YcAuditEntry *self)
{
  g_bytes_unref (self->bytes);
  g_bytes_unref (self->signature);
  g_free (self);
}

/* Returns: (transfer full) (element-type YcAuditEntry): an empty book */
GPtrArray *
yc_audit_book_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) yc_audit_entry_free);
}

static GBytes *
get_base64 (json_t     *json,
            const char *name,
            gsize       size)
{
  const char *text = json_string_value (json_object_get (json, name));
  guint8 *bytes;
  gsize length;

  if (text == NULL)
    return NULL;
  bytes = g_base64_decode (text, &length);
  if (length == size)
    return g_bytes_new_take (bytes, length);
  g_free (bytes);
  return NULL;
}

static YcAuditEntry *
read_entry (json_t *json)
{
  const char *text = json_string_value (json_object_get (json, "head"));
  g_autoptr (GBytes) signature = get_base64 (json, "signature", YC_ED25519_SIGNATURE_SIZE);
  g_autoptr (GBytes) key = get_base64 (json, "key", YC_KEY_SIZE);
  g_autoptr (GBytes) bytes = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
  YcAuditEntry *entry;

  if (bytes == NULL || signature == NULL || key == NULL)
    return NULL;
  entry = yc_audit_entry_new (bytes, signature, g_bytes_get_data (key, NULL));
  if (entry == NULL)
    return NULL;
  entry->pinned = json_is_true (json_object_get (json, "pinned"));
  entry->contradicts = json_is_true (json_object_get (json, "contradicts"));
  return entry;
}

/* One line of a book; an empty one is nothing. */
static gboolean
read_line (GPtrArray  *book,
           const char *line,
           gsize       number,
           GError    **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (line, strlen (line));
  g_autoptr (json_t) json = NULL;
  YcAuditEntry *entry;

  if (*line == '\0')
    return TRUE;
  json = yc_json_parse (bytes, &limits, error);
  if (json == NULL)
    {
      g_prefix_error (error, "line %" G_GSIZE_FORMAT ": ", number);
      return FALSE;
    }
  entry = read_entry (json);
  if (entry == NULL || book->len >= YC_AUDIT_ENTRIES_MAX)
    {
      g_clear_pointer (&entry, yc_audit_entry_free);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "line %" G_GSIZE_FORMAT ": no signed head, or one too many",
                   number);
      return FALSE;
    }
  g_ptr_array_add (book, entry);
  return TRUE;
}

/**
 * yc_audit_book_parse:
 * @lines: JSON lines, as yc_audit_book_encode() writes them
 * @error: of the JSON guard, or %G_IO_ERROR_INVALID_DATA; says which line
 *
 * Signatures are not looked at here.
 *
 * Returns: (transfer full) (element-type YcAuditEntry) (nullable): the book
 */
GPtrArray *
yc_audit_book_parse (GBytes  *lines,
                     GError **error)
{
  g_autoptr (GPtrArray) book = yc_audit_book_new ();
  g_autofree char *text = NULL;
  char *line, *next;
  gsize number = 0;

  if (g_bytes_get_size (lines) > YC_AUDIT_BOOK_BYTES_MAX)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "more than 64 MiB of heads");
      return NULL;
    }
  text = g_strndup (g_bytes_get_data (lines, NULL), g_bytes_get_size (lines));
  for (line = text; line != NULL; line = next)
    {
      next = strchr (line, '\n');
      if (next != NULL)
        *next++ = '\0';
      if (!read_line (book, line, ++number, error))
        return NULL;
    }
  return g_steal_pointer (&book);
}

static void
add_line (GString            *text,
          const YcAuditEntry *entry)
{
  g_autofree char *signature = g_base64_encode (g_bytes_get_data (entry->signature, NULL), g_bytes_get_size (entry->signature));
  g_autofree char *key = g_base64_encode (entry->key, YC_KEY_SIZE);
  g_autoptr (json_t) json = json_object ();
  char *line;

  json_object_set_new (json, "head", json_stringn (g_bytes_get_data (entry->bytes, NULL), g_bytes_get_size (entry->bytes)));
  json_object_set_new (json, "signature", json_string (signature));
  json_object_set_new (json, "key", json_string (key));
  if (entry->pinned)
    json_object_set_new (json, "pinned", json_true ());
  if (entry->contradicts)
    json_object_set_new (json, "contradicts", json_true ());
  line = json_dumps (json, JSON_COMPACT);
  g_string_append (text, line);
  g_string_append_c (text, '\n');
  free (line);
}

/* Returns: (transfer full): the book as JSON lines */
GBytes *
yc_audit_book_encode (GPtrArray *book)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < book->len; i++)
    add_line (text, g_ptr_array_index (book, i));
  return g_string_free_to_bytes (text);
}

static gint64
day_of (const YcAuditEntry *entry)
{
  return (entry->head.time_ms + ZONE_MS) / DAY_MS;
}

static gboolean
contradict (const YcAuditHead *before,
            const YcAuditHead *after)
{
  if (strcmp (before->epoch, after->epoch) != 0)
    return FALSE;
  return after->position < before->position ||
         (after->position == before->position && strcmp (after->value, before->value) != 0);
}

static guint
count_pinned (GPtrArray *book)
{
  guint count = 0;

  for (guint i = 0; i < book->len; i++)
    count += ((YcAuditEntry *) g_ptr_array_index (book, i))->pinned;
  return count;
}

/* What the newest of its day makes needless, and what is older than the days
 * that are kept. The last of the book is the newest. */
static void
thin_out (GPtrArray *book)
{
  const YcAuditEntry *last = g_ptr_array_index (book, book->len - 1);
  guint days = 1;

  for (guint i = book->len - 1; i > 0; i--)
    {
      const YcAuditEntry *entry = g_ptr_array_index (book, i - 1);

      if (entry->pinned)
        continue;
      if (day_of (entry) == day_of (last) || days >= YC_AUDIT_DAYS_MAX)
        {
          g_ptr_array_remove_index (book, i - 1);
          continue;
        }
      last = entry;
      days++;
    }
}

/**
 * yc_audit_book_take:
 * @book: (element-type YcAuditEntry): what is remembered
 * @entry: (transfer full): a head whose signature holds, asked for after all
 *   that are in the book
 *
 * Returns: whether it contradicts one of them; then it and they are kept
 */
gboolean
yc_audit_book_take (GPtrArray    *book,
                    YcAuditEntry *entry)
{
  gboolean room = count_pinned (book) + 1 < YC_AUDIT_PINNED_MAX;

  for (guint i = 0; i < book->len; i++)
    {
      YcAuditEntry *before = g_ptr_array_index (book, i);

      if (!contradict (&before->head, &entry->head))
        continue;
      entry->contradicts = TRUE;
      entry->pinned = room;
      before->pinned = before->pinned || (room && count_pinned (book) + 1 < YC_AUDIT_PINNED_MAX);
    }
  if (entry->contradicts && !entry->pinned)
    {
      yc_audit_entry_free (entry);
      return TRUE;
    }
  g_ptr_array_add (book, entry);
  thin_out (book);
  return entry->contradicts;
}

/* Returns: (nullable): the newest head that contradicts one before it */
const YcAuditEntry *
yc_audit_book_find_contradiction (GPtrArray *book)
{
  for (guint i = book->len; i > 0; i--)
    {
      const YcAuditEntry *entry = g_ptr_array_index (book, i - 1);

      if (entry->contradicts)
        return entry;
    }
  return NULL;
}
