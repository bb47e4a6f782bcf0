/* Credentials and their platform's answers, from JSON. */
#pragma once

#include "yc-credential.h"

G_BEGIN_DECLS

#define YC_CREDENTIAL_BYTES_MAX 16384

/* A session the platform has begun. */
typedef struct
{
  char *session;
  char *qr;         /* what the code says */
  gint64 expires_ms;
} YcCredentialBegun;

typedef enum
{
  YC_CREDENTIAL_WAITING,
  YC_CREDENTIAL_PRESENTED,
  YC_CREDENTIAL_DECLINED, /* by the holder, or its time is over */
} YcCredentialState;

/* How a session stands. */
typedef struct
{
  YcCredentialState state;
  GBytes *credential; /* (nullable): as it was signed */
  GBytes *signature;  /* (nullable): 64 bytes */
} YcCredentialAnswer;

YcCredentialBegun  *yc_credential_begun_read  (GBytes                    *bytes,
                                               GError                   **error);
void                yc_credential_begun_free  (YcCredentialBegun         *self);
YcCredentialAnswer *yc_credential_answer_read (GBytes                    *bytes,
                                               GError                   **error);
void                yc_credential_answer_free (YcCredentialAnswer        *self);
YcCredential       *yc_credential_read        (GBytes                    *bytes,
                                               GError                   **error);
GBytes             *yc_credential_write       (const YcCredential        *credential);
GBytes             *yc_credential_request_write (const YcCredentialRequest *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcCredentialBegun, yc_credential_begun_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcCredentialAnswer, yc_credential_answer_free)

G_END_DECLS
