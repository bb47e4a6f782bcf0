/* Packs at a hub that runs: taken in whole or refused whole, withdrawn, told to desks. */

#include "yc-test-hub.h"

#include "yc-hub-packs.h"
#include "yc-pack-check.h"

#include <glib/gstdio.h>
#include <string.h>

#define OLD "limited-company.json"
#define NEW "2026.12" /* in force from 2026-11-20 on */
#define LATER "2027.01" /* from the day after TEST_NOW_MS on */
#define DAY_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)

static YcKeyPair *
new_key (guint8 fill)
{
  guint8 seed[YC_KEY_SIZE];

  memset (seed, fill, sizeof seed);
  return yc_key_pair_new (seed);
}

static char *
dup_key (guint8 fill)
{
  g_autoptr (YcKeyPair) key = new_key (fill);

  return g_base64_encode (yc_key_pair_get_public (key), YC_KEY_SIZE);
}

static char *
dup_data (const char *name)
{
  g_autofree char *folder = test_hub_dup_catalogues ();

  return g_build_filename (folder, "..", name, NULL);
}

static void
add_file (GPtrArray  *parts,
          const char *path,
          const char *name,
          const char *from,
          const char *to)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  YcPackPart *part;
  char *contents;

  g_file_get_contents (path, &contents, NULL, &error);
  g_assert_no_error (error);
  text = g_string_new (contents);
  g_free (contents);
  if (from != NULL && strcmp (name, "catalogue.json") == 0)
    g_assert_cmpuint (g_string_replace (text, from, to, 1), ==, 1);
  bytes = g_bytes_new (text->str, text->len);
  part = yc_pack_part_new (name, bytes, &error);
  g_assert_no_error (error);
  g_ptr_array_add (parts, part);
}

static void
add_folder (GPtrArray  *parts,
            const char *folder)
{
  g_autofree char *path = dup_data (folder);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autofree char *part = g_strconcat (folder, "/", name, NULL);

      if (g_str_has_suffix (name, ".json"))
        add_file (parts, file, part, NULL, NULL);
    }
}

/* The shipped @version with its papers, @from in its catalogue made @to; called @named. */
static GBytes *
make_pack (const char *version,
           const char *named,
           const char *from,
           const char *to,
           guint8      signer)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_pack_part_free);
  g_autofree char *file = g_strdup_printf ("catalogue/limited-company-%s.json", version);
  g_autofree char *path = dup_data (file);
  g_autoptr (YcKeyPair) key = new_key (signer);
  g_autoptr (GError) error = NULL;
  GBytes *bytes;

  add_file (parts, path, "catalogue.json", from, to);
  add_folder (parts, "templates");
  add_folder (parts, "examples");
  bytes = yc_pack_write (named, "测试审批局", parts, key, &error);
  g_assert_no_error (error);
  return bytes;
}

static TestHub *
new_hub (void)
{
  g_autofree char *folder = test_hub_dup_catalogues ();
  g_autofree char *old = g_build_filename (folder, OLD, NULL);
  g_autofree char *key = dup_key (7);
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;
  TestHub *hub = test_hub_new_with (old, NULL);

  said = yc_hub_packs_trust (hub->hub, key, "测试审批局", TRUE, &error);
  g_assert_no_error (error);
  return hub;
}

static void
install (TestHub *hub,
         GBytes  *pack)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *said = yc_hub_packs_install (hub->hub, pack, &error);

  g_assert_no_error (error);
  g_assert_nonnull (said);
}

static void
install_new (TestHub *hub)
{
  g_autoptr (GBytes) pack = make_pack (NEW, NEW, NULL, NULL, 7);

  install (hub, pack);
}

static void
withdraw (TestHub    *hub,
          const char *version)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *said = yc_hub_packs_withdraw (hub->hub, version, "a wrong sum", &error);

  g_assert_no_error (error);
}

static YcBody *
open_body (const char *version)
{
  return test_body ("matter", "limited-company-establishment", "version", version, "hall", YC_HUB_TRAINING_HALL, NULL);
}

static void
assert_refused (TestDesk   *desk,
                const char *version,
                const char *code)
{
  YcStream stream = test_stream_new (YC_STREAM_CASE);
  g_autoptr (json_t) reasons = test_desk_refused (desk, &stream, "case.open", open_body (version));

  g_assert_cmpuint (json_array_size (reasons), ==, 1);
  g_assert_cmpstr (json_string_value (json_object_get (json_array_get (reasons, 0), "code")), ==, code);
}

/* The version a desk is given for cases that begin now. */
static void
assert_newest (TestDesk   *desk,
               const char *version)
{
  g_autoptr (json_t) answer = test_desk_feed (desk, "/v1/catalogue");
  g_autofree char *says = g_strdup_printf ("\"version\": \"%s\"", version);

  g_assert_nonnull (strstr (json_string_value (json_object_get (answer, "catalogue")), says));
}

/* What the hub's signed list says of @version. */
static json_t *
ask_list (TestDesk   *desk,
          const char *version)
{
  g_autoptr (json_t) answer = test_desk_feed (desk, "/v1/packs");
  const char *text = json_string_value (json_object_get (answer, "list"));
  g_autofree guint8 *signature = NULL;
  g_autoptr (json_t) list = json_loads (text, 0, NULL);
  json_t *line;
  gsize i, size;

  signature = g_base64_decode (json_string_value (json_object_get (answer, "signature")), &size);
  g_assert_cmpuint (size, ==, YC_ED25519_SIGNATURE_SIZE);
  g_assert_true (yc_signature_verify (desk->hub_key, text, strlen (text), signature));
  json_array_foreach (json_object_get (list, "versions"), i, line)
    if (strcmp (json_string_value (json_object_get (line, "version")), version) == 0)
      return json_incref (line);
  return NULL;
}

static GBytes *
fetch (TestDesk *desk,
       gsize     size,
       gsize     piece)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();

  while (all->len < size)
    {
      g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/v1/packs/" NEW "?offset=%u&limit=%" G_GSIZE_FORMAT,
                                              desk->hub->port, all->len, piece);
      g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
      g_autofree char *token = g_strconcat ("Bearer ", desk->token, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = NULL;

      soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", token);
      bytes = test_hub_ask_bytes (desk->hub, message, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (soup_message_get_status (message), ==, 200);
      g_assert_cmpuint (g_bytes_get_size (bytes), >, 0);
      g_byte_array_append (all, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&all));
}

/* --- tests ------------------------------------------------------------------- */

/* In force at once, for new cases and for desks; there after a restart. */
static void
test_install (void)
{
  g_autoptr (TestHub) hub = new_hub ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  g_autoptr (GBytes) pack = make_pack (NEW, NEW, NULL, NULL, 7);
  g_autoptr (GBytes) fetched = NULL;
  g_autoptr (json_t) line = NULL;
  YcStream before = test_stream_new (YC_STREAM_CASE);
  YcStream after = test_stream_new (YC_STREAM_CASE);

  assert_newest (desk, "2026.11");
  assert_refused (desk, NEW, "unknown-version");
  test_case_open_version (desk, &before, "2026.11");
  install (hub, pack);
  install (hub, pack); /* the same once more is no other */
  assert_newest (desk, NEW);
  test_case_open_version (desk, &after, NEW);
  line = ask_list (desk, NEW);
  g_assert_cmpint (json_integer_value (json_object_get (line, "size")), ==, g_bytes_get_size (pack));
  g_assert_cmpint (json_integer_value (json_object_get (line, "withdrawn")), ==, 0);
  fetched = fetch (desk, g_bytes_get_size (pack), 65536);
  g_assert_true (g_bytes_equal (fetched, pack));
  test_hub_restart (hub);
  assert_newest (desk, NEW);
  test_case_fill_whole (desk, &after);
  {
    g_autofree char *outcome = test_case_submit (desk, &after, NULL);

    g_assert_cmpstr (outcome, ==, "applied");
  }
}

/* Each in its way; and nothing is another than before. */
static void
test_bad (void)
{
  static const struct
  {
    const char *version;
    const char *named;
    const char *from;
    const char *to;
    guint8 signer;
    const char *says;
  } wrong[] = {
    { NEW, NEW, NULL, NULL, 8, "does not trust" },
    { NEW, "2026.13", NULL, NULL, 7, "/version" },
    { NEW, NEW, "\"valid_from\": \"2026-11-20\"", "\"valid_from\": \"2026-04-20\"", 7, "is older than 2026.11" },
    { NEW, NEW, "\"valid_to\": \"2027-12-31\"", "\"valid_to\": \"2026-11-23\"", 7, "comes out as" },
    { NEW, NEW, "\"/capital/amount\"", "\"/capital/amounts\"", 7, "catalogue.json: /matters" },
    { NEW, "2026.11", "\"version\": \"2026.12\"", "\"version\": \"2026.11\"", 7, "never changes" },
  };
  g_autoptr (TestHub) hub = new_hub ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  gint64 revision = yc_hub_get_packs (hub->hub);

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GBytes) pack = make_pack (wrong[i].version, wrong[i].named, wrong[i].from, wrong[i].to, wrong[i].signer);
      g_autoptr (GError) error = NULL;

      g_assert_null (yc_hub_packs_install (hub->hub, pack, &error));
      g_test_message ("%s", error->message);
      if (strcmp (wrong[i].says, "comes out as") == 0)
        g_assert_nonnull (strstr (error->message, "/day"));
      else
        g_assert_nonnull (strstr (error->message, wrong[i].says));
      g_assert_cmpint (yc_hub_get_packs (hub->hub), ==, revision);
    }
  assert_newest (desk, "2026.11");
  test_hub_restart (hub);
  assert_newest (desk, "2026.11");
}

/* What was begun goes on, also what comes late; nothing is begun after. */
static void
test_withdraw (void)
{
  g_autoptr (TestHub) hub = new_hub ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  YcStream begun = test_stream_new (YC_STREAM_CASE);
  YcStream late = test_stream_new (YC_STREAM_CASE);
  YcStream new = test_stream_new (YC_STREAM_CASE);
  g_autoptr (YcOp) op = NULL;
  g_autoptr (json_t) answer = NULL;
  g_autoptr (json_t) line = NULL;
  g_autofree char *outcome = NULL;

  install_new (hub);
  test_case_open_version (desk, &begun, NEW);
  op = test_desk_make (desk, &late, "case.open", open_body (NEW));
  hub->clock.now_ms += 60000;
  desk->sending_ms = desk->boot_ms + 60000;
  withdraw (hub, NEW);
  assert_newest (desk, "2026.11");
  g_assert_cmpuint (test_desk_send (desk, op, &answer), ==, 200);
  g_assert_cmpstr (json_string_value (json_object_get (json_object_get (answer, "verdict"), "outcome")), ==, "applied");
  test_hub_restart (hub);
  desk->boot_ms = desk->sending_ms;
  assert_refused (desk, NEW, "version-withdrawn");
  test_case_open_version (desk, &new, "2026.11");
  line = ask_list (desk, NEW);
  g_assert_cmpint (json_integer_value (json_object_get (line, "withdrawn")), ==, hub->clock.now_ms);
  test_case_fill_whole (desk, &begun);
  outcome = test_case_submit (desk, &begun, NULL);
  g_assert_cmpstr (outcome, ==, "applied");
}

/* A form that was withdrawn does not come back by its own pack, nor by an older. */
static void
test_back_again (void)
{
  g_autoptr (TestHub) hub = new_hub ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  g_autoptr (GBytes) later = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;

  install_new (hub);
  withdraw (hub, NEW);
  install_new (hub);
  assert_newest (desk, "2026.11");
  g_assert_null (yc_hub_packs_withdraw (hub->hub, NEW, "", &error));
  g_assert_nonnull (strstr (error->message, "already"));
  g_clear_error (&error);
  g_assert_null (yc_hub_packs_withdraw (hub->hub, "1999.1", "", &error));
  later = make_pack (LATER, LATER, NULL, NULL, 7);
  install (hub, later);
  assert_newest (desk, "2026.11"); /* counts from tomorrow on */
  hub->clock.now_ms += DAY_MS;
  assert_newest (desk, LATER);
  /* The last that is left goes too: no case can be begun, and the hub says so. */
  withdraw (hub, LATER);
  g_clear_error (&error);
  said = yc_hub_packs_withdraw (hub->hub, "2026.11", "", &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (said, "no case can be opened"));
  g_assert_cmpuint (test_hub_ask (hub, "GET", "/v1/catalogue", desk->token, NULL, NULL), ==, 404);
}

static void
say (TestDesk   *desk,
     const char *target,
     const char *state,
     guint       status)
{
  g_autoptr (json_t) answer = NULL;

  g_assert_cmpuint (test_hub_post (desk->hub, target, desk->token, json_pack ("{s:s, s:s}", "state", state, "why", "因为"), &answer),
                    ==, status);
}

/* What desks say of a version is what the administrator sees. */
static void
test_words (void)
{
  g_autoptr (TestHub) hub = new_hub ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  g_autoptr (TestDesk) other = test_desk_new (hub, "4", YC_HUB_TRAINING_OPERATOR);
  g_autofree char *list = NULL;

  install_new (hub);
  say (desk, "/v1/packs/" NEW "/state", "trying", 200);
  say (desk, "/v1/packs/" NEW "/state", "good", 200);
  say (other, "/v1/packs/" NEW "/state", "refused", 200);
  say (other, "/v1/packs/" NEW "/state", "splendid", 422);
  say (other, "/v1/packs/1999.1/state", "good", 404);
  say (other, "/v1/packs/a%2Fb/state", "good", 404);
  list = test_hub_admin (hub, "{\"command\":\"pack\",\"verb\":\"list\"}");
  g_test_message ("%s", list);
  g_assert_nonnull (strstr (list, "form " NEW ": 1 desks good: 因为"));
  g_assert_nonnull (strstr (list, "form " NEW ": 1 desks refused: 因为"));
  g_assert_null (strstr (list, "trying"));
}

/* Whom the hub does not trust any more brings nothing; what came before stays. */
static void
test_distrust (void)
{
  g_autoptr (TestHub) hub = new_hub ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  g_autoptr (GBytes) later = make_pack (LATER, LATER, NULL, NULL, 7);
  g_autofree char *key = dup_key (7);
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;

  install_new (hub);
  said = yc_hub_packs_trust (hub->hub, key, "", FALSE, &error);
  g_assert_no_error (error);
  g_assert_null (yc_hub_packs_install (hub->hub, later, &error));
  g_assert_nonnull (strstr (error->message, "does not trust"));
  assert_newest (desk, NEW);
  g_clear_error (&error);
  g_assert_null (yc_hub_packs_trust (hub->hub, "short", "x", TRUE, &error));
  g_assert_nonnull (error);
}

/* A backup has the packs, their withdrawal and the publishers. */
static void
test_backup (void)
{
  g_autoptr (TestHub) hub = new_hub ();
  g_autoptr (TestDesk) desk = test_desk_new (hub, "3", YC_HUB_TRAINING_OPERATOR);
  g_autofree char *backup = NULL;
  g_autofree char *list = NULL;
  YcStream stream = test_stream_new (YC_STREAM_CASE);

  install_new (hub);
  withdraw (hub, "2026.11");
  backup = test_hub_back_up (hub);
  withdraw (hub, NEW);
  test_hub_set_back (hub, backup);
  assert_newest (desk, NEW);
  assert_refused (desk, "2026.11", "version-withdrawn");
  test_case_open_version (desk, &stream, NEW);
  list = test_hub_admin (hub, "{\"command\":\"pack\",\"verb\":\"list\"}");
  g_assert_nonnull (strstr (list, "测试审批局"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hub/packs/install", test_install);
  g_test_add_func ("/hub/packs/bad", test_bad);
  g_test_add_func ("/hub/packs/withdraw", test_withdraw);
  g_test_add_func ("/hub/packs/back-again", test_back_again);
  g_test_add_func ("/hub/packs/words", test_words);
  g_test_add_func ("/hub/packs/distrust", test_distrust);
  g_test_add_func ("/hub/packs/backup", test_backup);
  return g_test_run ();
}
