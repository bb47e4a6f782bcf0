/* Signing: increments that leave what was there, fields, ink, evidence, signers
 * that are elsewhere, and what is refused. */

#include "yc-pdf-append.h"
#include "yc-pdf-cms.h"
#include "yc-pdf-key.h"
#include "yc-test-sign.h"

#include <math.h>
#include <string.h>

static YcTestKey key;

static GBytes *
create_paper (void)
{
  static const char *const lines[] = { "股东会决议", "同意设立", NULL };

  return yc_test_paper_new (lines, 2);
}

static void
assert_prefix (GBytes *before,
               GBytes *after)
{
  g_assert_cmpuint (g_bytes_get_size (after), >, g_bytes_get_size (before));
  g_assert_true (memcmp (g_bytes_get_data (before, NULL), g_bytes_get_data (after, NULL), g_bytes_get_size (before)) == 0);
}

static YcPdfVerdict *
verify (GBytes *pdf)
{
  g_autoptr (GError) error = NULL;
  YcPdfVerdict *verdict = yc_pdf_verify (pdf, key.certificate, &error);

  g_assert_no_error (error);
  return verdict;
}

static void
assert_good (GBytes *pdf,
             guint   signatures)
{
  g_autoptr (YcPdfVerdict) verdict = verify (pdf);

  g_assert_cmpuint (verdict->signatures->len, ==, signatures);
  for (guint i = 0; i < signatures; i++)
    {
      YcPdfSignature *found = g_ptr_array_index (verdict->signatures, i);

      g_assert_cmpstr (found->cms_fault, ==, NULL);
      g_assert_cmpstr (found->range_fault, ==, NULL);
      g_assert_cmpstr (found->trust_fault, ==, NULL);
      g_assert_true (found->is_whole);
      for (guint j = 0; j < found->changes->len; j++)
        g_assert_cmpstr (g_ptr_array_index (found->changes, j), ==, NULL);
      g_assert_cmpuint (found->later, ==, signatures - i - 1);
    }
  g_assert_true (verdict->is_unchanged);
  g_assert_true (yc_pdf_verdict_is_trusted (verdict));
}

/* Three signers on @pdf; every step keeps every byte. */
static GBytes *
sign_three (GBytes    *pdf,
            YcTestKey *with)
{
  g_autoptr (GBytes) prepared = yc_test_sign_prepare (pdf, "申请人", "股东", "代理人", NULL);
  g_autoptr (GBytes) one = yc_test_sign (prepared, with, "股东", "李四");
  g_autoptr (GBytes) two = yc_test_sign (one, with, "申请人", "张三丰");
  GBytes *three = yc_test_sign (two, with, "代理人", "王五");

  assert_prefix (pdf, prepared);
  assert_prefix (prepared, one);
  assert_prefix (one, two);
  assert_prefix (two, three);
  return three;
}

static void
test_three (void)
{
  g_autoptr (GBytes) pdf = create_paper ();
  g_autoptr (GBytes) done = sign_three (pdf, &key);
  g_autoptr (YcPdfVerdict) verdict = verify (done);
  YcPdfSignature *found = g_ptr_array_index (verdict->signatures, 1);

  assert_good (done, 3);
  g_assert_cmpstr (found->field, ==, "申请人");
  g_assert_cmpstr (found->name, ==, "张三丰");
  g_assert_cmpstr (found->time, ==, "2026-11-27T05:24:05+08:00");
  g_assert_cmpint (found->time_s, ==, YC_TEST_SIGN_TIME_S);
  g_assert_cmpstr (found->digest, ==, "SHA-256");
  g_assert_cmpstr (found->kind, ==, "ETSI.CAdES.detached");
  g_assert_cmpstr (found->subject, ==, "CN=训练窗口,O=示范市政务服务中心");
  g_assert_cmpstr (found->evidence_name, ==, "evidence-申请人.json");
  g_assert_cmpstr (found->evidence_sha256, ==, "afbf9d0f3560b0fd7795e81c42a0a79ee6b6fc67e064f77826aee642cad28d91");
}

/* A table stays a table and a stream a stream. */
static void
test_kinds (void)
{
  g_autoptr (GBytes) table = create_paper ();
  g_autoptr (GBytes) stream = yc_test_sign_rewrite (table, TRUE, NULL);
  GBytes *papers[] = { table, stream };

  for (guint i = 0; i < G_N_ELEMENTS (papers); i++)
    {
      g_autoptr (GBytes) done = sign_three (papers[i], &key);
      g_autoptr (GError) error = NULL;
      g_autoptr (YcPdfFile) file = yc_pdf_file_open (done, g_bytes_get_size (done), &error);
      gint64 size = 0;
      gsize bytes = g_bytes_get_size (done);

      g_assert_no_error (error);
      g_assert_cmpint (yc_pdf_file_has_xref_stream (file), ==, i == 1);
      assert_good (done, 3);
      g_assert_true (yc_pdf_file_get_integer (file, yc_pdf_file_get_key (file, qpdf_get_trailer (yc_pdf_file_get_qpdf (file)),
                                                                         "/Size"), &size));
      /* /Size is exact: the object of the highest number is there. */
      {
        g_autofree char *head = g_strdup_printf ("\n%d 0 obj", (int) size - 1);

        g_assert_cmpuint (yc_pdf_find_last (g_bytes_get_data (done, NULL), bytes, head), <, bytes);
      }
    }
}

static void
test_rsa (void)
{
  g_auto (YcTestKey) rsa = { 0 };
  g_autoptr (GBytes) pdf = create_paper ();
  g_autoptr (GBytes) done = NULL;
  g_autoptr (YcPdfVerdict) verdict = NULL;

  yc_test_key_init (&rsa, YC_PDF_KEY_RSA);
  done = sign_three (pdf, &rsa);
  verdict = verify (done);
  g_assert_true (verdict->is_unchanged);
  /* Trusted is who was asked about, and nobody else. */
  g_assert_false (yc_pdf_verdict_is_trusted (verdict));
}

/* Files as others write them: form, annotations and names that are there, apart
 * or not; no newline at the end; a page turned; old objects in odd places. */
static void
test_others (void)
{
  static const char *const pieces[] = {
    "<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R /Names << /Dests 8 0 R /EmbeddedFiles << /Kids [ 9 0 R ] >> >> >>",
    "<< /Type /Pages /Count 2 /Kids [ 3 0 R 4 0 R ] /MediaBox [ 0 0 595 842 ] /Rotate 90 >>",
    "<< /Type /Page /Parent 2 0 R /Annots 6 0 R >>",
    "<< /Type /Page /Parent 2 0 R /Annots 6 0 R /Rotate 270 /CropBox [ 10 10 500 700 ] >>",
    "<< /Fields 7 0 R /NeedAppearances true /DA (/Helv 0 Tf 0 g) >>",
    "[ << /Type /Annot /Subtype /Text /Rect [ 0 0 10 10 ] /Contents (a \\) 1 0 R) >> ]",
    "[ << /T (text) /FT /Tx /V (1 0 R) >> ]",
    "<< /Names [ ] >>",
    "<< /Names [ (z.txt) << /Type /Filespec /F (z.txt) /EF << /F 10 0 R >> >> ] /Limits [ (z.txt) (z.txt) ] >>",
    "<< /Length 2 >>\nstream\nhi\nendstream",
    NULL,
  };
  g_autoptr (GBytes) plain = yc_test_paper_new_raw (pieces, "/ID [ <00112233445566778899aabbccddeeff> (x) ] /Own /Kept");
  g_autoptr (GBytes) pdf = g_bytes_new_from_bytes (plain, 0, g_bytes_get_size (plain) - 1);
  const YcPdfField fields[] = {
    { "one", 1, 20, 20, 60, 25, NULL },
    { "two", 2, 20, 20, 60, 25, NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) prepared = yc_pdf_fields_prepare (pdf, fields, 2, &error);
  g_autoptr (GBytes) one = NULL;
  g_autoptr (GBytes) two = NULL;
  g_autoptr (YcPdfFile) file = NULL;
  g_autoptr (GPtrArray) embedded = NULL;
  qpdf_data qpdf;

  g_assert_no_error (error);
  one = yc_test_sign (prepared, &key, "one", "张三");
  two = yc_test_sign (one, &key, "two", "李四");
  assert_prefix (pdf, two);
  assert_good (two, 2);
  file = yc_pdf_file_open (two, g_bytes_get_size (two), &error);
  g_assert_no_error (error);
  qpdf = yc_pdf_file_get_qpdf (file);
  g_assert_true (qpdf_oh_is_null (qpdf, yc_pdf_file_get_key (file, yc_pdf_file_get_key (file, qpdf_get_root (qpdf), "/AcroForm"),
                                                             "/NeedAppearances")));
  g_assert_cmpstr (qpdf_oh_unparse (qpdf, yc_pdf_file_get_key (file, qpdf_get_trailer (qpdf), "/Own")), ==, "/Kept");
  g_assert_cmpint (qpdf_oh_get_array_n_items (qpdf, yc_pdf_file_get_key (file, qpdf_get_page_n (qpdf, 0), "/Annots")), ==, 3);
  embedded = yc_pdf_file_list_embedded (file, &error);
  g_assert_cmpuint (embedded->len, ==, 3);
  for (guint i = 1; i < embedded->len; i++)
    g_assert_cmpstr (((YcPdfEmbedded *) g_ptr_array_index (embedded, i - 1))->name, <,
                     ((YcPdfEmbedded *) g_ptr_array_index (embedded, i))->name);
}

/* ---- Ink and words ---- */

static void
test_ink (void)
{
  static const char *const lines[] = { "张三", "2026-11-26", NULL };
  static const char *const unknown[] = { "\xF3\xB0\x80\x80", NULL };
  g_autoptr (GArray) ink = g_array_new (FALSE, FALSE, sizeof (YcInkCurve));
  const YcInkCurve curves[] = {
    { { 0, 10, 20, 30 }, { 0, 5, 5, 10 }, 0.5, TRUE },
    { { 30, 32, 34, 36 }, { 10, 12, 12, 12 }, 0.5, FALSE },
    { { 5, 6, 7, 8 }, { 1, 1, 1, 1 }, 0.7, TRUE },
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;

  g_array_append_vals (ink, curves, G_N_ELEMENTS (curves));
  content = yc_pdf_look_draw (ink, lines, 170, 70, &error);
  g_assert_no_error (error);
  /* Two strokes: two beginnings, three curves, and outlines that are filled. */
  g_assert_cmpuint (g_regex_match_simple ("^q .*?\\n[0-9.]+ w\\n[0-9. ]+ m\\n[0-9. ]+ c\\n[0-9. ]+ c\\nS\\n[0-9.]+ w\\n"
                                          "[0-9. ]+ m\\n[0-9. ]+ c\\nS Q\\n0 g\\n", content, G_REGEX_DOTALL, 0), ==, TRUE);
  g_assert_true (g_str_has_suffix (content, "h\nf\n"));
  g_assert_null (strstr (content, "nan"));

  g_array_index (ink, YcInkCurve, 1).x[2] = NAN;
  g_assert_null (yc_pdf_look_draw (ink, lines, 170, 70, &error));
  g_assert_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_TOO_BIG);
  g_clear_error (&error);
  /* A character that no font has is not drawn as a box. */
  g_assert_null (yc_pdf_look_draw (NULL, unknown, 170, 70, &error));
  g_assert_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_TEXT);
}

static void
test_numbers (void)
{
  static const struct
  {
    double number;
    const char *text;
  } cases[] = { { 0, "0" }, { -0.0001, "0" }, { 100, "100" }, { 1.5, "1.5" }, { -2.25, "-2.25" }, { 1e-9, "0" }, { 12345.6789, "12345.679" } };
  g_autofree char *text = yc_pdf_spell_text ("a𬭚");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *spelled = yc_pdf_spell_number (cases[i].number);

      g_assert_cmpstr (spelled, ==, cases[i].text);
    }
  g_assert_cmpstr (text, ==, "<FEFF0061D872DF5A>");
}

/* ---- Signers that are elsewhere ---- */

static void
test_external (void)
{
  g_autoptr (GBytes) pdf = create_paper ();
  g_autoptr (GBytes) prepared = yc_test_sign_prepare (pdf, "field", NULL);
  const YcPdfSigningOptions options = { .field = "field", .name = "张三", .time_s = YC_TEST_SIGN_TIME_S };
  g_autoptr (GError) error = NULL;
  g_autoptr (YcPdfSigning) signing = yc_pdf_signing_prepare (prepared, &options, &error);
  g_autoptr (GBytes) rubbish = g_bytes_new_static ("0123456789", 10);
  g_autoptr (GBytes) large = g_bytes_new_take (g_malloc0 (YC_PDF_CMS_BYTES_MAX + 1), YC_PDF_CMS_BYTES_MAX + 1);
  guint8 other[YC_SHA256_SIZE] = { 1 };
  g_autoptr (GBytes) of_other = NULL;
  g_autoptr (GBytes) cms = NULL;
  g_autoptr (GBytes) done = NULL;

  g_assert_no_error (error);
  g_assert_null (yc_pdf_signing_embed (signing, rubbish, &error));
  g_assert_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_CMS);
  g_clear_error (&error);
  g_assert_null (yc_pdf_signing_embed (signing, large, &error));
  g_assert_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_TOO_BIG);
  g_clear_error (&error);
  of_other = yc_pdf_signer_sign (YC_PDF_SIGNER (key.signer), other, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (yc_pdf_signing_embed (signing, of_other, &error));
  g_assert_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_CMS);
  g_clear_error (&error);
  /* None of that has spoilt it. */
  cms = yc_pdf_signer_sign (YC_PDF_SIGNER (key.signer), yc_pdf_signing_get_digest (signing), NULL, &error);
  done = yc_pdf_signing_embed (signing, cms, &error);
  g_assert_no_error (error);
  assert_good (done, 1);
}

/* A token gives a bare signature; a wrong one makes no CMS. */
static void
test_token (void)
{
  guint8 digest[YC_SHA256_SIZE] = { 7 };
  g_autoptr (GError) error = NULL;
  g_autoptr (YcPdfCms) cms = yc_pdf_cms_new (key.certificate, digest, &error);
  g_autoptr (GBytes) wrong = g_bytes_new_static ("no signature", 12);
  const guint8 *attributes;

  g_assert_no_error (error);
  attributes = g_bytes_get_data (yc_pdf_cms_get_attributes (cms), NULL);
  g_assert_cmpuint (attributes[0], ==, 0x31); /* SET OF: sorted, without a signing time */
  g_assert_null (yc_pdf_cms_finish (cms, wrong, &error));
  g_assert_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_CMS);
}

static void
test_keys (void)
{
  g_auto (YcTestKey) other = { 0 };
  g_autoptr (GBytes) rubbish = g_bytes_new_static ("rubbish", 7);
  g_autoptr (GError) error = NULL;

  yc_test_key_init (&other, YC_PDF_KEY_P256);
  g_assert_null (yc_pdf_key_signer_new (other.key, key.certificate, &error));
  g_assert_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_KEY);
  g_clear_error (&error);
  g_assert_null (yc_pdf_key_signer_new (rubbish, key.certificate, &error));
  g_assert_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_KEY);
  g_clear_error (&error);
  g_assert_null (yc_pdf_key_signer_new (key.key, rubbish, &error));
  g_assert_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_KEY);
}

/* ---- What is refused ---- */

static void
assert_refused (GBytes        *pdf,
                YcPdfSignError code)
{
  const YcPdfField field = { "field", 1, 20, 20, 60, 25, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) verify_error = NULL;

  g_assert_null (yc_pdf_fields_prepare (pdf, &field, 1, &error));
  g_assert_error (error, YC_PDF_SIGN_ERROR, (gint) code);
  g_assert_cmpuint (strlen (error->message), >, 20);
  g_assert_null (yc_pdf_verify (pdf, NULL, &verify_error));
  g_assert_error (verify_error, YC_PDF_SIGN_ERROR, (gint) code);
}

static void
test_broken (void)
{
  g_autoptr (GBytes) pdf = create_paper ();
  g_autoptr (GBytes) encrypted = yc_test_sign_rewrite (pdf, FALSE, "secret");
  g_autoptr (GBytes) protected = yc_test_sign_rewrite (pdf, FALSE, "");
  g_autoptr (GBytes) moved = yc_test_sign_replaced (pdf, "startxref\n1", "startxref\n9");
  g_autoptr (GBytes) lost = yc_test_sign_replaced (pdf, "xref\n0 ", "xrfe\n0 ");
  g_autoptr (GBytes) none = yc_test_sign_replaced (pdf, "startxref", "startxxxx");
  g_autoptr (GBytes) rootless = yc_test_sign_replaced (pdf, "/Root", "/Toor");
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (pdf, 0, g_bytes_get_size (pdf) / 2);
  g_autoptr (GBytes) text = g_bytes_new_static ("hello, this is no PDF at all", 28);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  gsize huge_size = YC_PDF_SIGN_BYTES_MAX + (gsize) 1;
  g_autoptr (GBytes) huge = g_bytes_new_take (g_malloc0 (huge_size), huge_size);

  assert_refused (encrypted, YC_PDF_SIGN_ERROR_ENCRYPTED);
  assert_refused (protected, YC_PDF_SIGN_ERROR_ENCRYPTED);
  assert_refused (lost, YC_PDF_SIGN_ERROR_BROKEN);
  assert_refused (none, YC_PDF_SIGN_ERROR_BROKEN);
  assert_refused (rootless, YC_PDF_SIGN_ERROR_BROKEN);
  assert_refused (cut, YC_PDF_SIGN_ERROR_BROKEN);
  assert_refused (text, YC_PDF_SIGN_ERROR_NOT_PDF);
  assert_refused (empty, YC_PDF_SIGN_ERROR_NOT_PDF);
  assert_refused (huge, YC_PDF_SIGN_ERROR_TOO_BIG);
  assert_refused (moved, YC_PDF_SIGN_ERROR_BROKEN);
}

static void
assert_field_refused (GBytes           *pdf,
                      const YcPdfField *field,
                      YcPdfSignError    code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (yc_pdf_fields_prepare (pdf, field, 1, &error));
  g_assert_error (error, YC_PDF_SIGN_ERROR, (gint) code);
}

static void
test_fields (void)
{
  static const YcPdfField wrong[] = {
    { "", 1, 20, 20, 60, 25, NULL }, { "a.b", 1, 20, 20, 60, 25, NULL }, { "taken", 1, 20, 20, 60, 25, NULL },
    { "a", 0, 20, 20, 60, 25, NULL }, { "a", 3, 20, 20, 60, 25, NULL }, { "a", 1, 180, 20, 60, 25, NULL },
    { "a", 1, 20, 290, 60, 25, NULL }, { "a", 1, -1, 20, 60, 25, NULL }, { "a", 1, 20, 20, 1, 25, NULL },
  };
  static const YcPdfField good = { "later", 1, 20, 20, 60, 25, NULL };
  g_autoptr (GBytes) pdf = create_paper ();
  g_autoptr (GBytes) prepared = yc_test_sign_prepare (pdf, "taken", "free", NULL);
  g_autoptr (GBytes) once = yc_test_sign (prepared, &key, "taken", "张三");
  g_autoptr (GBytes) joined = yc_test_sign_joined (once, "%%EOF\n");
  YcPdfSigningOptions options = { .field = "taken", .name = "李四", .time_s = YC_TEST_SIGN_TIME_S };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    assert_field_refused (prepared, &wrong[i], YC_PDF_SIGN_ERROR_FIELD);
  assert_field_refused (once, &good, YC_PDF_SIGN_ERROR_SIGNED);
  g_assert_null (yc_pdf_signing_prepare (once, &options, &error));
  g_assert_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_FIELD);
  g_clear_error (&error);
  options.field = "nobody's";
  g_assert_null (yc_pdf_signing_prepare (once, &options, &error));
  g_assert_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_FIELD);
  g_clear_error (&error);
  /* What was added behind a signature is not confirmed by the next one. */
  options.field = "free";
  g_assert_null (yc_pdf_signing_prepare (joined, &options, &error));
  g_assert_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_SIGNED);
}

static void
test_limits (void)
{
  g_autoptr (GBytes) pdf = create_paper ();
  g_autoptr (GBytes) prepared = yc_test_sign_prepare (pdf, "field", NULL);
  g_autofree char *name = g_strnfill (YC_PDF_SIGN_TEXT_BYTES_MAX + 1, 'a');
  gsize size = YC_PDF_SIGN_EVIDENCE_BYTES_MAX + (gsize) 1;
  g_autoptr (GBytes) evidence = g_bytes_new_take (g_malloc0 (size), size);
  YcPdfSigningOptions options = { .field = "field", .name = name, .time_s = YC_TEST_SIGN_TIME_S };
  g_autoptr (GError) error = NULL;

  g_assert_null (yc_pdf_signing_prepare (prepared, &options, &error));
  g_assert_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_TOO_BIG);
  g_clear_error (&error);
  options.name = "张三";
  options.evidence = evidence;
  g_assert_null (yc_pdf_signing_prepare (prepared, &options, &error));
  g_assert_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_TOO_BIG);
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  yc_test_key_init (&key, YC_PDF_KEY_P256);
  g_test_add_func ("/three", test_three);
  g_test_add_func ("/kinds", test_kinds);
  g_test_add_func ("/rsa", test_rsa);
  g_test_add_func ("/others", test_others);
  g_test_add_func ("/ink", test_ink);
  g_test_add_func ("/numbers", test_numbers);
  g_test_add_func ("/external", test_external);
  g_test_add_func ("/token", test_token);
  g_test_add_func ("/keys", test_keys);
  g_test_add_func ("/broken", test_broken);
  g_test_add_func ("/fields", test_fields);
  g_test_add_func ("/limits", test_limits);
  result = g_test_run ();
  yc_test_key_clear (&key);
  return result;
}
