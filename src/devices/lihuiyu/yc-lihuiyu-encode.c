/* yc-lihuiyu-encode.c: a toolpath in LHYMICRO-GL
 *
 *   free ──I code N minor major S1E──▶ program ──U @NSE──▶ free … ──U FNSE──▶ end
 *     │ I dx dy S1P (rapid)              │ letters, distances, D, U
 *
 * 1. Every coordinate is rounded by itself and differences are sent, so errors
 *    do not add up.
 * 2. The laser is off wherever a program is left, also at its end.
 * 3. In a raster program, turning round (B to T or back; of a raster along y, R to
 *    L) takes the head one line step across. A jog over blank lines cannot be
 *    said so: the program is left for it, and begun anew.
 * 4. The board goes straight and at 45°. Other lines are steps of these two, never
 *    half a mil off.
 * 5. A packet ends where thirty letters are full, behind a rapid and at the end: what
 *    would follow there would be overrun.
 * 6. The board knows only on and off: partial power has become pulses before.
 */

#include "yc-lihuiyu-encode.h"

#include "yc-device-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

struct _YcLihuiyuJob
{
  GString *stream;
  GArray *packets; /* of YcLihuiyuPacket */
};

typedef struct
{
  YcLihuiyuJob *job;
  YcLihuiyuBoard board;
  YcLihuiyuPacket packet; /* being filled */
  int x; /* mils */
  int y;
  gboolean program;
  gboolean laser;
  char direction; /* B, T, R, L or M: what a distance means now */
  char sense_x;   /* B or T: what M means */
  char sense_y;   /* R or L */
  guint moves_done;
  double mm_done;
} Encoder;

/* Letters of an axis: towards greater values, and back. */
typedef struct
{
  char ahead;
  char back;
} Letters;

static const Letters letters_x = { 'B', 'T' };
static const Letters letters_y = { 'R', 'L' };

static void
end_packet (Encoder *e)
{
  if (e->packet.size_bytes == 0)
    return;
  e->packet.moves_done = e->moves_done;
  e->packet.mm_done = e->mm_done;
  g_array_append_val (e->job->packets, e->packet);
  e->packet.offset = (guint32) e->job->stream->len;
  e->packet.size_bytes = 0;
}

static void
put (Encoder    *e,
     const char *text)
{
  for (; *text != '\0' && e->job->stream->len <= YC_LIHUIYU_STREAM_MAX_BYTES; text++)
    {
      g_string_append_c (e->job->stream, *text);
      if (*text == 'D' || *text == 'U')
        e->laser = *text == 'D';
      if (++e->packet.size_bytes == YC_LIHUIYU_PAYLOAD_BYTES)
        end_packet (e);
    }
}

static void
put_letter (Encoder *e,
            char     letter)
{
  const char text[] = { letter, '\0' };

  put (e, text);
}

static void
put_distance (Encoder *e,
              int      mils)
{
  g_autoptr (GString) text = g_string_new (NULL);

  yc_lihuiyu_add_distance (text, (guint) ABS (mils));
  put (e, text->str);
}

static void
set_laser (Encoder *e,
           gboolean on)
{
  if (e->laser != on)
    put_letter (e, on ? 'D' : 'U');
}

/* The letter becomes what a distance means, and the sense of its axis. */
static void
face (Encoder *e,
      char     letter)
{
  put_letter (e, letter);
  e->direction = letter;
  if (letter == 'B' || letter == 'T')
    e->sense_x = letter;
  else
    e->sense_y = letter;
}

static char
letter_of (const Letters *letters,
           int            mils)
{
  return mils >= 0 ? letters->ahead : letters->back;
}

static void
leave_program (Encoder *e)
{
  if (!e->program)
    return;
  set_laser (e, FALSE);
  put (e, "@NSE");
  e->program = FALSE;
}

static void
enter_program (Encoder    *e,
               const char *code,
               char        minor,
               char        major)
{
  put (e, "I");
  put (e, code);
  put (e, "N");
  face (e, minor);
  face (e, major);
  put (e, "S1E");
  e->program = TRUE;
}

/**
 * yc_lihuiyu_add_rapid:
 * @text: where the letters go
 * @dx_mils: to the right
 * @dy_mils: towards the operator
 *
 * A run outside any program, as fast as the board can, with the laser off.
 */
void
yc_lihuiyu_add_rapid (GString *text,
                      int      dx_mils,
                      int      dy_mils)
{
  g_string_append_c (text, 'I');
  if (dx_mils != 0)
    {
      g_string_append_c (text, letter_of (&letters_x, dx_mils));
      yc_lihuiyu_add_distance (text, (guint) ABS (dx_mils));
    }
  if (dy_mils != 0)
    {
      g_string_append_c (text, letter_of (&letters_y, dy_mils));
      yc_lihuiyu_add_distance (text, (guint) ABS (dy_mils));
    }
  g_string_append (text, "S1P");
}

static void
run_free (Encoder *e,
          int      x,
          int      y)
{
  g_autoptr (GString) text = g_string_new (NULL);

  leave_program (e);
  if (x == e->x && y == e->y)
    return;
  yc_lihuiyu_add_rapid (text, x - e->x, y - e->y);
  put (e, text->str);
  end_packet (e);
  e->x = x;
  e->y = y;
}

static void
go_straight (Encoder       *e,
             const Letters *letters,
             int            mils)
{
  if (mils == 0)
    return;
  if (e->direction != letter_of (letters, mils))
    face (e, letter_of (letters, mils));
  put_distance (e, mils);
  *(letters == &letters_x ? &e->x : &e->y) += mils;
}

static void
go_diagonally (Encoder *e,
               int      dx,
               int      dy)
{
  if (e->sense_x != letter_of (&letters_x, dx))
    face (e, letter_of (&letters_x, dx));
  if (e->sense_y != letter_of (&letters_y, dy))
    face (e, letter_of (&letters_y, dy));
  if (e->direction != 'M')
    put_letter (e, 'M');
  e->direction = 'M';
  put_distance (e, dx);
  e->x += dx;
  e->y += dy;
}

/* Runs of straight steps along the longer axis and of diagonal ones. */
static void
go_line (Encoder *e,
         int      x,
         int      y)
{
  int dx = x - e->x, dy = y - e->y;
  gboolean along_x = ABS (dx) >= ABS (dy);
  int longer = MAX (ABS (dx), ABS (dy)), shorter = MIN (ABS (dx), ABS (dy));
  gint64 rest = longer / 2;
  int run = 0;
  gboolean diagonal = FALSE;

  for (int i = 0; i <= longer; i++)
    {
      gboolean now = rest + shorter >= longer;

      if (run > 0 && (i == longer || now != diagonal))
        {
          if (diagonal)
            go_diagonally (e, dx < 0 ? -run : run, dy < 0 ? -run : run);
          else if (along_x)
            go_straight (e, &letters_x, dx < 0 ? -run : run);
          else
            go_straight (e, &letters_y, dy < 0 ? -run : run);
          run = 0;
        }
      rest += shorter - (now ? longer : 0);
      diagonal = now;
      run++;
    }
}

static void
count_move (Encoder              *e,
            const YcToolpathMove *from,
            const YcToolpathMove *to)
{
  if (from != NULL)
    e->mm_done += hypot ((double) to->x_nm - from->x_nm, (double) to->y_nm - from->y_nm) / 1e6;
  e->moves_done++;
}

static void
approach (Encoder                 *e,
          const YcToolpathSection *section)
{
  leave_program (e);
  run_free (e, yc_lihuiyu_nm_to_mils (section->moves[0].x_nm),
            yc_lihuiyu_nm_to_mils (section->moves[0].y_nm));
  count_move (e, NULL, &section->moves[0]);
}

static void
burn_vector (Encoder    *e,
             const char *code,
             int         x,
             int         y)
{
  int dx = x - e->x, dy = y - e->y;

  if (!e->program && ABS (dx) >= ABS (dy))
    enter_program (e, code, dy > 0 ? 'R' : 'L', letter_of (&letters_x, dx));
  else if (!e->program)
    enter_program (e, code, dx < 0 ? 'T' : 'B', letter_of (&letters_y, dy));
  set_laser (e, TRUE);
  go_line (e, x, y);
}

static void
jog_vector (Encoder *e,
            int      x,
            int      y)
{
  if (!e->program || ABS (x - e->x) > YC_LIHUIYU_JOG_MAX_MILS ||
      ABS (y - e->y) > YC_LIHUIYU_JOG_MAX_MILS)
    {
      run_free (e, x, y);
      return;
    }
  set_laser (e, FALSE);
  go_line (e, x, y);
}

static gboolean
encode_vectors (Encoder                 *e,
                const YcToolpathSection *section,
                GError                 **error)
{
  g_autofree char *code = yc_lihuiyu_speed_code (e->board, section->setting.speed_um_s,
                                                 yc_lihuiyu_has_suffix (e->board), error);

  if (code == NULL)
    return FALSE;
  approach (e, section);
  for (guint i = 1; i < section->n_moves; i++)
    {
      int x = yc_lihuiyu_nm_to_mils (section->moves[i].x_nm);
      int y = yc_lihuiyu_nm_to_mils (section->moves[i].y_nm);

      if (section->moves[i].power == 0)
        jog_vector (e, x, y);
      else if (x != e->x || y != e->y)
        burn_vector (e, code, x, y);
      count_move (e, &section->moves[i - 1], &section->moves[i]);
    }
  return TRUE;
}

/* A raster's rows, along either axis. */
typedef struct
{
  const char *code;
  const Letters *along;
  const Letters *across;
  int step; /* mils */
} Rows;

/* To the next row, from which the way is back. */
static void
turn (Encoder              *e,
      const Rows           *rows,
      const YcToolpathMove *to)
{
  int x = yc_lihuiyu_nm_to_mils (to->x_nm), y = yc_lihuiyu_nm_to_mils (to->y_nm);
  int *across = rows->across == &letters_y ? &e->y : &e->x;
  int delta = (rows->across == &letters_y ? y : x) - *across;
  char back = e->direction == rows->along->ahead ? rows->along->back : rows->along->ahead;

  set_laser (e, FALSE);
  if (delta == rows->step)
    {
      face (e, back);
      *across += delta;
      return;
    }
  run_free (e, x, y);
  enter_program (e, rows->code, rows->across->ahead, back);
}

static void
encode_rows (Encoder                 *e,
             const YcToolpathSection *section,
             const Rows              *rows)
{
  gboolean along_x = rows->along == &letters_x;
  const YcToolpathMove *m = section->moves;

  approach (e, section);
  enter_program (e, rows->code, rows->across->ahead,
                 letter_of (rows->along, along_x ? m[1].x_nm - m[0].x_nm : m[1].y_nm - m[0].y_nm));
  for (guint i = 1; i < section->n_moves; i++)
    {
      gboolean is_turn = along_x ? m[i].y_nm != m[i - 1].y_nm : m[i].x_nm != m[i - 1].x_nm;
      int to = yc_lihuiyu_nm_to_mils (along_x ? m[i].x_nm : m[i].y_nm);
      int mils = to - (along_x ? e->x : e->y);

      if (is_turn)
        turn (e, rows, &m[i]);
      else if (mils != 0)
        {
          set_laser (e, m[i].power > 0);
          go_straight (e, rows->along, mils);
        }
      count_move (e, &m[i - 1], &m[i]);
    }
}

static gboolean
encode_raster (Encoder                 *e,
               const YcToolpathSection *section,
               GError                 **error)
{
  gboolean along_x = section->setting.axis == YC_TOOLPATH_AXIS_X;
  int step = yc_lihuiyu_nm_to_mils ((gint32) MIN (section->setting.line_step_nm, G_MAXINT32));
  g_autofree char *code = NULL;

  if (step < 1 || step > YC_LIHUIYU_STEP_MAX_MILS)
    {
      g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNSUPPORTED,
                   _("This engraver cannot set its lines %.3f mm apart"),
                   section->setting.line_step_nm / 1e6);
      return FALSE;
    }
  code = yc_lihuiyu_raster_code (e->board, section->setting.speed_um_s, (guint) step, error);
  if (code == NULL)
    return FALSE;
  encode_rows (e, section,
               &(Rows){ code, along_x ? &letters_x : &letters_y, along_x ? &letters_y : &letters_x,
                        step });
  return TRUE;
}

static gboolean
encode_sections (Encoder          *e,
                 const YcToolpath *path,
                 GError          **error)
{
  for (guint i = 0; i < yc_toolpath_get_n_sections (path); i++)
    {
      const YcToolpathSection *section = yc_toolpath_get_section (path, i);

      for (guint pass = 0; pass < section->setting.passes; pass++)
        if (section->setting.mode == YC_TOOLPATH_RASTER ? !encode_raster (e, section, error)
                                                        : !encode_vectors (e, section, error))
          return FALSE;
    }
  if (e->program)
    {
      set_laser (e, FALSE);
      put (e, "FNSE");
    }
  end_packet (e);
  if (e->job->stream->len <= YC_LIHUIYU_STREAM_MAX_BYTES)
    return TRUE;
  g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNSUPPORTED,
                       _("The job is too long for the engraver"));
  return FALSE;
}

/**
 * yc_lihuiyu_encode:
 * @path: a toolpath, of any powers
 * @board: for which board
 * @error: UNSUPPORTED for a speed or a line step the board cannot be told, or a
 * job that is too long; YC_TOOLPATH_ERROR when its pulses are
 *
 * The head starts at the home corner. It ends where the path does: bring it home.
 *
 * Returns: (transfer full): the job
 */
YcLihuiyuJob *
yc_lihuiyu_encode (YcToolpath    *path,
                   YcLihuiyuBoard board,
                   GError       **error)
{
  g_autoptr (YcToolpath) pulsed = NULL;
  g_autoptr (YcLihuiyuJob) job = NULL;
  Encoder e = { .board = board };

  g_return_val_if_fail (path != NULL, NULL);

  pulsed = yc_toolpath_dup_pulsed (path, error);
  if (pulsed == NULL)
    return NULL;
  job = g_new0 (YcLihuiyuJob, 1);
  job->stream = g_string_new (NULL);
  job->packets = g_array_new (FALSE, TRUE, sizeof (YcLihuiyuPacket));
  e.job = job;
  return encode_sections (&e, pulsed, error) ? g_steal_pointer (&job) : NULL;
}

void
yc_lihuiyu_job_free (YcLihuiyuJob *self)
{
  if (self == NULL)
    return;
  g_string_free (self->stream, TRUE);
  g_array_unref (self->packets);
  g_free (self);
}

/* LHYMICRO-GL as the board executes it, without what fills packets up. */
const char *
yc_lihuiyu_job_get_stream (const YcLihuiyuJob *self,
                           gsize              *ret_size_bytes)
{
  if (ret_size_bytes != NULL)
    *ret_size_bytes = self->stream->len;
  return self->stream->str;
}

guint
yc_lihuiyu_job_get_n_packets (const YcLihuiyuJob *self)
{
  return self->packets->len;
}

const YcLihuiyuPacket *
yc_lihuiyu_job_get_packet (const YcLihuiyuJob *self,
                           guint               index)
{
  g_return_val_if_fail (index < self->packets->len, NULL);

  return &g_array_index (self->packets, YcLihuiyuPacket, index);
}

/* As it goes over the wire. */
void
yc_lihuiyu_job_build_packet (const YcLihuiyuJob *self,
                             guint               index,
                             guint8              bytes[YC_LIHUIYU_PACKET_BYTES])
{
  const YcLihuiyuPacket *packet = yc_lihuiyu_job_get_packet (self, index);

  yc_lihuiyu_build_packet (self->stream->str + packet->offset, packet->size_bytes, bytes);
}

/* (transfer full): all packets, one behind the other. */
GBytes *
yc_lihuiyu_job_dup_wire (const YcLihuiyuJob *self)
{
  gsize size = (gsize) self->packets->len * YC_LIHUIYU_PACKET_BYTES;
  guint8 *bytes = g_malloc (MAX (size, 1));

  for (guint i = 0; i < self->packets->len; i++)
    yc_lihuiyu_job_build_packet (self, i, bytes + (gsize) i * YC_LIHUIYU_PACKET_BYTES);
  return g_bytes_new_take (bytes, size);
}
