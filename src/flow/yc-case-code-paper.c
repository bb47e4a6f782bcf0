/* yc-case-code-paper.c: printing a hand-over code
 *
 * The code is on the paper and nowhere else: the journal and the case keep a
 * digest of all the paper says but the code, which could be guessed from one.
 */

#include "yc-case-verbs.h"

#include "yc-counter-state.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  YcCaseFile *file;
  char *code;
  gint64 expires_ms;
} Subject;

static void
subject_free (gpointer data)
{
  Subject *subject = data;

  g_object_unref (subject->file);
  g_free (subject->code);
  g_free (subject);
}

static GBytes *
make_cb (gpointer   data,
         guint      copy,
         GError   **error)
{
  Subject *subject = data;
  YcCounter *counter = yc_case_file_get_counter (subject->file);
  const YcMatter *matter = yc_case_file_get_matter (subject->file);
  YcNotice notice = { yc_case_file_get_case (subject->file), matter != NULL ? matter->label : "", 0 };
  YcPaperFrame frame;

  if (counter == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED, _("The counter is closed"));
      return NULL;
    }
  yc_counter_fill_frame (counter, copy, &frame);
  if (copy == 0)
    frame.printed_ms = 0; /* the digest is of what the paper says, not of when */
  return yc_papers_make_code (&notice, copy == 0 ? NULL : subject->code, subject->expires_ms, &frame, error);
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

/**
 * yc_case_file_print_code_async:
 * @self: a case
 * @code: 8 digits that open it
 * @expires_ms: until when, by the hub's clock
 *
 * Ends in yc_case_file_finish().
 */
void
yc_case_file_print_code_async (YcCaseFile          *self,
                               const char          *code,
                               gint64               expires_ms,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  YcStream stream = { YC_STREAM_CASE, *yc_case_file_get_id (self) };
  GTask *task = yc_case_file_begin (self, callback, user_data);
  Subject *subject;

  if (yc_case_file_get_counter (self) == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, _("The counter is closed"));
      g_object_unref (task);
      return;
    }
  subject = g_new0 (Subject, 1);
  subject->file = g_object_ref (self);
  subject->code = g_strdup (code);
  subject->expires_ms = expires_ms;
  yc_counter_print_async (yc_case_file_get_counter (self), &stream, "code", make_cb, subject, subject_free,
                          printed_cb, task);
}
