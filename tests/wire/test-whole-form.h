/* The whole form of 2026.12, filled in as a clerk would: what it begins with
 * stands, and what is asked of everybody is answered. */
#pragma once

#include "../core/test-form.h"
#include "yc-catalogue-reader.h"

#define WHOLE_NUMBER "11010519491231002X"

static const YcDate whole_today = { 2026, 11, 26 };

static inline YcCatalogue *
whole_read (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("YC_TEST_SOURCE_ROOT"),
                                            "data/catalogue/limited-company-2026.12.json", NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  YcCatalogue *catalogue;
  char *text;
  gsize size;

  g_file_get_contents (path, &text, &size, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new_take (text, size);
  catalogue = yc_catalogue_read (bytes, path, &error);
  g_assert_no_error (error);
  return catalogue;
}

static inline const YcMatter *
whole_get_matter (YcCatalogue *catalogue)
{
  return yc_catalogue_find_matter (catalogue, "limited-company-establishment");
}

/* @start: "" or a row's path with its slash */
static inline void
whole_set_initial (TestForm   *form,
                   GPtrArray  *fields,
                   const char *start)
{
  for (guint i = 0; i < fields->len; i++)
    {
      const YcFieldSpec *spec = g_ptr_array_index (fields, i);
      g_autofree char *path = g_strconcat (start, spec->path, NULL);

      if (spec->initial.type == YC_VALUE_TEXT)
        test_form_set_text (form, path, spec->initial.text);
      else if (spec->initial.type == YC_VALUE_INT)
        test_form_set_int (form, path, spec->initial.integer);
    }
}

/* @texts: pairs, closed by NULL; returns how many there are */
static inline guint
whole_set_texts (TestForm          *form,
                 const char        *start,
                 const char *const *texts)
{
  guint count = 0;

  for (; *texts != NULL; texts += 2, count++)
    {
      g_autofree char *path = g_strconcat (start, texts[0], NULL);

      test_form_set_text (form, path, texts[1]);
    }
  return count;
}

/* Returns: the row's path with its slash; (transfer full) */
static inline char *
whole_add_row (TestForm       *form,
               const YcMatter *matter,
               const char     *list,
               const char     *id)
{
  char *start = g_strconcat (list, "/", id, "/", NULL);

  g_ptr_array_add (form->rows, g_strndup (start, strlen (start) - 1));
  whole_set_initial (form, yc_matter_find_list (matter, list)->fields, start);
  return start;
}

static inline guint
whole_add_shareholder (TestForm       *form,
                       const YcMatter *matter,
                       const char     *id,
                       gint64          amount)
{
  static const char *const texts[] = { "name", "张测试", "number", WHOLE_NUMBER, "address", "示例路 1 号",
                                       "phone", "13800000000", "due", "2031-11-26", NULL };
  g_autofree char *start = whole_add_row (form, matter, "/shareholders", id);
  g_autofree char *path = g_strconcat (start, "amount", NULL);
  g_autofree char *identity = g_strconcat (start, "identity", NULL);

  test_form_set_int (form, path, amount);
  test_form_set_text (form, identity, "card");
  return whole_set_texts (form, start, texts) + 1;
}

/* Marks as seen every paper that is wanted and that no card stands for. */
static inline void
whole_see_items (TestForm       *form,
                 const YcMatter *matter)
{
  for (guint i = 0; i < matter->items->len; i++)
    {
      const YcItemSpec *item = g_ptr_array_index (matter->items, i);
      g_autofree char *path = g_strconcat ("/items/", item->id, "/state", NULL);

      if (!item->from_card && yc_item_spec_is_needed (item, &form->form, &whole_today))
        test_form_set_text (form, path, "seen");
    }
}

/* Two shareholders, rooms of their own, all seven modules; returns how many
 * answers a person had to give. */
static inline guint
whole_fill (TestForm       *form,
            const YcMatter *matter)
{
  static const char *const texts[] = {
    "/name/trade", "鲁西示例", "/name/industry", "信息技术", "/domicile/area", "371502", "/domicile/address", "示例路 1 号",
    "/domicile/right", "owned", "/business/industry", "I6513", "/business/scope", "软件开发；信息技术咨询服务",
    "/legal-representative/name", "张测试", "/legal-representative/number", WHOLE_NUMBER,
    "/legal-representative/phone", "13800000000", "/legal-representative/post", "both", "/supervisor/kind", "none",
    "/finance/name", "李测试", "/finance/number", WHOLE_NUMBER, "/finance/phone", "13800000000", "/liaison/name", "李测试",
    "/liaison/phone", "13800000000", "/bank/bank", "icbc", NULL };
  guint count = 1;

  test_form_init (form, "/shareholders");
  for (guint i = 0; i < matter->pages->len; i++)
    whole_set_initial (form, ((YcPage *) g_ptr_array_index (matter->pages, i))->fields, "");
  count += whole_set_texts (form, "", texts);
  test_form_set_int (form, "/capital/amount", 100000000);
  test_form_set_text (form, "/legal-representative/identity", "card");
  count += whole_add_shareholder (form, matter, "a", 60000000);
  count += whole_add_shareholder (form, matter, "b", 40000000);
  whole_see_items (form, matter);
  return count;
}
