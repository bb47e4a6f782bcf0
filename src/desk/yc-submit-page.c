/* yc-submit-page.c: all that stands in the way, and the five ways to receive
 *
 * F12 submits, and must be pressed twice within a few seconds: the first press
 * only says so. Return never submits. What cannot be accepted as it is goes
 * one of four other ways, each with a paper: Ctrl+Alt+1 to 4.
 */

#include "yc-submit-page.h"

#include "yc-missing.h"
#include "yc-receive-box.h"

#include <glib/gi18n-lib.h>

struct _YcSubmitPage
{
  YcStepPage parent_instance;

  GtkLabel *headline;
  GtkLabel *hint;
  YcReceiveBox *receive;
  GListStore *missing;
  GtkStack *stack;
};

G_DEFINE_FINAL_TYPE (YcSubmitPage, yc_submit_page, YC_TYPE_STEP_PAGE)

static void
activated_cb (YcSubmitPage *self,
              guint         position)
{
  g_autoptr (YcMissing) missing = g_list_model_get_item (G_LIST_MODEL (self->missing), position);

  if (missing != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.jump", "s", yc_missing_get_path (missing));
}

static void
say (YcSubmitPage *self,
     const char   *headline,
     const char   *hint)
{
  gtk_label_set_text (self->headline, headline);
  gtk_label_set_text (self->hint, hint);
}

static void
yc_submit_page_refresh (YcStepPage *page)
{
  YcSubmitPage *self = YC_SUBMIT_PAGE (page);
  YcCaseFile *file = yc_step_page_get_file (page);
  guint missing = yc_case_file_count_missing (file);
  g_autofree char *headline = NULL;

  yc_missing_fill (self->missing, file);
  yc_receive_box_refresh (self->receive);
  if (!yc_case_file_is_editable (file))
    {
      say (self, yc_case_file_get_status_text (file), _("The case has been submitted; it can no longer be changed here."));
      gtk_stack_set_visible_child_name (self->stack, "ready");
      return;
    }
  if (missing == 0)
    {
      say (self, _("Everything is here"), _("Press F12 twice to submit. With the line down it is kept and sent later."));
      gtk_stack_set_visible_child_name (self->stack, g_list_model_get_n_items (G_LIST_MODEL (self->missing)) > 0
                                                       ? "list" : "ready");
      return;
    }
  headline = g_strdup_printf (ngettext ("%u thing is still missing", "%u things are still missing", missing), missing);
  say (self, headline, _("Return goes to its place; Ctrl+J goes to the next one from anywhere."));
  gtk_stack_set_visible_child_name (self->stack, "list");
}

/* The points say it all: the list below would say it again. */
static void
choosing_cb (YcSubmitPage *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->stack), !yc_receive_box_is_open (self->receive));
}

static void
yc_submit_page_rebuild (YcStepPage *page)
{
  YcSubmitPage *self = YC_SUBMIT_PAGE (page);

  g_list_store_remove_all (self->missing);
  yc_receive_box_set_file (self->receive, yc_step_page_get_file (page));
}

/* F9 records the way that was chosen. */
static gboolean
yc_submit_page_act (YcStepPage *page,
                    gboolean    other)
{
  return !other && yc_receive_box_record (YC_SUBMIT_PAGE (page)->receive);
}

static void
yc_submit_page_class_init (YcSubmitPageClass *klass)
{
  YcStepPageClass *page_class = YC_STEP_PAGE_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  page_class->rebuild = yc_submit_page_rebuild;
  page_class->refresh = yc_submit_page_refresh;
  page_class->act = yc_submit_page_act;

  g_type_ensure (YC_TYPE_MISSING);
  g_type_ensure (YC_TYPE_RECEIVE_BOX);
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-submit-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YcSubmitPage, headline);
  gtk_widget_class_bind_template_child (widget_class, YcSubmitPage, hint);
  gtk_widget_class_bind_template_child (widget_class, YcSubmitPage, receive);
  gtk_widget_class_bind_template_child (widget_class, YcSubmitPage, missing);
  gtk_widget_class_bind_template_child (widget_class, YcSubmitPage, stack);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, choosing_cb);
}

static void
yc_submit_page_init (YcSubmitPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
yc_submit_page_receive (YcSubmitPage    *self,
                        YcReceiveOutcome outcome)
{
  g_return_if_fail (YC_IS_SUBMIT_PAGE (self));

  yc_receive_box_choose (self->receive, outcome);
}
