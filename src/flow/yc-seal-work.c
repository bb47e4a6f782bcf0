/* yc-seal-work.c: the seals of a case, cut once each (D20, D21)
 *
 *   draw (worker) → ask (the center, a grant for each) → start (disk, all of
 *     them) → the machine → end, or doubt
 *
 * 1. Nothing leaves for the machine before the start of every seal on the plate
 *    is on the disk: the engraver asks on its own thread, and waits there.
 * 2. A grant names the drawing and the path; one left from before, of another
 *    drawing or another plan, is given back unstarted and asked for anew.
 * 3. What the machine has done whole is made; what it has begun and not ended is
 *    for a person to look at, seal by seal; what it has not begun is given back.
 */

#include "yc-seal-work.h"

#include "yc-case-verbs-private.h"
#include "yc-counter-state.h"
#include "yc-seal-draft.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define GRANT_WAIT_MS_MAX 30000
#define START_WAIT_MS_MAX 30000

struct _YcSealWork
{
  GObject parent_instance;

  YcCaseFile *file;
  YcSealDraft *draft;    /* (nullable): before the first is drawn */
  YcSealWorkState state;
  char *trouble;         /* (nullable) */
  GCancellable *cancellable; /* of what is under way */
  gulong case_id;
  guint wait_id;         /* how long grants are waited for */
  char *reason;          /* (nullable): why spoilt ones are made again */
  GArray *jobs;          /* of YcId: of the planned items, in their order */
  guint verbs;           /* that have not finished */
  gboolean begun;        /* something of the plate was started */
  gboolean moving;       /* it goes round, or to its corner */
  gulong progress_id;
  YcEngraver *engraver;  /* (nullable): that cuts */
  double done_s;
};

G_DEFINE_FINAL_TYPE (YcSealWork, yc_seal_work, G_TYPE_OBJECT)

static guint changed_signal;

static void ask_next   (YcSealWork *self);
static void look_grants (YcSealWork *self);

static void
change (YcSealWork      *self,
        YcSealWorkState  state)
{
  self->state = state;
  g_signal_emit (self, changed_signal, 0);
}

/* @words: (nullable) (transfer full) */
static void
take_trouble (YcSealWork *self,
              char       *words)
{
  g_free (self->trouble);
  self->trouble = words;
}

/* --- drawing ----------------------------------------------------------------------- */

static void
draw_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  GError *error = NULL;

  if (yc_seal_draft_draw (data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
drawn_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  YcSealWork *self = YC_SEAL_WORK (source);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->draft, yc_seal_draft_free);
  self->draft = data;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    take_trouble (self, g_strdup (error->message));
  else if (self->draft->machine == NULL && self->draft->items->len > 0)
    take_trouble (self, g_strdup (_("No engraver stands at this window: connect one, or hand the case to a window that has one")));
  change (self, self->draft->plan != NULL ? YC_SEAL_WORK_READY : YC_SEAL_WORK_RESTING);
}

void
yc_seal_work_draw (YcSealWork *self)
{
  g_autoptr (GTask) task = NULL;
  YcSealDraft *draft;

  g_return_if_fail (YC_IS_SEAL_WORK (self));

  if (self->state == YC_SEAL_WORK_DRAWING || self->state == YC_SEAL_WORK_ASKING || self->state == YC_SEAL_WORK_CUTTING ||
      yc_case_file_get_counter (self->file) == NULL)
    return;
  draft = yc_seal_draft_new (self->file, yc_seal_draft_find_machine ((YcDevice *) yc_seal_work_get_engraver (self)));
  take_trouble (self, NULL);
  self->done_s = 0;
  task = g_task_new (self, NULL, drawn_cb, draft);
  g_task_set_task_data (task, draft, NULL);
  change (self, YC_SEAL_WORK_DRAWING);
  g_task_run_in_thread (task, draw_in_thread);
}

/* --- ending ------------------------------------------------------------------------ */

/* What was not begun can be tried again as it stands, with what went wrong in view. */
static void
end (YcSealWork *self)
{
  g_clear_handle_id (&self->wait_id, g_source_remove);
  if (self->engraver != NULL)
    g_clear_signal_handler (&self->progress_id, self->engraver);
  g_clear_object (&self->engraver);
  g_clear_object (&self->cancellable);
  change (self, self->begun ? YC_SEAL_WORK_ENDED : YC_SEAL_WORK_READY);
}

/* One of the last verbs is on the disk. */
static void
told_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (YcSealWork) self = data;
  g_autoptr (GError) error = NULL;

  if (!yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    take_trouble (self, g_strdup (error->message));
  self->verbs--;
  if (self->verbs == 0)
    end (self);
}

/* How it ended, told of each seal on the plate; where the disk failed between two
 * starts, those behind it were not started. */
static void
tell_all (YcSealWork       *self,
          YcEngraveOutcome  outcome,
          guint             started)
{
  const char *doubt = outcome == YC_ENGRAVE_STOPPED ? "stopped" : "machine";

  self->begun = TRUE;
  self->verbs = self->jobs->len;
  for (guint i = 0; i < self->jobs->len; i++)
    {
      const YcId *job = &g_array_index (self->jobs, YcId, i);

      if (i >= started)
        yc_case_file_return_job_async (self->file, job, told_cb, g_object_ref (self));
      else if (outcome == YC_ENGRAVE_DONE)
        yc_case_file_end_job_async (self->file, job, told_cb, g_object_ref (self));
      else
        yc_case_file_doubt_job_async (self->file, job, doubt, told_cb, g_object_ref (self));
    }
}

/* Gives back what was granted and has not been started. */
static void
give_back (YcSealWork *self)
{
  g_autoptr (GArray) granted = g_array_new (FALSE, FALSE, sizeof (YcId));

  for (guint i = 0; i < self->jobs->len; i++)
    {
      YcJob *job = yc_case_file_find_job (self->file, &g_array_index (self->jobs, YcId, i));

      if (job != NULL && yc_job_get_state (job) == YC_JOB_GRANTED)
        g_array_append_val (granted, *yc_job_get_id (job));
    }
  self->verbs = granted->len;
  for (guint i = 0; i < granted->len; i++)
    yc_case_file_return_job_async (self->file, &g_array_index (granted, YcId, i), told_cb, g_object_ref (self));
  if (granted->len == 0)
    end (self);
}

static const YcSealItem *
get_planned (YcSealWork *self,
             guint       index)
{
  for (guint i = 0; i < self->draft->items->len; i++)
    {
      const YcSealItem *item = g_ptr_array_index (self->draft->items, i);

      if (item->planned && index-- == 0)
        return item;
    }
  return NULL;
}

/* --- the machine ------------------------------------------------------------------- */

/* What the engraver's thread starts: nothing of it changes. */
typedef struct
{
  YcSealWork *work; /* owned; dropped on the main thread */
  GArray *jobs;     /* of YcId */
  GStrv artworks;
  char plan[YC_SHA256_TEXT_SIZE];
  gint started;     /* atomic: how many are on the disk */
} Start;

static void
start_free (Start *self)
{
  g_object_unref (self->work);
  g_array_unref (self->jobs);
  g_strfreev (self->artworks);
  g_free (self);
}

static Start *
start_new (YcSealWork *work)
{
  Start *self = g_new0 (Start, 1);
  g_autoptr (GStrvBuilder) artworks = g_strv_builder_new ();
  guint8 hash[YC_SHA256_SIZE];

  self->work = g_object_ref (work);
  self->jobs = g_array_ref (work->jobs);
  for (guint i = 0; i < work->jobs->len; i++)
    g_strv_builder_add (artworks, get_planned (work, i)->seal->digest);
  self->artworks = g_strv_builder_end (artworks);
  yc_toolpath_digest (yc_seal_plan_get_path (work->draft->plan), hash);
  yc_sha256_to_text (hash, self->plan);
  return self;
}

/* The engraver's thread: not a byte leaves before every start is on the disk. */
static gboolean
started_cb (const YcId *job,
            gpointer    data,
            GError    **error)
{
  Start *self = data;

  for (guint i = 0; i < self->jobs->len; i++)
    {
      if (!yc_case_file_start_job_wait (self->work->file, &g_array_index (self->jobs, YcId, i), self->artworks[i],
                                        self->plan, START_WAIT_MS_MAX, error))
        return FALSE;
      g_atomic_int_inc (&self->started);
    }
  return TRUE;
}

static double
left_cb (const YcEngraveProgress *progress,
         gpointer                 data)
{
  YcSealPlan *plan = ((Start *) data)->work->draft->plan;
  YcSealTime *time = yc_seal_plan_get_time (plan);

  return yc_seal_time_get_total_s (time) - yc_seal_time_get_done_s (time, progress->moves_done);
}

static void
progress_cb (YcEngraver              *engraver,
             const YcEngraveProgress *progress,
             YcSealWork              *self)
{
  double total_s = yc_seal_time_get_total_s (yc_seal_plan_get_time (self->draft->plan));

  self->done_s = progress->seconds_left >= 0 ? total_s - progress->seconds_left : self->done_s;
  g_signal_emit (self, changed_signal, 0);
}

static char *
dup_outcome_words (YcEngraveOutcome  outcome,
                   const GError     *error)
{
  switch (outcome)
    {
    case YC_ENGRAVE_DONE:
      return NULL;
    case YC_ENGRAVE_STOPPED:
      return g_strdup (_("The machine was stopped, laser off. Look at each seal and say what became of it."));
    case YC_ENGRAVE_NOT_STARTED:
      return g_strdup_printf (_("Nothing was cut: %s"), error != NULL ? error->message : _("the machine did not begin"));
    case YC_ENGRAVE_UNKNOWN:
    default:
      return g_strdup (error != NULL ? error->message : _("How it ended nobody can tell: look at each seal."));
    }
}

static void
engraved_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  Start *start = data;
  YcSealWork *self = start->work;
  g_autoptr (GError) error = NULL;
  YcEngraveOutcome outcome = yc_engraver_engrave_finish (YC_ENGRAVER (source), result, &error);
  guint started = (guint) g_atomic_int_get (&start->started);

  take_trouble (self, dup_outcome_words (outcome, error));
  if (outcome == YC_ENGRAVE_DONE)
    self->done_s = yc_seal_time_get_total_s (yc_seal_plan_get_time (self->draft->plan));
  if (started == 0)
    give_back (self);
  else
    tell_all (self, outcome, started);
  start_free (start);
}

static void
engrave (YcSealWork *self)
{
  Start *start = start_new (self);
  YcEngraveHooks hooks = { started_cb, left_cb, start, NULL };

  self->progress_id = g_signal_connect (self->engraver, "progress", G_CALLBACK (progress_cb), self);
  change (self, YC_SEAL_WORK_CUTTING);
  yc_engraver_engrave_async (self->engraver, yc_seal_plan_get_path (self->draft->plan),
                             &g_array_index (self->jobs, YcId, 0), &hooks, self->cancellable, engraved_cb, start);
}

/* --- asking ------------------------------------------------------------------------ */

static const YcPiece *
find_piece (GPtrArray  *pieces,
            const char *name)
{
  for (guint i = 0; i < pieces->len; i++)
    if (g_str_equal (((YcPiece *) g_ptr_array_index (pieces, i))->piece, name))
      return g_ptr_array_index (pieces, i);
  return NULL;
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (YcSealWork) self = data;
  GError *error = NULL;
  YcId job;

  if (!yc_case_file_ask_job_finish (YC_CASE_FILE (source), result, &job, &error))
    {
      take_trouble (self, g_strdup (error->message));
      g_error_free (error);
      give_back (self);
      return;
    }
  g_array_append_val (self->jobs, job);
  ask_next (self);
}

static void
returned_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (YcSealWork) self = data;
  g_autoptr (GError) error = NULL;

  if (yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    ask_next (self);
  else
    {
      take_trouble (self, g_strdup (error->message));
      give_back (self);
    }
}

/* Of a job that there is for the piece already. FALSE: none; ask for one. */
static gboolean
use_holder (YcSealWork       *self,
            const YcSealItem *item,
            const YcCaseJob  *holder,
            const char       *plan)
{
  YcJob *job = holder != NULL ? yc_case_file_find_job (self->file, &holder->id) : NULL;
  gboolean open = holder != NULL && (holder->state == YC_JOB_ASKED || holder->state == YC_JOB_GRANTED);

  if (holder == NULL)
    return FALSE;
  if (!open || job == NULL || !yc_job_is_mine (job))
    {
      take_trouble (self, g_strdup_printf (_("%s: %s"), item->label,
                                           job != NULL ? yc_job_get_state_text (job) : yc_job_state_to_text (holder->state)));
      give_back (self);
    }
  else if (g_strcmp0 (holder->artwork, item->seal->digest) == 0 && g_strcmp0 (holder->plan, plan) == 0)
    {
      g_array_append_val (self->jobs, holder->id);
      ask_next (self);
    }
  else if (holder->state == YC_JOB_GRANTED)
    yc_case_file_return_job_async (self->file, &holder->id, returned_cb, g_object_ref (self));
  else
    {
      take_trouble (self, g_strdup_printf (_("%s was asked for before, as another drawing: wait for the center's answer"),
                                           item->label));
      give_back (self);
    }
  return TRUE;
}

static void
ask_next (YcSealWork *self)
{
  const YcSealItem *item = get_planned (self, self->jobs->len);
  g_autoptr (GPtrArray) pieces = NULL;
  const YcPiece *piece;
  char plan[YC_SHA256_TEXT_SIZE];
  guint8 hash[YC_SHA256_SIZE];

  if (item == NULL)
    {
      look_grants (self);
      return;
    }
  pieces = yc_case_file_list_pieces (self->file);
  piece = find_piece (pieces, item->piece);
  yc_toolpath_digest (yc_seal_plan_get_path (self->draft->plan), hash);
  yc_sha256_to_text (hash, plan);
  if (piece != NULL && !use_holder (self, item, piece->holder, plan))
    {
      const YcJobWish wish = { item->piece, item->seal->digest, plan,
                               yc_device_get_identity (YC_DEVICE (self->engraver)),
                               piece->needs_reason ? self->reason : NULL };

      yc_case_file_ask_job_async (self->file, &wish, asked_cb, g_object_ref (self));
    }
  else if (piece == NULL)
    {
      take_trouble (self, g_strdup_printf (_("%s is not wanted any more"), item->label));
      give_back (self);
    }
}

static gboolean
waited_cb (gpointer data)
{
  YcSealWork *self = data;

  self->wait_id = 0;
  take_trouble (self, g_strdup (_("The center has not answered. What it grants stays good: cut again when it has.")));
  end (self);
  return G_SOURCE_REMOVE;
}

/* All granted: on to the machine. One refused: the others are given back. */
static void
look_grants (YcSealWork *self)
{
  guint granted = 0;

  for (guint i = 0; i < self->jobs->len; i++)
    {
      YcJob *job = yc_case_file_find_job (self->file, &g_array_index (self->jobs, YcId, i));
      YcJobState state = job != NULL ? yc_job_get_state (job) : YC_JOB_ASKED; /* not folded yet */

      granted += state == YC_JOB_GRANTED;
      if (state == YC_JOB_GRANTED || state == YC_JOB_ASKED)
        continue;
      take_trouble (self, g_strdup_printf (_("The center does not grant %s"), yc_job_get_label (job)));
      g_clear_handle_id (&self->wait_id, g_source_remove);
      give_back (self);
      return;
    }
  if (granted == self->jobs->len)
    {
      g_clear_handle_id (&self->wait_id, g_source_remove);
      engrave (self);
    }
  else if (self->wait_id == 0)
    self->wait_id = g_timeout_add (GRANT_WAIT_MS_MAX, waited_cb, self);
}

/* Something else may be wanted now, or another machine be there. */
static void
look_again (YcSealWork *self)
{
  g_autoptr (YcSealDraft) draft = NULL;

  if ((self->state != YC_SEAL_WORK_RESTING && self->state != YC_SEAL_WORK_READY) || self->moving ||
      yc_case_file_get_counter (self->file) == NULL)
    return;
  draft = yc_seal_draft_new (self->file, yc_seal_draft_find_machine ((YcDevice *) yc_seal_work_get_engraver (self)));
  if (!yc_seal_draft_wants_same (self->draft, draft))
    yc_seal_work_draw (self);
}

static void
case_changed_cb (YcCaseFile *file,
                 YcSealWork *self)
{
  if (self->state == YC_SEAL_WORK_ASKING && self->wait_id != 0)
    look_grants (self);
  else
    look_again (self);
}

static void
devices_changed_cb (GListModel *registry,
                    guint       position,
                    guint       removed,
                    guint       added,
                    YcSealWork *self)
{
  look_again (self);
}

/* --- verbs ------------------------------------------------------------------------- */

void
yc_seal_work_cut (YcSealWork *self,
                  const char *reason)
{
  g_return_if_fail (YC_IS_SEAL_WORK (self));

  if (self->state != YC_SEAL_WORK_READY || self->moving || yc_seal_work_get_engraver (self) == NULL)
    return;
  take_trouble (self, NULL);
  g_free (self->reason);
  self->reason = g_strdup (reason);
  g_array_set_size (self->jobs, 0);
  self->begun = FALSE;
  self->engraver = g_object_ref (yc_seal_work_get_engraver (self));
  self->cancellable = g_cancellable_new ();
  change (self, YC_SEAL_WORK_ASKING);
  ask_next (self);
}

static void
moved_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (YcSealWork) self = data;
  g_autoptr (GError) error = NULL;

  self->moving = FALSE;
  g_clear_object (&self->cancellable);
  take_trouble (self, yc_engraver_finish (YC_ENGRAVER (source), result, &error) ? NULL : g_strdup (error->message));
  change (self, self->state);
}

void
yc_seal_work_frame (YcSealWork *self)
{
  YcEngraver *engraver;

  g_return_if_fail (YC_IS_SEAL_WORK (self));

  engraver = yc_seal_work_get_engraver (self);
  if (self->state != YC_SEAL_WORK_READY || self->moving || engraver == NULL)
    return;
  self->moving = TRUE;
  self->cancellable = g_cancellable_new ();
  yc_engraver_frame_async (engraver, yc_seal_plan_get_path (self->draft->plan), self->cancellable, moved_cb,
                           g_object_ref (self));
  change (self, self->state);
}

void
yc_seal_work_pause (YcSealWork *self,
                    gboolean    paused)
{
  g_return_if_fail (YC_IS_SEAL_WORK (self));

  if (self->engraver == NULL)
    return;
  if (paused)
    yc_engraver_pause (self->engraver);
  else
    yc_engraver_resume (self->engraver);
}

void
yc_seal_work_stop (YcSealWork *self)
{
  g_return_if_fail (YC_IS_SEAL_WORK (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

void
yc_seal_work_home (YcSealWork *self)
{
  YcEngraver *engraver;

  g_return_if_fail (YC_IS_SEAL_WORK (self));

  engraver = yc_seal_work_get_engraver (self);
  if (self->engraver != NULL || self->moving || engraver == NULL)
    return;
  self->moving = TRUE;
  self->cancellable = g_cancellable_new ();
  yc_engraver_home_async (engraver, self->cancellable, moved_cb, g_object_ref (self));
  change (self, self->state);
}

gboolean
yc_seal_work_is_busy (YcSealWork *self)
{
  g_return_val_if_fail (YC_IS_SEAL_WORK (self), FALSE);

  return self->moving || self->state == YC_SEAL_WORK_ASKING || self->state == YC_SEAL_WORK_CUTTING;
}

/* --- what is asked of it ----------------------------------------------------------- */

YcSealWorkState
yc_seal_work_get_state (YcSealWork *self)
{
  g_return_val_if_fail (YC_IS_SEAL_WORK (self), YC_SEAL_WORK_RESTING);

  return self->state;
}

GPtrArray *
yc_seal_work_get_items (YcSealWork *self)
{
  g_return_val_if_fail (YC_IS_SEAL_WORK (self), NULL);

  return self->draft->items;
}

YcSealPlan *
yc_seal_work_get_plan (YcSealWork *self)
{
  g_return_val_if_fail (YC_IS_SEAL_WORK (self), NULL);

  return self->draft->plan;
}

YcEngraver *
yc_seal_work_get_engraver (YcSealWork *self)
{
  YcCounter *counter;

  g_return_val_if_fail (YC_IS_SEAL_WORK (self), NULL);

  counter = yc_case_file_get_counter (self->file);
  return counter != NULL ? YC_ENGRAVER (yc_device_registry_get_by_role (counter->registry, YC_DEVICE_ROLE_ENGRAVER)) : NULL;
}

const char *
yc_seal_work_get_trouble (YcSealWork *self)
{
  g_return_val_if_fail (YC_IS_SEAL_WORK (self), NULL);

  return self->trouble;
}

double
yc_seal_work_get_done_s (YcSealWork *self)
{
  g_return_val_if_fail (YC_IS_SEAL_WORK (self), 0);

  return self->done_s;
}

/* --- the class --------------------------------------------------------------------- */

static void
yc_seal_work_dispose (GObject *object)
{
  YcSealWork *self = YC_SEAL_WORK (object);

  g_clear_handle_id (&self->wait_id, g_source_remove);
  if (self->engraver != NULL)
    g_clear_signal_handler (&self->progress_id, self->engraver);
  g_clear_object (&self->engraver);
  if (self->file != NULL)
    g_clear_signal_handler (&self->case_id, self->file);
  g_clear_object (&self->file);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (yc_seal_work_parent_class)->dispose (object);
}

static void
yc_seal_work_finalize (GObject *object)
{
  YcSealWork *self = YC_SEAL_WORK (object);

  g_clear_pointer (&self->draft, yc_seal_draft_free);
  g_array_unref (self->jobs);
  g_free (self->trouble);
  g_free (self->reason);
  G_OBJECT_CLASS (yc_seal_work_parent_class)->finalize (object);
}

static void
yc_seal_work_class_init (YcSealWorkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = yc_seal_work_dispose;
  object_class->finalize = yc_seal_work_finalize;
  changed_signal = g_signal_new ("changed", YC_TYPE_SEAL_WORK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yc_seal_work_init (YcSealWork *self)
{
  self->jobs = g_array_new (FALSE, FALSE, sizeof (YcId));
}

YcSealWork *
yc_seal_work_new (YcCaseFile *file)
{
  YcSealWork *self = g_object_new (YC_TYPE_SEAL_WORK, NULL);

  self->file = g_object_ref (file);
  self->draft = yc_seal_draft_new (file, NULL);
  self->case_id = g_signal_connect (file, "changed", G_CALLBACK (case_changed_cb), self);
  if (yc_case_file_get_counter (file) != NULL)
    g_signal_connect_object (yc_case_file_get_counter (file)->registry, "items-changed", G_CALLBACK (devices_changed_cb),
                             self, 0);
  yc_seal_work_draw (self);
  return self;
}
