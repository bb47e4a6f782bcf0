/* yc-case-row.c: a case in the list: firm, number, what it waits for */

#include "yc-case-row.h"

#include "yc-case-progress.h"
#include "yc-clock-words.h"
#include "yc-pulse.h"

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
  PROP_NARROW,
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

/* The firm, else a person, else who was asked whether a helper may fill in. */
static const char *
get_title (YcCaseFile *file)
{
  const YcConsent *consent = yc_case_find_consent (yc_case_file_get_case (file), YC_CONSENT_HELPER);

  if (*yc_case_file_get_title (file) != '\0')
    return yc_case_file_get_title (file);
  return consent != NULL ? consent->person : _("New case");
}

/* The clock that breaks first: what is left of it and, where somebody holds it
 * up, who and since when. */
static char *
show_clock (YcCaseRow *self)
{
  gint64 now_ms = yc_pulse_get_now (yc_pulse_get_default ());
  const YcClockReading *front = yc_clocks_get_front (yc_case_file_get_clocks (self->file, now_ms));
  const char *classes[] = { "numeric", yc_clock_words_get_class (front), NULL };
  g_autofree char *left = yc_clock_words_dup_left (front);
  g_autofree char *sure = g_strconcat (front->uncertain && *left != '\0' ? "≈ " : "", left, NULL);
  char *why = yc_clock_words_dup_why (self->file, front, now_ms);

  gtk_label_set_text (self->left, sure);
  gtk_widget_set_css_classes (GTK_WIDGET (self->left), classes);
  return why;
}

static void
refresh (YcCaseRow *self)
{
  g_autofree char *why = NULL;
  g_autofree char *words = NULL;
  const char *status;
  const char *classes[] = { NULL, NULL };

  if (self->file == NULL)
    return;
  why = show_clock (self);
  status = *why != '\0' ? why : yc_case_file_get_status_text (self->file);
  classes[0] = get_mood (self->file);
  gtk_label_set_text (self->title, get_title (self->file));
  gtk_label_set_text (self->number, yc_case_file_get_number (self->file));
  gtk_label_set_text (self->status, status);
  gtk_widget_set_css_classes (GTK_WIDGET (self->status), classes);
  words = g_strdup_printf ("%s, %s, %s, %s", get_title (self->file), yc_case_file_get_number (self->file), status,
                           gtk_label_get_text (self->left));
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

/* Where there is little room the name counts; number and time are heard all the same. */
static void
set_narrow (YcCaseRow *self,
            gboolean   narrow)
{
  gtk_widget_set_visible (GTK_WIDGET (self->number), !narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->left), !narrow);
}

static void
yc_case_row_get_property (GObject    *object,
                          guint       id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  if (id == PROP_FILE)
    g_value_set_object (value, YC_CASE_ROW (object)->file);
  else if (id == PROP_NARROW)
    g_value_set_boolean (value, !gtk_widget_get_visible (GTK_WIDGET (YC_CASE_ROW (object)->number)));
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
  else if (id == PROP_NARROW)
    set_narrow (YC_CASE_ROW (object), g_value_get_boolean (value));
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
  props[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
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
