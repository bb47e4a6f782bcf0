/* Conditions and rules as typed trees (D31): total, and able to explain
 * themselves. */
#pragma once

#include "yc-date.h"
#include "yc-form.h"

G_BEGIN_DECLS

#define YC_EXPR_DEPTH_MAX 16
#define YC_EXPR_ARGUMENTS_MAX 64

typedef enum
{
  YC_EXPR_LITERAL,  /* value */
  YC_EXPR_FIELD,    /* path; fields of rows only below count and sum */
  YC_EXPR_TODAY,
  YC_EXPR_AND,
  YC_EXPR_OR,
  YC_EXPR_NOT,
  YC_EXPR_EQ,
  YC_EXPR_NE,
  YC_EXPR_LT,
  YC_EXPR_LE,
  YC_EXPR_GT,
  YC_EXPR_GE,
  YC_EXPR_IN,       /* the first argument is one of the others */
  YC_EXPR_STARTS,   /* the first argument, a text, begins with the second */
  YC_EXPR_EXISTS,   /* the field has a value */
  YC_EXPR_LICENSED, /* the field, a business scope, has an item that needs a licence */
  YC_EXPR_COUNT,    /* rows of a list; with an argument, those for which it holds */
  YC_EXPR_SUM,      /* of an integer field over the rows of a list */
  YC_EXPR_DATE_ADD, /* a date and literals: years, months, days */
} YcExprType;

/* What an expression yields. */
typedef enum
{
  YC_EXPR_GIVES_TRUTH,
  YC_EXPR_GIVES_VALUE,
} YcExprGives;

/* A tree that never changes; the parent owns its arguments. Inside the rule of
 * a list a path that begins with "./" names a field of the row. */
typedef struct _YcExpr YcExpr;

YcExpr     *yc_expr_new_literal (const YcValue *value);
YcExpr     *yc_expr_new_field   (const char    *path);
YcExpr     *yc_expr_new_over    (YcExprType     type,
                                 const char    *list,
                                 YcExpr        *argument);
YcExpr     *yc_expr_new         (YcExprType     type,
                                 YcExpr       **arguments,
                                 guint          n_arguments);
void        yc_expr_free        (YcExpr        *self);
YcExprGives yc_expr_gives       (const YcExpr  *self);
guint       yc_expr_get_depth   (const YcExpr  *self);
char      **yc_expr_list_paths  (const YcExpr  *self);

/* Total: a missing value is nothing, and nothing equals nothing, is in order
 * with nothing and sums as 0. @row: (nullable): the row's path for "./". */
gboolean    yc_expr_holds       (const YcExpr  *self,
                                 const YcForm  *form,
                                 const char    *row,
                                 const YcDate  *today);
void        yc_expr_evaluate    (const YcExpr  *self,
                                 const YcForm  *form,
                                 const char    *row,
                                 const YcDate  *today,
                                 YcValue       *ret_value);
/* What was seen: "/capital = 100000000, /domicile/area = 371502"; (transfer full). */
char       *yc_expr_explain     (const YcExpr  *self,
                                 const YcForm  *form,
                                 const char    *row,
                                 const YcDate  *today);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcExpr, yc_expr_free)

G_END_DECLS
