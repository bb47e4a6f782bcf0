/* yc-figures.c: a hall in figures
 *
 *  1. A figure and the list behind it ask the same question (case_counts(),
 *     visit_counts()): what is counted can be shown, one by one.
 *  2. What is now (waiting, in hand, about to break) is of all that began
 *     before the period's end; everything else happened within the period.
 *  3. The stages of a case are told apart at every moment, so they add up to
 *     the whole. Where two would hold, the first of these does: paused,
 *     machine, office, wait, touch.
 *  4. A percentile is a value that was measured (the nearest rank), never one
 *     between two.
 */

#include "yc-figures.h"

#include <string.h>

#define HOUR_MS G_GINT64_CONSTANT (3600000)

static const char *const measure_names[YC_MEASURES] = {
  [YC_MEASURE_WAITING] = "waiting",       [YC_MEASURE_WAITED] = "waited",
  [YC_MEASURE_NO_SHOW] = "no-show",       [YC_MEASURE_TRANSFERRED] = "transferred",
  [YC_MEASURE_IN_HAND] = "in-hand",       [YC_MEASURE_DONE] = "done",
  [YC_MEASURE_HANDED] = "handed",         [YC_MEASURE_PROMISED] = "promised",
  [YC_MEASURE_KEPT] = "kept",             [YC_MEASURE_DECIDED] = "decided",
  [YC_MEASURE_AT_ONCE] = "at-once",       [YC_MEASURE_ELECTRONIC] = "electronic",
  [YC_MEASURE_BREAKING] = "breaking",     [YC_MEASURE_RATED_1] = "rated-1",
  [YC_MEASURE_RATED_2] = "rated-2",       [YC_MEASURE_RATED_3] = "rated-3",
  [YC_MEASURE_RATED_4] = "rated-4",       [YC_MEASURE_RATED_5] = "rated-5",
};

const char *
yc_measure_to_text (YcMeasure measure)
{
  g_return_val_if_fail ((guint) measure < YC_MEASURES, "");

  return measure_names[measure];
}

gboolean
yc_measure_parse (const char *text,
                  YcMeasure  *ret_measure)
{
  for (guint i = 0; i < YC_MEASURES; i++)
    if (g_strcmp0 (measure_names[i], text) == 0)
      {
        *ret_measure = i;
        return TRUE;
      }
  return FALSE;
}

gboolean
yc_measure_is_of_visits (YcMeasure measure)
{
  return measure <= YC_MEASURE_TRANSFERRED;
}

const char *
yc_stage_to_text (YcStage stage)
{
  static const char *const names[YC_STAGES] = { "touch", "wait", "machine", "office", "paused" };

  g_return_val_if_fail ((guint) stage < YC_STAGES, "");

  return names[stage];
}

static gboolean
is_within (const YcFiguresQuery *query,
           gint64                at_ms)
{
  return at_ms > 0 && query->from_ms <= at_ms && at_ms < query->to_ms;
}

static YcClocks
read_clocks (const YcFiguresQuery *query,
             const YcCaseFacts    *facts)
{
  YcClockFacts clock = facts->clock;
  YcClocks clocks;

  clock.now_ms = query->now_ms;
  yc_clocks_read (&clock, &clocks);
  return clocks;
}

static gboolean
is_in_hand (const YcFiguresQuery *query,
            const YcCaseFacts    *facts)
{
  return facts->opened_ms > 0 && facts->opened_ms < query->to_ms && facts->clock.finished_ms == 0;
}

static gboolean
is_breaking (const YcFiguresQuery *query,
             const YcCaseFacts    *facts)
{
  YcClockState state = read_clocks (query, facts).promise.state;

  return state == YC_CLOCK_TIGHT || state == YC_CLOCK_BROKEN;
}

static gboolean
was_kept (const YcCaseFacts *facts)
{
  const YcClockFacts *clock = &facts->clock;

  if (facts->is_settled)
    return facts->kept;
  return yc_clock_facts_measure (clock, NULL, clock->received_ms, clock->finished_ms, clock->promise_ms, NULL) <=
         clock->promise_ms;
}

static gboolean
case_counts (const YcFiguresQuery *query,
             const YcCaseFacts    *facts,
             YcMeasure             measure)
{
  gboolean done = is_within (query, facts->clock.finished_ms);
  gboolean promised = done && facts->clock.received_ms > 0 && facts->clock.promise_ms >= 0;

  switch (measure)
    {
    case YC_MEASURE_IN_HAND:
      return is_in_hand (query, facts);
    case YC_MEASURE_DONE:
      return done;
    case YC_MEASURE_HANDED:
      return is_within (query, facts->clock.handed_ms);
    case YC_MEASURE_PROMISED:
      return promised;
    case YC_MEASURE_KEPT:
      return promised && was_kept (facts);
    case YC_MEASURE_DECIDED:
      return is_within (query, facts->decided_ms);
    case YC_MEASURE_AT_ONCE:
      return is_within (query, facts->decided_ms) && facts->at_once;
    case YC_MEASURE_ELECTRONIC:
      return done && facts->electronic;
    case YC_MEASURE_BREAKING:
      return is_in_hand (query, facts) && is_breaking (query, facts);
    case YC_MEASURE_RATED_1:
    case YC_MEASURE_RATED_2:
    case YC_MEASURE_RATED_3:
    case YC_MEASURE_RATED_4:
    case YC_MEASURE_RATED_5:
      return is_within (query, facts->rated_ms) && facts->rating == (int) (measure - YC_MEASURE_RATED_1) + 1;
    case YC_MEASURE_WAITING:
    case YC_MEASURE_WAITED:
    case YC_MEASURE_NO_SHOW:
    case YC_MEASURE_TRANSFERRED:
    default:
      return FALSE;
    }
}

static gboolean
visit_counts (const YcFiguresQuery *query,
              const YcVisitFacts   *facts,
              YcMeasure             measure)
{
  if (measure == YC_MEASURE_WAITING)
    return facts->waits && facts->issued_ms < query->to_ms;
  if (measure == YC_MEASURE_WAITED)
    return is_within (query, facts->called_ms);
  if (measure == YC_MEASURE_NO_SHOW)
    return is_within (query, facts->no_show_ms);
  if (measure == YC_MEASURE_TRANSFERRED)
    return is_within (query, facts->transferred_ms);
  return FALSE;
}

static const char *
choose_key (YcFiguresBy by,
            const char *window,
            const char *operator_code,
            const char *matter)
{
  const char *const keys[] = { NULL, window, operator_code, matter };

  return by == YC_BY_NOTHING || keys[by] != NULL ? keys[by] : "";
}

/* Stages. */

static gboolean
machine_works (const YcCaseFacts *self,
               gint64             at_ms)
{
  for (guint i = 0; i < self->n_machine; i++)
    if (self->machine[i].from_ms <= at_ms && at_ms < self->machine[i].to_ms)
      return TRUE;
  return FALSE;
}

static gboolean
office_has_it (const YcCaseFacts *self,
               gint64             at_ms)
{
  for (guint i = 0; i < self->clock.n_modules; i++)
    {
      const YcClockModule *module = &self->clock.modules[i];
      gint64 end_ms = module->making_ms > 0 ? module->making_ms : module->ended_ms;

      if (module->is_outside && module->started_ms > 0 && at_ms >= module->started_ms && (end_ms == 0 || at_ms < end_ms))
        return TRUE;
    }
  return FALSE;
}

/* Pieces are to be made, and no machine works. */
static gboolean
waits_for_machine (const YcCaseFacts *self,
                   gint64             at_ms)
{
  for (guint i = 0; i < self->clock.n_modules; i++)
    {
      const YcClockModule *module = &self->clock.modules[i];

      if (module->making_ms > 0 && at_ms >= module->making_ms && (module->ended_ms == 0 || at_ms < module->ended_ms))
        return TRUE;
    }
  return FALSE;
}

static YcStage
find_stage (const YcCaseFacts *self,
            gint64             at_ms)
{
  if (yc_clock_facts_is_paused (&self->clock, NULL, at_ms))
    return YC_STAGE_PAUSED;
  if (machine_works (self, at_ms))
    return YC_STAGE_MACHINE;
  if (office_has_it (self, at_ms))
    return YC_STAGE_OFFICE;
  if (waits_for_machine (self, at_ms))
    return YC_STAGE_WAIT;
  if (self->clock.issued_ms > 0 && at_ms < self->called_ms)
    return YC_STAGE_WAIT;
  if (self->clock.received_ms > 0 && at_ms >= self->clock.received_ms &&
      (self->decided_ms == 0 || at_ms < self->decided_ms))
    return YC_STAGE_WAIT;
  return YC_STAGE_TOUCH;
}

static int
compare_moments (gconstpointer a,
                 gconstpointer b)
{
  const gint64 *first = a, *second = b;

  return (*first > *second) - (*first < *second);
}

static void
add_edge (GArray *edges,
          gint64  from_ms,
          gint64  to_ms,
          gint64  at_ms)
{
  if (at_ms > from_ms && at_ms < to_ms)
    g_array_append_val (edges, at_ms);
}

static GArray *
list_edges (const YcCaseFacts *self,
            gint64             from_ms,
            gint64             to_ms)
{
  GArray *edges = yc_clock_facts_list_edges (&self->clock, from_ms, to_ms);

  for (guint i = 0; i < self->n_machine; i++)
    {
      add_edge (edges, from_ms, to_ms, self->machine[i].from_ms);
      add_edge (edges, from_ms, to_ms, self->machine[i].to_ms);
    }
  add_edge (edges, from_ms, to_ms, self->called_ms);
  add_edge (edges, from_ms, to_ms, self->clock.received_ms);
  add_edge (edges, from_ms, to_ms, self->decided_ms);
  g_array_sort (edges, compare_moments);
  return edges;
}

/**
 * yc_case_facts_split:
 * @self: a case
 * @from_ms: the first moment
 * @to_ms: the last, not before @from_ms
 * @ret_stages_ms: (inout): gets each stage's milliseconds added; together they
 *   are @to_ms − @from_ms
 */
void
yc_case_facts_split (const YcCaseFacts *self,
                     gint64             from_ms,
                     gint64             to_ms,
                     gint64             ret_stages_ms[YC_STAGES])
{
  g_autoptr (GArray) edges = list_edges (self, from_ms, MAX (from_ms, to_ms));

  for (guint i = 0; i + 1 < edges->len; i++)
    {
      gint64 begin = g_array_index (edges, gint64, i), end = g_array_index (edges, gint64, i + 1);

      if (begin < end)
        ret_stages_ms[find_stage (self, begin)] += end - begin;
    }
}

/* Returns: when the applicant came: the ticket, or the opening of a case without one */
gint64
yc_case_facts_get_begin (const YcCaseFacts *facts)
{
  return facts->clock.issued_ms > 0 ? facts->clock.issued_ms : facts->opened_ms;
}

/**
 * yc_case_facts_settle:
 * @self: a case
 *
 * Finds out once what will be asked of a finished case again and again. Its
 * modules, pauses and machines are not looked at any more; whoever changes
 * one of its moments settles it anew. A case that is not finished stays as it is.
 */
void
yc_case_facts_settle (YcCaseFacts *self)
{
  self->is_settled = FALSE;
  memset (self->stages_ms, 0, sizeof self->stages_ms);
  if (self->clock.finished_ms == 0)
    return;
  self->kept = was_kept (self);
  yc_case_facts_split (self, yc_case_facts_get_begin (self), self->clock.finished_ms, self->stages_ms);
  self->is_settled = TRUE;
}

/* Spreads. */

/* What would stand at @rank, from 0, if the values were sorted. The pivot is the
 * middle one, so that values that come in order are not the worst case; what
 * is sought narrows down to where it must be, and its neighbours do not matter. */
static gint64
select_rank (gint64 *values,
             guint   n,
             guint   rank)
{
  gint64 left = 0, right = (gint64) n - 1;

  while (left < right)
    {
      gint64 pivot = values[left + (right - left) / 2], i = left, j = right;

      while (i <= j)
        {
          while (values[i] < pivot)
            i++;
          while (values[j] > pivot)
            j--;
          if (i <= j)
            {
              gint64 swapped = values[i];

              values[i++] = values[j];
              values[j--] = swapped;
            }
        }
      if ((gint64) rank <= j)
        right = j;
      else if ((gint64) rank >= i)
        left = i;
      else
        break;
    }
  return values[rank];
}

/**
 * yc_spread_compute:
 * @values: (array length=n) (inout): milliseconds; in another order afterwards
 * @n: how many
 *
 * By nearest rank: of n sorted values, the median is number ⌈n/2⌉ and the 90th
 * percentile number ⌈9n/10⌉, from 1. Of two values the median is the smaller.
 */
YcSpread
yc_spread_compute (gint64 *values,
                   guint   n)
{
  YcSpread spread = { n, 0, 0 };

  if (n == 0)
    return spread;
  spread.median_ms = select_rank (values, n, (guint) (((guint64) n + 1) / 2 - 1));
  spread.p90_ms = select_rank (values, n, (guint) (((guint64) n * 9 + 9) / 10 - 1));
  return spread;
}

/* One group while it grows. */
typedef struct
{
  YcFigures *figures;
  GArray *waited; /* of gint64 */
  GArray *handled;
  GArray *total;
} Group;

static Group *
group_new (const char *key)
{
  Group *group = g_new0 (Group, 1);

  group->figures = g_new0 (YcFigures, 1);
  group->figures->key = g_strdup (key);
  group->waited = g_array_new (FALSE, FALSE, sizeof (gint64));
  group->handled = g_array_new (FALSE, FALSE, sizeof (gint64));
  group->total = g_array_new (FALSE, FALSE, sizeof (gint64));
  return group;
}

static void
group_free (Group *group)
{
  g_clear_pointer (&group->figures, yc_figures_free);
  g_array_unref (group->waited);
  g_array_unref (group->handled);
  g_array_unref (group->total);
  g_free (group);
}

static void
add_duration (GArray *list,
              gint64  from_ms,
              gint64  to_ms)
{
  gint64 duration_ms = MAX (0, to_ms - from_ms);

  g_array_append_val (list, duration_ms);
}

static void
add_hour (YcFigures            *figures,
          const YcFiguresQuery *query,
          gint64                at_ms)
{
  if (query->day_ms > 0 && query->day_ms <= at_ms && at_ms < query->day_ms + YC_HOURS * HOUR_MS)
    figures->hours[(at_ms - query->day_ms) / HOUR_MS]++;
}

static void
add_case (Group                *group,
          const YcFiguresQuery *query,
          const YcCaseFacts    *facts,
          guint                 counted) /* set of measures */
{
  YcFigures *figures = group->figures;

  for (guint i = 0; i < YC_MEASURES; i++)
    figures->counts[i] += (counted >> i) & 1;
  figures->uncertain += counted != 0 && facts->clock.uncertain;
  if (counted & (1u << YC_MEASURE_HANDED))
    add_duration (group->total, yc_case_facts_get_begin (facts), facts->clock.handed_ms);
  if ((counted & (1u << YC_MEASURE_DONE)) == 0)
    return;
  add_duration (group->handled, facts->called_ms > 0 ? facts->called_ms : facts->opened_ms, facts->clock.finished_ms);
  figures->whole_ms += MAX (0, facts->clock.finished_ms - yc_case_facts_get_begin (facts));
  add_hour (figures, query, facts->clock.finished_ms);
  if (!facts->is_settled)
    yc_case_facts_split (facts, yc_case_facts_get_begin (facts), facts->clock.finished_ms, figures->stages_ms);
  for (guint i = 0; i < YC_STAGES && facts->is_settled; i++)
    figures->stages_ms[i] += facts->stages_ms[i];
}

static void
add_visit (Group              *group,
           const YcVisitFacts *facts,
           guint               counted)
{
  for (guint i = 0; i < YC_MEASURES; i++)
    group->figures->counts[i] += (counted >> i) & 1;
  group->figures->uncertain += counted != 0 && facts->uncertain;
  if (counted & (1u << YC_MEASURE_WAITED))
    add_duration (group->waited, facts->issued_ms, facts->called_ms);
}

static Group *
find_group (GHashTable *groups,
            const char *key)
{
  Group *group = g_hash_table_lookup (groups, key);

  if (group == NULL)
    {
      group = group_new (key);
      g_hash_table_insert (groups, group->figures->key, group);
    }
  return group;
}

static void
add_cases (const YcFiguresQuery *query,
           Group                *all,
           GHashTable           *groups,
           const YcCaseFacts    *cases,
           guint                 n_cases)
{
  for (guint i = 0; i < n_cases; i++)
    {
      const YcCaseFacts *facts = &cases[i];
      const char *key = choose_key (query->by, facts->window, facts->operator_code, facts->matter);
      guint counted = 0;

      for (guint m = YC_MEASURE_IN_HAND; m < YC_MEASURES; m++)
        counted |= (guint) case_counts (query, facts, m) << m;
      if (counted == 0)
        continue;
      add_case (all, query, facts, counted);
      if (key != NULL)
        add_case (find_group (groups, key), query, facts, counted);
    }
}

static void
add_visits (const YcFiguresQuery *query,
            Group                *all,
            GHashTable           *groups,
            const YcVisitFacts   *visits,
            guint                 n_visits)
{
  for (guint i = 0; i < n_visits; i++)
    {
      const YcVisitFacts *facts = &visits[i];
      const char *key = choose_key (query->by, facts->window, facts->operator_code, facts->matter);
      guint counted = 0;

      for (guint m = 0; m < YC_MEASURE_IN_HAND; m++)
        counted |= (guint) visit_counts (query, facts, m) << m;
      if (counted == 0)
        continue;
      add_visit (all, facts, counted);
      if (key != NULL)
        add_visit (find_group (groups, key), facts, counted);
    }
}

static YcFigures *
end_group (Group *group)
{
  YcFigures *figures = group->figures;

  figures->waited = yc_spread_compute ((gint64 *) (gpointer) group->waited->data, group->waited->len);
  figures->handled = yc_spread_compute ((gint64 *) (gpointer) group->handled->data, group->handled->len);
  figures->total = yc_spread_compute ((gint64 *) (gpointer) group->total->data, group->total->len);
  group->figures = NULL;
  return figures;
}

static int
compare_keys (gconstpointer a,
              gconstpointer b)
{
  const YcFigures *first = *(const YcFigures *const *) a, *second = *(const YcFigures *const *) b;

  return g_strcmp0 (first->key, second->key);
}

/**
 * yc_figures_compute:
 * @query: which period, and by what
 * @cases: (array length=n_cases): all cases of the hall that may count
 * @visits: (array length=n_visits): the same of its visits
 *
 * Returns: (transfer full) (element-type YcFigures): those of all, with the key
 *   %NULL, then one of each group in which anything counted, by key
 */
GPtrArray *
yc_figures_compute (const YcFiguresQuery *query,
                    const YcCaseFacts    *cases,
                    guint                 n_cases,
                    const YcVisitFacts   *visits,
                    guint                 n_visits)
{
  g_autoptr (GHashTable) groups = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) group_free);
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_figures_free);
  Group *all = group_new (NULL);
  GHashTableIter iter;
  gpointer group;

  add_cases (query, all, groups, cases, n_cases);
  add_visits (query, all, groups, visits, n_visits);
  g_ptr_array_add (list, end_group (all));
  group_free (all);
  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, NULL, &group))
    {
      g_ptr_array_add (list, end_group (group));
      g_hash_table_iter_steal (&iter);
      group_free (group);
    }
  g_ptr_array_sort (list, compare_keys);
  return list;
}

/**
 * yc_figures_list:
 * @query: as for yc_figures_compute()
 * @measure: which figure
 * @key: (nullable): of which group, %NULL for all
 *
 * Returns: (transfer container): the YcCaseFacts or YcVisitFacts behind the
 *   figure, in the order given; as many as the figure says
 */
GPtrArray *
yc_figures_list (const YcFiguresQuery *query,
                 YcMeasure             measure,
                 const char           *key,
                 const YcCaseFacts    *cases,
                 guint                 n_cases,
                 const YcVisitFacts   *visits,
                 guint                 n_visits)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < n_cases && !yc_measure_is_of_visits (measure); i++)
    if (case_counts (query, &cases[i], measure) &&
        (key == NULL || g_strcmp0 (key, choose_key (query->by, cases[i].window, cases[i].operator_code,
                                                    cases[i].matter)) == 0))
      g_ptr_array_add (list, (gpointer) &cases[i]);
  for (guint i = 0; i < n_visits && yc_measure_is_of_visits (measure); i++)
    if (visit_counts (query, &visits[i], measure) &&
        (key == NULL || g_strcmp0 (key, choose_key (query->by, visits[i].window, visits[i].operator_code,
                                                    visits[i].matter)) == 0))
      g_ptr_array_add (list, (gpointer) &visits[i]);
  return list;
}

static int
compare_breaking (gconstpointer a,
                  gconstpointer b,
                  gpointer      query)
{
  YcClocks first = read_clocks (query, *(const YcCaseFacts *const *) a);
  YcClocks second = read_clocks (query, *(const YcCaseFacts *const *) b);

  return yc_clock_reading_compare (&first.promise, &second.promise);
}

/* @cases: of YcCaseFacts: the one whose promise is due first comes to the front */
void
yc_figures_sort_breaking (const YcFiguresQuery *query,
                          GPtrArray            *cases)
{
  g_ptr_array_sort_with_data (cases, compare_breaking, (gpointer) query);
}

/* Returns: (transfer container): the YcCaseFacts about to break a promise or
 * past it, the one due first in front; why is in its clocks */
GPtrArray *
yc_figures_list_breaking (const YcFiguresQuery *query,
                          const YcCaseFacts    *cases,
                          guint                 n_cases)
{
  GPtrArray *list = yc_figures_list (query, YC_MEASURE_BREAKING, NULL, cases, n_cases, NULL, 0);

  yc_figures_sort_breaking (query, list);
  return list;
}

void
yc_figures_free (YcFigures *self)
{
  if (self == NULL)
    return;
  g_free (self->key);
  g_free (self);
}
