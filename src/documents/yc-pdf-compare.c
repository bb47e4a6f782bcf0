/* yc-pdf-compare.c: what one revision of a PDF shows otherwise than the one before
 *
 * An increment may redefine any object: it can replace a page, turn to another
 * one that has lain hidden in the file since before the signature, or draw over
 * a field. So the question is not what an increment contains, but whether
 * everything that could be reached in the revision that was signed is there
 * unchanged in the later one:
 *
 * 1. From the trailer's Root and Info every reference is followed in the earlier
 *    revision, and each object compared with the one of the same number in the
 *    later: dictionaries as qpdf writes them, streams byte for byte.
 * 2. Signing a field may change that field's /V, which was empty, and its /AP,
 *    /Contents and /AF. It may add embedded files to the catalog's names. That is
 *    all; a field that is added, too, is a change.
 * 3. What is new and reachable from nowhere in the earlier revision but those
 *    places shows inside the field's rectangle or not at all.
 */

#include "yc-pdf-compare.h"

#include "yc-pdf-references.h"

#include <string.h>

#define OBJECTS_MAX 1000000 /* looked at in one comparison */

/* An object to be compared, and where in the document it belongs. */
typedef struct
{
  gint number;
  gint generation;
  gint page; /* from 1; 0: none in particular */
} Item;

typedef struct
{
  YcPdfFile *before;
  YcPdfFile *after;
  const char *signed_field;
  gint field_number;  /* of the signed field in @before; 0: none */
  gint root_number;
  GHashTable *pages;  /* of object number → page */
  GHashTable *seen;   /* of number and generation */
  GQueue queue;       /* of Item */
  GPtrArray *changes; /* of text */
  gboolean more;
} Compare;

static void add_change (Compare    *self,
                        const char *format,
                        ...) G_GNUC_PRINTF (2, 3);

static void
add_change (Compare    *self,
            const char *format,
            ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  for (guint i = 0; i < self->changes->len; i++)
    if (g_str_equal (g_ptr_array_index (self->changes, i), text))
      return;
  if (self->changes->len < YC_PDF_CHANGES_MAX)
    g_ptr_array_add (self->changes, g_steal_pointer (&text));
  else
    self->more = TRUE;
}

static void
enqueue (Compare *self,
         gint     number,
         gint     generation,
         gint     page)
{
  gint64 key = ((gint64) number << 17) | (generation & 0x1FFFF);
  gpointer own_page = g_hash_table_lookup (self->pages, GINT_TO_POINTER (number));
  Item *item;

  if (number <= 0 || g_hash_table_contains (self->seen, &key))
    return;
  if (g_hash_table_size (self->seen) >= OBJECTS_MAX)
    {
      add_change (self, "the document has more than %d objects, too many to be compared", OBJECTS_MAX);
      return;
    }
  g_hash_table_add (self->seen, g_memdup2 (&key, sizeof key));
  item = g_new (Item, 1);
  *item = (Item) { number, generation, own_page != NULL ? GPOINTER_TO_INT (own_page) : page };
  g_queue_push_tail (&self->queue, item);
}

typedef struct
{
  Compare *compare;
  gint page;
} Place;

static void
enqueue_cb (gint     number,
            gint     generation,
            gpointer data)
{
  Place *place = data;

  enqueue (place->compare, number, generation, place->page);
}

static void
enqueue_references (Compare    *self,
                    const char *text,
                    gint        page)
{
  Place place = { self, page };

  yc_pdf_references_scan (text, enqueue_cb, &place);
}

/* A value as it stands in a dictionary: a reference, or the thing itself. */
static char *
dup_value (YcPdfFile  *file,
           qpdf_oh     dict,
           const char *key)
{
  return g_strdup (qpdf_oh_unparse (yc_pdf_file_get_qpdf (file), yc_pdf_file_get_key (file, dict, key)));
}

static gboolean
streams_equal (Compare *self,
               qpdf_oh  before,
               qpdf_oh  after)
{
  guint8 *data[2] = { NULL, NULL };
  size_t size[2] = { 0, 0 };
  gboolean equal =
    qpdf_oh_get_stream_data (yc_pdf_file_get_qpdf (self->before), before, qpdf_dl_none, NULL, &data[0], &size[0]) == 0 &&
    qpdf_oh_get_stream_data (yc_pdf_file_get_qpdf (self->after), after, qpdf_dl_none, NULL, &data[1], &size[1]) == 0 &&
    size[0] == size[1] && (size[0] == 0 || memcmp (data[0], data[1], size[0]) == 0);

  free (data[0]);
  free (data[1]);
  return equal;
}

/* Where a change shows, for people. */
static void
tell_object (Compare    *self,
             const Item *item,
             const char *what)
{
  if (item->page > 0 && g_hash_table_contains (self->pages, GINT_TO_POINTER (item->number)))
    add_change (self, "page %d is another one, or something was put on it", item->page);
  else if (item->page > 0)
    add_change (self, "something that page %d shows was changed (object %d, %s)", item->page, item->number, what);
  else
    add_change (self, "object %d was changed (%s)", item->number, what);
}

/* Compares two dictionaries key by key but for those @allowed names; follows what
 * is the same. */
static void
compare_keys (Compare           *self,
              qpdf_oh            before,
              qpdf_oh            after,
              const char *const *allowed,
              const char        *what)
{
  YcPdfFile *files[] = { self->before, self->after };
  qpdf_oh dicts[] = { before, after };

  for (guint side = 0; side < 2; side++)
    {
      qpdf_data qpdf = yc_pdf_file_get_qpdf (files[side]);
      g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);

      for (qpdf_oh_begin_dict_key_iter (qpdf, dicts[side]); qpdf_oh_dict_more_keys (qpdf);)
        g_ptr_array_add (keys, g_strdup (qpdf_oh_dict_next_key (qpdf)));
      for (guint i = 0; i < keys->len; i++)
        {
          const char *key = g_ptr_array_index (keys, i);
          g_autofree char *old = dup_value (self->before, before, key);
          g_autofree char *new = dup_value (self->after, after, key);

          if (g_strv_contains (allowed, key))
            continue;
          if (!g_str_equal (old, new))
            add_change (self, "%s: %s was changed", what, key);
          else if (side == 0)
            enqueue_references (self, old, 0);
        }
    }
}

/* The later list of embedded files must hold the earlier one. */
static void
compare_embedded (Compare *self)
{
  g_autoptr (GPtrArray) before = yc_pdf_file_list_embedded (self->before, NULL);
  g_autoptr (GPtrArray) after = yc_pdf_file_list_embedded (self->after, NULL);

  if (before == NULL || after == NULL)
    {
      add_change (self, "the list of attached files cannot be read");
      return;
    }
  for (guint i = 0; i < before->len; i++)
    {
      YcPdfEmbedded *old = g_ptr_array_index (before, i);
      gboolean there = FALSE;

      for (guint j = 0; j < after->len && !there; j++)
        {
          YcPdfEmbedded *new = g_ptr_array_index (after, j);

          there = g_str_equal (old->name, new->name) && g_str_equal (old->value, new->value);
        }
      if (!there)
        add_change (self, "the attached file “%s” was removed or replaced", old->name);
      enqueue_references (self, old->value, 0);
    }
}

static void
compare_root (Compare *self,
              qpdf_oh  before,
              qpdf_oh  after)
{
  static const char *const names_only[] = { "/Names", NULL };
  static const char *const embedded_only[] = { "/EmbeddedFiles", NULL };
  qpdf_oh old = yc_pdf_file_get_key (self->before, before, "/Names");
  qpdf_oh new = yc_pdf_file_get_key (self->after, after, "/Names");

  compare_keys (self, before, after, names_only, "the catalog");
  if (qpdf_oh_is_null (yc_pdf_file_get_qpdf (self->before), old))
    old = qpdf_oh_new_dictionary (yc_pdf_file_get_qpdf (self->before));
  if (qpdf_oh_is_null (yc_pdf_file_get_qpdf (self->after), new))
    new = qpdf_oh_new_dictionary (yc_pdf_file_get_qpdf (self->after));
  if (!qpdf_oh_is_dictionary (yc_pdf_file_get_qpdf (self->before), old) ||
      !qpdf_oh_is_dictionary (yc_pdf_file_get_qpdf (self->after), new))
    {
      add_change (self, "the catalog: /Names was changed");
      return;
    }
  compare_keys (self, old, new, embedded_only, "the catalog's names");
  compare_embedded (self);
}

static void
compare_field (Compare *self,
               qpdf_oh  before,
               qpdf_oh  after)
{
  static const char *const allowed[] = { "/V", "/AP", "/Contents", "/AF", NULL };
  g_autofree char *what = g_strdup_printf ("the field “%s”", self->signed_field);

  if (!qpdf_oh_is_null (yc_pdf_file_get_qpdf (self->before), yc_pdf_file_get_key (self->before, before, "/V")))
    add_change (self, "%s had a value before it was signed", what);
  compare_keys (self, before, after, allowed, what);
}

static void
compare_item (Compare    *self,
              const Item *item)
{
  qpdf_data before_qpdf = yc_pdf_file_get_qpdf (self->before), after_qpdf = yc_pdf_file_get_qpdf (self->after);
  qpdf_oh before = qpdf_get_object_by_id (before_qpdf, item->number, item->generation);
  qpdf_oh after = qpdf_get_object_by_id (after_qpdf, item->number, item->generation);
  gboolean is_stream = qpdf_oh_is_stream (before_qpdf, before);
  g_autofree char *old = yc_pdf_references_dup_object (self->before, before);
  g_autofree char *new = yc_pdf_references_dup_object (self->after, after);

  if (item->number == self->root_number && qpdf_oh_is_dictionary (after_qpdf, after))
    compare_root (self, before, after);
  else if (item->number == self->field_number && qpdf_oh_is_dictionary (after_qpdf, after))
    compare_field (self, before, after);
  else if (is_stream != (gboolean) qpdf_oh_is_stream (after_qpdf, after) || !g_str_equal (old, new))
    tell_object (self, item, qpdf_oh_get_type_name (before_qpdf, before));
  else if (is_stream && !streams_equal (self, before, after))
    tell_object (self, item, "a stream");
  else
    enqueue_references (self, old, item->page);
  qpdf_oh_release_all (before_qpdf);
  qpdf_oh_release_all (after_qpdf);
}

static void
number_pages (Compare *self)
{
  qpdf_data qpdf = yc_pdf_file_get_qpdf (self->before);

  for (guint i = 0; i < yc_pdf_file_get_page_count (self->before); i++)
    g_hash_table_insert (self->pages, GINT_TO_POINTER (qpdf_oh_get_object_id (qpdf, qpdf_get_page_n (qpdf, i))),
                         GINT_TO_POINTER (i + 1));
}

static void
find_field (Compare *self)
{
  g_autoptr (GPtrArray) fields = NULL;
  YcPdfFormField *field;

  if (self->signed_field == NULL)
    return;
  fields = yc_pdf_file_list_fields (self->before, NULL);
  field = fields != NULL ? yc_pdf_file_find_field (fields, self->signed_field) : NULL;
  if (field != NULL && field->is_signature)
    self->field_number = qpdf_oh_get_object_id (yc_pdf_file_get_qpdf (self->before), field->dict);
  else
    add_change (self, "the field “%s” was added", self->signed_field);
}

/* Root and Info, and that they are the same objects. */
static void
begin (Compare *self)
{
  static const char *const keys[] = { "/Root", "/Info" };
  qpdf_oh before = qpdf_get_trailer (yc_pdf_file_get_qpdf (self->before));
  qpdf_oh after = qpdf_get_trailer (yc_pdf_file_get_qpdf (self->after));

  self->root_number = qpdf_oh_get_object_id (yc_pdf_file_get_qpdf (self->before),
                                             qpdf_get_root (yc_pdf_file_get_qpdf (self->before)));
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *old = dup_value (self->before, before, keys[i]);
      g_autofree char *new = dup_value (self->after, after, keys[i]);

      if (!g_str_equal (old, new))
        add_change (self, "the trailer names another %s", keys[i]);
      enqueue_references (self, old, 0);
    }
}

static void
check_readable (Compare *self)
{
  YcPdfFile *files[] = { self->before, self->after };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GError) error = NULL;

      if (!yc_pdf_file_check (files[i], &error))
        add_change (self, "something cannot be read: %s", error->message);
    }
}

/**
 * yc_pdf_compare:
 * @before: the revision that was signed
 * @after: a later one of the same file
 * @signed_field: (nullable): the field whose signature is what @after adds
 *
 * Returns: (transfer full) (element-type utf8): what was changed that signing
 *   does not change, in English; empty if nothing was
 */
GPtrArray *
yc_pdf_compare (YcPdfFile  *before,
                YcPdfFile  *after,
                const char *signed_field)
{
  Compare self = { .before = before, .after = after, .signed_field = signed_field };
  Item *item;

  self.pages = g_hash_table_new (NULL, NULL);
  self.seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self.changes = g_ptr_array_new_with_free_func (g_free);
  g_queue_init (&self.queue);
  number_pages (&self);
  find_field (&self);
  begin (&self);
  while ((item = g_queue_pop_head (&self.queue)) != NULL)
    {
      compare_item (&self, item);
      g_free (item);
    }
  check_readable (&self);
  if (self.more)
    g_ptr_array_add (self.changes, g_strdup ("and more"));
  g_hash_table_unref (self.pages);
  g_hash_table_unref (self.seen);
  return self.changes;
}
