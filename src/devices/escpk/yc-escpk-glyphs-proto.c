/* yc-escpk-glyphs-proto.c: which characters a form printer has in it
 *
 * Its manual names a set: GB 2312 or GBK. The codes are those of GBK, which
 * begin as GB 2312 does; the latter's cells that stand empty in GB/T 2312-1980
 * are not printed by a machine that has no more, though later sets fill them.
 */

#include "yc-escpk-private.h"

#include <string.h>

/* The filled cells of GB 2312, by first byte: zones 1 to 9 are signs and
 * alphabets, 16 to 87 are 6763 hanzi, the last of level 1 in D7F9. */
static const struct
{
  guint16 first;
  guint16 last;
} gb2312[] = {
  { 0xA1A1, 0xA1FE }, { 0xA2B1, 0xA2E2 }, { 0xA2E5, 0xA2EE }, { 0xA2F1, 0xA2FC }, { 0xA3A1, 0xA3FE }, { 0xA4A1, 0xA4F3 },
  { 0xA5A1, 0xA5F6 }, { 0xA6A1, 0xA6B8 }, { 0xA6C1, 0xA6D8 }, { 0xA7A1, 0xA7C1 }, { 0xA7D1, 0xA7F1 }, { 0xA8A1, 0xA8BA },
  { 0xA8C5, 0xA8E9 }, { 0xA9A4, 0xA9EF },
};

static gboolean
is_gb2312 (guint16 code)
{
  guint8 low = code & 0xFF;

  if (low < 0xA1 || low > 0xFE)
    return FALSE;
  if (code >= 0xB0A1 && code <= 0xF7FE)
    return code < 0xD7FA || code > 0xD7FE;
  for (guint i = 0; i < G_N_ELEMENTS (gb2312); i++)
    if (code >= gb2312[i].first && code <= gb2312[i].last)
      return TRUE;
  return FALSE;
}

/* The user's own area of GBK is empty in every machine. */
static gboolean
is_private (gunichar character)
{
  return character >= 0xE000 && character <= 0xF8FF;
}

/**
 * yc_escpk_encode:
 * @glyphs: what the machine has
 * @character: any
 * @ret_code: (out): untouched on failure
 *
 * Returns: how many bytes: 1 for ASCII that shows, 2 for full width, 0 where
 *   the machine has no such character
 */
guint
yc_escpk_encode (YcEscpkGlyphs glyphs,
                 gunichar      character,
                 guint8        ret_code[YC_ESCPK_CODE_MAX_BYTES])
{
  g_autofree char *code = NULL;
  char text[7] = { 0 };
  gsize size = 0;
  const guint8 *bytes;

  if (character > 0x20 && character < 0x7F)
    {
      ret_code[0] = (guint8) character;
      return 1;
    }
  if (character < 0x80 || is_private (character) || character > 0xFFFF)
    return 0;
  g_unichar_to_utf8 (character, text);
  code = g_convert (text, -1, "GBK", "UTF-8", NULL, &size, NULL);
  bytes = (const guint8 *) code;
  if (code == NULL || size != 2 || bytes[0] < 0x81 || bytes[0] > 0xFE || bytes[1] < 0x40 || bytes[1] == 0x7F)
    return 0;
  if (glyphs == YC_ESCPK_GB2312 && !is_gb2312 ((guint16) (bytes[0] << 8 | bytes[1])))
    return 0;
  memcpy (ret_code, bytes, 2);
  return 2;
}

/**
 * yc_escpk_has_glyph:
 * @settings: the printer's
 * @character: any
 * @size_mm: of the type
 *
 * Returns: whether it is written and not drawn: the machine has it, and in
 *   about that size. Larger type would be its own characters doubled, of which
 *   machines disagree where they stand.
 */
gboolean
yc_escpk_has_glyph (const YcEscpkSettings *settings,
                    gunichar               character,
                    double                 size_mm)
{
  double size = size_mm / YC_PRINT_MM_PER_INCH * YC_ESCPK_TICKS_PER_INCH;
  guint8 code[YC_ESCPK_CODE_MAX_BYTES];

  return size >= YC_ESCPK_SIZE_MIN_DOTS && size <= YC_ESCPK_SIZE_MAX_DOTS &&
         yc_escpk_encode (settings->glyphs, character, code) > 0;
}
