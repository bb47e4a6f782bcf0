/* What is to be burnt of a seal, dot by dot: its drawing after its material's process. */
#pragma once

#include "yc-seal-drawing.h"
#include "yc-seal-material.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define YC_SEAL_LEVELS_MAX 16
#define YC_SEAL_DOT_NM_MIN 19000  /* 1337 dots per inch */
#define YC_SEAL_DOT_NM_MAX 128000 /* 198 */

typedef enum
{
  YC_SEAL_BURN_ERROR_RESOLUTION, /* none that is made */
  YC_SEAL_BURN_ERROR_EMPTY,      /* a drawing without ink */
  YC_SEAL_BURN_ERROR_FILM,       /* the material is not burnt */
  YC_SEAL_BURN_ERROR_TOO_LARGE,
} YcSealBurnError;

#define YC_SEAL_BURN_ERROR (yc_seal_burn_error_quark ())
GQuark yc_seal_burn_error_quark (void);

/* Seen from above, mirrored already. A dot's level is an index into powers; level
 * 0 is left as it is. Its outermost rows and columns are not all blank. */
typedef struct
{
  guint width;  /* dots */
  guint height;
  guint32 dot_nm;
  guint8 *levels;                        /* width × height, rows from the top */
  gint32 powers[YC_SEAL_LEVELS_MAX];     /* per mille; [0] is 0, rising */
  guint n_levels;
  double left_mm; /* where its left top corner lies in the (mirrored) drawing */
  double top_mm;
  GArray *outline; /* of YcSealPoint, mm from its left top corner: where the piece is cut out */
} YcSealBurn;

YcSealBurn *yc_seal_burn_new  (const YcSealDrawing  *drawing,
                               const YcSealMaterial *material,
                               guint32               dot_nm,
                               guint                 shoulder_steps_max,
                               GError              **error);
void        yc_seal_burn_free (YcSealBurn           *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSealBurn, yc_seal_burn_free)

G_END_DECLS
