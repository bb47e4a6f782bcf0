/* yc-mrz.c: the machine readable zone of a passport, typed or pasted
 *
 *   P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<
 *   L898902C36UTO7408122F1204159ZE184226B<<<<<10
 *   number   c nat birth c  expiry c optional     c c
 *
 * (ICAO Doc 9303 part 4, 4.2.2, with the document's own specimen.) Five check
 * digits: of number, birth, expiry, optional data, and of all these together.
 * Lower case, blanks and any kind of line ends are taken; in the dates, where
 * only digits can stand, O is read as 0 and I as 1. Everything that is wrong
 * is said at once.
 */

#include "yc-mrz.h"

#include "yc-finding.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define FILLER '<'
#define LINES 2
#define NUMBER 0
#define NUMBER_LENGTH 9
#define NATIONALITY 10
#define BIRTH 13
#define SEX 20
#define EXPIRY 21
#define DATE_LENGTH 6
#define OPTIONAL 28
#define OPTIONAL_LENGTH 14
#define OPTIONAL_CHECK 42
#define COMPOSITE 43
#define ISSUER 2
#define NAME 5

typedef struct
{
  char lines[LINES][YC_MRZ_LINE + 1];
  GPtrArray *findings;
} Reading;

static void
add (Reading    *self,
     guint       line,
     const char *code,
     const char *message,
     const char *mend)
{
  g_autofree char *path = g_strdup_printf ("/mrz/%u", line);

  g_ptr_array_add (self->findings, yc_finding_new (path, code, YC_SEVERITY_ERROR, message, mend, NULL));
}

/* --- characters -------------------------------------------------------------- */

static gboolean
is_mrz_character (char c)
{
  return g_ascii_isupper (c) || g_ascii_isdigit (c) || c == FILLER;
}

/* The characters that count, upper case: without blanks and line ends. */
static char *
dup_plain (const char *text)
{
  GString *plain = g_string_new (NULL);

  for (gsize i = 0; text[i] != '\0' && i < YC_MRZ_INPUT_MAX; i++)
    if (!g_ascii_isspace (text[i]))
      g_string_append_c (plain, g_ascii_toupper (text[i]));
  return g_string_free (plain, FALSE);
}

static int
value_of (char c)
{
  if (g_ascii_isdigit (c))
    return c - '0';
  return g_ascii_isupper (c) ? c - 'A' + 10 : 0;
}

char
yc_mrz_check_digit (const char *text,
                    gsize       length)
{
  static const int weights[] = { 7, 3, 1 };
  int sum = 0;

  for (gsize i = 0; i < length && text[i] != '\0'; i++)
    sum += value_of (text[i]) * weights[i % 3];
  return (char) ('0' + sum % 10);
}

/* Both lines are there, whole and of the right characters. */
static gboolean
split (Reading    *self,
       const char *text)
{
  g_autofree char *plain = dup_plain (text);
  gsize length = strlen (plain);

  for (gsize i = 0; i < length; i++)
    if (!is_mrz_character (plain[i]))
      {
        add (self, i < YC_MRZ_LINE ? 1 : 2, "mrz-character",
             _("Only letters A to Z, digits and < stand in these lines."), NULL);
        return FALSE;
      }
  if (length != LINES * YC_MRZ_LINE)
    {
      g_autofree char *message = g_strdup_printf (_("Two lines have 88 characters; here are %u."), (guint) length);

      add (self, length < YC_MRZ_LINE ? 1 : 2, "mrz-length", message,
           _("Type both lines whole, with every <."));
      return FALSE;
    }
  memcpy (self->lines[0], plain, YC_MRZ_LINE);
  memcpy (self->lines[1], plain + YC_MRZ_LINE, YC_MRZ_LINE);
  return TRUE;
}

/* --- the second line --------------------------------------------------------- */

static void
mend_digits (char *text,
             gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == 'O')
        text[i] = '0';
      else if (text[i] == 'I')
        text[i] = '1';
    }
}

static void
check_digit (Reading    *self,
             gsize       start,
             gsize       length,
             const char *code,
             const char *message)
{
  const char *line = self->lines[1];

  if (line[start + length] != yc_mrz_check_digit (line + start, length))
    add (self, 2, code, message, _("Compare it with the passport, character by character."));
}

/* The optional data's digit may be a filler where there are none. */
static void
check_optional (Reading *self)
{
  const char *line = self->lines[1];
  gboolean empty = strspn (line + OPTIONAL, "<") >= OPTIONAL_LENGTH;

  if (!(empty && line[OPTIONAL_CHECK] == FILLER))
    check_digit (self, OPTIONAL, OPTIONAL_LENGTH, "mrz-optional-check",
                 _("The personal number does not fit its check digit."));
}

static void
check_composite (Reading *self)
{
  const char *line = self->lines[1];
  char all[YC_MRZ_LINE + 1] = "";

  memcpy (all, line, 10);
  memcpy (all + 10, line + BIRTH, 7);
  memcpy (all + 17, line + EXPIRY, COMPOSITE - EXPIRY);
  if (line[COMPOSITE] != yc_mrz_check_digit (all, 17 + COMPOSITE - EXPIRY))
    add (self, 2, "mrz-composite-check", _("The last digit does not fit the second line."),
         _("Compare it with the passport, character by character."));
}

static gboolean
read_date (const char *digits,
           int         century,
           YcDate     *ret_date)
{
  char text[9];

  if (strspn (digits, "0123456789") < DATE_LENGTH)
    return FALSE;
  g_snprintf (text, sizeof text, "%02d%.6s", century, digits);
  return yc_date_parse_digits (text, ret_date);
}

/* Years have two digits: nobody is born tomorrow. */
static gboolean
read_birth (const char   *digits,
            const YcDate *today,
            YcDate       *ret_date)
{
  int century = today->year / 100;

  if (!read_date (digits, century, ret_date))
    return read_date (digits, century - 1, ret_date);
  return yc_date_compare (ret_date, today) <= 0 || read_date (digits, century - 1, ret_date);
}

/* No passport is good for fifty years: the nearest such year. */
static gboolean
read_expiry (const char   *digits,
             const YcDate *today,
             YcDate       *ret_date)
{
  int century = today->year / 100;
  YcDate near, other;

  if (!read_date (digits, century, &near))
    return FALSE;
  *ret_date = near;
  if (near.year > today->year + 50 && read_date (digits, century - 1, &other))
    *ret_date = other;
  else if (near.year < today->year - 50 && read_date (digits, century + 1, &other))
    *ret_date = other;
  return TRUE;
}

static void
read_dates (Reading      *self,
            const YcDate *today,
            YcMrz        *mrz)
{
  if (!read_birth (self->lines[1] + BIRTH, today, &mrz->birth))
    add (self, 2, "mrz-birth", _("The birth date is no date."), NULL);
  if (!read_expiry (self->lines[1] + EXPIRY, today, &mrz->expires))
    add (self, 2, "mrz-expiry", _("The date of expiry is no date."), NULL);
}

/* --- names ------------------------------------------------------------------- */

static void
copy_without_fillers (char       *to,
                      const char *from,
                      gsize       length)
{
  gsize n = 0;

  for (gsize i = 0; i < length; i++)
    if (from[i] != FILLER)
      to[n++] = from[i];
  to[n] = '\0';
}

/* A filler between words is a blank; the others are nothing. */
static void
copy_words (char       *to,
            const char *from,
            gsize       length)
{
  gsize n = 0;

  for (gsize i = 0; i < length; i++)
    if (from[i] != FILLER)
      to[n++] = from[i];
    else if (n > 0 && to[n - 1] != ' ')
      to[n++] = ' ';
  while (n > 0 && to[n - 1] == ' ')
    n--;
  to[n] = '\0';
}

static void
read_names (Reading *self,
            YcMrz   *mrz)
{
  const char *names = self->lines[0] + NAME;
  const char *parted = strstr (names, "<<");
  gsize length = parted != NULL ? (gsize) (parted - names) : strlen (names);

  copy_words (mrz->surname, names, length);
  copy_words (mrz->given, names + length, strlen (names) - length);
  if (*mrz->surname == '\0')
    add (self, 1, "mrz-name", _("There is no name in the first line."), NULL);
}

static void
read_fields (Reading      *self,
             const YcDate *today,
             YcMrz        *mrz)
{
  const char *line = self->lines[1];

  copy_without_fillers (mrz->number, line + NUMBER, NUMBER_LENGTH);
  copy_without_fillers (mrz->issuer, self->lines[0] + ISSUER, 3);
  copy_without_fillers (mrz->nationality, line + NATIONALITY, 3);
  mrz->sex = line[SEX] == 'M' || line[SEX] == 'F' ? line[SEX] : 'X';
  read_names (self, mrz);
  read_dates (self, today, mrz);
  if (*mrz->number == '\0')
    add (self, 2, "mrz-number", _("There is no passport number in the second line."), NULL);
}

static void
check_expired (Reading      *self,
               const YcDate *today,
               const YcMrz  *mrz)
{
  char text[YC_DATE_TEXT_SIZE];
  g_autofree char *message = NULL;

  if (yc_date_compare (&mrz->expires, today) >= 0)
    return;
  yc_date_to_text (&mrz->expires, text);
  message = g_strdup_printf (_("This passport expired on %s."), text);
  add (self, 2, "passport-expired", message, _("Ask for a valid one, or for another document."));
}

/**
 * yc_mrz_parse:
 * @text: both lines, with or without a line end between them
 * @today: the day it is
 * @ret_mrz: (out): what they say
 */
GPtrArray *
yc_mrz_parse (const char   *text,
              const YcDate *today,
              YcMrz        *ret_mrz)
{
  Reading self = { .findings = yc_findings_new () };
  YcMrz mrz = { 0 };

  if (!split (&self, text))
    return self.findings;
  mend_digits (self.lines[1] + BIRTH, DATE_LENGTH + 1);
  mend_digits (self.lines[1] + EXPIRY, DATE_LENGTH + 1);
  if (self.lines[0][0] != 'P')
    add (&self, 1, "mrz-document", _("The first line of a passport begins with P."),
         _("Other documents are typed without these lines."));
  check_digit (&self, NUMBER, NUMBER_LENGTH, "mrz-number-check",
               _("The passport number does not fit its check digit."));
  check_digit (&self, BIRTH, DATE_LENGTH, "mrz-birth-check", _("The birth date does not fit its check digit."));
  check_digit (&self, EXPIRY, DATE_LENGTH, "mrz-expiry-check", _("The date of expiry does not fit its check digit."));
  check_optional (&self);
  check_composite (&self);
  read_fields (&self, today, &mrz);
  if (self.findings->len > 0)
    return self.findings;
  *ret_mrz = mrz;
  check_expired (&self, today, &mrz);
  return self.findings;
}

char *
yc_mrz_dup_name (const YcMrz *self)
{
  return g_strdup_printf ("%s%s%s", self->surname, *self->given != '\0' ? " " : "", self->given);
}
