/* yc-hub-choose.c: operators who choose their password by a one-time code
 *
 * Who runs the halls never knows anybody's password: they hand over a code, and
 * with it the operator chooses one, once. A code that is guessed at five times
 * is worth nothing more. Whether there is such an operator, or such a code, no
 * answer tells. Hashing takes its time, on a thread of its own, whether the code
 * is right or not.
 */

#include "yc-hub-choose.h"

#include "yc-hub-auth.h"
#include "yc-hub-ingest.h"
#include "yc-hub-request.h"
#include "yc-hub-staff.h"
#include "yc-json-guard.h"
#include "yc-password.h"
#include "yc-staff.h"

#include <string.h>

static const YcJsonLimits limits = {
  .bytes_max = YC_HUB_SMALL_BODY_MAX,
  .depth_max = 2,
  .members_max = 8,
  .string_bytes_max = YC_PASSWORD_MAX,
};

/**
 * yc_hub_choice_parse:
 * @body: {"operator","code","password"}
 * @ret_refusal: (out): what to answer where it is none: 422 "malformed", or
 *   "password" where that is too short
 */
YcHubChoice *
yc_hub_choice_parse (GBytes       *body,
                     YcHubAnswer **ret_refusal)
{
  g_autoptr (json_t) json = yc_json_parse (body, &limits, NULL);
  const char *operator_code = json_string_value (json_object_get (json, "operator"));
  const char *code = json_string_value (json_object_get (json, "code"));
  const char *password = json_string_value (json_object_get (json, "password"));
  YcHubChoice *self;

  if (!yc_staff_code_is_plain (operator_code) || code == NULL || *code == '\0' || strlen (code) > 64 ||
      password == NULL)
    {
      *ret_refusal = yc_hub_answer_new_problem (422, "malformed", "The body must have operator, code and password");
      return NULL;
    }
  if (g_utf8_strlen (password, -1) < YC_HUB_PASSWORD_MIN)
    {
      *ret_refusal = yc_hub_answer_new_problem (422, "password", "The password must have at least 8 characters");
      return NULL;
    }
  self = g_new0 (YcHubChoice, 1);
  self->operator_code = g_strdup (operator_code);
  self->code = yc_hub_enrol_code_dup_plain (code);
  self->password = g_strdup (password);
  return self;
}

void
yc_hub_choice_free (YcHubChoice *self)
{
  yc_secret_clear (self->code, strlen (self->code));
  yc_secret_clear (self->password, strlen (self->password));
  g_free (self->operator_code);
  g_free (self->code);
  g_free (self->password);
  g_free (self->stored);
  g_free (self);
}

/* On a thread where it may take its time. */
void
yc_hub_choice_hash (YcHubChoice *self)
{
  self->stored = yc_password_hash (self->password);
}

static gboolean
is_right (YcHub                *hub,
          const YcHubChoice    *choice,
          const YcHubStaffCode *code)
{
  guint8 hash[YC_SHA256_SIZE];

  yc_sha256 (choice->code, strlen (choice->code), hash);
  return code->drawn && code->expires_ms > yc_hub_get_now (hub) && yc_secret_equal (hash, code->hash, sizeof hash);
}

static YcHubAnswer *
answer_wrong (YcHub          *hub,
              YcHubStaffCode *code,
              GError        **error)
{
  gboolean kept = TRUE;

  if (code != NULL && ++code->wrong >= YC_HUB_STAFF_TRIES_MAX)
    kept = YC_HUB_CALL (hub, drop_operator_code, code->operator_code, error);
  else if (code != NULL)
    kept = YC_HUB_CALL (hub, put_staff_code, code, error);
  if (!kept || !YC_HUB_CALL (hub, commit, error))
    return NULL;
  return yc_hub_answer_new_problem (401, "code", "The operator or the code is wrong, or the code is used or out of date");
}

static gboolean
keep (YcHub             *hub,
      const YcHubChoice *choice,
      const YcHubDevice *device,
      GHashTable        *touched,
      GError           **error)
{
  g_autoptr (YcHubOperator) person = YC_HUB_CALL (hub, find_operator, choice->operator_code, error);
  g_autofree char *id = yc_id_dup_text (&device->id);
  YcBody *body;

  if (person == NULL)
    return FALSE;
  g_free (person->password);
  person->password = g_strdup (choice->stored);
  person->wrong = 0;
  person->locked_until_ms = 0;
  if (!YC_HUB_CALL (hub, put_operator, person, error) ||
      !YC_HUB_CALL (hub, drop_operator_code, person->code, error))
    return FALSE;
  body = yc_body_new ();
  yc_record_set_text (body->record, "operator", person->code);
  yc_record_set_text (body->record, "device", id);
  return yc_hub_ingest_staff (hub, "operator.chose", body, touched, error);
}

static YcHubAnswer *
choose (YcHub             *hub,
        const YcHubChoice *choice,
        const YcHubDevice *device,
        GHashTable        *touched,
        GError           **error)
{
  g_autoptr (YcHubStaffCode) code = NULL;

  if (!YC_HUB_CALL (hub, begin, error) || !yc_hub_know_head (hub, error))
    return NULL;
  code = YC_HUB_CALL (hub, find_operator_code, choice->operator_code, error);
  if (*error != NULL)
    return NULL;
  if (code == NULL || !is_right (hub, choice, code))
    return answer_wrong (hub, code, error);
  if (!keep (hub, choice, device, touched, error) || !YC_HUB_CALL (hub, commit, error))
    return NULL;
  return yc_hub_answer_new_json (json_object ());
}

/**
 * yc_hub_choice_keep:
 * @choice: hashed
 * @device: where it was made
 * @touched: (inout): gets the names of what has new rows
 *
 * Returns: (transfer full): {}, or why not: 401 "code"
 */
YcHubAnswer *
yc_hub_choice_keep (YcHub             *hub,
                    const YcHubChoice *choice,
                    const YcHubDevice *device,
                    GHashTable        *touched)
{
  g_autoptr (GError) error = NULL;
  YcHubAnswer *answer = choose (hub, choice, device, touched, &error);

  if (answer != NULL)
    return answer;
  if (error == NULL)
    g_set_error_literal (&error, YC_HUB_STORE_ERROR, YC_HUB_STORE_ERROR_FORMAT, "A code is of nobody");
  g_warning ("The store failed: %s", error->message);
  YC_HUB_CALL (hub, rollback);
  yc_hub_forget (hub);
  g_hash_table_remove_all (touched);
  return yc_hub_answer_new_problem (503, "store", "The hub cannot keep anything now; try again");
}
