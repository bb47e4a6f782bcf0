/* sim-blobs.c: the documents that the hub has, which come in pieces
 *
 * Bytes are not kept: how many there are, and whether they are the right ones.
 * The files outlive a crash, also between the last piece and the note that the
 * document is whole. A backup has what was whole when it was made.
 */

#include "sim.h"

#include <string.h>

typedef struct
{
  gint64 size;
  gint64 have;      /* bytes */
  gboolean wrong;   /* some of them are not those of the document */
  gboolean whole;   /* and that is noted */
  gboolean kept;    /* in the backup */
} Blob;

struct _SimBlobs
{
  Sim *sim;
  GHashTable *blobs; /* SHA-256 → Blob */
  GHashTable *named; /* SHA-256 → GArray of YcStream: cases that name it, by the log */
};

SimBlobs *
sim_blobs_new (Sim *sim)
{
  SimBlobs *self = g_new0 (SimBlobs, 1);

  self->sim = sim;
  self->blobs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  return self;
}

void
sim_blobs_free (SimBlobs *self)
{
  g_hash_table_unref (self->blobs);
  g_hash_table_unref (self->named);
  g_free (self);
}

/* The hub comes up; the log's rows follow by sim_blobs_take_row(). */
void
sim_blobs_start (SimBlobs *self)
{
  g_hash_table_remove_all (self->named);
}

/* What an op that was not refused names may come. */
void
sim_blobs_take_row (SimBlobs        *self,
                    const YcFeedRow *row)
{
  g_autoptr (GArray) refs = NULL;

  if (row->verdict->outcome == YC_OUTCOME_REFUSED || strcmp (row->op->kind, "document.add") != 0)
    return;
  refs = yc_op_list_blobs (row->op);
  for (guint i = 0; i < refs->len; i++)
    {
      const char *sha256 = g_array_index (refs, YcBlobRef, i).sha256;
      GArray *streams = g_hash_table_lookup (self->named, sha256);

      if (streams == NULL)
        {
          streams = g_array_new (FALSE, FALSE, sizeof (YcStream));
          g_hash_table_insert (self->named, g_strdup (sha256), streams);
        }
      g_array_append_val (streams, row->stream);
    }
}

gboolean
sim_blobs_has (SimBlobs   *self,
               const char *sha256)
{
  const Blob *blob = g_hash_table_lookup (self->blobs, sha256);

  return blob != NULL && blob->whole;
}

/* Returns: whether its bytes are those that the desk had */
gboolean
sim_blobs_is_right (SimBlobs   *self,
                    const char *sha256)
{
  const Blob *blob = g_hash_table_lookup (self->blobs, sha256);

  return blob != NULL && blob->whole && !blob->wrong;
}

/* Returns: (transfer none) (nullable): of YcStream: the cases that name it */
GArray *
sim_blobs_list_cases (SimBlobs   *self,
                      const char *sha256)
{
  return g_hash_table_lookup (self->named, sha256);
}

/* Returns: how many documents of a case are not whole here */
guint
sim_blobs_count_missing (SimBlobs *self,
                         YcCase   *c)
{
  GPtrArray *documents = yc_case_get_documents (c);
  guint missing = 0;

  for (guint i = 0; i < documents->len; i++)
    if (!sim_blobs_has (self, ((YcDocument *) documents->pdata[i])->sha256))
      missing++;
  return missing;
}

static Blob *
ensure_blob (SimBlobs         *self,
             const SimRequest *request)
{
  Blob *blob = g_hash_table_lookup (self->blobs, request->hash);

  if (blob != NULL)
    return blob;
  blob = g_new0 (Blob, 1);
  blob->size = request->size;
  g_hash_table_insert (self->blobs, g_strdup (request->hash), blob);
  return blob;
}

/* The piece is on the disk, wherever it belongs. */
static void
append (SimBlobs         *self,
        Blob             *blob,
        const SimRequest *request)
{
  blob->wrong = blob->wrong || request->damaged || request->after != blob->have;
  blob->have = MIN (blob->have + request->piece_bytes, blob->size);
}

/**
 * sim_blobs_put:
 * @request: a piece
 * @ret_offset: (out): how much of the document is here; 0 where it was thrown away
 * @ret_completed: (out): it has become whole by this piece
 *
 * Returns: (nullable): why not
 */
const char *
sim_blobs_put (SimBlobs         *self,
               const SimRequest *request,
               gint64           *ret_offset,
               gboolean         *ret_completed)
{
  gboolean unchecked = self->sim->plant == SIM_PLANT_PIECE_UNCHECKED;
  Blob *blob;

  *ret_offset = 0;
  *ret_completed = FALSE;
  if (!g_hash_table_contains (self->named, request->hash))
    return "not-announced";
  blob = ensure_blob (self, request);
  if (!blob->whole && blob->have < blob->size && (unchecked || request->after == blob->have))
    append (self, blob, request);
  *ret_offset = blob->have;
  if (blob->whole || blob->have < blob->size)
    return NULL;
  if (blob->wrong && !unchecked)
    {
      *ret_offset = 0;
      g_hash_table_remove (self->blobs, request->hash);
      return "digest";
    }
  *ret_completed = TRUE;
  return NULL;
}

/* It is noted that the document is whole. */
void
sim_blobs_note (SimBlobs   *self,
                const char *sha256)
{
  ((Blob *) g_hash_table_lookup (self->blobs, sha256))->whole = TRUE;
}

void
sim_blobs_back_up (SimBlobs *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->blobs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    ((Blob *) value)->kept = ((Blob *) value)->whole;
}

void
sim_blobs_restore (SimBlobs *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->blobs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (!((Blob *) value)->kept)
      g_hash_table_iter_remove (&iter);
}
