/* yc-person-row.c: a person who must be identified, and how they were
 *
 * With a card there is nothing to do here but look. Without one there is their
 * phone (e-ID, or a firm's e-licence), a passport's two lines, a firm's paper
 * licence with who signs for it, or any other paper. What a person has read a
 * second one looks at; until then they count as not identified, and it says so.
 * None of these ways asks for a face.
 */

#include "yc-person-row.h"

#include "yc-case-identity.h"
#include "yc-case-look.h"
#include "yc-field-row.h"
#include "yc-focus.h"
#include "yc-place.h"
#include "yc-step-page.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>

struct _YcPersonRow
{
  GtkWidget parent_instance;

  YcCaseFile *file;
  char *person;

  GtkWidget *content;
  GtkLabel *role;
  GtkLabel *name;
  GtkLabel *number;
  GtkLabel *state;
  GtkToggleButton *by_hand;
  GtkWidget *second_look;
  GtkBox *fields;
  GtkEditable *mrz;
  GtkWidget *record_passport;
  GtkLabel *mrz_words;
  GtkWidget *firm;
  GtkEditable *delegate;
  GtkEditable *delegate_number;
  GtkEditable *reason;
  GtkWidget *record;
};

G_DEFINE_FINAL_TYPE (YcPersonRow, yc_person_row, GTK_TYPE_WIDGET)

static guint ask_signal;

static const char *
get_text (YcPersonRow *self,
          const char  *key)
{
  g_autofree char *path = g_strconcat (self->person, "/", key, NULL);
  const YcValue *value = yc_case_get_value (yc_case_file_get_case (self->file), path);

  return value != NULL && value->type == YC_VALUE_TEXT ? value->text : "";
}

static void
show_state (YcPersonRow *self,
            const char  *words,
            const char  *css_class)
{
  const char *classes[] = { css_class, "numeric", NULL };

  gtk_label_set_text (self->state, words);
  gtk_widget_set_css_classes (GTK_WIDGET (self->state), classes);
}

/* Returns: (transfer full): the number as it may be read now */
static char *
dup_masked_number (YcPersonRow *self)
{
  g_autofree char *path = g_strconcat (self->person, "/number", NULL);

  return yc_mask_dup_text (yc_case_file_get_mask (self->file, path), get_text (self, "number"));
}

/* "by ID card", "by e-licence, shown by 王测试", "by passport of UTO, until 2030-01-01". */
static char *
dup_way (const YcIdentity *identity)
{
  static const struct
  {
    const char *method;
    const char *words;
  } ways[] = {
    { "card", N_("by ID card") },
    { "e-id", N_("by e-ID") },
    { "licence", N_("by e-licence") },
    { "passport", N_("by passport") },
    { "typed", N_("without a card") },
  };
  GString *way = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    if (g_strcmp0 (identity->method, ways[i].method) == 0)
      g_string_append (way, _(ways[i].words));
  if (identity->delegate != NULL)
    g_string_append_printf (way, _(", for the firm: %s"), identity->delegate);
  if (identity->expires != NULL)
    g_string_append_printf (way, _(", valid until %s"), identity->expires);
  return g_string_free (way, FALSE);
}

static void
show_identity (YcPersonRow      *self,
               const YcIdentity *identity)
{
  g_autofree char *time = NULL;
  g_autofree char *way = NULL;
  g_autofree char *words = NULL;

  if (identity == NULL)
    {
      show_state (self, _("Not identified yet"), "dim-label");
      return;
    }
  time = yc_words_dup_time (identity->at.at_ms);
  if (g_strcmp0 (identity->number, get_text (self, "number")) != 0 ||
      g_strcmp0 (identity->name, get_text (self, "name")) != 0)
    {
      show_state (self, _("Name or number has changed since: identify again"), "warning");
      return;
    }
  way = dup_way (identity);
  if (yc_identity_is_by_machine (identity))
    words = g_strdup_printf (_("✓ %s, %s, %s"), way, identity->by, time);
  else if (identity->confirmed_by != NULL)
    words = g_strdup_printf (_("✓ %s, %s, seen again by %s"), way, identity->by, identity->confirmed_by);
  else
    words = g_strdup_printf (_("%s, %s, %s: waits for a second look"), way, identity->by, time);
  show_state (self, words, g_str_has_prefix (words, "✓") ? "success" : "warning");
}

static void
add_field (YcPersonRow *self,
           const char  *key)
{
  g_autofree char *path = g_strconcat (self->person, "/", key, NULL);
  const YcMatter *matter = yc_case_file_get_matter (self->file);
  const YcFieldSpec *spec = matter != NULL ? yc_matter_find_field (matter, path) : NULL;

  if (spec != NULL)
    gtk_box_append (self->fields, yc_field_row_new (self->file, spec, *spec->path == '/' ? NULL : self->person));
}

static void
by_hand_cb (YcPersonRow *self)
{
  if (gtk_toggle_button_get_active (self->by_hand))
    gtk_widget_child_focus (GTK_WIDGET (self->fields), GTK_DIR_TAB_FORWARD);
}

static void
recorded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (YcPersonRow) self = data;
  g_autoptr (GError) error = NULL;

  if (!yc_case_file_finish (YC_CASE_FILE (source), result, &error))
    {
      show_state (self, error->message, "warning");
      return;
    }
  /* It stands in the form now, masked: nothing of it stays here to be read. */
  gtk_editable_set_text (self->mrz, "");
  gtk_editable_set_text (self->delegate_number, "");
  gtk_toggle_button_set_active (self->by_hand, FALSE);
}

/* The fields may still hold what has been typed last. */
static void
commit_fields (YcPersonRow *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->fields)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    yc_field_row_commit (YC_FIELD_ROW (child));
}

static void
record_cb (YcPersonRow *self)
{
  commit_fields (self);
  yc_case_file_identify_typed_async (self->file, self->person, gtk_editable_get_text (self->reason), recorded_cb,
                                     g_object_ref (self));
}

/* --- passport ----------------------------------------------------------------- */

static gboolean
read_mrz (YcPersonRow *self,
          YcMrz       *ret_mrz,
          char       **ret_words)
{
  YcDate today = yc_words_get_today ();
  g_autoptr (GPtrArray) findings = yc_mrz_parse (gtk_editable_get_text (self->mrz), &today, ret_mrz);
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    {
      const YcFinding *finding = g_ptr_array_index (findings, i);

      g_string_append_printf (words, "%s%s%s%s", i > 0 ? "\n" : "", finding->message,
                              finding->mend != NULL ? " " : "", finding->mend != NULL ? finding->mend : "");
    }
  *ret_words = g_string_free (words, FALSE);
  return findings->len == 0;
}

/* Who it is, once the lines are whole; what is wrong, once they are long enough
 * to be. */
static void
mrz_changed_cb (YcPersonRow *self)
{
  const char *text = gtk_editable_get_text (self->mrz);
  g_autofree char *words = NULL;
  g_autofree char *name = NULL;
  g_autofree char *number = NULL;
  YcMrz mrz = { 0 };
  gboolean good = read_mrz (self, &mrz, &words);
  const char *classes[] = { "caption", "after-label", good ? "success" : "warning", NULL };

  if (good)
    {
      name = yc_mrz_dup_name (&mrz);
      g_free (words);
      number = yc_mask_dup_text (YC_MASK_NUMBER, mrz.number);
      words = g_strdup_printf ("✓ %s  %s  %s", name, number, mrz.nationality);
    }
  gtk_label_set_text (self->mrz_words, words);
  gtk_widget_set_css_classes (GTK_WIDGET (self->mrz_words), classes);
  gtk_widget_set_visible (GTK_WIDGET (self->mrz_words), good || strlen (text) >= 2 * YC_MRZ_LINE);
  gtk_widget_set_sensitive (self->record_passport, good);
}

static void
record_passport_cb (YcPersonRow *self)
{
  g_autofree char *words = NULL;
  YcMrz mrz = { 0 };

  if (read_mrz (self, &mrz, &words))
    {
      yc_case_file_identify_passport_async (self->file, self->person, &mrz, recorded_cb, g_object_ref (self));
      return;
    }
  gtk_label_set_text (self->mrz_words, words);
  gtk_widget_set_visible (GTK_WIDGET (self->mrz_words), TRUE);
}

/* --- a firm -------------------------------------------------------------------- */

static void
record_firm_cb (YcPersonRow *self)
{
  commit_fields (self);
  yc_case_file_identify_firm_async (self->file, self->person, gtk_editable_get_text (self->delegate),
                                    gtk_editable_get_text (self->delegate_number), recorded_cb,
                                    g_object_ref (self));
}

/* --- by phone ------------------------------------------------------------------- */

static void
ask (YcPersonRow *self,
     const char  *kind)
{
  g_signal_emit (self, ask_signal, 0, kind);
}

static void
by_id_cb (YcPersonRow *self)
{
  ask (self, YC_CREDENTIAL_ID);
}

static void
by_licence_cb (YcPersonRow *self)
{
  ask (self, YC_CREDENTIAL_LICENCE);
}

static void
second_look_cb (YcPersonRow *self)
{
  yc_case_file_confirm_identity_async (self->file, self->person, yc_step_page_done_cb, g_object_ref (self));
}

static gboolean
yc_person_row_grab_focus (GtkWidget *widget)
{
  YcPersonRow *self = YC_PERSON_ROW (widget);

  return gtk_widget_grab_focus (gtk_widget_get_visible (self->second_look) ? self->second_look
                                                                          : GTK_WIDGET (self->by_hand));
}

static void
yc_person_row_dispose (GObject *object)
{
  YcPersonRow *self = YC_PERSON_ROW (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->file);
  g_clear_pointer (&self->person, g_free);
  G_OBJECT_CLASS (yc_person_row_parent_class)->dispose (object);
}

static void
yc_person_row_class_init (YcPersonRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_person_row_dispose;
  widget_class->focus = yc_focus_through;
  widget_class->grab_focus = yc_person_row_grab_focus;

  ask_signal = g_signal_new ("ask", YC_TYPE_PERSON_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                             G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-person-row.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcPersonRow, content);
  gtk_widget_class_bind_template_child (widget_class, YcPersonRow, role);
  gtk_widget_class_bind_template_child (widget_class, YcPersonRow, name);
  gtk_widget_class_bind_template_child (widget_class, YcPersonRow, number);
  gtk_widget_class_bind_template_child (widget_class, YcPersonRow, state);
  gtk_widget_class_bind_template_child (widget_class, YcPersonRow, by_hand);
  gtk_widget_class_bind_template_child (widget_class, YcPersonRow, second_look);
  gtk_widget_class_bind_template_child (widget_class, YcPersonRow, fields);
  gtk_widget_class_bind_template_child (widget_class, YcPersonRow, mrz);
  gtk_widget_class_bind_template_child (widget_class, YcPersonRow, record_passport);
  gtk_widget_class_bind_template_child (widget_class, YcPersonRow, mrz_words);
  gtk_widget_class_bind_template_child (widget_class, YcPersonRow, firm);
  gtk_widget_class_bind_template_child (widget_class, YcPersonRow, delegate);
  gtk_widget_class_bind_template_child (widget_class, YcPersonRow, delegate_number);
  gtk_widget_class_bind_template_child (widget_class, YcPersonRow, reason);
  gtk_widget_class_bind_template_child (widget_class, YcPersonRow, record);
  gtk_widget_class_bind_template_callback (widget_class, by_hand_cb);
  gtk_widget_class_bind_template_callback (widget_class, record_cb);
  gtk_widget_class_bind_template_callback (widget_class, mrz_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, record_passport_cb);
  gtk_widget_class_bind_template_callback (widget_class, record_firm_cb);
  gtk_widget_class_bind_template_callback (widget_class, by_id_cb);
  gtk_widget_class_bind_template_callback (widget_class, by_licence_cb);
  gtk_widget_class_bind_template_callback (widget_class, second_look_cb);
}

static void
yc_person_row_init (YcPersonRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
yc_person_row_new (YcCaseFile *file,
                   const char *person)
{
  YcPersonRow *self = g_object_new (YC_TYPE_PERSON_ROW, NULL);

  self->file = g_object_ref (file);
  self->person = g_strdup (person);
  add_field (self, "kind");
  add_field (self, "type");
  add_field (self, "name");
  add_field (self, "number");
  yc_person_row_refresh (self);
  return GTK_WIDGET (self);
}

const char *
yc_person_row_get_path (YcPersonRow *self)
{
  g_return_val_if_fail (YC_IS_PERSON_ROW (self), NULL);

  return self->person;
}

void
yc_person_row_refresh (YcPersonRow *self)
{
  const YcIdentity *identity;
  g_autofree char *role = NULL;
  g_autofree char *words = NULL;
  g_autofree char *number = NULL;
  gboolean editable;

  g_return_if_fail (YC_IS_PERSON_ROW (self));

  identity = yc_case_get_identity (yc_case_file_get_case (self->file), self->person);
  role = yc_place_dup_label (self->file, self->person);
  editable = yc_case_file_is_editable (self->file);
  gtk_label_set_text (self->role, role);
  gtk_label_set_text (self->name, *get_text (self, "name") != '\0' ? get_text (self, "name") : "—");
  number = dup_masked_number (self);
  gtk_label_set_text (self->number, number);
  show_identity (self, identity);
  gtk_widget_set_visible (GTK_WIDGET (self->by_hand), editable);
  gtk_widget_set_visible (self->second_look, editable && identity != NULL &&
                                               !yc_identity_is_by_machine (identity) &&
                                               identity->confirmed_by == NULL);
  gtk_widget_set_visible (self->firm, yc_case_file_is_firm (self->file, self->person));
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->fields)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    yc_field_row_refresh (YC_FIELD_ROW (child));
  words = g_strdup_printf ("%s, %s, %s", role, gtk_label_get_text (self->name), gtk_label_get_text (self->state));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}
