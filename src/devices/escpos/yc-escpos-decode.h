/* What a receipt printer would have put on paper: pure. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define YC_ESCPOS_ITEMS_MAX 10000

typedef enum
{
  YC_ESCPOS_ITEM_LINE,   /* text: the line, UTF-8 */
  YC_ESCPOS_ITEM_QR,     /* text: its content */
  YC_ESCPOS_ITEM_RASTER, /* width and height in dots */
  YC_ESCPOS_ITEM_CUT,
  YC_ESCPOS_ITEM_DRAWER,
} YcEscposItemType;

typedef struct
{
  YcEscposItemType type;
  char *text;
  guint width;  /* of a line: magnification, 1 to 8; of a raster: dots */
  guint height;
} YcEscposItem;

/* Returns a GPtrArray of YcEscposItem. */
GPtrArray *yc_escpos_decode (GBytes    *bytes,
                             GError   **error);
char      *yc_escpos_render (GPtrArray *items);

G_END_DECLS
