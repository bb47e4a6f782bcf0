/* Checks: every reason at once, each with its code and its mend. */

#include "yc-checks.h"

#include <string.h>

static const YcDate today = { 2026, 11, 23 };

/* A form with two shareholders. */
typedef struct
{
  YcForm form;
  YcValue amounts[2];
} TwoShares;

static const YcValue *
two_shares_get (const YcForm *form,
                const char   *path)
{
  const TwoShares *shares = (const TwoShares *) form;

  if (strcmp (path, "/shareholders/a/amount") == 0)
    return &shares->amounts[0];
  if (strcmp (path, "/shareholders/b/amount") == 0)
    return &shares->amounts[1];
  return NULL;
}

static char **
two_shares_list_rows (const YcForm *form,
                      const char   *list)
{
  static const char *const rows[] = { "a", "b", NULL };

  return strcmp (list, "/shareholders") == 0 ? g_strdupv ((char **) rows) : NULL;
}

/* The codes of all findings in order; a warning's with "?". */
static char *
run_value (const char    *name,
           const YcValue *value,
           const YcForm  *form,
           char         **ret_mend_value)
{
  g_autoptr (GPtrArray) findings = yc_findings_new ();
  g_autoptr (GString) codes = g_string_new (NULL);

  yc_check_run (name, "/field", value, form, NULL, &today, findings);
  for (guint i = 0; i < findings->len; i++)
    {
      const YcFinding *finding = findings->pdata[i];

      g_assert_cmpstr (finding->path, ==, "/field");
      g_assert_cmpstr (finding->message, !=, "");
      g_assert_cmpstr (finding->mend, !=, "");
      g_string_append_printf (codes, "%s%s%s", i > 0 ? " " : "", finding->code,
                              finding->severity == YC_SEVERITY_WARNING ? "?" : "");
      if (ret_mend_value != NULL && finding->mend_value != NULL)
        {
          g_free (*ret_mend_value);
          *ret_mend_value = g_strdup (finding->mend_value);
        }
    }
  return g_string_free (g_steal_pointer (&codes), FALSE);
}

typedef struct
{
  const char *check;
  const char *text;
  const char *codes;
  const char *mend_value;
} TextCase;

static const TextCase text_cases[] = {
  { "citizen-number", "11010519491231002X", "", NULL },
  { "citizen-number", "110105194912310021", "citizen-number-check-digit", "11010519491231002X" },
  { "citizen-number", "11010519491231002x", "citizen-number-case", "11010519491231002X" },
  { "citizen-number", "110105491231002", "citizen-number-length", NULL },
  { "citizen-number", "1101051949123100", "citizen-number-length", NULL },
  { "citizen-number", "11010519491231 02X", "citizen-number-digits", NULL },
  { "citizen-number", "1101051949123X002X", "citizen-number-digits", NULL },
  { "citizen-number", "身份证", "citizen-number-length citizen-number-digits", NULL },
  { "citizen-number", "110105194902300024",
    "citizen-number-birth citizen-number-check-digit", "110105194902300020" },
  { "citizen-number", "991599299902300021",
    "citizen-number-area citizen-number-birth citizen-number-check-digit", "991599299902300028" },
  { "citizen-number", "37250120271231002X",
    "citizen-number-area-old? citizen-number-birth-future citizen-number-check-digit",
    "372501202712310029" },
  { "credit-code", "91350100M000100Y43", "", NULL },
  { "credit-code", "91512081MA62K0260E", "", NULL },
  { "credit-code", "91350100M000100Y4Z", "credit-code-characters", NULL },
  { "credit-code", "91350100M000100Y44", "credit-code-check-digit?", NULL },
  { "credit-code", "91350100M000100Y4", "credit-code-length", NULL },
  { "credit-code", "9135I", "credit-code-length credit-code-characters", NULL },
  { "area", "371500", "", NULL },
  { "area", "371599", "area-unknown", NULL },
  { "area-county", "371502", "", NULL },
  { "area-county", "371500", "area-not-county", NULL },
  { "area-county", "37", "area-unknown", NULL },
  { "ethnic-group", "56", "", NULL },
  { "ethnic-group", "57", "ethnic-group-unknown", NULL },
  { "mobile", "13800000000", "", NULL },
  { "mobile", "1380000000", "mobile-length", NULL },
  { "mobile", "12800000000", "mobile-range", NULL },
  { "mobile", "+8613800000000", "mobile-digits", NULL },
  { "phone", "0635-8888888", "", NULL },
  { "phone", "06358888888", "", NULL },
  { "phone", "010-88888888-801", "", NULL },
  { "phone", "400-888-8888", "", NULL },
  { "phone", "13800000000", "", NULL },
  { "phone", "8888888", "phone-form", NULL },
  { "phone", "0635-8888888\n", "phone-form", NULL },
  { "date", "2026-02-28", "", NULL },
  { "date", "2026-02-29", "date-unreal", NULL },
  { "date", "20260228", "date-unreal", NULL },
  { "date-not-past", "2026-11-23", "", NULL },
  { "date-not-past", "2026-11-22", "date-past", NULL },
  { "date-not-future", "2026-11-23", "", NULL },
  { "date-not-future", "2026-11-24", "date-future", NULL },
  { "contribution-date", "2031-11-23", "", NULL },
  { "contribution-date", "2031-11-24", "contribution-too-late", "2031-11-23" },
  { "contribution-date", "2031-11-31", "date-unreal", NULL },
  { "person-name", "张测试", "", NULL },
  { "person-name", "阿·测试", "", NULL },
  { "person-name", "张", "person-name-short", NULL },
  { "person-name", "张测试1", "person-name-characters", NULL },
  { "trade-name", "鲁西示例", "", NULL },
  { "trade-name", "鲁", "trade-name-short", NULL },
  { "trade-name", "A", "trade-name-short trade-name-characters", NULL },
  { "trade-name", "鲁西 示例", "trade-name-characters", NULL },
  { "trade-name", "中国公安", "trade-name-words", NULL },
  { "name-industry", "信息技术", "", NULL },
  { "name-industry", "IT", "name-industry-characters", NULL },
  { "luhn", "79927398713", "", NULL },
  { "luhn", "79927398710", "luhn-check-digit", NULL },
  { "luhn", "79927398731", "luhn-check-digit", NULL },
  { "luhn", "7992739871X", "luhn-check-digit", NULL },
  { "luhn", "0", "luhn-check-digit", NULL },
  { "luhn", "00", "", NULL },
  { "seal-code", "37150201000001", "", NULL },
  { "seal-code", "3715020100001", "seal-code-digits", NULL },
  { "seal-code", "3715020100000A", "seal-code-digits", NULL },
  { "seal-code", "371502010000011", "seal-code-digits", NULL },
  { "seal-code", "99999901000001", "seal-code-area", NULL },
};

static void
test_texts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (text_cases); i++)
    {
      const TextCase *c = &text_cases[i];
      g_auto (YcValue) value = YC_VALUE_INIT;
      g_autofree char *mend_value = NULL;
      g_autofree char *codes = NULL;

      yc_value_set_text (&value, c->text);
      codes = run_value (c->check, &value, NULL, &mend_value);
      if (g_strcmp0 (codes, c->codes) != 0)
        g_test_message ("%s of “%s”", c->check, c->text);
      g_assert_cmpstr (codes, ==, c->codes);
      g_assert_cmpstr (mend_value, ==, c->mend_value);
    }
}

/* What is not there passes; what is not of the kind does not break a check. */
static void
test_no_value (void)
{
  static const char *const names[] = {
    "area", "area-county", "citizen-number", "contribution-date", "credit-code", "date",
    "date-not-future", "date-not-past", "ethnic-group", "luhn", "mobile", "name-industry", "person-name",
    "phone", "seal-code", "shares-sum", "term-years", "trade-name",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *nothing = run_value (names[i], NULL, NULL, NULL);
      g_autofree char *number =
        run_value (names[i], &(YcValue){ YC_VALUE_INT, NULL, 7 }, NULL, NULL);

      g_assert_true (yc_check_is_known (names[i]));
      g_assert_cmpstr (nothing, ==, "");
      g_assert_nonnull (number);
    }
  g_assert_false (yc_check_is_known ("no-such-check"));
  g_assert_false (yc_check_is_known (NULL));
}

static void
assert_term (gint64      years,
             const char *expected)
{
  g_autofree char *codes =
    run_value ("term-years", &(YcValue){ YC_VALUE_INT, NULL, years }, NULL, NULL);

  g_assert_cmpstr (codes, ==, expected);
}

static void
test_term (void)
{
  assert_term (1, "");
  assert_term (100, "");
  assert_term (0, "term-range");
  assert_term (101, "term-range");
}

static void
assert_shares (const YcValue *first,
               const YcValue *second,
               gint64         capital,
               const char    *expected,
               const char    *expected_mend)
{
  TwoShares shares = { { two_shares_get, two_shares_list_rows }, { *first, *second } };
  g_autofree char *mend_value = NULL;
  g_autofree char *codes = run_value ("shares-sum", &(YcValue){ YC_VALUE_INT, NULL, capital },
                                      &shares.form, &mend_value);

  g_assert_cmpstr (codes, ==, expected);
  g_assert_cmpstr (mend_value, ==, expected_mend);
}

static void
test_shares (void)
{
  static const YcValue none = YC_VALUE_INIT;
  static const YcValue sixty = { YC_VALUE_INT, NULL, 60000000 };
  static const YcValue forty = { YC_VALUE_INT, NULL, 40000000 };
  static const YcValue huge = { YC_VALUE_INT, NULL, G_MAXINT64 };

  assert_shares (&sixty, &forty, 100000000, "", NULL);
  assert_shares (&sixty, &sixty, 100000000, "shares-sum", "120000000");
  assert_shares (&sixty, &none, 100000000, "", NULL);
  assert_shares (&huge, &huge, 100000000, "", NULL);
}

static void
test_birth (void)
{
  YcDate birth = { 1, 2, 3 };

  g_assert_false (yc_citizen_number_get_birth ("110105194902300024", &birth));
  g_assert_cmpint (birth.year, ==, 1);
  g_assert_true (yc_citizen_number_get_birth ("11010519491231002X", &birth));
  g_assert_cmpint (birth.year, ==, 1949);
  g_assert_cmpint (birth.month, ==, 12);
  g_assert_cmpint (birth.day, ==, 31);
  g_assert_true (yc_citizen_number_is_valid ("11010519491231002X"));
  g_assert_false (yc_citizen_number_is_valid ("110105194912310021"));
  g_assert_false (yc_citizen_number_is_valid (NULL));
  g_assert_false (yc_citizen_number_is_valid (""));
}

static void
test_credit_code (void)
{
  char organisation[YC_ORGANISATION_CODE_SIZE];
  char code[YC_CREDIT_CODE_SIZE] = "kept";

  /* GB 11714's own example, and the published codes taken apart. */
  g_assert_true (yc_organisation_code_build ("D2143569", organisation));
  g_assert_cmpstr (organisation, ==, "D2143569X");
  g_assert_true (yc_organisation_code_build ("M000100Y", organisation));
  g_assert_cmpstr (organisation, ==, "M000100Y4");
  g_assert_true (yc_credit_code_build ('9', '1', "350100", organisation, code));
  g_assert_cmpstr (code, ==, "91350100M000100Y43");
  g_assert_true (yc_organisation_code_build ("MA62K026", organisation));
  g_assert_true (yc_credit_code_build ('9', '1', "512081", organisation, code));
  g_assert_cmpstr (code, ==, "91512081MA62K0260E");

  g_assert_false (yc_credit_code_build ('9', '1', "51208", organisation, code));
  g_assert_false (yc_credit_code_build ('9', '1', "51208A", organisation, code));
  g_assert_false (yc_credit_code_build ('9', '1', NULL, organisation, code));
  g_assert_false (yc_credit_code_build ('9', 'I', "512081", organisation, code));
  g_assert_false (yc_credit_code_build ('9', '1', "512081", "short", code));
  g_assert_cmpstr (code, ==, "91512081MA62K0260E");
  g_assert_false (yc_organisation_code_build ("MA62K02", organisation));
  g_assert_false (yc_organisation_code_build ("MA62K02I", organisation));
  g_assert_false (yc_organisation_code_build ("ma62k026", organisation));
  g_assert_false (yc_organisation_code_build (NULL, organisation));
}

/* ISO 7064, MOD 11-2: the digits by powers of two, the check digit by one, are
 * 1 modulo 11. Said another way than the weights say it, for every remainder. */
static void
test_citizen_digits (void)
{
  guint seen = 0;

  for (int order = 0; order < 1000; order++)
    {
      g_autofree char *number = g_strdup_printf ("11010519491231%03d", order);
      char digit = yc_citizen_number_check_digit (number);
      int value = digit == 'X' ? 10 : digit - '0';
      int sum = 0;

      for (int i = 0; i < 17; i++)
        sum = (sum + number[i] - '0') * 2 % 11;
      g_assert_cmpint ((sum + value) % 11, ==, 1);
      seen |= 1u << value;
    }
  g_assert_cmpuint (seen, ==, (1u << 11) - 1);
  g_assert_cmpint (yc_citizen_number_check_digit ("1101051949123100A"), ==, 0);
}

/* GB 32100: the digits by powers of three, the last by one, are 0 modulo 31. */
static int
sum_credit_code (const char *code)
{
  static const char digits[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  int sum = 0;
  int weight = 1;

  for (int i = 0; i < 17; i++, weight = weight * 3 % 31)
    sum += (int) (strchr (digits, code[i]) - digits) * weight;
  return (sum + (int) (strchr (digits, code[17]) - digits)) % 31;
}

/* GB 11714: the digits by their weights, the last by one, are 0 modulo 11. */
static int
sum_organisation_code (const char *code)
{
  static const int weights[] = { 3, 7, 9, 10, 5, 8, 4, 2, 1 };
  int sum = 0;

  for (int i = 0; i < 9; i++)
    sum += weights[i] * (g_ascii_isdigit (code[i]) ? code[i] - '0'
                         : i == 8                  ? 10
                                                   : code[i] - 'A' + 10);
  return sum % 11;
}

/* Every code that is built keeps both sums, and with another end is not valid. */
static void
test_credit_codes_built (void)
{
  for (int i = 0; i < 20000; i++)
    {
      g_autofree char *body = g_strdup_printf ("MA%06d", i * 37);
      char organisation[YC_ORGANISATION_CODE_SIZE];
      char code[YC_CREDIT_CODE_SIZE];

      g_assert_true (yc_organisation_code_build (body, organisation));
      g_assert_true (yc_credit_code_build ('9', '1', "371500", organisation, code));
      g_assert_cmpint (sum_organisation_code (organisation), ==, 0);
      g_assert_cmpint (sum_credit_code (code), ==, 0);
      g_assert_true (yc_credit_code_is_valid (code));
      code[17] = code[17] == '0' ? '1' : '0';
      g_assert_false (yc_credit_code_is_valid (code));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/checks/texts", test_texts);
  g_test_add_func ("/checks/no-value", test_no_value);
  g_test_add_func ("/checks/term", test_term);
  g_test_add_func ("/checks/shares", test_shares);
  g_test_add_func ("/checks/birth", test_birth);
  g_test_add_func ("/checks/citizen-digits", test_citizen_digits);
  g_test_add_func ("/checks/credit-code", test_credit_code);
  g_test_add_func ("/checks/credit-codes-built", test_credit_codes_built);

  return g_test_run ();
}
