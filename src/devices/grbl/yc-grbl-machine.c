/* yc-grbl-machine.c: a GRBL laser, as its guard drives it
 *
 * Lines go out while they fit into the machine's buffer; every answer that comes is
 * taken in order; every REPORT_MS the state is asked for.
 *
 *   look:  greeting or report ─▶ $$ (laser mode, full power) ─▶ $C sample $C
 *   run:   fill ⟲ hear ⟲ … all answered ─▶ Idle
 *   stop:  ! ─▶ Hold:0 or Idle ─▶ reset ─▶ greeting
 *
 * 1. An error, an alarm, a greeting or nonsense in a job ends it: what is in the
 *    buffer would still run, so it is stopped, and nothing is resumed.
 * 2. A lid that is opened is a pause the machine makes by itself; only the clerk's
 *    "go on" ends it.
 * 3. Nothing waits without asking for a stop.
 */

#include "yc-grbl-machine.h"

#include "yc-grbl-encode.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define WRITE_TIMEOUT_MS 300
#define READ_MS 10
#define REPORT_MS 200          /* five times a second at most */
#define SILENCE_MAX_MS 2000    /* with a state asked for all the while */
#define WAKE_MAX_MS 3000       /* a board that was reset by being opened */
#define ANSWER_MAX_MS 3000
#define HOLD_MAX_MS 3000
#define HOME_MAX_MS 30000
#define LOST_OK_MS 1500        /* it rests, and lines are not answered */
#define FINISH_MAX_MS 600000
#define READ_BYTES 512

struct _YcGrblMachine
{
  YcMachine parent_instance;

  YcToolpath *path; /* (nullable) */
  YcGrblSetting setting;
  YcEngraveProgress total;
  gboolean y_away;
  gboolean open;

  /* What it has said. */
  YcGrblLines lines;
  YcGrblWindow window;
  YcGrblState state;
  gint64 state_us;    /* when it last told its state */
  gint64 asked_us;
  guint greetings;
  guint greetings_before; /* the job */
  guint settings[256];
  gboolean has_settings[256];
};

G_DEFINE_FINAL_TYPE (YcGrblMachine, yc_grbl_machine, YC_TYPE_MACHINE)

static gint64
now_us (void)
{
  return g_get_monotonic_time ();
}

static gboolean
is_over (gint64 begin_us,
         guint  max_ms)
{
  return now_us () - begin_us > max_ms * G_GINT64_CONSTANT (1000);
}

static gboolean
set_protocol_error (const char *text,
                    GError    **error)
{
  g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL, text);
  return FALSE;
}

/* --- the line -------------------------------------------------------- */

static gboolean
put_bytes (YcGrblMachine *self,
           const char    *bytes,
           gsize          size_bytes,
           GError       **error)
{
  gsize sent;

  return yc_transport_write (yc_machine_get_transport (YC_MACHINE (self)), (const guint8 *) bytes,
                             size_bytes, WRITE_TIMEOUT_MS, NULL, NULL, &sent, error);
}

static gboolean
put_byte (YcGrblMachine *self,
          char           byte,
          GError       **error)
{
  return put_bytes (self, &byte, 1, error);
}

/* One answer. In a job everything but ok and a report is an end. */
static gboolean
take_answer (YcGrblMachine *self,
             const char    *line,
             GError       **error)
{
  YcGrblAnswer answer;

  yc_grbl_parse_answer (line, &answer);
  switch (answer.type)
    {
    case YC_GRBL_ANSWER_OK:
      return yc_grbl_window_pop (&self->window) ||
             set_protocol_error (_("The engraver answers what it was not asked"), error);
    case YC_GRBL_ANSWER_ERROR:
      g_propagate_error (error, yc_grbl_error_new (answer.number));
      return FALSE;
    case YC_GRBL_ANSWER_ALARM:
      self->state = YC_GRBL_ALARM;
      g_propagate_error (error, yc_grbl_alarm_new (answer.number));
      return FALSE;
    case YC_GRBL_ANSWER_REPORT:
      self->state = answer.report.state;
      self->state_us = now_us ();
      return TRUE;
    case YC_GRBL_ANSWER_GREETING:
      self->greetings++;
      memset (&self->window, 0, sizeof self->window);
      return TRUE;
    case YC_GRBL_ANSWER_SETTING:
      if (answer.number < G_N_ELEMENTS (self->settings))
        {
          self->settings[answer.number] = (guint) (MAX (answer.value_milli, 0) / 1000);
          self->has_settings[answer.number] = TRUE;
        }
      return TRUE;
    case YC_GRBL_ANSWER_NOTHING:
      return TRUE;
    case YC_GRBL_ANSWER_NONSENSE:
    default:
      return set_protocol_error (_("The engraver’s answers make no sense"), error);
    }
}

/* All of them, also behind one that is an error: the greeting after a reset may come
 * in the same piece as what was refused before it. */
static gboolean
take_bytes (YcGrblMachine *self,
            const guint8  *bytes,
            gsize          size_bytes,
            GError       **error)
{
  GError *first = NULL;

  for (gsize i = 0; i < size_bytes; i++)
    if (yc_grbl_lines_take (&self->lines, bytes[i]))
      take_answer (self, self->lines.bytes, first == NULL ? &first : NULL);
  if (first == NULL)
    return TRUE;
  g_propagate_error (error, first);
  return FALSE;
}

/* Reads what has come, for at most READ_MS. */
static gboolean
hear (YcGrblMachine *self,
      GError       **error)
{
  guint8 bytes[READ_BYTES];
  g_autoptr (GError) local = NULL;
  gssize got = yc_transport_read (yc_machine_get_transport (YC_MACHINE (self)), bytes,
                                  sizeof bytes, READ_MS, &local);

  if (got < 0 && !g_error_matches (local, YC_DEVICE_ERROR, YC_DEVICE_ERROR_TIMEOUT))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return take_bytes (self, bytes, (gsize) MAX (got, 0), error);
}

/* Asks for the state when it is time, and hears. FALSE when it has been silent for
 * too long. */
static gboolean
turn (YcGrblMachine *self,
      GError       **error)
{
  if (is_over (self->asked_us, REPORT_MS))
    {
      self->asked_us = now_us ();
      if (!put_byte (self, YC_GRBL_STATUS, error))
        return FALSE;
    }
  if (!hear (self, error))
    return FALSE;
  if (!is_over (self->state_us, SILENCE_MAX_MS))
    return TRUE;
  g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_TIMEOUT,
                       _("The engraver does not answer any more"));
  return FALSE;
}

/* Until @is_so, or for @max_ms at most; @heeds_stop: or until a stop is wanted. */
static gboolean
turn_until (YcGrblMachine *self,
            gboolean     (*is_so) (YcGrblMachine *self),
            guint          max_ms,
            gboolean       heeds_stop,
            GError       **error)
{
  gint64 begin_us = now_us ();

  while (!is_so (self))
    {
      if ((heeds_stop && !yc_machine_wait (YC_MACHINE (self), 0, error)) || !turn (self, error))
        return FALSE;
      if (is_over (begin_us, max_ms))
        return set_protocol_error (_("The engraver does not come to its end"), error);
    }
  return TRUE;
}

static gboolean
is_answered (YcGrblMachine *self)
{
  return self->window.count == 0;
}

static gboolean
is_resting (YcGrblMachine *self)
{
  return self->state == YC_GRBL_IDLE;
}

static gboolean
is_halted (YcGrblMachine *self)
{
  return self->state == YC_GRBL_HELD || self->state == YC_GRBL_IDLE ||
         self->state == YC_GRBL_ALARM || self->state == YC_GRBL_DOOR ||
         self->state == YC_GRBL_CHECK;
}

static gboolean
is_greeted (YcGrblMachine *self)
{
  return self->greetings > 0;
}

/* The next report counts, not one from before. */
static void
forget_state (YcGrblMachine *self)
{
  self->state = YC_GRBL_UNKNOWN;
  self->state_us = now_us ();
  self->asked_us = 0;
}

/* A line of its own, and its answer. */
static gboolean
say (YcGrblMachine *self,
     const char    *line,
     guint          max_ms,
     gboolean       heeds_stop,
     GError       **error)
{
  g_autofree char *text = g_strconcat (line, "\n", NULL);

  yc_grbl_window_push (&self->window, strlen (text));
  return put_bytes (self, text, strlen (text), error) &&
         turn_until (self, is_answered, max_ms, heeds_stop, error);
}

/* --- looking --------------------------------------------------------- */

/* Opened lines reset some boards: until it says anything. */
static gboolean
wake (YcGrblMachine *self,
      GError       **error)
{
  gint64 begin_us = now_us ();

  memset (&self->window, 0, sizeof self->window);
  memset (&self->lines, 0, sizeof self->lines);
  forget_state (self);
  while (self->state == YC_GRBL_UNKNOWN)
    {
      g_autoptr (GError) local = NULL;

      if (!yc_machine_wait (YC_MACHINE (self), 0, error))
        return FALSE;
      self->state_us = now_us ();
      if (!turn (self, &local) &&
          yc_device_error_get_layer (local) == YC_DEVICE_LAYER_LINK)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (is_over (begin_us, WAKE_MAX_MS))
        {
          g_set_error_literal (error, YC_DEVICE_RETRY, YC_DEVICE_RETRY_OFFLINE,
                               _("The engraver has no power. Switch it on, then try again"));
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
open_link (YcGrblMachine *self,
           GError       **error)
{
  if (self->open)
    return TRUE;
  if (!yc_transport_open (yc_machine_get_transport (YC_MACHINE (self)), error))
    return FALSE;
  self->open = TRUE;
  return wake (self, error);
}

static gboolean
check_state (YcGrblMachine *self,
             GError       **error)
{
  switch (self->state)
    {
    case YC_GRBL_IDLE:
      return TRUE;
    case YC_GRBL_ALARM:
      g_propagate_error (error, yc_grbl_error_new (9));
      return FALSE;
    case YC_GRBL_DOOR:
      g_propagate_error (error, yc_grbl_error_new (13));
      return FALSE;
    default:
      g_propagate_error (error, yc_grbl_error_new (8));
      return FALSE;
    }
}

static gboolean
check_settings (YcGrblMachine *self,
                GError       **error)
{
  if (!say (self, "$$", ANSWER_MAX_MS, TRUE, error))
    return FALSE;
  if (!self->has_settings[30] || !self->has_settings[32] || self->settings[32] != 1)
    {
      g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNSUPPORTED,
                           _("The engraver is not in laser mode ($32), in which the beam is off at rest. Call the technician"));
      return FALSE;
    }
  self->setting = (YcGrblSetting){ self->settings[30], self->y_away };
  return TRUE;
}

/* --- sending --------------------------------------------------------- */

static void
tell_progress (YcGrblMachine    *self,
               const YcGrblLine *line)
{
  YcEngraveProgress progress = self->total;

  progress.moves_done = line->moves_done;
  progress.mm_done = line->mm_done;
  yc_machine_tell_progress (YC_MACHINE (self), &progress);
}

static gboolean
fill (YcGrblMachine   *self,
      const YcGrblJob *job,
      guint           *next,
      GError         **error)
{
  const char *text = yc_grbl_job_get_text (job, NULL);

  while (*next < yc_grbl_job_get_n_lines (job))
    {
      const YcGrblLine *line = yc_grbl_job_get_line (job, *next);

      if (!yc_grbl_window_fits (&self->window, line->size_bytes))
        break;
      yc_grbl_window_push (&self->window, line->size_bytes);
      (*next)++;
      if (!put_bytes (self, text + line->offset, line->size_bytes, error))
        return FALSE;
    }
  return TRUE;
}

/* The lid is open, or the clerk wants a pause: rests until told to go on. */
static gboolean
rest (YcGrblMachine *self,
      GError       **error)
{
  YcMachine *machine = YC_MACHINE (self);
  gboolean lid = self->state == YC_GRBL_DOOR;

  if (lid)
    {
      yc_machine_set_pause (machine, TRUE);
      yc_machine_tell_state (machine, YC_ENGRAVER_PAUSED);
      yc_machine_tell_problem (machine, _("The engraver’s lid is open. Close it, then go on"));
    }
  else
    {
      yc_machine_tell_state (machine, YC_ENGRAVER_PAUSING);
      if (!put_byte (self, YC_GRBL_HOLD, error))
        return FALSE;
      forget_state (self);
      if (!turn_until (self, is_halted, HOLD_MAX_MS, TRUE, error))
        return FALSE;
      yc_machine_tell_state (machine, YC_ENGRAVER_PAUSED);
    }
  while (yc_machine_wants_pause (machine))
    if (!yc_machine_wait (machine, 0, error) || !turn (self, error))
      return FALSE;
  if (!put_byte (self, YC_GRBL_RESUME, error))
    return FALSE;
  forget_state (self);
  if (lid)
    yc_machine_tell_problem (machine, NULL);
  yc_machine_tell_state (machine, YC_ENGRAVER_RUNNING);
  return TRUE;
}

/* A machine that says it is idle while nothing is answered has lost a line, or we have
 * lost its answer. */
static gboolean
check_rest (YcGrblMachine *self,
            gboolean       answered,
            gint64        *idle_us,
            GError       **error)
{
  if (answered || self->state != YC_GRBL_IDLE || self->window.count == 0 ||
      is_over (self->state_us, 3 * REPORT_MS))
    *idle_us = now_us ();
  return !is_over (*idle_us, LOST_OK_MS) ||
         set_protocol_error (_("The engraver has lost a line of the job"), error);
}

static gboolean
set_restarted (GError **error)
{
  return set_protocol_error (_("The engraver was switched off and on, or reset, during the job"), error);
}

/* Sends all lines, each once, and hears an answer to each. */
static gboolean
stream (YcGrblMachine   *self,
        const YcGrblJob *job,
        gboolean         tells,
        GError         **error)
{
  guint next = 0, answered = 0, before = 0;
  gint64 idle_us = now_us ();

  self->greetings_before = self->greetings;
  while (next < yc_grbl_job_get_n_lines (job) || self->window.count > 0)
    {
      if (!yc_machine_wait (YC_MACHINE (self), 0, error) || !fill (self, job, &next, error) ||
          !turn (self, error))
        return FALSE;
      before = answered;
      answered = next - self->window.count;
      if (!check_rest (self, answered > before, &idle_us, error))
        return FALSE;
      if (self->greetings != self->greetings_before)
        return set_restarted (error);
      if (tells && answered > before)
        tell_progress (self, yc_grbl_job_get_line (job, answered - 1));
      if (tells && (yc_machine_wants_pause (YC_MACHINE (self)) || self->state == YC_GRBL_DOOR) &&
          !rest (self, error))
        return FALSE;
    }
  return TRUE;
}

/* All was answered; now it has to be done. */
static gboolean
finish (YcGrblMachine *self,
        GError       **error)
{
  gint64 begin_us = now_us ();

  forget_state (self);
  while (self->state != YC_GRBL_IDLE && self->greetings == self->greetings_before)
    {
      if (!yc_machine_wait (YC_MACHINE (self), 0, error) || !turn (self, error))
        return FALSE;
      if ((yc_machine_wants_pause (YC_MACHINE (self)) || self->state == YC_GRBL_DOOR) &&
          !rest (self, error))
        return FALSE;
      if (is_over (begin_us, FINISH_MAX_MS))
        return set_protocol_error (_("The engraver does not come to its end"), error);
    }
  return TRUE;
}

/* What a machine says after it was switched on again, of an error or of rest, is not
 * about the job: that it greeted says how the job ended. */
static gboolean
run_whole (YcGrblMachine   *self,
           const YcGrblJob *job,
           gboolean         tells,
           GError         **error)
{
  g_autoptr (GError) local = NULL;
  gboolean good;

  good = stream (self, job, tells, &local) && finish (self, &local);
  if (self->greetings != self->greetings_before && yc_device_error_get_layer (local) != YC_DEVICE_LAYER_LINK &&
      !g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return set_restarted (error);
  if (!good)
    g_propagate_error (error, g_steal_pointer (&local));
  return good;
}

/* What was said before the stop may still come, and says nothing any more. */
static void
turn_deaf (YcGrblMachine *self,
           gboolean     (*is_so) (YcGrblMachine *self),
           guint          max_ms)
{
  gint64 begin_us = now_us ();

  while (!is_so (self) && !is_over (begin_us, max_ms))
    {
      g_autoptr (GError) local = NULL;

      if (turn (self, &local))
        continue;
      if (yc_device_error_get_layer (local) == YC_DEVICE_LAYER_LINK)
        return;
    }
}

static void
reset (YcGrblMachine *self)
{
  self->greetings = 0;
  if (!put_byte (self, YC_GRBL_RESET, NULL))
    return;
  self->state_us = now_us ();
  turn_deaf (self, is_greeted, ANSWER_MAX_MS);
}

/* The machine reads a sample of the job and moves nothing. It is not left in its check
 * mode, whatever it says. */
static gboolean
try_job (YcGrblMachine *self,
         GError       **error)
{
  g_autoptr (YcGrblJob) sample = yc_grbl_encode_check (self->path, &self->setting, error);

  if (sample == NULL)
    return FALSE;
  if (!say (self, "$C", ANSWER_MAX_MS, TRUE, error) || !stream (self, sample, FALSE, error))
    {
      reset (self);
      return FALSE;
    }
  self->greetings = 0;
  if (!say (self, "$C", ANSWER_MAX_MS, TRUE, error) ||
      !turn_until (self, is_greeted, ANSWER_MAX_MS, TRUE, error))
    return FALSE;
  forget_state (self);
  return turn_until (self, is_halted, ANSWER_MAX_MS, TRUE, error) && check_state (self, error);
}

/* --- what a guard asks for ------------------------------------------- */

static gboolean
yc_grbl_machine_set_option (YcMachine  *machine,
                            const char *name,
                            const char *value,
                            GError    **error)
{
  YcGrblMachine *self = YC_GRBL_MACHINE (machine);
  gboolean away = g_str_equal (value, "away");

  if (g_str_equal (name, "y") && (away || g_str_equal (value, "near")))
    {
      self->y_away = away;
      return TRUE;
    }
  g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNSUPPORTED,
               _("“%s=%s” is no option of this engraver"), name, value);
  return FALSE;
}

static gboolean
yc_grbl_machine_prepare (YcMachine         *machine,
                         YcToolpath        *path,
                         YcEngraveProgress *ret_total,
                         GError           **error)
{
  YcGrblMachine *self = YC_GRBL_MACHINE (machine);
  const YcGrblSetting any = { 1000, self->y_away };
  g_autoptr (YcGrblJob) job = yc_grbl_encode (path, &any, error);
  const YcGrblLine *last;

  if (job == NULL)
    return FALSE;
  g_clear_pointer (&self->path, yc_toolpath_unref);
  self->path = yc_toolpath_ref (path);
  last = yc_grbl_job_get_line (job, yc_grbl_job_get_n_lines (job) - 1);
  self->total = (YcEngraveProgress){ 0, last->moves_done, 0, last->mm_done, -1 };
  *ret_total = self->total;
  return TRUE;
}

static gboolean
yc_grbl_machine_look (YcMachine *machine,
                      gboolean   for_job,
                      GError   **error)
{
  YcGrblMachine *self = YC_GRBL_MACHINE (machine);

  return open_link (self, error) && check_state (self, error) && check_settings (self, error) &&
         (!for_job || try_job (self, error));
}

static gboolean
yc_grbl_machine_run (YcMachine *machine,
                     GError   **error)
{
  YcGrblMachine *self = YC_GRBL_MACHINE (machine);
  g_autoptr (YcGrblJob) job = yc_grbl_encode (self->path, &self->setting, error);

  yc_machine_tell_state (machine, YC_ENGRAVER_RUNNING);
  return job != NULL && run_whole (self, job, TRUE, error);
}

static gboolean
yc_grbl_machine_frame (YcMachine *machine,
                       GError   **error)
{
  YcGrblMachine *self = YC_GRBL_MACHINE (machine);
  g_autoptr (YcGrblJob) job = NULL;

  yc_machine_tell_state (machine, YC_ENGRAVER_RUNNING);
  job = yc_grbl_encode_frame (self->path, &self->setting, error);
  return job != NULL && run_whole (self, job, FALSE, error);
}

static gboolean
yc_grbl_machine_stop (YcMachine *machine,
                      GError   **error)
{
  YcGrblMachine *self = YC_GRBL_MACHINE (machine);

  yc_machine_tell_state (machine, YC_ENGRAVER_STOPPING);
  if (!open_link (self, error) || !put_byte (self, YC_GRBL_HOLD, error))
    return FALSE;
  forget_state (self);
  turn_deaf (self, is_halted, HOLD_MAX_MS);
  /* Also when it never said Hold:0: a reset turns the laser off in any case. */
  reset (self);
  if (self->greetings > 0)
    return TRUE;
  return set_protocol_error (_("The engraver does not say that it has stopped"), error);
}

/* While it looks for its switches it tells no state. */
static gboolean
look_for_home (YcGrblMachine *self,
               GError       **error)
{
  static const char line[] = "$H\n";
  gint64 begin_us = now_us ();

  yc_grbl_window_push (&self->window, strlen (line));
  if (!put_bytes (self, line, strlen (line), error))
    return FALSE;
  while (!is_answered (self))
    {
      if (!hear (self, error))
        return FALSE;
      if (is_over (begin_us, HOME_MAX_MS))
        return set_protocol_error (_("The engraver does not go home"), error);
    }
  return TRUE;
}

/* Home by its switches if it has any; else to the corner it started from. */
static gboolean
yc_grbl_machine_park (YcMachine *machine,
                      GError   **error)
{
  YcGrblMachine *self = YC_GRBL_MACHINE (machine);

  yc_machine_tell_state (machine, YC_ENGRAVER_PARKING);
  memset (&self->window, 0, sizeof self->window);
  if (!open_link (self, error))
    return FALSE;
  if (!self->has_settings[22] && !say (self, "$$", ANSWER_MAX_MS, FALSE, error))
    return FALSE;
  if (self->settings[22] != 0)
    return look_for_home (self, error);
  if (!say (self, "$X", ANSWER_MAX_MS, FALSE, error) ||
      !say (self, "G21G90G94G54M5S0", ANSWER_MAX_MS, FALSE, error) ||
      !say (self, "G0X0Y0", HOME_MAX_MS, FALSE, error))
    return FALSE;
  forget_state (self);
  return turn_until (self, is_resting, HOME_MAX_MS, FALSE, error);
}

static void
yc_grbl_machine_finalize (GObject *object)
{
  g_clear_pointer (&YC_GRBL_MACHINE (object)->path, yc_toolpath_unref);
  G_OBJECT_CLASS (yc_grbl_machine_parent_class)->finalize (object);
}

static void
yc_grbl_machine_class_init (YcGrblMachineClass *klass)
{
  YcMachineClass *machine_class = YC_MACHINE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yc_grbl_machine_finalize;
  machine_class->set_option = yc_grbl_machine_set_option;
  machine_class->prepare = yc_grbl_machine_prepare;
  machine_class->look = yc_grbl_machine_look;
  machine_class->frame = yc_grbl_machine_frame;
  machine_class->run = yc_grbl_machine_run;
  machine_class->stop = yc_grbl_machine_stop;
  machine_class->park = yc_grbl_machine_park;
}

static void
yc_grbl_machine_init (YcGrblMachine *self)
{
  self->y_away = TRUE;
}
