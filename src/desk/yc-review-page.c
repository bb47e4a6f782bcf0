/* yc-review-page.c: deciding what the rules left to a person
 *
 * Left the queue, the most urgent first; in the middle the case by the
 * catalogue's points; right the proposal of the rules and what happened until
 * now. Letters decide: the first press opens the panel at the foot, the second
 * press of the same letter does it, and the next case comes by itself.
 *
 * A decision is a fact on this desk at once and the hub's word comes a moment
 * later. The page waits that moment: if somebody else was faster, the case
 * stays on the screen and says who decided what.
 */

#include "yc-review-page.h"

#include "yc-case-list.h"
#include "yc-case-look.h"
#include "yc-case-review.h"
#include "yc-documents-window.h"
#include "yc-list-line.h"
#include "yc-look-popover.h"
#include "yc-pulse.h"
#include "yc-review-panel.h"
#include "yc-review-point.h"
#include "yc-review-side.h"
#include "yc-say.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>

/* How long the hub's word on a decision is waited for before the next case comes. */
#define VERDICT_WAIT_MS 2500
#define VERDICT_PERIOD_MS 50

struct _YcReviewPage
{
  GtkWidget parent_instance;

  YcCounter *counter; /* (nullable) */
  YcCaseList *queue;  /* (nullable) */
  YcCaseFile *file;   /* (nullable): the case that is shown */
  gulong changed_id;
  GHashTable *decided; /* YcId: decided here, and perhaps still on the hub's list */
  guint verdict_id;    /* source: waits for the hub's word */
  guint waited_ms;

  GtkWidget *content;
  GtkLabel *queue_title;
  GtkLabel *problem;
  GtkListView *list;
  GtkStack *queue_stack;
  GtkStack *stack;
  GtkLabel *title;
  GtkLabel *number;
  GtkLabel *status;
  GtkLabel *notice;
  GtkListBox *points;
  GtkRevealer *foot;
  YcReviewPanel *panel;
  GtkBox *side;
};

G_DEFINE_FINAL_TYPE (YcReviewPage, yc_review_page, GTK_TYPE_WIDGET)

static const struct
{
  const char *name;
  YcReviewVerb verb;
} verbs[] = {
  { "approve", YC_REVIEW_APPROVE },
  { "return", YC_REVIEW_RETURN },
  { "refuse", YC_REVIEW_REFUSE },
  { "consult", YC_REVIEW_CONSULT },
};

/* --- what is shown ------------------------------------------------------------ */

static void
show_notice (YcReviewPage *self,
             const char   *words)
{
  gtk_label_set_text (self->notice, words);
  gtk_widget_set_visible (GTK_WIDGET (self->notice), *words != '\0');
}

static void
fill_points (YcReviewPage   *self,
             const YcModule *module)
{
  g_autoptr (GPtrArray) views = yc_case_file_list_review (self->file, module);
  GtkListBoxRow *selected = gtk_list_box_get_selected_row (self->points);
  int place = selected != NULL ? gtk_list_box_row_get_index (selected) : 0;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->points))) != NULL)
    gtk_list_box_remove (self->points, child);
  for (guint i = 0; i < views->len; i++)
    gtk_list_box_append (self->points, yc_review_point_row_new (self->file, g_ptr_array_index (views, i)));
  gtk_list_box_select_row (self->points, gtk_list_box_get_row_at_index (self->points, place));
}

/* A case that is decided is still looked at by the same points. */
static const YcModule *
get_module (YcReviewPage *self)
{
  const YcModule *module = yc_case_file_get_review_module (self->file);
  const YcMatter *matter = yc_case_file_get_matter (self->file);

  if (module == NULL && matter != NULL && matter->modules->len > 0)
    module = g_ptr_array_index (matter->modules, 0);
  return module;
}

static gboolean
has_focus_inside (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

static void
focus_points (YcReviewPage *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->points);

  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
show_case (YcReviewPage *self)
{
  const YcModule *module = get_module (self);
  const char *title = yc_case_file_get_title (self->file);
  gboolean focused = has_focus_inside (GTK_WIDGET (self->points));

  gtk_label_set_text (self->title, *title != '\0' ? title : _("Not named yet"));
  gtk_label_set_text (self->number, yc_case_file_get_number (self->file));
  gtk_label_set_text (self->status, yc_case_file_get_status_text (self->file));
  if (module != NULL)
    fill_points (self, module);
  yc_review_side_fill (self->side, self->file, module);
  if (focused)
    focus_points (self);
}

static void
close_panel (YcReviewPage *self)
{
  gboolean focused = has_focus_inside (GTK_WIDGET (self->panel));

  gtk_revealer_set_reveal_child (self->foot, FALSE);
  yc_review_panel_close (self->panel);
  if (focused)
    focus_points (self);
}

static void
set_file (YcReviewPage *self,
          YcCaseFile   *file)
{
  g_clear_handle_id (&self->verdict_id, g_source_remove);
  if (self->file != NULL)
    {
      g_clear_signal_handler (&self->changed_id, self->file);
      yc_case_file_look_away (self->file);
    }
  close_panel (self);
  show_notice (self, "");
  g_set_object (&self->file, file);
  gtk_stack_set_visible_child_name (self->stack, file != NULL ? "case" : "none");
  if (file == NULL)
    return;
  gtk_list_box_unselect_all (self->points);
  self->changed_id = g_signal_connect_swapped (file, "changed", G_CALLBACK (show_case), self);
  show_case (self);
  focus_points (self);
}

/* --- the queue ---------------------------------------------------------------- */

static GtkSingleSelection *
get_selection (YcReviewPage *self)
{
  return GTK_SINGLE_SELECTION (gtk_list_view_get_model (self->list));
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (YcReviewPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcCaseFile) file = yc_counter_open_stream_finish (YC_COUNTER (source), result, &error);

  if (file != NULL && self->content != NULL)
    set_file (self, file);
  else if (file == NULL)
    yc_say_error (GTK_WIDGET (self), error);
}

static void
open_row (YcReviewPage *self,
          guint         position)
{
  g_autoptr (YcListRow) row = g_list_model_get_item (G_LIST_MODEL (self->queue), position);

  if (row == NULL)
    return;
  gtk_single_selection_set_selected (get_selection (self), position);
  yc_counter_open_stream_async (self->counter, yc_list_row_get_id (row), NULL, opened_cb, g_object_ref (self));
}

static void
activated_cb (YcReviewPage *self,
              guint         position)
{
  open_row (self, position);
}

/* The first that is not this one, and that nobody here has decided: from the
 * one after this, round to the top. */
static void
go_next (YcReviewPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->queue));
  guint start = 0;

  if (self->file != NULL && yc_case_list_find (self->queue, yc_case_file_get_id (self->file), &start) != NULL)
    start++;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (YcListRow) row = g_list_model_get_item (G_LIST_MODEL (self->queue), (start + i) % n);
      const YcId *id = yc_list_row_get_id (row);

      if (g_hash_table_contains (self->decided, id) ||
          (self->file != NULL && yc_id_equal (id, yc_case_file_get_id (self->file))))
        continue;
      open_row (self, (start + i) % n);
      return;
    }
  set_file (self, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* What the hub no longer lists may come again: it was returned, and mended. */
static gboolean
is_off_the_list (gpointer key,
                 gpointer value,
                 gpointer data)
{
  return yc_case_list_find (data, key, NULL) == NULL;
}

static void
queue_changed_cb (YcReviewPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->queue));
  g_autofree char *title = g_strdup_printf (_("To decide · %u"), yc_case_list_get_total (self->queue));
  const char *problem = yc_case_list_get_problem (self->queue);

  g_hash_table_foreach_remove (self->decided, is_off_the_list, self->queue);
  gtk_label_set_text (self->queue_title, title);
  gtk_label_set_text (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  gtk_stack_set_visible_child_name (self->queue_stack, n > 0 || problem != NULL ? "list" : "empty");
}

/* --- deciding ----------------------------------------------------------------- */

/* Returns: (nullable): this operator's newest decision where the hub has refused it */
static const YcEvent *
find_refused (YcReviewPage *self)
{
  GPtrArray *events = yc_case_get_events (yc_case_file_get_case (self->file));

  for (guint i = events->len; i > 0; i--)
    {
      const YcEvent *event = g_ptr_array_index (events, i - 1);

      if (g_str_equal (event->kind, "decision.record") &&
          g_strcmp0 (event->by, yc_counter_get_operator_code (self->counter)) == 0)
        return event->outcome == YC_OUTCOME_REFUSED ? event : NULL;
    }
  return NULL;
}

static void
show_refused (YcReviewPage *self)
{
  const YcModule *module = get_module (self);
  const YcDecision *decision = module != NULL ? yc_case_get_decision (yc_case_file_get_case (self->file), module->id)
                                              : NULL;
  g_autofree char *time = decision != NULL ? yc_words_dup_time (decision->at.at_ms) : NULL;
  g_autofree char *words = NULL;

  if (decision != NULL && g_strcmp0 (decision->by, "person") == 0)
    words = g_strdup_printf (_("Your decision came too late: %s decided at %s (%s). Yours stays in the history, without effect."),
                             decision->operator_code, time, yc_case_file_get_status_text (self->file));
  else
    words = g_strdup (_("Your decision was not taken: the case does not wait for one any more. It stays in the history, without effect."));
  show_notice (self, words);
  yc_say (GTK_WIDGET (self), "%s", _("Decided by somebody else"));
}

/* The hub has answered, or has been waited for long enough. */
static void
end_decision (YcReviewPage *self)
{
  g_clear_handle_id (&self->verdict_id, g_source_remove);
  yc_case_list_refresh (self->queue);
  if (find_refused (self) != NULL)
    show_refused (self);
  else
    go_next (self);
}

static gboolean
verdict_cb (gpointer data)
{
  YcReviewPage *self = data;

  self->waited_ms += VERDICT_PERIOD_MS;
  if (yc_case_file_get_waiting (self->file) > 0 && self->waited_ms < VERDICT_WAIT_MS)
    return G_SOURCE_CONTINUE;
  self->verdict_id = 0;
  end_decision (self);
  return G_SOURCE_REMOVE;
}

static void
decided_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (YcReviewPage) self = data;
  g_autoptr (GError) error = NULL;

  if (!yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    {
      yc_say_error (GTK_WIDGET (self), error);
      return;
    }
  g_hash_table_add (self->decided, yc_id_copy (yc_case_file_get_id (YC_CASE_FILE (source))));
  yc_say (GTK_WIDGET (self), _("Decided: %s"), yc_case_file_get_title (YC_CASE_FILE (source)));
  if (self->file != YC_CASE_FILE (source))
    return;
  close_panel (self);
  self->waited_ms = 0;
  g_clear_handle_id (&self->verdict_id, g_source_remove);
  self->verdict_id = g_timeout_add (VERDICT_PERIOD_MS, verdict_cb, self);
}

static void
consulted_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr (YcReviewPage) self = data;
  g_autoptr (GError) error = NULL;

  if (!yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    yc_say_error (GTK_WIDGET (self), error);
  else if (self->file == YC_CASE_FILE (source))
    close_panel (self);
}

static void
decide (YcReviewPage   *self,
        YcDecideOutcome outcome)
{
  const YcModule *module = yc_case_file_get_review_module (self->file);
  g_autoptr (GPtrArray) points = yc_review_panel_list_points (self->panel);

  yc_case_file_decide_async (self->file, module, outcome, points, yc_review_panel_get_text (self->panel),
                             decided_cb, g_object_ref (self));
}

static void
consult (YcReviewPage *self)
{
  const char *text = yc_review_panel_get_text (self->panel);
  const char *with = yc_review_panel_get_with (self->panel);
  YcDecideOutcome outcome;

  if (yc_case_find_open_consult (yc_case_file_get_case (self->file)) == NULL)
    {
      if (*text == '\0' || *with == '\0')
        yc_say (GTK_WIDGET (self), "%s", _("Write the question, and whom to ask"));
      else
        yc_case_file_consult_open_async (self->file, text, with, consulted_cb, g_object_ref (self));
      return;
    }
  if (*text == '\0')
    yc_say (GTK_WIDGET (self), "%s", _("Write something first (E)"));
  else if (yc_review_panel_get_outcome (self->panel, &outcome))
    yc_case_file_consult_close_async (self->file, outcome, text, consulted_cb, g_object_ref (self));
  else
    yc_case_file_consult_say_async (self->file, text, consulted_cb, g_object_ref (self));
}

static void
confirm (YcReviewPage *self)
{
  switch (yc_review_panel_get_verb (self->panel))
    {
    case YC_REVIEW_APPROVE:
      decide (self, YC_DECIDE_APPROVE);
      break;
    case YC_REVIEW_RETURN:
      decide (self, YC_DECIDE_RETURN);
      break;
    case YC_REVIEW_REFUSE:
      decide (self, YC_DECIDE_REFUSE);
      break;
    case YC_REVIEW_CONSULT:
      consult (self);
      break;
    case YC_REVIEW_NONE:
    default:
      break;
    }
}

/* Whether @verb can be begun; says why where it cannot. */
static gboolean
check_open (YcReviewPage *self,
            YcReviewVerb  verb)
{
  const char *why = NULL;

  if (yc_case_file_get_review_module (self->file) == NULL)
    why = _("This case does not wait for a decision");
  else if (verb != YC_REVIEW_CONSULT && yc_case_find_open_consult (yc_case_file_get_case (self->file)) != NULL)
    why = _("A consultation is open: close it with its decision first (T)");
  if (why != NULL)
    yc_say (GTK_WIDGET (self), "%s", why);
  return why == NULL;
}

static void
act_on_case (YcReviewPage *self,
             YcReviewVerb  verb)
{
  if (self->file == NULL || self->verdict_id != 0)
    return;
  if (yc_review_panel_get_verb (self->panel) == verb)
    {
      confirm (self);
      return;
    }
  if (!check_open (self, verb))
    return;
  yc_review_panel_open (self->panel, verb, self->file, yc_case_file_get_review_module (self->file));
  gtk_revealer_set_reveal_child (self->foot, TRUE);
  if (verb == YC_REVIEW_CONSULT)
    yc_review_panel_edit (self->panel);
  else
    focus_points (self);
}

/* What of the case these points show is masked. */
static char **
list_masked (YcReviewPage *self)
{
  g_autoptr (GPtrArray) views = yc_case_file_list_review (self->file, get_module (self));
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  g_auto (GStrv) masked = yc_case_file_list_masked (self->file);

  for (guint i = 0; i < views->len; i++)
    {
      const YcReviewView *view = g_ptr_array_index (views, i);

      for (guint j = 0; j < view->fields->len; j++)
        {
          const YcReviewField *field = g_ptr_array_index (view->fields, j);

          if (g_strv_contains ((const char *const *) masked, field->path))
            g_strv_builder_add (paths, field->path);
        }
    }
  return g_strv_builder_end (paths);
}

/* Whole numbers, for who must compare them and says what for. */
static void
reveal (YcReviewPage *self)
{
  g_auto (GStrv) paths = NULL;

  if (self->file == NULL || get_module (self) == NULL)
    return;
  paths = list_masked (self);
  yc_look_popover_ask (GTK_WIDGET (self->status), NULL, self->file, (const char *const *) paths);
}

/* What was made and what was brought, whole; from the hub where it is not here. */
static void
show_papers (YcReviewPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->file != NULL && GTK_IS_WINDOW (root))
    yc_documents_window_present (GTK_WINDOW (root), self->file);
}

/**
 * yc_review_page_act:
 * @self: the page
 * @verb: "approve", "return", "refuse", "consult": opens the panel, and decides
 *   when it is open for that; "next", "papers", "reveal", "edit"
 */
void
yc_review_page_act (YcReviewPage *self,
                    const char   *verb)
{
  g_return_if_fail (YC_IS_REVIEW_PAGE (self));

  if (self->counter == NULL)
    return;
  if (g_str_equal (verb, "next"))
    go_next (self);
  else if (g_str_equal (verb, "reveal"))
    reveal (self);
  else if (g_str_equal (verb, "papers"))
    show_papers (self);
  else if (g_str_equal (verb, "edit") && yc_review_panel_get_verb (self->panel) != YC_REVIEW_NONE)
    yc_review_panel_edit (self->panel);
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (verbs[i].name, verb))
      act_on_case (self, verbs[i].verb);
}

/* --- keys --------------------------------------------------------------------- */

static const char *
get_key_verb (guint keyval)
{
  switch (gdk_keyval_to_lower (keyval))
    {
    case GDK_KEY_a:
      return "approve";
    case GDK_KEY_c:
      return "return";
    case GDK_KEY_r:
      return "refuse";
    case GDK_KEY_t:
      return "consult";
    case GDK_KEY_n:
      return "next";
    case GDK_KEY_p:
      return "papers";
    case GDK_KEY_v:
      return "reveal";
    case GDK_KEY_e:
      return "edit";
    default:
      return NULL;
    }
}

/* Esc leaves a field first, then the panel. */
static gboolean
escape (YcReviewPage *self)
{
  if (yc_review_panel_get_verb (self->panel) == YC_REVIEW_NONE)
    return GDK_EVENT_PROPAGATE;
  if (has_focus_inside (GTK_WIDGET (self->panel)))
    focus_points (self);
  else
    close_panel (self);
  return GDK_EVENT_STOP;
}

/* Comes here only when what has the focus did not want the key: a letter that
 * is typed into a field decides nothing. */
static gboolean
key_pressed_cb (YcReviewPage   *self,
                guint           keyval,
                guint           keycode,
                GdkModifierType state)
{
  const char *verb;

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Escape)
    return escape (self);
  if (keyval >= GDK_KEY_1 && keyval <= GDK_KEY_9)
    return yc_review_panel_toggle (self->panel, keyval - GDK_KEY_0);
  verb = get_key_verb (keyval);
  if (verb == NULL)
    return GDK_EVENT_PROPAGATE;
  yc_review_page_act (self, verb);
  return GDK_EVENT_STOP;
}

/* --- the class ---------------------------------------------------------------- */

static gboolean
yc_review_page_grab_focus (GtkWidget *widget)
{
  YcReviewPage *self = YC_REVIEW_PAGE (widget);

  if (self->file == NULL)
    return gtk_widget_child_focus (GTK_WIDGET (self->queue_stack), GTK_DIR_TAB_FORWARD) ||
           GTK_WIDGET_CLASS (yc_review_page_parent_class)->grab_focus (widget);
  focus_points (self);
  return TRUE;
}

static void
yc_review_page_map (GtkWidget *widget)
{
  YcReviewPage *self = YC_REVIEW_PAGE (widget);

  GTK_WIDGET_CLASS (yc_review_page_parent_class)->map (widget);
  if (self->queue != NULL)
    yc_case_list_set_live (self->queue, TRUE);
}

static void
yc_review_page_unmap (GtkWidget *widget)
{
  YcReviewPage *self = YC_REVIEW_PAGE (widget);

  if (self->queue != NULL)
    yc_case_list_set_live (self->queue, FALSE);
  GTK_WIDGET_CLASS (yc_review_page_parent_class)->unmap (widget);
  if (self->file != NULL)
    yc_case_file_look_away (self->file);
}

static void
yc_review_page_dispose (GObject *object)
{
  YcReviewPage *self = YC_REVIEW_PAGE (object);

  g_clear_handle_id (&self->verdict_id, g_source_remove);
  if (self->file != NULL)
    g_clear_signal_handler (&self->changed_id, self->file);
  g_clear_object (&self->file);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->queue);
  g_clear_object (&self->counter);
  g_clear_pointer (&self->decided, g_hash_table_unref);
  G_OBJECT_CLASS (yc_review_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, YcReviewPage, content);
  gtk_widget_class_bind_template_child (widget_class, YcReviewPage, queue_title);
  gtk_widget_class_bind_template_child (widget_class, YcReviewPage, problem);
  gtk_widget_class_bind_template_child (widget_class, YcReviewPage, list);
  gtk_widget_class_bind_template_child (widget_class, YcReviewPage, queue_stack);
  gtk_widget_class_bind_template_child (widget_class, YcReviewPage, stack);
  gtk_widget_class_bind_template_child (widget_class, YcReviewPage, title);
  gtk_widget_class_bind_template_child (widget_class, YcReviewPage, number);
  gtk_widget_class_bind_template_child (widget_class, YcReviewPage, status);
  gtk_widget_class_bind_template_child (widget_class, YcReviewPage, notice);
  gtk_widget_class_bind_template_child (widget_class, YcReviewPage, points);
  gtk_widget_class_bind_template_child (widget_class, YcReviewPage, foot);
  gtk_widget_class_bind_template_child (widget_class, YcReviewPage, panel);
  gtk_widget_class_bind_template_child (widget_class, YcReviewPage, side);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
}

static void
yc_review_page_class_init (YcReviewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_review_page_dispose;
  widget_class->grab_focus = yc_review_page_grab_focus;
  widget_class->map = yc_review_page_map;
  widget_class->unmap = yc_review_page_unmap;

  g_type_ensure (YC_TYPE_LIST_LINE);
  g_type_ensure (YC_TYPE_REVIEW_PANEL);
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-review-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_template (widget_class);
}

static void
yc_review_page_init (YcReviewPage *self)
{
  self->decided = g_hash_table_new_full (yc_id_hash, yc_id_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
operator_changed_cb (YcReviewPage *self)
{
  g_hash_table_remove_all (self->decided);
  set_file (self, NULL);
}

void
yc_review_page_set_counter (YcReviewPage *self,
                            YcCounter    *counter)
{
  g_autoptr (GtkSingleSelection) selection = NULL;

  g_return_if_fail (YC_IS_REVIEW_PAGE (self));

  if (!g_set_object (&self->counter, counter))
    return;
  self->queue = yc_case_list_new (counter, "review", FALSE);
  selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->queue)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (self->queue, "notify", G_CALLBACK (queue_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->queue, "items-changed", G_CALLBACK (queue_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (counter, "notify::operator", G_CALLBACK (operator_changed_cb), self, G_CONNECT_SWAPPED);
  queue_changed_cb (self);
}
