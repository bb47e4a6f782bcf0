/* yc-hub-answers-lists.c: the hub's lists of cases, and hand-over codes
 *
 * Pure. Lists are for the eye: a text that is missing is nothing, and one that
 * is too long is cut by nobody but refused.
 */

#include "yc-hub-answers.h"

#include "yc-json-guard.h"
#include "yc-wire-error.h"

#include <string.h>

#define TEXT_MAX 1024 /* bytes of one text of a row */
#define CODE_DIGITS 8

static const YcJsonLimits list_limits = {
  .bytes_max = YC_HUB_LIST_BYTES_MAX,
  .depth_max = 5,
  .members_max = YC_HUB_LIST_ROWS_MAX * 16,
  .string_bytes_max = TEXT_MAX,
};

static const YcJsonLimits code_limits = {
  .bytes_max = YC_HUB_ANSWER_BYTES_MAX,
  .depth_max = 3,
  .members_max = 16,
  .string_bytes_max = TEXT_MAX,
};

static void
refuse_shape (GError    **error,
              const char *what)
{
  g_set_error (error, YC_WIRE_ERROR, YC_WIRE_ERROR_SHAPE, "The hub's answer has no “%s” as it must be", what);
}

static char *
dup_text (json_t     *json,
          const char *name)
{
  const char *text = json_string_value (json_object_get (json, name));

  return g_strdup (text != NULL ? text : "");
}

static void
row_free (gpointer data)
{
  YcHubListRow *self = data;

  g_free (self->number);
  g_free (self->name);
  g_free (self->status);
  g_free (self->why);
  g_free (self->module);
  g_free (self->owner);
  g_free (self);
}

static YcHubListRow *
parse_row (json_t  *json,
           GError **error)
{
  YcStream stream;
  YcHubListRow *self;
  const char *text = json_string_value (json_object_get (json, "stream"));

  if (text == NULL || !yc_stream_parse (text, &stream) || stream.type != YC_STREAM_CASE)
    {
      refuse_shape (error, "stream");
      return NULL;
    }
  self = g_new0 (YcHubListRow, 1);
  self->stream = stream;
  self->number = dup_text (json, "number");
  self->name = dup_text (json, "name");
  self->status = dup_text (json, "status");
  self->due_ms = MAX (json_integer_value (json_object_get (json, "due")), 0);
  self->why = dup_text (json, "why");
  self->module = dup_text (json, "module");
  self->owner = dup_text (json, "owner");
  return self;
}

/* Returns: (transfer full) (nullable): the answer to GET /v1/lists/NAME */
YcHubList *
yc_hub_list_parse (GBytes  *bytes,
                   GError **error)
{
  g_autoptr (json_t) json = yc_json_parse (bytes, &list_limits, error);
  g_autoptr (YcHubList) self = g_new0 (YcHubList, 1);
  json_t *rows, *entry;
  gsize i;

  if (json == NULL)
    return NULL;
  rows = json_object_get (json, "rows");
  if (!json_is_array (rows) || json_array_size (rows) > YC_HUB_LIST_ROWS_MAX)
    {
      refuse_shape (error, "rows");
      return NULL;
    }
  self->rows = g_ptr_array_new_with_free_func (row_free);
  json_array_foreach (rows, i, entry)
    {
      YcHubListRow *row = parse_row (entry, error);

      if (row == NULL)
        return NULL;
      g_ptr_array_add (self->rows, row);
    }
  self->total = MAX (json_integer_value (json_object_get (json, "total")), (json_int_t) self->rows->len);
  return g_steal_pointer (&self);
}

void
yc_hub_list_free (YcHubList *self)
{
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self);
}

/* Returns: (transfer full) (nullable): the answer to POST /v1/cases/STREAM/code */
YcHubCode *
yc_hub_code_parse (GBytes  *bytes,
                   GError **error)
{
  g_autoptr (json_t) json = yc_json_parse (bytes, &code_limits, error);
  const char *code;
  YcHubCode *self;

  if (json == NULL)
    return NULL;
  code = json_string_value (json_object_get (json, "code"));
  if (code == NULL || strlen (code) != CODE_DIGITS || strspn (code, "0123456789") != CODE_DIGITS)
    {
      refuse_shape (error, "code");
      return NULL;
    }
  self = g_new0 (YcHubCode, 1);
  self->code = g_strdup (code);
  self->expires_ms = json_integer_value (json_object_get (json, "expires"));
  return self;
}

void
yc_hub_code_free (YcHubCode *self)
{
  g_free (self->code);
  g_free (self);
}

/* Returns: (transfer full) (nullable): the answer to POST /v1/codes; g_free() it */
YcStream *
yc_hub_stream_parse (GBytes  *bytes,
                     GError **error)
{
  g_autoptr (json_t) json = yc_json_parse (bytes, &code_limits, error);
  const char *text;
  YcStream stream;

  if (json == NULL)
    return NULL;
  text = json_string_value (json_object_get (json, "stream"));
  if (text == NULL || !yc_stream_parse (text, &stream) || stream.type != YC_STREAM_CASE)
    {
      refuse_shape (error, "stream");
      return NULL;
    }
  return g_memdup2 (&stream, sizeof stream);
}
