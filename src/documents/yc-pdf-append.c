/* yc-pdf-append.c: incremental updates of a PDF (ISO 32000-1, 7.5.6)
 *
 * 1. What was there stays a prefix, byte for byte: nothing of this writes before
 *    the end.
 * 2. The new section of cross references is of the kind of the last one, table or
 *    stream: a reader may know one kind only.
 * 3. /Size is the highest number in use and one; /Prev is the last section;
 *    everything else of the trailer is carried on (7.5.5).
 * 4. New objects have numbers that nothing has referred to.
 * 5. Objects keep their number and generation when they are written anew.
 *
 *   new ──▶ reserve, begin … add … end (an object each) ──▶ finish
 */

#include "yc-pdf-append.h"

#include "yc-crypto.h"
#include "yc-pdf-references.h"

#include <string.h>

#define STREAM_RAW_BYTES_MAX (64 * 1024 * 1024) /* of one stream that is written */
#define GENERATION_MAX 65535
#define NUMBER_MAX 8388607 /* of an object (ISO 32000-1, annex C) */

typedef struct
{
  guint number;
  guint generation;
  gsize offset;
} Entry;

struct _YcPdfAppend
{
  YcPdfFile *file; /* not owned */
  GByteArray *bytes;
  GArray *entries; /* of Entry */
  guint next_number;
  gboolean open;   /* between begin and end */
  gboolean failed; /* an object cannot be written anew */
};

/**
 * yc_pdf_append_new:
 * @file: (transfer none): what is added to; must live as long as the result
 *
 * What was taken out of @file's qpdf before is released by this.
 *
 * Returns: (transfer full): a writer that holds a copy of the file's bytes
 */
YcPdfAppend *
yc_pdf_append_new (YcPdfFile *file)
{
  YcPdfAppend *self = g_new0 (YcPdfAppend, 1);
  qpdf_data qpdf = yc_pdf_file_get_qpdf (file);
  gsize size_bytes = yc_pdf_file_get_size (file);
  gint64 count = 0;

  self->file = file;
  self->bytes = g_byte_array_sized_new (size_bytes + 64 * 1024);
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_byte_array_append (self->bytes, yc_pdf_file_get_data (file), size_bytes);
  if (self->bytes->data[size_bytes - 1] != '\n' && self->bytes->data[size_bytes - 1] != '\r')
    g_byte_array_append (self->bytes, (const guint8 *) "\n", 1);
  yc_pdf_file_get_integer (file, yc_pdf_file_get_key (file, qpdf_get_trailer (qpdf), "/Size"), &count);
  self->next_number = MAX ((guint) count, yc_pdf_references_find_highest (file) + 1);
  return self;
}

void
yc_pdf_append_free (YcPdfAppend *self)
{
  g_clear_pointer (&self->bytes, g_byte_array_unref);
  g_array_unref (self->entries);
  g_free (self);
}

/* Returns: the number of a new object; every reserved one must be written. A
 * dictionary stands in for it in the file's memory, because what qpdf writes
 * leaves out references to nothing. */
guint
yc_pdf_append_reserve (YcPdfAppend *self)
{
  qpdf_data qpdf = yc_pdf_file_get_qpdf (self->file);
  guint number = self->next_number++;

  qpdf_replace_object (qpdf, number, 0, qpdf_oh_new_dictionary (qpdf));
  return number;
}

/* Begins an object: a new one with generation 0, or one of the file anew. What is
 * written twice counts as it was written last. */
void
yc_pdf_append_begin (YcPdfAppend *self,
                     guint        number,
                     guint        generation)
{
  const Entry entry = { number, generation, self->bytes->len };

  g_assert (!self->open);
  self->open = TRUE;
  self->failed |= number == 0 || number >= self->next_number || number > NUMBER_MAX || generation > GENERATION_MAX;
  for (guint i = 0; i < self->entries->len; i++)
    if (g_array_index (self->entries, Entry, i).number == number)
      g_array_remove_index_fast (self->entries, i--);
  g_array_append_val (self->entries, entry);
  yc_pdf_append_add (self, "%u %u obj\n", number, generation);
}

void
yc_pdf_append_add (YcPdfAppend *self,
                   const char  *format,
                   ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_byte_array_append (self->bytes, (const guint8 *) text, strlen (text));
}

/* Adds @byte @count times: room for what is known later. */
void
yc_pdf_append_add_filled (YcPdfAppend *self,
                          guint8       byte,
                          gsize        count)
{
  guint at = self->bytes->len;

  g_byte_array_set_size (self->bytes, at + count);
  memset (self->bytes->data + at, byte, count);
}

void
yc_pdf_append_end (YcPdfAppend *self)
{
  g_assert (self->open);
  yc_pdf_append_add (self, "\nendobj\n");
  self->open = FALSE;
}

/* Writes an indirect object of the file anew, as qpdf holds it now. No stream. */
void
yc_pdf_append_object (YcPdfAppend *self,
                      qpdf_oh      object)
{
  qpdf_data qpdf = yc_pdf_file_get_qpdf (self->file);

  yc_pdf_append_begin (self, qpdf_oh_get_object_id (qpdf, object), qpdf_oh_get_generation (qpdf, object));
  yc_pdf_append_add (self, "%s", qpdf_oh_unparse_resolved (qpdf, object));
  yc_pdf_append_end (self);
}

static GBytes *
deflate (gconstpointer data,
         gsize         size_bytes)
{
  g_autoptr (GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, -1);
  gsize room = size_bytes + size_bytes / 1000 + 1024, n_read = 0, n_written = 0;
  g_autofree guint8 *packed = g_malloc (room);
  GConverterResult result = g_converter_convert (G_CONVERTER (compressor), data, size_bytes, packed, room,
                                                 G_CONVERTER_INPUT_AT_END, &n_read, &n_written, NULL);

  g_assert (result == G_CONVERTER_FINISHED && n_read == size_bytes);
  return g_bytes_new (packed, n_written);
}

/**
 * yc_pdf_append_stream:
 * @self: a writer
 * @number: a reserved number
 * @entries: what its dictionary says besides /Length and /Filter
 * @data: what the stream holds
 * @size_bytes: of @data
 * @compress: whether to deflate it
 */
void
yc_pdf_append_stream (YcPdfAppend  *self,
                      guint         number,
                      const char   *entries,
                      gconstpointer data,
                      gsize         size_bytes,
                      gboolean      compress)
{
  g_autoptr (GBytes) packed = NULL;

  g_return_if_fail (size_bytes <= STREAM_RAW_BYTES_MAX);

  packed = compress && size_bytes > 0 ? deflate (data, size_bytes) : g_bytes_new (data, size_bytes);
  yc_pdf_append_begin (self, number, 0);
  yc_pdf_append_add (self, "<< %s%s /Length %" G_GSIZE_FORMAT " >>\nstream\n", entries,
                     compress && size_bytes > 0 ? " /Filter /FlateDecode" : "", g_bytes_get_size (packed));
  g_byte_array_append (self->bytes, g_bytes_get_data (packed, NULL), g_bytes_get_size (packed));
  yc_pdf_append_add (self, "\nendstream");
  yc_pdf_append_end (self);
}

/* How long the file is so far: where the next byte goes. */
gsize
yc_pdf_append_get_size (YcPdfAppend *self)
{
  return self->bytes->len;
}

static int
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  const Entry *one = a, *other = b;

  return (one->number > other->number) - (one->number < other->number);
}

/* The second half of /ID names the revision, the first the document for ever
 * (ISO 32000-1, 14.4). */
static char *
spell_id (YcPdfAppend *self)
{
  qpdf_data qpdf = yc_pdf_file_get_qpdf (self->file);
  qpdf_oh id = yc_pdf_file_get_key (self->file, qpdf_get_trailer (qpdf), "/ID");
  gsize from = yc_pdf_file_get_size (self->file);
  guint8 hash[YC_SHA256_SIZE];
  char text[YC_SHA256_TEXT_SIZE];

  /* Of what is new: the old bytes are in the first half already. */
  yc_sha256 (self->bytes->data + from, self->bytes->len - from, hash);
  yc_sha256_to_text (hash, text);
  text[32] = '\0';
  if (qpdf_oh_is_array (qpdf, id) && qpdf_oh_get_array_n_items (qpdf, id) == 2)
    return g_strdup_printf ("[ %s <%s> ]", qpdf_oh_unparse_binary (qpdf, qpdf_oh_get_array_item (qpdf, id, 0)), text);
  return g_strdup_printf ("[ <%s> <%s> ]", text, text);
}

/* The trailer without what belongs to one section only. */
static char *
spell_trailer (YcPdfAppend *self)
{
  static const char *const own[] = {
    "/Size", "/Prev", "/ID", "/XRefStm", "/Type", "/W", "/Index", "/Filter", "/DecodeParms", "/Length", "/DL", "/F",
    "/FFilter", "/FDecodeParms", NULL,
  };
  qpdf_data qpdf = yc_pdf_file_get_qpdf (self->file);
  qpdf_oh trailer = qpdf_get_trailer (qpdf);
  GString *text = g_string_new (NULL);
  g_autofree char *id = spell_id (self);

  g_string_append_printf (text, "/Size %u /Prev %" G_GSIZE_FORMAT " /ID %s", self->next_number,
                          yc_pdf_file_get_xref (self->file), id);
  qpdf_oh_begin_dict_key_iter (qpdf, trailer);
  while (qpdf_oh_dict_more_keys (qpdf))
    {
      const char *key = qpdf_oh_dict_next_key (qpdf);

      if (g_strv_contains (own, key))
        continue;
      g_string_append_printf (text, " %s", qpdf_oh_unparse (qpdf, qpdf_oh_new_name (qpdf, key)));
      g_string_append_printf (text, " %s", qpdf_oh_unparse (qpdf, qpdf_oh_get_key (qpdf, trailer, key)));
    }
  return g_string_free (text, FALSE);
}

/* How many entries from @first on have numbers that follow each other. */
static guint
count_run (GArray *entries,
           guint   first)
{
  guint n = 1;

  while (first + n < entries->len &&
         g_array_index (entries, Entry, first + n).number == g_array_index (entries, Entry, first).number + n)
    n++;
  return n;
}

static void
write_table (YcPdfAppend *self)
{
  g_autofree char *trailer = spell_trailer (self);

  yc_pdf_append_add (self, "xref\n");
  for (guint i = 0, n; i < self->entries->len; i += n)
    {
      n = count_run (self->entries, i);
      yc_pdf_append_add (self, "%u %u\n", g_array_index (self->entries, Entry, i).number, n);
      for (guint j = i; j < i + n; j++)
        yc_pdf_append_add (self, "%010" G_GSIZE_FORMAT " %05u n \n", g_array_index (self->entries, Entry, j).offset,
                           g_array_index (self->entries, Entry, j).generation);
    }
  yc_pdf_append_add (self, "trailer\n<< %s >>\n", trailer);
}

/* The stream is an object with an entry of its own (ISO 32000-1, 7.5.8). */
static void
write_stream (YcPdfAppend *self)
{
  guint number = yc_pdf_append_reserve (self);
  const Entry own = { number, 0, self->bytes->len };
  g_autofree char *trailer = spell_trailer (self);
  g_autoptr (GByteArray) rows = g_byte_array_new ();
  g_autoptr (GString) entries = g_string_new ("/Type /XRef /W [ 1 4 2 ] /Index [");
  guint count;

  /* Its number is the highest, so it keeps the order. */
  g_array_append_val (self->entries, own);
  for (guint i = 0; i < self->entries->len; i += count)
    {
      count = count_run (self->entries, i);
      g_string_append_printf (entries, " %u %u", g_array_index (self->entries, Entry, i).number, count);
    }
  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = &g_array_index (self->entries, Entry, i);
      const guint8 row[] = { 1, entry->offset >> 24, entry->offset >> 16, entry->offset >> 8, entry->offset,
                             entry->generation >> 8, entry->generation };

      g_byte_array_append (rows, row, sizeof row);
    }
  g_array_set_size (self->entries, self->entries->len - 1);
  g_string_append_printf (entries, " ] %s", trailer);
  yc_pdf_append_stream (self, number, entries->str, rows->data, rows->len, FALSE);
}

/**
 * yc_pdf_append_finish:
 * @self: a writer, done with after this
 * @error: TOO_BIG, or BROKEN for what qpdf could not read meanwhile
 *
 * Returns: (transfer full) (nullable): the file with its new revision
 */
GByteArray *
yc_pdf_append_finish (YcPdfAppend *self,
                      GError     **error)
{
  gsize xref = self->bytes->len;

  g_assert (!self->open && self->entries->len > 0);
  if (!yc_pdf_file_check (self->file, error))
    return NULL;
  if (self->failed)
    {
      g_set_error_literal (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_BROKEN,
                           "The PDF's pages or its catalog are no objects of their own, or there are no numbers left for new "
                           "ones; make it again");
      return NULL;
    }
  g_array_sort (self->entries, compare_entries);
  if (yc_pdf_file_has_xref_stream (self->file))
    write_stream (self);
  else
    write_table (self);
  yc_pdf_append_add (self, "startxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n", xref);
  if (self->bytes->len > YC_PDF_SIGN_BYTES_MAX)
    {
      g_set_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_TOO_BIG,
                   "With what is added the PDF would have %u bytes; at most %d can be signed", self->bytes->len,
                   YC_PDF_SIGN_BYTES_MAX);
      return NULL;
    }
  return g_steal_pointer (&self->bytes);
}
