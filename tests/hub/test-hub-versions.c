/* Several versions of the catalogue: a case keeps the one it began with (D31). */

#include "yc-test-hub.h"

#include "yc-catalogue-reader.h"
#include "yc-hub-catalogues.h"

#include <glib/gstdio.h>
#include <string.h>

#define OLD "limited-company.json"
#define NEW "limited-company-2026.12.json"
#define DAY_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)
#define MILLION_FEN 100000000

/* A folder of catalogues of its own. */
typedef struct
{
  char *path;
} Folder;

static char *
read_shipped (const char *name)
{
  g_autofree char *folder = test_hub_dup_catalogues ();
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

/* Puts the shipped @name in as @as, with @from made @to where it first stands. */
static void
put (const Folder *folder,
     const char   *name,
     const char   *as,
     const char   *from,
     const char   *to)
{
  g_autofree char *path = g_build_filename (folder->path, as, NULL);
  g_autofree char *text = read_shipped (name);
  g_autoptr (GString) other = g_string_new (text);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (g_string_replace (other, from, to, 1), ==, 1);
  g_file_set_contents (path, other->str, (gssize) other->len, &error);
  g_assert_no_error (error);
}

static void
folder_init (Folder *self)
{
  g_autoptr (GError) error = NULL;

  self->path = g_dir_make_tmp ("yc-catalogues-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
folder_clear (Folder *self)
{
  static const char *const names[] = { "old.json", "new.json", "third.json", "notes.txt" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->path, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (self->path);
  g_free (self->path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Folder, folder_clear)

/* 2026.11 until @until, and 2026.12 from the twentieth of November. */
static void
folder_init_two (Folder     *self,
                 const char *until)
{
  folder_init (self);
  put (self, OLD, "old.json", "2027-12-31", until);
  put (self, NEW, "new.json", "2027-12-31", "2028-12-31");
}

/* The version that @target gives, its signature verified; NULL where it gives none. */
static char *
ask_version (TestDesk   *desk,
             const char *target,
             guint       status,
             const char *code)
{
  g_autoptr (json_t) answer = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcCatalogue) catalogue = NULL;
  g_autofree guint8 *signature = NULL;
  const char *text;
  gsize size;

  g_assert_cmpuint (test_hub_ask (desk->hub, "GET", target, desk->token, NULL, &answer), ==, status);
  if (code != NULL)
    {
      g_assert_cmpstr (json_string_value (json_object_get (answer, "code")), ==, code);
      return NULL;
    }
  text = json_string_value (json_object_get (answer, "catalogue"));
  signature = g_base64_decode (json_string_value (json_object_get (answer, "signature")), &size);
  g_assert_cmpuint (size, ==, YC_ED25519_SIGNATURE_SIZE);
  g_assert_true (yc_signature_verify (desk->hub_key, text, strlen (text), signature));
  bytes = g_bytes_new (text, strlen (text));
  catalogue = yc_catalogue_read (bytes, "answer", &error);
  g_assert_no_error (error);
  return g_strdup (yc_catalogue_get_version (catalogue));
}

static void
assert_version (TestDesk   *desk,
                const char *target,
                const char *version)
{
  g_autofree char *found = ask_version (desk, target, 200, NULL);

  g_assert_cmpstr (found, ==, version);
}

static void
test_door (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);

  assert_version (desk, "/v1/catalogue", "2026.12");
  assert_version (desk, "/v1/catalogue?version=2026.11", "2026.11");
  assert_version (desk, "/v1/catalogue?version=2026.12", "2026.12");
  ask_version (desk, "/v1/catalogue?version=1999.1", 404, "unknown-version");
  ask_version (desk, "/v1/catalogue?version=2026%2F11", 422, "malformed");
  ask_version (desk, "/v1/catalogue?version=", 422, "malformed");
  /* Before the newer one counts, and when none does any more. */
  hub->clock.now_ms -= 7 * DAY_MS;
  assert_version (desk, "/v1/catalogue", "2026.11");
  hub->clock.now_ms += 500 * DAY_MS;
  ask_version (desk, "/v1/catalogue", 404, "no-catalogue");
  assert_version (desk, "/v1/catalogue?version=2026.11", "2026.11");
}

/* The only reason why @body is refused. */
static void
assert_refused (TestDesk       *desk,
                const YcStream *stream,
                const char     *kind,
                YcBody         *body,
                const char     *code)
{
  g_autoptr (json_t) reasons = test_desk_refused (desk, stream, kind, body);

  g_assert_cmpuint (json_array_size (reasons), ==, 1);
  g_assert_cmpstr (json_string_value (json_object_get (json_array_get (reasons, 0), "code")), ==, code);
}

static YcBody *
open_body (const char *version)
{
  return test_body ("matter", "limited-company-establishment", "version", version, "hall", YC_HUB_TRAINING_HALL, NULL);
}

static gboolean
has_rule (YcCase     *folded,
          const char *rule)
{
  const YcDecision *decision = yc_case_get_decision (folded, "registration");

  g_assert_nonnull (decision);
  for (guint i = 0; i < decision->reasons->len; i++)
    if (strcmp (((YcDecisionReason *) g_ptr_array_index (decision->reasons, i))->rule, rule) == 0)
      return TRUE;
  return FALSE;
}

/* The old form counts no more for new cases; the old case goes on with it, is
 * submitted by its conditions and decided by its rules. */
static void
test_old_case (void)
{
  g_auto (Folder) folder = { 0 };
  g_autoptr (TestHub) hub = NULL;
  g_autoptr (TestDesk) desk = NULL;
  YcStream old = test_stream_new (YC_STREAM_CASE);
  YcStream new = test_stream_new (YC_STREAM_CASE);
  YcStream third = test_stream_new (YC_STREAM_CASE);
  g_autofree char *outcome = NULL;
  g_autoptr (YcCase) folded = NULL;

  folder_init_two (&folder, "2026-11-24");
  hub = test_hub_new_with (folder.path, NULL);
  desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  test_case_open_version (desk, &old, "2026.11");
  hub->clock.now_ms += DAY_MS;
  test_desk_login (desk, YC_HUB_TRAINING_OPERATOR, TEST_PASSWORD);

  assert_refused (desk, &third, "case.open", open_body ("2026.11"), "version-not-valid");
  assert_refused (desk, &third, "case.open", open_body ("2026.10"), "unknown-version");
  test_case_open_version (desk, &new, "2026.12");
  assert_refused (desk, &old, "fields.set", test_set_text ("/modules/seals", "yes", NULL), "unknown-path");
  assert_refused (desk, &new, "fields.set", test_set_text ("/business/licensed", "no", NULL), "unknown-path");
  test_case_fill (desk, &old, MILLION_FEN);
  test_hub_restart (hub);
  outcome = test_case_submit (desk, &old, NULL);
  g_assert_cmpstr (outcome, ==, "applied");
  folded = test_case_read (desk, &old);
  g_assert_cmpstr (yc_case_get_version (folded), ==, "2026.11");
  g_assert_cmpstr (yc_case_get_decision (folded, "registration")->outcome, ==, "approved");
  g_assert_true (has_rule (folded, "contribution-sum"));
  g_assert_false (has_rule (folded, "dwelling"));
}

/* The whole form goes through: received, approved by its own rules, numbered. */
static void
test_new_case (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  YcStream stream = test_stream_new (YC_STREAM_CASE);
  g_autofree char *outcome = NULL;
  g_autoptr (YcCase) folded = NULL;

  test_case_open_version (desk, &stream, "2026.12");
  test_case_fill_whole (desk, &stream);
  outcome = test_case_submit (desk, &stream, NULL);
  g_assert_cmpstr (outcome, ==, "applied");
  folded = test_case_read (desk, &stream);
  g_assert_cmpstr (yc_case_get_decision (folded, "registration")->outcome, ==, "approved");
  g_assert_true (has_rule (folded, "dwelling"));
  g_assert_nonnull (yc_case_get_result (folded, "registration", "credit-code"));
}

/* Opened without a line on the last day of a form, and sent the day after. */
static void
test_opened_before (void)
{
  g_auto (Folder) folder = { 0 };
  g_autoptr (TestHub) hub = NULL;
  g_autoptr (TestDesk) desk = NULL;
  YcStream before = test_stream_new (YC_STREAM_CASE);
  YcStream after = test_stream_new (YC_STREAM_CASE);
  g_autoptr (YcOp) op = NULL;
  g_autoptr (json_t) answer = NULL;

  folder_init_two (&folder, "2026-11-24");
  hub = test_hub_new_with (folder.path, NULL);
  hub->clock.now_ms += 13 * DAY_MS / 24 + DAY_MS / 25; /* 23:57 in China */
  desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  op = test_desk_make (desk, &before, "case.open", open_body ("2026.11"));
  hub->clock.now_ms += DAY_MS / 24;
  desk->sending_ms = desk->boot_ms + DAY_MS / 24;
  g_assert_cmpuint (test_desk_send (desk, op, &answer), ==, 200);
  g_assert_cmpstr (json_string_value (json_object_get (json_object_get (answer, "verdict"), "outcome")), ==, "applied");
  desk->boot_ms = desk->sending_ms;
  assert_refused (desk, &after, "case.open", open_body ("2026.11"), "version-not-valid");
}

/* A version that was taken away: its cases are not judged by another one's. */
static void
test_taken_away (void)
{
  g_auto (Folder) folder = { 0 };
  g_autofree char *path = NULL;
  g_autoptr (TestHub) hub = NULL;
  g_autoptr (TestDesk) desk = NULL;
  YcStream stream = test_stream_new (YC_STREAM_CASE);

  folder_init_two (&folder, "2027-12-31");
  hub = test_hub_new_with (folder.path, NULL);
  desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  test_case_open_version (desk, &stream, "2026.11");
  path = g_build_filename (folder.path, "old.json", NULL);
  g_unlink (path);
  test_hub_restart (hub);
  assert_refused (desk, &stream, "fields.set", test_set_text ("/name/trade", "鲁西示例", NULL), "unknown-version");
  test_desk_apply (desk, &stream, "note.add", test_body ("text", "待补表单", NULL));
}

static void
assert_not_opened (const Folder *folder,
                   const char   *reason)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (yc_hub_catalogues_open (folder->path, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_true (error->domain == YC_CATALOGUE_ERROR);
  g_assert_nonnull (strstr (error->message, reason));
}

/* A hub does not start with versions that are wrong, and says which file it is. */
static void
test_folder (void)
{
  g_auto (Folder) folder = { 0 };
  g_autofree char *notes = NULL;
  g_autoptr (YcHubCatalogues) catalogues = NULL;
  g_autoptr (GError) error = NULL;
  const YcDate day = { 2026, 11, 24 };

  folder_init (&folder);
  assert_not_opened (&folder, "holds 0 catalogues");
  put (&folder, OLD, "old.json", "2026.11", "2026.12");
  put (&folder, NEW, "new.json", "2027-12-31", "2028-12-31");
  assert_not_opened (&folder, "old.json: /version: 2026.12 is in new.json already");
  put (&folder, OLD, "old.json", "\"matters\"", "\"moons\"");
  assert_not_opened (&folder, "old.json: /moons");
  put (&folder, OLD, "old.json", "2026.11", "2026.10");
  notes = g_build_filename (folder.path, "notes.txt", NULL);
  g_file_set_contents (notes, "no catalogue", -1, NULL);
  catalogues = yc_hub_catalogues_open (folder.path, &error);
  g_assert_no_error (error);
  g_assert_nonnull (yc_hub_catalogues_find (catalogues, "2026.10"));
  g_assert_null (yc_hub_catalogues_find (catalogues, "2026.11"));
  g_assert_cmpstr (yc_catalogue_get_version (yc_hub_catalogues_find_newest (catalogues, &day)), ==, "2026.12");
}

/* From one day two versions may count; the later name is the newer one. */
static void
test_same_day (void)
{
  g_auto (Folder) folder = { 0 };
  g_autoptr (YcHubCatalogues) catalogues = NULL;
  g_autoptr (GError) error = NULL;
  const YcDate day = { 2026, 11, 24 };

  folder_init (&folder);
  put (&folder, NEW, "old.json", "2026.12", "2026.12b");
  put (&folder, NEW, "new.json", "2027-12-31", "2028-12-31");
  catalogues = yc_hub_catalogues_open (folder.path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (yc_catalogue_get_version (yc_hub_catalogues_find_newest (catalogues, &day)), ==, "2026.12b");
}

static YcBody *
identity_body (void)
{
  return test_body ("person", "/legal-representative", "method", "card", "name", "张测试", "number",
                    "11010519491231002X", NULL);
}

/* What the law calls sensitive is not taken in before the applicant has agreed to
 * that, whatever a desk believes; a version that does not ask goes on as before. */
static void
test_sensitive (void)
{
  g_autoptr (TestHub) hub = test_hub_new ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  YcStream stream = test_stream_new (YC_STREAM_CASE);
  YcStream old = test_stream_new (YC_STREAM_CASE);

  test_case_open_version (desk, &stream, "2026.12");
  assert_refused (desk, &stream, "identity.record", identity_body (), "no-consent");
  test_desk_apply (desk, &stream, "consent.record",
                   test_body ("purpose", "sensitive", "person", "张测试", "method", "display", "text", "同意", NULL));
  test_desk_apply (desk, &stream, "identity.record", identity_body ());

  test_case_open_version (desk, &old, "2026.11");
  test_desk_apply (desk, &old, "identity.record", identity_body ());
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hub/versions/door", test_door);
  g_test_add_func ("/hub/versions/old-case", test_old_case);
  g_test_add_func ("/hub/versions/new-case", test_new_case);
  g_test_add_func ("/hub/versions/opened-before", test_opened_before);
  g_test_add_func ("/hub/versions/taken-away", test_taken_away);
  g_test_add_func ("/hub/versions/folder", test_folder);
  g_test_add_func ("/hub/versions/same-day", test_same_day);
  g_test_add_func ("/hub/versions/sensitive", test_sensitive);
  return g_test_run ();
}
