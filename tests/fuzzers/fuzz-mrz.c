/* fuzz-mrz.c: whatever is typed or pasted is a passport or findings in words */

#include "yc-finding.h"
#include "yc-fuzz.h"
#include "yc-mrz.h"

#include <string.h>

static const YcDate today = { 2026, 11, 26 };

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup (size > 0 ? (const char *) data : "", size);
  YcMrz mrz = { 0 };
  g_autoptr (GPtrArray) findings = yc_mrz_parse (text, &today, &mrz);
  g_autofree char *name = yc_mrz_dup_name (&mrz);

  for (guint i = 0; i < findings->len; i++)
    {
      const YcFinding *finding = g_ptr_array_index (findings, i);

      g_assert_true (finding->message[0] != '\0');
      g_assert_true (g_str_has_prefix (finding->path, "/mrz/"));
    }
  g_assert_true (findings->len > 0 || mrz.number[0] != '\0');
  g_assert_true (strlen (name) <= YC_MRZ_LINE);
  if (mrz.number[0] != '\0')
    {
      g_assert_true (yc_date_is_valid (&mrz.birth));
      g_assert_true (yc_date_is_valid (&mrz.expires));
      g_assert_true (mrz.surname[0] != '\0');
    }
  return 0;
}
