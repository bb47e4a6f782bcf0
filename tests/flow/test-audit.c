/* What a desk remembers of the hub's history, and what it says when the hub
 * tells another one. */

#include "yc-audit-book.h"
#include "yc-test-desk.h"

#include <sqlite3.h>

typedef struct
{
  TestHub *hub;
  TestDesk *clerk; /* who works at another window */
  TestCounter desk;
  YcStream stream;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->hub = test_hub_new ();
  self->hub->clock.now_ms = g_get_real_time () / 1000;
  self->clerk = test_desk_new (self->hub, "4", YC_HUB_TRAINING_OPERATOR);
  self->stream = test_stream_new (YC_STREAM_CASE);
  test_case_open (self->clerk, &self->stream);
  test_desk_apply (self->clerk, &self->stream, "note.add", test_body ("text", "one", NULL));
  test_desk_apply (self->clerk, &self->stream, "note.add", test_body ("text", "two", NULL));
  test_counter_init (&self->desk, self->hub, "3", YC_HUB_TRAINING_OPERATOR);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  test_counter_clear (&self->desk);
  test_desk_free (self->clerk);
  test_hub_free (self->hub);
}

static const YcAuditEntry *
get_entry (Fixture *self,
           guint    at)
{
  g_assert_cmpuint (self->desk.counter->book->len, >, at);
  return g_ptr_array_index (self->desk.counter->book, at);
}

/* What the desk would give an auditor is what it has on its disk. */
static guint
count_kept (Fixture *self)
{
  g_autoptr (GPtrArray) book = NULL;
  g_autoptr (GBytes) lines = NULL;
  g_autoptr (GError) error = NULL;

  test_counter_close (&self->desk);
  test_counter_open (&self->desk, TRUE);
  lines = yc_counter_dup_heads (self->desk.counter);
  book = yc_audit_book_parse (lines, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < book->len; i++)
    {
      const YcAuditEntry *entry = g_ptr_array_index (book, i);
      YcAuditHead head;

      g_assert_true (yc_audit_head_open (entry->bytes, entry->signature, self->clerk->hub_key, &head));
      g_assert_cmpmem (entry->key, YC_KEY_SIZE, self->clerk->hub_key, YC_KEY_SIZE);
    }
  return book->len;
}

static void
test_remembered (Fixture       *self,
                 gconstpointer  data)
{
  g_autofree char *words = NULL;

  test_wait_until (self->desk.counter->book->len == 1);
  g_assert_cmpint (get_entry (self, 0)->head.position, ==, 3);
  g_assert_cmpstr (get_entry (self, 0)->head.epoch, ==, self->hub->hub->epoch);
  g_assert_cmpstr (get_entry (self, 0)->head.value, ==, self->hub->hub->head_hash);
  g_assert_cmpuint (count_kept (self), ==, 1);

  /* Of the same day the newest. */
  test_desk_apply (self->clerk, &self->stream, "note.add", test_body ("text", "three", NULL));
  test_counter_close (&self->desk);
  test_counter_open (&self->desk, FALSE);
  test_wait_until (get_entry (self, 0)->head.position == 4);
  words = yc_line_dup_contradiction (yc_counter_get_line (self->desk.counter));
  g_assert_null (words);
  g_assert_cmpuint (count_kept (self), ==, 1);
}

/* Somebody writes into the hub's file while nobody looks. */
static void
rewrite (Fixture    *self,
         const char *statement)
{
  g_autofree char *path = g_build_filename (self->hub->folder, "hub.db", NULL);
  sqlite3 *db;

  test_wait_until (self->desk.counter->book->len == 1);
  test_counter_close (&self->desk);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, statement, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_changes (db), ==, 1);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  test_hub_restart (self->hub);
  test_counter_open (&self->desk, FALSE);
  test_counter_sign_in (&self->desk, YC_HUB_TRAINING_OPERATOR);
}

/* @data: what is done to the hub's rows */
static void
test_contradicted (Fixture       *self,
                   gconstpointer  data)
{
  g_autofree char *words = NULL;
  g_autofree char *again = NULL;
  g_autofree char *said = NULL;
  YcCaseFile *file;

  rewrite (self, data);
  test_wait_until (self->desk.counter->book->len == 2);
  g_assert_true (get_entry (self, 0)->pinned && !get_entry (self, 0)->contradicts);
  g_assert_true (get_entry (self, 1)->pinned && get_entry (self, 1)->contradicts);
  words = yc_line_dup_contradiction (yc_counter_get_line (self->desk.counter));
  g_assert_nonnull (words);

  /* Work goes on. */
  file = test_counter_open_stream (&self->desk, &self->stream);
  g_assert_nonnull (file);
  g_assert_true (yc_counter_is_online (self->desk.counter));
  said = yc_line_dup_summary (yc_counter_get_line (self->desk.counter), self->hub->clock.now_ms);
  g_assert_nonnull (said);

  /* And it is still said tomorrow, without a line. */
  g_assert_cmpuint (count_kept (self), ==, 2);
  again = yc_line_dup_contradiction (yc_counter_get_line (self->desk.counter));
  g_assert_cmpstr (again, ==, words);
}

/* A hub that was set back says so: another epoch contradicts nothing. */
static void
test_new_epoch (Fixture       *self,
                gconstpointer  data)
{
  g_autofree char *words = NULL;

  rewrite (self, "UPDATE meta SET value = '5f1c1f3a0c9d4e0b8a7a6f0d5b2c9e11' WHERE key = 'epoch'");
  test_wait_until (strcmp (get_entry (self, 0)->head.epoch, self->hub->hub->epoch) == 0);
  words = yc_line_dup_contradiction (yc_counter_get_line (self->desk.counter));
  g_assert_null (words);
}

/* What is not signed by the hub is not its word. */
static void
test_forged (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr (YcKeyPair) key = yc_key_pair_new_random ();
  YcAuditHead head = { .position = 1, .time_ms = self->hub->clock.now_ms };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autofree char *words = NULL;

  test_wait_until (self->desk.counter->book->len == 1);
  g_strlcpy (head.epoch, self->hub->hub->epoch, sizeof head.epoch);
  g_strlcpy (head.value, self->hub->hub->head_hash, sizeof head.value);
  bytes = yc_audit_head_encode (&head);
  signature = yc_key_pair_sign_bytes (key, bytes);
  yc_counter_take_head (self->desk.counter, bytes, signature);
  g_assert_cmpuint (self->desk.counter->book->len, ==, 1);
  words = yc_line_dup_contradiction (yc_counter_get_line (self->desk.counter));
  g_assert_null (words);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/audit/remembered", Fixture, NULL, set_up, test_remembered, tear_down);
  g_test_add ("/audit/dropped", Fixture, "DELETE FROM ops WHERE position = 3", set_up, test_contradicted, tear_down);
  g_test_add ("/audit/changed", Fixture,
              "UPDATE ops SET hash = '00000000000000000000000000000000000000000000000000000000000000aa' WHERE position = 3",
              set_up, test_contradicted, tear_down);
  g_test_add ("/audit/new-epoch", Fixture, NULL, set_up, test_new_epoch, tear_down);
  g_test_add ("/audit/forged", Fixture, NULL, set_up, test_forged, tear_down);
  return g_test_run ();
}
