/* Small PDFs for tests, made by hand: cairo keeps memory for each font it puts into one. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define YC_TEST_PAPER_WIDTH_PT 595
#define YC_TEST_PAPER_HEIGHT_PT 842

/* Each of @pages with its lines, 40 points apart from y = 80, the first a
 * black square of 20 points at (40, 40). */
GBytes *yc_test_paper_new      (const char *const *lines,
                                guint              pages);

/* By hand: @objects from number 1 (the catalogue), and what the trailer says
 * beside /Size and /Root. */
GBytes *yc_test_paper_new_raw  (const char *const *objects,
                                const char        *trailer);

G_END_DECLS
