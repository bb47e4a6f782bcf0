/* A case that is over leaves its desk after the term, against its receipts, and
 * comes back from the hub when somebody opens it. */

#include "yc-case-verbs.h"
#include "yc-test-desk.h"

#include <glib/gstdio.h>
#include <string.h>

#define DAY_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)
#define SECRET "来电询问进度"

typedef struct
{
  TestHub *hub;
  TestDesk *clerk; /* who began the case, at another window */
  TestCounter desk;
  YcStream stream;
  YcCaseFile *file;
  gint64 now_ms;
} Fixture;

static gboolean
all_is_sent (Fixture *self)
{
  YcLine *line = yc_counter_get_line (self->desk.counter);

  return yc_line_get_state (line) == YC_LINE_ONLINE && yc_line_get_waiting (line) == 0;
}

static void
talk (Fixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  yc_case_file_contact_async (self->file, "phone", "progress", SECRET, NULL, test_ready_cb, &result);
  yc_case_file_finish (self->file, test_wait_result (&result), &error);
  g_assert_no_error (error);
}

static gboolean
is_whole (Fixture *self)
{
  YcCase *c = yc_case_file_get_case (self->file);

  return all_is_sent (self) && yc_case_file_get_waiting (self->file) == 0 &&
         yc_case_get_revision (c) > 0 && yc_case_get_status (c) == YC_CASE_NOT_RECEIVED;
}

/* A case to which this desk, too, has added something. */
static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->hub = test_hub_new ();
  self->now_ms = g_get_real_time () / 1000;
  self->hub->clock.now_ms = self->now_ms;
  self->clerk = test_desk_new (self->hub, "4", YC_HUB_TRAINING_OPERATOR);
  self->stream = test_stream_new (YC_STREAM_CASE);
  test_case_open (self->clerk, &self->stream);
  test_case_fill (self->clerk, &self->stream, 100000000);
  test_counter_init (&self->desk, self->hub, "3", YC_HUB_TRAINING_OPERATOR);
  self->file = test_counter_open_stream (&self->desk, &self->stream);
  talk (self);
}

/* The clerk turns it away: it is over. */
static void
end_case (Fixture *self)
{
  YcBody *body = test_body ("outcome", "refused", "text", "不在受理范围", NULL);
  YcRecord *point = yc_body_add_item (body);

  yc_record_set_text (point, "code", "scope");
  yc_record_set_text (point, "text", "不在受理范围");
  yc_record_set_text (point, "remedy", "请到有权机关办理");
  test_wait_until (all_is_sent (self));
  test_desk_apply (self->clerk, &self->stream, "receive.record", body);
  test_wait_until (is_whole (self));
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  test_counter_clear (&self->desk);
  test_desk_free (self->clerk);
  test_hub_free (self->hub);
}

/* Returns: how many have left. */
static gssize
purge (Fixture *self,
       gint64   days)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gssize gone;

  yc_counter_purge_async (self->desk.counter, self->now_ms + days * DAY_MS, test_ready_cb, &result);
  gone = yc_counter_purge_finish (self->desk.counter, test_wait_result (&result), &error);
  g_assert_no_error (error);
  return gone;
}

static YcStoreHistory *
load (Fixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  YcStoreHistory *history;

  yc_store_load_stream_async (self->desk.counter->store, &self->stream, NULL, test_ready_cb, &result);
  history = yc_store_load_stream_finish (self->desk.counter->store, test_wait_result (&result), &error);
  g_assert_no_error (error);
  return history;
}

static void
assert_here (Fixture *self)
{
  g_autoptr (YcStoreHistory) history = load (self);

  g_assert_cmpuint (history->rows->len, >, 2);
  g_assert_nonnull (g_hash_table_lookup (self->desk.counter->files, &self->stream.id));
}

static void
assert_gone (Fixture *self)
{
  g_autoptr (YcStoreHistory) history = load (self);
  g_autoptr (GListModel) found = yc_counter_search (self->desk.counter, "鲁西示例");
  GListModel *cases = yc_counter_get_cases (self->desk.counter);

  g_assert_cmpuint (history->rows->len + history->ops->len, ==, 0);
  g_assert_null (g_hash_table_lookup (self->desk.counter->files, &self->stream.id));
  g_assert_cmpuint (g_list_model_get_n_items (found), ==, 0);
  for (guint i = 0; i < g_list_model_get_n_items (cases); i++)
    {
      g_autoptr (YcCaseFile) file = g_list_model_get_item (cases, i);

      g_assert_false (yc_id_equal (yc_case_file_get_id (file), &self->stream.id));
    }
}

/* Not a day before; then from the list, the search and the store, and counted. */
static void
test_term (Fixture       *self,
           gconstpointer  data)
{
  g_autofree char *words = NULL;
  YcLine *line = yc_counter_get_line (self->desk.counter);

  end_case (self);
  g_assert_null (yc_line_dup_purged (line));
  g_assert_cmpint (purge (self, YC_COUNTER_PURGE_DAYS - 1), ==, 0);
  assert_here (self);
  g_assert_cmpint (purge (self, YC_COUNTER_PURGE_DAYS + 1), ==, 1);
  assert_gone (self);
  words = yc_line_dup_purged (line);
  g_assert_true (g_str_has_prefix (words, "1 "));
  g_assert_cmpint (purge (self, YC_COUNTER_PURGE_DAYS + 1), ==, 0);
  /* And after a start. */
  test_counter_close (&self->desk);
  test_counter_open (&self->desk, TRUE);
  assert_gone (self);
}

/* What goes on is not over, however old it is. */
static void
test_goes_on (Fixture       *self,
              gconstpointer  data)
{
  test_wait_until (all_is_sent (self));
  g_assert_cmpint (purge (self, 3000), ==, 0);
  assert_here (self);
}

/* Said with the line down: the desk has no receipt for it. */
static void
test_without_receipt (Fixture       *self,
                      gconstpointer  data)
{
  g_autoptr (YcStoreHistory) history = NULL;

  end_case (self);
  test_counter_close (&self->desk);
  test_counter_open (&self->desk, TRUE);
  test_counter_sign_in (&self->desk, YC_HUB_TRAINING_OPERATOR);
  self->file = g_hash_table_lookup (self->desk.counter->files, &self->stream.id);
  talk (self);
  g_assert_cmpint (purge (self, 3000), ==, 0);
  history = load (self);
  g_assert_cmpuint (history->ops->len, ==, 1);
  /* With the line back it goes up, and the term runs from then. */
  test_counter_close (&self->desk);
  test_counter_open (&self->desk, FALSE);
  test_counter_sign_in (&self->desk, YC_HUB_TRAINING_OPERATOR);
  self->file = test_counter_open_stream (&self->desk, &self->stream);
  test_wait_until (is_whole (self) && test_case_count (self->clerk, &self->stream, "contact.record") == 2);
  g_assert_cmpint (purge (self, YC_COUNTER_PURGE_DAYS + 1), ==, 1);
  assert_gone (self);
}

/* What somebody has before them stays until the next start. */
static void
test_kept (Fixture       *self,
           gconstpointer  data)
{
  end_case (self);
  yc_counter_keep_case (self->desk.counter, self->file);
  g_assert_cmpint (purge (self, 3000), ==, 0);
  assert_here (self);
  test_counter_close (&self->desk);
  test_counter_open (&self->desk, TRUE);
  g_assert_cmpint (purge (self, 3000), ==, 1);
  assert_gone (self);
}

/* The hub has all of it, what this desk had added too. */
static void
test_opened_again (Fixture       *self,
                   gconstpointer  data)
{
  end_case (self);
  g_assert_cmpint (purge (self, YC_COUNTER_PURGE_DAYS + 1), ==, 1);
  assert_gone (self);
  self->file = test_counter_open_stream (&self->desk, &self->stream);
  test_wait_until (is_whole (self));
  g_assert_nonnull (yc_case_find_event (yc_case_file_get_case (self->file), "contact.record"));
  g_assert_cmpuint (test_case_count (self->clerk, &self->stream, "contact.record"), ==, 1);
}

/* A hub that is set back within its horizon has all that had left the desk, and
 * takes the rest from it. */
static void
test_hub_set_back_after (Fixture       *self,
                         gconstpointer  data)
{
  g_autofree char *backup = NULL;

  end_case (self);
  backup = test_hub_back_up (self->hub);
  g_assert_cmpint (purge (self, YC_COUNTER_PURGE_DAYS + 1), ==, 1);
  test_hub_set_back (self->hub, backup);
  test_counter_close (&self->desk);
  test_counter_open (&self->desk, FALSE);
  test_counter_sign_in (&self->desk, YC_HUB_TRAINING_OPERATOR);
  self->file = test_counter_open_stream (&self->desk, &self->stream);
  test_wait_until (is_whole (self));
  g_assert_cmpuint (test_case_count (self->clerk, &self->stream, "contact.record"), ==, 1);
}

static void
add (const char *path,
     void      (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/purge/term", test_term);
  add ("/purge/goes-on", test_goes_on);
  add ("/purge/without-receipt", test_without_receipt);
  add ("/purge/kept", test_kept);
  add ("/purge/opened-again", test_opened_again);
  add ("/purge/hub-set-back", test_hub_set_back_after);
  return g_test_run ();
}
