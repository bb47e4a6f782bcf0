/* yc-step-page.c: one step of a case
 *
 * A page keeps its file and nothing of the case: what it shows is asked anew
 * whenever the file says "changed", so no page can show what is not so. The
 * case page owns them and gives each the file.
 */

#include "yc-step-page.h"

#include "yc-focus.h"
#include "yc-say.h"

typedef struct
{
  YcCaseFile *file;   /* (nullable) */
  YcDisplay *display; /* (nullable) */
} YcStepPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (YcStepPage, yc_step_page, ADW_TYPE_BIN)

static void
yc_step_page_dispose (GObject *object)
{
  YcStepPagePrivate *priv = yc_step_page_get_instance_private (YC_STEP_PAGE (object));

  g_clear_object (&priv->file);
  g_clear_object (&priv->display);
  G_OBJECT_CLASS (yc_step_page_parent_class)->dispose (object);
}

/* Not of the page itself: a page without anything to focus would be asked again
 * and again. */
static gboolean
yc_step_page_grab_focus (GtkWidget *widget)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (widget));

  return child != NULL && gtk_widget_child_focus (child, GTK_DIR_TAB_FORWARD);
}

static void
yc_step_page_class_init (YcStepPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yc_step_page_dispose;
  GTK_WIDGET_CLASS (klass)->focus = yc_focus_through;
  GTK_WIDGET_CLASS (klass)->grab_focus = yc_step_page_grab_focus;
}

static void
yc_step_page_init (YcStepPage *self)
{
}

/* @file: (nullable) */
void
yc_step_page_set_file (YcStepPage *self,
                       YcCaseFile *file)
{
  YcStepPagePrivate *priv = yc_step_page_get_instance_private (self);

  g_return_if_fail (YC_IS_STEP_PAGE (self));

  g_set_object (&priv->file, file);
  if (YC_STEP_PAGE_GET_CLASS (self)->rebuild != NULL)
    YC_STEP_PAGE_GET_CLASS (self)->rebuild (self);
  yc_step_page_refresh (self);
}

/* Returns: (nullable) (transfer none) */
YcCaseFile *
yc_step_page_get_file (YcStepPage *self)
{
  YcStepPagePrivate *priv = yc_step_page_get_instance_private (self);

  return priv->file;
}

YcCase *
yc_step_page_get_case (YcStepPage *self)
{
  YcStepPagePrivate *priv = yc_step_page_get_instance_private (self);

  return priv->file != NULL ? yc_case_file_get_case (priv->file) : NULL;
}

void
yc_step_page_refresh (YcStepPage *self)
{
  YcStepPagePrivate *priv = yc_step_page_get_instance_private (self);

  if (priv->file != NULL && YC_STEP_PAGE_GET_CLASS (self)->refresh != NULL)
    YC_STEP_PAGE_GET_CLASS (self)->refresh (self);
}

/* Returns: whether @path is mended on this page */
gboolean
yc_step_page_jump (YcStepPage *self,
                   const char *path)
{
  return YC_STEP_PAGE_GET_CLASS (self)->jump != NULL && YC_STEP_PAGE_GET_CLASS (self)->jump (self, path);
}

gboolean
yc_step_page_add (YcStepPage *self)
{
  return YC_STEP_PAGE_GET_CLASS (self)->add != NULL && YC_STEP_PAGE_GET_CLASS (self)->add (self);
}

gboolean
yc_step_page_act (YcStepPage *self,
                  gboolean    other)
{
  YcStepPageClass *klass = YC_STEP_PAGE_GET_CLASS (self);

  return yc_step_page_get_file (self) != NULL && klass->act != NULL && klass->act (self, other);
}

gboolean
yc_step_page_turn (YcStepPage *self,
                   int         by)
{
  YcStepPageClass *klass = YC_STEP_PAGE_GET_CLASS (self);

  return yc_step_page_get_file (self) != NULL && klass->turn != NULL && klass->turn (self, by);
}

gboolean
yc_step_page_undo (YcStepPage *self)
{
  YcStepPageClass *klass = YC_STEP_PAGE_GET_CLASS (self);

  return yc_step_page_get_file (self) != NULL && klass->undo != NULL && klass->undo (self);
}

gboolean
yc_step_page_mend (YcStepPage *self,
                   guint       number)
{
  YcStepPageClass *klass = YC_STEP_PAGE_GET_CLASS (self);

  return yc_step_page_get_file (self) != NULL && klass->mend != NULL && klass->mend (self, number);
}

void
yc_step_page_set_display (YcStepPage *self,
                          YcDisplay  *display)
{
  YcStepPagePrivate *priv = yc_step_page_get_instance_private (self);

  g_set_object (&priv->display, display);
}

YcDisplay *
yc_step_page_get_display (YcStepPage *self)
{
  YcStepPagePrivate *priv = yc_step_page_get_instance_private (self);

  return priv->display;
}

void
yc_step_page_done_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      data)
{
  g_autoptr (GtkWidget) widget = data;
  g_autoptr (GError) error = NULL;

  if (!yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    yc_say_error (widget, error);
}
