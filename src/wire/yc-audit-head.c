/* yc-audit-head.c: a signed head as bytes
 *
 *   yichuang-audit-head-v1
 *   epoch 5f1c…
 *   position 4711
 *   value 9f86…
 *   time 1796140800000
 *
 * Five lines, each ended by a line feed. Nothing else that a hub signs begins
 * with these words (grants, catalogues and ops are JSON), and a head has one
 * spelling: what is read is written again and must be the same bytes.
 */

#include "yc-audit-head.h"

#include "yc-value.h"

#include <string.h>

#define FIRST_LINE "yichuang-audit-head-v1"

/* Returns: (transfer full): the bytes that are signed */
GBytes *
yc_audit_head_encode (const YcAuditHead *self)
{
  char *text = g_strdup_printf (FIRST_LINE "\nepoch %s\nposition %" G_GINT64_FORMAT "\nvalue %s\ntime %" G_GINT64_FORMAT "\n",
                                self->epoch, self->position, self->position > 0 ? self->value : "-", self->time_ms);

  return g_bytes_new_take (text, strlen (text));
}

/* What stands behind @name in a line. */
static const char *
get_word (char      **lines,
          guint       at,
          const char *name)
{
  gsize length = strlen (name);

  return strncmp (lines[at], name, length) == 0 && lines[at][length] == ' ' ? lines[at] + length + 1 : "";
}

static gboolean
read_lines (char       **lines,
            YcAuditHead *head)
{
  const char *epoch = get_word (lines, 1, "epoch");
  const char *value = get_word (lines, 3, "value");
  guint8 bytes[YC_SHA256_SIZE];

  if (*epoch == '\0' || g_strlcpy (head->epoch, epoch, sizeof head->epoch) >= sizeof head->epoch ||
      !g_ascii_string_to_signed (get_word (lines, 2, "position"), 10, 0, YC_VALUE_INT_MAX, &head->position, NULL) ||
      !g_ascii_string_to_signed (get_word (lines, 4, "time"), 10, 0, YC_VALUE_INT_MAX, &head->time_ms, NULL) ||
      (head->position > 0 && !yc_sha256_parse (value, bytes)))
    return FALSE;
  g_strlcpy (head->value, head->position > 0 ? value : "", sizeof head->value);
  return TRUE;
}

/**
 * yc_audit_head_decode:
 * @bytes: what was signed
 * @ret_head: (out): untouched on failure
 *
 * Returns: whether @bytes are a head's, in its one spelling
 */
gboolean
yc_audit_head_decode (GBytes      *bytes,
                      YcAuditHead *ret_head)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GBytes) again = NULL;
  YcAuditHead head = { 0 };

  if (g_bytes_get_size (bytes) > YC_AUDIT_HEAD_BYTES_MAX)
    return FALSE;
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  lines = g_strsplit (text, "\n", 7);
  if (g_strv_length (lines) != 6 || !read_lines (lines, &head))
    return FALSE;
  again = yc_audit_head_encode (&head);
  if (!g_bytes_equal (again, bytes))
    return FALSE;
  *ret_head = head;
  return TRUE;
}

/**
 * yc_audit_head_open:
 * @bytes: what was signed
 * @signature: by whom
 * @key: the hub's public key
 * @ret_head: (out): untouched on failure
 *
 * Returns: whether it is a head, and that hub's
 */
gboolean
yc_audit_head_open (GBytes       *bytes,
                    GBytes       *signature,
                    const guint8  key[YC_KEY_SIZE],
                    YcAuditHead  *ret_head)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  return g_bytes_get_size (signature) == YC_ED25519_SIGNATURE_SIZE &&
         yc_signature_verify (key, data, size, g_bytes_get_data (signature, NULL)) &&
         yc_audit_head_decode (bytes, ret_head);
}
