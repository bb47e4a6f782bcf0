/* yc-review-point.c: one point of a review as a row of a list
 *
 * Left the form's values, right the papers and identities behind them, so that
 * the eye goes across and not up and down. What asks for a second look is
 * amber and says why in words. Rows of the form's lists are one paragraph
 * each: ten shareholders are ten lines and not eighty.
 */

#include "yc-review-point.h"

#include "yc-place.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct
{
  YcReviewMark mark;
  const char *words;
} marks_words[] = {
  { YC_MARK_FAILED, N_("rule does not hold") },
  { YC_MARK_CONTESTED, N_("two values") },
  { YC_MARK_CHANGED, N_("changed since it was returned") },
  { YC_MARK_TYPED, N_("identity not read by machine") },
  { YC_MARK_OWED, N_("still owed") },
  { YC_MARK_MISSING, N_("missing") },
};

/* Returns: (transfer full): "two values · still owed" */
char *
yc_review_point_dup_marks (guint marks)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (marks_words); i++)
    if (marks & marks_words[i].mark)
      g_string_append_printf (words, "%s%s", words->len > 0 ? " · " : "", _(marks_words[i].words));
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static char *
dup_value (YcCaseFile    *file,
           const char    *path,
           const YcValue *value)
{
  char *text = yc_place_dup_value (file, path, value);

  if (*text != '\0')
    return text;
  g_free (text);
  return g_strdup ("—");
}

static GtkWidget *
new_label (const char *words,
           const char *css_class)
{
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* --- left: the form ---------------------------------------------------------- */

/* "was 800,000 · two values · helper" */
static char *
dup_field_note (YcCaseFile          *file,
                const YcReviewField *view)
{
  const YcField *field = yc_case_get_field (yc_case_file_get_case (file), view->path);
  g_autoptr (GString) note = g_string_new (NULL);

  if (view->marks & YC_MARK_CHANGED)
    {
      g_autofree char *before = dup_value (file, view->path, &view->before);

      g_string_append_printf (note, _("was %s"), before);
    }
  if (view->marks & YC_MARK_CONTESTED)
    g_string_append_printf (note, "%s%s", note->len > 0 ? " · " : "", _("two values"));
  if (field != NULL && g_strcmp0 (field->origin.source, "default") != 0)
    g_string_append_printf (note, "%s%s", note->len > 0 ? " · " : "", yc_words_get_source (field->origin.source));
  return g_string_free (g_steal_pointer (&note), FALSE);
}

static const YcValue *
get_value (YcCaseFile          *file,
           const YcReviewField *view)
{
  return yc_case_get_value (yc_case_file_get_case (file), view->path);
}

static const char *
get_field_label (YcCaseFile          *file,
                 const YcReviewField *view)
{
  const YcFieldSpec *spec = yc_matter_find_field (yc_case_file_get_matter (file), view->path);

  return spec != NULL ? spec->label : view->path;
}

static void
add_single (GtkGrid             *grid,
            int                  line,
            YcCaseFile          *file,
            const YcReviewField *view)
{
  g_autofree char *value = dup_value (file, view->path, get_value (file, view));
  g_autofree char *note = dup_field_note (file, view);
  GtkWidget *label = new_label (get_field_label (file, view), "dim-label");
  GtkWidget *words = new_label (value, view->marks != 0 ? "mark" : NULL);
  GtkWidget *origin = new_label (note, "caption");

  gtk_label_set_width_chars (GTK_LABEL (label), 14);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 14);
  gtk_widget_add_css_class (origin, view->marks != 0 ? "mark" : "dim-label");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_grid_attach (grid, label, 0, line, 1, 1);
  gtk_grid_attach (grid, words, 1, line, 1, 1);
  gtk_grid_attach (grid, origin, 2, line, 1, 1);
}

static void
append_field (GString             *markup,
              YcCaseFile          *file,
              const YcReviewField *view)
{
  g_autofree char *value = dup_value (file, view->path, get_value (file, view));
  g_autofree char *before = view->marks & YC_MARK_CHANGED ? dup_value (file, view->path, &view->before) : NULL;
  g_autofree char *was = before != NULL ? g_strdup_printf (_("was %s"), before) : NULL;
  g_autofree char *safe = g_markup_printf_escaped ("<span alpha='60%%'>%s</span> %s%s%s%s",
                                                   get_field_label (file, view), view->marks != 0 ? "⚠ " : "", value,
                                                   was != NULL ? " · " : "", was != NULL ? was : "");

  if (markup->len > 0)
    g_string_append (markup, "   ");
  g_string_append (markup, safe);
}

/* Returns: (nullable): the list that @path is in a row of */
static const YcListSpec *
find_list (YcCaseFile *file,
           const char *path)
{
  const YcPage *page = yc_matter_find_page (yc_case_file_get_matter (file), path);

  return page != NULL && page->list != NULL && yc_path_is_below (path, page->list->path) ? page->list : NULL;
}

/* The part of a path that names its row: "/shareholders/<id>". */
static gsize
get_row_length (YcCaseFile *file,
                const char *path)
{
  const YcListSpec *list = find_list (file, path);
  const char *slash;

  if (list == NULL)
    return 0;
  slash = strchr (path + strlen (list->path) + 1, '/');
  return slash != NULL ? (gsize) (slash - path) : 0;
}

/* "Shareholder 2" */
static char *
dup_row_title (YcCaseFile *file,
               const char *row)
{
  const YcListSpec *list = find_list (file, row);
  g_auto (GStrv) rows = yc_case_list_rows (yc_case_file_get_case (file), list->path);
  guint number = 0;

  while (rows[number] != NULL && !g_str_has_suffix (row, rows[number]))
    number++;
  return g_strdup_printf ("%s %u", list->row_label, number + 1);
}

/* All fields of a row, from the one at @first. Returns: the first that is not of it. */
static guint
add_row (GtkGrid            *grid,
         int                 line,
         YcCaseFile         *file,
         const YcReviewView *view,
         guint               first)
{
  const YcReviewField *field = g_ptr_array_index (view->fields, first);
  gsize length = get_row_length (file, field->path);
  g_autofree char *row = g_strndup (field->path, length);
  g_autofree char *title = dup_row_title (file, row);
  g_autoptr (GString) markup = g_string_new (NULL);
  GtkWidget *label = new_label (title, "dim-label");
  GtkWidget *words = new_label (NULL, NULL);
  guint marks = 0, i = first;

  for (; i < view->fields->len; i++)
    {
      field = g_ptr_array_index (view->fields, i);
      if (!yc_path_is_below (field->path, row))
        break;
      marks |= field->marks;
      append_field (markup, file, field);
    }
  gtk_label_set_width_chars (GTK_LABEL (label), 14);
  gtk_label_set_markup (GTK_LABEL (words), markup->str);
  if (marks != 0)
    gtk_widget_add_css_class (words, "mark");
  gtk_grid_attach (grid, label, 0, line, 1, 1);
  gtk_grid_attach (grid, words, 1, line, 2, 1);
  return i;
}

static GtkWidget *
new_form (YcCaseFile         *file,
          const YcReviewView *view)
{
  GtkWidget *grid = gtk_grid_new ();
  int line = 0;

  gtk_grid_set_column_spacing (GTK_GRID (grid), 10);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 1);
  for (guint i = 0; i < view->fields->len; line++)
    {
      const YcReviewField *field = g_ptr_array_index (view->fields, i);

      if (get_row_length (file, field->path) > 0)
        {
          i = add_row (GTK_GRID (grid), line, file, view, i);
          continue;
        }
      add_single (GTK_GRID (grid), line, file, field);
      i++;
    }
  return grid;
}

/* --- right: what stands behind it --------------------------------------------- */

static char *
dup_identity_words (const YcIdentity *identity)
{
  g_autofree char *time = NULL;

  if (identity == NULL)
    return g_strdup (_("not identified"));
  time = yc_words_dup_time (identity->at.at_ms);
  if (yc_identity_is_by_machine (identity))
    return g_strdup_printf (_("read by machine, %s"), time);
  if (identity->confirmed_by != NULL)
    return g_strdup_printf (_("typed by %s, seen again by %s, %s"), identity->by, identity->confirmed_by, time);
  return g_strdup_printf (_("typed by %s, not seen again, %s"), identity->by, time);
}

static char *
dup_item_words (const YcReviewEvidence *evidence)
{
  const YcItem *item = evidence->item;

  if (evidence->marks & YC_MARK_MISSING)
    return g_strdup (_("missing"));
  if (item == NULL)
    return g_strdup (_("from the cards that were read"));
  if (evidence->marks & YC_MARK_OWED)
    return g_strdup_printf (_("owed until %s"), item->due != NULL ? item->due : "—");
  return g_strdup_printf (_("seen: %d originals, %d copies"), (int) item->originals, (int) item->copies);
}

static GtkWidget *
new_evidence (YcCaseFile             *file,
              const YcReviewEvidence *evidence)
{
  gboolean is_item = g_str_has_prefix (evidence->path, "/items/");
  g_autofree char *label = yc_place_dup_label (file, evidence->path);
  g_autofree char *words = is_item ? dup_item_words (evidence) : dup_identity_words (evidence->identity);
  gboolean marked = (evidence->marks & ~(guint) YC_MARK_CHANGED) != 0;
  g_autofree char *said = g_strdup_printf (_("%s: %s"), label, words);
  g_autofree char *line = g_strdup_printf ("%s %s", marked ? "⚠" : "✓", said);

  return new_label (line, marked ? "mark" : "calm");
}

static GtkWidget *
new_behind (YcCaseFile         *file,
            const YcReviewView *view)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  for (guint i = 0; i < view->evidence->len; i++)
    gtk_box_append (GTK_BOX (box), new_evidence (file, g_ptr_array_index (view->evidence, i)));
  if (view->evidence->len == 0)
    gtk_box_append (GTK_BOX (box), new_label (_("No papers are asked for this"), "dim-label"));
  gtk_widget_set_size_request (box, 230, -1);
  return box;
}

static GtkWidget *
new_head (const YcReviewView *view)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  g_autofree char *marks = yc_review_point_dup_marks (view->marks);
  const char *sign = view->marks != 0 ? "⚠" : (view->has_rule ? "✓" : "·");
  GtkWidget *mark = new_label (sign, view->marks != 0 ? "mark" : "success");

  gtk_label_set_width_chars (GTK_LABEL (mark), 2);
  gtk_box_append (GTK_BOX (box), mark);
  gtk_box_append (GTK_BOX (box), new_label (view->label, "heading"));
  gtk_box_append (GTK_BOX (box), new_label (marks, "mark"));
  return box;
}

/**
 * yc_review_point_row_new:
 * @file: the case
 * @view: one of its points; read now and not kept
 *
 * Returns: a #GtkListBoxRow
 */
GtkWidget *
yc_review_point_row_new (YcCaseFile         *file,
                     const YcReviewView *view)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *all = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *sides = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  GtkWidget *form = new_form (file, view);
  g_autofree char *marks = yc_review_point_dup_marks (view->marks);
  g_autofree char *words = g_strdup_printf (_("%s: %s"), view->label, *marks != '\0' ? marks : _("nothing stands out"));

  gtk_widget_set_hexpand (form, TRUE);
  gtk_widget_add_css_class (sides, "review-sides");
  gtk_box_append (GTK_BOX (sides), form);
  gtk_box_append (GTK_BOX (sides), new_behind (file, view));
  gtk_box_append (GTK_BOX (all), new_head (view));
  gtk_box_append (GTK_BOX (all), sides);
  gtk_widget_add_css_class (row, "review-point");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), all);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  return row;
}
