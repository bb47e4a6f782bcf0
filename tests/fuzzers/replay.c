/* replay.c: runs a fuzz target on each file of a folder, as a TAP test
 *
 * Every file is also tried cut short at a few places: what was once found whole
 * is a good start for what is not. */

#include "yc-fuzz.h"

#include <gio/gio.h>

static void
try_file (gconstpointer data)
{
  const char *path = data;
  g_autofree char *contents = NULL;
  gsize size = 0;

  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  for (guint part = 1; part <= 8; part++)
    {
      gsize cut = size * part / 8;
      /* A copy of just that size, so that a sanitizer sees a read behind it. */
      g_autofree guint8 *bytes = g_memdup2 (contents, cut);

      LLVMFuzzerTestOneInput (bytes, cut);
    }
}

static void
try_nothing (void)
{
  LLVMFuzzerTestOneInput ((const uint8_t *) "", 0);
}

int
main (int   argc,
      char *argv[])
{
  const char *folder = argc > 1 ? argv[1] : ".", *name;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) listing = g_dir_open (folder, 0, &error);

  if (listing == NULL)
    g_error ("%s", error->message);
  argc = 1;
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/empty", try_nothing);
  while ((name = g_dir_read_name (listing)) != NULL)
    {
      g_autofree char *title = g_strconcat ("/", name, NULL);

      g_test_add_data_func_full (title, g_build_filename (folder, name, NULL), try_file, g_free);
    }
  return g_test_run ();
}
