/* yc-ctl-print.c: yichuang-ctl print --printer escp-k|escpos TEMPLATE DATA.json -o FILE
 *                  yichuang-ctl print --calibration 241x139.7 -o FILE
 *
 * The bytes a printer is sent, from the same layout as the PDF. A form printer
 * gets every character at its place; a receipt printer, whose paper has no
 * places, gets the words line by line and the codes.
 */

#include "yc-ctl-print.h"

#include "yc-ctl-paper.h"
#include "yc-ctl-receipt.h"
#include "yc-escpk-proto.h"
#include "yc-file.h"

#include <string.h>

#define FILE_MODE 0644

typedef struct
{
  YcCtlPaper paper;
  char *printer;
  char *glyphs;
  char *calibration;
  gboolean sheets;
  double offset_x_mm;
  double offset_y_mm;
} Options;

static void
options_clear (Options *self)
{
  yc_ctl_paper_clear (&self->paper);
  g_free (self->printer);
  g_free (self->glyphs);
  g_free (self->calibration);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (int       argc,
               char    **argv,
               Options  *self,
               GError  **error)
{
  const GOptionEntry entries[] = {
    { "printer", 0, 0, G_OPTION_ARG_STRING, &self->printer, "for a form printer or a receipt printer", "escp-k|escpos" },
    { "glyphs", 0, 0, G_OPTION_ARG_STRING, &self->glyphs, "what the form printer states it has; gb2312", "gb2312|gbk" },
    { "sheets", 0, 0, G_OPTION_ARG_NONE, &self->sheets, "single sheets, to be ejected", NULL },
    { "offset-x-mm", 0, 0, G_OPTION_ARG_DOUBLE, &self->offset_x_mm, "the form printer's, to the right", "MM" },
    { "offset-y-mm", 0, 0, G_OPTION_ARG_DOUBLE, &self->offset_y_mm, "the form printer's, down", "MM" },
    { "calibration", 0, 0, G_OPTION_ARG_STRING, &self->calibration, "the page that shows a form printer's offset", "WIDTHxHEIGHT" },
    { NULL },
  };

  return yc_ctl_paper_parse (&self->paper, entries, "TEMPLATE DATA.json", argc, argv, error);
}

static gboolean
fill_settings (const Options    *options,
               YcEscpkSettings  *ret_settings,
               GError          **error)
{
  *ret_settings = (YcEscpkSettings) { YC_ESCPK_GB2312, options->sheets, options->offset_x_mm, options->offset_y_mm };
  if (g_strcmp0 (options->glyphs, "gbk") == 0)
    ret_settings->glyphs = YC_ESCPK_GBK;
  else if (options->glyphs != NULL && !g_str_equal (options->glyphs, "gb2312"))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "--glyphs: gb2312 or gbk");
      return FALSE;
    }
  return TRUE;
}

static gboolean
has_glyph_cb (gunichar character,
              double   size_mm,
              gpointer data)
{
  return yc_escpk_has_glyph (data, character, size_mm);
}

/* A receipt is all words: what its printer can't write is drawn line by line. */
static gboolean
is_word_cb (gunichar character,
            double   size_mm,
            gpointer data)
{
  return TRUE;
}

static GBytes *
make_form (const Options  *options,
           YcCtlPaperJob  *job,
           guint          *ret_pages,
           GError        **error)
{
  YcEscpkSettings settings;
  g_autoptr (GPtrArray) pages = NULL;

  if (!fill_settings (options, &settings, error))
    return NULL;
  pages = yc_template_print (job->template, job->data, &job->options, has_glyph_cb, &settings, error);
  if (pages == NULL)
    return NULL;
  *ret_pages = pages->len;
  return yc_escpk_write (pages, &settings, error);
}

static GBytes *
make_receipt (YcCtlPaperJob  *job,
              guint          *ret_pages,
              GError        **error)
{
  g_autoptr (GPtrArray) pages = yc_template_print (job->template, job->data, &job->options, is_word_cb, NULL, error);

  if (pages == NULL)
    return NULL;
  *ret_pages = pages->len;
  return yc_ctl_receipt_write (pages, error);
}

static GBytes *
make_paper (const Options  *options,
            guint          *ret_pages,
            GError        **error)
{
  g_auto (YcCtlPaperJob) job = { NULL };

  if (!yc_ctl_paper_open (&options->paper, g_ptr_array_index (options->paper.rest, 0), g_ptr_array_index (options->paper.rest, 1), &job, error))
    return NULL;
  return g_str_equal (options->printer, "escpos") ? make_receipt (&job, ret_pages, error)
                                                  : make_form (options, &job, ret_pages, error);
}

static GBytes *
make_calibration (const Options  *options,
                  guint          *ret_pages,
                  GError        **error)
{
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_print_page_free);
  YcEscpkSettings settings;
  YcPrintPage *page;
  char *end;
  double width_mm = g_ascii_strtod (options->calibration, &end);
  gboolean has_height = *end == 'x';
  double height_mm = has_height ? g_ascii_strtod (end + 1, &end) : 0;

  if (!has_height || *end != '\0')
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "--calibration: WIDTHxHEIGHT in mm, 241x139.7");
      return NULL;
    }
  page = fill_settings (options, &settings, error) ? yc_escpk_new_calibration (width_mm, height_mm, error) : NULL;
  if (page == NULL)
    return NULL;
  g_ptr_array_add (pages, page);
  *ret_pages = 1;
  return yc_escpk_write (pages, &settings, error);
}

static gboolean
is_known_printer (const Options *options)
{
  return g_strcmp0 (options->printer, "escp-k") == 0 || g_strcmp0 (options->printer, "escpos") == 0;
}

static int
write_bytes (const Options *options)
{
  g_autoptr (GError) error = NULL;
  guint pages = 0;
  g_autoptr (GBytes) bytes = options->calibration != NULL ? make_calibration (options, &pages, &error)
                                                          : make_paper (options, &pages, &error);

  if (bytes == NULL || !yc_file_write_durably (options->paper.output, bytes, FILE_MODE, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  g_print ("%s: %u pages, %" G_GSIZE_FORMAT " bytes\n", options->paper.output, pages, g_bytes_get_size (bytes));
  return 0;
}

int
yc_ctl_print (int    argc,
              char **argv)
{
  g_auto (Options) options = { { NULL } };
  g_autoptr (GError) error = NULL;

  if (!parse_options (argc, argv, &options, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  if (options.paper.output != NULL && (options.calibration != NULL ? options.paper.rest->len == 0
                                                             : options.paper.rest->len == 2 && is_known_printer (&options)))
    return write_bytes (&options);
  g_printerr ("Usage: yichuang-ctl print --printer escp-k|escpos TEMPLATE DATA.json -o FILE\n"
              "       yichuang-ctl print --calibration WIDTHxHEIGHT -o FILE\n");
  return 2;
}
