/* How long a search over all industries and all scope items takes: at most
 * 2 ms for each key that a clerk presses. */

#include "yc-lookup.h"

#include <stdlib.h>

#define ROUNDS 200
#define SEARCH_US_MAX 2000

int
main (void)
{
  static const char *const asked[] = { "z", "rjkf", "ruanjiankaifa", "软件开发", "65", "s x j s", "aaaaaaaaaaaaaaaaaaaa" };
  gint64 worst = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (asked); i++)
    {
      gint64 from = g_get_monotonic_time (), each;

      for (guint round = 0; round < ROUNDS; round++)
        {
          g_autoptr (GPtrArray) industries = yc_industry_search (asked[i], 20);
          g_autoptr (GPtrArray) items = yc_scope_item_search (asked[i], NULL, 20);

          if (industries->len > 20 || items->len > 20)
            return EXIT_FAILURE;
        }
      each = (g_get_monotonic_time () - from) / ROUNDS;
      g_print ("%s: %" G_GINT64_FORMAT " us\n", asked[i], each);
      worst = MAX (worst, each);
    }
  g_print ("worst: %" G_GINT64_FORMAT " us of %d us allowed\n", worst, SEARCH_US_MAX);
  return worst <= SEARCH_US_MAX ? EXIT_SUCCESS : EXIT_FAILURE;
}
