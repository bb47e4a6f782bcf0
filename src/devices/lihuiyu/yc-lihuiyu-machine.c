/* yc-lihuiyu-machine.c: a Lihuiyu board, as its guard drives it
 *
 * One packet at a time:
 *
 *   write ─▶ ask ─CE─▶ next
 *            │ EE: ask again    CF: write again, at most RESENDS_MAX times
 *            │ EC: done, behind a packet that ends a run; else the program was lost
 *            ▼ zeros, silence, nonsense: not sure any more, so it is stopped
 *
 * 1. A packet goes out again only when the board has said that it did not take it.
 * 2. Between two questions a stop is looked for, so it is heard within a transfer.
 * 3. A pause is PN, which the board obeys at once, its buffer full or not; PN again goes
 *    on. It is a toggle, so it goes out again only if it was refused.
 * 4. A stop is written whatever the board last said, up to STOPS_MAX times and over a
 *    link that is opened anew, until the board answers. It may be written twice.
 */

#include "yc-lihuiyu-machine.h"

#include "yc-lihuiyu-encode.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CONTROL_TIMEOUT_MS 300
#define STATUS_TIMEOUT_MS 300
#define WRITE_TIMEOUT_MS 1000   /* no stop could be written in it either */
#define RESENDS_MAX 5
#define ODD_ANSWERS_MAX 3       /* silence, zeros or nonsense, one behind the other */
#define STOPS_MAX 3
#define ASK_AGAIN_MS 4
#define LOST_PROGRAM_MS 500
#define STUCK_TELL_MS 3000
#define FULL_MAX_MS 300000      /* 30 letters z at 1 mm/s */
#define FINISH_MAX_MS 600000
#define HOME_MAX_MS 20000
#define READ_BYTES 32

struct _YcLihuiyuMachine
{
  YcMachine parent_instance;

  YcLihuiyuBoard board;
  YcLihuiyuJob *job; /* (nullable) */
  YcToolpathBox box;
  YcEngraveProgress total;
  gboolean initialised;
  gboolean owed; /* an answer has not come yet */
};

G_DEFINE_FINAL_TYPE (YcLihuiyuMachine, yc_lihuiyu_machine, YC_TYPE_MACHINE)

static gboolean
set_protocol_error (const char *text,
                    GError    **error)
{
  g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL, text);
  return FALSE;
}

/* --- the CH341 ------------------------------------------------------- */

/* EPP 1.9. */
static gboolean
open_link (YcLihuiyuMachine *self,
           GError          **error)
{
  const YcControlSetup setup = { .type = 0x40, .request = 0xB1, .value = 0x0102 };
  YcTransport *transport = yc_machine_get_transport (YC_MACHINE (self));

  if (self->initialised)
    return TRUE;
  if (!yc_transport_open (transport, error))
    return FALSE;
  if (yc_transport_control (transport, &setup, NULL, CONTROL_TIMEOUT_MS, error) < 0)
    {
      yc_transport_close (transport);
      return FALSE;
    }
  self->initialised = TRUE;
  return TRUE;
}

static void
close_link (YcLihuiyuMachine *self)
{
  yc_transport_close (yc_machine_get_transport (YC_MACHINE (self)));
  self->initialised = FALSE;
}

static gboolean
read_answer (YcLihuiyuMachine *self,
             YcLihuiyuStatus  *ret_status,
             GError          **error)
{
  guint8 answer[READ_BYTES];
  gssize got = yc_transport_read (yc_machine_get_transport (YC_MACHINE (self)), answer,
                                  sizeof answer, STATUS_TIMEOUT_MS, error);

  if (got < 0)
    return FALSE;
  self->owed = FALSE;
  *ret_status = yc_lihuiyu_parse_status (answer, (gsize) got);
  return TRUE;
}

/* An answer that comes late is not taken for the answer to the next question, or all
 * that follow would be one behind: it is fetched first. */
static gboolean
ask (YcLihuiyuMachine *self,
     YcLihuiyuStatus  *ret_status,
     GError          **error)
{
  static const guint8 question = 0xA0;
  gsize sent;

  if (self->owed && !read_answer (self, ret_status, error))
    return FALSE;
  if (!yc_transport_write (yc_machine_get_transport (YC_MACHINE (self)), &question, 1,
                           WRITE_TIMEOUT_MS, NULL, NULL, &sent, error))
    return FALSE;
  self->owed = TRUE;
  return read_answer (self, ret_status, error);
}

/* An answer that says something; odd ones are asked about again. */
static gboolean
ask_surely (YcLihuiyuMachine *self,
            YcLihuiyuStatus  *ret_status,
            GError          **error)
{
  for (guint odd = 1;; odd++)
    {
      g_autoptr (GError) local = NULL;
      gboolean answered = ask (self, ret_status, &local);

      if (answered && *ret_status != YC_LIHUIYU_LOST && *ret_status != YC_LIHUIYU_NONSENSE)
        return TRUE;
      if (!answered && !g_error_matches (local, YC_DEVICE_ERROR, YC_DEVICE_ERROR_TIMEOUT) &&
          !g_error_matches (local, YC_DEVICE_ERROR, YC_DEVICE_ERROR_STALLED))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (odd < ODD_ANSWERS_MAX)
        continue;
      if (!answered)
        g_propagate_error (error, g_steal_pointer (&local));
      else if (*ret_status == YC_LIHUIYU_NONSENSE)
        return set_protocol_error (_("The engraver’s answers make no sense"), error);
      else
        g_set_error_literal (error, YC_DEVICE_RETRY, YC_DEVICE_RETRY_OFFLINE,
                             _("The engraver has no power"));
      return FALSE;
    }
}

static gboolean
write_packet (YcLihuiyuMachine *self,
              const guint8     *packet,
              GError          **error)
{
  gsize sent;

  return yc_transport_write (yc_machine_get_transport (YC_MACHINE (self)), packet,
                             YC_LIHUIYU_PACKET_BYTES, WRITE_TIMEOUT_MS, NULL, NULL, &sent, error);
}

/* --- packets --------------------------------------------------------- */

static gboolean
say_low_power (GError **error)
{
  g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_DEVICE,
                       _("The engraver’s power supply is too weak. Call the technician"));
  return FALSE;
}

/* What the board says of the packet it was given. */
typedef enum
{
  TAKEN,
  REFUSED,
  FAILED,
} Word;

/* Says so when the board has taken nothing for long: somebody may have pressed its
 * stop. */
static void
tell_when_stuck (YcLihuiyuMachine *self,
                 gint64            passed_ms,
                 gboolean         *told)
{
  if (*told || passed_ms < STUCK_TELL_MS)
    return;
  *told = TRUE;
  yc_machine_tell_problem (YC_MACHINE (self),
                           _("The engraver takes nothing more. See whether it still moves"));
}

/* FALSE while the board has not said anything final about the packet. @rests: behind
 * it the board may have nothing more to do. */
static gboolean
judge (YcLihuiyuStatus status,
       gboolean        rests,
       gint64          passed_ms,
       Word           *ret_word,
       GError        **error)
{
  *ret_word = FAILED;
  if (status == YC_LIHUIYU_ACCEPTED || (status == YC_LIHUIYU_FINISHED && rests))
    *ret_word = TAKEN;
  else if (status == YC_LIHUIYU_REFUSED)
    *ret_word = REFUSED;
  else if (status == YC_LIHUIYU_LOW_POWER)
    say_low_power (error);
  else if (status == YC_LIHUIYU_FINISHED && passed_ms > LOST_PROGRAM_MS)
    set_protocol_error (_("The engraver has lost the job in its middle"), error);
  else if (passed_ms > FULL_MAX_MS)
    set_protocol_error (_("The engraver takes nothing more"), error);
  else
    return FALSE;
  return TRUE;
}

static Word
hear (YcLihuiyuMachine *self,
      gboolean          rests,
      GError          **error)
{
  gint64 begin_us = g_get_monotonic_time ();
  gboolean told = FALSE;
  Word word = FAILED;

  for (;;)
    {
      gint64 passed_ms = (g_get_monotonic_time () - begin_us) / 1000;
      YcLihuiyuStatus status;

      if (!ask_surely (self, &status, error))
        break;
      if (judge (status, rests, passed_ms, &word, error))
        break;
      tell_when_stuck (self, passed_ms, &told);
      if (!yc_machine_wait (YC_MACHINE (self), ASK_AGAIN_MS, error))
        break;
    }
  if (told)
    yc_machine_tell_problem (YC_MACHINE (self), NULL);
  return word;
}

static gboolean
give_packet (YcLihuiyuMachine *self,
             const guint8     *packet,
             gboolean          rests,
             GError          **error)
{
  for (guint tries = 0; tries <= RESENDS_MAX; tries++)
    {
      Word word;

      if (!yc_machine_wait (YC_MACHINE (self), 0, error) || !write_packet (self, packet, error))
        return FALSE;
      word = hear (self, rests, error);
      if (word != REFUSED)
        return word == TAKEN;
    }
  return set_protocol_error (_("The engraver refuses what it is sent: its cable is disturbed"),
                             error);
}

/* Letters of their own, which leave the board at rest. */
static gboolean
give_text (YcLihuiyuMachine *self,
           const char       *text,
           GError          **error)
{
  gsize size = strlen (text);

  for (gsize at = 0; at < size; at += YC_LIHUIYU_PAYLOAD_BYTES)
    {
      gsize count = MIN (size - at, YC_LIHUIYU_PAYLOAD_BYTES);
      guint8 packet[YC_LIHUIYU_PACKET_BYTES];

      yc_lihuiyu_build_packet (text + at, count, packet);
      if (!give_packet (self, packet, at + count == size, error))
        return FALSE;
    }
  return TRUE;
}

/* Any answer but a refusal will do: a board that rests with a full buffer is busy. */
static gboolean
toggle_pause (YcLihuiyuMachine *self,
              GError          **error)
{
  guint8 packet[YC_LIHUIYU_PACKET_BYTES];

  yc_lihuiyu_build_packet (YC_LIHUIYU_PAUSE, strlen (YC_LIHUIYU_PAUSE), packet);
  for (guint tries = 0; tries <= RESENDS_MAX; tries++)
    {
      YcLihuiyuStatus status;

      if (!write_packet (self, packet, error) || !ask_surely (self, &status, error))
        return FALSE;
      if (status != YC_LIHUIYU_REFUSED)
        return TRUE;
    }
  return set_protocol_error (_("The engraver refuses what it is sent: its cable is disturbed"),
                             error);
}

/* Stands still while that is wanted. */
static gboolean
rest (YcLihuiyuMachine *self,
      GError          **error)
{
  YcMachine *machine = YC_MACHINE (self);

  if (!yc_machine_wants_pause (machine))
    return TRUE;
  yc_machine_tell_state (machine, YC_ENGRAVER_PAUSING);
  if (!toggle_pause (self, error))
    return FALSE;
  yc_machine_tell_state (machine, YC_ENGRAVER_PAUSED);
  while (yc_machine_wants_pause (machine))
    if (!yc_machine_wait (machine, YC_MACHINE_LOOK_MS, error))
      return FALSE;
  if (!toggle_pause (self, error))
    return FALSE;
  yc_machine_tell_state (machine, YC_ENGRAVER_RUNNING);
  return TRUE;
}

/* Until the board has nothing left to do. @rests: it may be paused meanwhile. */
static gboolean
wait_finished (YcLihuiyuMachine *self,
               guint             max_ms,
               gboolean          rests,
               GError          **error)
{
  gint64 begin_us = g_get_monotonic_time ();

  for (;;)
    {
      YcLihuiyuStatus status;

      if (!ask_surely (self, &status, error))
        return FALSE;
      if (status == YC_LIHUIYU_FINISHED)
        return TRUE;
      if (status == YC_LIHUIYU_LOW_POWER)
        return say_low_power (error);
      if (g_get_monotonic_time () - begin_us > max_ms * G_GINT64_CONSTANT (1000))
        return set_protocol_error (_("The engraver does not come to its end"), error);
      if (!yc_machine_wait (YC_MACHINE (self), ASK_AGAIN_MS, error) ||
          (rests && !rest (self, error)))
        return FALSE;
    }
}

/* --- what a guard asks for ------------------------------------------- */

static gboolean
yc_lihuiyu_machine_set_option (YcMachine  *machine,
                               const char *name,
                               const char *value,
                               GError    **error)
{
  YcLihuiyuMachine *self = YC_LIHUIYU_MACHINE (machine);

  if (g_str_equal (name, "board") && yc_lihuiyu_board_from_name (value, &self->board))
    return TRUE;
  g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNSUPPORTED,
               _("“%s=%s” is no option of this engraver"), name, value);
  return FALSE;
}

static gboolean
yc_lihuiyu_machine_prepare (YcMachine         *machine,
                            YcToolpath        *path,
                            YcEngraveProgress *ret_total,
                            GError           **error)
{
  YcLihuiyuMachine *self = YC_LIHUIYU_MACHINE (machine);
  const YcLihuiyuPacket *last;

  g_clear_pointer (&self->job, yc_lihuiyu_job_free);
  self->job = yc_lihuiyu_encode (path, self->board, error);
  if (self->job == NULL)
    return FALSE;
  yc_toolpath_get_travel_box (path, &self->box);
  last = yc_lihuiyu_job_get_packet (self->job, yc_lihuiyu_job_get_n_packets (self->job) - 1);
  self->total = (YcEngraveProgress){ 0, last->moves_done, 0, last->mm_done, -1 };
  *ret_total = self->total;
  return TRUE;
}

static gboolean
yc_lihuiyu_machine_look (YcMachine *machine,
                         gboolean   for_job,
                         GError   **error)
{
  YcLihuiyuMachine *self = YC_LIHUIYU_MACHINE (machine);
  g_autoptr (GError) local = NULL;
  YcLihuiyuStatus status;

  if (!open_link (self, error))
    return FALSE;
  if (!ask_surely (self, &status, &local))
    {
      if (g_error_matches (local, YC_DEVICE_RETRY, YC_DEVICE_RETRY_OFFLINE))
        g_set_error_literal (error, YC_DEVICE_RETRY, YC_DEVICE_RETRY_OFFLINE,
                             _("The engraver has no power. Switch it on, then try again"));
      else
        g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (status == YC_LIHUIYU_LOW_POWER)
    return say_low_power (error);
  if (status != YC_LIHUIYU_BUSY)
    return TRUE;
  g_set_error_literal (error, YC_DEVICE_RETRY, YC_DEVICE_RETRY_WAIT,
                       _("The engraver is still moving. Wait until it stands still, then try again"));
  return FALSE;
}

static void
tell_progress (YcLihuiyuMachine *self,
               guint             index)
{
  const YcLihuiyuPacket *packet = yc_lihuiyu_job_get_packet (self->job, index);
  YcEngraveProgress progress = self->total;

  progress.moves_done = packet->moves_done;
  progress.mm_done = packet->mm_done;
  yc_machine_tell_progress (YC_MACHINE (self), &progress);
}

/* Behind what the board comes to rest: a run, and the end of a program. */
static gboolean
ends_at_rest (YcLihuiyuMachine *self,
              guint             index)
{
  const YcLihuiyuPacket *packet = yc_lihuiyu_job_get_packet (self->job, index);

  return packet->size_bytes < YC_LIHUIYU_PAYLOAD_BYTES ||
         index + 1 == yc_lihuiyu_job_get_n_packets (self->job) ||
         yc_lihuiyu_job_get_stream (self->job, NULL)[packet->offset + packet->size_bytes - 1] == 'P';
}

static gboolean
yc_lihuiyu_machine_run (YcMachine *machine,
                        GError   **error)
{
  YcLihuiyuMachine *self = YC_LIHUIYU_MACHINE (machine);
  guint count = yc_lihuiyu_job_get_n_packets (self->job);

  yc_machine_tell_state (machine, YC_ENGRAVER_RUNNING);
  if (!give_text (self, YC_LIHUIYU_HOME, error) || !wait_finished (self, HOME_MAX_MS, FALSE, error))
    return FALSE;
  for (guint i = 0; i < count; i++)
    {
      guint8 packet[YC_LIHUIYU_PACKET_BYTES];

      yc_lihuiyu_job_build_packet (self->job, i, packet);
      if (!give_packet (self, packet, ends_at_rest (self, i), error))
        return FALSE;
      tell_progress (self, i);
      if (!rest (self, error))
        return FALSE;
    }
  return wait_finished (self, FINISH_MAX_MS, TRUE, error);
}

/* I, and an answer to it. */
static gboolean
stop_once (YcLihuiyuMachine *self,
           GError          **error)
{
  guint8 packet[YC_LIHUIYU_PACKET_BYTES];
  YcLihuiyuStatus status;

  yc_lihuiyu_build_packet (YC_LIHUIYU_STOP, strlen (YC_LIHUIYU_STOP), packet);
  if (!open_link (self, error) || !write_packet (self, packet, error) ||
      !ask_surely (self, &status, error))
    return FALSE;
  if (status == YC_LIHUIYU_ACCEPTED || status == YC_LIHUIYU_FINISHED)
    return TRUE;
  return set_protocol_error (_("The engraver does not say that it has stopped"), error);
}

static gboolean
yc_lihuiyu_machine_stop (YcMachine *machine,
                         GError   **error)
{
  YcLihuiyuMachine *self = YC_LIHUIYU_MACHINE (machine);

  yc_machine_tell_state (machine, YC_ENGRAVER_STOPPING);
  for (guint i = 1;; i++)
    {
      g_autoptr (GError) local = NULL;

      if (stop_once (self, &local))
        return TRUE;
      if (i == STOPS_MAX)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      close_link (self);
      g_usleep (YC_MACHINE_LOOK_MS * 1000);
    }
}

/* A packet that a stop does not keep back: the head is on its way home. */
static gboolean
give_last (YcLihuiyuMachine *self,
           const char       *text,
           guint             max_ms,
           GError          **error)
{
  gint64 end_us = g_get_monotonic_time () + max_ms * G_GINT64_CONSTANT (1000);
  guint8 packet[YC_LIHUIYU_PACKET_BYTES];
  YcLihuiyuStatus status = YC_LIHUIYU_BUSY;

  yc_lihuiyu_build_packet (text, strlen (text), packet);
  if (!open_link (self, error) || !write_packet (self, packet, error))
    return FALSE;
  while (status != YC_LIHUIYU_FINISHED)
    {
      if (!ask_surely (self, &status, error))
        return FALSE;
      if (status == YC_LIHUIYU_REFUSED || g_get_monotonic_time () > end_us)
        return set_protocol_error (_("The engraver does not go home"), error);
      if (status != YC_LIHUIYU_FINISHED)
        g_usleep (ASK_AGAIN_MS * 1000);
    }
  return TRUE;
}

static gboolean
yc_lihuiyu_machine_park (YcMachine *machine,
                         GError   **error)
{
  YcLihuiyuMachine *self = YC_LIHUIYU_MACHINE (machine);

  yc_machine_tell_state (machine, YC_ENGRAVER_PARKING);
  return give_last (self, YC_LIHUIYU_HOME, HOME_MAX_MS, error) &&
         give_last (self, YC_LIHUIYU_UNLOCK, HOME_MAX_MS, error);
}

static gboolean
run_to (YcLihuiyuMachine *self,
        int               dx,
        int               dy,
        GError          **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (dx == 0 && dy == 0)
    return TRUE;
  yc_lihuiyu_add_rapid (text, dx, dy);
  return give_text (self, text->str, error) && wait_finished (self, HOME_MAX_MS, FALSE, error);
}

/* From home round the box and back to its first corner, laser off. */
static gboolean
yc_lihuiyu_machine_frame (YcMachine *machine,
                          GError   **error)
{
  YcLihuiyuMachine *self = YC_LIHUIYU_MACHINE (machine);
  int left = yc_lihuiyu_nm_to_mils (self->box.left_nm);
  int top = yc_lihuiyu_nm_to_mils (self->box.top_nm);
  int width = yc_lihuiyu_nm_to_mils (self->box.right_nm) - left;
  int height = yc_lihuiyu_nm_to_mils (self->box.bottom_nm) - top;

  yc_machine_tell_state (machine, YC_ENGRAVER_RUNNING);
  return give_text (self, YC_LIHUIYU_HOME, error) && wait_finished (self, HOME_MAX_MS, FALSE, error) &&
         run_to (self, left, top, error) && run_to (self, width, 0, error) &&
         run_to (self, 0, height, error) && run_to (self, -width, 0, error) &&
         run_to (self, 0, -height, error);
}

static void
yc_lihuiyu_machine_finalize (GObject *object)
{
  g_clear_pointer (&YC_LIHUIYU_MACHINE (object)->job, yc_lihuiyu_job_free);
  G_OBJECT_CLASS (yc_lihuiyu_machine_parent_class)->finalize (object);
}

static void
yc_lihuiyu_machine_class_init (YcLihuiyuMachineClass *klass)
{
  YcMachineClass *machine_class = YC_MACHINE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yc_lihuiyu_machine_finalize;
  machine_class->set_option = yc_lihuiyu_machine_set_option;
  machine_class->prepare = yc_lihuiyu_machine_prepare;
  machine_class->look = yc_lihuiyu_machine_look;
  machine_class->frame = yc_lihuiyu_machine_frame;
  machine_class->run = yc_lihuiyu_machine_run;
  machine_class->stop = yc_lihuiyu_machine_stop;
  machine_class->park = yc_lihuiyu_machine_park;
}

static void
yc_lihuiyu_machine_init (YcLihuiyuMachine *self)
{
  self->board = YC_LIHUIYU_M2;
}
