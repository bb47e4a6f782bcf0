/* yc-case-receive.c: receiving a form at the window
 *
 * Complete: it is submitted. Anything else is one op with all its points, and
 * that op is a recorded contact too: nobody is sent away without a paper that
 * says everything that is missing, at once.
 */

#include "yc-case-verbs.h"

#include "yc-case-verbs-private.h"
#include "yc-counter-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ITEMS "/items/"

const char *
yc_receive_outcome_to_text (YcReceiveOutcome outcome)
{
  switch (outcome)
    {
    case YC_RECEIVE_CORRECTED:
      return "corrected";
    case YC_RECEIVE_INCOMPLETE:
      return "incomplete";
    case YC_RECEIVE_OWED:
      return "owed";
    case YC_RECEIVE_REFUSED:
      return "refused";
    default:
      return "";
    }
}

/* "Shareholder 2 · Amount is missing": where, then what. The finding's own
 * words begin with the field's label, which does not say whose it is. */
static char *
dup_point_text (YcCaseFile      *self,
                const YcFinding *finding)
{
  g_autofree char *label = yc_case_file_dup_label (self, finding->path);
  g_autofree char *tail = NULL;

  if (g_str_equal (finding->code, "required"))
    return g_strdup_printf (_("%s is missing"), label);
  if (g_str_has_prefix (finding->message, label))
    return g_strdup (finding->message);
  tail = g_strdup (finding->message);
  return g_strdup_printf (_("%s: %s"), label, tail);
}

static void
add_findings (YcCaseFile *self,
              GPtrArray  *points)
{
  GPtrArray *findings = yc_case_file_get_findings (self);

  for (guint i = 0; i < findings->len; i++)
    {
      const YcFinding *finding = g_ptr_array_index (findings, i);
      g_autofree char *text = NULL;

      if (finding->severity != YC_SEVERITY_ERROR)
        continue;
      text = dup_point_text (self, finding);
      g_ptr_array_add (points, yc_point_new (finding->code, *finding->path != '\0' ? finding->path : NULL,
                                             text, finding->mend));
    }
}

static void
add_contested (YcCaseFile *self,
               GPtrArray  *points)
{
  g_auto (GStrv) contested = yc_case_list_contested (yc_case_file_get_case (self));

  for (char **path = contested; *path != NULL; path++)
    {
      g_autofree char *label = yc_case_file_dup_label (self, *path);
      g_autofree char *text = g_strdup_printf (_("%s: two values were given, choose one"), label);

      g_ptr_array_add (points, yc_point_new ("contested", *path, text, NULL));
    }
}

/* Calls @func for each paper that is marked as owed. */
static void
each_owed (YcCaseFile *self,
           void      (*func) (const YcItemSpec *spec, const YcItem *item, gpointer data),
           gpointer    data)
{
  const YcMatter *matter = yc_case_file_get_matter (self);

  for (guint i = 0; matter != NULL && i < matter->items->len; i++)
    {
      const YcItemSpec *spec = g_ptr_array_index (matter->items, i);
      const YcItem *item = yc_case_get_item (yc_case_file_get_case (self), spec->id);

      if (item != NULL && g_str_equal (item->state, "owed"))
        func (spec, item, data);
    }
}

static void
add_owed (const YcItemSpec *spec,
          const YcItem     *item,
          gpointer          data)
{
  g_autofree char *path = g_strconcat (ITEMS, spec->id, NULL);
  g_autofree char *text = item->due != NULL ? g_strdup_printf (_("%s, by %s"), spec->label, item->due)
                                            : g_strdup (spec->label);

  g_ptr_array_add (data, yc_point_new ("owed", path, text, spec->help));
}

static void
take_earlier (const YcItemSpec *spec,
              const YcItem     *item,
              gpointer          data)
{
  const char **first = data;

  if (item->due != NULL && (*first == NULL || strcmp (item->due, *first) < 0))
    *first = item->due;
}

char *
yc_case_file_dup_first_due (YcCaseFile *self)
{
  const char *first = NULL;

  g_return_val_if_fail (YC_IS_CASE_FILE (self), NULL);

  each_owed (self, take_earlier, &first);
  return g_strdup (first);
}

GPtrArray *
yc_case_file_list_points (YcCaseFile       *self,
                          YcReceiveOutcome  outcome)
{
  GPtrArray *points = yc_points_new (NULL);

  g_return_val_if_fail (YC_IS_CASE_FILE (self), points);

  if (outcome == YC_RECEIVE_INCOMPLETE)
    {
      add_contested (self, points);
      add_findings (self, points);
    }
  else if (outcome == YC_RECEIVE_OWED)
    each_owed (self, add_owed, points);
  return points;
}

static void
set_optional (YcRecord   *item,
              const char *key,
              const char *text)
{
  if (text != NULL && *text != '\0')
    yc_record_set_text (item, key, text);
}

void
yc_case_file_receive_async (YcCaseFile          *self,
                            YcReceiveOutcome     outcome,
                            GPtrArray           *points,
                            const char          *text,
                            const char          *due,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  YcOp *op;

  g_return_if_fail (YC_IS_CASE_FILE (self));
  g_return_if_fail (points->len <= YC_BODY_ITEMS_MAX);

  op = yc_case_file_create_text_op (self, "receive.record", "outcome", yc_receive_outcome_to_text (outcome),
                                    "text", text, "due", due, NULL);
  for (guint i = 0; i < points->len; i++)
    {
      const YcPoint *point = g_ptr_array_index (points, i);
      YcRecord *item = yc_body_add_item (op->body);

      yc_record_set_text (item, "code", point->code);
      set_optional (item, "path", point->path);
      yc_record_set_text (item, "text", point->text);
      set_optional (item, "remedy", point->remedy);
    }
  yc_case_file_append_judged_one (self, op, callback, user_data);
}
