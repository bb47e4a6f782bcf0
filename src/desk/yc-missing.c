/* yc-missing.c: one thing that stands in the way, as a list shows it */

#include "yc-missing.h"

#include "yc-case-progress.h"
#include "yc-place.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _YcMissing
{
  GObject parent_instance;

  char *path;
  char *label;
  char *message;
  gboolean severe;
};

G_DEFINE_FINAL_TYPE (YcMissing, yc_missing, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_LABEL,
  PROP_MESSAGE,
  PROP_HAS_MESSAGE,
  PROP_SEVERE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
yc_missing_get_property (GObject    *object,
                         guint       id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  YcMissing *self = YC_MISSING (object);

  switch (id)
    {
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    case PROP_HAS_MESSAGE:
      g_value_set_boolean (value, *self->message != '\0');
      break;
    case PROP_SEVERE:
      g_value_set_boolean (value, self->severe);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
yc_missing_finalize (GObject *object)
{
  YcMissing *self = YC_MISSING (object);

  g_free (self->path);
  g_free (self->label);
  g_free (self->message);
  G_OBJECT_CLASS (yc_missing_parent_class)->finalize (object);
}

static void
yc_missing_class_init (YcMissingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = yc_missing_get_property;
  object_class->finalize = yc_missing_finalize;

  props[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);
  props[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);
  props[PROP_HAS_MESSAGE] = g_param_spec_boolean ("has-message", NULL, NULL, FALSE, flags);
  props[PROP_SEVERE] = g_param_spec_boolean ("severe", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
yc_missing_init (YcMissing *self)
{
}

/* The label stands above the message, which may begin with it and a colon. */
static const char *
skip_label (const char *message,
            const char *label)
{
  static const char *const colons[] = { "：", ":", " " };

  if (!g_str_has_prefix (message, label))
    return message;
  message += strlen (label);
  for (gsize i = 0; i < G_N_ELEMENTS (colons); i++)
    if (g_str_has_prefix (message, colons[i]))
      message += strlen (colons[i]);
  return message;
}

static YcMissing *
new_missing (YcCaseFile *file,
             const char *path,
             const char *message,
             gboolean    severe)
{
  YcMissing *self = g_object_new (YC_TYPE_MISSING, NULL);

  self->path = g_strdup (path);
  self->label = yc_place_dup_label (file, path);
  self->message = g_strdup (skip_label (message, self->label));
  self->severe = severe;
  return self;
}

const char *
yc_missing_get_path (YcMissing *self)
{
  g_return_val_if_fail (YC_IS_MISSING (self), NULL);

  return self->path;
}

/* Puts all that stands in @file's way into @store: contested fields first, then
 * what a reviewer or an office asks for, then what the form finds. The store
 * changes only where the list does, so that nobody loses their place. */
void
yc_missing_fill (GListStore *store,
                 YcCaseFile *file)
{
  g_autoptr (GPtrArray) wanted = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (GStrv) contested = yc_case_list_contested (yc_case_file_get_case (file));
  g_autoptr (GPtrArray) asked = yc_case_list_asked (yc_case_file_get_case (file));
  GPtrArray *findings = yc_case_file_get_findings (file);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (store));
  guint same = 0;

  for (char **path = contested; *path != NULL; path++)
    g_ptr_array_add (wanted, new_missing (file, *path, _("Two values: choose one"), TRUE));
  for (guint i = 0; i < asked->len; i++)
    {
      const YcPoint *point = g_ptr_array_index (asked, i);

      g_ptr_array_add (wanted, new_missing (file, point->path, point->text, FALSE));
    }
  for (guint i = 0; i < findings->len; i++)
    {
      const YcFinding *finding = g_ptr_array_index (findings, i);

      g_ptr_array_add (wanted, new_missing (file, finding->path,
                                            g_str_equal (finding->code, "required") ? "" : finding->message,
                                            finding->severity == YC_SEVERITY_ERROR));
    }
  for (; same < n && same < wanted->len; same++)
    {
      g_autoptr (YcMissing) old = g_list_model_get_item (G_LIST_MODEL (store), same);
      YcMissing *new = g_ptr_array_index (wanted, same);

      if (g_strcmp0 (old->path, new->path) != 0 || g_strcmp0 (old->label, new->label) != 0 ||
          g_strcmp0 (old->message, new->message) != 0)
        break;
    }
  g_list_store_splice (store, same, n - same, wanted->pdata + same, wanted->len - same);
}
