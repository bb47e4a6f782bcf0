/* Looking at personal data of a case: what is shown masked, and to whom it is shown. */
#pragma once

#include "yc-case-file.h"
#include "yc-mask.h"

G_BEGIN_DECLS

YcMask   yc_case_file_get_mask        (YcCaseFile          *self,
                                       const char          *path);
gboolean yc_case_file_is_own          (YcCaseFile          *self,
                                       const char          *path);
char   **yc_case_file_list_masked     (YcCaseFile          *self);
void     yc_case_file_look_async      (YcCaseFile          *self,
                                       const char *const   *paths,
                                       const char          *purpose,
                                       const char          *text,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
void     yc_case_file_look_away       (YcCaseFile          *self);

G_END_DECLS
