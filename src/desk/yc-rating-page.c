/* yc-rating-page.c: asking the applicant how it was
 *
 * What they said is theirs: here stands only that they did. The clerk asks and
 * goes on with other work; whichever case is shown by then, the answer goes to
 * the one that was asked about.
 */

#include "yc-rating-page.h"

#include "yc-case-verbs.h"
#include "yc-say.h"

#include <glib/gi18n-lib.h>

struct _YcRatingPage
{
  YcStepPage parent_instance;

  YcCaseFile *asked; /* (nullable): whose applicant is being asked */
  YcDisplay *display; /* (nullable): listened to */

  GtkLabel *headline;
  GtkLabel *hint;
  GtkWidget *start;
};

G_DEFINE_FINAL_TYPE (YcRatingPage, yc_rating_page, YC_TYPE_STEP_PAGE)

static gboolean
is_rated (YcCaseFile *file)
{
  return yc_case_file_get_step (file, YC_STEP_RATING) == YC_STEP_DONE;
}

static gboolean
may_be_rated (YcCaseFile *file)
{
  switch (yc_case_get_status (yc_case_file_get_case (file)))
    {
    case YC_CASE_APPROVED:
    case YC_CASE_DONE:
    case YC_CASE_REFUSED:
    case YC_CASE_NOT_RECEIVED:
      return !is_rated (file);
    case YC_CASE_NEW:
    case YC_CASE_DRAFT:
    case YC_CASE_SUBMITTED:
    case YC_CASE_RECEIVED:
    case YC_CASE_RETURNED:
    default:
      return FALSE;
    }
}

static gboolean
is_being_asked (YcRatingPage *self,
                YcCaseFile   *file)
{
  return self->asked == file && self->display != NULL && yc_display_get_page (self->display) == YC_DISPLAY_RATING;
}

static const char *
get_headline (YcRatingPage *self,
              YcCaseFile   *file)
{
  if (is_rated (file))
    return _("The applicant has rated");
  return is_being_asked (self, file) ? _("The applicant is being asked on their display") : _("Not rated yet");
}

static void
yc_rating_page_refresh (YcStepPage *page)
{
  YcRatingPage *self = YC_RATING_PAGE (page);
  YcCaseFile *file = yc_step_page_get_file (page);

  gtk_label_set_text (self->headline, get_headline (self, file));
  gtk_label_set_text (self->hint, _("The applicant rates alone, on their display. What they say is not shown at the window."));
  gtk_widget_set_sensitive (self->start, may_be_rated (file) && !is_being_asked (self, file));
  gtk_widget_set_visible (self->start, !is_rated (file));
}

static void
recorded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (YcRatingPage) self = data;
  g_autoptr (GError) error = NULL;

  if (!yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    yc_say_error (GTK_WIDGET (self), error);
  else
    yc_say (GTK_WIDGET (self), "%s", _("The applicant has rated"));
}

static void
rated_cb (YcRatingPage *self,
          int           score,
          const char   *text)
{
  g_autoptr (YcCaseFile) file = g_steal_pointer (&self->asked);

  if (file != NULL)
    yc_case_file_rate_async (file, score, text, "display", recorded_cb, g_object_ref (self));
}

static void
display_changed_cb (YcRatingPage *self)
{
  yc_step_page_refresh (YC_STEP_PAGE (self));
}

static void
listen (YcRatingPage *self,
        YcDisplay    *display)
{
  if (self->display == display)
    return;
  g_set_object (&self->display, display);
  g_signal_connect_object (display, "rated", G_CALLBACK (rated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (display, "changed", G_CALLBACK (display_changed_cb), self, G_CONNECT_SWAPPED);
}

/* F9: the faces appear on the applicant's display; F9 again takes them away. */
static gboolean
yc_rating_page_act (YcStepPage *page,
                    gboolean    other)
{
  YcRatingPage *self = YC_RATING_PAGE (page);
  YcDisplay *display = yc_step_page_get_display (page);
  YcCaseFile *file = yc_step_page_get_file (page);

  if (other || display == NULL)
    return FALSE;
  if (is_being_asked (self, file))
    {
      g_clear_object (&self->asked);
      yc_display_stop_asking (display);
      return TRUE;
    }
  if (!may_be_rated (file))
    {
      yc_say (GTK_WIDGET (self), "%s", is_rated (file) ? _("This case has been rated already")
                                                       : _("Rating comes after the decision"));
      return TRUE;
    }
  listen (self, display);
  g_set_object (&self->asked, file);
  yc_display_ask_rating (display);
  return TRUE;
}

static void
start_cb (YcRatingPage *self)
{
  yc_step_page_act (YC_STEP_PAGE (self), FALSE);
}

static void
yc_rating_page_dispose (GObject *object)
{
  YcRatingPage *self = YC_RATING_PAGE (object);

  g_clear_object (&self->asked);
  g_clear_object (&self->display);
  G_OBJECT_CLASS (yc_rating_page_parent_class)->dispose (object);
}

static void
yc_rating_page_class_init (YcRatingPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_rating_page_dispose;
  YC_STEP_PAGE_CLASS (klass)->refresh = yc_rating_page_refresh;
  YC_STEP_PAGE_CLASS (klass)->act = yc_rating_page_act;

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-rating-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YcRatingPage, headline);
  gtk_widget_class_bind_template_child (widget_class, YcRatingPage, hint);
  gtk_widget_class_bind_template_child (widget_class, YcRatingPage, start);
  gtk_widget_class_bind_template_callback (widget_class, start_cb);
}

static void
yc_rating_page_init (YcRatingPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
