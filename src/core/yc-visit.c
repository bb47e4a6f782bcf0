/* yc-visit.c: one number drawn at the entrance
 *
 *            issue             call               serve             close
 *   (new) ─────────→ waiting ─────────→ called ──────────→ served ────────→ closed
 *                      ↑ ↑               │ │ │ recall ↺      │
 *                      │ └── transfer ───┘ │ └── no-show → no-show ── call → called
 *                      │                   park                │
 *                      └──── call ←──── parked ←───────────────┘ (park)
 *
 * Two windows that call one number at the same moment are told apart by the
 * hub's order: the second is refused with "already-called", and its desk calls
 * the next.
 */

#include "yc-visit.h"

#include <string.h>

struct _YcVisit
{
  GObject parent_instance;

  YcId id;
  YcVisitState state;
  gint64 revision;
  char *number;
  char *service;
  char *hall;
  char *window; /* that called it last */
  char *target; /* the window it was transferred to */
  char *reason; /* of the last park, transfer or close */
  guint calls;
  YcMoment issued_at;
  YcMoment called_at;
  YcMoment first_called_at;
  char *first_window;
  char *first_by;
  YcMoment no_show_at;
  YcMoment transferred_at;
  YcId case_id;
  GHashTable *folded; /* set of YcId */
};

G_DEFINE_FINAL_TYPE (YcVisit, yc_visit, G_TYPE_OBJECT)

#define STATE(name) (1u << YC_VISIT_##name)

/* From which states a kind may be, who may do it, and what is said otherwise. */
static const struct
{
  YcKindCode code;
  guint from;          /* set of states */
  gboolean own_window; /* only the window that called it */
  YcVisitState to;
  const char *reason;  /* of a refusal for the state's sake */
} moves[] = {
  { YC_KIND_TICKET_ISSUE, STATE (NEW), FALSE, YC_VISIT_WAITING, "already-issued" },
  { YC_KIND_TICKET_CALL, STATE (WAITING) | STATE (PARKED) | STATE (NO_SHOW), FALSE, YC_VISIT_CALLED, "already-called" },
  { YC_KIND_TICKET_RECALL, STATE (CALLED), TRUE, YC_VISIT_CALLED, "not-called" },
  { YC_KIND_TICKET_PARK, STATE (CALLED) | STATE (SERVED), TRUE, YC_VISIT_PARKED, "not-called" },
  { YC_KIND_TICKET_NO_SHOW, STATE (CALLED), TRUE, YC_VISIT_NO_SHOW, "not-called" },
  { YC_KIND_TICKET_TRANSFER, STATE (CALLED) | STATE (SERVED), TRUE, YC_VISIT_WAITING, "not-called" },
  { YC_KIND_TICKET_SERVE, STATE (CALLED) | STATE (SERVED), TRUE, YC_VISIT_SERVED, "not-called" },
  { YC_KIND_TICKET_CLOSE, STATE (CALLED) | STATE (SERVED) | STATE (PARKED), FALSE, YC_VISIT_CLOSED, "not-called" },
};

static void
replace_text (char       **text,
              const char  *with)
{
  g_free (*text);
  *text = g_strdup (with);
}

static void
fold_kind (YcVisit         *self,
           const YcOp      *op,
           const YcVerdict *verdict,
           YcKindCode       code)
{
  const YcRecord *record = op->body->record;

  switch (code)
    {
    case YC_KIND_TICKET_ISSUE:
      replace_text (&self->number, yc_record_get_text (record, "number"));
      replace_text (&self->service, yc_record_get_text (record, "service"));
      replace_text (&self->hall, yc_record_get_text (record, "hall"));
      self->issued_at = verdict->at;
      break;
    case YC_KIND_TICKET_CALL:
      replace_text (&self->window, op->window);
      replace_text (&self->target, NULL);
      self->calls = 1;
      self->called_at = verdict->at;
      self->no_show_at.at_ms = 0;
      if (self->first_called_at.at_ms != 0)
        break;
      self->first_called_at = verdict->at;
      replace_text (&self->first_window, op->window);
      replace_text (&self->first_by, op->by);
      break;
    case YC_KIND_TICKET_RECALL:
      self->calls++;
      break;
    case YC_KIND_TICKET_NO_SHOW:
      self->no_show_at = verdict->at;
      break;
    case YC_KIND_TICKET_TRANSFER:
      self->transferred_at = verdict->at;
      replace_text (&self->target, yc_record_get_text (record, "to"));
      replace_text (&self->reason, yc_record_get_text (record, "reason"));
      break;
    case YC_KIND_TICKET_PARK:
      replace_text (&self->reason, yc_record_get_text (record, "reason"));
      break;
    case YC_KIND_TICKET_CLOSE:
      replace_text (&self->reason, yc_record_get_text (record, "outcome"));
      break;
    case YC_KIND_TICKET_SERVE:
      yc_id_parse (yc_record_get_text (record, "case"), &self->case_id);
      break;
    default:
      break;
    }
}

static void
apply (YcVisit         *self,
       const YcOp      *op,
       const YcVerdict *verdict)
{
  const YcKind *kind = yc_kind_find (op->kind);

  if (kind == NULL || kind->stream != YC_STREAM_VISIT || verdict->outcome == YC_OUTCOME_REFUSED ||
      yc_kind_check_body (kind, op->body) != NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (moves); i++)
    if (moves[i].code == kind->code)
      self->state = moves[i].to;
  fold_kind (self, op, verdict, kind->code);
}

static void
yc_visit_finalize (GObject *object)
{
  YcVisit *self = YC_VISIT (object);

  g_free (self->number);
  g_free (self->service);
  g_free (self->hall);
  g_free (self->window);
  g_free (self->first_window);
  g_free (self->first_by);
  g_free (self->target);
  g_free (self->reason);
  g_hash_table_unref (self->folded);
  G_OBJECT_CLASS (yc_visit_parent_class)->finalize (object);
}

static void
yc_visit_class_init (YcVisitClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yc_visit_finalize;
}

static void
yc_visit_init (YcVisit *self)
{
  self->folded = g_hash_table_new_full (yc_id_hash, yc_id_equal, g_free, NULL);
}

YcVisit *
yc_visit_new (const YcId *id)
{
  YcVisit *self = g_object_new (YC_TYPE_VISIT, NULL);

  self->id = *id;
  return self;
}

/**
 * yc_visit_fold:
 * @self: a visit
 * @op: the op of a feed row
 * @verdict: the hub's word, from the same row
 * @revision: the row's revision in this stream, from 1
 *
 * Returns: %FALSE on a gap; nothing changed
 */
gboolean
yc_visit_fold (YcVisit         *self,
               const YcOp      *op,
               const YcVerdict *verdict,
               gint64           revision)
{
  g_return_val_if_fail (YC_IS_VISIT (self) && op != NULL && verdict != NULL, FALSE);

  if (g_hash_table_contains (self->folded, &op->id))
    return TRUE;
  if (revision != self->revision + 1)
    return FALSE;
  g_hash_table_add (self->folded, yc_id_copy (&op->id));
  self->revision = revision;
  apply (self, op, verdict);
  return TRUE;
}

/* Shows the effect of an op that the hub has not answered. */
void
yc_visit_predict (YcVisit         *self,
                  const YcOp      *op,
                  const YcVerdict *verdict)
{
  g_return_if_fail (YC_IS_VISIT (self) && op != NULL && verdict != NULL);

  if (!g_hash_table_contains (self->folded, &op->id))
    {
      g_hash_table_add (self->folded, yc_id_copy (&op->id));
      apply (self, op, verdict);
    }
}

/**
 * yc_visit_judge:
 * @self: a visit, with everything folded that came before
 * @op: an op with a sound body
 * @verdict: (inout): becomes refused where the move may not be
 */
void
yc_visit_judge (YcVisit    *self,
                const YcOp *op,
                YcVerdict  *verdict)
{
  const YcKind *kind = yc_kind_find (op->kind);

  g_return_if_fail (kind != NULL && kind->stream == YC_STREAM_VISIT);

  for (gsize i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      if (moves[i].code != kind->code)
        continue;
      if ((moves[i].from & (1u << self->state)) == 0)
        yc_verdict_refuse (verdict, "", moves[i].reason);
      else if (moves[i].own_window && g_strcmp0 (self->window, op->window) != 0)
        yc_verdict_refuse (verdict, "", "other-window");
    }
}

const YcId *
yc_visit_get_id (YcVisit *self)
{
  return &self->id;
}

YcVisitState
yc_visit_get_state (YcVisit *self)
{
  return self->state;
}

gint64
yc_visit_get_revision (YcVisit *self)
{
  return self->revision;
}

const char *
yc_visit_get_number (YcVisit *self)
{
  return self->number;
}

const char *
yc_visit_get_service (YcVisit *self)
{
  return self->service;
}

const char *
yc_visit_get_hall (YcVisit *self)
{
  return self->hall;
}

/* Returns: (nullable): the window that called it last */
const char *
yc_visit_get_window (YcVisit *self)
{
  return self->window;
}

/* Returns: (nullable): the window it was transferred to and waits for */
const char *
yc_visit_get_target (YcVisit *self)
{
  return self->target;
}

const char *
yc_visit_get_reason (YcVisit *self)
{
  return self->reason;
}

guint
yc_visit_get_calls (YcVisit *self)
{
  return self->calls;
}

YcMoment
yc_visit_get_issued_at (YcVisit *self)
{
  return self->issued_at;
}

YcMoment
yc_visit_get_called_at (YcVisit *self)
{
  return self->called_at;
}

/**
 * yc_visit_get_first_call:
 * @ret_window: (out) (transfer none): the window that called it first, "" before
 * @ret_by: (out) (transfer none): who called, "" before
 *
 * Returns: when; 0 before. Later calls, at whatever window, do not change it
 */
YcMoment
yc_visit_get_first_call (YcVisit     *self,
                         const char **ret_window,
                         const char **ret_by)
{
  *ret_window = self->first_window != NULL ? self->first_window : "";
  *ret_by = self->first_by != NULL ? self->first_by : "";
  return self->first_called_at;
}

/* Returns: when nobody came; 0 when that was not so, or it was called again since */
YcMoment
yc_visit_get_no_show_at (YcVisit *self)
{
  return self->no_show_at;
}

/* Returns: when it was sent to another window last; 0 for never */
YcMoment
yc_visit_get_transferred_at (YcVisit *self)
{
  return self->transferred_at;
}

gboolean
yc_visit_get_case (YcVisit *self,
                   YcId    *ret_case)
{
  if (yc_id_is_nil (&self->case_id))
    return FALSE;
  *ret_case = self->case_id;
  return TRUE;
}
