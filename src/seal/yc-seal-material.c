/* yc-seal-material.c: the table of materials
 *
 * Speeds and powers are where a 40 W tube begins with fresh stock; a shop tries
 * them on each delivery and gives its own with the job. Shoulder: without it a
 * stroke of 0.2 mm stands like a wall, bends under the hand and tears out. The thinnest
 * line and the narrowest gap are a dot and a half and a dot of 500 to the inch; a pad takes
 * what a film of 300 to the inch shows.
 */

#include "yc-seal-material.h"

#include <glib/gi18n-lib.h>

static const YcSealMaterial materials[] = {
  {
    .id = "rubber",
    .title = N_ ("rubber"),
    .process = YC_SEAL_RELIEF,
    .mirrored = TRUE,
    .margin_mm = 1.5,
    .shoulder_mm = 0.4,
    .shoulder_steps = 4,
    .edge_permille = 300,
    .kerf_mm = 0.2,
    .raster_mm_s = 250,
    .raster_passes = 1,
    .cut_mm_s = 12,
    .cut_passes = 1,
    .line_min_mm = 0.075,
    .gap_min_mm = 0.05,
    .banks_take_private = TRUE,
  },
  {
    .id = "infiltration",
    .title = N_ ("pre-inked foam"),
    .process = YC_SEAL_DIRECT,
    .mirrored = TRUE,
    .margin_mm = 1.0,
    .kerf_mm = 0.2,
    .raster_mm_s = 300,
    .raster_passes = 1,
    .cut_mm_s = 20,
    .cut_passes = 1,
    .line_min_mm = 0.075,
    .gap_min_mm = 0.05,
    .banks_take_private = TRUE,
  },
  {
    /* The film's printed side lies on the pad, so the pad sees it mirrored. */
    .id = "photosensitive",
    .title = N_ ("photosensitive pad"),
    .process = YC_SEAL_FILM,
    .mirrored = FALSE,
    .margin_mm = 1.0,
    .line_min_mm = 0.085,
    .gap_min_mm = 0.085,
    .banks_take_private = FALSE,
  },
};

guint
yc_seal_material_count (void)
{
  return G_N_ELEMENTS (materials);
}

const YcSealMaterial *
yc_seal_material_get (guint index)
{
  g_return_val_if_fail (index < G_N_ELEMENTS (materials), NULL);

  return &materials[index];
}

/* Returns: (nullable) */
const YcSealMaterial *
yc_seal_material_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (materials); i++)
    if (g_str_equal (materials[i].id, id))
      return &materials[i];
  return NULL;
}

/* Returns: (nullable): what to say where a private seal of this is asked for and a bank account is opened */
const char *
yc_seal_material_get_bank_hint (const YcSealMaterial *self)
{
  if (self->banks_take_private)
    return NULL;
  return _("Banks do not take a private seal made from a photosensitive pad as a specimen. "
           "Choose rubber or pre-inked foam for the legal representative's seal.");
}
