/* yc-grbl-words.c: GRBL's errors and alarms, as a clerk reads them
 *
 * The numbers are those of GRBL 1.1's documentation. A clerk is told what is so
 * and what to do; whoever mends the machine finds its own number at the end. Of
 * what only our program can have caused, a clerk hears that it is not them.
 */

#include "yc-grbl-proto.h"

#include "yc-device-error.h"

#include <glib/gi18n-lib.h>

/* What can be done where the machine stands: a retry. */
typedef struct
{
  const char *text; /* (nullable): a number GRBL does not use */
  int retry;        /* a YcDeviceRetry, or -1 */
} Words;

#define PROGRAM(words) { words, -1 }

static const Words errors[YC_GRBL_ERRORS_MAX + 1] = {
  [1] = PROGRAM (N_("The engraver did not understand a line: a letter is missing. Call the technician")),
  [2] = PROGRAM (N_("The engraver did not understand a line: a number is missing. Call the technician")),
  [3] = PROGRAM (N_("The engraver does not know a command. Its firmware is too old: call the technician")),
  [4] = PROGRAM (N_("The engraver was given a negative number where there can be none. Call the technician")),
  [5] = PROGRAM (N_("The engraver has no home switches, or they are turned off. Call the technician")),
  [6] = PROGRAM (N_("The engraver’s step pulses are set too short. Call the technician")),
  [7] = PROGRAM (N_("The engraver’s memory was damaged and holds its factory settings. It must be set up again: call the technician")),
  [8] = { N_("The engraver is still moving. Wait until it stands still, then try again"), YC_DEVICE_RETRY_WAIT },
  [9] = { N_("The engraver is locked after an alarm. Send it home, then try again"), YC_DEVICE_RETRY_OFFLINE },
  [10] = PROGRAM (N_("The engraver’s limits need its home switches, which are turned off. Call the technician")),
  [11] = PROGRAM (N_("A line was too long for the engraver. Call the technician")),
  [12] = PROGRAM (N_("The engraver is set to run faster than it can. Call the technician")),
  [13] = { N_("The engraver’s lid is open. Close it, then try again"), YC_DEVICE_RETRY_COVER_OPEN },
  [14] = PROGRAM (N_("A line was too long for the engraver’s memory. Call the technician")),
  [15] = PROGRAM (N_("The engraver was to be moved beyond its bed, and stayed where it is")),
  [16] = PROGRAM (N_("The engraver did not understand how it was to be moved. Call the technician")),
  [17] = PROGRAM (N_("The engraver’s laser cannot be dimmed as it is wired. Call the technician")),
  [18] = PROGRAM (N_("The engraver refused a line for a reason that is not documented. Call the technician")),
  [19] = PROGRAM (N_("The engraver refused a line for a reason that is not documented. Call the technician")),
  [20] = PROGRAM (N_("The engraver does not know a command of the job. Call the technician")),
  [21] = PROGRAM (N_("The job gave two commands at once that exclude each other. Call the technician")),
  [22] = PROGRAM (N_("The job gave no speed. Call the technician")),
  [23] = PROGRAM (N_("The job gave a fraction where a whole number must be. Call the technician")),
  [24] = PROGRAM (N_("The job gave two movements in one line. Call the technician")),
  [25] = PROGRAM (N_("The job said a thing twice in one line. Call the technician")),
  [26] = PROGRAM (N_("The job gave a movement without a place to go to. Call the technician")),
  [27] = PROGRAM (N_("The job’s line numbers are wrong. Call the technician")),
  [28] = PROGRAM (N_("A value is missing in a line of the job. Call the technician")),
  [29] = PROGRAM (N_("The job uses an origin the engraver does not have. Call the technician")),
  [30] = PROGRAM (N_("The job gave a place of the machine in a line that does not move. Call the technician")),
  [31] = PROGRAM (N_("The job gave a place where nothing moves. Call the technician")),
  [32] = PROGRAM (N_("The job gave an arc without an end. Call the technician")),
  [33] = PROGRAM (N_("The job asks for a movement that cannot be made. Call the technician")),
  [34] = PROGRAM (N_("The job gave an arc whose radius cannot be. Call the technician")),
  [35] = PROGRAM (N_("The job gave an arc without a centre. Call the technician")),
  [36] = PROGRAM (N_("A line of the job has words that belong to nothing. Call the technician")),
  [37] = PROGRAM (N_("The job sets a tool’s length along a wrong axis. Call the technician")),
  [38] = PROGRAM (N_("The job names a tool the engraver does not have. Call the technician")),
};

static const Words alarms[YC_GRBL_ALARMS_MAX + 1] = {
  [1] = { N_("The engraver ran into its end switch and no longer knows where it is. Look at the work piece, free the head, send it home"), YC_DEVICE_RETRY_OFFLINE },
  [2] = PROGRAM (N_("The job reaches beyond the engraver’s bed. Move the piece, or choose a smaller plate")),
  [3] = { N_("The engraver was reset while it moved and no longer knows where it is. Look at the work piece, send the engraver home"), YC_DEVICE_RETRY_OFFLINE },
  [4] = PROGRAM (N_("The engraver’s probe was touching before it was used. Call the technician")),
  [5] = PROGRAM (N_("The engraver’s probe did not touch anything. Call the technician")),
  [6] = { N_("The way home was broken off. Send the engraver home again"), YC_DEVICE_RETRY_OFFLINE },
  [7] = { N_("The lid was opened on the way home. Close it and send the engraver home again"), YC_DEVICE_RETRY_COVER_OPEN },
  [8] = PROGRAM (N_("The engraver’s head does not come free of its home switch. Call the technician")),
  [9] = PROGRAM (N_("The engraver did not find its home switch. See whether something is in the way, else call the technician")),
  [10] = PROGRAM (N_("The engraver did not find its second home switch. See whether something is in the way, else call the technician")),
};

static GError *
new_from (const Words *words,
          guint        number,
          const char  *mark)
{
  if (words->retry >= 0)
    return g_error_new (YC_DEVICE_RETRY, words->retry, "%s (%s %u)", _(words->text), mark, number);
  return g_error_new (YC_DEVICE_ERROR, YC_DEVICE_ERROR_DEVICE, "%s (%s %u)", _(words->text), mark,
                      number);
}

/* What `error:@number` means; also of a number that is not in the documentation. */
GError *
yc_grbl_error_new (guint number)
{
  static const Words other = { N_("The engraver refused a line for a reason that is not documented. Call the technician"), -1 };

  return new_from (number >= 1 && number <= YC_GRBL_ERRORS_MAX ? &errors[number] : &other, number,
                   "GRBL error");
}

/* What `ALARM:@number` means. */
GError *
yc_grbl_alarm_new (guint number)
{
  static const Words other = { N_("The engraver raised an alarm that is not documented. Call the technician"), -1 };

  return new_from (number >= 1 && number <= YC_GRBL_ALARMS_MAX ? &alarms[number] : &other, number,
                   "GRBL alarm");
}
