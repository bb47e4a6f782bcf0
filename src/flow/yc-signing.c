/* yc-signing.c: one person reads one paper whole and signs it by hand
 *
 *   READING ── I have read it ──▶ WRITING ── name finished ──▶ KEEPING ──▶ DONE
 *      │  ◀──── read again ─────────┘  ▲ ◀── could not be kept ──┘
 *      └──────────── decline ──────────┴──▶ DECLINED
 *
 * Invariants:
 *  1. WRITING is reached only when every page has been on the display, down to
 *     its foot and for longer than a glance.
 *  2. What is read and what is signed is one file: the pages are drawn from
 *     the bytes whose digest the signature names.
 *  3. Time counts for the page that is on the display, and for none while
 *     something else is.
 */

#include "yc-signing.h"

#include "yc-counter.h"

#include <glib/gi18n-lib.h>

struct _YcSigning
{
  GObject parent_instance;

  YcSigningState state;
  YcPdfPages *pages;
  char *title;
  char *name;
  char *trouble; /* (nullable) */
  YcPageSeen *seen; /* a page each */
  guint page;       /* the one that is, or was last, on the display */
  gint64 since_ms;  /* from when it is; -1: nothing is */
  YcInk *ink;       /* (nullable) */
};

G_DEFINE_FINAL_TYPE (YcSigning, yc_signing, G_TYPE_OBJECT)

enum
{
  CHANGED,
  SIGNED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
yc_signing_finalize (GObject *object)
{
  YcSigning *self = YC_SIGNING (object);

  g_clear_object (&self->pages);
  g_free (self->title);
  g_free (self->name);
  g_free (self->trouble);
  g_free (self->seen);
  g_clear_pointer (&self->ink, yc_ink_free);
  G_OBJECT_CLASS (yc_signing_parent_class)->finalize (object);
}

static void
yc_signing_class_init (YcSigningClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yc_signing_finalize;
  signals[CHANGED] = g_signal_new ("changed", YC_TYPE_SIGNING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNED] = g_signal_new ("signed", YC_TYPE_SIGNING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yc_signing_init (YcSigning *self)
{
  self->since_ms = -1;
}

/**
 * yc_signing_new:
 * @pages: the paper
 * @title: what it is called
 * @name: of who is to sign it
 *
 * Returns: (transfer full)
 */
YcSigning *
yc_signing_new (YcPdfPages *pages,
                const char *title,
                const char *name)
{
  YcSigning *self;

  g_return_val_if_fail (YC_IS_PDF_PAGES (pages) && title != NULL && name != NULL, NULL);

  self = g_object_new (YC_TYPE_SIGNING, NULL);
  self->pages = g_object_ref (pages);
  self->title = g_strdup (title);
  self->name = g_strdup (name);
  self->seen = g_new0 (YcPageSeen, yc_pdf_pages_get_count (pages));
  return self;
}

static void
move_to (YcSigning      *self,
         YcSigningState  state)
{
  self->state = state;
  g_signal_emit (self, signals[CHANGED], 0);
}

YcSigningState
yc_signing_get_state (YcSigning *self)
{
  g_return_val_if_fail (YC_IS_SIGNING (self), YC_SIGNING_DECLINED);

  return self->state;
}

/* Returns: (transfer none) */
YcPdfPages *
yc_signing_get_pages (YcSigning *self)
{
  return self->pages;
}

const char *
yc_signing_get_title (YcSigning *self)
{
  return self->title;
}

const char *
yc_signing_get_name (YcSigning *self)
{
  return self->name;
}

const char *
yc_signing_get_trouble (YcSigning *self)
{
  return self->trouble;
}

/* --- reading ------------------------------------------------------------------ */

static void
count_time (YcSigning *self,
            gint64     now_ms)
{
  if (self->since_ms >= 0 && now_ms > self->since_ms)
    self->seen[self->page].dwell_ms += now_ms - self->since_ms;
  self->since_ms = now_ms;
}

/**
 * yc_signing_see:
 * @self: being read
 * @page: which page is on the display, from 0
 * @foot: how far down it has come into view: 0 … 1
 * @now_ms: since when
 *
 * Passed over unless it is being read.
 */
void
yc_signing_see (YcSigning *self,
                guint      page,
                double     foot,
                gint64     now_ms)
{
  g_return_if_fail (YC_IS_SIGNING (self));
  g_return_if_fail (page < yc_pdf_pages_get_count (self->pages));

  if (self->state != YC_SIGNING_READING)
    return;
  count_time (self, now_ms);
  self->page = page;
  self->seen[page].foot = MAX (self->seen[page].foot, CLAMP (foot, 0, 1));
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Something else is on the display from now on. */
void
yc_signing_look_away (YcSigning *self,
                      gint64     now_ms)
{
  g_return_if_fail (YC_IS_SIGNING (self));

  if (self->since_ms < 0)
    return;
  count_time (self, now_ms);
  self->since_ms = -1;
}

guint
yc_signing_get_page (YcSigning *self)
{
  return self->page;
}

static gboolean
is_seen (YcSigning *self,
         guint      page,
         gint64     now_ms)
{
  gint64 dwell_ms = self->seen[page].dwell_ms;

  if (page == self->page && self->since_ms >= 0)
    dwell_ms += MAX (now_ms - self->since_ms, 0);
  return self->seen[page].foot >= YC_SIGNING_FOOT && dwell_ms >= YC_SIGNING_GLANCE_MS;
}

guint
yc_signing_count_seen (YcSigning *self,
                       gint64     now_ms)
{
  guint count = 0;

  for (guint i = 0; i < yc_pdf_pages_get_count (self->pages); i++)
    count += is_seen (self, i, now_ms);
  return count;
}

gboolean
yc_signing_has_seen_all (YcSigning *self,
                         gint64     now_ms)
{
  g_return_val_if_fail (YC_IS_SIGNING (self), FALSE);

  return yc_signing_count_seen (self, now_ms) == yc_pdf_pages_get_count (self->pages);
}

YcPageSeen
yc_signing_get_seen (YcSigning *self,
                     guint      page)
{
  g_assert (page < yc_pdf_pages_get_count (self->pages));

  return self->seen[page];
}

/* "I have read it". Returns: %FALSE where it cannot be: something was not seen */
gboolean
yc_signing_confirm_read (YcSigning *self,
                         gint64     now_ms)
{
  g_return_val_if_fail (YC_IS_SIGNING (self), FALSE);

  if (self->state != YC_SIGNING_READING || !yc_signing_has_seen_all (self, now_ms))
    return FALSE;
  yc_signing_look_away (self, now_ms);
  move_to (self, YC_SIGNING_WRITING);
  return TRUE;
}

void
yc_signing_read_again (YcSigning *self)
{
  g_return_if_fail (YC_IS_SIGNING (self));

  if (self->state != YC_SIGNING_WRITING)
    return;
  self->page = 0;
  move_to (self, YC_SIGNING_READING);
}

/* --- writing ------------------------------------------------------------------ */

/**
 * yc_signing_sign:
 * @self: whose ink field is open
 * @ink: their name, finished; copied
 * @error: YC_INK_ERROR, or YC_COUNTER_ERROR_NOT_ALLOWED for what is no name
 *
 * Returns: whether it was taken; "signed" was emitted then
 */
gboolean
yc_signing_sign (YcSigning   *self,
                 const YcInk *ink,
                 GError     **error)
{
  g_return_val_if_fail (YC_IS_SIGNING (self), FALSE);

  if (self->state != YC_SIGNING_WRITING)
    {
      g_set_error_literal (error, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED, _("Nothing is to be signed now"));
      return FALSE;
    }
  if (!yc_ink_check_ended (ink, error))
    return FALSE;
  if (yc_ink_get_travel_mm (ink) < YC_SIGNING_TRAVEL_MM_MIN)
    {
      g_set_error_literal (error, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED, _("That is too short to be a name"));
      return FALSE;
    }
  g_clear_pointer (&self->ink, yc_ink_free);
  self->ink = yc_ink_copy (ink);
  g_clear_pointer (&self->trouble, g_free);
  move_to (self, YC_SIGNING_KEEPING);
  g_signal_emit (self, signals[SIGNED], 0);
  return TRUE;
}

/* They do not sign. Passed over once it is signed. */
void
yc_signing_decline (YcSigning *self,
                    gint64     now_ms)
{
  g_return_if_fail (YC_IS_SIGNING (self));

  if (self->state != YC_SIGNING_READING && self->state != YC_SIGNING_WRITING)
    return;
  yc_signing_look_away (self, now_ms);
  move_to (self, YC_SIGNING_DECLINED);
}

/* Returns: (transfer none) (nullable): what they wrote, from KEEPING on */
const YcInk *
yc_signing_get_ink (YcSigning *self)
{
  return self->ink;
}

void
yc_signing_finish (YcSigning  *self,
                   const char *trouble)
{
  g_return_if_fail (YC_IS_SIGNING (self));
  g_return_if_fail (self->state == YC_SIGNING_KEEPING);

  g_free (self->trouble);
  self->trouble = g_strdup (trouble);
  move_to (self, trouble != NULL ? YC_SIGNING_WRITING : YC_SIGNING_DONE);
}
