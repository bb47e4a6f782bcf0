/* yc-rating-page.c: whether the applicant has rated
 *
 * What they said is theirs: here stands only that they did.
 */

#include "yc-rating-page.h"

#include <glib/gi18n-lib.h>

struct _YcRatingPage
{
  YcStepPage parent_instance;

  GtkLabel *headline;
  GtkLabel *hint;
};

G_DEFINE_FINAL_TYPE (YcRatingPage, yc_rating_page, YC_TYPE_STEP_PAGE)

static void
yc_rating_page_refresh (YcStepPage *page)
{
  YcRatingPage *self = YC_RATING_PAGE (page);
  gboolean rated = yc_case_file_get_step (yc_step_page_get_file (page), YC_STEP_RATING) == YC_STEP_DONE;

  gtk_label_set_text (self->headline, rated ? _("The applicant has rated") : _("Not rated yet"));
  gtk_label_set_text (self->hint, _("The applicant rates alone, on their display. What they say is not shown at the window."));
}

static void
yc_rating_page_class_init (YcRatingPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  YC_STEP_PAGE_CLASS (klass)->refresh = yc_rating_page_refresh;
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-rating-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YcRatingPage, headline);
  gtk_widget_class_bind_template_child (widget_class, YcRatingPage, hint);
}

static void
yc_rating_page_init (YcRatingPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
