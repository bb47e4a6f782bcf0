/* yc-field-editor.c: what a value is typed into or chosen with
 *
 * One widget stands inside: an entry, a text, a drop-down, an entry that finds
 * areas or industries, or the items of a business scope. The rest of the form
 * knows values only.
 *
 * A value may be masked: then it stands behind the entry, whose text is the
 * mask and nothing more, for eyes, the clipboard and screen readers alike. While
 * somebody is at it who may not see it the entry is empty, with the mask as its
 * hint: what they type takes the value's place, and nothing typed leaves it.
 */

#include "yc-field-editor.h"

#include "yc-area-entry.h"
#include "yc-focus.h"
#include "yc-industry-entry.h"
#include "yc-scope-editor.h"
#include "yc-typed.h"

#include <glib/gi18n-lib.h>

#define LONG_TEXT_HEIGHT 84 /* pixels: four lines */
#define DIGIT_CHOICES_MAX 9  /* choices that have a key of their own */

struct _YcFieldEditor
{
  GtkWidget parent_instance;

  const YcFieldSpec *spec; /* the catalogue's */
  GtkWidget *child;        /* what fills the editor */
  GtkWidget *inner;        /* what has the value: an entry, a text view, a drop-down */
  gboolean showing;        /* the value is being set by us, not by the clerk */
  YcMask mask;             /* how the value is shown */
  gboolean typing;         /* while it is masked: the entry is empty, to type into */
  char *whole;             /* (nullable): the text behind the mask; NULL while it is in the entry */
};

G_DEFINE_FINAL_TYPE (YcFieldEditor, yc_field_editor, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  KEPT,
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The hint of an entry without a mask. */
static const char *
get_hint (YcFieldEditor *self)
{
  return self->spec->type == YC_FIELD_DATE ? _("year-month-day") : NULL;
}

/* @text: (transfer full): what the entry holds, by the mask */
static void
show_text (YcFieldEditor *self,
           char          *text)
{
  g_autofree char *whole = text;
  g_autofree char *masked = yc_mask_dup_text (self->mask, whole);
  gboolean hidden = self->mask != YC_MASK_NONE && *whole != '\0';
  const char *shown = hidden && self->typing ? "" : masked;

  g_clear_pointer (&self->whole, g_free);
  if (hidden)
    self->whole = g_steal_pointer (&whole);
  self->showing = TRUE;
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->inner), hidden && self->typing ? masked : get_hint (self));
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->inner)), shown) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->inner), shown);
  self->showing = FALSE;
}

static const char *
get_whole (YcFieldEditor *self)
{
  return self->whole != NULL ? self->whole : gtk_editable_get_text (GTK_EDITABLE (self->inner));
}

/* What is typed takes the place of what was masked, and is its author's to see. */
static void
changed_cb (YcFieldEditor *self)
{
  if (self->showing)
    return;
  if (self->whole != NULL)
    {
      g_clear_pointer (&self->whole, g_free);
      self->mask = YC_MASK_NONE;
      gtk_entry_set_placeholder_text (GTK_ENTRY (self->inner), get_hint (self));
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
kept_cb (YcFieldEditor *self)
{
  g_signal_emit (self, signals[KEPT], 0);
}

static void
done_cb (YcFieldEditor *self)
{
  if (!self->showing)
    g_signal_emit (self, signals[DONE], 0);
}

static GtkWidget *
create_entry (YcFieldEditor *self)
{
  const YcFieldSpec *spec = self->spec;

  self->inner = gtk_entry_new ();
  if (spec->chars_max > 0 && (spec->type == YC_FIELD_TEXT))
    gtk_entry_set_max_length (GTK_ENTRY (self->inner), (int) spec->chars_max);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->inner), get_hint (self));
  /* Undo would bring back what the mask hides; the desk has its own. */
  if (yc_field_spec_get_mask (spec) != YC_MASK_NONE)
    gtk_editable_set_enable_undo (GTK_EDITABLE (self->inner), FALSE);
  if (spec->type != YC_FIELD_TEXT)
    gtk_widget_add_css_class (self->inner, "numeric");
  g_signal_connect_swapped (self->inner, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->inner, "activate", G_CALLBACK (done_cb), self);
  return self->inner;
}

static GtkWidget *
create_text (YcFieldEditor *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->inner = gtk_text_view_new ();
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->inner), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->inner), FALSE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->inner);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), LONG_TEXT_HEIGHT);
  gtk_widget_add_css_class (scroller, "long-text");
  g_signal_connect_swapped (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->inner)), "changed",
                            G_CALLBACK (changed_cb), self);
  return scroller;
}

static void
close_list (YcFieldEditor *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (self->inner); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_POPOVER (child))
      gtk_popover_popdown (GTK_POPOVER (child));
}

/* A digit takes the choice that stands beside it in the list, open or not. */
static gboolean
digit_cb (GtkEventControllerKey *controller,
          guint                  keyval,
          guint                  keycode,
          GdkModifierType        state,
          gpointer               data)
{
  YcFieldEditor *self = data;
  guint digit = keyval >= GDK_KEY_KP_1 && keyval <= GDK_KEY_KP_9 ? keyval - GDK_KEY_KP_0 : keyval - GDK_KEY_0;

  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0 || digit < 1 || digit > DIGIT_CHOICES_MAX ||
      digit > self->spec->choices->len)
    return GDK_EVENT_PROPAGATE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->inner), digit);
  close_list (self);
  return GDK_EVENT_STOP;
}

static void
setup_choice_cb (GtkSignalListItemFactory *factory,
                 GtkListItem              *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_item_set_child (item, label);
}

static void
bind_choice_cb (GtkSignalListItemFactory *factory,
                GtkListItem              *item)
{
  const char *choice = gtk_string_object_get_string (gtk_list_item_get_item (item));
  guint position = gtk_list_item_get_position (item);
  g_autofree char *words = position >= 1 && position <= DIGIT_CHOICES_MAX
                             ? g_strdup_printf ("%u  %s", position, choice) : g_strdup (choice);

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), words);
}

/* What the list shows when it is open: each choice with its digit. */
static GtkListItemFactory *
create_numbered (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_choice_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_choice_cb), NULL);
  return factory;
}

static GtkWidget *
create_choice (YcFieldEditor *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  g_autoptr (GtkListItemFactory) numbered = create_numbered ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_string_list_append (labels, _("— choose —"));
  for (guint i = 0; i < self->spec->choices->len; i++)
    gtk_string_list_append (labels, ((YcChoice *) g_ptr_array_index (self->spec->choices, i))->label);
  self->inner = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&labels)), NULL);
  gtk_drop_down_set_list_factory (GTK_DROP_DOWN (self->inner), numbered);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (digit_cb), self);
  gtk_widget_add_controller (self->inner, keys);
  g_signal_connect_swapped (self->inner, "notify::selected", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->inner, "notify::selected", G_CALLBACK (done_cb), self);
  return self->inner;
}

static GtkWidget *
create_area (YcFieldEditor *self)
{
  self->inner = yc_area_entry_new ();
  g_signal_connect_swapped (self->inner, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->inner, "done", G_CALLBACK (done_cb), self);
  return self->inner;
}

static GtkWidget *
create_industry (YcFieldEditor *self)
{
  self->inner = yc_industry_entry_new (self->spec->label);
  g_signal_connect_swapped (self->inner, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->inner, "done", G_CALLBACK (done_cb), self);
  return self->inner;
}

static GtkWidget *
create_scope (YcFieldEditor *self)
{
  self->inner = yc_scope_editor_new (self->spec->label);
  g_signal_connect_swapped (self->inner, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->inner, "kept", G_CALLBACK (kept_cb), self);
  g_signal_connect_swapped (self->inner, "done", G_CALLBACK (done_cb), self);
  return self->inner;
}

static GtkWidget *
create_child (YcFieldEditor *self)
{
  switch (self->spec->type)
    {
    case YC_FIELD_LONG_TEXT:
      return create_text (self);
    case YC_FIELD_CHOICE:
      return create_choice (self);
    case YC_FIELD_AREA:
      return create_area (self);
    case YC_FIELD_INDUSTRY:
      return create_industry (self);
    case YC_FIELD_SCOPE:
      return create_scope (self);
    case YC_FIELD_TEXT:
    case YC_FIELD_INT:
    case YC_FIELD_MONEY:
    case YC_FIELD_DATE:
    case YC_FIELD_PERSON_NUMBER:
    case YC_FIELD_CREDIT_CODE:
    case YC_FIELD_PHONE:
    default:
      return create_entry (self);
    }
}

static void
show_choice (YcFieldEditor *self,
             const YcValue *value)
{
  guint selected = 0;

  for (guint i = 0; value != NULL && value->type == YC_VALUE_TEXT && i < self->spec->choices->len; i++)
    if (g_str_equal (((YcChoice *) g_ptr_array_index (self->spec->choices, i))->code, value->text))
      selected = i + 1;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->inner), selected);
}

static void
get_choice (YcFieldEditor *self,
            YcValue       *ret_value)
{
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->inner));

  if (selected == 0 || selected == GTK_INVALID_LIST_POSITION)
    yc_value_clear (ret_value);
  else
    yc_value_set_text (ret_value, ((YcChoice *) g_ptr_array_index (self->spec->choices, selected - 1))->code);
}

static gboolean
yc_field_editor_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (YC_FIELD_EDITOR (widget)->inner);
}

static void
yc_field_editor_dispose (GObject *object)
{
  YcFieldEditor *self = YC_FIELD_EDITOR (object);

  self->showing = TRUE;
  g_clear_pointer (&self->child, gtk_widget_unparent);
  g_clear_pointer (&self->whole, g_free);
  G_OBJECT_CLASS (yc_field_editor_parent_class)->dispose (object);
}

static void
yc_field_editor_class_init (YcFieldEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_field_editor_dispose;
  widget_class->focus = yc_focus_through;
  widget_class->grab_focus = yc_field_editor_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[KEPT] = g_signal_new ("kept", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  signals[DONE] = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

static void
yc_field_editor_init (YcFieldEditor *self)
{
}

/* @spec: outlives the editor */
GtkWidget *
yc_field_editor_new (const YcFieldSpec *spec)
{
  YcFieldEditor *self = g_object_new (YC_TYPE_FIELD_EDITOR, NULL);

  self->spec = spec;
  self->child = create_child (self);
  gtk_widget_set_parent (self->child, GTK_WIDGET (self));
  if (spec->type == YC_FIELD_AREA)
    yc_area_entry_set_label (YC_AREA_ENTRY (self->inner), spec->label);
  else if (spec->type == YC_FIELD_CHOICE) /* what has the focus is the button inside */
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (self->inner)),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, spec->label, -1);
  else if (spec->type != YC_FIELD_INDUSTRY && spec->type != YC_FIELD_SCOPE) /* they say it themselves */
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->inner), GTK_ACCESSIBLE_PROPERTY_LABEL, spec->label, -1);
  return GTK_WIDGET (self);
}

/* @value: (nullable) */
void
yc_field_editor_set_value (YcFieldEditor *self,
                           const YcValue *value)
{
  g_autofree char *text = NULL;

  g_return_if_fail (YC_IS_FIELD_EDITOR (self));

  text = yc_typed_dup_text (self->spec, value);
  if (GTK_IS_ENTRY (self->inner))
    {
      show_text (self, g_steal_pointer (&text));
      return;
    }
  self->showing = TRUE;
  if (self->spec->type == YC_FIELD_CHOICE)
    show_choice (self, value);
  else if (self->spec->type == YC_FIELD_AREA)
    yc_area_entry_set_code (YC_AREA_ENTRY (self->inner), text);
  else if (self->spec->type == YC_FIELD_INDUSTRY)
    yc_industry_entry_set_code (YC_INDUSTRY_ENTRY (self->inner), text);
  else if (self->spec->type == YC_FIELD_SCOPE)
    yc_scope_editor_set_scope (YC_SCOPE_EDITOR (self->inner), text);
  else if (self->spec->type == YC_FIELD_LONG_TEXT)
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->inner)), text, -1);
  self->showing = FALSE;
}

/* Returns: FALSE where what stands there cannot be a value of the field */
gboolean
yc_field_editor_get_value (YcFieldEditor *self,
                           YcValue       *ret_value)
{
  g_return_val_if_fail (YC_IS_FIELD_EDITOR (self), FALSE);

  if (self->spec->type == YC_FIELD_CHOICE)
    {
      get_choice (self, ret_value);
      return TRUE;
    }
  if (self->spec->type == YC_FIELD_AREA)
    return yc_area_entry_get_code (YC_AREA_ENTRY (self->inner), ret_value);
  if (self->spec->type == YC_FIELD_INDUSTRY)
    return yc_industry_entry_get_code (YC_INDUSTRY_ENTRY (self->inner), ret_value);
  if (self->spec->type == YC_FIELD_SCOPE)
    return yc_typed_parse (self->spec, yc_scope_editor_get_scope (YC_SCOPE_EDITOR (self->inner)), ret_value);
  if (self->spec->type == YC_FIELD_LONG_TEXT)
    {
      GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->inner));
      g_autofree char *text = NULL;

      g_object_get (buffer, "text", &text, NULL);
      return yc_typed_parse (self->spec, text, ret_value);
    }
  return yc_typed_parse (self->spec, get_whole (self), ret_value);
}

/**
 * yc_field_editor_set_mask:
 * @self: an editor
 * @mask: how its value is shown from now on; only of what is typed on one line
 * @typing: whether whoever has the focus may put another value in its place,
 *   without seeing this one
 *
 * The value stays what it is.
 */
void
yc_field_editor_set_mask (YcFieldEditor *self,
                          YcMask         mask,
                          gboolean       typing)
{
  g_return_if_fail (YC_IS_FIELD_EDITOR (self));

  if (!GTK_IS_ENTRY (self->inner) || (self->mask == mask && self->typing == typing))
    return;
  self->mask = mask;
  self->typing = typing;
  show_text (self, g_strdup (get_whole (self)));
}

/* What has the focus is marked, to be typed over. */
void
yc_field_editor_select (YcFieldEditor *self)
{
  g_return_if_fail (YC_IS_FIELD_EDITOR (self));

  if (GTK_IS_ENTRY (self->inner))
    gtk_editable_select_region (GTK_EDITABLE (self->inner), 0, -1);
}

/* What was marked while it had the focus is not marked any longer. */
void
yc_field_editor_deselect (YcFieldEditor *self)
{
  g_return_if_fail (YC_IS_FIELD_EDITOR (self));

  if (GTK_IS_EDITABLE (self->inner))
    gtk_editable_select_region (GTK_EDITABLE (self->inner), 0, 0);
  else if (YC_IS_AREA_ENTRY (self->inner))
    yc_area_entry_deselect (YC_AREA_ENTRY (self->inner));
  else if (YC_IS_INDUSTRY_ENTRY (self->inner))
    yc_industry_entry_deselect (YC_INDUSTRY_ENTRY (self->inner));
  else if (YC_IS_SCOPE_EDITOR (self->inner))
    yc_scope_editor_deselect (YC_SCOPE_EDITOR (self->inner));
}

void
yc_field_editor_set_editable (YcFieldEditor *self,
                              gboolean       editable)
{
  g_return_if_fail (YC_IS_FIELD_EDITOR (self));

  gtk_widget_set_sensitive (self->inner, editable);
}
