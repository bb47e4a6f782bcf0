/* yc-case-documents.c: the papers of a case: made from its form, or brought
 *
 *   form ── snapshot ──▶ worker: set, PDF/A ──▶ sealed store ──▶ document.add
 *
 * The bytes are on disk before the op that names them, so that an op never names
 * what was lost. What is looked at and printed are those bytes and no others: a
 * print's record has their digest.
 */

#include "yc-case-documents.h"

#include "yc-case-form.h"
#include "yc-case-progress.h"
#include "yc-case-sign.h"
#include "yc-case-verbs-private.h"
#include "yc-counter-state.h"
#include "yc-template.h"
#include "yc-sign-fields.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BLOB_KIND "document"
#define SCAN_KIND "scan" /* of a document that was brought */

/* A paper on its way. */
typedef struct
{
  YcCaseFile *file;
  char *kind;
  GTask *verb; /* what is answered at the end; taken by the append */
  YcTemplate *template;
  YcPaper *paper;
} Make;

static void
make_free (Make *make)
{
  g_object_unref (make->file);
  g_free (make->kind);
  g_clear_object (&make->verb);
  g_clear_pointer (&make->template, yc_template_unref);
  g_clear_pointer (&make->paper, yc_paper_free);
  g_free (make);
}

static void
fail (Make   *make,
      GError *error)
{
  g_task_return_error (make->verb, error);
  make_free (make);
}

/* Returns: (transfer full): what the case says now */
YcTemplateData *
yc_case_file_create_paper_data (YcCaseFile *self)
{
  YcCounter *counter = yc_case_file_get_counter (self);
  YcTemplateOffice office = { counter->hall_name, counter->window, yc_counter_get_operator (counter),
                              yc_counter_get_today (counter) };

  return yc_template_data_new_from_case (yc_case_file_get_case (self), yc_case_file_get_matter (self), &office);
}

void
yc_case_file_fill_paper_options (YcCaseFile     *self,
                                 YcPaperOptions *ret_options)
{
  YcCounter *counter = yc_case_file_get_counter (self);
  YcCase *c = yc_case_file_get_case (self);

  *ret_options = (YcPaperOptions) { .today = yc_counter_get_today (counter), .created_ms = yc_counter_now (counter).at_ms,
                                    .training = counter->training };
  ret_options->pending = yc_case_get_status (c) == YC_CASE_SUBMITTED && yc_case_get_number (c) == NULL;
}

/* Returns: (transfer none) (nullable) */
YcTemplate *
yc_case_find_template (GPtrArray  *templates,
                       const char *kind)
{
  for (guint i = 0; i < templates->len; i++)
    if (strcmp (yc_template_get_id (g_ptr_array_index (templates, i)), kind) == 0)
      return g_ptr_array_index (templates, i);
  return NULL;
}

/* --- listing ----------------------------------------------------------------------- */

void
yc_paper_line_free (gpointer line)
{
  YcPaperLine *self = line;

  g_free (self->kind);
  g_free (self->title);
  g_free (self);
}

/* Events of prints name their paper. */
static guint
count_copies (YcCase     *c,
              const char *kind)
{
  GPtrArray *events = yc_case_get_events (c);
  guint count = 0;

  for (guint i = 0; i < events->len; i++)
    {
      const YcEvent *event = g_ptr_array_index (events, i);

      count += strcmp (event->kind, "print.record") == 0 && g_strcmp0 (event->detail, kind) == 0;
    }
  return count;
}

static YcPaperLine *
create_line (YcCase           *c,
             const YcTemplate *template,
             const YcDocument *document)
{
  YcPaperLine *line = g_new0 (YcPaperLine, 1);

  line->kind = g_strdup (yc_template_get_id (template));
  line->title = g_strdup (yc_template_get_title (template));
  line->sensitive = yc_template_is_sensitive (template);
  line->for_form_printer = yc_template_is_for_form_printer (template);
  line->copies = count_copies (c, line->kind);
  if (document == NULL)
    return line;
  line->document = document->id;
  line->made_ms = document->at.at_ms;
  line->state = yc_case_document_is_current (c, document) ? YC_PAPER_CURRENT : YC_PAPER_OUT_OF_DATE;
  return line;
}

gboolean
yc_case_file_may_make_papers (YcCaseFile *self)
{
  YcCounter *counter;

  g_return_val_if_fail (YC_IS_CASE_FILE (self), FALSE);

  counter = yc_case_file_get_counter (self);
  return counter != NULL && (yc_counter_get_roles (counter) & (YC_ROLE_CLERK | YC_ROLE_HELPER)) != 0;
}

static YcPaperLine *
create_brought_line (YcCase           *c,
                     const YcDocument *document)
{
  YcPaperLine *line = g_new0 (YcPaperLine, 1);
  g_autofree char *id = yc_id_dup_text (&document->id);

  line->kind = g_strconcat (SCAN_KIND, "-", id, NULL);
  line->title = g_strdup (document->title);
  line->sensitive = TRUE; /* whatever stands on it */
  line->state = YC_PAPER_BROUGHT;
  line->document = document->id;
  line->made_ms = document->at.at_ms;
  line->copies = count_copies (c, line->kind);
  return line;
}

static void
add_brought (GPtrArray *lines,
             YcCase    *c)
{
  GPtrArray *documents = yc_case_get_documents (c);

  for (guint i = 0; i < documents->len; i++)
    {
      const YcDocument *document = g_ptr_array_index (documents, i);

      if (strcmp (document->kind, SCAN_KIND) == 0)
        g_ptr_array_add (lines, create_brought_line (c, document));
    }
}

/* Who may not make papers is shown those that are there. */
static GPtrArray *
list_lines (YcCaseFile *self,
            GPtrArray  *templates)
{
  g_autoptr (YcTemplateData) data = yc_case_file_create_paper_data (self);
  YcDate today = yc_counter_get_today (yc_case_file_get_counter (self));
  YcCase *c = yc_case_file_get_case (self);
  GPtrArray *lines = g_ptr_array_new_with_free_func (yc_paper_line_free);
  gboolean may_make = yc_case_file_may_make_papers (self);

  for (guint i = 0; i < templates->len; i++)
    {
      const YcTemplate *template = g_ptr_array_index (templates, i);
      const YcDocument *document = yc_case_find_newest_document (c, yc_template_get_id (template));

      if (document != NULL ||
          (may_make && yc_template_applies (template, yc_template_data_get_form (data), &today)))
        g_ptr_array_add (lines, create_line (c, template, document));
    }
  add_brought (lines, c);
  return lines;
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  YcCaseFile *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) templates = yc_counter_load_templates_finish (YC_COUNTER (source), result, &error);

  if (templates == NULL)
    g_task_return_error (task, error);
  else if (yc_case_file_get_counter (self) == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, _("The counter is closed"));
  else
    g_task_return_pointer (task, list_lines (self, templates), (GDestroyNotify) g_ptr_array_unref);
}

void
yc_case_file_list_papers_async (YcCaseFile          *self,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  YcCounter *counter;

  g_return_if_fail (YC_IS_CASE_FILE (self));

  task = g_task_new (self, NULL, callback, user_data);
  counter = yc_case_file_get_counter (self);
  g_task_set_source_tag (task, yc_case_file_list_papers_async);
  if (counter == NULL || yc_case_file_get_matter (self) == NULL)
    g_task_return_pointer (task, g_ptr_array_new_with_free_func (yc_paper_line_free),
                           (GDestroyNotify) g_ptr_array_unref);
  else
    yc_counter_load_templates_async (counter, yc_case_file_get_catalogue (self), listed_cb, g_steal_pointer (&task));
}

GPtrArray *
yc_case_file_list_papers_finish (YcCaseFile    *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- making ------------------------------------------------------------------------ */

static YcOp *
create_op (Make       *make,
           const char *sha256)
{
  YcId id;
  g_autofree char *document = NULL;
  YcOp *op;

  yc_id_init_random (&id);
  document = yc_id_dup_text (&id);
  op = yc_case_file_create_text_op (make->file, "document.add", "document", document, "kind", make->kind, "title",
                                    make->paper->title, "sha256", sha256, "item", yc_template_get_item (make->template),
                                    NULL);
  yc_record_set_int (op->body->record, "size", (gint64) g_bytes_get_size (make->paper->pdf));
  for (guint i = 0; i < make->paper->shows->len; i++)
    {
      const YcPaperShown *shown = g_ptr_array_index (make->paper->shows, i);
      YcRecord *item = yc_body_add_item (op->body);

      yc_record_set_text (item, "path", shown->path);
      yc_record_set_text (item, "digest", shown->digest);
    }
  return op;
}

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Make *make = user_data;
  GError *error = NULL;
  g_autofree char *sha256 = yc_store_add_blob_finish (YC_STORE (source), result, &error);
  g_autoptr (GPtrArray) ops = NULL;

  if (sha256 == NULL)
    {
      fail (make, error);
      return;
    }
  ops = yc_case_file_create_ops ();
  g_ptr_array_add (ops, create_op (make, sha256));
  yc_case_file_append_judged (make->file, g_steal_pointer (&make->verb), ops);
  make_free (make);
}

/* With a field for each who signs it: a paper is never changed once it was read. */
static void
prepared_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Make *make = user_data;
  YcCounter *counter = yc_case_file_get_counter (make->file);
  GError *error = NULL;
  GBytes *prepared = yc_sign_prepare_paper_finish (result, &error);

  if (prepared == NULL)
    {
      fail (make, error);
      return;
    }
  g_bytes_unref (make->paper->pdf);
  make->paper->pdf = prepared;
  if (counter == NULL)
    fail (make, g_error_new (G_IO_ERROR, G_IO_ERROR_CLOSED, _("The counter is closed")));
  else
    yc_store_add_blob_async (counter->store, make->paper->pdf, BLOB_KIND, YC_STORE_BLOB_ANNOUNCED,
                             yc_counter_now (counter).at_ms, kept_cb, make);
}

static void
rendered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Make *make = user_data;
  YcCounter *counter = yc_case_file_get_counter (make->file);
  GError *error = NULL;

  make->paper = yc_template_render_finish (result, &error);
  if (make->paper == NULL)
    fail (make, error);
  else if (counter == NULL)
    fail (make, g_error_new (G_IO_ERROR, G_IO_ERROR_CLOSED, _("The counter is closed")));
  else
    yc_sign_prepare_paper_async (yc_counter_get_pdf_worker (counter), make->paper, prepared_cb, make);
}

static void
render (Make *make)
{
  YcCounter *counter = yc_case_file_get_counter (make->file);
  g_autoptr (YcTemplateData) data = yc_case_file_create_paper_data (make->file);
  YcPaperOptions options;

  yc_case_file_fill_paper_options (make->file, &options);
  yc_template_render_async (make->template, data, &options, yc_counter_get_pdf_worker (counter), NULL, rendered_cb, make);
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Make *make = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) templates = yc_counter_load_templates_finish (YC_COUNTER (source), result, &error);
  YcTemplate *template = templates != NULL ? yc_case_find_template (templates, make->kind) : NULL;

  if (templates == NULL)
    fail (make, error);
  else if (template == NULL || yc_case_file_get_counter (make->file) == NULL)
    fail (make, g_error_new (YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED, _("This case has no such paper")));
  else
    {
      make->template = yc_template_ref (template);
      render (make);
    }
}

void
yc_case_file_make_paper_async (YcCaseFile          *self,
                               const char          *kind,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  Make *make;
  YcCounter *counter;

  g_return_if_fail (YC_IS_CASE_FILE (self) && kind != NULL);

  make = g_new0 (Make, 1);
  counter = yc_case_file_get_counter (self);
  make->file = g_object_ref (self);
  make->kind = g_strdup (kind);
  make->verb = yc_case_file_begin (self, callback, user_data);
  if (counter == NULL || yc_case_file_get_matter (self) == NULL)
    fail (make, g_error_new (YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED, _("This case has no such paper")));
  else
    yc_counter_load_templates_async (counter, yc_case_file_get_catalogue (self), found_cb, make);
}

/* --- looking ----------------------------------------------------------------------- */

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  YcPdfPages *pages = yc_pdf_pages_open_finish (result, &error);

  if (pages != NULL)
    g_task_return_pointer (task, pages, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GBytes) bytes = yc_counter_read_file_finish (YC_COUNTER (source), result, &error);

  if (bytes == NULL)
    g_task_return_error (task, error);
  else
    yc_pdf_pages_open_async (yc_counter_get_pdf_worker (YC_COUNTER (source)), bytes, g_task_get_cancellable (task),
                             opened_cb, g_object_ref (task));
}

void
yc_case_file_open_paper_async (YcCaseFile          *self,
                               const YcId          *document,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  const YcDocument *found;
  YcCounter *counter;
  YcCase *c;

  g_return_if_fail (YC_IS_CASE_FILE (self) && document != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  counter = yc_case_file_get_counter (self);
  c = yc_case_file_get_case (self);
  found = yc_case_find_document (c, document);
  g_task_set_source_tag (task, yc_case_file_open_paper_async);
  if (counter == NULL || found == NULL)
    g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED, _("This case has no such paper"));
  else
    yc_counter_read_file_async (counter, yc_case_get_document_sha256 (c, found), cancellable, read_cb, g_object_ref (task));
}

YcPdfPages *
yc_case_file_open_paper_finish (YcCaseFile    *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- printing ---------------------------------------------------------------------- */

/* A print that begins. */
typedef struct
{
  YcPdfPages *pages;
  YcStoreJob *job;
  int fd;
} Begin;

static void
begin_free (gpointer data)
{
  Begin *begin = data;

  g_object_unref (begin->pages);
  g_clear_pointer (&begin->job, yc_store_job_free);
  if (begin->fd >= 0)
    close (begin->fd);
  g_free (begin);
}

/* The bytes as a file that is on no disk; -1 with errno. */
static int
create_memory_file (GBytes *bytes)
{
  gsize size, done = 0;
  const char *data = g_bytes_get_data (bytes, &size);
  int fd = memfd_create ("paper", MFD_CLOEXEC);

  while (fd >= 0 && done < size)
    {
      gssize written = write (fd, data + done, size - done);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        {
          close (fd);
          return -1;
        }
      done += (gsize) written;
    }
  if (fd >= 0 && lseek (fd, 0, SEEK_SET) != 0)
    {
      close (fd);
      return -1;
    }
  return fd;
}

static void
started_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Begin *begin = g_task_get_task_data (task);
  GError *error = NULL;

  if (!yc_store_set_job_finish (YC_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  begin->fd = create_memory_file (yc_pdf_pages_get_bytes (begin->pages));
  if (begin->fd < 0)
    g_task_return_new_error (task, G_IO_ERROR, g_io_error_from_errno (errno), "%s", g_strerror (errno));
  else
    g_task_return_boolean (task, TRUE);
}

static void
planned_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Begin *begin = g_task_get_task_data (task);
  GError *error = NULL;

  begin->job = yc_store_plan_job_finish (YC_STORE (source), result, &error);
  if (begin->job == NULL)
    g_task_return_error (task, error);
  else
    yc_store_set_job_async (YC_STORE (source), &begin->job->id, YC_STORE_JOB_STARTED, 0, g_get_real_time () / 1000,
                            started_cb, g_object_ref (task));
}

void
yc_case_file_begin_print_async (YcCaseFile          *self,
                                const char          *kind,
                                YcPdfPages          *pages,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  YcStream stream = { YC_STREAM_CASE, *yc_case_file_get_id (self) };
  YcCounter *counter = yc_case_file_get_counter (self);
  Begin *begin;

  g_return_if_fail (YC_IS_CASE_FILE (self) && YC_IS_PDF_PAGES (pages));

  task = g_task_new (self, NULL, callback, user_data);
  begin = g_new0 (Begin, 1);
  begin->pages = g_object_ref (pages);
  begin->fd = -1;
  g_task_set_source_tag (task, yc_case_file_begin_print_async);
  g_task_set_task_data (task, begin, begin_free);
  if (counter == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, _("The counter is closed"));
  else
    yc_store_plan_job_async (counter->store, &stream, kind, yc_pdf_pages_get_sha256 (pages), g_get_real_time () / 1000,
                             planned_cb, g_object_ref (task));
}

gboolean
yc_case_file_begin_print_finish (YcCaseFile    *self,
                                 GAsyncResult  *result,
                                 YcId          *ret_job,
                                 guint         *ret_copy,
                                 int           *ret_fd,
                                 GError       **error)
{
  Begin *begin;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  begin = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *ret_job = begin->job->id;
  *ret_copy = (guint) begin->job->copy;
  *ret_fd = begin->fd;
  begin->fd = -1;
  return TRUE;
}

/* A print that has ended, on its way into journal and case. */
typedef struct
{
  YcCaseFile *file;
  GTask *verb;
  YcOp *op; /* (nullable): NULL where nothing went out */
} End;

static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  End *end = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) ops = NULL;

  if (!yc_store_set_job_finish (YC_STORE (source), result, &error))
    g_task_return_error (end->verb, error);
  else if (end->op == NULL)
    g_task_return_boolean (end->verb, TRUE);
  else
    {
      ops = yc_case_file_create_ops ();
      g_ptr_array_add (ops, yc_op_ref (end->op));
      yc_case_file_append_judged (end->file, g_steal_pointer (&end->verb), ops);
    }
  g_clear_object (&end->verb);
  g_clear_pointer (&end->op, yc_op_unref);
  g_object_unref (end->file);
  g_free (end);
}

static YcOp *
create_print_op (YcCaseFile     *self,
                 const char     *kind,
                 YcPdfPages     *pages,
                 const YcId     *job,
                 guint           copy,
                 YcPaperPrinted  printed)
{
  g_autofree char *id = yc_id_dup_text (job);
  YcOp *op = yc_case_file_create_text_op (self, "print.record", "job", id, "paper", kind, "outcome",
                                          printed == YC_PAPER_PRINTED ? "done" : "unknown", "sha256",
                                          yc_pdf_pages_get_sha256 (pages), NULL);

  yc_record_set_int (op->body->record, "copy", copy);
  return op;
}

void
yc_case_file_end_print_async (YcCaseFile          *self,
                              const char          *kind,
                              YcPdfPages          *pages,
                              const YcId          *job,
                              guint                copy,
                              YcPaperPrinted       printed,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  static const YcStoreJobState states[] = { YC_STORE_JOB_DONE, YC_STORE_JOB_UNKNOWN, YC_STORE_JOB_CANCELLED };
  YcCounter *counter;
  End *end;

  g_return_if_fail (YC_IS_CASE_FILE (self) && (gsize) printed < G_N_ELEMENTS (states));

  counter = yc_case_file_get_counter (self);
  end = g_new0 (End, 1);
  end->file = g_object_ref (self);
  end->verb = yc_case_file_begin (self, callback, user_data);
  if (counter == NULL)
    {
      g_task_return_new_error (end->verb, G_IO_ERROR, G_IO_ERROR_CLOSED, _("The counter is closed"));
      g_object_unref (end->verb);
      g_object_unref (end->file);
      g_free (end);
      return;
    }
  if (printed != YC_PAPER_PRINT_CANCELLED)
    end->op = create_print_op (self, kind, pages, job, copy, printed);
  yc_store_set_job_async (counter->store, job, states[printed], 0, g_get_real_time () / 1000, ended_cb, end);
}
