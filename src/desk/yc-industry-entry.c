/* yc-industry-entry.c: the industry of an enterprise
 *
 * What is kept is the code of a class, what is shown is code and title, and
 * below it where the class lies. Only a class is an answer: the search finds no
 * other.
 */

#include "yc-industry-entry.h"

#include "yc-focus.h"
#include "yc-lookup-entry.h"

struct _YcIndustryEntry
{
  GtkWidget parent_instance;

  GtkWidget *box;
  YcLookupEntry *lookup;
  GtkLabel *path;
  char *code; /* "" for none */
};

G_DEFINE_FINAL_TYPE (YcIndustryEntry, yc_industry_entry, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static char *
dup_title (const char *code)
{
  const YcIndustry *industry = yc_industry_find (code);

  return industry != NULL ? g_strdup_printf ("%s  %s", industry->code, industry->name) : g_strdup (code);
}

/* The one class that @typed can only mean: its code, with or without the letter,
 * or its title. */
static const YcIndustry *
resolve (const char *typed)
{
  g_autoptr (GPtrArray) found = yc_industry_search (typed, 2);
  const YcIndustry *first = found->len > 0 ? g_ptr_array_index (found, 0) : NULL;

  if (first == NULL)
    return NULL;
  if (found->len == 1 || g_ascii_strcasecmp (first->code, typed) == 0 || g_str_equal (first->code + 1, typed) ||
      g_str_equal (first->name, typed))
    return first;
  return NULL;
}

static void
show_path (YcIndustryEntry *self)
{
  const YcIndustry *industry = yc_industry_find (self->code);
  g_autofree char *path = industry != NULL ? yc_lookup_dup_path (industry) : g_strdup ("");

  gtk_label_set_text (self->path, path);
  gtk_widget_set_visible (GTK_WIDGET (self->path), *path != '\0');
}

static void
changed_cb (YcIndustryEntry *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->path), FALSE);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
taken_cb (YcIndustryEntry   *self,
          const YcLookupRow *row)
{
  yc_industry_entry_set_code (self, row->code);
  g_signal_emit (self, signals[CHANGED], 0);
  g_signal_emit (self, signals[DONE], 0);
}

static void
done_cb (YcIndustryEntry *self)
{
  g_signal_emit (self, signals[DONE], 0);
}

/* What can only mean one class is shown as it. */
static void
leave_cb (YcIndustryEntry *self)
{
  g_auto (YcValue) value = YC_VALUE_INIT;

  if (yc_industry_entry_get_code (self, &value) && value.type == YC_VALUE_TEXT)
    yc_industry_entry_set_code (self, value.text);
}

static gboolean
yc_industry_entry_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (YC_INDUSTRY_ENTRY (widget)->lookup));
}

static void
yc_industry_entry_dispose (GObject *object)
{
  YcIndustryEntry *self = YC_INDUSTRY_ENTRY (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->code, g_free);
  G_OBJECT_CLASS (yc_industry_entry_parent_class)->dispose (object);
}

static void
yc_industry_entry_class_init (YcIndustryEntryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_industry_entry_dispose;
  widget_class->focus = yc_focus_through;
  widget_class->grab_focus = yc_industry_entry_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[DONE] = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

static void
yc_industry_entry_init (YcIndustryEntry *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->code = g_strdup ("");
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  self->lookup = YC_LOOKUP_ENTRY (yc_lookup_entry_new (YC_LOOKUP_INDUSTRIES));
  self->path = GTK_LABEL (gtk_label_new (""));
  gtk_label_set_xalign (self->path, 0);
  gtk_label_set_wrap (self->path, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->path), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->path), "dim-label");
  gtk_widget_set_visible (GTK_WIDGET (self->path), FALSE);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->lookup));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->path));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect_swapped (self->lookup, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->lookup, "taken", G_CALLBACK (taken_cb), self);
  g_signal_connect_swapped (self->lookup, "done", G_CALLBACK (done_cb), self);
}

GtkWidget *
yc_industry_entry_new (const char *label)
{
  YcIndustryEntry *self = g_object_new (YC_TYPE_INDUSTRY_ENTRY, NULL);

  yc_lookup_entry_set_label (self->lookup, label);
  return GTK_WIDGET (self);
}

/* @code: "I6513", "" for none */
void
yc_industry_entry_set_code (YcIndustryEntry *self,
                            const char      *code)
{
  g_autofree char *kept = NULL;
  g_autofree char *title = NULL;

  g_return_if_fail (YC_IS_INDUSTRY_ENTRY (self));

  kept = g_strdup (code); /* @code may be our own */
  title = dup_title (kept);
  g_free (self->code);
  self->code = g_steal_pointer (&kept);
  yc_lookup_entry_set_text (self->lookup, title);
  show_path (self);
}

/* Returns: FALSE while what is typed means no class, or more than one */
gboolean
yc_industry_entry_get_code (YcIndustryEntry *self,
                            YcValue         *ret_value)
{
  const YcIndustry *industry;
  g_autofree char *title = NULL;
  g_autofree char *typed = NULL;

  g_return_val_if_fail (YC_IS_INDUSTRY_ENTRY (self), FALSE);

  typed = g_strstrip (g_strdup (yc_lookup_entry_get_text (self->lookup)));
  if (*typed == '\0')
    {
      yc_value_clear (ret_value);
      return TRUE;
    }
  title = dup_title (self->code);
  if (*self->code != '\0' && g_str_equal (title, typed))
    {
      yc_value_set_text (ret_value, self->code);
      return TRUE;
    }
  industry = resolve (typed);
  if (industry != NULL)
    yc_value_set_text (ret_value, industry->code);
  return industry != NULL;
}

void
yc_industry_entry_deselect (YcIndustryEntry *self)
{
  g_return_if_fail (YC_IS_INDUSTRY_ENTRY (self));

  yc_lookup_entry_deselect (self->lookup);
}
