/* yc-template-render.c: a template and a case's data, to a paper
 *
 * Blocks are set in their order; conditions are asked of the data as they come.
 * Whatever a text or a condition looked at is written down: that is what the
 * paper shows, and what it is out of date by.
 */

#include "yc-template-private.h"

#include "yc-crypto.h"
#include "yc-pdf-a.h"
#include "yc-template-format.h"

#include <string.h>

#define SIGN_GAP_MM 6.0
#define SIGN_LINE_UP_MM 2.0 /* from the place's foot to its line */
#define MARK_TOP_MM 12.0

/* A paper that is being made. */
typedef struct
{
  YcForm form; /* first: the data over the template's constants */
  YcTemplate *template;
  YcTemplateData *data;
  const YcPaperOptions *options;
  YcTemplateScene scene;
  YcTypeset *typeset;
  GPtrArray *places;
  guint numbers[YC_N_NUMBERS];
  YcValue constant; /* the answer for a constant */
} Render;

static gboolean set_blocks (Render *self, GPtrArray *blocks, GError **error);

static void
place_free (gpointer data)
{
  YcPaperPlace *place = data;

  g_free (place->role);
  g_free (place->person);
  g_free (place->name);
  g_free (place);
}

static void
shown_free (gpointer data)
{
  YcPaperShown *shown = data;

  g_free (shown->path);
  g_free (shown->digest);
  g_free (shown);
}

void
yc_paper_free (YcPaper *self)
{
  g_clear_pointer (&self->pdf, g_bytes_unref);
  g_free (self->title);
  g_free (self->sha256);
  g_clear_pointer (&self->shows, g_ptr_array_unref);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_clear_pointer (&self->fonts, g_ptr_array_unref);
  g_free (self);
}

/* --- the data over the constants ------------------------------------- */

static const YcValue *
render_get (const YcForm *form,
            const char   *path)
{
  Render *self = (Render *) form;
  const YcForm *data = yc_template_data_get_form (self->data);
  const YcValue *value = data->get (data, path);
  const char *constant = value == NULL ? g_hash_table_lookup (self->template->constants, path) : NULL;

  if (constant == NULL)
    return value;
  yc_value_set_text (&self->constant, constant);
  return &self->constant;
}

static char **
render_list_rows (const YcForm *form,
                  const char   *list)
{
  const YcForm *data = yc_template_data_get_form (((const Render *) form)->data);

  return data->list_rows (data, list);
}

/* @list: (nullable): whose rows "./" means */
static gboolean
holds (Render       *self,
       const YcExpr *when,
       const char   *list)
{
  g_auto (GStrv) paths = NULL;

  if (when == NULL)
    return TRUE;
  paths = yc_expr_list_paths (when);
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *column = g_str_has_prefix (paths[i], "./") && list != NULL
                                  ? g_strconcat (list, paths[i] + 1, NULL) : NULL;

      yc_template_show (&self->scene, column != NULL ? column : paths[i]);
    }
  return yc_expr_holds (when, &self->form, self->scene.row, &self->options->today);
}

typedef gboolean (*RowFunc) (Render *self, gpointer data, GError **error);

/* Calls @func for every row of @list; that a row is there is shown by it. */
static gboolean
for_each_row (Render      *self,
              const char  *list,
              RowFunc      func,
              gpointer     data,
              GError     **error)
{
  g_auto (GStrv) rows = self->form.list_rows (&self->form, list);
  gboolean good = TRUE;

  yc_template_show (&self->scene, list);
  for (guint i = 0; rows[i] != NULL && good; i++)
    {
      g_autofree char *row = g_strconcat (list, "/", rows[i], NULL);

      self->scene.row = row;
      self->scene.row_number = i + 1;
      good = func (self, data, error);
    }
  self->scene.row = NULL;
  self->scene.row_number = 0;
  return good;
}

/* --- blocks ---------------------------------------------------------- */

static char *
next_number (Render   *self,
             YcNumber  number)
{
  static const char *const before[YC_N_NUMBERS] = { "", "第", "第", "", "（", "" };
  static const char *const after[YC_N_NUMBERS] = { "", "章　", "条　", "、", "）", ". " };
  g_autofree char *ordinal = NULL;

  if (number == YC_NUMBER_NONE)
    return NULL;
  self->numbers[number]++;
  for (guint i = MAX (number + 1, YC_NUMBER_ITEM); i < YC_N_NUMBERS; i++)
    self->numbers[i] = 0;
  ordinal = number == YC_NUMBER_DIGIT ? g_strdup_printf ("%u", self->numbers[number])
                                      : yc_format_ordinal (self->numbers[number]);
  return g_strconcat (before[number], ordinal, after[number], NULL);
}

static gboolean
set_paragraph (Render         *self,
               const YcBlock  *block,
               GError        **error)
{
  g_autofree char *number = next_number (self, block->number);
  g_autoptr (YcTypesetText) words = yc_template_text_write (block->text, &self->scene, error);
  g_autoptr (YcTypesetText) whole = NULL;

  if (words == NULL)
    return FALSE;
  if (number == NULL)
    return yc_typeset_add_paragraph (self->typeset, block->style, words, block->keep, error);
  whole = yc_typeset_text_new ();
  yc_typeset_text_append (whole, number, NULL);
  yc_typeset_text_append_text (whole, words);
  return yc_typeset_add_paragraph (self->typeset, block->style, whole, block->keep, error);
}

typedef struct
{
  YcTemplateRow *row;
  gboolean is_header;
} RowScene;

static gboolean
set_row (Render    *self,
         gpointer   data,
         GError   **error)
{
  const RowScene *scene = data;
  const YcTemplateRow *row = scene->row;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_typeset_text_free);
  YcTypesetCell cells[YC_TEMPLATE_COLUMNS_MAX];

  if (!holds (self, row->when, row->each))
    return TRUE;
  for (guint i = 0; i < row->cells->len; i++)
    {
      const YcTemplateCell *cell = g_ptr_array_index (row->cells, i);
      YcTypesetText *text = yc_template_text_write (cell->text, &self->scene, error);

      if (text == NULL)
        return FALSE;
      g_ptr_array_add (texts, text);
      cells[i] = (YcTypesetCell) { text, cell->style, cell->span };
    }
  return yc_typeset_add_row (self->typeset, cells, row->cells->len, row->height_mm, scene->is_header, error);
}

static gboolean
set_rows (Render     *self,
          GPtrArray  *rows,
          gboolean    is_header,
          GError    **error)
{
  gboolean good = TRUE;

  for (guint i = 0; i < rows->len && good; i++)
    {
      RowScene scene = { g_ptr_array_index (rows, i), is_header };

      good = scene.row->each != NULL ? for_each_row (self, scene.row->each, set_row, &scene, error)
                                     : set_row (self, &scene, error);
    }
  return good;
}

static gboolean
set_table (Render         *self,
           const YcBlock  *block,
           GError        **error)
{
  gboolean good;

  yc_typeset_begin_table (self->typeset, (const double *) (gpointer) block->columns_mm->data, block->columns_mm->len);
  good = set_rows (self, block->header, TRUE, error) && set_rows (self, block->rows, FALSE, error);
  yc_typeset_end_table (self->typeset);
  return good;
}

static gboolean
set_inner_blocks (Render    *self,
                  gpointer   data,
                  GError   **error)
{
  return set_blocks (self, data, error);
}

/* --- places ---------------------------------------------------------- */

/* Places beside each other, filled from the left. */
typedef struct
{
  const YcBlock *block;
  guint column;
  YcTypesetSpot spot; /* of the row's left end */
} SignScene;

static char *
dup_person (Render        *self,
            const YcBlock *block)
{
  const char *source;

  if (block->person != NULL)
    return g_strdup (block->person);
  if (self->scene.row == NULL)
    return NULL;
  source = yc_template_data_get_source (self->data, self->scene.row);
  return g_strdup (source != NULL ? source : self->scene.row);
}

static char *
dup_name (Render     *self,
          const char *person)
{
  g_autofree char *path = person != NULL ? g_strconcat (person, "/name", NULL) : NULL;
  const YcValue *value = path != NULL ? self->form.get (&self->form, path) : NULL;

  return value != NULL && value->type == YC_VALUE_TEXT ? g_strdup (value->text) : NULL;
}

static void
add_place (Render              *self,
           const char          *prefix,
           const YcBlock       *block,
           const YcTypesetSpot *spot,
           double               width_mm,
           double               height_mm)
{
  YcPaperPlace *place = g_new0 (YcPaperPlace, 1);

  place->role = g_strconcat (prefix, block->role, NULL);
  place->person = dup_person (self, block);
  place->name = dup_name (self, place->person);
  place->page = spot->page;
  place->x_mm = spot->x_mm;
  place->y_mm = spot->y_mm;
  place->width_mm = width_mm;
  place->height_mm = height_mm;
  g_ptr_array_add (self->places, place);
}

static double
get_text_width_mm (Render *self)
{
  const YcTypesetPage *page = &self->template->page;

  return page->width_mm - page->left_mm - page->right_mm;
}

/* The label, then a line to sign on; the place is above the line. */
static gboolean
set_sign (Render    *self,
          gpointer   data,
          GError   **error)
{
  SignScene *scene = data;
  const YcBlock *block = scene->block;
  double column_mm = get_text_width_mm (self) / block->columns;
  g_autoptr (YcTypesetText) label = yc_template_text_write (block->text, &self->scene, error);
  double label_mm = label != NULL ? yc_typeset_measure (self->typeset, block->style, label) : 0;
  double width_mm = MIN (block->width_mm, column_mm - label_mm - 1);
  YcTypesetSpot spot, line;

  if (label == NULL)
    return FALSE;
  if (scene->column == 0 && !yc_typeset_reserve (self->typeset, block->height_mm + SIGN_GAP_MM, &scene->spot, error))
    return FALSE;
  spot = scene->spot;
  spot.x_mm += scene->column * column_mm;
  scene->column = (scene->column + 1) % block->columns;
  line = spot;
  line.y_mm += block->height_mm - block->style->line_pt * 25.4 / 72;
  if (!yc_typeset_add_text_at (self->typeset, &line, column_mm, block->style, label, error))
    return FALSE;
  spot.x_mm += label_mm;
  line.x_mm = spot.x_mm;
  line.y_mm = spot.y_mm + block->height_mm - SIGN_LINE_UP_MM / 2;
  yc_typeset_add_line_at (self->typeset, &line, MAX (width_mm, 1));
  add_place (self, "", block, &spot, MAX (width_mm, 1), block->height_mm);
  return TRUE;
}

static gboolean
set_signs (Render         *self,
           const YcBlock  *block,
           GError        **error)
{
  SignScene scene = { .block = block };

  return block->list != NULL ? for_each_row (self, block->list, set_sign, &scene, error) : set_sign (self, &scene, error);
}

/* The words stand where the seal goes over them, at the right. */
static gboolean
set_seal (Render         *self,
          const YcBlock  *block,
          GError        **error)
{
  g_autoptr (YcTypesetText) label = yc_template_text_write (block->text, &self->scene, error);
  double side_mm = block->height_mm;
  YcTypesetSpot spot, words;

  if (label == NULL || !yc_typeset_reserve (self->typeset, side_mm, &spot, error))
    return FALSE;
  words = spot;
  words.x_mm = spot.x_mm + get_text_width_mm (self) * 0.4;
  words.y_mm = spot.y_mm + side_mm / 2 - block->style->line_pt * 25.4 / 72 / 2;
  if (!yc_typeset_add_text_at (self->typeset, &words, get_text_width_mm (self) * 0.6, block->style, label, error))
    return FALSE;
  spot.x_mm = spot.x_mm + get_text_width_mm (self) * 0.7 - side_mm / 2;
  add_place (self, "seal-", block, &spot, side_mm, side_mm);
  return TRUE;
}

static gboolean
set_qr (Render         *self,
        const YcBlock  *block,
        GError        **error)
{
  g_autoptr (YcTypesetText) text = yc_template_text_write (block->text, &self->scene, error);

  if (text == NULL)
    return FALSE;
  return *yc_typeset_text_get (text) == '\0' ||
         yc_typeset_add_qr (self->typeset, yc_typeset_text_get (text), block->height_mm, block->style->align, error);
}

static gboolean
set_block (Render         *self,
           const YcBlock  *block,
           GError        **error)
{
  switch (block->type)
    {
    case YC_BLOCK_PARAGRAPH:
      return set_paragraph (self, block, error);
    case YC_BLOCK_TABLE:
      return set_table (self, block, error);
    case YC_BLOCK_EACH:
      return for_each_row (self, block->list, set_inner_blocks, block->blocks, error);
    case YC_BLOCK_GROUP:
      return set_blocks (self, block->blocks, error);
    case YC_BLOCK_SIGN:
      return set_signs (self, block, error);
    case YC_BLOCK_SEAL:
      return set_seal (self, block, error);
    case YC_BLOCK_QR:
      return set_qr (self, block, error);
    case YC_BLOCK_SPACE:
      yc_typeset_add_space (self->typeset, block->height_mm);
      return TRUE;
    case YC_BLOCK_BREAK:
      return yc_typeset_break (self->typeset, error);
    default:
      g_assert_not_reached ();
    }
}

/* The list whose row stands here, from the row's path; (transfer full) (nullable). */
static char *
dup_list (Render *self)
{
  const char *last = self->scene.row != NULL ? strrchr (self->scene.row, '/') : NULL;

  return last != NULL ? g_strndup (self->scene.row, (gsize) (last - self->scene.row)) : NULL;
}

static gboolean
set_blocks (Render     *self,
            GPtrArray  *blocks,
            GError    **error)
{
  g_autofree char *list = dup_list (self);

  for (guint i = 0; i < blocks->len; i++)
    {
      const YcBlock *block = g_ptr_array_index (blocks, i);

      if (holds (self, block->when, list) && !set_block (self, block, error))
        return FALSE;
    }
  return TRUE;
}

/* --- what stands on every page --------------------------------------- */

static gboolean
set_running (Render                *self,
             const YcTemplateText  *text,
             const YcTypesetStyle  *style,
             const YcTypesetSpot   *spot,
             GError               **error)
{
  g_autoptr (YcTypesetText) words = NULL;

  if (text == NULL)
    return TRUE;
  words = yc_template_text_write (text, &self->scene, error);
  return words != NULL && yc_typeset_add_text_at (self->typeset, spot, get_text_width_mm (self), style, words, error);
}

/* Any style will do for the mark: the footer's, else the first. */
static gboolean
set_mark (Render         *self,
          YcTypesetSpot  *spot,
          GError        **error)
{
  g_autoptr (YcTypesetText) words = yc_typeset_text_new ();
  const YcTypesetStyle *style = self->template->footer_style;

  if (style == NULL || (!self->options->training && !self->options->pending))
    return TRUE;
  if (self->options->training)
    yc_typeset_text_append (words, "【训练】本件无效", NULL);
  if (self->options->pending)
    yc_typeset_text_append (words, "【待核】线路恢复后由系统核定", NULL);
  spot->y_mm = MARK_TOP_MM;
  return yc_typeset_add_text_at (self->typeset, spot, get_text_width_mm (self), style, words, error);
}

static gboolean
set_every_page (Render  *self,
                GError **error)
{
  const YcTypesetPage *page = &self->template->page;
  gboolean good = TRUE;

  self->scene.pages = yc_typeset_count_pages (self->typeset);
  for (guint i = 1; i <= self->scene.pages && good; i++)
    {
      YcTypesetSpot head = { i, page->left_mm, page->top_mm * 0.6 };
      YcTypesetSpot foot = { i, page->left_mm, page->height_mm - page->bottom_mm * 0.65 };

      self->scene.page = i;
      good = set_running (self, self->template->header, self->template->header_style, &head, error) &&
             set_running (self, self->template->footer, self->template->footer_style, &foot, error) &&
             set_mark (self, &head, error);
    }
  return good;
}

/* --- the paper ------------------------------------------------------- */

static int
compare_shown_cb (gconstpointer a,
                  gconstpointer b)
{
  return strcmp ((*(const YcPaperShown *const *) a)->path, (*(const YcPaperShown *const *) b)->path);
}

static GPtrArray *
list_shown (Render *self)
{
  const YcForm *form = yc_template_data_get_form (self->data);
  GPtrArray *shows = g_ptr_array_new_with_free_func (shown_free);
  GHashTableIter iter;
  gpointer path;

  g_hash_table_iter_init (&iter, self->scene.shown);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    {
      YcPaperShown *shown = g_new0 (YcPaperShown, 1);

      shown->path = g_strdup (path);
      shown->digest = yc_form_dup_digest (form, path);
      g_ptr_array_add (shows, shown);
    }
  g_ptr_array_sort (shows, compare_shown_cb);
  return shows;
}

static char *
dup_sha256 (GBytes *bytes)
{
  guint8 hash[YC_SHA256_SIZE];
  char text[YC_SHA256_TEXT_SIZE];

  yc_sha256_bytes (bytes, hash);
  yc_sha256_to_text (hash, text);
  return g_strdup (text);
}

static YcPaper *
finish (Render  *self,
        GError **error)
{
  YcPdfFacts facts = { self->template->title, "zh-CN", self->options->created_ms };
  g_autoptr (GBytes) drawn = NULL;
  g_autoptr (YcPaper) paper = g_new0 (YcPaper, 1);

  paper->shows = list_shown (self);
  if (paper->shows->len > YC_PAPER_SHOWS_MAX)
    {
      g_set_error (error, YC_TEMPLATE_ERROR, YC_TEMPLATE_ERROR_LIMIT, "The paper shows more than %d fields",
                   YC_PAPER_SHOWS_MAX);
      return NULL;
    }
  drawn = yc_typeset_finish (self->typeset, facts.title, YC_PAPER_BYTES_MAX, error);
  paper->pdf = drawn != NULL ? yc_pdf_a_convert (drawn, &facts, error) : NULL;
  if (paper->pdf == NULL)
    return NULL;
  paper->title = g_strdup (facts.title);
  paper->sha256 = dup_sha256 (paper->pdf);
  paper->n_pages = yc_typeset_count_pages (self->typeset);
  paper->places = g_ptr_array_ref (self->places);
  paper->fonts = yc_typeset_list_fonts (self->typeset);
  return g_steal_pointer (&paper);
}

static void
render_init (Render               *self,
             YcTemplate           *template,
             YcTemplateData       *data,
             const YcPaperOptions *options,
             GCancellable         *cancellable)
{
  guint time_ms = options->time_ms_max != 0 ? options->time_ms_max : YC_PAPER_TIME_MS_MAX;

  *self = (Render) { .form = { render_get, render_list_rows }, .template = template, .data = data, .options = options };
  self->scene = (YcTemplateScene) { .template = template, .data = data, .form = &self->form, .today = &options->today };
  self->scene.shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->typeset = yc_typeset_new (&template->page, options->pages_max != 0 ? options->pages_max : YC_PAPER_PAGES_MAX,
                                  g_get_monotonic_time () + (gint64) time_ms * 1000, cancellable);
  self->places = g_ptr_array_new_with_free_func (place_free);
}

static void
render_clear (Render *self)
{
  yc_typeset_free (self->typeset);
  g_ptr_array_unref (self->places);
  g_hash_table_unref (self->scene.shown);
  yc_value_clear (&self->constant);
}

/**
 * yc_template_render:
 * @self: a template
 * @data: the case's values
 * @options: the day, and how it is marked
 * @cancellable: (nullable)
 * @error: %YC_TEMPLATE_ERROR, or G_IO_ERROR_CANCELLED
 *
 * Blocks, up to the time limit: for a worker's thread. The same template, data,
 * options and fonts give the same bytes.
 *
 * Returns: (transfer full) (nullable): the paper, whole; nothing that is wrong
 *   is ever drawn
 */
YcPaper *
yc_template_render (YcTemplate            *self,
                    YcTemplateData        *data,
                    const YcPaperOptions  *options,
                    GCancellable          *cancellable,
                    GError               **error)
{
  Render render;
  YcPaper *paper = NULL;

  g_return_val_if_fail (self != NULL && data != NULL && options != NULL, NULL);

  render_init (&render, self, data, options, cancellable);
  if (set_blocks (&render, self->blocks, error) && set_every_page (&render, error))
    paper = finish (&render, error);
  render_clear (&render);
  return paper;
}

/**
 * yc_template_print:
 * @self: a template
 * @data: the case's values
 * @options: the day, and how it is marked
 * @has_glyph: what the printer writes itself; all else comes as dots
 * @has_glyph_data: for @has_glyph
 * @error: %YC_TEMPLATE_ERROR, YC_RASTER_ERROR
 *
 * The same paper as yc_template_render() makes, as characters and dots at their
 * places. Blocks: for a worker's thread.
 */
GPtrArray *
yc_template_print (YcTemplate            *self,
                   YcTemplateData        *data,
                   const YcPaperOptions  *options,
                   YcPrintGlyphFunc       has_glyph,
                   gpointer               has_glyph_data,
                   GError               **error)
{
  Render render;
  GPtrArray *pages = NULL;

  g_return_val_if_fail (self != NULL && data != NULL && options != NULL && has_glyph != NULL, NULL);

  render_init (&render, self, data, options, NULL);
  if (set_blocks (&render, self->blocks, error) && set_every_page (&render, error))
    pages = yc_typeset_list_print_pages (render.typeset, has_glyph, has_glyph_data, error);
  render_clear (&render);
  return pages;
}

/* --- on a worker ----------------------------------------------------- */

typedef struct
{
  YcTemplate *template;
  YcTemplateData *data;
  YcPaperOptions options;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  yc_template_unref (job->template);
  yc_template_data_unref (job->data);
  g_free (job);
}

static void
render_func (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Job *job = task_data;
  GError *error = NULL;
  YcPaper *paper = yc_template_render (job->template, job->data, &job->options, cancellable, &error);

  if (paper != NULL)
    g_task_return_pointer (task, paper, (GDestroyNotify) yc_paper_free);
  else
    g_task_return_error (task, error);
}

/* yc_template_render() on a worker; @data is not changed any more. */
void
yc_template_render_async (YcTemplate           *self,
                          YcTemplateData       *data,
                          const YcPaperOptions *options,
                          YcWorker             *worker,
                          GCancellable         *cancellable,
                          GAsyncReadyCallback   callback,
                          gpointer              user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, yc_template_render_async);
  job->template = yc_template_ref (self);
  job->data = yc_template_data_ref (data);
  job->options = *options;
  g_task_set_task_data (task, job, job_free);
  yc_worker_run (worker, task, render_func);
}

YcPaper *
yc_template_render_finish (GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
