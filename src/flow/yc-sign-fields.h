/* Fields for all who will sign a paper, made before anybody has read it. */
#pragma once

#include "yc-template.h"

G_BEGIN_DECLS

#define YC_SIGN_FIELDS_MAX 4 /* places of one person on one paper that are signed */

/* What the field is called where @person signs a paper for the @nth time, from
 * 0. (transfer full) */
char   *yc_sign_dup_field_name        (const char           *person,
                                       guint                 nth);
/* The paper with an empty signature field at each place that has a person; the
 * same bytes where it has none. @paper is not owned: alive until the end. */
void    yc_sign_prepare_paper_async   (YcWorker             *worker,
                                       const YcPaper        *paper,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
GBytes *yc_sign_prepare_paper_finish  (GAsyncResult         *result,
                                       GError              **error);

G_END_DECLS
