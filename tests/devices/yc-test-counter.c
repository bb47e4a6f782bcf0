/* yc-test-counter.c: a counter with a simulated reader and printer */

#include "yc-test-counter.h"

#include "yc-sim-card-reader.h"
#include "yc-sim-printer.h"

/* One bus for all tests of a program: umockdev wants one testbed, and libusb
 * one view of it. Each test plugs its own devices in and leaves none. */
static void
plug_in (YcTestCounter *counter,
         const char    *reader_serial,
         YcSimDevice   *printer,
         YcDeviceRole   printer_role)
{
  g_autoptr (YcSimDevice) reader = yc_sim_card_reader_new (reader_serial);

  *counter = (YcTestCounter){ .bus = yc_mock_bus_new () };
  counter->reader_port = yc_mock_bus_add (counter->bus, reader, NULL, NULL);
  counter->printer_port = yc_mock_bus_add (counter->bus, printer, NULL, NULL);
  counter->registry = yc_device_registry_new ();
  g_assert_true (yc_device_registry_add_address (counter->registry, "usb", NULL));
  yc_test_wait_for (g_list_model_get_n_items (G_LIST_MODEL (counter->registry)) == 2);
  counter->reader = yc_device_registry_get_by_role (counter->registry, YC_DEVICE_ROLE_READER);
  counter->printer = yc_device_registry_get_by_role (counter->registry, printer_role);
  g_assert_nonnull (counter->reader);
  g_assert_nonnull (counter->printer);
}

void
yc_test_counter_init (YcTestCounter *counter,
                      const char    *reader_serial)
{
  g_autoptr (YcSimDevice) printer = yc_sim_printer_new ("P0001");

  plug_in (counter, reader_serial, printer, YC_DEVICE_ROLE_RECEIPT_PRINTER);
}

/* With a form printer in the receipt printer's place. */
void
yc_test_counter_init_form (YcTestCounter *counter)
{
  g_autoptr (YcSimDevice) printer = yc_sim_printer_new_form ("F0001");

  plug_in (counter, NULL, printer, YC_DEVICE_ROLE_FORM_PRINTER);
}

void
yc_test_counter_clear (YcTestCounter *counter)
{
  yc_device_registry_stop (counter->registry);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (counter->registry);
  /* The worker's last release comes as an idle call. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  yc_mock_bus_free (counter->bus);
}

void
yc_test_tell (YcMockPort *port,
              const char *format,
              ...)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  yc_mock_port_tell (port, line, &error);
  g_assert_no_error (error);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  YcTestEnd *end = data;

  end->card = yc_card_reader_read_finish (YC_CARD_READER (source), result, &end->error);
  end->done = TRUE;
}

void
yc_test_start_read (YcTestCounter *counter,
                    YcTestEnd     *end)
{
  yc_test_end_clear (end);
  end->cancellable = g_cancellable_new ();
  yc_card_reader_read_async (YC_CARD_READER (counter->reader), end->cancellable, read_cb, end);
}

void
yc_test_read (YcTestCounter *counter,
              YcTestEnd     *end)
{
  yc_test_start_read (counter, end);
  yc_test_wait_for (end->done);
}

/* The worker's thread. */
static gboolean
journal_cb (const YcPrintProgress *progress,
            gpointer               data,
            GError               **error)
{
  YcTestEnd *end = data;

  if (end->refuse)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "disk full");
      return FALSE;
    }
  g_array_append_val (end->journal, progress->sent_bytes);
  return TRUE;
}

static void
print_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  YcTestEnd *end = data;

  end->outcome = yc_printer_print_finish (YC_PRINTER (source), result, &end->error);
  end->done = TRUE;
}

void
yc_test_start_print (YcTestCounter *counter,
                     GBytes        *bytes,
                     YcTestEnd     *end)
{
  gboolean refuse = end->refuse;
  YcId job;

  yc_test_end_clear (end);
  end->refuse = refuse;
  end->journal = g_array_new (FALSE, FALSE, sizeof (gsize));
  end->cancellable = g_cancellable_new ();
  yc_id_init_random (&job);
  yc_printer_print_async (YC_PRINTER (counter->printer), bytes, &job, journal_cb, end, NULL,
                          end->cancellable, print_cb, end);
}

void
yc_test_print (YcTestCounter *counter,
               GBytes        *bytes,
               YcTestEnd     *end)
{
  yc_test_start_print (counter, bytes, end);
  yc_test_wait_for (end->done);
}

void
yc_test_end_clear (YcTestEnd *end)
{
  g_clear_pointer (&end->card, yc_card_unref);
  g_clear_pointer (&end->journal, g_array_unref);
  g_clear_object (&end->cancellable);
  g_clear_error (&end->error);
  *end = (YcTestEnd){ .done = FALSE };
}

void
yc_test_wait_state (YcDevice     *device,
                    YcDeviceState state)
{
  yc_test_wait_for (yc_device_get_state (device) == state);
}

/* What came is a piece of @job from its beginning, and never more.
 * Returns: how many bytes of it */
gsize
yc_test_count_received (YcTestCounter *counter,
                        GBytes        *job)
{
  g_autoptr (GBytes) got = yc_mock_port_get_received (counter->printer_port);
  gsize size = g_bytes_get_size (got);

  g_assert_cmpuint (size, <=, g_bytes_get_size (job));
  if (size > 0)
    g_assert_cmpmem (g_bytes_get_data (got, NULL), size, g_bytes_get_data (job, NULL), size);
  return size;
}
