/* yc-area-entry.c: an administrative area, found as its name is typed
 *
 * The best matches stand below the entry while one types; Down and Up choose
 * among them, Return takes the one that is marked. What is kept is the code;
 * what is shown is the full name.
 */

#include "yc-area-entry.h"

#include "yc-codes.h"
#include "yc-focus.h"

#define MATCHES_MAX 8

struct _YcAreaEntry
{
  GtkWidget parent_instance;

  GtkWidget *entry;
  GtkWidget *popover;
  GtkWidget *list;
  GtkStringList *names;
  GtkSingleSelection *selection;
  GPtrArray *matches; /* of YcArea, the table's */
  char *code;         /* "" for none */
  gboolean showing;
};

G_DEFINE_FINAL_TYPE (YcAreaEntry, yc_area_entry, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *
get_typed (YcAreaEntry *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

static void
find_matches (YcAreaEntry *self)
{
  const char *typed = get_typed (self);

  gtk_string_list_splice (self->names, 0, g_list_model_get_n_items (G_LIST_MODEL (self->names)), NULL);
  g_clear_pointer (&self->matches, g_ptr_array_unref);
  if (*typed == '\0')
    {
      gtk_popover_popdown (GTK_POPOVER (self->popover));
      return;
    }
  self->matches = yc_area_search (typed, self->code, MATCHES_MAX);
  for (guint i = 0; i < self->matches->len; i++)
    {
      const YcArea *area = g_ptr_array_index (self->matches, i);
      g_autofree char *name = yc_area_dup_full_name (area->code);

      gtk_string_list_append (self->names, name);
    }
  if (self->matches->len > 0)
    gtk_popover_popup (GTK_POPOVER (self->popover));
  else
    gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static void
changed_cb (YcAreaEntry *self)
{
  if (self->showing)
    return;
  find_matches (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
take (YcAreaEntry *self,
      guint        position)
{
  const YcArea *area;

  if (self->matches == NULL || position >= self->matches->len)
    return;
  area = g_ptr_array_index (self->matches, position);
  yc_area_entry_set_code (self, area->code);
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
activate_cb (YcAreaEntry *self)
{
  if (gtk_widget_get_visible (self->popover))
    take (self, gtk_single_selection_get_selected (self->selection));
  g_signal_emit (self, signals[DONE], 0);
}

static void
row_activated_cb (YcAreaEntry *self,
                  guint        position)
{
  take (self, position);
  g_signal_emit (self, signals[DONE], 0);
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        state,
        gpointer               data)
{
  YcAreaEntry *self = data;
  guint selected = gtk_single_selection_get_selected (self->selection);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->names));

  if (!gtk_widget_get_visible (self->popover) || n == 0)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Down && selected + 1 < n)
    gtk_single_selection_set_selected (self->selection, selected + 1);
  else if (keyval == GDK_KEY_Up && selected > 0)
    gtk_single_selection_set_selected (self->selection, selected - 1);
  else if (keyval == GDK_KEY_Escape)
    gtk_popover_popdown (GTK_POPOVER (self->popover));
  else if (keyval != GDK_KEY_Down && keyval != GDK_KEY_Up)
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* Whoever leaves with a beginning typed that fits one area only meant that. */
static void
leave_cb (YcAreaEntry *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  if (*self->code == '\0' && self->matches != NULL && self->matches->len == 1)
    take (self, 0);
}

static gboolean
yc_area_entry_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (YC_AREA_ENTRY (widget)->entry);
}

static void
yc_area_entry_dispose (GObject *object)
{
  YcAreaEntry *self = YC_AREA_ENTRY (object);

  self->showing = TRUE;
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->entry, gtk_widget_unparent);
  g_clear_pointer (&self->matches, g_ptr_array_unref);
  g_clear_pointer (&self->code, g_free);
  G_OBJECT_CLASS (yc_area_entry_parent_class)->dispose (object);
}

static void
yc_area_entry_class_init (YcAreaEntryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_area_entry_dispose;
  widget_class->focus = yc_focus_through;
  widget_class->grab_focus = yc_area_entry_grab_focus;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[DONE] = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-area-entry.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, YcAreaEntry, entry);
  gtk_widget_class_bind_template_child (widget_class, YcAreaEntry, popover);
  gtk_widget_class_bind_template_child (widget_class, YcAreaEntry, list);
  gtk_widget_class_bind_template_child (widget_class, YcAreaEntry, names);
  gtk_widget_class_bind_template_child (widget_class, YcAreaEntry, selection);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_cb);
}

static void
yc_area_entry_init (YcAreaEntry *self)
{
  self->code = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
}

GtkWidget *
yc_area_entry_new (void)
{
  return g_object_new (YC_TYPE_AREA_ENTRY, NULL);
}

/* @code: six digits, "" for none */
void
yc_area_entry_set_code (YcAreaEntry *self,
                        const char  *code)
{
  g_autofree char *name = NULL;
  g_autofree char *kept = NULL;

  g_return_if_fail (YC_IS_AREA_ENTRY (self));

  kept = g_strdup (code); /* @code may be our own */
  name = *kept != '\0' ? yc_area_dup_full_name (kept) : NULL;
  g_free (self->code);
  self->code = g_steal_pointer (&kept);
  self->showing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), name != NULL ? name : self->code);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  self->showing = FALSE;
}

/* Returns: FALSE while what is typed is no area */
gboolean
yc_area_entry_get_code (YcAreaEntry *self,
                        YcValue     *ret_value)
{
  g_autofree char *name = NULL;
  const char *typed;

  g_return_val_if_fail (YC_IS_AREA_ENTRY (self), FALSE);

  typed = get_typed (self);
  if (*typed == '\0')
    {
      yc_value_clear (ret_value);
      return TRUE;
    }
  name = *self->code != '\0' ? yc_area_dup_full_name (self->code) : NULL;
  if (g_strcmp0 (name, typed) == 0 || g_strcmp0 (self->code, typed) == 0)
    {
      yc_value_set_text (ret_value, self->code);
      return TRUE;
    }
  if (yc_area_find (typed) != NULL)
    {
      yc_value_set_text (ret_value, typed);
      return TRUE;
    }
  return FALSE;
}

/* What is asked for, for those who hear the screen. */
void
yc_area_entry_set_label (YcAreaEntry *self,
                         const char  *label)
{
  g_return_if_fail (YC_IS_AREA_ENTRY (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

void
yc_area_entry_deselect (YcAreaEntry *self)
{
  g_return_if_fail (YC_IS_AREA_ENTRY (self));

  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, 0);
}
