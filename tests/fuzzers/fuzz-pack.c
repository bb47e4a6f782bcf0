/* fuzz-pack.c: packs from anywhere, and what a publisher may have signed
 *
 * A signature keeps a fuzzer out, so what comes is also taken as "MANIFEST\nPARTS"
 * and signed rightly.
 */

#include "yc-fuzz.h"
#include "yc-pack-check.h"

#include <jansson.h>
#include <string.h>

#define SIGNED_HEAD "yichuang-pack-1\n"

static void
try_pack (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcPack) pack = yc_pack_read (bytes, &error);
  g_autoptr (YcPackContent) content = NULL;

  g_assert ((pack == NULL) == (error != NULL));
  if (pack == NULL)
    return;
  g_assert (pack->parts->len >= 2 && pack->parts->len <= YC_PACK_PARTS_MAX);
  content = yc_pack_content_new (pack, &error);
  g_assert ((content == NULL) == (error != NULL));
}

static char *
sign (const char *manifest)
{
  static const guint8 seed[YC_KEY_SIZE];
  g_autoptr (YcKeyPair) key = yc_key_pair_new (seed);
  g_autofree char *text = g_strconcat (SIGNED_HEAD, manifest, NULL);
  guint8 signature[YC_ED25519_SIGNATURE_SIZE];
  g_autofree char *key_text = g_base64_encode (yc_key_pair_get_public (key), YC_KEY_SIZE);
  g_autofree char *signature_text = NULL;

  yc_key_pair_sign (key, text, strlen (text), signature);
  signature_text = g_base64_encode (signature, sizeof signature);
  return g_strdup_printf ("\"key\":\"%s\",\"signature\":\"%s\"", key_text, signature_text);
}

static void
try_signed (const char *manifest,
            const char *parts)
{
  json_t *quoted = json_string (manifest);
  char *text = quoted != NULL ? json_dumps (quoted, JSON_ENCODE_ANY) : NULL;

  if (text != NULL)
    {
      g_autofree char *signature = sign (manifest);
      g_autofree char *pack = g_strdup_printf ("{\"format\":\"yichuang-pack-1\",\"manifest\":%s,%s,\"parts\":%s}", text, signature,
                                               parts);
      g_autoptr (GBytes) bytes = g_bytes_new_static (pack, strlen (pack));

      try_pack (bytes);
    }
  free (text);
  json_decref (quoted);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autofree char *text = g_strndup ((const char *) data, size);
  char *parts = strchr (text, '\n');

  try_pack (bytes);
  if (parts != NULL)
    {
      *parts++ = '\0';
      try_signed (text, parts);
    }
  return 0;
}
