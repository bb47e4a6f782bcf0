/* yc-grbl-encode.c: a toolpath as G-code
 *
 *   G21 G90 G94 G54 M4 S0    millimetres, absolute; the beam follows the speed
 *   G0 X Y                   a jog, beam off
 *   G1 X Y S F               burns; words that have not changed are left out
 *   M5 S0                    the beam is off at the end, whatever came before
 *
 * M4 is GRBL's laser mode in which the power follows the head's real speed and is
 * nothing at rest, so a machine that waits for the next line does not burn. Blank
 * runs of a raster's row are G1 with S0: a G0 among them would make the head stop
 * to change its ramp. Coordinates are micrometres, each rounded by itself.
 */

#include "yc-grbl-encode.h"

#include "yc-device-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define UM_NM 1000

struct _YcGrblJob
{
  GString *text;
  GArray *lines; /* of YcGrblLine */
};

typedef struct
{
  YcGrblJob *job;
  const YcGrblSetting *setting;
  gint32 height_nm;
  GString *line;
  gboolean knows_place; /* the machine's place is the last one said */
  gint32 x_um;
  gint32 y_um;
  int motion; /* 0 or 1: what a place means; -1 before the first */
  guint power;
  guint speed_um_s;
  guint moves_done;
  double mm_done;
} Encoder;

static void
end_line (Encoder *e)
{
  YcGrblLine line = { (guint32) e->job->text->len, 0, e->moves_done, e->mm_done };

  if (e->line->len == 0)
    return;
  g_string_append_c (e->line, '\n');
  /* The longest holds G, X, Y, S and F: 6 + 2 × 13 + 7 + 13. */
  g_assert (e->line->len <= YC_GRBL_LINE_MAX_BYTES);
  line.size_bytes = (guint8) e->line->len;
  if (e->job->text->len <= YC_GRBL_TEXT_MAX_BYTES)
    {
      g_string_append_len (e->job->text, e->line->str, (gssize) e->line->len);
      g_array_append_val (e->job->lines, line);
    }
  g_string_truncate (e->line, 0);
}

static void
put_line (Encoder    *e,
          const char *text)
{
  g_string_append (e->line, text);
  end_line (e);
}

/* "X12.5": thousandths, without the zeros behind them. */
static void
put_um (Encoder *e,
        char     letter,
        gint32   um)
{
  guint part = (guint) (ABS (um) % 1000);

  g_string_append_printf (e->line, "%c%s%d", letter, um < 0 ? "-" : "", ABS (um) / 1000);
  if (part != 0)
    g_string_append_printf (e->line, ".%03u", part);
  while (part != 0 && e->line->str[e->line->len - 1] == '0')
    g_string_truncate (e->line, e->line->len - 1);
}

static gint32
to_um (gint32 nm)
{
  gint64 shifted = (gint64) nm + UM_NM / 2;

  return (gint32) (shifted / UM_NM - (shifted < 0 && shifted % UM_NM != 0 ? 1 : 0));
}

static gint32
place_y (const Encoder *e,
         gint32         y_nm)
{
  return to_um (e->setting->y_away ? e->height_nm - y_nm : y_nm);
}

static guint
scale_power (const Encoder *e,
             gint32         power)
{
  return (guint) (((guint64) power * e->setting->power_full + YC_TOOLPATH_POWER_FULL / 2) /
                  YC_TOOLPATH_POWER_FULL);
}

/* A partial power that is more than nothing stays more than nothing. */
static guint
power_of (const Encoder *e,
          gint32         power)
{
  return power > 0 ? MAX (scale_power (e, power), 1) : 0;
}

static void
put_motion (Encoder *e,
            int      motion)
{
  if (e->motion != motion)
    g_string_append_printf (e->line, "G%d", motion);
  e->motion = motion;
}

static void
put_place (Encoder *e,
           gint32   x_um,
           gint32   y_um)
{
  if (!e->knows_place || x_um != e->x_um)
    put_um (e, 'X', x_um);
  if (!e->knows_place || y_um != e->y_um)
    put_um (e, 'Y', y_um);
  e->knows_place = TRUE;
  e->x_um = x_um;
  e->y_um = y_um;
}

static gboolean
is_here (const Encoder *e,
         gint32         x_um,
         gint32         y_um)
{
  return e->knows_place && e->x_um == x_um && e->y_um == y_um;
}

static void
jog (Encoder              *e,
     const YcToolpathMove *to)
{
  gint32 x = to_um (to->x_nm), y = place_y (e, to->y_nm);

  if (is_here (e, x, y))
    return;
  put_motion (e, 0);
  put_place (e, x, y);
}

static void
burn (Encoder              *e,
      const YcToolpathMove *to,
      guint                 speed_um_s)
{
  gint32 x = to_um (to->x_nm), y = place_y (e, to->y_nm);
  guint power = power_of (e, to->power);

  if (is_here (e, x, y))
    return;
  put_motion (e, 1);
  put_place (e, x, y);
  if (power != e->power)
    g_string_append_printf (e->line, "S%u", power);
  if (speed_um_s != e->speed_um_s)
    put_um (e, 'F', (gint32) (speed_um_s * 60u));
  e->power = power;
  e->speed_um_s = speed_um_s;
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
encode_section (Encoder                 *e,
                const YcToolpathSection *section)
{
  gboolean raster = section->setting.mode == YC_TOOLPATH_RASTER;

  for (guint i = 0; i < section->n_moves; i++)
    {
      const YcToolpathMove *to = &section->moves[i];

      if (i == 0 || (!raster && to->power == 0))
        jog (e, to);
      else
        burn (e, to, section->setting.speed_um_s);
      count_move (e, i > 0 ? to - 1 : NULL, to);
      end_line (e);
    }
}

static gboolean
encoder_init (Encoder             *e,
              const YcToolpath    *path,
              const YcGrblSetting *setting,
              GError             **error)
{
  if (setting->power_full < 1 || setting->power_full > YC_GRBL_POWER_MAX)
    {
      g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNSUPPORTED,
                   _("The engraver’s full power is set to %u, which cannot be"),
                   setting->power_full);
      return FALSE;
    }
  *e = (Encoder){ .setting = setting, .motion = -1 };
  e->height_nm = yc_toolpath_get_height_nm (path);
  e->job = g_new0 (YcGrblJob, 1);
  e->job->text = g_string_new (NULL);
  e->job->lines = g_array_new (FALSE, TRUE, sizeof (YcGrblLine));
  e->line = g_string_new (NULL);
  put_line (e, "G21G90G94G54");
  return TRUE;
}

static YcGrblJob *
encoder_finish (Encoder *e,
                GError **error)
{
  g_autoptr (YcGrblJob) job = e->job;

  put_line (e, "M5S0");
  g_string_free (e->line, TRUE);
  if (job->text->len <= YC_GRBL_TEXT_MAX_BYTES)
    return g_steal_pointer (&job);
  g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNSUPPORTED,
                       _("The job is too long for the engraver"));
  return NULL;
}

/**
 * yc_grbl_encode:
 * @path: a toolpath
 * @setting: of the machine
 * @error: UNSUPPORTED for a setting that cannot be, or a job that is too long
 *
 * Returns: (transfer full): the program
 */
YcGrblJob *
yc_grbl_encode (const YcToolpath    *path,
                const YcGrblSetting *setting,
                GError             **error)
{
  Encoder e;

  g_return_val_if_fail (path != NULL && setting != NULL, NULL);

  if (!encoder_init (&e, path, setting, error))
    return NULL;
  put_line (&e, "M4S0");
  for (guint i = 0; i < yc_toolpath_get_n_sections (path); i++)
    {
      const YcToolpathSection *section = yc_toolpath_get_section (path, i);

      for (guint pass = 0; pass < section->setting.passes; pass++)
        encode_section (&e, section);
    }
  return encoder_finish (&e, error);
}

/* Round the box the head will move in, with jogs. */
static void
put_frame (Encoder          *e,
           const YcToolpath *path)
{
  YcToolpathBox box;

  if (!yc_toolpath_get_travel_box (path, &box))
    return;
  for (guint i = 0; i < 5; i++)
    {
      YcToolpathMove corner = { i == 1 || i == 2 ? box.right_nm : box.left_nm,
                                i == 2 || i == 3 ? box.bottom_nm : box.top_nm, 0 };

      jog (e, &corner);
      end_line (e);
    }
}

/* A dry run: the head goes round what it will move in, and no M4 is said. */
YcGrblJob *
yc_grbl_encode_frame (const YcToolpath    *path,
                      const YcGrblSetting *setting,
                      GError             **error)
{
  Encoder e;

  g_return_val_if_fail (path != NULL && setting != NULL, NULL);

  if (!encoder_init (&e, path, setting, error))
    return NULL;
  put_frame (&e, path);
  return encoder_finish (&e, error);
}

/**
 * yc_grbl_encode_check:
 *
 * A sample of a job for the machine's check mode ($C), in which it reads and
 * moves nothing: every kind of line, each section's speed, and the corners of all
 * it will go to. The whole job would take minutes over a serial line.
 *
 * Returns: (transfer full): the program
 */
YcGrblJob *
yc_grbl_encode_check (const YcToolpath    *path,
                      const YcGrblSetting *setting,
                      GError             **error)
{
  Encoder e;

  g_return_val_if_fail (path != NULL && setting != NULL, NULL);

  if (!encoder_init (&e, path, setting, error))
    return NULL;
  put_line (&e, "M4S0");
  put_frame (&e, path);
  for (guint i = 0; i < MIN (yc_toolpath_get_n_sections (path), 64); i++)
    {
      const YcToolpathSection *section = yc_toolpath_get_section (path, i);

      jog (&e, &section->moves[0]);
      end_line (&e);
      burn (&e, &section->moves[1], section->setting.speed_um_s);
      end_line (&e);
    }
  return encoder_finish (&e, error);
}

void
yc_grbl_job_free (YcGrblJob *self)
{
  if (self == NULL)
    return;
  g_string_free (self->text, TRUE);
  g_array_unref (self->lines);
  g_free (self);
}

/* The program, its lines ended by \n. */
const char *
yc_grbl_job_get_text (const YcGrblJob *self,
                      gsize           *ret_size_bytes)
{
  if (ret_size_bytes != NULL)
    *ret_size_bytes = self->text->len;
  return self->text->str;
}

guint
yc_grbl_job_get_n_lines (const YcGrblJob *self)
{
  return self->lines->len;
}

const YcGrblLine *
yc_grbl_job_get_line (const YcGrblJob *self,
                      guint            index)
{
  g_return_val_if_fail (index < self->lines->len, NULL);

  return &g_array_index (self->lines, YcGrblLine, index);
}
