/* yc-template-data.c: what a paper is made from
 *
 * Values by path, and the rows of lists, copied: nobody changes them once the
 * paper is being made. A value that is not the form's own (a signer's name in
 * the list of all signers) may name the field it was taken from, so that the
 * paper records that field as shown.
 */

#include "yc-template-data.h"

#include "yc-field.h"
#include "yc-json-guard.h"
#include "yc-template.h"

#include <string.h>

struct _YcTemplateData
{
  YcForm form; /* first: the form is the data */
  gatomicrefcount refs;
  GHashTable *values;  /* path → YcValue */
  GHashTable *rows;    /* list → GPtrArray of ids */
  GHashTable *sources; /* path → path of the form */
};

static void
value_free (gpointer data)
{
  yc_value_clear (data);
  g_free (data);
}

static const YcValue *
data_get (const YcForm *form,
          const char   *path)
{
  return g_hash_table_lookup (((const YcTemplateData *) form)->values, path);
}

static char **
data_list_rows (const YcForm *form,
                const char   *list)
{
  const GPtrArray *rows = g_hash_table_lookup (((const YcTemplateData *) form)->rows, list);
  guint count = rows != NULL ? rows->len : 0;
  char **copy = g_new0 (char *, count + 1);

  for (guint i = 0; i < count; i++)
    copy[i] = g_strdup (g_ptr_array_index (rows, i));
  return copy;
}

YcTemplateData *
yc_template_data_new (void)
{
  YcTemplateData *self = g_new0 (YcTemplateData, 1);

  self->form.get = data_get;
  self->form.list_rows = data_list_rows;
  g_atomic_ref_count_init (&self->refs);
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, value_free);
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->sources = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

YcTemplateData *
yc_template_data_ref (YcTemplateData *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
yc_template_data_unref (YcTemplateData *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_hash_table_unref (self->values);
  g_hash_table_unref (self->rows);
  g_hash_table_unref (self->sources);
  g_free (self);
}

/* Returns: (transfer none): a form, as long as the data lives */
const YcForm *
yc_template_data_get_form (const YcTemplateData *self)
{
  return &self->form;
}

void
yc_template_data_set (YcTemplateData *self,
                      const char     *path,
                      const YcValue  *value)
{
  YcValue *copy;

  if (value == NULL || value->type == YC_VALUE_NONE)
    return;
  copy = g_new0 (YcValue, 1);
  yc_value_copy (value, copy);
  g_hash_table_replace (self->values, g_strdup (path), copy);
}

/* @text: (nullable): NULL and "" set nothing */
void
yc_template_data_set_text (YcTemplateData *self,
                           const char     *path,
                           const char     *text)
{
  g_auto (YcValue) value = YC_VALUE_INIT;

  if (text == NULL || *text == '\0')
    return;
  yc_value_set_text (&value, text);
  yc_template_data_set (self, path, &value);
}

void
yc_template_data_set_int (YcTemplateData *self,
                          const char     *path,
                          gint64          integer)
{
  g_auto (YcValue) value = YC_VALUE_INIT;

  yc_value_set_int (&value, integer);
  yc_template_data_set (self, path, &value);
}

/* Returns: (transfer full): the row's path */
char *
yc_template_data_add_row (YcTemplateData *self,
                          const char     *list,
                          const char     *row)
{
  GPtrArray *rows = g_hash_table_lookup (self->rows, list);

  if (rows == NULL)
    {
      rows = g_ptr_array_new_with_free_func (g_free);
      g_hash_table_insert (self->rows, g_strdup (list), rows);
    }
  g_ptr_array_add (rows, g_strdup (row));
  return g_strconcat (list, "/", row, NULL);
}

/* @field: what the value at @path was taken from */
void
yc_template_data_set_source (YcTemplateData *self,
                             const char     *path,
                             const char     *field)
{
  g_hash_table_replace (self->sources, g_strdup (path), g_strdup (field));
}

/* Returns: (nullable) (transfer none) */
const char *
yc_template_data_get_source (const YcTemplateData *self,
                             const char           *path)
{
  return g_hash_table_lookup (self->sources, path);
}

static gboolean
refuse (const char  *at,
        const char  *reason,
        GError     **error)
{
  g_autofree char *shown = g_utf8_make_valid (at, -1);

  g_set_error (error, YC_TEMPLATE_ERROR, YC_TEMPLATE_ERROR_DATA, "The paper's data: %s %s", shown, reason);
  return FALSE;
}

static gboolean
read_values (YcTemplateData *self,
             json_t         *values,
             GError        **error)
{
  const char *path;
  json_t *json;

  if (!json_is_object (values))
    return refuse ("“values”", "is not an object", error);
  json_object_foreach (values, path, json)
    {
      g_auto (YcValue) value = YC_VALUE_INIT;

      if (!yc_path_is_valid (path))
        return refuse (path, "is not a path of the form", error);
      if (json_is_string (json))
        yc_value_set_text (&value, json_string_value (json));
      else if (json_is_integer (json))
        yc_value_set_int (&value, json_integer_value (json));
      else
        return refuse (path, "is neither a text nor a whole number", error);
      if (value.type == YC_VALUE_NONE || !yc_value_is_valid (&value))
        return refuse (path, "is empty, too long or not in normal form C", error);
      yc_template_data_set (self, path, &value);
    }
  return TRUE;
}

static gboolean
read_list (YcTemplateData *self,
           const char     *list,
           json_t         *rows,
           GError        **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (!yc_path_is_valid (list) || !json_is_array (rows) || json_array_size (rows) > YC_TEMPLATE_DATA_ROWS_MAX)
    return refuse (list, "is no list of row ids, or has too many", error);
  for (gsize i = 0; i < json_array_size (rows); i++)
    {
      const char *row = json_string_value (json_array_get (rows, i));
      g_autofree char *path = g_strconcat (list, "/", row != NULL ? row : "", NULL);

      if (row == NULL || strchr (row, '/') != NULL || !yc_path_is_valid (path) ||
          !g_hash_table_add (seen, (gpointer) row))
        return refuse (list, "has a row whose id is wrong or was there before", error);
      g_free (yc_template_data_add_row (self, list, row));
    }
  return TRUE;
}

/**
 * yc_template_data_read:
 * @bytes: JSON in UTF-8, at most %YC_TEMPLATE_DATA_BYTES_MAX
 * @error: %YC_TEMPLATE_ERROR_DATA, naming the path that is wrong
 *
 * Returns: (transfer full) (nullable): the data, read whole or not at all
 */
YcTemplateData *
yc_template_data_read (GBytes  *bytes,
                       GError **error)
{
  static const YcJsonLimits limits = { YC_TEMPLATE_DATA_BYTES_MAX, 4, YC_TEMPLATE_DATA_VALUES_MAX, YC_VALUE_TEXT_MAX };
  g_autoptr (YcTemplateData) self = yc_template_data_new ();
  g_autoptr (json_t) json = NULL;
  g_autoptr (GError) local = NULL;
  const char *list;
  json_t *rows;

  json = yc_json_parse (bytes, &limits, &local);
  if (json == NULL)
    {
      refuse ("the file", local->message, error);
      return NULL;
    }
  if (!read_values (self, json_object_get (json, "values"), error))
    return NULL;
  json_object_foreach (json_object_get (json, "rows"), list, rows)
    if (!read_list (self, list, rows, error))
      return NULL;
  return g_steal_pointer (&self);
}
