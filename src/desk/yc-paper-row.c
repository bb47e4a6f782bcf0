/* yc-paper-row.c: a line of the checklist
 *
 * One button says it is all here, in the numbers the catalogue asks for; the
 * numbers can be changed first. What may be owed can be marked so, and shows
 * by when it must come. What the ID card stands for is done by the card. What
 * was scanned of it stands below, until it is a document of the case.
 */

#include "yc-paper-row.h"

#include "yc-case-form.h"
#include "yc-scan-strip.h"
#include "yc-focus.h"
#include "yc-step-page.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>

struct _YcPaperRow
{
  GtkWidget parent_instance;

  YcCaseFile *file;
  const YcItemSpec *spec; /* the catalogue's */

  GtkWidget *content;
  GtkLabel *label;
  GtkLabel *help;
  GtkLabel *scanned;
  GtkLabel *state;
  GtkSpinButton *originals;
  GtkSpinButton *copies;
  GtkWidget *seen;
  GtkWidget *owed;
  GtkWidget *counts;
  YcScanStrip *strip;
};

G_DEFINE_FINAL_TYPE (YcPaperRow, yc_paper_row, GTK_TYPE_WIDGET)

static void
mark (YcPaperRow *self,
      const char *state)
{
  gtk_spin_button_update (self->originals);
  gtk_spin_button_update (self->copies);
  yc_case_file_mark_item_async (self->file, self->spec->id, state,
                                gtk_spin_button_get_value_as_int (self->originals),
                                gtk_spin_button_get_value_as_int (self->copies), yc_step_page_done_cb,
                                g_object_ref (self));
}

static const YcItem *
get_item (YcPaperRow *self)
{
  return yc_case_get_item (yc_case_file_get_case (self->file), self->spec->id);
}

/* Pressed again, a mark is taken back. */
static void
seen_cb (YcPaperRow *self)
{
  const YcItem *item = get_item (self);

  mark (self, item != NULL && g_strcmp0 (item->state, "seen") == 0 ? "missing" : "seen");
}

static void
owed_cb (YcPaperRow *self)
{
  const YcItem *item = get_item (self);

  mark (self, item != NULL && g_strcmp0 (item->state, "owed") == 0 ? "missing" : "owed");
}

static void
show_state (YcPaperRow *self,
            const char *words,
            const char *css_class)
{
  const char *classes[] = { css_class, "numeric", NULL };

  gtk_label_set_text (self->state, words);
  gtk_widget_set_css_classes (GTK_WIDGET (self->state), classes);
}

static gboolean
has_finding (YcPaperRow *self)
{
  GPtrArray *findings = yc_case_file_get_findings (self->file);
  g_autofree char *path = g_strconcat ("/items/", self->spec->id, NULL);

  for (guint i = 0; i < findings->len; i++)
    if (g_str_equal (((YcFinding *) g_ptr_array_index (findings, i))->path, path))
      return TRUE;
  return FALSE;
}

static void
show_item (YcPaperRow   *self,
           const YcItem *item)
{
  g_autofree char *words = NULL;

  if (item != NULL && g_strcmp0 (item->state, "seen") == 0)
    {
      words = g_strdup_printf (_("✓ %d originals, %d copies"), (int) item->originals, (int) item->copies);
      show_state (self, words, "success");
    }
  else if (item != NULL && g_strcmp0 (item->state, "owed") == 0)
    {
      words = g_strdup_printf (_("owed until %s"), item->due != NULL ? item->due : "—");
      show_state (self, words, "warning");
    }
  else if (self->spec->from_card && !has_finding (self))
    show_state (self, _("✓ the ID cards read stand for it"), "success");
  else
    show_state (self, _("not here yet"), "dim-label");
}

/* The documents that were made of scanned pages. */
static void
show_scanned (YcPaperRow *self)
{
  GPtrArray *documents = yc_case_get_documents (yc_case_file_get_case (self->file));
  g_autofree char *words = NULL;
  gint64 size = 0;
  guint n = 0;

  for (guint i = 0; i < documents->len; i++)
    {
      const YcDocument *document = documents->pdata[i];

      if (g_strcmp0 (document->item, self->spec->id) != 0)
        continue;
      n++;
      size += document->size;
    }
  words = g_strdup_printf (_("✓ Scanned: %u documents, %d KB"), n, (int) MIN (size / 1000, G_MAXINT));
  gtk_label_set_text (self->scanned, words);
  gtk_widget_set_visible (GTK_WIDGET (self->scanned), n > 0);
}

static gboolean
yc_paper_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (YC_PAPER_ROW (widget)->seen);
}

static void
yc_paper_row_dispose (GObject *object)
{
  YcPaperRow *self = YC_PAPER_ROW (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->file);
  G_OBJECT_CLASS (yc_paper_row_parent_class)->dispose (object);
}

static void
yc_paper_row_class_init (YcPaperRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_paper_row_dispose;
  widget_class->focus = yc_focus_through;
  widget_class->grab_focus = yc_paper_row_grab_focus;

  g_type_ensure (YC_TYPE_SCAN_STRIP);
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-paper-row.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcPaperRow, content);
  gtk_widget_class_bind_template_child (widget_class, YcPaperRow, label);
  gtk_widget_class_bind_template_child (widget_class, YcPaperRow, help);
  gtk_widget_class_bind_template_child (widget_class, YcPaperRow, scanned);
  gtk_widget_class_bind_template_child (widget_class, YcPaperRow, state);
  gtk_widget_class_bind_template_child (widget_class, YcPaperRow, originals);
  gtk_widget_class_bind_template_child (widget_class, YcPaperRow, copies);
  gtk_widget_class_bind_template_child (widget_class, YcPaperRow, seen);
  gtk_widget_class_bind_template_child (widget_class, YcPaperRow, owed);
  gtk_widget_class_bind_template_child (widget_class, YcPaperRow, counts);
  gtk_widget_class_bind_template_child (widget_class, YcPaperRow, strip);
  gtk_widget_class_bind_template_callback (widget_class, seen_cb);
  gtk_widget_class_bind_template_callback (widget_class, owed_cb);
}

static void
yc_paper_row_init (YcPaperRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
name_button (GtkWidget        *button,
             const char       *verb,
             const YcItemSpec *spec)
{
  g_autofree char *words = g_strdup_printf ("%s: %s", verb, spec->label);

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

GtkWidget *
yc_paper_row_new (YcCaseFile       *file,
                  const YcItemSpec *spec)
{
  YcPaperRow *self = g_object_new (YC_TYPE_PAPER_ROW, NULL);

  self->file = g_object_ref (file);
  self->spec = spec;
  gtk_label_set_text (self->label, spec->label);
  gtk_label_set_text (self->help, spec->help != NULL ? spec->help : "");
  gtk_widget_set_visible (GTK_WIDGET (self->help), spec->help != NULL);
  gtk_spin_button_set_value (self->originals, spec->originals);
  gtk_spin_button_set_value (self->copies, spec->copies);
  /* Its place stays, so that the columns do. */
  gtk_widget_set_opacity (self->owed, spec->owed_days > 0 ? 1 : 0);
  gtk_widget_set_focusable (self->owed, spec->owed_days > 0);
  name_button (self->seen, _("All here"), spec);
  name_button (self->owed, _("Owed"), spec);
  name_button (GTK_WIDGET (self->originals), _("Originals"), spec);
  name_button (GTK_WIDGET (self->copies), _("Copies"), spec);
  yc_scan_strip_set_item (self->strip, file, spec->id, spec->label);
  yc_paper_row_refresh (self);
  return GTK_WIDGET (self);
}

YcScanStrip *
yc_paper_row_get_strip (YcPaperRow *self)
{
  g_return_val_if_fail (YC_IS_PAPER_ROW (self), NULL);

  return self->strip;
}

const char *
yc_paper_row_get_id (YcPaperRow *self)
{
  g_return_val_if_fail (YC_IS_PAPER_ROW (self), NULL);

  return self->spec->id;
}

void
yc_paper_row_refresh (YcPaperRow *self)
{
  const YcItem *item;
  YcDate today;
  YcCaseForm form;
  gboolean editable;

  g_return_if_fail (YC_IS_PAPER_ROW (self));

  item = get_item (self);
  today = yc_words_get_today ();
  yc_case_form_init (&form, yc_case_file_get_case (self->file));
  editable = yc_case_file_is_editable (self->file);
  gtk_widget_set_visible (GTK_WIDGET (self), yc_item_spec_is_needed (self->spec, &form.form, &today));
  gtk_widget_set_sensitive (self->seen, editable);
  gtk_widget_set_sensitive (self->owed, editable && self->spec->owed_days > 0);
  gtk_widget_set_sensitive (self->counts, editable);
  if (item != NULL && item->originals + item->copies > 0)
    {
      gtk_spin_button_set_value (self->originals, (double) item->originals);
      gtk_spin_button_set_value (self->copies, (double) item->copies);
    }
  show_item (self, item);
  show_scanned (self);
}
