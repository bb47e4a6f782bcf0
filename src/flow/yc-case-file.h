/* A case as a window works on it: the fold, what this desk has added to it,
 * and the verbs of the counter. */
#pragma once

#include "yc-card.h"
#include "yc-case.h"
#include "yc-catalogue.h"

G_BEGIN_DECLS

typedef enum
{
  YC_STEP_IDENTITY,
  YC_STEP_FORM,
  YC_STEP_PAPERS,
  YC_STEP_SIGN,
  YC_STEP_SUBMIT,
  YC_STEP_DECISION,
  YC_STEP_RESULT,
  YC_STEP_RATING,
  YC_N_STEPS,
} YcStep;

typedef enum
{
  YC_STEP_OPEN,    /* something is missing */
  YC_STEP_WAITING, /* on the hub or an office */
  YC_STEP_DONE,
  YC_STEP_TROUBLE, /* contested, returned or refused */
} YcStepState;

/* What was known of a field's value. */
typedef enum
{
  YC_SOURCE_TYPED,
  YC_SOURCE_CARD,
} YcSource;

typedef struct
{
  const char *path;
  const YcValue *value; /* none empties the field */
  const YcValue *was;   /* (nullable): what was shown when typing began; NULL for what stands now */
} YcEdit;

/* The list that a card nobody is waiting for goes into. */
#define YC_CASE_SHAREHOLDERS "/shareholders"
#define YC_CASE_UNDO_MAX 50

/* Properties: "title" (the firm's name or the person's, as far as known),
 * "number" (the hub's, or "" while there is none), "status-text",
 * "missing" (uint: how many findings stand in the way).
 * "changed" is emitted whenever any of the case has; "settled" when it shows all
 * that was done with it here. */
#define YC_TYPE_CASE_FILE (yc_case_file_get_type ())
G_DECLARE_FINAL_TYPE (YcCaseFile, yc_case_file, YC, CASE_FILE, GObject)

const YcId  *yc_case_file_get_id          (YcCaseFile *self);
YcCase      *yc_case_file_get_case        (YcCaseFile *self);
const YcMatter *yc_case_file_get_matter   (YcCaseFile *self);
/* Its form has been drawn: a version that was on trial is good. */
void         yc_case_file_note_drawn      (YcCaseFile *self);
/* The version of the catalogue that it goes by. */
YcCatalogue *yc_case_file_get_catalogue   (YcCaseFile *self);
/* Whether whoever is signed in may change @path: also what an office wants
 * corrected in a case that was sent in. */
gboolean     yc_case_file_is_path_open    (YcCaseFile *self,
                                           const char *path);
const char  *yc_case_file_get_title       (YcCaseFile *self);
const char  *yc_case_file_get_number      (YcCaseFile *self);
const char  *yc_case_file_get_status_text (YcCaseFile *self);
YcStepState  yc_case_file_get_step        (YcCaseFile *self,
                                           YcStep      step);
/* Returns: (transfer none): of YcFinding; everything that is missing or wrong. */
GPtrArray   *yc_case_file_get_findings    (YcCaseFile *self);
/* How many of them stand in the way of submitting, contested fields included. */
guint        yc_case_file_count_missing   (YcCaseFile *self);
/* Paths of all who must be identified; (transfer full). */
char       **yc_case_file_list_persons    (YcCaseFile *self);
gboolean     yc_case_file_has_field       (YcCaseFile *self,
                                           const char *path);
/* By when @item must come if it is owed from today; (transfer full) (nullable). */
char        *yc_case_file_dup_due_date    (YcCaseFile *self,
                                           const char *item);
/* Whether whoever is signed in may change it: its state and their roles allow it. */
gboolean     yc_case_file_is_editable     (YcCaseFile *self);
/* FALSE while something done with it is on its way to the disk. */
gboolean     yc_case_file_is_settled      (YcCaseFile *self);
/* How many ops of it the hub has not answered. */
guint        yc_case_file_get_waiting     (YcCaseFile *self);
gint64       yc_case_file_get_opened_at   (YcCaseFile *self);
gint64       yc_case_file_get_received_at (YcCaseFile *self);
gint64       yc_case_file_get_decided_at  (YcCaseFile *self);
guint        yc_case_file_get_promise_minutes (YcCaseFile *self);

/* Verbs. Each finishes when the fact is on disk, and the case shows it then. */
void         yc_case_file_set_fields_async  (YcCaseFile           *self,
                                             const YcEdit         *edits,
                                             guint                 n_edits,
                                             YcSource              source,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
void         yc_case_file_add_row_async     (YcCaseFile           *self,
                                             const char           *list,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
/* Returns: (transfer full): the row's path */
char        *yc_case_file_add_row_finish    (YcCaseFile           *self,
                                             GAsyncResult         *result,
                                             GError              **error);
void         yc_case_file_remove_row_async  (YcCaseFile           *self,
                                             const char           *row_path,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
/* @branch: nil chooses the field's own value; else that branch's. All branches
 * seen are closed. */
void         yc_case_file_settle_async      (YcCaseFile           *self,
                                             const char           *path,
                                             const YcId           *branch,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
/* Puts the card's data into @person (NULL: the person it belongs to by number,
 * else the first one nobody is named for, else a new shareholder) and records
 * the identity. */
void         yc_case_file_identify_card_async (YcCaseFile         *self,
                                             const char           *person,
                                             YcCard               *card,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
/* Without a card: what stands in the form was read from another document. */
void         yc_case_file_identify_typed_async (YcCaseFile        *self,
                                             const char           *person,
                                             const char           *reason,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
/* The second look at a typed identity. */
void         yc_case_file_confirm_identity_async (YcCaseFile      *self,
                                             const char           *person,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
void         yc_case_file_mark_item_async   (YcCaseFile           *self,
                                             const char           *item,
                                             const char           *state,
                                             gint64                originals,
                                             gint64                copies,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
void         yc_case_file_submit_async      (YcCaseFile           *self,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
/* Prints the acceptance receipt; needs the hub's number unless the paper may
 * say "pending". Every print has a copy number. */
void         yc_case_file_print_receipt_async (YcCaseFile         *self,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
/* For every verb above without a finish of its own. */
gboolean     yc_case_file_finish            (YcCaseFile           *self,
                                             GAsyncResult         *result,
                                             GError              **error);

/* Takes back the newest edit of this session, by an edit of the other way. */
gboolean     yc_case_file_can_undo          (YcCaseFile           *self);
void         yc_case_file_undo_async        (YcCaseFile           *self,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);

/* Everything, for a file: (transfer full): JSON */
char        *yc_case_file_dup_json          (YcCaseFile           *self);

G_END_DECLS
