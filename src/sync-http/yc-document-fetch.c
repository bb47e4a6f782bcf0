/* yc-document-fetch.c: a document's bytes, from this machine or else from the hub
 *
 *   read (store), piece by piece → is what its name says: that is it
 *                                → is not here, or damaged: get (hub), piece by piece
 *                                  → is what its name says → add (store)
 *
 * What came from the hub is kept, sealed, like this desk's own. Its pieces are
 * as large as the line carries in about half a second: the hub's answers to ops
 * come down the same line, and a piece has no more time than any answer.
 */

#include "yc-document-fetch.h"

#include "yc-crypto.h"
#include "yc-hub-client-blobs.h"
#include "yc-sync-pace.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  YcHubClient *client; /* (nullable): without one only what is here is found */
  char *sha256;
  gint64 now_ms;
  GByteArray *bytes;
  YcSyncPace pace;
  gint64 asked_us; /* monotonic */
} Fetch;

static void
fetch_free (gpointer data)
{
  Fetch *self = data;

  g_clear_object (&self->client);
  g_clear_pointer (&self->bytes, g_byte_array_unref);
  g_free (self->sha256);
  g_free (self);
}

static void ask_piece  (GTask *task);
static void read_piece (GTask *task);

static void
added_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (GTask) task = data;
  Fetch *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *sha256 = yc_store_add_blob_finish (YC_STORE (source), result, &error);

  /* It can be shown all the same. */
  if (sha256 == NULL)
    g_debug ("A document is not kept here: %s", error->message);
  g_task_return_pointer (task, g_byte_array_free_to_bytes (g_steal_pointer (&self->bytes)),
                         (GDestroyNotify) g_bytes_unref);
}

/* Whether what has come is what its name says. */
static gboolean
is_whole (const Fetch *self)
{
  char sha256[YC_SHA256_TEXT_SIZE];
  guint8 hash[YC_SHA256_SIZE];

  yc_sha256 (self->bytes->data, self->bytes->len, hash);
  yc_sha256_to_text (hash, sha256);
  return strcmp (sha256, self->sha256) == 0;
}

static void
keep (GTask *task)
{
  Fetch *self = g_task_get_task_data (task);
  g_autoptr (GBytes) bytes = NULL;

  if (!is_whole (self))
    {
      g_task_return_new_error (task, YC_HUB_ERROR, YC_HUB_ERROR_UNREADABLE,
                               _("What came from the center is not the document that the case names. Try again; "
                                 "if it stays so, call for help."));
      g_object_unref (task);
      return;
    }
  bytes = g_bytes_new (self->bytes->data, self->bytes->len);
  yc_store_add_blob_async (g_task_get_source_object (task), bytes, "received", YC_STORE_BLOB_RECEIVED, self->now_ms,
                           added_cb, task);
}

static void
piece_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (GTask) task = data;
  Fetch *self = g_task_get_task_data (task);
  g_auto (YcHubProblem) problem = YC_HUB_PROBLEM_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) piece = yc_hub_client_get_piece_finish (YC_HUB_CLIENT (source), result, &problem, &error);

  if (piece == NULL && problem.status == 409)
    g_task_return_new_error (task, YC_STORE_ERROR, YC_STORE_ERROR_NOT_FOUND,
                             _("The document has not come to the center yet: it waits at the window that took it in"));
  else if (piece == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (self->bytes->len + g_bytes_get_size (piece) > YC_STORE_BLOB_MAX_BYTES)
    g_task_return_new_error (task, YC_HUB_ERROR, YC_HUB_ERROR_UNREADABLE,
                             _("The document at the center is larger than this desk can show"));
  else
    {
      gint64 got = (gint64) g_bytes_get_size (piece);
      gboolean more = got == self->pace.piece_bytes;

      g_byte_array_append (self->bytes, g_bytes_get_data (piece, NULL), (guint) got);
      yc_sync_pace_learn (&self->pace, got, (g_get_monotonic_time () - self->asked_us) / 1000);
      if (more)
        ask_piece (g_steal_pointer (&task));
      else
        keep (g_steal_pointer (&task));
    }
}

static void
ask_piece (GTask *task)
{
  Fetch *self = g_task_get_task_data (task);

  self->asked_us = g_get_monotonic_time ();
  yc_hub_client_get_piece_async (self->client, self->sha256, self->bytes->len, (gsize) self->pace.piece_bytes,
                                 g_task_get_cancellable (task), piece_cb, task);
}

/* This machine does not have it as it should be. @error: (transfer full)
 * @task: (transfer full) */
static void
ask_hub (GTask  *task,
         GError *error)
{
  Fetch *self = g_task_get_task_data (task);

  if (self->client != NULL && (g_error_matches (error, YC_STORE_ERROR, YC_STORE_ERROR_NOT_FOUND) ||
                               g_error_matches (error, YC_STORE_ERROR, YC_STORE_ERROR_DAMAGED)))
    {
      g_error_free (error);
      g_byte_array_set_size (self->bytes, 0);
      ask_piece (task);
      return;
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
return_local (GTask *task)
{
  Fetch *self = g_task_get_task_data (task);

  if (!is_whole (self))
    {
      ask_hub (task, g_error_new (YC_STORE_ERROR, YC_STORE_ERROR_DAMAGED,
                                  _("The document %.12s… is missing or damaged on this machine's disk"), self->sha256));
      return;
    }
  g_task_return_pointer (task, g_byte_array_free_to_bytes (g_steal_pointer (&self->bytes)),
                         (GDestroyNotify) g_bytes_unref);
  g_object_unref (task);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (GTask) task = data;
  Fetch *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) bytes = yc_store_read_blob_finish (YC_STORE (source), result, &error);

  if (bytes == NULL)
    {
      ask_hub (g_steal_pointer (&task), error);
      return;
    }
  g_byte_array_append (self->bytes, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  if (g_bytes_get_size (bytes) == YC_STORE_READ_MAX_BYTES && self->bytes->len < YC_STORE_BLOB_MAX_BYTES)
    read_piece (g_steal_pointer (&task));
  else
    return_local (g_steal_pointer (&task));
}

static void
read_piece (GTask *task)
{
  Fetch *self = g_task_get_task_data (task);

  yc_store_read_blob_async (g_task_get_source_object (task), self->sha256, self->bytes->len, YC_STORE_READ_MAX_BYTES,
                            g_task_get_cancellable (task), read_cb, task);
}

/**
 * yc_document_fetch_async:
 * @store: this desk's
 * @client: (nullable): the hub; %NULL for one that cannot be asked now
 * @sha256: which document, as its op names it
 * @now_ms: the moment, by the wall clock
 * @cancellable: (nullable)
 * @callback: called when it is here
 * @user_data: for @callback
 *
 * Fails with %YC_STORE_ERROR_NOT_FOUND where neither has it yet, with
 * %YC_STORE_ERROR_DAMAGED where the disk has lost it and no hub can be asked,
 * and with what the line's failure is.
 */
void
yc_document_fetch_async (YcStore             *store,
                         YcHubClient         *client,
                         const char          *sha256,
                         gint64               now_ms,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);
  Fetch *self = g_new0 (Fetch, 1);

  g_task_set_source_tag (task, yc_document_fetch_async);
  self->client = client != NULL ? g_object_ref (client) : NULL;
  self->sha256 = g_strdup (sha256);
  self->now_ms = now_ms;
  self->bytes = g_byte_array_new ();
  yc_sync_pace_init (&self->pace);
  g_task_set_task_data (task, self, fetch_free);
  read_piece (task);
}

/* Returns: (transfer full) (nullable): all of it, and it is what its name says */
GBytes *
yc_document_fetch_finish (YcStore       *store,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
