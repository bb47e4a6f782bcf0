/* fuzz-strokes.c: handwriting of any bytes is refused in words or is whole: it can
 * be written and read again, and curves can be drawn through it */

#include "yc-fuzz.h"
#include "yc-ink-wire.h"

#include <math.h>

#define TOLERANCE_UM 50

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (YcInk) ink = yc_ink_read (bytes, &error);
  g_autoptr (YcInk) again = NULL;
  g_autoptr (GBytes) written = NULL;
  g_autoptr (GArray) curves = NULL;
  guint count;

  g_assert_true ((ink == NULL) == (error != NULL));
  if (ink == NULL)
    return 0;
  yc_ink_get_samples (ink, &count);
  g_assert_cmpuint (count, <=, YC_INK_SAMPLES_MAX);
  g_assert_cmpuint (yc_ink_get_duration_ms (ink), <=, YC_INK_DURATION_MS_MAX);
  written = yc_ink_write (ink);
  again = yc_ink_read (written, NULL);
  g_assert_true (again != NULL && yc_ink_equal (ink, again));
  curves = yc_ink_fit (ink, TOLERANCE_UM);
  g_assert_cmpuint (curves->len, <=, count);
  for (guint i = 0; i < curves->len; i++)
    for (guint k = 0; k < 4; k++)
      g_assert_true (isfinite (g_array_index (curves, YcInkCurve, i).x[k]) &&
                     isfinite (g_array_index (curves, YcInkCurve, i).y[k]));
  return 0;
}
