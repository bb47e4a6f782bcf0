/* yc-sane-hand.c: a thread that works a SANE driver, watched by another
 *
 * SANE calls block, for as long as their driver likes. So each scan has two
 * threads: the *hand* makes the calls, and the device's worker *watches* it,
 * takes its pages and keeps the time.
 *
 *   hand:   open → options → [start → read… → page → slot]… → cancel → close
 *   watch:  slot → page function; cancelled or too late → ask → push → abandon
 *
 * 1. Only the hand touches the handle, but for one call: sane_cancel(), which
 *    the standard (1.06, 4.3.12) allows from anywhere. It is made by a third
 *    thread, because it may hang too, and the hand closes nothing before it
 *    has come back.
 * 2. Asked to stop, the hand does so between two calls. If it is still in the
 *    same call after PUSH_MS, it is pushed (sane_cancel); after ABANDON_MS it
 *    is abandoned: the watcher goes and says so, and the hand, if it ever comes
 *    back, cleans up behind itself and is gone.
 * 3. One page waits in the slot at most, so that a fast scanner is slowed and
 *    memory has a limit: the page that is read and the page that is worked on.
 */

#include "yc-sane-hand.h"

#include "yc-device-error.h"
#include "yc-sane-gate.h"
#include "yc-sane-options.h"
#include "yc-sane-proto.h"

#include <glib/gi18n-lib.h>

#define LOOK_MS 50
#define PUSH_MS 1000
#define ABANDON_MS 8000
#define READ_BYTES 65536

/* How long one call may take. A lamp may have to warm up. */
#define OPEN_MS_MAX 40000
#define START_MS_MAX 90000
#define READ_MS_MAX 45000
#define OTHER_MS_MAX 20000

struct _YcSaneHand
{
  gatomicrefcount refs;
  char *name;
  YcScanSettings settings;
  GStrv options;
  gboolean asks_only;

  GMutex mutex;
  GCond cond;
  const char *call;      /* (nullable): the driver is in it */
  gint64 call_since_us;
  guint call_ms_max;
  gboolean stop;         /* asked to */
  gboolean pushing;      /* sane_cancel() is under way */
  gboolean pushed;
  gboolean over;
  YcRaster *slot;        /* (nullable): a page to be taken */
  YcScannerCaps *caps;
  GError *error;

  SANE_Handle handle;    /* (nullable); written by the hand, under the mutex */
};

static void
hand_free (YcSaneHand *self)
{
  g_free (self->name);
  g_strfreev (self->options);
  g_clear_pointer (&self->slot, yc_raster_free);
  g_clear_pointer (&self->caps, yc_scanner_caps_free);
  g_clear_error (&self->error);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

YcSaneHand *
yc_sane_hand_ref (YcSaneHand *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
yc_sane_hand_unref (YcSaneHand *self)
{
  if (self != NULL && g_atomic_ref_count_dec (&self->refs))
    hand_free (self);
}

/* --- the hand's own thread ------------------------------------------------ */

static void
enter (YcSaneHand *self,
       const char *call,
       guint       ms_max)
{
  g_mutex_lock (&self->mutex);
  self->call = call;
  self->call_since_us = g_get_monotonic_time ();
  self->call_ms_max = self->settings.answer_ms_max > 0 ? self->settings.answer_ms_max : ms_max;
  g_mutex_unlock (&self->mutex);
}

/* Returns: whether to go on */
static gboolean
leave (YcSaneHand *self)
{
  gboolean stop;

  g_mutex_lock (&self->mutex);
  self->call = NULL;
  stop = self->stop;
  g_mutex_unlock (&self->mutex);
  return !stop;
}

static gboolean
check (YcSaneHand  *self,
       SANE_Status  status,
       const char  *call,
       GError     **error)
{
  if (!leave (self))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Scanning was stopped"));
      return FALSE;
    }
  if (status == SANE_STATUS_GOOD)
    return TRUE;
  yc_sane_set_error (status, call, error);
  return FALSE;
}

static gboolean
open_device (YcSaneHand *self,
             GError    **error)
{
  SANE_Handle handle = NULL;
  SANE_Status status;

  enter (self, "open", YC_SANE_GATE_WAIT_MS + OPEN_MS_MAX);
  if (!yc_sane_gate_enter (error))
    {
      leave (self);
      return FALSE;
    }
  enter (self, "sane_open", OPEN_MS_MAX);
  status = sane_open (self->name, &handle);
  yc_sane_gate_leave ();
  g_mutex_lock (&self->mutex);
  self->handle = status == SANE_STATUS_GOOD ? handle : NULL;
  g_mutex_unlock (&self->mutex);
  return check (self, status, "sane_open", error);
}

/* Whoever pushes has the handle in hand: it stays until they are back. */
static void
close_device (YcSaneHand *self)
{
  SANE_Handle handle;

  g_mutex_lock (&self->mutex);
  while (self->pushing)
    g_cond_wait (&self->cond, &self->mutex);
  handle = self->handle;
  self->handle = NULL;
  g_mutex_unlock (&self->mutex);
  if (handle == NULL)
    return;
  enter (self, "sane_cancel", OTHER_MS_MAX);
  sane_cancel (handle);
  enter (self, "close", YC_SANE_GATE_WAIT_MS + OTHER_MS_MAX);
  if (yc_sane_gate_enter (NULL))
    {
      enter (self, "sane_close", OTHER_MS_MAX);
      sane_close (handle);
      yc_sane_gate_leave ();
    }
  leave (self);
}

static gboolean
read_frame (YcSaneHand *self,
            YcSanePage *page,
            GError    **error)
{
  g_autofree guint8 *buffer = g_malloc (READ_BYTES);
  SANE_Status status;

  do
    {
      SANE_Int length = 0;

      enter (self, "sane_read", READ_MS_MAX);
      status = sane_read (self->handle, buffer, READ_BYTES, &length);
      if (status == SANE_STATUS_EOF)
        return leave (self) || check (self, status, "sane_read", error);
      if (!check (self, status, "sane_read", error) ||
          (length > 0 && length <= READ_BYTES && !yc_sane_page_add (page, buffer, (gsize) length, error)))
        return FALSE;
    }
  while (TRUE);
}

/* Starts the next frame. @ret_empty: the feeder is, where that ends a batch. */
static gboolean
start_frame (YcSaneHand *self,
             YcSanePage *page,
             gboolean    may_be_empty,
             gboolean   *ret_empty,
             GError    **error)
{
  SANE_Parameters parameters = { 0 };
  SANE_Status status;

  enter (self, "sane_start", START_MS_MAX);
  status = sane_start (self->handle);
  *ret_empty = may_be_empty && status == SANE_STATUS_NO_DOCS;
  if (*ret_empty)
    return leave (self);
  if (!check (self, status, "sane_start", error))
    return FALSE;
  enter (self, "sane_get_parameters", OTHER_MS_MAX);
  status = sane_get_parameters (self->handle, &parameters);
  return check (self, status, "sane_get_parameters", error) && yc_sane_page_begin (page, &parameters, error);
}

/* Returns: (transfer full): the next page; NULL without an error where there is none */
static YcRaster *
scan_page (YcSaneHand *self,
           guint       dpi,
           gboolean    may_be_empty,
           GError    **error)
{
  g_auto (YcSanePage) page = { NULL };
  gboolean empty = FALSE;
  gboolean whole = FALSE;
  GError *local_error = NULL;

  yc_sane_page_init (&page, dpi);
  while (!whole)
    {
      if (!start_frame (self, &page, may_be_empty && page.frames == 0, &empty, error) || empty ||
          !read_frame (self, &page, error))
        return NULL;
      whole = yc_sane_page_end (&page, &local_error);
      if (local_error != NULL)
        {
          g_propagate_error (error, local_error);
          return NULL;
        }
    }
  return yc_sane_page_finish (&page, error);
}

/* Gives a page to the watcher when it has taken the one before. */
static gboolean
hand_over (YcSaneHand *self,
           YcRaster   *page,
           GError    **error)
{
  gboolean stop;

  g_mutex_lock (&self->mutex);
  while (self->slot != NULL && !self->stop)
    g_cond_wait (&self->cond, &self->mutex);
  stop = self->stop;
  if (self->slot == NULL)
    self->slot = g_steal_pointer (&page);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  yc_raster_free (page);
  if (stop)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Scanning was stopped"));
  return !stop;
}

static gboolean
scan_pages (YcSaneHand *self,
            guint       dpi,
            gboolean    feeder,
            GError    **error)
{
  guint pages_max = self->settings.pages_max > 0 ? MIN (self->settings.pages_max, YC_SCAN_PAGES_MAX)
                                                 : YC_SCAN_PAGES_MAX;

  for (guint n = 0; n < (feeder ? pages_max : 1); n++)
    {
      GError *local_error = NULL;
      YcRaster *page = scan_page (self, dpi, n > 0, &local_error);

      if (page == NULL)
        {
          if (local_error != NULL)
            g_propagate_error (error, local_error);
          return local_error == NULL;
        }
      if (!hand_over (self, page, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
work (YcSaneHand *self,
      GError    **error)
{
  gboolean feeder = FALSE;
  guint dpi = 0;

  if (!open_device (self, error))
    return FALSE;
  enter (self, "options", OTHER_MS_MAX);
  if (self->asks_only)
    self->caps = yc_sane_options_list (self->handle);
  else if (!yc_sane_options_apply (self->handle, &self->settings, &dpi, &feeder, error))
    return FALSE;
  if (!check (self, SANE_STATUS_GOOD, "options", error))
    return FALSE;
  return self->asks_only || scan_pages (self, dpi, feeder, error);
}

static gpointer
hand_main (gpointer data)
{
  YcSaneHand *self = data;
  GError *error = NULL;

  yc_sane_gate_scanning (1);
  work (self, &error);
  close_device (self);
  yc_sane_gate_scanning (-1);
  g_mutex_lock (&self->mutex);
  self->call = NULL;
  self->error = error;
  self->over = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  yc_sane_hand_unref (self);
  return NULL;
}

/* --- the watcher ---------------------------------------------------------- */

static gpointer
push_main (gpointer data)
{
  YcSaneHand *self = data;

  sane_cancel (self->handle);
  g_mutex_lock (&self->mutex);
  self->pushing = FALSE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  yc_sane_hand_unref (self);
  return NULL;
}

/* With the mutex held. */
static void
push (YcSaneHand *self)
{
  if (self->pushed || self->handle == NULL || self->call == NULL)
    return;
  self->pushed = self->pushing = TRUE;
  g_thread_unref (g_thread_new ("yc-sane-push", push_main, yc_sane_hand_ref (self)));
}

static gboolean
is_late (YcSaneHand *self,
         gint64      now_us)
{
  return self->call != NULL && now_us - self->call_since_us > self->call_ms_max * G_GINT64_CONSTANT (1000);
}

/* With the mutex held; gives it back while @page_func works. */
static gboolean
take_page (YcSaneHand     *self,
           YcScanPageFunc  page_func,
           gpointer        page_data,
           guint          *pages,
           GError        **error)
{
  YcRaster *page = g_steal_pointer (&self->slot);
  gboolean taken;

  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  taken = page_func (page, *pages + 1, page_data, error);
  if (taken)
    (*pages)++;
  g_mutex_lock (&self->mutex);
  return taken;
}

static void
set_late_error (YcSaneHand *self,
                gboolean    abandoned,
                GError    **error)
{
  g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_TIMEOUT,
               abandoned ? _("The scanner's driver hangs (%s) and was given up. The pages so far are safe. Switch the "
                             "scanner off and on; if it stays so, start this program again")
                         : _("The scanner took too long to answer (%s). The pages so far are safe. Look at the scanner, "
                             "then go on"),
               self->call != NULL ? self->call : "—");
}

/* With the mutex held: until the hand is over, or given up. */
static gboolean
wait_for_end (YcSaneHand     *self,
              YcScanPageFunc  page_func,
              gpointer        page_data,
              GCancellable   *cancellable,
              guint          *pages,
              GError        **error)
{
  gint64 asked_us = 0;
  gboolean late = FALSE;
  gboolean full = FALSE; /* whoever takes the pages takes no more */

  while (!self->over || (self->slot != NULL && !full))
    {
      gint64 now_us = g_get_monotonic_time ();

      if (self->slot != NULL && !full)
        {
          if (!take_page (self, page_func, page_data, pages, *error == NULL ? error : NULL))
            {
              full = self->stop = TRUE;
              g_cond_broadcast (&self->cond);
            }
          continue;
        }
      if (asked_us == 0 && (self->stop || g_cancellable_is_cancelled (cancellable) || is_late (self, now_us)))
        {
          late = !self->stop && is_late (self, now_us);
          if (late && *error == NULL)
            set_late_error (self, FALSE, error);
          asked_us = now_us;
          self->stop = TRUE;
          g_cond_broadcast (&self->cond);
        }
      if (asked_us != 0 && (late || now_us - asked_us > PUSH_MS * 1000))
        push (self);
      if (asked_us != 0 && now_us - asked_us > ABANDON_MS * 1000)
        {
          g_clear_error (error);
          set_late_error (self, TRUE, error);
          return FALSE;
        }
      g_cond_wait_until (&self->cond, &self->mutex, now_us + LOOK_MS * 1000);
    }
  return *error == NULL;
}

/**
 * yc_sane_hand_new:
 * @name: as SANE lists it
 * @settings: (nullable): copied; NULL to ask only what it can do
 *
 * Returns: (transfer full): a hand at work, to be watched
 */
YcSaneHand *
yc_sane_hand_new (const char           *name,
                  const YcScanSettings *settings)
{
  YcSaneHand *self = g_new0 (YcSaneHand, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->name = g_strdup (name);
  self->asks_only = settings == NULL;
  if (settings != NULL)
    {
      self->settings = *settings;
      self->options = g_strdupv ((GStrv) settings->options);
      self->settings.options = (const char *const *) self->options;
    }
  g_thread_unref (g_thread_new ("yc-sane-hand", hand_main, yc_sane_hand_ref (self)));
  return self;
}

/* Whether its thread is through: not so where a driver still hangs in it. */
gboolean
yc_sane_hand_is_over (YcSaneHand *self)
{
  gboolean over;

  g_mutex_lock (&self->mutex);
  over = self->over;
  g_mutex_unlock (&self->mutex);
  return over;
}

/**
 * yc_sane_hand_watch:
 * @self: a hand
 * @page_func: (nullable): takes the pages; without one there must be none
 * @page_data: for @page_func
 * @cancellable: (nullable)
 * @ret_pages: how many pages were taken, also on failure
 * @error: YC_DEVICE_RETRY, YC_DEVICE_ERROR, G_IO_ERROR_CANCELLED
 *
 * Blocks until the scan is over or the driver is given up.
 *
 * Returns: whether all went well
 */
gboolean
yc_sane_hand_watch (YcSaneHand     *self,
                    YcScanPageFunc  page_func,
                    gpointer        page_data,
                    GCancellable   *cancellable,
                    guint          *ret_pages,
                    GError        **error)
{
  GError *local_error = NULL;
  guint pages = 0;

  g_mutex_lock (&self->mutex);
  if (wait_for_end (self, page_func, page_data, cancellable, &pages, &local_error))
    local_error = g_steal_pointer (&self->error);
  g_mutex_unlock (&self->mutex);
  *ret_pages = pages;
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

/* Returns: (transfer full) (nullable): once it is over */
YcScannerCaps *
yc_sane_hand_steal_caps (YcSaneHand *self)
{
  return g_steal_pointer (&self->caps);
}
