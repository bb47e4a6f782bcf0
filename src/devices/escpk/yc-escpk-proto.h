/* Bytes for ESC/P-K form printers of 24 pins: pure. */
#pragma once

#include "yc-print-page.h"
#include "yc-printer.h"

G_BEGIN_DECLS

#define YC_ESCPK_OFFSET_MAX_MM 25.0
/* Type of this height goes in the printer's own characters, which are 24 dots high. */
#define YC_ESCPK_SIZE_MIN_DOTS 22 /* 1/180 in: 8.8 pt */
#define YC_ESCPK_SIZE_MAX_DOTS 33 /* 13.2 pt */

/* Which characters the machine states it has. */
typedef enum
{
  YC_ESCPK_GB2312,
  YC_ESCPK_GBK,
} YcEscpkGlyphs;

/* Of one printer. */
typedef struct
{
  YcEscpkGlyphs glyphs;
  gboolean sheets;    /* single sheets are ejected; else the form is fed to the next one's top */
  double offset_x_mm; /* added to every place: what the calibration page showed */
  double offset_y_mm;
} YcEscpkSettings;

gboolean    yc_escpk_has_glyph       (const YcEscpkSettings *settings,
                                      gunichar               character,
                                      double                 size_mm);
GBytes     *yc_escpk_write           (GPtrArray             *pages,
                                      const YcEscpkSettings *settings,
                                      GError               **error);
YcPrintPage *yc_escpk_new_calibration (double                 width_mm,
                                      double                 height_mm,
                                      GError               **error);

G_END_DECLS
