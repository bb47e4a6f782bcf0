/* yc-idcard-text.c: the text block of an identity card
 *
 * 256 bytes of UTF-16LE, each field padded with U+0020. The character at byte
 * 248 tells the kind of card and so the layout: a space (resident), J, I or Y.
 * The layouts are tables: a field's place, its length, where it goes.
 *
 * Names may hold characters that Unicode lacks; they come as private-use code
 * points or broken surrogates, and are kept (U+FFFD for the latter): a person
 * with a rare name is served like everyone else. A date that is no date is an
 * error: it would be believed.
 */

#include "yc-idcard-text.h"

#include "yc-bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define KIND_AT 248
#define FIELD_END { 0, 0, 0 }

typedef struct
{
  guint16 at;     /* byte offset in the block */
  guint16 bytes;
  guint16 offset; /* of a char * in YcCard */
} TextField;

typedef struct
{
  gunichar mark;
  YcCardKind kind;
  guint16 sex_at;
  guint16 birth_at;
  guint16 from_at;
  guint16 to_at;
  TextField fields[9];
} Layout;

#define TEXT(at, bytes, member) { at, bytes, G_STRUCT_OFFSET (YcCard, member) }

static const Layout layouts[] = {
  { ' ', YC_CARD_RESIDENT, 30, 36, 188, 204,
    { TEXT (0, 30, name), TEXT (32, 4, ethnic), TEXT (52, 70, address), TEXT (122, 36, number),
      TEXT (158, 30, authority), FIELD_END } },
  { 'J', YC_CARD_PERMIT, 30, 36, 188, 204,
    { TEXT (0, 30, name), TEXT (52, 70, address), TEXT (122, 36, number), TEXT (158, 30, authority),
      TEXT (220, 18, pass_number), TEXT (238, 4, issues), FIELD_END } },
  { 'I', YC_CARD_FOREIGN_2017, 120, 220, 188, 204,
    { TEXT (0, 120, english_name), TEXT (122, 30, number), TEXT (152, 6, nationality),
      TEXT (158, 30, name), TEXT (236, 4, issues), TEXT (240, 8, authority), FIELD_END } },
  { 'Y', YC_CARD_FOREIGN_2023, 30, 36, 188, 204,
    { TEXT (0, 30, name), TEXT (32, 4, issues), TEXT (122, 36, number), TEXT (242, 6, nationality),
      FIELD_END } },
};

static gunichar
read_unit (const guint8 *bytes)
{
  return bytes[0] | (gunichar) bytes[1] << 8;
}

/* One code point; a surrogate without its other half is U+FFFD. */
static gunichar
read_character (const guint8 *bytes,
                gsize         size_bytes,
                gsize        *ret_used)
{
  gunichar high = read_unit (bytes);
  gunichar low;

  *ret_used = 2;
  if (high < 0xD800 || high > 0xDFFF)
    return high;
  if (high > 0xDBFF || size_bytes < 4)
    return 0xFFFD;
  low = read_unit (bytes + 2);
  if (low < 0xDC00 || low > 0xDFFF)
    return 0xFFFD;
  *ret_used = 4;
  return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

/* Zeros are padding as spaces are; other control characters end up in no form
 * and on no paper. */
static gunichar
keep_printable (gunichar character)
{
  if (character == 0)
    return ' ';
  return character < 0x20 || (character >= 0x7F && character < 0xA0) ? 0xFFFD : character;
}

/**
 * yc_idcard_decode_utf16:
 * @bytes: UTF-16LE
 * @size_bytes: an even number
 *
 * Never fails: what cannot be decoded becomes U+FFFD, private use stays.
 *
 * Returns: (transfer full): UTF-8 without the spaces at its end
 */
char *
yc_idcard_decode_utf16 (const guint8 *bytes,
                        gsize         size_bytes)
{
  GString *text = g_string_new (NULL);
  gsize used = 0;

  g_return_val_if_fail (bytes != NULL && size_bytes % 2 == 0, g_string_free (text, FALSE));

  for (gsize at = 0; at < size_bytes; at += used)
    {
      gunichar c = read_character (bytes + at, size_bytes - at, &used);

      g_string_append_unichar (text, keep_printable (c));
    }
  while (text->len > 0 && text->str[text->len - 1] == ' ')
    g_string_truncate (text, text->len - 1);
  return g_string_free (text, FALSE);
}

static const Layout *
find_layout (const guint8 *text,
             GError      **error)
{
  gunichar mark = read_unit (text + KIND_AT);

  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    if (layouts[i].mark == mark)
      return &layouts[i];
  g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNSUPPORTED,
               _("The card is of an unknown kind: its mark is U+%04X"), (guint) mark);
  return NULL;
}

static gboolean
decode_date (const guint8 *text,
             guint         at,
             const char   *what,
             YcDate       *ret_date,
             GError      **error)
{
  g_autofree char *digits = yc_idcard_decode_utf16 (text + at, 16);

  if (yc_date_parse_digits (digits, ret_date))
    return TRUE;
  g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_CARD,
               _("The card's %s “%s” is not a date"), what, digits);
  return FALSE;
}

static gboolean
decode_validity (YcCard       *card,
                 const Layout *layout,
                 const guint8 *text,
                 GError      **error)
{
  g_autofree char *to = yc_idcard_decode_utf16 (text + layout->to_at, 16);

  if (!decode_date (text, layout->from_at, _("first day of validity"), &card->valid_from, error))
    return FALSE;
  card->long_term = g_str_equal (to, "长期");
  return card->long_term ||
         decode_date (text, layout->to_at, _("last day of validity"), &card->valid_to, error);
}

static gboolean
decode_sex (YcCard       *card,
            const Layout *layout,
            const guint8 *text,
            GError      **error)
{
  gunichar sex = read_unit (text + layout->sex_at);

  if (sex != '0' && sex != '1' && sex != '2' && sex != '9')
    {
      g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_CARD,
                   _("The card's sex U+%04X is not 0, 1, 2 or 9 (GB/T 2261.1)"), (guint) sex);
      return FALSE;
    }
  card->sex = (char) sex;
  return TRUE;
}

/* The English name of a 2023 card goes on in the reserved area, up to the
 * nationality: letters 36 to 46. */
static char *
decode_long_name (const guint8 *text)
{
  guint8 joined[70 + 22];

  memcpy (joined, text + 52, 70);
  memcpy (joined + 70, text + 220, 22);
  return yc_idcard_decode_utf16 (joined, sizeof joined);
}

static gboolean
check_number (const YcCard *card,
              GError      **error)
{
  static const char allowed[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

  if (card->number[0] == '\0')
    g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_CARD, _("The card's number is empty"));
  else if (card->number[strspn (card->number, allowed)] != '\0')
    g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_CARD,
                 _("The card's number “%s” is not of digits and letters"), card->number);
  else
    return TRUE;
  return FALSE;
}

/**
 * yc_idcard_decode_text:
 * @card: a new card
 * @text: %YC_CARD_TEXT_BYTES bytes
 * @error: UNSUPPORTED for an unknown kind, CARD for senseless content
 *
 * Returns: %TRUE if @card was filled
 */
gboolean
yc_idcard_decode_text (YcCard       *card,
                       const guint8 *text,
                       GError      **error)
{
  const Layout *layout;

  g_return_val_if_fail (card != NULL && text != NULL, FALSE);

  layout = find_layout (text, error);
  if (layout == NULL)
    return FALSE;

  card->kind = layout->kind;
  for (const TextField *f = layout->fields; f->bytes > 0; f++)
    {
      char **member = G_STRUCT_MEMBER_P (card, f->offset);

      g_free (*member);
      *member = yc_idcard_decode_utf16 (text + f->at, f->bytes);
    }
  if (card->kind == YC_CARD_FOREIGN_2023)
    card->english_name = decode_long_name (text);
  return decode_sex (card, layout, text, error) &&
         decode_date (text, layout->birth_at, _("date of birth"), &card->birth, error) &&
         decode_validity (card, layout, text, error) && check_number (card, error);
}
