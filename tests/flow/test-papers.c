/* What the notices say, as a printer would put them on paper. */

#include "yc-escpos-decode.h"
#include "yc-papers.h"

static const YcPaperFrame frame = {
  .hall = "聊城市政务服务中心",
  .window = "3",
  .name = "王测试",
  .training = TRUE,
  .printed_ms = G_GINT64_CONSTANT (1790000000000),
  .copy = 2,
};

typedef struct
{
  YcCase *c;
  YcNotice notice;
  YcReceiving receiving;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  YcId id = { { 7 } };

  fixture->c = yc_case_new (&id);
  fixture->notice = (YcNotice) { fixture->c, "有限责任公司设立", 20 };
  fixture->receiving.points = yc_points_new (NULL);
  g_ptr_array_add (fixture->receiving.points, yc_point_new ("required", "/domicile/detail", "缺少详细地址",
                                                            "填写到门牌号"));
  g_ptr_array_add (fixture->receiving.points, yc_point_new ("item", "/items/articles", "缺少公司章程", NULL));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_unref (fixture->c);
  g_ptr_array_unref (fixture->receiving.points);
}

/* Takes @bytes. */
static char *
read_paper (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = NULL;
  char *text;

  g_assert_nonnull (bytes);
  items = yc_escpos_decode (bytes, &error);
  g_assert_no_error (error);
  text = yc_escpos_render (items);
  g_bytes_unref (bytes);
  return text;
}

static void
assert_says (const char *paper,
             const char *words)
{
  if (strstr (paper, words) == NULL)
    g_error ("the paper does not say %s:\n%s", words, paper);
}

static void
test_correction (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *paper = read_paper (yc_papers_make_correction (&fixture->notice, &fixture->receiving, &frame, NULL));

  assert_says (paper, "补正告知书");
  assert_says (paper, "1. 缺少详细地址");
  assert_says (paper, "补正方法：填写到门牌号");
  assert_says (paper, "2. 缺少公司章程");
  assert_says (paper, "以上共 2 项，已全部告知");
  assert_says (paper, "【训练】");
  assert_says (paper, "第 2 联（补打）");
  assert_says (paper, "申请人签收：____");
}

static void
test_commitment (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *paper = NULL;

  fixture->receiving.due = (char *) "2026-12-20";
  paper = read_paper (yc_papers_make_commitment (&fixture->notice, &fixture->receiving, &frame, NULL));
  assert_says (paper, "容缺受理承诺书");
  assert_says (paper, "2. 缺少公司章程");
  assert_says (paper, "2026-12-20");
  assert_says (paper, "承诺人签字：____");
}

static void
test_refusal (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *paper = read_paper (yc_papers_make_refusal (&fixture->notice, &fixture->receiving, &frame, NULL));

  assert_says (paper, "不予受理通知书");
  assert_says (paper, "您可以：填写到门牌号");
  assert_says (paper, "行政复议");
}

/* What held is no reason. */
static void
test_rejection (Fixture       *fixture,
                gconstpointer  data)
{
  YcDecisionReason reasons[] = { { .rule = (char *) "area", .text = (char *) "住所在聊城市", .holds = TRUE },
                                 { .rule = (char *) "name", .text = (char *) "名称与已登记的相同",
                                   .remedy = (char *) "另选字号后重新申请" } };
  YcDecision decision = { .outcome = (char *) "refused", .text = (char *) "已电话告知", .reasons = g_ptr_array_new () };
  g_autofree char *paper = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    g_ptr_array_add (decision.reasons, &reasons[i]);
  paper = read_paper (yc_papers_make_rejection (&fixture->notice, &decision, &frame, NULL));
  g_ptr_array_unref (decision.reasons);
  assert_says (paper, "不予登记通知书");
  assert_says (paper, "1. 名称与已登记的相同");
  assert_says (paper, "您可以：另选字号后重新申请");
  assert_says (paper, "说明：已电话告知");
  assert_says (paper, "行政复议");
  g_assert_null (strstr (paper, "住所在聊城市"));
}

static void
test_acceptance (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *paper = read_paper (yc_papers_make_acceptance (&fixture->notice, &frame, NULL));

  assert_says (paper, "受理通知书");
  assert_says (paper, "承诺时限：受理后 20 分钟");
}

/* The digits stand there large and in the QR code; what a digest is made of has neither. */
static void
test_code (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *paper = read_paper (yc_papers_make_code (&fixture->notice, "01234567", frame.printed_ms, &frame, NULL));
  g_autofree char *sample = read_paper (yc_papers_make_code (&fixture->notice, NULL, frame.printed_ms, &frame, NULL));

  assert_says (paper, "帮办交接卡");
  assert_says (paper, "0123 4567");
  assert_says (paper, "01234567");
  assert_says (paper, "只能使用一次");
  assert_says (sample, "只能使用一次");
  g_assert_null (strstr (sample, "0123"));
}

static void
test_handover (Fixture       *fixture,
               gconstpointer  data)
{
  YcHandover signed_for = { .name = (char *) "李测试", .relation = (char *) "agent", .number_tail = (char *) "002X" };
  YcHandover posted = { .posted = TRUE, .carrier = (char *) "ems", .number = (char *) "EX100", .direction = (char *) "out" };
  YcGiven given[] = {
    { "公章", "37150200000001", &signed_for, NULL },
    { "营业执照", NULL, &posted, "邮政特快" },
    { "单位社保编号", "SB-1", NULL, NULL },
  };
  g_autofree char *paper = read_paper (yc_papers_make_handover (&fixture->notice, given, G_N_ELEMENTS (given),
                                                                &frame, NULL));

  assert_says (paper, "1. 公章：37150200000001");
  assert_says (paper, "李测试（代理人，证件尾号 002X）签收");
  assert_says (paper, "邮寄 邮政特快 EX100");
  assert_says (paper, "3. 单位社保编号：SB-1");
  assert_says (paper, "电子件，已推送");
  assert_says (paper, "以上共 3 件");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/papers/correction", Fixture, NULL, set_up, test_correction, tear_down);
  g_test_add ("/papers/commitment", Fixture, NULL, set_up, test_commitment, tear_down);
  g_test_add ("/papers/rejection", Fixture, NULL, set_up, test_rejection, tear_down);
  g_test_add ("/papers/refusal", Fixture, NULL, set_up, test_refusal, tear_down);
  g_test_add ("/papers/acceptance", Fixture, NULL, set_up, test_acceptance, tear_down);
  g_test_add ("/papers/code", Fixture, NULL, set_up, test_code, tear_down);
  g_test_add ("/papers/handover", Fixture, NULL, set_up, test_handover, tear_down);
  return g_test_run ();
}
