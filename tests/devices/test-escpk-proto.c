/* test-escpk-proto.c: pages in mm to ESC/P-K, and back through the simulated machine */

#include "yc-escpk-proto.h"
#include "yc-sim-form-paper.h"

#include <math.h>
#include <string.h>

#define TYPE_MM (10.5 / 72 * 25.4)
#define PLACE_MAX_MM 0.2

static const YcEscpkSettings plain = { YC_ESCPK_GB2312, FALSE, 0, 0 };

static YcPrintPage *
new_page (double height_mm)
{
  g_autoptr (GError) error = NULL;
  YcPrintPage *page = yc_print_page_new (241, height_mm, &error);

  g_assert_no_error (error);
  return page;
}

static void
add_text (YcPrintPage *page,
          const char *text,
          double      x_mm,
          double      y_mm,
          double      size_mm)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      YcPrintChar box = { c, x_mm, y_mm, c < 0x80 ? size_mm * 0.55 : size_mm, size_mm };

      g_assert_true (yc_print_page_add_char (page, &box, NULL));
      x_mm += box.width_mm;
    }
}

static GPtrArray *
list_of (YcPrintPage *page)
{
  GPtrArray *pages = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_print_page_free);

  g_ptr_array_add (pages, page);
  return pages;
}

static GBytes *
write_page (YcPrintPage            *page,
            const YcEscpkSettings *settings)
{
  g_autoptr (GPtrArray) pages = list_of (page);
  g_autoptr (GError) error = NULL;
  GBytes *bytes = yc_escpk_write (pages, settings, &error);

  g_assert_no_error (error);
  return bytes;
}

static YcSimFormPaper *
print (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  YcSimFormPaper *paper = yc_sim_form_paper_read (bytes, &error);

  g_assert_no_error (error);
  return paper;
}

static void
assert_bytes (GBytes     *bytes,
              const char *hex)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, "%02X", data[i]);
  g_assert_cmpstr (text->str, ==, hex);
}

#define START "1B401B55011B78011C261C530000"

static void
test_form_lengths (void)
{
  const struct
  {
    double height_mm;
    const char *command;
  } rows[] = {
    { 139.7, "1B321B4321" },  /* 33 lines of 1/6 in, the "140 mm" invoice */
    { 140, "1B321B4321" },    /* the same, by its name */
    { 177.8, "1B430007" },    /* 7 in */
    { 178, "1B430007" },
    { 280, "1B43000B" },
    { 100, "1B33EC1B4303" },  /* no tractor paper: 3 lines of 236/180 in */
    { 279.4, "1B43000B" },    /* 11 in */
    { 93.13333, "1B321B4316" }, /* 22 lines */
    { 297, "1B33EA1B4309" },    /* 9 lines of 234/180 in: a sheet of A4 */
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) bytes = write_page (new_page (rows[i].height_mm), &plain);
      g_autofree char *hex = g_strconcat (START, rows[i].command, "0D0C", NULL);
      g_autoptr (YcSimFormPaper) paper = print (bytes);

      assert_bytes (bytes, hex);
      g_assert_cmpuint (paper->pages->len, ==, 1);
      g_assert_cmpfloat_with_epsilon (((YcSimFormPage *) g_ptr_array_index (paper->pages, 0))->height_mm, rows[i].height_mm, 0.65);
    }
}

/* A hundred forms do not creep: each is exactly as long as the paper. */
static void
test_no_creep (void)
{
  g_autoptr (GBytes) bytes = write_page (new_page (139.7), &plain);
  g_autoptr (YcSimFormPaper) paper = print (bytes);
  const YcSimFormPage *page = g_ptr_array_index (paper->pages, 0);

  g_assert_cmpfloat_with_epsilon (page->height_mm * 100, 13970, 0.001);
}

static void
test_vectors (void)
{
  YcPrintPage *page = new_page (139.7);
  YcPrintChar c = { 0x4E00, 25.4, 25.4, 24 / 180.0 * 25.4, 24 / 180.0 * 25.4 };
  g_autoptr (GBytes) bytes = NULL;

  /* 一 at one inch each way, and a rule below that is two dots wide and three high. */
  g_assert_true (yc_print_page_add_char (page, &c, NULL));
  yc_print_page_fill (page, 25.4, 50.8, 2 / 360.0 * 25.4, 3 / 180.0 * 25.4);
  bytes = write_page (page, &plain);
  assert_bytes (bytes, START "1B321B4321"
                             "0D1B4AB4"       /* 180/180 in down */
                             "1B243C00" "D2BB" /* 60/60 in from the left, 一 */
                             "0D1B4AB4"
                             "1B243C00" "1B2A270100" "E00000"
                             "0D0C");
}

static void
test_sheets (void)
{
  YcEscpkSettings settings = plain;
  g_autoptr (GBytes) bytes = NULL;

  settings.sheets = TRUE;
  bytes = write_page (new_page (177.8), &settings);
  assert_bytes (bytes, START "1B430007" "0D1B1952");
}

static void
test_glyphs (void)
{
  const struct
  {
    gunichar c;
    gboolean gb2312;
    gboolean gbk;
  } rows[] = {
    { 'A', TRUE, TRUE },     { ' ', FALSE, FALSE },   { 0x7F, FALSE, FALSE },  { 0x1B, FALSE, FALSE },
    { 0x4E00, TRUE, TRUE },  /* 一 */
    { 0x9F44, TRUE, TRUE },  /* 齄, the last of level 2 */
    { 0x5EA7, TRUE, TRUE },  /* 座, the last of level 1: D7F9 */
    { 0x9555, FALSE, TRUE }, /* 镕 */
    { 0x5586, FALSE, TRUE }, /* 喆 */
    { 0x3400, FALSE, FALSE }, { 0x20089, FALSE, FALSE }, { 0xE000, FALSE, FALSE },
    { 0x2170, FALSE, TRUE }, /* ⅰ: a cell that GB 2312 left empty */
    { 0x2460, TRUE, TRUE },  /* ① */
    { 0xFFE5, TRUE, TRUE },  /* ￥ */
    { 0xA5, FALSE, FALSE },  /* ¥ */
    { 0x2611, FALSE, FALSE }, /* ☑ */
    { 0x3007, FALSE, TRUE }, /* 〇 */
    { 0x2014, TRUE, TRUE },  /* — */
    { 0xB7, TRUE, TRUE },    /* · */
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint set = YC_ESCPK_GB2312; set <= YC_ESCPK_GBK; set++)
      {
        YcEscpkSettings settings = { set, FALSE, 0, 0 };

        g_test_message ("U+%04X in %s", rows[i].c, set == YC_ESCPK_GBK ? "GBK" : "GB 2312");
        g_assert_cmpint (yc_escpk_has_glyph (&settings, rows[i].c, TYPE_MM), ==,
                         set == YC_ESCPK_GBK ? rows[i].gbk : rows[i].gb2312);
      }
  g_assert_false (yc_escpk_has_glyph (&plain, 0x4E00, 8.7 / 72 * 25.4));
  g_assert_false (yc_escpk_has_glyph (&plain, 0x4E00, 14.0 / 72 * 25.4));
}

/* GB 2312 has 6763 hanzi and 682 other characters: counted, none more, none less. */
static void
test_glyph_count (void)
{
  guint hanzi = 0, others = 0;

  for (gunichar c = 0x80; c < 0x10000; c++)
    if (!(c >= 0xD800 && c < 0xE000) && yc_escpk_has_glyph (&plain, c, TYPE_MM))
      {
        if (c >= 0x4E00 && c <= 0x9FFF)
          hanzi++;
        else
          others++;
      }
  g_assert_cmpuint (hanzi, ==, 6763);
  g_assert_cmpuint (others, ==, 682);
}

/* The character's box as asked: its middle, with the offset. */
static void
assert_place (const YcPrintChar      *asked,
              const YcEscpkSettings *settings,
              const YcSimFormPage   *page)
{
  double x = asked->x_mm + asked->width_mm / 2 + settings->offset_x_mm;
  double y = asked->y_mm + asked->size_mm / 2 + settings->offset_y_mm;
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < page->chars->len; i++)
    {
      const YcSimFormChar *c = &g_array_index (page->chars, YcSimFormChar, i);

      if (c->character == asked->character)
        best = MIN (best, MAX (fabs (c->x_mm + c->width_mm / 2 - x), fabs (c->y_mm + c->height_mm / 2 - y)));
    }
  g_assert_cmpfloat (best, <=, PLACE_MAX_MM);
}

static void
assert_places (YcPrintPage            *page,
               const YcEscpkSettings *settings)
{
  g_autoptr (GArray) asked = g_array_ref (page->chars);
  g_autoptr (GBytes) bytes = write_page (page, settings);
  g_autoptr (YcSimFormPaper) paper = print (bytes);
  const YcSimFormPage *got = g_ptr_array_index (paper->pages, 0);

  g_assert_cmpuint (got->chars->len, ==, asked->len);
  for (guint i = 0; i < asked->len; i++)
    assert_place (&g_array_index (asked, YcPrintChar, i), settings, got);
}

/* Hundreds of places and sizes, one character each, with offsets. */
static void
test_places (void)
{
  const double sizes[] = { 9, 10.5, 12, 13 };

  for (guint i = 0; i < 300; i++)
    {
      YcPrintPage *page = new_page (139.7);
      YcEscpkSettings settings = { YC_ESCPK_GB2312, FALSE, g_test_rand_double_range (-4, 4), g_test_rand_double_range (-4, 4) };

      for (guint j = 0; j < 12; j++)
        add_text (page, (const char *[]){ "一", "企", "齄", "8" }[j % 4], g_test_rand_double_range (5, 220),
                  g_test_rand_double_range (5, 125), sizes[j % 4] / 72 * 25.4);
      assert_places (page, &settings);
    }
}

/* Errors do not add up: the last of 50 characters is as near as the first. */
static void
test_long_line (void)
{
  YcPrintPage *page = new_page (139.7);
  g_autoptr (GString) text = g_string_new (NULL);

  for (gunichar c = 0x4E00; text->len < 50 * 3; c++)
    if (yc_escpk_has_glyph (&plain, c, TYPE_MM))
      g_string_append_unichar (text, c);
  add_text (page, text->str, 12.34, 40, TYPE_MM);
  assert_places (page, &plain);
}

/* A number's digits share its width; none overlaps the next. */
static void
test_word (void)
{
  YcPrintPage *page = new_page (139.7);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (YcSimFormPaper) paper = NULL;
  const YcSimFormPage *got;

  add_text (page, "91330100MA2XXXXX0B", 60, 30, TYPE_MM);
  bytes = write_page (page, &plain);
  paper = print (bytes);
  got = g_ptr_array_index (paper->pages, 0);
  g_assert_cmpuint (got->chars->len, ==, 18);
  for (guint i = 0; i < 18; i++)
    {
      const YcSimFormChar *c = &g_array_index (got->chars, YcSimFormChar, i);

      g_assert_cmpfloat (fabs (c->x_mm + c->width_mm / 2 - 60 - (i + 0.5) * TYPE_MM * 0.55), <=, PLACE_MAX_MM);
      if (i > 0)
        g_assert_cmpfloat (c->x_mm, >=, (c - 1)->x_mm + (c - 1)->width_mm - 0.15);
    }
}

static gboolean
is_ink (const YcRaster *dots,
        guint           x,
        guint           y)
{
  return x < dots->width && y < dots->height && yc_raster_get_row (dots, y)[x] < 128;
}

/* Every dot of the page is covered by a pin's, and no pin strikes elsewhere. */
static void
assert_same_dots (const YcRaster *asked,
                  const YcRaster *got)
{
  guint missing = 0, stray = 0;

  for (guint y = 0; y < asked->height; y++)
    for (guint x = 0; x < asked->width; x++)
      {
        if (is_ink (asked, x, y) && !is_ink (got, x, y))
          missing++;
        if (is_ink (got, x, y) && !is_ink (asked, x, y) && (x == 0 || !is_ink (asked, x - 1, y)))
          stray++;
      }
  g_assert_cmpuint (missing, ==, 0);
  g_assert_cmpuint (stray, ==, 0);
}

/* Noise of every density, rules, and words between them. */
static void
test_dots (void)
{
  for (guint density = 1; density <= 64; density *= 4)
    {
      YcPrintPage *page = new_page (76.2);
      g_autoptr (GPtrArray) pages = list_of (page);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (YcSimFormPaper) paper = NULL;

      for (guint y = 60; y < 200; y++)
        for (guint x = 301; x < 700; x++)
          if ((guint) g_test_rand_int_range (0, 64) < density)
            yc_raster_get_row (page->dots, y)[x] = 0;
      yc_print_page_fill (page, 10, 5, 200, 0.2);
      yc_print_page_fill (page, 10, 5, 0.2, 60);
      add_text (page, "金额合计", 80, 20, TYPE_MM);
      bytes = yc_escpk_write (pages, &plain, NULL);
      paper = print (bytes);
      assert_same_dots (page->dots, ((YcSimFormPage *) g_ptr_array_index (paper->pages, 0))->dots);
    }
}

static void
test_refusals (void)
{
  const struct
  {
    const char *text;
    double x_mm;
    double y_mm;
    double offset_mm;
  } rows[] = {
    { "一", 0.5, 20, -2 }, { "一", 20, 1, -2 }, { "一", 239, 20, 0 }, { "一", 20, 138, 0 }, { "☑", 20, 20, 0 }, { "一", 20, 20, 26 },
    { "一", 20, 20, NAN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      YcPrintPage *page = new_page (139.7);
      g_autoptr (GPtrArray) pages = list_of (page);
      YcEscpkSettings settings = { YC_ESCPK_GB2312, FALSE, rows[i].offset_mm, rows[i].offset_mm };
      g_autoptr (GError) error = NULL;

      add_text (page, rows[i].text, rows[i].x_mm, rows[i].y_mm, TYPE_MM);
      g_assert_null (yc_escpk_write (pages, &settings, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
}

/* Rules that the offset moves off the paper are not lost silently. */
static void
test_rule_off_paper (void)
{
  YcPrintPage *page = new_page (139.7);
  g_autoptr (GPtrArray) pages = list_of (page);
  YcEscpkSettings settings = { YC_ESCPK_GB2312, FALSE, -3, 0 };
  g_autoptr (GError) error = NULL;

  yc_print_page_fill (page, 2, 20, 50, 0.2);
  g_assert_null (yc_escpk_write (pages, &settings, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static void
test_calibration (void)
{
  const double sides[] = { 139.7, 177.8, 279.4 };

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      g_autoptr (GError) error = NULL;
      YcPrintPage *page = yc_escpk_new_calibration (241, sides[i], &error);
      YcEscpkSettings settings = { YC_ESCPK_GB2312, FALSE, 1.5, -0.7 };

      g_assert_no_error (error);
      assert_places (page, &settings);
    }
  g_assert_null (yc_escpk_new_calibration (20, 139.7, NULL));
  g_assert_null (yc_escpk_new_calibration (500, 139.7, NULL));
}

/* What the simulated machine refuses, so that a test can't pass by its kindness. */
static void
test_machine_refuses (void)
{
  const struct
  {
    const char *bytes;
    gsize size;
  } rows[] = {
    { "\x1B", 1 }, { "\x1BQ", 2 }, { "\x1B\x2A\x28\x02\x00\x80\x00\x00\x80\x00\x00", 11 }, { "\x1B\x2A\x27\x02\x00\x80", 6 },
    { "\x1B\x2A\x20\x01\x00\x80\x00\x00", 8 }, { "\x1B\x24\xFF\x7F", 4 }, { "\x1B\x43\x00\x17", 4 }, { "\xB0\xA1", 2 },
    { "\x1C&\xB0", 3 }, { "\x1C&\xFF\xFF", 4 }, { "\x1D", 1 }, { "\x1B\x43\x01 \x1B\x4A\xFF", 7 }, { "A\x1B@", 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (rows[i].bytes, rows[i].size);

      g_test_message ("row %u", i);
      g_assert_null (yc_sim_form_paper_read (bytes, NULL));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/escpk-proto/form-lengths", test_form_lengths);
  g_test_add_func ("/escpk-proto/no-creep", test_no_creep);
  g_test_add_func ("/escpk-proto/vectors", test_vectors);
  g_test_add_func ("/escpk-proto/sheets", test_sheets);
  g_test_add_func ("/escpk-proto/glyphs", test_glyphs);
  g_test_add_func ("/escpk-proto/glyph-count", test_glyph_count);
  g_test_add_func ("/escpk-proto/places", test_places);
  g_test_add_func ("/escpk-proto/long-line", test_long_line);
  g_test_add_func ("/escpk-proto/word", test_word);
  g_test_add_func ("/escpk-proto/dots", test_dots);
  g_test_add_func ("/escpk-proto/refusals", test_refusals);
  g_test_add_func ("/escpk-proto/rule-off-paper", test_rule_off_paper);
  g_test_add_func ("/escpk-proto/calibration", test_calibration);
  g_test_add_func ("/escpk-proto/machine-refuses", test_machine_refuses);
  return g_test_run ();
}
