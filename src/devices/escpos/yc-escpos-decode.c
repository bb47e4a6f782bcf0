/* yc-escpos-decode.c: what a receipt printer would have put on paper
 *
 * Reads the commands yc-escpos-proto.c writes, and a few more that are common,
 * into lines, codes and marks: for tests, for the simulated printer and for a
 * demonstration that shows what was printed. A command it does not know is an
 * error, because its length is unknown as well.
 */

#include "yc-escpos-decode.h"

#include "yc-bytes.h"
#include "yc-device-error.h"
#include "yc-escpos-proto.h"

#include <string.h>

#define LINE_MAX_BYTES 4096
#define RASTER_MAX_BYTES (1024 * 1024)

typedef struct
{
  YcReader reader;
  GByteArray *line; /* GB18030 */
  GPtrArray *items;
  char *qr; /* (nullable): stored, not printed yet */
  guint width;
  guint height;
} Decoder;

static void
item_free (gpointer data)
{
  YcEscposItem *item = data;

  g_free (item->text);
  g_free (item);
}

static gboolean
set_error (Decoder    *d,
           const char *what,
           GError    **error)
{
  g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL, "At byte %zu: %s",
               d->reader.at, what);
  return FALSE;
}

static gboolean
add_item (Decoder         *d,
          YcEscposItemType type,
          char            *text,
          guint            width,
          guint            height,
          GError         **error)
{
  YcEscposItem *item;

  if (d->items->len >= YC_ESCPOS_ITEMS_MAX)
    {
      g_free (text);
      return set_error (d, "too many lines", error);
    }
  item = g_new0 (YcEscposItem, 1);
  *item = (YcEscposItem){ type, text, width, height };
  g_ptr_array_add (d->items, item);
  return TRUE;
}

/* GB18030 to UTF-8; what is neither becomes U+FFFD. */
static char *
line_to_text (GByteArray *line)
{
  g_autofree char *text = NULL;

  if (line->len == 0)
    return g_strdup ("");
  text = g_convert_with_fallback ((const char *) line->data, line->len, "UTF-8", "GB18030", "?",
                                  NULL, NULL, NULL);
  if (text == NULL)
    return g_utf8_make_valid ((const char *) line->data, line->len);
  return g_utf8_make_valid (text, -1);
}

static gboolean
end_line (Decoder *d,
          GError **error)
{
  char *text = line_to_text (d->line);

  g_byte_array_set_size (d->line, 0);
  return add_item (d, YC_ESCPOS_ITEM_LINE, text, d->width, d->height, error);
}

/* What is still in the line is printed before anything else is. */
static gboolean
flush_line (Decoder *d,
            GError **error)
{
  return d->line->len == 0 || end_line (d, error);
}

static gboolean
take_text (Decoder *d,
           guint8   byte,
           GError **error)
{
  if (d->line->len >= LINE_MAX_BYTES)
    return set_error (d, "a line is too long", error);
  g_byte_array_append (d->line, &byte, 1);
  return TRUE;
}

static gboolean
take_argument (Decoder *d,
               guint8  *ret_value,
               GError **error)
{
  return yc_reader_read_u8 (&d->reader, ret_value) ||
         set_error (d, "a command is cut short", error);
}

static gboolean
skip (Decoder *d,
      gsize    count,
      GError **error)
{
  return yc_reader_read_bytes (&d->reader, count) != NULL ||
         set_error (d, "a command is cut short", error);
}

static gboolean
take_feed (Decoder *d,
           GError **error)
{
  guint8 lines;

  if (!take_argument (d, &lines, error) || !flush_line (d, error))
    return FALSE;
  for (guint i = 0; i < lines; i++)
    if (!add_item (d, YC_ESCPOS_ITEM_LINE, g_strdup (""), 1, 1, error))
      return FALSE;
  return TRUE;
}

static gboolean
take_esc (Decoder *d,
          GError **error)
{
  guint8 command;

  if (!take_argument (d, &command, error))
    return FALSE;
  switch (command)
    {
    case '@':
      d->width = d->height = 1;
      g_clear_pointer (&d->qr, g_free);
      return flush_line (d, error);
    case 'd':
      return take_feed (d, error);
    case 'a':
    case 'E':
    case 'J':
    case 'M':
    case 't':
    case '3':
    case '-':
      return skip (d, 1, error);
    case '2':
      return TRUE;
    case 'p':
      return skip (d, 3, error) && add_item (d, YC_ESCPOS_ITEM_DRAWER, NULL, 0, 0, error);
    default:
      return set_error (d, "an unknown ESC command", error);
    }
}

static gboolean
take_size (Decoder *d,
           GError **error)
{
  guint8 size;

  if (!take_argument (d, &size, error))
    return FALSE;
  d->width = (size >> 4 & 7) + 1;
  d->height = (size & 7) + 1;
  return TRUE;
}

static gboolean
take_cut (Decoder *d,
          GError **error)
{
  guint8 mode;

  if (!take_argument (d, &mode, error))
    return FALSE;
  if ((mode == 65 || mode == 66) && !skip (d, 1, error))
    return FALSE;
  return flush_line (d, error) && add_item (d, YC_ESCPOS_ITEM_CUT, NULL, 0, 0, error);
}

static gboolean
take_raster (Decoder *d,
             GError **error)
{
  guint16 row_bytes, rows;

  if (!skip (d, 2, error))
    return FALSE;
  if (!yc_reader_read_le16 (&d->reader, &row_bytes) || !yc_reader_read_le16 (&d->reader, &rows))
    return set_error (d, "a picture is cut short", error);
  if ((gsize) row_bytes * rows > RASTER_MAX_BYTES)
    return set_error (d, "a picture is too large", error);
  return skip (d, (gsize) row_bytes * rows, error) && flush_line (d, error) &&
         add_item (d, YC_ESCPOS_ITEM_RASTER, NULL, row_bytes * 8u, rows, error);
}

static void
store_qr (Decoder      *d,
          const guint8 *content,
          gsize         size_bytes)
{
  g_free (d->qr);
  d->qr = g_utf8_make_valid ((const char *) content, (gssize) size_bytes);
}

/* GS ( k: a length, the kind of code, a function, its data. */
static gboolean
take_code (Decoder *d,
           GError **error)
{
  guint16 size;
  const guint8 *bytes;

  if (!skip (d, 1, error))
    return FALSE;
  if (!yc_reader_read_le16 (&d->reader, &size))
    return set_error (d, "a code is cut short", error);
  bytes = yc_reader_read_bytes (&d->reader, size);
  if (bytes == NULL || size < 2)
    return set_error (d, "a code is cut short", error);

  if (bytes[0] == 0x31 && bytes[1] == 0x50 && size >= 3)
    store_qr (d, bytes + 3, size - 3u);
  else if (bytes[0] == 0x31 && bytes[1] == 0x51 && d->qr != NULL)
    return flush_line (d, error) &&
           add_item (d, YC_ESCPOS_ITEM_QR, g_steal_pointer (&d->qr), 0, 0, error);
  return TRUE;
}

static gboolean
take_gs (Decoder *d,
         GError **error)
{
  guint8 command;

  if (!take_argument (d, &command, error))
    return FALSE;
  switch (command)
    {
    case '!':
      return take_size (d, error);
    case 'V':
      return take_cut (d, error);
    case 'v':
      return take_raster (d, error);
    case '(':
      return take_code (d, error);
    case 'L':
    case 'W':
      return skip (d, 2, error);
    case 'B':
      return skip (d, 1, error);
    default:
      return set_error (d, "an unknown GS command", error);
    }
}

static gboolean
take_fs (Decoder *d,
         GError **error)
{
  guint8 command;

  if (!take_argument (d, &command, error))
    return FALSE;
  switch (command)
    {
    case '&':
    case '.':
      return TRUE;
    case '!':
    case 'W':
    case '-':
      return skip (d, 1, error);
    case 'S':
      return skip (d, 2, error);
    default:
      return set_error (d, "an unknown FS command", error);
    }
}

static gboolean
take_byte (Decoder *d,
           guint8   byte,
           GError **error)
{
  switch (byte)
    {
    case 0x1B:
      return take_esc (d, error);
    case 0x1D:
      return take_gs (d, error);
    case 0x1C:
      return take_fs (d, error);
    case 0x10: /* DLE EOT n: a question, prints nothing */
      return skip (d, 2, error);
    case '\n':
      return end_line (d, error);
    case '\r':
    case 0x00:
      return TRUE;
    default:
      return byte < 0x20 ? set_error (d, "an unknown control character", error)
                         : take_text (d, byte, error);
    }
}

/* A character's later bytes are never commands: keep them together. */
static gboolean
take_character (Decoder *d,
                guint8   first,
                GError **error)
{
  guint8 second;
  gboolean four;

  if (first < 0x81)
    return take_byte (d, first, error);
  if (!take_argument (d, &second, error) || !take_text (d, first, error) ||
      !take_text (d, second, error))
    return FALSE;
  four = second >= '0' && second <= '9';
  for (guint i = 0; four && i < 2; i++)
    if (!take_argument (d, &second, error) || !take_text (d, second, error))
      return FALSE;
  return TRUE;
}

/**
 * yc_escpos_decode:
 * @bytes: what was sent to a printer
 * @error: PROTOCOL, with the place
 *
 * Returns: (transfer full) (element-type YcEscposItem): what came of it
 */
GPtrArray *
yc_escpos_decode (GBytes  *bytes,
                  GError **error)
{
  g_autoptr (GByteArray) line = g_byte_array_new ();
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (item_free);
  Decoder d = { .line = line, .items = items, .width = 1, .height = 1 };
  gsize size;
  const guint8 *data;
  gboolean ok = TRUE;
  guint8 byte;

  g_return_val_if_fail (bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &size);
  yc_reader_init (&d.reader, data, size);
  while (ok && yc_reader_get_left (&d.reader) > 0 && yc_reader_read_u8 (&d.reader, &byte))
    ok = take_character (&d, byte, error);
  ok = ok && flush_line (&d, error);
  g_free (d.qr);
  return ok ? g_steal_pointer (&items) : NULL;
}

static void
render_item (GString            *text,
             const YcEscposItem *item)
{
  switch (item->type)
    {
    case YC_ESCPOS_ITEM_LINE:
      g_string_append_printf (text, "%s\n", item->text);
      break;
    case YC_ESCPOS_ITEM_QR:
      g_string_append_printf (text, "[QR %s]\n", item->text);
      break;
    case YC_ESCPOS_ITEM_RASTER:
      g_string_append_printf (text, "[raster %u×%u]\n", item->width, item->height);
      break;
    case YC_ESCPOS_ITEM_CUT:
      g_string_append (text, "--- cut ---\n");
      break;
    case YC_ESCPOS_ITEM_DRAWER:
      g_string_append (text, "[drawer]\n");
      break;
    default:
      g_assert_not_reached ();
    }
}

/**
 * yc_escpos_render:
 * @items: (element-type YcEscposItem): from yc_escpos_decode()
 *
 * Returns: (transfer full): one line a line, marks in brackets
 */
char *
yc_escpos_render (GPtrArray *items)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (items != NULL, g_string_free (text, FALSE));

  for (guint i = 0; i < items->len; i++)
    render_item (text, items->pdata[i]);
  return g_string_free (text, FALSE);
}
