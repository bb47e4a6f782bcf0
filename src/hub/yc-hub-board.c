/* yc-hub-board.c: the halls' facts in memory, for the figures
 *
 * The tables are the truth; this is a copy of them, made by two threads:
 *
 *      store's thread                           thread that counts
 *   touch: note the stream's name
 *   collect: read what was noted  ── pending ──→  read: put it in place
 *
 *  1. What was noted is read from the table when somebody asks, never from
 *     what a transaction meant to write: after a rollback the old row is read
 *     once more, and nothing is wrong.
 *  2. Changes go from one thread to the other by one queue, in order. Nothing
 *     else is shared.
 *  3. A hall nobody has asked for is not here, and nothing is noted for it.
 *     When more was noted than is worth reading one by one, the hall is read
 *     anew.
 */

#include "yc-hub-board.h"

#define NOTED_MAX 20000
#define NOTED_SINCE_LOAD_MAX (YC_HUB_BOARD_CASES_MAX / 4)
#define ANSWERS_MAX 32

/* What the store's thread has noted of a hall that is here. */
typedef struct
{
  GHashTable *streams; /* set of char * */
  guint since_load;
} Noted;

typedef struct
{
  char *hall;
  gboolean whole; /* takes the place of all there was */
  gboolean drop;
  GPtrArray *cases;  /* of YcHubCaseFacts */
  GPtrArray *visits; /* of YcHubVisitFacts */
} Change;

typedef struct
{
  GBytes *body;
  gint64 at_us;
} Answer;

struct _YcHubBoard
{
  GHashTable *noted; /* hall → Noted; the store's thread */
  GAsyncQueue *pending; /* of Change; both */
  GHashTable *halls;    /* hall → YcHubHallFacts; the counting thread, as all below */
  GHashTable *answers;  /* question → Answer */
  guint age_ms;
};

static void
noted_free (gpointer data)
{
  Noted *noted = data;

  g_hash_table_unref (noted->streams);
  g_free (noted);
}

static Change *
change_new (const char *hall)
{
  Change *change = g_new0 (Change, 1);

  change->hall = g_strdup (hall);
  return change;
}

static void
change_free (gpointer data)
{
  Change *change = data;

  g_free (change->hall);
  g_clear_pointer (&change->cases, g_ptr_array_unref);
  g_clear_pointer (&change->visits, g_ptr_array_unref);
  g_free (change);
}

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_bytes_unref (answer->body);
  g_free (answer);
}

static YcHubHallFacts *
hall_new (void)
{
  YcHubHallFacts *hall = g_new0 (YcHubHallFacts, 1);

  hall->cases = g_array_new (FALSE, FALSE, sizeof (YcCaseFacts));
  hall->case_owners = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_hub_case_facts_free);
  hall->case_places = g_hash_table_new (g_str_hash, g_str_equal);
  hall->visits = g_array_new (FALSE, FALSE, sizeof (YcVisitFacts));
  hall->visit_owners = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_hub_visit_facts_free);
  hall->visit_places = g_hash_table_new (g_str_hash, g_str_equal);
  hall->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return hall;
}

static void
hall_free (gpointer data)
{
  YcHubHallFacts *hall = data;

  g_array_unref (hall->cases);
  g_hash_table_unref (hall->case_places);
  g_ptr_array_unref (hall->case_owners);
  g_array_unref (hall->visits);
  g_hash_table_unref (hall->visit_places);
  g_ptr_array_unref (hall->visit_owners);
  g_hash_table_unref (hall->names);
  g_free (hall);
}

YcHubBoard *
yc_hub_board_new (void)
{
  YcHubBoard *self = g_new0 (YcHubBoard, 1);

  self->noted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, noted_free);
  self->pending = g_async_queue_new_full (change_free);
  self->halls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, hall_free);
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, answer_free);
  self->age_ms = YC_HUB_BOARD_AGE_MS;
  return self;
}

void
yc_hub_board_free (YcHubBoard *self)
{
  g_hash_table_unref (self->noted);
  g_async_queue_unref (self->pending);
  g_hash_table_unref (self->halls);
  g_hash_table_unref (self->answers);
  g_free (self);
}

/* For tests, which do not wait until an answer has grown old. */
void
yc_hub_board_set_age (YcHubBoard *self,
                      guint       age_ms)
{
  self->age_ms = age_ms;
}

/* Notes that the facts of a case or a visit have been written. */
void
yc_hub_board_touch (YcHubBoard *self,
                    const char *hall,
                    const char *stream)
{
  Noted *noted = g_hash_table_lookup (self->noted, hall);

  if (noted == NULL)
    return;
  g_hash_table_add (noted->streams, g_strdup (stream));
  noted->since_load++;
  if (g_hash_table_size (noted->streams) > NOTED_MAX || noted->since_load > NOTED_SINCE_LOAD_MAX)
    g_hash_table_remove (self->noted, hall);
}

/* Makes room for one hall more. */
static void
drop_one (YcHubBoard *self)
{
  GHashTableIter iter;
  gpointer hall;
  Change *change;

  g_hash_table_iter_init (&iter, self->noted);
  if (g_hash_table_size (self->noted) < YC_HUB_BOARD_HALLS_MAX || !g_hash_table_iter_next (&iter, &hall, NULL))
    return;
  change = change_new (hall);
  change->drop = TRUE;
  g_async_queue_push (self->pending, change);
  g_hash_table_iter_remove (&iter);
}

static gboolean
load_hall (YcHubBoard *self,
           YcHubStore *store,
           const char *hall,
           GError    **error)
{
  YcHubStoreInterface *iface = YC_HUB_STORE_GET_IFACE (store);
  Change *change = change_new (hall);
  Noted *noted;

  change->whole = TRUE;
  change->cases = iface->list_case_facts (store, hall, YC_HUB_BOARD_CASES_MAX, error);
  if (change->cases != NULL)
    change->visits = iface->list_visit_facts (store, hall, YC_HUB_BOARD_VISITS_MAX, error);
  if (change->visits == NULL)
    {
      change_free (change);
      return FALSE;
    }
  drop_one (self);
  noted = g_new0 (Noted, 1);
  noted->streams = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_insert (self->noted, g_strdup (hall), noted);
  g_async_queue_push (self->pending, change);
  return TRUE;
}

/* FALSE on failure of the store; a name that the tables do not have is none. */
static gboolean
collect_one (YcHubStore *store,
             Change     *change,
             const char *name,
             GError    **error)
{
  YcHubStoreInterface *iface = YC_HUB_STORE_GET_IFACE (store);
  g_autoptr (GError) local_error = NULL;
  gpointer facts;

  if (g_str_has_prefix (name, "visit-"))
    {
      facts = iface->find_visit_facts (store, name, &local_error);
      if (facts != NULL)
        g_ptr_array_add (change->visits, facts);
    }
  else
    {
      facts = iface->find_case_facts (store, name, &local_error);
      if (facts != NULL)
        g_ptr_array_add (change->cases, facts);
    }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/**
 * yc_hub_board_collect:
 * @self: the board
 * @store: where the tables are
 * @hall: whose facts are asked for
 *
 * Reads what has changed since the last time; all of it the first time.
 */
gboolean
yc_hub_board_collect (YcHubBoard *self,
                      YcHubStore *store,
                      const char *hall,
                      GError    **error)
{
  Noted *noted = g_hash_table_lookup (self->noted, hall);
  GHashTableIter iter;
  gpointer name;
  Change *change;

  if (noted == NULL)
    return load_hall (self, store, hall, error);
  if (g_hash_table_size (noted->streams) == 0)
    return TRUE;
  change = change_new (hall);
  change->cases = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_hub_case_facts_free);
  change->visits = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_hub_visit_facts_free);
  g_hash_table_iter_init (&iter, noted->streams);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (!collect_one (store, change, name, error))
      {
        change_free (change);
        return FALSE;
      }
  g_hash_table_remove_all (noted->streams);
  g_async_queue_push (self->pending, change);
  return TRUE;
}

static void
note_name (YcHubHallFacts *hall,
           const char     *code,
           const char     *name)
{
  if (name != NULL && *name != '\0' && g_strcmp0 (g_hash_table_lookup (hall->names, code), name) != 0)
    g_hash_table_replace (hall->names, g_strdup (code), g_strdup (name));
}

static void
place_case (YcHubHallFacts *hall,
            YcHubCaseFacts *facts)
{
  gpointer place;

  if (facts->facts.clock.finished_ms == 0 && !yc_hub_case_facts_unpack (facts))
    g_warning ("The modules of a case cannot be read; it is counted without them");
  g_clear_pointer (&facts->detail, g_free);
  note_name (hall, facts->operator_code, facts->operator_name);
  if (g_hash_table_lookup_extended (hall->case_places, facts->stream, NULL, &place))
    {
      guint i = GPOINTER_TO_UINT (place);
      YcHubCaseFacts *old = g_ptr_array_index (hall->case_owners, i);

      g_hash_table_replace (hall->case_places, facts->stream, place);
      g_ptr_array_index (hall->case_owners, i) = facts;
      g_array_index (hall->cases, YcCaseFacts, i) = facts->facts;
      yc_hub_case_facts_free (old);
      return;
    }
  g_hash_table_insert (hall->case_places, facts->stream, GUINT_TO_POINTER (hall->cases->len));
  g_ptr_array_add (hall->case_owners, facts);
  g_array_append_val (hall->cases, facts->facts);
}

static void
place_visit (YcHubHallFacts  *hall,
             YcHubVisitFacts *facts)
{
  gpointer place;

  note_name (hall, facts->operator_code, facts->operator_name);
  if (g_hash_table_lookup_extended (hall->visit_places, facts->stream, NULL, &place))
    {
      guint i = GPOINTER_TO_UINT (place);
      YcHubVisitFacts *old = g_ptr_array_index (hall->visit_owners, i);

      g_hash_table_replace (hall->visit_places, facts->stream, place);
      g_ptr_array_index (hall->visit_owners, i) = facts;
      g_array_index (hall->visits, YcVisitFacts, i) = facts->facts;
      yc_hub_visit_facts_free (old);
      return;
    }
  g_hash_table_insert (hall->visit_places, facts->stream, GUINT_TO_POINTER (hall->visits->len));
  g_ptr_array_add (hall->visit_owners, facts);
  g_array_append_val (hall->visits, facts->facts);
}

/* Since when everything is here. */
static gint64
find_since (const Change *change)
{
  gint64 since_ms = 0;

  if (change->cases->len >= YC_HUB_BOARD_CASES_MAX)
    since_ms = ((YcHubCaseFacts *) g_ptr_array_index (change->cases, change->cases->len - 1))->last_ms;
  if (change->visits->len >= YC_HUB_BOARD_VISITS_MAX)
    since_ms = MAX (since_ms, ((YcHubVisitFacts *) g_ptr_array_index (change->visits, change->visits->len - 1))->last_ms);
  return since_ms;
}

static void
apply (YcHubBoard *self,
       Change     *change)
{
  YcHubHallFacts *hall;

  if (change->whole || change->drop)
    g_hash_table_remove (self->halls, change->hall);
  if (change->drop)
    return;
  hall = g_hash_table_lookup (self->halls, change->hall);
  if (hall == NULL)
    {
      hall = hall_new ();
      g_hash_table_insert (self->halls, g_strdup (change->hall), hall);
      hall->since_ms = find_since (change);
    }
  g_ptr_array_set_free_func (change->cases, NULL);
  g_ptr_array_set_free_func (change->visits, NULL);
  for (guint i = 0; i < change->cases->len; i++)
    place_case (hall, g_ptr_array_index (change->cases, i));
  for (guint i = 0; i < change->visits->len; i++)
    place_visit (hall, g_ptr_array_index (change->visits, i));
}

/**
 * yc_hub_board_read:
 * @self: the board
 * @hall: whose facts were collected
 *
 * Returns: (transfer none) (nullable): the facts, good until the next call
 */
YcHubHallFacts *
yc_hub_board_read (YcHubBoard *self,
                   const char *hall)
{
  Change *change;

  while ((change = g_async_queue_try_pop (self->pending)) != NULL)
    {
      apply (self, change);
      change_free (change);
    }
  return g_hash_table_lookup (self->halls, hall);
}

/* Returns: (transfer full) (nullable): what was answered to @question just now */
GBytes *
yc_hub_board_find_answer (YcHubBoard *self,
                          const char *question)
{
  Answer *answer = g_hash_table_lookup (self->answers, question);

  if (answer == NULL || g_get_monotonic_time () - answer->at_us >= (gint64) self->age_ms * 1000)
    return NULL;
  return g_bytes_ref (answer->body);
}

void
yc_hub_board_keep_answer (YcHubBoard *self,
                          const char *question,
                          GBytes     *body)
{
  Answer *answer = g_new0 (Answer, 1);

  if (g_hash_table_size (self->answers) >= ANSWERS_MAX)
    g_hash_table_remove_all (self->answers);
  answer->body = g_bytes_ref (body);
  answer->at_us = g_get_monotonic_time ();
  g_hash_table_replace (self->answers, g_strdup (question), answer);
}
