/* One person reads one paper whole and signs it by hand, without a window.
 *
 * The display shows it, the clerk follows it. Moments are milliseconds of a
 * clock that never goes back (g_get_monotonic_time () / 1000), told by whoever
 * shows the pages. */
#pragma once

#include "yc-ink.h"
#include "yc-pdf-pages.h"

G_BEGIN_DECLS

#define YC_SIGNING_GLANCE_MS 400         /* a page that was there for less was not seen */
#define YC_SIGNING_TRAVEL_MM_MIN 8.0     /* less ink is a slip and no name */
#define YC_SIGNING_FOOT 0.99             /* so much of a page's height must have been shown */

typedef enum
{
  YC_SIGNING_READING, /* page by page */
  YC_SIGNING_WRITING, /* all was read: the ink field is open */
  YC_SIGNING_KEEPING, /* signed, and being stored */
  YC_SIGNING_DONE,
  YC_SIGNING_DECLINED,
} YcSigningState;

/* What was seen of one page. */
typedef struct
{
  double foot;     /* how far down it was shown: 0 … 1 */
  gint64 dwell_ms; /* how long it was the page on the display */
} YcPageSeen;

/* Signals: "changed"; "signed" when they have finished their name: whoever
 * asked for it keeps it and says so with yc_signing_finish(). */
#define YC_TYPE_SIGNING (yc_signing_get_type ())
G_DECLARE_FINAL_TYPE (YcSigning, yc_signing, YC, SIGNING, GObject)

YcSigning      *yc_signing_new          (YcPdfPages     *pages,
                                         const char     *title,
                                         const char     *name);
YcSigningState  yc_signing_get_state    (YcSigning      *self);
YcPdfPages     *yc_signing_get_pages    (YcSigning      *self);
const char     *yc_signing_get_title    (YcSigning      *self);
const char     *yc_signing_get_name     (YcSigning      *self);
/* What went wrong when it was to be kept; (nullable). */
const char     *yc_signing_get_trouble  (YcSigning      *self);

/* Reading. */
void            yc_signing_see          (YcSigning      *self,
                                         guint           page,
                                         double          foot,
                                         gint64          now_ms);
void            yc_signing_look_away    (YcSigning      *self,
                                         gint64          now_ms);
guint           yc_signing_get_page     (YcSigning      *self);
guint           yc_signing_count_seen   (YcSigning      *self,
                                         gint64          now_ms);
gboolean        yc_signing_has_seen_all (YcSigning      *self,
                                         gint64          now_ms);
YcPageSeen      yc_signing_get_seen     (YcSigning      *self,
                                         guint           page);
gboolean        yc_signing_confirm_read (YcSigning      *self,
                                         gint64          now_ms);
void            yc_signing_read_again   (YcSigning      *self);

/* Writing. */
gboolean        yc_signing_sign         (YcSigning      *self,
                                         const YcInk    *ink,
                                         GError        **error);
void            yc_signing_decline      (YcSigning      *self,
                                         gint64          now_ms);
const YcInk    *yc_signing_get_ink      (YcSigning      *self);

/* @trouble: (nullable): why it could not be kept; they may sign again. */
void            yc_signing_finish       (YcSigning      *self,
                                         const char     *trouble);

G_END_DECLS
