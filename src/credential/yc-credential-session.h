/* Asking for one credential: from the code on the display to a checked answer. */
#pragma once

#include "yc-credential-source.h"
#include "yc-crypto.h"

G_BEGIN_DECLS

typedef enum
{
  YC_CREDENTIAL_SESSION_BEGINNING,
  YC_CREDENTIAL_SESSION_WAITING, /* the code may be scanned */
  YC_CREDENTIAL_SESSION_GOOD,    /* shown and checked */
  YC_CREDENTIAL_SESSION_FAILED,
  YC_CREDENTIAL_SESSION_CLOSED,  /* by the clerk, or it was used */
} YcCredentialSessionState;

/* Signal "changed". The platform that does not answer is asked again until the
 * code's time is over; what is shown counts once. */
#define YC_TYPE_CREDENTIAL_SESSION (yc_credential_session_get_type ())
G_DECLARE_FINAL_TYPE (YcCredentialSession, yc_credential_session, YC, CREDENTIAL_SESSION, GObject)

/* @request: copied; @key: the platform's public key; @offset_ms: the hub's
 * clock minus this machine's */
YcCredentialSession *yc_credential_session_new (YcCredentialSource        *source,
                                                const YcCredentialRequest *request,
                                                const guint8               key[YC_KEY_SIZE],
                                                gint64                     offset_ms);
void              yc_credential_session_start   (YcCredentialSession       *self);
void              yc_credential_session_close   (YcCredentialSession       *self);
YcCredentialSessionState yc_credential_session_get_state (YcCredentialSession *self);
const char       *yc_credential_session_get_qr  (YcCredentialSession       *self);
gint64            yc_credential_session_get_expires (YcCredentialSession   *self);
YcCredentialFault yc_credential_session_get_fault (YcCredentialSession     *self);
/* Whether the last question was not answered: it is being asked again. */
gboolean          yc_credential_session_is_unreachable (YcCredentialSession *self);
/* Once, when it is GOOD: (transfer full) (nullable) */
YcCredential     *yc_credential_session_take    (YcCredentialSession       *self);

G_END_DECLS
