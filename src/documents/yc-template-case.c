/* yc-template-case.c: a folded case, as the data of a paper
 *
 * A function of the case, its matter and the office: the form's fields and rows as
 * they stand, and beside them the facts of yc-template-facts.c.
 */

#include "yc-template-data.h"

#include "yc-case-progress.h"

#include <string.h>

#define CHINA_OFFSET_MINUTES 480

/* How somebody was identified, as a paper says it. */
static const char *const methods[][2] = {
  { "card", "居民身份证读卡核验" },     { "licence", "电子营业执照核验" },
  { "e-id", "电子身份证核验" },         { "typed", "证件录入，待复核" },
  { "typed-confirmed", "证件录入，双人复核" }, { "passport", "护照录入，待复核" },
  { "passport-confirmed", "护照录入，双人复核" },
};

static char *
dup_day (const YcMoment *at)
{
  YcDate date = yc_date_from_wall (at->at_ms, CHINA_OFFSET_MINUTES);
  char text[YC_DATE_TEXT_SIZE];

  if (at->at_ms == 0 || !yc_date_is_valid (&date))
    return NULL;
  yc_date_to_text (&date, text);
  return g_strdup (text);
}

static void
set_in (YcTemplateData *self,
        const char     *parent,
        const char     *key,
        const char     *text)
{
  g_autofree char *path = g_strconcat (parent, "/", key, NULL);

  yc_template_data_set_text (self, path, text);
}

static void
set_day_in (YcTemplateData *self,
            const char     *parent,
            const char     *key,
            const YcMoment *at)
{
  g_autofree char *day = dup_day (at);

  set_in (self, parent, key, day);
}

static char *
add_numbered_row (YcTemplateData *self,
                  const char     *list,
                  guint           index)
{
  g_autofree char *row = g_strdup_printf ("%u", index + 1);

  return yc_template_data_add_row (self, list, row);
}

/* --- the form -------------------------------------------------------- */

static void
copy_fields (YcTemplateData *self,
             YcCase         *c)
{
  g_auto (GStrv) paths = yc_case_list_fields (c);

  for (guint i = 0; paths[i] != NULL; i++)
    yc_template_data_set (self, paths[i], yc_case_get_value (c, paths[i]));
}

static void
copy_rows (YcTemplateData *self,
           YcCase         *c,
           const YcMatter *matter)
{
  for (guint i = 0; i < matter->pages->len; i++)
    {
      const YcPage *page = g_ptr_array_index (matter->pages, i);
      g_auto (GStrv) rows = page->list != NULL ? yc_case_list_rows (c, page->list->path) : NULL;

      for (guint j = 0; rows != NULL && rows[j] != NULL; j++)
        g_free (yc_template_data_add_row (self, page->list->path, rows[j]));
    }
}

static void
copy_items (YcTemplateData *self,
            YcCase         *c,
            const YcMatter *matter)
{
  for (guint i = 0; i < matter->items->len; i++)
    {
      const YcItemSpec *item = g_ptr_array_index (matter->items, i);
      g_autofree char *path = g_strconcat ("/items/", item->id, "/state", NULL);

      yc_template_data_set (self, path, yc_case_get_value (c, path));
    }
}

/* --- who signs ------------------------------------------------------- */

static const char *
get_method_words (const YcValue *method)
{
  for (gsize i = 0; method != NULL && i < G_N_ELEMENTS (methods); i++)
    if (g_strcmp0 (methods[i][0], method->text) == 0)
      return methods[i][1];
  return NULL;
}

static const char *
get_post (const YcMatter *matter,
          const char     *person)
{
  for (guint i = 0; i < matter->signers->len; i++)
    {
      const YcSigner *signer = g_ptr_array_index (matter->signers, i);

      if (strcmp (signer->path, person) == 0 || yc_path_is_below (person, signer->path))
        return signer->label;
    }
  return NULL;
}

/* The person's field in the row of all who sign, and where it was taken from. */
static void
copy_person_field (YcTemplateData *self,
                   YcCase         *c,
                   const char     *row,
                   const char     *person,
                   const char     *key)
{
  g_autofree char *path = g_strconcat (row, "/", key, NULL);
  g_autofree char *field = g_strconcat (person, "/", key, NULL);

  yc_template_data_set (self, path, yc_case_get_value (c, field));
  yc_template_data_set_source (self, path, field);
}

static void
add_person (YcTemplateData *self,
            YcCase         *c,
            const YcMatter *matter,
            const char     *person,
            guint           index)
{
  g_autofree char *row = add_numbered_row (self, "/persons", index);
  g_autofree char *method = g_strconcat (row, "/method", NULL);
  g_autofree char *identity_path = g_strconcat (person, "/identity", NULL);
  g_autofree char *document_path = g_strconcat (person, "/document", NULL);
  const YcIdentity *identity = yc_case_get_identity (c, person);
  const YcFieldSpec *spec = yc_matter_find_field (matter, document_path);
  const YcValue *document = yc_case_get_value (c, document_path);
  const char *label = document != NULL && spec != NULL ? yc_field_spec_get_choice_label (spec, document->text) : NULL;

  yc_template_data_set_source (self, row, person);
  copy_person_field (self, c, row, person, "name");
  copy_person_field (self, c, row, person, "number");
  set_in (self, row, "post", get_post (matter, person));
  set_in (self, row, "document", label != NULL ? label : "居民身份证");
  yc_template_data_set (self, identity_path, yc_case_get_value (c, identity_path));
  yc_template_data_set_text (self, method, get_method_words (yc_case_get_value (c, identity_path)));
  yc_template_data_set_source (self, method, identity_path);
  if (identity != NULL)
    set_day_in (self, row, "on", &identity->at);
}

static void
add_persons (YcTemplateData *self,
             YcCase         *c,
             const YcMatter *matter,
             const YcDate   *today)
{
  g_auto (GStrv) signers = yc_matter_list_signers (matter, yc_template_data_get_form (self), today);

  for (guint i = 0; signers[i] != NULL; i++)
    add_person (self, c, matter, signers[i], i);
}

/* --- receiving and hand-over ----------------------------------------- */

static const YcReceiving *
find_receiving (YcCase     *c,
                const char *outcome)
{
  GPtrArray *receivings = yc_case_get_receivings (c);

  for (guint i = receivings->len; i > 0; i--)
    {
      const YcReceiving *receiving = g_ptr_array_index (receivings, i - 1);

      if (g_str_equal (receiving->outcome, outcome))
        return receiving;
    }
  return NULL;
}

/* The newest of one outcome: its points as rows, its words beside them. */
static void
add_receiving (YcTemplateData *self,
               YcCase         *c,
               const char     *outcome)
{
  const YcReceiving *receiving = find_receiving (c, outcome);
  g_autofree char *list = g_strconcat ("/", outcome, NULL);
  g_autofree char *word = g_strconcat (list, "-word", NULL);

  if (receiving == NULL)
    return;
  for (guint i = 0; i < receiving->points->len; i++)
    {
      const YcPoint *point = g_ptr_array_index (receiving->points, i);
      g_autofree char *row = add_numbered_row (self, list, i);

      set_in (self, row, "text", point->text);
      set_in (self, row, "remedy", point->remedy);
    }
  set_in (self, word, "text", receiving->text);
  set_in (self, word, "due", receiving->due);
  set_day_in (self, word, "on", &receiving->at);
}

static void
add_output (YcTemplateData *self,
            YcCase         *c,
            const YcModule *module,
            const YcOutput *output,
            const char     *value,
            guint           index)
{
  static const char *const kinds[] = { "电子件", "纸质件", "实物" };
  g_autofree char *id = g_strconcat (module->id, "/", output->key, NULL);
  g_autofree char *row = add_numbered_row (self, "/outputs", index);
  const YcHandover *handed = yc_case_find_handover (c, id);
  g_autofree char *how = NULL;

  set_in (self, row, "label", output->label);
  set_in (self, row, "module", module->label);
  set_in (self, row, "value", value);
  set_in (self, row, "kind", kinds[MIN ((gsize) output->kind, G_N_ELEMENTS (kinds) - 1)]);
  if (handed != NULL && handed->posted)
    how = g_strdup_printf ("邮寄 %s", handed->number);
  else if (handed != NULL)
    how = g_strdup_printf ("%s（%s）签收", handed->name,
                           g_strcmp0 (handed->relation, "agent") == 0 ? "代理人" : "本人");
  else if (!output->handed)
    how = g_strdup ("已推送");
  set_in (self, row, "how", how);
  if (handed != NULL)
    set_day_in (self, row, "on", &handed->at);
}

/* All that the modules have given, and what was given from hand to hand. */
static void
add_outputs (YcTemplateData *self,
             YcCase         *c,
             const YcMatter *matter)
{
  guint count = 0;

  for (guint i = 0; i < matter->modules->len; i++)
    {
      const YcModule *module = g_ptr_array_index (matter->modules, i);

      for (guint j = 0; j < module->outputs->len; j++)
        {
          const YcOutput *output = g_ptr_array_index (module->outputs, j);
          g_autofree char *value = yc_output_dup_words (output, matter, yc_case_get_result (c, module->id, output->key));
          g_autofree char *path = g_strconcat ("/results/", module->id, "/", output->key, NULL);

          yc_template_data_set_text (self, path, value);
          if (value != NULL)
            add_output (self, c, module, output, value, count++);
        }
    }
}

/* --- the case -------------------------------------------------------- */

static void
add_case (YcTemplateData *self,
          YcCase         *c,
          const YcMatter *matter,
          const YcDate   *today)
{
  const YcPromise *promise = yc_matter_find_promise (matter, yc_template_data_get_form (self), today);
  YcMoment received = yc_case_get_received_at (c);
  YcCaseStatus status = yc_case_get_status (c);
  g_autofree char *id = yc_id_dup_text (yc_case_get_id (c));

  yc_template_data_set_text (self, "/case/number", yc_case_get_number (c));
  yc_template_data_set_text (self, "/case/id", id);
  yc_template_data_set_text (self, "/case/matter", matter->label);
  yc_template_data_set_text (self, "/case/promise", promise != NULL ? promise->label : NULL);
  set_day_in (self, "/case", "received", &received);
  if (status != YC_CASE_NEW && status != YC_CASE_DRAFT && status != YC_CASE_NOT_RECEIVED)
    yc_template_data_set_text (self, "/case/submitted", "yes");
}

static void
add_office (YcTemplateData         *self,
            const YcTemplateOffice *office)
{
  char date[YC_DATE_TEXT_SIZE];

  yc_date_to_text (&office->date, date);
  yc_template_data_set_text (self, "/paper/date", date);
  yc_template_data_set_text (self, "/office/hall", office->hall);
  yc_template_data_set_text (self, "/office/window", office->window);
  yc_template_data_set_text (self, "/office/operator", office->operator);
}

/**
 * yc_template_data_new_from_case:
 * @c: a case
 * @matter: what it is about
 * @office: who makes the paper, and on what day
 *
 * Returns: (transfer full): a copy of what stands there now
 */
YcTemplateData *
yc_template_data_new_from_case (YcCase                 *c,
                                const YcMatter         *matter,
                                const YcTemplateOffice *office)
{
  YcTemplateData *self = yc_template_data_new ();

  g_return_val_if_fail (YC_IS_CASE (c) && matter != NULL && office != NULL, self);

  copy_fields (self, c);
  copy_rows (self, c, matter);
  copy_items (self, c, matter);
  add_persons (self, c, matter, &office->date);
  add_receiving (self, c, "incomplete");
  add_receiving (self, c, "owed");
  add_receiving (self, c, "refused");
  add_outputs (self, c, matter);
  add_case (self, c, matter, &office->date);
  add_office (self, office);
  return self;
}
