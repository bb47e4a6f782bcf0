/* yc-case-scan.c: pages that are scanned into a case
 *
 * What is true is in `items`, and what is shown in the list models; between the
 * two lies the disk:
 *
 *   page comes → original, page, small picture sealed → `items` changes
 *     → the book of the case is written → models show it → verbs finish
 *
 * 1. The book is one sealed setting of the case: for each item its sheets in
 *    order. It names bytes that are on the disk already.
 * 2. Sheets never change, so a row of them is a state, and undoing is going
 *    back to a row before.
 * 3. Pages that are not kept have the state of what need not be sent: a page
 *    that the clerk takes away goes nowhere. With the document, the originals
 *    of its pages are announced, and its op names them.
 * 4. A document is made in steps that a crash may part: PDF sealed; book says
 *    which PDF it is, originals announced; op; book forgets. A book that names
 *    a document the case has is forgotten at the next start.
 *
 * Pages come in yc-case-scan-arrive.c, and are kept in yc-case-scan-keep.c.
 */

#include "yc-case-scan-private.h"
#include "yc-counter-state.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BOOK_VERSION 1
#define BOOK_ITEMS_MAX 100
#define UNDO_MAX 50

G_DEFINE_FINAL_TYPE (YcCaseScan, yc_case_scan, G_TYPE_OBJECT)

static guint changed_signal;

/* --- items ----------------------------------------------------------------- */

static void
item_free (gpointer data)
{
  YcScanItem *item = data;

  g_free (item->id);
  g_ptr_array_unref (item->sheets);
  g_clear_pointer (&item->written, g_ptr_array_unref);
  g_object_unref (item->shown);
  g_queue_clear_full (&item->undo, (GDestroyNotify) g_ptr_array_unref);
  g_free (item->problem);
  g_free (item->keeping);
  g_free (item);
}

YcScanItem *
yc_case_scan_find_item (YcCaseScan *self,
           const char *id)
{
  YcScanItem *item = g_hash_table_lookup (self->items, id);

  if (item != NULL)
    return item;
  item = g_new0 (YcScanItem, 1);
  item->id = g_strdup (id);
  item->sheets = g_ptr_array_new_with_free_func (g_object_unref);
  item->shown = g_list_store_new (YC_TYPE_SCAN_SHEET);
  g_queue_init (&item->undo);
  g_hash_table_insert (self->items, item->id, item);
  return item;
}

static gpointer
copy_sheet (gconstpointer sheet,
            gpointer      data)
{
  return g_object_ref ((gpointer) sheet);
}

static GPtrArray *
copy_sheets (GPtrArray *sheets)
{
  return g_ptr_array_copy (sheets, copy_sheet, NULL);
}

void
yc_case_scan_remember (YcScanItem *item)
{
  g_queue_push_head (&item->undo, copy_sheets (item->sheets));
  if (g_queue_get_length (&item->undo) > UNDO_MAX)
    g_ptr_array_unref (g_queue_pop_tail (&item->undo));
}

/* Only what differs, so that the focus stays on a sheet that stays. */
static void
show (GListStore *list_store,
      GPtrArray  *sheets)
{
  GListModel *list = G_LIST_MODEL (list_store);
  guint shown = g_list_model_get_n_items (list), is = sheets->len;
  guint first = 0, last = 0;

  while (first < MIN (shown, is))
    {
      g_autoptr (GObject) sheet = g_list_model_get_item (list, first);

      if (sheet != sheets->pdata[first])
        break;
      first++;
    }
  while (first + last < MIN (shown, is))
    {
      g_autoptr (GObject) sheet = g_list_model_get_item (list, shown - 1 - last);

      if (sheet != sheets->pdata[is - 1 - last])
        break;
      last++;
    }
  if (first + last < MAX (shown, is))
    g_list_store_splice (list_store, first, shown - first - last, sheets->pdata + first, is - first - last);
}

void
yc_case_scan_emit_changed (YcCaseScan *self)
{
  g_signal_emit (self, changed_signal, 0);
}

/* --- the book -------------------------------------------------------------- */

YcStore *
yc_case_scan_get_store (YcCaseScan *self)
{
  YcCounter *counter = self->file != NULL ? yc_case_file_get_counter (self->file) : NULL;

  return counter != NULL ? counter->store : NULL;
}

static char *
dup_book_name (YcCaseScan *self)
{
  g_autofree char *id = yc_id_dup_text (yc_case_file_get_id (self->file));

  return g_strconcat ("scan-", id, NULL);
}

static json_t *
item_to_json (const YcScanItem *item)
{
  json_t *sheets = json_array ();

  for (guint i = 0; i < item->sheets->len; i++)
    json_array_append_new (sheets, yc_scan_sheet_to_json (item->sheets->pdata[i]));
  return json_pack ("{s:s, s:s, s:o}", "item", item->id, "keeping", item->keeping != NULL ? item->keeping : "",
                    "sheets", sheets);
}

/* Returns: (nullable): NULL where there is nothing to write down */
static GBytes *
make_book (YcCaseScan *self)
{
  json_t *items = json_array ();
  g_autoptr (GBytes) book = NULL;
  json_t *json;
  GHashTableIter iter;
  gpointer item;
  char *text;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    if (((YcScanItem *) item)->sheets->len > 0)
      json_array_append_new (items, item_to_json (item));
  if (json_array_size (items) > 0)
    {
      json = json_pack ("{s:i, s:O}", "v", BOOK_VERSION, "items", items);
      text = json_dumps (json, JSON_COMPACT);
      book = g_bytes_new (text, strlen (text));
      free (text);
      json_decref (json);
    }
  json_decref (items);
  return g_steal_pointer (&book);
}

static void save (YcCaseScan *self);

static void
end_waiters (GPtrArray    *waiters,
             const GError *error)
{
  for (guint i = 0; i < waiters->len; i++)
    if (error != NULL)
      g_task_return_error (waiters->pdata[i], g_error_copy (error));
    else
      g_task_return_boolean (waiters->pdata[i], TRUE);
  g_ptr_array_set_size (waiters, 0);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (YcCaseScan) self = data;
  g_autoptr (GPtrArray) waiters = g_steal_pointer (&self->saved);
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer item;

  self->saving = FALSE;
  yc_store_commit_finish (YC_STORE (source), result, &error);
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    {
      if (error == NULL && ((YcScanItem *) item)->written != NULL)
        show (((YcScanItem *) item)->shown, ((YcScanItem *) item)->written);
      g_clear_pointer (&((YcScanItem *) item)->written, g_ptr_array_unref);
    }
  end_waiters (waiters, error);
  if (self->waiters->len > 0)
    save (self);
  yc_case_scan_emit_changed (self);
}

/* With the name of a PDF, the originals of its pages become documents to be sent. */
static void
write_item (YcCaseScan *self,
            YcScanItem       *item,
            YcStoreTxn *txn)
{
  gint64 now_ms = yc_counter_now (yc_case_file_get_counter (self->file)).at_ms;

  item->written = copy_sheets (item->sheets);
  if (item->keeping == NULL || *item->keeping == '\0')
    return;
  for (guint i = 0; i < item->sheets->len; i++)
    if (!yc_scan_sheet_is_aside (item->sheets->pdata[i]))
      yc_store_txn_set_blob (txn, yc_scan_sheet_get_original (item->sheets->pdata[i]), YC_STORE_BLOB_ANNOUNCED, 0,
                             now_ms);
}

/* Writes the book; one at a time, and what came meanwhile together. */
static void
save (YcCaseScan *self)
{
  YcStore *store = yc_case_scan_get_store (self);
  g_autoptr (YcStoreTxn) txn = yc_store_txn_new ();
  g_autoptr (GBytes) book = NULL;
  g_autofree char *name = NULL;
  GHashTableIter iter;
  gpointer item;

  if (self->saving)
    return;
  if (store == NULL)
    {
      g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, _("The counter is closed"));

      end_waiters (self->waiters, error);
      return;
    }
  self->saving = TRUE;
  self->saved = g_steal_pointer (&self->waiters);
  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  book = make_book (self);
  name = dup_book_name (self);
  yc_store_txn_set_setting (txn, name, book);
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    write_item (self, item, txn);
  yc_store_commit_async (store, g_steal_pointer (&txn), saved_cb, g_object_ref (self));
}

/* @task: (transfer full): finished when it is on the disk */
void
yc_case_scan_save_for (YcCaseScan *self,
          GTask      *task)
{
  g_ptr_array_add (self->waiters, task);
  save (self);
}

static gboolean
has_document (YcCaseScan *self,
              const char *sha256)
{
  GPtrArray *documents = yc_case_get_documents (yc_case_file_get_case (self->file));

  for (guint i = 0; i < documents->len; i++)
    if (g_strcmp0 (((YcDocument *) documents->pdata[i])->sha256, sha256) == 0)
      return TRUE;
  return FALSE;
}

static void
thumbnail_read_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  g_autoptr (YcScanSheet) sheet = data;
  GBytes *jpeg = yc_store_read_blob_finish (YC_STORE (source), result, NULL);

  if (jpeg != NULL)
    yc_scan_sheet_take_thumbnail (sheet, jpeg);
}

static void
take_item (YcCaseScan *self,
           json_t     *json)
{
  const char *id = json_string_value (json_object_get (json, "item"));
  const char *keeping = json_string_value (json_object_get (json, "keeping"));
  json_t *sheets = json_object_get (json, "sheets"), *value;
  YcScanItem *item;
  size_t i;

  if (id == NULL || keeping == NULL || has_document (self, keeping))
    return;
  item = yc_case_scan_find_item (self, id);
  json_array_foreach (sheets, i, value)
    {
      YcScanSheet *sheet = i < YC_CASE_SCAN_SHEETS_MAX ? yc_scan_sheet_new_from_json (value) : NULL;

      if (sheet == NULL)
        continue;
      /* Behind what was scanned while the book was read: there is nothing. */
      g_ptr_array_add (item->sheets, sheet);
      yc_store_read_blob_async (yc_case_scan_get_store (self), yc_scan_sheet_get_thumbnail_name (sheet), 0,
                                YC_STORE_READ_MAX_BYTES, NULL, thumbnail_read_cb, g_object_ref (sheet));
    }
  show (item->shown, item->sheets);
}

static void
book_loaded_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  g_autoptr (YcCaseScan) self = data;
  g_autoptr (GBytes) book = yc_store_load_setting_finish (YC_STORE (source), result, NULL);
  json_t *json = NULL, *value;
  size_t i;

  if (book != NULL && self->file != NULL && yc_case_scan_get_store (self) != NULL)
    json = json_loadb (g_bytes_get_data (book, NULL), g_bytes_get_size (book), JSON_REJECT_DUPLICATES, NULL);
  json_array_foreach (json_object_get (json, "items"), i, value)
    if (i < BOOK_ITEMS_MAX)
      take_item (self, value);
  json_decref (json);
  self->loaded = TRUE;
  yc_case_scan_emit_changed (self);
}

/* --- what all verbs ask first ----------------------------------------------- */

void
yc_case_scan_set_problem (YcScanItem         *item,
             const GError *error)
{
  g_clear_pointer (&item->problem, g_free);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    item->problem = g_strdup (error->message);
}

gboolean
yc_case_scan_refuse (GTask      *task,
        int         code,
        const char *words)
{
  g_task_return_new_error (task, YC_COUNTER_ERROR, code, "%s", words);
  g_object_unref (task);
  return FALSE;
}

gboolean
yc_case_scan_check_may_change (YcCaseScan *self,
                  GTask      *task)
{
  if (yc_case_scan_get_store (self) == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "%s", _("The counter is closed"));
      g_object_unref (task);
      return FALSE;
    }
  if (!yc_case_file_is_editable (self->file))
    return yc_case_scan_refuse (task, YC_COUNTER_ERROR_NOT_ALLOWED, _("This case can no longer be changed"));
  if (!self->loaded)
    return yc_case_scan_refuse (task, YC_COUNTER_ERROR_NOT_ALLOWED, _("The pages scanned before are being fetched; try again"));
  return TRUE;
}

/* --- edits ----------------------------------------------------------------- */

static void
swap (GPtrArray *sheets,
      guint      a,
      guint      b)
{
  gpointer sheet = sheets->pdata[a];

  sheets->pdata[a] = sheets->pdata[b];
  sheets->pdata[b] = sheet;
}

/* @sheet: (transfer full) */
static void
put (GPtrArray   *sheets,
     guint        position,
     YcScanSheet *sheet)
{
  g_object_unref (sheets->pdata[position]);
  sheets->pdata[position] = sheet;
}

static gboolean
apply (GPtrArray  *sheets,
       YcScanEdit  edit,
       guint       position)
{
  YcScanSheet *sheet;

  if (position >= sheets->len)
    return FALSE;
  sheet = sheets->pdata[position];
  if (edit == YC_SCAN_EDIT_REMOVE)
    g_ptr_array_remove_index (sheets, position);
  else if (edit == YC_SCAN_EDIT_EARLIER && position > 0)
    swap (sheets, position, position - 1);
  else if (edit == YC_SCAN_EDIT_LATER && position + 1 < sheets->len)
    swap (sheets, position, position + 1);
  else if (edit == YC_SCAN_EDIT_TURN)
    put (sheets, position, yc_scan_sheet_turn (sheet));
  else if (edit == YC_SCAN_EDIT_ASIDE)
    put (sheets, position, yc_scan_sheet_set_aside (sheet, !yc_scan_sheet_is_aside (sheet)));
  else
    return FALSE;
  return TRUE;
}

static gboolean
undo (YcScanItem *item)
{
  GPtrArray *before = g_queue_pop_head (&item->undo);

  if (before == NULL)
    return FALSE;
  g_ptr_array_unref (item->sheets);
  item->sheets = before;
  return TRUE;
}

/* Finishes when it is on the disk; an edit that changes nothing is done. */
void
yc_case_scan_edit_async (YcCaseScan          *self,
                         const char          *item_id,
                         YcScanEdit           edit,
                         guint                position,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  YcScanItem *item = yc_case_scan_find_item (self, item_id);
  gboolean changed;

  g_task_set_source_tag (task, yc_case_scan_finish);
  if (!yc_case_scan_check_may_change (self, task))
    return;
  if (self->running == item || item->keeping != NULL)
    {
      yc_case_scan_refuse (task, YC_COUNTER_ERROR_NOT_ALLOWED, _("Wait until the pages are there"));
      return;
    }
  if (edit == YC_SCAN_EDIT_UNDO)
    changed = undo (item);
  else
    {
      yc_case_scan_remember (item);
      changed = apply (item->sheets, edit, position);
      if (!changed)
        g_ptr_array_unref (g_queue_pop_head (&item->undo));
    }
  if (changed)
    {
      yc_case_scan_save_for (self, task);
      return;
    }
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/* --- the object ------------------------------------------------------------ */

static void
yc_case_scan_dispose (GObject *object)
{
  YcCaseScan *self = YC_CASE_SCAN (object);

  yc_case_scan_stop (self);
  if (self->file != NULL)
    g_object_remove_weak_pointer (G_OBJECT (self->file), (gpointer *) &self->file);
  self->file = NULL;
  G_OBJECT_CLASS (yc_case_scan_parent_class)->dispose (object);
}

static void
yc_case_scan_finalize (GObject *object)
{
  YcCaseScan *self = YC_CASE_SCAN (object);

  g_hash_table_unref (self->items);
  g_ptr_array_unref (self->waiters);
  g_clear_pointer (&self->saved, g_ptr_array_unref);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (yc_case_scan_parent_class)->finalize (object);
}

static void
yc_case_scan_class_init (YcCaseScanClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yc_case_scan_dispose;
  G_OBJECT_CLASS (klass)->finalize = yc_case_scan_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
yc_case_scan_init (YcCaseScan *self)
{
  self->items = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, item_free);
  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
}

YcCaseScan *
yc_case_scan_get (YcCaseFile *file)
{
  YcCaseScan *self = g_object_get_data (G_OBJECT (file), "yc-case-scan");
  g_autofree char *name = NULL;

  if (self != NULL)
    return self;
  self = g_object_new (YC_TYPE_CASE_SCAN, NULL);
  self->file = file;
  g_object_add_weak_pointer (G_OBJECT (file), (gpointer *) &self->file);
  g_object_set_data_full (G_OBJECT (file), "yc-case-scan", self, g_object_unref);
  name = dup_book_name (self);
  if (yc_case_scan_get_store (self) != NULL)
    yc_store_load_setting_async (yc_case_scan_get_store (self), name, NULL, book_loaded_cb, g_object_ref (self));
  return self;
}

GListModel *
yc_case_scan_get_sheets (YcCaseScan *self,
                         const char *item)
{
  g_return_val_if_fail (YC_IS_CASE_SCAN (self) && item != NULL, NULL);

  return G_LIST_MODEL (yc_case_scan_find_item (self, item)->shown);
}

const char *
yc_case_scan_get_running (YcCaseScan *self)
{
  g_return_val_if_fail (YC_IS_CASE_SCAN (self), NULL);

  return self->running != NULL ? self->running->id : NULL;
}

const char *
yc_case_scan_get_problem (YcCaseScan *self,
                          const char *item)
{
  g_return_val_if_fail (YC_IS_CASE_SCAN (self) && item != NULL, NULL);

  return yc_case_scan_find_item (self, item)->problem;
}

gboolean
yc_case_scan_can_undo (YcCaseScan *self,
                       const char *item)
{
  g_return_val_if_fail (YC_IS_CASE_SCAN (self) && item != NULL, FALSE);

  return !g_queue_is_empty (&yc_case_scan_find_item (self, item)->undo);
}

gboolean
yc_case_scan_is_loaded (YcCaseScan *self)
{
  g_return_val_if_fail (YC_IS_CASE_SCAN (self), FALSE);

  return self->loaded;
}
