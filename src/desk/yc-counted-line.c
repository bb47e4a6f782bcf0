/* yc-counted-line.c: a case or a visit that a figure counted, in two lines
 *
 * Whose it is and how its promise stands, then where, by whom and why.
 */

#include "yc-counted-line.h"

#include "yc-hall-words.h"
#include "yc-pulse.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _YcCountedLine
{
  GtkWidget parent_instance;

  YcCountedRow *row; /* (nullable): while the line is in use */
  GtkLabel *name;
  GtkLabel *due;
  GtkLabel *note;
};

G_DEFINE_FINAL_TYPE (YcCountedLine, yc_counted_line, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_ROW,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static YcCounter *the_counter; /* weak */

void
yc_counted_line_set_counter (YcCounter *counter)
{
  g_set_weak_pointer (&the_counter, counter);
}

static void
append (GString    *words,
        const char *text)
{
  if (*text != '\0')
    g_string_append_printf (words, "%s%s", words->len > 0 ? " · " : "", text);
}

static void
append_moment (GString    *words,
               const char *caption,
               gint64      at_ms)
{
  g_autofree char *time = at_ms > 0 ? yc_words_dup_time (at_ms) : NULL;
  g_autofree char *text = time != NULL ? g_strdup_printf ("%s %s", caption, time) : NULL;

  if (text != NULL)
    append (words, text);
}

static char *
dup_note (const YcHubCounted *counted)
{
  g_autoptr (GString) words = g_string_new (NULL);
  g_autofree char *window = *counted->window != '\0' ? g_strdup_printf (_("Window %s"), counted->window) : g_strdup ("");
  g_autofree char *why = yc_hall_words_dup_why (the_counter, counted);

  if (counted->stream.type == YC_STREAM_CASE)
    append (words, counted->number);
  append (words, window);
  append (words, counted->operator_code);
  if (counted->finished_ms == 0)
    append (words, why);
  append_moment (words, C_("moment", "drawn"), counted->issued_ms);
  append_moment (words, C_("moment", "called"), counted->called_ms);
  append_moment (words, C_("moment", "opened"), counted->opened_ms);
  append_moment (words, C_("moment", "received"), counted->received_ms);
  append_moment (words, C_("moment", "finished"), counted->finished_ms);
  append_moment (words, C_("moment", "handed over"), counted->handed_ms);
  append_moment (words, C_("moment", "did not come"), counted->no_show_ms);
  append_moment (words, C_("moment", "transferred"), counted->transferred_ms);
  return g_string_free (g_steal_pointer (&words), FALSE);
}

/* What is left of the promise, or how it ended. */
static char *
dup_due (const YcHubCounted *counted)
{
  if (strcmp (counted->state, "kept") == 0)
    return g_strdup (C_("promise", "kept"));
  if (strcmp (counted->state, "broken") == 0 && counted->finished_ms != 0)
    return g_strdup (C_("promise", "broken"));
  return yc_hall_words_dup_left (counted, yc_pulse_get_now (yc_pulse_get_default ()));
}

static void
refresh (YcCountedLine *self)
{
  const char *classes[] = { "numeric", "dim-label", NULL };
  const YcHubCounted *counted;
  g_autofree char *name = NULL;
  g_autofree char *due = NULL;
  g_autofree char *note = NULL;
  g_autofree char *words = NULL;

  if (self->row == NULL)
    return;
  counted = yc_counted_row_get (self->row);
  name = yc_hall_words_dup_name (counted);
  due = dup_due (counted);
  note = dup_note (counted);
  if (strcmp (counted->state, "broken") == 0)
    classes[1] = "error";
  else if (strcmp (counted->state, "tight") == 0)
    classes[1] = "warning";
  gtk_label_set_text (self->name, name);
  gtk_label_set_text (self->due, due);
  gtk_label_set_text (self->note, note);
  gtk_widget_set_css_classes (GTK_WIDGET (self->due), classes);
  words = g_strdup_printf ("%s, %s, %s", name, note, due);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
set_row (YcCountedLine *self,
         YcCountedRow  *row)
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
yc_counted_line_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  if (id == PROP_ROW)
    g_value_set_object (value, YC_COUNTED_LINE (object)->row);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
yc_counted_line_set_property (GObject      *object,
                              guint         id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  if (id == PROP_ROW)
    set_row (YC_COUNTED_LINE (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
yc_counted_line_dispose (GObject *object)
{
  YcCountedLine *self = YC_COUNTED_LINE (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  set_row (self, NULL);
  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (yc_counted_line_parent_class)->dispose (object);
}

static void
yc_counted_line_class_init (YcCountedLineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = yc_counted_line_get_property;
  object_class->set_property = yc_counted_line_set_property;
  object_class->dispose = yc_counted_line_dispose;

  props[PROP_ROW] = g_param_spec_object ("row", NULL, NULL, YC_TYPE_COUNTED_ROW,
                                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-counted-line.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcCountedLine, name);
  gtk_widget_class_bind_template_child (widget_class, YcCountedLine, due);
  gtk_widget_class_bind_template_child (widget_class, YcCountedLine, note);
}

static void
yc_counted_line_init (YcCountedLine *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (yc_pulse_get_default (), "notify::now", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
}
