/* yc-case-papers.c: which paper of a case says what, and printing it
 *
 * A paper is made when the printer is ready, from the case as it stands then.
 */

#include "yc-case-verbs.h"

#include "yc-counter-state.h"
#include "yc-form-print.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  YcCaseFile *file;
  YcPaperKind paper;
} Subject;

static void
subject_free (gpointer data)
{
  Subject *subject = data;

  g_object_unref (subject->file);
  g_free (subject);
}

/* Also the name that copies are counted by. */
const char *
yc_paper_kind_to_text (YcPaperKind paper)
{
  static const char *const names[YC_N_PAPERS] = {
    [YC_PAPER_RECEIPT] = "receipt",       [YC_PAPER_ACCEPTANCE] = "acceptance",
    [YC_PAPER_CORRECTION] = "correction", [YC_PAPER_COMMITMENT] = "commitment",
    [YC_PAPER_REFUSAL] = "refusal",       [YC_PAPER_HANDOVER] = "handover",
  };

  g_return_val_if_fail (paper < YC_N_PAPERS, "");

  return names[paper];
}

/* The newest receiving with @outcome. */
static const YcReceiving *
find_receiving (YcCase           *c,
                YcReceiveOutcome  outcome)
{
  GPtrArray *receivings = yc_case_get_receivings (c);

  for (guint i = receivings->len; i > 0; i--)
    {
      const YcReceiving *receiving = g_ptr_array_index (receivings, i - 1);

      if (g_str_equal (receiving->outcome, yc_receive_outcome_to_text (outcome)))
        return receiving;
    }
  return NULL;
}

/* The decision that ended the case; NULL where none refused it. */
static const YcDecision *
find_rejection (YcCaseFile *self)
{
  YcCase *c = yc_case_file_get_case (self);
  const YcMatter *matter = yc_case_file_get_matter (self);

  if (yc_case_get_status (c) != YC_CASE_REFUSED || matter == NULL)
    return NULL;
  for (guint i = 0; i < matter->modules->len; i++)
    {
      const YcModule *module = g_ptr_array_index (matter->modules, i);
      const YcDecision *decision = yc_case_get_decision (c, module->id);

      if (decision != NULL && g_str_equal (decision->outcome, "refused"))
        return decision;
    }
  return NULL;
}

static gboolean
is_submitted (YcCase *c)
{
  YcCaseStatus status = yc_case_get_status (c);

  return status != YC_CASE_NEW && status != YC_CASE_DRAFT && status != YC_CASE_NOT_RECEIVED;
}

static gboolean
has_given (YcCaseFile *self)
{
  g_autoptr (GPtrArray) lines = yc_case_file_list_outputs (self);

  for (guint i = 0; i < lines->len; i++)
    if (((YcOutputLine *) g_ptr_array_index (lines, i))->value != NULL)
      return TRUE;
  return yc_case_get_handovers (yc_case_file_get_case (self))->len > 0;
}

gboolean
yc_case_file_has_paper (YcCaseFile  *self,
                        YcPaperKind  paper)
{
  YcCase *c;

  g_return_val_if_fail (YC_IS_CASE_FILE (self), FALSE);

  c = yc_case_file_get_case (self);
  switch (paper)
    {
    case YC_PAPER_RECEIPT:
    case YC_PAPER_ACCEPTANCE:
      return is_submitted (c) && !yc_case_is_editable (c);
    case YC_PAPER_CORRECTION:
      return find_receiving (c, YC_RECEIVE_INCOMPLETE) != NULL;
    case YC_PAPER_COMMITMENT:
      return find_receiving (c, YC_RECEIVE_OWED) != NULL;
    case YC_PAPER_REFUSAL:
      return find_receiving (c, YC_RECEIVE_REFUSED) != NULL || find_rejection (self) != NULL;
    case YC_PAPER_HANDOVER:
      return has_given (self);
    case YC_N_PAPERS:
    default:
      return FALSE;
    }
}

static const char *
get_carrier_label (YcCaseFile       *self,
                   const YcHandover *handed)
{
  YcCatalogue *catalogue = yc_case_file_get_catalogue (self);
  const YcCodedReason *carrier = NULL;

  if (handed != NULL && handed->posted && catalogue != NULL)
    carrier = yc_coded_reasons_find (yc_catalogue_get_carriers (catalogue), handed->carrier);
  return carrier != NULL ? carrier->label : NULL;
}

/* What has been handed over, and what was given by wire. */
static GBytes *
make_handover (YcCaseFile         *self,
               const YcNotice     *notice,
               const YcPaperFrame *frame,
               GError            **error)
{
  g_autoptr (GPtrArray) lines = yc_case_file_list_outputs (self);
  g_autofree YcGiven *given = g_new0 (YcGiven, lines->len + 1);
  guint n = 0;

  for (guint i = 0; i < lines->len; i++)
    {
      const YcOutputLine *line = g_ptr_array_index (lines, i);

      if (line->handed == NULL && (line->spec->handed || line->value == NULL))
        continue;
      given[n++] = (YcGiven) { line->spec->label, line->value, line->handed, get_carrier_label (self, line->handed) };
    }
  return yc_papers_make_handover (notice, given, n, frame, error);
}

static GBytes *
make (Subject            *subject,
      const YcPaperFrame *frame,
      GError            **error)
{
  YcCaseFile *file = subject->file;
  YcCase *c = yc_case_file_get_case (file);
  const YcMatter *matter = yc_case_file_get_matter (file);
  YcNotice notice = { c, matter != NULL ? matter->label : "", yc_case_file_get_promise_minutes (file) };

  switch (subject->paper)
    {
    case YC_PAPER_RECEIPT:
      return yc_papers_make_receipt (c, notice.matter, notice.promise_minutes, frame, error);
    case YC_PAPER_ACCEPTANCE:
      return yc_papers_make_acceptance (&notice, frame, error);
    case YC_PAPER_CORRECTION:
      return yc_papers_make_correction (&notice, find_receiving (c, YC_RECEIVE_INCOMPLETE), frame, error);
    case YC_PAPER_COMMITMENT:
      return yc_papers_make_commitment (&notice, find_receiving (c, YC_RECEIVE_OWED), frame, error);
    case YC_PAPER_REFUSAL:
      if (find_rejection (file) != NULL)
        return yc_papers_make_rejection (&notice, find_rejection (file), frame, error);
      return yc_papers_make_refusal (&notice, find_receiving (c, YC_RECEIVE_REFUSED), frame, error);
    case YC_PAPER_HANDOVER:
      return make_handover (file, &notice, frame, error);
    case YC_N_PAPERS:
    default:
      g_assert_not_reached ();
    }
}

/* The counter may be gone when the printer is ready, and the case another. */
static GBytes *
make_cb (gpointer   data,
         guint      copy,
         GError   **error)
{
  Subject *subject = data;
  YcCounter *counter = yc_case_file_get_counter (subject->file);
  YcPaperFrame frame;

  if (counter == NULL || !yc_case_file_has_paper (subject->file, subject->paper))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED, _("The counter is closed"));
      return NULL;
    }
  yc_counter_fill_frame (counter, copy, &frame);
  if (copy == 0)
    frame.printed_ms = 0; /* the digest is of what the paper says, not of when */
  frame.pending = yc_case_get_number (yc_case_file_get_case (subject->file)) == NULL;
  return make (subject, &frame, error);
}

static void
printed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (yc_counter_print_finish (YC_COUNTER (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
begin_print (YcCaseFile  *self,
             YcPaperKind  paper,
             GTask       *task)
{
  YcStream stream = { YC_STREAM_CASE, *yc_case_file_get_id (self) };
  Subject *subject = g_new0 (Subject, 1);

  subject->file = g_object_ref (self);
  subject->paper = paper;
  yc_counter_print_async (yc_case_file_get_counter (self), &stream, yc_paper_kind_to_text (paper), make_cb,
                          subject, subject_free, printed_cb, task);
}

/* A case of an old form has no such template: its list goes onto receipt paper. */
static void
form_printed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  YcCaseFile *self = YC_CASE_FILE (source);
  g_autoptr (GError) error = NULL;

  if (yc_case_file_finish (self, result, &error))
    g_task_return_boolean (task, TRUE);
  else if (g_error_matches (error, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_FOUND) &&
           yc_case_file_get_counter (self) != NULL)
    begin_print (self, YC_PAPER_HANDOVER, g_steal_pointer (&task));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static const char *
get_reason_words (YcPaperKind paper)
{
  if (paper == YC_PAPER_RECEIPT || paper == YC_PAPER_ACCEPTANCE)
    return _("There is no receipt before the case is submitted");
  return paper == YC_PAPER_HANDOVER ? _("Nothing has been issued yet")
                                    : _("Record first how the form was received");
}

/**
 * yc_case_file_print_async:
 * @self: a case
 * @paper: which one
 *
 * Prints it once, by the journal: see yc_counter_print_async(). The list of what
 * was handed over goes onto the form printer where one is connected, as
 * yc_case_file_print_form_async() does it, else onto receipt paper.
 */
void
yc_case_file_print_async (YcCaseFile          *self,
                          YcPaperKind          paper,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (YC_IS_CASE_FILE (self));
  g_return_if_fail (paper < YC_N_PAPERS);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, yc_case_file_finish);
  if (yc_case_file_get_counter (self) == NULL || !yc_case_file_has_paper (self, paper))
    {
      g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED, "%s",
                               get_reason_words (paper));
      g_object_unref (task);
      return;
    }
  if (paper == YC_PAPER_HANDOVER && yc_counter_get_form_printer (yc_case_file_get_counter (self)) != NULL)
    yc_case_file_print_form_async (self, yc_paper_kind_to_text (paper), form_printed_cb, task);
  else
    begin_print (self, paper, task);
}

void
yc_case_file_print_receipt_async (YcCaseFile          *self,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  yc_case_file_print_async (self, YC_PAPER_RECEIPT, callback, user_data);
}
