/* PDFs with fields and signatures, and bytes changed in them, for tests. */
#pragma once

#include "yc-pdf-fields.h"
#include "yc-pdf-key.h"
#include "yc-pdf-signing.h"
#include "yc-pdf-verdict.h"
#include "yc-test-paper.h"

G_BEGIN_DECLS

#define YC_TEST_SIGN_TIME_S 1795728245 /* 2026-11-26 21:24:05 UTC */

typedef struct
{
  GBytes *key;
  GBytes *certificate;
  YcPdfKeySigner *signer;
} YcTestKey;

void    yc_test_key_init      (YcTestKey    *self,
                               YcPdfKeyKind  kind);
void    yc_test_key_clear     (YcTestKey    *self);

GBytes *yc_test_sign_rewrite  (GBytes       *pdf,
                               gboolean      object_streams,
                               const char   *password);
GBytes *yc_test_sign_prepare  (GBytes       *pdf,
                               const char   *first,
                               ...) G_GNUC_NULL_TERMINATED;
GBytes *yc_test_sign          (GBytes       *pdf,
                               YcTestKey    *key,
                               const char   *field,
                               const char   *name);
GBytes *yc_test_sign_joined   (GBytes       *pdf,
                               const char   *tail);
GBytes *yc_test_sign_replaced (GBytes       *pdf,
                               const char   *from,
                               const char   *to);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (YcTestKey, yc_test_key_clear)

G_END_DECLS
