/* yc-ink-wire.c: handwriting as JSON
 *
 *   {"v":1,"width_mm","height_mm","device":"pen"|"mouse"|"touch",
 *    "samples":[[x_um,y_um,dt_ms,pressure],…]}
 *
 * A pressure is 0 … 1024, or -1 where the pen is lifted. A sample of a device
 * that knows of no pressure has three numbers. What is written is the same
 * for the same ink, byte by byte.
 */

#include "yc-ink-wire.h"

#include "yc-json-guard.h"
#include "yc-wire-error.h"

#include <string.h>

#define VERSION 1

static const YcJsonLimits limits = {
  .bytes_max = YC_INK_BYTES_MAX,
  .depth_max = 3,
  .members_max = 5 * (gsize) YC_INK_SAMPLES_MAX + 16,
  .string_bytes_max = 16,
};

/* Written by hand: a tree of a million arrays would take a hundred times the
 * memory of the text. */
GBytes *
yc_ink_write (const YcInk *ink)
{
  guint count;
  const YcInkSample *samples = yc_ink_get_samples (ink, &count);
  GString *text = g_string_sized_new (64 + 24 * (gsize) count);
  gsize size;

  g_string_append_printf (text, "{\"v\":%d,\"width_mm\":%u,\"height_mm\":%u,\"device\":\"%s\",\"samples\":[", VERSION,
                          yc_ink_get_width_mm (ink), yc_ink_get_height_mm (ink),
                          yc_ink_device_to_text (yc_ink_get_device (ink)));
  for (guint i = 0; i < count; i++)
    {
      g_string_append_printf (text, "%s[%d,%d,%u", i > 0 ? "," : "", samples[i].x_um, samples[i].y_um, samples[i].dt_ms);
      if (samples[i].pressure != YC_INK_NO_PRESSURE)
        g_string_append_printf (text, ",%d", samples[i].pressure);
      g_string_append_c (text, ']');
    }
  g_string_append (text, "]}");
  size = text->len;
  return g_bytes_new_take (g_string_free (text, FALSE), size);
}

static gboolean
refuse (GError    **error,
        const char *what)
{
  g_set_error (error, YC_WIRE_ERROR, YC_WIRE_ERROR_SHAPE, "“%s” is missing or not what it must be", what);
  return FALSE;
}

static gboolean
read_int (json_t *json,
          gint64  min,
          gint64  max,
          gint64 *ret_value)
{
  if (!json_is_integer (json) || json_integer_value (json) < min || json_integer_value (json) > max)
    return FALSE;
  *ret_value = json_integer_value (json);
  return TRUE;
}

static gboolean
read_sample (json_t      *json,
             YcInkSample *ret_sample)
{
  gsize size = json_is_array (json) ? json_array_size (json) : 0;
  gint64 x, y, dt, pressure = YC_INK_NO_PRESSURE;

  if ((size != 3 && size != 4) || !read_int (json_array_get (json, 0), G_MININT32, G_MAXINT32, &x) ||
      !read_int (json_array_get (json, 1), G_MININT32, G_MAXINT32, &y) ||
      !read_int (json_array_get (json, 2), 0, YC_INK_DURATION_MS_MAX, &dt) ||
      (size == 4 && !read_int (json_array_get (json, 3), YC_INK_UP, YC_INK_PRESSURE_MAX, &pressure)))
    return FALSE;
  *ret_sample = (YcInkSample) { (gint32) x, (gint32) y, (guint32) dt, (gint16) pressure };
  return TRUE;
}

static gboolean
read_samples (json_t  *samples,
              YcInk   *ink,
              GError **error)
{
  if (!json_is_array (samples) || json_array_size (samples) > YC_INK_SAMPLES_MAX)
    return refuse (error, "samples");
  for (gsize i = 0; i < json_array_size (samples); i++)
    {
      YcInkSample sample;

      if (!read_sample (json_array_get (samples, i), &sample))
        {
          g_set_error (error, YC_WIRE_ERROR, YC_WIRE_ERROR_SHAPE, "Sample %" G_GSIZE_FORMAT " is not what it must be", i);
          return FALSE;
        }
      if (!yc_ink_add (ink, &sample, error))
        {
          g_prefix_error (error, "Sample %" G_GSIZE_FORMAT ": ", i);
          return FALSE;
        }
    }
  return yc_ink_check_ended (ink, error);
}

/**
 * yc_ink_read:
 * @bytes: JSON, as above
 * @error: YC_WIRE_ERROR, or YC_INK_ERROR for samples that cannot be
 *
 * Returns: (transfer full) (nullable): ink with at least one whole stroke
 */
YcInk *
yc_ink_read (GBytes  *bytes,
             GError **error)
{
  g_autoptr (json_t) json = yc_json_parse (bytes, &limits, error);
  g_autoptr (YcInk) ink = NULL;
  YcInkDevice device;
  gint64 version, width, height;

  if (json == NULL)
    return NULL;
  if (!json_is_object (json) || !read_int (json_object_get (json, "v"), VERSION, VERSION, &version))
    refuse (error, "v");
  else if (!read_int (json_object_get (json, "width_mm"), YC_INK_SIDE_MM_MIN, YC_INK_SIDE_MM_MAX, &width))
    refuse (error, "width_mm");
  else if (!read_int (json_object_get (json, "height_mm"), YC_INK_SIDE_MM_MIN, YC_INK_SIDE_MM_MAX, &height))
    refuse (error, "height_mm");
  else if (!yc_ink_device_parse (json_string_value (json_object_get (json, "device")), &device))
    refuse (error, "device");
  else
    {
      ink = yc_ink_new (device, (guint) width, (guint) height);
      if (read_samples (json_object_get (json, "samples"), ink, error))
        return g_steal_pointer (&ink);
    }
  return NULL;
}
