/* yc-hub-registry.c: the code that a firm is registered under
 *
 *  1. It follows from the hub's key and the case. A hub that was set back, and
 *     has forgotten that it gave one, gives the same one, whoever comes back
 *     first, and whether or not anybody shows it.
 *  2. No two cases have one. Where another case has the code that follows, the
 *     next that follows is taken: one firm in a thousand, when there are a
 *     million. Only where two such firms were both forgotten does it matter
 *     which of them comes back first, and what desks show decides it then.
 *  3. What was given is put down with its row, also where it was given otherwise.
 */

#include "yc-hub-registry.h"

#include <string.h>

#define TRIES_MAX 64
#define KEY "credit-code"
#define BODY_AT 8    /* of a code: behind 91 and the area */
#define BODY_SIZE 9  /* "MA", six letters and the closing zero */

static void
dup_body (const char *code,
          char        ret_body[BODY_SIZE])
{
  g_strlcpy (ret_body, code + BODY_AT, BODY_SIZE);
}

/* Returns: the @n-th number that follows for this case, any of 64 bits */
static guint64
derive (YcHub            *hub,
        const YcHubState *state,
        guint             n)
{
  char stream[YC_STREAM_TEXT_SIZE];
  g_autofree char *text = NULL;
  guint8 signature[YC_ED25519_SIGNATURE_SIZE];
  guint8 hash[YC_SHA256_SIZE];
  guint64 number = 0;

  yc_stream_to_text (&state->stream, stream);
  text = g_strdup_printf ("yichuang-code %s %u", stream, n);
  yc_key_pair_sign (hub->key, text, strlen (text), signature);
  yc_sha256 (signature, sizeof signature, hash);
  for (gsize i = 0; i < sizeof number; i++)
    number = number << 8 | hash[i];
  return number;
}

/**
 * yc_hub_registry_dup_code:
 * @hub: the hub, within a transaction
 * @state: of a case that was approved
 *
 * Returns: (transfer full) (nullable): its code; %NULL, with @error unset,
 *   for a case without an area to register it in
 */
char *
yc_hub_registry_dup_code (YcHub       *hub,
                          YcHubState  *state,
                          GError     **error)
{
  char stream[YC_STREAM_TEXT_SIZE];

  yc_stream_to_text (&state->stream, stream);
  for (guint n = 0; n < TRIES_MAX; n++)
    {
      g_autofree char *code = yc_hub_rules_dup_credit_code (state->folded_case, derive (hub, state, n));
      g_autoptr (GError) local_error = NULL;
      g_autofree char *owner = NULL;
      char body[BODY_SIZE];

      if (code == NULL)
        return NULL;
      dup_body (code, body);
      owner = YC_HUB_CALL (hub, find_organisation, body, &local_error);
      if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
      if (owner == NULL || strcmp (owner, stream) == 0)
        return g_steal_pointer (&code);
    }
  g_set_error (error, YC_HUB_STORE_ERROR, YC_HUB_STORE_ERROR_FORMAT, "No code is left for %s", stream);
  return NULL;
}

/**
 * yc_hub_registry_note:
 * @hub: the hub, within a transaction
 * @op: the hub's own, about to be put down
 *
 * Whatever code it gives is that case's from now on.
 */
gboolean
yc_hub_registry_note (YcHub       *hub,
                      const YcOp  *op,
                      GError     **error)
{
  const YcRecord *item = op->body->items->len > 0 ? g_ptr_array_index (op->body->items, 0) : NULL;
  const char *code = item != NULL && strcmp (op->kind, "module.done") == 0 &&
                             g_strcmp0 (yc_record_get_text (item, "key"), KEY) == 0
                         ? yc_record_get_text (item, "value")
                         : NULL;
  char stream[YC_STREAM_TEXT_SIZE], body[BODY_SIZE];

  if (code == NULL || strlen (code) <= BODY_AT)
    return TRUE;
  yc_stream_to_text (&op->stream, stream);
  dup_body (code, body);
  return YC_HUB_CALL (hub, put_organisation, body, stream, error);
}
