/* yc-sim-form-paper.c: what a form printer would have put on paper
 *
 * Reads ESC/P-K as a machine of 24 pins does: a head that moves across in
 * 1/360 in, paper that moves one way in 1/180 in. It shares nothing with the
 * code that writes such bytes but the meaning of the commands. What a machine
 * would do otherwise on each model, or what harms it, is an error: a command it
 * does not know, neighbouring dots in one pass, printing beyond the paper.
 */

#include "yc-sim-form-paper.h"

#include "yc-bytes.h"
#include "yc-device-error.h"

#include <math.h>
#include <string.h>

#define PINS 24
#define MM_PER_INCH 25.4
#define X_PER_INCH YC_SIM_FORM_DPI_X
#define X_MAX 4896       /* 13.6 in */
#define FORM_MAX 3960    /* 22 in, in 1/180 */
#define FORM_DEFAULT 1980
#define WHITE 255

typedef struct
{
  YcReader reader;
  YcSimFormPaper *paper;
  YcSimFormPage *page; /* (nullable): the one being printed; owned by paper */
  guint n_chars;
  int x;        /* 1/360 in */
  int y;        /* 1/180 in from the form's top */
  int line;     /* 1/180 in */
  int form;     /* 1/180 in */
  int half;     /* what a character of half width takes, 1/360 in */
  int left;     /* beside one of full width, 1/360 in */
  int right;
  gboolean kanji;
} Machine;

static void
page_free (gpointer data)
{
  YcSimFormPage *page = data;

  g_array_unref (page->chars);
  yc_raster_free (page->dots);
  g_free (page);
}

void
yc_sim_form_paper_free (YcSimFormPaper *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->pages);
  g_free (self);
}

static gboolean
fail (Machine     *m,
      const char  *what,
      GError     **error)
{
  g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL, "At byte %zu: %s", m->reader.at, what);
  return FALSE;
}

static double
to_mm (int    value,
       double per_inch)
{
  return value / per_inch * MM_PER_INCH;
}

static void
reset (Machine *m)
{
  m->x = m->y = 0;
  m->line = 30;
  m->form = FORM_DEFAULT;
  m->half = X_PER_INCH / 10;
  m->left = m->right = 0;
  m->kanji = FALSE;
}

/* The page under the head; it is there as soon as something is printed on it. */
static gboolean
need_page (Machine  *m,
           GError  **error)
{
  if (m->page != NULL)
    return TRUE;
  if (m->paper->pages->len >= YC_SIM_FORM_PAGES_MAX)
    return fail (m, "too many pages", error);
  m->page = g_new0 (YcSimFormPage, 1);
  m->page->chars = g_array_new (FALSE, FALSE, sizeof (YcSimFormChar));
  m->page->height_mm = to_mm (m->form, YC_SIM_FORM_DPI_Y);
  g_ptr_array_add (m->paper->pages, m->page);
  return TRUE;
}

static gboolean
feed (Machine *m,
      int      ticks,
      GError **error)
{
  m->y += ticks;
  return m->y <= m->form || fail (m, "the paper is fed beyond the form's end", error);
}

/* An empty form is a page too. */
static gboolean
end_page (Machine *m,
          GError **error)
{
  if (!need_page (m, error))
    return FALSE;
  m->page = NULL;
  m->x = m->y = 0;
  return TRUE;
}

/* --- characters ------------------------------------------------------ */

static gboolean
print_char (Machine  *m,
            gunichar  character,
            int       width,
            int       before,
            int       after,
            GError  **error)
{
  YcSimFormChar c = { character, to_mm (m->x + before, X_PER_INCH), to_mm (m->y, YC_SIM_FORM_DPI_Y),
                      to_mm (width, X_PER_INCH), to_mm (PINS, YC_SIM_FORM_DPI_Y) };

  if (!need_page (m, error))
    return FALSE;
  if (++m->n_chars > YC_SIM_FORM_CHARS_MAX)
    return fail (m, "too many characters", error);
  if (m->x + before + width > X_MAX || m->y + PINS > m->form)
    return fail (m, "a character lies beyond the paper", error);
  g_array_append_val (m->page->chars, c);
  m->x += before + width + after;
  return TRUE;
}

static gboolean
take_full_width (Machine *m,
                 guint8   first,
                 GError **error)
{
  guint8 second;
  char code[2];
  g_autofree char *text = NULL;

  if (!yc_reader_read_u8 (&m->reader, &second))
    return fail (m, "a character is cut short", error);
  code[0] = (char) first;
  code[1] = (char) second;
  text = g_convert (code, 2, "UTF-8", "GB18030", NULL, NULL, NULL);
  if (text == NULL || g_utf8_strlen (text, -1) != 1)
    return fail (m, "no character has this code", error);
  return print_char (m, g_utf8_get_char (text), 2 * PINS, m->left, m->right, error);
}

/* --- dots ------------------------------------------------------------ */

static gboolean
need_dots (Machine  *m,
           GError  **error)
{
  if (!need_page (m, error))
    return FALSE;
  if (m->page->dots != NULL)
    return TRUE;
  m->page->dots = yc_raster_new (X_MAX, (guint) m->form, 1, 0, error);
  if (m->page->dots == NULL)
    return FALSE;
  memset (m->page->dots->dots, WHITE, (gsize) X_MAX * (gsize) m->form);
  return TRUE;
}

static gboolean
strike (Machine *m,
        guint32  pins,
        GError **error)
{
  for (int i = 0; i < PINS && pins != 0; i++)
    if (pins & 1u << (PINS - 1 - i))
      {
        if (m->x >= X_MAX || (guint) (m->y + i) >= m->page->dots->height)
          return fail (m, "a dot lies beyond the paper", error);
        yc_raster_get_row (m->page->dots, (guint) (m->y + i))[m->x] = 0;
        /* A pin is 1/180 in wide and more. */
        if (m->x + 1 < X_MAX)
          yc_raster_get_row (m->page->dots, (guint) (m->y + i))[m->x + 1] = 0;
      }
  return TRUE;
}

static gboolean
take_dots (Machine *m,
           GError **error)
{
  guint8 mode;
  guint16 columns;
  guint32 before = 0;

  if (!yc_reader_read_u8 (&m->reader, &mode) || !yc_reader_read_le16 (&m->reader, &columns))
    return fail (m, "a command is cut short", error);
  if (mode != 39 && mode != 40)
    return fail (m, "an unknown density of dots", error);
  if (yc_reader_get_left (&m->reader) < 3u * columns)
    return fail (m, "dots are cut short", error);
  if (!need_dots (m, error))
    return FALSE;
  m->paper->dot_bytes += 3u * columns;
  for (guint i = 0; i < columns; i++)
    {
      const guint8 *column = yc_reader_read_bytes (&m->reader, 3);
      guint32 pins = (guint32) column[0] << 16 | (guint32) column[1] << 8 | column[2];

      if (mode == 40 && (pins & before) != 0)
        return fail (m, "a pin strikes in neighbouring columns of one pass", error);
      if (!strike (m, pins, error))
        return FALSE;
      before = pins;
      m->x += mode == 40 ? 1 : 2;
    }
  return TRUE;
}

/* --- commands -------------------------------------------------------- */

static gboolean
take_form (Machine *m,
           GError **error)
{
  guint8 n;
  int form;

  if (!yc_reader_read_u8 (&m->reader, &n))
    return fail (m, "a command is cut short", error);
  form = n * m->line;
  if (n == 0)
    {
      if (!yc_reader_read_u8 (&m->reader, &n))
        return fail (m, "a command is cut short", error);
      form = n * 180;
    }
  if (form <= 0 || form > FORM_MAX || n > 127)
    return fail (m, "a form has no such length", error);
  if (m->page != NULL)
    return fail (m, "the form's length changes on the way", error);
  m->form = form;
  m->y = 0;
  return TRUE;
}

static gboolean
take_move (Machine  *m,
           gboolean  absolute,
           GError  **error)
{
  guint16 value;
  int x;

  if (!yc_reader_read_le16 (&m->reader, &value))
    return fail (m, "a command is cut short", error);
  x = absolute ? value * 6 : m->x + 2 * (gint16) value;
  if (x < 0 || x > X_MAX)
    return fail (m, "the head is moved beyond the paper", error);
  m->x = x;
  return TRUE;
}

/* Commands with one byte. */
static gboolean
take_setting (Machine  *m,
              guint8    command,
              GError  **error)
{
  guint8 n;

  if (!yc_reader_read_u8 (&m->reader, &n))
    return fail (m, "a command is cut short", error);
  if (command == 'J')
    return feed (m, n, error);
  if (command == '3')
    m->line = n;
  if (command == 0x19 && n == 'R')
    return end_page (m, error);
  return command != 0x19 || fail (m, "an unknown paper command", error);
}

static gboolean
take_esc (Machine *m,
          GError **error)
{
  guint8 command;

  if (!yc_reader_read_u8 (&m->reader, &command))
    return fail (m, "a command is cut short", error);
  switch (command)
    {
    case '@':
      if (m->page != NULL)
        return fail (m, "a reset in the middle of a page", error);
      reset (m);
      return TRUE;
    case 'P':
      m->half = X_PER_INCH / 10;
      return TRUE;
    case 'M':
      m->half = X_PER_INCH / 12;
      return TRUE;
    case 'g':
      m->half = X_PER_INCH / 15;
      return TRUE;
    case '2':
      m->line = 30;
      return TRUE;
    case 'U':
    case 'x':
    case '3':
    case 'J':
    case 0x19:
      return take_setting (m, command, error);
    case 'C':
      return take_form (m, error);
    case '$':
    case '\\':
      return take_move (m, command == '$', error);
    case '*':
      return take_dots (m, error);
    default:
      return fail (m, "an unknown ESC command", error);
    }
}

static gboolean
take_fs (Machine *m,
         GError **error)
{
  guint8 command, left, right;

  if (!yc_reader_read_u8 (&m->reader, &command))
    return fail (m, "a command is cut short", error);
  if (command == '&' || command == '.')
    {
      m->kanji = command == '&';
      return TRUE;
    }
  if (command != 'S')
    return fail (m, "an unknown FS command", error);
  if (!yc_reader_read_u8 (&m->reader, &left) || !yc_reader_read_u8 (&m->reader, &right) || left > 127 || right > 127)
    return fail (m, "a command is cut short", error);
  m->left = 2 * left;
  m->right = 2 * right;
  return TRUE;
}

static gboolean
take (Machine  *m,
      guint8    byte,
      GError  **error)
{
  switch (byte)
    {
    case 0x1B:
      return take_esc (m, error);
    case 0x1C:
      return take_fs (m, error);
    case '\r':
      m->x = 0;
      return TRUE;
    case '\n':
      m->x = 0;
      return feed (m, m->line, error);
    case '\f':
      return end_page (m, error);
    default:
      break;
    }
  if (byte >= 0x81 && byte <= 0xFE && m->kanji)
    return take_full_width (m, byte, error);
  if (byte < 0x20 || byte >= 0x7F)
    return fail (m, "an unknown control character", error);
  return print_char (m, byte, m->half, 0, 0, error);
}

/**
 * yc_sim_form_paper_read:
 * @bytes: what was sent to a printer
 * @error: YC_DEVICE_ERROR_PROTOCOL, with the place
 *
 * Returns: (transfer full) (nullable): the pages it printed
 */
YcSimFormPaper *
yc_sim_form_paper_read (GBytes   *bytes,
                        GError  **error)
{
  g_autoptr (YcSimFormPaper) paper = g_new0 (YcSimFormPaper, 1);
  Machine m = { .paper = paper };
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint8 byte;

  paper->pages = g_ptr_array_new_with_free_func (page_free);
  reset (&m);
  yc_reader_init (&m.reader, data, size);
  while (yc_reader_get_left (&m.reader) > 0)
    if (!yc_reader_read_u8 (&m.reader, &byte) || !take (&m, byte, error))
      return NULL;
  return g_steal_pointer (&paper);
}
