/* yc-hub-client-staff.c: the hub's doors for administrators, and for who chooses a password */

#include "yc-hub-client-staff.h"

#include "yc-hub-client-private.h"
#include "yc-json-guard.h"

#include <string.h>

void
yc_hub_client_staff_async (YcHubClient         *self,
                           const char          *name,
                           const char          *search,
                           guint                after,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GString) path = g_string_new ("/v1/staff/");

  g_return_if_fail (YC_IS_HUB_CLIENT (self) && name != NULL && search != NULL);

  g_string_append_printf (path, "%s?after=%u&limit=%u", name, after, YC_HUB_STAFF_ROWS_MAX);
  if (*search != '\0')
    {
      g_string_append (path, "&q=");
      g_string_append_uri_escaped (path, search, NULL, FALSE);
    }
  yc_hub_client_get_async (self, path->str, YC_HUB_STAFF_BYTES_MAX, (YcHubParse) yc_hub_staff_list_parse,
                           (GDestroyNotify) yc_hub_staff_list_free, yc_hub_client_staff_async, cancellable, callback,
                           user_data);
}

/* Returns: (transfer full) (nullable) */
YcHubStaffList *
yc_hub_client_staff_finish (YcHubClient   *self,
                            GAsyncResult  *result,
                            YcHubProblem  *ret_problem,
                            GError       **error)
{
  return yc_hub_client_get_finish (self, result, yc_hub_client_staff_async, ret_problem, error);
}

/* @op: one of this session's that allows a code; it is given once */
void
yc_hub_client_staff_code_async (YcHubClient         *self,
                                const YcId          *op,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr (json_t) json = NULL;
  char id[YC_ID_TEXT_SIZE];

  g_return_if_fail (YC_IS_HUB_CLIENT (self) && op != NULL);

  yc_id_to_text (op, id);
  json = json_pack ("{s:s}", "op", id);
  yc_hub_client_post_async (self, "/v1/staff/codes", json, (YcHubParse) yc_hub_one_time_code_parse,
                            (GDestroyNotify) yc_hub_one_time_code_free, yc_hub_client_staff_code_async, cancellable,
                            callback, user_data);
}

/* Returns: (transfer full) (nullable) */
YcHubOneTimeCode *
yc_hub_client_staff_code_finish (YcHubClient   *self,
                                 GAsyncResult  *result,
                                 YcHubProblem  *ret_problem,
                                 GError       **error)
{
  return yc_hub_client_get_finish (self, result, yc_hub_client_staff_code_async, ret_problem, error);
}

/* That it was kept is all there is to know. */
static gpointer
parse_kept (GBytes  *bytes,
            GError **error)
{
  return g_bytes_ref (bytes);
}

void
yc_hub_client_password_async (YcHubClient         *self,
                              const char          *operator_code,
                              const char          *code,
                              const char          *password,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (json_t) json = json_pack ("{s:s, s:s, s:s}", "operator", operator_code, "code", code, "password", password);

  g_return_if_fail (YC_IS_HUB_CLIENT (self) && json != NULL);

  yc_hub_client_post_async (self, "/v1/password", json, parse_kept, (GDestroyNotify) g_bytes_unref,
                            yc_hub_client_password_async, cancellable, callback, user_data);
}

gboolean
yc_hub_client_password_finish (YcHubClient   *self,
                               GAsyncResult  *result,
                               YcHubProblem  *ret_problem,
                               GError       **error)
{
  g_autoptr (GBytes) kept = yc_hub_client_get_finish (self, result, yc_hub_client_password_async, ret_problem, error);

  return kept != NULL;
}
