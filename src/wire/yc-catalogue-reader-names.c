/* yc-catalogue-reader-names.c: what a catalogue says of names
 *
 * Industries are codes of GB/T 4754 and looked up at once: a word whose code
 * has a slip in it would fit nothing, and nobody would notice.
 */

#include "yc-lookup.h"
#include "yc-reading.h"

#define GROUPS_MAX 32
#define KINDS_MAX 16
#define WORDS_MAX 1000
#define WORD_CHARS_MAX 30
#define INDUSTRIES_MAX 40
#define INDUSTRY_CHARS_MAX 5
#define TRADE_CHARS_MAX 20
#define CAPITAL_MAX G_GINT64_CONSTANT (100000000000000) /* fen */

static gboolean
refuse_empty (YcReading  *reading,
              const char *member,
              GPtrArray  *words)
{
  return words->len > 0 ||
         yc_reading_refuse_member (reading, member, YC_CATALOGUE_ERROR_SHAPE, "is empty");
}

static gboolean
read_group (YcReading *reading,
            json_t    *json,
            gpointer   data)
{
  static const char *const required[] = { "id", "label", "words", NULL };
  static const char *const optional[] = { NULL };
  YcNameRules *rules = data;
  YcNameWordGroup *group;

  if (!yc_reading_check_object (reading, json, required, optional))
    return FALSE;
  group = yc_name_word_group_new ();
  g_ptr_array_add (rules->word_groups, group);
  return yc_reading_get_id (reading, json, "id", &group->id) &&
         yc_reading_get_label (reading, json, "label", &group->label) &&
         yc_reading_get_texts (reading, json, "words", WORDS_MAX, WORD_CHARS_MAX, group->words) &&
         refuse_empty (reading, "words", group->words);
}

static gboolean
read_kind (YcReading *reading,
           json_t    *json,
           gpointer   data)
{
  static const char *const required[] = { "id", "forms", NULL };
  static const char *const optional[] = { "forbidden", NULL };
  YcNameRules *rules = data;
  YcNameKind *kind;

  if (!yc_reading_check_object (reading, json, required, optional))
    return FALSE;
  if (yc_name_rules_find_kind (rules, json_string_value (json_object_get (json, "id"))) != NULL)
    return yc_reading_refuse_twice (reading, "id");
  kind = yc_name_kind_new ();
  g_ptr_array_add (rules->kinds, kind);
  return yc_reading_get_id (reading, json, "id", &kind->id) &&
         yc_reading_get_texts (reading, json, "forms", WORDS_MAX, WORD_CHARS_MAX, kind->forms) &&
         refuse_empty (reading, "forms", kind->forms) &&
         yc_reading_get_texts (reading, json, "forbidden", WORDS_MAX, WORD_CHARS_MAX, kind->forbidden);
}

static gboolean
read_industry_word (YcReading *reading,
                    json_t    *json,
                    gpointer   data)
{
  static const char *const required[] = { "word", "industries", NULL };
  static const char *const optional[] = { NULL };
  YcNameRules *rules = data;
  YcNameIndustryWord *entry;

  if (!yc_reading_check_object (reading, json, required, optional))
    return FALSE;
  entry = yc_name_industry_word_new ();
  g_ptr_array_add (rules->industry_words, entry);
  if (!yc_reading_get_text (reading, json, "word", WORD_CHARS_MAX, &entry->word) ||
      !yc_reading_get_texts (reading, json, "industries", INDUSTRIES_MAX, INDUSTRY_CHARS_MAX, entry->industries) ||
      !refuse_empty (reading, "industries", entry->industries))
    return FALSE;
  for (guint i = 0; i < entry->industries->len; i++)
    if (yc_industry_find (g_ptr_array_index (entry->industries, i)) == NULL)
      return yc_reading_refuse_member (reading, "industries", YC_CATALOGUE_ERROR_REFERENCE,
                                       "has a code that is not in GB/T 4754");
  return TRUE;
}

static gboolean
fill_rules (YcReading   *reading,
            json_t      *json,
            YcNameRules *rules)
{
  static const char *const required[] = { "word_groups", "kinds", "industry_words", "trade_words", NULL };
  static const char *const optional[] = { "region_default", "region_optional_capital", "industry_optional_capital",
                                          "trade_chars_min", NULL };

  return yc_reading_check_object (reading, json, required, optional) &&
         yc_reading_get_text (reading, json, "region_default", WORD_CHARS_MAX, &rules->region_default) &&
         yc_reading_get_int (reading, json, "region_optional_capital", 0, CAPITAL_MAX,
                             &rules->region_optional_capital) &&
         yc_reading_get_int (reading, json, "industry_optional_capital", 0, CAPITAL_MAX,
                             &rules->industry_optional_capital) &&
         yc_reading_get_uint (reading, json, "trade_chars_min", TRADE_CHARS_MAX, &rules->trade_chars_min) &&
         yc_reading_get_each (reading, json, "word_groups", GROUPS_MAX, read_group, rules) &&
         yc_reading_get_each (reading, json, "kinds", KINDS_MAX, read_kind, rules) &&
         yc_reading_get_each (reading, json, "industry_words", WORDS_MAX, read_industry_word, rules) &&
         yc_reading_get_texts (reading, json, "trade_words", WORDS_MAX, WORD_CHARS_MAX, rules->trade_words);
}

/* The rules under "name_rules"; without them *@ret_rules stays NULL. */
gboolean
yc_reading_get_name_rules (YcReading    *reading,
                           json_t       *json,
                           YcNameRules **ret_rules)
{
  json_t *member = json_object_get (json, "name_rules");
  g_autoptr (YcNameRules) rules = NULL;
  gboolean fine;
  gsize mark;

  if (member == NULL)
    return TRUE;
  rules = yc_name_rules_new ();
  mark = yc_reading_enter (reading, "name_rules");
  fine = fill_rules (reading, member, rules);
  yc_reading_leave (reading, mark);
  if (fine)
    *ret_rules = g_steal_pointer (&rules);
  return fine;
}
