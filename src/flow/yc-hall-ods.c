/* yc-hall-ods.c: a table as an OpenDocument spreadsheet
 *
 * The least that ISO/IEC 26300 asks for: the media type first and not
 * compressed, a manifest, and the cells. Texts are texts and numbers numbers,
 * so that nothing is guessed from how it looks. libarchive puts them together.
 */

#include "yc-hall-table.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#define MEDIA_TYPE "application/vnd.oasis.opendocument.spreadsheet"

static const char manifest[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.2\">"
    "<manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.2\" manifest:media-type=\"" MEDIA_TYPE "\"/>"
    "<manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/>"
    "</manifest:manifest>\n";

static const char content_head[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\""
    " xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\""
    " xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" office:version=\"1.2\">"
    "<office:body><office:spreadsheet>";

static const char content_foot[] = "</table:table></office:spreadsheet></office:body></office:document-content>\n";

static void
append_cell (GString    *xml,
             const char *text,
             gboolean    is_text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  if (is_text)
    g_string_append_printf (xml, "<table:table-cell office:value-type=\"string\"><text:p>%s</text:p></table:table-cell>",
                            escaped);
  else
    g_string_append_printf (xml, "<table:table-cell office:value-type=\"float\" office:value=\"%s\"><text:p>%s</text:p>"
                            "</table:table-cell>", escaped, escaped);
}

static GString *
create_content (GPtrArray  *table,
                const char *name)
{
  GString *xml = g_string_new (content_head);
  g_autofree char *escaped = g_markup_escape_text (name, -1);

  g_string_append_printf (xml, "<table:table table:name=\"%s\">", escaped);
  for (guint i = 0; i < table->len; i++)
    {
      char **cells = g_ptr_array_index (table, i);

      g_string_append (xml, "<table:table-row>");
      for (guint j = 0; cells[j] != NULL; j++)
        append_cell (xml, cells[j], i == 0 || j < YC_HALL_TABLE_TEXTS);
      g_string_append (xml, "</table:table-row>");
    }
  g_string_append (xml, content_foot);
  return xml;
}

static la_ssize_t
write_cb (struct archive *archive,
          void           *data,
          const void     *bytes,
          size_t          size)
{
  g_byte_array_append (data, bytes, (guint) size);
  return (la_ssize_t) size;
}

static gboolean
add_file (struct archive *archive,
          const char     *name,
          const char     *text,
          gsize           size,
          gboolean        packed)
{
  struct archive_entry *entry = archive_entry_new ();
  gboolean good;

  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  archive_entry_set_size (entry, (la_int64_t) size);
  good = (packed ? archive_write_zip_set_compression_deflate (archive)
                 : archive_write_zip_set_compression_store (archive)) == ARCHIVE_OK &&
         archive_write_header (archive, entry) == ARCHIVE_OK &&
         archive_write_data (archive, text, size) == (la_ssize_t) size;
  archive_entry_free (entry);
  return good;
}

/**
 * yc_hall_table_to_ods:
 * @table: of yc_hall_list_table()
 * @name: of the sheet
 *
 * Returns: (transfer full) (nullable): the file's bytes
 */
GBytes *
yc_hall_table_to_ods (GPtrArray   *table,
                      const char  *name,
                      GError     **error)
{
  g_autoptr (GString) content = create_content (table, name);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  struct archive *archive = archive_write_new ();
  gboolean good;

  good = archive_write_set_format_zip (archive) == ARCHIVE_OK &&
         archive_write_set_bytes_in_last_block (archive, 1) == ARCHIVE_OK &&
         archive_write_open (archive, bytes, NULL, write_cb, NULL) == ARCHIVE_OK &&
         add_file (archive, "mimetype", MEDIA_TYPE, strlen (MEDIA_TYPE), FALSE) &&
         add_file (archive, "META-INF/manifest.xml", manifest, strlen (manifest), TRUE) &&
         add_file (archive, "content.xml", content->str, content->len, TRUE) &&
         archive_write_close (archive) == ARCHIVE_OK;
  if (!good)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "Failed to pack the table: %s", archive_error_string (archive));
  archive_write_free (archive);
  return good ? g_byte_array_free_to_bytes (g_steal_pointer (&bytes)) : NULL;
}
