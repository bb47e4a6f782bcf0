/* yc-case-reveal.c: who looked at personal data of a case, and why
 *
 * An op person.reveal says which fields somebody had shown to them, and for
 * what purpose; it holds no value. It stands in the case's history and changes
 * nothing else: no field, no paper, no clock. So it may come at any time once
 * there is a case, also when that has ended.
 */

#include "yc-case-reveal.h"

#include "yc-case-private.h"

static void
reveal_free (gpointer data)
{
  YcReveal *reveal = data;

  g_free (reveal->purpose);
  g_free (reveal->text);
  g_free (reveal->by);
  g_ptr_array_unref (reveal->paths);
  g_free (reveal);
}

void
yc_case_reveal_init (YcCase *self)
{
  self->reveals = g_ptr_array_new_with_free_func (reveal_free);
}

void
yc_case_reveal_clear (YcCase *self)
{
  g_ptr_array_unref (self->reveals);
}

/* Returns: (transfer none) (array zero-terminated=1): the codes, in the order they are asked for */
const char *const *
yc_reveal_list_purposes (void)
{
  static const char *const purposes[] = { YC_REVEAL_DOCUMENT, YC_REVEAL_CONTACT, YC_REVEAL_REVIEW, YC_REVEAL_REQUEST,
                                          YC_REVEAL_OTHER, NULL };

  return purposes;
}

/* Returns: (transfer none): of #YcReveal, the oldest first */
GPtrArray *
yc_case_get_reveals (YcCase *self)
{
  g_return_val_if_fail (YC_IS_CASE (self), NULL);

  return self->reveals;
}

/* Returns: (transfer none) (nullable): the look that @op tells of */
const YcReveal *
yc_case_find_reveal (YcCase     *self,
                     const YcId *op)
{
  g_return_val_if_fail (YC_IS_CASE (self), NULL);

  for (guint i = 0; i < self->reveals->len; i++)
    {
      const YcReveal *reveal = g_ptr_array_index (self->reveals, i);

      if (yc_id_equal (&reveal->op, op))
        return reveal;
    }
  return NULL;
}

void
yc_case_reveal_dump (YcCase  *self,
                     GString *out)
{
  for (guint i = 0; i < self->reveals->len; i++)
    {
      const YcReveal *reveal = g_ptr_array_index (self->reveals, i);

      g_string_append_printf (out, "reveal %s %s %u\n", reveal->by, reveal->purpose, reveal->paths->len);
    }
}

static void
fold_reveal (YcCase       *self,
             const YcFact *fact)
{
  YcReveal *reveal = g_new0 (YcReveal, 1);

  reveal->op = fact->op->id;
  reveal->purpose = g_strdup (yc_fact_get_text (fact, "purpose"));
  reveal->text = g_strdup (yc_fact_get_text (fact, "text"));
  reveal->by = g_strdup (fact->op->by);
  reveal->at = fact->verdict->at;
  reveal->paths = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < fact->op->body->items->len; i++)
    g_ptr_array_add (reveal->paths,
                     g_strdup (yc_record_get_text (g_ptr_array_index (fact->op->body->items, i), "path")));
  g_ptr_array_add (self->reveals, reveal);
}

static void
judge_reveal (YcCase     *self,
              const YcOp *op,
              YcVerdict  *verdict)
{
  const char *purpose = yc_record_get_text (op->body->record, "purpose");
  const char *text = yc_record_get_text (op->body->record, "text");

  if (!g_strv_contains (yc_reveal_list_purposes (), purpose))
    yc_verdict_refuse (verdict, "", "unknown-purpose");
  if (g_str_equal (purpose, YC_REVEAL_OTHER) && (text == NULL || *text == '\0'))
    yc_verdict_refuse (verdict, "", "no-reason");
  if (op->body->items->len == 0)
    yc_verdict_refuse (verdict, "", "no-points");
}

/* As yc_case_progress_find_effect(). */
YcCaseEffect
yc_case_reveal_find_effect (YcKindCode   code,
                            const char **ret_detail)
{
  if (code != YC_KIND_PERSON_REVEAL)
    return NULL;
  *ret_detail = "purpose";
  return fold_reveal;
}

/* As yc_case_progress_find_law(). */
gboolean
yc_case_reveal_find_law (YcKindCode   code,
                         guint       *ret_in,
                         const char **ret_reason,
                         YcCaseLaw   *ret_law)
{
  if (code != YC_KIND_PERSON_REVEAL)
    return FALSE;
  *ret_in = ~(1u << YC_CASE_NEW);
  *ret_reason = "not-open";
  *ret_law = judge_reveal;
  return TRUE;
}
