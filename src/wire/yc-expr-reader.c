/* yc-expr-reader.c: expressions from their JSON
 *
 *   "rented"  1000                               a literal
 *   {"field": "/domicile/right"}                 a field; "./amount" in a row
 *   {"today": true}
 *   {"and": […]}  {"or": […]}  {"not": TRUTH}
 *   {"eq": [A, B]}  ne lt le gt ge starts        two values
 *   {"in": [A, B, C…]}                           A is one of the others
 *   {"exists": "/name/alternative"}
 *   {"licensed": "/business/scope"}              an item of it needs a licence
 *   {"count": "/shareholders"}
 *   {"count": {"list": "/shareholders", "where": TRUTH}}
 *   {"sum": {"list": "/shareholders", "field": "./amount"}}
 *   {"date_add": {"date": VALUE, "years": 5, "months": 0, "days": 0}}
 *
 * One pass builds the tree, keeping truths and values apart; the names in it
 * are written down, and looked up when their matter has been read whole.
 */

#include "yc-reading.h"

#include <string.h>

#define PATH_CHARS_MAX 160
#define STEP_MAX 10000 /* years, months or days in one date_add */

/* Where an expression stands. */
typedef struct
{
  const char *list; /* (nullable): whose rows "./" means */
  gboolean in_rows; /* inside a count or a sum */
  guint depth;      /* of this expression; the outermost has 1 */
} Place;

typedef struct _Operation Operation;
struct _Operation
{
  const char *name;
  YcExprType type;
  YcExprGives gives;
  YcExpr *(*read) (YcReading *reading, json_t *json, const Operation *operation, const Place *place);
};

static YcExpr *read_expr (YcReading *reading, json_t *json, const Place *place, YcExprGives wanted);

static YcExpr *
refuse (YcReading  *reading,
        const char *reason)
{
  yc_reading_refuse (reading, YC_CATALOGUE_ERROR_SHAPE, "%s", reason);
  return NULL;
}

static YcExpr *
read_literal (YcReading *reading,
              json_t    *json)
{
  g_auto (YcValue) value = YC_VALUE_INIT;

  if (json_is_string (json))
    yc_value_set_text (&value, json_string_value (json));
  else
    yc_value_set_int (&value, json_integer_value (json));
  if (value.type == YC_VALUE_NONE || !yc_value_is_valid (&value))
    return refuse (reading, "is empty or too long");
  return yc_expr_new_literal (&value);
}

static YcExpr *
read_field_named (YcReading       *reading,
                  const char      *path,
                  YcReferenceType  type,
                  const Place     *place)
{
  if (path == NULL || *path == '\0' || strlen (path) > PATH_CHARS_MAX)
    return refuse (reading, "is not a path");
  if (g_str_has_prefix (path, "./") && place->list == NULL)
    return refuse (reading, "names a row's field where there is no row");
  yc_reading_refer (reading, type, path, place->list, NULL);
  return yc_expr_new_field (path);
}

static YcExpr *
read_field (YcReading       *reading,
            json_t          *json,
            const Operation *operation,
            const Place     *place)
{
  return read_field_named (reading, json_string_value (json), YC_REFERENCE_FIELD, place);
}

static YcExpr *
read_about_field (YcReading       *reading,
                  json_t          *json,
                  const Operation *operation,
                  const Place     *place)
{
  YcExpr *field = read_field (reading, json, operation, place);

  return field != NULL ? yc_expr_new (operation->type, &field, 1) : NULL;
}

static YcExpr *
read_today (YcReading       *reading,
            json_t          *json,
            const Operation *operation,
            const Place     *place)
{
  if (!json_is_true (json))
    return refuse (reading, "is not true");
  return yc_expr_new (YC_EXPR_TODAY, NULL, 0);
}

/* A field beside literals: it must be able to hold them. */
static void
refer_compared (YcReading   *reading,
                json_t      *array,
                const Place *place)
{
  const char *path = NULL;

  for (gsize i = 0; i < json_array_size (array) && path == NULL; i++)
    path = json_string_value (json_object_get (json_array_get (array, i), "field"));
  for (gsize i = 0; i < json_array_size (array) && path != NULL; i++)
    {
      json_t *json = json_array_get (array, i);
      g_auto (YcValue) value = YC_VALUE_INIT;
      gsize mark;

      if (json_is_string (json))
        yc_value_set_text (&value, json_string_value (json));
      else if (json_is_integer (json))
        yc_value_set_int (&value, json_integer_value (json));
      else
        continue;
      mark = yc_reading_enter_index (reading, i);
      yc_reading_refer (reading, YC_REFERENCE_COMPARED, path, place->list, &value);
      yc_reading_leave (reading, mark);
    }
}

/* "01" begins with no choice's whole code: what is asked of the start of a
 * text is not looked up. */
static gboolean
compares_whole (YcExprType type)
{
  return type != YC_EXPR_STARTS && type != YC_EXPR_AND && type != YC_EXPR_OR;
}

static gboolean
check_arguments (YcReading       *reading,
                 json_t          *json,
                 const Operation *operation)
{
  gboolean any = operation->type == YC_EXPR_AND || operation->type == YC_EXPR_OR;
  gsize size = json_array_size (json);

  if (!json_is_array (json))
    return refuse (reading, "is not an array") != NULL;
  if (size > YC_EXPR_ARGUMENTS_MAX)
    return yc_reading_refuse (reading, YC_CATALOGUE_ERROR_LIMIT, "has more than %d arguments",
                              YC_EXPR_ARGUMENTS_MAX);
  if (any ? size == 0 : operation->type == YC_EXPR_IN ? size < 2 : size != 2)
    return refuse (reading, "has the wrong number of arguments") != NULL;
  return TRUE;
}

static YcExpr *
read_arguments (YcReading       *reading,
                json_t          *json,
                const Operation *operation,
                const Place     *place)
{
  gboolean any = operation->type == YC_EXPR_AND || operation->type == YC_EXPR_OR;
  YcExpr *arguments[YC_EXPR_ARGUMENTS_MAX];
  guint count = 0;

  if (!check_arguments (reading, json, operation))
    return NULL;
  for (; count < json_array_size (json); count++)
    {
      gsize mark = yc_reading_enter_index (reading, count);

      arguments[count] = read_expr (reading, json_array_get (json, count), place,
                                    any ? YC_EXPR_GIVES_TRUTH : YC_EXPR_GIVES_VALUE);
      yc_reading_leave (reading, mark);
      if (arguments[count] == NULL)
        {
          while (count > 0)
            yc_expr_free (arguments[--count]);
          return NULL;
        }
    }
  if (compares_whole (operation->type))
    refer_compared (reading, json, place);
  return yc_expr_new (operation->type, arguments, count);
}

static YcExpr *
read_not (YcReading       *reading,
          json_t          *json,
          const Operation *operation,
          const Place     *place)
{
  YcExpr *argument = read_expr (reading, json, place, YC_EXPR_GIVES_TRUTH);

  return argument != NULL ? yc_expr_new (YC_EXPR_NOT, &argument, 1) : NULL;
}

/* The "list" of a count or a sum; NULL where it is refused. */
static const char *
read_list_name (YcReading *reading,
                json_t    *json)
{
  const char *list = json_string_value (json);

  if (list == NULL || *list == '\0' || strlen (list) > PATH_CHARS_MAX)
    {
      refuse (reading, "is not the path of a list");
      return NULL;
    }
  yc_reading_refer (reading, YC_REFERENCE_LIST, list, NULL, NULL);
  return list;
}

/* The members of a count or a sum, and the list they are about. */
static const char *
read_over (YcReading   *reading,
           json_t      *json,
           const char  *required,
           const char  *optional)
{
  const char *const all[] = { "list", required, NULL };
  const char *const more[] = { optional, NULL };
  const char *list;
  gsize mark;

  if (!yc_reading_check_object (reading, json, all, more))
    return NULL;
  mark = yc_reading_enter (reading, "list");
  list = read_list_name (reading, json_object_get (json, "list"));
  yc_reading_leave (reading, mark);
  return list;
}

static YcExpr *
read_count (YcReading       *reading,
            json_t          *json,
            const Operation *operation,
            const Place     *place)
{
  Place inside = { NULL, TRUE, place->depth };
  YcExpr *where;
  gsize mark;

  if (place->in_rows)
    return refuse (reading, "stands inside another count");
  inside.list = json_is_string (json) ? read_list_name (reading, json)
                                      : read_over (reading, json, NULL, "where");
  if (inside.list == NULL)
    return NULL;
  if (json_object_get (json, "where") == NULL)
    return yc_expr_new_over (YC_EXPR_COUNT, inside.list, NULL);
  mark = yc_reading_enter (reading, "where");
  where = read_expr (reading, json_object_get (json, "where"), &inside, YC_EXPR_GIVES_TRUTH);
  yc_reading_leave (reading, mark);
  return where != NULL ? yc_expr_new_over (YC_EXPR_COUNT, inside.list, where) : NULL;
}

static YcExpr *
read_sum (YcReading       *reading,
          json_t          *json,
          const Operation *operation,
          const Place     *place)
{
  Place inside = { NULL, TRUE, place->depth };
  YcExpr *field;
  const char *path;
  gsize mark;

  if (place->in_rows)
    return refuse (reading, "stands inside a count");
  inside.list = read_over (reading, json, "field", NULL);
  if (inside.list == NULL)
    return NULL;
  path = json_string_value (json_object_get (json, "field"));
  mark = yc_reading_enter (reading, "field");
  field = read_field_named (reading, path, YC_REFERENCE_NUMBER, &inside);
  yc_reading_leave (reading, mark);
  return field != NULL ? yc_expr_new_over (YC_EXPR_SUM, inside.list, field) : NULL;
}

static YcExpr *
new_step (gint64 step)
{
  g_auto (YcValue) value = YC_VALUE_INIT;

  yc_value_set_int (&value, step);
  return yc_expr_new_literal (&value);
}

static YcExpr *
read_date_add (YcReading       *reading,
               json_t          *json,
               const Operation *operation,
               const Place     *place)
{
  static const char *const required[] = { "date", NULL };
  static const char *const optional[] = { "years", "months", "days", NULL };
  gint64 steps[3] = { 0, 0, 0 };
  YcExpr *arguments[4];
  gsize mark;

  if (!yc_reading_check_object (reading, json, required, optional))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (!yc_reading_get_int (reading, json, optional[i], -STEP_MAX, STEP_MAX, &steps[i]))
      return NULL;
  mark = yc_reading_enter (reading, "date");
  arguments[0] = read_expr (reading, json_object_get (json, "date"), place, YC_EXPR_GIVES_VALUE);
  yc_reading_leave (reading, mark);
  if (arguments[0] == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    arguments[i + 1] = new_step (steps[i]);
  return yc_expr_new (YC_EXPR_DATE_ADD, arguments, G_N_ELEMENTS (arguments));
}

static const Operation operations[] = {
  { "field", YC_EXPR_FIELD, YC_EXPR_GIVES_VALUE, read_field },
  { "today", YC_EXPR_TODAY, YC_EXPR_GIVES_VALUE, read_today },
  { "and", YC_EXPR_AND, YC_EXPR_GIVES_TRUTH, read_arguments },
  { "or", YC_EXPR_OR, YC_EXPR_GIVES_TRUTH, read_arguments },
  { "not", YC_EXPR_NOT, YC_EXPR_GIVES_TRUTH, read_not },
  { "eq", YC_EXPR_EQ, YC_EXPR_GIVES_TRUTH, read_arguments },
  { "ne", YC_EXPR_NE, YC_EXPR_GIVES_TRUTH, read_arguments },
  { "lt", YC_EXPR_LT, YC_EXPR_GIVES_TRUTH, read_arguments },
  { "le", YC_EXPR_LE, YC_EXPR_GIVES_TRUTH, read_arguments },
  { "gt", YC_EXPR_GT, YC_EXPR_GIVES_TRUTH, read_arguments },
  { "ge", YC_EXPR_GE, YC_EXPR_GIVES_TRUTH, read_arguments },
  { "in", YC_EXPR_IN, YC_EXPR_GIVES_TRUTH, read_arguments },
  { "starts", YC_EXPR_STARTS, YC_EXPR_GIVES_TRUTH, read_arguments },
  { "exists", YC_EXPR_EXISTS, YC_EXPR_GIVES_TRUTH, read_about_field },
  { "licensed", YC_EXPR_LICENSED, YC_EXPR_GIVES_TRUTH, read_about_field },
  { "count", YC_EXPR_COUNT, YC_EXPR_GIVES_VALUE, read_count },
  { "sum", YC_EXPR_SUM, YC_EXPR_GIVES_VALUE, read_sum },
  { "date_add", YC_EXPR_DATE_ADD, YC_EXPR_GIVES_VALUE, read_date_add },
};

static const Operation *
find_operation (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (operations); i++)
    if (strcmp (operations[i].name, name) == 0)
      return &operations[i];
  return NULL;
}

static gboolean
check_gives (YcReading   *reading,
             YcExprGives  gives,
             YcExprGives  wanted)
{
  if (gives == wanted)
    return TRUE;
  return refuse (reading, wanted == YC_EXPR_GIVES_TRUTH ? "is a value where a truth is needed"
                                                        : "is a truth where a value is needed") != NULL;
}

static YcExpr *
read_operation (YcReading   *reading,
                json_t      *json,
                const Place *place,
                YcExprGives  wanted)
{
  const char *name = json_object_iter_key (json_object_iter (json));
  const Operation *operation = find_operation (name);
  gsize mark = yc_reading_enter (reading, name);
  YcExpr *expr = NULL;

  if (operation == NULL)
    refuse (reading, "is no operation");
  else if (check_gives (reading, operation->gives, wanted))
    expr = operation->read (reading, json_object_get (json, name), operation, place);
  yc_reading_leave (reading, mark);
  return expr;
}

static YcExpr *
read_expr (YcReading   *reading,
           json_t      *json,
           const Place *place,
           YcExprGives  wanted)
{
  Place inside = { place->list, place->in_rows, place->depth + 1 };

  if (inside.depth > YC_EXPR_DEPTH_MAX)
    {
      yc_reading_refuse (reading, YC_CATALOGUE_ERROR_LIMIT, "is deeper than %d expressions",
                         YC_EXPR_DEPTH_MAX);
      return NULL;
    }
  if (json_is_string (json) || json_is_integer (json))
    return check_gives (reading, YC_EXPR_GIVES_VALUE, wanted) ? read_literal (reading, json) : NULL;
  if (!json_is_object (json) || json_object_size (json) != 1)
    return refuse (reading, "is neither a literal nor an object with one member");
  return read_operation (reading, json, &inside, wanted);
}

static gboolean
get_expr (YcReading   *self,
          json_t      *json,
          const char  *member,
          const char  *list,
          YcExprGives  wanted,
          YcExpr     **ret_expr)
{
  Place place = { list, FALSE, 0 };
  json_t *value = json_object_get (json, member);
  YcExpr *expr;
  gsize mark;

  if (value == NULL)
    return TRUE;
  mark = yc_reading_enter (self, member);
  expr = read_expr (self, value, &place, wanted);
  yc_reading_leave (self, mark);
  if (expr == NULL)
    return FALSE;
  *ret_expr = expr;
  return TRUE;
}

gboolean
yc_reading_get_expr (YcReading  *self,
                     json_t     *json,
                     const char *member,
                     const char *list,
                     YcExpr    **ret_truth)
{
  return get_expr (self, json, member, list, YC_EXPR_GIVES_TRUTH, ret_truth);
}

gboolean
yc_reading_get_value (YcReading  *self,
                      json_t     *json,
                      const char *member,
                      const char *list,
                      YcExpr    **ret_value)
{
  return get_expr (self, json, member, list, YC_EXPR_GIVES_VALUE, ret_value);
}
