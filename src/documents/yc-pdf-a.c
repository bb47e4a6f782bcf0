/* yc-pdf-a.c: a PDF as cairo writes it, made fit for keeping
 *
 * PDF/A-2u (ISO 19005-2) wants what cairo 1.16 leaves out:
 *
 * 1. XMP metadata that say which part and level it is (6.6.4), and the same title
 *    and dates as the Info dictionary (6.6.3).
 * 2. An output intent, because colours are written as device RGB and gray (6.2.4.3).
 * 3. /CIDToGIDMap in every CIDFontType2 that is embedded (6.2.11.3.2).
 *
 * Fonts, text and pages go through as they are: qpdf moves objects and touches no
 * content. The id is made from the content, so the same paper gets the same bytes.
 */

#include "yc-pdf-a.h"

#include "yc-template.h"

#include <lcms2.h>
#include <qpdf/qpdf-c.h>
#include <string.h>

#define PRODUCER "Yichuang " YC_VERSION
#define ICC_BYTES_MAX 65536
#define OBJECTS_MAX 200000
/* Where an ICC profile has its creation date: six numbers of two bytes (ICC.1, 7.2.1). */
#define ICC_DATE_AT 24
#define ICC_DATE_SIZE 12

static gboolean
fail (qpdf_data    pdf,
      const char  *doing,
      GError     **error)
{
  const char *detail = qpdf_has_error (pdf) ? qpdf_get_error_full_text (pdf, qpdf_get_error (pdf)) : "no detail";

  g_set_error (error, YC_TEMPLATE_ERROR, YC_TEMPLATE_ERROR_PDF, "%s failed: %s", doing, detail);
  return FALSE;
}

/* sRGB, always with the same bytes. */
static GBytes *
create_profile (GError **error)
{
  static const guint8 date[ICC_DATE_SIZE] = { 7, 0xD0, 0, 1, 0, 1 };
  cmsHPROFILE profile = cmsCreate_sRGBProfile ();
  cmsUInt32Number size = 0;
  guint8 *bytes = NULL;

  if (profile != NULL)
    {
      cmsSetProfileVersion (profile, 2.1);
      if (cmsSaveProfileToMem (profile, NULL, &size) && size > ICC_DATE_AT + ICC_DATE_SIZE && size <= ICC_BYTES_MAX)
        {
          bytes = g_malloc0 (size);
          if (!cmsSaveProfileToMem (profile, bytes, &size))
            g_clear_pointer (&bytes, g_free);
        }
      cmsCloseProfile (profile);
    }
  if (bytes == NULL)
    {
      g_set_error (error, YC_TEMPLATE_ERROR, YC_TEMPLATE_ERROR_PDF, "The colour profile could not be made");
      return NULL;
    }
  for (gsize i = 0; i < ICC_DATE_SIZE; i++)
    bytes[ICC_DATE_AT + i] = date[i];
  return g_bytes_new_take (bytes, size);
}

static qpdf_oh
new_stream (qpdf_data pdf,
            GBytes   *bytes)
{
  qpdf_oh stream = qpdf_oh_new_stream (pdf);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  qpdf_oh_replace_stream_data (pdf, stream, data, size, qpdf_oh_new_null (pdf), qpdf_oh_new_null (pdf));
  return stream;
}

static void
add_output_intent (qpdf_data pdf,
                   qpdf_oh   root,
                   GBytes   *profile)
{
  qpdf_oh stream = new_stream (pdf, profile);
  qpdf_oh intent = qpdf_oh_parse (pdf, "<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) "
                                       "/Info (sRGB IEC61966-2.1) >>");
  qpdf_oh intents = qpdf_oh_new_array (pdf);

  qpdf_oh_replace_key (pdf, qpdf_oh_get_dict (pdf, stream), "/N", qpdf_oh_new_integer (pdf, 3));
  qpdf_oh_replace_key (pdf, intent, "/DestOutputProfile", stream);
  qpdf_oh_append_item (pdf, intents, intent);
  qpdf_oh_replace_key (pdf, root, "/OutputIntents", intents);
}

static char *
format_time (const YcPdfFacts *facts,
             const char       *format)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (facts->created_ms / 1000);

  return time != NULL ? g_date_time_format (time, format) : NULL;
}

static GBytes *
create_xmp (const YcPdfFacts *facts)
{
  g_autofree char *title = g_markup_escape_text (facts->title, -1);
  g_autofree char *time = format_time (facts, "%Y-%m-%dT%H:%M:%SZ");
  char *xmp;

  if (time == NULL)
    return NULL;
  xmp = g_strdup_printf (
    "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
    "<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" "
    "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" "
    "xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\n"
    "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>\n"
    "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></dc:title>\n"
    "<dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language>\n"
    "<xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate>\n"
    "<pdf:Producer>" PRODUCER "</pdf:Producer>\n"
    "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>",
    title, facts->language, time, time);
  return g_bytes_new_take (xmp, strlen (xmp));
}

static void
add_info (qpdf_data         pdf,
          const YcPdfFacts *facts)
{
  g_autofree char *time = format_time (facts, "D:%Y%m%d%H%M%SZ");
  qpdf_oh info = qpdf_oh_new_dictionary (pdf);

  qpdf_oh_replace_key (pdf, info, "/Title", qpdf_oh_new_unicode_string (pdf, facts->title));
  qpdf_oh_replace_key (pdf, info, "/Producer", qpdf_oh_new_string (pdf, PRODUCER));
  qpdf_oh_replace_key (pdf, info, "/CreationDate", qpdf_oh_new_string (pdf, time));
  qpdf_oh_replace_key (pdf, info, "/ModDate", qpdf_oh_new_string (pdf, time));
  qpdf_oh_replace_key (pdf, qpdf_get_trailer (pdf), "/Info", qpdf_make_indirect_object (pdf, info));
}

static gboolean
add_metadata (qpdf_data          pdf,
              qpdf_oh            root,
              const YcPdfFacts  *facts,
              GBytes            *xmp)
{
  qpdf_oh stream = new_stream (pdf, xmp);
  qpdf_oh dict = qpdf_oh_get_dict (pdf, stream);
  qpdf_oh view = qpdf_oh_parse (pdf, "<< /DisplayDocTitle true >>");

  qpdf_oh_replace_key (pdf, dict, "/Type", qpdf_oh_new_name (pdf, "/Metadata"));
  qpdf_oh_replace_key (pdf, dict, "/Subtype", qpdf_oh_new_name (pdf, "/XML"));
  qpdf_oh_replace_key (pdf, root, "/Metadata", stream);
  qpdf_oh_replace_key (pdf, root, "/Lang", qpdf_oh_new_string (pdf, facts->language));
  qpdf_oh_replace_key (pdf, root, "/ViewerPreferences", view);
  return TRUE;
}

static gboolean
is_name (qpdf_data   pdf,
         qpdf_oh     dict,
         const char *key,
         const char *name)
{
  qpdf_oh value = qpdf_oh_get_key (pdf, dict, key);

  return qpdf_oh_is_name (pdf, value) && strcmp (qpdf_oh_get_name (pdf, value), name) == 0;
}

/* Below the fonts of every page lie the fonts they are made of. */
static void
map_descendants (qpdf_data pdf,
                 qpdf_oh   font)
{
  qpdf_oh descendants = qpdf_oh_get_key (pdf, font, "/DescendantFonts");
  int count = qpdf_oh_is_array (pdf, descendants) ? qpdf_oh_get_array_n_items (pdf, descendants) : 0;

  for (int i = 0; i < count; i++)
    {
      qpdf_oh below = qpdf_oh_get_array_item (pdf, descendants, i);

      if (is_name (pdf, below, "/Subtype", "/CIDFontType2") && !qpdf_oh_has_key (pdf, below, "/CIDToGIDMap"))
        qpdf_oh_replace_key (pdf, below, "/CIDToGIDMap", qpdf_oh_new_name (pdf, "/Identity"));
    }
}

static void
map_fonts (qpdf_data pdf,
           qpdf_oh   page)
{
  qpdf_oh resources = qpdf_oh_get_key (pdf, page, "/Resources");
  qpdf_oh fonts = qpdf_oh_is_dictionary (pdf, resources) ? qpdf_oh_get_key (pdf, resources, "/Font") : qpdf_oh_new_null (pdf);
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);

  if (!qpdf_oh_is_dictionary (pdf, fonts))
    return;
  qpdf_oh_begin_dict_key_iter (pdf, fonts);
  while (qpdf_oh_dict_more_keys (pdf))
    g_ptr_array_add (keys, g_strdup (qpdf_oh_dict_next_key (pdf)));
  for (guint i = 0; i < keys->len; i++)
    map_descendants (pdf, qpdf_oh_get_key (pdf, fonts, g_ptr_array_index (keys, i)));
}

static GBytes *
write_pdf (qpdf_data   pdf,
           GError    **error)
{
  if (qpdf_init_write_memory (pdf) & QPDF_ERRORS)
    {
      fail (pdf, "Writing the PDF", error);
      return NULL;
    }
  qpdf_set_deterministic_ID (pdf, QPDF_TRUE);
  qpdf_set_object_stream_mode (pdf, qpdf_o_disable);
  qpdf_set_preserve_unreferenced_objects (pdf, QPDF_FALSE);
  qpdf_set_newline_before_endstream (pdf, QPDF_TRUE);
  qpdf_set_minimum_pdf_version (pdf, "1.7");
  if (qpdf_write (pdf) & QPDF_ERRORS)
    {
      fail (pdf, "Writing the PDF", error);
      return NULL;
    }
  return g_bytes_new (qpdf_get_buffer (pdf), qpdf_get_buffer_length (pdf));
}

static GBytes *
convert (qpdf_data          pdf,
         GBytes            *bytes,
         const YcPdfFacts  *facts,
         GError           **error)
{
  g_autoptr (GBytes) profile = create_profile (error);
  g_autoptr (GBytes) xmp = create_xmp (facts);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  qpdf_oh root;

  if (profile == NULL)
    return NULL;
  qpdf_silence_errors (pdf);
  qpdf_set_suppress_warnings (pdf, QPDF_TRUE);
  qpdf_set_attempt_recovery (pdf, QPDF_FALSE);
  if (xmp == NULL || (qpdf_read_memory (pdf, "paper", data, size, NULL) & QPDF_ERRORS))
    {
      fail (pdf, "Reading the PDF", error);
      return NULL;
    }
  root = qpdf_get_root (pdf);
  add_output_intent (pdf, root, profile);
  add_metadata (pdf, root, facts, xmp);
  add_info (pdf, facts);
  for (int i = 0; i < qpdf_get_num_pages (pdf); i++)
    map_fonts (pdf, qpdf_get_page_n (pdf, (size_t) i));
  return write_pdf (pdf, error);
}

/**
 * yc_pdf_a_convert:
 * @pdf: as cairo wrote it, with every font embedded and mapped to Unicode
 * @facts: what its metadata say
 * @error: %YC_TEMPLATE_ERROR_PDF
 *
 * Returns: (transfer full) (nullable): the same pages as PDF/A-2u
 */
GBytes *
yc_pdf_a_convert (GBytes            *pdf,
                  const YcPdfFacts  *facts,
                  GError           **error)
{
  qpdf_data handle = qpdf_init ();
  GBytes *result = convert (handle, pdf, facts, error);

  qpdf_cleanup (&handle);
  return result;
}
