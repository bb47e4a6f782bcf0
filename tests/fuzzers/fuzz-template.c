/* fuzz-template.c: a template or a paper's data, whatever it is, is read or refused
 *
 * The first byte says which: 'd' is data. A template that is read is also set, with
 * few pages and little time. */

#include "yc-fuzz.h"

#include "yc-catalogue-reader.h"
#include "yc-template.h"

#include <string.h>

static const char form[] =
  "{\"format\": \"yichuang-catalogue-1\", \"version\": \"1\", \"valid_from\": \"2026-01-01\", \"valid_to\": \"2027-01-01\","
  " \"matters\": [{\"id\": \"m\", \"label\": \"m\", \"prefix\": \"MM\", \"modules\": [{\"id\": \"registration\","
  " \"label\": \"r\", \"promise_minutes\": 20, \"rules\": []}], \"pages\": [{\"id\": \"p\", \"label\": \"p\", \"fields\":"
  " [{\"path\": \"/name/trade\", \"label\": \"n\", \"type\": \"text\"}, {\"path\": \"/capital/amount\", \"label\": \"c\","
  " \"type\": \"money\"}], \"list\": {\"path\": \"/shareholders\", \"label\": \"s\", \"row_label\": \"s\", \"rows_min\": 0, \"rows_max\": 5,"
  " \"fields\": [{\"path\": \"name\", \"label\": \"n\", \"type\": \"text\"}]}}], \"items\": [], \"signers\": []}]}";

const char *__lsan_default_suppressions (void);

/* cairo 1.16 keeps some hundred bytes for each font that it puts into a PDF. */
const char *
__lsan_default_suppressions (void)
{
  return "leak:libcairo\nleak:libfontconfig\n";
}

static YcCatalogue *
get_catalogue (void)
{
  static YcCatalogue *catalogue;

  if (catalogue == NULL)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (form, strlen (form));
      g_autoptr (GError) error = NULL;

      catalogue = yc_catalogue_read (bytes, "form", &error);
      g_assert_no_error (error);
    }
  return catalogue;
}

static void
set_paper (YcTemplate *template)
{
  g_autoptr (YcTemplateData) data = yc_template_data_new ();
  YcPaperOptions options = { .today = { 2026, 11, 26 }, .pages_max = 3, .time_ms_max = 500 };
  g_autoptr (GError) error = NULL;
  g_autoptr (YcPaper) paper = NULL;

  yc_template_data_set_text (data, "/name/trade", "鲁西");
  yc_template_data_set_int (data, "/capital/amount", 100);
  g_free (yc_template_data_add_row (data, "/shareholders", "a"));
  paper = yc_template_render (template, data, &options, NULL, &error);
  g_assert_true ((paper != NULL) != (error != NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;

  if (size > 0 && *data == 'd')
    {
      g_autoptr (GBytes) rest = g_bytes_new (data + 1, size - 1);
      g_autoptr (YcTemplateData) values = yc_template_data_read (rest, &error);

      g_assert_true ((values != NULL) != (error != NULL));
    }
  else
    {
      g_autoptr (YcTemplate) template = yc_template_read (bytes, "fuzz", get_catalogue (), &error);

      g_assert_true ((template != NULL) != (error != NULL));
      if (template != NULL)
        set_paper (template);
    }
  return 0;
}
