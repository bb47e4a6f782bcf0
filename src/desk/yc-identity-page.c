/* yc-identity-page.c: who is here, and how we know
 *
 * One row for each person the catalogue wants identified. A card that is read
 * while this case is shown goes to the person it belongs to; which one that is
 * the flow decides.
 */

#include "yc-identity-page.h"

#include "yc-case-identity.h"
#include "yc-case-progress.h"
#include "yc-case-verbs.h"
#include "yc-consent-box.h"
#include "yc-credential-box.h"
#include "yc-person-row.h"

struct _YcIdentityPage
{
  YcStepPage parent_instance;

  YcConsentBox *consent; /* while the applicant has not agreed to what the catalogue asks */
  YcCredentialBox *credential;
  GtkBox *box;
  GtkWidget *empty;
};

G_DEFINE_FINAL_TYPE (YcIdentityPage, yc_identity_page, YC_TYPE_STEP_PAGE)

static YcPersonRow *
find_row (YcIdentityPage *self,
          const char     *person)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->box)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (g_str_equal (yc_person_row_get_path (YC_PERSON_ROW (child)), person))
      return YC_PERSON_ROW (child);
  return NULL;
}

static void
clear (YcIdentityPage     *self,
       const char *const *kept)
{
  GtkWidget *next;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->box)); child != NULL; child = next)
    {
      next = gtk_widget_get_next_sibling (child);
      if (kept == NULL || !g_strv_contains (kept, yc_person_row_get_path (YC_PERSON_ROW (child))))
        gtk_box_remove (self->box, child);
    }
}

/* --- by phone -------------------------------------------------------------------- */

static void
ask_cb (YcIdentityPage *self,
        const char     *kind,
        YcPersonRow    *row)
{
  yc_credential_box_start (self->credential, yc_step_page_get_file (YC_STEP_PAGE (self)),
                           yc_person_row_get_path (row), kind, yc_step_page_get_display (YC_STEP_PAGE (self)));
}

static gboolean
is_identified (YcIdentityPage *self,
               YcPersonRow    *row)
{
  g_autofree char *path = g_strconcat (yc_person_row_get_path (row), "/identity", NULL);
  GPtrArray *findings = yc_case_file_get_findings (yc_step_page_get_file (YC_STEP_PAGE (self)));

  for (guint i = 0; i < findings->len; i++)
    if (g_str_equal (((YcFinding *) g_ptr_array_index (findings, i))->path, path))
      return FALSE;
  return TRUE;
}

/* The row with the focus, else the first that is not identified. */
static YcPersonRow *
find_next_row (YcIdentityPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, YC_TYPE_PERSON_ROW) : NULL;

  if (row != NULL && !is_identified (self, YC_PERSON_ROW (row)))
    return YC_PERSON_ROW (row);
  for (row = gtk_widget_get_first_child (GTK_WIDGET (self->box)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (!is_identified (self, YC_PERSON_ROW (row)))
      return YC_PERSON_ROW (row);
  return NULL;
}

/* F9 asks for an e-ID, Shift+F9 for the e-licence of a firm; F9 again stops. */
static gboolean
yc_identity_page_act (YcStepPage *page,
                      gboolean    other)
{
  YcIdentityPage *self = YC_IDENTITY_PAGE (page);
  YcPersonRow *row;
  gboolean firm;

  if (yc_credential_box_stop (self->credential))
    return TRUE;
  if (yc_case_file_needs_sensitive_consent (yc_step_page_get_file (page)))
    {
      yc_identity_page_ask_consent (self, NULL);
      return TRUE;
    }
  row = find_next_row (self);
  if (row == NULL || !yc_case_is_editable (yc_step_page_get_case (page)))
    return FALSE;
  firm = other || yc_case_file_is_firm (yc_step_page_get_file (page), yc_person_row_get_path (row));
  ask_cb (self, firm ? YC_CREDENTIAL_LICENCE : YC_CREDENTIAL_ID, row);
  return TRUE;
}

static void
yc_identity_page_rebuild (YcStepPage *page)
{
  yc_credential_box_stop (YC_IDENTITY_PAGE (page)->credential);
  yc_consent_box_set_file (YC_IDENTITY_PAGE (page)->consent, yc_step_page_get_file (page));
  clear (YC_IDENTITY_PAGE (page), NULL);
}

static void
yc_identity_page_refresh (YcStepPage *page)
{
  YcIdentityPage *self = YC_IDENTITY_PAGE (page);
  YcCaseFile *file = yc_step_page_get_file (page);
  g_auto (GStrv) persons = yc_case_file_list_persons (file);
  GtkWidget *before = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->consent), yc_case_is_editable (yc_case_file_get_case (file)) &&
                                                        yc_case_file_needs_sensitive_consent (file));
  clear (self, (const char *const *) persons);
  for (char **person = persons; *person != NULL; person++)
    {
      GtkWidget *row = (GtkWidget *) find_row (self, *person);

      if (row == NULL)
        {
          row = yc_person_row_new (file, *person);
          g_signal_connect_object (row, "ask", G_CALLBACK (ask_cb), self, G_CONNECT_SWAPPED);
          gtk_box_append (self->box, row);
        }
      else
        yc_person_row_refresh (YC_PERSON_ROW (row));
      gtk_box_reorder_child_after (self->box, row, before);
      before = row;
    }
  gtk_widget_set_visible (self->empty, before == NULL);
}

static gboolean
yc_identity_page_jump (YcStepPage *page,
                       const char *path)
{
  g_autofree char *person = g_path_get_dirname (path);
  YcPersonRow *row = find_row (YC_IDENTITY_PAGE (page), person);

  return row != NULL && gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
yc_identity_page_class_init (YcIdentityPageClass *klass)
{
  YcStepPageClass *page_class = YC_STEP_PAGE_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  page_class->rebuild = yc_identity_page_rebuild;
  page_class->refresh = yc_identity_page_refresh;
  page_class->jump = yc_identity_page_jump;
  page_class->act = yc_identity_page_act;

  g_type_ensure (YC_TYPE_CONSENT_BOX);
  g_type_ensure (YC_TYPE_CREDENTIAL_BOX);

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-identity-page.ui");
  gtk_widget_class_bind_template_child (widget_class, YcIdentityPage, consent);
  gtk_widget_class_bind_template_child (widget_class, YcIdentityPage, credential);
  gtk_widget_class_bind_template_child (widget_class, YcIdentityPage, box);
  gtk_widget_class_bind_template_child (widget_class, YcIdentityPage, empty);
}

static void
yc_identity_page_init (YcIdentityPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  yc_consent_box_set_purpose (self->consent, YC_CONSENT_SENSITIVE);
}

void
yc_identity_page_ask_consent (YcIdentityPage *self,
                              const char     *name)
{
  YcDisplay *display = yc_step_page_get_display (YC_STEP_PAGE (self));

  g_return_if_fail (YC_IS_IDENTITY_PAGE (self));

  if (display != NULL)
    yc_consent_box_set_display (self->consent, display);
  yc_consent_box_ask (self->consent, name);
}
