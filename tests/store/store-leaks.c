/* store-leaks.c: looking for names in bytes, in UTF-8 and both UTF-16 */

#include "store-leaks.h"

#include "store-fixture.h"

#include <string.h>

static const char *const needles[] = { TEST_NAME, TEST_CITIZEN, "19491231" };
static const char *const encodings[] = { "UTF-8", "UTF-16LE", "UTF-16BE" };

static guint
count_in_bytes (const char *data,
                gsize       size)
{
  guint count = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (needles); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (encodings); k++)
      {
        gsize length;
        g_autofree char *needle = g_convert (needles[i], -1, encodings[k], "UTF-8", NULL, &length, NULL);

        g_assert_nonnull (needle);
        count += memmem (data, size, needle, length) != NULL;
      }
  return count;
}

guint
count_leaks (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autofree char *data = NULL;
  const char *name;
  guint count = 0;
  gsize size;

  if (dir == NULL)
    {
      g_assert_true (g_file_get_contents (path, &data, &size, NULL));
      return count_in_bytes (data, size);
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);

      count += count_leaks (inner) + count_in_bytes (name, strlen (name));
    }
  return count;
}

void
assert_no_leak (const char *dir)
{
  g_assert_cmpuint (count_leaks (dir), ==, 0);
}
