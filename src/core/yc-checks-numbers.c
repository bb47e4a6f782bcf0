/* yc-checks-numbers.c: the arithmetic inside numbers
 *
 * - Citizen number, GB 11643: six digits of an area, eight of a birth date,
 *   three of an order, and a check digit by ISO 7064, MOD 11-2.
 * - Unified social credit identifier, GB 32100: who registered, what kind, six
 *   digits of an area, nine of an organisation, and a check digit modulo 31.
 * - Organisation code, GB 11714: eight digits and a check digit modulo 11.
 * - Numbers of accounts and units, ISO/IEC 7812-1 annex B: digits, the last by
 *   Luhn's sum modulo 10.
 */

#include "yc-checks.h"

#include <string.h>

#define CITIZEN_DIGITS 18
#define CREDIT_DIGITS 18
#define ORGANISATION_DIGITS 9

/* GB 32100's digits: no I, O, S, V, Z. */
static const char credit_digits[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/* @number: at least 17 characters; returns 0 where the first 17 are not digits */
char
yc_citizen_number_check_digit (const char *number)
{
  static const int weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
  int sum = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (weights); i++)
    {
      if (!g_ascii_isdigit (number[i]))
        return 0;
      sum += (number[i] - '0') * weights[i];
    }
  return "10X98765432"[sum % 11];
}

/* @ret_birth: (out): untouched where @number holds no day that exists */
gboolean
yc_citizen_number_get_birth (const char *number,
                             YcDate     *ret_birth)
{
  char digits[9] = "";

  if (number == NULL || strlen (number) != CITIZEN_DIGITS)
    return FALSE;
  memcpy (digits, number + 6, 8);
  return yc_date_parse_digits (digits, ret_birth);
}

/* Whether the form, the birth date and the check digit are right. */
gboolean
yc_citizen_number_is_valid (const char *number)
{
  YcDate birth;

  return yc_citizen_number_get_birth (number, &birth) &&
         yc_citizen_number_check_digit (number) == number[CITIZEN_DIGITS - 1];
}

/* The check digit after the first 17; 0 where one of them is none. */
static char
credit_check_digit (const char *code)
{
  static const int weights[] = {
    1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
  };
  int sum = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (weights); i++)
    {
      const char *digit = code[i] != '\0' ? strchr (credit_digits, code[i]) : NULL;

      if (digit == NULL)
        return 0;
      sum += (int) (digit - credit_digits) * weights[i];
    }
  return credit_digits[(31 - sum % 31) % 31];
}

/* Whether @code has GB 32100's form and its check digit. */
gboolean
yc_credit_code_is_valid (const char *code)
{
  return code != NULL && strlen (code) == CREDIT_DIGITS &&
         credit_check_digit (code) == code[CREDIT_DIGITS - 1];
}

/* The value of a digit of GB 11714: A is 10; -1 for what is none. */
static int
organisation_digit_value (char digit)
{
  if (g_ascii_isdigit (digit))
    return digit - '0';
  if (g_ascii_isupper (digit) && strchr (credit_digits, digit) != NULL)
    return digit - 'A' + 10;
  return -1;
}

/**
 * yc_organisation_code_build:
 * @body: eight digits or capital letters, without I, O, S, V and Z, which
 *   GB 32100 does not have
 * @ret_code: (out): the nine of GB 11714; untouched on failure
 *
 * Returns: %FALSE if @body is not of that form
 */
gboolean
yc_organisation_code_build (const char *body,
                            char        ret_code[YC_ORGANISATION_CODE_SIZE])
{
  static const int weights[] = { 3, 7, 9, 10, 5, 8, 4, 2 };
  int sum = 0;

  if (body == NULL || strlen (body) != G_N_ELEMENTS (weights))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (weights); i++)
    {
      int value = organisation_digit_value (body[i]);

      if (value < 0)
        return FALSE;
      sum += value * weights[i];
    }
  memcpy (ret_code, body, G_N_ELEMENTS (weights));
  ret_code[ORGANISATION_DIGITS - 1] = "0X987654321"[sum % 11];
  ret_code[ORGANISATION_DIGITS] = '\0';
  return TRUE;
}

/**
 * yc_credit_code_build:
 * @authority: who registers: '9' is the market regulator
 * @category: what is registered: '1' an enterprise, '2' an individual business
 * @area: six digits of the registering authority's area
 * @organisation: nine, such as yc_organisation_code_build() makes
 * @ret_code: (out): the 18 of GB 32100; untouched on failure
 *
 * Returns: %FALSE if a part is not of its form
 */
gboolean
yc_credit_code_build (char        authority,
                      char        category,
                      const char *area,
                      const char *organisation,
                      char        ret_code[YC_CREDIT_CODE_SIZE])
{
  char code[YC_CREDIT_CODE_SIZE] = "";
  char check;

  if (area == NULL || strlen (area) != 6 || strspn (area, "0123456789") != 6 ||
      organisation == NULL || strlen (organisation) != ORGANISATION_DIGITS)
    return FALSE;
  g_snprintf (code, sizeof code, "%c%c%s%s", authority, category, area, organisation);
  check = credit_check_digit (code);
  if (check == 0)
    return FALSE;
  code[CREDIT_DIGITS - 1] = check;
  memcpy (ret_code, code, sizeof code);
  return TRUE;
}

/* The digit that makes @digits and itself pass Luhn's check; 0 where one is none. */
char
yc_luhn_check_digit (const char *digits)
{
  gboolean twice = TRUE;
  int sum = 0;

  for (gsize i = strlen (digits); i > 0; i--, twice = !twice)
    {
      int digit = g_ascii_digit_value (digits[i - 1]);

      if (digit < 0)
        return 0;
      if (twice)
        digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
      sum += digit;
    }
  return (char) ('0' + (10 - sum % 10) % 10);
}

gboolean
yc_luhn_is_valid (const char *number)
{
  gsize length = strlen (number);
  g_autofree char *body = length > 1 ? g_strndup (number, length - 1) : NULL;

  return body != NULL && yc_luhn_check_digit (body) == number[length - 1];
}
