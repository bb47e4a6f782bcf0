/* yc-identity-page.c: who is here, and how we know
 *
 * One row for each person the catalogue wants identified. A card that is read
 * while this case is shown goes to the person it belongs to; which one that is
 * the flow decides.
 */

#include "yc-identity-page.h"

#include "yc-person-row.h"

struct _YcIdentityPage
{
  YcStepPage parent_instance;

  GtkBox *box;
  GtkWidget *empty;
};

G_DEFINE_FINAL_TYPE (YcIdentityPage, yc_identity_page, YC_TYPE_STEP_PAGE)

static YcPersonRow *
find_row (YcIdentityPage *self,
          const char     *person)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->box)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (g_str_equal (yc_person_row_get_path (YC_PERSON_ROW (child)), person))
      return YC_PERSON_ROW (child);
  return NULL;
}

static void
clear (YcIdentityPage     *self,
       const char *const *kept)
{
  GtkWidget *next;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->box)); child != NULL; child = next)
    {
      next = gtk_widget_get_next_sibling (child);
      if (kept == NULL || !g_strv_contains (kept, yc_person_row_get_path (YC_PERSON_ROW (child))))
        gtk_box_remove (self->box, child);
    }
}

static void
yc_identity_page_rebuild (YcStepPage *page)
{
  clear (YC_IDENTITY_PAGE (page), NULL);
}

static void
yc_identity_page_refresh (YcStepPage *page)
{
  YcIdentityPage *self = YC_IDENTITY_PAGE (page);
  YcCaseFile *file = yc_step_page_get_file (page);
  g_auto (GStrv) persons = yc_case_file_list_persons (file);
  GtkWidget *before = NULL;

  clear (self, (const char *const *) persons);
  for (char **person = persons; *person != NULL; person++)
    {
      GtkWidget *row = (GtkWidget *) find_row (self, *person);

      if (row == NULL)
        {
          row = yc_person_row_new (file, *person);
          gtk_box_append (self->box, row);
        }
      else
        yc_person_row_refresh (YC_PERSON_ROW (row));
      gtk_box_reorder_child_after (self->box, row, before);
      before = row;
    }
  gtk_widget_set_visible (self->empty, before == NULL);
}

static gboolean
yc_identity_page_jump (YcStepPage *page,
                       const char *path)
{
  g_autofree char *person = g_path_get_dirname (path);
  YcPersonRow *row = find_row (YC_IDENTITY_PAGE (page), person);

  return row != NULL && gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
yc_identity_page_class_init (YcIdentityPageClass *klass)
{
  YcStepPageClass *page_class = YC_STEP_PAGE_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  page_class->rebuild = yc_identity_page_rebuild;
  page_class->refresh = yc_identity_page_refresh;
  page_class->jump = yc_identity_page_jump;

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-identity-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YcIdentityPage, box);
  gtk_widget_class_bind_template_child (widget_class, YcIdentityPage, empty);
}

static void
yc_identity_page_init (YcIdentityPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
