/* yc-ctl-make.c: what the case wants made, made at a bench
 *
 * The bench is a file: "begin JOB PIECE" is written when a piece is begun, "end
 * JOB" when it is whole. It is no part of the desk's folder, as a machine is
 * not: what stands there happened, whatever became of the program. The clerk
 * goes by the same verbs as at the desk. What an earlier run has left unknown
 * they look for at the bench, and say what they see.
 */

#include "yc-ctl-make.h"

#include "yc-case-jobs.h"
#include "yc-ctl-cut.h"
#include "yc-ctl-wait.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define MACHINE "bench"
#define GRANT_WAIT_MS 30000
#define ROUNDS_MAX 64 /* of one case: pieces, and those that were spoilt */

/* --- the bench --------------------------------------------------------------- */

static gboolean
write_line (YcCtlScript *self,
            const char  *line,
            GError     **error)
{
  int fd = open (self->bench, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  gssize size = (gssize) strlen (line);
  gboolean good = fd >= 0 && write (fd, line, (gsize) size) == size;
  int fault = errno;

  if (fd >= 0)
    close (fd);
  if (!good)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (fault), "The bench could not be written to: %s",
                 g_strerror (fault));
  return good;
}

static gboolean
lies_there_whole (YcCtlScript *self,
                  const YcId  *job)
{
  g_autofree char *id = yc_id_dup_text (job);
  g_autofree char *line = g_strdup_printf ("end %s\n", id);
  g_autofree char *text = NULL;

  return g_file_get_contents (self->bench, &text, NULL, NULL) && strstr (text, line) != NULL;
}

static gboolean
work (YcCtlScript *self,
      const char  *piece,
      const YcId  *job,
      GError     **error)
{
  g_autofree char *id = yc_id_dup_text (job);
  g_autofree char *begin = g_strdup_printf ("begin %s %s\n", id, piece);
  g_autofree char *end = g_strdup_printf ("end %s\n", id);

  return write_line (self, begin, error) && write_line (self, end, error);
}

/* --- the clerk --------------------------------------------------------------- */

static gboolean
finish_verb (YcCtlScript *self,
             YcCtlWait   *wait,
             GError     **error)
{
  yc_ctl_wait (wait);
  return yc_case_file_finish (self->file, wait->result, error);
}

/* What is made, as the bench is told: the piece, its number, and what it shows. */
static char *
dup_artwork (YcCtlScript   *self,
             const YcPiece *piece)
{
  g_autoptr (GString) order = g_string_new (piece->piece);

  g_string_append_printf (order, "\n%s\n", piece->code != NULL ? piece->code : "");
  for (guint i = 0; i < piece->spec->made_from->len; i++)
    {
      const char *path = g_ptr_array_index (piece->spec->made_from, i);
      g_autofree char *value = yc_value_dup_text (yc_case_get_value (yc_case_file_get_case (self->file), path));

      g_string_append_printf (order, "%s %s\n", path, value);
    }
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, order->str, (gssize) order->len);
}

static gboolean
ask (YcCtlScript   *self,
     const YcPiece *piece,
     GError       **error)
{
  g_autofree char *artwork = dup_artwork (self, piece);
  const YcJobWish wish = { piece->piece, artwork, NULL, MACHINE, piece->needs_reason ? "上一件已作废" : NULL };
  g_auto (YcCtlWait) wait = { 0 };
  YcId job;

  yc_case_file_ask_job_async (self->file, &wish, yc_ctl_wait_cb, &wait);
  yc_ctl_wait (&wait);
  if (!yc_case_file_ask_job_finish (self->file, wait.result, &job, error))
    return FALSE;
  yc_ctl_say (self, "accepted: permission asked for %s", piece->spec->label);
  return TRUE;
}

static gboolean
start (YcCtlScript *self,
       YcJob       *job,
       GError     **error)
{
  g_autofree char *artwork = g_strdup (yc_job_get_artwork (job));
  g_auto (YcCtlWait) started = { 0 };
  g_auto (YcCtlWait) ended = { 0 };
  const YcId *id = yc_job_get_id (job);

  yc_case_file_start_job_async (self->file, id, artwork, yc_job_get_plan (job), yc_ctl_wait_cb, &started);
  if (!finish_verb (self, &started, error) || !work (self, yc_job_get_piece (job), id, error))
    return FALSE;
  yc_case_file_end_job_async (self->file, id, yc_ctl_wait_cb, &ended);
  if (!finish_verb (self, &ended, error))
    return FALSE;
  yc_ctl_say (self, "accepted: %s made", yc_job_get_label (job));
  return TRUE;
}

static gboolean
look (YcCtlScript *self,
      YcJob       *job,
      GError     **error)
{
  gboolean made = lies_there_whole (self, yc_job_get_id (job));
  g_auto (YcCtlWait) wait = { 0 };

  yc_case_file_settle_job_async (self->file, yc_job_get_id (job), made, made ? "工作台上有成品" : "工作台上没有成品",
                                 yc_ctl_wait_cb, &wait);
  if (!finish_verb (self, &wait, error))
    return FALSE;
  yc_ctl_say (self, "accepted: looked for %s: %s", yc_job_get_label (job), made ? "made" : "spoilt");
  return TRUE;
}

/* Waits for the hub's permission, or for what an earlier run has left to be known
 * as unknown: what this clerk can not hurry. */
static gboolean
is_ready (gpointer data)
{
  YcJob *job = data;

  return yc_job_get_state (job) != YC_JOB_ASKED && yc_job_get_state (job) != YC_JOB_STARTED;
}

static gboolean
go_on (YcCtlScript   *self,
       const YcPiece *piece,
       GError       **error)
{
  g_autoptr (YcJob) job = NULL;

  if (piece->holder == NULL)
    return ask (self, piece, error);
  job = g_object_ref (yc_case_file_find_job (self->file, &piece->holder->id));
  if (!yc_job_is_mine (job) || !yc_ctl_wait_until (is_ready, job, GRANT_WAIT_MS))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "%s: %s", yc_job_get_label (job), yc_job_get_state_text (job));
      return FALSE;
    }
  if (yc_job_get_state (job) == YC_JOB_GRANTED)
    return start (self, job, error);
  return !yc_job_asks (job) || look (self, job, error);
}

static const YcPiece *
find_work (GPtrArray *pieces)
{
  for (guint i = 0; i < pieces->len; i++)
    {
      const YcPiece *piece = g_ptr_array_index (pieces, i);

      if (piece->ready && !piece->made)
        return piece;
    }
  return NULL;
}

gboolean
yc_ctl_script_has_work (YcCtlScript *self)
{
  g_autoptr (GPtrArray) pieces = NULL;

  if (self->bench == NULL && !self->cuts)
    return FALSE;
  pieces = yc_case_file_list_pieces (self->file);
  return find_work (pieces) != NULL;
}

gboolean
yc_ctl_script_make_pieces (YcCtlScript *self,
                           GError     **error)
{
  for (guint round = 0; yc_ctl_script_has_work (self); round++)
    {
      g_autoptr (GPtrArray) pieces = yc_case_file_list_pieces (self->file);

      if (round == ROUNDS_MAX)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "There is no end of what is to be made");
          return FALSE;
        }
      if (!(self->cuts ? yc_ctl_script_cut_seals (self, error) : go_on (self, find_work (pieces), error)))
        return FALSE;
    }
  return TRUE;
}
