/* yc-audit-chain.c: the chain over all that a hub has settled (D16)
 *
 * One chain for two uses: a desk holds a row's value against the hub's to know
 * that a feed is still the one it read, and an auditor recomputes all of them.
 * Each value is SM3 over the one before it, the position and the row's digest;
 * the digest is SM3 over all that is kept of the row. In that way who looks for
 * a row's place need not read the row again.
 *
 *   digest = SM3 ("yichuang-row-v1 STREAM REVISION ID HALL KIND DEVICE AT RECEIVED
 *                  OP-SIZE SIGNATURE-SIZE VERDICT-SIZE\n" op signature verdict)
 *   value  = SM3 ("yichuang-chain-v1 PREVIOUS POSITION DIGEST\n")
 *
 * Before the first row stand 64 zeros. A row without a device has "-" for it.
 */

#include "yc-audit-chain.h"

#include <string.h>

#define NOTHING "0000000000000000000000000000000000000000000000000000000000000000"

static YcHashPiece
piece_of (GBytes *bytes)
{
  YcHashPiece piece;

  piece.data = g_bytes_get_data (bytes, &piece.size);
  return piece;
}

/**
 * yc_chain_digest:
 * @row: all that is kept of it
 * @ret_digest: (out): over all of that, wherever it may stand
 */
void
yc_chain_digest (const YcChainRow *row,
                 guint8            ret_digest[YC_SM3_SIZE])
{
  g_autofree char *id = yc_id_dup_text (&row->id);
  g_autofree char *device = yc_id_is_nil (&row->device) ? g_strdup ("-") : yc_id_dup_text (&row->device);
  g_autofree char *head = NULL;
  YcHashPiece pieces[] = { { NULL, 0 }, piece_of (row->bytes), piece_of (row->signature), piece_of (row->verdict) };

  head = g_strdup_printf ("yichuang-row-v1 %s %" G_GINT64_FORMAT " %s %s %s %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                          " %" G_GSIZE_FORMAT " %" G_GSIZE_FORMAT " %" G_GSIZE_FORMAT "\n",
                          row->stream, row->revision, id, row->hall, row->kind, device, row->at_ms, row->received_ms,
                          pieces[1].size, pieces[2].size, pieces[3].size);
  pieces[0] = (YcHashPiece){ head, strlen (head) };
  yc_sm3 (pieces, G_N_ELEMENTS (pieces), ret_digest);
}

/**
 * yc_chain_next:
 * @previous: the value of the row before it in the hub's order; "" for the first
 * @position: the row's, from 1
 * @digest: the row's
 * @ret_value: (out): the chain's value there
 */
void
yc_chain_next (const char   *previous,
               gint64        position,
               const guint8  digest[YC_SM3_SIZE],
               char          ret_value[YC_CHAIN_TEXT_SIZE])
{
  char digest_text[YC_SHA256_TEXT_SIZE];
  char text[256];
  YcHashPiece piece = { text, 0 };
  guint8 value[YC_SM3_SIZE];

  yc_sha256_to_text (digest, digest_text);
  g_snprintf (text, sizeof text, "yichuang-chain-v1 %s %" G_GINT64_FORMAT " %s\n", *previous != '\0' ? previous : NOTHING,
              position, digest_text);
  piece.size = strlen (text);
  yc_sm3 (&piece, 1, value);
  yc_sha256_to_text (value, ret_value);
}
