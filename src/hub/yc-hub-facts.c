/* yc-hub-facts.c: the facts behind the figures
 *
 *  1. Whenever a row is put behind a case or a visit, its facts are written
 *     anew in the same transaction: they are never older than the feed.
 *  2. A case names its visit. Whichever of the two comes later, the case gets
 *     the ticket's moments and the visit the case's matter.
 *  3. A finished case is settled when its facts are written: its stages are
 *     told apart once and never again.
 *  4. A store whose facts are missing, or were written by other rules, gets
 *     them from its ops when it is opened; broken off, it begins where it was.
 */

#include "yc-hub-facts.h"

#include "yc-hub-board.h"

#define META_VERSION "facts"
#define META_AFTER "facts-after"
#define BUILD_BATCH 200 /* streams a transaction */

/* Every case of a visit, should its ticket's moments have changed. */
static gboolean
join_cases (YcHub                 *hub,
            const YcHubVisitFacts *visit,
            GRefString           **ret_matter,
            GError               **error)
{
  g_autoptr (GPtrArray) cases = YC_HUB_CALL (hub, list_case_facts_of_visit, visit->stream, error);

  if (cases == NULL)
    return FALSE;
  for (guint i = 0; i < cases->len; i++)
    {
      YcHubCaseFacts *facts = g_ptr_array_index (cases, i);

      if (i == 0)
        *ret_matter = facts->matter;
      if (facts->facts.clock.issued_ms == visit->facts.issued_ms &&
          facts->facts.called_ms == visit->facts.called_ms && facts->visit_uncertain == visit->facts.uncertain)
        continue;
      if (!yc_hub_case_facts_unpack (facts))
        continue;
      yc_hub_facts_join (facts, visit);
      if (!YC_HUB_CALL (hub, put_case_facts, facts, error))
        return FALSE;
      yc_hub_board_touch (hub->board, facts->hall, facts->stream);
    }
  *ret_matter = cases->len > 0 ? g_ref_string_acquire (*ret_matter) : g_ref_string_new_intern ("");
  return TRUE;
}

static gboolean
update_visit (YcHub      *hub,
              YcHubState *state,
              GError    **error)
{
  g_autoptr (YcHubVisitFacts) facts = yc_hub_visit_facts_new_read (state->folded_visit, state->hall);
  GRefString *matter = NULL;

  if (!join_cases (hub, facts, &matter, error))
    return FALSE;
  g_ref_string_release (facts->matter);
  facts->matter = matter;
  yc_hub_visit_facts_point (facts);
  yc_hub_board_touch (hub->board, facts->hall, facts->stream);
  return YC_HUB_CALL (hub, put_visit_facts, facts, error);
}

/* The matter of a visit is that of its first case. */
static gboolean
tell_visit (YcHub                *hub,
            YcHubVisitFacts      *visit,
            const YcHubCaseFacts *of,
            GError              **error)
{
  if (visit->matter[0] != '\0')
    return TRUE;
  g_ref_string_release (visit->matter);
  visit->matter = g_ref_string_acquire (of->matter);
  yc_hub_visit_facts_point (visit);
  yc_hub_board_touch (hub->board, visit->hall, visit->stream);
  return YC_HUB_CALL (hub, put_visit_facts, visit, error);
}

static gboolean
update_case (YcHub      *hub,
             YcHubState *state,
             GError    **error)
{
  const YcMatter *matter = yc_hub_rules_find_matter (hub->rules, state->folded_case);
  g_autoptr (YcHubCaseFacts) facts = NULL;
  g_autoptr (YcHubVisitFacts) visit = NULL;
  g_autoptr (GError) local_error = NULL;

  if (matter == NULL)
    return TRUE;
  facts = yc_hub_case_facts_new_read (state->folded_case, matter, state->hall, YC_HUB_TIME_ZONE_MINUTES);
  if (facts->visit[0] != '\0')
    visit = YC_HUB_CALL (hub, find_visit_facts, facts->visit, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  yc_hub_facts_join (facts, visit);
  yc_hub_board_touch (hub->board, facts->hall, facts->stream);
  return YC_HUB_CALL (hub, put_case_facts, facts, error) && (visit == NULL || tell_visit (hub, visit, facts, error));
}

/* Writes down the facts of a case or a visit, as it is after its last row. */
gboolean
yc_hub_facts_update (YcHub      *hub,
                     YcHubState *state,
                     GError    **error)
{
  if (state->folded_visit != NULL)
    return update_visit (hub, state, error);
  return state->folded_case == NULL || update_case (hub, state, error);
}

static gboolean
build_one (YcHub      *hub,
           const char *name,
           GError    **error)
{
  YcHubState *state;
  YcStream stream;

  if (!yc_stream_parse (name, &stream))
    return TRUE;
  state = yc_hub_states_get (hub->states, hub->store, &stream, error);
  return state != NULL && (state->hall == NULL || yc_hub_facts_update (hub, state, error));
}

/* One transaction. @after: (inout): the last stream that was done, NULL after all */
static gboolean
build_batch (YcHub   *hub,
             char   **after,
             GError **error)
{
  g_autoptr (GPtrArray) streams = NULL;

  if (!YC_HUB_CALL (hub, begin, error))
    return FALSE;
  streams = YC_HUB_CALL (hub, list_streams, *after, BUILD_BATCH, error);
  for (guint i = 0; streams != NULL && i < streams->len; i++)
    if (!build_one (hub, g_ptr_array_index (streams, i), error))
      return FALSE;
  if (streams == NULL)
    return FALSE;
  g_free (*after);
  *after = streams->len < BUILD_BATCH ? NULL : g_strdup (g_ptr_array_index (streams, streams->len - 1));
  return YC_HUB_CALL (hub, set_meta, META_AFTER, *after != NULL ? *after : "", error) &&
         (*after != NULL || YC_HUB_CALL (hub, set_meta, META_VERSION, YC_HUB_FACTS_VERSION, error)) &&
         YC_HUB_CALL (hub, commit, error);
}

/**
 * yc_hub_facts_build:
 * @hub: a hub that is being opened, with a catalogue
 *
 * Builds the facts of a store that has none of this program's. Blocks for as
 * long as it takes to fold every case once.
 */
gboolean
yc_hub_facts_build (YcHub   *hub,
                    GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *version = YC_HUB_CALL (hub, get_meta, META_VERSION, &local_error);
  g_autofree char *after = NULL;

  if (local_error == NULL && g_strcmp0 (version, YC_HUB_FACTS_VERSION) == 0)
    return TRUE;
  if (local_error == NULL)
    after = YC_HUB_CALL (hub, get_meta, META_AFTER, &local_error);
  if (local_error == NULL && after == NULL)
    after = g_strdup ("");
  while (local_error == NULL && after != NULL)
    if (!build_batch (hub, &after, &local_error))
      {
        YC_HUB_CALL (hub, rollback);
        yc_hub_forget (hub);
      }
  if (local_error == NULL)
    return TRUE;
  g_propagate_prefixed_error (error, g_steal_pointer (&local_error), "Failed to build the figures' facts: ");
  return FALSE;
}
