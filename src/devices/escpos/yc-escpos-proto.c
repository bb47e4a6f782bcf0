/* yc-escpos-proto.c: bytes for ESC/POS receipt printers, and their status bytes
 *
 * A document is a run of whole lines, codes and marks. Text goes as GB18030,
 * which kanji mode (FS &) prints from the printer's own fonts as far as they
 * reach: one and two bytes a character. A line with a four-byte character is
 * drawn whole by the caller and goes as raster bands; bands, not one picture,
 * because small printers have small buffers.
 */

#include "yc-escpos-proto.h"

#include "yc-bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DOT_ROWS_PER_LINE 24

struct _YcEscpos
{
  YcWriter writer;
  YcEscposDrawFunc draw;
  gpointer draw_data;
  guint height; /* magnification of the text, 1 to 8 */
  char *refusal; /* (nullable): the first thing that could not be done */
};

/**
 * yc_escpos_new:
 * @draw: (nullable): draws lines the printer cannot spell
 * @draw_data: for @draw
 *
 * Returns: (transfer full): a document that begins by resetting the printer
 */
YcEscpos *
yc_escpos_new (YcEscposDrawFunc draw,
               gpointer         draw_data)
{
  YcEscpos *self = g_new0 (YcEscpos, 1);

  self->draw = draw;
  self->draw_data = draw_data;
  self->height = 1;
  yc_writer_init (&self->writer, YC_PRINTER_JOB_MAX_BYTES);
  yc_writer_add_bytes (&self->writer, "\x1B\x40\x1C\x26", 4); /* ESC @, FS & */
  return self;
}

void
yc_escpos_free (YcEscpos *self)
{
  if (self == NULL)
    return;

  yc_writer_clear (&self->writer);
  g_free (self->refusal);
  g_free (self);
}

static void
refuse (YcEscpos   *self,
        const char *why)
{
  if (self->refusal == NULL)
    self->refusal = g_strdup (why);
}

/* Spelt in the way the printer prints: the yen sign of Latin-1 would become
 * four bytes, the full-width one is in every font. Control characters would be
 * commands. */
static char *
prepare_text (const char *text)
{
  GString *clean = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == 0xA5)
        c = 0xFFE5;
      else if (c < 0x20 || (c >= 0x7F && c < 0xA0))
        c = ' ';
      g_string_append_unichar (clean, c);
    }
  return g_string_free (clean, FALSE);
}

static guint8 *
to_gb18030 (const char *text,
            gsize      *ret_size)
{
  return (guint8 *) g_convert_with_fallback (text, -1, "GB18030", "UTF-8", "?", NULL, ret_size,
                                             NULL);
}

/* Walks GB18030: how many bytes the character at the front takes. */
static gsize
gb_length (const guint8 *bytes,
           gsize         left)
{
  if (bytes[0] < 0x80 || left < 2)
    return 1;
  if (bytes[1] >= 0x30 && bytes[1] <= 0x39)
    return MIN (4, left);
  return 2;
}

static gboolean
has_four_bytes (const guint8 *bytes,
                gsize         size_bytes)
{
  gsize length;

  for (gsize at = 0; at < size_bytes; at += length)
    {
      length = gb_length (bytes + at, size_bytes - at);
      if (length == 4)
        return TRUE;
    }
  return FALSE;
}

/* The geta mark for each character the printer has not. */
static void
add_replaced (YcEscpos     *self,
              const guint8 *bytes,
              gsize         size_bytes)
{
  gsize length;

  for (gsize at = 0; at < size_bytes; at += length)
    {
      length = gb_length (bytes + at, size_bytes - at);
      if (length == 4)
        yc_writer_add_bytes (&self->writer, "\xA1\xFE", 2); /* 〓 in GB 2312 */
      else
        yc_writer_add_bytes (&self->writer, bytes + at, length);
    }
}

static void
add_band (YcEscpos     *self,
          const guint8 *rows,
          guint         row_bytes,
          guint         count)
{
  yc_writer_add_bytes (&self->writer, "\x1D\x76\x30\x00", 4); /* GS v 0 */
  yc_writer_add_le16 (&self->writer, (guint16) row_bytes);
  yc_writer_add_le16 (&self->writer, (guint16) count);
  yc_writer_add_bytes (&self->writer, rows, (gsize) row_bytes * count);
}

/**
 * yc_escpos_add_bitmap:
 * @self: a document
 * @bitmap: at most %YC_ESCPOS_WIDTH_MAX_DOTS wide
 *
 * Printed where the line begins, in bands.
 */
void
yc_escpos_add_bitmap (YcEscpos             *self,
                      const YcEscposBitmap *bitmap)
{
  guint row_bytes = (bitmap->width_dots + 7) / 8;
  const guint8 *rows = g_bytes_get_data (bitmap->rows, NULL);

  if (bitmap->width_dots == 0 || bitmap->width_dots > YC_ESCPOS_WIDTH_MAX_DOTS ||
      g_bytes_get_size (bitmap->rows) != (gsize) row_bytes * bitmap->height_dots)
    {
      refuse (self, _("A picture is too wide for the paper, or not of its size"));
      return;
    }
  for (guint row = 0; row < bitmap->height_dots; row += YC_ESCPOS_BAND_MAX_ROWS)
    add_band (self, rows + (gsize) row * row_bytes, row_bytes,
              MIN (YC_ESCPOS_BAND_MAX_ROWS, bitmap->height_dots - row));
}

static gboolean
add_drawn (YcEscpos   *self,
           const char *text)
{
  YcEscposBitmap bitmap = { 0 };

  if (self->draw == NULL ||
      !self->draw (text, DOT_ROWS_PER_LINE * self->height, &bitmap, self->draw_data))
    return FALSE;
  yc_escpos_add_bitmap (self, &bitmap);
  g_bytes_unref (bitmap.rows);
  return TRUE;
}

/**
 * yc_escpos_add_line:
 * @self: a document
 * @text: UTF-8, at most %YC_ESCPOS_TEXT_MAX_BYTES; may be empty
 *
 * One line and its end. The printer breaks what is too long.
 */
void
yc_escpos_add_line (YcEscpos   *self,
                    const char *text)
{
  g_autofree char *clean = NULL;
  g_autofree guint8 *bytes = NULL;
  gsize size;

  g_return_if_fail (self != NULL && text != NULL);

  if (strlen (text) > YC_ESCPOS_TEXT_MAX_BYTES || !g_utf8_validate (text, -1, NULL))
    {
      refuse (self, _("A line is too long, or not UTF-8"));
      return;
    }
  clean = prepare_text (text);
  bytes = to_gb18030 (clean, &size);
  if (bytes == NULL)
    {
      refuse (self, _("A line cannot be spelt in GB 18030"));
      return;
    }
  if (!has_four_bytes (bytes, size))
    yc_writer_add_bytes (&self->writer, bytes, size);
  else if (add_drawn (self, clean))
    return;
  else
    add_replaced (self, bytes, size);
  yc_writer_add_u8 (&self->writer, '\n');
}

/* Magnification of the text that follows: 1 to 8 each way. */
void
yc_escpos_set_size (YcEscpos *self,
                    guint     width,
                    guint     height)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (width >= 1 && width <= 8 && height >= 1 && height <= 8);

  self->height = height;
  yc_writer_add_bytes (&self->writer, "\x1D\x21", 2); /* GS ! */
  yc_writer_add_u8 (&self->writer, (guint8) ((width - 1) << 4 | (height - 1)));
}

void
yc_escpos_set_align (YcEscpos     *self,
                     YcEscposAlign align)
{
  g_return_if_fail (self != NULL && (guint) align <= YC_ESCPOS_RIGHT);

  yc_writer_add_bytes (&self->writer, "\x1B\x61", 2); /* ESC a */
  yc_writer_add_u8 (&self->writer, (guint8) align);
}

/* Empty lines: 1 to 255. */
void
yc_escpos_add_feed (YcEscpos *self,
                    guint     lines)
{
  g_return_if_fail (self != NULL && lines >= 1 && lines <= 255);

  yc_writer_add_bytes (&self->writer, "\x1B\x64", 2); /* ESC d */
  yc_writer_add_u8 (&self->writer, (guint8) lines);
}

static void
add_qr_function (YcEscpos     *self,
                 guint8        function,
                 gconstpointer data,
                 gsize         size_bytes)
{
  yc_writer_add_bytes (&self->writer, "\x1D\x28\x6B", 3); /* GS ( k */
  yc_writer_add_le16 (&self->writer, (guint16) (size_bytes + 2));
  yc_writer_add_u8 (&self->writer, 0x31);
  yc_writer_add_u8 (&self->writer, function);
  yc_writer_add_bytes (&self->writer, data, size_bytes);
}

/**
 * yc_escpos_add_qr:
 * @self: a document
 * @content: 1 to %YC_ESCPOS_QR_MAX_BYTES bytes
 * @module_dots: the side of a module, 1 to 16
 */
void
yc_escpos_add_qr (YcEscpos   *self,
                  const char *content,
                  guint       module_dots)
{
  gsize size;
  g_autofree guint8 *store = NULL;

  g_return_if_fail (self != NULL && content != NULL);
  g_return_if_fail (module_dots >= 1 && module_dots <= 16);

  size = strlen (content);
  if (size == 0 || size > YC_ESCPOS_QR_MAX_BYTES)
    {
      refuse (self, _("A QR code is empty or too long"));
      return;
    }
  store = g_malloc (size + 1);
  store[0] = 0x30;
  memcpy (store + 1, content, size);
  add_qr_function (self, 0x41, "\x32\x00", 2);                       /* model 2 */
  add_qr_function (self, 0x43, (guint8[]){ (guint8) module_dots }, 1); /* size */
  add_qr_function (self, 0x45, "\x31", 1);                           /* correction M */
  add_qr_function (self, 0x50, store, size + 1);
  add_qr_function (self, 0x51, "\x30", 1); /* print */
}

/* Feeds past the knife and cuts. */
void
yc_escpos_add_cut (YcEscpos *self)
{
  g_return_if_fail (self != NULL);

  yc_writer_add_bytes (&self->writer, "\x1D\x56\x42\x00", 4); /* GS V 66 0 */
}

void
yc_escpos_open_drawer (YcEscpos *self)
{
  g_return_if_fail (self != NULL);

  yc_writer_add_bytes (&self->writer, "\x1B\x70\x00\x19\xFA", 5); /* ESC p */
}

/**
 * yc_escpos_finish:
 * @self: a document; empty afterwards, to be freed only
 * @error: G_IO_ERROR_INVALID_ARGUMENT for what could not be expressed,
 * G_IO_ERROR_NO_SPACE if it is too long
 *
 * Returns: (transfer full): the bytes
 */
GBytes *
yc_escpos_finish (YcEscpos *self,
                  GError  **error)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->refusal != NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, self->refusal);
      return NULL;
    }
  return yc_writer_finish (&self->writer, error);
}

/**
 * yc_escpos_parse_realtime:
 * @byte: the answer to DLE EOT
 * @n: what was asked: 1, 2 or 4
 * @ret_flags: (out): untouched on failure
 *
 * Returns: %TRUE if @byte is such an answer
 */
gboolean
yc_escpos_parse_realtime (guint8          byte,
                          guint           n,
                          YcPrinterFlags *ret_flags)
{
  YcPrinterFlags flags = YC_PRINTER_FLAG_NONE;

  if ((byte & 0x93) != 0x12)
    return FALSE;
  if (n == 1 && byte & 0x08)
    flags |= YC_PRINTER_OFFLINE;
  if (n == 2 && byte & 0x04)
    flags |= YC_PRINTER_COVER_OPEN;
  if (n == 2 && byte & 0x20)
    flags |= YC_PRINTER_PAPER_OUT;
  if (n == 2 && byte & 0x40)
    flags |= YC_PRINTER_FAULT;
  if (n == 4 && byte & 0x0C)
    flags |= YC_PRINTER_PAPER_LOW;
  if (n == 4 && byte & 0x60)
    flags |= YC_PRINTER_PAPER_OUT;
  *ret_flags = flags;
  return TRUE;
}
