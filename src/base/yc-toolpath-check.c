/* yc-toolpath-check.c: whether a toolpath keeps the rules of its header */

#include "yc-toolpath-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A raster's move as its rows see it. */
typedef struct
{
  gint64 along;  /* nm, signed */
  gint64 across;
} Step;

static gboolean
malformed (guint       section,
           guint       move,
           const char *rule,
           GError    **error)
{
  g_set_error (error, YC_TOOLPATH_ERROR, YC_TOOLPATH_ERROR_MALFORMED, "toolpath: section %u, move %u: %s", section, move,
               rule);
  return FALSE;
}

static Step
get_step (const YcToolpathSection *section,
          guint                    move)
{
  const YcToolpathMove *from = &section->moves[move - 1], *to = &section->moves[move];
  gint64 x = (gint64) to->x_nm - from->x_nm, y = (gint64) to->y_nm - from->y_nm;

  return section->setting.axis == YC_TOOLPATH_AXIS_X ? (Step){ x, y } : (Step){ y, x };
}

static gboolean
check_setting (const YcToolpathSection *section,
               guint                    index,
               GError                 **error)
{
  const YcToolpathSetting *setting = &section->setting;
  gboolean raster = setting->mode == YC_TOOLPATH_RASTER;

  if (!raster && setting->mode != YC_TOOLPATH_VECTOR)
    return malformed (index, 0, "no such mode", error);
  if (setting->axis != YC_TOOLPATH_AXIS_X && (!raster || setting->axis != YC_TOOLPATH_AXIS_Y))
    return malformed (index, 0, "no such axis", error);
  if (setting->speed_um_s == 0 || setting->speed_um_s > YC_TOOLPATH_SPEED_MAX_UM_S)
    return malformed (index, 0, "speed", error);
  if (raster != (setting->line_step_nm > 0) || raster != (setting->dot_nm > 0))
    return malformed (index, 0, "line step or dot", error);
  if (setting->line_step_nm > YC_TOOLPATH_BED_MAX_NM || setting->dot_nm > YC_TOOLPATH_BED_MAX_NM)
    return malformed (index, 0, "line step or dot", error);
  if (setting->passes == 0 || setting->passes > YC_TOOLPATH_PASSES_MAX)
    return malformed (index, 0, "passes", error);
  if (memchr (setting->label, 0, sizeof setting->label) == NULL || !g_utf8_validate (setting->label, -1, NULL))
    return malformed (index, 0, "label", error);
  if (section->n_moves < 2 || section->moves[0].power != 0)
    return malformed (index, 0, "does not begin with a jog that leads somewhere", error);
  return TRUE;
}

/* R1 to R5. A row's first and last move are jogs; `way` is the sense of this row
 * and, while a row has not begun, that of the one before. */
static gboolean
check_rows (const YcToolpathSection *section,
            guint                    index,
            GError                 **error)
{
  int way = 0;
  gboolean in_row = FALSE;

  for (guint m = 1; m < section->n_moves; m++)
    {
      Step step = get_step (section, m);
      gint32 power = section->moves[m].power, before = section->moves[m - 1].power;
      int sense = step.along > 0 ? 1 : -1;

      if ((step.along != 0) == (step.across != 0))
        return malformed (index, m, "goes along and across, or nowhere", error);
      if (step.across != 0)
        {
          if (!in_row || before != 0 || power != 0)
            return malformed (index, m, "leaves a row that has no end", error);
          if (step.across < 0 || step.across % section->setting.line_step_nm != 0)
            return malformed (index, m, "goes to no later row", error);
          in_row = FALSE;
          continue;
        }
      if (!in_row && power != 0)
        return malformed (index, m, "begins a row burning", error);
      if (in_row && power == before)
        return malformed (index, m, "is one run in two moves", error);
      if (in_row ? sense != way : sense == way)
        return malformed (index, m, "goes the wrong way", error);
      way = sense;
      in_row = TRUE;
    }
  if (!in_row || section->moves[section->n_moves - 1].power != 0)
    return malformed (index, section->n_moves - 1, "ends burning, or between rows", error);
  return TRUE;
}

static gboolean
check_chains (const YcToolpathSection *section,
              guint                    index,
              GError                 **error)
{
  for (guint m = 1; m < section->n_moves; m++)
    if (section->moves[m].power != 0 && section->moves[m].power != YC_TOOLPATH_POWER_FULL)
      return malformed (index, m, "partial power on a vector", error);
  return TRUE;
}

static gboolean
check_moves (const YcToolpath        *self,
             const YcToolpathSection *section,
             guint                    index,
             GError                 **error)
{
  for (guint m = 0; m < section->n_moves; m++)
    {
      const YcToolpathMove *move = &section->moves[m];

      if (move->power < 0 || move->power > YC_TOOLPATH_POWER_FULL)
        return malformed (index, m, "power", error);
      if (move->x_nm < 0 || move->y_nm < 0 || move->x_nm > self->width_nm || move->y_nm > self->height_nm)
        {
          g_set_error (error, YC_TOOLPATH_ERROR, YC_TOOLPATH_ERROR_OUTSIDE,
                       _("“%s” reaches over the machine's bed of %.0f × %.0f mm: %.1f, %.1f mm. "
                         "Put fewer seals on the plate, or move them."),
                       section->setting.label, self->width_nm / 1e6, self->height_nm / 1e6, move->x_nm / 1e6,
                       move->y_nm / 1e6);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_size (const YcToolpath *self,
            GError          **error)
{
  if (self->width_nm <= 0 || self->height_nm <= 0 ||
      self->width_nm > YC_TOOLPATH_BED_MAX_NM || self->height_nm > YC_TOOLPATH_BED_MAX_NM)
    return malformed (0, 0, "no such bed", error);
  if (self->sections->len <= YC_TOOLPATH_SECTIONS_MAX && self->moves->len <= YC_TOOLPATH_MOVES_MAX)
    return TRUE;
  g_set_error (error, YC_TOOLPATH_ERROR, YC_TOOLPATH_ERROR_TOO_LARGE,
               _("The job has more than %d million moves. Put fewer seals on the plate, or choose a lower resolution."),
               YC_TOOLPATH_MOVES_MAX / 1000000);
  return FALSE;
}

/* Sets YC_TOOLPATH_ERROR and says which section, move and rule. */
gboolean
yc_toolpath_check (const YcToolpath *self,
                   GError          **error)
{
  if (!check_size (self, error))
    return FALSE;
  for (guint i = 0; i < self->sections->len; i++)
    {
      const YcToolpathSection *section = &g_array_index (self->sections, YcToolpathSection, i);

      gboolean raster = section->setting.mode == YC_TOOLPATH_RASTER;

      if (!check_setting (section, i, error) || !check_moves (self, section, i, error))
        return FALSE;
      if (!(raster ? check_rows (section, i, error) : check_chains (section, i, error)))
        return FALSE;
    }
  return TRUE;
}
