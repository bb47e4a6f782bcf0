/* yc-session.c: who works here
 *
 * A grant is the hub's word that an operator may work at this window with the
 * roles it names, until it expires. It binds the public half of a key made
 * here; the secret half signs every op. Both are kept, locked with the
 * operator's password, so that the operator can sign in while the line is
 * down.
 */

#include "yc-session.h"

#include "yc-json-guard.h"
#include "yc-op-wire.h"

#include <string.h>

#define GRANT_BYTES_MAX 8192
#define PACKED_BYTES_MAX 16384

struct _YcSession
{
  GBytes *grant;
  GBytes *grant_signature;
  YcKeyPair *key;
  YcId id;
  char *operator_code;
  char *name;
  char *window;
  guint roles;
  gint64 expires_ms;
};

G_DEFINE_QUARK (yc-session-error-quark, yc_session_error)

static const YcJsonLimits limits = {
  .bytes_max = PACKED_BYTES_MAX,
  .depth_max = 3,
  .members_max = 64,
  .string_bytes_max = GRANT_BYTES_MAX,
};

static void
session_clear (gpointer data)
{
  YcSession *self = data;

  g_clear_pointer (&self->grant, g_bytes_unref);
  g_clear_pointer (&self->grant_signature, g_bytes_unref);
  g_clear_pointer (&self->key, yc_key_pair_free);
  g_free (self->operator_code);
  g_free (self->name);
  g_free (self->window);
}

static gboolean
is_signed_by (GBytes       *bytes,
              GBytes       *signature,
              const guint8 *key)
{
  return g_bytes_get_size (signature) == YC_ED25519_SIGNATURE_SIZE &&
         yc_signature_verify (key, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                              g_bytes_get_data (signature, NULL));
}

static guint
read_roles (json_t *array)
{
  guint roles = 0;
  json_t *entry;
  gsize i;

  json_array_foreach (array, i, entry)
    roles |= yc_role_parse (json_string_value (entry));
  return roles;
}

static gboolean
read_grant (YcSession *self,
            json_t    *json)
{
  const char *id, *operator_code, *name, *window;
  json_t *roles;
  json_int_t expires;

  if (json_unpack (json, "{s:s, s:s, s:s, s:s, s:o, s:I}", "id", &id, "operator", &operator_code,
                   "name", &name, "window", &window, "roles", &roles, "expires", &expires) != 0 ||
      !yc_id_parse (id, &self->id))
    return FALSE;
  self->operator_code = g_strdup (operator_code);
  self->name = g_strdup (name);
  self->window = g_strdup (window);
  self->roles = read_roles (roles);
  self->expires_ms = expires;
  return TRUE;
}

/* The key that a grant names is the one we hold. */
static gboolean
binds_key (json_t          *json,
           const YcKeyPair *key)
{
  const char *text = json_string_value (json_object_get (json, "key"));
  g_autofree guint8 *bound = NULL;
  gsize size;

  if (text == NULL)
    return FALSE;
  bound = g_base64_decode (text, &size);
  return size == YC_KEY_SIZE && memcmp (bound, yc_key_pair_get_public (key), YC_KEY_SIZE) == 0;
}

/**
 * yc_session_new:
 * @grant: the grant's bytes, as the hub gave them
 * @signature: the hub's signature over them
 * @key: (transfer full): the session's key
 * @hub_key: the hub's public key, as learned at enrolment
 * @error: YC_SESSION_ERROR, or YC_WIRE_ERROR for bytes that cannot be read
 *
 * Returns: (transfer full) (nullable): the session
 */
YcSession *
yc_session_new (GBytes       *grant,
                GBytes       *signature,
                YcKeyPair    *key,
                const guint8  hub_key[YC_KEY_SIZE],
                GError      **error)
{
  g_autoptr (YcSession) self = g_atomic_rc_box_new0 (YcSession);
  g_autoptr (json_t) json = NULL;

  self->key = key;
  self->grant = g_bytes_ref (grant);
  self->grant_signature = g_bytes_ref (signature);
  if (!is_signed_by (grant, signature, hub_key))
    {
      g_set_error (error, YC_SESSION_ERROR, YC_SESSION_ERROR_GRANT,
                   "The permission is not signed by the central system");
      return NULL;
    }
  json = yc_json_parse (grant, &limits, error);
  if (json == NULL)
    return NULL;
  if (!read_grant (self, json))
    {
      g_set_error (error, YC_SESSION_ERROR, YC_SESSION_ERROR_GRANT, "The permission cannot be read");
      return NULL;
    }
  if (!binds_key (json, key))
    {
      g_set_error (error, YC_SESSION_ERROR, YC_SESSION_ERROR_FOREIGN,
                   "The permission is for another key");
      return NULL;
    }
  return g_steal_pointer (&self);
}

YcSession *
yc_session_ref (YcSession *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
yc_session_unref (YcSession *self)
{
  g_atomic_rc_box_release_full (self, session_clear);
}

const char *
yc_session_get_operator (const YcSession *self)
{
  return self->operator_code;
}

const char *
yc_session_get_name (const YcSession *self)
{
  return self->name;
}

const char *
yc_session_get_window (const YcSession *self)
{
  return self->window;
}

guint
yc_session_get_roles (const YcSession *self)
{
  return self->roles;
}

/* Milliseconds since 1970, by the hub's clock. */
gint64
yc_session_get_expires (const YcSession *self)
{
  return self->expires_ms;
}

/**
 * yc_session_sign:
 * @self: a session
 * @op: an op with stream, kind, id, stamp, body and what was seen, without bytes
 *
 * Puts the author, the grant and the window into @op, makes its bytes and
 * signs them. The op is finished then.
 */
void
yc_session_sign (const YcSession *self,
                 YcOp            *op)
{
  GBytes *bytes;

  g_free (op->by);
  g_free (op->window);
  op->by = g_strdup (self->operator_code);
  op->window = g_strdup (self->window);
  op->grant = self->id;
  bytes = yc_op_encode (op);
  yc_op_take_bytes (op, bytes, yc_key_pair_sign_bytes (self->key, bytes));
}

static char *
encode_bytes (GBytes *bytes)
{
  return g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static GBytes *
decode_bytes (const char *text)
{
  gsize size;
  guint8 *data = g_base64_decode (text, &size);

  return g_bytes_new_take (data, size);
}

/* The grant's. */
const YcId *
yc_session_get_id (const YcSession *self)
{
  return &self->id;
}

/* Returns: (transfer full): the grant and the hub's signature, as they are shown
 *   to a hub that has lost the grant; no secret */
char *
yc_session_dup_shown (const YcSession *self)
{
  g_autofree char *grant = encode_bytes (self->grant);
  g_autofree char *signature = encode_bytes (self->grant_signature);

  return g_strconcat (grant, ".", signature, NULL);
}

/* Returns: (transfer full): grant, signature and secret key; a secret */
GBytes *
yc_session_pack (const YcSession *self)
{
  g_autoptr (GBytes) seed = yc_key_pair_dup_seed (self->key);
  g_autofree char *grant = encode_bytes (self->grant);
  g_autofree char *signature = encode_bytes (self->grant_signature);
  g_autofree char *key = encode_bytes (seed);
  g_autoptr (json_t) json = json_pack ("{s:s, s:s, s:s}", "grant", grant, "signature", signature,
                                       "key", key);
  char *text = json_dumps (json, JSON_COMPACT);

  return g_bytes_new_with_free_func (text, strlen (text), free, text);
}

YcSession *
yc_session_unpack (GBytes        *packed,
                   const guint8   hub_key[YC_KEY_SIZE],
                   GError       **error)
{
  g_autoptr (json_t) json = yc_json_parse (packed, &limits, error);
  g_autoptr (GBytes) grant = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GBytes) seed = NULL;
  const char *grant_text, *signature_text, *key_text;

  if (json == NULL)
    return NULL;
  if (json_unpack (json, "{s:s, s:s, s:s}", "grant", &grant_text, "signature", &signature_text,
                   "key", &key_text) != 0)
    {
      g_set_error (error, YC_SESSION_ERROR, YC_SESSION_ERROR_GRANT, "The permission cannot be read");
      return NULL;
    }
  grant = decode_bytes (grant_text);
  signature = decode_bytes (signature_text);
  seed = decode_bytes (key_text);
  if (g_bytes_get_size (seed) != YC_KEY_SIZE)
    {
      g_set_error (error, YC_SESSION_ERROR, YC_SESSION_ERROR_GRANT, "The permission cannot be read");
      return NULL;
    }
  return yc_session_new (grant, signature, yc_key_pair_new (g_bytes_get_data (seed, NULL)), hub_key,
                         error);
}
