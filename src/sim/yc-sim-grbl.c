/* yc-sim-grbl.c: a simulated GRBL 1.1 laser
 *
 * Bytes come into a buffer of 128; ? ! ~ and reset are obeyed before they get there.
 * A line is read when the planner, which holds 15 moves, has room; `ok` means that it
 * was read, not that it was done. Moves take time. A byte that finds the buffer full
 * is lost, and counted.
 *
 *   ALARM ──$H, $X──▶ IDLE ⇄ RUN ──!──▶ HOLD ──~──▶ RUN;  reset in RUN: ALARM:3
 *
 * With M4 the laser is off whenever nothing moves; with M3 it is not. The bed's y runs
 * away from the operator, so the picture's rows are counted from the far edge.
 */

#include "yc-sim-grbl.h"

#include <math.h>
#include <string.h>

#define RX_BYTES 128
#define PLANNER_MOVES 15
#define LINE_BYTES_MAX 80
#define RAPID_UM_S 200000.0
#define GREETING "\r\nGrbl 1.1h ['$' for help]\r\n"

typedef enum
{
  IDLE, /* or running, if a move is there */
  HOLD,
  DOOR,
  ALARM,
  CHECK,
} State;

typedef struct
{
  double x_um;
  double y_um;
  guint power;
  gboolean stays_on; /* M3 */
  double speed_um_s;
  gboolean home;
} Move;

struct _YcSimGrbl
{
  YcSimDevice parent_instance;

  YcSimPlate *plate;
  double width_um;
  double height_um;
  gboolean powered;
  gboolean homed;
  State state;
  guint8 rx[RX_BYTES];
  guint rx_count;
  Move moves[PLANNER_MOVES];
  guint moves_count;
  gboolean moving; /* moves[0] has begun */
  gboolean homing; /* $H is answered when its move is over */
  gboolean rest_on; /* the last move said that the laser stays on */
  double pace;

  /* The parser's memory. */
  double x_um; /* where the last line leads */
  double y_um;
  int motion;
  int spindle; /* 3, 4 or 5 */
  double s;
  double f_um_s;

  guint settings_power;  /* $30 */
  guint settings_laser;  /* $32 */
  gboolean must_home;    /* $22 */

  /* Faults. */
  guint error_next;
  gint64 error_after; /* lines until then; -1 for never */
  guint lose_ok;
  gboolean stuck;
  gint64 power_left;

  guint lines;
  guint refused;
  guint overrun;
  guint longest;
  guint resets;
  guint homes;
};

G_DEFINE_FINAL_TYPE (YcSimGrbl, yc_sim_grbl, YC_TYPE_SIM_DEVICE)

static void
say (YcSimGrbl  *self,
     gint64      now_ms,
     const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  yc_sim_device_reply (YC_SIM_DEVICE (self), bytes, now_ms);
}

static void
say_number (YcSimGrbl  *self,
            gint64      now_ms,
            const char *word,
            guint       number)
{
  g_autofree char *text = g_strdup_printf ("%s:%u\r\n", word, number);

  say (self, now_ms, text);
}

static void
say_ok (YcSimGrbl *self,
        gint64     now_ms)
{
  if (self->stuck)
    return;
  if (self->lose_ok > 0)
    self->lose_ok--;
  else
    say (self, now_ms, "ok\r\n");
}

static void
get_place_um (YcSimGrbl *self,
              double    *x,
              double    *y)
{
  yc_sim_plate_get_place (self->plate, x, y);
  *x /= 1000;
  *y = self->height_um - *y / 1000;
}

/* All that was planned is forgotten; the head stands. */
static void
forget (YcSimGrbl *self)
{
  yc_sim_plate_stop (self->plate);
  self->moves_count = 0;
  self->moving = FALSE;
  self->rx_count = 0;
  self->rest_on = FALSE;
  self->homing = FALSE;
  get_place_um (self, &self->x_um, &self->y_um);
  self->motion = 0;
  self->spindle = 5;
  self->s = 0;
  self->f_um_s = 0;
}

static void
raise_alarm (YcSimGrbl *self,
             gint64     now_ms,
             guint      number)
{
  forget (self);
  self->state = ALARM;
  self->homed = FALSE;
  say_number (self, now_ms, "ALARM", number);
}

static void
reset (YcSimGrbl *self,
       gint64     now_ms)
{
  gboolean ran = self->moving && self->state != HOLD && self->state != DOOR;
  gboolean was_alarm = self->state == ALARM;

  self->resets++;
  self->stuck = FALSE;
  forget (self);
  self->state = ran || was_alarm || (self->must_home && !self->homed) ? ALARM : IDLE;
  if (ran)
    {
      self->homed = FALSE;
      say_number (self, now_ms, "ALARM", 3);
    }
  say (self, now_ms, GREETING);
}

static void
report (YcSimGrbl *self,
        gint64     now_ms)
{
  const char *state = self->moving ? "Run" : "Idle";
  g_autofree char *text = NULL;
  double x, y;

  if (self->state == HOLD)
    state = "Hold:0";
  else if (self->state == DOOR)
    state = "Door:1";
  else if (self->state == ALARM)
    state = "Alarm";
  else if (self->state == CHECK)
    state = "Check";
  get_place_um (self, &x, &y);
  text = g_strdup_printf ("<%s|MPos:%.3f,%.3f,0.000|FS:%d,%d>\r\n", state, x / 1000, y / 1000,
                          (int) (self->moving ? self->moves[0].speed_um_s * 60 / 1000 : 0),
                          (int) (self->moving ? self->moves[0].power : 0));
  say (self, now_ms, text);
}

/* --- lines ----------------------------------------------------------- */

typedef struct
{
  gboolean has[26];
  double value[26];
  int motion;  /* -1 without */
  int spindle; /* 0 without */
} Block;

static gboolean
take_g (Block *block,
        int    number)
{
  static const int known[] = { 21, 90, 94, 54 };

  if (number == 0 || number == 1)
    {
      if (block->motion >= 0)
        return FALSE;
      block->motion = number;
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (known[i] == number)
      return TRUE;
  return FALSE;
}

/* Digits, a point and a sign only: to strtod() "0X5" is a number too. */
static gboolean
read_value (const char **line,
            double      *ret_value)
{
  gsize size = strspn (*line, "+-.0123456789");
  g_autofree char *text = g_strndup (*line, size);
  char *end = NULL;

  *ret_value = g_ascii_strtod (text, &end);
  *line += size;
  return size > 0 && *end == '\0';
}

/* Returns 0, or the number of an error. */
static guint
read_block (const char *line,
            Block      *block)
{
  while (*line != '\0')
    {
      char letter = g_ascii_toupper (*line++);
      double value;

      if (!g_ascii_isalpha (letter))
        return 1;
      if (!read_value (&line, &value))
        return 2;
      if (letter == 'G' && !take_g (block, (int) value))
        return 20;
      if (letter == 'M' && (value < 3 || value > 5))
        return 20;
      if (letter == 'M')
        block->spindle = (int) value;
      else if (letter != 'G' && strchr ("XYSF", letter) == NULL)
        return 36;
      else if (letter != 'G' && block->has[letter - 'A'])
        return 25;
      else if (letter != 'G')
        {
          block->has[letter - 'A'] = TRUE;
          block->value[letter - 'A'] = value;
        }
    }
  return 0;
}

static guint
plan_move (YcSimGrbl   *self,
           const Block *block,
           gint64       now_ms)
{
  double x = block->has['X' - 'A'] ? block->value['X' - 'A'] * 1000 : self->x_um;
  double y = block->has['Y' - 'A'] ? block->value['Y' - 'A'] * 1000 : self->y_um;
  gboolean burns = self->motion == 1 && self->spindle != 5;
  Move *move = &self->moves[self->moves_count];

  if (self->motion == 1 && self->f_um_s <= 0)
    return 22;
  if (x < -1 || y < -1 || x > self->width_um + 1 || y > self->height_um + 1)
    {
      raise_alarm (self, now_ms, 2);
      return 0;
    }
  self->x_um = x;
  self->y_um = y;
  if (self->state == CHECK)
    return 0;
  *move = (Move){ x, y, burns ? (guint) self->s : 0, self->spindle == 3 && self->s > 0,
                  self->motion == 1 ? self->f_um_s : RAPID_UM_S, FALSE };
  self->moves_count++;
  return 0;
}

static guint
run_block (YcSimGrbl  *self,
           const char *line,
           gint64      now_ms)
{
  Block block = { .motion = -1 };
  guint error = read_block (line, &block);

  if (error != 0)
    return error;
  if (block.motion >= 0)
    self->motion = block.motion;
  if (block.spindle != 0)
    self->spindle = block.spindle;
  if (block.has['S' - 'A'])
    self->s = block.value['S' - 'A'];
  if (block.has['F' - 'A'])
    self->f_um_s = block.value['F' - 'A'] * 1000 / 60;
  if (block.spindle == 5)
    self->rest_on = FALSE;
  if (block.has['X' - 'A'] || block.has['Y' - 'A'])
    return plan_move (self, &block, now_ms);
  return 0;
}

static void
say_settings (YcSimGrbl *self,
              gint64     now_ms)
{
  g_autofree char *text = g_strdup_printf (
    "$10=1\r\n$13=0\r\n$22=%d\r\n$30=%u\r\n$31=0\r\n$32=%u\r\n$130=%.3f\r\n$131=%.3f\r\n",
    self->must_home, self->settings_power, self->settings_laser, self->width_um / 1000,
    self->height_um / 1000);

  say (self, now_ms, text);
}

static guint
run_dollar (YcSimGrbl  *self,
            const char *line,
            gint64      now_ms)
{
  if (g_str_equal (line, "$$"))
    say_settings (self, now_ms);
  else if (g_str_equal (line, "$X"))
    self->state = self->state == ALARM ? IDLE : self->state;
  else if (g_str_equal (line, "$C") && self->state == CHECK)
    {
      say (self, now_ms, "[MSG:Disabled]\r\n");
      say_ok (self, now_ms);
      forget (self);
      self->state = IDLE;
      say (self, now_ms, GREETING);
      return G_MAXUINT;
    }
  else if (g_str_equal (line, "$C") && self->state == IDLE && !self->moving)
    {
      self->state = CHECK;
      say (self, now_ms, "[MSG:Enabled]\r\n");
    }
  else if (g_str_equal (line, "$H") && self->must_home &&
           (self->state == IDLE || self->state == ALARM))
    {
      self->state = IDLE;
      self->moves[self->moves_count++] = (Move){ 0, 0, 0, FALSE, RAPID_UM_S, TRUE };
      self->homing = TRUE;
      return G_MAXUINT;
    }
  else if (g_str_equal (line, "$H"))
    return self->must_home ? 8 : 5;
  else
    return g_str_equal (line, "$C") ? 8 : 3;
  return 0;
}

static void
run_line (YcSimGrbl  *self,
          const char *line,
          gint64      now_ms)
{
  guint error = 0;

  if (self->error_after >= 0 && self->error_after-- == 0)
    error = self->error_next;
  else if (line[0] == '\0')
    error = 0;
  else if (line[0] == '$')
    error = run_dollar (self, line, now_ms);
  else if (self->state == ALARM)
    error = 9;
  else
    error = run_block (self, line, now_ms);
  if (error == G_MAXUINT)
    return;
  self->lines += error == 0;
  self->refused += error != 0;
  if (error != 0)
    say_number (self, now_ms, "error", error);
  else
    say_ok (self, now_ms);
}

/* Takes a whole line out of the buffer, if one is there. */
static gboolean
next_line (YcSimGrbl *self,
           char       line[RX_BYTES + 1])
{
  guint8 *end = memchr (self->rx, '\n', self->rx_count);
  guint size = end != NULL ? (guint) (end - self->rx) : 0;

  if (end == NULL)
    return FALSE;
  memcpy (line, self->rx, size);
  line[size] = '\0';
  self->longest = MAX (self->longest, size + 1);
  self->rx_count -= size + 1;
  memmove (self->rx, end + 1, self->rx_count);
  return TRUE;
}

static void
read_lines (YcSimGrbl *self,
            gint64     now_ms)
{
  char line[RX_BYTES + 1];

  while (self->powered && !self->homing && self->moves_count < PLANNER_MOVES &&
         self->state != HOLD && self->state != DOOR && next_line (self, line))
    if (strlen (line) >= LINE_BYTES_MAX)
      say_number (self, now_ms, "error", 11);
    else
      run_line (self, line, now_ms);
}

/* --- time ------------------------------------------------------------ */

static void
begin_move (YcSimGrbl *self)
{
  const Move *move = &self->moves[0];
  guint full = MAX (self->settings_power, 1);
  guint permille = MIN (move->power * 1000 / full, 1000);

  yc_sim_plate_begin (self->plate, move->x_um * 1000, (self->height_um - move->y_um) * 1000,
                      permille, move->speed_um_s * self->pace);
  self->moving = TRUE;
}

static void
end_move (YcSimGrbl *self,
          gint64     now_ms)
{
  Move move = self->moves[0];

  self->moving = FALSE;
  self->rest_on = move.stays_on;
  self->moves_count--;
  memmove (self->moves, self->moves + 1, self->moves_count * sizeof (Move));
  if (!move.home)
    return;
  self->homing = FALSE;
  self->homed = TRUE;
  self->homes++;
  self->x_um = self->y_um = 0;
  say_ok (self, now_ms);
}

static gint64
yc_sim_grbl_advance (YcSimDevice *device,
                     gint64       now_ms)
{
  YcSimGrbl *self = YC_SIM_GRBL (device);

  if (self->state == HOLD || self->state == DOOR)
    {
      yc_sim_plate_hold (self->plate, now_ms);
      return -1;
    }
  read_lines (self, now_ms);
  while (self->moves_count > 0)
    {
      if (!self->moving)
        begin_move (self);
      if (!yc_sim_plate_advance (self->plate, now_ms))
        return (gint64) yc_sim_plate_get_end_ms (self->plate) + 1;
      end_move (self, now_ms);
      read_lines (self, now_ms);
    }
  yc_sim_plate_rest (self->plate, now_ms, self->rest_on);
  return -1;
}

/* --- bytes ----------------------------------------------------------- */

/* TRUE when the byte was one of those that are obeyed at once. */
static gboolean
take_realtime (YcSimGrbl *self,
               guint8     byte,
               gint64     now_ms)
{
  switch (byte)
    {
    case '?':
      report (self, now_ms);
      return TRUE;
    case '!':
      if (self->state == IDLE && self->moving)
        self->state = HOLD;
      return TRUE;
    case '~':
      if (self->state == HOLD)
        self->state = IDLE;
      return TRUE;
    case 0x18:
      reset (self, now_ms);
      return TRUE;
    default:
      return byte >= 0x80;
    }
}

static void
take_byte (YcSimGrbl *self,
           guint8     byte,
           gint64     now_ms)
{
  if (take_realtime (self, byte, now_ms) || byte == '\r' || byte == ' ')
    return;
  if (self->rx_count == RX_BYTES)
    self->overrun++;
  else
    self->rx[self->rx_count++] = byte;
}

static void
lose_power (YcSimGrbl *self)
{
  forget (self);
  self->powered = FALSE;
  self->homed = FALSE;
  self->power_left = -1;
}

static gsize
yc_sim_grbl_accept (YcSimDevice  *device,
                    const guint8 *data,
                    gsize         size_bytes,
                    gint64        now_ms)
{
  YcSimGrbl *self = YC_SIM_GRBL (device);

  for (gsize i = 0; i < size_bytes && self->powered; i++)
    {
      take_byte (self, data[i], now_ms);
      if (self->power_left >= 0 && data[i] != '?' && --self->power_left <= 0)
        lose_power (self);
    }
  yc_sim_grbl_advance (device, now_ms);
  return size_bytes;
}

static gboolean
yc_sim_grbl_is_question (const guint8 *data,
                         gsize         size_bytes)
{
  return size_bytes == 1 && data[0] == '?';
}

static gssize
yc_sim_grbl_control (YcSimDevice          *device,
                     const YcControlSetup *setup,
                     guint8               *data)
{
  return -1;
}

static gboolean
parse_word (const char *word,
            guint64    *ret_number,
            GError    **error)
{
  return g_ascii_string_to_unsigned (word == NULL ? "" : word, 10, 0, G_MAXINT32, ret_number,
                                     error);
}

/* Lines that want a number. FALSE without an error: none of them. */
static gboolean
tell_number (YcSimGrbl *self,
             char     **words,
             GError   **error)
{
  guint64 number = 0, after = 0;

  if (g_str_equal (words[0], "error"))
    {
      if (!parse_word (words[1], &number, error) ||
          (words[2] != NULL && !parse_word (words[2], &after, error)))
        return FALSE;
      self->error_next = (guint) number;
      self->error_after = (gint64) after;
      return TRUE;
    }
  if (strstr (" alarm power-off-at pace power-full lose-ok ", words[0]) == NULL ||
      !parse_word (words[1], &number, error))
    return FALSE;
  if (g_str_equal (words[0], "alarm"))
    raise_alarm (self, g_get_monotonic_time () / 1000, (guint) number);
  else if (g_str_equal (words[0], "power-off-at"))
    self->power_left = (gint64) number;
  else if (g_str_equal (words[0], "pace"))
    self->pace = CLAMP (number, 1, 10000);
  else if (g_str_equal (words[0], "power-full"))
    self->settings_power = (guint) number;
  else
    self->lose_ok = (guint) number;
  return TRUE;
}

static gboolean
yc_sim_grbl_tell (YcSimDevice *device,
                  char       **words,
                  GError     **error)
{
  YcSimGrbl *self = YC_SIM_GRBL (device);
  g_autoptr (GError) local = NULL;

  if (g_str_equal (words[0], "door-open") || g_str_equal (words[0], "door-close"))
    self->state = words[0][5] == 'o' ? DOOR : self->state == DOOR ? HOLD : self->state;
  else if (g_str_equal (words[0], "power-off"))
    lose_power (self);
  else if (g_str_equal (words[0], "power-on"))
    {
      self->powered = TRUE;
      self->state = self->must_home ? ALARM : IDLE;
      say (self, g_get_monotonic_time () / 1000, GREETING);
    }
  else if (g_str_equal (words[0], "stuck") || g_str_equal (words[0], "free"))
    self->stuck = words[0][0] == 's';
  else if (g_str_equal (words[0], "laser-mode-off"))
    self->settings_laser = 0;
  else if (g_str_equal (words[0], "no-homing"))
    {
      self->must_home = FALSE;
      self->state = IDLE;
    }
  else if (g_str_equal (words[0], "new-plate"))
    yc_sim_plate_clear (self->plate);
  else if (!tell_number (self, words, &local))
    {
      if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return TRUE;
}

/* The cable was plugged in. A board of this kind is reset by it, as by its DTR. */
static void
yc_sim_grbl_power_on (YcSimDevice *device)
{
}

static void
yc_sim_grbl_describe (YcSimDevice  *device,
                      YcDeviceInfo *info)
{
  info->vendor = 0x1A86;
  info->product = 0x7523;
  info->class_code = 0x02;
  info->label = g_strdup ("Simulated GRBL engraver");
}

static void
yc_sim_grbl_finalize (GObject *object)
{
  yc_sim_plate_free (YC_SIM_GRBL (object)->plate);
  G_OBJECT_CLASS (yc_sim_grbl_parent_class)->finalize (object);
}

static void
yc_sim_grbl_class_init (YcSimGrblClass *klass)
{
  YcSimDeviceClass *sim_class = YC_SIM_DEVICE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yc_sim_grbl_finalize;
  sim_class->power_on = yc_sim_grbl_power_on;
  sim_class->advance = yc_sim_grbl_advance;
  sim_class->accept = yc_sim_grbl_accept;
  sim_class->is_question = yc_sim_grbl_is_question;
  sim_class->control = yc_sim_grbl_control;
  sim_class->tell = yc_sim_grbl_tell;
  sim_class->describe = yc_sim_grbl_describe;
}

static void
yc_sim_grbl_init (YcSimGrbl *self)
{
  self->powered = TRUE;
  self->state = ALARM;
  self->must_home = TRUE;
  self->settings_power = 1000;
  self->settings_laser = 1;
  self->error_after = -1;
  self->power_left = -1;
  self->spindle = 5;
  self->pace = 1;
}

YcSimDevice *
yc_sim_grbl_new (guint width_mm,
                 guint height_mm)
{
  YcSimGrbl *self = g_object_new (YC_TYPE_SIM_GRBL, NULL);

  self->plate = yc_sim_plate_new (width_mm, height_mm);
  self->width_um = width_mm * 1000.0;
  self->height_um = height_mm * 1000.0;
  self->y_um = self->height_um;
  return YC_SIM_DEVICE (self);
}

/* (transfer none) */
YcSimPlate *
yc_sim_grbl_get_plate (YcSimGrbl *self)
{
  return self->plate;
}

void
yc_sim_grbl_report (YcSimGrbl       *self,
                    gint64           now_ms,
                    YcSimGrblReport *ret_report)
{
  double x, y;

  yc_sim_grbl_advance (YC_SIM_DEVICE (self), now_ms);
  get_place_um (self, &x, &y);
  *ret_report = (YcSimGrblReport){ .lines = self->lines, .refused = self->refused,
                                   .overrun = self->overrun, .longest = self->longest,
                                   .resets = self->resets, .homes = self->homes,
                                   .idle = self->moves_count == 0 && self->rx_count == 0,
                                   .x_mm = x / 1000, .y_mm = y / 1000 };
  yc_sim_plate_report (self->plate, &ret_report->plate);
}
