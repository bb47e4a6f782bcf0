/* yc-killpoint.c: ends a process at its n-th durable call
 *
 * Preloaded, it counts the calls that change what a disk holds: writing to a
 * regular file, cutting it, syncing it, naming, linking and unlinking. Only
 * calls below one directory count, over all threads, so that the numbering is
 * the same in each run of a scripted program.
 *
 *   YC_KILL_DIR         the directory; without it the shim does nothing
 *   YC_KILL_PROGRAM     only in the program of this name
 *   YC_KILL_COUNT_FILE  where the number of calls is written at a proper exit
 *   YC_KILL_AT          n, from 1
 *   YC_KILL_MODE        before   SIGKILL instead of call n
 *                       after    SIGKILL once call n is done
 *                       torn     a write does its first half, then SIGKILL;
 *                                any other call is as with before
 *                       eio      the n-th fsync or fdatasync fails with EIO, and
 *                                is not done; YC_KILL_SYNCS: so many from there on
 *                       full     from call n on, what needs room fails with ENOSPC
 *   YC_KILL_FORGET      a fault to try tests with: a sync says that it is done,
 *                       and nothing was done; "syncs": each, "folders": those
 *                       of a directory
 *
 * SIGKILL leaves the page cache behind, so this shows the order of calls, not
 * what a power cut leaves: the latter needs a real file system that is shut down
 * afterwards (tests/crash/disk.py).
 */

/* Both names of a call are hooked, so neither may be made into the other. */
#undef _FILE_OFFSET_BITS

#include "yc-shim.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#pragma GCC diagnostic ignored "-Wmissing-prototypes"

typedef enum
{
  MODE_BEFORE,
  MODE_AFTER,
  MODE_TORN,
  MODE_EIO,
  MODE_FULL,
} Mode;

typedef enum
{
  CALL_ROOM, /* needs room on the disk */
  CALL_NAME, /* changes a directory, or frees room */
  CALL_SYNC,
  CALL_FORGOTTEN, /* a sync that is not made */
} Call;

typedef enum
{
  GO_ON,
  GO_AND_DIE, /* do it, then die */
  GO_HALF,    /* do half of it, then die */
  REFUSE_EIO,
  REFUSE_FULL,
  SAY_DONE,   /* and do nothing */
} Order;

static char kill_dir[PATH_MAX];
static size_t kill_dir_length;
static Mode kill_mode;
static bool forgets_syncs;
static bool forgets_folders;
static long kill_at = -1;
static long calls_seen;
static long syncs_seen;
static long syncs_failing = 1;

static void
die (void)
{
  syscall (SYS_kill, syscall (SYS_getpid), SIGKILL);
}

static Mode
parse_mode (const char *word)
{
  static const char *const words[] = { "before", "after", "torn", "eio", "full" };

  for (size_t i = 0; word != NULL && i < sizeof words / sizeof *words; i++)
    if (strcmp (word, words[i]) == 0)
      return (Mode) i;
  return MODE_BEFORE;
}

__attribute__ ((constructor)) static void
killpoint_init (void)
{
  const char *directory = getenv ("YC_KILL_DIR");
  const char *at = getenv ("YC_KILL_AT");
  const char *syncs = getenv ("YC_KILL_SYNCS");
  const char *forget = getenv ("YC_KILL_FORGET");

  if (directory == NULL || !yc_shim_is_for_us ("YC_KILL_PROGRAM"))
    return;
  if (realpath (directory, kill_dir) == NULL)
    abort ();
  kill_mode = parse_mode (getenv ("YC_KILL_MODE"));
  kill_at = at != NULL ? strtol (at, NULL, 10) : -1;
  syncs_failing = syncs != NULL ? strtol (syncs, NULL, 10) : 1;
  forgets_syncs = forget != NULL && strcmp (forget, "syncs") == 0;
  forgets_folders = forget != NULL && strcmp (forget, "folders") == 0;
  kill_dir_length = strlen (kill_dir);
}

__attribute__ ((destructor)) static void
killpoint_report (void)
{
  const char *path = getenv ("YC_KILL_COUNT_FILE");
  char text[32];
  int length, fd;

  if (path == NULL || kill_dir_length == 0)
    return;
  fd = (int) syscall (SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0)
    return;
  length = snprintf (text, sizeof text, "%ld\n", __atomic_load_n (&calls_seen, __ATOMIC_SEQ_CST));
  syscall (SYS_write, fd, text, (size_t) length);
  syscall (SYS_close, fd);
}

static bool
is_below (const char *path)
{
  return strncmp (path, kill_dir, kill_dir_length) == 0
         && (path[kill_dir_length] == '/' || path[kill_dir_length] == '\0');
}

/* Regular files and directories below ours; sockets, pipes and terminals do not count. */
static bool
counts_fd (int fd)
{
  char link[64], path[PATH_MAX];
  struct stat info;
  ssize_t length;

  if (kill_dir_length == 0 || fstat (fd, &info) != 0)
    return false;
  if (!S_ISREG (info.st_mode) && !S_ISDIR (info.st_mode))
    return false;
  snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  length = readlink (link, path, sizeof path - 1);
  if (length <= 0)
    return false;
  path[length] = '\0';
  return is_below (path);
}

/* The folder is resolved, not the name in it: that may not be there yet, or be a link. */
static bool
counts_path (int         folder,
             const char *path)
{
  char text[PATH_MAX], real[PATH_MAX];
  char *slash;

  if (kill_dir_length == 0 || path == NULL)
    return false;
  if (path[0] != '/' && folder != AT_FDCWD)
    return counts_fd (folder);
  if (snprintf (text, sizeof text, "%s", path) >= (int) sizeof text)
    return false;
  slash = strrchr (text, '/');
  if (slash == NULL)
    return getcwd (real, sizeof real) != NULL && is_below (real);
  slash[slash == text] = '\0';
  return realpath (text, real) != NULL && is_below (real);
}

static Call
sync_of (int fd)
{
  struct stat info;

  if (forgets_syncs || (forgets_folders && fstat (fd, &info) == 0 && S_ISDIR (info.st_mode)))
    return CALL_FORGOTTEN;
  return CALL_SYNC;
}

static Order
order_for (Call call)
{
  long n = __atomic_add_fetch (&calls_seen, 1, __ATOMIC_SEQ_CST);
  long s = call >= CALL_SYNC ? __atomic_add_fetch (&syncs_seen, 1, __ATOMIC_SEQ_CST) : 0;

  if (kill_mode == MODE_EIO)
    return s >= kill_at && kill_at > 0 && s - kill_at < syncs_failing ? REFUSE_EIO : GO_ON;
  if (kill_mode == MODE_FULL)
    return kill_at > 0 && n >= kill_at && call == CALL_ROOM ? REFUSE_FULL : GO_ON;
  if (n != kill_at)
    return call == CALL_FORGOTTEN ? SAY_DONE : GO_ON;
  if (kill_mode == MODE_AFTER)
    return GO_AND_DIE;
  if (kill_mode == MODE_TORN && call == CALL_ROOM)
    return GO_HALF;
  die ();
  return GO_ON;
}

/* TRUE if the call is refused, with errno set. */
static bool
is_refused (Order order)
{
  if (order == REFUSE_EIO)
    errno = EIO;
  else if (order == REFUSE_FULL)
    errno = ENOSPC;
  return order == REFUSE_EIO || order == REFUSE_FULL;
}

/* One hook. half_ does the first half of the work; what has no half does nothing. */
#define HOOK(ret_, name_, params_, args_, counts_, call_, half_)          \
  ret_ name_ params_                                                      \
  {                                                                       \
    YC_SHIM_NEXT (ret_, name_, params_);                                  \
    Order order = (counts_) ? order_for (call_) : GO_ON;                  \
    ret_ result;                                                          \
                                                                          \
    if (is_refused (order))                                               \
      return -1;                                                          \
    if (order == SAY_DONE)                                                \
      return 0;                                                           \
    if (order == GO_HALF)                                                 \
      {                                                                   \
        half_;                                                            \
        die ();                                                           \
      }                                                                   \
    result = real args_;                                                  \
    if (order == GO_AND_DIE)                                              \
      die ();                                                             \
    return result;                                                        \
  }

HOOK (ssize_t, write, (int fd, const void *data, size_t size), (fd, data, size),
      counts_fd (fd), CALL_ROOM, real (fd, data, size / 2))
HOOK (ssize_t, pwrite, (int fd, const void *data, size_t size, off_t at), (fd, data, size, at),
      counts_fd (fd), CALL_ROOM, real (fd, data, size / 2, at))
HOOK (ssize_t, pwrite64, (int fd, const void *data, size_t size, off64_t at), (fd, data, size, at),
      counts_fd (fd), CALL_ROOM, real (fd, data, size / 2, at))
HOOK (ssize_t, writev, (int fd, const struct iovec *parts, int count), (fd, parts, count),
      counts_fd (fd), CALL_ROOM, real (fd, parts, count / 2))
HOOK (ssize_t, pwritev, (int fd, const struct iovec *parts, int count, off_t at), (fd, parts, count, at),
      counts_fd (fd), CALL_ROOM, real (fd, parts, count / 2, at))
HOOK (ssize_t, pwritev64, (int fd, const struct iovec *parts, int count, off64_t at), (fd, parts, count, at),
      counts_fd (fd), CALL_ROOM, real (fd, parts, count / 2, at))
HOOK (int, ftruncate, (int fd, off_t size), (fd, size), counts_fd (fd), CALL_NAME, )
HOOK (int, ftruncate64, (int fd, off64_t size), (fd, size), counts_fd (fd), CALL_NAME, )
HOOK (int, fallocate, (int fd, int how, off_t at, off_t size), (fd, how, at, size),
      counts_fd (fd), CALL_ROOM, )
HOOK (int, fallocate64, (int fd, int how, off64_t at, off64_t size), (fd, how, at, size),
      counts_fd (fd), CALL_ROOM, )
HOOK (int, fsync, (int fd), (fd), counts_fd (fd), sync_of (fd), )
HOOK (int, fdatasync, (int fd), (fd), counts_fd (fd), sync_of (fd), )
HOOK (int, unlink, (const char *path), (path), counts_path (AT_FDCWD, path), CALL_NAME, )
HOOK (int, unlinkat, (int folder, const char *path, int flags), (folder, path, flags),
      counts_path (folder, path), CALL_NAME, )
HOOK (int, rename, (const char *from, const char *to), (from, to), counts_path (AT_FDCWD, to), CALL_NAME, )
HOOK (int, renameat, (int folder, const char *from, int target, const char *to), (folder, from, target, to),
      counts_path (target, to), CALL_NAME, )
HOOK (int, renameat2, (int folder, const char *from, int target, const char *to, unsigned int flags),
      (folder, from, target, to, flags), counts_path (target, to), CALL_NAME, )
HOOK (int, link, (const char *from, const char *to), (from, to), counts_path (AT_FDCWD, to), CALL_ROOM, )
HOOK (int, linkat, (int folder, const char *from, int target, const char *to, int flags),
      (folder, from, target, to, flags), counts_path (target, to), CALL_ROOM, )
HOOK (int, mkdir, (const char *path, mode_t mode), (path, mode), counts_path (AT_FDCWD, path), CALL_ROOM, )
