/* Pages of Chinese text and tables, to a PDF: measures in, ink out.
 *
 * Knows nothing of forms or templates. Belongs to one thread. */
#pragma once

#include "yc-print-page.h"

G_BEGIN_DECLS

#define YC_TYPESET_COLUMNS_MAX 12

typedef enum
{
  YC_TYPESET_LEFT,
  YC_TYPESET_CENTER,
  YC_TYPESET_RIGHT,
  YC_TYPESET_JUSTIFY,
} YcTypesetAlign;

typedef struct
{
  char *name;
  char **families; /* the first that has a character writes it; no other font may */
  double size_pt;
  double line_pt;  /* from one line to the next, whatever fonts are in it */
  double before_pt;
  double after_pt;
  guint indent_chars; /* of a paragraph's first line */
  YcTypesetAlign align;
  gboolean bold;
} YcTypesetStyle;

typedef struct
{
  double width_mm;
  double height_mm;
  double top_mm;
  double bottom_mm;
  double left_mm;
  double right_mm;
} YcTypesetPage;

/* Words, and what each part of them came from. */
typedef struct _YcTypesetText YcTypesetText;

YcTypesetText *yc_typeset_text_new    (void);
void           yc_typeset_text_free   (YcTypesetText       *self);
void           yc_typeset_text_append (YcTypesetText       *self,
                                       const char          *words,
                                       const char          *origin);
void           yc_typeset_text_append_text (YcTypesetText  *self,
                                       const YcTypesetText *other);
const char    *yc_typeset_text_get    (const YcTypesetText *self);

typedef struct
{
  const YcTypesetText *text;
  const YcTypesetStyle *style;
  guint span;
} YcTypesetCell;

/* A rectangle on a page. */
typedef struct
{
  guint page; /* from 1 */
  double x_mm;
  double y_mm;
} YcTypesetSpot;

typedef struct _YcTypeset YcTypeset;

YcTypeset *yc_typeset_new           (const YcTypesetPage  *page,
                                     guint                 pages_max,
                                     gint64                deadline_us,
                                     GCancellable         *cancellable);
void       yc_typeset_free          (YcTypeset            *self);
gboolean   yc_typeset_add_paragraph (YcTypeset            *self,
                                     const YcTypesetStyle *style,
                                     const YcTypesetText  *text,
                                     gboolean              keep,
                                     GError              **error);
void       yc_typeset_begin_table   (YcTypeset            *self,
                                     const double         *columns_mm,
                                     guint                 n_columns);
gboolean   yc_typeset_add_row       (YcTypeset            *self,
                                     const YcTypesetCell  *cells,
                                     guint                 n_cells,
                                     double                height_mm,
                                     gboolean              is_header,
                                     GError              **error);
void       yc_typeset_end_table     (YcTypeset            *self);
void       yc_typeset_add_space     (YcTypeset            *self,
                                     double                height_mm);
gboolean   yc_typeset_break         (YcTypeset            *self,
                                     GError              **error);
gboolean   yc_typeset_reserve       (YcTypeset            *self,
                                     double                height_mm,
                                     YcTypesetSpot        *ret_spot,
                                     GError              **error);
gboolean   yc_typeset_add_text_at   (YcTypeset            *self,
                                     const YcTypesetSpot  *spot,
                                     double                width_mm,
                                     const YcTypesetStyle *style,
                                     const YcTypesetText  *text,
                                     GError              **error);
void       yc_typeset_add_line_at   (YcTypeset            *self,
                                     const YcTypesetSpot  *spot,
                                     double                width_mm);
gboolean   yc_typeset_add_qr        (YcTypeset            *self,
                                     const char           *text,
                                     double                side_mm,
                                     YcTypesetAlign        align,
                                     GError              **error);
guint      yc_typeset_count_pages   (YcTypeset            *self);
double     yc_typeset_measure       (YcTypeset            *self,
                                     const YcTypesetStyle *style,
                                     const YcTypesetText  *text);
/* Returns: (transfer full): families used so far, sorted */
GPtrArray *yc_typeset_list_fonts    (YcTypeset            *self);
GBytes    *yc_typeset_finish        (YcTypeset            *self,
                                     const char           *title,
                                     gsize                 bytes_max,
                                     GError              **error);

/* Returns: (transfer full) (nullable): of YcPrintPage, what yc_typeset_finish() would draw */
GPtrArray *yc_typeset_list_print_pages (YcTypeset         *self,
                                        YcPrintGlyphFunc   has_glyph,
                                        gpointer           data,
                                        GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcTypeset, yc_typeset_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcTypesetText, yc_typeset_text_free)

G_END_DECLS
