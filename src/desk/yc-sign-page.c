/* yc-sign-page.c: who has signed what
 *
 * A line for each paper and each who signs it, as the case says. F4 gives the
 * next paper to the applicant's display; what they do there is stored by the
 * flow, and this page only follows it. When somebody has signed, their next
 * paper comes by itself; somebody else's waits for F4.
 */

#include "yc-sign-page.h"

#include "yc-case-signing.h"
#include "yc-say.h"

#include <glib/gi18n-lib.h>

#define THANKS_MS 1500 /* how long "signed" stays before the same person's next paper */

struct _YcSignPage
{
  YcStepPage parent_instance;

  YcSigning *signing; /* (nullable): what the display was given last */
  gulong signing_id;
  gboolean opening;   /* a paper is being opened */
  guint onward_id;

  GtkLabel *headline;
  GtkLabel *hint;
  GtkListBox *lines;
  GtkButton *start;
};

G_DEFINE_FINAL_TYPE (YcSignPage, yc_sign_page, YC_TYPE_STEP_PAGE)

/* --- what is shown ------------------------------------------------------------ */

static const char *
get_device_words (const char *device)
{
  if (g_strcmp0 (device, "pen") == 0)
    return _("by pen");
  return g_strcmp0 (device, "touch") == 0 ? _("by finger") : _("by mouse");
}

static const char *
get_state_words (YcSignState state)
{
  switch (state)
    {
    case YC_SIGN_NO_PAPER:
      return _("not made yet");
    case YC_SIGN_OUT_OF_DATE:
      return _("out of date: make it anew");
    case YC_SIGN_CONTESTED:
      return _("two values: choose one first");
    case YC_SIGN_NOBODY:
      return _("not identified yet (F2)");
    case YC_SIGN_SIGNED:
      return C_("paper", "signed");
    case YC_SIGN_OLD:
      return _("signed, not the current text");
    case YC_SIGN_READY:
    default:
      return _("to be signed");
    }
}

static const char *
get_state_class (YcSignState state)
{
  switch (state)
    {
    case YC_SIGN_SIGNED:
      return "success";
    case YC_SIGN_OLD:
    case YC_SIGN_OUT_OF_DATE:
    case YC_SIGN_CONTESTED:
      return "warning";
    case YC_SIGN_READY:
      return "accent";
    case YC_SIGN_NO_PAPER:
    case YC_SIGN_NOBODY:
    default:
      return "dim-label";
    }
}

static char *
dup_words (const YcSignLine *line)
{
  if (line->state == YC_SIGN_SIGNED)
    return g_strdup_printf ("✓ %s %s", get_state_words (line->state), get_device_words (line->signature->device));
  if (line->state == YC_SIGN_READY && line->signature != NULL)
    return g_strdup_printf (_("%s anew: the text has changed since"), get_state_words (line->state));
  return g_strdup (get_state_words (line->state));
}

static GtkWidget *
new_label (const char *text,
           int         width_chars,
           gboolean    wide)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), width_chars);
  gtk_widget_set_hexpand (label, wide);
  return label;
}

/* @first: the paper's name stands once, at its first line. */
static void
fill_row (GtkWidget        *row,
          const YcSignLine *line,
          gboolean          first)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);
  g_autofree char *words = dup_words (line);
  g_autofree char *whole = g_strdup_printf ("%s, %s: %s", line->spec->label, line->name, words);
  GtkWidget *state = new_label (words, 22, FALSE);

  gtk_widget_add_css_class (state, get_state_class (line->state));
  gtk_box_append (GTK_BOX (box), new_label (first ? line->spec->label : "", 14, TRUE));
  gtk_box_append (GTK_BOX (box), new_label (*line->name != '\0' ? line->name : "—", 12, FALSE));
  gtk_box_append (GTK_BOX (box), state);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, whole, -1);
}

/* Rows stay, so that what is chosen and what has the focus stay too. */
static void
fill (YcSignPage *self,
      GPtrArray  *lines)
{
  GtkListBoxRow *surplus;

  for (guint i = 0; i < lines->len; i++)
    {
      const YcSignLine *line = g_ptr_array_index (lines, i);
      const YcSignLine *before = i > 0 ? g_ptr_array_index (lines, i - 1) : NULL;
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->lines, (int) i);

      if (row == NULL)
        {
          row = GTK_LIST_BOX_ROW (gtk_list_box_row_new ());
          gtk_widget_add_css_class (GTK_WIDGET (row), "sign-line");
          gtk_list_box_append (self->lines, GTK_WIDGET (row));
        }
      fill_row (GTK_WIDGET (row), line, before == NULL || before->spec != line->spec);
    }
  while ((surplus = gtk_list_box_get_row_at_index (self->lines, (int) lines->len)) != NULL)
    gtk_list_box_remove (self->lines, GTK_WIDGET (surplus));
}

static guint
count (GPtrArray  *lines,
       YcSignState state)
{
  guint n = 0;

  for (guint i = 0; i < lines->len; i++)
    n += ((const YcSignLine *) g_ptr_array_index (lines, i))->state == state;
  return n;
}

static gboolean
is_running (YcSignPage *self)
{
  YcDisplay *display = yc_step_page_get_display (YC_STEP_PAGE (self));

  return self->signing != NULL && display != NULL && yc_display_get_signing (display) == self->signing &&
         yc_signing_get_state (self->signing) != YC_SIGNING_DONE;
}

/* Where the applicant is, in the clerk's words; (nullable). */
static char *
dup_progress (YcSignPage *self)
{
  const char *name, *title;

  if (!is_running (self))
    return NULL;
  name = yc_signing_get_name (self->signing);
  title = yc_signing_get_title (self->signing);
  switch (yc_signing_get_state (self->signing))
    {
    case YC_SIGNING_READING:
      return g_strdup_printf (_("%s reads “%s”: page %u of %u"), name, title, yc_signing_get_page (self->signing) + 1,
                              yc_pdf_pages_get_count (yc_signing_get_pages (self->signing)));
    case YC_SIGNING_WRITING:
      return yc_signing_get_trouble (self->signing) != NULL
             ? g_strdup_printf (_("Not stored: %s"), yc_signing_get_trouble (self->signing))
             : g_strdup_printf (_("%s has read “%s” and signs"), name, title);
    case YC_SIGNING_KEEPING:
      return g_strdup_printf (_("The signature of %s is being stored"), name);
    case YC_SIGNING_DONE:
    case YC_SIGNING_DECLINED:
    default:
      return NULL;
    }
}

static void
show_headline (YcSignPage *self,
               GPtrArray  *lines)
{
  g_autofree char *progress = dup_progress (self);
  g_autofree char *counted = g_strdup_printf (_("%u of %u signed"), count (lines, YC_SIGN_SIGNED), lines->len);

  if (lines->len == 0)
    gtk_label_set_text (self->headline, _("Nothing is signed on the display in this matter"));
  else
    gtk_label_set_text (self->headline, progress != NULL ? progress : counted);
  gtk_button_set_label (self->start, is_running (self) ? _("Take it back  F4") : _("Next on the display  F4"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->start), is_running (self) || count (lines, YC_SIGN_READY) > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->start), lines->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->hint), lines->len > 0);
}

static void
yc_sign_page_refresh (YcStepPage *page)
{
  YcSignPage *self = YC_SIGN_PAGE (page);
  g_autoptr (GPtrArray) lines = yc_case_file_list_sign_lines (yc_step_page_get_file (page));

  fill (self, lines);
  show_headline (self, lines);
}

/* --- giving papers to the display ----------------------------------------------- */

static void
forget_signing (YcSignPage *self)
{
  g_clear_handle_id (&self->onward_id, g_source_remove);
  if (self->signing != NULL)
    g_clear_signal_handler (&self->signing_id, self->signing);
  g_clear_object (&self->signing);
}

static void
yc_sign_page_rebuild (YcStepPage *page)
{
  YcSignPage *self = YC_SIGN_PAGE (page);

  forget_signing (self);
  gtk_list_box_unselect_all (self->lines);
}

static const YcSignLine *
find_ready (GPtrArray  *lines,
            const char *name,
            int         from)
{
  for (guint i = 0; i < lines->len; i++)
    {
      const YcSignLine *line = g_ptr_array_index (lines, i);

      if (line->state == YC_SIGN_READY && (int) i >= from && (name == NULL || g_str_equal (line->name, name)))
        return line;
    }
  return NULL;
}

static void begin (YcSignPage       *self,
                   const YcSignLine *line);

/* The same person's next paper; somebody else's is the clerk's to give. */
static gboolean
onward_cb (gpointer data)
{
  YcSignPage *self = data;
  YcDisplay *display = yc_step_page_get_display (YC_STEP_PAGE (self));
  YcCaseFile *file = yc_step_page_get_file (YC_STEP_PAGE (self));
  g_autoptr (GPtrArray) lines = NULL;
  const YcSignLine *next;

  self->onward_id = 0;
  if (file == NULL || display == NULL || self->signing == NULL || yc_display_get_signing (display) != self->signing)
    return G_SOURCE_REMOVE;
  lines = yc_case_file_list_sign_lines (file);
  next = find_ready (lines, yc_signing_get_name (self->signing), 0);
  if (next != NULL)
    begin (self, next);
  return G_SOURCE_REMOVE;
}

static void
signing_changed_cb (YcSignPage *self)
{
  YcCaseFile *file = yc_step_page_get_file (YC_STEP_PAGE (self));
  g_autoptr (GPtrArray) lines = NULL;

  if (file == NULL)
    return;
  lines = yc_case_file_list_sign_lines (file);
  show_headline (self, lines);
  if (yc_signing_get_state (self->signing) == YC_SIGNING_DECLINED)
    yc_say (GTK_WIDGET (self), _("%s does not sign"), yc_signing_get_name (self->signing));
  if (yc_signing_get_state (self->signing) == YC_SIGNING_DONE && self->onward_id == 0)
    self->onward_id = g_timeout_add (THANKS_MS, onward_cb, self);
}

static void
begun_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (YcSignPage) self = data;
  YcDisplay *display = yc_step_page_get_display (YC_STEP_PAGE (self));
  g_autoptr (GError) error = NULL;
  g_autoptr (YcSigning) signing = yc_case_file_begin_signing_finish (YC_CASE_FILE (source), result, &error);

  self->opening = FALSE;
  if (signing == NULL)
    {
      yc_say_error (GTK_WIDGET (self), error);
      return;
    }
  if (display == NULL || yc_step_page_get_file (YC_STEP_PAGE (self)) != YC_CASE_FILE (source))
    return;
  forget_signing (self);
  self->signing = g_steal_pointer (&signing);
  self->signing_id = g_signal_connect_swapped (self->signing, "changed", G_CALLBACK (signing_changed_cb), self);
  yc_display_ask_signature (display, self->signing);
  signing_changed_cb (self);
}

static void
begin (YcSignPage       *self,
       const YcSignLine *line)
{
  if (self->opening)
    return;
  self->opening = TRUE;
  yc_case_file_begin_signing_async (yc_step_page_get_file (YC_STEP_PAGE (self)), &line->document->id, line->person,
                                    begun_cb, g_object_ref (self));
}

static int
get_chosen (YcSignPage *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->lines);

  return row != NULL ? gtk_list_box_row_get_index (row) : 0;
}

void
yc_sign_page_next (YcSignPage *self)
{
  YcCaseFile *file = yc_step_page_get_file (YC_STEP_PAGE (self));
  YcDisplay *display = yc_step_page_get_display (YC_STEP_PAGE (self));
  g_autoptr (GPtrArray) lines = NULL;
  const YcSignLine *next;

  g_return_if_fail (YC_IS_SIGN_PAGE (self));

  if (file == NULL || display == NULL)
    return;
  if (is_running (self))
    {
      yc_display_stop_asking (display);
      yc_sign_page_refresh (YC_STEP_PAGE (self));
      return;
    }
  lines = yc_case_file_list_sign_lines (file);
  next = find_ready (lines, NULL, get_chosen (self));
  if (next == NULL)
    next = find_ready (lines, NULL, 0);
  if (next != NULL)
    begin (self, next);
  else
    yc_say (GTK_WIDGET (self), "%s", _("Nobody can sign anything now"));
}

static gboolean
yc_sign_page_act (YcStepPage *page,
                  gboolean    other)
{
  if (other)
    return FALSE;
  yc_sign_page_next (YC_SIGN_PAGE (page));
  return TRUE;
}

static void
start_cb (YcSignPage *self)
{
  yc_sign_page_next (self);
}

/* --- the class ------------------------------------------------------------------ */

static void
yc_sign_page_dispose (GObject *object)
{
  forget_signing (YC_SIGN_PAGE (object));
  G_OBJECT_CLASS (yc_sign_page_parent_class)->dispose (object);
}

static void
yc_sign_page_class_init (YcSignPageClass *klass)
{
  YcStepPageClass *page_class = YC_STEP_PAGE_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_sign_page_dispose;
  page_class->rebuild = yc_sign_page_rebuild;
  page_class->refresh = yc_sign_page_refresh;
  page_class->act = yc_sign_page_act;

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-sign-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YcSignPage, headline);
  gtk_widget_class_bind_template_child (widget_class, YcSignPage, hint);
  gtk_widget_class_bind_template_child (widget_class, YcSignPage, lines);
  gtk_widget_class_bind_template_child (widget_class, YcSignPage, start);
  gtk_widget_class_bind_template_callback (widget_class, start_cb);
}

static void
yc_sign_page_init (YcSignPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
