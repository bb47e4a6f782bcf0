/* Synthetic pages to be scanned. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  guint number;    /* from 1; printed on it */
  guint width;     /* dots */
  guint height;
  guint dpi;
  gboolean gray;
  gboolean blank;  /* an empty sheet, with the dust of a real one */
  double skew;     /* degrees clockwise: how it lay in the feeder */
} YcSimPage;

/* Returns: (transfer full): a JPEG; the same for the same page */
GBytes *yc_sim_page_draw (const YcSimPage *page,
                          GError         **error);

G_END_DECLS
