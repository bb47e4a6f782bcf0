/* fuzz-grbl.c: what a GRBL machine says, whoever says it */

#include "yc-device-error.h"
#include "yc-fuzz.h"
#include "yc-grbl-proto.h"

#include <string.h>

/* Answers to nothing, and more than were asked for, leave the count as it is. */
static void
try_window (YcGrblWindow *window,
            uint8_t       byte)
{
  guint before = window->in_flight_bytes;

  if (byte & 1)
    {
      if (yc_grbl_window_fits (window, byte >> 1))
        yc_grbl_window_push (window, byte >> 1);
    }
  else if (!yc_grbl_window_pop (window))
    g_assert_cmpuint (before, ==, 0);
  g_assert_cmpuint (window->in_flight_bytes, <=, YC_GRBL_WINDOW_MAX_BYTES);
}

static void
try_answer (const char *line)
{
  YcGrblAnswer answer;
  g_autoptr (GError) error = NULL;

  yc_grbl_parse_answer (line, &answer);
  g_assert_cmpint (answer.type, <=, YC_GRBL_ANSWER_NONSENSE);
  if (answer.type == YC_GRBL_ANSWER_REPORT)
    g_assert_nonnull (yc_grbl_state_to_name (answer.report.state));
  if (answer.type != YC_GRBL_ANSWER_ERROR && answer.type != YC_GRBL_ANSWER_ALARM)
    return;
  error = answer.type == YC_GRBL_ANSWER_ERROR ? yc_grbl_error_new (answer.number)
                                              : yc_grbl_alarm_new (answer.number);
  g_assert_nonnull (error->message);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  YcGrblLines lines = { .size = 0 };
  YcGrblWindow window = { .count = 0 };

  for (size_t i = 0; i < size; i++)
    {
      if (yc_grbl_lines_take (&lines, data[i]))
        try_answer (lines.bytes);
      g_assert_cmpuint (lines.size, <=, YC_GRBL_ANSWER_MAX_BYTES);
      try_window (&window, data[i]);
    }
  return 0;
}
