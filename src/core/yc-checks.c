/* yc-checks.c: values that check themselves
 *
 * A check looks at one value and adds every reason it finds, not the first:
 * the clerk mends all at once. A value that is not there is no business of a
 * check; whether it must be there the catalogue says.
 *
 * Codes of findings are stable: they are in verdicts, tests and statistics.
 */

#include "yc-checks.h"

#include "yc-codes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CITIZEN_DIGITS 18
#define CREDIT_DIGITS 18
#define SEAL_DIGITS 14
#define AREA_DIGITS 6
#define AGE_MOST_YEARS 150
#define TRADE_NAME_CHARS_MIN 2
#define NAME_CHARS_MIN 2
#define PASSPORT_CHARS_MAX 20
#define TERM_YEARS_MAX 100
#define CONTRIBUTION_YEARS_MAX 5
#define SHAREHOLDERS "/shareholders"

/* One value under one check. */
typedef struct
{
  const char *path;
  const char *text; /* "" where the value is an integer */
  const YcValue *value;
  const YcForm *form; /* (nullable) */
  const YcDate *today;
  GPtrArray *findings;
} Check;

typedef struct
{
  const char *name;
  void (*run) (const Check *check);
} CheckType;

static void
add (const Check *check,
     const char  *code,
     const char  *message,
     const char  *mend,
     const char  *mend_value)
{
  g_ptr_array_add (check->findings, yc_finding_new (check->path, code, YC_SEVERITY_ERROR, message,
                                                    mend, mend_value));
}

static void
warn (const Check *check,
      const char  *code,
      const char  *message,
      const char  *mend)
{
  g_ptr_array_add (check->findings, yc_finding_new (check->path, code, YC_SEVERITY_WARNING, message,
                                                    mend, NULL));
}

static gboolean
is_digits (const char *text,
           gsize       count)
{
  return strspn (text, "0123456789") >= count;
}

static void
check_citizen_area (const Check *check)
{
  char area[7] = "";

  memcpy (area, check->text, 6);
  if (yc_area_find (area) != NULL)
    return;
  if (yc_area_province_exists (area))
    warn (check, "citizen-number-area-old", _("The number's area is not in today's table."),
          _("Old numbers keep the area of their time; compare the number with the card."));
  else
    add (check, "citizen-number-area", _("The number's first two digits are no province."),
         _("Compare the first six digits with the card."), NULL);
}

static void
check_citizen_birth (const Check *check)
{
  YcDate birth;

  if (!yc_citizen_number_get_birth (check->text, &birth))
    add (check, "citizen-number-birth", _("Digits 7 to 14 are not a date that exists."),
         _("Compare the birth date in the number with the card."), NULL);
  else if (yc_date_compare (&birth, check->today) > 0)
    add (check, "citizen-number-birth-future", _("The birth date in the number is yet to come."),
         _("Compare the birth date in the number with the card."), NULL);
  else if (birth.year + AGE_MOST_YEARS < check->today->year)
    add (check, "citizen-number-birth-past", _("The birth date in the number is too long ago."),
         _("Compare the birth date in the number with the card."), NULL);
}

static void
check_citizen_digit (const Check *check)
{
  char digit = yc_citizen_number_check_digit (check->text);
  char right[CITIZEN_DIGITS + 1] = "";
  g_autofree char *mend = NULL;

  if (check->text[CITIZEN_DIGITS - 1] == digit)
    return;
  memcpy (right, check->text, CITIZEN_DIGITS - 1);
  right[CITIZEN_DIGITS - 1] = digit;
  mend = g_strdup_printf (_("If the first 17 digits are right, the last one is %c; "
                            "else one of them is mistyped."), digit);
  add (check, "citizen-number-check-digit",
       _("The last digit does not fit the others."), mend, right);
}

/* GB 11643. */
static void
check_citizen_digits (const Check *check)
{
  g_autofree char *upper = g_ascii_strup (check->text, -1);
  gsize length = strlen (check->text);
  Check whole = *check;

  if (length != CITIZEN_DIGITS)
    {
      g_autofree char *message = g_strdup_printf (_("A citizen number has 18 characters; "
                                                    "this has %ld."),
                                                  g_utf8_strlen (check->text, -1));

      add (check, "citizen-number-length", message, _("Type the whole number."), NULL);
    }
  if (strspn (upper, "0123456789X") != length ||
      (length == CITIZEN_DIGITS && !is_digits (upper, CITIZEN_DIGITS - 1)))
    {
      add (check, "citizen-number-digits",
           _("Only digits, and an X at the end, may be in a citizen number."),
           _("Take out what is not a digit."), NULL);
      return;
    }
  if (length != CITIZEN_DIGITS)
    return;
  if (check->text[CITIZEN_DIGITS - 1] == 'x')
    add (check, "citizen-number-case", _("The X at the end is a capital letter."),
         _("Write a capital X."), upper);
  whole.text = upper;
  check_citizen_area (&whole);
  check_citizen_birth (&whole);
  check_citizen_digit (&whole);
}

/* ICAO Doc 9303 part 4: nine characters at most; a few states have longer ones. */
static void
check_passport_number (const Check *check)
{
  gsize length = strlen (check->text);

  if (length > PASSPORT_CHARS_MAX || strspn (check->text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != length)
    add (check, "passport-number-characters", _("A passport number has capital letters and digits only."),
         _("Take it from the passport’s lines."), NULL);
}

/* GB 32100. Some real codes fail its check digit, so that only warns. */
static void
check_credit_code (const Check *check)
{
  if (strlen (check->text) != CREDIT_DIGITS)
    add (check, "credit-code-length", _("A unified social credit code has 18 characters."),
         _("Type the whole code as the licence shows it."), NULL);
  if (strspn (check->text, "0123456789ABCDEFGHJKLMNPQRTUWXY") != strlen (check->text))
    add (check, "credit-code-characters",
         _("A unified social credit code has digits and capital letters without I, O, S, V, Z."),
         _("Look for 1 read as I, 0 as O, 5 as S, 2 as Z."), NULL);
  else if (strlen (check->text) == CREDIT_DIGITS && !yc_credit_code_is_valid (check->text))
    warn (check, "credit-code-check-digit", _("The last character does not fit the others."),
          _("Compare the code with the licence; if it reads so, go on."));
}

/* How the person this number is of was identified; "" for not at all. */
static char *
dup_identity (const Check *check)
{
  g_autofree char *person = g_path_get_dirname (check->path);
  g_autofree char *path = g_strconcat (person, "/identity", NULL);

  if (check->form == NULL)
    return g_strdup ("");
  return yc_value_dup_text (check->form->get (check->form, path));
}

/* A citizen's number, unless another document was shown (a passport, or the
 * licence of a firm) or it is a firm's credit code by its form: those begin
 * with 9 where a market regulator registers. */
static void
check_citizen_number (const Check *check)
{
  g_autofree char *identity = dup_identity (check);

  if (g_str_has_prefix (identity, "passport"))
    check_passport_number (check);
  else if (g_str_equal (identity, "licence"))
    check_credit_code (check);
  else if (check->text[0] != '9' || !yc_credit_code_is_valid (check->text))
    check_citizen_digits (check);
}

static void
check_area (const Check *check)
{
  if (yc_area_find (check->text) == NULL)
    add (check, "area-unknown", _("There is no such administrative division."),
         _("Choose it from the list."), NULL);
}

static void
check_area_county (const Check *check)
{
  check_area (check);
  if (yc_area_find (check->text) != NULL && !yc_area_is_county (check->text))
    add (check, "area-not-county", _("The division must be a county or a district."),
         _("Choose the county or district within it."), NULL);
}

static void
check_ethnic_group (const Check *check)
{
  if (yc_ethnic_group_find (check->text) == NULL)
    add (check, "ethnic-group-unknown", _("There is no such ethnic group code."),
         _("Choose it from the list."), NULL);
}

static void
check_mobile (const Check *check)
{
  gsize length = strlen (check->text);

  if (!is_digits (check->text, length))
    add (check, "mobile-digits", _("A mobile number has only digits."),
         _("Take out spaces, dashes and +86."), NULL);
  else if (length != 11)
    add (check, "mobile-length", _("A mobile number has 11 digits."),
         _("Count the digits and ask again."), NULL);
  else if (check->text[0] != '1' || check->text[1] < '3')
    add (check, "mobile-range", _("A mobile number begins with 13 to 19."),
         _("Ask for the number again."), NULL);
}

/* "0635-8888888", "06358888888", with an extension "-801"; or a mobile one. */
static void
check_phone (const Check *check)
{
  static const char pattern[] =
    "^(0[1-9][0-9]{1,2}-?[2-9][0-9]{6,7}(-[0-9]{1,5})?|1[3-9][0-9]{9}|[48]00-?[0-9]{3}-?[0-9]{4})$";

  if (!g_regex_match_simple (pattern, check->text, G_REGEX_DOLLAR_ENDONLY, 0))
    add (check, "phone-form", _("This is neither a mobile number nor an area code and a number."),
         _("Write it as 0635-8888888 or as 11 digits."), NULL);
}

static gboolean
check_date (const Check *check,
            YcDate      *ret_date)
{
  if (yc_date_parse (check->text, ret_date))
    return TRUE;
  add (check, "date-unreal", _("There is no such day."), _("Write it as 2026-05-31."), NULL);
  return FALSE;
}

static void
check_date_real (const Check *check)
{
  YcDate date;

  check_date (check, &date);
}

static void
check_date_not_past (const Check *check)
{
  YcDate date;

  if (check_date (check, &date) && yc_date_compare (&date, check->today) < 0)
    add (check, "date-past", _("The day has passed."), _("Choose today or a later day."), NULL);
}

static void
check_date_not_future (const Check *check)
{
  YcDate date;

  if (check_date (check, &date) && yc_date_compare (&date, check->today) > 0)
    add (check, "date-future", _("The day is yet to come."), _("Choose today or an earlier day."),
         NULL);
}

static gboolean
is_han (gunichar code)
{
  return g_unichar_get_script (code) == G_UNICODE_SCRIPT_HAN && g_unichar_isalpha (code);
}

/* Whether each character is of the Chinese script or one of @others. */
static gboolean
is_chinese (const char *text,
            const char *others)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (!is_han (g_utf8_get_char (at)) && g_utf8_strchr (others, -1, g_utf8_get_char (at)) == NULL)
      return FALSE;
  return TRUE;
}

/* A person's name, in Chinese or, of foreigners, in Latin letters. */
static void
check_person_name (const Check *check)
{
  if (g_utf8_strlen (check->text, -1) < NAME_CHARS_MIN)
    add (check, "person-name-short", _("A name has at least two characters."),
         _("Write family name and given name."), NULL);
  for (const char *at = check->text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar code = g_utf8_get_char (at);

      if (g_unichar_isalpha (code) || g_utf8_strchr ("·.'- ", -1, code) != NULL)
        continue;
      add (check, "person-name-characters",
           _("A name has only letters and the dot between its parts."),
           _("Take out digits and signs; the dot is ·."), NULL);
      return;
    }
}

/* The words that others' rights and the order of organs keep to themselves. */
static void
check_trade_name_words (const Check *check)
{
  static const char *const words[] = {
    "中国", "中华", "全国", "国家", "国务院", "中央", "共产党", "政府", "法院", "检察院", "公安",
    "警察", "武警", "解放军", "联合国", "有限", "公司", "集团",
  };
  g_autoptr (GString) found = g_string_new (NULL);
  g_autofree char *message = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (check->text, words[i]) != NULL)
      g_string_append_printf (found, "%s%s", found->len > 0 ? "、" : "", words[i]);
  if (found->len == 0)
    return;
  message = g_strdup_printf (_("The trade name has words it may not have: %s."), found->str);
  add (check, "trade-name-words", message,
       _("Choose a word of one's own; region, industry and form have fields of their own."), NULL);
}

/* 字号: Provisions on the Registration of Enterprise Names, articles 8 and 11. */
static void
check_trade_name (const Check *check)
{
  if (g_utf8_strlen (check->text, -1) < TRADE_NAME_CHARS_MIN)
    add (check, "trade-name-short", _("A trade name has at least two Chinese characters."),
         _("Add a character."), NULL);
  if (!is_chinese (check->text, ""))
    add (check, "trade-name-characters",
         _("A trade name has Chinese characters only: no letters, digits, spaces or signs."),
         _("Write it in Chinese characters."), NULL);
  check_trade_name_words (check);
}

/* 行业 as a name says it: in Chinese characters. */
static void
check_name_industry (const Check *check)
{
  if (!is_chinese (check->text, ""))
    add (check, "name-industry-characters", _("The industry is written in Chinese characters."),
         _("Take out letters, digits and signs."), NULL);
}

/* 经营期限 in years. */
static void
check_term (const Check *check)
{
  if (check->value->type != YC_VALUE_INT || check->value->integer < 1 ||
      check->value->integer > TERM_YEARS_MAX)
    add (check, "term-range", _("A term is 1 to 100 years."),
         _("Write the years, or choose a term without end."), NULL);
}

/* Company Law of 2023, article 47: paid in within five years of the day the
 * company is established, which is not before today. */
static void
check_contribution_date (const Check *check)
{
  YcDate latest = yc_date_add_months (check->today, CONTRIBUTION_YEARS_MAX * 12);
  char text[YC_DATE_TEXT_SIZE];
  YcDate date;

  if (!check_date (check, &date) || yc_date_compare (&date, &latest) <= 0)
    return;
  yc_date_to_text (&latest, text);
  add (check, "contribution-too-late",
       _("A contribution must be paid within five years of establishment."),
       _("Choose the last day allowed or an earlier one."), text);
}

/* The sum of all shares; %FALSE where there is none or one is not filled in,
 * so that nothing can be said yet. */
static gboolean
sum_shares (const YcForm *form,
            gint64       *ret_sum)
{
  g_auto (GStrv) rows = form->list_rows (form, SHAREHOLDERS);
  gint64 sum = 0;

  if (rows == NULL || *rows == NULL)
    return FALSE;
  for (char **row = rows; *row != NULL; row++)
    {
      g_autofree char *path = g_strconcat (SHAREHOLDERS "/", *row, "/amount", NULL);
      const YcValue *amount = form->get (form, path);

      if (amount == NULL || amount->type != YC_VALUE_INT ||
          __builtin_add_overflow (sum, amount->integer, &sum))
        return FALSE;
    }
  *ret_sum = sum;
  return TRUE;
}

static char *
dup_yuan (gint64 fen)
{
  guint64 size = fen < 0 ? -(guint64) fen : (guint64) fen;

  return g_strdup_printf ("%s%" G_GUINT64_FORMAT ".%02" G_GUINT64_FORMAT, fen < 0 ? "-" : "",
                          size / 100, size % 100);
}

/* Registered capital is what all shareholders promise (article 47). */
static void
check_shares_sum (const Check *check)
{
  g_autofree char *shares = NULL;
  g_autofree char *capital = NULL;
  g_autofree char *message = NULL;
  g_autofree char *mend_value = NULL;
  gint64 sum;

  if (check->form == NULL || check->value->type != YC_VALUE_INT ||
      !sum_shares (check->form, &sum) || sum == check->value->integer)
    return;
  shares = dup_yuan (sum);
  capital = dup_yuan (check->value->integer);
  message = g_strdup_printf (_("The shares add up to %s yuan, the registered capital is %s yuan."),
                             shares, capital);
  mend_value = g_strdup_printf ("%" G_GINT64_FORMAT, sum);
  add (check, "shares-sum", message, _("Mend the shares, or the capital to their sum."), mend_value);
}

/* What an office gave out: of a slip in one digit no machine goes on. */
static void
check_luhn (const Check *check)
{
  if (!yc_luhn_is_valid (check->text))
    add (check, "luhn-check-digit", _("The last digit does not fit the others."),
         _("Compare the number with the paper."), NULL);
}

/* A seal's number of the police: area, who made it, and a running number. */
static void
check_seal_code (const Check *check)
{
  char area[AREA_DIGITS + 1] = "";

  if (strlen (check->text) != SEAL_DIGITS || !is_digits (check->text, SEAL_DIGITS))
    {
      add (check, "seal-code-digits", _("A seal's number has 14 digits."),
           _("Compare the number with the record of the filing."), NULL);
      return;
    }
  memcpy (area, check->text, AREA_DIGITS);
  if (yc_area_find (area) == NULL)
    add (check, "seal-code-area", _("A seal's number begins with the code of an area."),
         _("Compare the number with the record of the filing."), NULL);
}

static const CheckType checks[] = {
  { "area", check_area },
  { "area-county", check_area_county },
  { "citizen-number", check_citizen_number },
  { "contribution-date", check_contribution_date },
  { "credit-code", check_credit_code },
  { "date", check_date_real },
  { "date-not-future", check_date_not_future },
  { "date-not-past", check_date_not_past },
  { "ethnic-group", check_ethnic_group },
  { "luhn", check_luhn },
  { "mobile", check_mobile },
  { "name-industry", check_name_industry },
  { "person-name", check_person_name },
  { "phone", check_phone },
  { "seal-code", check_seal_code },
  { "shares-sum", check_shares_sum },
  { "term-years", check_term },
  { "trade-name", check_trade_name },
};

static const CheckType *
find_check (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (checks); i++)
    if (g_strcmp0 (checks[i].name, name) == 0)
      return &checks[i];
  return NULL;
}

gboolean
yc_check_is_known (const char *name)
{
  return find_check (name) != NULL;
}

/**
 * yc_check_run:
 * @name: of a check that is known
 * @path: the field, for the findings
 * @value: (nullable): what to look at; nothing passes every check
 * @form: (nullable): what else the form holds
 * @row: (nullable): the row's path, in a list
 * @today: the day in China
 * @findings: of YcFinding; everything that is wrong is added
 */
void
yc_check_run (const char    *name,
              const char    *path,
              const YcValue *value,
              const YcForm  *form,
              const char    *row,
              const YcDate  *today,
              GPtrArray     *findings)
{
  const CheckType *type = find_check (name);
  g_auto (YcValue) kept = YC_VALUE_INIT;
  Check check = { path, "", &kept, form, today, findings };

  g_return_if_fail (type != NULL && path != NULL && findings != NULL);
  g_return_if_fail (yc_date_is_valid (today));

  /* A copy: the next question to the form may take the value away. */
  yc_value_copy (value, &kept);
  if (kept.type == YC_VALUE_NONE)
    return;
  if (kept.text != NULL)
    check.text = kept.text;
  type->run (&check);
}
