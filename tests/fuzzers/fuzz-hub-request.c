/* fuzz-hub-request.c: any request is understood or refused, never both
 *
 * The input is the head, a line each for method, path, query, authorization,
 * signature and sending; what follows is the body.
 */

#include "yc-fuzz.h"
#include "yc-hub-auth.h"
#include "yc-hub-codes.h"
#include "yc-hub-ingest.h"
#include "yc-hub-shown.h"
#include "yc-json-guard.h"
#include "yc-op-batch.h"

#include <string.h>

static void
check_answer (YcHubAnswer *answer)
{
  g_autoptr (json_t) json = json_loadb (g_bytes_get_data (answer->body, NULL), g_bytes_get_size (answer->body), 0,
                                        NULL);

  g_assert_cmpint (json_integer_value (json_object_get (json, "status")), ==, answer->status);
  yc_hub_answer_free (answer);
}

static void
read_body (const YcHubRequest *request,
           const char         *text,
           gsize               size)
{
  g_autoptr (GBytes) body = g_bytes_new (text, size);
  g_autoptr (YcHubDevice) device = yc_hub_device_new ();
  g_autoptr (YcHubEnrolRequest) enrol = yc_hub_enrol_request_parse (body);
  g_autoptr (YcHubLoginRequest) login = yc_hub_login_request_parse (body);
  g_autofree char *code = yc_hub_codes_parse (body);
  g_autofree char *header = g_strndup (text, size);
  g_autoptr (GPtrArray) shown = yc_hub_shown_parse (header);
  g_autoptr (GPtrArray) puts = NULL;
  YcHubKeys *keys;
  YcHubAnswer *refusal = NULL;

  g_assert_true (enrol == NULL || *enrol->name != '\0');
  g_assert_true (code == NULL || strspn (code, "0123456789") == YC_HUB_HANDOVER_DIGITS);
  g_assert_true (shown == NULL || shown->len <= YC_HUB_SHOWN_MAX);
  g_assert_true (login == NULL || *login->password != '\0');
  if ((request->door != YC_HUB_DOOR_OP && request->door != YC_HUB_DOOR_OPS) ||
      size > yc_hub_request_get_body_max (request))
    return;
  keys = yc_hub_keys_new ();
  puts = yc_hub_puts_read (keys, device, request, body, 1, &refusal);
  yc_hub_keys_free (keys);
  g_assert_true ((puts == NULL) == (refusal != NULL));
  if (puts == NULL)
    check_answer (refusal);
  else if (request->door == YC_HUB_DOOR_OP)
    g_assert_true (puts->len == 1 && yc_id_equal (&((YcHubPut *) g_ptr_array_index (puts, 0))->op->id, &request->op));
  else
    g_assert_true (puts->len >= 1 && puts->len <= YC_OP_BATCH_MAX);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 7);
  g_autoptr (YcHubRequest) request = NULL;
  YcHubAnswer *refusal = NULL;
  YcHubHead head;

  if (g_strv_length (lines) < 6)
    return 0;
  head = (YcHubHead){ lines[0], lines[1], lines[2], lines[3], lines[4], lines[5], lines[6] };
  request = yc_hub_request_parse (&head, &refusal);
  g_assert_true ((request == NULL) == (refusal != NULL));
  if (request == NULL)
    check_answer (refusal);
  else if (lines[6] != NULL)
    read_body (request, lines[6], strlen (lines[6]));
  return 0;
}
