/* yc-ctl-receipt.c: a laid-out paper's words for a receipt printer
 *
 * The paper is narrow and has no places: lines go in the order they are read,
 * cells of a row with a gap between them or below each other, broken where the
 * narrowest paper (58 mm) ends. Codes come between the lines where they stood.
 */

#include "yc-ctl-receipt.h"

#include "yc-escpos-proto.h"
#include "yc-glyph-run.h"

#include <math.h>
#include <string.h>

#define COLUMNS 32 /* of half width, on paper of 58 mm */
#define SAME_LINE_MM 1.0
#define GAP_SIZES 0.6 /* of the type's size: further apart are two cells */
#define GAP_COLUMNS 2
#define MODULE_DOTS 6

typedef struct
{
  YcEscpos *document;
  GString *line;
  guint column;
  char *missing; /* (nullable): a line that no font draws */
} Receipt;

static gboolean
draw_cb (const char     *text,
         guint           height_dots,
         YcEscposBitmap *ret_bitmap,
         gpointer        data)
{
  Receipt *self = data;
  guint width = 0;
  GBytes *rows = yc_glyph_run_draw (text, height_dots, &width, NULL);

  if (rows == NULL)
    {
      if (self->missing == NULL)
        self->missing = g_strdup (text);
      return FALSE;
    }
  *ret_bitmap = (YcEscposBitmap) { width, height_dots, rows };
  return TRUE;
}

static int
compare_chars_cb (gconstpointer a,
                  gconstpointer b)
{
  const YcPrintChar *one = *(const YcPrintChar *const *) a, *two = *(const YcPrintChar *const *) b;
  double middles = one->y_mm + one->size_mm / 2 - two->y_mm - two->size_mm / 2;

  return middles < 0 ? -1 : middles > 0;
}

static int
compare_across_cb (gconstpointer a,
                   gconstpointer b)
{
  const YcPrintChar *one = *(const YcPrintChar *const *) a, *two = *(const YcPrintChar *const *) b;

  return one->x_mm < two->x_mm ? -1 : one->x_mm > two->x_mm;
}

static void
end_line (Receipt *self)
{
  if (self->line->len == 0)
    return;
  yc_escpos_add_line (self->document, self->line->str);
  g_string_truncate (self->line, 0);
  self->column = 0;
}

static guint
get_columns (gunichar character)
{
  return character < 0x80 ? 1 : 2;
}

static void
add_char (Receipt *self,
          gunichar character)
{
  guint columns = get_columns (character);

  if (self->column + columns > COLUMNS)
    end_line (self);
  g_string_append_unichar (self->line, character);
  self->column += columns;
}

/* Whether a new cell begins at @at. */
static gboolean
is_gap (const YcPrintChar *const *chars,
        guint                     at)
{
  const YcPrintChar *before = chars[at - 1], *c = chars[at];

  return c->x_mm - before->x_mm - before->width_mm > GAP_SIZES * c->size_mm;
}

/* How many columns the cell takes that begins at @at. */
static guint
get_cell_columns (const YcPrintChar *const *chars,
                  guint                     at,
                  guint                     count)
{
  guint columns = get_columns (chars[at]->character);

  for (guint i = at + 1; i < count && !is_gap (chars, i); i++)
    columns += get_columns (chars[i]->character);
  return columns;
}

/* A cell that does not fit beside the one before it begins a line, two columns in.
 * @chars: (array length=count): of one line */
static void
add_line (Receipt            *self,
          const YcPrintChar **chars,
          guint               count)
{
  qsort (chars, count, sizeof *chars, compare_across_cb);
  for (guint i = 0; i < count; i++)
    {
      if (i > 0 && is_gap (chars, i))
        {
          if (self->column + GAP_COLUMNS + get_cell_columns (chars, i, count) > COLUMNS)
            end_line (self);
          for (guint j = 0; j < GAP_COLUMNS; j++)
            add_char (self, ' ');
        }
      add_char (self, chars[i]->character);
    }
  end_line (self);
}

static double
get_middle (const YcPrintChar *c)
{
  return c->y_mm + c->size_mm / 2;
}

/* The codes whose top is above @y_mm and that are not printed yet. */
static void
add_codes (Receipt           *self,
           const YcPrintPage *page,
           double             y_mm,
           guint             *printed)
{
  for (; *printed < page->codes->len; (*printed)++)
    {
      const YcPrintCode *code = &g_array_index (page->codes, YcPrintCode, *printed);

      if (code->y_mm > y_mm)
        return;
      yc_escpos_add_qr (self->document, code->text, MODULE_DOTS);
    }
}

static void
add_page (Receipt           *self,
          const YcPrintPage *page)
{
  g_autofree const YcPrintChar **chars = g_new (const YcPrintChar *, page->chars->len + 1);
  guint count = 0, printed = 0;

  for (guint i = 0; i < page->chars->len; i++)
    chars[i] = &g_array_index (page->chars, YcPrintChar, i);
  qsort (chars, page->chars->len, sizeof *chars, compare_chars_cb);
  for (guint i = 0; i < page->chars->len; i += count)
    {
      for (count = 1; i + count < page->chars->len && get_middle (chars[i + count]) - get_middle (chars[i]) < SAME_LINE_MM;)
        count++;
      add_codes (self, page, chars[i]->y_mm, &printed);
      add_line (self, chars + i, count);
    }
  add_codes (self, page, YC_PRINT_SIDE_MAX_MM, &printed);
}

GBytes *
yc_ctl_receipt_write (GPtrArray  *pages,
                      GError    **error)
{
  Receipt self = { .line = g_string_new (NULL) };
  g_autoptr (GBytes) bytes = NULL;

  self.document = yc_escpos_new (draw_cb, &self);
  for (guint i = 0; i < pages->len; i++)
    add_page (&self, g_ptr_array_index (pages, i));
  yc_escpos_add_cut (self.document);
  bytes = yc_escpos_finish (self.document, error);
  if (bytes != NULL && self.missing != NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "No font on this machine has every character of “%s”", self.missing);
      g_clear_pointer (&bytes, g_bytes_unref);
    }
  yc_escpos_free (self.document);
  g_string_free (self.line, TRUE);
  g_free (self.missing);
  return g_steal_pointer (&bytes);
}
