/* Passwords: checking one, and locking a secret with one (scrypt, RFC 7914). */
#pragma once

#include "yc-crypto.h"

G_BEGIN_DECLS

#define YC_PASSWORD_MAX 1024                    /* bytes */
#define YC_PASSWORD_MEMORY_MAX_BYTES 0x10000000 /* 256 MiB: no stored text makes us take more */
#define YC_PASSWORD_TEXT_MAX 128                /* bytes of a password's stored text */
#define YC_SECRET_WRAP_MAX 65536                /* bytes of a wrapped secret */

/* What guessing costs: scrypt's N = 2^log_n, r and p. */
typedef struct
{
  guint log_n;
  guint r;
  guint p;
} YcPasswordCost;

typedef enum
{
  YC_PASSWORD_ERROR_FORMAT, /* not a wrapped secret, or of a newer program */
  YC_PASSWORD_ERROR_WRONG,  /* another password, or the bytes were changed */
} YcPasswordError;

#define YC_PASSWORD_ERROR (yc_password_error_quark ())
GQuark yc_password_error_quark (void);

char    *yc_password_hash   (const char            *password);
gboolean yc_password_verify (const char            *password,
                             const char            *stored);
GBytes  *yc_secret_wrap     (const char            *password,
                             GBytes                *secret);
GBytes  *yc_secret_unwrap   (const char            *password,
                             GBytes                *wrapped,
                             GError               **error);

void     yc_password_set_cost_for_tests (const YcPasswordCost *cost);

G_END_DECLS
