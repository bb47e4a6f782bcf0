/* yc-lookup-entry.c: rows of a table, found as one types
 *
 * Pinyin, its initials, words or the beginning of a code: the best rows stand
 * below the entry at once, each with where it belongs. Down and Up choose,
 * Return takes what is marked, Escape closes. A search looks at all rows and
 * is over in less than a millisecond (tests/core/bench-lookup.c), so it is made
 * here and at every key.
 */

#include "yc-lookup-entry.h"

#include "yc-focus.h"

#include <glib/gi18n-lib.h>

#define MATCHES_MAX 8

/* --- a row as the list shows it ------------------------------------------- */

#define YC_TYPE_LOOKUP_MATCH (yc_lookup_match_get_type ())
G_DECLARE_FINAL_TYPE (YcLookupMatch, yc_lookup_match, YC, LOOKUP_MATCH, GObject)

struct _YcLookupMatch
{
  GObject parent_instance;

  const YcLookupRow *row; /* the table's */
  char *title;
  char *note;
};

G_DEFINE_FINAL_TYPE (YcLookupMatch, yc_lookup_match, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_NOTE,
  N_PROPS
};

static void
yc_lookup_match_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  YcLookupMatch *self = YC_LOOKUP_MATCH (object);

  if (id == PROP_TITLE)
    g_value_set_string (value, self->title);
  else if (id == PROP_NOTE)
    g_value_set_string (value, self->note);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
yc_lookup_match_finalize (GObject *object)
{
  YcLookupMatch *self = YC_LOOKUP_MATCH (object);

  g_free (self->title);
  g_free (self->note);
  G_OBJECT_CLASS (yc_lookup_match_parent_class)->finalize (object);
}

static void
yc_lookup_match_class_init (YcLookupMatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = yc_lookup_match_get_property;
  object_class->finalize = yc_lookup_match_finalize;
  g_object_class_install_property (object_class, PROP_TITLE, g_param_spec_string ("title", NULL, NULL, NULL, flags));
  g_object_class_install_property (object_class, PROP_NOTE, g_param_spec_string ("note", NULL, NULL, NULL, flags));
}

static void
yc_lookup_match_init (YcLookupMatch *self)
{
}

static YcLookupMatch *
yc_lookup_match_new (const YcLookupRow *row,
                     YcLookupKind       kind)
{
  YcLookupMatch *self = g_object_new (YC_TYPE_LOOKUP_MATCH, NULL);
  g_autofree char *path = yc_lookup_dup_path (row);

  self->row = row;
  self->title = g_strdup_printf ("%s  %s", row->code, row->name);
  if (kind == YC_LOOKUP_INDUSTRIES)
    self->note = g_steal_pointer (&path);
  else if (yc_scope_item_is_licensed (row))
    self->note = g_strdup_printf (_("licensed: %s · %s"), row->licence, path);
  else
    self->note = g_strdup_printf (_("general · %s"), path);
  return self;
}

/* --- the entry ------------------------------------------------------------ */

struct _YcLookupEntry
{
  GtkWidget parent_instance;

  YcLookupKind kind;
  GtkWidget *entry;
  GtkWidget *popover;
  GListStore *matches; /* of YcLookupMatch */
  GtkSingleSelection *selection;
  gboolean showing;
};

G_DEFINE_FINAL_TYPE (YcLookupEntry, yc_lookup_entry, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  TAKEN,
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What is marked, said with the entry: it keeps the focus while one chooses. */
static void
say_selected (YcLookupEntry *self)
{
  YcLookupMatch *match = gtk_single_selection_get_selected_item (self->selection);
  g_autofree char *words = match != NULL ? g_strdup_printf ("%s, %s", match->title, match->note) : g_strdup ("");

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
}

static void
find_matches (YcLookupEntry *self)
{
  const char *typed = yc_lookup_entry_get_text (self);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);

  rows = self->kind == YC_LOOKUP_INDUSTRIES ? yc_industry_search (typed, MATCHES_MAX)
                                            : yc_scope_item_search (typed, NULL, MATCHES_MAX);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (found, yc_lookup_match_new (g_ptr_array_index (rows, i), self->kind));
  g_list_store_splice (self->matches, 0, g_list_model_get_n_items (G_LIST_MODEL (self->matches)), found->pdata,
                       found->len);
  gtk_single_selection_set_selected (self->selection, 0);
  say_selected (self);
  if (found->len > 0)
    gtk_popover_popup (GTK_POPOVER (self->popover));
  else
    gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static void
changed_cb (YcLookupEntry *self)
{
  if (self->showing)
    return;
  find_matches (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
take (YcLookupEntry *self,
      guint          position)
{
  g_autoptr (YcLookupMatch) match = g_list_model_get_item (G_LIST_MODEL (self->matches), position);

  if (match == NULL)
    return FALSE;
  yc_lookup_entry_close (self);
  g_signal_emit (self, signals[TAKEN], 0, match->row);
  return TRUE;
}

static void
activate_cb (YcLookupEntry *self)
{
  if (gtk_widget_get_visible (self->popover) && take (self, gtk_single_selection_get_selected (self->selection)))
    return;
  g_signal_emit (self, signals[DONE], 0);
}

static void
row_activated_cb (YcLookupEntry *self,
                  guint          position)
{
  take (self, position);
}

static void
step (YcLookupEntry *self,
      int            by)
{
  int n = (int) g_list_model_get_n_items (G_LIST_MODEL (self->matches));
  int at = (int) gtk_single_selection_get_selected (self->selection) + by;

  gtk_single_selection_set_selected (self->selection, (guint) CLAMP (at, 0, n - 1));
  say_selected (self);
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        state,
        gpointer               data)
{
  YcLookupEntry *self = data;

  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;
  if (!gtk_widget_get_visible (self->popover))
    {
      if (keyval != GDK_KEY_Down || *yc_lookup_entry_get_text (self) == '\0')
        return GDK_EVENT_PROPAGATE;
      find_matches (self);
      return GDK_EVENT_STOP;
    }
  if (keyval == GDK_KEY_Down || keyval == GDK_KEY_Up)
    step (self, keyval == GDK_KEY_Down ? 1 : -1);
  else if (keyval == GDK_KEY_Page_Down || keyval == GDK_KEY_Page_Up)
    step (self, keyval == GDK_KEY_Page_Down ? MATCHES_MAX : -MATCHES_MAX);
  else if (keyval == GDK_KEY_Escape)
    yc_lookup_entry_close (self);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
leave_cb (YcLookupEntry *self)
{
  yc_lookup_entry_close (self);
}

static gboolean
yc_lookup_entry_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (YC_LOOKUP_ENTRY (widget)->entry);
}

static void
yc_lookup_entry_dispose (GObject *object)
{
  YcLookupEntry *self = YC_LOOKUP_ENTRY (object);

  self->showing = TRUE;
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->entry, gtk_widget_unparent);
  G_OBJECT_CLASS (yc_lookup_entry_parent_class)->dispose (object);
}

static void
yc_lookup_entry_class_init (YcLookupEntryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_lookup_entry_dispose;
  widget_class->focus = yc_focus_through;
  widget_class->grab_focus = yc_lookup_entry_grab_focus;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[TAKEN] = g_signal_new ("taken", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[DONE] = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);

  g_type_ensure (YC_TYPE_LOOKUP_MATCH);
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-lookup-entry.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, YcLookupEntry, entry);
  gtk_widget_class_bind_template_child (widget_class, YcLookupEntry, popover);
  gtk_widget_class_bind_template_child (widget_class, YcLookupEntry, matches);
  gtk_widget_class_bind_template_child (widget_class, YcLookupEntry, selection);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_cb);
}

static void
yc_lookup_entry_init (YcLookupEntry *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
}

GtkWidget *
yc_lookup_entry_new (YcLookupKind kind)
{
  YcLookupEntry *self = g_object_new (YC_TYPE_LOOKUP_ENTRY, NULL);

  self->kind = kind;
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), kind == YC_LOOKUP_INDUSTRIES
                                                             ? _("Pinyin, its initials, words or code of the industry")
                                                             : _("Add an item: pinyin, its initials, words or code"));
  return GTK_WIDGET (self);
}

const char *
yc_lookup_entry_get_text (YcLookupEntry *self)
{
  g_return_val_if_fail (YC_IS_LOOKUP_ENTRY (self), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

/* Without a search, and without a signal. */
void
yc_lookup_entry_set_text (YcLookupEntry *self,
                          const char    *text)
{
  g_return_if_fail (YC_IS_LOOKUP_ENTRY (self));

  if (g_str_equal (yc_lookup_entry_get_text (self), text))
    return;
  self->showing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  self->showing = FALSE;
}

/* What is asked for, for those who hear the screen. */
void
yc_lookup_entry_set_label (YcLookupEntry *self,
                           const char    *label)
{
  g_return_if_fail (YC_IS_LOOKUP_ENTRY (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

void
yc_lookup_entry_deselect (YcLookupEntry *self)
{
  g_return_if_fail (YC_IS_LOOKUP_ENTRY (self));

  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, 0);
}

/* What was found is not shown any longer. */
void
yc_lookup_entry_close (YcLookupEntry *self)
{
  g_return_if_fail (YC_IS_LOOKUP_ENTRY (self));

  gtk_popover_popdown (GTK_POPOVER (self->popover));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "", -1);
}

/* An item's class is part of its path; an industry's path ends above it. */
char *
yc_lookup_dup_path (const YcLookupRow *row)
{
  char *path = g_strdup ("");

  for (const YcIndustry *above = yc_industry_find (row->parent); above != NULL; above = yc_industry_find (above->parent))
    {
      char *longer = g_strconcat (above->name, *path != '\0' ? " › " : "", path, NULL);

      g_free (path);
      path = longer;
    }
  return path;
}
