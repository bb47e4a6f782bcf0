/* test-mock-run.c: what mock-usb-run gives to a command
 *
 * Started by it; the folder of the control sockets is the first argument.
 */

#include "yc-device-registry.h"
#include "yc-sim-control.h"
#include "yc-test-devices.h"

static const char *folder;

static void
tell (const char *name,
      const char *line)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *reply = NULL;
  g_autoptr (GError) error = NULL;

  yc_sim_control_tell (path, line, &reply, &error);
  g_assert_no_error (error);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  YcCard **card = data;
  g_autoptr (GError) error = NULL;

  *card = yc_card_reader_read_finish (YC_CARD_READER (source), result, &error);
  g_assert_no_error (error);
}

/* Two devices on USB; a card laid through the control socket is read. */
static void
test_read (void)
{
  YcDeviceRegistry *registry = yc_device_registry_new ();
  g_autoptr (YcCard) card = NULL;
  YcDevice *reader;

  g_assert_true (yc_device_registry_add_address (registry, "usb", NULL));
  yc_test_wait_for (g_list_model_get_n_items (G_LIST_MODEL (registry)) == 2);
  reader = yc_device_registry_get_by_role (registry, YC_DEVICE_ROLE_READER);
  g_assert_true (g_str_has_prefix (yc_device_get_place (reader), "usb:1-"));
  yc_card_reader_read_async (YC_CARD_READER (reader), NULL, read_cb, &card);
  tell ("reader", "insert zhang");
  yc_test_wait_for (card != NULL);
  g_assert_cmpstr (card->number, ==, "11010519491231002X");

  tell ("printer", "unplug");
  yc_test_wait_for (yc_device_get_state (yc_device_registry_get_by_role (
                      registry, YC_DEVICE_ROLE_RECEIPT_PRINTER)) == YC_DEVICE_ABSENT);
  yc_device_registry_stop (registry);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (registry);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  folder = argv[1];
  g_test_add_func ("/mock-run/read", test_read);
  return g_test_run ();
}
