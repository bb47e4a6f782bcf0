/* fuzz-pdf-append.c: whatever is called a PDF gets a field and a signature, or is
 * refused in words; what was there stays, and what was signed is found unchanged */

#include "yc-fuzz.h"
#include "yc-pdf-fields.h"
#include "yc-pdf-key.h"
#include "yc-pdf-signing.h"
#include "yc-pdf-verdict.h"

#include <string.h>

static YcPdfSigner *
get_signer (void)
{
  static YcPdfKeySigner *signer;
  g_autoptr (GBytes) key = NULL;
  g_autoptr (GBytes) certificate = NULL;

  if (signer == NULL)
    {
      g_assert_true (yc_pdf_key_make (YC_PDF_KEY_P256, "fuzz", NULL, 1795728245, 10, &key, &certificate, NULL));
      signer = yc_pdf_key_signer_new (key, certificate, NULL);
    }
  return YC_PDF_SIGNER (signer);
}

static void
assert_prefix (GBytes *before,
               GBytes *after)
{
  gsize size = g_bytes_get_size (before);

  g_assert_cmpuint (g_bytes_get_size (after), >, size);
  g_assert_true (memcmp (g_bytes_get_data (before, NULL), g_bytes_get_data (after, NULL), size) == 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const YcPdfField field = { "fuzz-field", 1, 5, 5, 20, 10, NULL };
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GBytes) evidence = g_bytes_new_static ("{}", 2);
  const YcPdfSigningOptions options = {
    .field = "fuzz-field",
    .name = "A",
    .time_s = 1795728245,
    .evidence = evidence,
    .evidence_name = "fuzz-evidence.json",
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) prepared = yc_pdf_fields_prepare (bytes, &field, 1, &error);
  g_autoptr (GBytes) done = NULL;
  g_autoptr (YcPdfVerdict) verdict = NULL;

  g_assert_true ((prepared == NULL) == (error != NULL));
  if (prepared == NULL)
    return 0;
  assert_prefix (bytes, prepared);
  done = yc_pdf_sign (prepared, &options, get_signer (), NULL, &error);
  g_assert_true ((done == NULL) == (error != NULL));
  if (done == NULL)
    return 0;
  assert_prefix (prepared, done);
  verdict = yc_pdf_verify (done, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (verdict->is_unchanged);
  return 0;
}
