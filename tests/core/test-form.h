/* A form that is a table, for the tests of this folder. */
#pragma once

#include "yc-form.h"

#include <string.h>

typedef struct
{
  YcForm form;
  GHashTable *values; /* path → YcValue */
  GPtrArray *rows;    /* of char *: "/shareholders/a", in their order */
  char *list;         /* of test_form_add_row() */
} TestForm;

static inline void
test_value_free (gpointer data)
{
  yc_value_clear (data);
  g_free (data);
}

static inline const YcValue *
test_form_get (const YcForm *form,
               const char   *path)
{
  return g_hash_table_lookup (((const TestForm *) form)->values, path);
}

static inline char **
test_form_list_rows (const YcForm *form,
                     const char   *list)
{
  const TestForm *self = (const TestForm *) form;
  g_autofree char *start = g_strconcat (list, "/", NULL);
  GPtrArray *rows = g_ptr_array_new ();

  for (guint i = 0; i < self->rows->len; i++)
    if (g_str_has_prefix (g_ptr_array_index (self->rows, i), start))
      g_ptr_array_add (rows, g_strdup ((char *) g_ptr_array_index (self->rows, i) + strlen (start)));
  g_ptr_array_add (rows, NULL);
  return (char **) g_ptr_array_free (rows, FALSE);
}

static inline void
test_form_init (TestForm   *self,
                const char *list)
{
  self->form.get = test_form_get;
  self->form.list_rows = test_form_list_rows;
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, test_value_free);
  self->rows = g_ptr_array_new_with_free_func (g_free);
  self->list = g_strdup (list);
}

static inline void
test_form_clear (TestForm *self)
{
  g_hash_table_unref (self->values);
  g_ptr_array_unref (self->rows);
  g_free (self->list);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TestForm, test_form_clear)

/* @text: NULL takes the value away */
static inline void
test_form_set_text (TestForm   *self,
                    const char *path,
                    const char *text)
{
  YcValue *value = g_new0 (YcValue, 1);

  yc_value_set_text (value, text);
  g_hash_table_insert (self->values, g_strdup (path), value);
}

static inline void
test_form_set_int (TestForm   *self,
                   const char *path,
                   gint64      integer)
{
  YcValue *value = g_new0 (YcValue, 1);

  yc_value_set_int (value, integer);
  g_hash_table_insert (self->values, g_strdup (path), value);
}

static inline void
test_form_add_row (TestForm   *self,
                   const char *id)
{
  g_ptr_array_add (self->rows, g_strconcat (self->list, "/", id, NULL));
}
