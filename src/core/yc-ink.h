/* Handwriting as it was made: where the pen was, when, and how hard it pressed. */
#pragma once

#include "yc-crypto.h"

G_BEGIN_DECLS

#define YC_INK_SAMPLES_MAX 1000000
#define YC_INK_DURATION_MS_MAX (10 * 60 * 1000) /* from the first sample to the last */
#define YC_INK_SIDE_MM_MIN 5                    /* of the writing surface */
#define YC_INK_SIDE_MM_MAX 1000
#define YC_INK_OUTSIDE_UM_MAX 1000000           /* how far beside the surface a pen may slip */
#define YC_INK_PRESSURE_MAX 1024
#define YC_INK_UP (-1)          /* in place of a pressure: the pen leaves the surface here */
#define YC_INK_NO_PRESSURE (-2) /* in place of a pressure: it is down, and nothing is known of it */
#define YC_INK_TOLERANCE_UM_MIN 1
#define YC_INK_TOLERANCE_UM_MAX 5000

typedef enum
{
  YC_INK_ERROR_TOO_MUCH, /* samples, or time */
  YC_INK_ERROR_SAMPLE,   /* a sample that cannot be */
  YC_INK_ERROR_UNENDED,  /* the pen is still down */
} YcInkError;

#define YC_INK_ERROR (yc_ink_error_quark ())

GQuark yc_ink_error_quark (void);

/* What it was written with, truthfully: a mouse is no pen. */
typedef enum
{
  YC_INK_PEN,
  YC_INK_MOUSE,
  YC_INK_TOUCH,
} YcInkDevice;

/* µm from the surface's top left corner, to the right and down. */
typedef struct
{
  gint32 x_um;
  gint32 y_um;
  guint32 dt_ms;   /* since the sample before; of the first: 0 */
  gint16 pressure; /* 0 … YC_INK_PRESSURE_MAX, YC_INK_UP or YC_INK_NO_PRESSURE */
} YcInkSample;

typedef struct
{
  gint32 x_um;
  gint32 y_um;
  gint32 width_um;
  gint32 height_um;
} YcInkBox;

/* A cubic Bézier curve in mm, from (x[0], y[0]) to (x[3], y[3]). */
typedef struct
{
  double x[4];
  double y[4];
  double width_mm; /* of the line, by how hard the pen pressed */
  gboolean begins; /* a stroke; otherwise it goes on where the curve before it ended */
} YcInkCurve;

typedef struct _YcInk YcInk;

YcInk             *yc_ink_new           (YcInkDevice        device,
                                         guint              width_mm,
                                         guint              height_mm);
YcInk             *yc_ink_copy          (const YcInk       *self);
void               yc_ink_free          (YcInk             *self);
gboolean           yc_ink_add           (YcInk             *self,
                                         const YcInkSample *sample,
                                         GError           **error);
gboolean           yc_ink_check_ended   (const YcInk       *self,
                                         GError           **error);

YcInkDevice        yc_ink_get_device    (const YcInk       *self);
guint              yc_ink_get_width_mm  (const YcInk       *self);
guint              yc_ink_get_height_mm (const YcInk       *self);
const YcInkSample *yc_ink_get_samples   (const YcInk       *self,
                                         guint             *ret_count);
gboolean           yc_ink_is_down       (const YcInk       *self);
guint              yc_ink_count_strokes (const YcInk       *self);
guint              yc_ink_get_duration_ms (const YcInk     *self);
double             yc_ink_get_travel_mm (const YcInk       *self);
gboolean           yc_ink_has_pressure  (const YcInk       *self);
gboolean           yc_ink_get_bounds    (const YcInk       *self,
                                         YcInkBox          *ret_box);
gboolean           yc_ink_equal         (const YcInk       *a,
                                         const YcInk       *b);
void               yc_ink_get_digest    (const YcInk       *self,
                                         char               ret_text[YC_SHA256_TEXT_SIZE]);
/* yc-ink-fit.c */
GArray            *yc_ink_fit           (const YcInk       *self,
                                         guint              tolerance_um);

const char        *yc_ink_device_to_text (YcInkDevice       device);
gboolean           yc_ink_device_parse  (const char        *text,
                                         YcInkDevice       *ret_device);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcInk, yc_ink_free)

G_END_DECLS
