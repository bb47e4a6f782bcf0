/* yc-case-form.c: a case as a form that the catalogue can check */

#include "yc-case-form.h"

static const YcValue *
case_form_get (const YcForm *form,
               const char   *path)
{
  return yc_case_get_value (((const YcCaseForm *) form)->c, path);
}

static char **
case_form_list_rows (const YcForm *form,
                     const char   *list)
{
  return yc_case_list_rows (((const YcCaseForm *) form)->c, list);
}

void
yc_case_form_init (YcCaseForm *self,
                   YcCase     *c)
{
  self->form.get = case_form_get;
  self->form.list_rows = case_form_list_rows;
  self->c = c;
}
