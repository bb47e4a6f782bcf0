/* What the files of a case's verbs share. */
#pragma once

#include "yc-case-file.h"
#include "yc-op.h"
#include "yc-template.h"

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

YcTemplateData *yc_case_file_create_paper_data (YcCaseFile      *self);
void        yc_case_file_fill_paper_options (YcCaseFile         *self,
                                            YcPaperOptions      *ret_options);
YcTemplate *yc_case_find_template          (GPtrArray           *templates,
                                            const char          *kind);

G_END_DECLS
