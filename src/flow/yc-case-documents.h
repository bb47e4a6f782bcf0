/* The papers of a case: made from its form or scanned, looked at, printed. */
#pragma once

#include "yc-case-file.h"
#include "yc-pdf-pages.h"

G_BEGIN_DECLS

typedef enum
{
  YC_PAPER_NOT_MADE,
  YC_PAPER_CURRENT,
  YC_PAPER_OUT_OF_DATE, /* a field it shows has changed since (D8) */
  YC_PAPER_BROUGHT,     /* scanned: it says nothing of the form */
} YcPaperState;

/* One paper that the case wants, or that was made for it or brought. */
typedef struct
{
  char *kind;  /* the template's id; of one that was brought, a name in this case */
  char *title;
  gboolean sensitive;
  gboolean for_form_printer; /* where one stands at the counter */
  YcPaperState state;
  YcId document;   /* of the newest that was made; nil before */
  gint64 made_ms;  /* 0 before */
  guint copies;    /* printed on paper, of whatever text */
} YcPaperLine;

/* Returns by finish: (transfer full): of YcPaperLine, in the templates' order,
 * then what was brought, in the order of its coming */
void        yc_case_file_list_papers_async  (YcCaseFile           *self,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
GPtrArray  *yc_case_file_list_papers_finish (YcCaseFile           *self,
                                             GAsyncResult         *result,
                                             GError              **error);

/* Whether who is signed in may make and print papers, or only look. */
gboolean    yc_case_file_may_make_papers    (YcCaseFile           *self);

/* Makes the paper from the form as it stands now, keeps its bytes in the sealed
 * store and records what it shows; ends in yc_case_file_finish(). */
void        yc_case_file_make_paper_async   (YcCaseFile           *self,
                                             const char           *kind,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);

/* The bytes that were made or brought, with all signatures, to be looked at. */
void        yc_case_file_open_paper_async   (YcCaseFile           *self,
                                             const YcId           *document,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
YcPdfPages *yc_case_file_open_paper_finish  (YcCaseFile           *self,
                                             GAsyncResult         *result,
                                             GError              **error);

/* A print of a paper: planned and started in the journal before a byte goes out.
 * @ret_fd: a file in memory with just those bytes; owned by the caller */
void        yc_case_file_begin_print_async  (YcCaseFile           *self,
                                             const char           *kind,
                                             YcPdfPages           *pages,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean    yc_case_file_begin_print_finish (YcCaseFile           *self,
                                             GAsyncResult         *result,
                                             YcId                 *ret_job,
                                             guint                *ret_copy,
                                             int                  *ret_fd,
                                             GError              **error);

typedef enum
{
  YC_PAPER_PRINTED,
  YC_PAPER_PRINT_UNKNOWN,   /* it had begun when something failed */
  YC_PAPER_PRINT_CANCELLED, /* nothing went out */
} YcPaperPrinted;

/* How it went; ends in yc_case_file_finish(). */
void        yc_case_file_end_print_async    (YcCaseFile           *self,
                                             const char           *kind,
                                             YcPdfPages           *pages,
                                             const YcId           *job,
                                             guint                 copy,
                                             YcPaperPrinted        printed,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);

void        yc_paper_line_free              (gpointer              line);

G_END_DECLS
