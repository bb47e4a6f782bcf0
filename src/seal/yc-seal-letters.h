/* A text as outlines of one measured size, ready to be put somewhere. */
#pragma once

#include "yc-seal-drawing.h"
#include "yc-seal-fonts.h"

G_BEGIN_DECLS

/* In mm. The outline lies around x = 0; y = 0 is the top of the whole text's outlines. */
typedef struct
{
  char text[7]; /* the character, in UTF-8 */
  char *font;
  gboolean wanted;
  YcSealPath *path;
  YcSealBox box;
} YcSealLetter;

typedef struct
{
  GPtrArray *letters; /* of YcSealLetter */
  double height_mm;   /* from the highest outline to the lowest */
  double width_mm;    /* of the widest */
} YcSealLetters;

typedef enum
{
  YC_SEAL_WIDTH_COMMON, /* the widest has the width, the others their share of it */
  YC_SEAL_WIDTH_EACH,   /* each has the width; a 1, which is none, what it has beside a 0 */
} YcSealWidth;

YcSealLetters *yc_seal_letters_new  (YcSealFonts        *fonts,
                                     const YcSealStyle  *style,
                                     const char         *text,
                                     double              width_mm,
                                     double              height_mm,
                                     YcSealWidth         how,
                                     GError            **error);
double         yc_seal_letters_get_share (YcSealFonts *fonts,
                                     const YcSealStyle  *style,
                                     const char         *text,
                                     GError            **error);
void           yc_seal_letters_free (YcSealLetters      *self);
void           yc_seal_letters_put  (const YcSealLetters  *self,
                                     guint                 letter,
                                     const cairo_matrix_t *matrix,
                                     YcSealRole            role,
                                     YcSealDrawingBuilder *builder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSealLetters, yc_seal_letters_free)

G_END_DECLS
