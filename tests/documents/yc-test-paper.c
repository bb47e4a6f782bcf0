#include "yc-test-paper.h"

#include <string.h>

/* Text as UTF-16, which a font of no file names back character by character. */
#define FONT "<< /Type /Font /Subtype /Type0 /BaseFont /Test /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>"
#define CID_FONT                                                                                                   \
  "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Test /DW 1000 /CIDToGIDMap /Identity "                         \
  "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor "                     \
  "<< /Type /FontDescriptor /FontName /Test /Flags 4 /FontBBox [0 -200 1000 800] /Ascent 800 /Descent -200 "       \
  "/CapHeight 700 /StemV 80 /ItalicAngle 0 >> >>"
#define TO_UNICODE                                                                                                 \
  "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"                \
  "1 begincodespacerange <0000> <ffff> endcodespacerange\n"                                                        \
  "1 beginbfrange <0000> <ffff> <0000> endbfrange\nendcmap end end\n"
#define FIRST_PAGE 6 /* number of the first page's object; its contents follow it */

static char *
create_stream (const char *content)
{
  return g_strdup_printf ("<< /Length %" G_GSIZE_FORMAT " >>\nstream\n%s\nendstream", strlen (content), content);
}

static void
add_line (GString    *content,
          int         x,
          int         y,
          const char *text)
{
  glong count;
  g_autofree gunichar2 *units = g_utf8_to_utf16 (text, -1, NULL, &count, NULL);

  g_string_append_printf (content, "BT /F1 14 Tf 1 0 0 1 %d %d Tm <", x, YC_TEST_PAPER_HEIGHT_PT - y - 14);
  for (glong i = 0; i < count; i++)
    g_string_append_printf (content, "%04x", units[i]);
  g_string_append (content, "> Tj ET\n");
}

static char *
create_contents (const char *const *lines,
                 guint              page)
{
  g_autoptr (GString) content = g_string_new (NULL);
  g_autofree char *footer = g_strdup_printf ("page %u", page + 1);

  g_string_append_printf (content, "0 g 40 %d 20 20 re f\n", YC_TEST_PAPER_HEIGHT_PT - 60);
  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    add_line (content, 80, 80 + 40 * (int) i, lines[i]);
  add_line (content, 280, 800, footer);
  return create_stream (content->str);
}

GBytes *
yc_test_paper_new (const char *const *lines,
                   guint              pages)
{
  g_autoptr (GPtrArray) objects = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) kids = g_string_new (NULL);

  for (guint i = 0; i < pages; i++)
    g_string_append_printf (kids, "%u 0 R ", FIRST_PAGE + 2 * i);
  g_ptr_array_add (objects, g_strdup ("<< /Type /Catalog /Pages 2 0 R >>"));
  g_ptr_array_add (objects, g_strdup_printf ("<< /Type /Pages /Count %u /MediaBox [0 0 %d %d] /Kids [%s] "
                                             "/Resources << /Font << /F1 3 0 R >> >> >>",
                                             pages, YC_TEST_PAPER_WIDTH_PT, YC_TEST_PAPER_HEIGHT_PT, kids->str));
  g_ptr_array_add (objects, g_strdup (FONT));
  g_ptr_array_add (objects, g_strdup (CID_FONT));
  g_ptr_array_add (objects, create_stream (TO_UNICODE));
  for (guint i = 0; i < pages; i++)
    {
      g_ptr_array_add (objects, g_strdup_printf ("<< /Type /Page /Parent 2 0 R /Contents %u 0 R >>", FIRST_PAGE + 2 * i + 1));
      g_ptr_array_add (objects, create_contents (lines, i));
    }
  g_ptr_array_add (objects, NULL);
  return yc_test_paper_new_raw ((const char *const *) objects->pdata, "");
}

GBytes *
yc_test_paper_new_raw (const char *const *objects,
                       const char        *trailer)
{
  g_autoptr (GString) text = g_string_new ("%PDF-1.4\n");
  g_autoptr (GString) table = g_string_new ("0000000000 65535 f \n");
  guint count = 0;
  gsize at;

  for (; objects[count] != NULL; count++)
    {
      g_string_append_printf (table, "%010" G_GSIZE_FORMAT " 00000 n \n", text->len);
      g_string_append_printf (text, "%u 0 obj\n%s\nendobj\n", count + 1, objects[count]);
    }
  at = text->len;
  g_string_append_printf (text, "xref\n0 %u\n%strailer\n<< /Size %u /Root 1 0 R %s >>\nstartxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n",
                          count + 1, table->str, count + 1, trailer, at);
  return g_bytes_new (text->str, text->len);
}
