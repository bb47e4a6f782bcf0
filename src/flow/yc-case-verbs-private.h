/* What the files of a case's verbs share. */
#pragma once

#include "yc-case-file.h"
#include "yc-op.h"

G_BEGIN_DECLS

const char *yc_case_reason_get_words       (const char          *code);
void        yc_case_file_append_judged     (YcCaseFile          *self,
                                            GTask               *task,
                                            GPtrArray           *ops);
void        yc_case_file_append_judged_one (YcCaseFile          *self,
                                            YcOp                *op,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
YcOp       *yc_case_file_create_text_op    (YcCaseFile          *self,
                                            const char          *kind,
                                            ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
