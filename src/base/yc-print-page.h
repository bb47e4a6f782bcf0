/* A page for a printer that writes characters: what stands where, in mm. */
#pragma once

#include "yc-raster.h"

G_BEGIN_DECLS

#define YC_PRINT_SIDE_MAX_MM 450.0
#define YC_PRINT_CHARS_MAX 20000
#define YC_PRINT_CODES_MAX 16 /* of a page */
#define YC_PRINT_PAGES_MAX 120
/* Of the dots: across and down, as 24 pins print them. */
#define YC_PRINT_DPI_X 360
#define YC_PRINT_DPI_Y 180
#define YC_PRINT_MM_PER_INCH 25.4

/* One character in its box. */
typedef struct
{
  gunichar character;
  double x_mm;     /* the box's left edge, from the paper's */
  double y_mm;     /* its top */
  double width_mm; /* as far as the next character's */
  double size_mm;  /* its height: the size of the type */
} YcPrintChar;

/* A QR code, whose squares are among the dots: for a printer that draws it itself. */
typedef struct
{
  char *text;
  double x_mm;
  double y_mm;
  double side_mm;
} YcPrintCode;

/* Whether the printer writes a character itself, in about that size. */
typedef gboolean (*YcPrintGlyphFunc) (gunichar character,
                                      double   size_mm,
                                      gpointer data);

typedef struct
{
  double width_mm;
  double height_mm;
  GArray *chars;  /* of YcPrintChar, in the order they are read */
  GArray *codes;  /* of YcPrintCode */
  YcRaster *dots; /* one channel, ink below 128: all that is no character */
} YcPrintPage;

YcPrintPage *yc_print_page_new      (double             width_mm,
                                   double             height_mm,
                                   GError           **error);
void        yc_print_page_free     (YcPrintPage        *self);
gboolean    yc_print_page_add_char (YcPrintPage        *self,
                                   const YcPrintChar  *c,
                                   GError           **error);
gboolean    yc_print_page_add_code (YcPrintPage      *self,
                                    const char       *text,
                                    double            x_mm,
                                    double            y_mm,
                                    double            side_mm,
                                    GError          **error);
void        yc_print_page_fill     (YcPrintPage        *self,
                                   double             x_mm,
                                   double             y_mm,
                                   double             width_mm,
                                   double             height_mm);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcPrintPage, yc_print_page_free)

G_END_DECLS
