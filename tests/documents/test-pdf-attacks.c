/* Every byte that is changed is found, and every way that is known to make a
 * signed PDF show something else. */

#include "yc-pdf-append.h"
#include "yc-pdf-cms.h"
#include "yc-pdf-key.h"
#include "yc-test-sign.h"

#include <string.h>

static YcTestKey key;

/* A page that says "one"; the file holds one that says "two" as well, which
 * nothing shows. */
static GBytes *
create_paper (void)
{
  static const char *const pieces[] = {
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Count 1 /Kids [ 3 0 R ] /MediaBox [ 0 0 595 842 ] >>",
    "<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
    "<< /Length 3 >>\nstream\none\nendstream",
    "<< /Length 3 >>\nstream\ntwo\nendstream",
    NULL,
  };

  return yc_test_paper_new_raw (pieces, "");
}

static GBytes *
sign_one (void)
{
  g_autoptr (GBytes) pdf = create_paper ();
  g_autoptr (GBytes) prepared = yc_test_sign_prepare (pdf, "first", "second", NULL);

  return yc_test_sign (prepared, &key, "first", "Zhang San");
}

static YcPdfVerdict *
verify (GBytes *pdf)
{
  g_autoptr (GError) error = NULL;
  YcPdfVerdict *verdict = yc_pdf_verify (pdf, NULL, &error);

  g_assert_no_error (error);
  return verdict;
}

static gboolean
is_unchanged (GBytes *pdf)
{
  g_autoptr (YcPdfVerdict) verdict = yc_pdf_verify (pdf, NULL, NULL);

  return verdict != NULL && verdict->is_unchanged;
}

/* ---- One byte ---- */

/* Where the zeros behind a CMS begin and end: the longest run of them. */
static void
find_padding (const guint8 *data,
              gsize         size,
              gsize        *ret_from,
              gsize        *ret_to)
{
  *ret_from = *ret_to = 0;
  for (gsize i = 0, run = 0; i < size; i++)
    {
      run = data[i] == '0' ? run + 1 : 0;
      if (run > *ret_to - *ret_from)
        {
          *ret_from = i + 1 - run;
          *ret_to = i + 1;
        }
    }
}

/* Changes bytes from @from to @to, each @step-th in one of three ways; of the zeros
 * behind a CMS every 997th. */
static void
change_bytes (GBytes *pdf,
              gsize   from,
              gsize   to,
              guint   step)
{
  static const guint8 flips[] = { 0x01, 0x20, 0x04 };
  gsize size = g_bytes_get_size (pdf), pad_from, pad_to;
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (pdf, NULL), size);
  guint tried = 0;

  find_padding (bytes, size, &pad_from, &pad_to);
  for (gsize i = from; i < to; i += i > pad_from && i < pad_to - 997 ? 997 : step)
    {
      guint8 flip = flips[tried++ % G_N_ELEMENTS (flips)];
      g_autoptr (GBytes) changed = NULL;

      bytes[i] ^= flip;
      changed = g_bytes_new_static (bytes, size);
      if (is_unchanged (changed))
        g_error ("byte %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " xor %02x was not found", i, size, flip);
      bytes[i] ^= flip;
    }
  g_test_message ("%u changes", tried);
  g_assert_true (is_unchanged (pdf));
}

static gsize
find_contents (GBytes *pdf)
{
  return yc_pdf_find_last (g_bytes_get_data (pdf, NULL), g_bytes_get_size (pdf), "/Contents <");
}

/* Each byte of the CMS, the cross references and the trailer; every third of what
 * is hashed. */
static void
test_every_byte (void)
{
  g_autoptr (GBytes) pdf = sign_one ();

  change_bytes (pdf, 0, find_contents (pdf), 3);
  change_bytes (pdf, find_contents (pdf), g_bytes_get_size (pdf), 1);
}

static void
test_bytes_rsa (void)
{
  g_auto (YcTestKey) rsa = { 0 };
  g_autoptr (GBytes) pdf = create_paper ();
  g_autoptr (GBytes) prepared = yc_test_sign_prepare (pdf, "first", NULL);
  g_autoptr (GBytes) signed_pdf = NULL;

  yc_test_key_init (&rsa, YC_PDF_KEY_RSA);
  signed_pdf = yc_test_sign (prepared, &rsa, "first", "Zhang San");
  change_bytes (signed_pdf, find_contents (signed_pdf), g_bytes_get_size (signed_pdf), 5);
}

static void
test_bytes_streams (void)
{
  g_autoptr (GBytes) plain = create_paper ();
  g_autoptr (GBytes) pdf = yc_test_sign_rewrite (plain, TRUE, NULL);
  g_autoptr (GBytes) prepared = yc_test_sign_prepare (pdf, "first", "second", NULL);
  g_autoptr (GBytes) one = yc_test_sign (prepared, &key, "first", "Zhang San");
  g_autoptr (GBytes) two = yc_test_sign (one, &key, "second", "Li Si");

  change_bytes (two, 0, find_contents (two), 211);
  change_bytes (two, find_contents (two), g_bytes_get_size (two), 7);
}

/* Any byte more, and any fewer. */
static void
test_length (void)
{
  g_autoptr (GBytes) pdf = sign_one ();
  gsize size = g_bytes_get_size (pdf);

  for (gsize cut = 1; cut < size; cut += cut < 100 ? 1 : 1201)
    {
      g_autoptr (GBytes) shorter = g_bytes_new_from_bytes (pdf, 0, size - cut);

      g_assert_false (is_unchanged (shorter));
    }
}

static void
test_trailing (void)
{
  g_autoptr (GBytes) pdf = sign_one ();
  static const struct
  {
    const char *tail;
    gsize trailing;
  } cases[] = { { "\n", 1 }, { " ", 1 }, { "0123456789", 10 }, { "\nhello %%E", 10 } };
  g_autofree char *long_tail = g_strnfill (3000, 'x');
  g_autoptr (GBytes) longer = yc_test_sign_joined (pdf, long_tail);
  g_autoptr (YcPdfVerdict) long_verdict = verify (longer);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) joined = yc_test_sign_joined (pdf, cases[i].tail);
      g_autoptr (YcPdfVerdict) verdict = verify (joined);

      g_assert_false (verdict->is_unchanged);
      g_assert_cmpuint (verdict->trailing_bytes, ==, cases[i].trailing);
      g_assert_cmpuint (verdict->uncovered_bytes, ==, cases[i].trailing);
      g_assert_true (yc_pdf_signature_is_good (g_ptr_array_index (verdict->signatures, 0)));
    }
  g_assert_false (long_verdict->is_unchanged);
  g_assert_cmpuint (long_verdict->trailing_bytes, ==, 3000);
}

/* ---- Later increments ---- */

typedef void (*Change) (YcPdfFile   *file,
                        YcPdfAppend *append);

static GBytes *
append_change (GBytes *pdf,
               Change  change)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcPdfFile) file = yc_pdf_file_open (pdf, g_bytes_get_size (pdf), &error);
  g_autoptr (YcPdfAppend) append = NULL;
  GByteArray *bytes;

  g_assert_no_error (error);
  append = yc_pdf_append_new (file);
  change (file, append);
  bytes = yc_pdf_append_finish (append, &error);
  g_assert_no_error (error);
  return g_byte_array_free_to_bytes (bytes);
}

/* The words of the page are replaced. */
static void
replace_content (YcPdfFile   *file,
                 YcPdfAppend *append)
{
  yc_pdf_append_begin (append, 4, 0);
  yc_pdf_append_add (append, "<< /Length 3 >>\nstream\nbad\nendstream");
  yc_pdf_append_end (append);
}

/* The page shows what lay hidden in the file when it was signed. */
static void
turn_to_hidden (YcPdfFile   *file,
                YcPdfAppend *append)
{
  qpdf_data qpdf = yc_pdf_file_get_qpdf (file);
  qpdf_oh page = qpdf_get_page_n (qpdf, 0);

  qpdf_oh_replace_key (qpdf, page, "/Contents", qpdf_get_object_by_id (qpdf, 5, 0));
  yc_pdf_append_object (append, page);
}

static void
add_note (YcPdfFile   *file,
          YcPdfAppend *append)
{
  qpdf_data qpdf = yc_pdf_file_get_qpdf (file);
  qpdf_oh page = qpdf_get_page_n (qpdf, 0);

  qpdf_oh_append_item (qpdf, yc_pdf_file_get_key (file, page, "/Annots"),
                       qpdf_oh_parse (qpdf, "<< /Type /Annot /Subtype /FreeText /Rect [ 0 0 500 500 ] /Contents (bad) >>"));
  yc_pdf_append_object (append, page);
}

/* A picture the size of the page for the field that is signed. */
static void
grow_field (YcPdfFile   *file,
            YcPdfAppend *append)
{
  qpdf_data qpdf = yc_pdf_file_get_qpdf (file);
  g_autoptr (GPtrArray) fields = yc_pdf_file_list_fields (file, NULL);
  YcPdfFormField *field = yc_pdf_file_find_field (fields, "second");

  qpdf_oh_replace_key (qpdf, field->dict, "/Rect", qpdf_oh_parse (qpdf, "[ 0 0 595 842 ]"));
  yc_pdf_append_object (append, field->dict);
}

static void
repaint_signature (YcPdfFile   *file,
                   YcPdfAppend *append)
{
  qpdf_data qpdf = yc_pdf_file_get_qpdf (file);
  g_autoptr (GPtrArray) fields = yc_pdf_file_list_fields (file, NULL);
  YcPdfFormField *field = yc_pdf_file_find_field (fields, "first");
  guint picture = yc_pdf_append_reserve (append);
  qpdf_oh look = qpdf_oh_new_dictionary (qpdf);

  yc_pdf_append_stream (append, picture, "/Type /XObject /Subtype /Form /BBox [ 0 0 1 1 ]", "bad", 3, FALSE);
  qpdf_oh_replace_key (qpdf, look, "/N", qpdf_get_object_by_id (qpdf, picture, 0));
  qpdf_oh_replace_key (qpdf, field->dict, "/AP", look);
  yc_pdf_append_object (append, field->dict);
}

/* A catalog with other pages. */
static void
replace_pages (YcPdfFile   *file,
               YcPdfAppend *append)
{
  qpdf_data qpdf = yc_pdf_file_get_qpdf (file);
  guint pages = yc_pdf_append_reserve (append), page = yc_pdf_append_reserve (append);

  yc_pdf_append_begin (append, pages, 0);
  yc_pdf_append_add (append, "<< /Type /Pages /Count 1 /Kids [ %u 0 R ] /MediaBox [ 0 0 595 842 ] >>", page);
  yc_pdf_append_end (append);
  yc_pdf_append_begin (append, page, 0);
  yc_pdf_append_add (append, "<< /Type /Page /Parent %u 0 R /Contents 5 0 R >>", pages);
  yc_pdf_append_end (append);
  qpdf_oh_replace_key (qpdf, qpdf_get_root (qpdf), "/Pages", qpdf_get_object_by_id (qpdf, pages, 0));
  yc_pdf_append_object (append, qpdf_get_root (qpdf));
}

/* The evidence is exchanged. */
static void
replace_evidence (YcPdfFile   *file,
                  YcPdfAppend *append)
{
  qpdf_data qpdf = yc_pdf_file_get_qpdf (file);
  g_autoptr (GPtrArray) fields = yc_pdf_file_list_fields (file, NULL);
  qpdf_oh files = yc_pdf_file_get_key (file, yc_pdf_file_find_field (fields, "first")->dict, "/AF");
  qpdf_oh stream = yc_pdf_file_get_key (file, yc_pdf_file_get_key (file, qpdf_oh_get_array_item (qpdf, files, 0), "/EF"), "/F");

  yc_pdf_append_begin (append, qpdf_oh_get_object_id (qpdf, stream), 0);
  yc_pdf_append_add (append, "<< /Length 7 >>\nstream\n{\"v\":2}\nendstream");
  yc_pdf_append_end (append);
}

/* Nothing that shows: still nobody signed it. */
static void
add_nothing (YcPdfFile   *file,
             YcPdfAppend *append)
{
  guint number = yc_pdf_append_reserve (append);

  yc_pdf_append_begin (append, number, 0);
  yc_pdf_append_add (append, "(nothing)");
  yc_pdf_append_end (append);
}

static const struct
{
  const char *name;
  Change change;
  const char *told; /* a part of what is said; %NULL: nothing was changed that shows */
} changes[] = {
  { "content", replace_content, "page 1 shows was changed" },
  { "hidden page", turn_to_hidden, "page 1 is another one" },
  { "note", add_note, "page 1 is another one" },
  { "repainted", repaint_signature, "was changed" },
  { "pages", replace_pages, "/Pages was changed" },
  { "evidence", replace_evidence, "was changed" },
  { "nothing", add_nothing, NULL },
};

static gboolean
tells (YcPdfSignature *found,
       const char     *words)
{
  for (guint i = 0; i < found->changes->len; i++)
    g_test_message ("%s", (char *) g_ptr_array_index (found->changes, i));
  for (guint i = 0; i < found->changes->len; i++)
    if (strstr (g_ptr_array_index (found->changes, i), words) != NULL)
      return TRUE;
  return FALSE;
}

/* An increment behind the last signature. */
static void
test_increment (void)
{
  g_autoptr (GBytes) pdf = sign_one ();

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GBytes) changed = append_change (pdf, changes[i].change);
      g_autoptr (YcPdfVerdict) verdict = verify (changed);
      YcPdfSignature *found = g_ptr_array_index (verdict->signatures, 0);

      g_test_message ("%s", changes[i].name);
      g_assert_false (verdict->is_unchanged);
      g_assert_cmpuint (verdict->signatures->len, ==, 1);
      g_assert_cmpstr (found->cms_fault, ==, NULL);
      g_assert_cmpuint (verdict->uncovered_bytes, ==, g_bytes_get_size (changed) - g_bytes_get_size (pdf));
      g_assert_true (changes[i].told != NULL ? tells (found, changes[i].told) : found->changes->len == 0);
    }
}

static YcPdfSigning *
prepare_second (GBytes  *pdf,
                GError **error)
{
  const YcPdfSigningOptions options = { .field = "second", .name = "Li Si", .time_s = YC_TEST_SIGN_TIME_S };

  return yc_pdf_signing_prepare (pdf, &options, error);
}

/* Signs what no honest program would: somebody else's program has no scruples. So
 * the signature that confirms the increment is made as if it were the first. */
static GBytes *
sign_over (GBytes *changed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) hidden = g_string_new (NULL);
  g_autoptr (YcPdfSigning) honest = prepare_second (changed, &error);
  g_autoptr (YcPdfFile) file = NULL;
  g_autoptr (YcPdfAppend) append = NULL;
  g_autoptr (GPtrArray) fields = NULL;
  GByteArray *bytes;
  guint value;
  gsize at, from, to;
  guint8 digest[YC_SHA256_SIZE];
  g_autoptr (GByteArray) covered = g_byte_array_new ();
  g_autoptr (GBytes) cms = NULL;
  YcPdfFormField *field;

  g_assert_null (honest);
  g_assert_error (error, YC_PDF_SIGN_ERROR, YC_PDF_SIGN_ERROR_SIGNED);
  g_clear_error (&error);
  file = yc_pdf_file_open (changed, g_bytes_get_size (changed), &error);
  append = yc_pdf_append_new (file);
  fields = yc_pdf_file_list_fields (file, NULL);
  field = yc_pdf_file_find_field (fields, "second");
  value = yc_pdf_append_reserve (append);
  yc_pdf_append_begin (append, value, 0);
  yc_pdf_append_add (append, "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange ");
  at = yc_pdf_append_get_size (append);
  yc_pdf_append_add (append, "[ 0 %-10d %-10d %-10d ] /Contents ", 0, 0, 0);
  from = yc_pdf_append_get_size (append);
  yc_pdf_append_add (append, "<");
  yc_pdf_append_add_filled (append, '0', 2 * YC_PDF_CMS_BYTES_MAX);
  yc_pdf_append_add (append, ">");
  to = yc_pdf_append_get_size (append);
  yc_pdf_append_add (append, " >>");
  yc_pdf_append_end (append);
  qpdf_oh_replace_key (yc_pdf_file_get_qpdf (file), field->dict, "/V",
                       qpdf_get_object_by_id (yc_pdf_file_get_qpdf (file), value, 0));
  yc_pdf_append_object (append, field->dict);
  bytes = yc_pdf_append_finish (append, &error);
  g_assert_no_error (error);
  g_string_printf (hidden, "[ 0 %-10zu %-10zu %-10zu ]", from, to, bytes->len - to);
  memcpy (bytes->data + at, hidden->str, hidden->len);
  g_byte_array_append (covered, bytes->data, from);
  g_byte_array_append (covered, bytes->data + to, bytes->len - to);
  yc_sha256 (covered->data, covered->len, digest);
  cms = yc_pdf_signer_sign (YC_PDF_SIGNER (key.signer), digest, NULL, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < g_bytes_get_size (cms); i++)
    {
      char pair[3];

      g_snprintf (pair, sizeof pair, "%02x", ((const guint8 *) g_bytes_get_data (cms, NULL))[i]);
      memcpy (bytes->data + from + 1 + 2 * i, pair, 2);
    }
  return g_byte_array_free_to_bytes (bytes);
}

/* The same increments, and a sound signature over all of it. */
static void
test_signed_increment (void)
{
  g_autoptr (GBytes) pdf = sign_one ();

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GBytes) changed = append_change (pdf, changes[i].change);
      g_autoptr (GBytes) over = sign_over (changed);
      g_autoptr (YcPdfVerdict) verdict = verify (over);
      YcPdfSignature *first = g_ptr_array_index (verdict->signatures, 0);
      YcPdfSignature *second = g_ptr_array_index (verdict->signatures, 1);

      g_test_message ("%s", changes[i].name);
      g_assert_cmpuint (verdict->signatures->len, ==, 2);
      g_assert_cmpstr (second->cms_fault, ==, NULL);
      g_assert_true (second->is_whole);
      /* What shows nothing and was signed, is signed. */
      g_assert_cmpint (verdict->is_unchanged, ==, changes[i].told == NULL);
      g_assert_true (changes[i].told == NULL || tells (first, changes[i].told));
    }
}

/* The second signature's own increment does more than sign. */
static void
test_grown_field (void)
{
  g_autoptr (GBytes) pdf = sign_one ();
  g_autoptr (GBytes) changed = append_change (pdf, grow_field);
  g_autoptr (GBytes) over = sign_over (changed);
  g_autoptr (YcPdfVerdict) verdict = verify (over);

  g_assert_false (verdict->is_unchanged);
  g_assert_true (tells (g_ptr_array_index (verdict->signatures, 0), "/Rect was changed"));
}

/* ---- Forged signatures ---- */

static void
assert_told (GBytes     *pdf,
             const char *fault)
{
  g_autoptr (YcPdfVerdict) verdict = verify (pdf);
  YcPdfSignature *found;

  g_assert_cmpuint (verdict->signatures->len, ==, 1);
  found = g_ptr_array_index (verdict->signatures, 0);
  g_assert_false (verdict->is_unchanged);
  g_test_message ("%s", found->range_fault);
  g_assert_nonnull (found->range_fault);
  g_assert_nonnull (strstr (found->range_fault, fault));
  g_assert_nonnull (found->cms_fault);
}

static GBytes *
replace_range (GBytes     *pdf,
               const char *with)
{
  gsize size = g_bytes_get_size (pdf);
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (pdf, NULL), size);
  gsize at = yc_pdf_find_last (bytes, size, "/ByteRange [");
  const guint8 *end = memchr (bytes + at, '\n', size - at);
  gsize room = end - (bytes + at) - strlen ("/ByteRange ");

  g_assert_cmpuint (strlen (with), <=, room);
  memset (bytes + at + strlen ("/ByteRange "), ' ', room);
  memcpy (bytes + at + strlen ("/ByteRange "), with, strlen (with));
  return g_bytes_new (bytes, size);
}

/* Universal signature forgery: what a signature needs is missing or nonsense. */
static void
test_forgery (void)
{
  g_autoptr (GBytes) pdf = sign_one ();
  static const struct
  {
    const char *range;
    const char *fault;
  } ranges[] = {
    { "null", "missing" }, { "[ ]", "missing" }, { "[ 0 1 2 ]", "missing" }, { "[ 0 0 0 0 ]", "leaves out nothing" },
    { "[ 1 100 200 300 ]", "first byte" }, { "[ 0 200 100 300 ]", "overlap" }, { "[ 0 -1 5 5 ]", "missing" },
    { "[ 0 100 200 99999999 ]", "more than there is" }, { "[ 0 99999999999 1 1 ]", "missing" },
    { "[ 0 (a) 1 1 ]", "missing" }, { "[ 0 100 200 300 400 ]", "missing" }, { "[ 0 100 200 300 ]", "not one hexadecimal" },
    { "(text)", "missing" },
  };
  g_autoptr (GBytes) no_contents = yc_test_sign_replaced (pdf, "/Contents <", "/Cintents <");
  g_autoptr (GBytes) no_range = yc_test_sign_replaced (pdf, "/ByteRange [", "/BiteRange [");
  g_autoptr (GBytes) no_filter = yc_test_sign_replaced (pdf, "/ETSI.CAdES.detached", "/ETSI.CAdES.detacher");

  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      g_autoptr (GBytes) forged = replace_range (pdf, ranges[i].range);

      assert_told (forged, ranges[i].fault);
    }
  assert_told (no_contents, "not its /Contents");
  assert_told (no_range, "missing");
  {
    g_autoptr (YcPdfVerdict) verdict = verify (no_filter);

    g_assert_false (verdict->is_unchanged);
    g_assert_cmpstr (((YcPdfSignature *) g_ptr_array_index (verdict->signatures, 0))->kind, ==, "ETSI.CAdES.detacher");
  }
}

/* Signature wrapping: the second part is moved away, and the gap filled with
 * what the attacker likes. */
static void
test_wrapping (void)
{
  g_autoptr (GBytes) pdf = sign_one ();
  const guint8 *data = g_bytes_get_data (pdf, NULL);
  gsize size = g_bytes_get_size (pdf), from, to;
  g_autoptr (GByteArray) moved = g_byte_array_new ();
  g_autofree char *range = NULL;
  g_autoptr (GBytes) joined = NULL;
  g_autoptr (GBytes) forged = NULL;
  g_autoptr (YcPdfVerdict) verdict = NULL;

  from = yc_pdf_find_last (data, size, "/Contents <") + strlen ("/Contents ");
  to = (const guint8 *) memchr (data + from, '>', size - from) + 1 - data;
  /* All there is, with its trailer at the old place, then the signed rest again. */
  g_byte_array_append (moved, data, size);
  g_byte_array_append (moved, data + to, size - to);
  joined = g_bytes_new (moved->data, moved->len);
  range = g_strdup_printf ("[ 0 %zu %zu %zu ]", from, size, size - to);
  forged = replace_range (joined, range);
  verdict = verify (forged);
  g_assert_false (verdict->is_unchanged);
  g_assert_nonnull (((YcPdfSignature *) g_ptr_array_index (verdict->signatures, 0))->range_fault);
}

/* The second signature's range is given to the first: both are there, one twice. */
static void
test_swapped (void)
{
  g_autoptr (GBytes) one = sign_one ();
  g_autoptr (GBytes) two = yc_test_sign (one, &key, "second", "Li Si");
  gsize size = g_bytes_get_size (two);
  guint8 *bytes = g_memdup2 (g_bytes_get_data (two, NULL), size);
  gsize first = yc_pdf_find_last (bytes, g_bytes_get_size (one), "/ByteRange ["), second = yc_pdf_find_last (bytes, size, "/ByteRange [");
  guint8 kept[46];
  g_autoptr (GBytes) swapped = NULL;
  g_autoptr (YcPdfVerdict) verdict = NULL;

  memcpy (kept, bytes + first, sizeof kept);
  memcpy (bytes + first, bytes + second, sizeof kept);
  memcpy (bytes + second, kept, sizeof kept);
  swapped = g_bytes_new_take (bytes, size);
  verdict = verify (swapped);
  g_assert_false (verdict->is_unchanged);
  g_assert_cmpuint (verdict->signatures->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_nonnull (((YcPdfSignature *) g_ptr_array_index (verdict->signatures, i))->range_fault);
}

/* Another's CMS over the same bytes is found by asking whom one trusts. */
static void
test_other_key (void)
{
  g_auto (YcTestKey) other = { 0 };
  g_autoptr (GBytes) pdf = create_paper ();
  g_autoptr (GBytes) prepared = yc_test_sign_prepare (pdf, "first", NULL);
  g_autoptr (GBytes) forged = NULL;
  g_autoptr (YcPdfVerdict) verdict = NULL;

  yc_test_key_init (&other, YC_PDF_KEY_P256);
  forged = yc_test_sign (prepared, &other, "first", "Zhang San");
  verdict = yc_pdf_verify (forged, key.certificate, NULL);
  g_assert_true (verdict->is_unchanged);
  g_assert_false (yc_pdf_verdict_is_trusted (verdict));
  g_assert_nonnull (((YcPdfSignature *) g_ptr_array_index (verdict->signatures, 0))->trust_fault);
}

/* Letters of the other case are another byte, though the same CMS. */
static void
test_letters (void)
{
  g_autoptr (GBytes) pdf = sign_one ();
  gsize size = g_bytes_get_size (pdf);
  guint8 *bytes = g_memdup2 (g_bytes_get_data (pdf, NULL), size);
  gsize at = yc_pdf_find_last (bytes, size, "/Contents <") + strlen ("/Contents <");
  g_autoptr (GBytes) changed = NULL;

  while (!g_ascii_islower (bytes[at]))
    at++;
  bytes[at] = g_ascii_toupper (bytes[at]);
  changed = g_bytes_new_take (bytes, size);
  assert_told (changed, "large and small");
}

/* Puts @digit where, @skip digits behind the start of the @nth @mark of the last
 * /Contents, another stands. */
static GBytes *
change_digit (GBytes     *pdf,
              const char *mark,
              guint       nth,
              gsize       skip,
              char        digit)
{
  gsize size = g_bytes_get_size (pdf);
  g_autofree char *text = g_strndup ((const char *) g_bytes_get_data (pdf, NULL) + find_contents (pdf), size - find_contents (pdf));
  guint8 *bytes = g_memdup2 (g_bytes_get_data (pdf, NULL), size);
  const char *at = text;

  for (guint i = 0; i < nth; i++)
    {
      at = strstr (i == 0 ? at : at + 1, mark);
      g_assert_nonnull (at);
    }
  g_assert_cmpint (at[skip], !=, digit);
  bytes[find_contents (pdf) + (at - text) + skip] = digit;
  return g_bytes_new_take (bytes, size);
}

/* Parts of a CMS that nobody signs and most readers pass over: another name of the
 * same algorithm, and the issuer's name with a letter of the other case. */
static void
test_unsigned_parts (void)
{
  g_auto (YcTestKey) desk = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = create_paper ();
  g_autoptr (GBytes) prepared = yc_test_sign_prepare (pdf, "first", NULL);
  g_autoptr (GBytes) done = NULL;
  g_autoptr (GBytes) algorithm = NULL;
  g_autoptr (GBytes) issuer = NULL;

  yc_pdf_key_make (YC_PDF_KEY_RSA, "Desk", NULL, YC_TEST_SIGN_TIME_S, 10, &desk.key, &desk.certificate, &error);
  g_assert_no_error (error);
  desk.signer = yc_pdf_key_signer_new (desk.key, desk.certificate, &error);
  done = yc_test_sign (prepared, &desk, "first", "Zhang San");
  g_assert_true (is_unchanged (done));
  /* rsaEncryption: of the key, in the protection, of the signature, which becomes
   * sha256WithRSAEncryption. */
  algorithm = change_digit (done, "2a864886f70d010101", 3, 17, 'b');
  g_assert_false (is_unchanged (algorithm));
  /* "Desk": the certificate's issuer and subject, the signer's issuer. */
  issuer = change_digit (done, "4465736b", 3, 0, '6');
  g_assert_false (is_unchanged (issuer));
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  yc_test_key_init (&key, YC_PDF_KEY_P256);
  g_test_add_func ("/every-byte", test_every_byte);
  g_test_add_func ("/bytes-rsa", test_bytes_rsa);
  g_test_add_func ("/bytes-streams", test_bytes_streams);
  g_test_add_func ("/length", test_length);
  g_test_add_func ("/trailing", test_trailing);
  g_test_add_func ("/increment", test_increment);
  g_test_add_func ("/signed-increment", test_signed_increment);
  g_test_add_func ("/grown-field", test_grown_field);
  g_test_add_func ("/forgery", test_forgery);
  g_test_add_func ("/wrapping", test_wrapping);
  g_test_add_func ("/swapped", test_swapped);
  g_test_add_func ("/other-key", test_other_key);
  g_test_add_func ("/letters", test_letters);
  g_test_add_func ("/unsigned-parts", test_unsigned_parts);
  result = g_test_run ();
  yc_test_key_clear (&key);
  return result;
}
