/* yc-reading.c: members of JSON objects, each with its path for the message */

#include "yc-reading.h"

#include "yc-field.h"

#include <string.h>

#define ID_CHARS_MAX 64

static void
reference_free (gpointer data)
{
  YcReference *self = data;

  g_free (self->at);
  g_free (self->path);
  g_free (self->list);
  yc_value_clear (&self->value);
  g_free (self);
}

void
yc_reading_init (YcReading  *self,
                 const char *name,
                 GError    **error)
{
  self->name = name;
  self->at = g_string_new (NULL);
  self->references = g_ptr_array_new_with_free_func (reference_free);
  self->error = error;
}

void
yc_reading_clear (YcReading *self)
{
  g_string_free (self->at, TRUE);
  g_ptr_array_unref (self->references);
}

gsize
yc_reading_enter (YcReading  *self,
                  const char *member)
{
  gsize mark = self->at->len;

  g_string_append_c (self->at, '/');
  g_string_append (self->at, member);
  return mark;
}

gsize
yc_reading_enter_index (YcReading *self,
                        gsize      index)
{
  gsize mark = self->at->len;

  g_string_append_printf (self->at, "/%" G_GSIZE_FORMAT, index);
  return mark;
}

void
yc_reading_leave (YcReading *self,
                  gsize      mark)
{
  g_string_truncate (self->at, mark);
}

gboolean
yc_reading_refuse (YcReading        *self,
                   YcCatalogueError  code,
                   const char       *format,
                   ...)
{
  g_autofree char *reason = NULL;
  va_list arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (self->error, YC_CATALOGUE_ERROR, code, "%s: %s: %s", self->name,
               self->at->len > 0 ? self->at->str : "/", reason);
  return FALSE;
}

gboolean
yc_reading_refuse_member (YcReading        *self,
                          const char       *member,
                          YcCatalogueError  code,
                          const char       *reason)
{
  gsize mark = yc_reading_enter (self, member);

  yc_reading_refuse (self, code, "%s", reason);
  yc_reading_leave (self, mark);
  return FALSE;
}

static gboolean
refuse_shape (YcReading  *self,
              const char *member,
              const char *reason)
{
  return yc_reading_refuse_member (self, member, YC_CATALOGUE_ERROR_SHAPE, reason);
}

gboolean
yc_reading_check_object (YcReading         *self,
                         json_t            *json,
                         const char *const *required,
                         const char *const *optional)
{
  const char *member;
  json_t *value;

  if (!json_is_object (json))
    return yc_reading_refuse (self, YC_CATALOGUE_ERROR_SHAPE, "is not an object");
  json_object_foreach (json, member, value)
    if (!g_strv_contains (required, member) && !g_strv_contains (optional, member))
      return refuse_shape (self, member, "is not known here");
  for (; *required != NULL; required++)
    if (json_object_get (json, *required) == NULL)
      return refuse_shape (self, *required, "is missing");
  return TRUE;
}

gboolean
yc_reading_get_text (YcReading  *self,
                     json_t     *json,
                     const char *member,
                     guint       chars_max,
                     char      **ret_text)
{
  json_t *value = json_object_get (json, member);
  const char *text;

  if (value == NULL)
    return TRUE;
  text = json_string_value (value);
  if (text == NULL)
    return refuse_shape (self, member, "is not a text");
  if (*text == '\0')
    return refuse_shape (self, member, "is empty");
  if (g_utf8_strlen (text, -1) > (glong) chars_max)
    return yc_reading_refuse_member (self, member, YC_CATALOGUE_ERROR_LIMIT, "is too long");
  g_free (*ret_text);
  *ret_text = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  return TRUE;
}

/* Lower-case letters, digits and dashes. */
gboolean
yc_reading_get_id (YcReading  *self,
                   json_t     *json,
                   const char *member,
                   char      **ret_id)
{
  const char *id = json_string_value (json_object_get (json, member));

  if (id != NULL && strspn (id, "-abcdefghijklmnopqrstuvwxyz0123456789") != strlen (id))
    return refuse_shape (self, member, "is not an id: a-z, 0-9 and -");
  return yc_reading_get_text (self, json, member, ID_CHARS_MAX, ret_id);
}

gboolean
yc_reading_get_int (YcReading  *self,
                    json_t     *json,
                    const char *member,
                    gint64      min,
                    gint64      max,
                    gint64     *ret_int)
{
  json_t *value = json_object_get (json, member);
  json_int_t number;

  if (value == NULL)
    return TRUE;
  if (!json_is_integer (value))
    return refuse_shape (self, member, "is not a whole number");
  number = json_integer_value (value);
  if (number < min || number > max)
    return yc_reading_refuse_member (self, member, YC_CATALOGUE_ERROR_LIMIT, "is out of bounds");
  *ret_int = number;
  return TRUE;
}

gboolean
yc_reading_get_uint (YcReading  *self,
                     json_t     *json,
                     const char *member,
                     guint       max,
                     guint      *ret_uint)
{
  gint64 number = *ret_uint;

  if (!yc_reading_get_int (self, json, member, 0, max, &number))
    return FALSE;
  *ret_uint = (guint) number;
  return TRUE;
}

gboolean
yc_reading_get_boolean (YcReading  *self,
                        json_t     *json,
                        const char *member,
                        gboolean   *ret_boolean)
{
  json_t *value = json_object_get (json, member);

  if (value == NULL)
    return TRUE;
  if (!json_is_boolean (value))
    return refuse_shape (self, member, "is neither true nor false");
  *ret_boolean = json_is_true (value);
  return TRUE;
}

gboolean
yc_reading_get_date (YcReading  *self,
                     json_t     *json,
                     const char *member,
                     YcDate     *ret_date)
{
  json_t *value = json_object_get (json, member);

  if (value != NULL && !yc_date_parse (json_string_value (value), ret_date))
    return refuse_shape (self, member, "is not a date: YYYY-MM-DD");
  return TRUE;
}

/* Calls @each for every element of an array, until one is refused. */
gboolean
yc_reading_get_each (YcReading     *self,
                     json_t        *json,
                     const char    *member,
                     gsize          count_max,
                     YcReadingEach  each,
                     gpointer       data)
{
  json_t *array = json_object_get (json, member);
  gboolean fine = TRUE;
  gsize mark;

  if (array == NULL)
    return TRUE;
  if (!json_is_array (array))
    return refuse_shape (self, member, "is not an array");
  if (json_array_size (array) > count_max)
    return yc_reading_refuse_member (self, member, YC_CATALOGUE_ERROR_LIMIT, "has too many elements");
  mark = yc_reading_enter (self, member);
  for (gsize i = 0; i < json_array_size (array) && fine; i++)
    {
      gsize inner = yc_reading_enter_index (self, i);

      fine = each (self, json_array_get (array, i), data);
      yc_reading_leave (self, inner);
    }
  yc_reading_leave (self, mark);
  return fine;
}

typedef struct
{
  const char *member;
  guint chars_max;
  GPtrArray *texts;
} TextsPlace;

static gboolean
read_text (YcReading *self,
           json_t    *json,
           gpointer   data)
{
  const TextsPlace *place = data;
  const char *text = json_string_value (json);

  if (text == NULL || *text == '\0' || g_utf8_strlen (text, -1) > (glong) place->chars_max)
    return yc_reading_refuse (self, YC_CATALOGUE_ERROR_SHAPE, "is not a text of at most %u characters",
                              place->chars_max);
  if (g_ptr_array_find_with_equal_func (place->texts, text, g_str_equal, NULL))
    return yc_reading_refuse (self, YC_CATALOGUE_ERROR_REFERENCE, "was there before");
  g_ptr_array_add (place->texts, g_strdup (text));
  return TRUE;
}

/* An array of different texts. */
gboolean
yc_reading_get_texts (YcReading  *self,
                      json_t     *json,
                      const char *member,
                      gsize       count_max,
                      guint       chars_max,
                      GPtrArray  *ret_texts)
{
  TextsPlace place = { member, chars_max, ret_texts };

  return yc_reading_get_each (self, json, member, count_max, read_text, &place);
}

/* --- references ------------------------------------------------------ */

/* @value: (nullable): what it is compared with */
void
yc_reading_refer (YcReading       *self,
                  YcReferenceType  type,
                  const char      *path,
                  const char      *list,
                  const YcValue   *value)
{
  YcReference *reference = g_new0 (YcReference, 1);

  reference->type = type;
  reference->at = g_strdup (self->at->str);
  reference->path = g_strdup (path);
  reference->list = g_strdup (list);
  yc_value_copy (value, &reference->value);
  g_ptr_array_add (self->references, reference);
}

/* What can be asked of beside the form's fields: computed by the case. */
static const char *const identities[] = { "card", "licence", "e-id", "typed", "typed-confirmed",
                                           "passport", "passport-confirmed", NULL };
static const char *const item_states[] = { "seen", "owed", "missing", NULL };

static const char *const *
find_words (const YcMatter *matter,
            const char     *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", 4);
  const char *last = strrchr (path, '/');
  g_autofree char *person = last != NULL ? g_strndup (path, (gsize) (last - path)) : NULL;

  if (g_strv_length (parts) == 4 && strcmp (parts[1], "items") == 0 &&
      strcmp (parts[3], "state") == 0 && yc_matter_find_item (matter, parts[2]) != NULL)
    return item_states;
  for (guint i = 0; i < matter->signers->len && person != NULL; i++)
    {
      const YcSigner *signer = g_ptr_array_index (matter->signers, i);

      if (strcmp (last, "/identity") == 0 && strcmp (signer->path, person) == 0)
        return identities;
    }
  return NULL;
}

/* Any row's field stands for all: the row's id is passed over. */
static const YcFieldSpec *
find_field (const YcMatter *matter,
            const char     *list,
            const char     *path)
{
  g_autofree char *in_row = NULL;

  if (!g_str_has_prefix (path, "./"))
    {
      for (guint i = 0; i < matter->pages->len; i++)
        {
          const YcPage *page = g_ptr_array_index (matter->pages, i);

          if (page->list != NULL && yc_path_is_below (path, page->list->path))
            return NULL;
        }
      return yc_matter_find_field (matter, path);
    }
  in_row = g_strconcat (list, "/0", path + 1, NULL);
  return yc_matter_find_field (matter, in_row);
}

static const char *
check_compared (const YcReference *reference,
                const YcMatter    *matter,
                const YcFieldSpec *spec,
                const char *const *words)
{
  const YcValue *value = &reference->value;
  gboolean integer = spec != NULL && (spec->type == YC_FIELD_INT || spec->type == YC_FIELD_MONEY);

  if (integer != (value->type == YC_VALUE_INT))
    return "is compared with a field of another type";
  if (words != NULL && !g_strv_contains (words, value->text))
    return "is never held by the field it is compared with";
  if (spec != NULL && spec->type == YC_FIELD_CHOICE &&
      yc_field_spec_get_choice_label (spec, value->text) == NULL)
    return "is not a choice of the field it is compared with";
  return NULL;
}

/* NULL where all is well. */
static const char *
check_reference (const YcReference *reference,
                 const YcMatter    *matter)
{
  const YcFieldSpec *spec;
  const char *const *words;
  g_autofree char *path = NULL;

  if (reference->type == YC_REFERENCE_USED && yc_matter_find_list (matter, reference->path) != NULL)
    return NULL;
  if (reference->type == YC_REFERENCE_LIST)
    return yc_matter_find_list (matter, reference->path) != NULL ? NULL : "names no list";
  spec = find_field (matter, reference->list, reference->path);
  path = g_str_has_prefix (reference->path, "./")
           ? g_strconcat (reference->list, reference->path + 1, NULL)
           : g_strdup (reference->path);
  words = spec == NULL ? find_words (matter, path) : NULL;
  if (spec == NULL && words == NULL)
    return "names no field";
  if (reference->type == YC_REFERENCE_COMPARED)
    return check_compared (reference, matter, spec, words);
  if (reference->type == YC_REFERENCE_NUMBER &&
      (spec == NULL || (spec->type != YC_FIELD_INT && spec->type != YC_FIELD_MONEY)))
    return "names a field that is not a number";
  if (reference->type == YC_REFERENCE_LIKE &&
      (spec == NULL || (spec->type != YC_FIELD_CHOICE && spec->type != YC_FIELD_MONEY)))
    return "names a field that is no choice and no sum of money";
  return NULL;
}

/* Looks up all names that the matter's expressions gave, and forgets them. */
gboolean
yc_reading_resolve (YcReading      *self,
                    const YcMatter *matter)
{
  for (guint i = 0; i < self->references->len; i++)
    {
      const YcReference *reference = g_ptr_array_index (self->references, i);
      const char *reason = check_reference (reference, matter);

      if (reason != NULL)
        {
          g_string_assign (self->at, reference->at);
          return yc_reading_refuse (self, YC_CATALOGUE_ERROR_REFERENCE, "%s", reason);
        }
    }
  g_ptr_array_set_size (self->references, 0);
  return TRUE;
}
