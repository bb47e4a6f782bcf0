/* yc-form-section.c: one page of the form, as the catalogue has it
 *
 * Nothing here knows a field of any matter but the name's, which the name
 * engine has its word on.
 */

#include "yc-form-section.h"

#include "yc-case-form.h"
#include "yc-field-row.h"
#include "yc-list-box.h"
#include "yc-name-box.h"
#include "yc-words.h"

struct _YcFormSection
{
  GtkWidget parent_instance;

  YcCaseFile *file;
  const YcPage *page; /* the catalogue's */
  GtkBox *box;
  GPtrArray *rows;     /* of YcFieldRow: not owned, they are the box's */
  YcListBox *list;     /* (nullable) */
  YcNameBox *name_box; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (YcFormSection, yc_form_section, GTK_TYPE_WIDGET)

/* As the check of the form has it; what the rows of a list that is not wanted
 * held stands in the case all the same. */
static gboolean
list_is_shown (const YcListSpec *list,
               YcCaseFile       *file)
{
  YcDate today = yc_words_get_today ();
  YcCaseForm form;

  yc_case_form_init (&form, yc_case_file_get_case (file));
  return yc_list_spec_is_shown (list, &form.form, &today);
}

static gboolean
is_last_of_name (const YcPage *page,
                 guint         index)
{
  guint last = page->fields->len;

  for (guint i = 0; i < page->fields->len; i++)
    for (guint part = 0; part < YC_NAME_N_PARTS; part++)
      if (g_str_equal (((YcFieldSpec *) g_ptr_array_index (page->fields, i))->path, yc_name_part_get_path (part)))
        last = i;
  return index == last;
}

static void
add_heading (YcFormSection *self,
             const char    *label)
{
  GtkWidget *heading = gtk_label_new (label);

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "section");
  gtk_box_append (self->box, heading);
}

static void
add_fields (YcFormSection *self)
{
  const YcPage *page = self->page;
  const YcMatter *matter = yc_case_file_get_matter (self->file);

  for (guint i = 0; i < page->fields->len; i++)
    {
      GtkWidget *row = yc_field_row_new (self->file, g_ptr_array_index (page->fields, i), NULL);

      gtk_box_append (self->box, row);
      g_ptr_array_add (self->rows, row);
      if (matter->name_kind == NULL || !is_last_of_name (page, i))
        continue;
      self->name_box = YC_NAME_BOX (yc_name_box_new (self->file));
      gtk_box_append (self->box, GTK_WIDGET (self->name_box));
    }
}

static void
yc_form_section_dispose (GObject *object)
{
  YcFormSection *self = YC_FORM_SECTION (object);

  g_ptr_array_set_size (self->rows, 0);
  self->list = NULL;
  self->name_box = NULL;
  g_clear_pointer ((GtkWidget **) &self->box, gtk_widget_unparent);
  g_clear_object (&self->file);
  G_OBJECT_CLASS (yc_form_section_parent_class)->dispose (object);
}

static void
yc_form_section_finalize (GObject *object)
{
  g_ptr_array_unref (YC_FORM_SECTION (object)->rows);
  G_OBJECT_CLASS (yc_form_section_parent_class)->finalize (object);
}

static void
yc_form_section_class_init (YcFormSectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = yc_form_section_dispose;
  object_class->finalize = yc_form_section_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
yc_form_section_init (YcFormSection *self)
{
  self->rows = g_ptr_array_new ();
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_widget_add_css_class (GTK_WIDGET (self->box), "sheet");
  gtk_widget_set_parent (GTK_WIDGET (self->box), GTK_WIDGET (self));
}

/* @page: the catalogue's */
GtkWidget *
yc_form_section_new (YcCaseFile   *file,
                     const YcPage *page)
{
  YcFormSection *self = g_object_new (YC_TYPE_FORM_SECTION, NULL);

  self->file = g_object_ref (file);
  self->page = page;
  if (page->fields->len > 0)
    add_heading (self, page->label);
  add_fields (self);
  if (page->list != NULL)
    {
      self->list = YC_LIST_BOX (yc_list_box_new (file, page->list));
      gtk_box_append (self->box, GTK_WIDGET (self->list));
    }
  yc_form_section_refresh (self);
  return GTK_WIDGET (self);
}

void
yc_form_section_refresh (YcFormSection *self)
{
  g_return_if_fail (YC_IS_FORM_SECTION (self));

  for (guint i = 0; i < self->rows->len; i++)
    yc_field_row_refresh (g_ptr_array_index (self->rows, i));
  if (self->list != NULL)
    {
      gtk_widget_set_visible (GTK_WIDGET (self->list), list_is_shown (self->page->list, self->file));
      yc_list_box_refresh (self->list);
    }
  if (self->name_box != NULL)
    yc_name_box_refresh (self->name_box);
}

/* Returns: whether @path is here; it has the focus then */
gboolean
yc_form_section_jump (YcFormSection *self,
                      const char    *path)
{
  g_return_val_if_fail (YC_IS_FORM_SECTION (self), FALSE);

  for (guint i = 0; i < self->rows->len; i++)
    if (g_str_equal (yc_field_row_get_path (g_ptr_array_index (self->rows, i)), path))
      return gtk_widget_grab_focus (g_ptr_array_index (self->rows, i));
  return self->list != NULL && yc_list_box_jump (self->list, path);
}

static gboolean
enter_list (YcFormSection   *self,
            GtkDirectionType direction)
{
  return self->list != NULL && gtk_widget_child_focus (GTK_WIDGET (self->list), direction);
}

/* The first field has the focus, or going backward the last, wherever it was
 * when the page was left. */
gboolean
yc_form_section_enter (YcFormSection   *self,
                       GtkDirectionType direction)
{
  gboolean backward = direction == GTK_DIR_TAB_BACKWARD;

  g_return_val_if_fail (YC_IS_FORM_SECTION (self), FALSE);

  if (backward && enter_list (self, direction))
    return TRUE;
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, backward ? self->rows->len - 1 - i : i);

      if (gtk_widget_get_visible (row) && gtk_widget_grab_focus (row))
        return TRUE;
    }
  return !backward && enter_list (self, direction);
}

/* Adds a row to the list. @anywhere: also where the focus is not in it */
gboolean
yc_form_section_add (YcFormSection *self,
                     gboolean       anywhere)
{
  GtkWidget *focus;

  g_return_val_if_fail (YC_IS_FORM_SECTION (self), FALSE);

  focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  if (self->list == NULL ||
      (!anywhere && (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list)))))
    return FALSE;
  yc_list_box_add (self->list);
  return TRUE;
}

gboolean
yc_form_section_mend (YcFormSection *self,
                      guint          number)
{
  g_return_val_if_fail (YC_IS_FORM_SECTION (self), FALSE);

  return self->name_box != NULL && yc_name_box_take (self->name_box, number);
}

gboolean
yc_form_page_spec_is_shown (const YcPage *page,
                            YcCaseFile   *file)
{
  YcDate today = yc_words_get_today ();
  YcCaseForm form;

  yc_case_form_init (&form, yc_case_file_get_case (file));
  for (guint i = 0; i < page->fields->len; i++)
    if (yc_field_spec_is_shown (g_ptr_array_index (page->fields, i), &form.form, NULL, &today))
      return TRUE;
  return page->list != NULL && list_is_shown (page->list, file);
}
