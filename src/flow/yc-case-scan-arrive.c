/* yc-case-scan-arrive.c: pages that come from a scanner into a case
 *
 * The scanner's thread packs a page and gives it to the main thread, which has
 * its bytes sealed one after another, puts the sheet into its place and has the
 * book written. When too many pages are not sealed, the scanner's thread waits.
 */

#include "yc-case-scan-private.h"

#include "yc-counter-state.h"

#include <glib/gi18n-lib.h>

#define UNSEALED_MAX 3          /* pages */
#define SEAL_WAIT_MAX_US (60 * G_USEC_PER_SEC)
#define SCAN_RESOLUTION 300     /* dpi */

/* Between the scanner's thread and this one. */
typedef struct
{
  gatomicrefcount refs;
  YcCaseScan *scan;      /* owned; dropped on the main thread */
  YcScanItem *item;
  GTask *task;           /* owned; the caller's */
  guint position;        /* where the next page goes */
  gboolean replaces;     /* the next page takes the place of a sheet */
  gboolean remembered;   /* the state before is there to go back to */
  guint pages;           /* that are in `items` */
  gboolean scanned;      /* the scanner has done its part */
  GError *error;         /* (nullable): how that ended */
  GMutex mutex;
  GCond cond;
  guint unsealed;
  GError *seal_error;    /* (nullable); under the mutex */
} Arrival;

/* One page on its way to the disk; the main thread's. */
typedef struct
{
  Arrival *arrival;
  YcScanPage *page;
  char *names[3]; /* original, page, small picture */
} Sealing;

static void
arrival_unref (gpointer data)
{
  Arrival *self = data;

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_object (&self->scan);
  g_clear_object (&self->task);
  g_clear_error (&self->error);
  g_clear_error (&self->seal_error);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

static Arrival *
arrival_ref (Arrival *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

static void
sealing_free (gpointer data)
{
  Sealing *sealing = data;

  for (guint i = 0; i < G_N_ELEMENTS (sealing->names); i++)
    g_free (sealing->names[i]);
  yc_scan_page_free (sealing->page);
  arrival_unref (sealing->arrival);
  g_free (sealing);
}

/* The scan is over when the scanner is, and all its pages are on the disk. */
static void
end_if_over (Arrival *arrival)
{
  YcCaseScan *self = arrival->scan;
  GTask *task;
  gboolean sealed;

  g_mutex_lock (&arrival->mutex);
  sealed = arrival->unsealed == 0;
  if (arrival->seal_error != NULL && sealed)
    {
      g_clear_error (&arrival->error);
      arrival->error = g_steal_pointer (&arrival->seal_error);
    }
  g_mutex_unlock (&arrival->mutex);
  if (!arrival->scanned || !sealed || arrival->task == NULL)
    return;
  task = g_steal_pointer (&arrival->task);
  arrival->item->next = arrival->position;
  yc_case_scan_set_problem (arrival->item, arrival->error);
  self->running = NULL;
  g_clear_object (&self->cancellable);
  g_task_set_task_data (task, GUINT_TO_POINTER (arrival->pages), NULL);
  if (arrival->error != NULL)
    g_task_return_error (task, g_error_copy (arrival->error));
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
  yc_case_scan_emit_changed (self);
}

static void
page_done (Arrival      *arrival,
           const GError *error)
{
  g_mutex_lock (&arrival->mutex);
  arrival->unsealed--;
  if (error != NULL && arrival->seal_error == NULL)
    arrival->seal_error = g_error_copy (error);
  g_cond_signal (&arrival->cond);
  g_mutex_unlock (&arrival->mutex);
  end_if_over (arrival);
}

static void
page_saved_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  Arrival *arrival = data;
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  page_done (arrival, error);
  arrival_unref (arrival);
}

/* Its bytes are on the disk: it takes its place. */
static void
place_sheet (Sealing *sealing)
{
  Arrival *arrival = sealing->arrival;
  YcScanItem *item = arrival->item;
  YcScanSheet *sheet = yc_scan_sheet_new (sealing->page, sealing->names[0], sealing->names[1], sealing->names[2]);

  if (!arrival->remembered)
    yc_case_scan_remember (item);
  arrival->remembered = TRUE;
  arrival->position = MIN (arrival->position, item->sheets->len);
  if (arrival->replaces && arrival->position < item->sheets->len)
    g_ptr_array_remove_index (item->sheets, arrival->position);
  arrival->replaces = FALSE;
  g_ptr_array_insert (item->sheets, (int) arrival->position, sheet);
  arrival->position++;
  arrival->pages++;
  yc_case_scan_save_for (arrival->scan, g_task_new (arrival->scan, NULL, page_saved_cb, arrival_ref (arrival)));
}

static void seal_next (Sealing *sealing);

static void
sealed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  Sealing *sealing = data;
  g_autoptr (GError) error = NULL;
  guint i = 0;

  while (sealing->names[i] != NULL)
    i++;
  sealing->names[i] = yc_store_add_blob_finish (YC_STORE (source), result, &error);
  if (sealing->names[i] == NULL)
    {
      page_done (sealing->arrival, error);
      sealing_free (sealing);
      return;
    }
  seal_next (sealing);
}

static void
seal_next (Sealing *sealing)
{
  static const char *const kinds[] = { "scan-original", "scan-page", "scan-thumbnail" };
  GBytes *const parts[] = { sealing->page->original, sealing->page->page, sealing->page->thumbnail };
  YcStore *store = yc_case_scan_get_store (sealing->arrival->scan);
  guint i = 0;

  while (i < G_N_ELEMENTS (parts) && sealing->names[i] != NULL)
    i++;
  if (i == G_N_ELEMENTS (parts))
    {
      place_sheet (sealing);
      sealing_free (sealing);
    }
  else if (store != NULL)
    yc_store_add_blob_async (store, parts[i], kinds[i], YC_STORE_BLOB_RECEIVED, g_get_real_time () / 1000, sealed_cb,
                             sealing);
  else
    {
      g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, _("The counter is closed"));

      page_done (sealing->arrival, error);
      sealing_free (sealing);
    }
}

static gboolean
arrived_cb (gpointer data)
{
  seal_next (data);
  return G_SOURCE_REMOVE;
}

/* The scanner's thread. */
static gboolean
wait_for_room (Arrival *arrival,
               GError **error)
{
  gint64 until = g_get_monotonic_time () + SEAL_WAIT_MAX_US;
  gboolean room;

  g_mutex_lock (&arrival->mutex);
  while (arrival->unsealed >= UNSEALED_MAX && arrival->seal_error == NULL &&
         g_cond_wait_until (&arrival->cond, &arrival->mutex, until))
    ;
  room = arrival->unsealed < UNSEALED_MAX && arrival->seal_error == NULL;
  if (room)
    arrival->unsealed++;
  g_mutex_unlock (&arrival->mutex);
  if (!room)
    g_set_error_literal (error, YC_STORE_ERROR, YC_STORE_ERROR_DISK,
                         _("This machine's disk is too slow, or does not take the pages. Those that are shown are safe"));
  return room;
}

static gboolean
page_cb (YcRaster *raster,
         guint     number,
         gpointer  data,
         GError  **error)
{
  Arrival *arrival = data;
  g_autoptr (YcRaster) dots = raster;
  g_autoptr (GSource) source = g_idle_source_new ();
  YcScanPage *page = yc_scan_page_new (dots, error);
  Sealing *sealing;

  if (page == NULL)
    return FALSE;
  if (!wait_for_room (arrival, error))
    {
      yc_scan_page_free (page);
      return FALSE;
    }
  sealing = g_new0 (Sealing, 1);
  sealing->arrival = arrival_ref (arrival);
  sealing->page = page;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, arrived_cb, sealing, NULL);
  g_source_attach (source, NULL);
  return TRUE;
}

static void
scanned_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  Arrival *arrival = data;

  yc_scanner_scan_finish (YC_SCANNER (source), result, &arrival->error);
  arrival->scanned = TRUE;
  end_if_over (arrival);
  arrival_unref (arrival);
}

static gboolean
check_may_scan (YcCaseScan *self,
                YcScanItem       *item,
                GTask      *task)
{
  YcDevice *scanner;

  if (!yc_case_scan_check_may_change (self, task))
    return FALSE;
  scanner = yc_counter_get_scanner (yc_case_file_get_counter (self->file));
  if (scanner == NULL)
    return yc_case_scan_refuse (task, YC_COUNTER_ERROR_NO_DEVICE,
                   _("No scanner was found: look at its cable and its power, then look for it on the Devices page (Alt+6)"));
  if (self->running != NULL || item->keeping != NULL)
    return yc_case_scan_refuse (task, YC_COUNTER_ERROR_NOT_ALLOWED, _("Pages are being scanned already"));
  if (item->sheets->len >= YC_CASE_SCAN_SHEETS_MAX)
    return yc_case_scan_refuse (task, YC_COUNTER_ERROR_NOT_ALLOWED,
                   _("These are as many pages as a document can have: make it (F9), then scan the rest"));
  return TRUE;
}

static Arrival *
arrival_new (YcCaseScan  *self,
             YcScanItem        *item,
             YcScanPlace  place,
             guint        position,
             GTask       *task)
{
  Arrival *arrival = g_new0 (Arrival, 1);

  g_atomic_ref_count_init (&arrival->refs);
  g_mutex_init (&arrival->mutex);
  g_cond_init (&arrival->cond);
  arrival->scan = g_object_ref (self);
  arrival->item = item;
  arrival->task = task;
  arrival->position = place == YC_SCAN_PLACE_END ? item->sheets->len
                      : place == YC_SCAN_PLACE_GO_ON ? item->next : position;
  arrival->replaces = place == YC_SCAN_PLACE_REPLACE;
  return arrival;
}

/**
 * yc_case_scan_start_async:
 * @self: the pages of a case
 * @item: the line of the checklist they are for
 * @place: where they go
 * @position: of the sheet that @place speaks of
 *
 * Finishes when the last page is on the disk; each is shown as soon as it is.
 */
void
yc_case_scan_start_async (YcCaseScan          *self,
                          const char          *item_id,
                          YcScanPlace          place,
                          guint                position,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  YcScanItem *item = yc_case_scan_find_item (self, item_id);
  YcScanSettings settings;
  YcDevice *scanner;
  Arrival *arrival;

  g_task_set_source_tag (task, yc_case_scan_start_async);
  if (!check_may_scan (self, item, task))
    return;
  scanner = yc_counter_get_scanner (yc_case_file_get_counter (self->file));
  yc_scan_settings_init (&settings);
  settings.resolution = SCAN_RESOLUTION;
  settings.source = yc_counter_get_scan_source (yc_case_file_get_counter (self->file));
  settings.pages_max = place == YC_SCAN_PLACE_REPLACE ? 1 : YC_CASE_SCAN_SHEETS_MAX - item->sheets->len;
  arrival = arrival_new (self, item, place, position, task);
  self->running = item;
  self->cancellable = g_cancellable_new ();
  yc_case_scan_set_problem (item, NULL);
  yc_scanner_scan_async (YC_SCANNER (scanner), &settings, page_cb, arrival_ref (arrival), arrival_unref,
                         self->cancellable, scanned_cb, arrival);
  yc_case_scan_emit_changed (self);
}

guint
yc_case_scan_start_finish (YcCaseScan    *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), 0);

  g_task_propagate_boolean (G_TASK (result), error);
  return GPOINTER_TO_UINT (g_task_get_task_data (G_TASK (result)));
}

/* Pages that came stay. */
void
yc_case_scan_stop (YcCaseScan *self)
{
  g_return_if_fail (YC_IS_CASE_SCAN (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}
