/* A desk's session with a platform, over HTTP, for everything the platform may do. */

#include "yc-credential-http.h"
#include "yc-credential-session.h"
#include "yc-sim-credential.h"

#define WAIT_MAX_MS 20000

static const char *const scope[] = { "name", "number", NULL };

typedef struct
{
  YcSimCredential *platform;
  YcCredentialHttp *source;
  GBytes *key;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;
  g_autofree char *key = NULL;
  guint port;

  fixture->platform = yc_sim_credential_new (NULL);
  g_assert_true (yc_sim_credential_listen (fixture->platform, "127.0.0.1:0", &port, &error));
  url = g_strdup_printf ("http://127.0.0.1:%u", port);
  fixture->source = yc_credential_http_new (url, &error);
  g_assert_no_error (error);
  key = yc_sim_credential_dup_key (fixture->platform);
  fixture->key = yc_base64url_decode (key);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->source);
  yc_sim_credential_free (fixture->platform);
  g_bytes_unref (fixture->key);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
too_long_cb (gpointer data)
{
  g_error ("waited too long");
  return G_SOURCE_REMOVE;
}

static void
wait_while (YcCredentialSession     *session,
            YcCredentialSessionState state)
{
  guint id = g_timeout_add (WAIT_MAX_MS, too_long_cb, NULL);

  while (yc_credential_session_get_state (session) == state)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
}

static YcCredentialSession *
start (Fixture    *fixture,
       const char *kind)
{
  YcCredentialRequest request = { kind, "company-establishment", scope };
  YcCredentialSession *session = yc_credential_session_new (YC_CREDENTIAL_SOURCE (fixture->source), &request,
                                                            g_bytes_get_data (fixture->key, NULL), 0);

  yc_credential_session_start (session);
  wait_while (session, YC_CREDENTIAL_SESSION_BEGINNING);
  return session;
}

static void
tell (Fixture    *fixture,
      const char *line)
{
  g_autoptr (GError) error = NULL;

  yc_sim_credential_tell (fixture->platform, line, &error);
  g_assert_no_error (error);
}

static void
test_person (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (YcCredentialSession) session = start (fixture, "e-id");
  g_autoptr (YcCredential) credential = NULL;

  g_assert_cmpint (yc_credential_session_get_state (session), ==, YC_CREDENTIAL_SESSION_WAITING);
  g_assert_true (g_str_has_prefix (yc_credential_session_get_qr (session), "yichuang-credential:1:"));
  g_assert_null (yc_credential_session_take (session));
  tell (fixture, "present li");
  wait_while (session, YC_CREDENTIAL_SESSION_WAITING);
  g_assert_cmpint (yc_credential_session_get_state (session), ==, YC_CREDENTIAL_SESSION_GOOD);
  credential = yc_credential_session_take (session);
  g_assert_cmpstr (credential->name, ==, "李测试");
  g_assert_null (credential->delegate);
  g_assert_null (yc_credential_session_take (session)); /* once */
}

static void
test_firm (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (YcCredentialSession) session = start (fixture, "licence");
  g_autoptr (YcCredential) credential = NULL;

  tell (fixture, "delegate wang");
  wait_while (session, YC_CREDENTIAL_SESSION_WAITING);
  credential = yc_credential_session_take (session);
  g_assert_nonnull (credential);
  g_assert_cmpstr (credential->delegate, ==, "王测试");
  g_assert_cmpstr (credential->delegation, ==, "办理股东登记、签署登记文件");
}

static void
test_fault (Fixture       *fixture,
            gconstpointer  data)
{
  static const struct
  {
    const char *kind;
    const char *line;
    YcCredentialFault fault;
  } cases[] = {
    { "e-id", "present-expired", YC_CREDENTIAL_EXPIRED },
    { "e-id", "wrong-scope", YC_CREDENTIAL_SCOPE },
    { "e-id", "wrong-purpose", YC_CREDENTIAL_WRONG_PURPOSE },
    { "e-id", "wrong-signature", YC_CREDENTIAL_BAD_SIGNATURE },
    { "licence", "undelegated", YC_CREDENTIAL_DELEGATION },
    { "e-id", "replay", YC_CREDENTIAL_REPLAYED },
    { "e-id", "decline", YC_CREDENTIAL_NOT_SHOWN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (YcCredentialSession) session = start (fixture, cases[i].kind);

      tell (fixture, cases[i].line);
      wait_while (session, YC_CREDENTIAL_SESSION_WAITING);
      g_assert_cmpint (yc_credential_session_get_state (session), ==, YC_CREDENTIAL_SESSION_FAILED);
      g_assert_cmpint (yc_credential_session_get_fault (session), ==, cases[i].fault);
      g_assert_null (yc_credential_session_take (session));
    }
}

/* Down while the code is shown: asked again, and nothing is lost. */
static void
test_down_and_up (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (YcCredentialSession) session = start (fixture, "e-id");
  guint id;

  tell (fixture, "down");
  id = g_timeout_add (WAIT_MAX_MS, too_long_cb, NULL);
  while (!yc_credential_session_is_unreachable (session))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
  g_assert_cmpint (yc_credential_session_get_state (session), ==, YC_CREDENTIAL_SESSION_WAITING);
  tell (fixture, "up");
  tell (fixture, "present");
  wait_while (session, YC_CREDENTIAL_SESSION_WAITING);
  g_assert_cmpint (yc_credential_session_get_state (session), ==, YC_CREDENTIAL_SESSION_GOOD);
}

static void
test_down_from_the_start (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr (YcCredentialSession) session = NULL;

  tell (fixture, "down");
  session = start (fixture, "e-id");
  g_assert_cmpint (yc_credential_session_get_fault (session), ==, YC_CREDENTIAL_UNREACHABLE);
}

static void
test_silent (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (YcCredentialSession) session = NULL;

  tell (fixture, "lifetime 1500");
  tell (fixture, "silent");
  session = start (fixture, "e-id");
  wait_while (session, YC_CREDENTIAL_SESSION_WAITING);
  g_assert_cmpint (yc_credential_session_get_fault (session), ==, YC_CREDENTIAL_NOT_SHOWN);
}

/* What comes after the clerk has given up changes nothing. */
static void
test_closed (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (YcCredentialSession) session = start (fixture, "e-id");

  yc_credential_session_close (session);
  tell (fixture, "present");
  g_assert_cmpint (yc_credential_session_get_state (session), ==, YC_CREDENTIAL_SESSION_CLOSED);
  g_assert_null (yc_credential_session_take (session));
}

static void
add (const char *name,
     void      (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, NULL, set_up, test, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/credential/person", test_person);
  add ("/credential/firm", test_firm);
  add ("/credential/fault", test_fault);
  add ("/credential/down-and-up", test_down_and_up);
  add ("/credential/down-from-the-start", test_down_from_the_start);
  add ("/credential/silent", test_silent);
  add ("/credential/closed", test_closed);
  return g_test_run ();
}
