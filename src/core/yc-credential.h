/* An e-licence or e-ID as it is shown for one purpose: values, and what must hold. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define YC_CREDENTIAL_LICENCE "licence" /* 电子营业执照 */
#define YC_CREDENTIAL_ID "e-id"         /* 电子身份证 */
#define YC_CREDENTIAL_SCOPES_MAX 16

/* What is asked for. */
typedef struct
{
  const char *kind;         /* "licence" or "e-id" */
  const char *purpose;      /* "company-establishment" */
  const char *const *scope; /* what is asked to see: "name", "number" … */
} YcCredentialRequest;

/* What was shown. */
typedef struct
{
  char *session; /* in which it was shown */
  char *kind;
  char *purpose;
  GStrv scope;
  char *name;    /* the firm's or the person's */
  char *number;  /* unified social credit code, or citizen number */
  char *delegate;        /* (nullable): who showed a firm's licence for it */
  char *delegate_number; /* (nullable) */
  char *delegation;      /* (nullable): what they may do, in words */
  char *document_expires; /* (nullable): "YYYY-MM-DD": the document's own */
  gint64 issued_ms;      /* of this showing */
  gint64 expires_ms;
} YcCredential;

typedef enum
{
  YC_CREDENTIAL_GOOD,
  YC_CREDENTIAL_BAD_SIGNATURE, /* not the platform's */
  YC_CREDENTIAL_REPLAYED,      /* shown in another session, or a second time */
  YC_CREDENTIAL_WRONG_KIND,
  YC_CREDENTIAL_WRONG_PURPOSE,
  YC_CREDENTIAL_SCOPE,         /* less was granted than was asked */
  YC_CREDENTIAL_EXPIRED,       /* the showing, or the document */
  YC_CREDENTIAL_TOO_EARLY,     /* issued in the time to come: a clock is wrong */
  YC_CREDENTIAL_NUMBER,        /* its number does not check */
  YC_CREDENTIAL_DELEGATION,    /* a firm's licence, and nobody who may show it */
  YC_CREDENTIAL_UNREADABLE,
  YC_CREDENTIAL_UNREACHABLE,   /* the platform does not answer */
  YC_CREDENTIAL_NOT_SHOWN,     /* nobody did in time, or they declined */
} YcCredentialFault;

YcCredential     *yc_credential_new   (void);
void              yc_credential_free  (YcCredential              *self);
gboolean          yc_credential_has_scope (const YcCredential    *self,
                                       const char                *scope);
/* @session: the one it was asked in; @now_ms: by the hub's clock */
YcCredentialFault yc_credential_check (const YcCredential        *self,
                                       const YcCredentialRequest *asked,
                                       const char                *session,
                                       gint64                     now_ms);
/* What happened; what is safe, and what to do. Both (transfer none). */
const char       *yc_credential_fault_get_words  (YcCredentialFault fault);
const char       *yc_credential_fault_get_remedy (YcCredentialFault fault);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcCredential, yc_credential_free)

G_END_DECLS
