/* yc-sim-plate.c: a plate under a simulated laser
 *
 * The plate has a clock of its own, which never runs backwards: a move begins when
 * the one before it ended, and takes length / speed. What a move burns is marked
 * as far as the head has come, so a laser that is stopped half way leaves half a
 * line. Time in which nothing moves and the laser is on is counted: it burns a hole.
 *
 * The picture is of dots of 500 dpi. A run along an axis burns those whose middle
 * it passes, each end for itself, so that a run cut in two burns nothing twice;
 * of its own line it may be off by DOT_SLACK_NM, for machines whose step is no
 * part of a dot. A slanting line burns what it touches.
 */

#include "yc-sim-plate.h"

#include <cairo.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define DOT_SLACK_NM 5000.0
#define SAMPLE_NM 10000.0

struct _YcSimPlate
{
  guint columns;
  guint rows;
  guint8 *counts;
  guint16 *powers; /* permille */
  guint dots;
  guint dots_twice;
  guint first_row; /* of those with dots */
  guint end_row;
  double x_nm;
  double y_nm;
  double clock_ms;

  gboolean moving;
  double from_x_nm;
  double from_y_nm;
  double to_x_nm;
  double to_y_nm;
  double begin_ms;
  double end_ms;
  guint permille;
  double mark_at; /* of the slanting line: how far it is marked, nm */

  gboolean laser;
  double still_ms;
  double still_ms_max;
  double still_ms_total;
  double burnt_mm;
  guint plates;
};

YcSimPlate *
yc_sim_plate_new (guint width_mm,
                  guint height_mm)
{
  YcSimPlate *self = g_new0 (YcSimPlate, 1);

  g_assert (width_mm > 0 && width_mm <= YC_SIM_PLATE_SIDE_MAX_MM);
  g_assert (height_mm > 0 && height_mm <= YC_SIM_PLATE_SIDE_MAX_MM);
  self->columns = width_mm * 1000000u / YC_SIM_PLATE_DOT_NM + 1;
  self->rows = height_mm * 1000000u / YC_SIM_PLATE_DOT_NM + 1;
  self->counts = g_new0 (guint8, (gsize) self->columns * self->rows);
  self->powers = g_new0 (guint16, (gsize) self->columns * self->rows);
  return self;
}

void
yc_sim_plate_free (YcSimPlate *self)
{
  if (self == NULL)
    return;
  g_free (self->counts);
  g_free (self->powers);
  g_free (self);
}

static void
mark (YcSimPlate *self,
      double      column,
      double      row)
{
  gsize at;

  if (column < 0 || row < 0 || column >= self->columns || row >= self->rows)
    return;
  at = (gsize) row * self->columns + (gsize) column;
  if (self->dots == 0)
    self->first_row = (guint) row;
  self->first_row = MIN (self->first_row, (guint) row);
  self->end_row = MAX (self->end_row, (guint) row + 1);
  self->dots += self->counts[at] == 0;
  self->dots_twice += self->counts[at] == 1;
  if (self->counts[at] < G_MAXUINT8)
    self->counts[at]++;
  self->powers[at] = MAX (self->powers[at], (guint16) self->permille);
}

/* The dots whose middle lies in [from, to). */
static void
mark_run (YcSimPlate *self,
          double      from_nm,
          double      to_nm,
          double      across_nm,
          gboolean    along_x)
{
  double across = floor ((across_nm + DOT_SLACK_NM) / YC_SIM_PLATE_DOT_NM);
  double first = ceil (MIN (from_nm, to_nm) / YC_SIM_PLATE_DOT_NM - 0.5);
  double end = ceil (MAX (from_nm, to_nm) / YC_SIM_PLATE_DOT_NM - 0.5);

  for (double dot = first; dot < end; dot++)
    mark (self, along_x ? dot : across, along_x ? across : dot);
}

/* What a slanting line touches, each dot once as it enters it. */
static void
mark_slant (YcSimPlate *self,
            double      until_nm)
{
  double length = hypot (self->to_x_nm - self->from_x_nm, self->to_y_nm - self->from_y_nm);
  double last_column = -1, last_row = -1;

  for (double at = self->mark_at; at < until_nm; at += SAMPLE_NM)
    {
      double x = self->from_x_nm + (self->to_x_nm - self->from_x_nm) * at / length;
      double y = self->from_y_nm + (self->to_y_nm - self->from_y_nm) * at / length;
      double column = floor (x / YC_SIM_PLATE_DOT_NM), row = floor (y / YC_SIM_PLATE_DOT_NM);

      if (column != last_column || row != last_row)
        mark (self, column, row);
      last_column = column;
      last_row = row;
    }
  self->mark_at = until_nm;
}

static void
move_head (YcSimPlate *self,
           double      x_nm,
           double      y_nm)
{
  double gone = hypot (x_nm - self->from_x_nm, y_nm - self->from_y_nm);

  if (self->permille > 0)
    {
      self->burnt_mm += hypot (x_nm - self->x_nm, y_nm - self->y_nm) / 1e6;
      if (self->from_y_nm == self->to_y_nm)
        mark_run (self, self->x_nm, x_nm, self->to_y_nm, TRUE);
      else if (self->from_x_nm == self->to_x_nm)
        mark_run (self, self->y_nm, y_nm, self->to_x_nm, FALSE);
      else
        mark_slant (self, gone);
    }
  self->x_nm = x_nm;
  self->y_nm = y_nm;
}

/**
 * yc_sim_plate_begin:
 * @self: a plate on which nothing moves
 * @x_nm: where to
 * @y_nm: where to
 * @permille: of full power on the way
 * @speed_um_s: how fast
 *
 * Begins when what was before it ended.
 */
void
yc_sim_plate_begin (YcSimPlate *self,
                    double      x_nm,
                    double      y_nm,
                    guint       permille,
                    double      speed_um_s)
{
  double length = hypot (x_nm - self->x_nm, y_nm - self->y_nm);

  g_assert (!self->moving && speed_um_s > 0);
  self->moving = TRUE;
  self->from_x_nm = self->x_nm;
  self->from_y_nm = self->y_nm;
  self->to_x_nm = x_nm;
  self->to_y_nm = y_nm;
  self->permille = permille;
  self->begin_ms = self->clock_ms;
  self->end_ms = self->clock_ms + length / speed_um_s; /* nm by µm/s: ms */
  self->mark_at = 0;
  self->laser = permille > 0;
  self->still_ms = 0;
}

/* Goes on to @now_ms, or to the end of the move if that comes first. TRUE when
 * nothing moves any more and time may be left. */
gboolean
yc_sim_plate_advance (YcSimPlate *self,
                      double      now_ms)
{
  double part;

  if (!self->moving)
    return TRUE;
  if (now_ms >= self->end_ms)
    {
      move_head (self, self->to_x_nm, self->to_y_nm);
      self->clock_ms = MAX (self->clock_ms, self->end_ms);
      self->moving = FALSE;
      return TRUE;
    }
  if (now_ms <= self->clock_ms)
    return FALSE;
  part = (now_ms - self->begin_ms) / (self->end_ms - self->begin_ms);
  move_head (self, self->from_x_nm + (self->to_x_nm - self->from_x_nm) * part,
             self->from_y_nm + (self->to_y_nm - self->from_y_nm) * part);
  self->clock_ms = now_ms;
  return FALSE;
}

/* Nothing moves until @now_ms. */
void
yc_sim_plate_rest (YcSimPlate *self,
                   double      now_ms,
                   gboolean    laser)
{
  double passed = now_ms - self->clock_ms;

  g_assert (!self->moving);
  self->laser = laser;
  if (passed <= 0)
    return;
  self->clock_ms = now_ms;
  self->still_ms = laser ? self->still_ms + passed : 0;
  self->still_ms_total += laser ? passed : 0;
  self->still_ms_max = MAX (self->still_ms_max, self->still_ms);
}

/* The move stands still until @now_ms, laser off, and can go on then. */
void
yc_sim_plate_hold (YcSimPlate *self,
                   double      now_ms)
{
  double passed = MAX (now_ms - self->clock_ms, 0);

  self->laser = FALSE;
  self->still_ms = 0;
  self->clock_ms += passed;
  self->begin_ms += passed;
  self->end_ms += passed;
}

/* Stands where it is. */
void
yc_sim_plate_stop (YcSimPlate *self)
{
  self->moving = FALSE;
  self->laser = FALSE;
}

gboolean
yc_sim_plate_is_moving (const YcSimPlate *self)
{
  return self->moving;
}

double
yc_sim_plate_get_end_ms (const YcSimPlate *self)
{
  return self->end_ms;
}

void
yc_sim_plate_get_place (const YcSimPlate *self,
                        double           *ret_x_nm,
                        double           *ret_y_nm)
{
  *ret_x_nm = self->x_nm;
  *ret_y_nm = self->y_nm;
}

void
yc_sim_plate_report (const YcSimPlate *self,
                     YcSimPlateReport *ret_report)
{
  *ret_report = (YcSimPlateReport){
    .still_ms_max = self->still_ms_max,
    .still_ms_total = self->still_ms_total,
    .burnt_mm = self->burnt_mm,
    .dots = self->dots,
    .dots_twice = self->dots_twice,
    .laser = self->laser,
    .plates = self->plates,
  };
}

guint
yc_sim_plate_get_count (const YcSimPlate *self,
                        guint             column,
                        guint             row)
{
  if (column >= self->columns || row >= self->rows)
    return 0;
  return self->counts[(gsize) row * self->columns + column];
}

guint
yc_sim_plate_get_power (const YcSimPlate *self,
                        guint             column,
                        guint             row)
{
  if (column >= self->columns || row >= self->rows)
    return 0;
  return self->powers[(gsize) row * self->columns + column];
}

void
yc_sim_plate_get_size (const YcSimPlate *self,
                       guint            *ret_columns,
                       guint            *ret_rows)
{
  *ret_columns = self->columns;
  *ret_rows = self->rows;
}

/* A new plate is laid in. */
void
yc_sim_plate_clear (YcSimPlate *self)
{
  gsize dots = (gsize) self->columns * self->rows;

  memset (self->counts, 0, dots * sizeof self->counts[0]);
  memset (self->powers, 0, dots * sizeof self->powers[0]);
  self->dots = self->dots_twice = 0;
  self->first_row = self->end_row = 0;
  self->still_ms_max = 0;
  self->still_ms_total = 0;
  self->burnt_mm = 0;
  self->plates++;
}

/* What a picture shows of a plate: of its rows, those from the first with a dot. */
typedef struct
{
  guint columns;
  guint rows;
  guint first_row;
  guint end_row;
  const guint16 *powers; /* of the first row, and those after it */
} View;

static View
view (const YcSimPlate *self)
{
  return (View){ self->columns, self->rows, self->first_row, self->end_row,
                 self->powers + (gsize) self->first_row * self->columns };
}

static cairo_surface_t *
draw (const View *view)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, (int) view->columns,
                                                         (int) view->rows);
  guint8 *data = cairo_image_surface_get_data (surface);
  const guint16 *power = view->powers;
  gsize stride;

  if (data == NULL)
    return surface;
  stride = (gsize) cairo_image_surface_get_stride (surface);
  memset (data, 255, stride * view->rows);
  for (gsize row = view->first_row; row < view->end_row; row++)
    for (gsize column = 0; column < view->columns; column++, power++)
      data[row * stride + column] = (guint8) (255 - MIN (*power, 1000) * 255 / 1000);
  cairo_surface_mark_dirty (surface);
  return surface;
}

static gboolean
save (const View *view,
      const char *path,
      GError    **error)
{
  cairo_surface_t *picture = draw (view);
  cairo_status_t status = cairo_surface_status (picture);
  g_autofree char *part = g_strconcat (path, ".part", NULL);

  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png (picture, part);
  cairo_surface_destroy (picture);
  if (status == CAIRO_STATUS_SUCCESS && g_rename (part, path) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", path,
               status != CAIRO_STATUS_SUCCESS ? cairo_status_to_string (status) : g_strerror (errno));
  return FALSE;
}

/**
 * yc_sim_plate_save:
 * @self: a plate
 * @path: where to
 * @error: why it could not be written
 *
 * A PNG of a dot a pixel: what was burnt is black, half power gray. It is there as a
 * whole or not at all.
 */
gboolean
yc_sim_plate_save (const YcSimPlate *self,
                   const char       *path,
                   GError          **error)
{
  View now = view (self);

  return save (&now, path, error);
}

typedef struct
{
  View view;
  guint16 *powers;
  char *path;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_free (saving->powers);
  g_free (saving->path);
  g_free (saving);
}

static void
save_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  const Saving *saving = data;
  GError *error = NULL;

  if (save (&saving->view, saving->path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Like yc_sim_plate_save(), of the plate as it is now. To draw and to write takes a
 * second or so, in which a machine must go on answering: another thread does it. */
void
yc_sim_plate_save_async (const YcSimPlate   *self,
                         const char         *path,
                         GAsyncReadyCallback callback,
                         gpointer            data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);
  Saving *saving = g_new0 (Saving, 1);

  saving->view = view (self);
  saving->powers = g_memdup2 (saving->view.powers, sizeof (guint16) * self->columns *
                                                     (self->end_row - self->first_row));
  saving->view.powers = saving->powers;
  saving->path = g_strdup (path);
  g_task_set_task_data (task, saving, saving_free);
  g_task_run_in_thread (task, save_in_thread);
}

gboolean
yc_sim_plate_save_finish (GAsyncResult *result,
                          GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
