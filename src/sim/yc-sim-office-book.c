/* yc-sim-office-book.c: what an office has written down
 *
 * One line of JSON a fact, on the disk before anybody is told. A process that
 * was killed may leave half a line at the end: nobody was told of that one, so
 * it is cut off when the book is opened again. Anything else that cannot be
 * read is an error.
 */

#include "yc-sim-office-book.h"

#include "yc-file.h"
#include "yc-json-guard.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

struct _YcSimBook
{
  int file;
  gsize bytes;
};

static const YcJsonLimits limits = {
  .bytes_max = 1024 * 1024,
  .depth_max = 8,
  .members_max = 4096,
  .string_bytes_max = 8192,
};

static gboolean
fail (GError    **error,
      const char *what)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "Cannot %s the office's book: %s", what,
               g_strerror (errno));
  return FALSE;
}

static gboolean
read_line (const char   *start,
           gsize         size,
           YcSimBookFunc read,
           gpointer      data,
           GError      **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (start, size);
  g_autoptr (json_t) line = yc_json_parse (bytes, &limits, error);

  if (line == NULL)
    return FALSE;
  if (read (line, data))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The office's book has a line nobody wrote");
  return FALSE;
}

/* Gives how many bytes are whole lines; -1 on failure. */
static gssize
read_lines (const char   *text,
            gsize         size,
            YcSimBookFunc read,
            gpointer      data,
            GError      **error)
{
  gsize at = 0;

  while (at < size)
    {
      const char *end = memchr (text + at, '\n', size - at);

      if (end == NULL)
        break;
      if (!read_line (text + at, (gsize) (end - text) - at, read, data, error))
        return -1;
      at = (gsize) (end - text) + 1;
    }
  return (gssize) at;
}

static gboolean
load (YcSimBook    *self,
      const char   *path,
      YcSimBookFunc read,
      gpointer      data,
      GError      **error)
{
  g_autoptr (GBytes) bytes = yc_file_read (path, YC_SIM_BOOK_BYTES_MAX, error);
  gconstpointer text;
  gssize whole;
  gsize size;

  if (bytes == NULL)
    return FALSE;
  text = g_bytes_get_data (bytes, &size);
  whole = size > 0 ? read_lines (text, size, read, data, error) : 0;
  if (whole < 0)
    return FALSE;
  self->bytes = (gsize) whole;
  return (gsize) whole == size || ftruncate (self->file, whole) == 0 || fail (error, "mend");
}

/**
 * yc_sim_book_open:
 * @path: of the file; made when it is not there
 * @read: gets each line, oldest first; %FALSE for one that makes no sense
 * @data: for @read
 * @error: of %G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): the book, to be appended to
 */
YcSimBook *
yc_sim_book_open (const char   *path,
                  YcSimBookFunc read,
                  gpointer      data,
                  GError      **error)
{
  YcSimBook *self = g_new0 (YcSimBook, 1);
  g_autofree char *folder = g_path_get_dirname (path);

  self->file = g_open (path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (self->file < 0)
    fail (error, "open");
  else if (yc_dir_sync (folder, error) && load (self, path, read, data, error))
    return self;
  yc_sim_book_close (self);
  return NULL;
}

/* Blocks until @line is on the disk. After a failure the book is closed to
 * more: nobody knows what the file holds. */
gboolean
yc_sim_book_append (YcSimBook *self,
                    json_t    *line,
                    GError   **error)
{
  g_autofree char *text = NULL;
  char *dump = json_dumps (line, JSON_COMPACT);
  gsize size;

  text = g_strconcat (dump, "\n", NULL);
  free (dump);
  size = strlen (text);
  if (self->file < 0 || self->bytes + size > YC_SIM_BOOK_BYTES_MAX)
    {
      errno = ENOSPC;
      return fail (error, "go on with");
    }
  if (write (self->file, text, size) == (gssize) size && fdatasync (self->file) == 0)
    {
      self->bytes += size;
      return TRUE;
    }
  fail (error, "write");
  close (self->file);
  self->file = -1;
  return FALSE;
}

void
yc_sim_book_close (YcSimBook *self)
{
  if (self->file >= 0)
    close (self->file);
  g_free (self);
}
