/* yc-hub-client-packs.c: packs from the hub, in pieces, and what this desk says of them */

#include "yc-hub-client-packs.h"

#include "yc-hub-client-private.h"

/* The list, signed. */
void
yc_hub_client_fetch_packs_async (YcHubClient         *self,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_return_if_fail (YC_IS_HUB_CLIENT (self));

  yc_hub_client_get_async (self, "/v1/packs", YC_HUB_ANSWER_BYTES_MAX, (YcHubParse) yc_hub_packs_parse,
                           (GDestroyNotify) yc_hub_signed_free, yc_hub_client_fetch_packs_async, cancellable, callback,
                           user_data);
}

/* Returns: (transfer full) (nullable): the list's bytes, as the hub signed them */
YcHubSigned *
yc_hub_client_fetch_packs_finish (YcHubClient   *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  return yc_hub_client_get_finish (self, result, yc_hub_client_fetch_packs_async, NULL, error);
}

/* --- one pack ---------------------------------------------------------------- */

typedef struct
{
  char *version;
  gint64 size;
  GByteArray *bytes;
} Fetch;

static void
fetch_free (gpointer data)
{
  Fetch *self = data;

  g_free (self->version);
  g_byte_array_unref (self->bytes);
  g_free (self);
}

static gpointer
keep_bytes (GBytes  *bytes,
            GError **error)
{
  return g_bytes_ref (bytes);
}

static void fetch_next (GTask *task);

static void
piece_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  GTask *task = data;
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) piece = yc_hub_client_get_finish (YC_HUB_CLIENT (source), result, fetch_next, NULL, &error);

  if (piece != NULL && (g_bytes_get_size (piece) == 0 || (gint64) (fetch->bytes->len + g_bytes_get_size (piece)) > fetch->size))
    g_set_error (&error, YC_HUB_ERROR, YC_HUB_ERROR_UNREADABLE, "The pack %s is not as long as the hub says", fetch->version);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  g_byte_array_append (fetch->bytes, g_bytes_get_data (piece, NULL), (guint) g_bytes_get_size (piece));
  if ((gint64) fetch->bytes->len < fetch->size)
    {
      fetch_next (task);
      return;
    }
  g_task_return_pointer (task, g_byte_array_free_to_bytes (g_steal_pointer (&fetch->bytes)), (GDestroyNotify) g_bytes_unref);
  fetch->bytes = g_byte_array_new ();
  g_object_unref (task);
}

static void
fetch_next (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  g_autofree char *path = g_strdup_printf ("/v1/packs/%s?offset=%u&limit=%d", fetch->version, fetch->bytes->len,
                                           YC_HUB_PACK_PIECE_BYTES);

  yc_hub_client_get_async (g_task_get_source_object (task), path, YC_HUB_PACK_PIECE_BYTES, keep_bytes,
                           (GDestroyNotify) g_bytes_unref, fetch_next, g_task_get_cancellable (task), piece_cb, task);
}

/* @size: of the pack, as the list says */
void
yc_hub_client_fetch_pack_async (YcHubClient         *self,
                                const char          *version,
                                gint64               size,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Fetch *fetch = g_new0 (Fetch, 1);

  g_task_set_source_tag (task, yc_hub_client_fetch_pack_async);
  fetch->version = g_strdup (version);
  fetch->size = size;
  fetch->bytes = g_byte_array_new ();
  g_task_set_task_data (task, fetch, fetch_free);
  fetch_next (task);
}

/* Returns: (transfer full) (nullable): its bytes; whoever has them holds them against its digest */
GBytes *
yc_hub_client_fetch_pack_finish (YcHubClient   *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- what is said ------------------------------------------------------------- */

/* @state: "trying", "good" or "refused"; @why: at most 200 bytes, nothing of a person */
void
yc_hub_client_say_pack_async (YcHubClient         *self,
                              const char          *version,
                              const char          *state,
                              const char          *why,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autofree char *path = g_strdup_printf ("/v1/packs/%s/state", version);
  json_t *body = json_pack ("{s:s, s:s}", "state", state, "why", why);

  g_return_if_fail (YC_IS_HUB_CLIENT (self));

  yc_hub_client_post_async (self, path, body, keep_bytes, (GDestroyNotify) g_bytes_unref, yc_hub_client_say_pack_async,
                            cancellable, callback, user_data);
  json_decref (body);
}

gboolean
yc_hub_client_say_pack_finish (YcHubClient   *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_autoptr (GBytes) answer = yc_hub_client_get_finish (self, result, yc_hub_client_say_pack_async, NULL, error);

  return answer != NULL;
}
