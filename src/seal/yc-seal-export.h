/* A drawing as a file for other programs. */
#pragma once

#include "yc-seal-drawing.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define YC_SEAL_PNG_DPI 600
#define YC_SEAL_DXF_TOLERANCE_MM 0.005

typedef enum
{
  YC_SEAL_SVG,
  YC_SEAL_PDF,
  YC_SEAL_PNG, /* YC_SEAL_PNG_DPI dots an inch */
  YC_SEAL_DXF, /* R12, closed polylines in mm, y up, a layer for each role */
} YcSealFormat;

gboolean yc_seal_format_from_name (const char          *file,
                                   YcSealFormat        *ret_format);
GBytes  *yc_seal_export           (const YcSealDrawing *drawing,
                                   YcSealFormat         format,
                                   guint32              ink,
                                   GError             **error);

G_END_DECLS
