/* yc-password.c: scrypt for checking passwords and for locking secrets
 *
 * A stored password is one line, "scrypt$LOGN$R$P$SALT$HASH", the last two in
 * base64url. A wrapped secret begins with the format, the three costs and the
 * salt, and ends with the secret as a sealed record under the derived key.
 * Both carry their costs, so that raising the default later locks nobody out;
 * both are read as bytes from outside, so the costs have a limit.
 *
 * Deriving takes about a tenth of a second and 32 MiB on purpose: call it on
 * a worker.
 */

#include "yc-password.h"

#include "yc-seal-record.h"

#include <openssl/evp.h>
#include <string.h>

#define SALT_SIZE 16
#define WRAP_FORMAT 1
#define WRAP_SALT_AT 4
#define WRAP_HEAD_SIZE (WRAP_SALT_AT + SALT_SIZE)
#define WRAP_TABLE "wrapped-secret"

#define LOG_N_MAX 20
#define R_MAX 32
#define P_MAX 16

static YcPasswordCost cost_now = { .log_n = 15, .r = 8, .p = 3 };

G_DEFINE_QUARK (yc-password-error-quark, yc_password_error)

static gboolean
cost_is_bearable (const YcPasswordCost *cost)
{
  return cost->log_n >= 1 && cost->log_n <= LOG_N_MAX &&
         cost->r >= 1 && cost->r <= R_MAX &&
         cost->p >= 1 && cost->p <= P_MAX &&
         /* RFC 7914 section 2: N is below 2^(128 * r / 8) */
         cost->log_n < 16 * cost->r &&
         (guint64) 128 * cost->r * ((guint64) 1 << cost->log_n) <= YC_PASSWORD_MEMORY_MAX_BYTES;
}

/**
 * yc_password_set_cost_for_tests:
 * @cost: what new hashes and wraps cost from now on
 *
 * A test that logs in a thousand times has no tenth of a second for each.
 * Call it before any thread derives.
 */
void
yc_password_set_cost_for_tests (const YcPasswordCost *cost)
{
  g_return_if_fail (cost != NULL && cost_is_bearable (cost));

  cost_now = *cost;
}

static void
derive (const char           *password,
        const YcPasswordCost *cost,
        const guint8          salt[SALT_SIZE],
        guint8                ret_key[YC_KEY_SIZE])
{
  /* Above what @cost needs by the p blocks, which OpenSSL counts too. */
  guint64 memory_max_bytes = 2 * (guint64) YC_PASSWORD_MEMORY_MAX_BYTES;

  if (EVP_PBE_scrypt (password, strlen (password), salt, SALT_SIZE,
                      (guint64) 1 << cost->log_n, cost->r, cost->p,
                      memory_max_bytes, ret_key, YC_KEY_SIZE) != 1)
    g_error ("OpenSSL cannot derive a key from a password");
}

static gboolean
is_password (const char *text)
{
  return text != NULL && strlen (text) <= YC_PASSWORD_MAX;
}

/**
 * yc_password_hash:
 * @password: at most %YC_PASSWORD_MAX bytes
 *
 * Returns: (transfer full): one line to store, different at every call
 */
char *
yc_password_hash (const char *password)
{
  guint8 salt[SALT_SIZE];
  guint8 key[YC_KEY_SIZE];
  g_autofree char *salt_text = NULL;
  g_autofree char *key_text = NULL;

  g_return_val_if_fail (is_password (password), NULL);

  yc_random_bytes (salt, sizeof salt);
  derive (password, &cost_now, salt, key);
  salt_text = yc_base64url_encode (salt, sizeof salt);
  key_text = yc_base64url_encode (key, sizeof key);
  yc_secret_clear (key, sizeof key);
  return g_strdup_printf ("scrypt$%u$%u$%u$%s$%s",
                          cost_now.log_n, cost_now.r, cost_now.p, salt_text, key_text);
}

static gboolean
parse_number (const char *text,
              guint      *ret_number)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, 1, 64, &number, NULL))
    return FALSE;
  *ret_number = (guint) number;
  return TRUE;
}

static gboolean
decode_exactly (const char *text,
                guint8     *ret_bytes,
                gsize       size)
{
  g_autoptr (GBytes) bytes = yc_base64url_decode (text);

  if (bytes == NULL || g_bytes_get_size (bytes) != size)
    return FALSE;
  memcpy (ret_bytes, g_bytes_get_data (bytes, NULL), size);
  return TRUE;
}

/**
 * yc_password_verify:
 * @password: what was typed
 * @stored: (nullable): what yc_password_hash() gave; anything else is never right
 *
 * Returns: %TRUE if @password is the one; compared in constant time
 */
gboolean
yc_password_verify (const char *password,
                    const char *stored)
{
  g_auto (GStrv) parts = NULL;
  YcPasswordCost cost;
  guint8 salt[SALT_SIZE];
  guint8 expected[YC_KEY_SIZE];
  guint8 key[YC_KEY_SIZE];
  gboolean equal;

  g_return_val_if_fail (password != NULL, FALSE);

  if (!is_password (password) || stored == NULL || strlen (stored) > YC_PASSWORD_TEXT_MAX)
    return FALSE;
  parts = g_strsplit (stored, "$", 7);
  if (g_strv_length (parts) != 6 || strcmp (parts[0], "scrypt") != 0 ||
      !parse_number (parts[1], &cost.log_n) || !parse_number (parts[2], &cost.r) ||
      !parse_number (parts[3], &cost.p) || !cost_is_bearable (&cost) ||
      !decode_exactly (parts[4], salt, sizeof salt) ||
      !decode_exactly (parts[5], expected, sizeof expected))
    return FALSE;

  derive (password, &cost, salt, key);
  equal = yc_secret_equal (key, expected, sizeof key);
  yc_secret_clear (key, sizeof key);
  return equal;
}

static YcSealer *
sealer_for (const char           *password,
            const YcPasswordCost *cost,
            const guint8          salt[SALT_SIZE])
{
  guint8 key[YC_KEY_SIZE];
  YcSealer *sealer;

  derive (password, cost, salt, key);
  sealer = yc_sealer_new (key, YC_CIPHER_AES_256_GCM);
  yc_secret_clear (key, sizeof key);
  return sealer;
}

/**
 * yc_secret_wrap:
 * @password: at most %YC_PASSWORD_MAX bytes
 * @secret: at most %YC_SECRET_WRAP_MAX bytes
 *
 * Returns: (transfer full): bytes that tell nothing without @password
 */
GBytes *
yc_secret_wrap (const char *password,
                GBytes     *secret)
{
  g_autoptr (YcSealer) sealer = NULL;
  g_autoptr (GBytes) sealed = NULL;
  guint8 head[WRAP_HEAD_SIZE] = { WRAP_FORMAT, (guint8) cost_now.log_n, (guint8) cost_now.r, (guint8) cost_now.p };
  GByteArray *wrapped;

  g_return_val_if_fail (is_password (password), NULL);
  g_return_val_if_fail (secret != NULL && g_bytes_get_size (secret) <= YC_SECRET_WRAP_MAX, NULL);

  yc_random_bytes (head + WRAP_SALT_AT, SALT_SIZE);
  sealer = sealer_for (password, &cost_now, head + WRAP_SALT_AT);
  sealed = yc_seal_record (sealer, WRAP_TABLE, "", 0,
                           g_bytes_get_data (secret, NULL), g_bytes_get_size (secret));

  wrapped = g_byte_array_new ();
  g_byte_array_append (wrapped, head, sizeof head);
  g_byte_array_append (wrapped, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  return g_byte_array_free_to_bytes (wrapped);
}

/**
 * yc_secret_unwrap:
 * @password: what was typed
 * @wrapped: bytes of any shape
 * @error: of %YC_PASSWORD_ERROR
 *
 * Returns: (transfer full): the secret, cleared when released; or %NULL
 */
GBytes *
yc_secret_unwrap (const char  *password,
                  GBytes      *wrapped,
                  GError     **error)
{
  g_autoptr (YcSealer) sealer = NULL;
  g_autoptr (GBytes) plain = NULL;
  const guint8 *bytes;
  YcPasswordCost cost;
  gsize size;

  g_return_val_if_fail (password != NULL && wrapped != NULL, NULL);

  bytes = g_bytes_get_data (wrapped, &size);
  if (size >= WRAP_HEAD_SIZE)
    cost = (YcPasswordCost){ bytes[1], bytes[2], bytes[3] };
  if (size < WRAP_HEAD_SIZE || size > WRAP_HEAD_SIZE + YC_SEAL_OVERHEAD + YC_SECRET_WRAP_MAX ||
      bytes[0] != WRAP_FORMAT || !cost_is_bearable (&cost))
    {
      g_set_error (error, YC_PASSWORD_ERROR, YC_PASSWORD_ERROR_FORMAT,
                   "This is not a secret locked in a way this program knows");
      return NULL;
    }

  if (is_password (password))
    {
      sealer = sealer_for (password, &cost, bytes + WRAP_SALT_AT);
      plain = yc_open_record (sealer, WRAP_TABLE, "", 0,
                              bytes + WRAP_HEAD_SIZE, size - WRAP_HEAD_SIZE, NULL);
    }
  if (plain == NULL)
    {
      g_set_error (error, YC_PASSWORD_ERROR, YC_PASSWORD_ERROR_WRONG, "The password is wrong");
      return NULL;
    }
  return yc_secret_new (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain));
}
