/* yc-form-page.c: the form, as the catalogue has it
 *
 * The pages of the catalogue stand one below the other under their headings:
 * Tab goes through all of them, and what is typed nowhere asks for a button to
 * go on. Nothing here knows a field of any matter.
 */

#include "yc-form-page.h"

#include "yc-field-row.h"
#include "yc-list-box.h"

struct _YcFormPage
{
  YcStepPage parent_instance;

  GtkBox *box;
  GPtrArray *rows;  /* of YcFieldRow: not owned, they are the box's */
  GPtrArray *lists; /* of YcListBox: the same */
};

G_DEFINE_FINAL_TYPE (YcFormPage, yc_form_page, YC_TYPE_STEP_PAGE)

static void
add_heading (YcFormPage *self,
             const char *label)
{
  GtkWidget *heading = gtk_label_new (label);

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "section");
  gtk_box_append (self->box, heading);
}

static void
add_page (YcFormPage   *self,
          YcCaseFile   *file,
          const YcPage *page)
{
  if (page->fields->len > 0)
    add_heading (self, page->label);
  for (guint i = 0; i < page->fields->len; i++)
    {
      GtkWidget *row = yc_field_row_new (file, g_ptr_array_index (page->fields, i), NULL);

      gtk_box_append (self->box, row);
      g_ptr_array_add (self->rows, row);
    }
  if (page->list != NULL)
    {
      GtkWidget *list = yc_list_box_new (file, page->list);

      gtk_box_append (self->box, list);
      g_ptr_array_add (self->lists, list);
    }
}

static void
yc_form_page_rebuild (YcStepPage *page)
{
  YcFormPage *self = YC_FORM_PAGE (page);
  YcCaseFile *file = yc_step_page_get_file (page);
  const YcMatter *matter = file != NULL ? yc_case_file_get_matter (file) : NULL;
  GtkWidget *child;

  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->lists, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
  for (guint i = 0; matter != NULL && i < matter->pages->len; i++)
    add_page (self, file, g_ptr_array_index (matter->pages, i));
}

static void
yc_form_page_refresh (YcStepPage *page)
{
  YcFormPage *self = YC_FORM_PAGE (page);

  /* A case of a matter that has come with a newer catalogue. */
  if (self->rows->len == 0 && yc_case_file_get_matter (yc_step_page_get_file (page)) != NULL)
    yc_form_page_rebuild (page);
  for (guint i = 0; i < self->rows->len; i++)
    yc_field_row_refresh (g_ptr_array_index (self->rows, i));
  for (guint i = 0; i < self->lists->len; i++)
    yc_list_box_refresh (g_ptr_array_index (self->lists, i));
}

static gboolean
yc_form_page_jump (YcStepPage *page,
                   const char *path)
{
  YcFormPage *self = YC_FORM_PAGE (page);

  for (guint i = 0; i < self->rows->len; i++)
    if (g_str_equal (yc_field_row_get_path (g_ptr_array_index (self->rows, i)), path))
      return gtk_widget_grab_focus (g_ptr_array_index (self->rows, i));
  for (guint i = 0; i < self->lists->len; i++)
    if (yc_list_box_jump (g_ptr_array_index (self->lists, i), path))
      return TRUE;
  return FALSE;
}

/* Adds to the list that has the focus, else to the first. */
static gboolean
yc_form_page_add (YcStepPage *page)
{
  YcFormPage *self = YC_FORM_PAGE (page);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  for (guint i = 0; i < self->lists->len; i++)
    if (focus != NULL && gtk_widget_is_ancestor (focus, g_ptr_array_index (self->lists, i)))
      {
        yc_list_box_add (g_ptr_array_index (self->lists, i));
        return TRUE;
      }
  if (self->lists->len == 0)
    return FALSE;
  yc_list_box_add (g_ptr_array_index (self->lists, 0));
  return TRUE;
}

static void
yc_form_page_finalize (GObject *object)
{
  YcFormPage *self = YC_FORM_PAGE (object);

  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->lists);
  G_OBJECT_CLASS (yc_form_page_parent_class)->finalize (object);
}

static void
yc_form_page_class_init (YcFormPageClass *klass)
{
  YcStepPageClass *page_class = YC_STEP_PAGE_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yc_form_page_finalize;
  page_class->rebuild = yc_form_page_rebuild;
  page_class->refresh = yc_form_page_refresh;
  page_class->jump = yc_form_page_jump;
  page_class->add = yc_form_page_add;

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-form-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YcFormPage, box);
}

static void
yc_form_page_init (YcFormPage *self)
{
  self->rows = g_ptr_array_new ();
  self->lists = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
