/* A PDF as it is read for signing and checking: strictly, or not at all. */
#pragma once

#include "yc-pdf-sign-error.h"

#include <qpdf/qpdf-c.h>

G_BEGIN_DECLS

typedef struct _YcPdfFile YcPdfFile;

YcPdfFile    *yc_pdf_file_open             (GBytes          *bytes,
                                            gsize            size_bytes,
                                            GError         **error);
void          yc_pdf_file_free             (YcPdfFile       *self);

const guint8 *yc_pdf_file_get_data         (YcPdfFile       *self);
gsize         yc_pdf_file_get_size         (YcPdfFile       *self);
gsize         yc_pdf_file_get_xref         (YcPdfFile       *self);
gboolean      yc_pdf_file_has_xref_stream  (YcPdfFile       *self);
qpdf_data     yc_pdf_file_get_qpdf         (YcPdfFile       *self);
guint         yc_pdf_file_get_page_count   (YcPdfFile       *self);
gboolean      yc_pdf_file_check            (YcPdfFile       *self,
                                            GError         **error);

qpdf_oh       yc_pdf_file_get_key          (YcPdfFile       *self,
                                            qpdf_oh          dict,
                                            const char      *key);
char         *yc_pdf_file_dup_text         (YcPdfFile       *self,
                                            qpdf_oh          dict,
                                            const char      *key);
gboolean      yc_pdf_file_get_integer      (YcPdfFile       *self,
                                            qpdf_oh          object,
                                            gint64          *ret_value);

/* A field of the form, its inherited kind and its whole name. */
typedef struct
{
  char *name;      /* parts joined by '.' */
  qpdf_oh dict;    /* of its file */
  gboolean is_signature;
  gboolean has_value;
} YcPdfFormField;

GPtrArray    *yc_pdf_file_list_fields      (YcPdfFile       *self,
                                            GError         **error);
YcPdfFormField *yc_pdf_file_find_field     (GPtrArray       *fields,
                                            const char      *name);
void          yc_pdf_form_field_free       (YcPdfFormField  *self);

/* A file that somebody has embedded, by its name in the catalog's tree. */
typedef struct
{
  char *name;      /* UTF-8, to sort and compare by */
  char *key;       /* the name as PDF */
  char *value;     /* the file specification as PDF, mostly a reference */
} YcPdfEmbedded;

GPtrArray    *yc_pdf_file_list_embedded    (YcPdfFile       *self,
                                            GError         **error);

/* Spelling. */
char         *yc_pdf_spell_text            (const char      *text);
char         *yc_pdf_spell_number          (double           number);
gsize         yc_pdf_find_end              (const guint8    *data,
                                            gsize            size_bytes);
gsize         yc_pdf_find_last             (const guint8    *data,
                                            gsize            size_bytes,
                                            const char      *word);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcPdfFile, yc_pdf_file_free)

G_END_DECLS
