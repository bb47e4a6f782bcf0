/* yc-papers-page.c: what was brought
 *
 * The paper in hand is the one whose row has the focus, or had it last: that is
 * where F3 scans to.
 */

#include "yc-papers-page.h"

#include "yc-paper-row.h"
#include "yc-say.h"

#include <glib/gi18n-lib.h>

#include <string.h>

#define ITEMS "/items/"

struct _YcPapersPage
{
  YcStepPage parent_instance;

  GtkBox *box;
  GtkWidget *in_hand; /* (nullable): a row, as long as it is in the box */
};

G_DEFINE_FINAL_TYPE (YcPapersPage, yc_papers_page, YC_TYPE_STEP_PAGE)

static void
yc_papers_page_rebuild (YcStepPage *page)
{
  YcPapersPage *self = YC_PAPERS_PAGE (page);
  YcCaseFile *file = yc_step_page_get_file (page);
  const YcMatter *matter = file != NULL ? yc_case_file_get_matter (file) : NULL;
  GtkWidget *child;

  self->in_hand = NULL;
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

  if (!g_str_has_prefix (path, ITEMS))
    return FALSE;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->box)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (g_str_equal (path + strlen (ITEMS), yc_paper_row_get_id (YC_PAPER_ROW (child))))
      return gtk_widget_grab_focus (child);
  return FALSE;
}

/* (nullable): NULL where no row has had the focus */
static YcScanStrip *
get_strip (YcPapersPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, YC_TYPE_PAPER_ROW) : NULL;

  if (row != NULL && gtk_widget_get_parent (row) == GTK_WIDGET (self->box))
    self->in_hand = row;
  return self->in_hand != NULL ? yc_paper_row_get_strip (YC_PAPER_ROW (self->in_hand)) : NULL;
}

/* F9 makes the document, Shift+F9 stops what is being scanned. */
static gboolean
yc_papers_page_act (YcStepPage *page,
                    gboolean    other)
{
  YcPapersPage *self = YC_PAPERS_PAGE (page);
  YcScanStrip *strip = get_strip (self);

  if (strip == NULL || !yc_scan_strip_has_work (strip))
    return FALSE;
  if (other)
    return yc_scan_strip_stop (strip);
  yc_scan_strip_keep (strip);
  return TRUE;
}

static gboolean
yc_papers_page_undo (YcStepPage *page)
{
  YcScanStrip *strip = get_strip (YC_PAPERS_PAGE (page));

  return strip != NULL && yc_scan_strip_undo (strip);
}

static void
yc_papers_page_class_init (YcPapersPageClass *klass)
{
  YcStepPageClass *page_class = YC_STEP_PAGE_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  page_class->rebuild = yc_papers_page_rebuild;
  page_class->refresh = yc_papers_page_refresh;
  page_class->jump = yc_papers_page_jump;
  page_class->act = yc_papers_page_act;
  page_class->undo = yc_papers_page_undo;

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-papers-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YcPapersPage, box);
}

static void
yc_papers_page_init (YcPapersPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
yc_papers_page_scan (YcPapersPage *self,
                     gboolean      replace)
{
  YcScanStrip *strip;

  g_return_if_fail (YC_IS_PAPERS_PAGE (self));

  strip = get_strip (self);
  if (strip != NULL)
    yc_scan_strip_scan (strip, replace);
  else
    yc_say (GTK_WIDGET (self), "%s", _("Go to the paper first, then scan it (F3)"));
}
