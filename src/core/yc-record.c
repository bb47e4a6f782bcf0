/* yc-record.c: the body of an op */

#include "yc-record.h"

#include <string.h>

typedef struct
{
  char *key;
  YcValue value;
} Entry;

struct _YcRecord
{
  GArray *entries; /* of Entry; a handful, so a walk beats a table */
};

static void
entry_clear (gpointer data)
{
  Entry *entry = data;

  g_free (entry->key);
  yc_value_clear (&entry->value);
}

static Entry *
find_entry (const YcRecord *self,
            const char     *key)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = &g_array_index (self->entries, Entry, i);

      if (strcmp (entry->key, key) == 0)
        return entry;
    }
  return NULL;
}

YcRecord *
yc_record_new (void)
{
  YcRecord *self = g_new0 (YcRecord, 1);

  self->entries = g_array_new (FALSE, TRUE, sizeof (Entry));
  g_array_set_clear_func (self->entries, entry_clear);
  return self;
}

void
yc_record_free (YcRecord *self)
{
  g_array_unref (self->entries);
  g_free (self);
}

YcRecord *
yc_record_copy (const YcRecord *self)
{
  YcRecord *copy = yc_record_new ();

  for (guint i = 0; i < self->entries->len; i++)
    yc_record_set (copy, yc_record_get_key (self, i), yc_record_get_at (self, i));
  return copy;
}

/**
 * yc_record_set:
 * @self: a record with room: at most %YC_RECORD_KEYS_MAX keys
 * @key: its name, at most %YC_RECORD_KEY_MAX bytes
 * @value: (nullable): copied; %NULL sets an empty value, which is kept: "was
 *   nothing" says something
 */
void
yc_record_set (YcRecord      *self,
               const char    *key,
               const YcValue *value)
{
  Entry *entry;

  g_return_if_fail (self != NULL && key != NULL && strlen (key) <= YC_RECORD_KEY_MAX);

  entry = find_entry (self, key);
  if (entry == NULL)
    {
      Entry fresh = { g_strdup (key), YC_VALUE_INIT };

      g_assert (self->entries->len < YC_RECORD_KEYS_MAX);
      g_array_append_val (self->entries, fresh);
      entry = &g_array_index (self->entries, Entry, self->entries->len - 1);
    }
  yc_value_clear (&entry->value);
  yc_value_copy (value, &entry->value);
}

void
yc_record_set_text (YcRecord   *self,
                    const char *key,
                    const char *text)
{
  g_auto (YcValue) value = YC_VALUE_INIT;

  yc_value_set_text (&value, text);
  yc_record_set (self, key, &value);
}

void
yc_record_set_int (YcRecord   *self,
                   const char *key,
                   gint64      integer)
{
  g_auto (YcValue) value = YC_VALUE_INIT;

  yc_value_set_int (&value, integer);
  yc_record_set (self, key, &value);
}

guint
yc_record_get_size (const YcRecord *self)
{
  return self->entries->len;
}

const char *
yc_record_get_key (const YcRecord *self,
                   guint           index)
{
  g_return_val_if_fail (index < self->entries->len, NULL);

  return g_array_index (self->entries, Entry, index).key;
}

const YcValue *
yc_record_get_at (const YcRecord *self,
                  guint           index)
{
  g_return_val_if_fail (index < self->entries->len, NULL);

  return &g_array_index (self->entries, Entry, index).value;
}

/* Returns: (nullable) (transfer none): the value, NULL where there is no such key */
const YcValue *
yc_record_get (const YcRecord *self,
               const char     *key)
{
  Entry *entry = find_entry (self, key);

  return entry != NULL ? &entry->value : NULL;
}

/* Returns: (nullable) (transfer none): the text, NULL where it is none */
const char *
yc_record_get_text (const YcRecord *self,
                    const char     *key)
{
  const YcValue *value = yc_record_get (self, key);

  return value != NULL && value->type == YC_VALUE_TEXT ? value->text : NULL;
}

gint64
yc_record_get_int (const YcRecord *self,
                   const char     *key,
                   gint64          fallback)
{
  const YcValue *value = yc_record_get (self, key);

  return value != NULL && value->type == YC_VALUE_INT ? value->integer : fallback;
}

static void
record_free (gpointer data)
{
  yc_record_free (data);
}

YcBody *
yc_body_new (void)
{
  YcBody *self = g_new0 (YcBody, 1);

  self->record = yc_record_new ();
  self->items = g_ptr_array_new_with_free_func (record_free);
  return self;
}

void
yc_body_free (YcBody *self)
{
  yc_record_free (self->record);
  g_ptr_array_unref (self->items);
  g_free (self);
}

YcBody *
yc_body_copy (const YcBody *self)
{
  YcBody *copy = yc_body_new ();

  yc_record_free (copy->record);
  copy->record = yc_record_copy (self->record);
  for (guint i = 0; i < self->items->len; i++)
    g_ptr_array_add (copy->items, yc_record_copy (g_ptr_array_index (self->items, i)));
  return copy;
}

/* Returns: (transfer none): a new, empty item at the end of the list */
YcRecord *
yc_body_add_item (YcBody *self)
{
  YcRecord *item = yc_record_new ();

  g_assert (self->items->len < YC_BODY_ITEMS_MAX);
  g_ptr_array_add (self->items, item);
  return item;
}
