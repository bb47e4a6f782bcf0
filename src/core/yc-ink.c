/* yc-ink.c: handwriting as it was made
 *
 * The samples are the evidence: they are kept as the device told them and
 * never smoothed, moved or left out. What is drawn and what is put into a PDF
 * is computed from them (yc-ink-fit.c).
 *
 * Invariants:
 *  1. The pen goes down before it goes up: no stroke begins with YC_INK_UP,
 *     and none follows another.
 *  2. Where the pen goes up the stroke ends; that sample is not drawn to.
 *  3. A mouse has no pressure.
 *  4. Count and duration stay within their limits: what does not fit is
 *     refused, and what is there stays.
 */

#include "yc-ink.h"

#include "yc-bytes.h"

#include <math.h>

#define HEAD_BYTES 16
#define SAMPLE_BYTES 14

struct _YcInk
{
  YcInkDevice device;
  guint width_mm;
  guint height_mm;
  GArray *samples; /* of YcInkSample */
  guint64 duration_ms;
};

static const char *const device_names[] = { "pen", "mouse", "touch" };

G_DEFINE_QUARK (yc-ink-error-quark, yc_ink_error)

/**
 * yc_ink_new:
 * @device: what it is written with
 * @width_mm: of the writing surface, %YC_INK_SIDE_MM_MIN … %YC_INK_SIDE_MM_MAX
 * @height_mm: the same
 *
 * Returns: (transfer full): without a sample
 */
YcInk *
yc_ink_new (YcInkDevice device,
            guint       width_mm,
            guint       height_mm)
{
  YcInk *self;

  g_return_val_if_fail ((guint) device < G_N_ELEMENTS (device_names), NULL);
  g_return_val_if_fail (width_mm >= YC_INK_SIDE_MM_MIN && width_mm <= YC_INK_SIDE_MM_MAX, NULL);
  g_return_val_if_fail (height_mm >= YC_INK_SIDE_MM_MIN && height_mm <= YC_INK_SIDE_MM_MAX, NULL);

  self = g_new0 (YcInk, 1);
  self->device = device;
  self->width_mm = width_mm;
  self->height_mm = height_mm;
  self->samples = g_array_new (FALSE, FALSE, sizeof (YcInkSample));
  return self;
}

YcInk *
yc_ink_copy (const YcInk *self)
{
  YcInk *copy = yc_ink_new (self->device, self->width_mm, self->height_mm);

  g_array_append_vals (copy->samples, self->samples->data, self->samples->len);
  copy->duration_ms = self->duration_ms;
  return copy;
}

void
yc_ink_free (YcInk *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->samples);
  g_free (self);
}

static const YcInkSample *
sample_at (const YcInk *self,
           guint        at)
{
  return &g_array_index (self->samples, YcInkSample, at);
}

/* Whether the pen is on the surface after the last sample. */
gboolean
yc_ink_is_down (const YcInk *self)
{
  return self->samples->len > 0 && sample_at (self, self->samples->len - 1)->pressure != YC_INK_UP;
}

static gboolean
is_beside (gint32 at_um,
           guint  side_mm)
{
  return at_um < -YC_INK_OUTSIDE_UM_MAX || at_um > (gint32) side_mm * 1000 + YC_INK_OUTSIDE_UM_MAX;
}

static gboolean
refuse (GError    **error,
        YcInkError  code,
        const char *why)
{
  g_set_error_literal (error, YC_INK_ERROR, code, why);
  return FALSE;
}

static gboolean
check_sample (const YcInk       *self,
              const YcInkSample *sample,
              GError           **error)
{
  if (is_beside (sample->x_um, self->width_mm) || is_beside (sample->y_um, self->height_mm))
    return refuse (error, YC_INK_ERROR_SAMPLE, "A stroke lies far beside the writing surface");
  if (sample->pressure < YC_INK_NO_PRESSURE || sample->pressure > YC_INK_PRESSURE_MAX)
    return refuse (error, YC_INK_ERROR_SAMPLE, "A pen can’t press like that");
  if (self->device == YC_INK_MOUSE && sample->pressure >= 0)
    return refuse (error, YC_INK_ERROR_SAMPLE, "A mouse has no pressure");
  if (sample->pressure == YC_INK_UP && !yc_ink_is_down (self))
    return refuse (error, YC_INK_ERROR_SAMPLE, "The pen is lifted before it was put down");
  if (self->samples->len == 0 && sample->dt_ms != 0)
    return refuse (error, YC_INK_ERROR_SAMPLE, "The first sample comes after nothing");
  return TRUE;
}

/**
 * yc_ink_add:
 * @self: ink
 * @sample: what comes next; copied
 * @error: YC_INK_ERROR_TOO_MUCH, YC_INK_ERROR_SAMPLE
 *
 * Returns: %FALSE where it cannot be taken: the ink is as it was
 */
gboolean
yc_ink_add (YcInk             *self,
            const YcInkSample *sample,
            GError           **error)
{
  if (self->samples->len >= YC_INK_SAMPLES_MAX)
    return refuse (error, YC_INK_ERROR_TOO_MUCH, "The handwriting has too many samples");
  if (self->duration_ms + sample->dt_ms > YC_INK_DURATION_MS_MAX)
    return refuse (error, YC_INK_ERROR_TOO_MUCH, "The handwriting took too long");
  if (!check_sample (self, sample, error))
    return FALSE;
  g_array_append_val (self->samples, *sample);
  self->duration_ms += sample->dt_ms;
  return TRUE;
}

/* Whether it can be kept: something is there, and the pen was lifted. */
gboolean
yc_ink_check_ended (const YcInk *self,
                    GError     **error)
{
  if (self->samples->len == 0)
    return refuse (error, YC_INK_ERROR_UNENDED, "Nothing was written");
  if (yc_ink_is_down (self))
    return refuse (error, YC_INK_ERROR_UNENDED, "The pen was not lifted");
  return TRUE;
}

YcInkDevice
yc_ink_get_device (const YcInk *self)
{
  return self->device;
}

guint
yc_ink_get_width_mm (const YcInk *self)
{
  return self->width_mm;
}

guint
yc_ink_get_height_mm (const YcInk *self)
{
  return self->height_mm;
}

/* Returns: (transfer none) (array length=ret_count): good until the next sample */
const YcInkSample *
yc_ink_get_samples (const YcInk *self,
                    guint       *ret_count)
{
  *ret_count = self->samples->len;
  return (const YcInkSample *) self->samples->data;
}

guint
yc_ink_count_strokes (const YcInk *self)
{
  guint count = 0;

  for (guint i = 0; i < self->samples->len; i++)
    count += sample_at (self, i)->pressure != YC_INK_UP && (i == 0 || sample_at (self, i - 1)->pressure == YC_INK_UP);
  return count;
}

guint
yc_ink_get_duration_ms (const YcInk *self)
{
  return (guint) self->duration_ms;
}

/* How far the pen went while it was down: a dot goes nowhere. */
double
yc_ink_get_travel_mm (const YcInk *self)
{
  double travel_um = 0;

  for (guint i = 1; i < self->samples->len; i++)
    {
      const YcInkSample *a = sample_at (self, i - 1), *b = sample_at (self, i);

      if (a->pressure != YC_INK_UP && b->pressure != YC_INK_UP)
        travel_um += hypot ((double) b->x_um - a->x_um, (double) b->y_um - a->y_um);
    }
  return travel_um / 1000;
}

gboolean
yc_ink_has_pressure (const YcInk *self)
{
  for (guint i = 0; i < self->samples->len; i++)
    if (sample_at (self, i)->pressure >= 0)
      return TRUE;
  return FALSE;
}

/**
 * yc_ink_get_bounds:
 * @self: ink
 * @ret_box: (out): around all that was drawn; untouched where nothing was
 *
 * Returns: whether anything was
 */
gboolean
yc_ink_get_bounds (const YcInk *self,
                   YcInkBox    *ret_box)
{
  gint32 left = G_MAXINT32, top = G_MAXINT32, right = G_MININT32, bottom = G_MININT32;

  for (guint i = 0; i < self->samples->len; i++)
    {
      const YcInkSample *sample = sample_at (self, i);

      if (sample->pressure == YC_INK_UP)
        continue;
      left = MIN (left, sample->x_um);
      right = MAX (right, sample->x_um);
      top = MIN (top, sample->y_um);
      bottom = MAX (bottom, sample->y_um);
    }
  if (left > right)
    return FALSE;
  *ret_box = (YcInkBox) { left, top, right - left, bottom - top };
  return TRUE;
}

static gboolean
is_same_sample (const YcInkSample *a,
                const YcInkSample *b)
{
  return a->x_um == b->x_um && a->y_um == b->y_um && a->dt_ms == b->dt_ms && a->pressure == b->pressure;
}

gboolean
yc_ink_equal (const YcInk *a,
              const YcInk *b)
{
  if (a->device != b->device || a->width_mm != b->width_mm || a->height_mm != b->height_mm ||
      a->samples->len != b->samples->len)
    return FALSE;
  for (guint i = 0; i < a->samples->len; i++)
    if (!is_same_sample (sample_at (a, i), sample_at (b, i)))
      return FALSE;
  return TRUE;
}

/**
 * yc_ink_get_digest:
 * @self: ink
 * @ret_text: (out): SHA-256 of its canonical bytes
 *
 * The canonical bytes: "YCINK1", device (1 byte), 0, width and height in mm
 * (2 bytes each), the number of samples (4), then 14 bytes a sample: x, y and
 * Δt (4 each), pressure (2, two's complement). All with the highest byte first.
 */
void
yc_ink_get_digest (const YcInk *self,
                   char         ret_text[YC_SHA256_TEXT_SIZE])
{
  g_auto (YcWriter) writer = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  guint8 hash[YC_SHA256_SIZE];

  yc_writer_init (&writer, HEAD_BYTES + SAMPLE_BYTES * (gsize) YC_INK_SAMPLES_MAX);
  yc_writer_add_bytes (&writer, "YCINK1", 6);
  yc_writer_add_u8 (&writer, (guint8) self->device);
  yc_writer_add_u8 (&writer, 0);
  yc_writer_add_be16 (&writer, (guint16) self->width_mm);
  yc_writer_add_be16 (&writer, (guint16) self->height_mm);
  yc_writer_add_be32 (&writer, self->samples->len);
  for (guint i = 0; i < self->samples->len; i++)
    {
      const YcInkSample *sample = sample_at (self, i);

      yc_writer_add_be32 (&writer, (guint32) sample->x_um);
      yc_writer_add_be32 (&writer, (guint32) sample->y_um);
      yc_writer_add_be32 (&writer, sample->dt_ms);
      yc_writer_add_be16 (&writer, (guint16) sample->pressure);
    }
  bytes = yc_writer_finish (&writer, NULL);
  g_assert (bytes != NULL);
  yc_sha256_bytes (bytes, hash);
  yc_sha256_to_text (hash, ret_text);
}

const char *
yc_ink_device_to_text (YcInkDevice device)
{
  g_return_val_if_fail ((guint) device < G_N_ELEMENTS (device_names), NULL);

  return device_names[device];
}

/* Returns: %FALSE where @text names none */
gboolean
yc_ink_device_parse (const char  *text,
                     YcInkDevice *ret_device)
{
  for (guint i = 0; i < G_N_ELEMENTS (device_names); i++)
    if (g_strcmp0 (text, device_names[i]) == 0)
      {
        *ret_device = (YcInkDevice) i;
        return TRUE;
      }
  return FALSE;
}
