/* Characters as outlines, from the first font of a style that has them. */
#pragma once

#include "yc-seal-path.h"
#include "yc-seal-profile.h"

G_BEGIN_DECLS

/* A character's outline; the unit is the font's em, the origin on the base line, y down. */
typedef struct
{
  gunichar character;
  char *font;        /* its family and style: "FandolFang R Regular" */
  gboolean wanted;   /* it is the style's first family */
  YcSealPath *path;
  YcSealBox box;     /* of the outline */
  double advance;
  double stem[2];    /* how wide the font's vertical and horizontal strokes are; 0 where it can't be told */
} YcSealGlyph;

typedef struct _YcSealFonts YcSealFonts;

YcSealFonts       *yc_seal_fonts_new       (void);
YcSealFonts       *yc_seal_fonts_ref       (YcSealFonts        *self);
void               yc_seal_fonts_unref     (YcSealFonts        *self);
YcSealGlyph       *yc_seal_fonts_get_glyph (YcSealFonts        *self,
                                            const YcSealStyle  *style,
                                            gunichar            character,
                                            double              wider,
                                            double              higher,
                                            GError            **error);
void               yc_seal_glyph_unref     (YcSealGlyph        *glyph);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSealFonts, yc_seal_fonts_unref)

G_END_DECLS
