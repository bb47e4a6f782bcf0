/* yc-words.c: numbers, times and states in the clerk's words */

#include "yc-words.h"

#include "yc-pulse.h"

#include <glib/gi18n-lib.h>

#define MINUTE_MS 60000
#define BEIJING_OFFSET_MINUTES (8 * 60)

/* Up to 90 million million yuan: what a field can hold in fen. */
#define YUAN_MAX (YC_VALUE_INT_MAX / 100)

/**
 * yc_words_dup_duration:
 * @ms: how long, in milliseconds; less than nothing counts as nothing
 *
 * Returns: (transfer full): "12 min", or "2 h 5 min" from an hour on
 */
char *
yc_words_dup_duration (gint64 ms)
{
  gint64 minutes = MAX (ms, 0) / MINUTE_MS;

  if (minutes < 1)
    return g_strdup (_("just now"));
  if (minutes < 60)
    return g_strdup_printf (ngettext ("%d min", "%d min", (gulong) minutes), (int) minutes);
  return g_strdup_printf (_("%d h %d min"), (int) (minutes / 60), (int) (minutes % 60));
}

/* Returns: (transfer full): "6:18", or "1:06:18" from an hour on, with a minus below nothing */
char *
yc_words_dup_clock (gint64 ms)
{
  gint64 seconds = ABS (ms) / 1000;
  const char *sign = ms <= -1000 ? "−" : "";

  if (seconds < 3600)
    return g_strdup_printf ("%s%d:%02d", sign, (int) (seconds / 60), (int) (seconds % 60));
  return g_strdup_printf ("%s%d:%02d:%02d", sign, (int) (seconds / 3600),
                          (int) (seconds / 60 % 60), (int) (seconds % 60));
}

/* Returns: (transfer full): the local time of day, "14:05", with the day when it was not today */
char *
yc_words_dup_time (gint64 at_ms)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_local (at_ms / 1000);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  if (at == NULL)
    return g_strdup ("");
  if (g_date_time_get_year (at) == g_date_time_get_year (now) &&
      g_date_time_get_day_of_year (at) == g_date_time_get_day_of_year (now))
    return g_date_time_format (at, "%H:%M");
  return g_date_time_format (at, "%m-%d %H:%M");
}

/* What a clerk may type into a sum: digits of ASCII or full width, commas and
 * blanks between them, a point, and 万 or 亿 at the end. */
static gunichar
plain_character (gunichar c)
{
  if (c >= 0xFF10 && c <= 0xFF19)
    return c - 0xFF10 + '0';
  if (c == 0xFF0E || c == 0x3002)
    return '.';
  if (c == 0xFF0C)
    return ',';
  return c;
}

static gint64
scale_of (gunichar c)
{
  if (c == 0x4E07) /* 万 */
    return 10000;
  if (c == 0x4EBF) /* 亿 */
    return 100000000;
  return 0;
}

/**
 * yc_words_parse_yuan:
 * @text: a sum in yuan, as typed: "1,000,000", "100万", "0.5"
 * @ret_fen: (out): the sum in fen
 *
 * Returns: whether @text is a sum of whole fen within a field's bounds
 */
gboolean
yc_words_parse_yuan (const char *text,
                     gint64     *ret_fen)
{
  gint64 units = 0; /* digits read so far as one number */
  gint64 divisor = 0; /* 0 before the point, then 10 for each digit behind it */
  gint64 scale = 1;
  gboolean any = FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = plain_character (g_utf8_get_char (p));

      if (c == ',' || g_unichar_isspace (c) || c == 0x5143 /* 元 */)
        continue;
      if (scale != 1)
        return FALSE;
      if (c == '.' && divisor == 0)
        divisor = 1;
      else if (c >= '0' && c <= '9')
        {
          if (units > YUAN_MAX || divisor > 100000000)
            return FALSE;
          units = units * 10 + (c - '0');
          divisor *= 10;
          any = TRUE;
        }
      else if (any && scale_of (c) != 0)
        scale = scale_of (c);
      else
        return FALSE;
    }
  if (!any)
    return FALSE;
  divisor = MAX (divisor, 1);
  if (units > G_MAXINT64 / (scale * 100) || units * scale * 100 % divisor != 0)
    return FALSE;
  if (units * scale * 100 / divisor > YC_VALUE_INT_MAX)
    return FALSE;
  *ret_fen = units * scale * 100 / divisor;
  return TRUE;
}

/* Returns: (transfer none): what a value came from, short enough to stand beside it */
const char *
yc_words_get_source (const char *source)
{
  if (g_strcmp0 (source, "card") == 0)
    return _("ID card");
  if (g_strcmp0 (source, "typed") == 0)
    return _("typed");
  if (g_strcmp0 (source, "default") == 0)
    return _("usual");
  if (g_strcmp0 (source, "scan") == 0)
    return _("scan");
  if (g_strcmp0 (source, "helper") == 0)
    return _("helper");
  if (g_strcmp0 (source, "licence") == 0)
    return _("e-licence");
  if (g_strcmp0 (source, "shared") == 0)
    return _("shared data");
  return source != NULL ? source : "";
}

const char *
yc_words_get_step (YcStep step)
{
  switch (step)
    {
    case YC_STEP_IDENTITY:
      return _("Identity");
    case YC_STEP_FORM:
      return _("Form");
    case YC_STEP_PAPERS:
      return _("Papers");
    case YC_STEP_SIGN:
      return _("Sign");
    case YC_STEP_SUBMIT:
      return _("Submit");
    case YC_STEP_DECISION:
      return _("Decision");
    case YC_STEP_RESULT:
      return _("Hand over");
    case YC_STEP_RATING:
      return _("Rating");
    case YC_N_STEPS:
    default:
      return "";
    }
}

const char *
yc_words_get_line_state (YcLineState state)
{
  switch (state)
    {
    case YC_LINE_CONNECTING:
      return _("Connecting");
    case YC_LINE_ONLINE:
      return _("Online");
    case YC_LINE_OFFLINE:
      return _("Line down");
    case YC_LINE_NEEDS_SIGN_IN:
      return _("Sign in again");
    case YC_LINE_STOPPED:
      return _("Stopped");
    default:
      return "";
    }
}

/* Returns: the day it is at the counter */
YcDate
yc_words_get_today (void)
{
  return yc_date_from_wall (yc_pulse_get_now (yc_pulse_get_default ()), BEIJING_OFFSET_MINUTES);
}

/* Returns: (transfer full): who gave a value and when: "clerk-1 at window 3, 14:05" */
char *
yc_words_dup_origin (const YcOrigin *origin)
{
  g_autofree char *time = yc_words_dup_time (origin->at.at_ms);

  return g_strdup_printf (_("%s at window %s, %s, %s"), origin->by, origin->window, time,
                          yc_words_get_source (origin->source));
}
