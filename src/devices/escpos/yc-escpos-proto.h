/* Bytes for ESC/POS receipt printers, and their status bytes: pure. */
#pragma once

#include "yc-printer.h"

G_BEGIN_DECLS

#define YC_ESCPOS_TEXT_MAX_BYTES 4096
#define YC_ESCPOS_QR_MAX_BYTES 2048
#define YC_ESCPOS_BAND_MAX_ROWS 128
#define YC_ESCPOS_WIDTH_MAX_DOTS 832

typedef enum
{
  YC_ESCPOS_LEFT,
  YC_ESCPOS_CENTER,
  YC_ESCPOS_RIGHT,
} YcEscposAlign;

/* One bit a dot, most significant first, rows filled up to whole bytes. */
typedef struct
{
  guint width_dots;
  guint height_dots;
  GBytes *rows;
} YcEscposBitmap;

/* Draws a line of text the printer has no characters for. @height_dots is that
 * of a character. FALSE: it cannot, and 〓 is printed for each such character. */
typedef gboolean (*YcEscposDrawFunc) (const char     *text,
                                      guint           height_dots,
                                      YcEscposBitmap *ret_bitmap,
                                      gpointer        data);

typedef struct _YcEscpos YcEscpos;

YcEscpos *yc_escpos_new       (YcEscposDrawFunc draw,
                               gpointer         draw_data);
void      yc_escpos_free      (YcEscpos        *self);
void      yc_escpos_add_line  (YcEscpos        *self,
                               const char      *text);
void      yc_escpos_set_size  (YcEscpos        *self,
                               guint            width,
                               guint            height);
void      yc_escpos_set_align (YcEscpos        *self,
                               YcEscposAlign    align);
void      yc_escpos_add_feed  (YcEscpos        *self,
                               guint            lines);
void      yc_escpos_add_qr    (YcEscpos        *self,
                               const char      *content,
                               guint            module_dots);
void      yc_escpos_add_bitmap (YcEscpos       *self,
                               const YcEscposBitmap *bitmap);
void      yc_escpos_add_cut   (YcEscpos        *self);
void      yc_escpos_open_drawer (YcEscpos      *self);
GBytes   *yc_escpos_finish    (YcEscpos        *self,
                               GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcEscpos, yc_escpos_free)

/* Status. */
gboolean       yc_escpos_parse_realtime    (guint8          byte,
                                            guint           n,
                                            YcPrinterFlags *ret_flags);

G_END_DECLS
