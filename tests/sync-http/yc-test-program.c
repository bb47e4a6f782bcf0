/* yc-test-program.c: a desk's program without its windows: a store, a client and an edge */

#include "yc-test-program.h"

#include <glib/gstdio.h>

void
test_spin_until (gboolean (*done) (gpointer data),
                 gpointer data)
{
  gint64 limit = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (!done (data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, limit);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (500);
    }
}

void
test_result_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

gboolean
test_has_result (gpointer data)
{
  return *(GAsyncResult **) data != NULL;
}

static void
answered_cb (YcSyncEdge  *edge,
             YcId        *op,
             YcVerdict   *verdict,
             gint64       revision,
             TestProgram *program)
{
  program->answered++;
  program->outcome = verdict->outcome;
}

static void
rows_cb (YcSyncEdge  *edge,
         YcStream    *stream,
         TestProgram *program)
{
  program->rows++;
}

/* Also where the hub is somewhere else by now. */
void
test_program_connect (TestProgram *self)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", self->port != 0 ? self->port : self->desk->hub->port);
  g_autoptr (GError) error = NULL;

  if (self->edge != NULL)
    yc_sync_edge_stop (self->edge);
  g_clear_object (&self->edge);
  g_clear_object (&self->client);
  self->client = yc_hub_client_new (url, &error);
  g_assert_no_error (error);
  yc_hub_client_set_token (self->client, self->desk->token);
  self->edge = yc_sync_edge_new (self->client, self->store, yc_clock_get_system (),
                                 YC_HUB_TRAINING_HALL);
  g_signal_connect (self->edge, "answered", G_CALLBACK (answered_cb), self);
  g_signal_connect (self->edge, "stream-rows", G_CALLBACK (rows_cb), self);
  yc_sync_edge_start (self->edge);
}

TestProgram *
test_program_new (TestHub    *hub,
                  const char *window,
                  const char *by)
{
  TestProgram *self = g_new0 (TestProgram, 1);
  g_autoptr (GBytes) key = g_bytes_new ("0123456789abcdef0123456789abcdef", 32);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->desk = test_desk_new (hub, window, by);
  self->folder = g_dir_make_tmp ("yc-edge-XXXXXX", &error);
  g_assert_no_error (error);
  yc_store_open_async (self->folder, key, NULL, test_result_cb, &result);
  test_spin_until (test_has_result, &result);
  self->store = yc_store_open_finish (result, &error);
  g_assert_no_error (error);
  test_program_connect (self);
  return self;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_remove (path) != 0)
        remove_folder (path);
    }
  g_rmdir (folder);
}

void
test_program_free (TestProgram *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  yc_sync_edge_stop (self->edge);
  yc_store_close_async (self->store, test_result_cb, &result);
  test_spin_until (test_has_result, &result);
  yc_store_close_finish (self->store, result, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (self->edge);
  g_object_unref (self->store);
  g_object_unref (self->client);
  remove_folder (self->folder);
  g_free (self->folder);
  test_desk_free (self->desk);
  g_free (self);
}

void
test_program_append (TestProgram    *self,
                     const YcStream *stream,
                     const char     *kind,
                     YcBody         *body)
{
  g_autoptr (GPtrArray) ops = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_op_unref);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 number;

  g_ptr_array_add (ops, test_desk_make (self->desk, stream, kind, body));
  yc_store_append_async (self->store, ops, test_result_cb, &result);
  test_spin_until (test_has_result, &result);
  number = yc_store_append_finish (self->store, result, &error);
  g_assert_no_error (error);
  yc_sync_edge_enqueue (self->edge, ops, number);
}

char *
test_program_add_document (TestProgram *self,
                           GBytes      *bytes)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *sha256;

  yc_store_add_blob_async (self->store, bytes, "scan", YC_STORE_BLOB_ANNOUNCED, TEST_NOW_MS, test_result_cb,
                           &result);
  test_spin_until (test_has_result, &result);
  sha256 = yc_store_add_blob_finish (self->store, result, &error);
  g_assert_no_error (error);
  return sha256;
}
