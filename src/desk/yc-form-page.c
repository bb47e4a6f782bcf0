/* yc-form-page.c: the form, page by page, as the catalogue has it
 *
 * One page stands on the screen and is made when it is first gone to: a form of
 * a hundred and fifty fields opens as fast as one of ten. Left, all pages that
 * the case has, with what is missing on each. Tab goes on into the next page,
 * so that nothing asks for a button; Ctrl+PageUp and Ctrl+PageDown turn.
 */

#include "yc-form-page.h"

#include "yc-form-section.h"

#include <glib/gi18n-lib.h>

#define FRAMES 3 /* begun since a form was made, by when it has been drawn */

struct _YcFormPage
{
  YcStepPage parent_instance;

  GtkWidget *index;      /* the list of pages */
  GtkBox *buttons;
  GtkScrolledWindow *scroller;
  GtkStack *stack;
  const YcMatter *matter; /* (nullable): of the pages that stand here */
  GPtrArray *pages;       /* of Turn */
  guint at;
  guint drawn;            /* tick callback: until the pages have been drawn */
  guint frames;           /* that have begun since they were made */
};

/* A page of the form, made or not yet. */
typedef struct
{
  const YcPage *spec;     /* the catalogue's */
  GtkWidget *button;      /* in the list of pages; its own */
  GtkLabel *count;
  YcFormSection *section; /* (nullable); the stack's */
  gboolean stale;         /* the case has changed since it was last shown */
  gboolean shown;         /* it has something to ask for */
} Turn;

G_DEFINE_FINAL_TYPE (YcFormPage, yc_form_page, YC_TYPE_STEP_PAGE)

static Turn *
get_turn (YcFormPage *self,
          guint       at)
{
  return at < self->pages->len ? g_ptr_array_index (self->pages, at) : NULL;
}

/* --- the list of pages ------------------------------------------------------ */

static guint
count_missing (YcFormPage   *self,
               const YcPage *page)
{
  YcCaseFile *file = yc_step_page_get_file (YC_STEP_PAGE (self));
  GPtrArray *findings = yc_case_file_get_findings (file);
  g_auto (GStrv) contested = yc_case_list_contested (yc_case_file_get_case (file));
  guint n = 0;

  for (guint i = 0; i < findings->len; i++)
    {
      const YcFinding *finding = g_ptr_array_index (findings, i);

      n += finding->severity == YC_SEVERITY_ERROR && yc_matter_find_page (self->matter, finding->path) == page;
    }
  for (char **path = contested; *path != NULL; path++)
    n += yc_matter_find_page (self->matter, *path) == page;
  return n;
}

static void
refresh_turn (YcFormPage *self,
              guint       at)
{
  Turn *turn = get_turn (self, at);
  guint missing = count_missing (self, turn->spec);
  const char *classes[] = { "numeric", missing > 0 ? "dim-label" : "success", NULL };
  g_autofree char *count = missing > 0 ? g_strdup_printf ("%u", missing) : g_strdup ("✓");
  g_autofree char *words = missing > 0 ? g_strdup_printf (ngettext ("Page %s: %u missing", "Page %s: %u missing", missing),
                                                          turn->spec->label, missing)
                                       : g_strdup_printf (_("Page %s: complete"), turn->spec->label);

  turn->shown = yc_form_page_spec_is_shown (turn->spec, yc_step_page_get_file (YC_STEP_PAGE (self)));
  gtk_widget_set_visible (turn->button, turn->shown);
  gtk_label_set_text (turn->count, count);
  gtk_widget_set_css_classes (GTK_WIDGET (turn->count), classes);
  if (at == self->at)
    gtk_widget_add_css_class (turn->button, "here");
  else
    gtk_widget_remove_css_class (turn->button, "here");
  gtk_accessible_update_property (GTK_ACCESSIBLE (turn->button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

/* --- turning ---------------------------------------------------------------- */

static void
show_page (YcFormPage *self,
           guint       at)
{
  YcCaseFile *file = yc_step_page_get_file (YC_STEP_PAGE (self));
  Turn *turn = get_turn (self, at);
  guint before = self->at;

  if (turn == NULL)
    return;
  if (turn->section == NULL)
    {
      turn->section = YC_FORM_SECTION (yc_form_section_new (file, turn->spec));
      gtk_stack_add_child (self->stack, GTK_WIDGET (turn->section));
    }
  else if (turn->stale)
    yc_form_section_refresh (turn->section);
  turn->stale = FALSE;
  self->at = at;
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (turn->section));
  if (before != at)
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  if (before < self->pages->len)
    refresh_turn (self, before);
  refresh_turn (self, at);
}

/* The next page that has something to ask for, or the one before; @from itself
 * where there is none. */
static guint
find_neighbour (YcFormPage *self,
                guint       from,
                int         by)
{
  for (guint at = from + by; at < self->pages->len; at += by)
    if (get_turn (self, at)->shown)
      return at;
  return from;
}

static gboolean
turn_over (YcFormPage      *self,
           int              by,
           GtkDirectionType direction)
{
  guint to = find_neighbour (self, self->at, by);

  if (self->pages->len == 0 || to == self->at)
    return FALSE;
  show_page (self, to);
  return yc_form_section_enter (get_turn (self, to)->section, direction);
}

static void
turn_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  YcFormPage *self = YC_FORM_PAGE (widget);
  guint at = g_variant_get_uint32 (parameter);

  show_page (self, at);
  if (self->pages->len > 0)
    yc_form_section_enter (get_turn (self, self->at)->section, GTK_DIR_TAB_FORWARD);
}

static void
add_turn (YcFormPage   *self,
          const YcPage *page)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = gtk_label_new (page->label);
  Turn *turn = g_new0 (Turn, 1);

  turn->spec = page;
  turn->shown = TRUE;
  turn->button = gtk_button_new ();
  turn->count = GTK_LABEL (gtk_label_new (""));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (turn->count));
  gtk_button_set_child (GTK_BUTTON (turn->button), box);
  gtk_widget_add_css_class (turn->button, "flat");
  gtk_widget_add_css_class (turn->button, "step");
  gtk_widget_set_tooltip_text (turn->button, page->label);
  gtk_widget_set_focusable (turn->button, FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (turn->button), "form.turn");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (turn->button), "u", self->pages->len);
  gtk_box_append (self->buttons, turn->button);
  g_ptr_array_add (self->pages, turn);
}

/* --- a step's verbs --------------------------------------------------------- */

static void
clear_pages (YcFormPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->stack))) != NULL)
    gtk_stack_remove (self->stack, child);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->buttons))) != NULL)
    gtk_box_remove (self->buttons, child);
  g_ptr_array_set_size (self->pages, 0);
  self->at = 0;
}

static void
yc_form_page_rebuild (YcStepPage *page)
{
  YcFormPage *self = YC_FORM_PAGE (page);
  YcCaseFile *file = yc_step_page_get_file (page);

  clear_pages (self);
  self->matter = file != NULL ? yc_case_file_get_matter (file) : NULL;
  for (guint i = 0; self->matter != NULL && i < self->matter->pages->len; i++)
    add_turn (self, g_ptr_array_index (self->matter->pages, i));
  gtk_widget_set_visible (self->index, self->pages->len > 1);
}

/* Where the work goes on: the first page on which something is missing. */
static guint
find_first (YcFormPage *self)
{
  for (guint at = 0; at < self->pages->len; at++)
    if (get_turn (self, at)->shown && count_missing (self, get_turn (self, at)->spec) > 0)
      return at;
  return 0;
}

/* A frame that begins has the one before behind it. */
static gboolean
drawn_cb (GtkWidget     *widget,
          GdkFrameClock *clock,
          gpointer       data)
{
  YcFormPage *self = YC_FORM_PAGE (widget);
  YcCaseFile *file = yc_step_page_get_file (YC_STEP_PAGE (self));

  if (!gtk_widget_get_mapped (widget) || ++self->frames < FRAMES)
    return G_SOURCE_CONTINUE;
  self->drawn = 0;
  if (file != NULL && self->pages->len > 0)
    yc_case_file_note_drawn (file);
  return G_SOURCE_REMOVE;
}

/* A form on trial is good when it was seen to be drawn. */
static void
watch_drawing (YcFormPage *self)
{
  self->frames = 0;
  if (self->drawn == 0)
    self->drawn = gtk_widget_add_tick_callback (GTK_WIDGET (self), drawn_cb, NULL, NULL);
}

static void
yc_form_page_refresh (YcStepPage *page)
{
  YcFormPage *self = YC_FORM_PAGE (page);
  gboolean first = FALSE;
  guint at;

  /* A case of a matter that has come with a newer catalogue. */
  if (self->matter != yc_case_file_get_matter (yc_step_page_get_file (page)))
    yc_form_page_rebuild (page);
  if (self->pages->len == 0)
    return;
  for (guint i = 0; i < self->pages->len; i++)
    {
      first |= get_turn (self, i)->section != NULL;
      get_turn (self, i)->stale = TRUE;
      refresh_turn (self, i);
    }
  at = first ? self->at : find_first (self);
  if (!get_turn (self, at)->shown)
    at = find_neighbour (self, at, 1) != at ? find_neighbour (self, at, 1) : find_neighbour (self, at, -1);
  show_page (self, at);
  if (!first)
    watch_drawing (self);
}

static gboolean
yc_form_page_jump (YcStepPage *page,
                   const char *path)
{
  YcFormPage *self = YC_FORM_PAGE (page);
  const YcPage *spec = self->matter != NULL ? yc_matter_find_page (self->matter, path) : NULL;

  for (guint at = 0; spec != NULL && at < self->pages->len; at++)
    if (get_turn (self, at)->spec == spec)
      {
        show_page (self, at);
        return yc_form_section_jump (get_turn (self, at)->section, path);
      }
  return FALSE;
}

/* Adds to the list that has the focus, else to that of this page, else to the
 * first of the form. */
static gboolean
yc_form_page_add (YcStepPage *page)
{
  YcFormPage *self = YC_FORM_PAGE (page);

  if (self->pages->len == 0)
    return FALSE;
  if (yc_form_section_add (get_turn (self, self->at)->section, TRUE))
    return TRUE;
  for (guint at = 0; at < self->pages->len; at++)
    if (get_turn (self, at)->shown && get_turn (self, at)->spec->list != NULL)
      {
        show_page (self, at);
        return yc_form_section_add (get_turn (self, at)->section, TRUE);
      }
  return FALSE;
}

static gboolean
yc_form_page_turn (YcStepPage *page,
                   int         by)
{
  return turn_over (YC_FORM_PAGE (page), by, GTK_DIR_TAB_FORWARD);
}

static gboolean
yc_form_page_mend (YcStepPage *page,
                   guint       number)
{
  YcFormPage *self = YC_FORM_PAGE (page);

  return self->pages->len > 0 && yc_form_section_mend (get_turn (self, self->at)->section, number);
}

/* Beyond the last field of a page is the first of the next. */
static gboolean
yc_form_page_focus (GtkWidget       *widget,
                    GtkDirectionType direction)
{
  YcFormPage *self = YC_FORM_PAGE (widget);
  gboolean inside = gtk_widget_get_focus_child (widget) != NULL;

  if (GTK_WIDGET_CLASS (yc_form_page_parent_class)->focus (widget, direction))
    return TRUE;
  if (!inside || (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD))
    return FALSE;
  return turn_over (self, direction == GTK_DIR_TAB_FORWARD ? 1 : -1, direction);
}

/* --- the class -------------------------------------------------------------- */

static void
yc_form_page_finalize (GObject *object)
{
  g_ptr_array_unref (YC_FORM_PAGE (object)->pages);
  G_OBJECT_CLASS (yc_form_page_parent_class)->finalize (object);
}

static void
yc_form_page_class_init (YcFormPageClass *klass)
{
  YcStepPageClass *page_class = YC_STEP_PAGE_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yc_form_page_finalize;
  widget_class->focus = yc_form_page_focus;
  page_class->rebuild = yc_form_page_rebuild;
  page_class->refresh = yc_form_page_refresh;
  page_class->jump = yc_form_page_jump;
  page_class->add = yc_form_page_add;
  page_class->turn = yc_form_page_turn;
  page_class->mend = yc_form_page_mend;

  gtk_widget_class_install_action (widget_class, "form.turn", "u", turn_cb);
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-form-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YcFormPage, index);
  gtk_widget_class_bind_template_child (widget_class, YcFormPage, buttons);
  gtk_widget_class_bind_template_child (widget_class, YcFormPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, YcFormPage, stack);
}

static void
yc_form_page_init (YcFormPage *self)
{
  self->pages = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}
