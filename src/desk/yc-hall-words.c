/* yc-hall-words.c: the hall's figures in words */

#include "yc-hall-words.h"

#include "yc-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const YcMatter *
find_matter (YcCounter  *counter,
             const char *matter)
{
  const YcCatalogue *catalogue = counter != NULL ? yc_counter_get_catalogue (counter) : NULL;

  return catalogue != NULL ? yc_catalogue_find_matter (catalogue, matter) : NULL;
}

/* Returns: (transfer full): what a row of the figures is called; "" is the row
 * of what has no window, person or matter yet */
char *
yc_hall_words_dup_key (YcCounter  *counter,
                       YcHall     *hall,
                       const char *key)
{
  YcFiguresBy by = yc_hall_get_by (hall);
  const YcMatter *matter;
  const char *name;

  if (by == YC_BY_MATTER)
    {
      matter = find_matter (counter, key);
      if (*key == '\0')
        return g_strdup (_("No case yet"));
      return g_strdup (matter != NULL ? matter->label : key);
    }
  if (*key == '\0')
    return g_strdup (_("Not called yet"));
  if (by == YC_BY_WINDOW)
    return g_strdup_printf (_("Window %s"), key);
  name = yc_hall_get_name (hall, key);
  return strcmp (name, key) == 0 ? g_strdup (key) : g_strdup_printf ("%s %s", name, key);
}

static const char *
find_wait (YcCounter  *counter,
           const char *why)
{
  static const struct
  {
    const char *why;
    const char *words;
  } all[] = {
    { "review", N_("waits for a reviewer") },
    { "waiting", N_("not sent yet") },
    { "started", N_("on its way to the office") },
    { "acknowledged", N_("at the office") },
    { "making", N_("being made") },
    { "correction", N_("a correction is asked for") },
    { "refused", N_("the office refuses") },
  };
  const YcCatalogue *catalogue = counter != NULL ? yc_counter_get_catalogue (counter) : NULL;
  GPtrArray *pauses = catalogue != NULL ? yc_catalogue_get_pauses (catalogue) : NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    if (strcmp (all[i].why, why) == 0)
      return _(all[i].words);
  for (guint i = 0; pauses != NULL && i < pauses->len; i++)
    {
      const YcCodedReason *reason = g_ptr_array_index (pauses, i);

      if (strcmp (reason->id, why) == 0)
        return reason->label;
    }
  return why;
}

/* Returns: (transfer full): what a case waits for: "企业登记 · waits for a reviewer" */
char *
yc_hall_words_dup_why (YcCounter          *counter,
                       const YcHubCounted *counted)
{
  const YcMatter *matter = find_matter (counter, counted->matter);
  const YcModule *module = matter != NULL ? yc_matter_find_module (matter, counted->why_module) : NULL;
  const char *words = find_wait (counter, counted->why);

  if (module == NULL || *words == '\0')
    return g_strdup (words);
  return g_strdup_printf ("%s · %s", module->label, words);
}

/* Returns: (transfer full): what is left of the promise, or "" where nothing is promised or it has ended */
char *
yc_hall_words_dup_left (const YcHubCounted *counted,
                        gint64              now_ms)
{
  g_autofree char *clock = yc_words_dup_clock (ABS (counted->due_ms - now_ms));

  if (strcmp (counted->state, "paused") == 0)
    return g_strdup (_("paused"));
  if (counted->due_ms == 0 || counted->finished_ms != 0)
    return g_strdup ("");
  return g_strdup_printf (counted->due_ms < now_ms ? _("%s over") : _("%s left"), clock);
}

/* Returns: (transfer full): "96%", or a dash where there is nothing to divide by */
char *
yc_hall_words_dup_percent (guint count,
                           guint of)
{
  return of > 0 ? g_strdup_printf ("%.0f%%", 100.0 * count / of) : g_strdup ("–");
}

/* Returns: (transfer full): "+3", "−2" or "±0" */
char *
yc_hall_words_dup_change (gint64 change)
{
  if (change == 0)
    return g_strdup ("±0");
  return g_strdup_printf ("%s%" G_GINT64_FORMAT, change > 0 ? "+" : "−", ABS (change));
}

/* Returns: (transfer full): what a case or a visit is called in a list */
char *
yc_hall_words_dup_name (const YcHubCounted *counted)
{
  if (counted->stream.type == YC_STREAM_VISIT)
    return g_strdup_printf (_("Ticket %s"), counted->number);
  return g_strdup (*counted->name != '\0' ? counted->name : _("Not named yet"));
}

/* Returns: (transfer none): what a figure is called */
const char *
yc_hall_words_get_measure (YcMeasure measure)
{
  static const char *const names[YC_MEASURES] = {
    [YC_MEASURE_WAITING] = NC_ ("figure", "Waiting"),
    [YC_MEASURE_WAITED] = NC_ ("figure", "Called"),
    [YC_MEASURE_NO_SHOW] = NC_ ("figure", "Did not come"),
    [YC_MEASURE_TRANSFERRED] = NC_ ("figure", "Transferred"),
    [YC_MEASURE_IN_HAND] = NC_ ("figure", "In hand"),
    [YC_MEASURE_DONE] = NC_ ("figure", "Done"),
    [YC_MEASURE_HANDED] = NC_ ("figure", "Handed over"),
    [YC_MEASURE_PROMISED] = NC_ ("figure", "Done with a promise"),
    [YC_MEASURE_KEPT] = NC_ ("figure", "Promise kept"),
    [YC_MEASURE_DECIDED] = NC_ ("figure", "Decided"),
    [YC_MEASURE_AT_ONCE] = NC_ ("figure", "Decided at once"),
    [YC_MEASURE_ELECTRONIC] = NC_ ("figure", "All electronic"),
    [YC_MEASURE_BREAKING] = NC_ ("figure", "About to break a promise"),
    [YC_MEASURE_RATED_1] = NC_ ("figure", "Very satisfied"),
    [YC_MEASURE_RATED_2] = NC_ ("figure", "Satisfied"),
    [YC_MEASURE_RATED_3] = NC_ ("figure", "Fair"),
    [YC_MEASURE_RATED_4] = NC_ ("figure", "Dissatisfied"),
    [YC_MEASURE_RATED_5] = NC_ ("figure", "Very dissatisfied"),
  };

  g_return_val_if_fail ((guint) measure < YC_MEASURES, "");

  return g_dpgettext2 (NULL, "figure", names[measure]);
}
