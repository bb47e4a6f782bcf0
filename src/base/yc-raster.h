/* A picture of dots in memory, with limits. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A3 at 600 dpi is 7016 × 9921 dots. */
#define YC_RASTER_SIDE_MAX 20000       /* dots */
#define YC_RASTER_DOTS_MAX 80000000u   /* dots; 240 MB in colour */

typedef enum
{
  YC_RASTER_ERROR_EMPTY,
  YC_RASTER_ERROR_TOO_LARGE,
} YcRasterError;

#define YC_RASTER_ERROR (yc_raster_error_quark ())
GQuark yc_raster_error_quark (void);

/* Eight bits a sample, rows from the top, no padding. */
typedef struct
{
  guint width;    /* dots */
  guint height;   /* dots */
  guint channels; /* 1: gray, 0 is black; 3: red, green, blue */
  guint dpi;      /* dots per inch; 0 where nobody knows */
  guint8 *dots;   /* width × height × channels bytes */
} YcRaster;

YcRaster *yc_raster_new   (guint           width,
                           guint           height,
                           guint           channels,
                           guint           dpi,
                           GError        **error);
void      yc_raster_free  (YcRaster       *self);
gboolean  yc_raster_check (guint           width,
                           guint           height,
                           GError        **error);

static inline gsize
yc_raster_get_stride (const YcRaster *self)
{
  return (gsize) self->width * self->channels;
}

static inline guint8 *
yc_raster_get_row (const YcRaster *self,
                   guint           y)
{
  return self->dots + y * yc_raster_get_stride (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcRaster, yc_raster_free)

G_END_DECLS
