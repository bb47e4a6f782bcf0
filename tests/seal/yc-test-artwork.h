/* Drawings like seals, without fonts: borders, a star, and strokes where characters would be. */
#pragma once

#include "yc-seal-plan.h"

G_BEGIN_DECLS

typedef enum
{
  YC_TEST_ROUND,
  YC_TEST_OVAL,
  YC_TEST_SQUARE,
} YcTestShape;

YcSealDrawing *yc_test_artwork_new      (YcTestShape shape,
                                         double      width_mm,
                                         double      height_mm,
                                         guint       seed);
/* Of YcSealPart: the sizes of the five default seals. */
GPtrArray     *yc_test_artwork_new_five (guint       seed);

G_END_DECLS
