/* yc-papers-page.c: what was brought */

#include "yc-papers-page.h"

#include "yc-paper-row.h"

struct _YcPapersPage
{
  YcStepPage parent_instance;

  GtkBox *box;
};

G_DEFINE_FINAL_TYPE (YcPapersPage, yc_papers_page, YC_TYPE_STEP_PAGE)

static void
yc_papers_page_rebuild (YcStepPage *page)
{
  YcPapersPage *self = YC_PAPERS_PAGE (page);
  YcCaseFile *file = yc_step_page_get_file (page);
  const YcMatter *matter = file != NULL ? yc_case_file_get_matter (file) : NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
  for (guint i = 0; matter != NULL && i < matter->items->len; i++)
    gtk_box_append (self->box, yc_paper_row_new (file, g_ptr_array_index (matter->items, i)));
}

static void
yc_papers_page_refresh (YcStepPage *page)
{
  YcPapersPage *self = YC_PAPERS_PAGE (page);

  if (gtk_widget_get_first_child (GTK_WIDGET (self->box)) == NULL)
    yc_papers_page_rebuild (page);
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->box)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    yc_paper_row_refresh (YC_PAPER_ROW (child));
}

static gboolean
yc_papers_page_jump (YcStepPage *page,
                     const char *path)
{
  YcPapersPage *self = YC_PAPERS_PAGE (page);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->box)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (g_str_has_suffix (path, yc_paper_row_get_id (YC_PAPER_ROW (child))))
      return gtk_widget_grab_focus (child);
  return FALSE;
}

static void
yc_papers_page_class_init (YcPapersPageClass *klass)
{
  YcStepPageClass *page_class = YC_STEP_PAGE_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  page_class->rebuild = yc_papers_page_rebuild;
  page_class->refresh = yc_papers_page_refresh;
  page_class->jump = yc_papers_page_jump;

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-papers-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YcPapersPage, box);
}

static void
yc_papers_page_init (YcPapersPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
