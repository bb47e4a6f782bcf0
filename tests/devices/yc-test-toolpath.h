/* Toolpaths for tests, and the pictures they should burn. */
#pragma once

#include "yc-sim-plate.h"
#include "yc-toolpath.h"

G_BEGIN_DECLS

#define YC_TEST_BED_MM 60
#define YC_TEST_BED_NM (YC_TEST_BED_MM * 1000000)

/* A ring with a bar across it, `rows` dots high, 500 dpi, at (10 mm, 8 mm): row
 * by row, both ways, some rows blank. */
YcToolpath *yc_test_raster_new    (guint             rows,
                                   guint32           speed_um_s);
/* The dots it should burn. */
gboolean    yc_test_raster_is_ink (guint             rows,
                                   guint             column,
                                   guint             row);
/* A square, a circle of 72 sides and a cross of two slanting lines. */
YcToolpath *yc_test_vectors_new   (guint32           speed_um_s);
YcToolpath *yc_test_rectangle_new (void);
/* How many dots differ from what was wanted, of those wanted: in permille. */
guint       yc_test_plate_differs (const YcSimPlate *plate,
                                   guint             rows);

G_END_DECLS
