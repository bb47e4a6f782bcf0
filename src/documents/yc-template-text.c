/* yc-template-text.c: words with fields in them
 *
 *   "{/name/trade}"                    a field, written as its type is
 *   "{./name}"                         of the row that stands here
 *   "{/capital/amount|wan}"            in another format; see YcFormat
 *   "{./amount|share:/capital/amount}"
 *   "{/domicile/right|box:rented}"
 *   "{/shareholders|join:name}"
 *   "{/domicile/owner|else:无}"        what to say where nothing stands
 *   "{n}"  "{page}"  "{pages}"
 *   "{{"                               a brace
 *
 * Everything is looked up when the template is read; what is left for later is
 * only what a case may lack.
 */

#include "yc-template-private.h"

#include "yc-codes.h"
#include "yc-field.h"
#include "yc-lookup.h"
#include "yc-template-format.h"

#include <string.h>

#define BOX_ON "☑"
#define BOX_OFF "☐"
#define JOINER "、"

static const struct
{
  const char *name;
  YcFormat format;
  gboolean needs_argument;
} formats[] = {
  { "code", YC_FORMAT_CODE, FALSE },   { "wan", YC_FORMAT_WAN, FALSE },     { "upper", YC_FORMAT_UPPER, FALSE },
  { "share", YC_FORMAT_SHARE, TRUE },  { "mask", YC_FORMAT_MASK, FALSE },   { "box", YC_FORMAT_BOX, TRUE },
  { "boxes", YC_FORMAT_BOXES, FALSE }, { "count", YC_FORMAT_COUNT, FALSE }, { "join", YC_FORMAT_JOIN, TRUE },
};

static void
part_free (gpointer data)
{
  YcTextPart *part = data;

  g_free (part->literal);
  g_free (part->path);
  g_free (part->list);
  g_free (part->field);
  g_free (part->argument);
  g_free (part->otherwise);
  g_free (part);
}

void
yc_template_text_free (YcTemplateText *self)
{
  g_ptr_array_unref (self->parts);
  g_free (self);
}

/* --- reading --------------------------------------------------------- */

static gboolean G_GNUC_PRINTF (2, 3)
fail (char      **ret_reason,
      const char *format,
      ...)
{
  va_list arguments;

  va_start (arguments, format);
  *ret_reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return FALSE;
}

/* "wan", "box:rented", "else:无" */
static gboolean
read_option (YcTextPart *part,
             const char *option,
             char      **ret_reason)
{
  const char *colon = strchr (option, ':');
  g_autofree char *name = colon != NULL ? g_strndup (option, (gsize) (colon - option)) : g_strdup (option);

  if (strcmp (name, "else") == 0 && colon != NULL)
    {
      g_free (part->otherwise);
      part->otherwise = g_strdup (colon + 1);
      return TRUE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      if (strcmp (formats[i].name, name) != 0)
        continue;
      if (part->format != YC_FORMAT_PLAIN)
        return fail (ret_reason, "has two formats in {%s}", part->path);
      if (formats[i].needs_argument != (colon != NULL))
        return fail (ret_reason, "has the format “%s” %s an argument", name, colon != NULL ? "with" : "without");
      part->format = formats[i].format;
      part->argument = colon != NULL ? g_strdup (colon + 1) : NULL;
      return TRUE;
    }
  return fail (ret_reason, "has an unknown format “%s”", name);
}

static gboolean
check_list_part (YcTextPart       *part,
                 const YcTemplate *template,
                 char            **ret_reason)
{
  g_autofree char *column = NULL;

  if (!yc_template_has_list (template->matter, part->path))
    return fail (ret_reason, "names no list: %s", part->path);
  if (part->format == YC_FORMAT_COUNT)
    return TRUE;
  column = g_strconcat (part->path, "/", part->argument, NULL);
  if (!yc_template_find_subject (template->matter, part->path, column, &part->subject))
    return fail (ret_reason, "names no field: %s", column);
  part->list = g_strdup (part->path);
  part->field = g_strdup (part->argument);
  g_free (part->path);
  part->path = g_steal_pointer (&column);
  return TRUE;
}

static gboolean
check_format (const YcTextPart *part,
              const YcTemplate *template,
              char            **ret_reason)
{
  const YcFieldSpec *spec = part->subject.spec;
  gboolean money = part->subject.type == YC_FIELD_MONEY;
  YcSubject whole;

  if ((part->format == YC_FORMAT_WAN || part->format == YC_FORMAT_UPPER || part->format == YC_FORMAT_SHARE) && !money)
    return fail (ret_reason, "writes as money what is none: %s", part->path);
  if (part->format == YC_FORMAT_SHARE &&
      (!yc_template_find_subject (template->matter, NULL, part->argument, &whole) || whole.type != YC_FIELD_MONEY))
    return fail (ret_reason, "takes a share of what is no money: %s", part->argument);
  if ((part->format == YC_FORMAT_BOX || part->format == YC_FORMAT_BOXES) &&
      (spec == NULL || spec->type != YC_FIELD_CHOICE))
    return fail (ret_reason, "has a box for what is no choice: %s", part->path);
  if (part->format == YC_FORMAT_BOX && yc_field_spec_get_choice_label (spec, part->argument) == NULL)
    return fail (ret_reason, "has a box for no choice of %s: %s", part->path, part->argument);
  return TRUE;
}

/* An identity number, a home address or a mobile stands on a sheet of its own. */
static gboolean
check_sensitive (const YcTextPart *part,
                 const YcTemplate *template,
                 char            **ret_reason)
{
  if (!part->subject.sensitive || template->sensitive || part->format == YC_FORMAT_MASK)
    return TRUE;
  return fail (ret_reason, "shows what only the sheet for sensitive data may: %s", part->path);
}

/* @words: "/name/trade|else:无" */
static gboolean
read_field (YcTextPart       *part,
            const char       *words,
            const YcTemplate *template,
            const char       *list,
            char            **ret_reason)
{
  g_auto (GStrv) options = g_strsplit (words, "|", 4);
  gboolean in_row = g_str_has_prefix (options[0], "./");

  part->type = YC_PART_FIELD;
  if (in_row && list == NULL)
    return fail (ret_reason, "names a row's field where there is no row: %s", options[0]);
  part->path = in_row ? g_strconcat (list, options[0] + 1, NULL) : g_strdup (options[0]);
  part->list = in_row ? g_strdup (list) : NULL;
  part->field = in_row ? g_strdup (options[0] + 2) : NULL;
  for (guint i = 1; options[i] != NULL; i++)
    if (!read_option (part, options[i], ret_reason))
      return FALSE;
  if (!yc_path_is_valid (part->path))
    return fail (ret_reason, "has no path in {%s}", words);
  if (part->format == YC_FORMAT_COUNT || part->format == YC_FORMAT_JOIN)
    {
      if (!check_list_part (part, template, ret_reason))
        return FALSE;
    }
  else if (!yc_template_find_subject (template->matter, part->list, part->path, &part->subject))
    return fail (ret_reason, "names no field: %s", part->path);
  return check_format (part, template, ret_reason) && check_sensitive (part, template, ret_reason);
}

static gboolean
read_part (YcTemplateText   *self,
           const char       *words,
           const YcTemplate *template,
           const char       *list,
           gboolean          in_footer,
           char            **ret_reason)
{
  YcTextPart *part = g_new0 (YcTextPart, 1);

  g_ptr_array_add (self->parts, part);
  if (*words == '/' || *words == '.')
    return read_field (part, words, template, list, ret_reason);
  if (strcmp (words, "n") == 0 && list != NULL)
    part->type = YC_PART_ROW_NUMBER;
  else if (strcmp (words, "page") == 0 && in_footer)
    part->type = YC_PART_PAGE;
  else if (strcmp (words, "pages") == 0 && in_footer)
    part->type = YC_PART_PAGES;
  else
    return fail (ret_reason, "has {%s}, which is not known here", words);
  return TRUE;
}

static void
take_literal (YcTemplateText *self,
              GString        *literal)
{
  YcTextPart *part;

  if (literal->len == 0)
    return;
  part = g_new0 (YcTextPart, 1);
  part->literal = g_strdup (literal->str);
  g_ptr_array_add (self->parts, part);
  g_string_truncate (literal, 0);
}

static gboolean
read_parts (YcTemplateText   *self,
            const char       *text,
            const YcTemplate *template,
            const char       *list,
            gboolean          in_footer,
            char            **ret_reason)
{
  g_autoptr (GString) literal = g_string_new (NULL);

  while (*text != '\0')
    {
      const char *end = *text == '{' && text[1] != '{' ? strchr (text, '}') : NULL;
      g_autofree char *words = NULL;

      if (*text == '{' && text[1] == '{')
        text++;
      else if (*text == '{')
        {
          take_literal (self, literal);
          if (end == NULL)
            return fail (ret_reason, "has a brace that is never closed");
          words = g_strndup (text + 1, (gsize) (end - text - 1));
          if (self->parts->len >= YC_TEMPLATE_PARTS_MAX)
            return fail (ret_reason, "has more than %d fields", YC_TEMPLATE_PARTS_MAX);
          if (!read_part (self, words, template, list, in_footer, ret_reason))
            return FALSE;
          text = end + 1;
          continue;
        }
      g_string_append_c (literal, *text++);
    }
  take_literal (self, literal);
  return TRUE;
}

/**
 * yc_template_text_parse:
 * @text: words with fields
 * @template: whose matter knows the fields
 * @list: (nullable): whose rows "./" means
 * @in_footer: whether {page} and {pages} are known
 * @ret_reason: (out): what is wrong, "names no field: /x"
 *
 * Returns: (transfer full) (nullable): the text, or %NULL with a reason
 */
YcTemplateText *
yc_template_text_parse (const char       *text,
                        const YcTemplate *template,
                        const char       *list,
                        gboolean          in_footer,
                        char            **ret_reason)
{
  YcTemplateText *self = g_new0 (YcTemplateText, 1);

  self->parts = g_ptr_array_new_with_free_func (part_free);
  if (!read_parts (self, text, template, list, in_footer, ret_reason))
    g_clear_pointer (&self, yc_template_text_free);
  return self;
}

/* --- writing --------------------------------------------------------- */

/* Writes down that the paper shows @path, or what the value there was taken from. */
void
yc_template_show (YcTemplateScene *scene,
                  const char      *path)
{
  const char *source = yc_template_data_get_source (scene->data, path);

  if (source == NULL && (yc_template_is_fact (path) || g_str_has_prefix (path, "/items/")))
    return;
  g_hash_table_add (scene->shown, g_strdup (source != NULL ? source : path));
}

static gboolean
refuse_value (const char  *path,
              const char  *reason,
              GError     **error)
{
  g_set_error (error, YC_TEMPLATE_ERROR, YC_TEMPLATE_ERROR_DATA, "%s: the value %s", path, reason);
  return FALSE;
}

/* Characters that are not seen but change what is: controls, directions. */
static gboolean
check_characters (const char  *path,
                  const char  *text,
                  GError     **error)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);
      GUnicodeType type = g_unichar_type (character);

      if (character == '\n' || (type != G_UNICODE_CONTROL && type != G_UNICODE_FORMAT &&
                                type != G_UNICODE_LINE_SEPARATOR && type != G_UNICODE_PARAGRAPH_SEPARATOR))
        continue;
      g_set_error (error, YC_TEMPLATE_ERROR, YC_TEMPLATE_ERROR_DATA,
                   "%s: the value has the invisible character U+%04X; type it anew without it", path, character);
      return FALSE;
    }
  return TRUE;
}

static gboolean
write_date (GString        *out,
            const char     *path,
            const YcValue  *value,
            GError        **error)
{
  YcDate date;
  g_autofree char *text = NULL;

  if (!yc_date_parse (value->text, &date))
    return refuse_value (path, "is no date", error);
  text = yc_format_date (&date);
  g_string_append (out, text);
  return TRUE;
}

static gboolean
write_choice (GString            *out,
              const YcFieldSpec  *spec,
              const char         *path,
              const YcValue      *value,
              GError            **error)
{
  const char *label = spec != NULL ? yc_field_spec_get_choice_label (spec, value->text) : value->text;

  if (label == NULL)
    return refuse_value (path, "is none of its choices", error);
  g_string_append (out, label);
  return TRUE;
}

static gboolean
write_text (GString          *out,
            const YcTextPart *part,
            const char       *path,
            const YcValue    *value,
            GError          **error)
{
  g_autofree char *full = NULL;

  if (part->format == YC_FORMAT_CODE)
    g_string_append (out, value->text);
  else if (part->subject.type == YC_FIELD_DATE)
    return write_date (out, path, value, error);
  else if (part->subject.type == YC_FIELD_CHOICE)
    return write_choice (out, part->subject.spec, path, value, error);
  else if (part->subject.type == YC_FIELD_AREA)
    {
      full = yc_area_dup_full_name (value->text);
      if (full == NULL)
        return refuse_value (path, "is the code of no area", error);
      g_string_append (out, full);
    }
  else if (part->subject.type == YC_FIELD_INDUSTRY)
    {
      if (yc_industry_find (value->text) == NULL)
        return refuse_value (path, "is the code of no industry", error);
      g_string_append_printf (out, "%s %s", value->text, yc_industry_find (value->text)->name);
    }
  else
    g_string_append (out, value->text);
  return TRUE;
}

static char *
format_int (const YcTextPart *part,
            YcTemplateScene  *scene,
            gint64            integer)
{
  const YcValue *whole;

  switch (part->format)
    {
    case YC_FORMAT_WAN:
      return yc_format_money_wan (integer);
    case YC_FORMAT_UPPER:
      return yc_format_money_upper (integer);
    case YC_FORMAT_SHARE:
      whole = scene->form->get (scene->form, part->argument);
      yc_template_show (scene, part->argument);
      return yc_format_share (integer, whole != NULL && whole->type == YC_VALUE_INT ? whole->integer : 0);
    case YC_FORMAT_PLAIN:
    case YC_FORMAT_CODE:
    case YC_FORMAT_MASK:
    case YC_FORMAT_BOX:
    case YC_FORMAT_BOXES:
    case YC_FORMAT_COUNT:
    case YC_FORMAT_JOIN:
    default:
      if (part->subject.type == YC_FIELD_MONEY && part->format == YC_FORMAT_PLAIN)
        return yc_format_money (integer);
      return g_strdup_printf ("%" G_GINT64_FORMAT, integer);
    }
}

static gboolean
write_value (GString          *out,
             const YcTextPart *part,
             YcTemplateScene  *scene,
             const char       *path,
             const YcValue    *value,
             GError          **error)
{
  gboolean wants_int = part->subject.type == YC_FIELD_MONEY || part->subject.type == YC_FIELD_INT;
  g_autofree char *words = NULL;

  if (wants_int != (value->type == YC_VALUE_INT))
    return refuse_value (path, wants_int ? "is no number" : "is no text", error);
  if (value->type == YC_VALUE_INT)
    words = format_int (part, scene, value->integer);
  else if (!check_characters (path, value->text, error))
    return FALSE;
  else if (part->format == YC_FORMAT_MASK)
    words = yc_format_masked (value->text);
  if (words == NULL)
    return write_text (out, part, path, value, error);
  g_string_append (out, words);
  return TRUE;
}

/* @value: (nullable) */
static void
write_boxes (GString          *out,
             const YcTextPart *part,
             const YcValue    *value)
{
  GPtrArray *choices = part->subject.spec->choices;
  const char *chosen = value != NULL && value->type == YC_VALUE_TEXT ? value->text : "";

  if (part->format == YC_FORMAT_BOX)
    {
      g_string_append (out, strcmp (chosen, part->argument) == 0 ? BOX_ON : BOX_OFF);
      return;
    }
  for (guint i = 0; i < choices->len; i++)
    {
      const YcChoice *choice = g_ptr_array_index (choices, i);

      g_string_append_printf (out, "%s%s%s", i > 0 ? "　" : "", strcmp (chosen, choice->code) == 0 ? BOX_ON : BOX_OFF,
                              choice->label);
    }
}

static gboolean
write_list (GString          *out,
            const YcTextPart *part,
            YcTemplateScene  *scene,
            GError          **error)
{
  const char *list = part->format == YC_FORMAT_JOIN ? part->list : part->path;
  g_auto (GStrv) rows = scene->form->list_rows (scene->form, list);
  gsize before = out->len;

  yc_template_show (scene, part->path);
  if (part->format == YC_FORMAT_COUNT)
    {
      g_string_append_printf (out, "%u", g_strv_length (rows));
      return TRUE;
    }
  for (guint i = 0; rows[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat (list, "/", rows[i], "/", part->field, NULL);
      const YcValue *value = scene->form->get (scene->form, path);

      if (value == NULL)
        continue;
      if (out->len > before)
        g_string_append (out, JOINER);
      if (!write_value (out, part, scene, path, value, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_field (GString          *out,
             const YcTextPart *part,
             YcTemplateScene  *scene,
             GError          **error)
{
  g_autofree char *in_row = part->field != NULL && scene->row != NULL
                              ? g_strconcat (scene->row, "/", part->field, NULL) : NULL;
  const char *path = in_row != NULL ? in_row : part->path;
  const YcValue *value;
  gsize before = out->len;

  if (part->format == YC_FORMAT_COUNT || part->format == YC_FORMAT_JOIN)
    {
      if (!write_list (out, part, scene, error))
        return FALSE;
    }
  else
    {
      value = scene->form->get (scene->form, path);
      yc_template_show (scene, yc_template_data_get_source (scene->data, path) != NULL ? path : part->path);
      if (part->format == YC_FORMAT_BOX || part->format == YC_FORMAT_BOXES)
        write_boxes (out, part, value);
      else if (value != NULL && !write_value (out, part, scene, path, value, error))
        return FALSE;
    }
  if (out->len == before && part->otherwise != NULL)
    g_string_append (out, part->otherwise);
  return TRUE;
}

static gboolean
write_part (GString          *out,
            const YcTextPart *part,
            YcTemplateScene  *scene,
            GError          **error)
{
  switch (part->type)
    {
    case YC_PART_LITERAL:
      g_string_append (out, part->literal);
      return TRUE;
    case YC_PART_FIELD:
      return write_field (out, part, scene, error);
    case YC_PART_ROW_NUMBER:
      g_string_append_printf (out, "%u", scene->row_number);
      return TRUE;
    case YC_PART_PAGE:
      g_string_append_printf (out, "%u", scene->page);
      return TRUE;
    case YC_PART_PAGES:
      g_string_append_printf (out, "%u", scene->pages);
      return TRUE;
    default:
      g_assert_not_reached ();
    }
}

/**
 * yc_template_text_write:
 * @self: a text
 * @scene: the data, and the row it stands in
 * @error: %YC_TEMPLATE_ERROR_DATA, naming the field
 *
 * Returns: (transfer full) (nullable): the words, each part with the path it
 *   came from
 */
YcTypesetText *
yc_template_text_write (const YcTemplateText  *self,
                        YcTemplateScene       *scene,
                        GError               **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  YcTypesetText *text = yc_typeset_text_new ();

  for (guint i = 0; i < self->parts->len; i++)
    {
      const YcTextPart *part = g_ptr_array_index (self->parts, i);

      g_string_truncate (out, 0);
      if (!write_part (out, part, scene, error))
        {
          yc_typeset_text_free (text);
          return NULL;
        }
      yc_typeset_text_append (text, out->str, part->type == YC_PART_FIELD ? part->path : NULL);
    }
  return text;
}
