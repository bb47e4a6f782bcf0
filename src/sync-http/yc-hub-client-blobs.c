/* yc-hub-client-blobs.c: documents to the hub and from it, in pieces */

#include "yc-hub-client-blobs.h"

#include "yc-hub-client-private.h"
#include "yc-json-guard.h"

static gpointer
parse_piece (GBytes  *bytes,
             GError **error)
{
  static const YcJsonLimits limits = { .bytes_max = 1024, .depth_max = 2, .members_max = 8, .string_bytes_max = 64 };
  g_autoptr (json_t) json = yc_json_parse (bytes, &limits, error);
  json_t *offset = json_object_get (json, "offset");
  json_t *whole = json_object_get (json, "whole");
  YcHubPiece *piece;

  if (json == NULL)
    return NULL;
  if (!json_is_integer (offset) || json_integer_value (offset) < 0 || !json_is_boolean (whole))
    {
      g_set_error_literal (error, YC_HUB_ERROR, YC_HUB_ERROR_UNREADABLE, "“offset” or “whole” is not what it must be");
      return NULL;
    }
  piece = g_new0 (YcHubPiece, 1);
  piece->offset = json_integer_value (offset);
  piece->whole = json_is_true (whole);
  return piece;
}

/**
 * yc_hub_client_put_piece_async:
 * @sha256: which document
 * @size: of all of it, bytes
 * @offset: where @piece belongs
 * @piece: at most %YC_HUB_PIECE_BYTES_MAX; empty to ask how far the hub is
 *
 * A problem "offset" says in its offset how much the hub has.
 */
void
yc_hub_client_put_piece_async (YcHubClient         *self,
                               const char          *sha256,
                               gint64               size,
                               gint64               offset,
                               GBytes              *piece,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autofree char *path = g_strdup_printf ("/v1/blobs/%s?size=%" G_GINT64_FORMAT "&offset=%" G_GINT64_FORMAT, sha256,
                                           size, offset);

  g_return_if_fail (YC_IS_HUB_CLIENT (self) && piece != NULL);

  yc_hub_client_put_async (self, path, "application/octet-stream", piece, parse_piece, g_free,
                           yc_hub_client_put_piece_async, cancellable, callback, user_data);
}

/* Returns: (transfer full) (nullable): freed by g_free() */
YcHubPiece *
yc_hub_client_put_piece_finish (YcHubClient   *self,
                                GAsyncResult  *result,
                                YcHubProblem  *ret_problem,
                                GError       **error)
{
  return yc_hub_client_get_finish (self, result, yc_hub_client_put_piece_async, ret_problem, error);
}

static gpointer
keep_bytes (GBytes  *bytes,
            GError **error)
{
  return g_bytes_ref (bytes);
}

/**
 * yc_hub_client_get_piece_async:
 * @sha256: which document
 * @offset: from where; at its end there is nothing more
 * @limit: bytes at most, up to %YC_HUB_PIECE_BYTES_MAX
 */
void
yc_hub_client_get_piece_async (YcHubClient         *self,
                               const char          *sha256,
                               gint64               offset,
                               gsize                limit,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autofree char *path = g_strdup_printf ("/v1/blobs/%s?offset=%" G_GINT64_FORMAT "&limit=%" G_GSIZE_FORMAT, sha256,
                                           offset, limit);

  g_return_if_fail (YC_IS_HUB_CLIENT (self) && limit <= YC_HUB_PIECE_BYTES_MAX);

  yc_hub_client_get_async (self, path, limit, keep_bytes, (GDestroyNotify) g_bytes_unref,
                           yc_hub_client_get_piece_async, cancellable, callback, user_data);
}

/* Returns: (transfer full) (nullable): a part; who has all of them holds the whole against its name */
GBytes *
yc_hub_client_get_piece_finish (YcHubClient   *self,
                                GAsyncResult  *result,
                                YcHubProblem  *ret_problem,
                                GError       **error)
{
  return yc_hub_client_get_finish (self, result, yc_hub_client_get_piece_async, ret_problem, error);
}
