/* What must hold of a credential, one thing wrong at a time. */

#include "yc-credential-wire.h"

#define NOW G_GINT64_CONSTANT (1790000000000)

static const char *const asked_scope[] = { "name", "number", NULL };

static YcCredential *
new_good (const char *kind)
{
  YcCredential *credential = yc_credential_new ();

  credential->session = g_strdup ("s1");
  credential->kind = g_strdup (kind);
  credential->purpose = g_strdup ("company-establishment");
  credential->scope = g_strdupv ((char **) asked_scope);
  credential->name = g_strdup ("张测试");
  credential->number = g_strdup (g_str_equal (kind, "licence") ? "91350100M000100Y43" : "11010519491231002X");
  if (g_str_equal (kind, "licence"))
    {
      credential->delegate = g_strdup ("张测试");
      credential->delegate_number = g_strdup ("11010519491231002X");
      credential->delegation = g_strdup ("办理股东登记");
    }
  credential->issued_ms = NOW - 1000;
  credential->expires_ms = NOW + 1000;
  return credential;
}

static YcCredentialFault
check (YcCredential *credential,
       const char   *kind)
{
  YcCredentialRequest asked = { kind, "company-establishment", asked_scope };

  return yc_credential_check (credential, &asked, "s1", NOW);
}

static void
set (char       **where,
     const char  *text)
{
  g_free (*where);
  *where = g_strdup (text);
}

#define ASSERT_FAULT(kind, change, fault) \
  G_STMT_START \
  { \
    g_autoptr (YcCredential) c = new_good (kind); \
    change; \
    g_assert_cmpint (check (c, kind), ==, fault); \
  } \
  G_STMT_END

static void
test_checks (void)
{
  ASSERT_FAULT ("e-id", (void) c, YC_CREDENTIAL_GOOD);
  ASSERT_FAULT ("licence", (void) c, YC_CREDENTIAL_GOOD);
  ASSERT_FAULT ("e-id", set (&c->session, "s2"), YC_CREDENTIAL_REPLAYED);
  ASSERT_FAULT ("e-id", set (&c->kind, "licence"), YC_CREDENTIAL_WRONG_KIND);
  ASSERT_FAULT ("e-id", set (&c->purpose, "hotel"), YC_CREDENTIAL_WRONG_PURPOSE);
  ASSERT_FAULT ("e-id", c->expires_ms = NOW, YC_CREDENTIAL_EXPIRED);
  ASSERT_FAULT ("e-id", set (&c->document_expires, "2020-01-01"), YC_CREDENTIAL_EXPIRED);
  ASSERT_FAULT ("e-id", c->issued_ms = NOW + 3600000; c->expires_ms = NOW + 7200000, YC_CREDENTIAL_TOO_EARLY);
  ASSERT_FAULT ("e-id", set (&c->scope[1], "photo"), YC_CREDENTIAL_SCOPE);
  ASSERT_FAULT ("e-id", set (&c->number, "110105194912310021"), YC_CREDENTIAL_NUMBER);
  ASSERT_FAULT ("licence", set (&c->number, "91350100M000100Y4Z"), YC_CREDENTIAL_NUMBER);
  ASSERT_FAULT ("licence", set (&c->delegation, NULL), YC_CREDENTIAL_DELEGATION);
  ASSERT_FAULT ("licence", set (&c->delegate_number, "1"), YC_CREDENTIAL_DELEGATION);
}

/* Every fault says what happened and what to do, each in its own words. */
static void
test_words (void)
{
  for (YcCredentialFault a = YC_CREDENTIAL_BAD_SIGNATURE; a <= YC_CREDENTIAL_NOT_SHOWN; a++)
    {
      g_assert_cmpstr (yc_credential_fault_get_words (a), !=, "");
      g_assert_cmpstr (yc_credential_fault_get_remedy (a), !=, "");
      for (YcCredentialFault b = YC_CREDENTIAL_BAD_SIGNATURE; b < a; b++)
        g_assert_cmpstr (yc_credential_fault_get_words (a), !=, yc_credential_fault_get_words (b));
    }
}

static void
test_round_trip (void)
{
  g_autoptr (YcCredential) credential = new_good ("licence");
  g_autoptr (GBytes) bytes = yc_credential_write (credential);
  g_autoptr (GError) error = NULL;
  g_autoptr (YcCredential) read = yc_credential_read (bytes, &error);
  g_autoptr (GBytes) again = NULL;

  g_assert_no_error (error);
  again = yc_credential_write (read);
  g_assert_true (g_bytes_equal (bytes, again));
}

static void
assert_unreadable (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (YcCredential) read = yc_credential_read (bytes, &error);

  g_assert_null (read);
  g_assert_nonnull (error);
}

static void
test_unreadable (void)
{
  assert_unreadable ("");
  assert_unreadable ("[]");
  assert_unreadable ("{\"v\":2}");
  assert_unreadable ("{\"v\":1,\"session\":\"s\"}");
  assert_unreadable ("{\"v\":1,\"v\":1}");
}

/* The name of a session goes into an address: nothing but a name may. */
static void
test_session_name (void)
{
  static const char text[] = "{\"session\":\"../admin\",\"qr\":\"q\",\"expires\":1}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (GError) error = NULL;

  g_assert_null (yc_credential_begun_read (bytes, &error));
  g_assert_nonnull (error);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/credential-wire/checks", test_checks);
  g_test_add_func ("/credential-wire/words", test_words);
  g_test_add_func ("/credential-wire/round-trip", test_round_trip);
  g_test_add_func ("/credential-wire/unreadable", test_unreadable);
  g_test_add_func ("/credential-wire/session-name", test_session_name);
  return g_test_run ();
}
