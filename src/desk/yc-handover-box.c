/* yc-handover-box.c: handing over, thing by thing
 *
 * A line for each thing the chosen modules give. What can be handed over and
 * has not been is ticked; Space takes the tick away for what is fetched later
 * or posted. Then one key for all that is ticked: F9 signs for it, Shift+F9
 * posts it. The person is the legal representative unless somebody else came.
 */

#include "yc-handover-box.h"

#include "yc-case-verbs.h"
#include "yc-counter.h"
#include "yc-form-print.h"
#include "yc-print-question.h"
#include "yc-say.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PERSON "/legal-representative"
#define TAIL_CHARS 4
#define LABEL_CHARS 20 /* nine Chinese characters */
#define VALUE_CHARS 22 /* a bank’s name, an account’s number */

struct _YcHandoverBox
{
  GtkWidget parent_instance;

  YcCaseFile *file;     /* (nullable) */
  GHashTable *kept;     /* outputs whose tick was taken away */
  GPtrArray *carriers;  /* of char *: ids, as the list shows them */
  gboolean filled;      /* the person was put in once */
  gboolean on_form;     /* the list went to the form printer */

  GtkWidget *content;
  GtkBox *lines;
  GtkWidget *form;
  GtkEditable *name;
  GtkDropDown *relation;
  GtkEditable *tail;
  GtkDropDown *carrier;
  GtkEditable *number;
  GtkDropDown *direction;
  GtkWidget *print;
  GtkLabel *printer;
  YcPrintQuestion *question;
};

G_DEFINE_FINAL_TYPE (YcHandoverBox, yc_handover_box, GTK_TYPE_WIDGET)

static void answered_cb (YcPrintQuestion *question,
                         gboolean         again,
                         YcHandoverBox   *self);

#define OUTPUT_KEY "yc-output"

/* --- the list ---------------------------------------------------------------- */

static const char *
get_carrier_words (YcHandoverBox *self,
                   const char    *id)
{
  YcCatalogue *catalogue = yc_case_file_get_catalogue (self->file);
  const YcCodedReason *carrier = catalogue != NULL
                                   ? yc_coded_reasons_find (yc_catalogue_get_carriers (catalogue), id) : NULL;

  return carrier != NULL ? carrier->label : id;
}

static char *
dup_state (YcHandoverBox      *self,
           const YcOutputLine *line)
{
  g_autofree char *time = line->handed != NULL ? yc_words_dup_time (line->handed->at.at_ms) : NULL;

  if (line->handed != NULL && line->handed->posted)
    return g_strdup_printf (_("posted by %s, %s · %s"), get_carrier_words (self, line->handed->carrier),
                            line->handed->number, time);
  if (line->handed != NULL)
    return g_strdup_printf (_("signed for by %s (%s, …%s) · %s"), line->handed->name,
                            g_strcmp0 (line->handed->relation, "agent") == 0 ? _("agent") : _("in person"),
                            line->handed->number_tail, time);
  if (!line->ready)
    return g_strdup (_("not issued yet"));
  return g_strdup (line->spec->handed ? _("to be handed over") : _("electronic, given already"));
}

static void
toggled_cb (YcHandoverBox  *self,
            GtkCheckButton *check)
{
  const char *output = g_object_get_data (G_OBJECT (check), OUTPUT_KEY);

  if (gtk_check_button_get_active (check))
    g_hash_table_remove (self->kept, output);
  else
    g_hash_table_add (self->kept, g_strdup (output));
}

static GtkWidget *
new_label (const char *words,
           int         width_chars)
{
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (width_chars > 0)
    gtk_label_set_width_chars (GTK_LABEL (label), width_chars);
  return label;
}

static GtkWidget *
new_check (YcHandoverBox      *self,
           const YcOutputLine *line,
           const char         *state)
{
  GtkWidget *check = gtk_check_button_new ();
  gboolean open = line->spec->handed && line->ready && line->handed == NULL;
  g_autofree char *name = g_strdup_printf ("%s · %s", line->spec->label, state);

  gtk_widget_set_sensitive (check, open);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), line->handed != NULL || !line->spec->handed
                               ? line->ready : open && !g_hash_table_contains (self->kept, line->output));
  g_object_set_data_full (G_OBJECT (check), OUTPUT_KEY, g_strdup (line->output), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (open)
    g_signal_connect_swapped (check, "toggled", G_CALLBACK (toggled_cb), self);
  return check;
}

static void
add_line (YcHandoverBox      *self,
          const YcOutputLine *line)
{
  g_autofree char *state = dup_state (self, line);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *value = new_label (line->value != NULL ? line->value : "", VALUE_CHARS);
  GtkWidget *words = new_label (state, 0);

  gtk_widget_add_css_class (value, "numeric");
  gtk_widget_add_css_class (words, line->handed != NULL ? "success" : "dim-label");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (row), new_check (self, line, state));
  gtk_box_append (GTK_BOX (row), new_label (line->spec->label, LABEL_CHARS));
  gtk_box_append (GTK_BOX (row), value);
  gtk_box_append (GTK_BOX (row), words);
  gtk_widget_add_css_class (row, "row-box");
  gtk_box_append (self->lines, row);
}

/* What a screen reader or a clerk was at stays where it is, unless it changed. */
static char *
dup_focused (YcHandoverBox *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->lines)))
    return NULL;
  return g_strdup (g_object_get_data (G_OBJECT (focus), OUTPUT_KEY));
}

static void
focus_output (YcHandoverBox *self,
              const char    *output)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->lines)); row != NULL && output != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      GtkWidget *check = gtk_widget_get_first_child (row);

      if (g_strcmp0 (g_object_get_data (G_OBJECT (check), OUTPUT_KEY), output) == 0)
        gtk_widget_grab_focus (check);
    }
}

/* --- the person ---------------------------------------------------------------- */

static const char *
get_text (YcHandoverBox *self,
          const char    *path)
{
  const YcValue *value = yc_case_get_value (yc_case_file_get_case (self->file), path);

  return value != NULL && value->type == YC_VALUE_TEXT ? value->text : "";
}

static const char *
get_tail (const char *number)
{
  glong length = g_utf8_strlen (number, -1);

  return length > TAIL_CHARS ? g_utf8_offset_to_pointer (number, length - TAIL_CHARS) : number;
}

static void
put_person (YcHandoverBox *self,
            gboolean       agent)
{
  gtk_editable_set_text (self->name, agent ? "" : get_text (self, PERSON "/name"));
  gtk_editable_set_text (self->tail, agent ? "" : get_tail (get_text (self, PERSON "/number")));
}

static void
relation_cb (YcHandoverBox *self)
{
  if (self->file != NULL)
    put_person (self, gtk_drop_down_get_selected (self->relation) == 1);
}

/* --- acting ------------------------------------------------------------------------ */

static char **
list_ticked (YcHandoverBox *self)
{
  g_autoptr (GPtrArray) lines = yc_case_file_list_outputs (self->file);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < lines->len; i++)
    {
      const YcOutputLine *line = g_ptr_array_index (lines, i);

      if (line->spec->handed && line->ready && line->handed == NULL &&
          !g_hash_table_contains (self->kept, line->output))
        g_strv_builder_add (builder, line->output);
    }
  return g_strv_builder_end (builder);
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (YcHandoverBox) self = data;
  g_autoptr (GError) error = NULL;

  if (!yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    {
      yc_say_error (GTK_WIDGET (self), error);
      return;
    }
  gtk_editable_set_text (self->number, "");
  g_hash_table_remove_all (self->kept); /* what is left is next */
  yc_handover_box_show (self, YC_CASE_FILE (source));
  yc_say (GTK_WIDGET (self), "%s", _("Handed over"));
}

static const char *
find_fault (YcHandoverBox *self,
            char         **outputs)
{
  if (outputs[0] == NULL)
    return _("Nothing is ticked that can be handed over");
  if (*gtk_editable_get_text (self->name) == '\0')
    return _("Say who signs for it");
  if (g_utf8_strlen (gtk_editable_get_text (self->tail), -1) != TAIL_CHARS)
    return _("Type the last four of their identity number");
  return NULL;
}

gboolean
yc_handover_box_sign (YcHandoverBox *self)
{
  static const char *const relations[] = { "self", "agent" };
  g_auto (GStrv) outputs = NULL;
  const char *fault;

  g_return_val_if_fail (YC_IS_HANDOVER_BOX (self), FALSE);

  if (self->file == NULL)
    return FALSE;
  outputs = list_ticked (self);
  fault = find_fault (self, outputs);
  if (fault != NULL)
    yc_say (GTK_WIDGET (self), "%s", fault);
  else
    yc_case_file_handover_sign_async (self->file, (const char *const *) outputs, gtk_editable_get_text (self->name),
                                      relations[MIN (gtk_drop_down_get_selected (self->relation), 1)],
                                      gtk_editable_get_text (self->tail), done_cb, g_object_ref (self));
  return TRUE;
}

gboolean
yc_handover_box_post (YcHandoverBox *self)
{
  static const char *const directions[] = { "out", "in" };
  g_auto (GStrv) outputs = NULL;
  guint carrier;

  g_return_val_if_fail (YC_IS_HANDOVER_BOX (self), FALSE);

  if (self->file == NULL)
    return FALSE;
  outputs = list_ticked (self);
  carrier = gtk_drop_down_get_selected (self->carrier);
  if (outputs[0] == NULL)
    yc_say (GTK_WIDGET (self), "%s", _("Nothing is ticked that can be handed over"));
  else if (*gtk_editable_get_text (self->number) == '\0' || carrier >= self->carriers->len)
    yc_say (GTK_WIDGET (self), "%s", _("Type the number of the parcel first"));
  else
    yc_case_file_handover_post_async (self->file, (const char *const *) outputs,
                                      g_ptr_array_index (self->carriers, carrier),
                                      gtk_editable_get_text (self->number),
                                      directions[MIN (gtk_drop_down_get_selected (self->direction), 1)],
                                      done_cb, g_object_ref (self));
  return TRUE;
}

static void
sign_cb (YcHandoverBox *self)
{
  yc_handover_box_sign (self);
}

static void
post_cb (YcHandoverBox *self)
{
  yc_handover_box_post (self);
}

/* --- the class ----------------------------------------------------------------------- */

/* The catalogue's carriers; the post where it names none. */
static void
fill_carriers (YcHandoverBox *self)
{
  YcCatalogue *catalogue = yc_case_file_get_catalogue (self->file);
  GPtrArray *carriers = catalogue != NULL ? yc_catalogue_get_carriers (catalogue) : NULL;
  GtkStringList *labels = gtk_string_list_new (NULL);

  g_ptr_array_set_size (self->carriers, 0);
  for (guint i = 0; carriers != NULL && i < carriers->len; i++)
    {
      const YcCodedReason *carrier = g_ptr_array_index (carriers, i);

      g_ptr_array_add (self->carriers, g_strdup (carrier->id));
      gtk_string_list_append (labels, carrier->label);
    }
  if (self->carriers->len == 0)
    {
      g_ptr_array_add (self->carriers, g_strdup ("ems"));
      gtk_string_list_append (labels, _("Post (EMS)"));
    }
  gtk_drop_down_set_model (self->carrier, G_LIST_MODEL (labels));
  g_object_unref (labels);
}

static void
yc_handover_box_dispose (GObject *object)
{
  YcHandoverBox *self = YC_HANDOVER_BOX (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->file);
  g_clear_pointer (&self->kept, g_hash_table_unref);
  g_clear_pointer (&self->carriers, g_ptr_array_unref);
  G_OBJECT_CLASS (yc_handover_box_parent_class)->dispose (object);
}

static void
yc_handover_box_class_init (YcHandoverBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_handover_box_dispose;

  g_type_ensure (YC_TYPE_PRINT_QUESTION);
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-handover-box.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcHandoverBox, content);
  gtk_widget_class_bind_template_child (widget_class, YcHandoverBox, lines);
  gtk_widget_class_bind_template_child (widget_class, YcHandoverBox, form);
  gtk_widget_class_bind_template_child (widget_class, YcHandoverBox, name);
  gtk_widget_class_bind_template_child (widget_class, YcHandoverBox, relation);
  gtk_widget_class_bind_template_child (widget_class, YcHandoverBox, tail);
  gtk_widget_class_bind_template_child (widget_class, YcHandoverBox, carrier);
  gtk_widget_class_bind_template_child (widget_class, YcHandoverBox, number);
  gtk_widget_class_bind_template_child (widget_class, YcHandoverBox, direction);
  gtk_widget_class_bind_template_child (widget_class, YcHandoverBox, print);
  gtk_widget_class_bind_template_child (widget_class, YcHandoverBox, printer);
  gtk_widget_class_bind_template_child (widget_class, YcHandoverBox, question);
  gtk_widget_class_bind_template_callback (widget_class, relation_cb);
  gtk_widget_class_bind_template_callback (widget_class, sign_cb);
  gtk_widget_class_bind_template_callback (widget_class, post_cb);
}

static void
yc_handover_box_init (YcHandoverBox *self)
{
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->carriers = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self->question, "answered", G_CALLBACK (answered_cb), self);
}

static void
set_file (YcHandoverBox *self,
          YcCaseFile    *file)
{
  if (self->file == file)
    return;
  g_set_object (&self->file, file);
  g_hash_table_remove_all (self->kept);
  yc_print_question_hide (self->question);
  gtk_drop_down_set_selected (self->relation, 0);
  gtk_editable_set_text (self->number, "");
  put_person (self, FALSE);
  fill_carriers (self);
}

/* --- the list on paper ---------------------------------------------------------------- */

static void
show_printer (YcHandoverBox *self)
{
  gtk_label_set_text (self->printer, yc_case_file_get_form_printer (self->file) != NULL
                                       ? _("on the form printer")
                                       : _("No form printer is connected: on receipt paper"));
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (YcHandoverBox) self = data;
  g_autoptr (GError) error = NULL;

  if (yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    yc_say (GTK_WIDGET (self), "%s", _("Paper printed"));
  else
    {
      if (self->file == YC_CASE_FILE (source) && self->on_form)
        yc_print_question_ask (self->question, self->file, yc_paper_kind_to_text (YC_PAPER_HANDOVER),
                               _("Hand-over list"), error);
      yc_say_error (GTK_WIDGET (self), error);
    }
}

/* Where it is not known how far the printer came, the box asks. */
void
yc_handover_box_print (YcHandoverBox *self)
{
  g_return_if_fail (YC_IS_HANDOVER_BOX (self));

  if (self->file == NULL)
    return;
  yc_print_question_hide (self->question);
  show_printer (self);
  self->on_form = yc_case_file_get_form_printer (self->file) != NULL;
  yc_case_file_print_async (self->file, YC_PAPER_HANDOVER, listed_cb, g_object_ref (self));
}

static void
answered_cb (YcPrintQuestion *question,
             gboolean         again,
             YcHandoverBox   *self)
{
  gtk_widget_grab_focus (self->print);
  if (again)
    yc_handover_box_print (self);
}

void
yc_handover_box_show (YcHandoverBox *self,
                      YcCaseFile    *file)
{
  g_autoptr (GPtrArray) lines = yc_case_file_list_outputs (file);
  g_autofree char *focused = NULL;
  GtkWidget *child;

  g_return_if_fail (YC_IS_HANDOVER_BOX (self));

  set_file (self, file);
  if (*gtk_editable_get_text (self->name) == '\0' && gtk_drop_down_get_selected (self->relation) == 0)
    put_person (self, FALSE);
  focused = dup_focused (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->lines))) != NULL)
    gtk_box_remove (self->lines, child);
  for (guint i = 0; i < lines->len; i++)
    add_line (self, g_ptr_array_index (lines, i));
  focus_output (self, focused);
  gtk_widget_set_visible (self->form, yc_case_file_count_unhanded (file) > 0);
  gtk_widget_set_visible (self->print, yc_case_file_has_paper (file, YC_PAPER_HANDOVER));
  show_printer (self);
  gtk_widget_set_visible (GTK_WIDGET (self->printer), gtk_widget_get_visible (self->print));
  gtk_widget_set_visible (GTK_WIDGET (self), lines->len > 0);
}
