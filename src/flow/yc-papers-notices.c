/* yc-papers-notices.c: the notices of receiving, and the list of what was given
 *
 * Each is signed by the applicant: a line for the name and the day ends it.
 * The words are those of the administrative licensing procedure: acceptance,
 * all points to mend at once, what is owed against a commitment, and
 * non-acceptance with its reasons and what can be done.
 */

#include "yc-papers-private.h"

static YcEscpos *
begin_notice (const YcNotice     *notice,
              const YcPaperFrame *frame,
              const char         *title)
{
  YcEscpos *paper = yc_paper_begin (frame, title);
  const char *number = yc_case_get_number (notice->c);
  char id[YC_ID_TEXT_SIZE];

  yc_id_to_text (yc_case_get_id (notice->c), id);
  yc_escpos_set_align (paper, YC_ESCPOS_LEFT);
  if (number != NULL)
    yc_paper_add_line (paper, "受理编号：%s", number);
  yc_paper_add_line (paper, "流水标识：%.8s", id);
  yc_paper_add_line (paper, "办理事项：%s", notice->matter);
  yc_paper_add_firm (paper, notice->c);
  yc_escpos_add_feed (paper, 1);
  return paper;
}

static GBytes *
end_notice (YcEscpos           *paper,
            const char         *signer,
            const YcPaperFrame *frame,
            GError            **error)
{
  yc_escpos_add_feed (paper, 1);
  yc_paper_add_line (paper, "经办窗口：%s 号窗口  经办人：%s", frame->window, frame->name);
  yc_escpos_add_feed (paper, 1);
  yc_paper_add_line (paper, "%s：________________", signer);
  yc_escpos_add_line (paper, "日    期：______年____月____日");
  yc_escpos_add_feed (paper, 1);
  return yc_paper_end (paper, frame, error);
}

static void
add_points (YcEscpos   *paper,
            GPtrArray  *points,
            const char *remedy_label)
{
  for (guint i = 0; i < points->len; i++)
    {
      const YcPoint *point = g_ptr_array_index (points, i);

      yc_paper_add_line (paper, "%u. %s", i + 1, point->text);
      if (point->remedy != NULL && *point->remedy != '\0')
        yc_paper_add_line (paper, "   %s：%s", remedy_label, point->remedy);
    }
}

static void
add_text (YcEscpos          *paper,
          const YcReceiving *receiving)
{
  if (receiving->text != NULL && *receiving->text != '\0')
    yc_paper_add_line (paper, "说明：%s", receiving->text);
}

/* Returns: (transfer full) (nullable): ESC/POS bytes, as from every function here */
GBytes *
yc_papers_make_acceptance (const YcNotice      *notice,
                           const YcPaperFrame  *frame,
                           GError             **error)
{
  g_autoptr (YcEscpos) paper = begin_notice (notice, frame, "受理通知书");
  YcMoment received = yc_case_get_received_at (notice->c);

  if (frame->pending)
    yc_escpos_add_line (paper, "【待核】线路恢复后由系统编号");
  yc_escpos_add_line (paper, "您的申请材料齐全、符合法定形式，予以受理。");
  if (received.at_ms != 0)
    {
      g_autofree char *time = yc_paper_dup_time (received.at_ms);

      yc_paper_add_line (paper, "受理时间：%s", time);
    }
  if (notice->promise_minutes > 0)
    yc_paper_add_line (paper, "承诺时限：受理后 %u 分钟", notice->promise_minutes);
  return end_notice (paper, "申请人签收", frame, error);
}

GBytes *
yc_papers_make_correction (const YcNotice      *notice,
                           const YcReceiving   *receiving,
                           const YcPaperFrame  *frame,
                           GError             **error)
{
  g_autoptr (YcEscpos) paper = begin_notice (notice, frame, "补正告知书");

  yc_escpos_add_line (paper, "您的申请材料不齐全或者不符合法定形式，现一次性告知需要补正的全部内容：");
  add_points (paper, receiving->points, "补正方法");
  yc_paper_add_line (paper, "以上共 %u 项，已全部告知。", receiving->points->len);
  add_text (paper, receiving);
  yc_escpos_add_line (paper, "补正后可到任一窗口继续办理，已填内容保留，不必重填。补正期间不计入办理时限。");
  return end_notice (paper, "申请人签收", frame, error);
}

GBytes *
yc_papers_make_commitment (const YcNotice      *notice,
                           const YcReceiving   *receiving,
                           const YcPaperFrame  *frame,
                           GError             **error)
{
  g_autoptr (YcEscpos) paper = begin_notice (notice, frame, "容缺受理承诺书");

  yc_escpos_add_line (paper, "主要材料齐全，下列材料容缺受理：");
  add_points (paper, receiving->points, "要求");
  add_text (paper, receiving);
  if (receiving->due != NULL)
    yc_paper_add_line (paper, "最早补齐期限：%s", receiving->due);
  yc_escpos_add_line (paper, "本人承诺按上列期限补齐；材料真实、合法、有效。逾期未补齐的，自愿承担由此产生的法律后果。");
  return end_notice (paper, "承诺人签字", frame, error);
}

GBytes *
yc_papers_make_refusal (const YcNotice      *notice,
                        const YcReceiving   *receiving,
                        const YcPaperFrame  *frame,
                        GError             **error)
{
  g_autoptr (YcEscpos) paper = begin_notice (notice, frame, "不予受理通知书");

  yc_escpos_add_line (paper, "您的申请不予受理，理由如下：");
  add_points (paper, receiving->points, "您可以");
  add_text (paper, receiving);
  yc_escpos_add_line (paper, "如不服，可自收到本通知之日起六十日内申请行政复议，或者六个月内提起行政诉讼。");
  return end_notice (paper, "申请人签收", frame, error);
}

/* @decision: the refusal, by whoever looked at the case after it was received */
GBytes *
yc_papers_make_rejection (const YcNotice      *notice,
                          const YcDecision    *decision,
                          const YcPaperFrame  *frame,
                          GError             **error)
{
  g_autoptr (YcEscpos) paper = begin_notice (notice, frame, "不予登记通知书");
  guint n = 0;

  yc_escpos_add_line (paper, "经审查，您的申请不予登记，理由如下：");
  for (guint i = 0; i < decision->reasons->len; i++)
    {
      const YcDecisionReason *reason = g_ptr_array_index (decision->reasons, i);

      if (reason->holds)
        continue;
      yc_paper_add_line (paper, "%u. %s", ++n, reason->text);
      if (reason->remedy != NULL && *reason->remedy != '\0')
        yc_paper_add_line (paper, "   您可以：%s", reason->remedy);
    }
  if (decision->text != NULL && *decision->text != '\0')
    yc_paper_add_line (paper, "说明：%s", decision->text);
  yc_escpos_add_line (paper, "如不服，可自收到本通知之日起六十日内申请行政复议，或者六个月内提起行政诉讼。");
  return end_notice (paper, "申请人签收", frame, error);
}

#define CODE_HALF 4
#define CODE_QR_DOTS 8

/* In two groups, as it is read out; the QR code holds the eight digits alone, so
 * that a scanner that types does what a hand would. */
static void
add_code (YcEscpos   *paper,
          const char *code)
{
  yc_escpos_set_align (paper, YC_ESCPOS_CENTER);
  yc_escpos_set_size (paper, 4, 4);
  yc_paper_add_line (paper, "%.*s %s", CODE_HALF, code, code + CODE_HALF);
  yc_escpos_set_size (paper, 1, 1);
  yc_escpos_add_feed (paper, 1);
  yc_escpos_add_qr (paper, code, CODE_QR_DOTS);
  yc_escpos_set_align (paper, YC_ESCPOS_LEFT);
}

/**
 * yc_papers_make_code:
 * @notice: the case
 * @code: (nullable): 8 digits
 * @expires_ms: until when they open the case, by the hub's clock
 *
 * Returns: (transfer full) (nullable): ESC/POS bytes
 */
GBytes *
yc_papers_make_code (const YcNotice      *notice,
                     const char          *code,
                     gint64               expires_ms,
                     const YcPaperFrame  *frame,
                     GError             **error)
{
  g_autoptr (YcEscpos) paper = begin_notice (notice, frame, "帮办交接卡");
  const char *owner = yc_case_get_owner_name (notice->c);
  g_autofree char *time = yc_paper_dup_time (expires_ms);

  if (code != NULL)
    add_code (paper, code);
  yc_paper_add_line (paper, "有效期至：%s，只能使用一次", time);
  yc_escpos_add_line (paper, "凭此卡可到任一窗口继续办理：报号码或扫码即可，已填内容全部保留，无需重复说明、重复填写。");
  if (owner != NULL)
    yc_paper_add_line (paper, "首问负责：%s，后续事项仍由其跟踪", owner);
  yc_escpos_add_line (paper, "请妥善保管，不要交给无关的人。");
  return yc_paper_end (paper, frame, error);
}

static void
add_given (YcEscpos      *paper,
           guint          number,
           const YcGiven *given)
{
  const YcHandover *handed = given->handed;
  g_autofree char *time = handed != NULL ? yc_paper_dup_time (handed->at.at_ms) : NULL;

  yc_paper_add_line (paper, "%u. %s%s%s", number, given->label, given->value != NULL ? "：" : "",
                     given->value != NULL ? given->value : "");
  if (handed == NULL)
    yc_escpos_add_line (paper, "   电子件，已推送");
  else if (handed->posted)
    yc_paper_add_line (paper, "   邮寄 %s %s  %s", given->carrier != NULL ? given->carrier : handed->carrier,
                       handed->number, time);
  else
    yc_paper_add_line (paper, "   %s（%s，证件尾号 %s）签收  %s", handed->name,
                       g_strcmp0 (handed->relation, "agent") == 0 ? "代理人" : "本人", handed->number_tail, time);
}

/**
 * yc_papers_make_handover:
 * @notice: the case
 * @given: (array length=n_given): what was given, in the catalogue's order
 *
 * Returns: (transfer full) (nullable): ESC/POS bytes
 */
GBytes *
yc_papers_make_handover (const YcNotice      *notice,
                         const YcGiven       *given,
                         guint                n_given,
                         const YcPaperFrame  *frame,
                         GError             **error)
{
  g_autoptr (YcEscpos) paper = begin_notice (notice, frame, "出件清单");

  for (guint i = 0; i < n_given; i++)
    add_given (paper, i + 1, &given[i]);
  yc_paper_add_line (paper, "以上共 %u 件。邮寄往返费用均由窗口承担。", n_given);
  return end_notice (paper, "领取人签字", frame, error);
}
