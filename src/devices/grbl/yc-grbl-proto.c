/* yc-grbl-proto.c: answers of a GRBL 1.1 machine, and its buffer
 *
 * An answer is a line: ok, error:N, ALARM:N, <State|Field:…>, [MSG:…], $N=V, or the
 * greeting "Grbl 1.1…". A line that is none of them is nonsense, and whoever
 * gets it stops: after a lost byte nobody knows which line an ok belongs to.
 */

#include "yc-grbl-proto.h"

#include <string.h>

#define NUMBER_MAX_DIGITS 9

static const struct
{
  const char *word;
  YcGrblState state;
} states[] = {
  { "Idle", YC_GRBL_IDLE },     { "Run", YC_GRBL_RUN },     { "Hold:0", YC_GRBL_HELD },
  { "Hold:1", YC_GRBL_HOLDING }, { "Jog", YC_GRBL_JOG },    { "Alarm", YC_GRBL_ALARM },
  { "Door", YC_GRBL_DOOR },     { "Door:0", YC_GRBL_DOOR }, { "Door:1", YC_GRBL_DOOR },
  { "Door:2", YC_GRBL_DOOR },   { "Door:3", YC_GRBL_DOOR }, { "Check", YC_GRBL_CHECK },
  { "Home", YC_GRBL_HOME },     { "Sleep", YC_GRBL_SLEEP },
};

/* The machine's own word, for messages. */
const char *
yc_grbl_state_to_name (YcGrblState state)
{
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (states[i].state == state)
      return states[i].word;
  return "?";
}

static gboolean
parse_digits (const char **at,
              gint64      *ret_number,
              guint       *ret_digits)
{
  gint64 number = 0;
  guint digits = 0;

  for (; g_ascii_isdigit (**at) && digits < NUMBER_MAX_DIGITS; (*at)++, digits++)
    number = number * 10 + (**at - '0');
  *ret_number = number;
  *ret_digits = digits;
  return digits > 0 && !g_ascii_isdigit (**at);
}

/* "-12.345" in thousandths; further digits are cut off. */
static gboolean
parse_milli (const char **at,
             gint64      *ret_milli)
{
  gboolean negative = **at == '-';
  gint64 whole, part = 0;
  guint digits = 0;

  if (negative)
    (*at)++;
  if (!parse_digits (at, &whole, &digits))
    return FALSE;
  digits = 0;
  if (**at == '.')
    {
      (*at)++;
      if (!parse_digits (at, &part, &digits))
        return FALSE;
    }
  for (; digits < 3; digits++)
    part *= 10;
  for (; digits > 3; digits--)
    part /= 10;
  *ret_milli = (negative ? -1 : 1) * (whole * 1000 + part);
  return ABS (*ret_milli) <= G_MAXINT32;
}

static gboolean
parse_number (const char *text,
              guint      *ret_number)
{
  gint64 number;
  guint digits;

  if (!parse_digits (&text, &number, &digits) || *text != '\0')
    return FALSE;
  *ret_number = (guint) number;
  return TRUE;
}

/* "12.000,3.500,0.000": the first two count. */
static gboolean
parse_place (const char   *text,
             YcGrblReport *report)
{
  gint64 x, y;

  if (!parse_milli (&text, &x) || *text++ != ',' || !parse_milli (&text, &y) ||
      (*text != ',' && *text != '\0'))
    return FALSE;
  report->x_um = (gint32) x;
  report->y_um = (gint32) y;
  report->has_place = TRUE;
  return TRUE;
}

/* "FS:500,1000": speed and S. */
static gboolean
parse_feed (const char   *text,
            YcGrblReport *report)
{
  gint64 feed, spindle;

  if (!parse_milli (&text, &feed) || *text++ != ',' || !parse_milli (&text, &spindle) ||
      *text != '\0' || spindle < 0)
    return FALSE;
  report->spindle = (guint) (spindle / 1000);
  return TRUE;
}

static gboolean
parse_field (const char   *field,
             YcGrblReport *report)
{
  if (g_str_has_prefix (field, "MPos:"))
    return parse_place (field + strlen ("MPos:"), report);
  if (g_str_has_prefix (field, "FS:"))
    return parse_feed (field + strlen ("FS:"), report);
  return TRUE;
}

static gboolean
parse_state (const char  *word,
             YcGrblState *ret_state)
{
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (word, states[i].word))
      {
        *ret_state = states[i].state;
        return TRUE;
      }
  return FALSE;
}

static gboolean
parse_report (const char   *line,
              YcGrblReport *report)
{
  g_autofree char *inside = NULL;
  g_auto (GStrv) fields = NULL;
  gsize size = strlen (line);

  if (size < 3 || line[size - 1] != '>')
    return FALSE;
  inside = g_strndup (line + 1, size - 2);
  fields = g_strsplit (inside, "|", -1);
  if (!parse_state (fields[0], &report->state))
    return FALSE;
  for (char **field = fields + 1; *field != NULL; field++)
    if (!parse_field (*field, report))
      return FALSE;
  return TRUE;
}

/* "$32=1". */
static gboolean
parse_setting (const char   *line,
               YcGrblAnswer *answer)
{
  const char *at = line + 1;
  gint64 number;
  guint digits;

  if (!parse_digits (&at, &number, &digits) || *at++ != '=' ||
      !parse_milli (&at, &answer->value_milli) || *at != '\0')
    return FALSE;
  answer->number = (guint) number;
  return TRUE;
}

static YcGrblAnswerType
classify (const char   *line,
          YcGrblAnswer *answer)
{
  if (line[0] == '\0' || (line[0] == '[' && line[strlen (line) - 1] == ']'))
    return YC_GRBL_ANSWER_NOTHING;
  if (g_str_equal (line, "ok"))
    return YC_GRBL_ANSWER_OK;
  if (g_str_has_prefix (line, "error:") && parse_number (line + 6, &answer->number))
    return YC_GRBL_ANSWER_ERROR;
  if (g_str_has_prefix (line, "ALARM:") && parse_number (line + 6, &answer->number))
    return YC_GRBL_ANSWER_ALARM;
  if (line[0] == '<' && parse_report (line, &answer->report))
    return YC_GRBL_ANSWER_REPORT;
  if (g_str_has_prefix (line, "Grbl 1.1"))
    return YC_GRBL_ANSWER_GREETING;
  if (line[0] == '$' && parse_setting (line, answer))
    return YC_GRBL_ANSWER_SETTING;
  return YC_GRBL_ANSWER_NONSENSE;
}

/**
 * yc_grbl_parse_answer:
 * @line: a line without its end
 * @ret_answer: (out): what it says; of type NONSENSE if it is no answer
 */
void
yc_grbl_parse_answer (const char   *line,
                      YcGrblAnswer *ret_answer)
{
  YcGrblAnswer answer = { YC_GRBL_ANSWER_NONSENSE };

  g_return_if_fail (line != NULL && ret_answer != NULL);

  answer.type = classify (line, &answer);
  *ret_answer = answer;
}

gboolean
yc_grbl_lines_take (YcGrblLines *lines,
                    guint8       byte)
{
  gboolean whole = byte == '\n';

  if (whole)
    {
      /* A zero inside would hide what follows it: no answer has one. */
      lines->bytes[lines->overlong ? 0 : lines->size] = '\0';
      if (lines->overlong || memchr (lines->bytes, 0, lines->size) != NULL)
        memcpy (lines->bytes, "?", 2);
      lines->size = 0;
      lines->overlong = FALSE;
      return TRUE;
    }
  if (byte == '\r')
    return FALSE;
  if (lines->size == YC_GRBL_ANSWER_MAX_BYTES)
    lines->overlong = TRUE;
  else
    lines->bytes[lines->size++] = (char) byte;
  return FALSE;
}

/* Whether a line of @size_bytes, its end included, may be sent now. */
gboolean
yc_grbl_window_fits (const YcGrblWindow *window,
                     gsize               size_bytes)
{
  return size_bytes > 0 && window->in_flight_bytes + size_bytes <= YC_GRBL_WINDOW_MAX_BYTES &&
         window->count < G_N_ELEMENTS (window->sizes);
}

void
yc_grbl_window_push (YcGrblWindow *window,
                     gsize         size_bytes)
{
  g_return_if_fail (yc_grbl_window_fits (window, size_bytes));

  window->sizes[(window->first + window->count) % G_N_ELEMENTS (window->sizes)] =
    (guint8) size_bytes;
  window->count++;
  window->in_flight_bytes += (guint) size_bytes;
}

/* The oldest line was answered. FALSE when none was out: an answer to nothing. */
gboolean
yc_grbl_window_pop (YcGrblWindow *window)
{
  if (window->count == 0)
    return FALSE;
  window->in_flight_bytes -= window->sizes[window->first];
  window->first = (window->first + 1) % G_N_ELEMENTS (window->sizes);
  window->count--;
  return TRUE;
}
