/* yc-seal-plan.c: from seals to a job
 *
 * 1. Each seal becomes dots (yc-seal-burn).
 * 2. The pieces are laid out on the plate (yc-seal-plan-layout), on whole dots.
 * 3. Each shelf becomes rasters (yc-seal-plan-rasters): which islands share their
 *    rows is decided by the time model.
 * 4. When all is engraved the pieces are cut out (yc-seal-plan-cuts), and not before:
 *    a loose piece moves.
 * 5. The time model walks along the whole.
 *
 * It does no I/O and reads no clock: it may run on any thread, and the same seals give
 * the same path to the last bit.
 */

#include "yc-seal-plan-private.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (yc-seal-plan-error-quark, yc_seal_plan_error)

/**
 * yc_seal_part_new:
 * @drawing: a seal as it prints
 * @label: shown to people, UTF-8
 */
YcSealPart *
yc_seal_part_new (YcSealDrawing *drawing,
                  const char    *label)
{
  YcSealPart *self = g_new (YcSealPart, 1);

  self->drawing = yc_seal_drawing_ref (drawing);
  self->label = g_strdup (label);
  return self;
}

void
yc_seal_part_free (YcSealPart *self)
{
  if (self == NULL)
    return;
  yc_seal_drawing_unref (self->drawing);
  g_free (self->label);
  g_free (self);
}

static void
planned_clear (gpointer data)
{
  YcSealPlanned *seal = data;

  g_clear_pointer (&seal->burn, yc_seal_burn_free);
  g_free (seal->label);
}

static void
clear (gpointer data)
{
  YcSealPlan *self = data;

  g_clear_pointer (&self->seals, g_array_unref);
  g_clear_pointer (&self->path, yc_toolpath_unref);
  g_clear_pointer (&self->time, yc_seal_time_unref);
}

YcSealPlan *
yc_seal_plan_ref (YcSealPlan *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
yc_seal_plan_unref (YcSealPlan *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* --- what is asked for ------------------------------------------------- */

static gboolean
set_resolution (YcSealPlan              *self,
                const YcSealPlanOptions *options,
                GError                 **error)
{
  guint dpi = options->dpi > 0 ? options->dpi : YC_SEAL_DPI_DEFAULT;

  self->dot_nm = yc_seal_machine_get_dot_nm (self->machine, dpi);
  if (self->dot_nm > 0)
    return TRUE;
  g_set_error (error, YC_SEAL_PLAN_ERROR, YC_SEAL_PLAN_ERROR_RESOLUTION,
               _("A %s cannot engrave %u dots per inch; it has 1000, 500, 333 and 250"), self->machine->title, dpi);
  return FALSE;
}

static gboolean
set_raster (YcSealPlan              *self,
            const YcSealPlanOptions *options,
            GError                 **error)
{
  double speed = options->raster_mm_s != 0 ? options->raster_mm_s : self->material->raster_mm_s;
  guint passes = options->raster_passes > 0 ? options->raster_passes : self->material->raster_passes;

  if (!(speed >= 1 && speed <= self->machine->speed_max_mm_s) || passes > YC_TOOLPATH_PASSES_MAX)
    {
      g_set_error (error, YC_SEAL_PLAN_ERROR, YC_SEAL_PLAN_ERROR_SPEED,
                   _("A %s engraves at 1 to %.0f mm/s, in at most %d passes"), self->machine->title,
                   self->machine->speed_max_mm_s, YC_TOOLPATH_PASSES_MAX);
      return FALSE;
    }
  self->raster = (YcToolpathSetting){
    .mode = YC_TOOLPATH_RASTER, .axis = YC_TOOLPATH_AXIS_X, .speed_um_s = speed * 1000 + 0.5,
    .line_step_nm = self->dot_nm, .dot_nm = self->dot_nm, .passes = passes
  };
  self->overscan_dots = yc_seal_machine_get_overscan_mm (self->machine, speed) * 1e6 / self->dot_nm + 1;
  return TRUE;
}

static gboolean
set_plate (YcSealPlan              *self,
           const YcSealPlanOptions *options,
           GError                 **error)
{
  const YcSealMachine *machine = self->machine;

  self->plate_width_mm = options->plate_width_mm != 0 ? options->plate_width_mm : machine->bed_width_mm;
  self->plate_height_mm = options->plate_height_mm != 0 ? options->plate_height_mm : machine->bed_height_mm;
  if (self->plate_width_mm > 0 && self->plate_width_mm <= machine->bed_width_mm &&
      self->plate_height_mm > 0 && self->plate_height_mm <= machine->bed_height_mm)
    return TRUE;
  g_set_error (error, YC_SEAL_PLAN_ERROR, YC_SEAL_PLAN_ERROR_PLATE,
               _("The plate is larger than a %s's bed of %.0f × %.0f mm"), machine->title, machine->bed_width_mm,
               machine->bed_height_mm);
  return FALSE;
}

static gboolean
add_burns (YcSealPlan      *self,
           const GPtrArray *parts,
           GCancellable    *cancellable,
           GError         **error)
{
  if (parts->len == 0)
    g_set_error_literal (error, YC_SEAL_PLAN_ERROR, YC_SEAL_PLAN_ERROR_NOTHING, _("There is no seal to make"));
  else if (parts->len > YC_SEAL_PARTS_MAX)
    g_set_error (error, YC_SEAL_PLAN_ERROR, YC_SEAL_PLAN_ERROR_TOO_MANY, _("One job makes at most %d seals"),
                 YC_SEAL_PARTS_MAX);
  if (parts->len == 0 || parts->len > YC_SEAL_PARTS_MAX)
    return FALSE;
  for (guint i = 0; i < parts->len; i++)
    {
      const YcSealPart *part = g_ptr_array_index (parts, i);
      YcSealPlanned seal = { 0 };

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      seal.burn = yc_seal_burn_new (part->drawing, self->material, self->dot_nm, self->machine->shoulder_steps_max,
                                    error);
      if (seal.burn == NULL)
        {
          g_prefix_error (error, "%s: ", part->label);
          return FALSE;
        }
      seal.label = g_strdup (part->label);
      g_array_append_val (self->seals, seal);
    }
  return TRUE;
}

static gboolean
make_path (YcSealPlan   *self,
           GCancellable *cancellable,
           GError      **error)
{
  g_autoptr (YcToolpathBuilder) builder =
    yc_toolpath_builder_new (yc_seal_plan_get_bed_width_nm (self), yc_seal_plan_get_bed_height_nm (self));

  if (!yc_seal_plan_add_rasters (self, builder, cancellable, error))
    return FALSE;
  yc_seal_plan_add_cuts (self, builder, FALSE);
  self->path = yc_toolpath_builder_finish (builder, error);
  return self->path != NULL;
}

/**
 * yc_seal_plan_new:
 * @parts: (element-type YcSealPart): the seals of one material, at most %YC_SEAL_PARTS_MAX
 * @material: of the table; not one that is flashed
 * @machine: of the table
 * @options: (nullable): what differs from their defaults
 * @cancellable: (nullable): looked at between seals and between shelves
 * @error: YC_SEAL_PLAN_ERROR, YC_SEAL_BURN_ERROR, YC_TOOLPATH_ERROR, or cancelled
 *
 * Returns: (transfer full) (nullable): the job
 */
YcSealPlan *
yc_seal_plan_new (const GPtrArray         *parts,
                  const YcSealMaterial    *material,
                  const YcSealMachine     *machine,
                  const YcSealPlanOptions *options,
                  GCancellable            *cancellable,
                  GError                 **error)
{
  g_autoptr (YcSealPlan) self = g_atomic_rc_box_new0 (YcSealPlan);
  const YcSealPlanOptions defaults = { 0 };

  if (options == NULL)
    options = &defaults;
  self->material = material;
  self->machine = machine;
  self->seals = g_array_new (FALSE, FALSE, sizeof (YcSealPlanned));
  g_array_set_clear_func (self->seals, planned_clear);
  if (!set_resolution (self, options, error) || !set_raster (self, options, error) || !set_plate (self, options, error) ||
      !add_burns (self, parts, cancellable, error) || !yc_seal_plan_lay_out (self, error) ||
      !make_path (self, cancellable, error) || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  self->time = yc_seal_time_new (self->path, machine);
  return g_steal_pointer (&self);
}

/* --- asking ------------------------------------------------------------ */

gint32
yc_seal_plan_get_bed_width_nm (const YcSealPlan *self)
{
  return self->machine->bed_width_mm * 1e6;
}

gint32
yc_seal_plan_get_bed_height_nm (const YcSealPlan *self)
{
  return self->machine->bed_height_mm * 1e6;
}

const YcSealMaterial *
yc_seal_plan_get_material (const YcSealPlan *self)
{
  return self->material;
}

const YcSealMachine *
yc_seal_plan_get_machine (const YcSealPlan *self)
{
  return self->machine;
}

YcToolpath *
yc_seal_plan_get_path (const YcSealPlan *self)
{
  return self->path;
}

YcSealTime *
yc_seal_plan_get_time (const YcSealPlan *self)
{
  return self->time;
}

guint
yc_seal_plan_get_n_places (const YcSealPlan *self)
{
  return self->seals->len;
}

/* In the order of the parts. It lives as long as the plan. */
const YcSealPlace *
yc_seal_plan_get_place (const YcSealPlan *self,
                        guint             index)
{
  g_return_val_if_fail (index < self->seals->len, NULL);

  return &g_array_index (self->seals, YcSealPlanned, index).place;
}
