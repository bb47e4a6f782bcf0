/* The parts of the ESC/P-K writer. Lengths are ticks: 1/180 in, a pin's height. */
#pragma once

#include "yc-bytes.h"
#include "yc-escpk-proto.h"

G_BEGIN_DECLS

#define YC_ESCPK_TICKS_PER_INCH 180
#define YC_ESCPK_PINS 24
#define YC_ESCPK_CODE_MAX_BYTES 2

/* Where the head is, and what it has been told. */
typedef struct
{
  YcWriter writer;
  const YcEscpkSettings *settings;
  int y;          /* ticks from the form's top */
  int x;          /* ticks from the left; %G_MAXINT: not known */
  guint pitch;    /* ticks a half-width character takes; 0: not set yet */
  int form_ticks; /* 0: not set yet */
} YcEscpkHead;

/* What goes on paper where the top pin stands at @y. */
typedef struct
{
  int y;
  gboolean is_band; /* else a character */
  int x;            /* of a character */
  guint pitch;      /* of one of half width; 0: full width */
  guint8 code[YC_ESCPK_CODE_MAX_BYTES];
} YcEscpkThing;

/* yc-escpk-proto.c */
int      yc_escpk_get_form_ticks (double          height_mm);
void     yc_escpk_move_to     (YcEscpkHead       *head,
                               int                x);

/* yc-escpk-glyphs-proto.c */
guint    yc_escpk_encode      (YcEscpkGlyphs      glyphs,
                               gunichar           character,
                               guint8             ret_code[YC_ESCPK_CODE_MAX_BYTES]);

/* yc-escpk-bands-proto.c */
void     yc_escpk_list_bands  (const YcRaster    *dots,
                               int                y,
                               GArray            *things);
void     yc_escpk_write_band  (YcEscpkHead       *head,
                               const YcRaster    *dots,
                               int                row,
                               int                x);

/* yc-escpk-things-proto.c */
GArray  *yc_escpk_list_things (const YcPrintPage      *page,
                               const YcEscpkSettings *settings,
                               GError               **error);

G_END_DECLS
