/* yc-list-line.c: a case on one of the hub's lists
 *
 * Two lines: whose it is and how long there is, then why it is here. Calm
 * while there is time, amber in the last quarter of an hour, red when it is
 * over.
 */

#include "yc-list-line.h"

#include "yc-pulse.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>

#define TIGHT_MS (15 * 60 * G_GINT64_CONSTANT (1000))
#define CLOCK_MS_MAX (24 * 3600 * G_GINT64_CONSTANT (1000))

struct _YcListLine
{
  GtkWidget parent_instance;

  YcListRow *row; /* (nullable): while the line is in use */
  GtkLabel *name;
  GtkLabel *due;
  GtkLabel *note;
};

G_DEFINE_FINAL_TYPE (YcListLine, yc_list_line, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_ROW,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static const char *
get_mood (gint64 left_ms)
{
  if (left_ms < 0)
    return "error";
  return left_ms < TIGHT_MS ? "warning" : "dim-label";
}

static char *
dup_due_words (gint64 due_ms,
               gint64 left_ms)
{
  g_autofree char *words = NULL;

  if (due_ms == 0)
    return g_strdup ("");
  if (ABS (left_ms) >= CLOCK_MS_MAX)
    {
      words = yc_words_dup_time (due_ms);
      return g_strdup_printf (_("by %s"), words);
    }
  words = yc_words_dup_clock (ABS (left_ms));
  return g_strdup_printf (left_ms < 0 ? _("%s over") : _("%s left"), words);
}

static char *
dup_note (YcListRow *row)
{
  const char *number = yc_list_row_get_number (row);
  const char *why = yc_list_row_get_why_text (row);

  return *number != '\0' ? g_strdup_printf ("%s · %s", number, why) : g_strdup (why);
}

static void
refresh (YcListLine *self)
{
  gint64 left;
  const char *classes[] = { "numeric", NULL, NULL };
  const char *name;
  g_autofree char *due = NULL;
  g_autofree char *note = NULL;
  g_autofree char *words = NULL;

  if (self->row == NULL)
    return;
  left = yc_list_row_get_due (self->row) - yc_pulse_get_now (yc_pulse_get_default ());
  classes[1] = get_mood (left);
  due = dup_due_words (yc_list_row_get_due (self->row), left);
  note = dup_note (self->row);
  name = yc_list_row_get_name (self->row);
  if (*name == '\0')
    name = _("Not named yet");
  gtk_label_set_text (self->name, name);
  gtk_label_set_text (self->due, due);
  gtk_label_set_text (self->note, note);
  gtk_widget_set_css_classes (GTK_WIDGET (self->due), classes);
  words = g_strdup_printf ("%s, %s, %s", name, note, due);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
set_row (YcListLine *self,
         YcListRow  *row)
{
  if (self->row == row)
    return;
  if (self->row != NULL)
    g_signal_handlers_disconnect_by_func (self->row, refresh, self);
  g_set_object (&self->row, row);
  if (row != NULL)
    g_signal_connect_object (row, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
}

static void
yc_list_line_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  if (id == PROP_ROW)
    g_value_set_object (value, YC_LIST_LINE (object)->row);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
yc_list_line_set_property (GObject      *object,
                           guint         id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  if (id == PROP_ROW)
    set_row (YC_LIST_LINE (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
yc_list_line_dispose (GObject *object)
{
  YcListLine *self = YC_LIST_LINE (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  set_row (self, NULL);
  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (yc_list_line_parent_class)->dispose (object);
}

static void
yc_list_line_class_init (YcListLineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = yc_list_line_get_property;
  object_class->set_property = yc_list_line_set_property;
  object_class->dispose = yc_list_line_dispose;

  props[PROP_ROW] = g_param_spec_object ("row", NULL, NULL, YC_TYPE_LIST_ROW,
                                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-list-line.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcListLine, name);
  gtk_widget_class_bind_template_child (widget_class, YcListLine, due);
  gtk_widget_class_bind_template_child (widget_class, YcListLine, note);
}

static void
yc_list_line_init (YcListLine *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (yc_pulse_get_default (), "notify::now", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
}
