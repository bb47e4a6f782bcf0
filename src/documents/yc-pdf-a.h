/* A PDF for keeping: PDF/A-2u (ISO 19005-2, level U). */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  const char *title;
  const char *language; /* "zh-CN" */
  gint64 created_ms;    /* UTC */
} YcPdfFacts;

GBytes *yc_pdf_a_convert (GBytes            *pdf,
                          const YcPdfFacts  *facts,
                          GError           **error);

G_END_DECLS
