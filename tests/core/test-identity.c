/* Every way to be identified, walked to its end: none of them needs a face,
 * and without a card, a phone or a passport there is one left. */

#include "yc-case-form.h"
#include "yc-case-judge.h"
#include "yc-catalogue.h"

#define PERSON "/legal-representative"

static YcMatter *
new_matter (void)
{
  YcMatter *matter = yc_matter_new ();
  YcSigner *signer = yc_signer_new ();

  matter->id = g_strdup ("m");
  matter->label = g_strdup ("m");
  signer->path = g_strdup (PERSON);
  signer->label = g_strdup ("法定代表人");
  g_ptr_array_add (matter->signers, signer);
  return matter;
}

/* Takes @body. Returns: whether the judge let it pass */
static gboolean
append (YcCase     *c,
        const char *kind,
        YcBody     *body)
{
  YcStream stream = { YC_STREAM_CASE, *yc_case_get_id (c) };
  g_autoptr (YcOp) op = yc_op_new (&stream, kind, body);
  g_autoptr (YcVerdict) verdict = yc_verdict_new (YC_OUTCOME_APPLIED);
  gint64 revision = yc_case_get_revision (c) + 1;

  op->id.bytes[15] = (guint8) revision;
  g_free (op->by);
  op->by = g_strdup ("001");
  g_assert_null (yc_kind_check_body (yc_kind_find (kind), op->body));
  yc_case_judge (c, op, verdict);
  g_assert_true (yc_case_fold (c, op, verdict, revision));
  return verdict->outcome != YC_OUTCOME_REFUSED;
}

static void
open_case (YcCase *c)
{
  YcBody *body = yc_body_new ();

  yc_record_set_text (body->record, "matter", "m");
  yc_record_set_text (body->record, "version", "1");
  yc_record_set_text (body->record, "hall", "h");
  g_assert_true (append (c, "case.open", body));
}

static void
set_field (YcCase     *c,
           const char *key,
           const char *text)
{
  YcBody *body = yc_body_new ();
  YcRecord *item = yc_body_add_item (body);
  g_autofree char *path = g_strconcat (PERSON, "/", key, NULL);
  YcValue none = YC_VALUE_INIT;

  yc_record_set_text (body->record, "source", "typed");
  yc_record_set_text (item, "path", path);
  yc_record_set_text (item, "value", text);
  yc_record_set (item, "was", &none);
  g_assert_true (append (c, "fields.set", body));
}

static gboolean
record (YcCase     *c,
        const char *kind,
        const char *method)
{
  YcBody *body = yc_body_new ();

  yc_record_set_text (body->record, "person", PERSON);
  yc_record_set_text (body->record, "name", "张测试");
  yc_record_set_text (body->record, "number", "L898902C3");
  if (method != NULL)
    yc_record_set_text (body->record, "method", method);
  return append (c, kind, body);
}

static guint
count_identity_findings (YcMatter *matter,
                         YcCase   *c)
{
  YcDate today = { 2026, 11, 26 };
  YcCaseForm form;
  g_autoptr (GPtrArray) findings = NULL;
  guint count = 0;

  yc_case_form_init (&form, c);
  findings = yc_matter_check (matter, &form.form, &today);
  for (guint i = 0; i < findings->len; i++)
    count += g_str_has_suffix (((YcFinding *) g_ptr_array_index (findings, i))->path, "/identity");
  return count;
}

static void
walk (const char *method,
      gboolean    second_look)
{
  YcId id = { { 1 } };
  g_autoptr (YcCase) c = yc_case_new (&id);
  YcMatter *matter = new_matter ();

  open_case (c);
  set_field (c, "name", "张测试");
  set_field (c, "number", "L898902C3");
  g_assert_cmpuint (count_identity_findings (matter, c), ==, 1);
  g_assert_true (record (c, "identity.record", method));
  g_assert_cmpuint (count_identity_findings (matter, c), ==, second_look ? 1 : 0);
  if (second_look)
    g_assert_true (record (c, "identity.confirm", NULL));
  g_assert_cmpuint (count_identity_findings (matter, c), ==, 0);
  yc_matter_free (matter);
}

static void
test_every_way_ends (void)
{
  walk ("card", FALSE);
  walk ("e-id", FALSE);
  walk ("licence", FALSE);
  walk ("passport", TRUE);
  walk ("typed", TRUE);
}

/* A face identifies nobody, alone or otherwise: no program of ours may say so. */
static void
test_no_face (void)
{
  static const char *const faces[] = { "face", "face-id", "photo", "video" };

  for (gsize i = 0; i < G_N_ELEMENTS (faces); i++)
    {
      YcId id = { { 1 } };
      g_autoptr (YcCase) c = yc_case_new (&id);

      open_case (c);
      g_assert_false (record (c, "identity.record", faces[i]));
      g_assert_null (yc_case_get_identity (c, PERSON));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/identity/every-way-ends", test_every_way_ends);
  g_test_add_func ("/identity/no-face", test_no_face);
  return g_test_run ();
}
