/* yc-lanes.c: the modules of a case as lanes
 *
 * One line a module: sign, name, how it stands, since when, and what it waits
 * for in words. What an office wants corrected stands below its line; each
 * point goes to its field.
 */

#include "yc-lanes.h"

#include "yc-case-form.h"
#include "yc-case-verbs.h"
#include "yc-pulse.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>

struct _YcLanes
{
  GtkWidget parent_instance;

  GtkWidget *box;
  YcCaseFile *file;     /* (nullable) */
  GHashTable *clocks;   /* module → GtkLabel */
};

G_DEFINE_FINAL_TYPE (YcLanes, yc_lanes, GTK_TYPE_WIDGET)

static const char *
get_sign (YcModuleState state)
{
  switch (state)
    {
    case YC_MODULE_DONE:
      return "✓";
    case YC_MODULE_STARTED:
    case YC_MODULE_ACKNOWLEDGED:
      return "…";
    case YC_MODULE_CORRECTION:
    case YC_MODULE_REFUSED:
      return "!";
    case YC_MODULE_DROPPED:
      return "–";
    case YC_MODULE_WAITING:
    default:
      return "·";
    }
}

static const char *
get_class (YcModuleState state)
{
  switch (state)
    {
    case YC_MODULE_DONE:
      return "success";
    case YC_MODULE_CORRECTION:
    case YC_MODULE_REFUSED:
      return "warning";
    case YC_MODULE_STARTED:
    case YC_MODULE_ACKNOWLEDGED:
    case YC_MODULE_WAITING:
    case YC_MODULE_DROPPED:
    default:
      return "dim-label";
    }
}

/* The first of what it waits for that is chosen and not done. */
static const YcModule *
find_blocker (YcCaseFile     *file,
              const YcModule *module,
              const YcForm   *form)
{
  const YcMatter *matter = yc_case_file_get_matter (file);

  for (guint i = 0; i < module->after->len; i++)
    {
      const YcModule *before = yc_matter_find_module (matter, g_ptr_array_index (module->after, i));
      const YcModuleProgress *progress = before != NULL ? yc_case_get_module (yc_case_file_get_case (file), before->id)
                                                        : NULL;

      if (before != NULL && yc_module_is_chosen (before, form) &&
          (progress == NULL || progress->state != YC_MODULE_DONE))
        return before;
    }
  return NULL;
}

static char *
dup_waiting_words (YcCaseFile     *file,
                   const YcModule *module,
                   const YcForm   *form)
{
  const YcModule *blocker = find_blocker (file, module, form);
  YcCaseStatus status = yc_case_get_status (yc_case_file_get_case (file));

  if (blocker != NULL)
    return g_strdup_printf (_("waits for: %s"), blocker->label);
  if (status == YC_CASE_RECEIVED)
    return g_strdup (_("in review"));
  return g_strdup (status == YC_CASE_APPROVED ? _("about to be sent") : _("waits for submission"));
}

static gboolean
is_overdue (const YcModuleProgress *progress)
{
  return progress->due_ms != 0 && progress->due_ms < yc_pulse_get_now (yc_pulse_get_default ());
}

static char *
dup_words (YcCaseFile             *file,
           const YcModule         *module,
           const YcModuleProgress *progress,
           const YcForm           *form)
{
  YcModuleState state = progress != NULL ? progress->state : YC_MODULE_WAITING;

  switch (state)
    {
    case YC_MODULE_STARTED:
      return g_strdup (is_overdue (progress) ? _("sent; the office is late in answering") : _("on its way to the office"));
    case YC_MODULE_ACKNOWLEDGED:
      return g_strdup (is_overdue (progress) ? _("at the office; its answer is late") : _("at the office"));
    case YC_MODULE_CORRECTION:
      return g_strdup (_("the office asks for a correction"));
    case YC_MODULE_REFUSED:
      return g_strdup (_("the office refuses"));
    case YC_MODULE_DONE:
      return g_strdup (progress->late ? _("done, late") : _("done"));
    case YC_MODULE_DROPPED:
      return g_strdup (_("given up by the applicant"));
    case YC_MODULE_WAITING:
    default:
      return dup_waiting_words (file, module, form);
    }
}

static char *
dup_clock (const YcModuleProgress *progress)
{
  gint64 end;

  if (progress == NULL || progress->started_at.at_ms == 0)
    return g_strdup ("");
  end = progress->ended_at.at_ms != 0 ? progress->ended_at.at_ms : yc_pulse_get_now (yc_pulse_get_default ());
  return yc_words_dup_clock (MAX (end - progress->started_at.at_ms, 0));
}

static GtkWidget *
new_label (const char *words,
           const char *css_class,
           int         width_chars)
{
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (width_chars > 0)
    gtk_label_set_width_chars (GTK_LABEL (label), width_chars);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
add_line (YcLanes                *self,
          const YcModule         *module,
          const YcModuleProgress *progress,
          const char             *words)
{
  YcModuleState state = progress != NULL ? progress->state : YC_MODULE_WAITING;
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *clock = new_label ("", "numeric", 8);
  GtkWidget *state_label = new_label (words, get_class (state), 0);

  gtk_widget_set_hexpand (state_label, TRUE);
  gtk_box_append (GTK_BOX (line), new_label (get_sign (state), get_class (state), 2));
  gtk_box_append (GTK_BOX (line), new_label (module->label, NULL, 10));
  gtk_box_append (GTK_BOX (line), clock);
  gtk_box_append (GTK_BOX (line), state_label);
  gtk_widget_add_css_class (line, "row-box");
  gtk_box_append (GTK_BOX (self->box), line);
  g_hash_table_insert (self->clocks, g_strdup (module->id), clock);
}

/* Goes to the field that is to be mended, where there is one. */
static void
add_point (YcLanes       *self,
           const YcPoint *point)
{
  g_autofree char *words = g_strdup_printf ("%s%s%s", point->text, point->remedy != NULL ? " · " : "",
                                            point->remedy != NULL ? point->remedy : "");
  GtkWidget *label = new_label (words, "warning", 0);
  GtkWidget *button;

  if (point->path == NULL)
    {
      gtk_widget_add_css_class (label, "lane-point");
      gtk_box_append (GTK_BOX (self->box), label);
      return;
    }
  button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "lane-point");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.jump");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", point->path);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_box_append (GTK_BOX (self->box), button);
}

static gboolean
is_trouble (const YcModuleProgress *progress)
{
  return progress != NULL && (progress->state == YC_MODULE_CORRECTION || progress->state == YC_MODULE_REFUSED);
}

static void
add_lane (YcLanes        *self,
          const YcModule *module,
          const YcForm   *form)
{
  const YcModuleProgress *progress = yc_case_get_module (yc_case_file_get_case (self->file), module->id);
  g_autofree char *words = dup_words (self->file, module, progress, form);

  add_line (self, module, progress, words);
  for (guint i = 0; is_trouble (progress) && i < progress->points->len; i++)
    add_point (self, g_ptr_array_index (progress->points, i));
}

static void
tick_cb (YcLanes *self)
{
  GHashTableIter iter;
  gpointer module, label;

  if (self->file == NULL)
    return;
  g_hash_table_iter_init (&iter, self->clocks);
  while (g_hash_table_iter_next (&iter, &module, &label))
    {
      g_autofree char *clock = dup_clock (yc_case_get_module (yc_case_file_get_case (self->file), module));

      gtk_label_set_text (label, clock);
    }
}

static void
yc_lanes_dispose (GObject *object)
{
  YcLanes *self = YC_LANES (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->file);
  g_clear_pointer (&self->clocks, g_hash_table_unref);
  G_OBJECT_CLASS (yc_lanes_parent_class)->dispose (object);
}

static void
yc_lanes_class_init (YcLanesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yc_lanes_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
yc_lanes_init (YcLanes *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->clocks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_signal_connect_object (yc_pulse_get_default (), "notify::now", G_CALLBACK (tick_cb), self, G_CONNECT_SWAPPED);
}

void
yc_lanes_show (YcLanes    *self,
               YcCaseFile *file)
{
  const YcMatter *matter = yc_case_file_get_matter (file);
  GtkWidget *child;
  YcCaseForm form;

  g_return_if_fail (YC_IS_LANES (self));

  g_set_object (&self->file, file);
  g_hash_table_remove_all (self->clocks);
  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  yc_case_form_init (&form, yc_case_file_get_case (file));
  for (guint i = 0; matter != NULL && i < matter->modules->len; i++)
    {
      const YcModule *module = g_ptr_array_index (matter->modules, i);

      if (yc_module_is_chosen (module, &form.form))
        add_lane (self, module, &form.form);
    }
  tick_cb (self);
}

const char *
yc_lanes_find_trouble (YcCaseFile *file)
{
  GPtrArray *modules = yc_case_list_modules (yc_case_file_get_case (file));

  for (guint i = 0; i < modules->len; i++)
    if (is_trouble (g_ptr_array_index (modules, i)))
      return ((YcModuleProgress *) g_ptr_array_index (modules, i))->module;
  return NULL;
}
