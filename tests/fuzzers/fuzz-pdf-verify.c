/* fuzz-pdf-verify.c: whatever is called a PDF is checked, or refused in words; and
 * nothing is unchanged that has a byte behind it */

#include "yc-fuzz.h"
#include "yc-pdf-verdict.h"

#include <string.h>

static void
check_verdict (YcPdfVerdict *verdict,
               gsize         size)
{
  g_assert_cmpuint (verdict->size_bytes, ==, size);
  g_assert_cmpuint (verdict->trailing_bytes, <=, size);
  g_assert_cmpuint (verdict->uncovered_bytes, <=, size);
  g_assert_cmpuint (verdict->signatures->len, <=, YC_PDF_SIGNATURES_MAX);
  for (guint i = 0; i < verdict->signatures->len; i++)
    {
      YcPdfSignature *found = g_ptr_array_index (verdict->signatures, i);

      g_assert_cmpuint (found->covered_bytes, <=, size);
      if (verdict->is_unchanged)
        g_assert_true (yc_pdf_signature_is_good (found));
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (YcPdfVerdict) verdict = yc_pdf_verify (bytes, NULL, &error);

  g_assert_true ((verdict == NULL) == (error != NULL));
  if (verdict == NULL)
    return 0;
  check_verdict (verdict, size);
  if (verdict->is_unchanged)
    {
      guint8 *longer = g_malloc (size + 1);
      g_autoptr (GBytes) more = NULL;
      g_autoptr (YcPdfVerdict) again = NULL;

      memcpy (longer, data, size);
      longer[size] = '\n';
      more = g_bytes_new_take (longer, size + 1);
      again = yc_pdf_verify (more, NULL, NULL);
      g_assert_true (again != NULL && !again->is_unchanged);
    }
  return 0;
}
