/* yc-case-identity.c: who somebody is, when it is not a card that says so
 *
 * Each way ends in one transaction: what was seen goes into the fields that
 * the form has for it, and an identity.record says how it was seen, by whom
 * for whom, and until when. What a person read, a second one compares; what
 * the platform signed needs no second look.
 */

#include "yc-case-identity.h"

#include "yc-case-verbs-private.h"
#include "yc-checks.h"
#include "yc-counter-state.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const asked_scope[] = { "name", "number", NULL };

/* The form's own word for it, where it has one. */
static gboolean
is_said_to_be_firm (YcCaseFile *self,
                    const char *person)
{
  static const char *const keys[] = { "kind", "type" };
  static const char *const firms[] = { "company", "corporate", "enterprise", "firm", "organisation", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *text = yc_case_file_get_person_text (self, person, keys[i]);

      if (text != NULL && g_strv_contains (firms, text))
        return TRUE;
    }
  return FALSE;
}

gboolean
yc_case_file_is_firm (YcCaseFile *self,
                      const char *person)
{
  const char *number;

  g_return_val_if_fail (YC_IS_CASE_FILE (self), FALSE);

  number = yc_case_file_get_person_text (self, person, "number");
  return is_said_to_be_firm (self, person) ||
         (number != NULL && yc_credit_code_is_valid (number) && !yc_citizen_number_is_valid (number));
}

YcCredentialSession *
yc_case_file_ask_credential (YcCaseFile  *self,
                             const char  *kind,
                             GError     **error)
{
  YcCredentialRequest request = { kind, YC_CREDENTIAL_PURPOSE, asked_scope };
  YcCredentialSession *session;
  YcCounter *counter;

  g_return_val_if_fail (YC_IS_CASE_FILE (self), NULL);

  counter = yc_case_file_get_counter (self);
  if (counter == NULL || counter->credentials == NULL)
    {
      g_set_error (error, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NO_DEVICE,
                   _("No platform of e-licences is set up here. Use the card, the passport or the paper licence."));
      return NULL;
    }
  session = yc_credential_session_new (counter->credentials, &request, counter->credential_key,
                                       yc_counter_get_offset_ms (counter));
  yc_credential_session_start (session);
  return session;
}

/* --- one transaction -------------------------------------------------------------- */

/* Where the form has such a field, and would take such a value. */
static void
add_text (YcCaseFile *self,
          YcBody     *body,
          const char *person,
          const char *key,
          const char *text)
{
  const YcMatter *matter = yc_case_file_get_matter (self);
  g_autofree char *path = g_strconcat (person, "/", key, NULL);
  const YcValue *was = yc_case_file_get_value_seen (self, path);
  g_auto (YcValue) value = YC_VALUE_INIT;

  yc_value_set_text (&value, text);
  if (value.type == YC_VALUE_NONE || matter == NULL || yc_matter_find_field (matter, path) == NULL ||
      yc_matter_check_value (matter, path, &value) != NULL || yc_value_equal (was, &value))
    return;
  yc_body_add_edit (body, path, &value, was);
}

/* @edits: (transfer full): left out when empty; @identity: (transfer full) */
static void
append_identity (YcCaseFile          *self,
                 YcBody              *edits,
                 YcOp                *identity,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  g_autoptr (GPtrArray) ops = yc_case_file_create_ops ();

  if (edits->items->len > 0)
    g_ptr_array_add (ops, yc_case_file_create_op (self, "fields.set", edits));
  else
    yc_body_free (edits);
  g_ptr_array_add (ops, identity);
  yc_case_file_append_judged (self, yc_case_file_begin (self, callback, user_data), ops);
}

static void
set_optional (YcOp       *op,
              const char *key,
              const char *text)
{
  if (text != NULL && *text != '\0')
    yc_record_set_text (op->body->record, key, text);
}

void
yc_case_file_identify_credential_async (YcCaseFile          *self,
                                        const char          *person,
                                        const YcCredential  *credential,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  YcBody *edits = yc_body_new ();
  g_autofree char *scope = NULL;
  YcOp *identity;

  g_return_if_fail (YC_IS_CASE_FILE (self));

  yc_record_set_text (edits->record, "source", "licence");
  add_text (self, edits, person, "name", credential->name);
  add_text (self, edits, person, "number", credential->number);
  identity = yc_case_file_create_identity_op (self, "identity.record", person, credential->name, credential->number);
  scope = g_strjoinv (" ", credential->scope);
  set_optional (identity, "method", credential->kind);
  set_optional (identity, "document", g_str_equal (credential->kind, YC_CREDENTIAL_LICENCE) ? "电子营业执照"
                                                                                             : "电子身份证");
  set_optional (identity, "scope", scope);
  set_optional (identity, "expires", credential->document_expires);
  set_optional (identity, "delegate", credential->delegate);
  set_optional (identity, "delegate_number", credential->delegate_number);
  set_optional (identity, "reason", credential->delegation);
  append_identity (self, edits, identity, callback, user_data);
}

void
yc_case_file_identify_passport_async (YcCaseFile          *self,
                                      const char          *person,
                                      const YcMrz         *mrz,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  YcBody *edits = yc_body_new ();
  g_autofree char *name = yc_mrz_dup_name (mrz);
  char birth[YC_DATE_TEXT_SIZE], expires[YC_DATE_TEXT_SIZE];
  YcOp *identity;

  g_return_if_fail (YC_IS_CASE_FILE (self));

  yc_date_to_text (&mrz->birth, birth);
  yc_date_to_text (&mrz->expires, expires);
  yc_record_set_text (edits->record, "source", yc_case_file_get_typed_source (self));
  add_text (self, edits, person, "name", name);
  add_text (self, edits, person, "number", mrz->number);
  add_text (self, edits, person, "nationality", mrz->nationality);
  add_text (self, edits, person, "birth", birth);
  add_text (self, edits, person, "expires", expires);
  add_text (self, edits, person, "document", "passport");
  if (mrz->sex != 'X')
    add_text (self, edits, person, "sex", mrz->sex == 'M' ? "1" : "2"); /* GB/T 2261.1 */
  identity = yc_case_file_create_identity_op (self, "identity.record", person, name, mrz->number);
  set_optional (identity, "method", "passport");
  set_optional (identity, "document", "护照");
  set_optional (identity, "issuer", mrz->issuer);
  set_optional (identity, "expires", expires);
  append_identity (self, edits, identity, callback, user_data);
}

/* Who signs must be somebody; the firm's own number is looked at by the form. */
static const char *
find_fault (YcCaseFile *self,
            const char *person,
            const char *delegate,
            const char *delegate_number)
{
  if (yc_case_file_get_person_text (self, person, "name") == NULL ||
      yc_case_file_get_person_text (self, person, "number") == NULL)
    return _("Fill in the firm’s name and credit code first");
  if (delegate == NULL || *delegate == '\0')
    return _("Name who signs for the firm");
  if (delegate_number == NULL || !yc_citizen_number_is_valid (delegate_number))
    return _("The number of who signs for the firm does not fit its check digit");
  return NULL;
}

void
yc_case_file_identify_firm_async (YcCaseFile          *self,
                                  const char          *person,
                                  const char          *delegate,
                                  const char          *delegate_number,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  const char *fault;
  YcOp *identity;

  g_return_if_fail (YC_IS_CASE_FILE (self));

  fault = find_fault (self, person, delegate, delegate_number);
  if (fault != NULL)
    {
      GTask *task = yc_case_file_begin (self, callback, user_data);

      g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED, "%s", fault);
      g_object_unref (task);
      return;
    }
  identity = yc_case_file_create_identity_op (self, "identity.record", person,
                                              yc_case_file_get_person_text (self, person, "name"),
                                              yc_case_file_get_person_text (self, person, "number"));
  set_optional (identity, "method", "typed");
  set_optional (identity, "document", "营业执照");
  set_optional (identity, "delegate", delegate);
  set_optional (identity, "delegate_number", delegate_number);
  append_identity (self, yc_body_new (), identity, callback, user_data);
}
