/* Sealed records: what opens, what does not, and what is said then. */

#include "yc-seal-record.h"

#include <string.h>

static const guint8 key_bytes[YC_KEY_SIZE] = { 1, 2, 3 };
static const char name[] = "张测试";

static void
test_round (void)
{
  static const gsize sizes[] = { 0, 1, 15, 16, 17, 65536, YC_SEAL_PLAIN_MAX };
  g_autoptr (YcSealer) sealer = yc_sealer_new (key_bytes);

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *plain = g_strnfill (sizes[i], 'p');
      g_autoptr (GBytes) sealed = yc_seal_record (sealer, "ops", "7", 3, plain, sizes[i]);
      g_autoptr (GBytes) opened = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_cmpuint (g_bytes_get_size (sealed), ==, sizes[i] + YC_SEAL_OVERHEAD);
      opened = yc_open_record (sealer, "ops", "7", 3, g_bytes_get_data (sealed, NULL),
                               g_bytes_get_size (sealed), &error);
      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (opened, NULL), g_bytes_get_size (opened), plain, sizes[i]);
    }
}

static void
test_nonce_is_fresh (void)
{
  g_autoptr (YcSealer) sealer = yc_sealer_new (key_bytes);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_bytes_hash, g_bytes_equal,
                                                       (GDestroyNotify) g_bytes_unref, NULL);

  for (int i = 0; i < 1000; i++)
    {
      g_autoptr (GBytes) sealed = yc_seal_record (sealer, "ops", "7", 3, name, sizeof name);

      g_assert_null (g_strstr_len (g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed), name));
      g_assert_true (g_hash_table_add (seen, g_bytes_new_from_bytes (sealed, 1, 12)));
    }
}

static void
assert_refused (YcSealer     *sealer,
                const char   *table,
                const char   *id,
                gint64        version,
                const guint8 *sealed,
                gsize         size,
                int           code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (yc_open_record (sealer, table, id, version, sealed, size, &error));
  g_assert_error (error, YC_SEAL_ERROR, code);
}

static void
test_wrong_place (void)
{
  g_autoptr (YcSealer) sealer = yc_sealer_new (key_bytes);
  g_autoptr (GBytes) record = yc_seal_record (sealer, "ops", "7", 3, name, sizeof name);
  gsize size;
  const guint8 *sealed = g_bytes_get_data (record, &size);

  assert_refused (sealer, "ops", "8", 3, sealed, size, YC_SEAL_ERROR_WRONG_PLACE);
  assert_refused (sealer, "ops", "7", 2, sealed, size, YC_SEAL_ERROR_WRONG_PLACE);
  assert_refused (sealer, "opt", "7", 3, sealed, size, YC_SEAL_ERROR_WRONG_PLACE);
  /* The same letters, cut elsewhere. */
  assert_refused (sealer, "op", "s7", 3, sealed, size, YC_SEAL_ERROR_WRONG_PLACE);
  assert_refused (sealer, "ops7", "", 3, sealed, size, YC_SEAL_ERROR_WRONG_PLACE);
}

static void
test_wrong_key (void)
{
  static const guint8 other_bytes[YC_KEY_SIZE] = { 1, 2, 4 };
  g_autoptr (YcSealer) sealer = yc_sealer_new (key_bytes);
  g_autoptr (YcSealer) other = yc_sealer_new (other_bytes);
  g_autoptr (GBytes) record = yc_seal_record (sealer, "ops", "7", 3, name, sizeof name);

  assert_refused (other, "ops", "7", 3, g_bytes_get_data (record, NULL), g_bytes_get_size (record),
                  YC_SEAL_ERROR_TAMPERED);
}

static void
test_damaged (void)
{
  g_autoptr (YcSealer) sealer = yc_sealer_new (key_bytes);
  g_autoptr (GBytes) record = yc_seal_record (sealer, "ops", "7", 3, name, sizeof name);
  gsize size;
  const guint8 *sealed = g_bytes_get_data (record, &size);
  g_autofree guint8 *changed = g_memdup2 (sealed, size);

  for (gsize bit = 0; bit < 8 * size; bit++)
    {
      changed[bit / 8] ^= 1 << bit % 8;
      assert_refused (sealer, "ops", "7", 3, changed, size,
                      bit < 8 ? YC_SEAL_ERROR_FORMAT : YC_SEAL_ERROR_TAMPERED);
      changed[bit / 8] ^= 1 << bit % 8;
    }
  for (gsize cut = 0; cut < size; cut++)
    assert_refused (sealer, "ops", "7", 3, sealed, cut,
                    cut < YC_SEAL_OVERHEAD ? YC_SEAL_ERROR_FORMAT : YC_SEAL_ERROR_TAMPERED);
  assert_refused (sealer, "ops", "7", 3, NULL, 0, YC_SEAL_ERROR_FORMAT);
}

static void
test_too_long (void)
{
  g_autoptr (YcSealer) sealer = yc_sealer_new (key_bytes);
  gsize size = YC_SEAL_OVERHEAD + YC_SEAL_PLAIN_MAX + 1;
  g_autofree guint8 *bytes = g_malloc0 (size);

  bytes[0] = 1;
  assert_refused (sealer, "ops", "7", 3, bytes, size, YC_SEAL_ERROR_FORMAT);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seal-record/round", test_round);
  g_test_add_func ("/seal-record/nonce-is-fresh", test_nonce_is_fresh);
  g_test_add_func ("/seal-record/wrong-place", test_wrong_place);
  g_test_add_func ("/seal-record/wrong-key", test_wrong_key);
  g_test_add_func ("/seal-record/damaged", test_damaged);
  g_test_add_func ("/seal-record/too-long", test_too_long);
  return g_test_run ();
}
