/* simulate.c: runs seeds
 *
 *   simulate --seeds FIRST..LAST [--plant NAME] [--expect-red]
 *
 * A seed that fails is printed with what was found, and fails again whenever
 * it is run. With --expect-red the run is good when a seed has failed: that
 * is how the checker is checked.
 */

#include "sim.h"

#include <stdlib.h>

static const char *const plant_names[SIM_N_PLANTS] = {
  [SIM_PLANT_NONE] = "none",
  [SIM_PLANT_NO_UNIQUE_ID] = "no-unique-id",
  [SIM_PLANT_CURSOR_EARLY] = "cursor-early",
  [SIM_PLANT_HUB_NOT_DURABLE] = "hub-not-durable",
  [SIM_PLANT_APPEND_NOT_DURABLE] = "append-not-durable",
  [SIM_PLANT_ACK_EARLY] = "ack-early",
  [SIM_PLANT_ORDER_BROKEN] = "order-broken",
  [SIM_PLANT_NEW_ID] = "new-id",
  [SIM_PLANT_EPOCH_FORGETS] = "epoch-forgets",
  [SIM_PLANT_DOUBLE_CALL] = "double-call",
  [SIM_PLANT_ANSWER_UNCHECKED] = "answer-unchecked",
  [SIM_PLANT_PLACE_EARLY] = "place-early",
  [SIM_PLANT_REQUEST_REDRAWN] = "request-redrawn",
  [SIM_PLANT_START_EARLY] = "start-early",
  [SIM_PLANT_JOURNAL_TWICE] = "journal-twice",
  [SIM_PLANT_START_RETURNED] = "start-returned",
  [SIM_PLANT_JOB_RESUMED] = "job-resumed",
  [SIM_PLANT_GRANT_TWICE] = "grant-twice",
  [SIM_PLANT_HOLDS_NOTHING] = "holds-nothing",
  [SIM_PLANT_REQUEST_ANEW] = "request-anew",
  [SIM_PLANT_NOT_REREAD] = "not-reread",
  [SIM_PLANT_WORDS_RENUMBERED] = "words-renumbered",
  [SIM_PLANT_NUMBER_AGAIN] = "number-again",
  [SIM_PLANT_GRANT_NOT_SHOWN] = "grant-not-shown",
  [SIM_PLANT_BLOB_DROPPED] = "blob-dropped",
  [SIM_PLANT_WHOLE_BELIEVED] = "whole-believed",
  [SIM_PLANT_PIECE_UNCHECKED] = "piece-unchecked",
  [SIM_PLANT_APPROVED_UNSEEN] = "approved-unseen",
  [SIM_PLANT_CODE_ANEW] = "code-anew",
};

static gboolean
parse_seeds (const char *text,
             guint64    *ret_first,
             guint64    *ret_last)
{
  g_auto (GStrv) parts = g_strsplit (text, "..", 2);
  const char *last = parts[0] != NULL && parts[1] != NULL ? parts[1] : parts[0];

  return parts[0] != NULL &&
         g_ascii_string_to_unsigned (parts[0], 10, 0, G_MAXINT64, ret_first, NULL) &&
         g_ascii_string_to_unsigned (last, 10, *ret_first, G_MAXINT64, ret_last, NULL);
}

static gboolean
parse_plant (const char *text,
             SimPlant   *ret_plant)
{
  for (guint i = 0; i < SIM_N_PLANTS; i++)
    if (g_strcmp0 (text, plant_names[i]) == 0)
      {
        *ret_plant = i;
        return TRUE;
      }
  return FALSE;
}

static void
print_figures (const SimFigures *figures)
{
  const struct
  {
    guint64 count;
    const char *of;
  } counts[] = {
    { figures->ops, "ops" }, { figures->starts, "machine starts" }, { figures->documents, "documents" },
    { figures->pieces, "pieces" }, { figures->restores, "restores" }, { figures->held, "times held" },
    { figures->words, "words said again" }, { figures->sign_ins, "sign-ins shown" },
    { figures->undone, "taken before and refused now" },
    { figures->known, "requests that were known" }, { figures->forgotten, "things forgotten" },
    { figures->events, "events" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    g_print ("%s%" G_GUINT64_FORMAT " %s", i > 0 ? ", " : "", counts[i].count, counts[i].of);
  g_print ("\n");
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *seeds = NULL;
  g_autofree char *plant_name = NULL;
  gboolean expect_red = FALSE;
  const GOptionEntry entries[] = {
    { "seeds", 0, 0, G_OPTION_ARG_STRING, &seeds, "Which seeds to run", "FIRST..LAST" },
    { "plant", 0, 0, G_OPTION_ARG_STRING, &plant_name, "A fault to build in", "NAME" },
    { "expect-red", 0, 0, G_OPTION_ARG_NONE, &expect_red, "Good when a seed fails", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  SimPlant plant = SIM_PLANT_NONE;
  SimFigures figures = { 0 };
  guint64 first = 0, last = 0;
  guint red = 0;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) ||
      !parse_seeds (seeds != NULL ? seeds : "0..99", &first, &last) ||
      !parse_plant (plant_name != NULL ? plant_name : "none", &plant))
    {
      g_printerr ("simulate: %s\n", error != NULL ? error->message : "no such seeds or plant");
      return 2;
    }

  for (guint64 seed = first; seed <= last && !(red > 0 && expect_red); seed++)
    {
      g_autofree char *failure = sim_run (seed, plant, &figures);

      if (failure == NULL)
        continue;
      red++;
      g_print ("seed %" G_GUINT64_FORMAT " with plant %s: %s\n", seed, plant_names[plant], failure);
    }
  g_print ("seeds %" G_GUINT64_FORMAT "..%" G_GUINT64_FORMAT ": %u red; ", first, last, red);
  print_figures (&figures);
  return (red > 0) == expect_red ? EXIT_SUCCESS : EXIT_FAILURE;
}
