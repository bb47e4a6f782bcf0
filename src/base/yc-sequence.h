/* A state machine whose clean-up states are never skipped (D33). */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _YcSequence YcSequence;

/* Enters a state. It must answer, now or later, with exactly one of
 * yc_sequence_next(), _jump(), _finish() and _fail(). */
typedef void (*YcSequenceFunc) (YcSequence *sequence,
                                gpointer    data);

/* The sequence has ended, every clean-up state has been left. */
typedef void (*YcSequenceDone) (YcSequence   *sequence,
                                const GError *error,
                                gpointer      data);

typedef struct
{
  const char *name; /* for messages and debuggers */
  YcSequenceFunc enter;
} YcSequenceState;

YcSequence  *yc_sequence_new       (const YcSequenceState *states,
                                    guint                  states_count,
                                    guint                  cleanup_from,
                                    guint                  moves_max,
                                    gpointer               data);
void         yc_sequence_free      (YcSequence            *sequence);
void         yc_sequence_start     (YcSequence            *sequence,
                                    GCancellable          *cancellable,
                                    YcSequenceDone         done);
gboolean     yc_sequence_run       (YcSequence            *sequence,
                                    GCancellable          *cancellable,
                                    GError               **error);
void         yc_sequence_next      (YcSequence            *sequence);
void         yc_sequence_jump      (YcSequence            *sequence,
                                    guint                  state);
void         yc_sequence_finish    (YcSequence            *sequence);
void         yc_sequence_fail      (YcSequence            *sequence,
                                    GError                *error);
const char  *yc_sequence_get_state (YcSequence            *sequence);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSequence, yc_sequence_free)

G_END_DECLS
