/* What a seal shows, as outlines in mm: the value that is drawn, measured and burnt. */
#pragma once

#include "yc-crypto.h"
#include "yc-seal-path.h"

G_BEGIN_DECLS

#define YC_SEAL_SHAPES_MAX 512
#define YC_SEAL_SIDE_MM_MAX 200

/* What a shape is in the seal. */
typedef enum
{
  YC_SEAL_BORDER,
  YC_SEAL_INNER_BORDER,
  YC_SEAL_STAR,
  YC_SEAL_NAME,        /* of the enterprise */
  YC_SEAL_TITLE,       /* what the seal is for, below */
  YC_SEAL_CREDIT_CODE, /* in the middle of an invoice seal */
  YC_SEAL_SERIAL,      /* where there is more than one of the kind */
  YC_SEAL_CODE,        /* of the filing office, on the lower arc */
  YC_SEAL_PERSON,      /* name and 印 of a personal seal */
} YcSealRole;

typedef struct _YcSealDrawing YcSealDrawing;
typedef struct _YcSealDrawingBuilder YcSealDrawingBuilder;

YcSealDrawingBuilder *yc_seal_drawing_builder_new (double              width_mm,
                                                 double                height_mm);
void                 yc_seal_drawing_builder_free (YcSealDrawingBuilder *self);
void                 yc_seal_drawing_builder_add (YcSealDrawingBuilder *self,
                                                 YcSealRole            role,
                                                 const char           *text,
                                                 YcSealPath           *path);
YcSealDrawing       *yc_seal_drawing_builder_end (YcSealDrawingBuilder *self);

YcSealDrawing       *yc_seal_drawing_ref        (YcSealDrawing        *self);
void                 yc_seal_drawing_unref      (YcSealDrawing        *self);

double               yc_seal_drawing_get_width_mm (const YcSealDrawing *self);
double               yc_seal_drawing_get_height_mm (const YcSealDrawing *self);
guint                yc_seal_drawing_count_shapes (const YcSealDrawing *self);
YcSealRole           yc_seal_drawing_get_role   (const YcSealDrawing  *self,
                                                 guint                 shape);
const char          *yc_seal_drawing_get_text   (const YcSealDrawing  *self,
                                                 guint                 shape);
const YcSealPath    *yc_seal_drawing_get_path   (const YcSealDrawing  *self,
                                                 guint                 shape);
void                 yc_seal_drawing_get_bounds (const YcSealDrawing  *self,
                                                 guint                 shape,
                                                 YcSealBox            *ret_box);
gboolean             yc_seal_drawing_get_ink_bounds (const YcSealDrawing *self,
                                                 YcSealBox            *ret_box);
GPtrArray           *yc_seal_drawing_flatten    (const YcSealDrawing  *self,
                                                 guint                 shape,
                                                 double                tolerance_mm);
void                 yc_seal_drawing_draw       (const YcSealDrawing  *self,
                                                 cairo_t              *cr);
YcSealDrawing       *yc_seal_drawing_transform  (const YcSealDrawing  *self,
                                                 const cairo_matrix_t *matrix);
YcSealDrawing       *yc_seal_drawing_mirror     (const YcSealDrawing  *self);
void                 yc_seal_drawing_get_digest (const YcSealDrawing  *self,
                                                 char                  ret_text[YC_SHA256_TEXT_SIZE]);

const char          *yc_seal_role_to_text       (YcSealRole            role);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSealDrawing, yc_seal_drawing_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSealDrawingBuilder, yc_seal_drawing_builder_free)

G_END_DECLS
