/* yc-sim-lihuiyu-board.c: what a Lihuiyu board does with the letters it is given
 *
 * Letters lie in a ring until their turn has come. The board reads on while nothing
 * moves; a distance makes a move, and then it waits until that is over:
 *
 *   REST ──I──▶ HEADER ──…S1E──▶ PROGRAM ──@NSE, FNSE──▶ REST
 *                 │ …S1P: a run with the laser off; PP: home; S2P, S1P: rail
 *
 * D holds until U, also while the board waits for letters: that time is counted by
 * the plate. A packet is filled up with F; an F in a program that no N follows is
 * such. What makes no sense where it stands is counted and skipped.
 */

#include "yc-sim-lihuiyu-board.h"

#include <math.h>
#include <string.h>

#define MIL_NM 25400.0
#define RAPID_UM_S 250000.0
#define MACHINE_FACTOR 0.92
#define HEADER_MAX 32

typedef enum
{
  REST,
  HEADER,
  PROGRAM,
} Mode;

struct _YcSimLihuiyuBoard
{
  double slope;
  const guint *intercepts;
  gboolean knows_suffix;

  guint8 *ring;
  guint ring_bytes;
  guint first;
  guint count;

  YcSimPlate *plate;
  double x; /* mils: where the last move leads */
  double y;
  double clock_ms;
  double pace;
  gboolean paused;
  gboolean finished;
  gboolean locked;
  guint programs;
  guint homes;
  guint nonsense;

  Mode mode;
  GString *header;  /* its letters since I */
  double header_dx; /* mils */
  double header_dy;
  guint step; /* mils; 0 in a vector program */
  double speed_um_s;
  char direction;
  char sense_x;
  char sense_y;
  gboolean major_x;
  gboolean laser;
  char pending[4]; /* of a distance that is not whole, or of a mark like FNSE */
  guint pending_count;
};

static const struct
{
  const char *name;
  double slope;
  guint intercepts[4];
  gboolean knows_suffix;
} models[] = {
  { "M2", 12120, { 5120, 5120, 5632, 6144 }, TRUE },
  { "B2", 24240, { 784, 784, 896, 1024 }, FALSE },
};

YcSimLihuiyuBoard *
yc_sim_lihuiyu_board_new (const char *name,
                          guint       buffer_bytes,
                          guint       width_mm,
                          guint       height_mm)
{
  YcSimLihuiyuBoard *self = g_new0 (YcSimLihuiyuBoard, 1);
  guint model = g_strcmp0 (name, "B2") == 0 ? 1 : 0;

  self->slope = models[model].slope;
  self->intercepts = models[model].intercepts;
  self->knows_suffix = models[model].knows_suffix;
  self->ring = g_malloc0 (buffer_bytes);
  self->ring_bytes = buffer_bytes;
  self->plate = yc_sim_plate_new (width_mm, height_mm);
  self->header = g_string_new (NULL);
  self->pace = 1;
  self->locked = TRUE;
  return self;
}

void
yc_sim_lihuiyu_board_free (YcSimLihuiyuBoard *self)
{
  if (self == NULL)
    return;
  yc_sim_plate_free (self->plate);
  g_string_free (self->header, TRUE);
  g_free (self->ring);
  g_free (self);
}

guint
yc_sim_lihuiyu_board_get_room (YcSimLihuiyuBoard *self)
{
  return self->ring_bytes - self->count;
}

/* What does not fit is lost, as on a board that is not asked first. */
void
yc_sim_lihuiyu_board_feed (YcSimLihuiyuBoard *self,
                           const guint8      *letters,
                           guint              count)
{
  for (guint i = 0; i < count; i++)
    {
      if (self->count == self->ring_bytes)
        {
          self->nonsense++;
          return;
        }
      self->ring[(self->first + self->count++) % self->ring_bytes] = letters[i];
    }
  self->finished = FALSE;
}

static void
forget_program (YcSimLihuiyuBoard *self)
{
  self->mode = REST;
  self->laser = FALSE;
  self->pending_count = 0;
  g_string_truncate (self->header, 0);
}

/* Stops where it is, laser off, buffer empty. */
void
yc_sim_lihuiyu_board_halt (YcSimLihuiyuBoard *self)
{
  double x_nm, y_nm;

  yc_sim_plate_stop (self->plate);
  yc_sim_plate_get_place (self->plate, &x_nm, &y_nm);
  self->x = x_nm / MIL_NM;
  self->y = y_nm / MIL_NM;
  self->count = 0;
  self->paused = FALSE;
  forget_program (self);
}

void
yc_sim_lihuiyu_board_pause (YcSimLihuiyuBoard *self)
{
  self->paused = !self->paused;
}

/* So many times as fast as a real one. */
void
yc_sim_lihuiyu_board_set_pace (YcSimLihuiyuBoard *self,
                               guint              pace)
{
  self->pace = pace;
}

static void
go (YcSimLihuiyuBoard *self,
    double             dx,
    double             dy,
    gboolean           laser,
    double             speed_um_s)
{
  self->x += dx;
  self->y += dy;
  yc_sim_plate_begin (self->plate, self->x * MIL_NM, self->y * MIL_NM, laser ? 1000 : 0,
                      speed_um_s * self->pace);
}

/* --- headers --------------------------------------------------------- */

/* How many mils @text begins with; @ret_used letters. FALSE when it is not whole. */
static gboolean
read_distance (const char *text,
               guint       size,
               guint      *ret_used,
               guint      *ret_mils)
{
  if (size >= 1 && text[0] >= 'a' && text[0] <= 'z')
    {
      *ret_used = 1;
      *ret_mils = text[0] == 'z' ? 255u : (guint) (text[0] - 'a' + 1);
      return TRUE;
    }
  if (size >= 2 && text[0] == '|' && text[1] >= 'a' && text[1] <= 'z')
    {
      *ret_used = 2;
      *ret_mils = 25u + (guint) (text[1] - 'a' + 1);
      return TRUE;
    }
  if (size >= 3 && g_ascii_isdigit (text[0]) && g_ascii_isdigit (text[1]) &&
      g_ascii_isdigit (text[2]))
    {
      *ret_used = 3;
      *ret_mils = (guint) (text[0] - '0') * 100u + (guint) (text[1] - '0') * 10u +
                  (guint) (text[2] - '0');
      return TRUE;
    }
  return FALSE;
}

static guint
read_three (const char *text)
{
  return (guint) (text[0] - '0') * 100u + (guint) (text[1] - '0') * 10u + (guint) (text[2] - '0');
}

static guint
count_digits (const char *text)
{
  guint count = 0;

  while (g_ascii_isdigit (text[count]))
    count++;
  return count;
}

/* "CV1552121016001079", "CV…C", "V1552121G002": from V on. Returns how many
 * letters it is long, 0 when it is no speed. */
static guint
read_speed (YcSimLihuiyuBoard *self,
            const char        *text)
{
  guint digits = count_digits (text + 1), used = 0;
  gboolean suffix = FALSE;
  double value, ticks;
  guint acceleration;

  if (digits == 16)
    {
      used = 17;
      suffix = text[17] == 'C';
      used += suffix ? 1 : 0;
      self->step = 0;
    }
  else if (digits == 7 && text[8] == 'G' && count_digits (text + 9) == 3)
    {
      used = 12;
      self->step = read_three (text + 9);
    }
  acceleration = used > 0 ? (guint) (text[7] - '0') : 0;
  if (acceleration < 1 || acceleration > 4 || (suffix && !self->knows_suffix))
    return 0;
  value = read_three (text + 1) * 256.0 + read_three (text + 4);
  ticks = suffix ? (65536 - value - 8) * 12 : 65536 - value - self->intercepts[acceleration - 1];
  if (ticks <= 0)
    return 0;
  self->speed_um_s = MACHINE_FACTOR * 25.4 * self->slope / ticks * 1000;
  return used;
}

static void
turn_to (YcSimLihuiyuBoard *self,
         char               letter)
{
  self->direction = letter;
  self->major_x = letter == 'B' || letter == 'T';
  if (self->major_x)
    self->sense_x = letter;
  else
    self->sense_y = letter;
}

static void
add_run (YcSimLihuiyuBoard *self,
         guint              mils)
{
  switch (self->direction)
    {
    case 'B':
      self->header_dx += mils;
      break;
    case 'T':
      self->header_dx -= mils;
      break;
    case 'R':
      self->header_dy += mils;
      break;
    default:
      self->header_dy -= mils;
      break;
    }
}

/* Carries out a header that is whole. Its end is S1P, S2P, PP or S1E. */
static void
end_header (YcSimLihuiyuBoard *self)
{
  const char *text = self->header->str;
  gboolean has_speed = FALSE;

  self->header_dx = self->header_dy = 0;
  while (*text != '\0' && *text != 'S' && *text != 'P')
    {
      guint used = 1, mils = 0;

      if (*text == 'V')
        {
          used = read_speed (self, text);
          has_speed = used > 0;
          self->nonsense += used > 0 ? 0 : 1;
        }
      else if (strchr ("BTLR", *text) != NULL)
        turn_to (self, *text);
      else if (read_distance (text, (guint) strlen (text), &used, &mils))
        add_run (self, mils);
      else if (*text != 'C' && *text != 'N' && *text != 'I')
        self->nonsense++;
      text += MAX (used, 1);
    }
  if (g_str_has_suffix (self->header->str, "S1E") && has_speed)
    {
      self->mode = PROGRAM;
      self->programs++;
      self->laser = FALSE;
    }
  else if (g_str_has_suffix (self->header->str, "S1E"))
    {
      self->nonsense++;
      self->mode = REST;
    }
  else
    self->mode = REST;
}

static void
finish (YcSimLihuiyuBoard *self)
{
  self->finished = self->count == 0;
}

static void
take_header (YcSimLihuiyuBoard *self,
             char               letter)
{
  const char *text;

  if (letter == 'I')
    g_string_truncate (self->header, 0);
  else if (self->header->len < 4096)
    g_string_append_c (self->header, letter);
  text = self->header->str;
  if (g_str_equal (text, "PP"))
    {
      self->mode = REST;
      self->homes++;
      go (self, -self->x, -self->y, FALSE, RAPID_UM_S);
    }
  else if (g_str_has_suffix (text, "S1E"))
    end_header (self);
  else if (g_str_has_suffix (text, "S1P") || g_str_has_suffix (text, "S2P"))
    {
      self->locked = g_str_has_suffix (text, "S1P");
      end_header (self);
      if (self->header_dx != 0 || self->header_dy != 0)
        go (self, self->header_dx, self->header_dy, FALSE, RAPID_UM_S);
    }
}

/* --- programs -------------------------------------------------------- */

static void
take_direction (YcSimLihuiyuBoard *self,
                char               letter)
{
  gboolean along_x = letter == 'B' || letter == 'T';
  char before = along_x ? self->sense_x : self->sense_y;
  gboolean turned = self->step > 0 && along_x == self->major_x && before != letter;

  self->direction = letter;
  if (along_x)
    self->sense_x = letter;
  else
    self->sense_y = letter;
  if (!turned)
    return;
  if (self->major_x)
    go (self, 0, self->sense_y == 'R' ? self->step : -(double) self->step, FALSE,
        self->speed_um_s);
  else
    go (self, self->sense_x == 'B' ? self->step : -(double) self->step, 0, FALSE,
        self->speed_um_s);
}

static void
take_move (YcSimLihuiyuBoard *self,
           guint              mils)
{
  double dx = self->sense_x == 'B' ? mils : -(double) mils;
  double dy = self->sense_y == 'R' ? mils : -(double) mils;
  gboolean along_x = self->direction == 'B' || self->direction == 'T';
  gboolean diagonal = self->direction == 'M';

  go (self, along_x || diagonal ? dx : 0, along_x ? 0 : dy, self->laser, self->speed_um_s);
}

static void
end_program (YcSimLihuiyuBoard *self)
{
  forget_program (self);
}

/* @NSE and FNSE, letter by letter. TRUE when the letter belonged to one. */
static gboolean
take_mark (YcSimLihuiyuBoard *self,
           char               letter)
{
  static const char rest[] = "NSE";

  if (self->pending_count == 0 || (self->pending[0] != '@' && self->pending[0] != 'F'))
    {
      if (letter != '@' && letter != 'F')
        return FALSE;
      self->pending[0] = letter;
      self->pending_count = 1;
      return TRUE;
    }
  if (letter == rest[self->pending_count - 1])
    {
      if (++self->pending_count == 4)
        end_program (self);
      return TRUE;
    }
  if (self->pending[0] == 'F' && self->pending_count == 1 && letter == 'F')
    return TRUE;
  self->nonsense++;
  self->pending_count = 0;
  return FALSE;
}

static void
take_program (YcSimLihuiyuBoard *self,
              char               letter)
{
  guint used, mils;

  if (take_mark (self, letter))
    return;
  if (strchr ("BTLR", letter) != NULL)
    take_direction (self, letter);
  else if (letter == 'M')
    self->direction = 'M';
  else if (letter == 'D' || letter == 'U')
    self->laser = letter == 'D';
  else if (g_ascii_islower (letter) || g_ascii_isdigit (letter) || letter == '|')
    {
      self->pending[self->pending_count++] = letter;
      if (!read_distance (self->pending, self->pending_count, &used, &mils))
        {
          if (self->pending_count < 3)
            return;
          self->nonsense++;
          mils = 0;
        }
      self->pending_count = 0;
      if (mils > 0)
        take_move (self, mils);
      return;
    }
  else
    self->nonsense++;
  self->nonsense += self->pending_count > 0 ? 1 : 0;
  self->pending_count = 0;
}

static void
take_letter (YcSimLihuiyuBoard *self,
             char               letter)
{
  if (self->mode == PROGRAM)
    take_program (self, letter);
  else if (self->mode == HEADER)
    take_header (self, letter);
  else if (letter == 'I')
    {
      self->mode = HEADER;
      g_string_truncate (self->header, 0);
    }
  else if (letter != 'F')
    self->nonsense++;
}

/* --- time ------------------------------------------------------------ */

/* Reads letters while nothing moves. FALSE when there are none. */
static gboolean
read_on (YcSimLihuiyuBoard *self)
{
  while (self->count > 0 && !yc_sim_plate_is_moving (self->plate))
    {
      char letter = (char) self->ring[self->first];

      self->first = (self->first + 1) % self->ring_bytes;
      self->count--;
      take_letter (self, letter);
    }
  if (yc_sim_plate_is_moving (self->plate))
    return TRUE;
  if (self->mode == REST)
    finish (self);
  return FALSE;
}

/* All that happens up to @now_ms. A paused board stands still, laser off. */
void
yc_sim_lihuiyu_board_advance (YcSimLihuiyuBoard *self,
                              double             now_ms)
{
  if (self->paused)
    {
      yc_sim_plate_hold (self->plate, now_ms);
      return;
    }
  while (yc_sim_plate_advance (self->plate, now_ms))
    if (!read_on (self))
      {
        yc_sim_plate_rest (self->plate, now_ms, self->laser);
        return;
      }
}

/* Everything was done, and nothing is half said. */
gboolean
yc_sim_lihuiyu_board_is_finished (YcSimLihuiyuBoard *self)
{
  return self->finished && self->count == 0 && !yc_sim_plate_is_moving (self->plate);
}

YcSimPlate *
yc_sim_lihuiyu_board_get_plate (YcSimLihuiyuBoard *self)
{
  return self->plate;
}

void
yc_sim_lihuiyu_board_fill_report (YcSimLihuiyuBoard  *self,
                                  YcSimLihuiyuReport *report)
{
  double x_nm, y_nm;

  yc_sim_plate_report (self->plate, &report->plate);
  yc_sim_plate_get_place (self->plate, &x_nm, &y_nm);
  report->x_mm = x_nm / 1e6;
  report->y_mm = y_nm / 1e6;
  report->programs = self->programs;
  report->homes = self->homes;
  report->nonsense = self->nonsense;
  report->locked = self->locked;
  report->idle = self->count == 0 && !yc_sim_plate_is_moving (self->plate) && self->mode == REST;
}
