/* yc-json-guard.c: one pass over JSON from outside
 *
 * Readers of JSON differ in what they forgive: duplicate names, large
 * integers, broken UTF-8, endless nesting. What two readers understand
 * differently is a hole, so nothing reaches a reader that has not passed here.
 *
 * 1. Accepted is a part of RFC 8259: the text is one object or array; numbers
 *    are integers within ±2^53; strings are strict UTF-8 without U+0000 and
 *    without lone surrogates; no name comes twice in an object, however it is
 *    escaped; nothing follows the end but white space.
 * 2. Time is O(n log n) in the worst case. Names are compared by sorting them
 *    when their object ends, and not by hashing, which an attacker could make
 *    collide, because this folder draws no random seed.
 * 3. Memory is bounded: a level costs one byte on a fixed stack, and the names
 *    of the objects still open lie on a stack of their own, the innermost
 *    object's on top, and go when it ends.
 *
 *            ┌── , ──────────────┐
 *   VALUE ──▶ AFTER ── } or ] ──▶ AFTER of the level outside
 *     ▲        (an object's member goes through NAME and : first)
 *     └─ { or [ : one level deeper
 */

#include "yc-json-guard.h"

#include "yc-wire-error.h"

#include <string.h>

#define INTEGER_MAX (G_GINT64_CONSTANT (1) << 53)

/* A name of an object that is still open. */
typedef struct
{
  gsize at;    /* where it stands in the text */
  gsize start; /* of its bytes in the names, unescaped */
  gsize size;
} Name;

typedef struct
{
  char type;        /* '{' or '[' */
  guint first_name; /* index of the object's first name */
} Level;

typedef struct
{
  const guint8 *text;
  gsize size;
  gsize at;
  const YcJsonLimits *limits;
  gsize members;
  Level levels[YC_JSON_DEPTH_MAX];
  guint depth;
  GArray *names;       /* of Name, of all open objects, outermost first */
  GByteArray *spelled; /* their bytes, in the same order */
  GError **error;
} Guard;

static gboolean
refuse (Guard      *guard,
        gsize       at,
        const char *reason)
{
  g_set_error (guard->error, YC_WIRE_ERROR, YC_WIRE_ERROR_JSON,
               "byte %" G_GSIZE_FORMAT ": %s", at, reason);
  return FALSE;
}

static gboolean
refuse_size (Guard      *guard,
             const char *what,
             gsize       most)
{
  g_set_error (guard->error, YC_WIRE_ERROR, YC_WIRE_ERROR_TOO_BIG,
               "byte %" G_GSIZE_FORMAT ": more than %" G_GSIZE_FORMAT " %s", guard->at, most, what);
  return FALSE;
}

/* The byte at the reading point, 0 at the end; a zero byte is never valid. */
static guint8
peek (const Guard *guard)
{
  return guard->at < guard->size ? guard->text[guard->at] : 0;
}

static void
skip_space (Guard *guard)
{
  while (peek (guard) != 0 && strchr (" \t\r\n", peek (guard)) != NULL)
    guard->at++;
}

static gboolean
read_word (Guard      *guard,
           const char *word)
{
  gsize length = strlen (word);

  if (guard->size - guard->at < length || memcmp (guard->text + guard->at, word, length) != 0)
    return refuse (guard, guard->at, "not a value");
  guard->at += length;
  return TRUE;
}

static gboolean
read_number (Guard *guard)
{
  gsize start = guard->at;
  gint64 number = 0;

  if (peek (guard) == '-')
    guard->at++;
  if (!g_ascii_isdigit (peek (guard)))
    return refuse (guard, guard->at, "not a number");
  if (peek (guard) == '0' && guard->at + 1 < guard->size &&
      g_ascii_isdigit (guard->text[guard->at + 1]))
    return refuse (guard, start, "a number with a leading zero");

  for (; g_ascii_isdigit (peek (guard)); guard->at++)
    {
      number = number * 10 + (peek (guard) - '0');
      if (number > INTEGER_MAX)
        return refuse (guard, start, "an integer beyond ±2^53");
    }
  if (peek (guard) != 0 && strchr (".eE", peek (guard)) != NULL)
    return refuse (guard, start, "a number that is not an integer");
  return TRUE;
}

/* Four hexadecimal digits. */
static gboolean
read_hex (Guard   *guard,
          guint32 *ret_unit)
{
  guint32 unit = 0;

  for (int i = 0; i < 4; i++, guard->at++)
    {
      if (!g_ascii_isxdigit (peek (guard)))
        return refuse (guard, guard->at, "\\u without four hexadecimal digits");
      unit = unit << 4 | (guint32) g_ascii_xdigit_value (peek (guard));
    }
  *ret_unit = unit;
  return TRUE;
}

/* What follows \u: one unit, or two that make a pair. */
static gboolean
read_unicode (Guard   *guard,
              guint32 *ret_char)
{
  gsize start = guard->at;
  guint32 high;
  guint32 low;

  if (!read_hex (guard, &high))
    return FALSE;
  if (high == 0)
    return refuse (guard, start, "the character U+0000");
  if (high < 0xd800 || high > 0xdfff)
    {
      *ret_char = high;
      return TRUE;
    }
  if (high > 0xdbff || guard->size - guard->at < 6 ||
      memcmp (guard->text + guard->at, "\\u", 2) != 0)
    return refuse (guard, start, "half of a surrogate pair");
  guard->at += 2;
  if (!read_hex (guard, &low))
    return FALSE;
  if (low < 0xdc00 || low > 0xdfff)
    return refuse (guard, start, "half of a surrogate pair");
  *ret_char = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
  return TRUE;
}

static gboolean
read_escape (Guard   *guard,
             guint32 *ret_char)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  const char *letter;
  guint8 byte;

  guard->at++;
  byte = peek (guard);
  if (byte == 'u')
    {
      guard->at++;
      return read_unicode (guard, ret_char);
    }
  letter = byte != 0 ? strchr (letters, byte) : NULL;
  if (letter == NULL)
    return refuse (guard, guard->at, "an escape that JSON does not have");
  *ret_char = (guint32) meanings[letter - letters];
  guard->at++;
  return TRUE;
}

/* Bytes of the sequence that @lead begins and the bits of its own, 0 where
 * none may begin with it. */
static int
count_following (guint8 lead)
{
  if (lead >= 0xc2 && lead <= 0xdf)
    return 1;
  if (lead >= 0xe0 && lead <= 0xef)
    return 2;
  if (lead >= 0xf0 && lead <= 0xf4)
    return 3;
  return 0;
}

/* A character of more than one byte: RFC 3629, section 4. */
static gboolean
read_utf8 (Guard   *guard,
           guint32 *ret_char)
{
  static const guint32 least[] = { 0, 0x80, 0x800, 0x10000 };
  const guint8 *bytes = guard->text + guard->at;
  int following = count_following (bytes[0]);
  guint32 code = bytes[0] & (0x3fu >> following);

  if (following == 0 || guard->size - guard->at <= (gsize) following)
    return refuse (guard, guard->at, "not UTF-8");
  for (int i = 1; i <= following; i++)
    {
      if ((bytes[i] & 0xc0) != 0x80)
        return refuse (guard, guard->at, "not UTF-8");
      code = code << 6 | (bytes[i] & 0x3fu);
    }
  if (code < least[following] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
    return refuse (guard, guard->at, "not UTF-8");
  guard->at += (gsize) following + 1;
  *ret_char = code;
  return TRUE;
}

static gboolean
read_char (Guard   *guard,
           guint32 *ret_char)
{
  guint8 byte = peek (guard);

  if (guard->at == guard->size)
    return refuse (guard, guard->at, "a string without an end");
  if (byte < 0x20)
    return refuse (guard, guard->at, "a control character in a string");
  if (byte == '\\')
    return read_escape (guard, ret_char);
  if (byte >= 0x80)
    return read_utf8 (guard, ret_char);
  *ret_char = byte;
  guard->at++;
  return TRUE;
}

/* Goes over the letters that stand for themselves, of which most strings are. */
static gsize
skip_letters (Guard *guard)
{
  gsize start = guard->at;

  while (guard->at < guard->size && guard->text[guard->at] >= 0x20 && guard->text[guard->at] < 0x80 &&
         guard->text[guard->at] != '"' && guard->text[guard->at] != '\\')
    guard->at++;
  return guard->at - start;
}

/* @spelled: (nullable): where the string's bytes go, unescaped */
static gboolean
read_string (Guard      *guard,
             GByteArray *spelled)
{
  gsize length = 0;

  guard->at++;
  for (;;)
    {
      guint32 code;
      char bytes[6];
      gsize count = skip_letters (guard);

      if (count > 0 && spelled != NULL)
        g_byte_array_append (spelled, guard->text + guard->at - count, (guint) count);
      length += count;
      if (length > guard->limits->string_bytes_max)
        return refuse_size (guard, "bytes in a string", guard->limits->string_bytes_max);
      if (peek (guard) == '"')
        break;
      if (!read_char (guard, &code))
        return FALSE;
      count = (gsize) g_unichar_to_utf8 (code, bytes);
      length += count;
      if (spelled != NULL)
        g_byte_array_append (spelled, (const guint8 *) bytes, (guint) count);
    }
  guard->at++;
  return TRUE;
}

/* A member's name and the colon after it. */
static gboolean
read_name (Guard *guard)
{
  Name name = { guard->at, guard->spelled->len, 0 };

  if (peek (guard) != '"')
    return refuse (guard, guard->at, "a member without a name");
  if (!read_string (guard, guard->spelled))
    return FALSE;
  name.size = guard->spelled->len - name.start;
  g_array_append_val (guard->names, name);

  skip_space (guard);
  if (peek (guard) != ':')
    return refuse (guard, guard->at, "a name without a colon");
  guard->at++;
  skip_space (guard);
  return TRUE;
}

static int
compare_names_cb (gconstpointer a,
                  gconstpointer b,
                  gpointer      user_data)
{
  const Name *left = a;
  const Name *right = b;
  const guint8 *spelled = user_data;
  int order = memcmp (spelled + left->start, spelled + right->start, MIN (left->size, right->size));

  if (order != 0)
    return order;
  return left->size < right->size ? -1 : left->size > right->size;
}

/* Looks at the names of the innermost object and lets them go. */
static gboolean
check_names (Guard *guard,
             guint  first)
{
  guint count = guard->names->len - first;
  Name *names;

  /* An array that never held anything has no address to add to. */
  if (count == 0)
    return TRUE;
  names = &g_array_index (guard->names, Name, first);
  guard->spelled->len = (guint) names[0].start;
  g_qsort_with_data (names, (int) count, sizeof (Name), compare_names_cb, guard->spelled->data);
  for (guint i = 1; i < count; i++)
    if (compare_names_cb (&names[i - 1], &names[i], guard->spelled->data) == 0)
      return refuse (guard, MAX (names[i - 1].at, names[i].at), "a name that was there before");
  g_array_set_size (guard->names, first);
  return TRUE;
}

static gboolean
count_member (Guard *guard)
{
  if (++guard->members > guard->limits->members_max)
    return refuse_size (guard, "members", guard->limits->members_max);
  return TRUE;
}

/* Goes one level deeper, or over an empty object or array.
 * @ret_open: whether a value follows */
static gboolean
open_level (Guard    *guard,
            gboolean *ret_open)
{
  char type = (char) peek (guard);

  if (guard->depth == guard->limits->depth_max)
    return refuse_size (guard, "levels", guard->limits->depth_max);
  guard->levels[guard->depth++] = (Level){ type, guard->names->len };
  guard->at++;
  skip_space (guard);
  *ret_open = peek (guard) != (type == '{' ? '}' : ']');
  if (!*ret_open)
    return TRUE;
  return count_member (guard) && (type == '[' || read_name (guard));
}

/* Ends the levels that end here, and goes on to the next value if one follows. */
static gboolean
close_levels (Guard *guard)
{
  while (guard->depth > 0)
    {
      const Level *level = &guard->levels[guard->depth - 1];

      skip_space (guard);
      if (peek (guard) == ',')
        {
          guard->at++;
          skip_space (guard);
          return count_member (guard) && (level->type == '[' || read_name (guard));
        }
      if (peek (guard) != (level->type == '{' ? '}' : ']'))
        return refuse (guard, guard->at, "neither a comma nor the end");
      if (level->type == '{' && !check_names (guard, level->first_name))
        return FALSE;
      guard->at++;
      guard->depth--;
    }
  return TRUE;
}

static gboolean
read_scalar (Guard *guard)
{
  switch (peek (guard))
    {
    case '"':
      return read_string (guard, NULL);
    case 't':
      return read_word (guard, "true");
    case 'f':
      return read_word (guard, "false");
    case 'n':
      return read_word (guard, "null");
    default:
      if (peek (guard) == '-' || g_ascii_isdigit (peek (guard)))
        return read_number (guard);
      return refuse (guard, guard->at, "not a value");
    }
}

static gboolean
read_text (Guard *guard)
{
  skip_space (guard);
  if (peek (guard) != '{' && peek (guard) != '[')
    return refuse (guard, guard->at, "neither an object nor an array");
  do
    {
      gboolean open = FALSE;

      if (peek (guard) == '{' || peek (guard) == '[')
        {
          if (!open_level (guard, &open))
            return FALSE;
        }
      else if (!read_scalar (guard))
        return FALSE;
      if (!open && !close_levels (guard))
        return FALSE;
    }
  while (guard->depth > 0);

  skip_space (guard);
  if (guard->at < guard->size)
    return refuse (guard, guard->at, "something after the end");
  return TRUE;
}

/**
 * yc_json_check:
 * @text: the bytes; need not end in zero
 * @size: how many
 * @limits: what this door lets through
 * @error: %YC_WIRE_ERROR_JSON or %YC_WIRE_ERROR_TOO_BIG, with the byte offset
 *   and the reason, never with bytes of the text
 *
 * Returns: %TRUE if every reader of JSON understands @text, and in the same way
 */
gboolean
yc_json_check (const char          *text,
               gsize                size,
               const YcJsonLimits  *limits,
               GError             **error)
{
  Guard guard = { .text = (const guint8 *) text, .size = size, .limits = limits, .error = error };
  gboolean passed;

  g_return_val_if_fail (text != NULL || size == 0, FALSE);
  g_return_val_if_fail (limits != NULL && limits->depth_max <= YC_JSON_DEPTH_MAX, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (size > limits->bytes_max)
    {
      guard.at = limits->bytes_max;
      return refuse_size (&guard, "bytes", limits->bytes_max);
    }
  guard.names = g_array_new (FALSE, FALSE, sizeof (Name));
  /* Not empty, so that there is an address even when every name is "". */
  guard.spelled = g_byte_array_sized_new (64);
  passed = read_text (&guard);
  g_array_unref (guard.names);
  g_byte_array_unref (guard.spelled);
  return passed;
}

/**
 * yc_json_parse:
 * @bytes: JSON from outside
 * @limits: what this door lets through
 * @error: %YC_WIRE_ERROR_JSON or %YC_WIRE_ERROR_TOO_BIG
 *
 * Returns: (transfer full): an object or an array
 */
json_t *
yc_json_parse (GBytes              *bytes,
               const YcJsonLimits  *limits,
               GError             **error)
{
  json_error_t problem;
  json_t *json;
  const char *text;
  gsize size;

  g_return_val_if_fail (bytes != NULL, NULL);

  text = g_bytes_get_data (bytes, &size);
  if (!yc_json_check (text, size, limits, error))
    return NULL;
  json = json_loadb (text, size, JSON_REJECT_DUPLICATES, &problem);
  if (json == NULL)
    g_set_error (error, YC_WIRE_ERROR, YC_WIRE_ERROR_JSON, "byte %d: %s", problem.position,
                 problem.text);
  return json;
}
