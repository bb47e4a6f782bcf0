/* yc-codes.c: national code tables
 *
 * The tables are sorted by code when the program is built, so a code is found
 * by halving. The levels of GB/T 2260 are in the digits: two for a province,
 * two for a city, two for a county. Some cities have no counties; their own
 * code stands for one. Some provinces have counties under a row that is no
 * place but a heading (市辖区, 县, 省直辖县级行政区划): headings are left out
 * of names.
 */

#include "yc-codes.h"

#include <string.h>

#define AREA_DIGITS 6
#define CITY_DIGITS 4

static int
compare_code_cb (const void *key,
                 const void *row)
{
  return strcmp (key, ((const YcCodeRow *) row)->code);
}

static const YcCode *
find_code (const YcCodeRow *rows,
           gsize            n_rows,
           const char      *code)
{
  if (code == NULL)
    return NULL;
  return bsearch (code, rows, n_rows, sizeof *rows, compare_code_cb);
}

static const YcCode *
find_name (const YcCodeRow *rows,
           gsize            n_rows,
           const char      *name)
{
  for (gsize i = 0; i < n_rows; i++)
    if (g_strcmp0 (rows[i].name, name) == 0)
      return &rows[i];
  return NULL;
}

/* Returns: (nullable): the division with the six digits @code */
const YcArea *
yc_area_find (const char *code)
{
  return find_code (yc_area_rows, yc_n_area_rows, code);
}

static gboolean
is_heading (const YcArea *area)
{
  return g_str_equal (area->name, "市辖区") || g_str_equal (area->name, "县") ||
         g_str_has_suffix (area->name, "直辖县级行政区划");
}

/**
 * yc_area_dup_full_name:
 * @code: six digits of GB/T 2260
 *
 * Returns: (transfer full) (nullable): the name after those it lies in:
 *   "山东省聊城市东昌府区"
 */
char *
yc_area_dup_full_name (const char *code)
{
  const YcArea *area = yc_area_find (code);
  GString *name;

  if (area == NULL)
    return NULL;
  name = g_string_new (area->name);
  while ((area = yc_area_find (area->parent)) != NULL)
    if (!is_heading (area))
      g_string_prepend (name, area->name);
  return g_string_free (name, FALSE);
}

static gboolean
has_counties (const YcArea *city)
{
  const YcArea *next = city + 1;

  return next < yc_area_rows + yc_n_area_rows && strncmp (next->code, city->code, 4) == 0;
}

/* Whether @code is a county, or a city that has none and stands for one. */
gboolean
yc_area_is_county (const char *code)
{
  const YcArea *area = yc_area_find (code);

  if (area == NULL || g_str_has_suffix (code, "0000"))
    return FALSE;
  return !g_str_has_suffix (code, "00") || !has_counties (area);
}

/* Whether the first two digits of @code are a province's. Identity numbers
 * outlive the counties they name, so this is all that can be asked of old
 * ones. Taiwan, and 81 to 83 of residence permits of people from Hong Kong,
 * Macao and Taiwan, are in no table of counties. */
gboolean
yc_area_province_exists (const char *code)
{
  static const char *const others[] = { "71", "81", "82", "83" };
  char province[AREA_DIGITS + 1] = "000000";

  if (code == NULL || strlen (code) < 2)
    return FALSE;
  memcpy (province, code, 2);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (strncmp (province, others[i], 2) == 0)
      return TRUE;
  return yc_area_find (province) != NULL;
}

static void
search_areas (GPtrArray  *found,
              const char *words,
              const char *first,
              gboolean    in_first,
              guint       count_max)
{
  for (gsize i = 0; i < yc_n_area_rows && found->len < count_max; i++)
    {
      const YcArea *area = &yc_area_rows[i];

      if (g_str_has_prefix (area->code, first) != in_first || is_heading (area))
        continue;
      if (g_str_has_prefix (area->name, words) || g_str_has_prefix (area->code, words))
        g_ptr_array_add (found, (gpointer) area);
    }
}

/**
 * yc_area_search:
 * @words: the beginning of a name or of a code
 * @first: a code or its beginning, "" for none: what lies in the same city
 *   comes first
 * @count_max: how many at most
 *
 * Returns: (transfer container): of YcArea
 */
GPtrArray *
yc_area_search (const char *words,
                const char *first,
                guint       count_max)
{
  GPtrArray *found = g_ptr_array_new ();
  g_autofree char *city = NULL;

  g_return_val_if_fail (words != NULL && first != NULL, found);

  city = g_strndup (first, CITY_DIGITS);
  search_areas (found, words, city, TRUE, count_max);
  search_areas (found, words, city, FALSE, count_max);
  return found;
}

const YcCode *
yc_ethnic_group_find (const char *code)
{
  return find_code (yc_ethnic_group_rows, yc_n_ethnic_group_rows, code);
}

/* @name: "汉族", or "汉" as identity cards say */
const YcCode *
yc_ethnic_group_find_name (const char *name)
{
  g_autofree char *whole = NULL;
  const YcCode *group = find_name (yc_ethnic_group_rows, yc_n_ethnic_group_rows, name);

  if (group != NULL || name == NULL)
    return group;
  whole = g_strconcat (name, "族", NULL);
  return find_name (yc_ethnic_group_rows, yc_n_ethnic_group_rows, whole);
}

const YcCode *
yc_sex_find (const char *code)
{
  return find_code (yc_sex_rows, yc_n_sex_rows, code);
}
