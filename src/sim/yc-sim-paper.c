/* yc-sim-paper.c: what a simulated printer has printed, as files
 *
 * job-0001.bin holds the bytes, job-0001.txt what would stand on the paper.
 */

#include "yc-sim-paper.h"

#include "yc-escpos-decode.h"

static char *
render (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = yc_escpos_decode (bytes, &error);

  if (items == NULL)
    return g_strdup_printf ("[not readable: %s]\n", error->message);
  return yc_escpos_render (items);
}

/**
 * yc_sim_paper_save:
 * @printer: a printer
 * @unfinished: whether a document without a cut is saved as well
 * @folder: where to
 * @count: (inout): how many documents have been saved
 * @error: why a file could not be written
 *
 * Returns: %TRUE unless something could not be written
 */
gboolean
yc_sim_paper_save (YcSimPrinter *printer,
                   gboolean      unfinished,
                   const char   *folder,
                   guint        *count,
                   GError      **error)
{
  g_autoptr (GBytes) bytes = yc_sim_printer_take_document (printer, unfinished);
  g_autofree char *text = NULL;
  g_autofree char *bin_path = NULL;
  g_autofree char *txt_path = NULL;

  if (bytes == NULL)
    return TRUE;
  (*count)++;
  text = render (bytes);
  bin_path = g_strdup_printf ("%s/job-%04u.bin", folder, *count);
  txt_path = g_strdup_printf ("%s/job-%04u.txt", folder, *count);
  return g_file_set_contents (bin_path, g_bytes_get_data (bytes, NULL),
                              (gssize) g_bytes_get_size (bytes), error) &&
         g_file_set_contents (txt_path, text, -1, error);
}
