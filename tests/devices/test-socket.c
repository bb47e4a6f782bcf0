/* test-socket.c: the same drivers against yichuang-sim behind its sockets
 *
 * The simulators are real processes; their path is the first argument.
 */

#include "yc-device-registry.h"
#include "yc-escpos-proto.h"
#include "yc-sim-control.h"
#include "yc-socket-proto.h"
#include "yc-test-devices.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

static const char *sim_path;

typedef struct
{
  char *folder;
  char *reader_socket;
  char *reader_control;
  char *printer_socket;
  char *printer_control;
  char *paper;
  GSubprocess *reader;
  GSubprocess *printer;
  YcDeviceRegistry *registry;
} Hall;

typedef struct
{
  gboolean done;
  YcCard *card;
  YcPrintOutcome outcome;
  GError *error;
} End;

static GSubprocess *
start (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error);

  g_assert_no_error (error);
  return process;
}

static void
start_reader (Hall *hall)
{
  hall->reader = start ((const char *const[]){ sim_path, "card-reader", "--socket",
                                               hall->reader_socket, "--control",
                                               hall->reader_control, NULL });
}

static void
end_process (GSubprocess **process)
{
  g_subprocess_send_signal (*process, SIGTERM);
  g_assert_true (g_subprocess_wait_check (*process, NULL, NULL));
  g_clear_object (process);
}

static void
add_address (Hall       *hall,
             const char *path)
{
  g_autofree char *address = g_strconcat ("socket:", path, NULL);

  g_assert_true (yc_device_registry_add_address (hall->registry, address, NULL));
}

static void
set_up (Hall         *hall,
        gconstpointer data)
{
  hall->folder = g_dir_make_tmp ("yc-hall-XXXXXX", NULL);
  hall->reader_socket = g_build_filename (hall->folder, "reader", NULL);
  hall->reader_control = g_build_filename (hall->folder, "reader-control", NULL);
  hall->printer_socket = g_build_filename (hall->folder, "printer", NULL);
  hall->printer_control = g_build_filename (hall->folder, "printer-control", NULL);
  hall->paper = g_build_filename (hall->folder, "paper", NULL);
  hall->registry = yc_device_registry_new ();
  add_address (hall, hall->reader_socket);
  add_address (hall, hall->printer_socket);
  /* Later than the registry, which goes on trying. */
  start_reader (hall);
  hall->printer = start ((const char *const[]){ sim_path, "printer", "--socket",
                                                hall->printer_socket, "--control",
                                                hall->printer_control, "--output", hall->paper,
                                                NULL });
  yc_test_wait_for (g_list_model_get_n_items (G_LIST_MODEL (hall->registry)) == 2);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static void
tear_down (Hall         *hall,
           gconstpointer data)
{
  yc_device_registry_stop (hall->registry);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (hall->registry);
  end_process (&hall->reader);
  end_process (&hall->printer);
  remove_folder (hall->folder);
  g_free (hall->folder);
  g_free (hall->reader_socket);
  g_free (hall->reader_control);
  g_free (hall->printer_socket);
  g_free (hall->printer_control);
  g_free (hall->paper);
}

static void
tell (const char *control,
      const char *line)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *reply = NULL;

  yc_sim_control_tell (control, line, &reply, &error);
  g_assert_no_error (error);
}

static void
end_clear (End *end)
{
  g_clear_pointer (&end->card, yc_card_unref);
  g_clear_error (&end->error);
  end->done = FALSE;
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  End *end = data;

  end->card = yc_card_reader_read_finish (YC_CARD_READER (source), result, &end->error);
  end->done = TRUE;
}

static void
read_card (YcDevice *reader,
           End      *end)
{
  end_clear (end);
  yc_card_reader_read_async (YC_CARD_READER (reader), NULL, read_cb, end);
  yc_test_wait_for (end->done);
}

static void
test_reader (Hall         *hall,
             gconstpointer data)
{
  YcDevice *reader = yc_device_registry_get_by_role (hall->registry, YC_DEVICE_ROLE_READER);
  End end = { FALSE };

  tell (hall->reader_control, "insert zhang");
  read_card (reader, &end);
  g_assert_no_error (end.error);
  g_assert_cmpstr (end.card->number, ==, "11010519491231002X");

  /* Unplugged half way, plugged in again: the same object. */
  tell (hall->reader_control, "insert li");
  tell (hall->reader_control, "unplug-at 500");
  read_card (reader, &end);
  g_assert_error (end.error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNPLUGGED);
  yc_test_wait_for (yc_device_get_state (reader) == YC_DEVICE_ABSENT);
  tell (hall->reader_control, "plug");
  yc_test_wait_for (yc_device_get_state (reader) == YC_DEVICE_READY);
  read_card (reader, &end);
  g_assert_no_error (end.error);

  /* So it is when the whole simulator ends and comes back. */
  end_process (&hall->reader);
  yc_test_wait_for (yc_device_get_state (reader) == YC_DEVICE_ABSENT);
  start_reader (hall);
  yc_test_wait_for (yc_device_get_state (reader) == YC_DEVICE_READY);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (hall->registry)), ==, 2);
  end_clear (&end);
}

static void
test_faults (Hall         *hall,
             gconstpointer data)
{
  const struct
  {
    const char *line;
    const char *words;
  } rows[] = {
    { "stall in", "stall" },           { "wrong-checksum", "check byte" },
    { "garbage", "preamble" },         { "fail read", "could not be read" },
    { "late 1500", "does not answer" },
  };
  YcDevice *reader = yc_device_registry_get_by_role (hall->registry, YC_DEVICE_ROLE_READER);
  End end = { FALSE };

  /* The first action looks for what another program left, and a fault would
   * meet that look. */
  tell (hall->reader_control, "insert zhang");
  read_card (reader, &end);
  g_assert_no_error (end.error);
  tell (hall->reader_control, "lift");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      tell (hall->reader_control, "insert zhang");
      tell (hall->reader_control, rows[i].line);
      read_card (reader, &end);
      g_assert_nonnull (end.error);
      g_assert_nonnull (strstr (end.error->message, rows[i].words));
      tell (hall->reader_control, "lift");
    }
  end_clear (&end);
}

/* A desk that was killed while it waited for bytes must not be given those of
 * the desk after it. */
static void
test_dead_desk (Hall         *hall,
                gconstpointer data)
{
  const guint8 wanted[4] = { 0, 0, 16, 0 };
  g_autoptr (GBytes) frame = yc_socket_build_frame (YC_SOCKET_IN, 1, wanted, sizeof wanted);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (hall->reader_socket);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) dead = NULL;
  g_autoptr (GError) error = NULL;
  YcDevice *reader = yc_device_registry_get_by_role (hall->registry, YC_DEVICE_ROLE_READER);
  End end = { FALSE };

  dead = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (dead)), g_bytes_get_data (frame, NULL),
                             g_bytes_get_size (frame), NULL, NULL, &error);
  g_assert_no_error (error);
  g_io_stream_close (G_IO_STREAM (dead), NULL, NULL);
  tell (hall->reader_control, "insert zhang");
  read_card (reader, &end);
  g_assert_no_error (end.error);
  end_clear (&end);
}

static void
print_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  End *end = data;

  end->outcome = yc_printer_print_finish (YC_PRINTER (source), result, &end->error);
  end->done = TRUE;
}

static void
start_print (YcDevice *printer,
             GBytes   *bytes,
             End      *end)
{
  YcId job;

  end_clear (end);
  yc_id_init_random (&job);
  yc_printer_print_async (YC_PRINTER (printer), bytes, &job, NULL, NULL, NULL, NULL, print_cb, end);
}

static void
assert_file (Hall       *hall,
             const char *name,
             const char *text)
{
  g_autofree char *path = g_build_filename (hall->paper, name, NULL);
  g_autofree char *got = NULL;
  g_autoptr (GError) error = NULL;

  yc_test_wait_for (g_file_test (path, G_FILE_TEST_EXISTS));
  g_file_get_contents (path, &got, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (got, ==, text);
}

static void
test_printer (Hall         *hall,
              gconstpointer data)
{
  YcDevice *printer = yc_device_registry_get_by_role (hall->registry,
                                                      YC_DEVICE_ROLE_RECEIPT_PRINTER);
  g_autoptr (YcEscpos) document = yc_escpos_new (NULL, NULL);
  g_autoptr (GBytes) bytes = NULL;
  End end = { FALSE };

  yc_escpos_add_line (document, "排队号 A042");
  yc_escpos_add_cut (document);
  bytes = yc_escpos_finish (document, NULL);
  start_print (printer, bytes, &end);
  yc_test_wait_for (end.done);
  g_assert_no_error (end.error);
  g_assert_cmpint (end.outcome, ==, YC_PRINT_DONE);
  assert_file (hall, "job-0001.txt", "排队号 A042\n--- cut ---\n");

  /* Paper that ends on the way, and comes back. */
  tell (hall->printer_control, "paper-out-at 7");
  start_print (printer, bytes, &end);
  yc_test_wait_for (yc_device_get_problem (printer) != NULL);
  tell (hall->printer_control, "paper-in");
  yc_test_wait_for (end.done);
  g_assert_cmpint (end.outcome, ==, YC_PRINT_DONE);
  assert_file (hall, "job-0002.txt", "排队号 A042\n--- cut ---\n");

  /* The simulator dies on the way. */
  tell (hall->printer_control, "unplug-at 7");
  start_print (printer, bytes, &end);
  yc_test_wait_for (end.done);
  g_assert_cmpint (end.outcome, ==, YC_PRINT_UNKNOWN);
  end_clear (&end);
}

static void
test_addresses (void)
{
  g_autoptr (YcDeviceRegistry) registry = yc_device_registry_new ();
  const char *const wrong[] = { "", "socket:", "tty:", "tty:ttyUSB0", "serial:/dev/ttyS0" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (yc_device_registry_add_address (registry, wrong[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  sim_path = argv[1];
  g_test_add_func ("/socket/addresses", test_addresses);
  g_test_add ("/socket/reader", Hall, NULL, set_up, test_reader, tear_down);
  g_test_add ("/socket/faults", Hall, NULL, set_up, test_faults, tear_down);
  g_test_add ("/socket/dead-desk", Hall, NULL, set_up, test_dead_desk, tear_down);
  g_test_add ("/socket/printer", Hall, NULL, set_up, test_printer, tear_down);
  return g_test_run ();
}
