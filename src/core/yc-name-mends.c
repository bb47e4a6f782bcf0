/* yc-name-mends.c: names that would be right
 *
 * For each reason some other texts for its part are tried. The other parts that
 * are wrong too get the first text that leaves nothing wrong with them. What
 * comes out is checked by the same rules and given only when they pass it: a
 * mend is never a guess.
 */

#include "yc-name-rules.h"

#include "yc-codes.h"

#include <string.h>

#define CANDIDATES_MAX 40
#define AREA_DIGITS 6
#define ROUNDS 2

/* A name that owns its parts. */
typedef struct
{
  char *parts[YC_NAME_N_PARTS];
} Draft;

static void
draft_init (Draft             *draft,
            const char *const *parts)
{
  for (guint i = 0; i < YC_NAME_N_PARTS; i++)
    draft->parts[i] = g_strdup (parts[i]);
}

static void
draft_set (Draft      *draft,
           YcNamePart  part,
           const char *text)
{
  char *kept = g_strdup (text);

  g_free (draft->parts[part]);
  draft->parts[part] = kept;
}

static void
draft_clear (Draft *draft)
{
  for (guint i = 0; i < YC_NAME_N_PARTS; i++)
    g_free (draft->parts[i]);
}

static GPtrArray *
check_draft (const YcNameRules *rules,
             const YcName      *name,
             const Draft       *draft)
{
  YcName changed = *name;

  for (guint i = 0; i < YC_NAME_N_PARTS; i++)
    changed.parts[i] = draft->parts[i];
  return yc_name_check (rules, &changed);
}

/* Whether an error is left, of @part or, with YC_NAME_N_PARTS, of any; or
 * @code, which may be a warning. */
static gboolean
is_wrong (const YcNameRules *rules,
          const YcName      *name,
          const Draft       *draft,
          guint              part,
          const char        *code)
{
  g_autoptr (GPtrArray) reasons = check_draft (rules, name, draft);

  for (guint i = 0; i < reasons->len; i++)
    {
      const YcNameReason *reason = g_ptr_array_index (reasons, i);

      if (code != NULL && strcmp (reason->code, code) == 0)
        return TRUE;
      if (reason->severity == YC_SEVERITY_ERROR && (part == YC_NAME_N_PARTS || reason->part == part))
        return TRUE;
    }
  return FALSE;
}

/* --- what may stand in a part instead -------------------------------- */

static void
take (GPtrArray *candidates,
      char      *text)
{
  if (text != NULL && *text != '\0' && candidates->len < CANDIDATES_MAX &&
      g_utf8_strlen (text, -1) <= YC_NAME_PART_CHARS_MAX &&
      !g_ptr_array_find_with_equal_func (candidates, text, g_str_equal, NULL))
    g_ptr_array_add (candidates, text);
  else
    g_free (text);
}

/* "371502" → "371500" */
static char *
dup_city (const char *area)
{
  char *city = g_strdup (area);

  if (strlen (city) == AREA_DIGITS)
    memcpy (city + 4, "00", 2);
  return city;
}

static void
list_regions_of (const char *code,
                 GPtrArray  *candidates)
{
  const YcArea *county = yc_area_find (code);
  g_autofree char *city_code = dup_city (code);
  const YcArea *city = yc_area_find (city_code);

  if (county == NULL)
    return;
  if (city == NULL || g_str_has_suffix (city->name, "市辖区") || g_str_has_suffix (city->name, "行政区划"))
    city = yc_area_find (county->parent);
  while (city != NULL && (g_str_equal (city->name, "市辖区") || g_str_equal (city->name, "县")))
    city = yc_area_find (city->parent);
  if (city != NULL)
    {
      take (candidates, g_strdup (city->name));
      if (city != county)
        take (candidates, g_strconcat (city->name, county->name, NULL));
    }
  take (candidates, g_strdup (county->name));
  take (candidates, yc_area_dup_full_name (code));
}

static void
list_regions (const YcNameRules *rules,
              const YcName      *name,
              GPtrArray         *candidates)
{
  const char *area = NULL;

  if (name->area != NULL)
    list_regions_of (name->area, candidates);
  else if (yc_name_find_region (name->parts[YC_NAME_REGION], &area, NULL) > 0)
    list_regions_of (area, candidates);
  take (candidates, g_strdup (rules->region_default));
}

static void
take_out (GString   *text,
          GPtrArray *words)
{
  for (guint i = 0; i < words->len; i++)
    g_string_replace (text, g_ptr_array_index (words, i), "", 0);
}

/* @text without what no name may have: signs, and words of all lists. */
static char *
dup_clean (const YcNameRules *rules,
           const YcName      *name,
           const char        *text)
{
  const YcNameKind *kind = yc_name_rules_find_kind (rules, name->kind);
  GString *clean = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_get_script (g_utf8_get_char (at)) == G_UNICODE_SCRIPT_HAN && g_unichar_isalpha (g_utf8_get_char (at)))
      g_string_append_unichar (clean, g_utf8_get_char (at));
  for (guint i = 0; i < rules->word_groups->len; i++)
    take_out (clean, ((YcNameWordGroup *) g_ptr_array_index (rules->word_groups, i))->words);
  if (kind != NULL)
    take_out (clean, kind->forbidden);
  return g_string_free (clean, FALSE);
}

static void
list_trades (const YcNameRules *rules,
             const YcName      *name,
             GPtrArray         *candidates)
{
  g_autofree char *clean = dup_clean (rules, name, name->parts[YC_NAME_TRADE]);
  GPtrArray *words = rules->trade_words;

  take (candidates, g_strdup (clean));
  for (guint i = 0; i < words->len && *clean != '\0'; i++)
    {
      take (candidates, g_strconcat (g_ptr_array_index (words, i), clean, NULL));
      take (candidates, g_strconcat (clean, g_ptr_array_index (words, i), NULL));
    }
  for (guint i = 0; i + 1 < words->len; i++)
    take (candidates, g_strconcat (g_ptr_array_index (words, i), g_ptr_array_index (words, i + 1), NULL));
}

static void
list_industries (const YcNameRules *rules,
                 const YcName      *name,
                 GPtrArray         *candidates)
{
  g_autofree char *clean = dup_clean (rules, name, name->parts[YC_NAME_INDUSTRY]);

  take (candidates, g_strdup (clean));
  for (guint i = 0; i < rules->industry_words->len; i++)
    {
      const YcNameIndustryWord *entry = g_ptr_array_index (rules->industry_words, i);

      if (name->industry_code == NULL || yc_name_industry_fits (rules, entry->word, name->industry_code))
        take (candidates, g_strdup (entry->word));
    }
}

static void
list_forms (const YcNameRules *rules,
            const YcName      *name,
            GPtrArray         *candidates)
{
  const YcNameKind *kind = yc_name_rules_find_kind (rules, name->kind);

  for (guint i = 0; kind != NULL && i < kind->forms->len; i++)
    take (candidates, g_strdup (g_ptr_array_index (kind->forms, i)));
}

static GPtrArray *
list_candidates (const YcNameRules *rules,
                 const YcName      *name,
                 YcNamePart         part)
{
  GPtrArray *candidates = g_ptr_array_new_with_free_func (g_free);

  if (part == YC_NAME_REGION)
    list_regions (rules, name, candidates);
  else if (part == YC_NAME_TRADE)
    list_trades (rules, name, candidates);
  else if (part == YC_NAME_INDUSTRY)
    list_industries (rules, name, candidates);
  else
    list_forms (rules, name, candidates);
  return candidates;
}

/* --- whole names ----------------------------------------------------- */

/* Puts right what is wrong with the parts other than @kept. What one part got
 * may make a word with the next, so they are gone over again. */
static void
mend_others (const YcNameRules *rules,
             const YcName      *name,
             YcNamePart         kept,
             Draft             *draft)
{
  for (guint step = 0; step < YC_NAME_N_PARTS * ROUNDS; step++)
    {
      guint part = step % YC_NAME_N_PARTS;
      g_autoptr (GPtrArray) candidates = NULL;

      if (part == kept || !is_wrong (rules, name, draft, part, NULL))
        continue;
      candidates = list_candidates (rules, name, part);
      for (guint i = 0; i < candidates->len; i++)
        {
          draft_set (draft, part, g_ptr_array_index (candidates, i));
          if (!is_wrong (rules, name, draft, part, NULL))
            break;
        }
    }
}

static gboolean
is_there (GPtrArray   *mends,
          const Draft *draft)
{
  for (guint i = 0; i < mends->len; i++)
    {
      const YcNameMend *mend = g_ptr_array_index (mends, i);
      gboolean same = TRUE;

      for (guint part = 0; part < YC_NAME_N_PARTS; part++)
        same = same && strcmp (mend->parts[part], draft->parts[part]) == 0;
      if (same)
        return TRUE;
    }
  return FALSE;
}

static void
add_mend (GPtrArray   *mends,
          const Draft *draft)
{
  YcNameMend *mend = g_new0 (YcNameMend, 1);

  for (guint i = 0; i < YC_NAME_N_PARTS; i++)
    mend->parts[i] = g_strdup (draft->parts[i]);
  g_ptr_array_add (mends, mend);
}

static void
find_mends (const YcNameRules *rules,
            const YcName      *name,
            YcNameReason      *reason)
{
  g_autoptr (GPtrArray) candidates = list_candidates (rules, name, reason->part);

  for (guint i = 0; i < candidates->len && reason->mends->len < YC_NAME_MENDS_MAX; i++)
    {
      Draft draft;

      draft_init (&draft, name->parts);
      draft_set (&draft, reason->part, g_ptr_array_index (candidates, i));
      mend_others (rules, name, reason->part, &draft);
      if (!is_wrong (rules, name, &draft, YC_NAME_N_PARTS, reason->code) && !is_there (reason->mends, &draft))
        add_mend (reason->mends, &draft);
      draft_clear (&draft);
    }
}

/**
 * yc_name_explain:
 * @self: the words and limits
 * @name: a name
 *
 * Returns: (transfer full): of YcNameReason, all of them, each with at most
 *   %YC_NAME_MENDS_MAX whole names that have no error and not this reason
 */
GPtrArray *
yc_name_explain (const YcNameRules *self,
                 const YcName      *name)
{
  GPtrArray *reasons = yc_name_check (self, name);

  for (guint i = 0; i < reasons->len; i++)
    find_mends (self, name, g_ptr_array_index (reasons, i));
  return reasons;
}
