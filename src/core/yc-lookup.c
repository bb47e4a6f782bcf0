/* yc-lookup.c: search in the tables that a clerk chooses from
 *
 * What is typed may be a code's beginning, words, pinyin or initials; of
 * several words each must be found. Better answers come first, of equal ones
 * the shorter name, then the code. All rows are looked at each time: some
 * thousand comparisons, far below a millisecond.
 */

#include "yc-lookup.h"

#include "yc-pinyin.h"

#include <string.h>

#define WORDS_MAX 4
#define CODE_RANK 0 /* before all others */
#define WORST_RANK (YC_PINYIN_NONE + 1)

typedef struct
{
  const YcLookupRow *row;
  guint rank;
  gsize size;
} Hit;

typedef struct
{
  char *words[WORDS_MAX];
  guint n_words;
} Query;

static int
compare_code_cb (const void *key,
                 const void *row)
{
  return strcmp (key, ((const YcLookupRow *) row)->code);
}

static const YcLookupRow *
find_code (const YcLookupRow *rows,
           gsize              n_rows,
           const char        *code)
{
  return code != NULL ? bsearch (code, rows, n_rows, sizeof *rows, compare_code_cb) : NULL;
}

static void
query_init (Query      *query,
            const char *words)
{
  g_auto (GStrv) parts = g_strsplit_set (words, " \t\n", -1);

  *query = (Query){ 0 };
  for (char **part = parts; *part != NULL && query->n_words < WORDS_MAX; part++)
    if (**part != '\0')
      query->words[query->n_words++] = yc_pinyin_dup_typed (*part);
}

static void
query_clear (Query *query)
{
  for (guint i = 0; i < query->n_words; i++)
    g_free (query->words[i]);
}

/* "6513", "i6513" or "I65" for I6513. */
static gboolean
code_begins (const char *code,
             const char *typed)
{
  if (!g_ascii_isdigit (typed[0]) && !g_ascii_isdigit (typed[1]))
    return FALSE;
  if (g_ascii_isalpha (*code) && !g_ascii_isalpha (*typed))
    code++;
  return g_ascii_strncasecmp (code, typed, strlen (typed)) == 0;
}

static guint
rank_row (const YcLookupRow *row,
          const Query       *query)
{
  guint worst = 0;

  for (guint i = 0; i < query->n_words && worst < WORST_RANK; i++)
    {
      const char *typed = query->words[i];
      guint rank = *typed == '\0' ? (guint) YC_PINYIN_NONE : yc_pinyin_rank (typed, row->name, row->spoken);

      if (*typed != '\0' && code_begins (row->code, typed))
        rank = CODE_RANK;
      else
        rank++;
      worst = MAX (worst, rank);
    }
  return worst;
}

static int
compare_hits_cb (const void *a,
                 const void *b)
{
  const Hit *left = a, *right = b;

  if (left->rank != right->rank)
    return left->rank < right->rank ? -1 : 1;
  if (left->rank != CODE_RANK && left->size != right->size)
    return left->size < right->size ? -1 : 1;
  return strcmp (left->row->code, right->row->code);
}

static GPtrArray *
give_best (GArray *hits,
           guint   count_max)
{
  GPtrArray *found = g_ptr_array_new ();

  if (hits->len > 0)
    qsort (hits->data, hits->len, sizeof (Hit), compare_hits_cb);
  for (guint i = 0; i < hits->len && i < count_max; i++)
    g_ptr_array_add (found, (gpointer) g_array_index (hits, Hit, i).row);
  return found;
}

static void
add_hit (GArray            *hits,
         const YcLookupRow *row,
         const Query       *query)
{
  Hit hit = { row, rank_row (row, query), strlen (row->name) };

  if (hit.rank < WORST_RANK)
    g_array_append_val (hits, hit);
}

/* --- industries ------------------------------------------------------ */

/* Returns: (nullable): the row of any level, "I", "I65", "I651" or "I6513" */
const YcIndustry *
yc_industry_find (const char *code)
{
  return find_code (yc_industry_rows, yc_n_industry_rows, code);
}

gboolean
yc_industry_is_class (const YcIndustry *self)
{
  return strlen (self->code) == YC_INDUSTRY_CLASS_SIZE;
}

/* Whether @code is @above or lies in it: "I6513" in "I65". */
gboolean
yc_industry_lies_in (const char *code,
                     const char *above)
{
  return code != NULL && above != NULL && *above != '\0' && g_str_has_prefix (code, above);
}

/**
 * yc_industry_search:
 * @words: a code's beginning, words, pinyin or initials
 * @count_max: how many at most
 *
 * Returns: (transfer container): of YcIndustry, classes only, the best first;
 *   empty where nothing was typed
 */
GPtrArray *
yc_industry_search (const char *words,
                    guint       count_max)
{
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (Hit));
  Query query;

  g_return_val_if_fail (words != NULL && g_utf8_validate (words, -1, NULL), g_ptr_array_new ());

  query_init (&query, words);
  for (gsize i = 0; i < yc_n_industry_rows && query.n_words > 0; i++)
    if (yc_industry_is_class (&yc_industry_rows[i]))
      add_hit (hits, &yc_industry_rows[i], &query);
  query_clear (&query);
  return give_best (hits, count_max);
}

/* --- scope items ----------------------------------------------------- */

/* Returns: (nullable): the item with six digits @code */
const YcScopeItem *
yc_scope_item_find (const char *code)
{
  return find_code (yc_scope_rows, yc_n_scope_rows, code);
}

/* Returns: (nullable): the item whose wording is @name, to the letter */
const YcScopeItem *
yc_scope_item_find_name (const char *name)
{
  for (gsize i = 0; i < yc_n_scope_rows; i++)
    if (g_strcmp0 (yc_scope_rows[i].name, name) == 0)
      return &yc_scope_rows[i];
  return NULL;
}

gboolean
yc_scope_item_is_licensed (const YcScopeItem *self)
{
  return *self->licence != '\0';
}

/**
 * yc_scope_item_search:
 * @words: a code's beginning, words, pinyin or initials; "" for all of @industry
 * @industry: (nullable): a GB/T 4754 code of any level; only what lies in it
 * @count_max: how many at most
 *
 * Returns: (transfer container): of YcScopeItem, the best first
 */
GPtrArray *
yc_scope_item_search (const char *words,
                      const char *industry,
                      guint       count_max)
{
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (Hit));
  Query query;

  g_return_val_if_fail (words != NULL && g_utf8_validate (words, -1, NULL), g_ptr_array_new ());

  query_init (&query, words);
  for (gsize i = 0; i < yc_n_scope_rows && (query.n_words > 0 || industry != NULL); i++)
    if (industry == NULL || yc_industry_lies_in (yc_scope_rows[i].parent, industry))
      add_hit (hits, &yc_scope_rows[i], &query);
  query_clear (&query);
  return give_best (hits, count_max);
}
