/* yc-case-row.c: a case in the list: firm, number, what it waits for */

#include "yc-case-row.h"

#include "yc-pulse.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>

struct _YcCaseRow
{
  GtkWidget parent_instance;

  YcCaseFile *file; /* (nullable): while the row is in use */
  GtkLabel *title;
  GtkLabel *number;
  GtkLabel *status;
  GtkLabel *left;
};

G_DEFINE_FINAL_TYPE (YcCaseRow, yc_case_row, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_FILE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/* What the clerk has to do about it, in a word; and the colour of it. */
static const char *
get_mood (YcCaseFile *file)
{
  switch (yc_case_get_status (yc_case_file_get_case (file)))
    {
    case YC_CASE_RETURNED:
    case YC_CASE_REFUSED:
    case YC_CASE_NOT_RECEIVED:
      return "warning";
    case YC_CASE_APPROVED:
    case YC_CASE_DONE:
      return "success";
    case YC_CASE_SUBMITTED:
    case YC_CASE_RECEIVED:
      return "dim-label";
    case YC_CASE_NEW:
    case YC_CASE_DRAFT:
    default:
      return "accent";
    }
}

static char *
dup_left (YcCaseFile *file)
{
  gint64 promise = (gint64) yc_case_file_get_promise_minutes (file) * 60000;
  gint64 received = yc_case_file_get_received_at (file);

  if (yc_case_file_get_decided_at (file) != 0 || received == 0)
    return g_strdup ("");
  return yc_words_dup_clock (received + promise - yc_pulse_get_now (yc_pulse_get_default ()));
}

static void
refresh (YcCaseRow *self)
{
  g_autofree char *left = NULL;
  g_autofree char *words = NULL;
  const char *classes[] = { NULL, NULL };

  if (self->file == NULL)
    return;
  left = dup_left (self->file);
  classes[0] = get_mood (self->file);
  gtk_label_set_text (self->title, yc_case_file_get_title (self->file));
  gtk_label_set_text (self->number, yc_case_file_get_number (self->file));
  gtk_label_set_text (self->status, yc_case_file_get_status_text (self->file));
  gtk_widget_set_css_classes (GTK_WIDGET (self->status), classes);
  gtk_label_set_text (self->left, left);
  words = g_strdup_printf ("%s, %s, %s", yc_case_file_get_title (self->file),
                           yc_case_file_get_number (self->file), yc_case_file_get_status_text (self->file));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
set_file (YcCaseRow *self,
          YcCaseFile *file)
{
  if (self->file == file)
    return;
  if (self->file != NULL)
    g_signal_handlers_disconnect_by_func (self->file, refresh, self);
  g_set_object (&self->file, file);
  if (file != NULL)
    g_signal_connect_object (file, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
}

static void
yc_case_row_get_property (GObject    *object,
                          guint       id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  if (id == PROP_FILE)
    g_value_set_object (value, YC_CASE_ROW (object)->file);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
yc_case_row_set_property (GObject      *object,
                          guint         id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  if (id == PROP_FILE)
    set_file (YC_CASE_ROW (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
yc_case_row_dispose (GObject *object)
{
  YcCaseRow *self = YC_CASE_ROW (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  set_file (self, NULL);
  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (yc_case_row_parent_class)->dispose (object);
}

static void
yc_case_row_class_init (YcCaseRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = yc_case_row_get_property;
  object_class->set_property = yc_case_row_set_property;
  object_class->dispose = yc_case_row_dispose;

  props[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, YC_TYPE_CASE_FILE,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-case-row.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcCaseRow, title);
  gtk_widget_class_bind_template_child (widget_class, YcCaseRow, number);
  gtk_widget_class_bind_template_child (widget_class, YcCaseRow, status);
  gtk_widget_class_bind_template_child (widget_class, YcCaseRow, left);
}

static void
yc_case_row_init (YcCaseRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (yc_pulse_get_default (), "notify::now", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
}
