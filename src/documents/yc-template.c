/* yc-template.c: what a template is made of */

#include "yc-template-private.h"

#include "yc-file.h"

#include <string.h>

#define FILES_MAX 64

G_DEFINE_QUARK (yc-template-error-quark, yc_template_error)

static void
text_clear (YcTemplateText **text)
{
  g_clear_pointer (text, yc_template_text_free);
}

void
yc_template_cell_free (YcTemplateCell *self)
{
  text_clear (&self->text);
  g_free (self);
}

YcTemplateRow *
yc_template_row_new (void)
{
  YcTemplateRow *self = g_new0 (YcTemplateRow, 1);

  self->cells = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_template_cell_free);
  return self;
}

void
yc_template_row_free (YcTemplateRow *self)
{
  g_free (self->each);
  g_clear_pointer (&self->when, yc_expr_free);
  g_ptr_array_unref (self->cells);
  g_free (self);
}

YcBlock *
yc_block_new (YcBlockType type)
{
  YcBlock *self = g_new0 (YcBlock, 1);

  self->type = type;
  self->columns = 1;
  self->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_block_free);
  self->columns_mm = g_array_new (FALSE, FALSE, sizeof (double));
  self->header = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_template_row_free);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_template_row_free);
  return self;
}

void
yc_block_free (YcBlock *self)
{
  g_clear_pointer (&self->when, yc_expr_free);
  text_clear (&self->text);
  g_free (self->list);
  g_free (self->role);
  g_free (self->person);
  g_ptr_array_unref (self->blocks);
  g_array_unref (self->columns_mm);
  g_ptr_array_unref (self->header);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

static void
style_free (gpointer data)
{
  YcTypesetStyle *style = data;

  g_free (style->name);
  g_strfreev (style->families);
  g_free (style);
}

YcTemplate *
yc_template_new (YcCatalogue *catalogue)
{
  YcTemplate *self = g_new0 (YcTemplate, 1);

  g_atomic_ref_count_init (&self->refs);
  self->catalogue = yc_catalogue_ref (catalogue);
  self->styles = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, style_free);
  self->constants = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_block_free);
  return self;
}

YcTemplate *
yc_template_ref (YcTemplate *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
yc_template_unref (YcTemplate *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->id);
  g_free (self->version);
  g_free (self->title);
  g_free (self->item);
  g_clear_pointer (&self->when, yc_expr_free);
  text_clear (&self->title_text);
  text_clear (&self->header);
  text_clear (&self->footer);
  g_hash_table_unref (self->styles);
  g_hash_table_unref (self->constants);
  g_ptr_array_unref (self->blocks);
  yc_catalogue_unref (self->catalogue);
  g_free (self);
}

const char *
yc_template_get_id (const YcTemplate *self)
{
  return self->id;
}

const char *
yc_template_get_version (const YcTemplate *self)
{
  return self->version;
}

/* What the paper is called: "公司章程" */
const char *
yc_template_get_title (const YcTemplate *self)
{
  return self->title;
}

/* Returns: (nullable): the line of the checklist that the paper is */
const char *
yc_template_get_item (const YcTemplate *self)
{
  return self->item;
}

/* Whether it may show identity numbers, home addresses and mobiles. */
gboolean
yc_template_is_sensitive (const YcTemplate *self)
{
  return self->sensitive;
}

gboolean
yc_template_is_for_form_printer (const YcTemplate *self)
{
  return self->for_form_printer;
}

/* Whether a case wants this paper. */
gboolean
yc_template_applies (const YcTemplate *self,
                     const YcForm     *form,
                     const YcDate     *today)
{
  return self->when == NULL || yc_expr_holds (self->when, form, NULL, today);
}

static int
compare_text_cb (gconstpointer a,
                 gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_files (const char  *folder,
            GError     **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  GPtrArray *names;
  const char *name;

  if (dir == NULL)
    return NULL;
  names = g_ptr_array_new_with_free_func (g_free);
  while ((name = g_dir_read_name (dir)) != NULL && names->len < FILES_MAX)
    if (g_str_has_suffix (name, ".json") && *name != '.')
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_text_cb);
  return names;
}

static gboolean
has_id (GPtrArray  *templates,
        const char *id)
{
  for (guint i = 0; i < templates->len; i++)
    if (strcmp (((YcTemplate *) g_ptr_array_index (templates, i))->id, id) == 0)
      return TRUE;
  return FALSE;
}

static YcTemplate *
read_file (const char   *folder,
           const char   *name,
           YcCatalogue  *catalogue,
           GPtrArray    *before,
           GError      **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GBytes) bytes = yc_file_read (path, YC_TEMPLATE_BYTES_MAX, error);
  g_autoptr (YcTemplate) template = bytes != NULL ? yc_template_read (bytes, name, catalogue, error) : NULL;

  if (template != NULL && has_id (before, template->id))
    {
      g_set_error (error, YC_TEMPLATE_ERROR, YC_TEMPLATE_ERROR_TEMPLATE, "%s: /id: “%s” is another template's", name,
                   template->id);
      return NULL;
    }
  return g_steal_pointer (&template);
}

/**
 * yc_template_read_folder:
 * @folder: where the templates are, a "*.json" each
 * @catalogue: whose matters know the fields
 * @errors: (nullable): of GError; a wrong template is added here and left out.
 *   %NULL: the first wrong one ends it
 *
 * Reads files: for a worker's thread.
 *
 * Returns: (transfer full) (nullable): of YcTemplate
 */
GPtrArray *
yc_template_read_folder (const char   *folder,
                         YcCatalogue  *catalogue,
                         GPtrArray    *errors,
                         GError      **error)
{
  g_autoptr (GPtrArray) names = list_files (folder, error);
  g_autoptr (GPtrArray) templates = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_template_unref);

  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      g_autoptr (GError) local = NULL;
      YcTemplate *template = read_file (folder, g_ptr_array_index (names, i), catalogue, templates, &local);

      if (template != NULL)
        g_ptr_array_add (templates, template);
      else if (errors != NULL)
        g_ptr_array_add (errors, g_steal_pointer (&local));
      else
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
    }
  return names != NULL ? g_steal_pointer (&templates) : NULL;
}
