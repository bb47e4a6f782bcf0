/* The hall's figures as a table and as CSV. */

#include "yc-hall-table.h"

#include <string.h>

static char *
name_key (const char *key,
          gpointer    data)
{
  return g_strdup_printf ("%s%s", (const char *) data, key);
}

static YcFigures *
make_figures (const char *key)
{
  YcFigures *figures = g_new0 (YcFigures, 1);

  figures->key = g_strdup (key);
  for (guint i = 0; i < YC_MEASURES; i++)
    figures->counts[i] = i;
  figures->handled = (YcSpread){ 3, 90000, 3600000 };
  figures->stages_ms[YC_STAGE_PAUSED] = 66000;
  figures->uncertain = 7;
  return figures;
}

static GPtrArray *
make_table (const char *key,
            const char *prefix)
{
  g_autoptr (YcHubFigures) figures = g_new0 (YcHubFigures, 1);
  const YcHallTableWords words = { name_key, yc_measure_to_text, (gpointer) prefix };

  figures->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_figures_free);
  g_ptr_array_add (figures->rows, make_figures (NULL));
  g_ptr_array_add (figures->rows, make_figures (key));
  return yc_hall_list_table (figures, &words);
}

/* A row has as many cells as there are names, and each number stands under its own. */
static void
test_cells (void)
{
  g_autoptr (GPtrArray) table = make_table ("3", "W");
  char **head = g_ptr_array_index (table, 0), **all = g_ptr_array_index (table, 1), **row = g_ptr_array_index (table, 2);
  guint columns = g_strv_length (head);

  g_assert_cmpuint (table->len, ==, 3);
  g_assert_cmpuint (columns, ==, YC_HALL_TABLE_TEXTS + YC_MEASURES + 9 + YC_STAGES + 1);
  g_assert_cmpuint (g_strv_length (all), ==, columns);
  g_assert_cmpuint (g_strv_length (row), ==, columns);
  g_assert_cmpstr (all[0], ==, "");
  g_assert_cmpstr (row[0], ==, "3");
  g_assert_cmpstr (row[1], ==, "W3");
  g_assert_cmpstr (head[2 + YC_MEASURE_KEPT], ==, "kept");
  g_assert_cmpstr (row[2 + YC_MEASURE_KEPT], ==, "8");
  g_assert_cmpstr (row[2 + YC_MEASURES + 3], ==, "3");
  g_assert_cmpstr (row[2 + YC_MEASURES + 4], ==, "1.5");
  g_assert_cmpstr (row[2 + YC_MEASURES + 5], ==, "60.0");
  g_assert_cmpstr (row[2 + YC_MEASURES + 9 + YC_STAGE_PAUSED], ==, "1.1");
  g_assert_cmpstr (row[columns - 1], ==, "7");
}

static char *
make_csv (const char *key,
          const char *prefix)
{
  g_autoptr (GPtrArray) table = make_table (key, prefix);
  g_autoptr (GBytes) csv = yc_hall_table_to_csv (table);

  return g_strndup (g_bytes_get_data (csv, NULL), g_bytes_get_size (csv));
}

/* What a spreadsheet would take apart or reckon stays one text. */
static void
test_csv (void)
{
  g_autofree char *plain = make_csv ("3", "W");
  g_autofree char *quoted = make_csv ("3", "say \"hi\", you ");
  g_autofree char *formula = make_csv ("3", "=1+");
  g_auto (GStrv) lines = g_strsplit (plain, "\r\n", 0);

  g_assert_true (g_str_has_prefix (plain, "\xEF\xBB\xBF"));
  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  g_assert_cmpstr (lines[3], ==, "");
  g_assert_true (g_str_has_prefix (lines[2], "3,W3,0,1,2,"));
  g_assert_nonnull (strstr (quoted, "\n3,\"say \"\"hi\"\", you 3\",0,"));
  g_assert_nonnull (strstr (formula, "\n3,'=1+3,0,"));
}

#ifdef YC_HAVE_ODS
static gboolean
has (const guint8 *data,
     gsize         size,
     const char   *text,
     gsize         at)
{
  return at + strlen (text) <= size && memcmp (data + at, text, strlen (text)) == 0;
}

/* The media type is the first entry, as it is, so that the file's kind can be
 * told from its first bytes; what is in the rest the desk's test reads. */
static void
test_ods (void)
{
  g_autoptr (GPtrArray) table = make_table ("3", "<W&");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) ods = yc_hall_table_to_ods (table, "Hall", &error);
  gsize size;
  const guint8 *data = g_bytes_get_data (ods, &size);

  g_assert_no_error (error);
  g_assert_true (has (data, size, "PK\003\004", 0));
  g_assert_true (has (data, size, "mimetype", 30));
  g_assert_true (has (data, size, "application/vnd.oasis.opendocument.spreadsheet",
                      38 + data[28] + 256u * data[29]));
}
#endif

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hall-table/cells", test_cells);
  g_test_add_func ("/hall-table/csv", test_csv);
#ifdef YC_HAVE_ODS
  g_test_add_func ("/hall-table/ods", test_ods);
#endif
  return g_test_run ();
}
