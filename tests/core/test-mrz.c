/* Passports' two lines (ICAO Doc 9303 part 4, with its specimen). */

#include "yc-finding.h"
#include "yc-mrz.h"

#define LINE_1 "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
#define LINE_2 "L898902C36UTO7408122F1204159ZE184226B<<<<<10"

/* The specimen's passport is good until 15 April 2012. */
static const YcDate then = { 2012, 4, 15 };

static gboolean
has_code (GPtrArray  *findings,
          const char *code)
{
  for (guint i = 0; i < findings->len; i++)
    if (g_str_equal (((YcFinding *) g_ptr_array_index (findings, i))->code, code))
      return TRUE;
  return FALSE;
}

static void
assert_specimen (const char *text)
{
  YcMrz mrz = { 0 };
  g_autoptr (GPtrArray) findings = yc_mrz_parse (text, &then, &mrz);
  g_autofree char *name = NULL;

  g_assert_cmpuint (findings->len, ==, 0);
  name = yc_mrz_dup_name (&mrz);
  g_assert_cmpstr (name, ==, "ERIKSSON ANNA MARIA");
  g_assert_cmpstr (mrz.number, ==, "L898902C3");
  g_assert_cmpstr (mrz.issuer, ==, "UTO");
  g_assert_cmpstr (mrz.nationality, ==, "UTO");
  g_assert_cmpint (mrz.sex, ==, 'F');
  g_assert_cmpint (mrz.birth.year, ==, 1974);
  g_assert_cmpint (mrz.birth.month, ==, 8);
  g_assert_cmpint (mrz.birth.day, ==, 12);
  g_assert_cmpint (mrz.expires.year, ==, 2012);
}

static void
test_specimen (void)
{
  assert_specimen (LINE_1 "\n" LINE_2);
  assert_specimen (LINE_1 LINE_2);
  assert_specimen ("  p<utoeriksson<<anna<maria<<<<<<<<<<<<<<<<<<<\r\n L898902C36UTO7408122F12O4159ZE184226B<<<<<10 \n");
}

static void
test_check_digit (void)
{
  g_assert_cmpint (yc_mrz_check_digit ("520727", 6), ==, '3');
  g_assert_cmpint (yc_mrz_check_digit ("AB2134<<<", 9), ==, '5');
  g_assert_cmpint (yc_mrz_check_digit ("L898902C3", 9), ==, '6');
}

/* Any one character of the second line that is another one is found, but for
 * those that count the same, such as E and 4: the standard has it so. */
static void
test_every_slip_is_found (void)
{
  for (gsize i = 0; i < YC_MRZ_LINE; i++)
    {
      char text[] = LINE_1 LINE_2;
      char *slip = text + YC_MRZ_LINE + i;
      YcMrz mrz = { 0 };
      g_autoptr (GPtrArray) findings = NULL;

      /* Nationality and sex have no check digit. */
      if ((i >= 10 && i < 13) || i == 20)
        continue;
      *slip = yc_mrz_check_digit (slip, 1) == yc_mrz_check_digit ("4", 1) ? '5' : '4';
      findings = yc_mrz_parse (text, &then, &mrz);
      g_assert_cmpuint (findings->len, >, 0);
      g_assert_cmpstr (mrz.number, ==, "");
    }
}

static void
test_expired (void)
{
  YcDate next_day = { 2012, 4, 16 };
  YcMrz mrz = { 0 };
  g_autoptr (GPtrArray) findings = yc_mrz_parse (LINE_1 LINE_2, &next_day, &mrz);

  g_assert_cmpuint (findings->len, ==, 1);
  g_assert_true (has_code (findings, "passport-expired"));
  g_assert_cmpstr (mrz.number, ==, "L898902C3");
}

static void
test_all_reasons_at_once (void)
{
  YcMrz mrz = { 0 };
  g_autoptr (GPtrArray) findings =
    yc_mrz_parse ("V<UTO<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<"
                  "L898902C37UTO7413122F1204159ZE184226B<<<<<11", &then, &mrz);

  g_assert_true (has_code (findings, "mrz-document"));
  g_assert_true (has_code (findings, "mrz-name"));
  g_assert_true (has_code (findings, "mrz-number-check"));
  g_assert_true (has_code (findings, "mrz-birth-check"));
  g_assert_true (has_code (findings, "mrz-birth"));
  g_assert_true (has_code (findings, "mrz-composite-check"));
}

static void
test_not_two_lines (void)
{
  static const struct
  {
    const char *text;
    const char *code;
  } cases[] = {
    { "", "mrz-length" },
    { LINE_1, "mrz-length" },
    { LINE_1 LINE_2 "<", "mrz-length" },
    { "护照", "mrz-character" },
    { "P<UTO+", "mrz-character" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      YcMrz mrz = { 0 };
      g_autoptr (GPtrArray) findings = yc_mrz_parse (cases[i].text, &then, &mrz);

      g_assert_cmpuint (findings->len, ==, 1);
      g_assert_true (has_code (findings, cases[i].code));
    }
}

/* Born in 1930, not in 2030; good until 2031, not 1931. */
static void
test_centuries (void)
{
  char line[] = "L898902C36UTO3008125F3104159<<<<<<<<<<<<<<<0";
  YcDate today = { 2026, 11, 26 };
  YcMrz mrz = { 0 };
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) findings = NULL;
  char all[64] = "";

  line[19] = yc_mrz_check_digit (line + 13, 6);
  line[27] = yc_mrz_check_digit (line + 21, 6);
  g_snprintf (all, sizeof all, "%.10s%.7s%.22s", line, line + 13, line + 21);
  line[43] = yc_mrz_check_digit (all, 39);
  text = g_strconcat (LINE_1, line, NULL);
  findings = yc_mrz_parse (text, &today, &mrz);
  g_assert_cmpuint (findings->len, ==, 0);
  g_assert_cmpint (mrz.birth.year, ==, 1930);
  g_assert_cmpint (mrz.expires.year, ==, 2031);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mrz/specimen", test_specimen);
  g_test_add_func ("/mrz/check-digit", test_check_digit);
  g_test_add_func ("/mrz/every-slip-is-found", test_every_slip_is_found);
  g_test_add_func ("/mrz/expired", test_expired);
  g_test_add_func ("/mrz/all-reasons-at-once", test_all_reasons_at_once);
  g_test_add_func ("/mrz/not-two-lines", test_not_two_lines);
  g_test_add_func ("/mrz/centuries", test_centuries);
  return g_test_run ();
}
