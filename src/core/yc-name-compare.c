/* yc-name-compare.c: whether two names are the same or too near
 *
 * Provisions on the Registration of Enterprise Names, article 17: at one
 * authority a trade name may not be that of another enterprise of the same
 * trade, or of one whose name says no trade. Names that are read alike, or of
 * which one holds the other, are said to the applicant and are no bar.
 */

#include "yc-name-rules.h"

#include "yc-pinyin.h"

#include <string.h>

static char *
dup_part (const YcName *name,
          YcNamePart    part)
{
  g_autofree char *normal = g_utf8_normalize (name->parts[part], -1, G_NORMALIZE_ALL_COMPOSE);
  GString *plain = g_string_new (NULL);

  for (const char *at = normal; at != NULL && *at != '\0'; at = g_utf8_next_char (at))
    if (!g_unichar_isspace (g_utf8_get_char (at)))
      g_string_append_unichar (plain, g_unichar_tolower (g_utf8_get_char (at)));
  return g_string_free (plain, FALSE);
}

/* "聊城" and "聊城市" are one. */
static gboolean
are_regions_same (const YcName *a,
                  const YcName *b)
{
  const char *left = NULL, *right = NULL;

  if (strcmp (a->parts[YC_NAME_REGION], b->parts[YC_NAME_REGION]) == 0)
    return TRUE;
  return yc_name_find_region (a->parts[YC_NAME_REGION], &left, NULL) > 0 &&
         yc_name_find_region (b->parts[YC_NAME_REGION], &right, NULL) > 0 && strcmp (left, right) == 0;
}

static const YcNameIndustryWord *
find_word (const YcNameRules *rules,
           const char        *word)
{
  for (guint i = 0; rules != NULL && i < rules->industry_words->len; i++)
    {
      const YcNameIndustryWord *entry = g_ptr_array_index (rules->industry_words, i);

      if (strcmp (entry->word, word) == 0)
        return entry;
    }
  return NULL;
}

/* Whether two words of the list name the same place in GB/T 4754. */
static gboolean
share_industry (const YcNameRules *rules,
                const char        *a,
                const char        *b)
{
  const YcNameIndustryWord *left = find_word (rules, a), *right = find_word (rules, b);

  for (guint i = 0; left != NULL && right != NULL && i < left->industries->len; i++)
    for (guint j = 0; j < right->industries->len; j++)
      if (strcmp (g_ptr_array_index (left->industries, i), g_ptr_array_index (right->industries, j)) == 0)
        return TRUE;
  return FALSE;
}

/* The same trade: one says none, one holds the other, or the list says so. */
static gboolean
are_industries_alike (const YcNameRules *rules,
                      const char        *a,
                      const char        *b)
{
  return *a == '\0' || *b == '\0' || strstr (a, b) != NULL || strstr (b, a) != NULL || share_industry (rules, a, b);
}

/**
 * yc_name_compare:
 * @self: (nullable): the words; without them trades are compared as texts
 * @a: a name; only its parts count
 * @b: another
 *
 * Returns: how near they are; the same whichever comes first
 */
YcNameLikeness
yc_name_compare (const YcNameRules *self,
                 const YcName      *a,
                 const YcName      *b)
{
  g_autofree char *trade_a = dup_part (a, YC_NAME_TRADE);
  g_autofree char *trade_b = dup_part (b, YC_NAME_TRADE);
  g_autofree char *industry_a = dup_part (a, YC_NAME_INDUSTRY);
  g_autofree char *industry_b = dup_part (b, YC_NAME_INDUSTRY);
  g_autofree char *spoken_a = yc_pinyin_dup_spoken (trade_a);
  g_autofree char *spoken_b = yc_pinyin_dup_spoken (trade_b);

  if (*trade_a == '\0' || *trade_b == '\0' || !are_industries_alike (self, industry_a, industry_b))
    return YC_NAME_DIFFERENT;
  if (strcmp (trade_a, trade_b) == 0)
    return strcmp (industry_a, industry_b) == 0 && are_regions_same (a, b) ? YC_NAME_SAME : YC_NAME_SAME_TRADE;
  if (*spoken_a != '\0' && strcmp (spoken_a, spoken_b) == 0)
    return YC_NAME_SAME_SOUND;
  if (strstr (trade_a, trade_b) != NULL || strstr (trade_b, trade_a) != NULL)
    return YC_NAME_CONTAINED;
  return YC_NAME_DIFFERENT;
}

/* --- a name in one piece --------------------------------------------- */

/* The longest of @words that @text ends in, which leaves @left characters. */
static gsize
find_end (const char *text,
          gsize       size,
          const char *word,
          guint       left)
{
  gsize length = strlen (word);

  if (length >= size || strncmp (text + size - length, word, length) != 0 ||
      g_utf8_strlen (text, size - length) < (glong) left)
    return 0;
  return length;
}

static gsize
find_industry (const YcNameRules *rules,
               const char        *text,
               gsize              size)
{
  gsize best = 0;

  for (guint i = 0; i < rules->industry_words->len; i++)
    {
      const YcNameIndustryWord *entry = g_ptr_array_index (rules->industry_words, i);

      best = MAX (best, find_end (text, size, entry->word, rules->trade_chars_min));
    }
  return best;
}

/**
 * yc_name_parse:
 * @whole: a name in one piece
 * @kind: what kind of enterprise it is of
 * @ret_parts: (out): its parts, each to be freed; untouched on failure
 *
 * Returns: whether @whole ends in a form of this kind and has something before
 */
gboolean
yc_name_parse (const YcNameRules *self,
               const char        *whole,
               const char        *kind,
               char              *ret_parts[YC_NAME_N_PARTS])
{
  const YcNameKind *known = yc_name_rules_find_kind (self, kind);
  gsize size = strlen (whole), region, industry, form = 0;

  for (guint i = 0; known != NULL && i < known->forms->len; i++)
    form = MAX (form, find_end (whole, size, g_ptr_array_index (known->forms, i), 1));
  if (form == 0)
    return FALSE;
  region = yc_name_find_region (whole, NULL, NULL);
  if (region >= size - form)
    region = 0;
  industry = find_industry (self, whole + region, size - form - region);
  ret_parts[YC_NAME_REGION] = g_strndup (whole, region);
  ret_parts[YC_NAME_TRADE] = g_strndup (whole + region, size - region - industry - form);
  ret_parts[YC_NAME_INDUSTRY] = g_strndup (whole + size - form - industry, industry);
  ret_parts[YC_NAME_FORM] = g_strdup (whole + size - form);
  return TRUE;
}
