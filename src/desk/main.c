/* main.c: the desk at one window */

#include "yc-application.h"

#include <glib/gi18n-lib.h>
#include <locale.h>

/* A counter's machine may have been set up without any language. Messages then
 * come in Chinese, which the clerks read, and CJK glyphs in their Chinese form;
 * who sets LANG or LANGUAGE gets what they ask for. */
static void
choose_language (void)
{
  const char *folder = g_getenv ("YC_LOCALE_DIR");
  const char *chosen;

  setlocale (LC_ALL, "");
  chosen = setlocale (LC_MESSAGES, NULL);
  if (g_str_equal (chosen, "C") || g_str_equal (chosen, "POSIX") || g_str_has_prefix (chosen, "C."))
    {
      /* Said to the environment: GTK asks it once more. */
      g_setenv ("LC_ALL", "C.UTF-8", TRUE);
      setlocale (LC_ALL, "");
      g_setenv ("LANGUAGE", "zh_CN", FALSE);
      if (g_str_has_prefix (g_getenv ("LANGUAGE"), "zh"))
        g_setenv ("PANGO_LANGUAGE", "zh-cn", FALSE);
    }
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : YC_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (YcApplication) application = NULL;

  choose_language ();
  application = yc_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
