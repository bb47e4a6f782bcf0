/* The chain over all that a hub has settled, in its order. */
#pragma once

#include "yc-crypto.h"
#include "yc-op.h"

G_BEGIN_DECLS

#define YC_CHAIN_TEXT_SIZE YC_SHA256_TEXT_SIZE /* bytes: 64 lower-case hexadecimal digits and the closing zero */

/* All that is kept of a row for ever; borrowed from who calls. */
typedef struct
{
  const char *stream; /* as text */
  gint64 revision;
  YcId id;
  const char *hall;
  const char *kind;
  YcId device;        /* nil for the hub's own */
  gint64 at_ms;
  gint64 received_ms;
  GBytes *bytes;
  GBytes *signature;
  GBytes *verdict;
} YcChainRow;

void yc_chain_digest (const YcChainRow *row,
                      guint8            ret_digest[YC_SM3_SIZE]);
void yc_chain_next   (const char       *previous,
                      gint64            position,
                      const guint8      digest[YC_SM3_SIZE],
                      char              ret_value[YC_CHAIN_TEXT_SIZE]);

G_END_DECLS
