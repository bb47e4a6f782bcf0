/* yc-hub-audit.c: the head of the hub's chain, signed
 *
 * Nothing of it is kept here. What whoever has this machine could write anew
 * proves nothing against them: the heads that count are the ones that desks
 * remember.
 */

#include "yc-hub-audit.h"

#include "yc-audit-head.h"

/**
 * yc_hub_audit_sign_head:
 * @hub: the hub, between two transactions
 *
 * Returns: (transfer full): how far its history goes, by its signature
 */
YcHubAnswer *
yc_hub_audit_sign_head (YcHub *hub)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autofree char *signature_text = NULL;
  YcAuditHead head = { .time_ms = yc_hub_get_now (hub) };

  if (!yc_hub_know_head (hub, &error))
    {
      g_warning ("The store cannot be read: %s", error->message);
      return yc_hub_answer_new_problem (503, "store", "The hub cannot read its store now");
    }
  head.position = hub->head_position;
  g_strlcpy (head.epoch, hub->epoch, sizeof head.epoch);
  g_strlcpy (head.value, hub->head_hash, sizeof head.value);
  bytes = yc_audit_head_encode (&head);
  signature = yc_key_pair_sign_bytes (hub->key, bytes);
  signature_text = g_base64_encode (g_bytes_get_data (signature, NULL), g_bytes_get_size (signature));
  return yc_hub_answer_new_json (json_pack ("{s:s%, s:s}", "head", (const char *) g_bytes_get_data (bytes, NULL),
                                            (size_t) g_bytes_get_size (bytes), "signature", signature_text));
}
