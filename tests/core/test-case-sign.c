/* Who may sign what: nothing that was not shown, nothing that has changed. */

#include "yc-case-judge.h"
#include "yc-case-sign.h"

#include <string.h>

#define PERSON "/legal-representative"
#define OTHER "/agent"
#define PAPER "000000000000000000000000000000a1"
#define NEWER "000000000000000000000000000000a2"

/* Digests of nothing in particular. */
#define MADE "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define SIGNED_ONCE "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define SIGNED_TWICE "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
#define INK "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
#define OTHER_INK "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"
#define EVIDENCE "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"

typedef struct
{
  YcCase *c;
  gint64 revision;
} World;

/* NULL when it holds, else all words against it, one blank between. */
static const char *
append_by (World      *world,
           const char *by,
           const char *kind,
           YcBody     *body)
{
  YcStream stream = { YC_STREAM_CASE, *yc_case_get_id (world->c) };
  g_autoptr (YcOp) op = yc_op_new (&stream, kind, body);
  g_autoptr (YcVerdict) verdict = yc_verdict_new (YC_OUTCOME_APPLIED);
  g_autoptr (GString) words = g_string_new (NULL);

  op->id.bytes[0] = (guint8) ++world->revision;
  g_free (op->by);
  op->by = g_strdup (by);
  op->seen = world->revision - 1;
  g_assert_null (yc_kind_check_body (yc_kind_find (kind), body));
  yc_case_judge (world->c, op, verdict);
  yc_case_fold (world->c, op, verdict, world->revision);
  if (verdict->outcome != YC_OUTCOME_REFUSED)
    return NULL;
  for (guint i = 0; i < verdict->reasons->len; i++)
    g_string_append_printf (words, "%s%s", i > 0 ? " " : "", ((YcReason *) g_ptr_array_index (verdict->reasons, i))->code);
  return g_intern_string (words->str);
}

static const char *
append (World      *world,
        const char *kind,
        YcBody     *body)
{
  return append_by (world, "C1", kind, body);
}

static YcBody *
texts (const char *first,
       ...)
{
  YcBody *body = yc_body_new ();
  va_list arguments;

  va_start (arguments, first);
  for (const char *key = first; key != NULL; key = va_arg (arguments, const char *))
    yc_record_set_text (body->record, key, va_arg (arguments, const char *));
  va_end (arguments);
  return body;
}

static YcBody *
edit (World      *world,
      const char *path,
      const char *text,
      gboolean    knowing)
{
  YcBody *body = texts ("source", "typed", NULL);
  YcRecord *item = yc_body_add_item (body);

  yc_record_set_text (item, "path", path);
  yc_record_set_text (item, "value", text);
  yc_record_set (item, "was", knowing ? yc_case_get_value (world->c, path) : NULL);
  return body;
}

static void
set_field (World      *world,
           const char *path,
           const char *text)
{
  g_assert_null (append (world, "fields.set", edit (world, path, text, TRUE)));
}

static void
identify (World      *world,
          const char *person,
          const char *name)
{
  g_autofree char *name_path = g_strconcat (person, "/name", NULL);
  g_autofree char *number_path = g_strconcat (person, "/number", NULL);

  set_field (world, name_path, name);
  set_field (world, number_path, person);
  g_assert_null (append (world, "identity.record", texts ("person", person, "method", "card", "name", name, "number", person, NULL)));
}

static void
add_paper (World      *world,
           const char *id,
           const char *sha256)
{
  YcBody *body = texts ("document", id, "kind", "application", "title", "申请书", "sha256", sha256, NULL);
  YcRecord *item = yc_body_add_item (body);
  g_autofree char *digest = yc_value_dup_digest (yc_case_get_value (world->c, "/name/trade"));

  yc_record_set_int (body->record, "size", 1000);
  yc_record_set_text (item, "path", "/name/trade");
  yc_record_set_text (item, "digest", digest);
  g_assert_null (append (world, "document.add", body));
}

static void
set_up (World        *world,
        gconstpointer data)
{
  const YcId id = { { 3 } };

  world->c = yc_case_new (&id);
  g_assert_null (append (world, "case.open", texts ("matter", "m", "version", "1", "hall", "lc", NULL)));
  set_field (world, "/name/trade", "鲁西");
  identify (world, PERSON, "张测试");
  identify (world, OTHER, "李测试");
  add_paper (world, PAPER, MADE);
}

static void
tear_down (World        *world,
           gconstpointer data)
{
  g_object_unref (world->c);
}

static const char *
read_paper (World      *world,
            const char *person,
            const char *sha256,
            gint64      pages,
            gint64      shown)
{
  YcBody *body = texts ("document", PAPER, "person", person, "sha256", sha256, NULL);

  yc_record_set_int (body->record, "pages", pages);
  yc_record_set_int (body->record, "dwell_ms", 3000 * shown);
  for (gint64 i = 0; i < shown; i++)
    {
      YcRecord *item = yc_body_add_item (body);

      yc_record_set_int (item, "page", i + 1);
      yc_record_set_int (item, "dwell_ms", 3000);
    }
  return append (world, "document.read", body);
}

static void
add_file (YcBody     *body,
          const char *file,
          const char *sha256)
{
  YcRecord *item = yc_body_add_item (body);

  yc_record_set_text (item, "file", file);
  yc_record_set_text (item, "sha256", sha256);
  yc_record_set_int (item, "size", 4000);
}

static const char *
sign_as (World      *world,
         const char *person,
         const char *name,
         const char *sha256,
         const char *ink,
         const char *device,
         const char *result)
{
  YcBody *body = texts ("document", PAPER, "person", person, "name", name, "sha256", sha256, "device", device, NULL);

  if (ink != NULL)
    add_file (body, YC_SIGN_FILE_STROKES, ink);
  add_file (body, YC_SIGN_FILE_EVIDENCE, EVIDENCE);
  if (result != NULL)
    add_file (body, YC_SIGN_FILE_RESULT, result);
  return append (world, "signature.add", body);
}

static const YcDocument *
get_paper (World *world)
{
  YcId id;

  g_assert_true (yc_id_parse (PAPER, &id));
  return yc_case_find_document (world->c, &id);
}

/* Each signs the file that the one before has left. */
static void
test_in_turn (World        *world,
              gconstpointer data)
{
  g_assert_null (read_paper (world, PERSON, MADE, 2, 2));
  g_assert_null (sign_as (world, PERSON, "张测试", MADE, INK, "pen", SIGNED_ONCE));
  g_assert_cmpstr (yc_case_get_document_sha256 (world->c, get_paper (world)), ==, SIGNED_ONCE);
  g_assert_cmpstr (read_paper (world, OTHER, MADE, 2, 2), ==, "other-document");
  g_assert_null (read_paper (world, OTHER, SIGNED_ONCE, 2, 2));
  g_assert_null (sign_as (world, OTHER, "李测试", SIGNED_ONCE, OTHER_INK, "mouse", SIGNED_TWICE));
  g_assert_cmpuint (yc_case_get_signatures (world->c)->len, ==, 2);
  g_assert_cmpstr (yc_case_get_document_sha256 (world->c, get_paper (world)), ==, SIGNED_TWICE);
  g_assert_cmpstr (yc_case_find_signature (world->c, &get_paper (world)->id, OTHER)->device, ==, "mouse");
}

static void
test_not_shown (World        *world,
                gconstpointer data)
{
  g_assert_cmpstr (sign_as (world, PERSON, "张测试", MADE, INK, "pen", NULL), ==, "not-read");
  g_assert_cmpstr (read_paper (world, PERSON, SIGNED_ONCE, 2, 2), ==, "other-document");
  g_assert_cmpstr (read_paper (world, PERSON, MADE, 2, 1), ==, "not-whole");
  g_assert_cmpstr (read_paper (world, PERSON, MADE, 0, 0), ==, "not-whole");
  g_assert_cmpuint (yc_case_get_read_papers (world->c)->len, ==, 0);
  g_assert_null (read_paper (world, PERSON, MADE, 1, 1));
  /* Another's reading is not theirs. */
  g_assert_cmpstr (sign_as (world, OTHER, "李测试", MADE, INK, "pen", NULL), ==, "not-read");
  g_assert_cmpstr (sign_as (world, PERSON, "张测试", SIGNED_ONCE, INK, "pen", NULL), ==, "other-document not-read");
  g_assert_cmpuint (yc_case_get_signatures (world->c)->len, ==, 0);
}

static void
test_refused (World        *world,
              gconstpointer data)
{
  g_assert_null (read_paper (world, PERSON, MADE, 1, 1));
  g_assert_null (read_paper (world, OTHER, MADE, 1, 1));
  g_assert_cmpstr (sign_as (world, PERSON, "王测试", MADE, INK, "pen", NULL), ==, "changed-since");
  g_assert_cmpstr (sign_as (world, PERSON, "张测试", MADE, INK, "stamp", NULL), ==, "unknown-device");
  g_assert_cmpstr (sign_as (world, PERSON, "张测试", MADE, "ink", "pen", NULL), ==, "no-digest");
  g_assert_cmpstr (sign_as (world, PERSON, "张测试", MADE, NULL, "pen", NULL), ==, "no-file");
  g_assert_null (sign_as (world, PERSON, "张测试", MADE, INK, "touch", NULL));
  g_assert_cmpstr (sign_as (world, PERSON, "张测试", MADE, OTHER_INK, "pen", NULL), ==, "already-signed");
  g_assert_cmpstr (sign_as (world, OTHER, "李测试", MADE, INK, "pen", NULL), ==, "ink-used-before");
  set_field (world, OTHER "/number", "somebody else");
  g_assert_cmpstr (sign_as (world, OTHER, "李测试", MADE, OTHER_INK, "pen", NULL), ==, "not-identified");
}

/* D8: what was signed stays and shows that the text is another by now. */
static void
test_out_of_date (World        *world,
                  gconstpointer data)
{
  const YcSignature *signature;

  g_assert_null (read_paper (world, PERSON, MADE, 1, 1));
  g_assert_null (read_paper (world, OTHER, MADE, 1, 1));
  g_assert_null (sign_as (world, PERSON, "张测试", MADE, INK, "pen", NULL));
  signature = yc_case_find_signature (world->c, &get_paper (world)->id, PERSON);
  g_assert_true (yc_case_signature_is_current (world->c, signature));

  set_field (world, "/name/trade", "鲁东");
  g_assert_false (yc_case_signature_is_current (world->c, signature));
  g_assert_cmpstr (sign_as (world, OTHER, "李测试", MADE, OTHER_INK, "pen", NULL), ==, "out-of-date");
  g_assert_cmpstr (read_paper (world, OTHER, MADE, 1, 1), ==, "out-of-date");
  set_field (world, "/name/trade", "鲁西");
  g_assert_true (yc_case_signature_is_current (world->c, signature));
  add_paper (world, NEWER, SIGNED_TWICE);
  g_assert_false (yc_case_signature_is_current (world->c, signature));
  g_assert_cmpstr (sign_as (world, OTHER, "李测试", MADE, OTHER_INK, "pen", NULL), ==, "out-of-date");
}

/* D7: nobody signs a text of which two values stand. */
static void
test_contested (World        *world,
                gconstpointer data)
{
  g_assert_null (read_paper (world, PERSON, MADE, 1, 1));
  g_assert_null (append_by (world, "H2", "fields.set", edit (world, "/name/trade", "鲁南", FALSE)));
  g_assert_cmpstr (sign_as (world, PERSON, "张测试", MADE, INK, "pen", NULL), ==, "contested");
}

/* The state is in the dump, which tells two states apart. */
static void
test_dump (World        *world,
           gconstpointer data)
{
  g_autofree char *before = NULL, *after = NULL;

  g_assert_null (read_paper (world, PERSON, MADE, 1, 1));
  before = yc_case_dup_dump (world->c);
  g_assert_nonnull (strstr (before, "read " PAPER " " PERSON));
  g_assert_null (sign_as (world, PERSON, "张测试", MADE, INK, "pen", SIGNED_ONCE));
  after = yc_case_dup_dump (world->c);
  g_assert_nonnull (strstr (after, "signature " PAPER " " PERSON " " MADE " " INK " " SIGNED_ONCE));
}

static void
add (const char *path,
     void      (*func) (World        *world,
                        gconstpointer data))
{
  g_test_add (path, World, NULL, set_up, func, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/case-sign/in-turn", test_in_turn);
  add ("/case-sign/not-shown", test_not_shown);
  add ("/case-sign/refused", test_refused);
  add ("/case-sign/out-of-date", test_out_of_date);
  add ("/case-sign/contested", test_contested);
  add ("/case-sign/dump", test_dump);
  return g_test_run ();
}
