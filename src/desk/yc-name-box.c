/* yc-name-box.c: the name engine's word, below the fields of the name
 *
 * Every reason at once, and below each up to three whole names that would be
 * right; one key takes one, as one edit that Ctrl+Z takes back. It looks at what
 * is kept, when nothing else is to be done: typing never waits for it.
 */

#include "yc-name-box.h"

#include "yc-case-form.h"
#include "yc-say.h"
#include "yc-step-page.h"

#include <glib/gi18n-lib.h>

#define FIELD_LABEL_CHARS 18 /* as yc-field-row.ui has it */

struct _YcNameBox
{
  GtkWidget parent_instance;

  YcCaseFile *file;
  GtkWidget *line; /* laid out as the fields above it */
  GtkLabel *title;
  GtkBox *reasons;
  GPtrArray *found; /* (nullable): of YcNameReason */
  guint idle_id;
};

G_DEFINE_FINAL_TYPE (YcNameBox, yc_name_box, GTK_TYPE_WIDGET)

/* --- taking a mend ---------------------------------------------------------- */

static const char *
get_part (YcNameBox *self,
          guint      part)
{
  const YcField *field = yc_case_get_field (yc_case_file_get_case (self->file), yc_name_part_get_path (part));

  return field != NULL && field->value.type == YC_VALUE_TEXT ? field->value.text : "";
}

/* The mend with @number, of all that are shown. */
static const YcNameMend *
find_mend (YcNameBox *self,
           guint      number)
{
  for (guint i = 0; self->found != NULL && i < self->found->len; i++)
    {
      const YcNameReason *reason = g_ptr_array_index (self->found, i);

      if (number < reason->mends->len)
        return g_ptr_array_index (reason->mends, number);
      number -= reason->mends->len;
    }
  return NULL;
}

static void
take (YcNameBox        *self,
      const YcNameMend *mend)
{
  YcValue values[YC_NAME_N_PARTS] = { 0 };
  YcEdit edits[YC_NAME_N_PARTS] = { 0 };
  guint n = 0;

  for (guint part = 0; part < YC_NAME_N_PARTS; part++)
    {
      if (g_str_equal (mend->parts[part], get_part (self, part)))
        continue;
      if (*mend->parts[part] != '\0')
        yc_value_set_text (&values[n], mend->parts[part]);
      edits[n] = (YcEdit){ .path = yc_name_part_get_path (part), .value = &values[n] };
      n++;
    }
  yc_case_file_set_fields_async (self->file, edits, n, YC_SOURCE_TYPED, yc_step_page_done_cb, g_object_ref (self));
  for (guint i = 0; i < n; i++)
    yc_value_clear (&values[i]);
}

static void
clicked_cb (YcNameBox *self,
            GtkWidget *button)
{
  yc_name_box_take (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "number")));
}

/* --- showing ---------------------------------------------------------------- */

static GtkWidget *
new_mend (YcNameBox        *self,
          const YcNameMend *mend,
          guint             number)
{
  g_autofree char *whole = yc_name_dup_whole ((const char *const *) mend->parts);
  g_autofree char *words = number < YC_NAME_BOX_KEYS_MAX ? g_strdup_printf ("%s  Ctrl+F%u", whole, number + 1)
                                                         : g_strdup (whole);
  g_autofree char *heard = g_strdup_printf (_("Use %s"), words);
  GtkWidget *button = gtk_button_new_with_label (words);

  gtk_widget_add_css_class (button, "mend");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_focusable (button, FALSE); /* its key takes it; Tab goes on in the form */
  gtk_widget_set_sensitive (button, yc_case_file_is_path_open (self->file, yc_name_part_get_path (YC_NAME_TRADE)));
  g_object_set_data (G_OBJECT (button), "number", GUINT_TO_POINTER (number));
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, heard, -1);
  return button;
}

static guint
add_reason (YcNameBox          *self,
            const YcNameReason *reason,
            guint               number)
{
  GtkWidget *label = gtk_label_new (reason->message);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, reason->severity == YC_SEVERITY_ERROR ? "warning" : "dim-label");
  gtk_box_append (self->reasons, label);
  for (guint i = 0; i < reason->mends->len; i++)
    gtk_box_append (self->reasons, new_mend (self, g_ptr_array_index (reason->mends, i), number++));
  return number;
}

static guint
count_errors (GPtrArray *reasons)
{
  guint n = 0;

  for (guint i = 0; i < reasons->len; i++)
    n += ((YcNameReason *) g_ptr_array_index (reasons, i))->severity == YC_SEVERITY_ERROR;
  return n;
}

static void
show_title (YcNameBox *self)
{
  guint errors = count_errors (self->found);
  const char *classes[] = { errors > 0 ? "warning" : "success", NULL };
  const char *parts[YC_NAME_N_PARTS];
  g_autofree char *whole = NULL;
  g_autofree char *words = NULL;

  for (guint part = 0; part < YC_NAME_N_PARTS; part++)
    parts[part] = get_part (self, part);
  whole = yc_name_dup_whole (parts);
  words = errors > 0 ? g_strdup_printf (ngettext ("%s: %u reason why it cannot be the name",
                                                  "%s: %u reasons why it cannot be the name", errors), whole, errors)
                     : g_strdup_printf (_("%s: the name can be used ✓"), whole);
  gtk_label_set_text (self->title, words);
  gtk_widget_set_css_classes (GTK_WIDGET (self->title), classes);
  gtk_widget_set_visible (self->line, *parts[YC_NAME_TRADE] != '\0' || *parts[YC_NAME_INDUSTRY] != '\0');
}

static gboolean
explain_cb (gpointer data)
{
  YcNameBox *self = data;
  GtkWidget *child;
  YcCaseForm form;
  guint number = 0;

  self->idle_id = 0;
  yc_case_form_init (&form, yc_case_file_get_case (self->file));
  g_clear_pointer (&self->found, g_ptr_array_unref);
  self->found = yc_matter_explain_name (yc_case_file_get_matter (self->file), &form.form);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->reasons))) != NULL)
    gtk_box_remove (self->reasons, child);
  for (guint i = 0; i < self->found->len; i++)
    number = add_reason (self, g_ptr_array_index (self->found, i), number);
  show_title (self);
  return G_SOURCE_REMOVE;
}

/* As wide as the name of a field. */
static GtkWidget *
new_blank (int width_chars)
{
  GtkWidget *blank = gtk_label_new ("");

  gtk_label_set_width_chars (GTK_LABEL (blank), width_chars);
  return blank;
}

/* --- the class -------------------------------------------------------------- */

static void
yc_name_box_dispose (GObject *object)
{
  YcNameBox *self = YC_NAME_BOX (object);

  g_clear_handle_id (&self->idle_id, g_source_remove);
  g_clear_pointer (&self->line, gtk_widget_unparent);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_clear_object (&self->file);
  G_OBJECT_CLASS (yc_name_box_parent_class)->dispose (object);
}

static void
yc_name_box_class_init (YcNameBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yc_name_box_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
yc_name_box_init (YcNameBox *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->title = GTK_LABEL (gtk_label_new (""));
  self->reasons = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 2));
  gtk_label_set_xalign (self->title, 0);
  gtk_label_set_wrap (self->title, TRUE);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->reasons));
  gtk_widget_add_css_class (self->line, "field");
  gtk_widget_set_visible (self->line, FALSE);
  gtk_box_append (GTK_BOX (self->line), new_blank (FIELD_LABEL_CHARS));
  gtk_box_append (GTK_BOX (self->line), box);
  gtk_widget_set_parent (self->line, GTK_WIDGET (self));
}

/* @file: of a matter whose name is judged */
GtkWidget *
yc_name_box_new (YcCaseFile *file)
{
  YcNameBox *self = g_object_new (YC_TYPE_NAME_BOX, NULL);

  self->file = g_object_ref (file);
  return GTK_WIDGET (self);
}

/* Looks at the name again, once there is nothing else to do. */
void
yc_name_box_refresh (YcNameBox *self)
{
  g_return_if_fail (YC_IS_NAME_BOX (self));

  if (self->idle_id == 0)
    self->idle_id = g_idle_add (explain_cb, self);
}

/* @number: from 0, of all mends that are shown
 *
 * Returns: whether there is such a mend; it is on its way into the form then */
gboolean
yc_name_box_take (YcNameBox *self,
                  guint      number)
{
  const YcNameMend *mend;

  g_return_val_if_fail (YC_IS_NAME_BOX (self), FALSE);

  mend = find_mend (self, number);
  if (mend == NULL || !yc_case_file_is_path_open (self->file, yc_name_part_get_path (YC_NAME_TRADE)))
    return FALSE;
  take (self, mend);
  return TRUE;
}
