/* yc-name-rules.c: everything that is wrong with a name, at once
 *
 * Each rule looks at one part, or at the parts put together, and adds what it
 * finds; none stops another. A word that must not be is looked for in the
 * whole name, so that it is found across two parts as well; it is laid to the
 * part it begins in, and the trade name where that would be the region.
 */

#include "yc-name-rules.h"

#include "yc-codes.h"
#include "yc-lookup.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  const YcNameRules *rules;
  const YcName *name;
  GPtrArray *reasons;
} Look;

static void word_group_free (YcNameWordGroup *self);
static void kind_free (YcNameKind *self);
static void industry_word_free (YcNameIndustryWord *self);

/* --- data ------------------------------------------------------------ */

YcNameRules *
yc_name_rules_new (void)
{
  YcNameRules *self = g_new0 (YcNameRules, 1);

  self->trade_chars_min = 2;
  self->word_groups = g_ptr_array_new_with_free_func ((GDestroyNotify) word_group_free);
  self->kinds = g_ptr_array_new_with_free_func ((GDestroyNotify) kind_free);
  self->industry_words = g_ptr_array_new_with_free_func ((GDestroyNotify) industry_word_free);
  self->trade_words = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
yc_name_rules_free (YcNameRules *self)
{
  g_free (self->region_default);
  g_ptr_array_unref (self->word_groups);
  g_ptr_array_unref (self->kinds);
  g_ptr_array_unref (self->industry_words);
  g_ptr_array_unref (self->trade_words);
  g_free (self);
}

YcNameWordGroup *
yc_name_word_group_new (void)
{
  YcNameWordGroup *self = g_new0 (YcNameWordGroup, 1);

  self->words = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static void
word_group_free (YcNameWordGroup *self)
{
  g_free (self->id);
  g_free (self->label);
  g_ptr_array_unref (self->words);
  g_free (self);
}

YcNameKind *
yc_name_kind_new (void)
{
  YcNameKind *self = g_new0 (YcNameKind, 1);

  self->forms = g_ptr_array_new_with_free_func (g_free);
  self->forbidden = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static void
kind_free (YcNameKind *self)
{
  g_free (self->id);
  g_ptr_array_unref (self->forms);
  g_ptr_array_unref (self->forbidden);
  g_free (self);
}

YcNameIndustryWord *
yc_name_industry_word_new (void)
{
  YcNameIndustryWord *self = g_new0 (YcNameIndustryWord, 1);

  self->industries = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static void
industry_word_free (YcNameIndustryWord *self)
{
  g_free (self->word);
  g_ptr_array_unref (self->industries);
  g_free (self);
}

void
yc_name_mend_free (YcNameMend *self)
{
  for (guint i = 0; i < YC_NAME_N_PARTS; i++)
    g_free (self->parts[i]);
  g_free (self);
}

void
yc_name_reason_free (YcNameReason *self)
{
  g_free (self->code);
  g_free (self->message);
  g_ptr_array_unref (self->mends);
  g_free (self);
}

/* (nullable) */
const YcNameKind *
yc_name_rules_find_kind (const YcNameRules *self,
                         const char        *id)
{
  for (guint i = 0; i < self->kinds->len; i++)
    {
      const YcNameKind *kind = g_ptr_array_index (self->kinds, i);

      if (g_strcmp0 (kind->id, id) == 0)
        return kind;
    }
  return NULL;
}

/* The four parts in one; (transfer full). */
char *
yc_name_dup_whole (const char *const *parts)
{
  return g_strconcat (parts[YC_NAME_REGION], parts[YC_NAME_TRADE], parts[YC_NAME_INDUSTRY], parts[YC_NAME_FORM],
                      NULL);
}

static void
add (const Look *look,
     YcNamePart  part,
     YcSeverity  severity,
     const char *code,
     const char *format,
     ...) G_GNUC_PRINTF (5, 6);

static void
add (const Look *look,
     YcNamePart  part,
     YcSeverity  severity,
     const char *code,
     const char *format,
     ...)
{
  YcNameReason *reason = g_new0 (YcNameReason, 1);
  va_list arguments;

  va_start (arguments, format);
  reason->message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  reason->part = part;
  reason->severity = severity;
  reason->code = g_strdup (code);
  reason->mends = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_name_mend_free);
  g_ptr_array_add (look->reasons, reason);
}

/* --- the region ------------------------------------------------------ */

static void
check_region_place (const Look *look,
                    const char *area)
{
  gsize digits = strlen (area);

  if (look->name->area == NULL)
    return;
  while (digits > 2 && area[digits - 1] == '0' && area[digits - 2] == '0')
    digits -= 2;
  if (strncmp (area, look->name->area, digits) != 0)
    add (look, YC_NAME_REGION, YC_SEVERITY_ERROR, "name-region-elsewhere",
         _("The domicile is not in %s."), look->name->parts[YC_NAME_REGION]);
}

static void
check_region (const Look *look)
{
  const char *region = look->name->parts[YC_NAME_REGION];
  const char *area = NULL;
  gboolean alone = FALSE;
  gsize size;

  if (*region == '\0')
    {
      if (look->rules->region_optional_capital == 0 || look->name->capital < look->rules->region_optional_capital)
        add (look, YC_NAME_REGION, YC_SEVERITY_ERROR, "name-region-missing",
             _("The name must begin with a region of county level or above."));
      return;
    }
  size = yc_name_find_region (region, &area, &alone);
  if (size == 0 || size != strlen (region))
    {
      add (look, YC_NAME_REGION, YC_SEVERITY_ERROR, "name-region-unknown",
           _("%s is no region of county level or above."), region);
      return;
    }
  if (alone)
    add (look, YC_NAME_REGION, YC_SEVERITY_ERROR, "name-district-alone",
         _("A district needs its city in front of it."));
  check_region_place (look, area);
}

/* --- characters ------------------------------------------------------ */

static gboolean
is_han (gunichar code)
{
  return g_unichar_get_script (code) == G_UNICODE_SCRIPT_HAN && g_unichar_isalpha (code);
}

/* Only characters of the Chinese script: no letters, Arabic digits, signs. */
static void
check_characters (const Look *look)
{
  static const YcNamePart parts[] = { YC_NAME_TRADE, YC_NAME_INDUSTRY };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    for (const char *at = look->name->parts[parts[i]]; *at != '\0'; at = g_utf8_next_char (at))
      if (!is_han (g_utf8_get_char (at)))
        {
          add (look, parts[i], YC_SEVERITY_ERROR, "name-characters",
               _("A name has Chinese characters only: no letters, digits, spaces or signs."));
          break;
        }
}

/* --- the trade name -------------------------------------------------- */

static gboolean
is_industry_word (const YcNameRules *rules,
                  const char        *word)
{
  for (guint i = 0; i < rules->industry_words->len; i++)
    if (strcmp (((YcNameIndustryWord *) g_ptr_array_index (rules->industry_words, i))->word, word) == 0)
      return TRUE;
  return FALSE;
}

static void
check_trade (const Look *look)
{
  const char *trade = look->name->parts[YC_NAME_TRADE];
  const char *area = NULL;

  if (g_utf8_strlen (trade, -1) < (glong) look->rules->trade_chars_min)
    {
      add (look, YC_NAME_TRADE, YC_SEVERITY_ERROR, "name-trade-short",
           _("A trade name has at least %u Chinese characters."), look->rules->trade_chars_min);
      return;
    }
  if (yc_name_find_region (trade, &area, NULL) == strlen (trade))
    add (look, YC_NAME_TRADE, YC_SEVERITY_ERROR, "name-trade-region",
         _("A region's name alone is no trade name."));
  if (is_industry_word (look->rules, trade))
    add (look, YC_NAME_TRADE, YC_SEVERITY_ERROR, "name-trade-plain",
         _("%s says what is done and tells nobody apart."), trade);
}

/* --- words ----------------------------------------------------------- */

/* The part of the whole name in which the byte at @offset lies. */
static YcNamePart
find_part (const YcName *name,
           gsize         offset)
{
  for (guint i = 0; i < YC_NAME_N_PARTS; i++)
    {
      gsize size = strlen (name->parts[i]);

      if (offset < size)
        return i == YC_NAME_REGION ? YC_NAME_TRADE : (YcNamePart) i;
      offset -= size;
    }
  return YC_NAME_TRADE;
}

/* Words of @words in the name behind its region, a list of them a part. */
static void
find_words (const Look *look,
            GPtrArray  *words,
            GString    *found[YC_NAME_N_PARTS])
{
  g_autofree char *whole = yc_name_dup_whole (look->name->parts);
  gsize region = strlen (look->name->parts[YC_NAME_REGION]);

  for (guint i = 0; i < words->len; i++)
    {
      const char *word = g_ptr_array_index (words, i);
      const char *at = strstr (whole + region, word);
      YcNamePart part;

      if (at == NULL)
        continue;
      part = find_part (look->name, at - whole);
      if (part == YC_NAME_FORM)
        continue;
      if (found[part] == NULL)
        found[part] = g_string_new (NULL);
      g_string_append_printf (found[part], "%s%s", found[part]->len > 0 ? "、" : "", word);
    }
}

static void
check_word_group (const Look            *look,
                  const YcNameWordGroup *group)
{
  GString *found[YC_NAME_N_PARTS] = { NULL };
  g_autofree char *code = g_strconcat ("name-", group->id, NULL);

  find_words (look, group->words, found);
  for (guint i = 0; i < YC_NAME_N_PARTS; i++)
    if (found[i] != NULL)
      {
        add (look, i, YC_SEVERITY_ERROR, code, _("%s may not be in a name: %s."), group->label, found[i]->str);
        g_string_free (found[i], TRUE);
      }
}

/* --- the form and the kind of enterprise ----------------------------- */

static void
check_form (const Look       *look,
            const YcNameKind *kind)
{
  const char *form = look->name->parts[YC_NAME_FORM];

  for (guint i = 0; i < kind->forms->len; i++)
    if (strcmp (g_ptr_array_index (kind->forms, i), form) == 0)
      return;
  add (look, YC_NAME_FORM, YC_SEVERITY_ERROR, "name-form",
       _("The form is none of those of this kind of enterprise."));
}

static void
check_kind_words (const Look       *look,
                  const YcNameKind *kind)
{
  GString *found[YC_NAME_N_PARTS] = { NULL };

  find_words (look, kind->forbidden, found);
  for (guint i = 0; i < YC_NAME_N_PARTS; i++)
    if (found[i] != NULL)
      {
        add (look, i, YC_SEVERITY_ERROR, "name-kind-word",
             _("A name of this kind of enterprise may not have: %s."), found[i]->str);
        g_string_free (found[i], TRUE);
      }
}

/* --- the industry ---------------------------------------------------- */

/* Whether a trade's word fits what is done; where no word of the list is in
 * it, the industry's own name is asked. */
gboolean
yc_name_industry_fits (const YcNameRules *self,
                       const char        *word,
                       const char        *industry_code)
{
  const YcIndustry *industry = yc_industry_find (industry_code);
  gboolean known = FALSE;

  for (guint i = 0; i < self->industry_words->len; i++)
    {
      const YcNameIndustryWord *entry = g_ptr_array_index (self->industry_words, i);

      if (strstr (word, entry->word) == NULL)
        continue;
      known = TRUE;
      for (guint j = 0; j < entry->industries->len; j++)
        if (yc_industry_lies_in (industry_code, g_ptr_array_index (entry->industries, j)))
          return TRUE;
    }
  for (; industry != NULL; industry = yc_industry_find (industry->parent))
    if (strstr (industry->name, word) != NULL)
      return TRUE;
  return !known;
}

static void
check_industry (const Look *look)
{
  const char *industry = look->name->parts[YC_NAME_INDUSTRY];
  const char *code = look->name->industry_code;

  if (*industry == '\0')
    {
      if (look->rules->industry_optional_capital == 0 ||
          look->name->capital < look->rules->industry_optional_capital)
        add (look, YC_NAME_INDUSTRY, YC_SEVERITY_ERROR, "name-industry-missing",
             _("The name must say what the enterprise does."));
      return;
    }
  if (code != NULL && yc_industry_find (code) != NULL && !yc_name_industry_fits (look->rules, industry, code))
    add (look, YC_NAME_INDUSTRY, YC_SEVERITY_WARNING, "name-industry-mismatch",
         _("%s does not fit the industry that was chosen: %s."), industry, yc_industry_find (code)->name);
}

/**
 * yc_name_check:
 * @self: the words and limits
 * @name: a name of a kind that @self knows
 *
 * Returns: (transfer full): of YcNameReason, all of them, without mends
 */
GPtrArray *
yc_name_check (const YcNameRules *self,
               const YcName      *name)
{
  Look look = { self, name, g_ptr_array_new_with_free_func ((GDestroyNotify) yc_name_reason_free) };
  const YcNameKind *kind = yc_name_rules_find_kind (self, name->kind);

  check_region (&look);
  check_trade (&look);
  check_characters (&look);
  check_industry (&look);
  for (guint i = 0; i < self->word_groups->len; i++)
    check_word_group (&look, g_ptr_array_index (self->word_groups, i));
  if (kind != NULL)
    {
      check_kind_words (&look, kind);
      check_form (&look, kind);
    }
  return look.reasons;
}
