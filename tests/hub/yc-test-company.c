/* yc-test-company.c: a company that may be set up, filled in at a desk */

#include "yc-test-hub.h"

#include <string.h>

void
test_case_open (TestDesk       *self,
                const YcStream *stream)
{
  test_desk_apply (self, stream, "case.open",
                   test_body ("matter", "limited-company-establishment", "version", "2026.11", "hall",
                              YC_HUB_TRAINING_HALL, NULL));
}

static void
add_value (YcBody        *body,
           const char    *path,
           const YcValue *value)
{
  YcRecord *item = yc_body_add_item (body);
  const YcValue none = YC_VALUE_INIT;

  yc_record_set_text (item, "path", path);
  yc_record_set (item, "value", value);
  yc_record_set (item, "was", &none);
}

static void
add_text (YcBody     *body,
          const char *path,
          const char *text)
{
  g_auto (YcValue) value = YC_VALUE_INIT;

  yc_value_set_text (&value, text);
  add_value (body, path, &value);
}

static void
add_int (YcBody     *body,
         const char *path,
         gint64      integer)
{
  g_auto (YcValue) value = YC_VALUE_INIT;

  yc_value_set_int (&value, integer);
  add_value (body, path, &value);
}

static void
fill_fields (TestDesk       *self,
             const YcStream *stream,
             gint64          capital_fen)
{
  static const char *const texts[] = {
    "/name/region", "聊城市", "/name/trade", "鲁西示例", "/name/industry", "信息技术",
    "/name/form", "有限公司", "/domicile/area", "371502", "/domicile/address", "示例路 1 号",
    "/domicile/right", "owned", "/business/term", "long", "/business/scope", "软件开发；信息技术咨询服务",
    "/business/licensed", "no", "/legal-representative/name", "张测试",
    "/legal-representative/number", TEST_NUMBER, "/legal-representative/phone", "13800000000",
    "/legal-representative/post", "both", "/supervisor/kind", "none", "/finance/name", "李测试",
    "/finance/number", TEST_NUMBER, "/finance/phone", "13800000000", "/liaison/name", "李测试",
    "/liaison/phone", "13800000000", "/licence/electronic", "yes", "/licence/delivery", "window", NULL };
  YcBody *body = test_body ("source", "typed", NULL);

  for (const char *const *text = texts; *text != NULL; text += 2)
    add_text (body, text[0], text[1]);
  add_int (body, "/capital/amount", capital_fen);
  add_int (body, "/licence/copies", 1);
  test_desk_apply (self, stream, "fields.set", body);
}

static void
identify (TestDesk       *self,
          const YcStream *stream,
          const char     *person)
{
  test_desk_apply (self, stream, "identity.record",
                   test_body ("person", person, "method", "card", "name", "张测试", "number", TEST_NUMBER, NULL));
}

static void
add_shareholder (TestDesk       *self,
                 const YcStream *stream,
                 gint64          amount_fen)
{
  static const char *const texts[] = {
    "name", "张测试", "number", TEST_NUMBER, "address", "示例路 1 号",
    "phone", "13800000000", "form", "money", "due", "2031-01-01", NULL };
  YcBody *body = test_body ("source", "card", NULL);
  g_autofree char *row = NULL;
  g_autofree char *person = NULL;
  g_autofree char *amount = NULL;
  YcId id;

  yc_id_init_random (&id);
  row = yc_id_dup_text (&id);
  test_desk_apply (self, stream, "row.add", test_body ("list", "/shareholders", "row", row, NULL));
  person = g_strconcat ("/shareholders/", row, NULL);
  for (const char *const *text = texts; *text != NULL; text += 2)
    {
      g_autofree char *path = g_strconcat (person, "/", text[0], NULL);

      add_text (body, path, text[1]);
    }
  amount = g_strconcat (person, "/amount", NULL);
  add_int (body, amount, amount_fen);
  test_desk_apply (self, stream, "fields.set", body);
  identify (self, stream, person);
}

/* Everything that a submission needs. */
void
test_case_fill (TestDesk       *self,
                const YcStream *stream,
                gint64          capital_fen)
{
  static const char *const items[] = { "domicile-proof", "articles", "appointment" };

  fill_fields (self, stream, capital_fen);
  add_shareholder (self, stream, capital_fen);
  identify (self, stream, "/legal-representative");
  for (gsize i = 0; i < G_N_ELEMENTS (items); i++)
    test_desk_apply (self, stream, "item.mark", test_body ("item", items[i], "state", "seen", NULL));
}

/* The case, folded from its feed, whose chain and shapes are checked on the way. */
YcCase *
test_case_read (TestDesk       *self,
                const YcStream *stream)
{
  YcCase *folded = yc_case_new (&stream->id);
  g_autofree char *target = test_stream_feed (stream);
  g_autoptr (json_t) feed = test_desk_feed (self, target);
  json_t *entry;
  gsize i;

  json_array_foreach (json_object_get (feed, "rows"), i, entry)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (YcFeedRow) row = yc_feed_row_from_json (entry, &error);

      g_assert_no_error (error);
      g_assert_cmpint (row->revision, ==, (gint64) i + 1);
      g_assert_true (yc_case_fold (folded, row->op, row->verdict, row->revision));
    }
  return folded;
}

/* Sends it in as it stands; gives the outcome. */
char *
test_case_submit (TestDesk       *self,
                  const YcStream *stream,
                  json_t        **ret_json)
{
  g_autoptr (YcCase) folded = test_case_read (self, stream);
  g_autofree char *digest = yc_case_dup_form_digest (folded);
  g_autoptr (YcOp) op = test_desk_make (self, stream, "case.submit", test_body ("digest", digest, NULL));
  g_autoptr (json_t) answer = NULL;
  json_t *verdict;

  g_assert_cmpuint (test_desk_send (self, op, &answer), ==, 200);
  verdict = json_object_get (answer, "verdict");
  if (ret_json != NULL)
    *ret_json = json_incref (verdict);
  return g_strdup (json_string_value (json_object_get (verdict, "outcome")));
}
