/* facts-maker.c: facts-maker FOLDER COUNT: a month of a large hall, for the hub of FOLDER, which is not running */

#include "yc-test-facts.h"
#include "yc-test-hub.h"

int
main (int    argc,
      char **argv)
{
  g_autofree char *catalogues = test_hub_dup_catalogues ();
  g_autoptr (GError) error = NULL;
  guint64 count;
  YcHub *hub;

  g_assert_cmpint (argc, ==, 3);
  g_assert_true (g_ascii_string_to_unsigned (argv[2], 10, 1, 1000000, &count, NULL));
  hub = yc_hub_open (argv[1], yc_clock_get_system (), catalogues, &error);
  g_assert_no_error (error);
  test_facts_fill (hub, (guint) count, g_get_real_time () / 1000);
  yc_hub_close (hub, &error);
  g_assert_no_error (error);
  return 0;
}
