/* yc-case-scan-keep.c: the document that is made of scanned pages
 *
 * In the order of step 4 of yc-case-scan.c: until the op is on the disk, the
 * pages are as they were.
 */

#include "yc-case-scan-private.h"

#include "yc-case-verbs-private.h"
#include "yc-counter-state.h"
#include "yc-scan-pdf.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  YcScanItem *item;
  char *title;
  GPtrArray *sheets; /* of YcScanSheet: those that are not set aside */
  GPtrArray *jpegs;  /* of GBytes: of the first sheets */
  GByteArray *part;  /* of the next */
  GBytes *pdf;       /* (nullable) */
} Keep;

static void
keep_free (gpointer data)
{
  Keep *keep = data;

  g_free (keep->title);
  g_ptr_array_unref (keep->sheets);
  g_ptr_array_unref (keep->jpegs);
  g_clear_pointer (&keep->part, g_byte_array_unref);
  g_clear_pointer (&keep->pdf, g_bytes_unref);
  g_free (keep);
}

/* Ends the task where there is an error; the pages are as they were. */
static gboolean
keep_failed (GTask  *task,
             GError *error)
{
  YcCaseScan *self = g_task_get_source_object (task);
  Keep *keep = g_task_get_task_data (task);

  if (error == NULL && yc_case_scan_get_store (self) != NULL)
    return FALSE;
  g_clear_pointer (&keep->item->keeping, g_free);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "%s", _("The counter is closed"));
  g_object_unref (task);
  yc_case_scan_emit_changed (self);
  return TRUE;
}

static void
forgotten_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr (GTask) task = data;

  /* The document is there; a book that still names it is forgotten at the next start. */
  g_task_propagate_boolean (G_TASK (result), NULL);
  g_task_return_boolean (task, TRUE);
}

static void
appended_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  GTask *task = data;
  YcCaseScan *self = g_task_get_source_object (task);
  Keep *keep = g_task_get_task_data (task);
  GError *error = NULL;

  yc_case_file_finish (YC_CASE_FILE (source), result, &error);
  if (keep_failed (task, error))
    return;
  g_clear_pointer (&keep->item->keeping, g_free);
  g_ptr_array_set_size (keep->item->sheets, 0);
  g_queue_clear_full (&keep->item->undo, (GDestroyNotify) g_ptr_array_unref);
  yc_case_scan_set_problem (keep->item, NULL);
  yc_case_scan_save_for (self, g_task_new (self, NULL, forgotten_cb, task));
}

/* The page as the scanner gave it stays with the document that is made of it.
 * The op names it, so that every desk and the hub know what is still to come. */
static void
name_originals (YcBody    *body,
                GPtrArray *sheets)
{
  for (guint i = 0; i < sheets->len; i++)
    {
      YcScanSheet *sheet = sheets->pdata[i];
      YcRecord *item = yc_body_add_item (body);

      yc_record_set_text (item, "file", "original");
      yc_record_set_text (item, "sha256", yc_scan_sheet_get_original (sheet));
      yc_record_set_int (item, "size", yc_scan_sheet_get_original_size (sheet));
    }
}

static void
append (GTask *task)
{
  YcCaseScan *self = g_task_get_source_object (task);
  Keep *keep = g_task_get_task_data (task);
  g_autofree char *document = NULL;
  YcId id;
  YcOp *op;

  yc_id_init_random (&id);
  document = yc_id_dup_text (&id);
  op = yc_case_file_create_text_op (self->file, "document.add", "document", document, "kind", "scan", "title",
                                    keep->title, "sha256", keep->item->keeping, "item", keep->item->id, NULL);
  yc_record_set_int (op->body->record, "size", (gint64) g_bytes_get_size (keep->pdf));
  name_originals (op->body, keep->sheets);
  yc_case_file_append_judged_one (self->file, op, appended_cb, task);
}

static void
marked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  GTask *task = data;
  GError *error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (!keep_failed (task, error))
    append (task);
}

static void
pdf_sealed_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  GTask *task = data;
  YcCaseScan *self = g_task_get_source_object (task);
  Keep *keep = g_task_get_task_data (task);
  GError *error = NULL;
  char *sha256 = yc_store_add_blob_finish (YC_STORE (source), result, &error);

  if (keep_failed (task, error))
    {
      g_free (sha256);
      return;
    }
  g_free (keep->item->keeping);
  keep->item->keeping = sha256;
  yc_case_scan_save_for (self, g_task_new (self, NULL, marked_cb, task));
}

static void
make_in_thread (GTask        *worker,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Keep *keep = data;
  g_autofree YcScanPdfPage *pages = g_new0 (YcScanPdfPage, keep->jpegs->len + 1);
  GError *error = NULL;

  for (guint i = 0; i < keep->jpegs->len; i++)
    pages[i] = (YcScanPdfPage) { keep->jpegs->pdata[i], yc_scan_sheet_get_dpi (keep->sheets->pdata[i]),
                                 yc_scan_sheet_get_quarters (keep->sheets->pdata[i]) };
  keep->pdf = yc_scan_pdf_make (pages, keep->jpegs->len, &error);
  if (error != NULL)
    g_task_return_error (worker, error);
  else
    g_task_return_boolean (worker, TRUE);
}

static void
made_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  GTask *task = data;
  YcCaseScan *self = g_task_get_source_object (task);
  Keep *keep = g_task_get_task_data (task);
  GError *error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (!keep_failed (task, error))
    yc_store_add_blob_async (yc_case_scan_get_store (self), keep->pdf, "scan", YC_STORE_BLOB_ANNOUNCED,
                             g_get_real_time () / 1000, pdf_sealed_cb, task);
}

static void read_next (GTask *task);

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  GTask *task = data;
  Keep *keep = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) bytes = yc_store_read_blob_finish (YC_STORE (source), result, &error);

  if (keep_failed (task, error))
    return;
  g_byte_array_append (keep->part, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  if (g_bytes_get_size (bytes) < YC_STORE_READ_MAX_BYTES)
    {
      g_ptr_array_add (keep->jpegs, g_byte_array_free_to_bytes (g_steal_pointer (&keep->part)));
      keep->part = g_byte_array_new ();
    }
  read_next (task);
}

static void
read_next (GTask *task)
{
  YcCaseScan *self = g_task_get_source_object (task);
  Keep *keep = g_task_get_task_data (task);
  g_autoptr (GTask) worker = NULL;

  if (keep->jpegs->len < keep->sheets->len)
    {
      yc_store_read_blob_async (yc_case_scan_get_store (self),
                                yc_scan_sheet_get_straight (keep->sheets->pdata[keep->jpegs->len]), keep->part->len,
                                YC_STORE_READ_MAX_BYTES, NULL, read_cb, task);
      return;
    }
  worker = g_task_new (NULL, NULL, made_cb, task); /* the thread may let go of it last */
  g_task_set_task_data (worker, keep, NULL);
  g_task_run_in_thread (worker, make_in_thread);
}

static Keep *
keep_new (YcCaseScan *self,
          YcScanItem       *item)
{
  const YcMatter *matter = yc_case_file_get_matter (self->file);
  Keep *keep = g_new0 (Keep, 1);

  keep->item = item;
  keep->title = g_strdup (item->id);
  for (guint i = 0; matter != NULL && i < matter->items->len; i++)
    {
      const YcItemSpec *spec = g_ptr_array_index (matter->items, i);

      if (g_str_equal (spec->id, item->id))
        {
          g_free (keep->title);
          keep->title = g_strdup (spec->label);
        }
    }
  keep->sheets = g_ptr_array_new_with_free_func (g_object_unref);
  keep->jpegs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  keep->part = g_byte_array_new ();
  for (guint i = 0; i < item->sheets->len; i++)
    if (!yc_scan_sheet_is_aside (item->sheets->pdata[i]))
      g_ptr_array_add (keep->sheets, g_object_ref (item->sheets->pdata[i]));
  return keep;
}

void
yc_case_scan_keep_async (YcCaseScan          *self,
                         const char          *item_id,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  YcScanItem *item = yc_case_scan_find_item (self, item_id);
  Keep *keep;

  g_task_set_source_tag (task, yc_case_scan_finish);
  if (!yc_case_scan_check_may_change (self, task))
    return;
  if (self->running == item || item->keeping != NULL || self->saving)
    {
      yc_case_scan_refuse (task, YC_COUNTER_ERROR_NOT_ALLOWED, _("Wait until the pages are there"));
      return;
    }
  keep = keep_new (self, item);
  g_task_set_task_data (task, keep, keep_free);
  if (keep->sheets->len == 0)
    {
      yc_case_scan_refuse (task, YC_COUNTER_ERROR_NOT_ALLOWED,
              item->sheets->len > 0 ? _("All pages are set aside: take one back first (A)")
                                    : _("There is no page yet: scan one (F3)"));
      return;
    }
  item->keeping = g_strdup (""); /* until the PDF has a name, nothing else is done with them */
  yc_case_scan_emit_changed (self);
  read_next (task);
}

gboolean
yc_case_scan_finish (YcCaseScan    *self,
                     GAsyncResult  *result,
                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
