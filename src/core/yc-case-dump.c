/* yc-case-dump.c: a case as text, and as the digests that tell two apart */

#include "yc-case-private.h"

#include <stdlib.h>
#include <string.h>

static int
compare_text_cb (gconstpointer a,
                 gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Returns: (transfer full): SHA-256 of type and content, in hexadecimal */
char *
yc_value_dup_digest (const YcValue *value)
{
  g_autofree char *text = yc_value_dup_text (value);
  g_autofree char *typed = g_strdup_printf ("%d:%s", value != NULL ? (int) value->type : 0, text);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, typed, -1);
}

/* A value on a line of its own, with what could break the line escaped. */
static void
append_value (GString       *out,
              const char    *name,
              const YcValue *value)
{
  g_autofree char *text = yc_value_dup_text (value);
  g_autofree char *escaped = g_strescape (text, "");

  g_string_append_printf (out, "%s %d:%s\n", name, (int) value->type, escaped);
}

/**
 * yc_case_dup_form_digest:
 * @self: a case
 *
 * What a clerk submits is this: every field that has a value. A submission
 * names it, so that nothing is submitted that the clerk had not before them.
 *
 * Returns: (transfer full): SHA-256 of the form in hexadecimal
 */
char *
yc_case_dup_form_digest (YcCase *self)
{
  g_autoptr (GString) form = g_string_new (NULL);
  g_auto (GStrv) paths = yc_case_list_fields (self);

  for (char **path = paths; *path != NULL; path++)
    {
      const YcField *field = g_hash_table_lookup (self->fields, *path);

      if (field->value.type != YC_VALUE_NONE)
        append_value (form, *path, &field->value);
    }
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, form->str, form->len);
}

static void
dump_branches (GString       *out,
               const YcField *field)
{
  for (guint i = 0; i < field->branches->len; i++)
    {
      const YcBranch *branch = g_ptr_array_index (field->branches, i);
      char id[YC_ID_TEXT_SIZE];

      yc_id_to_text (&branch->first, id);
      g_string_append_printf (out, "  | %s %s@%s ", id, branch->origin.by, branch->origin.window);
      append_value (out, "=", &branch->value);
    }
}

static void
dump_events (GString   *out,
             GPtrArray *events)
{
  for (guint i = 0; i < events->len; i++)
    {
      const YcEvent *event = g_ptr_array_index (events, i);
      char id[YC_ID_TEXT_SIZE];

      yc_id_to_text (&event->op, id);
      g_string_append_printf (out, "event %s %s %s@%s %s %" G_GINT64_FORMAT "%s\n", id, event->kind,
                              event->by, event->window, yc_outcome_to_text (event->outcome),
                              event->at.at_ms, event->at.uncertain ? "?" : "");
    }
}

static char **
list_sorted_keys (GHashTable *table)
{
  g_autofree gpointer *keys = g_hash_table_get_keys_as_array (table, NULL);
  char **sorted = g_strdupv ((char **) keys);

  qsort (sorted, g_strv_length (sorted), sizeof (char *), compare_text_cb);
  return sorted;
}

static void
dump_results (GString *out,
              YcCase  *self)
{
  g_auto (GStrv) persons = list_sorted_keys (self->identities);
  g_auto (GStrv) items = list_sorted_keys (self->items);
  g_auto (GStrv) results = list_sorted_keys (self->results);

  for (char **person = persons; *person != NULL; person++)
    {
      const YcIdentity *identity = g_hash_table_lookup (self->identities, *person);

      g_string_append_printf (out, "identity %s %s %s %s %s\n", *person, identity->method,
                              identity->name, identity->number,
                              identity->confirmed_by != NULL ? identity->confirmed_by : "-");
    }
  for (char **id = items; *id != NULL; id++)
    {
      const YcItem *item = g_hash_table_lookup (self->items, *id);

      g_string_append_printf (out, "item %s %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s\n", *id,
                              item->state, item->originals, item->copies,
                              item->due != NULL ? item->due : "-");
    }
  for (char **name = results; *name != NULL; name++)
    g_string_append_printf (out, "result %s %s\n", *name,
                            (char *) g_hash_table_lookup (self->results, *name));
}

/**
 * yc_case_dup_dump:
 * @self: a case
 *
 * The whole state as text, the same for the same state: for tests, and for
 * the digest that tells two states apart. It holds personal data.
 *
 * Returns: (transfer full): lines of text
 */
char *
yc_case_dup_dump (YcCase *self)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_auto (GStrv) paths = yc_case_list_fields (self);

  g_string_append_printf (out, "case %d %" G_GINT64_FORMAT " %s\n", (int) self->status,
                          self->revision, self->number != NULL ? self->number : "-");
  for (char **path = paths; *path != NULL; path++)
    {
      const YcField *field = g_hash_table_lookup (self->fields, *path);

      g_string_append_printf (out, "%s@%s %s ", field->origin.by != NULL ? field->origin.by : "-",
                              field->origin.window != NULL ? field->origin.window : "-",
                              field->origin.source != NULL ? field->origin.source : "-");
      append_value (out, *path, &field->value);
      dump_branches (out, field);
    }
  dump_results (out, self);
  yc_case_sign_dump (self, out);
  yc_case_reveal_dump (self, out);
  yc_case_progress_dump (self, out);
  yc_case_job_dump (self, out);
  dump_events (out, self->events);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
