/* yc-escpk-proto.c: bytes for ESC/P-K form printers of 24 pins
 *
 * Only commands that every maker's machine has: ESC @ U x 2 3 C $ \ J * and
 * FS & S. The paper moves one way, in 1/180 in; across, ESC $ counts in 1/60 in
 * and ESC \ adds the rest in 1/180, so that every character is within half a
 * tick (0.07 mm) of its place and errors do not add up along a line.
 *
 * A form's length is given exactly, or the next forms would creep. Tractor paper
 * comes in sixths of an inch and is called by round millimetres: the "140 mm"
 * invoice is 5.5 in = 33 lines = 139.7 mm.
 */

#include "yc-escpk-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define FEED_MAX_TICKS 255
#define LINE_TICKS 30       /* 1/6 in */
/* So much a name may be beside the paper: "280 mm" is 279.4. A4, which is none, is 0.67 beside. */
#define NAME_ERROR_MAX_MM 0.65
#define FORM_LINES_MAX 127
#define FORM_INCHES_MAX 22
#define FORM_ERROR_MAX_TICKS 2 /* 0.28 mm, only for lengths no tractor paper has */
#define COARSE_TICKS 3      /* 1/60 in */
#define SHORT_WAY_TICKS 90

static void
add (YcEscpkHead *head,
     const char  *bytes,
     gsize        size)
{
  yc_writer_add_bytes (&head->writer, bytes, size);
}

/* Reset, one direction (columns of lines below each other then meet), letter
 * quality (ESC \ counts otherwise in 1/120), kanji mode, no space beside its
 * characters, of which defaults differ. */
static void
write_start (YcEscpkHead *head)
{
  add (head, "\x1B\x40\x1B\x55\x01\x1B\x78\x01", 8);
  add (head, "\x1C\x26\x1C\x53\x00\x00", 6);
}

/* The fewest lines, and their height, that make @ticks best. */
static int
find_lines (int  ticks,
            int *ret_line)
{
  int best = 0, best_error = G_MAXINT;

  for (int line = FEED_MAX_TICKS; line > 0; line--)
    {
      int lines = (ticks + line / 2) / line;

      if (lines >= 1 && lines <= FORM_LINES_MAX && ABS (lines * line - ticks) < best_error)
        {
          best = lines;
          best_error = ABS (lines * line - ticks);
          *ret_line = line;
        }
    }
  return best_error <= FORM_ERROR_MAX_TICKS ? best : 0;
}

/* How long the paper is that is called @height_mm. */
int
yc_escpk_get_form_ticks (double height_mm)
{
  double line_mm = YC_PRINT_MM_PER_INCH * LINE_TICKS / YC_ESCPK_TICKS_PER_INCH;
  double lines = round (height_mm / line_mm);

  if (fabs (height_mm - lines * line_mm) <= NAME_ERROR_MAX_MM)
    return (int) lines * LINE_TICKS;
  return (int) lround (height_mm / YC_PRINT_MM_PER_INCH * YC_ESCPK_TICKS_PER_INCH);
}

/* The form begins where the head is now, and is @height_mm long. */
static gboolean
write_form (YcEscpkHead *head,
            double       height_mm,
            GError     **error)
{
  int ticks = yc_escpk_get_form_ticks (height_mm);
  int lines = ticks / LINE_TICKS, line = LINE_TICKS;

  if (ticks == head->form_ticks)
    return TRUE;
  head->form_ticks = ticks;
  if (ticks % YC_ESCPK_TICKS_PER_INCH == 0 && ticks / YC_ESCPK_TICKS_PER_INCH <= FORM_INCHES_MAX)
    {
      add (head, "\x1B\x43\x00", 3);
      yc_writer_add_u8 (&head->writer, (guint8) (ticks / YC_ESCPK_TICKS_PER_INCH));
      return TRUE;
    }
  if (ticks % LINE_TICKS == 0 && lines <= FORM_LINES_MAX)
    add (head, "\x1B\x32", 2);
  else
    {
      lines = find_lines (ticks, &line);
      add (head, "\x1B\x33", 2);
      yc_writer_add_u8 (&head->writer, (guint8) line);
    }
  add (head, "\x1B\x43", 2);
  yc_writer_add_u8 (&head->writer, (guint8) lines);
  if (lines > 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("No form printer can be told a length of %.1f mm"), height_mm);
  return FALSE;
}

/* ESC $ and what it leaves over; a short way from here only ESC \. @x: ticks. */
void
yc_escpk_move_to (YcEscpkHead *head,
                  int          x)
{
  int way = x - head->x;

  if (way < 0 || way > SHORT_WAY_TICKS)
    {
      add (head, "\x1B\x24", 2);
      yc_writer_add_le16 (&head->writer, (guint16) (x / COARSE_TICKS));
      way = x % COARSE_TICKS;
    }
  if (way > 0)
    {
      add (head, "\x1B\x5C", 2);
      yc_writer_add_le16 (&head->writer, (guint16) way);
    }
  head->x = x;
}

static void
feed_to (YcEscpkHead *head,
         int          y)
{
  if (y == head->y)
    return;
  yc_writer_add_u8 (&head->writer, '\r');
  head->x = 0;
  while (head->y < y)
    {
      int feed = MIN (y - head->y, FEED_MAX_TICKS);

      add (head, "\x1B\x4A", 2);
      yc_writer_add_u8 (&head->writer, (guint8) feed);
      head->y += feed;
    }
}

/* ESC P, M, g: 10, 12, 15 characters an inch. */
static void
set_pitch (YcEscpkHead *head,
           guint        pitch)
{
  if (pitch == 0 || pitch == head->pitch)
    return;
  yc_writer_add_u8 (&head->writer, 0x1B);
  yc_writer_add_u8 (&head->writer, pitch == 18 ? 'P' : pitch == 15 ? 'M' : 'g');
  head->pitch = pitch;
}

static void
write_char (YcEscpkHead        *head,
            const YcEscpkThing *thing)
{
  set_pitch (head, thing->pitch);
  yc_escpk_move_to (head, thing->x);
  yc_writer_add_bytes (&head->writer, thing->code, thing->pitch == 0 ? 2 : 1);
  head->x = thing->x + (thing->pitch == 0 ? 24 : (int) thing->pitch);
}

static gboolean
write_page (YcEscpkHead       *head,
            const YcPrintPage  *page,
            GError           **error)
{
  int offset_x = (int) lround (head->settings->offset_x_mm / YC_PRINT_MM_PER_INCH * YC_ESCPK_TICKS_PER_INCH);
  int offset_y = (int) lround (head->settings->offset_y_mm / YC_PRINT_MM_PER_INCH * YC_ESCPK_TICKS_PER_INCH);
  g_autoptr (GArray) things = yc_escpk_list_things (page, head->settings, error);

  if (things == NULL || !write_form (head, page->height_mm, error))
    return FALSE;
  head->y = 0;
  head->x = 0;
  for (guint i = 0; i < things->len; i++)
    {
      const YcEscpkThing *thing = &g_array_index (things, YcEscpkThing, i);

      feed_to (head, thing->y);
      if (thing->is_band)
        yc_escpk_write_band (head, page->dots, thing->y - offset_y, offset_x);
      else
        write_char (head, thing);
    }
  if (head->settings->sheets)
    add (head, "\r\x1B\x19\x52", 4); /* ESC EM R */
  else
    add (head, "\r\f", 2);
  return TRUE;
}

/**
 * yc_escpk_write:
 * @pages: (element-type YcPrintPage): 1 to %YC_PRINT_PAGES_MAX, printed in this order
 * @settings: the printer's
 * @error: G_IO_ERROR_INVALID_ARGUMENT for what can't be expressed or lies
 * outside the paper, G_IO_ERROR_NO_SPACE over %YC_PRINTER_JOB_MAX_BYTES
 *
 * Returns: (transfer full) (nullable): the bytes; the head is left at the top
 *   of the form that follows
 */
GBytes *
yc_escpk_write (GPtrArray             *pages,
                const YcEscpkSettings *settings,
                GError               **error)
{
  YcEscpkHead head = { .settings = settings };
  gboolean good = TRUE;

  g_return_val_if_fail (pages != NULL && pages->len >= 1 && pages->len <= YC_PRINT_PAGES_MAX, NULL);

  if (!(fabs (settings->offset_x_mm) <= YC_ESCPK_OFFSET_MAX_MM && fabs (settings->offset_y_mm) <= YC_ESCPK_OFFSET_MAX_MM))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("A printer's offset is %.0f mm at most, either way"),
                   YC_ESCPK_OFFSET_MAX_MM);
      return NULL;
    }
  yc_writer_init (&head.writer, YC_PRINTER_JOB_MAX_BYTES);
  write_start (&head);
  for (guint i = 0; i < pages->len && good; i++)
    good = write_page (&head, g_ptr_array_index (pages, i), error);
  if (good)
    return yc_writer_finish (&head.writer, error);
  yc_writer_clear (&head.writer);
  return NULL;
}
