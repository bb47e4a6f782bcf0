/* Handwriting as JSON, there and back, and what is refused. */

#include "yc-ink-wire.h"
#include "yc-wire-error.h"

#include <string.h>

static void
put (YcInk *ink,
     gint32 x_um,
     gint32 y_um,
     guint  dt_ms,
     int    pressure)
{
  const YcInkSample sample = { x_um, y_um, dt_ms, (gint16) pressure };

  g_assert_true (yc_ink_add (ink, &sample, NULL));
}

static YcInk *
read_text (const char *text,
           GError    **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return yc_ink_read (bytes, error);
}

static void
test_there_and_back (void)
{
  static const char expected[] = "{\"v\":1,\"width_mm\":120,\"height_mm\":40,\"device\":\"pen\",\"samples\":"
                                 "[[1000,-2000,0,0],[1500,2000,8,1024],[1500,2000,9],[1500,2000,9,-1]]}";
  g_autoptr (YcInk) ink = yc_ink_new (YC_INK_PEN, 120, 40);
  g_autoptr (YcInk) back = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  put (ink, 1000, -2000, 0, 0);
  put (ink, 1500, 2000, 8, 1024);
  put (ink, 1500, 2000, 9, YC_INK_NO_PRESSURE);
  put (ink, 1500, 2000, 9, YC_INK_UP);
  bytes = yc_ink_write (ink);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected, strlen (expected));
  back = yc_ink_read (bytes, &error);
  g_assert_no_error (error);
  g_assert_true (yc_ink_equal (ink, back));
}

/* The largest there may be can be written and read again. */
static void
test_a_million (void)
{
  g_autoptr (YcInk) ink = yc_ink_new (YC_INK_TOUCH, 1000, 1000);
  g_autoptr (YcInk) back = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < YC_INK_SAMPLES_MAX; i++)
    put (ink, -(gint32) i, 1000000 + (gint32) i, i == 0 ? 0 : i == 1 ? 100000 : 0, i == YC_INK_SAMPLES_MAX - 1 ? YC_INK_UP : 1000);
  bytes = yc_ink_write (ink);
  g_assert_cmpuint (g_bytes_get_size (bytes), <=, YC_INK_BYTES_MAX);
  back = yc_ink_read (bytes, &error);
  g_assert_no_error (error);
  g_assert_true (yc_ink_equal (ink, back));
}

static void
assert_refused (const char *text,
                GQuark      domain,
                int         code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcInk) ink = read_text (text, &error);

  g_assert_null (ink);
  g_assert_error (error, domain, code);
}

#define INK(device, samples) "{\"v\":1,\"width_mm\":120,\"height_mm\":40,\"device\":\"" device "\",\"samples\":" samples "}"

static void
test_refused (void)
{
  g_autoptr (YcInk) good = read_text (INK ("mouse", "[[0,0,0],[5,5,5,-1]]"), NULL);

  g_assert_nonnull (good);
  assert_refused ("[]", YC_WIRE_ERROR, YC_WIRE_ERROR_SHAPE);
  assert_refused ("{\"v\":2,\"width_mm\":120,\"height_mm\":40,\"device\":\"pen\",\"samples\":[]}", YC_WIRE_ERROR,
                  YC_WIRE_ERROR_SHAPE);
  assert_refused ("{\"v\":1,\"width_mm\":4,\"height_mm\":40,\"device\":\"pen\",\"samples\":[[0,0,0,1],[0,0,0,-1]]}",
                  YC_WIRE_ERROR, YC_WIRE_ERROR_SHAPE);
  assert_refused (INK ("finger", "[[0,0,0],[5,5,5,-1]]"), YC_WIRE_ERROR, YC_WIRE_ERROR_SHAPE);
  assert_refused (INK ("pen", "7"), YC_WIRE_ERROR, YC_WIRE_ERROR_SHAPE);
  assert_refused (INK ("pen", "[[0,0]]"), YC_WIRE_ERROR, YC_WIRE_ERROR_SHAPE);
  assert_refused (INK ("pen", "[[0,0,0,1,1]]"), YC_WIRE_ERROR, YC_WIRE_ERROR_SHAPE);
  assert_refused (INK ("pen", "[[0,0,-1,1]]"), YC_WIRE_ERROR, YC_WIRE_ERROR_SHAPE);
  assert_refused (INK ("pen", "[[9999999999,0,0,1]]"), YC_WIRE_ERROR, YC_WIRE_ERROR_SHAPE);
  assert_refused (INK ("pen", "[[0,0,0,-2]]"), YC_WIRE_ERROR, YC_WIRE_ERROR_SHAPE);
  assert_refused (INK ("pen", "[[0.5,0,0,1]]"), YC_WIRE_ERROR, YC_WIRE_ERROR_JSON);
  assert_refused (INK ("pen", "[]"), YC_INK_ERROR, YC_INK_ERROR_UNENDED);
  assert_refused (INK ("pen", "[[0,0,0,1]]"), YC_INK_ERROR, YC_INK_ERROR_UNENDED);
  assert_refused (INK ("mouse", "[[0,0,0,1],[5,5,5,-1]]"), YC_INK_ERROR, YC_INK_ERROR_SAMPLE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ink-wire/there-and-back", test_there_and_back);
  g_test_add_func ("/ink-wire/a-million", test_a_million);
  g_test_add_func ("/ink-wire/refused", test_refused);
  return g_test_run ();
}
