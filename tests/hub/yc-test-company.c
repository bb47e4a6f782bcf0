/* yc-test-company.c: a company that may be set up, filled in at a desk */

#include "yc-test-hub.h"

#include "yc-case-form.h"
#include "yc-catalogue-reader.h"

#include <glib/gstdio.h>
#include <string.h>

void
test_case_open (TestDesk       *self,
                const YcStream *stream)
{
  test_case_open_version (self, stream, "2026.11");
}

void
test_case_open_version (TestDesk       *self,
                        const YcStream *stream,
                        const char     *version)
{
  test_desk_apply (self, stream, "case.open",
                   test_body ("matter", "limited-company-establishment", "version", version, "hall",
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

/* --- something that the hall makes ------------------------------------------- */

/* The registration alone, whose licence the hall prints itself; it was always
 * valid, and will be. Returns: the file's path; (transfer full) */
char *
test_build_made (void)
{
  g_autofree char *folder = test_hub_dup_catalogues ();
  g_autofree char *source = g_build_filename (folder, "limited-company.json", NULL);
  g_autoptr (json_t) json = json_load_file (source, 0, NULL);
  json_t *matter = json_array_get (json_object_get (json, "matters"), 0);
  json_t *output = json_pack ("{s:s, s:s, s:s, s:b, s:s, s:[s]}", "key", "licence-original", "label", "营业执照正本", "kind",
                              "paper", "handed", 1, "made", "licence", "made_from", TEST_MADE_FROM);
  g_autoptr (GError) error = NULL;
  char *path;
  int fd = g_file_open_tmp ("yc-catalogue-XXXXXX.json", &path, &error);

  g_assert_no_error (error);
  json_object_set_new (json, "valid_from", json_string ("2020-01-01"));
  json_object_set_new (json, "valid_to", json_string ("2099-12-31"));
  json_object_set_new (json_array_get (json_object_get (matter, "modules"), 0), "outputs", json_pack ("[o]", output));
  g_assert_cmpint (json_dumpfd (json, fd, JSON_COMPACT), ==, 0);
  g_close (fd, NULL);
  return path;
}

/* --- the whole form of 2026.12 ---------------------------------------------- */

static YcCatalogue *
read_whole (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("YC_TEST_SOURCE_ROOT"),
                                            "data/catalogue/limited-company-2026.12.json", NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  YcCatalogue *catalogue;
  char *text;
  gsize size;

  g_file_get_contents (path, &text, &size, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new_take (text, size);
  catalogue = yc_catalogue_read (bytes, path, &error);
  g_assert_no_error (error);
  return catalogue;
}

/* What a desk puts in of itself. @start: "" or a row's path with its slash */
static void
add_initial (YcBody     *body,
             GPtrArray  *fields,
             const char *start)
{
  for (guint i = 0; i < fields->len; i++)
    {
      const YcFieldSpec *spec = g_ptr_array_index (fields, i);
      g_autofree char *path = g_strconcat (start, spec->path, NULL);

      if (spec->initial.type != YC_VALUE_NONE)
        add_value (body, path, &spec->initial);
    }
}

static void
set_initial (TestDesk       *self,
             const YcStream *stream,
             const YcMatter *matter)
{
  YcBody *body = test_body ("source", "default", NULL);

  for (guint i = 0; i < matter->pages->len; i++)
    add_initial (body, ((YcPage *) g_ptr_array_index (matter->pages, i))->fields, "");
  test_desk_apply (self, stream, "fields.set", body);
}

static void
see_items (TestDesk       *self,
           const YcStream *stream,
           const YcMatter *matter)
{
  g_autoptr (YcCase) folded = test_case_read (self, stream);
  YcDate day = yc_date_from_wall (self->hub->clock.now_ms, YC_HUB_TIME_ZONE_MINUTES);
  YcCaseForm form;

  yc_case_form_init (&form, folded);
  for (guint i = 0; i < matter->items->len; i++)
    {
      const YcItemSpec *item = g_ptr_array_index (matter->items, i);

      if (!item->from_card && yc_item_spec_is_needed (item, &form.form, &day))
        test_desk_apply (self, stream, "item.mark", test_body ("item", item->id, "state", "seen", NULL));
    }
}

static void
add_sole_shareholder (TestDesk       *self,
                      const YcStream *stream,
                      const YcMatter *matter)
{
  static const char *const texts[] = { "name", "张测试", "number", TEST_NUMBER, "address", "示例路 1 号",
                                       "phone", "13800000000", "due", "2031-01-01", NULL };
  YcBody *body = test_body ("source", "card", NULL);
  g_autofree char *person = NULL;
  g_autofree char *start = NULL;
  g_autofree char *amount = NULL;
  g_autofree char *row = NULL;
  YcId id;

  yc_id_init_random (&id);
  row = yc_id_dup_text (&id);
  person = g_strconcat ("/shareholders/", row, NULL);
  start = g_strconcat (person, "/", NULL);
  amount = g_strconcat (person, "/amount", NULL);
  test_desk_apply (self, stream, "row.add", test_body ("list", "/shareholders", "row", row, NULL));
  add_initial (body, yc_matter_find_list (matter, "/shareholders")->fields, start);
  for (const char *const *text = texts; *text != NULL; text += 2)
    {
      g_autofree char *path = g_strconcat (start, text[0], NULL);

      add_text (body, path, text[1]);
    }
  add_int (body, amount, 100000000);
  test_desk_apply (self, stream, "fields.set", body);
  identify (self, stream, person);
}

/* One shareholder, all seven modules, everything that a submission needs. */
void
test_case_fill_whole (TestDesk       *self,
                      const YcStream *stream)
{
  static const char *const texts[] = {
    "/name/trade", "鲁西示例", "/name/industry", "信息技术", "/domicile/area", "371502", "/domicile/address", "示例路 1 号",
    "/domicile/right", "owned", "/business/industry", "I6513", "/business/scope", "软件开发；信息技术咨询服务",
    "/legal-representative/name", "张测试", "/legal-representative/number", TEST_NUMBER,
    "/legal-representative/phone", "13800000000", "/legal-representative/post", "both", "/finance/name", "李测试",
    "/finance/number", TEST_NUMBER, "/finance/phone", "13800000000", "/liaison/name", "李测试",
    "/liaison/phone", "13800000000", "/bank/bank", "icbc", NULL };
  g_autoptr (YcCatalogue) catalogue = read_whole ();
  const YcMatter *matter = yc_catalogue_find_matter (catalogue, "limited-company-establishment");
  YcBody *body = test_body ("source", "typed", NULL);

  test_desk_apply (self, stream, "consent.record",
                   test_body ("purpose", "sensitive", "person", "张测试", "method", "display", "text", "同意", NULL));
  set_initial (self, stream, matter);
  for (const char *const *text = texts; *text != NULL; text += 2)
    add_text (body, text[0], text[1]);
  add_int (body, "/capital/amount", 100000000);
  test_desk_apply (self, stream, "fields.set", body);
  test_desk_apply (self, stream, "fields.set", test_set_text ("/company/type", "natural-sole", "natural"));
  test_desk_apply (self, stream, "fields.set", test_set_text ("/supervisor/kind", "none", "one"));
  add_sole_shareholder (self, stream, matter);
  identify (self, stream, "/legal-representative");
  see_items (self, stream, matter);
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

/* How often something of @kind has happened to it. */
guint
test_case_count (TestDesk       *self,
                 const YcStream *stream,
                 const char     *kind)
{
  g_autoptr (YcCase) folded = test_case_read (self, stream);
  GPtrArray *events = yc_case_get_events (folded);
  guint count = 0;

  for (guint i = 0; i < events->len; i++)
    count += strcmp (((YcEvent *) g_ptr_array_index (events, i))->kind, kind) == 0;
  return count;
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
