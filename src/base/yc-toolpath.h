/* A toolpath: what a laser does to a plate, in order. A plan makes it, an
 * encoder turns it into a machine's own words, a time model walks along it.
 * It knows no seal and no machine.
 *
 * Units and axes. Lengths are nanometres in 32 bits: one mil, the step of many
 * boards, is 25 400 nm, and a dot of 500 dpi is 50 800 nm, so that neither is
 * rounded. The origin is the bed's home corner at the far left; x runs to the
 * right, y towards the operator (down on a screen). All coordinates are
 * absolute. An encoder rounds each absolute coordinate to its machine's step
 * and sends differences of rounded ones, so that errors do not add up. The
 * picture is already mirrored where the process asks for it: an encoder maps
 * axes (a GRBL machine whose y runs away from the operator) and nothing else.
 *
 * Sections are carried out in order, each `passes` times over. A section is a
 * list of moves; a move goes straight from where the last one ended to
 * (x_nm, y_nm) with the given power. Power 0 is a jog: the beam is off.
 * Wherever a section begins the beam is off and the head is anywhere: its first
 * move, the approach, is a jog to the section's first point, and before a
 * second pass it is made again. Where a section ends the beam goes off. Power
 * belongs to moves, so no burning ever starts or ends at rest with the beam on.
 *
 * A RASTER section (both AXIS_X and AXIS_Y exist; the words are those of X):
 *   R1  After the approach each move changes exactly one coordinate: along the
 *       axis (x) within a row, or across it (y) between rows.
 *   R2  Moves across are jogs. They go by k × line_step_nm, k ≥ 1, always
 *       towards greater y, so rows come sorted and each comes once. k > 1
 *       skips blank rows.
 *   R3  All moves of a row go the same way, and each row the other way than the
 *       row before it. At a turn x stays the same: the head runs on to where
 *       the next row must begin, steps across, and comes back.
 *   R4  A row begins and ends with a jog: overscan, in which the head gains
 *       and loses speed. It never burns while it does, given the acceleration the
 *       plan was made for.
 *   R5  Two moves of the same power do not follow each other in a row: a row is
 *       its runs.
 * Every move of a raster section is made at speed_um_s, blank runs too. Only
 * the approach may be as fast as the machine can.
 *
 * A VECTOR section is a list of chains: a jog to a chain's start, then burning
 * moves. Power is 0 or YC_TOOLPATH_POWER_FULL. Jogs may be as fast as the machine
 * can; burning moves run at speed_um_s, less at corners as the machine needs.
 *
 * Partial power, only in RASTER sections. Power p means that p/1000 of what full
 * power would give falls on each piece of the way. A machine with a power command
 * scales (GRBL: S = p × $30 / 1000, in M4). A board without one switches: give the
 * path through yc_toolpath_dup_pulsed() first. What comes back is another
 * toolpath, of powers 0 and full alone, in which a partial run has become pulses
 * of whole dots (dot_nm, counted from the bed's corner), spread evenly over row
 * and rows, of the same total length to less than a dot. So an encoder of such a board
 * knows no dithering, and the time model counts the very runs that are sent.
 *
 * What yc_toolpath_builder_finish() checks is all of the above but R4's word
 * about acceleration, and that every move lies on the bed. So a value of this
 * type is sound by itself, and whoever reads it asks no more questions.
 */
#pragma once

#include "yc-crypto.h"

G_BEGIN_DECLS

#define YC_TOOLPATH_POWER_FULL 1000
#define YC_TOOLPATH_BED_MAX_NM 2000000000   /* 2 m */
#define YC_TOOLPATH_SECTIONS_MAX 65536
#define YC_TOOLPATH_MOVES_MAX 4000000       /* of all sections, passes counted once */
#define YC_TOOLPATH_PASSES_MAX 20
#define YC_TOOLPATH_SPEED_MAX_UM_S 2000000  /* 2 m/s */
#define YC_TOOLPATH_LABEL_BYTES_MAX 63

typedef enum
{
  YC_TOOLPATH_ERROR_OUTSIDE,   /* a move leaves the bed */
  YC_TOOLPATH_ERROR_TOO_LARGE, /* more than a limit above */
  YC_TOOLPATH_ERROR_MALFORMED, /* breaks a rule above: the maker's mistake */
} YcToolpathError;

#define YC_TOOLPATH_ERROR (yc_toolpath_error_quark ())
GQuark yc_toolpath_error_quark (void);

typedef enum
{
  YC_TOOLPATH_RASTER = 1,
  YC_TOOLPATH_VECTOR,
} YcToolpathMode;

typedef enum
{
  YC_TOOLPATH_AXIS_X = 1,
  YC_TOOLPATH_AXIS_Y,
} YcToolpathAxis;

/* To (x_nm, y_nm), from where the move before it ended. */
typedef struct
{
  gint32 x_nm;
  gint32 y_nm;
  gint32 power; /* 0: a jog with the beam off; 1000: full */
} YcToolpathMove;

/* How a section is carried out. */
typedef struct
{
  YcToolpathMode mode;
  YcToolpathAxis axis;      /* of a raster's rows; AXIS_X for vectors */
  guint32 speed_um_s;       /* wanted of the head: 250 mm/s is 250 000 */
  guint32 line_step_nm;     /* raster: from row to row; vector: 0 */
  guint32 dot_nm;           /* raster: the shortest pulse of a partial power; vector: 0 */
  guint32 passes;           /* 1… */
  char label[YC_TOOLPATH_LABEL_BYTES_MAX + 1]; /* which seal or part: shown, never parsed; UTF-8 */
} YcToolpathSetting;

typedef struct
{
  YcToolpathSetting setting;
  const YcToolpathMove *moves; /* moves[0] is the approach */
  guint n_moves;               /* at least 2 */
} YcToolpathSection;

/* Both corners belong to it. */
typedef struct
{
  gint32 left_nm;
  gint32 top_nm;
  gint32 right_nm;
  gint32 bottom_nm;
} YcToolpathBox;

/* Never changes; any thread may read it. */
typedef struct _YcToolpath YcToolpath;

YcToolpath              *yc_toolpath_ref             (YcToolpath       *self);
void                     yc_toolpath_unref           (YcToolpath       *self);
gint32                   yc_toolpath_get_width_nm    (const YcToolpath *self);
gint32                   yc_toolpath_get_height_nm   (const YcToolpath *self);
guint                    yc_toolpath_get_n_sections  (const YcToolpath *self);
const YcToolpathSection *yc_toolpath_get_section     (const YcToolpath *self,
                                                      guint             index);
guint                    yc_toolpath_get_n_moves     (const YcToolpath *self);
gboolean                 yc_toolpath_get_burnt_box   (const YcToolpath *self,
                                                      YcToolpathBox    *ret_box);
gboolean                 yc_toolpath_get_travel_box  (const YcToolpath *self,
                                                      YcToolpathBox    *ret_box);
void                     yc_toolpath_digest          (const YcToolpath *self,
                                                      guint8            ret_hash[YC_SHA256_SIZE]);
YcToolpath              *yc_toolpath_dup_pulsed      (const YcToolpath *self,
                                                      GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcToolpath, yc_toolpath_unref)

/* Puts a toolpath together. Rows' equal neighbours are joined as they come, so
 * that a maker may add dot by dot. What breaks a rule is found at the end. */
typedef struct _YcToolpathBuilder YcToolpathBuilder;

YcToolpathBuilder *yc_toolpath_builder_new    (gint32                   width_nm,
                                               gint32                   height_nm);
void               yc_toolpath_builder_free   (YcToolpathBuilder       *self);
void               yc_toolpath_builder_begin  (YcToolpathBuilder       *self,
                                               const YcToolpathSetting *setting);
void               yc_toolpath_builder_add    (YcToolpathBuilder       *self,
                                               gint32                   x_nm,
                                               gint32                   y_nm,
                                               gint32                   power);
YcToolpath        *yc_toolpath_builder_finish (YcToolpathBuilder       *self,
                                               GError                 **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcToolpathBuilder, yc_toolpath_builder_free)

G_END_DECLS
