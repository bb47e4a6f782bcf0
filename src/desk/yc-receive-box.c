/* yc-receive-box.c: corrected on the spot, all points at once, owed, refused
 *
 * One of four ways is chosen, its points stand there to be looked over (all
 * findings, what is marked as owed, the catalogue's reasons), any can be
 * reworded or left out, and one key records the whole and prints the paper
 * that belongs to it. A way that nobody has chosen shows nothing: whoever
 * simply accepts sees five lines.
 */

#include "yc-receive-box.h"

#include "yc-say.h"

#include <glib/gi18n-lib.h>

#define ROWS_MAX 60

struct _YcReceiveBox
{
  GtkWidget parent_instance;

  YcCaseFile *file; /* (nullable) */
  int chosen;       /* a YcReceiveOutcome; -1 for none */
  char *filled;     /* (nullable): the rows as they were filled in, to see what was touched */

  GtkWidget *content;
  GtkWidget *ways;
  GtkWidget *form;
  GtkLabel *title;
  GtkLabel *note;
  GtkBox *points;
  GtkEditable *text;
  GtkWidget *due_row;
  GtkEditable *due;
};

G_DEFINE_FINAL_TYPE (YcReceiveBox, yc_receive_box, GTK_TYPE_WIDGET)

static guint choosing_signal;

/* What a row is about; its words are in its entries. */
typedef struct
{
  char *code;
  char *path; /* (nullable) */
  GtkWidget *check;
  GtkEditable *text;
  GtkEditable *remedy;
} Row;

#define ROW_KEY "yc-row"

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->code);
  g_free (row->path);
  g_free (row);
}

/* --- points ------------------------------------------------------------------- */

static GtkWidget *
new_entry (const char *text,
           const char *name,
           int         max_length)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), text != NULL ? text : "");
  gtk_entry_set_max_length (GTK_ENTRY (entry), max_length);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), name);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return entry;
}

static void
add_row (YcReceiveBox  *self,
         const YcPoint *point,
         gboolean       ticked)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  Row *row = g_new0 (Row, 1);

  row->code = g_strdup (point->code);
  row->path = g_strdup (point->path);
  row->check = gtk_check_button_new ();
  row->text = GTK_EDITABLE (new_entry (point->text, _("What it is"), 300));
  row->remedy = GTK_EDITABLE (new_entry (point->remedy, _("What can be done"), 300));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (row->check), ticked);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  point->text != NULL && *point->text != '\0' ? point->text : _("One more point"), -1);
  gtk_box_append (GTK_BOX (box), row->check);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (row->text));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (row->remedy));
  gtk_widget_add_css_class (box, "field");
  g_object_set_data_full (G_OBJECT (box), ROW_KEY, row, row_free);
  gtk_box_append (self->points, box);
}

/* For what no rule knows. */
static void
add_free_row (YcReceiveBox *self,
              gboolean      ticked)
{
  YcPoint point = { .code = (char *) "other", .text = (char *) "" };

  add_row (self, &point, ticked);
}

static void
add_refusals (YcReceiveBox *self)
{
  const YcMatter *matter = yc_case_file_get_matter (self->file);

  for (guint i = 0; matter != NULL && i < matter->refusals->len; i++)
    {
      const YcCodedReason *reason = g_ptr_array_index (matter->refusals, i);
      YcPoint point = { .code = reason->id, .text = reason->label, .remedy = reason->remedy };

      add_row (self, &point, FALSE);
    }
}

/* All that the rows say, as one text. */
static char *
dup_rows (YcReceiveBox *self)
{
  GString *rows = g_string_new (NULL);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->points)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      const Row *row = g_object_get_data (G_OBJECT (child), ROW_KEY);

      g_string_append_printf (rows, "%d %s %s\n%s\n%s\n",
                              gtk_check_button_get_active (GTK_CHECK_BUTTON (row->check)), row->code,
                              row->path != NULL ? row->path : "", gtk_editable_get_text (row->text),
                              gtk_editable_get_text (row->remedy));
    }
  return g_string_free (rows, FALSE);
}

static void
fill_points (YcReceiveBox    *self,
             YcReceiveOutcome outcome)
{
  g_autoptr (GPtrArray) points = yc_case_file_list_points (self->file, outcome);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->points))) != NULL)
    gtk_box_remove (self->points, child);
  for (guint i = 0; i < MIN (points->len, ROWS_MAX); i++)
    add_row (self, g_ptr_array_index (points, i), TRUE);
  if (outcome == YC_RECEIVE_REFUSED)
    add_refusals (self);
  add_free_row (self, outcome == YC_RECEIVE_CORRECTED);
  g_free (self->filled);
  self->filled = dup_rows (self);
}

/* Ticked, and with words. */
static GPtrArray *
list_points (YcReceiveBox *self)
{
  GPtrArray *points = yc_points_new (NULL);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->points)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      const Row *row = g_object_get_data (G_OBJECT (child), ROW_KEY);
      const char *text = gtk_editable_get_text (row->text);

      if (gtk_check_button_get_active (GTK_CHECK_BUTTON (row->check)) && *text != '\0')
        g_ptr_array_add (points, yc_point_new (row->code, row->path, text, gtk_editable_get_text (row->remedy)));
    }
  return points;
}

/* --- the ways -------------------------------------------------------------------- */

static const char *
get_title (YcReceiveOutcome outcome)
{
  switch (outcome)
    {
    case YC_RECEIVE_CORRECTED:
      return _("Corrected on the spot");
    case YC_RECEIVE_INCOMPLETE:
      return _("Incomplete: all points at once");
    case YC_RECEIVE_OWED:
      return _("Accepted with something owed");
    case YC_RECEIVE_REFUSED:
    default:
      return _("Not accepted");
    }
}

static const char *
get_note (YcReceiveOutcome outcome)
{
  switch (outcome)
    {
    case YC_RECEIVE_CORRECTED:
      return _("Write what was corrected; the applicant signs and dates it on the paper. Then go on with F12.");
    case YC_RECEIVE_INCOMPLETE:
      return _("Everything that is missing goes on one notice. The draft is kept, and the clock stands still until it is submitted.");
    case YC_RECEIVE_OWED:
      return _("The applicant signs the commitment and its day. Then submit with F12; the owed paper closes by itself when it comes.");
    case YC_RECEIVE_REFUSED:
    default:
      return _("Tick the reasons. The notice says what the applicant can do. The case ends here.");
    }
}

static void
show_form (YcReceiveBox *self)
{
  gtk_widget_set_visible (self->form, self->chosen >= 0);
  g_signal_emit (self, choosing_signal, 0);
  if (self->chosen < 0)
    return;
  gtk_label_set_text (self->title, get_title ((YcReceiveOutcome) self->chosen));
  gtk_label_set_text (self->note, get_note ((YcReceiveOutcome) self->chosen));
  gtk_widget_set_visible (self->due_row, self->chosen == YC_RECEIVE_OWED);
}

static void
unchoose (YcReceiveBox *self)
{
  self->chosen = -1;
  show_form (self);
}

static void
printed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (YcReceiveBox) self = data;
  g_autoptr (GError) error = NULL;

  if (yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    yc_say (GTK_WIDGET (self), "%s", _("Recorded; the paper is printed, to be signed"));
  else
    yc_say (GTK_WIDGET (self), _("Recorded, but not printed: %s"), error->message);
}

static YcPaperKind
get_paper (YcReceiveOutcome outcome)
{
  if (outcome == YC_RECEIVE_OWED)
    return YC_PAPER_COMMITMENT;
  return outcome == YC_RECEIVE_REFUSED ? YC_PAPER_REFUSAL : YC_PAPER_CORRECTION;
}

typedef struct
{
  YcReceiveBox *box;
  YcReceiveOutcome outcome;
} Recording;

static void
recorded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autofree Recording *recording = data;
  g_autoptr (YcReceiveBox) self = recording->box;
  g_autoptr (GError) error = NULL;

  if (!yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    {
      yc_say_error (GTK_WIDGET (self), error);
      return;
    }
  unchoose (self);
  if (recording->outcome == YC_RECEIVE_CORRECTED)
    yc_say (GTK_WIDGET (self), "%s", _("Recorded: corrected on the spot"));
  else
    yc_case_file_print_async (YC_CASE_FILE (source), get_paper (recording->outcome), printed_cb,
                              g_object_ref (self));
}

gboolean
yc_receive_box_record (YcReceiveBox *self)
{
  g_autoptr (GPtrArray) points = NULL;
  Recording *recording;
  const char *due;

  g_return_val_if_fail (YC_IS_RECEIVE_BOX (self), FALSE);

  if (self->file == NULL || self->chosen < 0)
    return FALSE;
  points = list_points (self);
  due = self->chosen == YC_RECEIVE_OWED ? gtk_editable_get_text (self->due) : NULL;
  recording = g_new0 (Recording, 1);
  recording->box = g_object_ref (self);
  recording->outcome = (YcReceiveOutcome) self->chosen;
  yc_case_file_receive_async (self->file, recording->outcome, points, gtk_editable_get_text (self->text), due,
                              recorded_cb, recording);
  return TRUE;
}

void
yc_receive_box_choose (YcReceiveBox    *self,
                       YcReceiveOutcome outcome)
{
  g_autofree char *due = NULL;

  g_return_if_fail (YC_IS_RECEIVE_BOX (self));

  if (self->file == NULL || !yc_case_file_is_editable (self->file))
    return;
  self->chosen = (int) outcome;
  fill_points (self, outcome);
  gtk_editable_set_text (self->text, "");
  due = yc_case_file_dup_first_due (self->file);
  gtk_editable_set_text (self->due, due != NULL ? due : "");
  show_form (self);
  gtk_widget_child_focus (GTK_WIDGET (self->points), GTK_DIR_TAB_FORWARD);
}

static guint
count_rows (YcReceiveBox *self)
{
  guint count = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->points)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    count++;
  return count;
}

/* The case may have changed since the way was chosen: a mark made just before
 * it is in a moment later. What the clerk has touched stays as they have it. */
static void
follow_case (YcReceiveBox *self)
{
  g_autofree char *rows = dup_rows (self);
  g_autoptr (GPtrArray) points = NULL;

  if (g_strcmp0 (rows, self->filled) != 0 || *gtk_editable_get_text (self->text) != '\0')
    return;
  points = yc_case_file_list_points (self->file, (YcReceiveOutcome) self->chosen);
  if (self->chosen != YC_RECEIVE_REFUSED && MIN (points->len, ROWS_MAX) + 1 != count_rows (self))
    yc_receive_box_choose (self, (YcReceiveOutcome) self->chosen);
}

static void
record_cb (YcReceiveBox *self)
{
  yc_receive_box_record (self);
}

/* --- the class ---------------------------------------------------------------------- */

static void
yc_receive_box_dispose (GObject *object)
{
  YcReceiveBox *self = YC_RECEIVE_BOX (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->file);
  g_clear_pointer (&self->filled, g_free);
  G_OBJECT_CLASS (yc_receive_box_parent_class)->dispose (object);
}

static void
yc_receive_box_class_init (YcReceiveBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_receive_box_dispose;
  choosing_signal = g_signal_new ("choosing", YC_TYPE_RECEIVE_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-receive-box.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcReceiveBox, content);
  gtk_widget_class_bind_template_child (widget_class, YcReceiveBox, ways);
  gtk_widget_class_bind_template_child (widget_class, YcReceiveBox, form);
  gtk_widget_class_bind_template_child (widget_class, YcReceiveBox, title);
  gtk_widget_class_bind_template_child (widget_class, YcReceiveBox, note);
  gtk_widget_class_bind_template_child (widget_class, YcReceiveBox, points);
  gtk_widget_class_bind_template_child (widget_class, YcReceiveBox, text);
  gtk_widget_class_bind_template_child (widget_class, YcReceiveBox, due_row);
  gtk_widget_class_bind_template_child (widget_class, YcReceiveBox, due);
  gtk_widget_class_bind_template_callback (widget_class, record_cb);
  gtk_widget_class_bind_template_callback (widget_class, unchoose);
}

static void
yc_receive_box_init (YcReceiveBox *self)
{
  self->chosen = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
yc_receive_box_set_file (YcReceiveBox *self,
                         YcCaseFile   *file)
{
  g_return_if_fail (YC_IS_RECEIVE_BOX (self));

  g_set_object (&self->file, file);
  unchoose (self);
}

void
yc_receive_box_refresh (YcReceiveBox *self)
{
  gboolean open;

  g_return_if_fail (YC_IS_RECEIVE_BOX (self));

  open = self->file != NULL && yc_case_file_is_editable (self->file);
  if (!open)
    unchoose (self);
  else if (self->chosen >= 0)
    follow_case (self);
  gtk_widget_set_visible (GTK_WIDGET (self), open);
}

gboolean
yc_receive_box_is_open (YcReceiveBox *self)
{
  g_return_val_if_fail (YC_IS_RECEIVE_BOX (self), FALSE);

  return self->chosen >= 0;
}
