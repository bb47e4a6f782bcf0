/* yc-clock-words.c: what a clock says, and why
 *
 * Grey while there is time, amber when it will be tight, red only once it is
 * broken: the state is yc-clocks.c's, nothing is judged here.
 */

#include "yc-clock-words.h"

#include "yc-words.h"

#include <glib/gi18n-lib.h>

#define MINUTE_MS 60000

const char *
yc_clock_words_get_class (const YcClockReading *reading)
{
  switch (reading->state)
    {
    case YC_CLOCK_TIGHT:
      return "warning";
    case YC_CLOCK_BROKEN:
      return "error";
    case YC_CLOCK_KEPT:
      return "success";
    case YC_CLOCK_IDLE:
    case YC_CLOCK_CALM:
    case YC_CLOCK_PAUSED:
    default:
      return "dim-label";
    }
}

/* Returns: (transfer full): "6:18 left", "1:02 over"; "" without a limit, before
 *   the beginning and after the end */
char *
yc_clock_words_dup_left (const YcClockReading *reading)
{
  gint64 left_ms = reading->limit_ms - reading->net_ms;
  g_autofree char *clock = yc_words_dup_clock (ABS (left_ms));

  if (reading->started_ms == 0 || reading->ended_ms > 0 || reading->limit_ms < 0)
    return g_strdup ("");
  return g_strdup_printf (left_ms < 0 ? _("%s over") : _("%s left"), clock);
}

/* What a module waits for; (nullable): NULL for nothing to speak of. */
static const char *
get_wait (const char *waits)
{
  static const struct
  {
    const char *wait;
    const char *words;
  } waits_words[] = {
    { "review", N_("in review") },
    { "started", N_("on its way to the office") },
    { "acknowledged", N_("at the office") },
    { "making", N_("being made") },
    { "correction", N_("the office asks for a correction") },
    { "refused", N_("the office refuses") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (waits_words); i++)
    if (g_str_equal (waits_words[i].wait, waits))
      return _(waits_words[i].words);
  return NULL;
}

static char *
dup_since (const char *words,
           gint64      since_ms)
{
  g_autofree char *duration = yc_words_dup_duration (since_ms);

  return since_ms < MINUTE_MS ? g_strdup_printf (_("%s, just begun"), words)
                              : g_strdup_printf (_("%s for %s"), words, duration);
}

static const YcPause *
find_pause (YcCaseFile           *file,
            const YcClockReading *reading)
{
  GPtrArray *pauses = yc_case_get_pauses (yc_case_file_get_case (file));

  for (guint i = 0; i < pauses->len; i++)
    {
      const YcPause *pause = g_ptr_array_index (pauses, i);

      if (pause->to.at_ms == 0 && g_strcmp0 (pause->code, reading->waits) == 0 &&
          g_strcmp0 (pause->module, reading->waits_module) == 0)
        return pause;
    }
  return NULL;
}

static char *
dup_pause (YcCaseFile    *file,
           const YcPause *pause,
           gint64         now_ms)
{
  YcCatalogue *catalogue = yc_case_file_get_catalogue (file);
  const YcCodedReason *reason = catalogue != NULL
                                  ? yc_coded_reasons_find (yc_catalogue_get_pauses (catalogue), pause->code)
                                  : NULL;
  g_autofree char *words = g_strdup_printf (_("paused: %s"), reason != NULL ? reason->label : pause->code);

  return dup_since (words, now_ms - pause->from.at_ms);
}

static gint64
get_started (const YcClocks *clocks,
             const char     *module)
{
  for (guint i = 0; i < clocks->n_modules; i++)
    if (g_strcmp0 (clocks->modules[i].module, module) == 0)
      return clocks->modules[i].started_ms;
  return 0;
}

/* Returns: (transfer full): "Registration · in review for 6 min", or the pause;
 *   "" where nothing is waited for */
char *
yc_clock_words_dup_why (YcCaseFile           *file,
                        const YcClockReading *reading,
                        gint64                now_ms)
{
  const YcPause *pause = find_pause (file, reading);
  const YcMatter *matter = yc_case_file_get_matter (file);
  const YcModule *module = NULL;
  const char *wait = reading->waits != NULL ? get_wait (reading->waits) : NULL;
  g_autofree char *words = NULL;

  if (pause != NULL)
    return dup_pause (file, pause, now_ms);
  if (matter != NULL && reading->waits_module != NULL)
    module = yc_matter_find_module (matter, reading->waits_module);
  if (module == NULL || wait == NULL || reading->ended_ms > 0)
    return g_strdup ("");
  words = g_strdup_printf ("%s · %s", module->label, wait);
  return dup_since (words, now_ms - get_started (yc_case_file_get_clocks (file, now_ms), module->id));
}
