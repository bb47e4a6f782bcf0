/* yc-sim-office-script.c: what an office does otherwise than it should
 *
 *   [next | request N | all] slow MS
 *   [next | request N | all] silent | twice | other-case | wrong-code | late | malformed | right
 *   [next | request N | all] refuse [TEXT…]
 *   [next | request N | all] correct PATH [TEXT…]
 *   next down [TIMES]      does not take the next TIMES requests that come
 *   down | up              takes none, until "up"
 *
 * Request N is the office's N-th, from 1, over all its restarts. "next" and
 * "request" are played once; "all" goes for what none of these speaks of.
 */

#include "yc-sim-office-script.h"

#include <string.h>

#define WORDS_MAX 64

typedef struct
{
  guint number; /* 0: the next, G_MAXUINT: all */
  YcSimOfficeTurn turn;
} Rule;

#define ALL G_MAXUINT

struct _YcSimOfficeScript
{
  GQueue rules;  /* of Rule */
  gboolean down; /* until it is up */
  guint refused; /* requests still not to be taken */
};

static const struct
{
  const char *name;
  YcSimOfficeWhat what;
} whats[] = {
  { "right", YC_SIM_OFFICE_RIGHT },           { "slow", YC_SIM_OFFICE_SLOW },
  { "silent", YC_SIM_OFFICE_SILENT },         { "refuse", YC_SIM_OFFICE_REFUSES },
  { "correct", YC_SIM_OFFICE_CORRECTS },      { "twice", YC_SIM_OFFICE_TWICE },
  { "down", YC_SIM_OFFICE_DOWN },             { "other-case", YC_SIM_OFFICE_OTHER_CASE },
  { "wrong-code", YC_SIM_OFFICE_WRONG_CODE }, { "late", YC_SIM_OFFICE_LATE },
  { "malformed", YC_SIM_OFFICE_MALFORMED },
};

void
yc_sim_office_turn_clear (YcSimOfficeTurn *turn)
{
  g_clear_pointer (&turn->path, g_free);
  g_clear_pointer (&turn->text, g_free);
}

static void
rule_free (gpointer data)
{
  Rule *rule = data;

  yc_sim_office_turn_clear (&rule->turn);
  g_free (rule);
}

YcSimOfficeScript *
yc_sim_office_script_new (void)
{
  YcSimOfficeScript *self = g_new0 (YcSimOfficeScript, 1);

  g_queue_init (&self->rules);
  return self;
}

void
yc_sim_office_script_free (YcSimOfficeScript *self)
{
  g_queue_clear_full (&self->rules, rule_free);
  g_free (self);
}

static gboolean
fail (GError    **error,
      const char *line)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "Not a line of an office's script: “%s”", line);
  return FALSE;
}

static gboolean
parse_number (const char *text,
              guint64     least,
              guint64     most,
              guint64    *ret_number)
{
  return text != NULL && g_ascii_string_to_unsigned (text, 10, least, most, ret_number, NULL);
}

/* Which request is meant; moves @words past it. */
static gboolean
parse_which (char  ***words,
             guint   *ret_number)
{
  guint64 number;

  *ret_number = 0;
  if (g_strcmp0 (**words, "all") == 0)
    *ret_number = ALL;
  else if (g_strcmp0 (**words, "request") == 0)
    {
      (*words)++;
      if (!parse_number (**words, 1, ALL - 1, &number))
        return FALSE;
      *ret_number = (guint) number;
    }
  else if (g_strcmp0 (**words, "next") != 0)
    return TRUE;
  (*words)++;
  return TRUE;
}

static gboolean
find_what (const char      *name,
           YcSimOfficeWhat *ret_what)
{
  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (whats); i++)
    if (strcmp (whats[i].name, name) == 0)
      {
        *ret_what = whats[i].what;
        return TRUE;
      }
  return FALSE;
}

static char *
dup_rest (char **words)
{
  char *text = g_strjoinv (" ", words);

  if (*text != '\0' && strlen (text) <= YC_SIM_OFFICE_TEXT_MAX)
    return text;
  g_free (text);
  return NULL;
}

/* What stands behind the word. */
static gboolean
parse_rest (char           **words,
            YcSimOfficeTurn *turn)
{
  guint64 number;

  switch (turn->what)
    {
    case YC_SIM_OFFICE_SLOW:
      if (!parse_number (words[0], 0, YC_SIM_OFFICE_DELAY_MAX_MS, &number))
        return FALSE;
      turn->delay_ms = (gint64) number;
      return words[1] == NULL;
    case YC_SIM_OFFICE_CORRECTS:
      if (words[0] == NULL || words[0][0] != '/')
        return FALSE;
      turn->path = g_strdup (words[0]);
      turn->text = dup_rest (words + 1);
      return TRUE;
    case YC_SIM_OFFICE_REFUSES:
      turn->text = dup_rest (words);
      return TRUE;
    case YC_SIM_OFFICE_RIGHT:
    case YC_SIM_OFFICE_SILENT:
    case YC_SIM_OFFICE_TWICE:
    case YC_SIM_OFFICE_DOWN:
    case YC_SIM_OFFICE_OTHER_CASE:
    case YC_SIM_OFFICE_WRONG_CODE:
    case YC_SIM_OFFICE_LATE:
    case YC_SIM_OFFICE_MALFORMED:
    default:
      return words[0] == NULL;
    }
}

static gboolean
tell_down (YcSimOfficeScript *self,
           char             **words,
           guint              number,
           gboolean           counted)
{
  guint64 times = 1;

  if (number != 0 || (words[0] != NULL && (words[1] != NULL || !parse_number (words[0], 1, 100000, &times))))
    return FALSE;
  if (counted || words[0] != NULL)
    self->refused += (guint) times;
  else
    self->down = TRUE;
  return TRUE;
}

static gboolean
tell_words (YcSimOfficeScript *self,
            char             **words)
{
  char **at = words;
  Rule *rule;
  guint number;
  YcSimOfficeWhat what;

  if (strcmp (at[0], "up") == 0 && at[1] == NULL)
    {
      self->down = FALSE;
      self->refused = 0;
      return TRUE;
    }
  if (!parse_which (&at, &number) || !find_what (*at, &what))
    return FALSE;
  if (what == YC_SIM_OFFICE_DOWN)
    return tell_down (self, at + 1, number, at != words);
  if (self->rules.length >= YC_SIM_OFFICE_RULES_MAX)
    return FALSE;
  rule = g_new0 (Rule, 1);
  rule->number = number;
  rule->turn.what = what;
  g_queue_push_tail (&self->rules, rule);
  if (parse_rest (at + 1, &rule->turn))
    return TRUE;
  rule_free (g_queue_pop_tail (&self->rules));
  return FALSE;
}

/**
 * yc_sim_office_script_tell:
 * @line: of the language above, without the office's name; an empty one and
 *   one that begins with # say nothing
 * @error: of %G_IO_ERROR, INVALID_ARGUMENT
 */
gboolean
yc_sim_office_script_tell (YcSimOfficeScript *self,
                           const char        *line,
                           GError           **error)
{
  g_autofree char *plain = g_strstrip (g_strdup (line));
  g_auto (GStrv) words = NULL;

  if (*plain == '\0' || *plain == '#')
    return TRUE;
  words = g_strsplit (plain, " ", WORDS_MAX);
  return tell_words (self, words) || fail (error, line);
}

/* Whether the request that comes now is not taken; counts it. */
gboolean
yc_sim_office_script_is_down (YcSimOfficeScript *self)
{
  if (self->refused == 0)
    return self->down;
  self->refused--;
  return TRUE;
}

static GList *
find_rule (YcSimOfficeScript *self,
           guint              number)
{
  for (GList *link = self->rules.head; link != NULL; link = link->next)
    if (((Rule *) link->data)->number == number)
      return link;
  return NULL;
}

static void
copy_turn (const YcSimOfficeTurn *turn,
           YcSimOfficeTurn       *ret_turn)
{
  *ret_turn = *turn;
  ret_turn->path = g_strdup (turn->path);
  ret_turn->text = g_strdup (turn->text);
}

/**
 * yc_sim_office_script_take:
 * @number: of the request, from 1
 * @ret_turn: (out): how it is met; to be cleared
 */
void
yc_sim_office_script_take (YcSimOfficeScript *self,
                           guint              number,
                           YcSimOfficeTurn   *ret_turn)
{
  GList *link = find_rule (self, number);

  if (link == NULL)
    link = find_rule (self, 0);
  if (link == NULL)
    {
      /* The newest word on all of them goes. */
      for (GList *all = self->rules.tail; all != NULL && link == NULL; all = all->prev)
        if (((Rule *) all->data)->number == ALL)
          link = all;
      if (link != NULL)
        copy_turn (&((Rule *) link->data)->turn, ret_turn);
      else
        *ret_turn = (YcSimOfficeTurn){ 0 };
      return;
    }
  copy_turn (&((Rule *) link->data)->turn, ret_turn);
  rule_free (link->data);
  g_queue_delete_link (&self->rules, link);
}
