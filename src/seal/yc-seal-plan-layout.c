/* yc-seal-plan-layout.c: where on the bed each seal of a plan lies
 *
 * The plate lies as near the bed's corner as overscan allows on its left: the head
 * must be able to gain speed beside the first dot. So the bed's width less overscan on
 * both sides is what can be engraved.
 */

#include "yc-seal-plan-private.h"

#include "yc-seal-plate.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define EDGE_MM 1.0 /* from the bed's upper and lower edge */
#define GAP_MM 1.0  /* between two pieces */

static YcSealBox
get_bounds (const GArray *outline)
{
  double left = HUGE_VAL, top = HUGE_VAL, right = -HUGE_VAL, bottom = -HUGE_VAL;

  for (guint i = 0; i < outline->len; i++)
    {
      const YcSealPoint *point = &g_array_index (outline, YcSealPoint, i);

      left = MIN (left, point->x);
      right = MAX (right, point->x);
      top = MIN (top, point->y);
      bottom = MAX (bottom, point->y);
    }
  return (YcSealBox){ left, top, right - left, bottom - top };
}

static gint64
to_dots (const YcSealPlan *self,
         double            mm)
{
  return (gint64) ceil (mm * 1e6 / self->dot_nm);
}

/* @piece is in dots; the burn lies in it where its outline leaves it. */
static void
place (const YcSealPlan  *self,
       YcSealPlanned     *seal,
       const YcSealPiece *piece)
{
  YcSealBox bounds = get_bounds (seal->burn->outline);
  double dot_mm = self->dot_nm / 1e6;

  seal->shelf = piece->shelf;
  seal->place.label = seal->label;
  seal->place.burn = seal->burn;
  seal->place.x_dots = piece->x + self->overscan_dots + to_dots (self, -bounds.x);
  seal->place.y_dots = piece->y + to_dots (self, EDGE_MM) + to_dots (self, -bounds.y);
  seal->place.piece = (YcSealBox){ seal->place.x_dots * dot_mm + bounds.x, seal->place.y_dots * dot_mm + bounds.y,
                                   bounds.width, bounds.height };
}

/**
 * yc_seal_plan_get_plate:
 * @ret_plate: (out): where on the bed, in mm, the plate is to lie: no more of it than can be engraved
 */
void
yc_seal_plan_get_plate (const YcSealPlan *self,
                        YcSealBox        *ret_plate)
{
  double overscan_mm = self->overscan_dots * (self->dot_nm / 1e6);

  ret_plate->x = overscan_mm;
  ret_plate->y = EDGE_MM;
  ret_plate->width = MIN (self->plate_width_mm, self->machine->bed_width_mm - 2 * overscan_mm);
  ret_plate->height = MIN (self->plate_height_mm, self->machine->bed_height_mm - 2 * EDGE_MM);
}

/* FALSE with %YC_SEAL_PLAN_ERROR_PLATE where they do not fit. */
gboolean
yc_seal_plan_lay_out (YcSealPlan *self,
                      GError    **error)
{
  YcSealBox plate;
  g_autofree YcSealPiece *pieces = g_new0 (YcSealPiece, self->seals->len);

  yc_seal_plan_get_plate (self, &plate);
  for (guint i = 0; i < self->seals->len; i++)
    {
      YcSealBox bounds = get_bounds (g_array_index (self->seals, YcSealPlanned, i).burn->outline);

      pieces[i].width = to_dots (self, bounds.width) + 1; /* its corner is rounded up to a dot */
      pieces[i].height = to_dots (self, bounds.height) + 1;
    }
  if (!yc_seal_plate_lay_out (pieces, self->seals->len, floor (plate.width * 1e6 / self->dot_nm),
                              floor (plate.height * 1e6 / self->dot_nm), to_dots (self, GAP_MM)))
    {
      g_set_error (error, YC_SEAL_PLAN_ERROR, YC_SEAL_PLAN_ERROR_PLATE,
                   _("%u seals do not fit on %.0f × %.0f mm, which is what the machine can engrave at this speed. "
                     "Make them in two jobs, or more slowly."),
                   self->seals->len, MAX (plate.width, 0), MAX (plate.height, 0));
      return FALSE;
    }
  for (guint i = 0; i < self->seals->len; i++)
    place (self, &g_array_index (self->seals, YcSealPlanned, i), &pieces[i]);
  return TRUE;
}
