/* yichuang-sim: simulated devices for training, demonstrations and tests */

#include "yc-sim-commands.h"

#include <locale.h>
#include <string.h>

static const struct
{
  const char *name;
  const char *usage;
  int (*run) (int argc, char **argv);
} commands[] = {
  { "card-reader", "--socket PATH [--script FILE] [--control PATH] [--serial TEXT]",
    yc_sim_command_card_reader },
  { "printer", "[--form] --socket PATH --output DIR [--script FILE] [--control PATH] [--serial TEXT]",
    yc_sim_command_printer },
  { "engraver", "[--kind lihuiyu|grbl] --socket PATH|--pty PATH [--board M2|B2] [--bed WxH] [--output DIR] [--script FILE] "
                "[--control PATH]",
    yc_sim_command_engraver },
  { "credential", "[--listen ADDRESS:PORT] [--port-file FILE] [--key-file FILE] [--control PATH]",
    yc_sim_command_credential },
  { "office", "OFFICE|all --listen ADDRESS:PORT [--port-file FILE] [--hub-file FILE] [--data DIR] [--script FILE] "
              "[--control PATH] [--token TEXT]",
    yc_sim_command_office },
  { "scanner", "[--listen ADDRESS:PORT] [--port-file FILE] [--sane-dir DIR] [--pages DIR] [--load N] [--refill N] "
               "[--script FILE] [--control PATH]",
    yc_sim_command_scanner },
  { "form", "FILE STEM (what a form printer would print of it: STEM.txt, STEM-1.png …)", yc_sim_command_form },
  { "tell", "CONTROL-PATH WORD…", yc_sim_command_tell },
  { "persons", "", yc_sim_command_persons },
};

static int
print_usage (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_printerr ("%s yichuang-sim %s %s\n", i == 0 ? "Usage:" : "      ", commands[i].name,
                commands[i].usage);
  return 2;
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  for (guint i = 0; argc >= 2 && i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[1], commands[i].name))
      return commands[i].run (argc - 1, argv + 1);
  return print_usage ();
}
