/* yc-sim-paper.c: what a simulated printer has printed, as files
 *
 * job-0001.bin holds the bytes, job-0001.txt what would stand on the paper; of
 * a form printer job-0001-1.png is how its first page would look.
 */

#include "yc-sim-paper.h"

#include "yc-escpos-decode.h"
#include "yc-device-error.h"
#include "yc-sim-form-paper.h"

static char *
render (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = yc_escpos_decode (bytes, &error);

  if (items == NULL)
    return g_strdup_printf ("[not readable: %s]\n", error->message);
  return yc_escpos_render (items);
}

static gboolean
save_picture (const YcSimFormPage *page,
              guint                number,
              const char          *stem,
              GError             **error)
{
  g_autofree char *path = g_strdup_printf ("%s-%u.png", stem, number);
  g_autoptr (GBytes) png = yc_sim_form_page_to_png (page, YC_SIM_FORM_WIDTH_MM, error);

  return png != NULL && g_file_set_contents (path, g_bytes_get_data (png, NULL), (gssize) g_bytes_get_size (png), error);
}

/**
 * yc_sim_paper_save_form:
 * @bytes: what a form printer was sent
 * @stem: of the files: STEM.txt, and STEM-1.png for the first page
 * @error: YC_DEVICE_ERROR for bytes no printer understands, or why a file could
 * not be written
 */
gboolean
yc_sim_paper_save_form (GBytes      *bytes,
                        const char  *stem,
                        GError     **error)
{
  g_autoptr (YcSimFormPaper) paper = yc_sim_form_paper_read (bytes, error);
  g_autofree char *text = paper != NULL ? yc_sim_form_paper_dup_text (paper) : NULL;
  g_autofree char *path = g_strconcat (stem, ".txt", NULL);

  for (guint i = 0; paper != NULL && i < paper->pages->len; i++)
    if (!save_picture (g_ptr_array_index (paper->pages, i), i + 1, stem, error))
      return FALSE;
  return paper != NULL && g_file_set_contents (path, text, -1, error);
}

static gboolean
save_as_seen (YcSimPrinter *printer,
              GBytes       *bytes,
              const char   *stem,
              GError      **error)
{
  g_autofree char *path = g_strconcat (stem, ".txt", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) local = NULL;

  if (!yc_sim_printer_is_form (printer))
    text = render (bytes);
  else if (yc_sim_paper_save_form (bytes, stem, &local))
    return TRUE;
  else if (local->domain == YC_DEVICE_ERROR)
    text = g_strdup_printf ("[not readable: %s]\n", local->message);
  else
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return g_file_set_contents (path, text, -1, error);
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
  g_autofree char *stem = NULL;
  g_autofree char *path = NULL;

  if (bytes == NULL)
    return TRUE;
  (*count)++;
  stem = g_strdup_printf ("%s/job-%04u", folder, *count);
  path = g_strconcat (stem, ".bin", NULL);
  return g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), error) &&
         save_as_seen (printer, bytes, stem, error);
}
