/* Templates and data that are wrong: each refused with its place and reason. */

#include "yc-test-case.h"

static YcCatalogue *catalogue;

#define STYLE "{\"family\": \"Noto Serif CJK SC\", \"size\": \"小四\", \"line_pt\": 24}"

/* @more: members before the body, with their commas */
static YcTemplate *
read_body (const char  *more,
           const char  *shows,
           const char  *body,
           GError     **error)
{
  g_autofree char *text = g_strdup_printf (
    "{\"format\": \"yichuang-template-1\", \"id\": \"x\", \"version\": \"1\", \"title\": \"试\", "
    "\"matter\": \"limited-company-establishment\", \"styles\": {\"body\": " STYLE "}, %s \"shows\": [%s], "
    "\"body\": [%s]}", more, shows, body);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return yc_template_read (bytes, "x.json", catalogue, error);
}

typedef struct
{
  const char *more;
  const char *shows;
  const char *body;
  const char *place;
  const char *reason;
} Wrong;

static const Wrong wrongs[] = {
  { "", "", "{\"p\": \"{/name/no-such}\"}", "/body/0/p", "names no field" },
  { "", "", "{\"p\": \"甲\"}, {\"p\": \"{/shareholders/name}\"}", "/body/1/p", "names no field" },
  { "", "", "{\"p\": \"{./name}\"}", "/body/0/p", "where there is no row" },
  { "", "", "{\"p\": \"{/name/trade\"}", "/body/0/p", "never closed" },
  { "", "", "{\"p\": \"{/name/trade|shout}\"}", "/body/0/p", "unknown format" },
  { "", "", "{\"p\": \"{/name/trade|wan}\"}", "/body/0/p", "as money what is none" },
  { "", "", "{\"p\": \"{/name/trade|boxes}\"}", "/body/0/p", "box for what is no choice" },
  { "", "", "{\"p\": \"{/domicile/right|box:stolen}\"}", "/body/0/p", "box for no choice" },
  { "", "", "{\"p\": \"{/business/scope|join:name}\"}", "/body/0/p", "names no list" },
  { "", "", "{\"p\": \"{page}\"}", "/body/0/p", "not known here" },
  { "", "", "{\"p\": \"{/shareholders|join:number}\"}", "/body/0/p", "sheet for sensitive data" },
  { "", "", "{\"p\": \"{/legal-representative/number}\"}", "/body/0/p", "sheet for sensitive data" },
  { "", "", "{\"p\": \"{/finance/phone}\"}", "/body/0/p", "sheet for sensitive data" },
  { "", "", "{\"p\": \"甲\", \"style\": \"loud\"}", "/body/0/style", "names no style" },
  { "", "", "{\"p\": \"甲\", \"number\": \"verse\"}", "/body/0/number", "none of chapter" },
  { "", "", "{\"p\": \"甲\", \"colour\": \"red\"}", "/body/0/colour", "not known here" },
  { "", "", "{\"p\": \"甲\", \"when\": {\"maybe\": []}}", "/body/0/when/maybe", "no operation" },
  { "", "", "{\"p\": \"甲\", \"when\": {\"exists\": \"/no/field\"}}", "/body/0/when/exists", "names no field" },
  { "", "", "{\"p\": \"甲\", \"when\": {\"eq\": [{\"field\": \"/domicile/right\"}, \"stolen\"]}}", "/body/0/when/eq/1",
    "not a choice" },
  { "", "", "{\"sign\": {\"role\": \"emperor\", \"label\": \"甲\"}}", "/body/0/sign/role", "no role" },
  { "", "", "{\"each\": \"/nobody\", \"body\": []}", "/body/0/each", "names no list" },
  { "", "", "{\"each\": \"/shareholders\", \"body\": [{\"each\": \"/directors\", \"body\": []}]}", "/body/0/body/0/each",
    "rows of another list" },
  { "", "", "{\"table\": {\"columns_mm\": [100, 100], \"rows\": []}}", "/body/0/table/columns_mm", "wider than the page" },
  { "", "", "{\"table\": {\"columns_mm\": [20, 20], \"rows\": [{\"cells\": [\"甲\"]}]}}", "/body/0/table/rows/0/cells",
    "not as many" },
  { "", "", "{\"space_mm\": 9999}", "/body/0/space_mm", "out of bounds" },
  { "", "", "{}", "/body/0", "is no block" },
  { "", "\"/name/trade\"", "{\"p\": \"甲\"}", "/shows/0", "shown nowhere" },
  { "\"footer\": \"甲\",", "", "", "/footer", "style of its own name" },
  { "\"item\": \"no-such-item\",", "", "", "/item", "no line of the checklist" },
  { "\"page\": {\"left_mm\": 120, \"right_mm\": 80},", "", "", "/page", "no room" },
  { "\"constants\": {\"/name/trade\": \"甲\"},", "", "", "/constants//name/trade", "no fact" },
};

static void
test_wrong (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (wrongs); i++)
    {
      const Wrong *wrong = &wrongs[i];
      g_autoptr (GError) error = NULL;

      if (read_body (wrong->more, wrong->shows, wrong->body, &error) != NULL)
        g_error ("was taken: %s", wrong->body);
      g_assert_error (error, YC_TEMPLATE_ERROR, YC_TEMPLATE_ERROR_TEMPLATE);
      if (!g_str_has_prefix (error->message, "x.json: ") || strstr (error->message, wrong->place) == NULL ||
          strstr (error->message, wrong->reason) == NULL)
        g_error ("%s: says %s", wrong->body, error->message);
    }
}

static void
test_right (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcTemplate) template =
    read_body ("\"sensitive\": true,", "\"/shareholders/number\", \"/name/trade\"",
               "{\"p\": \"{{括号} {/name/trade|else:无}\", \"when\": {\"gt\": [{\"count\": \"/outputs\"}, 0]}}, "
               "{\"each\": \"/shareholders\", \"body\": [{\"p\": \"{n} {./number} {./amount|share:/capital/amount}\", "
               "\"when\": {\"eq\": [{\"field\": \"./kind\"}, \"natural\"]}}]}", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (yc_template_get_id (template), ==, "x");
  g_assert_true (yc_template_is_sensitive (template));
}

/* A tree of blocks deeper than any paper is refused before it is walked. */
static void
test_deep (void)
{
  g_autoptr (GString) body = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 8; i++)
    g_string_append (body, "{\"body\": [");
  for (guint i = 0; i < 8; i++)
    g_string_append (body, "]}");
  g_assert_null (read_body ("", "", body->str, &error));
  g_assert_error (error, YC_TEMPLATE_ERROR, YC_TEMPLATE_ERROR_TEMPLATE);
}

static void
test_many (void)
{
  g_autoptr (GString) body = g_string_new ("{\"p\": \"甲\"}");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 400; i++)
    g_string_append (body, ", {\"p\": \"甲\"}");
  g_assert_null (read_body ("", "", body->str, &error));
  g_assert_error (error, YC_TEMPLATE_ERROR, YC_TEMPLATE_ERROR_TEMPLATE);
}

/* --- data ------------------------------------------------------------ */

static YcTemplateData *
read_data (const char  *text,
           GError     **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return yc_template_data_read (bytes, error);
}

static void
test_data (void)
{
  static const char *const wrong[] = {
    "", "[]", "{}", "{\"values\": []}", "{\"values\": {\"no-path\": \"x\"}}", "{\"values\": {\"/a\": \"\"}}",
    "{\"values\": {\"/a\": 1.5}}", "{\"values\": {\"/a\": [1]}}", "{\"values\": {\"/a\": \"x\", \"/a\": \"y\"}}",
    "{\"values\": {}, \"rows\": {\"/l\": [\"a\", \"a\"]}}",
    "{\"values\": {}, \"rows\": {\"/l\": [\"a/b\"]}}", "{\"values\": {}, \"rows\": {\"/l\": \"a\"}}",
    "{\"values\": {\"/a\": \"\xff\"}}",
  };
  g_autoptr (GError) none = NULL;
  g_autoptr (YcTemplateData) data = read_data ("{\"values\": {\"/l/a/name\": \"王\", \"/n\": 5}, \"rows\": {\"/l\": [\"a\"]}}",
                                               &none);
  const YcForm *form = yc_template_data_get_form (data);

  g_assert_no_error (none);
  g_assert_cmpstr (form->get (form, "/l/a/name")->text, ==, "王");
  g_assert_cmpint (form->get (form, "/n")->integer, ==, 5);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      if (read_data (wrong[i], &error) != NULL)
        g_error ("was taken: %s", wrong[i]);
      g_assert_error (error, YC_TEMPLATE_ERROR, YC_TEMPLATE_ERROR_DATA);
    }
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  catalogue = whole_read ();
  g_test_add_func ("/template/reader/wrong", test_wrong);
  g_test_add_func ("/template/reader/right", test_right);
  g_test_add_func ("/template/reader/deep", test_deep);
  g_test_add_func ("/template/reader/many", test_many);
  g_test_add_func ("/template/reader/data", test_data);
  result = g_test_run ();
  yc_catalogue_unref (catalogue);
  return result;
}
