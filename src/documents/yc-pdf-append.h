/* Writes behind a PDF what changes it, and leaves every byte of it in place. */
#pragma once

#include "yc-pdf-file.h"

G_BEGIN_DECLS

typedef struct _YcPdfAppend YcPdfAppend;

YcPdfAppend *yc_pdf_append_new         (YcPdfFile      *file);
void         yc_pdf_append_free        (YcPdfAppend    *self);

guint        yc_pdf_append_reserve     (YcPdfAppend    *self);
void         yc_pdf_append_begin       (YcPdfAppend    *self,
                                        guint           number,
                                        guint           generation);
void         yc_pdf_append_add         (YcPdfAppend    *self,
                                        const char     *format,
                                        ...) G_GNUC_PRINTF (2, 3);
void         yc_pdf_append_add_filled  (YcPdfAppend    *self,
                                        guint8          byte,
                                        gsize           count);
void         yc_pdf_append_end         (YcPdfAppend    *self);
void         yc_pdf_append_object      (YcPdfAppend    *self,
                                        qpdf_oh         object);
void         yc_pdf_append_stream      (YcPdfAppend    *self,
                                        guint           number,
                                        const char     *entries,
                                        gconstpointer   data,
                                        gsize           size_bytes,
                                        gboolean        compress);
gsize        yc_pdf_append_get_size    (YcPdfAppend    *self);
GByteArray  *yc_pdf_append_finish      (YcPdfAppend    *self,
                                        GError        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcPdfAppend, yc_pdf_append_free)

G_END_DECLS
