/* Durable files, locked folders, key files. */

#include "yc-file.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct
{
  char *dir;
  char *path;
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->dir = g_dir_make_tmp ("yc-file-XXXXXX", NULL);
  f->path = g_build_filename (f->dir, "file", NULL);
  g_assert_nonnull (f->dir);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);

      remove_tree (inner);
    }
  g_remove (path);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  remove_tree (f->dir);
  g_free (f->dir);
  g_free (f->path);
}

static guint
count_names (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint count = 0;

  while (g_dir_read_name (dir) != NULL)
    count++;
  return count;
}

static guint
mode_of (const char *path)
{
  struct stat info;

  g_assert_cmpint (stat (path, &info), ==, 0);
  return info.st_mode & 0777;
}

static void
write_text (const char *path,
            const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  yc_file_write_durably (path, bytes, 0640, &error);
  g_assert_no_error (error);
}

static void
assert_text (const char *path,
             const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = yc_file_read (path, 100, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text));
}

static void
test_write (Fixture      *f,
            gconstpointer data)
{
  mode_t before = umask (077);

  write_text (f->path, "first");
  assert_text (f->path, "first");
  write_text (f->path, "second, longer");
  assert_text (f->path, "second, longer");
  write_text (f->path, "");
  assert_text (f->path, "");
  g_assert_cmpuint (mode_of (f->path), ==, 0640);
  g_assert_cmpuint (count_names (f->dir), ==, 1);
  umask (before);
}

/* A full disk, played by the limit on a file's size: the old content stays
 * and nothing is left beside it. */
static void
test_write_fails (Fixture      *f,
                  gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_malloc0 (100000), 100000);
  g_autoptr (GError) error = NULL;
  struct rlimit before, small;

  write_text (f->path, "old");
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = (struct rlimit){ 5000, before.rlim_max };
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  g_assert_false (yc_file_write_durably (f->path, bytes, 0600, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);

  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, f->path));
  assert_text (f->path, "old");
  g_assert_cmpuint (count_names (f->dir), ==, 1);
}

static void
test_no_folder (Fixture      *f,
                gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->dir, "missing", "file", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
  g_autoptr (GError) error = NULL;

  g_assert_false (yc_file_write_durably (path, bytes, 0600, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_read_has_a_limit (Fixture      *f,
                       gconstpointer data)
{
  g_autoptr (GBytes) exact = NULL;
  g_autoptr (GError) error = NULL;

  write_text (f->path, "12345");
  exact = yc_file_read (f->path, 5, &error);
  g_assert_no_error (error);
  g_assert_null (yc_file_read (f->path, 4, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  /* One that never ends. */
  g_assert_null (yc_file_read ("/dev/zero", 100000, &error));
  g_assert_nonnull (error);
}

static void
test_remove (Fixture      *f,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  write_text (f->path, "x");
  for (int i = 0; i < 2; i++)
    {
      g_assert_true (yc_file_remove_durably (f->path, &error));
      g_assert_no_error (error);
      g_assert_false (g_file_test (f->path, G_FILE_TEST_EXISTS));
    }
}

static void
test_dir (Fixture      *f,
          gconstpointer data)
{
  g_autofree char *deep = g_build_filename (f->dir, "a", "b", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (yc_dir_ensure (deep, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (mode_of (deep), ==, 0700);
  g_assert_cmpint (chmod (deep, 0755), ==, 0);
  g_assert_true (yc_dir_ensure (deep, &error));
  g_assert_cmpuint (mode_of (deep), ==, 0700);

  write_text (f->path, "a file, not a folder");
  g_assert_false (yc_dir_ensure (f->path, &error));
  g_assert_nonnull (error);
}

/* The lock is of the process, so another one has to ask. */
static int
lock_in_child (const char *dir)
{
  pid_t child = fork ();
  int status;

  if (child == 0)
    {
      g_autoptr (GError) error = NULL;
      int fd = yc_dir_lock (dir, &error);

      if (fd >= 0)
        _exit (0);
      _exit (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY) &&
             strstr (error->message, "test-file (") != NULL ? 1 : 2);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static void
test_lock (Fixture      *f,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  int fd = yc_dir_lock (f->dir, &error);

  g_assert_no_error (error);
  g_assert_cmpint (lock_in_child (f->dir), ==, 1);
  close (fd);
  g_assert_cmpint (lock_in_child (f->dir), ==, 0);
}

/* What stands in the lock file is only shown, and may be anything. */
static void
test_lock_text_is_hostile (Fixture      *f,
                           gconstpointer data)
{
  g_autofree char *endless = g_strnfill (5000, '\xff');
  g_autoptr (GError) error = NULL;
  int fd = yc_dir_lock (f->dir, &error);

  g_assert_no_error (error);
  g_assert_cmpint (pwrite (fd, endless, 5000, 0), ==, 5000);
  g_assert_cmpint (yc_dir_lock (f->dir, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpuint (strlen (error->message), <, 500);
  close (fd);
}

static void
test_key_file (Fixture      *f,
               gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) first = yc_key_file_ensure (f->path, &error);
  g_autoptr (GBytes) again = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (first), ==, YC_KEY_FILE_SIZE);
  g_assert_cmpuint (mode_of (f->path), ==, 0600);
  g_assert_cmpint (chmod (f->path, 0644), ==, 0);
  again = yc_key_file_ensure (f->path, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (first, again));
  g_assert_cmpuint (mode_of (f->path), ==, 0600);
}

/* A damaged key is shown, never replaced. */
static void
test_key_file_damaged (Fixture      *f,
                       gconstpointer data)
{
  static const char *const contents[] = { "", "short", "thirty-three bytes, one too many.",
                                          "far longer than any key could be, so not even read to its end ..." };

  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr (GError) error = NULL;

      write_text (f->path, contents[i]);
      g_assert_null (yc_key_file_ensure (f->path, &error));
      g_assert_nonnull (error);
      assert_text (f->path, contents[i]);
    }
}

static void
add (const char *path,
     void      (*func) (Fixture      *f,
                        gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, func, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/file/write", test_write);
  add ("/file/write-fails", test_write_fails);
  add ("/file/no-folder", test_no_folder);
  add ("/file/read-has-a-limit", test_read_has_a_limit);
  add ("/file/remove", test_remove);
  add ("/file/dir", test_dir);
  add ("/file/lock", test_lock);
  add ("/file/lock-text-is-hostile", test_lock_text_is_hostile);
  add ("/file/key-file", test_key_file);
  add ("/file/key-file-damaged", test_key_file_damaged);
  return g_test_run ();
}
