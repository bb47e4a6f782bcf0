/* When a desk locks, what opens it, and what it keeps of a PIN. */

#include "yc-lock.h"
#include "yc-test-desk.h"

#include <string.h>

#define PIN "295017"
#define MINUTE_MS 60000
#define SETTING "lock.pin"

typedef struct
{
  YcClock clock;
  gint64 now_ms;
} FakeClock;

typedef struct
{
  TestHub *hub;
  TestCounter desk;
  FakeClock time;
  YcLock *lock;
} Fixture;

static void
read_clock (YcClock *clock,
            YcStamp *ret_stamp)
{
  *ret_stamp = (YcStamp){ .boot_ms = ((FakeClock *) clock)->now_ms };
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->hub = test_hub_new ();
  self->hub->clock.now_ms = g_get_real_time () / 1000;
  test_counter_init (&self->desk, self->hub, "3", YC_HUB_TRAINING_OPERATOR);
  self->time = (FakeClock){ { read_clock }, 1000 };
  self->lock = yc_lock_new (self->desk.counter, &self->time.clock, YC_LOCK_AFTER_MINUTES);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_clear_object (&self->lock);
  test_counter_clear (&self->desk);
  test_hub_free (self->hub);
}

static void
pass (Fixture *self,
      gint64   ms)
{
  self->time.now_ms += ms;
  yc_lock_tick (self->lock);
}

static void
assert_state (Fixture    *self,
              YcLockState state)
{
  g_assert_cmpint (yc_lock_get_state (self->lock), ==, state);
}

static void
choose (Fixture    *self,
        const char *pin,
        const char *again,
        GError    **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  yc_lock_choose_async (self->lock, pin, again, test_ready_cb, &result);
  yc_lock_choose_finish (self->lock, test_wait_result (&result), error);
}

static void
unlock (Fixture    *self,
        const char *answer,
        GError    **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  yc_lock_unlock_async (self->lock, answer, test_ready_cb, &result);
  yc_lock_unlock_finish (self->lock, test_wait_result (&result), error);
}

static void
lock_with_pin (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  yc_lock_lock (self->lock);
  assert_state (self, YC_LOCK_CHOOSING);
  choose (self, PIN, PIN, &error);
  g_assert_no_error (error);
  assert_state (self, YC_LOCK_LOCKED);
  g_assert_true (yc_lock_has_pin (self->lock));
}

/* (nullable): what the store has of a PIN */
static char *
dup_kept (Fixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = NULL;

  yc_store_load_setting_async (self->desk.counter->store, SETTING, NULL, test_ready_cb, &result);
  bytes = yc_store_load_setting_finish (self->desk.counter->store, test_wait_result (&result), NULL);
  return bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : NULL;
}

static void
test_idle (Fixture       *self,
           gconstpointer  data)
{
  pass (self, 5 * MINUTE_MS - 1);
  assert_state (self, YC_LOCK_OPEN);
  yc_lock_touch (self->lock);
  pass (self, 5 * MINUTE_MS - 1);
  assert_state (self, YC_LOCK_OPEN);
  pass (self, 1);
  /* Nobody is there to choose a PIN. */
  assert_state (self, YC_LOCK_LOCKED);
  g_assert_false (yc_lock_has_pin (self->lock));
  yc_lock_touch (self->lock);
  pass (self, MINUTE_MS);
  assert_state (self, YC_LOCK_LOCKED);
}

static void
test_never (Fixture       *self,
            gconstpointer  data)
{
  g_clear_object (&self->lock);
  self->lock = yc_lock_new (self->desk.counter, &self->time.clock, 0);
  pass (self, G_GINT64_CONSTANT (100000) * MINUTE_MS);
  assert_state (self, YC_LOCK_OPEN);
  yc_lock_lock (self->lock);
  assert_state (self, YC_LOCK_CHOOSING);
}

static void
test_held (Fixture       *self,
           gconstpointer  data)
{
  for (guint hold = 0; hold < YC_LOCK_N_HOLDS; hold++)
    {
      yc_lock_set_hold (self->lock, hold, TRUE);
      pass (self, 30 * MINUTE_MS);
      assert_state (self, YC_LOCK_OPEN);
      yc_lock_set_hold (self->lock, hold, FALSE);
      pass (self, 5 * MINUTE_MS - 1);
      assert_state (self, YC_LOCK_OPEN);
    }
  pass (self, 1);
  assert_state (self, YC_LOCK_LOCKED);
}

static void
test_held_by_hand (Fixture       *self,
                   gconstpointer  data)
{
  yc_lock_set_hold (self->lock, YC_LOCK_HOLD_ENGRAVER, TRUE);
  yc_lock_lock (self->lock);
  assert_state (self, YC_LOCK_CHOOSING);
}

static void
test_nobody (Fixture       *self,
             gconstpointer  data)
{
  yc_counter_sign_out (self->desk.counter);
  yc_lock_lock (self->lock);
  pass (self, 60 * MINUTE_MS);
  assert_state (self, YC_LOCK_OPEN);
  test_counter_sign_in (&self->desk, YC_HUB_TRAINING_OPERATOR);
  /* The time before was nobody's. */
  pass (self, 5 * MINUTE_MS - 1);
  assert_state (self, YC_LOCK_OPEN);
  pass (self, 1);
  assert_state (self, YC_LOCK_LOCKED);
}

static void
test_pins (void)
{
  static const struct
  {
    const char *pin;
    int code; /* -1: good */
  } pins[] = {
    { "111111", YC_LOCK_ERROR_TRIVIAL },   { "000000", YC_LOCK_ERROR_TRIVIAL }, { "123456", YC_LOCK_ERROR_TRIVIAL },
    { "654321", YC_LOCK_ERROR_TRIVIAL },   { "890123", YC_LOCK_ERROR_TRIVIAL }, { "210987", YC_LOCK_ERROR_TRIVIAL },
    { "", YC_LOCK_ERROR_FORMAT },          { "29501", YC_LOCK_ERROR_FORMAT },   { "2950170", YC_LOCK_ERROR_FORMAT },
    { "29501a", YC_LOCK_ERROR_FORMAT },    { "２９", YC_LOCK_ERROR_FORMAT },    { "135790", -1 },
    { "123457", -1 },                      { "111112", -1 },                    { PIN, -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pins); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (yc_lock_check_pin (pins[i].pin, &error), ==, pins[i].code < 0);
      if (pins[i].code >= 0)
        g_assert_error (error, YC_LOCK_ERROR, pins[i].code);
    }
}

static void
test_choosing (Fixture       *self,
               gconstpointer  data)
{
  g_autoptr (GError) trivial = NULL;
  g_autoptr (GError) different = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;

  yc_lock_lock (self->lock);
  choose (self, "333333", "333333", &trivial);
  g_assert_error (trivial, YC_LOCK_ERROR, YC_LOCK_ERROR_TRIVIAL);
  choose (self, PIN, "295018", &different);
  g_assert_error (different, YC_LOCK_ERROR, YC_LOCK_ERROR_DIFFERENT);
  assert_state (self, YC_LOCK_CHOOSING);
  choose (self, PIN, PIN, &error);
  g_assert_no_error (error);
  assert_state (self, YC_LOCK_LOCKED);
  kept = dup_kept (self);
  g_assert_nonnull (strstr (kept, " scrypt$"));
  g_assert_null (strstr (kept, PIN));
}

/* Passed over, or not in time: then it is too late for whoever comes by. */
static void
test_not_chosen (Fixture       *self,
                 gconstpointer  data)
{
  g_autoptr (GError) late = NULL;
  g_autoptr (GError) error = NULL;

  yc_lock_lock (self->lock);
  pass (self, MINUTE_MS - 1);
  assert_state (self, YC_LOCK_CHOOSING);
  yc_lock_touch (self->lock);
  pass (self, 1);
  assert_state (self, YC_LOCK_LOCKED);
  choose (self, PIN, PIN, &late);
  g_assert_error (late, YC_LOCK_ERROR, YC_LOCK_ERROR_STATE);
  unlock (self, TEST_PASSWORD, &error);
  g_assert_no_error (error);
  assert_state (self, YC_LOCK_OPEN);
  yc_lock_lock (self->lock);
  yc_lock_skip_choosing (self->lock);
  assert_state (self, YC_LOCK_LOCKED);
  g_assert_false (yc_lock_has_pin (self->lock));
}

static void
test_pin_opens (Fixture       *self,
                gconstpointer  data)
{
  g_autoptr (GError) wrong = NULL;
  g_autoptr (GError) short_one = NULL;
  g_autoptr (GError) error = NULL;

  lock_with_pin (self);
  unlock (self, "295018", &wrong);
  g_assert_error (wrong, YC_LOCK_ERROR, YC_LOCK_ERROR_WRONG);
  assert_state (self, YC_LOCK_LOCKED);
  unlock (self, "29501", &short_one);
  g_assert_error (short_one, YC_LOCK_ERROR, YC_LOCK_ERROR_FORMAT);
  unlock (self, PIN, &error);
  g_assert_no_error (error);
  assert_state (self, YC_LOCK_OPEN);
  /* It is theirs until they sign out, and it is not asked for again. */
  yc_lock_lock (self->lock);
  assert_state (self, YC_LOCK_LOCKED);
}

static void
test_tries (Fixture       *self,
            gconstpointer  data)
{
  g_autofree char *kept = NULL;

  lock_with_pin (self);
  for (guint i = 1; i <= YC_LOCK_TRIES_MAX; i++)
    {
      const int code = i < YC_LOCK_TRIES_MAX ? YC_LOCK_ERROR_WRONG : YC_LOCK_ERROR_ENDED;
      g_autoptr (GError) error = NULL;

      g_assert_true (yc_counter_is_signed_in (self->desk.counter));
      unlock (self, "601824", &error);
      g_assert_error (error, YC_LOCK_ERROR, code);
    }
  g_assert_false (yc_counter_is_signed_in (self->desk.counter));
  assert_state (self, YC_LOCK_OPEN);
  g_assert_false (yc_lock_has_pin (self->lock));
  kept = dup_kept (self);
  g_assert_null (kept);
}

static void
test_wrong_passwords (Fixture       *self,
                      gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  pass (self, 5 * MINUTE_MS);
  for (guint i = 1; i < YC_LOCK_TRIES_MAX; i++)
    {
      g_autoptr (GError) wrong = NULL;

      unlock (self, "not it", &wrong);
      g_assert_error (wrong, YC_LOCK_ERROR, YC_LOCK_ERROR_WRONG);
    }
  assert_state (self, YC_LOCK_LOCKED);
  unlock (self, "not it", &error);
  g_assert_error (error, YC_LOCK_ERROR, YC_LOCK_ERROR_ENDED);
  g_assert_false (yc_counter_is_signed_in (self->desk.counter));
}

/* One sign-in's PIN is nothing to the next. */
static void
test_ends_with_the_sign_in (Fixture       *self,
                            gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;

  lock_with_pin (self);
  unlock (self, PIN, &error);
  g_assert_no_error (error);
  yc_counter_sign_out (self->desk.counter);
  kept = dup_kept (self);
  g_assert_null (kept);
  test_counter_sign_in (&self->desk, YC_HUB_TRAINING_OPERATOR);
  yc_lock_lock (self->lock);
  assert_state (self, YC_LOCK_CHOOSING);
}

static void
put_kept (Fixture    *self,
          const char *text)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  YcStoreTxn *txn = yc_store_txn_new ();

  yc_store_txn_set_setting (txn, SETTING, bytes);
  yc_store_commit_async (self->desk.counter->store, txn, test_ready_cb, &result);
  yc_store_commit_finish (self->desk.counter->store, test_wait_result (&result), &error);
  g_assert_no_error (error);
}

/* A digest that is not of this sign-in, or no digest, opens nothing. */
static void
test_foreign_digest (Fixture       *self,
                     gconstpointer  data)
{
  g_autoptr (GError) foreign = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;

  lock_with_pin (self);
  kept = dup_kept (self);
  kept[0] = kept[0] == '0' ? '1' : '0';
  put_kept (self, kept);
  unlock (self, PIN, &foreign);
  g_assert_error (foreign, YC_LOCK_ERROR, YC_LOCK_ERROR_FORMAT);
  assert_state (self, YC_LOCK_LOCKED);
  g_assert_false (yc_lock_has_pin (self->lock));
  unlock (self, TEST_PASSWORD, &error);
  g_assert_no_error (error);
  assert_state (self, YC_LOCK_OPEN);
}

/* What a killed desk leaves: its PIN in the store, and nobody signed in. */
static void
test_killed (Fixture       *self,
             gconstpointer  data)
{
  g_autofree char *left = NULL;
  g_autofree char *kept = NULL;

  lock_with_pin (self);
  left = dup_kept (self);
  g_clear_object (&self->lock);
  test_counter_close (&self->desk);
  test_counter_open (&self->desk, FALSE);
  put_kept (self, left);
  self->lock = yc_lock_new (self->desk.counter, &self->time.clock, YC_LOCK_AFTER_MINUTES);
  g_assert_false (yc_counter_is_signed_in (self->desk.counter));
  kept = dup_kept (self);
  g_assert_null (kept);
  test_counter_sign_in (&self->desk, YC_HUB_TRAINING_OPERATOR);
  g_assert_false (yc_lock_has_pin (self->lock));
}

/* With the line down the password is asked of what the desk keeps, as at the door. */
static void
test_line_down (Fixture       *self,
                gconstpointer  data)
{
  g_autoptr (GError) wrong = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->lock);
  test_counter_close (&self->desk);
  test_counter_open (&self->desk, FALSE);
  test_counter_sign_in (&self->desk, YC_HUB_TRAINING_OPERATOR);
  test_counter_close (&self->desk);
  test_counter_open (&self->desk, TRUE);
  self->lock = yc_lock_new (self->desk.counter, &self->time.clock, YC_LOCK_AFTER_MINUTES);
  test_counter_sign_in (&self->desk, YC_HUB_TRAINING_OPERATOR);
  pass (self, 5 * MINUTE_MS);
  unlock (self, "not it", &wrong);
  g_assert_error (wrong, YC_LOCK_ERROR, YC_LOCK_ERROR_WRONG);
  unlock (self, TEST_PASSWORD, &error);
  g_assert_no_error (error);
  assert_state (self, YC_LOCK_OPEN);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lock/pins", test_pins);
  ADD ("/lock/idle", test_idle);
  ADD ("/lock/never", test_never);
  ADD ("/lock/held", test_held);
  ADD ("/lock/held-by-hand", test_held_by_hand);
  ADD ("/lock/nobody", test_nobody);
  ADD ("/lock/choosing", test_choosing);
  ADD ("/lock/not-chosen", test_not_chosen);
  ADD ("/lock/pin-opens", test_pin_opens);
  ADD ("/lock/tries", test_tries);
  ADD ("/lock/wrong-passwords", test_wrong_passwords);
  ADD ("/lock/ends-with-the-sign-in", test_ends_with_the_sign_in);
  ADD ("/lock/foreign-digest", test_foreign_digest);
  ADD ("/lock/killed", test_killed);
  ADD ("/lock/line-down", test_line_down);
  return g_test_run ();
}
