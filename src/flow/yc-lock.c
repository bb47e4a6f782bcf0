/* yc-lock.c: a desk whose clerk has left it for a moment
 *
 *             Ctrl+L, no PIN           chosen, passed over, or not in time
 *   OPEN ──────────────────→ CHOOSING ─────────────────→ LOCKED
 *    │  Ctrl+L with a PIN, or idle                         ↑ │
 *    ├─────────────────────────────────────────────────────┘ │
 *    ↑        the PIN or the password; signed in or out      │
 *    └───────────────────────────────────────────────────────┘
 *
 * - It is about what stands on the screen, and stops nothing: the line, printers
 *   and machines go on.
 * - A PIN belongs to one sign-in. The store has a digest of it (scrypt, salted)
 *   behind that sign-in's id, sealed like all of the store; it goes when the
 *   sign-in ends, and what a desk that was killed has left goes at its start.
 * - A sign-in lives in memory only, so a desk that was killed while it was locked
 *   comes back at the door: there is no state of being open on the disk.
 * - Only who locks by hand may choose a PIN, and not for long: a desk that has
 *   locked by itself stands before anybody.
 * - Six digits are few. What keeps them is the count of tries, then the store's
 *   key, and scrypt last.
 */

#include "yc-lock.h"

#include "yc-counter-state.h"
#include "yc-password.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SETTING_PIN "lock.pin"
#define MINUTE_MS 60000
#define CHOOSING_MAX_MS 60000

struct _YcLock
{
  GObject parent_instance;

  YcCounter *counter;
  YcClock *clock;
  gulong session_id;
  gint64 after_ms; /* 0 for never */
  gint64 last_ms;  /* of the last key, since the machine's start */
  gint64 locked_ms;
  YcLockState state;
  gboolean holds[YC_LOCK_N_HOLDS];
  gboolean has_pin;
  gboolean busy; /* an answer is looked at */
  guint tries;   /* wrong ones since it was locked */
};

G_DEFINE_FINAL_TYPE (YcLock, yc_lock, G_TYPE_OBJECT)
G_DEFINE_QUARK (yc-lock-error-quark, yc_lock_error)

static guint changed_signal;

/* By CLOCK_BOOTTIME: a machine that was asleep was left alone as long. */
static gint64
get_now (YcLock *self)
{
  YcStamp stamp;

  yc_clock_read (self->clock, &stamp);
  return stamp.boot_ms;
}

static void
set_state (YcLock     *self,
           YcLockState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_signal_emit (self, changed_signal, 0);
}

/* --- what is kept ------------------------------------------------------------ */

static void
forgotten_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr (GError) error = NULL;

  /* It opens nothing without its sign-in, and the next start tries again. */
  if (!yc_store_commit_finish (YC_STORE (source), result, &error))
    g_debug ("A PIN stays in the store: %s", error->message);
}

static void
forget_pin (YcLock *self)
{
  YcStoreTxn *txn;

  self->has_pin = FALSE;
  if (self->counter->store == NULL)
    return;
  txn = yc_store_txn_new ();
  yc_store_txn_set_setting (txn, SETTING_PIN, NULL);
  yc_store_commit_async (self->counter->store, txn, forgotten_cb, NULL);
}

/* Somebody has signed in or out, also by the password that unlocks. */
static void
session_changed_cb (YcLock *self)
{
  if (self->has_pin)
    forget_pin (self);
  self->tries = 0;
  self->last_ms = get_now (self);
  if (self->state == YC_LOCK_OPEN)
    g_signal_emit (self, changed_signal, 0);
  else
    set_state (self, YC_LOCK_OPEN);
}

/* --- the class --------------------------------------------------------------- */

static void
yc_lock_dispose (GObject *object)
{
  YcLock *self = YC_LOCK (object);

  if (self->counter != NULL)
    g_clear_signal_handler (&self->session_id, self->counter);
  g_clear_object (&self->counter);
  G_OBJECT_CLASS (yc_lock_parent_class)->dispose (object);
}

static void
yc_lock_class_init (YcLockClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yc_lock_dispose;
  changed_signal = g_signal_new ("changed", YC_TYPE_LOCK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yc_lock_init (YcLock *self)
{
}

YcLock *
yc_lock_new (YcCounter *counter,
             YcClock   *clock,
             guint      after_minutes)
{
  YcLock *self;

  g_return_val_if_fail (YC_IS_COUNTER (counter) && clock != NULL, NULL);
  g_return_val_if_fail (after_minutes <= YC_LOCK_AFTER_MINUTES_MAX, NULL);

  self = g_object_new (YC_TYPE_LOCK, NULL);
  self->counter = g_object_ref (counter);
  self->clock = clock;
  self->after_ms = (gint64) after_minutes * MINUTE_MS;
  self->last_ms = get_now (self);
  self->session_id = g_signal_connect_swapped (counter, "notify::signed-in", G_CALLBACK (session_changed_cb), self);
  forget_pin (self);
  return self;
}

YcLockState
yc_lock_get_state (YcLock *self)
{
  g_return_val_if_fail (YC_IS_LOCK (self), YC_LOCK_LOCKED);

  return self->state;
}

gboolean
yc_lock_has_pin (YcLock *self)
{
  g_return_val_if_fail (YC_IS_LOCK (self), FALSE);

  return self->has_pin;
}

/* --- by itself ---------------------------------------------------------------- */

void
yc_lock_touch (YcLock *self)
{
  g_return_if_fail (YC_IS_LOCK (self));

  self->last_ms = get_now (self);
}

/**
 * yc_lock_set_hold:
 * @hold: what goes on
 * @holds: whether it does
 *
 * While one holds, the desk does not lock by itself, and the time without a key
 * begins anew when it has ended. Who watches an engraver presses nothing for half
 * an hour, and must see how it goes and reach the key that stops it. Who reads or
 * signs at the customer display would have the paper taken from under their pen.
 * Figures on the wall are there to be seen by those who press nothing, and name
 * nobody. Locking by hand is not held up.
 */
void
yc_lock_set_hold (YcLock    *self,
                  YcLockHold hold,
                  gboolean   holds)
{
  g_return_if_fail (YC_IS_LOCK (self) && hold < YC_LOCK_N_HOLDS);

  if (self->holds[hold] && !holds)
    yc_lock_touch (self);
  self->holds[hold] = holds;
}

static gboolean
is_held (YcLock *self)
{
  for (guint hold = 0; hold < YC_LOCK_N_HOLDS; hold++)
    if (self->holds[hold])
      return TRUE;
  return FALSE;
}

static void
cover (YcLock     *self,
       YcLockState state)
{
  self->tries = 0;
  self->locked_ms = get_now (self);
  set_state (self, state);
}

void
yc_lock_tick (YcLock *self)
{
  gint64 now_ms;

  g_return_if_fail (YC_IS_LOCK (self));

  now_ms = get_now (self);
  if (self->state == YC_LOCK_CHOOSING && !self->busy && now_ms - self->locked_ms >= CHOOSING_MAX_MS)
    set_state (self, YC_LOCK_LOCKED);
  else if (self->state == YC_LOCK_OPEN && yc_counter_is_signed_in (self->counter) && self->after_ms > 0 &&
           !is_held (self) && now_ms - self->last_ms >= self->after_ms)
    cover (self, YC_LOCK_LOCKED);
}

/* --- by hand ------------------------------------------------------------------ */

void
yc_lock_lock (YcLock *self)
{
  g_return_if_fail (YC_IS_LOCK (self));

  if (self->state == YC_LOCK_OPEN && yc_counter_is_signed_in (self->counter))
    cover (self, self->has_pin ? YC_LOCK_LOCKED : YC_LOCK_CHOOSING);
}

void
yc_lock_skip_choosing (YcLock *self)
{
  g_return_if_fail (YC_IS_LOCK (self));

  if (self->state == YC_LOCK_CHOOSING && !self->busy)
    set_state (self, YC_LOCK_LOCKED);
}

/* All of one step from each digit to the next: 0 (equal), 1 up, or 1 down, round the end too. */
static gboolean
is_run (const char *pin)
{
  int step = (pin[1] - pin[0] + 10) % 10;

  if (step != 0 && step != 1 && step != 9)
    return FALSE;
  for (guint i = 2; i < YC_LOCK_PIN_DIGITS; i++)
    if ((pin[i] - pin[i - 1] + 10) % 10 != step)
      return FALSE;
  return TRUE;
}

gboolean
yc_lock_check_pin (const char  *pin,
                   GError     **error)
{
  g_return_val_if_fail (pin != NULL, FALSE);

  if (strlen (pin) != YC_LOCK_PIN_DIGITS || strspn (pin, "0123456789") != YC_LOCK_PIN_DIGITS)
    g_set_error (error, YC_LOCK_ERROR, YC_LOCK_ERROR_FORMAT, _("A PIN is six digits"));
  else if (is_run (pin))
    g_set_error (error, YC_LOCK_ERROR, YC_LOCK_ERROR_TRIVIAL,
                 _("Six equal digits or a straight run are guessed at once: choose others"));
  else
    return TRUE;
  return FALSE;
}

/* --- answers ------------------------------------------------------------------ */

typedef struct
{
  char *text;      /* the PIN, or the password */
  char *digest;    /* (nullable): made of it, or what it is compared with */
  YcId session;    /* whose it is */
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  yc_secret_clear (answer->text, strlen (answer->text));
  g_free (answer->text);
  g_free (answer->digest);
  g_free (answer);
}

static GTask *
new_task (YcLock              *self,
          const char          *text,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Answer *answer = g_new0 (Answer, 1);

  answer->text = g_strdup (text);
  if (self->counter->session != NULL)
    answer->session = *yc_session_get_id (self->counter->session);
  g_task_set_task_data (task, answer, answer_free);
  return task;
}

/* Whether who asked is still signed in: the answer of one says nothing of another. */
static gboolean
is_theirs (YcLock       *self,
           const Answer *answer)
{
  return self->counter->session != NULL && yc_id_equal (yc_session_get_id (self->counter->session), &answer->session);
}

/* @error: (transfer full) (nullable). The last that is done with @task, which goes. */
static void
finish (GTask  *task,
        GError *error)
{
  YcLock *self = g_task_get_source_object (task);

  self->busy = FALSE;
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
refuse_state (GTask *task)
{
  g_task_return_new_error (task, YC_LOCK_ERROR, YC_LOCK_ERROR_STATE, _("The desk is not waiting for this now"));
  g_object_unref (task);
}

static void
run_in_thread (GTask               *task,
               GTaskThreadFunc      func,
               GAsyncReadyCallback  callback)
{
  g_autoptr (GTask) worker = g_task_new (NULL, NULL, callback, task);

  /* The outer task keeps the data alive until its callback has run. The lock is no
   * source: the thread may be the last to let go of its task, and of what that holds. */
  g_task_set_task_data (worker, g_task_get_task_data (task), NULL);
  g_task_run_in_thread (worker, func);
}

/* --- choosing ------------------------------------------------------------------ */

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GTask *task = user_data;
  YcLock *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!yc_store_commit_finish (YC_STORE (source), result, &error))
    {
      finish (task, error);
      return;
    }
  if (self->state != YC_LOCK_CHOOSING || !is_theirs (self, g_task_get_task_data (task)))
    {
      forget_pin (self);
      finish (task, g_error_new (YC_LOCK_ERROR, YC_LOCK_ERROR_STATE, _("The desk is not waiting for this now")));
      return;
    }
  self->has_pin = TRUE;
  set_state (self, YC_LOCK_LOCKED);
  finish (task, NULL);
}

/* What is kept of a PIN: "SIGN-IN DIGEST". */
static GBytes *
pack_pin (const Answer *answer)
{
  g_autofree char *id = yc_id_dup_text (&answer->session);
  char *text = g_strdup_printf ("%s %s", id, answer->digest);

  return g_bytes_new_take (text, strlen (text));
}

static void
hashed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GTask *task = user_data;
  YcLock *self = g_task_get_source_object (task);
  Answer *answer = g_task_get_task_data (task);
  g_autoptr (GBytes) packed = pack_pin (answer);
  YcStoreTxn *txn;

  if (self->counter->store == NULL || !is_theirs (self, answer))
    {
      finish (task, g_error_new (YC_LOCK_ERROR, YC_LOCK_ERROR_STATE, _("The desk is not waiting for this now")));
      return;
    }
  txn = yc_store_txn_new ();
  yc_store_txn_set_setting (txn, SETTING_PIN, packed);
  yc_store_commit_async (self->counter->store, txn, kept_cb, task);
}

/* scrypt takes its time on purpose, so it has a thread. */
static void
hash_in_thread (GTask        *worker,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Answer *answer = data;

  answer->digest = yc_password_hash (answer->text);
  g_task_return_boolean (worker, TRUE);
}

/**
 * yc_lock_choose_async:
 * @self: a lock that is %YC_LOCK_CHOOSING
 * @pin: six digits
 * @again: the same
 *
 * When it has finished, the digest is on the disk and the desk is locked.
 * Errors of %YC_LOCK_ERROR, or the store's; then it may be tried again.
 */
void
yc_lock_choose_async (YcLock              *self,
                      const char          *pin,
                      const char          *again,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  GTask *task;
  GError *error = NULL;

  g_return_if_fail (YC_IS_LOCK (self) && pin != NULL && again != NULL);

  task = new_task (self, pin, callback, user_data);
  g_task_set_source_tag (task, yc_lock_choose_async);
  if (self->state != YC_LOCK_CHOOSING || self->busy)
    {
      refuse_state (task);
      return;
    }
  if (yc_lock_check_pin (pin, &error) && strcmp (pin, again) != 0)
    g_set_error (&error, YC_LOCK_ERROR, YC_LOCK_ERROR_DIFFERENT, _("The two are not the same: type both once more"));
  if (error != NULL)
    {
      finish (task, error);
      return;
    }
  self->busy = TRUE;
  run_in_thread (task, hash_in_thread, hashed_cb);
}

gboolean
yc_lock_choose_finish (YcLock        *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- unlocking ----------------------------------------------------------------- */

/* Counts a wrong answer: with the last one the sign-in is given up, as by signing
 * out; what waits to be sent stays in the store. */
static GError *
count_wrong (YcLock *self)
{
  guint left;

  self->tries++;
  left = YC_LOCK_TRIES_MAX - self->tries;
  if (left > 0)
    return g_error_new (YC_LOCK_ERROR, YC_LOCK_ERROR_WRONG,
                        ngettext ("Wrong. %u try is left, then you are signed out.",
                                  "Wrong. %u tries are left, then you are signed out.", left), left);
  yc_counter_sign_out (self->counter);
  return g_error_new (YC_LOCK_ERROR, YC_LOCK_ERROR_ENDED,
                      _("Signed out after five wrong tries. Everything is kept; sign in with the password."));
}

static void
compared_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  GTask *task = user_data;
  YcLock *self = g_task_get_source_object (task);
  gboolean right = g_task_propagate_boolean (G_TASK (result), NULL);

  if (self->state != YC_LOCK_LOCKED || !is_theirs (self, g_task_get_task_data (task)))
    {
      finish (task, g_error_new (YC_LOCK_ERROR, YC_LOCK_ERROR_STATE, _("The desk is not waiting for this now")));
      return;
    }
  if (!right)
    {
      finish (task, count_wrong (self));
      return;
    }
  yc_lock_touch (self);
  set_state (self, YC_LOCK_OPEN);
  finish (task, NULL);
}

static void
compare_in_thread (GTask        *worker,
                   gpointer      source,
                   gpointer      data,
                   GCancellable *cancellable)
{
  const Answer *answer = data;

  g_task_return_boolean (worker, yc_password_verify (answer->text, answer->digest));
}

/* Returns: (nullable) (transfer full): the digest of that sign-in's PIN */
static char *
unpack_pin (GBytes       *packed,
            const Answer *answer)
{
  g_autofree char *id = yc_id_dup_text (&answer->session);
  gsize size;
  const char *bytes = g_bytes_get_data (packed, &size);
  g_autofree char *text = g_strndup (bytes, size);

  return g_str_has_prefix (text, id) && text[strlen (id)] == ' ' ? g_strdup (text + strlen (id) + 1) : NULL;
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GTask *task = user_data;
  YcLock *self = g_task_get_source_object (task);
  Answer *answer = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) packed = yc_store_load_setting_finish (YC_STORE (source), result, &error);

  if (packed != NULL)
    answer->digest = unpack_pin (packed, answer);
  if (answer->digest == NULL)
    {
      /* Nothing to compare with: the password is left. */
      g_clear_error (&error);
      self->has_pin = FALSE;
      g_signal_emit (self, changed_signal, 0);
      finish (task, g_error_new (YC_LOCK_ERROR, YC_LOCK_ERROR_FORMAT,
                                 _("The PIN cannot be read on this desk: use the password")));
      return;
    }
  run_in_thread (task, compare_in_thread, compared_cb);
}

/* Right: a new sign-in has begun, and has opened the lock (session_changed_cb). */
static void
signed_in_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  GTask *task = user_data;
  YcLock *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!yc_counter_sign_in_finish (YC_COUNTER (source), result, &error) &&
      g_error_matches (error, YC_COUNTER_ERROR, YC_COUNTER_ERROR_WRONG_PASSWORD) && self->state == YC_LOCK_LOCKED)
    {
      g_clear_error (&error);
      error = count_wrong (self);
    }
  finish (task, error);
}

/**
 * yc_lock_unlock_async:
 * @self: a lock that is %YC_LOCK_LOCKED
 * @answer: the PIN; or the password of who is signed in, where there is no PIN
 *
 * A password is asked of the hub, and with the line down of what this desk keeps,
 * as at the door. Errors of %YC_LOCK_ERROR, or those of signing in, of which only
 * a wrong password counts as a try.
 */
void
yc_lock_unlock_async (YcLock              *self,
                      const char          *answer,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  GTask *task;
  GError *error = NULL;

  g_return_if_fail (YC_IS_LOCK (self) && answer != NULL);

  task = new_task (self, answer, callback, user_data);
  g_task_set_source_tag (task, yc_lock_unlock_async);
  if (self->state != YC_LOCK_LOCKED || self->busy || self->counter->session == NULL)
    {
      refuse_state (task);
      return;
    }
  self->busy = TRUE;
  if (!self->has_pin)
    yc_counter_sign_in_async (self->counter, yc_counter_get_operator_code (self->counter), answer, NULL, signed_in_cb,
                              task);
  else if (strlen (answer) != YC_LOCK_PIN_DIGITS || strspn (answer, "0123456789") != YC_LOCK_PIN_DIGITS)
    {
      g_set_error (&error, YC_LOCK_ERROR, YC_LOCK_ERROR_FORMAT, _("A PIN is six digits"));
      finish (task, error);
    }
  else
    yc_store_load_setting_async (self->counter->store, SETTING_PIN, NULL, loaded_cb, task);
}

gboolean
yc_lock_unlock_finish (YcLock        *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
