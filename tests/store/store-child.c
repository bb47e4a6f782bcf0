/* store-child.c: a scripted desk, to be killed at any of its writes
 *
 *   store-child DIR     runs the script: ROUNDS rounds, each of some steps
 *   store-child DIR x   only opens, and says what came of it
 *   store-child DIR purge SHA256   lets the first case go, which names that document
 *   store-child DIR recrypt   seals the folder anew with the other cipher
 *
 * It prints "ACK round step" once a step was answered, before the next begins,
 * and "ERR round step code" when the answer was an error.
 */

#include "store-fixture.h"
#include "store-script.h"

#include <stdio.h>
#include <string.h>

typedef struct
{
  TestStore desk;
  YcStream stream;
  guint8 round;
  YcStoreJob *job;
  char *sha256;
} Script;

static gboolean
append_two (Script  *script,
            GError **error)
{
  g_autoptr (GPtrArray) ops = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_op_unref);

  g_ptr_array_add (ops, test_op (&script->stream, script_op (script->round, 1)));
  g_ptr_array_add (ops, test_op (&script->stream, script_op (script->round, 2)));
  return test_append (script->desk.store, ops, error) > 0;
}

static gboolean
take_answer (Script  *script,
             GError **error)
{
  g_autoptr (YcOp) op = test_op (&script->stream, script_op (script->round, 1));
  g_autoptr (GBytes) verdict = test_bytes (SCRIPT_VERDICT);
  g_autoptr (GBytes) value = g_bytes_new (&script->round, 1);
  YcStoreTxn *txn = yc_store_txn_new ();

  yc_store_txn_acknowledge (txn, &op->id, verdict, 1, script->round, 1000);
  test_txn_add_row (txn, op, 1, script->round);
  yc_store_txn_set_cursor (txn, "hall", script->round, "aa");
  yc_store_txn_set_setting (txn, "round", value);
  return test_commit (script->desk.store, txn, error);
}

static gboolean
plan (Script  *script,
      GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  yc_store_plan_job_async (script->desk.store, &script->stream, "ticket", SCRIPT_DIGEST, 1000,
                           test_note_cb, &result);
  test_await (&result);
  script->job = yc_store_plan_job_finish (script->desk.store, result, error);
  return script->job != NULL;
}

static gboolean
start_job (Script  *script,
           GError **error)
{
  return test_set_job (script->desk.store, &script->job->id, YC_STORE_JOB_STARTED, 0, error);
}

static gboolean
end_job (Script  *script,
         GError **error)
{
  return test_set_job (script->desk.store, &script->job->id, YC_STORE_JOB_DONE, 10, error);
}

static gboolean
draw_number (Script  *script,
             GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  yc_store_next_number_async (script->desk.store, "ticket-A", test_note_cb, &result);
  test_await (&result);
  return yc_store_next_number_finish (script->desk.store, result, error) > 0;
}

static gboolean
add_scan (Script  *script,
          GError **error)
{
  g_autoptr (GBytes) scan = script_scan (script->round);

  script->sha256 = test_add_blob (script->desk.store, scan, error);
  return script->sha256 != NULL;
}

static gboolean
append_naming_scan (Script  *script,
                    GError **error)
{
  g_autoptr (GPtrArray) ops = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_op_unref);

  g_ptr_array_add (ops, test_op (&script->stream, script_op (script->round, 3)));
  return test_append (script->desk.store, ops, error) > 0;
}

static gboolean
start_again (Script  *script,
             GError **error)
{
  gboolean good = test_close (script->desk.store, error);

  test_store_drop (&script->desk);
  script->desk.store = test_open (script->desk.dir, script->desk.key, good ? error : NULL);
  return good && script->desk.store != NULL;
}

static gboolean (*const steps[SCRIPT_STEPS]) (Script  *script,
                                              GError **error) = {
  [STEP_APPEND] = append_two,
  [STEP_ANSWER] = take_answer,
  [STEP_PLAN] = plan,
  [STEP_START] = start_job,
  [STEP_DONE] = end_job,
  [STEP_NUMBER] = draw_number,
  [STEP_SCAN] = add_scan,
  [STEP_NAME_SCAN] = append_naming_scan,
  [STEP_REOPEN] = start_again,
};

/* What a step needs from an earlier one. */
static gboolean
can_do (Script *script,
        int     step)
{
  if (script->desk.store == NULL)
    return FALSE;
  if (step == STEP_START || step == STEP_DONE)
    return script->job != NULL;
  return step != STEP_NAME_SCAN || script->sha256 != NULL;
}

static void
run_round (Script *script)
{
  script->stream = test_stream (YC_STREAM_CASE, script->round);
  for (int step = 0; step < SCRIPT_STEPS; step++)
    {
      g_autoptr (GError) error = NULL;

      if (!can_do (script, step))
        continue;
      if (steps[step] (script, &error))
        printf ("ACK %d %d\n", script->round, step);
      else
        printf ("ERR %d %d %d\n", script->round, step, error->code);
      fflush (stdout);
    }
  g_clear_pointer (&script->job, yc_store_job_free);
  g_clear_pointer (&script->sha256, g_free);
}

static gboolean
recrypt (YcStore  *store,
         GError  **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  gint64 done, left;

  yc_store_recrypt_async (store, test_note_cb, &result);
  test_await (&result);
  return yc_store_recrypt_finish (store, result, &done, &left, error) && left == 0;
}

int
main (int    argc,
      char **argv)
{
  Script script = { .desk = { .dir = argv[1], .key = script_key () } };
  gboolean anew = argc > 2 && strcmp (argv[2], "recrypt") == 0;
  g_autoptr (GError) error = NULL;

  script.desk.store = test_open_with (script.desk.dir, script.desk.key, anew ? "sm4-gcm" : NULL, &error);
  if (script.desk.store == NULL)
    {
      printf ("OPEN %d %s\n", error->code, error->message);
      g_bytes_unref (script.desk.key);
      return 3;
    }
  if (anew && !recrypt (script.desk.store, &error))
    g_error ("It was not sealed anew: %s", error != NULL ? error->message : "something is left");
  if (argc > 3 && strcmp (argv[2], "purge") == 0)
    {
      script.stream = test_stream (YC_STREAM_CASE, 1);
      if (!test_purge (script.desk.store, &script.stream, 3, argv[3], &error))
        g_error ("It did not go: %s", error->message);
      test_end_purges (script.desk.store);
    }
  for (script.round = 1; argc == 2 && script.round <= SCRIPT_ROUNDS; script.round++)
    run_round (&script);
  if (script.desk.store != NULL)
    test_close (script.desk.store, NULL);
  test_store_drop (&script.desk);
  g_bytes_unref (script.desk.key);
  return 0;
}
