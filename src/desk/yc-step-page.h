/* One step of a case: what all of them share. */
#pragma once

#include "yc-case-file.h"
#include "yc-counter.h"
#include "yc-display.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define YC_TYPE_STEP_PAGE (yc_step_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (YcStepPage, yc_step_page, YC, STEP_PAGE, AdwBin)

struct _YcStepPageClass
{
  AdwBinClass parent_class;

  /* Another case, or none, is shown from now on. */
  void (*rebuild) (YcStepPage *self);
  /* Something about the case has changed. */
  void (*refresh) (YcStepPage *self);
  /* Puts the focus where @path is mended. */
  gboolean (*jump) (YcStepPage *self,
                    const char *path);
  /* Ctrl+N: FALSE where nothing can be added. */
  gboolean (*add) (YcStepPage *self);
  /* F9, or Shift+F9: what this step is for; FALSE where there is nothing to do. */
  gboolean (*act) (YcStepPage *self,
                   gboolean    other);
  /* Ctrl+PageDown (1) and Ctrl+PageUp (-1): FALSE where there is no such page. */
  gboolean (*turn) (YcStepPage *self,
                    int         by);
  /* Ctrl+Z, before the newest edit of the form: FALSE where there is nothing to undo here. */
  gboolean (*undo) (YcStepPage *self);
  /* Takes what is proposed, by its number from 0; FALSE where nothing is. */
  gboolean (*mend) (YcStepPage *self,
                    guint       number);
};

void        yc_step_page_set_file    (YcStepPage *self,
                                      YcCaseFile *file);
YcCaseFile *yc_step_page_get_file    (YcStepPage *self);
YcCase     *yc_step_page_get_case    (YcStepPage *self);
void        yc_step_page_refresh     (YcStepPage *self);
gboolean    yc_step_page_jump        (YcStepPage *self,
                                      const char *path);
gboolean    yc_step_page_add         (YcStepPage *self);
gboolean    yc_step_page_act         (YcStepPage *self,
                                      gboolean    other);
gboolean    yc_step_page_turn        (YcStepPage *self,
                                      int         by);
gboolean    yc_step_page_undo        (YcStepPage *self);
gboolean    yc_step_page_mend        (YcStepPage *self,
                                      guint       number);
/* The applicant's display: (nullable), none in a test. */
void        yc_step_page_set_display (YcStepPage *self,
                                      YcDisplay  *display);
YcDisplay  *yc_step_page_get_display (YcStepPage *self);
/* The usual callback of a case's verb: @data is (transfer full) the widget
 * that says what went wrong. */
void        yc_step_page_done_cb     (GObject      *source,
                                      GAsyncResult *result,
                                      gpointer      data);

G_END_DECLS
