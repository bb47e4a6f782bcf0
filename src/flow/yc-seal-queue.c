/* yc-seal-queue.c: the order in which an engraver best cuts the seals of all cases
 *
 * A worker draws the seals of each case and plans their plate, as it is done
 * before they are cut: so the time that is reckoned with is the time it takes.
 * Then yc_counter_plan_pieces() puts them into an order. Nobody is bound by it.
 * A case of which nothing else is wanted than before is not drawn again.
 */

#include "yc-seal-queue.h"

#include "yc-counter-state.h"
#include "yc-engraver.h"
#include "yc-piece-plan.h"
#include "yc-schedule.h"
#include "yc-seal-draft.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CASES_MAX 100
#define SETTLE_MS 200 /* cases change several times in a row */
#define ENGRAVES 1u /* the one thing that a machine here can do */

/* A case on its way through the worker. */
typedef struct
{
  YcCaseFile *file;
  YcSealDraft *draft;
  gboolean drawn;     /* what follows is known */
  gint64 duration_ms; /* of the plate; 0 where nothing can be cut */
  guint n_seals;      /* on the plate; all, where there is none */
  char *trouble;      /* (nullable) */
} Plate;

struct _YcSealQueue
{
  GObject parent_instance;

  YcCounter *counter;      /* (nullable): NULL once it was stopped */
  GPtrArray *plates;       /* of Plate, all drawn */
  GPtrArray *turns;        /* of YcSealTurn */
  GCancellable *drawing;   /* (nullable): while a worker draws */
  guint settle_id;
  char *trouble;           /* (nullable) */
  gulong cases_id;
  gulong devices_id;
};

G_DEFINE_FINAL_TYPE (YcSealQueue, yc_seal_queue, G_TYPE_OBJECT)

static guint changed_signal;

static void
plate_free (gpointer data)
{
  Plate *self = data;

  g_object_unref (self->file);
  g_clear_pointer (&self->draft, yc_seal_draft_free);
  g_free (self->trouble);
  g_free (self);
}

static void
turn_free (gpointer data)
{
  YcSealTurn *self = data;

  g_object_unref (self->file);
  g_free (self->trouble);
  g_free (self);
}

/* --- the worker --------------------------------------------------------------- */

static void
take_trouble (Plate *plate)
{
  for (guint i = 0; plate->trouble == NULL && i < plate->draft->items->len; i++)
    plate->trouble = g_strdup (((const YcSealItem *) g_ptr_array_index (plate->draft->items, i))->trouble);
}

static void
draw_plate (Plate        *plate,
            GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  plate->drawn = TRUE;
  if (!yc_seal_draft_draw (plate->draft, cancellable, &error))
    plate->trouble = g_strdup (error->message);
  else if (plate->draft->plan == NULL)
    take_trouble (plate);
  else
    {
      plate->duration_ms = (gint64) (yc_seal_time_get_total_s (yc_seal_plan_get_time (plate->draft->plan)) * 1000);
      plate->n_seals = yc_seal_plan_get_n_places (plate->draft->plan);
    }
  /* Outlines and paths of a hundred cases are much to keep for one number each. */
  yc_seal_draft_drop_drawings (plate->draft);
}

static void
draw_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  GPtrArray *plates = data;

  for (guint i = 0; i < plates->len && !g_cancellable_is_cancelled (cancellable); i++)
    if (!((Plate *) g_ptr_array_index (plates, i))->drawn)
      draw_plate (g_ptr_array_index (plates, i), cancellable);
  g_task_return_boolean (task, TRUE);
}

/* --- the order ------------------------------------------------------------------ */

static Plate *
find_plate (GPtrArray  *plates,
            YcCaseFile *file)
{
  for (guint i = 0; i < plates->len; i++)
    {
      Plate *plate = g_ptr_array_index (plates, i);

      if (plate->file == file)
        return plate;
    }
  return NULL;
}

/* Seals of one plate are cut together: each takes its share of the plate's time. */
static gboolean
estimate_cb (YcCaseFile    *file,
             const YcPiece *piece,
             gint64        *ret_duration_ms,
             guint         *ret_needs,
             gpointer       data)
{
  const Plate *plate = find_plate (data, file);

  if (plate == NULL || plate->duration_ms == 0 || !yc_seal_draft_is_seal (piece))
    return FALSE;
  *ret_duration_ms = plate->duration_ms / plate->n_seals;
  *ret_needs = ENGRAVES;
  return TRUE;
}

static YcSealTurn *
add_turn (YcSealQueue *self,
          const Plate *plate)
{
  YcSealTurn *turn = g_new0 (YcSealTurn, 1);

  turn->file = g_object_ref (plate->file);
  turn->n_seals = plate->n_seals;
  turn->trouble = g_strdup (plate->trouble);
  g_ptr_array_add (self->turns, turn);
  return turn;
}

static YcSealTurn *
find_turn (YcSealQueue *self,
           YcCaseFile  *file)
{
  for (guint i = 0; i < self->turns->len; i++)
    {
      YcSealTurn *turn = g_ptr_array_index (self->turns, i);

      if (turn->file == file)
        return turn;
    }
  return NULL;
}

static void
show_planned (YcSealQueue          *self,
              GPtrArray            *plates,
              const YcPlannedPiece *planned)
{
  YcSealTurn *turn = find_turn (self, planned->file);

  if (turn == NULL)
    {
      turn = add_turn (self, find_plate (plates, planned->file));
      turn->start_ms = planned->start_ms;
    }
  turn->finish_ms = MAX (turn->finish_ms, planned->finish_ms);
  turn->due_ms = planned->due_ms;
  turn->late = turn->late || planned->late;
}

static void
put_in_order (YcSealQueue *self,
              GPtrArray   *plates)
{
  const YcPlanMachine machine = { "engraver", yc_counter_now (self->counter).at_ms, 1000, ENGRAVES };
  g_autoptr (GPtrArray) planned = yc_counter_plan_pieces (self->counter, &machine, 1, estimate_cb, plates);

  g_ptr_array_set_size (self->turns, 0);
  for (guint i = 0; i < planned->len; i++)
    show_planned (self, plates, g_ptr_array_index (planned, i));
  for (guint i = 0; i < plates->len; i++)
    if (((Plate *) g_ptr_array_index (plates, i))->duration_ms == 0)
      add_turn (self, g_ptr_array_index (plates, i));
  g_ptr_array_ref (plates);
  g_ptr_array_unref (self->plates);
  self->plates = plates;
  g_signal_emit (self, changed_signal, 0);
}

static void
drawn_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  YcSealQueue *self = YC_SEAL_QUEUE (source);
  g_autoptr (GPtrArray) plates = data;

  g_clear_object (&self->drawing);
  if (self->counter != NULL)
    put_in_order (self, plates);
}

/* --- what there is ---------------------------------------------------------------- */

/* What is known of it from before, where the case still wants the same. */
static void
take_known (Plate     *plate,
            GPtrArray *plates)
{
  const Plate *known = find_plate (plates, plate->file);

  if (known == NULL || !yc_seal_draft_wants_same (known->draft, plate->draft))
    return;
  plate->drawn = TRUE;
  plate->duration_ms = known->duration_ms;
  plate->n_seals = known->n_seals;
  plate->trouble = g_strdup (known->trouble);
}

static GPtrArray *
collect (YcSealQueue         *self,
         const YcSealMachine *machine)
{
  GPtrArray *plates = g_ptr_array_new_with_free_func (plate_free);
  GListModel *cases = yc_counter_get_cases (self->counter);

  for (guint i = 0; i < g_list_model_get_n_items (cases) && plates->len < CASES_MAX; i++)
    {
      g_autoptr (YcCaseFile) file = g_list_model_get_item (cases, i);
      YcSealDraft *draft = yc_seal_draft_new (file, machine);
      Plate *plate;

      if (draft->items->len == 0)
        {
          yc_seal_draft_free (draft);
          continue;
        }
      plate = g_new0 (Plate, 1);
      plate->file = g_steal_pointer (&file);
      plate->n_seals = draft->items->len;
      plate->draft = draft;
      take_known (plate, self->plates);
      g_ptr_array_add (plates, plate);
    }
  return plates;
}

static gboolean
all_drawn (GPtrArray *plates)
{
  for (guint i = 0; i < plates->len; i++)
    if (!((const Plate *) g_ptr_array_index (plates, i))->drawn)
      return FALSE;
  return TRUE;
}

static gboolean
settled_cb (gpointer data)
{
  YcSealQueue *self = data;

  self->settle_id = 0;
  yc_seal_queue_look (self);
  return G_SOURCE_REMOVE;
}

static void
look_soon (YcSealQueue *self)
{
  if (self->settle_id == 0 && self->counter != NULL)
    self->settle_id = g_timeout_add (SETTLE_MS, settled_cb, self);
}

static void
cases_changed_cb (GListModel  *cases,
                  guint        position,
                  guint        removed,
                  guint        added,
                  YcSealQueue *self)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (YcCaseFile) file = g_list_model_get_item (cases, i);

      g_signal_handlers_disconnect_by_func (file, look_soon, self);
      g_signal_connect_object (file, "changed", G_CALLBACK (look_soon), self, G_CONNECT_SWAPPED);
    }
  look_soon (self);
}

/**
 * yc_seal_queue_look:
 * @self: a queue
 *
 * Has what waits drawn by a worker; while one is at it, once more afterwards.
 */
void
yc_seal_queue_look (YcSealQueue *self)
{
  g_autoptr (GPtrArray) plates = NULL;
  g_autoptr (GTask) task = NULL;
  YcDevice *engraver;

  g_return_if_fail (YC_IS_SEAL_QUEUE (self));

  if (self->counter == NULL)
    return;
  if (self->drawing != NULL)
    {
      look_soon (self);
      return;
    }
  engraver = yc_device_registry_get_by_role (self->counter->registry, YC_DEVICE_ROLE_ENGRAVER);
  g_free (self->trouble);
  self->trouble = engraver == NULL ? g_strdup (_("No engraver stands at this window")) : NULL;
  plates = collect (self, yc_seal_draft_find_machine (engraver));
  if (all_drawn (plates))
    {
      put_in_order (self, plates);
      return;
    }
  self->drawing = g_cancellable_new ();
  task = g_task_new (self, self->drawing, drawn_cb, g_ptr_array_ref (plates));
  g_task_set_task_data (task, plates, NULL); /* the callback's: cases are let go on the main context */
  g_signal_emit (self, changed_signal, 0);
  g_task_run_in_thread (task, draw_in_thread);
}

/* --- the class ---------------------------------------------------------------------- */

void
yc_seal_queue_stop (YcSealQueue *self)
{
  g_return_if_fail (YC_IS_SEAL_QUEUE (self));

  if (self->counter == NULL)
    return;
  g_clear_signal_handler (&self->cases_id, yc_counter_get_cases (self->counter));
  g_clear_signal_handler (&self->devices_id, yc_counter_get_devices (self->counter));
  g_clear_handle_id (&self->settle_id, g_source_remove);
  if (self->drawing != NULL)
    g_cancellable_cancel (self->drawing);
  g_clear_object (&self->counter);
}

static void
yc_seal_queue_dispose (GObject *object)
{
  yc_seal_queue_stop (YC_SEAL_QUEUE (object));
  G_OBJECT_CLASS (yc_seal_queue_parent_class)->dispose (object);
}

static void
yc_seal_queue_finalize (GObject *object)
{
  YcSealQueue *self = YC_SEAL_QUEUE (object);

  g_ptr_array_unref (self->turns);
  g_ptr_array_unref (self->plates);
  g_free (self->trouble);
  G_OBJECT_CLASS (yc_seal_queue_parent_class)->finalize (object);
}

static void
yc_seal_queue_class_init (YcSealQueueClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = yc_seal_queue_dispose;
  object_class->finalize = yc_seal_queue_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yc_seal_queue_init (YcSealQueue *self)
{
  self->turns = g_ptr_array_new_with_free_func (turn_free);
  self->plates = g_ptr_array_new_with_free_func (plate_free);
}

YcSealQueue *
yc_seal_queue_new (YcCounter *counter)
{
  YcSealQueue *self = g_object_new (YC_TYPE_SEAL_QUEUE, NULL);

  self->counter = g_object_ref (counter);
  self->cases_id = g_signal_connect (yc_counter_get_cases (counter), "items-changed", G_CALLBACK (cases_changed_cb), self);
  cases_changed_cb (yc_counter_get_cases (counter), 0, 0, g_list_model_get_n_items (yc_counter_get_cases (counter)), self);
  self->devices_id = g_signal_connect_swapped (yc_counter_get_devices (counter), "items-changed",
                                               G_CALLBACK (look_soon), self);
  yc_seal_queue_look (self);
  return self;
}

GPtrArray *
yc_seal_queue_get_turns (YcSealQueue *self)
{
  g_return_val_if_fail (YC_IS_SEAL_QUEUE (self), NULL);

  return self->turns;
}

gboolean
yc_seal_queue_is_drawing (YcSealQueue *self)
{
  g_return_val_if_fail (YC_IS_SEAL_QUEUE (self), FALSE);

  return self->drawing != NULL;
}

const char *
yc_seal_queue_get_trouble (YcSealQueue *self)
{
  g_return_val_if_fail (YC_IS_SEAL_QUEUE (self), NULL);

  return self->trouble;
}
