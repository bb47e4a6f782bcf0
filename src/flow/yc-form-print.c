/* yc-form-print.c: a paper of a case on the form printer, once
 *
 *   case ── snapshot ──▶ offset ──▶ worker: set, ESC/P-K ──▶ journal ──▶ printer
 *                                                              │
 *        in doubt: asked, nothing goes out ◀── unknown ────────┘
 *
 * The digest in the journal and in the case is that of the bytes that went out.
 */

#include "yc-form-print.h"

#include "yc-case-documents.h"
#include "yc-case-verbs-private.h"
#include "yc-counter-state.h"
#include "yc-device-error.h"
#include "yc-escpk-device.h"

#include <glib/gi18n-lib.h>

/* A paper on its way. */
typedef struct
{
  char *kind;
  YcDevice *printer;
  GHashTable *printing; /* the counter's: what is on its way */
  char *name;           /* in there */
} Form;

/* What the worker sees of it. */
typedef struct
{
  YcTemplate *template;
  YcTemplateData *data;
  YcPaperOptions options;
  YcEscpkSettings settings;
} Sheet;

static void
form_free (gpointer data)
{
  Form *form = data;

  g_hash_table_remove (form->printing, form->name);
  g_hash_table_unref (form->printing);
  g_free (form->name);
  g_free (form->kind);
  g_object_unref (form->printer);
  g_free (form);
}

static void
sheet_free (gpointer data)
{
  Sheet *sheet = data;

  yc_template_unref (sheet->template);
  yc_template_data_unref (sheet->data);
  g_free (sheet);
}

YcDevice *
yc_counter_get_form_printer (YcCounter *self)
{
  YcDevice *printer;

  g_return_val_if_fail (YC_IS_COUNTER (self), NULL);

  printer = yc_device_registry_get_by_role (self->registry, YC_DEVICE_ROLE_FORM_PRINTER);
  return printer != NULL && yc_device_get_state (printer) != YC_DEVICE_ABSENT ? printer : NULL;
}

YcDevice *
yc_case_file_get_form_printer (YcCaseFile *self)
{
  YcCounter *counter;

  g_return_val_if_fail (YC_IS_CASE_FILE (self), NULL);

  counter = yc_case_file_get_counter (self);
  return counter != NULL ? yc_counter_get_form_printer (counter) : NULL;
}

gboolean
yc_form_print_is_in_doubt (const GError *error)
{
  return g_error_matches (error, YC_STORE_ERROR, YC_STORE_ERROR_DOUBT) ||
         g_error_matches (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_OUTCOME_UNKNOWN);
}

static void
printed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) verb = user_data;
  GError *error = NULL;

  if (yc_counter_print_finish (YC_COUNTER (source), result, &error))
    g_task_return_boolean (verb, TRUE);
  else
    g_task_return_error (verb, error);
}

/* --- making ------------------------------------------------------------------------ */

static gboolean
has_glyph_cb (gunichar character,
              double   size_mm,
              gpointer data)
{
  return yc_escpk_has_glyph (data, character, size_mm);
}

static void
make_func (GTask        *task,
           gpointer      source,
           gpointer      task_data,
           GCancellable *cancellable)
{
  Sheet *sheet = task_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) pages =
    yc_template_print (sheet->template, sheet->data, &sheet->options, has_glyph_cb, &sheet->settings, &error);
  GBytes *bytes = pages != NULL ? yc_escpk_write (pages, &sheet->settings, &error) : NULL;

  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
made_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) verb = user_data;
  YcCaseFile *file = g_task_get_source_object (verb);
  Form *form = g_task_get_task_data (verb);
  YcCounter *counter = yc_case_file_get_counter (file);
  YcStream stream = { YC_STREAM_CASE, *yc_case_file_get_id (file) };
  GError *error = NULL;
  g_autoptr (GBytes) bytes = g_task_propagate_pointer (G_TASK (result), &error);

  if (bytes == NULL)
    g_task_return_error (verb, error);
  else if (counter == NULL)
    g_task_return_new_error (verb, G_IO_ERROR, G_IO_ERROR_CLOSED, _("The counter is closed"));
  else
    yc_counter_print_bytes_async (counter, &stream, form->kind, bytes, form->printer, printed_cb, g_steal_pointer (&verb));
}

static void
make (YcCaseFile *file,
      GTask      *verb,
      YcTemplate *template)
{
  Form *form = g_task_get_task_data (verb);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, made_cb, g_object_ref (verb));
  Sheet *sheet = g_new0 (Sheet, 1);

  sheet->template = yc_template_ref (template);
  sheet->data = yc_case_file_create_paper_data (file);
  yc_case_file_fill_paper_options (file, &sheet->options);
  yc_escpk_device_get_settings (YC_ESCPK_DEVICE (form->printer), &sheet->settings);
  g_task_set_task_data (task, sheet, sheet_free);
  yc_worker_run (yc_counter_get_pdf_worker (yc_case_file_get_counter (file)), task, make_func);
}

static gboolean
is_wanted (YcCaseFile *file,
           YcTemplate *template)
{
  g_autoptr (YcTemplateData) data = yc_case_file_create_paper_data (file);
  YcDate today = yc_counter_get_today (yc_case_file_get_counter (file));

  return yc_template_is_for_form_printer (template) &&
         yc_template_applies (template, yc_template_data_get_form (data), &today);
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) verb = user_data;
  YcCaseFile *file = g_task_get_source_object (verb);
  Form *form = g_task_get_task_data (verb);
  GError *error = NULL;
  g_autoptr (GPtrArray) templates = yc_counter_load_templates_finish (YC_COUNTER (source), result, &error);
  YcTemplate *template = templates != NULL ? yc_case_find_template (templates, form->kind) : NULL;

  if (templates == NULL)
    g_task_return_error (verb, error);
  else if (yc_case_file_get_counter (file) == NULL)
    g_task_return_new_error (verb, G_IO_ERROR, G_IO_ERROR_CLOSED, _("The counter is closed"));
  else if (template == NULL || !is_wanted (file, template))
    g_task_return_new_error (verb, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_FOUND,
                             _("This case has no such paper for the form printer"));
  else
    make (file, verb, template);
}

static void
offset_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) verb = user_data;
  YcCaseFile *file = g_task_get_source_object (verb);
  GError *error = NULL;

  if (!yc_counter_load_form_offset_finish (YC_COUNTER (source), result, NULL, NULL, &error))
    g_task_return_error (verb, error);
  else
    yc_counter_load_templates_async (YC_COUNTER (source), yc_case_file_get_catalogue (file), found_cb,
                                     g_steal_pointer (&verb));
}

/* A second press of the key, while the first is on its way, is none.
 * Returns: (transfer full) (nullable): NULL for such a one */
static Form *
create_form (YcCounter  *counter,
             YcCaseFile *file,
             const char *kind,
             YcDevice   *printer)
{
  g_autofree char *id = yc_id_dup_text (yc_case_file_get_id (file));
  g_autofree char *name = g_strdup_printf ("%s/%s", id, kind);
  Form *form;

  if (!g_hash_table_add (counter->printing, g_strdup (name)))
    return NULL;
  form = g_new0 (Form, 1);
  form->kind = g_strdup (kind);
  form->printer = g_object_ref (printer);
  form->printing = g_hash_table_ref (counter->printing);
  form->name = g_steal_pointer (&name);
  return form;
}

static void
begin (YcCounter  *counter,
       YcCaseFile *file,
       const char *kind,
       YcDevice   *printer,
       GTask      *verb)
{
  Form *form = create_form (counter, file, kind, printer);

  if (form == NULL)
    {
      g_task_return_new_error (verb, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED, _("It is being printed just now"));
      return;
    }
  g_task_set_task_data (verb, form, form_free);
  yc_counter_load_form_offset_async (counter, printer, offset_cb, g_object_ref (verb));
}

void
yc_case_file_print_form_async (YcCaseFile          *self,
                               const char          *kind,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (GTask) verb = NULL;
  YcCounter *counter;
  YcDevice *printer;

  g_return_if_fail (YC_IS_CASE_FILE (self) && kind != NULL);

  verb = yc_case_file_begin (self, callback, user_data);
  counter = yc_case_file_get_counter (self);
  printer = yc_case_file_get_form_printer (self);
  if (printer == NULL)
    g_task_return_new_error (verb, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NO_DEVICE, _("No form printer is connected"));
  else if (!yc_case_file_may_make_papers (self))
    g_task_return_new_error (verb, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED,
                             _("Papers are printed by a clerk or a helper"));
  else if (yc_case_file_get_matter (self) == NULL)
    g_task_return_new_error (verb, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_FOUND,
                             _("This case has no such paper for the form printer"));
  else
    begin (counter, self, kind, printer, verb);
}

/* --- what became of it ------------------------------------------------------------- */

static void
settled_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) verb = user_data;
  YcCaseFile *file = g_task_get_source_object (verb);
  GError *error = NULL;
  g_autoptr (YcStoreJob) job = yc_store_settle_job_finish (YC_STORE (source), result, &error);
  g_autofree char *id = NULL;
  YcOp *op;
  g_autoptr (GPtrArray) ops = NULL;

  if (job == NULL)
    {
      g_task_return_error (verb, error);
      return;
    }
  id = yc_id_dup_text (&job->id);
  op = yc_case_file_create_text_op (file, "print.settle", "job", id, "paper", job->kind, "outcome",
                                    job->state == YC_STORE_JOB_DONE ? "whole" : "spoilt", NULL);
  ops = yc_case_file_create_ops ();
  g_ptr_array_add (ops, op);
  yc_case_file_append_judged (file, g_steal_pointer (&verb), ops);
}

void
yc_case_file_settle_print_async (YcCaseFile          *self,
                                 const char          *kind,
                                 gboolean             whole,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  YcStream stream = { YC_STREAM_CASE, *yc_case_file_get_id (self) };
  GTask *verb = yc_case_file_begin (self, callback, user_data);
  YcCounter *counter = yc_case_file_get_counter (self);

  g_return_if_fail (kind != NULL);

  if (counter == NULL)
    {
      g_task_return_new_error (verb, G_IO_ERROR, G_IO_ERROR_CLOSED, _("The counter is closed"));
      g_object_unref (verb);
      return;
    }
  yc_store_settle_job_async (counter->store, &stream, kind, whole ? YC_STORE_JOB_DONE : YC_STORE_JOB_CANCELLED,
                             g_get_real_time () / 1000, settled_cb, verb);
}
