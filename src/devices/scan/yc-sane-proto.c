/* yc-sane-proto.c: the frames of a SANE scanner as a picture
 *
 * SANE API standard 1.06, clause 3.2 (pictures are one frame of gray or of
 * pixels, or three of a colour each) and 4.3.8 (parameters; a height of -1
 * means that nobody knows it before the page is through). Rows are taken as
 * they come, into the picture's own memory:
 *
 * 1. Nothing of a frame is believed before it is checked against the limits.
 * 2. Bytes behind the announced height are dropped: some drivers pad.
 * 3. A page that ends early is no page, unless just a few rows lack.
 */

#include "yc-sane-proto.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ROWS_FIRST 2048            /* room for a page of unknown height */
#define ROWS_SHORT_MAX_PERCENT 1   /* that may lack at the end */
#define SAMPLE_BYTES_MAX 2

void
yc_sane_page_init (YcSanePage *self,
                   guint       dpi)
{
  *self = (YcSanePage) { .dpi = dpi, .row = g_byte_array_new () };
}

void
yc_sane_page_clear (YcSanePage *self)
{
  g_clear_pointer (&self->page, yc_raster_free);
  g_clear_pointer (&self->row, g_byte_array_unref);
}

static gboolean
fail (GError    **error,
      const char *what)
{
  g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL,
               _("The scanner's driver sent something that is no page (%s). The pages before it are safe; scan this "
                 "one again."), what);
  return FALSE;
}

static gboolean
is_colour_pass (SANE_Frame format)
{
  return format == SANE_FRAME_RED || format == SANE_FRAME_GREEN || format == SANE_FRAME_BLUE;
}

static guint
count_samples (SANE_Frame format)
{
  return format == SANE_FRAME_RGB ? 3 : 1;
}

static gboolean
check_frame (const SANE_Parameters *frame,
             GError               **error)
{
  gint64 bits;

  if (frame->format != SANE_FRAME_GRAY && frame->format != SANE_FRAME_RGB && !is_colour_pass (frame->format))
    return fail (error, "format");
  if (frame->depth != 8 && frame->depth != 16 && !(frame->depth == 1 && frame->format == SANE_FRAME_GRAY))
    return fail (error, "depth");
  if (frame->pixels_per_line <= 0 || frame->lines < -1 || frame->lines == 0)
    return fail (error, "size");
  /* Before the row's size: the words about the limit say more. */
  if (!yc_raster_check ((guint) frame->pixels_per_line, frame->lines > 0 ? (guint) frame->lines : 1, error))
    return FALSE;
  bits = (gint64) frame->pixels_per_line * frame->depth * count_samples (frame->format);
  if (frame->bytes_per_line < (bits + 7) / 8 ||
      frame->bytes_per_line > YC_RASTER_SIDE_MAX * 3 * SAMPLE_BYTES_MAX)
    return fail (error, "row");
  return TRUE;
}

static gboolean
fits_first (YcSanePage            *self,
            const SANE_Parameters *frame)
{
  guint bit = 1u << frame->format;

  /* A page that began in gray has room for one sample a dot. */
  return is_colour_pass (frame->format) && self->colours != 0 && (self->colours & bit) == 0 &&
         (guint) frame->pixels_per_line == self->page->width;
}

/**
 * yc_sane_page_begin:
 * @self: a page
 * @frame: what sane_get_parameters() said after sane_start()
 * @error: YC_DEVICE_ERROR_PROTOCOL, YC_RASTER_ERROR
 *
 * Returns: whether the frame can be taken
 */
gboolean
yc_sane_page_begin (YcSanePage            *self,
                    const SANE_Parameters *frame,
                    GError               **error)
{
  if (self->in_frame)
    return fail (error, "frame within a frame");
  if (!check_frame (frame, error))
    return FALSE;
  if (self->page == NULL)
    {
      guint channels = frame->format == SANE_FRAME_GRAY ? 1 : 3;
      guint most = MIN (YC_RASTER_SIDE_MAX, YC_RASTER_DOTS_MAX / (guint) frame->pixels_per_line);

      self->rows_room = frame->lines > 0 ? (guint) frame->lines : MIN (ROWS_FIRST, most);
      self->page = yc_raster_new ((guint) frame->pixels_per_line, self->rows_room, channels, self->dpi, error);
      if (self->page == NULL)
        return FALSE;
      memset (self->page->dots, 0xFF, (gsize) self->rows_room * yc_raster_get_stride (self->page));
    }
  else if (!fits_first (self, frame))
    return fail (error, "frames that do not belong together");
  self->frame = *frame;
  self->in_frame = TRUE;
  self->rows = 0;
  g_byte_array_set_size (self->row, 0);
  return TRUE;
}

/* A page of unknown height gets longer. */
static gboolean
make_room (YcSanePage *self,
           GError    **error)
{
  gsize stride = yc_raster_get_stride (self->page);
  guint room = self->rows_room + self->rows_room / 2;
  guint8 *dots;

  if (!yc_raster_check (self->page->width, self->rows + 1, error))
    return FALSE;
  room = MIN (MIN (room, YC_RASTER_SIDE_MAX), YC_RASTER_DOTS_MAX / self->page->width);
  dots = g_try_realloc (self->page->dots, room * stride);
  if (dots == NULL)
    return fail (error, "memory");
  memset (dots + self->rows_room * stride, 0xFF, (room - self->rows_room) * stride);
  self->page->dots = dots;
  self->page->height = self->rows_room = room;
  return TRUE;
}

/* Bit 7 of a byte is the leftmost dot; 1 is black. */
static void
take_bits (guint8       *to,
           const guint8 *row,
           guint         width)
{
  for (guint x = 0; x < width; x++)
    to[x] = (row[x / 8] >> (7 - x % 8) & 1) != 0 ? 0 : 0xFF;
}

static guint8
get_sample (const guint8 *row,
            guint         at,
            int           depth)
{
  guint16 wide;

  if (depth == 8)
    return row[at];
  /* 16 bits are in the machine's own order (clause 3.2.1). */
  memcpy (&wide, row + at * 2, sizeof wide);
  return (guint8) (wide >> 8);
}

static void
take_row (YcSanePage   *self,
          const guint8 *row)
{
  guint8 *to = yc_raster_get_row (self->page, self->rows);
  guint width = self->page->width;
  int depth = self->frame.depth;

  if (depth == 1)
    take_bits (to, row, width);
  else if (is_colour_pass (self->frame.format))
    {
      guint channel = self->frame.format == SANE_FRAME_RED ? 0 : self->frame.format == SANE_FRAME_GREEN ? 1 : 2;

      for (guint x = 0; x < width; x++)
        to[x * 3 + channel] = get_sample (row, x, depth);
    }
  else if (depth == 8)
    memcpy (to, row, yc_raster_get_stride (self->page));
  else
    for (guint i = 0; i < yc_raster_get_stride (self->page); i++)
      to[i] = get_sample (row, i, depth);
  self->rows++;
}

/* Whether another row can be put down; FALSE without an error drops it. */
static gboolean
has_room (YcSanePage *self,
          GError    **error)
{
  if (self->rows < self->rows_room)
    return self->frames == 0 || self->rows < self->frame_rows;
  return self->frame.lines < 0 && self->frames == 0 && make_room (self, error);
}

/**
 * yc_sane_page_add:
 * @self: a page within a frame
 * @data: what sane_read() gave
 * @size_bytes: how much of it
 * @error: YC_RASTER_ERROR where the page is longer than can be
 *
 * Returns: whether the page can go on
 */
gboolean
yc_sane_page_add (YcSanePage   *self,
                  const guint8 *data,
                  gsize         size_bytes,
                  GError      **error)
{
  gsize row_bytes = (gsize) self->frame.bytes_per_line;
  GError *local_error = NULL;

  if (!self->in_frame)
    return fail (error, "data without a frame");
  while (size_bytes > 0)
    {
      gsize take = MIN (size_bytes, row_bytes - self->row->len);
      const guint8 *row = data;

      if (take < row_bytes)
        {
          g_byte_array_append (self->row, data, (guint) take);
          row = self->row->data;
        }
      data += take;
      size_bytes -= take;
      if (take < row_bytes && self->row->len < row_bytes)
        return TRUE;
      if (has_room (self, &local_error))
        take_row (self, row);
      else if (local_error != NULL)
        {
          g_propagate_error (error, local_error);
          return FALSE;
        }
      g_byte_array_set_size (self->row, 0);
    }
  return TRUE;
}

static gboolean
is_whole (YcSanePage *self)
{
  guint announced = self->frame.lines > 0 ? (guint) self->frame.lines : self->rows;

  return self->rows > 0 && (guint64) self->rows * 100 >= (guint64) announced * (100 - ROWS_SHORT_MAX_PERCENT);
}

/**
 * yc_sane_page_end:
 * @self: a page whose frame has been read to its end
 * @error: YC_DEVICE_ERROR_PROTOCOL where too much of it lacks
 *
 * Returns: %TRUE where the page is whole; %FALSE without @error where another
 * frame belongs to it
 */
gboolean
yc_sane_page_end (YcSanePage *self,
                  GError    **error)
{
  gboolean one_colour = is_colour_pass (self->frame.format);

  if (!self->in_frame || !is_whole (self))
    return fail (error, "it ends too early");
  self->in_frame = FALSE;
  if (self->frames++ == 0)
    self->frame_rows = self->rows;
  if (one_colour)
    self->colours |= 1u << self->frame.format;
  if (!one_colour)
    return TRUE;
  return self->colours == (1u << SANE_FRAME_RED | 1u << SANE_FRAME_GREEN | 1u << SANE_FRAME_BLUE);
}

/**
 * yc_sane_page_finish:
 * @self: a page that is whole
 * @error: YC_DEVICE_ERROR_PROTOCOL where it is not
 *
 * Returns: (transfer full): the picture
 */
YcRaster *
yc_sane_page_finish (YcSanePage *self,
                     GError    **error)
{
  if (self->page == NULL || self->in_frame || self->frames == 0 || (self->colours != 0 && self->frames != 3))
    {
      fail (error, "it is not whole");
      return NULL;
    }
  self->page->height = self->frame_rows;
  return g_steal_pointer (&self->page);
}

static gboolean
has_word (const char *text,
          const char *word)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  return strstr (lower, word) != NULL;
}

/* "Flatbed", "Automatic Document Feeder", "ADF Duplex", "ADF Front", "Normal"…;
 * the back sides alone are of no use. */
gboolean
yc_sane_source_parse (const char   *text,
                      YcScanSource *ret_source)
{
  gboolean feeder = has_word (text, "adf") || has_word (text, "feeder");

  if (has_word (text, "duplex") || has_word (text, "both sides"))
    *ret_source = YC_SCAN_SOURCE_ADF_DUPLEX;
  else if (feeder && !has_word (text, "back"))
    *ret_source = YC_SCAN_SOURCE_ADF;
  else if (has_word (text, "flatbed") || has_word (text, "platen") || g_ascii_strcasecmp (text, "normal") == 0)
    *ret_source = YC_SCAN_SOURCE_FLATBED;
  else
    return FALSE;
  return TRUE;
}

/* "Color", "24bit Color", "True Gray", "Lineart", "Black & White"… */
gboolean
yc_sane_mode_parse (const char *text,
                    YcScanMode *ret_mode)
{
  if (has_word (text, "color") || has_word (text, "colour"))
    *ret_mode = YC_SCAN_MODE_COLOR;
  else if (has_word (text, "gray") || has_word (text, "grey"))
    *ret_mode = YC_SCAN_MODE_GRAY;
  else if (has_word (text, "lineart") || has_word (text, "black") || has_word (text, "binary"))
    *ret_mode = YC_SCAN_MODE_LINEART;
  else
    return FALSE;
  return TRUE;
}

static const struct
{
  SANE_Status status;
  gboolean retry;
  int code;
  const char *words;
} meanings[] = {
  { SANE_STATUS_NO_DOCS, TRUE, YC_DEVICE_RETRY_NO_PAGES,
    N_("The scanner's feeder is empty: put the pages in, then scan") },
  { SANE_STATUS_JAMMED, TRUE, YC_DEVICE_RETRY_JAMMED,
    N_("Paper is jammed in the scanner: open it, take the page out, put that page and those behind it back in, then "
       "go on") },
  { SANE_STATUS_COVER_OPEN, TRUE, YC_DEVICE_RETRY_COVER_OPEN, N_("Close the scanner's cover, then go on") },
  { SANE_STATUS_DEVICE_BUSY, TRUE, YC_DEVICE_RETRY_WAIT,
    N_("The scanner is at work for somebody else: wait until it is free, then go on") },
  { SANE_STATUS_CANCELLED, TRUE, YC_DEVICE_RETRY_WAIT, N_("The scan was stopped at the scanner; go on from here") },
  { SANE_STATUS_UNSUPPORTED, FALSE, YC_DEVICE_ERROR_UNSUPPORTED,
    N_("The scanner cannot do what was asked: choose another source or resolution") },
  { SANE_STATUS_INVAL, FALSE, YC_DEVICE_ERROR_UNSUPPORTED,
    N_("The scanner does not take these settings: choose another source or resolution, or look for it again") },
  { SANE_STATUS_IO_ERROR, FALSE, YC_DEVICE_ERROR_LINK,
    N_("The scanner does not answer: look at its cable and its power. The pages so far are safe") },
  { SANE_STATUS_NO_MEM, FALSE, YC_DEVICE_ERROR_DEVICE,
    N_("The scanner's driver ran out of memory: choose a lower resolution. The pages so far are safe") },
  { SANE_STATUS_ACCESS_DENIED, FALSE, YC_DEVICE_ERROR_FORBIDDEN,
    N_("This account may not use the scanner: ask whoever looks after the machine to allow it") },
};

/**
 * yc_sane_set_error:
 * @status: what a call answered; not GOOD
 * @call: "sane_start": for whoever looks after the machine
 * @error: set to YC_DEVICE_RETRY or YC_DEVICE_ERROR
 */
void
yc_sane_set_error (SANE_Status  status,
                   const char  *call,
                   GError     **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (meanings[i].status == status)
      {
        g_set_error_literal (error, meanings[i].retry ? YC_DEVICE_RETRY : YC_DEVICE_ERROR, meanings[i].code,
                             _(meanings[i].words));
        return;
      }
  g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL,
               _("The scanner's driver answered something that makes no sense here (%s: %d). The pages so far are "
                 "safe; scan again"), call, (int) status);
}
