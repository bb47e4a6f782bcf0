/* What the parts of a counter ask of the whole. */
#pragma once

#include "yc-case-file.h"
#include "yc-counter.h"
#include "yc-history.h"

G_BEGIN_DECLS

/* Fills in who, when and where, makes the bytes, signs them and stores all of
 * @ops (YcOp) in one transaction; finishes when they are on disk and every
 * case and ticket shows them. */
void        yc_counter_append_async   (YcCounter            *self,
                                       GPtrArray            *ops,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
gboolean    yc_counter_append_finish  (YcCounter            *self,
                                       GAsyncResult         *result,
                                       GError              **error);

/* Prints a paper once: journal, copy number, and an op that says how it went. */
typedef GBytes *(*YcPaperFunc)        (gpointer              subject,
                                       guint                 copy,
                                       GError              **error);
void        yc_counter_print_async    (YcCounter            *self,
                                       const YcStream       *stream,
                                       const char           *paper,
                                       YcPaperFunc           make,
                                       gpointer              subject,
                                       GDestroyNotify        subject_free,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
gboolean    yc_counter_print_finish   (YcCounter            *self,
                                       GAsyncResult         *result,
                                       GError              **error);

gint64      yc_counter_get_offset_ms  (YcCounter            *self);
gboolean    yc_counter_is_online      (YcCounter            *self);
YcDate      yc_counter_get_today      (YcCounter            *self);

YcCaseFile *yc_case_file_new          (YcCounter            *counter,
                                       YcHistory            *history,
                                       const YcId           *id,
                                       YcCatalogue          *catalogue);
YcHistory  *yc_case_file_get_history  (YcCaseFile           *self);
void        yc_case_file_refresh      (YcCaseFile           *self);
YcCounter  *yc_case_file_get_counter  (YcCaseFile           *self);
void        yc_case_file_remember_undo (YcCaseFile          *self,
                                       YcBody               *body);
YcBody     *yc_case_file_take_undo    (YcCaseFile           *self);

/* What every verb of a case is made of: a task that yc_case_file_finish()
 * ends, ops of the case's stream, and handing them to the counter. */
GTask      *yc_case_file_begin        (YcCaseFile           *self,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
YcOp       *yc_case_file_create_op    (YcCaseFile           *self,
                                       const char           *kind,
                                       YcBody               *body);
GPtrArray  *yc_case_file_create_ops   (void);
void        yc_case_file_append       (YcCaseFile           *self,
                                       GTask                *task,
                                       GPtrArray            *ops);
void        yc_case_file_append_one   (YcCaseFile           *self,
                                       GTask                *task,
                                       YcOp                 *op);
void        yc_body_add_edit          (YcBody               *body,
                                       const char           *path,
                                       const YcValue        *value,
                                       const YcValue        *was);
const YcValue *yc_case_file_get_value_seen (YcCaseFile       *self,
                                       const char           *path);
YcOp       *yc_case_file_create_identity_op (YcCaseFile      *self,
                                       const char           *kind,
                                       const char           *person,
                                       const char           *name,
                                       const char           *number);
char       *yc_case_file_dup_person_for (YcCaseFile          *self,
                                       const char           *number);
const char *yc_case_file_get_person_text (YcCaseFile        *self,
                                       const char           *person,
                                       const char           *key);

G_END_DECLS
