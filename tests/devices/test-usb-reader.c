/* test-usb-reader.c: the card reader driver through the real libusb */

#include "yc-test-counter.h"

#include <string.h>

static void
assert_error (const YcTestEnd *end,
              GQuark           domain,
              int              code,
              const char      *words)
{
  g_assert_error (end->error, domain, code);
  g_assert_nonnull (strstr (end->error->message, words));
}

static void
test_four_kinds (void)
{
  const struct
  {
    const char *name;
    YcCardKind kind;
    const char *number;
  } rows[] = {
    { "zhang", YC_CARD_RESIDENT, "11010519491231002X" },
    { "permit", YC_CARD_PERMIT, NULL },
    { "foreign-2017", YC_CARD_FOREIGN_2017, "XXX110099123101" },
    { "foreign-2023", YC_CARD_FOREIGN_2023, NULL },
  };
  g_auto (YcTestCounter) counter = { NULL };
  g_auto (YcTestEnd) end = { FALSE };

  yc_test_counter_init (&counter, "R0001");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      yc_test_tell (counter.reader_port, "insert %s", rows[i].name);
      yc_test_read (&counter, &end);
      g_assert_no_error (end.error);
      g_assert_cmpint (end.card->kind, ==, rows[i].kind);
      if (rows[i].number != NULL)
        g_assert_cmpstr (end.card->number, ==, rows[i].number);
      g_assert_cmpint (yc_device_get_state (counter.reader), ==, YC_DEVICE_READY);
    }
  g_assert_cmpstr (yc_device_get_detail (counter.reader), ==,
                   "SAM 05.03-20991231-0000000001-4294967295");
}

/* The vectors of the protocol itself, off the wire. */
static void
test_vectors (void)
{
  const char *const texts[] = { yc_test_text_resident, yc_test_text_j, yc_test_text_i,
                                yc_test_text_y };
  g_auto (YcTestCounter) counter = { NULL };
  g_auto (YcTestEnd) end = { FALSE };

  yc_test_counter_init (&counter, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) text = yc_test_from_hex (texts[i]);

      yc_test_tell (counter.reader_port, "insert-text %s", texts[i]);
      yc_test_read (&counter, &end);
      g_assert_no_error (end.error);
      g_assert_true (g_bytes_equal (end.card->text, text));
    }
}

/* Waiting sees a card laid later, and one lifted and laid again. */
static void
test_lift_and_lay (void)
{
  g_auto (YcTestCounter) counter = { NULL };
  g_auto (YcTestEnd) end = { FALSE };

  yc_test_counter_init (&counter, NULL);
  yc_test_start_read (&counter, &end);
  g_assert_cmpint (yc_device_get_state (counter.reader), ==, YC_DEVICE_BUSY);
  g_usleep (400000);
  yc_test_tell (counter.reader_port, "insert wang");
  yc_test_wait_for (end.done);
  g_assert_no_error (end.error);
  g_assert_cmpstr (end.card->name, ==, "王测试");
  g_assert_cmpstr (end.card->more_addresses[0], ==, "山东省聊城市东昌府区迁入路8号");

  /* The same card, still lying there, is no new card. */
  yc_test_start_read (&counter, &end);
  for (int i = 0; i < 50; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (10000);
    }
  g_assert_false (end.done);
  yc_test_tell (counter.reader_port, "lift");
  yc_test_tell (counter.reader_port, "insert li");
  yc_test_wait_for (end.done);
  g_assert_cmpstr (end.card->name, ==, "李测试");
}

static void
check_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  YcTestEnd *end = data;

  yc_card_reader_check_finish (YC_CARD_READER (source), result, &end->error);
  end->done = TRUE;
}

static void
test_presence (void)
{
  g_auto (YcTestCounter) counter = { NULL };
  g_auto (YcTestEnd) end = { FALSE };

  yc_test_counter_init (&counter, NULL);
  yc_test_tell (counter.reader_port, "insert zhang");
  yc_test_read (&counter, &end);
  yc_test_end_clear (&end);
  yc_card_reader_check_async (YC_CARD_READER (counter.reader), NULL, check_cb, &end);
  yc_test_wait_for (end.done);
  g_assert_no_error (end.error);

  yc_test_end_clear (&end);
  yc_test_tell (counter.reader_port, "lift");
  yc_card_reader_check_async (YC_CARD_READER (counter.reader), NULL, check_cb, &end);
  yc_test_wait_for (end.done);
  assert_error (&end, YC_DEVICE_RETRY, YC_DEVICE_RETRY_NO_CARD, "no longer lies");
}

static void
test_busy_and_cancel (void)
{
  g_auto (YcTestCounter) counter = { NULL };
  g_auto (YcTestEnd) first = { FALSE };
  g_auto (YcTestEnd) second = { FALSE };
  gint64 begun_us;

  yc_test_counter_init (&counter, NULL);
  yc_test_start_read (&counter, &first);
  yc_test_read (&counter, &second);
  assert_error (&second, YC_DEVICE_ERROR, YC_DEVICE_ERROR_BUSY, "busy");
  g_assert_false (first.done);

  begun_us = g_get_monotonic_time ();
  g_cancellable_cancel (first.cancellable);
  yc_test_wait_for (first.done);
  g_assert_error (first.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - begun_us, <, 1000000);
  g_assert_cmpint (yc_device_get_state (counter.reader), ==, YC_DEVICE_READY);
}

/* Each fault has its own words, and none of them is the end: the next read of a
 * card that was lifted and laid again is good. */
static void
test_faults (void)
{
  const struct
  {
    const char *script;
    gboolean retry;
    int code;
    const char *words;
  } rows[] = {
    { "fail select", TRUE, YC_DEVICE_RETRY_LIFT_CARD, "could not be selected" },
    { "fail read", TRUE, YC_DEVICE_RETRY_LIFT_CARD, "could not be read" },
    { "fail auth", TRUE, YC_DEVICE_RETRY_LIFT_CARD, "authenticate" },
    { "fail sam", FALSE, YC_DEVICE_ERROR_DEVICE, "not authorised" },
    { "stall out", FALSE, YC_DEVICE_ERROR_STALLED, "write to the device: it refused" },
    { "stall in", FALSE, YC_DEVICE_ERROR_STALLED, "read from the device: it refused" },
    { "garbage", FALSE, YC_DEVICE_ERROR_PROTOCOL, "preamble" },
    { "wrong-checksum", FALSE, YC_DEVICE_ERROR_PROTOCOL, "check byte" },
    { "cut 6", FALSE, YC_DEVICE_ERROR_TIMEOUT, "breaks off after 6 bytes" },
  };
  g_auto (YcTestCounter) counter = { NULL };
  g_auto (YcTestEnd) end = { FALSE };

  yc_test_counter_init (&counter, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      yc_test_tell (counter.reader_port, "insert zhang");
      yc_test_tell (counter.reader_port, "%s", rows[i].script);
      yc_test_read (&counter, &end);
      assert_error (&end, rows[i].retry ? YC_DEVICE_RETRY : YC_DEVICE_ERROR, rows[i].code,
                    rows[i].words);
      g_assert_cmpint (yc_device_get_state (counter.reader), ==, YC_DEVICE_PROBLEM);
      g_assert_cmpstr (yc_device_get_problem (counter.reader), ==, end.error->message);

      yc_test_start_read (&counter, &end);
      g_usleep (400000);
      yc_test_tell (counter.reader_port, "lift");
      g_usleep (400000);
      yc_test_tell (counter.reader_port, "insert zhang");
      yc_test_wait_for (end.done);
      g_assert_no_error (end.error);
      g_assert_null (yc_device_get_problem (counter.reader));
      yc_test_tell (counter.reader_port, "lift");
    }
}

static void
test_self_test (void)
{
  g_auto (YcTestCounter) counter = { NULL };
  g_auto (YcTestEnd) end = { FALSE };

  yc_test_counter_init (&counter, NULL);
  yc_test_tell (counter.reader_port, "fail status");
  yc_test_read (&counter, &end);
  assert_error (&end, YC_DEVICE_ERROR, YC_DEVICE_ERROR_DEVICE, "self-test failed");
  g_assert_cmpint (yc_device_error_get_layer (end.error), ==, YC_DEVICE_LAYER_DEVICE);
}

static void
test_slow_and_silent (void)
{
  g_auto (YcTestCounter) counter = { NULL };
  g_auto (YcTestEnd) end = { FALSE };

  yc_test_counter_init (&counter, NULL);
  yc_test_tell (counter.reader_port, "insert zhang");
  yc_test_tell (counter.reader_port, "slow 200");
  yc_test_read (&counter, &end);
  g_assert_no_error (end.error);
  yc_test_tell (counter.reader_port, "slow 0");
  yc_test_tell (counter.reader_port, "lift");

  yc_test_tell (counter.reader_port, "silent");
  yc_test_read (&counter, &end);
  assert_error (&end, YC_DEVICE_ERROR, YC_DEVICE_ERROR_TIMEOUT, "does not answer");
  g_assert_cmpint (yc_device_error_get_layer (end.error), ==, YC_DEVICE_LAYER_LINK);
  yc_test_tell (counter.reader_port, "speak");
  yc_test_tell (counter.reader_port, "insert li");
  yc_test_read (&counter, &end);
  g_assert_no_error (end.error);
}

/* An answer that comes after its time must not answer the next question. */
static void
test_late_answer (void)
{
  g_auto (YcTestCounter) counter = { NULL };
  g_auto (YcTestEnd) end = { FALSE };

  yc_test_counter_init (&counter, NULL);
  yc_test_tell (counter.reader_port, "late 1200");
  yc_test_read (&counter, &end);
  assert_error (&end, YC_DEVICE_ERROR, YC_DEVICE_ERROR_TIMEOUT, "does not answer");
  g_usleep (400000);
  yc_test_tell (counter.reader_port, "insert zhang");
  yc_test_read (&counter, &end);
  g_assert_no_error (end.error);
  g_assert_cmpstr (end.card->name, ==, "张测试");
}

/* What a program that died did not take must not answer this one's questions:
 * they would all be off by one. */
static void
test_left_answer (void)
{
  g_auto (YcTestCounter) counter = { NULL };
  g_auto (YcTestEnd) end = { FALSE };

  yc_test_counter_init (&counter, NULL);
  yc_test_tell (counter.reader_port, "leave");
  yc_test_tell (counter.reader_port, "insert zhang");
  yc_test_read (&counter, &end);
  g_assert_no_error (end.error);
  g_assert_cmpstr (end.card->name, ==, "张测试");
}

/* Taken out at any byte of the answer: an error of its own, and the same device
 * when it is back, at the same port or, with a serial number, at any. */
static void
test_unplug (gconstpointer data)
{
  const char *serial = data;
  const guint places[] = { 1, 12, 40, 700, 1200 };
  g_auto (YcTestCounter) counter = { NULL };
  g_auto (YcTestEnd) end = { FALSE };
  g_autofree char *identity = NULL;

  yc_test_counter_init (&counter, serial);
  identity = g_strdup (yc_device_get_identity (counter.reader));
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      yc_test_tell (counter.reader_port, "insert zhang");
      yc_test_tell (counter.reader_port, "unplug-at %u", places[i]);
      yc_test_read (&counter, &end);
      assert_error (&end, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNPLUGGED, "unplugged");
      yc_test_wait_state (counter.reader, YC_DEVICE_ABSENT);

      yc_test_read (&counter, &end);
      g_assert_error (end.error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNPLUGGED);
      yc_test_tell (counter.reader_port, "plug");
      yc_test_wait_state (counter.reader, YC_DEVICE_READY);
      g_assert_cmpstr (yc_device_get_identity (counter.reader), ==, identity);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (counter.registry)), ==, 2);
      yc_test_read (&counter, &end);
      g_assert_no_error (end.error);
    }
}

static void
test_unplug_while_waiting (void)
{
  g_auto (YcTestCounter) counter = { NULL };
  g_auto (YcTestEnd) end = { FALSE };

  yc_test_counter_init (&counter, NULL);
  yc_test_start_read (&counter, &end);
  g_usleep (200000);
  yc_test_tell (counter.reader_port, "unplug");
  yc_test_wait_for (end.done);
  assert_error (&end, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNPLUGGED, "unplugged");
  yc_test_wait_state (counter.reader, YC_DEVICE_ABSENT);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/usb-reader/four-kinds", test_four_kinds);
  g_test_add_func ("/usb-reader/vectors", test_vectors);
  g_test_add_func ("/usb-reader/lift-and-lay", test_lift_and_lay);
  g_test_add_func ("/usb-reader/presence", test_presence);
  g_test_add_func ("/usb-reader/busy-and-cancel", test_busy_and_cancel);
  g_test_add_func ("/usb-reader/faults", test_faults);
  g_test_add_func ("/usb-reader/self-test", test_self_test);
  g_test_add_func ("/usb-reader/slow-and-silent", test_slow_and_silent);
  g_test_add_func ("/usb-reader/late-answer", test_late_answer);
  g_test_add_func ("/usb-reader/left-answer", test_left_answer);
  g_test_add_data_func ("/usb-reader/unplug/serial", "R0001", test_unplug);
  g_test_add_data_func ("/usb-reader/unplug/port", NULL, test_unplug);
  g_test_add_func ("/usb-reader/unplug-while-waiting", test_unplug_while_waiting);
  return g_test_run ();
}
