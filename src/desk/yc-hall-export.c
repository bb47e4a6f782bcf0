/* yc-hall-export.c: the hall's figures as a file for a spreadsheet
 *
 * What is written is what was shown when the key was pressed. A file that was
 * there before stays until the new one is whole.
 */

#include "yc-hall-export.h"

#include "yc-hall-table.h"
#include "yc-hall-words.h"
#include "yc-say.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GtkWidget *from;
  GPtrArray *table;
  GtkFileChooserNative *chooser;
} Export;

static void
export_free (Export *export)
{
  g_object_unref (export->from);
  g_ptr_array_unref (export->table);
  g_object_unref (export->chooser);
  g_free (export);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  Export *export = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (source));

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    yc_say (export->from, _("The figures are in %s"), name);
  else
    yc_say (export->from, _("The figures were not written: %s"), error->message);
  export_free (export);
}

/* By the end of the file's name; CSV where it says nothing. */
static GBytes *
encode (Export  *export,
        GFile   *file,
        GError **error)
{
  g_autofree char *name = g_file_get_basename (file);

#ifdef YC_HAVE_ODS
  if (name != NULL && g_str_has_suffix (name, ".ods"))
    return yc_hall_table_to_ods (export->table, _("Hall"), error);
#endif
  return yc_hall_table_to_csv (export->table);
}

static void
response_cb (Export *export,
             int     response)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (export->chooser))
                                                           : NULL;

  if (file == NULL)
    {
      export_free (export);
      return;
    }
  bytes = encode (export, file, &error);
  if (bytes == NULL)
    {
      yc_say (export->from, _("The figures were not written: %s"), error->message);
      export_free (export);
      return;
    }
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, written_cb, export);
}

typedef struct
{
  YcCounter *counter;
  YcHall *hall;
} Naming;

static char *
name_key (const char *key,
          gpointer    data)
{
  const Naming *naming = data;

  return yc_hall_words_dup_key (naming->counter, naming->hall, key);
}

static GPtrArray *
create_table (YcCounter *counter,
              YcHall    *hall)
{
  Naming naming = { counter, hall };
  const YcHallTableWords words = { name_key, yc_hall_words_get_measure, &naming };

  return yc_hall_list_table (yc_hall_get_figures (hall), &words);
}

static void
add_filter (GtkFileChooserNative *chooser,
            const char           *name,
            const char           *pattern)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
}

/**
 * yc_hall_export:
 * @from: the widget that says how it went
 * @hall: one that has figures
 *
 * Asks for a file's name and writes the figures into it: a name that ends in
 * .ods is an OpenDocument spreadsheet, any other one CSV.
 */
void
yc_hall_export (GtkWidget *from,
                YcCounter *counter,
                YcHall    *hall)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (from));
  YcDate today = yc_words_get_today ();
  g_autofree char *name = g_strdup_printf (_("hall-%04d-%02d-%02d.csv"), today.year, today.month, today.day);
  Export *export = g_new0 (Export, 1);

  export->from = g_object_ref (from);
  export->table = create_table (counter, hall);
  export->chooser = gtk_file_chooser_native_new (_("Save the figures"), window, GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"),
                                                 _("_Cancel"));
  add_filter (export->chooser, _("Comma-separated values"), "*.csv");
#ifdef YC_HAVE_ODS
  add_filter (export->chooser, _("OpenDocument spreadsheet"), "*.ods");
#endif
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (export->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (export->chooser), name);
  g_signal_connect_swapped (export->chooser, "response", G_CALLBACK (response_cb), export);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (export->chooser));
}
