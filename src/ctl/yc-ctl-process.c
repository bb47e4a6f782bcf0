/* yc-ctl-process.c: the other programs of the house
 *
 * A program is looked for beside this one, and in a build tree in its own
 * folder. What was started ends when yichuang-ctl does, whatever ends that.
 */

#include "yc-ctl-process.h"

#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/prctl.h>

#define STOP_WAIT_MS 10000
#define POLL_MS 5

/**
 * yc_ctl_find_program:
 * @name: "yichuang-hub"
 *
 * Returns: (transfer full) (nullable): its path
 */
char *
yc_ctl_find_program (const char *name)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *dir = g_path_get_dirname (self != NULL ? self : ".");
  g_autofree char *beside = g_build_filename (dir, name, NULL);
  const char *dash = strchr (name, '-');
  g_autofree char *in_tree = NULL;

  if (g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&beside);
  in_tree = g_build_filename (dir, "..", dash != NULL ? dash + 1 : "desk", name, NULL);
  if (g_file_test (in_tree, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&in_tree);
  return g_find_program_in_path (name);
}

static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static GPtrArray *
collect_arguments (const char  *name,
                   va_list      args,
                   GError     **error)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  char *program = yc_ctl_find_program (name);
  const char *arg;

  if (program == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s is not installed", name);
      return NULL;
    }
  g_ptr_array_add (argv, program);
  while ((arg = va_arg (args, const char *)) != NULL)
    g_ptr_array_add (argv, g_strdup (arg));
  g_ptr_array_add (argv, NULL);
  return g_steal_pointer (&argv);
}

/**
 * yc_ctl_start:
 * @log_path: where its output goes, appended
 * @error: why it could not be started
 * @name: the program
 * @...: its arguments, ended by %NULL
 *
 * Returns: (transfer full) (nullable): the running program
 */
GSubprocess *
yc_ctl_start (const char  *log_path,
              GError     **error,
              const char  *name,
              ...)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr (GPtrArray) argv = NULL;
  va_list args;

  va_start (args, name);
  argv = collect_arguments (name, args, error);
  va_end (args);
  if (argv == NULL)
    return NULL;
  g_subprocess_launcher_set_stderr_file_path (launcher, log_path);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  return g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, error);
}

/**
 * yc_ctl_ask:
 * @error: why there is no answer
 * @name: the program
 * @...: its arguments, ended by %NULL
 *
 * Returns: (transfer full) (nullable): what it printed, without the last line's end
 */
char *
yc_ctl_ask (GError     **error,
            const char  *name,
            ...)
{
  g_autoptr (GPtrArray) argv = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *out = NULL;
  va_list args;

  va_start (args, name);
  argv = collect_arguments (name, args, error);
  va_end (args);
  if (argv == NULL)
    return NULL;
  process = g_subprocess_newv ((const char *const *) argv->pdata, G_SUBPROCESS_FLAGS_STDOUT_PIPE, error);
  if (process == NULL || !g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, error))
    return NULL;
  if (!g_subprocess_get_successful (process))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s failed", name);
      return NULL;
    }
  return g_strchomp (g_steal_pointer (&out));
}

static gboolean
has_ended (GSubprocess *process)
{
  return g_subprocess_get_identifier (process) == NULL;
}

/* Asks the program to end, and waits until it has. */
gboolean
yc_ctl_stop (GSubprocess  *process,
             GError      **error)
{
  g_subprocess_send_signal (process, SIGTERM);
  for (guint waited_ms = 0; !has_ended (process) && waited_ms < STOP_WAIT_MS; waited_ms += POLL_MS)
    {
      g_usleep (POLL_MS * 1000);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  if (has_ended (process))
    return TRUE;
  g_subprocess_force_exit (process);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "A program did not end when it was asked to");
  return FALSE;
}

/* Returns: %TRUE once there is something at @path; %FALSE when @process has
 * ended without making it, or too late */
gboolean
yc_ctl_wait_for_file (const char  *path,
                      GSubprocess *process,
                      guint        timeout_ms)
{
  for (guint waited_ms = 0; waited_ms < timeout_ms && !has_ended (process); waited_ms += POLL_MS)
    {
      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return TRUE;
      g_usleep (POLL_MS * 1000);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  return FALSE;
}
