/* yc-administration-form.c: what an administrator types
 *
 * One form with the fields that are needed: Return says that all is said, Esc
 * that nothing is to be done. What is missing has the focus.
 */

#include "yc-administration-form.h"

#include "yc-administration-words.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define N_ROLES 5

enum
{
  NUMBER = 1 << 0,
  NAME = 1 << 1,
  HALL = 1 << 2,
  WINDOW = 1 << 3,
  ROLES = 1 << 4,
  REASON = 1 << 5,
};

/* The kinds of form, and which fields each has. */
static const struct
{
  const char *what;
  const char *kind;
  const char *title;
  const char *save;
  const char *of; /* (nullable): the key of what is chosen; NULL where it is of nothing */
  guint fields;
} forms[] = {
  { "add", "operator.add", N_("Add an operator"), N_("Add, and give a one-time code"), NULL, NUMBER | NAME | HALL | ROLES },
  { "roles", "operator.set", N_("Change the roles"), N_("Change the roles"), "operator", ROLES },
  { "invite", "device.invite", N_("Enrolment code for a window"), N_("Give the code"), NULL, HALL | WINDOW },
  { "rename", "device.rename", N_("Rename the device"), N_("Rename"), "device", NAME },
  { "withdraw-version", "catalogue.withdraw", N_("Withdraw the version"), N_("Withdraw; cases begin with the one before"), "version",
    REASON },
};

struct _YcAdministrationForm
{
  GtkWidget parent_instance;

  gsize form;
  char *code;     /* an operator's or a version's, or a device's id */
  guint had;      /* roles */
  GPtrArray *halls; /* (nullable): of YcHubStaffHall */

  GtkWidget *content;
  GtkLabel *title;
  GtkLabel *whom;
  GtkEditable *number;
  GtkEditable *name;
  GtkDropDown *hall;
  GtkWidget *hall_row;
  GtkEditable *window;
  GtkEditable *reason;
  GtkBox *roles;
  GtkCheckButton *role[N_ROLES];
  GtkButton *save;
};

G_DEFINE_FINAL_TYPE (YcAdministrationForm, yc_administration_form, GTK_TYPE_WIDGET)

enum
{
  DONE,
  GIVEN_UP,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
done_cb (YcAdministrationForm *self)
{
  g_signal_emit (self, signals[DONE], 0);
}

static void
give_up_cb (YcAdministrationForm *self)
{
  g_signal_emit (self, signals[GIVEN_UP], 0);
}

static void
show_halls (YcAdministrationForm *self,
            const char           *chosen)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  for (guint i = 0; self->halls != NULL && i < self->halls->len; i++)
    {
      const YcHubStaffHall *hall = g_ptr_array_index (self->halls, i);

      gtk_string_list_append (names, hall->name);
      if (g_strcmp0 (hall->code, chosen) == 0)
        selected = i;
    }
  gtk_drop_down_set_model (self->hall, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->hall, selected);
}

static gboolean
has (YcAdministrationForm *self,
     guint                 field)
{
  return (forms[self->form].fields & field) != 0;
}

static void
show_fields (YcAdministrationForm *self)
{
  gtk_label_set_text (self->title, _(forms[self->form].title));
  gtk_button_set_label (self->save, _(forms[self->form].save));
  gtk_widget_set_visible (GTK_WIDGET (self->number), has (self, NUMBER));
  gtk_widget_set_visible (GTK_WIDGET (self->name), has (self, NAME));
  gtk_widget_set_visible (self->hall_row, has (self, HALL));
  gtk_widget_set_visible (GTK_WIDGET (self->window), has (self, WINDOW));
  gtk_widget_set_visible (GTK_WIDGET (self->reason), has (self, REASON));
  gtk_widget_set_visible (GTK_WIDGET (self->roles), has (self, ROLES));
}

void
yc_administration_form_begin (YcAdministrationForm *self,
                              const char           *what,
                              const YcHubStaffRow  *row,
                              GPtrArray            *halls)
{
  gboolean of_row;

  g_return_if_fail (YC_IS_ADMINISTRATION_FORM (self));

  for (self->form = 0; strcmp (forms[self->form].what, what) != 0; self->form++)
    g_assert (self->form + 1 < G_N_ELEMENTS (forms));
  of_row = row != NULL && forms[self->form].of != NULL;
  g_free (self->code);
  self->code = g_strdup (of_row ? row->code : "");
  self->had = of_row ? row->roles : 0;
  g_clear_pointer (&self->halls, g_ptr_array_unref);
  self->halls = halls != NULL ? g_ptr_array_ref (halls) : NULL;
  gtk_label_set_text (self->whom, !of_row ? "" : *row->name != '\0' ? row->name : row->code);
  gtk_widget_set_visible (GTK_WIDGET (self->whom), of_row);
  gtk_editable_set_text (self->number, "");
  gtk_editable_set_text (self->name, of_row ? row->name : "");
  gtk_editable_set_text (self->window, row != NULL ? row->window : "");
  gtk_editable_set_text (self->reason, "");
  show_halls (self, row != NULL ? row->hall : NULL);
  for (guint i = 0; i < N_ROLES; i++)
    gtk_check_button_set_active (self->role[i], (self->had & (1u << i)) != 0 || (self->had == 0 && i == 0));
  show_fields (self);
}

static guint
get_roles (YcAdministrationForm *self)
{
  guint roles = 0;

  for (guint i = 0; i < N_ROLES; i++)
    if (gtk_check_button_get_active (self->role[i]))
      roles |= 1u << i;
  return roles;
}

/* FALSE, with the focus on it, where nothing stands. */
static gboolean
take_text (GtkEditable *entry,
           gboolean     needed,
           YcRecord    *record,
           const char  *key)
{
  g_autofree char *text = NULL;

  if (!needed)
    return TRUE;
  text = g_strstrip (g_strdup (gtk_editable_get_text (entry)));
  if (*text == '\0')
    {
      gtk_widget_grab_focus (GTK_WIDGET (entry));
      return FALSE;
    }
  yc_record_set_text (record, key, text);
  return TRUE;
}

static void
take_hall (YcAdministrationForm *self,
           YcRecord             *record)
{
  guint selected = gtk_drop_down_get_selected (self->hall);

  if (has (self, HALL) && self->halls != NULL && selected < self->halls->len)
    yc_record_set_text (record, "hall", ((YcHubStaffHall *) g_ptr_array_index (self->halls, selected))->code);
}

static gboolean
take_roles (YcAdministrationForm *self,
            YcRecord             *record)
{
  g_autofree char *roles = yc_staff_roles_to_text (get_roles (self));
  g_autofree char *had = yc_staff_roles_to_text (self->had);

  if (!has (self, ROLES))
    return TRUE;
  if (*roles == '\0')
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->role[0]));
      return FALSE;
    }
  yc_record_set_text (record, "roles", roles);
  if (self->had != 0)
    yc_record_set_text (record, "was", had);
  return TRUE;
}

YcBody *
yc_administration_form_take (YcAdministrationForm *self,
                             const char          **ret_kind)
{
  g_autoptr (YcBody) body = yc_body_new ();

  g_return_val_if_fail (YC_IS_ADMINISTRATION_FORM (self), NULL);

  if (*self->code != '\0')
    yc_record_set_text (body->record, forms[self->form].of, self->code);
  if (!take_text (self->number, has (self, NUMBER), body->record, "operator") ||
      !take_text (self->name, has (self, NAME), body->record, "name") ||
      !take_text (self->window, has (self, WINDOW), body->record, "window") ||
      !take_text (self->reason, has (self, REASON), body->record, "reason") || !take_roles (self, body->record))
    return NULL;
  take_hall (self, body->record);
  *ret_kind = forms[self->form].kind;
  return g_steal_pointer (&body);
}

static gboolean
yc_administration_form_grab_focus (GtkWidget *widget)
{
  YcAdministrationForm *self = YC_ADMINISTRATION_FORM (widget);
  GtkWidget *first[] = { GTK_WIDGET (self->number), GTK_WIDGET (self->name), GTK_WIDGET (self->window),
                         GTK_WIDGET (self->reason) };

  for (gsize i = 0; i < G_N_ELEMENTS (first); i++)
    if (gtk_widget_get_visible (first[i]))
      return gtk_widget_grab_focus (first[i]);
  return gtk_widget_grab_focus (GTK_WIDGET (self->role[0]));
}

static void
yc_administration_form_dispose (GObject *object)
{
  YcAdministrationForm *self = YC_ADMINISTRATION_FORM (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_pointer (&self->code, g_free);
  g_clear_pointer (&self->halls, g_ptr_array_unref);
  G_OBJECT_CLASS (yc_administration_form_parent_class)->dispose (object);
}

static void
yc_administration_form_class_init (YcAdministrationFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_administration_form_dispose;
  widget_class->grab_focus = yc_administration_form_grab_focus;
  signals[DONE] = g_signal_new ("done", YC_TYPE_ADMINISTRATION_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[GIVEN_UP] = g_signal_new ("given-up", YC_TYPE_ADMINISTRATION_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-administration-form.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationForm, content);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationForm, title);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationForm, whom);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationForm, number);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationForm, name);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationForm, hall);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationForm, hall_row);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationForm, window);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationForm, reason);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationForm, roles);
  gtk_widget_class_bind_template_child (widget_class, YcAdministrationForm, save);
  gtk_widget_class_bind_template_callback (widget_class, done_cb);
  gtk_widget_class_bind_template_callback (widget_class, give_up_cb);
}

static void
yc_administration_form_init (YcAdministrationForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Its button has the focus, and says what kind of widget it is where it has no name. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (GTK_WIDGET (self->hall))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Hall"), -1);
  self->code = g_strdup ("");
  for (guint i = 0; i < N_ROLES; i++)
    {
      self->role[i] = GTK_CHECK_BUTTON (gtk_check_button_new_with_label (yc_administration_words_get_role (1u << i)));
      gtk_box_append (self->roles, GTK_WIDGET (self->role[i]));
    }
}
