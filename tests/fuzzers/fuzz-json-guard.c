/* fuzz-json-guard.c: what the guard lets through, jansson reads, within the limits */

#include "yc-fuzz.h"
#include "yc-json-guard.h"

static const YcJsonLimits limits = {
  .bytes_max = 64 * 1024,
  .depth_max = YC_JSON_DEPTH_MAX,
  .members_max = 4096,
  .string_bytes_max = 16 * 1024,
};

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) json = yc_json_parse (bytes, &limits, &error);

  g_assert ((json == NULL) == (error != NULL));
  g_assert (json == NULL || size <= limits.bytes_max);
  g_assert (json == NULL || yc_json_check ((const char *) data, size, &limits, NULL));
  return 0;
}
