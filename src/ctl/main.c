/* yichuang-ctl: everything without a window */

#include "yc-ctl-audit.h"
#include "yc-ctl-card.h"
#include "yc-ctl-case.h"
#include "yc-ctl-day.h"
#include "yc-ctl-demo.h"
#include "yc-ctl-doc.h"
#include "yc-ctl-hub.h"
#include "yc-ctl-job.h"
#include "yc-ctl-pack.h"
#include "yc-ctl-pdf.h"
#include "yc-ctl-print.h"
#include "yc-ctl-scan.h"
#include "yc-ctl-seal.h"
#include "yc-ctl-store.h"

#include <glib.h>
#include <locale.h>

static const struct
{
  const char *name;
  int (*run) (int argc, char **argv);
  const char *usage;
} commands[] = {
  { "audit", yc_ctl_audit, "audit verify|heads --data DIR  whether a hub's history is as it was settled" },
  { "card", yc_ctl_card, "card decode FILE --json      one reply frame of a card reader to fields" },
  { "case", yc_ctl_case, "case --data DIR …            the scripted case on one desk's folder" },
  { "day", yc_ctl_day, "day --data DIR …             one window's day, case after case" },
  { "demo", yc_ctl_demo, "demo --out DIR [--offline]   one case from ticket to rating" },
  { "doc", yc_ctl_doc, "doc list | lint | render …   papers from a case's data" },
  { "hub", yc_ctl_hub, "hub status [--hub URL]       how it stands with a hub" },
  { "job", yc_ctl_job, "job list|settle --data DIR …  what was left in doubt at a desk's machine" },
  { "pack", yc_ctl_pack, "pack key|make|check|show …    a version of the form with its papers, signed" },
  { "pdf", yc_ctl_pdf, "pdf key|prepare|sign|verify  a desk's key; sign PDFs, and see whether they are unchanged" },
  { "print", yc_ctl_print, "print --printer escp-k|escpos …  the bytes of a paper for a form or receipt printer" },
  { "scan", yc_ctl_scan, "scan --list | -o OUT.pdf …   pages from a scanner into a PDF" },
  { "seal", yc_ctl_seal, "seal art|report|job|time …    a seal's artwork and measures; a machine's job of seals and its time" },
  { "store", yc_ctl_store, "store recrypt|key|purges --data DIR …  a desk's store: seal it anew, move its key, what has left it" },
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
