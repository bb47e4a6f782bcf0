/* yc-id.c: identifiers and stream names */

#include "yc-id.h"

#include <openssl/rand.h>
#include <string.h>

static const char *const stream_prefixes[] = {
  [YC_STREAM_CASE] = "case-",
  [YC_STREAM_VISIT] = "visit-",
  [YC_STREAM_WINDOW] = "window-",
  [YC_STREAM_STAFF] = "staff-",
};

/**
 * yc_id_init_random:
 * @id: (out): where to put it
 *
 * Draws 128 random bits. A machine without randomness must not number
 * anything, so a failure ends the program.
 */
void
yc_id_init_random (YcId *id)
{
  g_return_if_fail (id != NULL);

  if (RAND_bytes (id->bytes, sizeof id->bytes) != 1)
    g_error ("The system gives no random numbers");
}

/**
 * yc_id_parse:
 * @text: 32 lower-case hexadecimal digits
 * @ret_id: (out): untouched on failure
 *
 * Upper case is refused: an id has one spelling, because it is compared and
 * signed as bytes.
 *
 * Returns: %TRUE if @text is an id
 */
gboolean
yc_id_parse (const char *text,
             YcId       *ret_id)
{
  YcId id;

  g_return_val_if_fail (ret_id != NULL, FALSE);

  if (text == NULL || strlen (text) != YC_ID_TEXT_SIZE - 1)
    return FALSE;
  if (strspn (text, "0123456789abcdef") != YC_ID_TEXT_SIZE - 1)
    return FALSE;

  for (gsize i = 0; i < sizeof id.bytes; i++)
    id.bytes[i] = g_ascii_xdigit_value (text[2 * i]) << 4 | g_ascii_xdigit_value (text[2 * i + 1]);
  *ret_id = id;
  return TRUE;
}

void
yc_id_to_text (const YcId *id,
               char        text[YC_ID_TEXT_SIZE])
{
  static const char digits[] = "0123456789abcdef";

  g_return_if_fail (id != NULL);

  for (gsize i = 0; i < sizeof id->bytes; i++)
    {
      text[2 * i] = digits[id->bytes[i] >> 4];
      text[2 * i + 1] = digits[id->bytes[i] & 15];
    }
  text[YC_ID_TEXT_SIZE - 1] = '\0';
}

char *
yc_id_dup_text (const YcId *id)
{
  char text[YC_ID_TEXT_SIZE];

  yc_id_to_text (id, text);
  return g_strdup (text);
}

gboolean
yc_id_is_nil (const YcId *id)
{
  static const YcId nil = { 0 };

  return yc_id_equal (id, &nil);
}

int
yc_id_compare (const YcId *a,
               const YcId *b)
{
  return memcmp (a->bytes, b->bytes, sizeof a->bytes);
}

guint
yc_id_hash (gconstpointer id)
{
  guint hash;

  memcpy (&hash, ((const YcId *) id)->bytes, sizeof hash);
  return hash;
}

gboolean
yc_id_equal (gconstpointer a,
             gconstpointer b)
{
  return yc_id_compare (a, b) == 0;
}

YcId *
yc_id_copy (const YcId *id)
{
  return g_memdup2 (id, sizeof *id);
}

/**
 * yc_stream_parse:
 * @text: a stream's name: "case-", "visit-", "window-" or "staff-" and an id
 * @ret_stream: (out): untouched on failure
 *
 * Returns: %TRUE if @text names a stream
 */
gboolean
yc_stream_parse (const char *text,
                 YcStream   *ret_stream)
{
  g_return_val_if_fail (ret_stream != NULL, FALSE);

  if (text == NULL)
    return FALSE;

  for (YcStreamType type = YC_STREAM_CASE; type <= YC_STREAM_STAFF; type++)
    {
      YcId id;

      if (!g_str_has_prefix (text, stream_prefixes[type]))
        continue;
      if (!yc_id_parse (text + strlen (stream_prefixes[type]), &id))
        return FALSE;
      ret_stream->type = type;
      ret_stream->id = id;
      return TRUE;
    }
  return FALSE;
}

void
yc_stream_to_text (const YcStream *stream,
                   char            text[YC_STREAM_TEXT_SIZE])
{
  char id[YC_ID_TEXT_SIZE];

  g_return_if_fail (stream != NULL);
  g_return_if_fail (stream->type >= YC_STREAM_CASE && stream->type <= YC_STREAM_STAFF);

  yc_id_to_text (&stream->id, id);
  g_snprintf (text, YC_STREAM_TEXT_SIZE, "%s%s", stream_prefixes[stream->type], id);
}

guint
yc_stream_hash (gconstpointer stream)
{
  const YcStream *s = stream;

  return yc_id_hash (&s->id) ^ s->type;
}

gboolean
yc_stream_equal (gconstpointer a,
                 gconstpointer b)
{
  const YcStream *first = a;
  const YcStream *second = b;

  return first->type == second->type && yc_id_equal (&first->id, &second->id);
}
