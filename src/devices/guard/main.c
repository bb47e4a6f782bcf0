/* yichuang-guard: owns an engraver while it works, and switches it off when the
 * program it works for is gone (D22)
 *
 *   yichuang-guard DRIVER PLACE FOLDER [NAME=VALUE…]
 *
 * Started by the desk with a stream socket as descriptor 3; see yc-guard-session.c for
 * what is said over it. It leaves its starter's session, so that what ends the desk
 * does not end it too, and takes a polite request to end as a lost desk.
 */

#include "yc-grbl-machine.h"
#include "yc-guard-session.h"
#include "yc-lihuiyu-machine.h"

#include <glib-unix.h>
#include <libintl.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define DESK_FD 3
#define EXIT_USAGE 2

static YcMachine *
new_machine (const char *driver)
{
  if (g_str_equal (driver, "lihuiyu"))
    return g_object_new (YC_TYPE_LIHUIYU_MACHINE, NULL);
  if (g_str_equal (driver, "grbl"))
    return g_object_new (YC_TYPE_GRBL_MACHINE, NULL);
  return NULL;
}

static gboolean
set_option (YcMachine  *machine,
            const char *option)
{
  g_auto (GStrv) parts = g_strsplit (option, "=", 2);

  return g_strv_length (parts) == 2 &&
         YC_MACHINE_GET_CLASS (machine)->set_option (machine, parts[0], parts[1], NULL);
}

static gboolean
signal_cb (gpointer data)
{
  yc_guard_session_stop (data);
  return G_SOURCE_CONTINUE;
}

static gboolean
is_socket (int fd)
{
  int type = 0;
  socklen_t size = sizeof type;

  return getsockopt (fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (YcMachine) machine = argc >= 4 ? new_machine (argv[1]) : NULL;
  g_autoptr (YcGuardSession) session = NULL;
  const char *locale_folder = g_getenv ("YC_LOCALE_DIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_folder != NULL ? locale_folder : YC_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  if (machine == NULL || !is_socket (DESK_FD))
    return EXIT_USAGE;
  for (int i = 4; i < argc; i++)
    if (!set_option (machine, argv[i]))
      return EXIT_USAGE;
  if (setsid () < 0)
    g_debug ("Leads a group already");
  session = yc_guard_session_new (DESK_FD, argv[2], argv[3], machine);
  g_unix_signal_add (SIGTERM, signal_cb, session);
  g_unix_signal_add (SIGINT, signal_cb, session);
  g_unix_signal_add (SIGHUP, signal_cb, session);
  yc_guard_session_run (session);
  return 0;
}
