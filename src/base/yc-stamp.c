/* yc-stamp.c: reading clocks, and correcting what wrong clocks said */

#include "yc-stamp.h"

#include <time.h>

static gint64
read_clock_ms (clockid_t which)
{
  struct timespec ts;

  if (clock_gettime (which, &ts) != 0)
    g_error ("The system has no clock %d", (int) which);
  return (gint64) ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* The kernel's boot id, a UUID; the dashes are dropped. */
static gboolean
read_boot_id (YcId *ret_boot)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *joined = NULL;

  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &text, NULL, NULL))
    return FALSE;
  parts = g_strsplit (g_strstrip (text), "-", 0);
  joined = g_strjoinv ("", parts);
  return yc_id_parse (joined, ret_boot);
}

static void
system_clock_read (YcClock *clock,
                   YcStamp *ret_stamp)
{
  static gsize once;
  static YcId boot;

  if (g_once_init_enter (&once))
    {
      /* Without a boot id no two stamps may be taken for the same boot. */
      if (!read_boot_id (&boot))
        yc_id_init_random (&boot);
      g_once_init_leave (&once, 1);
    }
  ret_stamp->wall_ms = read_clock_ms (CLOCK_REALTIME);
  ret_stamp->boot = boot;
  ret_stamp->boot_ms = read_clock_ms (CLOCK_BOOTTIME);
}

YcClock *
yc_clock_get_system (void)
{
  static YcClock clock = { system_clock_read };

  return &clock;
}

void
yc_clock_read (YcClock *clock,
               YcStamp *ret_stamp)
{
  g_return_if_fail (clock != NULL && ret_stamp != NULL);

  clock->read (clock, ret_stamp);
}

/* What a desk sends may be any number: the ends of the range stand for what
 * lies beyond them. */
static gint64
add_within_range (gint64 a,
                  gint64 b)
{
  gint64 sum;

  if (!__builtin_add_overflow (a, b, &sum))
    return sum;
  return a < 0 ? G_MININT64 : G_MAXINT64;
}

static gint64
subtract_within_range (gint64 a,
                       gint64 b)
{
  gint64 difference;

  if (!__builtin_sub_overflow (a, b, &difference))
    return difference;
  return a < 0 ? G_MININT64 : G_MAXINT64;
}

/**
 * yc_stamp_correct:
 * @made: the desk's reading when the op was made
 * @sending: the desk's reading when it was sent
 * @received_ms: the hub's clock at receipt
 * @offset_ms: hub's clock minus the desk's wall clock, as last known; used
 *   only when the desk has been restarted between @made and @sending
 * @floor_ms: the corrected moment of the desk's previous op
 *
 * In one boot the age of the op is exact whatever the wall clock did, so the
 * moment is receipt minus age. Across a restart only the wall clock is left:
 * the moment is marked uncertain. Either way it lies between the previous op
 * and receipt.
 *
 * Returns: the moment by the hub's clock
 */
YcMoment
yc_stamp_correct (const YcStamp *made,
                  const YcStamp *sending,
                  gint64         received_ms,
                  gint64         offset_ms,
                  gint64         floor_ms)
{
  YcMoment moment;

  g_return_val_if_fail (made != NULL && sending != NULL, ((YcMoment){ received_ms, TRUE }));

  moment.uncertain = !yc_id_equal (&made->boot, &sending->boot) || sending->boot_ms < made->boot_ms;
  if (moment.uncertain)
    moment.at_ms = add_within_range (made->wall_ms, offset_ms);
  else
    moment.at_ms = subtract_within_range (received_ms,
                                          subtract_within_range (sending->boot_ms, made->boot_ms));

  moment.at_ms = MIN (MAX (moment.at_ms, floor_ms), received_ms);
  return moment;
}
