/* yc-case-time.c: a window's cases and their clocks
 *
 * A list of cases is sorted by its clocks again and again, so each case reads
 * them once a moment and keeps what it read.
 */

#include "yc-case-time.h"

#include "yc-counter-private.h"

#include <string.h>

#define KEPT "yc-case-time-kept"

typedef struct
{
  YcCase *c; /* of which they were read: another fold is another object */
  gint64 now_ms;
  YcClocks clocks;
} Kept;

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_clear_object (&kept->c);
  g_free (kept);
}

static void
read_clocks (YcCaseFile *self,
             Kept       *kept)
{
  YcCounter *counter = yc_case_file_get_counter (self);
  YcCatalogue *catalogue = yc_case_file_get_catalogue (self);
  const YcMatter *matter = yc_case_file_get_matter (self);
  YcVisit *visit = NULL;
  YcId id;

  if (counter != NULL && yc_case_get_visit (kept->c, &id))
    visit = yc_counter_find_visit (counter, &id);
  if (catalogue != NULL && matter != NULL)
    yc_case_read_clocks (kept->c, visit, catalogue, matter, kept->now_ms, YC_COUNTER_ZONE_MINUTES, &kept->clocks);
  else
    memset (&kept->clocks, 0, sizeof kept->clocks);
}

const YcClocks *
yc_case_file_get_clocks (YcCaseFile *self,
                         gint64      now_ms)
{
  YcCase *c;
  Kept *kept;

  g_return_val_if_fail (YC_IS_CASE_FILE (self), NULL);

  c = yc_case_file_get_case (self);
  kept = g_object_get_data (G_OBJECT (self), KEPT);
  if (kept == NULL)
    {
      kept = g_new0 (Kept, 1);
      g_object_set_data_full (G_OBJECT (self), KEPT, kept, kept_free);
    }
  if (kept->c == c && kept->now_ms == now_ms)
    return &kept->clocks;
  g_set_object (&kept->c, c);
  kept->now_ms = now_ms;
  read_clocks (self, kept);
  return &kept->clocks;
}

/* What the clerk has to do about a case whose clocks do not decide. */
static int
get_turn (YcCaseFile *file)
{
  YcCase *c = yc_case_file_get_case (file);

  switch (yc_case_get_status (c))
    {
    case YC_CASE_RETURNED:
      return 0; /* correction asked */
    case YC_CASE_APPROVED:
    case YC_CASE_REFUSED:
    case YC_CASE_NOT_RECEIVED:
    case YC_CASE_DONE:
      return yc_case_find_event (c, "print.record") != NULL ? 4 : 1; /* to hand over */
    case YC_CASE_SUBMITTED:
    case YC_CASE_RECEIVED:
      return 3; /* on the office */
    case YC_CASE_NEW:
    case YC_CASE_DRAFT:
    default:
      return 2;
    }
}

static int
compare_ages (YcCaseFile *a,
              YcCaseFile *b)
{
  gint64 a_at = yc_case_file_get_opened_at (a), b_at = yc_case_file_get_opened_at (b);
  int order = (a_at > b_at) - (a_at < b_at);

  return get_turn (a) == 4 ? -order : order; /* finished: newest first */
}

int
yc_case_file_compare (YcCaseFile *a,
                      YcCaseFile *b,
                      gint64      now_ms)
{
  int order;

  g_return_val_if_fail (YC_IS_CASE_FILE (a) && YC_IS_CASE_FILE (b), 0);

  order = yc_clocks_compare (yc_case_file_get_clocks (a, now_ms), yc_case_file_get_clocks (b, now_ms));
  if (order != 0)
    return order;
  if (get_turn (a) != get_turn (b))
    return get_turn (a) - get_turn (b);
  return compare_ages (a, b);
}

const YcPause *
yc_case_file_get_pause (YcCaseFile *self)
{
  GPtrArray *pauses;

  g_return_val_if_fail (YC_IS_CASE_FILE (self), NULL);

  pauses = yc_case_get_pauses (yc_case_file_get_case (self));
  for (guint i = 0; i < pauses->len; i++)
    {
      const YcPause *pause = g_ptr_array_index (pauses, i);

      if (pause->module == NULL && pause->to.at_ms == 0)
        return pause;
    }
  return NULL;
}
