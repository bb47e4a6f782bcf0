/* yichuang-ctl: everything without a window */

#include "yc-ctl-card.h"
#include "yc-ctl-case.h"
#include "yc-ctl-demo.h"

#include <glib.h>
#include <locale.h>

static const struct
{
  const char *name;
  int (*run) (int argc, char **argv);
  const char *usage;
} commands[] = {
  { "card", yc_ctl_card, "card decode FILE --json      one reply frame of a card reader to fields" },
  { "case", yc_ctl_case, "case --data DIR …            the scripted case on one desk's folder" },
  { "demo", yc_ctl_demo, "demo --out DIR [--offline]   one case from ticket to receipt" },
};

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  for (gsize i = 0; argc > 1 && i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[1], commands[i].name))
      return commands[i].run (argc - 1, argv + 1);

  g_printerr ("Usage:\n");
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    g_printerr ("  yichuang-ctl %s\n", commands[i].usage);
  return 2;
}
