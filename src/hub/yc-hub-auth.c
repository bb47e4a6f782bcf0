/* yc-hub-auth.c: devices and operators
 *
 * A device is enrolled with a one-time code that a person carries to it. It
 * brings its public key and gets a token: its id, a dot and a secret, of
 * which only the hash is kept. Should the answer be lost, the same device may
 * use the same code again until it ends; it gets a new secret then. A device
 * that proves to have its key has its id by that key: a hub that was set back
 * to a backup and has lost the device calls it the same again, and so takes
 * what the device still holds.
 *
 * An operator logs in at a device. Five wrong passwords in a row close the
 * account for ten minutes; one that an administrator has closed stays closed
 * (403 "closed"). The right one gives a grant: who may work, with
 * which roles, at which window, with which key, until when.
 */

#include "yc-hub-auth.h"

#include "yc-hub-request.h"
#include "yc-json-guard.h"
#include "yc-password.h"
#include "yc-staff.h"

#include <string.h>

#define ENROL_PROOF "yichuang-enrol " /* and the code */
#define DEVICE_ID "yichuang-device " /* and the key */
#define SECRET_SIZE 32 /* bytes of a token's secret */
#define CODE_LENGTH 12 /* letters of an enrolment code: 60 bits */

static const YcJsonLimits limits = {
  .bytes_max = YC_HUB_SMALL_BODY_MAX,
  .depth_max = 2,
  .members_max = 16,
  .string_bytes_max = YC_PASSWORD_MAX,
};

/* Letters and digits nobody takes for one another (Crockford's 32). */
static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static const char *
get_text (json_t     *json,
          const char *name,
          gsize       bytes_max)
{
  json_t *member = json_object_get (json, name);

  return json_is_string (member) && json_string_length (member) > 0 && json_string_length (member) <= bytes_max
             ? json_string_value (member)
             : NULL;
}

/* As it is hashed: large letters, without what people put between them. */
char *
yc_hub_enrol_code_dup_plain (const char *code)
{
  GString *plain = g_string_new (NULL);

  for (; *code != '\0'; code++)
    if (g_ascii_isalnum (*code))
      g_string_append_c (plain, g_ascii_toupper (*code));
  return g_string_free (plain, FALSE);
}

/**
 * yc_hub_enrol_code_draw:
 * @ret_hash: (out): what is kept of it
 *
 * Returns: (transfer full): a new code, "XXXX-XXXX-XXXX"
 */
char *
yc_hub_enrol_code_draw (guint8 ret_hash[YC_SHA256_SIZE])
{
  GString *code = g_string_new (NULL);
  g_autofree char *plain = NULL;
  guint8 random[CODE_LENGTH];

  yc_random_bytes (random, sizeof random);
  for (guint i = 0; i < CODE_LENGTH; i++)
    {
      if (i > 0 && i % 4 == 0)
        g_string_append_c (code, '-');
      g_string_append_c (code, letters[random[i] % 32]);
    }
  plain = yc_hub_enrol_code_dup_plain (code->str);
  yc_sha256 (plain, strlen (plain), ret_hash);
  return g_string_free (code, FALSE);
}

/* Of the code as it is asked with: who has seen only the public key has no proof. */
static gboolean
is_proof (const char   *text,
          const char   *code,
          const guint8  key[YC_KEY_SIZE])
{
  g_autofree char *signed_text = g_strconcat (ENROL_PROOF, code, NULL);
  guint8 signature[YC_ED25519_SIGNATURE_SIZE];

  return yc_hub_base64_decode (text, signature, sizeof signature) &&
         yc_signature_verify (key, signed_text, strlen (signed_text), signature);
}

YcHubEnrolRequest *
yc_hub_enrol_request_parse (GBytes *body)
{
  g_autoptr (json_t) json = yc_json_parse (body, &limits, NULL);
  g_autoptr (YcHubEnrolRequest) self = g_new0 (YcHubEnrolRequest, 1);
  const char *code = get_text (json, "code", 64);
  const char *name = get_text (json, "name", YC_HUB_NAME_MAX);

  if (code == NULL || !yc_staff_name_is_plain (name) ||
      !yc_hub_base64_decode (get_text (json, "key", 64), self->key, sizeof self->key))
    return NULL;
  self->proven = json_object_get (json, "proof") != NULL;
  if (self->proven && !is_proof (get_text (json, "proof", 128), code, self->key))
    return NULL;
  self->code = yc_hub_enrol_code_dup_plain (code);
  self->name = g_strdup (name);
  self->hall = g_strdup (get_text (json, "hall", YC_HUB_CODE_MAX));
  self->window = g_strdup (get_text (json, "window", YC_HUB_CODE_MAX));
  return g_steal_pointer (&self);
}

void
yc_hub_enrol_request_free (YcHubEnrolRequest *self)
{
  g_free (self->code);
  g_free (self->name);
  g_free (self->hall);
  g_free (self->window);
  g_free (self);
}

YcHubLoginRequest *
yc_hub_login_request_parse (GBytes *body)
{
  g_autoptr (json_t) json = yc_json_parse (body, &limits, NULL);
  g_autoptr (YcHubLoginRequest) self = g_new0 (YcHubLoginRequest, 1);
  const char *code = get_text (json, "operator", YC_HUB_CODE_MAX);
  const char *password = get_text (json, "password", YC_PASSWORD_MAX);

  if (code == NULL || password == NULL ||
      !yc_hub_base64_decode (get_text (json, "key", 64), self->key, sizeof self->key))
    return NULL;
  self->operator_code = g_strdup (code);
  self->password = g_strdup (password);
  return g_steal_pointer (&self);
}

void
yc_hub_login_request_free (YcHubLoginRequest *self)
{
  g_free (self->operator_code);
  if (self->password != NULL)
    yc_secret_clear (self->password, strlen (self->password));
  g_free (self->password);
  g_free (self->stored);
  g_free (self);
}

static YcHubAnswer *
answer_failure (YcHub        *hub,
                const GError *error)
{
  g_warning ("The store failed: %s", error->message);
  YC_HUB_CALL (hub, rollback);
  yc_hub_forget (hub);
  return yc_hub_answer_new_problem (503, "store", "The hub cannot keep anything now; try again");
}

static void
id_from_key (const guint8 key[YC_KEY_SIZE],
             YcId        *ret_id)
{
  guint8 text[sizeof DEVICE_ID - 1 + YC_KEY_SIZE];
  guint8 hash[YC_SHA256_SIZE];

  memcpy (text, DEVICE_ID, sizeof DEVICE_ID - 1);
  memcpy (text + sizeof DEVICE_ID - 1, key, YC_KEY_SIZE);
  yc_sha256 (text, sizeof text, hash);
  memcpy (ret_id->bytes, hash, sizeof ret_id->bytes);
}

/* Who has proven to have a key is the device of that window that has it, or the
 * one that has its id by it. At another window it is another device. FALSE on
 * failure of the store. */
static gboolean
choose_id (YcHub                   *hub,
           const YcHubEnrolRequest *enrolment,
           const YcHubEnrolCode    *code,
           YcId                    *ret_id,
           GError                 **error)
{
  g_autoptr (GPtrArray) devices = YC_HUB_CALL (hub, list_devices, error);
  gboolean is_elsewhere = FALSE;

  for (guint i = 0; devices != NULL && i < devices->len; i++)
    {
      const YcHubDevice *device = g_ptr_array_index (devices, i);

      if (!yc_secret_equal (device->key, enrolment->key, sizeof device->key))
        continue;
      if (g_str_equal (device->hall, code->hall) && g_str_equal (device->window, code->window))
        {
          *ret_id = device->id;
          return TRUE;
        }
      is_elsewhere = TRUE;
    }
  if (is_elsewhere)
    yc_id_init_random (ret_id);
  else
    id_from_key (enrolment->key, ret_id);
  return devices != NULL;
}

/* The device a code stands for: the one that used it, or another. NULL where
 * the code is not good, and with @error set on failure of the store. */
static YcHubDevice *
device_for_code (YcHub                   *hub,
                 const YcHubEnrolRequest *enrolment,
                 const YcHubEnrolCode    *code,
                 GError                 **error)
{
  g_autoptr (YcHubDevice) device = NULL;

  if (code == NULL || code->expires_ms < yc_hub_get_now (hub) ||
      (enrolment->hall != NULL && !g_str_equal (enrolment->hall, code->hall)) ||
      (enrolment->window != NULL && !g_str_equal (enrolment->window, code->window)))
    return NULL;
  device = yc_hub_device_new ();
  device->id = code->device;
  if (yc_id_is_nil (&device->id) && !enrolment->proven)
    yc_id_init_random (&device->id);
  else if (yc_id_is_nil (&device->id) && !choose_id (hub, enrolment, code, &device->id, error))
    return NULL;
  device->name = g_strdup (enrolment->name);
  device->hall = g_strdup (code->hall);
  device->window = g_strdup (code->window);
  memcpy (device->key, enrolment->key, sizeof device->key);
  return g_steal_pointer (&device);
}

/* A used code is good for the device that used it, known by its key. */
static gboolean
may_use_again (YcHub                *hub,
               const YcHubEnrolRequest *enrolment,
               const YcHubEnrolCode *code,
               GError              **error)
{
  g_autoptr (GPtrArray) devices = NULL;

  if (yc_id_is_nil (&code->device))
    return TRUE;
  devices = YC_HUB_CALL (hub, list_devices, error);
  for (guint i = 0; devices != NULL && i < devices->len; i++)
    {
      const YcHubDevice *device = g_ptr_array_index (devices, i);

      if (yc_id_equal (&device->id, &code->device))
        return yc_secret_equal (device->key, enrolment->key, sizeof device->key);
    }
  return FALSE;
}

static char *
draw_token (YcHubDevice *device)
{
  guint8 secret[SECRET_SIZE];
  char id[YC_ID_TEXT_SIZE];
  g_autofree char *text = NULL;

  yc_random_bytes (secret, sizeof secret);
  text = yc_base64url_encode (secret, sizeof secret);
  yc_secret_clear (secret, sizeof secret);
  yc_sha256 (text, strlen (text), device->token);
  yc_id_to_text (&device->id, id);
  return g_strconcat (id, ".", text, NULL);
}

static YcHubAnswer *
answer_enrolled (YcHub             *hub,
                 const YcHubDevice *device,
                 const char        *token,
                 GError           **error)
{
  g_autoptr (YcHubHall) hall = YC_HUB_CALL (hub, find_hall, device->hall, error);
  g_autofree char *key = g_base64_encode (yc_key_pair_get_public (hub->key), YC_KEY_SIZE);
  char id[YC_ID_TEXT_SIZE];

  if (hall == NULL)
    return NULL;
  yc_id_to_text (&device->id, id);
  return yc_hub_answer_new_json (json_pack ("{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:s, s:s, s:I}", "device", id, "token",
                                            token, "window", device->window, "hall", device->hall, "hall_name",
                                            hall->name, "city", hall->city, "training", (int) hub->training, "key",
                                            key, "epoch", hub->epoch, "time", (json_int_t) yc_hub_get_now (hub)));
}

static YcHubAnswer *
enrol (YcHub                *hub,
       const YcHubEnrolRequest *enrolment,
       YcHubDevice         **ret_device,
       GError              **error)
{
  g_autoptr (YcHubEnrolCode) code = NULL;
  g_autoptr (YcHubDevice) device = NULL;
  g_autoptr (YcHubAnswer) answer = NULL;
  g_autofree char *token = NULL;
  guint8 hash[YC_SHA256_SIZE];

  yc_sha256 (enrolment->code, strlen (enrolment->code), hash);
  if (!YC_HUB_CALL (hub, begin, error))
    return NULL;
  code = YC_HUB_CALL (hub, find_enrol_code, hash, error);
  device = *error == NULL ? device_for_code (hub, enrolment, code, error) : NULL;
  if (device == NULL || !may_use_again (hub, enrolment, code, error))
    {
      YC_HUB_CALL (hub, rollback);
      return *error != NULL ? NULL : yc_hub_answer_new_problem (401, "code", "The code is wrong, used or out of date");
    }
  token = draw_token (device);
  code->device = device->id;
  answer = answer_enrolled (hub, device, token, error);
  if (answer == NULL || !YC_HUB_CALL (hub, put_device, device, error) ||
      !YC_HUB_CALL (hub, put_enrol_code, code, error) || !YC_HUB_CALL (hub, commit, error))
    return NULL;
  *ret_device = g_steal_pointer (&device);
  return g_steal_pointer (&answer);
}

/**
 * yc_hub_auth_enrol:
 * @hub: the hub
 * @enrolment: what the device says
 * @ret_device: (out) (nullable) (transfer full): the device, when it was enrolled
 */
YcHubAnswer *
yc_hub_auth_enrol (YcHub                *hub,
                   const YcHubEnrolRequest *enrolment,
                   YcHubDevice         **ret_device)
{
  g_autoptr (GError) error = NULL;
  YcHubAnswer *answer;

  *ret_device = NULL;
  answer = enrol (hub, enrolment, ret_device, &error);
  if (answer != NULL)
    return answer;
  if (error == NULL)
    g_set_error_literal (&error, YC_HUB_STORE_ERROR, YC_HUB_STORE_ERROR_FORMAT, "A code names a hall that is not there");
  return answer_failure (hub, error);
}

static YcHubAnswer *
answer_locked (void)
{
  YcHubAnswer *answer = yc_hub_answer_new_problem (429, "locked", "Too many wrong passwords; wait ten minutes");

  answer->retry_after_s = YC_HUB_LOCKED_MS / 1000;
  return answer;
}

/* Told only to who has the password. */
static YcHubAnswer *
answer_closed (void)
{
  return yc_hub_answer_new_problem (403, "closed", "An administrator has locked or disabled the account");
}

/**
 * yc_hub_auth_begin:
 * @login: (inout): gets the hash to compare with; none for an operator who
 *   does not exist, which is not told
 *
 * Returns: (transfer full) (nullable): what to answer when no password can help
 */
YcHubAnswer *
yc_hub_auth_begin (YcHub      *hub,
                   YcHubLoginRequest *login)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcHubOperator) person = YC_HUB_CALL (hub, find_operator, login->operator_code, &error);

  if (error != NULL)
    return answer_failure (hub, error);
  if (person == NULL)
    return NULL;
  if (person->locked_until_ms > yc_hub_get_now (hub))
    return answer_locked ();
  if (*person->password != '\0')
    login->stored = g_strdup (person->password);
  return NULL;
}

/* Takes as long for an operator who does not exist. */
void
yc_hub_auth_compare (YcHubLoginRequest *login)
{
  static gsize once;
  static char *nobody;

  if (g_once_init_enter (&once))
    {
      nobody = yc_password_hash ("nobody");
      g_once_init_leave (&once, 1);
    }
  login->right = yc_password_verify (login->password, login->stored != NULL ? login->stored : nobody) &&
                 login->stored != NULL;
}

static GBytes *
encode_grant (const YcHubGrant    *grant,
              const YcHubOperator *person)
{
  g_autofree char *key = g_base64_encode (grant->key, sizeof grant->key);
  json_t *roles = json_array ();
  json_t *json;
  char id[YC_ID_TEXT_SIZE], device[YC_ID_TEXT_SIZE];
  char *text;

  for (guint role = YC_ROLE_CLERK; role < YC_ROLE_HUB; role <<= 1)
    if (grant->roles & role)
      json_array_append_new (roles, json_string (yc_role_to_text (role)));
  yc_id_to_text (&grant->id, id);
  yc_id_to_text (&grant->device, device);
  json = json_pack ("{s:i, s:s, s:s, s:s, s:o, s:s, s:s, s:s, s:I, s:I}", "v", 1, "id", id, "operator",
                    person->code, "name", person->name, "roles", roles, "device", device, "window", grant->window,
                    "key", key, "issued", (json_int_t) grant->issued_ms, "expires", (json_int_t) grant->expires_ms);
  text = json_dumps (json, JSON_COMPACT);
  json_decref (json);
  return g_bytes_new_with_free_func (text, strlen (text), free, text);
}

static YcHubGrant *
grant_new (YcHub               *hub,
           const YcHubLoginRequest    *login,
           const YcHubOperator *person,
           const YcHubDevice   *device)
{
  YcHubGrant *grant = yc_hub_grant_new ();

  yc_id_init_random (&grant->id);
  grant->device = device->id;
  grant->operator_code = g_strdup (person->code);
  grant->window = g_strdup (device->window);
  grant->roles = person->roles;
  memcpy (grant->key, login->key, sizeof grant->key);
  grant->issued_ms = yc_hub_get_now (hub);
  grant->expires_ms = grant->issued_ms + YC_HUB_GRANT_MS;
  return grant;
}

static YcHubAnswer *
answer_granted (YcHub               *hub,
                const YcHubGrant    *grant,
                const YcHubOperator *person)
{
  g_autoptr (GBytes) bytes = encode_grant (grant, person);
  g_autoptr (GBytes) signature = yc_key_pair_sign_bytes (hub->key, bytes);
  g_autofree char *signature_text = g_base64_encode (g_bytes_get_data (signature, NULL), g_bytes_get_size (signature));

  return yc_hub_answer_new_json (json_pack ("{s:o, s:s, s:I}", "grant",
                                            json_stringn (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)),
                                            "signature", signature_text, "time", (json_int_t) grant->issued_ms));
}

static void
count_try (YcHub         *hub,
           YcHubOperator *person,
           gboolean       right)
{
  person->wrong = right ? 0 : person->wrong + 1;
  person->locked_until_ms = 0;
  if (person->wrong < YC_HUB_TRIES_MAX)
    return;
  person->wrong = 0;
  person->locked_until_ms = yc_hub_get_now (hub) + YC_HUB_LOCKED_MS;
}

static YcHubAnswer *
end_login (YcHub             *hub,
           const YcHubLoginRequest  *login,
           const YcHubDevice *device,
           GError           **error)
{
  g_autoptr (YcHubOperator) person = NULL;
  g_autoptr (YcHubGrant) grant = NULL;

  if (!YC_HUB_CALL (hub, begin, error))
    return NULL;
  person = YC_HUB_CALL (hub, find_operator, login->operator_code, error);
  if (*error != NULL)
    return NULL;
  if (person != NULL && person->locked_until_ms > yc_hub_get_now (hub))
    {
      /* Closed while this try was being compared: it does not count, nor help. */
      YC_HUB_CALL (hub, rollback);
      return answer_locked ();
    }
  if (person != NULL)
    {
      count_try (hub, person, login->right);
      if (!YC_HUB_CALL (hub, put_operator, person, error))
        return NULL;
    }
  if (login->right && person != NULL && person->state != YC_STAFF_ACTIVE)
    return YC_HUB_CALL (hub, commit, error) ? answer_closed () : NULL;
  if (login->right && person != NULL)
    {
      grant = grant_new (hub, login, person, device);
      if (!YC_HUB_CALL (hub, put_grant, grant, error))
        return NULL;
    }
  if (!YC_HUB_CALL (hub, commit, error))
    return NULL;
  return grant != NULL ? answer_granted (hub, grant, person)
                       : yc_hub_answer_new_problem (401, "login", "The operator or the password is wrong");
}

/**
 * yc_hub_auth_end:
 * @login: compared
 * @device: where the operator stands
 *
 * Returns: (transfer full): a grant, or why not
 */
YcHubAnswer *
yc_hub_auth_end (YcHub             *hub,
                 const YcHubLoginRequest  *login,
                 const YcHubDevice *device)
{
  g_autoptr (GError) error = NULL;
  YcHubAnswer *answer = end_login (hub, login, device, &error);

  return answer != NULL ? answer : answer_failure (hub, error);
}
