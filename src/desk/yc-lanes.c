/* yc-lanes.c: the modules of a case as lanes
 *
 * One line a module: sign, name, its time against its promise, and what it waits
 * for in words. What an office wants corrected stands below its line; each
 * point goes to its field.
 */

#include "yc-lanes.h"

#include "yc-case-form.h"
#include "yc-case-jobs.h"
#include "yc-case-verbs.h"
#include "yc-clock-words.h"
#include "yc-pulse.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Wide enough for any of them, so that the columns stand in line; of Latin letters. */
#define NAME_CHARS 16
#define CLOCK_CHARS 24

#define MINUTE_MS 60000

struct _YcLanes
{
  GtkWidget parent_instance;

  GtkWidget *box;
  YcCaseFile *file;     /* (nullable) */
  GHashTable *clocks;   /* module → GtkLabel */
};

G_DEFINE_FINAL_TYPE (YcLanes, yc_lanes, GTK_TYPE_WIDGET)

/* The office is done, and pieces are still to be made here. */
static gboolean
is_to_be_made (YcCaseFile             *file,
               const YcModule         *module,
               const YcModuleProgress *progress,
               guint                  *ret_all,
               guint                  *ret_made)
{
  *ret_all = *ret_made = 0;
  if (progress == NULL || progress->state != YC_MODULE_DONE)
    return FALSE;
  yc_case_file_count_pieces (file, module, ret_all, ret_made);
  return *ret_made < *ret_all;
}

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
  guint all, made;

  for (guint i = 0; i < module->after->len; i++)
    {
      const YcModule *before = yc_matter_find_module (matter, g_ptr_array_index (module->after, i));
      const YcModuleProgress *progress = before != NULL ? yc_case_get_module (yc_case_file_get_case (file), before->id)
                                                        : NULL;

      if (before != NULL && yc_module_is_chosen (before, form) &&
          (progress == NULL || progress->state != YC_MODULE_DONE || is_to_be_made (file, before, progress, &all, &made)))
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

  if (blocker != NULL && status != YC_CASE_REFUSED && status != YC_CASE_NOT_RECEIVED)
    return g_strdup_printf (_("waits for: %s"), blocker->label);
  if (status == YC_CASE_RECEIVED)
    return g_strdup (_("in review"));
  if (status == YC_CASE_REFUSED || status == YC_CASE_NOT_RECEIVED)
    return g_strdup (_("not done: the case was refused"));
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
  guint all, made;

  if (is_to_be_made (file, module, progress, &all, &made))
    return g_strdup_printf (_("to be made here (F8): %u of %u made"), made, all);
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

/* A module's own time against its promise: "6:12 of 20:00 min", and what is not
 * counted of it. */
static void
show_clock (YcLanes    *self,
            const char *module,
            GtkLabel   *label)
{
  gint64 now_ms = yc_pulse_get_now (yc_pulse_get_default ());
  const YcClocks *clocks = yc_case_file_get_clocks (self->file, now_ms);
  const YcClockReading *reading = NULL;
  const char *classes[] = { "numeric", NULL, NULL };
  g_autofree char *net = NULL;
  g_autofree char *words = NULL;

  for (guint i = 0; i < clocks->n_modules && reading == NULL; i++)
    if (g_str_equal (clocks->modules[i].module, module))
      reading = &clocks->modules[i];
  if (reading == NULL || reading->started_ms == 0)
    return;
  net = yc_words_dup_clock (reading->net_ms);
  words = g_strdup_printf (reading->state == YC_CLOCK_PAUSED ? _("%s of %d min, paused") : _("%s of %d min"), net,
                           (int) (reading->limit_ms / MINUTE_MS));
  classes[1] = yc_clock_words_get_class (reading);
  gtk_label_set_text (label, words);
  gtk_widget_set_css_classes (GTK_WIDGET (label), classes);
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
  guint all, made;
  gboolean making = is_to_be_made (self->file, module, progress, &all, &made);
  YcModuleState state = progress == NULL ? YC_MODULE_WAITING : making ? YC_MODULE_ACKNOWLEDGED : progress->state;
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *clock = new_label ("", "numeric", CLOCK_CHARS);
  GtkWidget *state_label = new_label (words, get_class (state), 0);

  gtk_widget_set_hexpand (state_label, TRUE);
  gtk_box_append (GTK_BOX (line), new_label (get_sign (state), get_class (state), 2));
  gtk_box_append (GTK_BOX (line), new_label (module->label, NULL, NAME_CHARS));
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

/* An answer was not taken, and the office is still waited for. NULL: none, or it is over. */
static const char *
get_rejection (const YcModuleProgress *progress)
{
  static const struct
  {
    const char *reason;
    const char *words;
  } rejections[] = {
    { "other-case", N_("an answer was not taken: it names another case") },
    { "other-office", N_("an answer was not taken: it came from another office") },
    { "wrong-code", N_("an answer was not taken: a code in it does not check") },
    { "malformed", N_("an answer was not taken: it is not in the agreed form") },
    { "twice", N_("an answer was not taken: it was given before") },
  };

  if (progress == NULL || progress->rejected == NULL ||
      (progress->state != YC_MODULE_STARTED && progress->state != YC_MODULE_ACKNOWLEDGED))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (rejections); i++)
    if (strcmp (rejections[i].reason, progress->rejected) == 0)
      return _(rejections[i].words);
  return _("an answer was not taken");
}

static void
add_rejection (YcLanes    *self,
               const char *words)
{
  GtkWidget *label = new_label (words, "warning", 0);

  gtk_widget_add_css_class (label, "lane-point");
  gtk_box_append (GTK_BOX (self->box), label);
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
  if (get_rejection (progress) != NULL)
    add_rejection (self, get_rejection (progress));
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
    show_clock (self, module, label);
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
