/* fuzz-credential.c: whatever a platform answers is read whole or refused in words */

#include "yc-credential-wire.h"
#include "yc-fuzz.h"

static void
try_credential (GBytes *bytes)
{
  static const char *const scope[] = { "name", "number", NULL };
  YcCredentialRequest asked = { "e-id", "company-establishment", scope };
  g_autoptr (GError) error = NULL;
  g_autoptr (YcCredential) credential = yc_credential_read (bytes, &error);
  g_autoptr (GBytes) written = NULL;
  g_autoptr (YcCredential) again = NULL;

  g_assert_true ((credential == NULL) == (error != NULL));
  if (credential == NULL)
    return;
  yc_credential_check (credential, &asked, credential->session, 0);
  written = yc_credential_write (credential);
  again = yc_credential_read (written, NULL);
  g_assert_nonnull (again);
  g_assert_cmpstr (again->name, ==, credential->name);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) begun_error = NULL;
  g_autoptr (GError) answer_error = NULL;
  g_autoptr (YcCredentialBegun) begun = yc_credential_begun_read (bytes, &begun_error);
  g_autoptr (YcCredentialAnswer) answer = yc_credential_answer_read (bytes, &answer_error);

  g_assert_true ((begun == NULL) == (begun_error != NULL));
  g_assert_true ((answer == NULL) == (answer_error != NULL));
  try_credential (bytes);
  return 0;
}
