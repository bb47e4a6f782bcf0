/* test-kernel.c: the desk's device code through the real kernel: usbfs, usblp, hot-plug
 *
 * Runs as root in a machine of its own (tests/qemu/run), with three simulated device
 * controllers. A reader, a receipt printer and an engraver are plugged in once, as at a
 * counter, and each test leaves them plugged in and ready. The argument is the guard.
 */

#include "yc-engraver-device.h"
#include "yc-gadget.h"
#include "yc-sim-card-reader.h"
#include "yc-sim-lihuiyu.h"
#include "yc-sim-printer.h"
#include "yc-test-counter.h"
#include "yc-test-engraver.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Emulated, and with sanitizers: everything is some ten times as slow. */
#define WAIT_S 60
#define ROWS 40
#define USBLP "/sys/bus/usb/drivers/usblp"

typedef struct
{
  YcTestCounter counter; /* without a bus */
  YcGadget *reader;
  YcGadget *printer;
  YcGadget *engraver;
  YcDevice *engraver_device;
  char *folder;
} Desk;

/* How a job of engraving went. */
typedef struct
{
  gboolean done;
  YcEngraveOutcome outcome;
  guint starts;
  GError *error;
} Engraving;

static Desk desk;

static void
engraving_clear (Engraving *engraving)
{
  g_clear_error (&engraving->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Engraving, engraving_clear)

static YcGadget *
plug_in (YcSimDevice *sim,
         const char  *name,
         const char  *controller)
{
  YcGadget *gadget = yc_gadget_new (sim, name, controller);

  g_object_unref (sim);
  return gadget;
}

static YcDevice *
find (YcDeviceRole role)
{
  YcDevice *device = yc_device_registry_get_by_role (desk.counter.registry, role);

  g_assert_nonnull (device);
  return device;
}

/* A guard has some seconds for its first word, and the host's files are far away: let
 * the machine have read the program once. */
static void
load_guard (const char *guard)
{
  const char *command[] = { guard, NULL };

  g_assert_true (g_spawn_sync (NULL, (char **) command, NULL,
                               G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                               NULL, NULL, NULL, NULL));
}

static void
desk_init (const char *guard)
{
  g_autoptr (GError) error = NULL;

  desk.folder = g_dir_make_tmp ("yc-kernel-XXXXXX", &error);
  g_assert_no_error (error);
  load_guard (guard);
  yc_engraver_device_set_guard (guard, desk.folder);
  desk.counter.registry = yc_device_registry_new ();
  g_assert_true (yc_device_registry_add_address (desk.counter.registry, "usb", NULL));
  desk.reader = plug_in (yc_sim_card_reader_new ("R0001"), "reader", "dummy_udc.0");
  desk.printer = plug_in (yc_sim_printer_new ("P0001"), "printer", "dummy_udc.1");
  desk.engraver = plug_in (yc_sim_lihuiyu_new ("M2", YC_TEST_BED_MM, YC_TEST_BED_MM), "engraver",
                           "dummy_udc.2");
  yc_test_wait_long (g_list_model_get_n_items (G_LIST_MODEL (desk.counter.registry)) == 3, WAIT_S);
  desk.counter.reader = find (YC_DEVICE_ROLE_READER);
  desk.counter.printer = find (YC_DEVICE_ROLE_RECEIPT_PRINTER);
  desk.engraver_device = find (YC_DEVICE_ROLE_ENGRAVER);
}

static void
desk_clear (void)
{
  yc_device_registry_stop (desk.counter.registry);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (desk.counter.registry);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  yc_gadget_free (desk.reader);
  yc_gadget_free (desk.printer);
  yc_gadget_free (desk.engraver);
  g_free (desk.folder);
}

static void
read_card (YcTestEnd *end)
{
  yc_test_start_read (&desk.counter, end);
  yc_test_wait_long (end->done, WAIT_S);
}

static void
wait_state (YcDevice     *device,
            YcDeviceState state)
{
  yc_test_wait_long (yc_device_get_state (device) == state, WAIT_S);
}

static void
test_read (void)
{
  g_auto (YcTestEnd) end = { FALSE };

  g_assert_true (g_str_has_prefix (yc_device_get_place (desk.counter.reader), "usb:"));
  g_assert_cmpstr (yc_device_get_name (desk.counter.reader), ==, "Simulated card reader");
  yc_gadget_tell (desk.reader, "insert zhang");
  read_card (&end);
  g_assert_no_error (end.error);
  g_assert_cmpstr (end.card->name, ==, "张测试");
  g_assert_cmpstr (end.card->number, ==, "11010519491231002X");
  yc_gadget_tell (desk.reader, "lift");
}

/* Words for it, and the same device when it is back. */
static void
assert_pulled (YcTestEnd *end)
{
  g_auto (YcTestEnd) again = { FALSE };

  yc_test_wait_long (end->done, WAIT_S);
  g_assert_error (end->error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNPLUGGED);
  g_assert_nonnull (strstr (end->error->message, "unplugged"));
  wait_state (desk.counter.reader, YC_DEVICE_ABSENT);

  yc_gadget_tell (desk.reader, "plug");
  wait_state (desk.counter.reader, YC_DEVICE_READY);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (desk.counter.registry)), ==, 3);
  yc_gadget_tell (desk.reader, "insert zhang");
  read_card (&again);
  g_assert_no_error (again.error);
  g_assert_cmpstr (again.card->number, ==, "11010519491231002X");
  yc_gadget_tell (desk.reader, "lift");
}

/* In the middle of an answer. */
static void
test_read_pulled (void)
{
  g_auto (YcTestEnd) end = { FALSE };

  yc_gadget_tell (desk.reader, "insert zhang");
  yc_gadget_tell (desk.reader, "unplug-at in 700");
  yc_test_start_read (&desk.counter, &end);
  assert_pulled (&end);
}

/* While a card is waited for, wherever that is just then: asking, reading, or opening. */
static void
test_read_pulled_waiting (void)
{
  for (guint i = 0; i < 4; i++)
    {
      g_auto (YcTestEnd) end = { FALSE };

      yc_test_start_read (&desk.counter, &end);
      g_usleep (100000 * i);
      yc_gadget_tell (desk.reader, "unplug");
      assert_pulled (&end);
    }
}

static void
test_read_stalled (void)
{
  g_auto (YcTestEnd) end = { FALSE };

  yc_gadget_tell (desk.reader, "insert zhang");
  yc_gadget_tell (desk.reader, "stall in");
  read_card (&end);
  g_assert_error (end.error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_STALLED);
  g_assert_nonnull (strstr (end.error->message, "refused"));
  read_card (&end);
  g_assert_no_error (end.error);
  yc_gadget_tell (desk.reader, "lift");
}

/* --- the printer ----------------------------------------------------- */

static void
received_cb (YcSimDevice *device,
             gpointer     data)
{
  *(GBytes **) data = yc_sim_printer_get_received (YC_SIM_PRINTER (device));
}

static gsize
count_received (void)
{
  g_autoptr (GBytes) got = NULL;

  yc_gadget_look (desk.printer, received_cb, &got);
  return g_bytes_get_size (got);
}

/* What the printer has had since @from is the first bytes of the receipt. Returns how many. */
static gsize
assert_prefix (gsize   from,
               GBytes *receipt)
{
  g_autoptr (GBytes) got = NULL;
  gsize size;

  yc_gadget_look (desk.printer, received_cb, &got);
  size = g_bytes_get_size (got) - from;
  g_assert_cmpuint (size, <=, g_bytes_get_size (receipt));
  g_assert_cmpint (memcmp ((const char *) g_bytes_get_data (got, NULL) + from,
                           g_bytes_get_data (receipt, NULL), size), ==, 0);
  return size;
}

/* An interface is a link "3-1:1.0" in its driver's folder. */
static gboolean
is_usblp_bound (void)
{
  g_autoptr (GDir) dir = g_dir_open (USBLP, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (strchr (name, ':') != NULL)
      return TRUE;
  return FALSE;
}

static void
print (GBytes    *receipt,
       YcTestEnd *end)
{
  yc_test_start_print (&desk.counter, receipt, end);
  yc_test_wait_long (end->done, WAIT_S);
}

static void
assert_printed (GBytes *receipt)
{
  g_auto (YcTestEnd) end = { FALSE };
  gsize before = count_received ();

  print (receipt, &end);
  g_assert_no_error (end.error);
  g_assert_cmpint (end.outcome, ==, YC_PRINT_DONE);
  g_assert_cmpuint (assert_prefix (before, receipt), ==, g_bytes_get_size (receipt));
}

/* Another program prints through usblp, as CUPS would. */
static void
assert_usblp_works (void)
{
  static const char text[] = "by another program\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  gsize before = count_received ();
  int fd;

  g_assert_true (is_usblp_bound ());
  fd = open ("/dev/usb/lp0", O_WRONLY | O_CLOEXEC);
  g_assert_no_errno (fd);
  g_assert_cmpint (write (fd, text, strlen (text)), ==, strlen (text));
  close (fd);
  yc_test_wait_long (count_received () == before + strlen (text), WAIT_S);
  g_assert_cmpuint (assert_prefix (before, bytes), ==, strlen (text));
}

/* The system has the printer before and after, and the desk meanwhile. */
static void
test_print (void)
{
  g_autoptr (GBytes) receipt = yc_test_receipt_new (300);

  yc_test_wait_long (is_usblp_bound (), WAIT_S);
  assert_usblp_works ();
  assert_printed (receipt);
  assert_usblp_works ();
}

/* Answered NAK for as long as there is no paper; usblp is away, and comes back. */
static void
test_print_paper_ends (void)
{
  g_auto (YcTestEnd) end = { FALSE };
  g_autoptr (GBytes) receipt = yc_test_receipt_new (300);
  gsize before = count_received ();

  yc_gadget_tell (desk.printer, "paper-out-at 5000");
  yc_test_start_print (&desk.counter, receipt, &end);
  yc_test_wait_long (yc_device_get_problem (desk.counter.printer) != NULL, WAIT_S);
  g_assert_nonnull (strstr (yc_device_get_problem (desk.counter.printer), "paper"));
  g_assert_cmpuint (assert_prefix (before, receipt), ==, 5000);
  g_assert_false (end.done);
  g_assert_false (is_usblp_bound ());

  yc_gadget_tell (desk.printer, "paper-in");
  yc_test_wait_long (end.done, WAIT_S);
  g_assert_no_error (end.error);
  g_assert_cmpint (end.outcome, ==, YC_PRINT_DONE);
  g_assert_cmpuint (assert_prefix (before, receipt), ==, g_bytes_get_size (receipt));
  assert_usblp_works ();
}

/* Honest, nothing sent again by itself, and the next receipt whole. */
static void
test_print_pulled (void)
{
  g_auto (YcTestEnd) end = { FALSE };
  g_autoptr (GBytes) receipt = yc_test_receipt_new (300);
  gsize before = count_received ();

  yc_gadget_tell (desk.printer, "unplug-at out 5000");
  print (receipt, &end);
  g_assert_cmpint (end.outcome, ==, YC_PRINT_UNKNOWN);
  g_assert_error (end.error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_OUTCOME_UNKNOWN);
  g_assert_nonnull (strstr (end.error->message, "unplugged"));
  wait_state (desk.counter.printer, YC_DEVICE_ABSENT);
  g_assert_cmpuint (assert_prefix (before, receipt), ==, 5000);
  yc_test_wait_long (!is_usblp_bound (), WAIT_S);

  yc_gadget_tell (desk.printer, "plug");
  wait_state (desk.counter.printer, YC_DEVICE_READY);
  g_assert_cmpuint (count_received (), ==, before + 5000);
  assert_printed (receipt);
  yc_test_wait_long (is_usblp_bound (), WAIT_S);
  assert_usblp_works ();
}

/* Another program has the printer open in usblp: the desk takes it over. */
static void
test_print_beside_usblp (void)
{
  g_autoptr (GBytes) receipt = yc_test_receipt_new (20);
  int fd = open ("/dev/usb/lp0", O_WRONLY | O_CLOEXEC);

  g_assert_no_errno (fd);
  assert_printed (receipt);
  g_assert_cmpint (write (fd, "x", 1), ==, -1);
  g_assert_cmpint (errno, ==, ENODEV);
  close (fd);
  yc_test_wait_long (is_usblp_bound (), WAIT_S);
  assert_usblp_works ();
}

/* --- the engraver ---------------------------------------------------- */

static gboolean
started_cb (const YcId *job,
            gpointer    data,
            GError    **error)
{
  ((Engraving *) data)->starts++;
  return TRUE;
}

static void
engraved_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  Engraving *engraving = data;

  engraving->outcome = yc_engraver_engrave_finish (YC_ENGRAVER (source), result, &engraving->error);
  engraving->done = TRUE;
}

static void
start_engraving (YcToolpath *path,
                 Engraving  *engraving)
{
  const YcEngraveHooks hooks = { started_cb, NULL, engraving };
  YcId job;

  engraving_clear (engraving);
  *engraving = (Engraving){ FALSE };
  yc_id_init_random (&job);
  yc_engraver_engrave_async (YC_ENGRAVER (desk.engraver_device), path, &job, &hooks, NULL,
                             engraved_cb, engraving);
}

typedef struct
{
  YcSimLihuiyuReport report;
  guint differs; /* permille */
} Plate;

static void
look_cb (YcSimDevice *device,
         gpointer     data)
{
  Plate *plate = data;

  yc_sim_lihuiyu_report (YC_SIM_LIHUIYU (device), g_get_monotonic_time () / 1000, &plate->report);
  plate->differs = yc_test_plate_differs (yc_sim_lihuiyu_get_plate (YC_SIM_LIHUIYU (device)), ROWS);
}

static void
assert_engraved (YcToolpath *path)
{
  g_auto (Engraving) engraving = { FALSE };
  Plate plate;

  yc_gadget_tell (desk.engraver, "new-plate");
  start_engraving (path, &engraving);
  yc_test_wait_long (engraving.done, WAIT_S);
  g_assert_no_error (engraving.error);
  g_assert_cmpint (engraving.outcome, ==, YC_ENGRAVE_DONE);
  g_assert_cmpuint (engraving.starts, ==, 1);
  yc_gadget_look (desk.engraver, look_cb, &plate);
  g_assert_cmpuint (plate.differs, ==, 0);
  g_assert_cmpuint (plate.report.plate.dots_twice, ==, 0);
  g_assert_cmpuint (plate.report.nonsense, ==, 0);
  g_assert_true (plate.report.idle);
  g_assert_false (plate.report.plate.laser);
}

static void
test_engrave (void)
{
  g_autoptr (YcToolpath) path = yc_test_raster_new (ROWS, 250000);

  assert_engraved (path);
}

/* Nobody knows how it ended; the next piece is whole. */
static void
test_engrave_pulled (void)
{
  g_autoptr (YcToolpath) path = yc_test_raster_new (ROWS, 100000);
  g_auto (Engraving) engraving = { FALSE };
  Plate plate;

  yc_gadget_tell (desk.engraver, "new-plate");
  yc_gadget_tell (desk.engraver, "unplug-transfer 40"); /* of some hundred */
  start_engraving (path, &engraving);
  yc_test_wait_long (engraving.done, WAIT_S);
  g_assert_cmpuint (engraving.starts, ==, 1);
  g_assert_cmpint (engraving.outcome, ==, YC_ENGRAVE_UNKNOWN);
  g_assert_error (engraving.error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_OUTCOME_UNKNOWN);
  g_assert_nonnull (strstr (engraving.error->message, "unplugged"));
  g_assert_nonnull (strstr (engraving.error->message, "Press the engraver’s own stop"));
  wait_state (desk.engraver_device, YC_DEVICE_ABSENT);

  /* The clerk does so. */
  yc_gadget_tell (desk.engraver, "power-off");
  yc_gadget_tell (desk.engraver, "power-on");
  yc_gadget_tell (desk.engraver, "plug");
  wait_state (desk.engraver_device, YC_DEVICE_READY);
  yc_gadget_look (desk.engraver, look_cb, &plate);
  g_assert_cmpuint (plate.differs, >, 0);
  assert_engraved (path);
}

int
main (int    argc,
      char **argv)
{
  int code;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  desk_init (argv[1]);
  g_test_add_func ("/kernel/read", test_read);
  g_test_add_func ("/kernel/read-pulled", test_read_pulled);
  g_test_add_func ("/kernel/read-pulled-waiting", test_read_pulled_waiting);
  g_test_add_func ("/kernel/read-stalled", test_read_stalled);
  g_test_add_func ("/kernel/print", test_print);
  g_test_add_func ("/kernel/print-paper-ends", test_print_paper_ends);
  g_test_add_func ("/kernel/print-pulled", test_print_pulled);
  g_test_add_func ("/kernel/print-beside-usblp", test_print_beside_usblp);
  g_test_add_func ("/kernel/engrave", test_engrave);
  g_test_add_func ("/kernel/engrave-pulled", test_engrave_pulled);
  code = g_test_run ();
  desk_clear ();
  return code;
}
