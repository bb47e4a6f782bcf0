/* yc-name-region.c: the region a name begins with
 *
 * Written in full (山东省聊城市东昌府区) or without the word for its level
 * (山东聊城), from any level down. A district is known by its city only.
 */

#include "yc-name-rules.h"

#include "yc-codes.h"

#include <string.h>

#define REGION_CHARS_MIN 2

static gboolean
is_province (const YcArea *area)
{
  return g_str_has_suffix (area->code, "0000");
}

static gboolean
is_district (const YcArea *area)
{
  return g_str_has_suffix (area->name, "区") && !g_str_has_suffix (area->code, "00");
}

/* A row that is no place but stands above places. */
static gboolean
is_heading (const YcArea *area)
{
  return g_str_equal (area->name, "市辖区") || g_str_equal (area->name, "县") ||
         g_str_has_suffix (area->name, "直辖县级行政区划");
}

/* The bytes of @name without the word for its level: of "聊城市" six. */
static gsize
measure_stem (const char *name)
{
  static const char *const levels[] = { "特别行政区", "自治区", "省", "市", "县" };

  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++)
    if (g_str_has_suffix (name, levels[i]))
      return strlen (name) - strlen (levels[i]);
  return strlen (name);
}

/* The bytes of @text that @area's name takes, whole or without its last word.
 * The first character, of three bytes, is looked at before all else: nearly
 * always it is another. */
static gsize
match_area (const char   *text,
            const YcArea *area)
{
  gsize size;

  if (text[0] != area->name[0] || text[1] != area->name[1] || text[2] != area->name[2] || is_heading (area))
    return 0;
  size = strlen (area->name);
  if (strncmp (text, area->name, size) == 0)
    return size;
  size = measure_stem (area->name);
  if (g_utf8_strlen (area->name, size) < REGION_CHARS_MIN || strncmp (text, area->name, size) != 0)
    return 0;
  return size;
}

/* Whether @area lies in @above, over headings and with levels left out. */
static gboolean
lies_in (const YcArea *area,
         const char   *above)
{
  gsize digits = g_str_has_suffix (above, "0000") ? 2 : g_str_has_suffix (above, "00") ? 4 : 6;

  return *above == '\0' || (strcmp (area->code, above) != 0 && strncmp (area->code, above, digits) == 0);
}

/* The longest area at @text that lies in @above; its size in @ret_size. */
static const YcArea *
find_area (const char *text,
           const char *above,
           gsize      *ret_size)
{
  const YcArea *best = NULL;

  *ret_size = 0;
  if (strlen (text) < 3)
    return NULL;
  for (gsize i = 0; i < yc_n_area_rows; i++)
    {
      const YcArea *area = &yc_area_rows[i];
      gsize size;

      size = match_area (text, area);
      if (size > *ret_size && lies_in (area, above))
        {
          best = area;
          *ret_size = size;
        }
    }
  return best;
}

/**
 * yc_name_find_region:
 * @text: what may begin with a region
 * @ret_area: (out) (optional): the GB/T 2260 code of the lowest area named
 * @ret_alone: (out) (optional): whether it is a district without its city
 *
 * Returns: the bytes of @text that name a region; 0 for none
 */
gsize
yc_name_find_region (const char  *text,
                     const char **ret_area,
                     gboolean    *ret_alone)
{
  const char *above = "";
  const YcArea *last = NULL, *city = NULL;
  gsize whole = 0, size;

  for (;;)
    {
      const YcArea *area = find_area (text + whole, above, &size);

      if (area == NULL)
        break;
      city = is_district (area) ? city : area;
      last = area;
      above = area->code;
      whole += size;
    }
  if (last != NULL && ret_area != NULL)
    *ret_area = last->code;
  if (ret_alone != NULL)
    *ret_alone = last != NULL && is_district (last) &&
                 (city == NULL || (is_province (city) && !g_str_has_suffix (city->name, "市")));
  return whole;
}
