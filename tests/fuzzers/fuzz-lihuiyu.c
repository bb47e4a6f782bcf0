/* fuzz-lihuiyu.c: a board's status, and letters a simulated board is given */

#include "yc-fuzz.h"
#include "yc-lihuiyu-proto.h"
#include "yc-sim-lihuiyu-board.h"

/* Whatever comes, the board ends: nothing moves for ever, and a stop is a stop. */
static void
try_board (const uint8_t *data,
           size_t         size)
{
  YcSimLihuiyuBoard *board = yc_sim_lihuiyu_board_new ("M2", 256, 10, 10);
  YcSimLihuiyuReport report = { .packets = 0 };
  double now_ms = 0;

  for (size_t i = 0; i < size; i += 30)
    {
      yc_sim_lihuiyu_board_feed (board, data + i, (guint) MIN (size - i, 30));
      yc_sim_lihuiyu_board_advance (board, now_ms += 50);
    }
  yc_sim_lihuiyu_board_halt (board);
  yc_sim_lihuiyu_board_advance (board, now_ms += 1000);
  yc_sim_lihuiyu_board_fill_report (board, &report);
  g_assert_true (report.idle);
  g_assert_false (report.plate.laser);
  yc_sim_lihuiyu_board_free (board);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  YcLihuiyuStatus status = yc_lihuiyu_parse_status (data, size);

  g_assert_true (status == YC_LIHUIYU_NONSENSE || (size >= 2 && size <= YC_LIHUIYU_STATUS_BYTES));
  if (size <= 4096)
    try_board (data, size);
  return 0;
}
