/* yc-test-desk.c: a desk of this process, and waiting for it */

#include "yc-test-desk.h"

#include <glib/gstdio.h>
#include <string.h>

#define NOBODYS_PORT 9 /* discard: refused at once */

gboolean
test_tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
test_ready_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

GAsyncResult *
test_wait_result (GAsyncResult **result)
{
  gint64 until = g_get_monotonic_time () + TEST_WAIT_US;

  while (*result == NULL)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_main_context_iteration (NULL, TRUE);
    }
  return *result;
}

void
test_put_catalogue (const char *folder,
                    const char *name,
                    const char *valid_from,
                    const char *from)
{
  g_autofree char *shipped = test_hub_dup_catalogues ();
  g_autofree char *source = g_build_filename (shipped, name, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GString) text = NULL;
  g_autoptr (GError) error = NULL;
  char *read;

  g_file_get_contents (source, &read, NULL, &error);
  g_assert_no_error (error);
  text = g_string_new (read);
  g_free (read);
  g_assert_cmpuint (g_string_replace (text, valid_from, from, 1), ==, 1);
  g_assert_cmpuint (g_string_replace (text, "2027-12-31", "2099-12-31", 1), ==, 1);
  g_file_set_contents (path, text->str, (gssize) text->len, &error);
  g_assert_no_error (error);
}

void
test_counter_open (TestCounter *self,
                   gboolean     without_line)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", without_line ? NOBODYS_PORT : self->hub->port);
  YcCounterOptions options = { .data_dir = self->folder, .hub_url = url };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->counter = yc_counter_new ();
  yc_counter_open_async (self->counter, &options, NULL, test_ready_cb, &result);
  yc_counter_open_finish (self->counter, test_wait_result (&result), &error);
  g_assert_no_error (error);
}

void
test_counter_close (TestCounter *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  yc_counter_close_async (self->counter, test_ready_cb, &result);
  yc_counter_close_finish (self->counter, test_wait_result (&result), &error);
  g_assert_no_error (error);
  g_clear_object (&self->counter);
}

void
test_counter_sign_in (TestCounter *self,
                      const char  *operator_code)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  yc_counter_sign_in_async (self->counter, operator_code, TEST_PASSWORD, NULL, test_ready_cb, &result);
  yc_counter_sign_in_finish (self->counter, test_wait_result (&result), &error);
  g_assert_no_error (error);
}

void
test_counter_init (TestCounter *self,
                   TestHub     *hub,
                   const char  *window,
                   const char  *operator_code)
{
  g_autofree char *command = g_strdup_printf ("{\"command\":\"enrol-code\",\"window\":\"%s\"}", window);
  g_autofree char *code = test_hub_admin (hub, command);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->hub = hub;
  self->folder = g_dir_make_tmp ("yc-desk-XXXXXX", &error);
  g_assert_no_error (error);
  test_counter_open (self, FALSE);
  yc_counter_enrol_async (self->counter, g_strstrip (code), "Window", NULL, test_ready_cb, &result);
  yc_counter_enrol_finish (self->counter, test_wait_result (&result), &error);
  g_assert_no_error (error);
  test_counter_sign_in (self, operator_code);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *key = g_strconcat (folder, ".key", NULL);

  for (const char *name = dir != NULL ? g_dir_read_name (dir) : NULL; name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_unlink (path) != 0)
        g_rmdir (path);
    }
  g_rmdir (folder);
  g_unlink (key);
}

void
test_counter_clear (TestCounter *self)
{
  if (self->counter != NULL)
    test_counter_close (self);
  remove_folder (self->folder);
  g_free (self->folder);
}

YcCaseFile *
test_counter_open_stream (TestCounter    *self,
                          const YcStream *stream)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcCaseFile) file = NULL;

  test_wait_until (g_hash_table_contains (self->counter->files, &stream->id) || yc_counter_is_online (self->counter));
  yc_counter_open_stream_async (self->counter, &stream->id, NULL, test_ready_cb, &result);
  file = yc_counter_open_stream_finish (self->counter, test_wait_result (&result), &error);
  g_assert_no_error (error);
  return file;
}
