/* yc-review-panel.c: a decision before it is made
 *
 * The first press of A, C, R or T opens it with everything filled in that can
 * be; digits choose points, E goes to the words; the second press of the same
 * letter decides. The words are a draft until then: Esc loses nothing but
 * them.
 */

#include "yc-review-panel.h"

#include "yc-place.h"
#include "yc-review-point.h"

#include <glib/gi18n-lib.h>

#define POINTS_MAX 40
#define WORDS_CHARS_MAX 500

/* One point that may be chosen. */
typedef struct
{
  char *code;
  char *path;   /* (nullable) */
  GtkCheckButton *check;
  GtkEditable *text;
  GtkEditable *remedy; /* (nullable): where a point has one */
} Point;

struct _YcReviewPanel
{
  GtkWidget parent_instance;

  YcReviewVerb verb;
  GPtrArray *points; /* of Point */

  GtkWidget *content;
  GtkLabel *title;
  GtkLabel *hint;
  GtkScrolledWindow *scroller;
  GtkBox *list;
  GtkWidget *with_box;
  GtkEditable *with;
  GtkLabel *text_label;
  GtkEditable *text;
};

G_DEFINE_FINAL_TYPE (YcReviewPanel, yc_review_panel, GTK_TYPE_WIDGET)

static void
point_free (gpointer data)
{
  Point *self = data;

  g_free (self->code);
  g_free (self->path);
  g_free (self);
}

static GtkEditable *
new_entry (const char *name,
           const char *text)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_max_length (GTK_ENTRY (entry), WORDS_CHARS_MAX);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return GTK_EDITABLE (entry);
}

static Point *
add_point (YcReviewPanel *self,
           const char    *code,
           const char    *path,
           const char    *label,
           const char    *text,
           const char    *remedy)
{
  Point *point = g_new0 (Point, 1);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  guint number = self->points->len + 1;
  g_autofree char *words = number <= 9 ? g_strdup_printf ("%u  %s", number, label) : g_strdup (label);
  g_autofree char *name = g_strdup_printf (_("Words for %s"), label);

  point->code = g_strdup (code);
  point->path = g_strdup (path);
  point->check = GTK_CHECK_BUTTON (gtk_check_button_new_with_label (words));
  point->text = new_entry (name, text);
  gtk_widget_set_size_request (GTK_WIDGET (point->check), 190, -1);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (point->check));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (point->text));
  if (remedy != NULL)
    {
      g_autofree char *remedy_name = g_strdup_printf (_("Remedy for %s"), label);

      point->remedy = new_entry (remedy_name, remedy);
      gtk_box_append (GTK_BOX (line), GTK_WIDGET (point->remedy));
    }
  gtk_box_append (self->list, line);
  g_ptr_array_add (self->points, point);
  return point;
}

/* --- what each verb offers ---------------------------------------------------- */

static const char *
get_main_path (const YcReviewView *view)
{
  for (guint i = 0; i < view->fields->len; i++)
    {
      const YcReviewField *field = g_ptr_array_index (view->fields, i);

      if (field->marks != 0)
        return field->path;
    }
  if (view->fields->len > 0)
    return ((YcReviewField *) g_ptr_array_index (view->fields, 0))->path;
  return view->evidence->len > 0 ? ((YcReviewEvidence *) g_ptr_array_index (view->evidence, 0))->path : NULL;
}

/* A paper or an identity that is not as it should be is a point of its own. */
static void
add_evidence_points (YcReviewPanel      *self,
                     YcCaseFile         *file,
                     const YcReviewView *view)
{
  for (guint i = 0; i < view->evidence->len && self->points->len < POINTS_MAX; i++)
    {
      const YcReviewEvidence *evidence = g_ptr_array_index (view->evidence, i);
      g_autofree char *label = NULL;
      g_autofree char *text = NULL;

      if ((evidence->marks & (YC_MARK_MISSING | YC_MARK_OWED | YC_MARK_TYPED)) == 0)
        continue;
      label = yc_place_dup_label (file, evidence->path);
      text = g_strdup_printf (evidence->item != NULL || g_str_has_prefix (evidence->path, "/items/")
                                ? _("Please bring: %s") : _("Please identify again with the ID card: %s"), label);
      add_point (self, evidence->path, evidence->path, label, text, NULL);
    }
}

static void
offer_return (YcReviewPanel  *self,
              YcCaseFile     *file,
              const YcModule *module)
{
  g_autoptr (GPtrArray) views = yc_case_file_list_review (file, module);

  for (guint i = 0; i < views->len && self->points->len < POINTS_MAX; i++)
    {
      const YcReviewView *view = g_ptr_array_index (views, i);
      g_autofree char *text = g_strdup_printf (_("Please correct: %s"), view->label);
      Point *point = add_point (self, view->id, get_main_path (view), view->label, text, NULL);

      gtk_check_button_set_active (point->check, (view->marks & (YC_MARK_FAILED | YC_MARK_CONTESTED)) != 0);
    }
  for (guint i = 0; i < views->len; i++)
    add_evidence_points (self, file, g_ptr_array_index (views, i));
}

static void
offer_refusals (YcReviewPanel *self,
                YcCaseFile    *file)
{
  const YcMatter *matter = yc_case_file_get_matter (file);

  for (guint i = 0; i < matter->refusals->len && i < POINTS_MAX; i++)
    {
      const YcCodedReason *reason = g_ptr_array_index (matter->refusals, i);

      add_point (self, reason->id, NULL, reason->label, reason->label, reason->remedy != NULL ? reason->remedy : "");
    }
  add_point (self, "other", NULL, _("Another reason"), "", "");
}

/* Why it may be approved although a rule says that a person must look. */
static char *
dup_approval_words (YcCaseFile     *file,
                    const YcModule *module)
{
  const YcDecision *decision = yc_case_get_decision (yc_case_file_get_case (file), module->id);
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; decision != NULL && i < decision->reasons->len; i++)
    {
      const YcDecisionReason *reason = g_ptr_array_index (decision->reasons, i);

      if (!reason->holds)
        g_string_append_printf (words, "%s%s", words->len > 0 ? _("; ") : "", reason->text);
    }
  return words->len > 0 ? g_strdup_printf (_("Checked by a person, and in order: %s"), words->str) : g_strdup ("");
}

static void
offer_closings (YcReviewPanel *self)
{
  static const char *const words[] = { N_("Approve"), N_("Ask for correction"), N_("Refuse") };
  static const char *const codes[] = { "approve", "return", "refuse" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      Point *point = add_point (self, codes[i], NULL, _(words[i]), "", NULL);
      Point *first = g_ptr_array_index (self->points, 0);

      gtk_widget_set_visible (GTK_WIDGET (point->text), FALSE);
      if (i > 0)
        gtk_check_button_set_group (point->check, first->check);
    }
}

static void
say (YcReviewPanel *self,
     const char    *title,
     const char    *hint,
     const char    *text_label,
     const char    *text)
{
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->hint, hint);
  gtk_label_set_text (self->text_label, text_label);
  gtk_editable_set_text (self->text, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_LABEL, text_label, -1);
}

static void
offer_consult (YcReviewPanel *self,
               YcCaseFile    *file)
{
  gboolean open = yc_case_find_open_consult (yc_case_file_get_case (file)) != NULL;

  gtk_widget_set_visible (self->with_box, !open);
  if (open)
    {
      offer_closings (self);
      say (self, _("Consultation"), _("E writes; T says it. With 1, 2 or 3 chosen, T closes it with that decision. Esc goes back."),
           _("Words"), "");
      return;
    }
  say (self, _("Consult others"), _("Write the question and whom to ask; Esc leaves the field, then T opens it."),
       _("Question"), "");
}

/* --- the class ---------------------------------------------------------------- */

static void
yc_review_panel_dispose (GObject *object)
{
  YcReviewPanel *self = YC_REVIEW_PANEL (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_pointer (&self->points, g_ptr_array_unref);
  G_OBJECT_CLASS (yc_review_panel_parent_class)->dispose (object);
}

static void
yc_review_panel_class_init (YcReviewPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_review_panel_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-review-panel.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcReviewPanel, content);
  gtk_widget_class_bind_template_child (widget_class, YcReviewPanel, title);
  gtk_widget_class_bind_template_child (widget_class, YcReviewPanel, hint);
  gtk_widget_class_bind_template_child (widget_class, YcReviewPanel, scroller);
  gtk_widget_class_bind_template_child (widget_class, YcReviewPanel, list);
  gtk_widget_class_bind_template_child (widget_class, YcReviewPanel, with_box);
  gtk_widget_class_bind_template_child (widget_class, YcReviewPanel, with);
  gtk_widget_class_bind_template_child (widget_class, YcReviewPanel, text_label);
  gtk_widget_class_bind_template_child (widget_class, YcReviewPanel, text);
}

static void
yc_review_panel_init (YcReviewPanel *self)
{
  self->points = g_ptr_array_new_with_free_func (point_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
yc_review_panel_close (YcReviewPanel *self)
{
  GtkWidget *child;

  g_return_if_fail (YC_IS_REVIEW_PANEL (self));

  self->verb = YC_REVIEW_NONE;
  g_ptr_array_set_size (self->points, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_box_remove (self->list, child);
}

/* Offers all that @verb needs, filled in as far as it is known. */
void
yc_review_panel_open (YcReviewPanel  *self,
                      YcReviewVerb    verb,
                      YcCaseFile     *file,
                      const YcModule *module)
{
  g_autofree char *words = NULL;

  g_return_if_fail (YC_IS_REVIEW_PANEL (self));

  yc_review_panel_close (self);
  self->verb = verb;
  gtk_editable_set_text (self->with, "");
  gtk_widget_set_visible (self->with_box, FALSE);
  switch (verb)
    {
    case YC_REVIEW_APPROVE:
      words = dup_approval_words (file, module);
      say (self, _("Approve"), _("A again approves. E changes the words, Esc goes back."), _("Reason"), words);
      break;
    case YC_REVIEW_RETURN:
      offer_return (self, file, module);
      say (self, _("Ask for correction"), _("Digits choose the points, all at once; C again sends them. E changes the words, Esc goes back."),
           _("Beside the points"), "");
      break;
    case YC_REVIEW_REFUSE:
      offer_refusals (self, file);
      say (self, _("Refuse"), _("Digits choose the reasons; R again refuses. E changes words and remedies, Esc goes back."),
           _("Beside the reasons"), "");
      break;
    case YC_REVIEW_CONSULT:
      offer_consult (self, file);
      break;
    case YC_REVIEW_NONE:
    default:
      break;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->scroller), self->points->len > 0);
}

YcReviewVerb
yc_review_panel_get_verb (YcReviewPanel *self)
{
  g_return_val_if_fail (YC_IS_REVIEW_PANEL (self), YC_REVIEW_NONE);

  return self->verb;
}

/* @number: from 1. Returns: whether there is such a point */
gboolean
yc_review_panel_toggle (YcReviewPanel *self,
                        guint          number)
{
  Point *point;

  g_return_val_if_fail (YC_IS_REVIEW_PANEL (self), FALSE);

  if (number == 0 || number > self->points->len)
    return FALSE;
  point = g_ptr_array_index (self->points, number - 1);
  gtk_check_button_set_active (point->check, !gtk_check_button_get_active (point->check));
  return TRUE;
}

/* Returns: (transfer full): of YcPoint: those chosen, as far as they say anything */
GPtrArray *
yc_review_panel_list_points (YcReviewPanel *self)
{
  GPtrArray *chosen = yc_points_new (NULL);

  g_return_val_if_fail (YC_IS_REVIEW_PANEL (self), chosen);

  for (guint i = 0; i < self->points->len; i++)
    {
      const Point *point = g_ptr_array_index (self->points, i);
      const char *text = gtk_editable_get_text (point->text);

      if (gtk_check_button_get_active (point->check) && *text != '\0')
        g_ptr_array_add (chosen, yc_point_new (point->code, point->path, text,
                                               point->remedy != NULL ? gtk_editable_get_text (point->remedy) : NULL));
    }
  return chosen;
}

const char *
yc_review_panel_get_text (YcReviewPanel *self)
{
  g_return_val_if_fail (YC_IS_REVIEW_PANEL (self), "");

  return gtk_editable_get_text (self->text);
}

const char *
yc_review_panel_get_with (YcReviewPanel *self)
{
  g_return_val_if_fail (YC_IS_REVIEW_PANEL (self), "");

  return gtk_editable_get_text (self->with);
}

/* Of a consultation: @ret_outcome is left alone where none is chosen yet. */
gboolean
yc_review_panel_get_outcome (YcReviewPanel   *self,
                             YcDecideOutcome *ret_outcome)
{
  g_return_val_if_fail (YC_IS_REVIEW_PANEL (self), FALSE);

  for (guint i = 0; self->verb == YC_REVIEW_CONSULT && i < self->points->len; i++)
    {
      const Point *point = g_ptr_array_index (self->points, i);

      if (!gtk_check_button_get_active (point->check))
        continue;
      *ret_outcome = (YcDecideOutcome) i;
      return TRUE;
    }
  return FALSE;
}

/* Goes to the words of the first chosen point, else to the free ones. */
void
yc_review_panel_edit (YcReviewPanel *self)
{
  g_return_if_fail (YC_IS_REVIEW_PANEL (self));

  for (guint i = 0; i < self->points->len; i++)
    {
      const Point *point = g_ptr_array_index (self->points, i);

      if (gtk_check_button_get_active (point->check) && gtk_widget_grab_focus (GTK_WIDGET (point->text)))
        return;
    }
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
}
