/* victim.c: a program to try the shims on
 *
 *   victim store DIR N    N records the careful way (D27), "ACK i" once each is durable
 *   victim quiet          the main thread does nothing that waits; a worker does it all
 *   victim WHAT           the main thread does WHAT: fsync, unix, inet, usb or sqlite,
 *                         first before its main loop, then in it
 */

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <linux/usbdevice_fs.h>
#include <netinet/in.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define RECORD_SIZE 64

/* Every durable call that fails is told to the caller, as a real store would. */
static gboolean
store_record (const char *folder,
              int         number)
{
  g_autofree char *part = g_strdup_printf ("%s/%d.part", folder, number);
  g_autofree char *whole = g_strdup_printf ("%s/%d", folder, number);
  char record[RECORD_SIZE];
  gboolean ok;
  int fd = g_open (part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  int folder_fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  memset (record, '0' + number % 10, sizeof record);
  ok = fd >= 0 && folder_fd >= 0 && write (fd, record, sizeof record) == sizeof record
       && fsync (fd) == 0 && g_rename (part, whole) == 0 && fsync (folder_fd) == 0;
  close (fd);
  close (folder_fd);
  return ok;
}

static int
store (const char *folder,
       int         count)
{
  for (int i = 1; i <= count; i++)
    {
      gboolean ok = store_record (folder, i);

      printf ("%s %d\n", ok ? "ACK" : "ERR", i);
      fflush (stdout);
    }
  return 0;
}

static void
sync_a_file (void)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("yc-victim-XXXXXX", &path, NULL);

  fsync (fd);
  fdatasync (fd);
  close (fd);
  g_unlink (path);
}

static void
connect_unix (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  (void) !connect (fd, (struct sockaddr *) &address, sizeof address);
  close (fd);
}

static void
connect_inet (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (9) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  (void) !connect (fd, (struct sockaddr *) &address, sizeof address);
  close (fd);
}

static void
ask_usb (void)
{
  unsigned int interface = 0;

  ioctl (STDERR_FILENO, USBDEVFS_CLAIMINTERFACE, &interface);
}

static void
ask_sqlite (void)
{
  sqlite3 *database = NULL;

  sqlite3_open (":memory:", &database);
  sqlite3_exec (database, "create table t (i integer) strict", NULL, NULL, NULL);
  sqlite3_close (database);
}

static void
wait_for (const char *what)
{
  if (g_str_equal (what, "fsync"))
    sync_a_file ();
  else if (g_str_equal (what, "unix"))
    connect_unix ("/nowhere/hub.sock");
  else if (g_str_equal (what, "inet"))
    connect_inet ();
  else if (g_str_equal (what, "usb"))
    ask_usb ();
  else if (g_str_equal (what, "sqlite"))
    ask_sqlite ();
}

static void
work_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  sync_a_file ();
  connect_inet ();
  connect_unix ("/nowhere/hub.sock");
  ask_usb ();
  ask_sqlite ();
  g_task_return_boolean (task, TRUE);
}

static void
work_done_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_main_loop_quit (user_data);
}

static gboolean
in_loop_cb (gpointer user_data)
{
  struct winsize size;
  g_autoptr (GTask) task = NULL;
  gpointer *arguments = user_data;

  /* What a toolkit does, and a terminal: not to be caught. */
  connect_unix ("/nowhere/.X11-unix/X9");
  ioctl (STDERR_FILENO, TIOCGWINSZ, &size);
  wait_for (arguments[0]);
  task = g_task_new (NULL, NULL, work_done_cb, arguments[1]);
  g_task_run_in_thread (task, work_thread);
  return G_SOURCE_REMOVE;
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GMainLoop) loop = NULL;
  gpointer arguments[2];

  if (argc == 4)
    return store (argv[2], (int) g_ascii_strtoll (argv[3], NULL, 10));
  if (argc != 2)
    return 2;
  wait_for (argv[1]);
  loop = g_main_loop_new (NULL, FALSE);
  arguments[0] = argv[1];
  arguments[1] = loop;
  g_idle_add (in_loop_cb, arguments);
  g_main_loop_run (loop);
  return 0;
}
