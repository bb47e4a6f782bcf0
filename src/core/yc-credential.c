/* yc-credential.c: what must hold of a credential that was shown
 *
 * Its signature is looked at first, and elsewhere: nothing here is worth
 * anything of a text that anybody could have written.
 */

#include "yc-credential.h"

#include "yc-checks.h"
#include "yc-date.h"

#include <glib/gi18n-lib.h>

#define CLOCK_SLACK_MS (5 * 60 * 1000) /* the platform's clock may be ahead by so much */
#define CHINA_OFFSET_MINUTES 480

YcCredential *
yc_credential_new (void)
{
  return g_new0 (YcCredential, 1);
}

void
yc_credential_free (YcCredential *self)
{
  if (self == NULL)
    return;
  g_free (self->session);
  g_free (self->kind);
  g_free (self->purpose);
  g_strfreev (self->scope);
  g_free (self->name);
  g_free (self->number);
  g_free (self->delegate);
  g_free (self->delegate_number);
  g_free (self->delegation);
  g_free (self->document_expires);
  g_free (self);
}

gboolean
yc_credential_has_scope (const YcCredential *self,
                         const char         *scope)
{
  return self->scope != NULL && g_strv_contains ((const char *const *) self->scope, scope);
}

static gboolean
covers (const YcCredential *self,
        const char *const  *scope)
{
  for (const char *const *asked = scope; *asked != NULL; asked++)
    if (!yc_credential_has_scope (self, *asked))
      return FALSE;
  return TRUE;
}

static gboolean
is_expired (const YcCredential *self,
            gint64              now_ms)
{
  YcDate today = yc_date_from_wall (now_ms, CHINA_OFFSET_MINUTES);
  YcDate until;

  if (self->expires_ms <= now_ms)
    return TRUE;
  return self->document_expires != NULL && yc_date_parse (self->document_expires, &until) &&
         yc_date_compare (&until, &today) < 0;
}

static gboolean
is_number_good (const YcCredential *self)
{
  if (g_str_equal (self->kind, YC_CREDENTIAL_LICENCE))
    return yc_credit_code_is_valid (self->number);
  return yc_citizen_number_is_valid (self->number);
}

/* A firm has no hands: somebody shows its licence, and may. */
static gboolean
is_delegated (const YcCredential *self)
{
  if (!g_str_equal (self->kind, YC_CREDENTIAL_LICENCE))
    return TRUE;
  return self->delegate != NULL && *self->delegate != '\0' && self->delegation != NULL &&
         *self->delegation != '\0' && yc_citizen_number_is_valid (self->delegate_number);
}

YcCredentialFault
yc_credential_check (const YcCredential        *self,
                     const YcCredentialRequest *asked,
                     const char                *session,
                     gint64                     now_ms)
{
  if (g_strcmp0 (self->session, session) != 0)
    return YC_CREDENTIAL_REPLAYED;
  if (g_strcmp0 (self->kind, asked->kind) != 0)
    return YC_CREDENTIAL_WRONG_KIND;
  if (g_strcmp0 (self->purpose, asked->purpose) != 0)
    return YC_CREDENTIAL_WRONG_PURPOSE;
  if (is_expired (self, now_ms))
    return YC_CREDENTIAL_EXPIRED;
  if (self->issued_ms > now_ms + CLOCK_SLACK_MS)
    return YC_CREDENTIAL_TOO_EARLY;
  if (!covers (self, asked->scope))
    return YC_CREDENTIAL_SCOPE;
  if (!is_number_good (self))
    return YC_CREDENTIAL_NUMBER;
  return is_delegated (self) ? YC_CREDENTIAL_GOOD : YC_CREDENTIAL_DELEGATION;
}

static const struct
{
  const char *words;
  const char *remedy;
} faults[] = {
  [YC_CREDENTIAL_GOOD] = { "", "" },
  [YC_CREDENTIAL_BAD_SIGNATURE] = { N_("The credential is not signed by the platform"),
    N_("Nothing was taken from it. Do not accept it; read the card or the passport, and tell the supervisor.") },
  [YC_CREDENTIAL_REPLAYED] = { N_("This credential was shown before, for something else"),
    N_("Nothing was taken from it. Show a new code and have it scanned again.") },
  [YC_CREDENTIAL_WRONG_KIND] = { N_("Another kind of credential was shown than was asked for"),
    N_("Ask for the right one and show a new code.") },
  [YC_CREDENTIAL_WRONG_PURPOSE] = { N_("It was shown for another purpose"),
    N_("Show a new code, and have the purpose on the phone confirmed.") },
  [YC_CREDENTIAL_SCOPE] = { N_("Less was granted than is needed: name and number"),
    N_("Show a new code, and have name and number ticked on the phone.") },
  [YC_CREDENTIAL_EXPIRED] = { N_("The credential has expired"),
    N_("Show a new code; if the document itself has expired, ask for another one.") },
  [YC_CREDENTIAL_TOO_EARLY] = { N_("The credential is dated in the time to come"),
    N_("Compare this desk’s clock; then show a new code.") },
  [YC_CREDENTIAL_NUMBER] = { N_("The number in the credential does not fit its check digit"),
    N_("Compare it with the card or the paper licence, and identify by those.") },
  [YC_CREDENTIAL_DELEGATION] = { N_("The licence was shown by nobody who may act for the firm"),
    N_("Have the legal representative delegate the person in the licence app, then show a new code.") },
  [YC_CREDENTIAL_UNREADABLE] = { N_("The platform’s answer cannot be read"),
    N_("Nothing was taken from it. Try once more; else read the card or the passport.") },
  [YC_CREDENTIAL_UNREACHABLE] = { N_("The credential platform cannot be reached"),
    N_("Go on with the identity card, the passport or the paper licence; nothing is lost.") },
  [YC_CREDENTIAL_NOT_SHOWN] = { N_("Nothing was shown in time"),
    N_("Show a new code, or go on with the identity card, the passport or the paper licence.") },
};

const char *
yc_credential_fault_get_words (YcCredentialFault fault)
{
  return fault == YC_CREDENTIAL_GOOD ? "" : _(faults[fault].words);
}

const char *
yc_credential_fault_get_remedy (YcCredentialFault fault)
{
  return fault == YC_CREDENTIAL_GOOD ? "" : _(faults[fault].remedy);
}
