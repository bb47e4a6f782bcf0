/* yc-documents-window.c: the papers made from the form of a case
 *
 * A line a paper: made or not, and out of date where the form has changed since.
 * What is on the right is the file that was made, and printing sends that file.
 *
 * Keys: up and down choose, F9 makes this one, Shift+F9 all that are not current,
 * Ctrl+P prints: on the form printer what is meant for it, where one is connected;
 * Shift+Ctrl+P on an office printer in any case. Ctrl+F searches, Ctrl and + - 0 zoom, Escape closes.
 */

#include "yc-documents-window.h"

#include "yc-case-documents.h"
#include "yc-documents-print.h"
#include "yc-form-print.h"
#include "yc-pdf-view.h"
#include "yc-print-question.h"
#include "yc-words.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define YC_TYPE_DOCUMENTS_WINDOW (yc_documents_window_get_type ())
G_DECLARE_FINAL_TYPE (YcDocumentsWindow, yc_documents_window, YC, DOCUMENTS_WINDOW, AdwWindow)

struct _YcDocumentsWindow
{
  AdwWindow parent_instance;

  YcCaseFile *file;
  GPtrArray *lines;  /* (nullable): of YcPaperLine */
  char *chosen;      /* (nullable): kind of the line that is chosen */
  char *printing;    /* (nullable): kind of what the form printer prints */
  YcId shown;        /* the document on the right; nil for none */
  gboolean at_counter; /* who is here may make and print */
  gboolean busy;     /* one is being made or listed */
  gboolean all;      /* more are to be made after it */
  guint all_at;      /* the line that comes next; each is made once */
  GCancellable *opening; /* (nullable) */
  gulong changed_id;

  GtkListBox *list;
  GtkLabel *state;
  GtkLabel *found;
  GtkLabel *printer;
  YcPrintQuestion *question;
  GtkSearchEntry *search;
  GtkButton *make;
  GtkButton *make_all;
  GtkButton *print;
  YcPdfView *view;
};

G_DEFINE_FINAL_TYPE (YcDocumentsWindow, yc_documents_window, ADW_TYPE_WINDOW)

static void list_again (YcDocumentsWindow *self);

static YcPaperLine *
get_chosen (YcDocumentsWindow *self)
{
  for (guint i = 0; self->lines != NULL && i < self->lines->len; i++)
    {
      YcPaperLine *line = g_ptr_array_index (self->lines, i);

      if (g_strcmp0 (line->kind, self->chosen) == 0)
        return line;
    }
  return NULL;
}

static gboolean
is_to_be_made (const YcPaperLine *line)
{
  return line->state == YC_PAPER_NOT_MADE || line->state == YC_PAPER_OUT_OF_DATE;
}

/* (nullable): NULL where what is chosen goes to an office printer */
static YcDevice *
get_form_printer (YcDocumentsWindow *self,
                  const YcPaperLine *line)
{
  return line != NULL && line->for_form_printer ? yc_case_file_get_form_printer (self->file) : NULL;
}

static void
show_printer (YcDocumentsWindow *self,
              const YcPaperLine *line)
{
  gboolean shown = self->at_counter && line != NULL && line->for_form_printer;

  gtk_widget_set_visible (GTK_WIDGET (self->printer), shown);
  if (shown && get_form_printer (self, line) != NULL)
    gtk_label_set_text (self->printer, _("Ctrl+P prints it on the form printer, Shift+Ctrl+P on an office printer"));
  else if (shown)
    gtk_label_set_text (self->printer, _("No form printer is connected: it goes to an office printer"));
}

/* Who looks only, as a reviewer does, makes and prints nothing. */
static void
refresh_actions (YcDocumentsWindow *self)
{
  YcPaperLine *line = get_chosen (self);
  gboolean waiting = FALSE;

  for (guint i = 0; self->lines != NULL && i < self->lines->len; i++)
    waiting |= is_to_be_made (g_ptr_array_index (self->lines, i));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "documents.make",
                                 self->at_counter && !self->busy && line != NULL && line->state != YC_PAPER_BROUGHT);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "documents.make-all", self->at_counter && !self->busy && waiting);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "documents.print",
                                 self->at_counter && !self->busy && yc_pdf_view_get_pages (self->view) != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "documents.print-office",
                                 self->at_counter && !self->busy && yc_pdf_view_get_pages (self->view) != NULL);
  show_printer (self, line);
  gtk_widget_set_visible (GTK_WIDGET (self->make), self->at_counter);
  gtk_widget_set_visible (GTK_WIDGET (self->make_all), self->at_counter);
  gtk_widget_set_visible (GTK_WIDGET (self->print), self->at_counter);
}

/* --- the list ---------------------------------------------------------------------- */

static char *
dup_state_words (const YcPaperLine *line)
{
  g_autofree char *time = line->made_ms != 0 ? yc_words_dup_time (line->made_ms) : NULL;

  if (line->state == YC_PAPER_NOT_MADE)
    return g_strdup (_("Not made"));
  if (line->state == YC_PAPER_OUT_OF_DATE)
    return g_strdup_printf (_("Out of date · made %s"), time);
  if (line->state == YC_PAPER_BROUGHT && line->copies > 0)
    return g_strdup_printf (_("Scanned %s · printed %u times"), time, line->copies);
  if (line->state == YC_PAPER_BROUGHT)
    return g_strdup_printf (_("Scanned %s"), time);
  if (line->copies > 0)
    return g_strdup_printf (_("Made %s · printed %u times"), time, line->copies);
  return g_strdup_printf (_("Made %s"), time);
}

static GtkWidget *
create_row (const YcPaperLine *line)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = gtk_label_new (line->title);
  g_autofree char *words = dup_state_words (line);
  GtkWidget *state = gtk_label_new (words);
  GtkWidget *row = gtk_list_box_row_new ();
  g_autofree char *name = g_strdup_printf ("%s, %s", line->title, words);

  gtk_widget_add_css_class (box, "dense-row");
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (state), 0);
  gtk_widget_add_css_class (state, "caption");
  gtk_widget_add_css_class (state, line->state == YC_PAPER_OUT_OF_DATE ? "warning" : "dim-label");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), state);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (row), "yc-kind", g_strdup (line->kind), g_free);
  return row;
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (YcDocumentsWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcPdfPages) pages = yc_case_file_open_paper_finish (YC_CASE_FILE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->opening);
  if (error != NULL)
    gtk_label_set_text (self->state, error->message);
  yc_pdf_view_set_pages (self->view, pages);
  refresh_actions (self);
}

/* Shows what was made of the chosen paper; nothing where it was not. */
static void
show_chosen (YcDocumentsWindow *self)
{
  YcPaperLine *line = get_chosen (self);
  YcId document = line != NULL ? line->document : (YcId){ { 0 } };

  if (yc_id_equal (&document, &self->shown))
    return;
  self->shown = document;
  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  yc_pdf_view_set_pages (self->view, NULL);
  if (yc_id_is_nil (&document))
    return;
  self->opening = g_cancellable_new ();
  yc_case_file_open_paper_async (self->file, &document, self->opening, opened_cb, g_object_ref (self));
}

static void
show_lines (YcDocumentsWindow *self)
{
  GtkListBoxRow *chosen = NULL;
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));
  gboolean had_focus =
    self->chosen == NULL || focus == NULL || gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list));
  GtkWidget *child;

  if (self->chosen == NULL && self->lines->len > 0)
    self->chosen = g_strdup (((YcPaperLine *) g_ptr_array_index (self->lines, 0))->kind);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; i < self->lines->len; i++)
    {
      const YcPaperLine *line = g_ptr_array_index (self->lines, i);
      GtkWidget *row = create_row (line);

      gtk_list_box_append (self->list, row);
      if (g_strcmp0 (line->kind, self->chosen) == 0)
        chosen = GTK_LIST_BOX_ROW (row);
    }
  if (chosen != NULL)
    {
      gtk_list_box_select_row (self->list, chosen);
      if (had_focus)
        gtk_widget_grab_focus (GTK_WIDGET (chosen));
    }
}

static void
selected_cb (GtkListBox        *list,
             GtkListBoxRow     *row,
             YcDocumentsWindow *self)
{
  if (row == NULL)
    return;
  g_free (self->chosen);
  self->chosen = g_strdup (g_object_get_data (G_OBJECT (row), "yc-kind"));
  show_chosen (self);
  refresh_actions (self);
}

/* --- making ------------------------------------------------------------------------ */

static void
made_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (YcDocumentsWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  self->busy = FALSE;
  if (yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    gtk_label_set_text (self->state, "");
  else
    {
      self->all = FALSE;
      gtk_label_set_text (self->state, error->message);
    }
  list_again (self);
}

static void
make (YcDocumentsWindow *self,
      const YcPaperLine *line)
{
  g_autofree char *words = g_strdup_printf (_("Making %s…"), line->title);

  self->busy = TRUE;
  gtk_label_set_text (self->state, words);
  refresh_actions (self);
  yc_case_file_make_paper_async (self->file, line->kind, made_cb, g_object_ref (self));
}

static void
make_next (YcDocumentsWindow *self)
{
  while (self->all && self->all_at < self->lines->len)
    {
      const YcPaperLine *line = g_ptr_array_index (self->lines, self->all_at++);

      if (!is_to_be_made (line))
        continue;
      make (self, line);
      return;
    }
  self->all = FALSE;
}

static void
make_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  YcDocumentsWindow *self = YC_DOCUMENTS_WINDOW (widget);
  YcPaperLine *line = get_chosen (self);

  if (line != NULL && !self->busy)
    make (self, line);
}

static void
make_all_cb (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  YcDocumentsWindow *self = YC_DOCUMENTS_WINDOW (widget);

  self->all = TRUE;
  self->all_at = 0;
  if (!self->busy && self->lines != NULL)
    make_next (self);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (YcDocumentsWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  GPtrArray *lines = yc_case_file_list_papers_finish (YC_CASE_FILE (source), result, &error);

  if (lines == NULL)
    {
      gtk_label_set_text (self->state, error->message);
      return;
    }
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  self->lines = lines;
  show_lines (self);
  show_chosen (self);
  if (!self->busy)
    make_next (self);
  refresh_actions (self);
}

static void
list_again (YcDocumentsWindow *self)
{
  if (self->file != NULL)
    yc_case_file_list_papers_async (self->file, listed_cb, g_object_ref (self));
}

static void
changed_cb (YcCaseFile        *file,
            YcDocumentsWindow *self)
{
  if (!self->busy)
    list_again (self);
}

/* --- looking and printing ---------------------------------------------------------- */

static void
notice_cb (YcPdfView         *view,
           const char        *text,
           YcDocumentsWindow *self)
{
  gtk_label_set_text (self->found, text);
}

static void
search_cb (GtkSearchEntry    *entry,
           YcDocumentsWindow *self)
{
  yc_pdf_view_search (self->view, gtk_editable_get_text (GTK_EDITABLE (entry)));
}

/* Escape in the search goes back to the list; from there it closes. */
static void
stop_search_cb (GtkSearchEntry    *entry,
                YcDocumentsWindow *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  gtk_widget_grab_focus (row != NULL ? GTK_WIDGET (row) : GTK_WIDGET (self->list));
}

static void
focus_search_cb (GtkWidget  *widget,
                 const char *action,
                 GVariant   *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (YC_DOCUMENTS_WINDOW (widget)->search));
}

static void
zoom_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  yc_pdf_view_zoom (YC_DOCUMENTS_WINDOW (widget)->view, g_variant_get_int32 (parameter));
}

static void
printed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (YcDocumentsWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (yc_documents_print_finish (result, &error))
    gtk_label_set_text (self->state, _("Printed"));
  else
    gtk_label_set_text (self->state, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? "" : error->message);
  list_again (self);
}

static void
form_printed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (YcDocumentsWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *kind = g_steal_pointer (&self->printing);
  YcPaperLine *line = get_chosen (self);

  if (yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    gtk_label_set_text (self->state, _("Printed on the form printer"));
  else
    {
      gtk_label_set_text (self->state, error->message);
      yc_print_question_ask (self->question, self->file, kind,
                             line != NULL && g_str_equal (line->kind, kind) ? line->title : kind, error);
    }
  list_again (self);
}

/* What is printed is what the form says, so that must be what was looked at. */
static void
print_form (YcDocumentsWindow *self,
            const YcPaperLine *line)
{
  if (self->printing != NULL)
    return;
  if (line->state == YC_PAPER_OUT_OF_DATE)
    {
      gtk_label_set_text (self->state, _("It is out of date: make it anew first (F9)"));
      return;
    }
  yc_print_question_hide (self->question);
  self->printing = g_strdup (line->kind);
  gtk_label_set_text (self->state, _("Printing on the form printer…"));
  yc_case_file_print_form_async (self->file, line->kind, form_printed_cb, g_object_ref (self));
}

static void
answered_cb (YcPrintQuestion   *question,
             gboolean           again,
             YcDocumentsWindow *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  YcPaperLine *line = get_chosen (self);

  gtk_label_set_text (self->state, again ? "" : _("Noted: the sheet is whole"));
  gtk_widget_grab_focus (row != NULL ? GTK_WIDGET (row) : GTK_WIDGET (self->list));
  if (again && line != NULL && line->for_form_printer)
    print_form (self, line);
}

static void
print_office_cb (GtkWidget  *widget,
                 const char *action,
                 GVariant   *parameter)
{
  YcDocumentsWindow *self = YC_DOCUMENTS_WINDOW (widget);
  YcPaperLine *line = get_chosen (self);
  YcPdfPages *pages = yc_pdf_view_get_pages (self->view);

  if (line != NULL && pages != NULL)
    yc_documents_print_async (GTK_WINDOW (self), self->file, line->kind, line->title, pages, printed_cb,
                              g_object_ref (self));
}

static void
print_cb (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  YcDocumentsWindow *self = YC_DOCUMENTS_WINDOW (widget);
  YcPaperLine *line = get_chosen (self);

  if (get_form_printer (self, line) != NULL)
    print_form (self, line);
  else
    print_office_cb (widget, action, parameter);
}

/* --- the window -------------------------------------------------------------------- */

static void
yc_documents_window_dispose (GObject *object)
{
  YcDocumentsWindow *self = YC_DOCUMENTS_WINDOW (object);

  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  if (self->file != NULL)
    g_clear_signal_handler (&self->changed_id, self->file);
  g_clear_object (&self->file);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_clear_pointer (&self->chosen, g_free);
  g_clear_pointer (&self->printing, g_free);
  G_OBJECT_CLASS (yc_documents_window_parent_class)->dispose (object);
}

static void
yc_documents_window_class_init (YcDocumentsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (YC_TYPE_PDF_VIEW);
  g_type_ensure (YC_TYPE_PRINT_QUESTION);
  G_OBJECT_CLASS (klass)->dispose = yc_documents_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-documents-window.ui");
  gtk_widget_class_bind_template_child (widget_class, YcDocumentsWindow, list);
  gtk_widget_class_bind_template_child (widget_class, YcDocumentsWindow, state);
  gtk_widget_class_bind_template_child (widget_class, YcDocumentsWindow, found);
  gtk_widget_class_bind_template_child (widget_class, YcDocumentsWindow, printer);
  gtk_widget_class_bind_template_child (widget_class, YcDocumentsWindow, question);
  gtk_widget_class_bind_template_child (widget_class, YcDocumentsWindow, search);
  gtk_widget_class_bind_template_child (widget_class, YcDocumentsWindow, make);
  gtk_widget_class_bind_template_child (widget_class, YcDocumentsWindow, make_all);
  gtk_widget_class_bind_template_child (widget_class, YcDocumentsWindow, print);
  gtk_widget_class_bind_template_child (widget_class, YcDocumentsWindow, view);
  gtk_widget_class_install_action (widget_class, "documents.make", NULL, make_cb);
  gtk_widget_class_install_action (widget_class, "documents.make-all", NULL, make_all_cb);
  gtk_widget_class_install_action (widget_class, "documents.print", NULL, print_cb);
  gtk_widget_class_install_action (widget_class, "documents.print-office", NULL, print_office_cb);
  gtk_widget_class_install_action (widget_class, "documents.search", NULL, focus_search_cb);
  gtk_widget_class_install_action (widget_class, "documents.zoom", "i", zoom_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F9, 0, "documents.make", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F9, GDK_SHIFT_MASK, "documents.make-all", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "documents.print", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "documents.print-office", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "documents.search", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_plus, GDK_CONTROL_MASK, "documents.zoom", "i", 1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_equal, GDK_CONTROL_MASK, "documents.zoom", "i", 1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_minus, GDK_CONTROL_MASK, "documents.zoom", "i", -1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0, GDK_CONTROL_MASK, "documents.zoom", "i", 0);
}

static void
yc_documents_window_init (YcDocumentsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self->list, "row-selected", G_CALLBACK (selected_cb), self);
  g_signal_connect (self->view, "notice", G_CALLBACK (notice_cb), self);
  g_signal_connect (self->question, "answered", G_CALLBACK (answered_cb), self);
  g_signal_connect (self->search, "search-changed", G_CALLBACK (search_cb), self);
  g_signal_connect (self->search, "activate", G_CALLBACK (search_cb), self);
  g_signal_connect (self->search, "stop-search", G_CALLBACK (stop_search_cb), self);
  refresh_actions (self);
}

/* Shows the papers of @file, of an open counter, over @parent. */
void
yc_documents_window_present (GtkWindow  *parent,
                             YcCaseFile *file)
{
  YcDocumentsWindow *self = g_object_new (YC_TYPE_DOCUMENTS_WINDOW, "transient-for", parent, NULL);

  self->file = g_object_ref (file);
  self->at_counter = yc_case_file_may_make_papers (file);
  self->changed_id = g_signal_connect_object (file, "changed", G_CALLBACK (changed_cb), self, 0);
  list_again (self);
  gtk_window_present (GTK_WINDOW (self));
}
