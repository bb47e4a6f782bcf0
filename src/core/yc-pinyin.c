/* yc-pinyin.c: from characters to what is typed for them
 *
 * One table gives each character of the basic block (20 992) its commonest
 * reading; a list of words puts right those that are read otherwise (银行,
 * 重庆), and surnames at the beginning of a name (单, 曾). Both are made when
 * the program is built, so nothing but two arrays is needed while it runs, and
 * a name that is typed today is read as the code tables are.
 *
 * What is typed is compared from syllable to syllable: each takes one letter
 * or more of its own, so "rjkf", "ruanjiankaifa" and "ruanjkf" all find 软件开发.
 */

#include "yc-pinyin.h"

#include "yc-lookup-tables.h"

#include <string.h>

#define WORD_CHARS_MAX 4
#define TYPED_MAX 63    /* letters that are compared: a bit each in eat() */
#define TEXT_MAX 1024   /* bytes of a text that are read */

static int
compare_word_cb (const void *key,
                 const void *row)
{
  return strcmp (key, ((const YcPinyinWord *) row)->word);
}

/* The word of at most four characters that begins at @at, the longest; its
 * end in @ret_end. */
static const YcPinyinWord *
find_word (const char  *at,
           gboolean     first,
           const char **ret_end)
{
  const char *ends[WORD_CHARS_MAX];
  guint n = 0;

  for (const char *end = at; n < WORD_CHARS_MAX && *end != '\0';)
    ends[n++] = end = g_utf8_next_char (end);
  for (; n > 0; n--)
    {
      char word[WORD_CHARS_MAX * 6 + 2] = "^";
      const YcPinyinWord *found = NULL;

      memcpy (word + 1, at, ends[n - 1] - at);
      if (first)
        found = bsearch (word, yc_pinyin_words, yc_n_pinyin_words, sizeof *yc_pinyin_words, compare_word_cb);
      if (found == NULL)
        found = bsearch (word + 1, yc_pinyin_words, yc_n_pinyin_words, sizeof *yc_pinyin_words, compare_word_cb);
      if (found != NULL)
        {
          *ret_end = ends[n - 1];
          return found;
        }
    }
  return NULL;
}

static void
append_syllable (GString    *spoken,
                 const char *syllable)
{
  if (*syllable == '\0')
    return;
  if (spoken->len > 0)
    g_string_append_c (spoken, ' ');
  g_string_append (spoken, syllable);
}

static void
append_character (GString *spoken,
                  gunichar code)
{
  char letter[2] = "";

  if (code >= YC_PINYIN_FIRST && code <= YC_PINYIN_LAST)
    {
      append_syllable (spoken, yc_pinyin_syllables[yc_pinyin_index[code - YC_PINYIN_FIRST]]);
      return;
    }
  if (code < 0x80 && g_ascii_isalnum (code))
    letter[0] = g_ascii_tolower (code);
  append_syllable (spoken, letter);
}

/**
 * yc_pinyin_dup_spoken:
 * @text: UTF-8; its first 1 024 bytes count
 *
 * Returns: (transfer full): a syllable for each character that has one, with
 *   spaces between: "ruan jian kai fa"; letters and digits stand for themselves
 */
char *
yc_pinyin_dup_spoken (const char *text)
{
  GString *spoken = g_string_new (NULL);
  const char *at = text;

  g_return_val_if_fail (text != NULL && g_utf8_validate (text, -1, NULL), g_string_free (spoken, FALSE));

  while (*at != '\0' && at - text < TEXT_MAX)
    {
      const char *end = NULL;
      const YcPinyinWord *word = find_word (at, at == text, &end);

      if (word != NULL)
        append_syllable (spoken, word->spoken);
      else
        append_character (spoken, g_utf8_get_char (at));
      at = word != NULL ? end : g_utf8_next_char (at);
    }
  return g_string_free (spoken, FALSE);
}

/* The first letter of each syllable: "rjkf"; (transfer full). */
char *
yc_pinyin_dup_initials (const char *text)
{
  g_autofree char *spoken = yc_pinyin_dup_spoken (text);
  GString *initials = g_string_new (NULL);

  for (const char *at = spoken; *at != '\0'; at++)
    if (at == spoken || at[-1] == ' ')
      g_string_append_c (initials, *at);
  return g_string_free (initials, FALSE);
}

/* What somebody typed, ready to be compared: small letters, without spaces,
 * dashes and apostrophes, ü as v; (transfer full). */
char *
yc_pinyin_dup_typed (const char *words)
{
  g_autofree char *normal = g_utf8_normalize (words, -1, G_NORMALIZE_ALL_COMPOSE);
  GString *typed = g_string_new (NULL);

  for (const char *at = normal; at != NULL && *at != '\0' && typed->len < TYPED_MAX; at = g_utf8_next_char (at))
    {
      gunichar code = g_unichar_tolower (g_utf8_get_char (at));

      if (code == 0xFC)
        code = 'v';
      if (!g_unichar_isspace (code) && code != '\'' && code != '-')
        g_string_append_unichar (typed, code);
    }
  return g_string_free (typed, FALSE);
}

/* How many letters of the syllable at @spoken stand at @typed. */
static guint
count_same (const char *typed,
            const char *spoken)
{
  guint n = 0;

  while (spoken[n] != '\0' && spoken[n] != ' ' && spoken[n] == typed[n])
    n++;
  return n;
}

/* Whether @typed is used up by syllables from @spoken on, each giving its
 * first letter or more; @whole: and no syllable is left over. Bit i of
 * @reached says that i letters can be used up so far. */
static gboolean
eat (const char *typed,
     const char *spoken,
     gboolean    whole)
{
  gsize size = MIN (strlen (typed), TYPED_MAX);
  guint64 reached = 1, all = (guint64) 1 << size;

  while (*spoken != '\0' && reached != 0)
    {
      const char *next = strchr (spoken, ' ');
      guint64 after = 0;

      for (gsize i = 0; i < size; i++)
        if (reached & ((guint64) 1 << i))
          for (guint n = count_same (typed + i, spoken); n > 0; n--)
            after |= (guint64) 1 << (i + n);
      if (!whole && (after & all))
        return TRUE;
      reached = after;
      spoken = next != NULL ? next + 1 : spoken + strlen (spoken);
    }
  return (reached & all) != 0;
}

static gboolean
is_typed_in_letters (const char *typed)
{
  for (const char *at = typed; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at))
      return FALSE;
  return *typed != '\0';
}

static YcPinyinRank
rank_spoken (const char *typed,
             const char *spoken)
{
  if (eat (typed, spoken, TRUE))
    return YC_PINYIN_INITIALS;
  if (eat (typed, spoken, FALSE))
    return YC_PINYIN_SPOKEN_START;
  while ((spoken = strchr (spoken, ' ')) != NULL)
    if (eat (typed, ++spoken, FALSE))
      return YC_PINYIN_SPOKEN_INSIDE;
  return YC_PINYIN_NONE;
}

/**
 * yc_pinyin_rank:
 * @typed: as yc_pinyin_dup_typed() gives it
 * @text: what may be meant
 * @spoken: @text as yc_pinyin_dup_spoken() gives it
 *
 * Returns: how well @text answers
 */
YcPinyinRank
yc_pinyin_rank (const char *typed,
                const char *text,
                const char *spoken)
{
  const char *found;

  if (*typed == '\0')
    return YC_PINYIN_NONE;
  found = strstr (text, typed);
  if (found == text)
    return text[strlen (typed)] == '\0' ? YC_PINYIN_EXACT : YC_PINYIN_START;
  if (found != NULL)
    return YC_PINYIN_INSIDE;
  return is_typed_in_letters (typed) ? rank_spoken (typed, spoken) : YC_PINYIN_NONE;
}

/* Whether @text, a name that is known only now, answers @words at all. */
gboolean
yc_pinyin_matches (const char *words,
                   const char *text)
{
  g_autofree char *typed = yc_pinyin_dup_typed (words);
  g_autofree char *spoken = yc_pinyin_dup_spoken (text);

  return yc_pinyin_rank (typed, text, spoken) != YC_PINYIN_NONE;
}
