/* Printing a paper that was made: that file and no other. */
#pragma once

#include "yc-case-documents.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void     yc_documents_print_async  (GtkWindow            *parent,
                                    YcCaseFile           *file,
                                    const char           *kind,
                                    const char           *title,
                                    YcPdfPages           *pages,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
gboolean yc_documents_print_finish (GAsyncResult         *result,
                                    GError              **error);

G_END_DECLS
