/* yc-credential-wire.c: the credential platform's JSON
 *
 *   POST /v1/sessions {"kind","purpose","scope":[…]}
 *     → {"session","qr","expires"}
 *   GET /v1/sessions/ID?wait=S
 *     → {"state":"waiting"|"presented"|"declined","credential":"…","signature":"base64url"}
 *
 * A credential is carried as a string, for it is signed as those bytes:
 *
 *   {"v":1,"session","kind","purpose","scope":[…],"name","number",
 *    "delegate","delegate_number","delegation","document_expires","issued","expires"}
 */

#include "yc-credential-wire.h"

#include "yc-crypto.h"
#include "yc-date.h"
#include "yc-json-guard.h"
#include "yc-wire-error.h"

#include <string.h>

#define VERSION 1
#define TEXT_MAX 512
#define DELEGATION_MAX 2048
#define QR_MAX 1024
#define TIME_MAX (G_GINT64_CONSTANT (1) << 53)

static const YcJsonLimits limits = {
  .bytes_max = YC_CREDENTIAL_BYTES_MAX,
  .depth_max = 3,
  .members_max = 64,
  .string_bytes_max = YC_CREDENTIAL_BYTES_MAX,
};

static gboolean
refuse (GError    **error,
        const char *what)
{
  g_set_error (error, YC_WIRE_ERROR, YC_WIRE_ERROR_SHAPE, "“%s” is missing or not what it must be", what);
  return FALSE;
}

static gboolean
read_text (json_t     *object,
           const char *name,
           gsize       bytes_max,
           char      **ret_text,
           GError    **error)
{
  json_t *member = json_object_get (object, name);

  if (!json_is_string (member) || json_string_length (member) == 0 || json_string_length (member) > bytes_max)
    return refuse (error, name);
  *ret_text = g_strdup (json_string_value (member));
  return TRUE;
}

static gboolean
read_optional (json_t     *object,
               const char *name,
               gsize       bytes_max,
               char      **ret_text,
               GError    **error)
{
  return json_object_get (object, name) == NULL || read_text (object, name, bytes_max, ret_text, error);
}

static gboolean
read_time (json_t     *object,
           const char *name,
           gint64     *ret_ms,
           GError    **error)
{
  json_t *member = json_object_get (object, name);

  if (!json_is_integer (member) || json_integer_value (member) < 0 || json_integer_value (member) > TIME_MAX)
    return refuse (error, name);
  *ret_ms = json_integer_value (member);
  return TRUE;
}

static json_t *
parse (GBytes  *bytes,
       GError **error)
{
  json_t *json = yc_json_parse (bytes, &limits, error);

  if (json != NULL && !json_is_object (json))
    {
      refuse (error, "object");
      g_clear_pointer (&json, json_decref);
    }
  return json;
}

/* --- a session ---------------------------------------------------------------- */

void
yc_credential_begun_free (YcCredentialBegun *self)
{
  if (self == NULL)
    return;
  g_free (self->session);
  g_free (self->qr);
  g_free (self);
}

/* It goes into the address of what is asked next. */
static gboolean
is_session_name (const char *session)
{
  return strspn (session, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_") == strlen (session);
}

/* Returns: (transfer full) (nullable) */
YcCredentialBegun *
yc_credential_begun_read (GBytes  *bytes,
                          GError **error)
{
  g_autoptr (json_t) json = parse (bytes, error);
  g_autoptr (YcCredentialBegun) self = g_new0 (YcCredentialBegun, 1);

  if (json == NULL || !read_text (json, "session", 64, &self->session, error) ||
      !read_text (json, "qr", QR_MAX, &self->qr, error) || !read_time (json, "expires", &self->expires_ms, error))
    return NULL;
  if (!is_session_name (self->session))
    {
      refuse (error, "session");
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
yc_credential_answer_free (YcCredentialAnswer *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->credential, g_bytes_unref);
  g_clear_pointer (&self->signature, g_bytes_unref);
  g_free (self);
}

static gboolean
read_presented (json_t             *json,
                YcCredentialAnswer *self,
                GError            **error)
{
  g_autofree char *credential = NULL;
  g_autofree char *signature = NULL;

  if (!read_text (json, "credential", YC_CREDENTIAL_BYTES_MAX, &credential, error) ||
      !read_text (json, "signature", 128, &signature, error))
    return FALSE;
  self->credential = g_bytes_new (credential, strlen (credential));
  self->signature = yc_base64url_decode (signature);
  if (self->signature == NULL || g_bytes_get_size (self->signature) != YC_ED25519_SIGNATURE_SIZE)
    return refuse (error, "signature");
  return TRUE;
}

/* Returns: (transfer full) (nullable) */
YcCredentialAnswer *
yc_credential_answer_read (GBytes  *bytes,
                           GError **error)
{
  g_autoptr (json_t) json = parse (bytes, error);
  g_autoptr (YcCredentialAnswer) self = g_new0 (YcCredentialAnswer, 1);
  g_autofree char *state = NULL;

  if (json == NULL || !read_text (json, "state", 16, &state, error))
    return NULL;
  if (strcmp (state, "presented") == 0)
    {
      self->state = YC_CREDENTIAL_PRESENTED;
      if (!read_presented (json, self, error))
        return NULL;
    }
  else if (strcmp (state, "declined") == 0)
    self->state = YC_CREDENTIAL_DECLINED;
  else if (strcmp (state, "waiting") != 0)
    {
      refuse (error, "state");
      return NULL;
    }
  return g_steal_pointer (&self);
}

/* --- a credential --------------------------------------------------------------- */

static gboolean
read_scope (json_t       *json,
            YcCredential *self,
            GError      **error)
{
  json_t *scope = json_object_get (json, "scope");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (!json_is_array (scope) || json_array_size (scope) > YC_CREDENTIAL_SCOPES_MAX)
    return refuse (error, "scope");
  for (gsize i = 0; i < json_array_size (scope); i++)
    {
      json_t *entry = json_array_get (scope, i);

      if (!json_is_string (entry) || json_string_length (entry) > 64)
        return refuse (error, "scope");
      g_strv_builder_add (builder, json_string_value (entry));
    }
  self->scope = g_strv_builder_end (builder);
  return TRUE;
}

static gboolean
read_people (json_t       *json,
             YcCredential *self,
             GError      **error)
{
  YcDate date;

  if (!read_text (json, "name", TEXT_MAX, &self->name, error) ||
      !read_text (json, "number", 64, &self->number, error) ||
      !read_optional (json, "delegate", TEXT_MAX, &self->delegate, error) ||
      !read_optional (json, "delegate_number", 64, &self->delegate_number, error) ||
      !read_optional (json, "delegation", DELEGATION_MAX, &self->delegation, error) ||
      !read_optional (json, "document_expires", 16, &self->document_expires, error))
    return FALSE;
  return self->document_expires == NULL || yc_date_parse (self->document_expires, &date) ||
         refuse (error, "document_expires");
}

/* Returns: (transfer full) (nullable): what is read is not yet believed: see
 * yc_credential_check() */
YcCredential *
yc_credential_read (GBytes  *bytes,
                    GError **error)
{
  g_autoptr (json_t) json = parse (bytes, error);
  g_autoptr (YcCredential) self = yc_credential_new ();

  if (json == NULL)
    return NULL;
  if (json_integer_value (json_object_get (json, "v")) != VERSION)
    {
      refuse (error, "v");
      return NULL;
    }
  if (!read_text (json, "session", 64, &self->session, error) || !read_text (json, "kind", 16, &self->kind, error) ||
      !read_text (json, "purpose", 64, &self->purpose, error) || !read_scope (json, self, error) ||
      !read_people (json, self, error) || !read_time (json, "issued", &self->issued_ms, error) ||
      !read_time (json, "expires", &self->expires_ms, error))
    return NULL;
  return g_steal_pointer (&self);
}

static void
set_text (json_t     *json,
          const char *name,
          const char *text)
{
  if (text != NULL)
    json_object_set_new (json, name, json_string (text));
}

static json_t *
create_scope (const char *const *scope)
{
  json_t *array = json_array ();

  for (; scope != NULL && *scope != NULL; scope++)
    json_array_append_new (array, json_string (*scope));
  return array;
}

/* @json: (transfer full) */
static GBytes *
dump (json_t *json)
{
  char *text = json_dumps (json, JSON_COMPACT);
  GBytes *bytes = g_bytes_new (text, strlen (text));

  free (text);
  json_decref (json);
  return bytes;
}

/* The bytes to sign; (transfer full) */
GBytes *
yc_credential_write (const YcCredential *credential)
{
  json_t *json = json_object ();

  json_object_set_new (json, "v", json_integer (VERSION));
  set_text (json, "session", credential->session);
  set_text (json, "kind", credential->kind);
  set_text (json, "purpose", credential->purpose);
  json_object_set_new (json, "scope", create_scope ((const char *const *) credential->scope));
  set_text (json, "name", credential->name);
  set_text (json, "number", credential->number);
  set_text (json, "delegate", credential->delegate);
  set_text (json, "delegate_number", credential->delegate_number);
  set_text (json, "delegation", credential->delegation);
  set_text (json, "document_expires", credential->document_expires);
  json_object_set_new (json, "issued", json_integer (credential->issued_ms));
  json_object_set_new (json, "expires", json_integer (credential->expires_ms));
  return dump (json);
}

GBytes *
yc_credential_request_write (const YcCredentialRequest *request)
{
  json_t *json = json_object ();

  set_text (json, "kind", request->kind);
  set_text (json, "purpose", request->purpose);
  json_object_set_new (json, "scope", create_scope (request->scope));
  return dump (json);
}
