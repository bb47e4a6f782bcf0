/* Closed outlines of lines and cubic Béziers, in mm; x to the right, y down. */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

#define YC_SEAL_CONTOURS_MAX 4096     /* of one path */
#define YC_SEAL_SEGMENTS_MAX 65536    /* of one path */
#define YC_SEAL_TOLERANCE_MM_MIN 1e-6 /* of flattening */

typedef struct
{
  double x; /* mm */
  double y;
} YcSealPoint;

typedef struct
{
  double x; /* mm, of the top left corner */
  double y;
  double width;
  double height;
} YcSealBox;

/* A stretch of a contour, from where the one before it ended. */
typedef struct
{
  gboolean curve;       /* FALSE: a line to points[2] */
  YcSealPoint points[3]; /* of a curve: both control points and its end */
} YcSealSegment;

/* One closed outline: the last segment ends where it began. */
typedef struct
{
  YcSealPoint start;
  GArray *segments; /* of YcSealSegment, at least one */
} YcSealContour;

typedef struct _YcSealPath YcSealPath;

YcSealPath          *yc_seal_path_new           (void);
YcSealPath          *yc_seal_path_copy          (const YcSealPath     *self,
                                                 const cairo_matrix_t *matrix);
void                 yc_seal_path_free          (YcSealPath           *self);

void                 yc_seal_path_move_to       (YcSealPath           *self,
                                                 double                x,
                                                 double                y);
void                 yc_seal_path_line_to       (YcSealPath           *self,
                                                 double                x,
                                                 double                y);
void                 yc_seal_path_curve_to      (YcSealPath           *self,
                                                 double                x1,
                                                 double                y1,
                                                 double                x2,
                                                 double                y2,
                                                 double                x,
                                                 double                y);
void                 yc_seal_path_close         (YcSealPath           *self);
void                 yc_seal_path_append        (YcSealPath           *self,
                                                 const YcSealPath     *other,
                                                 const cairo_matrix_t *matrix);

guint                yc_seal_path_count_contours (const YcSealPath    *self);
const YcSealContour *yc_seal_path_get_contour   (const YcSealPath     *self,
                                                 guint                 index);
gboolean             yc_seal_path_get_bounds    (const YcSealPath     *self,
                                                 YcSealBox            *ret_box);
GPtrArray           *yc_seal_path_flatten       (const YcSealPath     *self,
                                                 double                tolerance_mm);
void                 yc_seal_path_draw          (const YcSealPath     *self,
                                                 cairo_t              *cr);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSealPath, yc_seal_path_free)

G_END_DECLS
