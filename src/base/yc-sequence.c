/* yc-sequence.c: a state machine whose clean-up states are never skipped
 *
 *      0 → 1 → 2 → … → cleanup_from → … → last → done
 *      │   │   │            ▲
 *      └───┴───┴─ fail ─────┤  finish, cancel, too many moves: the same way
 *
 * A sequence is a table of states. Those from `cleanup_from` on put things
 * right again (close the port, park the head) and are entered one after
 * another, whatever happened before.
 *
 * 1. Every clean-up state is entered exactly once, in its order.
 * 2. The first error is the one reported; one in a clean-up state is reported
 *    only when nothing failed before it, and never stops the clean-up.
 * 3. Cancelling is looked at before ordinary states only.
 * 4. A sequence makes at most `moves_max` moves through ordinary states, so a
 *    table that loops comes to an end.
 * 5. A state that answers at once does not deepen the stack.
 */

#include "yc-sequence.h"

struct _YcSequence
{
  const YcSequenceState *states;
  guint states_count;
  guint cleanup_from;
  guint moves_max;
  gpointer data;

  GCancellable *cancellable; /* (nullable) */
  YcSequenceDone done;
  GError *error; /* (nullable): the first */
  guint state;
  guint wanted; /* the state to enter next */
  guint moves;
  gboolean running;
  gboolean waiting;  /* a state was entered and has not answered */
  gboolean stepping; /* inside step(), which will do the move itself */
};

static gboolean
in_cleanup (YcSequence *self)
{
  return self->state >= self->cleanup_from;
}

static void
take_error (YcSequence *self,
            GError     *error)
{
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
}

/* Sends an ordinary state that must not be entered to the clean-up. */
static void
check_limits (YcSequence *self)
{
  GError *error = NULL;

  if (self->wanted >= self->cleanup_from)
    return;
  if (g_cancellable_set_error_if_cancelled (self->cancellable, &error))
    take_error (self, error);
  else if (self->moves++ >= self->moves_max)
    take_error (self, g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED,
                                   "“%s” came round more than %u times",
                                   self->states[self->wanted].name, self->moves_max));
  else
    return;
  self->wanted = self->cleanup_from;
}

static void
step (YcSequence *self)
{
  if (self->stepping)
    return;

  self->stepping = TRUE;
  while (self->running && !self->waiting)
    {
      check_limits (self);
      self->state = self->wanted;
      if (self->state >= self->states_count)
        {
          self->running = FALSE;
          break;
        }
      self->waiting = TRUE;
      self->states[self->state].enter (self, self->data);
    }
  self->stepping = FALSE;

  if (!self->running && self->done != NULL)
    self->done (self, self->error, self->data);
}

static void
move_to (YcSequence *self,
         guint       state)
{
  g_assert (self->running && self->waiting);

  self->waiting = FALSE;
  self->wanted = state;
  step (self);
}

/**
 * yc_sequence_new:
 * @states: the table; must outlive the sequence
 * @states_count: how many states it has
 * @cleanup_from: the first clean-up state; may be @states_count
 * @moves_max: how many times ordinary states may be entered
 * @data: given to each state
 *
 * Returns: (transfer full): a sequence that has not started
 */
YcSequence *
yc_sequence_new (const YcSequenceState *states,
                 guint                  states_count,
                 guint                  cleanup_from,
                 guint                  moves_max,
                 gpointer               data)
{
  YcSequence *self;

  g_return_val_if_fail (states != NULL && states_count > 0, NULL);
  g_return_val_if_fail (cleanup_from <= states_count && moves_max > 0, NULL);

  self = g_new0 (YcSequence, 1);
  self->states = states;
  self->states_count = states_count;
  self->cleanup_from = cleanup_from;
  self->moves_max = moves_max;
  self->data = data;
  return self;
}

/* Must not be called while the sequence runs: its clean-up would be lost. */
void
yc_sequence_free (YcSequence *self)
{
  if (self == NULL)
    return;
  g_return_if_fail (!self->running);

  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_free (self);
}

/**
 * yc_sequence_start:
 * @self: a sequence that is not running
 * @cancellable: (nullable): sends it to its clean-up
 * @done: (nullable): called once, after the last clean-up state; may be called
 * before this function returns; may free the sequence
 */
void
yc_sequence_start (YcSequence    *self,
                   GCancellable  *cancellable,
                   YcSequenceDone done)
{
  g_return_if_fail (self != NULL && !self->running);

  g_set_object (&self->cancellable, cancellable);
  g_clear_error (&self->error);
  self->done = done;
  self->wanted = 0;
  self->moves = 0;
  self->waiting = FALSE;
  self->running = TRUE;
  step (self);
}

/**
 * yc_sequence_run:
 * @self: a sequence whose states all answer at once
 * @cancellable: (nullable): sends it to its clean-up
 * @error: the first error
 *
 * Returns: %TRUE if no state failed
 */
gboolean
yc_sequence_run (YcSequence   *self,
                 GCancellable *cancellable,
                 GError      **error)
{
  g_return_val_if_fail (self != NULL && !self->running, FALSE);

  yc_sequence_start (self, cancellable, NULL);
  g_return_val_if_fail (!self->running, FALSE);

  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

/* To the state after this one. */
void
yc_sequence_next (YcSequence *self)
{
  g_return_if_fail (self != NULL && self->running);

  move_to (self, self->state + 1);
}

/**
 * yc_sequence_jump:
 * @self: a running sequence
 * @state: an ordinary state
 *
 * Goes to any ordinary state, this one included. Clean-up states jump nowhere.
 */
void
yc_sequence_jump (YcSequence *self,
                  guint       state)
{
  g_return_if_fail (self != NULL && self->running);
  g_return_if_fail (state < self->cleanup_from && !in_cleanup (self));

  move_to (self, state);
}

/* The work is done: to the clean-up, or to the next of its states. */
void
yc_sequence_finish (YcSequence *self)
{
  g_return_if_fail (self != NULL && self->running);

  move_to (self, in_cleanup (self) ? self->state + 1 : self->cleanup_from);
}

/**
 * yc_sequence_fail:
 * @self: a running sequence
 * @error: (transfer full): what went wrong
 *
 * To the clean-up, or to the next of its states.
 */
void
yc_sequence_fail (YcSequence *self,
                  GError     *error)
{
  g_return_if_fail (self != NULL && self->running);
  g_return_if_fail (error != NULL);

  take_error (self, error);
  yc_sequence_finish (self);
}

/* The name of the state it is in, for messages. */
const char *
yc_sequence_get_state (YcSequence *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->running && self->state < self->states_count ? self->states[self->state].name
                                                           : "ended";
}
