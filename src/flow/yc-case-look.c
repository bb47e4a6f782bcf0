/* yc-case-look.c: looking at personal data of a case
 *
 * Personal data is shown masked (yc-mask.h). Who needs it says what for, and
 * that is an op of the case (yc-case-reveal.h) before anything is shown: on
 * this desk's disk, with or without a line. Then it is shown to that person
 * until they leave the case: yc_case_file_look_away().
 *
 * Which paths those are is a set beside the case, not in it. To ask about a
 * path folds nothing, and so does leaving.
 */

#include "yc-case-look.h"

#include "yc-case-reveal.h"
#include "yc-case-verbs-private.h"
#include "yc-counter-private.h"

#include <string.h>

typedef struct
{
  char *operator_code; /* who looks */
  GHashTable *paths;   /* set of char *; a list's stands for its rows */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_free (look->operator_code);
  g_hash_table_unref (look->paths);
  g_free (look);
}

static GQuark
look_quark (void)
{
  return g_quark_from_static_string ("yc-case-look");
}

static const char *
get_operator (YcCaseFile *self)
{
  YcCounter *counter = yc_case_file_get_counter (self);

  return counter != NULL ? yc_counter_get_operator_code (counter) : NULL;
}

/* What whoever is signed in has before them; (nullable). */
static Look *
find_look (YcCaseFile *self)
{
  Look *look = g_object_get_qdata (G_OBJECT (self), look_quark ());

  return look != NULL && g_strcmp0 (look->operator_code, get_operator (self)) == 0 ? look : NULL;
}

/* Of @path, or of something that it is in. */
static gboolean
is_shown (YcCaseFile *self,
          const char *path)
{
  Look *look = find_look (self);
  g_autofree char *place = look != NULL ? g_strdup (path) : NULL;
  char *slash;

  if (look == NULL)
    return FALSE;
  do
    {
      if (g_hash_table_contains (look->paths, place))
        return TRUE;
      slash = strrchr (place, '/');
      if (slash != NULL)
        *slash = '\0';
    }
  while (slash != NULL && *place != '\0');
  return FALSE;
}

static YcMask
get_field_mask (YcCaseFile *self,
                const char *path)
{
  const YcMatter *matter = yc_case_file_get_matter (self);
  const YcFieldSpec *spec = matter != NULL ? yc_matter_find_field (matter, path) : NULL;

  return spec != NULL ? yc_field_spec_get_mask (spec) : YC_MASK_NONE;
}

/* How the value at @path is shown now: %YC_MASK_NONE where it is nobody's, or
 * was asked for by who is signed in. */
YcMask
yc_case_file_get_mask (YcCaseFile *self,
                       const char *path)
{
  g_return_val_if_fail (YC_IS_CASE_FILE (self), YC_MASK_TEXT);

  return is_shown (self, path) ? YC_MASK_NONE : get_field_mask (self, path);
}

/* Whether what stands at @path was put there by who is signed in: they know it,
 * and see it while they are at it. TRUE where nothing stands. */
gboolean
yc_case_file_is_own (YcCaseFile *self,
                     const char *path)
{
  const YcField *field;

  g_return_val_if_fail (YC_IS_CASE_FILE (self), FALSE);

  field = yc_case_get_field (yc_case_file_get_case (self), path);
  return field == NULL || field->value.type == YC_VALUE_NONE ||
         g_strcmp0 (field->origin.by, get_operator (self)) == 0;
}

/* Returns: (transfer full): paths of all that is masked now; at most
 * %YC_REVEAL_PATHS_MAX, rows by their list where there are more */
char **
yc_case_file_list_masked (YcCaseFile *self)
{
  g_auto (GStrv) paths = NULL;
  g_autoptr (GPtrArray) masked = g_ptr_array_new ();
  g_autoptr (GHashTable) lists = g_hash_table_new (g_str_hash, g_str_equal);
  YcCase *c;

  g_return_val_if_fail (YC_IS_CASE_FILE (self), NULL);

  c = yc_case_file_get_case (self);
  paths = yc_case_list_fields (c);
  for (char **path = paths; *path != NULL; path++)
    {
      const YcValue *value = yc_case_get_value (c, *path);

      if (value != NULL && value->type != YC_VALUE_NONE && yc_case_file_get_mask (self, *path) != YC_MASK_NONE)
        g_ptr_array_add (masked, *path);
    }
  for (guint i = 0; masked->len > YC_REVEAL_PATHS_MAX && i < masked->len;)
    {
      char *list = strchr ((char *) g_ptr_array_index (masked, i) + 1, '/');
      g_autofree char *row = yc_path_dup_row (g_ptr_array_index (masked, i), NULL);

      if (row == NULL || list == NULL)
        {
          i++;
          continue;
        }
      *list = '\0';
      if (g_hash_table_add (lists, g_ptr_array_index (masked, i)))
        i++;
      else
        g_ptr_array_remove_index (masked, i);
    }
  g_ptr_array_set_size (masked, (int) MIN (masked->len, YC_REVEAL_PATHS_MAX));
  g_ptr_array_add (masked, NULL);
  return g_strdupv ((char **) masked->pdata);
}

typedef struct
{
  YcCaseFile *file;
  char *operator_code;
  char **paths;
  GTask *verb; /* the caller's */
} Asked;

static void
asked_free (Asked *self)
{
  g_object_unref (self->file);
  g_object_unref (self->verb);
  g_free (self->operator_code);
  g_strfreev (self->paths);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asked, asked_free)

static void
show (Asked *asked)
{
  Look *look = find_look (asked->file);

  if (look == NULL)
    {
      look = g_new0 (Look, 1);
      look->operator_code = g_strdup (asked->operator_code);
      look->paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_object_set_qdata_full (G_OBJECT (asked->file), look_quark (), look, look_free);
    }
  for (char **path = asked->paths; *path != NULL; path++)
    g_hash_table_add (look->paths, g_strdup (*path));
  g_signal_emit_by_name (asked->file, "changed");
}

/* Who went meanwhile has it on record, and is shown nothing. */
static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (Asked) asked = data;
  g_autoptr (GError) error = NULL;

  if (!yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    {
      g_task_return_error (asked->verb, g_steal_pointer (&error));
      return;
    }
  if (g_strcmp0 (asked->operator_code, get_operator (asked->file)) == 0)
    show (asked);
  g_task_return_boolean (asked->verb, TRUE);
}

/**
 * yc_case_file_look_async:
 * @self: a case
 * @paths: what is to be shown, from one to %YC_REVEAL_PATHS_MAX
 * @purpose: one of yc_reveal_list_purposes()
 * @text: (nullable): in words; needed for %YC_REVEAL_OTHER
 *
 * Puts it on record, and shows it once that is on disk. Ends with
 * yc_case_file_finish().
 */
void
yc_case_file_look_async (YcCaseFile          *self,
                         const char *const   *paths,
                         const char          *purpose,
                         const char          *text,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  Asked *asked;
  YcOp *op;

  g_return_if_fail (YC_IS_CASE_FILE (self));
  g_return_if_fail (paths != NULL && paths[0] != NULL);

  op = yc_case_file_create_text_op (self, "person.reveal", "purpose", purpose, "text", text, NULL);
  for (gsize i = 0; paths[i] != NULL; i++)
    yc_record_set_text (yc_body_add_item (op->body), "path", paths[i]);
  asked = g_new0 (Asked, 1);
  asked->file = g_object_ref (self);
  asked->operator_code = g_strdup (get_operator (self));
  asked->paths = g_strdupv ((char **) paths);
  asked->verb = yc_case_file_begin (self, callback, user_data);
  yc_case_file_append_judged_one (self, op, stored_cb, asked);
}

/* The case is left: all is masked again. */
void
yc_case_file_look_away (YcCaseFile *self)
{
  g_return_if_fail (YC_IS_CASE_FILE (self));

  if (g_object_get_qdata (G_OBJECT (self), look_quark ()) == NULL)
    return;
  g_object_set_qdata (G_OBJECT (self), look_quark (), NULL);
  g_signal_emit_by_name (self, "changed");
}
