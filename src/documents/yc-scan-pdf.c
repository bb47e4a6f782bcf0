/* yc-scan-pdf.c: scanned pages as one PDF
 *
 * PDF 1.4 (ISO 32000-1): a JPEG is an image whose filter is DCTDecode, so its
 * bytes go in as they are (7.4.8), and a page turned by quarters is turned by
 * /Rotate, with no loss. The same pages give the same bytes: there is no date,
 * and the file identifier (14.4) is the hash of the pages. Page i has the
 * objects 3 + 3i (page), 4 + 3i (content), 5 + 3i (picture).
 */

#include "yc-scan-pdf.h"

#include "yc-crypto.h"
#include "yc-scan-jpeg.h"

#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <string.h>

#define POINTS_PER_INCH 72.0
#define FIRST_PAGE 3
#define OBJECTS_A_PAGE 3

typedef struct
{
  GByteArray *bytes;
  GArray *offsets; /* of guint: of object 1, 2, … */
} Writer;

static void G_GNUC_PRINTF (2, 3)
say (Writer     *writer,
     const char *format,
     ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_byte_array_append (writer->bytes, (const guint8 *) text, (guint) strlen (text));
}

static void
begin_object (Writer *writer)
{
  g_array_append_val (writer->offsets, writer->bytes->len);
  say (writer, "%u 0 obj\n", writer->offsets->len);
}

/* In points with two decimals, whatever the locale. */
static const char *
format_length (guint  dots,
               guint  dpi,
               char  *buffer)
{
  return g_ascii_formatd (buffer, G_ASCII_DTOSTR_BUF_SIZE, "%.2f", dots * POINTS_PER_INCH / dpi);
}

static void
add_page (Writer              *writer,
          const YcScanPdfPage *page,
          const YcJpegHead    *head)
{
  char width[G_ASCII_DTOSTR_BUF_SIZE], height[G_ASCII_DTOSTR_BUF_SIZE];
  guint number = writer->offsets->len + 1;
  g_autofree char *content = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (page->jpeg, &size);

  format_length (head->width, page->dpi, width);
  format_length (head->height, page->dpi, height);
  content = g_strdup_printf ("q %s 0 0 %s 0 0 cm /P Do Q\n", width, height);
  begin_object (writer);
  say (writer, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %s %s] /Rotate %u\n"
       "   /Resources << /XObject << /P %u 0 R >> >> /Contents %u 0 R >>\nendobj\n",
       width, height, page->quarters % 4 * 90, number + 2, number + 1);
  begin_object (writer);
  say (writer, "<< /Length %u >>\nstream\n%sendstream\nendobj\n", (guint) strlen (content), content);
  begin_object (writer);
  say (writer, "<< /Type /XObject /Subtype /Image /Width %u /Height %u /ColorSpace /%s\n"
       "   /BitsPerComponent 8 /Filter /DCTDecode /Length %u >>\nstream\n",
       head->width, head->height, head->channels == 1 ? "DeviceGray" : "DeviceRGB", (guint) size);
  g_byte_array_append (writer->bytes, data, (guint) size);
  say (writer, "\nendstream\nendobj\n");
}

static void
add_front (Writer *writer,
           guint   n_pages)
{
  say (writer, "%%PDF-1.4\n%%\xE4\xB8\x80\xE7\xAA\x97\n");
  begin_object (writer);
  say (writer, "<< /Type /Catalog /Pages 2 0 R >>\nendobj\n");
  begin_object (writer);
  say (writer, "<< /Type /Pages /Count %u /Kids [", n_pages);
  for (guint i = 0; i < n_pages; i++)
    say (writer, "%s%u 0 R", i % 8 == 0 ? "\n" : " ", FIRST_PAGE + OBJECTS_A_PAGE * i);
  say (writer, " ] >>\nendobj\n");
}

static void
add_end (Writer     *writer,
         const char *identifier)
{
  guint start = writer->bytes->len;

  say (writer, "xref\n0 %u\n0000000000 65535 f \n", writer->offsets->len + 1);
  for (guint i = 0; i < writer->offsets->len; i++)
    say (writer, "%010u 00000 n \n", g_array_index (writer->offsets, guint, i));
  say (writer, "trailer\n<< /Size %u /Root 1 0 R /ID [<%s> <%s>] >>\nstartxref\n%u\n%%%%EOF\n",
       writer->offsets->len + 1, identifier, identifier, start);
}

static char *
dup_identifier (GByteArray *bytes)
{
  g_autoptr (GBytes) all = g_bytes_new_static (bytes->data, bytes->len);
  guint8 hash[YC_SHA256_SIZE];
  char text[YC_SHA256_TEXT_SIZE];

  yc_sha256_bytes (all, hash);
  yc_sha256_to_text (hash, text);
  return g_strndup (text, 32);
}

static gboolean
check (const YcScanPdfPage *pages,
       guint                n_pages,
       YcJpegHead          *heads,
       GError             **error)
{
  guint64 total = 0;

  for (guint i = 0; i < n_pages; i++)
    {
      g_return_val_if_fail (pages[i].dpi > 0, FALSE);
      if (!yc_jpeg_read_head (pages[i].jpeg, &heads[i], error))
        {
          g_prefix_error (error, _("Page %u: "), i + 1);
          return FALSE;
        }
      total += g_bytes_get_size (pages[i].jpeg) + 1024;
    }
  if (total <= YC_SCAN_PDF_MAX_BYTES)
    return TRUE;
  g_set_error (error, YC_SCAN_ERROR, YC_SCAN_ERROR_TOO_LARGE,
               _("The pages have %u MB; a document can have %d. Make two documents of them: nothing is lost"),
               (guint) (total / 1000000), YC_SCAN_PDF_MAX_BYTES / 1000000);
  return FALSE;
}

/**
 * yc_scan_pdf_make:
 * @pages: (array length=n_pages): in order
 * @n_pages: at least 1, at most %YC_SCAN_PDF_PAGES_MAX
 * @error: YC_SCAN_ERROR
 *
 * Returns: (transfer full): the PDF
 */
GBytes *
yc_scan_pdf_make (const YcScanPdfPage *pages,
                  guint                n_pages,
                  GError             **error)
{
  g_autofree YcJpegHead *heads = g_new (YcJpegHead, n_pages + 1);
  g_autofree char *identifier = NULL;
  Writer writer = { NULL, NULL };

  if (n_pages == 0 || n_pages > YC_SCAN_PDF_PAGES_MAX)
    {
      g_set_error (error, YC_SCAN_ERROR, n_pages == 0 ? YC_SCAN_ERROR_EMPTY : YC_SCAN_ERROR_TOO_LARGE,
                   _("A document has 1 to %d pages; these are %u"), YC_SCAN_PDF_PAGES_MAX, n_pages);
      return NULL;
    }
  if (!check (pages, n_pages, heads, error))
    return NULL;
  writer = (Writer) { g_byte_array_new (), g_array_new (FALSE, FALSE, sizeof (guint)) };
  add_front (&writer, n_pages);
  for (guint i = 0; i < n_pages; i++)
    add_page (&writer, &pages[i], &heads[i]);
  identifier = dup_identifier (writer.bytes);
  add_end (&writer, identifier);
  g_array_unref (writer.offsets);
  return g_byte_array_free_to_bytes (writer.bytes);
}
