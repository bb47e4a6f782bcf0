/* yc-pack-book.c: what a desk holds of packs
 *
 *   absent ──checked whole──▶ trying ──a case was shown by it──▶ good
 *      │                        │
 *      └──────a check failed────┴──the program ended twice──▶ refused
 *
 * While anything is on trial the book on the disk says that a run has begun; a run
 * that ends as it should takes that back. So the next one knows whether the last
 * fell over, whatever it fell over. Nothing leads out of refused but another
 * version, and a version that is good stays good: what ends the program then is
 * nothing that going back would mend for the cases that have it.
 *
 * With a version that was withdrawn no case begins; those that have it are shown.
 */

#include "yc-pack-book.h"

#include "yc-catalogue.h"
#include "yc-json-guard.h"

#include <string.h>

static const YcJsonLimits limits = {
  .bytes_max = YC_PACK_BOOK_BYTES_MAX,
  .depth_max = 3,
  .members_max = 16 * YC_PACK_BOOK_ENTRIES_MAX,
  .string_bytes_max = 256,
};

static const char *const states[] = { "absent", "trying", "good", "refused" };

static void
entry_free (gpointer data)
{
  YcPackEntry *self = data;

  g_free (self->version);
  g_free (self->sha256);
  g_free (self->why);
  g_free (self);
}

YcPackBook *
yc_pack_book_new (void)
{
  YcPackBook *self = g_new0 (YcPackBook, 1);

  self->entries = g_ptr_array_new_with_free_func (entry_free);
  return self;
}

void
yc_pack_book_free (YcPackBook *self)
{
  g_ptr_array_unref (self->entries);
  g_free (self);
}

const char *
yc_pack_state_to_text (YcPackState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (states), "");

  return states[state];
}

static gboolean
refuse (GError    **error,
        const char *what)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "What is known of packs cannot be read: %s", what);
  return FALSE;
}

/* Returns: (nullable) (transfer none) */
YcPackEntry *
yc_pack_book_find (YcPackBook *self,
                   const char *version)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      YcPackEntry *entry = g_ptr_array_index (self->entries, i);

      if (strcmp (entry->version, version) == 0)
        return entry;
    }
  return NULL;
}

static YcPackEntry *
add_entry (YcPackBook *self,
           const char *version)
{
  YcPackEntry *entry = g_new0 (YcPackEntry, 1);

  entry->version = g_strdup (version);
  entry->sha256 = g_strdup ("");
  entry->why = g_strdup ("");
  g_ptr_array_add (self->entries, entry);
  return entry;
}

/* What both the hub's list and the book say of a version; takes it into its entry. */
static YcPackEntry *
read_entry (YcPackBook *self,
            json_t     *json)
{
  const char *version = json_string_value (json_object_get (json, "version"));
  const char *sha256 = json_string_value (json_object_get (json, "sha256"));
  json_t *size = json_object_get (json, "size");
  json_t *withdrawn = json_object_get (json, "withdrawn");
  guint8 hash[YC_SHA256_SIZE];
  YcPackEntry *entry;

  if (version == NULL || !yc_catalogue_version_is_valid (version) || sha256 == NULL ||
      (*sha256 != '\0' && !yc_sha256_parse (sha256, hash)) || !json_is_integer (size) || json_integer_value (size) < 0 ||
      !json_is_integer (withdrawn) || json_integer_value (withdrawn) < 0)
    return NULL;
  entry = yc_pack_book_find (self, version);
  if (entry == NULL && self->entries->len >= YC_PACK_BOOK_ENTRIES_MAX)
    return NULL;
  if (entry == NULL)
    entry = add_entry (self, version);
  g_free (entry->sha256);
  entry->sha256 = g_strdup (sha256);
  entry->size = json_integer_value (size);
  entry->withdrawn_ms = json_integer_value (withdrawn);
  return entry;
}

static gboolean
read_state (YcPackEntry *entry,
            json_t      *json)
{
  const char *state = json_string_value (json_object_get (json, "state"));
  const char *why = json_string_value (json_object_get (json, "why"));
  json_t *deaths = json_object_get (json, "deaths");

  if (why == NULL || state == NULL || !json_is_integer (deaths) || json_integer_value (deaths) < 0 ||
      json_integer_value (deaths) > YC_PACK_DEATHS_MAX)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (strcmp (states[i], state) == 0)
      {
        yc_pack_book_set_state (entry, (YcPackState) i, why);
        entry->deaths = (guint) json_integer_value (deaths);
        entry->told = json_is_true (json_object_get (json, "told"));
        return TRUE;
      }
  return FALSE;
}

/**
 * yc_pack_book_parse:
 * @bytes: what yc_pack_book_encode() gave
 * @error: of %G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): the book
 */
YcPackBook *
yc_pack_book_parse (GBytes  *bytes,
                    GError **error)
{
  g_autoptr (YcPackBook) self = yc_pack_book_new ();
  g_autoptr (json_t) json = yc_json_parse (bytes, &limits, error);
  json_t *lines = json_object_get (json, "versions");

  if (json == NULL)
    return NULL;
  self->running = json_is_true (json_object_get (json, "running"));
  for (gsize i = 0; i < json_array_size (lines); i++)
    {
      YcPackEntry *entry = read_entry (self, json_array_get (lines, i));

      if (entry == NULL || !read_state (entry, json_array_get (lines, i)))
        {
          refuse (error, "a version");
          return NULL;
        }
    }
  return g_steal_pointer (&self);
}

GBytes *
yc_pack_book_encode (YcPackBook *self)
{
  g_autoptr (json_t) json = json_pack ("{s:b, s:[]}", "running", self->running, "versions");
  json_t *lines = json_object_get (json, "versions");
  char *text;

  for (guint i = 0; i < self->entries->len; i++)
    {
      const YcPackEntry *entry = g_ptr_array_index (self->entries, i);

      json_array_append_new (lines, json_pack ("{s:s, s:s, s:I, s:I, s:s, s:i, s:s, s:b}", "version", entry->version, "sha256",
                                               entry->sha256, "size", (json_int_t) entry->size, "withdrawn",
                                               (json_int_t) entry->withdrawn_ms, "state", states[entry->state], "deaths",
                                               (int) entry->deaths, "why", entry->why, "told", entry->told));
    }
  text = json_dumps (json, JSON_COMPACT);
  return g_bytes_new_with_free_func (text, strlen (text), free, text);
}

/**
 * yc_pack_book_take_list:
 * @list: the hub's, whose signature was verified
 * @error: of %G_IO_ERROR; what was taken before stays
 *
 * A version whose pack is another than before was never this desk's: it is absent.
 */
gboolean
yc_pack_book_take_list (YcPackBook *self,
                        GBytes     *list,
                        GError    **error)
{
  g_autoptr (json_t) json = yc_json_parse (list, &limits, error);
  json_t *lines = json_object_get (json, "versions");

  if (json == NULL)
    return FALSE;
  if (!json_is_array (lines))
    return refuse (error, "the list");
  for (gsize i = 0; i < json_array_size (lines); i++)
    {
      json_t *line = json_array_get (lines, i);
      const char *version = json_string_value (json_object_get (line, "version"));
      YcPackEntry *known = version != NULL ? yc_pack_book_find (self, version) : NULL;
      g_autofree char *before = known != NULL ? g_strdup (known->sha256) : NULL;
      YcPackEntry *entry = read_entry (self, line);

      if (entry == NULL)
        return refuse (error, "a version");
      if (before != NULL && strcmp (before, entry->sha256) != 0)
        yc_pack_book_set_state (entry, YC_PACK_ABSENT, "");
    }
  return TRUE;
}

/* @why: at most %YC_PACK_WHY_BYTES_MAX of it are kept */
void
yc_pack_book_set_state (YcPackEntry *entry,
                        YcPackState  state,
                        const char  *why)
{
  gsize size = MIN (strlen (why), YC_PACK_WHY_BYTES_MAX);

  while (size > 0 && size < strlen (why) && ((guchar) why[size] & 0xc0) == 0x80)
    size--;
  entry->state = state;
  g_free (entry->why);
  entry->why = g_strndup (why, size);
  entry->deaths = 0;
  entry->told = FALSE;
}

/**
 * yc_pack_book_begin_run:
 *
 * Counts the run before, where it ended while something was on trial; what was tried
 * too often is refused.
 *
 * Returns: whether the book has changed and must be on the disk before anything is shown
 */
gboolean
yc_pack_book_begin_run (YcPackBook *self)
{
  gboolean fell = self->running;

  for (guint i = 0; fell && i < self->entries->len; i++)
    {
      YcPackEntry *entry = g_ptr_array_index (self->entries, i);

      if (entry->state == YC_PACK_TRYING && ++entry->deaths >= YC_PACK_DEATHS_MAX)
        yc_pack_book_set_state (entry, YC_PACK_REFUSED, YC_PACK_WHY_ENDED);
    }
  self->running = yc_pack_book_is_trying (self);
  return fell || self->running;
}

gboolean
yc_pack_book_is_trying (YcPackBook *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    if (((const YcPackEntry *) g_ptr_array_index (self->entries, i))->state == YC_PACK_TRYING)
      return TRUE;
  return FALSE;
}

/* Whether a case may begin with @version. One that came with the hub's program is
 * in no pack, and there is nothing to wait for. */
gboolean
yc_pack_book_may_begin (YcPackBook *self,
                        const char *version)
{
  const YcPackEntry *entry = yc_pack_book_find (self, version);

  if (entry == NULL)
    return TRUE;
  return entry->withdrawn_ms == 0 && entry->state != YC_PACK_REFUSED &&
         (*entry->sha256 == '\0' || entry->state != YC_PACK_ABSENT);
}

/* Whether a case that has @version may be shown by it. */
gboolean
yc_pack_book_may_show (YcPackBook *self,
                       const char *version)
{
  const YcPackEntry *entry = yc_pack_book_find (self, version);

  return entry == NULL || entry->state != YC_PACK_REFUSED;
}
