/* How long a record takes to be sealed and to be opened, with each cipher: an
 * op of 4.85 KB, a page of 300 KB. In a release build. */

#include "yc-seal-record.h"

static double
measure_us (YcSealer *sealer,
            GBytes   *plain,
            gboolean  opening,
            int       rounds)
{
  g_autoptr (GBytes) sealed = yc_seal_record (sealer, "ops", "7", 3, g_bytes_get_data (plain, NULL), g_bytes_get_size (plain));
  gint64 began = g_get_monotonic_time ();

  for (int i = 0; i < rounds; i++)
    {
      g_autoptr (GBytes) result = NULL;

      if (opening)
        result = yc_open_record (sealer, "ops", "7", 3, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed), NULL);
      else
        result = yc_seal_record (sealer, "ops", "7", 3, g_bytes_get_data (plain, NULL), g_bytes_get_size (plain));
      g_assert_nonnull (result);
    }
  return (double) (g_get_monotonic_time () - began) / rounds;
}

static void
report (YcCipher cipher,
        gsize    size,
        int      rounds)
{
  static const guint8 key[YC_KEY_SIZE] = { 1, 2, 3 };
  g_autoptr (YcSealer) sealer = yc_sealer_new (key, cipher);
  g_autoptr (GBytes) plain = g_bytes_new_take (g_strnfill (size, 'p'), size);
  double seal_us, open_us;

  measure_us (sealer, plain, FALSE, rounds / 10);
  seal_us = measure_us (sealer, plain, FALSE, rounds);
  open_us = measure_us (sealer, plain, TRUE, rounds);
  g_print ("%-12s %7" G_GSIZE_FORMAT " bytes: seal %8.1f us (%5.0f MB/s), open %8.1f us (%5.0f MB/s)\n",
           yc_cipher_to_text (cipher), size, seal_us, (double) size / seal_us, open_us, (double) size / open_us);
}

int
main (void)
{
  for (guint i = 0; i < YC_CIPHERS; i++)
    {
      report ((YcCipher) i, 4850, 20000);
      report ((YcCipher) i, 300000, 500);
    }
  return 0;
}
