/* How long a seal's artwork takes, and its report.
 *
 * Short, middle and long names of every default profile. The first seal of a
 * program finds the machine's fonts and reads their files; the others are what a
 * window waits for. Counted is the thread's own time, whatever else the machine
 * does. Other characters each time: a character that was drawn before
 * comes out of a table. */

#include "test-seals.h"

#include <string.h>
#include <time.h>

#define ROUNDS 40
#define CELLS 94

static const guint lengths[] = { 6, 16, 40 };

static gint64
get_time_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* Common characters, others in each round. */
static char *
get_name (guint round,
          guint chars)
{
  GString *name = g_string_new (NULL);

  for (guint i = 0; i < chars; i++)
    {
      guint n = (round * 997 + i * 61) % 3755;
      char pair[2] = { (char) (0xb0 + n / CELLS), (char) (0xa1 + n % CELLS) };
      g_autofree char *one = g_convert (pair, 2, "UTF-8", "GB2312", NULL, NULL, NULL);

      g_string_append (name, one);
    }
  return g_string_free (name, FALSE);
}

static double
measure (const YcSealProfile *profile,
         YcSealFonts         *fonts,
         guint                chars,
         double              *ret_slowest_ms,
         double              *ret_report_ms)
{
  gint64 all_us = 0, report_us = 0;

  *ret_slowest_ms = 0;
  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autofree char *name = get_name (i, chars);
      YcSealTexts texts = { .name = name, .person = "王小明", .code = profile->code != NULL ? SEALS_CODE : NULL,
                            .credit_code = SEALS_CREDIT };
      gint64 began_us = get_time_us (), took_us;
      g_autoptr (GError) error = NULL;
      g_autoptr (YcSeal) seal = yc_seal_make (profile, &texts, fonts, &error);

      g_assert_no_error (error);
      took_us = get_time_us () - began_us;
      all_us += took_us;
      *ret_slowest_ms = MAX (*ret_slowest_ms, (double) took_us / 1000);
      began_us = get_time_us ();
      yc_seal_report_free (seals_report (seal->drawing, profile, &texts));
      report_us += get_time_us () - began_us;
    }
  *ret_report_ms = (double) report_us / 1000 / ROUNDS;
  return (double) all_us / 1000 / ROUNDS;
}

int
main (void)
{
  g_autoptr (YcSealProfiles) profiles = seals_read ();
  gint64 began_us = g_get_monotonic_time ();
  g_autoptr (YcSealFonts) fonts = yc_seal_fonts_new ();
  double worst_ms = 0, slowest_ms, report_ms;

  measure (yc_seal_profiles_find (profiles, YC_SEAL_OFFICIAL, NULL), fonts, 6, &slowest_ms, &report_ms);
  g_print ("fonts found, first seal made: %.0f ms\n", slowest_ms);
  for (guint kind = 0; kind < YC_SEAL_N_KINDS; kind++)
    for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
      {
        const YcSealProfile *profile = yc_seal_profiles_find (profiles, (YcSealKind) kind, NULL);
        double ms = measure (profile, fonts, lengths[i], &slowest_ms, &report_ms);

        g_print ("%-10s %2u characters: artwork %5.2f ms, slowest %5.2f; report %5.1f ms\n",
                 yc_seal_kind_to_text ((YcSealKind) kind), lengths[i], ms, slowest_ms, report_ms);
        worst_ms = MAX (worst_ms, ms);
        if (profile->square != NULL)
          break;
      }
  g_print ("worst mean: %.2f ms a seal (goal: 10); %.1f s in all\n", worst_ms,
           (double) (g_get_monotonic_time () - began_us) / 1e6);
  return worst_ms <= 10 ? 0 : 1;
}
