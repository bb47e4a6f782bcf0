/* sim-rows.c: rows: the value that the hub's chain has there, and how they go over the wire */

#include "sim.h"

#include "yc-audit-chain.h"

/* FNV-1a: where hashing as the real hub does it would only take time. */
static char *
dup_cheap_hash (const SimHubRow *row,
                const char      *previous)
{
  guint64 value = g_str_hash (previous) ^ (guint64) row->row->position << 32;
  gsize size;
  const guint8 *verdict = g_bytes_get_data (row->verdict, &size);

  for (gsize i = 0; i < sizeof row->row->op->id.bytes; i++)
    value = (value ^ row->row->op->id.bytes[i]) * G_GUINT64_CONSTANT (0x100000001b3);
  for (gsize i = 0; i < size; i++)
    value = (value ^ verdict[i]) * G_GUINT64_CONSTANT (0x100000001b3);
  return g_strdup_printf ("%016" G_GINT64_MODIFIER "x", value);
}

/* The chain, over what this hub has of a row; in one seed in eight the real one. */
char *
sim_row_dup_hash (Sim             *sim,
                  const SimHubRow *row,
                  const char      *previous)
{
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  char stream[YC_STREAM_TEXT_SIZE];
  char value[YC_CHAIN_TEXT_SIZE];
  guint8 digest[YC_SM3_SIZE];
  YcChainRow kept = {
    .stream = stream,
    .revision = row->row->revision,
    .id = row->row->op->id,
    .hall = "hall",
    .kind = row->row->op->kind,
    .at_ms = row->row->verdict->at.at_ms,
    .received_ms = row->received_ms,
    .bytes = row->row->op->bytes,
    .signature = row->row->op->signature != NULL ? row->row->op->signature : nothing,
    .verdict = row->verdict,
  };

  if (sim->seed % 8 != 0)
    return dup_cheap_hash (row, previous);
  yc_stream_to_text (&row->row->stream, stream);
  yc_chain_digest (&kept, digest);
  yc_chain_next (previous, row->row->position, digest, value);
  return g_strdup (value);
}

static YcFeedRow *
copy_row (const YcFeedRow *row,
          gboolean         notice)
{
  YcFeedRow *copy = yc_feed_row_new ();

  copy->position = row->position;
  copy->stream = row->stream;
  copy->revision = row->revision;
  copy->hash = g_strdup (row->hash);
  if (notice)
    return copy;
  copy->op = yc_op_ref (row->op);
  copy->verdict = yc_verdict_copy (row->verdict);
  return copy;
}

/* As it goes over the wire; in one case of twenty really as its bytes. */
YcFeedRow *
sim_row_carry (Sim             *sim,
               const YcFeedRow *row,
               gboolean         notice)
{
  g_autoptr (YcFeedRow) copy = copy_row (row, notice);
  json_t *json;
  YcFeedRow *read;

  if (!sim_chance (sim, 50))
    return g_steal_pointer (&copy);
  json = yc_feed_row_to_json (copy);
  read = yc_feed_row_from_json (json, NULL);
  json_decref (json);
  if (read == NULL)
    sim_fail (sim, "a row does not survive the wire");
  return read != NULL ? read : g_steal_pointer (&copy);
}
