/* Lengths and angles of a drawing's text, from its outlines. */
#pragma once

#include "yc-seal-drawing.h"

G_BEGIN_DECLS

/* How a text along a ring lies. */
typedef struct
{
  guint count;        /* shapes */
  double height_mm;   /* from the outline nearest the ring to the one furthest from it, along the ring's normal */
  double width_mm;    /* of the widest */
  double ring_gap_mm; /* from the ring to the nearest outline */
  double span_deg;    /* seen from the centre */
  double middle_deg;  /* how far its middle is turned from the centre line */
  double gap_min_mm;  /* between neighbours */
  double gap_max_mm;
  double order_deg;   /* the least step from one to the next; less than 0: out of order */
  guint gap_min_at;   /* shapes: the first of the two */
  guint gap_max_at;
} YcSealArcSurvey;

/* How a straight text lies. */
typedef struct
{
  guint count;
  YcSealBox box;
  double width_min_mm; /* of one character, those that are narrow by nature left out */
  double width_max_mm;
  double gap_min_mm;
  double gap_max_mm;
} YcSealRowSurvey;

gboolean yc_seal_survey_arc (const YcSealDrawing *drawing,
                             YcSealRole           role,
                             YcSealRole           border,
                             gboolean             below,
                             YcSealArcSurvey     *ret_survey);
gboolean yc_seal_survey_row (const YcSealDrawing *drawing,
                             YcSealRole           role,
                             YcSealRowSurvey     *ret_survey);
gboolean yc_seal_survey_border (const YcSealDrawing *drawing,
                             YcSealRole           role,
                             gboolean             square,
                             double              *ret_min_mm,
                             double              *ret_max_mm);

G_END_DECLS
