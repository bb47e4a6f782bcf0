/* A desk whose hub was set back to a backup: what it holds comes back, by the
 * same ids, and what cannot go by itself waits with words. */

#include "yc-case-jobs.h"
#include "yc-case-verbs.h"
#include "yc-test-desk.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  TestHub *hub;
  TestDesk *clerk; /* who began the case, at another window */
  TestCounter desk;
  YcStream stream;
  YcCaseFile *file;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  g_autofree char *catalogue = test_build_made ();
  g_autofree char *outcome = NULL;

  self->hub = test_hub_new_with (catalogue, NULL);
  self->hub->clock.now_ms = g_get_real_time () / 1000;
  self->clerk = test_desk_new (self->hub, "4", YC_HUB_TRAINING_OPERATOR);
  self->stream = test_stream_new (YC_STREAM_CASE);
  test_case_open (self->clerk, &self->stream);
  test_case_fill (self->clerk, &self->stream, 100000000);
  outcome = test_case_submit (self->clerk, &self->stream, NULL);
  g_assert_cmpstr (outcome, ==, "applied");
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  test_counter_clear (&self->desk);
  test_desk_free (self->clerk);
  g_unlink (self->hub->catalogues);
  test_hub_free (self->hub);
}

static void
open_stream (Fixture *self)
{
  self->file = test_counter_open_stream (&self->desk, &self->stream);
  test_wait_until (yc_case_get_status (yc_case_file_get_case (self->file)) >= YC_CASE_APPROVED);
}

/* Something that this desk alone knows to have happened. */
static void
talk (Fixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  yc_case_file_contact_async (self->file, "phone", "progress", "来电询问进度", NULL, test_ready_cb, &result);
  yc_case_file_finish (self->file, test_wait_result (&result), &error);
  g_assert_no_error (error);
}

static gboolean
all_is_sent (Fixture *self)
{
  YcLine *line = yc_counter_get_line (self->desk.counter);

  return yc_line_get_state (line) == YC_LINE_ONLINE && yc_line_get_waiting (line) == 0;
}

static guint
count_at_hub (Fixture    *self,
              const char *kind)
{
  g_autoptr (YcCase) folded = test_case_read (self->clerk, &self->stream);
  GPtrArray *events = yc_case_get_events (folded);
  guint count = 0;

  for (guint i = 0; i < events->len; i++)
    count += strcmp (((YcEvent *) g_ptr_array_index (events, i))->kind, kind) == 0;
  return count;
}

/* Whoever signed in after the backup: the hub has lost that, and is shown its own word. */
static void
test_signed_in (Fixture       *self,
                gconstpointer  data)
{
  g_autofree char *backup = NULL;

  test_counter_init (&self->desk, self->hub, "3", YC_HUB_TRAINING_OPERATOR);
  backup = test_hub_back_up (self->hub);
  test_counter_close (&self->desk);
  test_counter_open (&self->desk, FALSE);
  test_counter_sign_in (&self->desk, YC_HUB_TRAINING_OPERATOR);
  open_stream (self);
  talk (self);
  test_wait_until (all_is_sent (self) && count_at_hub (self, "contact.record") == 1);
  test_hub_set_back (self->hub, backup);
  g_assert_cmpuint (count_at_hub (self, "contact.record"), ==, 0);
  /* Another day, another permission; and the one before is still held. */
  test_counter_close (&self->desk);
  test_counter_open (&self->desk, FALSE);
  test_counter_sign_in (&self->desk, YC_HUB_TRAINING_OPERATOR);
  open_stream (self);
  test_wait_until (count_at_hub (self, "contact.record") == 1);
  talk (self);
  test_wait_until (all_is_sent (self) && count_at_hub (self, "contact.record") == 2);
}

/* A desk that was enrolled after the backup keeps all, says what it needs, and
 * is the same desk with a new code. */
static void
test_enrolled (Fixture       *self,
               gconstpointer  data)
{
  g_autofree char *backup = test_hub_back_up (self->hub);
  g_autofree char *device = NULL;
  g_autofree char *wrong = NULL;
  g_autofree char *code = NULL;
  g_autofree char *words = NULL;
  g_autoptr (GAsyncResult) early = NULL;
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (GAsyncResult) enrolled = NULL;
  g_autoptr (GError) error = NULL;

  test_counter_init (&self->desk, self->hub, "3", YC_HUB_TRAINING_OPERATOR);
  device = g_strdup (self->desk.counter->device);
  open_stream (self);
  talk (self);
  test_wait_until (all_is_sent (self));
  yc_counter_enrol_async (self->desk.counter, "XXXX", "Window", NULL, test_ready_cb, &early);
  g_assert_false (yc_counter_enrol_finish (self->desk.counter, test_wait_result (&early), &error));
  g_assert_error (error, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED);
  g_clear_error (&error);

  test_hub_set_back (self->hub, backup);
  test_wait_until (yc_counter_needs_enrolment (self->desk.counter));
  talk (self);
  words = yc_line_dup_summary (yc_counter_get_line (self->desk.counter), g_get_real_time () / 1000);
  g_assert_nonnull (strstr (words, "one-time code"));

  wrong = test_hub_admin (self->hub, "{\"command\":\"enrol-code\",\"window\":\"5\"}");
  yc_counter_enrol_async (self->desk.counter, g_strstrip (wrong), "Window", NULL, test_ready_cb, &refused);
  g_assert_false (yc_counter_enrol_finish (self->desk.counter, test_wait_result (&refused), &error));
  g_assert_error (error, YC_HUB_ERROR, YC_HUB_ERROR_LOGIN);
  g_clear_error (&error);
  g_assert_true (yc_counter_needs_enrolment (self->desk.counter));

  code = test_hub_admin (self->hub, "{\"command\":\"enrol-code\",\"window\":\"3\"}");
  yc_counter_enrol_async (self->desk.counter, g_strstrip (code), "Window", NULL, test_ready_cb, &enrolled);
  yc_counter_enrol_finish (self->desk.counter, test_wait_result (&enrolled), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (self->desk.counter->device, ==, device);
  test_wait_until (all_is_sent (self) && count_at_hub (self, "contact.record") == 2);
  /* And so it is after a restart. */
  test_counter_close (&self->desk);
  test_counter_open (&self->desk, FALSE);
  test_counter_sign_in (&self->desk, YC_HUB_TRAINING_OPERATOR);
  test_wait_until (all_is_sent (self));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/flow/restored/signed-in", Fixture, NULL, set_up, test_signed_in, tear_down);
  g_test_add ("/flow/restored/enrolled", Fixture, NULL, set_up, test_enrolled, tear_down);
  return g_test_run ();
}
