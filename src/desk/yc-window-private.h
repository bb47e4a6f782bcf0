/* What yc-window.c and yc-window-actions.c share. */
#pragma once

#include "yc-case-page.h"
#include "yc-display-window.h"
#include "yc-key-bar.h"
#include "yc-line-page.h"
#include "yc-review-page.h"
#include "yc-today-page.h"
#include "yc-window.h"

G_BEGIN_DECLS

struct _YcWindow
{
  AdwApplicationWindow parent_instance;

  YcCounter *counter;
  char *page;            /* of the work that is shown; "" before there is any */
  guint roles;           /* of YcRole: what the tabs and keys are for */
  AdwToast *toast;       /* (nullable): the one on the screen */
  GCancellable *reading; /* (nullable): while a card is waited for */
  YcDisplay *display;    /* (nullable): until there is a counter */
  YcDisplayWindow *display_window;

  AdwToastOverlay *toasts;
  GtkStack *stack;
  GtkStack *pages;
  GtkBox *tabs;
  GtkLabel *heading;
  GtkWidget *training;
  GtkBox *dots;
  GtkLabel *line_state;
  GtkRevealer *banner;
  GtkLabel *banner_words;
  GtkRevealer *card_wait;
  AdwStatusPage *failure;
  GtkWidget *enrol_page;
  GtkWidget *sign_in_page;
  YcTodayPage *today_page;
  YcCasePage *case_page;
  YcReviewPage *review_page;
  GtkWidget *devices_page;
  YcLinePage *line_page;
  YcKeyBar *key_bar;
};

void yc_window_install_actions (GtkWidgetClass *widget_class);
void yc_window_set_page        (YcWindow       *self,
                                const char     *page);
gboolean yc_window_go          (YcWindow       *self,
                                const char     *page);
gboolean yc_window_has_page    (YcWindow       *self,
                                const char     *page);
void yc_window_show_roles      (YcWindow       *self);
void yc_window_open_display    (YcWindow       *self);
void yc_window_close_display   (YcWindow       *self);
void yc_window_update_display  (YcWindow       *self);
void yc_window_mirror_field    (YcWindow       *self);

G_END_DECLS
