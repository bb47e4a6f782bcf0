/* yc-guard-journal.c: what a machine's guard has written down of its jobs
 *
 * A folder for each machine: `lock`, held by the guard that drives it, and `journal`,
 * a line a job:
 *
 *   ID unknown|stopped|done DONE TOTAL REASON
 *
 * A job is written as unknown before its first byte leaves, and again when it has
 * ended. So a guard that dies in between has left the truth. The file is replaced as a
 * whole and durably (D27); it holds the newest jobs only.
 */

#include "yc-guard-journal.h"

#include "yc-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#define FILE_MAX_BYTES (256 * 1024)
#define REASON_MAX_BYTES 1024

struct _YcGuardJournal
{
  char *path;
  int lock_fd;
};

static const char *const words[] = { "none", "done", "stopped", "unknown" };

/**
 * yc_guard_journal_open:
 * @folder: the machine's own; made if it is not there
 * @error: YC_DEVICE_RETRY_WAIT while another guard has it; else why not
 *
 * Returns: (transfer full): the journal, and with it the machine
 */
YcGuardJournal *
yc_guard_journal_open (const char *folder,
                       GError    **error)
{
  g_autoptr (GError) local = NULL;
  YcGuardJournal *self;
  int fd = yc_dir_ensure (folder, &local) ? yc_dir_lock (folder, &local) : -1;

  if (fd < 0 && g_error_matches (local, G_IO_ERROR, G_IO_ERROR_BUSY))
    {
      g_set_error_literal (error, YC_DEVICE_RETRY, YC_DEVICE_RETRY_WAIT,
                           _("The engraver is still in use, or being stopped. Wait, then try again"));
      return NULL;
    }
  if (fd < 0)
    {
      g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_JOURNAL,
                   _("The engraver’s journal cannot be used: %s"), local->message);
      return NULL;
    }
  self = g_new0 (YcGuardJournal, 1);
  self->lock_fd = fd;
  self->path = g_build_filename (folder, "journal", NULL);
  return self;
}

void
yc_guard_journal_close (YcGuardJournal *self)
{
  if (self == NULL)
    return;
  close (self->lock_fd);
  g_free (self->path);
  g_free (self);
}

static char *
format_line (const YcId            *job,
             const YcEngraveRecord *record)
{
  char id[YC_ID_TEXT_SIZE];
  g_autofree char *reason = g_strdup (record->reason != NULL ? record->reason : "");

  g_strdelimit (reason, "\n\r", ' ');
  if (strlen (reason) > REASON_MAX_BYTES)
    *g_utf8_find_prev_char (reason, reason + REASON_MAX_BYTES) = '\0';
  yc_id_to_text (job, id);
  return g_strdup_printf ("%s %s %u %u %s", id, words[record->outcome], record->moves_done,
                          record->moves_total, reason);
}

static gboolean
parse_count (const char *word,
             guint      *ret_count)
{
  guint64 count;

  if (!g_ascii_string_to_unsigned (word, 10, 0, G_MAXUINT32, &count, NULL))
    return FALSE;
  *ret_count = (guint) count;
  return TRUE;
}

static YcEngraveRecord *
parse_line (const char *line)
{
  g_auto (GStrv) parts = g_strsplit (line, " ", 5);
  g_autoptr (YcEngraveRecord) record = g_new0 (YcEngraveRecord, 1);

  if (g_strv_length (parts) != 5 || !parse_count (parts[2], &record->moves_done) ||
      !parse_count (parts[3], &record->moves_total))
    return NULL;
  for (guint i = YC_ENGRAVE_DONE; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (parts[1], words[i]))
      {
        record->outcome = (YcEngraveOutcome) i;
        record->reason = g_strdup (parts[4]);
        return g_steal_pointer (&record);
      }
  return NULL;
}

/* All lines, the oldest first; none when there is no file. */
static char **
read_lines (YcGuardJournal *self,
            GError        **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = yc_file_read (self->path, FILE_MAX_BYTES, &local);
  g_autofree char *text = NULL;

  if (bytes == NULL && g_error_matches (local, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return g_new0 (char *, 1);
  if (bytes != NULL)
    text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (text != NULL && g_utf8_validate (text, -1, NULL))
    return g_strsplit (text, "\n", -1);
  g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_JOURNAL,
               _("The engraver’s journal cannot be read: %s"),
               local != NULL ? local->message : self->path);
  return NULL;
}

/* In place of the job's line, if it has one, as the newest. */
gboolean
yc_guard_journal_write (YcGuardJournal        *self,
                        const YcId            *job,
                        const YcEngraveRecord *record,
                        GError               **error)
{
  g_auto (GStrv) lines = read_lines (self, error);
  g_autofree char *line = format_line (job, record);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  guint count, first;

  if (lines == NULL)
    return FALSE;
  count = g_strv_length (lines);
  first = count > YC_GUARD_JOURNAL_JOBS_MAX ? count - YC_GUARD_JOURNAL_JOBS_MAX : 0;
  for (guint i = first; i < count; i++)
    if (lines[i][0] != '\0' && strncmp (lines[i], line, YC_ID_TEXT_SIZE - 1) != 0)
      g_string_append_printf (text, "%s\n", lines[i]);
  g_string_append_printf (text, "%s\n", line);
  bytes = g_bytes_new (text->str, text->len);
  if (yc_file_write_durably (self->path, bytes, 0600, error))
    return TRUE;
  g_prefix_error (error, _("The engraver’s journal cannot be written: "));
  return FALSE;
}

/* (transfer full): of outcome NOT_STARTED when nothing is known of the job. */
YcEngraveRecord *
yc_guard_journal_find (YcGuardJournal *self,
                       const YcId     *job,
                       GError        **error)
{
  g_auto (GStrv) lines = read_lines (self, error);
  YcEngraveRecord *record = NULL;
  char id[YC_ID_TEXT_SIZE];

  if (lines == NULL)
    return NULL;
  yc_id_to_text (job, id);
  for (char **line = lines; *line != NULL && record == NULL; line++)
    if (strncmp (*line, id, YC_ID_TEXT_SIZE - 1) == 0)
      {
        record = parse_line (*line);
        if (record == NULL)
          {
            g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_JOURNAL,
                         _("The engraver’s journal cannot be read: %s"), *line);
            return NULL;
          }
      }
  if (record == NULL)
    {
      record = g_new0 (YcEngraveRecord, 1);
      record->reason = g_strdup ("");
    }
  return record;
}
