/* sim.c: chance, virtual time and a bad network
 *
 * Everything random comes from one number, the seed, by way of sim_random().
 * Nothing here looks at a real clock, so a seed that fails once fails always.
 */

#include "sim.h"

#define AT_ONCE_MAX 5000 /* events in one moment */
#define LUNCH_MS 8000000 /* longer than the horizon, by what a desk waits to forget */

typedef struct
{
  gint64 at_ms;
  guint64 order; /* of events at one moment */
  SimFunc func;
  gpointer data;
  GDestroyNotify free_data;
} SimEvent;

/* splitmix64: small, and good enough for dice. */
guint64
sim_random (Sim *sim)
{
  guint64 z = (sim->random += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

/* From @low to @high, both included. */
gint64
sim_between (Sim    *sim,
             gint64  low,
             gint64  high)
{
  return low + (gint64) (sim_random (sim) % (guint64) (high - low + 1));
}

gboolean
sim_chance (Sim   *sim,
            guint  permille)
{
  return sim_random (sim) % 1000 < permille;
}

/* What goes wrong goes wrong only until everything heals. */
gboolean
sim_fault (Sim   *sim,
           guint  permille)
{
  return sim_chance (sim, permille) && !sim->healing && !sim_is_at_lunch (sim);
}

/* Long enough that desks let go of what is old. */
gboolean
sim_is_at_lunch (Sim *sim)
{
  return sim->now_ms < sim->lunch_until_ms;
}

static void
begin_lunch (gpointer data)
{
  Sim *sim = data;

  sim->lunch_until_ms = sim->now_ms + LUNCH_MS;
}

void
sim_make_id (Sim  *sim,
             YcId *ret_id)
{
  for (gsize i = 0; i < sizeof ret_id->bytes; i++)
    ret_id->bytes[i] = (guint8) sim_random (sim);
}

/* The first failure is the one that tells. */
void
sim_fail (Sim        *sim,
          const char *format,
          ...)
{
  va_list args;

  if (sim->failure->len > 0)
    return;
  g_string_printf (sim->failure, "at %" G_GINT64_FORMAT " ms: ", sim->now_ms);
  va_start (args, format);
  g_string_append_vprintf (sim->failure, format, args);
  va_end (args);
}

static gboolean
is_before (const SimEvent *a,
           const SimEvent *b)
{
  return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->order < b->order;
}

static void
swap (GPtrArray *heap,
      guint      i,
      guint      j)
{
  gpointer held = heap->pdata[i];

  heap->pdata[i] = heap->pdata[j];
  heap->pdata[j] = held;
}

void
sim_at (Sim            *sim,
        gint64          at_ms,
        SimFunc         func,
        gpointer        data,
        GDestroyNotify  free_data)
{
  SimEvent *event = g_new0 (SimEvent, 1);
  guint i = sim->heap->len;

  event->at_ms = MAX (at_ms, sim->now_ms);
  event->order = ++sim->n_events;
  event->func = func;
  event->data = data;
  event->free_data = free_data;
  g_ptr_array_add (sim->heap, event);
  while (i > 0 && is_before (sim->heap->pdata[i], sim->heap->pdata[(i - 1) / 2]))
    {
      swap (sim->heap, i, (i - 1) / 2);
      i = (i - 1) / 2;
    }
}

static SimEvent *
take_event (Sim *sim)
{
  GPtrArray *heap = sim->heap;
  SimEvent *first = heap->pdata[0];
  guint i = 0;

  swap (heap, 0, heap->len - 1);
  heap->len--;
  while (TRUE)
    {
      guint least = i;

      for (guint child = 2 * i + 1; child <= 2 * i + 2 && child < heap->len; child++)
        if (is_before (heap->pdata[child], heap->pdata[least]))
          least = child;
      if (least == i)
        return first;
      swap (heap, i, least);
      i = least;
    }
}

static void
event_free (SimEvent *event)
{
  if (event->free_data != NULL)
    event->free_data (event->data);
  g_free (event);
}

/* Nobody may ask for one tick after another without any time between them. */
static void
check_time_passes (Sim    *sim,
                   gint64  at_ms)
{
  sim->at_once = at_ms > sim->now_ms ? 0 : sim->at_once + 1;
  if (sim->at_once > AT_ONCE_MAX)
    sim_fail (sim, "time stands still: somebody is woken again and again");
  sim->now_ms = at_ms;
}

static void
run_until (Sim    *sim,
           gint64  until_ms)
{
  while (sim->failure->len == 0 && sim->heap->len > 0 &&
         ((SimEvent *) sim->heap->pdata[0])->at_ms <= until_ms)
    {
      SimEvent *event = take_event (sim);

      check_time_passes (sim, event->at_ms);
      event->func (event->data);
      event_free (event);
    }
  sim->now_ms = MAX (sim->now_ms, until_ms);
}

static void
request_clear (gpointer data)
{
  SimRequest *request = data;

  g_clear_pointer (&request->op, yc_op_unref);
  g_clear_pointer (&request->said, g_ptr_array_unref);
  g_free (request->feed);
  g_free (request->epoch);
  g_free (request->hash);
}

SimRequest *
sim_request_ref (SimRequest *request)
{
  return g_rc_box_acquire (request);
}

void
sim_request_unref (SimRequest *request)
{
  g_rc_box_release_full (request, request_clear);
}

/* Returns: (transfer full): the same once more, with the sign-in it was made under */
SimRequest *
sim_request_show_grant (SimRequest *request)
{
  SimRequest *shown = g_rc_box_new0 (SimRequest);

  *shown = *request;
  shown->op = yc_op_ref (request->op);
  shown->said = request->said != NULL ? g_ptr_array_ref (request->said) : NULL;
  shown->feed = g_strdup (request->feed);
  shown->epoch = g_strdup (request->epoch);
  shown->hash = g_strdup (request->hash);
  shown->shows_grant = TRUE;
  return shown;
}

SimReply *
sim_reply_new (YcSyncEventType type)
{
  SimReply *reply = g_rc_box_new0 (SimReply);

  reply->type = type;
  return reply;
}

static void
reply_clear (gpointer data)
{
  SimReply *reply = data;

  g_free (reply->hash);
  g_free (reply->epoch);
  g_clear_pointer (&reply->verdict, yc_verdict_free);
  g_clear_pointer (&reply->rows, g_ptr_array_unref);
}

void
sim_reply_unref (SimReply *reply)
{
  g_rc_box_release_full (reply, reply_clear);
}

typedef struct
{
  Sim *sim;
  SimRequest *request;
  SimReply *reply; /* (nullable): NULL on the way to the hub */
} Parcel;

static void
parcel_free (gpointer data)
{
  Parcel *parcel = data;

  sim_request_unref (parcel->request);
  if (parcel->reply != NULL)
    sim_reply_unref (parcel->reply);
  g_free (parcel);
}

static void
arrive (gpointer data)
{
  Parcel *parcel = data;
  SimRequest *request = parcel->request;

  if (parcel->reply != NULL)
    sim_desk_deliver (request->desk, request, parcel->reply);
  else if (!request->cancelled || sim_chance (parcel->sim, 500))
    sim_hub_receive (parcel->sim->hub, request);
}

/* A desk's line carries one thing after another.
 * Returns: how long it takes until @request is on its way */
static gint64
put_on_line (Sim        *sim,
             SimRequest *request)
{
  SimDesk *desk = request->desk;
  gint64 bytes = request->piece_bytes + (request->op != NULL ? SIM_OP_BYTES : 0);

  desk->busy_until_ms = MAX (desk->busy_until_ms, sim->now_ms) + bytes * 1000 / desk->bytes_per_s;
  return desk->busy_until_ms - sim->now_ms;
}

static void
carry (Sim        *sim,
       SimRequest *request,
       SimReply   *reply)
{
  Parcel *parcel = g_new0 (Parcel, 1);
  gint64 delay_ms = sim_between (sim, 1, 60);

  if (sim_fault (sim, sim->weather.slow))
    delay_ms = sim_between (sim, 100, SIM_TRANSIT_MAX_MS / 2);
  parcel->sim = sim;
  parcel->request = sim_request_ref (request);
  parcel->reply = reply != NULL ? g_rc_box_acquire (reply) : NULL;
  if (reply == NULL)
    delay_ms += put_on_line (sim, request);
  sim_at (sim, sim->now_ms + delay_ms, arrive, parcel, parcel_free);
}

/* Nobody is there, and the desk is told so: a refused connection. */
static void
refuse (Sim        *sim,
        SimRequest *request)
{
  SimReply *reply = sim_reply_new (YC_SYNC_EVENT_FAILED);

  reply->code = "no-answer";
  carry (sim, request, reply);
  sim_reply_unref (reply);
}

/* Takes @request over. It may be lost, come late, twice and out of order. */
void
sim_send (Sim        *sim,
          SimRequest *request)
{
  if (request->desk->cut || !sim_hub_is_up (sim->hub))
    {
      if (sim_chance (sim, 500))
        refuse (sim, request);
    }
  else if (!sim_fault (sim, sim->weather.drop))
    {
      carry (sim, request, NULL);
      if (sim_fault (sim, sim->weather.twice))
        carry (sim, request, NULL);
    }
  sim_request_unref (request);
}

/* Takes @reply over; the same may happen to it, and it may be cut in half. */
void
sim_answer (Sim        *sim,
            SimRequest *request,
            SimReply   *reply)
{
  if (request->desk->cut || sim_fault (sim, sim->weather.drop))
    ;
  else if (sim_fault (sim, sim->weather.half))
    {
      SimReply *rest = sim_reply_new (YC_SYNC_EVENT_FAILED);

      rest->code = "unreadable";
      carry (sim, request, rest);
      sim_reply_unref (rest);
    }
  else
    {
      carry (sim, request, reply);
      if (sim_fault (sim, sim->weather.twice))
        carry (sim, request, reply);
    }
  sim_reply_unref (reply);
}

/* One seed in five is calm: then times are checked, too. */
static void
choose_weather (Sim *sim)
{
  SimWeather *weather = &sim->weather;

  sim->n_desks = (guint) sim_between (sim, 2, SIM_DESKS_MAX);
  if (sim->seed % 5 == 0)
    return;
  weather->drop = (guint) sim_between (sim, 0, 150);
  weather->slow = (guint) sim_between (sim, 0, 150);
  weather->twice = (guint) sim_between (sim, 0, 200);
  weather->half = (guint) sim_between (sim, 0, 60);
  weather->unsaved = (guint) sim_between (sim, 0, 60);
  weather->desk_crash_s = (guint) sim_between (sim, 15, 120);
  weather->hub_crash_s = (guint) sim_between (sim, 15, 120);
  weather->cut_s = (guint) sim_between (sim, 20, 120);
  weather->step_s = (guint) sim_between (sim, 20, 120);
  weather->restore = sim->seed % 5 == 1;
}

static void
accepted_free (gpointer data)
{
  SimAccepted *accepted = data;

  yc_op_unref (accepted->op);
  g_free (accepted);
}

static gboolean
is_quiet (Sim *sim)
{
  for (guint i = 0; i < sim->n_desks; i++)
    if (!sim_desk_is_quiet (sim->desks[i]))
      return FALSE;
  return sim_engine_is_quiet (sim_hub_get_engine (sim->hub));
}

static void
heal (Sim *sim)
{
  gint64 limit_ms;

  sim->healing = TRUE;
  sim_hub_heal (sim->hub);
  for (guint i = 0; i < sim->n_desks; i++)
    sim_desk_heal (sim->desks[i]);
  run_until (sim, sim->now_ms + SIM_TRANSIT_MAX_MS);
  limit_ms = sim->now_ms + 1200000;
  while (sim->failure->len == 0 && !is_quiet (sim) && sim->now_ms < limit_ms)
    run_until (sim, sim->now_ms + 1000);
  for (guint i = 0; i < sim->n_desks; i++)
    if (!sim_desk_is_quiet (sim->desks[i]))
      {
        g_autofree char *why = sim_desk_explain (sim->desks[i]);

        sim_fail (sim, "no end of it: %s of %u", why, sim_hub_get_log (sim->hub)->len);
      }
  if (!sim_engine_is_quiet (sim_hub_get_engine (sim->hub)))
    sim_fail (sim, "no end of it: an office has spoken and was not heard");
}

/**
 * sim_run:
 * @seed: which world
 * @plant: what is wrong with the programs in it
 * @figures: (inout): what it was about is added
 *
 * Returns: (transfer full) (nullable): what was found wrong
 */
char *
sim_run (guint64     seed,
         SimPlant    plant,
         SimFigures *figures)
{
  Sim sim = { .seed = seed, .random = seed * G_GUINT64_CONSTANT (0x2545f4914f6cdd1d) + 1,
              .now_ms = G_GINT64_CONSTANT (1767225600000), .plant = plant };
  gint64 end_ms;
  char *failure;

  sim.heap = g_ptr_array_new ();
  sim.failure = g_string_new (NULL);
  sim.accepted = g_hash_table_new_full (yc_id_hash, yc_id_equal, NULL, accepted_free);
  sim.serving = g_hash_table_new_full (yc_id_hash, yc_id_equal, g_free, NULL);
  sim.burns = g_hash_table_new_full (yc_id_hash, yc_id_equal, NULL, g_free);
  sim.given = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  sim.figures = *figures;
  sim.unmade = g_hash_table_new_full (yc_id_hash, yc_id_equal, g_free, NULL);
  choose_weather (&sim);
  sim.catalogue = sim_catalogue_new ();
  for (guint i = 0; i < SIM_OFFICES; i++)
    sim.offices[i] = sim_office_new (&sim);
  sim.hub = sim_hub_new (&sim);
  for (guint i = 0; i < sim.n_desks; i++)
    sim.desks[i] = sim_desk_new (&sim, i);
  end_ms = sim.now_ms + sim_between (&sim, 60000, 150000);
  if (seed % 50 == 13)
    {
      sim_at (&sim, sim.now_ms + sim_between (&sim, 40000, 60000), begin_lunch, &sim, NULL);
      end_ms += LUNCH_MS;
    }
  run_until (&sim, end_ms);
  if (sim.failure->len == 0)
    heal (&sim);
  if (sim.failure->len == 0)
    sim_check_end (&sim);

  sim.figures.events += sim.n_events;
  sim.figures.ops += g_hash_table_size (sim.accepted);
  sim.figures.starts += g_hash_table_size (sim.burns);
  *figures = sim.figures;
  for (guint i = 0; i < sim.heap->len; i++)
    event_free (sim.heap->pdata[i]);
  g_ptr_array_unref (sim.heap);
  for (guint i = 0; i < sim.n_desks; i++)
    sim_desk_free (sim.desks[i]);
  sim_hub_free (sim.hub);
  for (guint i = 0; i < SIM_OFFICES; i++)
    sim_office_free (sim.offices[i]);
  yc_catalogue_unref (sim.catalogue);
  g_hash_table_unref (sim.accepted);
  g_hash_table_unref (sim.serving);
  g_hash_table_unref (sim.burns);
  g_hash_table_unref (sim.unmade);
  g_hash_table_unref (sim.given);
  failure = g_string_free (sim.failure, sim.failure->len == 0);
  return failure;
}
