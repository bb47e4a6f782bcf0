/* A signed head: how far a hub's history went at a moment, and its chain's value there. */
#pragma once

#include "yc-audit-chain.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define YC_AUDIT_EPOCH_MAX 64      /* bytes */
#define YC_AUDIT_HEAD_BYTES_MAX 256 /* of a head's text */

typedef struct
{
  char epoch[YC_AUDIT_EPOCH_MAX + 1];
  gint64 position; /* 0: nothing is settled yet */
  char value[YC_CHAIN_TEXT_SIZE]; /* at @position; "" for 0 */
  gint64 time_ms;  /* the hub's clock */
} YcAuditHead;

GBytes  *yc_audit_head_encode (const YcAuditHead *self);
gboolean yc_audit_head_decode (GBytes            *bytes,
                               YcAuditHead       *ret_head);
gboolean yc_audit_head_open   (GBytes            *bytes,
                               GBytes            *signature,
                               const guint8       key[YC_KEY_SIZE],
                               YcAuditHead       *ret_head);

G_END_DECLS
