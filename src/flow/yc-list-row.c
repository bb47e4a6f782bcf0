/* yc-list-row.c: a case on one of the hub's lists */

#include "yc-list-row.h"

#include <glib/gi18n-lib.h>

struct _YcListRow
{
  GObject parent_instance;

  YcId id;
  char *number;
  char *name;
  char *status;
  char *why;
  char *module;
  char *owner;
  gint64 due_ms;
};

G_DEFINE_FINAL_TYPE (YcListRow, yc_list_row, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_NUMBER,
  PROP_NAME,
  PROP_STATUS_TEXT,
  PROP_WHY,
  PROP_OWNER,
  PROP_DUE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint changed_signal;

static void
yc_list_row_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  YcListRow *self = YC_LIST_ROW (object);

  switch (prop_id)
    {
    case PROP_NUMBER:
      g_value_set_string (value, self->number);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_STATUS_TEXT:
      g_value_set_string (value, yc_list_row_get_status_text (self));
      break;
    case PROP_WHY:
      g_value_set_string (value, self->why);
      break;
    case PROP_OWNER:
      g_value_set_string (value, self->owner);
      break;
    case PROP_DUE:
      g_value_set_int64 (value, self->due_ms);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
yc_list_row_finalize (GObject *object)
{
  YcListRow *self = YC_LIST_ROW (object);

  g_free (self->number);
  g_free (self->name);
  g_free (self->status);
  g_free (self->why);
  g_free (self->module);
  g_free (self->owner);
  G_OBJECT_CLASS (yc_list_row_parent_class)->finalize (object);
}

static void
yc_list_row_class_init (YcListRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = yc_list_row_get_property;
  object_class->finalize = yc_list_row_finalize;

  props[PROP_NUMBER] = g_param_spec_string ("number", NULL, NULL, NULL, flags);
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  props[PROP_STATUS_TEXT] = g_param_spec_string ("status-text", NULL, NULL, NULL, flags);
  props[PROP_WHY] = g_param_spec_string ("why", NULL, NULL, NULL, flags);
  props[PROP_OWNER] = g_param_spec_string ("owner", NULL, NULL, NULL, flags);
  props[PROP_DUE] = g_param_spec_int64 ("due", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  changed_signal = g_signal_new ("changed", YC_TYPE_LIST_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
yc_list_row_init (YcListRow *self)
{
}

/* @row: copied */
YcListRow *
yc_list_row_new (const YcHubListRow *row)
{
  YcListRow *self = g_object_new (YC_TYPE_LIST_ROW, NULL);

  self->id = row->stream.id;
  yc_list_row_update (self, row);
  return self;
}

static gboolean
take (char      **text,
      const char *newer)
{
  if (g_strcmp0 (*text, newer) == 0)
    return FALSE;
  g_free (*text);
  *text = g_strdup (newer);
  return TRUE;
}

/* Returns: whether anything is other than before */
gboolean
yc_list_row_update (YcListRow          *self,
                    const YcHubListRow *row)
{
  gboolean changed = self->due_ms != row->due_ms;

  self->due_ms = row->due_ms;
  changed = take (&self->number, row->number) || changed;
  changed = take (&self->name, row->name) || changed;
  changed = take (&self->status, row->status) || changed;
  changed = take (&self->why, row->why) || changed;
  changed = take (&self->module, row->module) || changed;
  changed = take (&self->owner, row->owner) || changed;
  if (!changed)
    return FALSE;
  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = 1; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), props[i]);
  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit (self, changed_signal, 0);
  return TRUE;
}

const YcId *
yc_list_row_get_id (YcListRow *self)
{
  return &self->id;
}

const char *
yc_list_row_get_number (YcListRow *self)
{
  return self->number;
}

const char *
yc_list_row_get_name (YcListRow *self)
{
  return self->name;
}

/* A word for files, as the hub gave it. */
const char *
yc_list_row_get_status (YcListRow *self)
{
  return self->status;
}

/* Returns: (transfer none): the status in the clerk's words */
const char *
yc_list_row_get_status_text (YcListRow *self)
{
  static const struct
  {
    const char *status;
    const char *words;
  } all[] = {
    { "draft", N_("Being filled in") },       { "submitted", N_("Submitted") },
    { "received", N_("Accepted, in review") }, { "returned", N_("Returned for correction") },
    { "approved", N_("Approved") },           { "refused", N_("Refused") },
    { "not-received", N_("Not accepted") },
  };

  if (g_strcmp0 (self->status, "done") == 0)
    return C_("case", "Done");
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    if (g_strcmp0 (all[i].status, self->status) == 0)
      return _(all[i].words);
  return self->status;
}

const char *
yc_list_row_get_why (YcListRow *self)
{
  return self->why;
}

/* Returns: (transfer none): why it is on its list, in the clerk's words */
const char *
yc_list_row_get_why_text (YcListRow *self)
{
  static const struct
  {
    const char *why;
    const char *words;
  } all[] = {
    { "returned", N_("Returned for correction") },
    { "corrections", N_("Next: mend what was asked for") },
    { "owed", N_("Next: bring what is owed") },
    { "callbacks", N_("Next: call the firm") },
    { "handover", N_("Next: hand over what is done") },
    { "rating", N_("Call: a bad rating") },
    { "full-service", N_("Call: everything was done here") },
    { "licence-only", N_("Call: only the licence was done here") },
  };

  /* The hub's words for a case that is under way; its status says it. */
  if (*self->why == '\0' || g_str_equal (self->why, "review") || g_str_equal (self->why, "progress"))
    return yc_list_row_get_status_text (self);
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    if (g_str_equal (all[i].why, self->why))
      return _(all[i].words);
  return self->why;
}

const char *
yc_list_row_get_module (YcListRow *self)
{
  return self->module;
}

const char *
yc_list_row_get_owner (YcListRow *self)
{
  return self->owner;
}

/* Milliseconds since 1970 by the hub's clock; 0 where nothing is due. */
gint64
yc_list_row_get_due (YcListRow *self)
{
  return self->due_ms;
}
