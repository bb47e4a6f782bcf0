/* What yc-window.c and yc-window-actions.c share. */
#pragma once

#include "yc-case-page.h"
#include "yc-code-bar.h"
#include "yc-display-window.h"
#include "yc-administration-page.h"
#include "yc-hall-page.h"
#include "yc-helper-page.h"
#include "yc-key-bar.h"
#include "yc-line-page.h"
#include "yc-lock-page.h"
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
  gint64 toast_us;       /* when it came, by the monotonic clock */
  GCancellable *reading; /* (nullable): while a card is waited for */
  YcDisplay *display;    /* (nullable): until there is a counter */
  YcDisplayWindow *display_window;
  gboolean display_asks; /* the applicant is asked for something */
  gboolean display_lent; /* it was shown for a question, and goes with it */

  YcLock *lock;            /* (nullable): until there is a counter */
  gboolean locked;         /* covered */
  GPtrArray *hidden;       /* of GtkWidget: windows that come back with it */
  GtkWidget *focus_before; /* (nullable): weak */
  int cursor_before;       /* in it, where it is a text */
  char *unsaid;            /* (nullable): the last that happened while it was locked */
  GdkSurface *pointer_surface; /* (nullable): only compared */
  double pointer_x;        /* px, where it was last */
  double pointer_y;

  AdwToastOverlay *toasts;
  YcLockPage *lock_page;
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
  YcHelperPage *helper_page;
  YcReviewPage *review_page;
  YcHallPage *hall_page;
  YcAdministrationPage *administration_page;
  GtkWidget *devices_page;
  YcLinePage *line_page;
  YcCodeBar *code_bar;
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
void yc_window_enable_actions  (YcWindow       *self);
void yc_window_lock            (YcWindow       *self);
void yc_window_open_lock       (YcWindow       *self,
                                guint           after_minutes);
void yc_window_close_lock      (YcWindow       *self);
void yc_window_open_display    (YcWindow       *self);
void yc_window_close_display   (YcWindow       *self);
void yc_window_update_display  (YcWindow       *self);
void yc_window_mirror_field    (YcWindow       *self);

G_END_DECLS
