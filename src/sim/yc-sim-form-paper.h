/* What a form printer would have put on paper: pure. */
#pragma once

#include "yc-raster.h"

G_BEGIN_DECLS

#define YC_SIM_FORM_PAGES_MAX 120
#define YC_SIM_FORM_CHARS_MAX 50000 /* of all pages */
#define YC_SIM_FORM_DPI_X 360
#define YC_SIM_FORM_DPI_Y 180
#define YC_SIM_FORM_WIDTH_MM 345.44 /* 13.6 in: as far as the head goes */

/* A character of the printer's own. */
typedef struct
{
  gunichar character;
  double x_mm; /* top left corner, from where paper and head begin */
  double y_mm;
  double width_mm;
  double height_mm;
} YcSimFormChar;

typedef struct
{
  double height_mm;
  GArray *chars;  /* of YcSimFormChar, as they were printed */
  YcRaster *dots; /* (nullable): one channel, ink 0: what came as dots; %NULL for none */
} YcSimFormPage;

typedef struct
{
  GPtrArray *pages; /* of YcSimFormPage */
  gsize dot_bytes;  /* of all that was sent, what were columns of dots */
} YcSimFormPaper;

YcSimFormPaper *yc_sim_form_paper_read (GBytes               *bytes,
                                        GError              **error);
void            yc_sim_form_paper_free (YcSimFormPaper       *self);
/* Returns: (transfer full): text lines with their places in mm */
char           *yc_sim_form_paper_dup_text (const YcSimFormPaper *self);
/* Returns: (transfer full) (nullable): a PNG of 360 × 360 dots an inch, black on white */
GBytes         *yc_sim_form_page_to_png (const YcSimFormPage *page,
                                         double               width_mm,
                                         GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSimFormPaper, yc_sim_form_paper_free)

G_END_DECLS
