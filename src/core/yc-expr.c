/* yc-expr.c: conditions and rules as typed trees
 *
 * A tree is made once, by the catalogue's reader or a test, and never changes.
 * Evaluating it always ends and always answers:
 *
 * 1. A missing value, a value of another type and a date that is none are all
 *    *nothing*. Nothing equals only nothing, is in no order with anything,
 *    begins with nothing and sums as 0.
 * 2. Time is bounded by the tree's size times the rows of one list: count and
 *    sum do not stand inside each other.
 * 3. An expression gives a truth or a value, known from its type alone. The
 *    constructors keep the two apart, so evaluation need not.
 */

#include "yc-expr.h"

#include "yc-scope.h"

#include <string.h>

#define SHOWN_CHARS_MAX 40 /* of a text in an explanation */

struct _YcExpr
{
  YcExprType type;
  YcValue value; /* LITERAL */
  char *path;    /* FIELD: the field; COUNT and SUM: the list */
  YcExpr **arguments;
  guint n_arguments;
  guint depth;
};

/* What a tree is evaluated against. */
typedef struct
{
  const YcForm *form;
  const char *row; /* (nullable) */
  const YcDate *today;
} Scene;

static gboolean holds    (const YcExpr *self, const Scene *scene);
static void     evaluate (const YcExpr *self, const Scene *scene, YcValue *ret_value);

static YcExpr *
expr_alloc (YcExprType type,
            YcExpr   **arguments,
            guint      n_arguments)
{
  YcExpr *self = g_new0 (YcExpr, 1);

  self->type = type;
  self->arguments = g_new0 (YcExpr *, n_arguments + 1);
  self->n_arguments = n_arguments;
  self->depth = 1;
  for (guint i = 0; i < n_arguments; i++)
    {
      self->arguments[i] = arguments[i];
      self->depth = MAX (self->depth, arguments[i]->depth + 1);
    }
  return self;
}

static gboolean
is_over (const YcExpr *self)
{
  return self->type == YC_EXPR_COUNT || self->type == YC_EXPR_SUM;
}

static gboolean
contains_over (const YcExpr *self)
{
  if (is_over (self))
    return TRUE;
  for (guint i = 0; i < self->n_arguments; i++)
    if (contains_over (self->arguments[i]))
      return TRUE;
  return FALSE;
}

/* Whether all arguments give what @type asks for. */
static gboolean
arguments_fit (YcExprType   type,
               YcExpr     **arguments,
               guint        n_arguments)
{
  gboolean of_truths = type == YC_EXPR_AND || type == YC_EXPR_OR || type == YC_EXPR_NOT;
  YcExprGives wanted = of_truths ? YC_EXPR_GIVES_TRUTH : YC_EXPR_GIVES_VALUE;

  for (guint i = 0; i < n_arguments; i++)
    if (yc_expr_gives (arguments[i]) != wanted)
      return FALSE;
  return (type != YC_EXPR_EXISTS && type != YC_EXPR_LICENSED) || arguments[0]->type == YC_EXPR_FIELD;
}

static gboolean
count_fits (YcExprType type,
            guint      n_arguments)
{
  switch (type)
    {
    case YC_EXPR_TODAY:
      return n_arguments == 0;
    case YC_EXPR_NOT:
    case YC_EXPR_EXISTS:
    case YC_EXPR_LICENSED:
      return n_arguments == 1;
    case YC_EXPR_EQ:
    case YC_EXPR_NE:
    case YC_EXPR_LT:
    case YC_EXPR_LE:
    case YC_EXPR_GT:
    case YC_EXPR_GE:
    case YC_EXPR_STARTS:
      return n_arguments == 2;
    case YC_EXPR_DATE_ADD:
      return n_arguments == 4;
    case YC_EXPR_IN:
      return n_arguments >= 2 && n_arguments <= YC_EXPR_ARGUMENTS_MAX;
    case YC_EXPR_AND:
    case YC_EXPR_OR:
      return n_arguments >= 1 && n_arguments <= YC_EXPR_ARGUMENTS_MAX;
    case YC_EXPR_LITERAL:
    case YC_EXPR_FIELD:
    case YC_EXPR_COUNT:
    case YC_EXPR_SUM:
    default:
      return FALSE;
    }
}

/* --- the scene ------------------------------------------------------- */

/* The path in the form; (transfer full). A row's field without a row is nowhere. */
static char *
dup_full_path (const char *path,
               const char *row)
{
  if (!g_str_has_prefix (path, "./"))
    return g_strdup (path);
  return row != NULL ? g_strconcat (row, path + 1, NULL) : NULL;
}

static const YcValue *
look_up (const YcExpr *field,
         const Scene  *scene)
{
  g_autofree char *path = dup_full_path (field->path, scene->row);

  return path != NULL ? scene->form->get (scene->form, path) : NULL;
}

/* Adds one row of a list to the total. */
typedef void (*RowFunc) (const YcExpr *self, const Scene *row_scene, gint64 *total);

static gint64
fold_rows (const YcExpr *self,
           const Scene  *scene,
           RowFunc       each)
{
  g_auto (GStrv) rows = scene->form->list_rows (scene->form, self->path);
  gint64 total = 0;

  for (guint i = 0; rows != NULL && rows[i] != NULL; i++)
    {
      g_autofree char *row = g_strconcat (self->path, "/", rows[i], NULL);
      Scene inside = { scene->form, row, scene->today };

      each (self, &inside, &total);
    }
  return total;
}

static void
count_row (const YcExpr *self,
           const Scene  *row_scene,
           gint64       *total)
{
  if (self->n_arguments == 0 || holds (self->arguments[0], row_scene))
    *total += 1;
}

/* Both summands lie within ±YC_VALUE_INT_MAX, so that the sum cannot wrap. */
static void
sum_row (const YcExpr *self,
         const Scene  *row_scene,
         gint64       *total)
{
  g_auto (YcValue) value = YC_VALUE_INIT;

  evaluate (self->arguments[0], row_scene, &value);
  if (value.type == YC_VALUE_INT)
    *total = CLAMP (*total + CLAMP (value.integer, -YC_VALUE_INT_MAX, YC_VALUE_INT_MAX),
                    -YC_VALUE_INT_MAX, YC_VALUE_INT_MAX);
}

/* --- truths ---------------------------------------------------------- */

/* @ret_order: below, at or above 0. Dates are texts that order as dates do. */
static gboolean
compare_values (const YcValue *a,
                const YcValue *b,
                int           *ret_order)
{
  if (a->type != b->type || a->type == YC_VALUE_NONE)
    return FALSE;
  if (a->type == YC_VALUE_TEXT)
    *ret_order = strcmp (a->text, b->text);
  else
    *ret_order = (a->integer > b->integer) - (a->integer < b->integer);
  return TRUE;
}

static gboolean
values_stand (YcExprType     type,
              const YcValue *a,
              const YcValue *b)
{
  int order;

  if (type == YC_EXPR_EQ || type == YC_EXPR_NE)
    return yc_value_equal (a, b) == (type == YC_EXPR_EQ);
  if (type == YC_EXPR_STARTS)
    return a->type == YC_VALUE_TEXT && b->type == YC_VALUE_TEXT &&
           g_str_has_prefix (a->text, b->text);
  if (!compare_values (a, b, &order))
    return FALSE;
  return (type == YC_EXPR_LT && order < 0) || (type == YC_EXPR_LE && order <= 0) ||
         (type == YC_EXPR_GT && order > 0) || (type == YC_EXPR_GE && order >= 0);
}

/* Whether the first argument stands so to any of the others. */
static gboolean
any_stands (const YcExpr *self,
            YcExprType    type,
            const Scene  *scene)
{
  g_auto (YcValue) first = YC_VALUE_INIT;

  evaluate (self->arguments[0], scene, &first);
  for (guint i = 1; i < self->n_arguments; i++)
    {
      g_auto (YcValue) other = YC_VALUE_INIT;

      evaluate (self->arguments[i], scene, &other);
      if (values_stand (type, &first, &other))
        return TRUE;
    }
  return FALSE;
}

static gboolean
exists (const YcExpr *self,
        const Scene  *scene)
{
  const YcValue *value = look_up (self->arguments[0], scene);

  return value != NULL && value->type != YC_VALUE_NONE;
}

static gboolean
is_licensed (const YcExpr *self,
             const Scene  *scene)
{
  const YcValue *value = look_up (self->arguments[0], scene);

  return value != NULL && value->type == YC_VALUE_TEXT && yc_scope_is_licensed (value->text);
}

static gboolean
holds (const YcExpr *self,
       const Scene  *scene)
{
  switch (self->type)
    {
    case YC_EXPR_AND:
      for (guint i = 0; i < self->n_arguments; i++)
        if (!holds (self->arguments[i], scene))
          return FALSE;
      return TRUE;
    case YC_EXPR_OR:
      for (guint i = 0; i < self->n_arguments; i++)
        if (holds (self->arguments[i], scene))
          return TRUE;
      return FALSE;
    case YC_EXPR_NOT:
      return !holds (self->arguments[0], scene);
    case YC_EXPR_EXISTS:
      return exists (self, scene);
    case YC_EXPR_LICENSED:
      return is_licensed (self, scene);
    case YC_EXPR_IN:
      return any_stands (self, YC_EXPR_EQ, scene);
    case YC_EXPR_EQ:
    case YC_EXPR_NE:
    case YC_EXPR_LT:
    case YC_EXPR_LE:
    case YC_EXPR_GT:
    case YC_EXPR_GE:
    case YC_EXPR_STARTS:
      return any_stands (self, self->type, scene);
    case YC_EXPR_LITERAL:
    case YC_EXPR_FIELD:
    case YC_EXPR_TODAY:
    case YC_EXPR_COUNT:
    case YC_EXPR_SUM:
    case YC_EXPR_DATE_ADD:
    default:
      return FALSE;
    }
}

/* --- values ---------------------------------------------------------- */

static void
set_date (YcValue      *value,
          const YcDate *date)
{
  char text[YC_DATE_TEXT_SIZE];

  yc_date_to_text (date, text);
  yc_value_set_text (value, text);
}

/* A literal's number, within what the calendar can be moved by. */
static int
get_step (const YcExpr *literal)
{
  if (literal->type != YC_EXPR_LITERAL || literal->value.type != YC_VALUE_INT)
    return 0;
  return (int) CLAMP (literal->value.integer, -10000000, 10000000);
}

static void
add_to_date (const YcExpr *self,
             const Scene  *scene,
             YcValue      *ret_value)
{
  g_auto (YcValue) from = YC_VALUE_INIT;
  YcDate date;

  evaluate (self->arguments[0], scene, &from);
  if (from.type != YC_VALUE_TEXT || !yc_date_parse (from.text, &date))
    return;
  date = yc_date_add_months (&date, get_step (self->arguments[1]) * 12 + get_step (self->arguments[2]));
  date = yc_date_add_days (&date, get_step (self->arguments[3]));
  set_date (ret_value, &date);
}

/* @ret_value: (out): holds nothing before */
static void
evaluate (const YcExpr *self,
          const Scene  *scene,
          YcValue      *ret_value)
{
  switch (self->type)
    {
    case YC_EXPR_LITERAL:
      yc_value_copy (&self->value, ret_value);
      break;
    case YC_EXPR_FIELD:
      yc_value_copy (look_up (self, scene), ret_value);
      break;
    case YC_EXPR_TODAY:
      set_date (ret_value, scene->today);
      break;
    case YC_EXPR_COUNT:
      yc_value_set_int (ret_value, fold_rows (self, scene, count_row));
      break;
    case YC_EXPR_SUM:
      yc_value_set_int (ret_value, fold_rows (self, scene, sum_row));
      break;
    case YC_EXPR_DATE_ADD:
      add_to_date (self, scene, ret_value);
      break;
    case YC_EXPR_AND:
    case YC_EXPR_OR:
    case YC_EXPR_NOT:
    case YC_EXPR_EQ:
    case YC_EXPR_NE:
    case YC_EXPR_LT:
    case YC_EXPR_LE:
    case YC_EXPR_GT:
    case YC_EXPR_GE:
    case YC_EXPR_IN:
    case YC_EXPR_STARTS:
    case YC_EXPR_EXISTS:
    case YC_EXPR_LICENSED:
    default:
      yc_value_set_int (ret_value, holds (self, scene));
      break;
    }
}

/* --- explanations ---------------------------------------------------- */

/* What an expression rests on, in the order of reading, each once. */
static void
add_seen (GPtrArray  *seen,
          const char *what,
          const char *value)
{
  g_autofree char *line = g_strdup_printf ("%s = %s", what, value);

  if (!g_ptr_array_find_with_equal_func (seen, line, g_str_equal, NULL))
    g_ptr_array_add (seen, g_steal_pointer (&line));
}

/* A text long enough to be recognised; "-" for nothing. */
static char *
dup_shown (const YcValue *value)
{
  g_autofree char *text = yc_value_dup_text (value);

  if (*text == '\0')
    return g_strdup ("-");
  if (g_utf8_strlen (text, -1) > SHOWN_CHARS_MAX)
    {
      g_autofree char *start = g_utf8_substring (text, 0, SHOWN_CHARS_MAX);

      return g_strconcat (start, "…", NULL);
    }
  return g_steal_pointer (&text);
}

static void
explain_value (const YcExpr *self,
               const Scene  *scene,
               const char   *what,
               GPtrArray    *seen)
{
  g_auto (YcValue) value = YC_VALUE_INIT;
  g_autofree char *shown = NULL;

  evaluate (self, scene, &value);
  shown = dup_shown (&value);
  add_seen (seen, what, shown);
}

/* "count /shareholders = 1 of 2" */
static void
explain_count (const YcExpr *self,
               const Scene  *scene,
               GPtrArray    *seen)
{
  g_auto (GStrv) rows = scene->form->list_rows (scene->form, self->path);
  g_autofree char *what = g_strdup_printf ("count %s", self->path);
  gint64 count = fold_rows (self, scene, count_row);
  g_autofree char *shown = self->n_arguments > 0
                             ? g_strdup_printf ("%" G_GINT64_FORMAT " of %u", count,
                                                rows != NULL ? g_strv_length (rows) : 0)
                             : g_strdup_printf ("%" G_GINT64_FORMAT, count);

  add_seen (seen, what, shown);
}

static void
explain (const YcExpr *self,
         const Scene  *scene,
         GPtrArray    *seen)
{
  g_autofree char *what = NULL;

  if (self->type == YC_EXPR_FIELD)
    what = dup_full_path (self->path, scene->row);
  else if (self->type == YC_EXPR_TODAY)
    what = g_strdup ("today");
  else if (self->type == YC_EXPR_SUM)
    what = g_strdup_printf ("sum %s%s", self->path, self->arguments[0]->path + 1);
  if (what != NULL)
    explain_value (self, scene, what, seen);
  if (self->type == YC_EXPR_COUNT)
    explain_count (self, scene, seen);
  for (guint i = 0; i < self->n_arguments && !is_over (self); i++)
    explain (self->arguments[i], scene, seen);
}

static void
collect_paths (const YcExpr *self,
               const char   *list,
               GPtrArray    *paths)
{
  g_autofree char *path = self->path != NULL ? dup_full_path (self->path, list) : NULL;

  if (path == NULL && self->path != NULL)
    path = g_strdup (self->path);
  if (path != NULL && !g_ptr_array_find_with_equal_func (paths, path, g_str_equal, NULL))
    g_ptr_array_add (paths, g_steal_pointer (&path));
  for (guint i = 0; i < self->n_arguments; i++)
    collect_paths (self->arguments[i], is_over (self) ? self->path : list, paths);
}

/* --- public ---------------------------------------------------------- */

/* @value: copied; nothing is a value too */
YcExpr *
yc_expr_new_literal (const YcValue *value)
{
  YcExpr *self = expr_alloc (YC_EXPR_LITERAL, NULL, 0);

  yc_value_copy (value, &self->value);
  return self;
}

/**
 * yc_expr_new_field:
 * @path: a field of the form, or "./name" for one of the row at hand
 */
YcExpr *
yc_expr_new_field (const char *path)
{
  YcExpr *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = expr_alloc (YC_EXPR_FIELD, NULL, 0);
  self->path = g_strdup (path);
  return self;
}

/**
 * yc_expr_new_over:
 * @type: %YC_EXPR_COUNT or %YC_EXPR_SUM
 * @list: path of the list
 * @argument: (transfer full) (nullable): to count, the rows for which this
 *   truth holds, all without it; to sum, the row's field. It holds no count
 *   and no sum itself.
 */
YcExpr *
yc_expr_new_over (YcExprType  type,
                  const char *list,
                  YcExpr     *argument)
{
  YcExpr *self;

  g_return_val_if_fail (type == YC_EXPR_COUNT || type == YC_EXPR_SUM, NULL);
  g_return_val_if_fail (list != NULL, NULL);
  g_return_val_if_fail (argument == NULL || !contains_over (argument), NULL);
  g_return_val_if_fail (type == YC_EXPR_COUNT
                          ? argument == NULL || yc_expr_gives (argument) == YC_EXPR_GIVES_TRUTH
                          : argument != NULL && argument->type == YC_EXPR_FIELD,
                        NULL);

  self = expr_alloc (type, &argument, argument != NULL ? 1 : 0);
  self->path = g_strdup (list);
  return self;
}

/**
 * yc_expr_new:
 * @type: any but those that the other constructors make
 * @arguments: (array length=n_arguments): the array stays the caller's, what
 *   is in it becomes the expression's
 *
 * And, or and not take truths, all others values. Date-add takes a date and
 * three literals: years, months, days.
 */
YcExpr *
yc_expr_new (YcExprType  type,
             YcExpr    **arguments,
             guint       n_arguments)
{
  g_return_val_if_fail (count_fits (type, n_arguments), NULL);
  g_return_val_if_fail (arguments_fit (type, arguments, n_arguments), NULL);

  return expr_alloc (type, arguments, n_arguments);
}

void
yc_expr_free (YcExpr *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_arguments; i++)
    yc_expr_free (self->arguments[i]);
  g_free (self->arguments);
  yc_value_clear (&self->value);
  g_free (self->path);
  g_free (self);
}

YcExprGives
yc_expr_gives (const YcExpr *self)
{
  switch (self->type)
    {
    case YC_EXPR_LITERAL:
    case YC_EXPR_FIELD:
    case YC_EXPR_TODAY:
    case YC_EXPR_COUNT:
    case YC_EXPR_SUM:
    case YC_EXPR_DATE_ADD:
      return YC_EXPR_GIVES_VALUE;
    case YC_EXPR_AND:
    case YC_EXPR_OR:
    case YC_EXPR_NOT:
    case YC_EXPR_EQ:
    case YC_EXPR_NE:
    case YC_EXPR_LT:
    case YC_EXPR_LE:
    case YC_EXPR_GT:
    case YC_EXPR_GE:
    case YC_EXPR_IN:
    case YC_EXPR_STARTS:
    case YC_EXPR_EXISTS:
    case YC_EXPR_LICENSED:
    default:
      return YC_EXPR_GIVES_TRUTH;
    }
}

/* Levels of expressions in each other; 1 for a literal. */
guint
yc_expr_get_depth (const YcExpr *self)
{
  return self->depth;
}

/* Returns: (transfer full): the fields and lists it looks at, each once; a
 * row's field under its list, "/shareholders/amount", or as "./amount" where
 * the expression is itself asked of rows */
char **
yc_expr_list_paths (const YcExpr *self)
{
  GPtrArray *paths = g_ptr_array_new ();

  collect_paths (self, NULL, paths);
  g_ptr_array_add (paths, NULL);
  return (char **) g_ptr_array_free (paths, FALSE);
}

/* A value is no truth: of an expression that gives one this is %FALSE. */
gboolean
yc_expr_holds (const YcExpr *self,
               const YcForm *form,
               const char   *row,
               const YcDate *today)
{
  Scene scene = { form, row, today };

  g_return_val_if_fail (self != NULL && form != NULL && today != NULL, FALSE);

  return holds (self, &scene);
}

/**
 * yc_expr_evaluate:
 * @ret_value: (out): an initialised value, replaced; a truth gives 1 or 0
 */
void
yc_expr_evaluate (const YcExpr *self,
                  const YcForm *form,
                  const char   *row,
                  const YcDate *today,
                  YcValue      *ret_value)
{
  Scene scene = { form, row, today };

  g_return_if_fail (self != NULL && form != NULL && today != NULL && ret_value != NULL);

  yc_value_clear (ret_value);
  evaluate (self, &scene, ret_value);
}

char *
yc_expr_explain (const YcExpr *self,
                 const YcForm *form,
                 const char   *row,
                 const YcDate *today)
{
  g_autoptr (GPtrArray) seen = g_ptr_array_new_with_free_func (g_free);
  Scene scene = { form, row, today };

  g_return_val_if_fail (self != NULL && form != NULL && today != NULL, NULL);

  explain (self, &scene, seen);
  g_ptr_array_add (seen, NULL);
  return g_strjoinv (", ", (char **) seen->pdata);
}
