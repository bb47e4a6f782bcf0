#include "yc-pdf-key.h"
#include "yc-test-sign.h"

#include <qpdf/qpdf-c.h>
#include <string.h>

void
yc_test_key_init (YcTestKey   *self,
                  YcPdfKeyKind kind)
{
  g_autoptr (GError) error = NULL;

  yc_pdf_key_make (kind, "训练窗口", "示范市政务服务中心", YC_TEST_SIGN_TIME_S - 3600, 3650, &self->key, &self->certificate, &error);
  g_assert_no_error (error);
  self->signer = yc_pdf_key_signer_new (self->key, self->certificate, &error);
  g_assert_no_error (error);
}

void
yc_test_key_clear (YcTestKey *self)
{
  g_clear_pointer (&self->key, g_bytes_unref);
  g_clear_pointer (&self->certificate, g_bytes_unref);
  g_clear_object (&self->signer);
}

/* The same as qpdf writes it: with object and xref streams, or encrypted. */
GBytes *
yc_test_sign_rewrite (GBytes     *pdf,
                      gboolean    object_streams,
                      const char *password)
{
  qpdf_data qpdf = qpdf_init ();
  GBytes *result;

  g_assert_cmpint (qpdf_read_memory (qpdf, "test", g_bytes_get_data (pdf, NULL), g_bytes_get_size (pdf), NULL), ==, 0);
  g_assert_cmpint (qpdf_init_write_memory (qpdf), ==, 0);
  qpdf_set_object_stream_mode (qpdf, object_streams ? qpdf_o_generate : qpdf_o_disable);
  qpdf_set_deterministic_ID (qpdf, password == NULL);
  if (password != NULL)
    qpdf_set_r6_encryption_parameters2 (qpdf, password, "owner", 1, 1, 1, 1, 1, 1, qpdf_r3p_full, 1);
  g_assert_cmpint (qpdf_write (qpdf), ==, 0);
  result = g_bytes_new (qpdf_get_buffer (qpdf), qpdf_get_buffer_length (qpdf));
  qpdf_cleanup (&qpdf);
  return result;
}

/* Fields on the first page, one below the other. */
GBytes *
yc_test_sign_prepare (GBytes     *pdf,
                      const char *first,
                      ...)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (YcPdfField));
  g_autoptr (GError) error = NULL;
  GBytes *prepared;
  va_list names;

  va_start (names, first);
  for (const char *name = first; name != NULL; name = va_arg (names, const char *))
    {
      const YcPdfField field = { name, 1, 20, 20 + 30 * fields->len, 60, 25, name };

      g_array_append_val (fields, field);
    }
  va_end (names);
  prepared = yc_pdf_fields_prepare (pdf, (const YcPdfField *) fields->data, fields->len, &error);
  g_assert_no_error (error);
  return prepared;
}

GBytes *
yc_test_sign (GBytes     *pdf,
              YcTestKey  *key,
              const char *field,
              const char *name)
{
  g_autoptr (GBytes) evidence = g_bytes_new_static ("{\"v\":1}", 7);
  const YcPdfSigningOptions options = {
    .field = field,
    .name = name,
    .time_s = YC_TEST_SIGN_TIME_S,
    .offset_minutes = 480,
    .evidence = evidence,
  };
  g_autoptr (GError) error = NULL;
  GBytes *result = yc_pdf_sign (pdf, &options, YC_PDF_SIGNER (key->signer), NULL, &error);

  g_assert_no_error (error);
  return result;
}

/* @pdf with something behind it. */
GBytes *
yc_test_sign_joined (GBytes     *pdf,
                     const char *tail)
{
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_append (bytes, g_bytes_get_data (pdf, NULL), g_bytes_get_size (pdf));
  g_byte_array_append (bytes, (const guint8 *) tail, strlen (tail));
  return g_byte_array_free_to_bytes (bytes);
}

/* @pdf with the last @from replaced by @to, which is as long. */
GBytes *
yc_test_sign_replaced (GBytes     *pdf,
                       const char *from,
                       const char *to)
{
  gsize size = g_bytes_get_size (pdf);
  guint8 *bytes = g_memdup2 (g_bytes_get_data (pdf, NULL), size);
  gsize at = yc_pdf_find_last (bytes, size, from);

  g_assert_cmpuint (strlen (from), ==, strlen (to));
  g_assert_cmpuint (at, <, size);
  memcpy (bytes + at, to, strlen (to));
  return g_bytes_new_take (bytes, size);
}
