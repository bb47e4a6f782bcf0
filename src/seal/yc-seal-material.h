/* What a seal is made of, and how that is worked. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Coming from the ink. */
typedef enum
{
  YC_SEAL_RELIEF,  /* what is not ink is burnt away, with a shoulder beside the ink */
  YC_SEAL_DIRECT,  /* the ink itself is burnt */
  YC_SEAL_FILM,    /* nothing is burnt: a film of the ink lies on the pad that is flashed */
} YcSealProcess;

/* All lengths in mm, speeds in mm/s as commanded. What the beam's width takes
 * away belongs to the machine's focus; kerf_mm is what a through cut takes. */
typedef struct
{
  const char *id;
  const char *title; /* untranslated; gettext() shows it */
  YcSealProcess process;
  gboolean mirrored;         /* of what is burnt or printed, seen from above */
  double margin_mm;          /* how far relief is lowered beyond the ink; the piece ends there */
  double shoulder_mm;        /* relief: how far beside the ink the full depth is reached */
  guint shoulder_steps;      /* relief: into how many powers the slope is cut, at most */
  gint32 edge_permille;      /* relief: the power right beside the ink */
  double kerf_mm;            /* of the cut along the outline */
  double raster_mm_s;
  guint raster_passes;
  double cut_mm_s;
  guint cut_passes;          /* 0: the piece is not cut out */
  double line_min_mm;        /* thinner lines do not last; what counts as a line's width: yc-seal-stroke.c */
  double gap_min_mm;         /* narrower gaps fill up */
  gboolean banks_take_private; /* whether banks take a legal representative's seal of it as a specimen */
} YcSealMaterial;

guint                 yc_seal_material_count   (void);
const YcSealMaterial *yc_seal_material_get     (guint       index);
const YcSealMaterial *yc_seal_material_find    (const char *id);
const char           *yc_seal_material_get_bank_hint (const YcSealMaterial *self);

G_END_DECLS
