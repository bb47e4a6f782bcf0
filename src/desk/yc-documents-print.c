/* yc-documents-print.c: printing a paper that was made
 *
 *   dialog ──▶ journal: planned, started ──▶ the file's bytes to the printer
 *     │                                            │
 *     └── closed: nothing happened                 └──▶ journal and case: how it went
 *
 * GtkPrintOperation would draw anew; a GtkPrintJob sends the file. It lies in
 * memory, on no disk, and the case's record has its digest.
 */

#include "yc-documents-print.h"

#include <glib/gi18n-lib.h>
#include <gtk/gtkunixprint.h>
#include <unistd.h>

typedef struct
{
  GtkWindow *parent;
  YcCaseFile *file;
  char *kind;
  char *title;
  YcPdfPages *pages;
  GtkPrinter *printer;
  GtkPrintSettings *settings;
  GtkPageSetup *setup;
  YcId job;
  guint copy;
  int fd;        /* -1 for none */
  GError *error; /* (nullable): why it was not printed */
} Print;

static void
print_free (gpointer data)
{
  Print *print = data;

  g_object_unref (print->parent);
  g_object_unref (print->file);
  g_free (print->kind);
  g_free (print->title);
  g_object_unref (print->pages);
  g_clear_object (&print->printer);
  g_clear_object (&print->settings);
  g_clear_object (&print->setup);
  g_clear_error (&print->error);
  if (print->fd >= 0)
    close (print->fd);
  g_free (print);
}

static void
recorded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Print *print = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!yc_case_file_finish (YC_CASE_FILE (source), result, &error) && print->error == NULL)
    print->error = g_steal_pointer (&error);
  if (print->error != NULL)
    g_task_return_error (task, g_steal_pointer (&print->error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
end (GTask          *task,
     YcPaperPrinted  printed)
{
  Print *print = g_task_get_task_data (task);

  yc_case_file_end_print_async (print->file, print->kind, print->pages, &print->job, print->copy, printed, recorded_cb,
                                g_object_ref (task));
}

/* The whole file has gone to the printer's queue, or not. */
static void
sent_cb (GtkPrintJob  *job,
         gpointer      user_data,
         const GError *error)
{
  GTask *task = user_data;
  Print *print = g_task_get_task_data (task);

  if (error != NULL)
    print->error = g_error_copy (error);
  end (task, error == NULL ? YC_PAPER_PRINTED : YC_PAPER_PRINT_UNKNOWN);
}

static void
begun_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Print *print = g_task_get_task_data (task);
  g_autoptr (GtkPrintJob) job = NULL;
  GError *error = NULL;

  if (!yc_case_file_begin_print_finish (YC_CASE_FILE (source), result, &print->job, &print->copy, &print->fd, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  job = gtk_print_job_new (print->title, print->printer, print->settings, print->setup);
  if (gtk_print_job_set_source_fd (job, print->fd, &print->error))
    gtk_print_job_send (job, sent_cb, g_object_ref (task), g_object_unref);
  else
    end (task, YC_PAPER_PRINT_CANCELLED);
}

/* What was chosen last is proposed again, as long as the program runs. */
#define SETTINGS "yc-print-settings"

static void
keep_settings (GtkPrintSettings *settings)
{
  GApplication *application = g_application_get_default ();

  if (application != NULL)
    g_object_set_data_full (G_OBJECT (application), SETTINGS, g_object_ref (settings), g_object_unref);
}

/* Returns: (transfer full): with a name for whoever prints to a file */
static GtkPrintSettings *
create_settings (const char *title)
{
  GApplication *application = g_application_get_default ();
  GtkPrintSettings *kept = application != NULL ? g_object_get_data (G_OBJECT (application), SETTINGS) : NULL;
  GtkPrintSettings *settings = kept != NULL ? gtk_print_settings_copy (kept) : gtk_print_settings_new ();
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);

  gtk_print_settings_unset (settings, GTK_PRINT_SETTINGS_OUTPUT_URI);
  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_BASENAME, title);
  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_DIR, documents != NULL ? documents : g_get_home_dir ());
  return settings;
}

static void
response_cb (GtkDialog *dialog,
             int        response,
             gpointer   user_data)
{
  g_autoptr (GTask) task = user_data;
  Print *print = g_task_get_task_data (task);
  GtkPrintUnixDialog *unix_dialog = GTK_PRINT_UNIX_DIALOG (dialog);
  GtkPrinter *printer = gtk_print_unix_dialog_get_selected_printer (unix_dialog);

  if (response == GTK_RESPONSE_OK && printer != NULL && gtk_printer_accepts_pdf (printer))
    {
      print->printer = g_object_ref (printer);
      print->settings = gtk_print_unix_dialog_get_settings (unix_dialog);
      keep_settings (print->settings);
      print->setup = g_object_ref (gtk_print_unix_dialog_get_page_setup (unix_dialog));
      yc_case_file_begin_print_async (print->file, print->kind, print->pages, begun_cb, g_object_ref (task));
    }
  else if (response == GTK_RESPONSE_OK)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                             _("This printer takes no PDF; nothing was printed. Choose another one"));
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", "closed");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/**
 * yc_documents_print_async:
 * @kind: the paper's: copies are counted for each in its case
 * @title: what the printer's queue shows
 * @pages: the file that was looked at
 *
 * Asks for the printer. Answers G_IO_ERROR_CANCELLED where the dialog is closed.
 */
void
yc_documents_print_async (GtkWindow           *parent,
                          YcCaseFile          *file,
                          const char          *kind,
                          const char          *title,
                          YcPdfPages          *pages,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  GtkWidget *dialog = gtk_print_unix_dialog_new (title, parent);
  g_autoptr (GtkPrintSettings) settings = create_settings (title);
  Print *print = g_new0 (Print, 1);

  print->parent = g_object_ref (parent);
  print->file = g_object_ref (file);
  print->kind = g_strdup (kind);
  print->title = g_strdup (title);
  print->pages = g_object_ref (pages);
  print->fd = -1;
  g_task_set_source_tag (task, yc_documents_print_async);
  g_task_set_task_data (task, print, print_free);
  gtk_print_unix_dialog_set_manual_capabilities (GTK_PRINT_UNIX_DIALOG (dialog),
                                                 GTK_PRINT_CAPABILITY_GENERATE_PDF | GTK_PRINT_CAPABILITY_COPIES);
  gtk_print_unix_dialog_set_settings (GTK_PRINT_UNIX_DIALOG (dialog), settings);
  gtk_window_set_modal (GTK_WINDOW (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), task);
  gtk_window_present (GTK_WINDOW (dialog));
}

gboolean
yc_documents_print_finish (GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
