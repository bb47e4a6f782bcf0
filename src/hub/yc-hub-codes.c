/* yc-hub-codes.c: hand-over codes
 *
 * Eight digits that open one case at one device, once, within a day. There are
 * few of them in a hundred million, so guessing is what must be stopped: five
 * wrong ones lock a device for ten minutes, a hundred of all devices lock all,
 * and both are counted on the disk. What is kept is a hash keyed with the
 * hub's secret, so that a copy of the store gives no code away.
 *
 * Should the answer be lost, the device that used a code may use it again: it
 * opens the same case, and changes nothing.
 */

#include "yc-hub-codes.h"

#include "yc-hub-ingest.h"
#include "yc-json-guard.h"

#include <string.h>

#define DRAWS_MAX 16

static const YcJsonLimits limits = {
  .bytes_max = YC_HUB_SMALL_BODY_MAX,
  .depth_max = 2,
  .members_max = 8,
  .string_bytes_max = 64,
};

/* Counted for all devices together. */
static const YcId everybody;

static void
hash_code (YcHub      *hub,
           const char *code,
           guint8      ret_hash[YC_SHA256_SIZE])
{
  g_autoptr (GBytes) seed = yc_key_pair_dup_seed (hub->key);
  gsize key_size, size = YC_SHA256_SIZE;
  gconstpointer key = g_bytes_get_data (seed, &key_size);
  GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA256, key, key_size);

  g_hmac_update (hmac, (const guchar *) "hand-over:", -1);
  g_hmac_update (hmac, (const guchar *) code, -1);
  g_hmac_get_digest (hmac, ret_hash, &size);
  g_hmac_unref (hmac);
}

/* Every code as likely as any other: what would make the low ones likelier is drawn again. */
static void
draw_code (char ret_code[YC_HUB_HANDOVER_DIGITS + 1])
{
  guint32 number;

  do
    yc_random_bytes ((guint8 *) &number, sizeof number);
  while (number >= 4200000000u);
  g_snprintf (ret_code, YC_HUB_HANDOVER_DIGITS + 1, "%08u", number % 100000000u);
}

static YcHubAnswer *
fail (YcHub        *hub,
      const GError *error)
{
  g_warning ("The store failed: %s", error->message);
  YC_HUB_CALL (hub, rollback);
  yc_hub_forget (hub);
  return yc_hub_answer_new_problem (503, "store", "The hub cannot keep anything now; try again");
}

static YcHubAnswer *
refuse (YcHub      *hub,
        guint       status,
        const char *code,
        const char *detail)
{
  YC_HUB_CALL (hub, rollback);
  return yc_hub_answer_new_problem (status, code, detail);
}

/* A code that opens no other case. */
static gboolean
draw_new (YcHub             *hub,
          YcHubHandoverCode *kept,
          char               ret_code[YC_HUB_HANDOVER_DIGITS + 1],
          GError           **error)
{
  for (guint i = 0; i < DRAWS_MAX; i++)
    {
      g_autoptr (GError) local_error = NULL;
      g_autoptr (YcHubHandoverCode) known = NULL;

      draw_code (ret_code);
      hash_code (hub, ret_code, kept->hash);
      known = YC_HUB_CALL (hub, find_handover_code, kept->hash, &local_error);
      if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      if (known == NULL)
        return TRUE;
    }
  g_set_error_literal (error, YC_HUB_STORE_ERROR, YC_HUB_STORE_ERROR_IO, "No free code was drawn");
  return FALSE;
}

static YcBody *
build_offer (const YcHubGrant        *grant,
             const YcHubHandoverCode *kept)
{
  YcBody *body = yc_body_new ();

  yc_record_set_text (body->record, "operator", grant->operator_code);
  yc_record_set_int (body->record, "expires", kept->expires_ms);
  return body;
}

static YcHubAnswer *
offer (YcHub            *hub,
       YcHubState       *state,
       const YcHubGrant *grant,
       GHashTable       *touched,
       GError          **error)
{
  g_autoptr (YcHubHandoverCode) kept = yc_hub_handover_code_new ();
  YcMoment at = { yc_hub_get_now (hub), FALSE };
  char code[YC_HUB_HANDOVER_DIGITS + 1], stream[YC_STREAM_TEXT_SIZE];
  YcHubAnswer *answer;

  yc_stream_to_text (&state->stream, stream);
  kept->stream = g_strdup (stream);
  kept->expires_ms = at.at_ms + YC_HUB_HANDOVER_MS;
  if (!draw_new (hub, kept, code, error) || !YC_HUB_CALL (hub, put_handover_code, kept, error) ||
      !yc_hub_ingest_own (hub, state, "transfer.offer", build_offer (grant, kept), at, touched, error) ||
      !YC_HUB_CALL (hub, commit, error))
    return NULL;
  answer = yc_hub_answer_new_json (json_pack ("{s:s, s:I}", "code", code, "expires", (json_int_t) kept->expires_ms));
  yc_secret_clear (code, sizeof code);
  return answer;
}

static gboolean
may_hand_over (YcHub            *hub,
               const YcHubGrant *grant)
{
  return grant != NULL && grant->expires_ms > yc_hub_get_now (hub) &&
         (grant->roles & (YC_ROLE_CLERK | YC_ROLE_HELPER)) != 0;
}

static YcHubAnswer *
issue (YcHub             *hub,
       const YcStream    *stream,
       const YcHubDevice *device,
       GHashTable        *touched,
       GError           **error)
{
  g_autoptr (YcHubGrant) grant = NULL;
  YcHubState *state;
  gboolean open;

  if (!YC_HUB_CALL (hub, begin, error) || !yc_hub_know_head (hub, error))
    return NULL;
  state = yc_hub_states_get (hub->states, hub->store, stream, error);
  if (state == NULL || !yc_hub_stream_is_open (hub, stream, state->hall, device, &open, error))
    return NULL;
  if (state->hall == NULL || state->folded_case == NULL || yc_case_get_status (state->folded_case) == YC_CASE_NEW)
    return refuse (hub, 404, "no-such-stream", "There is no such case");
  grant = YC_HUB_CALL (hub, find_device_grant, &device->id, error);
  if (*error != NULL)
    return NULL;
  if (!open || !may_hand_over (hub, grant))
    return refuse (hub, 403, "role", "Only clerks and helpers who may work at this case may hand it over");
  return offer (hub, state, grant, touched, error);
}

/**
 * yc_hub_codes_issue:
 * @stream: a case
 * @device: where it was asked for
 * @touched: (inout): gets the names of what has new rows
 *
 * Returns: (transfer full): {"code","expires"}, or why not
 */
YcHubAnswer *
yc_hub_codes_issue (YcHub             *hub,
                    const YcStream    *stream,
                    const YcHubDevice *device,
                    GHashTable        *touched)
{
  g_autoptr (GError) error = NULL;
  YcHubAnswer *answer = issue (hub, stream, device, touched, &error);

  return answer != NULL ? answer : fail (hub, error);
}

/* Returns: (transfer full) (nullable): the code of {"code"}, 8 digits */
char *
yc_hub_codes_parse (GBytes *body)
{
  g_autoptr (json_t) json = yc_json_parse (body, &limits, NULL);
  const char *code = json_string_value (json_object_get (json, "code"));

  if (code == NULL || strlen (code) != YC_HUB_HANDOVER_DIGITS ||
      strspn (code, "0123456789") != YC_HUB_HANDOVER_DIGITS)
    return NULL;
  return g_strdup (code);
}

static gboolean
is_locked (YcHub      *hub,
           const YcId *device,
           gboolean   *ret_locked,
           GError    **error)
{
  YcHubCodeTries tries;

  if (!YC_HUB_CALL (hub, find_tries, device, &tries, error))
    return FALSE;
  *ret_locked = *ret_locked || tries.locked_until_ms > yc_hub_get_now (hub);
  return TRUE;
}

/* Tries count together when they come within ten minutes of the first. */
static gboolean
count_wrong (YcHub      *hub,
             const YcId *device,
             gint64      wrong_max,
             GError    **error)
{
  gint64 now_ms = yc_hub_get_now (hub);
  YcHubCodeTries tries;

  if (!YC_HUB_CALL (hub, find_tries, device, &tries, error))
    return FALSE;
  if (tries.since_ms + YC_HUB_HANDOVER_LOCKED_MS < now_ms)
    tries = (YcHubCodeTries){ 0, now_ms, 0 };
  if (++tries.wrong >= wrong_max)
    tries = (YcHubCodeTries){ 0, now_ms, now_ms + YC_HUB_HANDOVER_LOCKED_MS };
  return YC_HUB_CALL (hub, put_tries, device, &tries, error);
}

static YcHubAnswer *
answer_locked (YcHub *hub)
{
  YcHubAnswer *answer = refuse (hub, 429, "locked", "Too many wrong codes; wait ten minutes");

  answer->retry_after_s = YC_HUB_HANDOVER_LOCKED_MS / 1000;
  return answer;
}

static YcHubAnswer *
answer_wrong (YcHub             *hub,
              const YcHubDevice *device,
              GError           **error)
{
  if (!count_wrong (hub, &device->id, YC_HUB_HANDOVER_TRIES_MAX, error) ||
      !count_wrong (hub, &everybody, YC_HUB_HANDOVER_ALL_TRIES_MAX, error) || !YC_HUB_CALL (hub, commit, error))
    return NULL;
  return yc_hub_answer_new_problem (403, "code", "The code is wrong, used or out of date");
}

static YcHubAnswer *
answer_stream (const YcHubHandoverCode *code)
{
  return yc_hub_answer_new_json (json_pack ("{s:s}", "stream", code->stream));
}

static gboolean
append_take (YcHub             *hub,
             const YcStream    *stream,
             const YcHubDevice *device,
             const YcHubGrant  *grant,
             GHashTable        *touched,
             GError           **error)
{
  YcHubState *state = yc_hub_states_get (hub->states, hub->store, stream, error);
  YcMoment at = { yc_hub_get_now (hub), FALSE };
  YcBody *body;

  if (state == NULL)
    return FALSE;
  body = yc_body_new ();
  yc_record_set_text (body->record, "window", device->window);
  yc_record_set_text (body->record, "operator", grant->operator_code);
  return yc_hub_ingest_own (hub, state, "transfer.take", body, at, touched, error);
}

static YcHubAnswer *
take (YcHub             *hub,
      YcHubHandoverCode *code,
      const YcHubDevice *device,
      GHashTable        *touched,
      GError           **error)
{
  const YcHubCodeTries none = { 0 };
  g_autoptr (YcHubGrant) grant = YC_HUB_CALL (hub, find_device_grant, &device->id, error);
  YcStream stream;

  if (*error != NULL)
    return NULL;
  if (!may_hand_over (hub, grant))
    return refuse (hub, 403, "role", "Only clerks and helpers may take over a case");
  code->device = device->id;
  if (!yc_stream_parse (code->stream, &stream) ||
      !YC_HUB_CALL (hub, use_handover_code, code, yc_hub_get_now (hub), error) ||
      !YC_HUB_CALL (hub, put_tries, &device->id, &none, error) ||
      !append_take (hub, &stream, device, grant, touched, error) || !YC_HUB_CALL (hub, commit, error))
    return NULL;
  return answer_stream (code);
}

static YcHubAnswer *
redeem (YcHub             *hub,
        const char        *text,
        const YcHubDevice *device,
        GHashTable        *touched,
        GError           **error)
{
  g_autoptr (YcHubHandoverCode) code = NULL;
  guint8 hash[YC_SHA256_SIZE];
  gboolean locked = FALSE;

  if (!YC_HUB_CALL (hub, begin, error) || !yc_hub_know_head (hub, error) ||
      !is_locked (hub, &device->id, &locked, error) || !is_locked (hub, &everybody, &locked, error))
    return NULL;
  if (locked)
    return answer_locked (hub);
  hash_code (hub, text, hash);
  code = YC_HUB_CALL (hub, find_handover_code, hash, error);
  if (*error != NULL)
    return NULL;
  if (code != NULL && yc_id_equal (&code->device, &device->id))
    {
      YC_HUB_CALL (hub, rollback);
      return answer_stream (code);
    }
  if (code == NULL || !yc_id_is_nil (&code->device) || code->expires_ms <= yc_hub_get_now (hub))
    return answer_wrong (hub, device, error);
  return take (hub, code, device, touched, error);
}

/**
 * yc_hub_codes_redeem:
 * @code: 8 digits
 * @device: where it was typed
 * @touched: (inout): gets the names of what has new rows
 *
 * Returns: (transfer full): {"stream"}, or why not: 403 "code" and "role",
 *   429 "locked"
 */
YcHubAnswer *
yc_hub_codes_redeem (YcHub             *hub,
                     const char        *code,
                     const YcHubDevice *device,
                     GHashTable        *touched)
{
  g_autoptr (GError) error = NULL;
  YcHubAnswer *answer = redeem (hub, code, device, touched, &error);

  if (answer != NULL)
    return answer;
  if (error == NULL)
    g_set_error_literal (&error, YC_HUB_STORE_ERROR, YC_HUB_STORE_ERROR_FORMAT, "A code opens no stream");
  return fail (hub, error);
}
