/* Papers made from the form: a template, and the paper it gives. */
#pragma once

#include "yc-print-page.h"
#include "yc-template-data.h"
#include "yc-worker.h"

G_BEGIN_DECLS

#define YC_TEMPLATE_BYTES_MAX (256 * 1024)
#define YC_TEMPLATE_ID_MAX 32          /* bytes */
#define YC_PAPER_PAGES_MAX 120
#define YC_PAPER_BYTES_MAX (16 * 1024 * 1024)
#define YC_PAPER_TIME_MS_MAX 20000
#define YC_PAPER_SHOWS_MAX 400         /* fields and columns that one paper records */

typedef enum
{
  YC_TEMPLATE_ERROR_TEMPLATE, /* the template is wrong: file, place, reason */
  YC_TEMPLATE_ERROR_DATA,     /* a value can't be what its field holds */
  YC_TEMPLATE_ERROR_GLYPH,    /* a character that no font of the style has */
  YC_TEMPLATE_ERROR_LIMIT,    /* pages, bytes or time */
  YC_TEMPLATE_ERROR_PDF,      /* the PDF could not be written */
} YcTemplateError;

#define YC_TEMPLATE_ERROR (yc_template_error_quark ())
GQuark yc_template_error_quark (void);

/* A template never changes; any thread may use it. */
typedef struct _YcTemplate YcTemplate;

YcTemplate     *yc_template_read         (GBytes            *bytes,
                                          const char        *name,
                                          YcCatalogue       *catalogue,
                                          GError           **error);
YcTemplate     *yc_template_ref          (YcTemplate        *self);
void            yc_template_unref        (YcTemplate        *self);
const char     *yc_template_get_id       (const YcTemplate  *self);
const char     *yc_template_get_version  (const YcTemplate  *self);
const char     *yc_template_get_title    (const YcTemplate  *self);
const char     *yc_template_get_item     (const YcTemplate  *self);
gboolean        yc_template_is_sensitive (const YcTemplate  *self);
/* Whether it goes onto a form printer where one stands at the counter. */
gboolean        yc_template_is_for_form_printer (const YcTemplate *self);
gboolean        yc_template_applies      (const YcTemplate  *self,
                                          const YcForm      *form,
                                          const YcDate      *today);
/* In every "*.json" of @folder; of YcTemplate, in the order of their files. */
GPtrArray      *yc_template_read_folder  (const char        *folder,
                                          YcCatalogue       *catalogue,
                                          GPtrArray         *errors,
                                          GError           **error);

/* What a paper shows. */
typedef struct
{
  char *path;   /* a field, or a column of a list: "/shareholders/amount" */
  char *digest; /* yc_form_dup_digest() when the paper was made */
} YcPaperShown;

/* Where somebody signs, or a seal goes; from the page's top left corner. */
typedef struct
{
  char *role;   /* "shareholder"; of a seal "seal-company" */
  char *person; /* (nullable): path of the person, "/shareholders/<id>" */
  char *name;   /* (nullable): theirs */
  guint page;   /* from 1 */
  double x_mm;
  double y_mm;
  double width_mm;
  double height_mm;
} YcPaperPlace;

typedef struct
{
  GBytes *pdf;
  char *title;
  char *sha256;
  guint n_pages;
  GPtrArray *shows;  /* of YcPaperShown, sorted by path */
  GPtrArray *places; /* of YcPaperPlace, in their order on the paper */
  GPtrArray *fonts;  /* of char *: families really used, sorted */
} YcPaper;

void            yc_paper_free            (YcPaper           *self);

/* How a paper is made, beside its data. */
typedef struct
{
  YcDate today;        /* for conditions, and the day on the paper */
  gint64 created_ms;   /* the PDF's creation date, UTC */
  gboolean training;   /* marked on every page */
  gboolean pending;    /* made before the hub has answered: marked as well */
  guint pages_max;     /* 0: YC_PAPER_PAGES_MAX */
  guint time_ms_max;   /* 0: YC_PAPER_TIME_MS_MAX */
} YcPaperOptions;

YcPaper        *yc_template_render       (YcTemplate            *self,
                                          YcTemplateData        *data,
                                          const YcPaperOptions  *options,
                                          GCancellable          *cancellable,
                                          GError               **error);
/* Returns: (transfer full) (nullable): of YcPrintPage, for a printer that writes characters */
GPtrArray      *yc_template_print        (YcTemplate            *self,
                                          YcTemplateData        *data,
                                          const YcPaperOptions  *options,
                                          YcPrintGlyphFunc       has_glyph,
                                          gpointer               has_glyph_data,
                                          GError               **error);
void            yc_template_render_async (YcTemplate            *self,
                                          YcTemplateData        *data,
                                          const YcPaperOptions  *options,
                                          YcWorker              *worker,
                                          GCancellable          *cancellable,
                                          GAsyncReadyCallback    callback,
                                          gpointer               user_data);
YcPaper        *yc_template_render_finish (GAsyncResult         *result,
                                          GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcTemplate, yc_template_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcPaper, yc_paper_free)

G_END_DECLS
