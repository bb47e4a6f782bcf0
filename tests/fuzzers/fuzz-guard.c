/* fuzz-guard.c: frames between a desk and a guard, whoever made them */

#include "yc-fuzz.h"
#include "yc-guard-proto.h"

static void
try_frame (const YcGuardFrame *frame,
           YcGuardPath        *joined)
{
  g_autoptr (YcToolpath) path = NULL;
  g_autofree char *text = yc_guard_parse_text (frame, NULL);
  YcEngraveProgress progress;
  YcGuardEnd end = { 0 };
  YcGuardVerb verb;
  guint number;
  YcId job;

  g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
  if (yc_guard_parse_number (frame, YC_ENGRAVER_PARKING, &number, NULL))
    g_assert_cmpuint (number, <=, YC_ENGRAVER_PARKING);
  if (yc_guard_parse_verb (frame, &verb, &job, NULL))
    g_assert_cmpint (verb, <=, YC_GUARD_ASK);
  yc_guard_parse_progress (frame, &progress, NULL);
  if (yc_guard_parse_end (frame, &end, NULL))
    {
      g_assert_cmpint (end.outcome, <=, YC_ENGRAVE_UNKNOWN);
      g_clear_error (&end.error);
    }
  if (yc_guard_path_take (joined, frame, &path, NULL) && path != NULL)
    g_assert_cmpuint (yc_toolpath_get_n_sections (path), >, 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (YcGuardPath) joined = yc_guard_path_new ();
  gsize at = 0, used = 1;

  while (used > 0)
    {
      YcGuardFrame frame;

      if (!yc_guard_parse_frame (data + at, size - at, &frame, &used, NULL))
        return 0;
      if (used > 0)
        try_frame (&frame, joined);
      at += used;
    }
  return 0;
}
