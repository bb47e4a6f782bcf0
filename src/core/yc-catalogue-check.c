/* yc-catalogue-check.c: everything that is missing or wrong, at once
 *
 * Two questions, kept apart. *May this value be put here at all?* is asked of
 * every edit, and a no means the program that made the edit is wrong: it is
 * the door. *What still stands in the way?* is asked of the whole form, again
 * and again while a clerk types, and is answered in the form's order.
 *
 * A field that is not shown is not looked at, whatever it holds.
 */

#include "yc-catalogue.h"

#include "yc-checks.h"
#include "yc-scope.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define FEN_PER_YUAN 100

/* One look at a whole form. */
typedef struct
{
  const YcMatter *matter;
  const YcForm *form;
  const YcDate *today;
  GPtrArray *findings;
} Look;

static void
add_finding (GPtrArray  *findings,
             const char *path,
             const char *code,
             const char *mend,
             const char *format,
             ...) G_GNUC_PRINTF (5, 6);

static void
add_finding (GPtrArray  *findings,
             const char *path,
             const char *code,
             const char *mend,
             const char *format,
             ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (findings, yc_finding_new (path, code, YC_SEVERITY_ERROR, message, mend, NULL));
}

/* --- one value ------------------------------------------------------- */

static gboolean
has_integer (const YcFieldSpec *spec)
{
  return spec->type == YC_FIELD_INT || spec->type == YC_FIELD_MONEY;
}

/* NULL where @value may stand in @spec's field; else a code. Nothing may. */
static const char *
refuse_value (const YcFieldSpec *spec,
              const YcValue     *value)
{
  YcDate date;

  if (value == NULL || value->type == YC_VALUE_NONE)
    return NULL;
  if (!yc_value_is_valid (value) || (value->type == YC_VALUE_INT) != has_integer (spec))
    return "wrong-type";
  if (value->type == YC_VALUE_INT)
    return NULL;
  if (spec->type == YC_FIELD_DATE && !yc_date_parse (value->text, &date))
    return "wrong-type";
  if (spec->type == YC_FIELD_CHOICE && yc_field_spec_get_choice_label (spec, value->text) == NULL)
    return "not-a-choice";
  if (g_utf8_strlen (value->text, -1) > (glong) spec->chars_max)
    return "too-long";
  return NULL;
}

static void
add_refused (const YcFieldSpec *spec,
             const char        *path,
             const char        *code,
             GPtrArray         *findings)
{
  if (strcmp (code, "too-long") == 0)
    add_finding (findings, path, code, _("Shorten it"), _("%s is longer than %u characters"),
                 spec->label, spec->chars_max);
  else if (strcmp (code, "not-a-choice") == 0)
    add_finding (findings, path, code, _("Choose again"), _("%s is none of the choices"),
                 spec->label);
  else if (spec->type == YC_FIELD_DATE)
    add_finding (findings, path, code, _("Write it as year, month and day"),
                 _("%s is not a date"), spec->label);
  else
    add_finding (findings, path, code, _("Fill it in again"),
                 _("%s holds something of the wrong kind"), spec->label);
}

/* A number as the clerk knows it: yuan, not fen. */
static char *
dup_amount (const YcFieldSpec *spec,
            gint64             amount)
{
  if (spec->type != YC_FIELD_MONEY)
    return g_strdup_printf ("%" G_GINT64_FORMAT, amount);
  if (amount % FEN_PER_YUAN == 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT, amount / FEN_PER_YUAN);
  return g_strdup_printf ("%s%" G_GINT64_FORMAT ".%02d", amount < 0 ? "-" : "",
                          ABS (amount / FEN_PER_YUAN), (int) ABS (amount % FEN_PER_YUAN));
}

static void
check_range (const YcFieldSpec *spec,
             const char        *path,
             gint64             amount,
             GPtrArray         *findings)
{
  gboolean below = amount < spec->min;
  g_autofree char *limit = NULL;

  if (!below && amount <= spec->max)
    return;
  limit = dup_amount (spec, below ? spec->min : spec->max);
  if (below)
    add_finding (findings, path, "too-small", NULL, _("%s must be at least %s"), spec->label, limit);
  else
    add_finding (findings, path, "too-large", NULL, _("%s must be at most %s"), spec->label, limit);
}

static void
check_industry (const char *path,
                const char *code,
                GPtrArray  *findings)
{
  const YcIndustry *industry = yc_industry_find (code);

  if (industry == NULL || !yc_industry_is_class (industry))
    add_finding (findings, path, "industry-unknown", _("Choose it from the list."),
                 _("%s is no class of the industries' standard."), code);
}

static void
check_present (const YcFieldSpec *spec,
               const char        *path,
               const YcValue     *value,
               const Look        *look,
               const char        *row)
{
  const char *code = refuse_value (spec, value);
  guint before = look->findings->len;

  if (code != NULL)
    {
      add_refused (spec, path, code, look->findings);
      return;
    }
  if (value->type == YC_VALUE_INT)
    check_range (spec, path, value->integer, look->findings);
  if (spec->type == YC_FIELD_INDUSTRY)
    check_industry (path, value->text, look->findings);
  if (spec->type == YC_FIELD_SCOPE)
    yc_scope_check (path, value->text, look->findings);
  if (spec->check != NULL && look->findings->len == before)
    yc_check_run (spec->check, path, value, look->form, row, look->today, look->findings);
}

static void
check_field (const YcFieldSpec *spec,
             const char        *path,
             const char        *row,
             const Look        *look)
{
  g_auto (YcValue) value = YC_VALUE_INIT;

  if (!yc_field_spec_is_shown (spec, look->form, row, look->today))
    return;
  yc_value_copy (look->form->get (look->form, path), &value);
  if (value.type != YC_VALUE_NONE)
    check_present (spec, path, &value, look, row);
  else if (yc_field_spec_is_required (spec, look->form, row, look->today))
    add_finding (look->findings, path, "required", spec->help, _("%s is missing"), spec->label);
}

/* --- rows ------------------------------------------------------------ */

static void
check_rows_count (const YcListSpec *list,
                  guint             count,
                  const Look       *look)
{
  if (count < list->rows_min)
    add_finding (look->findings, list->path, "rows-min", _("Add one"),
                 _("%s: %u are needed, there are %u"), list->label, list->rows_min, count);
  if (count > list->rows_max)
    add_finding (look->findings, list->path, "rows-max", _("Remove some"),
                 _("%s: at most %u are possible, there are %u"), list->label, list->rows_max, count);
}

static void
check_row (const YcListSpec *list,
           const char       *row,
           const Look       *look)
{
  for (guint i = 0; i < list->fields->len; i++)
    {
      const YcFieldSpec *spec = g_ptr_array_index (list->fields, i);
      g_autofree char *path = g_strconcat (row, "/", spec->path, NULL);

      check_field (spec, path, row, look);
    }
}

static void
check_list (const YcListSpec *list,
            const Look       *look)
{
  g_auto (GStrv) rows = NULL;
  guint count;

  if (!yc_list_spec_is_shown (list, look->form, look->today))
    return;
  rows = look->form->list_rows (look->form, list->path);
  count = rows != NULL ? g_strv_length (rows) : 0;
  check_rows_count (list, count, look);
  for (guint i = 0; i < count; i++)
    {
      g_autofree char *row = g_strconcat (list->path, "/", rows[i], NULL);

      check_row (list, row, look);
    }
}

/* --- the name --------------------------------------------------------- */

/* "聊城市鲁西信息技术有限公司、…" */
static char *
dup_mends (const YcNameReason *reason)
{
  GString *mends = g_string_new (NULL);
  g_autofree char *text = NULL;

  for (guint i = 0; i < reason->mends->len; i++)
    {
      const YcNameMend *mend = g_ptr_array_index (reason->mends, i);
      g_autofree char *whole = yc_name_dup_whole ((const char *const *) mend->parts);

      g_string_append_printf (mends, "%s%s", i > 0 ? "、" : "", whole);
    }
  text = g_string_free (mends, FALSE);
  return *text != '\0' ? g_strdup_printf (_("For example: %s"), text) : NULL;
}

/* A part that must be filled in and is not was said already. */
static gboolean
is_said (const Look *look,
         const char *path)
{
  const YcFieldSpec *spec = yc_matter_find_field (look->matter, path);
  const YcValue *value = look->form->get (look->form, path);

  return spec == NULL || (spec->required && (value == NULL || value->type == YC_VALUE_NONE));
}

static void
check_name (const Look *look)
{
  g_autoptr (GPtrArray) reasons = yc_matter_explain_name (look->matter, look->form);

  for (guint i = 0; i < reasons->len; i++)
    {
      const YcNameReason *reason = g_ptr_array_index (reasons, i);
      const char *path = yc_name_part_get_path (reason->part);
      const YcNameMend *first = reason->mends->len > 0 ? g_ptr_array_index (reason->mends, 0) : NULL;
      g_autofree char *mends = dup_mends (reason);

      if (!is_said (look, path))
        g_ptr_array_add (look->findings, yc_finding_new (path, reason->code, reason->severity, reason->message, mends,
                                                         first != NULL ? first->parts[reason->part] : NULL));
    }
}

static gboolean
has_name (const YcPage *page)
{
  for (guint i = 0; i < page->fields->len; i++)
    if (strcmp (((YcFieldSpec *) g_ptr_array_index (page->fields, i))->path,
                yc_name_part_get_path (YC_NAME_TRADE)) == 0)
      return TRUE;
  return FALSE;
}

static void
check_page (const YcPage *page,
            const Look   *look)
{
  for (guint i = 0; i < page->fields->len; i++)
    {
      const YcFieldSpec *spec = g_ptr_array_index (page->fields, i);

      check_field (spec, spec->path, NULL, look);
    }
  if (has_name (page))
    check_name (look);
  if (page->list != NULL)
    check_list (page->list, look);
}

/* --- what may not be together ------------------------------------------ */

static void
check_constraint_at (const YcConstraint *constraint,
                     const char         *row,
                     const Look         *look)
{
  g_autofree char *path = NULL;

  if (!yc_expr_holds (constraint->when, look->form, row, look->today))
    return;
  path = row != NULL ? g_strconcat (row, "/", constraint->path, NULL) : g_strdup (constraint->path);
  g_ptr_array_add (look->findings, yc_finding_new (path, constraint->id, constraint->severity, constraint->message,
                                                   constraint->mend, constraint->mend_value));
}

static void
check_constraint (const YcConstraint *constraint,
                  const Look         *look)
{
  g_auto (GStrv) rows = constraint->list != NULL ? look->form->list_rows (look->form, constraint->list) : NULL;

  if (constraint->list == NULL)
    check_constraint_at (constraint, NULL, look);
  for (guint i = 0; rows != NULL && rows[i] != NULL; i++)
    {
      g_autofree char *row = g_strconcat (constraint->list, "/", rows[i], NULL);

      check_constraint_at (constraint, row, look);
    }
}

/* --- persons --------------------------------------------------------- */

static char *
dup_text_at (const YcForm *form,
             const char   *start,
             const char   *end)
{
  g_autofree char *path = g_strconcat (start, end, NULL);

  return yc_value_dup_text (form->get (form, path));
}

/* What to call a person: by name, or by what they are. */
static char *
dup_person_label (const Look *look,
                  const char *person)
{
  g_autofree char *name = dup_text_at (look->form, person, "/name");

  if (*name != '\0')
    return g_steal_pointer (&name);
  for (guint i = 0; i < look->matter->signers->len; i++)
    {
      const YcSigner *signer = g_ptr_array_index (look->matter->signers, i);

      if (g_str_has_prefix (person, signer->path))
        return g_strdup (signer->label);
    }
  return g_strdup (person);
}

static gboolean
is_by_machine (const char *identity)
{
  static const char *const methods[] = { "card", "licence", "e-id", NULL };

  return g_strv_contains (methods, identity);
}

/* A card, an e-licence and an e-ID were read by a machine; what a person read
 * from a passport or another paper, a second one compares. There is always a
 * way without a phone, without a card, and without a face.
 *
 * Returns: whether a machine has read it, which stands for a copy */
static gboolean
check_identity (const Look *look,
                const char *person)
{
  g_autofree char *identity = dup_text_at (look->form, person, "/identity");
  g_autofree char *label = NULL;
  g_autofree char *path = NULL;

  if (is_by_machine (identity))
    return TRUE;
  if (g_str_has_suffix (identity, "-confirmed"))
    return FALSE;
  label = dup_person_label (look, person);
  path = g_strconcat (person, "/identity", NULL);
  if (*identity != '\0')
    add_finding (look->findings, path, "identity-unconfirmed",
                 _("Have a second person compare name and number with the document"),
                 _("%s was identified without a card and not confirmed"), label);
  else
    add_finding (look->findings, path, "identity-missing", _("Read their identity card"),
                 _("%s is not identified"), label);
  return FALSE;
}

/* Returns: whether all were identified by card, and there is somebody */
static gboolean
check_identities (const Look *look)
{
  g_auto (GStrv) persons = yc_matter_list_signers (look->matter, look->form, look->today);
  gboolean all_cards = persons[0] != NULL;

  for (guint i = 0; persons[i] != NULL; i++)
    if (!check_identity (look, persons[i]))
      all_cards = FALSE;
  return all_cards;
}

/* --- the checklist --------------------------------------------------- */

static void
add_item_finding (const YcItemSpec *item,
                  const char       *path,
                  const char       *state,
                  GPtrArray        *findings)
{
  if (strcmp (state, "owed") == 0)
    add_finding (findings, path, "item-not-owable", _("Ask for it now"),
                 _("%s cannot be handed in later"), item->label);
  else if (item->owed_days > 0)
    add_finding (findings, path, "item-missing",
                 _("See it, or have the applicant promise to bring it"),
                 _("%s has not been seen"), item->label);
  else
    add_finding (findings, path, "item-missing", _("Ask for it"), _("%s has not been seen"),
                 item->label);
}

static void
check_item (const YcItemSpec *item,
            const Look       *look,
            gboolean          all_cards)
{
  g_autofree char *path = g_strconcat ("/items/", item->id, NULL);
  g_autofree char *state = dup_text_at (look->form, path, "/state");

  if (!yc_item_spec_is_needed (item, look->form, look->today))
    return;
  if (strcmp (state, "seen") == 0 || (item->from_card && all_cards))
    return;
  if (strcmp (state, "owed") != 0 || item->owed_days == 0)
    {
      add_item_finding (item, path, state, look->findings);
      return;
    }
  g_ptr_array_add (look->findings,
                   yc_finding_new (path, "item-owed", YC_SEVERITY_WARNING, item->label,
                                   _("It is owed and must be brought in time"), NULL));
}

/* --- public ---------------------------------------------------------- */

const char *
yc_matter_check_value (const YcMatter *self,
                       const char     *path,
                       const YcValue  *value)
{
  const YcFieldSpec *spec = yc_matter_find_field (self, path);

  return spec != NULL ? refuse_value (spec, value) : "unknown-path";
}

/**
 * yc_matter_check:
 * @self: a matter
 * @form: a case
 * @today: the day that dates are measured by
 *
 * Returns: (transfer full): of YcFinding. Codes: "required", "wrong-type",
 *   "too-long", "too-small", "too-large", "not-a-choice", "rows-min",
 *   "rows-max", "identity-missing", "identity-unconfirmed", "item-missing",
 *   "item-not-owable", "item-owed" (a warning), those of the checks,
 *   the ids of the matter's constraints and, beginning with "name-", those of
 *   the name engine
 */
GPtrArray *
yc_matter_check (const YcMatter *self,
                 const YcForm   *form,
                 const YcDate   *today)
{
  Look look = { self, form, today, yc_findings_new () };
  gboolean all_cards;

  for (guint i = 0; i < self->pages->len; i++)
    check_page (g_ptr_array_index (self->pages, i), &look);
  for (guint i = 0; i < self->constraints->len; i++)
    check_constraint (g_ptr_array_index (self->constraints, i), &look);
  all_cards = check_identities (&look);
  for (guint i = 0; i < self->items->len; i++)
    check_item (g_ptr_array_index (self->items, i), &look, all_cards);
  return look.findings;
}

/**
 * yc_field_spec_check:
 * @path: the field's path in the form
 * @row: (nullable): path of the row it is in
 *
 * That it is missing is also something wrong; callers that must not scold an
 * empty entry pass over "required".
 */
GPtrArray *
yc_field_spec_check (const YcFieldSpec *self,
                     const char        *path,
                     const YcForm      *form,
                     const char        *row,
                     const YcDate      *today)
{
  Look look = { NULL, form, today, yc_findings_new () };

  check_field (self, path, row, &look);
  return look.findings;
}
