/* yc-mainthread.c: catches a main thread that waits (D3)
 *
 * Preloaded into a program with a GLib main loop, it looks at the calls that
 * can wait for a disk, a device or a peer: fsync and fdatasync, connect, usbfs
 * ioctls, and SQLite's prepare, step and exec. From the main thread each of
 * them is a finding; from any other thread they pass.
 *
 *   YC_MAINTHREAD_PROGRAM  only in the program of this name
 *   YC_MAINTHREAD_ARM      loop (default): look from the first turn of the
 *                          main loop on, so that start-up may open its files
 *                          immediately: look from the first instruction on
 *   YC_MAINTHREAD_LOG      append findings here, each with its call chain;
 *                          without it the first finding aborts the program
 *
 * The windowing system and the buses are reached by the toolkit, from the main
 * thread, over local sockets: connecting to those is not ours to forbid.
 */

#include "yc-shim.h"

#include <arpa/inet.h>
#include <execinfo.h>
#include <fcntl.h>
#include <linux/usbdevice_fs.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#pragma GCC diagnostic ignored "-Wmissing-prototypes"

#define FRAMES_MAX 24

static bool is_wanted;
static bool is_armed;
static char log_path[4096];

__attribute__ ((constructor)) static void
mainthread_init (void)
{
  const char *arm = getenv ("YC_MAINTHREAD_ARM");
  const char *path = getenv ("YC_MAINTHREAD_LOG");

  is_wanted = yc_shim_is_for_us ("YC_MAINTHREAD_PROGRAM");
  is_armed = is_wanted && arm != NULL && strcmp (arm, "immediately") == 0;
  if (path != NULL)
    snprintf (log_path, sizeof log_path, "%s", path);
}

static bool
is_watched (void)
{
  return is_armed && syscall (SYS_gettid) == getpid ();
}

static void
report (const char *what)
{
  void *frames[FRAMES_MAX];
  char text[512];
  int count, length, fd = STDERR_FILENO;

  if (log_path[0] != '\0')
    fd = open (log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0)
    abort ();
  length = snprintf (text, sizeof text, "main thread: %s\n", what);
  if (length >= (int) sizeof text)
    length = sizeof text - 1;
  if (write (fd, text, (size_t) length) < 0)
    abort ();
  count = backtrace (frames, FRAMES_MAX);
  backtrace_symbols_fd (frames, count, fd);
  if (log_path[0] == '\0')
    abort ();
  close (fd);
}

/* Paths, or abstract names, of the windowing system and the buses. */
static bool
is_toolkit_socket (const char *name)
{
  static const char *const known[] = { "/.X11-unix/", "/wayland-", "/dbus-", "/at-spi", "/bus" };
  const char *wayland = getenv ("WAYLAND_DISPLAY");

  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strstr (name, known[i]) != NULL)
      return true;
  return wayland != NULL && wayland[0] == '/' && strcmp (name, wayland) == 0;
}

static void
judge_connect (int                    fd,
               const struct sockaddr *address,
               socklen_t              length)
{
  const char *waits = fcntl (fd, F_GETFL) & O_NONBLOCK ? "connect, not waiting," : "connect";
  char name[sizeof (struct sockaddr_un)] = "", text[256], number[INET6_ADDRSTRLEN] = "";

  if (address == NULL || length < sizeof (sa_family_t))
    return;
  if (address->sa_family == AF_UNIX && length > offsetof (struct sockaddr_un, sun_path))
    {
      const char *path = ((const struct sockaddr_un *) address)->sun_path;
      size_t size = length - offsetof (struct sockaddr_un, sun_path);

      /* An abstract name begins with a zero byte. */
      memcpy (name, path, size < sizeof name ? size : sizeof name - 1);
      if (name[0] == '\0')
        name[0] = '@';
      if (is_toolkit_socket (name))
        return;
    }
  else if (address->sa_family == AF_INET)
    inet_ntop (AF_INET, &((const struct sockaddr_in *) address)->sin_addr, number, sizeof number);
  else if (address->sa_family == AF_INET6)
    inet_ntop (AF_INET6, &((const struct sockaddr_in6 *) address)->sin6_addr, number, sizeof number);
  else
    return;
  snprintf (text, sizeof text, "%s to %s%s", waits, name, number);
  report (text);
}

/* --- the main loop: when to begin --- */

static void
arm (void)
{
  if (is_wanted && !is_armed && syscall (SYS_gettid) == getpid ())
    is_armed = true;
}

int
g_main_context_iteration (void *context,
                          int   may_block)
{
  YC_SHIM_NEXT (int, g_main_context_iteration, (void *, int));

  arm ();
  return real (context, may_block);
}

void
g_main_loop_run (void *loop)
{
  YC_SHIM_NEXT (void, g_main_loop_run, (void *));

  arm ();
  real (loop);
}

/* --- what waits --- */

int
fsync (int fd)
{
  YC_SHIM_NEXT (int, fsync, (int));

  if (is_watched ())
    report ("fsync");
  return real (fd);
}

int
fdatasync (int fd)
{
  YC_SHIM_NEXT (int, fdatasync, (int));

  if (is_watched ())
    report ("fdatasync");
  return real (fd);
}

int
connect (int                    fd,
         const struct sockaddr *address,
         socklen_t              length)
{
  YC_SHIM_NEXT (int, connect, (int, const struct sockaddr *, socklen_t));

  if (is_watched ())
    judge_connect (fd, address, length);
  return real (fd, address, length);
}

int
ioctl (int           fd,
       unsigned long request,
       ...)
{
  YC_SHIM_NEXT (int, ioctl, (int, unsigned long, ...));
  va_list arguments;
  void *argument;

  va_start (arguments, request);
  argument = va_arg (arguments, void *);
  va_end (arguments);
  if (is_watched () && _IOC_TYPE (request) == 'U')
    report ("usbfs ioctl");
  return real (fd, request, argument);
}

int
sqlite3_step (void *statement)
{
  YC_SHIM_NEXT (int, sqlite3_step, (void *));

  if (is_watched ())
    report ("sqlite3_step");
  return real (statement);
}

int
sqlite3_exec (void       *database,
              const char *sql,
              void       *callback,
              void       *data,
              char      **ret_message)
{
  YC_SHIM_NEXT (int, sqlite3_exec, (void *, const char *, void *, void *, char **));

  if (is_watched ())
    report ("sqlite3_exec");
  return real (database, sql, callback, data, ret_message);
}

int
sqlite3_prepare_v2 (void        *database,
                    const char  *sql,
                    int          size,
                    void       **ret_statement,
                    const char **ret_tail)
{
  YC_SHIM_NEXT (int, sqlite3_prepare_v2, (void *, const char *, int, void **, const char **));

  if (is_watched ())
    report ("sqlite3_prepare_v2");
  return real (database, sql, size, ret_statement, ret_tail);
}

int
sqlite3_prepare_v3 (void        *database,
                    const char  *sql,
                    int          size,
                    unsigned int flags,
                    void       **ret_statement,
                    const char **ret_tail)
{
  YC_SHIM_NEXT (int, sqlite3_prepare_v3,
                (void *, const char *, int, unsigned int, void **, const char **));

  if (is_watched ())
    report ("sqlite3_prepare_v3");
  return real (database, sql, size, flags, ret_statement, ret_tail);
}
