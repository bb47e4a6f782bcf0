/* yc-sim-office-rules.c: how the outside offices decide
 *
 * Each reads what the hub sent it: the form's fields by their paths, and what
 * earlier modules gave. What is missing or wrong is asked for, all of it at
 * once; what cannot be mended is refused, with what can be done. Codes are
 * what real ones are like: they hold their region, never come twice, and
 * check themselves.
 */

#include "yc-sim-office-rules.h"

#include "yc-checks.h"

#include <string.h>

#define AREA_PATH "/domicile/area"
#define SPECIAL_MAX 25              /* legacy sheets a month for a new firm */
#define ORDINARY_MAX 50
#define SHEET_MAX_FEN 10000000      /* 100 000 yuan on one sheet */
#define CREDIT_SMALL_FEN 10000000   /* a month: 100 000 yuan */
#define CREDIT_GENERAL_FEN 75000000 /* a month: 750 000 yuan */

static json_t *
get_form (json_t     *request,
          const char *path)
{
  return json_object_get (json_object_get (request, "form"), path);
}

/* NULL for a field that is empty or was not sent. */
static const char *
get_text (json_t     *request,
          const char *path)
{
  const char *text = json_string_value (get_form (request, path));

  return text != NULL && *text != '\0' ? text : NULL;
}

static gint64
get_int (json_t     *request,
         const char *path,
         gint64      fallback)
{
  json_t *value = get_form (request, path);

  return json_is_integer (value) ? json_integer_value (value) : fallback;
}

static const char *
get_input (json_t     *request,
           const char *module,
           const char *key)
{
  return json_string_value (json_object_get (json_object_get (json_object_get (request, "inputs"), module), key));
}

static json_t *
get_array (json_t     *answer,
           const char *name)
{
  json_t *array = json_object_get (answer, name);

  if (array == NULL)
    {
      array = json_array ();
      json_object_set_new (answer, name, array);
    }
  return array;
}

/* Adds a point; the answer asks for a correction then. @text: (nullable) */
void
yc_sim_office_correct (json_t     *answer,
                       const char *path,
                       const char *code,
                       const char *text)
{
  json_object_set_new (answer, "outcome", json_string ("correct"));
  json_array_append_new (get_array (answer, "points"),
                         json_pack ("{s:s, s:s, s:s}", "path", path, "code", code, "text",
                                    text != NULL ? text : "请核对后重新填写"));
}

/* Adds a reason; the answer is a refusal then, whatever was asked for. */
void
yc_sim_office_refuse (json_t     *answer,
                      const char *code,
                      const char *text,
                      const char *remedy)
{
  json_object_set_new (answer, "outcome", json_string ("refuse"));
  json_array_append_new (get_array (answer, "reasons"),
                         json_pack ("{s:s, s:s, s:s}", "code", code, "text", text, "remedy", remedy));
}

static void
give (json_t     *answer,
      const char *key,
      const char *value)
{
  json_t *outputs = json_object_get (answer, "outputs");

  if (outputs == NULL)
    {
      outputs = json_object ();
      json_object_set_new (answer, "outputs", outputs);
    }
  json_object_set_new (outputs, key, json_string (value));
}

static gboolean
is_digits (const char *text,
           gsize       count)
{
  return text != NULL && strlen (text) == count && strspn (text, "0123456789") == count;
}

/* --- police: the filing of seals --------------------------------------- */

static const char *const seals[] = { "official", "finance", "invoice", "contract", "legal-rep" };

/* Five are free, and made unless the applicant does without one. */
static gboolean
seal_is_wanted (json_t     *request,
                const char *seal)
{
  g_autofree char *path = g_strconcat ("/seals/", seal, NULL);

  return g_strcmp0 (get_text (request, path), "no") != 0;
}

static const char *
get_maker (json_t *request)
{
  const char *maker = get_text (request, "/seals/maker");

  return is_digits (maker, 2) ? maker : "01";
}

static void
decide_police (json_t         *request,
               json_t         *answer,
               YcSimSerialFunc draw,
               gpointer        data)
{
  g_autofree char *batch = NULL;
  gboolean any = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (seals); i++)
    {
      g_autofree char *key = g_strconcat ("seal-", seals[i], NULL);
      g_autofree char *code = NULL;

      if (!seal_is_wanted (request, seals[i]))
        continue;
      any = TRUE;
      code = g_strdup_printf ("%s%s%06" G_GINT64_FORMAT, get_text (request, AREA_PATH), get_maker (request),
                              draw (data));
      give (answer, key, code);
    }
  if (!any)
    {
      yc_sim_office_correct (answer, "/seals/official", "no-seal", "请至少选择一枚印章");
      return;
    }
  batch = g_strdup_printf ("YZ%s%06" G_GINT64_FORMAT, get_text (request, AREA_PATH), draw (data));
  give (answer, "filing-record", batch);
}

/* --- tax ---------------------------------------------------------------- */

static void
check_legacy (json_t *request,
              json_t *answer)
{
  if (get_int (request, "/invoices/special", 0) > SPECIAL_MAX)
    yc_sim_office_correct (answer, "/invoices/special", "too-many", "首次申领增值税专用发票每月不超过 25 份");
  if (get_int (request, "/invoices/ordinary", 0) > ORDINARY_MAX)
    yc_sim_office_correct (answer, "/invoices/ordinary", "too-many", "首次申领增值税普通发票每月不超过 50 份");
  if (get_int (request, "/invoices/sheet-limit", 0) > SHEET_MAX_FEN)
    yc_sim_office_correct (answer, "/invoices/sheet-limit", "too-much", "首次申领发票单份限额不超过 10 万元");
}

static void
give_credit (json_t  *answer,
             gboolean general)
{
  g_autofree char *limit = g_strdup_printf ("%d", general ? CREDIT_GENERAL_FEN : CREDIT_SMALL_FEN);

  give (answer, "invoice-kind", "digital");
  give (answer, "credit-limit", limit);
}

static void
give_stock (json_t *request,
            json_t *answer)
{
  g_autofree char *stock = g_strdup_printf ("special:%" G_GINT64_FORMAT ",ordinary:%" G_GINT64_FORMAT,
                                            get_int (request, "/invoices/special", SPECIAL_MAX),
                                            get_int (request, "/invoices/ordinary", ORDINARY_MAX));

  give (answer, "invoice-kind", "legacy");
  give (answer, "stock", stock);
}

static void
decide_tax (json_t         *request,
            json_t         *answer,
            YcSimSerialFunc draw,
            gpointer        data)
{
  gboolean general = g_strcmp0 (get_text (request, "/invoices/taxpayer"), "general") == 0;
  gboolean legacy = g_strcmp0 (get_text (request, "/invoices/kind"), "legacy") == 0;
  g_autofree char *officer = NULL;

  if (legacy)
    check_legacy (request, answer);
  if (json_object_get (answer, "outcome") != NULL)
    return;
  officer = g_strdup_printf ("1%.6s%04" G_GINT64_FORMAT, get_text (request, AREA_PATH), draw (data) % 10000);
  give (answer, "taxpayer-determination", general ? "一般纳税人" : "小规模纳税人");
  if (legacy)
    give_stock (request, answer);
  else
    give_credit (answer, general);
  give (answer, "tax-officer-code", officer);
}

/* --- social, medical, fund: a unit's number ------------------------------ */

/* Area, what kind of unit, a running number, and Luhn's digit: 14 in all. */
static void
give_unit (json_t         *request,
           json_t         *answer,
           char            kind,
           YcSimSerialFunc draw,
           gpointer        data)
{
  g_autofree char *body = g_strdup_printf ("%s%c%06" G_GINT64_FORMAT, get_text (request, AREA_PATH), kind,
                                           draw (data));
  g_autofree char *number = g_strdup_printf ("%s%c", body, yc_luhn_check_digit (body));

  give (answer, "unit-number", number);
}

static void
decide_social (json_t         *request,
               json_t         *answer,
               YcSimSerialFunc draw,
               gpointer        data)
{
  give_unit (request, answer, '1', draw, data);
}

static void
decide_medical (json_t         *request,
                json_t         *answer,
                YcSimSerialFunc draw,
                gpointer        data)
{
  give_unit (request, answer, '2', draw, data);
}

/* 5 to 12 in a hundred, for the unit and for its people (regulation on housing funds). */
static void
decide_fund (json_t         *request,
             json_t         *answer,
             YcSimSerialFunc draw,
             gpointer        data)
{
  gint64 rate = get_int (request, "/fund/rate", 5);

  if (rate < 5 || rate > 12)
    yc_sim_office_correct (answer, "/fund/rate", "out-of-range", "缴存比例应在 5% 至 12% 之间");
  else
    give_unit (request, answer, '3', draw, data);
}

/* --- bank ---------------------------------------------------------------- */

static const struct
{
  const char *code;
  const char *prefix;
  const char *name;
} banks[] = {
  { "icbc", "1611", "中国工商银行聊城分行" },   { "abc", "1585", "中国农业银行聊城分行" },
  { "boc", "2092", "中国银行聊城分行" },        { "ccb", "3705", "中国建设银行聊城分行" },
  { "bocom", "3746", "交通银行聊城分行" },      { "psbc", "9370", "中国邮政储蓄银行聊城分行" },
  { "rcb", "9120", "聊城农村商业银行" },        { "local", "8050", "聊城市地方银行" },
};

/* A bank keeps the prints of the seals that will stand on cheques. */
static const char *const specimens[] = { "seal-official", "seal-finance", "seal-legal-rep" };

static void
check_specimens (json_t *request,
                 json_t *answer)
{
  for (gsize i = 0; i < G_N_ELEMENTS (specimens); i++)
    {
      const char *code = get_input (request, "seals", specimens[i]);

      if (code == NULL)
        yc_sim_office_refuse (answer, "specimen-missing", "预留印鉴所需印章未经公安机关备案",
                              "请先办理公章、财务专用章和法定代表人名章的刻制备案，再申请开户");
      else if (!is_digits (code, 14))
        yc_sim_office_refuse (answer, "specimen-code", "印章备案编码不符合规定", "请与公安机关核对印章备案编码后重新提交");
      if (code == NULL || !is_digits (code, 14))
        return;
    }
}

static gboolean
is_photosensitive (json_t *request)
{
  return g_strcmp0 (get_text (request, "/seals/legal-rep/material"), "photosensitive") == 0 ||
         g_strcmp0 (get_text (request, "/seals/legal-rep-material"), "photosensitive") == 0;
}

static void
give_account (json_t         *request,
              json_t         *answer,
              YcSimSerialFunc draw,
              gpointer        data)
{
  const char *bank = get_text (request, "/bank/bank");
  g_autofree char *body = NULL;
  g_autofree char *number = NULL;
  g_autofree char *sheet = NULL;
  gint64 serial = draw (data);
  gsize at = G_N_ELEMENTS (banks) - 1;

  for (gsize i = 0; i < G_N_ELEMENTS (banks); i++)
    if (strcmp (banks[i].code, bank) == 0)
      at = i;
  body = g_strdup_printf ("%s%s%08" G_GINT64_FORMAT, banks[at].prefix, get_text (request, AREA_PATH), serial);
  number = g_strdup_printf ("%s%c", body, yc_luhn_check_digit (body));
  sheet = g_strdup_printf ("ZHXX%06" G_GINT64_FORMAT, serial);
  give (answer, "account-number", number);
  give (answer, "bank-name", banks[at].name);
  give (answer, "account-sheet", sheet);
}

static void
decide_bank (json_t         *request,
             json_t         *answer,
             YcSimSerialFunc draw,
             gpointer        data)
{
  check_specimens (request, answer);
  if (is_photosensitive (request))
    yc_sim_office_refuse (answer, "photosensitive-seal", "法定代表人名章为光敏印章，不得用作预留印鉴",
                          "请改用非光敏材质重新刻制法定代表人名章并备案，再申请开户");
  if (json_object_get (answer, "outcome") == NULL)
    give_account (request, answer, draw, data);
}

/* --- all of them --------------------------------------------------------- */

static const char *const needs_police[] = { AREA_PATH, "/name/trade", "/legal-representative/name",
                                            "/legal-representative/number", NULL };
static const char *const needs_tax[] = { AREA_PATH, "/finance/name", "/legal-representative/name", NULL };
static const char *const needs_unit[] = { AREA_PATH, "/legal-representative/name", NULL };
static const char *const needs_bank[] = { AREA_PATH, "/name/trade", "/legal-representative/name",
                                          "/legal-representative/number", "/bank/bank", NULL };

static const YcSimOfficeRules rules[YC_SIM_OFFICES] = {
  { "police", "seals", "公安机关印章备案", needs_police, decide_police },
  { "tax", "invoices", "税务机关", needs_tax, decide_tax },
  { "social", "social", "社会保险经办机构", needs_unit, decide_social },
  { "medical", "medical", "医疗保障经办机构", needs_unit, decide_medical },
  { "fund", "fund", "住房公积金管理中心", needs_unit, decide_fund },
  { "bank", "bank", "开户银行", needs_bank, decide_bank },
};

const YcSimOfficeRules *
yc_sim_office_rules_get (guint index)
{
  return &rules[index];
}

/* @id: of an office, or of its module; NULL where there is none */
const YcSimOfficeRules *
yc_sim_office_rules_find (const char *id)
{
  for (guint i = 0; i < YC_SIM_OFFICES; i++)
    if (strcmp (rules[i].id, id) == 0 || strcmp (rules[i].module, id) == 0)
      return &rules[i];
  return NULL;
}

static void
check_needs (const YcSimOfficeRules *self,
             json_t                 *request,
             json_t                 *answer)
{
  for (const char *const *path = self->needs; *path != NULL; path++)
    if (get_text (request, *path) == NULL)
      yc_sim_office_correct (answer, *path, "required", "本项为必填项，请补充填写");
  if (get_text (request, AREA_PATH) != NULL && !is_digits (get_text (request, AREA_PATH), 6))
    yc_sim_office_correct (answer, AREA_PATH, "not-an-area", "住所所在区划代码不正确");
}

/**
 * yc_sim_office_decide:
 * @request: what was sent, its shape checked
 * @answer: (inout): gets outcome, and outputs, points or reasons
 * @draw: gives numbers that no other request gets
 */
void
yc_sim_office_decide (const YcSimOfficeRules *self,
                      json_t                 *request,
                      json_t                 *answer,
                      YcSimSerialFunc         draw,
                      gpointer                data)
{
  const char *credit_code = get_input (request, "registration", "credit-code");

  if (credit_code == NULL || !yc_credit_code_is_valid (credit_code))
    yc_sim_office_refuse (answer, "no-licence", "未取得有效的统一社会信用代码", "请先完成企业登记");
  else
    check_needs (self, request, answer);
  if (json_object_get (answer, "outcome") != NULL)
    return;
  self->decide (request, answer, draw, data);
  if (json_object_get (answer, "outcome") == NULL)
    json_object_set_new (answer, "outcome", json_string ("done"));
}
