/* A line of text as black and white dots, for printers without the glyphs. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define YC_GLYPH_RUN_TEXT_MAX 1024 /* bytes */
#define YC_GLYPH_RUN_HEIGHT_MAX 512 /* dots */

GBytes *yc_glyph_run_draw (const char *text,
                           guint       height_dots,
                           guint      *ret_width_dots,
                           GError    **error);

G_END_DECLS
