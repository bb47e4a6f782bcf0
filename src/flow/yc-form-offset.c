/* yc-form-offset.c: where a form printer puts what it prints
 *
 * Kept in the desk's store, a setting for each printer, named by the digest of
 * its identity: the serial number, or the port where it has none. The worker's
 * thread reads and writes it; the printer's object has it as long as it is here.
 */

#include "yc-form-print.h"

#include "yc-counter-state.h"
#include "yc-escpk-device.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define SETTING "form-offset-"
#define NAME_DIGITS 32
#define UM_PER_MM 1000
#define VALUE_MAX_BYTES 32

G_STATIC_ASSERT ((int) YC_FORM_OFFSET_MAX_MM <= (int) YC_ESCPK_OFFSET_MAX_MM); /* both are whole */

typedef struct
{
  YcDevice *printer;
  double x_mm;
  double y_mm;
} Offset;

static void
offset_free (gpointer data)
{
  Offset *offset = data;

  g_object_unref (offset->printer);
  g_free (offset);
}

static GTask *
begin (YcCounter           *self,
       YcDevice            *printer,
       gpointer             tag,
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Offset *offset = g_new0 (Offset, 1);

  offset->printer = g_object_ref (printer);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, offset, offset_free);
  return task;
}

static char *
dup_name (YcDevice *printer)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, yc_device_get_identity (printer), -1);

  return g_strdup_printf ("%s%.*s", SETTING, NAME_DIGITS, digest);
}

/* --- the store --------------------------------------------------------------------- */

static GBytes *
write_value (double x_mm,
             double y_mm)
{
  char *text = g_strdup_printf ("%ld %ld", lround (x_mm * UM_PER_MM), lround (y_mm * UM_PER_MM));

  return g_bytes_new_take (text, strlen (text));
}

static gboolean
read_um (const char *text,
         double     *ret_mm)
{
  const gint64 max_um = (gint64) (YC_FORM_OFFSET_MAX_MM * UM_PER_MM);
  gint64 um;

  if (!g_ascii_string_to_signed (text, 10, -max_um, max_um, &um, NULL))
    return FALSE;
  *ret_mm = (double) um / UM_PER_MM;
  return TRUE;
}

static gboolean
read_value (GBytes *value,
            double *ret_x_mm,
            double *ret_y_mm)
{
  gsize size;
  const char *bytes = g_bytes_get_data (value, &size);
  g_autofree char *text = g_strndup (bytes, MIN (size, VALUE_MAX_BYTES));
  g_auto (GStrv) words = g_strsplit (text, " ", 3);

  return g_strv_length (words) == 2 && read_um (words[0], ret_x_mm) && read_um (words[1], ret_y_mm);
}

/* What is no offset is none: the calibration page shows it. */
static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Offset *offset = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) value = yc_store_load_setting_finish (YC_STORE (source), result, &error);

  if (value == NULL && error != NULL && !g_error_matches (error, YC_STORE_ERROR, YC_STORE_ERROR_NOT_FOUND))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  if (value != NULL && !read_value (value, &offset->x_mm, &offset->y_mm))
    offset->x_mm = offset->y_mm = 0;
  yc_escpk_device_set_offset (YC_ESCPK_DEVICE (offset->printer), offset->x_mm, offset->y_mm);
  g_task_return_boolean (task, TRUE);
}

void
yc_counter_load_form_offset_async (YcCounter           *self,
                                   YcDevice            *printer,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  GTask *task;
  g_autofree char *name = NULL;

  g_return_if_fail (YC_IS_COUNTER (self) && YC_IS_ESCPK_DEVICE (printer));

  task = begin (self, printer, yc_counter_load_form_offset_async, callback, user_data);
  name = dup_name (printer);
  yc_store_load_setting_async (self->store, name, NULL, loaded_cb, task);
}

gboolean
yc_counter_load_form_offset_finish (YcCounter     *self,
                                    GAsyncResult  *result,
                                    double        *ret_x_mm,
                                    double        *ret_y_mm,
                                    GError       **error)
{
  const Offset *offset;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  offset = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (ret_x_mm != NULL)
    *ret_x_mm = offset->x_mm;
  if (ret_y_mm != NULL)
    *ret_y_mm = offset->y_mm;
  return TRUE;
}

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Offset *offset = g_task_get_task_data (task);
  GError *error = NULL;

  if (!yc_store_commit_finish (YC_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  yc_escpk_device_set_offset (YC_ESCPK_DEVICE (offset->printer), offset->x_mm, offset->y_mm);
  g_task_return_boolean (task, TRUE);
}

void
yc_counter_set_form_offset_async (YcCounter           *self,
                                  YcDevice            *printer,
                                  double               x_mm,
                                  double               y_mm,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GBytes) value = NULL;
  YcStoreTxn *txn;
  Offset *offset;

  g_return_if_fail (YC_IS_COUNTER (self) && YC_IS_ESCPK_DEVICE (printer));

  task = begin (self, printer, yc_counter_set_form_offset_async, callback, user_data);
  if (!(fabs (x_mm) <= YC_FORM_OFFSET_MAX_MM && fabs (y_mm) <= YC_FORM_OFFSET_MAX_MM))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("An offset is %.0f mm at most"),
                               YC_FORM_OFFSET_MAX_MM);
      return;
    }
  offset = g_task_get_task_data (task);
  offset->x_mm = x_mm;
  offset->y_mm = y_mm;
  name = dup_name (printer);
  value = write_value (x_mm, y_mm);
  txn = yc_store_txn_new ();
  yc_store_txn_set_setting (txn, name, value);
  yc_store_commit_async (self->store, txn, kept_cb, g_steal_pointer (&task));
}

gboolean
yc_counter_set_form_offset_finish (YcCounter     *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- the page that shows it ---------------------------------------------------------- */

static void
printed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (yc_printer_print_finish (YC_PRINTER (source), result, &error) == YC_PRINT_DONE)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* No fact of a case: not in the journal, and printed again as often as one likes. */
static void
made_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Offset *offset = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) bytes = g_task_propagate_pointer (G_TASK (result), &error);
  YcId id;

  if (bytes == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  yc_id_init_random (&id);
  yc_printer_print_async (YC_PRINTER (offset->printer), bytes, &id, NULL, NULL, NULL, NULL, printed_cb,
                          g_object_ref (task));
}

/* @task_data: of double: width and height */
static void
make_func (GTask        *task,
           gpointer      source,
           gpointer      task_data,
           GCancellable *cancellable)
{
  const double *size_mm = task_data;
  const YcEscpkSettings settings = { YC_ESCPK_GB2312, FALSE, 0, 0 };
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_print_page_free);
  GError *error = NULL;
  YcPrintPage *page = yc_escpk_new_calibration (size_mm[0], size_mm[1], &error);
  GBytes *bytes = NULL;

  if (page != NULL)
    {
      g_ptr_array_add (pages, page);
      bytes = yc_escpk_write (pages, &settings, &error);
    }
  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

void
yc_counter_print_calibration_async (YcCounter           *self,
                                    YcDevice            *printer,
                                    double               width_mm,
                                    double               height_mm,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  const double size_mm[] = { width_mm, height_mm };
  g_autoptr (GTask) make = NULL;
  GTask *task;

  g_return_if_fail (YC_IS_COUNTER (self) && YC_IS_ESCPK_DEVICE (printer));

  task = begin (self, printer, yc_counter_print_calibration_async, callback, user_data);
  make = g_task_new (NULL, NULL, made_cb, task);
  g_task_set_task_data (make, g_memdup2 (size_mm, sizeof size_mm), g_free);
  yc_worker_run (yc_counter_get_pdf_worker (self), make, make_func);
}

gboolean
yc_counter_print_calibration_finish (YcCounter     *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
