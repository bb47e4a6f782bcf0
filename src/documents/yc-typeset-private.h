/* The parts of the typesetter. */
#pragma once

#include "yc-typeset.h"

#include <pango/pangocairo.h>

G_BEGIN_DECLS

#define YC_TYPESET_POINTS_PER_MM (72.0 / 25.4)
/* The part of the size that stands above the baseline in a font of full width. */
#define YC_TYPESET_ASCENT 0.88

/* A text broken into lines of one width. */
typedef struct
{
  PangoLayout *layout;
  const YcTypesetStyle *style; /* not owned: lives as long as the template */
  double width_pt;
  guint n_lines;
} YcTypesetLines;

typedef enum
{
  YC_INK_TEXT,
  YC_INK_LINE,
  YC_INK_BOX,    /* an outline */
  YC_INK_SQUARE, /* filled */
  YC_INK_CODE,   /* what the squares in its place say; not drawn */
} YcInkType;

typedef struct
{
  YcInkType type;
  double x; /* all in points from the top left corner; of TEXT the baseline */
  double y;
  double width;
  double height;
  PangoLayout *layout; /* TEXT: owned */
  guint line;          /* TEXT */
  char *code;          /* CODE: owned */
} YcInk;

typedef struct
{
  YcTypesetLines **cells; /* NULL-terminated */
  guint spans[YC_TYPESET_COLUMNS_MAX];
  guint n_cells;
  guint from[YC_TYPESET_COLUMNS_MAX]; /* lines that are on a page before */
  double height;
} YcTypesetRow;

struct _YcTypesetText
{
  GString *words;
  GArray *marks; /* of YcTypesetMark */
};

typedef struct
{
  gsize start; /* bytes */
  gsize end;
  char *origin;
} YcTypesetMark;

struct _YcTypeset
{
  double page_width; /* points, as all that follows */
  double page_height;
  double left;
  double right;
  double top;
  double bottom;
  guint pages_max;
  gint64 deadline_us;
  GCancellable *cancellable; /* (nullable) */
  PangoContext *context;
  GHashTable *fonts; /* of char * */
  GPtrArray *pages;  /* of GArray of YcInk */
  double y;          /* where the next thing goes */
  /* the table that is open */
  double columns[YC_TYPESET_COLUMNS_MAX];
  guint n_columns;
  GPtrArray *header; /* of YcTypesetRow */
  gboolean header_due;
};

/* yc-typeset-lines.c */
YcTypesetLines *yc_typeset_lines_new    (YcTypeset            *self,
                                         const YcTypesetText  *text,
                                         const YcTypesetStyle *style,
                                         double                width_pt,
                                         GError              **error);
void            yc_typeset_lines_free   (YcTypesetLines       *lines);
void            yc_typeset_lines_ink    (YcTypeset            *self,
                                         YcTypesetLines       *lines,
                                         guint                 line,
                                         guint                 page,
                                         double                x,
                                         double                y);

/* yc-typeset.c */
void            yc_typeset_add_ink      (YcTypeset            *self,
                                         guint                 page,
                                         const YcInk          *ink);
gboolean        yc_typeset_new_page     (YcTypeset            *self,
                                         GError              **error);
gboolean        yc_typeset_check        (YcTypeset            *self,
                                         GError              **error);

/* yc-typeset-table.c */
void            yc_typeset_row_free     (YcTypesetRow         *row);

G_END_DECLS
