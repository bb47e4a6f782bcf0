/* fuzz-office.c: whatever an office sends is read, entry by entry, or refused in words;
 * and what was read is held against a case without harm */

#include "yc-fuzz.h"
#include "yc-office-wire.h"

static void
check_entry (const YcOfficeEntry *entry,
             gint64               after,
             YcCase              *c,
             const YcMatter      *matter)
{
  const YcDate today = { 2026, 11, 24 };
  const char *module = NULL;
  g_autoptr (YcBody) body = NULL;

  g_assert_cmpint (entry->seq, >, after);
  if (entry->answer == NULL)
    return;
  g_assert_cmpuint (entry->answer->body->items->len, <=, YC_OFFICE_OUTPUTS_MAX);
  /* The case asked nobody, so nothing is taken. */
  g_assert_nonnull (yc_office_answer_check (entry->answer, c, matter, &today, &module));
  g_assert_null (module);
  body = yc_office_answer_dup_body (entry->answer, "seals");
  g_assert_nonnull (yc_kind_find (yc_office_answer_get_kind (entry->answer)));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const YcId id = { { 1 } };
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) receipt_error = NULL;
  g_autoptr (GError) page_error = NULL;
  g_autofree char *receipt = yc_office_receipt_parse (bytes, &receipt_error);
  g_autoptr (YcCase) c = yc_case_new (&id);
  YcMatter *matter = yc_matter_new ();
  g_autoptr (GPtrArray) entries = NULL;
  gint64 head = -1, after = 3;

  g_assert_true ((receipt == NULL) == (receipt_error != NULL));
  entries = yc_office_page_parse (bytes, after, &head, &page_error);
  g_assert_true ((entries == NULL) == (page_error != NULL));
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const YcOfficeEntry *entry = g_ptr_array_index (entries, i);

      check_entry (entry, after, c, matter);
      after = entry->seq;
    }
  if (entries != NULL)
    g_assert_cmpint (head, >=, 0);
  yc_matter_free (matter);
  return 0;
}
