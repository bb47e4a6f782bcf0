/* yc-sim-lihuiyu.c: a simulated engraver with a Lihuiyu board
 *
 * The front half is the CH341 with the board's gate: packets with their check
 * byte, a buffer of BUFFER_BYTES, a state that can be asked for. The back half,
 * yc-sim-lihuiyu-board.c, carries out the letters, one move after the other, as
 * time goes on. It shares no line with the driver's encoder.
 *
 * Unplugging the cable does not stop the machine, as with a real one: it goes on
 * with what is in its buffer. Only losing its power does.
 */

#include "yc-sim-lihuiyu.h"

#include "yc-sim-lihuiyu-board.h"

#include <string.h>

#define FRAME_BYTES 34
#define PAYLOAD_BYTES 30
#define BUFFER_BYTES 900

struct _YcSimLihuiyu
{
  YcSimDevice parent_instance;

  YcSimLihuiyuBoard *board;
  gboolean initialised; /* EPP mode was set since it was plugged in */
  guint8 frame[FRAME_BYTES];
  guint frame_bytes;
  gboolean refused;     /* the last packet */
  guint refuse;         /* so many more will be */
  int forced;           /* a status that is always answered; -1 for the true one */
  guint forced_times;   /* 0 for ever */
  gboolean powered;
  gboolean stuck;       /* takes no packet */
  gint64 power_left;    /* bytes until the power goes; -1 for never */
  guint packets;
  guint stops;
};

G_DEFINE_FINAL_TYPE (YcSimLihuiyu, yc_sim_lihuiyu, YC_TYPE_SIM_DEVICE)

static void
lose_power (YcSimLihuiyu *self)
{
  self->powered = FALSE;
  self->power_left = -1;
  self->frame_bytes = 0;
  yc_sim_lihuiyu_board_halt (self->board);
}

static guint8
get_state (YcSimLihuiyu *self)
{
  if (self->forced >= 0)
    {
      guint8 state = (guint8) self->forced;

      if (self->forced_times > 0 && --self->forced_times == 0)
        self->forced = -1;
      return state;
    }
  if (self->refused)
    return 0xCF;
  if (self->stuck || yc_sim_lihuiyu_board_get_room (self->board) < PAYLOAD_BYTES)
    return 0xEE;
  return yc_sim_lihuiyu_board_is_finished (self->board) ? 0xEC : 0xCE;
}

static void
answer_status (YcSimLihuiyu *self,
               gint64        now_ms)
{
  guint8 bytes[6] = { 0 };
  g_autoptr (GBytes) reply = NULL;

  if (self->powered && self->initialised)
    {
      bytes[0] = 0xFF;
      bytes[1] = get_state (self);
    }
  reply = g_bytes_new (bytes, sizeof bytes);
  yc_sim_device_reply (YC_SIM_DEVICE (self), reply, now_ms);
}

/* Bit by bit, as the maker of the sum describes it. */
static guint8
check_of (const guint8 *payload)
{
  guint sum = 0;

  for (guint i = 0; i < PAYLOAD_BYTES * 8; i++)
    {
      guint bit = (payload[i / 8] >> (i % 8)) & 1;
      guint out = (sum & 1) ^ bit;

      sum >>= 1;
      if (out)
        sum ^= 0x8C;
    }
  return (guint8) sum;
}

static gboolean
is_alone (const guint8 *payload,
          const char   *text)
{
  gsize size = strlen (text);

  if (memcmp (payload, text, size) != 0)
    return FALSE;
  for (gsize i = size; i < PAYLOAD_BYTES; i++)
    if (payload[i] != 'F')
      return FALSE;
  return TRUE;
}

/* Stop and pause are obeyed at once, whatever is in the buffer. */
static void
take_packet (YcSimLihuiyu *self)
{
  const guint8 *payload = self->frame + 2;

  self->refused = self->frame[0] != 0xA6 || self->frame[1] != 0x00 || self->frame[32] != 0xA6 ||
                  self->frame[33] != check_of (payload) || self->refuse > 0;
  if (self->refuse > 0)
    self->refuse--;
  if (self->refused)
    return;
  self->packets++;
  if (is_alone (payload, "I"))
    {
      self->stops++;
      yc_sim_lihuiyu_board_halt (self->board);
    }
  else if (is_alone (payload, "PN"))
    yc_sim_lihuiyu_board_pause (self->board);
  else
    yc_sim_lihuiyu_board_feed (self->board, payload, PAYLOAD_BYTES);
}

static gboolean
yc_sim_lihuiyu_is_question (const guint8 *data,
                            gsize         size_bytes)
{
  return size_bytes == 1 && data[0] == 0xA0;
}

static gsize
accept_bytes (YcSimLihuiyu *self,
              const guint8 *data,
              gsize         size_bytes)
{
  gsize taken = self->power_left >= 0 ? MIN (size_bytes, (gsize) self->power_left) : size_bytes;

  for (gsize i = 0; i < taken; i++)
    {
      self->frame[self->frame_bytes++] = data[i];
      if (self->frame_bytes == FRAME_BYTES)
        {
          self->frame_bytes = 0;
          take_packet (self);
        }
    }
  if (self->power_left >= 0)
    self->power_left -= (gint64) taken;
  if (self->power_left == 0)
    lose_power (self);
  /* The CH341 lives from the cable: it takes what nobody reads. */
  return size_bytes;
}

static gsize
yc_sim_lihuiyu_accept (YcSimDevice  *device,
                       const guint8 *data,
                       gsize         size_bytes,
                       gint64        now_ms)
{
  YcSimLihuiyu *self = YC_SIM_LIHUIYU (device);

  if (yc_sim_lihuiyu_is_question (data, size_bytes))
    {
      answer_status (self, now_ms);
      return size_bytes;
    }
  if (!self->powered || !self->initialised)
    return size_bytes;
  return accept_bytes (self, data, size_bytes);
}

static gssize
yc_sim_lihuiyu_control (YcSimDevice          *device,
                        const YcControlSetup *setup,
                        guint8               *data)
{
  YcSimLihuiyu *self = YC_SIM_LIHUIYU (device);

  if (setup->type == 0x40 && setup->request == 0xB1 && setup->value == 0x0102)
    {
      self->initialised = TRUE;
      self->frame_bytes = 0;
      return 0;
    }
  if (setup->type == 0xC0 && setup->request == 0x5F && setup->length_bytes >= 2)
    {
      data[0] = 0x30;
      data[1] = 0x00;
      return 2;
    }
  return -1;
}

static gboolean
parse_word (const char *word,
            guint       base,
            guint64     max,
            guint64    *ret_number,
            GError    **error)
{
  return g_ascii_string_to_unsigned (word == NULL ? "" : word, base, 0, max, ret_number, error);
}

/* "status EE", "status EF 3", "status true". */
static gboolean
force_status (YcSimLihuiyu *self,
              char        **words,
              GError      **error)
{
  guint64 state = 0, times = 0;

  if (g_strcmp0 (words[1], "true") == 0)
    {
      self->forced = -1;
      return TRUE;
    }
  if (!parse_word (words[1], 16, 255, &state, error) ||
      (words[2] != NULL && !parse_word (words[2], 10, 100000, &times, error)))
    return FALSE;
  self->forced = (int) state;
  self->forced_times = (guint) times;
  return TRUE;
}

static gboolean
yc_sim_lihuiyu_tell (YcSimDevice *device,
                     char       **words,
                     GError     **error)
{
  YcSimLihuiyu *self = YC_SIM_LIHUIYU (device);
  guint64 number = 0;

  if (g_str_equal (words[0], "status"))
    return force_status (self, words, error);
  if (g_str_equal (words[0], "refuse"))
    {
      if (!parse_word (words[1], 10, 100000, &number, error))
        return FALSE;
      self->refuse = (guint) number;
    }
  else if (g_str_equal (words[0], "power-off-at"))
    {
      if (!parse_word (words[1], 10, G_MAXINT32, &number, error))
        return FALSE;
      self->power_left = (gint64) number;
    }
  else if (g_str_equal (words[0], "pace"))
    {
      if (!parse_word (words[1], 10, 10000, &number, error))
        return FALSE;
      yc_sim_lihuiyu_board_set_pace (self->board, (guint) MAX (number, 1));
    }
  else if (g_str_equal (words[0], "power-off"))
    lose_power (self);
  else if (g_str_equal (words[0], "power-on"))
    self->powered = TRUE;
  else if (g_str_equal (words[0], "stuck") || g_str_equal (words[0], "free"))
    self->stuck = words[0][0] == 's';
  else if (g_str_equal (words[0], "new-plate"))
    yc_sim_plate_clear (yc_sim_lihuiyu_board_get_plate (self->board));
  else
    return FALSE;
  return TRUE;
}

static void
yc_sim_lihuiyu_power_on (YcSimDevice *device)
{
  YcSimLihuiyu *self = YC_SIM_LIHUIYU (device);

  self->initialised = FALSE;
  self->frame_bytes = 0;
  self->refused = FALSE;
}

static gint64
yc_sim_lihuiyu_advance (YcSimDevice *device,
                        gint64       now_ms)
{
  YcSimLihuiyu *self = YC_SIM_LIHUIYU (device);

  yc_sim_lihuiyu_board_advance (self->board, now_ms);
  return -1; /* it never speaks by itself */
}

static void
yc_sim_lihuiyu_describe (YcSimDevice  *device,
                         YcDeviceInfo *info)
{
  info->vendor = 0x1A86;
  info->product = 0x5512;
  info->class_code = 0xFF;
  info->subclass = 0x01;
  info->protocol = 0x02;
  info->label = g_strdup ("Simulated engraver");
}

static void
yc_sim_lihuiyu_finalize (GObject *object)
{
  yc_sim_lihuiyu_board_free (YC_SIM_LIHUIYU (object)->board);
  G_OBJECT_CLASS (yc_sim_lihuiyu_parent_class)->finalize (object);
}

static void
yc_sim_lihuiyu_class_init (YcSimLihuiyuClass *klass)
{
  YcSimDeviceClass *sim_class = YC_SIM_DEVICE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yc_sim_lihuiyu_finalize;
  sim_class->power_on = yc_sim_lihuiyu_power_on;
  sim_class->advance = yc_sim_lihuiyu_advance;
  sim_class->accept = yc_sim_lihuiyu_accept;
  sim_class->is_question = yc_sim_lihuiyu_is_question;
  sim_class->control = yc_sim_lihuiyu_control;
  sim_class->tell = yc_sim_lihuiyu_tell;
  sim_class->describe = yc_sim_lihuiyu_describe;
}

static void
yc_sim_lihuiyu_init (YcSimLihuiyu *self)
{
  self->forced = -1;
  self->power_left = -1;
  self->powered = TRUE;
}

YcSimDevice *
yc_sim_lihuiyu_new (const char *board,
                    guint       width_mm,
                    guint       height_mm)
{
  YcSimLihuiyu *self = g_object_new (YC_TYPE_SIM_LIHUIYU, NULL);

  self->board = yc_sim_lihuiyu_board_new (board, BUFFER_BYTES, width_mm, height_mm);
  return YC_SIM_DEVICE (self);
}

/* (transfer none) */
YcSimPlate *
yc_sim_lihuiyu_get_plate (YcSimLihuiyu *self)
{
  return yc_sim_lihuiyu_board_get_plate (self->board);
}

void
yc_sim_lihuiyu_report (YcSimLihuiyu       *self,
                       gint64              now_ms,
                       YcSimLihuiyuReport *ret_report)
{
  yc_sim_lihuiyu_board_advance (self->board, now_ms);
  *ret_report = (YcSimLihuiyuReport){ .packets = self->packets, .stops = self->stops };
  yc_sim_lihuiyu_board_fill_report (self->board, ret_report);
}
