/* yc-audit-verify.c: recomputing a hub's chain
 *
 * One way through all rows in the hub's order. Each is looked at by itself
 * (yc-audit-row.c), in its chain (yc-audit-place.c), in its stream, where every
 * revision must be there and behind the one before it, and against the signed
 * heads. Without a head who can write to the file can make all of it anew but
 * the ops; a head that somebody else remembers fixes everything before it.
 */

#include "yc-audit-verify.h"

#include "yc-audit-place.h"
#include "yc-audit-row.h"

#include <string.h>

#define MISSING_MAX 256  /* revisions that are not there, and rows before their predecessors */
#define MISSING_EACH 64  /* revisions in a row */
#define GAP_NAMED_MAX 64 /* positions of a gap that are named one by one */

/* A revision that is not there. */
typedef struct
{
  char *stream;
  gint64 revision;
  gint64 after;  /* it stood behind this position */
  gint64 before; /* and before this */
  gboolean told;
} Missing;

/* A row that stands before its stream's revision before it. */
typedef struct
{
  char *stream;
  char *op;
  gint64 position;
  gint64 predecessor;
} Early;

typedef struct
{
  YcAuditRows *rows;
  YcAuditPlace *place;
  YcAuditReport *report;
  const guint8 *key;   /* (nullable) */
  GPtrArray *heads;    /* of YcAuditEntry, borrowed; by position */
  guint next_head;
  GArray *missing;     /* of Missing */
  GArray *early;       /* of Early */
  GArray *drops;       /* of YcAuditDrop */
} Verify;

static void
missing_clear (gpointer data)
{
  g_free (((Missing *) data)->stream);
}

static void
early_clear (gpointer data)
{
  g_free (((Early *) data)->stream);
  g_free (((Early *) data)->op);
}

static void
verify_clear (Verify *self)
{
  g_clear_pointer (&self->rows, yc_audit_rows_free);
  g_clear_pointer (&self->place, yc_audit_place_free);
  g_clear_pointer (&self->report, yc_audit_report_free);
  g_clear_pointer (&self->heads, g_ptr_array_unref);
  g_clear_pointer (&self->missing, g_array_unref);
  g_clear_pointer (&self->early, g_array_unref);
  g_clear_pointer (&self->drops, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Verify, verify_clear)

/* ---- Streams ---- */

static gboolean
note_missing (Verify           *self,
              const YcAuditRow *row,
              GError          **error)
{
  gint64 after, there = 0;

  if (!yc_audit_rows_find_before (self->rows, row->stream, row->revision, &after, error))
    return FALSE;
  for (gint64 revision = row->revision - 1; revision > 0 && revision >= row->revision - MISSING_EACH; revision--)
    {
      Missing missing = { NULL, revision, after, row->position, FALSE };

      if (!yc_audit_rows_find_revision (self->rows, row->stream, revision, &there, error))
        return FALSE;
      if (there != 0 || self->missing->len >= MISSING_MAX)
        break;
      missing.stream = g_strdup (row->stream);
      g_array_append_val (self->missing, missing);
    }
  return TRUE;
}

static gboolean
check_stream (Verify           *self,
              const YcAuditRow *row,
              GError          **error)
{
  gint64 predecessor;

  if (row->revision <= 1)
    return TRUE;
  if (!yc_audit_rows_find_revision (self->rows, row->stream, row->revision - 1, &predecessor, error))
    return FALSE;
  if (predecessor == 0)
    return note_missing (self, row, error);
  if (predecessor > row->position && self->early->len < MISSING_MAX)
    {
      Early early = { g_strdup (row->stream), yc_id_dup_text (&row->id), row->position, predecessor };

      g_array_append_val (self->early, early);
    }
  return TRUE;
}

static void
report_drop (Verify *self,
             gint64  position)
{
  g_autofree char *detail = NULL;

  for (guint i = 0; i < self->missing->len; i++)
    {
      Missing *missing = &g_array_index (self->missing, Missing, i);

      if (missing->told || missing->after >= position || missing->before < position)
        continue;
      missing->told = TRUE;
      detail = g_strdup_printf ("the row is gone: revision %" G_GINT64_FORMAT " of its stream", missing->revision);
      yc_audit_report_add (self->report, YC_AUDIT_DROPPED, position, missing->stream, "", detail);
      return;
    }
  yc_audit_report_add (self->report, YC_AUDIT_DROPPED, position, "", "", "the row is gone; nothing tells of what stream it was");
}

static void
report_drops (Verify *self)
{
  for (guint i = 0; i < self->drops->len; i++)
    {
      const YcAuditDrop *drop = &g_array_index (self->drops, YcAuditDrop, i);
      g_autofree char *detail = NULL;

      for (gint64 at = 0; at < MIN (drop->count, GAP_NAMED_MAX); at++)
        report_drop (self, drop->position + at);
      if (drop->count <= GAP_NAMED_MAX)
        continue;
      detail = g_strdup_printf ("all rows up to position %" G_GINT64_FORMAT " are gone", drop->position + drop->count - 1);
      yc_audit_report_add (self->report, YC_AUDIT_DROPPED, drop->position + GAP_NAMED_MAX, "", "", detail);
    }
  for (guint i = 0; i < self->missing->len; i++)
    {
      const Missing *missing = &g_array_index (self->missing, Missing, i);
      const Missing *before = i > 0 ? missing - 1 : missing;
      g_autofree char *detail = g_strdup_printf ("revision %" G_GINT64_FORMAT " of the stream is gone from before this row",
                                                 missing->revision);

      /* Of several before one row the newest is named. */
      if (!missing->told && (before == missing || before->told || before->before != missing->before))
        yc_audit_report_add (self->report, YC_AUDIT_DROPPED, missing->before, missing->stream, "", detail);
    }
}

static gboolean
is_reported (Verify *self,
             gint64  position)
{
  for (guint i = 0; i < self->report->findings->len; i++)
    if (((YcAuditFinding *) g_ptr_array_index (self->report->findings, i))->position == position)
      return TRUE;
  return FALSE;
}

/* Rows whose order is wrong although they are chained so. */
static void
report_early (Verify *self)
{
  for (guint i = 0; i < self->early->len; i++)
    {
      const Early *early = &g_array_index (self->early, Early, i);

      if (!is_reported (self, early->position) && !is_reported (self, early->predecessor))
        yc_audit_report_add (self->report, YC_AUDIT_REORDERED, early->position, early->stream, early->op,
                             "it stands before the revision of its stream that it follows");
    }
}

/* ---- Heads ---- */

static int
compare_positions_cb (gconstpointer a,
                      gconstpointer b)
{
  const YcAuditHead *first = &(*(const YcAuditEntry *const *) a)->head;
  const YcAuditHead *second = &(*(const YcAuditEntry *const *) b)->head;

  return first->position < second->position ? -1 : first->position > second->position;
}

/* Borrows those that the hub has signed, by position. */
static void
take_heads (Verify    *self,
            GPtrArray *heads)
{
  YcAuditHead head;

  for (guint i = 0; heads != NULL && i < heads->len; i++)
    {
      const YcAuditEntry *entry = g_ptr_array_index (heads, i);

      if (self->key != NULL && yc_audit_head_open (entry->bytes, entry->signature, self->key, &head))
        g_ptr_array_add (self->heads, (gpointer) entry);
      else
        yc_audit_report_add (self->report, YC_AUDIT_UNSIGNED, entry->head.position, "", "",
                             "what is given as a head is not signed by the hub's key");
    }
  g_ptr_array_sort (self->heads, compare_positions_cb);
  self->report->heads = self->heads->len;
}

static char *
dup_time (gint64 time_ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_ms / 1000);

  return utc != NULL ? g_date_time_format (utc, "%Y-%m-%d %H:%M:%S UTC") : g_strdup ("?");
}

/* @says: what the head has that the rows have not */
static void
report_head (Verify            *self,
             const YcAuditHead *head,
             const char        *says)
{
  g_autofree char *time = dup_time (head->time_ms);
  gboolean older = strcmp (head->epoch, self->report->epoch) != 0;
  g_autofree char *detail = NULL;

  detail = g_strdup_printf ("the head signed at %s %s; what changed lies behind position %" G_GINT64_FORMAT "%s", time, says,
                            self->report->agreed,
                            older ? "; the hub has begun a new epoch since, as after a backup was put back" : "");
  yc_audit_report_add (self->report, YC_AUDIT_HEAD, head->position, "", "", detail);
}

static void
check_head (Verify             *self,
            const YcAuditEntry *entry,
            const char         *hash)
{
  g_autofree char *says = NULL;

  if (strcmp (entry->head.value, hash) == 0)
    {
      self->report->heads_agree++;
      self->report->agreed = MAX (self->report->agreed, entry->head.position);
      return;
    }
  says = g_strdup_printf ("has %.16s… here, the rows have %.16s…", entry->head.value, hash);
  report_head (self, &entry->head, says);
  yc_audit_place_take_head (self->place, entry->head.value);
}

/* The heads up to @position, where @hash stands. */
static void
check_heads (Verify     *self,
             gint64      position,
             const char *hash)
{
  while (self->next_head < self->heads->len)
    {
      const YcAuditEntry *entry = g_ptr_array_index (self->heads, self->next_head);

      if (entry->head.position > position)
        return;
      if (entry->head.position == position)
        check_head (self, entry, hash);
      else
        report_head (self, &entry->head, "names a row that is gone");
      self->next_head++;
    }
}

static void
report_heads_behind (Verify *self)
{
  for (; self->next_head < self->heads->len; self->next_head++)
    {
      const YcAuditEntry *entry = g_ptr_array_index (self->heads, self->next_head);
      g_autofree char *says = g_strdup_printf ("names this position, and the history ends at %" G_GINT64_FORMAT,
                                               self->report->position);

      report_head (self, &entry->head, says);
    }
}

/* ---- All of it ---- */

static void
report_before_first (Verify           *self,
                     const YcAuditRow *row)
{
  g_autofree char *op = yc_id_dup_text (&row->id);

  yc_audit_report_add (self->report, YC_AUDIT_INSERTED, row->position, row->stream, op, "a hub's order begins at position 1");
}

static gboolean
check_row (Verify           *self,
           const YcAuditRow *row,
           GError          **error)
{
  YcAuditFault fault;
  const char *detail;
  gboolean unchecked;
  YcAuditDrop gap = { self->report->position + 1, row->position - self->report->position - 1 };

  if (row->position < 1)
    {
      report_before_first (self, row);
      return TRUE;
    }
  if (!yc_audit_row_check (self->rows, row, self->key, &fault, &detail, &unchecked, error) ||
      !check_stream (self, row, error))
    return FALSE;
  if (gap.count > 0)
    g_array_append_val (self->drops, gap);
  yc_audit_place_take (self->place, row, fault, detail, self->report);
  self->report->rows++;
  self->report->unchecked += unchecked;
  self->report->position = row->position;
  g_strlcpy (self->report->value, row->hash, sizeof self->report->value);
  check_heads (self, yc_audit_place_get_last (self->place), row->hash);
  return TRUE;
}

static gboolean
check_all (Verify  *self,
           GError **error)
{
  gboolean more = TRUE;

  check_heads (self, 0, "");
  while (more)
    {
      g_autoptr (YcAuditRow) row = NULL;

      if (!yc_audit_rows_next (self->rows, &row, error) || (row != NULL && !check_row (self, row, error)))
        return FALSE;
      self->report->stopped |= yc_audit_place_is_full (self->place) || self->drops->len >= YC_AUDIT_FINDINGS_MAX;
      more = row != NULL && !self->report->stopped;
    }
  return TRUE;
}

static gboolean
report_all (Verify  *self,
            GError **error)
{
  g_autoptr (GArray) drops = yc_audit_place_settle (self->place, self->rows, self->report, error);

  if (drops == NULL)
    return FALSE;
  g_array_append_vals (self->drops, drops->data, drops->len);
  report_drops (self);
  report_early (self);
  if (!self->report->stopped)
    report_heads_behind (self);
  yc_audit_report_sort (self->report);
  return TRUE;
}

/**
 * yc_audit_verify:
 * @folder: a hub's folder; only read, also while the hub runs
 * @heads: (element-type YcAuditEntry) (nullable): what desks remember
 * @key: (nullable): the hub's public key; %NULL where it is not known, and then
 *   there are no heads either
 * @error: of %YC_AUDIT_ERROR
 *
 * Returns: (transfer full) (nullable): what was found
 */
YcAuditReport *
yc_audit_verify (const char    *folder,
                 GPtrArray     *heads,
                 const guint8  *key,
                 GError       **error)
{
  g_auto (Verify) self = { .key = key };

  g_return_val_if_fail (folder != NULL, NULL);

  self.rows = yc_audit_rows_open (folder, error);
  if (self.rows == NULL)
    return NULL;
  self.place = yc_audit_place_new ();
  self.report = yc_audit_report_new (yc_audit_rows_get_epoch (self.rows));
  self.heads = g_ptr_array_new ();
  self.missing = g_array_new (FALSE, FALSE, sizeof (Missing));
  g_array_set_clear_func (self.missing, missing_clear);
  self.early = g_array_new (FALSE, FALSE, sizeof (Early));
  g_array_set_clear_func (self.early, early_clear);
  self.drops = g_array_new (FALSE, FALSE, sizeof (YcAuditDrop));
  take_heads (&self, heads);
  if (!check_all (&self, error) || !report_all (&self, error))
    return NULL;
  return g_steal_pointer (&self.report);
}
