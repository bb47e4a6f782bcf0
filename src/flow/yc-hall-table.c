/* yc-hall-table.c: the hall's figures as a table, for a spreadsheet
 *
 * A line of names, all, then each row as it stands on the page. Times are
 * minutes with one digit behind the point, so that a spreadsheet can reckon
 * with them. CSV is RFC 4180 in UTF-8 with a byte order mark: without it WPS
 * and Excel take the bytes for another encoding.
 */

#include "yc-hall-table.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MINUTE_MS 60000.0
#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

static void
add (GPtrArray *cells,
     char      *text)
{
  g_ptr_array_add (cells, text);
}

static void
add_count (GPtrArray *cells,
           guint      count)
{
  add (cells, g_strdup_printf ("%u", count));
}

static void
add_minutes (GPtrArray *cells,
             gint64     ms)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  add (cells, g_strdup (g_ascii_formatd (text, sizeof text, "%.1f", (double) ms / MINUTE_MS)));
}

static void
add_spread (GPtrArray      *cells,
            const YcSpread *spread)
{
  add_count (cells, spread->n);
  add_minutes (cells, spread->median_ms);
  add_minutes (cells, spread->p90_ms);
}

static char **
end_line (GPtrArray *cells)
{
  g_ptr_array_add (cells, NULL);
  return (char **) g_ptr_array_free (cells, FALSE);
}

static char **
create_head (const YcHallTableWords *words)
{
  static const char *const spreads[] = {
    N_("Waited (n)"),   N_("Waited, median (min)"),       N_("Waited, 90% within (min)"),
    N_("Handled (n)"),  N_("Handled, median (min)"),      N_("Handled, 90% within (min)"),
    N_("Total (n)"),    N_("Total time, median (min)"),   N_("Total time, 90% within (min)"),
    N_("Handling (min)"), N_("Waiting (min)"), N_("Machine (min)"), N_("Office (min)"), N_("Paused (min)"),
    N_("With uncertain times"),
  };
  GPtrArray *cells = g_ptr_array_new ();

  add (cells, g_strdup (_("Code")));
  add (cells, g_strdup (_("Row")));
  for (guint i = 0; i < YC_MEASURES; i++)
    add (cells, g_strdup (words->measure (i)));
  for (gsize i = 0; i < G_N_ELEMENTS (spreads); i++)
    add (cells, g_strdup (_(spreads[i])));
  return end_line (cells);
}

static char **
create_line (const YcFigures        *figures,
             const YcHallTableWords *words)
{
  GPtrArray *cells = g_ptr_array_new ();

  add (cells, g_strdup (figures->key != NULL ? figures->key : ""));
  add (cells, figures->key != NULL ? words->name (figures->key, words->data) : g_strdup (_("All")));
  for (guint i = 0; i < YC_MEASURES; i++)
    add_count (cells, figures->counts[i]);
  add_spread (cells, &figures->waited);
  add_spread (cells, &figures->handled);
  add_spread (cells, &figures->total);
  for (guint i = 0; i < YC_STAGES; i++)
    add_minutes (cells, figures->stages_ms[i]);
  add_count (cells, figures->uncertain);
  return end_line (cells);
}

/* Returns: (transfer full): of char **, each as long as the first, which has the columns' names */
GPtrArray *
yc_hall_list_table (const YcHubFigures     *figures,
                    const YcHallTableWords *words)
{
  GPtrArray *table = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  g_ptr_array_add (table, create_head (words));
  for (guint i = 0; i < figures->rows->len; i++)
    g_ptr_array_add (table, create_line (g_ptr_array_index (figures->rows, i), words));
  return table;
}

/* A text that a spreadsheet would take for a formula is kept a text. */
static void
append_cell (GString    *csv,
             const char *text,
             gboolean    is_text)
{
  gboolean quoted = strpbrk (text, ",\"\r\n") != NULL;

  if (quoted)
    g_string_append_c (csv, '"');
  if (is_text && *text != '\0' && strchr ("=+-@\t\r", *text) != NULL)
    g_string_append_c (csv, '\'');
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *text);
    }
  if (quoted)
    g_string_append_c (csv, '"');
}

/* @table: of yc_hall_list_table() */
GBytes *
yc_hall_table_to_csv (GPtrArray *table)
{
  GString *csv = g_string_new (BYTE_ORDER_MARK);

  for (guint i = 0; i < table->len; i++)
    {
      char **cells = g_ptr_array_index (table, i);

      for (guint j = 0; cells[j] != NULL; j++)
        {
          if (j > 0)
            g_string_append_c (csv, ',');
          append_cell (csv, cells[j], j < YC_HALL_TABLE_TEXTS || i == 0);
        }
      g_string_append (csv, "\r\n");
    }
  return g_string_free_to_bytes (csv);
}
