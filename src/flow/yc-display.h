/* What the applicant sees on the display beside the clerk's, without a window.
 *
 * Those who work (the case page, the credential session …) say what is so; the
 * display decides which page that makes. What is asked of the applicant comes
 * before the field that is being filled in, that before the case, and that
 * before the idle page. */
#pragma once

#include "yc-case-file.h"
#include "yc-mask.h"
#include "yc-signing.h"

G_BEGIN_DECLS

typedef enum
{
  YC_DISPLAY_IDLE,     /* hall, window, number being served */
  YC_DISPLAY_CHECK,    /* what to bring out, from the case's checklist */
  YC_DISPLAY_PROGRESS, /* what happens now and next, module by module */
  YC_DISPLAY_FIELD,    /* the field that is being filled in */
  YC_DISPLAY_CONSENT,
  YC_DISPLAY_QR,
  YC_DISPLAY_RATING,
  YC_DISPLAY_THANKS,   /* after the rating */
  YC_DISPLAY_READING,  /* a paper, page by page */
  YC_DISPLAY_WRITING,  /* its ink field */
  YC_DISPLAY_SIGNED,   /* it is done */
} YcDisplayPage;

typedef enum
{
  YC_DISPLAY_OPEN,
  YC_DISPLAY_RUNNING,
  YC_DISPLAY_DONE,
  YC_DISPLAY_TROUBLE,
} YcDisplayState;

/* A line of a list; never changes. */
#define YC_TYPE_DISPLAY_ITEM (yc_display_item_get_type ())
G_DECLARE_FINAL_TYPE (YcDisplayItem, yc_display_item, YC, DISPLAY_ITEM, GObject)

/* What words are looked up by, "module.seals"; and the catalogue's own. */
const char    *yc_display_item_get_key   (YcDisplayItem *self);
const char    *yc_display_item_get_label (YcDisplayItem *self);
const char    *yc_display_item_get_note  (YcDisplayItem *self);
YcDisplayState yc_display_item_get_state (YcDisplayItem *self);

/* Signals: "changed" when anything it shows has; "consented" (boolean: yes or
 * no) and "rated" (int score 1 … 5, string text or "") when the applicant has
 * answered. What it asks is over then. */
#define YC_TYPE_DISPLAY (yc_display_get_type ())
G_DECLARE_FINAL_TYPE (YcDisplay, yc_display, YC, DISPLAY, GObject)

YcDisplay    *yc_display_new          (void);
YcDisplayPage yc_display_get_page     (YcDisplay  *self);
/* While the clerk's desk is locked: the idle page, and nothing of a case. What was
 * there comes back, with the question that was asked. */
void          yc_display_set_covered  (YcDisplay  *self,
                                       gboolean    covered);
gboolean      yc_display_is_covered   (YcDisplay  *self);

/* What stands there when nobody is served; all (nullable). */
void          yc_display_set_place    (YcDisplay  *self,
                                       const char *hall,
                                       const char *window,
                                       const char *number);
const char   *yc_display_get_hall     (YcDisplay  *self);
const char   *yc_display_get_window   (YcDisplay  *self);
const char   *yc_display_get_number   (YcDisplay  *self);

/* The case before the clerk; (nullable): NULL when there is none. Followed
 * until another one is set. */
void          yc_display_set_case     (YcDisplay  *self,
                                       YcCaseFile *file);
const char   *yc_display_get_title    (YcDisplay  *self);
/* Keys of words, "now.form": what happens now, and what comes next. */
const char   *yc_display_get_now      (YcDisplay  *self);
const char   *yc_display_get_next     (YcDisplay  *self);
/* Of YcDisplayItem: the checklist, and the modules. */
GListModel   *yc_display_get_items    (YcDisplay  *self);
GListModel   *yc_display_get_modules  (YcDisplay  *self);

/* The field that the clerk fills in, as it is being typed; @path NULL: none.
 * It is shown by @mask: others stand behind the applicant. */
void          yc_display_set_field    (YcDisplay  *self,
                                       const char *path,
                                       const char *label,
                                       const char *value,
                                       YcMask      mask);
/* What they must know about the field's value; (nullable). Goes with the field. */
void          yc_display_set_notice   (YcDisplay  *self,
                                       const char *notice);
const char   *yc_display_get_notice   (YcDisplay  *self);
const char   *yc_display_get_field_path  (YcDisplay *self);
const char   *yc_display_get_field_label (YcDisplay *self);
const char   *yc_display_get_field_value (YcDisplay *self);

/* Asking. Each takes the place of what was asked before. */
void          yc_display_ask_consent  (YcDisplay  *self,
                                       const char *person,
                                       const char *text);
void          yc_display_show_qr      (YcDisplay  *self,
                                       const char *content,
                                       const char *person,
                                       gint64      expires_ms);
void          yc_display_ask_rating   (YcDisplay  *self);
/* A paper to be read and signed; followed until something else is asked. */
void          yc_display_ask_signature (YcDisplay *self,
                                       YcSigning  *signing);
YcSigning    *yc_display_get_signing  (YcDisplay  *self);
void          yc_display_stop_asking  (YcDisplay  *self);
const char   *yc_display_get_person   (YcDisplay  *self);
const char   *yc_display_get_text     (YcDisplay  *self);
const char   *yc_display_get_qr       (YcDisplay  *self);
gint64        yc_display_get_expires  (YcDisplay  *self);

/* What the applicant does. Passed over when it is not being asked. */
void          yc_display_consent      (YcDisplay  *self,
                                       gboolean    yes);
void          yc_display_rate         (YcDisplay  *self,
                                       int         score,
                                       const char *text);

/* How they want to see it; both end with the next person. */
void          yc_display_set_english  (YcDisplay  *self,
                                       gboolean    english);
gboolean      yc_display_get_english  (YcDisplay  *self);
void          yc_display_set_large    (YcDisplay  *self,
                                       gboolean    large);
gboolean      yc_display_get_large    (YcDisplay  *self);

G_END_DECLS
