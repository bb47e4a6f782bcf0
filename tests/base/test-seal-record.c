/* Sealed records: what opens, what does not, and what is said then. */

#include "yc-seal-record.h"

#include <string.h>

static const guint8 key_bytes[YC_KEY_SIZE] = { 1, 2, 3 };
static const char name[] = "张测试";

/* As it was sealed before each cipher had a key of its own: "abc" as version 3
 * of record 7 of ops, under key_bytes. */
static const guint8 before[] = {
  0x01, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a,
  0x1b, 0x94, 0x05, 0xda, 0x75, 0x14, 0x45, 0x05, 0x1a, 0x7a, 0xf5, 0x18,
  0x88, 0x34, 0xd4, 0x66, 0x0c, 0xcb, 0x23, 0xce, 0x10, 0xf4, 0xeb, 0x42,
  0x63, 0x50, 0x82, 0x0d, 0xb0, 0xce, 0xda, 0x91, 0x83, 0x38, 0x4e, 0x9c,
};

static YcSealer *
new_sealer (gconstpointer cipher)
{
  return yc_sealer_new (key_bytes, (YcCipher) GPOINTER_TO_UINT (cipher));
}

static void
test_round (gconstpointer cipher)
{
  static const gsize sizes[] = { 0, 1, 15, 16, 17, 65536, YC_SEAL_PLAIN_MAX };
  g_autoptr (YcSealer) sealer = new_sealer (cipher);

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
test_nonce_is_fresh (gconstpointer cipher)
{
  g_autoptr (YcSealer) sealer = new_sealer (cipher);
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
test_wrong_place (gconstpointer cipher)
{
  g_autoptr (YcSealer) sealer = new_sealer (cipher);
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
test_wrong_key (gconstpointer cipher)
{
  static const guint8 other_bytes[YC_KEY_SIZE] = { 1, 2, 4 };
  g_autoptr (YcSealer) sealer = new_sealer (cipher);
  g_autoptr (YcSealer) other = yc_sealer_new (other_bytes, (YcCipher) GPOINTER_TO_UINT (cipher));
  g_autoptr (GBytes) record = yc_seal_record (sealer, "ops", "7", 3, name, sizeof name);

  assert_refused (other, "ops", "7", 3, g_bytes_get_data (record, NULL), g_bytes_get_size (record),
                  YC_SEAL_ERROR_TAMPERED);
}

static gboolean
is_format (guint8 byte)
{
  return byte >= 1 && byte <= 3;
}

static void
test_damaged (gconstpointer cipher)
{
  g_autoptr (YcSealer) sealer = new_sealer (cipher);
  g_autoptr (GBytes) record = yc_seal_record (sealer, "ops", "7", 3, name, sizeof name);
  gsize size;
  const guint8 *sealed = g_bytes_get_data (record, &size);
  g_autofree guint8 *changed = g_memdup2 (sealed, size);

  for (gsize bit = 0; bit < 8 * size; bit++)
    {
      changed[bit / 8] ^= 1 << bit % 8;
      assert_refused (sealer, "ops", "7", 3, changed, size,
                      is_format (changed[0]) ? YC_SEAL_ERROR_TAMPERED : YC_SEAL_ERROR_FORMAT);
      changed[bit / 8] ^= 1 << bit % 8;
    }
  for (gsize cut = 0; cut < size; cut++)
    assert_refused (sealer, "ops", "7", 3, sealed, cut,
                    cut < YC_SEAL_OVERHEAD ? YC_SEAL_ERROR_FORMAT : YC_SEAL_ERROR_TAMPERED);
  assert_refused (sealer, "ops", "7", 3, NULL, 0, YC_SEAL_ERROR_FORMAT);
}

static void
test_too_long (gconstpointer cipher)
{
  g_autoptr (YcSealer) sealer = new_sealer (cipher);
  gsize size = YC_SEAL_OVERHEAD + YC_SEAL_PLAIN_MAX + 1;
  g_autofree guint8 *bytes = g_malloc0 (size);

  bytes[0] = 1;
  assert_refused (sealer, "ops", "7", 3, bytes, size, YC_SEAL_ERROR_FORMAT);
}

/* Whatever is written with, all that is known is opened. */
static void
test_other_cipher (gconstpointer cipher)
{
  g_autoptr (YcSealer) sealer = new_sealer (cipher);
  g_autoptr (YcSealer) other = yc_sealer_new (key_bytes, GPOINTER_TO_UINT (cipher) == YC_CIPHER_SM4_GCM
                                                            ? YC_CIPHER_AES_256_GCM : YC_CIPHER_SM4_GCM);
  g_autoptr (GBytes) record = yc_seal_record (other, "ops", "7", 3, name, sizeof name);
  g_autofree guint8 *changed = g_memdup2 (g_bytes_get_data (record, NULL), g_bytes_get_size (record));
  g_autoptr (GBytes) opened = NULL;
  g_autoptr (GError) error = NULL;

  opened = yc_open_record (sealer, "ops", "7", 3, changed, g_bytes_get_size (record), &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (opened, NULL), g_bytes_get_size (opened), name, sizeof name);
  g_assert_cmpint (changed[0], ==, yc_sealer_get_format (other));
  g_assert_cmpint (changed[0], !=, yc_sealer_get_format (sealer));

  /* One cipher's text said to be the other's. */
  changed[0] = yc_sealer_get_format (sealer);
  assert_refused (sealer, "ops", "7", 3, changed, g_bytes_get_size (record), YC_SEAL_ERROR_TAMPERED);
}

static void
test_before (gconstpointer cipher)
{
  g_autoptr (YcSealer) sealer = new_sealer (cipher);
  g_autoptr (GBytes) opened = NULL;
  g_autoptr (GError) error = NULL;

  opened = yc_open_record (sealer, "ops", "7", 3, before, sizeof before, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (opened, NULL), g_bytes_get_size (opened), "abc", 3);
  g_assert_cmpint (before[0], !=, yc_sealer_get_format (sealer));
}

static void
add (const char    *name_of_test,
     GTestDataFunc  func)
{
  for (guint i = 0; i < YC_CIPHERS; i++)
    {
      g_autofree char *path = g_strdup_printf ("/seal-record/%s/%s", yc_cipher_to_text ((YcCipher) i), name_of_test);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), func);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("round", test_round);
  add ("nonce-is-fresh", test_nonce_is_fresh);
  add ("wrong-place", test_wrong_place);
  add ("wrong-key", test_wrong_key);
  add ("damaged", test_damaged);
  add ("too-long", test_too_long);
  add ("other-cipher", test_other_cipher);
  add ("before", test_before);
  return g_test_run ();
}
