/* yc-template-reader.c: a template from its JSON
 *
 *   {"format": "yichuang-template-1", "id": "articles", "version": "2026.12", "title": "公司章程",
 *    "matter": "limited-company-establishment", "item": "articles", "sensitive": false, "printer": "form", "when": TRUTH,
 *    "page": {"top_mm": 30, "bottom_mm": 25, "left_mm": 28, "right_mm": 26},
 *    "styles": {"body": {"family": "Noto Serif CJK SC", "fallback": ["HanaMinA"], "size": "小四",
 *                        "line_pt": 26, "indent_chars": 2, "align": "justify", "bold": false,
 *                        "before_pt": 0, "after_pt": 0}},
 *    "constants": {"/office/authority": "…"},
 *    "header": "…", "footer": "第 {page} 页 共 {pages} 页",
 *    "shows": ["/name/trade", "/shareholders/name"],
 *    "body": [BLOCK…]}
 *
 *   {"p": TEXT, "style": "body", "number": "article", "keep": true}
 *   {"table": {"columns_mm": [20, 60], "header": [ROW], "rows": [ROW]}, "style": "cell"}
 *     ROW: {"cells": [TEXT | {"text": TEXT, "span": 2, "style": "label"}], "each": LIST, "height_mm": 10}
 *   {"each": "/shareholders", "body": [BLOCK…]}   {"body": [BLOCK…]}
 *   {"sign": {"role": "shareholder", "label": TEXT, "each": LIST, "person": PATH,
 *             "columns": 2, "width_mm": 40, "height_mm": 12}, "style": "body"}
 *   {"seal": {"role": "company", "label": TEXT, "diameter_mm": 42}, "style": "body"}
 *   {"qr": TEXT, "side_mm": 25, "style": "body"}  {"space_mm": 5}  {"break": true}
 *
 * Every block may have "when". A template is read whole or refused whole: a field
 * that the form lacks, a style, a role or an operation nobody knows, something
 * sensitive on a paper that may not show it, and a field that "shows" promises
 * and no text has, are each refused with their place.
 */

#include "yc-template-private.h"

#include "yc-json-guard.h"
#include "yc-reading.h"

#include <string.h>

#define FORMAT "yichuang-template-1"
#define TITLE_CHARS_MAX 60
#define SHOWS_MAX 200
#define MM_MAX 300
#define FONTS_MAX 6

static const char *const none[] = { NULL };

/* A template as it is read. */
typedef struct
{
  YcReading reading; /* first */
  YcTemplate *template;
  const char *list;    /* (nullable): whose rows stand here */
  guint depth;
  guint n_blocks;
  GHashTable *mentioned; /* paths that some text has */
} Reader;

typedef struct
{
  Reader *reader;
  GPtrArray *blocks;
} BlocksPlace;

static gboolean read_blocks (Reader *self, json_t *json, const char *member, GPtrArray *ret_blocks);

static gboolean
refuse (Reader     *self,
        const char *member,
        const char *reason)
{
  return yc_reading_refuse_member (&self->reading, member, YC_CATALOGUE_ERROR_SHAPE, reason);
}

/* --- texts and conditions -------------------------------------------- */

static void
mention (Reader               *self,
         const YcTemplateText *text)
{
  for (guint i = 0; i < text->parts->len; i++)
    {
      const YcTextPart *part = g_ptr_array_index (text->parts, i);

      if (part->path != NULL)
        g_hash_table_add (self->mentioned, g_strdup (part->path));
    }
}

static gboolean
read_words (Reader          *self,
            const char      *words,
            gboolean         in_footer,
            YcTemplateText **ret_text)
{
  g_autofree char *reason = NULL;
  g_autofree char *normal = NULL;

  if (words == NULL)
    return yc_reading_refuse (&self->reading, YC_CATALOGUE_ERROR_SHAPE, "is not a text");
  if (g_utf8_strlen (words, -1) > YC_TEMPLATE_TEXT_CHARS_MAX)
    return yc_reading_refuse (&self->reading, YC_CATALOGUE_ERROR_LIMIT, "is longer than %d characters",
                              YC_TEMPLATE_TEXT_CHARS_MAX);
  normal = g_utf8_normalize (words, -1, G_NORMALIZE_NFC);
  *ret_text = yc_template_text_parse (normal, self->template, self->list, in_footer, &reason);
  if (*ret_text == NULL)
    return yc_reading_refuse (&self->reading, YC_CATALOGUE_ERROR_REFERENCE, "%s", reason);
  mention (self, *ret_text);
  return TRUE;
}

static gboolean
get_text (Reader          *self,
          json_t          *json,
          const char      *member,
          gboolean         in_footer,
          YcTemplateText **ret_text)
{
  json_t *value = json_object_get (json, member);
  gsize mark;
  gboolean good;

  if (value == NULL)
    return TRUE;
  mark = yc_reading_enter (&self->reading, member);
  good = read_words (self, json_string_value (value), in_footer, ret_text);
  yc_reading_leave (&self->reading, mark);
  return good;
}

/* Names in conditions that are facts are looked up here; the matter knows the
 * others. */
static gboolean
check_references (Reader *self)
{
  GPtrArray *references = self->reading.references;
  const YcMatter *matter = self->template->matter;

  for (guint i = references->len; i > 0; i--)
    {
      YcReference *reference = g_ptr_array_index (references, i - 1);
      gboolean in_row = g_str_has_prefix (reference->path, "./");
      g_autofree char *path = in_row ? g_strconcat (reference->list, reference->path + 1, NULL)
                                     : g_strdup (reference->path);
      const char *list = in_row ? reference->list : NULL;
      YcSubject subject = { NULL, YC_FIELD_TEXT, FALSE };
      gboolean is_fact;

      if (reference->type == YC_REFERENCE_LIST)
        is_fact = yc_template_has_list (matter, path) && yc_matter_find_list (matter, path) == NULL;
      else
        is_fact = yc_template_find_subject (matter, list, path, &subject) && subject.spec == NULL;
      if (is_fact)
        g_ptr_array_remove_index (references, i - 1);
    }
  return yc_reading_resolve (&self->reading, matter);
}

static gboolean
get_when (Reader  *self,
          json_t  *json,
          YcExpr **ret_when)
{
  return yc_reading_get_expr (&self->reading, json, "when", self->list, ret_when) && check_references (self);
}

static gboolean
get_style (Reader                *self,
           json_t                *json,
           const char            *fallback,
           const YcTypesetStyle **ret_style)
{
  json_t *value = json_object_get (json, "style");
  const char *name = value != NULL ? json_string_value (value) : fallback;

  *ret_style = name != NULL ? g_hash_table_lookup (self->template->styles, name) : NULL;
  return *ret_style != NULL || refuse (self, "style", "names no style of this template");
}

static gboolean
get_mm (Reader     *self,
        json_t     *json,
        const char *member,
        double     *ret_mm)
{
  gint64 mm = (gint64) *ret_mm;

  if (!yc_reading_get_int (&self->reading, json, member, 1, MM_MAX, &mm))
    return FALSE;
  *ret_mm = (double) mm;
  return TRUE;
}

/* --- styles ---------------------------------------------------------- */

/* The sizes that Chinese type is ordered by. */
static const struct
{
  const char *name;
  double size_pt;
} sizes[] = {
  { "初号", 42 }, { "小初", 36 },   { "一号", 26 }, { "小一", 24 },   { "二号", 22 }, { "小二", 18 }, { "三号", 16 },
  { "小三", 15 }, { "四号", 14 },   { "小四", 12 }, { "五号", 10.5 }, { "小五", 9 },  { "六号", 7.5 },
};

static const char *const aligns[] = { "left", "center", "right", "justify" };

static gboolean
get_size (Reader         *self,
          json_t         *json,
          YcTypesetStyle *style)
{
  const char *name = json_string_value (json_object_get (json, "size"));

  for (gsize i = 0; i < G_N_ELEMENTS (sizes) && name != NULL; i++)
    if (strcmp (sizes[i].name, name) == 0)
      style->size_pt = sizes[i].size_pt;
  return style->size_pt > 0 || refuse (self, "size", "is no size of type: 小四, 五号 …");
}

static gboolean
get_align (Reader         *self,
           json_t         *json,
           YcTypesetStyle *style)
{
  json_t *value = json_object_get (json, "align");

  for (gsize i = 0; i < G_N_ELEMENTS (aligns) && json_is_string (value); i++)
    if (strcmp (aligns[i], json_string_value (value)) == 0)
      {
        style->align = (YcTypesetAlign) i;
        return TRUE;
      }
  return value == NULL || refuse (self, "align", "is none of left, center, right, justify");
}

static gboolean
get_families (Reader         *self,
              json_t         *json,
              YcTypesetStyle *style)
{
  g_autoptr (GPtrArray) families = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *family = NULL;

  if (!yc_reading_get_text (&self->reading, json, "family", TITLE_CHARS_MAX, &family))
    return FALSE;
  g_ptr_array_add (families, g_steal_pointer (&family));
  if (!yc_reading_get_texts (&self->reading, json, "fallback", FONTS_MAX, TITLE_CHARS_MAX, families))
    return FALSE;
  g_ptr_array_add (families, NULL);
  style->families = g_strdupv ((char **) families->pdata);
  return TRUE;
}

static gboolean
get_points (Reader     *self,
            json_t     *json,
            const char *member,
            double     *ret_points)
{
  gint64 points = 0;

  if (!yc_reading_get_int (&self->reading, json, member, 0, 100, &points))
    return FALSE;
  *ret_points = (double) points;
  return TRUE;
}

static gboolean
fill_style (Reader         *self,
            json_t         *json,
            YcTypesetStyle *style)
{
  static const char *const required[] = { "family", "size", "line_pt", NULL };
  static const char *const optional[] = { "fallback", "indent_chars", "align", "bold", "before_pt", "after_pt", NULL };

  if (!yc_reading_check_object (&self->reading, json, required, optional))
    return FALSE;
  if (!get_families (self, json, style) || !get_size (self, json, style) || !get_align (self, json, style))
    return FALSE;
  if (!get_points (self, json, "line_pt", &style->line_pt) || !get_points (self, json, "before_pt", &style->before_pt) ||
      !get_points (self, json, "after_pt", &style->after_pt))
    return FALSE;
  if (style->line_pt < style->size_pt)
    return refuse (self, "line_pt", "is less than the size");
  return yc_reading_get_uint (&self->reading, json, "indent_chars", 8, &style->indent_chars) &&
         yc_reading_get_boolean (&self->reading, json, "bold", &style->bold);
}

static gboolean
read_styles (Reader *self,
             json_t *styles)
{
  gsize mark = yc_reading_enter (&self->reading, "styles");
  const char *name;
  json_t *json;

  if (!json_is_object (styles) || json_object_size (styles) > YC_TEMPLATE_STYLES_MAX)
    return yc_reading_refuse (&self->reading, YC_CATALOGUE_ERROR_SHAPE, "is no object, or has too many styles");
  json_object_foreach (styles, name, json)
    {
      YcTypesetStyle *style = g_new0 (YcTypesetStyle, 1);
      gsize inner = yc_reading_enter (&self->reading, name);

      style->name = g_strdup (name);
      g_hash_table_insert (self->template->styles, style->name, style);
      if (!fill_style (self, json, style))
        return FALSE;
      yc_reading_leave (&self->reading, inner);
    }
  yc_reading_leave (&self->reading, mark);
  return TRUE;
}

static gboolean
read_page (Reader *self,
           json_t *json)
{
  static const char *const optional[] = { "width_mm", "height_mm", "top_mm", "bottom_mm", "left_mm", "right_mm", NULL };
  YcTypesetPage *page = &self->template->page;
  gsize mark;

  *page = (YcTypesetPage) { 210, 297, 30, 25, 26, 26 };
  if (json == NULL)
    return TRUE;
  mark = yc_reading_enter (&self->reading, "page");
  if (!yc_reading_check_object (&self->reading, json, none, optional))
    return FALSE;
  if (!get_mm (self, json, "width_mm", &page->width_mm) || !get_mm (self, json, "height_mm", &page->height_mm) ||
      !get_mm (self, json, "top_mm", &page->top_mm) || !get_mm (self, json, "bottom_mm", &page->bottom_mm) ||
      !get_mm (self, json, "left_mm", &page->left_mm) || !get_mm (self, json, "right_mm", &page->right_mm))
    return FALSE;
  if (page->left_mm + page->right_mm + 40 > page->width_mm || page->top_mm + page->bottom_mm + 40 > page->height_mm)
    return yc_reading_refuse (&self->reading, YC_CATALOGUE_ERROR_LIMIT, "leaves no room between its margins");
  yc_reading_leave (&self->reading, mark);
  return TRUE;
}

/* --- blocks ---------------------------------------------------------- */

static gboolean
read_paragraph (Reader  *self,
                json_t  *json,
                YcBlock *block)
{
  static const char *const numbers[YC_N_NUMBERS] = { "", "chapter", "article", "section", "item", "digit" };
  json_t *number = json_object_get (json, "number");

  for (guint i = 1; i < YC_N_NUMBERS && json_is_string (number); i++)
    if (strcmp (numbers[i], json_string_value (number)) == 0)
      block->number = (YcNumber) i;
  if (number != NULL && block->number == YC_NUMBER_NONE)
    return refuse (self, "number", "is none of chapter, article, section, item, digit");
  return get_text (self, json, "p", FALSE, &block->text) &&
         yc_reading_get_boolean (&self->reading, json, "keep", &block->keep);
}

typedef struct
{
  Reader *reader;
  YcBlock *block;
  GPtrArray *rows;
  YcTemplateRow *row;
} RowPlace;

static gboolean
read_cell (YcReading *reading,
           json_t    *json,
           gpointer   data)
{
  static const char *const required[] = { "text", NULL };
  static const char *const optional[] = { "span", "style", NULL };
  RowPlace *place = data;
  YcTemplateCell *cell = g_new0 (YcTemplateCell, 1);

  cell->span = 1;
  cell->style = place->block->style;
  g_ptr_array_add (place->row->cells, cell);
  if (json_is_string (json))
    return read_words (place->reader, json_string_value (json), FALSE, &cell->text);
  if (!yc_reading_check_object (reading, json, required, optional) ||
      !get_text (place->reader, json, "text", FALSE, &cell->text) ||
      !yc_reading_get_uint (reading, json, "span", YC_TEMPLATE_COLUMNS_MAX, &cell->span))
    return FALSE;
  if (cell->span == 0)
    return refuse (place->reader, "span", "is 0");
  return json_object_get (json, "style") == NULL || get_style (place->reader, json, NULL, &cell->style);
}

static gboolean
check_spans (RowPlace *place)
{
  guint columns = 0;

  for (guint i = 0; i < place->row->cells->len; i++)
    columns += ((YcTemplateCell *) g_ptr_array_index (place->row->cells, i))->span;
  return columns == place->block->columns_mm->len || refuse (place->reader, "cells", "are not as many as the columns");
}

static gboolean
read_row_inside (RowPlace *place,
                 json_t   *json)
{
  Reader *self = place->reader;

  return get_when (self, json, &place->row->when) && get_mm (self, json, "height_mm", &place->row->height_mm) &&
         yc_reading_get_each (&self->reading, json, "cells", YC_TEMPLATE_COLUMNS_MAX, read_cell, place) &&
         check_spans (place);
}

/* Enters the list that "each" names; what was there before goes to @ret_outer. */
static gboolean
enter_list (Reader      *self,
            json_t      *json,
            const char  *member,
            char       **ret_list,
            const char **ret_outer)
{
  *ret_outer = self->list;
  if (json_object_get (json, member) == NULL)
    return TRUE;
  if (self->list != NULL)
    return refuse (self, member, "stands in the rows of another list");
  if (!yc_reading_get_text (&self->reading, json, member, YC_PATH_MAX, ret_list))
    return FALSE;
  if (!yc_template_has_list (self->template->matter, *ret_list))
    return refuse (self, member, "names no list");
  self->list = *ret_list;
  return TRUE;
}

static gboolean
read_row (YcReading *reading,
          json_t    *json,
          gpointer   data)
{
  static const char *const required[] = { "cells", NULL };
  static const char *const optional[] = { "each", "when", "height_mm", NULL };
  RowPlace *place = data;
  Reader *self = place->reader;
  const char *outer = NULL;
  gboolean good;

  place->row = yc_template_row_new ();
  g_ptr_array_add (place->rows, place->row);
  if (!yc_reading_check_object (reading, json, required, optional) ||
      !enter_list (self, json, "each", &place->row->each, &outer))
    return FALSE;
  good = read_row_inside (place, json);
  self->list = outer;
  return good;
}

static gboolean
read_column (YcReading *reading,
             json_t    *json,
             gpointer   data)
{
  YcBlock *block = data;
  double width_mm = (double) json_integer_value (json);

  if (!json_is_integer (json) || width_mm < 5 || width_mm > MM_MAX)
    return yc_reading_refuse (reading, YC_CATALOGUE_ERROR_SHAPE, "is no width in mm");
  g_array_append_val (block->columns_mm, width_mm);
  return TRUE;
}

static gboolean
check_columns (Reader        *self,
               const YcBlock *block)
{
  const YcTypesetPage *page = &self->template->page;
  double width = 0;

  for (guint i = 0; i < block->columns_mm->len; i++)
    width += g_array_index (block->columns_mm, double, i);
  if (block->columns_mm->len == 0 || width > page->width_mm - page->left_mm - page->right_mm)
    return refuse (self, "columns_mm", "are none, or wider than the page between its margins");
  return TRUE;
}

static gboolean
read_table_inside (Reader  *self,
                   json_t  *json,
                   YcBlock *block)
{
  static const char *const required[] = { "columns_mm", "rows", NULL };
  static const char *const optional[] = { "header", NULL };
  RowPlace header = { self, block, block->header, NULL };
  RowPlace rows = { self, block, block->rows, NULL };

  return yc_reading_check_object (&self->reading, json, required, optional) &&
         yc_reading_get_each (&self->reading, json, "columns_mm", YC_TEMPLATE_COLUMNS_MAX, read_column, block) &&
         check_columns (self, block) &&
         yc_reading_get_each (&self->reading, json, "header", 3, read_row, &header) &&
         yc_reading_get_each (&self->reading, json, "rows", YC_TEMPLATE_ROWS_MAX, read_row, &rows);
}

static gboolean
get_role (Reader  *self,
          json_t  *json,
          YcBlock *block)
{
  if (!yc_reading_get_text (&self->reading, json, "role", TITLE_CHARS_MAX, &block->role))
    return FALSE;
  return yc_template_role_exists (block->role) || refuse (self, "role", "is no role that signs or seals");
}

static gboolean
read_sign_inside (Reader  *self,
                  json_t  *json,
                  YcBlock *block)
{
  static const char *const required[] = { "role", "label", NULL };
  static const char *const optional[] = { "each", "person", "columns", "width_mm", "height_mm", NULL };
  const char *outer;
  gboolean good;

  block->width_mm = 40;
  block->height_mm = 12;
  if (!yc_reading_check_object (&self->reading, json, required, optional) || !get_role (self, json, block) ||
      !yc_reading_get_uint (&self->reading, json, "columns", 3, &block->columns) ||
      !get_mm (self, json, "width_mm", &block->width_mm) || !get_mm (self, json, "height_mm", &block->height_mm) ||
      !yc_reading_get_text (&self->reading, json, "person", YC_PATH_MAX, &block->person))
    return FALSE;
  if (block->columns == 0)
    return refuse (self, "columns", "is 0");
  good = enter_list (self, json, "each", &block->list, &outer) && get_text (self, json, "label", FALSE, &block->text);
  self->list = outer;
  return good;
}

static gboolean
read_seal_inside (Reader  *self,
                  json_t  *json,
                  YcBlock *block)
{
  static const char *const required[] = { "role", "label", NULL };
  static const char *const optional[] = { "diameter_mm", NULL };

  block->height_mm = 42;
  return yc_reading_check_object (&self->reading, json, required, optional) && get_role (self, json, block) &&
         get_mm (self, json, "diameter_mm", &block->height_mm) && get_text (self, json, "label", FALSE, &block->text);
}

typedef gboolean (*InsideFunc) (Reader *self, json_t *json, YcBlock *block);

static gboolean
read_inside (Reader     *self,
             json_t     *json,
             const char *member,
             InsideFunc  func,
             YcBlock    *block)
{
  gsize mark = yc_reading_enter (&self->reading, member);
  gboolean good = func (self, json_object_get (json, member), block);

  yc_reading_leave (&self->reading, mark);
  return good;
}

static gboolean
read_table (Reader  *self,
            json_t  *json,
            YcBlock *block)
{
  return read_inside (self, json, "table", read_table_inside, block);
}

static gboolean
read_sign (Reader  *self,
           json_t  *json,
           YcBlock *block)
{
  return read_inside (self, json, "sign", read_sign_inside, block);
}

static gboolean
read_seal (Reader  *self,
           json_t  *json,
           YcBlock *block)
{
  return read_inside (self, json, "seal", read_seal_inside, block);
}

static gboolean
read_qr (Reader  *self,
         json_t  *json,
         YcBlock *block)
{
  block->height_mm = 25;
  return get_text (self, json, "qr", FALSE, &block->text) && get_mm (self, json, "side_mm", &block->height_mm);
}

static gboolean
read_space (Reader  *self,
            json_t  *json,
            YcBlock *block)
{
  return get_mm (self, json, "space_mm", &block->height_mm);
}

static gboolean
read_break (Reader  *self,
            json_t  *json,
            YcBlock *block)
{
  return json_is_true (json_object_get (json, "break")) || refuse (self, "break", "is not true");
}

static gboolean
read_each (Reader  *self,
           json_t  *json,
           YcBlock *block)
{
  const char *outer = NULL;
  gboolean good;

  if (!enter_list (self, json, "each", &block->list, &outer))
    return FALSE;
  good = read_blocks (self, json, "body", block->blocks);
  self->list = outer;
  return good;
}

static const struct
{
  const char *member; /* that tells it from the others */
  YcBlockType type;
  gboolean has_style;
  gboolean (*read) (Reader *self, json_t *json, YcBlock *block);
  const char *optional[5];
} kinds[] = {
  { "p", YC_BLOCK_PARAGRAPH, TRUE, read_paragraph, { "style", "when", "number", "keep" } },
  { "table", YC_BLOCK_TABLE, TRUE, read_table, { "style", "when" } },
  { "each", YC_BLOCK_EACH, FALSE, read_each, { "when", "body" } },
  { "body", YC_BLOCK_GROUP, FALSE, read_each, { "when" } },
  { "sign", YC_BLOCK_SIGN, TRUE, read_sign, { "style", "when" } },
  { "seal", YC_BLOCK_SEAL, TRUE, read_seal, { "style", "when" } },
  { "qr", YC_BLOCK_QR, TRUE, read_qr, { "style", "when", "side_mm" } },
  { "space_mm", YC_BLOCK_SPACE, FALSE, read_space, { "when" } },
  { "break", YC_BLOCK_BREAK, FALSE, read_break, { "when" } },
};

static gboolean
read_block_of (Reader    *self,
               json_t    *json,
               gsize      kind,
               GPtrArray *blocks)
{
  const char *const required[] = { kinds[kind].member, NULL };
  YcBlock *block = yc_block_new (kinds[kind].type);

  g_ptr_array_add (blocks, block);
  return yc_reading_check_object (&self->reading, json, required, kinds[kind].optional) &&
         get_when (self, json, &block->when) &&
         (!kinds[kind].has_style || get_style (self, json, "body", &block->style)) &&
         kinds[kind].read (self, json, block);
}

static gboolean
read_block (YcReading *reading,
            json_t    *json,
            gpointer   data)
{
  BlocksPlace *place = data;
  Reader *self = place->reader;

  if (++self->n_blocks > YC_TEMPLATE_BLOCKS_MAX)
    return yc_reading_refuse (reading, YC_CATALOGUE_ERROR_LIMIT, "is one block too many: %d", YC_TEMPLATE_BLOCKS_MAX);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (json_object_get (json, kinds[i].member) != NULL)
      return read_block_of (self, json, i, place->blocks);
  return yc_reading_refuse (reading, YC_CATALOGUE_ERROR_SHAPE, "is no block");
}

static gboolean
read_blocks (Reader     *self,
             json_t     *json,
             const char *member,
             GPtrArray  *ret_blocks)
{
  BlocksPlace place = { self, ret_blocks };
  gboolean good;

  if (self->depth >= YC_TEMPLATE_DEPTH_MAX)
    return refuse (self, member, "lies too deep");
  self->depth++;
  good = yc_reading_get_each (&self->reading, json, member, YC_TEMPLATE_BLOCKS_MAX, read_block, &place);
  self->depth--;
  return good;
}

/* --- the whole ------------------------------------------------------- */

static gboolean
read_constants (Reader *self,
                json_t *constants)
{
  gsize mark = yc_reading_enter (&self->reading, "constants");
  const char *path;
  json_t *json;

  json_object_foreach (constants, path, json)
    {
      if (!yc_template_is_fact (path) || !json_is_string (json) ||
          g_utf8_strlen (json_string_value (json), -1) > TITLE_CHARS_MAX)
        return refuse (self, path, "is no fact, or its value no short text");
      g_hash_table_insert (self->template->constants, g_strdup (path), g_strdup (json_string_value (json)));
    }
  yc_reading_leave (&self->reading, mark);
  return TRUE;
}

static gboolean
check_shown (Reader *self,
             json_t *shows)
{
  gsize mark;

  if (!json_is_array (shows) || json_array_size (shows) > SHOWS_MAX)
    return refuse (self, "shows", "is no array, or has too many paths");
  mark = yc_reading_enter (&self->reading, "shows");
  for (gsize i = 0; i < json_array_size (shows); i++)
    {
      const char *path = json_string_value (json_array_get (shows, i));
      gsize inner = yc_reading_enter_index (&self->reading, i);

      if (path == NULL || !g_hash_table_contains (self->mentioned, path))
        return yc_reading_refuse (&self->reading, YC_CATALOGUE_ERROR_REFERENCE, "%s is promised and shown nowhere",
                                  path != NULL ? path : "what is no path");
      yc_reading_leave (&self->reading, inner);
    }
  yc_reading_leave (&self->reading, mark);
  return TRUE;
}

static gboolean
read_head (Reader *self,
           json_t *json)
{
  YcTemplate *template = self->template;
  g_autofree char *matter = NULL;
  g_autofree char *printer = NULL;

  if (g_strcmp0 (json_string_value (json_object_get (json, "format")), FORMAT) != 0)
    return refuse (self, "format", "is not " FORMAT);
  if (!yc_reading_get_id (&self->reading, json, "id", &template->id) ||
      !yc_reading_get_text (&self->reading, json, "version", YC_CATALOGUE_VERSION_MAX, &template->version) ||
      !yc_reading_get_text (&self->reading, json, "title", TITLE_CHARS_MAX, &template->title) ||
      !yc_reading_get_text (&self->reading, json, "matter", TITLE_CHARS_MAX, &matter) ||
      !yc_reading_get_id (&self->reading, json, "item", &template->item) ||
      !yc_reading_get_id (&self->reading, json, "printer", &printer) ||
      !yc_reading_get_boolean (&self->reading, json, "sensitive", &template->sensitive))
    return FALSE;
  if (strlen (template->id) > YC_TEMPLATE_ID_MAX)
    return refuse (self, "id", "is too long");
  template->for_form_printer = printer != NULL;
  if (printer != NULL && !g_str_equal (printer, "form"))
    return refuse (self, "printer", "is not form");
  template->matter = yc_catalogue_find_matter (template->catalogue, matter);
  if (template->matter == NULL)
    return refuse (self, "matter", "names no matter of the catalogue");
  if (template->item != NULL && yc_matter_find_item (template->matter, template->item) == NULL)
    return refuse (self, "item", "names no line of the checklist");
  return TRUE;
}

static gboolean
read_running (Reader                *self,
              json_t                *json,
              const char            *member,
              YcTemplateText       **ret_text,
              const YcTypesetStyle **ret_style)
{
  *ret_style = g_hash_table_lookup (self->template->styles, member);
  if (*ret_style == NULL && json_object_get (json, member) != NULL)
    return refuse (self, member, "needs a style of its own name");
  return get_text (self, json, member, TRUE, ret_text);
}

static gboolean
read_whole (Reader *self,
            json_t *json)
{
  static const char *const required[] = { "format", "id", "version", "title", "matter", "styles", "shows", "body", NULL };
  static const char *const optional[] = { "item", "sensitive", "printer", "when", "page", "constants", "header", "footer", NULL };
  YcTemplate *template = self->template;

  return yc_reading_check_object (&self->reading, json, required, optional) && read_head (self, json) &&
         get_when (self, json, &template->when) && read_page (self, json_object_get (json, "page")) &&
         read_styles (self, json_object_get (json, "styles")) &&
         read_constants (self, json_object_get (json, "constants")) &&
         read_running (self, json, "header", &template->header, &template->header_style) &&
         read_running (self, json, "footer", &template->footer, &template->footer_style) &&
         read_blocks (self, json, "body", template->blocks) && check_shown (self, json_object_get (json, "shows"));
}

static json_t *
parse (GBytes      *bytes,
       const char  *name,
       GError     **error)
{
  static const YcJsonLimits limits = { YC_TEMPLATE_BYTES_MAX, 20, 20000, 4 * YC_TEMPLATE_TEXT_CHARS_MAX };
  g_autoptr (GError) local = NULL;
  json_t *json = yc_json_parse (bytes, &limits, &local);

  if (json == NULL)
    g_set_error (error, YC_TEMPLATE_ERROR, YC_TEMPLATE_ERROR_TEMPLATE, "%s: %s", name, local->message);
  return json;
}

/**
 * yc_template_read:
 * @bytes: JSON in UTF-8, at most %YC_TEMPLATE_BYTES_MAX
 * @name: what to call it in messages: the file's name
 * @catalogue: whose matter knows the fields
 * @error: %YC_TEMPLATE_ERROR_TEMPLATE: "FILE: /body/3/p: names no field: /x"
 *
 * A template is read whole or refused whole.
 *
 * Returns: (transfer full) (nullable): the template
 */
YcTemplate *
yc_template_read (GBytes       *bytes,
                  const char   *name,
                  YcCatalogue  *catalogue,
                  GError      **error)
{
  g_autoptr (json_t) json = parse (bytes, name, error);
  g_autoptr (YcTemplate) template = NULL;
  g_autoptr (GError) local = NULL;
  Reader reader = { 0 };
  gboolean good;

  if (json == NULL)
    return NULL;
  template = yc_template_new (catalogue);
  yc_reading_init (&reader.reading, name, &local);
  reader.template = template;
  reader.mentioned = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  good = read_whole (&reader, json);
  g_hash_table_unref (reader.mentioned);
  yc_reading_clear (&reader.reading);
  if (good)
    return g_steal_pointer (&template);
  g_set_error (error, YC_TEMPLATE_ERROR, YC_TEMPLATE_ERROR_TEMPLATE, "%s", local->message);
  return NULL;
}
