/* yc-papers.c: the papers of the counter
 *
 * What a paper says is Chinese whatever language the desk speaks: it is given
 * to the applicant and kept in a file. Lines are laid out for paper 80 mm
 * wide: 48 columns, of which a Chinese character takes two.
 */

#include "yc-papers.h"

#include "yc-glyph-run.h"
#include "yc-papers-private.h"

#define CHINA_OFFSET_MINUTES 480
#define QR_MODULE_DOTS 6

static gboolean
draw_cb (const char     *text,
         guint           height_dots,
         YcEscposBitmap *ret_bitmap,
         gpointer        data)
{
  GBytes *rows = yc_glyph_run_draw (text, height_dots, &ret_bitmap->width_dots, NULL);

  if (rows == NULL)
    return FALSE;
  ret_bitmap->height_dots = height_dots;
  ret_bitmap->rows = rows;
  return TRUE;
}

char *
yc_paper_dup_time (gint64 at_ms)
{
  YcDate date = yc_date_from_wall (at_ms, CHINA_OFFSET_MINUTES);
  gint64 minute = (at_ms / 60000 + CHINA_OFFSET_MINUTES) % 1440;

  return g_strdup_printf ("%d年%d月%d日 %02d:%02d", date.year, date.month, date.day,
                          (int) (minute / 60), (int) (minute % 60));
}

void
yc_paper_add_line (YcEscpos   *paper,
                   const char *format,
                   ...)
{
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  yc_escpos_add_line (paper, line);
}

/* What every paper begins with. */
YcEscpos *
yc_paper_begin (const YcPaperFrame *frame,
                const char         *title)
{
  YcEscpos *paper = yc_escpos_new (draw_cb, NULL);

  yc_escpos_set_align (paper, YC_ESCPOS_CENTER);
  if (frame->training)
    yc_escpos_add_line (paper, "【训练】本单据无效");
  yc_escpos_add_line (paper, frame->hall);
  yc_escpos_set_size (paper, 2, 2);
  yc_escpos_add_line (paper, title);
  yc_escpos_set_size (paper, 1, 1);
  return paper;
}

GBytes *
yc_paper_end (YcEscpos           *paper,
              const YcPaperFrame *frame,
              GError            **error)
{
  g_autofree char *time = yc_paper_dup_time (frame->printed_ms);

  yc_escpos_set_align (paper, YC_ESCPOS_LEFT);
  yc_paper_add_line (paper, "打印时间：%s", time);
  yc_paper_add_line (paper, "第 %u 联%s", frame->copy, frame->copy > 1 ? "（补打）" : "");
  if (frame->training)
    yc_escpos_add_line (paper, "【训练】本单据无效");
  yc_escpos_add_feed (paper, 3);
  yc_escpos_add_cut (paper);
  return yc_escpos_finish (paper, error);
}

/**
 * yc_papers_make_ticket:
 * @visit: a visit with a number
 * @ahead: how many wait before it
 * @frame: what stands on every paper
 * @error: where to say what cannot be printed
 *
 * Returns: (transfer full) (nullable): ESC/POS bytes
 */
GBytes *
yc_papers_make_ticket (YcVisit             *visit,
                       guint                ahead,
                       const YcPaperFrame  *frame,
                       GError             **error)
{
  g_autoptr (YcEscpos) paper = yc_paper_begin (frame, "排队号票");

  yc_escpos_set_size (paper, 4, 4);
  yc_escpos_add_line (paper, yc_visit_get_number (visit));
  yc_escpos_set_size (paper, 1, 1);
  yc_escpos_add_line (paper, yc_visit_get_service (visit));
  yc_paper_add_line (paper, "您前面还有 %u 位等候", ahead);
  yc_escpos_add_feed (paper, 1);
  yc_escpos_add_line (paper, "请留意叫号屏和广播，过号请到原窗口");
  yc_escpos_add_feed (paper, 1);
  return yc_paper_end (paper, frame, error);
}

static const char *
value_text (YcCase     *c,
            const char *path)
{
  const YcValue *value = yc_case_get_value (c, path);

  return value != NULL && value->type == YC_VALUE_TEXT ? value->text : "";
}

/* The firm's name as far as it stands. */
void
yc_paper_add_firm (YcEscpos *paper,
                   YcCase   *c)
{
  yc_paper_add_line (paper, "企业名称：%s%s%s%s", value_text (c, "/name/region"), value_text (c, "/name/trade"),
                     value_text (c, "/name/industry"), value_text (c, "/name/form"));
}

static void
add_decision (YcEscpos *paper,
              YcCase   *c)
{
  const YcDecision *decision = yc_case_get_decision (c, "registration");
  const char *code = yc_case_get_result (c, "registration", "credit-code");

  if (decision == NULL)
    return;
  if (g_str_equal (decision->outcome, "approved"))
    yc_escpos_add_line (paper, "办理结果：准予登记");
  else if (g_str_equal (decision->outcome, "review"))
    yc_escpos_add_line (paper, "办理状态：审核中");
  if (code != NULL)
    yc_paper_add_line (paper, "统一社会信用代码：%s", code);
}

/**
 * yc_papers_make_receipt:
 * @c: a case that was submitted
 * @matter: the matter's name
 * @promise_minutes: how long it may take from acceptance; 0 where nothing is
 *   promised
 * @frame: what stands on every paper; a case without a number yet is marked
 *   as pending
 * @error: where to say what cannot be printed
 *
 * Returns: (transfer full) (nullable): ESC/POS bytes
 */
GBytes *
yc_papers_make_receipt (YcCase              *c,
                        const char          *matter,
                        guint                promise_minutes,
                        const YcPaperFrame  *frame,
                        GError             **error)
{
  g_autoptr (YcEscpos) paper = yc_paper_begin (frame, "受理回执");
  const char *number = yc_case_get_number (c);
  const YcEvent *received = yc_case_find_event (c, "case.receive");
  char id[YC_ID_TEXT_SIZE];

  yc_id_to_text (yc_case_get_id (c), id);
  yc_escpos_set_align (paper, YC_ESCPOS_LEFT);
  if (frame->pending)
    yc_escpos_add_line (paper, "【待核】线路恢复后由系统编号");
  yc_paper_add_line (paper, "受理编号：%s", number != NULL ? number : "待核");
  yc_paper_add_line (paper, "流水标识：%.8s", id);
  yc_paper_add_line (paper, "办理事项：%s", matter);
  yc_paper_add_firm (paper, c);
  if (received != NULL)
    {
      g_autofree char *time = yc_paper_dup_time (received->at.at_ms);

      yc_paper_add_line (paper, "受理时间：%s", time);
    }
  if (promise_minutes > 0)
    yc_paper_add_line (paper, "承诺时限：受理后 %u 分钟", promise_minutes);
  add_decision (paper, c);
  yc_paper_add_line (paper, "受理窗口：%s 号窗口  经办人：%s", frame->window, frame->name);
  yc_escpos_add_feed (paper, 1);
  yc_escpos_set_align (paper, YC_ESCPOS_CENTER);
  yc_escpos_add_qr (paper, number != NULL ? number : id, QR_MODULE_DOTS);
  yc_escpos_set_align (paper, YC_ESCPOS_LEFT);
  yc_escpos_add_line (paper, "凭本回执查询进度、领取结果，请妥善保管");
  return yc_paper_end (paper, frame, error);
}
