/* What the parts of a counter ask of the whole. */
#pragma once

#include "yc-case-file.h"
#include "yc-counter.h"
#include "yc-device.h"
#include "yc-history.h"
#include "yc-pdf-signer.h"
#include "yc-seal-profile.h"
#include "yc-worker.h"

G_BEGIN_DECLS

/* All China keeps one time. */
#define YC_COUNTER_ZONE_MINUTES 480

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
/* Made for one printer, and asked about where it is not known what became of it. */
void        yc_counter_print_bytes_async (YcCounter         *self,
                                       const YcStream       *stream,
                                       const char           *paper,
                                       GBytes               *bytes,
                                       YcDevice             *printer,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
gboolean    yc_counter_print_finish   (YcCounter            *self,
                                       GAsyncResult         *result,
                                       GError              **error);

/* A document of this desk's store, whole. */
void        yc_counter_read_file_async (YcCounter           *self,
                                       const char           *sha256,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
GBytes     *yc_counter_read_file_finish (YcCounter          *self,
                                       GAsyncResult         *result,
                                       GError              **error);
/* Where PDFs are opened, drawn and signed; runs from its first use on. */
YcWorker   *yc_counter_get_pdf_worker (YcCounter            *self);
/* The desk's own key, for what was signed before it; nobody's certificate. */
void        yc_counter_get_sealer_async (YcCounter          *self,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
YcPdfSigner *yc_counter_get_sealer_finish (YcCounter        *self,
                                       GAsyncResult         *result,
                                       GError              **error);
gint64      yc_counter_get_offset_ms  (YcCounter            *self);
gboolean    yc_counter_is_online      (YcCounter            *self);
/* (nullable): NULL for one this desk does not hold */
YcVisit    *yc_counter_find_visit     (YcCounter            *self,
                                       const YcId           *id);
YcDate      yc_counter_get_today      (YcCounter            *self);

/* (nullable): the version that a case began with */
YcCatalogue *yc_counter_find_catalogue (YcCounter           *self,
                                       const char           *version);
/* Whether a case of that version may be shown here: not where this desk went back from it. */
gboolean    yc_counter_may_show       (YcCounter            *self,
                                       const char           *version);
/* (nullable) (transfer none): by which the seals of that version's cases are made; NULL for the installed */
YcSealProfiles *yc_counter_get_seals  (YcCounter            *self,
                                       const char           *version);
void        yc_counter_want_catalogue (YcCounter            *self,
                                       const char           *version);

YcCaseFile *yc_case_file_new          (YcCounter            *counter,
                                       YcHistory            *history,
                                       const YcId           *id);
YcHistory  *yc_case_file_get_history  (YcCaseFile           *self);
void        yc_case_file_refresh      (YcCaseFile           *self);
YcCounter  *yc_case_file_get_counter  (YcCaseFile           *self);
void        yc_case_file_remember_undo (YcCaseFile          *self,
                                       YcBody               *body);
YcBody     *yc_case_file_take_undo    (YcCaseFile           *self);
gboolean    yc_case_file_begin_append (YcCaseFile           *self,
                                       gboolean              changes_form);
gboolean    yc_case_file_end_append   (YcCaseFile           *self);
void        yc_case_file_tell_settled (YcCaseFile           *self);
/* yc-case-jobs.c */
void        yc_case_file_show_jobs    (YcCaseFile           *self,
                                       GListStore           *store);

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
gboolean    yc_case_file_check_roles  (YcCaseFile           *self,
                                       GTask                *task,
                                       GPtrArray            *ops);
gboolean    yc_case_file_check_sensitive (YcCaseFile           *self,
                                       GTask                *task,
                                       GPtrArray            *ops);
const char *yc_case_file_get_typed_source (YcCaseFile        *self);
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
